"""The main screen and its panes: header, accounts, the account and its history, its notes, footer. It paints; it decides nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from textual import events
from textual.app import ComposeResult
from textual.containers import Container
from textual.geometry import Size
from textual.message import Message
from textual.screen import Screen

from arcall_tui.domain.account import Invoice
from arcall_tui.domain.activity import RootCause
from arcall_tui.domain.text import many_lines
from arcall_tui.errors import UsageError
from arcall_tui.render import card as cards
from arcall_tui.render import head_and_foot, hidden, pane
from arcall_tui.render.account_list import Listing
from arcall_tui.render.hidden import Veil
from arcall_tui.render.pane import Built, ScreenLayout
from arcall_tui.render.pieces import Laid, Line, clip, rule
from arcall_tui.tui.session import Session
from arcall_tui.tui.widgets.drawn import Drawn, OneLine, Scrolled
from arcall_tui.tui.widgets.list_pane import AccountList
from arcall_tui.workday.desk.desk import Card

if TYPE_CHECKING:
    from textual.widgets import TextArea

    from arcall_tui.tui.widgets.editor import Editor


Build = Callable[[int], Built]
_A_BILL = 2  # rows that a bill takes with how many more there are


class Detail(Scrolled):
    """A heading (its two ends) and lines, built for the width at hand. What is still below is announced."""

    key = "J"  # shows it

    def __init__(self, name: str, veil: Veil) -> None:
        super().__init__(name, veil)
        self._built: Built = (), (), ()
        self._build: Build = lambda _: self._built
        self._width = -1
        self._marked: frozenset[int] = frozenset()

    def show(self, build: Build, marked: frozenset[int] = frozenset(), *, keep: bool = False) -> None:
        """Show what `build(width)` gives, from the top or, with `keep`, from where it stands.

        Only rows that have changed are painted.
        """
        old = self.seen() if self._seen else []  # what is painted anew anyway is not built as it was
        self._build, self._width, self._marked = build, -1, marked
        self.first = self.bounded(self.first) if keep else 0
        if marked:
            low, high, room = min(marked), max(marked), max(1, self.page - 1)
            self.first = self.bounded(min(low, max(self.first, high - room + 1)))
        self._paint(old)

    def again(self) -> None:
        """Show the same as it is by now, from where it stands."""
        old, self._width = self.seen(), -1
        self._paint(old)

    def painted(self) -> list[Laid]:
        """Return the heading, lines, and what is still below; marked lines stand out.

        A pane that is not shown is not built: a long history is wrapped for nobody.
        """
        if not self.room.height:
            return []
        built, (width, height) = self._current(), self.room
        rows = pane.rows(built, self.first, width, max(0, height - self.below), self.key)
        rows += [()] * (height - len(rows))
        marked = {row - self.first + 1 for row in self._marked if row >= self.first}
        return [(line, "cursor" if y in marked else self.ground) for y, line in enumerate(rows)]

    def _paint(self, old: Sequence[Laid]) -> None:
        now = self.painted()
        if rows := [y for y, row in enumerate(now) if [row] != old[y : y + 1]]:
            self.redraw(*rows)
        self._seen = self.room, now

    def _current(self) -> Built:
        if self._width != self.room.width:
            self._width = self.room.width
            self._built = self._build(self._width)
            self.first = self.bounded(self.first)
        return self._built

    @property
    def count(self) -> int:
        """How many lines there are."""
        return len(self._current()[2])

    def get_ready(self, built: Built) -> None:
        """Draw `built` as it will be shown from its top."""
        self.draw_ahead((line, self.ground) for line in pane.rows(built, 0, *self.room))

    def on_click(self, event: events.Click) -> None:
        """Tell which line was clicked."""
        if (row := self.row_at(event.y)) is not None:
            self.post_message(self.Picked(self, row))


class Notes(Drawn):
    """A heading, and the note below it."""

    class Typed(Message):
        """The text has changed."""

    def __init__(self, veil: Veil) -> None:
        super().__init__("notes", veil)
        self.text = ""
        self._heading: tuple[Line, Line] = ((), ())
        self.editor: Editor | None = None  # once it has been opened
        self.writing = False

    def show(self, text: str, heading: tuple[Line, Line]) -> None:
        """Show another note."""
        if (text, heading) == (self.text, self._heading):
            return
        self.text, self._heading = text, heading
        self.refresh()

    def head(self, heading: tuple[Line, Line]) -> None:
        """Show another heading."""
        if heading != self._heading:
            self._heading = heading
            self.redraw(0)

    async def write(self) -> None:
        """Open the editor on the note, at its end."""
        if self.editor is None:
            from arcall_tui.tui.widgets.editor import Editor  # noqa: PLC0415 - too dear before the first paint

            self.editor = Editor(show_line_numbers=False, highlight_cursor_line=False, tab_behavior="focus")
            await self.mount(self.editor)
        if self.editor.text != self.text:
            self.editor.load_text(self.text)
        self.editor.move_cursor(self.editor.document.end)
        self.editor.display = True
        self.writing = True
        # Not focus(): that takes effect later, and the next key may be here before.
        self.screen.set_focus(self.editor, scroll_visible=False)

    def take_up(self) -> None:
        """Let the editor have the text as it is now, the cursor where it was."""
        if self.writing and self.editor is not None and self.editor.text != self.text:
            place = self.editor.cursor_location
            self.editor.load_text(self.text)
            self.editor.move_cursor(place)

    def read(self) -> bool:
        """Take over the editor's text; return whether it has changed."""
        if not self.writing or self.editor is None:
            return False
        before, self.text = self.text, many_lines(self.editor.text)
        return self.text != before

    def leave(self) -> None:
        """Close the editor; the text stays."""
        self.writing = False
        if self.editor is not None:
            self.editor.display = False
        self.screen.set_focus(None)
        self.refresh()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Tell of changes that no key made, such as pasted text."""
        event.stop()
        self.post_message(self.Typed())

    def on_click(self) -> None:
        """Ask to be opened."""
        if not self.writing:
            self.post_message(self.Picked(self, 0))

    def painted(self) -> list[Laid]:
        """Return the heading, and the lines of the note."""
        width, height = self.room
        lines = [rule(*self._heading, width), *pane.note(self.text, width, height - 1)]
        return [(line, self.ground) for line in lines]


class AccountPane:
    """`marks`: account -> its invoices that are marked. `layout`: how large the terminal is now."""

    def __init__(self, session: Session, detail: Detail, history: Detail) -> None:
        self.session = session
        self.detail = detail
        self.history = history
        self.layout = ScreenLayout.of(80, 24)
        self.marks: dict[int, frozenset[int]] = {}
        self._ready: tuple[tuple[object, ...], Built] | None = None

    def chosen(self, card: Card) -> tuple[Invoice, ...]:
        """Return the marked invoices of an account, which what comes next is about; none marked: none, which means all."""
        marks = self.marks.get(card.account.id, frozenset())
        return tuple(item for item in card.invoices if item.id in marks)

    def turn(self, card: Card, items: set[int]) -> None:
        """Mark these invoices of an account, or take their marks off."""
        self.marks[card.account.id] = frozenset(item.id for item in self.chosen(card)) ^ items
        if not self.marks[card.account.id]:
            del self.marks[card.account.id]

    def check(self, card: Card) -> None:
        """Refuse what would be about marked invoices of which none is open any more: it would be about all.

        The marks come off. Raises UsageError.
        """
        if not self.chosen(card) and self.clear(card.account.id):
            raise UsageError("What was marked is no longer open; nothing was done.")

    def clear(self, account: int) -> bool:
        """Take the marks off an account's invoices; return whether there were any."""
        return self.marks.pop(account, None) is not None

    def show(self, card: Card | None, *, keep: bool, at: int | None) -> None:
        """Show an account and its history; `at`: the invoice that the cursor is on."""
        marked = frozenset({self.first_item(card) + at} if card is not None and at is not None else ())
        self.detail.show(partial(self._account, card, whole=at is not None), marked, keep=keep)
        self.history.show(partial(pane.history, card, self.session.here), keep=keep)

    def get_ready(self, card: Card) -> None:
        """Build and draw the account that comes next, so that a key need not wait for it."""
        width = self.detail.room.width
        if self.detail.veil.on or (self._ready is not None and self._ready[0] == self._made_of(card, width)):
            return
        self._ready = None
        built = self._account(card, width)
        self._ready = self._made_of(card, width), built
        self.detail.get_ready(built)
        if self.history.display:
            self.history.get_ready(pane.history(card, self.session.here, self.history.room.width))

    def _made_of(self, card: Card, width: int) -> tuple[object, ...]:
        """Return all that the account's pane is made of."""
        minute = self.session.desk.clock.now().replace(second=0, microsecond=0)
        return card, minute, self.marks.get(card.account.id), self.layout, width

    def _account(self, card: Card | None, width: int, *, whole: bool = False) -> Built:
        ready = self._ready
        if card is not None and not whole and ready is not None and ready[0] == self._made_of(card, width):
            return ready[1]
        now, marks = self.session.desk.clock.now(), self.marks.get(card.account.id) if card else None
        return pane.account(
            card, now, self.session.here, self.layout, width, marks or frozenset(), whole=whole
        )

    def first_item(self, card: Card) -> int:
        """Return which line of the account's pane is its first open item, from 0."""
        width = self.detail.room.width - 1
        return cards.first_item(card, width, self.session.here, self.layout.detail_height - 1)


