import json
import uuid

from odoo import api, fields, models
from odoo.tools import SQL

from ...convert.problem import Problem
from ...engine import problems
from ...engine import rows as binding_rows
from ...engine.references import Places
from ...engine.texts import unstorable
from ...remotes.documents import KINDS, InvalidDocument
from ..backend.shop_erp_flow import BINDING_MODELS

STATES = [
    ("pending", "To apply"),
    ("done", "In step"),
    ("dirty", "To send"),
    ("sending", "Being done there"),
    ("in_doubt", "In doubt"),
    ("held", "Held"),
    ("failed", "Failed"),
    ("gone", "Gone"),
    ("erased", "Erased"),
]


def _readable(document):
    """Return a stored document with line breaks; what is not one is shown as it is."""
    try:
        return json.dumps(json.loads(document or "")["content"], indent=2, ensure_ascii=False)
    except (ValueError, KeyError, TypeError):
        return document


class Binding(models.AbstractModel):
    """The whole story of one remote record: its id there, the Odoo record, what was agreed, what is wrong.

    A concrete model names its kind (``_kind``), its ``odoo_id`` and the hooks; each hook works on a set of rows:

    * ``_match(documents, references)``: which existing Odoo record is it?
    * ``_prepare_vals(documents, references)``: the values for Odoo
    * ``_make_documents(remote)``: the documents for the remote
    * ``_after_apply(documents, references, new)``: what follows once the records stand
    """

    _name = "shop_erp.binding"
    _description = "Record of a shop or ERP"
    _order = "id desc"
    _kind = ""
    _is_final = False  # once the remote has it, nothing of it can be changed there
    #: Do two batches meet on the same other records (a customer's contact, a product's stock)? They take turns then.
    _is_sequential = False
    #: Field of the Odoo record in which files that its document names are kept; "" for none that a dry run shows.
    _files_field = ""

    backend_id = fields.Many2one(
        "shop_erp.backend", "Shop or ERP", required=True, ondelete="cascade", index=True, readonly=True
    )
    company_id = fields.Many2one(related="backend_id.company_id", store=True)
    external_id = fields.Char("Remote id", readonly=True)
    number = fields.Char("Remote number", readonly=True)
    key = fields.Char(
        "Our key", readonly=True, copy=False, help="The reference by which the remote can find what we created."
    )
    state = fields.Selection(STATES, required=True, default="pending", readonly=True, index=True)
    direction = fields.Selection([("in", "To Odoo"), ("out", "From Odoo")], required=True, default="in", readonly=True)
    reason_code = fields.Char(readonly=True)
    reason = fields.Text("Why", readonly=True)
    document = fields.Text("Last agreed document", readonly=True)
    digest = fields.Char(readonly=True)
    pending_document = fields.Text("Document to apply", readonly=True)
    pending_digest = fields.Char(readonly=True)
    shown_document = fields.Text("Last agreed", compute="_compute_shown_documents")
    shown_pending_document = fields.Text("To apply", compute="_compute_shown_documents")
    content_changed = fields.Boolean(
        compute="_compute_content_changed", store=True, help="Odoo changed since both sides agreed."
    )
    ticket = fields.Char(
        readonly=True,
        copy=False,
        help="The remote took what was sent and does it later; it is asked under this ticket.",
    )
    sent_document = fields.Text("Document being done there", readonly=True, copy=False)
    tries = fields.Integer(readonly=True)
    next_try = fields.Datetime(readonly=True)
    synced_at = fields.Datetime("Last exchange", readonly=True)
    changed_at = fields.Datetime("To be sent since", readonly=True)

    _unique_external_id = models.Constraint(
        "UNIQUE (backend_id, external_id)", "A backend knows each remote record once."
    )

    _changed_idx = models.Index("(backend_id) WHERE content_changed")

    @api.depends("external_id", "number")
    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{row.backend_id.name}: {row.number or row.external_id or row.key or row.id}"

    @api.depends("document", "pending_document")
    def _compute_shown_documents(self):
        for row in self:
            row.shown_document = _readable(row.document)
            row.shown_pending_document = _readable(row.pending_document)

    # --- what concrete models tell ---

    @api.model
    def _record_model(self):
        return self.env[self._fields["odoo_id"].comodel_name]

    @api.model
    def _document_class(self):
        return KINDS[self._kind]

    def _match(self, documents, references):
        """Return ``{row id: Odoo record id or Problem}`` for rows without a record; rows left out are new."""
        return {}

    def _prepare_vals(self, documents, references):
        """Return ``{row id: values or Problem}``."""
        raise self._unsupported()

    def _make_documents(self, remote):
        """Return ``{row id: document or Problem}``, built from the Odoo records as they are now."""
        raise self._unsupported()

    def _unsupported(self):
        return NotImplementedError(f"{self._name} is not exchanged in this direction")

    def _references(self, documents):
        """Return what ``_prepare_vals`` needs to know of other records, looked up for the whole set."""
        return Places(self.backend_id)

    def _missing_there(self, documents, references):
        """Return ``(kind, remote ids)`` of what these rows refer to and Odoo does not know yet."""
        return "", ()

    def _after_apply(self, documents, references, new):
        """Do what follows once the Odoo records stand; ``new`` are the rows whose record was just created."""

    def _note_warnings(self, documents):
        """Say on rows that were just agreed what a person should know all the same."""

    def _files_to_fetch(self):
        """Return the ``Attachment`` parts of this row's document that are not attached to its Odoo record yet."""
        return ()

    def _after_files(self):
        """Note what is left of the files that this row's document names: those that could be had are attached now."""

    @api.model
    def _waiting_for_files(self, backend):
        """Return the rows some of whose files an earlier run has not fetched."""
        return self.browse()

    def _after_agreement(self):
        """Write on the rows what is worth saying although both sides agree; their reasons have just been emptied."""

    def _note_refusal(self, error):
        """Learn from what the remote said when it refused this row's document."""

    def _ask_person(self, problem):
        """Call for a person where a problem cannot wait until somebody looks at the list."""

    @api.model
    def _agreed_document(self, document, result):
        """Return the document as it will be built next time, now that the remote has given its ids."""
        return document

    @api.model
    def _told_from_agreed(self, backend, documents, bases):
        """Return documents that were read, told in the way that was agreed on where the remote keeps it in another one.

        :param bases: ``{remote id: agreed document}``
        """
        return documents

    def _is_agreed(self, document):
        """Return whether the remote has the very content of a document that was built just now."""
        return self.digest == document.digest()

    @api.model
    def _is_read_back(self):
        """Return whether records that were sent are read once more, see ``engine/read_back.py``."""
        return False

    def _adopt(self, readings, remote):
        """Take what was just sent, as the remote tells it, for what both agreed on; ``{row id: document}``."""

    def _after_push(self, results, documents):
        """Do what follows once results are stored; ``results`` is ``{row id: Result}`` of the rows that succeeded."""

    def _push_first(self):
        """Return rows of other models that the remote must know before these; they are sent in the same job."""
        return []

    @api.model
    def _new_rows(self, flow):
        """Return values of rows to add for Odoo records that the flow has to send and the backend does not know."""
        return []

    @api.model
    def _mark_changed(self, backend):
        """One statement: rows in step whose Odoo record changed become dirty."""
        self.flush_model()
        self.env.execute_query(
            SQL(
                """UPDATE %s SET state = 'dirty', direction = 'out', tries = 0, next_try = NULL,
                          changed_at = now() AT TIME ZONE 'utc'
                    WHERE backend_id = %s AND state IN ('done', 'failed') AND content_changed AND odoo_id IS NOT NULL
                      AND pending_document IS NULL AND %s RETURNING id""",
                SQL.identifier(self._table),
                backend.id,
                self._is_sent_alone(),
            )
        )
        self.invalidate_model()

    @api.model
    def _is_sent_alone(self):
        """Return the SQL condition of rows that are sent for themselves; others go with one of these."""
        return SQL("true")

    # --- applying (see engine/apply.py) ---

    def _pending_documents(self):
        """Return ``({row id: document}, {row: error})``: one that cannot be read spoils nothing but itself."""
        document_class = self._document_class()
        documents, unreadable = {}, {}
        for row in self:
            try:
                document = document_class.from_json(row.pending_document)
            except InvalidDocument as error:
                unreadable[row] = error
                continue
            problem = unstorable(document)
            if problem:
                unreadable[row] = problem
            else:
                documents[row.id] = document
        return documents, unreadable

    def _import_context(self):
        return {
            "tracking_disable": True,
            "mail_create_nosubscribe": True,
            "mail_auto_subscribe_no_notify": True,
            "lang": self.backend_id.language_id.code or self.env.lang,
        }

    def _resolve(self, documents):
        """Look up what the set refers to and match rows to existing records; return (references, problems)."""
        references = self._references(documents)
        problems, matched = {}, {}
        unmatched = self.filtered(lambda row: not row.odoo_id and row.takeover != "create")
        for row_id, found in unmatched._match(documents, references).items():
            if isinstance(found, Problem):
                problems[row_id] = found
            else:
                matched[row_id] = (found,)
        binding_rows.update(self.browse(), ("odoo_id",), matched)
        return references, problems

    def _prepare_page(self, documents, references, problems):
        """Return ``{row id: values}`` of the rows that can be applied; add the others' problems to ``problems``."""
        vals = {}
        for row_id, found in self._prepare_vals(documents, references).items():
            if isinstance(found, Problem):
                problems[row_id] = found
            else:
                vals[row_id] = found
        return vals

    def _create_records(self, new, vals):
        """Create the records of the new rows in one batch; return ``{row: record}``."""
        records = self._record_model().create([vals[row.id] for row in new])
        return dict(zip(new, records, strict=True))

    def _write_records(self, known, vals):
        """Write the changed values; each record has its own."""
        for row in known:
            row.odoo_id.write(vals[row.id])

    def _clear_dirty(self):
        """What was just agreed is no change of Odoo's for this backend; for the other backends it is."""
        self._set_unchanged(self)

    def _look_again(self):
        """What the remote has of these rows may be older than the Odoo records: the next run compares and sends."""
        rows = self.filtered(lambda row: not row._is_final)
        rows.write({"digest": False})
        rows._look_for_changes()

    def _note_read(self, backend, documents, row_ids, moment):
        """Keep when documents were read, changed or not; return ids of further rows to apply.

        :param row_ids: the rows that have something to apply
        :param moment: our own time (aware) just before the page was read
        """
        return []

    def _note_whole(self, step):
        """The step has read the last page: return documents that follow from what a whole reading does not name."""
        return []

    # --- states ---

    def _set_state(self, state, reason_code=None, reason=None, **vals):
        self.write({"state": state, "reason_code": reason_code, "reason": reason, **vals})

    def _note_missing(self, text, *, is_certain=False):
        """The remote did not find the id: the second time in a row, or when it says so itself, the record is gone."""
        for row in self:
            is_gone = is_certain or row.reason_code == "not_found"
            row._set_state("gone" if is_gone else "failed", "not_found", text)

    def _hold_internal(self, text):
        self._set_state("failed", "internal", problems.text(self.env, "internal", error=text))

    def _remember_lookup(self, problem):
        """Make the code that a held record waits for visible under the lookups."""
        lookup_type = problem.facts.get("lookup_type")
        if lookup_type:
            facts = problem.facts
            self.env["shop_erp.lookup"]._remember(
                self.backend_id, lookup_type, facts["id"], facts.get("name") or facts["id"]
            )

    def _own_key(self, record):
        """Return the reference by which the remote can find what we create for ``record``; the same on every try."""
        database = uuid.UUID(self.env["ir.config_parameter"].sudo().get_param("database.uuid")).hex[:6]
        return f"ODOO-{database}-{self._kind[:3].upper()}{record.id}"

    # --- buttons ---

    def action_retry(self):
        """Try the rows again from what is stored: apply the pending document, or send the record."""
        return self._retry()._action_open()

    def _retry(self):
        runs = self.env["shop_erp.run"]
        for backend in self.backend_id:
            rows = self.filtered(lambda row, backend=backend: row.backend_id == backend and row.state != "erased")
            incoming = rows.filtered("pending_document")
            outgoing = (rows - incoming).filtered("odoo_id") if self._flow(backend, "out") else self.browse()
            incoming._set_state("pending")
            # "look there, else retry" was what the sentence said: the person has looked
            looked = outgoing.filtered(lambda row: row.state == "held" and row.reason_code == "in_doubt")
            self.env["shop_erp.announcement"]._forget(looked)
            # the reason stays: missing twice in a row means gone
            outgoing.filtered(lambda row: row.state != "sending").write({"state": "dirty"})
            runs |= self._run_rows(backend, incoming, "in") | self._run_rows(backend, outgoing, "out")
        return runs

    def _run_rows(self, backend, rows, direction):
        flow = self._flow(backend, direction)
        if not rows or not flow:
            return self.env["shop_erp.run"]
        return self.env["shop_erp.run"].sudo()._start(flow, "record", record_ids=rows.ids)

    def _sync_now(self):
        """Exchange these rows now: read again what came from the remote, send what goes there; return the runs."""
        runs = self.env["shop_erp.run"].sudo()
        for backend in self.backend_id:
            rows = self.filtered(lambda row, backend=backend: row.backend_id == backend and row.state != "erased")
            incoming = rows.filtered(lambda row: row.direction == "in" and row.external_id)
            outgoing = (rows - incoming).filtered("odoo_id")
            flow = self._flow(backend, "in")
            if incoming and flow and self._kind in backend._capabilities.pulls_by_id:
                runs |= runs._start(flow, "record", external_ids=incoming.mapped("external_id"))
            outgoing.sudo().filtered(lambda row: row.state not in ("in_doubt", "sending"))._set_state("dirty")
            runs |= self._run_rows(backend, outgoing, "out")
        return runs

    def _flow(self, backend, direction):
        return (
            self.env["shop_erp.flow"]
            .with_context(active_test=False)
            .sudo()
            .search([("backend_id", "=", backend.id), ("kind", "=", self._kind), ("direction", "=", direction)])
        )

    def action_mark_done(self):
        """A person has settled it by hand: what the remote said counts as agreed."""
        self.check_access("write")
        pending = self.filtered("pending_document")
        binding_rows.agree(pending)
        (self - pending)._set_state("done")

    def action_open_record(self):
        """Open the Odoo record."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.odoo_id._name,
            "res_id": self.odoo_id.id,
            "view_mode": "form",
        }

    # --- over all concrete models ---

    @api.model
    def _concrete_models(self):
        return [self.env[name] for name in sorted(set(BINDING_MODELS.values()))]

    @api.model
    def _count_by_backend(self, backends, states):
        """Return ``{(backend id, state): number of rows}``."""
        counts = {}
        for model in self._concrete_models():
            for backend, state, count in model._read_group(
                [("backend_id", "in", backends.ids), ("state", "in", states)], ["backend_id", "state"], ["__count"]
            ):
                counts[backend.id, state] = counts.get((backend.id, state), 0) + count
        return counts

    @api.model
    def _retry_waiting_for(self, backends, codes=problems.MAPPING_CODES):
        """Replay the rows of the backends that are held for want of a mapping, or for other reasons."""
        runs = self.env["shop_erp.run"]
        held = [("backend_id", "in", backends.ids), ("state", "=", "held"), ("reason_code", "in", list(codes))]
        for model in self._concrete_models():
            runs |= model.search(held)._retry()
        return runs
