"""Late interest: worked examples, the three rules, and nothing reckoned past what the rates are known for."""

from __future__ import annotations

import tomllib
from calendar import isleap
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from importlib import resources
from itertools import pairwise
from math import ceil
from pathlib import Path

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given, settings
from hypothesis import strategies as st

from arcall_tui.domain.account import ItemKind
from arcall_tui.domain.activity import DisputeRaised, DisputeReason, Line, Outcome, PromiseGiven
from arcall_tui.domain.money import Money
from arcall_tui.domain.outcomes import Code
from arcall_tui.errors import InputRefusedError, UsageError
from arcall_tui.law.interest import Debt, Reckoning, ReferenceRate, Rule, by_contract, reckon, regimes
from arcall_tui.outgoing import InterestTerms, Outgoing, Sender, Senders
from arcall_tui.settings import Paths
from arcall_tui.workday.calls.record import log_call, undo
from arcall_tui.workday.letters.late_interest import interest_of, waive
from arcall_tui.workday.letters.sending import Wish, draft_of
from arcall_tui.workday.letters.texts import Texts
from books import NOW, Shelf, add_account, add_invoice
from cases import for_each
from letter_desk import at_desk, kept
from shell import arcall
from tries import tries

LAW = regimes()


def borne(country: str, amount: str, currency: str, due: date, until: date, **more: object) -> Reckoning:
    return reckon(Debt("N-1", due, Money.of(amount, currency), **more), LAW[country], until)  # type: ignore[arg-type]


@for_each(
    ("country", "due", "rate"),
    [
        ("GB", date(2026, 3, 1), "11.75"),
        ("GB", date(2026, 8, 1), "11.75"),
        ("GB", date(2025, 3, 1), "12.75"),
        ("DE", date(2026, 3, 1), "10.27"),
        ("DE", date(2026, 8, 1), "10.52"),
        ("FR", date(2024, 8, 1), "14.25"),
        ("FR", date(2026, 3, 1), "12.15"),
        ("ES", date(2026, 8, 1), "10.40"),
        ("IT", date(2026, 3, 1), "10.15"),
        ("NL", date(2024, 8, 1), "12.25"),
        ("PT", date(2026, 3, 1), "10.15"),
        ("BE", date(2026, 8, 1), "10.5"),
        ("BE", date(2024, 3, 1), "12.5"),
        ("AT", date(2023, 3, 1), "11.08"),
        ("AT", date(2026, 3, 1), "10.73"),
        ("PL", date(2026, 3, 1), "14.00"),
        ("PL", date(2026, 8, 1), "13.75"),
        ("AT", date(2026, 8, 1), "10.73"),
        ("FR", date(2026, 8, 1), "12.40"),
        ("IE", date(2024, 8, 1), "12.25"),
        ("CH", date(2026, 3, 1), "5"),
        ("IN", date(2026, 10, 6), "16.50"),
        ("IN", date(2026, 10, 7), "17.25"),
    ],
)
def test_the_rate_by_law_is_what_the_authorities_publish(country: str, due: date, rate: str):
    assert LAW[country].rate(due) == Fraction(rate)


def test_gov_uk_example_a_thousand_pounds_fifty_days_late():
    """The page reckons GBP 1,000 at 8 % plus a Bank Rate of 0.5 % = GBP 85 a year, 23 pence a day, GBP 11.50 in 50 days.

    It rounds the day; the exact figure is 11.64.
    """
    rate = by_contract(Fraction("8.5"))
    due = date(2026, 1, 1)
    made = reckon(Debt("N", due, Money(100_000, "GBP")), rate, due + timedelta(days=50))
    assert made.steps[0].days == 50
    assert made.interest == Money(1_164, "GBP")
    year = reckon(Debt("N", due, Money(100_000, "GBP")), rate, due + timedelta(days=365))
    assert year.interest == Money(8_500, "GBP")


