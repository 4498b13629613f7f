"""Families written: made, renamed, moved; never deleted.

A family has a name, a reference and a parent (dossier §3); descriptions, pictures, places and an on/off switch do not
exist. The reference is mandatory and people read it, so a new family gets one of its name, which stays. That
``updateFamily`` calls it ``IdFamily``, and "0" is the parent of a top family, is read from ``listFamilies`` [U].
"""

import re
import unicodedata

from ..contract import Result
from ..errors import OutcomeUnknown, Rejected
from . import pages
from .texts import one_text
from .wire import SYSTEM, text

#: Characters of a reference that is made of a name.
_REFERENCE_LENGTH = 20

_TOP = "0"


class Families:
    """Writes families; one object serves one push, for it reads the list once.

    :param api: an ``Api5``
    """

    def __init__(self, api):
        self._api = api
        self._rows = None

    def push(self, category):
        """Return the ``Result`` of one category; a family of that name under the same parent is taken over.

        :raises Rejected: no name; NotFound: the family is gone
        """
        name, parent = one_text(category.name), category.parent_id or _TOP
        if not name:
            raise Rejected("A family needs a name.", system=SYSTEM, field="name", code="name_missing")
        row = self._known(category, name, parent)
        if row is None:
            return Result(id=self._inserted(category, name, parent), warning=_unsaid(category))
        wanted = {"Name": name, "IdParentFamily": parent}
        is_same = all(present == wanted[field] for field, present in _present(row).items() if field in wanted)
        if not is_same:
            # Sent twice it does no harm: it sets what it sets. Name and reference are mandatory, changed or not.
            self._api.read("updateFamily", IdFamily=text(row, "IdFamily"), **(_present(row) | wanted))
            row |= {"Name": name, "FamilyCategoryId": parent}
        return Result(id=text(row, "IdFamily"), unchanged=is_same, warning=_unsaid(category))

    def find(self, key):
        """Return the ``Result`` of the family "<parent id>/<name>" ("" for a top one), None when there is none."""
        parent, _slash, name = key.partition("/")
        row = self._called(name, parent or _TOP)
        return None if row is None else Result(id=text(row, "IdFamily"))

    def _known(self, category, name, parent):
        if not category.id:
            return self._called(name, parent)
        if category.id not in self._families:
            raise pages.missing(category.id)
        return self._families[category.id]

    def _called(self, name, parent):
        called = [row for row in self._families.values() if _place(row) == (parent, name.casefold())]
        if len(called) > 1:
            references = ", ".join(text(row, "Ref") for row in called)
            message = f"KeyInvoice has several families {name} in one place: {references}. Rename all but one there."
            raise Rejected(message, system=SYSTEM, field="name", code="several")
        return called[0] if called else None

    @property
    def _families(self):
        if self._rows is None:
            rows = self._api.all_rows("listFamilies", "Families")
            self._rows = {text(row, "IdFamily"): row for row in rows}
        return self._rows

    def _inserted(self, category, name, parent):
        reference = self._free_reference(name)
        answer = self._api.write("insertFamily", Name=name, Ref=reference, IdParentFamily=parent)
        id = text(answer, "Id")
        if not id:
            raise OutcomeUnknown("The new family has no Id.", system=SYSTEM, call="insertFamily")
        self._rows[id] = {"IdFamily": id, "Name": name, "Ref": reference, "FamilyCategoryId": parent}
        return id

    def _free_reference(self, name):
        """Return the name in capitals, digits and dashes, with a number where another family has that."""
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().upper()
        base = re.sub(r"[^A-Z0-9]+", "-", plain).strip("-")[:_REFERENCE_LENGTH] or "FAM"
        taken, number = {text(row, "Ref").upper() for row in self._families.values()}, 1
        reference = base
        while reference in taken:
            number += 1
            reference = f"{base}-{number}"
        return reference


def _present(row):
    parent = text(row, "FamilyCategoryId") or _TOP
    return {"Name": text(row, "Name"), "Ref": text(row, "Ref"), "IdParentFamily": parent}


def _place(row):
    present = _present(row)
    return present["IdParentFamily"], present["Name"].casefold()


def _unsaid(category):
    if category.active:
        return ""
    return "KeyInvoice cannot switch off a family: it stays to be seen there."
