"""What the ledgers can tell of a period, and what they cannot: balances on known days, and moves in between.

A balance is known at the close of a ledger's day. Between two ledgers it is known where the later one says when
items were settled, and all that moved in between has its day. An open-item list says nothing of what was raised
and paid since the one before, so what flowed is known from list to list only where no working day lies between.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from arcall_tui.domain.calendar import spelt
from arcall_tui.domain.figures import BalanceShift, LedgerDay, What
from arcall_tui.domain.grouping import by_key, grouped
from arcall_tui.reports.table import NotAvailable, added, of_whom

Amount = int | NotAvailable
_DAY = timedelta(days=1)
_MONEY = frozenset({What.PAYMENT, What.UNAPPLIED, What.USED})


@dataclass(frozen=True, slots=True)
class KnownLedgers:
    """The ledgers of some creditors. `works`: whether a day is a working day."""

    days: Mapping[str, Sequence[LedgerDay]]
    works: Callable[[date], bool]

    @classmethod
    def of(cls, days: Iterable[LedgerDay], works: Callable[[date], bool]) -> KnownLedgers:
        """Sort the days of ledgers by creditor."""
        ordered = sorted(days, key=lambda each: each.day)
        return cls(dict(grouped(ordered, lambda each: each.creditor)), works)

    def common(self, upto: date) -> date | None:
        """Return the newest day by `upto` at whose close every creditor's balances are known."""
        known = [{each.day for each in days if each.day <= upto} for days in self.days.values()]
        return max(set.intersection(*known), default=None) if known else None

    def earliest(self) -> date | None:
        """Return the first day from which on every creditor's balances are known at some time."""
        return max((days[0].day for days in self.days.values()), default=None)

    def told_by_dates(self, day: date) -> bool:
        """Whether every creditor's balances at the close of `day` are told by settlement dates."""
        return all((later := self.from_below(name, day)) is not None and later.dated for name in self.days)

    def from_below(self, creditor: str, day: date) -> LedgerDay | None:
        """Return the ledger of that day, or the first one after it."""
        days = self.days[creditor]
        place = bisect_left([each.day for each in days], day)
        return days[place] if place < len(days) else None

    def settled(self, creditor: str, day: date) -> date:
        """Return the ledger's day whose balances stand until the close of `day`: no working day came after it."""
        known = {each.day for each in self.days[creditor]}
        back = day
        while back not in known and not self.works(back) and back > self.days[creditor][0].day:
            back -= _DAY
        return back if back in known else day

    def balance_unknown(self, creditor: str, day: date) -> str:
        """Say why a creditor's balance at the close of `day` is not known; empty where it is."""
        day = self.settled(creditor, day)
        later = self.from_below(creditor, day)
        if later is None:
            newest = self.days[creditor][-1].day
            return f"the newest ledger{of_whom(creditor)} is of {spelt(newest)}: none tells how it stood on {spelt(day)}"
        if later.day == day or later.dated:
            return ""
        before = [each.day for each in self.days[creditor] if each.day < day]
        if not before:
            return f"an open-item list tells nothing of the time before it, and the first one{of_whom(creditor)} is of {spelt(later.day)}"
        return f"no ledger{of_whom(creditor)} is of {spelt(day)}: there is one of {spelt(before[-1])}, then of {spelt(later.day)}"

    def flow_unknown(self, creditor: str, after: date, upto: date) -> str:
        """Say why what moved after the close of `after` and by that of `upto` is not known; empty where it is."""
        if reason := self.balance_unknown(creditor, upto) or self.balance_unknown(creditor, after):
            return reason
        after, upto = self.settled(creditor, after), self.settled(creditor, upto)
        for first, later in pairwise(self.days[creditor]):
            overlaps = first.day < upto and later.day > after
            if overlaps and not later.dated and self._gap(first.day, later.day):
                return (
                    f"between the ledgers{of_whom(creditor)} of {spelt(first.day)} and {spelt(later.day)} bills may have been"
                    " raised and paid that neither shows"
                )
        return ""

    def _gap(self, first: date, later: date) -> bool:
        return any(self.works(first + timedelta(days=n)) for n in range(1, (later - first).days))

    def flows_from(self, upto: date, since: date) -> date | None:
        """Return the first day from which on, up to `upto`, all that moved is known; not before `since`."""
        starts = []
        for creditor, days in self.days.items():
            if self.balance_unknown(creditor, upto):
                return None
            start = upto
            ends = [each for each in days if each.day <= upto]
            later = self.from_below(creditor, upto)
            chain = [*ends, *([later] if later and later.day != upto else [])]
            for place in range(len(chain) - 1, -1, -1):
                each = chain[place]
                before = chain[place - 1].day if place else None
                if not (each.dated or (before and not self._gap(before, each.day))):
                    break
                start = before or since - _DAY
            starts.append(start)
        return max(since, max(starts) + _DAY) if starts and max(starts) < upto else None


@dataclass(frozen=True, slots=True)
class Told:
    """The receivables of a period as the ledgers tell them, by currency, in minor units or n/a with the reason.

    `unapplied`: of the money collected, what is not yet matched to bills. `others`: what else moved the balance.
    `shown`: where sales and money are not known, what of both the period's ledgers show (sales, money).
    """

    opening: Mapping[str, Amount]
    closing: Mapping[str, Amount]
    sales: Mapping[str, Amount]
    collected: Mapping[str, Amount]
    unapplied: Mapping[str, Amount]
    others: Mapping[str, Mapping[str, int]]
    shown: Mapping[str, tuple[int, int]] = field(default_factory=dict)


