"""What an unpaid invoice is expected to cost from here, in days it will still stay unpaid; compared across currencies."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, chain, repeat
from typing import Any, NamedTuple

from arcall_tui.domain.grouping import by_key
from arcall_tui.domain.money import exponent
from arcall_tui.domain.standing import Exposure, Standing
from arcall_tui.rules.policy import Policy
from arcall_tui.rules.responses import NO_RESPONSES, Responses

Amount = Any  # a number, or a column of numbers
Root = Callable[[Amount], Amount]


class _Ages:
    """How many bills there are of each age (days), with running totals from the youngest on."""

    __slots__ = ("ages", "before", "sums")

    def __init__(self, counts: Mapping[int, int]) -> None:
        self.ages = sorted(counts)
        self.before = list(accumulate(map(counts.__getitem__, self.ages), initial=0))
        self.sums = list(accumulate((age * counts[age] for age in self.ages), initial=0))

    def __len__(self) -> int:
        return self.before[-1]

    def up_to(self, age: int) -> int:
        """Return how many are `age` days old or younger."""
        return self.before[bisect_right(self.ages, age)]

    def days_from(self, place: int, age: int) -> tuple[int, int]:
        """Return how many come from that place on, and the days by which all of them exceed `age`."""
        count = self.before[-1] - self.before[place]
        return count, self.sums[-1] - self.sums[place] - count * age

    def elements(self) -> Iterable[int]:
        """Return each bill's age, the youngest first."""
        counts = zip(self.ages, self.before, self.before[1:], strict=False)
        return chain.from_iterable(repeat(age, upto - before) for age, before, upto in counts)


class Lateness:
    """How late invoices were paid: days after the due date, sorted; negative means early.

    `still_open`: the ages (days past due) of invoices that nobody has paid yet; they count as the days that
    they have been open so far. `seen`: the ages at which the first ledger that told of them showed bills of either
    kind that were past due already; who was paid before is not known, so that they count from there on (delayed
    entry). Immutable but for a memo of answers, so that 200,000 open items ask the book's history only once an age.
    """

    def __init__(self, days: Iterable[int], still_open: Iterable[int] = ()) -> None:
        self._late = _Ages(Counter(days))
        self._open = _Ages(Counter(still_open))
        self._seen = _Ages({})
        self._memo: dict[int, tuple[int, int]] = {}

    @classmethod
    def counted(
        cls, late: Mapping[int, int], still_open: Mapping[int, int], seen: Mapping[int, int]
    ) -> Lateness:
        """Build from how many were so many days late, how many open ones are of which age, and how many came so old."""
        made = cls(())
        made._late, made._open, made._seen = _Ages(late), _Ages(still_open), _Ages(seen)
        return made

    @cached_property
    def days(self) -> list[int]:
        """The days late of each, sorted."""
        return list(self._late.elements())

    @property
    def open_count(self) -> int:
        """How many are still open."""
        return len(self._open)

    def __len__(self) -> int:
        return len(self._late)

    def beyond(self, age: int) -> tuple[int, int]:
        """Return how many were paid `age` days late or later, and the days that all were open beyond `age`.

        The days of those still open are among them, as far as they have gone, and none from before a bill was first
        seen; the count is of payments only, each of which took a day at least.
        """
        known = self._memo.get(age)
        if known is None:
            late, still_open = self._late, self._open
            count, total = late.days_from(bisect_left(late.ages, age), age)
            if still_open.ages:
                total += still_open.days_from(bisect_right(still_open.ages, age), age)[1]
            if self._seen.ages:
                unseen = self._seen.days_from(bisect_right(self._seen.ages, age), age)[1]
                total = max(total - unseen, min(count, total))
            known = self._memo[age] = (count, total)
        return known

    @cached_property
    def pressure(self) -> Pressure:
        """How many payments a bill should have seen by each age, at this history's pace."""
        return Pressure(self._late, self._open, self._seen)


