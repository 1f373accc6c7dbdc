"""The commands that take a ledger in, list what was taken in, and make one account of two."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Annotated

from arcall_tui.cli.asking import ask
from arcall_tui.cli.failures import INTERRUPTED, can_ask, narrate
from arcall_tui.cli.run import Run
from arcall_tui.cli.verbs import AccountArgument, AccountOnlyView, answer, day_option, verb
from arcall_tui.domain.json_views import Json, View
from arcall_tui.domain.text import one_line
from arcall_tui.errors import ArcallError, UsageError
from arcall_tui.workday.book.backups import assure_not_lost
from arcall_tui.workday.imports import said
from arcall_tui.workday.imports import taken as workday
from arcall_tui.workday.imports.at_hand import at_hand
from arcall_tui.workday.imports.import_report import ImportOptions, ImportReport, ImportView
from arcall_tui.workday.imports.importing import LedgerRefusedError, import_ledger
from arcall_tui.workday.imports.taken import Taken

# Bad rows that are listed; the rest is only counted.
_MOST_SHOWN = 50


@verb(ImportView)
def import_(
    run: Run,
    ledger: Annotated[str, "LEDGER", "CSV, XLSX, XLS, ODS, XML or HTML, a row an open item; - is a pipe."],
    as_of: Annotated[str, "--as-of DATE", "The day at whose close it stood so."] = "",
    currency: Annotated[str, "--currency CODE", "For rows without a currency: USD."] = "",
    creditor: Annotated[str, "--creditor NAME", "For whom you call, where it is several."] = "",
    mapping: Annotated[list[str] | None, "--map FIELD=COLUMN", "Which column a field is in."] = None,
    date_order: Annotated[str, "--date-order ORDER", "dmy, mdy or ymd."] = "",
    decimal: Annotated[str, "--decimal MARK", "point, comma or cents."] = "",
    terms: Annotated[str, "--terms TERMS", "Where due dates are missing: 'Net 30'."] = "",
    locale: Annotated[str, "--locale CODE", "Whose month names it uses: de, fr, pt_BR."] = "",
    encoding: Annotated[str, "--encoding NAME", "How the file is written: cp949, cp1254, big5."] = "",
    ignore: Annotated[list[str] | None, "--ignore COLUMN", "A column that means nothing."] = None,
    currency_word: Annotated[
        list[str] | None, "--currency-word WORD=CODE", "What the ledger's word for a currency means: Rs=INR."
    ] = None,
    status: Annotated[
        list[str] | None,
        "--status WORD=STATE",
        "What a status or type means: open, part paid, paid, void, written off, credit.",
    ] = None,
    rounded: Annotated[bool, "--round", "Round amounts with too many decimals."] = False,
    add_up: Annotated[bool, "--add-up", "Rows with one number are lines of one invoice."] = False,
    blank: Annotated[str, "--blank-balance WORD", "What an empty open balance means: open or paid."] = "",
    gone: Annotated[
        str, "--gone WORD", "Items that may stand there otherwise: same, or paid; or all paid."
    ] = "",
    renamed: Annotated[
        str, "--renamed WORD", "Ids with another name and other items: same or other customers."
    ] = "",
    payments: Annotated[bool, "--payments", "A list of payments that came in."] = False,
    sheet: Annotated[str, "--sheet NAME", "Which sheet of a spreadsheet."] = "",
    country: Annotated[
        list[str] | None, "--country CODE=ISO", "What the ledger's own country codes mean: 391=AT."
    ] = None,
    dry_run: Annotated[bool, "--dry-run", "Show what would change; write nothing."] = False,
    confirm_closures: Annotated[bool, "--confirm-closures", "The many items that are gone are paid."] = False,
    partial: Annotated[bool, "--partial", "Only a part of the ledger: close nothing."] = False,
    new_facts: Annotated[bool, "--new-facts", "All amounts, or the currency, have really changed."] = False,
    older_anyway: Annotated[
        bool, "--older-anyway", "Take a ledger older than the newest in the book."
    ] = False,
) -> None:
    """Take a ledger into the book: all of it, or nothing where a row is wrong."""
    options = replace(said.by_name(locals()), as_of=day_option(run, "--as-of", as_of))
    began = run.clock.now().replace(microsecond=0)
    try:
        _tell(run, _taken_in(run, ledger, options))
    except KeyboardInterrupt:
        narrate(f"stopped: {_came_of_it(run, began)}.")
        raise SystemExit(INTERRUPTED) from None


def _taken_in(run: Run, ledger: str, options: ImportOptions) -> ImportReport:
    assure_not_lost(run.book, run.backups)
    with at_hand(ledger) as file:
        while True:
            try:
                return import_ledger(run.book, file, options, run.clock, run.settings, run.policy)
            except LedgerRefusedError as error:
                said_now = ask(error.question) if error.question and can_ask() and not run.as_json else ""
                if not said_now:
                    _tell(run, error.report, refused=True)
                    raise
                options = said.changed(options, said_now)


def _came_of_it(run: Run, began: datetime) -> str:
    """Say whether an import that was stopped is in the book all the same: ctrl+c may come behind the commit."""
    with suppress(ArcallError):
        newest = next(iter(workday.imports(run.existing_desk())), None)
        if newest and newest.at >= began and newest.undone_at is None:
            return f"{newest.file_name} had been taken in already. arcall imports undo takes it back"
    return "nothing was taken in"


def _tell(run: Run, report: ImportReport, *, refused: bool = False) -> None:
    head = ["Dry run: nothing was written."] if report.dry_run else []
    head += [f"Taken for {report.title}."] if report.title else []
    told = _bad_rows(report) if refused else [*head, *report.told(), *_columns(report)]
    answer(run, report.as_json(), told)
    narrate(*report.warnings)


def _bad_rows(report: ImportReport) -> list[str]:
    rows = [error for error in report.errors if error.row]
    lines = [
        f"row {error.row}, {error.column}: {error.value!r} {error.problem}" for error in rows[:_MOST_SHOWN]
    ]
    more = len(rows) - len(lines)
    return [*lines, f"... and {more:,} more like these (all with --json)."] if more else lines


def _columns(report: ImportReport) -> list[str]:
    """Say how each column was read, on a line for those that count and one for the others."""
    read = [f"{name} {one_line(column)!r}" for name, column in report.mapping.items()]
    left = [f"{one_line(column)!r} ({why})" for column, why in report.left_out.items()]
    return [
        *([f"Columns read: {', '.join(read)}."] if read else []),
        *([f"Left out: {', '.join(left)}."] if left else []),
    ]


# A file that was taken in; counts by what became of them.
TakenView = View(
    "TakenView", "id:int creditor file shape as_of at undone_at? invoices:counts accounts:counts story"
)
# An import that was taken back, and the accounts that stay as it left them.
TakenBackView = View("TakenBackView", "undone kept:texts", undone=TakenView)
# All that an import said when it was taken in.
SaidView = View(
    "SaidView", "warnings:texts broken_by:texts totals:amounts rows_left_out:amounts columns", TakenView,
    columns=dict[str, str | dict[str, str]],
)  # fmt: skip
# Two accounts that are one now.
MergedView = View("MergedView", "account merged")


@verb(([TakenView], TakenBackView, SaidView))
def imports(
    run: Run,
    what: Annotated[str, "[undo|show]", "`undo` takes the newest back; `show` says all of one."] = "",
    number: Annotated[int | None, "[N]", "Which one `show` means; else the newest."] = None,
) -> None:
    """List what was taken in; `imports undo` takes the newest back, `imports show N` says all of one."""
    if what not in ("", "undo", "show") or (number is not None and what != "show"):
        raise UsageError(
            f"{what if number is None else f'{what} {number}'!r} is not something that imports can do.",
            "Say: arcall imports, arcall imports undo, or arcall imports show N",
        )
    desk = run.existing_desk()
    if what == "undo":
        undone = workday.take_back(desk)
        lines = [f"Taken back: {_line(undone.taken)}"]
        if undone.kept:
            lines.append(
                f"Kept as they are, for you have recorded something since: {', '.join(undone.kept[:20])}."
            )
        answer(run, TakenBackView(undone=_json(undone.taken), kept=list(undone.kept)), lines)
        return
    taken = workday.imports(desk)
    if what == "show":
        _show(run, [one for one in taken if number in (None, one.id)])
        return
    lines = [_line(one) for one in taken] or ["Nothing has been taken in yet."]
    answer(run, [_json(one) for one in taken], lines)


def _show(run: Run, taken: Sequence[Taken]) -> None:
    if not taken:
        raise UsageError("There is no such import.", "See: arcall imports")
    told = taken[0].summary
    kept: Json = {name: told.get(name, []) for name in ("warnings", "broken_by")}
    kept |= {name: told.get(name, {}) for name in ("totals", "rows_left_out", "columns")}
    lines = [_line(taken[0]), *(kept["warnings"] or ["Nothing was odd about it."])]
    answer(run, SaidView(taken[0], **_json(taken[0]), **kept), lines)


def _json(taken: Taken) -> Json:
    told = taken.summary
    counts = {"invoices": told.get("invoices", {}), "accounts": told.get("accounts", {})}
    return TakenView(taken, file=taken.file_name, **counts, story=told.get("story", ""))


def _line(taken: Taken) -> str:
    counts = taken.summary.get("invoices", {})
    figures = ", ".join(
        f"{count:,} {name}" for name, count in counts.items() if count and name != "unchanged"
    )
    whose = f" ({taken.creditor})" if taken.creditor else ""
    story = taken.summary.get("story") or figures or "nothing new"
    undone = "  taken back" if taken.undone_at else ""
    return f"{taken.id:>4}  {taken.as_of}  {taken.file_name}{whose}: {story}{undone}"


@verb(MergedView)
def merge(
    run: Run, into: AccountArgument, other: Annotated[str, "OTHER", "The account that goes into it."]
) -> None:
    """Make one account of two that are the same customer."""
    desk = run.existing_desk()
    one, two = desk.resolve(into, apart=True), desk.resolve(other, apart=True)
    workday.merge(desk, one, two)
    words = f"{other} is part of {into} now; `arcall split {other}` takes them apart, `arcall undo` takes it back."
    answer(run, MergedView(account=into, merged=other), [words])


@verb(AccountOnlyView)
def split(run: Run, account: AccountArgument) -> None:
    """Take two merged accounts apart again."""
    desk = run.existing_desk()
    workday.split(desk, desk.resolve(account, apart=True))
    words = f"{account} stands on its own again, with its items and notes."
    answer(run, AccountOnlyView(account=account), [words])
