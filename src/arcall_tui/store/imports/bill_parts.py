"""Bills that fall due in several parts, and credits that have the number of a bill."""

import sqlite3
from collections import Counter
from dataclasses import dataclass
from operator import itemgetter

from arcall_tui.domain.account import ItemKind
from arcall_tui.domain.grouping import grouped
from arcall_tui.domain.ledger_rows import RowError
from arcall_tui.store.imports.alike import CREDITS
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
from arcall_tui.store.imports.set_off import MOVED


@dataclass(slots=True)
class PartIntake(RowIntake):
    """Gives the parts of a bill numbers of their own, once all rows are in."""

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
KEY = "ltrim(replace({}.number || '/', '.0/', '/'), '0')".format
# Under a number that stands for a bill in one of both, and for a credit in the other.
_TURNED = """
    SELECT incoming.rowid, invoice.id, invoice.account_id, invoice.number, incoming.kind <> invoice.kind
    FROM incoming JOIN account ON account.id = incoming.account_id AND creditor_id = ? AND incoming.balance <> 0
    JOIN invoice ON invoice.id = incoming.invoice_id WHERE (incoming.amount < 0) <> (invoice.amount < 0)
"""
_NAMED = f"""iif(amount >= 0, '', iif(kind = '{ItemKind.UNAPPLIED}', '{CREDITS[ItemKind.UNAPPLIED]}', '{CREDITS[ItemKind.CREDIT]}'))"""
_PARTS_IN_BOOK = f"""
    SELECT number, due_date, balance, {_NAMED} FROM invoice WHERE account_id = ?1 AND number LIKE '%/%'
    AND {KEY("invoice")} LIKE ltrim(replace(?2 || '/', '.0/', '/'), '0') || '%'
"""
