"""The words by which the caller narrows the list: `country:DE over:60d >5000 promise:broken tag:vip`.

One language for the screen and the shell. Words stand side by side and all must hold; `-` before one turns it round;
a comma between values means either.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from operator import eq, ge, gt, le, lt

from arcall_tui.domain.money import CURRENCIES, exponent
from arcall_tui.domain.text import fold
from arcall_tui.errors import UsageError
from arcall_tui.rules.queue import Group, Placing

Tags = Mapping[int, frozenset[str]]  # the caller's own words, folded, by account
Test = Callable[[Placing, Tags], bool]

# What can be asked for, as help and completion say it.
WORDS = (
    ("country:DE", "where they are; country:DE,AT is either, country:US-CA a region"),
    ("currency:EUR", "what they owe in"),
    ("over:60d", "oldest bill asked for more than 60 days past due; under:30d less"),
    (">5000", "to collect, all of it in your base currency; <500, >5k; >1000EUR: what is owed in that"),
    ("promise:broken", "or open, none"),
    ("dispute:yes", "or none"),
    ("tag:vip", "your own words, from Y"),
    ("is:now", "can be called now; or shut, due (agreed or broken), task, late, hold, consumer, resting"),
    ("tried:0", "attempts in the last seven days; tried:>2"),
    ("sort:days", "or amount, name, country, tried; -sort:... turns it round"),
    ("creditor:Keystone", "a part of whom you call for, where a book has several; zone:Chicago"),
)
_AMOUNT = re.compile(
    r"(?P<sign>>=|<=|>|<)(?P<figure>\d[\d.,]*)(?P<times>[km])?(?P<currency>[a-z]{3})?", re.ASCII
)
_FIGURE = re.compile(r"(?P<whole>\d{1,3}(?:[.,]\d{3})+|\d+)(?:[.,](?P<part>\d{1,2}))?", re.ASCII)
_COUNT = re.compile(r"(?P<sign>>=|<=|>|<|)(?P<figure>\d{1,4})", re.ASCII)
_SPAN = re.compile(r"(?P<count>\d{1,4})(?P<unit>[dwm]?)", re.ASCII)
_DAYS = {"": 1, "d": 1, "w": 7, "m": 30}
_TIMES = {None: 1, "k": 1_000, "m": 1_000_000}
_COMPARE: dict[str, Callable[[float, float], bool]] = {">": gt, ">=": ge, "<": lt, "<=": le, "": eq}


@dataclass(frozen=True)
class ListFilter:
    """What was typed, understood: `tests` must all hold; `order`: what to sort by, None for the queue's own order."""

    text: str
    tests: tuple[Test, ...]
    order: Callable[[Placing], tuple[object, ...]] | None = None
    turned: bool = False

    def rows(self, placings: Iterable[Placing], tags: Tags) -> list[Placing]:
        """Return those that the filter lets through, in its order; what sorts alike stays in the queue's order."""
        kept = [placing for placing in placings if all(test(placing, tags) for test in self.tests)]
        return kept if self.order is None else sorted(kept, key=self.order, reverse=self.turned)


def parse_filter(text: str) -> ListFilter:
    """Read a filter. Raises UsageError for a word that means nothing, with those that do."""
    tests: list[Test] = []
    order, turned = None, False
    for word in fold(text).split():
        bare = word.removeprefix("-").removeprefix("!")
        if bare.startswith("sort:"):
            by, turned = bare.removeprefix("sort:"), bare != word
            order = next((each for name, each in _ORDERS.items() if by and name.startswith(by)), None)
            if order is None:
                raise UsageError(f"“sort:{by}” is no order.", f"There are sort:{', sort:'.join(_ORDERS)}.")
        else:
            test = _test(bare)
            tests.append(_not(test) if bare != word else test)
    return ListFilter(text.strip(), tuple(tests), order, turned)


def _not(test: Test) -> Test:
    return lambda placing, tags: not test(placing, tags)


def _test(word: str) -> Test:
    if match := _AMOUNT.fullmatch(word):
        return _amount(match)
    name, colon, value = word.partition(":")
    if not colon:
        return lambda placing, _: word in fold(f"{placing.standing.name}\n{placing.standing.ledger_id}")
    if name not in _KINDS:
        known = ", ".join((*_KINDS, "sort"))
        raise UsageError(f"“{name}:” is no filter.", f"There are {known}, and >5000.")
    if not value:
        of_it = (each for each in WORDS if each[0].startswith(f"{name}:"))
        example = next((f"Such as {word}: {means}." for word, means in of_it), "")
        raise UsageError(f"“{name}:” of what?", example)
    tests = [_KINDS[name](each) for each in value.split(",") if each]
    return lambda placing, tags: any(test(placing, tags) for test in tests)


