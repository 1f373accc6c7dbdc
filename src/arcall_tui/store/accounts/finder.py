"""Finding an account by parts of what is known of it: names, ids, people, phones, numbers, amounts."""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple
from weakref import WeakKeyDictionary

from arcall_tui.domain.account import Number
from arcall_tui.domain.money import exponent
from arcall_tui.domain.text import fold, squeeze

_PHONE = re.compile(r"[\d\s()+./-]+", re.ASCII)
_SIGNS = re.compile(r"[^\w\n]|_")
_AMOUNT = re.compile(r"\d[\d.,' \u00a0\u202f]*", re.ASCII)
_LEAST_DIGITS, _LEAST_NUMBER = 4, 7  # of a part of a phone's number; of one without its country's
_SLIPS = ((8, 2), (4, 1))  # a word of so many letters may have so many slips of the finger
_SETTLED = """
    SELECT DISTINCT account_id FROM invoice
    WHERE settled_on IS NOT NULL AND (number = :typed COLLATE NOCASE OR po = :typed COLLATE NOCASE)
    ORDER BY account_id
"""


class _Known(NamedTuple):
    """What an account is found by, folded. `numbers`: its id, open items and their POs; `squeezed`: all without signs."""

    account: int
    name: str
    numbers: tuple[str, ...]
    text: str
    squeezed: str
    phones: tuple[str, ...]


class _Rows(NamedTuple):
    """What the book has to find accounts by: of accounts, contacts and open items."""

    accounts: list[tuple[int, str, str, str]]
    contacts: list[tuple[int, str, str, str]]
    items: list[tuple[int, str, str, str, int, int]]

    @classmethod
    def read(cls, connection: sqlite3.Connection) -> _Rows:
        queries = (
            "SELECT id, ledger_id, name, other_names FROM account ORDER BY id",
            "SELECT account_id, name, email, phone FROM contact",
            "SELECT account_id, number, po, currency, amount, balance FROM invoice WHERE settled_on IS NULL",
        )
        return cls(*(connection.execute(query).fetchall() for query in queries))


class _Index:
    """Everything in the book that an account is found by, as it was at one moment."""

    def __init__(self, rows: _Rows) -> None:
        self.rows = rows
        # Whole part -> (decimals, account).
        self.amounts: dict[str, list[tuple[str, int]]] = defaultdict(list)
        people: dict[int, list[str]] = defaultdict(list)
        phones: dict[int, list[str]] = defaultdict(list)
        numbers: dict[int, list[str]] = defaultdict(list)
        sums: dict[tuple[int, str], int] = defaultdict(int)
        for account, name, email, phone in rows.contacts:
            people[account] += (name, email)
            if phone and (digits := _digits(phone)):
                phones[account].append(digits)
        for account, number, po, currency, amount, balance in rows.items:
            numbers[account] += (number, po) if po else (number,)
            sums[account, currency] += balance
            for minor in {amount, balance}:
                self._note(account, minor, currency)
        for (account, currency), minor in sums.items():
            self._note(account, minor, currency)
        self.known = [
            _known(account, (name, others, *people[account]), (ledger_id, *numbers[account]), phones[account])
            for account, ledger_id, name, others in rows.accounts
        ]

    def _note(self, account: int, minor: int, currency: str) -> None:
        whole, decimals = _parted(minor, currency)
        self.amounts[whole].append((decimals, account))

    @cached_property
    def words(self) -> dict[str, set[int]]:
        """The words of names, and the accounts that have them; made when a word has to be guessed."""
        found: dict[str, set[int]] = defaultdict(set)
        for place, known in enumerate(self.known):
            for word in known.text.split():
                found[word].add(place)
        return found


def _known(account: int, texts: Sequence[str], numbers: Sequence[str], phones: Sequence[str]) -> _Known:
    folded = fold("\n".join(numbers))
    text = f"{fold(chr(10).join(texts))}\n{folded}"
    squeezed = "\n".join((_SIGNS.sub("", text), *phones))
    return _Known(account, text.split("\n", 1)[0], tuple(folded.split("\n")), text, squeezed, tuple(phones))


def _digits(phone: str) -> str:
    """Return the digits of a phone as they are rung from abroad, without what is dialled after."""
    if _PHONE.fullmatch(phone):
        return "".join(filter(str.isdigit, phone.replace("(0)", "")))
    number = Number.parse(phone)
    return "" if number is None else number.digits.removeprefix("+")


