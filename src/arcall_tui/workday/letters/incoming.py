"""What a customer wrote, read: whose it is, invoices, amounts, days, and what it seems to say; nothing is recorded."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from importlib import import_module
from zoneinfo import ZoneInfo

from arcall_tui.domain.account import Invoice, addresses_of
from arcall_tui.domain.calendar import instant, zone_named
from arcall_tui.domain.money import Money, exponent
from arcall_tui.domain.outcomes import Code
from arcall_tui.domain.text import one_line
from arcall_tui.ledger.currency_words import PATTERN, meant
from arcall_tui.store.accounts import latest
from arcall_tui.workday.desk.desk import Desk
from arcall_tui.workday.letters.customer_words import any_of, says
from arcall_tui.workday.letters.messages import Incoming
from arcall_tui.workday.letters.said_days import SaidDay, Written, month_named, said_day, without_days
from arcall_tui.workday.letters.sayings import (
    ASKS,
    Saying,
    about_another,
    clause_of,
    saying_of,
    without_unsaid,
)

MOST_CALLS = 9  # suggestions of one message
_LONGEST = 1_000  # characters of a sentence
_PROSE = 20_000  # of these in sentences: lists may be long, what is said beside them is not
_NUMBER = r"\d{1,3}(?:[.,'\u2019 \u00a0\u202f]\d{2,3})*(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?"
_AMOUNT = re.compile(
    rf"(?<![A-Za-z])(?:(?P<before>{PATTERN})\s?(?P<one>{_NUMBER})|(?P<two>{_NUMBER})\s?(?P<after>{PATTERN}(?![A-Za-z])|[^\W\d_]{{3,8}}\b))(?!\d)"
)
# How an invoice may be called otherwise than in the book: with other signs within it, or by its digits.
_LETTERED = re.compile(r"(?<![\w-])[^\W\d_]{1,8}[ ._/#-]{0,2}\d+(?:[._/-]\d+)*(?![\w-]|[.,]\d)")
_BARE = re.compile(
    rf"(?im)(?:^[^\w\n]*(?:\d[.)]\s+)?|\b(?:{any_of('invoice_named')})\W{{1,3}})\d{{4,}}"
    rf"(?:(?:,\s*|\s?[&+]\s?|\s(?:{any_of('and')})\s)\d{{4,}})*(?![\w/-]|[.,]\d)"
)
_HOUR = re.compile(
    r"(?i)\b(\d{1,2})(?:[:.h](\d{2}))?\s?(am|pm|a\.m|p\.m|uhr|h\b|hrs?|時)|\b(\d{1,2}):(\d{2})\b"
    rf"|\b(?:{any_of('at_hour')}) ([89]|1\d)\b(?![.:/]\d|\s?(?:am|pm|a\.m|p\.m|uhr|h\b|hrs?)|[./])"
)
_DATED = frozenset((Saying.PAID, Saying.PROMISE, Saying.CALL_BACK, Saying.NO_CALL))
_OF_ACCOUNT = frozenset((Saying.CALL_BACK, Saying.NO_CALL))
_CODES = {
    Saying.PAID: Code.PAID, Saying.PROMISE: Code.PTP, Saying.DISPUTE: Code.DISP, Saying.COPY: Code.COPY, Saying.CALL_BACK: Code.CB,
    Saying.NO_CALL: Code.DNC,
}  # fmt: skip


_KINDS = "ach|bacs|chaps|swift|sepa|fps|neft|rtgs|imps|wire|eft|chq"
# How a payment's reference is named, and what it is.
_REFERENCE = re.compile(
    rf"(?i)\b(?:(?:{any_of('reference')})(?:\s*(?:no|nr|id|number|n°))?|(?:{any_of('cheque')})\s*(?:(?:no|nr|number|n°|#)|(?=\d)))[\s:#.]*"
    rf"((?:(?:{_KINDS})\s)?(?=[A-Z/-]*\d)[A-Z0-9][A-Z0-9/-]{{3,40}})"
)
# What stands before an hour at which nobody said to call.
_ROUGHLY = re.compile(
    rf"(?i)(?:\b(?:{any_of('roughly')})(?: (?:de las|de la|delle|das|de|di))?|[-\u2013])\s*$"
)
# How somebody says that a number is new, and not one of a bill.
_NUMBER_ITSELF = rf"(?:{any_of('number')})\b(?! d[eio] (?!t[eé]l)| of\b| von\b| der\b)"
_NEW_NUMBER = re.compile(
    rf"(?i)\b(?:{any_of('new')})\s+(?:(?:{any_of('kind_of_phone')})\s+)?(?:{_NUMBER_ITSELF}|(?:{any_of('phone')})\b)|{any_of('new_anywhere')}"
)


@dataclass(frozen=True, slots=True)
class SuggestedCall:
    """What could go on record, for the caller to accept or not. `reference`: of a payment; `amount`: what is said.

    `items`: the open items that it names; `doubt`: why it cannot be recorded as it is, empty where it can.
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


