"""Letters: drafts from templates, late interest, and what customers wrote, read before it counts."""

from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from arcall_tui import private_files
from arcall_tui.domain.account import Invoice
from arcall_tui.domain.outcomes import Code
from arcall_tui.domain.text import one_line
from arcall_tui.errors import UsageError
from arcall_tui.render.hidden import amounts, dots
from arcall_tui.render.pane import Built, broken, told
from arcall_tui.render.pieces import Line, labelled, wrap
from arcall_tui.rules.queue import Placing
from arcall_tui.settings import Paths
from arcall_tui.tui.forms.form import Choice, Field, Form, pick
from arcall_tui.tui.forms.without_call import care_form, letter, who_sends
from arcall_tui.tui.line_edit import PastedText
from arcall_tui.tui.places.crew import Crew
from arcall_tui.tui.places.form_filling import FormPlace, OpensForms
from arcall_tui.tui.stage import does
from arcall_tui.workday.calls.own_programs import as_line, call_notes, hand_over
from arcall_tui.workday.calls.reading import Doubt, Understood
from arcall_tui.workday.desk.desk import Card, Desk
from arcall_tui.workday.letters.accepting import (
    accept,
    doubt_of,
    found_in,
    refusal_of,
    said_in_words,
    unrecorded,
)
from arcall_tui.workday.letters.account_view import REMINDER
from arcall_tui.workday.letters.comparing import LIST_FILES, compared, file_in, is_list, said_of
from arcall_tui.workday.letters.how_to_pay import not_said
from arcall_tui.workday.letters.incoming import MessageRead, read_message
from arcall_tui.workday.letters.late_interest import interest_of, working
from arcall_tui.workday.letters.letters import Letter
from arcall_tui.workday.letters.messages import Incoming, incoming_of
from arcall_tui.workday.letters.said_calls import SuggestedCall
from arcall_tui.workday.letters.sender_settings import facts_to_ask, keep_sender
from arcall_tui.workday.letters.sending import Wish, drafts_of, fitting, leave


