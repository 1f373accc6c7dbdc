"""Cases of a table as one test: to begin and end one for each would take longer than most of what they look at."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import wraps
from itertools import count
from pathlib import Path
from typing import Any

import pytest


def for_each(
    names: str | Sequence[str],
    cases: Iterable[Any],
    *,
    ids: Sequence[str] | Callable[[Any], str] | None = None,
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Have a test go through all cases, as `parametrize` does with a test for each; those that fail are named.

    Of what a test is given by fixtures only `tmp_path` is another for each case.
    """
    takes = [name.strip() for name in names.split(",")] if isinstance(names, str) else names
    table = [dict(zip(takes, case if len(takes) > 1 else [case], strict=True)) for case in cases]
    assert table, "a table without a case shows nothing"
    named = [ids(*case.values()) for case in table] if callable(ids) else ids or [*map(_named, table)]

    def over(test: Callable[..., None]) -> Callable[..., None]:
        @wraps(test)
        def go_through(**given: object) -> None:
            failed = []
            for name, case, fresh in zip(named, table, _afresh(given), strict=False):
                try:
                    test(**fresh, **case)
                except (Exception, pytest.fail.Exception) as error:  # noqa: BLE001 - what follows is tried whatever it was
                    error.add_note(f"Case: {name}")
                    failed.append(error)
            if failed:
                for error in failed[1:]:
                    failed[0].add_note(f"Also {error.__notes__[-1]}")
                raise failed[0]

        left = [one for name, one in inspect.signature(test).parameters.items() if name not in takes]
        go_through.__signature__ = inspect.Signature(left)
        return go_through

    return over


def _named(case: Mapping[str, object]) -> str:
    return ", ".join(f"{name}={repr(value)[:200]}" for name, value in case.items())


def _afresh(given: Mapping[str, object]) -> Iterator[dict[str, Any]]:
    for number in count():
        fresh = dict(given)
        if isinstance(folder := given.get("tmp_path"), Path):
            fresh["tmp_path"] = folder / str(number)
            (folder / str(number)).mkdir()
        yield fresh
