"""Reading a TOML file so that every mistake in it can be named with its line and what is allowed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import Field, dataclass, field, fields
from datetime import date, datetime, time
from typing import Any, NoReturn

from arcall_tui.errors import InputRefusedError

# Reads a key in a way of its own: (tomlfile.Table, key, default) -> value. Raises InputRefusedError.
Reader = Callable[[Any, str, Any], Any]


def from_file(
    default: Any = None,
    section: str = "",
    *,
    key: str = "",
    low: float = 0,
    high: float | None = None,
    allowed: Iterable[str] | None = None,
    read: Reader | None = None,
    made: Callable[[], Any] | None = None,
) -> Any:
    """Declare a field that the user may set under `key` (else its own name) in `[section]` (else at the top).

    `low`, `high`: the bounds of a number; `allowed`: the words of a text; `read`: where neither its type nor
    those tell how. `made`: makes the default, where that is not one value.
    """
    how = {"section": section, "key": key, "low": low, "high": high, "allowed": allowed, "read": read}
    return field(metadata=how, default_factory=made) if made else field(metadata=how, default=default)


def keys_of(declared: Any, section: str = "") -> dict[str, Any]:
    """Return the fields that are read from `[section]` (else from the top), by their keys in the file."""
    return {
        each.metadata["key"] or each.name: each
        for each in fields(declared)
        if each.metadata and each.metadata["section"] == section
    }


def sections_of(declared: Any) -> list[str]:
    """Return the sections that its fields are read from."""
    return list(dict.fromkeys(each.metadata["section"] for each in fields(declared) if each.metadata))


_TWICE = re.compile("Cannot (?:overwrite|declare) .*")
_LISTED = 40
_FEW = 20  # names that are listed beside the one that is near
_SHOWN = 300  # characters of what is wrong
_MOST_MISTAKES = 50  # that are listed
_HEADER = re.compile(r"\s*\[\[?([^\[\]#=]+)\]\]?\s*(#.*)?$")
_KEY = re.compile(
    r"""\s*((?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+))*)\s*="""
)
_PART = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9_-]+))\s*\.?""")
_LONG_KEY = re.compile(r"""(?<![\w-])(?:[\w-]++["']?\s*+\.\s*+["']?){64}""", re.ASCII)
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])|24:00", re.ASCII)


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(next(filter(None, match.groups()), "") for match in _PART.finditer(dotted))


def _key_lines(text: str) -> dict[tuple[str, ...], int]:
    """Map each key's path to its line (from 1). tomllib does not keep them; deep inline tables share one."""
    lines: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            table = _parts(header[1])
            lines.setdefault(table, number)
        elif key := _KEY.match(line):
            lines.setdefault(table + _parts(key[1]), number)
    return lines


@dataclass(frozen=True)
class TomlTable:
    """One table of a TOML file, its `path` in it, and the `used` keys; getters check what they return.

    Every getter raises InputRefusedError naming file, line, key and what is allowed.
    """

    source: str
    values: Mapping[str, Any]
    lines: Mapping[tuple[str, ...], int]
    path: tuple[str, ...] = ()

    def line_of(self, path: tuple[str, ...]) -> int:
        """Return the line of what stands at `path` in the file, else of the table that it is in."""
        return next((self.lines[path[:n]] for n in range(len(path), 0, -1) if path[:n] in self.lines), 1)

    def refuse(self, key: str, problem: str, allowed: str) -> NoReturn:
        """Raise InputRefusedError about `key` of this table."""
        path = (*self.path, key) if key else self.path
        told = f"{'.'.join(path)} {problem}"
        short = told if len(told) <= _SHOWN else f"{told[:_SHOWN]}…"
        raise InputRefusedError(f"{self.source}, line {self.line_of(path)}: {short}", allowed, path)

    def _not(self, key: str, wanted: str) -> NoReturn:
        self.refuse(key, f"is {_shown(self.values.get(key))}.", f"It takes {wanted}.")

    def without(self, path: tuple[str, ...]) -> TomlTable:
        """Return the file's top table without the key at `path`; without its table where the key is not there."""
        values = _without(self.values, path)
        values = values if values != self.values else _without(values, path[:-1])
        return TomlTable(self.source, values, self.lines)

    def only(self, allowed: Iterable[str]) -> None:
        """Refuse any key that is not `allowed`, with the nearest spelling."""
        known = sorted(allowed)
        for key in self.values:
            if key not in known:
                self.refuse(key, "is not known here.", _nearest(key, known))

    def table(self, key: str) -> TomlTable:
        """Return the table under `key`; an empty one where there is none."""
        value = self.values.get(key, {})
        if not isinstance(value, dict):
            section = f"[{'.'.join((*self.path, key))}]"
            self.refuse(key, f"is {_shown(value)}, not a table.", f"Write it as a section: {section}")
        return TomlTable(self.source, value, self.lines, (*self.path, key))

    def whole(self, key: str, default: int, low: int = 0, high: int = 10_000) -> int:
        """Return a whole number within the bounds."""
        value = self.values.get(key, default)
        if type(value) is not int or not low <= value <= high:
            self._not(key, f"a whole number from {low} to {high}, such as {default}")
        return value

    def flag(self, key: str, default: bool) -> bool:  # noqa: FBT001 - what else would it take
        """Return true or false."""
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            self._not(key, "true or false, without quotes")
        return value

    def number(self, key: str, default: float, low: float = 0.0, high: float = 1e12) -> float:
        """Return a number within the bounds."""
        value = self.values.get(key, default)
        if type(value) not in (int, float) or not low <= value <= high:
            self._not(key, f"a number from {low:g} to {high:g}, such as {default:g}")
        return float(value)

    def text(self, key: str, default: str, allowed: Iterable[str] | None = None) -> str:
        """Return a text, one of `allowed` where that is given."""
        value = self.values.get(key, default)
        if not isinstance(value, str):
            self._not(key, f'a text in quotes, such as "{default}"')
        if allowed is not None and value not in (known := list(allowed)):
            self.refuse(key, f"is {_shown(value)}.", _nearest(value, known))
        return value

    def clock(self, key: str, default: time) -> time:
        """Return a time of day, written "09:00"; "24:00" is midnight at the day's end."""
        value = self.values.get(key, default)
        if isinstance(value, str) and (match := _CLOCK.fullmatch(value)):
            return time(int(match[1] or 0), int(match[2] or 0))
        if not isinstance(value, time) or value.tzinfo is not None:
            self._not(key, f'a time of day, such as "{default:%H:%M}"')
        return value

    def day(self, key: str) -> date:
        """Return a date, written 2026-11-20 with or without quotes; it must be there."""
        value = self.values.get(key)
        if isinstance(value, str):
            try:
                return date.fromisoformat(value)
            except ValueError:
                pass
        if not isinstance(value, date) or isinstance(value, datetime):
            self._not(key, "a date, such as 2026-11-20")
        return value

    def words(self, key: str, default: Iterable[str], allowed: Iterable[str] | None = None) -> list[str]:
        """Return a list of texts, each one of `allowed` where that is given; one text alone is a list of it."""
        value = self.values.get(key, list(default))
        value = [value] if isinstance(value, str) else value
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            self._not(key, 'a text or a list of texts, such as ["sat", "sun"]')
        known = None if allowed is None else list(allowed)
        for word in value:
            if known is not None and word not in known:
                self.refuse(key, f"has {_shown(word)} in it.", _nearest(word, known))
        return value