class Letters(OpensForms):
    """Writes letters for the account on screen, or for all that are marked."""

    def __init__(self, crew: Crew, forms: FormPlace) -> None:
        super().__init__(crew, forms)
        self._accounts: list[int] = []
        self._items: tuple[Invoice, ...] = ()  # none: all
        self._asked: set[str] = set()  # who sends: empty; else the currency whose account was asked for

    @does("hand_over")
    async def hand_over(self) -> None:
        """Copy what was recorded last on this account as a line of the user's own, for another program."""
        card, settings = self.session.card, self.session.settings
        if card is None or not card.history:
            raise UsageError("Nothing is on record here yet.")
        (note,) = await self.line.ask(partial(call_notes, ids=[card.history[0].id]))
        line = as_line(note, settings.outgoing.handover)
        self.stage.app.copy_to_clipboard(line)
        self.say(f"Copied: {line}", "")

    @does("interest")
    async def show_interest(self) -> None:
        """Show what late interest comes to on the account on screen, with the working."""
        made = await self.line.ask(interest_of, self.session.here_card())
        main = self.main
        lines = [*working(made), *(f"! {doubt}" for doubt in made.doubts)]
        main.detail.show(
            partial(told, " Late interest", [amounts(each) for each in lines] if main.veil.on else lines)
        )

    def _not_said(self, card: Card) -> str | None:
        """Return what the settings do not say and was not asked yet: who sends (empty), or a currency's account."""
        settings = self.session.settings
        senders, missing = settings.outgoing.senders, [""]
        if settings.texts is None:
            return None
        if senders.said:
            sender = settings.outgoing.sender_of(card.account.creditor)
            missing = not_said(sender, (each.balance.currency for each in card.invoices))
        return next((each for each in missing if each not in self._asked), None)

    async def _ask_sender(self, card: Card, currency: str) -> None:
        outgoing, settings = self.session.settings.outgoing, self.session.settings
        home = outgoing.sender_of("").country or settings.country or card.account.country
        facts = facts_to_ask(home, currency)
        creditor = card.account.creditor if card.account.creditor in outgoing.senders.by_creditor else ""
        keep = partial(self._keep_sender, creditor=creditor if currency else "", currency=currency)
        await self.forms.open(who_sends(self.forms.reading(card), facts, keep, currency))

    async def _keep_sender(self, form: Form, *, creditor: str, currency: str) -> None:
        """Write who sends into the settings; nobody, where nothing was said: it is not asked again."""
        facts = {name: str(value) for name, value in form.values().items() if value}
        session = self.session
        senders = await self.line.aside(keep_sender, Paths.find(), facts, creditor, currency)
        outgoing = replace(session.settings.outgoing, senders=senders)
        session.settings = session.desk.settings = replace(session.settings, outgoing=outgoing)
        await self.forms.drafts.let_go()
        # Where several are meant, the letter's form says so; in a form nothing is asked twice.
        await self.ask(minded=len(self.stage.marked) > 1)
        self.say("Who sends is kept in settings.toml", "")

    @does("letter")
    async def ask(self, *, minded: bool = False) -> None:
        """Ask which letter goes to whom; once, who sends it. `minded`: what speaks against it need not be said."""
        card = self.session.card
        if card is None:
            raise UsageError("There is nobody to write to.")
        if (missing := self._not_said(card)) is not None:
            self._asked.add(missing)
            await self._ask_sender(card, missing)
            return
        accounts, invoices = self.stage.marked, self.main.account
        if not accounts:
            invoices.check(card)
        self._accounts = accounts or [card.account.id]
        if not minded:
            await self.thought.ask("letter", self._accounts, Code.MAIL)
        self._items = invoices.chosen(card) if len(self._accounts) == 1 else ()
        names = [*self.texts.letters(), *self.texts.memos()]
        reading, start = self.forms.reading(card), REMINDER
        if len(self._accounts) == 1:
            start = await self.line.ask(fitting, card, frozenset(item.id for item in self._items))
        await self.forms.open(letter(reading, names, self._preview, self._accounts, self._send, start))

    def _write(self, desk: Desk, name: str, to: str, more: str) -> tuple[dict[int, Letter], str]:
        """Write the letter to whoever is meant; also in words who gets none."""
        here = self.session.here_card()
        wish = Wish(
            name, to, frozenset(item.id for item in self._items),
            interest="interest" in more, fees="fees" in more, pdf="PDF" in more, documents="files" in more or None,
        )  # fmt: skip
        cards = [desk.card(account) for account in self._accounts]
        if self._accounts == [here.account.id]:
            cards = [replace(cards[0], contacts=here.contacts)]  # to whom is asked for
        return drafts_of(desk, self.texts, [(card, wish) for card in cards])

    def _preview(self, name: str, to: str, more: str) -> str:
        """Show the letter as it will be, the first of several; return what to mind before they leave."""
        drafts, refused = self.line.wait(self._write, name, to, more)
        made = next(iter(drafts.values()))
        doubts = list(made.doubts)
        if len(self._accounts) > 1:
            ids = self.line.wait(lambda desk: {each: desk.account(each).ledger_id for each in drafts})
            doubts = [f"{ids[account]} {doubt}" for account, each in drafts.items() for doubt in each.doubts]
            doubts[:0] = [f"no letter goes to {refused}"] if refused else []
        main, folder = self.main, _homely(self.session.settings.drafts)
        main.detail.show(partial(_shown, replace(made, doubts=tuple(doubts)), folder, masked=main.veil.on))
        return "; ".join(doubts)

    async def _send(self, form: Form) -> None:
        """Leave the drafts, put them on record, and hand a single one to the mail program where there is one."""
        values: dict[str, Any] = form.values()
        session = self.session
        given = (values.get(name) or "" for name in ("template", "to", "more"))
        paths, refused = await self.line.ask(self._save, *given)
        for account, (_, placing) in paths.items():
            session.place(placing)
            self.main.account.clear(account)
        folder = session.settings.drafts
        first = next(iter(paths.values()))[0]
        if session.settings.mail and len(paths) == 1:
            hand_over(session.settings.mail, {"file": str(first)}, "mail")
            told = f"{values['template']} handed to your mail program"
        else:
            place = _homely(folder)
            told = f"Draft {first.name} in {place}" if len(paths) == 1 else f"{len(paths)} drafts in {place}"
        await self.showing.done(f"{told}; none to {refused}" if refused else told)

    def _save(
        self, desk: Desk, template: str, to: str, more: str
    ) -> tuple[dict[int, tuple[Path, Placing]], str]:
        drafts, refused = self._write(desk, template, to, more)
        paths = leave(desk, drafts)
        return {account: (path, desk.card(account).placing) for account, path in paths.items()}, refused


