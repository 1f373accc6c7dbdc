"""What is kept for how long: shown first, then taken away as one action that can be undone until the next backup."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dateutil.relativedelta import relativedelta

from arcall_tui.domain.text import number_of
from arcall_tui.errors import UsageError
from arcall_tui.store.actions.rows import Rows
from arcall_tui.store.erasing import retention
from arcall_tui.store.erasing.customer import changed_in_copy
from arcall_tui.store.erasing.retention import Cuts
from arcall_tui.workday.book.backups import every_copy, folder_of
from arcall_tui.workday.calls.record import book_of
from arcall_tui.workday.desk.desk import Desk


@dataclass(frozen=True, slots=True)
class Retention:
    """What goes: so many notes and contacts, and who settled accounts are (ledger's ids).

    `backups`: copies of the book that arcall made; once it is done, those that could not be changed.
    """

    notes: int
    contacts: int
    accounts: tuple[str, ...]
    backups: tuple[Path, ...]

    def told(self) -> str:
        """Say how much."""
        notes, contacts = number_of(self.notes, "note"), number_of(self.contacts, "contact")
        return f"{notes}, {contacts}, {number_of(len(self.accounts), 'settled account')}"


def look(desk: Desk) -> Retention:
    """Return what would go today. Raises UsageError where the settings have no rule."""
    return _told(_old(desk), every_copy(desk.path, folder_of(desk.path, desk.settings.backup_to)))


def carry_out(desk: Desk) -> Retention:
    """Take away what is too old, from the book and arcall's own copies: one action. Raises UsageError, BookError."""
    going = _old(desk)
    copies = every_copy(desk.path, folder_of(desk.path, desk.settings.backup_to))
    now = desk.clock.now()
    with book_of(desk).action(retention.LABEL, None, now) as rows:
        retention.carry_out(rows, desk.book, going, now)
    still = [
        path
        for path in copies
        if not changed_in_copy(path, lambda copy: retention.carry_out(Rows(copy), copy, going, now))
    ]
    return _told(going, tuple(still))


def _told(going: retention.Old, copies: tuple[Path, ...]) -> Retention:
    return Retention(len(going.notes), len(going.contacts), tuple(going.accounts.values()), copies)


def _old(desk: Desk) -> retention.Old:
    rules, today = desk.settings.retention, desk.clock.today()
    if not rules:
        raise UsageError(
            "The settings do not say what is too old.",
            "Write [retention] into settings.toml: arcall config path; docs/security.md has an example.",
        )
    days = {
        country: Cuts(**{
            kind: (today - relativedelta(months=months)).isoformat() for kind, months in of_country.items() if months
        })
        for country, of_country in rules.items()
    }  # fmt: skip
    return retention.old(desk.book, lambda country: days.get(country, days.get("", Cuts())))
