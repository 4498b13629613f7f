"""The sentences of problems with prices; ``problems.py`` has those of all others."""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

PRICE_SENTENCES = {
    "price_basis_unknown": _lt(
        "%(product)s has no sales tax, so that nobody knows whether its price holds the tax. Give it one, or choose on"
        " %(backend)s whether prices are sent with tax."
    ),
    "price_basis_mixed": _lt(
        "%(product)s has taxes that are included in its price and taxes that are not. Give it taxes of one kind."
    ),
    "price_tax_no_percentage": _lt(
        "%(product)s has a tax that is no percentage: its price cannot be told in the other tax basis. Choose «As in"
        " Odoo» for its prices on the shop or ERP, or give it another tax."
    ),
    "price_rate_moves": _lt(
        "«%(rule)s» is worked out with an exchange rate, which is another one each day."
        " Give it a fixed price in the currency of the list."
    ),
    "price_base_moves": _lt(
        "«%(rule)s» builds on price list %(pricelist)s, whose prices change with the day, with a currency or with a"
        " third list. Give it a fixed price, or let it build on a list of plain rules."
    ),
    "price_periods_overlap": _lt(
        "«%(rule)s» and «%(other)s» hold for the same buyers at the same time, and Odoo takes the other one. Let their"
        " periods follow each other."
    ),
    "price_needs_variant": _lt(
        "%(backend)s keeps «%(rule)s» as one price of several products, and the rule makes a different one for each."
        " Make it a fixed price or a plain discount, or remove it and make a new one."
    ),
    "price_negative": _lt("The price «%(price)s» would be %(amount)s, less than nothing. Correct it, then retry."),
    "no_promotions": _lt(
        "%(backend)s has no offers and no prices with dates: «%(rule)s» is not told there. It needs nothing, unless you"
        " want it there."
    ),
    "no_quantity_prices": _lt(
        "%(backend)s has no prices by quantity: «%(rule)s» is not told there. It needs nothing, unless you want it"
        " there."
    ),
    "no_group_prices": _lt("%(backend)s takes no prices by customer group: «%(rule)s» is not told there."),
    "no_customer_prices": _lt("%(backend)s takes no prices by customer: «%(rule)s» is not told there."),
    "no_price_tables": _lt("%(backend)s takes no price tables: «%(rule)s» is not told there."),
    "price_table_unmapped": _lt(
        "Price table «%(name)s» (%(id)s) has no price list. Map it to one under Customer terms, then retry."
    ),
    "price_group_unmapped": _lt(
        "Customer group «%(name)s» (%(id)s) has no price list. Map it to one under Customer terms, then retry."
    ),
    "price_list_missing": _lt(
        "%(price)s is a price for everybody by quantity or date, or an offer: choose the price list of everybody on"
        " %(backend)s, then retry."
    ),
    "price_customer_unknown": _lt(
        "%(price)s is a price of customer %(customer)s, whom Odoo does not know. Import the customers first, then"
        " retry."
    ),
    "price_of_country": _lt(
        "%(price)s is a price for buyers of one country (%(country)s) only, which rules of Odoo's price lists cannot"
        " say. Make a price list for this country in Odoo, then mark this line as done."
    ),
    "price_cases_mixed": _lt(
        "%(price)s is for a price table, a group or a customer at the same time, and a rule of Odoo is for one of them."
        " Enter it by hand where it belongs, then mark this line as done."
    ),
    "price_currency": _lt(
        "%(price)s is in %(currency)s, price list %(pricelist)s is not. Map the table or group to a list in this"
        " currency, then retry."
    ),
    "price_needs_product": _lt(
        "%(price)s is an amount for several products, whose taxes may differ. Enter it by hand, then mark this line as"
        " done."
    ),
    "price_discount_wrong": _lt(
        "The price %(price)s has a discount of %(percent)s %%, which is none. Correct it there; the next reading"
        " follows."
    ),
    "price_period_wrong": _lt("The price %(price)s ends before it begins. Correct it there; the next reading follows."),
}
