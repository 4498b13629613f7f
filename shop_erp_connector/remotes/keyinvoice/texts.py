"""Texts in a system of one language."""


def one_text(texts):
    """Return the one text that is told: KeyInvoice has one language; the hub says which one by naming it first.

    :param texts: ``{language: text}``
    :return: None for {}: nothing is told
    """
    if not texts:
        return None
    return texts.get("", next(iter(texts.values()))).strip()
