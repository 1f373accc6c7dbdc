"""What every command shares: its options, how it begins, and how it prints."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import fields, is_dataclass
from datetime import date
from functools import wraps
from inspect import Parameter, signature
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, get_args, get_type_hints

import typer

from arcall_tui.cli.failures import narrate, on_terminal, whole_words
from arcall_tui.domain.json_views import View
from arcall_tui.domain.text import as_lines
from arcall_tui.errors import UsageError

if TYPE_CHECKING:
    from arcall_tui.cli.run import Run

_Verb = TypeVar("_Verb", bound=Callable[..., None])
HELP: dict[str, Any] = {"help_option_names": ["-h", "--help"]}

# The environment is read in open_run(), not by typer: an option before the command outranks it.
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


def _json_wanted(ctx: typer.Context, wanted: bool) -> bool:
    """Count a --json before the command's name, too."""
    return wanted or bool((ctx.obj or {}).get("json"))


JsonOption = Annotated[
    bool, typer.Option("--json", help="Print JSON for other programs.", callback=_json_wanted)
]
AccountArgument = Annotated[
    str, typer.Argument(metavar="ACCOUNT", help="The ledger's id; CREDITOR/ID where ids repeat.")
]
# The account that something was done to.
AccountOnlyView = View("AccountOnlyView", "account")
_SHARED = {"book": (BookOption, ""), "now": (NowOption, ""), "as_json": (JsonOption, False)}


def verb(gives: object = None) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a command of a function of a run: --book, --now and --json follow its own options.

    `gives`: the type of what it prints with --json. Typer reads a command's signature, so the command shows the
    function's own with these three at its end. An option is told by its annotation: how it is typed, and its help;
    a parameter that is a dataclass stands for an option of each field.
    """

    def made(function: Callable[..., None]) -> Callable[..., None]:
        @wraps(function)
        def command(ctx: typer.Context, **given: Any) -> None:
            for name, kind in together.items():
                given[name] = kind(**{each.name: given.pop(each.name) for each in fields(kind)})
            _carry_out(function, ctx, given)

        hints = get_type_hints(function, include_extras=True)
        _, *own = signature(function).parameters.values()
        together: dict[str, Any] = {
            each.name: hints[each.name] for each in own if is_dataclass(hints[each.name])
        }
        kind = Parameter.KEYWORD_ONLY
        parameters = [
            Parameter("ctx", kind, annotation=typer.Context),
            *(option for each in own for option in _options(each, hints[each.name])),
            *(
                Parameter(name, kind, default=unset, annotation=option)
                for name, (option, unset) in _SHARED.items()
            ),
        ]
        command.__annotations__ = {each.name: each.annotation for each in parameters}
        command.__signature__ = signature(function).replace(parameters=parameters)  # type: ignore[attr-defined]
        command.gives = gives  # type: ignore[attr-defined]
        return command

    return made


def _carry_out(function: Callable[..., None], ctx: typer.Context, given: dict[str, Any]) -> None:
    from arcall_tui.cli.run import at_work, open_run  # --help must not wait for the book's modules

    book, now, as_json = (given.pop(name) for name in _SHARED)
    run = open_run(book or earlier(ctx, "book"), now or earlier(ctx, "now"), as_json=bool(as_json))
    with at_work(run):
        function(run, **given)
    if run.settings.outgoing.after_log:
        from arcall_tui.workday.calls.own_programs import failures  # only where a command is set

        if trouble := failures(wait=True):
            narrate(trouble)


def _options(told: Parameter, hint: Any) -> Iterator[Parameter]:
    """Yield the option of a parameter; of a dataclass those of its fields."""
    if isinstance(hint, type) and is_dataclass(hint):
        hints = get_type_hints(hint, include_extras=True)
        for each in signature(hint).parameters.values():
            yield from _options(each, hints[each.name])
    else:
        yield told.replace(kind=Parameter.KEYWORD_ONLY, annotation=_option(hint, told.default))


def _option(hint: Any, unset: Any) -> Any:
    """Read `Annotated[str, "--to FILE", "Where to."]`; without dashes it is an argument, without a word a switch."""
    kind, *told = get_args(hint)
    if not isinstance(told[0], str):
        return hint
    usage, text = told
    name, _, metavar = usage.partition(" ")
    shown = unset is not Parameter.empty and bool(unset)
    if not name.startswith("--"):
        return Annotated[kind, typer.Argument(metavar=usage, help=text, show_default=shown)]
    return Annotated[kind, typer.Option(name, metavar=metavar or None, help=text, show_default=shown)]


def gives(what: object) -> Callable[[_Verb], _Verb]:
    """Say what a verb prints with --json."""

    def said(verb: _Verb) -> _Verb:
        verb.gives = what  # type: ignore[attr-defined]
        return verb

    return said


def group(text: str) -> typer.Typer:
    """Return a group of verbs; `text` says what they are about."""
    return typer.Typer(help=text, no_args_is_help=True, rich_markup_mode=None, context_settings=HELP)


def earlier(ctx: typer.Context, name: str) -> str:
    """Return what was given for an option before the command's name; empty where nothing was."""
    given: dict[str, str] = ctx.obj or {}
    return given.get(name) or ""


@contextmanager
def naming(option: str) -> Iterator[None]:
    """Name the option in what is wrong with its text."""
    try:
        yield
    except UsageError as error:
        raise UsageError(f"{option}: {error.message}", error.hint) from None


def day_option(run: Run, option: str, text: str, *, ahead: bool = False) -> date | None:
    """Read a day as it is typed, looking back or ahead; None for no text. Raises UsageError."""
    from arcall_tui.workday.desk.clock import own_day

    with suppress(ValueError):
        return date.fromisoformat(text) if text else None
    with naming(option):
        return own_day(text, run.clock.today(), run.settings.date_order, ahead=ahead)


def answer(run: Run, data: object, words: Iterable[str]) -> None:
    """Print what was found or done: `data` where JSON was asked for, else `words`, a line each."""
    print_json(data) if run.as_json else print_lines(words)


def print_json(value: object) -> None:
    """Write JSON to stdout. ASCII only: no name can then steer a terminal, or fail to be encoded."""
    import json

    sys.stdout.write(json.dumps(value, indent=2) + "\n")


def print_lines(lines: Iterable[str]) -> None:
    """Write lines to stdout; what its encoding lacks is escaped rather than a failure."""
    print_text("".join(f"{line}\n" for line in whole_words(lines, sys.stdout)))


def print_text(text: str) -> None:
    """Write text to stdout, but for what would steer a terminal; what its encoding lacks is escaped."""
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(as_lines(text).encode(encoding, "backslashreplace").decode(encoding))


def print_csv(text: str) -> None:
    """Write CSV to stdout, for other programs always in UTF-8: a console's code page has no letters for many names."""
    if sys.stdout.isatty() or not hasattr(sys.stdout, "buffer"):
        print_text(text)
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(as_lines(text).encode())
    sys.stdout.buffer.flush()


def terminal_width() -> int:
    """Return the width (cells) to clip lines to; 0, never, where stdout is no terminal."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else 0


def make_sure(question: str, *, yes: bool) -> None:
    """Ask before what cannot be taken back. Raises UsageError where nobody can be asked; typer.Exit for a no."""
    if yes:
        return
    if not on_terminal():
        raise UsageError(f"{question} Nothing was changed.", "Say --yes.")
    if not typer.confirm(question, err=True):
        raise typer.Exit
