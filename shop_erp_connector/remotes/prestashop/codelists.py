"""The shop's own code lists, needed to read and write documents: cached in memory, shared by all workers.

Each list is read whole, on first need, kept for an hour, and read once more when an id turns up that it
does not hold. An id that is still unknown after that is remembered as absent, so it costs no further call.
"""

import time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ..errors import ProtocolError
from .wire import SYSTEM, any_of

#: Seconds that a list is trusted.
LIFETIME = 3600

#: Seconds in which further unknown ids do not make a list be read yet again.
PATIENCE = 10

#: What is read of the shop's configuration.
CONFIGURATION = (
    "PS_TIMEZONE",
    "PS_CURRENCY_DEFAULT",
    "PS_LANG_DEFAULT",
    "PS_COUNTRY_DEFAULT",
    "PS_ROOT_CATEGORY",
    "PS_STOCK_MANAGEMENT",
    "PS_WEIGHT_UNIT",
    "PS_DIMENSION_UNIT",
    "PS_GIFT_WRAPPING_TAX_RULES_GROUP",
    "PS_CUSTOMER_GROUP",
)


def _configuration(row):
    return {"value": row.text("value")}


def _language(row):
    return {
        "iso": row.text("iso_code").lower(),
        "locale": row.optional("locale") or row.optional("language_code"),
        "name": row.text("name"),
        "active": row.flag("active"),
    }


def _currency(row):
    # 1.6 only knows whether a currency has decimals at all; "precision" came with 1.7.6.
    digits = row.text("precision") if row.has("precision") else "0" if row.optional("decimals") == "0" else "2"
    return {"code": row.text("iso_code").upper(), "digits": int(digits), "names": row.texts("name")}


def _country(row):
    code = row.text("iso_code").upper()
    return {"code": code, "names": row.texts("name"), "has_states": row.optional("contains_states") == "1"}


def _state(row):
    return {"code": row.text("iso_code"), "name": row.text("name"), "country": row.text("id_country")}


def _tax(row):
    is_active = row.flag("active") and not row.flag("deleted")
    return {"rate": str(row.amount("rate")), "names": row.texts("name"), "active": is_active}


def _tax_rule(row):
    return {
        "group": row.text("id_tax_rules_group"),
        "country": row.text("id_country"),
        "state": row.reference("id_state"),
        "zip": row.text("zipcode_from").strip("0 "),
        "tax": row.reference("id_tax"),
        "behavior": row.optional("behavior"),
    }


def _tax_group(row):
    return {"name": row.text("name"), "active": row.flag("active") and not row.flag("deleted")}


def _order_state(row):
    return {"names": row.texts("name"), "paid": row.flag("paid"), "deleted": row.flag("deleted")}


def _carrier(row):
    return {
        "reference": row.reference("id_reference") or row.id,
        "name": row.text("name"),
        "url": row.optional("url"),
        "active": row.flag("active"),
        "deleted": row.flag("deleted"),
    }


def _group(row):
    return {"names": row.texts("name"), "shows_tax": row.text("price_display_method") == "0"}


def _shop(row):
    return {"name": row.text("name"), "category": row.reference("id_category"), "active": row.flag("active")}


def _option(row):
    return {"names": row.texts("name")}


def _option_value(row):
    return {"option": row.text("id_attribute_group"), "names": row.texts("name")}


def _manufacturer(row):
    return {"names": {"": row.text("name")}}


#: list: (resource, display, how a row is kept). Lists whose fields differ between versions are read in full.
LISTS = {
    "language": ("languages", "full", _language),
    "currency": ("currencies", "full", _currency),
    "country": ("countries", "[id,iso_code,name,contains_states]", _country),
    "state": ("states", "[id,iso_code,name,id_country]", _state),
    "tax": ("taxes", "full", _tax),
    "tax_rule": ("tax_rules", "full", _tax_rule),
    "tax_group": ("tax_rule_groups", "full", _tax_group),
    "order_state": ("order_states", "full", _order_state),
    "carrier": ("carriers", "full", _carrier),
    "group": ("groups", "full", _group),
    "shop": ("shops", "full", _shop),
    "option": ("product_options", "[id,name]", _option),
    "option_value": ("product_option_values", "[id,id_attribute_group,name]", _option_value),
    "feature": ("product_features", "[id,name]", _option),
    "manufacturer": ("manufacturers", "[id,name]", _manufacturer),
}


