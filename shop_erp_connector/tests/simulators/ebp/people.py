"""What EBP's people do with customers."""

from datetime import timedelta
from decimal import Decimal


class People:
    """Operators' actions on customers; mixed into the simulator."""

    def add_customer(self, code, name, **values):
        """Make a customer in Lyon; return the code."""
        defaults = {
            "Name": name,
            "NaturalPerson": True,
            "ActiveState": 0,
            "FamilyId": "PART",
            "SettlementModeId": "CB",
            "MainInvoicingAddress_Address1": "12 rue des Lilas",
            "MainInvoicingAddress_ZipCode": "69003",
            "MainInvoicingAddress_City": "Lyon",
            "MainInvoicingAddress_CountryIsoCode": "FR",
            "MainInvoicingContact_Name": name,
            "MainInvoicingContact_Email": f"{code.lower()}@exemple.fr",
        }
        return self.store.add("Customer", Id=code, **defaults | values)

    def add_address(self, customer, **values):
        """Give a customer one more address."""
        defaults = {
            "AssociatedCustomerId": customer,
            "AddressFields_ThirdName": "Atelier",
            "AddressFields_Address1": "3 quai Rambaud",
            "AddressFields_ZipCode": "69002",
            "AddressFields_City": "Lyon",
            "AddressFields_CountryIsoCode": "FR",
            "IsMainInvoicing": False,
            "IsMainDelivery": False,
        }
        return self.store.add("Address", **defaults | values)

    def add_debt(self, invoice, amount, *, due_in=30):
        """Let an invoice be owed."""
        due = self.now() + timedelta(days=due_in)
        amount = Decimal(amount)
        self.store.add("SaleCommitment", DocumentId=invoice, DueDate=due, Amount=amount, BalanceDue=amount)
        self.store.update("SaleDocument", {"Id": invoice}, CommitmentsBalanceDue=amount)
