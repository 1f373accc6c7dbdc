"""The views of things as JSON: what verbs print with --json, typed; `arcall schema` describes them from here.

Amounts are decimal texts; days are ISO dates; moments are ISO 8601 with their offset.
"""

from __future__ import annotations

from typing import NotRequired, TypedDict

Amounts = dict[str, str]  # by currency


class ReasonView(TypedDict):
    """Why an account stands where it stands."""

    code: str
    text: str


class PlacedView(TypedDict):
    """An account in today's order; `creditor` only where it has a name."""

    creditor: NotRequired[str]
    account: str
    name: str
    collectable: Amounts
    days_past_due: int
    callable: bool
    opens_at: str | None
    contact: str | None
    phone: str | None
    reasons: list[ReasonView]


class QueueView(PlacedView):
    """An account of the queue."""

    rank: int


class GuideView(TypedDict):
    """What stands about an account from call to call."""

    method: str
    pay_run: str
    cut_off: str
    portal: str
    mind: str
    tags: str


class FactsView(PlacedView, GuideView):
    """An account after something was said of it."""

    zone: str | None
    country: str
    region: str
    consumer: bool
    prefers: str | None
    payer: str | None
    snoozed_until: str | None


class StepView(TypedDict):
    """A next step; `due` has the time, in its zone, where a time matters."""

    kind: str
    due: str
    zone: str | None
    reason: str


class OpenStepView(StepView):
    """A next step that is to be done. `id`: for `arcall done`."""

    id: int | None


class ShownContactView(TypedDict):
    """Whom to ask for."""

    name: str
    role: str
    phone: str
    email: str
    bad_number: bool
    address: str
    language: str
    times: str


class ContactView(ShownContactView):
    """A contact with its hours, where they can be read."""

    hours: str | None


class ItemView(TypedDict):
    """An open item; amounts in its currency; `due` is null where it has no due date."""

    number: str
    kind: str
    due: str | None
    days_past_due: int
    currency: str
    amount: str
    balance: str
    disputed: str
    disputed_in_ledger: bool
    promised: str
    po: str


class GivenPromiseView(TypedDict):
    """What was promised, and for when."""

    due: str
    currency: str
    amount: str


class PromiseView(GivenPromiseView):
    """A promise and what became of it. `id`: for `arcall settle`."""

    id: int | None
    made_on: str
    state: str
    said_by: str


class DisputedLineView(TypedDict):
    """How much of which invoice is disputed; None: one that is not open any more."""

    invoice: str | None
    currency: str
    amount: str


class DisputeView(TypedDict):
    """A dispute. `id`: for `arcall resolve`."""

    id: int | None
    opened_on: str
    reason: str
    owner: str
    next_on: str
    state: str
    lines: list[DisputedLineView]


class ActivityView(TypedDict):
    """A call on record."""

    id: int | None
    code: str
    at: str
    contact: str
    root_cause: str | None
    seconds: int | None
    detail: str
    note: str


class CardView(TypedDict):
    """An account, whole."""

    account: str
    creditor: str
    name: str
    country: str
    zone: str | None
    language: str
    terms: str
    hold: str | None
    as_of: str | None
    callable: bool
    days_past_due: int
    collectable: Amounts
    reasons: list[ReasonView]
    contacts: list[ShownContactView]
    prefers: str | None
    standing_facts: GuideView
    invoices: list[ItemView]
    promises: list[PromiseView]
    disputes: list[DisputeView]
    follow_ups: list[OpenStepView]
    history: list[ActivityView]
    draft: str


class CallView(TypedDict):
    """A call that was just recorded."""

    id: int
    account: str
    code: str
    at: str


class LoggedView(TypedDict):
    """What recording did; `withdrawn`: the promises that the new one replaces."""

    call: CallView
    follow_up: StepView | None
    withdrawn: NotRequired[list[GivenPromiseView]]


class DoneView(TypedDict):
    """What was ended, in words."""

    done: str
    account: str


class UndoneView(TypedDict):
    """What was taken back."""

    undone: str
    account: str | None


class MoneyView(TypedDict):
    """An amount."""

    currency: str
    amount: str


class AgendaView(TypedDict):
    """Something that is due."""

    id: int | None
    account: str
    name: str
    kind: str
    due: str
    at: str | None
    zone: str | None
    owner: str | None
    amount: MoneyView | None
    reason: str


class HitView(TypedDict):
    """Something that was said."""

    account: str
    name: str
    call: int | None
    code: str | None
    at: str | None
    text: str


class ZoneView(TypedDict):
    """A customer whose zone is not known, with what is suggested."""

    account: str
    name: str
    country: str
    suggestion: str | None
    basis: str
    candidates: list[str]
    stored: bool


class FaultsView(TypedDict):
    """What was changed past arcall."""

    faults: list[str]


class CodeView(TypedDict):
    """A country code that is no country's."""

    code: str
    accounts: list[str]