# Whose figures, the country's rule, the sum, the first day that bears interest, days at a rate, what it comes to in all.
# First the authorities': a federal court's judgment, which counts 366 days in a leap year, and the French state's page on
# interest at the legal rate, by the half-year and by 365 days "even if 2020 is a leap year". No Indian authority's was
# found. The others are of trades, advisers and the tests of public programs (before 2014 Germany had 8 points).
TABLES = {
    "Bundesgerichtshof, 6 December 2006, IV ZR 34/05: to 2 June 2002": ("DE", 137_277_82, date(2000, 1, 1), [(884, "4")], 13_283_98),
    "service-public.fr F20688: paid on 30 September": ("FR", 2_000_00, date(2020, 9, 1), [(30, "3.11")], 5_11),
    "service-public.fr F20688: over two half-years": ("FR", 2_000_00, date(2015, 9, 18), [(61, "4.29"), (44, "9.29"), (100, "9.54")], 89_01),
    "msmed_calculator, three months and two days": ("IN", 100_000_00, date(2025, 5, 17), [(94, "19.5")], 5_064_68),
    "msmed_calculator, three months and 29 days": ("IN", 15_000_00, date(2025, 6, 21), [(121, "19.5")], 990_50),
    "msmed_calculator, a month and five days": ("IN", 30_210_00, date(2025, 9, 15), [(35, "19.5")], 571_38),
    "IrminFlow/total, two whole months at three times 5.75": ("IN", 100_000_00, date(2026, 10, 16), [(61, "17.25")], 1_437_50 + 1_458_16),
    "heropay.eu": ("FR", 1_000_00, date(2025, 3, 2), [(30, "14.5")], 11_92),
    "agenceipro.com": ("FR", 15_000_00, date(2025, 3, 2), [(30, "15")], 184_93),
    "anleiter.de": ("DE", 1_000_00, date(2026, 1, 2), [(25, "5.12")], 3_51),
    "zinsmethoden.de, over a leap year's beginning": ("DE", 10_000_00, date(2011, 11, 19), [(121, "7.5")], 248_19),
    "Digineo, five half-years": ("DE", 1_500_00, date(2009, 9, 15), [(108, "8.12"), (181, "8.12"), (184, "8.12"), (181, "8.12"), (184, "8.37")], 281_53),
    "bgb-interest, a business": ("DE", 10_000_00, date(2023, 1, 1), [(181, "10.62")], 526_64),
    "bgb-interest, a consumer": ("DE", 10_000_00, date(2023, 1, 1), [(181, "6.62")], 328_28),
    "buchfink, 45 days": ("DE", 10_000_00, date(2025, 8, 2), [(45, "10.27")], 126_62),
    "buchfink, over 1 July 2026": ("DE", 10_000_00, date(2026, 6, 1), [(30, "10.27"), (31, "10.52")], 84_41 + 89_35),
    "werkboq, Germany": ("DE", 1_000_00, date(2026, 7, 1), [(30, "10.52")], 8_65),
    "werkboq, Austria": ("AT", 1_000_00, date(2026, 7, 1), [(30, "10.73")], 8_82),
}  # fmt: skip


@for_each("name", TABLES)
def test_what_authorities_and_others_have_worked_out_comes_to_the_same(name: str):
    country, minor, first, periods, interest = TABLES[name]
    rates, day = [], first
    for days, rate in periods:
        rates.append((day, Fraction(rate)))
        day += timedelta(days=days)
    table = ReferenceRate("a table", name, date.max, tuple(rates))
    rule = replace(LAW[country], margin=Fraction(0), times=Fraction(1), reference=table)
    made = reckon(Debt("N", first - timedelta(days=1), Money(minor, "EUR")), rule, day - timedelta(days=1))
    assert sum(step.days for step in made.steps) == sum(days for days, _ in periods)
    assert made.interest == Money(interest, "EUR")


@for_each(("amount", "fixed"), [("999.99", 40), ("1000", 70), ("9999.99", 70), ("10000", 100)])
def test_uk_rate_is_fixed_when_interest_starts_and_the_sum_goes_by_size(amount: str, fixed: int):
    made = borne("GB", amount, "GBP", date(2025, 6, 30), date(2026, 6, 30))
    (step,) = made.steps
    assert (step.start, step.days, step.rate) == (date(2025, 7, 1), 365, Fraction("12.25"))
    assert made.fixed == Money(fixed * 100, "GBP")


def test_uk_interest_by_the_acts_text_on_five_thousand_pounds_101_days_late():
    """12.25 % with a Bank Rate of 4.25 %: 5,000 x 12.25 % / 365 = 1.678 a day; 101 days 169.49 (1.68 rounded: 169.68)."""
    made = borne("GB", "5000", "GBP", date(2025, 8, 1), date(2025, 8, 1) + timedelta(days=101))
    assert (made.interest, made.fixed) == (Money(16_949, "GBP"), Money(7_000, "GBP"))


