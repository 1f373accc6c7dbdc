"""What every command shares: its options, and how it prints."""

from __future__ import annotations

import json
import shutil
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from arcall_tui.cli.session import open_session

if TYPE_CHECKING:
    from arcall_tui.cli.session import Session

# The environment is read in open_session(), not by typer: an option before the command outranks it.
BookOption = Annotated[
    str, typer.Option("--book", metavar="FILE", help="The book to use (or ARCALL_BOOK).", show_default=False)
]
NowOption = Annotated[
    str,
    typer.Option(
        "--now",
        metavar="ISO",
        help="Act as if it were this date and time (or ARCALL_NOW).",
        show_default=False,
    ),
]


def _json_wanted(ctx: typer.Context, wanted: bool) -> bool:  # noqa: FBT001 - typer calls it so
    """Count a --json before the command's name, too."""
    return wanted or bool((ctx.obj or {}).get("json"))


JsonOption = Annotated[
    bool, typer.Option("--json", help="Print JSON for other programs.", callback=_json_wanted)
]
AccountArgument = Annotated[
    str, typer.Argument(metavar="ACCOUNT", help="The ledger's id; CREDITOR/ID where ids repeat.")
]


def session(ctx: typer.Context, book: str, now: str) -> Session:
    """Open the run: the command's own options first, then those given before the command.

    Raises UsageError, InputRefusedError (see open_session).
    """
    return open_session(book or earlier(ctx, "book"), now or earlier(ctx, "now"))


def earlier(ctx: typer.Context, name: str) -> str:
    """Return what was given for an option before the command's name; empty where nothing was."""
    given: dict[str, str] = ctx.obj or {}
    return given.get(name) or ""


def print_json(value: object) -> None:
    """Write JSON to stdout. ASCII only: no name can then steer a terminal, or fail to be encoded."""
    sys.stdout.write(json.dumps(value, indent=2) + "\n")


def print_lines(lines: list[str]) -> None:
    """Write lines to stdout; what its encoding lacks is escaped rather than a failure."""
    encoding = sys.stdout.encoding or "utf-8"
    text = "".join(f"{line}\n" for line in lines)
    sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))


def terminal_width() -> int:
    """Return the width (cells) to clip lines to; 0, never, where stdout is no terminal."""
    if not sys.stdout.isatty():
        return 0
    return shutil.get_terminal_size().columns


def on_terminal() -> bool:
    """Whether the screen can be opened: keyboard and display are both a terminal."""
    return sys.stdin.isatty() and sys.stdout.isatty()
