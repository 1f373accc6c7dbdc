"""The words of cells and titles in the languages of the trade, one table for each kind."""

import re
import unicodedata
from collections.abc import Collection, Sequence
from enum import StrEnum
from functools import lru_cache

from arcall_tui.domain.account import ItemKind
from arcall_tui.ledger.headings import HEADINGS, PAID_WORDS, PAYING
from arcall_tui.packaged import table_of

_LETTERS = str.maketrans({"ł": "l", "ø": "o", "æ": "ae", "ı": "i", "đ": "d", "ß": "ss", "œ": "oe", "’": "'"})


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Return words as the tables have them: lower case, no accents, single blanks."""
    plain = unicodedata.normalize("NFKD", " ".join(text.split()).casefold().translate(_LETTERS))
    return unicodedata.normalize("NFC", "".join(one for one in plain if not unicodedata.combining(one)))


def plain_digits(text: str) -> str:
    """Return a figure or date with its digits as 0 to 9, whatever script they are of."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(one)) if one.isdecimal() else one for one in text)


_FILE = table_of("ledger/cell_words")


def _parted(text: str) -> frozenset[str]:
    return frozenset(fold(word) for word in text.split(";") if word.strip())


def pattern(name: str) -> re.Pattern[str]:
    """Return a pattern of the table, whatever the case."""
    return re.compile("".join(_FILE["patterns"][name].split("\n")), re.IGNORECASE)


def _table(name: str) -> frozenset[str]:
    return _parted(_FILE[name])


# What people and programs write into a cell in which nothing stands.
PLACEHOLDERS = _table("placeholders")
# What a spreadsheet writes where a formula went wrong: nothing in a text, never an amount, a date or a customer.
ERRORS = frozenset(
    "#N/A #REF! #VALUE! #NAME? #DIV/0! #NUM! #NULL! #SPILL! #CALC! #FORMULA! #ERROR! #BEZUG! #WERT! #NV Err:502 Err:504".split()
)
# In these spellings whole columns of text are asked at once.
SPELLED = ERRORS.union(*((word, word.upper(), word.title()) for word in PLACEHOLDERS))
# NA is Namibia, and a customer may be called anything.
_NO_PLACE = SPELLED - {"na", "NA", "Na"}


def without_placeholders(values: tuple[str, ...], *, country: bool = False) -> tuple[str, ...]:
    """Return a column's texts, empty where a placeholder stands."""
    words = _NO_PLACE if country else SPELLED
    return (
        values if words.isdisjoint(values) else tuple(["" if value in words else value for value in values])
    )


_BEGINS_A_FIGURE = frozenset("123456789")


def is_nothing(text: str) -> bool:
    """Whether a cell holds nothing or a word for it."""
    # No word for nothing begins with these: amounts and dates are told from them at once.
    return text[:1] not in _BEGINS_A_FIGURE and (not text.strip() or fold(text) in PLACEHOLDERS)


YES = _table("yes")
NO = _table("no")
# Who owes: a person in private, or a firm.
CONSUMERS, FIRMS = _table("consumers"), _table("firms")


class Status(StrEnum):
    """What a status word says of an item: owed, owed in part, paid, no invoice (yet), given up, or (of a type) that it takes off."""

    OPEN = "open"
    PART = "part paid"
    PAID = "paid"
    VOID = "void"
    GIVEN_UP = "written off"
    CREDIT = "credit"


STATUS_WORDS: dict[str, Status] = {
    word: status
    for status in Status
    if status.name.lower() in _FILE["status"]
    for word in sorted(_parted(_FILE["status"][status.name.lower()]))
}
STATUS_WORDS |= {word.replace(" ", "_"): status for word, status in list(STATUS_WORDS.items())}
# What may be no invoice yet, where others of the same column are issued; what may be said of the work as well as of its bill; how a thing was sold.
MAY_BE_DRAFTS, ISSUED = _table("may_be_drafts"), _table("issued")
OF_WORK, ON_CREDIT = _table("of_work"), _table("on_credit")
# Such as "Paid (late)", "Unpaid - 30 days", "Overdue by 5 days" or "Paid on 3 May": what is behind says no more, but for what was paid.
_TAIL, _PAYING, _IN_PART = map(pattern, ("status_tail", "status_paying", "status_in_part"))
# What was paid of it, or that it was not, behind a word for paid. What names a day, a way to pay or a reference says neither.
_A_SHARE, _NOT_SO = pattern("status_a_share"), pattern("status_not_so")


