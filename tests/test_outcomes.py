"""The table of outcomes: a row that lacks something elsewhere is told what to add."""

from __future__ import annotations

import re
import string
from dataclasses import fields

from arcall_tui.cli.outcome_options import OPTIONS
from arcall_tui.domain.activity import Outcome
from arcall_tui.domain.outcomes import Code, Fact
from arcall_tui.rules.followup import JUDGED
from arcall_tui.rules.policy import FollowUpRules
from arcall_tui.tui.actions import ACTIONS, Keys, Where
from arcall_tui.workday.sample.scenes import NOTES
from cases import for_each


@for_each("code", Code)
def test_every_outcome_has_its_next_step(code: Code):
    row = code.means
    days = {each.name for each in fields(FollowUpRules)}
    assert (row.then in days) != (code in JUDGED), (
        f"{code}: give its row a `then` of {sorted(days)} (or of a new field there, with its line in"
        " rules/default_policy.toml), or add a rule to JUDGED in rules/followup.py"
    )
    assert bool(row.then) == bool(row.reason), f"{code}: `then` and `reason` go together"


@for_each("code", Code)
def test_what_an_outcome_needs_is_a_fact_of_it(code: Code):
    assert code.means.needs[0] in {each.name for each in fields(Outcome)}


@for_each("code", [code for code in Code if code.means.action])
def test_the_sample_book_has_words_for_every_outcome(code: Code):
    assert NOTES.get(code), f"{code}: add a caller's words to [notes] in workday/sample/invented.toml"


@for_each("fact", Fact)
def test_every_fact_has_an_option_of_the_shell(fact: Fact):
    assert OPTIONS.get(fact), f"{fact.name}: add its option to OPTIONS in cli/outcome_options.py"
    assert any(fact in code.means.facts for code in Code), f"{fact.name}: no outcome has it"


def test_keys_and_actions_of_outcomes_are_their_own():
    logged = [code.means for code in Code if code.means.action]
    assert len({row.key for row in logged}) == len({row.action for row in logged}) == len(logged)
    of_outcomes = {row.action for row in logged}
    places = {Where.LIST, Where.INVOICES}
    taken = {
        key for each in ACTIONS if each.id not in of_outcomes and places & {*each.where} for key in each.keys
    }
    free = sorted(set(string.ascii_letters) - taken - {row.key for row in logged})
    odd = [row.key for row in logged if not re.fullmatch(r"[a-zA-Z]|f\d\d?|[a-z]+_[a-z_]+", row.key)]
    assert odd == [], "a letter, f1 to f24, or a sign by its name"
    assert {row.key for row in logged} & taken == set(), (
        f"means something else there; free are {free} and f-keys"
    )


def test_no_outcomes_key_means_something_else_in_the_list_or_among_the_invoices():
    keys = Keys({})
    for code in Code:
        if code.means.key:
            for where in (Where.LIST, Where.INVOICES):
                found = keys.meaning(where, code.means.key)
                assert found is not None
                assert found.id == code.means.action, (code, where)
