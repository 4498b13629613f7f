"""Random lives of orders, from each shop through Odoo to an ERP and back: none doubled, none lost, no cent off.

A failure tells its whole walk. To walk further, give a class more seeds: ``seeds = range(100)``.
"""

from odoo.tests import tagged

from ...common import SimulatedCase
from ..shops.magento1_shop import Magento1Shop
from ..shops.magento2_shop import Magento2Shop
from ..shops.woocommerce_shop import WooCommerceShop
from .magento1_counter import Magento1Counter
from .magento2_counter import Magento2Counter
from .order_walk import OrderWalk
from .prestashop_counter import PrestaShopCounter
from .woocommerce_counter import WooCommerceCounter


@tagged("post_install", "-at_install")
class TestOrdersOfPrestaShop(PrestaShopCounter, OrderWalk, SimulatedCase):
    def test_walk(self):
        self.walk_all()


@tagged("post_install", "-at_install")
class TestOrdersOfWooCommerce(WooCommerceCounter, OrderWalk, WooCommerceShop, SimulatedCase):
    def test_walk(self):
        self.walk_all()


@tagged("post_install", "-at_install")
class TestOrdersOfMagento2(Magento2Counter, OrderWalk, Magento2Shop, SimulatedCase):
    def test_walk(self):
        self.walk_all()


@tagged("post_install", "-at_install")
class TestOrdersOfMagento1(Magento1Counter, Magento1Shop, OrderWalk, SimulatedCase):
    def test_walk(self):
        self.walk_all()
