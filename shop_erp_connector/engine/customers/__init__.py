"""Customers, their addresses and what is agreed with them.

matching.py         which contact is a customer
parties.py          customers and addresses of a page of orders
contacts.py         contacts below a customer, made in one batch
addresses.py        addresses that come in (addresses_out.py: that are sent)
agreements.py       what the codes of groups, price tables, terms and taxes stand for
customer_access.py  which customers may use a shop or ERP
credit.py           what customers may owe and owe
personal_data.py    everything that is held of a person
erasure.py          a person is erased where the law lets it be
customer_problems.py  the sentences of problems with agreements
"""
