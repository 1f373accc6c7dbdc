"""Commands about what the user can set: settings and keys."""

import shlex
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from arcall_tui.cli.failures import narrate, on_terminal
from arcall_tui.cli.run import Run
from arcall_tui.cli.shell import COMMANDS, alone
from arcall_tui.cli.verbs import (
    BookOption,
    JsonOption,
    NowOption,
    answer,
    earlier,
    gives,
    group,
    print_json,
    print_lines,
    verb,
)
from arcall_tui.domain.json_views import View, plain, schema_of
from arcall_tui.errors import ArcallError, InputRefusedError, UsageError
from arcall_tui.outgoing import fact_label
from arcall_tui.private_files import in_home
from arcall_tui.render.pieces import lined_up
from arcall_tui.reports.writing import Writer
from arcall_tui.rules.policy_file import policy_of
from arcall_tui.settings import Paths, Settings, keymap_of, load_settings, read_file, settings_of
from arcall_tui.tomlfile import TomlTable, every_mistake
from arcall_tui.tui.app import check_theme, with_keymap
from arcall_tui.workday.calls.own_programs import check_line
from arcall_tui.workday.letters.attachments import check_pattern
from arcall_tui.workday.letters.late_interest import check_law
from arcall_tui.workday.letters.letters import faults_of
from arcall_tui.workday.letters.sender_settings import ASKED, facts_to_ask, keep_sender
from arcall_tui.workday.letters.texts import Texts

config_app = group("Your settings: their place, values and check.")

# A file of settings, and whether it is there.
UsedFileView = View("UsedFileView", "file used:bool")
# Where texts were written.
TextsView = View("TextsView", "folder written:texts")


@config_app.command()
@gives(dict[str, str])
def path(ctx: typer.Context, book: BookOption = "", now: NowOption = "", as_json: JsonOption = False) -> None:
    """Print where the book, the settings, the keys and the rules are kept."""
    paths = Paths.find()
    places = {
        "book": book or earlier(ctx, "book") or str(paths.book),
        "settings": str(paths.settings),
        "keys": str(paths.keys),
        "rules": str(paths.policy),
        "texts": str(paths.texts),
        "drafts": str(paths.drafts),
    }
    print_json(places) if as_json else print_lines(lined_up(list(places.items())))


@config_app.command()
@verb(TextsView)
def texts(run: Run) -> None:
    """Write the letters, checklists, snippets and words to mind where you can edit them; never over your own."""
    folder = run.settings.texts
    written = Texts(folder).unpack()
    answer(
        run, TextsView(folder=folder, written=written), [str(folder), *(f"  {path.name}" for path in written)]
    )


@config_app.command()
@verb(dict[str, object])
def show(run: Run) -> None:
    """Print the settings that are in force."""
    settings = load_settings(Paths.find())
    fields = {name: plain(value) for name, value in asdict(settings).items()}
    answer(run, fields, lined_up([row for name, value in fields.items() for row in _rows(name, value)]))


def _rows(name: str, value: object) -> list[tuple[str, str]]:
    """Return a setting in words; a table of them as a row for each that is set."""
    if value == {} and ".currencies." in f".{name}":
        return [(name, "as usual")]
    if isinstance(value, dict):
        parts = ((f"{name}.{key}", part) for key, part in value.items() if key not in _WORKED_OUT)
        inner = [row for part in parts for row in _rows(*part)]
        return [row for row in inner if row[1] != "-"] or [(name, "-")]
    return [(name, _words(value))]


_WORKED_OUT = {"said"}  # whether the file has the table at all


def _words(value: object) -> str:
    if isinstance(value, list):
        return " ".join(_words(part) for part in value) or "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "-" if value in {None, ""} else str(value)


@config_app.command()
@verb(dict[str, object])
def sender(
    run: Run,
    name: Annotated[str | None, "--name TEXT", "Who signs letters."] = None,
    firm: Annotated[str | None, "--firm TEXT", "For which firm."] = None,
    phone: Annotated[str | None, "--phone NUMBER", "Where customers call."] = None,
    email: Annotated[str | None, "--email ADDRESS", "Where they write to."] = None,
    iban: Annotated[str | None, "--iban IBAN", "Where they pay to."] = None,
    upi: Annotated[str | None, "--upi ID", "Where they pay to, in India."] = None,
    more: Annotated[
        list[str] | None, "--set KEY=TEXT", "sort_code, routing_number, bic, address, town ..."
    ] = None,
    creditor: Annotated[str, "--creditor NAME", "Only for this one's letters."] = "",
    currency: Annotated[str, "--currency CODE", "The account for this currency; alone: asks for it."] = "",
) -> None:
    """Say who sends letters: it is written into settings.toml, and the rest of the file stays as it is.

    Without options it asks on a terminal for name, firm and phone; enter leaves one as it is.
    """
    given = {"name": name, "firm": firm, "phone": phone, "email": email, "iban": iban, "upi": upi}
    facts = {key: value for key, value in given.items() if value is not None}
    facts |= {key.strip(): text for key, _, text in (each.partition("=") for each in more or [])}
    outgoing = run.settings.outgoing
    asks = not facts and on_terminal() and currency not in outgoing.sender_of(creditor).currencies
    if asks:
        if currency:
            narrate(f"your {currency} account; all empty: the usual one.")
        asked = facts_to_ask("", currency) if currency else ASKED
        told = {key: typer.prompt(fact_label(key), default="", show_default=False) for key in asked}
        facts = {key: text for key, text in told.items() if text}
    if facts or asks:
        outgoing = replace(outgoing, senders=keep_sender(Paths.find(), facts, creditor, currency))
    known = asdict(outgoing.sender_of(creditor))
    rows = [row for key, value in known.items() if value for row in _rows(key, value)]
    answer(run, known, lined_up(rows or [("-", "")]))


