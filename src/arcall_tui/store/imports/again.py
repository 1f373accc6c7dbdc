"""Items that come again under another number or another customer: matched with the book's, so that nobody is said to have paid."""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass, field
from math import inf
from operator import attrgetter
from typing import NamedTuple

from arcall_tui.domain.grouping import grouped
from arcall_tui.store.imports import alike
from arcall_tui.store.imports.alike import NO_CHANCE, BilledItem
from arcall_tui.store.imports.customers_met import Met

# Of a customer's open items so many must come again under another id and name for it to be the same customer.
_ENOUGH = 0.5
_OPEN = "AND settled_on IS NULL"
_days_and_sum = attrgetter("invoice_date", "due_date", "currency", "amount")
_BY_CHANCE = 0.02  # so seldom may one of what came have the sum of one that is gone
_PRICES = (49, 90, 95, 98, 99)  # how sums end that are prices: others buy that, too


class Moved(NamedTuple):
    """A customer that the ledger has under another id or name now: accounts, what they are called, and the `pairs` of items.

    `sure`: the id is the same but for zeros in front, so that nobody need be asked; of items that went to another
    customer: all of them went to one that is new.
    """

    account: int
    newer: int
    before: str
    now: str
    sure: bool
    pairs: Sequence[tuple[BilledItem, BilledItem]]


