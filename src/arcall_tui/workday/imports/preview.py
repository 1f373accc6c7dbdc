"""What a file would do to the book, before it does: what it was taken for, sample rows, errors, changes."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from arcall_tui.domain.money import Money
from arcall_tui.errors import InputRefusedError
from arcall_tui.ledger import other_files
from arcall_tui.ledger.amounts import MACHINE
from arcall_tui.ledger.opened import Ledger, open_ledger
from arcall_tui.ledger.questions import Question
from arcall_tui.ledger.reader import KeptFile, is_blank
from arcall_tui.ledger.recognising import top_of
from arcall_tui.ledger.shapes import Holds
from arcall_tui.rules.policy import Policy
from arcall_tui.settings import Settings
from arcall_tui.workday.desk.clock import Clock
from arcall_tui.workday.imports.asking import remembered
from arcall_tui.workday.imports.import_report import ImportOptions, ImportReport, LedgerRefusedError
from arcall_tui.workday.imports.importing import Progress, import_ledger
from arcall_tui.workday.imports.said import changed, on_screen

__all__ = ["Preview", "Question", "changed", "on_screen", "preview"]

_SAMPLES = 5


@dataclass(frozen=True, slots=True)
class Preview:
    """`refused`: why the file cannot be taken in as it is, and what to do; empty where it can.

    `question`: what an answer would settle. `samples`: a few rows as they were read: customer, number, due date, what is open.
    `top`: where it is not read, how the file begins: what a question is about.
    """

    report: ImportReport
    refused: str
    samples: tuple[tuple[str, ...], ...]
    question: Question | None = None
    top: tuple[str, ...] = ()

    @property
    def answers(self) -> tuple[str, ...]:
        """What can be answered, in words of the screen, with what it would make of the totals."""
        choices = self.question.choices if self.question else ()
        return tuple(f"{on_screen(one.told())} ({on_screen(one.option)})" for one in choices)


def preview(
    book: Path,
    file: Path,
    options: ImportOptions,
    clock: Clock,
    settings: Settings,
    policy: Policy,
    progress: Progress | None = None,
) -> Preview:
    """Read a file as an import would, and write nothing. Raises InputRefusedError where it cannot be opened."""
    refused, question = "", None
    try:
        report = import_ledger(book, file, replace(options, dry_run=True), clock, settings, policy, progress)
    except LedgerRefusedError as error:
        question = error.question
        free = f" Or say {question.free.strip()} ..." if question and question.free else ""
        told = (
            " ".join(filter(None, (question.text, question.beside))) + free
            if question and question.choices
            else f"{error.message} {error.hint}"
        )
        report, refused = error.report, on_screen(told)
    report = replace(report, warnings=tuple(map(on_screen, report.warnings)))
    samples = _samples(book, file, options, clock)
    return Preview(report, refused, samples, question, _top(file, options) if refused and not samples else ())


def _samples(book: Path, file: Path, options: ImportOptions, clock: Clock) -> tuple[tuple[str, ...], ...]:
    _, said = remembered(book, options.creditor)
    with KeptFile(file) as kept, suppress(InputRefusedError):
        ledger = open_ledger(kept, options, clock.today(), hurry=True, remembered=said)
        return tuple(islice(_rows(ledger), _SAMPLES))
    return ()


def _top(file: Path, options: ImportOptions) -> tuple[str, ...]:
    with KeptFile(file) as kept, suppress(InputRefusedError):
        rows = top_of(kept.source(options.sheet, options.encoding)).rows
        lines = (" | ".join(cell.removesuffix(MACHINE) for cell in row) for row in rows if not is_blank(row))
        return tuple(islice(lines, _SAMPLES))
    return ()


def _rows(ledger: Ledger) -> Iterator[tuple[str, ...]]:
    if ledger.shape.holds is Holds.PAYMENTS:
        for paid in other_files.payments(ledger.reader):
            yield (paid.account, paid.number, paid.paid_on, str(Money(paid.amount, paid.currency)))
    elif ledger.shape.holds is Holds.CONTACTS:
        for batch in other_files.contacts(ledger.reader):
            for party in batch.parties:
                yield (party.name or party.ledger_id, party.contact, party.phone, party.email)
    else:
        for batch in ledger.reader.batches():
            for who, number, due, minor, code in zip(
                batch.account, batch.number, batch.due_date, batch.balance, batch.currency, strict=True
            ):
                yield (who, number, due, str(Money(minor, code)))
