"""What a terminal says is hostile, too: answers, reports, pastes and broken bytes run nothing and end nothing."""

from __future__ import annotations

import os
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from tries import DEEP

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo terminal")
if sys.platform != "win32":
    from test_terminals import Recorded, opened

SEEDS = range(12) if DEEP else [1]
_TABLES = ("activity", "promise", "dispute", "undo_step", "follow_up", "draft", "form_draft")
ANSWERS = (
    b"\x1b[8;24;80t", b"\x1b[0n", b"\x1b[3n", b"\x1b[5;1R", b"\x1b[?62;22c", b"\x1b[>1;4000;0c", b"\x1b[?1;2;4c",
    b"\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\", b"\x1b]10;rgb:ffff/ffff/ffff\x07", b"\x1b]52;c;bm5ubm4=\x07", b"\x1b]lnnn\x1b\\",
    b"\x1bP1$r0m\x1b\\", b"\x1bP>|xterm(380)\x1b\\", b"\x1bP0+r544e\x1b\\", b"\x1b_Gi=1;OK\x1b\\", b"\x1b^nnn\x1b\\", b"\x1bXnnn\x1b\\",
    b"\xc2\x9b8;24;80t", b"\xc2\x9d11;rgb:ffff/0000/0000\xc2\x9c", b"\xc2\x90nn\xc2\x9c", b"\x9b0n",
    b"\x1b[M !!", b"\x1b[M#nm", b"\x1b[<35;10;10M", b"\x1b[<0;999;999m", b"\x1b[32;10;10M",
    b"\x1b[?0u", b"\x1b[?31u", b"\x1b[57441;2u", b"\x1b[110;1:3u", b"\x1b[110;1:3;110u", b"\x1b[57358;1:3u",
    b"\x1b[I", b"\x1b[O", b"\x1b[?2026;2$y", b"\x1b[?2048;0$y", b"\x1b[48;24;80;480;800t", b"\x1b[?997;1n", b"\x1b[4;480;800t",
    b"\xff\xfe", b"\xc3", b"\xe2\x82", b"\xf0\x9f", b"\xc0\xaf", b"\x00", b"\x1b[\x00", b"\x1b[99999999999n", b"\x1b[1;1;1;1;1;1~",
    b"nnnm hello nobody called today", b"hello there, how are you\r", b"noon meeting at the mill\n", b"unterminated naming mmm",
    b"\x1b[200~nnn mmm\x1b[201~", b"\x1b[200~n\nm\nu\x1b[201~",
)  # fmt: skip


def on_record(book: Path) -> list[int]:
    with closing(sqlite3.connect(book)) as connection:
        return [connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in _TABLES]


def turns(dice: Random) -> list[list[bytes]]:
    """Say what is text each for itself, in one read, and of the rest a few at a time."""
    texts, rest = (
        [said for said in dice.sample(ANSWERS, len(ANSWERS)) if said[:1].isalpha() is typed]
        for typed in (True, False)
    )
    few = 1 if DEEP else 6
    made = [[said] for said in texts] + [rest[at : at + few] for at in range(0, len(rest), few)]
    return dice.sample(made, len(made))


def pieces(said: bytes, dice: Random) -> list[bytes]:
    """Split it over as many reads as it may take."""
    cuts = (
        sorted(dice.sample(range(1, len(said)), min(dice.randrange(3), len(said) - 1)))
        if len(said) > 1
        else []
    )
    return [said[a:b] for a, b in zip([0, *cuts], [*cuts, len(said)], strict=True)]


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_that_a_terminal_says_runs_an_action_or_ends_the_program(
    sample_book: Path, tmp_path: Path, seed: int
):
    dice = Random(seed)
    terminal = opened(sample_book, tmp_path)
    try:
        before = on_record(sample_book)
        for said in turns(dice):
            for piece in (
                said if said[0][:1].isalpha() else [part for each in said for part in pieces(each, dice)]
            ):
                os.write(terminal._fd, piece)
                if dice.random() < 0.3:
                    time.sleep(0.002)
            terminal.settle(0.05)
            assert not terminal.ended, (said, terminal.written[-3000:])
            assert on_record(sample_book) == before, said
        terminal.press("esc")
        terminal.settle(0.25)
        terminal.press("n")
        terminal.wait_for("NA logged")
        assert on_record(sample_book)[0] == before[0] + 1
        is_one_notice_in_the_list_and_text_in_the_notes(
            terminal, sample_book, b"nnnm hello nobody called today"
        )
    finally:
        terminal.close()


def is_one_notice_in_the_list_and_text_in_the_notes(terminal: Recorded, book: Path, burst: bytes) -> None:
    before = on_record(book)
    os.write(terminal._fd, burst)
    terminal.wait_for(f"{len(burst)} characters came at once")
    assert on_record(book) == before
    os.write(terminal._fd, b"i" + burst)
    terminal.wait_for(burst.decode())
    assert on_record(book)[0] == before[0]
