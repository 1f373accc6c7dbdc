"""A ledger into the book: one transaction, plain SQL in bulk, rows that have not changed never written."""

from __future__ import annotations

import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain
from operator import itemgetter, sub
from typing import Any, NamedTuple

from arcall_tui.domain.account import ItemKind
from arcall_tui.domain.ledger_rows import Batch, Counts, RowError
from arcall_tui.store.imports import again, changes
from arcall_tui.store.imports.parties import Parties
from arcall_tui.store.imports.set_off import SetOff
from arcall_tui.store.standings import histories

_FIELDS = tuple(
    "account_id number kind invoice_date due_date due_from_terms amount balance currency po disputed settled_on".split()
)
_FACTS = _FIELDS[2:]
_Row = tuple[Any, ...]
_INVOICE = ItemKind.INVOICE.value
_KIND, _SETTLED = _FIELDS.index("kind"), _FIELDS.index("settled_on")
_DUE_OF, _SETTLED_OF = itemgetter(_FIELDS.index("due_date")), itemgetter(_SETTLED)


class Head(NamedTuple):
    """Where a ledger comes from: `as_of` is the day at whose close it stood; `mapping` is JSON; `at` is UTC.

    `silent_on`: facts about items that the file has no column for, so that the book's own stay. `settles`: the
    file says when items were settled; else all that is known is: by the as-of day. `by_name`: what it has for ids may be names.
    `bills`: it tells what was billed apart from what is open.
    """

    creditor: str
    file_name: str
    file_hash: str
    shape: str
    mapping: str
    as_of: date
    at: datetime
    silent_on: frozenset[str] = frozenset()
    settles: bool = True
    by_name: bool = False
    bills: bool = True


class Earlier(NamedTuple):
    """An import that the book has taken in before."""

    as_of: date
    file_hash: str
    file_name: str


def newest_import(connection: sqlite3.Connection, creditor: str, *, payments: bool = True) -> Earlier | None:
    """Return the creditor's import with the latest as-of day, None before the first.

    `payments`: files of payments count, too, not only ledgers.
    """
    row = connection.execute(
        """SELECT as_of, file_hash, file_name FROM ledger_import JOIN creditor ON creditor.id = creditor_id
           WHERE creditor.name = ? AND undone_at IS NULL AND shape <> 'contacts' AND shape <> 'datev-contacts'
           AND (shape <> 'payments' OR ?) ORDER BY as_of DESC, ledger_import.id DESC LIMIT 1""",
        (creditor, payments),
    ).fetchone()
    return Earlier(date.fromisoformat(row[0]), row[1], row[2]) if row else None


def open_totals(connection: sqlite3.Connection) -> dict[str, int]:
    """Return what is open in the whole book, in minor units by currency, credits taken off."""
    return dict(
        connection.execute(
            "SELECT currency, sum(balance) FROM invoice WHERE settled_on IS NULL GROUP BY currency ORDER BY currency"
        )
    )


def record(connection: sqlite3.Connection, head: Head) -> tuple[int, int]:
    """Note that a file is taken in; return the creditor's key and the import's."""
    connection.execute("INSERT INTO creditor (name) VALUES (?) ON CONFLICT DO NOTHING", (head.creditor,))
    (creditor,) = connection.execute("SELECT id FROM creditor WHERE name = ?", (head.creditor,)).fetchone()
    facts = head.file_name, head.file_hash, head.shape, head.mapping, head.as_of.isoformat()
    cursor = connection.execute(
        """INSERT INTO ledger_import (creditor_id, file_name, file_hash, shape, mapping, as_of, at, summary)
           VALUES (?, ?, ?, ?, ?, ?, ?, '{}')""",
        (creditor, *facts, head.at.isoformat(timespec="seconds")),
    )
    return creditor, cursor.lastrowid or 0


class _Ordinals(dict[object, int]):
    """The day numbers of ISO dates, worked out once each."""

    def __missing__(self, day: object) -> int:
        self[day] = number = date.fromisoformat(str(day)).toordinal()
        return number


