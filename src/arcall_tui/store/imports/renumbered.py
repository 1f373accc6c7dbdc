"""Items that a ledger numbers otherwise than the book: zeros that a spreadsheet took, prefixes, parts of one bill."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from arcall_tui.domain.ledger_rows import RowError
from arcall_tui.store.imports.row_intake import DUE_OF, FIELDS, KEEP, RowIntake, StoredRow, insert_into


@dataclass(slots=True)
class NumberIntake(RowIntake):
    """Gives items the numbers that they have in the book, once all rows are in."""

    def adopt(self) -> int:
        """Match new numbers with those of the book that they are, written otherwise; return how many.

        A spreadsheet takes leading zeros or puts `.0` behind; a program's next version puts letters in front, or
        leaves them out: where dates and amount are as they were. The book's number stays. Parts of one bill get
        numbers of their own first.
        """
        self._number_parts()
        adopted: set[int] = set()
        for pairs in () if self.first else (_WITHOUT_ZEROS, _PREFIXED):
            for rowid, invoice in self.connection.execute(pairs, (self.creditor,)).fetchall():
                if not self._seen[invoice] and rowid not in adopted:
                    self._seen[invoice] = 1
                    adopted.add(rowid)
                    self._adopt(rowid, invoice)
        return len(adopted)

    def _number_parts(self) -> None:
        """Number the parts of bills that fall due in several, `F-1/1` the earliest; a part of the book keeps its number."""
        table = "invoice" if self.first else "incoming"
        bills: dict[tuple[int, str], list[StoredRow]] = defaultdict(list)
        for _, row in self._parts:
            bills[row[:2]].append(row)
        for (account, number), rows in bills.items():
            place = f"FROM {table} WHERE account_id = ? AND number = ?" + (
                "" if self.first else " AND invoice_id IS NULL"
            )
            first = self.connection.execute(
                f"SELECT {', '.join(FIELDS)} {place}", (account, number)
            ).fetchone()
            if first:
                self.connection.execute(f"DELETE {place}", (account, number))
                self._new -= 1
            self._write_parts(
                table, number, sorted([*([first] if first else []), *rows], key=DUE_OF), 0 if first else 1
            )
        if not self.first:
            for rowid, invoice in self.connection.execute(_LAST_PART, (self.creditor,)).fetchall():
                if not self._seen[invoice]:
                    self._seen[invoice] = 1
                    self._adopt(rowid, invoice)

    def _write_parts(self, table: str, number: str, rows: list[StoredRow], taken: int) -> None:
        """Write parts with the first numbers that are free; `taken`: how many the bill has already."""
        known = dict(self.connection.execute(_PARTS_IN_BOOK, (rows[0][0], number)).fetchall())
        # The book's own spelling of the number stays.
        number = next(iter(known), f"{number}/").rpartition("/")[0]
        by_due = {due: name for name, due in known.items()}
        for row in rows:
            name = by_due.get(DUE_OF(row))
            while name is None:
                taken += 1
                name = f"{number}/{taken}" if f"{number}/{taken}" not in known else None
            known[name] = DUE_OF(row)
            self._write_part(table, (row[0], name, *row[2:]))

    def _write_part(self, table: str, row: StoredRow) -> None:
        found = None
        if not self.first:
            found = self.connection.execute(
                "SELECT id FROM invoice WHERE account_id = ? AND number = ?", row[:2]
            ).fetchone()
        if found is None:
            self._new += self.connection.execute(insert_into(table, self.import_id), row).rowcount
            return
        (invoice,) = found
        if self._seen[invoice]:
            self.errors.append(RowError(0, "number", str(row[1]), "stands there twice, with other figures"))
            return
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
# The longer number ends with the shorter one, and what stands before is no digit: 1001 and INV-1001.
_ENDS_WITH = """length({0}.number) > length({1}.number) AND substr({0}.number, -length({1}.number)) = {1}.number
    AND substr({0}.number, -length({1}.number) - 1, 1) NOT GLOB '[0-9]'""".format
_PREFIXED = _PAIRS(
    f"""invoice.settled_on IS NULL AND invoice.kind = incoming.kind AND invoice.currency = incoming.currency
    AND invoice.invoice_date IS incoming.invoice_date AND invoice.due_date = incoming.due_date
    AND invoice.amount = incoming.amount
    AND invoice.number GLOB '*[0-9]' AND incoming.number GLOB '*[0-9]'
    AND ({_ENDS_WITH("incoming", "invoice")} OR {_ENDS_WITH("invoice", "incoming")})"""
)
_PARTS_IN_BOOK = f"""
    SELECT number, due_date FROM invoice WHERE account_id = ?1 AND number LIKE '%/%'
    AND {_KEY("invoice")} LIKE ltrim(replace(?2 || '/', '.0/', '/'), '0') || '%'
"""
