"""The state of one account: tables, sessions, calls. Texts are invented: KeyInvoice's are not public."""

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

LISBON = ZoneInfo("Europe/Lisbon")

SESSION_SECONDS = 3600
RENEWABLE_SECONDS = 300
CALLS_PER_DAY = 5000

#: {DocType: (letters of its numbers, [(IdSerie, Ref, Name)])}; the first series is the key's default.
SERIES = {
    "4": ("FT", [("42", "A", "Faturas"), ("51", "W", "Faturas loja web")]),
    "34": ("FR", [("43", "A", "Faturas-recibo"), ("51", "W", "Faturas-recibo loja web")]),
    "32": ("FS", [("44", "A", "Faturas simplificadas")]),
    "7": ("NC", [("45", "A", "Notas de crédito")]),
    "8": ("ND", [("46", "A", "Notas de débito")]),
    "6": ("DV", [("47", "A", "Devoluções")]),
    "13": ("EN", [("41", "E", "Encomendas"), ("52", "W", "Encomendas loja web")]),
    "15": ("GR", [("48", "A", "Guias de remessa")]),
    "16": ("GT", [("49", "A", "Guias de transporte")]),
    "9": ("RC", [("50", "A", "Recibos")]),
}


COMPANY = {
    "VATIN": "510123454",
    "Name": "Casa Azul, Lda.",
    "Address": "Rua do Cais 12",
    "Locality": "Porto",
    "PostalCode": "4050-100",
    "Phone": "220000000",
    "Fax": "",
    "Email": "geral@casa-azul.example",
    "ShareCapital": "5000.00",
    "Conservatory": "Porto",
}


class Refused(Exception):
    """The server says no. ``code`` is what API3 answers; API5 has only the words."""

    def __init__(self, words, code="-308"):
        super().__init__(words)
        self.words = words
        self.code = code


class Account:
    """Plain values only, so that ``vars()`` is the whole state."""

    def __init__(self, *, key, prices_with_vat):
        self.key = key
        self.prices_with_vat = prices_with_vat
        #: Of Multibanco references; "" for an account without a contract.
        self.bank_entity = ""
        self.company = dict(COMPANY)
        self.taxes = [
            {"Id": "1", "Value": "23", "ExemptionReason": "", "ExemptionReasonCode": ""},
            {"Id": "2", "Value": "13", "ExemptionReason": "", "ExemptionReasonCode": ""},
            {"Id": "3", "Value": "6", "ExemptionReason": "", "ExemptionReasonCode": ""},
            {"Id": "4", "Value": "0", "ExemptionReason": "Artigo 14.º do RITI", "ExemptionReasonCode": "M16"},
            {"Id": "5", "Value": "0", "ExemptionReason": "Artigo 6.º do CIVA", "ExemptionReasonCode": "M05"},
        ]
        self.payments = [
            {"IdPayment": "1", "Name": "Numerário"},
            {"IdPayment": "2", "Name": "Cheque"},
            {"IdPayment": "3", "Name": "Transferência"},
            {"IdPayment": "4", "Name": "Multibanco"},
            {"IdPayment": "7", "Name": "Cartão de crédito"},
        ]
        self.countries = [
            {"IdCountry": "1", "Code": "PT", "Name": "Portugal", "Default": "1"},
            {"IdCountry": "2", "Code": "ES", "Name": "Espanha", "Default": "0"},
            {"IdCountry": "3", "Code": "FR", "Name": "França", "Default": "0"},
            {"IdCountry": "4", "Code": "DE", "Name": "Alemanha", "Default": "0"},
        ]
        self.currencies = [{"IdCurrency": "1", "Code": "EUR", "Name": "Euro", "Default": "1"}]
        self.price_levels = [
            {"Id": "1", "Name": "PVP1", "PricesWithVAT": "1", "PricesWithVATDescription": "Com IVA"},
            {"Id": "2", "Name": "Revenda", "PricesWithVAT": "0", "PricesWithVATDescription": "Sem IVA"},
        ]
        self.warehouses = [("1", "Armazém principal"), ("2", "Loja da Sé")]
        self.series = {doc_type: list(series) for doc_type, (_letters, series) in SERIES.items()}
        self.families = {}
        self.products = {}
        self.colours_sizes = []
        self.clients = {}
        self.documents = []
        self.next_id = 7001
        self.sessions = {}
        self.calls_day = ""
        self.calls_used = 0

    def count_call(self, now):
        """Count one call of the Lisbon day; the 5001st is refused."""
        day = now.astimezone(LISBON).date().isoformat()
        if day != self.calls_day:
            self.calls_day, self.calls_used = day, 0
        if self.calls_used >= CALLS_PER_DAY:
            raise Refused("Foi atingido o limite diário de chamadas à API.", "-600")
        self.calls_used += 1

    def log_in(self, interface, key, now):
        """Open the session of an interface ("api5", "api3") and return its id."""
        if key != self.key:
            raise Refused("Chave da API inválida.", "-1")
        sid, opened = self.sessions.get(interface, ("", None))
        if sid and SESSION_SECONDS - (now - opened).total_seconds() > RENEWABLE_SECONDS:
            raise Refused("Ainda existe uma sessão ativa para esta chave.", "-3")
        number = int(sid.rpartition("-")[2] or 0) + 1
        sid = f"sid-{interface}-{number}"
        self.sessions[interface] = (sid, now)
        return sid

    def check_session(self, interface, sid, now):
        """Refuse any id but that of the open session."""
        current, opened = self.sessions.get(interface, ("", None))
        if not sid or sid != current or (now - opened).total_seconds() >= SESSION_SECONDS:
            raise Refused("Sessão inválida ou expirada.", "-4")

    def expire_sessions(self):
        """End all sessions, as a restart of the server would; the next id is another one."""
        for interface, (sid, _opened) in self.sessions.items():
            self.sessions[interface] = (sid, datetime(2000, 1, 1, tzinfo=LISBON))

    def new_id(self):
        """Return the next id of families and clients."""
        self.next_id += 1
        return str(self.next_id - 1)

    def tax(self, tax_id):
        """Return the row of a tax."""
        for row in self.taxes:
            if row["Id"] == str(tax_id):
                return row
        raise Refused("A taxa de IVA indicada é inexistente.", "-206")

    def rate(self, tax_id):
        """Return the percentage of a tax."""
        return Decimal(self.tax(tax_id)["Value"])


def mandatory(parameters, *names):
    """Refuse a call in which one of these is absent or empty."""
    for name in names:
        if parameters.get(name) in (None, "", []):
            raise Refused(f"O parâmetro {name} é obrigatório.", "-5")


def money(amount):
    """Return an amount as KeyInvoice writes it: text, two decimals, a point."""
    return f"{amount:.2f}"
