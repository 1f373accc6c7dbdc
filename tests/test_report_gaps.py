"""Ledgers left out at random: what a period's figures say is what happened, or not available with the reason."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arcall_tui.domain.money import Money
from arcall_tui.reports.table import Cell, NotAvailable, Report
from arcall_tui.rules.policy_file import load_policy
from arcall_tui.settings import Settings
from arcall_tui.workday.desk.clock import Clock
from arcall_tui.workday.desk.desk import Desk
from arcall_tui.workday.reports.catalogue import report
from arcall_tui.workday.reports.report_room import Ask
from ledger_files import take_in
from tries import tries

FIRST = date(2026, 1, 5)  # a Monday
DAYS = [day for n in range(21) if (day := FIRST + timedelta(days=n)).weekday() < 5]
LAST = len(DAYS) - 1
HEAD = "Customer ID,Type,Number,Date,Due Date,Amount,Open Balance,Currency"


@dataclass(frozen=True)
class Doc:
    """A document of the made-up books: places in DAYS, cents. `moves`: what lowered its balance on which day.

    `cash`: whether what lowers it is money. `right`: its amount from a day on, where the first was wrong.
    """

    number: str
    type: str
    customer: str
    currency: str
    raised: int
    amount: int
    moves: tuple[tuple[int, int], ...] = ()
    cash: bool = True
    right: tuple[int, int] | None = None

    def amount_on(self, place: int) -> int:
        return self.right[1] if self.right and place >= self.right[0] else self.amount

    def balance(self, place: int) -> int:
        if place < self.raised:
            return 0
        return self.amount_on(place) - sum(part for on, part in self.moves if on <= place)

    def at_once(self, places: Sequence[int]) -> Doc:
        """As paid whole on the day of its last payment, where no ledger shows it in between."""
        days = [on for on, _ in self.moves] or [0]
        first, last = days[0], days[-1]
        if first == last or self.balance(last) or any(first <= place < last for place in places):
            return self
        return _with(self, moves=((last, self.amount),))

    def settled(self, place: int) -> date | None:
        return DAYS[max(on for on, _ in self.moves)] if self.moves and not self.balance(place) else None


@dataclass(frozen=True)
class Books:
    docs: tuple[Doc, ...]
    corrected: bool = field(default=False)

    def at(self, place: int) -> Counter[str]:
        found: Counter[str] = Counter()
        for doc in self.docs:
            found[doc.currency] += doc.balance(place)
        return found

    def told(self, places: Sequence[int]) -> Books:
        """What these ledgers can tell: of an amount that was put right before any showed it, nobody knows.

        Nor of a part that was paid when none showed it: the bill counts as paid on its day of settlement.
        """
        unseen = {
            doc.number
            for doc in self.docs
            if doc.right and not any(doc.raised <= place < doc.right[0] for place in places)
        }
        docs = (
            _with(doc, amount=doc.amount_on(LAST), right=None) if doc.number in unseen else doc
            for doc in self.docs
        )
        return Books(tuple(doc.at_once(places) for doc in docs), self.corrected)

    def on(self, day: date) -> Counter[str]:
        """What was receivable at the close of any day."""
        places = [place for place, each in enumerate(DAYS) if each <= day]
        return self.at(places[-1]) if places else Counter()

    def sold(self, since: date, until: date) -> Counter[str]:
        """What was billed, at the amounts known on the last of these days."""
        found: Counter[str] = Counter()
        known = max((place for place, day in enumerate(DAYS) if day <= until), default=0)
        for doc in self.docs:
            if doc.type != "Payment" and since <= DAYS[doc.raised] <= until:
                found[doc.currency] += doc.amount_on(known)
        return found

    def paid(self, since: date, until: date) -> Counter[str]:
        found: Counter[str] = Counter()
        for doc in self.docs:
            if doc.type == "Payment" and since <= DAYS[doc.raised] <= until:
                found[doc.currency] -= doc.amount
            for on, part in doc.moves:
                if doc.type == "Invoice" and doc.cash and since <= DAYS[on] <= until:
                    found[doc.currency] += part
        return found

    def ledger(self, place: int, *, dated: bool) -> str:
        """The export at the close of a day: what is open, or all there is with its day of settlement."""
        lines = [HEAD + (",Settled Date" if dated else "")]
        for doc in self.docs:
            balance = doc.balance(place)
            if place < doc.raised or (not balance and not dated):
                continue
            raised, amount = DAYS[doc.raised], doc.amount_on(place)
            line = (
                f"{doc.customer},{doc.type},{doc.number},{raised},{raised + timedelta(days=14)},{amount / 100:.2f},"
                f"{balance / 100:.2f},{doc.currency}"
            )
            lines.append(line + (f",{doc.settled(place) or ''}" if dated else ""))
        return "\n".join(lines) + "\n"


cents = st.integers(100, 99_999)


@st.composite
def books(draw: st.DrawFn, *, dated: bool) -> Books:
    docs = [
        Doc(f"S{n}", "Invoice", f"C{n}", "USD" if n else "EUR", 0, 1_000_000 + n) for n in range(4)
    ]  # what stays open, so that no ledger is empty
    for n in range(draw(st.integers(1, 5))):
        customer, currency = f"C{draw(st.integers(0, 3))}", draw(st.sampled_from(["USD", "USD", "EUR"]))
        # No two documents share an amount: what a ledger shows as gone is then never taken for another.
        raised, amount = draw(st.integers(0, LAST)), draw(cents) * 10 + n
        kind = draw(st.sampled_from(["whole", "whole", "parts", "open", "credit", "unapplied", "corrected"]))
        # An open-item list never shows what was raised and paid on one day.
        later = st.integers(raised + (not dated), LAST)
        days = sorted(draw(st.lists(later, min_size=2, max_size=2))) if raised < LAST else []
        base = Doc(f"N{n}", "Invoice", customer, currency, raised, amount)
        if kind == "open" or not days:
            docs.append(base)
        elif kind == "whole":
            docs.append(_with(base, moves=((days[0], amount),)))
        elif kind == "parts":
            part = amount // 3
            moves = ((days[0], part), (days[1], amount - part)) if draw(st.booleans()) else ((days[0], part),)
            docs.append(_with(base, moves=moves))
        elif kind == "corrected":
            docs.append(_with(base, right=(days[0], amount + 700)))
        else:
            # A credit that is used up against its bill some days later.
            type_ = "Credit Memo" if kind == "credit" else "Payment"
            credit = Doc(f"K{n}", type_, customer, currency, raised, -amount, ((days[1], -amount),))
            docs += [credit, _with(base, moves=((days[1], amount),), cash=False)]
    return Books(tuple(docs), any(doc.right for doc in docs))


def _with(doc: Doc, **more: object) -> Doc:
    return Doc(**{**doc.__dict__, **more})  # type: ignore[arg-type]


def measures(folder: Path, since: date, until: date) -> Report:
    clock = Clock(ZoneInfo("UTC"), datetime.combine(DAYS[-1] + timedelta(days=3), time(9), UTC))
    desk = Desk(folder / "book.sqlite3", clock, Settings("UTC", "test"), load_policy(None))
    try:
        return report(desk, "measures", Ask(until, since, until))
    finally:
        desk.close()


def figures(made: Report) -> dict[str, dict[str, Cell]]:
    table = next(table for table in made.tables if table.sheet == "receivables")
    names = [column.name for column in table.columns]
    return {str(row[0]): dict(zip(names, row, strict=True)) for row in table.rows}


def explained(made: Report) -> dict[str, int]:
    found: Counter[str] = Counter()
    for table in made.tables:
        if table.sheet == "besides":
            for code, what, amount in table.rows:
                if str(what).startswith("other"):
                    assert isinstance(amount, Money)
                    found[str(code)] += amount.minor
    return dict(found)


def by_payment(made: Report) -> dict[str, int]:
    found: Counter[str] = Counter()
    for row in next(table for table in made.tables if table.sheet == "before").rows:
        assert isinstance(row[3], Money)
        found[str(row[0])] += row[3].minor
    return found


def taken(folder: Path, book: Books, places: Sequence[int], *, dated: bool) -> None:
    for place in places:
        said = {"currency": None, "confirm_closures": True}
        take_in(folder, book.ledger(place, dated=dated), on=DAYS[place], name=f"{place}.csv", **said)


def test_a_part_that_no_ledger_shows_is_paid_with_the_bill(tmp_path: Path):
    stays = Doc("S", "Invoice", "C1", "USD", 0, 1_000_000)
    parts = Doc("N", "Invoice", "C1", "USD", 1, 13_341, ((4, 4_447), (8, 8_894)))
    book = Books((stays, parts))
    taken(tmp_path, book, [0, LAST], dated=True)
    row = figures(measures(tmp_path, DAYS[6], DAYS[LAST]))["USD"]
    assert (row["opening"], row["collected"]) == (Money(1_013_341, "USD"), Money(13_341, "USD"))
    assert book.on(DAYS[5])["USD"] == 1_008_894  # what nobody can tell
    assert book.told([0, LAST]).on(DAYS[5])["USD"] == 1_013_341


@settings(max_examples=tries(12), suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data())
def test_what_ledgers_with_gaps_tell_is_what_happened_or_not_available(data: st.DataObject):
    dated = data.draw(st.booleans(), "dated")
    book = data.draw(books(dated=dated), "books")
    kept = sorted(data.draw(st.sets(st.integers(1, LAST - 1), max_size=4), "kept") | {0, LAST})
    # Ends of periods are mostly the days of ledgers: of others less is told.
    end = st.one_of(st.sampled_from([DAYS[place] for place in kept]), st.sampled_from(DAYS))
    after, until = sorted(data.draw(st.lists(end, min_size=2, max_size=2, unique=True), "period"))
    since = after + timedelta(days=1)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        taken(folder, book, kept, dated=dated)
        made = measures(folder, since, until)
    book = book.told(kept)
    truth = {
        "opening": book.on(since - timedelta(days=1)),
        "closing": book.on(until),
        "sales": book.sold(since, until),
        "collected": book.paid(since, until),
    }
    others, paid = explained(made), by_payment(made)
    for code, row in figures(made).items():
        for name, right in truth.items():
            cell = row[name]
            if isinstance(cell, NotAvailable):
                assert cell.reason
            else:
                assert cell == Money(right[code], code), (name, code, cell, right[code])
        if isinstance(row["collected"], Money):
            assert paid.get(code, 0) == row["collected"].minor, "payment by payment it is as much"
        other_ = row["other"]
        if isinstance(other_, Money):
            assert other_.minor == others.get(code, 0), "what else moved the balance is told"
            assert book.corrected or not other_.minor
