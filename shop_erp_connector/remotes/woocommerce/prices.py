"""Prices: the regular price, and a sale price with its dates; of products and of variations, a hundred in a call.

A sale price that is not below the regular one is dropped by the shop without a word, so its answer is looked at
(dossier section 4; recordings sale-price, variations). Neither has an id: "90-901" is a variant's regular price,
"90-901/sale" its sale price. That a sale has ended no list tells, so all prices are read each time.
"""

from datetime import UTC
from decimal import Decimal

from ..contract import Page
from ..cursors import chunked
from ..documents import Price
from ..documents.amounts import rounded
from ..errors import Rejected
from . import taxes
from .batches import Batches, Sending
from .catalogue import variation_rows
from .offers import offered_rows, send_offers, valid_parts
from .rows import SYSTEM
from .shop import missing_record, not_there, read_each, variant_id, variant_parts
from .wire import PAGE

#: What is read of a product or variation.
FIELDS = (
    "id,type,parent_id,variations,regular_price,sale_price,date_on_sale_from_gmt,date_on_sale_to_gmt,date_modified_gmt"
)

#: Ending of a sale price's id.
SALE = "/sale"

#: What the shop needs when a price is told in the other tax basis or as a discount.
NEEDED = "id,tax_class,tax_status,regular_price,parent_id"

#: Cases that WooCommerce itself has no prices for (only plugins do).
CASES = {
    "table_id": "price tables", "group_id": "prices by customer group", "customer_id": "prices by customer",
    "category_id": "prices of whole categories",
}  # fmt: skip


def pull_prices(shop, cursor, ids, limit):
    """Yield pages of ``Price``, in the shop's tax basis. What has no price of its own (a group) tells none."""
    if ids is not None:
        yield from _by_ids(shop, ids, limit)
        return
    asked = {"status": "any", "_fields": FIELDS}

    def read(rows):
        return _read(shop, rows)

    yield from shop.pages_in_full("products", "product", cursor, limit, read, weigh=_weight, **asked)


def _weight(row):
    """Return how many prices a product may have; its variations may each have two."""
    return 2 * len(row.list("variations")) or len(_texts_of(row))


def _read(shop, rows):
    variations = variation_rows(shop, rows, FIELDS)
    found, refusals = [], []
    for row in rows:
        prices, refused = read_each(variations.get(row.id, (row,)), lambda one: _prices_of(shop, one))
        found += [price for part in prices for price in part]
        refusals += refused
    return found, refusals


def _by_ids(shop, ids, limit):
    for part in list(chunked(dict.fromkeys(ids), min(limit, PAGE))) or [[]]:
        offered = [id.removesuffix(SALE) for id in part if variant_parts(id)[0].isdigit()]
        rows = offered_rows(shop, list(dict.fromkeys(offered)), FIELDS)
        prices, refusals = read_each(rows.values(), lambda row: _prices_of(shop, row))
        known = {price.id: price for found in prices for price in found}
        missing = [missing_record("price", id) for id in part if id not in known]
        documents = [known[id] for id in part if id in known]
        yield Page(documents=documents, cursor={"more": False}, refusals=(*missing, *refusals))


def _texts_of(row):
    """Return the names of the prices that a row has of its own."""
    if row.text("type") in ("grouped", "variable"):
        return []
    return [name for name in ("regular_price", "sale_price") if row.text(name)]


def _prices_of(shop, row):
    parent_id = row.reference("parent_id")
    is_variation = bool(parent_id) and row.text("type") in ("", "variation")
    id = variant_id(parent_id, row.id) if is_variation else variant_id(row.id)
    facts = {"product_id": parent_id if is_variation else row.id, "variant_id": id}
    facts |= {"includes_tax": shop.lists.prices_include_tax, "updated_at": row.moment("date_modified_gmt")}
    found = []
    for name in _texts_of(row):
        if name == "regular_price":
            found.append(Price(id=id, amount=row.money(name), **facts))
            continue
        dates = {"starts_at": row.moment("date_on_sale_from_gmt"), "ends_at": row.moment("date_on_sale_to_gmt")}
        found.append(Price(id=f"{id}{SALE}", amount=row.money(name), is_promotion=True, **dates, **facts))
    return found


