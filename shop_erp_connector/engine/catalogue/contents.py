"""The bytes of Odoo's pictures for remotes that ask for them, one by one: nothing of them is held in memory."""

from ...convert.picture import Picture

#: Where pictures of products are kept: ``{model: field}``.
FIELDS = {
    "product.template": "image_1920",
    "product.product": "image_variant_1920",
    "shop_erp.picture": "image_1920",
}


class DatabaseContents:
    """``remotes.memory.Contents`` on Odoo's attachments; the key is the checksum that Odoo keeps of each."""

    def __init__(self, env):
        self._env = env

    def read(self, key):
        """Return the bytes of a picture of a product.

        :raises KeyError: no product has it any more
        """
        attachments = self._env["ir.attachment"].sudo()
        domain = [("checksum", "=", key), ("res_model", "in", list(FIELDS)), ("res_field", "!=", False)]
        if attachments._storage() == "file":  # the checksum has no index, the file's name has one
            domain.append(("store_fname", "=", f"{key[:2]}/{key}"))
        attachment = attachments.search_fetch(domain, ["store_fname", "db_datas"], limit=1)
        if not attachment:
            raise KeyError(key)
        content = attachment.raw
        attachment.invalidate_recordset(["raw", "datas"], flush=False)
        return content


def attachments_of(records):
    """Return ``{record id: attachment}`` of the pictures of records of one model, without their bytes."""
    attachments = (
        records.env["ir.attachment"]
        .sudo()
        .search_fetch(
            [
                ("res_model", "=", records._name),
                ("res_id", "in", records.ids),
                ("res_field", "=", FIELDS[records._name]),
            ],
            ["res_id", "checksum", "mimetype"],
            order="res_id, id",
        )
    )
    return {attachment.res_id: attachment for attachment in attachments}


def pictures_of(templates, languages):
    """Return ``{template id: [Picture]}``: the main one, the gallery in its order, then what only variants have.

    Odoo has made them smaller already: 1920 pixels at most on each side.

    :param languages: ``{code in documents: code of Odoo}`` of the languages in which legends are told
    """
    found = {template.id: {} for template in templates}
    own = attachments_of(templates)
    for template in templates:
        _add(found, template, own.get(template.id), _texts(template, "shop_erp_picture_legend", languages))
    lines = templates.shop_erp_picture_ids.sorted(lambda line: (line.sequence, line.id))
    files = attachments_of(lines)
    for line in lines:
        _add(found, line.product_tmpl_id, files.get(line.id), _texts(line, "name", languages), line.variant_ids)
    products = templates.product_variant_ids
    files = attachments_of(products)
    for product in products:
        _add(found, product.product_tmpl_id, files.get(product.id), {}, product, own=product)
    return {template_id: list(pictures.values()) for template_id, pictures in found.items()}


def _add(found, template, attachment, legend, variants=(), own=()):
    if not attachment:
        return
    ending = (attachment.mimetype or "image/jpeg").rpartition("/")[2].replace("svg+xml", "svg")
    stem = next((product.default_code for product in own if product.default_code), template.default_code)
    new = Picture(attachment.checksum, f"{stem or f'product-{template.id}'}.{ending}", legend, (), ())
    picture = found[template.id].get(attachment.checksum, new)
    found[template.id][attachment.checksum] = picture._replace(
        variant_ids=tuple(dict.fromkeys((*picture.variant_ids, *(product.id for product in variants)))),
        own_ids=(*picture.own_ids, *(product.id for product in own)),
    )


def _texts(record, field, languages):
    texts = {code: record.with_context(lang=lang)[field] for code, lang in languages.items()}
    return {code: text for code, text in texts.items() if text}