@dataclass(slots=True)
class Search:
    """Looks for items that are gone among those that are new in `incoming`.

    `met`: the customers as the ledger has them. `staying`: accounts of which the ledger has items still.
    `before`: how many items were open; without a name so much must have come again that somebody is asked. `forms`: how those are numbered that stayed; `sums`: how many items had an amount; `goes_on`: how numbers are spelt now.
    `part`: the ledger is only a part, and what is gone it need not have: only a name is evidence:
    every tenant of a house may owe the same on one day under one number.
    `judged`: somebody has said that what stands there by a chance, perhaps, or `all`, was paid.

    Found are whole customers (`renamed`), items that are another customer's now (`elsewhere`), `doubtful` ones that
    stand nowhere, though one like them does: it is another's, or could be one of several; and `thin` ones that stand there
    by a chance, perhaps, with what those are.
    """

    met: Met
    staying: Collection[int]
    before: int
    forms: Callable[..., set[str]]
    sums: Callable[[], Counter[int]]
    goes_on: alike.Spelt
    part: bool = False
    judged: str = ""
    names: dict[int, tuple[str, str]] = field(default_factory=dict)
    came: list[BilledItem] = field(default_factory=list)
    fits: dict[BilledItem, list[BilledItem]] = field(default_factory=dict)
    again: dict[BilledItem, BilledItem] = field(default_factory=dict)
    chances: set[BilledItem] = field(default_factory=set)
    renamed: list[Moved] = field(default_factory=list)
    elsewhere: list[Moved] = field(default_factory=list)
    doubtful: list[int] = field(default_factory=list)
    thin: list[tuple[int, str]] = field(default_factory=list)
    _series: set[str] | None = None

    def find(self, gone: Sequence[int]) -> None:
        """Match items that are `gone` with those that are new."""
        self.came = alike.of_file(self.met.connection, _OPEN)
        # Most of what a part of a ledger lacks need not be looked at.
        new_ones = f"incoming WHERE invoice_id IS NULL {_OPEN}"
        near = f"WHERE (due_date, currency) IN (SELECT due_date, currency FROM {new_ones})" * self.part
        lost = alike.of_book(self.met.connection, gone if self.came else (), near)
        if not lost:
            return
        rows = self.met.connection.execute("SELECT id, ledger_id, name FROM account")
        self.names = {key: (own, name) for key, own, name in rows}
        known = grouped(self.came, _known_by)
        for one in lost:
            alike_ones = known.get(_known_by(one)) or known.get(_known_by(one, alike.whole(one.number))) or []
            self.fits[one] = [two for two in alike_ones if self._fit(one, two)]
        self._pair()
        self._pair_anew(_number_and_sum, inf)
        self._pair_anew(_days_and_sum, inf if self.part else self.before / 2)
        # Undated, each by itself.
        for facts in (_days_and_sum, lambda one: (one.invoice_date or one[:2], one.currency, one.amount)):
            self._pair_anew(facts, inf, anew=not self.part)
        self._pair_by_sum()
        self._tell_customers()

    def _fit(self, one: BilledItem, two: BilledItem) -> bool:
        """Whether an item that ends alike, of the same days and currency, may be the one that is gone."""
        if two.account == one.account or (self.part and not self._near_name(one, two)):
            return False
        if one.amount == two.amount or one.balance == two.balance:
            return True
        less = 0 < two.balance < one.balance and _one_number(one, two)
        return self._serial(one, two) or (less and self._near_name(one, two))

    def _same_id(self, one: BilledItem, two: BilledItem) -> bool:
        (own, name), (now, _) = self.names[one.own], self.names[two.account]
        return alike.canonical(own) == alike.canonical(now) or own == name == self.met.called(two.account)

    def same_name(self, one: BilledItem, two: BilledItem) -> bool:
        """Whether an item's customer is called as the other's."""
        return self.names[one.own][1].casefold() == (self.met.called(two.account).casefold() or None)

    def _near_name(self, one: BilledItem, two: BilledItem) -> bool:
        both = self.names[one.own][1], self.met.called(two.account)
        short, long = sorted((name.casefold().split() for name in both), key=len)
        return bool(short) and long[: len(short)] == short

    def _serial(self, one: BilledItem, two: BilledItem) -> bool:
        """Whether two numbers are one, of a kind that several customers have, and each of which one has."""
        same = _one_number(one, two) or bool(self.goes_on(two.number, one.number))
        if same and self._series is None:
            self._series = _series(self.met.connection, one.account)
        ways = {alike.form(one.number), alike.form(alike.whole(one.number))}
        return same and not ways.isdisjoint(self._series or ())

    def _pair(self) -> None:
        """Pair those that fit, the most alike first, by name and by number, and each with one only."""
        taken: set[BilledItem] = set()
        for least in ((True, True), (True, False), (False, True), (False, False)):
            for one, twos in self.fits.items():
                free = [two for two in twos if two not in taken and self._alike(one, two) >= least]
                if one not in self.again and len(free) == 1:
                    self.again[one] = free[0]
                    taken.add(free[0])
        self.chances = {one for one, two in self.again.items() if not self._serial(one, two)}

    def _alike(self, one: BilledItem, two: BilledItem) -> tuple[bool, bool]:
        return self.same_name(one, two), alike.canonical(two.number) == alike.canonical(one.number)

    def _pair_anew(self, way: Callable[[BilledItem], Hashable], least: float, *, anew: bool = False) -> None:
        """Pair those that are the only ones alike in a `way`, of a customer of the same name, at least so many, or numbered (`anew`) as none that stayed."""
        taken = set(self.again.values())
        # Under a number of its own, a bill of a customer of the book is that customer's.
        known = anew or way is _number_and_sum
        came = [two for two in self.came if two not in taken and (known or two.account in self.met.new)]
        lost = [one for one, twos in self.fits.items() if not twos and one not in self.again]
        olds, news = grouped(lost, way), grouped(came, way)
        twins = {olds[by][0]: news[by][0] for by in olds if len(olds[by]) == len(news.get(by, ())) == 1}
        many = len(twins) >= max(NO_CHANCE, least) and len(twins) * 2 >= len(came)
        stayed = {two.number for one, two in self.again.items() if one.number == two.number}
        forms = self.forms(all_=True) if anew and twins else {*map(alike.form, stayed)}
        found = {
            one: two
            for one, two in twins.items()
            if one.account != two.account and alike.in_time(one, two)
            and (anew or many or self.same_name(one, two) or self.goes_on(two.number, one.number))
            and (alike.form(two.number) not in forms or way is _number_and_sum)
            and self.goes_on(two.number, one.number) is not False
        }  # fmt: skip
        if anew or len(found) < NO_CHANCE:
            self.chances |= {one for one, two in found.items() if not self._serial(one, two)}
        self.again |= found

    def _pair_by_sum(self) -> None:
        """Pair those of a sum that no other item ever had, odd or of the same days, as far as that is no chance among the sums of the book: made out anew to another customer, perhaps."""
        lost = {one.amount: one for one, twos in self.fits.items() if not twos and one not in self.again}
        now, taken = Counter(two.amount for two in self.came), {*self.again.values()}
        had = Counter() if self.part or lost.keys().isdisjoint(now) else self.sums()
        twins = sum(many * (many - 1) for many in had.values()) + 2
        if twins * len(lost) * len(now) < had.total() ** 2 * _BY_CHANCE:
            for two in (two for two in self.came if two not in taken):
                one = lost.get(two.amount) if had[two.amount] == now[two.amount] == 1 else None
                odd = two.amount % 100 not in _PRICES and len(f"{two.amount}".rstrip("0")) > NO_CHANCE
                days = one and one.invoice_date and _days_and_sum(one) == _days_and_sum(two)
                if one and one.account != two.account and (days or (odd and one.currency == two.currency)):
                    self.again[one] = two
                    self.chances.add(one)

    def _tell_customers(self) -> None:
        """Tell whole customers from single items."""
        unsure = [one for one, twos in self.fits.items() if twos and one not in self.again]
        contested = {two.key for one in unsure for two in self.fits[one]}
        self.doubtful = [one.key for one in unsure]
        votes = grouped(self.again.items(), lambda pair: (pair[0].own, pair[1].account))
        open_items = Counter(one.own for one in self.fits)
        new_items = Counter(two.account for two in self.came)
        # Who is called as before is that one, whatever else came from others or went to them.
        alone = {
            both: self.same_name(*pairs[0])
            for both, pairs in votes.items()
            if both[1] in self.met.new and both[0] not in self.staying
        }
        rivals, named_rivals = (
            Counter(key for both, named in alone.items() if named >= least for key in enumerate(both))
            for least in (False, True)
        )
        for both, pairs in votes.items():
            same_id = self._same_id(*pairs[0])
            thin = len(pairs) < NO_CHANCE and not same_id and self.chances.issuperset(one for one, _ in pairs)
            if (thin and self.judged == "paid") or (self.judged == "all" and not same_id):
                continue
            who = " ".join(filter(None, dict.fromkeys((self.names[both[1]][0], self.met.called(both[1])))))
            self.thin += [(one.key, f"{two.number} of {who}") for one, two in pairs if thin]
            named = alone.get(both, False)
            others = named_rivals if named else rivals
            is_one = both in alone and all(others[key] == 1 for key in enumerate(both))
            # A new customer who has hardly anything but the other's items is that one, though most of them are gone.
            enough = len(pairs) >= min(open_items[both[0]], new_items[both[1]]) * _ENOUGH
            told = any(two.key not in contested for _, two in pairs)
            ids = (self.names[both[0]][0], self.names[both[1]][0])
            moved = Moved(*both, *ids, same_id, pairs)
            if is_one and (named or (enough and told)):
                self.renamed.append(moved)
            else:
                whole = both in alone and len(pairs) == open_items[both[0]]
                self.elsewhere.append(moved._replace(sure=whole))


