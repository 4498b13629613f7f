"""Names of exchange files: what is in one can be told from its name.

stock_D_20250304T131500Z_000187.csv       changes; number 187 of the stock files
orders_F_01_20250304T131500Z_000012.csv   everything, of company 01
order_lines_F_01_20250304T131500Z_000012.csv   the lines that belong to it
stock.csv                                 a partner that cannot number its files
"""

import re
from dataclasses import dataclass

from .columns import SETS

#: A companion file says that its file is complete, and what its checksum is.
MARKER = ".ok"

_NAME = re.compile(
    rf"(?P<set>{'|'.join(sorted(SETS, key=len, reverse=True))})(?:_(?P<extent>[FD]))?(?:_(?P<company>[A-Za-z0-9-]+?))?"
    r"(?:_(?P<stamp>\d{8}T\d{6}Z))?(?:_(?P<number>\d{6,12}))?\.(?P<format>csv|jsonl|xml)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileName:
    """The parts of a name.

    :param set_name: whose rows are in the file
    :param is_full: it says everything, not only what changed
    :param number: its place among the files of its set, None where the partner does not number them
    :param tail: all that a file shares with the files that belong to it
    """

    name: str
    set_name: str
    is_full: bool
    company: str
    number: int | None
    tail: str
    format: str

    @classmethod
    def parsed(cls, name):
        """Return the parts of a name, None when the file is none of the exchange's."""
        found = _NAME.fullmatch(name)
        if found is None:
            return None
        return cls(
            name=name,
            set_name=found["set"],
            is_full=found["extent"] == "F",
            company=found["company"] or "",
            number=int(found["number"]) if found["number"] else None,
            tail=name.removeprefix(found["set"]),
            format=found["format"],
        )


def built(set_name, *, company, moment, number, format):
    """Return the name of a file that we write; always of changes."""
    parts = [set_name, "D", *([company] if company else []), f"{moment:%Y%m%dT%H%M%SZ}", f"{number:06d}"]
    return f"{'_'.join(parts)}.{format}"
