"""What people add to the ERP's catalogue before the shop shows it: pictures, a shirt in forms, agreed prices."""

import base64
import io

from PIL import Image, ImageDraw

from odoo.fields import Command

from . import backends, database, people

#: Products with a picture, every which of them with a second one, and those with a price for professionals.
PICTURES, _SECOND_PICTURE, AGREED_PRICES = 24, 4, 12
SIZES, COLOURS = ("S", "M", "L"), ("Branco", "Azul")
SHIRT, _SHIRT_STOCK = "Camisa de linho", 9
_COLOURS = ("#1f4e79", "#c58b2a", "#5b8c5a", "#8d4b55")


def dress():
    """Add pictures to some products, make a shirt in sizes and colours, and agree prices with professionals."""
    with database.session() as env:
        goods = env["product.template"].search([("is_storable", "=", True)], order="default_code")
        _take_pictures(goods[:PICTURES])
        _make_shirt(env, goods[:1])
        _agree_prices(env, goods[:AGREED_PRICES])
        backends.find(env, backends.SHOP).sends_images = True


def _take_pictures(goods):
    for number, product in enumerate(goods):
        product.image_1920 = _picture(product.default_code, _COLOURS[number % len(_COLOURS)])
        if number % _SECOND_PICTURE == 0:
            vals = {"image_1920": _picture(f"{product.default_code} / 2", "#444444"), "name": f"{product.name} – verso"}
            product.shop_erp_picture_ids = [Command.create(vals)]


def _picture(text, colour):
    """Return a PNG with a word on a coloured ground."""
    image = Image.new("RGB", (480, 360), colour)
    ImageDraw.Draw(image).text((40, 160), text, fill="white", font_size=36)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return base64.b64encode(buffer.getvalue())


def _make_shirt(env, like):
    attributes = env["product.attribute"].create(
        [
            {"name": name, "value_ids": [Command.create({"name": value}) for value in values]}
            for name, values in (("Tamanho", SIZES), ("Cor", COLOURS))
        ]
    )
    shirt = env["product.template"].create(
        {
            "name": SHIRT,
            "is_storable": True,
            "list_price": 39.90,
            "taxes_id": [Command.set(like.taxes_id.ids)],
            "categ_id": like.categ_id.id,
            "attribute_line_ids": [
                Command.create({"attribute_id": attribute.id, "value_ids": [Command.set(attribute.value_ids.ids)]})
                for attribute in attributes
            ],
        }
    )
    for number, variant in enumerate(shirt.product_variant_ids, start=1):
        variant.default_code = f"CAMISA-{number}"
    stock = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1).lot_stock_id
    quants = env["stock.quant"].with_context(inventory_mode=True)
    quants.create(
        [
            {"product_id": variant.id, "location_id": stock.id, "inventory_quantity": _SHIRT_STOCK}
            for variant in shirt.product_variant_ids
        ]
    ).action_apply_inventory()


def _agree_prices(env, goods):
    """Professionals pay a tenth less for some goods: a price list that stands for their group in the shop."""
    prices = env["product.pricelist"].create(
        {
            "name": people.GROUP,
            "currency_id": env.company.currency_id.id,
            "item_ids": [
                Command.create(
                    {
                        "applied_on": "1_product",
                        "product_tmpl_id": product.id,
                        "compute_price": "percentage",
                        "percent_price": 10,
                    }
                )
                for product in goods
            ],
        }
    )
    group = backends.find(env, backends.SHOP).mapping_ids.filtered(
        lambda mapping: mapping.type == "group" and mapping.name == people.GROUP
    )
    group.pricelist_id = prices
