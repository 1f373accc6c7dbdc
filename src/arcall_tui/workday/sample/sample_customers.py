"""Who is in the sample book: some 150 invented customers with their people and their paying habits."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from enum import Enum
from importlib import resources
from random import Random
from typing import NamedTuple, TypeVar


class SamplePlace(NamedTuple):
    """A country as the sample needs it.

    `scale`: what an amount of 1 is there, roughly. `phones`: numbers set aside for fiction where the
    country has such (the rest end in 5550 01xx), `#` stands for a digit.
    """

    country: str
    zones: tuple[str, ...]
    currency: str
    language: str
    scale: float
    share: int
    phones: tuple[str, ...]
    suffixes: tuple[str, ...]
    roots: tuple[str, ...]
    first_names: tuple[str, ...]
    last_names: tuple[str, ...]


class SampleCreditor(NamedTuple):
    """A creditor: words in the names of who buys there, who answers for disputes, and what they are about, in a caller's words.

    The last two are as long for each, so that chance draws the same place whoever it is.
    """

    name: str
    buyers: tuple[str, ...]
    owners: tuple[str, ...]
    disputes: tuple[tuple[str, str], ...]


_Row = TypeVar("_Row", SamplePlace, SampleCreditor)


def _fixed(value: object) -> object:
    """Return what was read with tuples for its lists."""
    return tuple(map(_fixed, value)) if isinstance(value, list) else value


def _made(kind: type[_Row], rows: list[dict[str, object]]) -> tuple[_Row, ...]:
    return tuple(kind._make(_fixed(row[name]) for name in kind._fields) for row in rows)


_FILE = resources.files("arcall_tui.workday.sample").joinpath("invented.toml")
INVENTED = tomllib.loads(_FILE.read_text(encoding="utf-8"))
PLACES = _made(SamplePlace, INVENTED["places"])
CREDITORS = _made(SampleCreditor, INVENTED["creditors"])
TRADES, FANCIES, ROLES = (tuple[str, ...](INVENTED[name]) for name in ("trades", "fancies", "roles"))


def creditor_of(customer: str) -> int:
    """Return the place in CREDITORS of the one that a customer of that name buys from: the last where no word tells."""
    return next(
        (place for place, each in enumerate(CREDITORS) if any(word in customer for word in each.buyers)),
        len(CREDITORS) - 1,
    )


class PayingHabit(Enum):
    """How a customer pays: mean and spread of the days late, and how many of a hundred pay like this."""

    PROMPT = (-2.0, 3.0, 26)
    USUAL = (9.0, 6.0, 34)
    SLOW = (27.0, 11.0, 22)
    ERRATIC = (18.0, 30.0, 10)
    FAILING = (58.0, 22.0, 8)

    def days_late(self, rng: Random) -> int:
        """Draw how late one invoice is paid, in days; negative is early."""
        mean, spread, _ = self.value
        return max(-20, round(rng.gauss(mean, spread)))


def chance(rng: Random, percent: float) -> bool:
    """Draw whether something happens that happens in so many of a hundred cases."""
    return rng.random() * 100 < percent


@dataclass(frozen=True, slots=True)
class SampleContact:
    """Someone to ask for."""

    name: str
    role: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class SampleCustomer:
    """One invented customer. `size`: its usual invoice, in whole units of its currency."""

    id: int
    ledger_id: str
    name: str
    place: SamplePlace
    zone: str
    terms: int
    size: float
    every: int
    new: bool
    habit: PayingHabit
    people: tuple[SampleContact, ...]

    @property
    def buys_from(self) -> int:
        """The place of its creditor in CREDITORS."""
        return creditor_of(self.name)

    @property
    def creditor(self) -> SampleCreditor:
        """For whom it is rung."""
        return CREDITORS[self.buys_from]


def customers(rng: Random, count: int) -> list[SampleCustomer]:
    """Draw `count` customers spread over the places by their shares."""
    where = [place for place in PLACES for _ in range(place.share)]
    names: set[str] = set()
    return [_customer(rng, number, where[number * len(where) // count], names) for number in range(count)]


def _customer(rng: Random, number: int, place: SamplePlace, names: set[str]) -> SampleCustomer:
    name = _name(rng, place, names)
    habits = list(PayingHabit)
    return SampleCustomer(
        id=number + 1,
        ledger_id=f"C{number + 1:04d}",
        name=name,
        place=place,
        zone=rng.choice(place.zones),
        terms=rng.choice((14, 30, 30, 30, 45, 60)),
        size=place.scale * rng.lognormvariate(7.6, 1.0),
        every=rng.randint(11, 38),
        new=chance(rng, 6),  # some began to buy only lately
        habit=rng.choices(habits, [habit.value[2] for habit in habits])[0],
        people=tuple(_person(rng, place, name) for _ in range(rng.choice((1, 1, 1, 2)))),
    )


def _name(rng: Random, place: SamplePlace, names: set[str]) -> str:
    while True:
        root = rng.choice(place.roots) if chance(rng, 40) else f"{rng.choice(FANCIES)} {rng.choice(TRADES)}"
        name = f"{root} {rng.choice(place.suffixes)}"
        if name not in names:
            names.add(name)
            return name


def _person(rng: Random, place: SamplePlace, company: str) -> SampleContact:
    first, last = rng.choice(place.first_names), rng.choice(place.last_names)
    phone = re.sub("#", lambda _: str(rng.randrange(10)), rng.choice(place.phones))
    mailbox = _plain(f"{first}.{last}")
    # .example can belong to nobody (RFC 2606).
    return SampleContact(
        f"{first} {last}", rng.choice(ROLES), phone, f"{mailbox}@{_plain(company) or 'firma'}.example"
    )


def _plain(text: str) -> str:
    """Return `text` as a mail address can hold it: ASCII letters and digits, dots kept, the rest dashes."""
    ascii_text = unicodedata.normalize("NFKD", text.replace("ß", "ss")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9.]+", "-", ascii_text.lower()).strip("-.")
