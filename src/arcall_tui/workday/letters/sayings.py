"""What a sentence seems to say, in the languages of letters; one that denies, asks or makes a condition says nothing."""

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from functools import lru_cache

from arcall_tui.workday.letters.customer_words import any_of, pattern, says, small, words
from arcall_tui.workday.letters.said_days import names_day
from arcall_tui.workday.letters.said_numbers import masked


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


PLAIN = frozenset(
    (Saying.COPY, Saying.DISPUTE, Saying.NO_CALL)
)  # said with no word that denies or makes a condition
ASKS = re.compile(r"[?\uff1f]\s*$|か。?\s*$")
CLAUSE_ENDS = re.compile(rf"[,;:]\s+|[()\u2013\u2014、]\s*|\s-\s|\b(?:{any_of('clause_ends')})\b")
_UNSAID = "\0"
_NONE_OF_IT = re.compile(rf"[\W\0]*\0\s+(?:{any_of('stands')})\b")  # 0.00 of INV-1 was paid
_NEAR = 25, 14  # characters before and after a wish to be called in which it may be denied


@lru_cache(1000)
def without_unsaid(sentence: str) -> str:
    """Return a sentence, as long, without what it says that it does not say: no dispute, no copy, one instead of which."""
    for found in pattern("unsaid").finditer(small(sentence)):
        sentence = f"{sentence[: found.start()]}{_UNSAID * len(found[0])}{sentence[found.end() :]}"
    return sentence


@lru_cache(1000)
def saying_of(sentence: str, numbers: Sequence[str] = (), after: str = "") -> Saying | None:
    """Tell what a sentence says. An invoice that did not arrive is wanted, goods that did not are objected to.

    `numbers`: of the invoices that its message names; `after`: the sentence that follows, which may take it back.
    """
    sentence = without_unsaid(sentence)
    saying = next((each for each in Saying if _clause(each, sentence, numbers)), None)
    if saying is Saying.PAID and _taken_back(_clause(saying, sentence, numbers), sentence, after, numbers):
        return None
    if saying in {Saying.DISPUTE, Saying.COPY} and pattern("not_here").search(small(sentence)):
        return Saying.DISPUTE if pattern("goods").search(small(sentence)) else Saying.COPY
    return saying


def clause_of(saying: Saying, sentence: str, numbers: Sequence[str]) -> str:
    """Return the part of a sentence that says it: the clause alone where something else in it is denied.

    Else the sentence as far as it is about that: INV-1 and INV-2 are paid, but not INV-2 in "INV-1 is paid, INV-2
    follows on Friday".
    """
    sentence = without_unsaid(sentence)
    clause = _clause(saying, sentence, numbers)
    if not clause or _UNSAID in sentence or says("denied", sentence):
        return clause or sentence
    end = sentence.find(clause) + len(clause)
    for each in re.split(rf"(?<=[,;:]\s)(?!(?:{any_of('stands')})\b)", sentence[end:]):
        if about_another(each, numbers):
            break
        end += len(each)
    return sentence[:end]


def _taken_back(clause: str, sentence: str, after: str, numbers: Sequence[str]) -> bool:
    """Whether what follows a payment, and is not about another invoice, says that it did not go or came back."""
    others = [number for number in numbers if number not in clause]
    rest = CLAUSE_ENDS.split(sentence[sentence.find(clause) + len(clause) :])
    follows = (each for each in (*rest, after) if not any(number in each for number in others))
    return any(says("taken_back", without_unsaid(each)) for each in follows)


def about_another(clause: str, numbers: Iterable[str]) -> bool:
    """Whether a clause says something of an invoice by itself, and is not just one more of a list."""
    rest = masked(clause, numbers)
    return rest != clause and any(telling(rest))


def telling(text: str) -> Iterator[str]:
    """Yield the words that neither name a day nor join what is listed."""
    joining = re.split(r"[| ]", any_of("joining"))
    words = (word for word in re.findall(r"[^\W\d_]{3,}", text) if word.lower() not in joining)
    return (word for word in words if not names_day(word))


@lru_cache(5000)
def _clause(saying: Saying, sentence: str, numbers: Sequence[str]) -> str:
    """Return the part of a sentence that says it, and holds; empty where none does."""
    low = small(sentence)
    for found in saying.pattern.finditer(low):
        plain = saying in PLAIN
        if plain and _UNSAID not in sentence:
            return sentence
        if saying is Saying.CALL_BACK:
            near = low[max(0, found.start() - _NEAR[0]) : found.end() + _NEAR[1]]
            denied = pattern("not_call").search(near) or pattern("no_call").search(low)
            return "" if denied or says("condition", sentence) else sentence
        ends = [(each.end(), each.start()) for each in CLAUSE_ENDS.finditer(sentence)]
        start = max((after for after, _ in ends if after <= found.start()), default=0)
        end = min((before for _, before in ends if before >= found.end()), default=len(sentence))
        clause, before = sentence[start:end], sentence[:start]
        # What is unpaid, or was called paid by mistake, may be promised in the same breath.
        unpaid = saying is Saying.PROMISE and says("paid_word", before) and says("denied", before)
        if not (unpaid or any(number in clause for number in numbers)):
            clause = sentence[:end]  # the rest of it stands before
        if plain:
            return clause
        until = found.start() if saying is Saying.PAID else len(sentence)
        condition = words("condition").search(low, 0, until)
        other = says("no_money", clause) and not says("money", clause)  # it is goods that go out or follow
        of_none = low[found.end() :].lstrip().startswith(_UNSAID) and not any(
            each in clause for each in numbers
        )
        nothing = other or of_none or _NONE_OF_IT.match(clause)
        if not (condition or nothing or ASKS.search(sentence) or says("denied", clause)):
            return clause
    return ""


def says_paid(line: str) -> bool:
    """Whether a line of a list says that something is paid."""
    if not (says("money", line) or says("paid_word", line)):
        return False
    said = saying_of(re.sub(r"\d", "0", line))  # rows alike but for their figures say the same
    word = said is None and says("paid_word", line) and not says("denied", line)
    return (said is Saying.PAID or word) and not says("half", line)
