"""Items that a ledger numbers otherwise than the book: zeros that a spreadsheet took, prefixes, parts of one bill."""

import json
import re
import sqlite3
from collections import Counter, deque
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache, partial
from operator import attrgetter, itemgetter

from arcall_tui.domain.account import ItemKind
from arcall_tui.domain.grouping import grouped
from arcall_tui.domain.ledger_rows import RowError
from arcall_tui.store.imports import alike
from arcall_tui.store.imports.alike import CREDITS, Way
from arcall_tui.store.imports.billed_otherwise import (
    FEE,
    Bills,
    begins,
    billed_anew,
    is_plan,
    is_rest,
    same_sums,
    sum_of,
)
from arcall_tui.store.imports.row_intake import (
    BALANCE,
    DUE_OF,
    FIELDS,
    KEEP,
    RowIntake,
    StoredRow,
    behind_number,
    insert_into,
)
from arcall_tui.store.imports.set_off import CREDIT_NUMBER, MOVED

_Told = Callable[[str], re.Match[str] | None]
# By what items are looked at together.
_OF_A_DAY, _WHOSE = attrgetter("account", "currency", "invoice_date"), attrgetter("account", "currency")


@dataclass(slots=True)
class NumberIntake(RowIntake):
    """Gives items the numbers that they have in the book, once all rows are in."""

    def adopt(self) -> None:
        """Match new numbers with those of the book that they are, written otherwise: noted in `spelt`.

        A spreadsheet takes leading zeros or puts `.0` behind; a program's next version writes other signs, puts letters
        in front, or numbers all anew, where dates and amounts are as they were. Parts of one bill get numbers of their
        own first.
        """
        self._number_parts()
        if not self.first:
            self.adopt_again()

    def adopt_again(self) -> None:
        """Match numbers that are new among an account's with those that it has in the book."""
        self.connection.execute(_BY_NUMBER)
        for query in (_LAST_PART, _SAME, _PAID_WITHOUT_ZEROS):
            adopted: set[int] = set()
            for rowid, invoice, *numbers in self.connection.execute(query).fetchall():
                if not self._seen[invoice] and rowid not in adopted:
                    adopted.add(rowid)
                    self._match(rowid, invoice, numbers if query is not _LAST_PART else numbers[:1] * 2)
        self._tell_apart()
        came = alike.of_file(self.connection)
        whose = json.dumps([*{one.account for one in came}])
        lost = alike.of_book(self.connection, self._open(whose, (0,))) if came else []
        for old, new, spelt in alike.pairs(lost, came, self.forms):
            self._match(new.key, old.key, (new.number, old.number))
            if not spelt:
                self._renumber(old.key, new.number)

    def _tell_apart(self) -> None:
        """Let rows without a number of their own be the items of their sums in the book, then such of which less is open, whatever their order."""
        run, taken = self.connection.execute, (set[int](), set[int]())
        run("CREATE INDEX IF NOT EXISTS temp.by_invoice ON incoming (invoice_id)")
        for less in "=<":
            for both in run(_UNNUMBERED.format("amount" in self.head.silent_on, less)).fetchall():
                rowid, invoice = both
                other = run("SELECT rowid, number FROM incoming WHERE invoice_id = ?", (invoice,)).fetchone()
                if any(map(set.__contains__, taken, both)) or (self._seen[invoice] and not other):
                    continue
                deque(map(set.add, taken, both), 0)
                number, had = run(
                    "SELECT number, invoice_id FROM incoming WHERE rowid = ?", (rowid,)
                ).fetchone()
                if had == invoice:
                    continue
                if other:
                    run("UPDATE incoming SET number = number || '?' WHERE rowid = ?", (rowid,))
                    run(_NOW, (number, had, had, other[0]))
                elif had:
                    self._seen[had] = 0
                self._seen[invoice] = 1
                run(_NOW, (other[1] if other else number, invoice, invoice, rowid))
                self._new += bool(other or had)
                self._adopt(rowid, invoice)

    def _renumber(self, invoice: int, number: str) -> None:
        self._seen[invoice] = _OTHERWISE
        number_now(self.connection, invoice, number)

    def _open(self, accounts: str, seen: Sequence[int]) -> list[int]:
        """Return the keys of open items of accounts (JSON) that the file has under their numbers (1), or has not (0)."""
        rows = self.connection.execute(
            "SELECT id FROM invoice WHERE settled_on IS NULL AND account_id IN (SELECT value FROM json_each(?))",
            (accounts,),
        )
        return [key for (key,) in rows if self._seen[key] in seen]

    def forms(self, *, all_: bool = False) -> set[str]:
        """Return how open items of the book are numbered that the file has under their numbers; or `all_`, where it has none under another."""
        whose = self.connection.execute(
            "SELECT json_group_array(id) FROM account WHERE creditor_id = ?", (self.creditor,)
        )
        seen = (0, 1) if all_ and not self._seen.count(_OTHERWISE) else (1,)
        items = alike.of_book(self.connection, self._open(whose.fetchone()[0], seen))
        return {alike.form(one.number) for one in items}

    def sums(self) -> Counter[int]:
        """Return how many items of the creditor's have had an amount, whenever they were open: a fee, rent or price several."""
        return Counter(dict(self.connection.execute(_SUMS, (self.creditor,))))

    def _match(self, rowid: int, invoice: int, numbers: Sequence[str]) -> None:
        self._seen[invoice] = 1
        self._adopt(rowid, invoice)
        if numbers[0] != numbers[1]:
            self.spelt.append((numbers[0], numbers[1]))

    def came_otherwise(self, gone: Sequence[int]) -> list[int]:
        """Match items that are `gone` with new ones of the customer, day and sum; return what is gone still.

        One bill in parts, several in one, or one with another number: nobody paid. The first one goes on as the first
        of the new ones, so that what was promised of it stays; any others close unpaid.
        """
        self._credits_otherwise(gone)
        file, told = alike.of_file(self.connection) if gone else [], self.head.last
        late = sum((new.invoice_date or told) < told for new in file)
        # Where most is booked late, its days tell nothing.
        known = "" if late > alike.NO_CHANCE and late * 2 > len(file) else told
        kept, sums = cache(partial(self.forms, all_=True)), cache(self.sums)
        anew = partial(billed_anew, kept=kept, sums=sums, known=known)
        parts = partial(same_sums, told=told)
        # What is to the letter another customer's that is gone is that one.
        theirs = {old[3:-1] for old in alike.of_book(self.connection, gone)}
        for by, match in ((_OF_A_DAY, parts), (_WHOSE, anew)):
            left = [key for key in gone if not self._seen[key] and key not in self.forgiven]
            lost = grouped(alike.of_book(self.connection, left, f"WHERE {_OWED}"), by)
            free = alike.of_file(self.connection, f"AND settled_on IS NULL AND {_OWED}")
            # What is a part of one bill is no other one.
            used = {*theirs, *((whose, number) for whose, _, numbers in self.parted for number in numbers)}
            came = grouped((one for one in free if used.isdisjoint((one[3:-1], one[1:4:2]))), by)
            for where, bills in lost.items():
                for olds, news in match(bills, came.get(where, [])):
                    sure = match is parts or is_plan(olds, news)
                    if not sure and self.judged in ("paid", "all"):
                        continue
                    who = alike.called(self.connection, [olds[0].key])
                    if is_rest(olds[0], *news):
                        # All but the rest came in, as far as anybody can tell.
                        self.forgiven[olds[0].key] = -sum_of(news)
                        self.split.append(
                            (f"The rest of {olds[0].number}", ", ".join(new.number for new in news))
                        )
                        theirs |= {new[3:-1] for new in news}
                    else:
                        self._go_on(olds, news)
                    beside = ", together with " * (len(olds) > 1) + ", ".join(old.number for old in olds[1:])
                    self.anew += [] if sure else [f"{who} as {self.split[-1][1]}{beside}"]
        return [key for key in gone if not self._seen[key]]

    def _credits_otherwise(self, gone: Sequence[int]) -> None:
        """Match money on account that is `gone`, or a credit note, with what is left of it under a number of its own, a note's as CN1-R for CN1.

        Where nothing says what a credit is, one of the day of the money is what is left of it.
        """
        silent, held = "kind" in self.head.silent_on, "kind = 'unapplied payment' AND"
        by, is_note = _OF_A_DAY if silent else _WHOSE, CREDIT_NUMBER.match
        fits = (
            lambda old, new: old.balance <= new.balance and begins(new.number, old.number),
            lambda old, new: old.balance <= new.balance and not (silent and is_note(new.number)),
        )
        ways = (("", "", Way(_WHOSE, fits[0])), (held, "" if silent else held, Way(by, fits[1])))
        for kind, new_kind, way in ways:
            left = [key for key in gone if not self._seen[key]]
            stood = alike.of_book(self.connection, left, f"WHERE {kind} balance < 0 {_UNUSED}")
            came = alike.of_file(self.connection, f"AND {new_kind} balance < 0")
            for old, new in alike.matched(stood, came, way):
                self._match(new.key, old.key, (new.number, old.number))
                self._renumber(old.key, new.number)

    def _go_on(self, olds: Bills, news: Bills) -> None:
        first = olds[0]
        self._adopt(news[0].key, first.key)
        self._renumber(first.key, news[0].number)
        # What is open less of one that is billed at as much came in.
        self.forgiven |= {old.key: MOVED for old in olds if [old.amount] != [new.amount for new in news]}
        numbers = [new.number for new in news]
        self.parted.append((first.account, [old.key for old in olds], numbers))
        self.split.append((", ".join(old.number for old in olds), ", ".join(numbers)))

    def take_back(self, said: Collection[tuple[str, str]], by_number: _Told, *, part: bool) -> None:
        """Match what stands there for money that went back, as its type (`said`: customer's id, number) or its number tells, with what was paid by it. What a `part` of a ledger lacks may be open. Beside money of just that sum it is that which went back, and paid no bill."""
        back = {(self.parties.account_of(who), number) for who, number in said}
        owed = "AND kind = 'invoice' AND settled_on IS NULL"
        held = {
            (one.account, one.currency, -one.balance)
            for one in alike.of_file(self.connection, "AND balance < 0")
        }
        for new in () if self.first else alike.of_file(self.connection, owed):
            of_type, told = (new.account, new.number) in back, by_number(new.number)
            # A retainer is RTN-7, too, and has terms. Where bills are numbered so, it is the next one.
            terms = told and told["terms"] and new.due_date > (new.invoice_date or "~") and not of_type
            if (told or of_type) and (new.account, new.currency, new.balance) not in held:
                self._goes_back(new, _NAMED_IN if terms else "1", by_number, part=part)

    def _goes_back(self, new: alike.BilledItem, which: str, by_number: _Told, *, part: bool) -> None:
        """Open again what was paid by money that went back: bills of that sum, or of that but for a fee, all that one cheque of a day paid; else a part of one that is open. One named is the first."""
        run, today = self.connection.execute, self.head.as_of.isoformat()
        paid = run(_PAID_BY.format(which), (*new, not part)).fetchall()
        free = [one for one in paid if not self._seen[one[0]] and (one[4] or not by_number(one[1]))]
        for bills in (*([one] for one in free), *grouped(free, itemgetter(3)).values()):
            if new.amount <= sum(one[2] for one in bills) * FEE <= new.amount * FEE:
                self._go_on(alike.of_book(self.connection, [one[0] for one in bills]), [new])
                self.connection.executemany(_TAKEN_BACK, [(today, self.import_id, one[0]) for one in bills])
                return
        run(_PART_TAKEN_BACK.format(which), (*new, today, self.import_id))

    def take_apart(self) -> None:
        """Take a number that stands again with a date after the other was due, or paid, for another item's; one of about the same amount, or of a day before that was paid, is asked about. Of one of which all is open but what was paid more is owed now.

        What stood under it before is gone or paid then; the book keeps it under its number and date.
        """
        facts = self.creditor, "amount" not in self.head.silent_on
        for rowid, invoice, dated, now in self.connection.execute(_REUSED, facts).fetchall():
            if now and self.judged not in ("paid", "all"):
                self.anew.append(f"{alike.called(self.connection, [invoice])} as that of {now}")
                continue
            self._seen[invoice] = 0
            self._new += 1
            self.connection.execute(
                "UPDATE invoice SET number = number || ' of ' || ? WHERE id = ?", (dated, invoice)
            )
            self.connection.execute("UPDATE incoming SET invoice_id = NULL WHERE rowid = ?", (rowid,))

    def _number_parts(self) -> None:
        """Number the parts of bills that fall due in several, `F-1/1` the earliest; a part of the book keeps its number.

        A credit with the number of a bill is no part of it.
        """
        apart, table = self._credits_apart(), "invoice" if self.first else "incoming"
        bills = grouped((row for _, row in self._parts), itemgetter(0, 1))
        for (account, number), several in bills.items():
            others = dict.fromkeys(several)
            self.repeats += len(several) - len(others)
            first, own = self._taken_out(table, several[0])
            by_kind = grouped(sorted([*first, *others], key=DUE_OF), behind_number)
            if mixed := len(by_kind) > 1 or (account, number) in apart:
                _name_by_kind(self.connection, account, number)
            for behind, rows in by_kind.items():
                name = number + behind * mixed
                if len(rows) > 1:
                    stood = own if first and first[0] in rows else None
                    if stood:
                        self._part_of_book(stood, name, rows)
                    numbers = self._write_parts(table, name, rows)
                    self.parted += [(account, [stood[0]], numbers)] if stood else []
                else:
                    self._write_part(table, (account, name, *rows[0][2:]))

    def _credits_apart(self) -> set[tuple[int, str]]:
        """Part credits from bills of the book that have their number, and bills from such credits; return whose numbers those are."""
        run, apart = self.connection.execute, set()
        for rowid, invoice, account, number, said in run(_TURNED, (self.creditor,)).fetchall():
            named = "SELECT 1 FROM invoice WHERE account_id = ? AND number IN (?, ?)"
            names = (number + behind for behind in CREDITS.values())
            if (said and "kind" not in self.head.silent_on) or run(named, (account, *names)).fetchone():
                out = f"DELETE FROM incoming WHERE rowid = ? RETURNING {', '.join(FIELDS)}"
                self._parts.append((0, run(out, (rowid,)).fetchone()))
                self._seen[invoice] = 0
                apart.add((account, number))
        return apart

    def _taken_out(self, table: str, row: StoredRow) -> tuple[list[StoredRow], tuple[int, int, str] | None]:
        """Return the row with the number of `row` that stands there, and, if it is the book's, its key, rest and due day: to be written again."""
        run, place = self.connection.execute, "WHERE account_id = ? AND number = ?"
        new = f"{table} {place}" + ("" if self.first else " AND invoice_id IS NULL")
        if first := run(f"DELETE FROM {new} RETURNING {', '.join(FIELDS)}", row[:2]).fetchone():
            self._new -= 1
            return [first], None
        own = run(f"SELECT id, balance, due_date FROM invoice {place}", row[:2]).fetchone()
        if own is None or not self._seen[own[0]]:
            return [], None
        stands = self._standing(row, own[0])
        self._same -= not run("DELETE FROM incoming WHERE invoice_id = ?", own[:1]).rowcount
        self._seen[own[0]] = 0
        return [stands], own

    def _part_of_book(self, own: tuple[int, int, str], number: str, rows: list[StoredRow]) -> None:
        """Make a part of the bill that has the number in the book: the one that is due then, else the first."""
        invoice, balance, due = own
        if balance == sum(row[BALANCE] for row in rows):
            self.forgiven[invoice] = MOVED
            self.split.append((number, f"{number} in several parts"))
        days = [*map(DUE_OF, rows)]
        number_now(self.connection, invoice, f"{number}/{days.index(due) + 1 if due in days else 1}")

    def _write_parts(self, table: str, number: str, rows: list[StoredRow]) -> list[str]:
        """Write parts with the numbers that they have in the book, else the first that are free; return all."""
        stand = self.connection.execute(_PARTS_IN_BOOK, (rows[0][0], number)).fetchall()
        known = {name: due for name, due, *_ in stand}
        # The book's own spelling of the number stays.
        number = next(iter(known), f"{number}/").rpartition("/")[0]
        by_due, due_now = {due: name for name, due in known.items()}, set(map(DUE_OF, rows))
        later = {rest: name for name, due, rest, _ in stand if rest and due not in due_now}
        taken = 0
        for row in rows:
            name = by_due.get(DUE_OF(row)) or later.pop(row[BALANCE], None)
            while name is None:
                taken += 1
                name = f"{number}/{taken}" if f"{number}/{taken}" not in known else None
            known[name] = DUE_OF(row)
            self._write_part(table, (row[0], name, *row[2:]))
        return [*known]

    def _write_part(self, table: str, row: StoredRow) -> None:
        own = "SELECT id FROM invoice WHERE account_id = ? AND number = ?"
        found = None if self.first else self.connection.execute(own, row[:2]).fetchone()
        if found is None and self.connection.execute(insert_into(table, self.import_id), row).rowcount:
            self._new += 1
            return
        if found is None or self._seen[found[0]]:
            self.errors.append(RowError(0, "number", str(row[1]), "stands there twice, with other figures"))
            return
        (invoice,) = found
        self._seen[invoice] = 1
        if self._standing(row, invoice) == row:
            self._same += 1
        else:
            self.connection.execute(KEEP, (*row, invoice))

    def _adopt(self, rowid: int, invoice: int) -> None:
        facts = ", ".join(self._compared)
        kept, stands = (
            self.connection.execute(f"SELECT {facts} FROM {table} WHERE rowid = ?", (key,)).fetchone()
            for table, key in (("incoming", rowid), ("invoice", invoice))
        )
        self._new -= 1
        if kept == stands:
            self._same += 1
            self.connection.execute("DELETE FROM incoming WHERE rowid = ?", (rowid,))
        else:
            self.connection.execute("UPDATE incoming SET invoice_id = ? WHERE rowid = ?", (invoice, rowid))


