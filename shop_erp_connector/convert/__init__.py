"""Document ⇄ Odoo values: pure functions. No search, no write, no environment: everything they need is handed in.

money.py      the shop's totals to the cent in Odoo's own tax fields
order.py      Order → sale.order values, sale.order → Order
product.py    Product → product.template values and back; Category likewise
partner.py    Customer and Address → res.partner values and back
problem.py    what to raise when a person must decide first
"""
