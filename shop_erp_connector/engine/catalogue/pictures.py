"""Pictures that come in: kept once each, put where the document has them, and taken away when they are gone there.

What a remote's picture became is noted on the product's row: ``{"id", "path", "key", "is_theirs", "refused"}``, the
key being the checksum that Odoo keeps of its bytes. So a picture is fetched once, and never sent back as a new one.
"""

import base64
from urllib.parse import urlsplit

from odoo.tools.image import get_webp_size, image_process

from ...convert import picture as convert
from ...convert.product import first_text
from .contents import attachments_of

#: Pixels of Odoo's largest pictures, on each side.
SIDE = 1920


def path_of(image):
    """Return what tells an exchanged file from the former one under the same id, also after a move of the shop."""
    return urlsplit(image.url).path if image.url else ""


def find(notes, image):
    """Return the note of a document's picture, None when it is new or its file was exchanged."""
    path = path_of(image)
    for note in notes:
        if note["id"] == (image.id or path) and (not path or note.get("path") in (None, "", path)):
            return note
    return None


def noted(notes, image, **facts):
    """Return the notes with one more; an older one of the same picture makes way."""
    note = {"id": image.id or path_of(image), "path": path_of(image), "is_theirs": True, **facts}
    return [*(one for one in notes if one["id"] != note["id"]), note]


def prepared(content, name):
    """Return (checked bytes as Odoo keeps them, no larger than it shows them).

    :raises Problem: "picture_too_large", "picture_broken"
    """
    convert.check(content, name, get_webp_size)
    return image_process(content, size=(SIDE, SIDE))


class Place:
    """The pictures of one product as Odoo has them, and as a document wants them.

    :param languages: in which legends are looked for, the main one first
    """

    def __init__(self, row, document, notes, languages):
        self._row, self._document, self._notes = row, document, notes
        self._template = row.odoo_id
        self._languages = languages
        self._lines = {}
        files = attachments_of(self._template.shop_erp_picture_ids)
        for line in self._template.shop_erp_picture_ids:
            if line.id in files:
                self._lines.setdefault(files[line.id].checksum, line)
        main = attachments_of(self._template).get(self._template.id)
        self._main = main.checksum if main else None
        self._new = {}

    def put(self, key=None, content=None):
        """Make Odoo's pictures those of the document, as far as they are known.

        :param key, content: a picture that Odoo does not have yet
        """
        if key:
            self._new[key] = base64.b64encode(content)
        wanted = self._wanted()
        gone = {note["key"] for note in self._notes if note.get("key") and note["is_theirs"]} - {
            note["key"] for note in self._present() if note.get("key")
        }
        self._put_variants(wanted, gone)
        self._put_main(wanted, gone)
        self._put_lines(wanted)
        for lost in gone & self._lines.keys():
            self._lines.pop(lost).unlink()

    def _present(self):
        return [note for image in self._document.images if (note := find(self._notes, image))]

    def _wanted(self):
        """Return ``{key: image}`` of the document's pictures that are known, in order."""
        wanted = {}
        for image in self._document.images:
            note = find(self._notes, image)
            if note and note.get("key"):
                wanted.setdefault(note["key"], image)
        return wanted

    def _bytes(self, key):
        """Return a picture that Odoo or the caller has, as fields take it."""
        if key in self._new:
            return self._new[key]
        if key == self._main:
            return self._template.image_1920
        if key in self._lines:
            return self._lines[key].image_1920
        return next((one.image_variant_1920 for one, own in self._own.items() if own == key), False)

    def _put_main(self, wanted, gone):
        first = next(iter(wanted), None)
        main = first or (None if self._main in gone else self._main)
        if main != self._main:
            if self._main and self._main not in gone and self._main not in self._lines and self._main not in wanted:
                self._lines[self._main] = self._line(self._main, {"sequence": 10 * len(wanted) + 10})
            if self._main in wanted:
                self._new.setdefault(self._main, self._template.image_1920)
            self._template.image_1920 = self._bytes(main) if main else False
            self._main = main
        if first:
            self._write_legend(self._template, "shop_erp_picture_legend", wanted[first].legend)
            if first in self._lines:
                self._lines.pop(first).unlink()

    def _put_lines(self, wanted):
        shown = self._shown(wanted)
        for place, (key, image) in enumerate(wanted.items()):
            if key == self._main:
                continue
            variants = shown.get(key, self._row.env["product.product"])
            if key not in self._lines:
                self._lines[key] = self._line(key, {"sequence": 10 * place, "variant_ids": variants.ids})
            line = self._lines[key]
            if line.sequence != 10 * place:
                line.sequence = 10 * place
            if line.variant_ids != variants:
                line.variant_ids = variants
            self._write_legend(line, "name", image.legend)

    def _line(self, key, vals):
        vals |= {"product_tmpl_id": self._template.id, "image_1920": self._bytes(key)}
        return self._row.env["shop_erp.picture"].create(vals)

    def _write_legend(self, record, field, legend):
        """Write a legend in every language that Odoo has; a picture without one keeps Odoo's."""
        main = first_text(legend, self._languages)
        texts = {self._languages[0]: main} | {
            code: legend[short] for code, _name in record.env["res.lang"].get_installed()
            for short in (code[:2], code) if legend.get(short)
        }  # fmt: skip
        for language, text in texts.items():
            record_in_language = record.with_context(lang=language)
            if text and record_in_language[field] != text:
                record_in_language[field] = text

    # --- variants ---

    def _variants(self):
        """Return ``[(variant, Odoo product)]``; a product's only form has the product's own picture."""
        if not any(one.attributes for one in self._document.variants):
            return []
        products = {row.external_id: row.odoo_id for row in self._row.variant_ids}
        return [(one, products[one.id]) for one in self._document.variants if one.id in products]

    def _keys(self, variant, wanted):
        keys = {image.id or image.url: key for key, image in wanted.items()}
        for image in self._document.images:  # one content may have several ids
            note = find(self._notes, image)
            if note and note.get("key"):
                keys[image.id or image.url] = note["key"]
        return [keys[id] for id in variant.image_ids if id in keys]

    def _shown(self, wanted):
        shown = {}
        for variant, product in self._variants():
            for key in self._keys(variant, wanted):
                shown[key] = shown.get(key, product) | product
        return shown

    def _put_variants(self, wanted, gone):
        pairs = self._variants()
        files = attachments_of(self._template.product_variant_ids)
        self._own = {
            product: files[product.id].checksum for product in self._template.product_variant_ids if product.id in files
        }
        for variant, product in pairs:
            first = next(iter(self._keys(variant, wanted)), None)
            own = self._own.get(product)
            if first and first != own:
                product.image_variant_1920 = self._bytes(first)
                self._own[product] = first
            elif not first and own in gone:
                product.image_variant_1920 = False
                self._own.pop(product)
