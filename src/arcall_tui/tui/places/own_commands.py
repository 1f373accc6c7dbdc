"""The user's own commands on keys: each gets the account on screen, as JSON on its stdin."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from arcall_tui.tui.actions import OWN_COMMAND
from arcall_tui.workday.calls.handing_over import run_on_account

if TYPE_CHECKING:
    from collections.abc import Sequence

    from arcall_tui.tui.stage import Handler, Stage


class OwnCommands:
    """Runs them without a shell, and does not wait."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def actions(self) -> dict[str, Handler]:
        """Return what each action does."""
        commands = self.stage.session.settings.keys
        return {OWN_COMMAND + key: partial(self.run, words) for key, words in commands.items()}

    async def run(self, words: Sequence[str]) -> None:
        """Run a command on the account on screen."""
        card = self.stage.session.here_card()
        await self.stage.line.aside(run_on_account, words, card)
        self.stage.say(f"{words[0].rpartition('/')[2]} has {card.account.ledger_id}", "")
