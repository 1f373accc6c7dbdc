"""What verbs of the rules, the settings and the plan of a day give, as JSON: `arcall schema` tells it.

Amounts are decimal texts; days are ISO dates; moments are ISO 8601 with their offset.
"""

from __future__ import annotations

from typing import NotRequired, TypedDict

from arcall_tui.cli.json_accounts import Amounts, ReasonView


class ZoneView(TypedDict):
    """A customer whose zone is not known, with what is suggested."""

    account: str
    name: str
    country: str
    suggestion: str | None
    basis: str
    candidates: list[str]
    stored: bool


class CodeView(TypedDict):
    """A country code that is no country's."""

    code: str
    accounts: list[str]


class CountriesView(TypedDict):
    """On how many accounts countries were set, and what is left."""

    set: int
    unknown: list[CodeView]


class RatedView(TypedDict):
    """Feedback that was kept."""

    feedback: int
    rating: NotRequired[int]
    result: NotRequired[str]


class RemarkView(TypedDict):
    """Feedback on record; `done`: when it was closed."""

    id: int
    day: str
    rating: int | None
    said_by: str
    account: str | None
    call: int | None
    text: str
    result: str
    done: str | None


SpanView = TypedDict("SpanView", {"from": str, "to": str})


class WhoView(TypedDict):
    """An account in the plan."""

    account: str
    name: str
    collectable: Amounts


class PlannedView(WhoView):
    """A call of the plan, on the caller's clock and the customer's; None where their time zone is not known."""

    at: str
    at_customer: str | None
    agreed: bool
    value: int
    reasons: list[ReasonView]


class WaitingView(WhoView):
    """An account that has to wait, and from when it can be reached; `in_shift`: whether you ever work in their hours."""

    reachable: str
    in_shift: bool


class PlanView(TypedDict):
    """The rest of the day."""

    shift: SpanView
    slot_minutes: int
    calls: list[PlannedView]
    waiting: list[WaitingView]
    waiting_in_all: int


class TextsView(TypedDict):
    """Where texts were written."""

    folder: str
    written: list[str]


class UsedFileView(TypedDict):
    """A file of settings, and whether it is there."""

    file: str
    used: bool


class PresetView(TypedDict):
    """A preset of rules."""

    name: str
    rules: str


class PartView(TypedDict):
    """What an invoice adds to an account's value."""

    number: str
    currency: str
    amount: str
    days_past_due: int
    further_days: float
    money_days: int
    share: float


class BasisView(TypedDict):
    """How many bills the judgement rests on."""

    own_paid: int
    own_open: int
    book_paid: int
    book_open: int
    pace: float


class ExplainedView(TypedDict):
    """Why an account stands where it stands, and what would move it."""

    account: str
    name: str
    rank: int
    of: int
    callable: bool
    opens_at: str | None
    collectable: Amounts
    reasons: list[ReasonView]
    invoices: list[PartView]
    basis: BasisView
    after_talks: str | None
    would_move_it: list[str]


class RanksView(TypedDict):
    """Places under the old and the new rules."""

    old: int
    new: int


class CallablesView(TypedDict):
    """Whether it may be called, under the old and the new rules."""

    old: bool
    new: bool


class WhysView(TypedDict):
    """Why there, under the old and the new rules."""

    old: str
    new: str


class MoveView(TypedDict):
    """An account that other rules put elsewhere."""

    account: str
    name: str
    rank: RanksView
    callable: CallablesView
    why: WhysView


class DiffView(TypedDict):
    """How today's order would change."""

    moved: int
    accounts: list[MoveView]
