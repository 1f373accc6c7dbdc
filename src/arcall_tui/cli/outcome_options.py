"""From the options of `arcall log` to an outcome, and back to words: what is missing or does not fit is named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from itertools import chain
from zoneinfo import ZoneInfo

from arcall_tui.cli.account_views import step_entry, step_time
from arcall_tui.domain.account import Account, HoldKind, Invoice
from arcall_tui.domain.activity import DisputeReason, Line, Promise, RootCause
from arcall_tui.domain.calendar import instant, zone_named
from arcall_tui.domain.money import CURRENCIES, Money
from arcall_tui.domain.outcome import DisputeRaised, NextStep, Outcome, PromiseGiven
from arcall_tui.domain.outcomes import Code, Fact
from arcall_tui.domain.text import many_lines, one_line
from arcall_tui.domain.when import When, parse_amount, parse_when
from arcall_tui.errors import UsageError
from arcall_tui.settings import Settings
from arcall_tui.workday.desk.clock import parse_now
from arcall_tui.workday.desk.views import Card, Logged

# The options that tell each fact. What somebody promised goes into one: AMOUNT@DATE.
OPTIONS: dict[Fact, tuple[str, ...]] = {
    Fact.PROMISED: ("promise",),
    Fact.BY: ("promise",),
    Fact.PARTS: ("promise",),
    Fact.FIRST: ("promise",),
    Fact.EVERY: ("promise",),
    Fact.METHOD: ("method", "said_by"),
    Fact.CALL_BACK: ("call_back",),
    Fact.REASON: ("reason",),
    Fact.PART: ("invoice",),
    Fact.OWNER: ("owner", "owner_by"),
    Fact.REFERENCE: ("reference",),
    Fact.PAID_ON: ("reference",),
    Fact.SEND_TO: ("reference",),
    Fact.WHY: ("reason", "reference"),
    Fact.GOES_TO: ("reason", "reference"),
    Fact.HOLD: ("legal",),
    Fact.INVOICES: ("invoice",),
    Fact.CONTACT: ("contact",),
    Fact.CAUSE: ("root_cause",),
    Fact.NEXT: ("next_step",),
}
# How the options that a code cannot do without are written.
_WRITTEN = {
    "promises": ("promise", "--promise AMOUNT@DATE; for PLAN once for each part"),
    "call_back": ("call_back", "--call-back WHEN"),
    "dispute": ("reason", "--reason with one of: " + ", ".join(DisputeReason)),
}


@dataclass(frozen=True, slots=True)
class Given:
    """The options of `arcall log` as they were typed; empty where they were not."""

    code: str
    note: str = ""
    promise: tuple[str, ...] = ()
    invoice: tuple[str, ...] = ()
    at: str = ""
    next_step: str = ""
    call_back: str = ""
    reason: str = ""
    owner: str = ""
    owner_by: str = ""
    reference: str = ""
    root_cause: str = ""
    contact: str = ""
    method: str = ""
    said_by: str = ""
    seconds: int | None = None
    legal: bool = False


def outcome(given: Given, card: Card, settings: Settings, now: datetime) -> Outcome:
    """Read the options for a call on that account. `now` is aware. Raises UsageError, naming the option."""
    code = _code(given.code)
    _fitting(given, code)
    reader = _Reader(card, settings, now)
    disputed = code is Code.DISP
    return Outcome(
        code=code,
        note=many_lines(given.note),
        at=reader.own_moment(given.at) if given.at else None,
        contact=_contact(given.contact, card) if given.contact else None,
        root_cause=RootCause(one_of(given.root_cause, list(RootCause), "--root-cause"))
        if given.root_cause
        else None,
        seconds=given.seconds,
        promises=tuple(reader.promise(text, given) for text in given.promise),
        dispute=reader.dispute(given) if disputed else None,
        call_back=reader.moment(given.call_back, "--call-back") if given.call_back else None,
        reference=one_line(given.reference or ("" if disputed else given.reason)),
        next_step=reader.next_step(given.next_step) if given.next_step else None,
        hold=HoldKind.LEGAL if given.legal else HoldKind.DO_NOT_CALL,
        said="" if disputed or given.promise else reader.numbers(given),
    )


def _code(text: str) -> Code:
    try:
        return Code(text.strip().upper())
    except ValueError:
        known = ", ".join(f"{code} ({code.means.label})" for code in Code)
        raise UsageError(f"{text!r} is not a result code.", f"Use one of {known}.") from None


def _fitting(given: Given, code: Code) -> None:
    """See to it that what the code needs is there, and nothing that it cannot use."""
    lacking, words = code.means.needs
    if lacking in _WRITTEN:
        name, option = _WRITTEN[lacking]
        if not getattr(given, name):
            raise UsageError(f"{code} ({code.means.label}) needs {words}.", f"Add {option}.")
    if code is Code.PTP and len(given.promise) > 1:
        raise UsageError("PTP takes one --promise.", "Use PLAN for several parts.")
    for name in dict.fromkeys(chain.from_iterable(OPTIONS.values())):
        takers = [each for each in Code if any(name in OPTIONS[fact] for fact in each.means.facts)]
        if getattr(given, name) and code not in takers:
            option = "--" + name.replace("_step", "").replace("_", "-")
            raise UsageError(f"{option} does not go with {code}.", f"It belongs to {', '.join(takers)}.")


def one_of(text: str, allowed: list[str], option: str) -> str:
    """Return the word of `allowed` that `text` is, or alone begins. Raises UsageError."""
    wanted = text.strip().casefold()
    exact = [word for word in allowed if word.casefold() == wanted]
    found = exact or [word for word in allowed if wanted and word.casefold().startswith(wanted)]
    if len(found) == 1:
        return found[0]
    raise UsageError(f"{option} {text!r} is not a word it takes.", f"Use one of: {', '.join(allowed)}.")


def _contact(text: str, card: Card) -> int:
    wanted = one_line(text).casefold()
    found = [contact for contact in card.contacts if wanted in contact.name.casefold()]
    if len(found) == 1:
        return found[0].id
    names = ", ".join(contact.name for contact in card.contacts) or "none"
    raise UsageError(
        f"--contact {text!r} fits {len(found)} contacts of this account.", f"Its contacts: {names}."
    )


class _Reader:
    """Reads dates, times and amounts for one account: dates on the customer's clock, --at on the caller's."""

    def __init__(self, card: Card, settings: Settings, now: datetime) -> None:
        self._card = card
        self._order = settings.date_order
        self._now = now
        self._own = settings.zone_info
        self._theirs = zone_named(card.account.zone) or self._own

    def own_moment(self, text: str) -> datetime:
        """Read --at: an instant (UTC), on the caller's clock where no offset is given."""
        if "T" in text or "+" in text[1:]:
            return parse_now(text, self._own)
        return self._instant(self._when(text, self._own, "--at"), self._own, "--at", text)

    def moment(self, text: str, option: str) -> datetime:
        """Read an instant (UTC) on the customer's clock."""
        if "T" in text:
            return parse_now(text, self._theirs)
        return self._instant(self._when(text, self._theirs, option), self._theirs, option, text)

    def day(self, text: str, option: str) -> date:
        """Read a date in the customer's calendar."""
        return self._when(text, self._theirs, option).date

    def next_step(self, text: str) -> NextStep:
        """Read --next: a date, or a date and time, on the customer's clock."""
        when = self._when(text, self._theirs, "--next")
        at = instant(when.date, when.time, self._theirs) if when.time else None
        return NextStep(when.date, at)

    def _when(self, text: str, zone: ZoneInfo, option: str) -> When:
        try:
            return parse_when(text, self._now.astimezone(zone), self._order)
        except UsageError as error:
            raise UsageError(f"{option}: {error.message}", error.hint) from None

    def _instant(self, when: When, zone: ZoneInfo, option: str, text: str) -> datetime:
        if when.time is None:
            raise UsageError(
                f"{option} {text!r} lacks a time.", "Write it like 'fri 15:00' or 'tomorrow 3pm'."
            )
        return instant(when.date, when.time, zone)

    def promise(self, text: str, given: Given) -> PromiseGiven:
        """Read AMOUNT@DATE, the amount with its currency where several apply."""
        amount, sign, day = text.partition("@")
        if not (sign and amount.strip() and day.strip()):
            raise UsageError(f"--promise {text!r} is not AMOUNT@DATE.", "Write it like 100.00@2026-12-01.")
        money = self._money(amount, given)
        due = self.day(day.strip(), "--promise")
        return PromiseGiven(
            money, due, self._shares(money, given), one_line(given.method), one_line(given.said_by)
        )

    def _money(self, text: str, given: Given) -> Money:
        currency, rest = _split_currency(text)
        try:
            return parse_amount(rest, currency or self._currency(given))
        except UsageError as error:
            raise UsageError(f"--promise: {error.message}", error.hint) from None

    def _currency(self, given: Given) -> str:
        items = [self._invoice(name)[0] for name in given.invoice] or list(self._card.invoices)
        currencies = sorted({item.balance.currency for item in items})
        if len(currencies) == 1:
            return currencies[0]
        if not currencies:
            raise UsageError("This account has no open items that could be promised.")
        raise UsageError(
            f"--promise lacks the currency: this account owes {' and '.join(currencies)}.",
            f"Write it like '{currencies[0]} 100.00@2026-12-01', or name the invoices with --invoice.",
        )

    def _shares(self, money: Money, given: Given) -> tuple[Line, ...]:
        """Spread the amount over the invoices named, in their order; none named leaves it to the rules."""
        if len(given.promise) > 1:
            return ()
        lines: list[Line] = []
        left = money
        for name in given.invoice:
            item, part = self._invoice(name)
            take = min(left.minor, (part or item.free()).minor)
            if take > 0:
                lines.append(Line(item.id, Money(take, money.currency)))
                left = left - lines[-1].amount
        if given.invoice and left.minor:
            raise UsageError(
                f"--promise {money} is more than the invoices named leave to promise.",
                "Promise less, or name more invoices.",
            )
        return tuple(lines)

    def _invoice(self, text: str) -> tuple[Invoice, Money | None]:
        number, sign, amount = text.partition("=")
        item = next(
            (item for item in self._card.invoices if item.number.casefold() == number.strip().casefold()),
            None,
        )
        if item is None:
            numbers = ", ".join(item.number for item in self._card.invoices[:8])
            raise UsageError(
                f"--invoice {number!r} is not an open item of this account.", f"Open are: {numbers}."
            )
        return item, parse_amount(amount, item.balance.currency) if sign else None

    def numbers(self, given: Given) -> str:
        """Name the invoices that the call was about, for the record."""
        return ", ".join(one_line(self._invoice(name)[0].number) for name in given.invoice)

    def dispute(self, given: Given) -> DisputeRaised:
        """Read the dispute: its reason, owner, date and invoices."""
        named = [self._invoice(name) for name in given.invoice]
        return DisputeRaised(
            DisputeReason(one_of(given.reason, list(DisputeReason), "--reason")),
            one_line(given.owner),
            tuple(Line(item.id, part or item.free()) for item, part in named),
            self.day(given.owner_by, "--owner-by") if given.owner_by else None,
        )