@dataclass(slots=True)
class RowIntake:
    """Takes a ledger's batches in, within a transaction that the caller opened.

    `errors`: rows that contradict an earlier row of the same file (column `number`). `repeats`: rows that
    only say again what an earlier one said. `renamed`: customers that have another id or name in this ledger; `elsewhere`:
    items that stand under other customers now. `forgiven`: items that are owed no more, though nobody paid. `countries`: what the ledger's country codes mean. `touched`: accounts whose items have changed.
    """

    connection: sqlite3.Connection
    head: Head
    countries: Mapping[str, str] = field(default_factory=dict)
    errors: list[RowError] = field(default_factory=list)
    repeats: int = 0
    renamed: list[again.Moved] = field(default_factory=list)
    elsewhere: dict[int, int] = field(default_factory=dict)
    forgiven: set[int] = field(default_factory=set)
    set_off: SetOff = field(default_factory=SetOff)
    open_before: int = 0
    creditor: int = 0
    import_id: int = 0
    first: bool = False
    touched: set[int] = field(default_factory=set)
    _new: int = 0
    _same: int = 0
    _seen: bytearray = field(default_factory=bytearray)
    _compared: tuple[str, ...] = ()
    _parts: list[tuple[int, _Row]] = field(default_factory=list)
    _came: list[tuple[int, int, str]] = field(default_factory=list)
    _late: defaultdict[Any, array[int]] = field(default_factory=lambda: defaultdict(histories.empty))
    _ordinals: _Ordinals = field(default_factory=_Ordinals)
    parties: Parties = field(init=False)

    def __post_init__(self) -> None:
        run = self.connection.execute
        self.creditor, self.import_id = record(self.connection, self.head)
        self.parties = Parties(self.connection, self.creditor, self.countries, self.head.by_name)
        known = "FROM invoice JOIN account ON account.id = account_id WHERE creditor_id = ?"
        self.first = run(f"SELECT 1 {known} LIMIT 1", (self.creditor,)).fetchone() is None
        count = f"SELECT count(*) {known} AND settled_on IS NULL"
        (self.open_before,) = run(count, (self.creditor,)).fetchone()
        (last,) = run("SELECT coalesce(max(id), 0) FROM invoice").fetchone()
        self._seen = bytearray(0 if self.first else last + 1)
        self._compared = tuple(name for name in _FACTS if name not in self.head.silent_on)
        run("DROP TABLE IF EXISTS temp.incoming")
        run(
            f"CREATE TEMP TABLE incoming ({', '.join(_FIELDS)}, invoice_id INTEGER, UNIQUE (account_id, number))"
        )

    def add(self, batch: Batch) -> None:
        """Take some rows in. A row that contradicts an earlier one of the file goes to `errors`."""
        self.parties.meet(batch.parties)
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
        rows: list[_Row] = list(zip(accounts, *batch[3:], strict=True))
        if self.first:
            self._write("invoice", batch.lines, rows)
        else:
            self._compare(batch, rows)

    def _write(self, table: str, lines: Sequence[int], rows: list[_Row]) -> None:
        """Write rows that are new to the book into `table`; they must be new to the file, too."""
        (before,) = self.connection.execute(f"SELECT coalesce(max(rowid), 0) FROM {table}").fetchone()
        written = self.connection.executemany(_insert(table, self.import_id), rows).rowcount
        self._new += written
        if written < len(rows):
            rows = self._sift(table, before, lines, rows)
        if rows and self.head.settles:
            ended = [row for row in rows if row[_SETTLED] is not None and row[_KIND] == _INVOICE]
            if ended:
                self._note_late(ended)

    def _sift(self, table: str, before: int, lines: Sequence[int], rows: list[_Row]) -> list[_Row]:
        """Return the rows that were written; the others repeat or contradict the one that stands there."""
        written, met = [], set()
        for line, row in zip(lines, rows, strict=True):
            key = row[:2]
            rowid, *stored = self.connection.execute(
                f"SELECT rowid, {', '.join(_FIELDS)} FROM {table} WHERE account_id = ? AND number = ?",
                key,
            ).fetchone()
            if rowid > before and key not in met:
                met.add(key)
                written.append(row)
            else:
                self._again(line, row, tuple(stored), same=tuple(stored) == row)
        return written

    def _again(self, line: int, row: _Row, stands: _Row | None, *, same: bool) -> None:
        if same:
            self.repeats += 1
        elif stands is None or _DUE_OF(stands) != _DUE_OF(row):
            # One bill that falls due in parts.
            self._parts.append((line, row))
        else:
            problem = "stands in an earlier row of the same customer, with other figures"
            self.errors.append(RowError(line, "number", str(row[1]), problem))

    def _compare(self, batch: Batch, rows: list[_Row]) -> None:
        """Keep what is new or differs from the book in `incoming`; mark all that is still there."""
        values = list(chain.from_iterable(rows))
        found = self.connection.execute(
            _comparison(len(rows), self._compared, self.head.as_of), values
        ).fetchall()
        new, new_lines = [], []
        as_of = self.head.as_of.isoformat()
        for place, invoice, settled, differs in found:
            row, line = rows[place], batch.lines[place]
            if settled and row[-1] == as_of:
                # Settled by now is not news about what was settled before.
                row = (*row[:-1], settled)
            if invoice is None:
                new.append(row)
                new_lines.append(line)
            elif self._seen[invoice]:
                stands = self._standing(row, invoice)
                self._again(line, row, stands, same=stands == row)
            else:
                self._seen[invoice] = 1
                if differs:
                    self.connection.execute(_KEEP, (*row, invoice))
                else:
                    self._same += 1
        if new:
            self._write("incoming", new_lines, new)

    def _standing(self, row: _Row, invoice: int) -> _Row:
        """Return what an earlier row of the file said about this invoice."""
        fields = ", ".join(_FIELDS)
        key = (*row[:2], invoice)
        kept = self.connection.execute(
            f"SELECT {fields} FROM incoming WHERE account_id = ? AND number = ? AND invoice_id = ?",
            key,
        ).fetchone()
        stored: _Row = (
            kept
            or self.connection.execute(
                f"SELECT {fields} FROM invoice WHERE id = ?",
                (invoice,),
            ).fetchone()
        )
        # Facts of which the file is silent are the book's.
        return tuple(
            own if name in self.head.silent_on else value
            for name, value, own in zip(_FIELDS, stored, row, strict=True)
        )

    def _note_late(self, rows: Sequence[_Row]) -> None:
        """Remember how late the settled invoices among new rows were paid."""
        late, ordinal = self._late, self._ordinals.__getitem__
        days = list(map(sub, map(ordinal, map(_SETTLED_OF, rows)), map(ordinal, map(_DUE_OF, rows))))
        if not -histories.MOST <= min(days) <= max(days) <= histories.MOST:
            days = list(map(histories.clipped, days))
        for row, late_by in zip(rows, days, strict=True):
            late[row[0]].append(late_by)


