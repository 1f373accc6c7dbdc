"""The first frame, in plain ANSI, before Textual is loaded: the next account is there in a blink.

What is typed meanwhile waits in the terminal's own queue.
"""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from arcall_tui.render import account_list, head_and_foot, pane
from arcall_tui.render.pane import ScreenLayout
from arcall_tui.render.pieces import Laid, clip, clipped, rule
from arcall_tui.settings import Settings
from arcall_tui.terminal import size, unseen
from arcall_tui.tui import inks
from arcall_tui.tui.actions import Keys, Where
from arcall_tui.workday.desk.desk import Desk
from arcall_tui.workday.desk.today import Opening

Row = tuple[Laid, ...]  # from left to right

_ENTER = "\x1b[?1049h\x1b[?25l"
_LEAVE = "\x1b[?1049l\x1b[?25h"
_BY_SIGNAL = 128  # what an exit code begins with where a signal ended the program
_EDGE: Laid = ((("│", "rule"),), "paper")


@contextmanager
def shown_at_once(desk: Desk, settings: Settings, opening: Opening, keys: Keys) -> Iterator[bool]:
    """Paint the first frame where the terminal can show it as Textual will; yield whether that was done.

    The terminal is left as it was found.
    """
    known = os.environ.get("TERM", "") not in {"", "dumb", "unknown"}
    # An empty NO_COLOR is greys for Textual: leave it that.
    plain = os.name != "posix" or os.environ.get("NO_COLOR") == ""
    if plain or not (known and sys.stdin.isatty() and sys.stdout.isatty()):
        yield False
        return
    for number in ends():
        signal.signal(number, _ended)
    with unseen(by_key=True):
        try:
            layout = ScreenLayout.of(*size())
            depth = _depth()
            theme = "ansi" if depth is inks.Depth.NONE else inks.known(settings.theme)
            _write(_ENTER + "".join(_ansi(rows(desk, opening, keys, layout), theme, depth)))
            yield True
        except BaseException:
            with suppress(OSError):
                _write(_LEAVE)
            raise


def ends() -> tuple[int, ...]:
    """Return the signals that ask a program to end, on the systems that have them."""
    return signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2


def _ended(number: int, _frame: object) -> None:
    """End because the system asks for it, leaving the terminal as it was. Raises SystemExit."""
    sys.exit(_BY_SIGNAL + number)


def _depth() -> inks.Depth:
    """Return how many colours the terminal shows, by the same signs as Rich goes by."""
    if os.environ.get("NO_COLOR"):
        return inks.Depth.NONE
    if os.environ.get("COLORTERM", "").strip().lower() in {"truecolor", "24bit"}:
        return inks.Depth.TRUE
    colours = os.environ.get("TERM", "").strip().lower().rpartition("-")[2]
    return inks.Depth.EIGHT_BIT if colours in {"256color", "kitty"} else inks.Depth.STANDARD


def _write(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def _ansi(frame: list[Row], theme: str, depth: inks.Depth) -> Iterator[str]:
    for y, row in enumerate(frame):
        yield f"\x1b[{y + 1};1H"
        for line, ground in row:
            for text, ink in line:
                yield f"\x1b[{inks.sgr(theme, ink, ground, depth)}m{text}"
    yield "\x1b[0m"


def rows(desk: Desk, opening: Opening, keys: Keys, layout: ScreenLayout) -> list[Row]:
    """Return the whole frame, row by row, each as wide as the terminal."""
    now, here = desk.clock.now(), desk.clock.zone
    header = head_and_foot.header(now, here, opening.tally, layout.width, ranked=False)
    footer = head_and_foot.footer("", "", keys.hints(Where.LIST), layout.width)
    return [
        ((header, "shade"),),
        *_body(desk, opening, layout),
        *_notes(desk, opening, layout),
        ((clip(footer, layout.width), "shade"),),
    ]


def _body(desk: Desk, opening: Opening, layout: ScreenLayout) -> Iterator[Row]:
    now, here = desk.clock.now(), desk.clock.zone
    edge = 1 if layout.beside else 0
    inner = layout.detail_width - edge
    height, width = layout.detail_height, layout.history - 1
    listing = account_list.Listing(opening.rows, len(opening.rows))
    listed = listing.page(0, layout.list_height, 0, account_list.ListLook(layout.list_width, now, here))
    listed += [((), "paper")] * (layout.list_height - len(listed))
    accounts = [(clip(line, layout.list_width), ground) for line, ground in listed]
    detail = _page(pane.account(opening.card, now, here, layout, inner), inner, height)
    if not layout.beside:
        yield from ((each,) for each in (*accounts, *detail))
    elif not layout.history:
        yield from ((account, _EDGE, line) for account, line in zip(accounts, detail, strict=True))
    else:
        past = _page(pane.history(opening.card, here, width), width, height)
        for account, line, old in zip(accounts, detail, past, strict=True):
            yield (account, _EDGE, line, _EDGE, old)


def _page(built: pane.Built, width: int, height: int) -> list[Laid]:
    return [(line, "paper") for line in clipped(pane.rows(built, 0, width, height), width)]


def _notes(desk: Desk, opening: Opening, layout: ScreenLayout) -> Iterator[Row]:
    left, right = pane.notes_heading(opening.card, desk.clock.zone)
    yield ((rule(left, right, layout.width), "paper"),)
    draft = opening.card.draft if opening.card is not None else ""
    lines = pane.note(draft, layout.width, layout.notes - 1)
    for y in range(layout.notes - 1):
        yield ((clip(lines[y] if y < len(lines) else (), layout.width), "paper"),)
