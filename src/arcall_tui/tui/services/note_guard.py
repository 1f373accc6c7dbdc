"""What watches the note being typed: card numbers, snippets, tone."""

from functools import cached_property

from arcall_tui.domain.text import card_numbers, mask_cards
from arcall_tui.errors import UsageError
from arcall_tui.tui.stage import OnStage, Stage
from arcall_tui.workday.calls import record
from arcall_tui.workday.letters.letter_fields import snippet_facts
from arcall_tui.workday.letters.texts import Texts, expanded, harsh

# A number that is still being typed is a card number when it is as long as one.
_WHOLE = 15


class NoteGuard(OnStage):
    """`spared`: digits that the caller has said are no card number."""

    def __init__(self, stage: Stage, texts: Texts, spared: frozenset[str]) -> None:
        super().__init__(stage)
        self.texts = texts
        self.spared = spared
        self._masked: list[tuple[int, str, str]] = []  # whose note, the line as masked, the line as typed

    @cached_property
    def _snippets(self) -> dict[str, str]:
        return self.texts.snippets()

    @cached_property
    def _tone(self) -> list[str]:
        return self.texts.tone()

    def expand(self) -> None:
        """Expand the snippet whose name was just typed."""
        editor, session = self.main.notes.editor, self.session
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
        editor, card = self.main.notes.editor, self.session.card
        if editor is None or card is None or not any(character.isdigit() for character in editor.text):
            return
        for row, text in enumerate(editor.text.split("\n")):
            head = text.rstrip()
            whole = all(
                len(digits) >= _WHOLE or not head.endswith(digits[-1]) for digits in card_numbers(text)
            )
            masked = mask_cards(text, self.spared) if whole else text
            if masked != text:
                self._masked.append((card.account.id, masked, text))
                place = editor.cursor_location
                editor.replace(masked, (row, 0), (row, len(text)))
                editor.move_cursor(place)
                self.say("A card number was masked · f8 (C in the list): it is none, put it back", "urgent")

    async def put_back(self, text: str) -> str:
        """Return the note on screen with what was masked in it; its digits are spared from now on.

        Raises UsageError where nothing was masked.
        """
        account = self.session.here_card().account.id
        masked = [(mask, typed) for whose, mask, typed in self._masked if whose == account]
        if not masked:
            raise UsageError("Nothing was masked in this note.")
        digits = {number for _, typed in masked for number in card_numbers(typed)}
        await self.line.ask(record.spare_numbers, digits)
        self.spared |= digits
        for mask, typed in reversed(masked):
            text = text.replace(mask, typed)
        self._masked = [each for each in self._masked if each[0] != account]
        return text

    def advise(self, text: str) -> None:
        """Say where a text reads as a threat or an insult: advice, never a block."""
        words = harsh(text, self._tone) if text else []
        if words:
            self.say(f"Tone: “{'”, “'.join(words[:3])}” may read as a threat or an insult", "urgent")
