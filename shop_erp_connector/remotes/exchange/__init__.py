"""Partners without an API: documents as flat rows, in files of a folder or in staging tables.

columns.py   which rows each kind of document is made of, derived from the documents' own fields
meanings.py  what each column means, in words
rows.py      documents ⇄ rows
walking.py   an ERP's own tables, page by page and by what changed
"""
