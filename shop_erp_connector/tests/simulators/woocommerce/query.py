"""Lists: filters by date, paging with its headers, sorting, and which fields are shown.

Dates compare exclusively; a value with a zone becomes wall-clock digits of the site *before* it is compared, also with
the column in UTC (dossier section 2). Recordings list-*, products-*, orders-after, per-page-101.
"""

import re
from datetime import UTC, datetime
from urllib.parse import quote

from .failures import invalid_param
from .store import local_text

#: Filters that compare dates: (the row's field, whether the row must be later).
DATES = {
    "after": ("date_created", True),
    "before": ("date_created", False),
    "modified_after": ("date_modified", True),
    "modified_before": ("date_modified", False),
}

ORDERS = ("asc", "desc")
_FULL_DATE = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?(Z|z|[+-]\d\d:?\d\d)?")


class Arguments:
    """The query of a request: single values and lists, checked.

    :param pairs: werkzeug's multi dict
    """

    def __init__(self, pairs):
        self._pairs = pairs

    def text(self, name, default=""):
        """Return a value."""
        return self._pairs.get(name, default)

    def flag(self, name, *, default=False):
        """Return a boolean."""
        return self._pairs.get(name, str(default)).lower() in ("1", "true", "yes")

    def list(self, name):
        """Return a list, given as ``name=1,2`` or ``name[]=1&name[]=2``; None when it is absent."""
        values = [*self._pairs.getlist(name), *self._pairs.getlist(f"{name}[]")]
        if not values:
            return None
        return [part.strip() for value in values for part in value.split(",") if part.strip()]

    def ids(self, name):
        """Return a list of ids; an empty list filters nothing and comes back as None."""
        return [int(value) for value in self.list(name) or () if value.isdigit()] or None

    def integer(self, name, default, low, high=None):
        """Return a number.

        :raises ApiError: it is none, or out of bounds
        """
        value = self._pairs.get(name)
        if value is None:
            return default
        if not re.fullmatch(r"-?\d+", value):
            raise invalid_param(name, "rest_invalid_type", f"{name} is not of type integer.", {"param": name})
        if int(value) < low or (high and int(value) > high):
            bounds = f"must be between {low} (inclusive) and {high} (inclusive)" if high else f"must be at least {low}"
            raise invalid_param(name, "rest_out_of_bounds", f"{name} {bounds}")
        return int(value)

    def one_of(self, name, default, allowed):
        """Return one of some words."""
        value = self._pairs.get(name, default)
        if value not in allowed:
            names = f"{', '.join(allowed[:-1])}, and {allowed[-1]}"
            raise invalid_param(name, "rest_not_in_enum", f"{name} is not one of {names}.")
        return value

    def without(self, *names):
        """Return the pairs that are not named, as WordPress repeats them in links."""
        return [(name, value) for name, value in self._pairs.items(multi=True) if name not in names]


def in_dates(arguments, rows, zone):
    """Return the rows that the date filters leave."""
    column_zone = UTC if arguments.flag("dates_are_gmt") else zone
    for name, (field, is_later) in DATES.items():
        given = arguments.text(name)
        if given:
            bound = _digits(name, given, zone)
            rows = [row for row in rows if _is_beyond(local_text(row[field], column_zone), bound, is_later=is_later)]
    return rows


def _digits(name, given, zone):
    """Return the digits that a date filter compares with.

    :raises ApiError: it is no date with a time
    """
    if not _FULL_DATE.fullmatch(given):
        raise invalid_param(name, "rest_invalid_date", "Invalid date.")
    value = datetime.fromisoformat(given.replace(" ", "T").upper())
    return (local_text(value, zone) if value.tzinfo else value.strftime("%Y-%m-%dT%H:%M:%S"))[:19]


def _is_beyond(text, bound, *, is_later):
    if text is None:
        return False
    return text > bound if is_later else text < bound


def sorted_rows(arguments, rows, *, orderby="date", also=()):
    """Return the rows in the order asked for. Equal dates of change come in no order that means anything."""
    field = arguments.one_of("orderby", orderby, ("date", "id", "include", "title", "slug", "modified", *also))
    is_down = arguments.one_of("order", "desc", ORDERS) == "desc"
    if field == "include":
        places = {id: place for place, id in enumerate(arguments.ids("include") or ())}
        return sorted(rows, key=lambda row: places.get(row["id"], 0))
    keys = {
        "date": lambda row: (row["date_created"], row["id"]),
        "id": lambda row: row["id"],
        "modified": lambda row: (row["date_modified"], row["id"] * 7919 % 1009),
        "title": lambda row: (row.get("name", ""), row["id"]),
        "slug": lambda row: (row.get("slug", ""), row["id"]),
    }
    return sorted(rows, key=keys.get(field, keys["id"]), reverse=is_down)


def page_of(arguments, rows, base):
    """Return (rows of the page, headers): totals, and links to its neighbours.

    :param base: address of the list, without its query
    """
    size = arguments.integer("per_page", 10, 1, 100)
    page = arguments.integer("page", 1, 1)
    offset = arguments.integer("offset", (page - 1) * size, 0)
    pages = -(-len(rows) // size)
    headers = [("X-WP-Total", str(len(rows))), ("X-WP-TotalPages", str(pages))]
    links = []
    if page > 1:
        links.append(_link(arguments, base, min(page - 1, pages), "prev"))
    if page < pages:
        links.append(_link(arguments, base, page + 1, "next"))
    if links:
        headers.append(("Link", ", ".join(links)))
    return rows[offset : offset + size], headers


def _link(arguments, base, page, relation):
    pairs = [*arguments.without("page"), ("page", str(page))]
    query = "&".join(f"{name}={quote(value, safe='')}" for name, value in pairs)
    return f'<{base}?{query}>; rel="{relation}"'


def only_fields(content, names):
    """Return what ``_fields`` leaves: dotted names work into objects, a list under one comes back empty."""
    if not names:
        return content
    if isinstance(content, list):
        return [only_fields(one, names) for one in content if isinstance(one, dict)]
    result = {}
    for name in names:
        head, _dot, rest = name.partition(".")
        if head not in content:
            continue
        value = content[head]
        if not rest:
            result[head] = value
        elif isinstance(value, dict):
            result[head] = {**result.get(head, {}), **only_fields(value, [rest])}
        elif isinstance(value, list):
            result.setdefault(head, [])
    return result
