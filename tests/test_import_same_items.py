"""What the next ledger has otherwise, though nobody paid: bills split, joined, renumbered, moved; amounts and days that all changed in one way."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from contextlib import nullcontext
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arcall_tui.domain.activity import PromiseState
from arcall_tui.workday.imports.import_report import ImportReport, LedgerRefusedError
from arcall_tui.workday.imports.taken import take_back
from cases import for_each
from ledger_files import ask, take_in, taken_in
from test_import_promises import TODAY, desk_at, promise
from tries import tries

NEXT = date(TODAY.year, TODAY.month + 1, TODAY.day)
HEAD = ("Customer ID", "Customer", "Invoice", "Invoice Date", "Due Date", "Amount", "Balance")
Row = tuple[str, str, str, str, str, str, str]


def bill(
    number: str, amount: str, who: str = "C1", due: str = "2026-04-01", dated: str = "2026-03-01"
) -> Row:
    return (who, f"Customer {who}", number, dated, due, amount, amount)


REST = [bill(f"90{n}", f"{40 + n}.00", f"R{n}") for n in range(8)]
KNOWN = [bill("1001", "100.00"), bill("1002", "60.00"), *REST]


def day(folder: Path, rows: list[Row], on: date = TODAY, *, dated: bool = True, **said: Any) -> Any:  # noqa: ANN401 - the options as they are
    keep = [place for place in range(len(HEAD)) if dated or HEAD[place] != "Invoice Date"]
    shown = [tuple(row[place] for place in keep) for row in (HEAD, *rows)]
    return taken_in(folder, shown[1:], on, header=shown[0], **said)


OTHERWISE = {
    "in parts": ([bill("1001-A", "50.00"), bill("1001-B", "50.00", due="2026-06-01"), KNOWN[1]], "1001 stands as 1001-A, 1001-B now"),
    "in three parts": ([bill("1001/1", "20.00"), bill("1001/2", "30.00"), bill("1001/3", "50.00"), KNOWN[1]], "1001 stands as"),
    "with another ending": ([bill("1001R", "100.00"), KNOWN[1]], "1001 stands as 1001R now"),
    "corrected": ([bill("1001-R", "90.00"), KNOWN[1]], "1001 stands as 1001-R now"),
    "on a plan": ([bill("PLAN-1", "80.00", dated="2026-03-09", due="2026-05-01"), bill("PLAN-2", "80.00", dated="2026-03-09", due="2026-06-01")], "1001, 1002 stand as PLAN-1, PLAN-2 now"),
    "two in one": ([bill("S-77", "160.00")], "1001, 1002 stand as S-77 now"),
    "one in two with other numbers": ([bill("2001", "40.00"), bill("2002", "60.00"), KNOWN[1]], "1001 stands as 2001, 2002 now"),
    "with a new customer": ([bill("1001", "100.00", "C9"), KNOWN[1]], "1 item stands under another customer now"),
    "with a customer of the book": ([bill("1001", "100.00", "R3"), KNOWN[1]], "1 item stands under another customer now"),
    "each with another of the book": ([bill("1001", "100.00", "R3"), bill("1002", "60.00", "R4")], "arcall merge R3 C1."),
}  # fmt: skip


@for_each(
    ("number", "dated", "new"),
    [("0001001", "2026-03-01", 0), ("1001", "2026-03-01", 0), ("1001.0", "2026-03-01", 0), ("1001", "2026-06-01", 1)],
)  # fmt: skip
def test_what_was_paid_is_no_other_bill_where_its_number_lost_its_zeros(
    tmp_path: Path, number: str, dated: str, new: int
):
    def rows(number: str, *days: str) -> list[Row]:
        return [("C1", "Customer C1", number, *days, "100.00", "0.00"), *REST]

    first = day(tmp_path, rows("0001001", "2026-03-01", "2026-04-01"))
    assert first.invoices.new == len(REST) + 1
    report = day(tmp_path, rows(number, dated, "2026-07-01" if new else "2026-04-01"), on=NEXT)
    assert (report.invoices.new, report.invoices.closed) == (new, 0)
    assert ask(tmp_path, "SELECT count(*) FROM invoice WHERE account_id = 1") == [(1 + new,)]


@for_each("dated", [True, False])
@for_each("case", OTHERWISE)
def test_what_stands_there_otherwise_was_not_paid_and_no_promise_is_kept_by_it(
    tmp_path: Path, case: str, *, dated: bool
):
    day(tmp_path, KNOWN, dated=dated)
    promise(tmp_path, ("100.00", NEXT), number="1001")
    after, told = OTHERWISE[case]
    # Without the days of bills, those of the next month may come to the same sum.
    said = {"gone": "same"} if case == "on a plan" and not dated else {}
    report = day(tmp_path, [*after, *REST], NEXT, dated=dated, **said)
    assert ask(tmp_path, "SELECT * FROM payment") == []
    assert not {"paid", "kept", "credited"} & set(report.story.replace(",", "").split())
    assert any(told in warning for warning in report.warnings), report.warnings
    # Of who has other bills there still nobody says that it is the one who has this now.
    assert any("merge" in warning for warning in report.warnings) == ("merge" in told)
    assert ask(tmp_path, "SELECT count(*) FROM promise WHERE state = 'kept'") == [(0,)]
    assert report.totals == {"USD": sum(round(float(row[6]) * 100) for row in (*after, *REST))}
    # The same file once more changes nothing, and taken back all is as it was.
    assert day(tmp_path, [*after, *REST], NEXT, dated=dated).invoices.changed == 0
    desk = desk_at(tmp_path, NEXT)
    take_back(desk)
    known = ask(tmp_path, "SELECT number FROM invoice WHERE settled_on IS NULL AND account_id = 1 ORDER BY 1")
    desk.close()
    assert known == [("1001",), ("1002",)]


WAYS = ("{0}", "00{0}", "INV-{0}", "INV-00{0}")


@for_each("seed", range(4))
def test_no_item_that_is_gone_is_answered_by_one_that_already_answers_for_another(tmp_path: Path, seed: int):
    """Bills of one day, with one sum for all that end alike; the next ledgers have some under others and spelt otherwise."""
    rng = random.Random(seed)
    names = {f"C{n}": f"Firm {n % 5}" for n in range(8)}

    def ledger(customers: list[str], most: int) -> dict[tuple[str, str], Row]:
        bills = [
            (who, rng.choice(WAYS).format(figures), f"{6**place}.00")
            for place, figures in enumerate((*range(11, 20), "0"))
            for who in rng.sample(customers, rng.randrange(most + 1))
        ]
        return {(who, no): (who, names[who], no, *bill(no, owed)[3:]) for who, no, owed in bills}

    def ends(bills: Iterable[tuple[str, str]]) -> Counter[str]:
        return Counter(number.removeprefix("INV-").lstrip("0") for _, number in bills)

    before = ledger(["C0", "C1", "C2", "C3", "C4"], 3)
    day(tmp_path, list(before.values()))
    for month, most in ((4, 1), (5, 3), (6, 1)):
        after = ledger(rng.sample(sorted(names), 5), most)
        paid = ask(tmp_path, "SELECT count(*) FROM payment")[0][0]
        on = date(TODAY.year, month, 2)
        report = day(tmp_path, list(after.values()), on, confirm_closures=True, renamed="same")
        gone, came = ends(before.keys() - after), ends(after.keys() - before)
        assert ask(tmp_path, "SELECT count(*) FROM payment")[0][0] - paid >= (gone - came).total()
        assert "-" not in report.story
        assert report.totals == {"USD": sum(round(float(row[6]) * 100) for row in after.values())}
        before = after


@for_each(
    ("came", "paid", "told"),
    [
        (("C9", "Alpha", "12"), "12", "C2 Beta 12"),
        (("C9", "Gamma", "12"), "INV-0012", "C1 Alpha INV-0012"),
        (("C9", "Gamma", "X-12"), "12", "C2 Beta 12"),
    ],
)
def test_one_new_bill_stands_for_one_that_is_gone_and_the_other_is_paid(
    tmp_path: Path, came: tuple[str, str, str], paid: str, told: str
):
    facts = bill("", "100.00")[3:]
    day(tmp_path, [("C1", "Alpha", "INV-0012", *facts), ("C2", "Beta", "12", *facts), *REST])
    report = day(tmp_path, [(*came, *facts), *REST], NEXT, confirm_closures=True)
    numbers = ask(tmp_path, "SELECT number FROM payment JOIN invoice ON invoice.id = invoice_id")
    assert numbers == [(paid,)]
    assert "1 paid in full" in report.story
    like = "Gone, though an item like it stands under another customer, for one at most: "
    assert f"{like}{told} (USD 100.00)." in report.warnings
    # Whose it is cannot be told by a name: nobody's notes go to another customer.
    renamed = ask(tmp_path, "SELECT id FROM account WHERE ledger_id = 'C9'") == [(1,)]
    assert renamed is (came[1] == "Alpha")


def test_numbers_of_zeros_alone_are_not_one_number(tmp_path: Path):
    facts = bill("", "100.00")[3:]
    day(tmp_path, [("C1", "Alpha", "A-000", *facts), *REST])
    assert "1 paid in full" in day(tmp_path, [("C9", "Gamma", "B-0", *facts), *REST], NEXT, gone="paid").story


def test_what_the_file_says_is_written_off_or_set_off_needs_no_yes_to_its_being_paid(tmp_path: Path):
    head = ("Customer", "Invoice", "Due Date", "Balance", "Status")
    rows = [(f"C{n}", f"10{n}", "2026-04-01", f"{n}0.00", "open") for n in range(1, 5)]
    take_in(tmp_path, [*rows, ("C4", "CN-1", "2026-04-01", "-40.00", "open")], header=head)
    report = take_in(tmp_path, [rows[0], rows[1], (*rows[2][:4], "written off")], NEXT, header=head)
    assert (report.invoices.closed, ask(tmp_path, "SELECT * FROM payment")) == (3, [])
    # What was void or written off and is there no more is not set off against what is paid.
    take_in(
        tmp_path,
        [*rows[:2], (*rows[2][:4], "void"), ("C9", "109", "2026-04-01", "30.00", "open")],
        NEXT + timedelta(1),
        header=head,
    )
    assert take_in(tmp_path, rows[:2], NEXT + timedelta(2), header=head).story == "1 paid in full (USD 30.00)"


def test_what_is_gone_below_a_title_of_what_the_user_owes_may_be_set_off(tmp_path: Path):
    bills = "Customer,Invoice,Due Date,Balance\nAccounts Receivable,,,\nElm,100,2026-04-01,{}\nOak,200,2026-04-01,55.00\nAccounts Payable,,,\n{}Ash,V2,2026-04-01,7.00\n".format
    take_in(tmp_path, bills("80.00", "Elm,V1,2026-04-01,30.00\n"))
    assert "gone from what is left out" in take_in(tmp_path, bills("50.00", ""), NEXT).story


def test_a_write_off_with_another_number_is_asked_about_but_for_what_was_void_before(tmp_path: Path):
    head = ("Customer", "Invoice", "Due Date", "Amount", "Balance", "Status")
    rows = [("C1", number, "2026-04-01", "90.00", "90.00", "open") for number in ("101", "102", "103")]
    rows += [(f"R{n}", f"20{n}", "2026-05-01", "40.00", "40.00", "open") for n in range(9)]
    rows.append(
        ("C1", "100", "2026-04-01", "90.00", "0.00", "void")
    )  # made out twice, which the book never had
    void = ("C1", "101", "2026-04-01", "90.00", "0.00", "void")
    take_in(tmp_path, rows, header=head)
    assert "1 credited, void" in take_in(tmp_path, [void, *rows[1:]], date(2026, 3, 3), header=head).story
    paid = take_in(tmp_path, [rows[-1], void, *rows[2:-1]], date(2026, 3, 4), header=head)
    assert paid.story == "1 paid in full (USD 90.00)"
    last = [void, (*void[:1], "INV-103", *void[2:]), *rows[3:]]
    with pytest.raises(LedgerRefusedError, match=r"C1 103 \(USD 90\.00\) as INV-103, void or written off"):
        take_in(tmp_path, last, date(2026, 3, 5), header=head)
    for said, told in (
        ("paid", "1 paid in full (USD 90.00)"),
        ("same", "1 credited, void or written off, unpaid (USD 90.00)"),
    ):
        assert take_in(tmp_path, last, date(2026, 3, 5), header=head, gone=said, dry_run=True).story == told
    # Where all are written so from now on, it is that one, also where one that was written so before stays.
    odd = ("R9", "X209-B", *rows[-2][2:])
    take_in(tmp_path, [*rows[2:-1], void, odd], date(2026, 3, 5), header=head)
    for written in ("INV-{}", "X{}-B"):
        now = [void, *((one[0], written.format(one[1].removeprefix("INV-")), *one[2:]) for one in last[1:])]
        report = take_in(tmp_path, [*now, odd], date(2026, 3, 6), header=head, dry_run=True)
        assert report.story == told


VOID, PAID = "1 credited, void or written off, unpaid (USD 100.00)", "1 paid in full (USD 100.00)"


@for_each(
    ("void", "told"),
    [
        ([bill("1001", "0.00")], [VOID]),
        ([bill("1001", "-100.00", dated="2026-03-09", due="2026-03-09")], [VOID]),
        ([bill("1001", "100.00", dated="2026-06-09")], [VOID]),  # when it was voided
        ([bill("1001", "-30.00", dated="2026-03-09", due="2026-03-09")], [PAID]),
        ([bill("1001", "100.00", dated="2027-03-01", due="2027-04-01")], [VOID, PAID]),
        ([bill("1001", "100.00", dated="2026-02-01", due="2026-03-01")], [VOID, PAID]),
        ([bill("1001", "100.00"), bill("1001", "-30.00")], [VOID]),
        ([bill("1001", "60.00"), bill("1001", "0.00", due="2026-05-07")], [VOID]),
    ],
)
@for_each("written", ["", "R"])
def test_a_void_credit_or_bill_of_the_next_year_has_only_the_number_of_one_that_was_paid(
    tmp_path: Path, void: list[Row], told: list[str], written: str
):
    day(tmp_path, KNOWN)
    rows = [*((*row, "Void") for row in void), *((*row, "Open") for row in KNOWN[1:])]
    rows = [(*row[:2], f"{written}{row[2]}", *row[3:]) for row in rows]
    take = partial(taken_in, tmp_path, rows, NEXT, header=(*HEAD, "Status"))
    if told[1:]:
        with pytest.raises(LedgerRefusedError, match=f"as {written}1001, void"):
            take()
    said = {"same": told[-2], "paid": told[-1]} if told[1:] else {"": told[0]}
    assert {gone: take(gone=gone, dry_run=True).story for gone in said} == said


@for_each(
    ("before", "after", "story"),
    [
        ([bill("7", "100.00")], [bill("7", "-30.00", dated="2026-03-30", due="2026-03-30")], "1 paid in full (USD 100.00), 1 new"),
        ([bill("7", "100.00")], [bill("117", "250.00", dated="2026-03-30", due="2026-05-01")], "1 paid in full (USD 100.00), 1 new"),
        ([bill(f"2026-02-{n}", "70.00", f"S{n}") for n in range(9)], [bill(f"2026-0{3 - n % 2}-{n}", "70.00", f"S{n}", dated=f"2026-0{4 - n % 2}-01", due=f"2026-0{5 - n % 2}-01") for n in range(9)], "5 paid in full (USD 350.00), 5 new"),
        ([bill("2026-1", "100.00"), bill("2026-2", "60.00"), bill("2026-3", "40.00")], [bill("2026-2", "60.00"), bill("2026-3", "40.00")], "1 paid in full (USD 100.00)"),
        ([bill("2026-1", "100.00"), bill("2026-2", "60.00")], [(*bill("2026-1", "100.00")[:6], "40.00"), bill("2026-2", "60.00")], "1 part paid (USD 60.00)"),
        ([bill("1022-B2", "25.00")], [bill("1022-2", "25.00", due="2026-05-01")], "1 with another due date"),
        ([bill("1022-B2", "25.00")], [bill("1023-2", "25.00", dated="2026-03-30", due="2026-05-01")], "1 paid in full (USD 25.00), 1 new"),
        ([bill("B2", "25.00")], [bill("C-2", "31.00", dated="2026-03-30", due="2026-05-01")], "1 paid in full (USD 25.00), 1 new"),
        ([bill("12/A1", "70.00"), bill("1047", "70.00")], [(*bill("12-1", "70.00")[:6], "35.00"), bill("1047", "70.00")], "1 part paid (USD 35.00)"),
    ],
    ids=["a credit with the number of a bill", "figures that end alike", "the next month's", "two that come to as much as one that was paid", "a rest, and another that come to as much", "a part, due later", "the same part of another", "figures of one place", "a part of the days and sum of another"],
)  # fmt: skip
def test_as_all_is_written_otherwise_each_bill_is_itself(
    tmp_path: Path, before: list[Row], after: list[Row], story: str
):
    first, written = (
        [(*row[:2], f"{way}-{row[2]}", *row[3:]) for row in (*rows, *REST)]
        for way, rows in (("INV", before), ("RE", after))
    )
    day(tmp_path, first)
    assert day(tmp_path, written, NEXT).story == story


@for_each("parts", [("1001-A", "1001-B"), ("1001/1", "1001/2"), ("1001", "1001")])
def test_a_part_of_a_bill_is_not_also_the_rest_of_one_that_is_paid(tmp_path: Path, parts: tuple[str, str]):
    day(tmp_path, KNOWN)
    after = [
        bill(number, "50.00", due=due)
        for number, due in zip(parts, ("2026-04-01", "2026-06-01"), strict=True)
    ]
    assert day(tmp_path, [*after, *REST], NEXT).story == "1 paid in full (USD 60.00), 1 new, 1 billed at less"


def test_what_only_looks_alike_is_another_bill(tmp_path: Path):
    day(tmp_path, KNOWN)
    after = [bill("10010", "100.00"), bill("1005", "160.00", dated="2026-03-09"), *REST]
    assert "2 paid in full" in day(tmp_path, after, NEXT, gone="paid").story


def scaled(rows: list[Row], factor: float) -> list[Row]:
    return [(*row[:5], f"{float(row[5]) * factor:.2f}", f"{float(row[6]) * factor:.2f}") for row in rows]


@given(st.sampled_from([100.0, 0.01, 1 / 1.2, 1.19, 1000.0, 0.5]), st.integers(0, 2))
@settings(max_examples=tries(12))
def test_one_factor_for_all_amounts_is_asked_about_and_taken_where_it_is_meant(
    tmp_path_factory: pytest.TempPathFactory, factor: float, more: int
):
    folder = tmp_path_factory.mktemp("scaled")
    day(folder, KNOWN)
    after = [*scaled(KNOWN, factor), *(bill(f"30{n}", "7.00", "N1") for n in range(more))]
    with pytest.raises(LedgerRefusedError, match=r"All 10 items .* times the amount they had"):
        day(folder, after, NEXT)
    assert ask(folder, "SELECT sum(balance) FROM invoice") == [(50_800,)]
    assert day(folder, after, NEXT, new_facts=True).invoices.changed == len(KNOWN)


def test_a_report_in_whole_units_is_asked_about_as_nobody_paid_the_cents(tmp_path: Path):
    exact = [(*row[:5], row[5], f"{float(row[6]) - 0.3 + n / 10:.2f}") for n, row in enumerate(KNOWN[:5])]
    paid = (*KNOWN[5][:6], "1.00")  # in truth, on the same day
    for name, before, after, said in (
        ("whole", [*exact, *KNOWN[5:]], KNOWN, "are whole now: is this report rounded"),
        ("paid", [*exact, *KNOWN[5:]], [*KNOWN[:5], paid, *KNOWN[6:]], "are whole now: is this report"),
        ("exact again", KNOWN, [*exact, *KNOWN[5:]], "were whole before: was that report rounded"),
    ):
        folder = tmp_path / name
        folder.mkdir()
        day(folder, before)
        with pytest.raises(LedgerRefusedError, match=f"4 items .* {said}"):
            day(folder, after, NEXT)


def test_numbers_that_are_places_in_the_list_are_asked_about(tmp_path: Path):
    def listed(bills: list[Row]) -> list[Row]:
        return [(*row[:2], str(place), *row[3:]) for place, row in enumerate(bills, start=1)]

    bills = [bill("", f"{40 + n}.00", f"R{n // 3}", due=f"2026-04-{n + 1:02}", dated="") for n in range(9)]
    day(tmp_path, listed(bills))
    with pytest.raises(LedgerRefusedError, match="places in the list") as refused:
        day(tmp_path, listed([*bills[:1], *bills[2:]]), NEXT)
    assert refused.value.question is not None
    assert refused.value.question.choices[0].option == "--map number=-"
    paid = day(tmp_path, listed([*bills[:1], *bills[2:]]), NEXT, mapping={"number": "-"})
    assert paid.story == "1 paid in full (USD 41.00)"


@for_each("amounts", [True, False])
@for_each(
    ("rates", "money"),
    [
        ((0.98873, 0.98873, 0.98873), 0),
        ((0.98873, 0.98873, 0.98873, 0.7), 9000),
        # Round parts are paid, as are those of one sum; two may be a chance, a tenth of each is paid, and so are parts of their own.
        ((0.975, 0.975, 0.975), 4500),
        ((1, 1, 0.98873, 0.98873, 0.98873), 1014),
        ((0.98, 0.98), 3000),
        # Instalments of three years, and of four.
        ((35 / 36, 35 / 36, 35 / 36), 5000),
        ((47 / 48, 47 / 48, 47 / 48), 3750),
        ((0.9, 0.9, 0.9), 18000),
        ((0.98, 0.97, 0.985), 3950),
    ],
)
def test_what_several_are_less_by_at_another_days_rate_is_no_money(
    tmp_path: Path, rates: tuple[float, ...], money: int, *, amounts: bool
):
    head = HEAD if amounts else (*HEAD[:5], HEAD[6])
    sums = (1000, 500, 300, 300, 300)

    def ledger(on: date, *rates: float, gone: str = "") -> ImportReport:
        left = [f"{sum_ * rate:.2f}" for sum_, rate in zip(sums, (*rates, *[1] * len(sums)), strict=False)]
        bills = [(*bill(f"100{n}", f"{sums[n]}.00", f"C{n}")[:6], rest) for n, rest in enumerate(left)]
        return take_in(
            tmp_path,
            [(*row[:5], *row[5 + (not amounts) :]) for row in (*bills, *REST)],
            on,
            header=head,
            gone=gone,
        )

    ledger(TODAY)
    report = ledger(NEXT, *rates)
    assert ask(tmp_path, "SELECT coalesce(sum(amount), 0) FROM payment") == [(money,)]
    told = [warning for warning in report.warnings if "stand as worth less at another rate now" in warning]
    assert len(told) == (rates[0] == 0.98873)
    assert ("part paid" in report.story) == bool(money)
    if told:
        assert "--gone paid" in told[0]
        take_back(desk_at(tmp_path, NEXT))
        assert ledger(NEXT, *rates, gone="same").story == report.story
        take_back(desk_at(tmp_path, NEXT))
        assert "3 part paid" in ledger(NEXT, *rates[-3:], gone="paid").story


def test_small_odd_parts_of_many_are_paid_though_some_are_alike_by_chance(tmp_path: Path):
    tried = random.Random(7)
    owed = {f"{n}": tried.randrange(30_000, 900_000) for n in range(150)}
    paid = {number: round(sum_ * tried.uniform(0.002, 0.039)) for number, sum_ in owed.items()}

    def ledger(on: date, paid: dict[str, int]) -> ImportReport:
        left = {number: f"{(sum_ - paid.get(number, 0)) / 100:.2f}" for number, sum_ in owed.items()}
        rows = [(*bill(number, f"{owed[number] / 100:.2f}")[:6], rest) for number, rest in left.items()]
        return take_in(tmp_path, rows, on, header=HEAD)

    ledger(TODAY, {})
    assert ledger(NEXT, paid).story == f"150 part paid (USD {sum(paid.values()) / 100:,.2f})"


@for_each("bills", [2, len(KNOWN)])
def test_another_currency_for_all_is_asked_about(tmp_path: Path, bills: int):
    day(tmp_path, KNOWN[:bills])
    with pytest.raises(LedgerRefusedError, match="were in USD, and are in EUR"):
        day(tmp_path, KNOWN[:bills], NEXT, currency="EUR")


def test_payments_and_corrections_of_some_are_asked_about_by_nobody(tmp_path: Path):
    day(tmp_path, KNOWN)
    half = [(*row[:6], f"{float(row[6]) / 2:.2f}") for row in KNOWN]
    assert "10 part paid" in day(tmp_path, half, NEXT).story  # the amount of each stays
    day(tmp_path, [*scaled(KNOWN[:4], 1.1), *half[4:]], NEXT)


def test_days_and_months_that_all_changed_places_are_asked_about(tmp_path: Path):
    def written(order: str) -> list[Row]:
        form = "{2}/{1}/{0}" if order == "dmy" else "{1}/{2}/{0}"
        return [(*row[:3], *(form.format(*d.split("-")) for d in row[3:5]), *row[5:]) for row in KNOWN]

    day(tmp_path, written("dmy"), date_order="dmy")
    with pytest.raises(LedgerRefusedError, match="day and month the other way round") as refused:
        day(tmp_path, written("mdy"), NEXT)
    assert refused.value.question is not None
    assert day(tmp_path, written("mdy"), NEXT, date_order="mdy").invoices.changed == 0


def test_what_is_gone_is_not_closed_where_the_files_own_total_counts_it(tmp_path: Path):
    day(tmp_path, KNOWN)
    short = [*KNOWN[:-1], ("", "Total", "", "", "", "", "508.00")]
    with pytest.raises(
        LedgerRefusedError, match=r"own total says USD 47\.00 more than its rows, and 1 open item"
    ):
        day(tmp_path, short, NEXT)
    assert day(tmp_path, short, NEXT, partial=True).invoices.closed == 0
    assert day(tmp_path, short, NEXT, confirm_closures=True).invoices.closed == 1


def test_a_number_that_is_used_again_later_is_another_bill(tmp_path: Path):
    day(tmp_path, KNOWN)
    again = bill("1001", "500.00", dated="2026-05-05", due="2026-06-05")
    report = day(tmp_path, [again, *KNOWN[1:]], NEXT)
    assert "1 paid in full (USD 100.00), 1 new" in report.story
    assert ask(tmp_path, "SELECT number, balance FROM invoice WHERE account_id = 1 ORDER BY number") == [
        ("1001", 50_000),
        ("1001 of 2026-03-01", 0),
        ("1002", 6_000),
    ]
    assert day(tmp_path, [again, *KNOWN[1:]], NEXT).story == ""


BACK = "USD 100.00 that had come in went back, 1 owed again, {}1 broken: see Customer C1".format
MOVED = "1 with another due date, "
LITTLE = "that had come in went back, 1 owed again, 1 with another due date, 1 promise kept"


@for_each(
    ("amount", "dated", "due", "story"),
    [
        ("500.00", "2026-04-05", "2026-05-05", "1 new"),
        ("500.00", "2026-03-20", "2026-04-20", "1 new"),  # the day on which its payment was seen
        ("500.00", "2026-03-18", "2026-04-20", ""),  # asked: a day before
        ("100.00", "2026-04-05", "2026-05-05", ""),  # asked
        ("109.00", "2026-04-05", "2026-05-05", ""),  # asked: with what a cheque that bounced costs
        ("93.00", "2026-04-05", "2026-05-05", ""),  # asked: made out anew for less, perhaps
        ("89.00", "2026-04-05", "2026-05-05", "1 new"),
        ("93.00", "2027-01-05", "2027-02-05", "1 new"),  # numbers begin anew each year
        ("500.00 400.00", "2026-04-05", "2026-05-05", "1 owed again, 1 with another due date"),
        ("100.00 0.40", "2026-03-18", "2026-04-20", f"USD 0.40 {LITTLE}"),  # the rest stays paid
        ("500.00", "2026-04-05", "2026-04-01", BACK("")),
        ("500.00", "2026-03-01", "2026-05-05", BACK(MOVED)),
    ],
)
def test_a_paid_number_with_a_later_day_and_another_sum_is_another_bill(
    tmp_path: Path, amount: str, dated: str, due: str, story: str
):
    billed, *rest = amount.split()
    again = (*bill("1001", billed, dated=dated, due=due)[:-1], *(rest or [billed]))
    on, now = date(2026, 4, 6), [again, *KNOWN[1:]]
    day(tmp_path, KNOWN)
    promise(tmp_path, ("100.00", NEXT), number="1001")
    day(tmp_path, KNOWN[1:], date(2026, 3, 20))
    if not story:
        with pytest.raises(LedgerRefusedError, match=rf"1001 \(USD 100.00\) as that of {dated}"):
            day(tmp_path, now, on)
        assert day(tmp_path, now, on, gone="same", dry_run=True).story == BACK(MOVED)
    assert day(tmp_path, now, on, gone="" if story else "paid").story == (story or "1 new")
    assert ask(tmp_path, "SELECT state FROM promise") == [("broken" if "broken" in story else "kept",)]


@for_each(("left", "dated"), [("10.00", True), ("60.00", True), ("10.00", False)])
def test_what_is_left_of_a_bill_under_its_number_with_something_behind_was_not_paid(
    tmp_path: Path, left: str, *, dated: bool
):
    day(tmp_path, [bill("1001", "100.00"), *KNOWN[1:]], dated=dated)
    rest = bill("1001-RET", left, due="2027-03-01")
    if not dated:  # the number alone says it
        with pytest.raises(LedgerRefusedError, match=r"1001 \(USD 100.00\) as 1001-RET"):
            day(tmp_path, [rest, *KNOWN[1:]], NEXT, dated=dated)
    report = day(tmp_path, [rest, *KNOWN[1:]], NEXT, dated=dated, gone="" if dated else "same")
    assert report.story == f"1 paid in full (USD {100 - float(left):.2f}), 1 new"
    assert any("The rest of 1001 stands as 1001-RET now" in one for one in report.warnings)


def rents(who: str, number: str, months: str = "1", **days: str) -> list[Row]:
    """Return rents of one day, one of each customer: no two of one sum."""
    return [
        bill(number.format(n), f"{700 + 100 * n}.00", f"{who}{n}", **days) for n in map(int, months.split())
    ]


SOON = {"dated": "2026-03-20", "due": "2026-05-07"}
LATER = {"dated": "2026-04-01", "due": "2026-05-01"}
FURTHER = [bill(f"80{n}", "33.00", f"S{n}") for n in range(9)]


@for_each(
    ("before", "after", "said", "story"),
    [
        (rents("T", "R10{}", "1 2 3 4"), rents("U", "R20{}", "1 2 3 4"), {"partial": True}, "4 new"),
        (rents("T", "2026-03"), rents("U", "2026-03"), {"partial": True}, "1 new"),
        (rents("T", "2026-03"), rents("R", "2026-03"), {"partial": True}, "1 new"),
        (rents("T", "FLAT{}", "1 2 3"), rents("U", "FLAT{}", "1 2 3", **LATER), {}, "3 paid in full (USD 2,700.00), 3 new"),
        (rents("T", "10{}", "1 2 3"), rents("T", "20{}", "1 2 3"), {"gone": "paid"}, "3 paid in full (USD 2,700.00), 3 new"),
        (rents("T", "2026-1-11"), rents("T", "2026-11-1", dated="2026-11-01"), {"gone": "paid"}, "1 paid in full (USD 800.00), 1 new"),
        (rents("T", "R-1"), rents("T", "R/1", dated="2026-04-05", due="2026-05-05"), {}, "1 paid in full (USD 800.00), 1 new"),
        (rents("T", "2026-03"), [bill("2026-03", "600.00", "U1")], {}, "1 paid in full (USD 800.00), 1 new"),
        ([("T1", "Elm", *rents("T", "F1")[0][2:])], [("U1", "Elm", *rents("U", "F1", dated="2026-04-05", due="2026-05-05")[0][2:])], {}, "1 paid in full (USD 800.00), 1 new"),
        ([("T1", "Customer R1", *rents("T", "R7")[0][2:])], rents("R", "R8"), {}, "1 paid in full (USD 800.00), 1 new"),
        (
            [bill("JAN-1", "300.00", due="2026-04-15"), bill("JAN-2", "500.00", due="2026-04-30")],
            [bill("FEB-1", "300.00", dated="2026-04-01", due="2026-05-15"), bill("FEB-2", "500.00", dated="2026-04-01", due="2026-05-31")],
            {}, "2 paid in full (USD 800.00), 2 new",
        ),
        ([bill("1001", "300.00"), bill("1002", "500.00")], [bill("1055", "800.00", **SOON)], {}, "2 paid in full (USD 800.00), 1 new"),
        ([bill("1001", "300.00"), bill("1002", "500.00")], [bill("1055", "800.00", **SOON), bill("1056", "840.00", **SOON)], {}, "2 paid in full (USD 800.00), 2 new"),
        ([bill("1001", "312.37"), bill("1002", "487.63")], [bill("1055", "831.22", **SOON)], {}, "2 paid in full (USD 800.00), 1 new"),
        ([bill("1001", "800.00", due="2026-05-15")], [bill("1055", "800.00", dated="2026-04-01", due="2026-06-15")], {}, "1 paid in full (USD 800.00), 1 new"),
        ([bill("1001", "33.00")], [bill("1055", "33.00", **SOON)], {}, "1 paid in full (USD 33.00), 1 new"),
        ([bill("1001", "800.00")], [bill("1055", "700.00", **SOON)], {}, "1 paid in full (USD 800.00), 1 new"),
        ([bill("1001", "800.00")], [bill("1055", "700.00"), *(bill(f"106{n}", "9.00", f"L{n}") for n in range(4))], {}, "1 paid in full (USD 800.00), 5 new"),
        ([bill("103/10", "800.00")], [bill("103/11", "800.00", **LATER)], {}, "1 paid in full (USD 800.00), 1 new"),
        ([bill(f"{n}/2026", f"{n}.00") for n in (100, 400, 700)], [bill(f"9{n}/2026", f"{n}.00") for n in (99, 399, 699)], {"gone": "paid"}, "3 paid in full (USD 1,200.00), 3 new"),
    ],
    ids=["another house", "a month for a number", "and a customer of the book", "new tenants", "one more of the day", "signs alone", "used again", "a smaller rent", "of one name", "of one name in the book", "the next month's of the same sums", "so many hours", "and more of them", "a little more than both", "the next month's before the first is due", "what many pay", "of another day and sum", "where most is booked late", "a matter's next month", "of one year"],
)  # fmt: skip
def test_other_bills_of_one_sum_or_number_are_not_those_that_are_gone(
    tmp_path: Path, before: list[Row], after: list[Row], said: dict[str, Any], story: str
):
    day(tmp_path, [*before, *REST, *FURTHER])
    report = day(tmp_path, [*after, *([] if "partial" in said else [*REST, *FURTHER])], NEXT, **said)
    assert report.story == story
    assert report.invoices.new == len(after)


NAMESAKE = ("C9", "Customer T1", *rents("T", "R7")[0][2:])
ODD = [bill("INV-1", "312.37"), bill("INV-2", "487.63")]
CHANCES = {
    "a namesake": (rents("T", "R6"), [NAMESAKE], "T1 Customer T1 R6 (USD 800.00) as R7 of C9 Customer T1", "1 customer with another name or id"),
    "a month for a number, and a name that begins alike": (
        [("T1", "Elm", *rents("T", "2026-03")[0][2:])], [("U1", "Elm Works", *rents("U", "2026-03")[0][2:])],
        "T1 Elm 2026-03 (USD 800.00) as 2026-03 of U1 Elm Works", "1 customer with another name or id",
    ),
    "another number, with the day and the sum": ([bill("1001", "800.00")], [bill("1055", "800.00")], "1001 (USD 800.00) as 1055", ""),
    "and a later day": ([bill("1001", "800.00")], [bill("1055", "800.00", due="2026-05-01")], "1001 (USD 800.00) as 1055", "1 with another due date"),
    "its own number, a month later": ([bill("1001", "800.00")], [bill("1001", "800.00", dated="2026-04-02", due="2026-05-02")], "1001 (USD 800.00) as that of 2026-04-02", "1 with another due date"),
    "and a part was paid": ([bill("1001", "800.00")], [(*bill("1055", "800.00")[:6], "760.00")], "1001 (USD 800.00) as 1055", "1 part paid (USD 40.00)"),
    "the last part, due later": ([bill("1001", "400.00"), bill("1001", "400.00", due="2026-05-01")], [bill("1001", "400.00", due="2026-06-01")], "1001/2 (USD 400.00) as 1001", "1 paid in full (USD 400.00), 1 with another due date"),
    "numbered in another way, and raised": ([bill("1001", "800.00")], [bill("SI/77", "950.00")], "1001 (USD 800.00) as SI/77", "1 owed more"),
    "numbered in another way, and another customer's": ([bill("1001", "800.00")], [bill("SI/77", "800.00", "R1")], "1001 (USD 800.00) as SI/77 of R1", ""),
    "moved to another customer, and due later": ([bill("1001", "800.00")], [bill("SI/77", "800.00", "R1", due="2026-05-07")], "1001 (USD 800.00) as SI/77 of R1", "1 with another due date"),
    "of other days": ([bill("1001", "800.00")], [bill("1055", "800.00", **SOON)], "1001 (USD 800.00) as 1055", "1 with another due date"),
    "of before, with another sum": ([bill("1001", "800.00")], [bill("1055", "900.00")], "1001 (USD 800.00) as 1055", "1 owed more"),
    "of before, and as much in all": ([bill("1001", "300.00"), bill("1002", "500.00")], [bill("1055", "600.00", due="2026-05-01"), bill("1056", "200.00", dated="2026-02-25")], "1001 (USD 300.00) as 1056, 1055, together with 1002", "1 new, 1 billed at less"),
    "made out anew for less": ([bill("1001", "800.00")], [bill("3001", "700.00", dated="2026-04-02")], "1001 (USD 800.00) as 3001", "1 billed at less"),
    "a month for a number": (rents("T", "2026-03"), rents("U", "2026-03"), "T1 Customer T1 2026-03 (USD 800.00) as 2026-03 of U1 Customer U1", "1 customer with another name or id"),
    "and a customer of the book": (rents("T", "2026-03"), rents("R", "2026-03"), "as 2026-03 of R1 Customer R1", ""),
    "the next month's come to as much": (
        [bill("INV-1", "300.00"), bill("INV-2", "500.00")], [bill("FEB", "800.00", dated="2026-04-02", due="2026-05-02")],
        "C1 Customer C1 INV-1 (USD 300.00) as FEB, together with INV-2", "1 owed more, 1 with another due date",
    ),
    "several of odd sums in one": (
        [bill("INV-1", "312.37"), bill("INV-2", "487.63")], [bill("INV-9", "800.00", dated="2026-04-02", due="2026-05-02")],
        "C1 Customer C1 INV-1 (USD 312.37) as INV-9, together with INV-2", "1 owed more, 1 with another due date",
    ),
    "beside a new bill": (ODD, [bill("INV-9", "800.00", **LATER), bill("INV-8", "55.10", **LATER)], "INV-1 (USD 312.37) as INV-9, together with INV-2", "1 new, 1 owed more, 1 with another due date"),
    "beside one of its day": (ODD, [bill("INV-9", "800.00"), bill("INV-8", "55.10")], "INV-1 (USD 312.37) as INV-9, together with INV-2", "1 new, 1 owed more"),
    "and a fee": (ODD, [bill("INV-9", "815.00", **LATER)], "INV-1 (USD 312.37) as INV-9, together with INV-2", "1 owed more, 1 with another due date"),
    "and interest, numbered in another way": (ODD, [bill("C/1", "808.12", **LATER)], "INV-1 (USD 312.37) as C/1, together with INV-2", "1 owed more, 1 with another due date"),
    "beside one that is paid": (
        [bill("INV-1", "212.37"), bill("INV-2", "487.63"), bill("INV-3", "100.00")], [bill("INV-9", "700.00", **LATER)],
        "INV-1 (USD 212.37) as INV-9, together with INV-2", "1 paid in full (USD 100.00), 1 owed more, 1 with another due date",
    ),
    "one of odd sum in several, beside one that is paid": (
        [bill("INV-1", "700.00"), bill("INV-3", "100.00")], [bill("INV-8", "312.37", **LATER), bill("INV-9", "387.63", **LATER)],
        "INV-1 (USD 700.00) as INV-8, INV-9", "1 paid in full (USD 100.00), 1 new, 1 billed at less, 1 with another due date",
    ),
    "the rest of it, of its day": ([bill("1001", "800.00")], [bill("1055", "500.00", due="2026-05-20")], "1001 (USD 800.00) as 1055", "1 paid in full (USD 300.00), 1 new"),
    "the rest of it, by its number": ([bill("1001", "800.00")], [bill("R1001", "500.00", **LATER)], "1001 (USD 800.00) as R1001", "1 paid in full (USD 300.00), 1 new"),
    "so many, each with its day": (
        [bill("JAN-1", "300.00"), bill("JAN-2", "500.00")],
        [bill("FEB-1", "400.00", dated="2026-04-02", due="2026-05-02"), bill("FEB-2", "400.00", dated="2026-04-02", due="2026-06-02")],
        "as FEB-1, FEB-2, together with JAN-2", "1 new, 1 owed more, 1 with another due date",
    ),
}  # fmt: skip


@for_each(
    ("parts", "story"),
    [
        (["1004", "1004"], ""),
        (["1020", "1021"], "1 paid in full (USD 104.00), 2 new"),
        (["2026-1", "2026-2"], "1 paid in full (USD 104.00), 2 new"),
    ],
)
def test_undated_parts_of_a_bill_are_told_by_its_number_as_all_are_written_otherwise(
    tmp_path: Path, parts: list[str], story: str
):
    bills = {n: bill(f"202600100{n}", f"{100 + n}.00", f"C{n % 3}") for n in range(1, 9)}
    day(tmp_path, [*bills.values()], dated=False)
    now = [bill(f"100{n}", one[5], one[0]) for n, one in bills.items() if n != 4]
    now += [
        bill(number, f"{51 + n * 2}.00", "C1", due)
        for n, (number, due) in enumerate(zip(parts, ("2026-04-01", "2026-05-01"), strict=True))
    ]
    report = day(tmp_path, now, NEXT, dated=False, gone="paid" if story else "")
    assert report.story == (story or "1 new, 1 billed at less")


@for_each("now", ["U", "R"])
def test_what_another_has_of_its_days_and_sum_is_asked_about_as_all_is_numbered_anew(
    tmp_path: Path, now: str
):
    bills = [bill(f"INV-{n}", "800.00", f"T{n}") for n in range(1, 6)]
    day(tmp_path, [*bills, *REST])
    after = [bill(f"K-{70 + n}", "800.00", f"{'T' if n > 1 else now}{n}") for n in range(1, 6)]
    rest = [(*row[:2], f"K-{n}", *row[3:]) for n, row in enumerate(REST)]
    with pytest.raises(LedgerRefusedError, match=rf"T1 INV-1 \(USD 800\.00\) as K-71 of {now}1"):
        day(tmp_path, [*after, *rest], NEXT)


@for_each("chance", CHANCES)
def test_what_may_be_the_same_by_a_chance_is_asked_about(tmp_path: Path, chance: str):
    before, after, words, story = CHANCES[chance]
    day(tmp_path, [*before, *REST, *FURTHER])
    with pytest.raises(LedgerRefusedError) as refused:
        day(tmp_path, [*after, *REST, *FURTHER], NEXT)
    assert words in refused.value.message
    if "together" in words:
        with pytest.raises(LedgerRefusedError, match="together"):
            day(tmp_path, [*after, *REST, *FURTHER], NEXT, confirm_closures=True)
    assert ask(tmp_path, "SELECT count(*) FROM ledger_import") == [(1,)]
    what = {
        said: day(tmp_path, [*after, *REST, *FURTHER], NEXT, dry_run=True, gone=said).story
        for said in ("same", "paid")
    }
    assert what == {"same": story, "paid": f"{len(before)} paid in full (USD 800.00), {len(after)} new"}


@for_each(
    ("sums", "after", "asked"),
    [
        (["812.40"], [bill("1100", "812.40", "R1", **SOON)], True),
        (["812.40"], [bill("1001", "812.40", "R1", **SOON)], True),
        (["812.40"], [bill("1100", "812.40", "R1")], True),
        (["812.40"], [bill("1100", "812.40", "C9", **SOON)], True),
        # Of its days, any sum that no other bill has.
        (["800.00"], [bill("1100", "800.00", "R1")], True),
        (["129.95"], [bill("1100", "129.95", "R1")], True),
        (["800.00", "800.00"], [bill("1100", "800.00", "R1")], False),
        # A round sum, a price, what two have, what came twice, and where one sum in five is another's, too.
        (["800.00"], [bill("1100", "800.00", "R1", **SOON)], False),
        (["129.95"], [bill("1100", "129.95", "R1", **SOON)], False),
        (["812.40", "812.40"], [bill("1100", "812.40", "R1", **SOON)], False),
        (["812.40"], [bill("1100", "812.40", "R1", **SOON), bill("1101", "812.40", "R2", **SOON)], False),
        (["812.40", *["49.90"] * 5], [bill("1100", "812.40", "R1", **SOON)], False),
    ],
)
def test_a_bill_made_out_anew_to_another_customer_is_asked_about_where_its_sum_is_no_chance(
    tmp_path: Path, sums: list[str], after: list[Row], *, asked: bool
):
    rest = [bill(f"90{n}", f"{40 + n}.17", f"R{n}") for n in range(18)]
    others = [bill(f"100{n}", sum_, f"C{n}") for n, sum_ in enumerate(sums, 1)]
    day(tmp_path, [*others, *rest])
    stories = [
        day(tmp_path, [*after, *others[1:], *rest], NEXT, dry_run=True, gone=gone).story
        for gone in ("paid", "same")
    ]
    assert stories[0] == f"1 paid in full (USD {sums[0]}), {len(after)} new"
    assert ("paid" not in stories[1]) == asked
    with nullcontext() if not asked else pytest.raises(LedgerRefusedError, match=r"1001 .* as 1.0. of"):
        day(tmp_path, [*after, *others[1:], *rest], NEXT)


def moved(number: str, left: str, due: str = "2026-04-01", who: str = "R3") -> Row:
    return (*bill(number, "100.00", who, due)[:6], left)


@for_each("amounts", [True, False])
@for_each(
    ("before", "after", "paid"),
    [
        ([bill("1001", "100.00")], [moved("1001", "60.00")], 4000),
        ([bill("1001", "100.00")], [moved("1001", "60.00", who="C9")], 4000),
        ([bill("1001", "100.00")], [bill("1001", "130.00", "R3")], 0),
        ([bill("1001", "100.00"), bill("1001", "100.00", due="2026-05-01")], [bill("1001", "100.00"), moved("1001", "100.00", "2026-05-01")], 0),
        ([bill("1001", "100.00"), bill("1001", "100.00", due="2026-05-01")], [bill("1001", "100.00"), moved("1001", "30.00", "2026-05-01")], 7000),
        ([bill("1001", "100.00", due=f"2026-0{month}-01") for month in (4, 5)], [moved("1001", "100.00", f"2026-0{month}-01") for month in (4, 5)], 0),
    ],
    ids=["to one of the book", "to a new one", "and is corrected", "a part", "a part of a part", "all parts"],
)  # fmt: skip
def test_what_came_of_a_bill_that_is_another_customers_now_is_told(
    tmp_path: Path, before: list[Row], after: list[Row], paid: int, *, amounts: bool
):
    head = HEAD if amounts else (*HEAD[:5], HEAD[6])

    def ledger(rows: list[Row], on: date) -> str:
        shown = [(*row[:5], *row[5 + (not amounts) :]) for row in (*rows, *REST)]
        return take_in(tmp_path, shown, on, header=head).story

    ledger(before, TODAY)
    story = ledger(after, NEXT)
    assert ask(tmp_path, "SELECT coalesce(sum(amount), 0) FROM payment") == [(paid,)]
    assert ("1 part paid" in story) == bool(paid)
    assert "paid in full" not in story
    assert "new" not in story


def test_a_later_due_day_and_other_figures_than_before_are_in_the_story(tmp_path: Path):
    first = day(tmp_path, [*KNOWN[:2], (*REST[0][:6], "0.00"), *REST[1:]])
    assert first.story == "9 new, 1 settled already when first seen"
    after = [
        bill("1001", "100.00", due="2026-06-01"),
        (*KNOWN[1][:6], "65.00"),
        REST[0],
        bill("901", "21.00", "R1"),
        *REST[2:],
        (*bill("1009", "5.00")[:6], "0.00"),
    ]
    story = "1 settled already when first seen, 1 owed more, 1 owed again, 1 billed at less, 1 with another due date"
    assert day(tmp_path, after, NEXT).story == story


@for_each(
    ("paid", "credited", "state", "calls"),
    [
        ("80.00", "20.00", PromiseState.KEPT, 0),
        ("50.00", "50.00", PromiseState.KEPT, 0),
        ("20.00", "80.00", PromiseState.PARTLY_KEPT, 0),
    ],
)
def test_what_is_left_of_a_promise_after_a_credit_is_kept_when_it_is_paid(
    tmp_path: Path, paid: str, credited: str, state: PromiseState, calls: int
):
    head = ("Customer ID", "Invoice", "Due Date", "Amount", "Paid", "Credited", "Balance")

    def rows(gone: str, off: str, left: str) -> list[tuple[object, ...]]:
        others = [(f"R{n}", f"90{n}", "2026-05-01", "9.00", "5.00", "1.00", "3.00") for n in range(6)]
        mine = [("C1", "1001", "2026-04-01", "100.00", gone, off, left)]
        return [*mine, ("C1", "1002", "2026-04-01", "50.00", "0.00", "0.00", "50.00"), *others]

    take_in(tmp_path, rows("0.00", "0.00", "100.00"), TODAY, header=head)
    promise(tmp_path, ("100.00", NEXT), number="1001")
    take_in(tmp_path, rows(paid, credited, "0.00"), date(NEXT.year, NEXT.month, 28), header=head)
    assert ask(tmp_path, "SELECT state FROM promise") == [(state.value,)]
    assert ask(
        tmp_path, "SELECT count(*) FROM follow_up WHERE reason = 'the rest of a promise' AND done_at IS NULL"
    ) == [(calls,)]


def test_who_owes_no_more_than_the_credits_is_not_to_be_called_but_the_credits_set_off(tmp_path: Path):
    credit = (*bill("CM7", "-100.00")[:5], "-100.00", "-100.00")
    day(tmp_path, [bill("1001", "100.00"), credit, *REST])
    assert ask(tmp_path, "SELECT kind, reason FROM follow_up WHERE account_id = 1") == [
        ("check ledger", "credits cover what is open: see that they are set off")
    ]
