"""How fast the rules judge a large book: the day's first ranking, a logged call, the plan."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from big_book import big_book, desk_on

from arcall_tui.domain.activity import Outcome
from arcall_tui.domain.outcomes import Code
from arcall_tui.tui.live_queue import Worklist
from arcall_tui.workday.calls import record
from arcall_tui.workday.desk.desk import Desk
from arcall_tui.workday.desk.today import plan

ROUNDS = 5
CALLS = 15
_FLOOR = """SELECT account_id, currency, sum(balance), min(due_date),
            sum(balance * (julianday('2026-11-20') - julianday(due_date))) FROM invoice
            WHERE settled_on IS NULL GROUP BY account_id, currency"""


def run() -> list[dict[str, Any]]:
    """Measure, and return the figures as the table wants them."""
    with tempfile.TemporaryDirectory() as folder:
        rankings, floors, heads = zip(*(_first_ranking(Path(folder)) for _ in range(ROUNDS)), strict=True)
        desk = desk_on(big_book(Path(folder) / "calls.sqlite3"))
        rows = desk.ranking.rank_day()
        plans = [_ms(lambda: plan(desk, rows).ordered(rows)) for _ in range(ROUNDS)]
        calls = _logged_calls(desk, Worklist(rows))
        desk.close()
    return [
        _against("first page of a new day, gates judged anew", heads, floors, 3.0),
        _against("every account ranked anew on a new day", rankings, floors, 2.5),
        _within("queue after a logged call", calls, 10.0),
        _within("replanning the day", plans, 50.0),
    ]


def _first_ranking(folder: Path) -> tuple[float, float, float]:
    """Time the whole ranking and the first page on a book that was last ranked a day before, and the floor."""
    desk = desk_on(big_book(folder / "book.sqlite3"))
    floor = _ms(lambda: desk.book.execute(_FLOOR).fetchall())
    head = _ms(desk.ranking.first_page)
    whole = _ms(desk.ranking.rank_day)
    desk.close()
    return whole, floor, head


def _logged_calls(desk: Desk, queue: Worklist) -> list[float]:
    """Time from a call's row being written to its account standing in its new place of the queue."""
    times = []
    for _ in range(CALLS):
        account = queue.rows[0].standing.account
        placing = record.log_call(desk, account, Outcome(Code.NA)).placing

        def judged(account: int = account) -> None:
            queue.replace(desk.ranking.place(desk.standings.now(account)))

        times.append(_ms(judged))
        queue.replace(placing)
    return times[2:]


def _ms(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    result = work()  # letting go of it is not part of it
    taken = (time.perf_counter() - began) * 1000
    del result
    return taken


def _against(name: str, ours: tuple[float, ...], floors: tuple[float, ...], limit: float) -> dict[str, Any]:
    mine, floor = statistics.median(ours), statistics.median(floors)
    return {
        "name": name,
        "floor_ms": round(floor, 1),
        "ours_ms": round(mine, 1),
        "ratio": round(mine / floor, 3),
        "limit": limit,
    }


def _within(name: str, ours: list[float], limit_ms: float) -> dict[str, Any]:
    mine = statistics.median(ours)
    return {
        "name": f"{name}, at most {limit_ms:.0f} ms",
        "floor_ms": None,
        "ours_ms": round(mine, 1),
        "ratio": round(mine / limit_ms, 3),
        "limit": 1.0,
    }


if __name__ == "__main__":
    for figure in run():
        print(figure)  # noqa: T201 - its purpose
