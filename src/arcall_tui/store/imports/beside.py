"""A large import works on a copy beside the book, which stays free; the copy then takes the book's place.

What is recorded meanwhile is noted by triggers in the book, and brought over: it counts as done before the import.
Where both changed a row, each column is whose it was changed by, the caller's where it was both.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from arcall_tui import private_files
from arcall_tui.store.actions.action_rows import Key, Row, Rows
from arcall_tui.store.book import held_open, meanwhile, record_links
from arcall_tui.store.book.engine import OpenBook, connect, is_replaced
from arcall_tui.store.book.opening import open_book
from arcall_tui.store.imports import take_back
from arcall_tui.store.imports.row_intake import trust_keys
from arcall_tui.store.standings import cache, histories

# Nobody else reads the copy, and what fails is thrown away with it.
_UNSHARED = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF"
# What a caller's work writes: only this can be brought over.
_BROUGHT = frozenset(
    "account activity contact dispute dispute_line draft feedback follow_up form_draft guide note_revision promise"
    " promise_line record_link saved_filter setting spared_number undo_step".split()
)
# What an import judges by account: of one that was worked on it is judged anew, on what stands in the book.
_JUDGED = {
    "follow_up": "", "promise": "", "dispute": "", "promise_line": "promise", "promise_reopened": "promise",
    "dispute_line": "dispute",
}  # fmt: skip
# What tells a customer from others: an import cannot go on where it was changed.
_IDENTITY = ("creditor_id", "ledger_id", "name", "other_names", "merged_into", "payer_id")
# Tables that an import adds no rows to.
_CALLERS = ("activity", "note_revision", "promise", "dispute", "feedback", "undo_step")
_ERASED = "erased customers"
_FEW, _ROUNDS = 40, 5

Settle = Callable[[OpenBook, set[int]], None]


class OvertakenError(Exception):
    """Something was done meanwhile that the import has to begin anew for."""


@dataclass(slots=True)
class Beside:
    """A copy to import into: `connection`. `book` is the book itself; `token` tells who notes what is done there."""

    book: OpenBook
    copy: Path
    token: str
    connection: OpenBook
    written: Iterable[tuple[str, int]]
    _seen: int = 0
    _accounts: set[int] = field(default_factory=set)

    def take_its_place(self, settle: Settle | None) -> None:
        """Bring over what was done meanwhile, and make the copy the book.

        `settle` gives accounts that were worked on meanwhile what the import means for them; without it nothing may
        have been recorded. Raises OvertakenError.
        """
        written = self.written
        self.connection.close()
        with closing(connect(self.copy)) as target:
            target.executescript(_UNSHARED)
            # Counted here, else the next call would wait for it; what is brought over changes no bills.
            history, _ = histories.book_history(target)
            for _ in range(_ROUNDS):
                if self._bring_over(target, settle) < _FEW:
                    break
            private_files.to_disk(self.copy)
            self.book.execute("BEGIN IMMEDIATE")  # from here on nobody else writes
            try:
                path = self._still_the_book()
                self._bring_over(target, settle)
                self._link(target, written, history)
                target.close()
                private_files.take_name(self.copy, path)
            except OSError:
                raise OvertakenError from None
            finally:
                self.book.execute("ROLLBACK")

    def _still_the_book(self) -> Path:
        assert self.book.place is not None
        path, _ = self.book.place
        ours = meanwhile.are_taken(self.book, self.token)
        # A journal would be played into the file that takes the name.
        journal = path.with_name(f"{path.name}-journal")
        if not ours or is_replaced(self.book) or (journal.exists() and journal.stat().st_size):
            raise OvertakenError
        return path

    def _bring_over(self, target: OpenBook, settle: Settle | None) -> int:
        """Write into the copy what was noted since the last time; return how many rows that were."""
        self.book.execute("SAVEPOINT reading")  # in one state; who writes waits meanwhile
        try:
            noted = self.book.execute(_NOTED, (self._seen,)).fetchall()
            if not noted:
                return 0
            if settle is None:
                raise OvertakenError
            bringing = _Bringing(self.book, target, [(table, keys) for table, keys, _ in noted])
        finally:
            self.book.execute("RELEASE reading")
        target.executescript("BEGIN; PRAGMA defer_foreign_keys = ON")
        try:
            bringing.write(settle)
            target.execute("COMMIT")
        except sqlite3.IntegrityError:
            raise OvertakenError from None
        self._seen = max(newest for *_, newest in noted)
        self._accounts |= bringing.accounts
        return len(bringing.rows)

    def _link(self, target: OpenBook, written: Iterable[tuple[str, int]], history: histories.History) -> None:
        """Add the import's links behind those of what was done meanwhile."""
        judged = target.execute(_ON_RECORD, (json.dumps(sorted(self._accounts)),)).fetchall()
        touched = record_links.Touched(target)
        target.execute("BEGIN")
        histories.keep_book_history(target, history)
        touched |= {*written, *judged}
        touched.seal(target)
        target.execute("COMMIT")


