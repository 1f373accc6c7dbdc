"""What of the invoices was not paid but set off against credit notes, or given up: kept apart from money."""

import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import product

# Where a ledger does not say what its items are, a number such as CN-7 says it.
CREDIT_NUMBER = re.compile(
    r"(?:c(?:n|m|r|rn|redit|rm)|gs|gut|gutschrift|avoir|nc|abono)(?:[\W_]|[0-9]|$)", re.IGNORECASE
)
# Of an item that is owed no more though nobody paid: whatever is open less.
ALL = 2**63 - 1
# Of one that stands there as another, or with another customer, now: nobody paid, and nothing was given up; with a minus, a part of it does.
MOVED = ALL - 1
# Where credits are that came off no bill which the book had: bills are billed at less, and new ones are paid in part.
_ELSEWHERE = """SELECT account_id, currency, old_balance - new_balance FROM difference
    WHERE money = 0 AND old_currency = new_currency AND old_balance > new_balance AND new_balance >= 0
    UNION ALL SELECT account_id, currency, amount - balance FROM incoming
    WHERE invoice_id IS NULL AND amount > balance AND balance >= 0"""
_ADD_UNPAID = "INSERT INTO unpaid VALUES (?, ?) ON CONFLICT DO UPDATE SET amount = amount + excluded.amount"
_Sums = Mapping[int, int]


@dataclass(slots=True)
class SetOff:
    """Credit notes that were set off, and how much of invoices by them (minor units by currency).

    `given_up`: what else invoices are owed less though nobody paid: credited on them, written off, void. `doubtful`: numbers of credits
    that are used up and that nobody calls notes, and of bills that are owed more while others are less; `doubtful_sums` what may
    only be theirs of what is less on the invoices in `lower`. `applied`: what was paid with money that stood on account.
    `idle`: what is less of credits, and of no bill of their customers.
    """

    notes: int = 0
    sums: Counter[str] = field(default_factory=Counter)
    given_up: int = 0
    given_up_sums: Counter[str] = field(default_factory=Counter)
    doubtful: list[str] = field(default_factory=list)
    doubtful_sums: Counter[str] = field(default_factory=Counter)
    lower: list[int] = field(default_factory=list)
    applied: Counter[str] = field(default_factory=Counter)
    idle: Counter[str] = field(default_factory=Counter)


