"""Why an account is called stands whole on its card, in every width: how it was reckoned gives way, nothing is cut."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import takewhile
from pathlib import Path
from zoneinfo import ZoneInfo

from arcall_tui.render import card
from arcall_tui.rules.policy_file import load_policy
from arcall_tui.settings import Settings
from arcall_tui.workday.desk.clock import Clock
from arcall_tui.workday.desk.desk import Desk
from cases import for_each

LONDON = ZoneInfo("Europe/London")


@for_each(("width", "height"), [(79, 15), (66, 33), (100, 43)])
def test_why_is_whole_on_the_card_of_everybody_in_the_sample(sample_book: Path, width: int, height: int):
    now = datetime(2026, 11, 20, 10, 5, tzinfo=UTC)
    desk = Desk(sample_book, Clock(LONDON, now), Settings("Europe/London", "test"), load_policy(None))
    try:
        cut = []
        for placing in desk.ranking.rank_day():
            made = card.lines(desk.card(placing.account), width, LONDON, height, history=False)
            texts = ["".join(part for part, _ in line) for line in made]
            start = next(place for place, text in enumerate(texts) if text.startswith(" Why "))
            # The lines of one label are indented below it.
            why = [texts[start], *takewhile(lambda text: text.startswith("     "), texts[start + 1 :])]
            cut += [placing.account] if why[-1].endswith("…") else []
        assert cut == []
    finally:
        desk.close()
