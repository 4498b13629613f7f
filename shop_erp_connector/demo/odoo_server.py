"""Odoo's command line as a file: its server starts itself once more for the live part, by the name of its file."""

from odoo.cli.command import main

main()