class MainScreen(Screen[None]):
    """One screen for the whole day; forms and help open in place above it."""

    AUTO_FOCUS = None

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.veil = hidden.Veil()
        self.header = OneLine("header", self.veil)
        self.appointment = OneLine("appointment", self.veil)
        self.accounts = AccountList(session.desk.clock.now, session.here, self.veil)
        self.detail = Detail("detail", self.veil)
        self.history = Detail("history", self.veil)
        self.notes = Notes(self.veil)
        self.footer = OneLine("footer", self.veil)
        self.banner: Callable[[bool], Line] | None = None  # by whether names are hidden
        self.timer = ""
        self.notes_label = ""  # what is written instead of the note to come
        self.bills_asked = False  # by the form that is open
        self.account = AccountPane(session, self.detail, self.history)
        # account -> the call that has more results, its words
        self.same_call: dict[int, tuple[int, str]] = {}
        self.causes: dict[int, RootCause] = {}  # account -> why they are late, for the outcome to come
        self._fitted = Size()
        self.ticked: dict[int, tuple[str, ...]] = {}  # account -> points of the checklist, for the same

    def compose(self) -> ComposeResult:
        """Lay out the panes, with the next account already in them."""
        self._fit(self.app.size)
        self.paint_header()
        self.paint_list()
        self.paint_card()
        yield self.header
        yield self.appointment
        yield Container(self.accounts, self.detail, self.history, id="body")
        yield self.notes
        yield self.footer

    def _fit(self, size: Size) -> None:
        """Give every pane its place. Not by Textual's breakpoints: those paint a first frame without it."""
        layout = self.account.layout = ScreenLayout.of(size.width, size.height)
        self.set_class(layout.beside, "-beside")
        self.accounts.styles.width, self.accounts.styles.height = layout.list_width, layout.list_height
        self.history.display = bool(layout.history)
        self.history.styles.width = layout.history
        self.notes.styles.height = layout.notes

    def on_resize(self, event: events.Resize) -> None:
        """Choose the layout anew."""
        self._fit(event.size)
        # Panes that move are painted where they were before, too: once more, when all have their places.
        if self._fitted and self._fitted != event.size:
            self.call_after_refresh(self.paint_everything)
        self._fitted = event.size

    def on_form_panel_covers(self) -> None:
        """Say above a form what it hides, of one that is closed by then nothing; with the bills in view that it asks for."""
        form, pane, card, covered = self.query_one("#form"), self.detail, self.session.card, self.detail.below
        pane.key = "pgdn" if form.display else "J"
        pane.below = max(0, pane.region.bottom - form.region.y) if form.display else 0
        if bool(covered) is not bool(pane.below):
            pane.first = 0
            if card is not None and self.bills_asked and pane.below:
                at = self.account.first_item(card)
                heading = pane.page > _A_BILL  # else there is no room for both
                pane.first = pane.bounded(min(at - heading, max(0, at + len(card.invoices) - pane.page + 1)))
        pane.refresh()

    def paint_everything(self) -> None:
        """Paint every pane again, whatever the terminal shows."""
        for each in self.query("*"):
            each.refresh()

    def paint_header(self) -> None:
        """Show the time and the day's count."""
        session = self.session
        now, ranked = session.desk.clock.now(), session.ranked.is_set()
        banner = self.banner(self.veil.on) if self.banner else ()
        self.appointment.display = announced = self.banner is not None
        if self.has_class("-announced") is not announced:
            for board in self.set_class(announced, "-announced", update=False).query("#board, #report"):
                board.update_node_styles()  # all else stays as it is
        self.appointment.show(lambda width: clip(banner, width))
        self.header.show(
            lambda width: head_and_foot.header(now, session.here, session.queue.tally, width, ranked=ranked)
        )

    def paint_list(self) -> None:
        """Show the queue, the cursor on the account on screen, where that is among those shown."""
        work = self.session.worklist
        said = ["Reachable now"] if work.reachable_only else []
        said += [work.narrowing.text] if work.narrowing else []
        listing = Listing(work.shown, len(work.rows), " · ".join(said), parted=work.in_order)
        self.accounts.show(listing, self.session.at)

    def paint_nobody(self, text: str) -> None:
        """Show that nothing fits what was looked for: no account stands beside an empty list."""
        said = ((f" Nothing in the book fits “{text}”.", "dim"),)
        self.detail.show(lambda _: (((" Nobody", "title"),), (), [said]))
        self.history.show(lambda _: ((), (), ()))
        self.notes.show("", (((" Call notes", "title"),), ()))

    def paint_account(self) -> None:
        """Show the account where it stands in the queue, and what is known of it."""
        self.paint_list()
        self.paint_card()

    def paint_card(self, *, keep: bool = False, at: int | None = None) -> None:
        """Show the account, its history and its note; `at`: the invoice that the cursor is on."""
        card = self.as_shown(self.session.card)
        self.account.show(card, keep=keep, at=at)
        if not self.notes.writing:
            self.show_note(card.draft if card else "")

    def show_note(self, text: str) -> None:
        """Show another note."""
        self.notes.show(text, self._notes_heading())

    def head_notes(self) -> None:
        """Say anew when the draft was kept, and how long the call has lasted."""
        self.notes.head(self._notes_heading())

    def _notes_heading(self) -> tuple[Line, Line]:
        """Return the heading of the notes: what they are, and when the draft was kept."""
        card = self.as_shown(self.session.card)
        if self.notes_label or card is None:
            return ((f" {self.notes_label or 'Call notes'}", "title"),), ()
        cause = self.causes.get(card.account.id)
        left, right = pane.notes_heading(card, self.session.here)
        left = (*left, (f" · why late: {cause}", "strong")) if cause else left
        ticked = len(self.ticked.get(card.account.id, ()))
        left = (*left, (f" · {ticked} ticked", "strong")) if ticked else left
        call, words = self.same_call.get(card.account.id, (None, ""))
        left = (*left, (f" · another result of {words}", "strong")) if call else left
        timed: Line = ((self.timer, "strong"), *(((" · ", "dim"),) if right else ())) if self.timer else ()
        return left, (*timed, *right)

    def as_shown(self, card: Card | None) -> Any:  # noqa: ANN401 - a card where there is one
        """Return the account as it may be shown: without its details while they are hidden."""
        return hidden.card(card) if card is not None and self.veil.on else card
