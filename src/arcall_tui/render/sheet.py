"""What to know before the first word: how they pay, what to aim for, what to mind; and all of it on one sheet."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from arcall_tui.domain.activity import Dispute
from arcall_tui.domain.money import Money
from arcall_tui.domain.standing import Reason
from arcall_tui.render.pieces import Line, Piece, amount, day_short, labelled, step, wrap
from arcall_tui.workday.desk.views import Card, Pays

_BARS = "▁▂▃▄▅▆▇█"
_SHOWN = 12  # bills in the sparkline
_TALLEST = 30  # days late that fill a bar, unless some were later
_RECENT, _CHANGED = 5, 5  # bills, days
_LAST = 3  # contacts


def sparkline(days: Sequence[int]) -> str:
    """Draw how late the last bills were paid, the newest at the right; on time or early is the lowest bar."""
    last = days[-_SHOWN:]
    most = max(_TALLEST, *last) if last else _TALLEST
    return "".join(_BARS[max(0, min(len(_BARS) - 1, late * len(_BARS) // most))] for late in last)


def trend(pays: Pays) -> str:
    """Say whether the newest bills were paid later or sooner than those before."""
    new, old = pays.lately[-_RECENT:], pays.lately[:-_RECENT]
    if len(old) < _RECENT // 2:
        return ""
    change = sum(new) / len(new) - sum(old) / len(old)
    if abs(change) < _CHANGED:
        return "steady"
    return f"{abs(change):.0f} days {'later' if change > 0 else 'sooner'} than before"


def pays(card: Card, width: int) -> Iterator[Line]:
    """Yield how the customer pays: days late, trend, method, pay run, cut-off, portal."""
    known, guide = card.pays, card.guide
    pieces: list[Piece] = []
    if known.count:
        pieces += [
            (f"{known.words} on average ", ""),
            (sparkline(known.lately), "accent"),
            (f" {trend(known)}", "dim"),
        ]
    facts = [
        guide.method,
        f"pay run {guide.pay_run}" if guide.pay_run else "",
        f"cut-off {guide.cut_off}{' days before' if guide.cut_off.strip().isdigit() else ''}"
        if guide.cut_off
        else "",
        f"portal {guide.portal}" if guide.portal else "",
        f"tags {guide.tags}" if guide.tags else "",
    ]
    said = " · ".join(filter(None, facts))
    if said:
        pieces.append((f"{' · ' if pieces else ''}{said}", ""))
    if pieces:
        yield from labelled("Pays", pieces, width)


def aim(card: Card, width: int) -> Iterator[Line]:
    """Yield what to ask for, best first."""
    if card.aims:
        first, *others = card.aims
        more = "".join(f" · {each}" for each in others)
        yield from labelled("Aim", ((first, "strong"), (more, "dim")), width)


def mind(card: Card, width: int) -> Iterator[Line]:
    """Yield the standing notes."""
    said = " · ".join(row for row in card.guide.mind.splitlines() if row.strip())
    if said:
        yield from labelled("Mind", ((said, "urgent"),), width)


def owes(card: Card, width: int) -> Iterator[Line]:
    """Yield what is owed, by currency: overdue, not due, disputed, promised, credit."""
    for index, exposure in enumerate(card.placing.standing.exposures):
        parts = [
            ("overdue", exposure.overdue),
            ("not due", exposure.open - exposure.overdue + exposure.credit),
            ("disputed", exposure.disputed),
            ("promised", exposure.promised),
            ("credit", exposure.credit),
        ]
        pieces: list[Piece] = []
        for label, minor in parts:
            if minor > 0 or label == "overdue":
                money = amount(Money(minor, exposure.currency))
                pieces += [(" · " if pieces else "", "dim"), (money, "strong" if label == "overdue" else "")]
                pieces.append((f" {label}", "dim"))
        yield from labelled("" if index else "Owes", pieces, width)


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


def who_acts(dispute: Dispute, today: date) -> str:
    """Say who has an open dispute, and by when."""
    return f", with {dispute.owner or 'nobody yet'}, news due {day_short(dispute.next_on, today)}"


def sheet(
    card: Card,
    people: Sequence[Line],
    record: Sequence[Line],
    here: ZoneInfo,
    width: int,
    steps: Sequence[str],
    name: str,
    interest: str = "",
    response: str = "",
    ticked: Collection[str] = (),
) -> list[Line]:
    """Return the sheet that is read before the first word: a line each: at its end the checklist `name`, and how the rank was reckoned.

    `record`: disputes, and what was done last. `interest`: what late interest comes to, in words; `response`: what talks changed; empty where there is none.
    """
    made: list[Line] = [
        *people,
        *owes(card, width),
        *(labelled("Interest", ((interest, ""),), width) if interest else ()),
        *pays(card, width),
        *(labelled("Calls", ((response, ""),), width) if response else ()),
        *aim(card, width),
        *mind(card, width),
    ]
    made += promised(card, width)
    for index, each in enumerate(card.follow_ups[:2]):
        made += labelled("" if index else "Next", ((step(each, here), ""),), width)
    made += [*record, (), ((f" Checklist: {name}", "title"),)]
    for number, row in enumerate(steps, start=1):
        box = " ■ " if row in ticked else " □ "
        made += wrap(((f" {number}", "key"), (box, "accent"), (row, "")), width, 5)
    ranked = list(rank(card, width))
    return [*made, *([()] if ranked else []), *ranked]


def rank(card: Card, width: int) -> Iterator[Line]:
    """Yield how the rank was reckoned."""
    for index, words in enumerate(filter(None, map(_reckoned, card.reasons))):
        yield from labelled("" if index else "Rank", ((words, "dim"),), width)


# How it was reckoned: said here, and not in the few words of why.
HOW = frozenset({"pace", "saves", "would_change", "no_rate", "no_history"})


def _reckoned(reason: Reason) -> str:
    return ": ".join(filter(None, (reason.text if reason.code in HOW else "", reason.figures)))
