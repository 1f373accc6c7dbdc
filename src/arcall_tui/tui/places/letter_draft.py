"""E-mail drafts from templates: looked at in the account's place, then left for the caller's mail program."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from arcall_tui.errors import UsageError
from arcall_tui.tui.hidden import dots
from arcall_tui.tui.render.pieces import Line, wrap

if TYPE_CHECKING:
    from arcall_tui.domain.account import Invoice
    from arcall_tui.rules.queue import Placing
    from arcall_tui.tui.forms.form import Form
    from arcall_tui.tui.render.pane import Built
    from arcall_tui.tui.router import Router
    from arcall_tui.workday.desk.views import Card
    from arcall_tui.workday.letters.letters import Letter, Memo


class Letters:
    """Writes letters for the account on screen, or for all that are marked."""

    def __init__(self, router: Router) -> None:
        self.router = router
        self._accounts: list[int] = []
        self._items: tuple[Invoice, ...] = ()  # none: all

    def handlers(self) -> dict[str, Callable[[], Awaitable[None]]]:
        """Return what each action does."""
        return {"letter": self.ask}

    async def ask(self) -> None:
        """Ask which letter goes to whom."""
        from arcall_tui.tui.forms.standing_forms import letter  # noqa: PLC0415 - not before the first paint

        card = self.router.session.card
        if card is None:
            raise UsageError("There is nobody to write to.")
        if not self.router.marking.accounts:
            self.router.picking.check("letter", card)
        self._accounts = self.router.marking.accounts or [card.account.id]
        self._items = self.router.picking.chosen(card) if len(self._accounts) == 1 else ()
        texts = self.router.talk.texts
        reading = self.router.calls.reading(card)
        names = [*texts.letters(), *texts.memos()]
        await self.router.calls.open_form(letter(reading, names, self._preview, self._accounts, self.send))

    def _write(self, card: Card, name: str, to: str) -> Letter | Memo:
        from arcall_tui.workday.letters.sending import Wish, draft_of  # noqa: PLC0415

        items = frozenset(item.id for item in self._items)
        return draft_of(self.router.session.desk, self.router.talk.texts, card, Wish(name, to, items))

    def _preview(self, name: str, to: str) -> str:
        """Show the letter as it will be; return what to mind before it leaves."""
        card = self.router.session.card
        assert card is not None, "a form is about an account"
        made = self._write(card, name, to)
        main, folder = self.router.main, _homely(self.router.session.settings.drafts)
        main.detail.show(partial(_shown, made, folder, masked=main.veil.on))
        return "; ".join(made.doubts)

    async def send(self, form: Form) -> None:
        """Leave the drafts, put them on record, and hand a single one to the mail program where there is one."""
        values: dict[str, Any] = form.values()
        session = self.router.session
        paths = await session.run(self._save, values["template"], values.get("to") or "")
        for account, (_, placing) in paths.items():
            session.place(placing)
            self.router.picking.clear(account)
        folder = session.settings.drafts
        first = next(iter(paths.values()))[0]
        if session.settings.mail and len(paths) == 1:
            from arcall_tui.workday.calls.dialling import hand_over  # noqa: PLC0415

            hand_over(session.settings.mail, {"file": str(first)}, "mail")
            told = f"{values['template']} handed to your mail program"
        else:
            place = _homely(folder)
            told = f"Draft {first.name} in {place}" if len(paths) == 1 else f"{len(paths)} drafts in {place}"
        await self.router.marking.done(told)

    def _save(self, template: str, to: str) -> dict[int, tuple[Path, Placing]]:
        from arcall_tui.workday.letters.sending import leave  # noqa: PLC0415

        desk = self.router.session.desk
        cards = [desk.card(account) for account in self._accounts]
        paths = leave(desk, {card.account.id: self._write(card, template, to) for card in cards})
        return {account: (path, desk.card(account).placing) for account, path in paths.items()}


def _homely(folder: Path | None) -> str:
    """Write a folder as people name it: ~ is their home."""
    if folder is None:
        return ""
    home = Path.home()
    return f"~/{folder.relative_to(home)}" if folder.is_relative_to(home) else str(folder)


def _shown(draft: Letter | Memo, place: str, width: int, *, masked: bool) -> Built:
    hidden = dots if masked else str
    to = ", ".join(draft.addresses) or "nobody yet"
    lines: list[Line] = [
        ((" To       ", "dim"), (hidden(to), "strong")),
        ((" Subject  ", "dim"), (hidden(draft.subject), "strong")),
        *(wrap(((" Draft in ", "dim"), (place, "")), width - 1, 10) if place else ()),
        *(
            line
            for path in draft.attached
            for line in wrap(((" Attached ", "dim"), (hidden(path.name), "")), width - 1, 10)
        ),
        (),
    ]
    for row in hidden(draft.body).splitlines():
        lines += list(wrap(((" ", ""), (row, "")), width - 1, 1)) or [()]
    return ((f" E-mail draft: {draft.name}", "title"),), (), lines
