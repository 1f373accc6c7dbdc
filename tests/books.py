"""Small real books for tests, written row by row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from zoneinfo import ZoneInfo

from arcall_tui.rules.policy_file import load_policy
from arcall_tui.settings import Settings
from arcall_tui.store.book import migrate
from arcall_tui.workday.desk.clock import Clock
from arcall_tui.workday.desk.desk import Desk

NOW = datetime(2026, 11, 20, 10, 5, tzinfo=UTC)  # a Friday
TODAY = NOW.date()


_create = migrate.create


@cache
def _empty_book() -> bytes:
    """A new book as arcall makes it; to make one anew takes longer than all that a small test does with it."""
    with NamedTemporaryFile() as file:
        _create(Path(file.name))
        return Path(file.name).read_bytes()


def create(path: Path, like: Path | None = None) -> None:
    """Make a book as `migrate.create` does: the first of a run made, the others copied."""
    if like is None and not path.stat().st_size:
        path.write_bytes(_empty_book())
    else:
        _create(path, like)


@dataclass
class Shelf:
    """A folder of books; `desk` opens one at a fixed instant in London."""

    folder: Path
    settings: Settings = field(default_factory=lambda: Settings(zone="Europe/London", zone_basis="test"))
    opened: list[Desk] = field(default_factory=list)

    def desk(self, name: str = "book", now: datetime = NOW) -> Desk:
        zone = ZoneInfo(self.settings.zone)
        policy = load_policy(None)
        clock = Clock(zone, now, policy.shift.opens, policy.shift.closes)
        desk = Desk(self.folder / f"{name}.sqlite3", clock, self.settings, policy)
        self.opened.append(desk)
        return desk


def add_account(
    desk: Desk, ledger_id: str, *, name: str = "", phone: str = "+44 20 7946 0018", **facts: object
) -> int:
    """Add an account (zone London unless said otherwise) with one contact, and return its number."""
    row = {"country": "GB", "zone": "Europe/London", "language": "", "terms": "", "consumer": 0, **facts}
    desk.book.execute("INSERT OR IGNORE INTO creditor (id, name) VALUES (1, '')")
    names = ", ".join(row)
    marks = ", ".join("?" * len(row))
    cursor = desk.book.execute(
        f"INSERT INTO account (creditor_id, ledger_id, name, hold_reason, snooze_reason, {names})"
        f" VALUES (1, ?, ?, '', '', {marks})",
        (ledger_id, name or f"Customer {ledger_id}", *row.values()),
    )
    account = int(cursor.lastrowid or 0)
    digits = "".join(filter(str.isdigit, phone))
    desk.book.execute(
        "INSERT INTO contact (account_id, name, role, phone, digits, email, bad_number, by_caller)"
        " VALUES (?, 'Maria Anders', 'AP', ?, ?, 'maria@example.org', 0, 0)",
        (account, phone, digits),
    )
    return account


def add_invoice(
    desk: Desk, account: int, number: str, minor: int, due: date, currency: str = "USD", **facts: object
) -> int:
    """Add an open item (settled where `settled_on` is given) and return its number."""
    kind = "invoice" if minor > 0 else "credit note"
    row = {"kind": kind, "balance": minor, "po": "", "disputed": 0, "due_from_terms": 0, **facts}
    names = ", ".join(row)
    marks = ", ".join("?" * len(row))
    cursor = desk.book.execute(
        f"INSERT INTO invoice (account_id, number, amount, due_date, currency, {names}) VALUES (?, ?, ?, ?, ?, {marks})",
        (account, number, minor, due.isoformat(), currency, *row.values()),
    )
    return int(cursor.lastrowid or 0)


def owing(desk: Desk, ledger_id: str, amounts: Iterable[tuple[int, date]], **facts: object) -> int:
    """Add an account that owes (minor units of USD, due date) each."""
    account = add_account(desk, ledger_id, **facts)
    for index, (minor, due) in enumerate(amounts):
        add_invoice(desk, account, f"{ledger_id}-{index}", minor, due)
    return account


def earlier_notes(desk: Desk, call: int) -> list[str]:
    """Return what the note of a call said before its corrections, newest first."""
    rows = desk.book.execute("SELECT note FROM note_revision WHERE activity_id = ? ORDER BY id DESC", (call,))
    return [note for (note,) in rows]
