"""What the user said of files of a kind: kept by their heading, and taken up again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from arcall_tui.domain.calendar import utc_text
from arcall_tui.ledger.opened import REMEMBERED
from arcall_tui.ledger.reader import line_keys
from arcall_tui.store.book.engine import OpenBook
from arcall_tui.store.book.opening import open_book
from arcall_tui.workday.imports.countries import keep_codes
from arcall_tui.workday.imports.import_report import ImportOptions

Remembered = Mapping[str, Mapping[str, Any]]


def remembered(book: Path, creditor: str = "") -> dict[str, dict[str, Any]]:
    """Return how the user read files before: choices by the header's key. Empty without a book.

    A currency was said for the files of one creditor only.
    """
    if not book.exists() or not book.stat().st_size:
        return {}
    with closing(open_book(book)) as connection:
        rows = connection.execute("SELECT header, choices FROM shape_mapping").fetchall()
        found = {header: json.loads(choices) for header, choices in rows}
        return {
            header: {**said, "currency": dict(said.get("currencies") or {}).get(creditor)}
            for header, said in found.items()
        }


def keep_said(connection: OpenBook, options: ImportOptions, header: str, now: datetime) -> None:
    """Keep what the user had to say about files with this header (its key)."""
    said: dict[str, Any] = {
        name: getattr(options, name) for name in ("mapping", *REMEMBERED) if getattr(options, name)
    }
    if options.countries:
        keep_codes(connection, options.countries)
    if options.currency:
        said["currencies"] = {options.creditor: options.currency}
    row = connection.execute("SELECT choices FROM shape_mapping WHERE header = ?", (header,)).fetchone()
    before = json.loads(row[0]) if row else {}
    kept = json.loads(json.dumps(_joined(before, said)))
    if said and kept != before:
        _keep(connection, header, kept, now)


def keep_encoding(connection: OpenBook, encoding: str, file: Path, first_line: int, now: datetime) -> None:
    """Keep the encoding by the heading's bytes: it has to be known before the heading can be read."""
    keys = line_keys(file)
    if 0 <= first_line - 2 < len(keys):
        _keep(connection, keys[first_line - 2], {"raw": encoding}, now)


def _keep(connection: OpenBook, header: str, said: Mapping[str, Any], now: datetime) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO shape_mapping VALUES (?, ?, ?)", (header, json.dumps(said), utc_text(now))
    )


def _joined(before: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was said of files of a kind, now and before; what is said now outranks it."""
    both = {**before, **said}
    for name in ("mapping", "currencies", "currency_words", "statuses"):
        if before.get(name) and said.get(name):
            both[name] = {**before[name], **said[name]}
    if before.get("ignored") and said.get("ignored"):
        both["ignored"] = list(dict.fromkeys([*before["ignored"], *said["ignored"]]))
    return both
