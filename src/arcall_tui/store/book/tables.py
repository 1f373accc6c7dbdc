"""The book's tables. Amounts are minor units with their currency; dates are dates; instants are UTC.

A field's default is the column's default in the book. No CHECK lists codes: a new one would need every book made anew.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Column, DefaultClause, Index, MetaData, String, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from arcall_tui.domain.account import ItemKind
from arcall_tui.domain.activity import LIVE_PROMISES, DisputeState, PromiseState, SetBy


def _instant(*, nullable: bool = False) -> Any:  # noqa: ANN401 - what Field() returns
    """Return a column of UTC instants, kept as `2026-11-20T14:05:00+00:00`."""
    return Field(default=None, sa_column=Column(String, nullable=nullable))


_CURRENCY = "length(currency) = 3"
_CLOCK = "[0-2][0-9]:[0-5][0-9]"


class Creditor(SQLModel, table=True):
    """For whom the caller calls; unnamed (empty) where there is only one."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)


class AccountRow(SQLModel, table=True):
    """A customer who owes."""

    __tablename__: ClassVar[str] = "account"

    __table_args__ = (
        UniqueConstraint("creditor_id", "ledger_id"),
        CheckConstraint("length(ledger_id) > 0", name="ledger_id_given"),
        CheckConstraint(f"prefers = '' OR prefers GLOB '{_CLOCK}-{_CLOCK}'", name="prefers_hours"),
    )

    id: int | None = Field(default=None, primary_key=True)
    creditor_id: int = Field(foreign_key="creditor.id")
    ledger_id: str
    name: str
    country: str = ""
    zone: str | None = None
    language: str = ""
    terms: str = ""
    consumer: bool = False
    payer_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    region: str = Field(default="", description="ISO 3166-2 within the country")
    prefers: str = Field(default="", description="10:00-12:00 on their clock")
    hold: str | None = None
    hold_reason: str = ""
    snoozed_until: date | None = None
    snooze_reason: str = ""
    credit_limit: int | None = Field(default=None, description="minor units of `credit_currency`")
    credit_currency: str | None = None
    credit_limit_by_caller: bool = Field(default=False, description="no ledger overwrites it")
    other_names: str = Field(
        default="",
        description="what ledgers also call the customer, one a line",
    )
    merged_into: int | None = Field(
        default=None,
        foreign_key="account.id",
        description="the account that has its items since they were joined",
    )


class ContactRow(SQLModel, table=True):
    """Someone to ask for. `by_caller`: typed in by the caller, so that an import never changes it."""

    __tablename__: ClassVar[str] = "contact"

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    name: str = ""
    role: str = ""
    phone: str = ""
    digits: str = Field(default="", description="the phone's digits alone, to be found by")
    email: str = ""
    bad_number: bool = False
    by_caller: bool = False
    language: str = Field(default="")
    times: str = Field(default="", description="when they like to be rung")
    ledger_name: str = Field(default="", description="what the ledger said before the caller corrected it")
    ledger_phone: str = Field(default="")
    ledger_email: str = Field(default="")
    address: str = Field(default="", description="how to address them")


class GuideRow(SQLModel, table=True):
    """What stands about an account from call to call, as the caller typed it; no import touches it."""

    __tablename__: ClassVar[str] = "guide"

    account_id: int = Field(foreign_key="account.id", primary_key=True)
    method: str = ""
    pay_run: str = ""
    cut_off: str = ""
    portal: str = ""
    mind: str = ""
    tags: str = Field(default="", description="the caller's own words for it, with blanks between")


class SavedFilter(SQLModel, table=True):
    """A filter of the list that the caller has given a name, and perhaps a key."""

    __tablename__: ClassVar[str] = "saved_filter"

    name: str = Field(primary_key=True)
    key: str = ""
    words: str


class SparedNumber(SQLModel, table=True):
    """Digits that look like a card number, and are none by the caller's word: they are not masked."""

    __tablename__: ClassVar[str] = "spared_number"

    digits: str = Field(primary_key=True)


