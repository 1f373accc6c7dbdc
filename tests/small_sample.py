"""The sample book with the past of a few customers alone, for what goes through a book page by page."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from arcall_tui.domain.text import fold
from arcall_tui.store.accounts import full_text
from arcall_tui.store.book import record_links
from once import once

_TAKEN_FROM = (
    *(("invoice", "last_import_id"), ("invoice", "first_import_id"), ("receipt", "import_id")),
    *(("balance_change", "import_id"), ("payment", "import_id"), ("promise", "after_import_id")),
)


def _make(whole: Path, folder: Path) -> None:
    path = Path(shutil.copy(whole, folder / whole.name))
    with closing(sqlite3.connect(path)) as book, book:
        book.create_function("fold", 1, fold)
        book.execute("UPDATE follow_up SET activity_id = NULL, promise_id = NULL, dispute_id = NULL")
        for table in ("activity", "promise", "dispute", "payment", "invoice"):
            ended = "AND settled_on IS NOT NULL" if table == "invoice" else ""
            book.execute(f"DELETE FROM {table} WHERE account_id > 10 {ended}")
        while lost := book.execute("PRAGMA foreign_key_check").fetchall():
            book.executemany(
                f"DELETE FROM {lost[0][0]} WHERE rowid = ?",
                [(row,) for table, row, *_ in lost if table == lost[0][0]],
            )
        taken = " UNION ".join(
            f"SELECT {column} FROM {table} WHERE {column} > 0" for table, column in _TAKEN_FROM
        )
        book.execute(f"DELETE FROM ledger_import WHERE id NOT IN ({taken}) AND id % 100")
        for anew in ("record_link", "said"):
            book.execute(f"DELETE FROM {anew}")
        book.execute("DELETE FROM setting WHERE key = 'record head'")
        record_links.seal_all(book)
        full_text.fill(book)
    with closing(sqlite3.connect(path)) as book:
        book.execute("VACUUM")


def small(whole: Path, of_the_run: Path) -> Path:
    """Return it, made of the whole once a run: tables of several pages still, and a quarter to salvage."""
    return once(of_the_run / "small", lambda folder: _make(whole, folder)) / whole.name
