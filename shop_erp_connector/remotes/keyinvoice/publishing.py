"""Products written: made under their reference, or changed where they differ.

The reference is the product's id and stays; so do the two switches "service" and "has stock", which ``updateProduct``
does not take (dossier §3). Pictures cannot be sent by API5, brands cannot be made, a combination has neither price nor
code of its own: what of a document has no place there is left out or named in the result's warning.
"""

from decimal import Decimal

from ..contract import Result
from ..errors import Rejected
from . import grids
from .colours import Colours
from .prices import in_account_basis
from .texts import one_text
from .wire import CLEARED, SYSTEM, Duplicate, flag, number, text

#: Our field of a call: where ``getProduct`` tells it (names differ between write and read, dossier §3).
_READ_AS = {"ShortDesc": "ShortDescription", "LongDesc": "LongDescription"}

#: Fields that are compared as numbers; the others as texts.
_NUMBERS = frozenset({"Price", "CostPrice", "Weight"})


#: Fields of a document that KeyInvoice has no place for, in words.
_PLACELESS = {
    "available_on": "date of availability",
    "delivery_text": "delivery time",
    "payment_codes": "payment methods of a product",
    "unit_price": "unit price",
}


class Publishing:
    """Writes products; one object serves one push.

    :param api: an ``Api5``; ``lists``: the ``CodeLists``
    :param has_grids: whether products with colours and sizes are variants in the hub
    """

    def __init__(self, api, lists, *, has_grids):
        self._api = api
        self._lists = lists
        self._has_grids = has_grids
        self._colours = Colours(api)

    def push(self, product):
        """Return the ``Result`` of one product: found by its reference, changed only where it differs.

        :raises Rejected: no reference, name or price, not exactly one tax of the account, or variants that are told
            apart by something else than colour and size
        """
        reference = product.id or product.code
        _check(product, reference)
        axes = self._axes(product)
        row = self._row(reference, is_known=bool(product.id))
        if row is None:
            row, is_changed = self._inserted(product, reference, axes), True
        else:
            is_changed = self._updated(product, reference, row, axes)
        ids, is_extended = self._colours.ensure(reference, product, axes, row)
        return Result(
            id=reference,
            variant_id="" if axes else reference,
            part_ids=ids,
            unchanged=not (is_changed or is_extended),
            warning=" ".join(_left_out(product, reference, row, axes)),
        )

    def find(self, key):
        """Return the ``Result`` of the product with this reference, None when there is none."""
        row = self._row(key, is_known=False)
        return None if row is None else Result(id=key, variant_id="" if grids.has_grid(row) else key)

    def _row(self, reference, *, is_known):
        """Return what ``getProduct`` tells, None for a reference that the account does not have."""
        try:
            row = self._api.read("getProduct", IdProduct=reference)
        except Rejected:
            # How it says "no" is not known; for one that was there it is an error in KeyInvoice's words.
            if is_known:
                raise
            return None
        return row or None

    def _axes(self, product):
        if not self._has_grids and any(variant.attributes for variant in product.variants):
            message = f"{product.code} has variants: switch on «Colours and sizes» in the settings, or keep it out."
            raise Rejected(message, system=SYSTEM, field="variants", code="no_grids")
        return grids.axes_of(product)

    def _inserted(self, product, reference, axes):
        if product.price is None:
            raise Rejected(f"{reference}: a new product needs a price.", system=SYSTEM, field="price")
        fields = self._fields(product, axes)
        if "IdTax" not in fields:
            raise Rejected(f"{reference}: a new product needs a tax.", system=SYSTEM, field="tax_ids", code="tax")
        stays = {"IsService": product.is_service, "HasStocks": product.is_stored and not product.is_service}
        fields |= {name: "1" if value else "0" for name, value in stays.items()}
        told = {name: value for name, value in fields.items() if value != ""}
        try:
            self._api.write("insertProduct", IdProduct=reference, **told)
        except Duplicate:  # another worker, or a product that is not active for the API
            row = self._api.read("getProduct", IdProduct=reference)
            self._updated(product, reference, row, axes)
            return row
        return fields

    def _updated(self, product, reference, row, axes):
        if not axes and self._has_grids and grids.has_grid(row):
            message = f"{reference} has colours and sizes there and none in Odoo: take them away there first."
            raise Rejected(message, system=SYSTEM, field="variants")
        fields = self._fields(product, axes)
        changed = {name: value or CLEARED for name, value in fields.items() if not _is_told(row, name, value)}
        if grids.has_grid(row):
            changed.pop("ColorSizeProduct", None)
        if changed:
            # Sent twice it does no harm: it sets what it sets.
            self._api.read("updateProduct", IdProduct=reference, **changed)
        return bool(changed)

    def _fields(self, product, axes):
        """Return the fields that the document tells, empty ones included."""
        fields = {
            "Name": one_text(product.name),
            "ShortDesc": one_text(product.short_description),
            "LongDesc": one_text(product.description),
            "SupplierRef": product.supplier_code if product.tells("supplier_code") else None,
            "EAN": product.barcode if product.tells("barcode") else None,
            "IdFamily": product.category_id or None,
            "Weight": "0" if "weight" in product.emptied else _plain(product.weight),
            "CostPrice": _plain(product.cost),
            "Active": "1" if product.active else "0",
            "ColorSizeProduct": "1" if axes else None,
        }
        tax = self._tax(product)
        if tax:
            fields |= {"IdTax": tax.id, "TaxExemptionReasonCode": tax.code if tax.rate == 0 else None}
        if product.price is not None:
            fields["Price"] = f"{self._price(product, tax):f}"
        return {name: value for name, value in fields.items() if value is not None}

    def _tax(self, product):
        """Return the product's tax, None where the document tells none."""
        if not product.tax_ids:
            return None
        taxes = [tax for tax in self._lists.taxes() if tax.id in product.tax_ids]
        if len(product.tax_ids) != 1 or not taxes:
            message = f"{product.code}: a product has exactly one tax of the account, not {', '.join(product.tax_ids)}."
            raise Rejected(message, system=SYSTEM, field="tax_ids", code="tax")
        return taxes[0]

    def _price(self, product, tax):
        account = self._lists.prices_with_vat()
        if tax is None and product.price_includes_tax != account:
            message = f"{product.code}: without its tax its price cannot be told as the account keeps prices."
            raise Rejected(message, system=SYSTEM, field="price", code="tax")
        rate = tax.rate if tax else Decimal(0)
        return in_account_basis(product.price, told=product.price_includes_tax, account=account, rate=rate)