def test_german_interest_by_the_codes_text_is_split_at_the_half_year():
    """EUR 10,000 due 1 June 2026: 29 days at 10.27 % and 31 days at 10.52 % by 31 July."""
    made = borne("DE", "10000", "EUR", date(2026, 6, 1), date(2026, 7, 31))
    assert [(step.days, step.rate) for step in made.steps] == [
        (29, Fraction("10.27")),
        (31, Fraction("10.52")),
    ]
    assert made.interest == Money(round(10_000_00 * (0.1027 * 29 + 0.1052 * 31) / 365), "EUR")
    assert made.fixed == Money(4_000, "EUR")


def test_french_interest_by_the_laws_text_is_reckoned_on_each_part_until_the_day_of_its_payment():
    """First on the whole until the payment, then on the rest from the day after: 12.15 % in early 2026."""
    paid = ((date(2026, 2, 9), Money(400_000, "EUR")),)
    made = borne("FR", "6000", "EUR", date(2026, 1, 10), date(2026, 3, 11), paid=paid)
    exact = (10_000_00 * Fraction("0.1215") * 30 + 6_000_00 * Fraction("0.1215") * 30) / 365
    assert abs(made.interest.minor - exact) <= Fraction(1, 2)


def test_indian_interest_by_the_acts_text_is_compounded_monthly_at_three_times_the_bank_rate_after_45_days():
    """INR 100,000 for two whole months at 16.5 %: 1.375 % each, 2,768.91."""
    made = borne("IN", "100000", "INR", date(2026, 3, 31), date(2026, 2, 28), invoice_date=date(2025, 11, 16))
    assert made.steps[0].start == date(2026, 1, 1)  # the agreed day is later than 45 days after the invoice
    assert made.interest == Money(276_891, "INR")
    assert made.fixed is None


def test_bpifrance_formula_with_the_rate_of_the_second_half_of_2024():
    """bpifrance-creation.fr: 4.25 + 10 = 14.25 %; the unpaid sum x the rate x the days late / 365, and EUR 40 an invoice."""
    made = borne("FR", "10000", "EUR", date(2024, 8, 31), date(2024, 9, 30))
    assert made.interest == Money(round(10_000_00 * 14.25 / 100 * 30 / 365), "EUR")
    assert made.fixed == Money(40_00, "EUR")


def test_german_example_of_a_painter_whose_customer_pays_87_days_late_in_a_leap_year():
    """malerblog.net, a trade's paper, with the rates of the second half of 2024 (3.37 + 9 and + 5) and 366 days.

    "Rechnungssumme von 15.000 Euro 87 Tage in Zahlungsverzug ... 441,06 Euro", and 40; a consumer "298,44 Euro".
    """
    debt = Debt("N-1", date(2024, 8, 1), Money(15_000_00, "EUR"))
    until = debt.due + timedelta(days=87)
    business, consumer = reckon(debt, LAW["DE"], until), LAW["DE"].for_consumers()
    assert (business.interest, business.fixed) == (Money(441_06, "EUR"), Money(40_00, "EUR"))
    assert consumer is not None
    assert reckon(debt, consumer, until).interest == Money(298_44, "EUR")


RAW = {
    name: tomllib.loads(
        resources.files("arcall_tui.law").joinpath(f"{name}.toml").read_text(encoding="utf-8")
    )
    for name in ("references", "regimes")
}


def rate_by_hand(country: str, day: date) -> float:
    law = RAW["regimes"][country]
    lines = RAW["references"][law["reference"]]["rates"]
    rate = [line["rate"] for line in lines if line["from"] <= day][-1] * law.get("times", 1) + law["margin"]
    step = law.get("round_up")
    return ceil(round(rate / step, 9)) * step if step else rate


def by_hand(country: str, minor: int, due: date, until: date) -> float:
    """Add up day by day, in floats and from the file itself; in India month by month."""
    first, law = due + timedelta(days=1), RAW["regimes"][country]
    days = [first + timedelta(days=n) for n in range((until - due).days)]
    if law.get("compounding") == "monthly":
        owed, months = float(minor), 0
        while (begin := first + relativedelta(months=months)) <= until:
            months += 1
            after = first + relativedelta(months=months)
            month = [day for day in days if begin <= day < after]
            owed += owed * sum(rate_by_hand(country, day) for day in month) / 1200 / (after - begin).days
        return owed - minor
    fixed = law["rule"] == "fixed"
    return sum(
        minor
        * rate_by_hand(country, first if fixed else day)
        / 100
        / (365 + (law.get("leap_years", False) and isleap(day.year)))
        for day in days
    )


