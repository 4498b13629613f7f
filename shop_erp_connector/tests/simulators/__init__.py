"""Stateful servers on loopback, one per remote system; each is a reading of its own and imports no remote.

    base.py        the server, its clock, its log of calls, its faults: shared by all simulators
    prestashop/    a PrestaShop with its webservice, and Python calls to shop in it
    keyinvoice/    a KeyInvoice with its API

README.md in this folder tells how to use them in a test.
"""
