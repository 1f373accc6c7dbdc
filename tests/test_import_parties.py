"""Contacts from ledgers: a person's facts stay together, and what the caller corrected stays corrected."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path
from zoneinfo import ZoneInfo

from arcall_tui.domain.activity import Outcome
from arcall_tui.domain.outcomes import Code
from arcall_tui.rules.policy_file import load_policy
from arcall_tui.settings import Settings
from arcall_tui.workday.calls import record
from arcall_tui.workday.desk.clock import Clock
from arcall_tui.workday.desk.desk import Desk
from cases import for_each
from ledger_files import HEADER, TODAY, ask, item, take_in, text_of

NEXT_DAY = TODAY + timedelta(days=1)
CONTACTS = (*HEADER, "Contact Name", "Phone", "E-mail")

Person = tuple[str, str, str]
ZOE, ANNA = ("Zoe Boss", "111", "zoe@x.org"), ("Anna Clerk", "999", "anna@x.org")


def ledger(*people: Person) -> str:
    return text_of([(*item("C1", f"I{n}", "10.00"), *person) for n, person in enumerate(people)], CONTACTS)


def contacts(folder: Path) -> list[Person]:
    return ask(folder, "SELECT name, phone, email FROM contact ORDER BY name, phone")


def desk_of(folder: Path) -> Desk:
    policy = load_policy(None)
    at = datetime(NEXT_DAY.year, NEXT_DAY.month, NEXT_DAY.day, 10, tzinfo=UTC)
    clock = Clock(ZoneInfo("UTC"), at, policy.shift.opens, policy.shift.closes)
    return Desk(folder / "book.sqlite3", clock, Settings("UTC", "set by the test"), policy)


@for_each("rows", permutations([ZOE, ANNA, ("", "999", "")]))
def test_two_people_s_facts_are_never_mixed(tmp_path: Path, rows: tuple[Person, ...]):
    take_in(tmp_path, ledger(*rows))
    assert contacts(tmp_path) == [ANNA, ZOE]
    assert take_in(tmp_path, ledger(*rows), on=NEXT_DAY).accounts.changed == 0
    assert contacts(tmp_path) == [ANNA, ZOE]


def test_rows_that_complete_one_another_are_one_person(tmp_path: Path):
    take_in(tmp_path, ledger(("Zoe Boss", "111", ""), ("Zoe Boss", "", "zoe@x.org")))
    assert contacts(tmp_path) == [ZOE]


def test_each_person_is_followed_alone(tmp_path: Path):
    take_in(tmp_path, ledger(ZOE, ANNA))
    moved = ("Anna Clerk", "555", "anna@x.org")
    assert take_in(tmp_path, ledger(ZOE, moved), on=NEXT_DAY).accounts.changed == 1
    assert contacts(tmp_path) == [moved, ZOE]
    take_in(tmp_path, ledger(ZOE, ("Ben New", "777", "")), on=NEXT_DAY + timedelta(days=1))
    assert contacts(tmp_path) == [moved, ("Ben New", "777", ""), ZOE]


def test_the_only_contact_follows_the_ledger(tmp_path: Path):
    take_in(tmp_path, ledger(ZOE))
    take_in(tmp_path, ledger(ANNA), on=NEXT_DAY)
    assert contacts(tmp_path) == [ANNA]


@for_each(
    "correction",
    [
        {"name": "Maria Anders", "phone": "222"},
        {"phone": "222"},
        {"name": "Maria Anders", "phone": "222", "email": "maria@x.org"},
    ],
)
def test_a_number_that_was_found_wrong_does_not_come_back(tmp_path: Path, correction: dict[str, str]):
    said = ledger(("M. Anders", "111", "m@x.org"))
    take_in(tmp_path, said)
    desk = desk_of(tmp_path)
    record.log_call(desk, 1, Outcome(Code.WN))
    record.edit_contact(desk, 1, desk.card(1).contacts[0].id, correction)
    desk.close()
    before = contacts(tmp_path)
    report = take_in(tmp_path, said, on=NEXT_DAY, as_of=TODAY)
    assert contacts(tmp_path) == before
    assert report.accounts.changed == 0
    assert ask(tmp_path, "SELECT count(*) FROM ledger_import") == [(1,)]
    # Nor with another name to it.
    take_in(tmp_path, ledger(("Accounts Payable", "111", "")), on=NEXT_DAY)
    assert ask(tmp_path, "SELECT count(*) FROM contact WHERE phone = '111' AND NOT bad_number") == [(0,)]


def test_someone_new_comes_beside_the_one_that_the_caller_corrected(tmp_path: Path):
    take_in(tmp_path, ledger(ZOE))
    desk = desk_of(tmp_path)
    record.edit_contact(desk, 1, desk.card(1).contacts[0].id, {"phone": "222"})
    desk.close()
    take_in(tmp_path, ledger(ANNA), on=NEXT_DAY)
    assert contacts(tmp_path) == [ANNA, ("Zoe Boss", "222", "zoe@x.org")]


def test_whom_the_caller_typed_in_gets_what_was_missing_and_keeps_the_rest(tmp_path: Path):
    take_in(tmp_path, ledger(("", "", "")))
    desk = desk_of(tmp_path)
    record.edit_contact(desk, 1, None, {"name": "Zoe Boss", "phone": "222"})
    desk.close()
    for day in (1, 2):
        report = take_in(
            tmp_path, ledger(ZOE, ("Anna Clerk", "222", "anna@x.org")), on=TODAY + timedelta(day)
        )
        assert (report.accounts.changed, contacts(tmp_path)) == (2 - day, [("Zoe Boss", "222", "zoe@x.org")])
    # What the caller takes away of it stays away; who has the address now is somebody else.
    desk = desk_of(tmp_path)
    record.edit_contact(desk, 1, desk.card(1).contacts[0].id, {"email": ""})
    desk.close()
    ben = ("Ben New", "777", "zoe@x.org")
    for day, people, known in [(3, [ZOE], []), (4, [ben], [ben]), (5, [ZOE, ben], [ben])]:
        take_in(tmp_path, ledger(*people), on=TODAY + timedelta(day), confirm_closures=True)
        assert contacts(tmp_path) == [*known, ("Zoe Boss", "222", "")]


def test_a_list_of_customers_says_how_many_it_brought_and_changed(tmp_path: Path):
    take_in(tmp_path, [item("C1", "1", "9.00")])
    people = "Customer ID,Customer Name,Phone\nC1,C1 Ltd,020 7946 0101\nC2,New Ltd,020 7946 0102\n"
    assert take_in(tmp_path, people, name="people.csv").story == "1 new account, 1 account changed"
