"""The kinds of ledger files that are understood, declared; and those that look like one but are not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from arcall_tui.ledger.columns import squeeze


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of file: of each group in `needs` at least one field has a column."""

    name: str
    needs: tuple[tuple[str, ...], ...]

    def missing(self, found: object) -> list[str]:
        """Name what a header with the fields `found` lacks."""
        fields = set(found)  # type: ignore[call-overload]
        return [" or ".join(group) for group in self.needs if not fields & set(group)]


TABLE = Shape(
    "table", (("account", "name"), ("number",), ("amount", "balance"), ("due_date", "invoice_date"))
)

SHAPES = (TABLE,)


@dataclass(frozen=True, slots=True)
class Lookalike:
    """A file that has all the columns `has` (squeezed) is not an open-item ledger: why, and what is."""

    has: frozenset[str]
    what: str
    instead: str


_ITEM_LIST = (
    "Export one row per invoice with its open balance (accounts receivable, open items or aging detail)."
)

LOOKALIKES = (
    Lookalike(
        frozenset({"qty", "salesprice", "balance"}),
        "is a sales report: its Balance is a running total, not what is open on each invoice",
        "In QuickBooks, export the A/R Aging Detail or the Open Invoices report.",
    ),
    Lookalike(
        frozenset({"unitamount", "lineamount"}),
        "has a row for every invoice line, with the invoice's total repeated on each",
        _ITEM_LIST,
    ),
    Lookalike(
        frozenset({"debit", "credit", "balance"}),
        "is an account statement with a running balance, not a list of invoices",
        _ITEM_LIST,
    ),
    Lookalike(
        frozenset({"umsatzohnesollhabenkz", "konto"}),
        "is a DATEV batch of postings, not a list of open items",
        "In DATEV, export the open-item list (OPOS) of the debtors.",
    ),
)


def lookalike(header: Sequence[str]) -> Lookalike | None:
    """Return what a header gives away as something else than a ledger of open items."""
    squeezed = {squeeze(cell) for cell in header}
    return next((one for one in LOOKALIKES if one.has <= squeezed), None)
