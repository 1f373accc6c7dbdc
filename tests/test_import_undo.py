"""Taking imports back, payments and contacts files, accounts joined and parted, mappings remembered."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from arcall_tui.domain.activity import Outcome
from arcall_tui.domain.outcomes import Code
from arcall_tui.errors import UsageError
from arcall_tui.rules.policy_file import load_policy
from arcall_tui.settings import Settings
from arcall_tui.store.standings import histories
from arcall_tui.workday.calls.customer_facts import Facts, set_facts
from arcall_tui.workday.calls.record import log_call, undo
from arcall_tui.workday.desk.clock import Clock
from arcall_tui.workday.desk.desk import Desk
from arcall_tui.workday.imports.importing import LedgerRefusedError
from arcall_tui.workday.imports.taken import imports, merge, split, take_back
from ledger_files import HEADER, TODAY, ask, item, take_in, taken_in, text_of
from test_import_book import FIVE, NEXT_DAY, promise

TABLES = (
    "creditor account contact invoice balance_change payment promise promise_line dispute follow_up ledger_import"
    " payer_history receipt shape_mapping joined_row"
).split()


def snapshot(folder: Path) -> dict[str, list[object]]:
    # How far the tables of the book reached before the import is of use to take that one back alone.
    only = {"ledger_import": "id, creditor_id, file_name, shape, as_of, at, summary, undone_at"}
    return {
        table: ask(folder, f"SELECT {only.get(table, '*')} FROM {table} ORDER BY 1, 2") for table in TABLES
    }


_SETTLES = (*HEADER[:-1], "Settled Date")


def desk_of(folder: Path, on: date = NEXT_DAY) -> Desk:
    policy = load_policy(None)
    clock = Clock(
        ZoneInfo("UTC"), datetime.combine(on, time(22), UTC), policy.shift.opens, policy.shift.closes
    )
    return Desk(folder / "book.sqlite3", clock, Settings("UTC", "test"), policy)


def test_taking_the_newest_import_back_leaves_the_book_as_it_was(tmp_path: Path):
    taken_in(tmp_path, FIVE)
    promise(tmp_path, 1000, TODAY + timedelta(days=3))
    before = snapshot(tmp_path)
    changed = [
        item("C1", "1", "4.00", amount="10.00"),
        ("C2", "Two renamed", "2", "2026-01-16", "2026-02-20", "20.00", "20.00"),
        *FIVE[2:4],
        item("C9", "9", "1.00"),
    ]
    take_in(tmp_path, changed, on=TODAY + timedelta(days=20))
    assert snapshot(tmp_path) != before
    undone = take_back(desk_of(tmp_path))
    assert (undone.kept, undone.taken.file_name) == ((), "ledger.csv")
    assert snapshot(tmp_path) == before
    assert take_in(tmp_path, changed, on=TODAY + timedelta(days=20)).invoices.new == 1
    # What was closed before the newest is kept no more: it would stay so.
    after = snapshot(tmp_path)
    take_in(tmp_path, changed, on=TODAY + timedelta(days=21))
    take_back(desk_of(tmp_path))
    with pytest.raises(UsageError, match="only the newest"):
        take_back(desk_of(tmp_path))
    assert snapshot(tmp_path) == after


def test_a_first_import_is_taken_back_whole(tmp_path: Path):
    taken_in(tmp_path, FIVE)
    take_back(desk_of(tmp_path))
    assert [
        ask(tmp_path, f"SELECT count(*) FROM {table}")[0][0] for table in ("account", "invoice", "follow_up")
    ] == [0] * 3
    with pytest.raises(UsageError, match="no import"):
        take_back(desk_of(tmp_path))


def test_accounts_on_which_something_was_recorded_since_stay(tmp_path: Path):
    taken_in(tmp_path, FIVE)
    take_in(
        tmp_path,
        [item("C1", "1", "4.00", amount="10.00"), item("C2", "2", "5.00", amount="20.00"), *FIVE[2:]],
        on=NEXT_DAY,
    )
    desk = desk_of(tmp_path)
    log_call(desk, desk.resolve("C1"), Outcome(Code("LM"), note="mind me"))
    assert take_back(desk).kept == ("C1",)
    assert ask(tmp_path, "SELECT balance FROM invoice ORDER BY id LIMIT 2") == [(400,), (2000,)]
    assert ask(tmp_path, "SELECT note FROM activity") == [("mind me",)]
    assert ask(tmp_path, "SELECT count(*), sum(amount) FROM payment") == [(1, 600)]
    assert ask(tmp_path, "PRAGMA foreign_key_check") == []
    with pytest.raises(UsageError, match="already"):
        take_back(desk)
    assert [one.undone_at is not None for one in imports(desk)] == [True, False]


def test_an_account_that_pays_for_another_by_now_stays(tmp_path: Path):
    take_in(tmp_path, FIVE[:1])
    take_in(tmp_path, FIVE[:3], on=NEXT_DAY)
    desk = desk_of(tmp_path)
    set_facts(desk, desk.resolve("C1"), Facts(payer="C2"))
    assert take_back(desk).kept == ("C2",)
    assert ask(tmp_path, "SELECT ledger_id, payer_id FROM account ORDER BY 1") == [("C1", 2), ("C2", None)]
    assert ask(tmp_path, "PRAGMA foreign_key_check") == []


def test_a_payer_of_old_is_put_back_like_any_other(tmp_path: Path):
    taken_in(tmp_path, FIVE)
    desk = desk_of(tmp_path)
    set_facts(desk, desk.resolve("C1"), Facts(payer="C2"))
    before = snapshot(tmp_path)
    take_in(tmp_path, [FIVE[0], item("C2", "2", "5.00", amount="20.00"), *FIVE[2:]], on=NEXT_DAY)
    assert take_back(desk_of(tmp_path)).kept == ()
    assert snapshot(tmp_path) == before


def test_an_account_that_took_an_empty_one_in_stays(tmp_path: Path):
    take_in(tmp_path, FIVE[:1])
    take_in(tmp_path, FIVE[:2], on=NEXT_DAY)
    for table in ("follow_up", "balance_change", "invoice", "contact"):
        owner = "invoice_id" if table == "balance_change" else "account_id"
        ask(tmp_path, f"DELETE FROM {table} WHERE {owner} = 1")
    desk = desk_of(tmp_path)
    merge(desk, desk.resolve("C2"), desk.resolve("C1"))
    assert set(take_back(desk).kept) == {"C1", "C2"}
    assert ask(tmp_path, "PRAGMA foreign_key_check") == []


PAYMENTS = ("Client", "Invoice Number", "Amount", "Payment Date", "Reference")


def paid(*rows: tuple[object, ...]) -> str:
    return text_of(list(rows), PAYMENTS)


def test_payments_are_taken_off_once_and_an_excess_is_unapplied(tmp_path: Path):
    taken_in(tmp_path, FIVE)
    file = paid(
        ("C1", "1", "10.00", "2026-03-03", "T1"),
        ("C2 Ltd", "2", "5.00", "2026-03-03", ""),
        ("C3", "3", "31.00", "2026-03-03", "T3"),
        ("C4", "4", "40.00", "2026-03-02", "history"),
        ("C5", "5", "1.00", "2026-03-09", "not yet"),
    )
    for _ in range(2):
        report = take_in(tmp_path, file, on=NEXT_DAY, as_of=None)
        assert report.totals == {"USD": 15000 - 1000 - 500 - 3100}
    assert ask(tmp_path, "SELECT number, balance, settled_on FROM invoice ORDER BY id") == [
        ("1", 0, "2026-03-03"),
        ("2", 1500, None),
        ("3", 0, "2026-03-03"),
        ("4", 4000, None),
        ("5", 5000, None),
        ("payment T3", -100, None),
    ]
    assert ask(tmp_path, "SELECT count(*), sum(amount) FROM payment") == [(3, 4500)]
    assert any("3 payments were told before" in warning for warning in report.warnings)
    take_back(desk_of(tmp_path))
    assert ask(tmp_path, "SELECT sum(balance), count(*) FROM invoice") == [(15000, 5)]


def test_a_payment_keeps_a_promise_but_its_absence_breaks_none(tmp_path: Path):
    taken_in(tmp_path, FIVE)
    promise(tmp_path, 1000, TODAY + timedelta(days=1), invoice=1)
    promise(tmp_path, 2000, TODAY + timedelta(days=1), invoice=2)
    on = TODAY + timedelta(days=20)
    report = take_in(tmp_path, paid(("C1", "1", "10.00", NEXT_DAY, "")), on=on, as_of=None)
    assert ask(tmp_path, "SELECT state FROM promise ORDER BY id") == [("kept",), ("unverified",)]
    assert "1 promise kept" in report.story


def test_payments_without_a_ledger_or_of_a_stranger_are_refused(tmp_path: Path):
    with pytest.raises(LedgerRefusedError, match="no ledger"):
        take_in(tmp_path, paid(("C1", "1", "10.00", "2026-03-03", "")), as_of=None)
    taken_in(tmp_path, FIVE)
    with pytest.raises(LedgerRefusedError) as refused:
        take_in(tmp_path, paid(("Nobody", "1", "10.00", "2026-03-03", "")), on=NEXT_DAY, as_of=None)
    assert refused.value.report.errors[0].problem == "is not a customer in the book"


def test_the_story_of_a_morning(tmp_path: Path):
    taken_in(tmp_path, FIVE)
    promise(tmp_path, 2000, TODAY + timedelta(days=1), invoice=2)
    rows = [item("C1", "1", "4.00", amount="10.00"), FIVE[1], *FIVE[2:4], item("C9", "9", "1.00")]
    report = take_in(tmp_path, rows, on=TODAY + timedelta(days=20))
    assert report.story == "1 paid in full (USD 50.00), 1 part paid (USD 6.00), 1 new, 1 broken: see C2 Ltd"


def test_contacts_files_update_accounts_but_not_what_the_caller_typed(tmp_path: Path):
    taken_in(tmp_path, FIVE)
    lines = "Name,Phone,First Name,Last Name,Email,Phone,Time Zone\nC1 Ltd,1,Ann,Lee,a@x.org,+44 20 1,Europe/London\nc2 ltd,,Bo,Li,b@x.org,+44 20 2,\n"
    take_in(tmp_path, lines, on=NEXT_DAY)
    contacts = "SELECT ledger_id, contact.name, phone, zone FROM contact JOIN account ON account.id = account_id ORDER BY 1"
    assert ask(tmp_path, contacts) == [
        ("C1", "Ann Lee", "+44 20 1", "Europe/London"),
        ("C2", "Bo Li", "+44 20 2", None),
    ]
    ask(tmp_path, "UPDATE contact SET by_caller = 1, phone = 'mine' WHERE name = 'Ann Lee'")
    report = take_in(tmp_path, lines.replace("+44 20", "+44 30"), on=NEXT_DAY)
    assert [row[2] for row in ask(tmp_path, contacts)] == ["mine", "+44 30 2"]
    assert (report.totals, report.as_of, report.accounts.new) == ({"USD": 15000}, TODAY, 0)


def test_one_id_under_several_names_keeps_them_and_one_name_under_several_ids_is_pointed_out(tmp_path: Path):
    rows = [
        ("C1", "Acme", "1", "2026-01-16", "2026-02-15", "1.00", "1.00"),
        ("C1", "Acme Ltd", "2", "2026-01-16", "2026-02-15", "1.00", "1.00"),
        ("C2", "ACME", "3", "2026-01-16", "2026-02-15", "1.00", "1.00"),
    ]
    report = take_in(tmp_path, rows)
    assert ask(tmp_path, "SELECT ledger_id, name, other_names FROM account") == [
        ("C1", "Acme", "Acme Ltd"),
        ("C2", "ACME", ""),
    ]
    assert any("C1 and C2" in warning for warning in report.warnings)


def test_names_are_the_same_customer_however_they_are_cased(tmp_path: Path):
    head = ("Customer Name", *HEADER[2:])
    take_in(tmp_path, text_of([("Acme", *FIVE[0][2:]), ("ACME", *FIVE[1][2:])], head))
    take_in(tmp_path, text_of([("acme", *FIVE[0][2:]), ("Acme", *FIVE[1][2:])], head), on=NEXT_DAY)
    assert ask(tmp_path, "SELECT ledger_id FROM account") == [("Acme",)]


def test_customers_whose_items_are_all_in_the_future_open_no_account(tmp_path: Path):
    rows: list[tuple[object, ...]] = [
        ("C1", "One", "1", "2026-01-01", "2026-01-31", "1.00", ""),
        ("C2", "Two", "2", "2026-03-09", "2026-04-02", "2.00", ""),
    ]
    assert take_in(tmp_path, text_of(rows, _SETTLES)).accounts.new == 1
    assert ask(tmp_path, "SELECT ledger_id FROM account") == [("C1",)]


def test_joined_accounts_are_one_for_later_ledgers_and_part_again(tmp_path: Path):
    taken_in(tmp_path, FIVE)
    desk = desk_of(tmp_path)
    one, two = desk.resolve("C1"), desk.resolve("C2")
    log_call(desk, two, Outcome(Code("LM"), note="said on two"))
    before = snapshot(tmp_path)
    merge(desk, one, two)
    assert desk.find(desk.account(two).ledger_id)[:1] == [one], (
        "who was joined to another is found as that one"
    )
    undo(desk)
    assert snapshot(tmp_path) == before
    merge(desk, one, two)
    report = take_in(tmp_path, [*FIVE, item("C2", "2b", "7.00")], on=NEXT_DAY)
    assert (report.invoices.new, report.invoices.closed, report.accounts.new) == (1, 0, 0)
    assert ask(tmp_path, "SELECT count(*) FROM invoice WHERE account_id = ?", one) == [(3,)]
    assert ask(tmp_path, "SELECT account_id FROM activity") == [(one,)]
    desk = desk_of(tmp_path)
    split(desk, two)
    assert ask(tmp_path, "SELECT number FROM invoice WHERE account_id = ? ORDER BY 1", two) == [
        ("2",),
        ("2b",),
    ]
    assert ask(tmp_path, "SELECT account_id FROM activity") == [(two,)]
    again = take_in(tmp_path, [*FIVE, item("C2", "2b", "7.00")], on=NEXT_DAY)
    assert (again.invoices.unchanged, again.invoices.new, again.invoices.closed) == (6, 0, 0)


def days_late(folder: Path) -> dict[str, list[int]]:
    rows = ask(
        folder,
        "SELECT ledger_id, days_late FROM payer_history JOIN account ON account.id = account_id ORDER BY 1",
    )
    return {ledger_id: histories.unpack(blob).tolist() for ledger_id, blob in rows}


def bill(who: str, number: str, settled: str) -> tuple[object, ...]:
    return (who, who, number, "2026-01-01", "2026-01-31", "1.00", settled)


def test_histories_of_many_customers_grow_as_those_of_few(tmp_path: Path):
    many = [f"C{number}" for number in range(101)]
    for day, second in ((TODAY, ""), (NEXT_DAY, "2026-02-10")):
        rows = [bill(who, *one) for who in many for one in (("1", "2026-02-05"), ("2", second))]
        take_in(tmp_path, text_of(rows, _SETTLES), on=day)
    assert days_late(tmp_path) == {who: [5, 10] for who in many}


def test_joined_accounts_have_one_history_of_payment_and_part_with_their_own(tmp_path: Path):
    rows = [
        bill("C1", "1", "2026-02-05"), bill("C1", "2", "2026-02-10"), bill("C1", "3", ""), bill("C2", "4", "2026-02-10"),
        bill("C2", "5", "2026-02-20"), bill("C2", "6", ""), bill("C3", "7", "2026-02-03"),
    ]  # fmt: skip
    take_in(tmp_path, text_of(rows, _SETTLES))
    own = {"C1": [5, 10], "C2": [10, 20], "C3": [3]}
    assert days_late(tmp_path) == own
    desk = desk_of(tmp_path)
    one, two, three = map(desk.resolve, ("C1", "C2", "C3"))
    merge(desk, one, two)
    assert days_late(tmp_path) == {"C1": [5, 10, 10, 20], "C3": [3]}
    assert desk.card(one).pays.count == 4
    undo(desk)
    assert days_late(tmp_path) == own
    merge(desk, one, two)
    take_in(tmp_path, text_of([*rows[:5], bill("C2", "6", "2026-03-02"), rows[6]], _SETTLES), on=NEXT_DAY)
    assert days_late(tmp_path)["C1"] == [5, 10, 10, 20, 30]
    desk = desk_of(tmp_path)
    split(desk, two)
    assert days_late(tmp_path) == {**own, "C2": [10, 20, 30]}
    merge(desk, two, three)
    split(desk, three)
    assert days_late(tmp_path) == {**own, "C2": [10, 20, 30]}


def test_accounts_that_cannot_be_one_are_told_why(tmp_path: Path):
    take_in(tmp_path, [*FIVE, item("C2", "1", "3.00")])
    take_in(tmp_path, FIVE[:1], creditor="South")
    desk = desk_of(tmp_path)
    with pytest.raises(UsageError, match="Both accounts have an item 1"):
        merge(desk, desk.resolve("/C1" if False else desk_ref(desk, 1)), desk.resolve(desk_ref(desk, 2)))
    with pytest.raises(UsageError, match="not merged"):
        split(desk, 1)
    with pytest.raises(UsageError, match="different creditors"):
        merge(desk, 1, 6)


def test_what_took_another_in_goes_into_no_third(tmp_path: Path):
    taken_in(tmp_path, FIVE)
    desk = desk_of(tmp_path)
    one, two, three = map(desk.resolve, ("C1", "C2", "C3"))
    merge(desk, two, one)
    before = snapshot(tmp_path)
    with pytest.raises(UsageError, match=r"C1 is merged into C2.*arcall split C1"):
        merge(desk, three, two)
    assert snapshot(tmp_path) == before
    merge(desk, two, three)
    split(desk, one)
    split(desk, three)
    merge(desk, three, two)
    assert ask(tmp_path, "SELECT ledger_id, merged_into FROM account WHERE id <= 3") == [
        ("C1", None),
        ("C2", three),
        ("C3", None),
    ]


def desk_ref(desk: Desk, account: int) -> str:
    found = desk.account(account)
    return f"{found.creditor}/{found.ledger_id}"


def test_a_mapping_is_remembered_for_files_with_that_header(tmp_path: Path):
    header = ("Kdnr", "Who", "Beleg X", "Vom", "Bis", "Summe", "Rest")
    mapping = dict(
        zip("account name number invoice_date due_date amount balance".split(), header, strict=True)
    )
    rows = [("C1", "One", "1", "01/02/2026", "03/02/2026", "5.00", "5.00")]
    take_in(tmp_path, text_of(rows, header), mapping=mapping, date_order="dmy")
    report = take_in(tmp_path, text_of(rows, header), on=NEXT_DAY)
    assert (report.invoices.unchanged, report.invoices.new) == (1, 0)
    assert any("as you said before" in warning for warning in report.warnings)


def test_what_is_said_of_a_column_now_outranks_what_was_said_before(tmp_path: Path):
    rows = [
        ("Oak", "1", "2026-01-15", "100.00", "Zklant"),
        ("Pine", "2", "2026-01-15", "44.00", "Leverancier"),
    ]
    text = text_of(rows, ("Customer", "Invoice", "Due date", "Open", "Ghj"))
    ignored, side = {"ignored": ("Ghj",)}, {"mapping": {"side": "ghj"}}
    told = [
        sum(take_in(tmp_path, text, NEXT_DAY + timedelta(day), **said).totals.values())
        for day, said in enumerate((ignored, {}, side, {}, ignored, {}))
    ]
    assert told == [14400, 14400, 10000, 10000, 14400, 14400]
    assert ask(tmp_path, "SELECT * FROM payment") == []
