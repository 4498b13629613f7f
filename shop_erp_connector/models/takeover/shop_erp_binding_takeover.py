from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...convert.partner import bare_vat
from ...convert.product import first_text
from ...engine.candidates import Candidate, equal, similar, similar_within

TAKEOVER = [("aside", "Read for the take-over"), ("create", "To be created"), ("left_out", "Left out")]


class Binding(models.AbstractModel):
    """What was decided about a record before Odoo had anything of it."""

    _inherit = "shop_erp.binding"

    takeover = fields.Selection(
        TAKEOVER,
        "Take-over",
        readonly=True,
        copy=False,
        help="Aside: waits for the decision of a person. Left out: this record does not come into Odoo.",
    )

    def _candidates(self, documents, references):
        """Return ``{row id: [Candidate]}``, the surest first, looked up for the whole set."""
        return {}

    def _takeover_facts(self, document, references):
        """Return what a person recognises a record by: values of a line of the take-over."""
        return {"name": document.id}

    def _stood_for(self, record_ids):
        """Return those of the ids that a row of this backend that is none of these stands for already."""
        others = self.search(
            Domain("backend_id", "=", self.backend_id.id)
            & Domain("odoo_id", "in", list(record_ids))
            & Domain("state", "!=", "gone")
            & Domain("id", "not in", self.ids)
        )
        return set(others.odoo_id.ids)

    def action_take_in(self):
        """Import after all what was left out."""
        self.check_access("write")
        rows = self.filtered(lambda row: row.takeover == "left_out")
        rows.write({"takeover": False})
        rows._reopen_left_out()
        return rows.action_retry()

    def _reopen_left_out(self):
        for row in self:
            row.write({"pending_document": row.document, "pending_digest": row.digest, "document": False})
            row.write({"digest": False})

    def _joined(self, *founds):
        """Return the candidates of several searches, each record once, under the surest rule."""
        joined = {}
        for row in self:
            seen = {}
            for found in founds:
                for one in found.get(row.id, ()):
                    seen.setdefault(one.record_id, one)
            joined[row.id] = sorted(seen.values(), key=lambda one: -one.score)
        return joined

    def _without(self, *founds):
        """Return the rows for which none of the searches found anything."""
        return self.filtered(lambda row: not any(found.get(row.id) for found in founds))


def _exact(found, rule, id_of=lambda record: record.id):
    """Return found records as candidates, each once."""
    return {
        row_id: [Candidate(record_id, rule) for record_id in dict.fromkeys(id_of(record) for record in records)]
        for row_id, records in found.items()
    }


class BindingProduct(models.Model):
    """Products are recognised by code and barcode, of any of their forms, else by name."""

    _inherit = "shop_erp.binding.product"

    def _candidates(self, documents, references):
        codes = self._exact_forms("default_code", "code", documents)
        barcodes = self._exact_forms("barcode", "barcode", documents)
        names = {row.id: first_text(documents[row.id].name, references.languages) for row in self}
        rest = self._without(codes, barcodes)
        condition = SQL("(product_template.company_id IS NULL OR product_template.company_id = %s)", self.company_id.id)
        templates = self.env["product.template"].with_context(lang=self.backend_id.language_id.code)
        named = similar(templates, {row.id: names[row.id] for row in rest}, condition=condition)
        return self._joined(codes, barcodes, named)

    def _exact_forms(self, field, name, documents):
        """Return candidates by a value that the product or one of its variants has."""
        found = {}
        values = [(row, self._own_values(documents[row.id], name)) for row in self]
        wanted = sorted({value for _row, own in values for value in own})
        domain = Domain(field, "in", wanted) & Domain("company_id", "in", [self.company_id.id, False])
        products = self.env["product.product"].with_context(active_test=False).search(domain) if wanted else ()
        by_value = {}
        for product in sorted(products, key=lambda product: not product.active):
            by_value.setdefault(product[field], []).append(product)
        for row, own in values:
            found[row.id] = [product for value in own for product in by_value.get(value, ())]
            active = [product for product in found[row.id] if product.active]
            found[row.id] = active or found[row.id]
        rule = "code" if name == "code" else "barcode"
        return _exact(found, rule, id_of=lambda product: product.product_tmpl_id.id)

    def _own_values(self, document, name):
        return {getattr(part, name) for part in (document, *document.variants)} - {""}

    def _takeover_facts(self, document, references):
        return {
            "name": first_text(document.name, references.languages) or document.code or document.id,
            "code": document.code,
            "details": document.barcode,
        }


