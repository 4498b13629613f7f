"""The life of a record, written once, over sets of rows. Read in this order:

fetch.py       one page of documents → binding rows (pending) + cursor, in one transaction
apply.py       pending rows → Odoo records, in one batch; held and failed rows stand aside
demand.py      what a page refers to and is not known yet is fetched first
references.py  everything a page refers to, looked up in a handful of queries
ownership.py   who may write which field group
settlement.py  what both sides changed: whose is written, whose is sent, what a person is asked
parts.py       what of a document has no value on the Odoo record, compared part by part (part_labels.py: its words)
values.py      values as write() takes them, compared and readable
attempt.py     do the whole batch, or halve it until the bad row stands alone
collect.py     which rows Odoo has to send: new records and changed ones
push.py        build the documents now, skip what the remote already has, send, store each result
protection.py  what the remote owns is not overwritten
cleared.py     what was cleared on one side is cleared on the other
read_back.py   what a remote makes of what it was sent
tickets.py     writes that the remote took and does later
outgoing.py    what a sent order or invoice refers to at the remote
takeover.py    the first take-over: read aside, matched, tried in a savepoint
candidates.py  which record of Odoo a remote's may be
mappings.py    code lists and the Odoo records that stand for them
languages.py   which languages both sides share
fields.py      user fields
whole.py       what a whole reading does not name any more
downloads.py   files that records name
refunds.py     the credit note of a return
turns.py       work that may happen once on a record
rows.py        insert and update many binding rows with one statement
memory.py      what remotes share between workers, kept in its own transaction
texts.py       texts that no database takes
problems.py    the sentence of every problem

catalogue/  customers/  stock/    what only these records need
"""