def _composed_status(said: str) -> Status | None:
    """Return what a word for paid says beside one for in part, and what heads a column of what is open and stands in a row."""
    part = _IN_PART.sub("", said).strip(" -:(),")
    if part != said and (STATUS_WORDS.get(part) is Status.PAID or {part, f"{part[:-1]}o"} & PAID_WORDS):
        return Status.PART
    open_ = " " in said and "".join(filter(str.isalnum, said)) in HEADINGS["balance"]
    return Status.OPEN if open_ else None


@lru_cache(maxsize=1024)
def status_of(text: str) -> Status | None:
    """Return what a status word says, None for one that is not known; `paid` and so much more is a part, or not known."""
    for each in (text, re.sub("(?<=[a-z])(?=[A-Z])", " ", text)):  # PartiallyPaid
        if (said := fold(each).strip(" .!")) in STATUS_WORDS:
            return STATUS_WORDS[said]
    if composed := _composed_status(said):
        return composed
    head = _TAIL.sub("", said)
    if head not in STATUS_WORDS and (paying := _PAYING.match(said)):
        head = paying[0]
    found, tail = STATUS_WORDS.get(head), said[len(head) :]
    if found is not Status.PAID:
        return found
    behind = tail.strip(" -–:,/()[]")
    if STATUS_WORDS.get(behind, Status.OPEN) is not Status.OPEN or behind in UNPAID:
        return STATUS_WORDS[behind]
    if _A_SHARE.match(tail):
        return Status.PART
    return None if _NOT_SO.search(tail) else found


# How much of it was paid, behind a word for paid: an amount, a share in per cent, or so many parts of so many.
_HOW_MUCH = pattern("status_how_much")


def how_much(text: str) -> tuple[str, int]:
    """Return what a status of a part paid says of it: a figure, and what all of it is in such figures (0: the amount); empty for nothing."""
    said = fold(text)
    found = _HOW_MUCH.match(said)
    if found is None or _NOT_SO.search(said):
        return "", 0
    return found["figure"].strip(), 100 if found["percent"] else int(found["parts"] or 0)


# No under such a heading says that an item is paid, as yes says under one for paid; not only late, sent or reminded.
UNPAID = _table("unpaid")


_DISPUTE = pattern("dispute")
_NO_DISPUTE, _DISPUTE_OVER = pattern("no_dispute"), pattern("dispute_over")
# Before a word for the end of a dispute they say that it has not come.
_NOT_OVER = NO | {"not", "nicht", "pas", "be", "being"}


def _denies_dispute(text: str) -> bool:
    return bool(_NO_DISPUTE.search(text) or _DISPUTE_OVER.search(text))


def ends_dispute(text: str) -> bool:
    """Whether a cell about the end of a dispute says that it has come: a yes, resolved, paid; not what is pending."""
    said = _DISPUTE_OVER.search(text)
    over = said and _NOT_OVER.isdisjoint(fold(text[: said.start()]).split())
    return bool(over) or fold(text) in YES or status_of(text) is Status.PAID


def speaks_of_dispute(text: str) -> bool:
    """Whether words, such as a note's, say that something is disputed now."""
    return bool(_DISPUTE.search(text)) and not _denies_dispute(text)


def is_disputed(value: str) -> bool:
    """Whether a cell of a column about disputes says that there is one: a yes, a reason, an amount."""
    return (
        bool(value.strip(" 0.,-"))
        and fold(value) not in NO
        and not is_nothing(value)
        and not _denies_dispute(value)
    )


# Which side of the account an amount is on. One letter alone says it only beside its other, or under such a heading.
DEBITS = _table("debits")
CREDITS = _table("credits")
# How a list of payments calls what went out, and what goes back in it.
WENT_OUT = DEBITS | _table("went_out")
GOES_BACK, VOIDS, _OFF = map(pattern, ("goes_back", "voids", "no_money"))

# Which way an item is owed. With one word alone the heading has to say so.
RECEIVABLE = _table("receivable")
PAYABLE = _table("payable")
# What is payable may have a column of its own; one digit is a mark.
SOME = re.compile(r"\W*(?=[\d.,\s]*[1-9])[\d.,\s]{2,}(?:e\d+)?\W*")

