"""An account becomes the lines of the detail pane: whom to ask for, why now, what is owed, what was said."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import islice
from zoneinfo import ZoneInfo

from arcall_tui.domain.account import Contact
from arcall_tui.domain.activity import AWAITED, Promise, PromiseState
from arcall_tui.domain.calendar import place, zone_named
from arcall_tui.domain.money import added
from arcall_tui.render.on_record import history_full, history_lines, last
from arcall_tui.render.open_items import PROMISE_INKS, items, printed
from arcall_tui.render.pieces import (
    LABEL,
    ON_PAPER,
    Line,
    Piece,
    amount,
    day,
    day_short,
    labelled,
    length,
    listed,
    short,
    step,
    trimmed,
    wrap,
)
from arcall_tui.workday.desk.desk import Card, Pays
from arcall_tui.workday.letters.draft_files import in_short

_URGENT = frozenset({"broken_promise", "call_back_due", "closes_soon", "hold", "no_number"})
_ROOMY = 20  # lines
_ITEMS_HEAD = 4  # lines: their heading, the rest of them, what they come to, and that there is more
_HISTORY = 6  # lines kept in view
_FEWEST_ITEMS, _LONG = 2, 4
_LAST_SHOWN = 3  # contacts
_READ = 12  # of what is on record
_BARS = "▁▂▃▄▅▆▇█"
_SHOWN = 12  # bills in the sparkline
_TALLEST = 30  # days late that fill a bar, unless some were later
_RECENT, _CHANGED = 5, 5  # bills, days
# How it was reckoned: said here, and not in the few words of why.
GUESSED = frozenset({"no_rate", "no_history", "hours_unknown"})
HOW = GUESSED | {"pace", "saves", "would_change"}


def heading(card: Card, now: datetime, here: ZoneInfo) -> tuple[Line, Line]:
    """Return the two ends of the pane's heading: who, and what time it is there."""
    account = card.account
    who = short(account.name or account.ledger_id, 48)
    id_ = short(account.ledger_id, 24) if account.name not in {"", account.ledger_id} else ""
    return ((f" {who}", "title"), (f" · {id_}" if id_ else "", "dim")), (_clock(card, now, here),)


def _clock(card: Card, now: datetime, here: ZoneInfo) -> Piece:
    zone, gate = card.account.zone, str(card.placing.gate or "")
    theirs = zone_named(zone)
    if theirs is None:
        from arcall_tui.country_zones import zones_of  # noqa: PLC0415 - only where a zone is not known

        whose = "by day in their country" if zones_of(card.account.country) else "your own hours"
        return (f"local time unknown{f': {whose}' if card.placing.callable else ''}", "dim")
    local = f"{place(zone)} {now.astimezone(theirs):%H:%M}"
    closes = card.placing.closes_at
    if closes is not None:
        return (f"{local}, open until {closes.astimezone(theirs):%H:%M}", "strong")
    at = card.placing.opens_at if gate == "hours" else None
    if at is None:
        return (f"{local}, shut", "urgent")
    mine = at.astimezone(here)
    day = "" if mine.date() == now.astimezone(here).date() else f"{mine:%a} "
    return (f"{local}, shut until {day}{mine:%H:%M} here", "urgent")


def lines(
    card: Card,
    width: int,
    here: ZoneInfo,
    height: int,
    *,
    history: bool,
    marks: frozenset[int] = frozenset(),
    whole: bool = False,
) -> list[Line]:
    """Return the whole card in lines of at most `width` cells: what the call needs comes first, then the rest.

    `height`: how many lines are in view; so many open items are shown as leave what matters in view, all of them
    where `whole`. `history`: it has no column of its own. `marks`: the items that are marked.
    """
    made = _above(card, width, here, height)
    room = height - len(made) - _ITEMS_HEAD - (0 if is_dense(height) else _HISTORY)
    most = None if whole or marks else max(_FEWEST_ITEMS, room)
    made += items(card, width, card.placing.standing.day, here, marks, most)
    made += [*_promises(card, width), *_disputes(card, width, card.placing.standing.day)]
    made += [*_others(card, width), *_facts(card, width), *pays(card, width)]
    if history:
        made += [*([] if is_dense(height) else [()]), *history_lines(card, width, here)]
    return made


def is_dense(height: int) -> bool:
    """Whether a pane of so many lines has none to spare."""
    return height < _ROOMY


