"""What is alike, put together."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import TypeVar

_Any = TypeVar("_Any")
_Key = TypeVar("_Key")


def grouped(facts: Iterable[_Any], key: Callable[[_Any], _Key]) -> dict[_Key, list[_Any]]:
    """Sort facts by what `key` says of each, in their order."""
    found: dict[_Key, list[_Any]] = defaultdict(list)
    for each in facts:
        found[key(each)].append(each)
    return found
