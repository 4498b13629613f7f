"""The French captions by which EBP's import profile finds the columns of sales documents (dossier §3.1, confirmed).

Accents and blanks must be exact. Each entry: what we call it, the caption, how long the text may be (0: no limit).
"""

_PARTY = {
    "street_1": ("Adresse 1", 40),
    "street_2": ("Adresse 2", 40),
    "street_3": ("Adresse 3", 40),
    "street_4": ("Adresse 4", 40),
    "zip": ("Code postal", 10),
    "city": ("Ville", 35),
    "state": ("Département", 50),
    "country": ("Code Pays", 3),
    "last_name": ("Nom (contact)", 60),
    "first_name": ("Prénom", 60),
    "phone": ("Téléphone fixe", 20),
    "mobile": ("Téléphone portable", 20),
    "email": ("E-mail", 100),
}


def _party(prefix, place):
    return {
        f"{prefix}{name}": (f"Document - {caption} ({place})", length) for name, (caption, length) in _PARTY.items()
    }


ORDER = {
    "number": ("Document - Numéro du document", 30),
    "date": ("Document - Date", 0),
    "customer": ("Document - Code client", 20),
    "name": ("Document - Nom du client", 60),
    **_party("billing_", "facturation"),
    "delivery_name": ("Document - Nom (adresse) (livraison)", 60),
    **_party("delivery_", "livraison"),
    "vat": ("Document - Numéro de TVA intracommunautaire", 20),
    "carrier": ("Document - Code frais de port", 8),
    "shipping_net": ("Document - Frais de port HT", 0),
    "shipping_rate": ("Document - Taux de TVA port", 0),
    "gross": ("Document - Total TTC", 0),
    "note": ("Document - Notes", 0),
    "payment": ("Document - Code mode de règlement", 6),
    "item": ("Ligne - Code article", 40),
    "description": ("Ligne - Description", 0),
    "delivery_on": ("Ligne - Date de livraison", 0),
    "quantity": ("Ligne - Quantité", 0),
    "rate": ("Ligne - Taux de TVA", 0),
    "unit_net": ("Ligne - PV HT", 0),
    "unit_gross": ("Ligne - PV TTC", 0),
    "line_net": ("Ligne - Montant Net HT", 0),
    "line_gross": ("Ligne - Montant Net TTC", 0),
}


def renamed(captions, changes):
    """Return captions with those of ``changes`` ({our caption: another one}) in their place."""
    return {name: (changes.get(caption, caption), length) for name, (caption, length) in captions.items()}
