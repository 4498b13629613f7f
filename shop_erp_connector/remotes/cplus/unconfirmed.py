"""What nobody has confirmed about C-Plus: settings with the value that is most likely, and names that are assumed.

No official description of the program's tables exists; what is known comes from one integrator's code and one
installation. Everything that may be otherwise elsewhere stands here and nowhere else. What each setting
changes is written in its help.
"""

from ..contract import Setting

SETTINGS = (
    Setting(
        name="charset",
        label="Character set",
        type="choice",
        choices=("WIN1252", "ISO8859_1", "ISO8859_15", "UTF8"),
        default="WIN1252",
        help="Unconfirmed. Firebird's name of the character set to connect with, also where the columns themselves "
        "have none.",
    ),
    Setting(
        name="counter_value",
        label="Counters hold",
        type="choice",
        choices=("next", "last"),
        default="next",
        help="Unconfirmed. Whether CODIGO.ULTIMOCODIGO is the next free number (as the known integrator takes it, "
        "despite the name) or the last one used. A number that is taken is never used, whatever is set here.",
    ),
    Setting(
        name="reservation",
        label="Reserved quantities",
        type="choice",
        choices=("program", "hub"),
        default="program",
        help="Unconfirmed. 'program': orders are written as reserved and C-Plus adds them to RESERVADOORCAMENTO by "
        "itself. 'hub': orders are written unreserved, and reading stock subtracts the open ones.",
    ),
    Setting(
        name="trust_last_change",
        label="Trust LAST_CHANGE",
        type="boolean",
        default="1",
        may_be_empty=True,
        help="Unconfirmed. Whether C-Plus dates every change in LAST_CHANGE. If not, everything is read each time.",
    ),
    Setting(
        name="reference_length",
        label="Length of references",
        type="integer",
        default="15",
        help="Unconfirmed. An order is found again by a reference in ENTREGATELEFONE, a short column. Do not change "
        "it once orders were sent.",
    ),
    Setting(
        name="nfe_origin",
        label="Origin of NF-e",
        default="MOVENDA",
        help="Unconfirmed. What NFELETRONICA.NOMEENTIDADEORIGEM says for the NF-e of a sale.",
    ),
    Setting(
        name="cfop_same_state",
        label="CFOP inside the state",
        default="5405,5102",
        help="Unconfirmed: one company's. Tried one after the other to find the ICMS of a line; with tax "
        "substitution first.",
    ),
    Setting(
        name="cfop_other_state",
        label="CFOP to other states",
        default="6403,6102",
        help="Unconfirmed: one company's. As above, for customers of other states.",
    ),
    Setting(
        name="freight_flag_charged",
        label="FLAGFRETE with freight",
        default="D",
        help="Unconfirmed. What ORCAMENTO.FLAGFRETE says when the buyer pays freight.",
    ),
    Setting(
        name="freight_flag_free",
        label="FLAGFRETE without freight",
        default="E",
        help="Unconfirmed. What ORCAMENTO.FLAGFRETE says when there is no freight.",
    ),
    Setting(
        name="second_street_line",
        label="Second line of a street",
        type="choice",
        choices=("district", "complement"),
        default="district",
        help="What the second line of an address is when it is not 'complement - district'. A fiscal document needs "
        "the district.",
    ),
)

#: Lists whose tables or columns the dossier does not name: (table, its columns, the query). They are read where they
#: exist, and not missed where they do not.
COMPANIES = (
    "EMPRESA",
    ("CODEMPRESA", "NOMEEMPRESA", "ESTADO"),
    "SELECT CODEMPRESA AS id, NOMEEMPRESA AS name, ESTADO AS uf FROM EMPRESA ORDER BY 1",
)
BRANDS = (
    "FABRICANTE",
    ("CODFABRICANTE", "NOMEFABRICANTE"),
    "SELECT CODFABRICANTE AS id, '' AS code, NOMEFABRICANTE AS name FROM FABRICANTE ORDER BY 1",
)
CARRIERS = (
    "TRANSPORTADORA",
    ("CODTRANS", "NOMETRANS"),
    "SELECT CODTRANS AS id, '' AS code, NOMETRANS AS name FROM TRANSPORTADORA ORDER BY 1",
)
SELLERS = (
    "VENDEDOR",
    ("CODVENDED", "NOMEVENDED"),
    "SELECT CODVENDED AS id, NOMEVENDED AS name FROM VENDEDOR ORDER BY 1",
)
LISTS = (COMPANIES, BRANDS, CARRIERS, SELLERS)

#: ORCAMENTO.CAMPOVALOR1: the known integrator always writes this; its meaning is not known.
CAMPOVALOR1 = 100
