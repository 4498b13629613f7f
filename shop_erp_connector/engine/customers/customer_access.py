"""Which customers may use a shop or ERP: the switch of the contact first, then the backend's rule."""

from odoo.fields import Domain

ALLOWED, BLOCKED = "allowed", "blocked"


def by_rule(backend):
    """Return which contacts the backend's rule names, as a domain of contacts."""
    domain = Domain("parent_id", "=", False) & Domain("company_id", "in", [backend.company_id.id, False])
    if backend.account_country_ids:
        domain &= Domain("country_id", "in", backend.account_country_ids.ids)
    if backend.account_state_ids:
        domain &= Domain("state_id", "in", backend.account_state_ids.ids)
    if backend.account_tag_ids:
        domain &= Domain("category_id", "in", backend.account_tag_ids.ids)
    return domain & filter_of(backend)


def filter_of(backend):
    """Return the filter on the flow that sends customers."""
    flow = backend.with_context(active_test=False).flow_ids.filtered(
        lambda flow: (flow.kind, flow.direction) == ("customer", "out")
    )
    return Domain(flow._domain()) if flow else Domain.TRUE


def chosen(backend, among=None):
    """Return the contacts for whom an account is to be opened there by rule.

    :param among: only of these contacts
    """
    partners = backend.env["res.partner"]
    limit = Domain.TRUE if among is None else Domain("id", "in", among.ids)
    if backend.account_rule == "hand":
        return partners
    if backend.account_rule == "rule":
        # a tag says that somebody meant this contact; else only those who are customers at all
        meant = Domain.TRUE if backend.account_tag_ids else Domain("customer_rank", ">", 0)
        return partners.search(by_rule(backend) & meant & limit)
    sold = Domain("state", "=", "sale") & Domain("company_id", "=", backend.company_id.id)
    if among is not None:
        sold &= Domain("partner_id.commercial_partner_id", "in", among.ids)
    buyers = backend.env["sale.order"].search(sold).partner_id.commercial_partner_id
    return partners.search(Domain("id", "in", buyers.ids) & limit & filter_of(backend))


def in_rule(backend, partners):
    """Return those of the contacts whom the rule names; all of them where no rule decides who may use the shop."""
    if backend.account_rule != "rule":
        return partners
    return partners.search(by_rule(backend) & Domain("id", "in", partners.ids))


def why_not(backend, partner):
    """Return why a contact without account gets none there, as a code; "" when the next run opens one."""
    if "customer" not in backend._capabilities.creates:
        return "cannot"
    if backend.state != "ready":
        return "not_ready"
    flow = backend.flow_ids.filtered(lambda flow: (flow.kind, flow.direction) == ("customer", "out"))
    if not flow.active:
        return "flow_off"
    if backend._capabilities.customer_needs_vat and not partner.vat:
        return "no_vat"
    if backend._capabilities.customer_needs_email and not partner.email:
        return "no_email"
    if backend.account_rule == "hand":
        return "by_hand"
    if chosen(backend, among=partner):
        return ""
    return "not_in_rule" if backend.account_rule == "rule" else "no_order"
