"""The JSON that other programs get: said once, made by what was said, and described by it as JSON Schema.

In all of them amounts are decimal texts, days ISO dates, moments ISO 8601 with their offset.
"""

from __future__ import annotations

import types
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any, get_args, get_origin, get_type_hints

from arcall_tui.domain.money import Money

Json = dict[str, Any]
Amounts = dict[str, str]  # by currency
_PLAIN = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    type(None): {"type": "null"},
    None: {"type": "null"},
    object: {},
}
_WORDS: dict[str, Any] = {
    "": str, "int": int, "float": float, "bool": bool, "texts": list[str], "amounts": Amounts, "counts": dict[str, int],
}  # fmt: skip


class View:
    """A kind of JSON object: its keys in order, after those of its `bases`; called, it makes one.

    A key is a text unless it says otherwise: `days:int`, `files:texts`. `zone?` may be null, `creditor??` may be
    missing. `parts` are the types of keys that no word tells: another view, `[view]` a list of such, `{str: view}` a
    table of them, `(view, None)` one or the other.
    """

    def __init__(self, name: str, keys: str, *bases: View, **parts: object) -> None:
        self.__name__ = name
        self.keys: dict[str, object] = {}
        self.optional: set[str] = set()
        for base in bases:
            self.keys |= base.keys
            self.optional |= base.optional
        for said in keys.split():
            key, _, word = said.rstrip("?").partition(":")
            kind = parts.get(key, _WORDS[word])
            self.keys[key] = (kind, None) if said.endswith("?") and not said.endswith("??") else kind
            if said.endswith("??"):
                self.optional.add(key)

    def __call__(self, of: object = None, /, **told: object) -> Json:
        """Return one: each key as it is `told`, else what the value has under that name."""
        assert told.keys() <= self.keys.keys(), f"{self.__name__} has no {told.keys() - self.keys.keys()}"
        wanted = (key for key in self.keys if key in told or key not in self.optional)
        return {key: plain(told[key] if key in told else getattr(of, key)) for key in wanted}


def plain(value: object) -> object:
    """Return a value as JSON has it; what JSON has no form for, such as a path, in its words."""
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, Money):
        return value.plain()
    if hasattr(value, "_asdict"):
        value = value._asdict()
    elif is_dataclass(value) and type(value).__str__ is object.__str__:  # hours are written in words
        value = {each.name: getattr(value, each.name) for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(name): plain(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    if isinstance(value, (set, frozenset)):
        return sorted(map(plain, value), key=str)
    return value.isoformat() if isinstance(value, date) else str(value)


def by_currency(amounts: Iterable[Money]) -> Amounts:
    """Return amounts by their currency."""
    return {money.currency: money.plain() for money in amounts}


def schema_of(what: Any, title: str = "") -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of what a verb gives; each kind of object stands once, under `$defs`."""
    defs: dict[str, dict[str, Any]] = {}
    whole = _schema(what, defs)
    head: dict[str, Any] = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return head | ({"title": title} if title else {}) | whole | ({"$defs": defs} if defs else {})


def _schema(what: Any, defs: dict[str, dict[str, Any]]) -> dict[str, Any]:
    origin, parts = get_origin(what), get_args(what)
    if isinstance(what, tuple) or origin is types.UnionType:
        return {"anyOf": [_schema(part, defs) for part in parts or what]}
    if isinstance(what, list) or origin in {list, tuple}:
        return {"type": "array", "items": _schema((parts or what)[0], defs)}
    if isinstance(what, dict) or origin in {dict, Mapping}:
        return {
            "type": "object",
            "additionalProperties": _schema((parts or next(iter(what.items())))[1], defs),
        }
    if what in _PLAIN:
        return dict(_PLAIN[what])
    if what.__name__ not in defs:
        defs[what.__name__] = {}  # known from here on: one that holds itself ends
        defs[what.__name__] = _object(what, defs)
    return {"$ref": f"#/$defs/{what.__name__}"}


def _object(what: Any, defs: dict[str, dict[str, Any]]) -> dict[str, Any]:
    keys = what.keys if isinstance(what, View) else get_type_hints(what)
    optional = what.optional if isinstance(what, View) else set()
    return {
        "type": "object",
        "properties": {key: _schema(kind, defs) for key, kind in keys.items()},
        "required": [key for key in keys if key not in optional],
        "additionalProperties": False,
    }
