"""What to aim for in a call: the day to suggest for a promise, and what to ask for, best first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from arcall_tui.domain.account import Guide
from arcall_tui.domain.activity import AWAITED, Dispute, DisputeState, Promise, PromiseState
from arcall_tui.domain.calendar import Calendar
from arcall_tui.domain.money import Money
from arcall_tui.domain.payrun import PayRun, cut_off_days
from arcall_tui.domain.standing import Standing
from arcall_tui.domain.text import one_line

# A promise is suggested for a week from now: time for one pay run, soon enough to be remembered (ours).
_PROMISE_DAYS = 7
# From so many broken promises on, another promise is worth little (ours).
_OFTEN_BROKEN = 2
# Paid so late on average (days), a customer may be short of money rather than of attention (ours).
_SLOW = 45


def promise_day(today: date, guide: Guide, calendar: Calendar) -> date:
    """Return the day to suggest for a promise: the next pay run that they can still make, else a week from now.

    `today` and the result are in the customer's calendar; `calendar`: days on which both sides work.
    """
    run = PayRun.parse(guide.pay_run)
    if run is None:
        return calendar.on_or_after(today + timedelta(days=_PROMISE_DAYS))
    return run.first(today + timedelta(days=max(1, cut_off_days(guide.cut_off))), calendar)


def aims(
    standing: Standing,
    day: date,
    guide: Guide,
    promises: Sequence[Promise],
    disputes: Sequence[Dispute],
    late: float,
) -> tuple[str, ...]:
    """Say what to ask for, best first. `day`: as `promise_day` has it; `late`: mean days late so far."""
    owed = max(standing.exposures, key=lambda exposure: exposure.collectable, default=None)
    said: list[str] = []
    if owed is not None and owed.collectable:
        run = ", their pay run" if PayRun.parse(guide.pay_run) else ""
        first = sorted(standing.exposures, key=lambda exposure: exposure is not owed)
        every = [str(Money(each.collectable, each.currency)) for each in first if each.collectable > 0]
        said.append(f"{' and '.join(every)} in full by {day:%a %d %b}{run}")
        broken = sum(promise.state is PromiseState.BROKEN for promise in promises)
        if broken >= _OFTEN_BROKEN:
            said.append(f"{broken} promises broken: a payment today, or it is escalated")
        elif broken or late > _SLOW:
            said.append("else a part today and the rest in instalments with dates")
        else:
            said.append("else a date for each invoice")
    said += [
        f"{dispute.reason}: what {one_line(dispute.owner) or 'the owner'} needs to settle it"
        for dispute in disputes
        if dispute.state is DisputeState.OPEN and dispute.reason not in AWAITED
    ]
    return tuple(said)
