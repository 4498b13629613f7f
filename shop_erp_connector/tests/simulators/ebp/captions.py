"""What the columns of import files are called, as the import profiles of this installation map them."""

#: {caption: (what it is, may it be missing?)}; address and contact captions come below.
DOCUMENT = {
    "Document - Numéro du document": "number",
    "Document - Date": "date",
    "Document - Code client": "customer",
    "Document - Nom du client": "name",
    "Document - Frais de port HT": "shipping",
    "Document - Taux de TVA port": "shipping_rate",
    "Document - Code frais de port": "carrier",
    "Document - Code mode de règlement": "payment",
    "Document - Total TTC": "total",
    "Document - Notes": "notes",
    "Document - Numéro de TVA intracommunautaire": "vat",
    "Document - Nom (adresse) (livraison)": "delivery_name",
    "Ligne - Code article": "item",
    "Ligne - Description": "description",
    "Ligne - Date de livraison": "delivery_on",
    "Ligne - Quantité": "quantity",
    "Ligne - Taux de TVA": "rate",
    "Ligne - PV HT": "unit_net",
    "Ligne - PV TTC": "unit_gross",
    "Ligne - Montant Net HT": "net",
    "Ligne - Montant Net TTC": "gross",
}
_ADDRESS = {
    "Adresse 1": "Address_Address1",
    "Adresse 2": "Address_Address2",
    "Adresse 3": "Address_Address3",
    "Adresse 4": "Address_Address4",
    "Code postal": "Address_ZipCode",
    "Ville": "Address_City",
    "Département": "Address_State",
    "Code Pays": "Address_CountryIsoCode",
    "Nom (contact)": "Contact_Name",
    "Prénom": "Contact_FirstName",
    "Téléphone fixe": "Contact_Phone",
    "Téléphone portable": "Contact_CellPhone",
    "E-mail": "Contact_Email",
}
for _words, _prefix in (("facturation", "Invoicing"), ("livraison", "Delivery")):
    for _caption, _column in _ADDRESS.items():
        DOCUMENT[f"Document - {_caption} ({_words})"] = _prefix + _column

#: "Minimum used in practice" (dossier §3.1).
NEEDED = (
    "Document - Numéro du document",
    "Document - Date",
    "Document - Code client",
    "Document - Nom du client",
    "Document - Adresse 1 (facturation)",
    "Document - Code postal (facturation)",
    "Document - Ville (facturation)",
    "Document - Code Pays (facturation)",
    "Ligne - Code article",
    "Ligne - Quantité",
)

CUSTOMER = {
    "Code": "Id",
    "Nom": "Name",
    "Numéro de TVA intracommunautaire": "IntracommunityVATNumber",
    "Code famille": "FamilyId",
    "Code catégorie tarifaire": "PriceListCategoryId",
    "Code mode de règlement": "SettlementModeId",
} | {f"{caption} (facturation)": f"MainInvoicing{column}" for caption, column in _ADDRESS.items()}

ITEM = {
    "Code article": "Id",
    "Libellé": "Caption",
    "Description commerciale en clair": "DesComClear",
    "Code famille": "FamilyId",
    "Code sous-famille": "SubFamilyId",
    "Code unité": "UnitId",
    "Taux de TVA": "rate",
    "Prix d'achat": "PurchasePrice",
    "PV HT": "SalePriceVatExcluded",
    "PV TTC": "SalePriceVatIncluded",
    "Code-barres": "BarCode",
    "Poids brut": "Weight",
    "Publier sur le web": "AllowPublishOnWeb",
}
