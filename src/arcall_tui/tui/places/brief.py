"""Before and during the talk: the sheet, the number, the timer, snippets, card numbers, tone, hidden details."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING

from arcall_tui.domain.cards import card_numbers, mask_cards
from arcall_tui.errors import UsageError
from arcall_tui.tui.actions import Where
from arcall_tui.tui.widgets.drawn import Drawn

if TYPE_CHECKING:
    from arcall_tui.domain.activity import RootCause
    from arcall_tui.tui.router import Router
    from arcall_tui.workday.letters.texts import Texts

_TICK = 1.0  # seconds
_LONGEST = 4 * 3600  # seconds; a timer that runs longer was forgotten
_IDLE = 5.0  # seconds between looks at how long no key was pressed
_STEP = 5
# A number that is still being typed is a card number when it is as long as one.
_WHOLE = 15


class Talk:
    """Knows since when the caller has been on a call, and what was masked in the note."""

    def __init__(self, router: Router) -> None:
        self.router = router
        self._began: tuple[int, datetime] | None = None
        self._masked: list[tuple[str, str]] = []
        self._last_key = time.monotonic()
        self._ticking = False

    def handlers(self) -> dict[str, Callable[[], Awaitable[None]]]:
        """Return what each action does."""
        return {
            "sheet": self.sheet,
            "sheet_down": partial(self.scroll, _STEP),
            "sheet_up": partial(self.scroll, -_STEP),
            "sheet_leave": self.leave_sheet,
            "sheet_next": self.router.next_call,
            "dial": self.dial,
            "why_late": self.ask_why,
            "hide": self.hide,
            "not_a_card": self.not_a_card,
            "notes_not_a_card": self.not_a_card,
        }

    def begin(self) -> None:
        """Look out for idleness from now on, where the settings ask for it."""
        if self.router.session.settings.hide_after_minutes:
            self.router.main.set_interval(_IDLE, self._idle)

    @cached_property
    def texts(self) -> Texts:
        """The texts that the caller can edit."""
        from arcall_tui.workday.letters.texts import Texts  # noqa: PLC0415 - not before the first paint

        return Texts(self.router.session.settings.texts)

    @cached_property
    def _snippets(self) -> dict[str, str]:
        return self.texts.snippets()

    @cached_property
    def _tone(self) -> list[str]:
        return self.texts.tone()

    # The sheet

    async def sheet(self) -> None:
        """Show all that is worth knowing before the first word, and the procedure that fits."""
        from arcall_tui.tui.render.sheet import sheet  # noqa: PLC0415 - not before the first paint
        from arcall_tui.tui.widgets.board import Row  # noqa: PLC0415
        from arcall_tui.workday.letters.texts import situation  # noqa: PLC0415

        session, main = self.router.session, self.router.main
        if session.card is None:
            return
        card = main.as_shown(session.card)
        name = situation(session.card)
        width = main.size.width - 1
        people, title = main.people(card, width)
        lines = sheet(card, people, session.here, width, self.texts.checklist(name), name)
        board = await self.router.upkeep.board_panel()
        board.open(title, [Row(line) for line in lines])
        self.router.enter(Where.SHEET)

    async def scroll(self, count: int) -> None:
        """Scroll the sheet."""
        (await self.router.upkeep.board_panel()).move(count)

    async def leave_sheet(self) -> None:
        """Close it."""
        await self.router.close_board()

    # The number

    async def dial(self) -> None:
        """Copy the number, or hand it to the caller's own dial command; the timer starts."""
        from arcall_tui.domain.phone import Number  # noqa: PLC0415 - not before the first paint

        session = self.router.session
        card = session.card
        contact = next((c for c in card.contacts if c.phone and not c.bad_number), None) if card else None
        number = Number.parse(contact.phone, session.settings.dial_prefix) if contact else None
        if card is None or contact is None or number is None:
            raise UsageError("There is no number to dial.", "E adds one.")
        after = number.after()
        more = f" · then {after}" if after else ""
        if session.settings.dial:
            from arcall_tui.workday.calls.dialling import dial_values, hand_over  # noqa: PLC0415

            hand_over(session.settings.dial, dial_values(number, contact.name), "dial")
            self.router.say(f"Handed over {number.digits}{more}", "")
        else:
            self.router.app.copy_to_clipboard(number.digits)
            self.router.say(f"Copied {number.digits}{more}", "")
        self.on_the_line()

    # The timer

    def on_the_line(self) -> None:
        """Start the timer for the account on screen, unless it runs."""
        card = self.router.session.card
        if card is None or (self._began is not None and self._began[0] == card.account.id):
            return
        self._began = (card.account.id, self.router.session.desk.clock.now())
        if not self._ticking:
            self._ticking = True
            self.router.main.set_interval(_TICK, self._tick)
        self._tick()

    def seconds(self) -> int | None:
        """Return how long the call on screen has lasted; None where it was not timed."""
        card = self.router.session.card
        if card is None or self._began is None or self._began[0] != card.account.id:
            return None
        passed = int((self.router.session.desk.clock.now() - self._began[1]).total_seconds())
        return passed if 0 <= passed <= _LONGEST else None

    def hung_up(self) -> None:
        """Stop the timer: the call is on record."""
        self._began = None
        self.router.main.timer = ""

    def _tick(self) -> None:
        seconds, main = self.seconds(), self.router.main
        shown = "" if seconds is None else f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
        if shown != main.timer:
            main.timer = shown
            if self.router.session.card is not None and not self.router.writing.correcting:
                main.notes.head(main.notes_heading(self.router.session.card))

    # Why they are late

    async def ask_why(self) -> None:
        """Ask why they have not paid: it goes with the next outcome on the account."""
        from arcall_tui.tui.forms.without_call import cause_to_come  # noqa: PLC0415 - not before the first paint

        card = self.router.session.card
        if card is None:
            raise UsageError("There is nobody to call in this book.", "arcall import LEDGER fills it.")
        await self.router.calls.open_form(cause_to_come(self.router.calls.reading(card), self.say_why))

    def say_why(self, account: int, cause: RootCause | None) -> None:
        """Keep why they have not paid until the outcome is logged; it stands in the heading of the notes."""
        main = self.router.main
        if cause is None:
            main.causes.pop(account, None)
        else:
            main.causes[account] = cause
        main.paint_card(keep=True)
        self.router.say(f"Why late: {cause}, with the next outcome" if cause else "", "")

    # The note

    def read_over(self) -> None:
        """Look at the note as it is typed: expand a snippet."""
        from arcall_tui.workday.letters.fields import snippet_facts  # noqa: PLC0415 - not before the first paint
        from arcall_tui.workday.letters.texts import expanded  # noqa: PLC0415

        editor, session = self.router.main.notes.editor, self.router.session
        if editor is None or session.card is None:
            return
        row, column = editor.cursor_location
        typed = editor.document.get_line(row)[:column]
        if not any(short in typed for short in self._snippets):
            return
        sender = session.settings.outgoing.sender_of(session.card.account.creditor)
        known = snippet_facts(session.card, sender, session.desk.clock.now().astimezone(session.here).date())
        found = expanded(typed, self._snippets, known)
        if found is not None:
            old, new = found
            editor.replace(new, (row, column - len(old)), (row, column))

    def mask(self) -> None:
        """Mask a card number in the note as soon as it is seen."""
        editor = self.router.main.notes.editor
        if editor is None or not any(character.isdigit() for character in editor.text):
            return
        spared = self.router.session.spared
        rows = editor.text.split("\n")
        for row, text in enumerate(rows):
            head = text.rstrip()
            whole = all(
                len(digits) >= _WHOLE or not head.endswith(digits[-1]) for digits in card_numbers(text)
            )
            masked = mask_cards(text, spared) if whole else text
            if masked != text:
                self._masked.append((masked, text))
                place = editor.cursor_location
                editor.replace(masked, (row, 0), (row, len(text)))
                editor.move_cursor(place)
                self.router.say(
                    "A card number was masked · f8 (C in the list): it is none, put it back", "urgent"
                )

    async def not_a_card(self) -> None:
        """Put back what was masked in this note, and remember that it is no card number."""
        notes, session = self.router.main.notes, self.router.session
        if not self._masked or session.card is None:
            raise UsageError("Nothing was masked in this note.")
        digits = {number for _, text in self._masked for number in card_numbers(text)}
        await session.spare(digits)
        text = notes.text
        for masked, original in reversed(self._masked):
            text = text.replace(masked, original)
        self._masked.clear()
        await self.router.writing.rewrite(text)
        self.router.say("Put back; these digits stay as they are from now on", "")

    def forget_masked(self) -> None:
        """Another account is on screen: what was masked stays masked."""
        self._masked.clear()

    def advise(self, text: str) -> None:
        """Say where a text reads as a threat or an insult: advice, never a block."""
        from arcall_tui.workday.letters.texts import harsh  # noqa: PLC0415 - not before the first paint

        words = harsh(text, self._tone) if text else []
        if words:
            self.router.say(f"Tone: “{'”, “'.join(words[:3])}” may read as a threat or an insult", "urgent")

    # Hidden details

    async def hide(self) -> None:
        """Hide names and amounts, or show them again."""
        self._set_hidden(not self.router.main.veil.on)
        self.router.say("Names and amounts are hidden · h shows them" if self.router.main.veil.on else "", "")

    def _set_hidden(self, hidden: bool) -> None:  # noqa: FBT001 - what else would it take
        self.router.main.veil.on = hidden
        main = self.router.main
        main.accounts.forget()
        main.paint_card()
        main.refresh()
        for pane in main.query(Drawn):
            pane.refresh()

    def key_pressed(self) -> None:
        """Note that the caller is here."""
        self._last_key = time.monotonic()

    def _idle(self) -> None:
        limit = self.router.session.settings.hide_after_minutes * 60
        if not self.router.main.veil.on and time.monotonic() - self._last_key > limit:
            self._set_hidden(True)
            self.router.say("Hidden: no key for a while · h shows names and amounts", "")
