"""Is a tax number possible? VAT, NIF, CPF, CNPJ … by their check digits, offline, with python-stdnum.

A number is refused only when a country's own rule says no. One of a country without a rule, or without any country,
is believed.
"""

from stdnum import get_cc_module

#: What shops and tills write for a buyer without a tax number: it is everybody's.
_NOBODYS = frozenset({"999999990", "999999999"})

#: Prefixes that are no country's code.
_PREFIXES = {"EL": "GR", "XI": "GB"}

#: Numbers that people and companies have instead of a VAT number, or of which there are several kinds.
_KINDS = {
    "BR": ("cnpj", "cpf"),
    "ES": ("nif",),
    "HU": ("anum",),
    "IT": ("iva", "codicefiscale"),
    "PT": ("nif",),
    "MX": ("rfc",),
    "DE": ("vat", "stnr"),
}


def bare_vat(vat):
    """Return a VAT number without country prefix and punctuation, "" for none and for fillers.

    Some remotes write PT503504564, some 503504564; fillers are the final consumer's and those of one digit only.
    """
    plain = _plain(vat)
    bare = plain[2:] if plain[:2].isalpha() else plain
    return "" if bare in _NOBODYS or len(set(bare)) == 1 else bare


def is_possible(vat, countries):
    """Tell whether a tax number can be one.

    :param countries: ISO codes of the buyer's addresses; the number's own prefix counts as one, too
    """
    plain = _plain(vat)
    prefix = _PREFIXES.get(plain[:2], plain[:2])
    modules = [*_modules(prefix), *(module for country in sorted(set(countries)) for module in _modules(country))]
    if not modules:
        return True
    forms = {plain, plain[2:]} if plain[:2].isalpha() else {plain}
    if prefix == "HU" or "HU" in countries:
        forms |= {form[:8] for form in set(forms) if len(form) == 11}  # the long form names the tax office, too
    return any(module.is_valid(form) for module in modules for form in forms)


def _plain(vat):
    return "".join(character for character in (vat or "").upper() if character.isalnum())


def _modules(country):
    if len(country) != 2 or not country.isascii() or not country.isalpha():
        return []
    kinds = _KINDS.get(country, ("vat",))
    found = (get_cc_module(country.lower(), kind) for kind in kinds)
    return [module for module in found if module]
