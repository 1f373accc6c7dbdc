"""Letters: what they ask for is what the queue says, to whom they go, and what is never said."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from email import message_from_bytes
from email.policy import default
from importlib import resources
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arcall_tui.domain.activity import DisputeRaised, DisputeReason, DisputeState, Line, Outcome, PromiseGiven
from arcall_tui.domain.money import Money
from arcall_tui.domain.outcomes import Code
from arcall_tui.errors import InputRefusedError, UsageError
from arcall_tui.outgoing import Colleague, InterestTerms, Outgoing, ReminderDays, Sender, Senders
from arcall_tui.settings import Paths
from arcall_tui.workday.calls.record import edit_contact, log_call, undo
from arcall_tui.workday.calls.settling import resolve_dispute
from arcall_tui.workday.desk.desk import Card, Desk
from arcall_tui.workday.letters import draft_files
from arcall_tui.workday.letters.account_view import (
    COMING_DUE,
    LETTERS,
    LEVELS,
    MEMOS,
    Level,
    Sent,
    next_level,
)
from arcall_tui.workday.letters.how_to_pay import not_said
from arcall_tui.workday.letters.language import choose, languages, wording
from arcall_tui.workday.letters.late_interest import interest_of
from arcall_tui.workday.letters.letter_fields import MEMO_ALONE, Sheet
from arcall_tui.workday.letters.letters import Letter, addresses_in, fill_in
from arcall_tui.workday.letters.printed import Paper, payment_code
from arcall_tui.workday.letters.sender_settings import keep_sender
from arcall_tui.workday.letters.sending import Wish, draft_of, leave, view_of
from arcall_tui.workday.letters.texts import Texts, harsh
from books import NOW, TODAY, Shelf, add_account, add_invoice
from cases import for_each
from letter_desk import EPC, SENDER, at_desk, kept
from shell import arcall, in_queue
from tries import tries

TEXTS = Texts()


def past(days: int) -> date:
    return TODAY - timedelta(days=days)


def written(desk: Desk, account: int, name: str, **wish: object) -> Letter:
    return draft_of(desk, TEXTS, desk.card(account), Wish(name, **wish))  # type: ignore[arg-type]


class Cell(NamedTuple):
    """An open item: minor units, days past due, currency; percent of it disputed, and of the rest promised, in parts."""

    minor: int
    days: int
    currency: str
    disputed: int
    promised: int
    parts: int


ITEMS = st.lists(
    st.builds(
        Cell,
        st.integers(-50_000, 90_000).filter(bool),
        st.integers(-40, 200),
        st.sampled_from(["USD", "EUR", "JPY"]),
        st.sampled_from([0, 0, 30, 100]),
        st.sampled_from([0, 0, 50, 100]),
        st.integers(1, 3),
    ),
    min_size=1,
    max_size=5,
)


def taken_on(desk: Desk, creditor: int, items: list[Cell]) -> int:
    """Put a new account of a creditor on the book, with its items and what was said about them."""
    (others,) = desk.book.execute("SELECT count(*) FROM account").fetchone()
    account = add_account(desk, f"A{others}", country="CH")
    desk.book.execute("INSERT OR IGNORE INTO creditor (id, name) VALUES (2, 'North')")
    desk.book.execute("UPDATE account SET creditor_id = ? WHERE id = ?", (creditor, account))
    for place, cell in enumerate(items):
        key = add_invoice(desk, account, f"N-{place}", cell.minor, past(cell.days), cell.currency)
        part = max(0, cell.minor) * cell.disputed // 100
        if part:
            line = Line(key, Money(part, cell.currency))
            raised = DisputeRaised(DisputeReason.PRICE, lines=(line,))
            log_call(desk, account, Outcome(Code.DISP, dispute=raised))
        rest = (max(0, cell.minor) - part) * cell.promised // 100 // cell.parts
        if rest:
            line = Line(key, Money(rest, cell.currency))
            given = tuple(
                PromiseGiven(line.amount, TODAY + timedelta(days=7 * n + 3), (line,))
                for n in range(cell.parts)
            )
            log_call(desk, account, Outcome(Code.PTP if cell.parts == 1 else Code.PLAN, promises=given))
    return account


NIGHT = """Customer ID,Customer,Country,Invoice,Due Date,Balance,Currency
W01,Tassie Nursing,AU,INV-1,2026-10-01,100.00,AUD
W01,Tassie Nursing,AU,INV-2,2026-11-24,20.00,AUD
W01,Tassie Nursing,AU,INV-3,2026-11-25,3.00,AUD
"""


@pytest.mark.parametrize(
    ("now", "day", "late"),
    [("2026-11-25T23:30+08:00", "25 November 2026", 55), ("2026-11-26T06:02+08:00", "26 November 2026", 56)],
)
def test_what_goes_out_past_midnight_of_a_night_shift_bears_the_calendars_day_and_asks_for_what_the_queue_says(
    tmp_path: Path, now: str, day: str, late: int
):
    config, book, ledger = Paths.find().config, tmp_path / "b.sqlite3", tmp_path / "l.csv"
    config.mkdir(parents=True)
    (config / "settings.toml").write_text('zone = "Asia/Manila"\n')
    (config / "policy.toml").write_text('[shift]\nopens = "21:00"\ncloses = "07:00"\n')
    ledger.write_text(NIGHT)
    assert arcall("import", ledger, "--as-of", "2026-11-25", book=book, now=now).code == 0
    (placed,) = arcall("queue", "--json", book=book, now=now).json
    assert (placed["collectable"], placed["days_past_due"]) == ({"AUD": "120.00"}, 55)  # of the shift
    demand = " ".join(arcall("letter", "W01", "reminder", "--show", book=book, now=now).out.split())
    assert f"INV-1 1 Oct 2026 AUD 100.00 {late} days past due" in demand
    assert "To be paid now AUD 120.00" in demand
    statement = arcall("statement", "W01", "--json", book=book, now=now).json
    assert day in statement["subject"]
    assert re.search(r"INV-3 .*not yet due", statement["body"])  # the queue does not ask for it yet


@pytest.fixture
def two_creditors(shelf: Shelf, tmp_path: Path) -> Desk:
    senders = Senders(SENDER, {"North": replace(EPC, firm="North")})
    return at_desk(shelf, tmp_path, Outgoing(senders=senders, interest=InterestTerms(contract=9.5)))


@given(
    items=ITEMS,
    creditor=st.sampled_from([1, 2]),
    level=st.sampled_from(LEVELS),
    language=st.sampled_from(languages()),
    kept=st.sets(st.integers(0, 5)),
)
@settings(max_examples=tries(15), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_letter_asks_for_more_than_the_queue_says(
    two_creditors: Desk, items: list[Cell], creditor: int, level: str, language: str, kept: set[int]
):
    desk = two_creditors
    account = taken_on(desk, creditor, items)
    card = desk.card(account)
    collectable = {e.currency: e.collectable for e in card.placing.standing.exposures if e.collectable}
    view = view_of(desk, card)
    assert {amount.currency: amount.minor for amount in view.claimed} == collectable
    for sums in view.sums:
        asked = sum(i.claimed.minor for i in view.items if i.balance.currency == sums.open.currency)
        assert asked - sums.credit.minor == sums.claimed.minor
        assert sums.overdue.minor - sums.disputed.minor - sums.promised.minor == asked
    some = frozenset(item.id for place, item in enumerate(view.items) if place in kept)
    rest = frozenset(item.id for item in view.items) - some
    parts = [view_of(desk, card, each).claimed for each in (some, rest) if each]
    in_parts = Counter[str]()
    for amount in chain.from_iterable(parts):
        in_parts[amount.currency] += amount.minor
    assert in_parts == collectable  # however the items are shared out between letters
    for chosen in (frozenset[int](), some):
        part = view_of(desk, card, chosen)
        words = wording(language, "CH")
        if not part.claimed:
            with pytest.raises(UsageError, match="nothing to ask"):
                written(desk, account, level, language=language, items=chosen)
            continue
        letter = written(desk, account, level, language=language, items=chosen)
        assert words.amounts(part.claimed) in letter.subject
        (total,) = (
            [line.split(words.words["total_claimed"])[1].strip() for line in letter.body.splitlines()
             if words.words["total_claimed"] in line],
        )  # fmt: skip
        covered = [words.money(replace(s.claimed, minor=0)) for s in part.sums if s.credit.minor]
        assert [each for each in total if each not in covered] == [words.money(a) for a in part.claimed]
        paper = Paper(
            Sheet(part, words, desk.settings.outgoing.sender_of(card.account.creditor), None), demand=True
        )
        code = payment_code(paper)
        assert (
            code is None
            or Decimal(code.content.split("\n")[7].removeprefix("EUR")) * 100 <= collectable["EUR"]
        )


def sums_named(body: str, label: str) -> list[str]:
    """What a letter's lines say after a label."""
    return [line.split(label)[1].removeprefix(":").strip() for line in body.splitlines() if label in line]


