"""What verbs of accounts and calls give, as JSON; `arcall schema` describes them from here.

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
    post: str


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
    """A promise and what became of it. `id`: for `arcall settle`; `paid`: what has come; `any_invoice`: none was named."""

    id: int | None
    paid: str
    any_invoice: bool
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
    """What recording did; `follow_up`: the step that leads, `follow_ups`: all; `withdrawn`: what the new promise replaces."""

    call: CallView
    follow_up: StepView | None
    follow_ups: list[StepView]
    withdrawn: NotRequired[list[GivenPromiseView]]


class DoneView(TypedDict):
    """What was ended, in words."""

    done: str
    account: str


class FilterView(TypedDict):
    """A filter that is kept: `key` is a digit, or empty."""

    name: str
    key: str
    words: str


class UndoneView(TypedDict):
    """What was taken back, or done again."""

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
