"""The review of a week or a month, against the one before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from arcall_tui.domain.figures import Customer, DisputeFact, Remark
from arcall_tui.domain.money import Money
from arcall_tui.reports.calling import tally
from arcall_tui.reports.causes import waiting
from arcall_tui.reports.day import judged, paid, promised
from arcall_tui.reports.rates import Rates
from arcall_tui.reports.reference import ACCOUNT, YES
from arcall_tui.reports.table import Headline, NotAvailable, Report, Row, Table, columns
from arcall_tui.reports.work import Target, Work, explained, headlines, targets, with_trends

# What is counted, and which calls those are.
_COUNTED = (
    ("attempts", {"attempt": YES}),
    ("contacts", {"contact": YES}),
    ("right-party contacts", {"reached": YES}),
    ("promises", {"promise": YES}),
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """What a review is of: its `name` (week, month), and what its own figures and those before are called."""

    name: str
    now: str
    then: str


def review(
    of: Stretch, work: Work, before: Work, lately: Table, rates: Rates, goals: Sequence[Target], remarks: Sequence[Remark],
    disputes: Sequence[DisputeFact], trend: Sequence[Headline], customers: Mapping[int, Customer], until: date,
    about: tuple[str, ...],
) -> Report:  # fmt: skip
    """Return the review of a week or a month against the one before."""
    now, then = tally(work.calls).row(), tally(before.calls).row()
    counts = tuple(
        (name, value, other, value - other)
        for (name, _), value, other in zip(_COUNTED, now, then, strict=False)
        if isinstance(value, int) and isinstance(other, int)
    )
    disputed = (len(work.disputes), len(before.disputes))
    counts = (*counts, ("disputes opened", *disputed, disputed[0] - disputed[1]))
    shares = tuple(
        zip(("right-party-contact rate", "promises per contact"), now[4:6], then[4:6], strict=True)
    )
    pace = tuple(zip(("calls per hour", "minutes per call"), now[6:], then[6:], strict=True))
    this, other = of.now.replace(" ", "_"), of.then.replace(" ", "_")
    counted = (*(work.of("calls", **where) for _, where in _COUNTED), work.of("disputes", new=YES))
    attempts, _, reached, *_ = counted
    tables = (
        *targets(goals, until),
        lately,
        _amounts(work, before, rates, this, other),
        Table(
            "Counts",
            columns(f"figure {this}:count {other}:count change:count"),
            counts,
            "counts",
            keys=counted,
        ),
        Table(
            "Rates",
            columns(f"figure {this}:percent {other}:percent"),
            shares,
            "rates",
            keys=(attempts, reached),
        ),
        Table("Pace", columns(f"figure {this}:decimal {other}:decimal"), pace, "pace", keys=(attempts,) * 2),
        paid(work, customers),
        judged(work.judged, customers),
        promised(work.promises, customers),
        waiting(disputes, customers, until),
        feedback(remarks, customers),
    )
    own = [goal for goal in goals if goal.period == of.name]
    lines = headlines(work, before, f"the {of.name} before", rates, own)
    heads = explained((*with_trends(lines, lately), *trend))
    return Report(of.name, f"The {of.name}", about, tables, (), heads)


def _amounts(work: Work, before: Work, rates: Rates, this: str, other: str) -> Table:
    rows: list[Row] = []
    keys: list[str] = []
    figures = (
        ("promised", "promised", work.promised(), before.promised()),
        ("collected", "paid", work.collected(), before.collected()),
    )
    for name, source, now, then in figures:
        untold = [one.unseen if source == "paid" else "" for one in (work, before)]
        for code in sorted({*now, *then}):
            keys.append(work.of(source, currency=code))
            new, old = now.get(code, 0), then.get(code, 0)
            told = [
                NotAvailable(why) if why else Money(minor, code)
                for why, minor in zip(untold, (new, old), strict=True)
            ]
            rows.append((name, code, *told, None if any(untold) else Money(new - old, code)))
        if len({*now, *then}) > 1 and rates.base:
            place = len(rows) - len({*now, *then})
            sums = [
                NotAvailable(why) if why else rates.total(by)
                for why, by in zip(untold, (now, then), strict=True)
            ]
            new_, old_ = sums
            change = None
            if isinstance(new_, Money) and isinstance(old_, Money):
                change = Money(new_.minor - old_.minor, rates.base)
            rows.insert(place, (name, f"all in {rates.base}", *sums, change))
            keys.insert(place, work.of(source))
    heads = columns(f"figure currency {this}:money {other}:money change:money")
    basis = (
        "Promised: promises made in these days. Collected: money that the ledgers of these days show.",
        rates.said(code for _, _, now, then in figures for code in (*now, *then)) if rates.base else "",
    )
    return Table(
        "Amounts",
        heads,
        tuple(rows),
        "amounts",
        tuple(filter(None, basis)),
        keys=tuple(keys),
        empty="No money was promised or seen.",
    )


def feedback(remarks: Sequence[Remark], customers: Mapping[int, Customer]) -> Table:
    """Return what customers and supervisors said, and what became of it."""
    rows = tuple(
        (
            r.id, r.day, f"{r.rating} of 5" if r.rating else "remark", r.said_by,
            customers[r.account].name if r.account is not None else "", r.text,
            r.result or ("" if r.rating else "open"),
        )
        for r in remarks
    )  # fmt: skip
    heads = columns("id:count day:date what said_by customer text what_became_of_it")
    keys = tuple(f"{ACCOUNT}{r.account}" if r.account is not None else "" for r in remarks)
    return Table("Feedback", heads, rows, "feedback", keys=keys, empty="No feedback on record.")
