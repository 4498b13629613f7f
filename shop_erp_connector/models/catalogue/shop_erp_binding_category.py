from psycopg2.errors import UniqueViolation

from odoo import api, fields, models

from ...convert.category import CATEGORY_FIELD_GROUPS, category_vals
from ...convert.problem import Problem
from ...engine.catalogue import trees
from ...remotes.documents import CATEGORIES, TEXT
from ..binding.shop_erp_binding_groups import group_flag


class BindingCategory(models.Model):
    """A category or family of a remote ⇄ a product category."""

    _name = "shop_erp.binding.category"
    _description = "Category of a shop or ERP"
    _inherit = "shop_erp.binding"
    _kind = "category"
    _is_sequential = True  # a child needs its parent

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
        wanted = trees.wanted_parents(self, self.backend_id)
        vals = {}
        for row in self:
            document = documents[row.id]
            try:
                self._check_loop(document, wanted)
                vals[row.id] = category_vals(document, references, parent_id=known.get(document.parent_id, False))
            except Problem as problem:
                vals[row.id] = problem
        self._check_parents(documents, vals, known)
        return vals

    def _check_loop(self, document, wanted):
        loop = trees.loop_of(document.id, wanted)
        if loop:
            rows = self.search([("backend_id", "=", self.backend_id.id), ("external_id", "in", loop)])
            names = {row.external_id: row._name_there() for row in rows}
            path = " → ".join(names.get(id, id) for id in reversed([*loop, document.id]))
            raise Problem("category_loop", category=names.get(document.id, document.id), path=path)

    def _name_there(self):
        """Return the name that the newest document gives the category, in any language, with its remote id."""
        document = self._document_class().from_json(self.pending_document or self.document)
        return f"{next(iter(document.name.values()), '')} ({document.id})".strip()

    def _check_parents(self, documents, vals, known):
        """Hold what hangs on a parent that is neither known nor made now; a parent made now is set afterwards."""
        ids = {documents[row.id].id: row.id for row in self}
        rows = self.filtered(lambda row: documents[row.id].parent_id not in {*known, ""})
        while True:
            orphans = rows.filtered(
                lambda row: (
                    not isinstance(vals[row.id], Problem)
                    and isinstance(vals.get(ids.get(documents[row.id].parent_id), Problem("")), Problem)
                )
            )
            if not orphans:
                break
            for row in orphans:
                vals[row.id] = Problem("parent_unknown", category=documents[row.id].parent_id)
        for row in rows.filtered(lambda row: row.odoo_id and not isinstance(vals[row.id], Problem)):
            vals[row.id].pop("parent_id")

    def _write_records(self, known, vals):
        """What is moved below its own descendant waits until that one has been moved away: a tree has no loops."""
        wanted = None
        for row in known:
            parent = self.env["product.category"].browse(vals[row.id].get("parent_id") or [])
            above = self.env["product.category"].browse(map(int, (parent.parent_path or "").split("/")[:-1]))
            if row.odoo_id in above:
                wanted = wanted or trees.wanted_parents(self, self.backend_id)
                self._detach(above, row, wanted)
        return super()._write_records(known, vals)

    def _detach(self, path, row, wanted):
        """Take out of the row's branch the first category on the way to its new parent that is to be elsewhere."""
        path = path.filtered(lambda category: category != row.odoo_id)
        rows = self.search([("backend_id", "=", self.backend_id.id), ("odoo_id", "in", path.ids)])
        present = self._by_external_id({wanted.get(one.external_id) for one in rows} - {None, ""})
        for one in rows:
            if present.get(wanted.get(one.external_id)) != (one.odoo_id.parent_id.id or None):
                one.odoo_id.parent_id = False
                break

    def _after_apply(self, documents, references, new):
        """Known categories that were moved below new ones find them now."""
        super()._after_apply(documents, references, new)
        moved = (self - new).filtered(lambda row: documents[row.id].parent_id and row._takes(CATEGORIES))
        known = self._by_external_id({documents[row.id].parent_id for row in moved})
        for row in moved:
            parent_id = known.get(documents[row.id].parent_id)
            if parent_id and row.odoo_id.parent_id.id != parent_id:
                row.odoo_id.parent_id = parent_id

    def _missing_there(self, documents, references):
        """The parents that Odoo does not know."""
        parents = {documents[row.id].parent_id for row in self}
        return "category", parents - set(self._by_external_id(parents)) - {""}

    def _by_external_id(self, external_ids):
        return self._by_external_id_of(self.backend_id, external_ids)

    @api.model
    def _by_external_id_of(self, backend, external_ids):
        """Return ``{remote id: id of the Odoo category}``."""
        rows = self.search_fetch(
            [
                ("backend_id", "=", backend.id),
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
        documents, parents = {}, {}
        for row in self:
            parent = row.odoo_id.parent_id
            if parent and parent.id not in known:
                documents[row.id] = Problem("not_yet", record=parent.display_name, backend=row.backend_id.name)
            else:
                parents[row] = known.get(parent.id, "")
        sent = self.filtered(lambda row: row in parents)
        return documents | sent._category_documents(parents)

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
