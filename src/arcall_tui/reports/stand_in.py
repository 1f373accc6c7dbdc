"""The hand-over: all that whoever stands in must know, account by account, and by day."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter

from arcall_tui.domain.calendar import CustomerPlace, Hours
from arcall_tui.domain.figures import Customer, DisputeFact, PromiseFact, StepFact, WhomToAsk
from arcall_tui.domain.grouping import grouped
from arcall_tui.domain.money import Money
from arcall_tui.reports.table import Amounts, Row, Table, listed


@dataclass(frozen=True, slots=True)
class Handed:
    """What is known: steps and promises that fall due, open disputes; by account what is overdue, whom to ask, the last note.

    `to_come`: what is still to come of all that is promised, by account and currency, whenever it falls due. `hours`: when one may call, at a customer of that place.
    `then`: by account its next step, whenever that is.
    """

    steps: Sequence[StepFact]
    then: Mapping[int, StepFact]
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
    disputes = grouped([each for each in known.disputes if not each.awaited], attrgetter("account"))

    @cache  # thousands of customers have the same
    def hours_at(where: CustomerPlace, prefers: Hours | None) -> str:
        hours = known.hours(where)
        return f"{hours.within(prefers) if prefers else hours} {where.zone or ''}".strip()

    def row(who: Customer) -> Row:
        account, whom = who.account, known.whom[who.account]
        whose = (*who.named, whom.contact, whom.phone, hours_at(whom.where, whom.prefers))
        owed = (Amounts.of(by[account]) if account in by else _NONE for by in (known.overdue, known.to_come))
        disputed = Amounts(tuple(Money(d.amount, d.currency) for d in disputes[account]))
        step = known.then.get(account)
        then = (f"{step.kind}: {step.reason}", step.due) if step else ("", None)
        hold = f"{whom.hold} {whom.hold_reason}".strip() if whom.hold else ""
        return (*whose, *owed, disputed, *then, known.notes.get(account, ""), hold)

    heads = "account customer contact phone their_hours overdue promised disputed next_step by:date last_note do_not_call"
    basis = ("Promised: what is still to come of all that the account has promised, whenever it falls due.",)
    whose = [known.customers[account] for account in known.accounts()]
    empty = "Nothing is due on any account."
    return listed("The accounts", "accounts", heads, whose, row, basis=basis, empty=empty)
