"""A message parted into what is said by itself: lists apart, sentences, and clauses about one invoice each."""

import re
from collections.abc import Iterator, Sequence

from arcall_tui.domain.account import Invoice
from arcall_tui.workday.letters.customer_words import any_of, says
from arcall_tui.workday.letters.said_days import month_named
from arcall_tui.workday.letters.said_numbers import either, masked, named_of
from arcall_tui.workday.letters.said_of_all import Passage, parts_of
from arcall_tui.workday.letters.sayings import saying_of, without_unsaid

_APART = 120  # characters in which two invoices have what is said of each
_LONGEST = 1_000  # characters of a sentence
_FEW = 3  # letters: a shorter word joins what stands beside it, as of, to, la, zu


def rows_apart(text: str, named: Sequence[Invoice]) -> tuple[tuple[Invoice, ...], str]:
    """Return the invoices of a list (a number and little else on a line), and the text without it."""
    rows: list[Invoice] = []
    prose, named_in = [], named_of(named)
    for line in text.splitlines():
        found = named_in(line)
        rest = masked(line, [item.number for item in found])
        if found and len(re.findall(r"[^\W\d_]{2,}", rest)) <= 1 and not re.search(r"[^\W\d_]{4}", rest):
            rows += found
        else:
            prose.append(line)
    return tuple(dict.fromkeys(rows)), "\n".join(prose)


def sentences_of(text: str, numbers: Sequence[str]) -> Iterator[Passage]:
    """Part a text into sentences, and at what speaks of another invoice by itself.

    A point behind a figure ends one where what follows begins one. What says two things is parted at its commas, too.
    """
    any_number = either(numbers)
    text = re.sub(r"[!-~]{200,}", " ", text)  # a link, a picture's bytes: no word
    own_line = rf"[^\w\n]{{0,6}}(?:[^\W\d_]{{1,12}}\.?[ ]){{0,2}}(?:{any_number})(?![\w-])"
    text = re.sub(rf"(?m)\n?(?:^{own_line}.*\n?){{2,}}", lambda lines: lines[0].replace("\n", "\n\n"), text)
    text = re.sub(r"(\S*\d)\.\s+(?=(\S+))", lambda found: _ended(found, re.compile(any_number)), text)
    # What begins with an exception goes on with what is said of all.
    parts = re.split(
        rf"(?<=[!?;。])\s*|(?<=[^\d]\.)\s+(?!(?i:{any_of('all_but')})\b)|(?<=\d{{4}}\.)\s+(?=[^\W\d_])|(?<=[.,:;!?)])\s*\n|\n\s*\n",
        text,
    )
    stands = stands_of(numbers)
    short = rf"(?s).{{1,{_LONGEST}}}(?!\S)|.{{{_LONGEST}}}"
    pieces = (piece for each in parts for piece in re.findall(short, each) if piece.strip())
    for said in (said for piece in pieces for said in parts_of(piece, numbers)):
        for part in [] if said.but else _fates(said.text, numbers):
            clauses = re.split(rf",\s+|\s(?:{any_of('and')})\s", part)
            sayings = [(clause, saying_of(clause, numbers)) for clause in clauses]
            own = len({saying for _, saying in sayings if saying}) > 1 or all(
                stands.search(clause) or (saying and masked(clause, numbers) != clause)
                for clause, saying in sayings
            )
            texts = _clauses(clauses, numbers) if own and len(clauses) > 1 else [part]
            in_words = None if said.words == said.text else said.words
            yield from (Passage(each, in_words or each, sure=said.sure) for each in texts)
        if said.but:
            yield said


def stands_of(numbers: Sequence[str]) -> re.Pattern[str]:
    """Return what finds a number of which a verb says something."""
    return re.compile(rf"(?i:(?:{either(numbers)}),?\s+(?:{any_of('stands')}))\b")


def _clauses(clauses: Sequence[str], numbers: Sequence[str]) -> list[str]:
    """Return clauses, those that are a number alone with the one that speaks of it: INV-1, INV-2 are paid; we pay INV-1, INV-2."""
    made: list[str] = []
    ahead = ""
    for each in clauses:
        alone = not re.search(r"\w", re.sub(either(numbers), "", each))
        if alone and made and made[-1].endswith(tuple(numbers)):
            made[-1] += f", {each}"
        elif alone:
            ahead += f"{each}, "
        else:
            made.append(ahead + each)
            ahead = ""
    return [*made, ahead] if ahead else made


def _fates(part: str, numbers: Sequence[str]) -> Iterator[str]:
    """Part a sentence without stops where it has said something of one invoice and goes on to the next."""
    start, joining = 0, re.split(r"[| ]", any_of("joining"))
    for found in re.finditer(rf"(?<=[^\s,;:&+/])\s+(?=(?:{either(numbers)})(?![A-Za-z0-9_-]))", part):
        at = found.start()
        before, rest = without_unsaid(part[max(start, at - _APART) : at]), part[at : at + _APART]
        since = re.split(either(numbers), before)[-1].split()
        last = since[-1].lower() if since else "and"
        joined = last in joining or (last.isalpha() and len(last) < _FEW)
        if joined or not re.search(r"\w", masked(rest, numbers)):
            continue
        # "Paid" itself may be said of what follows: INV-1 is late but we paid INV-2 on Monday.
        own = len(since) == 1 or saying_of(rest, numbers) or says("paid_word", rest) or says("denied", rest)
        told = before if own else before.removesuffix(since[-1])
        if re.search(either(numbers), before) and (saying_of(told, numbers) or says("paid_word", told)):
            yield part[start:at]
            start = found.end()
    yield part[start:]


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
