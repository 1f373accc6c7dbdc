"""What the import looks like on screen. After a wanted change: pytest FILE --snapshot-update, and look."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from arcall_tui.domain.standing import Reason
from arcall_tui.tui.program import ArcallApp
from arcall_tui.workday.desk.desk import Desk
from books import TODAY, Shelf, owing
from tui_driver import Driver

HEAD = "Customer ID,Customer Name,Invoice Number,Invoice Date,Due Date,Open (EUR),Country"
GOOD = f"""{HEAD}
C1,Hartwell Maschinenbau,2201,2026-09-01,2026-10-01,1250.00,391
C1,Hartwell Maschinenbau,2202,2026-09-20,2026-10-20,80.00,391
C2,日本橋商事,77,2026-10-02,2026-11-01,99999.90,JP
C2,日本橋商事,77,2026-10-02,2026-11-01,99999.90,JP
C3,Acme [Pty] Ltd,CN-4,2026-10-02,2026-10-02,-12.50,ZA
"""
BAD = f"""{HEAD}
C1,Hartwell Maschinenbau,2201,2026-09-01,2026-10-01,1250.00,DE
C2,Acme [Pty] Ltd,2202,2026-09-20,soon,80.00,ZA
C3,Prairie Supply Co,77,2026-10-02,2026-11-01,much,US
"""
UNKNOWN = "Kdnr,Beleg X,Rechnungsdatum,Bis,Rest\nC1,7,2026-09-01,2026-10-01,12.50\n"


@pytest.fixture
def looks(snap_compare, shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # noqa: ANN001
    """Compare the import after `keys` with what it looked like when someone last approved it."""
    monkeypatch.setattr(Desk, "explain", lambda *_: (Reason("value", "60 days past due"),))
    monkeypatch.chdir(tmp_path)
    folder = Path("ledgers")
    folder.mkdir()
    for place, (name, content) in enumerate((("good", GOOD), ("bad", BAD), ("unknown", UNKNOWN))):
        (folder / f"{name}.csv").write_text(content)
        os.utime(folder / f"{name}.csv", (1_790_000_000 - place, 1_790_000_000 - place))

    def compare(size: tuple[int, int], *keys: str) -> bool:
        desk = shelf.desk()
        owing(desk, "OLD", [(123_400, TODAY)])

        async def drive(pilot: Pilot[None]) -> None:
            app = pilot.app
            assert isinstance(app, ArcallApp)
            driver = Driver(app, pilot)
            await app.session.ranked.wait()
            (await app.router.late()).importing.folder = folder
            for key in ("f4", *keys):
                await driver.press(key)

        app = ArcallApp(desk, replace(desk.settings, theme=""))
        return bool(snap_compare(app, run_before=drive, terminal_size=size))

    return compare


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
@pytest.mark.parametrize(
    "keys",
    [
        (),
        ("enter",),
        ("enter", *"confirm", "enter"),
        ("down", "enter"),
        ("down", "down", "enter", *"due_date=Bis"),
    ],
    ids=["files", "gone", "good", "bad", "unknown"],
)
def test_the_import(looks: Callable[..., bool], size: tuple[int, int], keys: tuple[str, ...]):
    assert looks(size, *keys)
