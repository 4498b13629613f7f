"""What travels with goods and how an invoice can be paid at a bank: codes that others than KeyInvoice give out."""

from .account import Refused, money
from .papers import document_of


def communicate(account, parameters, _now):
    """transportDocumentCommunication: the tax authority's code; the same one however often it is asked for."""
    document = document_of(account, parameters)
    if document["DocType"] not in ("15", "16"):
        raise Refused("O documento não é de transporte.", "-306")
    document.setdefault("ATDocCodeID", f"AT{len(account.documents):010d}")
    return {"ATDocCodeId": document["ATDocCodeID"]}


def bank_reference(account, parameters, _now):
    """generateMBRef: entity and reference for what is open; refused without a contract."""
    document = document_of(account, parameters)
    if not account.bank_entity:
        raise Refused("A conta não tem contrato de referências Multibanco.", "-307")
    reference = f"{document['DocSeries']:0>3}{document['DocNum']:0>6}"
    return {"Entity": account.bank_entity, "Reference": reference, "Value": money(document["open"])}
