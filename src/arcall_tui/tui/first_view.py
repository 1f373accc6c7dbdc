"""What the first frame shows, read from the book before anything else is loaded."""

from __future__ import annotations

from dataclasses import dataclass

from arcall_tui.rules.queue import Placing
from arcall_tui.workday.desk.desk import Desk
from arcall_tui.workday.desk.today import is_empty, tally
from arcall_tui.workday.desk.views import Card, Tally


@dataclass(frozen=True)
class Opening:
    """The head of the queue, the account to call next (None in an empty book), and the day so far."""

    rows: list[Placing]
    card: Card | None
    tally: Tally

    @classmethod
    def read(cls, desk: Desk) -> Opening:
        """Read it; blocking, and quick but for the first time that a book is opened: that ranks it."""
        rows = desk.ranking.first_page()
        if not rows and not is_empty(desk):
            rows = desk.ranking.rank_day()
        return cls(rows, desk.card(rows[0].account) if rows else None, tally(desk))
