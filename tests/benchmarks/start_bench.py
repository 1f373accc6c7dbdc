"""How fast arcall starts and answers, against the least that its libraries allow, in the same run."""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from big_book import NOW, SETTINGS, big_book, desk_on
from pty_driver import Terminal

HERE = Path(__file__).parent
# The installed command, as a user types it.
ARCALL = [str(Path(sys.executable).with_name("arcall"))]
FLOOR = [sys.executable, str(HERE / "floor_app.py")]
ROUNDS = 9
KEYS = 12
HELPS = 25
# As an installed program is: compiled once, not anew at each start.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


class Figure(NamedTuple):
    """One figure in milliseconds: ours and its floor, as medians, and what their ratio must not exceed."""

    name: str
    ours: float
    floor: float
    limit: float

    @property
    def ratio(self) -> float:
        """How many times the floor."""
        return self.ours / self.floor


def screen_figures() -> list[Figure]:
    """First paint and a logged no-answer, arcall and floor in turn."""
    with tempfile.TemporaryDirectory() as folder:
        ours: list[tuple[float, list[float]]] = []
        floor: list[tuple[float, list[float]]] = []
        _arcall(Path(folder)), _floor()  # the first of each warms the file cache
        for _ in range(ROUNDS):
            floor.append(_floor())
            ours.append(_arcall(Path(folder)))
    return [
        Figure("first paint, 20,000 accounts", _first(ours), _first(floor), 1.2),
        Figure("no answer -> next account", _keys(ours), _keys(floor), 1.2),
    ]


def _first(runs: list[tuple[float, list[float]]]) -> float:
    return statistics.median(first for first, _ in runs)


def _keys(runs: list[tuple[float, list[float]]]) -> float:
    return statistics.median(key for _, keys in runs for key in keys)


def _arcall(folder: Path) -> tuple[float, list[float]]:
    """Start arcall on the big book: time to the next account with its reasons; then of each logged no-answer."""
    (folder / "book.sqlite3-journal").unlink(missing_ok=True)  # of the one before, which was killed
    book = big_book(folder / "book.sqlite3")
    name, why = _expected(book)
    env = {
        "ARCALL_BOOK": str(book),
        "ARCALL_NOW": NOW.isoformat(),
        "ARCALL_CONFIG": str(folder / "config"),
        "XDG_DATA_HOME": str(folder / "data"),
        "TZ": SETTINGS.zone,
    }
    terminal = Terminal(ARCALL, env=env)
    try:
        shown = terminal.wait_until(lambda text: name in text and why in text, what=f"{name}: {why}")
        first = (shown - terminal.began) * 1000
        terminal.settle(1.0)  # the rest of the day is ranked and the recording loaded behind the first paint
        return first, [_no_answer(terminal) for _ in range(KEYS)][2:]
    finally:
        terminal.close()


def _expected(book: Path) -> tuple[str, str]:
    """The account that must be on screen first, and how its first reason begins."""
    desk = desk_on(book)
    placing = desk.ranking.first_page()[0]
    words = desk.card(placing.standing.account).reasons[0].text
    desk.close()
    return placing.standing.name, words[:18]


def _no_answer(terminal: Terminal) -> float:
    before = _account_shown(terminal.text())
    pressed = terminal.press("n")
    shown = terminal.wait_until(
        lambda text: _account_shown(text) not in {"", before}, what="the next account"
    )
    terminal.settle(0.25)
    return (shown - pressed) * 1000


def _account_shown(text: str) -> str:
    """Whose invoices are in the detail."""
    found = re.search(r"INV-(\d{5})-", text)
    return found.group(1) if found else ""


def _floor() -> tuple[float, list[float]]:
    terminal = Terminal(FLOOR)
    try:
        first = (terminal.wait_for("READY customer 0") - terminal.began) * 1000
        terminal.settle(0.3)
        return first, [_floor_key(terminal, number) for number in range(1, KEYS + 1)][2:]
    finally:
        terminal.close()


def _floor_key(terminal: Terminal, number: int) -> float:
    pressed = terminal.press("j")
    shown = terminal.wait_for(rf"READY customer {number}\b")
    terminal.settle(0.25)
    return (shown - pressed) * 1000


def help_figure() -> Figure:
    """`arcall --help` against a bare Typer program with as many commands, in turn."""
    count = len(re.findall(r"^  [a-z]+ ", _output([*ARCALL, "--help"]).split("Commands:")[1], re.MULTILINE))
    bare = [sys.executable, str(HERE / "floor_cli.py"), "--help", str(count)]
    pairs = [(_timed([*ARCALL, "--help"]), _timed(bare)) for _ in range(HELPS)]
    return Figure(
        f"arcall --help, {count} commands",
        statistics.median(ours for ours, _ in pairs),
        statistics.median(floor for _, floor in pairs),
        1.2,
    )


def verb_figures() -> list[Figure]:
    """What one account or the first few cost in a book of 20,000, against a bare Typer's help, in turn."""
    bare = [sys.executable, str(HERE / "floor_cli.py"), "--help", "50"]
    verbs = {"show A00001": 3.0, "queue --limit 5": 3.0, "log A00001 NA": 4.0}
    with tempfile.TemporaryDirectory() as folder:
        env = {
            "ARCALL_BOOK": str(big_book(Path(folder) / "book.sqlite3")),
            "ARCALL_NOW": NOW.isoformat(),
            "ARCALL_CONFIG": folder,
            "XDG_DATA_HOME": folder,
            "TZ": SETTINGS.zone,
        }
        runs: dict[str, list[tuple[float, float]]] = {verb: [] for verb in verbs}
        for verb in verbs:
            _timed([*ARCALL, *verb.split()], env)  # the day is ranked once, and kept
        for _ in range(ROUNDS):
            for verb, pairs in runs.items():
                pairs.append((_timed([*ARCALL, *verb.split()], env), _timed(bare)))
    medians = {
        verb: [statistics.median(times) for times in zip(*pairs, strict=True)] for verb, pairs in runs.items()
    }
    figures = [
        Figure(f"{verb}, 20,000 accounts", *medians[verb], limit=limit) for verb, limit in verbs.items()
    ]
    return [*figures, Figure("log against show", medians["log A00001 NA"][0], medians["show A00001"][0], 1.3)]


def _output(command: list[str], env: dict[str, str] | None = None) -> str:
    told = {**os.environ, "COLUMNS": "100", **(env or {})}
    return subprocess.run(command, check=True, capture_output=True, text=True, env=told).stdout


def _timed(command: list[str], env: dict[str, str] | None = None) -> float:
    began = time.perf_counter()
    _output(command, env)
    return (time.perf_counter() - began) * 1000
