"""What the shop's people do with orders: turn quotations into sales, authorise, cancel, ship, take goods back."""

from datetime import timedelta
from decimal import Decimal

from . import nfe
from .people import CNPJ

_COPIED = (
    "CODCLI",
    "CODTRANS",
    "CODTIPOMOVIMENTO",
    "NUMPEDLOJAVIRTUAL",
    "VALORTOTALPRODUTOS",
    "VALORFRETE",
    "VALORDESCONTO",
    "VALORACRESCIMO",
)


class Office:
    """Operators' actions on quotations, sales and fiscal documents; mixed into the simulator."""

    def quotation(self, number):
        """Return the only quotation with this customer's order number."""
        return self.store.row("ORCAMENTO", NUMPEDCLIENTE=number)

    def quotation_lines(self, quotation):
        """Return the lines of a quotation, by its key."""
        return self.store.rows("ORCAMENTOPROD", CODORC=quotation)

    def enter_order(self, reference, customer, product, *, price="18.90", number=None):
        """Enter a quotation of one piece with a reference in its delivery phone; return its key."""
        amount = Decimal(price)
        key = self.store.next_key("ORCAMENTO")
        self.store.add(
            "ORCAMENTO",
            CODORC=key,
            NUMEROORCAMENTO=number or 500 + int(key),
            DATA=self.now().date(),
            CODCLI=customer,
            CODEMPRESA=1,
            CODSETORESTOQUE="000000001",
            ENTREGATELEFONE=reference,
            FLAGRESERVADO="Y",
            VALORTOTALPRODUTOS=amount,
            VALORTOTAL=amount,
            **dict.fromkeys(("VALORFRETE", "VALORDESCONTO", "VALORACRESCIMO"), Decimal(0)),
        )
        self.store.add(
            "ORCAMENTOPROD",
            CODORC=key,
            CODPROD=product,
            CODEMPRESA=1,
            QUANTIDADE=Decimal(1),
            VALORUNITARIO=amount,
            VALORTOTAL=amount,
        )
        return key

    def convert(self, quotation, *, keep=True, model="55"):
        """Turn a quotation into a sale; return the key of the sale.

        :param keep: whether the quotation stays where it is
        """
        header = self.store.row("ORCAMENTO", CODORC=quotation)
        now = self.now()
        number = self.store.count("MOVENDA") + 1001
        values = {name: value for name, value in header.items() if name.startswith("ENTREGA")}
        values = {name: value for name, value in values.items() if name not in ("ENTREGADATA", "ENTREGAOBS")}
        sale = self.store.add(
            "MOVENDA",
            **{name: header[name] for name in _COPIED},
            **values,
            NUMNOTA=number,
            SERIENOTA="1",
            MODELONOTA=model,
            NUMPED=str(header["NUMEROORCAMENTO"]),
            DATA=now.date(),
            DATAEMISSAO=now,
            FLAGVENDA="Y",
            FLAGCANCELADA=None,
            FLAGLIBERAEXPEDICAO="N",
            VALORTOTALNOTA=header["VALORTOTAL"],
            CODMOVENDASTATUS="000000001",
        )
        for line in self.quotation_lines(quotation):
            self._sell(sale, header, line)
        if not keep:
            self.store.delete("ORCAMENTOPROD", CODORC=quotation)
            self.store.delete("ORCAMENTO", CODORC=quotation)
        return sale

    def _sell(self, sale, header, line):
        names = ("CODPROD", "QUANTIDADE", "VALORUNITARIO", "VALORTOTAL")
        self.store.add("MOVENDAPROD", CODMOVENDA=sale, **{name: line[name] for name in names})
        where = {
            "CODEMPRESA": line["CODEMPRESA"],
            "CODPROD": line["CODPROD"],
            "CODSETORESTOQUE": header["CODSETORESTOQUE"],
        }
        for level in self.store.rows("PRODUTOESTOQUE", **where):
            values = {"ESTATU": level["ESTATU"] - line["QUANTIDADE"]}
            if header["FLAGRESERVADO"] == "Y" and level["RESERVADOORCAMENTO"]:
                values["RESERVADOORCAMENTO"] = level["RESERVADOORCAMENTO"] - line["QUANTIDADE"]
            self.store.update("PRODUTOESTOQUE", where, **values)

    def authorise(self, sale, *, code="100", entity="MOVENDA", message="", environment="1"):
        """Let the tax authority answer for a sale's NF-e; return the access key. Code 100 is a yes."""
        row = self.store.row("MOVENDA", CODMOVENDA=sale)
        key, document = self._document(row, code)
        self.store.add(
            "NFELETRONICA",
            NOMEENTIDADEORIGEM=entity,
            IDENTIDADEORIGEM=sale,
            CHAVEACESSONFELETRONICA=key,
            STATUSNFELETRONICA="A" if code == "100" else "R",
            NUMEROPROTOCOLONFELETRONICA="143260000000001",
            CODIGORETORNONFELETRONICA=code,
            MENSAGEMSEFAZ=message or "Autorizado o uso da NF-e",
            DATAHORARECEBIMENTO=self.now(),
            AMBIENTE=environment,
            XMLDESTINATARIONFE=document,
        )
        return key

    def authorise_at_counter(self, sale):
        """Authorise a sale's NFC-e (model 65); return the access key."""
        row = self.store.row("MOVENDA", CODMOVENDA=sale)
        key, document = self._document(row, "100")
        self.store.add(
            "NFCELETRONICA",
            CODMOVENDA=sale,
            CHAVEACESSONFCELETRONICA=key,
            CODIGORETORNONFCELETRONICA="100",
            XMLDESTINATARIONFCE=document,
            AMBIENTE="1",
        )
        return key

    def _document(self, row, code):
        issued = row["DATAEMISSAO"].replace(tzinfo=self.zone)
        facts = {"issued": issued, "model": row["MODELONOTA"], "series": row["SERIENOTA"], "number": row["NUMNOTA"]}
        key = nfe.access_key(state="RS", cnpj=CNPJ, **facts)
        total = row["VALORTOTALNOTA"]
        amounts = {
            "goods": row["VALORTOTALPRODUTOS"],
            "freight": row["VALORFRETE"],
            "discount": row["VALORDESCONTO"],
            "other": row["VALORACRESCIMO"],
            "total": total,
            "icms": total * Decimal("0.17"),
            "pis": total * Decimal("0.0165"),
            "cofins": total * Decimal("0.0760"),
        }
        amounts = {name: f"{amount:.2f}" for name, amount in amounts.items()}
        name = self.store.row("CLIENTE", CODCLI=row["CODCLI"])["NOMECLI"]
        return key, nfe.xml(key=key, name=name, amounts=amounts, code=code, **facts)

    def cancel_quotation(self, quotation):
        """Cancel a quotation."""
        self.store.update("ORCAMENTO", {"CODORC": quotation}, FLAGCANCELADO="Y")

    def cancel_sale(self, sale):
        """Cancel a sale, and its NF-e where it has one."""
        self.store.update("MOVENDA", {"CODMOVENDA": sale}, FLAGCANCELADA="Y", MOTIVOCANCELAMENTO="Desistência")
        where = {"NOMEENTIDADEORIGEM": "MOVENDA", "IDENTIDADEORIGEM": sale}
        self.store.update(
            "NFELETRONICA", where, CODIGORETORNONFELETRONICA="101", XMLNFELETRONICACANCELAMENTO=b"<procEventoNFe/>"
        )

    def ship(self, sale, *, carrier="Correios"):
        """Let the goods of a sale leave."""
        self.store.add(
            "MOENTREGA", CODMOVENDA=sale, DESTINATARIO="Cliente", NOMETRANS=carrier, DATENTR=self.now().date()
        )

    def take_back(self, sale, *, line=0, quantity="1", days_later=0):
        """Take goods of a sale's line back; return the key of the entry's line."""
        sold = self.store.rows("MOVENDAPROD", CODMOVENDA=sale)[line]
        entry = f"{900000000 + self.store.count('MOVENDADEVOLUCAO') + 1}"
        self.store.insert(
            "MOVENDADEVOLUCAO",
            {
                "CODMOVPROD": sold["CODMOVPROD"],
                "CODMOVEPROD": entry,
                "QUANTIDADEDEVOLUCAO": Decimal(quantity),
                "DATA": self.now().date() + timedelta(days=days_later),
            },
        )
        returned = (sold["QUANTIDADEDEVOLVIDA"] or Decimal(0)) + Decimal(quantity)
        self.store.update("MOVENDAPROD", {"CODMOVPROD": sold["CODMOVPROD"]}, QUANTIDADEDEVOLVIDA=returned)
        return entry
