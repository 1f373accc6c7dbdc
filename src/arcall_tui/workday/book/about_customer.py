"""All that is held about one customer, for the customer or the law: to read, and as data."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

from arcall_tui.domain.calendar import NO_DUE_DATE, place, spelt
from arcall_tui.domain.money import Money
from arcall_tui.domain.outcomes import Code
from arcall_tui.store.erasing import customer
from arcall_tui.workday.book.erasing import look
from arcall_tui.workday.desk.desk import Desk

_FILE = resources.files("arcall_tui.texts").joinpath("about_customer.toml")
_TOLD: dict[str, tuple[str, dict[str, str]]] = {
    table: (told["title"], told["words"])
    for table, told in tomllib.loads(_FILE.read_text(encoding="utf-8")).items()
}
_MINOR = frozenset({"amount", "balance", "paid", "old_balance", "new_balance", "old_amount", "credit_limit"})
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00")
_DIRECTIONS = {"out": "from here", "in": "from the customer", "none": ""}


def all_about(desk: Desk, account: int) -> dict[str, Any]:
    """Return all about a customer as data: rows by table, as the book has them, and the letters on this computer.

    Amounts are minor units with their currency, instants UTC. `mentioned_in`: accounts whose notes have the name.
    Raises UsageError where the account is a part of another.
    """
    found = look(desk, account)
    return {
        "account": found.ledger_id,
        "name": found.name,
        "tables": customer.about(desk.book, account),
        "letters": [str(path) for path in (*found.letters, *found.doubtful)],
        "backups": [str(path) for path in found.backups],
        "mentioned_in": list(found.mentioned_in),
    }


def lines_of(held: Mapping[str, Any], zone: ZoneInfo, today: date) -> Iterator[str]:
    """Yield it in words, one fact a line; times are on the clocks of `zone`."""
    words = _Words(held["tables"], zone)
    yield f"{held['name']} ({held['account']}): all that arcall holds."
    yield f"Written {spelt(today)}; times are those of {place(zone.key)}."
    for table in sorted(held["tables"], key=lambda name: [*_TOLD, name].index(name)):
        yield from ("", _title(table), "")
        for row in held["tables"][table]:
            yield "  " + words.row(table, row).replace("\n", "\n    ")
    for title, what in (
        ("Letters", "letters"),
        ("In these backups, too", "backups"),
        ("Named in notes of", "mentioned_in"),
    ):
        if held[what]:
            yield from ("", title, "", *(f"  {each}" for each in held[what]))


def _title(table: str) -> str:
    return _TOLD[table][0] if table in _TOLD else table


class _Words:
    """Says rows in words: `tables` are all that there are, for what a row says of another."""

    def __init__(self, tables: customer.Tables, zone: ZoneInfo) -> None:
        self.zone = zone
        self.known = {(table, row.get("id")): row for table, rows in tables.items() for row in rows}

    def row(self, table: str, row: Mapping[str, Any]) -> str:
        """Say a row; a table that has no words here is said by its columns' names."""
        told = _TOLD[table][1] if table in _TOLD else {name: f"{name}: {{}}" for name in row}
        said = [
            self._column(words, name, row) for name, words in told.items() if row.get(name) not in (None, "")
        ]
        return "; ".join(filter(None, said)) or "no words"

    def _column(self, words: str, name: str, row: Mapping[str, Any]) -> str:
        if "{}" not in words:
            return words if row[name] else ""
        said = self._value(name, row[name], row)
        return words.replace("{}", said) if said else ""

    def _value(self, name: str, value: Any, row: Mapping[str, Any]) -> str:  # noqa: ANN401 - whatever a cell holds
        if name in ("changes", "row", "texts"):
            return self._kept(name, json.loads(value), row)
        if name.endswith("_id") and isinstance(value, int):
            return self._other(name.removesuffix("_id"), value)
        if name in _MINOR and isinstance(value, int):
            return self._amount(value, row)
        return self._named(name, self._when(str(value)))

    def _when(self, text: str) -> str:
        """Say a day or a moment as people do; what is neither stays."""
        if _INSTANT.fullmatch(text):
            at = datetime.fromisoformat(text).astimezone(self.zone)
            return f"{spelt(at.date())}, {at:%H:%M}"
        if _DAY.fullmatch(text):
            day = date.fromisoformat(text)
            return "on no day" if day == NO_DUE_DATE else spelt(day)
        return text

    def _named(self, name: str, text: str) -> str:
        if name == "code" and text in set(Code):
            return Code(text).means.label
        if name == "place":
            return _title(text)
        if name == "level":
            return "" if text == "0" else text
        return _DIRECTIONS.get(text, text) if name == "direction" else text

    def _amount(self, minor: int, row: Mapping[str, Any]) -> str:
        of = [row, *(self.known.get((each, row.get(f"{each}_id")), {}) for each in ("invoice", "promise"))]
        currency = next(
            (found for each in of if (found := each.get("currency") or each.get("credit_currency"))), ""
        )
        return str(Money(minor, currency)) if currency else str(minor)

    def _other(self, table: str, key: int) -> str:
        """Say which row of another table is meant."""
        row = self.known.get((table, key))
        if row is None:
            return ""
        first = next(name for name in ("number", "name", "at", "made_on", "opened_on") if name in row)
        kind = {"activity": "the call of ", "promise": "promise of ", "dispute": "dispute of "}.get(table, "")
        return kind + self._value(first, row[first], row)

    def _kept(self, name: str, kept: Any, row: Mapping[str, Any]) -> str:  # noqa: ANN401 - JSON
        """Say what is kept to put something back, or of a form: rows as they were, fields as they were typed."""
        if name == "row":
            return self.row(row["place"], kept)
        if name == "texts":
            return ", ".join(f"{field}: {typed}" for field, typed in kept.items() if typed)
        side = 2 if row.get("undone_at") else 1  # what would come back
        rows = [(each[0], each[side]) for each in kept if each[side]]
        return " | ".join(f"{_title(table)}: {self.row(table, state)}" for table, state in rows)
