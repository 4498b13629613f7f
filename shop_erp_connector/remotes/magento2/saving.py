"""What saving a product has in common, whether it has variants or not: what the shop has of it, and one call."""

from dataclasses import dataclass, field

from ..contract import Result
from ..errors import NotFound
from .catalogue import PATH
from .fields import Fields
from .languages import in_language
from .options import Options
from .rows import SYSTEM, Row


@dataclass(slots=True)
class Saver:
    """One push of products.

    :param by_id, by_sku: rows of the products and variants that the shop has, SKUs in lower case
    :param unkept: codes of the attributes whose values the shop has left out since somebody asked, see ``unkept_told``
    """

    shop: object
    by_id: dict
    by_sku: dict
    options: Options
    fields: Fields
    unkept: list = field(default_factory=list)

    @classmethod
    def prepared(cls, shop, products):
        """Read what the shop has of these products, their variants and parts, and of those shown beside: two calls."""
        ids = {one.id for product in products for one in (product, *product.variants) if one.id}
        ids |= {component.variant_id for product in products for component in product.components}
        skus = {one.code for product in products for one in (product, *product.variants) if not one.id}
        skus |= {code for product in products for code in (*product.related_codes, *product.accessory_codes)}
        rows = shop.wire.rows_by(PATH, "entity_id", {id for id in ids if id.isdigit()})
        rows += shop.wire.rows_by(PATH, "sku", skus)
        options = Options(shop)
        return cls(
            shop=shop,
            by_id={row.text("id"): row for row in rows},
            by_sku={row.text("sku").casefold(): row for row in rows},
            options=options,
            fields=Fields(shop, options),
        )

    def present(self, product):
        """Return the row of a product or variant in the shop, None for a new one.

        :raises NotFound: its id is gone
        """
        if not product.id:
            return self.by_sku.get(product.code.strip().casefold())
        if product.id not in self.by_id:
            raise NotFound(f"The shop has no product {product.id}.", system=SYSTEM, code="404")
        return self.by_id[product.id]

    def save(self, body):
        """Create or change a product by its SKU and return its row."""
        row = Row(self.shop.wire.write("POST", PATH, {"product": body}, safe=True), f"POST {PATH}")
        self.by_id[row.text("id")] = self.by_sku[row.text("sku").casefold()] = row
        sent = {one["attribute_code"]: one["value"] for one in body.get("custom_attributes", ())}
        self.unkept += [code for code, value in sent.items() if value and not row.custom(code)]
        return row

    def unkept_told(self):
        """Return a sentence about the values that the shop has left out without a word, "" for none."""
        codes, self.unkept = dict.fromkeys(self.unkept), []
        if not codes:
            return ""
        return f"The shop keeps no value of {', '.join(codes)}: the product's attribute set has no such attribute."

    def translate(self, product, row):
        """Write the texts in other languages than the main one, each in its store view."""
        for code, values in self.translations(product).items():
            body = {"sku": row.text("sku"), **values}
            self.shop.wire.write("POST", PATH, {"product": body}, scope=code, safe=True)

    def translations(self, product):
        """Return ``{store view: fields}`` of the texts in other languages than the main one."""
        found = {}
        for language, code in self.shop.languages.translations.items():
            name = in_language(product.name, language)
            custom = self.fields.translated(product, language)
            if name or custom:
                found[code] = ({"name": name} if name else {}) | ({"custom_attributes": custom} if custom else {})
        return found


def renamed(product, row):
    """Return a sentence where the shop keeps another SKU: it names its products by SKU and renames none."""
    if row is None or not product.code or product.code.casefold() == row.text("sku").casefold():
        return ""
    return f"The shop keeps the SKU {row.text('sku')}; change it there to {product.code}."


def result_of(row, *, part_ids=None, warnings=()):
    """Return the result of a saved product; one with a single form names that too."""
    id = row.text("id")
    return Result(
        id=id,
        variant_id="" if row.text("type_id") == "configurable" else id,
        part_ids=part_ids or {},
        warning=" ".join(filter(None, warnings)),
    )
