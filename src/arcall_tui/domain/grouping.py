"""What is alike, put together."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import TypeVar

_Any = TypeVar("_Any")
_Key = TypeVar("_Key")


def grouped(facts: Iterable[_Any], key: Callable[[_Any], _Key]) -> dict[_Key, list[_Any]]:
    """Sort facts by what `key` says of each, in their order."""
    return by_key((key(each), each) for each in facts)


def by_key(pairs: Iterable[tuple[_Key, _Any]]) -> dict[_Key, list[_Any]]:
    """Return what comes with each key, in its order."""
    found: dict[_Key, list[_Any]] = defaultdict(list)
    for key, each in pairs:
        found[key].append(each)
    return found


def summed(pairs: Iterable[tuple[_Key, int]]) -> dict[_Key, int]:
    """Return what comes with each key, added up."""
    found: dict[_Key, int] = defaultdict(int)
    for key, number in pairs:
        found[key] += number
    return dict(found)


def only_ones(pairs: Iterable[tuple[_Key, _Any]]) -> dict[_Key, _Any]:
    """Return what comes with each key with which nothing else comes."""
    return {key: found[0] for key, found in by_key(set(pairs)).items() if len(found) == 1}
