"""Products, families, colours and sizes that are sent. Which texts are too long is not public: 255 here."""

from decimal import Decimal

from .account import Refused, mandatory

MOST_CHARACTERS = 255

#: Parameter: key of a product, how it is kept.
_FIELDS = {
    "Name": ("name", str),
    "ShortDesc": ("short", str),
    "LongDesc": ("long", str),
    "EAN": ("ean", str),
    "SupplierRef": ("supplier", str),
    "IdFamily": ("family", str),
    "Price": ("price", Decimal),
    "CostPrice": ("cost", Decimal),
    "Weight": ("weight", Decimal),
    "Active": ("active", lambda value: value == "1"),
}


def check(account, parameters):
    """Refuse what cannot be kept of a product."""
    if len(str(parameters.get("Name") or "")) > MOST_CHARACTERS:
        raise Refused("O nome do produto é demasiado longo.", "-201")
    if str(parameters.get("IdFamily") or "0") not in {"0", *account.families}:
        raise Refused("A família indicada é inexistente.", "-552")


def store(account, product, parameters):
    """Keep what is told of a product; what is not told stays."""
    for name, (key, kept_as) in _FIELDS.items():
        if name in parameters:
            product[key] = kept_as(str(parameters[name]) or ("0" if kept_as is Decimal else ""))
    if parameters.get("IdTax"):
        product["tax"] = account.tax(parameters["IdTax"])["Id"]
    if str(parameters.get("ColorSizeProduct") or "") == "1":
        for key in ("colours", "sizes", "grid"):
            product.setdefault(key, {})


def update(account, parameters, _now):
    """updateProduct: what is not told stays."""
    mandatory(parameters, "IdProduct")
    reference = str(parameters["IdProduct"])
    if reference not in account.products:
        raise Refused(f"O produto {reference} não existe.", "-204")
    check(account, parameters)
    store(account, account.products[reference], parameters)
    return {"Id": reference}


def insert_colour_size(account, parameters, _now):
    """insertColorSize"""
    mandatory(parameters, "Type", "Name")
    if any((row["Name"], row["Type"]) == (parameters["Name"], parameters["Type"]) for row in account.colours_sizes):
        raise Refused("Já existe.", "-501")
    return {"Id": add_colour_size(account, str(parameters["Name"]), str(parameters["Type"]))}


def add_colour_size(account, name, type):
    """Add a colour or size and return its id."""
    account.colours_sizes.append({"Id": account.new_id(), "Name": name, "Type": type})
    return account.colours_sizes[-1]["Id"]


def set_colour_size(account, parameters, _now):
    """setProductColorSize: one more colour or size of a product with colours and sizes."""
    mandatory(parameters, "IdProduct", "Type", "Id")
    product = account.products.get(str(parameters["IdProduct"]))
    known = {(row["Type"], row["Id"]): row["Name"] for row in account.colours_sizes}
    name = known.get((parameters["Type"], str(parameters["Id"])))
    if product is None or name is None or "grid" not in product:
        raise Refused("A cor ou tamanho não pode ser associada ao produto.", "-501")
    product["colours" if parameters["Type"] == "color" else "sizes"][str(parameters["Id"])] = name
    return {"Id": str(parameters["Id"])}


def insert_family(account, parameters, _now):
    """insertFamily"""
    mandatory(parameters, "Name", "Ref")
    if any(row["Ref"] == parameters["Ref"] for row in account.families.values()):
        raise Refused("Já existe uma família com esta referência.", "-551")
    return {"Id": _stored_family(account, account.new_id(), parameters)}


def update_family(account, parameters, _now):
    """updateFamily"""
    mandatory(parameters, "IdFamily", "Name", "Ref")
    family_id = str(parameters["IdFamily"])
    if family_id not in account.families:
        raise Refused("A família indicada é inexistente.", "-552")
    return {"Id": _stored_family(account, family_id, parameters)}


def _stored_family(account, family_id, parameters):
    parent = str(parameters.get("IdParentFamily") or "0")
    if parent not in {"0", *account.families}:
        raise Refused("A família superior é inexistente.", "-552")
    if len(str(parameters["Name"])) > MOST_CHARACTERS:
        raise Refused("O nome da família é demasiado longo.", "-551")
    account.families[family_id] = {
        "IdFamily": family_id,
        "Name": str(parameters["Name"]),
        "FamilyCategoryId": parent,
        "Ref": str(parameters["Ref"]),
    }
    return family_id
