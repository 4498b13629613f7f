"""The tables of C-Plus that matter here, with the names of a real installation; lengths are of our choosing.

Keys are texts of nine digits, flags are one character, amounts are NUMERIC, times are the shop's wall clock. Nothing
but the primary keys is enforced, as there: codes may repeat, flags may be null.
"""

from sqlalchemy import CHAR, Column, Date, DateTime, Integer, LargeBinary, MetaData, Numeric, String, Table, Text, Time

METADATA = MetaData()


#: The program's foreign keys, by which its database finds rows.
_INDEXED = frozenset({"CODPROD", "CODPRODGRADE", "CODCLI", "CODORC", "CODMOVENDA", "IDENTIDADEORIGEM"})


def _key(name, *, primary_key=False):
    return Column(name, String(9), primary_key=primary_key, index=name in _INDEXED and not primary_key)


def _flag(*names):
    return [Column(name, CHAR(1)) for name in names]


def _text(length, *names):
    return [Column(name, String(length)) for name in names]


def _keys(*names):
    return [_key(name) for name in names]


def _amounts(*names):
    return [Column(name, Numeric(15, 2)) for name in names]


def _rates(*names):
    return [Column(name, Numeric(15, 4)) for name in names]


def _changed():
    return Column("LAST_CHANGE", DateTime)


def _table(name, key, *columns):
    flat = []
    for column in columns:
        flat += column if isinstance(column, list) else [column]
    return Table(name, METADATA, _key(key, primary_key=True), *flat)


CODIGO = Table(
    "CODIGO",
    METADATA,
    Column("NOMETABELA", String(31), primary_key=True),
    Column("NOMECAMPO", String(31), primary_key=True),
    Column("ULTIMOCODIGO", Integer),
)

EMPRESA = Table(
    "EMPRESA",
    METADATA,
    Column("CODEMPRESA", Integer, primary_key=True),
    *_text(60, "NOMEEMPRESA"),
    *_text(14, "CNPJ"),
    *_text(2, "ESTADO"),
)

# --- catalogue ---

PRODUTO = _table(
    "PRODUTO",
    "CODPROD",
    Column("CODIGO", CHAR(25), nullable=False),
    _text(25, "CODIGOINTERNO"),
    Column("NOMEPROD", String(120), nullable=False),
    _text(60, "NOMEPRODCURTO"),
    _text(120, "NOMEPRODWEB"),
    Column("DESCRICAOWEB", Text),
    Column("OBS", Text),
    _text(6, "UNIDADE"),
    _keys("CODUNIDADE", "CODSEC", "CODFABRICANTE", "CODFORN"),
    _rates("PESOBRUTO", "PESOLIQUIDO", "ALTURA", "LARGURA", "COMPRIMENTO", "PRECUSTO", "CUSTOMEDIO", "CUSTOREAL"),
    Column("FLAGINATIVO", CHAR(1), nullable=False),
    _flag("FLAGNAOVENDER", "FLAGSERVICO", "FLAGCOMPOSTO", "FLAGVENDECOMPOSICAO", "FLAGUSAGRADE"),
    _flag("FLAGCONTROLAESTOQUE", "FLAGORIGEMPRODUTO"),
    _keys("CODPRODGRADE", "CODITEMGRADEDETALHEH", "CODITEMGRADEDETALHEV"),
    _keys("CODCLASSIFICACAOFISCAL", "CODCALCULOICMS"),
    _text(2, "CSTPISSAIDA", "CSTCOFINSSAIDA"),
    _rates("ALIQPIS", "ALIQCOFINS"),
    Column("DATREAJ", Date),
    _text(38, "GUID"),
    _changed(),
)

PRODUTOCODIGO = Table(
    "PRODUTOCODIGO",
    METADATA,
    Column("ID", Integer, primary_key=True),
    *_keys("CODPROD"),
    *_text(25, "CODIGO"),
    Column("FATORCONVERSAO", Numeric(15, 4)),
    _changed(),
)

SECAO = _table("SECAO", "CODSEC", _text(20, "CODIGO", "CLASSIFICACAO"), _text(60, "NOMESECAO"))

FABRICANTE = _table("FABRICANTE", "CODFABRICANTE", _text(60, "NOMEFABRICANTE"))

UNIDADE = _table("UNIDADE", "CODUNIDADE", _text(6, "CODIGO"), _text(30, "UNIDADE"), _rates("FATORCONVERSAO"))

