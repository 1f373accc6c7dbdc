"""What a sentence seems to say, in the languages of letters; one that denies, asks or makes a condition says nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

from arcall_tui.workday.letters.customer_words import any_of, pattern, says, words
from arcall_tui.workday.letters.said_days import month_named


class Saying(StrEnum):
    """What a sentence seems to say, as what is offered calls it."""

    COPY = "wants a copy"
    DISPUTE = "objects"
    NO_CALL = "wants no calls"
    CALL_BACK = "wants to be called"
    PROMISE = "will pay"
    PAID = "says it is paid"

    @property
    def pattern(self) -> re.Pattern[str]:
        """What such a sentence has in it."""
        # What is not here is wanted, or objected to.
        return pattern(self.name.lower(), *(["not_here"] if self is Saying.DISPUTE else []))


_ASKS = re.compile(r"[?\uff1f]\s*$|か。?\s*$")
_CLAUSE_ENDS = re.compile(rf"[,;:]\s+|[()\u2013\u2014、]\s*|\s-\s|\b(?:{any_of('clause_ends')})\b")
_NEAR = 25, 14  # characters before and after a wish to be called in which it may be denied


def saying_of(sentence: str, numbers: Iterable[str] = ()) -> Saying | None:
    """Tell what a sentence says. An invoice that did not arrive is wanted, goods that did not are objected to.

    `numbers`: of the invoices that its message names.
    """
    saying = next((each for each in Saying if _clause(each, sentence, numbers)), None)
    if saying in {Saying.DISPUTE, Saying.COPY} and pattern("not_here").search(sentence):
        return Saying.DISPUTE if pattern("goods").search(sentence) else Saying.COPY
    return saying


def clause_of(saying: Saying, sentence: str, numbers: Iterable[str]) -> str:
    """Return the part of a sentence that says it: the clause alone where something else in it is denied.

    Else the sentence as far as it is about that: INV-1 and INV-2 are paid, but not INV-2 in "INV-1 is paid, INV-2
    follows on Friday".
    """
    clause = _clause(saying, sentence, numbers)
    if not clause or says("denied", sentence):
        return clause or sentence
    end = sentence.find(clause) + len(clause)
    for each in re.split(r"(?<=[,;:]\s)", sentence[end:]):
        if _about_another(each, numbers):
            break
        end += len(each)
    return sentence[:end]


def _about_another(clause: str, numbers: Iterable[str]) -> bool:
    """Whether a clause says something of an invoice by itself, and is not just one more of a list."""
    rest = clause
    for number in numbers:
        rest = rest.replace(number, " ")
    said = (word for word in re.findall(r"[^\W\d_]{3,}", rest) if not month_named(word))
    joining = re.split(r"[| ]", any_of("joining"))
    return rest != clause and any(word.lower() not in joining for word in said)


def _clause(saying: Saying, sentence: str, numbers: Iterable[str]) -> str:
    """Return the part of a sentence that says it, and holds; empty where none does."""
    for found in saying.pattern.finditer(sentence):
        if saying in {Saying.COPY, Saying.DISPUTE, Saying.NO_CALL}:
            return sentence
        if saying is Saying.CALL_BACK:
            near = sentence[max(0, found.start() - _NEAR[0]) : found.end() + _NEAR[1]]
            denied = pattern("not_call").search(near) or pattern("no_call").search(sentence)
            return "" if denied or says("condition", sentence) else sentence
        ends = [(each.end(), each.start()) for each in _CLAUSE_ENDS.finditer(sentence)]
        start = max((after for after, _ in ends if after <= found.start()), default=0)
        end = min((before for _, before in ends if before >= found.end()), default=len(sentence))
        if not any(number in sentence[start:end] for number in numbers):
            start = 0  # the rest of it stands before
        until = found.start() if saying is Saying.PAID else len(sentence)
        condition = words("condition").search(sentence, 0, until)
        if not (condition or _ASKS.search(sentence) or says("denied", sentence[start:end])):
            return sentence[start:end]
    return ""


def says_paid(line: str) -> bool:
    """Whether a line of a list says that something is paid."""
    said = saying_of(line)
    return said is Saying.PAID or (said is None and says("paid_word", line) and not says("denied", line))
