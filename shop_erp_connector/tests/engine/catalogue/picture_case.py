"""Pictures as tests make, send and count them."""

import base64
import io

from PIL import Image

from ...common import SimulatedCase


def picture(colour, size=(8, 8), form="PNG"):
    """Return the bytes of a small picture."""
    content = io.BytesIO()
    Image.new("RGB", size, colour).save(content, form)
    return content.getvalue()


def field(content):
    """Return bytes as Odoo's fields take them."""
    return base64.b64encode(content)


class PictureCase(SimulatedCase):
    """``shop`` and ``backend``; a lamp in Odoo that is sent with pictures."""

    @classmethod
    def make_lamp(cls, *colours, **vals):
        """A lamp with a main picture and a gallery of further ones."""
        cls.env["product.template"].search([]).sale_ok = False
        main, *further = colours
        return cls.env["product.template"].create(
            {
                "name": "Lamp",
                "default_code": "LAMP",
                "is_storable": True,
                "list_price": 20.0,
                "taxes_id": cls.taxes[23].ids,
                "image_1920": field(picture(main)),
                "shop_erp_picture_ids": [
                    (0, 0, {"image_1920": field(picture(colour)), "name": colour, "sequence": place})
                    for place, colour in enumerate(further)
                ],
                **vals,
            }
        )

    @classmethod
    def make_sizes(cls):
        """The attribute of a shirt in two sizes."""
        return cls.env["product.attribute"].create(
            {"name": "Size", "value_ids": [(0, 0, {"name": name}) for name in ("S", "L")]}
        )

    @classmethod
    def make_shirt(cls):
        """A shirt in two sizes; return (shirt, small, large)."""
        cls.env["product.template"].search([]).sale_ok = False
        size = cls.make_sizes()
        shirt = cls.env["product.template"].create(
            {
                "name": "Shirt",
                "is_storable": True,
                "list_price": 10.0,
                "taxes_id": cls.taxes[23].ids,
                "image_1920": field(picture("red")),
                "attribute_line_ids": [(0, 0, {"attribute_id": size.id, "value_ids": [(6, 0, size.value_ids.ids)]})],
            }
        )
        small, large = shirt.product_variant_ids
        small.default_code, large.default_code = "SHIRT-S", "SHIRT-L"
        return shirt, small, large

    def send(self):
        """Send categories and products; nothing may be refused."""
        self.sync(self.backend, "category", "out")
        run = self.sync(self.backend, "product", "out")
        self.assertEqual((run.failed, run.held), (0, 0), run.errors)
        return run

    def take(self):
        """Read categories and products."""
        self.sync(self.backend, "category", "in")
        return self.sync(self.backend, "product", "in")

    def colour_of(self, value):
        """Return the colour of a small picture as Odoo keeps it, as (red, green, blue); None for none."""
        if not value:
            return None
        with Image.open(io.BytesIO(base64.b64decode(value))) as image:
            return image.convert("RGB").getpixel((0, 0))

    def gallery(self, template):
        """Return ``[(colour, legend)]`` of a product's further pictures."""
        template.invalidate_recordset()
        return [(self.colour_of(line.image_1920), line.name) for line in template.shop_erp_picture_ids]


def size_of(content):
    """Return (width, height) of a picture."""
    with Image.open(io.BytesIO(content)) as image:
        return image.size
