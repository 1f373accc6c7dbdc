"""The rule book: its file says what the code does, and a mistake in it is named with its line."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from dataclasses import fields
from datetime import time
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

import arcall_tui
from arcall_tui.domain.calendar import Calendar, Hours
from arcall_tui.domain.outcomes import Code
from arcall_tui.errors import InputRefusedError
from arcall_tui.rules.policy import CadenceRules, Caps, FollowUpRules, Policy, PromiseRules
from arcall_tui.rules.policy_file import load_policy
from arcall_tui.tomlfile import keys_of, sections_of
from cases import for_each

DEFAULT = files("arcall_tui.rules").joinpath("default_policy.toml").read_text("utf-8")


def test_the_packaged_file_says_exactly_what_the_code_does_without_it():
    assert load_policy(DEFAULT, "default_policy.toml") == load_policy(None) == Policy()


def _declared() -> list[tuple[str, ...]]:
    """The path in the file of every key that the rules declare."""
    shaped = {
        ("caps",): Caps,
        ("caps", "consumer"): Caps,
        ("promises",): PromiseRules,
        ("follow_up",): FollowUpRules,
    }
    paths = [(section, key) for section in sections_of(Policy) for key in keys_of(Policy, section)]
    return paths + [(*path, key) for path, rules in shaped.items() for key in keys_of(rules)]


_SOURCE = "".join(path.read_text() for path in Path(arcall_tui.__file__).parent.rglob("*.py"))


@for_each("path", _declared(), ids=".".join)
def test_the_packaged_file_has_a_line_for_every_rule(path: tuple[str, ...]):
    table: Any = tomllib.loads(DEFAULT)
    for part in path:
        assert part in table, f"add a line for {'.'.join(path)} to default_policy.toml, with a word on it"
        table = table[part]


@for_each("path", _declared(), ids=".".join)
def test_something_goes_by_every_rule(path: tuple[str, ...]):
    named = keys_of(Policy, path[0]).get(path[-1])
    name = named.name if named else path[-1]
    outcomes = {code.means.then for code in Code}  # their days are read by the name in their row
    assert name in outcomes or re.search(rf"\.{name}\b", _SOURCE), (
        f"nothing reads {name}: take it out, or go by it"
    )


def test_every_rule_is_either_declared_for_the_file_or_read_in_a_way_of_its_own():
    declared = {each.name for section in sections_of(Policy) for each in keys_of(Policy, section).values()}
    shaped = set(
        """hours consumer_hours weekend weekends shift shift_weekend caps consumer_caps promises follow_up
        use_holidays own_holidays calendars public _calendars law
        cadences""".split()
    )
    assert {each.name for each in fields(Policy)} - declared == shaped, "declare it with from_file"


@for_each("rules", [Policy, Caps, PromiseRules, FollowUpRules, CadenceRules], ids=lambda each: each.__name__)
def test_every_number_of_the_rules_is_read_from_the_file_within_bounds(rules: type):
    for each in fields(rules):
        if each.type in {"int", "float", "time", "bool"}:
            assert each.metadata or each.name == "use_holidays", (
                f"declare {rules.__name__}.{each.name} with from_file"
            )
        if each.type == "int":
            assert each.metadata["high"] is not None, (
                f"say how high {rules.__name__}.{each.name} may be: from_file(..., high=)"
            )
            assert each.metadata["low"] <= each.default <= each.metadata["high"]


def test_what_a_rule_book_leaves_out_keeps_its_default():
    policy = load_policy(
        '[hours]\nopens = "08:30"\n[weekends]\nAE = "sun"\n[caps.consumer]\nper_week = 3\n[shift]\n'
        'opens = 18:00:00\ncloses = "03:00"\n[value]\nunknown_days = 12\n',
        "mine.toml",
    )
    assert policy.hours[""] == Hours(time(8, 30), time(17))
    assert policy.calendar_of("AE") == Calendar(frozenset({6}))
    assert policy.calendar_of("sa") == Calendar(frozenset({4, 5}))
    assert (
        policy.caps[""].per_week,
        policy.consumer_caps[""].per_week,
        policy.consumer_caps[""].quiet_days,
    ) == (3, 3, 7)
    assert policy.caller("Asia/Kolkata", "in").shift == Hours(time(18), time(3))
    assert policy.unknown_days == 12.0
    assert load_policy("", "empty.toml") == Policy()


@for_each(
    ("text", "line", "says", "allowed"),
    [
        ("[hours]\nopens = 9\n", 2, "hours.opens is 9.", '"09:00"'),
        ('[hours]\nopens = "9 am"\n', 2, 'hours.opens is "9 am".', "time of day"),
        ('\n[hours]\nopens = "09:00"\ncloses = "08:00"\n', 4, "hours.closes shuts at 08:00", "one day"),
        ('[hours]\nopens = "18:00"\n', 2, "hours.opens shuts at 17:00", "one day"),
        ('[hours]\nopen = "09:00"\n', 2, "hours.open is not known", "Did you mean opens?"),
        ('# mine\n\n[hour]\nopens = "09:00"\n', 3, "hour is not known", "Did you mean hours?"),
        ("hours = 3\n", 1, "hours is 3, not a table", "[hours]"),
        ('[weekends]\nSA = ["fri", "sut"]\n', 2, 'weekends.SA has "sut" in it', "Did you mean sun?"),
        ('[weekends]\nKSA = ["fri"]\n', 2, "weekends.KSA is not a country", "two letters"),
        (
            '[weekends]\nSA = [\n  "mon", "tue", "wed",\n  "thu", "fri", "sat", "sun",\n]\n',
            2,
            "weekends.SA leaves no day",
            "at most six",
        ),
        ("[weekends]\ndefault = 5\n", 2, "weekends.default is 5.", "list of texts"),
        ("[caps]\nper_day = 0\n", 2, "caps.per_day is 0.", "from 1 to 100"),
        ("[caps]\nper_day = true\n", 2, "caps.per_day is true.", "whole number"),
        ("[caps]\nper_day = 1.5\n", 2, "caps.per_day is 1.5.", "whole number"),
        ("caps.consumer.per_weak = 3\n", 1, "caps.consumer.per_weak is not known", "Did you mean per_week?"),
        ("[caps]\n[caps.consumer]\nquiet_days = -1\n", 3, "caps.consumer.quiet_days is -1.", "from 0 to 365"),
        ("[value]\nshrinkage = nan\n", 2, "value.shrinkage is nan.", "a number from 0"),
        ("[value]\nshrinkage = inf\n", 2, "value.shrinkage is inf.", "a number from 0"),
        ('[gates]\nminimum_collectable = "50"\n', 2, 'gates.minimum_collectable is "50".', "a number"),
        (
            '[follow_up]\nmorning = "06:00"\n',
            2,
            "follow_up.morning is 06:00, when customers are shut",
            "09:00 to 17:00",
        ),
        ("[follow_up]\nmessage = 0\n", 2, "follow_up.message is 0.", "from 1 to 365"),
        ("[promises]\ntolerance = -1\n", 2, "promises.tolerance is -1.", "from 0"),
        ("[cadence.big]\namount_from = 5\n", 1, "cadence.big.steps is missing", 'steps = ["e-mail"'),
        (
            '[cadence.big]\nsteps = [\n"e-mail",\n"fax after 3"]\n',
            2,
            'has "fax after 3" in it',
            "call after 3",
        ),
        ('[cadence.a]\nsteps = "call"\nages = 3\n', 3, "cadence.a.ages is not known here", "age_from"),
        ('[cadence.a]\nsteps = "call"\ncountries = ["UK"]\n', 3, 'has "UK" in it', "Did you mean GB"),
        ('[cadence.a]\nsteps = "call"\nage_from = 30\nage_to = 30\n', 4, "leaves nobody", "above age_from"),
        ("[cadence]\nlarge = 3\n", 2, "cadence.large is 3, not a table", "[cadence.large]"),
        ("[gates]\nbefore_due_above = 3\n", 2, "before_due_above is not known", "before_due_"),
        ("[hours\n", 1, "this is not TOML", "key = value"),
        ("[hours]\nopens = 09:00\n", 2, "this is not TOML", "in quotes"),
        ('[hours]\nopens = "09:00"\nopens = "10:00"\n', 3, "this is not TOML", "key = value"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_what_is_allowed(text: str, line: int, says: str, allowed: str):
    with pytest.raises(InputRefusedError) as refused:
        load_policy(text, "policy.toml")
    assert refused.value.message.startswith(f"policy.toml, line {line}: ")
    assert says in refused.value.message
    assert allowed in refused.value.hint
    assert refused.value.exit_code == 3


def test_tolerance_counts_in_the_promises_own_minor_units():
    promises = Policy().promises
    assert [promises.tolerance_minor(currency) for currency in ("USD", "JPY", "KWD")] == [100, 1, 1000]


def test_ranking_loads_neither_toml_nor_anything_heavier():
    script = (
        "import sys, arcall_tui.rules.queue, arcall_tui.rules.assess, arcall_tui.settings\n"
        "import arcall_tui.workday.book.rulebook\n"
        "heavy = {'tomllib', 'dateutil', 'tzlocal', 'platformdirs', 'difflib', 'sqlite3', 'textual'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    bare = {name: text for name, text in os.environ.items() if not name.startswith("COVERAGE")}
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, env=bare
    )
    assert done.stdout.strip() == "[]"