@given(
    country=st.sampled_from(sorted(set(LAW) - {"NL"})),  # NL: interest on interest, by its own test
    minor=st.integers(100, 10**8),
    due=st.dates(date(2023, 3, 1), date(2025, 9, 1)),
    late=st.integers(1, 200),
    parts=st.lists(st.tuples(st.integers(-20, 220), st.integers(1, 10**7)), max_size=3),
)
@settings(max_examples=tries(40), deadline=None)
def test_interest_is_what_a_reckoning_day_by_day_comes_to(
    country: str, minor: int, due: date, late: int, parts: list[tuple[int, int]]
):
    until, currency = due + timedelta(days=late), RAW["regimes"][country]["currency"]
    paid = tuple((due + timedelta(days=day), Money(part, currency)) for day, part in sorted(parts))
    made = reckon(Debt("N", due, Money(minor, currency), paid), LAW[country], until)
    # Each part has borne it until its day, that day included.
    slices = [(minor, until), *((part.minor, min(day, until)) for day, part in paid if day > due)]
    whole = sum(part for part, _ in slices)
    assert abs(made.interest.minor - sum(by_hand(country, part, due, end) for part, end in slices)) <= (
        0.5 + whole * 1e-9
    )


@given(
    rate=st.decimals(0, 9, places=2),
    late=st.integers(1, 180),
    minor=st.integers(100, 10**8),
    country=st.sampled_from(["FR", "ES", "IT", "BE", "PT"]),
)
@settings(max_examples=tries(15), deadline=None)
def test_the_users_own_line_is_reckoned_with_from_its_day(rate: Decimal, late: int, minor: int, country: str):
    own = f"[ecb]\nread_until = 2027-06-30\nrates = [{{ from = 2027-01-01, rate = {rate} }}]\n"
    due = date(2026, 12, 31)
    made = reckon(Debt("N", due, Money(minor, "EUR")), regimes(own)[country], due + timedelta(days=late))
    whole = Fraction(str(rate)) + LAW[country].margin
    whole = Fraction(ceil(whole * 2), 2) if country == "BE" else whole  # to the next half point, by law
    assert abs(made.interest.minor - minor * whole / 100 * late / 365) <= Fraction(1, 2)
    assert made.unknown_from is None


def test_the_german_base_rate_follows_the_ecb_rate_point_by_point():
    """Section 247 BGB; the Bundesbank's own figures of 2023 (1.62 to 3.12) and December 2025 (1.27) are among them."""
    german, ecb = LAW["DE"].reference.rates, LAW["FR"].reference.rates
    assert [day for day, _ in german] == [day for day, _ in ecb]
    assert {ours - theirs for (_, ours), (_, theirs) in zip(german, ecb, strict=True)} == {Fraction("-0.88")}


def test_the_austrian_base_rate_follows_only_changes_of_half_a_point():
    """The OeNB's rule; its 3.38 and 3.88 of 2023 are among them."""
    austrian, ecb = LAW["AT"].reference.rates, LAW["FR"].reference.rates
    for (_, before), (_, after) in pairwise(austrian):
        assert after == before or abs(after - before) >= Fraction(1, 2)
    assert all(
        abs(ours - theirs + Fraction("0.62")) < Fraction(1, 2)
        for (_, ours), (_, theirs) in zip(austrian, ecb, strict=True)
    )


def test_indian_interest_by_the_acts_text_is_the_future_value_with_monthly_rests():
    """Section 16 MSMED, as accountants reckon it: P x (1 + r / 12)^n - P; 20.25 % before February 2025, six months."""
    made = borne("IN", "100000", "INR", date(2024, 3, 31), date(2024, 9, 30))
    assert made.interest == Money(round(100_000_00 * ((1 + Fraction("0.2025") / 12) ** 6 - 1)), "INR")


@for_each(
    ("accepted", "agreed", "first"),
    [
        (date(2023, 11, 20), date(2023, 12, 20), date(2023, 12, 21)),
        (date(2023, 11, 20), date(2024, 1, 19), date(2024, 1, 5)),
        (date(2024, 2, 1), date(2024, 4, 30), date(2024, 3, 18)),
    ],
)
def test_indian_interest_starts_after_the_agreed_day_or_45_days(accepted: date, agreed: date, first: date):
    """Section 15 MSMED as caura.in works it out: agreed in 30 days, and beyond the 45 that the law allows."""
    made = borne("IN", "100000", "INR", agreed, date(2024, 6, 30), invoice_date=accepted)
    assert made.steps[0].start == first


