"""The sentence of every problem: which record, which field, and what to do about it."""

from odoo.tools.translate import LazyTranslate

from .catalogue.price_problems import PRICE_SENTENCES
from .customers.customer_problems import CUSTOMER_MAPPING_CODES, CUSTOMER_SENTENCES

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
    "unknown_country": _lt(
        "Country «%(country)s» does not exist in Odoo. Correct the address there, or add the country with this code"
        " under Contacts, then retry."
    ),
    "unknown_state": _lt(
        "State «%(state)s» does not exist in %(country)s. Correct the address there, or add the state with this code"
        " under Contacts, then retry."
    ),
    "currency_unknown": _lt(
        "Currency %(currency)s is not active in Odoo, or no price list uses it. Activate it and add a price "
        "list, then retry."
    ),
    "customer_missing": _lt("The order names no customer. Check the order there, then retry."),
    "customer_without_name": _lt(
        "Customer %(customer)s has neither a name nor an e-mail. Complete it there, then retry."
    ),
    "name_missing": _lt("%(record)s has no name in any language. Give it one there, then retry."),
    "language_unknown": _lt(
        "%(record)s has a name only in a language that nobody knows: %(languages)s. Correct the language there, or give"
        " it a name in one that Odoo has, then retry."
    ),
    "language_not_there": _lt(
        "%(backend)s does not have %(languages)s: what Odoo says in it is not sent. Add the language there and read the"
        " code lists again, then send this once more."
    ),
    "language_not_here": _lt(
        "%(backend)s has texts of its own in %(languages)s, which Odoo does not have: they stay there as they are."
        " Activate the language in Odoo and read this again, if it is wanted."
    ),
    "code_twice": _lt(
        "Several products there have the code %(value)s: %(candidates)s. Give each a code of its own there; they are"
        " then read again."
    ),
    "not_named": _lt("%(record)s is not in the list there any more."),
    "most_missing": _lt(
        "%(backend)s does not name %(count)s records any more, most of those it had. That looks like an incomplete"
        " list: nothing was taken for deleted."
    ),
    "category_loop": _lt(
        "Category %(category)s lies within itself: %(path)s. Give one of them another parent there; it is then read"
        " again."
    ),
    "unstorable": _lt(
        "%(record)s: the text of «%(field)s» holds a character that cannot be stored (%(character)s). Correct it"
        " there; it is then read again."
    ),
    "category_unknown": _lt("Category %(category)s is not known in Odoo. Import the categories first, then retry."),
    "parent_unknown": _lt("The parent category %(category)s is not known in Odoo. It may be broken there; then retry."),
    "tax_no_percentage": _lt(
        "Tax %(tax)s is mapped to %(odoo_tax)s, a group of taxes or an amount: only a percentage keeps the remote's own"
        " figures. Map it to one, then retry."
    ),
    "quantity_missing": _lt(
        "Line «%(line)s» has an amount of %(amount)s but no quantity. Check the order there, then retry."
    ),
    "vat_refused": _lt(
        "Odoo refuses the VAT number «%(value)s» of the buyer: %(error)s Correct it there, or on the contact in Odoo,"
        " then retry."
    ),
    "vat_impossible": _lt(
        "The tax number «%(value)s» of the buyer cannot be one. Correct it there, or let the backend keep wrong numbers"
        " as text, then retry."
    ),
    "vat_kept_as_text": _lt(
        "The tax number «%(value)s» cannot be one: it is kept on the contact as text, and on no invoice. Correct it"
        " there, or enter the right one on the contact."
    ),
    "vat_several": _lt(
        "The addresses there have several tax numbers: %(values)s. Which one is the customer's cannot be told: his own"
        " in Odoo stays. Enter it on the contact, if it is not there."
    ),
    "email_invalid": _lt(
        "«%(value)s» is no e-mail address: nothing can be mailed there. Correct it there, or on the contact."
    ),
    "ambiguous": _lt(
        "Several records have %(field)s «%(value)s»: %(candidates)s. Choose one on this line, or tell them apart,"
        " then retry."
    ),
    "conflict": _lt(
        "Odoo and the remote both changed %(fields)s since they last agreed. Keep one of the two values of each under"
        " Conflict, then press Resolve."
    ),
    "code_of_variant": _lt(
        "The remote has «%(value)s» as a product of its own; in Odoo it is one form of a product: %(variant)s. A second"
        " product of that code was not made. Make it a product of its own in Odoo, or give it another code, then retry."
    ),
    "matched_twice": _lt(
        "%(product)s is matched by several records there: %(candidates)s. Tell them apart by code or barcode, or choose"
        " another product on this line, then retry."
    ),
    "variant_unknown": _lt(
        "%(product)s has no variant «%(variant)s» in Odoo. Give it the missing attribute values, then retry."
    ),
    "variant_incomplete": _lt(
        "Variant %(variant)s has no value of %(attribute)s, by which its sisters are told apart. Give it one there,"
        " then retry."
    ),
    "variant_excluded": _lt(
        "%(product)s: «%(variant)s» is a combination that Odoo excludes. Remove the exclusion from the product's"
        " attribute values, or the combination there, then retry."
    ),
    "variants_unknown_there": _lt(
        "%(product)s comes in several variants in Odoo (%(attribute)s), which the remote does not tell apart. Choose"
        " another product on this line, or remove them, then retry."
    ),
    "attribute_no_variant": _lt(
        "Attribute «%(attribute)s» makes no variants in Odoo. Choose another one for it under Attributes, then retry."
    ),
    "attribute_twice": _lt(
        "Variant %(variant)s has two attributes that are one in Odoo (%(attribute)s). Choose another one for it under"
        " Attributes, then retry."
    ),
    "attribute_ambiguous_there": _lt(
        "%(record)s stands for several attributes or values of %(backend)s: %(candidates)s. Leave it on one of them"
        " under Attributes, then retry."
    ),
    "pack_without_manufacturing": _lt(
        "%(product)s is a pack there (%(components)s). Odoo keeps it as a plain product: packs need the app"
        " Manufacturing. Once it is installed, read the product again."
    ),
    "pack_with_choices": _lt(
        "%(product)s is a pack whose parts the buyer chooses. Odoo keeps it as a plain product; the chosen parts come"
        " with each order."
    ),
    "pack_is_made": _lt(
        "%(product)s is a pack there (%(components)s), but Odoo makes it by bills of materials of its own (%(bills)s):"
        " these stay as they are."
    ),
    "pack_quantity": _lt(
        "%(product)s holds %(quantity)s of %(component)s, which is finer than Odoo keeps. Raise the decimals of"
        " «Product Unit» under Decimal Accuracy, then retry."
    ),
    "component_unknown": _lt(
        "%(product)s is a pack, and its part %(component)s is not known in Odoo. Import or match that product, then"
        " retry."
    ),
    "field_unreadable": _lt(
        "Field «%(field)s» (%(there)s there): «%(value)s» is no value of it; expected is %(wanted)s. Correct it there,"
        " then retry."
    ),
    "field_value_unknown": _lt(
        "Field «%(field)s» (%(there)s there): Odoo has no %(model)s called «%(value)s». Add it, or correct it there,"
        " then retry."
    ),
    "field_value_ambiguous": _lt(
        "Field «%(field)s» (%(there)s there): Odoo has several %(model)s called «%(value)s». Tell them apart, then"
        " retry."
    ),
    "field_differs": _lt(
        "Field «%(field)s» (%(there)s there): the variants of %(record)s differ in it, and the remote keeps one value"
        " for the product. Make them equal, or remove the user field."
    ),
    "field_comma": _lt(
        "Field «%(field)s» of %(record)s: a name in %(value)s has a comma, by which names are told apart there. Rename"
        " it, then retry."
    ),
    "variants_not_made": _lt(
        "%(product)s has no variant yet: Odoo makes them when they are sold. Make at least one, then retry."
    ),
    "too_many_attributes": _lt(
        "%(product)s has %(count)s attributes that tell its variants apart (%(names)s), and %(backend)s takes %(limit)s"
        " at most. Use fewer, or keep the product out of the flow."
    ),
    "changed_after_confirmation": _lt(
        "The order changed there after it was confirmed in Odoo (%(groups)s). Compare both, then accept the change or"
        " keep ours."
    ),
    "cancelled_after_delivery": _lt(
        "The order was cancelled there, but goods have been delivered. Decide about the goods, then mark this"
        " line as done."
    ),
    "cancelled_after_invoicing": _lt(
        "The order was cancelled there, but it is invoiced (%(invoices)s). Write a credit note and cancel the order,"
        " then mark this line as done."
    ),
    "cancelled_here": _lt(
        "%(order)s was cancelled in Odoo, but there it is now «%(state)s». Cancel it there too, or set it back to"
        " quotation here, then retry."
    ),
    "totals_differ_in_odoo": _lt(
        "Odoo makes %(ours)s %(currency)s of this order (untaxed / total), the remote states %(theirs)s. Check the"
        " mapped taxes and the decimals of the currency, then retry."
    ),
    "order_missing": _lt("Order %(order)s is not known in Odoo. Import the orders first, then retry."),
    "code_missing": _lt(
        "%(product)s has no internal reference, by which it could be found again there. Give it one, then retry."
    ),
    "variants_not_sent": _lt(
        "%(product)s has several variants, and %(backend)s takes only plain products, as it is set up. Keep it out of"
        " the flow, or see the settings of %(backend)s."
    ),
    "not_there_yet": _lt(
        "%(record)s must be at %(backend)s first and have its number: what is wrong stands there. Once that is settled,"
        " or the number is entered on it, this record follows by itself."
    ),
    "not_yet": _lt("%(record)s is being sent to %(backend)s first; this record follows with the next run."),
    "taken_there": _lt(
        "The remote knows this record as %(id)s, which already stands for %(record)s. Merge the two in Odoo, or tell"
        " them apart there, then retry."
    ),
    "in_doubt": _lt(
        "It is not known whether %(backend)s has received this record under its former reference %(key)s. Look there:"
        " if it is there, mark this line as done, else retry."
    ),
    "not_bound": _lt("%(record)s is not known to %(backend)s. Send or match it there first, then retry."),
    "ambiguous_there": _lt(
        "%(record)s stands for several entries of %(backend)s: %(candidates)s. Leave it on one of them under Lookups,"
        " then retry."
    ),
    "not_confirmed": _lt(
        "%(order)s is not confirmed (any more): it is not sent to %(backend)s. Confirm it and retry; if it was sent"
        " before, cancel it there, then mark this line as done."
    ),
    "not_posted": _lt("%(invoice)s is not posted (any more): it is not sent. Post it, then retry."),
    "changed_after_issue": _lt(
        "%(invoice)s was issued as %(number)s, which is final, but was changed, reset or cancelled in Odoo since."
        " Correct it by a credit note on both sides, then mark this line as done."
    ),
    "several_orders": _lt(
        "%(invoice)s covers several orders of %(backend)s (%(orders)s), and a message belongs to one. Write to the"
        " buyer there, then mark this line as done."
    ),
    "tax_not_there": _lt("Tax %(tax)s stands for no tax of %(backend)s. Map it under Lookups, then retry."),
    "quantity_not_stocked": _lt("%(product)s is not a stored product in Odoo: its stock level cannot be applied."),
    "lot_missing": _lt(
        "%(product)s is kept by lots or serial numbers in Odoo, and %(backend)s names none. Let it tell its stock by"
        " lot, or stop tracking the product in Odoo, then retry."
    ),
    "serial_twice": _lt(
        "%(product)s: there are %(quantity)s of serial number %(lot)s, and there can be one. Correct it there; the next"
        " reading follows."
    ),
    "rounded": _lt(
        "%(product)s: there are %(quantity)s, of which Odoo keeps %(kept)s %(unit)s. To keep more decimals, raise those"
        " of «Product Unit» under Decimal Accuracy."
    ),
    "level_not_stocked": _lt(
        "%(product)s is not stored in Odoo (any more): its level is not sent to %(backend)s. Track its inventory, or"
        " remove this line; the last figure stays there until then."
    ),
    "locations_overlap": _lt(
        "The goods of location %(location)s are offered at another location of %(backend)s too: they would be counted"
        " twice. Map each to a warehouse or location of its own under Lookups; this line follows by itself."
    ),
    "invoice_totals_differ": _lt(
        "%(number)s was issued with a total of %(theirs)s, Odoo's document has %(ours)s. Correct it with a "
        "credit note there."
    ),
    "invoice_unknown": _lt(
        "Invoice %(number)s exists there, but Odoo did not send it. Enter it by hand if it belongs here."
    ),
    "not_a_pdf": _lt("What the remote sent for %(number)s is not a PDF. Retry; if it stays so, download it there."),
    "refund_before_invoice": _lt(
        "%(order)s is not invoiced yet: there is nothing to give back by a credit note. Invoice it, then retry."
    ),
    "refund_too_high": _lt(
        "%(record)s would give back %(wanted)s, but %(left)s is left of what was invoiced. Correct the amounts, then"
        " retry."
    ),
    "refund_totals_differ": _lt(
        "%(record)s gives back %(wanted)s, the credit note makes %(made)s. Check the lines' taxes, then retry."
    ),
    "return_line_unknown": _lt(
        "«%(line)s» is no line of %(order)s, or several. Enter the return by hand, then mark this line as done."
    ),
    "file_missing": _lt("The file «%(file)s» could not be fetched: %(error)s"),
    "picture_too_large": _lt(
        "The picture «%(picture)s» has %(size)s megapixels, and %(limit)s are the most. Put a smaller one in its place"
        " there; it comes with the next reading."
    ),
    "picture_broken": _lt(
        "The picture «%(picture)s» is broken, or none of the formats JPEG, PNG, GIF and WebP. Put a good one in its"
        " place there; it comes with the next reading."
    ),
    "picture_missing": _lt("%(error)s Put the picture there anew; it comes with the next reading."),
    "refused_there": _lt("The remote could not hand over this record: %(error)s"),
    "internal": _lt(
        "The program failed on this record (%(error)s). It can be retried; if it fails again, tell your support."
    ),
}

