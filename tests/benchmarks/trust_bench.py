"""What trust costs a logged call: the record's chain against none, and an encrypted book against a plain one."""

from __future__ import annotations

import importlib.util
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from big_book import big_book, desk_on

from arcall_tui.domain.activity import Outcome
from arcall_tui.domain.outcomes import Code
from arcall_tui.store.book import cipher
from arcall_tui.workday.calls.record import log_call
from arcall_tui.workday.desk.desk import Desk

CALLS = 900  # the difference is a fiftieth of a call; of fewer pairs the median is off by as much as that
_TRIGGERS = "SELECT name FROM temp.sqlite_schema WHERE type = 'trigger' AND name LIKE 'touched%'"


def run() -> list[dict[str, Any]]:
    """Return a line for the chain, and where sqlcipher3 is installed one for a call and one for opening the book."""
    with tempfile.TemporaryDirectory(prefix="arcall-bench-") as place:
        folder = Path(place)
        linked, bare = (_desk(folder / f"{name}.sqlite3") for name in ("linked", "bare"))
        bare.book.keep_up()  # the full text stays, as in the other
        for (name,) in bare.book.execute(_TRIGGERS).fetchall():
            bare.book.execute(f"DROP TRIGGER temp.{name}")
        bare.book.touched = None
        lines = [_line("a call with its link, to one without", _paired(bare, linked), 1.05)]
        bare.close()
        if importlib.util.find_spec("sqlcipher3") is None:
            sys.stderr.write("no figures of an encrypted book: pip install 'arcall-tui[encrypted]'\n")
            linked.close()
            return lines
        path = big_book(folder / "locked.sqlite3")
        with cipher.rewritten(path, "four plain words"):
            pass
        cipher.KEYS.passphrase = "four plain words"
        locked = _ranked(path)
        lines.append(_line("a call in an encrypted book, to a plain one", _paired(linked, locked), 1.5))
        times = {path: _opening(path) for path in (linked.path, locked.path)}
        floor, ours = times[linked.path], times[locked.path]
        lines.append(_line("opening and ranking it, encrypted to plain", (floor, ours, ours / floor), 1.5))
        linked.close()
        locked.close()
        return lines


def _desk(path: Path) -> Desk:
    return _ranked(big_book(path))


def _ranked(path: Path) -> Desk:
    desk = desk_on(path)
    desk.ranking.rank_day()
    return desk


def _opening(path: Path) -> float:
    times = []
    for _ in range(5):
        began = time.perf_counter()
        _ranked(path).close()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def _paired(floor: Desk, ours: Desk) -> tuple[float, float, float]:
    """Log the same calls in both, in turn; return the medians in milliseconds, and the ratio by pairs."""
    accounts = [key for (key,) in floor.book.execute("SELECT id FROM account ORDER BY id LIMIT ?", (CALLS,))]
    pairs = []
    for number, account in enumerate(accounts):
        both = dict.fromkeys((floor, ours) if number % 2 else (ours, floor), 0.0)
        for desk in both:
            began = time.perf_counter()
            log_call(desk, account, Outcome(Code.NA, note="Rang out, nobody there"))
            both[desk] = (time.perf_counter() - began) * 1000
        pairs.append((both[floor], both[ours]))
    pairs = pairs[10:]
    plain = statistics.median(one for one, _ in pairs)
    more = statistics.median(other - one for one, other in pairs)
    return plain, plain + more, 1 + more / plain


def _line(name: str, figures: tuple[float, float, float], limit: float) -> dict[str, Any]:
    floor, ours, ratio = figures
    return {
        "name": name,
        "floor_ms": round(floor, 1),
        "ours_ms": round(ours, 1),
        "ratio": round(ratio, 3),
        "limit": limit,
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(run(), indent=2) + "\n")