def test_indian_interest_goes_by_the_rates_as_they_were_notified():
    """V.K. Patel v Simplex: 6.50 until 8 April 2025, 6.25 from the 9th, both within one month."""
    made = borne("IN", "100000", "INR", date(2025, 3, 31), date(2025, 4, 30))
    assert [(step.days, step.rate) for step in made.steps] == [(8, Fraction("19.5")), (22, Fraction("18.75"))]


def test_dutch_interest_bears_interest_after_a_full_year():
    """6:119a, 3 BW: 12.50 % and 12.25 % in 2024 on 10,000; in 2025 on that and what it has borne."""
    made = borne("NL", "10000", "EUR", date(2023, 12, 31), date(2025, 6, 30))
    first = 10_000_00 * (Fraction("12.5") * 182 + Fraction("12.25") * 184) / 100 / 366
    assert made.steps[-1].amount.minor == round(10_000_00 + first)
    second = (10_000_00 + first) * Fraction("11.15") / 100 * 181 / 365
    assert made.interest == Money(round(first + second), "EUR")
    short = borne("NL", "10000", "EUR", date(2024, 12, 31), date(2025, 6, 30))
    assert short.interest == Money(round(10_000_00 * Fraction("11.15") / 100 * 181 / 365), "EUR")


def test_irish_interest_goes_by_the_rate_on_the_day_it_became_overdue():
    """gov.ie: only one rate applies, that in operation on the date the payment became overdue."""
    made = borne("IE", "1000", "EUR", date(2025, 6, 1), date(2026, 7, 10))
    (step,) = made.steps
    assert step.rate == Fraction("11.15")
    assert made.fixed == Money(4_000, "EUR")


def test_a_rule_may_go_by_the_rate_on_the_day_of_payment():
    rule = replace(LAW["IE"], rule=Rule.PAYMENT)
    (step,) = reckon(Debt("N", date(2025, 6, 1), Money(100_000, "EUR")), rule, date(2026, 7, 10)).steps
    assert step.rate == Fraction("10.40")


def test_a_consumer_owes_what_the_law_says_of_consumers_or_nothing():
    german = LAW["DE"].for_consumers()
    assert german is not None
    assert german.rate(date(2026, 3, 1)) == Fraction("6.27")
    assert german.fixed_sum(Money(1, "EUR")) is None
    assert LAW["GB"].for_consumers() is None


@for_each("country", sorted(LAW))
def test_nothing_is_reckoned_past_what_the_rates_are_known_for(country: str):
    last = LAW[country].reference.read_until
    made = borne(country, "1000", LAW[country].sums_by, last - timedelta(days=10), last + timedelta(days=20))
    if LAW[country].rule.value != "fixed":
        assert made.unknown_from == last + timedelta(days=1)
        assert max(step.end for step in made.steps) == last
    late = borne(country, "1000", LAW[country].sums_by, last + timedelta(days=1), last + timedelta(days=20))
    assert (late.interest.minor, late.unknown_from) == (0, last + timedelta(days=2))


def test_a_line_of_the_users_own_carries_the_reckoning_on():
    own = "[ecb]\nread_until = 2027-06-30\nrates = [{ from = 2027-01-01, rate = 2.00 }]\n"
    assert regimes(own)["FR"].rate(date(2027, 2, 1)) == Fraction(12)
    for wrong, says in (
        ("[ecbx]\nread_until = 2027-06-30\n", "line 1"),
        ("[ecb]\nrates = []\n", "read_until"),
        ("[ecb]\nread_until = 2027-06-30\nrates = [{ from = 2027-01-01 , rate = 'x' }]\n", "rate"),
    ):
        with pytest.raises(InputRefusedError, match=says):
            regimes(wrong)


