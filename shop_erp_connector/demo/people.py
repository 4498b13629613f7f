"""Who buys: invented persons and companies. Numbers are made to be valid, not to be anybody's."""

PERSONS, COMPANIES = 60, 14
GROUP = "Professionals"

#: Every which person wants the tax number on the invoice.
_WITH_NUMBER = 3
#: How many of the companies the ERP has known for years.
_OLD_CLIENTS = 4

_TRADES = ("Mercearia", "Pensão", "Garrafeira", "Ateliê", "Restaurante", "Livraria", "Florista")
_PLACES = (
    ("Lisboa", "1100-148"),
    ("Porto", "4050-100"),
    ("Coimbra", "3000-200"),
    ("Braga", "4700-030"),
    ("Évora", "7000-500"),
    ("Faro", "8000-120"),
)


def tax_number(first_eight):
    """Return a Portuguese tax number: eight digits and the one that proves them."""
    total = sum((9 - place) * int(digit) for place, digit in enumerate(first_eight))
    proof = 11 - total % 11
    return first_eight + str(0 if proof >= 10 else proof)


def move_in(shop, erp):
    """Give the shop its customers with their addresses; some companies are clients of the ERP already."""
    group = shop.add_group(GROUP, tax_excluded=True)
    for number in range(PERSONS):
        # Every second one reads Portuguese.
        customer = shop.add_customer(id_lang=1 + number % 2)
        number_wanted = number % _WITH_NUMBER == 0
        vat = tax_number(f"29999{number:03d}") if number_wanted else ""
        shop.add_address(customer, vat_number=vat, **_place(number))
    for number in range(COMPANIES):
        name = f"{_TRADES[number % len(_TRADES)]} Inventada {number + 1}, Lda."
        vat = tax_number(f"51999{number:03d}")
        customer = shop.add_customer(group=group, company=name, id_lang=2)
        shop.add_address(customer, company=name, vat_number=vat, **_place(number))
        if number < _OLD_CLIENTS:
            city, zip_code = _PLACES[number % len(_PLACES)]
            erp.add_client(vat, name, Address="Rua Antiga 1", Locality=city, PostalCode=zip_code)


def guest(shop, number):
    """Return a new guest with an address."""
    customer = shop.add_customer(guest=True)
    shop.add_address(customer, **_place(number))
    return customer


def second_address(shop, customer, number):
    """Return another address of a customer, where the invoice goes."""
    return shop.add_address(customer, alias="Invoice", **_place(number + 1))


def _place(number):
    city, zip_code = _PLACES[number % len(_PLACES)]
    return {"city": city, "postcode": zip_code}
