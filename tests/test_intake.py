"""What is told of a call: the form of the screen and the options of the shell take it alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from arcall_tui.cli.outcome_options import OPTIONS, Given
from arcall_tui.cli.outcome_options import outcome as outcome_of
from arcall_tui.domain.activity import DisputeRaised, DisputeReason, Line, Outcome, PromiseGiven
from arcall_tui.domain.money import Money
from arcall_tui.domain.outcomes import Code, Fact
from arcall_tui.errors import UsageError
from arcall_tui.tui.forms.form import Choice
from arcall_tui.tui.forms.outcome_forms import FIELDS, form_for
from arcall_tui.tui.line_edit import LineEdit
from arcall_tui.workday.calls.prepare import Prepared, prepare
from arcall_tui.workday.calls.reading import Reading, reading_for
from arcall_tui.workday.calls.record import log_call
from arcall_tui.workday.desk.desk import Desk
from books import TODAY, Shelf, add_account, add_invoice, owing
from cases import for_each
from tries import tries

OLD = TODAY - timedelta(days=20)
_NUMBERS = count()  # every example has a customer of its own in the one book
ASKED = [code for code in Code if code.means.title]


@pytest.fixture
def desk(shelf: Shelf) -> Desk:
    return shelf.desk()


def read_against(desk: Desk, account: int) -> Reading:
    desk.day.know_holidays(desk.book, desk.clock.today())
    return reading_for(desk.card(account), desk, desk.settings)


@for_each("code", ASKED)
def test_a_form_asks_for_the_facts_of_its_row(desk: Desk, code: Code):
    form = form_for(code, read_against(desk, owing(desk, code.value, [(1000, OLD)])))
    assert [field.id for field in form.fields] == list(code.means.facts)


@for_each("fact", Fact)
def test_every_fact_has_its_field(fact: Fact):
    assert fact in FIELDS, f"{fact.name}: add its field to FIELDS in tui/forms/outcome_forms.py"


@for_each("code", Code)
def test_the_shell_takes_the_options_of_the_facts_that_the_form_asks_for_and_no_others(
    desk: Desk, code: Code
):
    account = owing(desk, code.value, [(1000, OLD)])
    reading = read_against(desk, account)
    takes = {option for fact in code.means.facts for option in OPTIONS[fact]}
    whole = {
        "promise": ("5.00@fri",) * (1 + (code is Code.PLAN)),
        "call_back": "mon 10:00",
        "reason": "price",
        "amount": "1.00",
    }
    needed = {
        name: whole[name]
        for name in takes & whole.keys()
        if name not in {"reason", "amount"}
        or code in {"reason": {Code.DISP, Code.DNC}, "amount": {Code.SEEN}}[name]
    }
    texts = {
        **whole, "next_step": "fri", "invoice": (f"{code.value}-0",), "contact": "Maria", "root_cause": "cash",
        "owner_by": "fri", "paid_on": "today", "legal": True,
    }  # fmt: skip
    for option in {name for options in OPTIONS.values() for name in options}:
        told = Given(code, **{**needed, option: texts.get(option, "words")})  # type: ignore[arg-type]
        if option in takes:
            assert outcome_of(told, reading)[0].code is code
        else:
            with pytest.raises(UsageError, match=f"{option[:4]}.*does not go with {code}"):
                outcome_of(told, reading)


# The same words, told twice

AMOUNTS = st.sampled_from(
    ["10", "30.00", "99.99", "1,000.00", "100", "250", "0", "-5", "abc", "EUR 0.50", "EUR 500"]
)
PARTS = st.sampled_from(["10", "30.00", "99.99", "0", "-5", "abc", "120"])
DAYS = st.sampled_from(
    ["fri", "+3", "eom", "today", "2026-12-01", "2026-11-01", "someday", "26/12", "2030-01-02"]
)
TIMES = st.sampled_from(["mon 10:00", "tomorrow 3am", "fri", "2026-11-01 10:00", "never", "2026-11-24T15:00"])
NAMED = st.lists(
    st.sampled_from(["I-0", "I-1", "i-2", "0", "I-0=50.00", "I-1=0", "I-2=9000", "NOPE", "CN-1", "E-1"]),
    max_size=3,
)
CAUSES = st.sampled_from(["", "cash", "bank"])
MINOR = st.integers(100, 30_000)


def usd(amount: str) -> str:
    """The form shows in which currency an amount is; to the shell it has to be said where there are two."""
    return amount if amount.startswith("EUR") else f"USD {amount}"


@st.composite
def told(draw: st.DrawFn) -> tuple[Given, dict[str, str]]:
    """What a caller tells: as options, and as texts in the fields of the form."""
    code = draw(st.sampled_from(ASKED))
    facts = set(code.means.facts)
    named = draw(NAMED) if Fact.INVOICES in facts else []
    options: dict[str, object] = {"invoice": tuple(named)}
    texts: dict[str, str] = {Fact.INVOICES: ", ".join(named)} if named else {}

    def tell(fact: Fact, option: str, text: str) -> None:
        if fact in facts and text:
            options[option] = texts[fact] = text

    if Fact.PROMISED in facts:
        amounts = draw(st.lists(AMOUNTS if code is Code.PTP else PARTS, min_size=2, max_size=3))
        first = draw(st.integers(0, 40).map(lambda days: TODAY + timedelta(days=days)))
        if code is Code.PTP:
            day = draw(DAYS)
            options["promise"] = (f"{usd(amounts[0])}@{day}",)
            texts |= {Fact.PROMISED: usd(amounts[0]), Fact.BY: day}
        else:
            days = [first + relativedelta(months=index) for index in range(len(amounts))]
            options["promise"] = tuple(f"{usd(part)}@{day}" for part, day in zip(amounts, days, strict=True))
            texts |= {
                Fact.PARTS: " ".join(usd(part).replace(" ", "") for part in amounts),
                Fact.FIRST: str(first),
            }
    # What was seen is filled in on the form, and the shell has to be told.
    untold = st.nothing() if code is Code.SEEN else st.just("")
    tell(Fact.PART, "amount", draw(st.one_of(untold, AMOUNTS.map(usd))))
    tell(Fact.CALL_BACK, "call_back", draw(TIMES))
    tell(Fact.NEXT, "next_step", draw(st.one_of(st.just(""), DAYS, TIMES)))
    tell(Fact.PAID_ON, "paid_on", draw(st.sampled_from(["", "yesterday", "fri", "someday", "2026-12-24"])))
    tell(Fact.CAUSE, "root_cause", draw(CAUSES))
    tell(Fact.REASON, "reason", draw(st.sampled_from(["price", "quality"])))
    for fact, option in (
        (Fact.OWNER, "owner"), (Fact.REFERENCE, "reference"), (Fact.SEND_TO, "reference"), (Fact.WHY, "reason"),
        (Fact.METHOD, "method"),
    ):  # fmt: skip
        tell(fact, option, draw(st.sampled_from(["", "Ann Lee"])))
    if Fact.WHY in facts and code is Code.DNC:
        tell(Fact.WHY, "reason", "their solicitor")
    tell(Fact.GOES_TO, "reason", "legal")
    return Given(code, **options), texts  # type: ignore[arg-type]


RENEWED = Given("PTP", ("100@fri",), ("I-0",)), {"amount": "100", "by": "fri", "invoices": "I-0"}
DISPUTED_TWICE = Given("DISP", invoice=("I-0",), reason="price"), {"invoices": "I-0", "reason": "price"}


def by_shell(desk: Desk, account: int, given: Given, reading: Reading) -> Prepared | None:
    try:
        return prepare(desk, account, replace(outcome_of(given, reading)[0], at=reading.now))
    except UsageError:
        return None


def by_form(desk: Desk, account: int, code: Code, texts: dict[str, str], reading: Reading) -> Prepared | None:
    form = form_for(code, reading)
    for field in form.fields:
        if field.id in texts or field.id in {Fact.CONTACT, Fact.SEND_TO}:
            field.edit = LineEdit(texts.get(field.id, ""))
            field.edit.fresh = False  # as typed
            if isinstance(field, Choice) and field.changed is not None:
                field.changed(field.edit.text)
    try:
        form.values()
        return prepare(desk, account, replace(form.outcome(""), at=reading.now))
    except UsageError:
        return None


def a_customer(desk: Desk, minors: list[int], promised: int, disputed: int) -> int:
    """A customer with invoices, a credit, something in another currency, an open promise and a dispute."""
    account = add_account(desk, f"C{next(_NUMBERS)}")
    items = [add_invoice(desk, account, f"I-{n}", minor, OLD) for n, minor in enumerate(minors)]
    add_invoice(desk, account, "CN-1", -2_000, OLD)
    add_invoice(desk, account, "E-1", 50, OLD, "EUR")
    if disputed:
        lines = (Line(items[0], Money(min(disputed, minors[0]), "USD")),)
        log_call(desk, account, Outcome(Code.DISP, dispute=DisputeRaised(DisputeReason.PRICE, "", lines)))
    room = sum(minors) - min(disputed, minors[0])
    if promised and room:
        money = Money(min(promised, room), "USD")
        log_call(desk, account, Outcome(Code.PTP, promises=(PromiseGiven(money, TODAY + timedelta(days=9)),)))
    return account


@settings(max_examples=tries(50), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    minors=st.lists(MINOR, min_size=1, max_size=3),
    promised=st.sampled_from([0, 5_000, 30_000]),
    disputed=st.sampled_from([0, 4_000, 30_000]),
    calls=st.lists(told(), min_size=6, max_size=6),
)
@example(minors=[10_000], promised=10_000, disputed=0, calls=[RENEWED])
@example(minors=[10_000], promised=0, disputed=10_000, calls=[DISPUTED_TWICE])
def test_shell_and_form_take_and_refuse_the_same_and_would_write_the_same(
    desk: Desk, minors: list[int], promised: int, disputed: int, calls: list[tuple[Given, dict[str, str]]]
):
    account = a_customer(desk, minors, promised, disputed)
    reading = read_against(desk, account)
    for options, texts in calls:
        shell = by_shell(desk, account, options, reading)
        form = by_form(desk, account, Code(options.code), texts, reading)
        assert (shell, bool(shell)) == (form, bool(form))


def test_a_promise_can_be_renewed_on_the_invoice_that_it_covers(desk: Desk):
    account = owing(desk, "C1", [(10_000, OLD)])
    for day in ("fri", "+10"):
        log_call(
            desk,
            account,
            outcome_of(Given("PTP", (f"100@{day}",), ("C1-0",)), read_against(desk, account))[0],
        )
    assert sorted(promise.state for promise in desk.promises(account)) == ["open", "withdrawn"]


def test_instalments_are_laid_over_the_invoices_that_are_named(desk: Desk):
    account = owing(desk, "C1", [(10_000, OLD), (6_000, OLD)])
    options = Given("PLAN", ("60@+30", "50@fri"), ("C1-1", "C1-0"))
    plan = outcome_of(options, read_against(desk, account))[0].promises
    items = {item.id: item.number for item in desk.invoices(account)}
    assert [[(items[line.invoice], line.amount.minor) for line in each.lines] for each in plan] == [
        [("C1-1", 5_000)],
        [("C1-1", 1_000), ("C1-0", 5_000)],
    ]
