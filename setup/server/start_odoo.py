"""Odoo's command line as a file: a server with workers starts itself once more, by the name of its file."""

from odoo.cli.command import main

main()
