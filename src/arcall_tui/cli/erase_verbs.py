"""The commands that the law on personal data asks for: all about a customer, and erasing one."""

import json
from functools import partial
from typing import Annotated

from arcall_tui import private_files
from arcall_tui.cli.failures import narrate
from arcall_tui.cli.run import Run
from arcall_tui.cli.verbs import AccountArgument, AccountOnlyView, answer, make_sure, verb
from arcall_tui.domain.json_views import View
from arcall_tui.domain.text import as_lines
from arcall_tui.workday.book import erasing
from arcall_tui.workday.book.backups import of_another_place
from arcall_tui.workday.book.erasing import all_about, lines_of, look
from arcall_tui.workday.book.erasing import readmit as let_back

# All that is held about a customer: rows by table; amounts in minor units, times in UTC.
AllAboutView = View(
    "AllAboutView",
    "account name tables letters:texts backups:texts mentioned_in:texts",
    tables=dict[str, list[dict[str, object]]],
)
# What was erased, and what could not be.
ErasedView = View(
    "ErasedView",
    "erased contacts:int=held.contacts notes:int=held.notes drafts:int=held.drafts remarks:int=held.remarks"
    " letters:texts doubtful_letters:texts=doubtful "
    "backups:texts mentioned_in:texts",
)
# What is too old to be kept, and whether it was taken away; `backups`: copies that hold it still.
RetentionView = View("RetentionView", "notes:int contacts:int accounts:texts carried_out:bool backups:texts")


@verb(AllAboutView)
def export(
    run: Run,
    account: AccountArgument,
    to: Annotated[str, "--to FILE", "Into a new file that only you can read."] = "",
) -> None:
    """Write down all that is held about one customer, to read or as data.

    Facts, contacts, items, calls with their notes and earlier words, promises, disputes, next steps, what can be
    undone, and where letters are. With --json as the book has it: amounts in minor units, times in UTC.
    """
    desk = run.existing_desk()
    held = all_about(desk, desk.resolve(account))
    words = partial(lines_of, held, desk.clock.zone, desk.clock.today())
    if not to:
        answer(run, AllAboutView(**held), words())
        return
    text = json.dumps(held, indent=2) if run.as_json else as_lines("\n".join(words()))
    private_files.written_whole(private_files.in_home(to), f"{text}\n", over=False)
    narrate(f"{to} is written.")


@verb((ErasedView, AccountOnlyView))
def erase(
    run: Run,
    account: AccountArgument,
    yes: Annotated[bool, "--yes", "Do not ask."] = False,
    readmit: Annotated[bool, "--readmit", "Let later ledgers name an erased customer again."] = False,
) -> None:
    """Erase a customer, for good: all that is written about them, and who they are.

    Notes, contacts, drafts, letters and what could be undone go; amounts and dates stay, without a name. Later
    ledgers do not bring the name back. They go from arcall's own backups, too; those that cannot be changed are
    listed.
    """
    desk = run.existing_desk()
    key = desk.resolve(account, apart=True)
    if readmit:
        let_back(desk, key)
        words = f"The next ledger that has {account} names it again; its hold stays until you release it."
        answer(run, AccountOnlyView(account=account), [words])
        return
    make_sure(look(desk, key).question(), yes=yes)
    done = erasing.erase(desk, key)
    neutral = desk.account(key).ledger_id
    told = [f"Erased; what is left of the account is called {neutral}."]
    answer(run, ErasedView(done, erased=neutral), told)
    if not run.as_json:
        narrate(*done.left())
        _tell_of_others(run)
        narrate("copies that you made elsewhere, and spreadsheets, are not known here.")


@verb(RetentionView)
def retention(
    run: Run,
    carry_out: Annotated[bool, "--carry-out", "Take it away."] = False,
    yes: Annotated[bool, "--yes", "Do not ask."] = False,
) -> None:
    """Show what is older than your settings let you keep it; take it away.

    [retention] in settings.toml says after how many months, by country: words of calls, people of settled accounts,
    and who settled accounts were. Amounts, dates and codes stay. arcall undo puts it back until the next backup. It
    goes from arcall's own backups at once.
    """
    desk = run.existing_desk()
    found = erasing.look_at_old(desk)
    if carry_out:
        make_sure(f"Take away {found.told()} from the book and from arcall's own backups?", yes=yes)
        found = erasing.carry_out(desk)
    lines = [f"{'Taken away' if carry_out else 'Would go'}: {found.told()}."]
    lines += [f"  {each}" for each in found.accounts]
    lines += [erasing.STILL_IN.format(path) for path in found.backups if carry_out]
    answer(run, RetentionView(found, carried_out=carry_out), lines)
    if carry_out:
        _tell_of_others(run)
    else:
        narrate("nothing was changed; --carry-out takes it away, also from arcall's own backups.")


def _tell_of_others(run: Run) -> None:
    for path in of_another_place(run.book, run.backups):
        narrate(f"not looked into, a copy of a book of this name at another place: {path}")