@dataclass(slots=True)
class Intake(RowIntake):
    """What becomes of a ledger once all its rows are in; `finish` writes it."""

    def adopt(self) -> int:
        """Match new numbers that only lack the leading zeros of one in the book, or have `.0` behind; return how many.

        A spreadsheet does that; the book's number stays. Parts of one bill get numbers of their own first.
        """
        self._number_parts()
        rows = self.connection.execute(_WITHOUT_ZEROS, (self.creditor,)).fetchall() if not self.first else []
        adopted = 0
        for rowid, invoice in rows:
            if not self._seen[invoice]:
                self._seen[invoice] = 1
                adopted += 1
                self._adopt(rowid, invoice)
        return adopted

    def _number_parts(self) -> None:
        """Number the parts of bills that fall due in several, `F-1/1` the earliest; a part of the book keeps its number."""
        table = "invoice" if self.first else "incoming"
        bills: dict[tuple[int, str], list[_Row]] = defaultdict(list)
        for _, row in self._parts:
            bills[row[:2]].append(row)
        for (account, number), rows in bills.items():
            place = f"FROM {table} WHERE account_id = ? AND number = ?" + (
                "" if self.first else " AND invoice_id IS NULL"
            )
            first = self.connection.execute(
                f"SELECT {', '.join(_FIELDS)} {place}", (account, number)
            ).fetchone()
            if first:
                self.connection.execute(f"DELETE {place}", (account, number))
                self._new -= 1
            self._write_parts(
                table, number, sorted([*([first] if first else []), *rows], key=_DUE_OF), 0 if first else 1
            )
        if not self.first:
            for rowid, invoice in self.connection.execute(_LAST_PART, (self.creditor,)).fetchall():
                if not self._seen[invoice]:
                    self._seen[invoice] = 1
                    self._adopt(rowid, invoice)

    def _write_parts(self, table: str, number: str, rows: list[_Row], taken: int) -> None:
        """Write parts with the first numbers that are free; `taken`: how many the bill has already."""
        known = dict(self.connection.execute(_PARTS_IN_BOOK, (rows[0][0], number)).fetchall())
        # The book's own spelling of the number stays.
        number = next(iter(known), f"{number}/").rpartition("/")[0]
        by_due = {due: name for name, due in known.items()}
        for row in rows:
            name = by_due.get(_DUE_OF(row))
            while name is None:
                taken += 1
                name = f"{number}/{taken}" if f"{number}/{taken}" not in known else None
            known[name] = _DUE_OF(row)
            self._write_part(table, (row[0], name, *row[2:]))

    def _write_part(self, table: str, row: _Row) -> None:
        found = None
        if not self.first:
            found = self.connection.execute(
                "SELECT id FROM invoice WHERE account_id = ? AND number = ?", row[:2]
            ).fetchone()
        if found is None:
            self._new += self.connection.execute(_insert(table, self.import_id), row).rowcount
            return
        (invoice,) = found
        if self._seen[invoice]:
            self.errors.append(RowError(0, "number", str(row[1]), "stands there twice, with other figures"))
            return
        self._seen[invoice] = 1
        if self._standing(row, invoice) == row:
            self._same += 1
        else:
            self.connection.execute(_KEEP, (*row, invoice))

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

    def vanished(self) -> list[int]:
        """Return the creditor's open items that the file should have had and has not."""
        if self.first:
            return []
        rows = self.connection.execute(
            """SELECT invoice.id FROM invoice JOIN account ON account.id = account_id
               WHERE creditor_id = ? AND settled_on IS NULL AND coalesce(invoice_date <= ?, 1)""",
            (self.creditor, self.head.as_of.isoformat()),
        )
        return [key for (key,) in rows if not self._seen[key]]

    def match_customers(self, gone: Sequence[int]) -> list[int]:
        """Find customers that the ledger has under another id or name, with the same items; return what is gone still.

        Their account stays, with all that the caller has recorded.
        """
        if not gone:
            return []
        matches = again.find(
            self.connection, gone, self.parties.new, self._still_there(), self.parties.called
        )
        for moved in matches.renamed:
            self._rename(moved, matches.pairs[moved.account])
        self.renamed = matches.renamed
        self.elsewhere = matches.elsewhere
        return [key for key in gone if not self._seen[key]]

    def _still_there(self) -> set[int]:
        """Return the accounts of which the ledger has an open item that the book has, too."""
        rows = self.connection.execute(
            """SELECT invoice.id, coalesce(came_from, account_id) FROM invoice JOIN account ON account.id = account_id
               WHERE creditor_id = ? AND settled_on IS NULL""",
            (self.creditor,),
        )
        return {account for key, account in rows if self._seen[key]}

    def _rename(self, moved: again.Moved, pairs: Sequence[tuple[int, int]]) -> None:
        into = self.parties.rename(moved.account, moved.newer)
        self.connection.execute(
            "UPDATE incoming SET account_id = ? WHERE account_id = ?", (into, moved.newer)
        )
        for invoice, rowid in pairs:
            self._seen[invoice] = 1
            self._adopt(rowid, invoice)

    def forgive(self, items: Iterable[tuple[str, str]], gone: Sequence[int]) -> list[int]:
        """Note and return which of the items that are gone the ledger has as void or written off (customer's id, number)."""
        wanted = {(self.parties.account_of(who), number) for who, number in items}
        for key in gone if wanted else ():
            row = self.connection.execute(
                "SELECT account_id, number FROM invoice WHERE id = ?", (key,)
            ).fetchone()
            if row in wanted:
                self.forgiven.add(key)
        return list(self.forgiven)

    def finish(self, gone: Sequence[int]) -> Counts:
        """Write the differences, close the items `gone`, and return how the file compares with the book."""
        self.parties.settle()
        counts = self._write_differences(gone)
        self.connection.executemany(
            "UPDATE invoice SET came_from = ? WHERE account_id = ? AND number = ? AND came_from IS NULL",
            self._came,
        )
        return counts

    def _write_differences(self, gone: Sequence[int]) -> Counts:
        if self.first:
            histories.change(self.connection, self._late, {})
            self.touched = set(self._all_accounts())
            return Counts(self._new)
        closing = changes.Closing(
            self.connection,
            self.import_id,
            self.head.as_of,
            self._compared,
            self._late,
            bills=self.head.bills,
            unpaid=self.forgiven | set(self.elsewhere),
            knows_kinds="kind" not in self.head.silent_on,
        )
        changed, closed = closing.run(gone)
        self.set_off = closing.set_off
        self.touched = closing.touched
        return Counts(self._new, changed, self._same, closed)

    def _all_accounts(self) -> Iterable[int]:
        rows = self.connection.execute(
            "SELECT DISTINCT account_id FROM invoice JOIN account ON account.id = account_id WHERE creditor_id = ?",
            (self.creditor,),
        )
        return (account for (account,) in rows)


