"""What happens beside the keys: ranking anew, the count, the plan, the clock, looking ahead."""

import gc
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from arcall_tui.settings import Paths
from arcall_tui.tui import inks
from arcall_tui.tui.actions import Where
from arcall_tui.tui.stage import Doer, Soon, Stage, does
from arcall_tui.workday.book.backups import look_after, stop_writing
from arcall_tui.workday.desk.desk import Desk

_AHEAD = 0.03  # seconds after the last key
_COUNT = 0.1  # seconds after the last key
_CLOCK = 5.0  # seconds between looks at the clock
_ASLEEP = timedelta(seconds=60)  # between two looks: the computer slept, or its clock was set
_CARE = 3600.0  # seconds between copies of the book
_RANK = 180.0  # seconds between rankings: gates open and shut with the hour


class Background(Doer):
    """Keeps the screen true without being asked."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._ranking = False
        self._looked_at: datetime | None = None
        # What else may have changed with a call.
        self.after_count: Callable[[], Awaitable[None]] | None = None
        # Counts the day anew when the keys have come to rest.
        self.counted = Soon(stage, _COUNT, self._count, again=True).ask
        # Reads the account that comes next, once this one is painted: two threads at once would delay it.
        self.ahead = Soon(stage, _AHEAD, self._look_ahead, again=True).ask

    def begin(self) -> None:
        """Look at the clock from now on."""
        self.main.set_interval(_CLOCK, lambda: self.stage.spawn(self.look()))
        self.main.set_interval(_RANK, lambda: self.stage.spawn(self.rank()))
        self.main.set_interval(_CARE, lambda: self.stage.spawn(self._look_after_book()))
        self.stage.spawn(self._look_after_book())

    async def _look_after_book(self) -> None:
        """Make the day's copy, or the hour's, and see whether the file is whole."""
        desk = self.session.desk
        found = await self.line.aside(
            look_after, desk.path, desk.settings.backup_to, datetime.now(desk.clock.zone)
        )
        if found:
            await self.line.ask(stop_writing, found)
            self.say(found, "bad")

    async def look(self) -> None:
        """Let the clock move on: who can be called by now comes up; after a new day or a sleep all is judged anew."""
        clock = self.session.desk.clock
        now, before = clock.now(), self._looked_at
        self._looked_at = now
        leapt = before is not None and not timedelta(0) <= now - before < _ASLEEP
        if before is not None and (leapt or clock.workday(now) != clock.workday(before)):
            await self.rank()
            await self._read_again()
            return
        moved = await self.session.queue.settle()
        if self.stage.is_over():
            return
        if moved:
            self.counted()
        if self.session.account in moved and self.stage.where is Where.LIST:
            await self._read_again()
        self.main.accounts.forget()
        self.main.paint_header()
        self.main.detail.again()  # their clock goes with the header's

    async def _read_again(self) -> None:
        await self.session.show_again()
        self.main.paint_card(keep=True)

    async def rank(self) -> None:
        """Judge every account anew; the cursor stays on its account once the caller has touched anything."""
        if self._ranking:
            return
        self._ranking = True
        try:
            await self.session.rank()
        finally:
            self._ranking = False
            if not gc.isenabled():
                # The queue's thousands of objects stay: the garbage collector need not look through them.
                gc.freeze()
                gc.enable()
        self.main.accounts.forget()
        await self.session.queue.count()
        self.main.paint_header()
        if self.session.worklist.shown and (self.session.card is None or not self.stage.touched):
            await self.session.show(self.session.worklist.shown[0].account)
            self.main.paint_card()
        if self.stage.where is not Where.FIND and self.session.card is not None:
            self.main.paint_list()
        await self._look_ahead()

    @does("refresh")
    async def rank_again(self) -> None:
        """Judge every account anew, because the caller asked; a rule book edited meanwhile counts."""
        warning = await self.line.ask(_take_up_rules)
        await self.rank()
        self.say(f"! {warning}" if warning else "Every account judged anew", "urgent" if warning else "")

    async def _count(self) -> None:
        if not self.stage.is_over():
            await self.session.queue.count()
        if self.stage.is_over():
            return
        self.main.paint_header()
        if self.after_count is not None:
            await self.after_count()
        planned = await self.session.queue.replan()
        if self.stage.is_over():
            return
        if not planned:
            self.counted()
        elif self.stage.where is not Where.FIND and self.session.card is not None:
            self.main.paint_list()
            await self._keep_to_plan()
            self.ahead()

    async def _keep_to_plan(self) -> None:
        """Show the plan's first where the outcome of a moment ago has changed who that is, and no key came since."""
        session, keys = self.session, self.stage.keys_taken
        following = session.worklist.next()
        last = session.last
        if following is None or last is None or not last.is_fresh or last.keys != keys:
            return
        if session.card is not None and following != session.account:
            card = await session.read(following)
            if self.stage.keys_taken == keys:
                session.card = card
                self.main.paint_account()

    async def _look_ahead(self) -> None:
        await self.session.ahead.look(self.session.account)
        if (card := self.session.ahead.card) is not None and not self.stage.is_over():
            self.main.account.get_ready(card)

    @does("theme")
    async def next_theme(self) -> None:
        """Change to the next theme, for this session."""
        app, names = self.stage.app, list(inks.THEMES)
        app.theme = names[(names.index(app.theme) + 1) % len(names)] if app.theme in names else names[0]
        self.say(f"Theme {app.theme}; the settings file makes it stay", "")


def _take_up_rules(desk: Desk) -> str:
    """Let everyone be judged by the rule book as it stands now.

    Return what is wrong with that where the last good one stays.
    """
    from arcall_tui.workday.book.rulebook import rules_in_force  # noqa: PLC0415 - seldom wanted

    paths = Paths.find()
    policy, warning = rules_in_force(paths)
    if not warning and policy != desk.policy:
        desk.day.obey(policy)
    desk.ranking.judge_anew()
    return warning.replace(str(paths.policy), paths.policy.name)