@contextmanager
def beside(path: Path, *, adds: bool = True) -> Iterator[Beside]:
    """Copy the book to work on it. Without `take_its_place`, and after a kill, the book is as it was.

    `adds`: rows are to come in, with room for a caller's before them. Raises OvertakenError also where there can be
    no copy; BookError.
    """
    with closing(open_book(path)) as book:
        try:
            copy = private_files.file_beside(path)
        except OSError:
            raise OvertakenError from None
        token = meanwhile.token_of(copy)
        try:
            meanwhile.take(book, token)
            with closing(_copied(book, copy, adds=adds)) as connection:
                # Its links come behind those of what is done meanwhile.
                written, connection.touched = connection.touched, None
                assert written is not None, "it was opened as a book"
                yield Beside(book, copy, token, connection, written)
        finally:
            copy.unlink(missing_ok=True)
            if not is_replaced(book):
                meanwhile.end(book, token)


def _copied(book: OpenBook, copy: Path, *, adds: bool) -> OpenBook:
    assert book.place is not None
    try:
        held_open.copy(book, book.place[0], copy)
    except OSError:  # no room for it, as a rule
        raise OvertakenError from None
    connection = open_book(copy)
    connection.executescript(_UNSHARED)
    connection.keep_up()
    meanwhile.drop(connection)
    if adds:
        trust_keys(connection)
        take_back.leave_room(connection)
    return connection


_ON_RECORD = """SELECT 'promise', id FROM promise WHERE account_id IN (SELECT value FROM json_each(?1))
    UNION ALL SELECT 'dispute', id FROM dispute WHERE account_id IN (SELECT value FROM json_each(?1))"""
_NOTED = """SELECT place, json_group_array(json(key)), max(newest) FROM (
        SELECT place, key, max(rowid) AS newest FROM meanwhile WHERE rowid > ? AND place <> '' GROUP BY place, key)
    GROUP BY place"""