# Numbers as they compare: without zeros in front and `.0` behind, with a stroke behind, as before a part's own number.
_KEY = "ltrim(replace({}.number || '/', '.0/', '/'), '0')".format
_PAIRS = """
    SELECT incoming.rowid, invoice.id FROM incoming
    JOIN account ON account.id = incoming.account_id AND creditor_id = ?
    JOIN invoice ON invoice.account_id = incoming.account_id
    WHERE incoming.invoice_id IS NULL AND {}
    ORDER BY incoming.rowid, invoice.id
""".format
# The last part of a bill that is left has the bill's own number in the ledger.
_LAST_PART = _PAIRS(
    f"""invoice.due_date = incoming.due_date AND invoice.number LIKE '%/%'
    AND substr({_KEY("invoice")}, 1, length({_KEY("incoming")})) = {_KEY("incoming")}
    AND ltrim(substr({_KEY("invoice")}, length({_KEY("incoming")}) + 1), '0123456789') = '/'"""
)
_WITHOUT_ZEROS = _PAIRS(
    f"""incoming.number NOT GLOB '*[^0-9./]*' AND invoice.number >= '0' AND invoice.number < ':'
    AND invoice.number NOT GLOB '*[^0-9./]*' AND {_KEY("invoice")} = {_KEY("incoming")}"""
)
_PARTS_IN_BOOK = f"""
    SELECT number, due_date FROM invoice WHERE account_id = ?1 AND number LIKE '%/%'
    AND {_KEY("invoice")} LIKE ltrim(replace(?2 || '/', '.0/', '/'), '0') || '%'
"""
_KEEP = f"INSERT INTO incoming VALUES ({', '.join('?' * (len(_FIELDS) + 1))})"