_indexes: WeakKeyDictionary[sqlite3.Connection, tuple[tuple[object, ...], _Index]] = WeakKeyDictionary()


def _index(connection: sqlite3.Connection) -> _Index:
    """Return what accounts are found by, made anew where this or another program has changed any of it."""
    (other,) = connection.execute("PRAGMA data_version").fetchone()
    state = (getattr(connection, "place", None), other, connection.total_changes)
    kept = _indexes.get(connection)
    if kept is None or kept[0] != state:
        rows = _Rows.read(connection)
        index = kept[1] if kept is not None and kept[1].rows == rows else _Index(rows)
        kept = _indexes[connection] = (state, index)
    return kept[1]


def find(connection: sqlite3.Connection, typed: str, limit: int) -> list[int]:
    """Return the accounts that `typed` may mean, best match first, at most `limit`.

    Every word of it must be in what is known of the account, in any order; accents, case, blanks and signs do not
    count. Where that finds nobody: settled items by their number, then words with a slip of the finger. Of an account
    that is joined to another it is that one.
    """
    whole, found = joined(connection), _found(connection, typed)
    return list(dict.fromkeys(whole.get(account, account) for account in found))[:limit]


def joined(connection: sqlite3.Connection) -> dict[int, int]:
    """Return which account each one that was merged is a part of."""
    return dict(connection.execute("SELECT id, merged_into FROM account WHERE merged_into > 0").fetchall())


def _found(connection: sqlite3.Connection, typed: str) -> list[int]:
    text = " ".join(fold(typed).split())
    if not text:
        return []
    index, asked = _index(connection), _Wanted.of(text)
    graded = {known.account: grade for known in index.known if (grade := asked.grade(known)) is not None}
    for whole, decimals in _amounts(text):  # of an open item, or a sum of them
        for other, account in index.amounts.get(whole, ()):
            if other.startswith(decimals):
                graded[account] = min(_AMOUNTS, graded.get(account, _AMOUNTS))
    if not graded:
        settled = [account for (account,) in connection.execute(_SETTLED, {"typed": typed.strip()})]
        return settled or _guessed(index, asked.words)
    return sorted(graded, key=lambda account: (graded[account], account))


# How good a match is, the best first.
_NUMBER, _NAME, _NAME_BEGINS, _ID_BEGINS, _AMOUNTS, _PHONES, _NAME_WORD, _NAME_WORDS, _NAME_PART, _REST = (
    range(10)
)


class _Wanted(NamedTuple):
    """What was typed, folded: whole, its words, both without signs, too, and its digits where it may be a phone."""

    text: str
    words: tuple[str, ...]
    squeezed: str
    parts: tuple[str, ...]
    digits: str

    @classmethod
    def of(cls, text: str) -> _Wanted:
        digits = "".join(filter(str.isdigit, text.replace("(0)", ""))) if _PHONE.fullmatch(text) else ""
        words, squeezed = tuple(text.split()), squeeze(text)
        parts = tuple(map(squeeze, words))
        whole = squeezed if len(squeezed) >= len("abc") else ""
        called = digits if len(digits) >= _LEAST_DIGITS else ""
        return cls(text, words, whole, parts if all(parts) else (), called)

    def has(self, known: _Known) -> bool:
        """Whether every word is there as it was typed."""
        first, *others = self.words
        return first in known.text and (not others or all(word in known.text for word in others))

    def grade(self, known: _Known) -> int | None:
        """Return how good a match the account is; None: none."""
        if not self.has(known):
            if self.digits and any(_rings(self.digits, phone) for phone in known.phones):
                return _PHONES
            # o'brien as obrien, INV-22 as inv22
            if self.squeezed and self.squeezed in known.squeezed:
                return _REST
            return _REST if self.parts and all(part in known.squeezed for part in self.parts) else None
        spaced = f" {known.name}"
        fits = (
            (_NUMBER, self.text in known.numbers),
            (_NAME, self.text == known.name),
            (_NAME_BEGINS, known.name.startswith(self.text)),
            (_ID_BEGINS, known.numbers[0].startswith(self.text)),
            (_NAME_WORD, f" {self.text}" in spaced),
            (_NAME_WORDS, all(f" {word}" in spaced for word in self.words)),
            (_NAME_PART, all(word in known.name for word in self.words)),
        )
        return next((grade for grade, fit in fits if fit), _REST)


