"""Families and products, and a catalogue of invented goods."""

from decimal import Decimal

from . import product_writing
from .account import Refused, mandatory, money
from .people import page

#: (family, tax id, its goods, their kinds)
_GOODS = (
    (
        "Azeites e conservas",
        "3",
        ("Azeite", "Atum", "Sardinha", "Cavala"),
        ("clássico", "biológico", "picante"),
    ),
    (
        "Vinhos",
        "2",
        ("Vinho tinto", "Vinho branco", "Vinho rosé"),
        ("Monte Alto", "Quinta da Eira", "Vale Fundo"),
    ),
    ("Louça", "1", ("Prato raso", "Taça", "Caneca", "Travessa"), ("azul", "branca", "andorinha")),
    ("Têxteis", "1", ("Toalha", "Manta", "Avental"), ("de linho", "de algodão", "às riscas")),
    ("Papelaria", "1", ("Caderno", "Lápis", "Agenda"), ("A5", "A4", "de bolso")),
    ("Chás e infusões", "3", ("Cidreira", "Lúcia-lima", "Hortelã"), ("a granel", "em saquetas", "em lata")),
    ("Cortiça", "1", ("Base", "Carteira", "Quadro"), ("natural", "castanha", "tingida")),
    ("Sabonetes", "1", ("Sabonete", "Creme", "Sais"), ("de lavanda", "de alecrim", "de figo")),
)
_SERVICES = (
    ("PORTES", "Portes de envio", Decimal("4.90")),
    ("TAXA-PAG", "Taxa de pagamento", Decimal("1.50")),
    ("DESCONTO", "Desconto comercial", Decimal("0.00")),
)


def ean13(first_twelve):
    """Return a barcode with its check digit: weights 1, 3, 1, 3 … from the left, up to the next ten."""
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(first_twelve))
    return first_twelve + str(-total % 10)


def add_family(account, name, *, ref="", parent=""):
    """Add a family and return its id."""
    family_id = account.new_id()
    account.families[family_id] = {
        "IdFamily": family_id,
        "Name": name,
        "FamilyCategoryId": parent or "0",
        "Ref": ref or f"F{family_id}",
    }
    return family_id


def add_product(account, reference, name, **values):
    """Add a product; ``values``: price, tax, ean, weight, family, stock, is_service, has_stocks, …"""
    is_service = values.get("is_service", False)
    account.products[reference] = {
        "name": name,
        "price": Decimal(values.get("price", "10.00")),
        "tax": values.get("tax", "1"),
        "ean": values.get("ean", ""),
        "weight": Decimal(values.get("weight", "0")),
        "family": values.get("family", ""),
        "is_service": is_service,
        "has_stocks": values.get("has_stocks", not is_service),
        "active": values.get("active", True),
        "brand": values.get("brand", ""),
        "supplier": values.get("supplier", ""),
        "short": values.get("short", ""),
        "long": values.get("long", ""),
        "cost": Decimal(values.get("cost", "0")),
        "stock": {"1": Decimal(values.get("stock", "0")), "2": Decimal(values.get("shop_stock", "0"))},
    }


def add_grid(account, reference, colours, sizes, stock):
    """Give a product colours and sizes by name; ``stock`` by (colour, size), either "" where it has none."""
    product = account.products[reference]
    product["colours"] = {_colour_size(account, name, "color"): name for name in colours}
    product["sizes"] = {_colour_size(account, name, "size"): name for name in sizes}
    ids = {name: id for names in (product["colours"], product["sizes"]) for id, name in names.items()} | {"": "0"}
    product["grid"] = {(ids[colour], ids[size]): Decimal(count) for (colour, size), count in stock.items()}
    product["stock"] = {"1": sum(product["grid"].values(), Decimal(0)), "2": Decimal(0)}


def _colour_size(account, name, type):
    """Return the id of a colour or size, added when it is new."""
    known = [row["Id"] for row in account.colours_sizes if (row["Name"], row["Type"]) == (name, type)]
    return known[0] if known else product_writing.add_colour_size(account, name, type)


def colours_sizes(account, _parameters, _now):
    """getColorsSizes"""
    return {"ColorsSizes": account.colours_sizes}


def move(product, colours_sizes, quantity):
    """Take goods in or out; of a product with colours and sizes, those of the combinations."""
    product["stock"]["1"] += quantity
    for one in colours_sizes:
        place = one["IdColor"], one["IdSize"]
        product["grid"][place] = product["grid"].get(place, Decimal(0)) + Decimal(one["Qty"]) * (
            1 if quantity > 0 else -1
        )


