"""The book's tables of what is owed: the imports that it came from, how they changed it, and the money that came in."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from arcall_tui.domain.account import ItemKind
from arcall_tui.store.book.tables import CURRENCY, BookTable, Numbered, instant


class LedgerImport(Numbered, table=True):
    """One ledger taken in. `as_of`: its balances stood so at that day's close."""

    creditor_id: int = Field(foreign_key="creditor.id")
    file_name: str
    file_hash: str
    shape: str
    mapping: str = "{}"  # JSON: field -> column as read
    as_of: date
    at: datetime = instant()
    summary: str = "{}"  # JSON: what changed
    marks: str = ""  # JSON: the last key of each table before and after, for taking it back
    undone_at: datetime | None = instant(nullable=True)


class ImportBefore(BookTable, table=True):
    """A row as it was before the newest import changed it (JSON), so that the import can be taken back."""

    place: str = Field(primary_key=True)  # the table
    key: int = Field(primary_key=True)
    row: str | None = None  # empty: the import made the row


class ReceiptRow(BookTable, table=True):
    """A payment that a payments file told of: told again, it is not taken off again."""

    creditor_id: int = Field(foreign_key="creditor.id", primary_key=True)
    said: str = Field(primary_key=True)  # the row's facts
    import_id: int = Field(foreign_key="ledger_import.id")


class ShapeMapping(BookTable, table=True):
    """How the user read a kind of file, by its header, so that it need not be said again."""

    header: str = Field(primary_key=True)  # hash of the header's names
    choices: str  # JSON: mapping, date order, decimal, terms, currency
    at: datetime = instant()


class InvoiceRow(Numbered, table=True):
    """An invoice, credit note or unapplied payment; open while `settled_on` is empty."""

    __table_args__ = (
        UniqueConstraint("account_id", "number"),
        CheckConstraint("length(number) > 0", name="number_given"),
        CheckConstraint(CURRENCY, name="currency_code"),
        CheckConstraint("typeof(amount) = 'integer' AND typeof(balance) = 'integer'", name="minor_units"),
        CheckConstraint("settled_on IS NULL OR balance = 0", name="settled_owes_nothing"),
        Index(
            "invoice_open",
            "account_id",
            "currency",
            "due_date",
            "balance",
            sqlite_where=text("settled_on IS NULL"),
        ),
    )

    account_id: int = Field(foreign_key="account.id")
    number: str
    kind: str = ItemKind.INVOICE.value
    invoice_date: date | None = None
    due_date: date
    due_from_terms: bool = False
    amount: int
    balance: int
    currency: str
    po: str = ""
    disputed: bool = False  # the ledger's own flag: shown, never applied
    settled_on: date | None = None
    # The merged account whose item the ledger says it is
    came_from: int | None = Field(default=None, foreign_key="account.id")
    first_import_id: int | None = Field(default=None, foreign_key="ledger_import.id")
    last_import_id: int | None = Field(default=None, foreign_key="ledger_import.id")


class BalanceChange(BookTable, table=True):
    """How an import changed an item: what stood as of any past day is today's, these rolled back.

    The `old_` facts other than the balance are what reports need to tell the past as it was told then; empty
    where they are not known to have changed.
    """

    invoice_id: int = Field(foreign_key="invoice.id", primary_key=True)
    import_id: int = Field(foreign_key="ledger_import.id", primary_key=True)
    as_of: date
    old_balance: int
    new_balance: int
    old_amount: int | None = None
    old_currency: str | None = None
    old_invoice_date: date | None = None
    old_due_date: date | None = None
    old_settled_on: date | None = None


class Payment(Numbered, table=True):
    """Money that came in: from a payments file, or seen as a lower balance in a newer ledger."""

    __table_args__ = (CheckConstraint(CURRENCY, name="currency_code"),)

    account_id: int = Field(foreign_key="account.id", index=True)
    invoice_id: int | None = Field(default=None, foreign_key="invoice.id", index=True)
    amount: int
    currency: str
    paid_on: date
    reference: str = ""
    import_id: int | None = Field(default=None, foreign_key="ledger_import.id")


class PayerHistory(BookTable, table=True):
    """How an account paid: days late of each settled invoice, kept up by the imports that settle them."""

    account_id: int = Field(foreign_key="account.id", primary_key=True)
    days_late: bytes  # sorted signed 16-bit little-endian integers
