"""Everything that is held of a person: found, and handed out as JSON."""

import json

from odoo.fields import Domain
from odoo.tools import SQL, html2plaintext

#: What Odoo knows of a person; what an invoice needs is marked True.
CONTACT_FIELDS = {
    "name": True,
    "street": True,
    "street2": True,
    "zip": True,
    "city": True,
    "state_id": True,
    "country_id": True,
    "vat": True,
    "company_registry": True,
    "company_name": True,
    "shop_erp_company": True,
    "email": False,
    "phone": False,
    "website": False,
    "function": False,
    "ref": False,
    "lang": False,
    "comment": False,
    "image_1920": False,
    "shop_erp_first_name": False,
    "shop_erp_last_name": False,
    "shop_erp_mobile": False,
    "shop_erp_birthday": False,
    "shop_erp_newsletter": False,
    "shop_erp_consents": False,
    "shop_erp_identity_number": False,
    "shop_erp_vat_text": False,
    "shop_erp_alias": False,
}


#: Shorter texts than this stand in too many sentences that are about somebody else.
_SHORTEST = 5


class Person:
    """A contact with the contacts below it, and what belongs to them."""

    def __init__(self, partner):
        env = partner.env(context=dict(partner.env.context, active_test=False, tracking_disable=True))
        self.env = env
        self.contacts = env["res.partner"].search([("id", "child_of", partner.ids)])
        self.rows = env["shop_erp.binding.partner"].search([("odoo_id", "in", self.contacts.ids)])
        self.rows |= self.rows.address_ids
        self.orders = env["sale.order"].search(
            _of(self.contacts, "partner_id", "partner_invoice_id", "partner_shipping_id")
        )
        self.moves = env["account.move"].search(
            _of(self.contacts, "partner_id", "partner_shipping_id", "commercial_partner_id")
        )

    @property
    def invoiced(self):
        """Return the contacts that posted invoices name."""
        posted = self.moves.filtered(lambda move: move.state == "posted")
        return (posted.partner_id | posted.partner_shipping_id | posted.commercial_partner_id) & self.contacts

    def companies(self):
        """Return the companies that hold anything of the person."""
        return self.rows.company_id | self.orders.company_id | self.moves.company_id

    def rows_of_orders(self):
        """Return the rows, by model, that exchange the person's orders and what follows from them."""
        models = self.env["shop_erp.binding"]._concrete_models()
        records = {
            "sale.order": self.orders,
            "stock.picking": self.orders.picking_ids,
            "shop_erp.return": self.env["shop_erp.return"].search([("order_id", "in", self.orders.ids)]),
        }
        found = []
        for model in models:
            of_model = records.get(model._record_model()._name)
            rows = model.search([("odoo_id", "in", of_model.ids)]) if of_model else model
            if model._name == "shop_erp.binding.order":
                rows |= self._rows_without_order(model)
            if rows:
                found.append(rows)
        return found

    def _rows_without_order(self, model):
        """Return the rows of orders that are no orders in Odoo, because they wait or are not to be imported."""
        accounts = self.rows.filtered(lambda row: row.external_id and not row.is_address)
        model.flush_model()
        ids = (
            self.env.execute_query(
                SQL(
                    """SELECT bound.id FROM shop_erp_binding_order AS bound
                     JOIN unnest(%s::integer[], %s::text[]) AS account (backend_id, external_id)
                       ON account.backend_id = bound.backend_id
                    WHERE bound.odoo_id IS NULL
                      AND COALESCE(bound.pending_document, bound.document)::jsonb #>> '{content,customer,id}'
                          = account.external_id""",
                    accounts.backend_id and accounts.mapped(lambda row: row.backend_id.id),
                    accounts.mapped("external_id"),
                )
            )
            if accounts
            else []
        )
        return model.browse([row_id for (row_id,) in ids])

    def what_is_open(self):
        """Return sentences about what has to be finished before the person can be erased."""
        _ = self.env._
        open_ones = []
        if self.contacts.user_ids:
            open_ones.append(_("%(names)s can sign in: archive the users first.", names=_names(self.contacts.user_ids)))
        orders = self.orders.filtered(
            lambda order: (
                order.state == "sale"
                and (order.invoice_status == "to invoice" or order.delivery_status in ("pending", "started", "partial"))
            )
        )
        if orders:
            open_ones.append(_("Orders are not delivered or invoiced yet: %(names)s.", names=_names(orders)))
        drafts = self.moves.filtered(lambda move: move.state == "draft")
        if drafts:
            open_ones.append(_("Invoices are not posted yet: %(names)s.", names=_names(drafts)))
        for rows in [self.rows, *self.rows_of_orders()]:
            busy = rows.filtered(lambda row: row.state in ("sending", "in_doubt"))
            if busy:
                open_ones.append(_("Records are being sent right now: %(names)s.", names=_names(busy)))
        return open_ones

    # --- export ---

    def as_json(self):
        """Return all that is held of the person, as JSON text that people can read, too."""
        held = {
            "contacts": [self._contact(contact) for contact in self.contacts],
            "accounts": [self._row(row) for row in self.rows],
            "orders": [self._order(order) for order in self.orders],
            "invoices": [self._move(move) for move in self.moves],
            "exchanged": [self._row(row) for rows in self.rows_of_orders() for row in rows],
            "messages": self._messages(),
        }
        return json.dumps(held, indent=2, ensure_ascii=False, default=str)

    def _contact(self, contact):
        values = {}
        for name in CONTACT_FIELDS:
            value = contact[name]
            if name == "image_1920":
                value = bool(value)
            values[name] = value.display_name if hasattr(value, "_name") else value or ""
        return {"id": contact.id, "type": contact.type, "active": contact.active} | values

    def _row(self, row):
        documents = {
            name: json.loads(row[name])["content"] for name in ("document", "pending_document") if _is_json(row[name])
        }
        return {
            "system": row.backend_id.name,
            "kind": row._kind,
            "id_there": row.external_id or "",
            "number_there": row.number or "",
            "state": row.state,
            "reason": row.reason or "",
            **documents,
        }

    def _order(self, order):
        return {
            "number": order.name,
            "date": order.date_order,
            "total": order.amount_total,
            "currency": order.currency_id.name,
            "note": order.shop_erp_customer_note or "",
            "lines": [
                {"text": line.name, "quantity": line.product_uom_qty, "total": line.price_total}
                for line in order.order_line
            ],
        }

    def _move(self, move):
        return {"number": move.name, "date": move.invoice_date or move.date, "total": move.amount_total}

    def _messages(self):
        return [
            {"date": message.date, "on": message.record_name or "", "text": html2plaintext(message.body or "")}
            for message in self._written()
            if message.body
        ]

    def _written(self):
        """Return the messages on the person's contacts, and those that the person wrote on anything."""
        on_contacts = Domain("model", "=", "res.partner") & Domain("res_id", "in", self.contacts.ids)
        on_orders = Domain("model", "=", "sale.order") & Domain("res_id", "in", self.orders.ids)
        return self.env["mail.message"].search(on_contacts | on_orders | Domain("author_id", "in", self.contacts.ids))

    # --- erasure ---

    def messages_about(self, texts):
        """Return the messages that tell of the person: on the contacts all, on orders what was written by or about.

        :param texts: what tells who it is
        """
        told = set(texts)
        for rows in self.rows_of_orders():
            if rows._name == "shop_erp.binding.order":
                told |= {
                    message.text for document in rows._agreed_documents().values() for message in document.messages
                }

        def is_about(message):
            body = html2plaintext(message.body or "")
            return message.model != "sale.order" or message.author_id in self.contacts or any(t in body for t in told)

        return self._written().filtered(is_about)

    def texts(self):
        """Return what in a sentence tells who it is about, the longest first."""
        names = ("name", "email", "phone", "shop_erp_mobile", "vat", "shop_erp_vat_text", "street")
        texts = {contact[name] for contact in self.contacts for name in names if contact[name]}
        return sorted((text for text in texts if len(text) >= _SHORTEST), key=len, reverse=True)


def _of(contacts, *names):
    return Domain.OR([[(name, "in", contacts.ids)] for name in names])


def _names(records):
    return ", ".join(records.mapped("display_name")[:5])


def _is_json(text):
    try:
        return "content" in json.loads(text or "{}")
    except ValueError:
        return False