def _split_currency(text: str) -> tuple[str, str]:
    """Part `EUR 100`, `100 EUR` or `EUR100` into currency and amount; no currency is empty."""
    bare = text.strip()
    for code, rest in ((bare[:3], bare[3:]), (bare[-3:], bare[:-3])):
        if code.upper() in CURRENCIES and rest.strip():
            return code.upper(), rest.strip()
    return "", bare


def logged_entry(logged: Logged, ledger_id: str, here: tzinfo) -> dict[str, object]:
    """Return a recorded call and the follow-up that leads, as other programs read them.

    `withdrawn` is there only where the call's promise replaced earlier ones.
    """
    withdrawn = [_promise_entry(old) for old in logged.withdrawn]
    return {
        "call": {
            "id": logged.call,
            "account": ledger_id,
            "code": logged.code.value,
            "at": logged.at.isoformat(timespec="seconds"),
        },
        "follow_up": step_entry(logged.follow_ups[0] if logged.follow_ups else None, here),
        **({"withdrawn": withdrawn} if withdrawn else {}),
    }


def _promise_entry(old: Promise) -> dict[str, str]:
    return {"due": old.due.isoformat(), "currency": old.amount.currency, "amount": old.amount.plain()}


def logged_lines(logged: Logged, account: Account, here: tzinfo) -> list[str]:
    """Say what was recorded and what comes next."""
    said = f"{logged.code} ({logged.code.means.label}) logged for {account.name} ({account.ledger_id})."
    steps = [f"Next: {step.kind}, {step_time(step, here)}: {step.reason}" for step in logged.follow_ups]
    gone = [
        f"Withdrawn, as the new promise replaces it: {old.amount} by {old.due:%a %d %b %Y}."
        for old in logged.withdrawn
    ]
    return [one_line(line) for line in (said, *gone, *steps)]
