"""What every remote promises, as one suite of tests; a remote joins with one class.

    class TestWooCommerce(ContractSuite, unittest.TestCase):
        system = "woocommerce"
        simulator_class = WooCommerceSimulator
        …                           # the hooks of ``case.ContractCase``: how to fill the shop, what to send to it

The suite reads the remote's capabilities: what it can do is tested, kind by kind; what it cannot do must be refused
with ``Unsupported``.

    case.py       what a joining class tells, and what all promises use
    settings.py   unusable settings are refused      checking.py   check() finds out what is wrong
    reading.py    pages, cursors, ids                changes.py    what changed since a cursor
    lists.py      lookups, and ids that documents name                writing.py    one result per document
    lost.py       answers that never came            broken.py     answers that make no sense
    clearing.py   what was cleared, and what was not told
    secrecy.py    secrets stay secret                refusals.py   what a remote cannot do, webhooks
    opening.py    where people see a record there
    suite.py      all of it
"""
