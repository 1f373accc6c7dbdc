"""Draw docs/screen.svg: arcall on the sample book, as a caller finds it at five past ten in London."""
# ruff: noqa: INP001 - a script, not a package

from __future__ import annotations

import asyncio
import re
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from arcall_tui.rules.policy_file import load_policy
from arcall_tui.settings import Settings
from arcall_tui.tui.program import ArcallApp
from arcall_tui.workday.desk.clock import Clock
from arcall_tui.workday.desk.desk import open_desk
from arcall_tui.workday.sample.book import make_sample, sample_rates

NOW = datetime(2026, 11, 20, 10, 5, tzinfo=UTC)
PICTURE = Path(__file__).with_name("screen.svg")
# Fonts from the network are nothing to load for a picture.
_FONTS = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


async def draw(book: Path) -> str:
    """Return the first screen of the day as SVG."""
    settings = Settings(zone="Europe/London", zone_basis="the picture's", country="GB")
    settings = replace(settings, base_currency="GBP", rates=sample_rates(NOW.date()))
    desk = open_desk(book, Clock(settings.zone_info, NOW), settings, load_policy(None))
    desk.ranking.rank_day()
    app = ArcallApp(desk, settings)
    async with app.run_test(size=(120, 40)) as pilot:
        await app.session.ranked.wait()
        await pilot.pause()
        return app.export_screenshot(title="arcall")


def main() -> None:
    """Write the picture."""
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "sample.sqlite3"
        make_sample(book, NOW.date())
        PICTURE.write_text(_FONTS.sub("", asyncio.run(draw(book))), encoding="utf-8")


if __name__ == "__main__":
    main()