PRODUTOGRADE = _table("PRODUTOGRADE", "CODPRODGRADE", _keys("CODITEMGRADEV", "CODITEMGRADEH"))

ITEMGRADE = _table("ITEMGRADE", "CODITEMGRADE", _text(40, "DESCRICAO"))

ITEMGRADEDETALHE = _table(
    "ITEMGRADEDETALHE",
    "CODITEMGRADEDETALHE",
    _keys("CODITEMGRADE"),
    _text(40, "DESCRICAO"),
    _text(6, "SIGLA"),
    Column("POSICAO", Integer),
)

CLASSIFICACAOFISCAL = _table("CLASSIFICACAOFISCAL", "CODCLASSIFICACAOFISCAL", _text(10, "CODIGOCLASSIFICACAOFISCAL"))

# --- prices and stock ---

PRECO = _table(
    "PRECO",
    "CODPRECO",
    _text(10, "CODIGO"),
    _text(60, "NOMEPRECO"),
    _flag("FLAGINATIVA"),
    _text(2, "ESTADO"),
)

PRODUTOPRECO = _table(
    "PRODUTOPRECO",
    "CODPRODUTOPRECO",
    _keys("CODPROD", "CODPRECO"),
    _rates("PRECO", "QUANTIDADEMINIMA"),
    Column("DATAREAJUSTE", Date),
)

SETORESTOQUE = _table(
    "SETORESTOQUE",
    "CODSETORESTOQUE",
    _text(10, "CODIGO"),
    _text(60, "NOMESETORESTOQUE"),
    _flag("FLAGATIVO", "FLAGRMA", "SOMATOTALESTATU"),
)

PRODUTOESTOQUE = Table(
    "PRODUTOESTOQUE",
    METADATA,
    Column("CODEMPRESA", Integer, primary_key=True, autoincrement=False),
    Column("CODPROD", String(9), primary_key=True, index=True),
    _key("CODSETORESTOQUE", primary_key=True),
    *_rates("ESTATU", "RESERVADOORCAMENTO", "RESERVADOOS", "QTDEMIN"),
    _changed(),
)

# --- customers ---

CLIENTE = _table(
    "CLIENTE",
    "CODCLI",
    _text(15, "CODIGO"),
    _text(60, "NOMECLI", "CONJFANTASIA"),
    _flag("FLAGFISICA"),
    _text(18, "CPF", "CNPJ", "IDENTIDADE", "INSCR"),
    _flag("INDIEDEST"),
    _text(60, "ENDERECO", "COMPLEMENTOLOGRADOURO", "BAIRRO", "CIDADE"),
    _text(10, "NUMEROLOGRADOURO", "CEP"),
    _text(2, "ESTADO"),
    _text(20, "TELEFONE"),
    _text(80, "EMAIL", "MOTIVOBLOQUEIO"),
    Column("DATNASC", Date),
    _amounts("LIMITECRED"),
    _flag("BLOQUEADO", "FLAGNAOVENDER", "FLAGINATIVO"),
    _keys("CODPRECO", "CODFP", "CODVENDED", "CODTIPOMOVIMENTO", "CODTRANS", "CODCLIFATURAMENTO"),
    Column("DATCAD", Date),
    _changed(),
)

CLIENTEENDERECO = _table(
    "CLIENTEENDERECO",
    "CODCLIENTEENDERECO",
    _keys("CODCLI", "CODTIPOENDERECO"),
    _text(60, "ENDERECO", "COMPLEMENTOLOGRADOURO", "BAIRRO", "CIDADE", "CONTATO", "REFERENCIA"),
    _text(10, "NUMEROLOGRADOURO", "CEP"),
    _text(2, "ESTADO"),
    _text(18, "CNPJCPF"),
    _text(20, "TELEFONE"),
)

CLIENTECARACTERISTICA = _table(
    "CLIENTECARACTERISTICA", "CODCLIENTECARACTERISTICA", _keys("CODCLI", "CODCARACTERISTICAPESSOA")
)

CONTARECEBER = _table(
    "CONTARECEBER",
    "CODCR",
    _keys("CODMOVENDA", "CODCLI"),
    _text(20, "NUMDOC", "PARCELA"),
    _amounts("VALOR", "TOTPAGO"),
    Column("DATENTR", Date),
    Column("DATVENC", Date),
    Column("DATPAG", Date),
    _flag("FLAGPAGO", "FLAGCANCELADA", "FLAGRENEGOCIADA"),
    _changed(),
)

