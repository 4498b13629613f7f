"""The bytes of Odoo's pictures for remotes that ask for them, one by one: nothing of them is held in memory."""


class DatabaseContents:
    """``remotes.memory.Contents`` on Odoo's attachments; the key is the checksum that Odoo keeps of each."""

    def __init__(self, env):
        self._env = env

    def read(self, key):
        """Return the bytes of a picture of a product.

        :raises KeyError: no product has it any more
        """
        attachment = (
            self._env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("checksum", "=", key),
                    ("res_model", "in", ("product.template", "product.product")),
                    ("res_field", "!=", False),
                ],
                limit=1,
            )
        )
        if not attachment:
            raise KeyError(key)
        return attachment.raw


def pictures_of(templates):
    """Return ``{template id: [(checksum, file name, variant id)]}``: the main picture first, then the variants'.

    The variant's id is False for a picture of the whole product.

    Odoo has made them smaller already: 1920 pixels at most on each side.
    """
    fields = {"product.template": "image_1920", "product.product": "image_variant_1920"}
    products = templates.product_variant_ids
    found = {}
    for model, records in (("product.template", templates), ("product.product", products)):
        attachments = (
            records.env["ir.attachment"]
            .sudo()
            .search_fetch(
                [("res_model", "=", model), ("res_id", "in", records.ids), ("res_field", "=", fields[model])],
                ["res_id", "checksum", "mimetype"],
                order="res_id, id",
            )
        )
        for attachment in attachments:
            record = records.browse(attachment.res_id)
            template = record if model == "product.template" else record.product_tmpl_id
            ending = (attachment.mimetype or "image/jpeg").rpartition("/")[2].replace("svg+xml", "svg")
            stem = record.default_code or template.default_code or f"product-{template.id}"
            entry = (attachment.checksum, f"{stem}.{ending}", record.id if model == "product.product" else False)
            if entry[0] not in {known[0] for known in found.get(template.id, ())}:
                found.setdefault(template.id, []).append(entry)
    return found
