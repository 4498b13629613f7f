from odoo import api, fields, models
from odoo.tools import SQL

from ...engine import ownership
from ...remotes.documents import InvalidDocument


def _flag_name(group):
    return f"{group}_changed_at"


def group_flag(group):
    """Return the field ``<group>_changed_at``: when Odoo changed what belongs to a field group, empty while it did not.

    What belongs to the group stands in the binding's ``_changed_by``; Odoo's own tracking of dependencies sets it.
    """

    def compute(rows):
        rows[_flag_name(group)] = fields.Datetime.now()

    depends = api.depends(lambda model: model._changed_by_paths().get(group, ()))
    return fields.Datetime(compute=depends(compute), store=True, copy=False)


class Binding(models.AbstractModel):
    """Which field groups of a document Odoo has changed since both sides agreed, and which of them it may write.

    A concrete model names for each group the paths whose change is one of that group (``_changed_by``) and has one
    ``group_flag`` per group. Classes that extend a binding name what they add; the declarations are joined.
    """

    _inherit = "shop_erp.binding"

    #: ``{field group: paths of Odoo fields that are sent with it}``
    _changed_by = {}
    #: ``{name of a value that _prepare_vals gives: its field group}``; values that are not named are of "identity"
    _value_groups = {}
    #: ``{field group: groups of the document that its values are read from, too}``
    _moved_with = {}

    @api.model
    def _changed_by_paths(self):
        """Return ``_changed_by`` of all classes of this model."""
        paths = {}
        for cls in reversed(self._model_classes__):
            for group, more in cls.__dict__.get("_changed_by", {}).items():
                paths[group] = (*paths.get(group, ()), *more)
        return paths

    @api.model
    def _groups_of_values(self):
        """Return ``_value_groups`` of all classes of this model."""
        groups = {}
        for cls in reversed(self._model_classes__):
            groups |= cls.__dict__.get("_value_groups", {})
        return groups

    @api.model
    def _group_flags(self):
        """Return ``{field group: name of its flag}``; {} for a kind that is changed as a whole."""
        return {group: _flag_name(group) for group in self._changed_by_paths()}

    @api.depends(lambda self: self._group_flags().values())
    def _compute_content_changed(self):
        """The sum of the groups' flags; a kind without groups names in ``@api.depends`` what it sends of the record.

        The flag says "look", not "send": what really differs is decided by the digest when the document is built.
        """
        flags = self._group_flags()
        for row in self:
            row.content_changed = not flags or any(row[flag] for flag in flags.values())

    @api.model
    def _owners(self):
        """Return ``{field group: its owner}`` where the kind goes in both directions, else {}: one direction wins."""
        return self.env["shop_erp.ownership"]._owners_of(self.backend_id, self._kind) if self else {}

    def _takes(self, group):
        """Return whether what comes in may be written to what Odoo has of a field group.

        True for new records, and where the kind goes in one direction only. Known while a document is applied.
        """
        decision = (self.env.context.get(ownership.CONTEXT_KEY) or {}).get(self.id, {}).get(group)
        return decision.takes or decision.is_merged if decision else True

    def _agreed_documents(self):
        """Return ``{row id: last agreed document}`` of the rows that have one."""
        documents = {}
        for row in self.filtered("document"):
            try:
                documents[row.id] = self._document_class().from_json(row.document)
            except InvalidDocument:  # of an older make that nothing reads any more: nothing is known to be agreed
                continue
        return documents

    def _sent_with(self):
        """Return the rows with which these are sent: themselves, unless they are parts of others' documents."""
        return self

    def _look_for_changes(self):
        """Let the next run compare these rows with their Odoo records."""
        if self:
            self._write_flags(SQL("now() AT TIME ZONE 'utc'"), SQL("content_changed = true"))

    @api.model
    def _set_unchanged(self, rows):
        """Both sides agree on these rows in every group."""
        if rows:
            rows._write_flags(
                SQL("NULL"),
                SQL("content_changed = false, changed_at = NULL"),
                SQL("AND (content_changed IS NOT false OR changed_at IS NOT NULL)"),
            )

    def _write_flags(self, value, columns, condition=None):
        """Set the flags of all groups, and ``columns``, in one statement."""
        self.flush_recordset()
        flags = self._group_flags().values()
        self.env.execute_query(
            SQL(
                "UPDATE %s SET %s WHERE id = ANY(%s) %s RETURNING id",
                SQL.identifier(self._table),
                SQL(", ").join([columns, *(SQL("%s = %s", SQL.identifier(flag), value) for flag in flags)]),
                list(self.ids),
                condition or SQL(""),
            )
        )
        self.invalidate_recordset(["content_changed", "changed_at", *flags])
