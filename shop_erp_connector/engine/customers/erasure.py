"""A person is erased where the law lets it be.

What is on a posted invoice stays: the name, address and tax number of the contact it was made out to, and what ERPs
were told of it. Everything else goes, from the contacts, from the rows that exchange them and their orders, and from
the texts of errors. The rows themselves stay without personal data, so that nobody is imported anew.
"""

from dataclasses import fields, replace

from odoo.fields import Domain
from odoo.tools import SQL

from ...remotes.documents import Address, Customer, Document, InvalidDocument
from .personal_data import CONTACT_FIELDS

#: Kept by Odoo with a value of its own for everybody.
_NEVER_EMPTY = frozenset({"lang"})

#: Where modules of Odoo that may be missing keep the tax number once more.
_COPIES_OF_VAT = ("peppol_endpoint",)

#: Tables beside the bindings in which sentences about a record may stand, with their columns.
_TEXTS = {"shop_erp_run_step": ("errors",), "queue_job": ("exc_info", "exc_message", "result")}

_CLEARED = "…"


def without_person(text):
    """Return a stored document as JSON without anything about a person; None for one that cannot be read."""
    try:
        document = Document.from_json(text)
    except InvalidDocument:
        return None
    changes = {}
    for field in fields(document):
        value = getattr(document, field.name)
        if isinstance(value, Customer):
            changes[field.name] = Customer(id=value.id)
        elif isinstance(value, Address):
            changes[field.name] = None
        elif field.name in ("note", "customer_note", "messages", "files"):
            changes[field.name] = type(value)()
    return replace(document, **changes).to_json()


def erase(person):
    """Take away what may go."""
    texts = person.texts()
    person.messages_about(texts).sudo().unlink()
    _erase_rows(person)
    _erase_orders(person)
    _erase_contacts(person)
    person.env.flush_all()
    _erase_texts(person.env, texts)
    person.env.invalidate_all()


def _erase_rows(person):
    empty = dict.fromkeys(
        ("document", "pending_document", "pending_digest", "sent_document", "login", "credit_document"), False
    )
    announced = person.env["shop_erp.announcement"]
    for backend_rows in person.rows.grouped("backend_id").values():
        announced._forget(backend_rows)
    reason = person.env._("The person was erased; the row stays so that nobody is imported anew.")
    for row in person.rows:
        row.key = row._own_key(row.odoo_id) if row.key else False
    person.rows._set_state("erased", None, reason, tries=0, next_try=False, **empty)
    person.rows._set_unchanged(person.rows)
    person.rows._forget_conflicts()
    _forget_takeovers(person.rows)
    for rows in person.rows_of_orders():
        for row in rows:
            for name in ("document", "pending_document", "sent_document"):
                if row[name]:
                    row[name] = without_person(row[name])
        if rows._name == "shop_erp.binding.order":
            rows._set_state("erased", None, reason, pending_document=False, pending_digest=False)
        else:
            rows.filtered("reason").write({"reason": False})


def _forget_takeovers(rows):
    """What a take-over proposed for the accounts is of no use any more."""
    lines = rows.env["shop_erp.takeover.line"]
    lines.search(Domain("kind", "=", "customer") & Domain("res_id", "in", rows.ids)).unlink()


def _erase_orders(person):
    person.orders.filtered("shop_erp_customer_note").write({"shop_erp_customer_note": False})
    attachments = person.env["ir.attachment"]
    of_contacts = Domain("res_model", "=", "res.partner") & Domain("res_id", "in", person.contacts.ids)
    of_orders = Domain("res_model", "=", "sale.order") & Domain("res_id", "in", person.orders.ids)
    fetched = of_orders & Domain("description", "!=", False)  # files that came with the orders
    attachments.search((of_contacts & Domain("res_field", "=", False)) | fetched).unlink()


def _erase_contacts(person):
    cleared = {name: False for name in CONTACT_FIELDS if name not in _NEVER_EMPTY} | _users_own_fields(person.env)
    copies = [name for name in _COPIES_OF_VAT if name in person.contacts._fields]
    cleared |= dict.fromkeys(copies, False)
    kept_by_invoices = {name for name, is_needed in CONTACT_FIELDS.items() if is_needed} | set(copies)
    invoiced = person.invoiced
    for contact in person.contacts:
        is_invoiced = contact in invoiced
        vals = {name: value for name, value in cleared.items() if not (is_invoiced and name in kept_by_invoices)}
        if not is_invoiced:
            vals["name"] = person.env._("Erased contact %(id)s", id=contact.id)
        contact.with_context(no_vat_validation=True).write(vals | {"category_id": [(5,)], "active": False})
    person.contacts.activity_ids.unlink()


def _users_own_fields(env):
    """Return the fields of contacts that users exchange beside Odoo's usual ones, emptied."""
    rules = env["shop_erp.field"].search([("field_id.model", "=", "res.partner"), ("field_id.required", "=", False)])
    return dict.fromkeys(rules.filtered(lambda rule: rule.field_id.state == "manual").mapped("name"), False)


def _erase_texts(env, texts):
    """Replace what tells who it is about in the sentences of runs, jobs and rows of others."""
    tables = {model._table: ("reason",) for model in env["shop_erp.binding"]._concrete_models()} | _TEXTS
    for text in texts:
        for table, columns in tables.items():
            for column in columns:
                env.execute_query(
                    SQL(
                        "UPDATE %(table)s SET %(column)s = replace(%(column)s, %(text)s, %(cleared)s)"
                        " WHERE position(%(text)s IN %(column)s) > 0 RETURNING id",
                        table=SQL.identifier(table),
                        column=SQL.identifier(column),
                        text=text,
                        cleared=_CLEARED,
                    )
                )