@given(
    country=st.sampled_from(sorted(LAW)),
    minor=st.integers(1, 10**9),
    late=st.integers(1, 700),
    parts=st.lists(st.tuples(st.integers(0, 700), st.integers(1, 10**7)), max_size=4),
)
def test_interest_grows_with_time_and_a_payment_never_adds_to_it(
    country: str, minor: int, late: int, parts: list[tuple[int, int]]
):
    due, currency = date(2024, 1, 15), LAW[country].sums_by
    until = due + timedelta(days=late)
    paid = tuple((due + timedelta(days=day), Money(amount, currency)) for day, amount in sorted(parts))
    debt = Debt("N", due, Money(minor, currency), paid)
    whole = Debt("N", due, Money(minor + sum(amount.minor for _, amount in paid), currency))
    unpaid = reckon(whole, LAW[country], until).interest.minor
    assert 0 <= reckon(debt, LAW[country], until).interest.minor <= unpaid + 1
    assert reckon(whole, LAW[country], until + timedelta(days=1)).interest.minor >= unpaid


# On the book


def test_interest_of_an_account_respects_disputes_promises_credits_and_part_payments(
    shelf: Shelf, tmp_path: Path
):
    desk = at_desk(shelf, tmp_path, Outgoing(senders=Senders(Sender(country="GB"))))
    account = add_account(desk, "A")
    add_invoice(desk, account, "C-1", -100_00, date(2026, 11, 1), "GBP")
    one = add_invoice(desk, account, "N-1", 1_000_00, date(2026, 8, 1), "GBP")
    two = add_invoice(desk, account, "N-2", 500_00, date(2026, 9, 1), "GBP")
    desk.book.execute(
        "INSERT INTO payment (account_id, invoice_id, amount, currency, paid_on, reference)"
        " VALUES (?, ?, 20000, 'GBP', '2026-08-31', '')",
        (account, one),
    )
    dispute = DisputeRaised(DisputeReason.PRICE, lines=(Line(two, Money(500_00, "GBP")),))
    log_call(desk, account, Outcome(Code.DISP, dispute=dispute))
    promised = PromiseGiven(Money(300_00, "GBP"), date(2026, 11, 27), (Line(one, Money(300_00, "GBP")),))
    log_call(desk, account, Outcome(Code.PTP, promises=(promised,)))
    made = interest_of(desk, desk.card(account))
    (debt,) = made.debts  # N-2 is disputed, whole
    assert [(step.amount.minor, step.days) for step in debt.steps] == [(200_00, 30), (600_00, 111)]
    exact = Fraction("11.75") / 100 * (200_00 * 30 + 600_00 * 111) / 365
    assert abs(made.interest[0].minor - exact) <= Fraction(1, 2)
    assert made.fixed == (
        Money(70_00, "GBP"),
    )  # a debt of 1,100: a promise makes it no smaller, a credit does


def test_a_payment_on_account_counts_from_its_day_and_a_credit_note_from_the_start(
    shelf: Shelf, tmp_path: Path
):
    desk = at_desk(shelf, tmp_path, Outgoing(interest=InterestTerms(law="GB")))
    borne = {}
    for name, kind in (("A", ItemKind.UNAPPLIED), ("B", ItemKind.CREDIT)):
        account = add_account(desk, name, country="GB")
        add_invoice(desk, account, "N-1", 100_000, date(2026, 9, 1), "GBP")
        key = add_invoice(desk, account, "P-1", -40_000, date(2026, 11, 5), "GBP")
        desk.book.execute("UPDATE invoice SET kind = ? WHERE id = ?", (kind.value, key))
        (made,) = interest_of(desk, desk.card(account)).debts
        borne[name] = made.interest.minor
    rest = 60_000 * 0.1175 * 80 / 365
    assert borne["B"] == round(rest)
    assert borne["A"] == round(rest + 40_000 * 0.1175 * 65 / 365)


def test_what_was_paid_late_has_borne_interest_too_where_that_is_wanted(shelf: Shelf, tmp_path: Path):
    desk = at_desk(shelf, tmp_path, Outgoing(senders=Senders(Sender(country="GB"))))
    account = add_account(desk, "A")
    add_invoice(desk, account, "N-1", 1_000_00, date(2026, 11, 10), "GBP")
    paid = add_invoice(desk, account, "N-2", 0, date(2026, 8, 1), "GBP", settled_on="2026-08-31")
    add_invoice(desk, account, "N-3", 0, date(2026, 8, 1), "GBP", settled_on="2026-07-31")
    desk.book.execute(
        "INSERT INTO payment (account_id, invoice_id, amount, currency, paid_on, reference)"
        " VALUES (?, ?, 73000, 'GBP', '2026-08-31', '')",
        (account, paid),
    )
    desk.book.execute("UPDATE invoice SET kind = 'invoice'")
    card = desk.card(account)
    assert [each.debt.number for each in interest_of(desk, card).debts] == ["N-1"]
    late = interest_of(desk, card, settled=True).debts[1]
    assert (late.debt.number, late.debt.settled, late.interest) == ("N-2", True, Money(705, "GBP"))


