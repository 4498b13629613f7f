from dataclasses import replace

from odoo import models

from ...convert.category import CATEGORY_READINGS
from ...convert.listing import PRODUCT_TEXTS, READINGS
from ...convert.texts import one_line
from ...engine.catalogue import price_documents
from ...engine.catalogue.price_parts import Prices
from ...engine.catalogue.product_parts import Packs, Pictures, UserFields, Variants
from ...engine.languages import stored_texts
from ...engine.parts import Facts, Members, Texts
from ...remotes.documents import CATEGORIES, IDENTITY, PRICE, STATE, TEXT

ACCESS = "access"


class Binding(models.AbstractModel):
    """Which parts documents have that are no values of the Odoo record; see ``engine/parts.py``."""

    _inherit = "shop_erp.binding"

    #: Values that are lists of which each side may add and remove entries without being asked.
    _joined_values = frozenset()
    #: ``{name of a value: fields of the document behind it}`` of values that are read again after they are written
    _fields_of_values = {}

    def _with_kept_values(self, document, mine, names):
        """Return a document with fields of ``mine``, the document that Odoo would send."""
        return replace(document, **{name: getattr(mine, name) for name in names})

    def _part_kinds(self, references):
        """Return the kinds of parts of these rows' documents, with what they need looked up for all of them."""
        return []

    def _documents_here(self):
        """Return ``{row id: document or Problem}``: what Odoo would send of these rows now. Nothing is written."""
        return self._make_documents(None)

    def _yes_or_no(self, value):
        return self.env._("yes") if value else self.env._("no")


class BindingProduct(models.Model):
    _inherit = "shop_erp.binding.product"
    _fields_of_values = {"categ_id": ("category_id",)}

    def _with_kept_values(self, document, mine, names):
        """The default category of which Odoo keeps its own is no further one, unless Odoo says so, too."""
        found = super()._with_kept_values(document, mine, names)
        if "category_id" not in names:
            return found
        ids = [id for id in document.category_ids if id != document.category_id or id in mine.category_ids]
        return replace(found, category_ids=tuple(ids))

    def _part_kinds(self, references):
        facts = {
            "on_sale": (PRICE, self._yes_or_no),
            "payment_codes": (PRICE, self._payment_names),
            "supplier_code": (IDENTITY, str),
        }
        if self.backend_id._lists_products():
            facts["active"] = (STATE, self._yes_or_no)
        shared = {field: (True, reading) for field, (_name, reading) in PRODUCT_TEXTS.items()}
        lists = {"category_ids": CATEGORIES, "related_codes": CATEGORIES, "accessory_codes": CATEGORIES}
        return [
            *super()._part_kinds(references),
            Texts(TEXT, references.spoken, stored_texts(self, list(READINGS)), READINGS, shared),
            Variants(self, references),
            Members(lists),
            Facts(facts),
            Packs(),
            Pictures(),
            UserFields(self),
        ]

    def _payment_names(self, codes):
        methods = self.backend_id.lookup_ids.filtered(lambda one: one.type == "payment" and one.external_id in codes)
        return ", ".join(methods.mapped("name")) or ", ".join(codes)

    def _documents_here(self):
        """With their prices, also where these travel by themselves."""
        return self.with_context(shop_erp_with_prices=True)._make_documents(None)


class BindingCategory(models.Model):
    _inherit = "shop_erp.binding.category"
    _fields_of_values = {"parent_id": ("parent_id",)}

    def _part_kinds(self, references):
        own = stored_texts(self, list(CATEGORY_READINGS))
        return [
            *super()._part_kinds(references),
            Texts(TEXT, references.spoken, own, CATEGORY_READINGS, {"name": (False, one_line)}),
            Facts({"position": (CATEGORIES, str)}),
        ]


class BindingPrice(models.Model):
    _inherit = "shop_erp.binding.price"

    def _part_kinds(self, references):
        return [*super()._part_kinds(references), Prices(references)]

    def _documents_here(self):
        return price_documents.documents(self)


class BindingPartner(models.Model):
    _inherit = "shop_erp.binding.partner"
    _joined_values = frozenset({"category_id"})

    def _part_kinds(self, references):
        facts = Facts({"is_blocked": (ACCESS, self._yes_or_no)})
        return [*super()._part_kinds(references), facts, UserFields(self)]

    def _documents_here(self):
        """Addresses have none: all of them are values of their contacts."""
        accounts = self.filtered(lambda row: not row.is_address)
        return accounts._make_documents(None) if accounts else {}
