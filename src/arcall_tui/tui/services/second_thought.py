"""Gates that hold: what speaks against a call is said, and asked once more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from arcall_tui.errors import UsageError
from arcall_tui.tui.forms.form import MANY
from arcall_tui.workday.calls.objecting import objections_to

if TYPE_CHECKING:
    from arcall_tui.domain.outcomes import Code
    from arcall_tui.tui.stage import Stage
    from arcall_tui.workday.desk.desk import Desk


class SecondThought:
    """The same key again, with nothing between, is the yes."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self._asked: tuple[object, int] | None = None

    async def ask(
        self, action: str, accounts: Sequence[int], code: Code | None = None, also: str = ""
    ) -> None:
        """Raise UsageError with what speaks against it, unless that was said at the key just before.

        `also`: what else does.
        """
        shut = "" if self._open(accounts) else await self.stage.line.ask(_objections, accounts, code)
        self.once((action, *accounts), "; ".join(filter(None, (also, shut))))

    def once(self, about: object, why: str) -> None:
        """Raise UsageError with `why`, unless the same was asked at the key just before, or nothing is to be said."""
        asked, self._asked = self._asked, None
        if why and asked != (about, self.stage.keys_taken - 1):
            self._asked = (about, self.stage.keys_taken)
            raise UsageError(f"{why} · the same key again does it anyway")

    def _open(self, accounts: Sequence[int]) -> bool:
        """Whether the account on screen alone is meant, and nothing can speak against it."""
        card, now = self.stage.session.card, self.stage.session.desk.clock.now()
        if card is None or list(accounts) != [card.account.id] or not card.placing.callable:
            return False
        return card.placing.closes_at is None or card.placing.closes_at > now


def _objections(desk: Desk, accounts: Sequence[int], code: Code | None) -> str:
    found = [each for account in accounts if (each := objections_to(desk, account, code))]
    if len(accounts) == 1:
        return "; ".join(objection.words for each in found for objection in each)
    shut = f"{len(found)} of them should not be called now: {found[0][0].words}" if found else ""
    many = f"{len(accounts)} accounts at once" if len(accounts) > MANY else ""
    return ", ".join(filter(None, (many, shut)))
