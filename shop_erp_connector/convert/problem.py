"""Why one document cannot be turned into Odoo values: a code and the facts; the sentence is made where people read."""


class Problem(Exception):
    """A record needs a person before it can go on.

    :param code: one of the codes in ``engine/problems.py``, which holds the sentence
    :param facts: what the sentence names
    """

    def __init__(self, code, **facts):
        super().__init__(code)
        self.code = code
        self.facts = facts
