"""Promises: how many were kept, by whom, and what is promised for when."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from arcall_tui.domain.activity import LIVE_PROMISES, PromiseState
from arcall_tui.domain.figures import Customer, PromiseFact
from arcall_tui.domain.grouping import grouped
from arcall_tui.domain.money import Money
from arcall_tui.domain.text import number_of
from arcall_tui.reports.metrics import FORMULAS, share
from arcall_tui.reports.reference import leads_to
from arcall_tui.reports.table import Cell, NotAvailable, Row, Table, listed, tabled

JUDGED = (PromiseState.KEPT, PromiseState.PARTLY_KEPT, PromiseState.BROKEN)
BASIS = (
    f"Promise kept rate: {FORMULAS['Promise kept rate']}; a promise counts from the day after its grace.",
    (
        "Unverified: past their grace, and no ledger has told yet, or the first that told of money was taken in so late that it"
        " may have come after it. A rate that hangs on such money is n/a. Withdrawn ones are left out."
    ),
    (
        "A plan of instalments is one promise: kept where all that are past their grace were kept, broken where none was paid, partly"
        " kept otherwise. Amounts are those of each instalment; of one kept in part, what was paid counts by amount."
    ),
)


@dataclass(slots=True)
class KeptRate:
    """Promises past their grace, by verdict: numbers and amounts (minor units of one currency).

    `late`: those with money that may have come too late, `late_kept` of them in full; they are unverified as well.
    """

    kept: int = 0
    partly: int = 0
    broken: int = 0
    unverified: int = 0
    kept_amount: int = 0
    judged_amount: int = 0
    late: int = 0
    late_kept: int = 0
    late_amount: int = 0

    @property
    def judged(self) -> int:
        """How many are known to be kept or not."""
        return self.kept + self.partly + self.broken

    def add(self, instalments: Sequence[PromiseFact]) -> None:
        """Count a promise past its grace: one, or those instalments of a plan that are."""
        told = [one for one in instalments if one.state in JUDGED]
        self.judged_amount += sum(one.amount for one in told)
        self.kept_amount += sum(one.came for one in told if not one.late)
        self.late_amount += sum(one.came for one in told if one.late)
        state = verdict(told)
        if any(one.late for one in told):
            self.late += 1
            self.late_kept += state is PromiseState.KEPT
            self.unverified += 1
            return
        self.kept += state is PromiseState.KEPT
        self.partly += state is PromiseState.PARTLY_KEPT
        self.broken += state is PromiseState.BROKEN
        self.unverified += not state and any(one.state is not PromiseState.WITHDRAWN for one in instalments)


def verdict(instalments: Iterable[PromiseFact]) -> PromiseState | None:
    """Return what became of a promise of those instalments, all with a verdict: one that differs makes it kept in part."""
    states = {one.state for one in instalments}
    return PromiseState.PARTLY_KEPT if len(states) > 1 else next(iter(states), None)


def verdicts(judged: Iterable[PromiseFact]) -> dict[int, PromiseState | None]:
    """Return what became of promises by their number, a plan being one of those of its instalments that have a verdict."""
    return {key: verdict(own) for key, own in grouped(judged, lambda each: each.whole).items()}


def past_grace(promises: Iterable[PromiseFact], since: date | None, until: date) -> list[PromiseFact]:
    """Return the promises that came past their grace from `since` (None: ever) to `until`: on its last day they are open.

    What is known already of one whose grace no ledger has seen the end of is left out: of the others nothing is known.
    """
    whole = (each for each in promises if each.ended < until)
    ended = (each for each in whole if ((since or date.min) - each.ended).days <= 1)
    return [each for each in ended if each.state not in JUDGED or _told(each)]


def _told(promise: PromiseFact) -> bool:
    return promise.told is None or promise.told >= promise.ended


def kept_by(promises: Iterable[PromiseFact], *, account: bool = False) -> dict[tuple[str, int], KeptRate]:
    """Count promises past their grace by currency, and by account where asked (else 0); a plan is one."""
    plans = grouped(promises, lambda p: (p.currency, p.account if account else 0, p.whole))
    counted: dict[tuple[str, int], KeptRate] = defaultdict(KeptRate)
    for (currency, whose, _), instalments in plans.items():
        counted[currency, whose].add(instalments)
    return dict(counted)


_RATES = (
    "kept:count+ partly_kept:count+ broken:count+ unverified:count+ kept_rate:percent kept_rate_by_amount:percent"
    " partly_kept_rate:percent"
)


def _cells(kept: KeptRate, code: str) -> Row:
    of, late = kept.judged + kept.late, kept.late
    whose = number_of(late, "promise was", "promises were")
    why = f"{whose} first seen to be paid by a ledger after the grace, so some of it may have come late"

    def rate(least: int, more: int, whole: int, currency: str = "") -> Cell:
        if not more:
            return share(least, whole, "promises past their grace with a verdict")
        bounds = (least, least + more, whole)
        low, high, all_ = (str(Money(each, currency) if currency else each) for each in bounds)
        return NotAvailable(f"{why}: between {low} and {high} of {all_}")

    by_amount = rate(kept.kept_amount, kept.late_amount, kept.judged_amount, code)
    rates = rate(kept.kept, kept.late_kept, of), by_amount, rate(kept.partly, late, of)
    return (kept.kept, kept.partly, kept.broken, kept.unverified, *rates)


def _not_yet_counted(promises: Iterable[PromiseFact], since: date | None, until: date) -> str:
    """Say how many promises were found kept or broken in these days before their grace ended; empty where none was."""
    judged = (each for each in promises if each.state in JUDGED and each.settled)
    found = (each for each in judged if (since or date.min) <= (each.settled or date.max) <= until)
    early = [str(each.state) for each in found if each.ended >= until or not _told(each)]
    told = ", ".join(f"{early.count(state)} {state}" for state in map(str, JUDGED) if state in early)
    return (
        f"Known already, counted once their grace is over and a ledger reaches its end: {told}."
        if told
        else ""
    )


def rates(promises: Sequence[PromiseFact], since: date | None, until: date, **of: object) -> Table:
    """Return the kept rates by currency of the promises whose grace ended in these days, `of` one account or all."""
    early = _not_yet_counted(promises, since, until)
    ended = kept_by(past_grace(promises, since, until))
    kept = {code: counted for (code, _), counted in sorted(ended.items())}

    rows = (
        ((code, *_cells(own, code)), leads_to("grace", since, until, currency=code, **of))
        for code, own in kept.items()
    )
    heads, basis = f"currency {_RATES}", (*BASIS, *filter(None, (early,)))
    empty = f"No promise has come past its grace. {early}".strip()
    return tabled("Promises kept", "kept", heads, rows, summed=len(kept) > 1, basis=basis, empty=empty)


def by_customer(
    promises: Sequence[PromiseFact], customers: Mapping[int, Customer], since: date | None, until: date
) -> Table:
    """Return the kept rates by customer, the least reliable first."""
    counted = kept_by(promises, account=True)
    ordered = sorted(
        counted.items(), key=lambda entry: (-(entry[1].broken + entry[1].partly), entry[1].kept, entry[0])
    )

    def row(code: str, account: int, kept: KeptRate) -> tuple[Row, str]:
        cells = (*customers[account].named, code, *_cells(kept, code))
        return cells, leads_to("grace", since, until, currency=code, account=account)

    rows = (row(*key, kept) for key, kept in ordered)
    heads, empty = f"account customer currency {_RATES}", "No promise has come past its grace."
    return tabled("By customer", "customers", heads, rows, basis=BASIS, empty=empty)


def outstanding(
    promises: Iterable[PromiseFact], customers: Mapping[int, Customer], came: Mapping[int, int]
) -> Table:
    """Return the promises still open, by date, less what `came` of each; unverified: no ledger has told yet."""
    live = sorted((p for p in promises if p.state in LIVE_PROMISES), key=lambda p: (p.due, p.id))

    def row(p: PromiseFact) -> Row:
        amounts = (Money(minor, p.currency) for minor in (p.amount - came.get(p.id, 0), p.amount))
        return p.due, *customers[p.account].named, *amounts, p.made, p.said_by, str(p.state)

    heads = "due:date account customer to_come:money+ promised:money+ made:date said_by state"
    empty = "Nothing is promised."
    return listed("Promised and not yet seen", "open", heads, live, row, summed=True, empty=empty)
