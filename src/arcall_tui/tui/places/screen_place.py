"""What a place is: one state of the screen, with what its keys, its text and the mouse mean in it."""

from typing import ClassVar

from arcall_tui.tui.actions import Where
from arcall_tui.tui.line_edit import LineEdit
from arcall_tui.tui.stage import Doer, Stage
from arcall_tui.tui.widgets.list_pane import Board

_STEP = 5  # lines


class ScreenPlace(Doer):
    """Keys of all lists (down, page up, enter, esc ...) come as `move`, `page`, `go`, `leave`; its own as `actions`.

    `gives_way`: whether a click in the list of accounts leads out of it. `takes_text`: whether letters are typed.
    """

    where: ClassVar[Where]
    gives_way: ClassVar[bool] = False
    takes_text: ClassVar[bool] = False

    async def move(self, count: int) -> None:
        """Move the cursor by so many rows."""

    async def page(self, count: int) -> None:
        """Move the cursor by so many pages of the list."""
        await self.move(count * self.main.accounts.page)

    async def scroll(self, count: int) -> None:
        """Scroll the account by so many steps."""
        self.main.detail.scroll_rows(count * _STEP)

    async def go(self) -> None:
        """Do what enter means: go to what is under the cursor."""

    async def leave(self) -> None:
        """Do what esc means: come back to the list, with the account as it stands."""
        self.stage.enter(Where.LIST)
        self.main.paint_card()

    async def put_aside(self) -> None:
        """Go back because the caller turns to something else; what was typed is kept."""
        await self.leave()

    async def before(self, action: str) -> None:  # noqa: ARG002 - for the place that needs to know
        """Make way for an action of the list."""
        await self.put_aside()

    async def come_back(self) -> None:
        """Show the place again after a form that was opened from it, or in another width."""

    async def typed(self, key: str, character: str | None) -> None:
        """Take a key that means no action here."""

    async def pasted(self, text: str) -> None:  # noqa: ARG002 - for the place that needs it
        """Take pasted text; where nothing is typed, say that it is no keys."""
        self.say("What was pasted does nothing here · i opens the notes", "")

    async def pointed(self, line: int) -> None:
        """Take a click on a line of the account's pane, from 0."""

    async def picked(self, index: int) -> None:
        """Take a click on a row of the list of accounts, from 0, where it leads nowhere else."""


class PromptPlace(ScreenPlace):
    """A place with a line to type in."""

    takes_text = True

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.edit = LineEdit()

    async def typed(self, key: str, character: str | None) -> None:
        """Take a key for the line."""
        before = self.edit.text
        if self.edit.key(key, character):
            await self.changed(text=self.edit.text != before)

    async def pasted(self, text: str) -> None:
        """Insert pasted text."""
        before = self.edit.text
        self.edit.paste(text)
        await self.changed(text=self.edit.text != before)

    async def changed(self, *, text: bool) -> None:  # noqa: ARG002 - for the place that needs it
        """Show the line anew; `text`: not only the caret has moved."""
        await self.come_back()


class BoardPlace(ScreenPlace):
    """A place on the board over the panes."""

    async def board(self) -> Board:
        """Return the board."""
        return await self.stage.panel(Board)

    async def move(self, count: int) -> None:
        """Move the cursor, or scroll where there is none."""
        (await self.board()).move(count)

    async def page(self, count: int) -> None:
        """Go a page down or up."""
        (await self.board()).turn(count)

    async def leave(self) -> None:
        """Close the board."""
        (await self.board()).close()
        self.stage.enter(Where.LIST)
