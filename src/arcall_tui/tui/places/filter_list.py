"""Narrowing the list as you type, and going to a row by its number."""

from collections.abc import Sequence
from itertools import accumulate

from arcall_tui.errors import UsageError
from arcall_tui.rules.filters import WORDS, ListFilter, Tags
from arcall_tui.tui.actions import Where
from arcall_tui.tui.line_edit import LineEdit
from arcall_tui.tui.places.crew import Crew, Hand
from arcall_tui.tui.places.screen_place import PromptPlace
from arcall_tui.tui.stage import does, does_each
from arcall_tui.workday.desk.filtering import change_kept, kept_filters, read_filter, tags

_NAMED = "=NAME keeps it, =NAME 5 on the key 5; -=NAME forgets it"
_ROW = " · #12 goes to row 12"
_COUNTED = 20  # cells of the heading: how many the list has


class FilterPlace(Hand, PromptPlace):
    """Shows only what fits the words; `enter` leaves it so, `esc` puts back what was there."""

    where = Where.FILTER

    def __init__(self, crew: Crew) -> None:
        super().__init__(crew)
        self._before: ListFilter | None = None
        self._from: int | None = None
        self._tags: Tags = {}

    @does("filter")
    @does("go_to_row", "#")
    async def open(self, begin: str = "") -> None:
        """Begin, with the words that narrow the list now, there to be typed over."""
        work = self.session.worklist
        await self.draft.keep()
        self._before, self._from = work.narrowing, self.session.account
        self._tags = await self.line.ask(tags)
        self.edit = LineEdit(begin or (work.narrowing.text if work.narrowing else ""))
        self.edit.fresh = self.edit.fresh and not begin
        self.stage.enter(Where.FILTER)
        self._paint()

    async def changed(self, *, text: bool) -> None:
        """Narrow the list anew where the words have changed; words that mean nothing leave it as it is."""
        wrong = ""
        if text and not self._row():
            try:
                found = await self.line.ask(read_filter, self.edit.text)
            except UsageError as error:
                wrong = str(error)
            else:
                self.session.worklist.narrow(found, self._tags)
        self._paint(wrong)
        await self._follow()

    async def _follow(self) -> None:
        """Show the account that the cursor is on."""
        accounts, session = self.main.accounts, self.session
        if accounts.rows:
            await session.show(accounts.rows[max(0, accounts.cursor)].account)
            self.main.paint_account()

    def _row(self) -> str:
        """Return the number of a row, where one is typed."""
        return self.edit.text.strip().removeprefix("#") if self.edit.text.strip().startswith("#") else ""

    def _paint(self, wrong: str = "") -> None:
        main, typed = self.main, self.edit.text.rpartition(" ")[2].lstrip("-!")
        here, rest = _told(typed, main.size.width)
        self.say(wrong or here, "urgent" if wrong else "dim")
        beside = " ".join(_whole(rest, main.accounts.room.width - _COUNTED - len(self.edit.text)))
        main.accounts.prompt = ((" = ", "title"), *self.edit.pieces(active=True)), ((beside, "dim"),)
        main.paint_list()

    async def move(self, count: int) -> None:
        """Go through the list."""
        self.main.accounts.move(count)
        await self._follow()

    async def go(self) -> None:
        """Leave the list as it is narrowed, and keep the words where a name is given; or go to the row."""
        row = self._row()
        if row:
            if not (row.isascii() and row.isdigit()):
                raise UsageError(f"#{row} is no row.", "Write it like #12.")
            if not 0 < int(row) <= (rows := len(self.session.worklist.shown)):
                raise UsageError(f"There is no row {row}: the list has {rows:,}.")
            await self._end()
            await self.showing.row(int(row) - 1)
            return
        found = await self.line.ask(read_filter, self.edit.text)
        kept = await self.line.ask(change_kept, self.edit.text)
        await self._narrow(found)
        if kept and kept.words:
            on = f", on {kept.key}" if kept.key else ""
            self.say(f"Kept as ={kept.name}{on} · esc shows everyone · u undo")
        elif kept:
            self.say(f"={kept.name} is forgotten · u undo")

    async def leave(self) -> None:
        """Put back what was there."""
        self.session.worklist.narrow(self._before, self._tags)
        await self._end()
        if self._from is not None:
            await self.showing.account(self._from)
        self.stage.hush()

    @does_each({f"filter_{key}": key for key in "123456789"})
    async def kept(self, key: str) -> None:
        """Narrow the list by the filter that is kept on a key."""
        name = next((each.name for each in await self.line.ask(kept_filters) if each.key == key), "")
        if not name:
            raise UsageError(f"No filter is kept on {key}.", f"= opens one; end it with =NAME {key}.")
        self._tags = await self.line.ask(tags)
        await self._narrow(await self.line.ask(read_filter, f"={name}"))

    async def _narrow(self, found: ListFilter) -> None:
        self.session.worklist.narrow(found if found.text else None, self._tags)
        await self._end()
        work = self.session.worklist
        if self.session.at is None:
            await self.showing.row(0)
        if work.narrowing:
            self.say(f"{len(work.shown):,} of {len(work.rows):,}: {found.text} · esc shows everyone", "")
        else:
            self.stage.hush()

    async def _end(self) -> None:
        self.main.accounts.prompt = None
        self.stage.enter(Where.LIST)
        self.main.paint_list()


def _told(typed: str, width: int) -> tuple[str, list[str]]:
    """Say what the word that is being typed means, or else which words there are; with those that have no room."""
    if typed.startswith("="):
        return _NAMED, []
    name, colon, _ = typed.partition(":")
    meant = [(word, means) for word, means in WORDS if name and word.startswith(name + colon)]
    if meant:
        return " · ".join(f"{word}: {means}" if len(meant) == 1 else word for word, means in meant), []
    words = [word for word, _ in WORDS]
    shown = _whole(words, width - len(_ROW) - 2)
    return " ".join(shown) + _ROW, words[len(shown) :]


def _whole(words: Sequence[str], room: int) -> list[str]:
    """Return as many of the words as fit, one beside the other."""
    ends = accumulate(len(word) + 1 for word in words)
    return [word for word, end in zip(words, ends, strict=True) if end <= room + 1]
