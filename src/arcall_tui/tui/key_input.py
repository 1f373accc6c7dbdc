"""Keys one at a time and in order, so that each applies to the account it was meant for: what was pressed, and what it means. Clicks are keys."""

import time

from textual import events
from textual.keys import _character_to_key

from arcall_tui.domain.outcomes import Code
from arcall_tui.domain.text import number_of
from arcall_tui.tui.actions import Action, Where, shown
from arcall_tui.tui.router import Router
from arcall_tui.tui.stage import AskedError
from arcall_tui.tui.widgets.drawn import Drawn, OneLine
from arcall_tui.tui.widgets.list_pane import HEADING, ListPane

# Seconds. A finger does not come back so soon; a slow line delivers what was typed in one burst, sooner still.
_REPEAT, _BURST = 0.12, 0.004
_HABIT = 3.0  # so soon after an outcome an enter is habit: nobody has rung anybody since
# What an answer begins with once Textual has taken its escape away, and how soon its parts follow one another.
_BEGINS = frozenset({"left_square_bracket", "right_square_bracket", "circumflex_accent"})
_ONE_ANSWER = 0.02


class TypedAtOnce(events.Paste):
    """So much text in one piece as no fingers type: a paste by a terminal that does not say so, or a slow line."""


class LateKeys:
    """Looks at when keys were read, and which came before."""

    def __init__(self) -> None:
        self._key, self._at, self._holding = "", 0.0, False
        self._answer_at: float | None = None

    def is_held(self, event: events.Key) -> bool:
        """Whether the key only repeats itself because it is held down."""
        gap = event.time - self._at
        again = event.key == self._key and gap < _REPEAT
        self._holding = again and (self._holding or gap > _BURST)
        self._key, self._at = event.key, event.time
        return self._holding

    def is_answer(self, event: events.Key) -> bool:
        """Whether it is part of what the terminal answered to a question: no key was pressed."""
        within = self._answer_at is not None and event.time - self._answer_at < _ONE_ANSWER
        self._answer_at = event.time if within or event.key in _BEGINS else None
        return within


_PLACES = "qwertyuiopasdfghjklzxcvbnm"
# What stands at these places, small and with shift; a blank where there is no letter.
_LAYOUTS = (
    ("йцукенгшщзфывапролдячсмить", "ЙЦУКЕНГШЩЗФЫВАПРОЛДЯЧСМИТЬ"),  # Russian
    ("йцукенгшщзфівапролдячсмить", "ЙЦУКЕНГШЩЗФІВАПРОЛДЯЧСМИТЬ"),  # Ukrainian
    (" ςερτυθιοπασδφγηξκλζχψωβνμ", "  ΕΡΤΥΘΙΟΠΑΣΔΦΓΗΞΚΛΖΧΨΩΒΝΜ"),  # Greek
    ("ौैाीूबहगदजोे्िुपरकत ंमनवलस", "औऐआईऊभङघधझओएअइउफऱखथ ँण  ळश"),  # Hindi (InScript)
    ("ๆไำพะัีรนยฟหกดเ้่าสผปแอิืท", "  ฎฑธํ๊ณฯญฤฆฏโฌ็๋ษศ  ฉฮฺ์ "),  # Thai (Kedmanee)
    ("  קראטוןםפשדגכעיחלךזסבהנמצ", ""),  # Hebrew
    ("ضصثقفغعهخحشسيبلاتنمئءؤر ىة", ""),  # Arabic
)
_KEYS = {
    sign: place
    for small, large in _LAYOUTS
    for signs, places in ((small, _PLACES), (large, _PLACES.upper()))
    for sign, place in zip(signs, places, strict=False)
    if sign != " "
}


def by_place(character: str | None) -> str | None:
    """Return the Latin letter at whose place a letter of another script was typed; None where that is not known."""
    return None if character is None else _KEYS.get(character)


# What is logged at one key.
_LOGGED = frozenset(code.means.action for code in Code if code.means.action and not code.means.title)
# What leads to where text is typed.
_LEADS_TO_TEXT = frozenset({"notes", "find", "filter", "search", "commands", "go_to_row", "import"}) | {
    code.means.action for code in Code if code.means.title
}
_NAMED = {"\r": "enter", "\t": "tab", "\n": "ctrl+j"}
# What closes what stands in the footer and wants an answer, and what is followed all the same.
_CLOSE, _LEAVE = frozenset({"escape", "enter"}), frozenset({"quit", "quit_now"})


