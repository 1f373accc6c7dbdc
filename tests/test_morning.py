"""A whole morning on the sample book by keys alone, killed at random points: every acknowledged record is there."""

from __future__ import annotations

import random
import re
import shutil
import signal
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from shell import NOW
from tries import tries

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo terminal and SIGKILL")
if sys.platform != "win32":
    from warm import ARCALL, WarmTerminal

# What is pressed, and the code that it puts on record. No two neighbours share a code: each is told anew.
MORNING = (
    (["n"], "NA"),
    (["p", "enter"], "PTP"),
    (["m"], "LM"),
    (["b", *"mon 11:00", "enter"], "CB"),
    (["n"], "NA"),
    (["y"], "BZ"),
    (["i", *"Talked to the assistant", "esc", "a"], "GK"),
    (["d", "g", "enter"], "DISP"),
    (["t"], "TT"),
    (["x", *"TX 77", "enter"], "PAID"),
    (["w"], "WN"),
    (["P", "enter"], "PLAN"),
    (["I"], "IN"),
    (["c", "enter"], "COPY"),
    (["X", "c", "enter", "t"], "TT"),
    (["tab", "space", "d", "enter"], "DISP"),
    (["n"], "NA"),
    (["f", *"no money", "enter"], "RTP"),
    (["W"], "TD"),
    (["e", "enter"], "ESC"),
    (["M", "M", "n"], "NA"),
    (["D", *"asked in writing", "enter"], "DNC"),
    (["l", "enter"], "MAIL"),
    (["p", "enter"], "PTP"),
)
KILLS = tries(4) - 1


class Caller:
    """Someone at the keys, who notes down what the screen acknowledges."""

    def __init__(self, book: Path, home: Path) -> None:
        self.book = book
        self.env = {
            "ARCALL_BOOK": str(book),
            "ARCALL_NOW": NOW,
            "HOME": str(home),
            "XDG_DATA_HOME": str(home),
            "ARCALL_CONFIG": str(home / "config"),
        }
        (home / "config").mkdir(exist_ok=True)
        (home / "config" / "settings.toml").write_text('[sender]\nname = "Ann Lee"\n')  # else l asks for it
        self.sit_down()

    def sit_down(self) -> None:
        self.screen = WarmTerminal(ARCALL, columns=100, rows=30, env=self.env)
        self.screen.wait_for(r"\d+ now · ")
        self.screen.settle()

    def press(self, *keys: str) -> None:
        for key in keys:
            self.screen.press(key)
            if key == "esc":
                self.screen.settle(0.25)  # else the next key would be taken for alt and that key

    def do(self, keys: list[str], code: str) -> None:
        """Press the keys, on the next account where they do not fit this one; insist where it is only unwise."""
        done = r"Draft .*eml|drafts in" if code == "MAIL" else rf"{code} logged"
        for _ in range(6):
            self.press(*keys)
            # A message is gone with the next key, here enter, which is taken for one too many after a call; where it is
            # asked whose call the result is of, it means nobody's.
            said = re.compile(rf"{done}|enter again insists|logged already|Not done|\n ! ")
            self.screen.wait_for(said.pattern)
            self.screen.settle()
            if "enter again insists" in self.screen.text():
                self.press("enter")
                self.screen.wait_for(done)
            if re.search(done, self.screen.text()):
                return
            self.press("esc", "j")
            self.screen.settle()
        raise AssertionError(f"nobody to log {code} on:\n{self.screen.text()}")

    def recorded(self, since: int) -> list[str]:
        with closing(sqlite3.connect(f"file:{self.book}?mode=ro", uri=True)) as connection:
            rows = connection.execute(
                "SELECT code FROM activity WHERE id > ? ORDER BY id", (since,)
            ).fetchall()
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return [code for (code,) in rows]


@pytest.mark.timeout(240)
def test_a_morning_of_calls_of_every_kind_survives_kills_at_random_points(whole_sample: Path, tmp_path: Path):
    sample_book = Path(shutil.copy(whole_sample, tmp_path))
    rng = random.Random(20)
    with closing(sqlite3.connect(sample_book)) as connection:
        (before,) = connection.execute("SELECT max(id) FROM activity").fetchone()
    caller = Caller(sample_book, tmp_path)
    kills = set(rng.sample(range(1, len(MORNING)), KILLS))
    acknowledged: list[str] = []
    try:
        for at, (keys, code) in enumerate(MORNING):
            if at in kills:
                # In the middle of something that is not on record yet: a form half filled in, keys on their way.
                caller.press(*rng.choice((["p", "tab"], ["b", *"tom"], ["slash"], ["j", "k"], ["A"])))
                caller.screen.kill(signal.SIGKILL)
                caller.screen.close()
                assert caller.recorded(before) == acknowledged
                caller.sit_down()
            caller.do(keys, code)
            acknowledged += [code] * (2 if keys[0] == "M" else 1)
            assert caller.recorded(before) == acknowledged
        caller.press("i", *"half a note")
        caller.screen.wait_for("draft kept")
        caller.screen.kill(signal.SIGKILL)
        assert caller.recorded(before) == acknowledged
        with closing(sqlite3.connect(sample_book)) as connection:
            assert ("half a note",) in connection.execute("SELECT note FROM draft").fetchall()
    finally:
        caller.screen.close()
    assert len(acknowledged) > 20
    assert len(set(acknowledged)) == 18
