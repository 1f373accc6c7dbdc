"""What the screen looks like. After a wanted change: pytest tests/test_tui_snapshots.py --snapshot-update, and look."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
from pytest_textual_snapshot import SVGImageExtension
from rich.style import Style
from syrupy.assertion import SnapshotAssertion
from textual.pilot import Pilot

from arcall_tui.domain.activity import DisputeRaised, DisputeReason, Outcome, PromiseGiven
from arcall_tui.domain.money import Money
from arcall_tui.domain.outcomes import Code
from arcall_tui.domain.standing import Reason
from arcall_tui.tui.program import ArcallApp
from arcall_tui.tui.services import showing
from arcall_tui.tui.services.call_timer import CallTimer
from arcall_tui.workday.calls import record
from arcall_tui.workday.desk.desk import Desk
from books import NOW, Shelf, add_account, add_invoice
from tui_driver import Driver, screen

# A picture is numbered by how each of its pieces would be written in Python: a third of what it takes to make it.
Style.__repr__ = cache(Style.__repr__)  # type: ignore[method-assign]

SMALL, MIDDLE, LARGE = (80, 24), (120, 40), (210, 45)
_PEOPLE = [
    ("Northwind Traders", "GB", "Europe/London", "GBP"),
    ("Hartwell Maschinenbau", "DE", "Europe/Berlin", "EUR"),
    ("日本橋商事", "JP", "Asia/Tokyo", "JPY"),
    ("Acme [Pty] Ltd", "ZA", "Africa/Johannesburg", "ZAR"),
    ("Kolkata Mills", "IN", "Asia/Kolkata", "INR"),
    ("Prairie Supply Co", "US", "America/Chicago", "USD"),
    ("Somebody, Somewhere", "", None, "GBP"),
]


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """A few customers around the world with calls, a broken promise and a dispute behind them."""
    shelf = Shelf(tmp_path_factory.mktemp("looks"))
    shelf.settings = replace(shelf.settings, base_currency="GBP", country="GB")
    earlier = shelf.desk(now=NOW - timedelta(days=14))
    accounts = []
    for index, (name, country, zone, currency) in enumerate(_PEOPLE):
        account = add_account(earlier, f"C{index:04}", name=name, country=country, zone=zone, terms="Net 30")
        accounts.append(account)
        for number in range(3):
            minor = 421_100 * (7 - index) // (number + 1)
            due = date(2026, 9, 21) + timedelta(days=25 * number + index)
            add_invoice(earlier, account, f"INV-{2201 + 10 * index + number}", minor, due, currency)
    earlier.ranking.rank_day()
    first, second = accounts[:2]
    promised = PromiseGiven(Money(421_100, "GBP"), date(2026, 11, 12), method="BACS", said_by="Maria Anders")
    record.log_call(earlier, first, Outcome(Code.NA))
    record.log_call(earlier, first, Outcome(Code.PTP, "Bank run is on Thursdays.", promises=(promised,)))
    disputed = DisputeRaised(DisputeReason.PRICE, "Finance")
    record.log_call(earlier, second, Outcome(Code.DISP, "Says the discount is missing.", dispute=disputed))
    earlier.close()
    return shelf


@pytest.fixture
def desk(prepared: Shelf, shelf: Shelf) -> Desk:
    shelf.settings = prepared.settings
    shutil.copytree(prepared.folder, shelf.folder)
    return shelf.desk()


WORDS = (
    Reason("broken_promise", "broken promise of 4,211.00, due Thu 12 Nov"),
    Reason("value", "60 days past due; bills like this stay unpaid 23 days more"),
    Reason("closes_soon", "shuts in 35 min"),
)


@pytest.fixture(autouse=True)
def words_that_stay(monkeypatch: pytest.MonkeyPatch):
    """Let the looks not hang on how the rules word their reasons; other tests see to that."""
    monkeypatch.setattr(Desk, "explain", lambda *_: WORDS)
    monkeypatch.setattr(CallTimer, "seconds", lambda _: None)  # the timer runs
    monkeypatch.setattr(showing, "DEBOUNCE", 3600.0)  # kept by then or not: by the machine


@pytest.fixture
def looks(snap_compare, desk: Desk):  # noqa: ANN001
    """Compare the screen after `keys` with what it looked like when someone last approved it."""

    def compare(
        *keys: str, size: tuple[int, int] = MIDDLE, theme: str = "", book: Desk | None = None
    ) -> bool:
        chosen = book or desk
        app = ArcallApp(chosen, replace(chosen.settings, theme=theme))

        async def settled(pilot: Pilot[None]) -> None:
            driver = Driver(app, pilot)
            await driver.until(app.session.ranked.is_set)
            await driver.quiet()
            await driver.press(*keys)
            await app.router.background._count()  # it would wait for a pause between keys
            await driver.quiet()

        same: bool = snap_compare(app, terminal_size=size, run_before=settled)
        return same

    return compare


def test_the_main_screen_at_80_by_24(looks):  # noqa: ANN001
    assert looks(size=SMALL)


def test_the_main_screen_at_120_by_40(looks):  # noqa: ANN001
    assert looks()


def test_the_main_screen_on_a_wide_terminal(looks):  # noqa: ANN001
    assert looks(size=LARGE)


def test_the_main_screen_in_the_light_theme(looks):  # noqa: ANN001
    assert looks(theme="arcall-light")


def test_the_main_screen_in_the_terminals_own_colours(looks):  # noqa: ANN001
    assert looks(theme="ansi")


def test_after_a_logged_no_answer(looks):  # noqa: ANN001
    assert looks("n")


def test_the_dispute_form_with_a_mistake(looks):  # noqa: ANN001
    assert looks("d", "tab", *"nope", "enter")


def test_help_at_80_by_24(looks):  # noqa: ANN001
    assert looks("question_mark", size=SMALL)


def test_an_empty_book(looks, shelf: Shelf):  # noqa: ANN001
    assert looks(book=shelf.desk("empty"), size=SMALL)


# Every form and view, as it opens

_FORMS = {
    "promise": "p",
    "instalments": "P",
    "dispute": "d",
    "call_back": "b",
    "says_paid": "x",
    "copy": "c",
    "refuses": "f",
    "escalate": "e",
    "do_not_call": "D",
    "next_step": "s",
    "rest": "z",
    "contact": "E",
    "zone": "Z",
    "how_they_pay": "Y",
    "letter": "l",
    "why_late": "X",
    "step_done": "F",
    "settle_promise": "v",
    "resolve_dispute": ("slash", *"hart", "enter", "V"),
    "release_hold": ("D", *"asked in writing", "enter", "slash", *"northwind", "enter", "H"),
    "move_step": ("A", "tab", "tab", "s"),
    "marked_invoices": ("tab", "space", "space", "p"),
    "doubtful_time": ("b", *"sat 10:00", "enter"),
}
_VIEWS = {
    "brief": ("B",),
    "agenda": ("A", "tab", "tab"),
    "search": ("N", *"bank"),
    "marked": ("M", "M"),
    "hidden": ("h",),
    "notes": ("i", *"Spoke to Maria."),
    "invoices": ("tab", "space", "j"),
    "history": ("o",),
    "plan": ("L",),
    "commands": ("colon", *"step"),
    "find": ("slash", *"kol"),
    "cause": ("X", "c", "enter"),
}


# Small, where things do not fit; usual for those alone that have more beside them there.
_USUAL = (
    *("promise", "instalments", "contact", "letter", "how_they_pay", "marked_invoices"),
    *("agenda", "notes", "invoices", "history", "plan"),
)
# What these do stays done: each begins anew.
_LEAVING_TRACES = {
    *("resolve_dispute", "release_hold", "move_step", "marked_invoices", "doubtful_time"),
    *("agenda", "marked", "hidden", "notes", "cause"),
}


async def _compare(
    shown: Mapping[str, Iterable[str]], kept: SnapshotAssertion, prepared: Shelf, tmp_path: Path
) -> None:
    """Look at each on a screen that an escape or three have made as it was at first."""
    pictures = [(name, SMALL) for name in shown] + [(name, MIDDLE) for name in shown if name in _USUAL]
    alone = [[(name, size)] for name, size in pictures if name in _LEAVING_TRACES]
    others = []
    for number, group in enumerate(
        [[(name, size) for name, size in pictures if name not in _LEAVING_TRACES], *alone]
    ):
        shelf = Shelf(Path(shutil.copytree(prepared.folder, tmp_path / f"{number}")), prepared.settings)
        async with screen(shelf.desk(), SMALL) as driver:
            for name, size in group:
                await driver.resize(*size)
                before = driver.text
                await driver.press(*shown[name])
                await driver.app.router.background._count()  # it would wait for a pause between keys
                await driver.quiet()
                picture = f"{name}-{size[0]}x{size[1]}"
                if kept(name=picture) != driver.app.export_screenshot(simplify=True):
                    others.append(picture)
                await driver.press("escape", "escape", "escape")
                assert [name] == [name for name, _ in group] or driver.text == before, name
        shelf.opened[0].close()
    assert not others


@pytest.fixture
def kept(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(SVGImageExtension)


async def test_the_form(kept: SnapshotAssertion, prepared: Shelf, tmp_path: Path):
    await _compare(_FORMS, kept, prepared, tmp_path)


async def test_the_view(kept: SnapshotAssertion, prepared: Shelf, tmp_path: Path):
    await _compare(_VIEWS, kept, prepared, tmp_path)