@pytest.mark.parametrize(("typed", "days"), [("; paid USD 1.00 on Fri 07 Aug 2026; REF 9", 6), ("", 9)])
def test_money_seen_by_hand_ends_interest_on_its_own_day_and_not_the_ledgers(
    shelf: Shelf, tmp_path: Path, typed: str, days: int
):
    desk = at_desk(shelf, tmp_path, Outgoing(senders=Senders(Sender(country="GB"))))
    account = add_account(desk, "A")
    key = add_invoice(desk, account, "N-1", 50_00, date(2026, 8, 1), "GBP")
    for row in (
        f"INSERT INTO payment (account_id, invoice_id, amount, currency, paid_on, reference) VALUES ({account}, {key}, 70000, 'GBP', '2026-08-14', '')",
        f"INSERT INTO activity (id, account_id, code, at, workday, detail) VALUES (99, {account}, 'SEEN', '2026-08-10T09:00:00', '2026-08-10', 'seen{typed}')",
        f"INSERT INTO dispute (id, account_id, activity_id, opened_on, reason, next_on, state) VALUES (9, {account}, 99, '2026-08-10', '{DisputeReason.MONEY_SEEN}', '2026-08-12', 'closed')",
        f"INSERT INTO dispute_line VALUES (9, {key}, 70000)",
    ):
        desk.book.execute(row)
    (debt,) = interest_of(desk, desk.card(account)).debts
    assert [step.days for step in debt.steps] == [days, 111]


def test_interest_is_asked_for_only_where_the_user_says_so_and_not_where_it_is_waived(
    shelf: Shelf, tmp_path: Path
):
    desk = at_desk(shelf, tmp_path, Outgoing(senders=Senders(Sender(country="GB"))))
    account = add_account(desk, "A")
    add_invoice(desk, account, "N-1", 1_000_00, date(2026, 8, 1), "GBP")
    plain, asked = (
        draft_of(desk, Texts(), desk.card(account), Wish("reminder", interest=interest))
        for interest in (False, True)
    )
    assert "interest" not in plain.body
    lines = [" ".join(line.split()) for line in asked.body.splitlines()]
    assert "Late interest to 20 Nov 2026 GBP 35.73" in lines
    assert plain.subject == asked.subject  # what the queue says; interest stands apart
    assert "To be paid in all GBP 1,035.73" in lines
    assert (
        "when GBP 1,035.73 will be paid" in " ".join(asked.body.split())
        or asked.body.count("GBP 1,035.73") == 2
    )
    waive(desk, account, "goodwill of Ann")
    with pytest.raises(UsageError, match="waived: goodwill of Ann"):
        draft_of(desk, Texts(), desk.card(account), Wish("reminder", interest=True))
    undo(desk)
    assert interest_of(desk, desk.card(account)).waived == ""


@pytest.mark.parametrize(
    ("terms", "country", "law", "guess"),
    [
        (InterestTerms(), "FR", "L441-10", True),
        (InterestTerms(law="DE"), "FR", "BGB", False),
        (InterestTerms(contract=12.0), "US", "by contract", False),
        (InterestTerms(accounts={"A": 9.5}), "US", "by contract", False),
        (InterestTerms(small_seller=True), "IN", "MSMED", True),
    ],
)
def test_the_contract_comes_first_then_the_users_law_then_the_customers(
    shelf: Shelf, tmp_path: Path, terms: InterestTerms, country: str, law: str, guess: object
):
    desk = at_desk(shelf, tmp_path, Outgoing(interest=terms))
    account = add_account(desk, "A", country=country)
    add_invoice(desk, account, "N-1", 1_000_00, date(2026, 1, 10), "EUR")
    made = interest_of(desk, desk.card(account))
    assert law in made.regime.law
    assert made.guess == guess


