"""API5's tables and the list of its methods."""

from . import goods, papers, people, product_writing, transport
from .account import Refused, mandatory
from .people import page


def company(account, _parameters, _now):
    """company"""
    return dict(account.company)


def prices(account, _parameters, _now):
    """verifyUserInsertionPricesWithVAT"""
    return {"PricesWithVAT": "1" if account.prices_with_vat else "0"}


def taxes(account, _parameters, _now):
    """getTaxes"""
    return {"Taxes": account.taxes}


def price_levels(account, _parameters, _now):
    """getPriceLevels"""
    return {"PriceLevels": account.price_levels}


def payments(account, _parameters, _now):
    """listPaymentMethods"""
    return {"Payments": account.payments}


def series(account, parameters, _now):
    """listDocumentSeries: ids as numbers here, as texts everywhere else."""
    mandatory(parameters, "DocType")
    rows = account.series.get(str(parameters["DocType"]))
    if rows is None:
        raise Refused("O tipo de documento indicado não é válido.")
    return {
        "Series": [
            {"IdSerie": int(number), "Name": name, "Ref": ref, "Info1": ref, "Info2": ""} for number, ref, name in rows
        ]
    }


def countries(account, parameters, _now):
    """listCountries"""
    return {"Countries": page(account.countries, parameters)}


def currencies(account, _parameters, _now):
    """listCurrencies"""
    return {"Currencies": account.currencies}


METHODS = {
    "company": company,
    "verifyUserInsertionPricesWithVAT": prices,
    "getTaxes": taxes,
    "getPriceLevels": price_levels,
    "listPaymentMethods": payments,
    "listDocumentSeries": series,
    "listCountries": countries,
    "listCurrencies": currencies,
    "listFamilies": goods.families,
    "countFamilies": goods.count_families,
    "listProducts": goods.listed,
    "getProduct": goods.get,
    "getColorsSizes": goods.colours_sizes,
    "productExists": goods.exists,
    "countProducts": goods.count,
    "insertProduct": goods.insert,
    "updateProduct": product_writing.update,
    "insertColorSize": product_writing.insert_colour_size,
    "setProductColorSize": product_writing.set_colour_size,
    "insertFamily": product_writing.insert_family,
    "updateFamily": product_writing.update_family,
    "insertStockDocument": goods.insert_stock_document,
    "clientExists": people.exists,
    "getClient": people.get,
    "listClients": people.listed,
    "getClientCurrentAccount": papers.current_account,
    "insertClient": people.insert,
    "updateClient": people.update,
    "listAltAddresses": people.alternatives,
    "insertAltAddress": people.insert_alternative,
    "updateAltAddress": people.update_alternative,
    "deleteAltAddress": people.delete_alternative,
    "insertDocument": papers.insert,
    "getDocument": papers.get,
    "documentsList": papers.listed,
    "countDocuments": papers.count,
    "getDocumentPDF": papers.get_pdf,
    "settleInvoice": papers.settle,
    "insertReceipt": papers.insert_receipt,
    "checkIfSettle": papers.open_amount,
    "generateMBRef": transport.bank_reference,
    "transportDocumentCommunication": transport.communicate,
    "setDocumentVoid": papers.void,
}
