"""The book as a file: the sample, copies, what they restore, the passphrase, and the newest link of the record."""

import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from arcall_tui import private_files
from arcall_tui.cli.account_views import QueueView
from arcall_tui.cli.asking import new_passphrase
from arcall_tui.cli.failures import narrate, on_terminal
from arcall_tui.cli.queue_verbs import print_queue
from arcall_tui.cli.run import Run, open_run, show
from arcall_tui.cli.verbs import BookOption, JsonOption, NowOption, answer, earlier, gives, make_sure, verb
from arcall_tui.domain.json_views import View
from arcall_tui.errors import BookError, UsageError
from arcall_tui.settings import Paths
from arcall_tui.workday.book import backups as copies
from arcall_tui.workday.book import locking
from arcall_tui.workday.desk.checking import head_of
from arcall_tui.workday.desk.clock import Clock
from arcall_tui.workday.sample.book import fresh_sample, sample_rates, working_moment


@gives([QueueView])
def demo(
    ctx: typer.Context,
    book: BookOption = "",
    now: NowOption = "",
    as_json: JsonOption = False,
    reset: Annotated[bool, typer.Option("--reset", help="Make the sample book anew.")] = False,
) -> None:
    """Open arcall on a sample book.

    Its customers are invented; your own book is not touched.
    """
    # Only a --book given in words counts: ARCALL_BOOK names the caller's own book.
    book, now = book or earlier(ctx, "book"), now or earlier(ctx, "now")
    place = private_files.in_home(book) if book else Paths.find().data / "demo.sqlite3"
    run = open_run(str(place), now, as_json=as_json, screen=True)
    if not (now or os.environ.get("ARCALL_NOW")):
        run = _in_working_hours(run)
    said = fresh_sample(run.book, run.clock.today(), reset=reset)
    if said:
        narrate(said, mark="")
    if not run.settings.rates:
        rated = replace(run.settings, base_currency="GBP", rates=sample_rates(run.clock.today()))
        run = replace(run, settings=rated)
    if on_terminal() and not as_json:
        raise typer.Exit(show(run))
    narrate("no terminal here for the screen; this is the sample book's queue instead.")
    print_queue(run)


def _in_working_hours(run: Run) -> Run:
    """Set the clock to a working morning where it is evening or a day off."""
    now = run.clock.now()
    start = working_moment(now, run.clock.zone, run.policy)
    if start == now:
        return run
    local = start.astimezone(run.clock.zone)
    narrate(
        f"Nobody works now: the sample's clock stands at {local:%a} {local.day} {local:%b}, {local:%H:%M}.",
        mark="",
    )
    return replace(run, clock=Clock(run.clock.zone, start, run.policy.shift.opens, run.policy.shift.closes))


# A copy that was made.
BackupView = View("BackupView", "book backup")
# A managed copy.
CopyView = View("CopyView", "file=path made bytes:int=size")
# A copy that was brought back.
RestoredView = View("RestoredView", "book restored kept_aside?")
# What was read of a damaged book: of each table, how many rows `came` through and were `lost`.
SalvagedView = View("SalvagedView", "kept_aside rows", rows=dict[str, dict[str, int]])
# The newest link of the record; `at`: UTC, by the machine's clock.
RecordHeadView = View("RecordHeadView", "number:int hash at")


def _machine_time(run: Run) -> datetime:
    """Return when it really is, whatever --now says: that is what one looks for, and no two copies are alike."""
    return datetime.now(run.clock.zone)


@verb(BackupView)
def backup(
    run: Run, file: Annotated[str, "[FILE]", "Where to; else among the managed ones, dated."] = ""
) -> None:
    """Write a whole, checked copy of the book.

    The book may be in use meanwhile; copying the file with other tools could tear it.
    """
    if file:
        target = private_files.in_home(file)
        copies.back_up(run.book, target)
    else:
        target = copies.make(run.book, run.backups, _machine_time(run))
    answer(run, BackupView(book=run.book, backup=target), [str(target)])


@verb([CopyView])
def backups(run: Run) -> None:
    """Print the copies of the book that arcall keeps by itself, the newest first.

    One a day, one an hour while the screen is open, one before each import; the last of 7 days, 4 weeks and 12 months
    stay, in 5 GB together.
    """
    found = copies.managed(run.book, run.backups)
    lines = [
        f"{number:>3}  {each.made:%Y-%m-%d %H:%M}  {each.size / 1e6:>9,.1f} MB  {each.path}"
        for number, each in enumerate(found, 1)
    ]
    none = f"There is none yet in {run.backups}: arcall backup"
    answer(run, [CopyView(each) for each in found], lines or [none])
    for path in copies.of_another_place(run.book, run.backups):
        narrate(f"of a book of this name at another place, perhaps this one before it was moved: {path}")


