"""What is kept of an account is read back as it was, whatever is known of it; no field of it is forgotten on the way."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import fields
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arcall_tui.domain.activity import FollowUp
from arcall_tui.domain.calendar import Hours
from arcall_tui.domain.standing import BrokenPromise, Exposure, Standing
from arcall_tui.rules.gates import gate_facts
from arcall_tui.store.standings import gather
from arcall_tui.store.standings.cache import decode, encode
from cases import for_each
from standings import DAY, owes, standing
from test_rules_book_ranking import CHANGES
from test_rules_queue import SHUT, placed
from tries import tries

# What no gate looks at, each with another value than the plain account's.
_OTHERWISE = {
    "creditor": "North", "name": "", "hold_reason": "the lawyers have it", "snooze_reason": "closed", "unanswered": 9,
    "prefers": Hours(time(6), time(7)),
}  # fmt: skip
# And what is handed over beside the facts (rules/gates.py), or among them with the place.
NO_GATE = frozenset({*_OTHERWISE, *"account day ledger_id exposures region".split()})


def of_any_kind(made: type, **known: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    """Values with every field drawn by its type, those that have a default too."""
    hints = get_type_hints(made)
    drawn = {field.name: st.from_type(hints[field.name]) for field in fields(made)}
    return st.builds(made, **{**drawn, **known})


moments = st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1)).map(  # noqa: DTZ001 - its zone is given next
    lambda at: at.replace(microsecond=0, tzinfo=UTC)
)
hours = st.tuples(st.integers(0, 11), st.integers(12, 23)).map(lambda h: Hours(time(h[0], 30), time(h[1], 5)))
steps = st.deferred(lambda: of_any_kind(FollowUp, at=st.none() | moments))
any_standing = st.deferred(
    lambda: of_any_kind(
        Standing,
        day=st.just(DAY),
        exposures=st.just((owes(),)),
        next_call=st.none() | steps,
        next_task=st.none() | steps,
        broken=st.none() | of_any_kind(BrokenPromise),
        attempts=st.lists(st.integers(0, 6).map(lambda ago: DAY - timedelta(days=ago)), max_size=3).map(
            tuple
        ),
        last_attempt_at=st.none() | moments,
        prefers=st.none() | hours,
    )
)


@settings(max_examples=tries(60))
@given(any_standing)
def test_what_is_kept_of_an_account_is_read_back_as_it_was(known: Standing):
    exposures: tuple[Exposure, ...] = known.exposures
    today: date = known.day
    assert decode(encode(known), today, exposures) == known


def test_whatever_is_known_of_an_account_is_drawn_where_gates_are_tried_or_no_gate_looks_at_it():
    """Forgotten? Add the field to CHANGES in test_rules_book_ranking.py, and to rules/gates.py if a gate looks at it."""
    known = {field.name for field in fields(Standing)}
    assert known == CHANGES.keys() | NO_GATE
    assert not CHANGES.keys() & NO_GATE


@for_each("changes", [{}, *(changes for changes, _, _ in SHUT)])
def test_no_gate_looks_at_what_is_not_among_the_facts(changes: dict[str, object]):
    """Does one now? Its field goes into `gate_facts` in rules/gates.py, and from here to CHANGES: else thousands share a verdict."""
    plain = placed(standing(**changes))
    found = {name: placed(standing(**{**changes, name: other})) for name, other in _OTHERWISE.items()}
    assert {name: (each.gate, each.opens_at) for name, each in found.items()} == dict.fromkeys(
        found, (plain.gate, plain.opens_at)
    )


@for_each("changes", [changes for changes, _, _ in SHUT if changes.keys() != {"exposures"}])
def test_what_shuts_a_gate_is_among_the_facts(changes: dict[str, object]):
    """Forgotten? What the gate looks at goes into `gate_facts` in rules/gates.py: else thousands share a verdict."""
    assert gate_facts(standing(**changes)) != gate_facts(standing())


def test_whatever_is_known_of_an_account_is_read_from_the_book(
    kept_sample: Path, monkeypatch: pytest.MonkeyPatch
):
    """Forgotten? `facts` in store/standings/gather.py says where the field comes from."""
    told: set[str] = set()
    monkeypatch.setattr(gather, "Standing", lambda **known: told.update(known))
    with closing(sqlite3.connect(kept_sample)) as book:
        gather.facts(book, DAY)
    assert {field.name for field in fields(Standing)} - told == set()