class LedgerImport(SQLModel, table=True):
    """One ledger taken in. `as_of`: its balances stood so at that day's close."""

    __tablename__: ClassVar[str] = "ledger_import"

    id: int | None = Field(default=None, primary_key=True)
    creditor_id: int = Field(foreign_key="creditor.id")
    file_name: str
    file_hash: str
    shape: str
    mapping: str = Field(default="{}", description="JSON: field -> column as read")
    as_of: date
    at: datetime = _instant()
    summary: str = Field(default="{}", description="JSON: what changed")
    marks: str = Field(
        default="",
        description="JSON: the last key of each table before and after, for taking it back",
    )
    undone_at: datetime | None = _instant(nullable=True)


class ImportBefore(SQLModel, table=True):
    """A row as it was before the newest import changed it (JSON), so that the import can be taken back."""

    __tablename__: ClassVar[str] = "import_before"

    place: str = Field(primary_key=True, description="the table")
    key: int = Field(primary_key=True)
    row: str | None = Field(default=None, description="empty: the import made the row")


class ReceiptRow(SQLModel, table=True):
    """A payment that a payments file told of: told again, it is not taken off again."""

    __tablename__: ClassVar[str] = "receipt"

    creditor_id: int = Field(foreign_key="creditor.id", primary_key=True)
    said: str = Field(primary_key=True, description="the row's facts")
    import_id: int = Field(foreign_key="ledger_import.id")


class JoinedRow(SQLModel, table=True):
    """A row that came to another account when its own was joined to it: a split gives it back."""

    __tablename__: ClassVar[str] = "joined_row"

    place: str = Field(primary_key=True, description="the table")
    key: int = Field(primary_key=True)
    account_id: int = Field(foreign_key="account.id", description="the account it belonged to")


class HandedRow(SQLModel, table=True):
    """A row that went to another book or came from one, by the name that it has in both."""

    __tablename__: ClassVar[str] = "handed_row"
    __table_args__ = (Index("handed_row_place", "place", "key"),)

    uid: str = Field(primary_key=True, description="book, table, number there, digest of what stays")
    place: str = Field(description="the table")
    key: int
    was: str = Field(description="JSON: column -> digest of what it was when it last went or came")


class ShapeMapping(SQLModel, table=True):
    """How the user read a kind of file, by its header, so that it need not be said again."""

    __tablename__: ClassVar[str] = "shape_mapping"

    header: str = Field(primary_key=True, description="hash of the header's names")
    choices: str = Field(description="JSON: mapping, date order, decimal, terms, currency")
    at: datetime = _instant()