@dataclass(frozen=True, slots=True)
class MessageRead:
    """What was found in a message. `account`: None where nobody could be told for certain; `grounds`: how it was.

    `unknown`: numbers like an invoice's that are none of its open ones.
    `contact`: who of the account wrote; None where they are no contact yet (`new_contact`: their address).
    `new_phone`: a number that they say is theirs from now on; `old_phone`: what is on record for who wrote.
    """

    incoming: Incoming
    account: int | None
    grounds: str
    others: tuple[int, ...]
    items: tuple[Invoice, ...]
    calls: tuple[SuggestedCall, ...]
    new_contact: str = ""
    contact: int | None = None
    new_phone: str = ""
    old_phone: str = ""
    unknown: tuple[str, ...] = ()


def read_message(desk: Desk, incoming: Incoming, account: int | None = None) -> MessageRead:
    """Find what a message is about. `account`: whose it is, where the caller has said so."""
    text = f"{incoming.subject}\n{incoming.text}"
    found, grounds, others = (account, "as you said", ()) if account else _whose(desk, incoming, text)
    if found is None:
        return MessageRead(incoming, None, grounds, others, (), ())
    invoices = desk.invoices(found)
    own, spelt = as_booked(incoming.text, invoices)
    text = f"{as_booked(incoming.subject, invoices)[0]}\n{own}"
    named = tuple(item for item in invoices if names(text, item.number))
    of_sender = (each for each in desk.contacts(found) if incoming.sender in addresses_of(each.email.lower()))
    who = next(of_sender, None)
    today = desk.clock.calendar_day()
    sent = min(incoming.sent or today, today)
    written = Written(sent, desk.settings.date_order, certain=not incoming.handed_on)
    facts = desk.account(found)
    elsewhere = (number for key, number in latest.open_numbers(desk.book) if key != found)
    unknown = unknown_in(text, invoices, elsewhere)
    zone = zone_named(facts.zone)
    calls = () if incoming.notice else calls_in(own, named, invoices, written, zone, unknown)
    return MessageRead(
        incoming, found, grounds, others, named, tuple(replace(call, words=spelt(call.words)) for call in calls),
        new_contact="" if who else incoming.sender,
        contact=who.id if who else None,
        new_phone="" if incoming.notice else _new_phone(incoming.text, facts.country),
        old_phone=who.phone if who else "",
        unknown=unknown,
    )  # fmt: skip


def _new_phone(text: str, country: str) -> str:
    """Return the number that follows where they say that it is new; empty for what is no number of any country."""
    said = _NEW_NUMBER.search(text)
    if said is None:
        return ""
    near = text[said.end() : said.end() + 60]
    # Large, and seldom needed.
    matches = import_module("phonenumbers").PhoneNumberMatcher(near, country or None)
    return next((one_line(found.raw_string) for found in matches), "")


