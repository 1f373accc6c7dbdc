"""What the user says about a file, as options of the shell or as words typed on the screen."""

import re
import shlex
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import partial, reduce
from typing import Any

from arcall_tui.domain.money import CURRENCIES
from arcall_tui.errors import UsageError
from arcall_tui.ledger.columns import parse_mapping
from arcall_tui.ledger.words import Status
from arcall_tui.workday.imports.countries import pair, parse_codes
from arcall_tui.workday.imports.import_report import ImportOptions

# What is typed on the screen, and the option of the shell that it stands for.
_ONE = {
    "currency": "currency", "order": "date_order", "decimal": "decimal", "terms": "terms", "sheet": "sheet",
    "creditor": "creditor", "locale": "locale", "encoding": "encoding", "as-of": "as_of",
    "blank-balance": "blank", "renamed": "renamed", "gone": "gone",
}  # fmt: skip
_FLAGS = {"confirm": "confirm_closures", "older": "older_anyway", "round": "rounded"}
_FLAGS |= {word: word.replace("-", "_") for word in ("partial", "add-up", "payments", "new-facts")}
_SEVERAL = ("country", "ignore", "currency-word", "status")
_SHELL = {
    "--date-order": "order", "--confirm-closures": "confirm", "--older-anyway": "older", "--map ": "", "--map": "FIELD=COLUMN",
    **{f"--{word}": word for word in (*_ONE, *_FLAGS, *_SEVERAL) if word not in ("order", "confirm", "older")},
}  # fmt: skip
# Where one option of several ends: not in a heading that is quoted, in which two dashes may stand.
_EACH = re.compile(r"""\s+(?=--[a-z])(?=(?:[^'"]|'[^']*'|"[^"]*")*$)""")
_OPTION = re.compile("--map (?=['A-Za-z])|" + "|".join(map(re.escape, sorted(_SHELL, key=len, reverse=True))))


def on_screen(text: str) -> str:
    """Return words about a file with the shell's options as `changed` takes them: `--date-order dmy` is `order dmy`; several alone stay."""
    several = text.startswith("--") and _EACH.search(text)
    return text if several else _OPTION.sub(lambda found: _SHELL[found[0]], text)


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
    if word in ("map", *_SEVERAL) and value:
        return _added(options, value, word)
    if word == "as-of" and value:
        return replace(options, as_of=_day(value))
    if word in _ONE and value:
        return _with_one(options, _ONE[word], value)
    raise UsageError(
        f"{text!r} is not understood.",
        f"Say FIELD=COLUMN, {', '.join(f'{one} ...' for one in (*_ONE, *_SEVERAL))}, {', '.join(_FLAGS)}.",
    )


def by_name(given: Mapping[str, Any]) -> ImportOptions:
    """Return the options of the shell, given by their names there; but for the day. Raises UsageError."""
    options = ImportOptions(dry_run=given["dry_run"])
    for name, value in given.items():
        if isinstance(value, list):
            word = "map" if name == "mapping" else name.replace("_", "-")
            options = reduce(partial(_added, word=word), value, options)
        elif value and name in _FLAGS.values():
            options = replace(options, **{name: True})  # type: ignore[arg-type]
        elif value and name in _ONE.values():
            options = _with_one(options, name, value)
    return options


def _with_one(options: ImportOptions, name: str, value: str) -> ImportOptions:
    value = value.strip().upper() if name == "currency" else value if name == "sheet" else value.strip()
    option, *known = _WORDS.get(name, ("", value))
    if value not in known:
        raise UsageError(f"{option} {value!r} is not one of {', '.join(known)}.")
    return replace(options, **{name: value})  # type: ignore[arg-type]


_WORDS = {
    "date_order": ("--date-order", "dmy", "mdy", "ymd"), "decimal": ("--decimal", "point", "comma", "cents"),
    "blank": ("--blank-balance", "open", "paid"), "renamed": ("--renamed", "same", "other"),
    "gone": ("--gone", "same", "paid", "all"),
}  # fmt: skip


def _parted(text: str) -> tuple[str, str]:
    """Return the word of the screen and what is said with it; `map` for a bare FIELD=COLUMN."""
    word, _, value = text.strip().partition(" ")
    if "=" in text and word.lower() not in _SEVERAL and not word.startswith("--"):
        word, value = "--map", text
    with suppress(ValueError):  # an apostrophe may be one
        value = " ".join(shlex.split(value))
    return ("map", value) if word == "--map" else (_SHELL.get(word, word.lower()), value.strip())


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r} is not a date.", "Write it like 2026-11-30.") from None


def currency_word(text: str) -> tuple[str, str]:
    """Read `Rs=INR`. Raises UsageError."""
    word, code = pair(text, "Rs=INR", "word", "currency")
    if code.upper() not in CURRENCIES:
        raise UsageError(f"{code!r} is not an ISO 4217 currency code.", "Write it like Rs=INR.")
    return word, code.upper()


def status_word(text: str) -> tuple[str, str]:
    """Read `Written back=paid`. Raises UsageError."""
    word, status = pair(text, "'Sent back=void'", "word", "status")
    known = [each.value for each in Status]
    if status.lower() not in known:
        raise UsageError(f"{status!r} is no status that arcall knows.", f"It is one of: {', '.join(known)}.")
    return word, status.lower()


# What is said of several words: the option, and how it is read.
_PAIRS: dict[str, tuple[str, Callable[[str], Mapping[str, str]]]] = {
    "map": ("mapping", lambda value: parse_mapping([value])),
    "country": ("countries", lambda value: parse_codes([value])),
    "currency-word": ("currency_words", lambda value: dict([currency_word(value)])),
    "status": ("statuses", lambda value: dict([status_word(value)])),
}


def _added(options: ImportOptions, value: str, word: str) -> ImportOptions:
    if word == "ignore":
        return replace(options, ignored=(*options.ignored, value))
    name, read = _PAIRS[word]
    return replace(options, **{name: {**getattr(options, name), **read(value)}})  # type: ignore[arg-type]