def push_prices(shop, prices):
    """Write base prices and promotions."""
    batches = Batches(shop.wire, len(prices), "product")
    includes = shop.lists.prices_include_tax
    needed = [price for price in prices if price.includes_tax != includes or _is_discount(price)]
    current = offered_rows(shop, [_variant_id(price) for price in needed], NEEDED)
    sendings = []
    for index, price in enumerate(prices):
        id = _variant_id(price)
        try:
            valid_parts(id)
            values, check = _values(shop, price, current.get(id), needs_row=price in needed)
        except Rejected as exc:
            batches.settle(index, error=exc)
        else:
            sendings.append((id, Sending(index, values, id=_result_id(price, id), check=check)))
    send_offers(shop, batches, sendings)
    return batches.results


def _result_id(price, id):
    """A product has one base price and one sale price."""
    is_base = price.is_base and not _is_discount(price)
    return id if is_base else f"{id}{SALE}"


def in_basis(shop, amount, includes_tax, tax_class):
    """Return a price as text in the shop's tax basis.

    :raises Rejected: the shop has no tax for this class, so that nobody knows the other basis
    """
    lists = shop.lists
    if includes_tax != lists.prices_include_tax and amount:
        factor = taxes.factor(lists, tax_class)
        if factor == 1 and not taxes.of_class(lists, tax_class):
            wanted = "with" if lists.prices_include_tax else "without"
            message = f"The shop's prices are {wanted} tax, ours are not, and it has no rate at home for this product."
            raise Rejected(message, system=SYSTEM, field="includes_tax")
        amount = amount / factor if includes_tax else amount * factor
    return price_text(amount)


def price_text(amount):
    """Return an amount as the shop stores prices: it keeps more decimals than it shows."""
    text = f"{rounded(amount, 6):f}"
    whole, _dot, part = text.partition(".")
    return f"{whole}.{part.rstrip('0').ljust(2, '0')}"


def _is_discount(price):
    return price.discount_percent is not None or price.discount_amount is not None


def _values(shop, price, row, *, needs_row):
    """Return (what to send, how to check the answer)."""
    _check_case(shop, price)
    if needs_row and row is None:
        raise not_there("product", price.variant_id or price.product_id)
    if price.is_base and price.active is not False and not _is_discount(price):
        text = _text(shop, price, price.amount, row)
        return {"regular_price": text}, lambda answer: _dropped(answer, "regular_price", text)
    if price.active is False:
        return _no_sale(), None
    text = _text(shop, price, _sale_amount(price, row), row)
    values = {
        "sale_price": text,
        "date_on_sale_from_gmt": _date(price.starts_at),
        "date_on_sale_to_gmt": _date(price.ends_at),
    }
    return values, lambda answer: _dropped(answer, "sale_price", text)


def _check_case(shop, price):
    for name, what in CASES.items():
        if getattr(price, name):
            raise Rejected(f"WooCommerce has no {what}.", system=SYSTEM, field=name)
    if price.minimum_quantity and price.minimum_quantity > 1:
        raise Rejected("WooCommerce has no prices by quantity.", system=SYSTEM, field="minimum_quantity")
    if price.currency and price.currency not in shop.lists.all("currency"):
        message = f"The shop's prices are not in {price.currency}."
        raise Rejected(message, system=SYSTEM, field="currency")


def _variant_id(price):
    return price.variant_id or variant_id(price.product_id)


def _no_sale():
    return {"sale_price": "", "date_on_sale_from_gmt": "", "date_on_sale_to_gmt": ""}


def _text(shop, price, amount, row):
    if amount < 0:
        raise Rejected("A price cannot be negative.", system=SYSTEM, field="amount")
    if row is None or price.includes_tax == shop.lists.prices_include_tax or _is_discount(price):
        return price_text(amount)
    is_taxed = row.text("tax_status") != "none"
    return in_basis(shop, amount, price.includes_tax, row.text("tax_class")) if is_taxed else price_text(amount)


def _sale_amount(price, row):
    """A discount is taken off the regular price, in the shop's own tax basis."""
    if not _is_discount(price):
        return price.amount
    regular = row.amount("regular_price")
    if regular is None:
        raise Rejected("The product has no regular price that could be reduced.", system=SYSTEM, field="amount")
    if price.discount_percent is not None:
        return regular * (1 - price.discount_percent / Decimal(100))
    return regular - price.discount_amount


def _date(moment):
    """Return a date as it is sent; an empty text takes one away, and a null would leave it (dossier section 4)."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S") if moment else ""


def _dropped(answer, name, text):
    """Return the error of a price that the shop did not keep."""
    if answer.amount(name) == Decimal(text):
        return None
    message = "The shop dropped the price."
    if name == "sale_price":
        message = "The shop drops a sale price that is not below the regular price."
    return Rejected(message, system=SYSTEM, field="amount")