FORMAPAG = _table(
    "FORMAPAG", "CODFP", _text(10, "CODIGO"), _text(60, "DESCRICAO"), _flag("FLAGLOJAVIRTUAL", "FLAGATIVO")
)

TRANSPORTADORA = _table("TRANSPORTADORA", "CODTRANS", _text(60, "NOMETRANS"))

VENDEDOR = _table("VENDEDOR", "CODVENDED", _text(60, "NOMEVENDED"))

# --- taxes and movement types ---

TIPOMOVIMENTO = _table(
    "TIPOMOVIMENTO",
    "CODTIPOMOVIMENTO",
    _text(10, "CODIGO", "CODCFOPDENTROUF", "CODCFOPFORAUF", "CODCFOPEXTERIOR"),
    _text(60, "NOMETIPOMOVIMENTO"),
    _flag("FLAGDEVOLUCAO", "FLAGATUALIZAESTOQUE"),
)

CALCULOICMSESTADO = _table(
    "CALCULOICMSESTADO",
    "CODCALCULOICMSESTADO",
    _keys("CODCALCULOICMS"),
    _text(2, "CODUFORIGEM", "CODUFDESTINO"),
    _text(10, "CODCFOP"),
    _rates("ALIQICMS", "ALIQREDUCAOBASEICMS"),
    _text(4, "CODSITUACAOTRIBUTARIA", "CSOSN"),
)

# --- orders ---


def _delivery():
    return [
        *_text(60, "ENTREGAENDERECO", "ENTREGACOMPLEMENTO", "ENTREGABAIRRO", "ENTREGACIDADE", "ENTREGAREFERENCIA"),
        *_text(10, "ENTREGANUMERO", "ENTREGACEP"),
        *_text(2, "ENTREGAESTADO"),
        *_text(30, "ENTREGAPAIS"),
        *_text(15, "ENTREGATELEFONE"),
    ]


ORCAMENTOSTATUS = _table("ORCAMENTOSTATUS", "CODORCAMENTOSTATUS", _text(10, "CODIGO"), _text(40, "NOMESTATUS"))

ORCAMENTO = _table(
    "ORCAMENTO",
    "CODORC",
    Column("NUMEROORCAMENTO", Integer),
    Column("DATA", Date),
    Column("HORA", Time),
    _keys("CODCLI"),
    _text(60, "NOMECLI"),
    _flag("FLAGCLI", "FLAGSTATUS", "FLAGRESERVADO", "FLAGESTOQUELIBERADO", "FLAGALTPAF", "FLAGIMPRESSO"),
    _flag("FLAGDESCAUTORIZADO", "FLAGFRETE", "FLAGTIPODESCONTO", "FLAGTIPOACRESCIMO", "FLAGCANCELADO"),
    Column("FLAGPALM", Integer),
    Column("DATAHORARESERVA", DateTime),
    Column("CODEMPRESA", Integer),
    _keys("CODORCAMENTOSTATUS", "CODSETORESTOQUE", "CODPRECO", "CODVENDED", "CODTRANS", "CODFP", "CODTIPOMOVIMENTO"),
    _keys("CODUSER", "CODINTERMEDIADOR"),
    _text(10, "CODCFOP"),
    _flag("IDENTIFICADORDESTINO"),
    Column("NUMPEDLOJAVIRTUAL", Integer),
    _text(30, "NUMPEDCLIENTE"),
    _delivery(),
    Column("ENTREGADATA", Date),
    Column("ENTREGAOBS", Text),
    Column("OBS", Text),
    Column("OBSNOTAFISCAL", Text),
    _amounts("VALORFRETE", "VALORTOTALPRODUTOS", "VALORTOTAL", "VALORDESCONTO", "VALORACRESCIMO"),
    _rates("ALIQDESCONTO", "ALIQACRESCIMO"),
    _amounts("BASEICMS", "VALORICMS", "BASESUBSTTRIBUTARIA", "VALORSUBSTTRIBUTARIA", "VALORTOTALIPI"),
    _amounts("VALORTOTALPIS", "VALORTOTALCOFINS", "VALORTOTALSERVICOS", "VALORTOTALISS", "VALORSEGURO"),
    _amounts("VALOROUTRASDESPESAS", "CAMPOVALOR1"),
    Column("QUANTIDADEVOLUMES", Integer),
    _text(38, "GUID"),
)