def seed(account, *, products, families):
    """Add families (every third one inside the one before), goods in them, and three services."""
    roots, ids = [], []
    for number in range(families):
        name = _GOODS[number % len(_GOODS)][0]
        round_number = number // len(_GOODS)
        parent = ids[-1] if number % 3 == 2 else ""
        label = f"{name} {round_number + 1}" if round_number else name
        ids.append(add_family(account, label, ref=f"FAM{number + 1:03d}", parent=parent))
        roots.append(_GOODS[number % len(_GOODS)])
    for number in range(products):
        _family, tax, nouns, kinds = roots[number % families]
        turn = number // families
        noun, kind = nouns[turn % len(nouns)], kinds[turn // len(nouns) % len(kinds)]
        price = Decimal(195 + number * 137 % 4200) / 100
        add_product(
            account,
            f"KI{number + 1:05d}",
            f"{noun} {kind} n.º {number + 1}",
            price=price,
            tax=tax,
            ean=ean13(f"5601234{number + 1:05d}"),
            weight=Decimal(50 + number * 83 % 2400) / 1000,
            family=ids[number % families],
            stock=Decimal(20 + number * 7 % 80),
            shop_stock=Decimal(number % 6),
            short=f"{noun} {kind}",
            long=f"<p>{noun} {kind}, feito em Portugal.</p>",
        )
    for reference, name, price in _SERVICES:
        add_product(account, reference, name, price=price, is_service=True)


def product_of(account, reference):
    """Return a product."""
    found = account.products.get(str(reference))
    if not found:
        raise Refused(f"O produto {reference} não existe.", "-204")
    return found


def stock_of(product):
    """Return the stock in all warehouses."""
    return sum(product["stock"].values(), Decimal(0))


def families(account, parameters, _now):
    """listFamilies"""
    return {"Families": page(list(account.families.values()), parameters)}


def count_families(account, _parameters, _now):
    """countFamilies"""
    return {"Count": str(len(account.families))}


def listed(account, parameters, _now):
    """listProducts: those that are active for the API."""
    rows = [
        reference
        for reference, product in account.products.items()
        if product["active"]
        and parameters.get("IdProduct") in (None, "", reference)
        and (str(parameters.get("ColorsSizes") or "") != "1" or "colours" in product)
    ]
    return {"Products": [_row(account, reference) for reference in page(rows, parameters)]}


def get(account, parameters, _now):
    """getProduct: says HasStock where the list says HasStocks, and the tax's id as a number."""
    mandatory(parameters, "IdProduct")
    reference = str(parameters["IdProduct"])
    product = product_of(account, reference)
    row = _row(account, reference)
    row["HasStock"] = row.pop("HasStocks")
    return row | {
        "IdTax": int(product["tax"]),
        "TaxExemptionReasonCode": account.tax(product["tax"])["ExemptionReasonCode"],
        "Active": "1" if product["active"] else "0",
        "Image": "",
        "CostPrice": money(product["cost"]),
        "Colors": [{"IdColor": id, "ColorName": n, "Image": ""} for id, n in product.get("colours", {}).items()],
        "Sizes": [{"IdSize": id, "SizeName": name} for id, name in product.get("sizes", {}).items()],
        "StockColorsSizes": [
            {"IdColor": colour, "IdSize": size, "Stock": f"{count:.3f}"}
            for (colour, size), count in product.get("grid", {}).items()
        ],
    }


def exists(account, parameters, _now):
    """productExists"""
    mandatory(parameters, "IdProduct")
    product_of(account, parameters["IdProduct"])
    return {"Id": str(parameters["IdProduct"])}


def count(account, _parameters, _now):
    """countProducts"""
    return {"Count": str(sum(product["active"] for product in account.products.values()))}


def insert(account, parameters, _now):
    """insertProduct"""
    mandatory(parameters, "IdProduct", "Name", "IsService", "HasStocks", "Price")
    reference = str(parameters["IdProduct"])
    if reference in account.products:
        raise Refused("Já existe um produto com esta referência.", "-203")
    tax = account.tax(parameters.get("IdTax") or _tax_by_value(account, parameters))
    if Decimal(tax["Value"]) == 0 and not tax["ExemptionReasonCode"]:
        raise Refused("Indique o motivo de isenção.", "-206")
    product_writing.check(account, parameters)
    add_product(
        account,
        reference,
        str(parameters["Name"]),
        tax=tax["Id"],
        is_service=str(parameters["IsService"]) == "1",
        has_stocks=str(parameters["HasStocks"]) == "1",
    )
    product_writing.store(account, account.products[reference], parameters)
    return {"Id": reference}


def level_prices(account, reference):
    """Return the prices of a product at the account's price levels that it has one for."""
    product = product_of(account, reference)
    return [{"Key": level, "Value": f"{price:.4f}"} for level, price in product.get("levels", {}).items()]


def insert_stock_document(account, parameters, _now):
    """insertStockDocument: an entry into one warehouse."""
    mandatory(parameters, "DocSeries", "DocReference", "DocLines")
    warehouse = str(parameters.get("IdWarehouse") or "1")
    for line in parameters["DocLines"]:
        product_of(account, line["IdProduct"])["stock"][warehouse] += Decimal(str(line["Qty"]))
    return {"DocNum": account.new_id()}


def _tax_by_value(account, parameters):
    mandatory(parameters, "TaxValue")
    for row in account.taxes:
        if Decimal(row["Value"]) == Decimal(str(parameters["TaxValue"])):
            return row["Id"]
    raise Refused("A taxa de IVA indicada é inexistente.", "-206")


def _row(account, reference):
    product = account.products[reference]
    family = account.families.get(product["family"])
    return {
        "IdProduct": reference,
        "Name": product["name"],
        "ShortName": product["name"][:20],
        "TaxValue": account.tax(product["tax"])["Value"],
        "Comment": "",
        "IsService": "1" if product["is_service"] else "0",
        "HasStocks": "1" if product["has_stocks"] else "0",
        "HandlingType": "0",
        "Price": money(product["price"]),
        "TaxIncluded": "1" if account.prices_with_vat else "0",
        "ShortDescription": product["short"],
        "LongDescription": product["long"],
        "IdFamily": family["IdFamily"] if family else "0",
        "Family": family["Name"] if family else "",
        "FamilyTree": _tree(account, family),
        "SupplierRef": product["supplier"],
        "EAN": product["ean"],
        "Stock": f"{stock_of(product):.3f}",
        "IdBrand": "0",
        "BrandName": product["brand"],
        "BrandModels": [],
        "DirectDiscount": "0",
        "Weight": f"{product['weight']:.3f}",
    }


def _tree(account, family):
    """Return the way from the top to a family."""
    way = []
    while family:
        way.insert(
            0,
            {"FamilyName": family["Name"]} | {n: family[n] for n in ("IdFamily", "FamilyCategoryId", "Ref")},
        )
        family = account.families.get(family["FamilyCategoryId"])
    return way
