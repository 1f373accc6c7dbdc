"""Numbers in what customers write: invoices however they are called, payments' references, and amounts."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from operator import itemgetter

from arcall_tui.domain.account import Invoice
from arcall_tui.domain.grouping import grouped, only_ones
from arcall_tui.domain.money import Money, exponent
from arcall_tui.domain.text import one_line
from arcall_tui.ledger.currency_words import PATTERN, meant
from arcall_tui.workday.letters.customer_words import any_of
from arcall_tui.workday.letters.said_days import without_days

_NUMBER = r"\d{1,3}(?:[.,'\u2019 \u00a0\u202f]\d{2,3})*(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?"
_AMOUNT = re.compile(
    rf"(?<![A-Za-z])(?:(?P<before>{PATTERN})\s?(?P<one>{_NUMBER})|(?P<two>{_NUMBER})\s?(?P<after>{PATTERN}(?![A-Za-z])|[^\W\d_]{{3,8}}\b))(?!\d)"
)
# How an invoice may be called otherwise than in the book: with other signs within it, or by its digits.
_LETTERED = re.compile(r"(?<![\w-])[^\W\d_]{1,8}[ ._/#-]{0,2}\d+(?:[._/-]\d+)*(?![\w-]|[.,]\d)")
_RUN = rf"\d{{4,}}(?:(?:,\s*|\s?[&+]\s?|\s(?:{any_of('and')})\s|\s)\d{{4,}})*(?![\w/-]|[.,]\d)"
_BARE = re.compile(
    rf"(?im)(?:^[^\w\n]*(?:\d[.)]\s+)?|\b(?:{any_of('invoice_named')})\W{{1,3}}){_RUN}"
    rf"|(?<![\w$€£¥₹#.,:/+-])(?<!(?-i:[A-Z]{{3}}) ){_RUN}(?=\s(?:{any_of('stands', 'paid_word')})\b)"
)
_KINDS = "ach|bacs|chaps|swift|sepa|fps|neft|rtgs|imps|wire|eft|chq"
# How a payment's reference is named, and what it is.
_REFERENCE = re.compile(
    rf"(?i)\b(?:(?:{any_of('reference')})(?:\s*(?:no|nr|id|number|n°))?|(?:{any_of('cheque')})\s*(?:(?:no|nr|number|n°|#)|(?=\d)))[\s:#.]*"
    rf"((?:(?:{_KINDS})\s)?(?=[A-Z/-]*\d)[A-Z0-9][A-Z0-9/-]{{3,40}})"
)


def either(numbers: Iterable[str]) -> str:
    """Return a pattern of any of them."""
    return _either(tuple(numbers))


@lru_cache(100)
def _either(numbers: tuple[str, ...]) -> str:
    return "|".join(map(re.escape, sorted(numbers, key=len, reverse=True))) or "(?!)"


def masked(text: str, numbers: Iterable[str]) -> str:
    """Return a text without them."""
    within = [number for number in numbers if number in text]
    return text.replace(within[0], "#") if len(within) == 1 else re.sub(either(within), "#", text)


# Around a whole number. ASCII: in Japanese the words around it stand close.
_WORD = re.compile(r"[\w-]+", re.ASCII)
_BEGINS, _ENDS = (re.compile(what, re.ASCII) for what in (r"(?<![\w-])", r"(?![\w-]|[.,]\d)"))


def _tells(number: str) -> bool:
    """Whether a number is long enough to be told from others: one of digits alone has four."""
    return len(number) > 2 + number.isdigit()


def named_in(items: Sequence[Invoice]) -> Callable[[str], Invoice | None]:
    """Return what finds the first of some items that a text names."""
    known = {plain: item for item in items if _tells(plain := item.number.strip())}
    whole = re.compile(f"{_BEGINS.pattern}(?:{either(known)}){_ENDS.pattern}", re.ASCII)
    return lambda text: known[found[0]] if (found := whole.search(text)) else None


def named_of(items: Sequence[Invoice]) -> Callable[[str], list[Invoice]]:
    """Return what finds all items that a text names, in their order: by a word of the number, as there may be thousands."""
    by_word = grouped(enumerate(items), lambda each: (*_WORD.findall(each[1].number), "")[0])

    def found(text: str) -> list[Invoice]:
        near = [each for word in {"", *_WORD.findall(text)} for each in by_word.get(word, ())]
        return [item for _, item in sorted(near, key=itemgetter(0)) if names(text, item.number)]

    return found


def names(text: str, number: str) -> bool:
    """Whether a text names an invoice, whole."""
    plain = number.strip()
    at = text.find(plain) if _tells(plain) else -1
    while at >= 0 and not (_BEGINS.match(text, at) and _ENDS.match(text, at + len(plain))):
        at = text.find(plain, at + 1)
    return at >= 0


def as_booked(text: str, invoices: Sequence[Invoice]) -> tuple[str, Callable[[str], str]]:
    """Return a text with invoices called as the book has them (inv 1001, 1001), and what puts back how it called them.

    Digits alone are one at the beginning of a line, or where they are called an invoice, and if only one ends so: not in about 1001 pounds.
    """
    numbers = [item.number.strip() for item in invoices]
    alike = only_ones((_plain(number), number) for number in numbers)
    digits = re.compile(r"\D0*(?!(?:19|20)\d\d$)(\d{4,})$")
    ends = only_ones((run[1], number) for number in numbers if (run := digits.search(number)))
    said: dict[str, str] = {}

    def known(found: re.Match[str], names: dict[str, str]) -> str:
        number = names.get(_plain(found[0]), found[0])
        if number != found[0]:
            said.setdefault(number, found[0])
        return number

    text = _LETTERED.sub(lambda found: known(found, alike), text)
    money, four = {item.balance.currency for item in invoices}, re.compile(r"(?<![\w-])\d{4,}")
    priced = {each.end("two") for each in _AMOUNT.finditer(text) if money & {*meant(each["after"] or "", {})}}
    text = _BARE.sub(
        lambda run: run[0] if run.end() in priced else four.sub(lambda each: known(each, ends), run[0]), text
    )
    back = re.compile(either(said))
    return text, lambda words: back.sub(lambda found: said[found[0]], words)


def _plain(number: str) -> str:
    return re.sub(r"[\W_]", "", number).casefold()


def unknown_in(text: str, invoices: Sequence[Invoice], elsewhere: Iterable[str] = ()) -> tuple[str, ...]:
    """Return what a text names that is built like the numbers of an account's open items, or is another's (`elsewhere`)."""
    known = {item.number.strip() for item in invoices}
    shapes = "|".join({_shape(number) for number in known}) or "(?!)"
    alike = re.compile(rf"(?<![\w/-])(?<!\d )(?:{shapes})(?![\w/-]|[.,]\d| \d)", re.ASCII)
    other = "\n".join({*references(text), *(found[0] for found in _AMOUNT.finditer(text))})
    found = (each[0] for each in alike.finditer(text) if each[0] not in other)
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


def references(*texts: str) -> Iterator[str]:
    """Yield the references of payments."""
    return (one_line(found[1]) for text in texts for found in _REFERENCE.finditer(text))


def amounts_of(sentence: str, currency: str) -> list[Money]:
    """Return the amounts in the account's currency; a sign that may be it, as a bare $, is taken for it."""
    found = (
        _money(each["one"] or each["two"], currency)
        for each in _AMOUNT.finditer(sentence)
        if currency in meant(each["before"] or each["after"], {})
    )
    return list(filter(None, found))


def _money(text: str, currency: str) -> Money | None:
    """Read an amount: what stands before the last one or two digits parts whole units from their parts."""
    digits = re.sub(r"[\s'\u2019]", "", text)
    parts = re.split(r"[.,]", digits)
    decimals = parts.pop() if len(parts) > 1 and len(parts[-1]) != 3 else ""  # noqa: PLR2004 - thousands
    whole = Decimal(f"{''.join(parts)}.{decimals or '0'}").scaleb(exponent(currency))
    return Money(int(whole), currency) if whole == whole.to_integral_value() else None
