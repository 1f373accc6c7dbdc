"""Payment terms: when an invoice falls due where the ledger does not say."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from arcall_tui.ledger.words import pattern

_ON_RECEIPT, _NET, _END_OF_MONTH = map(pattern, ("terms_on_receipt", "terms_net", "terms_end_of_month"))


def due_by_terms(terms: str, invoice_date: date) -> date | None:
    """Return when an invoice of that date falls due, None where the terms are not understood.

    Understood: `Net 30`, `30 days`, `2/10 net 30` (the discount is passed over), due on receipt, and end of
    month: `EOM` (the invoice month's last day), `EOM + 15`, `30 EOM` (30 days on, then to the month's end).
    """
    # What stands before the last comma is a discount for paying sooner.
    words = " ".join(terms.rpartition(",")[2].split()) or " ".join(terms.split())
    if _ON_RECEIPT.fullmatch(words):
        return invoice_date
    if net := _NET.fullmatch(words):
        return invoice_date + timedelta(days=int(net["days"]))
    if end := _END_OF_MONTH.fullmatch(words):
        start = invoice_date + timedelta(days=int(end["before"] or 0))
        last = start.replace(day=monthrange(start.year, start.month)[1])
        return last + timedelta(days=int(end["after"] or 0))
    return None