def note_unpaid(connection: sqlite3.Connection, unpaid: _Sums, last: str, *, knows_kinds: bool) -> SetOff:
    """Fill `temp.unpaid`: of each invoice in `temp.difference` how much is open less without money having come, and `temp.applied`: by money on account.

    `unpaid`: by invoice how much at most is, as the ledger says; `knows_kinds`: it says which items are
    credit notes. Those made out since the `last` one may be used up when first seen. What fell off an account's credit notes is set off against what fell off its invoices, of the same
    amount first, then oldest due first.
    """
    run = connection.execute
    run("DROP TABLE IF EXISTS temp.unpaid")
    run("DROP TABLE IF EXISTS temp.applied")
    run("CREATE TEMP TABLE unpaid (invoice_id INTEGER PRIMARY KEY, amount INTEGER NOT NULL)")
    run(
        "CREATE TEMP TABLE applied (invoice_id INTEGER NOT NULL, amount INTEGER NOT NULL, since TEXT NOT NULL)"
    )
    found = SetOff()
    rows = run(
        """SELECT *, coalesce((SELECT payer_id FROM account WHERE id = account_id), account_id) FROM (
           SELECT difference.id, difference.account_id, invoice.number, difference.kind, difference.currency, old_balance,
                  new_balance, money, coalesce(old_dated, old_due), old_due
           FROM difference JOIN invoice ON invoice.id = difference.id WHERE money <> 0
           UNION ALL SELECT 0, account_id, number, kind, currency, amount, balance, 0, '', '~' FROM incoming
           WHERE invoice_id IS NULL AND amount < balance AND kind = 'credit note' AND coalesce(invoice_date, due_date) > ?
           ) ORDER BY 10, 1""",
        (last,),
    ).fetchall()
    told, groups = Counter[tuple[int, str]](), _Groups()
    for account, currency, less in run(_ELSEWHERE):
        groups.elsewhere[account, currency].append(less)
    for key, account, number, kind, currency, old, new, money, since, _, payer in rows:
        groups.kin[account, currency] = groups.kin[payer, currency]
        groups.kin[account, currency][account, currency] = key
        groups.partly |= {key} if new > 0 else set()
        if key in unpaid and money > 0:
            part = min(money, abs(unpaid[key]))
            run(_ADD_UNPAID, (key, part))
            if 0 < unpaid[key] != MOVED:
                found.given_up += 1
                found.given_up_sums[currency] += part
            told[account, currency] += part if 0 < unpaid[key] < MOVED else 0
            if unpaid[key] < 0:
                groups.bills[account, currency][key] = money - part
        elif old > 0 and money > 0:
            groups.bills[account, currency][key] = money
        elif old < new <= 0 and kind == "unapplied payment":
            groups.on_account[account, currency].append((new - old, since))
        elif old < new and (
            key
            or (not groups.is_elsewhere((account, currency), new - old) and groups.bills[account, currency])
        ):
            sure = (knows_kinds and kind == "credit note") or bool(CREDIT_NUMBER.match(number))
            groups.add((account, currency), (old, new, number), sure=sure)
    groups.set_off(found, told)
    connection.executemany(_ADD_UNPAID, groups.noted)
    connection.executemany("INSERT INTO applied VALUES (?, ?, ?)", groups.applied)
    groups.doubt(found)
    groups.rest(found)
    return found


