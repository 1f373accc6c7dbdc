"""One run of arcall: the book's place, the clock, the user's settings and rules, and the screen opened on them. Knows no Typer: it starts fast."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from getpass import getpass
from pathlib import Path

from arcall_tui import private_files
from arcall_tui.cli.failures import can_ask, narrate, told_plainly
from arcall_tui.domain.text import one_line
from arcall_tui.errors import BookError
from arcall_tui.rules.policy import Policy
from arcall_tui.settings import Paths, Settings, load_settings
from arcall_tui.terminal import unseen
from arcall_tui.workday.book.backups import HOUR, assure_not_lost, daily, folder_of, naming_newest, tightened
from arcall_tui.workday.book.locking import ask_by, opens
from arcall_tui.workday.book.rulebook import read_again, rules_in_force
from arcall_tui.workday.desk.clock import Clock, parse_now
from arcall_tui.workday.desk.desk import Card, Desk

_TRIES = 3  # to type a passphrase


@dataclass(frozen=True, slots=True)
class Run:
    """What a command works with. `book` need not exist yet; `as_json` asks for data rather than for words."""

    book: Path
    clock: Clock
    settings: Settings
    policy: Policy
    as_json: bool = False
    _opened: list[Desk] = field(default_factory=list)

    @property
    def backups(self) -> Path:
        """The folder of the book's managed copies."""
        return folder_of(self.book, self.settings.backup_to)

    def desk(self) -> Desk:
        """Open the book; a new, empty one where there is none. Raises BookError."""
        assure_not_lost(self.book, self.backups)
        self.copy_of_the_work(timedelta(days=1))
        desk = Desk(self.book, self.clock, self.settings, self.policy)
        self._opened.append(desk)
        loose = tightened(self.book, self.backups, Paths.find().config)
        for path in [*([self.book] if desk.book.tightened else []), *loose]:
            narrate(f"others could read or write {path}; now only you can.")
        return desk

    def copy_of_the_work(self, every: timedelta = HOUR / 6) -> None:
        """Keep a copy of what was written since the last one, unless that is a few minutes old."""
        if said := daily(self.book, self.backups, datetime.now(self.clock.zone), every):
            narrate(said)

    def close(self) -> None:
        """Close what was opened."""
        for desk in self._opened:
            desk.close()

    def existing_desk(self) -> Desk:
        """Open the book that must be there already: a slip in its name must not make a new one.

        Raises BookError.
        """
        assure_not_lost(self.book, self.backups)
        if not self.book.exists():
            raise BookError(
                f"There is no book at {self.book}.", "Take a ledger in with: arcall import LEDGER.csv"
            )
        return self.desk()

    def card_of(self, account: str) -> tuple[Desk, Card]:
        """Return the desk, and an account as the ledger names it. Raises BookError, UsageError."""
        desk = self.existing_desk()
        return desk, desk.card(desk.resolve(account))


def _passphrase(book: Path) -> str:
    """Ask for a book's passphrase on the terminal; empty where nobody is there."""
    typed = ""
    with unseen():  # while one try is looked at, who knows better types the next
        for _ in range(_TRIES if can_ask() else 0):
            typed = getpass(f"Passphrase of {one_line(str(book))}: ")
            if not typed or opens(book, typed):
                break
            narrate("That is not its passphrase.")
    return typed


@contextmanager
def at_work(run: Run) -> Iterator[None]:
    """Close what a command opens; of a damaged book its newest backup is named."""
    with closing(run), naming_newest(run.book, run.backups):
        yield


def open_run(book: str = "", now: str = "", *, as_json: bool = False, screen: bool = False) -> Run:
    """Put a run together: what was asked for, else the environment, else the user's own settings.

    Only the `screen` needs the keymap: a slip in it must not stop a backup.

    Raises UsageError for a bad `now`, InputRefusedError for settings or rules that cannot be read.
    """
    ask_by(_passphrase)
    paths = Paths.find()
    settings = load_settings(paths, keys=screen)
    if settings.zone_basis.startswith("assumed"):
        narrate(
            f'Times are UTC ({settings.zone_basis}). Put your zone into {paths.config / "settings.toml"}: zone = "Europe/London"'
        )
    policy, warning = rules_in_force(paths)
    if warning:
        narrate(warning)
    moment = now or os.environ.get("ARCALL_NOW", "")
    zone = settings.zone_info
    start = parse_now(moment, zone) if moment else None
    clock = Clock(zone, start, policy.shift.opens, policy.shift.closes)
    if stale := read_again(policy, clock.today()):
        narrate(stale)
    place = private_files.in_home(book) if book else paths.book
    # What takes the book's place must not take that of a link to it.
    return Run(place.resolve() if place.is_symlink() else place, clock, settings, policy, as_json)


def open_screen(book: str = "", now: str = "") -> int:
    """Open the screen and stay until the caller leaves it; return the exit code. Raises SystemExit."""
    with told_plainly():
        return show(open_run(book, now, screen=True))


def show(opened: Run) -> int:
    """Open the screen on that session's book; of a damaged one, offer the newest whole copy first. Raises BookError."""
    from arcall_tui.tui.app import run

    try:
        desk = opened.desk()
        if not desk.book.damaged:
            run(desk, opened.settings)
            opened.copy_of_the_work()
            return 0
        desk.close()
        _offer_copy(opened)
    except BookError:
        if not _offer_copy(opened):
            raise
    run(opened.desk(), opened.settings)
    return 0


def _offer_copy(opened: Run) -> bool:
    """Ask whether to bring the newest whole copy of a damaged book back, where there is one; return whether that was done."""
    from typer import confirm  # a screen does without both

    from arcall_tui.workday.book import backups

    newest = backups.newest_good(opened.book, opened.backups) if backups.is_damaged(opened.book) else None
    if newest is None:
        return False
    narrate("The book is damaged: nothing can be written into it.")
    if not confirm(backups.preview(opened.book, newest.path).question(), err=True):
        return False
    aside = backups.bring_back(opened.book, newest.path, datetime.now(opened.clock.zone))
    narrate(f"Restored. The book of before is kept as {aside}.")
    return True
