"""The command that reports: figures as text, CSV, JSON, a spreadsheet or a page."""

import gc
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from arcall_tui import private_files
from arcall_tui.cli.failures import narrate
from arcall_tui.cli.run import Run
from arcall_tui.cli.verbs import print_csv, print_json, print_lines, terminal_width, verb
from arcall_tui.domain.calendar import spelt
from arcall_tui.errors import UsageError, refused
from arcall_tui.render.report_lines import PaintedReport
from arcall_tui.reports.html import page
from arcall_tui.reports.plain import ReportView
from arcall_tui.reports.plain import as_csv as csv_of
from arcall_tui.reports.plain import as_json as json_of
from arcall_tui.reports.table import Report, named_once
from arcall_tui.reports.writing import Writer
from arcall_tui.settings import Settings
from arcall_tui.workday.reports.behind import made_of
from arcall_tui.workday.reports.catalogue import NAMES, REPORTS, read_day, reading_locale
from arcall_tui.workday.reports.catalogue import report as make
from arcall_tui.workday.reports.report_room import Ask, for_one


@verb(ReportView)
def report(
    run: Run,
    what: Annotated[
        str,
        typer.Argument(
            metavar="REPORT",
            help=", ".join(NAMES),
            autocompletion=lambda incomplete: [name for name in NAMES if name.startswith(incomplete)],
        ),
    ],
    account: Annotated[str, "[ACCOUNT]", "For customers: this one's sheet."] = "",
    as_of: Annotated[
        str, "--as-of DATE", "As of the close of this day: 2026-10-31, fri, -7, eom; else today."
    ] = "",
    since: Annotated[str, "--from DATE", "The period's first day; else 90 days, or the week."] = "",
    until: Annotated[str, "--to DATE", "The period's last day; else today."] = "",
    creditor: Annotated[str, "--creditor NAME", "Of this creditor's customers alone."] = "",
    table: Annotated[str, "--table NAME", "Only this table, by its short name (see --json)."] = "",
    of: Annotated[str, "--of FIGURE", "What this figure is made of: as “of” in --json names it."] = "",
    explain: Annotated[bool, "--explain", "Say below each table what it rests on."] = False,
    as_csv: Annotated[bool, "--csv", "Print CSV."] = False,
    xlsx: Annotated[str, "--xlsx FILE", "Write a spreadsheet."] = "",
    everything: Annotated[bool, "--all", "All rows of long tables, in text and on the page."] = False,
    html: Annotated[str, "--html FILE", "Write a page that opens offline and prints well."] = "",
    pdf: Annotated[str, "--pdf FILE", "Write it for paper: A4, on as few pages as it needs."] = "",
    locale: Annotated[str, "--locale NAME", "Write amounts and dates as there: en_GB, de_DE."] = "",
) -> None:
    """Print the figures of a day or a period: what is owed, promised, collected, expected and done.

    A period is named with --from and --to, a day with --as-of.
    """
    gc.disable()  # much is made, nothing is thrown away, and the program ends with it
    most = None if everything else REPORTS[what].most if what in REPORTS else 0
    if run.as_json and as_csv:
        raise UsageError("--json and --csv do not go together.", "Leave one of them out.")
    made = _only(_made(run, what, account, creditor, (as_of, since, until), of), table)
    if xlsx:
        # A third of what a report loads, and most are read as text.
        from arcall_tui.reports.xlsx import spreadsheet

        _write(xlsx, spreadsheet(made))
    read = named_once(made)
    if html:
        _write(html, page(read, _writer(locale, run.settings), _by(run), most))
    if pdf:
        from arcall_tui.workday.reports.report_pdf import printed_report  # an extra, that few reports need

        writer, font = _writer(locale, run.settings), run.settings.outgoing.pdf_font
        _write(pdf, printed_report(read, writer, _by(run), most, font, run.clock.now()))
    if run.as_json:
        print_json(json_of(made))
    elif as_csv:
        print_csv(csv_of(made))
    elif not (xlsx or html or pdf):
        painted = PaintedReport(read, _writer(locale, run.settings), terminal_width(), explain, most, None)
        lines = map(painted.line, range(len(painted.entries)))
        print_lines([painted.report.title, *("".join(text for text, _ in line).rstrip() for line in lines)])


def _made(run: Run, what: str, account: str, creditor: str, dates: tuple[str, str, str], of: str) -> Report:
    if what not in NAMES:
        raise UsageError(f"There is no report {what!r}.", f"The reports are {', '.join(NAMES)}.")
    today, order = run.clock.today(), run.settings.date_order
    as_of, since, until = (read_day(what, text, today, order) if text else None for text in dates)
    if REPORTS[what].of_a_day and (since or until):
        raise UsageError(f"{what.capitalize()} is of one day.", "Name it with --as-of.")
    if account and what != "customers":
        raise UsageError(
            f"The report {what} is of all accounts.", "“arcall report customers ACCOUNT” is one's sheet."
        )
    desk = run.existing_desk()
    if of:
        return made_of(desk, of, _teller(), creditor)
    with for_one(desk, creditor):
        key = desk.resolve(account) if account else None
    day = as_of or (today if REPORTS[what].ahead else until or today)
    return make(desk, what, Ask(day, since, until, key, creditor, _teller()))


def _teller() -> Callable[[str], None]:
    """Say on stderr what is being done, on a terminal once it has taken a second."""
    began = time.monotonic()

    def tell(text: str) -> None:
        if sys.stderr.isatty() and time.monotonic() - began > 1:
            narrate(f"{text} ...")

    return tell


def _only(report: Report, name: str) -> Report:
    if not name:
        return report
    chosen = tuple(table for table in report.tables if table.sheet == name)
    if not chosen:
        raise UsageError(
            f"The report {report.name} has no table {name!r}.",
            f"It has {', '.join(table.sheet for table in report.tables)}.",
        )
    return replace(report, tables=chosen, headlines=())


def _writer(locale: str, settings: Settings) -> Writer:
    return Writer(locale or reading_locale(settings))


def _by(run: Run) -> str:
    """Say who made it, for whom, and when."""
    now = run.clock.now().astimezone(run.clock.zone)
    # Who signs letters, where nobody else is named.
    own, usual = run.settings, run.settings.outgoing.sender_of("")
    who = ", ".join(filter(None, (own.name or usual.name, own.firm or usual.firm)))
    made = f"made on {now:%a} {spelt(now.date())}, {now:%H:%M}"
    return f"{who} · {made}" if who else f"M{made[1:]}"


_KIND = 4  # bytes at the beginning of a page, a workbook or a PDF that tell it from other files


def _write(name: str, content: str | bytes) -> None:
    path = private_files.in_home(name)
    written = content.encode() if isinstance(content, str) else content
    with refused(UsageError, f"{path} cannot be written", "Name another file."):
        before = _instead_of(path, written)
        private_files.write(path, written)
    narrate(f"wrote {path}{before}")


def _instead_of(path: Path, written: bytes) -> str:
    """Say which file gives way, if one does. Raises UsageError where that is none of its kind: the book, or what others wrote."""
    if not path.is_file() or not path.stat().st_size:
        return ""
    with path.open("rb") as there:
        if there.read(_KIND) != written[:_KIND]:
            raise UsageError(f"{path} is something else, and stays as it is.", "Name another file.")
    made = datetime.fromtimestamp(path.stat().st_mtime, UTC).astimezone()
    return f", in place of the one of {spelt(made.date())}, {made:%H:%M}"
