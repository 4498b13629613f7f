"""The life of a record, written once, over sets of rows. Read in this order:

fetch.py       one page of documents → binding rows (pending) + cursor, in one transaction
apply.py       pending rows → Odoo records, in one batch; held and failed rows stand aside
demand.py      what a page refers to and is not known yet is fetched first
ownership.py   who may write which field group
settlement.py  what both sides changed: whose is written, whose is sent, what a person is asked
parts.py       what of a document has no value on the Odoo record, compared part by part
part_labels.py   how people call these parts
product_parts.py  the parts of products: variants, pictures, user fields
price_parts.py  the parts of prices
values.py      values as write() takes them, compared and readable
attempt.py     do the whole batch, or halve it until the bad row stands alone
collect.py     which rows Odoo has to send: new records and changed ones
push.py        build the documents now, skip what the remote already has, send, store each result
protection.py  what the remote owns is not overwritten
takeover.py    the first take-over: read aside, matched, tried in a savepoint
candidates.py  which record of Odoo a remote's may be
tickets.py     writes that the remote took and does later
references.py  everything a page refers to, looked up in a handful of queries
outgoing.py    what a sent order or invoice refers to at the remote
mappings.py    code lists and the Odoo records that stand for them
parties.py     customers and addresses of a page of orders
variants.py    a product's forms and their attributes
levels.py      a remote's levels as inventory moves, by place and lot
expectations.py  goods that a remote takes out of its stock because we told it that they were sold
suppliers.py   what suppliers have of products that are bought on order
availability.py  how much of each variant may be offered, and which levels changed: one statement
promises.py    what is there and what is asked for: the parts of that statement
places.py      which locations count for a level
explanation.py  why a level is as it is, in words
price_rules.py  which rules of price lists hold for which variants, and which rows stand for them
price_references.py  what prices that come in refer to
price_documents.py  what Odoo's prices and price lists make of each row
refunds.py     the credit note of a return
shortages.py   levels below their minimum
lag.py         how long changes have been waiting to be sent
audit.py       levels of both sides compared
turns.py       work that may happen once on a record
downloads.py   files that records name
rows.py        insert and update many binding rows with one statement
contents.py    the bytes of pictures, read when a remote asks for them
pictures.py    pictures that come in, kept once and put where they belong
memory.py      what remotes share between workers, kept in its own transaction
problems.py    the sentence of every problem
"""