def number_now(connection: sqlite3.Connection, invoice: int, number: str) -> None:
    """Give an item of the book another number, if no other one has it."""
    connection.execute("UPDATE OR IGNORE invoice SET number = ? WHERE id = ?", (number, invoice))


def _name_by_kind(connection: sqlite3.Connection, account: int, number: str) -> None:
    """Name credits of the book after the bill of whose number they are, also where they stood there as one of its parts."""
    run = connection.execute
    parts = run(_PARTS_IN_BOOK, (account, number)).fetchall()
    many = Counter(behind for *_, behind in parts)
    for name in (number, *(name for name, *_, behind in parts if many[behind] == 1)):
        run(
            f"UPDATE OR IGNORE invoice SET number = ? || {_NAMED} WHERE account_id = ? AND number = ?",
            (number, account, name),
        )


# Numbers as they compare: without zeros in front and `.0` behind, with a stroke behind, as before a part's own number.
_KEY = "ltrim(replace({}.number || '/', '.0/', '/'), '0')".format
_BY_NUMBER = f"""CREATE INDEX IF NOT EXISTS temp.by_number ON incoming (account_id, {_KEY("incoming").replace("incoming.", "")})
    WHERE invoice_id IS NULL"""
# Those of the book are looked through once, not for each new one, and the index is used whatever their number.
_PAIRS = f"""
    SELECT incoming.rowid, invoice.id, incoming.number, invoice.number FROM invoice
    CROSS JOIN incoming INDEXED BY by_number ON incoming.account_id = +invoice.account_id AND {_KEY("incoming")} = {{}}
    WHERE incoming.invoice_id IS NULL AND {{}} AND {{}}
    AND invoice.account_id IN (SELECT account_id FROM incoming WHERE invoice_id IS NULL) ORDER BY 1, 2
""".format
# The last part of a bill that is left has the bill's own number in the ledger.
_PARTS_OWN = f"rtrim(rtrim(rtrim({_KEY('invoice')}, '/'), '0123456789'), '/') || '/'"
_LAST_PART = _PAIRS(_PARTS_OWN, "invoice.number LIKE '%/%'", "invoice.due_date = incoming.due_date")
_SAME = """SELECT incoming.rowid, invoice.id, number, number FROM incoming JOIN invoice USING (account_id, number)
    WHERE incoming.invoice_id IS NULL ORDER BY 1, 2"""
