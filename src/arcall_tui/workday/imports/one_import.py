"""One file into the book, in one transaction: written whole, or refused with what is wrong or to be asked."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

from arcall_tui.country_zones import written_out
from arcall_tui.domain.ledger_rows import Counts, RowError
from arcall_tui.domain.text import in_full, in_short, number_of
from arcall_tui.ledger import other_files
from arcall_tui.ledger.column_layout import Layout
from arcall_tui.ledger.due_questions import when_due
from arcall_tui.ledger.left_out import added
from arcall_tui.ledger.opened import Ledger
from arcall_tui.ledger.questions import Answer, Question
from arcall_tui.ledger.shapes import Holds
from arcall_tui.ledger.words import NUMBER_WENT_BACK
from arcall_tui.rules.policy import Policy
from arcall_tui.settings import Settings
from arcall_tui.store.accounts.read import zoneless
from arcall_tui.store.book.engine import OpenBook, writing
from arcall_tui.store.erasing.erased import without
from arcall_tui.store.imports import take_back as undo
from arcall_tui.store.imports.alike import called
from arcall_tui.store.imports.compare import Intake
from arcall_tui.store.imports.ledger_head import (
    Earlier,
    Happened,
    Head,
    creditors,
    happened,
    newest_import,
    open_totals,
    record,
    tells_billed,
)
from arcall_tui.store.imports.payments import Receipts, in_turn
from arcall_tui.store.imports.row_intake import check_keys, trust_keys
from arcall_tui.store.imports.set_off import SetOff
from arcall_tui.store.imports.steps import Judgement, Steps
from arcall_tui.store.standings import cache
from arcall_tui.workday.desk.clock import Clock
from arcall_tui.workday.imports.asking import keep_encoding, keep_said
from arcall_tui.workday.imports.countries import known_codes, placed
from arcall_tui.workday.imports.held_back import of_alike, of_creditor, of_gone, of_known, of_names, of_total
from arcall_tui.workday.imports.import_report import (
    ImportOptions,
    ImportReport,
    LedgerRefusedError,
    tell,
    told_of_accounts,
    told_of_credits,
    told_of_ledger,
    told_of_payments,
)
from arcall_tui.workday.imports.import_rules import judgement

# Bad rows that are listed one by one; a wrong column makes every row bad.
_MOST_ERRORS = 10_000
Progress = Callable[[int, int], bool]
_LINES = (Answer("--add-up", "rows with one number are lines of one invoice: they are added up"),)


class _NotKeptError(Exception):
    """What was written is to be forgotten."""


class IdsMovedError(Exception):
    """Ids of customers are others' in this file: it is to be read again with `moved` in mind."""

    def __init__(self, moved: Mapping[str, int | None]) -> None:
        super().__init__()
        self.moved = moved