class _Bringing:
    """Brings rows from the book over to the copy, as they stand when it is made."""

    def __init__(self, book: OpenBook, target: OpenBook, noted: list[tuple[str, str]]) -> None:
        self.target, self.there, self.here = target, Rows(book), Rows(target)
        self.import_id, marks = target.execute(
            "SELECT id, marks FROM ledger_import ORDER BY id DESC LIMIT 1"
        ).fetchone()
        self.before: dict[str, int] = json.loads(marks)["before"]
        self.accounts: set[int] = set()
        self.said: set[int] = set()  # rows of the full text
        self.rows = [row for table, keys in noted for row in self._sides(table, keys)]
        self.judged = [(table, own, self.there.where(table, own)) for table, own in self._judged()]
        self.texts = book.execute(_TEXTS, (json.dumps(sorted(self.said)),)).fetchall()

    def _sides(self, table: str, keys: str) -> Iterator[tuple[str, Key, Row | None, Row | None]]:
        """Yield rows as they stand in the book and in the copy."""
        theirs, ours = self.there.among(table, keys), self.here.among(table, keys)
        for key in map(tuple, json.loads(keys)):
            sides = theirs.get(key), ours.get(key)
            for row in filter(None, sides):
                self._mark(table, row)
            yield table, key, *sides

    def _judged(self) -> Iterator[tuple[str, str]]:
        among = f"account_id IN ({', '.join(map(str, sorted(self.accounts)))})"
        for table, head in _JUDGED.items():
            yield table, f"{head}_id IN (SELECT id FROM {head} WHERE {among})" if head else among

    def _row(self, table: str, key: Key, theirs: Row | None, ours: Row | None) -> None:
        """Make a row what the caller and the import made of it."""
        base = take_back.as_before(self.target, table, key[0])
        self._refuse_strange(table, key, theirs, base or ours)
        if table in _JUDGED:
            return
        if theirs is None:
            if ours is not None:
                self.here.remove(table, ours)
        elif ours is None:
            self.here.add(table, **theirs)
        else:
            own = base or ours
            self.here.change(
                table, ours, **{name: value for name, value in theirs.items() if value != own[name]}
            )
        if base is not None:
            take_back.set_before(self.target, table, key[0], theirs)

    def _as_in_the_book(self) -> None:
        """Take back what the import has judged of the accounts."""
        for table, own, _ in reversed(self.judged):
            keys = f"SELECT rowid FROM {table} WHERE {own}"
            self.target.execute(f"DELETE FROM import_before WHERE place = '{table}' AND key IN ({keys})")
            self.target.execute(f"DELETE FROM {table} WHERE {own}")
        for table, _, rows in self.judged:
            for row in rows:
                self.here.add(table, **row)

    def _refuse_strange(self, table: str, key: Key, theirs: Row | None, base: Row | None) -> None:
        """Refuse what an import has to begin anew for: an erasure, other customers, another import."""
        others = table == "account" and any(
            (theirs or {}).get(name) != (base or {}).get(name) for name in _IDENTITY
        )
        crowded = (
            table not in _CALLERS and isinstance(key[0], int) and key[0] > self.before.get(table, key[0])
        )
        if table not in _BROUGHT or others or crowded or key == (_ERASED,):
            raise OvertakenError

    def _mark(self, table: str, row: Row) -> None:
        if table == "activity":
            self.said.add(row["id"])
        elif table in ("promise", "dispute") and row["activity_id"]:
            self.said.add(row["activity_id"])
        elif table == "guide":
            self.said.add(-row["account_id"])
        if account := row["id"] if table == "account" else row.get("account_id"):
            self.accounts.add(account)

    def write(self, settle: Settle) -> None:
        """Write them into the copy, and let the import mean for their accounts what it does. Raises OvertakenError."""
        among = ", ".join(map(str, sorted(self.accounts)))
        if self.target.execute(_LAID_ELSEWHERE.format(among)).fetchone():
            raise OvertakenError
        for row in self.rows:
            self._row(*row)
        self.target.executemany("DELETE FROM said WHERE rowid = ?", [(number,) for number in self.said])
        self.target.executemany(f"INSERT INTO said ({_SAID}) VALUES (?, ?, ?, ?, ?)", self.texts)
        self._as_in_the_book()
        now = take_back.marks(self.target)
        before = self.before | {table: now[table] for table in _CALLERS}
        take_back.keep_rows(self.target, before)
        take_back.leave_room(self.target, {"follow_up": max(before["follow_up"], now["follow_up"]) + 1})
        settle(self.target, self.accounts)
        cache.forget(self.target, self.accounts)
        take_back.seal(self.target, self.import_id, before)


# Bills of accounts that went to another, or parted: what was said of them is to go along as it stands by then.
_LAID_ELSEWHERE = """
    WITH gone AS (SELECT json_extract(row, '$.account_id') AS was, account_id FROM import_before
        JOIN invoice ON invoice.id = key WHERE place = 'invoice')
    SELECT 1 FROM gone WHERE was <> account_id AND (was IN ({0}) OR account_id IN ({0}))
""" + "".join(
    f"""UNION ALL SELECT 1 FROM import_before JOIN {head}_line AS line ON line.rowid = key JOIN {head} ON {head}.id = {head}_id
        WHERE place = '{head}_line' AND row IS NULL AND account_id IN ({{0}}) """
    for head in ("promise", "dispute")
)
_SAID = "rowid, note, detail, agreed, folded"
_TEXTS = f"SELECT {_SAID} FROM said WHERE rowid IN (SELECT value FROM json_each(?))"