# What was paid is not looked through for all that is alike; one written after it was due has a number that is used again.
_PAID_WITHOUT_ZEROS = _PAIRS(
    _KEY("invoice"),
    "invoice.settled_on IS NOT NULL AND +invoice.number >= '0' AND +invoice.number < ':' AND invoice.number NOT GLOB '*[^0-9./]*'",
    "incoming.number NOT GLOB '*[^0-9./]*' AND coalesce(incoming.invoice_date <= invoice.due_date, 1)",
)
# The second of a day is invoice 2026-03-01 (2); what has no day falls due on that of its first list.
_FIRST = "substr({0}, 1, instr({0} || ' (', ' (') - 1)".format
_UNNUMBERED = f"""SELECT incoming.rowid, old.id FROM incoming JOIN invoice AS old USING (account_id)
    WHERE incoming.number GLOB incoming.kind || ' *' AND old.settled_on IS NULL AND incoming.settled_on IS NULL
    AND {_FIRST("incoming.number")} = {_FIRST("old.number")} AND old.number BETWEEN {_FIRST("incoming.number")} AND {_FIRST("incoming.number")} || ' (~' AND (incoming.amount = old.amount OR {{}}
        AND (incoming.balance = old.balance OR incoming.invoice_id IN (SELECT id FROM invoice WHERE settled_on IS NOT NULL)))
    AND incoming.balance {{}} old.balance AND (incoming.invoice_date, incoming.currency) IS (old.invoice_date, old.currency)
    ORDER BY incoming.invoice_id IS NOT old.id, 1, 2"""
