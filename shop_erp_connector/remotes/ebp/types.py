"""The codes of kinds and states of sales documents, as the settings name them."""

from dataclasses import dataclass

from . import wire


@dataclass(frozen=True, slots=True, kw_only=True)
class Types:
    """DocumentType, DocumentState and ValidationState, as texts; see ``unconfirmed``."""

    orders: list
    deliveries: list
    invoices: list
    credits: list
    cancelled: list
    finished: list

    @classmethod
    def told(cls, settings):
        """Return the codes that the settings name.

        :raises InvalidSettings: a code is no whole number, or a needed one is missing
        """
        names = {
            "orders": "order_types",
            "deliveries": "delivery_types",
            "invoices": "invoice_types",
            "credits": "credit_types",
            "cancelled": "cancelled_states",
            "finished": "invoice_validation",
        }
        found = {field: wire.codes(settings[setting]) for field, setting in names.items()}
        for field, setting in names.items():
            if not all(code.isdigit() for code in found[field]) or (
                not found[field] and field in ("orders", "invoices")
            ):
                raise wire.unusable("Codes are whole numbers, divided by commas.", setting)
        return cls(**found)