def _amount(match: re.Match[str]) -> Test:
    currency = (match["currency"] or "").upper()
    if currency and currency not in CURRENCIES:
        raise UsageError(f"{currency} is no currency.", "Write it like >1000EUR.")
    figure = _FIGURE.fullmatch(match["figure"])
    if figure is None:
        raise UsageError(f"{match['figure']} is no amount.", "Write it like >5000, >5k or >1,000.50.")
    number = float(f"{re.sub('[.,]', '', figure['whole'])}.{figure['part'] or 0}")
    bound, compare = number * _TIMES[match["times"]], _COMPARE[match["sign"]]

    def test(placing: Placing, _: Tags) -> bool:
        exposures = placing.standing.exposures
        if not currency:
            return compare(placing.worth.to_collect(exposures), bound)
        return any(
            each.currency == currency and compare(each.collectable / 10 ** exponent(currency), bound)
            for each in exposures
        )

    return test


def _late(value: str, sign: str) -> Test:
    match = _SPAN.fullmatch(value)
    if match is None:
        raise UsageError(f"{value} is no number of days.", "Write it like over:60d, over:2w or under:30.")
    bound, compare = int(match["count"]) * _DAYS[match["unit"]], _COMPARE[sign]
    return lambda placing, _: (
        compare(placing.days_past_due, bound) and (sign == ">" or placing.days_past_due > 0)
    )


def _tried(value: str) -> Test:
    match = _COUNT.fullmatch(value)
    if match is None:
        raise UsageError(f"{value} is no number.", "Write it like tried:0 or tried:>2.")
    bound, compare = int(match["figure"]), _COMPARE[match["sign"]]
    return lambda placing, _: compare(len(placing.standing.attempts), bound)


def _one_of(name: str, **tests: Callable[[Placing], bool]) -> Callable[[str], Test]:
    """Return a reader of a few words; the beginning of one is enough."""

    def read(value: str) -> Test:
        found = next((test for word, test in tests.items() if word.startswith(value)), None)
        if found is None:
            raise UsageError(
                f"“{name}:{value}” is no filter.", f"There are {name}:{f', {name}:'.join(tests)}."
            )
        return lambda placing, _: found(placing)

    return read


def _any(placing: Placing, name: str) -> bool:
    return any(getattr(exposure, name) for exposure in placing.standing.exposures)


def _country(value: str) -> Test:
    def test(placing: Placing, _: Tags) -> bool:
        country, region = fold(placing.standing.country), fold(placing.standing.region)
        return value in {country, region} or (bool(region) and value == f"{country}-{region}")

    return test


_KINDS: dict[str, Callable[[str], Test]] = {
    "country": _country,
    "currency": lambda value: (
        lambda placing, _: any(e.open and fold(e.currency) == value for e in placing.standing.exposures)
    ),
    "creditor": lambda value: lambda placing, _: value in fold(placing.standing.creditor),
    "zone": lambda value: lambda placing, _: value in fold(placing.standing.zone or ""),
    "over": lambda value: _late(value, ">"),
    "under": lambda value: _late(value, "<"),
    "tried": _tried,
    "tag": lambda value: lambda placing, tags: value in tags.get(placing.account, frozenset()),
}
_KINDS["promise"] = _one_of(
    "promise",
    broken=lambda placing: placing.standing.broken is not None,
    open=lambda placing: _any(placing, "promised"),
    none=lambda placing: placing.standing.broken is None and not _any(placing, "promised"),
)
_KINDS["dispute"] = _one_of(
    "dispute",
    yes=lambda placing: _any(placing, "disputed"),
    open=lambda placing: _any(placing, "disputed"),
    none=lambda placing: not _any(placing, "disputed"),
)
_KINDS["is"] = _one_of(
    "is",
    now=lambda placing: placing.callable,
    shut=lambda placing: placing.group is Group.GATED,
    due=lambda placing: placing.group is Group.COMMITMENT,
    task=lambda placing: placing.group is Group.TASK,
    late=lambda placing: placing.days_past_due > 0,
    hold=lambda placing: placing.standing.hold is not None,
    consumer=lambda placing: placing.standing.consumer,
    resting=lambda placing: placing.standing.snoozed_until is not None,
)


_ORDERS: dict[str, Callable[[Placing], tuple[object, ...]]] = {
    "days": lambda placing: (-placing.days_past_due,),
    "amount": lambda placing: (-placing.worth.to_collect(placing.standing.exposures),),
    "name": lambda placing: (fold(placing.standing.name),),
    "country": lambda placing: (placing.standing.country,),
    "tried": lambda placing: (-len(placing.standing.attempts),),
}