def _rings(digits: str, phone: str) -> bool:
    """Whether digits as typed, or as a telephone shows a caller, are those of a phone, or a part of them.

    The one may have the country's number where the other has a 0, or neither.
    """
    if digits in phone:
        return True
    asked, known = digits.lstrip("0"), phone.lstrip("0")
    shorter, longer = sorted((asked, known), key=len)
    return len(shorter) >= _LEAST_NUMBER and longer.endswith(shorter)


def _parted(minor: int, currency: str) -> tuple[str, str]:
    places = exponent(currency)
    digits = f"{abs(minor):0{places + 1}}"
    return (digits[:-places], digits[-places:]) if places else (digits, "")


def amount_typed(typed: str) -> Callable[[int, str], bool] | None:
    """Return what tells whether an amount (minor units, currency) is the one that was typed; None where no amount was."""
    readings = list(_amounts(" ".join(fold(typed).split())))

    def fits(minor: int, currency: str) -> bool:
        whole, decimals = _parted(minor, currency)
        return any(whole == asked and decimals.startswith(more) for asked, more in readings)

    return fits if readings else None


def _amounts(text: str) -> Iterator[tuple[str, str]]:
    """Yield how a figure can be read: its whole part and its decimals; a mark may be of thousands or of decimals."""
    figure = re.sub(r"^[a-z]{3} ?|^[^\w.,]+|[a-z]{3}$|[^\w.,]+$", "", text).strip()
    if not _AMOUNT.fullmatch(figure):
        return
    whole, mark, decimals = re.fullmatch(r"(.*?)(?:([.,])(\d{0,3}))?", figure, re.ASCII).groups("")  # type: ignore[union-attr]
    plain = re.sub(r"\D", "", whole).lstrip("0") or "0"
    if mark:
        yield plain, decimals
    if not mark or len(decimals) == len("000"):
        yield re.sub(r"\D", "", figure).lstrip("0") or "0", ""


def _guessed(index: _Index, words: Iterable[str]) -> list[int]:
    """Return the accounts that have every word, each with a few slips of the finger, those with the fewest first."""
    found = dict.fromkeys(range(len(index.known)), 0)
    for word in words:
        if found:
            near = _near(index, word)
            found = {place: found[place] + near[place] for place in found.keys() & near.keys()}
    return [index.known[place].account for place in sorted(found, key=lambda place: (found[place], place))]


def _near(index: _Index, word: str) -> dict[int, int]:
    """Return the places of accounts with a word close to this one, or that begins so, and how many slips it takes."""
    most = next((slips for length, slips in _SLIPS if len(word) >= length), 0)
    if not most:
        return {place: 0 for place, known in enumerate(index.known) if word in known.text}
    from rapidfuzz import distance, process  # noqa: PLC0415 - 20 ms, and only where nobody was found

    vocabulary = list(index.words)
    near: dict[int, int] = {}
    for texts in (vocabulary, [known[: len(word)] for known in vocabulary]):
        for _, slips, at in process.extract(
            word, texts, scorer=distance.OSA.distance, score_cutoff=most, limit=None
        ):
            for place in index.words[vocabulary[at]]:
                near[place] = min(slips, near.get(place, slips))
    return near


def by_ledger_id(connection: sqlite3.Connection, reference: str) -> list[tuple[int, str, str]]:
    """Return (account, creditor, ledger's id) of the accounts that are called `reference`, as ID or CREDITOR/ID.

    The case of letters counts only where it tells two apart.
    """
    every = """SELECT account.id, creditor.name, ledger_id FROM account JOIN creditor ON creditor.id = creditor_id
               WHERE {} ORDER BY account.id"""
    so = every.format("? IN (ledger_id, creditor.name || '/' || ledger_id)")
    if found := connection.execute(so, (reference,)).fetchall():
        return found
    called = reference.casefold()
    rows = connection.execute(every.format("TRUE"))
    return [row for row in rows if called in {row[2].casefold(), f"{row[1]}/{row[2]}".casefold()}]


def ledger_ids(connection: sqlite3.Connection) -> list[str]:
    """Return every account's id in its ledger."""
    return [ledger_id for (ledger_id,) in connection.execute("SELECT ledger_id FROM account")]
