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
from test_end_to_end import drafts
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
    (["i", *"Talked to the assistant", "escape", "a"], "GK"),
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
        self.unused = iter("%&()_|~<,-")  # keys that do nothing, which is said once of each
        self.screen = WarmTerminal(ARCALL, columns=100, rows=30, env=self.env)
        self.screen.wait_for(r"\d+ now · ")

    def do(self, keys: list[str], code: str) -> int:
        """Press the keys, on the next account where they do not fit this one; insist where it is only unwise.

        Return on how many accounts the screen says that it was logged.
        """
        done = re.compile(
            r"Draft .*eml|drafts in" if code == "MAIL" else rf"{code} logged(?:,| on (\d+) accounts)"
        )
        # A message is gone with the next key, here enter, which is taken for one too many after a call; where it is
        # asked whose call the result is of, it means nobody's. A form says with each letter what is wrong so far.
        said = rf"{done.pattern}|enter again insists|logged already|Not done|\n ! [^\n]*\Z"
        while True:
            self.screen.press(*keys)
            self.screen.wait_for(said)
            if "enter again insists" in self.screen.text():
                self.screen.press("enter")
                self.screen.wait_for(done.pattern)
            if found := done.search(self.screen.text()):
                return int(found[1] or 1) if done.groups else 1
            # What is asked or open is left, marks are taken off; what the last key says comes once all are worked off.
            unused = next(self.unused)
            self.screen.press(*["escape"] * 4, "j", unused)
            self.screen.wait_for(f"{re.escape(unused)} does nothing")

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
                caller.screen.press(*rng.choice((["p", "tab"], ["b", *"tom"], ["slash"], ["j", "k"], ["A"])))
                caller.screen.kill(signal.SIGKILL)
                caller.screen.close()
                assert caller.recorded(before) == acknowledged
                caller.sit_down()
            acknowledged += [code] * caller.do(keys, code)
            assert caller.recorded(before) == acknowledged
        caller.screen.press("i", *"half a note")
        caller.screen.wait_for("draft kept")
        while "half a note" not in drafts(sample_book):  # at first it is a part of it
            caller.screen.settle()
        caller.screen.kill(signal.SIGKILL)
        assert caller.recorded(before) == acknowledged
        assert "half a note" in drafts(sample_book)
    finally:
        caller.screen.close()
    assert len(acknowledged) > 20
    assert len(set(acknowledged)) == 18