ORCAMENTOPROD = _table(
    "ORCAMENTOPROD",
    "CODORCPROD",
    _keys("CODORC", "CODPROD", "CODPRECO"),
    _rates("QUANTIDADE"),
    _amounts("VALORUNITARIO", "VALORTOTAL"),
    Column("CODEMPRESA", Integer),
    Column("DATAINCLUSAO", DateTime),
    Column("COMPLEMENTO", Text),
    _text(4, "CODSITUACAOTRIBUTARIA", "CSOSN", "CSTPIS", "CSTCOFINS"),
    _text(10, "CODCFOP"),
    _amounts("BASEICMS", "VALORICMS", "BASEPIS", "VALORPIS", "BASECOFINS", "VALORCOFINS", "BASEIPI", "VALORIPI"),
    _rates("ALIQICMS", "ALIQPIS", "ALIQCOFINS", "ALIQIPI"),
    _amounts("BASESUBSTTRIBUTARIA", "VALORSUBSTTRIBUTARIA"),
    _flag("FLAGTIPOACRESCIMOITEM", "FLAG1", "FLAG2", "FLAG3", "FLAGITEMCANCELADO", "FLAGCANCELADO", "FLAGALTPAF"),
)

# --- sales and fiscal documents ---

MOVENDASTATUS = _table("MOVENDASTATUS", "CODMOVENDASTATUS", _text(10, "CODIGO"), _text(40, "NOMESTATUS"))

MOVENDA = _table(
    "MOVENDA",
    "CODMOVENDA",
    Column("NUMNOTA", Integer),
    _text(3, "SERIENOTA", "MODELONOTA"),
    _text(20, "NUMPED"),
    Column("NUMPEDLOJAVIRTUAL", Integer),
    Column("DATA", Date),
    Column("DATAEMISSAO", DateTime),
    _keys("CODCLI", "CODMOVENDASTATUS", "CODTRANS", "CODTIPOMOVIMENTO"),
    _flag("FLAGVENDA", "FLAGCANCELADA", "FLAGLIBERAEXPEDICAO"),
    _text(80, "MOTIVOCANCELAMENTO"),
    _amounts("VALORTOTALNOTA", "VALORTOTALPRODUTOS", "VALORFRETE", "VALORDESCONTO", "VALORACRESCIMO"),
    _delivery(),
)

MOVENDAPROD = _table(
    "MOVENDAPROD",
    "CODMOVPROD",
    _keys("CODMOVENDA", "CODPROD"),
    _rates("QUANTIDADE", "QUANTIDADEDEVOLVIDA"),
    _amounts("VALORUNITARIO", "VALORTOTAL"),
    _text(14, "GTIN"),
)

MOVENDADEVOLUCAO = Table(
    "MOVENDADEVOLUCAO",
    METADATA,
    _key("CODMOVPROD", primary_key=True),
    _key("CODMOVEPROD", primary_key=True),
    *_rates("QUANTIDADEDEVOLUCAO"),
    Column("DATA", Date),
)

MOENTREGA = _table(
    "MOENTREGA",
    "CODMOENTREGA",
    _keys("CODMOVENDA"),
    _text(60, "DESTINATARIO", "NOMETRANS"),
    Column("DATENTR", Date),
    _text(20, "STATUS"),
)

NFELETRONICA = _table(
    "NFELETRONICA",
    "CODNFELETRONICA",
    _text(31, "NOMEENTIDADEORIGEM"),
    _keys("IDENTIDADEORIGEM"),
    _text(44, "CHAVEACESSONFELETRONICA"),
    _text(20, "STATUSNFELETRONICA", "NUMEROPROTOCOLONFELETRONICA", "CODIGORETORNONFELETRONICA"),
    _text(255, "MENSAGEMSEFAZ"),
    Column("DATAHORARECEBIMENTO", DateTime),
    _flag("AMBIENTE"),
    Column("XMLDESTINATARIONFE", LargeBinary),
    Column("XMLNFELETRONICACANCELAMENTO", LargeBinary),
)

NFCELETRONICA = _table(
    "NFCELETRONICA",
    "CODNFCELETRONICA",
    _keys("CODMOVENDA"),
    _text(44, "CHAVEACESSONFCELETRONICA"),
    _text(20, "STATUSNFCELETRONICA", "CODIGORETORNONFCELETRONICA"),
    Column("XMLDESTINATARIONFCE", LargeBinary),
    _flag("AMBIENTE"),
    Column("DATAHORACANCELAMENTO", DateTime),
)
