"""Brazil's national fiscal documents: the access key of 44 digits and the XML for the customer. Invented data."""

from xml.sax.saxutils import escape

_STATES = {"RS": "43", "SP": "35", "SC": "42"}

_XML = """<?xml version="1.0" encoding="UTF-8"?>
<nfeProc versao="4.00" xmlns="http://www.portalfiscal.inf.br/nfe"><NFe><infNFe versao="4.00" Id="NFe{key}">
<ide><mod>{model}</mod><serie>{series}</serie><nNF>{number}</nNF><dhEmi>{issued}</dhEmi></ide>
<dest><xNome>{name}</xNome></dest>
<total><ICMSTot><vICMS>{icms}</vICMS><vST>0.00</vST><vProd>{goods}</vProd><vFrete>{freight}</vFrete>
<vDesc>{discount}</vDesc><vIPI>0.00</vIPI><vPIS>{pis}</vPIS><vCOFINS>{cofins}</vCOFINS><vOutro>{other}</vOutro>
<vNF>{total}</vNF></ICMSTot></total>
</infNFe></NFe><protNFe versao="4.00"><infProt><chNFe>{key}</chNFe><nProt>143260000000001</nProt><cStat>{code}</cStat>
<xMotivo>Autorizado o uso da NF-e</xMotivo></infProt></protNFe></nfeProc>
"""


def access_key(*, state, issued, cnpj, model, series, number):
    """Return the 44 digits: state, year and month, CNPJ, model, series, number, kind of issue, code, check digit."""
    body = f"{_STATES[state]}{issued:%y%m}{cnpj}{int(model):02d}{int(series):03d}{number:09d}1{number * 7 % 10**8:08d}"
    return body + check_digit(body)


def check_digit(body):
    """Return the check digit (modulo 11, weights 2 to 9 from the right)."""
    total = sum(int(digit) * (2 + place % 8) for place, digit in enumerate(reversed(body)))
    rest = total % 11
    return "0" if rest < 2 else str(11 - rest)


def xml(*, key, name, amounts, issued, model, series, number, code="100"):
    """Return the XML for the customer as bytes.

    :param amounts: texts by name: goods, freight, discount, other, total, icms, pis, cofins
    """
    text = _XML.format(
        key=key,
        name=escape(name),
        model=model,
        series=series,
        number=number,
        issued=issued.isoformat(timespec="seconds"),
        code=code,
        **amounts,
    )
    return text.encode()
