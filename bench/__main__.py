"""Measure the hub against bare Odoo in one run: ``bin/bench [--quick] [--json FILE]``."""

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from catalogue import catalogue
from customer_measures import customers
from exchange_files import exchange_files
from exchange_tables import exchange_tables
from hub import Hub
from measures import MEASURES
from shop_calls import shop_calls
from shop_process import ShopProcess
from stock_measures import STOCK_MEASURES
from whole_life import whole_life


def by_files(_hub, _shop, divisor):
    """The exchange by files needs neither Odoo nor a shop."""
    return exchange_files(divisor)


def by_tables(_hub, _shop, divisor):
    """The exchange by tables needs databases of its own."""
    return exchange_tables(divisor)


def main():
    measures = (*MEASURES, catalogue, *STOCK_MEASURES, customers, whole_life, shop_calls, by_files, by_tables)
    parser = argparse.ArgumentParser(prog="bin/bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the records: figures are rough")
    parser.add_argument("--json", metavar="FILE", help="write the figures there as JSON")
    parser.add_argument("--only", metavar="NAME", help=f"one of {', '.join(one.__name__ for one in measures)}")
    arguments = parser.parse_args()
    results = {}
    for measure in measures:
        if arguments.only not in (None, measure.__name__):
            continue
        with ShopProcess() as shop, Hub() as hub:
            results |= measure(hub, shop, 10 if arguments.quick else 1)
    print_table(results)
    if arguments.json:
        Path(arguments.json).write_text(json.dumps(results, indent=2) + "\n")


def print_table(results):
    print(f"{'figure':32} {'value':>10} {'unit':12} {'floor':>10} {'ratio':>7}")
    for name, figure in results.items():
        floor = "" if figure["floor"] is None else f"{figure['floor']:.2f}"
        ratio = "" if figure["ratio"] is None else f"{figure['ratio']:.2f}"
        print(f"{name:32} {figure['value']:10.2f} {figure['unit']:12} {floor:>10} {ratio:>7}")


if __name__ == "__main__":
    main()
