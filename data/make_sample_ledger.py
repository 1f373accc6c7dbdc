"""Print the sample ledger: invented customers, a year of invoices, who paid when. The same bytes each time."""
# ruff: noqa: INP001 - a script, not a package

from __future__ import annotations

import csv
import io
import sys
from datetime import date
from random import Random

from arcall_tui.domain.money import Money
from arcall_tui.workday.sample.receivables import SampleBill, customers, year_of_bills

AS_OF = date(2026, 11, 20)
CUSTOMERS = 40
SEED = 11
HEADER = (
    "Customer ID", "Customer Name", "Country", "Contact", "Phone", "E-mail", "Invoice No", "PO", "Terms",
    "Invoice Date", "Due Date", "Currency", "Amount", "Open Balance", "Settled Date",
)  # fmt: skip


def ledger() -> str:
    """Return the ledger as CSV."""
    rng = Random(SEED)  # noqa: S311 - it must repeat
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(_row(bill) for bill in year_of_bills(rng, customers(rng, CUSTOMERS), AS_OF))
    return text.getvalue()


def _row(bill: SampleBill) -> tuple[str, ...]:
    customer, person = bill.customer, bill.customer.people[0]
    return (
        customer.ledger_id, customer.name, customer.place.country, person.name, person.phone, person.email,
        bill.number, bill.po, f"Net {customer.terms}", bill.dated.isoformat(), bill.due.isoformat(), bill.currency,
        Money(bill.amount, bill.currency).plain(), Money(bill.balance, bill.currency).plain(),
        bill.paid_on.isoformat() if bill.paid_on else "",
    )  # fmt: skip


if __name__ == "__main__":
    sys.stdout.buffer.write(ledger().encode())