_CREDIT = pattern("credit")
_UNAPPLIED = pattern("unapplied")
# Money that came by a credit card or transfer is no credit note.
_PAID_BY = pattern("paid_by")
_NO_RECEIVABLE = pattern("no_receivable")
# A payment or a credit that was taken back, and a sale on credit, are owed.
_TURNED = pattern("turned")
_BILLED = pattern("billed")
WENT_BACK, NUMBER_WENT_BACK = pattern("went_back"), pattern("number_went_back")
# An invoice for an advance is owed like any other.
_ADVANCE_BILLED = pattern("advance_billed")
# The number of a document, headed by letters for its type: CN-17, INV17.
_NUMBERED = re.compile(r"([^\W\d_]{2,4})[-/ ]?\d[\d/-]*")
_CREDIT_NOTE = pattern("credit_note")


def speaks_of_credit(text: str) -> bool:
    """Whether a text calls its row a credit note."""
    return bool(_CREDIT_NOTE.search(text)) and not _TURNED.search(text)


_COUNTS = pattern("note_counts")
_NOTE = re.compile(r"(?<=[0-9]) ?\((?=[^()]*[^\W\d_]{3})[^()]*\)$")


def without_note(amount: str) -> str:
    """Return an amount without a note in brackets behind it that cannot say that it is paid, a credit, not owed or more."""
    bare, note = _NOTE.sub("", amount), fold(amount).rpartition("(")[2].strip(" )")
    counts = any(word in CREDITS or status_of(word) for word in (note, *note.split()))
    counts |= speaks_of_credit(note) or bool(_COUNTS.search(note))
    return amount if counts or any(word in note for word in PAYING) else bare


def numbers_a_credit(text: str) -> bool:
    """Whether the number of a document says that it is a credit note: CN-17, GS17."""
    return speaks_of_credit(text) or (bool(_NUMBERED.fullmatch(text)) and kind_of(text) is ItemKind.CREDIT)


@lru_cache(maxsize=256)
def kind_of(text: str) -> ItemKind | None:
    """Return which kind of credit a document type, or the letters before a document's number, name; None for an invoice."""
    text = _NUMBERED.sub(r"\1", unicodedata.normalize("NFC", text))
    if any(each.search(text) for each in (_TURNED, WENT_BACK, _ADVANCE_BILLED)):
        return None
    paid_by = _PAID_BY.search(text)
    if not paid_by and _CREDIT.search(text):
        return ItemKind.CREDIT
    return ItemKind.UNAPPLIED if paid_by or _UNAPPLIED.search(text) else None


# What numbers of bought and of sold documents begin with: PI-7 beside SI-1 is a supplier's.
SOLD = {"pi": "si", "pinv": "sinv", "ap": "ar"}


def front(text: str) -> str:
    """Return the letters before a document's number, all of it where there are none (folded)."""
    return _NUMBERED.sub(r"\1", fold(text))


def takes_off(kind: str) -> bool:
    """Whether a type among payments is no money: a credit note, a discount, what was withheld, set off or written off."""
    return kind_of(kind) is ItemKind.CREDIT or status_of(kind) is Status.GIVEN_UP or bool(_OFF.search(kind))


# Types of documents by which something is owed.
SALES, ENTRIES = _table("sales"), _table("entries")
INVOICES = _table("invoices") | SALES


def is_strange_type(text: str) -> bool:
    """Whether a type of document is none that is known: neither by which something is owed nor what takes off."""
    said = front(text)
    known = any(each.search(text) for each in (_TURNED, WENT_BACK, _ADVANCE_BILLED, _BILLED)) or any(
        part in INVOICES or part in RECEIVABLE for part in (said, *re.split(r"\s*[/:|]\s*", said))
    )
    return bool(said) and not known and kind_of(text) is None


def mostly_flags(said: Collection[str], *, paid: bool = False) -> bool:
    """Whether at least half of some words (folded) say yes or no, with notes as well under one for paid; the others are told as what they are."""
    return sum(word in YES or word in NO or bool(paid and noted(word)) for word in said) * 2 >= len(said) > 0


# A yes or a no with a note behind; `y/n` is none, and neither is a word before a name.
_NOTED = re.compile(r"([^\W\d_]+|[✓✔✗✘×])(?:\s*[-–—,;:(]\s*|\s+(?=\d))(.+)")
# A day, with its year or without; 1/2 is a half, and 14.10 an amount.
DAY = re.compile(
    r"(?<![\d./-])(?![1-9]/[2-9](?!\d))(?:\d\d?[/-]\d\d?(?:[/-](?:\d\d){1,2})?|\d\d?\.\d\d?\.(?:(?:\d\d){1,2})?)(?![\d./-])"
)


