"""What the sentences of a message say, as suggestions of what could go on record."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from itertools import dropwhile
from zoneinfo import ZoneInfo

from arcall_tui.domain.account import Invoice
from arcall_tui.domain.calendar import instant
from arcall_tui.domain.money import Money
from arcall_tui.domain.outcomes import Code
from arcall_tui.domain.text import one_line
from arcall_tui.workday.letters.customer_words import any_of, says, words
from arcall_tui.workday.letters.said_days import SaidDay, Written, said_day
from arcall_tui.workday.letters.said_numbers import amounts_in, amounts_of, either, masked, names, references
from arcall_tui.workday.letters.said_of_all import Passage, said_in_all, speaks_of_all
from arcall_tui.workday.letters.said_sentences import rows_apart, sentences_of, stands_of
from arcall_tui.workday.letters.sayings import (
    ASKS,
    PLAIN,
    Saying,
    about_another,
    clause_of,
    saying_of,
    telling,
    without_unsaid,
)

MOST_CALLS = 9  # suggestions of one message
_PROSE = 20_000  # of these in sentences: lists may be long, what is said beside them is not
_HOUR = re.compile(
    r"(?i)\b(\d{1,2})(?:[:.h](\d{2}))?\s?(am|pm|a\.m|p\.m|uhr|h\b|hrs?|時)|\b(\d{1,2}):(\d{2})\b"
    rf"|\b(?:{any_of('at_hour')}) ([89]|1\d)\b(?![.:/]\d|\s?(?:am|pm|a\.m|p\.m|uhr|h\b|hrs?)|[./])"
)
_RANGE = re.compile(rf"(?i)\W*(?:{any_of('or')}|[-\u2013\u00e0])\W*")  # from one to another, or one of them
_DATED = frozenset((Saying.PAID, Saying.PROMISE, Saying.CALL_BACK, Saying.NO_CALL))
_MONEY = frozenset((Saying.PAID, Saying.PROMISE))
_OF_ACCOUNT = frozenset((Saying.CALL_BACK, Saying.NO_CALL))
_CODES = {
    Saying.PAID: Code.PAID, Saying.PROMISE: Code.PTP, Saying.DISPUTE: Code.DISP, Saying.COPY: Code.COPY, Saying.CALL_BACK: Code.CB,
    Saying.NO_CALL: Code.DNC,
}  # fmt: skip
# What stands before an hour at which nobody said to call.
_ROUGHLY = re.compile(
    rf"(?i)(?:\b(?:{any_of('roughly')})(?: (?:de las|de la|delle|das|de|di))?|[-\u2013])\s*$"
)


@dataclass(frozen=True, slots=True)
class SuggestedCall:
    """What could go on record, for the caller to accept or not. `reference`: of a payment; `amount`: what is said.

    `items`: the open items that it names; `doubt`: what is asked before it counts, empty where all is certain.
    `words`: the sentence that it rests on. `day`: when it was or will be paid; `day_doubtful`: could be read otherwise.
    `part`: it speaks of a part of what is owed, or of several. `call_back`: when they want to be called, on their clock.
    `instalments`: of a plan, each with its day; `amount` is then what they come to.
    """

    saying: Saying
    code: Code
    items: tuple[Invoice, ...]
    amount: Money | None
    day: date | None
    words: str
    reference: str = ""
    day_doubtful: bool = False
    part: bool = False
    call_back: datetime | None = None
    instalments: tuple[tuple[Money, date], ...] = ()
    doubt: str = ""


# What it says, again where that is certain, its sentence, the part that says it, and of what.
_Said = tuple[Saying, Saying | None, str, str, tuple[Invoice, ...]]


def calls_in(
    text: str,
    named: Sequence[Invoice],
    invoices: Sequence[Invoice],
    written: Written,
    zone: ZoneInfo | None,
    unknown: Sequence[str] = (),
) -> tuple[SuggestedCall, ...]:
    """Return what each sentence says. One that names no invoice is about those of the list, or that none else names.

    `invoices`: the open items of whoever wrote, `named`: those that the message names; `zone`: theirs;
    `unknown`: other numbers like an invoice's in it.
    """
    written = written.ordered(text)
    rows, prose = rows_apart(text, named)
    # A list may have thousands: what the sentences that are read name is enough.
    prose_read = prose[:_PROSE]
    in_prose = [item for item in named if item.number in prose]
    numbers = (*(item.number for item in in_prose), *(each for each in unknown if each in prose_read))
    sentences = list(sentences_of(prose_read, numbers))
    # Where a list stands below, all are those of the list.
    others = () if rows or not named else tuple(item for item in invoices if item not in named)
    said = list(_said_in(sentences, in_prose, invoices, others, numbers, written))
    spoken_of = {item.id for *_, items in said for item in items}
    denied = _denied(sentences, in_prose, numbers)
    message = _Message(
        tuple(invoices), written, zone, unknown, numbers, rows, rows or tuple(item for item in named if item.id not in spoken_of | denied),
        tuple(named) if len(named) == 1 else (), bool(denied), _pledged(said, invoices[0].balance.currency if invoices else ""),
        _strayed(sentences, said, numbers), {saying for saying, *_ in said} >= _OF_ACCOUNT, tuple(references(prose)),
        [line for line in prose.splitlines() if says("payment_date", line)],
    )  # fmt: skip
    made: dict[tuple[Saying, tuple[int, ...], str], SuggestedCall] = {}
    for found in filter(None, (message.suggestion(*each) for each in said)):
        key = (found.saying, tuple(item.id for item in found.items), found.doubt)
        made[key] = _together(made[key], found) if key in made else found
    return tuple(made.values())[:MOST_CALLS]


@dataclass(frozen=True, slots=True)
class _Message:
    """What a sentence is read beside. `left`: the bills that it may speak of; `strayed`: another sentence says something else of one."""

    invoices: tuple[Invoice, ...]
    written: Written
    zone: ZoneInfo | None
    unknown: Sequence[str]
    numbers: Sequence[str]
    rows: tuple[Invoice, ...]
    left: tuple[Invoice, ...]
    only: tuple[Invoice, ...]
    denied: bool
    pledged: set[int | str]
    strayed: bool
    both: bool  # who is to be called, and who is not: another
    of_all: tuple[str, ...]  # references
    dated: list[str]  # lines with the day of a payment

    def suggestion(
        self, saying: Saying, sure: Saying | None, sentence: str, part: str, items: tuple[Invoice, ...]
    ) -> SuggestedCall | None:
        """Return what could go on record of what a sentence says; None where that is of nothing."""
        strange = [number for number in self.unknown if names(part, number)]
        about = () if saying in _OF_ACCOUNT else items or (() if strange else self.left)
        # Of what is named something else may be said, and what is or will be paid may be objected to no more.
        other = self.both if saying is Saying.NO_CALL else self.strayed and not items and about
        settled = self.pledged & {"", sentence, *(each.id for each in about or self.only)}
        certain = sure and not (other or (saying is Saying.DISPUTE and settled))
        past = saying is Saying.PAID
        bare = masked(part, self.numbers)  # digits within a number are no day
        day = said_day(bare, self.written, past=past) if saying in _DATED else None
        if past and not (day or items):
            day = next(filter(None, (said_day(each, self.written, past=True) for each in self.dated)), None)
        currency = (about or self.invoices)[0].balance.currency if about or self.invoices else ""
        short = says("short", part)  # of which an amount may be what is kept
        amounts = [] if short else amounts_of(part, currency)
        unnamed = not (about or amounts or strange or saying in _OF_ACCOUNT)
        if unnamed and (saying is Saying.PROMISE or not self.denied):
            about = self.only  # "it" is the one that is named; what is unpaid may be promised
            certain = certain and not self.denied
        parts = _instalments(bare, self.written, currency) if saying is Saying.PROMISE else ()
        proposed = _proposed(sentence)
        whole = _whole_of(saying, part, amounts, parts)
        if (proposed and not (parts or sure)) or (
            day if saying is Saying.NO_CALL else saying is Saying.PROMISE and not (about or whole or day)
        ):
            return None  # of nothing, by no day; or not on one day
        loose = not (items or self.rows or saying in _OF_ACCOUNT)
        meant = (strange or self.unknown) if loose else strange if amounts or not items else ()
        given = (each for each in (*references(part), *self.of_all) if past and each not in self.numbers)
        return SuggestedCall(
            saying, Code.PLAN if parts else _CODES[saying], about, whole, day.day if day else None, one_line(sentence)[:300],
            next(given, ""),
            call_back=_instant(part, day, self.zone) if saying is Saying.CALL_BACK else None,
            day_doubtful=not parts and day is not None and (day.doubtful or (past and day.day > self.written.on)),
            part=not parts and (short or (says("half", part) if past else says("part", part) or len(amounts) > 1)), instalments=parts,
            doubt=_doubt(meant, part, about or self.invoices, day.day if past and day else None, self.written.on)
            or (parts and ASKS.search(sentence) and "They ask whether they may pay so: answer them first.")
            or (past and says("twice", part) and "It may be paid twice: ask what becomes of the second payment.")
            or ("" if (parts and proposed) or certain else "It is not certain that it says so: read its words."),
        )  # fmt: skip


def _whole_of(
    saying: Saying, part: str, amounts: Sequence[Money], parts: Sequence[tuple[Money, date]]
) -> Money | None:
    """Return what amounts come to that are one: instalments, or one that is said; of several each may be a part."""
    if parts:
        return Money(sum(each.minor for each, _ in parts), parts[0][0].currency)
    each_a_part = saying is Saying.PROMISE and len(amounts) > 1 and says("part", part)
    return None if each_a_part or len({*amounts}) != 1 else amounts[0]


def _denied(sentences: Sequence[Passage], named: Sequence[Invoice], numbers: Sequence[str]) -> set[int]:
    """Return what is denied, of which the rest does not speak; but for what is not there."""
    return {
        item.id
        for each in [said.text for said in sentences]
        if (bare := without_unsaid(each)) != each or says("denied", each) or says("condition", each)
        if saying_of(each, numbers) not in {Saying.COPY, Saying.DISPUTE}
        for item in named
        if names(each, item.number)
        and (says("denied", bare) or says("condition", each) or not names(bare, item.number))
    }


def _strayed(sentences: Sequence[Passage], said: Sequence[_Said], numbers: Sequence[str]) -> bool:
    """Whether something else is said of a bill after what names none; what stood before may be "it"."""
    understood = {sentence for _, _, sentence, *_ in said}
    unnamed = {sentence for _, _, sentence, _, items in said if not items}
    later = dropwhile(lambda each: each.words not in unnamed, sentences)
    return any(stands_of(numbers).search(each.text) for each in later if each.words not in understood)


def _pledged(said: Sequence[_Said], currency: str) -> set[int | str]:
    """Return what is or will be paid: ids, a sentence whose amount may be for anything it objects to, "" for whatever it is."""
    found: set[int | str] = set()
    for saying, _, sentence, part, items in said:
        if saying in _MONEY:
            found |= {each.id for each in items} or {sentence if amounts_of(part, currency) else ""}
    return found


def _said_in(
    sentences: Sequence[Passage],
    named: Sequence[Invoice],
    invoices: Sequence[Invoice],
    others: Sequence[Invoice],
    numbers: Sequence[str],
    written: Written,
) -> Iterator[_Said]:
    """Yield what each sentence says, again where that is certain, the sentence, the part that says it, and of what."""
    currencies = {item.balance.currency for item in named}
    texts = ["", *(each.text for each in sentences), ""]
    for before, each, after in zip(texts, sentences, texts[2:], strict=False):
        sentence = each.text
        if each.but and (of_all := said_in_all(sentence)):
            spared = tuple(item for item in invoices if item.number.strip() not in each.but)
            yield of_all, None, each.words, sentence, spared
            continue
        saying = sure = saying_of(sentence, numbers, after)
        if not sure:
            seems, certain = _seems(sentence, before, after, numbers, written)
            saying = _proposed(sentence) or seems or _laid_out(sentence, numbers, currencies, written)
            sure = seems if certain else None
        if saying and (part := clause_of(saying, sentence, numbers)):
            items = tuple(item for item in named if names(part, item.number))
            first, *between, _ = re.split(either(numbers), part) if items else ("", "")
            pays = saying in PLAIN and between and says("money", first) and not says("denied", first)
            if pays or any(any(telling(each)) or _RANGE.fullmatch(each) for each in between):
                sure = None  # what is said at the end may not be said of the first, or of more
            if others and not items and saying not in _OF_ACCOUNT and speaks_of_all(part, before):
                sure = None  # of some it may be said otherwise elsewhere
                items = tuple(others) if says("remainder", part) else items
            if not items and masked(part, numbers) == part and masked(sentence, numbers) != sentence:
                sure = None  # which are named in it is said elsewhere
            # Beside a bill that is named the others may be paid and not it.
            beside = bool(items) and says("remainder", part)
            hedged = saying in _MONEY and (beside or says("hedged", part))
            hedged = hedged or (saying is Saying.PAID and says("heard", part))  # they know what they will do
            yield saying, sure if each.sure and not hedged else None, each.words, part, items


def _proposed(sentence: str) -> Saying | None:
    """Tell whether a sentence speaks of instalments, whoever says or asks it: with their days they are a plan."""
    return Saying.PROMISE if says("plan", sentence) and not says("denied_plan", sentence) else None


def _laid_out(
    sentence: str, numbers: Sequence[str], currencies: Collection[str], written: Written
) -> Saying | None:
    """Tell whether a sentence lays amounts over days to come, of a bill that it names: in three goes, 500 on the 4th and ..."""
    bare = masked(sentence, numbers)
    if bare == sentence or ASKS.search(sentence):
        return None
    if any(says(key, sentence) for key in ("denied", "condition", "due")):
        return None
    days = [day for each in currencies for _, day in _instalments(bare, written, each)]
    return Saying.PROMISE if days and min(days) > written.on else None


def _seems(
    sentence: str, before: str, after: str, numbers: Sequence[str], written: Written
) -> tuple[Saying | None, bool]:
    """Tell what a sentence that no table knows may say: of a bill, of paying, and of a day that has one side alone.

    Also whether that is certain: it says itself that the money is paid, or will be, on that day.
    Of paying may be the one `before` it ("we pay INV-1 on Monday; INV-2 on Friday"); the one `after` may take it back.
    """
    part = next((each for each in re.split(r",\s", sentence) if any(names(each, one) for one in numbers)), "")
    part = part if about_another(part, numbers) else part and sentence
    # What is to be done with it stands before where no more is said of it than that it will be, or was.
    alone = not about_another(words("future").sub("", part), numbers)
    said = f"{before} {part}" if alone else part
    if (
        not (part and says("money", said))
        or ASKS.search(sentence)
        or says("taken_back", f"{sentence} {after}")
    ):
        return None, False
    if any(says(key, f"{said} {sentence}") for key in ("denied", "condition", "due")):
        return None, False
    bare = masked(without_unsaid(part), numbers)
    sides = {
        each: said_day(bare, written, past=each is Saying.PAID) for each in (Saying.PAID, Saying.PROMISE)
    }
    paid = says("paid_word", part)
    done = paid or says("carried_out", part)
    coming = (done or alone) and says("future", part)
    dated = [
        each for each, day in sides.items() if day and not (day.doubtful or (coming and each is Saying.PAID))
    ]
    if len(dated) != 1:
        return None, False
    told = coming or (paid and dated[0] is Saying.PAID)
    return dated[0], told and says("money", part) and not says("no_money", part)


def _doubt(
    strange: Sequence[str], part: str, about: Sequence[Invoice], paid_on: date | None, today: date
) -> str:
    """Return why it is not certain of what a sentence speaks, or when it was paid; empty where it is."""
    if strange:
        return f"It may speak of {', '.join(strange[:3])}, which is no open invoice of theirs."
    named = [item.number for item in about if names(part, item.number)]
    if paid_on and paid_on > today:
        return f"It would have been paid on {paid_on:%d %b %Y}, which is still to come."
    early = [paid_on < item.invoice_date for item in about if paid_on and item.invoice_date]
    if early and (any(early) if named else all(early)):
        return f"It would have been paid on {paid_on:%d %b %Y}, before the invoice was written."
    return ""


def _instant(text: str, day: SaidDay | None, zone: ZoneInfo | None) -> datetime | None:
    """Return when they want to be called, by their clock; None where day, hour or clock are not certain."""
    hours = list(_HOUR.finditer(text))
    hour = hours[0] if len(hours) == 1 and not _ROUGHLY.search(text[: hours[0].start()]) else None
    if hour is None or day is None or day.doubtful or zone is None:
        return None
    at, minute = int(hour[1] or hour[4] or hour[6]), int(hour[2] or hour[5] or 0)
    if (half := (hour[3] or "").lower()[:1]) in {"a", "p"}:
        at = at % 12 + 12 * (half == "p")
    try:
        return instant(day.day, time(at, minute), zone).astimezone(zone)
    except ValueError:
        return None


def _together(first: SuggestedCall, more: SuggestedCall) -> SuggestedCall:
    """Add what a further sentence says of the same: an amount, a day."""
    dated = first if first.day else more
    words = first.words if first.words == more.words else f"{first.words} {more.words}"[:300]
    return replace(
        first, amount=first.amount or more.amount, day=dated.day, day_doubtful=dated.day_doubtful, words=words
    )


def _instalments(text: str, written: Written, currency: str) -> tuple[tuple[Money, date], ...]:
    """Return the parts that a sentence promises, each with its day; none where one of several has no certain day."""
    found = []
    pieces = re.split(rf"[,;]\s+|、|\s(?:{any_of('and')})\s", text)
    bare = says("plan", text) and not amounts_of(text, currency)
    for piece in pieces:
        amounts = list(amounts_in(piece, currency)) if bare else amounts_of(piece, currency)
        day = said_day(piece, written, past=False)
        if amounts:
            found.append((amounts[0], day.day) if len(amounts) == 1 and day and not day.doubtful else None)
    return tuple(each for each in found if each) if len(found) > 1 and all(found) else ()