def _insert(table: str, import_id: int) -> str:
    """Return the statement that writes a row unless its key is taken."""
    marks = ", ".join("?" * len(_FIELDS))
    if table == "invoice":
        columns = f"{', '.join(_FIELDS)}, first_import_id, last_import_id"
        row = f"({marks}, {import_id}, {import_id})"
    else:
        columns, row = ", ".join(_FIELDS), f"({marks})"
    return f"INSERT OR IGNORE INTO {table} ({columns}) VALUES {row}"


def _comparison(rows: int, compared: Sequence[str], as_of: date) -> str:
    """Return the query that finds so many rows in the book: (place, invoice, when it was settled, whether it differs)."""
    marks = ", ".join("?" * len(_FIELDS))
    values = ", ".join(f"({place}, {marks})" for place in range(rows))
    differs = " OR ".join(
        f"invoice.{name} IS NOT incoming.{name}" for name in compared if name != "settled_on"
    )
    differs += f""" OR (invoice.settled_on IS NOT incoming.settled_on
        AND (invoice.settled_on IS NULL OR incoming.settled_on IS NOT '{as_of.isoformat()}'))"""
    return f"""WITH incoming (place, {", ".join(_FIELDS)}) AS (VALUES {values})
        SELECT place, invoice.id, invoice.settled_on, {differs} FROM incoming
        LEFT JOIN invoice ON invoice.account_id = incoming.account_id AND invoice.number = incoming.number"""