def _homely(folder: Path | None) -> str:
    """Write a folder as people name it: ~ is their home."""
    if folder is None:
        return ""
    home = Path.home()
    return f"~/{folder.relative_to(home)}" if folder.is_relative_to(home) else str(folder)


def _shown(draft: Letter, place: str, width: int, *, masked: bool) -> Built:
    hidden = dots if masked else str
    rows = [
        ("To", hidden(", ".join(draft.addresses) or "nobody yet"), "strong"),
        ("Subject", hidden(draft.subject), "strong"),
        ("Draft in", place, ""),
        *(("Attached", hidden(file.name), "") for file in draft.attached),
        *(("Mind", hidden(doubt), "urgent") for doubt in draft.doubts),
    ]
    facts = chain.from_iterable(
        labelled(label, ((text, ink),), width - 1) for label, text, ink in rows if text
    )
    lines: list[Line] = [*facts, (), *broken(hidden(draft.body).splitlines(), width)]
    return ((f" E-mail draft: {draft.name}", "title"),), (("pgdn pgup ", "dim"),), lines


_LONGEST_PATH = 1000


class ReadMessages(OpensForms):
    """Reads a message of the account on screen, and puts on record what the caller accepts of it."""

    @does("read_message")
    async def ask(self) -> None:
        """Ask for the message, and show what it seems to say."""
        await self._open()

    async def _open(self, text: str = "") -> None:
        card = self.session.here_card()
        ghost = "a message (.eml), their list (.csv), or paste its text"
        record = pick("record", "Record", {"nothing": ()})
        look, edit = partial(self._look, record), PastedText(text)
        message = Field("message", "Message", look, edit, required=True, needs=ghost, ghost_echo=ghost)
        form = care_form("What they wrote", [message, record], self.forms.reading(card), at=int(bool(text)))
        form.send = self._send
        await self.forms.open(form)

    def _look(self, record: Choice, text: str) -> Understood:
        """Show what a message says; to choose from is what of it can go on record yet."""
        record.choices, record.read = ("nothing",), partial(_chosen, {})
        incoming = _incoming(text)
        if self._is_list(text, incoming):
            return text, self._beside(incoming.text)
        made = self._read(incoming)
        left = self.line.wait(unrecorded, made)
        record.choices = ("nothing", *(["all"] if _certain(left) else ()), *map(str, left))
        record.read = partial(_chosen, left)
        self.main.detail.show(partial(_shown_message, made, left, masked=self.main.veil.on))
        count = f"{len(left)} to accept, by its number" if left else "it suggests nothing to record"
        sure = len(_certain(left))
        count += f"; all takes the {sure} that are certain" if 0 < sure < len(left) else ""
        return text, f"{self._of_another(made)}{count}"

    def _of_another(self, made: MessageRead) -> str:
        """Say whose a message is, where that is not the account on screen."""
        session = self.session
        if made.account is None or made.account == session.account:
            return ""
        name = one_line(self.line.wait(lambda desk, key: desk.account(key), made.account).name)
        return f"of {dots(name) if self.main.veil.on else name}, not of the account here: "

    def _is_list(self, text: str, incoming: Incoming) -> bool:
        return text.endswith(LIST_FILES) or is_list(incoming.text, self.session.here_card().invoices)

    def _beside(self, theirs: str) -> str:
        """Show their own list of open bills beside ours."""
        card, main = self.session.here_card(), self.main
        rows = list(said_of(card.account.ledger_id, compared(theirs, card.invoices)))
        main.detail.show(
            partial(told, " Their list beside ours", [dots(each) for each in rows] if main.veil.on else rows)
        )
        return "their list beside ours: nothing to record"

    def _read(self, incoming: Incoming) -> MessageRead:
        """Read a message: of the account on screen, unless it says for certain whose it is."""
        line, here = self.line, self.session.here_card().account.id
        found = line.wait(read_message, incoming)
        return line.wait(read_message, incoming, here) if found.account is None else found

    async def _send(self, form: Form) -> None:
        """Put what was chosen on record."""
        values: dict[str, Any] = form.values()
        if not values["record"]:
            form.move(1 - form.at)  # the number is typed next
            raise UsageError(f"Nothing is chosen: {form.fields[0].echo()[0]}.", "esc leaves.")
        incoming = _incoming(values["message"])
        if self._is_list(values["message"], incoming):
            raise UsageError("Their list is compared with ours: nothing of it is recorded.", "esc leaves.")
        made, places = self._read(incoming), values["record"]
        left = await self.line.ask(unrecorded, made)
        logged = await self.line.ask(partial(accept, confirmed=True), made, places)
        self.session.place(logged[-1].placing)
        await self.forms.showing.account(logged[-1].account)
        codes = ", ".join(each.code for each in logged)
        said = logged[-1].trouble or f"{codes} logged by what they wrote"
        await self.showing.done(said)
        if any(not refusal_of(call) for at, call in left.items() if at not in places):
            # The form stays for the rest.
            await self.forms.drafts.let_go()
            await self._open(values["message"])
            self.say(said)


