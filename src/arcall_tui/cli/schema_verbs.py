"""The command that says what the JSON of the others is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import typer

from arcall_tui.cli.shell import COMMANDS, alone
from arcall_tui.cli.verbs import print_json
from arcall_tui.domain.json_views import schema_of
from arcall_tui.errors import UsageError


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
    for group in room.registered_groups:
        inner: Any = group.typer_instance
        yield from _of(inner, f"{prefix}{group.name or inner.info.name} ")
