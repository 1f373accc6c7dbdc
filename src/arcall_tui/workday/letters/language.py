"""In which language a letter is written, and how that language writes amounts, dates, names and states."""

import contextlib
import re
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import chain
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.languages import get_official_languages

from arcall_tui.domain.calendar import NO_DUE_DATE
from arcall_tui.domain.money import Money, exponent
from arcall_tui.domain.text import one_line
from arcall_tui.packaged import PACKAGE, table_of

ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A language, and on what grounds; `guess` where nobody said it and the country has several."""

    language: str
    grounds: str
    guess: bool = False


@lru_cache(1)
def languages() -> tuple[str, ...]:
    """Return the languages that letters are written in, as ISO 639 codes."""
    return tuple(sorted(each.stem for each in PACKAGE.glob("texts/languages/*.toml")))


def choose(said: str, account: str, country: str) -> Chosen:
    """Choose by what the contact speaks, else the account's language, else the country's, else English.

    `said`, `account`: as they were typed or came in a ledger: de, de-AT, German, Deutsch. `country`: ISO 3166.
    """
    for text, grounds in ((said, "the contact's"), (account, "the account's")):
        if text.strip():
            language = read_language(text)
            if language in languages():
                return Chosen(language, grounds)
            return Chosen(ENGLISH, f"there are no texts in {one_line(text)}", guess=True)
    official = [each.partition("_")[0] for each in get_official_languages(country, de_facto=True)]
    known = [each for each in official if each in languages()]
    if not known:
        unread = f"there are no texts in what is spoken in {country}"
        return Chosen(ENGLISH, unread if official else "no other is known", guess=bool(official))
    first = ENGLISH if ENGLISH in known else known[0]
    return Chosen(first, f"the country's ({country})", guess=first != ENGLISH and len(official) > 1)


@lru_cache(256)
def read_language(text: str) -> str:
    """Return the ISO 639 code of a language by its code or its name, in English or its own; empty for none such."""
    word = one_line(text).lower().replace("_", "-")
    code = word.partition("-")[0]
    if len(code) == 2 and code.isalpha():  # noqa: PLR2004 - ISO 639-1
        return code
    for language in languages():
        own = Locale.parse(language)
        names = {str(own.get_display_name(name) or "").lower() for name in (ENGLISH, language)}
        if word in names or code in names:
            return language
    return ""


@dataclass(frozen=True, slots=True)
class Wording:
    """One language's words, and its way to write amounts and dates in one country.

    `first`: how the first day of a month is written where that differs (1er); else empty. `signs`: what stands after
    an amount in place of its currency's code.
    """

    language: str
    locale: Locale
    words: Mapping[str, str]
    greetings: Mapping[str, str]
    reasons: Mapping[str, str]
    kinds: Mapping[str, str]
    levels: Mapping[str, str]
    signs: Mapping[str, str]
    first: str = ""

    def money(self, amount: Money) -> str:
        """Write an amount with its ISO code, as the locale does: `USD 1,234.50`, `1.234,50 EUR`; `1,234円`."""
        text = _written(self.locale, amount)
        sign = self.signs.get(amount.currency)
        return f"{_bare(text, amount.currency)}{sign}" if sign else text

    def figure(self, amount: Money) -> str:
        """Write an amount without its currency."""
        return _bare(self.money(amount), amount.currency).rstrip("".join(self.signs.values()))

    def labelled(self, label: str, text: str = "") -> str:
        """Write what something is before it, with the language's colon."""
        return f"{label}{self.words['colon']}{text}".rstrip()

    def day(self, day: date) -> str:
        """Write a date in full: `25 November 2026`."""
        return self._dated(day, "long")

    def short_day(self, day: date) -> str:
        """Write a date for a table: `25 Nov 2026`, `25.11.2026`."""
        return self._dated(day, "medium")

    def _dated(self, day: date, style: Literal["medium", "long"]) -> str:
        if day == NO_DUE_DATE:
            return "-"
        text = one_line(str(format_date(day, style, locale=self.locale)))
        return text.replace("1 ", f"{self.first} ", 1) if self.first and day.day == 1 else text

    def greeting(self, name: str, address: str) -> str:
        """Greet someone: `address` is how they want to be addressed (Frau Dr. Kern), `name` the plain name."""
        said = _ARTICLE.sub("", one_line(address) or one_line(name))
        first, _, rest = said.partition(" ")
        form = _title_of(first)
        elsewhere = _ALSO_NAMES.get(first.rstrip(".").lower(), self.language) != self.language
        if elsewhere and not one_line(address):
            form = ""  # M. Anders may be Maria
        if not any(map(str.isalpha, said)) or (form and not rest):
            return self.greetings["nobody"]
        own = self.language == ENGLISH and first.lower().startswith(("mrs", "miss"))
        if form and not own and not any(map(_title_of, rest.split())):
            # Without a first name before it, a Dutch prefix has a capital: taaladvies.net, "mevrouw Van der Aa".
            prefixed = self.language == "nl" and rest.startswith(_PREFIXES)
            return self.greetings[form].format(name=rest[:1].upper() + rest[1:] if prefixed else rest)
        for suffix in _HONOURED.get(self.language, ()):
            said = said.removesuffix(suffix).strip() or said
        ranked = self.language == "ja" and said.endswith(_RANKS)
        return said if ranked else self.greetings["person"].format(name=said)

    def amounts(self, amounts: tuple[Money, ...]) -> str:
        """Write several amounts, joined by the language's `and`."""
        return self.listed([self.money(each) for each in amounts])

    def listed(self, texts: Sequence[str]) -> str:
        """Write texts one after the other, with the language's `and` before the last."""
        return self.words["and"].join(filter(None, (self.words["comma"].join(texts[:-1]), *texts[-1:])))


