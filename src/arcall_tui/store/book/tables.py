"""The book's tables of customers, of calls and of itself; those of what is owed stand beside. Amounts are minor units with their currency; dates are dates; instants are UTC.

A field's default is the column's default in the book. No CHECK lists codes: a new one would need every book made anew.
"""

import re
from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Column, Index, String, UniqueConstraint, text
from sqlalchemy.orm import declared_attr
from sqlmodel import Field, SQLModel

from arcall_tui.domain.activity import LIVE_PROMISES, DisputeState, PromiseState, SetBy

CURRENCY = "length(currency) = 3"
_WORD = re.compile(r"(?<!^)(?=[A-Z])")


class BookTable(SQLModel):
    """A table of the book; it is called as its class: `saved_filter` of SavedFilter, `account` of AccountRow."""

    @declared_attr.directive
    def __tablename__(cls) -> str:  # noqa: N805 - SQLAlchemy hands in the class
        return _WORD.sub("_", cls.__name__.removesuffix("Row")).lower()


class Numbered(BookTable):
    """One whose rows are known by a number of their own."""

    id: int | None = Field(default=None, primary_key=True)


def instant(*, nullable: bool = False) -> Any:  # noqa: ANN401 - what Field() returns
    """Return a column of UTC instants, kept as `2026-11-20T14:05:00+00:00`."""
    return Field(default=None, sa_column=Column(String, nullable=nullable))


_CLOCK = "[0-2][0-9]:[0-5][0-9]"


# Customers, whom to ask for, and what stands about them from call to call.


class Creditor(Numbered, table=True):
    """For whom the caller calls; unnamed (empty) where there is only one."""

    name: str = Field(unique=True)


class AccountRow(Numbered, table=True):
    """A customer who owes."""

    __table_args__ = (
        UniqueConstraint("creditor_id", "ledger_id"),
        CheckConstraint("length(ledger_id) > 0", name="ledger_id_given"),
        CheckConstraint(f"prefers = '' OR prefers GLOB '{_CLOCK}-{_CLOCK}'", name="prefers_hours"),
    )

    creditor_id: int = Field(foreign_key="creditor.id")
    ledger_id: str
    name: str
    country: str = ""
    zone: str | None = None
    language: str = ""
    terms: str = ""
    consumer: bool = False
    payer_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    region: str = ""  # ISO 3166-2 within the country
    prefers: str = ""  # 10:00-12:00 on their clock
    hold: str | None = None
    hold_reason: str = ""
    snoozed_until: date | None = None
    snooze_reason: str = ""
    credit_limit: int | None = None  # minor units of `credit_currency`
    credit_currency: str | None = None
    credit_limit_by_caller: bool = False  # no ledger overwrites it
    other_names: str = ""  # what ledgers also call the customer, one a line
    # The account that has its items since they were joined
    merged_into: int | None = Field(default=None, foreign_key="account.id")
    postal: str = ""  # the ledger's address: lines, a tab between postcode and town


class ContactRow(Numbered, table=True):
    """Someone to ask for. `by_caller`: typed in by the caller, so that an import never changes it."""

    account_id: int = Field(foreign_key="account.id", index=True)
    name: str = ""
    role: str = ""
    phone: str = ""
    digits: str = ""  # the phone's digits alone, to be found by
    email: str = ""
    bad_number: bool = False
    by_caller: bool = False
    language: str = ""
    times: str = ""  # when they like to be rung
    ledger_name: str = ""  # what the ledger said before the caller corrected it
    ledger_phone: str = ""
    ledger_email: str = ""
    address: str = ""  # how to address them


class GuideRow(BookTable, table=True):
    """What stands about an account from call to call, as the caller typed it; no import touches it."""

    account_id: int = Field(foreign_key="account.id", primary_key=True)
    method: str = ""
    pay_run: str = ""
    cut_off: str = ""
    portal: str = ""
    mind: str = ""
    tags: str = ""  # the caller's own words for it, with blanks between
    post: str = ""  # where letters go, if not to the ledger's address


