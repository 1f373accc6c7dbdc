"""A random walk over the keys: the next account is the plan's first, shut gates ask, and the book is whole after it."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from arcall_tui.domain.account import HoldKind
from arcall_tui.domain.activity import Outcome
from arcall_tui.domain.outcomes import Code
from arcall_tui.settings import Rate
from arcall_tui.tui.actions import ACTIONS, Where
from arcall_tui.workday.calls import record
from arcall_tui.workday.calls.prepare import objections_to
from arcall_tui.workday.desk.desk import Desk
from arcall_tui.workday.desk.today import plan
from books import TODAY, Shelf, add_invoice, owing
from shell import arcall
from tries import DEEP, tries
from tui_driver import Driver, screen

SEEDS = range(6, 18) if DEEP else [6]
KEYS = tries(240)
# By seed: one rate for all, none at all (the rank within a currency counts), and one currency without a rate.
MONEY = [{"base_currency": "USD"}, {}, {"base_currency": "GBP", "rates": {"EUR": Rate(0.86, TODAY)}}]

_AT_ONCE = {code.means.key: code for code in Code if code.means.action and not code.means.title}
_FORMS = [code.means.key for code in Code if code.means.title]
_GATED = [code.means.key for code in Code if code.means.title and code.means.attempt]
_LIST_KEYS = sorted(
    {
        key
        for action in ACTIONS
        if Where.LIST in action.where
        and action.id not in {"quit", "suspend", "theme", "refresh", "import", "erase"}
        for key in action.keys
    }
)
_TYPED = (
    "",
    "mon",
    "+3",
    "tomorrow 3pm",
    "100",
    "2",
    "19 nov",
    "x",
    "1.000,5",
    "C03-0",
    "sales",
    "30 feb",
    "é",
    "?",
)


def a_book(shelf: Shelf, seed: int) -> Desk:
    """Accounts of every kind that a caller meets: shut, on hold, consumers, credits, two contacts, promises, disputes."""
    shelf.settings = replace(shelf.settings, drafts=shelf.folder / "drafts", **MONEY[seed % len(MONEY)])
    desk = shelf.desk()
    for index in range(14):
        facts = {
            3: {"country": "AU", "zone": "Australia/Perth"},
            5: {"consumer": 1},
            8: {"country": "IN", "zone": "Asia/Kolkata"},
            11: {"zone": None},
        }.get(index, {})
        days = 50 - 5 * index
        key = owing(desk, f"C{index:02}", [(90_000 - index * 5_000, TODAY - timedelta(days=days))], **facts)
        add_invoice(
            desk, key, f"C{index:02}-9", 25_000, TODAY - timedelta(days=3), ("USD", "EUR", "GBP")[index % 3]
        )
        if index % 5 == 0:
            add_invoice(desk, key, f"CN-{index}", -7_000, TODAY - timedelta(days=9))
        if index % 3 == 0:
            record.edit_contact(desk, key, None, {"name": "Jo", "phone": f"+44 20 7946 07{index:02}"})
    record.log_call(desk, 2, Outcome(Code.DNC, hold=HoldKind.LEGAL, reference="lawyer"))
    record.log_call(desk, 7, Outcome(Code.CB, call_back=desk.clock.now() + timedelta(minutes=30)))
    return desk


class Walk:
    """Someone who presses anything, with an eye on what must hold."""

    def __init__(self, driver: Driver, seed: int) -> None:
        self.driver, self.rng = driver, random.Random(seed)
        self.pressed: list[str] = []
        self.passed = timedelta()
        self.agreed: int | None = None  # the account that is rung all the same

    def _calls(self) -> list[tuple[int, int, str]]:
        rows = self.driver.desk.book.execute(
            "SELECT id, account_id, code FROM activity ORDER BY id"
        ).fetchall()
        return [(int(key), int(account), str(code)) for key, account, code in rows]

    def _next(self) -> list[str]:
        """Choose what is pressed: mostly what a caller does, sometimes anything."""
        where, some = self.driver.where, self.rng.random()
        if where is Where.FORM:
            word = self.rng.choice(_TYPED)
            return self.rng.choice([["enter"], ["enter", "enter"], ["tab"], ["escape"], [*word], ["right"]])
        if where is not Where.LIST:
            return self.rng.choice(
                [["escape"], ["enter"], ["j"], ["f2"], ["down"], [*self.rng.choice(_TYPED)]]
            )
        if (asked := self.driver.app.stage.question) is not None and some < 0.7:
            yes = self.driver.app.stage.keys[str(asked.about[0])].keys
            return self.rng.choice([[*yes][:1], ["escape"], ["3", "p", "m", "enter"], ["up"]])
        if some < 0.35:
            key = self.rng.choice(sorted(_AT_ONCE))
            return [key] * self.rng.choice([1, 1, 2])
        if some < 0.6:
            return [self.rng.choice(_FORMS)]
        return [self.rng.choice(_LIST_KEYS)]

    def _plans_first(self) -> int | None:
        """Work out anew, from the book alone, whom to call now; None where nobody can be."""
        desk = self.driver.desk.clone()
        try:
            rows = desk.ranking.rank_day()
            return next((row.account for row in plan(desk, rows).ordered(rows) if row.callable), None)
        finally:
            desk.close()

    async def go(self, count: int) -> None:
        """Press so many keys."""
        while len(self.pressed) < count:
            if self.rng.random() < 0.04:
                self.passed += timedelta(minutes=self.rng.choice([1, 13, 55]))
                await self.driver.app.router.background.look()
                await self.driver.quiet()
            for key in self._next():
                await self._press(key)

    async def _press(self, key: str) -> None:
        driver = self.driver
        card, before, said = driver.app.session.card, self._calls(), driver.text
        assert card is not None
        marked = set(driver.app.stage.main.accounts.marked) or {card.account.id}
        joined = card.account.id in driver.app.stage.main.same_call
        objected = {key for key in marked if objections_to(driver.desk, key, Code.NA)}
        asks = driver.where is Where.LIST and key in _GATED and not joined and card.account.id in objected
        agreed = card.account.id == self.agreed
        self.pressed.append(key)
        await driver.press(key)
        if "again does it" in said and "again does it" not in driver.text and key not in {"escape", "enter"}:
            self.agreed = card.account.id
        if asks and driver.where is Where.FORM and not agreed:
            assert "again does it" in said, self._story("a form on a shut account without a yes")
        made = [call for call in self._calls() if call not in before and call[2] != "MAIL"]
        if not made or driver.where is not Where.LIST:
            return
        await driver.app.router.background._count()
        await driver.quiet()
        first = self._plans_first()
        assert first in {None, driver.account}, self._story(f"the plan has {first} first")
        for _, account, code in made:
            row = Code(code).means
            if account in objected and row.attempt and not (joined or agreed) and code in _AT_ONCE.values():
                assert "again does it" in said, self._story(f"{code} on a shut account without a yes")

    def _story(self, why: str) -> str:
        return f"{why}\n{' '.join(self.pressed[-25:])}\n{self.driver.text}"


@pytest.mark.parametrize("seed", SEEDS)
async def test_whatever_is_pressed_the_plans_first_comes_next_and_gates_hold(
    shelf: Shelf, seed: int, monkeypatch: pytest.MonkeyPatch
):
    desk = a_book(shelf, seed)
    begun = desk.clock.now()
    async with screen(desk, size=(80, 24)) as driver:
        walk = Walk(driver, seed)
        monkeypatch.setattr(type(desk.clock), "now", lambda _: begun + walk.passed)
        await walk.go(KEYS)
        assert driver.app.failure is None
    whole = arcall("check", book=shelf.folder / "book.sqlite3")
    assert (whole.code, "owes without" in whole.out + whole.err) == (0, False), whole
    record_too = arcall("check", "--record", book=shelf.folder / "book.sqlite3")
    assert record_too.code == 0, record_too
