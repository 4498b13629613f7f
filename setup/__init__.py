"""Fetches what the addon needs to run (Odoo 19, Python packages, PostgreSQL) and starts programs in it.

Standard library only, so that Python 3.11, git and apt are enough to begin with.

    places.py        where everything lies: the repository, the cache folder
    shell.py         running commands, the lock, folders that are complete or absent
    packages.py      the virtual environment with the pinned packages
    odoo.py          Odoo 19, from Debian or from ODOO_HOME
    postgres.py      the PostgreSQL server, ours or the one named by PGHOST / DATABASE_URL
    databases.py     the template database and its copies
    browser.py       Chromium for the tests with a browser
    environment.py   puts these together: variables and Odoo's configuration file
    commands.py      what bin/demo, bin/test, bin/bench, bin/odoo and bin/python do
"""
