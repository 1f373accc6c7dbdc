"""A long list: nothing in it takes time with its length, and every account keeps its place."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from arcall_tui.domain.standing import Standing
from arcall_tui.render import account_list as rendered
from arcall_tui.rules.queue import Group, Placing
from arcall_tui.rules.value import Worth
from arcall_tui.tui.live_queue import Worklist
from books import TODAY, Shelf, owing
from tries import tries
from tui_driver import screen


def copies(one: Placing, count: int) -> list[Placing]:
    """Make a queue of `count` from one placing."""

    def standing_of(account: int) -> Standing:
        return replace(one.standing, account=account, name=f"Customer {account}")

    return [
        one._replace(account=index, rank_key=(1, index, 0, 0, 0, "", index), source=standing_of)
        for index in range(1, count + 1)
    ]


def one_placing(shelf: Shelf) -> Placing:
    desk = shelf.desk("one")
    owing(desk, "C1", [(1000, TODAY - timedelta(days=3))])
    return desk.ranking.rank_day()[0]


async def test_twenty_thousand_accounts_draw_only_the_rows_in_view(shelf: Shelf, monkeypatch):  # noqa: ANN001
    desk = shelf.desk()
    owing(desk, "C1", [(1000, TODAY - timedelta(days=3))])
    async with screen(desk) as driver:
        main, session = driver.app.stage.main, driver.app.session
        session.worklist.load(copies(session.worklist.rows[0], 20_000))
        drawn: list[str] = []
        original = rendered.account_row

        def counted(placing: Placing, *arguments: object, **more: object):
            drawn.append(placing.standing.name)
            return original(placing, *arguments, **more)

        monkeypatch.setattr(rendered, "account_row", counted)
        main.paint_list()
        await driver.quiet()
        assert "1 of 20,000" in driver.text
        for index in (1, 500, 19_999):
            main.accounts.go(index)
            await driver.quiet()
            assert f"Customer {index + 1} " in driver.text
        assert len(drawn) <= 6 * main.accounts.size.height


@given(st.lists(st.tuples(st.integers(0, 29), st.integers(0, 99), st.booleans()), max_size=40))
@settings(max_examples=tries(60))
def test_the_queue_stays_sorted_whatever_moves_in_it(moves: list[tuple[int, int, bool]]):
    base = [_bare(account, account) for account in range(30)]
    work = Worklist(base)
    for account, order, open_ in moves:
        work.only_reachable(not work.reachable_only)
        work.replace(_bare(account, order, open_=open_))
        assert [row.rank_key for row in work.rows] == sorted(row.rank_key for row in work.rows)
        assert sorted(row.account for row in work.rows) == list(range(30))
        for rows in (work.shown,):
            assert rows == [row for row in work.rows if row.callable or not work.reachable_only]
        at = work.index(account)
        assert at is None or work.shown[at].account == account


def _bare(account: int, order: int, *, open_: bool = True) -> Placing:
    group = Group.VALUE if open_ else Group.GATED
    key = (int(group), order, account)
    return Placing(account, group, order, None, None, key, None, None, Worth(0, 0, ()), str)  # type: ignore[arg-type]


def test_next_is_the_first_who_can_be_called_whatever_the_list_shows():
    work = Worklist([_bare(2, 2), _bare(3, 3), _bare(1, 1, open_=False)])
    work.only_reachable(True)
    assert work.next() == 2
    work.replace(_bare(2, 2, open_=False))
    assert work.next() == 3
    assert Worklist([_bare(1, 1, open_=False)]).next() is None
