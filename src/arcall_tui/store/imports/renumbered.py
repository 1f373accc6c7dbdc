"""Items that a ledger numbers otherwise than the book: zeros that a spreadsheet took, prefixes, parts of one bill."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from arcall_tui.domain.ledger_rows import RowError
from arcall_tui.store.imports.row_intake import DUE_OF, FIELDS, KEEP, RowIntake, StoredRow, insert_into
from arcall_tui.store.imports.set_off import MOVED


class _Bill(NamedTuple):
    """An open item as it can be told again by: `key` is its row; the balance in minor units."""

    key: int
    number: str
    due: str
    balance: int


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
        return 0 if self.first else self.adopt_again()

    def adopt_again(self) -> int:
        """Match numbers that are new among an account's with those that it has in the book; return how many."""
        adopted: set[int] = set()
        for pairs in (_SAME, _WITHOUT_ZEROS, _PREFIXED):
            for rowid, invoice in self.connection.execute(pairs, (self.creditor,)).fetchall():
                if not self._seen[invoice] and rowid not in adopted:
                    self._seen[invoice] = 1
                    adopted.add(rowid)
                    self._adopt(rowid, invoice)
        return len(adopted)

    def came_otherwise(self, gone: Sequence[int]) -> list[int]:
        """Match items that are `gone` with new ones of the customer, day and sum; return what is gone still.

        One bill in parts, several in one, or one with another number: nobody paid. The first one goes on as the first
        of the new ones, so that what was promised of it stays; any others close unpaid.
        """
        for by, match in (
            ("account_id, currency, invoice_date", _same_sums),
            ("account_id, currency", _billed_anew),
        ):
            left = [key for key in gone if not self._seen[key]]
            lost = self._bills("invoice", f"invoice.id IN ({', '.join(map(str, left))})", by) if left else {}
            came = self._bills("incoming", "invoice_id IS NULL AND settled_on IS NULL", by) if lost else {}
            for where, bills in lost.items():
                for olds, news in match(bills, came.get(where, []), dated=where[-1] is not None):
                    self._go_on(olds, news)
        return [key for key in gone if not self._seen[key]]

    def _bills(self, table: str, which: str, by: str) -> dict[tuple[object, ...], list[_Bill]]:
        found: dict[tuple[object, ...], list[_Bill]] = defaultdict(list)
        rows = self.connection.execute(
            f"""SELECT {by}, rowid, number, due_date, balance FROM {table}
                WHERE kind = 'invoice' AND balance > 0 AND {which} ORDER BY due_date, rowid"""
        )
        for *where, key, number, due, balance in rows:
            found[tuple(where)].append(_Bill(key, number, due, balance))
        return found

    def _go_on(self, olds: Sequence[_Bill], news: Sequence[_Bill]) -> None:
        first = olds[0]
        self._seen[first.key] = 1
        self._adopt(news[0].key, first.key)
        self.connection.execute("UPDATE invoice SET number = ? WHERE id = ?", (news[0].number, first.key))
        self.forgiven |= {old.key: MOVED for old in olds}
        self.split.append((", ".join(old.number for old in olds), ", ".join(new.number for new in news)))

    def take_apart(self) -> None:
        """Take a number that stands again with a later date, due day and another amount for another item's.

        What stood under it before is gone then; the book keeps it under its number and date.
        """
        for rowid, invoice, dated in self.connection.execute(_REUSED, (self.creditor,)).fetchall():
            self._seen[invoice] = 0
            self._new += 1
            self.connection.execute(
                "UPDATE invoice SET number = number || ' of ' || ? WHERE id = ?", (dated, invoice)
            )
            self.connection.execute("UPDATE incoming SET invoice_id = NULL WHERE rowid = ?", (rowid,))

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
_SAME = _PAIRS("invoice.number = incoming.number")
_WITHOUT_ZEROS = _PAIRS(
    f"""incoming.number NOT GLOB '*[^0-9./]*' AND invoice.number >= '0' AND invoice.number < ':'
    AND invoice.number NOT GLOB '*[^0-9./]*' AND {_KEY("invoice")} = {_KEY("incoming")}"""
)
# The longer number ends with the shorter one, and what stands before is no digit but zeros: 1001 and INV-001001.
_ENDS_WITH = """length({0}.number) > length({1}.number) AND substr({0}.number, -length({1}.number)) = {1}.number
    AND rtrim(substr({0}.number, 1, length({0}.number) - length({1}.number)), '0') NOT GLOB '*[0-9]'""".format
