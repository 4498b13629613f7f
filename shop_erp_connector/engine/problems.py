"""The sentence of every problem: which record, which field, and what to do about it."""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

SENTENCES = {
    "totals_differ": _lt(
        "The remote's totals are %(stated)s %(currency)s, its lines add up to %(found)s. Check the order "
        "there, then retry."
    ),
    "tax_does_not_fit": _lt(
        "Line «%(line)s»: a tax of %(tax)s on %(net)s does not fit %(rates)s. Check the order there, then retry."
    ),
    "tax_unmapped": _lt("Line «%(line)s»: tax %(tax)s (%(rate)s %%) is not mapped. Map it under Lookups, then retry."),
    "tax_ambiguous": _lt(
        "Line «%(line)s»: several Odoo taxes stand for %(rate)s %% (%(candidates)s) and the remote does not "
        "say which. Confirm one mapping under Lookups, then retry."
    ),
    "tax_rate_differs": _lt(
        "Tax %(tax)s has %(rate)s %% there, but the Odoo tax it is mapped to has %(odoo_rate)s %%. Correct "
        "the mapping, then retry."
    ),
    "product_tax_unmapped": _lt("Tax %(tax)s is not mapped. Map it under Lookups, then retry."),
    "location_unmapped": _lt("Stock location %(id)s is not mapped. Map it to a warehouse under Lookups, then retry."),
    "carrier_unmapped": _lt(
        "Delivery method «%(name)s» (%(id)s) is not mapped. Map it to an Odoo delivery method under Lookups, "
        "then retry."
    ),
    "payment_unmapped": _lt(
        "Payment method «%(name)s» (%(id)s) is not mapped. Map it to a journal under Lookups, then retry."
    ),
    "state_unmapped": _lt(
        "Order state «%(name)s» (%(id)s) is not mapped. Say under Lookups what it means for Odoo, then retry."
    ),
    "service_unmapped": _lt(
        "Line «%(line)s» is a %(role)s and no Odoo product stands for it. Choose the product on the backend, "
        "then retry."
    ),
    "product_unknown": _lt(
        "Line «%(line)s»: product %(product)s is not known in Odoo. Import or match the product, then retry."
    ),
    "unknown_country": _lt("Country «%(country)s» does not exist in Odoo. Correct the address there, then retry."),
    "unknown_state": _lt("State «%(state)s» does not exist in %(country)s. Correct the address there, then retry."),
    "currency_unknown": _lt(
        "Currency %(currency)s is not active in Odoo, or no price list uses it. Activate it and add a price "
        "list, then retry."
    ),
    "customer_missing": _lt("The order names no customer. Check the order there, then retry."),
    "customer_without_name": _lt(
        "Customer %(customer)s has neither a name nor an e-mail. Complete it there, then retry."
    ),
    "name_missing": _lt("%(record)s has no name in any language. Give it one there, then retry."),
    "category_unknown": _lt("Category %(category)s is not known in Odoo. Import the categories first, then retry."),
    "parent_unknown": _lt("The parent category %(category)s is not known in Odoo. It may be broken there; then retry."),
    "ambiguous": _lt(
        "Several Odoo records match by %(field)s «%(value)s»: %(candidates)s. Choose one on this line, then retry."
    ),
    "changed_after_confirmation": _lt(
        "The order changed there after it was confirmed in Odoo (%(groups)s). Compare both, correct the order"
        " by hand, then mark this line as done."
    ),
    "cancelled_after_delivery": _lt(
        "The order was cancelled there, but goods have been delivered. Decide about the goods, then mark this"
        " line as done."
    ),
    "order_missing": _lt("Order %(order)s is not known in Odoo. Import the orders first, then retry."),
    "code_missing": _lt(
        "%(product)s has no internal reference, by which it could be found again there. Give it one, then retry."
    ),
    "variants_not_sent": _lt(
        "%(product)s has several variants; only plain products are sent so far. Keep it out of the flow."
    ),
    "not_yet": _lt("%(record)s is being sent to %(backend)s first; this record follows with the next run."),
    "taken_there": _lt(
        "The remote knows this record as %(id)s, which already stands for %(record)s. Merge the two in Odoo, or tell"
        " them apart there, then retry."
    ),
    "not_bound": _lt("%(record)s is not known to %(backend)s. Send or match it there first, then retry."),
    "tax_not_there": _lt("Tax %(tax)s stands for no tax of %(backend)s. Map it under Lookups, then retry."),
    "quantity_not_stocked": _lt("%(product)s is not a stored product in Odoo: its stock level cannot be applied."),
    "invoice_totals_differ": _lt(
        "%(number)s was issued with a total of %(theirs)s, Odoo's document has %(ours)s. Correct it with a "
        "credit note there."
    ),
    "invoice_unknown": _lt(
        "Invoice %(number)s exists there, but Odoo did not send it. Enter it by hand if it belongs here."
    ),
    "not_a_pdf": _lt("What the remote sent for %(number)s is not a PDF. Retry; if it stays so, download it there."),
    "refused_there": _lt("The remote could not hand over this record: %(error)s"),
    "internal": _lt(
        "The program failed on this record (%(error)s). It can be retried; if it fails again, tell your support."
    ),
}


#: Problems that a mapping settles.
MAPPING_CODES = [
    *(code for code in SENTENCES if code.endswith("_unmapped")),
    "tax_ambiguous",
    "tax_rate_differs",
    "tax_not_there",
]

#: Problems that settle themselves when another record arrives: rows held for them are tried again by each run.
WAITING_CODES = ["category_unknown", "parent_unknown", "product_unknown", "order_missing"]


def sentence(env, problem):
    """Return the problem's sentence in the user's language."""
    return text(env, problem.code, **problem.facts)


def text(env, code, **facts):
    """Return the sentence of a code with its facts filled in."""
    translated = env._(SENTENCES[code])
    return translated % facts if facts else translated
