"""What the calls amount to: counts, rates, pace; by hour and by weekday."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from zoneinfo import ZoneInfo

from arcall_tui.domain.figures import Call
from arcall_tui.domain.grouping import grouped
from arcall_tui.domain.outcomes import Code
from arcall_tui.reports.metrics import FORMULAS, Figure, mean, per_hour, share
from arcall_tui.reports.reference import YES, leads_to
from arcall_tui.reports.table import Chart, NotAvailable, Row, Series, Table, tabled

GAVE_PROMISE = frozenset({Code.PTP, Code.PLAN})
# A longer pause between two calls is a break, not work (ours).
BREAK = timedelta(minutes=30)
BASIS = (
    (
        "Calls: attempts. Contacts: somebody answered, or rang or wrote. Right-party contacts: of the calls alone. Promises: results"
        " that gave one, whoever rang or wrote; a plan is one."
    ),
    f"Right-party-contact rate: {FORMULAS['Right-party-contact rate']}.",
    f"Promises per contact: {FORMULAS['Promises per contact']}.",
    (
        f"Calls per hour: {FORMULAS['Calls per hour']}; active is the time of the calls and the pauses of at most 30"
        " minutes between them: a call is logged at its end."
    ),
    "Time per call: mean over the calls that were timed; n/a where so few were that the others went quicker.",
)


@dataclass(slots=True)
class Tallied:
    """Counts of some calls. `came`: contacts that rang or wrote. `agreed`: contacts of `reached` that gave a promise or more. `talked`: seconds of the `timed` ones. `active`: seconds at work."""

    attempts: int = 0
    contacts: int = 0
    came: int = 0
    reached: int = 0
    promised: int = 0
    agreed: int = 0
    talked: int = 0
    timed: int = 0
    active: int = 0

    def row(self) -> Row:
        """Return counts and rates, in the order of `HEADS`."""
        counts = (self.attempts, self.contacts, self.reached, self.promised)
        reached = share(self.reached, self.attempts, "attempts")
        agreed = share(self.agreed, self.reached, "right-party contacts")
        return (*counts, reached, agreed, per_hour(self.attempts, self.active), self._minutes())

    def _minutes(self) -> Figure:
        """Return the minutes a call, where they can hold for all calls: no hour has room for more of them."""
        if self.timed < self.attempts and self.attempts * self.talked > self.active * self.timed:
            return NotAvailable(f"only {self.timed} of {self.attempts} calls were timed")
        return mean(self.talked / 60, self.timed, "timed calls")


HEADS = (
    "attempts:count contacts:count right-party_contacts:count promises:count"
    " right-party-contact_rate:percent promises_per_contact:percent calls_per_hour:decimal minutes_per_call:decimal"
)
_SLOT_HEADS = " ".join(HEADS.replace(":count", ":count+").split()[:6])


def tally(calls: Sequence[Call]) -> Tallied:
    """Count calls; inbound ones are contacts, not attempts."""
    rung = [call for call in calls if call.attempt]
    counted = counts(calls)
    timed = [call.seconds for call in rung if call.seconds is not None]
    counted.talked, counted.timed = sum(timed), len(timed)
    days = grouped(rung, lambda call: call.workday).values()
    counted.active = int(sum(map(_active, days), timedelta()).total_seconds())
    return counted


def counts(calls: Sequence[Call]) -> Tallied:
    """Count calls without the time they took."""
    counted = Tallied()
    # A further result of a call stands at that call's time.
    gave = {(call.account, call.at) for call in calls if call.code in GAVE_PROMISE}
    counted.agreed = sum(
        (call.account, call.at) in gave and call.right_party and call.attempt for call in calls if gave
    )
    for (code, further), many in Counter((call.code, call.further) for call in calls).items():
        means, once = code.means, not further
        counted.attempts += many * (means.attempt and once)
        counted.contacts += many * (means.contact and once)
        counted.came += many * (means.contact and once and not means.attempt)
        # A rate of attempts: who called in was not reached by one.
        counted.reached += many * (means.right_party and means.attempt and once)
        counted.promised += many * (code in GAVE_PROMISE)
    return counted


def _active(calls: Sequence[Call]) -> timedelta:
    """Return the time at work of one workday's calls, each logged at its end: talk, and pauses that are no break."""
    ends = sorted((call.at, timedelta(seconds=call.seconds or 0)) for call in calls)
    pauses = (after - took - before for (before, _), (after, took) in pairwise(ends))
    work = (pause for pause in pauses if timedelta() < pause <= BREAK)
    return sum((took for _, took in ends), sum(work, timedelta()))


def overall(calls: Sequence[Call], since: date, until: date, **of: object) -> Table:
    """Return the period's calls, `of` one account or all, in one row."""
    row = tally(calls).row(), leads_to("calls", since, until, **of)
    return tabled("Calling", "calling", HEADS, [row], basis=BASIS)


def by(calls: Sequence[Call], name: str, slot: Callable[[Call], str], since: date, until: date) -> Table:
    """Return calls by the hour or weekday (`name`) that `slot` tells of each, in the order in which they are given."""
    found = {label: counts(own) for label, own in grouped(calls, slot).items()}
    shown = {label: own.row()[:6] for label, own in found.items() if own.attempts or own.contacts}
    rates = (row[4] for row in shown.values())
    rate = tuple(float(each) * 100 if isinstance(each, Fraction) else None for each in rates)
    chart = Chart("bars", tuple(shown), (Series("right-party-contact rate", rate),), "%")

    rows = [((label, *row), leads_to("calls", since, until, **{name: label})) for label, row in shown.items()]
    title, heads, basis = f"Calling by {name}", f"{name} {_SLOT_HEADS}", (*BASIS[:3], "On your own clock.")
    charts = (chart,) if shown else ()
    return tabled(title, f"{name}s", heads, rows, summed=True, basis=basis, charts=charts)


def hour_of(call: Call, zone: ZoneInfo) -> str:
    """Name the hour of a call on the caller's clock."""
    return f"{call.at.astimezone(zone).hour:02}:00"


def weekday_of(call: Call) -> str:
    """Name the weekday of a call's workday."""
    return f"{call.workday:%a}"


def changed(
    after_talks: tuple[int, float],
    in_vain: tuple[int, float],
    times: float | None,
    interval: tuple[float, float] | None,
    days: int,
    until: date,
) -> Table:
    """Return what conversations changed: payments seen and expected within `days` after them, and after calls in vain."""
    none = NotAvailable("no payments were seen both after talks and after calls in vain")
    low, high = interval or (none, none)
    talks: Row = ("after talks", *after_talks, none if times is None else times, low, high)
    misses: Row = ("after calls in vain", *in_vain, None, None, None)
    of_misses = leads_to("calls", None, until, attempt=YES, contact="")
    rows = ((talks, leads_to("calls", None, until, reached=YES)), (misses, of_misses))
    basis = (
        f"Payments on overdue bills within {days} days, up to the newest ledger.",
        "Expected: what the same accounts' bills of the same ages bring without a contact.",
        "Times as fast: seen over expected after talks, over the same after calls in vain; 95 % interval.",
    )
    heads = "payments seen:count expected:decimal times_as_fast:decimal at_least:decimal at_most:decimal"
    return tabled("What calls changed", "changed", heads, rows, basis=basis)
