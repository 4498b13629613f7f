"""The questions one can ask the webservice: which rows, in which order, how many, and what of each.

The oddities are the real ones: ranges include both ends, a filter without brackets compares the whole text, a
limit that is no number gives an empty list, nothing ever says how many rows there are.
"""

import re
from decimal import Decimal, InvalidOperation
from functools import partial

from .failures import ApiError
from .render import Selection
from .schema import number

RANGE = re.compile(r"[\d .:-]+,[\d .:-]+")
FILTER = re.compile(r"(?P<sign>[<>!%]?)\[(?P<inside>.*)\](?P<end>%?)", re.DOTALL)
DATES = ("date_add", "date_upd")


def _key(field):
    """Return the function that makes values of a field comparable."""
    if field is None or field.numeric:
        return number
    return lambda text: str(text).lower()


def _values(text):
    return text.split("|")


def _contains(words, sign, end, value):
    value = str(value).lower()
    if sign and end:
        return any(word in value for word in words)
    check = value.endswith if sign else value.startswith
    return any(check(word) for word in words)


def _plain_test(key, text):
    """A filter without brackets: one value, compared as a whole."""
    if text.startswith((">", "<", "!")):
        return lambda _value: False
    wanted = key(text)
    return lambda value: key(value) == wanted


def predicate(field, text):
    """Return the function that tells whether a value passes the filter ``text`` (what follows
    ``filter[x]=``).

    :raises ApiError: code 33, nothing was given
    """
    if text == "":
        raise ApiError(400, 33, "The filter value is empty")
    key = _key(field)
    found = FILTER.fullmatch(text)
    if not found:
        return _plain_test(key, text)
    sign, inside, end = found.group("sign"), found.group("inside"), found.group("end")
    if sign == "%" or end:
        return partial(_contains, [word.lower() for word in _values(inside)], sign, end)
    if sign in ("<", ">"):
        bound = key(inside)
        return (lambda value: key(value) > bound) if sign == ">" else (lambda value: key(value) < bound)
    if not sign and RANGE.fullmatch(inside):
        low, high = (key(part.strip()) for part in inside.split(","))
        return lambda value: low <= key(value) <= high
    return _one_of(key, inside, wanted=not sign)


def _one_of(key, inside, *, wanted):
    values = {key(word) for word in _values(inside)}
    return lambda value: (key(value) in values) is wanted


class Query:
    """One request on a collection: ``select()`` gives its rows, ``selection`` what to show of them.

    :param arguments: the query string as a dict; of a key given twice the last one counts
    """

    def __init__(self, store, resource, arguments):
        self.store = store
        self.resource = resource
        self.arguments = arguments
        self.dates = arguments.get("date") == "1"
        self.display = arguments.get("display")
        self.selection = self._selection()
        self.filters = self._filters()
        self.sort = self._sort()

    def select(self):
        """Return the rows of the page."""
        return self._limited(self._listing())

    # which rows

    def _listing(self):
        """All rows that pass, in order; kept until a row changes, for the next page."""
        name = self.resource.name
        version = (self.store.changes[name], str(self.filters), str(self.sort), self.display)
        kept = self.store.listings.get(name)
        if kept is None or kept[0] != version:
            kept = version, self._sorted([row for row in self._visible() if self._passes(row)])
            self.store.listings[name] = kept
        return kept[1]

    def _visible(self):
        rows = self.store.rows(self.resource.name)
        if self.resource.name == "stock_availables":
            return [row for row in rows if row["id_shop"] != "0"]
        return rows

    def _filters(self):
        found = {}
        for key, text in self.arguments.items():
            name = re.fullmatch(r"filter\[(\w+)\]", key)
            if name:
                self._check_filter(name.group(1))
                found[name.group(1)] = text
        self._tests = [(name, predicate(self.resource.by_name.get(name), text)) for name, text in found.items()]
        return found

    def _check_filter(self, name):
        field = self.resource.by_name.get(name)
        known = name == "id" or (field is not None and (name not in DATES or self.dates))
        if not known:
            names = ", ".join(f'"{one}"' for one in self._filterable())
            raise ApiError(400, 32, f"This filter does not exist. The full list is: {names}")
        if field and "getter" in field.flags:
            raise ApiError(400, 34, f'The field "{name}" is dynamic. It is not possible to filter GET query with it.')

    def _filterable(self):
        fields = [one for one in self.resource.fields if one.type != "lang" and one.name not in DATES]
        dates = [name for name in DATES if self.dates and name in self.resource.by_name]
        return ["id", *(one.name for one in fields), *dates]

    def _passes(self, row):
        for name, test in self._tests:
            value = row[name]
            if isinstance(value, dict):
                if not any(map(test, value.values())):
                    return False
            elif not test(value):
                return False
        return True

    # in which order

    def _sort(self):
        text = self.arguments.get("sort", "").strip("[]")
        if not text:
            return []
        return [self._sort_part(part.strip()) for part in text.split(",")]

    def _sort_part(self, part):
        found = re.fullmatch(r"(\w+)_(ASC|DESC)", part)
        if not found:
            raise ApiError(400, 37, 'The "sort" value has to be formed as this example: "field_ASC"')
        name = found.group(1)
        self._check_filter(name)
        return name, found.group(2) == "DESC"

    def _sorted(self, rows):
        if not self.sort:
            return self._index_order(rows)
        for name, reverse in reversed(self.sort):
            rows = sorted(rows, key=partial(self._sort_key, name), reverse=reverse)
        return rows

    def _index_order(self, rows):
        """The order of the index that answers a list nobody sorted."""
        names = self.resource.unsorted
        if self.resource.covering and self.display in (None, "full"):
            return rows
        return sorted(rows, key=lambda row: [self._sort_key(name, row) for name in names])

    def _sort_key(self, name, row):
        value, field = row[name], self.resource.by_name.get(name)
        if isinstance(value, int):
            return value
        if isinstance(value, dict):
            value = next(iter(value.values()), "")
        return number(value) if field.numeric else value.lower()

    # how many

    def _limited(self, rows):
        text = self.arguments.get("limit")
        if text is None:
            return rows
        found = re.fullmatch(r"(?:(\d+),)?(\d+)", text.replace(" ", ""))
        if not found:
            return []
        start = int(found.group(1) or 0)
        return rows[start : start + int(found.group(2))]

    # what to show

    def _selection(self):
        languages = self._languages()
        if self.display in (None, "full"):
            return Selection(languages=languages)
        fields, associations = set(), {}
        for word, inside in re.findall(r"(\w+)(?:\[([\w,]*)\])?", self.display.strip()[1:-1]):
            if self.resource.association(word):
                associations[word] = set(inside.split(",")) if inside else None
            elif word == "id" or word in self.resource.by_name:
                fields.add(word)
            else:
                raise ApiError(400, 35, self._not_shown(word))
        return Selection(frozenset(fields), associations, languages)

    def _not_shown(self, word):
        names = ", ".join(["id", *self.resource.by_name])
        return f'Unable to display this field "{word}". However, these are available: {names}'

    def _languages(self):
        text = self.arguments.get("language", "").strip("[]")
        if not text:
            return None
        try:
            return frozenset(int(Decimal(part)) for part in re.split(r"[|,]", text))
        except InvalidOperation:
            return frozenset()
