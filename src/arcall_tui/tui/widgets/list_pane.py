"""Panes with rows to choose from: the cursor stays in view, a click picks. The board over the panes, and the list of accounts."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from textual import events

from arcall_tui.domain.text import number_of
from arcall_tui.render import account_list, hidden
from arcall_tui.render.hidden import Veil
from arcall_tui.render.pane import Row
from arcall_tui.render.pieces import Laid, Line, rule
from arcall_tui.rules.queue import Placing
from arcall_tui.tui.widgets.drawn import Scrolled

NOWHERE = -1  # the cursor, where what is on screen is not in the list
HEADING = -1  # what is picked where the pane's own heading is clicked


class ListPane(Scrolled):
    """Some rows may be headings, which the cursor passes over.

    A row counts from 0 among all; what the cursor counts are those that can be chosen.
    """

    cursor = 0

    @property
    def choices(self) -> int:
        """How many of the rows can be chosen."""
        return self.count

    def row_of(self, choice: int) -> int:
        """Return the row in which what can be chosen stands."""
        return choice

    def choice_at(self, row: int) -> int | None:
        """Return what can be chosen in a row; None for a heading."""
        return row

    @property
    def row_here(self) -> int | None:
        """The row under the cursor; None where nothing can be chosen, or it stands on none of them."""
        return self.row_of(self.cursor) if self.choices and self.cursor > NOWHERE else None

    def go(self, cursor: int) -> None:
        """Put the cursor on what can be chosen, at most to the ends; only the rows that change are painted."""
        before, first = self.row_here, self.first
        self.cursor = max(0, min(cursor, self.choices - 1))
        self.reveal()
        here = self.row_here
        if self.first != first or before is None or here is None:
            self.refresh()
        elif here != before:
            self.redraw(0, *(row - first + self.above for row in (before, here)))  # the heading may count

    def move(self, count: int) -> None:
        """Move the cursor; where nothing can be chosen, scroll."""
        if self.choices:
            self.go(self.cursor + count)
        else:
            self.scroll_rows(count)

    def reveal(self) -> None:
        """Bring the cursor into view, and with the first below a heading that, too."""
        if not self.room.height:  # not laid out yet
            return
        if (here := self.row_here) is not None:
            top = here - 1 if here and self.choice_at(here - 1) is None else here
            self.first = max(min(self.first, top), here - self.page + 1)
        self.first = self.bounded(self.first)

    def laid(self, line: Callable[[int], Line]) -> list[Laid]:
        """Return the rows in view by what stands in each; the cursor's has a ground of its own."""
        here = self.row_here
        return [(line(row), "cursor" if row == here else self.ground) for row in self.in_view]

    def on_resize(self) -> None:
        """Keep the cursor in view when the page gets smaller."""
        self.reveal()

    def on_click(self, event: events.Click) -> None:
        """Tell what was clicked; the cursor follows where that is allowed."""
        row = self.row_at(event.y)
        if event.y == 0:
            self.post_message(self.Picked(self, HEADING))
        elif row is not None and (choice := self.choice_at(row)) is not None:
            self.post_message(self.Picked(self, choice))


