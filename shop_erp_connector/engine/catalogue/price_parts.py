"""The parts of a price that are no sales price of the product: rules of price lists, prices of single variants."""

from dataclasses import replace

from ...convert.problem import Problem
from ...remotes.documents import PRICE
from ..parts import Kind, Part

#: Fields that together say how much; they go with one another.
_WORTH = (
    "amount",
    "surcharge",
    "includes_tax",
    "currency",
    "discount_percent",
    "discount_amount",
    "unit_price",
    "unit_price_unit",
    "active",
)
_CONDITIONS = ("minimum_quantity", "starts_at", "ends_at", "is_promotion")


class Prices(Kind):
    """How much, from which quantity, from when till when."""

    name = "price"

    def __init__(self, references):
        self.references = references

    def of(self, row, document, *, is_own):
        try:
            is_rule = self.references.row_values(document)["is_rule"]
            if not (is_rule or self._is_of_a_variant(document)):
                return {}
            worth = self._worth(document)
        except Problem:
            return {}
        subject = self._subject(row, document)
        found = {(self.name, "", "amount"): Part(PRICE, worth, self._words(row, document), subject)}
        for field in _CONDITIONS if is_rule else ():
            value = getattr(document, field)
            is_told = value is not None or field != "is_promotion"
            shown = Part(PRICE, (value,) if is_told else None, row._condition_in_words(field, value), subject)
            found[self.name, "", field] = shown
        return found

    def _is_of_a_variant(self, document):
        if document.surcharge is not None:
            return True
        variant = self.references.variant(document)
        return bool(variant) and len(variant.odoo_id.product_tmpl_id.product_variant_ids) > 1

    def _worth(self, document):
        """Return what is compared: the same amount with tax and without is the same."""
        if document.active is False:
            return ("away",)
        if document.discount_percent is not None:
            return "percent", document.discount_percent.normalize()
        for field in ("discount_amount", "surcharge"):
            if getattr(document, field) is not None:
                return field, self.references.here(getattr(document, field), document).normalize()
        return "amount", self.references.here(document.amount, document).normalize()

    def _words(self, row, document):
        if document.active is False:
            return row.env._("taken away")
        return row._in_words(replace(document, minimum_quantity=None, starts_at=None, ends_at=None, country=""))

    def _subject(self, row, document):
        audience = row.shown_audience if row.is_rule else row.product_id.display_name or row.odoo_id.display_name
        if not document.minimum_quantity:
            return audience
        quantity = f"{document.minimum_quantity.normalize():f}"
        return row.env._("%(audience)s from %(quantity)s pieces", audience=audience, quantity=quantity)

    def put(self, row, document, mine, keys):
        told = {}
        for _kind, _subject, field in keys:
            told |= {name: getattr(mine, name) for name in (_WORTH if field == "amount" else (field,))}
        return replace(document, **told)
