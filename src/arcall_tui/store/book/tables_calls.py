"""Calls and what came of them: notes, promises, disputes, next steps."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from arcall_tui.domain.activity import LIVE_PROMISES, DisputeState, PromiseState, SetBy
from arcall_tui.store.book.tables_accounts import CURRENCY, instant


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
    at: datetime = instant()
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
    at: datetime = instant()
    note: str


class PromiseRow(SQLModel, table=True):
    """A promise to pay; a plan is several that share `plan`."""

    __tablename__: ClassVar[str] = "promise"

    __table_args__ = (
        CheckConstraint(CURRENCY, name="currency_code"),
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
    any_invoice: bool = Field(
        default=False,
        description="no bill was named: any money of the account keeps it; else that on its lines",
    )
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
    at: datetime | None = instant(nullable=True)
    zone: str | None = None
    reason: str
    set_by: str = SetBy.RULE.value
    done_at: datetime | None = instant(nullable=True)


class Feedback(SQLModel, table=True):
    """What a customer or a supervisor said about the caller's work, and what became of it."""

    __table_args__ = (
        CheckConstraint("(kind = 'rating') = (rating IS NOT NULL)", name="rating_rates"),
        CheckConstraint("rating IS NULL OR rating BETWEEN 1 AND 5", name="one_to_five"),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    workday: date
    at: datetime = instant()
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
    at: datetime = instant()


class FormDraft(SQLModel, table=True):
    """A form that is being filled in, kept until it is sent or given up."""

    __tablename__: ClassVar[str] = "form_draft"

    account_id: int = Field(foreign_key="account.id", primary_key=True)
    form: str = Field(primary_key=True, description="which of the screen's forms")
    texts: str = Field(description="JSON: field -> what was typed")