class Pressure(dict[int, float]):
    """By age (days past due): the payments that one bill of that age should have seen (Nelson-Aalen estimate).

    Summed over the ages at which bills were paid, or which they have reached, it comes to the number of
    payments; so an account that falls short of its sum pays more slowly than the history's other accounts.
    """

    def __init__(self, late: _Ages, still_open: _Ages, seen: _Ages) -> None:
        super().__init__()
        self._ages: list[int] = []
        self._sums: list[float] = [0.0]
        # What was paid early was paid by day 0; what is not due yet has not come so far.
        before = 0
        for age in (0, *late.ages[bisect_right(late.ages, 0) :]):
            paid = late.up_to(age) - before
            at_risk = len(late) - before + len(still_open) - still_open.up_to(max(age, 1) - 1)
            at_risk -= len(seen) - seen.up_to(age - 1)  # came into sight when they were as old, or older
            before += paid
            if paid:
                self._ages.append(age)
                self._sums.append(self._sums[-1] + paid / max(at_risk, paid))

    def __missing__(self, age: int) -> float:
        found = self[age] = self._sums[bisect_right(self._ages, max(0, age))]
        return found


NO_HISTORY = Lateness(())

# No estimate looks further ahead (days): where hardly anything was ever paid so late, the sums run away.
LONGEST = 730.0
# Weighs nothing against a payment, and keeps a weight from being 0 where the policy wants no shrinkage.
_LEAST = 1e-9


class Slowness(NamedTuple):
    """By age (days past due): how slow the accounts are, on average over the bills that came to that age.

    Of the bills that come to an age the slow accounts' are more and more; so what the whole book's bills of
    that age still take is a slow account's measure, and an account is compared to those alone.
    """

    ages: Sequence[int]
    means: Sequence[float]

    @classmethod
    def of(cls, ages: Sequence[int], slowness: Sequence[float], counts: Sequence[int]) -> Slowness:
        """Build from all bills: by age, ascending, the count of those that ended or stand there, and their summed slowness.

        That is in whole parts of `FINE`, so that sums are the same in whatever order they are added up.
        """
        totals, many = accumulate(reversed(slowness)), accumulate(reversed(counts))
        means = [total / count / FINE for total, count in zip(totals, many, strict=True)]
        return cls(ages, means[::-1])

    def at(self, age: int) -> float:
        """Return the mean over the bills that came to `age`; over the oldest, where none came so far."""
        return self.means[min(bisect_left(self.ages, age), len(self.ages) - 1)] if self.ages else 1.0


# Parts of 1 in which slowness is added up.
FINE = 1 << 20
# Of a book of which no account was compared yet: all are alike.
ALIKE = Slowness((), ())