class SavedFilter(BookTable, table=True):
    """A filter of the list that the caller has given a name, and perhaps a key."""

    name: str = Field(primary_key=True)
    key: str = ""
    words: str


class SparedNumber(BookTable, table=True):
    """Digits that look like a card number, and are none by the caller's word: they are not masked."""

    digits: str = Field(primary_key=True)


# Calls and what came of them: notes, promises, disputes, next steps.


class ActivityRow(Numbered, table=True):
    """A call, mail or event."""

    __table_args__ = (
        CheckConstraint("seconds IS NULL OR seconds >= 0", name="seconds_counted"),
        Index("activity_by_account", "account_id", "at"),
        Index("activity_by_workday", "workday"),
    )

    account_id: int = Field(foreign_key="account.id")
    contact_id: int | None = Field(default=None, foreign_key="contact.id")
    direction: str = "out"
    code: str
    at: datetime = instant()
    workday: date
    seconds: int | None = None
    root_cause: str | None = None
    note: str = ""
    detail: str = ""  # the outcome's facts in words, as they were confirmed


class NoteRevision(Numbered, table=True):
    """What a note said before it was corrected."""

    activity_id: int = Field(foreign_key="activity.id", index=True)
    at: datetime = instant()
    note: str


class PromiseRow(Numbered, table=True):
    """A promise to pay; a plan is several that share `plan`."""

    __table_args__ = (
        CheckConstraint(CURRENCY, name="currency_code"),
        CheckConstraint("amount > 0", name="amount_promised"),
        Index("promise_by_account", "account_id"),
        Index("promise_made", "made_on"),
        Index("promise_live", "due_on", sqlite_where=text(f"state IN {tuple(map(str, LIVE_PROMISES))}")),
    )

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
    any_invoice: bool = False  # no bill was named: any money of the account keeps it; else that on its lines
    state: str = PromiseState.OPEN.value
    settled_on: date | None = None
    # The newest import when it was made: money that one had seen was not promised; empty: not known
    after_import_id: int | None = Field(default=None, foreign_key="ledger_import.id")


class PromiseReopened(BookTable, table=True):
    """A verdict on a promise that a reversed payment took back: what was said of it until `on`."""

    promise_id: int = Field(foreign_key="promise.id", primary_key=True)
    on: date = Field(primary_key=True)
    old_state: str
    old_settled_on: date | None = None


class PromiseLine(BookTable, table=True):
    """So much of that invoice. `paid`: the money since the promise that counts towards it, as imports found."""

    __table_args__ = (CheckConstraint("paid BETWEEN 0 AND amount", name="paid_as_promised"),)

    promise_id: int = Field(foreign_key="promise.id", primary_key=True)
    invoice_id: int = Field(foreign_key="invoice.id", primary_key=True, index=True)
    amount: int
    paid: int = 0


class DisputeRow(Numbered, table=True):
    """What the customer objects to, and who must act."""

    __table_args__ = (Index("dispute_by_account", "account_id"),)

    account_id: int = Field(foreign_key="account.id")
    activity_id: int | None = Field(default=None, foreign_key="activity.id")
    opened_on: date
    reason: str
    owner: str = ""
    next_on: date
    state: str = DisputeState.OPEN.value
    resolved_on: date | None = None


class DisputeLine(BookTable, table=True):
    """So much of that invoice."""

    dispute_id: int = Field(foreign_key="dispute.id", primary_key=True)
    invoice_id: int = Field(foreign_key="invoice.id", primary_key=True, index=True)
    amount: int


class FollowUpRow(Numbered, table=True):
    """A next step; `done_at` empty while it is still to be done."""

    __table_args__ = (
        Index("follow_up_open", "account_id", sqlite_where=text("done_at IS NULL")),
        Index("follow_up_due", "due_on", sqlite_where=text("done_at IS NULL")),
        Index("follow_up_timed", "at", sqlite_where=text("done_at IS NULL AND at IS NOT NULL")),
    )

    account_id: int = Field(foreign_key="account.id")
    activity_id: int | None = Field(default=None, foreign_key="activity.id")
    promise_id: int | None = Field(default=None, foreign_key="promise.id")
    dispute_id: int | None = Field(default=None, foreign_key="dispute.id")
    kind: str
    due_on: date
    at: datetime | None = instant(nullable=True)
    zone: str | None = None
    reason: str
    set_by: str = SetBy.RULE.value
    done_at: datetime | None = instant(nullable=True)


