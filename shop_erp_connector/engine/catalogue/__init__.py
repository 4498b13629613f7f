"""Products, their pictures and prices.

variants.py          a product's forms, settled for a page (variant_plan.py: what is to be done; attributes.py)
outgoing_variants.py  the variants of products that are sent
standing_price.py    the price of a product where the remote tells the lowest of its variants'
product_parts.py     what both sides may have changed of a product
pictures.py          pictures that come in, kept once and put where they belong
contents.py          the bytes of pictures, read when a remote asks for them
trees.py             the tree of categories
price_rules.py       which rules of price lists hold for which variants, and which rows stand for them
price_references.py  what prices that come in refer to
price_documents.py   what Odoo's prices and price lists make of each row
price_parts.py       what both sides may have changed of a price
price_problems.py    the sentences of problems with prices
"""