class BookFigures:
    """What the whole book's history says of bills by age (days past due), under one policy; worked out once an age.

    `late`: how late bills were paid, and how long the others have been open. `slowness`: of the accounts.
    `responses`: to calls.
    """

    __slots__ = ("_usual", "late", "payments_due", "policy", "prior", "responses", "slowness")

    def __init__(
        self, late: Lateness, policy: Policy, slowness: Slowness = ALIKE, responses: Responses = NO_RESPONSES
    ) -> None:
        self.late = late
        self.responses = responses
        self.policy = policy
        self.slowness = slowness
        self.prior = max(policy.shrinkage, _LEAST)
        self.payments_due = late.pressure
        self._usual: dict[int, float] = {}

    def under(
        self, policy: Policy, slowness: Slowness | None = None, responses: Responses | None = None
    ) -> BookFigures:
        """Return the same book's figures as another policy reads them, with the accounts' slowness under it."""
        slowness, responses = slowness or self.slowness, responses or self.responses
        same = policy is self.policy and slowness is self.slowness and responses is self.responses
        return self if same else BookFigures(self.late, policy, slowness, responses)

    @property
    def by_savings(self) -> bool:
        """Whether accounts are ranked by what a call saves: the policy wants it, and the evidence suffices."""
        return self.policy.order == "saved" and self.responses.book.suffices

    def saves(self, account: int, further: float) -> float:
        """Return by how much what a call saves moves the account's value."""
        return self.responses.factor(account, further) if self.by_savings else 1.0

    def assumed(self, age: int) -> bool:
        """Whether the book saw hardly a payment as late as that, so that it is mostly a guess."""
        return self.late.beyond(age)[0] < self.prior

    def usual(self, age: int) -> float:
        """Return for how many days more a bill of that age usually stays unpaid in this book.

        Days open beyond `age` per payment seen (the usual estimate for lifetimes of which some have not ended
        yet: total time at risk / events). Few payments say little, and a long wait must be borne out: drawn towards
        `policy.unknown_days` as if `policy.shrinkage` payments had taken that, where there are fewer or it is
        longer. Where no payment came that late the guess stands in alone. A book without any payments has only
        the age itself to go by, which is then added, and the less of it the more payments there are.
        """
        found = self._usual.get(age)
        if found is None:
            count, days = self.late.beyond(age)
            found = self.policy.unknown_days + max(0, age) * self.prior / (self.prior + len(self.late))
            if count:
                drawn: float = further_days(found, count, days, self.prior)
                found = drawn if count < self.prior else min(drawn, days / count)
            self._usual[age] = found
        return found

    def late_beyond_due(self, slow: Amount) -> Amount:
        """Return by how many days an account so slow is late with bills not due yet; by a guess where no bill was ever paid."""
        late = self.late
        usual = late.beyond(0)[1] / len(late) if len(late) else self.policy.unknown_days
        return slow / self.slowness.at(0) * usual


# The formulas of the rule, in plain arithmetic: for the numbers of one account (assess) and for the columns of a
# whole book (owing) alike. `root`: math.sqrt, or NumPy's; both round alike, powers do not.


def slowness_of(settled: Amount, still_open: Amount, paid: Amount, prior: float, root: Root) -> Amount:
    """Return how slow an account is to pay, 1 like all: its pace, drawn towards 1 (to the power of 3/4).

    `settled`, `still_open`: the payments that the book's pressure would have brought on its settled bills and on
    its overdue ones, those as `by_root` counts them. `paid`: payments seen. Shrunk to 1 as if `prior` payments
    more had come in time (the posterior mean of a gamma frailty model).
    """
    half = root((prior + (settled + still_open)) / (paid + prior))
    return half * root(half)


def by_root(count: Amount, root: Root) -> Amount:
    """Return what each of so many overdue bills counts: one habit keeps them open, so together they count by their root."""
    return 1.0 / root(count + (count == 0))


def further_days(usual: Amount, paid: Amount, days: Amount, prior: float) -> Amount:
    """Return the days for which a bill is expected to stay unpaid from here, before the limit `LONGEST`.

    `usual`: in the book, for an account as slow as this one. `paid`: the account's own payments as late as the
    bill, `days`: by how much they and its bills that are still open exceed its age. Blended as if `prior`
    payments had been seen that took `usual`.
    """
    return (days + prior * usual) / (paid + prior)


class Summed(NamedTuple):
    """What the items of an account in one currency come to, in minor units; of many accounts: in columns.

    `billed`: of its bills. `free`: of what can be asked for; `further`, `usual`, `age`: that times the days of each
    bill. `soon`: of what falls due within days and counts before.
    """

    total: Amount
    billed: Amount
    overdue: Amount
    disputed: Amount
    promised: Amount
    free: Amount
    soon: Amount
    further: Amount
    usual: Amount
    age: Amount

    def figures(
        self, late: Amount, saves: Callable[[Amount], Amount], most: Callable[[Amount, Amount], Amount]
    ) -> dict[str, Amount]:
        """Return the figures of an `Exposure`. `late`: the days by which what falls due soon is expected to be late.

        `saves`: by how much the value moves where a bill is expected to take so many days further. `most`: of two.
        """
        credit = self.billed - self.total
        collectable = most(0, self.free - credit)
        soon = most(0, self.soon - most(0, credit - self.free))
        asked = most(1, self.free)  # where nothing is, neither is anything of its days
        further = self.further / asked
        saved = saves(further)
        return {
            "open": self.total,
            "overdue": self.overdue,
            "disputed": self.disputed,
            "promised": self.promised,
            "credit": credit,
            "collectable": collectable,
            "value": (further * collectable + soon * late) * saved,
            "further_days": further,
            "soon": soon,
            "age": self.age / asked,
            "usual_days": self.usual / asked,
            "soon_days": late * (soon > 0),
            "saves": saved,
        }


