"""Prices, read: the base price, the special price and the tiers of each product, from its attributes.

The attributes tell that there are tiers, not for whom and from which quantity (recording product-info shows an empty
list, and the interface's own type loses the rest): those are asked for where there are any. A tier of a single website
is left out, for the hub's prices know no websites.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from datetime import time as day_time
from decimal import Decimal

from ..contract import Page, Refusal
from ..cursors import chunked
from ..documents import Price
from ..errors import NotFound, Rejected
from .catalogue import info_calls, product_source
from .changes import Reading
from .prices import ALL, TIERS, price_id
from .rows import Row, read_each
from .wire import SYSTEM, rows_of


def pull_prices(shop, cursor, ids, limit):
    """Yield pages of ``Price``; prices are changes of their product, and move its date."""
    if ids is not None:
        yield from _by_ids(shop, ids, limit)
        return
    reading = Reading(shop, product_source(shop), cursor or {}, limit)
    while True:
        documents, refusals, left = _page(shop, reading.take(), limit)
        reading.give_back(left)
        position = reading.cursor()
        yield Page(documents=documents, cursor=position, refusals=tuple(refusals))
        if not position["more"]:
            return


def _page(shop, keys, limit):
    """Return (documents, refusals, keys still to be read); a product of which some prices are told is "id+how many"."""
    told = {key.partition("+")[0]: int(key.partition("+")[2] or 0) for key in keys}
    offers, refusals = _offers(shop, list(told))
    offers.sort(key=_moment)
    documents, left = [], []
    for id, prices in offers:
        fresh = prices[told[id] :]
        room = max(limit - len(documents) - len(refusals), 0)
        documents += fresh[:room]
        if len(fresh) > room:
            left.append(f"{id}+{told[id] + room}" if told[id] + room else id)
    return documents, refusals, left


def _moment(offer):
    """Return when a product changed, for sorting; one without prices or date comes first."""
    _id, prices = offer
    return prices[0].updated_at.isoformat() if prices and prices[0].updated_at else ""


def _by_ids(shop, ids, limit):
    for part in list(chunked(dict.fromkeys(ids), limit)) or [[]]:
        products = list(dict.fromkeys(id.partition("-")[0] for id in part))
        offers, refusals = _offers(shop, products)
        found = {price.id: price for _id, prices in offers for price in prices}
        failed = {refusal.id: refusal.error for refusal in refusals}
        missing = [
            Refusal(id=id, error=failed.get(id.partition("-")[0]) or _no_price(id)) for id in part if id not in found
        ]
        documents = [found[id] for id in part if id in found]
        yield Page(documents=documents, cursor={"more": False}, refusals=tuple(missing))


def _no_price(id):
    return NotFound(f"The shop has no price {id}.", system=SYSTEM, code="101")


def _offers(shop, ids):
    """Return ([(product id, its prices)], refusals)."""
    infos = dict(zip(ids, shop.wire.each(info_calls(shop, ids)), strict=True))
    tiered = [id for id, info in infos.items() if isinstance(info, dict) and info.get("tier_price")]
    tiers = dict(zip(tiered, shop.wire.each([(TIERS, id, "id") for id in tiered]), strict=True))
    keyed = [(id, _parts(id, infos[id], tiers.get(id, []))) for id in ids]
    return read_each(keyed, lambda parts: (parts[0], _prices(shop, *parts)))


def _parts(id, info, tiers):
    if isinstance(info, Rejected):
        return info
    return tiers if isinstance(tiers, Rejected) else (id, info, tiers)


def _prices(shop, id, info, tiers):
    row = Row(info, f"product {id}")
    common = Price(
        product_id=id, variant_id=id, includes_tax=shop.prices_include_tax, updated_at=row.moment("updated_at")
    )
    prices = []
    if row.has("price"):
        prices.append(replace(common, amount=row.amount("price")))
    if row.has("special_price"):
        prices.append(_special(shop, common, row))
    for values in rows_of(tiers, TIERS):
        tier = Row(values, f"tier of {row.name}")
        if tier.text("website") in ("", "0", ALL):
            group = tier.text("customer_group_id")
            quantity = tier.optional_amount("qty") or Decimal(1)
            group = "" if group == ALL else group
            prices.append(replace(common, amount=tier.amount("price"), group_id=group, minimum_quantity=quantity))
    return [replace(price, id=price_id(price)) for price in prices]


def _special(shop, common, row):
    """Return the special price: from the beginning of its first day to the end of its last, in the shop's zone."""
    first, last = row.day("special_from_date"), row.day("special_to_date")
    return replace(
        common,
        amount=row.amount("special_price"),
        is_promotion=True,
        starts_at=_midnight(shop, first) if first else None,
        ends_at=_midnight(shop, last + timedelta(days=1)) if last else None,
    )


def _midnight(shop, day):
    return datetime.combine(day, day_time.min, tzinfo=shop.zone)
