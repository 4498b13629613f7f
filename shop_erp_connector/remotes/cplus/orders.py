"""Orders: written as quotations, each in one transaction with its lines and counters; found by their reference.

The quotation is the one thing that may be written into the program's tables (dossier §1): the operator makes the sale
of it and has the NF-e authorised. Each order is a transaction of its own, because a quotation is all there or not at
all, and the next one must not suffer from it; what they need to know is read for all of them at once before.
"""

import uuid

from ..contract import Result
from ..errors import AuthenticationFailed, Rejected, RemoteError, Unavailable
from . import money, quotation, wire
from .addresses import COUNTRY
from .counters import Counters
from .fiscal import TaxTable
from .lookups import CURRENCY, named
from .preparing import Facts, known_references, refused
from .references import reference_of
from .schema import WRITING
from .texts import Texts
from .wire import text

_INSERT = "INSERT INTO {table} ({columns}) VALUES ({values})"

#: Keys that were taken in the moment of writing: SQLSTATE 23, a rule of the table.
_RULE_BROKEN = "23"

#: Somebody else wrote the same row: SQLSTATE 40.
_CONFLICT = "40"
_MOST_CONFLICTS = 3

#: Errors that the next order of a push would only meet again.
_OF_THE_DATABASE = (AuthenticationFailed, Unavailable)