_PREFIXED = _PAIRS(
    f"""invoice.settled_on IS NULL AND invoice.kind = incoming.kind AND invoice.currency = incoming.currency
    AND invoice.invoice_date IS incoming.invoice_date AND invoice.due_date = incoming.due_date
    AND (invoice.amount = incoming.amount OR incoming.balance BETWEEN 1 AND invoice.balance)
    AND invoice.number GLOB '*[0-9]' AND incoming.number GLOB '*[0-9]'
    AND ({_ENDS_WITH("incoming", "invoice")} OR {_ENDS_WITH("invoice", "incoming")})"""
)
_REUSED = """
    SELECT incoming.rowid, invoice.id, invoice.invoice_date FROM incoming
    JOIN account ON account.id = incoming.account_id AND creditor_id = ?
    JOIN invoice ON invoice.id = incoming.invoice_id
    WHERE invoice.kind = 'invoice' AND incoming.kind = 'invoice' AND invoice.settled_on IS NULL
    AND invoice.invoice_date IS NOT NULL AND incoming.invoice_date > invoice.due_date
    AND incoming.due_date > invoice.due_date AND incoming.amount <> invoice.amount
"""
_PARTS_IN_BOOK = f"""
    SELECT number, due_date FROM invoice WHERE account_id = ?1 AND number LIKE '%/%'
    AND {_KEY("invoice")} LIKE ltrim(replace(?2 || '/', '.0/', '/'), '0') || '%'
"""


def _same_sums(
    lost: Sequence[_Bill], came: Sequence[_Bill], *, dated: bool
) -> Iterable[tuple[Sequence[_Bill], Sequence[_Bill]]]:
    """Yield which bills of one day are others of it now: their numbers begin alike, or all come to the same as one.

    Without the days of the bills (`dated`) those are compared that fall due on one.
    """
    left, free = list(lost), list(came)
    for old in lost:
        parts = [new for new in free if _begins(new.number, old.number)]
        if parts and (_sum(parts) == old.balance or _corrects(parts, old)):
            yield [old], parts
            left.remove(old)
            free = [new for new in free if new not in parts]
    if not dated and len({bill.due for bill in (*left, *free)}) > 1:
        return
    if len(left) != len(free) and 1 in {len(left), len(free)} and _sum(left) == _sum(free):
        yield left, free


def _billed_anew(
    lost: Sequence[_Bill], came: Sequence[_Bill], **_: bool
) -> Iterable[tuple[Sequence[_Bill], Sequence[_Bill]]]:
    """Yield all bills of a customer where the new ones come to just their sum, and are numbered in another way."""
    forms = [{_FIGURES.sub("", bill.number) for bill in bills} for bills in (lost, came)]
    if len(lost) + len(came) > _PAIR and _sum(lost) == _sum(came) and forms[0].isdisjoint(forms[1]):
        yield lost, came


_PAIR, _FIGURES = 2, re.compile(r"\d+")


def _sum(bills: Iterable[_Bill]) -> int:
    return sum(bill.balance for bill in bills)


def _corrects(parts: Sequence[_Bill], old: _Bill) -> bool:
    """Whether one bill stands for another with letters behind its number, as B1-R for B1, not much less and due when that was."""
    near = parts[0].balance * 2 > old.balance and parts[0].due == old.due
    return len(parts) == 1 and near and not parts[0].number[-1:].isdigit()


def _begins(number: str, with_: str) -> bool:
    """Whether a number is another with something behind it, whatever letters and zeros stand before."""
    before, found, behind = number.partition(with_)
    return bool(found) and not before.rstrip("0")[-1:].isdigit() and not behind[:1].isdigit()
