"""Currencies as people write them, in cells and columns: signs, abbreviations, names; one that may be several is asked."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any

from arcall_tui.domain.money import CURRENCIES
from arcall_tui.domain.text import beyond
from arcall_tui.ledger.headings import HEADINGS, WRITTEN
from arcall_tui.ledger.words import fold
from arcall_tui.packaged import table_of

_DOLLARS = "USD CAD AUD NZD SGD HKD MXN TWD ARS CLP COP UYU"
_FILE = table_of("ledger/currency_words")
# A sign or abbreviation, and which currencies it may stand for, the likeliest first.
MARKS: dict[str, tuple[str, ...]] = {"$": tuple(_DOLLARS.split())}
for _said in re.split(r"[|\n]", _FILE["marks"].strip()):
    _mark, *_codes = _said.split()
    MARKS[_mark] = tuple(_codes)
BEHIND, _SURELY_NAMED = frozenset(_FILE["behind"].split()), re.compile(_FILE["named"])
_WHOSE = frozenset({"us", "uk", "united", "states"})

# Of one kind so many signs count.
_MOST_SIGNS = 3
_PLACES = {
    codes: re.compile(looks)
    for codes, looks in (one.split(" ", 1) for one in re.split(r"; |\n", _FILE["places"].strip()))
}
_CODE = re.compile(r"(?<![A-Za-z])[A-Z]{3}(?![A-Za-z])")
# Anything in a column of amounts that is neither part of a number nor of its sign.
_STRANGE = re.compile(r"[^0-9.,()+\-\u2212\u2013\u2014\s'`\u00b4\u02bc\u2019\u2032]")
# The pattern of what may stand before or behind an amount: a mark or a currency's code.
PATTERN = f"(?:{'|'.join(re.escape(mark) for mark in sorted(MARKS, key=lambda mark: -len(mark)))}|{'|'.join(sorted(CURRENCIES))})"
_MARK = re.compile(rf"(?<![A-Za-z]){PATTERN}(?![A-Za-z])")
# What a line above the heading says of all amounts: "Currency: GBP", "Amounts in EUR", "Alle Beträge in €".
_WRITTEN = (re.escape(word.strip()) for word in WRITTEN["currency"].split(";"))
_LABELS = "|".join(sorted((*HEADINGS["currency"], *_WRITTEN, "währung"), key=len, reverse=True))
_STATED = re.compile(
    rf"(?:\b(?:{_LABELS})(?: code)?\b(?: is)?\W*|\b(?:in|en|em|i|w|v|à|dalam)\s+\(?)(?P<word>{PATTERN})(?![\w])",
    re.IGNORECASE,
)
_LABELLED = re.compile(rf"(?:{_LABELS})[\s:\uff1a]+(?P<word>\D+)", re.IGNORECASE)
_CODED = re.compile(rf"\b(?P<word>{'|'.join(sorted(CURRENCIES))})\b")
# An Indian amount groups lakhs: 1,18,000.00.
LAKHS = re.compile(r"(?<![0-9])[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}(?![0-9])", re.ASCII)
_SIDES = frozenset({"CR", "DR", "Cr", "Dr", "cr", "dr"})
_SPOKEN = tuple(
    "en de fr es it nl pt pl sv da nb fi cs hu ro tr ja zh ko ru ar he el uk bg hr sr vi id th".split()
)


def marks_of(values: Collection[str], beside: Collection[str]) -> tuple[str, ...]:
    """Return the currency's mark that stands in each cell of amounts, unless the row's own word (`beside`) says of which it is; nothing at all where no cell has one."""
    if not _STRANGE.search(beyond("".join(values), b"0123456789.-")):
        return ()
    # The sign of a nothing, such as `- €`, says nothing.
    found = [_MARK.search(value) if any(map(str.isdigit, value)) else None for value in values]
    marks = tuple(["" if one is None or one[0] in _SIDES else one[0] for one in found])
    said = {
        both: {*meant(both[0], {})} & {*meant(both[1], {})}
        for both in {*zip(marks, beside, strict=False)}
        if all(both)
    }
    bare = [both[0] if len(said.get(both, ())) != 1 else "" for both in zip(marks, beside, strict=False)]
    return tuple(bare) if any(bare) else ()


def meant(word: str, said: Mapping[str, str], known: Collection[str] = ()) -> tuple[str, ...]:
    """Return the currencies (ISO 4217) that a word may stand for, none where it is not known.

    `said`: what the user said of words. `known`: currencies of the file; one of several that is among them is meant.
    """
    text = " ".join(word.split())
    if code := said.get(text) or said.get(text.rstrip(".")):
        return (code,)
    if text.upper() in CURRENCIES:
        return (text.upper(),)
    codes = MARKS.get(text) or _coded(text) or _named(text)
    agreed = tuple(code for code in codes if code in known)
    return agreed if len(agreed) == 1 else codes


def _coded(text: str) -> tuple[str, ...]:
    found = {code for code in _CODE.findall(text) if code in CURRENCIES}
    return tuple(found) if len(found) == 1 else ()


@lru_cache(maxsize=4096)
def _named(text: str) -> tuple[str, ...]:
    """Return the currencies of that name, or with such a mark in it; a plain "dollar" may be many."""
    said = text.casefold()
    names = _names()
    spoken = [set(names[word]) for word in (said, *said.split()) if word in names]
    if spoken:
        return names.get(said) or tuple(sorted(set.intersection(*spoken) or spoken[-1], key=_likeliest))
    marks = [mark for mark in MARKS if len(text) > len(mark) and mark in text and not mark.isalpha()]
    whole = max(marks, key=len, default="")
    return MARKS[whole] if whole and all(mark in whole for mark in marks) else ()


def are_names(said: Collection[str]) -> bool:
    """Whether small words are names of currencies, or codes, and nothing else; one at least cannot mean anything else."""
    return any(map(_SURELY_NAMED.search, said)) and all(
        word.upper() in CURRENCIES or word in _names() or _names().keys() | _WHOSE >= {*word.split()}
        for word in said
    )


def stated(titles: Iterable[Sequence[str]]) -> str:
    """Return the currency (ISO 4217) that lines above a heading state for all amounts; empty where none or several do."""
    lines = [" ".join(" ".join(row).split()) for row in titles]
    said = {
        code
        for line in lines
        for word in (
            [one["word"] for way in (_STATED, _CODED) for one in way.finditer(line)]
            if _STATED.search(line)
            else [line.rstrip(" :")]
        )
        for code in _sure(word)
    }
    # Behind a label alone a name or a small letter is sure, too: Moneda: Peso Mexicano, Валюта: грн.
    texts = [*lines, *(part.strip() for row in titles for part in (*row, *map(" ".join, pairwise(row))))]
    labelled = [told["word"].strip() for text in texts if (told := _LABELLED.fullmatch(text))]
    named = [meant(word, {}) for word in labelled if word.upper() not in ("ALL", "TOP")]
    said |= {codes[0] for codes in named if len(codes) == 1}
    priced = {"".join(marks) for line in lines for marks in _PRICED.findall(line)}
    priced = {mark for mark in priced if not mark.isalpha() or mark in CURRENCIES}
    said = said or {code for mark in priced for code in _sure(mark)}  # Total outstanding: ₹1,64,500
    said = said or {*texts} & CURRENCIES - {"ALL", "TOP", "BOB", "RON"}  # not who printed it
    return said.pop() if len(said) == 1 else ""


# A code stands with an amount that has decimals: CAD 2026 may be a program's, and a year.
_PRICED = re.compile(
    r"\b([A-Z]{3}) ?(?=[0-9][0-9.,' ]*[.,][0-9])|([^\w\s]) ?[0-9]|[0-9] ?([^\w\s])|(?<=[.,][0-9]{2}) ?([A-Z]{3})\b"
)
_OF_AMOUNTS, _OF_OTHERS = (re.compile(_FILE[name], re.IGNORECASE) for name in ("of_amounts", "of_others"))


def of_all_amounts(note: Sequence[str]) -> bool:
    """Whether a line speaks of the amounts, and not of how to pay or of what is none of them; a code alone does."""
    text = " ".join(" ".join(note).split())
    return " " not in text or bool(_OF_AMOUNTS.search(text) and not _OF_OTHERS.search(text))


def spoken_of(texts: Iterable[str]) -> list[str]:
    """Return the currencies whose signs or abbreviations stand in some texts."""
    marks = dict.fromkeys(
        mark for text in texts for mark in _MARK.findall(text) if len(mark) > 1 or not mark.isalpha()
    )
    return [code for mark in marks for code in meant(mark, {})]


@lru_cache(maxsize=4096)
def _sure(word: str) -> tuple[str, ...]:
    """Return the one currency that a sign or a code in capitals stands for, none for another word."""
    codes = meant(word, {}) if word.upper() == word and not word.startswith(("ALL", "TOP", "SUM")) else ()
    return codes if len(codes) == 1 else ()


def of_formats(formats: Collection[str]) -> set[str]:
    """Return the currencies' words in a spreadsheet's formats of numbers, such as `[$€-407] #,##0.00`."""
    said = set()
    for shown in formats:
        found = _BRACKETED.search(shown)
        if found and found[1]:
            said.add(
                _DOLLARS_OF.get(found[2][-4:].lstrip("0").upper(), found[1])
                if found[1] == "$" and found[2]
                else found[1]
            )
        elif mark := _MARK.search(_BRACKETS.sub("", shown).replace('"', " ")):
            said.add(mark[0])
    return said


_BRACKETED = re.compile(r"\[\$([^\]-]*)(?:-([0-9A-Fa-f]+))?\]")
_BRACKETS = re.compile(r"\[[^\]]*\]|\\")
# Whose dollar it is, by the language of the format.
_DOLLARS_OF: dict[str, str] = dict(pair.split(":") for pair in _FILE["dollars"].split())


def likely_in(text: str) -> list[str]:
    """Return the currencies of those who write so, by signs of it the likeliest first: letters, words, telephones; one firm of a country (sp. z o.o.) tells less."""
    fits: Counter[str] = Counter()
    for codes, looks in _PLACES.items():
        signs = min(len({*looks.findall(text + text.casefold())}), _MOST_SIGNS)
        once = ["." in said and said.islower() for said in looks.findall(text.casefold())] == [True]
        worth = signs * _MOST_SIGNS**2 - once * _MOST_SIGNS
        fits.update({code: worth - place for place, code in enumerate(codes.split("/")) if signs})
    return [code for code, _ in fits.most_common()]


def of_country(country: str) -> tuple[str, ...]:
    """Return the currency in which a country (ISO code) pays, none where it is not known."""
    codes = _babel().core.get_global("territory_currencies").get(country, ())
    return tuple(code for code, _, until, tender in codes if tender and not until and code in CURRENCIES)


def _babel() -> Any:  # noqa: ANN401 - a module
    import babel  # noqa: PLC0415 - only where a currency is written out, or asked for

    return babel


@cache
def _names() -> dict[str, tuple[str, ...]]:
    """Return the currencies by their names in several languages, and by the last word of those (dollar, rupee)."""
    names: dict[str, set[str]] = {}
    for spoken in _SPOKEN:
        for code, name in _babel().Locale.parse(spoken).currencies.items():
            if code in CURRENCIES:
                words = name.casefold().split()
                for said in {" ".join(words), *words[-1:]}:
                    names.setdefault(f"{said}s", set()).add(code)
                    names.setdefault(said, set()).add(code)
    names |= {name: {code} for name, code in map(str.split, _FILE["names"].split("|"))}
    names = {fold(name): codes for name, codes in names.items()} | names
    return {name: tuple(sorted(codes, key=_likeliest)) for name, codes in names.items()}


def _likeliest(code: str) -> tuple[int, str]:
    order = "USD EUR GBP JPY CNY INR CAD AUD CHF SEK NOK DKK NZD SGD HKD MXN".split()
    return (order.index(code) if code in order else len(order), code)
