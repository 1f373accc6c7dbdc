"""What the user says about a file, as options of the shell or as words typed on the screen."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import reduce

from arcall_tui.domain.money import CURRENCIES
from arcall_tui.errors import UsageError
from arcall_tui.ledger.columns import parse_mapping
from arcall_tui.ledger.words import Status
from arcall_tui.workday.imports.countries import parse_codes
from arcall_tui.workday.imports.import_report import ImportOptions

# What is typed on the screen, and the option of the shell that it stands for.
_ONE = {
    "currency": "currency", "order": "date_order", "decimal": "decimal", "terms": "terms", "sheet": "sheet",
    "creditor": "creditor", "locale": "locale", "encoding": "encoding", "as-of": "as_of",
    "blank-balance": "blank", "renamed": "renamed",
}  # fmt: skip
_FLAGS = {"confirm": "confirm_closures", "older": "older_anyway", "round": "rounded"}
_FLAGS |= {word: word.replace("-", "_") for word in ("partial", "add-up", "payments", "new-facts")}
_SEVERAL = ("country", "ignore", "currency-word", "status")
_SHELL = {
    "--date-order": "order", "--confirm-closures": "confirm", "--older-anyway": "older", "--map ": "", "--map": "FIELD=COLUMN",
    **{f"--{word}": word for word in (*_ONE, *_FLAGS, *_SEVERAL) if word not in ("order", "confirm", "older")},
}  # fmt: skip
# Where one option of several ends.
_EACH = re.compile(r"\s+(?=--[a-z])")
_OPTION = re.compile("--map (?=['A-Za-z])|" + "|".join(map(re.escape, sorted(_SHELL, key=len, reverse=True))))


def on_screen(text: str) -> str:
    """Return words about a file with the shell's options as `changed` takes them: `--date-order dmy` is `order dmy`."""
    return _OPTION.sub(lambda found: _SHELL[found[0]], text)


def changed(options: ImportOptions, text: str) -> ImportOptions:
    """Return options with one more thing said, as in the shell (`--map paid=Payments`) or on the screen.

    On the screen: `due_date=Bis`, `currency EUR`, `order dmy`, `ignore Notes`, `confirm`, ... Raises UsageError with what
    can be said.
    """
    first, *more = _EACH.split(text.strip())
    if more:
        return reduce(changed, (first, *more), options)
    word, value = _parted(text)
    if word in _FLAGS and not value:
        return replace(options, **{_FLAGS[word]: True})  # type: ignore[arg-type]
    if word in _ADDERS and value:
        return _ADDERS[word](options, value)
    if word == "as-of" and value:
        return replace(options, as_of=_day(value))
    if word in _ONE and value:
        return replace(options, **{_ONE[word]: value.upper() if word == "currency" else value})  # type: ignore[arg-type]
    raise UsageError(
        f"{text!r} is not understood.",
        f"Say FIELD=COLUMN, {', '.join(f'{one} ...' for one in (*_ONE, *_SEVERAL))}, {', '.join(_FLAGS)}.",
    )


def _parted(text: str) -> tuple[str, str]:
    """Return the word of the screen and what is said with it; `map` for a bare FIELD=COLUMN."""
    text = text.strip()
    word, _, value = text.partition(" ")
    if word.startswith("--"):
        bare = " ".join(shlex.split(value))
        return ("map", bare) if word == "--map" else (_SHELL.get(word, word), bare)
    if "=" in text and word.lower() not in _SEVERAL:
        return "map", text
    return word.lower(), value.strip().strip("'\"")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r} is not a date.", "Write it like 2026-11-30.") from None


def _pair(text: str, example: str) -> tuple[str, str]:
    word, mark, meaning = text.rpartition("=")
    if not mark or not word.strip() or not meaning.strip():
        raise UsageError(f"{text!r} does not say what a word means.", f"Write it like {example}.")
    return word.strip(), meaning.strip()


def currency_word(text: str) -> tuple[str, str]:
    """Read `Rs=INR`. Raises UsageError."""
    word, code = _pair(text, "Rs=INR")
    if code.upper() not in CURRENCIES:
        raise UsageError(f"{code!r} is not an ISO 4217 currency code.", "Write it like Rs=INR.")
    return word, code.upper()


def status_word(text: str) -> tuple[str, str]:
    """Read `Written back=paid`. Raises UsageError."""
    word, status = _pair(text, "'Sent back=void'")
    known = [each.value for each in Status]
    if status.lower() not in known:
        raise UsageError(f"{status!r} is no status that arcall knows.", f"It is one of: {', '.join(known)}.")
    return word, status.lower()


def _mapped(options: ImportOptions, value: str) -> ImportOptions:
    return replace(options, mapping={**options.mapping, **parse_mapping([value])})


def _with_pair(
    name: str, read: Callable[[str], tuple[str, str]]
) -> Callable[[ImportOptions, str], ImportOptions]:
    def adding(options: ImportOptions, value: str) -> ImportOptions:
        word, meaning = read(value)
        before: Mapping[str, str] = getattr(options, name)
        return replace(options, **{name: {**before, word: meaning}})  # type: ignore[arg-type]

    return adding


_ADDERS: dict[str, Callable[[ImportOptions, str], ImportOptions]] = {
    "map": _mapped,
    "ignore": lambda options, value: replace(options, ignored=(*options.ignored, value)),
    "country": lambda options, value: replace(
        options, countries={**options.countries, **parse_codes([value])}
    ),
    "currency-word": _with_pair("currency_words", currency_word),
    "status": _with_pair("statuses", status_word),
}