_NOW = """UPDATE incoming SET number = ?, invoice_id = ?, due_date = coalesce((SELECT due_date FROM invoice WHERE id = ? AND incoming.due_from_terms AND incoming.invoice_date IS NULL), due_date) WHERE rowid = ?"""
_OTHERWISE = 2  # seen in the file, under another number
# No bill of the customer, or of another of the payer, is open less by just as much, nor came with as much off, so that it was used up.
_UNUSED = """AND -balance NOT IN (SELECT old.balance - coalesce(incoming.balance, 0) FROM invoice AS old
    LEFT JOIN incoming ON invoice_id = old.id AND incoming.account_id = old.account_id WHERE old.account_id IN (SELECT kin.id FROM account AS own
        JOIN account AS kin ON kin.id = coalesce(own.payer_id, own.id) OR kin.payer_id = coalesce(own.payer_id, own.id)
        WHERE own.id = invoice.account_id UNION SELECT invoice.account_id)
    AND (invoice_id OR old.id IN (SELECT value FROM json_each(?1)))
    UNION SELECT new.amount - new.balance FROM incoming AS new
    WHERE new.account_id = invoice.account_id AND new.invoice_id IS NULL AND new.balance >= 0)"""
_NAMED_IN, _LATELY = "instr(?4, number)", "date(coalesce(?5, ?6), '-3 months')"
_NAMED_FIRST = f"iif({_NAMED_IN}, -length(number), 0)"
# Bills of a customer that were paid in the last months, or are gone, with at most what went back (a `BilledItem`), and whether it did before.
_PAID_BY = f"""SELECT id, number, paid, settled_on, EXISTS (SELECT 1 FROM payment WHERE invoice_id = bill.id AND reference = 'reversed')
    FROM (SELECT id, number, settled_on, iif(settled_on IS NULL, balance,
        (SELECT sum(amount) FROM payment WHERE invoice_id = invoice.id)) AS paid FROM invoice
        WHERE account_id = ?2 AND currency = ?7 AND kind = 'invoice') AS bill
    WHERE paid BETWEEN 1 AND ?8 AND coalesce(settled_on >= {_LATELY}, ?10) AND {{}}
    ORDER BY {_NAMED_FIRST}, paid DESC, settled_on DESC"""