@given(
    items=ITEMS,
    creditor=st.sampled_from([1, 2]),
    name=st.sampled_from(LETTERS),
    wish=st.fixed_dictionaries({"interest": st.booleans(), "pdf": st.booleans()}),
)
@settings(max_examples=tries(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_letters_of_all_kinds_ask_for_the_queues_figure_and_what_interest_comes_to(
    two_creditors: Desk, items: list[Cell], creditor: int, name: str, wish: dict[str, bool]
):
    desk = two_creditors
    account = taken_on(desk, creditor, items)
    card, words = desk.card(account), wording("en", "CH")
    owed = {e.currency: e.collectable for e in card.placing.standing.exposures}
    borne = Counter({each.currency: each.minor for each in interest_of(desk, card).interest})
    try:
        letter = written(desk, account, name, language="en", **wish)
    except UsageError:
        return  # it would say what is not so, or there is no interest
    claimed = [words.money(Money(minor, currency)) for currency, minor in owed.items() if minor]
    named = [
        each for each in sums_named(letter.body, "To be paid now") if not re.search(r"\w 0(?:\.00)?$", each)
    ]
    assert sorted(named) == (sorted(claimed) if letter.name in {*LEVELS, "statement"} else [])
    if letter.name in LEVELS and wish["interest"]:
        whole = [Money(owed[c] + borne[c], c) for c in {**owed, **borne} if owed[c] or borne[c]]
        (named_in_all,) = sums_named(letter.body, "To be paid in all")
        assert sorted(re.split(", | and ", named_in_all)) == sorted(map(words.money, whole))
    if letter.name == COMING_DUE:
        counted = {each.currency: each.soon for each in card.placing.standing.exposures}
        for currency, (amount, credit) in view_of(desk, card).coming_sums().items():
            if counted[currency]:
                assert amount.minor == counted[currency]  # what the queue's task names
                continue
            soon = [
                i for i in card.invoices if 0 <= (i.due - TODAY).days <= 7 and i.balance.currency == currency
            ]
            minus = sum(
                i.balance.minor
                for i in card.invoices
                if i.balance.minor < 0 and i.balance.currency == currency
            )
            free = sum(max(0, i.free().minor) for i in soon)
            late = sum(
                max(0, i.free().minor)
                for i in card.invoices
                if i.due < TODAY and i.balance.currency == currency
            )
            assert amount.minor == max(0, free - max(0, -minus - late))
            assert (amount.minor + credit.minor, credit.minor >= 0) == (free, True)


def test_no_account_of_the_sample_book_gets_a_letter_that_asks_for_more_than_the_queue_says(
    sample_book: Path, shelf: Shelf, tmp_path: Path
):
    shelf.folder.mkdir(exist_ok=True)
    shutil.copy(sample_book, shelf.folder / "book.sqlite3")
    desk = at_desk(shelf, tmp_path)
    shown = {entry["account"]: entry["collectable"] for entry in in_queue(sample_book)}
    written_to = Counter[str]()
    for place, (account, ledger_id) in enumerate(desk.book.execute("SELECT id, ledger_id FROM account")):
        card = desk.card(account)
        exposures = card.placing.standing.exposures
        owed = [Money(each.collectable, each.currency) for each in exposures]
        in_figures = {each.currency: each.plain() for each in owed if each.minor}
        assert {c: a for c, a in shown.get(ledger_id, in_figures).items() if float(a)} == in_figures
        words = wording("en", card.account.country, SENDER.country)
        for name in ("reminder", LETTERS[place % len(LETTERS)]):
            try:
                letter = draft_of(desk, TEXTS, card, Wish(name, language="en"))
            except UsageError:
                continue  # it would say what is not so
            named = set(sums_named(letter.body, "To be paid now"))
            assert named <= set(map(words.money, owed)), (ledger_id, name)
            assert named or letter.name not in LEVELS
            written_to[letter.name] += 1
    assert len(written_to) > len(LEVELS)


def test_what_is_disputed_promised_or_credited_stands_apart(shelf: Shelf, tmp_path: Path):
    desk = at_desk(shelf, tmp_path)
    account = add_account(desk, "A")
    one = add_invoice(desk, account, "N-1", 100_000, past(40))
    two = add_invoice(desk, account, "N-2", 50_000, past(30))
    add_invoice(desk, account, "C-1", -10_000, past(30))
    dispute = DisputeRaised(DisputeReason.PRICE, lines=(Line(two, Money(20_000, "USD")),))
    log_call(desk, account, Outcome(Code.DISP, dispute=dispute))
    promised = PromiseGiven(
        Money(30_000, "USD"), TODAY + timedelta(days=5), (Line(one, Money(30_000, "USD")),)
    )
    log_call(desk, account, Outcome(Code.PTP, promises=(promised,)))
    letter = written(desk, account, "reminder")
    assert "USD 900.00" in letter.subject  # 1,000 - 300 + 500 - 200 - 100
    assert re.search(r"N-1 .* USD 700.00  40 days past due", letter.body)
    assert "N-1: USD 300.00 promised for 25 Nov 2026" in letter.body
    assert "N-2: USD 200.00 in dispute (price)" in letter.body
    assert "-USD 100.00" in letter.body
    desk.book.execute("UPDATE promise_line SET paid = 10000")
    own = tmp_path / "texts" / "letters"
    own.mkdir(parents=True)
    (own / "mine.txt").write_text("Subject: x\n\n{{ promises }}\n{{ promised_amount }}\n")
    mine = draft_of(desk, Texts(tmp_path / "texts"), desk.card(account), Wish("mine")).body
    assert (mine.count("USD 200.00"), "USD 300.00" in mine) == (2, False)


@pytest.mark.parametrize(
    ("days", "minor", "why"),
    [(-10, 5000, "nothing is past due"), (10, -5000, "nothing is past due")],
)
def test_a_reminder_that_would_be_untrue_is_refused(
    shelf: Shelf, tmp_path: Path, days: int, minor: int, why: str
):
    desk = at_desk(shelf, tmp_path)
    account = add_account(desk, "A")
    add_invoice(desk, account, "N-1", minor, past(days))
    for name in ("reminder", *LEVELS):
        with pytest.raises(UsageError, match=why):
            written(desk, account, name)


def test_a_confirmation_holds_what_the_last_call_agreed_and_nothing_older(shelf: Shelf, tmp_path: Path):
    old = at_desk(shelf, tmp_path, now=NOW - timedelta(days=60))
    account = add_account(old, "A")
    one = add_invoice(old, account, "N-1", 100_000, past(100))
    two = add_invoice(old, account, "N-2", 40_000, past(100))
    amount = Money(7_700, "USD")
    log_call(
        old,
        account,
        Outcome(Code.PTP, promises=(PromiseGiven(amount, TODAY + timedelta(days=9), (Line(two, amount),)),)),
    )
    desk = at_desk(shelf, tmp_path)
    parts = [
        PromiseGiven(Money(30_000, "USD"), TODAY + timedelta(days=d), (Line(one, Money(30_000, "USD")),))
        for d in (7, 14)
    ]
    log_call(desk, account, Outcome(Code.PLAN, promises=tuple(parts)))
    body = written(desk, account, "confirmation").body
    assert body.count("USD 300.00") == 2
    assert "77.00" not in body
    bare = add_account(desk, "B")
    add_invoice(desk, bare, "M-1", 5_000, past(9))
    with pytest.raises(UsageError, match="Nothing is agreed"):
        written(desk, bare, "confirmation")


def test_a_plan_is_confirmed_whole_with_what_came_in_and_where_to_pay(shelf: Shelf, tmp_path: Path):
    outgoing = Outgoing(senders=Senders(EPC))
    desk = at_desk(shelf, tmp_path, outgoing)
    account = add_account(desk, "A")
    key = add_invoice(desk, account, "N-1", 90_000, past(40), "EUR")
    add_invoice(desk, account, "N-2", 5_000, past(40), "EUR")
    part = Money(30_000, "EUR")
    given = tuple(PromiseGiven(part, TODAY + timedelta(days=7 * n), (Line(key, part),)) for n in (1, 2, 3))
    log_call(desk, account, Outcome(Code.PLAN, promises=given))
    letter = written(desk, account, "confirmation", language="en")
    assert letter.subject == "Your payment plan: EUR 900.00 in 3 payments (account A)"
    assert "DE89 3704 0044 0532 0130 00" in letter.body
    assert "Reference       A N-1\n" in letter.body  # not N-2, which is what is asked for today
    assert "already received" not in letter.body
    for minor, day, invoice in ((12_000, 4, key), (500, 0, key), (700, 4, None)):
        desk.book.execute(
            "INSERT INTO payment (account_id, invoice_id, amount, currency, paid_on, reference) VALUES (?, ?, ?, 'EUR', ?, '')",
            (account, invoice, minor, (TODAY + timedelta(days=day)).isoformat()),
        )
    later = at_desk(
        shelf, tmp_path, outgoing, NOW + timedelta(days=8)
    )  # the first part is past its day, and open
    letter = written(later, account, "confirmation", language="en")
    assert letter.subject == "Your payment plan: EUR 900.00 in 3 payments (account A)"
    assert letter.body.split("already received:\n\n")[1].startswith(
        "  24 Nov 2026  EUR 120.00  N-1\n\nIf anything"
    )
    gone = at_desk(shelf, tmp_path, outgoing, NOW + timedelta(days=22))
    with pytest.raises(UsageError, match="still to come"):
        written(gone, account, "confirmation")


def test_a_payment_refers_to_what_its_letter_is_about(shelf: Shelf, tmp_path: Path):
    desk = at_desk(shelf, tmp_path, Outgoing(senders=Senders(EPC)))
    account = add_account(desk, "A")
    for number, minor, days in (("N-1", 5_000, 40), ("N-2", 6_000, -10), ("C-1", -1_000, 5)):
        add_invoice(desk, account, number, minor, past(days), "EUR")
    later = add_account(desk, "B")
    add_invoice(desk, later, "N-3", 7_000, past(-10), "EUR")
    # A statement's is that of the code beside it, which pays what is due; where nothing is, all that is open.
    for key, name, refers in (
        (account, "statement", "A N-1"),
        (account, "reminder", "A N-1"),
        (later, "statement", "B N-3"),
    ):
        assert f"Reference       {refers}\n" in written(desk, key, name, language="en").body
    add_invoice(desk, account, "N-4", 8_000, past(-10), "USD")
    assert "A N-1 N-4\n" in written(desk, account, "statement", language="en").body


def test_a_confirmation_holds_all_results_of_the_call(shelf: Shelf, tmp_path: Path):
    desk = at_desk(shelf, tmp_path)
    account = add_account(desk, "A")
    call: int | None = None
    for number, minor in (("N-1", 30_000), ("N-2", 40_000)):
        line = Line(add_invoice(desk, account, number, minor, past(20)), Money(minor, "USD"))
        given = PromiseGiven(line.amount, TODAY + timedelta(days=5), (line,))
        call = log_call(desk, account, Outcome(Code.PTP, promises=(given,), of_call=call)).call
    body = written(desk, account, "confirmation").body
    assert "N-1" in body
    assert "N-2" in body


def test_what_falls_due_soon_is_written_about_before_it_is_due(shelf: Shelf, tmp_path: Path):
    desk = at_desk(shelf, tmp_path, Outgoing(senders=Senders(EPC)))
    account = add_account(desk, "A")
    soon = add_invoice(desk, account, "N-1", 90_000, past(-3), "EUR")
    add_invoice(desk, account, "N-2", 40_000, past(0), "EUR")
    add_invoice(desk, account, "N-3", 70_000, past(-30), "EUR")
    add_invoice(desk, account, "C-1", -10_000, past(3), "EUR")
    line = Line(soon, Money(30_000, "EUR"))
    log_call(desk, account, Outcome(Code.PTP, promises=(PromiseGiven(line.amount, past(-3), (line,)),)))
    letter = written(desk, account, "reminder", language="en")
    assert (letter.name, letter.subject) == (
        "coming-due",
        "EUR 900.00 due by 23 November 2026 (account A)",  # 600 and 400, less the credit
    )
    assert "These invoices fall due shortly" in letter.body
    assert "Reference       A N-2 N-1\n" in letter.body
    assert "N-3" not in letter.body
    desk.book.execute("UPDATE account SET name = ledger_id WHERE id = ?", [account])  # without ids
    assert "account" not in written(desk, account, "reminder", language="en").subject
    leave(desk, {account: letter})
    large = add_account(desk, "C")
    for number, minor in (("L-1", 9_000_000), ("L-2", 500), ("L-3", -10_000)):
        add_invoice(desk, large, number, minor, past(-3), "EUR")
    card = desk.card(large)
    counted = [Money(each.soon, each.currency) for each in card.placing.standing.exposures]
    assert [amount for amount, _ in view_of(desk, card).coming_sums().values()] == counted  # the queue's task
    assert counted == [Money(8_990_000, "EUR")]
    late = add_account(desk, "B")
    add_invoice(desk, late, "M-1", 5_000, past(-20))
    for name in ("coming-due", "reminder"):
        with pytest.raises(UsageError, match=r"falls due within 7 days|nothing is past due"):
            written(desk, late, name)


def test_what_they_say_is_paid_is_told_before_a_demand_leaves(shelf: Shelf, tmp_path: Path):
    desk = at_desk(shelf, tmp_path, now=NOW - timedelta(days=2))
    account = add_account(desk, "A")
    add_invoice(desk, account, "N-1", 5_000, past(40))
    log_call(desk, account, Outcome(Code.PAID, reference="BACS 778812", said="N-1: paid on Tue 17 Nov 2026"))
    for days, told in ((1, True), (20, False)):
        now = at_desk(shelf, tmp_path, now=NOW + timedelta(days=days))
        doubts = " ".join(written(now, account, "first-reminder").doubts)
        assert ("says that it is paid" in doubts, "BACS 778812" in doubts) == (told, told)


def test_the_day_to_pay_by_is_one_on_which_both_sides_work(shelf: Shelf, tmp_path: Path):
    desk = at_desk(shelf, tmp_path, now=NOW + timedelta(days=1))  # a Saturday, as a week later
    account = add_account(desk, "A", country="GB")
    add_invoice(desk, account, "R-1", 60_000, past(40))
    assert "by 30 November 2026" in written(desk, account, "final-reminder").body


def test_reminders_of_one_day_are_named_once(shelf: Shelf, tmp_path: Path):
    before = at_desk(shelf, tmp_path, now=NOW - timedelta(days=12))
    account = add_account(before, "A")
    add_invoice(before, account, "N-1", 5_000, past(40))
    for _ in range(2):
        leave(before, {account: written(before, account, "first-reminder")})
    body = written(at_desk(shelf, tmp_path), account, "second-reminder").body
    assert body.count("first reminder of 8 November 2026") == 1


def test_thanks_name_no_day_where_only_a_ledgers_is_known(shelf: Shelf, tmp_path: Path):
    desk = at_desk(shelf, tmp_path)
    account = add_account(desk, "A")
    key = add_invoice(desk, account, "N-1", 5_000, past(40), "EUR")
    desk.book.execute(
        "INSERT INTO ledger_import (id, creditor_id, file_name, file_hash, shape, mapping, as_of, at, summary, marks)"
        " VALUES (9, 1, '', '', '', '{}', '2026-11-18', '2026-11-18T08:00:00+00:00', '{}', '')"
    )
    for reference, said in (
        ("TRX-1", "  18 Nov 2026  EUR 2.00  N-1"),
        ("", "  EUR 2.00  N-1\n  EUR 2.00  N-1"),
    ):
        desk.book.execute(
            "INSERT INTO payment (account_id, invoice_id, amount, currency, paid_on, reference, import_id)"
            " VALUES (?, ?, 200, 'EUR', '2026-11-18', ?, 9)",
            (account, key, reference),
        )
        assert said in written(desk, account, "thanks", language="en").body


def test_a_credit_that_is_agreed_is_named_with_its_amount_and_not_called_a_dispute(
    shelf: Shelf, tmp_path: Path
):
    desk = at_desk(shelf, tmp_path)
    account = add_account(desk, "A")
    key = add_invoice(desk, account, "N-1", 60_000, past(40), "EUR")
    raised = DisputeRaised(DisputeReason.PRICE, lines=(Line(key, Money(60_000, "EUR")),))
    log_call(desk, account, Outcome(Code.DISP, dispute=raised))
    (dispute,) = desk.card(account).disputes
    resolve_dispute(desk, account, dispute.id, DisputeState.VALID, Money(40_000, "EUR"))
    lines = written(desk, account, "dispute-resolved", language="en").body.splitlines()
    assert "  Credit note to come: EUR 400.00" in lines
    statement = [
        " ".join(line.split())
        for line in written(desk, account, "statement", language="en").body.splitlines()
    ]
    assert "Credit note to come EUR 400.00" in statement
    assert not any(line.startswith("In dispute") for line in statement)
    assert "To be paid now EUR 200.00" in statement
    desk.book.execute("UPDATE invoice SET balance = 30000")  # some of what is awaited was paid
    left = written(desk, account, "statement", language="en").body
    assert [each for each in ("400.00", "In dispute", "in dispute") if each in left] == []
    assert "credit note to come: EUR 300.00" in left
    desk.book.execute("UPDATE invoice SET balance = 60000")
    for name in ("dispute-received", "dispute-request"):  # they object to nothing any more
        with pytest.raises(UsageError, match="disputes nothing"):
            written(desk, account, name)
    again = DisputeRaised(DisputeReason.QUALITY, lines=(Line(key, Money(5_000, "EUR")),))
    log_call(desk, account, Outcome(Code.DISP, dispute=again))
    noted = written(desk, account, "dispute-received", language="en").body
    assert ("N-1: EUR 50.00, quality" in noted, "400.00" in noted) == (True, False)
    apart = "EUR 50.00 in dispute (quality), credit note to come: EUR 400.00"
    assert f"N-1: {apart}" in written(desk, account, "reminder", language="en").body
    other = add_account(desk, "B")
    add_invoice(desk, other, "N-2", 60_000, past(40), "EUR")
    log_call(desk, other, Outcome(Code.DISP, dispute=DisputeRaised(DisputeReason.PRICE)))
    resolve_dispute(desk, other, desk.card(other).disputes[0].id or 0, DisputeState.VALID)
    with pytest.raises(UsageError, match=r"of EUR 600.00 past due, EUR 600.00 credit to come\."):
        written(desk, other, "reminder")


def test_on_legal_hold_nothing_is_asked_for_in_any_letter(shelf: Shelf, tmp_path: Path):
    desk = at_desk(shelf, tmp_path, Outgoing(senders=Senders(EPC), interest=InterestTerms(contract=9.5)))
    account = add_account(desk, "A", hold="legal hold")
    for number, minor in (("N-1", 60_000), ("C-1", -1_000)):
        add_invoice(desk, account, number, minor, past(40), "EUR")
    for name in ("statement", "copy"):
        letter = written(desk, account, name, language="en", pdf=True)
        assert not re.search("To be paid|you will pay|Less credit", letter.body)
        pages = pypdfium2.PdfDocument(letter.attached[0].content)
        assert not re.search("To be paid|Scan", pages[0].get_textpage().get_text_range())
    for name, wish in (("reminder", {}), ("coming-due", {}), ("statement", {"interest": True})):
        with pytest.raises(UsageError, match="on legal hold"):
            written(desk, account, name, **wish)


@pytest.mark.parametrize("name", ["statement", "thanks", "confirmation"])
def test_what_is_said_of_a_whole_account_is_not_cut_to_the_items_that_are_named(
    shelf: Shelf, tmp_path: Path, name: str
):
    desk, account = a_history(shelf, tmp_path, 3)
    whole, part = (
        written(desk, account, name, items=items)
        for items in (frozenset[int](), frozenset({desk.card(account).invoices[1].id}))
    )
    assert part.body == whole.body
    assert ["not only of the invoices" in " ".join(each.doubts) for each in (whole, part)] == [False, True]


def test_upi_is_a_way_to_pay_rupees_alone(shelf: Shelf, tmp_path: Path):
    desk = at_desk(shelf, tmp_path, Outgoing(senders=Senders(Sender(firm="Anil", upi="anil@okbank"))))
    for currency, there in (("INR", True), ("JPY", False)):
        account = add_account(desk, currency)
        add_invoice(desk, account, f"N-{currency}", 90_000, past(40), currency)
        assert ("anil@okbank" in written(desk, account, "reminder", language="en").body) is there


def test_each_currency_is_paid_to_its_own_account_and_one_that_may_not_take_it_is_told(
    shelf: Shelf, tmp_path: Path
):
    paths = replace(Paths.find(), config=tmp_path)
    keep_sender(paths, {"firm": "North GmbH", "iban": EPC.iban})
    account = add_account(desk := at_desk(shelf, tmp_path), "A")
    for currency in ("EUR", "USD", "GBP"):
        add_invoice(desk, account, f"N-{currency}", 90_000, past(40), currency)
    routing = {"routing_number": "021000021", "account_number": "12345678"}
    for facts, currency in ((routing, "USD"), ({}, "GBP")):
        desk.settings = replace(desk.settings, outgoing=Outgoing(senders=keep_sender(paths, {})))
        told = " ".join(draft_of(desk, Texts(), desk.card(account), Wish("reminder")).doubts)
        assert f"pay {currency} to your usual account" in told
        keep_sender(paths, facts, currency=currency)
    keep_sender(paths, {"firm": "South GmbH"}, "South")
    keep_sender(paths, {"iban": "AT611904300234573201"}, "West")
    senders = keep_sender(paths, {})
    desk.settings = replace(desk.settings, outgoing=Outgoing(senders=senders))
    letter = draft_of(desk, Texts(), desk.card(account), Wish("reminder", language="en"))
    assert not any("usual account" in doubt for doubt in letter.doubts)
    paid = [" ".join(line.split()) for line in letter.body.partition("How to pay")[2].splitlines()]
    assert paid.index("EUR, GBP") < paid.index("IBAN DE89 3704 0044 0532 0130 00") < paid.index("USD")
    assert paid.index("USD") < paid.index("Routing number 021000021")
    assert "IBAN DE89 3704 0044 0532 0130 00" not in paid[paid.index("USD") :]
    assert [line for line in paid if "Reference" in line] == ["Reference A N-EUR N-GBP", "Reference A N-USD"]
    assert not_said(replace(EPC, upi="anil@okbank"), ["EUR", "INR", "USD"]) == ["USD"]
    south, west = (senders.by_creditor[name].paid_in("USD") for name in ("South", "West"))
    assert (south.firm, south.iban, south.routing_number) == ("South GmbH", "", "021000021")
    assert (west.firm, west.iban, west.routing_number) == ("North GmbH", "AT611904300234573201", "")
    own = replace(EPC, iban="", currencies={"USD": routing})
    creditor = desk.card(account).account.creditor
    for said, of in (
        (Senders(own), ""),
        (Senders(EPC, {creditor: own}), f"--creditor {shlex.quote(creditor)} "),
    ):
        desk.settings = replace(desk.settings, outgoing=Outgoing(senders=said))
        doubts = draft_of(desk, Texts(), desk.card(account), Wish("reminder", language="en")).doubts
        assert [doubt for doubt in doubts if "to pay" in doubt] == [
            f"is to pay {code} and is not told where: see arcall config sender {of}--currency {code}"
            for code in ("EUR", "GBP")
        ]
    with pytest.raises(InputRefusedError, match=r"USX.*is no currency"):
        keep_sender(paths, {}, currency="USX")


# To whom


def test_a_memo_goes_to_the_users_own_people_and_never_to_the_customer(shelf: Shelf, tmp_path: Path):
    desk = at_desk(shelf, tmp_path)
    account = add_account(desk, "A")
    add_invoice(desk, account, "N-1", 5_000, past(9))
    log_call(
        desk,
        account,
        Outcome(Code.DISP, dispute=DisputeRaised(DisputeReason.NOT_RECEIVED, owner="logistics")),
    )
    memos = {name: written(desk, account, name) for name in MEMOS}
    assert {name: memo.addresses for name, memo in memos.items()} == {
        "escalation": ("boss@firm.example",),
        "dispute-request": ("goods@firm.example",),
    }
    assert all(isinstance(memo.to, Colleague) for memo in memos.values())
    with pytest.raises(UsageError, match="only goes to your own people"):
        written(desk, account, "escalation", to="maria@example.org")
    edit_contact(desk, account, desk.contacts(account)[0].id, {"email": "Boss@firm.example"})
    with pytest.raises(UsageError, match="a contact of this customer"):
        written(desk, account, "escalation")


def test_a_letter_cannot_name_what_is_only_for_the_users_own_people(shelf: Shelf, tmp_path: Path):
    desk = at_desk(shelf, tmp_path)
    own = tmp_path / "texts" / "letters"
    own.mkdir(parents=True)
    account = add_account(desk, "A")
    add_invoice(desk, account, "N-1", 5_000, past(9))
    for field in ("history", "pays", "pay_run"):
        (own / "mine.txt").write_text(f"Subject: x\n\n{{{{ {field} }}}}\n")
        with pytest.raises(InputRefusedError, match=f"line 3: there is no field '{field}'"):
            draft_of(desk, Texts(tmp_path / "texts"), desk.card(account), Wish("mine"))


def test_without_people_a_memo_goes_to_nobody_and_says_so(shelf: Shelf, tmp_path: Path):
    desk = at_desk(shelf, tmp_path, Outgoing(senders=Senders(SENDER)))
    account = add_account(desk, "A")
    add_invoice(desk, account, "N-1", 5_000, past(9))
    memo = written(desk, account, "escalation")
    assert memo.addresses == ()
    assert "[people]" in memo.doubts[0]


def test_a_memo_to_somebody_else_than_it_is_for_says_so(shelf: Shelf, tmp_path: Path):
    desk = at_desk(shelf, tmp_path)
    account = add_account(desk, "A")
    add_invoice(desk, account, "N-1", 5_000, past(9))
    log_call(desk, account, Outcome(Code.DISP, dispute=DisputeRaised(DisputeReason.PRICE, owner="sales")))
    log_call(desk, account, Outcome(Code.ESC, reference="legal"))
    for name, says in (("dispute-request", "nobody who is sales"), ("escalation", "nobody who is legal")):
        memo = written(desk, account, name)
        assert memo.addresses
        assert says in " ".join(memo.doubts)
        left = written(desk, account, name, to="supervisor").doubts
        assert [each.partition(":")[0] for each in left] == (
            ["says nothing yet of what you ask for"] if name == "escalation" else []
        )
    assert "escalated to legal" in written(desk, account, "escalation").body.partition("Next step:")[2]


@pytest.mark.parametrize("field", ["ap@example.org; cfo@example.org", "ap@example.org cfo@example.org"])
def test_two_addresses_in_one_field_are_two_recipients(shelf: Shelf, tmp_path: Path, field: str):
    desk = at_desk(shelf, tmp_path)
    account = add_account(desk, "A")
    add_invoice(desk, account, "N-1", 5_000, past(9))
    desk.book.execute("UPDATE contact SET email = ?", (field,))
    path = leave(desk, {account: written(desk, account, "reminder")})[account]
    message = message_from_bytes(path.read_bytes(), policy=default)
    assert [address.addr_spec for address in message["To"].addresses] == ["ap@example.org", "cfo@example.org"]


NAMED = {
    "Maria <m@x.example>": ("m@x.example",),
    '"Lee, Ann" <a@x.example>; b@x.example': ("a@x.example", "b@x.example"),
    "mailto:m@x.example": ("m@x.example",),
}


def test_an_address_is_read_with_the_name_before_it():
    assert {field: addresses_in(field) for field in NAMED} == NAMED
    for wrong in ("a:b@x.example", "a@x.example\r\nBcc: b@x.example"):
        with pytest.raises(UsageError):
            addresses_in(wrong)


@pytest.mark.parametrize(
    ("address", "wired"),
    [("ann@müller.example", "ann@xn--mller-kva.example"), ("jürgen@firm.example", "jürgen@firm.example"),
     ("ann@straße.example", "ann@straße.example")],
)  # fmt: skip
def test_an_address_with_letters_beyond_ascii_is_written_as_mail_systems_take_it(
    shelf: Shelf, tmp_path: Path, address: str, wired: str
):
    desk = at_desk(shelf, tmp_path)
    account = add_account(desk, "A")
    add_invoice(desk, account, "N-1", 5_000, past(9))
    letter = written(desk, account, "statement", to=address)
    assert any("beyond ASCII" in doubt for doubt in letter.doubts)
    path = leave(desk, {account: letter})[account]
    head = path.read_bytes().partition(b"\r\n\r\n")[0].decode()
    assert f"To: {wired}" in head


def test_a_hostile_name_executes_nothing_and_makes_no_header(shelf: Shelf, tmp_path: Path):
    desk = at_desk(shelf, tmp_path)
    name = "{{ 7 * 7 }} {% raw %}\r\nBcc: all@example.org\r\n\r\n<script>"
    account = add_account(desk, "A", name=name)
    add_invoice(desk, account, "N{{ 1 }}\nBcc: b@example.org", 5_000, past(9))
    for each in ("reminder", "statement", "escalation"):
        path = leave(desk, {account: written(desk, account, each)})[account]
        message = message_from_bytes(path.read_bytes(), policy=default)
        assert message["Bcc"] is None
        assert "49" not in str(message["Subject"])
    assert "{{ 7 * 7 }}" in written(desk, account, "escalation").body


# On the record


def test_a_letter_is_on_record_with_its_text_and_undo_takes_both_away(shelf: Shelf, tmp_path: Path):
    desk = at_desk(shelf, tmp_path)
    account = add_account(desk, "A")
    add_invoice(desk, account, "N-1", 5_000, past(40))
    letter = written(desk, account, "reminder")
    assert list(tmp_path.glob("drafts/*")) == []
    path = leave(desk, {account: letter})[account]
    (record,) = desk.card(account).history
    assert (record.code, record.detail) == (Code.MAIL, "first-reminder to maria@example.org")
    assert "N-1" in record.note
    assert draft_files.draft_line(path) in record.note
    undo(desk)
    assert (desk.card(account).history, path.exists()) == ((), False)


def test_a_draft_that_a_crash_left_half_done_is_finished_or_goes(shelf: Shelf, tmp_path: Path):
    desk = at_desk(shelf, tmp_path)
    account = add_account(desk, "A")
    add_invoice(desk, account, "N-1", 5_000, past(40))
    path = leave(desk, {account: written(desk, account, "statement")})[account]
    path.rename(path.with_name(path.name + ".part"))
    (tmp_path / "drafts" / "stray.eml.part").write_text("x")
    os.utime(tmp_path / "drafts" / "stray.eml.part", (0, 0))
    (tmp_path / "drafts" / "of-another-window.eml.part").write_text("x")
    leave(desk, {account: written(desk, account, "reminder")})
    assert path.exists()
    assert [each.name for each in tmp_path.glob("drafts/*.part")] == ["of-another-window.eml.part"]


def test_where_the_book_cannot_be_written_no_draft_is_left(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    desk = at_desk(shelf, tmp_path)
    account = add_account(desk, "A")
    add_invoice(desk, account, "N-1", 5_000, past(40))
    letter = written(desk, account, "reminder")
    monkeypatch.setattr("arcall_tui.workday.letters.sending.settle_place", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        leave(desk, {account: letter})
    assert list(tmp_path.glob("drafts/*")) == []
    assert desk.card(account).history == ()


# Levels and languages


def test_reminders_climb_one_level_at_a_time_by_age_and_by_what_went_out():
    cadence = ReminderDays()
    assert next_level(3, (), TODAY, cadence) is Level.FRIENDLY
    assert next_level(300, (), TODAY, cadence) is Level.FIRST
    sent = (Sent(TODAY - timedelta(days=10), Level.FIRST),)
    assert next_level(25, sent, TODAY, cadence) is Level.SECOND
    assert next_level(12, sent, TODAY, cadence) is Level.FIRST
    assert next_level(99, (Sent(TODAY - timedelta(days=2), Level.FIRST),), TODAY, cadence) is Level.FIRST
    assert next_level(99, (Sent(TODAY - timedelta(days=8), Level.FINAL),), TODAY, cadence) is Level.FINAL


def test_a_second_reminder_names_the_first_with_its_day(shelf: Shelf, tmp_path: Path):
    before = at_desk(shelf, tmp_path, now=NOW - timedelta(days=12))
    account = add_account(before, "A")
    add_invoice(before, account, "N-1", 5_000, past(40))
    leave(before, {account: written(before, account, "reminder")})
    desk = at_desk(shelf, tmp_path)
    letter = written(desk, account, "reminder")
    assert letter.name == "second-reminder"
    assert "first reminder of 8 November 2026" in letter.body


@for_each(
    ("said", "account", "country", "language", "guess"),
    [
        ("Deutsch", "", "GB", "de", False),
        ("fr-CH", "", "CH", "fr", False),
        ("", "it", "CH", "it", False),
        ("", "", "BR", "pt", False),
        ("", "", "IN", "en", False),
        ("", "", "CH", "de", True),
        ("", "", "SE", "en", True),
        ("", "", "", "en", False),
        ("Suomi", "", "FI", "en", True),
    ],
)
def test_a_letter_is_in_the_contacts_language_else_the_accounts_else_the_countrys(
    said: str, account: str, country: str, language: str, guess: object
):
    chosen = choose(said, account, country)
    assert (chosen.language, chosen.guess) == (language, guess)


@for_each(
    ("language", "country", "money", "address", "greeting"),
    [
        ("en", "GB", "EUR 1,234,567.50", "Ms Hill", "Dear Ms Hill,"),
        ("en", "IN", "EUR 12,34,567.50", "", "Dear Sir or Madam,"),
        ("de", "DE", "1.234.567,50 EUR", "Frau Dr. Kern", "Sehr geehrte Frau Dr. Kern,"),
        ("de", "CH", "EUR 1\u2019234\u2019567.50", "Mr. Kern", "Sehr geehrter Herr Kern,"),
        ("fr", "FR", "1 234 567,50 EUR", "Mme Durand", "Madame,"),
        ("es", "ES", "1.234.567,50 EUR", "Sra. García", "Estimada Sra. García:"),
        ("pt", "BR", "EUR 1.234.567,50", "Sr. Silva", "Prezado Senhor Silva,"),
        ("it", "IT", "1.234.567,50 EUR", "Anna Rossi", "Gentile Anna Rossi,"),
        ("nl", "NL", "EUR 1.234.567,50", "mevr. Jansen", "Geachte mevrouw Jansen,"),
        ("pl", "PL", "1 234 567,50 EUR", "Pan Nowak", "Szanowny Panie,"),
        ("fr", "CH", "1 234 567.50 EUR", "", "Madame, Monsieur,"),
        ("hi", "IN", "EUR 12,34,567.50", "Meera", "Namaste Meera ji,"),
        ("ja", "JP", "EUR 1,234,567.50", "Tanaka-san", "Tanaka 様"),
        ("nl", "NL", "EUR 1.234.567,50", "de heer Jansen", "Geachte heer Jansen,"),
        ("nl", "NL", "EUR 1.234.567,50", "mevr. van der Aa", "Geachte mevrouw Van der Aa,"),
        ("en", "GB", "EUR 1,234,567.50", "Tanaka-san", "Dear Tanaka-san,"),
        ("es", "ES", "1.234.567,50 EUR", "la Sra. García", "Estimada Sra. García:"),
        ("de", "DE", "1.234.567,50 EUR", "Frau", "Sehr geehrte Damen und Herren,"),
        ("en", "GB", "EUR 1,234,567.50", "Mr & Mrs Hill", "Dear Mr & Mrs Hill,"),
        ("en", "GB", "EUR 1,234,567.50", "Mrs. Hill", "Dear Mrs. Hill,"),
        ("de", "DE", "1.234.567,50 EUR", "Mrs Kern", "Sehr geehrte Frau Kern,"),
        ("nl", "NL", "EUR 1.234.567,50", "mw. Jansen", "Geachte mevrouw Jansen,"),
        ("hi", "IN", "EUR 12,34,567.50", "Sharma ji", "Namaste Sharma ji,"),
        ("ja", "JP", "EUR 1,234,567.50", "田中部長", "田中部長"),
        ("en", "US", "EUR 1,234,567.50", "Ms Hill", "Dear Ms. Hill,"),
        ("pt", "PT", "1 234 567,50 EUR", "Sra. Silva", "Exma. Senhora Silva,"),
    ],
)  # fmt: skip
def test_amounts_and_greetings_are_written_as_the_language_and_country_do(
    language: str, country: str, money: str, address: str, greeting: str
):
    words = wording(language, country)
    written = words.money(Money(123_456_750, "EUR"))
    assert written.replace("\u202f", " ") == money
    assert re.search(r"\d \d", written) is None  # a line could break there
    assert words.greeting("", address) == greeting


@for_each(
    ("language", "name", "greeting"),
    [
        ("en", "M. Anders", "Dear M. Anders,"),
        ("de", "Pan Wei", "Guten Tag Pan Wei,"),
        ("en", "Sri Lestari", "Dear Sri Lestari,"),
        ("fr", "M. Durand", "Monsieur,"),
        ("de", "Frau Kern", "Sehr geehrte Frau Kern,"),
        ("en", "-", "Dear Sir or Madam,"),
    ],
)
def test_who_is_only_named_is_not_taken_for_a_man_by_an_initial(language: str, name: str, greeting: str):
    assert wording(language, "").greeting(name, "") == greeting


# Words of one language: how one invoice and several are called, how a letter goes on after the greeting (its first
# letter), and words of English that would be left over.
GRAMMAR = {
    "en": ("this invoice|of the invoice", "invoices", str.isupper),
    "de": ("dieser? Rechnung", "Rechnungen", str.islower),
    "fr": ("facture", "factures", str.isupper),
    "es": ("esta factura", "estas facturas", str.isupper),
    "it": ("questa fattura", "queste fatture", str.islower),
    "pt": ("sta fatura", "stas faturas", str.isupper),
    "nl": ("deze factuur", "deze facturen", str.isupper),
    "pl": ("poniższ", "poniższe faktur|poniższych faktur", str.islower),
    "hi": ("invoice", "", str.islower),
    "ja": ("下記の請求書", "", lambda _: True),
}
ENGLISH = re.compile(
    r"\b(?:the|and|for|you|your|please|have|this|these|days|past|due|paid|reminder|account|by|with)\b",
    re.IGNORECASE,
)

# Said to several: after a greeting of one, be it at a firm or at home, it is wrong.
TO_SEVERAL = {
    "es": r"\b(?:les|ustedes|\w+arán|(?:digan|avisen|paguen|respondan|llamen)(?:nos)?)\b",
    "it": r"\b(?:vi|voi|vostr[oaie]|avete|\w+erete|rispondete)\b",
    "pt": r"\b(?:lhes|os senhores|vocês|\w+arão|digam|avisem|paguem|respondam)\b",
}


def prose_of(letter: Letter) -> str:
    """The letter without its tables and what the sender has said."""
    lines = [line for line in letter.body.splitlines() if not line.startswith("  ")]
    return "\n".join([letter.subject, *lines]).replace("Lee & Sons", "")


def a_history(shelf: Shelf, tmp_path: Path, count: int) -> tuple[Desk, int]:
    """An account of `count` overdue invoices with a reminder, a promise, disputes and a payment on record."""
    desk = at_desk(shelf, tmp_path, now=NOW - timedelta(days=12))
    account = add_account(desk, "A", name="Kestrel")
    keys = [add_invoice(desk, account, f"N-{place}", 5_000_00, past(40 - place)) for place in range(count)]
    for place in range(count):
        add_invoice(desk, account, f"S-{place}", 700_00, past(-3 - place))
    for part in (500_00, 100_00):
        line = Line(keys[-1], Money(part, "USD"))
        log_call(desk, account, Outcome(Code.DISP, dispute=DisputeRaised(DisputeReason.PRICE, lines=(line,))))
    leave(desk, {account: written(desk, account, "reminder")})
    desk = at_desk(shelf, tmp_path, now=NOW.replace(day=21))
    line = Line(keys[0], Money(100_00, "USD"))
    promised = PromiseGiven(line.amount, date(2026, 12, 1), (line,))
    log_call(desk, account, Outcome(Code.PTP, promises=(promised,)))
    resolve_dispute(desk, account, desk.card(account).disputes[-1].id or 0, DisputeState.CREDITED)
    desk.book.execute(
        "INSERT INTO payment (account_id, invoice_id, amount, currency, paid_on, reference) VALUES (?, ?, 2500, 'USD', ?, '')",
        (account, keys[0], past(1).isoformat()),
    )
    return desk, account


@pytest.fixture(scope="module")
def histories(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[int, tuple[Desk, Card]]]:
    """Accounts of one and of three invoices, for letters in all languages."""
    shelf, made = Shelf(tmp_path_factory.mktemp("histories")), {}
    for count in (1, 3):
        folder = shelf.folder / str(count)
        folder.mkdir()
        desk, account = a_history(Shelf(folder), folder, count)
        made[count] = desk, desk.card(account)
    yield made
    for desk, _ in made.values():
        desk.close()


@for_each("count", [1, 3])
@for_each("language", languages())
def test_every_letter_in_every_language_is_whole_and_civil(
    histories: dict[int, tuple[Desk, Card]], language: str, count: int
):
    desk, card = histories[count]
    country = {"ja": "JP", "hi": "IN", "en": "GB"}.get(language, language.upper())
    card = replace(card, account=replace(card.account, country=country))
    one, several, begins = GRAMMAR[language]
    for name in LETTERS:
        letter = draft_of(desk, TEXTS, card, Wish(name, language=language))
        text, prose = f"{letter.subject}\n{letter.body}", prose_of(letter)
        assert letter.language == language
        assert not re.search(r"[{}]|None|\n\n\n|\(\)| ,|  $|\.\.|[,;:]\.|\b0[.,]00\b", text)
        assert not re.search(r"\S  +\S", prose), prose
        assert language in {"en", "hi"} or not ENGLISH.search(prose), prose
        assert letter.body.rstrip().endswith("+44 20 7946 0000")
        assert "Lee & Sons" in letter.body
        assert harsh(text, TEXTS.tone(language)) == []
        assert not re.search(TO_SEVERAL.get(language, "(?!)"), text, re.IGNORECASE), text
        assert begins(letter.body.split("\n\n", 1)[1][0]) or letter.body.split("\n\n", 1)[1].startswith(
            "Sie "
        )
        if name.endswith("reminder") or name == "copy":
            said = one if count == 1 or not several else several
            assert re.search(said, prose, re.IGNORECASE), prose
            assert count > 1 or not several or not re.search(several, prose, re.IGNORECASE), prose
        if name.endswith("reminder"):
            assert wording(language, "").words["total_claimed"] in letter.body
        if name in {"second-reminder", "final-reminder"}:
            assert wording(language, "").levels["first"] in letter.body


@for_each("language", languages())
def test_every_language_says_all_that_english_says_with_the_same_facts(language: str):
    folder = resources.files("arcall_tui.texts")
    ours, english = (
        tomllib.loads(folder.joinpath(f"languages/{each}.toml").read_text("utf-8"))
        for each in (language, "en")
    )
    for part in ("words", "greetings", "reasons", "kinds", "levels"):
        assert all(
            there.get(part, {}).keys() <= english[part].keys() for there in ours.get("in", {}).values()
        )
        assert ours[part].keys() == english[part].keys()
        for key, text in english[part].items():
            facts = set(re.findall(r"{\w+}", text))
            assert set(re.findall(r"{\w+}", ours[part][key])) <= facts | {"{name}"}
            assert language != "it" or not re.search(r"al {day}", ours[part][key])  # all'8, all'11
            assert facts <= set(re.findall(r"{\w+}", ours[part][key])) or part == "greetings", (
                key,
                ours[part][key],
            )
    for name in (*LEVELS, *LETTERS[5:]):
        texts = (
            folder.joinpath(f"letters/{each}/{name}.txt").read_text("utf-8") for each in (language, "en")
        )
        facts, meant = (set(re.findall(r"{{ (\w+) }}", text)) for text in texts)
        assert facts - {"name"} == meant


@for_each(
    ("language", "country", "sender", "text"),
    [("en", "AE", "GB", "22 Aug 2026"), ("en", "AE", "US", "Aug 22, 2026"), ("en", "AE", "", "22 Aug 2026"),
     ("en", "US", "GB", "Aug 22, 2026"), ("pt", "CH", "PT", "22/08/2026")],
)  # fmt: skip
def test_where_the_customers_country_does_not_speak_the_language_the_senders_style_holds(
    language: str, country: str, sender: str, text: str
):
    assert wording(language, country, sender).short_day(date(2026, 8, 22)) == text


def test_the_history_shows_a_letters_subject_and_draft_and_not_its_text(shelf: Shelf, tmp_path: Path):
    desk = at_desk(shelf, tmp_path)
    account = add_account(desk, "A")
    add_invoice(desk, account, "N-1", 5_000, past(40))
    leave(desk, {account: written(desk, account, "reminder")})
    (row,) = [line for line in arcall("show", "A", book=kept(desk)).out.splitlines() if "Draft: " in line]
    assert "Subject: First reminder: USD 50.00 past due (account A) · Draft: " in row
    assert "Dear" not in row


def test_a_letter_ends_as_the_customers_country_has_it():
    ends = {place: wording(*place).words["closing"] for place in (("de", "CH"), ("de", "DE"), ("pt", "PT"))}
    assert list(ends.values()) == [
        "Mit freundlichen Grüssen",
        "Mit freundlichen Grüßen",
        "Com os melhores cumprimentos,",
    ]


def test_yen_are_written_as_the_japanese_do_and_what_is_listed_ends_with_and():
    words = wording("ja", "JP")
    assert [words.money(Money(minor, "JPY")) for minor in (295_800, -1_200)] == ["295,800円", "-1,200円"]
    assert wording("en", "GB").money(Money(295_800, "JPY")) == "JPY 295,800"
    assert wording("de", "DE").listed(["a", "b", "c"]) == "a, b und c"
    assert words.listed(["a", "b", "c"]) == "a、bおよびc"


@for_each(
    ("language", "country", "day", "text"),
    [("fr", "FR", 1, "1er décembre 2026"), ("fr", "FR", 11, "11 décembre 2026"), ("pt", "BR", 1, "1º de dezembro de 2026"),
     ("pt", "PT", 1, "1 de dezembro de 2026"), ("es", "MX", 1, "1 de diciembre de 2026")],
)  # fmt: skip
def test_the_first_of_a_month_is_written_as_the_country_does(
    language: str, country: str, day: int, text: str
):
    assert wording(language, country).day(date(2026, 12, day)) == text


@for_each("language", languages())
@for_each("level", LEVELS)
def test_a_reminder_is_named_later_as_its_subject_says(language: str, level: str):
    source, _ = Texts().letter(level, language)
    subject = source.partition("\n")[0].casefold()
    name = wording(language, "").levels[level.value.removesuffix("-reminder")]
    assert name.casefold() in subject


# The user's own templates


@for_each(
    ("source", "says"),
    [
        ("{{ amuont }}", "line 1: there is no field 'amuont'. Did you mean amount?"),
        ("a\n{{ amount", "line 2"),
        ("{{ ''.__class__.__mro__ }}", "no getattr"),
        (
            "a\n{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
            "line 2 cannot be filled in: only fields, if and filters",
        ),
        ("{% set a = 'xxxxxxxxxx' %}" + "{% set a = a ~ a %}" * 60, "no assign"),
        ("{% set a %}{{ name }}{{ name }}{% endset %}", "no assignblock"),
        ("{% for a in name %}{% endfor %}", "no for"),
        ("{{ 'x' * 10**9 }}", "no mul"),
        ("{{ name ~ name }}", "no concat"),
        ("{{ 'a'.encode('rot13') }}", "no call"),
        ("{{ name|attr('format') }}", "No filter named 'attr'"),
        ("{% include '/etc/passwd' %}", "no include"),
        ("{% if [1] %}{% endif %}", "no list"),
        ("a\nb{% if name > 3 %}{% endif %}", "line 2 cannot be filled in: '>' not supported"),
        ("{% if name is callable %}{% endif %}", "no test"),
        ("x" * 60_000, "characters"),
        ("{{ name }}" * 40, "longer than"),
        ("{{ " + "(" * 500 + "1" + ")" * 500 + " }}", "cannot be filled in"),
    ],
)
def test_a_broken_or_greedy_template_is_told_in_one_sentence(source: str, says: str):
    with pytest.raises(InputRefusedError, match=re.escape(says)):
        fill_in(source, "mine", {"amount": "1", "name": "x" * 6_000})


def test_what_a_customer_is_called_is_only_written():
    hostile = "{{ amount }}{% for a in 'ab' %}x{% endfor %}"
    assert (
        fill_in(
            "{% if name %}{{ name }} {{ amount|upper }}{% endif %}", "mine", {"amount": "a", "name": hostile}
        )
        == f"{hostile} A"
    )


@pytest.mark.parametrize(
    ("text", "subject", "body"),
    [("Dear sir,\nplease pay.\n", "mine", "Dear sir,\nplease pay.\n"), ("SUBJECT: a\n\nb", "a", "b\n"), ("", None, ""),
     ("Subject: a\n\n{% if false %}x{% endif %}\n", None, "")],
)  # fmt: skip
def test_a_template_without_a_subject_is_all_text_and_one_without_text_is_refused(
    shelf: Shelf, tmp_path: Path, text: str, subject: str | None, body: str
):
    desk = at_desk(shelf, tmp_path)
    account = add_account(desk, "A")
    add_invoice(desk, account, "N-1", 5_000, past(40))
    own = tmp_path / "texts" / "letters"
    own.mkdir(parents=True)
    (own / "mine.txt").write_text(text)
    if subject is None:
        with pytest.raises(InputRefusedError, match="has no text"):
            draft_of(desk, Texts(tmp_path / "texts"), desk.card(account), Wish("mine"))
        return
    letter = draft_of(desk, Texts(tmp_path / "texts"), desk.card(account), Wish("mine"))
    assert (letter.subject, letter.body) == (subject, body)


def test_the_shell_writes_to_one_on_hold_only_when_it_is_said(shelf: Shelf, tmp_path: Path):
    desk = at_desk(shelf, tmp_path)
    for name in ("A", "B"):
        add_invoice(desk, add_account(desk, name), f"N-{name}", 5_000, past(40))
    log_call(desk, 1, Outcome(Code.DNC, reference="asked in writing"))
    book = kept(desk)
    refused = arcall("letter", "A", "reminder", book=book)
    assert refused.code == 2
    assert "--anyway" in refused.err
    assert arcall("letter", "A", "reminder", "--show", book=book).code == 0
    assert arcall("letter", "A", "B", "reminder", book=book).code == 2
    assert [each.code for each in desk.card(1).history] == [Code.DNC]
    assert arcall("letter", "A", "reminder", "--anyway", book=book).code == 0


def test_those_to_whom_there_is_nothing_to_write_are_named_all_at_once_and_left_out_where_that_is_said(
    shelf: Shelf, tmp_path: Path
):
    desk = at_desk(shelf, tmp_path)
    for name, days in (("A", 40), ("B", -20), ("C", 40), ("D", -20)):
        add_invoice(desk, add_account(desk, name), f"N-{name}", 5_000, past(days))
    book = kept(desk)
    refused = arcall("letter", "A", "B", "C", "D", "reminder", book=book)
    assert (refused.code, "--skip" in refused.err) == (2, True)
    assert "B, D (There is nothing to ask them for today" in refused.err
    made = arcall("letter", "A", "B", "C", "D", "reminder", "--skip", "--json", book=book)
    assert [each["account"] for each in made.json] == ["A", "C"]
    assert "left out: B, D (There is nothing to ask them for today" in made.err
    assert arcall("letter", "B", "D", "reminder", "--skip", book=book).code == 2


def test_own_templates_outrank_by_creditor_language_and_level(shelf: Shelf, tmp_path: Path):
    desk = at_desk(shelf, tmp_path)
    account = add_account(desk, "A", country="DE")
    add_invoice(desk, account, "N-1", 5_000, past(40))
    card = desk.card(account)
    card = replace(card, account=replace(card.account, creditor="North"))
    letters = tmp_path / "texts" / "letters"
    for name in ("reminder", "de/reminder", "de/first-reminder", "North/reminder", "North/de/first-reminder"):
        (letters / name).parent.mkdir(parents=True, exist_ok=True)
        (letters / f"{name}.txt").write_text(f"Subject: {name}\n\nx\n")
        assert draft_of(desk, Texts(tmp_path / "texts"), card, Wish("reminder")).subject == name


def test_the_check_of_the_settings_looks_through_own_texts_and_names_line_and_nearest_field():
    texts = Paths.find().texts
    assert arcall("config", "texts").code == 0
    assert arcall("config", "check").code == 0  # ours are right, memos and all
    own = {
        "letters/de/first-reminder.txt": "Subject: x\n\n{{ greeting }}\n{{ acount }} {{ overdue }}\n",
        "letters/North/statement.txt": "Subject: {% for x in id %}{% endfor %}\n",
        "letters/fr/thanks.txt": "{{ answer_by }}\n",  # of memos alone
        "memos/escalation.txt": f"{{{{ {' }}{{ '.join(MEMO_ALONE)} }}}}\n{{{{ phon }}}}\n",
        "snippets.txt": b"lm \xff\n",
    }
    for name, text in own.items():
        (texts / name).parent.mkdir(parents=True, exist_ok=True)
        (texts / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    said = arcall("config", "check")
    assert said.code == 3
    told = said.err.splitlines()
    assert len(told) == len(own)
    assert any(
        "letters/de/first-reminder, line 4" in line and "Did you mean amount?" in line for line in told
    )
    assert any("letters/North/statement, line 1" in line and "no for" in line for line in told)
    assert any("letters/fr/thanks, line 1" in line and "'answer_by'" in line for line in told)
    assert any("memos/escalation, line 2" in line and "phone" in line for line in told)
    assert any("snippets.txt cannot be read" in line for line in told)


def told_of(text: str) -> tuple[set[str], set[str], set[str]]:
    """The amounts, the days as tables write them, and the items that a text names."""
    lines = text.replace("\u00a0", " ").replace("\u202f", " ").splitlines()
    aging = re.compile(r"[A-Z]{3}( -?[\d.,]+){5,8}$")  # on paper alone; another test adds it up
    plain = " ".join(" ".join(line for line in lines if not aging.match(line)).split())
    amounts = re.findall(r"-?(?:USD|EUR|JPY) ?-?\d[\d,’.]*\d|-?(?:USD|EUR|JPY) ?\d\b", plain)
    days = re.findall(r"\b\d{1,2} (?:[A-Z][a-z]{2}|Sept) \d{4}", plain)
    return {each.replace(" ", "") for each in amounts}, set(days), set(re.findall(r"\bN-\d\b", plain))


@given(
    items=ITEMS,
    name=st.sampled_from([*LEVELS, "statement"]),
    wish=st.fixed_dictionaries({"interest": st.booleans()}),
)
@settings(max_examples=tries(12), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_mail_and_the_paper_that_goes_with_it_say_the_same_sums_items_and_days(
    two_creditors: Desk, items: list[Cell], name: str, wish: dict[str, bool]
):
    account = taken_on(two_creditors, 1, items)
    try:
        letter = written(two_creditors, account, name, language="en", pdf=True, **wish)
    except UsageError:
        return  # it would say what is not so
    (paper,) = letter.attached
    pages = pypdfium2.PdfDocument(paper.content)
    printed = "\n".join(page.get_textpage().get_text_range() for page in pages)
    mail, sheet = told_of(letter.body), told_of(printed)
    assert sheet[0] == mail[0]
    assert sheet[1] == mail[1]
    assert sheet[2] == mail[2]
