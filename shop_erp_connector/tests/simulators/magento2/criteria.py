"""searchCriteria: from the query of an address to the rows it asks for, with all that goes wrong silently."""

import re
import zlib
from decimal import Decimal, InvalidOperation

from .failures import ApiError, required

_KEY = re.compile(r"\[([^\]]*)\]")
_CAMEL = {
    "filterGroups": "filter_groups",
    "conditionType": "condition_type",
    "sortOrders": "sort_orders",
    "pageSize": "page_size",
    "currentPage": "current_page",
}
_DATE = re.compile(r"\d{4}-\d\d-\d\d([ T]\d\d:\d\d:\d\d)?Z?$")

#: Most rows of a page when the shop's input limits are switched on.
LIMITED_PAGE = 300


class Criteria:
    """What a list is asked for.

    :param pairs: the query's (name, value) pairs, decoded
    """

    def __init__(self, pairs):
        tree = {}
        found = False
        for name, value in pairs:
            if name == "searchCriteria" or name.startswith("searchCriteria["):
                found = True
                _plant(tree, [_CAMEL.get(key, key) for key in _KEY.findall(name)], value)
        if not found:
            raise required("searchCriteria")
        self.groups = [
            [_filter(one) for one in _ordered(group.get("filters", {}))]
            for group in _ordered(tree.get("filter_groups", {}))
        ]
        self.sorts = [
            (one.get("field", ""), one.get("direction", "ASC").upper()) for one in _ordered(tree.get("sort_orders", {}))
        ]
        self.size = int(tree["page_size"]) if tree.get("page_size", "").isdigit() else None
        self.page = int(tree["current_page"]) if tree.get("current_page", "").isdigit() else None

    def shown(self):
        """Return the criteria as the answer repeats them."""
        names = ("field", "value", "condition_type")
        groups = [{"filters": [dict(zip(names, one, strict=True)) for one in group]} for group in self.groups]
        shown = {"filter_groups": groups}
        if self.sorts:
            shown["sort_orders"] = [{"field": field, "direction": direction} for field, direction in self.sorts]
        if self.size is not None:
            shown["page_size"] = self.size
        if self.page is not None:
            shown["current_page"] = self.page
        return shown

    def check(self, shop):
        """Refuse pages above the limit where the shop's input limits are on."""
        if shop.input_limits and (self.size or 0) > LIMITED_PAGE:
            raise ApiError(400, "Maximum SearchCriteria pageSize is %max", {"max": LIMITED_PAGE})


def answer(shop, call, rows, *, value, key, table=""):
    """Return (rows of the page, criteria as shown, total).

    :param value: takes (row, field), returns the column's value; raises for a field that does not exist
    :param key: the row's number, the order of rows without a sort
    :param table: "order" and its kind refuse to sort by an unknown field, products ignore it
    """
    criteria = Criteria(call.query)
    criteria.check(shop)
    found = [row for row in sorted(rows, key=key) if _matches(row, criteria.groups, value)]
    found = _sorted(shop, found, criteria.sorts, value, key, strict=table != "product")
    return _page(shop, found, criteria), criteria.shown(), len(found)


def _plant(tree, keys, value):
    for key in keys[:-1]:
        tree = tree.setdefault(key, {})
    if keys:
        tree[keys[-1]] = value


def _ordered(tree):
    return [tree[key] for key in sorted(tree, key=lambda key: int(key) if key.isdigit() else 0)]


def _filter(one):
    return one.get("field", ""), one.get("value", ""), one.get("condition_type", "eq")


def _matches(row, groups, value):
    return all(any(_fits(value(row, field), wanted, condition) for field, wanted, condition in group)
               for group in groups)  # fmt: skip


def _fits(actual, wanted, condition):
    if condition in ("null", "notnull"):
        return (actual is None) == (condition == "null")
    if condition in ("in", "nin"):
        values = [part.strip() for part in wanted.split(",")]
        return any(_equal(actual, part) for part in values) == (condition == "in")
    if condition in ("like", "nlike"):
        pattern = ".*".join(map(re.escape, wanted.split("%")))
        return bool(re.fullmatch(pattern, _text(actual), re.IGNORECASE | re.DOTALL)) == (condition == "like")
    if condition == "finset":
        return wanted in _text(actual).split(",")
    if condition in ("eq", "is"):
        return _equal(actual, wanted)
    if condition == "neq":
        return actual is not None and not _equal(actual, wanted)
    return _compares(actual, wanted, condition)


def _equal(actual, wanted):
    if isinstance(actual, int | Decimal) and not isinstance(actual, bool):
        return _number(wanted) == actual
    # The database's comparison of texts does not tell upper from lower case.
    return actual is not None and _text(actual).casefold() == wanted.casefold()


def _compares(actual, wanted, condition):
    if actual is None:
        return False
    if isinstance(actual, int | Decimal):
        wanted = _number(wanted)
    elif _DATE.match(actual):
        # A malformed date is no error: it compares as the beginning of time.
        wanted = wanted.rstrip("Z").replace("T", " ") if _DATE.match(wanted) else ""
        wanted = wanted if len(wanted) != 10 else f"{wanted} 00:00:00"
    return {
        "gt": actual > wanted,
        "gteq": actual >= wanted,
        "moreq": actual >= wanted,
        "from": actual >= wanted,
        "lt": actual < wanted if wanted != "" else True,
        "lteq": actual <= wanted if wanted != "" else True,
        "to": actual <= wanted if wanted != "" else True,
    }.get(condition, False)


def _number(text):
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal(0)


def _text(value):
    return "" if value is None else str(value)


def _sorted(shop, rows, sorts, value, key, *, strict):
    """Sort; what is equal comes in another order each time, as in a database that was asked for no more."""
    if not sorts:
        return rows
    shop.lists_read += 1
    rows = sorted(rows, key=lambda row: zlib.crc32(f"{key(row)}/{shop.lists_read}".encode()))
    for field, direction in reversed(sorts):
        if not rows:
            break
        try:
            rows = sorted(rows, key=lambda row: _comparable(value(row, field)), reverse=direction == "DESC")
        except ApiError:
            if strict:
                raise
    return rows


def _comparable(value):
    if value is None:
        return (0, 0, "")
    return (1, value, "") if isinstance(value, int | Decimal) else (2, 0, str(value))


def _page(shop, rows, criteria):
    """Return the rows of one page; beyond the last one older shops repeat it, newer ones have nothing."""
    if not criteria.size:
        return rows
    page = max(criteria.page or 1, 1)
    last = max(-(-len(rows) // criteria.size), 1)
    if page > last and shop.repeats_last_page:
        page = last
    return rows[(page - 1) * criteria.size : page * criteria.size]