# Of a bill that is open, and of which no more is open now, by one payment at most; and only as long as it is not taken back.
_PART_TAKEN_BACK = f"""INSERT INTO payment (account_id, invoice_id, amount, currency, paid_on, reference, import_id)
    SELECT came.account_id, invoice_id, -came.amount, ?7, ?10, 'reversed', ?11 FROM payment AS came JOIN invoice ON invoice.id = invoice_id
    WHERE came.account_id = ?2 AND invoice.currency = ?7 AND kind = 'invoice' AND settled_on IS NULL AND {{}}
    AND came.amount BETWEEN ?8 / {FEE} AND ?8 AND paid_on >= {_LATELY}
    AND came.amount <= (SELECT sum(amount) FROM payment WHERE invoice_id = invoice.id)
    AND NOT EXISTS (SELECT 1 FROM incoming WHERE invoice_id = invoice.id AND incoming.balance > invoice.balance)
    ORDER BY {_NAMED_FIRST}, came.amount DESC, came.id DESC LIMIT 1"""
# Of one that goes on under the number, the balance says it.
_TAKEN_BACK = """INSERT INTO payment (account_id, invoice_id, amount, currency, paid_on, reference, import_id)
    SELECT account_id, invoice_id, -sum(amount), currency, ?1, 'reversed', ?2 FROM payment
    WHERE invoice_id = ?3 AND invoice_id NOT IN (SELECT invoice_id FROM incoming WHERE invoice_id) GROUP BY 1, 2 HAVING sum(amount) > 0"""