class Orders:
    """Writes and finds orders.

    :param tables: a ``Tables``; ``schema``, ``lists``, ``walker``: see there; ``settings``: all settings
    """

    def __init__(self, tables, schema, lists, walker, settings):
        self._tables = tables
        self._schema = schema
        self._lists = lists
        self._walker = walker
        self._settings = settings
        self._fills_guid = None

    def push(self, orders):
        """Return one ``Result`` per order.

        :raises InvalidSettings: a setting that every order needs is missing or names what is not there
        """
        if not orders:
            return []
        references = [self._reference(order) for order in orders]
        self._schema.require(WRITING, "to write orders")
        shared = self._shared_codes()
        facts = self._facts(dict(zip(references, orders, strict=True)))
        now = self._walker.now()
        results, stopped = [], None
        for reference, order in zip(references, orders, strict=True):
            if stopped:
                results.append(Result(error=stopped))
                continue
            try:
                results.append(self._push(reference, order, facts, shared, now))
            except RemoteError as exc:
                results.append(Result(error=exc))
                stopped = exc if isinstance(exc, _OF_THE_DATABASE) else None
        return results

    def find(self, key):
        """Return the ``Result`` of the order that was written with our key, None when it is not there."""
        reference = reference_of(key, self._settings.integer("reference_length"))
        with self._tables.transaction("find an order", writes=False) as transaction:
            known = known_references(transaction, [reference])
        return _result(reference, known[reference]) if reference in known else None

    def _reference(self, order):
        return reference_of(order.key, self._settings.integer("reference_length"))

    def _facts(self, orders):
        settings = self._settings
        taxes = TaxTable(
            origin=self._company_state(),
            same=wire.codes(settings["cfop_same_state"]),
            other=wire.codes(settings["cfop_other_state"]),
        )
        with self._tables.transaction("prepare orders", writes=False) as transaction:
            return Facts(transaction, orders, taxes=taxes, default_customer=wire.key_of(settings["default_customer"]))

    def _company_state(self):
        settings = self._settings
        _name, state = self._lists.company(settings["company"])
        state = settings["company_state"].upper() or state
        if not state:
            raise wire.unusable("C-Plus does not tell the company's state (UF): enter it.", "company_state")
        return state

    def _shared_codes(self):
        """Return the columns of ORCAMENTO that are the same in every order."""
        settings = self._settings
        if not settings["user_code"]:
            raise wire.unusable("Orders need the code of a user of C-Plus in whose name they are entered.", "user_code")
        return {
            "CODEMPRESA": int(settings["company"]),
            "CODPRECO": wire.key_of(settings["price_table"]),
            "CODUSER": wire.key_of(settings["user_code"]),
            "CODORCAMENTOSTATUS": wire.key_of(settings["order_status"]),
        }

    def _push(self, reference, order, facts, shared, now):
        if order.id:
            raise refused("C-Plus has this order already, and its people change it there.", "id", "sent")
        if reference in facts.known:
            return _result(reference, facts.known[reference], unchanged=True)
        _check(order)
        texts = Texts(self._schema, self._settings["charset"])
        header, lines = self._rows(reference, order, facts, shared, texts)
        return self._written(reference, header, lines, texts, now)

    def _written(self, reference, header, lines, texts, now):
        """Write, and once more where somebody else was in the way: each time all was undone."""
        from_highest, conflicts = False, 0
        while True:
            try:
                return self._write(reference, header, lines, texts, now, from_highest=from_highest)
            except Rejected as exc:
                # A key was taken by somebody who does not look at the counters: go on after the highest.
                if from_highest or not exc.code.startswith(_RULE_BROKEN):
                    raise
                from_highest = True
            except Unavailable as exc:
                # Firebird tells who waited for a row, once it is free, that it has changed.
                conflicts += 1
                if conflicts == _MOST_CONFLICTS or not exc.code.startswith(_CONFLICT):
                    raise

    def _rows(self, reference, order, facts, shared, texts):
        """Return the rows of ORCAMENTO and ORCAMENTOPROD but what only their transaction knows."""
        customer = facts.customer(order)
        state = text(customer, "estado").upper()
        amounts = money.amounts_of(order, facts.factors(money.goods_lines(order)))
        lines = [
            quotation.line(
                goods,
                price_table=shared["CODPRECO"],
                company=shared["CODEMPRESA"],
                taxes=facts.taxes.taxes(facts.product(goods.line), state, goods.total),
            )
            for goods in amounts.goods
        ]
        header = quotation.header(
            order,
            reference=reference,
            customer=customer,
            codes=shared | self._codes(order, customer, is_inside=facts.taxes.is_inside(state)),
            amounts=amounts,
            lines=lines,
            settings=self._settings,
        )
        if order.delivery_on:
            header["ENTREGADATA"] = order.delivery_on
        header = self._known_columns("ORCAMENTO", header, ("CAMPOVALOR1", "ENTREGADATA"))
        return texts.fitted("ORCAMENTO", header), [texts.fitted("ORCAMENTOPROD", line) for line in lines]

    def _codes(self, order, customer, *, is_inside):
        """Return the columns of ORCAMENTO that name entries of code lists."""
        movement, row = self._movement(customer)
        column = "codcfopdentrouf" if is_inside else "codcfopforauf"
        return {
            "CODVENDED": text(customer, "codvended") or wire.key_of(self._settings["seller"]) or None,
            "CODTRANS": self._chosen("carrier", order.carrier_id, text(customer, "codtrans")) or None,
            "CODFP": self._payment(order, customer),
            "CODTIPOMOVIMENTO": movement,
            "CODCFOP": text(row, column) or None,
            "IDENTIFICADORDESTINO": quotation.destination(is_inside),
            "CODSETORESTOQUE": self._chosen("location", order.location_id, wire.key_of(self._settings["sector"])),
        }

    def _movement(self, customer):
        known = self._lists.movement_types()
        movement = text(customer, "codtipomovimento") or wire.key_of(self._settings["movement_type"])
        if movement not in known:
            raise refused(
                f"Customer {text(customer, 'nomecli')} has the movement type {movement or '(none)'}, which C-Plus does "
                f"not know. It has: {named(known.values())}. Give the customer one, or set the default one.",
                "customer",
                "movement_type",
            )
        return movement, known[movement]

    def _payment(self, order, customer):
        payment = self._chosen("payment", order.payment_method_code, text(customer, "codfp"))
        if not payment:
            raise refused(
                "The order names no payment form, and neither does the customer in C-Plus.", "payment", "payment"
            )
        return payment

    def _chosen(self, type, id, default):
        """Return the order's own entry of a list, else the default.

        :raises Rejected: the list has no such entry
        """
        if id and not self._lists.has(type, id):
            raise refused(f"C-Plus has no {type} {id}.", type, "unknown_code")
        return id or default

    def _write(self, reference, header, lines, texts, now, *, from_highest=False):
        with self._tables.transaction("write an order") as transaction:
            counters = Counters(
                transaction, holds_next=self._settings["counter_value"] == "next", from_highest=from_highest
            )
            # Another worker may have written it since we looked; under the lock of the counters nobody can.
            known = known_references(transaction, [reference])
            if known:
                return _result(reference, known[reference], unchanged=True)
            number = self._insert(transaction, counters, header, lines, now)
            counters.store()
        return _result(reference, number, warning=texts.warning)

    def _insert(self, transaction, counters, header, lines, now):
        fitting = self._schema.fitting
        is_text = isinstance(fitting("ORCAMENTO", "NUMEROORCAMENTO", 0), str)
        (key,) = counters.keys("ORCAMENTO", "CODORC")
        (number,) = counters.numbers("ORCAMENTO", "NUMEROORCAMENTO", form=str if is_text else int)
        keys = counters.keys("ORCAMENTOPROD", "CODORCPROD", len(lines))
        moments = {"DATA": fitting("ORCAMENTO", "DATA", now), "HORA": fitting("ORCAMENTO", "HORA", now)}
        if header["FLAGRESERVADO"] == "Y":
            moments |= self._known_columns("ORCAMENTO", {"DATAHORARESERVA": now}, ("DATAHORARESERVA",))
        moments |= self._guid(transaction)
        number_value = str(number) if is_text else number
        _insert(transaction, "ORCAMENTO", [{"CODORC": key, "NUMEROORCAMENTO": number_value} | moments | header])
        included = fitting("ORCAMENTOPROD", "DATAINCLUSAO", now)
        _insert(
            transaction,
            "ORCAMENTOPROD",
            [
                {"CODORCPROD": line_key, "CODORC": key, "DATAINCLUSAO": included} | line
                for line_key, line in zip(keys, lines, strict=True)
            ],
        )
        return str(number)

    def _guid(self, transaction):
        """Return a GUID for the quotation where all recent ones have one; nobody knows who fills it (dossier §2.1)."""
        if self._fills_guid is None:
            self._fills_guid = self._schema.has("ORCAMENTO", "GUID") and _all_have_guid(transaction)
        return {"GUID": f"{{{uuid.uuid4()}}}".upper()} if self._fills_guid else {}

    def _known_columns(self, table, values, optional):
        """Return the values without the optional columns that this database does not have."""
        return {
            column: value
            for column, value in values.items()
            if column not in optional or self._schema.has(table, column)
        }


