"""The hand-over: all that whoever stands in must know, account by account, and by day."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from operator import attrgetter
from zoneinfo import ZoneInfo

from arcall_tui.domain.activity import FollowUpKind
from arcall_tui.domain.calendar import CustomerPlace, Hours
from arcall_tui.domain.figures import Customer, DisputeFact, PromiseFact, StepFact, WhomToAsk
from arcall_tui.domain.money import Money
from arcall_tui.reports.day import due, expected, needs_others
from arcall_tui.reports.reference import ACCOUNT
from arcall_tui.reports.table import Amounts, Report, Row, Table, columns, grouped


@dataclass(frozen=True, slots=True)
class Handed:
    """What is known: steps and promises that fall due, steps of others that were `asked`, open disputes; by account what is overdue, whom to ask, the last note.

    `to_come`: what is still to come of all that is promised, by account and currency, whenever it falls due. `hours`: when one may call, at a customer of that place.
    """

    steps: Sequence[StepFact]
    asked: Sequence[StepFact]
    promises: Sequence[PromiseFact]
    disputes: Sequence[DisputeFact]
    customers: Mapping[int, Customer]
    overdue: Mapping[int, Mapping[str, int]]
    to_come: Mapping[int, Mapping[str, int]]
    whom: Mapping[int, WhomToAsk]
    notes: Mapping[int, str]
    hours: Callable[[CustomerPlace], Hours]

    def accounts(self) -> list[int]:
        """Return the accounts on which something falls due, in that order."""
        return list(dict.fromkeys([*(s.account for s in self.steps), *(p.account for p in self.promises)]))


_NONE = Amounts(())


def packet(known: Handed) -> Table:
    """Return each account with whom to ask for, what is owed, promised and disputed, the last note and the next step."""
    steps = grouped(known.steps, attrgetter("account"))
    disputes = grouped([each for each in known.disputes if not each.awaited], attrgetter("account"))

    @cache  # thousands of customers have the same
    def hours_at(where: CustomerPlace, prefers: Hours | None) -> str:
        hours = known.hours(where)
        return f"{hours.within(prefers) if prefers else hours} {where.zone or ''}".strip()

    rows: list[Row] = []
    for account in known.accounts():
        who, whom = known.customers[account], known.whom[account]
        step = next(iter(steps[account]), None)
        owed = (Amounts.of(by[account]) if account in by else _NONE for by in (known.overdue, known.to_come))
        rows.append(
            (
                *who.named, whom.contact, whom.phone, hours_at(whom.where, whom.prefers),
                *owed, Amounts(tuple(Money(d.amount, d.currency) for d in disputes[account])),
                f"{step.kind}: {step.reason}" if step else "", step.due if step else None,
                known.notes.get(account, ""), f"{whom.hold} {whom.hold_reason}".strip() if whom.hold else "",
            )
        )  # fmt: skip
    heads = columns(
        "account customer contact phone their_hours overdue promised disputed next_step by:date last_note do_not_call"
    )
    keys = tuple(f"{ACCOUNT}{account}" for account in known.accounts())
    basis = ("Promised: what is still to come of all that the account has promised, whenever it falls due.",)
    return Table(
        "The accounts",
        heads,
        tuple(rows),
        "accounts",
        basis,
        keys=keys,
        empty="Nothing is due on any account.",
    )


def handover(
    known: Handed, since: date, until: date, today: date, zone: ZoneInfo, about: tuple[str, ...]
) -> Report:
    """Return what whoever stands in has to know: call-backs, what falls due, what is promised, what needs others."""
    backs = [step for step in known.steps if step.kind == FollowUpKind.CALL_BACK]
    rest = [step for step in known.steps if step.kind != FollowUpKind.CALL_BACK]
    within = [promise for promise in known.promises if since <= promise.due <= until]
    before = [promise for promise in known.promises if promise.due < since]
    tables = (
        packet(known),
        due(backs, known.customers, zone, "Call backs agreed: expect them", "backs"),
        expected(within, known.customers, "Promised for these days"),
        expected(before, known.customers, "Promised before, not yet seen", "before"),
        due(rest, known.customers, zone, "Falls due", "due"),
        needs_others(known.asked, known.disputes, known.customers, known.overdue, today),
    )
    return Report("handover", "Hand-over", about, tables)
