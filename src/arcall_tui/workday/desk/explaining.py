"""Why an account stands where it stands, to the last invoice; and how other rules would change the order."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from arcall_tui.domain.account import Invoice
from arcall_tui.domain.money import Money, exponent
from arcall_tui.domain.standing import OpenItem, Reason
from arcall_tui.domain.text import one_line
from arcall_tui.rules.assess import falling_due_soon, habit_of, outlooks
from arcall_tui.rules.policy import Policy
from arcall_tui.rules.queue import Placing
from arcall_tui.rules.responses import ENOUGH, SURELY, in_words
from arcall_tui.rules.value import Lateness
from arcall_tui.rules.words import explain
from arcall_tui.store.standings import histories
from arcall_tui.workday.desk.desk import Desk, disputed_for
from arcall_tui.workday.desk.standings_today import known_responses


@dataclass(frozen=True, slots=True)
class Part:
    """What one invoice adds: `further` days it is expected to stay unpaid, `money_days` in major units.

    `share`: its part of the account's money-days in its currency, 0 to 1.
    """

    number: str
    amount: Money
    days_past_due: int
    further: float
    money_days: float
    share: float


@dataclass(frozen=True, slots=True)
class Basis:
    """What the expectation rests on: invoices `own` paid and `own_open`, those of the `book`, the own `pace`.

    `pace`: how many times as long as the book's accounts this one takes; 1 is like all.
    """

    own: int
    own_open: int
    book: int
    book_open: int
    pace: float


@dataclass(frozen=True, slots=True)
class Explained:
    """An account's place of `of`, its reasons, what each invoice adds, and in words what would move it and what talks change."""

    placing: Placing
    rank: int
    of: int
    reasons: tuple[Reason, ...]
    parts: tuple[Part, ...]
    basis: Basis
    moves: tuple[str, ...]
    response: str = ""


class Ranked(NamedTuple):
    """A rank (from 1) under some rules, whether the account can be called there, and the first reason why."""

    rank: int
    callable: bool
    why: str


class Move(NamedTuple):
    """An account that other rules put elsewhere."""

    ledger_id: str
    name: str
    before: Ranked
    after: Ranked


def explain_account(desk: Desk, account: int) -> Explained:
    """Say why the account stands where it stands today."""
    ranked = desk.ranking.rank_day()
    at = next((i for i, each in enumerate(ranked) if each.account == account), None)
    placing = ranked[at] if at is not None else desk.ranking.place(desk.standings.now(account))
    parts, basis = _parts(desk, account)
    moves = _moves(desk, placing, ranked[at + 1] if at is not None and at + 1 < len(ranked) else None)
    rank = len(ranked) if at is None else at + 1
    said = desk.explain(placing)
    return Explained(placing, rank, len(ranked), said, parts, basis, moves, response_words(desk, account))


def _parts(desk: Desk, account: int) -> tuple[tuple[Part, ...], Basis]:
    today, book = desk.clock.today(), desk.standings.book_figures
    own = Lateness(histories.days_late(desk.book, [account]).get(account, ()))
    bills = [invoice for invoice in desk.invoices(account) if invoice.balance.minor > 0]
    # Numbered by their places among the bills, which tell the invoice again.
    items = [
        OpenItem(place, i.balance.currency, i.due, i.balance.minor, i.disputed.minor, i.promised.minor)
        for place, i in enumerate(bills)
    ]
    habit = habit_of(items, own, book, today)
    parts: list[Part] = []
    for currency in dict.fromkeys(item.currency for item in items):
        same = [item for item in items if item.currency == currency]
        late = book.late_beyond_due(habit.slow)
        found = [(look.item, look.free, look.further) for look in outlooks(same, habit, book, today)]
        found += [(item, free, late) for item, free in falling_due_soon(same, late, book, today)]
        whole = sum(free * days for _, free, days in found) or 1.0
        parts += [_part(bills[item.account], free, days, today, whole) for item, free, days in found]
    parts.sort(key=lambda part: -part.money_days)
    open_ages = sum(item.due < today for item in items)
    return tuple(parts), Basis(len(own), open_ages, len(book.late), book.late.open_count, habit.slow)


# From so many payments after talks on, an account's own figure is said.
_ENOUGH_OWN = 5


def response_words(desk: Desk, account: int) -> str:
    """Say how an account responds to talks, and the whole book, with the intervals; empty where nothing can tell."""
    known = known_responses(desk.book, desk.day)
    own = known.accounts.get(account)
    words = (in_words(own) if own and own.seen >= _ENOUGH_OWN else "", in_words(known.book))
    return "; in the whole book ".join(filter(None, words)) if words[1] else ""


def lacking_evidence(desk: Desk, policy: Policy) -> str:
    """Say why the order is not by what a call saves, though a policy wants it; empty where it is, or is not wanted."""
    book = known_responses(desk.book, desk.day).book
    if policy.order != "saved" or book.suffices:
        return ""
    seen = f"{book.seen} payments" + (f" and a bound of {book.interval[0]:.2f}" if book.interval else "")
    return f'order = "saved" waits for {ENOUGH} payments after talks and a lower bound above {SURELY}; so far {seen}'


def _part(invoice: Invoice, free: int, further: float, today: date, whole: float) -> Part:
    amount = Money(free, invoice.balance.currency)
    days = free * further / 10 ** exponent(amount.currency)
    return Part(invoice.number, amount, (today - invoice.due).days, further, days, free * further / whole)


def _moves(desk: Desk, placing: Placing, below: Placing | None) -> tuple[str, ...]:
    """Say what would move the account: what the reasons say already, and what a payment would do."""
    said = [reason.text for reason in desk.explain(placing) if reason.code == "would_change"]
    if below is None or below.group != placing.group or not placing.callable or not placing.worth.value:
        return tuple(said)
    if placing.commitment is not None:
        said.append("logging the call fulfils the commitment; it then stands by its value")
        return tuple(said)
    rated = placing.standing.asked
    share = 1 - below.worth.value / placing.worth.value
    if len(rated) == 1 and share > 0:
        paid = Money(max(1, round(rated[0].collectable * share)), rated[0].currency)
        said.append(f"a payment of about {paid} puts it below {one_line(below.standing.name)}")
    return tuple(said)


def compare(desk: Desk, old: Policy, new: Policy) -> list[Move]:
    """Return the accounts that today's order under `new` puts elsewhere, the highest place first.

    Nothing is written.
    """
    desk.day.know_holidays(desk.book, desk.clock.today())
    earlier_order, later_order = desk.ranking.ranked_under(old), desk.ranking.ranked_under(new)
    ranks = {placing.account: (rank, placing) for rank, placing in enumerate(earlier_order, 1)}
    moves = []
    for rank, placing in enumerate(later_order, 1):
        was, earlier = ranks[placing.account]
        if was != rank or earlier.gate != placing.gate:
            before, after = _ranked(desk, was, earlier, old), _ranked(desk, rank, placing, new)
            moves.append(Move(placing.standing.ledger_id, placing.standing.name, before, after))
    return sorted(moves, key=lambda move: (min(move.before.rank, move.after.rank), move.after.rank))


def _ranked(desk: Desk, rank: int, placing: Placing, policy: Policy) -> Ranked:
    caller, disputed = desk.day.caller_under(policy), disputed_for(desk, placing)
    reasons = explain(placing, policy, desk.clock.now(), caller, disputed=disputed)
    return Ranked(rank, placing.callable, reasons[0].text if reasons else "")
