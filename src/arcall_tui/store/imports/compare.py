"""A ledger into the book: what is gone, renamed or forgiven of it, and all differences written."""

import json
import shlex
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, NamedTuple

from arcall_tui.domain.account import ItemKind
from arcall_tui.domain.grouping import by_key
from arcall_tui.domain.ledger_rows import Counts
from arcall_tui.domain.money import Money, exponent
from arcall_tui.store.accounts.read import HANDED, LIVE_IN_SQL
from arcall_tui.store.imports import again, alike, changes
from arcall_tui.store.imports.alike import NO_CHANCE, BilledItem, called, ending, of_book, runs, whole
from arcall_tui.store.imports.along import share_out, take_along
from arcall_tui.store.imports.bill_parts import number_now
from arcall_tui.store.imports.customers_met import Named
from arcall_tui.store.imports.money_back import MoneyBackIntake
from arcall_tui.store.imports.set_off import ALL, MOVED
from arcall_tui.store.standings import histories

# Who is new, and is called as one who owes nothing any more.
_RETURNED = """SELECT 'arcall', 'merge', account.ledger_id, was.ledger_id FROM account JOIN (
        SELECT creditor_id, name, ledger_id, min(id) FROM account WHERE merged_into IS NULL AND name <> ledger_id
        AND id NOT IN (SELECT value FROM json_each(?1))
        AND name IN (SELECT name FROM account WHERE id IN (SELECT value FROM json_each(?1)))
        AND NOT EXISTS (SELECT 1 FROM invoice WHERE account_id = account.id AND settled_on IS NULL)
        GROUP BY creditor_id, name) AS was USING (creditor_id, name)
    WHERE account.id IN (SELECT value FROM json_each(?1)) AND name <> account.ledger_id"""
# The rest of a bill, so many halves of a per cent of it, a few days after the only payment.
_LET_OFF = f"""SELECT invoice.id FROM json_each(?) JOIN invoice ON invoice.id = value JOIN payment ON invoice_id = invoice.id
    WHERE kind = 'invoice' AND paid_on BETWEEN date(?, '-10 days') AND due_date AND balance * 20 <= invoice.amount
    AND abs(balance - round(balance * 200.0 / invoice.amount) * invoice.amount / 200) <= 0.5 AND invoice.id NOT IN (
        SELECT invoice_id FROM promise_line JOIN promise ON promise.id = promise_id WHERE state IN {LIVE_IN_SQL})
    GROUP BY 1 HAVING count(*) = 1 AND payment.amount = invoice.amount - balance AND balance > 0"""
_LEFT_OUT = "SELECT coalesce(json_extract(summary, '$.rows_left_out'), '{}') FROM ledger_import WHERE creditor_id = ? AND id < ? AND mapping = ? AND undone_at IS NULL ORDER BY id DESC"
_JUST_SO = "SELECT invoice_id FROM payment WHERE import_id = ? AND currency = ? AND amount = ? AND amount > 0"
GUESSED = _DISCOUNT, _RATE = "a discount", "worth less at another rate"
_TO_ANOTHER = "UPDATE OR IGNORE invoice SET account_id = ?, number = ?, came_from = NULL WHERE id = ?"
_PAIR, _ROUNDED, _HARDLY = 2, 1.5, 0.001  # items, minor units, by a factor
_WHOLE = ("were whole before: was that report rounded?", "are whole now: is this report rounded?")


class Otherwise(NamedTuple):
    """How all of so many items differ from the book: by one factor, in their currency, with day and month turned, by less than half a unit, or as `others` in sum and due day."""

    items: int
    factor: float = 1.0
    currencies: tuple[str, str] = ("", "")
    turned: bool = False
    rounded: str = ""
    others: bool = False


def _turned(old: str | None, new: str | None) -> bool | None:
    """Whether a date (ISO) is another with day and month turned; None where it is neither that nor the same."""
    if old == new:
        return False
    return True if old and new and f"{old[:5]}{old[8:]}-{old[5:7]}" == new else None


def _may_void(old: BilledItem, new: BilledItem) -> bool:
    """Whether a void row can be of an item: a credit of another sum has only its number."""
    return old.amount * new.amount >= 0 or old.amount == -new.amount