def _check(order):
    """Refuse what no quotation can be.

    :raises Rejected: see the sentences
    """
    if not order.key:
        raise refused("The order has no key of ours, by which it could be found again.", "key", "key_missing")
    if order.is_quote:
        raise refused("Quotes are not sent to C-Plus, only orders.", "is_quote", "quote")
    if order.currency != CURRENCY:
        raise refused(f"C-Plus keeps orders in {CURRENCY}, not in {order.currency}.", "currency", "currency")
    address = order.delivery or order.billing
    if address and address.country not in ("", COUNTRY):
        raise refused(
            f"Deliveries to {address.country} need another CFOP: enter this order by hand.", "delivery", "country"
        )


def _all_have_guid(transaction):
    query = (
        "SELECT COUNT(*) AS quotations, COUNT(GUID) AS filled FROM ORCAMENTO "
        "WHERE DATA >= (SELECT MAX(DATA) FROM ORCAMENTO)"
    )
    (row,) = transaction.rows(query)
    return bool(row["quotations"]) and row["quotations"] == row["filled"]


def _insert(transaction, table, rows):
    columns = list(rows[0])
    statement = _INSERT.format(
        table=table, columns=", ".join(columns), values=", ".join(f":{column}" for column in columns)
    )
    transaction.execute(statement, rows)


def _result(reference, number, *, unchanged=False, warning=""):
    return Result(id=reference, number=number, unchanged=unchanged, warning=warning)
