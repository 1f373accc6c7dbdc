"""What Textual works out anew for each screen, and is always the same, is worked out once a process."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FunctionType
from typing import Any
from zoneinfo import ZoneInfo

from textual import _callback
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.design import ColorSystem
from textual.message import Message
from textual.message_pump import MessagePump

from arcall_tui.rules.policy_file import load_policy
from arcall_tui.settings import Settings
from arcall_tui.tui.program import ArcallApp
from arcall_tui.workday.desk.clock import Clock
from arcall_tui.workday.desk.desk import Desk

_parse, _parsed = Stylesheet._parse_rules, dict[Any, list[RuleSet]]()


def _parse_once(sheet: Stylesheet, css: str, *where: Any, **how: Any) -> list[RuleSet]:  # noqa: ANN401 - as Textual has it
    """Parse a style sheet for all screens of a run: each would take a fifth of its start for what is always the same."""
    key = (css, where, *how.items(), *sheet._variables.items())
    if key not in _parsed:
        _parsed[key] = _parse(sheet, css, *where, **how)
    return _parsed[key]


Stylesheet._parse_rules = _parse_once  # type: ignore[method-assign]


_handlers = MessagePump._get_dispatch_methods
Handlers = Iterator[tuple[type, Callable[[Message], Awaitable[None]]]]


@cache
def _named(pump: type[MessagePump], name: str) -> list[tuple[type, FunctionType]] | None:
    """Return a class's handlers of that name; None where some are found by what they are decorated with."""
    if any(vars(each).get("_decorated_handlers") for each in pump.__mro__):
        return None
    found = [(each, vars(each).get(f"_{name}") or vars(each).get(name)) for each in pump.__mro__]
    return [(each, method) for each, method in found if method is not None]


def _handlers_found_once(pump: MessagePump, name: str, message: Message) -> Handlers:
    """Find who handles a message once a class: for each message anew it takes a twentieth of what a screen does."""
    if (found := _named(type(pump), name)) is None:
        yield from _handlers(pump, name, message)
        return
    for each, method in found:
        if message._no_default_action:
            break
        yield each, method.__get__(pump, each)


MessagePump._get_dispatch_methods = _handlers_found_once  # type: ignore[method-assign]


_count = _callback._count_parameters
_counts = dict[object, int]()


def _counted_once(function: Callable[..., object]) -> int:
    """Count what a function takes once for each piece of code: Textual does for each object that has it as a method."""
    code = getattr(function, "__code__", None)
    if code is None or hasattr(function, "__wrapped__"):
        return _count(function)
    key = code, hasattr(function, "__self__")
    if key not in _counts:
        _counts[key] = _count(function)
    return _counts[key]


_callback._count_parameters = _counted_once


_generate, _colours = ColorSystem.generate, dict[str, dict[str, str]]()


def _generated_once(system: ColorSystem) -> dict[str, str]:
    """Work out a theme's colours once: two times for each screen they take a thirtieth of its start."""
    key = str(vars(system))
    if key not in _colours:
        _colours[key] = _generate(system)
    return dict(_colours[key])


ColorSystem.generate = _generated_once  # type: ignore[method-assign]


async def seen_once() -> None:
    """Open and leave a screen that nobody sees: what is the same for each takes half as long as all of it."""
    with TemporaryDirectory() as folder:
        policy = load_policy(None)
        clock = Clock(ZoneInfo("UTC"), datetime.now(UTC), policy.shift.opens, policy.shift.closes)
        desk = Desk(Path(folder, "book.sqlite3"), clock, Settings("UTC", "set"), policy)
        app = ArcallApp(desk, desk.settings)
        async with app.run_test() as pilot:
            await app.session.ranked.wait()
            await pilot.press("q")
        desk.close()