class CodeLists:
    """Code lists by name and id.

    :param wire: see ``wire.Wire``; :param memory: see ``remotes.memory``; the dict "code_lists" of it is used
    """

    def __init__(self, wire, memory):
        self._wire = wire
        self._memory = memory
        self._lists = {}

    def forget(self):
        """Drop everything, so that the next question reads the shop again."""
        self._lists = {}
        with self._memory.locked("code_lists") as shared:
            shared.clear()

    def all(self, name):
        """Return ``{id: entry}`` of a list in ``LISTS``, or of "configuration"."""
        return self._list(name)["entries"]

    def entry(self, name, id, *, patience=PATIENCE):
        """Return one entry, None for an id that the shop does not list.

        :param patience: seconds since the last reading of the list in which an unknown id does not make another one
        """
        known = self._list(name)
        if id in known["entries"]:
            return known["entries"][id]
        if id and id not in known["absent"] and known["asked_at"] <= time.time() - patience:
            known = self._read(name, absent=[*known["absent"], id], asked_at=time.time())
        return known["entries"].get(id)

    def reread(self, name):
        """Return ``{id: entry}`` of a list as the shop has it now."""
        return self._read(name, absent=[])["entries"]

    def configuration(self, name):
        """Return a value of the shop's configuration, "" where it has none."""
        return self.all("configuration").get(name, {"value": ""})["value"]

    @property
    def zone(self):
        """Return the zone of the shop's wall clock.

        :raises ProtocolError: the shop does not tell it, or tells one that nobody knows
        """
        name = self.configuration("PS_TIMEZONE")
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            raise ProtocolError(
                f"The shop's time zone (PS_TIMEZONE) is {name!r}, which is not known.", system=SYSTEM
            ) from None

    def language(self, id):
        """Return a language's neutral code, "" for an unknown one.

        The shop's own short code names a language's main form ("pt", "en"); others ("br", "gb") are its
        private abbreviations, and only the locale tells what they are ("pt_BR", "en_GB").
        """
        entry = self.entry("language", id)
        return "" if entry is None else neutral_language(entry)

    def language_id(self, code):
        """Return the id of the language with a neutral code, or of another form of it, "" for none."""
        codes = {neutral_language(entry): id for id, entry in self.all("language").items() if entry["active"]}
        main = code.partition("_")[0]
        return codes.get(code) or next((id for one, id in codes.items() if main and one[:2] == main), "")

    def texts(self, by_id):
        """Return ``{language code: text}`` of a translated field, empty texts left out."""
        return {self.language(id) if id else "": text for id, text in by_id.items() if text}

    def name(self, by_id):
        """Return a translated name in the shop's default language, else in any."""
        return by_id.get(self.configuration("PS_LANG_DEFAULT")) or next(filter(None, by_id.values()), "")

    def _list(self, name):
        known = self._lists.get(name)
        if known is None:
            with self._memory.locked("code_lists") as shared:
                known = self._lists[name] = shared.get(name)
        if known is None or known["read_at"] < time.time() - LIFETIME:
            return self._read(name, absent=[])
        return known

    def _read(self, name, *, absent, asked_at=0.0):
        """Read a list and share it. The memory is not locked meanwhile: two readers do no harm."""
        entries = self._configuration() if name == "configuration" else self._entries(name)
        absent = [id for id in absent if id not in entries]
        known = {"read_at": time.time(), "asked_at": asked_at, "entries": entries, "absent": absent}
        self._lists[name] = known
        with self._memory.locked("code_lists") as shared:
            shared[name] = known
        return known

    def _entries(self, name):
        resource, display, keep = LISTS[name]
        return {row.id: keep(row) for row in self._wire.rows(resource, display=display)}

    def _configuration(self):
        """Read by name; where shops have values of their own the first row is the general one."""
        rows = self._wire.rows(
            "configurations",
            display="[id,name,value]",
            filters={"name": any_of(CONFIGURATION)},
            sort="[id_ASC]",
            limit="1000",
        )
        return {row.text("name"): _configuration(row) for row in reversed(rows)}


def neutral_language(entry):
    """Return the neutral code of a language entry, e.g. "pt" or "pt_BR"."""
    language, _separator, region = entry["locale"].replace("_", "-").partition("-")
    if not region or language.lower() == entry["iso"]:
        return entry["iso"]
    return f"{language.lower()}_{region.upper()}"
