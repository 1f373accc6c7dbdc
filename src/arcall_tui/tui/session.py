"""The caller's session: the queue, the account on screen, and every call to the desk, off the event loop."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

from arcall_tui.tui.worklist import Worklist
from arcall_tui.workday.desk.day_so_far import tally
from arcall_tui.workday.desk.finding import spared
from arcall_tui.workday.desk.planning import plan as plan_rest
from arcall_tui.workday.desk.trouble import of_the_book

if TYPE_CHECKING:
    from arcall_tui.domain.outcome import Outcome
    from arcall_tui.rules.dayplan import DayPlan
    from arcall_tui.rules.queue import Placing
    from arcall_tui.settings import Settings
    from arcall_tui.tui.first_view import Opening
    from arcall_tui.workday.desk.desk import Desk
    from arcall_tui.workday.desk.views import Card, Logged, Undone

T = TypeVar("T")

_A_MOMENT = 1.0  # seconds
# Accounts that are not in the queue are placed one by one: as many as a page shows.
_OTHERS = 60


class Session:
    """What the screen shows and what it may do. Every coroutine raises ArcallError as the desk does.

    Reads and writes go through one thread, in order; long work has a desk and a thread of its own.
    """

    def __init__(self, desk: Desk, settings: Settings, opening: Opening) -> None:
        self.desk = desk
        self.settings = settings
        self.here = desk.clock.zone
        self.worklist = Worklist(opening.rows)
        self.tally = opening.tally
        self.card: Card | None = opening.card
        self.last_logged: int | None = None
        self._logged_at = -_A_MOMENT
        self.spared: frozenset[str] = frozenset()  # digits that are no card number; read with the recorder
        self.ranked = asyncio.Event()
        self._record: Any = None
        self._loading: asyncio.Future[Any] | None = None
        self._ahead: Card | None = None
        self._touched: dict[int, Placing] = {}
        self._placed_times = 0
        self.plan: DayPlan | None = None
        self.closed = False
        self._line = ThreadPoolExecutor(1, thread_name_prefix="desk")
        self._side = ThreadPoolExecutor(2, thread_name_prefix="side")

    async def run(self, work: Callable[..., T], *args: object) -> T:
        """Do `work` in the desk's thread, after what was asked before."""
        return await self._in(self._line, work, *args)

    async def aside(self, work: Callable[..., T], *args: object) -> T:
        """Do long work in another thread; it must not use this session's desk."""
        return await self._in(self._side, work, *args)

    async def _in(self, threads: ThreadPoolExecutor, work: Callable[..., T], *args: object) -> T:
        if self.closed:  # what still goes on in the background ends with the screen
            raise asyncio.CancelledError
        try:
            return await asyncio.get_running_loop().run_in_executor(threads, partial(work, *args))
        except Exception as error:
            trouble = of_the_book(error)
            if trouble is None:
                raise
            raise trouble from error

    async def record(self) -> Any:  # noqa: ANN401 - a module
        """Return the recording module; it is heavy, and loaded in the background after the first paint."""
        if self._record is None:
            if self._loading is None:
                self._loading = asyncio.ensure_future(
                    self.aside(import_module, "arcall_tui.workday.calls.record")
                )
            self._record = await self._loading
            self.spared = await self.run(spared, self.desk)
        return self._record

    # Showing

    async def show(self, account: int) -> None:
        """Make `account` the one on screen; where it is already, read it anew."""
        ahead, self._ahead = self._ahead, None
        again = self.card is not None and self.card.account.id == account
        if ahead is not None and ahead.account.id == account and not again:
            self.card = ahead
        else:
            self.card = await self.run(self.desk.card, account)

    async def look_ahead(self) -> None:
        """Read the account that comes next, so that it is there when it is wanted."""
        following = self.worklist.after(self.card.account.id) if self.card is not None else None
        if following is not None and (self._ahead is None or self._ahead.account.id != following):
            self._ahead = await self.run(self.desk.card, following)

    @property
    def ahead(self) -> Card | None:
        """The account that comes next, where it has been read."""
        return self._ahead

    async def count(self) -> None:
        """Count the day anew."""
        self.tally = await self.run(tally, self.desk, list(self.worklist.rows))

    async def rank(self) -> None:
        """Judge every account anew, in a thread of its own; what was done meanwhile stays done."""
        self._touched = {}
        rows = await self.aside(self._rank_on_clone)
        self.worklist.load(rows)
        for placing in self._touched.values():
            self.worklist.replace(placing)
        if self.card is not None and self.worklist.get(self.card.account.id) is None:
            self.worklist.replace(self.card.placing)
        self._ahead = None
        self.ranked.set()

    def _rank_on_clone(self) -> list[Placing]:
        desk = self.desk.clone()
        try:
            rows = desk.ranking.rank_day()
            self.plan = plan_rest(desk, rows)
            desk.ranking.keep_order(rows)
            return self.plan.ordered(rows)
        finally:
            desk.close()

    async def judge_anew(self) -> str:
        """Let everyone be judged anew, by the rule book as it stands now.

        Return what is wrong with that where the last good one stays.
        """
        return await self.run(self._judge_anew)

    def _judge_anew(self) -> str:
        from arcall_tui.settings import Paths  # noqa: PLC0415 - not before the first paint
        from arcall_tui.workday.book.rulebook import rules_in_force  # noqa: PLC0415

        paths = Paths.find()
        policy, warning = rules_in_force(paths)
        if not warning and policy != self.desk.policy:
            self.desk.day.obey(policy)
        self.desk.standings.judge_anew()
        return warning.replace(str(paths.policy), paths.policy.name)

    async def replan(self) -> bool:
        """Plan the rest of the day anew and put the list in the plan's order; False: overtaken, so ask again."""
        if not self.ranked.is_set():
            return True
        placed, rows = self._placed_times, list(self.worklist.rows)
        plan, ordered = await self.run(self._replan, rows)
        if placed != self._placed_times:
            return False
        self.plan = plan
        self.worklist.load(ordered)
        self._ahead = None
        return True

    def _replan(self, rows: list[Placing]) -> tuple[DayPlan, list[Placing]]:
        plan = plan_rest(self.desk, rows)
        return plan, plan.ordered(rows)

    async def mates(self, placing: Placing) -> None:
        """Place the accounts that share the payer of one that has changed."""
        if placing.standing.payer is not None:
            for mate in await self.run(self.desk.ranking.together, placing.account):
                self.place(mate)

    async def find(self, text: str) -> list[Placing]:
        """Return the accounts that `text` may mean, best first."""
        await self.ranked.wait()
        accounts = await self.run(self.desk.find, text)
        known = {account: self.worklist.get(account) for account in accounts}
        others = [account for account in accounts if known[account] is None][:_OTHERS]
        if others:  # nothing open and nothing planned: not in the queue, but they may ring
            known |= await self.run(self._placed, others)
        return [placing for placing in known.values() if placing is not None]

    def _placed(self, accounts: list[int]) -> dict[int, Placing]:
        return {account: self.desk.ranking.place(self.desk.standings.kept(account)) for account in accounts}

    async def go_to(self, account: int) -> None:
        """Show an account, and have it in the list even where it is not in the queue."""
        await self.show(account)
        if self.card is not None and self.worklist.get(account) is None:
            self.worklist.replace(self.card.placing)

    # Recording: everything is on disk when these return

    async def log(self, outcome: Outcome) -> Logged:
        """Log a call on the account on screen and go on to the next one."""
        assert self.card is not None
        account = self.card.account.id
        record = await self.record()
        logged: Logged = await self.run(record.log_call, self.desk, account, outcome)
        following = self.worklist.after(account)
        self.place(logged.placing)
        await self.mates(logged.placing)
        self.last_logged, self._logged_at = account, time.monotonic()
        await self.show(account if following is None else following)
        return logged

    def just_logged(self) -> bool:
        """Whether an outcome was logged a moment ago, with the finger perhaps still on its way to enter."""
        return time.monotonic() - self._logged_at < _A_MOMENT

    async def undo(self) -> Undone:
        """Take back the last thing done and show the account it was on."""
        record = await self.record()
        undone: Undone = await self.run(record.undo, self.desk)
        self._ahead = None
        if undone.placing is not None:
            self.place(undone.placing)
            await self.mates(undone.placing)
            await self.replan()  # so that the order is at once what it was
        for placing in undone.others:
            self.place(placing)
        if undone.others:
            await self.replan()
        if undone.account is not None:
            await self.show(undone.account)
        elif undone.others and self.card is not None:
            await self.show(self.card.account.id)
        return undone

    async def keep_draft(self, account: int, text: str) -> None:
        """Save the note being written."""
        if self._ahead is not None and self._ahead.account.id == account:
            self._ahead = None
        if self.card is not None and self.card.account.id == account:
            self.card = replace(self.card, draft=text)
        record = await self.record()
        await self.run(record.save_draft, self.desk, account, text)
        if self.card is not None and self.card.account.id == account:
            self.card = replace(self.card, draft_at=self.desk.clock.now())

    async def write(self, verb: Callable[..., T], *args: object) -> T:
        """Do another verb of `workday.calls`, and read the account on screen anew."""
        await self.record()
        result = await self.run(verb, self.desk, *args)
        self._ahead = None
        if self.card is not None:
            await self.show(self.card.account.id)
            self.place(self.card.placing)
            await self.mates(self.card.placing)
        return result

    async def batch(self, verb: Callable[..., list[Any]], *args: object) -> list[Any]:
        """Deal with several accounts in one go; each gets its new place."""
        await self.record()
        done = await self.run(verb, self.desk, *args)
        for each in done:
            self.place(getattr(each, "placing", each))
        self._ahead = None
        return done

    async def spare(self, digits: set[str]) -> None:
        """Remember that these digits are no card number."""
        record = await self.record()
        await self.run(record.spare_numbers, self.desk, digits)
        self.spared |= digits

    def place(self, placing: Placing) -> None:
        """Put an account in its new place in the queue."""
        self._touched[placing.account] = placing
        self._placed_times += 1
        self.worklist.replace(placing)
        if self._ahead is not None and _together(self._ahead, placing):
            self._ahead = None

    def close(self) -> None:
        """Wait until everything is written, and let the threads go."""
        self.closed = True
        self._line.shutdown(wait=True)
        self._side.shutdown(wait=False, cancel_futures=True)


def _together(card: Card, placing: Placing) -> bool:
    """Whether a call to one also counts for the other: the same account, or the same payer."""
    payer = placing.standing.payer
    return card.account.id == placing.account or (payer is not None and card.account.payer == payer)