@lru_cache(4096)  # a letter names an amount several times
def _written(locale: Locale, amount: Money) -> str:
    places = exponent(amount.currency)
    pattern = copy(locale.currency_formats["standard"])
    pattern.prefix = tuple(_coded(each, before=True) for each in pattern.prefix)
    pattern.suffix = tuple(_coded(each, before=False) for each in pattern.suffix)
    pattern.frac_prec = (places, places)
    value = Decimal(amount.minor).scaleb(-places)
    text = one_line(pattern.apply(value, locale, currency=amount.currency, currency_digits=False))
    symbols = locale.number_symbols["latn"]  # French Switzerland has a point in amounts alone
    text = text.replace(symbols["decimal"], symbols.get("currencyDecimal", symbols["decimal"]))
    return _GROUPED.sub("\u202f", text)


def _bare(text: str, currency: str) -> str:
    return text.replace(f"{currency} ", "").replace(currency, "").strip()


def _coded(affix: str, *, before: bool) -> str:
    """Write the currency's code where the pattern has its sign, always apart from the digits."""
    coded = affix.replace("¤", "¤¤")
    return re.sub(r"¤¤(?=-?$)", "¤¤ ", coded) if before else re.sub(r"^¤¤", " ¤¤", coded)


def _speaks(country: str, language: str) -> bool:
    spoken = get_official_languages(country, regional=True, de_facto=True)
    return language in {each.partition("_")[0] for each in spoken}


def _locale(name: str) -> Locale | None:
    with contextlib.suppress(UnknownLocaleError, ValueError):
        return Locale.parse(name)
    return None


_PARTS = ("words", "greetings", "reasons", "kinds", "levels")


@lru_cache(64)
def wording(language: str, country: str, sender: str = "") -> Wording:
    """Return a language's words with the style of a country (ISO 3166) that speaks it: the customer's, else the sender's.

    Else the language's own.
    """
    said = table_of(f"texts/languages/{language}")
    base = said.get("locale", language)
    places = [each for each in (country, sender) if _speaks(each, language)]
    styles = (_locale(f"{base}_{each}") for each in places)
    there = said.get("in", {}).get(places[0], {}) if places else {}
    return Wording(
        language,
        next(filter(None, styles), Locale.parse(said.get("elsewhere", base))),
        **{part: said[part] | there.get(part, {}) for part in _PARTS},
        signs=said.get("signs", {}),
        first=there.get("first", said.get("first", "")),
    )


def _title_of(word: str) -> str:
    """Return which form of greeting a title asks for; empty for what is none."""
    return next((form for form, titles in _TITLES.items() if word.rstrip(".").lower() in titles), "")


# Whatever the letter's language: a customer's contact is on record as the caller heard the name.
_TITLES = {
    "man": "mr mister herr herrn m monsieur sr señor senor sig signor signore senhor dhr heer pan shri sri".split(),
    "woman": "ms mrs miss frau mme madame mlle sra señora senora sig.ra signora senhora mevr mevrouw pani smt"
    " shrimati sushri mw".split(),
}
# Titles that are names or initials elsewhere, with their language: they say nothing where they stand in a name alone.
_ALSO_NAMES = {"m": "fr", "pan": "pl", "pani": "pl", "sri": "hi", "sig": "it", "heer": "nl"}
_GROUPED = re.compile(r"(?<=\d) (?=\d)")  # where a line must not break; a blank that `one_line` keeps
_PREFIXES = ("van ", "de ", "den ", "der ", "ter ", "ten ", "te ", "op ", "in ", "'t ", "van't ", "d'")
# What a language's own greeting says after the name: written once.
_HONOURED = {"ja": ("-san", "-sama", " san", " sama", "さん", "様"), "hi": (" ji",)}
_RANKS = ("社長", "専務", "常務", "部長", "課長", "係長", "先生")  # said behind a name in place of 様
_ARTICLE = re.compile(
    rf"(?i)^(?:de|el|la|il|o|a) (?=(?:{'|'.join(map(re.escape, chain(*_TITLES.values())))})\b)"
)