def noted(said: str) -> Status | None:
    """Return what a cell (folded) under a word for paid says by a yes or a no with a note behind, or by the day and the way; None where that is not clear."""
    way = DAY.sub("", said, count=1).strip(" -–,:()")
    if said == "ok" or (way != said and way in METHODS | {""}):
        return Status.PAID
    flag = _NOTED.fullmatch(said)
    if flag and flag[1] in YES - {"on"}:
        return status_of(f"paid - {flag[2]}")
    no = flag and flag[1] in NO and PAID_WORDS.isdisjoint(re.findall(r"\w+", flag[2]))
    return Status.OPEN if no else None


def are_types(said: Collection[str]) -> bool:
    """Whether words (folded) are types of documents: invoices, and what takes off beside them."""
    invoices = {word for word in said if word in INVOICES}
    others = [word for word in said if word not in invoices]
    return bool(invoices and others) and all(kind_of(word) or is_payable("kind", word) for word in others)


def in_brackets(text: str) -> str:
    """Return the word that says it where one is in brackets: lent (receivable), borrowed (payable)."""
    return text.partition("(")[2].rstrip(") ") or text


def is_payable(name: str, value: str) -> bool:
    """Whether a cell of field `kind` or `side` says that its row is owed by the user, or is no invoice."""
    text = fold(value)
    if name == "kind":
        return front(text) in SOLD or bool(_NO_RECEIVABLE.search(value.strip()))
    text = in_brackets(text)
    return (
        text in PAYABLE
        or text in ("k", "s", "gl", "g/l", "v")
        or bool(re.match(r"vendor|supplier|creditor|kreditor|g/?l\b", text))
    )


def side_of(row: Sequence[str]) -> str:
    """Return of what a row is the title that holds nothing else: `receivable`, `payable`, or `credit` for what takes off; empty where it is none."""
    if not row or any(row[1:]):
        return ""
    title = fold(row[0]).rstrip(":").removeprefix("trade ").removeprefix("sundry ")
    if _CREDITS_TITLE.fullmatch(title):
        return "credit"
    known = len(title) >= _LONG
    return "payable" if known and title in PAYABLE else "receivable" if known and title in RECEIVABLE else ""


_CREDITS_TITLE = pattern("credits_title")
# Shorter words may be somebody's name.
_LONG = 7
# Ways to pay: a column of them is that of payments.
METHODS = _table("methods")
BANK_CODES = METHODS | _table("bank_codes")

# What a list of payments says of one that came in, beside the words for paid, and of one that did not.
CAME, NOT_CAME = _table("came"), _table("not_came")

# An amount, and no date.
FIGURE = re.compile(r"(?!\d+[./-]\d+[./-]\d{2,4}$)[^A-Za-z\d]*\d[\d.,'\s-]*[^\d]*|-")
# What the names of firms have, and those of persons hardly.
FIRM = pattern("firm")
# A row of these words gives a total; what follows may say whose.
TOTAL = pattern("total")
# What stands behind a name where a spreadsheet's own subtotals are.
TOTAL_BEHIND = pattern("total_behind")
# Below the heading of a database stand types; below a spreadsheet's items what it works out of them.
TYPE, STATISTIC, FORWARD = pattern("type"), pattern("statistic"), pattern("forward")
# A sheet of this name holds what is open no more, or never was.
NOT_OPEN = pattern("not_open")
# In a title: a balance in French, and a list that lacks nothing or was checked.
_NO_STATES = frozenset(("solde", "complete", "reconciled"))


def is_over(title: str) -> bool:
    """Whether a title says that what is below it is open no more."""
    if whole := status_of(title):
        return whole not in (Status.OPEN, Status.PART)
    words = [word for word in title.split() if word.casefold().rstrip("s") not in _NO_STATES]
    said = {status_of(form) for word in words for form in (word, word[:-1])}
    return Status.OPEN not in said and (Status.PAID in said or bool(NOT_OPEN.search(title)))


# The heading of a column that says which rows of a spreadsheet are struck out.
STRUCK = "Struck out"

# What stands before the day of the balances, above the heading.
AS_OF = pattern("as_of")
# Words before a day that may as well say when a list was printed: what the user says outranks them.
WEAK_AS_OF = _table("weak_as_of")


def only(values: Collection[str], *tables: frozenset[str]) -> bool:
    """Whether all of the words (folded) are of the tables, and there are some."""
    return bool(values) and all(any(value in table for table in tables) for value in values)
