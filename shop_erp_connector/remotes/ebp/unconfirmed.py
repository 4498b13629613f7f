"""What nobody has confirmed about EBP: settings with the value that is most likely, and captions that are assumed.

What is known comes from connectors' code, a mirror of one database and a list of captions (dossier §0). All
that may be otherwise elsewhere stands here and nowhere else. What each setting changes is written in its help;
the connection test looks at the codes that the database really has.
"""

from ..contract import Setting

SETTINGS = (
    Setting(
        name="encoding",
        label="Encoding of import files",
        type="choice",
        choices=("cp1252", "utf-8", "iso-8859-1"),
        default="cp1252",
        help="Unconfirmed. As the import profile in EBP says: captions must match byte for byte.",
    ),
    Setting(
        name="order_types",
        label="DocumentType of orders",
        default="8",
        help="Unconfirmed: 8 in one installation. Several divided by commas.",
    ),
    Setting(
        name="delivery_types",
        label="DocumentType of delivery notes",
        default="6",
        may_be_empty=True,
        help="Unconfirmed. Empty: nothing is taken for a delivery.",
    ),
    Setting(name="invoice_types", label="DocumentType of invoices", default="2", help="The same in all sources."),
    Setting(
        name="credit_types",
        label="DocumentType of credit notes",
        default="3",
        may_be_empty=True,
        help="Unconfirmed. Empty: credit notes are not read.",
    ),
    Setting(
        name="invoice_validation",
        label="ValidationState of finished invoices",
        help="Unconfirmed: 3 is said to be posted. Empty: invoices come as soon as they have a number.",
    ),
    Setting(
        name="cancelled_states",
        label="DocumentState of cancelled orders",
        help="Unconfirmed, no code is known. Empty: no order is taken for cancelled.",
    ),
    Setting(
        name="active_states",
        label="ActiveState in use",
        default="0",
        help="Unconfirmed: 0 in one installation, 1 in another. The connection test counts them.",
    ),
    Setting(
        name="service_types",
        label="ItemType of services",
        help="Unconfirmed, no code is known. Empty: nothing is taken for a service.",
    ),
    Setting(
        name="available",
        label="Stock figure",
        type="choice",
        choices=("real", "virtual", "free"),
        default="real",
        help="real: what lies there. virtual: EBP's own forecast (unconfirmed: less customers' orders, with suppliers' "
        "orders). free: real less reserved and less customers' orders (unconfirmed: that they are counted apart).",
    ),
    Setting(
        name="price_lists",
        label="Price lists",
        type="choice",
        choices=("explicit", "none"),
        default="explicit",
        help="Unconfirmed. explicit: lines of one item in lists that include one customer category as a whole; "
        "PriceValue counts where it is filled, else DiscountValue as a percentage. none: only the items' own prices.",
    ),
    Setting(
        name="price_decimals",
        label="Decimals of unit prices",
        type="integer",
        default="4",
        help="Unconfirmed. How many the import takes.",
    ),
    Setting(
        name="wait_minutes",
        label="Minutes to wait",
        type="integer",
        default="10",
        help="Unconfirmed. So long after a file has left the import folder its records must be in the tables; then "
        "they count as refused.",
    ),
    Setting(
        name="log_ending",
        label="Ending of logs",
        default=".log",
        help="Unconfirmed. The task that runs EBP puts a log beside each file: its name and this ending.",
    ),
    Setting(
        name="captions",
        label="Other captions",
        help="Unconfirmed for customers and items. Ours=yours, divided by |, such as Libellé=Article - Libellé.",
    ),
)

#: Captions of the customers' import: what we call it, how long it may be (0: any length).
CUSTOMER = {
    "code": ("Code", 20),
    "name": ("Nom", 60),
    "vat": ("Numéro de TVA intracommunautaire", 20),
    "street_1": ("Adresse 1 (facturation)", 40),
    "street_2": ("Adresse 2 (facturation)", 40),
    "street_3": ("Adresse 3 (facturation)", 40),
    "street_4": ("Adresse 4 (facturation)", 40),
    "zip": ("Code postal (facturation)", 10),
    "city": ("Ville (facturation)", 35),
    "state": ("Département (facturation)", 50),
    "country": ("Code Pays (facturation)", 3),
    "last_name": ("Nom (contact) (facturation)", 60),
    "first_name": ("Prénom (facturation)", 60),
    "phone": ("Téléphone fixe (facturation)", 20),
    "mobile": ("Téléphone portable (facturation)", 20),
    "email": ("E-mail (facturation)", 100),
    "group": ("Code famille", 10),
    "price_table": ("Code catégorie tarifaire", 8),
    "payment": ("Code mode de règlement", 6),
}

#: Captions of the items' import (profile of goods).
ITEM = {
    "code": ("Code article", 40),
    "name": ("Libellé", 80),
    "description": ("Description commerciale en clair", 0),
    "family": ("Code famille", 10),
    "sub_family": ("Code sous-famille", 10),
    "unit": ("Code unité", 4),
    "vat_rate": ("Taux de TVA", 0),
    "cost": ("Prix d'achat", 0),
    "net_price": ("PV HT", 0),
    "gross_price": ("PV TTC", 0),
    "barcode": ("Code-barres", 40),
    "weight": ("Poids brut", 0),
    "published": ("Publier sur le web", 0),
}

#: The words for yes and no in import files.
FLAGS = ("Oui", "Non")
