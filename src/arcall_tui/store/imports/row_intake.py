"""A ledger's rows beside the book's: one transaction, plain SQL in bulk, rows that have not changed never written."""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import chain
from operator import itemgetter, sub
from typing import Any

from arcall_tui.domain.account import ItemKind
from arcall_tui.domain.calendar import DayNumbers
from arcall_tui.domain.ledger_rows import Batch, RowError
from arcall_tui.errors import BookError
from arcall_tui.store.imports import again
from arcall_tui.store.imports.alike import CREDITS
from arcall_tui.store.imports.along import Parted
from arcall_tui.store.imports.ledger_head import Head, record
from arcall_tui.store.imports.parties import Parties
from arcall_tui.store.imports.set_off import SetOff
from arcall_tui.store.standings import histories

FIELDS = tuple(
    "account_id number kind invoice_date due_date due_from_terms amount balance currency po disputed settled_on".split()
)
_FACTS = FIELDS[2:]
StoredRow = tuple[Any, ...]
_INVOICE = ItemKind.INVOICE.value
_KIND, _DUE, _AMOUNT, BALANCE, _SETTLED = map(
    FIELDS.index, ("kind", "due_date", "amount", "balance", "settled_on")
)
DUE_OF, _SETTLED_OF = itemgetter(_DUE), itemgetter(_SETTLED)


def behind_number(row: StoredRow) -> str:
    """Return what stands behind the number of a credit where a bill has it, too; of what is settled the amount tells it."""
    return CREDITS.get(row[_KIND], CREDITS[ItemKind.CREDIT]) if (row[BALANCE] or row[_AMOUNT]) < 0 else ""