class BindingCategory(models.Model):
    """Categories are recognised by their whole path, else by name."""

    _inherit = "shop_erp.binding.category"

    def _candidates(self, documents, references):
        paths = self._paths(references)
        own = {row.id: paths[row.external_id] for row in self}
        whole = _exact(equal(self, own, self._called(own.values()), lambda one: one.complete_name), "path")
        rest = self._without(whole)
        names = {row.id: first_text(documents[row.id].name, references.languages) for row in rest}
        return self._joined(whole, similar(self.env["product.category"], names))

    def _takeover_facts(self, document, references):
        name = first_text(document.name, references.languages) or document.id
        path = self._paths(references).get(self.external_id, name)
        return {"name": name, "code": document.code, "details": path, "depth": path.count(" / ")}

    def _called(self, paths):
        """Return the categories with these paths, whatever their case."""
        self.env["product.category"].flush_model(["complete_name"])
        wanted = sorted({path.lower() for path in paths})
        found = self.env.execute_query(
            SQL("SELECT id FROM product_category WHERE lower(complete_name) = ANY(%s) ORDER BY id", wanted)
        )
        return self.env["product.category"].browse([id for (id,) in found])

    def _paths(self, references):
        """Return ``{remote id: names of all parents and its own}`` of all categories of the backend."""
        if not hasattr(references, "category_paths"):
            rows = self.search([("backend_id", "=", self.backend_id.id)])
            pending, _unreadable = rows.filtered("pending_document")._pending_documents()
            documents = rows._agreed_documents() | pending
            by_id = {document.id: document for document in documents.values()}
            references.category_paths = {id: _path(id, by_id, references.languages) for id in by_id}
        return references.category_paths


def _path(id, documents, languages):
    names, seen = [], set()
    while id in documents and id not in seen:  # a loop there is no reason to hang here
        seen.add(id)
        names.insert(0, first_text(documents[id].name, languages))
        id = documents[id].parent_id
    return " / ".join(names)


class BindingPartner(models.Model):
    """Customers are recognised by VAT number, or e-mail and name; the same e-mail or name and zip is a question."""

    _inherit = "shop_erp.binding.partner"

    def _candidates(self, documents, references):
        partners = self._known_partners(documents)
        vats = {row.id: bare_vat(documents[row.id].vat) for row in self}
        by_vat = _exact(equal(self, vats, partners, lambda partner: bare_vat(partner.vat)), "vat")
        emails = {row.id: documents[row.id].email for row in self}
        mailed = equal(self, emails, partners, lambda partner: partner.email)
        by_email = {
            row.id: [
                Candidate(one.id, "email", 1.0 if _is_called(one, documents[row.id]) else 0.9) for one in mailed[row.id]
            ]
            for row in self
        }
        rest = self._without(by_vat, by_email)
        names = {row.id: documents[row.id].name for row in rest}
        zips = {row.id: _zip_of(documents[row.id]) for row in rest}
        condition = SQL(
            """res_partner.parent_id IS NULL AND res_partner.active
               AND (res_partner.company_id IS NULL OR res_partner.company_id = %s)""",
            self.company_id.id,
        )
        named = similar_within(self.env["res.partner"], names, "zip", zips, condition=condition)
        return self._joined(by_vat, by_email, named)

    def _known_partners(self, documents):
        """Return the contacts that have a VAT number or e-mail of the page."""
        vats = {vat for row in self if (vat := bare_vat(documents[row.id].vat))}
        emails = {documents[row.id].email.lower() for row in self} - {""}
        self.env["res.partner"].flush_model(["vat", "email"])
        found = self.env.execute_query(
            SQL(
                """SELECT id FROM res_partner WHERE parent_id IS NULL AND active
                      AND (company_id IS NULL OR company_id = %s)
                      AND (lower(email) = ANY(%s)
                       OR regexp_replace(regexp_replace(upper(vat), '[^A-Z0-9]', '', 'g'), '^[A-Z]{2}', '') = ANY(%s))
                    ORDER BY id""",
                self.company_id.id,
                sorted(emails),
                sorted(vats),
            )
        )
        return self.env["res.partner"].browse([id for (id,) in found])

    def _stood_for(self, record_ids):
        """One contact may have several accounts."""
        return set()

    def _takeover_facts(self, document, references):
        return {"name": document.name or document.id, "code": document.code, "details": document.vat or document.email}


def _is_called(partner, document):
    return (partner.name or "").strip().casefold() == document.name.strip().casefold()


def _zip_of(document):
    home = document.billing or next(iter(document.addresses), None)
    return home.zip if home else ""
