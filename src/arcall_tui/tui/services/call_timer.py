"""The call on screen: how long it has lasted, and what speaks against it, asked once more."""

from collections.abc import Sequence
from datetime import datetime

from arcall_tui.domain.outcomes import Code
from arcall_tui.tui.forms.form import MANY
from arcall_tui.tui.stage import AskedError, OnStage, Stage
from arcall_tui.workday.calls.prepare import objections_to
from arcall_tui.workday.desk.desk import Desk

_TICK = 1.0  # seconds
_LONGEST = 4 * 3600  # seconds; a timer that runs longer was forgotten


class CallTimer(OnStage):
    """Knows since when the caller has been on a call, and with whom.

    `agreed`: the account that is being rung although something speaks against it, until that call is over.
    """

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.agreed: int | None = None
        self._began: tuple[int, datetime] | None = None
        self._ticking = False

    def on_the_line(self) -> bool:
        """Start the timer for the account on screen; return whether that was needed."""
        account = self.session.account
        if account is None or (self._began is not None and self._began[0] == account):
            return False
        self._began = (account, self.session.desk.clock.now())
        if self.agreed != account:
            self.agreed = None
        if not self._ticking:
            self._ticking = True
            self.main.set_interval(_TICK, self.tick)
        self.tick()
        return True

    def seconds(self) -> int | None:
        """Return how long the call on screen has lasted; None where it was not timed."""
        if self._began is None or self._began[0] != self.session.account:
            return None
        passed = int((self.session.desk.clock.now() - self._began[1]).total_seconds())
        return passed if 0 <= passed <= _LONGEST else None

    def hung_up(self) -> None:
        """Stop the timer: the call is on record, or was none."""
        self._began = self.agreed = None
        self.tick()

    def tick(self) -> None:
        """Show the time in the heading of the notes."""
        seconds, main = self.seconds(), self.main
        shown = "" if seconds is None else f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
        if shown != main.timer:
            main.timer = shown
            main.head_notes()


class SecondThought(OnStage):
    """The same key again, with nothing between, is the yes; it holds for the call that it begins."""

    def __init__(self, stage: Stage, timer: CallTimer) -> None:
        super().__init__(stage)
        self.timer = timer

    async def ask(
        self, action: str, accounts: Sequence[int], code: Code | None = None, also: str = ""
    ) -> None:
        """Raise AskedError with what speaks against it, unless that was said at the key just before.

        `also`: what else does. What comes of a call that was begun all the same is not asked about again.
        """
        agreed = list(accounts) == [self.timer.agreed] and code is not Code.MAIL
        rung = agreed and self.timer.seconds() is not None
        shut = "" if rung or self._open(accounts) else await self.line.ask(_objections, accounts, code)
        self.once("; ".join(filter(None, (also, shut))), action, *accounts)
        if shut and len(accounts) == 1 and code is not Code.MAIL:
            self.timer.agreed = accounts[0]

    def once(self, why: str, *about: object) -> None:
        """Raise AskedError with `why`, unless the same is being asked already, or nothing is to be said."""
        asked, self.stage.question = self.stage.question, None
        if why and (asked is None or asked.dropped or asked.about != about):
            raise AskedError(why, *about)

    def _open(self, accounts: Sequence[int]) -> bool:
        """Whether the account on screen alone is meant, and nothing can speak against it."""
        card, now = self.session.card, self.session.desk.clock.now()
        if card is None or list(accounts) != [card.account.id] or not card.placing.callable:
            return False
        return card.placing.closes_at is None or card.placing.closes_at > now


def _objections(desk: Desk, accounts: Sequence[int], code: Code | None) -> str:
    found = [each for account in accounts if (each := objections_to(desk, account, code))]
    if len(accounts) == 1:
        return "; ".join(objection.words for each in found for objection in each)
    shut = f"{len(found)} of them should not be called now" if found else ""
    many = f"{len(accounts)} accounts at once" if len(accounts) > MANY else ""
    return ", ".join(filter(None, (many, shut)))
