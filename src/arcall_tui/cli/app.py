"""The shell command `arcall`: its groups of verbs, put together."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from arcall_tui.cli import books, importing, looking, recording, setup
from arcall_tui.cli.common import BookOption, JsonOption, NowOption, on_terminal
from arcall_tui.cli.failures import told_plainly


class PlainGroup(TyperGroup):
    """Commands whose failures are told in one sentence, with the exit code that belongs to them."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - typer keeps its context's class to itself
        """Run the command."""
        with told_plainly():
            return super().invoke(ctx)


app = typer.Typer(
    cls=PlainGroup,
    name="arcall",
    help="Work through the calls of an accounts-receivable day: whom to call next and why, and when again.",
    epilog="Exit codes: 0 done, 2 wrong usage, 3 input refused, 4 the book cannot be used, 1 a bug in arcall.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:  # noqa: FBT001 - typer calls it so
    if wanted:
        from arcall_tui import __version__

        typer.echo(f"arcall {__version__}")
        raise typer.Exit


@app.callback()
def start(
    ctx: typer.Context,
    book: BookOption = "",
    now: NowOption = "",
    as_json: JsonOption = False,  # noqa: FBT002
    version: Annotated[  # noqa: ARG001, FBT002 - its callback does the work
        bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Work through the calls of an accounts-receivable day: whom to call next and why, and when again.

    Without a command, the screen opens.
    """
    ctx.obj = {"book": book, "now": now}
    if ctx.invoked_subcommand is not None:
        return
    if on_terminal() and not as_json:
        from arcall_tui.cli.screen import open_screen

        raise typer.Exit(open_screen(book, now))
    from arcall_tui.cli.failures import narrate

    narrate("arcall: no terminal here for the screen; this is the queue instead.")
    looking.queue(ctx, as_json=as_json)


for room in (looking, recording, importing, books, setup):
    room.register(app)
