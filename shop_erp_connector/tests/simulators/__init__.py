"""Stateful servers on loopback, one per remote system; each is a reading of its own, it imports no remote.

    base.py        the server, its clock, its log of calls, its faults: shared by all simulators
    prestashop/    a PrestaShop with its webservice, and Python calls to shop in it

See README.md in this folder for how to use them in a test.
"""
