"""What a sentence says of all but some, parted from what it says of these: all was paid, but INV-1 is disputed."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from arcall_tui.workday.letters.customer_words import any_of, says, words
from arcall_tui.workday.letters.said_numbers import either, masked, names
from arcall_tui.workday.letters.sayings import (
    ASKS,
    CLAUSE_ENDS,
    Saying,
    about_another,
    saying_of,
    says_paid,
    telling,
)

_TRIES = 6  # clauses about all after which it is not looked again whether they say something


class Passage(NamedTuple):
    """What is said by itself, the `words` it stands in, whether it may be `sure`; of all invoices `but` these, if it is of all."""

    text: str
    words: str
    but: tuple[str, ...] | None = None
    sure: bool = True


def said_in_all(text: str) -> Saying | None:
    """Tell what the words about all say of them; what is said of the rest is said as of a bill."""
    text = words("remainder").sub("n1", text)
    doubtful = ASKS.search(text) or says("condition", text) or says("future", text)
    return saying_of(text) or (Saying.PAID if says_paid(text) and not doubtful else None)


def speaks_of_all(text: str, beside: str) -> bool:
    """Whether a text speaks of all or the rest; the rest is that of one invoice where a part of it is paid `beside`."""
    if says("all_of_it", text) or not says("remainder", text):
        return says("all_of_it", text)
    return not (says("half", beside) or re.search(r"\d[.,]\d\d\b(?!\.)|[$€£¥₹]", beside))


def parts_of(sentence: str, numbers: Sequence[str]) -> list[Passage]:
    """Part a sentence that speaks of all and excepts some, by whatever word or by a clause of their own."""
    if not speaks_of_all(sentence, sentence):  # of none but INV-1, not of all: it may be either
        return [Passage(sentence, sentence, sure=not says("all_but", sentence))]
    named = tuple(number for number in numbers if names(sentence, number))
    of_all = rest = ""
    excepts = late = told = said = theirs = False
    tries = 0
    for excepting, clause in _clauses(sentence, named):
        excepts |= excepting
        speaks = speaks_of_all(clause, sentence)
        of_some = (excepting and not speaks) or any(names(clause, number) for number in named)
        # What begins with which, behind what is excepted, is said of that.
        of_some |= theirs and not said and _which().match(clause) is not None
        theirs = of_some or (theirs and not re.search(r"\w", clause))
        # A day alone, behind what is excepted, is theirs of whom all is said.
        if of_all and not (of_some or said) and tries < _TRIES and any(telling(clause)):
            said, tries = said_in_all(of_all) is not None, tries + 1
        goes_on = of_all and not (said and any(telling(clause)))
        if not of_some and (goes_on or (speaks and not of_all)):
            late |= bool(of_all and rest and re.search(r"\w", clause))
            of_all += clause
        else:
            rest += clause
            told |= about_another(clause, named)
    if named and (excepts or told) and said_in_all(of_all):
        return [Passage(of_all, sentence, named), Passage(rest, sentence, sure=not late)]
    # All from INV-1 on, or older than that: not INV-1, INV-2 are all paid.
    both = [
        each
        for each in CLAUSE_ENDS.split(sentence)
        if says("all_of_it", each) and masked(each, named) != each
    ]
    beside = any(not _near().search(masked(each, named)) for each in both)
    doubtful = beside or (excepts and of_all) or says("all_but", sentence)
    return [Passage(sentence, sentence, sure=not doubtful)]


def _clauses(sentence: str, named: Sequence[str]) -> Iterator[tuple[bool, str]]:
    """Yield the clauses of a sentence, and whether a word for an exception begins each, which is left out of it."""
    some = rf"(?:{either(named)})(?![A-Za-z0-9_-])"
    few = re.compile(rf"(?i)(?:\W+[^\W\d_]+){{0,3}}?\W+{some}(?:(?:\W+[^\W\d_]+)?\W+{some})*")
    start, excepting = 0, False
    while found := _begins().search(sentence, start):
        yield excepting, sentence[start : found.start() if found["word"] else found.end()]
        start, excepting = found.end(), bool(found["word"])
        if excepting and (those := few.match(sentence, start)):
            yield True, those[0]
            start, excepting = those.end(), False
    yield excepting, sentence[start:]


@cache
def _begins() -> re.Pattern[str]:
    """Return what finds where a clause ends, and the word for an exception with which one begins."""
    word = rf"(?P<word>\b(?:{any_of('all_but', 'clause_ends')})\b)"
    return re.compile(rf"(?i){word}|{CLAUSE_ENDS.pattern}|\s(?:{any_of('and')})\s")


@cache
def _which() -> re.Pattern[str]:
    return re.compile(rf"(?i)\W*(?:{any_of('which')})\b")


@cache
def _near() -> re.Pattern[str]:
    """Return what finds a number close to the word for all, or all goods of that number."""
    every, goods = any_of("all_of_it"), any_of("no_money", "goods")
    of_it = rf"(?:\w+\W+)?(?:{goods})\W+(?:(?!(?:{any_of('roughly')})\b)\w{{1,3}}\W+){{1,2}}"
    return re.compile(rf"(?i)#\W+(?:\w+\W+)?(?:{every})\b|\b(?:{every})\W+(?:{of_it}|\w+\W+)?#")
