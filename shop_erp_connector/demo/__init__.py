"""The main job from end to end on simulated systems; `bin/demo` starts it.

    __main__.py   arguments, the order of things, exit codes
    places.py     folder, names and free ports of this copy of the repository
    world.py      the simulated shop and ERP, kept between two starts
    people.py     who buys: invented persons and companies
    buying.py     what they buy, and how
    database.py   the database: made from the template, the addon installed
    company.py    the company in Odoo: country, taxes, journals, delivery methods
    backends.py   both systems connected, code lists mapped, flows switched on
    server.py     the Odoo server as a process of its own; odoo_server.py is its program
    hub.py        talks to Odoo: sessions, "Sync now", waiting
    office.py     what people do in Odoo: deliveries and invoices
    day.py        the steps of the day
    figures.py    both sides compared
    table.py      what is printed

Everything is real but the two remote systems: an Odoo server with workers and its job runner, and HTTP.
"""