@verb((RestoredView, SalvagedView))
def restore(
    run: Run,
    which: Annotated[str, "[WHICH]", "A number or day of `arcall backups`, or a file; else the newest."] = "",
    salvage: Annotated[bool, "--salvage", "Read what can be read of a damaged book instead."] = False,
    yes: Annotated[bool, "--yes", "Do not ask."] = False,
) -> None:
    """Bring a backup back: the newest whole one, or the one you name.

    Says first what would be lost, and keeps the present book aside.
    """
    if salvage:
        _salvage(run, yes=yes)
        return
    copy = copies.chosen(run.book, run.backups, which)
    make_sure(copies.preview(run.book, copy).question(), yes=yes)
    aside = copies.bring_back(run.book, copy, _machine_time(run))
    kept = [f"The book of before is kept as {aside}."] if aside else []
    answer(run, RestoredView(book=run.book, restored=copy, kept_aside=aside), [f"Restored {copy}.", *kept])


@verb(RecordHeadView)
def record(run: Run, what: Annotated[str, "head", "The newest link of the record's chain."] = "head") -> None:
    """Print the newest link of the record, to be noted elsewhere: a record that was made anew has another.

    Later: arcall check --record --head N:HASH
    """
    if what != "head":
        raise UsageError(f"The record has no {what!r}.", "arcall record head")
    newest = head_of(run.existing_desk())
    answer(run, RecordHeadView(newest), [f"{newest.number}:{newest.hash}"])


def _salvage(run: Run, *, yes: bool) -> None:
    make_sure(f"Read what can be read of {run.book} into a new book? The present one is kept aside.", yes=yes)
    aside, told = copies.salvage(run.book, _machine_time(run))
    rows = {table: {"came": came, "lost": lost} for table, (came, lost) in told.items()}
    lines = [
        f"{table:16} {came:>9,} came through{f', {lost:,} lost' if lost else ''}"
        for table, (came, lost) in told.items()
        if came or lost
    ]
    lines.append(f"The damaged book is kept as {aside}. What a damaged page held may be missing unseen.")
    answer(run, SalvagedView(kept_aside=aside, rows=rows), lines)


_VERBS = ("new", "change", "off")
_LOST = "a passphrase that is lost cannot be had back, and nobody can read the book without it."

# Whether the book is encrypted; `left`: copies of it that could not be written anew.
LockView = View("LockView", "book encrypted:bool left:texts")


@verb(LockView)
def lock(
    run: Run,
    what: Annotated[str, "[new|change|off]", "Else it is said whether the book is encrypted."] = "",
    keyring: Annotated[
        bool, "--keyring", "Keep the passphrase in the system's keyring: it is not asked for then."
    ] = False,
) -> None:
    """Encrypt the book with a passphrase, change it, or take it off.

    The book and the backups beside it are written anew, each whole or not at all; close other windows first. A
    passphrase that is lost is lost, and the book with it. Without a terminal it is read from ARCALL_PASSPHRASE,
    a new one from ARCALL_NEW_PASSPHRASE.
    """
    if what != "new" and not run.book.exists():
        raise BookError(f"There is no book at {run.book}.", "Take a ledger in with: arcall import LEDGER.csv")
    left: list[Path] = []
    if what:
        copies.assure_not_lost(run.book, run.backups)
        _refuse_what_cannot_be(what, encrypted=locking.is_locked(run.book))
        passphrase = "" if what == "off" else new_passphrase(_LOST)
        left = locking.lock(run.book, run.backups, passphrase, keep=keyring)
        left += copies.of_another_place(run.book, run.backups)
    encrypted = locking.is_locked(run.book)
    lines = [f"{run.book} is {'encrypted' if encrypted else 'not encrypted'}."]
    lines += [f"Not written anew, and as it was: {path}" for path in left]
    if what == "new":
        lines.append("Letters that were written, exports and copies elsewhere are as they were.")
    answer(run, LockView(book=run.book, encrypted=encrypted, left=left), lines)


def _refuse_what_cannot_be(what: str, *, encrypted: bool) -> None:
    if what not in _VERBS:
        raise UsageError(f"A lock cannot be {what!r}.", "arcall lock new, change or off")
    if (what == "new") == encrypted:
        state = "encrypted already" if encrypted else "not encrypted"
        raise UsageError(f"The book is {state}.", "arcall lock change" if encrypted else "arcall lock new")
