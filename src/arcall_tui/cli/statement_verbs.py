"""The command that prints a statement or a demand, as text or as a PDF with a code to pay from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypedDict

from arcall_tui import private_files
from arcall_tui.cli.failures import narrate
from arcall_tui.cli.run import Run
from arcall_tui.cli.verbs import AccountArgument, answer, verb
from arcall_tui.errors import UsageError
from arcall_tui.workday.letters.files import written_whole
from arcall_tui.workday.letters.sending import Wish, draft_of, printed_of
from arcall_tui.workday.letters.texts import Texts


class StatementView(TypedDict):
    """A statement as text."""

    account: str
    subject: str
    body: str


class FileView(TypedDict):
    """A file that was written for an account."""

    account: str
    file: str


@verb(StatementView | FileView)
def statement(
    run: Run,
    account: AccountArgument,
    pdf: Annotated[bool, "--pdf", "Write a PDF, with a code to pay from where there is one."] = False,
    demand: Annotated[bool, "--demand", "What is asked for today, instead of all that is open."] = False,
    out: Annotated[str, "--out FILE", "Where the PDF goes; else into this folder."] = "",
    language: Annotated[str, "--language CODE", "Else the contact's, else the country's."] = "",
    interest: Annotated[bool, "--interest", "With the late interest to today."] = False,
    fees: Annotated[bool, "--fees", "With the fixed sums by law."] = False,
    no_code: Annotated[bool, "--no-code", "Without a code to pay from."] = False,
) -> None:
    """Print what is open on an account, for the customer: as text, or as a PDF. Nothing is put on record.

    To send one: arcall letter ACCOUNT statement --pdf
    """
    desk = run.existing_desk()
    card = desk.card(desk.resolve(account))
    wish = Wish("reminder" if demand else "statement", language=language, interest=interest, fees=fees)
    if not pdf:
        if out:
            raise UsageError("--out is for a PDF.", "Add --pdf, or send the text elsewhere with > FILE.")
        made = draft_of(desk, Texts(run.settings.texts), card, wish)
        answer(
            run,
            lambda: StatementView(account=account, subject=made.subject, body=made.body),
            made.body.splitlines,
        )
        return
    file = printed_of(desk, card, wish, demand=demand, with_code=not no_code)
    path = private_files.in_home(out) if out else Path(file.name)
    written_whole(path, file.content)
    if not run.settings.outgoing.senders.usual:
        narrate("arcall: it names no sender: arcall config sender asks for what it needs.")
    answer(run, lambda: FileView(account=account, file=str(path)), lambda: [str(path)])