class Worth(NamedTuple):
    """An account on the scale: `value` in base money-days, `collectable` in base, major units.

    `unrated`: the currencies that had no rate and were placed by rank within their own currency.
    """

    value: float
    collectable: float
    unrated: tuple[str, ...]

    def to_collect(self, exposures: Iterable[Exposure]) -> float:
        """What can be asked for, in base, major units; an amount without a rate counts as it stands."""
        unrated = (each for each in exposures if each.currency in self.unrated)
        return self.collectable + sum(
            float(each.collectable / 10 ** exponent(each.currency)) for each in unrated
        )


@dataclass(frozen=True, slots=True)
class CurrencyScale:
    """What comparing currencies needs. `factors`: base major units per minor unit of each rated currency.

    `ladder`: sorted values (base money-days) of the rated exposures; `unrated`: sorted values (minor units
    x days) of every other currency.
    """

    base: str
    factors: Mapping[str, float]
    ladder: tuple[float, ...]
    unrated: Mapping[str, tuple[float, ...]]

    @classmethod
    def of(cls, standings: Iterable[Standing], base: str, rates: Mapping[str, float]) -> CurrencyScale:
        """Build from all standings. `rates`: base per major unit; an empty `base`: the most used currency."""
        asked = (exposure for standing in standings for exposure in standing.asked)
        return cls.of_values(by_key((each.currency, each.value) for each in asked), base, rates)

    @classmethod
    def of_values(
        cls, values: Mapping[str, Sequence[float]], base: str, rates: Mapping[str, float]
    ) -> CurrencyScale:
        """Build from the values of all that is collectable, by currency (see `of`)."""
        base = base or min(values, key=lambda currency: (-len(values[currency]), currency), default="")
        factors = {currency: rate / 10 ** exponent(currency) for currency, rate in rates.items()}
        factors[base] = 10.0 ** -exponent(base)
        rated = ((factors[code], values[code]) for code in values if code in factors)
        ladder = sorted(value * factor for factor, own in rated for value in own)
        unrated = {code: tuple(sorted(values[code])) for code in sorted(values) if code not in factors}
        return cls(base, factors, tuple(ladder), unrated)

    def weigh(self, exposures: Iterable[Exposure]) -> Worth:
        """Return what the account's exposures amount to together."""
        value = collectable = 0.0
        missing: tuple[str, ...] = ()
        factors = self.factors
        for exposure in exposures:
            if exposure.collectable <= 0 and not exposure.soon:
                continue
            factor = factors.get(exposure.currency)
            if factor is None:
                missing += (exposure.currency,)
                value += self.by_rank(exposure.currency, exposure.value)
            else:
                value += exposure.value * factor
                collectable += exposure.collectable * factor
        return Worth(value, collectable, missing)

    def by_rank(self, currency: str, worth: float) -> float:
        """Return the value that stands as high on the rated ladder as this one does in its own currency.

        Where nothing is rated, the share of its currency that it outranks: an order, though not an amount.
        """
        own = self.unrated.get(currency, ())
        below, upto = bisect_left(own, worth), bisect_right(own, worth)
        share = (below + upto) / (2 * len(own)) if own else 0.5
        if not self.ladder:
            return share
        last = len(self.ladder) - 1
        place = min(max(share * len(self.ladder) - 0.5, 0.0), float(last))
        low = int(place)
        high = min(low + 1, last)
        return self.ladder[low] + (self.ladder[high] - self.ladder[low]) * (place - low)
