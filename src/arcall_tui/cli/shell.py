"""The shell command `arcall`: its groups of verbs, each loaded when it is wanted."""

from functools import cache
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from arcall_tui import __version__
from arcall_tui.cli.failures import narrate, on_terminal, told_plainly, written_out
from arcall_tui.cli.verbs import HELP, BookOption, JsonOption, NowOption
from arcall_tui.packaged import text_of

_CHECK = "_runtime_param"  # where Typer keeps how a parameter is checked

# Each command: the module that has it, and the first line of its help (a test holds the two together).
COMMANDS = {
    name: (module, text)
    for name, module, text in (row.split(maxsplit=2) for row in text_of("cli/commands.txt").splitlines())
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

    narrate("no terminal here for the screen; this is the queue instead.")
    print_queue(open_run(book, now, as_json=as_json))