class Teller:
    """Works out balances and flows. `ends`: balances by (creditor, currency) at the close of ledgers' days."""

    def __init__(
        self,
        known: KnownLedgers,
        moves: Sequence[BalanceShift],
        ends: Callable[[str, date], Mapping[str, int]],
    ) -> None:
        self._known, self._ends = known, ends
        self._moves = grouped(moves, lambda move: move.creditor)

    def balance(self, day: date) -> dict[str, Amount]:
        """Return what was receivable at the close of `day`, by currency."""
        return _together(self._balance(creditor, day) for creditor in self._known.days)

    def _balance(self, creditor: str, day: date) -> dict[str, Amount]:
        day = self._known.settled(creditor, day)
        later = self._known.from_below(creditor, day)
        reason = self._known.balance_unknown(creditor, day)
        if later is None or reason:
            return dict.fromkeys(self._codes(creditor), NotAvailable(reason))
        found: dict[str, Amount] = dict(self._ends(creditor, later.day))
        if later.day == day:
            return found
        for code in self._undated(creditor, day):
            words = "on which day between two ledgers a part was paid is not told"
            found[code] = NotAvailable(f"{words}, and {spelt(day)} lies between")
        for move in self._moves.get(creditor, ()):
            total = found.get(move.currency, 0)
            within = day < move.seen <= later.day and move.day is not None and move.day > day
            if within and not isinstance(total, NotAvailable):
                found[move.currency] = total - move.amount
        return found

    def _undated(self, creditor: str, day: date) -> set[str]:
        """Return the currencies in which something moved on an unknown day before or after the close of `day`."""
        later = self._known.from_below(creditor, day)
        if later is None or later.day == day:
            return set()
        gap = (move for move in self._moves.get(creditor, ()) if day < move.seen <= later.day)
        return {move.currency for move in gap if move.day is None}

    def untold(self, since: date, until: date) -> dict[str, str]:
        """Say by currency why what moved from `since` to `until` is not known; nothing where it is."""
        found: dict[str, str] = {}
        for creditor in self._known.days:
            if reason := self._known.flow_unknown(creditor, since - _DAY, until):
                found |= dict.fromkeys(self._codes(creditor), reason)
                continue
            for day in (self._known.settled(creditor, end) for end in (since - _DAY, until)):
                words = f"on which day a part was paid is not told, and {spelt(day)} lies between two ledgers"
                found |= dict.fromkeys(self._undated(creditor, day), words)
        return found

    def not_seen(self, day: date) -> dict[str, str]:
        """Say by currency why nobody knew at the close of `day` what was open then: no ledger was taken in of it."""
        found: dict[str, str] = {}
        for creditor, days in self._known.days.items():
            older = [each.day for each in days if each.day <= day]
            if older and self._known.settled(creditor, day) != older[-1]:
                words = f"no ledger{of_whom(creditor)} is of {spelt(day)}: the newest by then is of {spelt(older[-1])}"
                found |= dict.fromkeys(self._codes(creditor), words)
        return found

    def _codes(self, creditor: str) -> set[str]:
        days = self._known.days[creditor]
        return {move.currency for move in self._moves.get(creditor, ())} | set(
            self._ends(creditor, days[-1].day)
        )

    def flows(self, since: date, until: date) -> Told:
        """Return the period's flows; both ends included."""
        opening, closing = self.balance(since - _DAY), self.balance(until)
        sums: dict[str, dict[What, int]] = defaultdict(lambda: defaultdict(int))
        unknown = self.untold(since, until)
        for creditor in self._known.days:
            for move in self._moves.get(creditor, ()):
                if since <= (move.day or move.seen) <= until:
                    sums[move.currency][move.what] += move.amount
        codes = sorted({*opening, *closing, *sums})

        def figure(amounts: Callable[[str], int]) -> dict[str, Amount]:
            return {code: NotAvailable(unknown[code]) if code in unknown else amounts(code) for code in codes}

        sold = figure(lambda code: sums[code][What.SALE])
        got = figure(lambda code: -sum(sums[code][what] for what in _MONEY))
        told = [code for code in codes if code not in unknown]
        ends = {code: [part.get(code, 0) for part in (opening, closing, sold, got)] for code in told}
        return Told(
            {code: opening.get(code, 0) for code in codes},
            {code: closing.get(code, 0) for code in codes},
            sold,
            got,
            figure(lambda code: -sums[code][What.UNAPPLIED]),
            {code: _others(ends[code], sums[code][What.CORRECTION]) for code in told},
            {code: self._shown(code, since, until) for code in codes if code in unknown},
        )

    def _shown(self, code: str, since: date, until: date) -> tuple[int, int]:
        """Return what the ledgers of a period show to be sold and paid in it: what came and went between two is left out.

        What a first ledger shows as paid on no certain day was paid at any time before it.
        """
        moves = [
            move
            for creditor, each in self._moves.items()
            for move in each
            if move.currency == code
            and since <= move.seen <= until
            and (move.seen > self._known.days[creditor][0].day if move.day is None else move.day >= since)
        ]
        sold = sum(move.amount for move in moves if move.what is What.SALE)
        return sold, -sum(move.amount for move in moves if move.what in _MONEY)


def _others(ends: Sequence[Amount], corrected: int) -> dict[str, int]:
    """Return what else moved a balance, by what it is; `ends`: before and after, and what was sold and collected."""
    assert not any(isinstance(end, NotAvailable) for end in ends)
    before, after, sales, money = (end for end in ends if isinstance(end, int))
    rest = after - before - sales + money - corrected
    parts = {"corrected by a later ledger": corrected, "dated in another period than it was seen": rest}
    return {what: minor for what, minor in parts.items() if minor}


def _together(parts: Iterable[Mapping[str, Amount]]) -> dict[str, Amount]:
    """Add up by currency; what is not available makes the sum not available."""
    by_code = by_key(pair for part in parts for pair in part.items())
    return {code: added(*amounts) for code, amounts in by_code.items()}
