from psycopg2.errors import UniqueViolation

from odoo import api, fields, models

from ..convert.problem import Problem
from ..convert.product import CATEGORY_FIELD_GROUPS, category_of, category_vals
from ..remotes.documents import CATEGORIES, TEXT
from .shop_erp_binding_groups import group_flag


class BindingCategory(models.Model):
    """A category or family of a remote ⇄ a product category."""

    _name = "shop_erp.binding.category"
    _description = "Category of a shop or ERP"
    _inherit = "shop_erp.binding"
    _kind = "category"

    odoo_id = fields.Many2one("product.category", "Category", ondelete="restrict", index=True)

    _unique_record = models.UniqueIndex(
        "(backend_id, odoo_id) WHERE odoo_id IS NOT NULL", "A shop or ERP knows each of these records once."
    )

    _value_groups = CATEGORY_FIELD_GROUPS
    _changed_by = {TEXT: ("odoo_id.name",), CATEGORIES: ("odoo_id.parent_id",)}
    text_changed_at = group_flag(TEXT)
    categories_changed_at = group_flag(CATEGORIES)

    def _prepare_vals(self, documents, references):
        """Parents first: a page's own new parents are created level by level in ``_create_records``."""
        known = self._by_external_id({document.parent_id for document in documents.values()})
        in_page = {documents[row.id].id for row in self}
        vals = {}
        for row in self:
            parent = documents[row.id].parent_id
            try:
                if parent and parent not in known and parent not in in_page:
                    raise Problem("parent_unknown", category=parent)
                vals[row.id] = category_vals(documents[row.id], references, parent_id=known.get(parent, False))
            except Problem as problem:
                vals[row.id] = problem
        return vals

    def _missing_there(self, documents, references):
        """The parents that Odoo does not know."""
        parents = {documents[row.id].parent_id for row in self}
        return "category", parents - set(self._by_external_id(parents)) - {""}

    def _by_external_id(self, external_ids):
        rows = self.search_fetch(
            [
                ("backend_id", "=", self.backend_id.id),
                ("external_id", "in", list(external_ids)),
                ("odoo_id", "!=", False),
            ],
            ["external_id", "odoo_id"],
        )
        return {row.external_id: row.odoo_id.id for row in rows}

    def _create_records(self, new, vals):
        """Create level by level: one create per depth of the tree, parents before children."""
        documents, _unreadable = new._pending_documents()
        created, ids = {}, {}
        waiting = new
        while waiting:
            in_page = {documents[row.id].id for row in waiting}
            level = waiting.filtered(lambda row, in_page=in_page: documents[row.id].parent_id not in in_page)
            if not level:
                raise Problem("parent_unknown", category=documents[waiting[0].id].parent_id)
            for row in level:
                if documents[row.id].parent_id in ids:
                    vals[row.id]["parent_id"] = ids[documents[row.id].parent_id]
            for row, record in super()._create_records(level, vals).items():
                created[row] = record
                ids[documents[row.id].id] = record.id
            waiting -= level
        return created

    @api.model
    def _new_rows(self, flow):
        """The categories of the products that this backend sells, with all their parents."""
        products = self.env["shop_erp.binding.product"]._records_to_send(flow.backend_id)
        return self._rows_for(flow.backend_id, products.categ_id)

    @api.model
    def _rows_for(self, backend, categories):
        """Return values of rows for the categories and their parents that the backend does not know, parents first."""
        categories = self.env["product.category"].search([("id", "parent_of", categories.ids)])
        bound = self.search([("backend_id", "=", backend.id), ("odoo_id", "in", categories.ids)]).odoo_id
        return [
            {"odoo_id": category.id, "key": self._own_key(category)}
            for category in (categories - bound).sorted(lambda category: category.parent_path)
        ]

    @api.model
    def _add_missing(self, backend, categories):
        """Add rows to send for the categories and their parents that the backend does not know."""
        shared = {"backend_id": backend.id, "state": "dirty", "direction": "out"}
        try:
            with self.env.cr.savepoint():
                self.create([shared | row for row in self._rows_for(backend, categories)])
        except UniqueViolation:
            return  # another job has just added them and sends them; what needs them follows with the next run

    def _make_documents(self, remote):
        """A child is sent once its parent has an id there."""
        known = {
            row.odoo_id.id: row.external_id
            for row in self.search(
                [
                    ("backend_id", "=", self.backend_id.id),
                    ("odoo_id", "in", self.odoo_id.parent_id.ids),
                    ("external_id", "!=", False),
                ]
            )
        }
        language = (self.backend_id.language_id.iso_code or "en")[:2]
        documents = {}
        for row in self:
            parent = row.odoo_id.parent_id
            if parent and parent.id not in known:
                documents[row.id] = Problem("not_yet", record=parent.display_name, backend=row.backend_id.name)
            else:
                documents[row.id] = category_of(
                    row.odoo_id, id=row.external_id or "", parent_id=known.get(parent.id, ""), language=language
                )
        return documents

    def _push_first(self):
        """Parents that the remote does not know yet go first, level by level."""
        parents = self.search(
            [
                ("backend_id", "=", self.backend_id.id),
                ("odoo_id", "in", self.odoo_id.parent_id.ids),
                ("state", "=", "dirty"),
                ("external_id", "=", False),
            ]
        )
        return [parents] if parents else []
