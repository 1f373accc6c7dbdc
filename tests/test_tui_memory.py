"""A long day: what the keys do leaves nothing behind in memory."""

from __future__ import annotations

import asyncio
import gc
from collections import Counter
from datetime import timedelta

import pytest

from books import TODAY, Shelf, owing
from tui_driver import screen

# A call and its undo, a form, a look at the list, at the keys, at an account.
ROUND = "n u m u p escape j k O escape question_mark escape slash C 1 escape".split()

ROUNDS = 5


def kept() -> Counter[str]:
    """How many things there are, by class; Textual's and Python's together."""
    gc.collect()
    classes = map(type, gc.get_objects())
    return Counter(each.__qualname__ if str(each.__module__).startswith("arcall") else "" for each in classes)


@pytest.mark.usefixtures("memory_of_its_own")
async def test_what_the_keys_do_leaves_nothing_behind_in_memory(shelf: Shelf):
    desk = shelf.desk()
    for number in range(6):
        owing(desk, f"C{number}", [(100_000 - number, TODAY - timedelta(days=40))])
    async with screen(desk) as driver:
        for _ in range(5):
            await driver.press(*ROUND)
        await driver.app.router.background.look()  # every five seconds; what is painted is kept until then
        before = kept()
        for _ in range(ROUNDS):
            await driver.press(*ROUND)
        await driver.app.router.background.look()
        for _ in range(50):
            more = kept() - before
            textuals = more.pop("", 0)
            # What each round, or each key, leaves behind is there as often and more; Textual's own caches have bounds.
            grown = {what: count for what, count in more.items() if count >= ROUNDS}
            if not grown:
                break
            await asyncio.sleep(0.1)  # a timer that is not over yet holds what it is about
    assert grown == {}
    assert textuals < ROUNDS * 100
