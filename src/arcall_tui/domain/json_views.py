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

    A key is a text unless it says otherwise: `days:int`, `files:texts`, `share:float4` to four places. `zone?` may be
    null, `creditor??` may be missing. `account=ledger_id`, `files:texts=attached.name`: what it is taken from, if not
    from what is called as it is. `parts` are the types of keys that no word tells: another view, `[view]` a list of
    such, `{str: view}` a table of them, `(view, None)` one or the other; they make themselves of what they are given.
    """

    def __init__(self, name: str, keys: str, *bases: View, **parts: object) -> None:
        self.__name__ = name
        self.keys: dict[str, object] = {}
        self.optional: set[str] = set()
        self.paths: dict[str, str] = {}
        self.places: dict[str, int] = {}
        for base in bases:
            self.keys |= base.keys
            self.optional |= base.optional
            self.paths |= base.paths
            self.places |= base.places
        for each in keys.split():
            said, _, path = each.partition("=")
            key, _, word = said.rstrip("?").partition(":")
            kind = parts.get(key, _WORDS[word.rstrip("0123456789")])
            self.keys[key] = (kind, None) if said.endswith("?") and not said.endswith("??") else kind
            self.paths[key] = path or key
            if word[-1:].isdigit():
                self.places[key] = int(word[-1])
            if said.endswith("??"):
                self.optional.add(key)

    def __call__(self, of: object = None, /, **told: object) -> Json:
        """Return one: each key as it is `told`, else what the value has under that name."""
        assert told.keys() <= self.keys.keys(), f"{self.__name__} has no {told.keys() - self.keys.keys()}"
        wanted = (key for key in self.keys if key in told or key not in self.optional)
        values = {key: told[key] if key in told else _reached(of, self.paths[key]) for key in wanted}
        return {
            key: _rounded(value, self.places[key] or None)
            if key in self.places
            else _as(self.keys[key], value)
            for key, value in values.items()
        }


def _rounded(value: Any, places: int | None) -> Any:
    if isinstance(value, Mapping):
        return {name: _rounded(part, places) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_rounded(part, places) for part in value]
    return None if value is None else round(value, places)


def _reached(of: Any, path: str) -> Any:
    """Return what a dotted path leads to, from each one of several; None where something on the way is."""
    for name in path.split("."):
        if isinstance(of, (list, tuple)) and not hasattr(of, name):
            of = [getattr(each, name) for each in of]
        elif of is not None:
            of = getattr(of, name)
    return of


def _as(kind: object, value: Any) -> object:
    """Return a value as that kind of JSON; a view makes what it is of."""
    if isinstance(kind, tuple):
        kind = kind[0] if kind[1:] == (None,) else None
    if kind == Amounts and value is not None and not isinstance(value, Mapping):
        return by_currency([value] if isinstance(value, Money) else value)
    if isinstance(kind, list) and isinstance(kind[0], View) and value is not None:
        return [_as(kind[0], each) for each in value]
    return (
        kind(value) if isinstance(kind, View) and not isinstance(value, (dict, type(None))) else plain(value)
    )


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
