"""What a file would do to the book, before it does: what it was taken for, sample rows, errors, changes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from arcall_tui.domain.money import Money
from arcall_tui.errors import InputRefusedError, UsageError
from arcall_tui.ledger import other_files
from arcall_tui.ledger.columns import parse_mapping
from arcall_tui.ledger.opened import Ledger, open_ledger
from arcall_tui.ledger.shapes import Holds
from arcall_tui.rules.policy import Policy
from arcall_tui.settings import Settings
from arcall_tui.workday.desk.clock import Clock
from arcall_tui.workday.imports.countries import parse_codes
from arcall_tui.workday.imports.import_report import ImportOptions, ImportReport, LedgerRefusedError
from arcall_tui.workday.imports.importing import Progress, import_ledger, remembered

_SAMPLES = 5
_SAYS = {
    "currency": "currency", "order": "date_order", "decimal": "decimal", "terms": "terms", "sheet": "sheet",
    "creditor": "creditor", "locale": "locale", "as-of": "as_of",
}  # fmt: skip
_FLAGS = {"confirm": "confirm_closures", "partial": "partial", "older": "older_anyway"}
# The shell's options, and what is typed on the screen for them.
_SHELL = {f"--{option.replace('_', '-')}": word for word, option in {**_SAYS, **_FLAGS}.items()}
_TYPED = {**_SHELL, "--country": "country", "--map ": "", "--map": "FIELD=COLUMN"}
_OPTION = re.compile("--map (?=[A-Za-z])|" + "|".join(map(re.escape, (*_SHELL, "--country", "--map"))))


@dataclass(frozen=True, slots=True)
class Preview:
    """`refused`: why the file cannot be taken in as it is, and what to do; empty where it can.

    `samples`: a few rows as they were read: customer, number, due date, what is open.
    """

    report: ImportReport
    refused: str
    samples: tuple[tuple[str, ...], ...]

    @property
    def mapping(self) -> Mapping[str, str]:
        """Field -> column as read."""
        return self.report.mapping


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
    refused = ""
    try:
        report = import_ledger(book, file, replace(options, dry_run=True), clock, settings, policy, progress)
    except LedgerRefusedError as error:
        report, refused = error.report, on_screen(f"{error.message} {error.hint}")
    report = replace(report, warnings=tuple(map(on_screen, report.warnings)))
    return Preview(report, refused, _samples(book, file, options, clock))


def on_screen(text: str) -> str:
    """Return words about a file with the shell's options as `changed` takes them: `--date-order dmy` is `order dmy`."""
    return _OPTION.sub(lambda said: _TYPED[said[0]], text)


def _samples(book: Path, file: Path, options: ImportOptions, clock: Clock) -> tuple[tuple[str, ...], ...]:
    try:
        ledger = open_ledger(
            file,
            options.choices,
            options.mapping or {},
            clock.today(),
            options.sheet,
            hurry=True,
            remembered=remembered(book),
        )
    except InputRefusedError:
        return ()
    try:
        return tuple(islice(_rows(ledger), _SAMPLES))
    finally:
        ledger.source.close()


def _rows(ledger: Ledger):  # type: ignore[no-untyped-def]  # noqa: ANN202 - rows of text
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


def changed(options: ImportOptions, said: str) -> ImportOptions:
    """Return options with one more thing said: `due_date=Bis`, `currency EUR`, `order dmy`, `confirm`, ...

    Raises UsageError with what can be said.
    """
    word, _, value = said.strip().partition(" ")
    value = value.strip().strip("'\"")
    if word.lower() == "country" and "=" in value:
        return replace(options, countries={**options.countries, **parse_codes([value])})
    if "=" in said:
        return replace(options, mapping={**(options.mapping or {}), **parse_mapping([said])})
    if word.lower() in _FLAGS and not value:
        return replace(options, **{_FLAGS[word.lower()]: True})  # type: ignore[arg-type]
    name = _SAYS.get(word.lower())
    if name is None or not value:
        raise UsageError(
            f"{said!r} is not understood.",
            f"Say FIELD=COLUMN, country CODE=ISO, {', '.join(f'{one} ...' for one in _SAYS)}, {', '.join(_FLAGS)}.",
        )
    if name == "as_of":
        from datetime import date  # noqa: PLC0415 - only here

        try:
            return replace(options, as_of=date.fromisoformat(value))
        except ValueError:
            raise UsageError(f"{value!r} is not a date.", "Write it like 2026-11-30.") from None
    return replace(options, **{name: value.upper() if name == "currency" else value})  # type: ignore[arg-type]
