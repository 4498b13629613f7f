"""The company in Odoo, as people set it up first: country, taxes, journals, delivery methods."""

from odoo.fields import Command

from . import world
from .places import HOST, PORT

RATES = (23, 13, 6)
#: (name as the shop and the ERP call it, type of journal)
JOURNALS = (
    ("Transferência", "bank"),
    ("Multibanco", "bank"),
    ("Cartão de crédito", "bank"),
    ("Cheque", "bank"),
    ("Numerário", "cash"),
)
LANGUAGE = "pt_PT"


def set_up(env):
    """Make a company of Portugal out of the template's."""
    env["ir.config_parameter"].init(force=True)  # this copy's own identity and secrets
    env["ir.config_parameter"].set_param("web.base.url", f"http://{HOST}:{PORT}")
    env["ir.config_parameter"].set_param("web.base.url.freeze", "True")
    env["res.lang"]._activate_lang(LANGUAGE)
    _set_up_company(env)
    _set_up_taxes(env)
    _set_up_journals(env)
    _set_up_services(env)


def _set_up_company(env):
    euro = env.ref("base.EUR")
    euro.active = True
    portugal = env.ref("base.pt")
    company = env.company
    company.write(
        {
            "name": world.COMPANY,
            "street": "Rua do Cais 12",
            "zip": "4050-100",
            "city": "Porto",
            "country_id": portugal.id,
            "currency_id": euro.id,
            "account_fiscal_country_id": portugal.id,
        }
    )
    env["product.pricelist"].search([]).currency_id = euro
    env["stock.warehouse"].search([("company_id", "=", company.id)]).name = "Porto"
    if "has_received_warning_stock_sms" in company:
        # Asked once, when the first delivery is validated: no text messages to customers.
        company.write({"has_received_warning_stock_sms": True, "stock_text_confirmation": False})


def _set_up_taxes(env):
    company = env.company
    env["account.tax"].search([("company_id", "=", company.id)]).active = False
    group = env["account.tax.group"].create(
        {"name": "IVA", "company_id": company.id, "country_id": company.country_id.id}
    )
    taxes = env["account.tax"].create(
        [
            {
                "name": f"IVA {rate}%",
                "amount": rate,
                "amount_type": "percent",
                "type_tax_use": "sale",
                "tax_group_id": group.id,
                "country_id": company.country_id.id,
            }
            for rate in RATES
        ]
    )
    company.account_sale_tax_id = taxes[0]
    company.account_purchase_tax_id = False


def _set_up_journals(env):
    env["account.journal"].create(
        [{"name": name, "type": kind, "code": f"PAY{number}"} for number, (name, kind) in enumerate(JOURNALS, start=1)]
    )


def _set_up_services(env):
    """Delivery methods share one product, which the ERP knows by the same code; it knows wrapping too."""
    shipping, _wrapping = env["product.product"].create(
        [
            {
                "name": name,
                "default_code": code,
                "type": "service",
                "sale_ok": False,
                "taxes_id": [Command.clear()],
            }
            for code, name in (world.SHIPPING, world.WRAPPING)
        ]
    )
    env["delivery.carrier"].create(
        [
            {
                "name": name,
                "product_id": shipping.id,
                "delivery_type": "fixed",
                "integration_level": "rate",
                "fixed_price": float(price),
                "tracking_url": url.replace("@", "<shipmenttrackingnumber>"),
            }
            for _key, name, price, url in world.CARRIERS
        ]
    )
