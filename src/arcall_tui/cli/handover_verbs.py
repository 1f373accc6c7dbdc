"""Commands that hand what was recorded over to another program."""

from dataclasses import asdict
from datetime import timedelta
from typing import Annotated

from arcall_tui import private_files
from arcall_tui.cli.asking import new_passphrase, passphrase_of
from arcall_tui.cli.failures import narrate
from arcall_tui.cli.run import Run
from arcall_tui.cli.verbs import answer, day_option, group, print_csv, print_json, print_lines, verb
from arcall_tui.domain.json_views import View
from arcall_tui.domain.text import number_of
from arcall_tui.errors import UsageError
from arcall_tui.workday.calls.bundles import falls_due, hand_out, take_in
from arcall_tui.workday.calls.own_programs import CallNote, as_csv, as_line, call_notes, handed_over
from arcall_tui.workday.reports.report_room import for_one

handover_app = group("What was recorded, for another program; accounts, for a colleague.")
_LAST = "last"
_LOCKED = (
    "tell your colleague the passphrase by another way than the file; one that is lost cannot be had back."
)
_WEEK = 7
_SAID = {"guide": "standing fact", "invoice": "item", "activity": "call", "follow_up": "next step"}

# A hand-over: its accounts, and what taking it in added or changed, by kind.
HandedView = View("HandedView", "file accounts:texts changes:counts")


@handover_app.command()
@verb(list[CallNote])
def calls(
    run: Run,
    since: Annotated[str, "--since last|DATE", "Those not handed over yet, or from that day on."] = _LAST,
    creditor: Annotated[str, "--creditor NAME", "Of this creditor's customers alone."] = "",
    as_table: Annotated[bool, "--csv", "As CSV."] = False,
) -> None:
    """Print the calls and letters on record: a line each (handover in settings.toml says how), --csv or --json.

    With --since last each is printed once: what was printed counts as handed over.
    """
    desk = run.existing_desk()
    first = None if since == _LAST else day_option(run, "--since", since)
    with for_one(desk, creditor):
        notes = call_notes(desk, first)
    if run.as_json:
        print_json([asdict(note) for note in notes])
    elif as_table:
        print_csv(as_csv(notes))
    else:
        print_lines([as_line(note, run.settings.outgoing.handover) for note in notes])
    handed_over(desk, notes)


@handover_app.command()
@verb(HandedView)
def out(
    run: Run,
    file: Annotated[str, "FILE", "Where to."],
    accounts: Annotated[
        list[str] | None, "[ACCOUNT]...", "Which; else all on which something falls due."
    ] = None,
    until: Annotated[str, "--to DATE", "Falls due by then; else within a week."] = "",
    creditor: Annotated[str, "--creditor NAME", "Of this creditor's customers alone."] = "",
    lock: Annotated[bool, "--lock", "Encrypt it with a passphrase, which is asked for."] = False,
) -> None:
    """Write accounts into a file for a colleague's arcall: with contacts, open items, promises, disputes and all notes.

    They take it in with arcall handover in FILE, work, and give it back the same way. For reading, to be printed or
    sent: arcall report handover --html FILE
    """
    desk = run.existing_desk()
    last = day_option(run, "--to", until, ahead=True) or run.clock.today() + timedelta(days=_WEEK)
    with for_one(desk, creditor):
        keys = [desk.resolve(each) for each in accounts or []] or falls_due(desk, last)
    if not keys:
        raise UsageError(
            f"Nothing falls due by {last:%d %b %Y}.", "Name the accounts, or a later day with --to."
        )
    path = private_files.in_home(file)
    passphrase = new_passphrase(_LOCKED) if lock else ""
    hand_out(desk, keys, path, passphrase)
    ids = [desk.account(key).ledger_id for key in keys]
    if not lock:
        narrate("it holds customers' data, not encrypted (--lock): send it as you would send a list of them.")
    lines = [f"{path}: {number_of(len(ids), 'account')}"]
    answer(run, HandedView(file=path, accounts=ids, changes={}), lines)


@handover_app.command("in")
@verb(HandedView)
def take(run: Run, file: Annotated[str, "FILE", "What was handed over."]) -> None:
    """Take in what a colleague handed over, or gave back; what is in the book already is not taken twice.

    One step for arcall undo. The passphrase of one that is encrypted is asked for, without a terminal read from
    ARCALL_NEW_PASSPHRASE. Balances are those of your own ledgers, where you have any of the account.
    """
    path = private_files.in_home(file)
    taken = take_in(run.desk(), path, lambda: passphrase_of(path.name))
    if taken.erased:
        narrate(f"{number_of(taken.erased, 'account')} that you erased: left out.")
    told = ", ".join(number_of(count, _SAID.get(kind, kind)) for kind, count in taken.counts.items())
    lines = [f"{number_of(len(taken.accounts), 'account')} taken in: {told or 'nothing new'}."]
    answer(run, HandedView(file=path, accounts=taken.accounts, changes=taken.counts), lines)