def _plain(number):
    return None if number is None else f"{number:f}"


def _check(product, reference):
    if not reference:
        raise Rejected("A product needs a reference.", system=SYSTEM, field="code", code="code_missing")
    if not one_text(product.name):
        raise Rejected(f"{reference}: a product needs a name.", system=SYSTEM, field="name", code="name_missing")
    if product.price is not None and product.price < 0:
        raise Rejected(f"{reference}: the price {product.price:f} is negative.", system=SYSTEM, field="price")


def _is_told(row, name, value):
    """Tell whether a row of ``getProduct`` says the same; what it does not tell is sent."""
    there = text(row, _READ_AS.get(name, name))
    if name in _NUMBERS and there:
        return number(row, name) == Decimal(value)
    return there == value


def _left_out(product, reference, row, axes):
    """Yield a sentence for each thing of the document that KeyInvoice has no place for and a person counts on."""
    if product.code and product.code != reference:
        yield f"KeyInvoice keeps the reference {reference}: it cannot be changed to {product.code}."
    stays = (("IsService", ("IsService",), product.is_service), ("HasStocks", ("HasStocks", "HasStock"), None))
    for label, names, wanted in stays:
        wanted = product.is_stored and not product.is_service if wanted is None else wanted
        if flag(row, *names) != wanted:
            yield f"KeyInvoice cannot change {label} of a product that it has."
    if product.components:
        yield "KeyInvoice has no packs: it is a plain product there."
    if product.accessory_codes or product.related_codes:
        yield "KeyInvoice shows no products beside others."
    if product.brand and product.brand != text(row, "BrandName"):
        yield f"KeyInvoice takes no brand of a product: enter {product.brand} there."
    placeless = [words for name, words in _PLACELESS.items() if getattr(product, name)]
    if product.minimum_quantity and product.minimum_quantity > 1:
        placeless.append("minimum quantity")
    if placeless:
        yield f"KeyInvoice keeps no {' and no '.join(placeless)}."
    if axes:
        yield from grids.left_out(product, row)
