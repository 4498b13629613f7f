"""A system that cannot take a customer's access away says so: nobody may think that it was done."""

from ...remotes.documents import Customer
from ...remotes.errors import Rejected
from .keyinvoice.keyinvoice_case import VAT, KeyInvoiceCase
from .magento1.magento1_case import Magento1Case
from .magento2.magento2_case import Magento2Case
from .woocommerce.woocommerce_case import WooCommerceCase


class _Promise:
    def test_blocking_is_refused_by_name(self):
        blocked = Customer(last_name="Reis", company="Reis Lda", email="ana@reis.invalid", vat=VAT, is_blocked=True)
        (result,) = self.remote.push("customer", [blocked])
        self.assertEqual((type(result.error), result.error.field), (Rejected, "is_blocked"))


class TestWooCommerce(_Promise, WooCommerceCase):
    pass


class TestMagento1(_Promise, Magento1Case):
    pass


class TestMagento2(_Promise, Magento2Case):
    pass


class TestKeyInvoice(_Promise, KeyInvoiceCase):
    pass


del KeyInvoiceCase, Magento1Case, Magento2Case, WooCommerceCase
