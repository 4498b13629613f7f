"""The prices of a product's row as documents: base price, special price, prices by quantity and customer group."""

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from ..documents import Price
from ..errors import ProtocolError
from .lookups import ALL_GROUPS
from .rows import SYSTEM


def offers_of(shop, row, parents):
    """Return the ``Price`` documents of a product, the base price first; [] for one that has none of its own.

    :param parents: parents by variant, see ``families``
    """
    if row.text("type_id") in ("configurable", "grouped") or _is_dynamic(row):
        return []
    basis = shop.settings.is_on("prices_include_tax")
    id = row.text("id")
    product = {"product_id": parents.get(id, id), "variant_id": id, "includes_tax": basis}
    offers = [Price(id=id, amount=row.amount_or_zero("price"), **product)]
    special = row.custom_number("special_price")
    if special is not None:
        offers.append(
            Price(
                id=f"{id}/special",
                amount=special,
                starts_at=_moment(shop, row, "special_from_date"),
                ends_at=_moment(shop, row, "special_to_date"),
                is_promotion=True,
                **product,
            )
        )
    return [*offers, *(_tier(tier, id, product) for tier in row.rows("tier_prices"))]


def _is_dynamic(row):
    """Tell whether this is a bundle that costs what its parts cost."""
    return row.text("type_id") == "bundle" and row.custom("price_type") != "1"


def _tier(tier, id, product):
    group, quantity = tier.text("customer_group_id"), tier.amount("qty")
    website = tier.extension.optional("website_id")
    name = f"{id}/{group}/{quantity.normalize():f}" + (f"/{website}" if website not in ("", "0") else "")
    percent = tier.extension.optional_amount("percentage_value")
    return Price(
        id=name,
        amount=tier.amount_or_zero("value") if percent is None else Decimal(0),
        discount_percent=percent,
        group_id="" if group == ALL_GROUPS else group,
        minimum_quantity=quantity,
        **product,
    )


def _moment(shop, row, code):
    """Return a date of a special price: wall-clock time of the shop, written as it came."""
    text = row.custom(code)
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ProtocolError(f"{code} is no date: {text!r}", system=SYSTEM, call=row.call) from None
    return moment.replace(tzinfo=ZoneInfo(shop.config["zone"] or "UTC")).astimezone(UTC)
