"""The book's tables of calls and what came of them: notes, promises, disputes, next steps, remarks, drafts."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from arcall_tui.domain.activity import LIVE_PROMISES, DisputeState, PromiseState, SetBy
from arcall_tui.store.book.tables import CURRENCY, BookTable, Numbered, instant


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