class Board(ListPane):
    """A heading, a prompt where something is typed, and rows; the cursor is always in view."""

    below = 1  # line: how many rows more there are

    def __init__(self, veil: Veil) -> None:
        super().__init__("board", veil)
        self._title: tuple[Line, Line] = ((), ())
        self._prompt: Line | None = None
        self.rows: Sequence[Row] = ()
        self._keyed: list[int] = []

    def open(
        self,
        title: tuple[Line, Line],
        rows: Sequence[Row],
        *,
        prompt: Line | None = None,
        cursor: int = 0,
        keep: bool = False,
    ) -> None:
        """Show rows under a title, the cursor on the `cursor`th of those that have a key."""
        self._title, self.rows, self._prompt = title, rows, prompt
        self.above = 1 if prompt is None else 2
        self._keyed = [index for index, row in enumerate(rows) if row.key is not None]
        self.cursor = max(0, min(cursor, len(self._keyed) - 1))
        if not keep:
            self.first = 0
        self.reveal()
        self.display = True
        self.refresh()

    def close(self) -> None:
        """Hide it."""
        self.display = False

    def turn(self, count: int) -> None:
        """Go so many pages on, the cursor to the first that has a key there, and from the last page to the last."""
        before = self.first
        self.scroll_rows(count * max(1, self.page - 1))
        if self._keyed:
            self.go(bisect_left(self._keyed, self.first) if self.first != before else count * self.count)

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self.rows)

    @property
    def choices(self) -> int:
        """How many of the rows have a key."""
        return len(self._keyed)

    def row_of(self, choice: int) -> int:
        """Return the row of the `choice`th that has a key."""
        return self._keyed[choice]

    def choice_at(self, row: int) -> int | None:
        """Return which one of those with a key stands in a row."""
        return None if self.rows[row].key is None else bisect_left(self._keyed, row)

    @property
    def key_here(self) -> int | None:
        """The key of the row under the cursor."""
        return None if self.row_here is None else self.rows[self.row_here].key

    def painted(self) -> list[Laid]:
        """Return the heading, the prompt, and the rows; below them how many more there are."""
        heads = [rule(*self._title, self.room.width), *([] if self._prompt is None else [self._prompt])]
        made = [(head, self.ground) for head in heads] + self.laid(lambda row: self.rows[row].line)
        more = self.count - self.first - self.page
        return [*made, (((f" ↓ {number_of(more, 'more line')}", "dim"),), self.ground)] if more > 0 else made


class AccountList(ListPane):
    """A heading and the rows below it."""

    def __init__(self, now: Callable[[], datetime], zone: ZoneInfo, veil: hidden.Veil) -> None:
        super().__init__("accounts", veil)
        self.list = account_list.Listing((), 0)
        self.prompt: tuple[Line, Line] | None = None  # what is typed, and what can be
        self.marked: set[int] = set()
        self._now, self._zone = now, zone

    @property
    def rows(self) -> Sequence[Placing]:
        """The accounts that it shows."""
        return self.list.rows

    @property
    def count(self) -> int:
        """How many rows there are: the accounts, and the headings between them."""
        return len(self.list.rows) + len(self.list.starts)

    def show(self, listing: account_list.Listing, cursor: int | None) -> None:
        """Show other rows, or the same ones anew.

        `cursor`: None where the account on screen is not among them; one down is the first of them then.
        """
        self.list = listing.after(self.list)
        self.go(cursor or 0)
        self.cursor = NOWHERE if cursor is None else self.cursor
        self.refresh()

    @property
    def choices(self) -> int:
        """How many accounts there are."""
        return len(self.list.rows)

    def row_of(self, choice: int) -> int:
        """Return the row in which an account stands."""
        return self.list.row_of(choice)

    def choice_at(self, row: int) -> int | None:
        """Return which account stands in a row; None for a heading."""
        return self.list.account_at(row)

    def bounded(self, first: int) -> int:
        """Return the row nearest to `first` that can stand on top: below a heading, which the pane's own says then."""
        found = super().bounded(first)
        return found + (self.choice_at(found) is None)

    def go(self, cursor: int) -> None:
        """Put the cursor on a row; the heading counts it."""
        super().go(cursor)
        self.redraw(0)

    def painted(self) -> Sequence[Laid]:
        """Return the heading and the rows."""
        look = account_list.ListLook(
            self.room.width, self._now(), self._zone, self.prompt, self.marked, self.veil.on
        )
        return self.list.page(self.first, self.room.height, self.cursor, look)

    def mark(self, accounts: set[int]) -> None:
        """Let these accounts be the marked ones."""
        self.marked = accounts
        self.refresh()

    def forget(self) -> None:
        """Make every row anew: the hour has changed."""
        self.list.made.clear()