@dataclass(slots=True)
class RowIntake:
    """Takes a ledger's batches in, within a transaction that the caller opened.

    `errors`: rows that contradict an earlier row of the same file (column `number`). `repeats`: rows that only say again what an earlier one said.
    `renamed`: customers that have another id or name in this ledger; `elsewhere`: how many items stand under other customers now (`went`: what would make one of both);
    `doubtful`: those that may, in words; `thin`: those that do so by a chance, perhaps (`anew`: with the same customer), and with `judged` somebody has said that they were paid.
    `forgiven`: of items that are owed less though nobody paid, by how much at most. `split`: numbers of items, and those that stand there for them now (`parted`: whose); `spelt`: numbers in the file, and what they were in the book.
    `countries`: what the ledger's country codes mean. `moved`: whose ids are another's now (`Met.moved`). `history`: of how many items nothing is open though they are new to the book. `touched`: accounts whose items have changed.
    """

    connection: sqlite3.Connection
    head: Head
    countries: Mapping[str, str] = field(default_factory=dict)
    moved: Mapping[str, int | None] = field(default_factory=dict)
    judged: str = ""
    thin: list[str] = field(default_factory=list)
    anew: list[str] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    repeats: int = 0
    renamed: list[again.Moved] = field(default_factory=list)
    surely: int = 0
    elsewhere: int = 0
    went: list[str] = field(default_factory=list)
    doubtful: str = ""
    forgiven: dict[int, int] = field(default_factory=dict)
    set_off: SetOff = field(default_factory=SetOff)
    split: list[tuple[str, str]] = field(default_factory=list)
    parted: list[Parted] = field(default_factory=list)
    spelt: list[tuple[str, str]] = field(default_factory=list)
    open_before: int = 0
    history: int = 0
    creditor: int = 0
    import_id: int = 0
    first: bool = False
    touched: set[int] = field(default_factory=set)
    _new: int = 0
    _same: int = 0
    _seen: bytearray = field(default_factory=bytearray)
    _compared: tuple[str, ...] = ()
    _parts: list[tuple[int, StoredRow]] = field(default_factory=list)
    _came: list[tuple[int, int, str]] = field(default_factory=list)
    _late: defaultdict[Any, array[int]] = field(default_factory=lambda: defaultdict(histories.empty))
    _ordinals: DayNumbers = field(default_factory=DayNumbers)
    parties: Parties = field(init=False)

    def __post_init__(self) -> None:
        run = self.connection.execute
        self.creditor, self.import_id = record(self.connection, self.head)
        self.parties = Parties(self.connection, self.creditor, self.countries, self.head.by_name, self.moved)
        known = "SELECT 1 FROM invoice JOIN account ON account.id = account_id WHERE creditor_id = ? LIMIT 1"
        self.first = run(known, (self.creditor,)).fetchone() is None
        self.open_before = self._count_open()
        (last,) = run("SELECT coalesce(max(id), 0) FROM invoice").fetchone()
        self._seen = bytearray(0 if self.first else last + 1)
        self._compared = tuple(name for name in _FACTS if name not in self.head.silent_on)
        # What such a ledger would say was billed: it does not tell what was paid of it.
        billed = "iif(balance, balance, amount)" if "amount" in self.head.silent_on else "amount"
        run("DROP VIEW IF EXISTS temp.stood")
        run(f"CREATE TEMP VIEW stood AS SELECT *, {billed} AS billed FROM invoice")
        run("DROP TABLE IF EXISTS temp.incoming")
        run(
            f"CREATE TEMP TABLE incoming ({', '.join(FIELDS)}, invoice_id INTEGER, UNIQUE (account_id, number))"
        )

    @property
    def said_paid(self) -> bool:
        """Whether somebody has said that what is gone was paid: not where it is said to be the same."""
        return self.judged in ("paid", "all")

    def _count_open(self) -> int:
        (found,) = self.connection.execute(
            "SELECT count(*) FROM invoice JOIN account ON account.id = account_id WHERE creditor_id = ? AND settled_on IS NULL",
            (self.creditor,),
        ).fetchone()
        return int(found)

    def add(self, batch: Batch) -> None:
        """Take some rows in. A row that contradicts an earlier one of the file goes to `errors`."""
        self.parties.meet(batch.parties, items=bool(batch.lines))
        if not batch.lines:
            return
        accounts = self.parties.numbers(batch.account)
        batch = self.parties.unspoken(batch, accounts)
        if joined := self.parties.joined:
            self._came += [
                (joined[who], account, number)
                for who, account, number in zip(batch.account, accounts, batch.number, strict=True)
                if who in joined
            ]
        rows: list[StoredRow] = list(zip(accounts, *batch[3:], strict=True))
        if self.first:
            self.touched.update(accounts)
            self._write("invoice", batch.lines, rows)
        else:
            self._compare(batch, rows)

    def _write(self, table: str, lines: Sequence[int], rows: list[StoredRow]) -> None:
        """Write rows that are new to the book into `table`; they must be new to the file, too."""
        statement = insert_into(table, self.import_id, len(rows))
        written = self.connection.execute(statement, list(chain.from_iterable(rows))).rowcount
        self._new += written
        if written < len(rows):
            (last,) = self.connection.execute(f"SELECT max(rowid) FROM {table}").fetchone()
            rows = self._sift(table, last - written, lines, rows)
        if ended := self.head.settles and [row for row in rows if row[_SETTLED] and row[_KIND] == _INVOICE]:
            self._note_late(ended)

    def _sift(self, table: str, before: int, lines: Sequence[int], rows: list[StoredRow]) -> list[StoredRow]:
        """Return the rows that were written; the others repeat or contradict the one that stands there."""
        written = dict[StoredRow, StoredRow]()
        for line, row in zip(lines, rows, strict=True):
            key = row[:2]
            rowid, *stored = self.connection.execute(
                f"SELECT rowid, {', '.join(FIELDS)} FROM {table} WHERE account_id = ? AND number = ?", key
            ).fetchone()
            if rowid > before and key not in written:
                written[key] = row
            else:
                self._again(line, row, tuple(stored))
        return [*written.values()]

    def _again(self, line: int, row: StoredRow, stands: StoredRow) -> None:
        if stands == row:
            self.repeats += 1
        elif DUE_OF(stands) != DUE_OF(row) or (
            "kind" not in self.head.silent_on and behind_number(stands) != behind_number(row)
        ):
            # One bill that falls due in parts, or a credit that has the bill's number.
            self._parts.append((line, row))
        else:
            problem = "stands in an earlier row of the same customer, with other figures"
            self.errors.append(RowError(line, "number", str(row[1]), problem))

    def _compare(self, batch: Batch, rows: list[StoredRow]) -> None:
        """Keep what is new or differs from the book in `incoming`; mark all that is still there."""
        query = _comparison(len(rows), self._compared, self.head.as_of)
        keys, told = self.connection.execute(query, list(chain.from_iterable(rows))).fetchone()
        new, new_lines, seen = [], [], self._seen
        others = {place: facts for place, *facts in json.loads(told)}
        for place, there in enumerate(map(int, keys.split(","))):
            if not (seen[there] or place in others):  # as nearly all of them are
                seen[there] = 1
                self._same += 1
                continue
            row, line = rows[place], batch.lines[place]
            invoice, settled, due, differs = others.get(place, (there, None, None, 0))
            if due:
                # Due on the day of the list for want of any date: the first such day stays.
                row = (*row[:_DUE], due, *row[_DUE + 1 :])
            if settled:
                # Settled by now is not news about what was settled before.
                row = (*row[:-1], settled)
            if invoice is None:
                new.append(row)
                new_lines.append(line)
            elif seen[invoice]:
                self._again(line, row, self._standing(row, invoice))
            else:
                seen[invoice] = 1
                self._same += not differs
                if differs:
                    self.connection.execute(KEEP, (*row, invoice))
        if new:
            self._write("incoming", new_lines, new)

    def _standing(self, row: StoredRow, invoice: int) -> StoredRow:
        """Return what an earlier row of the file said about this invoice."""
        run, select = self.connection.execute, f"SELECT {', '.join(FIELDS)} FROM"
        own = f"{select} incoming WHERE account_id = ? AND number = ? AND invoice_id = ?"
        kept = run(own, (*row[:2], invoice)).fetchone()
        stored: StoredRow = kept or run(f"{select} invoice WHERE id = ?", (invoice,)).fetchone()
        # Facts of which the file is silent are the book's.
        return tuple(
            own if name in self.head.silent_on else value
            for name, value, own in zip(FIELDS, stored, row, strict=True)
        )

    def _note_late(self, rows: Sequence[StoredRow]) -> None:
        """Remember how late the settled invoices among new rows were paid."""
        late, ordinal = self._late, self._ordinals.__getitem__
        days = list(map(sub, map(ordinal, map(_SETTLED_OF, rows)), map(ordinal, map(DUE_OF, rows))))
        if not -histories.MOST <= min(days) <= max(days) <= histories.MOST:
            days = list(map(histories.clipped, days))
        for row, late_by in zip(rows, days, strict=True):
            late[row[0]].append(late_by)