def _one_number(one: BilledItem, two: BilledItem) -> bool:
    """Whether two items have one number, or one has that of the bill of which the other is the last part."""
    return alike.canonical(two.number) in map(alike.canonical, (one.number, alike.whole(one.number)))


def _number_and_sum(one: BilledItem) -> Hashable:
    return alike.canonical(one.number), one.currency, one.amount


def _known_by(one: BilledItem, number: str = "") -> Hashable:
    return alike.ending(number or one.number), one.invoice_date, one.due_date, one.currency


def _series(connection: sqlite3.Connection, account: int) -> set[str]:
    """Return how the creditor of an account numbers where each number is one customer's, and several have some."""
    rows = connection.execute(
        """SELECT number, account_id FROM invoice JOIN account ON account.id = account_id WHERE settled_on IS NULL
           AND creditor_id = (SELECT creditor_id FROM account WHERE id = ?)""",
        (account,),
    )
    whose, having = defaultdict[str, set[int]](set), defaultdict[str, set[int]](set)
    for number, own in rows:
        whose[number].add(own)
        having[alike.form(number)].add(own)
    several = {alike.form(number) for number, accounts in whose.items() if len(accounts) > 1}
    return {way for way, accounts in having.items() if len(accounts) >= NO_CHANCE} - several