def test_a_letter_says_to_which_day_interest_is_reckoned(shelf: Shelf, tmp_path: Path):
    outgoing = Outgoing(interest=InterestTerms(law="IN", small_seller=True))
    desk = at_desk(shelf, tmp_path, outgoing, NOW.replace(month=12))
    account = add_account(desk, "A", country="IN")
    add_invoice(desk, account, "N-1", 1_000_00, date(2026, 9, 13), "INR")
    body = draft_of(desk, Texts(), desk.card(account), Wish("reminder", interest=True)).body
    # 23 days at 16.5 and 7 at 17.25 are 13.90, a month at 17.25 is 14.57, then 20 of 30 days 9.86; no rate is known further
    assert "Late interest to 3 Dec 2026 INR 38.33" in " ".join(body.split())


def test_fixed_sums_are_asked_for_where_the_user_says_so_and_two_letters_never_ask_for_one_twice(
    shelf: Shelf, tmp_path: Path
):
    desk = at_desk(shelf, tmp_path, Outgoing(interest=InterestTerms(law="GB")))
    account = add_account(desk, "A", country="GB")
    keys = [add_invoice(desk, account, f"N-{n}", 100_000, date(2026, 9, 1), "GBP") for n in range(2)]
    card = desk.card(account)
    assert "Fixed sum" not in draft_of(desk, Texts(), card, Wish("reminder", interest=True)).body
    whole = draft_of(desk, Texts(), card, Wish("reminder", interest=True, fees=True)).body
    interest = Money(2 * round(100_000 * 0.1175 * 80 / 365), "GBP")
    assert f"Fixed sum for late payment, by law {Money(14_000, 'GBP')}" in " ".join(whole.split())
    assert str(interest) in whole
    for key in keys:
        half = draft_of(
            desk, Texts(), card, Wish("reminder", items=frozenset({key}), interest=True, fees=True)
        ).body
        assert str(Money(7_000, "GBP")) in half
        assert str(Money(interest.minor // 2, "GBP")) in half
    waive(desk, account, "goodwill")
    with pytest.raises(UsageError, match="waived"):
        draft_of(desk, Texts(), desk.card(account), Wish("reminder", fees=True))


def test_a_fixed_sum_in_another_currency_than_the_invoices_says_where_it_is_paid_and_that_it_is_no_invoices(
    shelf: Shelf, tmp_path: Path
):
    euros = {"iban": "DE89370400440532013000"}
    for currencies in ({}, {"EUR": euros}):
        sender = Sender(iban="PL61109010140000071219812874", currencies=currencies)
        terms = InterestTerms(law="PL")
        desk = at_desk(shelf, tmp_path, Outgoing(senders=Senders(sender), interest=terms))
        account = add_account(desk, f"A{len(currencies)}", country="PL")
        add_invoice(desk, account, "N-1", 100_000, date(2026, 9, 1), "PLN")
        wish = Wish("reminder", fees=True, language="en")
        letter = draft_of(desk, Texts(), desk.card(account), wish)
        assert any("EUR 40.00 is a fixed sum as the law names it" in each for each in letter.doubts)
        unsaid = any("is to pay EUR to your usual account" in each for each in letter.doubts)
        assert (unsaid, "DE89 3704" in letter.body) == (not currencies, bool(currencies))


def test_where_no_law_is_known_the_way_out_is_named(shelf: Shelf, tmp_path: Path):
    desk = at_desk(shelf, tmp_path, Outgoing())
    for country, says in (("US", r"\[interest\] contract"), ("IN", "small_seller"), ("", "not known")):
        account = add_account(desk, f"A{country}", country=country)
        with pytest.raises(UsageError, match=says):
            interest_of(desk, desk.card(account))
    consumer = add_account(desk, "K", country="GB", consumer=1)
    with pytest.raises(UsageError, match="is a consumer"):
        interest_of(desk, desk.card(consumer))


def test_the_shell_prints_the_working(shelf: Shelf, tmp_path: Path):
    desk = at_desk(shelf, tmp_path)
    add_invoice(desk, add_account(desk, "A"), "N-1", 1_000_00, date(2026, 8, 1), "GBP")
    book = kept(desk)
    Paths.find().config.mkdir()
    (Paths.find().config / "settings.toml").write_text('zone = "Europe/London"\n[interest]\nlaw = "GB"\n')
    said = arcall("interest", "A", "--json", book=book)
    assert said.code == 0
    step = said.json["invoices"][0]["steps"][0]
    assert step.keys() == {"from", "to", "days", "on", "rate", "interest"}
    assert "not claimed" in arcall("interest", "A", book=book).out
    assert arcall("interest", "A", "--as-of", "x", book=book).code == 2