_OWED = "kind = 'invoice' AND balance > 0 ORDER BY due_date, 1"
_SUMS = "SELECT amount, count(*) FROM invoice JOIN account ON account.id = account_id WHERE creditor_id = ? GROUP BY 1"
_AFTER = "incoming.invoice_date > iif(invoice.settled_on > invoice.invoice_date, date(invoice.settled_on, '-1 day'), invoice.due_date)"
# A number that was made is the next bill's where the one of that day was paid and billed at another sum (?2: it is told).
_MADE = "(?2 AND incoming.number GLOB 'invoice *' AND invoice.settled_on IS NOT NULL AND incoming.amount <> invoice.amount)"
_REUSED = f"""
    SELECT incoming.rowid, invoice.id, iif({_MADE}, invoice.settled_on, invoice.invoice_date),
        iif({_MADE} OR ({_AFTER} AND incoming.amount NOT BETWEEN invoice.amount / {FEE} AND invoice.amount * {FEE}), '', incoming.invoice_date)
    FROM incoming JOIN account ON account.id = incoming.account_id AND creditor_id = ?1 JOIN invoice ON invoice.id = incoming.invoice_id
    WHERE invoice.kind = 'invoice' AND incoming.kind = 'invoice' AND ({_MADE} OR (invoice.invoice_date IS NOT NULL
    AND ({_AFTER} OR (invoice.settled_on IS NOT NULL AND incoming.invoice_date > invoice.invoice_date
        AND (incoming.balance = incoming.amount OR incoming.amount <> invoice.amount)))
    AND incoming.due_date > invoice.due_date AND (invoice.settled_on IS NULL OR incoming.balance NOT IN (0, incoming.amount - invoice.amount))))
"""
# Under a number that stands for a bill in one of both, and for a credit in the other.
_TURNED = """
    SELECT incoming.rowid, invoice.id, invoice.account_id, invoice.number, incoming.kind <> invoice.kind
    FROM incoming JOIN account ON account.id = incoming.account_id AND creditor_id = ? AND incoming.balance <> 0
    JOIN invoice ON invoice.id = incoming.invoice_id WHERE (incoming.amount < 0) <> (invoice.amount < 0)
"""
_NAMED = f"""iif(amount >= 0, '', iif(kind = '{ItemKind.UNAPPLIED}', '{CREDITS[ItemKind.UNAPPLIED]}', '{CREDITS[ItemKind.CREDIT]}'))"""
_PARTS_IN_BOOK = f"""
    SELECT number, due_date, balance, {_NAMED} FROM invoice WHERE account_id = ?1 AND number LIKE '%/%'
    AND {_KEY("invoice")} LIKE ltrim(replace(?2 || '/', '.0/', '/'), '0') || '%'
"""
