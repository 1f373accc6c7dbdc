"""Names and amounts hidden, for a screen that others see."""

from arcall_tui.tui.stage import Doer, does
from arcall_tui.tui.widgets.drawn import Drawn

_LOOK = 5.0  # seconds between looks at how long no key was pressed


class Privacy(Doer):
    """Hides details by a key, and by itself when no key was pressed for as long as the settings say."""

    def begin(self) -> None:
        """Look out for idleness from now on, where the settings ask for it."""
        if self.session.settings.hide_after_minutes:
            self.main.set_interval(_LOOK, self.look)

    @does("hide")
    async def turn(self) -> None:
        """Hide names and amounts, or show them again."""
        hidden = not self.main.veil.on
        self._set(hidden)
        self.say("Names and amounts are hidden · h shows them" if hidden else "", "")

    def _set(self, hidden: bool) -> None:  # noqa: FBT001 - what else would it take
        self.main.veil.on = hidden
        self.main.paint_card()
        self.main.paint_header()
        self.main.refresh()
        for pane in self.main.query(Drawn):
            pane.refresh()

    def look(self) -> None:
        """Hide where no key was pressed for too long."""
        limit = self.session.settings.hide_after_minutes * 60
        if not self.main.veil.on and self.stage.idle() > limit:
            self._set(True)
            self.say("Hidden: no key for a while · h in the list shows names and amounts", "")