class CountriesView(TypedDict):
    """On how many accounts countries were set, and what is left."""

    set: int
    unknown: list[CodeView]


class TakenView(TypedDict):
    """A file that was taken in; counts by what became of them."""

    id: int
    creditor: str
    file: str
    shape: str
    as_of: str
    at: str
    undone_at: str | None
    invoices: dict[str, int]
    accounts: dict[str, int]
    story: str


class TakenBackView(TypedDict):
    """An import that was taken back, and the accounts that stay as it left them."""

    undone: TakenView
    kept: list[str]


class MergedView(TypedDict):
    """Two accounts that are one now."""

    account: str
    merged: str


class AccountOnlyView(TypedDict):
    """The account that something was done to."""

    account: str


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


class LetterView(TypedDict):
    """A draft; `file`: None where it is only shown."""

    account: str
    file: str | None
    letter: str
    to: str
    language: str
    subject: str
    body: str
    attached: list[str]
    doubts: list[str]


class StatementView(TypedDict):
    """A statement as text."""

    account: str
    subject: str
    body: str


class FileView(TypedDict):
    """A file that was written for an account."""

    account: str
    file: str


class HandedView(TypedDict):
    """A hand-over: its accounts, and what taking it in added or changed, by kind."""

    file: str
    accounts: list[str]
    changes: dict[str, int]


class WaivedView(TypedDict):
    """Whether late interest is waived, and why."""

    account: str
    waived: str | None


StretchView = TypedDict(
    "StretchView", {"from": str, "to": str, "days": int, "on": str, "rate": str, "interest": str}
)  # `from` is a word of Python's


class DebtView(TypedDict):
    """The late interest on one invoice."""

    number: str
    due: str
    currency: str
    interest: str
    settled: bool
    fixed_sum: Amounts | None
    steps: list[StretchView]


class InterestView(TypedDict):
    """Late interest with its working."""

    account: str
    as_of: str
    country: str | None
    law: str
    source: str
    reference: str
    grounds: str
    claimed: bool
    waived: str | None
    unknown_from: str | None
    interest: Amounts
    fixed_sums: Amounts
    invoices: list[DebtView]


class SuggestionView(TypedDict):
    """What a message suggests to record."""

    code: str
    says: str
    invoices: list[str]
    amount: str | None
    currency: str | None
    day: str | None
    day_doubtful: bool
    reference: str | None
    words: str


MessageView = TypedDict(
    "MessageView",
    {
        "account": str,
        "grounds": str,
        "from": str,
        "new_contact": str | None,
        "invoices": list[str],
        "suggestions": list[SuggestionView],
        "logged": list[int],
    },
)


class DifferingView(TypedDict):
    """An invoice on which their list and ours differ."""

    number: str
    ours: str
    theirs: str
    currency: str


class ComparedView(TypedDict):
    """Their list beside ours."""

    account: str
    agreed: int
    lacking: list[str]
    differing: list[DifferingView]
    paid: list[str]
    only_theirs: list[str]


class ErasedView(TypedDict):
    """What was erased, and what could not be."""

    erased: str
    contacts: int
    notes: int
    drafts: int
    remarks: int
    letters: list[str]
    doubtful_letters: list[str]
    backups: list[str]
    mentioned_in: list[str]


class BackupView(TypedDict):
    """A copy that was made."""

    book: str
    backup: str


class AllAboutView(TypedDict):
    """All that is held about a customer: rows by table; amounts in minor units, times in UTC."""

    account: str
    name: str
    tables: dict[str, list[dict[str, object]]]
    letters: list[str]
    backups: list[str]
    mentioned_in: list[str]


class LockView(TypedDict):
    """Whether the book is encrypted; `left`: copies of it that could not be written anew."""

    book: str
    encrypted: bool
    left: list[str]


class RecordHeadView(TypedDict):
    """The newest link of the record; `at`: UTC, by the machine's clock."""

    number: int
    hash: str
    at: str


class CopyView(TypedDict):
    """A managed copy."""

    file: str
    made: str
    bytes: int


class RestoredView(TypedDict):
    """A copy that was brought back."""

    book: str
    restored: str
    kept_aside: str | None


class SalvagedTableView(TypedDict):
    """Of one table, how many rows came through."""

    came: int
    lost: int


class SalvagedView(TypedDict):
    """What was read of a damaged book."""

    kept_aside: str
    rows: dict[str, SalvagedTableView]


SpanView = TypedDict("SpanView", {"from": str, "to": str})


class WhoView(TypedDict):
    """An account in the plan."""

    account: str
    name: str
    collectable: Amounts


class PlannedView(WhoView):
    """A call of the plan, on the caller's clock and the customer's."""

    at: str
    at_customer: str
    agreed: bool
    value: int
    reasons: list[ReasonView]


class WaitingView(WhoView):
    """An account that has to wait, and from when it can be reached."""

    reachable: str


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