class KeyInput:
    """Finds what a key means where the caller is; drops what nobody pressed, and what comes behind an alarm."""

    def __init__(self, router: Router) -> None:
        self.router = router
        self.stage = router.stage
        self._late = LateKeys()
        self._told: set[str] = set()  # keys that were said to do nothing
        self._dropped = 0  # keys that came behind an alarm

    async def key(self, event: events.Key) -> None:
        """Take one key, and return when what it does is done."""
        stage = self.stage
        stage.touched = True
        stage.keys_taken += 1
        # Of every key: what came between two is what tells them from one held down.
        held = self._late.is_held(event)
        if not self.router.place.takes_text and self._late.is_answer(event):
            return
        action = self._meaning(event)
        if stage.alarm and not self._answers(event.key, action):
            return
        if stage.question is not None and not self._answers_question(stage.question, event, action):
            return
        if event.key.startswith("alt+") and event.character and action is None:
            # Over a slow line, and in tmux, esc and the letter after it arrive as one.
            await self.key(events.Key("escape", "\x1b"))
            await self.key(events.Key(event.character, event.character))
            return
        stage.last_key = time.monotonic()
        last, enters = stage.session.last, action is not None and (action.id, event.key) == ("notes", "enter")
        if enters and last is not None and stage.last_key - last.at < _HABIT:
            # Meant for a form that this outcome does not have; the notes would be the next customer's.
            last.at = 0.0  # once: who means them comes again
            stage.say("logged already · enter again opens the notes")
        elif action is not None:
            if not (held and action.id in _LOGGED):
                await self.router.act(action.id)
        elif stage.where is Where.NOTES:
            await (await self.router.late()).notes.feed(event)
        elif self.router.place.takes_text:
            await stage.guard(self.router.place.typed(event.key, event.character))
        else:
            self._unknown(event)

    async def at_once(self, text: str) -> None:
        """Take what came in one piece: as keys where text is typed or its first key leads there; else nothing is done."""
        keys = [events.Key(_NAMED.get(each) or _character_to_key(each), each) for each in text]
        first = self._meaning(keys[0])
        typed = self.router.place.takes_text
        if not typed and len(set(text)) == 1:  # one that is held down
            keys = keys[:1] if first is not None and first.id in _LOGGED else keys
        elif not typed and (first is None or first.id not in _LEADS_TO_TEXT):
            self.stage.say(
                f"{len(text.strip())} characters came at once, as a paste does: nothing was done", "urgent"
            )
            return
        for key in keys:
            await self.key(key)

    def _meaning(self, event: events.Key) -> Action | None:
        """Return what a key means where the caller is; a letter of another script counts by its place."""
        keys, where = self.stage.keys, self.stage.where
        found = keys.meaning(where, event.key)
        if found is None and not self.router.place.takes_text and (letter := by_place(event.character)):
            return keys.meaning(where, letter)
        return found

    def _answers_question(self, asked: AskedError, event: events.Key, action: Action | None) -> bool:
        """Take the answer to a question; return whether the key is to be followed.

        The same action is the yes, and more of the call logged last may be meant instead. What is typed as if a form stood open is dropped, and from then on all letters
        are, until esc or enter; a key that types nothing is a no, and does what it means.
        """
        if action is not None and not asked.dropped and action.id in {asked.about[0], "another_result"}:
            return True
        if event.key in _CLOSE:
            self.stage.say("Not done", "")
            return False
        if not event.is_printable or (action is not None and action.id in _LEAVE):
            self.stage.hush()
            return True
        asked.dropped += 1
        keys = number_of(asked.dropped, "key")
        self.stage.say(f"! {asked.why} · {keys} dropped: esc first", "urgent")
        self.stage.question = asked
        return False

    def _answers(self, key: str, action: Action | None) -> bool:
        """Take the answer to an alarm: esc or enter. Return whether the key is to be followed: quitting always is."""
        stage = self.stage
        leaving = action is not None and action.id in _LEAVE
        if leaving or key in _CLOSE:
            stage.alarm = ""
            stage.say(
                number_of(self._dropped, "key was dropped", "keys were dropped") if self._dropped else "", ""
            )
            self._dropped = 0
        else:
            self._dropped += 1
        return leaving

    def _unknown(self, event: events.Key) -> None:
        """Say once that a key does nothing here, and where those that do are read."""
        if event.key not in self._told:
            self._told.add(event.key)
            sign = event.character if event.is_printable and event.character else shown(event.key)
            way = shown(self.stage.keys["help"].keys[0]) if self.stage.keys["help"].keys else "f1"
            self.stage.say(f"{sign} does nothing in {self.stage.where} · {way} shows the keys", "")


# Where a click on a row does what enter does; elsewhere it puts the cursor there.
_CLICK_GOES = frozenset({Where.AGENDA, Where.SEARCH, Where.CHOOSER})


class Mouse:
    """Takes clicks on rows, headings, fields and the keys that the header and footer name."""

    def __init__(self, router: Router) -> None:
        self.router = router
        self.stage = router.stage

    async def picked(self, pane: Drawn, index: int) -> None:
        """Go to what was clicked in a pane."""
        self.stage.touched = True
        await self.stage.guard(self._picked(pane, index))

    async def _picked(self, pane: Drawn, index: int) -> None:
        main, place = self.stage.main, self.router.place
        if isinstance(pane, OneLine):
            await self._pressed(pane.key_at(index))
        elif index <= HEADING:
            await self._heading(pane, index)
        elif pane is main.accounts and place.gives_way:
            await self.router.to_list()
            await self.router.showing.row(index)
        elif pane is main.accounts:
            await place.picked(index)
        elif pane is main.detail:
            pointed = (await self.router.late()).invoices if place.where is Where.LIST else place
            await pointed.pointed(index)
        elif pane is main.notes and place.where is Where.LIST:
            await self.router.act("notes")
        elif isinstance(pane, ListPane):
            pane.go(index)
            if place.where in _CLICK_GOES:
                await place.go()

    async def _heading(self, pane: Drawn, index: int) -> None:
        """Take a click on a pane's heading: that of the list narrows it, a report's name shows that one."""
        if index < HEADING:
            await (await self.router.late()).reports.turn_to(HEADING - 1 - index)
        elif pane is self.stage.main.accounts and self.stage.where is Where.LIST:
            await self.router.act("filter")

    async def _pressed(self, key: str) -> None:
        """Do what a key named in the header or footer does."""
        for where in (self.stage.where, Where.LIST, Where.ANYWHERE):
            for action in self.stage.keys.of(where):
                if key and key in map(shown, action.keys):
                    await self.router.do(action.id)
                    return