def _surely_void(old: BilledItem, new: BilledItem) -> bool:
    """Whether a void row with an item's number is of no other one that has it again, or had it before."""
    before = (new.invoice_date or old.invoice_date or "") < (old.invoice_date or "")
    return not before and (alike.in_time(old, new) or old.due_date == new.due_date)


@dataclass(slots=True)
class Intake(MoneyBackIntake):
    """What becomes of a ledger once all its rows are in; `finish` writes it. `renames`: ids with other names than before."""

    renames: list[Named] = field(default_factory=list)

    def who_is_who(self) -> tuple[dict[str, int | None], list[Named]]:
        """Return the ids that other accounts of the book have in the file (None: a new one), and accounts of which it cannot be told.

        Names say it, where no item that an id had stands under it still. Under another name and with other items the
        customer may be another one: that is doubtful where something was recorded.
        """
        self.renames = [] if self.first else self.parties.called_otherwise()
        strange = [one for one in self.renames if not self._keeps_items(one.account)]
        if self.head.by_name or not strange:
            return {}, []
        named = defaultdict[str, list[int]](list)
        known = (
            "SELECT id, name FROM account WHERE creditor_id = ? AND merged_into IS NULL AND name <> ledger_id"
        )
        for account, name in self.connection.execute(known, (self.creditor,)):
            named[name.casefold()].append(account)
        lost = {one.account for one in strange}
        moved: dict[str, int | None] = {}
        for one in (*strange, *self.parties.named_new()):
            (account, *others) = named[one.now.casefold()] or [0]
            # Of customers that are new only those are meant whose id is another's.
            away = account in lost or (one.before and not self.parties.called(account))
            if account and not others and away:
                moved[one.ledger_id] = account
        gone = {one.ledger_id for one in strange if one.account in moved.values()} - moved.keys()
        recorded, run = "SELECT 1 FROM activity WHERE account_id = ?", self.connection.execute
        doubtful = [
            one for one in strange
            if one.ledger_id not in moved.keys() | gone and not one.alike and run(recorded, (one.account,)).fetchone()
        ]  # fmt: skip
        return moved | dict.fromkeys(gone), doubtful

    def _keeps_items(self, account: int) -> bool:
        """Whether one of an account's items in the book stands under its id in the file, due when it was."""
        rows = self.connection.execute(
            """SELECT invoice.id FROM invoice LEFT JOIN incoming ON incoming.invoice_id = invoice.id
               WHERE invoice.account_id = ? AND coalesce(incoming.due_date = invoice.due_date, 1)""",
            (account,),
        )
        return any(self._seen[key] for (key,) in rows)

    def known_to_others(self) -> list[str]:
        """Return the creditors that have most of the customers and numbers of this one's first ledger, the most likely first."""
        if not self.first:
            return []
        rows = self.connection.execute(
            """SELECT creditor.name, count(*) AS same FROM creditor CROSS JOIN account AS known ON known.creditor_id = creditor.id
               CROSS JOIN account ON account.creditor_id = ?1 AND account.ledger_id = known.ledger_id
               JOIN invoice ON invoice.account_id = account.id
               JOIN invoice AS theirs ON theirs.account_id = known.id AND theirs.number = invoice.number
               WHERE creditor.id <> ?1 GROUP BY creditor.id ORDER BY same DESC""",
            (self.creditor,),
        )
        return [name for name, same in rows if same * 2 > self._new]

    def all_otherwise(self) -> Otherwise | None:
        """Return how every item that the book has, too, stands otherwise in this ledger, where all do in one way."""
        rests = self.connection.execute(
            """SELECT old.balance, incoming.balance, old.currency, old.due_date <> incoming.due_date AND old.amount <> incoming.amount
                   AND coalesce(incoming.invoice_date <= old.due_date, 1)
               FROM incoming JOIN invoice AS old ON old.id = incoming.invoice_id
               WHERE old.balance <> incoming.balance AND incoming.balance <> 0"""
        ).fetchall()
        others = sum(one[3] for one in rests)
        if others >= NO_CHANCE and others * 2 > len(rests) + self._same:
            return Otherwise(others, others=True)
        near = sum(abs(new - old) * 2 < 10 ** exponent(code) for old, new, code, _ in rests)
        for place, rounded in enumerate(_WHOLE):
            whole = all(one[place] % 10 ** exponent(one[2]) == 0 for one in rests)
            if whole and near >= NO_CHANCE and near * 2 > len(rests):
                return Otherwise(near, rounded=rounded)
        money = "balance" if "amount" in self.head.silent_on else "amount"
        rows = self.connection.execute(
            f"""SELECT invoice.{money}, incoming.{money}, invoice.currency, incoming.currency, invoice.invoice_date,
                       incoming.invoice_date, invoice.due_date, incoming.due_date
                FROM incoming JOIN invoice ON invoice.id = incoming.invoice_id
                WHERE invoice.settled_on IS NULL AND incoming.settled_on IS NULL"""
        ).fetchall()
        if self._same or len(rows) < _PAIR:
            return None
        olds, news, was, now, *dates = zip(*rows, strict=True)
        if not set(was) & set(now) and len({*was, *now}) == _PAIR:
            return Otherwise(len(rows), currencies=(was[0], now[0]))
        factor = sum(news) / sum(olds) if sum(olds) else 1.0
        alike = all(abs(new - old * factor) <= _ROUNDED for old, new in zip(olds, news, strict=True))
        if alike and len(set(olds)) > _PAIR and abs(factor - 1) > _HARDLY:
            return Otherwise(len(rows), factor=factor)
        turned = [_turned(*both) for pair in (dates[:2], dates[2:]) for both in zip(*pair, strict=True)]
        return Otherwise(len(rows), turned=True) if None not in turned and any(turned) else None

    def vanished(self) -> list[int]:
        """Return the creditor's open items that the file should have had and has not.

        A ledger that never told of an account says nothing of what a colleague has handed over of it.
        """
        if self.first:
            return []
        run, day = self.connection.execute, self.head.as_of.isoformat()
        # The index says which are open; their days stand each elsewhere in the book.
        still = "SELECT invoice.id FROM invoice JOIN account ON account.id = account_id WHERE creditor_id = ? AND settled_on IS NULL"
        gone = [key for (key,) in run(still, (self.creditor,)) if not self._seen[key]]
        later = "SELECT id FROM invoice WHERE id IN (SELECT value FROM json_each(?)) AND invoice_date > ?"
        spared = {key for (key,) in run(later, (json.dumps(gone), day))} | (self._untold() if gone else set())
        return [key for key in gone if key not in spared]

    def _untold(self) -> set[int]:
        """Return the items of accounts of which a colleague has told alone, and this ledger says nothing."""
        if self.connection.execute("SELECT 1 FROM handed_row LIMIT 1").fetchone() is None:
            return set()
        rows = self.connection.execute(
            f"""SELECT id, account_id FROM invoice WHERE first_import_id IS NULL AND {HANDED.format("invoice.account_id")}
                AND account_id NOT IN (SELECT account_id FROM incoming)"""
        ).fetchall()
        told = {account for key, account in rows if self._seen[key]}
        return {key for key, account in rows if account not in told}

    def match_customers(self, gone: Sequence[int], *, part: bool) -> list[int]:
        """Find customers that the ledger, or a `part` of it, has under another id or name, with the same items; return what is gone still.

        Their account stays, with all that the caller has recorded.
        """
        if not gone:
            return []
        met, staying, goes_on = self.parties, self._still_there(gone), alike.spelling(self.spelt)
        facts = self.open_before, self.forms, self.sums, goes_on, part, self.judged
        search = again.Search(met, staying, *facts)
        search.find(gone)
        self.thin += [f"{called(self.connection, [key])} as {words}" for key, words in search.thin]
        self.renamed = [*search.renamed]
        into = {moved.newer: self._rename(moved) for moved in search.renamed}
        for moved in search.elsewhere:
            self._take_along(moved, into.get(moved.newer, moved.newer))
            # Who has others there still, and is called otherwise, is no one customer with that one.
            if moved not in self.renamed and (
                moved.account not in staying or search.same_name(*moved.pairs[0])
            ):
                self.went.append(shlex.join(["arcall", "merge", moved.now, moved.before]))
        if search.renamed:
            self.adopt_again()
            gone = gone if part else self.came_otherwise(gone)
        self.surely = sum(len(moved.pairs) for moved in search.renamed if moved.sure)
        if doubtful := [key for key in search.doubtful if not self._seen[key]]:
            self.doubtful = called(self.connection, doubtful)
        return [key for key in gone if not self._seen[key]]

    def _still_there(self, gone: Sequence[int]) -> set[int]:
        """Return of the accounts that lack items those of which the ledger has an open item still, and all that have others now."""
        rows = self.connection.execute(
            """SELECT id, coalesce(came_from, account_id) FROM invoice WHERE settled_on IS NULL AND account_id IN
               (SELECT account_id FROM json_each(?) JOIN invoice ON invoice.id = value)""",
            (json.dumps([*gone]),),
        )
        others = self.connection.execute("SELECT account_id FROM incoming WHERE settled_on IS NULL")
        return {account for key, account in rows if self._seen[key]} | {account for (account,) in others}

    def _rename(self, one: again.Moved) -> int:
        into = self.parties.rename(one.account, one.newer)
        self.connection.execute("UPDATE incoming SET account_id = ? WHERE account_id = ?", (into, one.newer))
        for old, new in one.pairs:
            self._match(new.key, old.key, (new.number, old.number))
            if ending(old.number) != ending(new.number):
                self._renumber(old.key, new.number)
            elif runs(old.number) != runs(new.number):
                number_now(self.connection, old.key, new.number)
        return into

    def _take_along(self, moved: again.Moved, newer: int) -> None:
        """Let items of the book stand with the customer who has them now, with what was said of them."""
        run, account = self.connection.execute, moved.pairs[0][0].account
        self.elsewhere += len(moved.pairs)
        self.touched |= {account, newer}
        for old, new in moved.pairs:
            if run(_TO_ANOTHER, (newer, new.number, old.key)).rowcount:
                self._seen[old.key] = 1
                self._adopt(new.key, old.key)
            else:  # the number stands there for another one
                self.forgiven[old.key] = MOVED
        all_ = moved.sure and account == moved.account
        take_along(self.connection, account, newer, all_=all_)
        if all_:
            self.renamed.append(moved)

    def forgive(self, items: Iterable[tuple[Any, ...]], gone: Sequence[int]) -> list[int]:
        """Note and return what of `gone` the ledger has as void or written off, by customer's id and number, of which there may be several; one of those days and sum, perhaps. Without days (owed by the user, it says) one of that sum is."""
        over = [
            BilledItem._make((place, account, account, number, *facts, 0))
            for place, (who, number, *facts) in enumerate(items)
            if (account := self.parties.account_of(who))
        ]
        known = by_key(
            ((one.account, runs(one.number), due), one)
            for one in over
            for due in (("", one.due_date) if one.due_date else (one.amount,))
        )
        lost = of_book(self.connection, gone) if over else []
        # A part has the bill's number there.
        by = (
            lambda one: (runs(one.number), ""),
            lambda one: (runs(one.number), one.amount),
            lambda one: (runs(whole(one.number)), one.due_date),
            # Its number was made.
            lambda one: ((), one.amount * one.number.startswith(f"{ItemKind.INVOICE} ")),
        )
        ids = ((one, (one.account, *way(one))) for one in lost for way in by)
        pairs = [(one, two) for one, key in ids for two in known.get(key, ()) if _may_void(one, two)]
        found, sure = dict(pairs), {one.key for one, two in pairs if _surely_void(one, two)}
        taken = {(two.account, two.number) for two in found.values()}
        # What the book had itself under such a number is no other one, nor what is numbered as those that stayed.
        stood = "SELECT 1 FROM invoice WHERE account_id = ? AND number = ?"
        forms = self.forms() if lost else ()
        lost = [one for one in lost if one not in found]
        over = [one for one in over if (one.account, one.number) not in taken]
        goes_on = alike.spelling(self.spelt)
        written = alike.Way(
            attrgetter("account"),
            lambda old, new: bool(goes_on(new.number, old.number)) and _may_void(old, new),
        )
        ways = (
            written,
            *(way._replace(may=lambda new: alike.form(new.number) not in forms) for way in alike.PERHAPS),
        )
        for old, new, place in alike.in_turn(lost, over, ways):
            if not self.connection.execute(stood, (new.account, new.number)).fetchone():
                found[old] = new
                sure |= {old.key} if not place and _surely_void(old, new) else set()
        for old, new in found.items():
            if old.key not in sure:
                who, what = called(self.connection, [old.key]), f"{new.number}, void or written off"
                self.thin.append(f"{who} as {what}")
            self.forgiven |= {} if self.said_paid and old.key not in sure else {old.key: ALL}
        return [key for key in gone if key in self.forgiven]

    def let_off(self, gone: Sequence[int]) -> None:
        """Note of bills that are gone what was just a usual discount on them, as all else came in time and at once."""
        rows = self.connection.execute(_LET_OFF, (json.dumps([*gone]), self.head.as_of.isoformat()))
        keys = [key for (key,) in rows if key not in self.forgiven and not self.said_paid]
        self.forgiven |= dict.fromkeys(keys, ALL)
        self.split += [(f"The rest of {called(self.connection, keys)}", _DISCOUNT)] if keys else []

    def said_to_be_unpaid(self, gone: Sequence[int]) -> int:
        """Count what is `gone` though nobody paid, as the file itself says: void, under other numbers, credits with what they take off."""
        others = [key for key in gone if self.forgiven.get(key, 0) < MOVED]
        rows = self.connection.execute(
            """SELECT count(*) FROM json_each(?) JOIN invoice ON invoice.id = value
               GROUP BY account_id, currency HAVING sum(balance) = 0 AND min(balance) < 0""",
            (json.dumps(others),),
        )
        return len(gone) - len(others) + sum(int(many) for (many,) in rows)

    def credit(self, items: Mapping[tuple[str, str], tuple[int, int]]) -> None:
        """Note what the ledger says was credited or written off, and not paid, of items (customer's id, number) that are open.

        Both are sums since the item was made out. What was taken off before without money that the book has seen
        may have been either: then only where nothing at all was paid is it known.
        """
        for (who, number), (credited, paid) in () if self.first else items.items():
            row = self.connection.execute(
                """SELECT id, amount - balance - (SELECT coalesce(sum(amount), 0) FROM payment WHERE invoice_id = invoice.id)
                   FROM invoice WHERE account_id = ?1 AND settled_on IS NULL AND (number = ?2 OR id = (
                       SELECT invoice_id FROM incoming WHERE account_id = ?1 AND number = ?2))""",
                (self.parties.account_of(who), number),
            ).fetchone()
            if row and not (paid and row[1]):
                self.forgiven[row[0]] = credited

    def doubt(self, left_out: Mapping[str, int]) -> None:
        """Doubt what came for one bill where it alone is just what such a ledger leaves out less than before, as owed by the user: it may be set off."""
        run = self.connection.execute
        told = run(_LEFT_OUT, (self.creditor, self.import_id, self.head.mapping)).fetchone()
        for code, was in json.loads(told[0]).items() if told else ():
            less = Money.of(was, code).minor - left_out.get(code, 0)
            if len(bills := run(_JUST_SO, (self.import_id, code, less)).fetchall()) == 1:
                self.set_off.lower += bills[0]
                self.set_off.doubtful.append("what is left out")
                self.set_off.doubtful_sums[code] += less

    def finish(self, gone: Sequence[int]) -> Counts:
        """Write the differences, close the items `gone`, and return how the file compares with the book."""
        self.parties.settle()
        counts = self._write_differences(gone)
        share_out(self.connection, self.parted)
        self.connection.executemany(
            "UPDATE invoice SET came_from = ? WHERE account_id = ? AND number = ? AND came_from IS NULL",
            self._came,
        )
        new = [] if self.first else [*self.parties.new]
        self.went += map(shlex.join, self.connection.execute(_RETURNED, (json.dumps(new),)) if new else ())
        return counts

    def _write_differences(self, gone: Sequence[int]) -> Counts:
        if self.first:
            histories.change(self.connection, self._late, {})
            self.history = self._new - self._count_open()
            return Counts(self._new)
        (self.history,) = self.connection.execute(
            "SELECT count(*) FROM incoming WHERE invoice_id IS NULL AND settled_on IS NOT NULL"
        ).fetchone()
        facts = self.head, self.import_id, gone, self._compared, self.forgiven, self._late
        changed, closed, self.set_off, touched = changes.write(self.connection, *facts, paid=self.said_paid)
        self.touched |= touched
        rated = [key for (key,) in self.connection.execute(changes.AT_ANOTHER_RATE, (self.head.bills,))]
        self.split += [(called(self.connection, rated), _RATE)] if rated else []
        return Counts(self._new, changed, self._same, closed)