def _whose(desk: Desk, incoming: Incoming, text: str) -> tuple[int | None, str, tuple[int, ...]]:
    """Tell whose a message is: by the sender's address, else by the invoices it names; never by a guess."""
    by_address = latest.written_from(desk.book, incoming.sender) if incoming.sender else []
    if len(by_address) == 1:
        return by_address[0], "the sender is a contact", ()
    numbers = latest.open_numbers(desk.book)
    hits = list(dict.fromkeys(key for key, number in numbers if names(text, number)))
    if by_address:
        hits = [key for key in hits if key in by_address]
        if len(hits) == 1:
            return hits[0], "the sender is a contact, and it names invoices", ()
        return None, "the sender is a contact of several accounts", tuple(by_address)
    if len(hits) == 1:
        return hits[0], "it names invoices", ()
    several = "it names invoices of several accounts"
    return None, several if hits else "nobody in the book is named", tuple(hits[:20])


def _either(numbers: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(numbers, key=len, reverse=True))) or "(?!)"


def _masked(text: str, numbers: Iterable[str]) -> str:
    return re.sub(_either(numbers), "#", text)


def _whole(number: str) -> re.Pattern[str]:
    # ASCII: in Japanese the words around it stand close.
    return re.compile(rf"(?<![\w-]){re.escape(number)}(?![\w-]|[.,]\d)", re.ASCII)


def names(text: str, number: str) -> bool:
    """Whether a text names an invoice, whole; a bare number of three digits or fewer says nothing."""
    plain = number.strip()
    if len(plain) < 3 or (plain.isdigit() and len(plain) < 4):  # noqa: PLR2004 - too short to be told from others
        return False
    return plain in text and _whole(plain).search(text) is not None


def as_booked(text: str, invoices: Sequence[Invoice]) -> tuple[str, Callable[[str], str]]:
    """Return a text with invoices called as the book has them (inv 1001, 1001), and what puts back how it called them.

    Digits alone are one at the beginning of a line, or where they are called an invoice, and if only one ends so.
    """
    numbers = [item.number.strip() for item in invoices]
    alike = _only_one((_plain(number), number) for number in numbers)
    digits = re.compile(r"\D0*(?!(?:19|20)\d\d$)(\d{4,})$")
    ends = _only_one((run[1], number) for number in numbers if (run := digits.search(number)))
    said: dict[str, str] = {}

    def known(found: re.Match[str], names: dict[str, str]) -> str:
        number = names.get(_plain(found[0]), found[0])
        if number != found[0]:
            said.setdefault(number, found[0])
        return number

    text = _LETTERED.sub(lambda found: known(found, alike), text)
    text = _BARE.sub(lambda bare: re.sub(r"(?<![\w-])\d{4,}", lambda each: known(each, ends), bare[0]), text)
    back = re.compile(_either(said))
    return text, lambda words: back.sub(lambda found: said[found[0]], words)


def _plain(number: str) -> str:
    return re.sub(r"[\W_]", "", number).casefold()


