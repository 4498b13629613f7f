"""The sentences of problems with what is agreed with customers."""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

CUSTOMER_SENTENCES = {
    "customer_group_unmapped": _lt(
        "Customer group «%(name)s» (%(id)s) means nothing in Odoo yet. Map it to a tag or a price list under Customer"
        " terms, or confirm that it means nothing."
    ),
    "customer_price_table_unmapped": _lt(
        "%(customer)s: price table «%(name)s» (%(id)s) is not mapped. Map it to a price list under Customer terms, then"
        " retry."
    ),
    "customer_payment_term_unmapped": _lt(
        "%(customer)s: payment terms «%(name)s» are not mapped. Map them to Odoo's payment terms under Customer terms,"
        " then retry."
    ),
    "customer_territory_unmapped": _lt(
        "%(customer)s: tax territory «%(name)s» is not mapped. Map it to a fiscal position under Customer terms, then"
        " retry."
    ),
    "discount_not_there": _lt(
        "%(backend)s takes no discount of a customer: the %(discount)s %% of %(record)s hold in Odoo only. Give him a"
        " price list or a group with that discount there."
    ),
    "prices_not_there": _lt(
        "%(backend)s has no prices for one customer: the price list %(pricelist)s of %(record)s holds in Odoo only."
    ),
    "pricelist_not_there": _lt(
        "%(record)s has the price list %(pricelist)s, which stands for no price table or group of %(backend)s. Map one"
        " to it under Customer terms, then retry."
    ),
    "payment_term_not_there": _lt(
        "Payment terms %(record)s stand for none of %(backend)s. Map them under Customer terms, then retry."
    ),
    "position_not_there": _lt(
        "Fiscal position %(record)s stands for no tax territory of %(backend)s. Map it under Customer terms, then"
        " retry."
    ),
    "no_group_left": _lt(
        "%(record)s would be in no group of %(backend)s, or nothing says which is the main one. Give the contact the"
        " tag of one group, then retry."
    ),
    "login_missing": _lt(
        "%(record)s gets no login at %(backend)s: the template «%(template)s» needs the contact's %(field)s. Fill it"
        " in, or choose another template on the backend, then retry."
    ),
    "no_shop_left": _lt(
        "%(record)s may use none of the shops of %(backend)s that are chosen for the contact any more. Choose one, or"
        " switch the access off, then retry."
    ),
    "credit_unknown": _lt(
        "%(customer)s buys on account, but nobody says up to what: %(remedy)s Then retry, or release the order."
    ),
    "credit_refused": _lt(
        "%(customer)s may not buy on account, says %(ledger)s. Ask for another payment, or release the order (%(total)s"
        " %(currency)s)."
    ),
    "credit_exceeded": _lt(
        "%(customer)s may owe %(limit)s %(currency)s and owes %(balance)s, with %(open)s more in orders and invoices"
        " under way (%(ledger)s). This order of %(total)s is %(over)s above the limit. Wait for a payment and retry, or"
        " release the order."
    ),
}

#: Those that a mapping settles and whose name does not say so.
CUSTOMER_MAPPING_CODES = ["pricelist_not_there", "payment_term_not_there", "position_not_there"]