SENTENCES |= PRICE_SENTENCES | CUSTOMER_SENTENCES

#: Problems that a mapping settles.
MAPPING_CODES = [
    *CUSTOMER_MAPPING_CODES,
    *(code for code in SENTENCES if code.endswith("_unmapped")),
    "price_currency",
    "tax_ambiguous",
    "tax_rate_differs",
    "tax_no_percentage",
    "tax_not_there",
    "ambiguous_there",
]

#: Problems that settle themselves when a record of another kind arrives: rows held for them are tried again by each run
#: of their own, and as soon as a run has brought records of that kind.
AWAITED_KINDS = {
    "category_unknown": "category",
    "component_unknown": "product",
    "parent_unknown": "category",
    "product_unknown": "product",
    "price_customer_unknown": "customer",
    "order_missing": "order",
    "refund_before_invoice": "invoice",
}
WAITING_CODES = list(AWAITED_KINDS)


def sentence(env, problem):
    """Return the problem's sentence in the user's language."""
    return text(env, problem.code, **problem.facts)


#: What several records were found by, in people's words.
FOUND_BY = {
    "vat": _lt("the VAT number"),
    "code": _lt("the code"),
    "default_code": _lt("the internal reference"),
    "barcode": _lt("the barcode"),
    "email": _lt("the e-mail"),
    "attribute": _lt("the attribute"),
    "attribute value": _lt("the attribute value"),
    "attributes": _lt("the attributes"),
}


def text(env, code, **facts):
    """Return the sentence of a code with its facts filled in."""
    translated = env._(SENTENCES[code])
    if code == "ambiguous" and facts.get("field") in FOUND_BY:
        facts["field"] = env._(FOUND_BY[facts["field"]])
    return translated % facts if facts else translated