def values_of(table: TomlTable, default: Any, section: str = "", also: Iterable[str] = ()) -> dict[str, Any]:
    """Read every field that `default`, a dataclass, declares for that section; what is left out keeps its default.

    Raises InputRefusedError for a key that is neither declared nor in `also`, and for a value that is not allowed.
    """
    declared = keys_of(default, section)
    table.only((*declared, *also))
    return {
        each.name: _value(table, key, each, getattr(default, each.name)) for key, each in declared.items()
    }


def _value(table: TomlTable, key: str, declared: Field[Any], default: Any) -> Any:
    how = declared.metadata
    if how["read"]:
        return how["read"](table, key, default)
    match default:
        case bool():
            return table.flag(key, default)
        case int():
            return table.whole(key, default, how["low"], 10_000 if how["high"] is None else how["high"])
        case float():
            return table.number(key, default, how["low"], 1e12 if how["high"] is None else how["high"])
        case time():
            return table.clock(key, default)
        case _:
            return table.text(key, default, how["allowed"])


def _without(values: Mapping[str, Any], path: tuple[str, ...]) -> Mapping[str, Any]:
    if not path or path[0] not in values:
        return values
    rest = {key: value for key, value in values.items() if key != path[0]}
    inner = values[path[0]]
    if len(path) > 1 and isinstance(inner, dict):
        return {**values, path[0]: _without(inner, path[1:])}
    return rest


def every_mistake(top: TomlTable, read: Callable[[TomlTable], object]) -> list[str]:
    """Return every mistake that `read` finds in a file's top table, by line, each setting that has one set aside in turn; the first fifty."""
    told: dict[tuple[str, ...], str] = {}
    while len(told) < _MOST_MISTAKES:
        try:
            read(top)
        except InputRefusedError as error:
            # What is missing because it was set aside is no second mistake.
            told.setdefault(error.path, str(error))
            rest = top.without(error.path)
            if rest.values == top.values:
                break
            top = rest
        else:
            break
    return [told[path] for path in sorted(told, key=top.line_of)]


def read_toml(text: str, source: str) -> TomlTable:
    """Return the file's top table. `source` is the file's name, for messages. Raises InputRefusedError."""
    import tomllib

    too_deep = InputRefusedError(
        f"{source}: tables within tables go too deep.", "Settings need three at most."
    )
    if _LONG_KEY.search(text):  # tomllib would take hours
        raise too_deep
    try:
        values = tomllib.loads(text)
    except RecursionError:
        raise too_deep from None
    except ValueError as error:  # what is no TOML, and figures of thousands of digits
        where = re.search(r"line (\d+)", str(error))
        line = int(where[1]) if where else max(1, len(text.splitlines()))
        name = re.match(r"[\s\[]*([^=\]]*)", text.splitlines()[line - 1] if text else "")
        stands = f"{name[1].strip()[:_LISTED] if name else ''} stands above already"
        problem = _TWICE.sub(lambda _: stands, re.sub(r" \(at .*\)$", "", str(error)))
        raise InputRefusedError(
            f"{source}, line {line}: this is not TOML: {problem}.",
            'A line reads: key = value, with texts and times in quotes: opens = "09:00"',
        ) from None
    return TomlTable(source, values, _key_lines(text))


def _shown(value: object) -> str:
    if value is None:
        return "missing"
    if isinstance(value, str):
        return f'"{value}"'
    return str(value).lower() if isinstance(value, bool) else str(value)


def _nearest(word: str, known: list[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(word, known, n=1)
    if close and len(known) > _FEW:
        return f"Did you mean {close[0]}?"
    hint = f"Did you mean {close[0]}? " if close else ""
    listed = f"{', '.join(known)}." if len(known) <= _LISTED else f"{len(known)} names, such as {known[0]}."
    return f"{hint}Allowed: {listed}"
