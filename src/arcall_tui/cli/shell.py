"""The shell command `arcall`: its groups of verbs, each loaded when it is wanted."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from arcall_tui import __version__
from arcall_tui.cli.failures import narrate, on_terminal, told_plainly, written_out
from arcall_tui.cli.verbs import HELP, BookOption, JsonOption, NowOption

_CHECK = "_runtime_param"  # where Typer keeps how a parameter is checked

# Each command: the module that has it, and the first line of its help (a test holds the two together).
_TABLE = """
demo      book_verbs     Open arcall on a sample book.
import    import_verbs   Take a ledger into the book: all of it, or nothing where a row is wrong.
imports   import_verbs   List what was taken in; `imports undo` takes the newest back.
merge     import_verbs   Make one account of two that are the same customer.
split     import_verbs   Take two merged accounts apart again.
queue     queue_verbs    Print whom to call next, in order, and why.
plan      plan_verbs     Print today's calls in the order of their times, and who has to wait.
log       log_verbs      Record a call and what came of it.
show      queue_verbs    Print everything about one account.
find      queue_verbs    Find accounts by a part of a name, id, contact, telephone or invoice number, or an amount.
report    report_verbs   Print the figures of a day or a period: what is owed, promised, collected, expected and done.
account   account_verbs  Say where a customer is, how and when they pay, what to mind, who pays; or let the account rest.
contact   account_verbs  List whom to ask for at a customer; add or correct one of them.
zones     account_verbs  List customers whose time zone is not known, with what is suggested, and on what grounds.
countries account_verbs  List country codes that are no country's; `countries 391=AT` says what they mean, once for all.
check     account_verbs  Check the book: its file is whole, nobody owes without a next step, every country and zone is known.
feedback  account_verbs  What customers and supervisors said, and what became of it.
letter    letter_verbs   Write e-mail drafts (.eml) from a template, and put them on record.
statement letter_verbs   Print what is open on an account, for the customer: as text, or as a PDF. Nothing is put on record.
interest  letter_verbs   Reckon late interest on what is past due, by law or contract, with the working; nothing is claimed by it.
agenda    plan_verbs     Print what is due: appointments, checks, and what others owe.
search    plan_verbs     Find what was said: notes, promises and disputes, newest first.
read      letter_verbs   Read what a customer wrote: whose it is, invoices, amounts, days, what it says. Nothing counts before --accept.
handover  handover_verbs What was recorded, for another program; accounts, for a colleague.
export    erase_verbs    Write down all that is held about one customer, to read or as data.
erase     erase_verbs    Erase a customer, for good: all that is written about them, and who they are.
retention erase_verbs    Show what is older than your settings let you keep it; take it away.
settle    log_verbs      Say what became of a promise, before a ledger tells.
resolve   log_verbs      Say how a dispute ended; its amount can be asked for again.
done      log_verbs      Tick off a next step; where it was the last, the rules set another.
next      log_verbs      Set the next step without a call, or move one that is set to another day.
release   log_verbs      Release an account's hold: it comes back into the queue and may be called.
undo      log_verbs      Take back the last thing recorded.
redo      log_verbs      Do again what undo took back last.
filters   queue_verbs    List the filters that are kept under a name, and on which key; keep one, or forget it.
backup    book_verbs     Write a whole, checked copy of the book.
backups   book_verbs     Print the copies of the book that arcall keeps by itself, the newest first.
record    book_verbs     Print the newest link of the record, to be noted elsewhere: a record that was made anew has another.
lock      book_verbs     Encrypt the book with a passphrase, change it, or take it off.
restore   book_verbs     Bring a backup back: the newest whole one, or the one you name.
schema    config_verbs   Print the JSON Schema of what a command prints with --json; without a command, of all of them.
config    config_verbs   Your settings: their place, values and check.
rules     rules_verbs    The rule book: whom to call and when.
"""
COMMANDS = {
    name: (module, text)
    for name, module, text in (row.split(maxsplit=2) for row in _TABLE.strip().splitlines())
}


def alone(name: str) -> typer.Typer:
    """Load a command: the group `name_app` of its module, or else the function of that name."""
    room, module = (
        typer.Typer(rich_markup_mode=None),
        vars(import_module(f"arcall_tui.cli.{COMMANDS[name][0]}")),
    )
    if verbs := module.get(f"{name}_app"):
        room.add_typer(verbs, name=name)
    else:
        room.command(name)(module.get(name) or module[f"{name}_"])
    return room


def taken_as_typed(command: Any) -> Any:
    """Let texts and plain figures reach a command without what Typer loads to check them, a fifth of a start."""
    for each in getattr(command, "commands", {}).values():
        taken_as_typed(each)
    for parameter in command.get_params(typer.Context(command, **HELP)):
        if hasattr(parameter, _CHECK):
            setattr(parameter, _CHECK, _AsTyped())
    return command


class _AsTyped:
    """Takes what needs no checking; hands all else to Typer's own check."""

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """Return a parameter's value."""
        kind, info = param.type_descriptor.annotation, param.type_descriptor.parameter_info
        many = param.multiple or param.nargs == -1
        if value is None or (many and not value):
            return () if many else None
        if kind is str and isinstance(value, str):
            return value
        if kind is int and not many and (isinstance(value, int) or (value.isascii() and value.isdecimal())):
            number = int(value)
            if (info.min is None or number >= info.min) and (info.max is None or number <= info.max):
                return number
        if kind == list[str] and many:
            return list(value)
        setattr(param, _CHECK, None)
        return param.get_runtime_param().coerce(value, param=param, ctx=ctx)


@cache
def _built(name: str) -> Any:
    return taken_as_typed(typer.main.get_group(alone(name)).commands[name])


class Verbs(TyperGroup):
    """Commands that are built when they are run, and whose failures are told in one sentence."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Name the commands, in the order of a day."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Load one command; None where there is no such command."""
        return _built(cmd_name) if cmd_name in COMMANDS else None

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """List the commands without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])

    def main(self, *given: Any, **options: Any) -> Any:
        """Read the arguments and run the command."""
        with told_plainly(), written_out():
            taken_as_typed(self)
            return super().main(*given, **options)


app = typer.Typer(
    cls=Verbs,
    name="arcall",
    epilog="Exit codes: 0 done, 2 wrong usage, 3 input refused, 4 the book or the system does not allow it, 1 a bug in arcall.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    invoke_without_command=True,
    context_settings=HELP,
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"arcall {__version__}")
        raise typer.Exit


@app.callback()
def start(
    ctx: typer.Context,
    book: BookOption = "",
    now: NowOption = "",
    as_json: JsonOption = False,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Work through the calls of an accounts-receivable day: whom to call next and why, and when again.

    Without a command, the screen opens.
    """
    ctx.obj = {"book": book, "now": now, "json": "yes" if as_json else ""}
    if ctx.invoked_subcommand is not None:
        return
    if on_terminal() and not as_json:
        from arcall_tui.cli.run import open_screen

        raise typer.Exit(open_screen(book, now))
    from arcall_tui.cli.queue_verbs import print_queue
    from arcall_tui.cli.run import open_run

    narrate("arcall: no terminal here for the screen; this is the queue instead.")
    print_queue(open_run(book, now, as_json=as_json))
