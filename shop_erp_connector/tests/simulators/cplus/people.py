"""What the shop's people do with customers, their debts and the code lists."""

from datetime import timedelta
from decimal import Decimal

#: The states a fresh shop sells to, and what ICMS it takes: (state, CFOP, rate).
ICMS = (("RS", "5102", "17"), ("SP", "6102", "12"), ("SC", "6102", "12"))


class People:
    """Operators' actions on customers and settings; mixed into the simulator."""

    def seed_settings(self):
        """Make what every installation has: company, counters, units, taxes, tables, sectors, code lists."""
        add, insert = self.store.add, self.store.insert
        insert("EMPRESA", {"CODEMPRESA": 1, "NOMEEMPRESA": "Loja Exemplo Ltda", "CNPJ": CNPJ, "ESTADO": "RS"})
        insert(
            "CODIGO",
            {"NOMETABELA": "ORCAMENTO", "NOMECAMPO": "CODORC", "ULTIMOCODIGO": 1},
            {"NOMETABELA": "ORCAMENTO", "NOMECAMPO": "NUMEROORCAMENTO", "ULTIMOCODIGO": 501},
        )
        add("UNIDADE", CODIGO="UN", UNIDADE="Unidade", FATORCONVERSAO=Decimal(1))
        add("UNIDADE", CODIGO="CX", UNIDADE="Caixa", FATORCONVERSAO=Decimal(12))
        add("CLASSIFICACAOFISCAL", CODIGOCLASSIFICACAOFISCAL="09012100")
        add("PRECO", CODIGO="1", NOMEPRECO="Varejo", FLAGINATIVA="N")
        add("PRECO", CODIGO="2", NOMEPRECO="Atacado", FLAGINATIVA=None)
        add("SETORESTOQUE", CODIGO="1", NOMESETORESTOQUE="Loja", FLAGATIVO="Y", FLAGRMA="N", SOMATOTALESTATU="Y")
        add("SETORESTOQUE", CODIGO="2", NOMESETORESTOQUE="Depósito", FLAGATIVO="Y", FLAGRMA=None, SOMATOTALESTATU="Y")
        add("SETORESTOQUE", CODIGO="3", NOMESETORESTOQUE="RMA", FLAGATIVO="Y", FLAGRMA="Y", SOMATOTALESTATU="N")
        add("FORMAPAG", CODIGO="1", DESCRICAO="PIX", FLAGLOJAVIRTUAL="Y", FLAGATIVO="Y")
        add("FORMAPAG", CODIGO="2", DESCRICAO="Cartão de crédito", FLAGLOJAVIRTUAL="Y", FLAGATIVO="Y")
        add("TRANSPORTADORA", NOMETRANS="Correios")
        add("VENDEDOR", NOMEVENDED="Loja virtual")
        add("FABRICANTE", NOMEFABRICANTE="Torrefação Exemplo")
        add("ORCAMENTOSTATUS", CODIGO="1", NOMESTATUS="Aberto")
        add("MOVENDASTATUS", CODIGO="1", NOMESTATUS="Aberta")
        add(
            "TIPOMOVIMENTO",
            CODIGO="1",
            NOMETIPOMOVIMENTO="Venda",
            CODCFOPDENTROUF="5102",
            CODCFOPFORAUF="6102",
            FLAGDEVOLUCAO="N",
        )
        for state, cfop, rate in ICMS:
            self.add_icms(state, cfop, rate)

    def add_icms(self, state, cfop, rate, *, reduction="0", calculation="000000001", cst="00"):
        """Add a line to the table of ICMS rates, from the company's state."""
        self.store.add(
            "CALCULOICMSESTADO",
            CODCALCULOICMS=calculation,
            CODUFORIGEM="RS",
            CODUFDESTINO=state,
            CODCFOP=cfop,
            ALIQICMS=Decimal(rate),
            ALIQREDUCAOBASEICMS=Decimal(reduction),
            CODSITUACAOTRIBUTARIA=cst,
            CSOSN=None,
        )

    def add_customer(self, name, tax_number, *, state="RS", **values):
        """Make a customer; 11 digits are a person's CPF, 14 a company's CNPJ. Return the key."""
        is_person = len(tax_number) == 11
        key = self.store.next_key("CLIENTE")
        defaults = {
            "CODCLI": key,
            "CODIGO": str(int(key)),
            "NOMECLI": name,
            "FLAGFISICA": "Y" if is_person else "N",
            "CPF": tax_number if is_person else None,
            "CNPJ": None if is_person else tax_number,
            "ENDERECO": "Rua das Flores",
            "NUMEROLOGRADOURO": "100",
            "BAIRRO": "Centro",
            "CIDADE": "Porto Alegre",
            "ESTADO": state,
            "CEP": "90010000",
            "EMAIL": f"cliente{int(key)}@exemplo.com.br",
            "BLOQUEADO": "N",
            "CODPRECO": "000000001",
            "CODFP": "000000001",
            "CODVENDED": "000000001",
            "CODTIPOMOVIMENTO": "000000001",
        }
        return self.store.add("CLIENTE", **defaults | values)

    def add_address(self, customer, **values):
        """Give a customer one more address."""
        defaults = {"CODCLI": customer, "ENDERECO": "Av. Brasil", "NUMEROLOGRADOURO": "20", "BAIRRO": "Norte"}
        defaults |= {"CIDADE": "Caxias do Sul", "ESTADO": "RS", "CEP": "95010000"}
        return self.store.add("CLIENTEENDERECO", **defaults | values)

    def add_debt(self, customer, amount, *, paid="0", number="NF 1", due_in=30, **values):
        """Let a customer owe something; return the key."""
        today = self.now().date()
        defaults = {
            "CODCLI": customer,
            "NUMDOC": number,
            "PARCELA": "1",
            "VALOR": Decimal(amount),
            "TOTPAGO": Decimal(paid),
            "DATENTR": today,
            "DATVENC": today + timedelta(days=due_in),
            "FLAGPAGO": "N",
            "FLAGCANCELADA": "N",
        }
        return self.store.add("CONTARECEBER", **defaults | values)


#: Invented, with the right check digits.
CNPJ = "11222333000181"
