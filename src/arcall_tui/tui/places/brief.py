"""Before the first word: the sheet with all that is worth knowing."""

from collections.abc import Collection, Iterator, Sequence
from zoneinfo import ZoneInfo

from arcall_tui.domain.activity import AWAITED
from arcall_tui.domain.money import Money
from arcall_tui.render import card as cards
from arcall_tui.render.hidden import amounts
from arcall_tui.render.open_items import overdue
from arcall_tui.render.pane import Row
from arcall_tui.render.pieces import Line, Piece, amount, day_short, labelled, listed, step, wrap
from arcall_tui.tui.actions import Where
from arcall_tui.tui.places.crew import Hand
from arcall_tui.tui.places.screen_place import BoardPlace
from arcall_tui.tui.stage import does, does_each
from arcall_tui.workday.desk.desk import Card
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
        card, ticked = self.session.here_card(), self.main.ticked
        steps = self.texts.checklist(situation(card))
        if number < len(steps):
            had = ticked.pop(card.account.id, ())
            now = tuple(step for step in steps if (step in had) is not (step == steps[number]))
            if now:
                ticked[card.account.id] = now
            self.main.head_notes()
            await self.open(keep=True)

    @does("sheet")
    async def open(self, *, keep: bool = False) -> None:
        """Show all that is worth knowing before the first word, and the procedure that fits."""
        if self.session.card is None:
            return
        card = self.main.as_shown(self.session.card)
        name = situation(self.session.card)
        width, here = self.main.size.width - 1, self.session.here
        interest = await self.line.ask(interest_words, self.session.card)
        interest = amounts(interest) if self.main.veil.on else interest
        response = await self.line.ask(response_words, card.account.id)
        steps = self.texts.checklist(name)
        ticked = self.main.ticked.get(card.account.id, ())
        lines = sheet(card, here, width, steps, name, interest, response, ticked)
        title = cards.heading(card, self.session.desk.clock.now(), here)
        (await self.board()).open(title, [Row(line) for line in lines], keep=keep)
        self.stage.enter(Where.SHEET)

    async def move(self, count: int) -> None:
        """Scroll the sheet."""
        await super().move(count * _STEP)


def owes(card: Card, width: int) -> Iterator[Line]:
    """Yield what is owed, by currency: overdue, not due, disputed, awaited, promised, credit."""
    each: list[list[Piece]] = []
    awaited = [line for d in card.disputes if d.is_open and d.reason in AWAITED for line in d.lines]
    for exposure in card.placing.standing.exposures:
        came = sum(line.amount.minor for line in awaited if line.amount.currency == exposure.currency)
        parts = [
            ("overdue", late := overdue(card, exposure.currency)),
            ("not due", exposure.open - late),
            ("disputed", max(0, exposure.disputed - came)),
            ("awaited", min(exposure.disputed, came)),
            ("promised", exposure.promised),
            ("credit taken off", exposure.credit),
        ]
        pieces: list[Piece] = []
        for label, minor in parts:
            if minor > 0 or label == "overdue":
                money = amount(Money(max(0, minor), exposure.currency))
                pieces += [(" · " if pieces else "", "dim"), (money, "strong" if label == "overdue" else "")]
                pieces.append((f" {label}", "dim"))
        each.append(pieces)
    yield from listed("Owes", each, width)


def promised(card: Card, width: int) -> Iterator[Line]:
    """Yield the promises and how they ended, newest first."""
    said = [
        f"{amount(p.amount)} by {day_short(p.due)} {p.state}{p.came and ', ' + p.came}"
        for p in card.promises[:4]
    ]
    more = len(card.promises) - len(said)
    if said:
        words = " · ".join(said) + (f" · {more} more" if more else "")
        yield from labelled("Promised", ((words, ""),), width)


def sheet(
    card: Card,
    here: ZoneInfo,
    width: int,
    steps: Sequence[str],
    name: str,
    interest: str = "",
    response: str = "",
    ticked: Collection[str] = (),
) -> list[Line]:
    """Return the sheet that is read before the first word: a line each: at its end the checklist `name`, and how the rank was reckoned.

    `interest`: what late interest comes to, in words; `response`: what talks changed; empty where there is none.
    """
    made: list[Line] = [
        *cards.people(card, width),
        *owes(card, width),
        *(labelled("Interest", ((interest, ""),), width) if interest else ()),
        *cards.pays(card, width),
        *(labelled("Calls", ((response, ""),), width) if response else ()),
        *cards.aim(card, width),
        *cards.mind(card, width),
    ]
    made += promised(card, width)
    made += listed("Next", ([(step(each, here), "")] for each in card.follow_ups[:2]), width)
    made += [*cards.record(card, width, here), (), ((f" Checklist: {name}", "title"),)]
    for number, row in enumerate(steps, start=1):
        box = " ■ " if row in ticked else " □ "
        made += wrap(((f" {number}", "key"), (box, "accent"), (row, "")), width, 5)
    ranked = list(cards.rank(card, width))
    return [*made, *([()] if ranked else []), *ranked]
