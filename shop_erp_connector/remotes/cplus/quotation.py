"""The columns of a quotation, exactly as the known integrator writes them (dossier §3.5).

Sums that do not apply are 0 and never null. The delivery phone is the order's reference; the real one goes into the
delivery notes.
"""

from decimal import Decimal

from . import addresses, unconfirmed
from .money import ZERO, half_up
from .wire import text

#: Largest number of NUMPEDLOJAVIRTUAL, which has 32 bits.
_MOST = 2**31 - 1

_COUNTRY_NAME = "BRASIL"

_SAME_STATE, _OTHER_STATE = "1", "2"


def header(order, *, reference, customer, codes, amounts, lines, settings):
    """Return the columns of ORCAMENTO but the keys, counters and moments.

    :param customer: the row of CLIENTE; ``codes``: a dict of columns that were looked up
    :param amounts: ``money.Amounts``; ``lines``: what ``line()`` returned for each of the goods
    """
    is_reserved = settings["reservation"] == "program"
    return {
        "CODCLI": text(customer, "codcli"),
        "NOMECLI": text(customer, "nomecli"),
        "FLAGCLI": "Y",
        "FLAGSTATUS": "O",
        "FLAGRESERVADO": "Y" if is_reserved else "N",
        "FLAGESTOQUELIBERADO": "Y",
        "FLAGPALM": 0,
        "FLAGALTPAF": "N",
        "FLAGIMPRESSO": "N",
        "FLAGDESCAUTORIZADO": "N",
        "NUMPEDLOJAVIRTUAL": shop_number(order.number),
        "NUMPEDCLIENTE": order.number or None,
        "OBS": _notes(order),
        "QUANTIDADEVOLUMES": 1,
        **codes,
        **_delivery(order, reference, settings["second_street_line"]),
        **_totals(amounts, settings),
        **_taxes(lines),
    }


def line(goods, *, price_table, company, taxes):
    """Return the columns of ORCAMENTOPROD but the keys and moments.

    :param goods: ``money.Goods``; ``taxes``: ``fiscal.Taxes``
    """
    return {
        "CODPROD": goods.line.variant_id,
        "QUANTIDADE": goods.quantity,
        "VALORUNITARIO": goods.price,
        "VALORTOTAL": goods.total,
        "CODPRECO": price_table,
        "CODEMPRESA": company,
        "COMPLEMENTO": goods.line.note or None,
        "FLAGTIPOACRESCIMOITEM": "V",
        "FLAG1": "Y",
        "FLAG2": "Y",
        "FLAG3": "N",
        "FLAGITEMCANCELADO": "N",
        "FLAGCANCELADO": "N",
        "FLAGALTPAF": "N",
        **taxes.columns,
    }


def shop_number(number):
    """Return an order's number for the column of the web shop's number, None where it is none of 32 bits."""
    return int(number) if number.isascii() and number.isdigit() and int(number) <= _MOST else None


def destination(is_inside):
    """Return IDENTIFICADORDESTINO: 2 for another state; 1 inside is the national layout's."""
    return _SAME_STATE if is_inside else _OTHER_STATE


def _totals(amounts, settings):
    return {
        "VALORFRETE": amounts.freight,
        "FLAGFRETE": settings["freight_flag_charged" if amounts.freight else "freight_flag_free"],
        "VALORTOTALPRODUTOS": amounts.products,
        "VALORTOTAL": amounts.gross,
        "VALORDESCONTO": amounts.discount,
        "ALIQDESCONTO": amounts.percent_of(amounts.discount),
        "FLAGTIPODESCONTO": "A",
        "VALORACRESCIMO": amounts.surcharge,
        "ALIQACRESCIMO": amounts.percent_of(amounts.surcharge),
        "FLAGTIPOACRESCIMO": "A",
        "CAMPOVALOR1": Decimal(unconfirmed.CAMPOVALOR1),
        "VALORTOTALIPI": ZERO,
        "VALORTOTALSERVICOS": ZERO,
        "VALORTOTALISS": ZERO,
        "VALORSEGURO": ZERO,
        "VALOROUTRASDESPESAS": ZERO,
        "BASESUBSTTRIBUTARIA": ZERO,
        "VALORSUBSTTRIBUTARIA": ZERO,
    }


def _taxes(lines):
    sums = {
        "BASEICMS": "BASEICMS",
        "VALORICMS": "VALORICMS",
        "VALORTOTALPIS": "VALORPIS",
        "VALORTOTALCOFINS": "VALORCOFINS",
    }
    return {total: half_up(sum((row[column] for row in lines), ZERO)) for total, column in sums.items()}


def _delivery(order, reference, meaning):
    address = order.delivery or order.billing
    columns = {"ENTREGATELEFONE": reference, "ENTREGAPAIS": _COUNTRY_NAME}
    if address is None:
        return columns
    street, number = addresses.street_of(address)
    complement, district = addresses.second_line_of(address, meaning=meaning)
    return columns | {
        "ENTREGAENDERECO": street,
        "ENTREGANUMERO": number or None,
        "ENTREGACOMPLEMENTO": complement or None,
        "ENTREGABAIRRO": district or None,
        "ENTREGACIDADE": address.city,
        "ENTREGAESTADO": address.state.upper(),
        "ENTREGACEP": address.zip,
        "ENTREGAOBS": _delivery_notes(address) or None,
    }


def _delivery_notes(address):
    name = address.person or address.company
    phone = address.mobile or address.phone
    parts = (name, f"Tel. {phone}" if phone else "", address.note)
    return " - ".join(part.strip() for part in parts if part.strip())


def _notes(order):
    parts = (f"Pedido {order.number}" if order.number else "", order.customer_note, order.note)
    return "\n".join(part.strip() for part in parts if part.strip()) or None
