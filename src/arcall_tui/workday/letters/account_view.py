"""The one view of an account that every letter is built from, which letters there are, and what must be true for each."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from math import inf
from operator import attrgetter

from arcall_tui.domain.account import Account, HoldKind, Invoice
from arcall_tui.domain.activity import AWAITED, Dispute, DisputeReason, Promise
from arcall_tui.domain.grouping import grouped
from arcall_tui.domain.money import Money
from arcall_tui.domain.standing import Standing, days_past_due
from arcall_tui.errors import UsageError
from arcall_tui.outgoing import ReminderDays
from arcall_tui.rules.policy import Policy
from arcall_tui.store.accounts.latest import PaymentSeen
from arcall_tui.workday.desk.desk import Card


class Level(StrEnum):
    """The reminders in their order; the value is what a letter of that level is called."""

    FRIENDLY = "friendly-reminder"
    FIRST = "first-reminder"
    SECOND = "second-reminder"
    FINAL = "final-reminder"


LEVELS = tuple(Level)
REMINDER = "reminder"  # of the level that is right now
COMING_DUE = "coming-due"
LETTERS = (
    REMINDER, *LEVELS, COMING_DUE, "statement", "copy", "confirmation", "dispute-received", "dispute-resolved", "thanks",
)  # fmt: skip
MEMOS = ("escalation", "dispute-request")


@dataclass(frozen=True, slots=True)
class Sent:
    """A reminder that went out: on which day (the caller's), and its level."""

    on: date
    level: Level


def sent_since(record: Iterable[tuple[date, str]], since: date | None) -> tuple[Sent, ...]:
    """Return the reminders for debts past due since `since`, oldest first.

    `record`: (day, what is on record of a letter, which begins with its name). Without a debt there are none.
    """
    if since is None:
        return ()
    found = [Sent(day, level) for day, detail in record if day > since and (level := _level_of(detail))]
    return tuple(sorted(found, key=lambda each: each.on))


def _level_of(detail: str) -> Level | None:
    # Books from before there were levels say only "reminder".
    old = Level.FRIENDLY if detail.startswith("reminder") else None
    return next((level for level in LEVELS if detail.startswith(level.value)), old)


def next_level(days: int, sent: Sequence[Sent], today: date, cadence: ReminderDays) -> Level:
    """Return the level of the next reminder: never one above the last that was sent, nor above what the age allows.

    `days`: past due, of the oldest claim. Within the gap after the last one, its level is kept.
    """
    if not sent:
        return Level.FRIENDLY if days < cadence.first else Level.FIRST
    last = LEVELS.index(max(sent, key=lambda each: LEVELS.index(each.level)).level)
    if (today - sent[-1].on).days < cadence.gap:
        return LEVELS[last]
    from_days = (0, cadence.first, cadence.second, cadence.final)
    allowed = max(place for place, start in enumerate(from_days) if days >= start)
    return LEVELS[min(last + 1, max(allowed, last))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item(Invoice):
    """One open item. `claimed`: what of what is free is past due, never negative; `credited`: what of that the credits cover.

    The rest may be asked for today. `days`: past due, 0 or less while it is not. `awaited`: what of the disputed
    is no objection, but money seen or a credit agreed that the ledger does not show yet.
    `reasons`: of its disputes. `promised_for`: the days of its promises, earliest first.
    """

    days: int
    awaited: Mapping[DisputeReason, Money]
    claimed: Money
    credited: Money
    reasons: tuple[DisputeReason, ...] = ()
    promised_for: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Sums:
    """An account's figures in one currency: `claimed` is what the queue calls collectable, or a part of it.

    `overdue`: the balance past due; `disputed`, `awaited`, `promised`: what of that is not asked for. `credit`: how much
    less is asked for because of the credits that cover these items.
    """

    open: Money
    overdue: Money
    disputed: Money
    awaited: Mapping[DisputeReason, Money]
    promised: Money
    credit: Money
    claimed: Money


@dataclass(frozen=True, slots=True)
class LetterAccount:
    """An account as letters of one `day` (on the sender's calendar) tell it. `as_of`: the day whose balances these are.

    `agreed`: the promises of the last call that brought some, not settled yet; `promises`: all live ones.
    `received`: what came in since on what they are for. `disputes`: open ones; `resolved`: those settled lately. `payments`: what came in lately. `sent`: the
    reminders for what is past due now, oldest first. `said_paid`: what they said lately that they have paid. `coming`: what
    falls due within `soon` days and is not all disputed or promised. `pay_by`: until when a demand gives time.
    """

    account: Account
    day: date
    as_of: date | None
    items: tuple[Item, ...] = ()
    sums: tuple[Sums, ...] = ()
    promises: tuple[Promise, ...] = ()
    agreed: tuple[Promise, ...] = ()
    received: tuple[PaymentSeen, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    resolved: tuple[Dispute, ...] = ()
    payments: tuple[PaymentSeen, ...] = ()
    sent: tuple[Sent, ...] = ()
    numbers: Mapping[int, str] = field(default_factory=dict)
    said_paid: str = ""
    soon: int = 0
    coming: tuple[Item, ...] = ()
    pay_by: date = date.min

    @property
    def claimed(self) -> tuple[Money, ...]:
        """What may be asked for today, one amount a currency; none where nothing may."""
        return tuple(each.claimed for each in self.sums if each.claimed.minor)

    @property
    def invoices(self) -> tuple[Item, ...]:
        """The items that are owed: no credits."""
        return tuple(item for item in self.items if item.balance.minor > 0)

    @property
    def claims(self) -> tuple[Item, ...]:
        """The items that something may be asked for, the oldest due first."""
        return tuple(item for item in self.items if item.claimed.minor)

    @property
    def apart(self) -> tuple[Item, ...]:
        """The items past due of which a part is disputed or promised."""
        return tuple(
            item
            for item in self.items
            if item.days > 0 and item.balance.minor > 0 and (item.disputed.minor or item.promised.minor)
        )

    def coming_sums(self) -> dict[str, tuple[Money, Money]]:
        """Return by currency what falls due soon, less the credits that nothing past due uses up, and these credits."""
        sums = {}
        for currency in dict.fromkeys(item.balance.currency for item in self.coming):
            same = [item for item in self.items if item.balance.currency == currency]
            whole = sum(item.free().minor for item in self.coming if item.balance.currency == currency)
            credit = -sum(min(0, item.balance.minor) + item.credited.minor for item in same)
            left = min(whole, max(0, credit))
            sums[currency] = Money(whole - left, currency), Money(left, currency)
        return sums

    @property
    def oldest(self) -> date | None:
        """The earliest due date of what may be asked for."""
        return min((item.due for item in self.claims if item.credited != item.claimed), default=None)

    @property
    def days(self) -> int:
        """How many days past due the oldest claim is; 0 without one."""
        return days_past_due(self.oldest, self.day) if self.oldest else 0


def items_of(card: Card, on: date) -> tuple[Item, ...]:
    """Return all open items of an account as letters of the day `on` tell them; overdue means due before the workday's date.

    Where the queue's collectable is less than they add up to, credits cover the difference: the oldest due first,
    once for the account, so that letters about parts of it never ask for more than the whole.
    """
    day = card.placing.standing.day
    promises = [promise for promise in card.promises if promise.is_live]
    disputes = [dispute for dispute in card.disputes if dispute.is_open]
    free = [each.free().minor if each.due < day and each.balance.minor > 0 else 0 for each in card.invoices]
    covers = {each.currency: -each.collectable for each in card.placing.standing.exposures}
    for each, minor in zip(card.invoices, free, strict=True):
        covers[each.balance.currency] = covers.get(each.balance.currency, 0) + minor
    items = []
    for each, minor in zip(card.invoices, free, strict=True):
        credited = min(minor, covers[each.balance.currency])
        covers[each.balance.currency] -= credited
        items.append(_item(each, promises, disputes, on if each.due < day else day, minor, credited))
    return tuple(items)


def coming_of(items: Iterable[Item], standing: Standing, policy: Policy) -> tuple[Item, ...]:
    """Return what falls due soon: the bills that the queue counts, where it counts some; else all of them."""
    late = {each.currency: each.soon_days for each in standing.exposures}

    def counts(item: Item) -> bool:
        free, days = item.free(), (item.due - standing.day).days
        return policy.counts_soon(free.minor, free.currency, days, late.get(free.currency) or inf)

    return tuple(filter(counts, items))


def _item(
    invoice: Invoice, promises: list[Promise], disputes: list[Dispute], day: date, claimed: int, credited: int
) -> Item:
    awaited = dict.fromkeys(AWAITED, 0)
    for each in disputes:
        for line in each.lines:
            if each.reason in AWAITED and line.invoice == invoice.id:
                room = max(0, invoice.balance.minor - sum(awaited.values()))  # some of it may be paid
                awaited[each.reason] += min(line.amount.minor, room)
    own = [each for each in disputes if any(line.invoice == invoice.id for line in each.lines)]
    days = {each.due for each in promises if any(line.invoice == invoice.id for line in each.lines)}
    return Item(
        **{each.name: getattr(invoice, each.name) for each in fields(Invoice)},
        days=days_past_due(invoice.due, day),
        awaited={each: Money(minor, invoice.balance.currency) for each, minor in awaited.items()},
        claimed=Money(claimed, invoice.balance.currency),
        credited=Money(credited, invoice.balance.currency),
        reasons=tuple(dict.fromkeys(dispute.reason for dispute in own)),
        promised_for=tuple(sorted(days)),
    )


def sums_of(items: Iterable[Item], *, asked: bool = True) -> tuple[Sums, ...]:
    """Add up items by currency: over all items of an account, what is claimed is the queue's collectable, or nothing (`asked`)."""
    by_currency = grouped(items, lambda item: item.balance.currency)
    return tuple(_sums(same, currency, asked=asked) for currency, same in by_currency.items())


def _sums(items: list[Item], currency: str, *, asked: bool) -> Sums:
    free = sum(item.claimed.minor for item in items)
    credit = sum(item.credited.minor for item in items)
    past = [item for item in items if item.days > 0 and item.balance.minor > 0]
    overdue = sum(item.balance.minor for item in past)
    disputed = sum(min(item.disputed.minor, item.balance.minor) for item in past)

    awaited = {each: sum(item.awaited[each].minor for item in past) for each in AWAITED}

    def money(minor: int) -> Money:
        return Money(minor, currency)

    return Sums(
        open=money(sum(item.balance.minor for item in items)),
        overdue=money(overdue),
        disputed=money(max(0, disputed - sum(awaited.values()))),
        awaited={each: money(minor) for each, minor in awaited.items()},
        promised=money(overdue - disputed - free),
        credit=money(credit * asked),
        claimed=money((free - credit) * asked),
    )


def live(promises: Iterable[Promise]) -> tuple[Promise, ...]:
    """Return the promises that still cover something, earliest first."""
    return tuple(sorted((p for p in promises if p.is_live), key=lambda promise: promise.due))


# What there must be for a letter, what is said where there is none of it, and the way out.
_NEEDS: dict[str, tuple[Callable[[LetterAccount], object], str, str]] = {
    "confirmation": (
        attrgetter("agreed"),
        "Nothing is agreed with {} that is still to come.",
        "Log the promise first: it is confirmed as it was agreed.",
    ),
    "copy": (attrgetter("invoices"), "{} has no open invoice to send a copy of.", ""),
    "statement": (attrgetter("items"), "{} has no open items.", ""),
    "dispute-received": (attrgetter("disputes"), "{} disputes nothing.", "Log the dispute first."),
    "dispute-request": (attrgetter("disputes"), "{} disputes nothing.", "Log the dispute first."),
    "dispute-resolved": (attrgetter("resolved"), "No dispute of {} was settled lately.", "Settle it first."),
    "thanks": (
        attrgetter("payments"),
        "No payment of {} was seen lately.",
        "The next ledger or payments file shows it.",
    ),
}


def refuse_untrue(name: str, view: LetterAccount) -> None:
    """Raise UsageError where a letter would say what is not so, with what is."""
    who = view.account.name
    if name in {REMINDER, COMING_DUE, *LEVELS}:
        _refuse_claim(name, view, who)
    needed, says, way = _NEEDS.get(name, (bool, "", ""))
    if not needed(view):
        raise UsageError(says.format(who), way)


def refuse_legal_hold(account: Account) -> None:
    """Raise UsageError where a lawyer or a court has the account: nothing is asked for."""
    if account.hold is HoldKind.LEGAL:
        raise UsageError(
            f"{account.name} is on legal hold: nothing is asked for.",
            "Release the hold first, or write a statement.",
        )


def _refuse_claim(name: str, view: LetterAccount, who: str) -> None:
    refuse_legal_hold(view.account)
    if name == COMING_DUE and not view.coming:
        raise UsageError(
            f"Nothing of {who} falls due within {view.soon} days that is not promised or disputed.",
            "A statement says what is open.",
        )
    if name != COMING_DUE and not view.claimed:
        way = "A statement says what is open." if view.items else "There is no open item."
        raise UsageError(f"There is nothing to ask {who} for today: {_why_nothing(view)}.", way)


def _why_nothing(view: LetterAccount) -> str:
    overdue = _total(view, "overdue")
    if not overdue:
        return "nothing is past due"
    parts = {"in dispute": "disputed", "promised": "promised", "covered by credits": "credit"}
    said = [f"{amounts} {words}" for words, field in parts.items() if (amounts := _total(view, field))]
    said += [f"{money} {why}" for each in view.sums for why, money in each.awaited.items() if money.minor]
    return f"of {overdue} past due, {', '.join(said)}"


def _total(view: LetterAccount, field: str) -> str:
    amounts: list[Money] = [getattr(each, field) for each in view.sums]
    return " + ".join(str(amount) for amount in amounts if amount.minor)