KEEP = f"INSERT INTO incoming VALUES ({', '.join('?' * (len(FIELDS) + 1))})"


def insert_into(table: str, import_id: int, rows: int = 1) -> str:
    """Return the statement that writes so many rows, each unless its key is taken."""
    marks = ", ".join("?" * len(FIELDS))
    columns, row = ", ".join(FIELDS), f"({marks})"
    if table == "invoice":
        columns, row = f"{columns}, first_import_id, last_import_id", f"({marks}, {import_id}, {import_id})"
    return f"INSERT OR IGNORE INTO {table} ({columns}) VALUES {', '.join([row] * rows)}"


@lru_cache(4)  # nearly all batches are of one size
def _comparison(rows: int, compared: Sequence[str], as_of: date) -> str:
    """Return the query that finds so many rows in the book: each one's id there, 0 for none; as JSON (place, id, the days of settlement and due that stay, whether it differs) of those with more to say. To take a row of each would cost as much as the look."""
    marks = ", ".join("?" * len(FIELDS))
    values = ", ".join(f"({place}, {marks})" for place in range(rows))
    undated = "incoming.invoice_date IS NULL AND incoming.due_from_terms"
    by_now = f"incoming.settled_on = '{as_of.isoformat()}'"
    only = {
        "due_date": f" AND NOT ({undated})",
        "settled_on": f" AND (invoice.settled_on IS NULL OR {by_now} IS NOT 1)",
    }
    differs = " OR ".join(f"(invoice.{name} IS NOT incoming.{name}{only.get(name, '')})" for name in compared)
    return f"""WITH incoming (place, {", ".join(FIELDS)}) AS (VALUES {values})
        SELECT group_concat(coalesce(invoice.id, 0)), json_group_array(json_array(place, invoice.id, iif({by_now}, invoice.settled_on, NULL), iif({undated}, invoice.due_date, NULL), iif({differs}, 1, 0))) FILTER (WHERE {differs} OR {by_now} OR ({undated}))
        FROM incoming LEFT JOIN invoice ON invoice.account_id = incoming.account_id AND invoice.number = incoming.number"""


# Written by imports, and small beside the items.
_SMALL = tuple(
    """account contact follow_up payment balance_change promise promise_line payer_history""".split()
)
_ITEMS = """
    WITH RECURSIVE whose (id) AS (SELECT min(account_id) FROM invoice UNION ALL
        SELECT (SELECT min(account_id) FROM invoice WHERE account_id > whose.id) FROM whose WHERE id IS NOT NULL)
    SELECT 1 FROM invoice WHERE last_import_id = ?1 AND account_id IN (
        SELECT id FROM whose WHERE id NOT IN (SELECT id FROM account))
    UNION ALL SELECT 1 FROM invoice WHERE came_from NOT IN (SELECT id FROM account) AND last_import_id = ?1 LIMIT 1
"""


def trust_keys(connection: sqlite3.Connection) -> None:
    """Leave the check of each row's keys to `check_keys`; before the transaction begins."""
    connection.execute("PRAGMA foreign_keys = OFF")


def check_keys(connection: sqlite3.Connection, import_id: int) -> None:
    """Refuse an import that would leave a row without what it belongs to: a mistake of ours. Raises BookError."""
    lost = [table for table in _SMALL if connection.execute(f"PRAGMA foreign_key_check({table})").fetchone()]
    if connection.execute(_ITEMS, (import_id,)).fetchone():
        lost.append("invoice")
    if lost:
        raise BookError(
            f"Rows would be left without what they belong to: {', '.join(lost)}.",
            "Nothing was taken in; please report it.",
        )
