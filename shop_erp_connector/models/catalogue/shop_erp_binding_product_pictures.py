from dataclasses import replace

from odoo import api, fields, models

from ...convert.picture import with_ids, with_pictures
from ...convert.problem import Problem
from ...engine.catalogue import pictures
from ...engine.catalogue.contents import pictures_of
from ...engine.problems import sentence, text
from ...engine.references import Places
from ...remotes.documents import IDENTITY, IMAGES, Product
from ...remotes.errors import UNKNOWN_PICTURE


class BindingProduct(models.Model):
    """The pictures of a product: what each of the remote's became in Odoo, and the other way round."""

    _inherit = "shop_erp.binding.product"
    _files_field = "shop_erp_picture_ids"

    picture_notes = fields.Json(copy=False, help="What each picture there is in Odoo.")
    awaits_files = fields.Boolean(copy=False, help="Its document names pictures that have not been fetched yet.")

    _awaits_files_idx = models.Index("(backend_id) WHERE awaits_files")

    _changed_by = {
        IMAGES: (
            "odoo_id.image_1920",
            "odoo_id.shop_erp_picture_legend",
            "odoo_id.shop_erp_picture_ids.image_1920",
            "odoo_id.shop_erp_picture_ids.name",
            "odoo_id.shop_erp_picture_ids.sequence",
            "odoo_id.shop_erp_picture_ids.variant_ids",
            "odoo_id.product_variant_ids.image_variant_1920",
        ),
        # which pictures a variant shows stands with the variant
        IDENTITY: ("odoo_id.shop_erp_picture_ids.variant_ids", "odoo_id.product_variant_ids.image_variant_1920"),
    }

    # --- in ---

    def _takes_pictures(self):
        return self.backend_id.takes_images and "images" in self.backend_id._capabilities.reads

    def _after_apply(self, documents, references, new):
        """Put known pictures in their places; new ones are fetched by a step of their own."""
        result = super()._after_apply(documents, references, new)
        told = self.filtered(lambda row: row.odoo_id and (documents[row.id].images or row.picture_notes))
        told = told.filtered(lambda row: row._takes_pictures() and row._takes(IMAGES))
        agreed = told.filtered("picture_notes")._agreed_documents()
        for row in told:
            if row.picture_notes and _shown(documents[row.id]) != _shown(agreed.get(row.id)):
                row._put_pictures(documents[row.id], references)
            row._note_waiting(documents[row.id])
        return result

    def _put_pictures(self, document, references, key=None, content=None):
        """Put a document's pictures in their places, and forget those that it does not name any more."""
        notes = self.picture_notes or []
        pictures.Place(self, document, notes, references.languages).put(key, content)
        present = [id(note) for image in document.images if (note := pictures.find(notes, image))]
        self.picture_notes = [note for note in notes if id(note) in present]

    def _note_waiting(self, document):
        awaits = any(image.url and not pictures.find(self.picture_notes or [], image) for image in document.images)
        if self.awaits_files != awaits:
            self.awaits_files = awaits

    def _after_agreement(self):
        super()._after_agreement()
        self._say_what_was_refused()

    def _say_what_was_refused(self):
        """A picture that was refused is not fetched again, but the row goes on saying so."""
        for row in self:
            refused = [note["refused"] for note in row.picture_notes or () if note.get("refused")]
            if refused and not row.reason:
                row.write({"reason_code": "picture", "reason": "\n".join(refused)})

    def _files_to_fetch(self):
        if not self.awaits_files or not self.odoo_id or not self._takes_pictures():
            return super()._files_to_fetch()
        notes = self.picture_notes or []
        images = Product.from_json(self.document).images
        return tuple(image for image in images if image.url and not pictures.find(notes, image))

    def _keep_file(self, file, content):
        """Keep a picture that was fetched; one that is too large or broken is noted with its name."""
        try:
            content = pictures.prepared(content, file.name or file.id)
        except Problem as problem:
            self._refuse_picture(file, sentence(self.env, problem))
            return
        key = self.env["ir.attachment"]._compute_checksum(content)
        document = Product.from_json(self.document)
        self.picture_notes = pictures.noted(self.picture_notes or [], file, key=key)
        was_changed = self.content_changed
        row = self.with_context(**self._import_context())
        row._put_pictures(document, Places(self.backend_id), key, content)
        self.env.flush_all()
        if not was_changed:  # what just came from there is no change of Odoo's for it
            self._set_unchanged(self)

    def _note_file(self, file, reason):
        self._refuse_picture(file, text(self.env, "picture_missing", error=reason))

    def _refuse_picture(self, file, reason):
        self.picture_notes = pictures.noted(self.picture_notes or [], file, key="", refused=reason)
        self.reason = False
        self._say_what_was_refused()

    def _after_files(self):
        self._note_waiting(Product.from_json(self.document))

    @api.model
    def _waiting_for_files(self, backend):
        """Return the rows whose pictures an earlier run has not fetched."""
        if not (backend.takes_images and "images" in backend._capabilities.reads):
            return self.browse()
        return self.search([("backend_id", "=", backend.id), ("awaits_files", "=", True)])

    # --- out ---

    def _make_documents(self, remote):
        documents = super()._make_documents(remote)
        backend = self.backend_id
        if not self._sends_images(backend):
            return documents
        found = pictures_of(self.odoo_id, self._legend_languages(backend))
        for row in self:
            if row.id in documents and not isinstance(documents[row.id], Problem):
                names = {product.id: product.default_code for product in row.odoo_id.product_variant_ids}
                names |= {variant.odoo_id.id: variant.external_id for variant in row.variant_ids}
                known = row._known_pictures()
                documents[row.id] = with_pictures(documents[row.id], found[row.odoo_id.id], known, names)
        return documents

    @api.model
    def _sends_images(self, backend):
        return backend.sends_images and "images" in backend._capabilities.writes

    @api.model
    def _legend_languages(self, backend):
        """Return ``{code in documents: code of Odoo}``, the main language first."""
        main = backend.language_id.code or "en_US"
        languages = {main[:2]: main}
        if "translations" in backend._capabilities.writes:
            for code, _name in self.env["res.lang"].get_installed():
                if code != main:
                    languages[code[:2] if code[:2] not in languages else code] = code
        return languages

    def _known_pictures(self):
        known = {}
        for note in self.picture_notes or ():
            if note.get("key"):
                known[note["key"]] = (*known.get(note["key"], ()), note["id"])
        return known

    @api.model
    def _agreed_document(self, document, result):
        document = super()._agreed_document(document, result)
        known = {key: (id,) for key, id in result.part_ids.items()}
        return replace(with_ids(document, known), removed_image_ids=())

    def _after_push(self, results, documents):
        """Remember which picture there has which content; those that were taken away are forgotten."""
        for row in self:
            document = documents[row.id]
            keys = {image.content_key for image in document.images} - {""}
            ids = {note["id"] for note in row.picture_notes or ()}
            new = [
                {"id": id, "key": key, "is_theirs": False}
                for key, id in results[row.id].part_ids.items()
                if key in keys and id and id not in ids
            ]
            removed = set(document.removed_image_ids)
            if new or removed:
                row.picture_notes = [note for note in row.picture_notes or () if note["id"] not in removed] + new
        self._say_what_was_refused()
        return super()._after_push(results, documents)

    def _note_refusal(self, error):
        """A picture that the remote does not know (any more) is sent anew by the next try."""
        super()._note_refusal(error)
        if error.reason == UNKNOWN_PICTURE:
            self.picture_notes = [note for note in self.picture_notes or () if note.get("refused")]


def _shown(document):
    """Return what a document says of pictures, None for none."""
    return document and (document.images, [(variant.id, variant.image_ids) for variant in document.variants])