class _Groups:
    """What is owed more and less, by account and currency: bills, credits, and how much with the numbers."""

    def __init__(self) -> None:
        self.bills, self.idle = defaultdict[tuple[int, str], dict[int, int]](dict), Counter[tuple[int, str]]()
        self.kin = defaultdict[tuple[int, str], dict[tuple[int, str], int]](dict)  # of one payer
        self.notes, self.doubtful, self.raised, self.on_account = (
            defaultdict[tuple[int, str], list[tuple[int, str]]](list) for _ in range(4)
        )
        self.elsewhere, self.partly = defaultdict[tuple[int, str], list[int]](list), set[int]()
        self.noted: list[tuple[int, int]] = []
        self.applied: list[tuple[int, int, str]] = []  # and since when that stood there

    def is_elsewhere(self, where: tuple[int, str], credit: int) -> bool:
        """Whether just so much less is elsewhere: that is noted as the credit's."""
        found = credit in self.elsewhere[where]
        if found:
            self.elsewhere[where].remove(credit)
        return found

    def set_off(self, found: SetOff, told: Mapping[tuple[int, str], int]) -> None:
        """Take notes, but for what is `told` of, and money on account off bills: such as are less by just as much first."""
        notes = ((where, [one for one, _ in several]) for where, several in self.notes.items())
        left = {(where, ""): _without(each, told[where]) for where, each in notes}
        for where, moneys in self.on_account.items():
            for money, since in moneys:
                left.setdefault((where, since), []).append(money)
        used = set[tuple[int, str]]()
        for exact, kin in product((True, False), (False, True)):
            for (where, since), credits_ in left.items():
                taken, left[where, since] = self._off(where, credits_, exact=exact, kin=kin)
                if since:
                    self.applied += [(key, part, since) for key, part in taken.items()]
                    found.applied[where[1]] += sum(taken.values())
                elif taken:
                    self.noted += taken.items()
                    used.add(where)
                    found.sums[where[1]] += sum(taken.values())
        found.notes = sum(len(self.notes[where]) for where in used)
        for (where, _), credits_ in left.items():
            self.idle[where] += sum(credits_)

    def _off(
        self, where: tuple[int, str], credits_: list[int], *, exact: bool, kin: bool
    ) -> tuple[dict[int, int], list[int]]:
        """Take credits off an account's bills, or off those of others of its payer: by chance one of these may be as much, but hardly be paid in part by it."""
        whose = [one for one in self.kin[where] if one != where] if kin else [where]
        each = (item for one in whose for item in self.bills[one].items())
        bills = {key: money for key, money in each if key in self.partly or not (exact and kin)}
        if kin and not exact:
            less = sum(self.elsewhere[where])
            self.elsewhere[where] = _without(self.elsewhere[where], sum(credits_))
            credits_ = _without(credits_, less)
        taken, left = _shared(credits_, bills, exact=exact)
        if exact and not kin:
            left = [credit for credit in left if not self.is_elsewhere(where, credit)]
        for one in whose:
            self.bills[one] = {key: money - taken.get(key, 0) for key, money in self.bills[one].items()}
        return taken, left

    def add(self, where: tuple[int, str], item: tuple[int, int, str], *, sure: bool) -> None:
        """Take an item of which more is open than before, or less of a credit; `sure`: a credit is a note."""
        old, new, number = item
        if old > 0:
            self.raised[where].append((new - old, number))
        elif new <= 0:
            (self.notes if sure else self.doubtful)[where].append((new - old, number))

    def doubt(self, found: SetOff) -> None:
        """Note what of the bills may not have been paid. Who owes as much as before may have paid nothing.

        Nor is it known where just what a note had that is gone came off one bill alone of all, another customer's.
        """
        for where, more in self.raised.items():
            if sum(one for one, _ in more) == sum(self.bills[where].values()):
                self.doubtful[where] += more
        less = defaultdict[tuple[int, str], list[tuple[int, str]]](list)
        for where, bills in self.bills.items():
            for money in bills.values():
                less[money, where[1]].append(where)
        for where, (sum_, number) in ((one, note) for one, notes in self.notes.items() for note in notes):
            if self.idle[where] >= sum_ and len(whose := less[sum_, where[1]]) == 1:
                self.idle[where] -= sum_
                self.doubtful[whose[0]].append((sum_, number))
        for where, credits_ in self.doubtful.items():
            taken, left = _shared([one for one, _ in credits_], self.bills[where])
            self.idle[where] += sum(left)
            if lower := [key for key, part in taken.items() if part]:
                found.doubtful += [number for _, number in credits_]
                found.doubtful_sums[where[1]] += sum(taken.values())
                found.lower += lower

    def rest(self, found: SetOff) -> None:
        """Note what credits left beside what is less elsewhere."""
        self.idle.subtract({where: sum(less) for where, less in self.elsewhere.items()})
        for (_, currency), idle in self.idle.items():
            found.idle[currency] += max(0, idle)


def _without(credits_: list[int], told: int) -> list[int]:
    """Return what the credits leave beside what the ledger itself says was credited on invoices."""
    left = []
    for credit in sorted(credits_, reverse=True):
        part = min(told, credit)
        told -= part
        left.append(credit - part)
    return [credit for credit in left if credit]


def _shared(
    credits_: list[int], bills: dict[int, int], *, exact: bool = False
) -> tuple[dict[int, int], list[int]]:
    """Return how much of each bill the credits take, by its key: what they match exactly first, or alone; and what is left of them."""
    taken, others = dict[int, int](), list[int]()
    for credit in sorted(credits_, reverse=True):
        just = next((key for key, money in bills.items() if money == credit and key not in taken), None)
        if just is None:
            others.append(credit)
        else:
            taken[just] = credit
    rest = sum(others)
    for key, money in () if exact else bills.items():
        part = min(rest, money - taken.get(key, 0))
        if part > 0:
            taken[key] = taken.get(key, 0) + part
            rest -= part
    return taken, _without(others, sum(others) - rest)
