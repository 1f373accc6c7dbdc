"""The JSON that a verb prints: written by the type that the verb says it gives, and described by it as JSON Schema.

In all of them amounts are decimal texts, days ISO dates, moments ISO 8601 with their offset.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable, Mapping
from dataclasses import is_dataclass
from datetime import date
from typing import Any, NotRequired, TypeVar, cast, get_args, get_origin, get_type_hints, is_typeddict

from arcall_tui.domain.money import Money

Amounts = dict[str, str]  # by currency
_View = TypeVar("_View")
_Verb = TypeVar("_Verb", bound=Callable[..., None])
_PLAIN = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    type(None): {"type": "null"},
    object: {},
}


def gives(what: object) -> Callable[[_Verb], _Verb]:
    """Say what a verb prints with --json."""

    def said(verb: _Verb) -> _Verb:
        verb.gives = what  # type: ignore[attr-defined]
        return verb

    return said


def view(kind: type[_View], of: object, **told: object) -> _View:
    """Return a view of a value: each key as it is `told`, else what the value has under that name."""
    found = {name: told[name] if name in told else getattr(of, name) for name in kind.__annotations__}
    return cast("_View", plain(found))


def plain(value: object) -> object:
    """Return a value as JSON has it; what JSON has no form for, such as a path, in its words."""
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, Mapping):
        return {str(name): plain(part) for name, part in value.items()}
    if hasattr(value, "_asdict"):
        return plain(value._asdict())
    if isinstance(value, Money):
        return value.plain()
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
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
    if what in _PLAIN:
        return dict(_PLAIN[what])
    origin, parts = get_origin(what), get_args(what)
    if origin is types.UnionType:
        return {"anyOf": [_schema(part, defs) for part in parts]}
    if origin in {list, tuple}:
        return {"type": "array", "items": _schema(parts[0], defs)}
    if origin in {dict, Mapping}:
        return {"type": "object", "additionalProperties": _schema(parts[1], defs)}
    if what.__name__ not in defs:
        defs[what.__name__] = {}  # known from here on: one that holds itself ends
        defs[what.__name__] = _object(what, defs)
    return {"$ref": f"#/$defs/{what.__name__}"}


def _object(what: Any, defs: dict[str, dict[str, Any]]) -> dict[str, Any]:
    assert is_typeddict(what) or is_dataclass(what) or hasattr(what, "_fields"), f"{what} is no view of JSON"
    hints = get_type_hints(what)
    # Which keys may be missing is known only once the annotations, which are texts, are read.
    marked = get_type_hints(what, include_extras=True)
    return {
        "type": "object",
        "properties": {name: _schema(hint, defs) for name, hint in hints.items()},
        "required": [name for name in hints if get_origin(marked[name]) is not NotRequired],
        "additionalProperties": False,
    }
