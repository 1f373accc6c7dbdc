"""Taking a ledger in: read it, compare it with the book, write all of it or nothing, and report."""

from __future__ import annotations

import gc
import re
from contextlib import closing, suppress
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from arcall_tui.domain.ledger_rows import Counts, RowError
from arcall_tui.domain.text import one_line
from arcall_tui.errors import BookError, InputRefusedError
from arcall_tui.ledger.further_down import LookAgainError
from arcall_tui.ledger.opened import open_ledger
from arcall_tui.ledger.questions import Answer, AskError
from arcall_tui.ledger.reader import KeptFile
from arcall_tui.rules.policy import Policy
from arcall_tui.settings import Settings
from arcall_tui.store.book.opening import copied, open_book, unmade_if_failed
from arcall_tui.store.imports.beside import OvertakenError, beside
from arcall_tui.workday.book import backups
from arcall_tui.workday.desk.clock import Clock
from arcall_tui.workday.imports.asking import Remembered, all_open, in_the_way, remembered, told
from arcall_tui.workday.imports.import_report import ImportOptions, ImportReport, LedgerRefusedError
from arcall_tui.workday.imports.one_import import IdsMovedError, OneImport, Progress
from arcall_tui.workday.imports.rows_of_payments import asked_of_rows

__all__ = ["ImportOptions", "ImportReport", "LedgerRefusedError", "Progress", "import_ledger"]

# Bytes of a book or a file from which on an import takes longer than a call should wait for it.
LARGE = 1_000_000
TRIES = 3  # beside the book; then the book waits

_PAYMENTS = Answer("--payments", "it is no ledger: these are payments that came in")
_TELLS_NO_DUE_DATE = re.compile(r"--terms|--map '?(?:due_date|invoice_date|days_late)=")


def import_ledger(
    book: Path,
    file: Path,
    options: ImportOptions,
    clock: Clock,
    settings: Settings,
    policy: Policy,
    progress: Progress | None = None,
) -> ImportReport:
    """Take a ledger into the book, whole or not at all.

    `progress` is told (bytes done, of how many) and may return False to stop. Raises LedgerRefusedError
    with the bad rows, or with one error of row 0 where it is the file as a whole; BookError.
    """
    options = replace(options, creditor=one_line(options.creditor))
    totals, known = remembered(book, options.creditor)
    home, paid_in = (settings.base_currency, settings.country), next(iter(totals)) if len(totals) == 1 else ""
    options = replace(options, home=home, paid_in=paid_in)
    if not options.dry_run and book.exists() and book.stat().st_size:
        with suppress(BookError):  # a stick that is not plugged in does not stop the morning
            backups.make(book, backups.folder_of(book, settings.backup_to), datetime.now(settings.zone_info))
    moved: dict[str, int | None] = {}
    hurry, large = True, any(path.is_file() and path.stat().st_size > LARGE for path in (book, file))
    tries = TRIES if large else 0
    with KeptFile(file) as kept:
        kept.callback(gc.set_threshold, *gc.get_threshold())
        gc.set_threshold(20_000)  # what is made of rows goes by itself, and need not be looked for
        while True:
            try:
                ledger = open_ledger(kept, options, clock.today(), progress, hurry=hurry, remembered=known)
                taking = OneImport(ledger, options, clock, settings, policy, file, moved)
                with unmade_if_failed(book):
                    return _taken_in(taking, book, progress, aside=tries > 0)
            except LookAgainError:
                hurry = False
            except OvertakenError:
                tries -= 1
            except IdsMovedError as error:
                moved |= error.moved
            except LedgerRefusedError as error:
                if ledger.reader.found.whole or not ledger.reader.errors:
                    report = replace(error.report, totals=totals)
                    raise LedgerRefusedError(error.message, error.hint, report, error.question) from None
                hurry = False
            except InputRefusedError as error:
                error = asked_of_rows(error, book, kept, options, clock.today()) if totals else error
                raise _unread(error, totals, kept, options, clock.today(), known) from None


def _taken_in(taking: OneImport, book: Path, progress: Progress | None, *, aside: bool) -> ImportReport:
    """Write into the book; a large one beside it, so that calls can be logged meanwhile. Raises OvertakenError."""
    if taking.options.dry_run or not aside:
        with copied(book) if taking.options.dry_run else closing(open_book(book)) as connection:
            return taking.run(connection, progress)
    with beside(book) as copy:
        report = taking.run(copy.connection, progress)
        if taking.keeps:
            copy.take_its_place(taking.settle_again)
        return report


def _unread(
    error: InputRefusedError,
    totals: dict[str, int],
    file: KeptFile,
    options: ImportOptions,
    today: date,
    known: Remembered,
) -> LedgerRefusedError:
    """Report on a file that could not be read at all; `totals`: what is open in the book."""
    questions = all_open(file, options, error.question, today, known) if isinstance(error, AskError) else ()
    # Where no answer leads on, what stands in the way is said, and nothing asked.
    wall = in_the_way(file, options, questions[0], today, known) if questions else None
    error, questions = (wall, ()) if wall else (error, questions)
    best = questions[0].choices[0].option if questions else ""
    if options.paid_in and not options.payments and _TELLS_NO_DUE_DATE.match(best):
        # The ledger before had due dates, or terms that were said: this may be no ledger, and what else is asked hangs on that.
        others = tuple(each for each in questions[0].choices if each.option != _PAYMENTS.option)
        questions = (replace(questions[0], choices=(_PAYMENTS, *others)),)
    message, hint = told(questions) if questions else (error.message, error.hint)
    wrong = tuple(RowError(0, "", "", text) for text in [one.text for one in questions] or [error.message])
    report = ImportReport("", options.as_of or today, Counts(), Counts(), totals, (), wrong, options.dry_run)
    return LedgerRefusedError(message, hint, report, questions[0] if questions else None)