@dataclass(slots=True)
class OneImport:
    """A file on its way into the book; `keeps`: what was written stays."""

    ledger: Ledger
    options: ImportOptions
    clock: Clock
    settings: Settings
    policy: Policy
    file: Path
    moved: Mapping[str, int | None]
    connection: OpenBook = field(init=False)
    keeps: bool = False
    unnamed: set[str] = field(default_factory=set)
    steps: Steps | None = None

    def run(self, connection: OpenBook, progress: Progress | None) -> ImportReport:
        """Write into the book or a copy of it, in one transaction."""
        self.connection = connection
        trust_keys(connection)
        with suppress(_NotKeptError), writing(connection, worked_out=self.options.dry_run):
            report, self.keeps = self._take_in(progress)
            if not self.keeps:
                raise _NotKeptError
        return report

    def settle_again(self, connection: OpenBook, accounts: Collection[int]) -> None:
        """Let the import mean what it does for accounts that were worked on while it ran."""
        if self.steps is not None:
            only = frozenset(accounts)
            replace(self.steps, connection=connection, only=only, touched=set(), verdicts={}).settle()

    def _take_in(self, progress: Progress | None) -> tuple[ImportReport, bool]:
        """Write everything; return the report and whether it is to be kept."""
        earlier = newest_import(self.connection, self.options.creditor)
        before, now = undo.marks(self.connection), self.clock.now()
        undo.watch(self.connection, before)
        if self.ledger.shape.holds is Holds.PAYMENTS:
            report, import_id, idle = self._take_payments(progress, now)
            again = True
        else:
            if self.ledger.shape.holds is Holds.ITEMS:
                self._check_age(earlier)
            report, import_id, idle = self._take_ledger(progress, now)
            own = self.ledger.as_of, self.ledger.source.digest
            again = earlier is not None and (earlier.as_of, earlier.file_hash) == own
        undo.seal(self.connection, import_id, before)
        check_keys(self.connection, import_id)
        self._note(import_id, report)
        layout = self.ledger.layout
        # What was said of a column that held nothing does not bind when something comes.
        binding = tuple(column for column in self.options.ignored if column not in layout.idle)
        keep_said(self.connection, replace(self.options, ignored=binding), layout.key, now)
        if self.options.encoding:
            keep_encoding(self.connection, self.options.encoding, self.file, layout.first_line, now)
        keeps = not (self.options.dry_run or (again and idle))
        return report.pointing_to(import_id) if keeps else report, keeps

    def _take_ledger(self, progress: Progress | None, now: datetime) -> tuple[ImportReport, int, bool]:
        reader, shape = self.ledger.reader, self.ledger.shape
        items = shape.holds is Holds.ITEMS
        codes = {**written_out(), **known_codes(self.connection), **self.options.countries}
        before = newest_import(self.connection, self.options.creditor, payments=False)
        head = _head_of(self.ledger, self.options.creditor, now, before)
        intake = Intake(self.connection, head, codes, self.moved, self.options.gone)
        for batch in reader.batches(progress) if items else other_files.contacts(reader, progress):
            intake.add(placed(batch, codes) if "region" in self.ledger.layout.columns else batch)
            if len(reader.errors) + len(intake.errors) > _MOST_ERRORS:
                break
        if not self.options.creditor:
            what = "Most of its customers and items are in the book already, under another creditor."
            self._hold(of_creditor(intake.known_to_others(), what))
        self._check_ids(intake)
        self._refuse_bad_rows(intake.errors)
        intake.adopt()
        self._hold(of_known(intake.all_otherwise(), self.options))
        intake.take_apart()
        part = self.options.partial or shape.partial
        gone = self._gone(intake, part=part)
        self._refuse_bad_rows(intake.errors)
        invoices = intake.finish(gone)
        columns = self.ledger.layout.columns.keys()
        # A status tells of bills alone, a title above them whose they are.
        if {"side", "kind"} & columns or not {"status", "void"} & columns:
            intake.doubt(added(reader.left.found.values()))
        self.unnamed = intake.parties.unnamed
        made = intake.creditor, intake.import_id, intake.head.as_of
        steps = Steps(self.connection, *made, now, self._rules(now), complete=not part)
        if items:
            self.steps = steps
            steps.settle()
        cache.forget(self.connection, intake.touched | steps.touched | intake.parties.changed)
        idle = not (intake.touched or intake.parties.changed or steps.touched or intake.parties.new)
        return self._of_ledger(intake, invoices, steps), intake.import_id, idle

    def _gone(self, intake: Intake, *, part: bool) -> Sequence[int]:
        """Return the items that are closed, once those are found that stand there otherwise. Raises LedgerRefusedError."""
        intake.take_back(self.ledger.reader.returned, NUMBER_WENT_BACK.match, part=part)
        gone = intake.vanished() if part else intake.came_otherwise(intake.vanished())
        missing, gone = len(gone), intake.match_customers(gone, part=part)
        # A part of the ledger closes nothing but what it says is void, or another's.
        forgiven = intake.forgive(self.ledger.reader.left.bills | self.ledger.reader.forgiven, gone)
        gone = forgiven if part else gone
        intake.credit(self.ledger.reader.credited)
        intake.let_off(gone)
        if not part:
            self._check_gone(intake, missing, gone)
        # Bills of the same customer are no part of what closures are asked about.
        if not self.options.gone and (intake.anew or not self.options.confirm_closures):
            self._hold(of_alike([*intake.anew, *intake.thin]))
        return gone

    def _take_payments(self, progress: Progress | None, now: datetime) -> tuple[ImportReport, int, bool]:
        ledger = newest_import(self.connection, self.options.creditor, payments=False)
        if ledger is None:
            with_ledgers = [] if self.options.creditor else creditors(self.connection)
            self._hold(of_creditor(with_ledgers, f"{self.ledger.source.name} is a list of payments."))
            self._refuse(
                f"{self.ledger.source.name} is a list of payments, but the book has no ledger to take them off.",
                "Import the ledger of open items first.",
            )
        reader, layout, today = self.ledger.reader, self.ledger.layout, self.clock.today()
        head = _head_of(self.ledger, self.options.creditor, now, None)._replace(as_of=today)
        creditor, import_id = record(self.connection, head)
        receipts = Receipts(self.connection, creditor, import_id, ledger.as_of, today)
        told, every = [*other_files.payments(reader, progress)], "amount" in layout.minus
        rows = [row for row in told if row.came]
        receipts.who.listen(rows)
        less = sum(row.amount for row in rows) < 0 and "amount" not in reader.choices.mapping
        rows = in_turn(receipts.signed(rows, every=every) if every or less else rows)
        receipts.divide(rows)
        for row in rows:
            receipts.add(row)
        reader.left.counts["not come"] -= sum(receipts.went_back(row) for row in told if not row.came)
        nobody = not (receipts.applied or receipts.history or receipts.repeats or receipts.not_yet)
        self._refuse_bad_rows(receipts.strangers * nobody)
        receipts.finish()
        made = creditor, import_id, today, now, self._rules(now)
        steps = Steps(self.connection, *made, complete=False)
        if receipts.applied:
            self.steps = steps
            steps.settle()
        cache.forget(self.connection, receipts.touched | steps.touched)
        changed = Counts(changed=receipts.applied - len(receipts.unapplied), closed=receipts.closed)
        what = _story(self.connection, import_id, steps, receipts.off)
        said = told_of_payments(receipts, ledger.as_of, layout)
        report = self._report(
            Counts(changed=len(receipts.touched)), changed, said, what, tell(what, 0, receipts.off)
        )
        return replace(report, as_of=today), import_id, not receipts.applied

    def _note(self, import_id: int, report: ImportReport) -> None:
        summary: dict[str, Any] = {name: part for name, part in report.as_json().items() if name != "errors"}
        summary["warnings"] = [*report.in_full]
        if self.unnamed:
            summary = without(summary, self.unnamed)
        self.connection.execute(
            "UPDATE ledger_import SET summary = ? WHERE id = ?",
            (json.dumps(summary, ensure_ascii=False), import_id),
        )

    # What an import is refused for

    def _check_age(self, earlier: Earlier | None) -> None:
        if not earlier or self.options.older_anyway:
            return
        newer = f"{earlier.as_of:%d %b %Y} ({earlier.file_name})."
        if self.ledger.as_of < earlier.as_of:
            self._refuse(
                f"This ledger is of {self.ledger.as_of:%d %b %Y}, but the book already has one of {newer}",
                "Import the newer one, or put the book back with --older-anyway; one of another of your companies goes in with --creditor NAME.",
            )
        before = newest_import(self.connection, self.options.creditor, file_hash=self.ledger.source.digest)
        if before and before.as_of < earlier.as_of and not self.options.as_of:
            self._refuse(
                f"This is the very file of {before.as_of:%d %b %Y}, and the book has a newer one, of {newer}",
                "Import the newer one, or take this one as it stands with --older-anyway.",
            )

    def _refuse_bad_rows(self, found: Sequence[RowError]) -> None:
        title = self.ledger.layout.title
        own = [error._replace(column=title(error.column)) for error in found]
        errors = sorted([*self.ledger.reader.errors, *own])
        if not errors:
            return
        rows = number_of(len({error.row for error in errors}), "row")
        said = f"{self.ledger.source.name}: {rows} cannot be taken in, so nothing was."
        question, items = None, self.ledger.shape.holds is Holds.ITEMS
        ours = items and not (self.ledger.reader.errors or self.options.add_up)
        if ours and all(error.column == "number" for error in found):
            question = Question(said, _LINES)
        elif question := when_due(self.ledger.source.name, errors):
            said = question.text
        mend = "Mend them in the file, or name the right columns with --map."
        self._refuse(said, question.hint() if question else mend, tuple(errors), question)

    def _check_ids(self, intake: Intake) -> None:
        """See to it that what was recorded with a customer never stands with another. Raises IdsMovedError, LedgerRefusedError."""
        moved, doubtful = intake.who_is_who()
        if self.options.renamed == "other":
            moved |= dict.fromkeys(one.ledger_id for one in doubtful)
        elif not self.options.renamed:
            self._hold(of_names(doubtful))
        if moved:
            raise IdsMovedError(moved)

    def _check_gone(self, intake: Intake, missing: int, gone: Sequence[int]) -> None:
        """Refuse a ledger that lacks what its own total counts, or too much, what came again under other customers included."""
        if self.options.confirm_closures or self.options.gone == "all":
            return
        self._hold(of_total(self.ledger.reader.totals.lacking, len(gone)))
        told = intake.said_to_be_unpaid(gone)
        left, lost = missing - intake.surely - told, len(gone) - told
        self._hold(
            of_gone(left, lost, intake.open_before, lambda: called(self.connection, gone), intake.renamed)
        )

    def _hold(self, question: Question | None) -> None:
        if question is not None:
            self._refuse(question.text, question.hint(), question=question)

    def _refuse(
        self, message: str, hint: str, errors: tuple[RowError, ...] = (), question: Question | None = None
    ) -> NoReturn:
        warnings = tuple(map(in_short, self.ledger.closing_warnings()))
        shape, errors = self.ledger.shape, errors or (RowError(0, "", "", message),)
        report = ImportReport(
            shape.name, self.ledger.as_of, Counts(), Counts(), {}, warnings, errors, self.options.dry_run,
            title=shape.title, **_columns(self.ledger.layout),
        )  # fmt: skip
        raise LedgerRefusedError(message, hint, report, question)

    # The rules, and the report

    def _rules(self, now: datetime) -> Judgement:
        return judgement(self.connection, self.policy, self.settings, self.clock.today(), now)

    def _of_ledger(self, intake: Intake, invoices: Counts, steps: Steps) -> ImportReport:
        warnings = told_of_ledger(intake, repeats=not self.ledger.shape.lines)
        warnings += told_of_credits(steps.taken_for_credits)
        what = _story(self.connection, intake.import_id, steps, intake.set_off)
        contacts, counts = self.ledger.shape.holds is Holds.CONTACTS, intake.parties.counts
        new, renamed = invoices.new, len(intake.renames) + len(intake.renamed)
        story = tell(what, new - intake.history, intake.set_off, intake, renamed) or (
            told_of_accounts(counts) if contacts else ""
        )
        report = self._report(counts, invoices, warnings, what, story)
        return replace(
            report, as_of=intake.head.as_of, zoneless=zoneless(self.connection) if counts.new else 0
        )

    def _report(
        self, accounts: Counts, items: Counts, told: Sequence[str], what: Happened, story: str
    ) -> ImportReport:
        warnings, shape = (*self.ledger.closing_warnings(), *told), self.ledger.shape
        short, full = (tuple(map(way, warnings)) for way in (in_short, in_full))
        return ImportReport(
            shape.name, self.ledger.as_of, accounts, items, open_totals(self.connection), short,
            in_full=full, dry_run=self.options.dry_run, story=story, title=shape.title, **_columns(self.ledger.layout), who_broke=what.who_broke,
            not_owed=added(self.ledger.reader.left.found.values()),
        )  # fmt: skip


