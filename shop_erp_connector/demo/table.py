"""The printed table: what went over, and both sides compared."""

from decimal import Decimal

from .hub import COUNTERS

_KINDS = {
    "category": "categories",
    "product": "products",
    "price": "prices",
    "stock": "stock levels",
    "customer": "customers",
    "order": "orders",
    "status": "order states",
    "shipment": "deliveries",
    "invoice": "invoices",
}
_WIDE, _NARROW = 46, 9


def print_counts(counts):
    """Print a row for each kind and direction, in the order in which they first ran."""
    _line("", "read", *COUNTERS[1:], "seconds")
    for (backend_name, kind, direction), row in counts.items():
        way = f"{backend_name} → Odoo" if direction == "in" else f"Odoo → {backend_name}"
        _line(f"{way}: {_KINDS[kind]}", *(row[name] for name in COUNTERS), f"{row['seconds']:.1f}")
    totals = [sum(row[name] for row in counts.values()) for name in COUNTERS]
    _line("All", *totals, f"{sum(row['seconds'] for row in counts.values()):.1f}")


def print_figures(figures):
    """Print both sides of each figure, with a mark on those that differ."""
    print()
    _line("", "there", "in Odoo", "differ")
    for figure in figures:
        mark = "" if figure.matches else "  ← differs"
        _line(figure.title, *map(_text, (figure.there, figure.here, figure.difference)), end=f"{mark}\n")


def _line(title, *cells, end="\n"):
    width = _NARROW if len(cells) > 3 else _NARROW + 4
    print(f"{title:<{_WIDE}}" + "".join(f"{cell:>{width}}" for cell in cells), end=end, flush=True)


def _text(number):
    return f"{number:.2f}" if isinstance(number, Decimal) else str(number)