def _above(card: Card, width: int, here: ZoneInfo, height: int) -> list[Line]:
    """Return what the call needs: whom to ask for, why now, what to aim for, what was said last."""
    if is_dense(height):
        return _called_with(card, width, here, height, 1)
    # As much of each as leaves half of the pane to the rest.
    tried = (_called_with(card, width, here, height, few) for few in (_LONG, 3, 2))
    made = next((made for made in tried if len(made) <= height // 2), None)
    return [*(made or _called_with(card, width, here, height, 2)), ()]


def _called_with(card: Card, width: int, here: ZoneInfo, height: int, few: int) -> list[Line]:
    """Return the same in at most `few` lines of each kind."""
    made = _whom(card, width)[0]
    made += [] if any(reason.code == "hold" for reason in card.reasons) else _hold(card, width)
    made += _at_most(_why(card, width), _LONG, width)
    made += _at_most(aim(card, width), _LONG, width)
    made += _at_most(mind(card, width), few, width)
    made += _at_most(_next(card, width, here, card.placing.standing.day), few, width)
    return [*made, *_at_most(last(card, width, here), max(2, height // 4), width)]


def _at_most(made: Iterable[Line], most: int, width: int) -> list[Line]:
    """Return the first lines; the last one tells where there would be more."""
    kept = list(islice(made, most + 1))
    if len(kept) > most:
        kept = [*kept[: most - 1], (*trimmed(kept[most - 1], width - 2), (" …", "dim"))]
    return kept


def first_item(card: Card, width: int, here: ZoneInfo, height: int) -> int:
    """Return which of the card's lines is that of its first open item, from 0."""
    return len(_above(card, width, here, height)) + 1


def people(card: Card, width: int) -> list[Line]:
    """Return whom to ask for and how, and the account's own facts."""
    known = ((*_person(each, card), _mail(each)) for each in card.contacts)
    asked = listed("Ask for", known if card.contacts else [[_NOBODY]], width)
    return [*asked, *_facts(card, width), *_hold(card, width)]


def record(card: Card, width: int, here: ZoneInfo) -> list[Line]:
    """Return the disputes, and the last three things on record, a line each."""
    newest = islice(history_lines(card, width, here), 1 + _LAST_SHOWN)
    return [*_disputes(card, width, card.placing.standing.day), *newest]


def whole(card: Card, width: int, now: datetime, here: ZoneInfo) -> Iterator[Line]:
    """Yield all that is known of an account, for reading on paper: nothing is cut, each day has its year.

    Of ended promises and of what is on record the newest, the others are counted; of a letter where it lies.
    """
    noted = [replace(each, note=in_short(each.note)) for each in card.history[:_READ]]
    live = [promise for promise in card.promises if promise.is_live]
    ended = [promise for promise in card.promises if not promise.is_live]
    yield from (*_named(card, now, here, width), *people(card, width), *_why(card, width))
    yield from (*aim(card, width), *mind(card, width), *_next(card, width, here, ON_PAPER))
    yield from (*pays(card, width), (), *printed(card, width, card.placing.standing.day, here), ())
    yield from listed("Promised", (_promise(each, ON_PAPER) for each in (*live, *ended[:_READ])), width)
    yield from (*_earlier(len(ended), LABEL), *_disputes(card, width, ON_PAPER), *rank(card, width), ())
    yield from (line for _, line in history_full(replace(card, history=tuple(noted)), width, here))
    yield from _earlier(len(card.history), 1)


def _named(card: Card, now: datetime, here: ZoneInfo, width: int) -> Iterator[Line]:
    """Yield who it is as other commands take it, what time it is there, and the zone."""
    account = card.account
    id_ = f"{account.creditor}/{account.ledger_id}" if account.creditor else account.ledger_id
    name = f" {account.name} ·" if account.name not in {"", id_} else ""
    zone = f" ({account.zone})" if account.zone else ""
    yield from wrap(
        ((name, "title"), (f" {id_}", "dim"), ("  ", ""), _clock(card, now, here), (zone, "dim")),
        width,
        LABEL,
    )


def _earlier(count: int, indent: int) -> Iterator[Line]:
    if count > _READ:
        yield ((" " * indent + f"and {count - _READ} earlier", "dim"),)


_NOBODY = ("nobody known yet", "dim")


def _whom(card: Card, width: int) -> tuple[list[Line], list[Line]]:
    """Return whom to ask for in a line, the number first, and below it what has no room there in one piece."""
    if not card.contacts:
        return list(labelled("Ask for", (_NOBODY,), width)), []
    first, left = card.contacts[0], len(card.contacts) - 1
    more: Line = ((f" · {left} more", "dim"),) if left else ()
    name, how, *phone = _person(first, card)
    said, mail = (how[0], "dim"), _mail(first)
    line: Line = (name, *phone, *more)
    below = labelled("Ask for", (name, how, mail), width)
    if length((*line, said)) <= width - LABEL:
        line = (*line, said)
        below = labelled("E-mail", ((first.email, "dim"),), width)
        if length((*line, mail)) <= width - LABEL:
            line, below = (*line, mail), iter(())
    top, *wrapped = labelled("Ask for", line, width)
    return [top], [*wrapped, *below]


def _others(card: Card, width: int) -> Iterator[Line]:
    """Yield what is left of whom to ask for, and who else can be asked for."""
    yield from _whom(card, width)[1]
    yield from listed("Or", ((*_person(each, card), _mail(each)) for each in card.contacts[1:]), width)


def _mail(contact: Contact) -> Piece:
    return (f"  {contact.email}" if contact.email else "", "dim")


def _person(contact: Contact, card: Card) -> Iterator[Piece]:
    """Yield the name, what is known of the person (perhaps nothing), and the number."""
    yield (contact.name or card.account.asked_for, "strong")
    how = [contact.role, f"“{contact.address}”" if contact.address else "", contact.language, contact.times]
    said = ", ".join(filter(None, how))
    yield (f" ({said})" if said else "", "")
    if contact.phone:
        yield (f"  {contact.phone}", "dim" if contact.bad_number else "strong")
    if contact.bad_number:
        yield (" wrong number", "urgent")


def _facts(card: Card, width: int) -> Iterator[Line]:
    account = card.account
    facts = [account.terms, account.country, account.language, account.creditor and f"for {account.creditor}"]
    facts += ["consumer"] if account.consumer else []
    likes = card.placing.standing.prefers
    facts += [f"likes to be rung {likes}"] if likes else []
    facts += [f"balances as of {day(card.as_of)}"] if card.as_of else []
    facts += [", ".join(card.address())]
    said = " · ".join(filter(None, facts))
    if said:
        yield from labelled("Account", ((said, "dim"),), width)


def _hold(card: Card, width: int) -> Iterator[Line]:
    account = card.account
    if account.hold is not None:
        why = f": {account.hold_reason}" if account.hold_reason else ""
        yield from labelled("Hold", ((f"{account.hold}{why}", "urgent"),), width)


def _why(card: Card, width: int) -> Iterator[Line]:
    pieces: list[Piece] = []
    # What is urgent first: it is not what is cut.
    for reason in sorted(card.reasons, key=lambda each: each.code not in _URGENT):
        if reason.code in HOW:
            continue
        if pieces:
            pieces.append((" · ", "dim"))
        pieces.append((reason.text, "urgent" if reason.code in _URGENT else ""))
    yield from labelled("Why now" if card.placing.callable else "Why not", pieces, width)


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
        average: Piece = (f"{known.words} on average ", "")
        pieces += [average, (sparkline(known.lately), "accent"), (f" {trend(known)}", "dim")]
    days = " days before" if guide.cut_off.strip().isdigit() else ""
    facts = {"": guide.method, "pay run ": guide.pay_run, "cut-off ": guide.cut_off and guide.cut_off + days}
    facts |= {"portal ": guide.portal, "tags ": guide.tags}
    said = " · ".join(f"{name}{fact}" for name, fact in facts.items() if fact)
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


def rank(card: Card, width: int) -> Iterator[Line]:
    """Yield how the rank was reckoned."""
    told = ((each.text if each.code in HOW else "", each.figures) for each in card.reasons)
    said = (": ".join(filter(None, words)) for words in told if any(words))
    yield from listed("Rank", (((each, "dim"),) for each in said), width)


def _next(card: Card, width: int, here: ZoneInfo, today: date) -> Iterator[Line]:
    why = (f", {each.reason}" if each.reason else "" for each in card.follow_ups)
    steps = ((step(each, here, today), "") for each in card.follow_ups)
    yield from listed("Next", zip(steps, ((words, "dim") for words in why), strict=True), width)


def _promises(card: Card, width: int) -> Iterator[Line]:
    """Show the promises that matter now in full, and count how the others ended."""
    now = [promise for promise in card.promises if promise.is_live]
    ended = [promise for promise in card.promises if not promise.is_live]
    if not now and ended and ended[0].state is PromiseState.BROKEN:
        now, ended = ended[:1], ended[1:]
    yield from listed("Promised", (_promise(each, card.placing.standing.day) for each in now), width)
    if ended:
        counts = ((state, sum(p.state is state for p in ended)) for state in PromiseState)
        said = ", ".join(f"{count} {state}" for state, count in counts if count)
        yield from labelled("" if now else "Promised", ((f"before: {said}", "dim"),), width)


def _promise(promise: Promise, today: date) -> Line:
    more = [f"made {day_short(promise.made_on, today)}", f"by {promise.said_by}" if promise.said_by else ""]
    more += [promise.method, f"broken {promise.level} before" if promise.level else ""]
    more += ["any payment counts"] if promise.any_invoice and promise.is_live else []
    more += ["no ledger since"] if promise.state is PromiseState.UNVERIFIED else []
    ink = PROMISE_INKS.get(promise.state, "")
    return (
        (f"{amount(promise.amount)} by {day(promise.due)} ", ""),
        (str(promise.state), ink),
        (f", {promise.came}" if promise.came else "", "strong"),
        (", " + ", ".join(filter(None, more)), "dim"),
    )


def _disputes(card: Card, width: int, today: date) -> Iterator[Line]:
    heads: list[str] = []
    for index, dispute in enumerate(card.disputes):
        total = " + ".join(map(amount, added(line.amount for line in dispute.lines)))
        said = f"{dispute.reason} {total} {dispute.state}"
        news = f", with {dispute.owner or 'nobody yet'}, news due {day_short(dispute.next_on, today)}"
        pieces = ((said, ""), (news if dispute.is_open else "", "dim"))
        heads.append("Awaited" if dispute.reason in AWAITED else "Disputed")
        yield from labelled(heads[-1] if index == 0 or heads[-1] != heads[-2] else "", pieces, width)