def _story(connection: OpenBook, import_id: int, steps: Steps, off: SetOff) -> Happened:
    verdicts = {state.value: n for state, n in steps.verdicts.items()}
    found = happened(connection, import_id, verdicts, off)
    return found._replace(answered=len(steps.answered), reopened=len(steps.reopened))


def _columns(layout: Layout) -> dict[str, Any]:
    return {"mapping": layout.mapping(), "left_out": layout.left_out(), "why": layout.evidence()}


def _head_of(ledger: Ledger, creditor: str, now: datetime, before: Earlier | None) -> Head:
    layout, source = ledger.layout, ledger.source
    # A list of customers says nothing about balances: they stay those of the newest ledger.
    contacts = ledger.shape.holds is Holds.CONTACTS
    as_of = before.as_of if contacts and before else ledger.as_of
    silent = {"po", "disputed", "invoice_date", "kind"} - layout.columns.keys()
    silent |= set() if (bills := tells_billed(layout.columns)) else {"amount"}
    by_name = contacts or not {"account", "name"} <= set(layout.columns)
    columns = json.dumps(layout.mapping(), ensure_ascii=False)
    return Head(
        creditor, source.name, source.digest, ledger.shape.name, columns, as_of, now, frozenset(silent),
        "settled_on" in layout.columns, by_name, bills, bills and not (before and tells_billed(before.fields)),
        before.as_of.isoformat() if before else "",
    )  # fmt: skip