@config_app.command("check")
@gives([UsedFileView])
def check_config(book: BookOption = "", now: NowOption = "", as_json: JsonOption = False) -> None:
    """Check settings, keys, rules and your own texts; every mistake is told with its line."""
    paths, keymap = Paths.find(), {}
    with suppress(ArcallError):  # told beside
        keymap = keymap_of(own) if (own := read_file(paths.keys)) else {}
    readers: dict[Path, Callable[[TomlTable], object]] = {
        paths.settings: lambda top: _looked_through(top, settings_of(top, paths, keymap)),
        paths.keys: lambda top: with_keymap(keymap_of(top)),
        paths.policy: policy_of,
    }
    report_files(readers, as_json=as_json, besides=faults_of(Texts(paths.texts)))


def _looked_through(top: TomlTable, settings: Settings) -> None:
    """Refuse what would only be found out where it is used. Raises InputRefusedError."""
    out = settings.outgoing
    uses: tuple[tuple[tuple[str, ...], Iterable[str], Callable[[str], object]], ...] = (
        (("locale",), [settings.locale], Writer),
        (("handover",), [out.handover], check_line),
        (("theme",), [settings.theme], check_theme),
        (("backup_to",), [settings.backup_to], _check_folder),
        (("pdf_font",), [out.pdf_font], _check_file),
        (("interest", "law"), [out.interest.law], check_law),
        *(((key,), [getattr(settings, key)], _check_program) for key in ("dial", "mail", "open_with")),
        (("after_log",), out.after_log[:1], _check_program),
        *((("keys", "commands", key), words[:1], _check_program) for key, words in settings.keys.items()),
        *(
            (
                ("keys", "commands", each),
                [each],
                lambda key: with_keymap(settings.keymap, {key: settings.keys[key]}),
            )
            for each in settings.keys
        ),
        *((("documents", kind), patterns, check_pattern) for kind, patterns in out.documents.items()),
        *(
            (("rates", of, "date"), [each.date.isoformat()], _check_past)
            for of, each in settings.rates.items()
        ),
    )
    for (*tables, key), values, use in uses:
        for value in filter(None, values):
            try:
                use(value)
            except ArcallError as error:
                at = TomlTable(top.source, {}, top.lines, tuple(tables))
                at.refuse(key, f"cannot be used: {error.message}", error.hint)


def _check_folder(text: str) -> None:
    if not in_home(text).is_dir():
        raise UsageError(f"there is no folder {text} now.", "Make it, or plug in the disk that it is on.")


def _check_file(text: str) -> None:
    if not in_home(text).is_file():
        raise UsageError(f"there is no file {text}.", "Name one that is there.")


def _check_program(command: str) -> None:
    try:
        words = shlex.split(command)
    except ValueError:  # a quote that does not end
        words = []
    if not words or shutil.which(in_home(words[0])) is None:
        raise UsageError(f"there is no program {command!r} here.", "Install it, or name it with its folder.")


def _check_past(day: str) -> None:
    if date.fromisoformat(day) > date.today():  # noqa: DTZ011 - the day on the user's wall
        raise UsageError(f"{day} is yet to come.", "Name the day on which it was so.")


def report_files(
    readers: Mapping[Path, Callable[[TomlTable], object]], *, as_json: bool, besides: Iterable[str] = ()
) -> None:
    """Print which files are right; one that is not there leaves its defaults.

    Raises InputRefusedError with every mistake in any of them, and what is wrong `besides`.
    """
    mistakes = [told for file, read in readers.items() for told in _mistakes(file, read)] + list(besides)
    if mistakes:
        raise InputRefusedError("\n".join(mistakes))
    files = [(str(file), file.exists()) for file in readers]
    views = [UsedFileView(file=name, used=there) for name, there in files]
    rows = [(name, "is right" if there else "not there: the defaults hold") for name, there in files]
    print_json(views) if as_json else print_lines(lined_up(rows))


def _mistakes(file: Path, read: Callable[[TomlTable], object]) -> list[str]:
    try:
        top = read_file(file)
    except InputRefusedError as error:
        return [str(error)]
    return [] if top is None else every_mistake(top, read)


def schema(
    command: Annotated[
        list[str] | None, typer.Argument(metavar="[COMMAND]...", help="Which: queue, feedback list ...")
    ] = None,
) -> None:
    """Print the JSON Schema of what a command prints with --json; without a command, of all of them."""
    wanted = " ".join(command or [])
    known = dict(given(wanted.split()[0] if wanted else ""))
    if not wanted:
        print_json({name: schema_of(what, f"arcall {name} --json") for name, what in known.items()})
        return
    if wanted not in known:
        others = ", ".join(known or dict(given()))
        raise UsageError(f"{wanted!r} prints no JSON.", f"Those that do: {others}.")
    print_json(schema_of(known[wanted], f"arcall {wanted} --json"))


def given(top: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each command that prints JSON, with the type of what it prints; `top`: only those of this name."""
    for name in COMMANDS:
        if top in {"", name}:
            yield from _of(alone(name))


def _of(room: typer.Typer, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for each in room.registered_commands:
        callback: Any = each.callback
        name = each.name or callback.__name__.rstrip("_").replace("_", "-")
        if getattr(callback, "gives", None):
            yield f"{prefix}{name}", callback.gives
    for below in room.registered_groups:
        inner: Any = below.typer_instance
        yield from _of(inner, f"{prefix}{below.name or inner.info.name} ")