class InvoiceRow(SQLModel, table=True):
    """An invoice, credit note or unapplied payment; open while `settled_on` is empty."""

    __tablename__: ClassVar[str] = "invoice"

    __table_args__ = (
        UniqueConstraint("account_id", "number"),
        CheckConstraint("length(number) > 0", name="number_given"),
        CheckConstraint(_CURRENCY, name="currency_code"),
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

    id: int | None = Field(default=None, primary_key=True)
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
    disputed: bool = Field(default=False, description="the ledger's own flag: shown, never applied")
    settled_on: date | None = None
    came_from: int | None = Field(
        default=None,
        foreign_key="account.id",
        description="the merged account whose item the ledger says it is",
    )
    first_import_id: int | None = Field(default=None, foreign_key="ledger_import.id")
    last_import_id: int | None = Field(default=None, foreign_key="ledger_import.id")


class BalanceChange(SQLModel, table=True):
    """How an import changed an item: what stood as of any past day is today's, these rolled back.

    The `old_` facts other than the balance are what reports need to tell the past as it was told then; empty
    where they are not known to have changed.
    """

    __tablename__: ClassVar[str] = "balance_change"

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


class Payment(SQLModel, table=True):
    """Money that came in: from a payments file, or seen as a lower balance in a newer ledger."""

    __table_args__ = (CheckConstraint(_CURRENCY, name="currency_code"),)

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    invoice_id: int | None = Field(default=None, foreign_key="invoice.id", index=True)
    amount: int
    currency: str
    paid_on: date
    reference: str = ""
    import_id: int | None = Field(default=None, foreign_key="ledger_import.id")


class ActivityRow(SQLModel, table=True):
    """A call, mail or event."""

    __tablename__: ClassVar[str] = "activity"

    __table_args__ = (
        CheckConstraint("seconds IS NULL OR seconds >= 0", name="seconds_counted"),
        Index("activity_by_account", "account_id", "at"),
        Index("activity_by_workday", "workday"),
    )

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id")
    contact_id: int | None = Field(default=None, foreign_key="contact.id")
    direction: str = "out"
    code: str
    at: datetime = _instant()
    workday: date
    seconds: int | None = None
    root_cause: str | None = None
    note: str = ""
    detail: str = Field(default="", description="the outcome's facts in words, as they were confirmed")


class NoteRevision(SQLModel, table=True):
    """What a note said before it was corrected."""

    __tablename__: ClassVar[str] = "note_revision"

    id: int | None = Field(default=None, primary_key=True)
    activity_id: int = Field(foreign_key="activity.id", index=True)
    at: datetime = _instant()
    note: str


class PromiseRow(SQLModel, table=True):
    """A promise to pay; a plan is several that share `plan`."""

    __tablename__: ClassVar[str] = "promise"

    __table_args__ = (
        CheckConstraint(_CURRENCY, name="currency_code"),
        CheckConstraint("amount > 0", name="amount_promised"),
        Index("promise_by_account", "account_id"),
        Index("promise_made", "made_on"),
        Index("promise_live", "due_on", sqlite_where=text(f"state IN {tuple(map(str, LIVE_PROMISES))}")),
    )

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id")
    activity_id: int | None = Field(default=None, foreign_key="activity.id")
    made_on: date
    due_on: date
    amount: int
    currency: str
    method: str = ""
    said_by: str = ""
    level: int = 0
    plan: int | None = None
    state: str = PromiseState.OPEN.value
    settled_on: date | None = None
    after_import_id: int | None = Field(
        default=None,
        foreign_key="ledger_import.id",
        description="the newest import when it was made: money that one had seen was not promised; empty: not known",
    )


class PromiseReopened(SQLModel, table=True):
    """A verdict on a promise that a reversed payment took back: what was said of it until `on`."""

    __tablename__: ClassVar[str] = "promise_reopened"

    promise_id: int = Field(foreign_key="promise.id", primary_key=True)
    on: date = Field(primary_key=True)
    old_state: str
    old_settled_on: date | None = None


class PromiseLine(SQLModel, table=True):
    """So much of that invoice. `paid`: the money since the promise that counts towards it, as imports found."""

    __tablename__: ClassVar[str] = "promise_line"
    __table_args__ = (CheckConstraint("paid BETWEEN 0 AND amount", name="paid_as_promised"),)

    promise_id: int = Field(foreign_key="promise.id", primary_key=True)
    invoice_id: int = Field(foreign_key="invoice.id", primary_key=True, index=True)
    amount: int
    paid: int = Field(default=0)


class DisputeRow(SQLModel, table=True):
    """What the customer objects to, and who must act."""

    __tablename__: ClassVar[str] = "dispute"

    __table_args__ = (Index("dispute_by_account", "account_id"),)

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id")
    activity_id: int | None = Field(default=None, foreign_key="activity.id")
    opened_on: date
    reason: str
    owner: str = ""
    next_on: date
    state: str = DisputeState.OPEN.value
    resolved_on: date | None = None


class DisputeLine(SQLModel, table=True):
    """So much of that invoice."""

    __tablename__: ClassVar[str] = "dispute_line"

    dispute_id: int = Field(foreign_key="dispute.id", primary_key=True)
    invoice_id: int = Field(foreign_key="invoice.id", primary_key=True, index=True)
    amount: int


class FollowUpRow(SQLModel, table=True):
    """A next step; `done_at` empty while it is still to be done."""

    __tablename__: ClassVar[str] = "follow_up"
    __table_args__ = (
        Index("follow_up_open", "account_id", sqlite_where=text("done_at IS NULL")),
        Index("follow_up_due", "due_on", sqlite_where=text("done_at IS NULL")),
        Index("follow_up_timed", "at", sqlite_where=text("done_at IS NULL AND at IS NOT NULL")),
    )

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id")
    activity_id: int | None = Field(default=None, foreign_key="activity.id")
    promise_id: int | None = Field(default=None, foreign_key="promise.id")
    dispute_id: int | None = Field(default=None, foreign_key="dispute.id")
    kind: str
    due_on: date
    at: datetime | None = _instant(nullable=True)
    zone: str | None = None
    reason: str
    set_by: str = SetBy.RULE.value
    done_at: datetime | None = _instant(nullable=True)


class Feedback(SQLModel, table=True):
    """What a customer or a supervisor said about the caller's work, and what became of it."""

    __table_args__ = (
        CheckConstraint("(kind = 'rating') = (rating IS NOT NULL)", name="rating_rates"),
        CheckConstraint("rating IS NULL OR rating BETWEEN 1 AND 5", name="one_to_five"),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    workday: date
    at: datetime = _instant()
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    activity_id: int | None = Field(default=None, foreign_key="activity.id", index=True)
    rating: int | None = Field(default=None, description="1 to 5, 5 is best")
    said_by: str = ""
    text: str = ""
    result: str = Field(default="", description="what became of it")
    done_on: date | None = None


class Draft(SQLModel, table=True):
    """The note being written, kept from the first key on."""

    account_id: int = Field(foreign_key="account.id", primary_key=True)
    note: str
    at: datetime = _instant()


class FormDraft(SQLModel, table=True):
    """A form that is being filled in, kept until it is sent or given up."""

    __tablename__: ClassVar[str] = "form_draft"

    account_id: int = Field(foreign_key="account.id", primary_key=True)
    form: str = Field(primary_key=True, description="which of the screen's forms")
    texts: str = Field(description="JSON: field -> what was typed")


class SettingRow(SQLModel, table=True):
    """What the book itself remembers, such as the base currency."""

    __tablename__: ClassVar[str] = "setting"

    key: str = Field(primary_key=True)
    value: str


class UndoStep(SQLModel, table=True):
    """One action of the caller and the inverse of every row it wrote (JSON)."""

    __tablename__: ClassVar[str] = "undo_step"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = _instant()
    label: str
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    changes: str
    undone_at: datetime | None = _instant(nullable=True)


class RecordLink(SQLModel, table=True):
    """A link of the record's chain: see `record_links`. `hash` holds the one before, and so all before it."""

    __tablename__: ClassVar[str] = "record_link"
    __table_args__ = (Index("record_link_of", "place", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    at: str = Field(description="UTC, by the machine's clock, whatever --now says")
    form: int = Field(description="what of the row it holds")
    place: str = Field(description="the table, or `erasure`")
    key: int = Field(description="the row's number; of an erasure the account's")
    salt: str = Field(description="empty where the words were erased")
    said: str = Field(description="SHA-256 of salt and row; empty where the row was removed")
    hash: str


class PayerHistory(SQLModel, table=True):
    """How an account paid: days late of each settled invoice, kept up by the imports that settle them."""

    __tablename__: ClassVar[str] = "payer_history"

    account_id: int = Field(foreign_key="account.id", primary_key=True)
    days_late: bytes = Field(description="sorted signed 16-bit little-endian integers")


class StandingRow(SQLModel, table=True):
    """A cache: where each account stood on `day`, but for what follows from the date, and how it ranked last."""

    __tablename__: ClassVar[str] = "standing"
    __table_args__ = (Index("standing_order", "place_group", "place_value"),)

    account_id: int = Field(foreign_key="account.id", primary_key=True)
    day: date
    shape: int = Field(default=0, description="which fields the card has")
    place_group: int
    place_value: float = Field(description="smaller comes first")
    ledger_id: str
    payer: int | None = None
    alike: str = Field(description="the same for accounts that every gate treats alike")
    call_from: float = Field(
        description="when the next call comes due: seconds since 1970, or an ordinal day"
    )
    tried: str = Field(description="the latest attempts, the last one first")
    contact: int = Field(description="ordinal day on which someone answered last")
    card: str = Field(description="JSON array: the standing's fields")
    owed: bytes = Field(description="the open items, packed")


def metadata() -> MetaData:
    """Return all tables, each column with its field's default, so that plain SQL may leave it out, too."""
    for model in SQLModel.__subclasses__():
        for name, field in model.model_fields.items():
            if isinstance(field.default, str | int):
                default = field.default if isinstance(field.default, str) else text(str(int(field.default)))
                SQLModel.metadata.tables[str(model.__tablename__)].columns[
                    name
                ].server_default = DefaultClause(default)
    return SQLModel.metadata