def _only_one(named: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return what names one number and no other."""
    pairs = set(named)
    times = Counter(name for name, _ in pairs)
    return {name: number for name, number in pairs if times[name] == 1}


def unknown_in(text: str, invoices: Sequence[Invoice], elsewhere: Iterable[str] = ()) -> tuple[str, ...]:
    """Return what a text names that is built like the numbers of an account's open items, or is another's (`elsewhere`)."""
    known = {item.number.strip() for item in invoices}
    shapes = "|".join({_shape(number) for number in known}) or "(?!)"
    alike = re.compile(rf"(?<![\w/-])(?<!\d )(?:{shapes})(?![\w/-]|[.,]\d| \d)", re.ASCII)
    other = {*_references(text), *(found[0] for found in _AMOUNT.finditer(text))}
    found = (each[0] for each in alike.finditer(text) if not any(each[0] in said for said in other))
    every = dict.fromkeys((*found, *(number.strip() for number in elsewhere if names(text, number))))
    return tuple(number for number in every if number not in known)


def _shape(number: str) -> str:
    """Return a pattern of numbers like one, with other digits; of digits alone: with the same beginning, and no year."""
    kept = number[: len(number) // 2] if number.isdigit() else ""
    unlike_days = len(kept) > 1 if number.isdigit() else re.search(r"[^\W\d_]|.{7}", number)
    if not unlike_days or kept[:2] in {"19", "20"}:
        return "(?!)"
    rest = re.escape(number[len(kept) :])
    return kept + re.sub(
        r"\d+", lambda run: rf"\d{{{min(2, len(run[0]))},{len(run[0]) + 1 - bool(kept)}}}", rest
    )


def amounts_in(text: str, currency: str) -> Iterator[Money]:
    """Yield the amounts of a list's line, with or without a currency: those that have decimals, or stand alone."""
    for found in re.finditer(rf"(?<![\w.,/-])({_NUMBER})(?![\w/-]|[.,]\d)", without_days(text)):
        amount = _money(found[1], currency)
        if amount is not None:
            yield amount


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
    rows, prose = _rows_apart(text, named)
    numbers = [*(item.number for item in named), *unknown]
    sentences = list(_sentences(prose[:_PROSE], numbers))
    said = []
    for before, sentence, after in zip(["", *sentences], sentences, [*sentences[1:], ""], strict=False):
        sure = saying_of(sentence, numbers, after)
        saying = sure or _proposed(sentence) or _seems(sentence, before, after, numbers, written)
        if saying and (part := clause_of(saying, sentence, numbers)):
            items = tuple(item for item in named if names(part, item.number))
            said.append((saying, sure, sentence, part, items))
    spoken_of = {item.id for *_, items in said for item in items}
    # What is denied is not what the rest speaks of; but for what is not there.
    denied = {
        item.id
        for each in sentences
        if (says("denied", without_unsaid(each)) or says("condition", each))
        and saying_of(each, numbers) not in {Saying.COPY, Saying.DISPUTE}
        for item in named
        if names(each, item.number)
    }
    left = rows or tuple(item for item in named if item.id not in spoken_of | denied)
    only = tuple(named) if len(named) == 1 and named[0].id not in denied else ()
    of_all = tuple(_references(prose))
    dated = [line for line in prose.splitlines() if says("payment_date", line)]
    made: dict[tuple[Saying, tuple[int, ...], str], SuggestedCall] = {}
    for saying, sure, sentence, part, items in said:
        strange = [number for number in unknown if names(part, number)]
        about = () if saying in _OF_ACCOUNT else items or (() if strange else left)
        past = saying is Saying.PAID
        bare = _masked(part, numbers)  # digits within a number are no day
        day = said_day(bare, written, past=past) if saying in _DATED else None
        if past and not (day or items):
            day = next(filter(None, (said_day(each, written, past=True) for each in dated)), None)
        currency = (about or tuple(invoices))[0].balance.currency if about or invoices else ""
        short = says("short", part)  # of which an amount may be what is kept
        amounts = [] if short else _amounts_in(part, currency)
        if not (about or amounts or strange or saying in _OF_ACCOUNT):
            about = only  # "it" is the one that is named
        parts = _instalments(bare, written, currency) if saying is Saying.PROMISE else ()
        if _proposed(sentence) and not (parts or sure):
            continue
        whole = (
            [Money(sum(each.minor for each, _ in parts), currency)] if parts else list(dict.fromkeys(amounts))
        )
        if saying is Saying.PROMISE and not parts and len(amounts) > len(whole) and says("part", part):
            whole = []  # of which each is a part
        given = (each for each in (*_references(part), *of_all) if past and each not in numbers)
        loose = not (items or rows or saying in _OF_ACCOUNT)
        meant = (strange or unknown) if loose else strange if amounts or not items else ()
        found = SuggestedCall(
            saying, Code.PLAN if parts else _CODES[saying], about, whole[0] if len(whole) == 1 else None, day.day if day else None,
            one_line(sentence)[:300], next(given, ""),
            call_back=_instant(part, day, zone) if saying is Saying.CALL_BACK else None,
            day_doubtful=not parts and day is not None and (day.doubtful or (past and day.day > written.on)),
            part=not parts and (short or (says("half", part) if past else says("part", part) or len(amounts) > 1)), instalments=parts,
            doubt=_doubt(meant, part, about or tuple(invoices), day.day if past and day else None, written.on)
            or (parts and ASKS.search(sentence) and "They ask whether they may pay so: answer them first.")
            or ("" if parts or sure else "It is not certain that it says so: read its words."),
        )  # fmt: skip
        if (saying is Saying.PROMISE and not (about or found.amount or found.day)) or (
            saying is Saying.NO_CALL and day
        ):
            continue  # of nothing, by no day; or not on one day
        key = (saying, tuple(item.id for item in about), found.doubt)
        made[key] = _together(made[key], found) if key in made else found
    return tuple(made.values())[:MOST_CALLS]


def _proposed(sentence: str) -> Saying | None:
    """Tell whether a sentence speaks of instalments, whoever says or asks it: with their days they are a plan."""
    return Saying.PROMISE if says("plan", sentence) and not says("denied_plan", sentence) else None


def _seems(sentence: str, before: str, after: str, numbers: Sequence[str], written: Written) -> Saying | None:
    """Tell what a sentence that no table knows may say: of a bill, of paying, and of a day that has one side alone.

    Of paying may be the one `before` it ("we pay INV-1 on Monday; INV-2 on Friday"); the one `after` may take it back.
    """
    part = next((each for each in re.split(r",\s", sentence) if any(names(each, one) for one in numbers)), "")
    said = part if about_another(part, numbers) else f"{before} {part}"
    if (
        not (part and says("money", said))
        or ASKS.search(sentence)
        or says("taken_back", f"{sentence} {after}")
    ):
        return None
    if any(says(key, f"{said} {sentence}") for key in ("denied", "condition", "due")):
        return None
    bare = _masked(without_unsaid(part), numbers)
    sides = {
        each: said_day(bare, written, past=each is Saying.PAID) for each in (Saying.PAID, Saying.PROMISE)
    }
    certain = [each for each, day in sides.items() if day and not day.doubtful]
    return certain[0] if len(certain) == 1 else None


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


def _references(*texts: str) -> Iterator[str]:
    return (one_line(found[1]) for text in texts for found in _REFERENCE.finditer(text))


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


def _rows_apart(text: str, named: Sequence[Invoice]) -> tuple[tuple[Invoice, ...], str]:
    """Return the invoices of a list (a number and little else on a line), and the text without it."""
    rows: list[Invoice] = []
    prose = []
    for line in text.splitlines():
        found = [item for item in named if names(line, item.number)]
        rest = _masked(line, [item.number for item in found])
        if found and len(re.findall(r"[^\W\d_]{2,}", rest)) <= 1 and not re.search(r"[^\W\d_]{4}", rest):
            rows += found
        else:
            prose.append(line)
    return tuple(dict.fromkeys(rows)), "\n".join(prose)


def _sentences(text: str, numbers: Sequence[str]) -> Iterator[str]:
    """Part a text into sentences, and at what speaks of another invoice by itself.

    A point behind a figure ends one where what follows begins one. What says two things is parted at its commas, too.
    """
    any_number = _either(numbers)
    text = re.sub(r"[!-~]{200,}", " ", text)  # a link, a picture's bytes: no word
    own_line = rf"[^\w\n]{{0,6}}(?:[^\W\d_]{{1,12}}\.?[ ]){{0,2}}(?:{any_number})(?![\w-])"
    text = re.sub(rf"(?m)\n?(?:^{own_line}.*\n?){{2,}}", lambda lines: lines[0].replace("\n", "\n\n"), text)
    text = re.sub(r"(\S*\d)\.\s+(?=(\S+))", lambda found: _ended(found, re.compile(any_number)), text)
    parts = re.split(
        r"(?<=[!?;。])\s*|(?<=[^\d]\.)\s+|(?<=\d{4}\.)\s+(?=[^\W\d_])|(?<=[.,:;!?)])\s*\n|\n\s*\n", text
    )
    stands = rf"(?i:(?:{any_number})\s+(?:{any_of('stands')}))\b"
    own = rf"(?:,|\s(?:{any_of('and')}))\s+(?=(?:\w+\s+){{0,2}}{stands})"
    short = rf"(?s).{{1,{_LONGEST}}}(?!\S)|.{{{_LONGEST}}}"
    for part in (piece for each in parts for piece in re.findall(short, each) if piece.strip()):
        clauses = re.split(rf",\s+|\s(?:{any_of('and')})\s", part)
        sayings = {saying for clause in clauses if (saying := saying_of(clause, numbers))}
        if len(sayings) > 1 and len(clauses) > 1:
            yield from clauses
            continue
        first, *more = re.split(own, part)
        yield from (first, *more) if re.search(stands, first) or saying_of(first, numbers) else (part,)


def _ended(found: re.Match[str], own: re.Pattern[str]) -> str:
    """Return a figure and its point, parted from what follows where that begins a sentence: no month, no 2. Mahnung."""
    after = found[2]
    begins = own.match(after) or not (after[0].islower() or after[0].isdigit())
    long = own.match(after) or re.search(r"\d[./]\d\d?$|\d{3}$|[^\W\d_].*\d$", found[1])
    before = re.split(r"[.!?]\s|\n", found.string[max(0, found.end(1) - _LONGEST) : found.end(1)])[-1]
    rest = re.split(r"[.!?]\s|\n", found.string[found.end() : found.end() + _LONGEST])[0]
    ends = (
        begins and not month_named(after.strip(".,")) and (long or (own.search(before) and own.search(rest)))
    )
    return f"{found[1]}.\n\n" if ends else found[0]


def _amounts_in(sentence: str, currency: str) -> list[Money]:
    """Return the amounts in the account's currency; a sign that may be it, as a bare $, is taken for it."""
    found = (
        _money(each["one"] or each["two"], currency)
        for each in _AMOUNT.finditer(sentence)
        if currency in meant(each["before"] or each["after"], {})
    )
    return list(filter(None, found))


def _instalments(text: str, written: Written, currency: str) -> tuple[tuple[Money, date], ...]:
    """Return the parts that a sentence promises, each with its day; none where one of several has no certain day."""
    found = []
    pieces = re.split(rf"[,;]\s+|、|\s(?:{any_of('and')})\s", text)
    bare = says("plan", text) and not _amounts_in(text, currency)
    for piece in pieces:
        amounts = list(amounts_in(piece, currency)) if bare else _amounts_in(piece, currency)
        day = said_day(piece, written, past=False)
        if amounts:
            found.append((amounts[0], day.day) if len(amounts) == 1 and day and not day.doubtful else None)
    return tuple(each for each in found if each) if len(found) > 1 and all(found) else ()


def _money(text: str, currency: str) -> Money | None:
    """Read an amount: what stands before the last one or two digits parts whole units from their parts."""
    digits = re.sub(r"[\s'\u2019]", "", text)
    parts = re.split(r"[.,]", digits)
    decimals = parts.pop() if len(parts) > 1 and len(parts[-1]) != 3 else ""  # noqa: PLR2004 - thousands
    whole = Decimal(f"{''.join(parts)}.{decimals or '0'}").scaleb(exponent(currency))
    return Money(int(whole), currency) if whole == whole.to_integral_value() else None