class Feedback(Numbered, table=True):
    """What a customer or a supervisor said about the caller's work, and what became of it."""

    __table_args__ = (
        CheckConstraint("(kind = 'rating') = (rating IS NOT NULL)", name="rating_rates"),
        CheckConstraint("rating IS NULL OR rating BETWEEN 1 AND 5", name="one_to_five"),
    )

    kind: str
    workday: date
    at: datetime = instant()
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    activity_id: int | None = Field(default=None, foreign_key="activity.id", index=True)
    rating: int | None = None  # 1 to 5, 5 is best
    said_by: str = ""
    text: str = ""
    result: str = ""  # what became of it
    done_on: date | None = None


class Draft(BookTable, table=True):
    """The note being written, kept from the first key on."""

    account_id: int = Field(foreign_key="account.id", primary_key=True)
    note: str
    at: datetime = instant()


class FormDraft(BookTable, table=True):
    """A form that is being filled in, kept until it is sent or given up."""

    account_id: int = Field(foreign_key="account.id", primary_key=True)
    form: str = Field(primary_key=True)  # which of the screen's forms
    texts: str  # JSON: field -> what was typed


# What the book remembers of itself: settings, undo, the record, joined and handed rows, the kept standings.


class SettingRow(BookTable, table=True):
    """What the book itself remembers, such as the base currency."""

    key: str = Field(primary_key=True)
    value: str


class UndoStep(Numbered, table=True):
    """One action of the caller and the inverse of every row it wrote (JSON)."""

    at: datetime = instant()
    label: str
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    changes: str
    undone_at: datetime | None = instant(nullable=True)


class RecordLink(Numbered, table=True):
    """A link of the record's chain: see `record_links`. `hash` holds the one before, and so all before it."""

    at: str  # UTC, by the machine's clock, whatever --now says
    form: int  # what of the row it holds
    place: str  # the table, or `erasure`
    key: int  # the row's number; of an erasure the account's
    salt: str  # its hash where the words were erased
    said: str  # SHA-256 of salt and row; empty where the row was removed
    hash: str
    newest: bool = False  # so that it is missed where the last links are removed


class JoinedRow(BookTable, table=True):
    """A row that came to another account when its own was joined to it: a split gives it back."""

    __tablename__: ClassVar[str] = "joined_row"

    place: str = Field(primary_key=True)  # the table
    key: int = Field(primary_key=True)
    account_id: int = Field(foreign_key="account.id")  # the account it belonged to


class HandedRow(BookTable, table=True):
    """A row that went to another book or came from one, by the name that it has in both."""

    __tablename__: ClassVar[str] = "handed_row"
    __table_args__ = (Index("handed_row_place", "place", "key"),)

    uid: str = Field(primary_key=True)  # book, table, number there, digest of what stays
    place: str  # the table
    key: int
    was: str  # JSON: column -> digest of what it was when it last went or came


class StandingRow(BookTable, table=True):
    """A cache: where each account stood on `day`, but for what follows from the date, and how it ranked last."""

    __table_args__ = (Index("standing_order", "place_group", "place_value"),)

    account_id: int = Field(foreign_key="account.id", primary_key=True)
    day: date
    shape: int = 0  # which fields the card has
    place_group: int
    place_value: float  # smaller comes first
    ledger_id: str
    payer: int | None = None
    alike: str  # the same for accounts that every gate treats alike
    call_from: float  # when the next call comes due: seconds since 1970, or an ordinal day
    tried: str  # the latest attempts, the last one first
    contact: int  # ordinal day on which someone answered last
    card: str  # JSON array: the standing's fields
    owed: bytes  # the open items, packed