def _certain(left: dict[int, SuggestedCall]) -> tuple[int, ...]:
    """Return the places of what can go on record without a question."""
    return tuple(at for at, call in left.items() if not (refusal_of(call) or doubt_of(call)))


def _chosen(left: dict[int, SuggestedCall], text: str) -> Understood:
    """Tell which suggestions are chosen; one that is not certain is asked about before it counts."""
    if text in {"nothing", "all"}:
        return _certain(left) if text == "all" else (), ""
    if int(text) not in left:
        raise UsageError("The message suggests no such thing to record.", "← → go through what it does.")
    return (int(text),), Doubt(doubt) if (doubt := doubt_of(left[int(text)])) else ""


def _incoming(text: str) -> Incoming:
    """Return what a file says, or the text itself."""
    if len(text) < _LONGEST_PATH and "\n" not in text and text.endswith((".eml", ".txt", *LIST_FILES)):
        return file_in(private_files.in_home(text))
    return incoming_of(text.encode(), "the text")


def _shown_message(made: MessageRead, left: dict[int, SuggestedCall], width: int, *, masked: bool) -> Built:
    hidden = dots if masked else str
    facts = (((f" {label:<10} ", "dim"), (hidden(text), "strong")) for label, text in found_in(made))
    lines: list[Line] = [*chain.from_iterable(wrap(each, width - 1, 12) for each in facts), ()]
    for place, call in left.items():
        lines += wrap(((f" {place}  ", "accent"), (hidden(said_in_words(call)), "")), width - 1, 4)
        lines += wrap(((" ", ""), (hidden(f"“{call.words}”"), "dim")), width - 1, 4)
    return ((" What they wrote", "title"),), (), lines
