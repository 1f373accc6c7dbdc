"""Before the first word: the sheet with all that is worth knowing."""

from __future__ import annotations

from arcall_tui.render import card as cards
from arcall_tui.render.hidden import amounts
from arcall_tui.render.pane import Row
from arcall_tui.render.sheet import sheet
from arcall_tui.tui.actions import Where
from arcall_tui.tui.places.crew import Hand
from arcall_tui.tui.places.screen_place import BoardPlace
from arcall_tui.tui.stage import does, does_each
from arcall_tui.workday.desk.explaining import response_words
from arcall_tui.workday.letters.late_interest import interest_words
from arcall_tui.workday.letters.texts import situation

_STEP = 5  # lines


class SheetPlace(Hand, BoardPlace):
    """Shows the sheet over the panes."""

    where = Where.SHEET

    @does_each({f"tick_{number + 1}": number for number in range(9)})
    async def tick(self, number: int) -> None:
        """Tick a point of the checklist, from 0, or take the tick off; it goes with the next outcome."""
        card, ticked = self.stage.session.here_card(), self.stage.main.ticked
        steps = self.texts.checklist(situation(card))
        if number < len(steps):
            had = ticked.pop(card.account.id, ())
            now = tuple(step for step in steps if (step in had) is not (step == steps[number]))
            if now:
                ticked[card.account.id] = now
            self.stage.main.head_notes()
            await self.open(keep=True)

    @does("sheet")
    async def open(self, *, keep: bool = False) -> None:
        """Show all that is worth knowing before the first word, and the procedure that fits."""
        session, main = self.stage.session, self.stage.main
        if session.card is None:
            return
        card = main.as_shown(session.card)
        name = situation(session.card)
        width, here = main.size.width - 1, session.here
        people = cards.people(card, width)
        interest = await self.stage.line.ask(interest_words, session.card)
        interest = amounts(interest) if main.veil.on else interest
        response = await self.stage.line.ask(response_words, card.account.id)
        steps = self.texts.checklist(name)
        ticked = main.ticked.get(card.account.id, ())
        record = cards.record(card, width, here)
        lines = sheet(card, people, record, here, width, steps, name, interest, response, ticked)
        title = cards.heading(card, session.desk.clock.now(), here)
        (await self.board()).open(title, [Row(line) for line in lines], keep=keep)
        self.stage.enter(Where.SHEET)

    async def move(self, count: int) -> None:
        """Scroll the sheet."""
        await super().move(count * _STEP)
