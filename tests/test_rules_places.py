"""Holidays, regions, hours and caps of a place, shared payers, calls before the due date."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arcall_tui.domain.activity import FollowUpKind, NextStep, Outcome, PromiseGiven, PromiseState
from arcall_tui.domain.calendar import Calendar, CustomerPlace, Hours, both
from arcall_tui.domain.money import Money
from arcall_tui.domain.outcomes import Code
from arcall_tui.errors import InputRefusedError, UsageError
from arcall_tui.rules.gates import Gate
from arcall_tui.rules.policy_file import load_policy
from arcall_tui.rules.queue import Group, Placing
from arcall_tui.settings import Paths
from arcall_tui.workday.book.rulebook import PRESETS, preset, rules_in_force
from arcall_tui.workday.calls import customer_facts, record
from arcall_tui.workday.calls.prepare import prepare
from arcall_tui.workday.desk.explaining import explain_account
from arcall_tui.workday.desk.standings_today import holidays_of
from arcall_tui.workday.desk.today import agenda
from books import NOW, TODAY, Shelf, add_invoice, owing
from cases import for_each
from shell import arcall
from tries import tries

OLD = TODAY - timedelta(days=30)
days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
calendars = st.builds(
    Calendar,
    st.sampled_from([frozenset({5, 6}), frozenset({4, 5}), frozenset({4})]),
    st.frozensets(days, max_size=20),
    st.frozensets(days, max_size=20),
)


@given(calendars, calendars, days)
def test_a_day_counts_for_both_exactly_where_it_counts_for_each(one: Calendar, other: Calendar, day: date):
    assert both(one, other).is_business_day(day) == (one.is_business_day(day) and other.is_business_day(day))


def test_a_region_has_holidays_of_its_own():
    bavaria, germany = holidays_of("DE-BY", range(2026, 2027)), holidays_of("DE", range(2026, 2027))
    assert date(2026, 1, 6) in bavaria - germany
    assert holidays_of("ZZ", range(2026, 2027)) == frozenset()


def test_nobody_is_rung_on_a_holiday_of_their_country_or_region(shelf: Shelf):
    st_andrews = datetime(2026, 11, 30, 10, 0, tzinfo=UTC)
    desk = shelf.desk(now=st_andrews)
    scot = owing(desk, "SCOT", [(5_000, OLD)], region="SCT")
    owing(desk, "ENG", [(4_000, OLD)])
    placed = {placing.standing.ledger_id: placing for placing in desk.ranking.rank_day()}
    assert placed["ENG"].callable
    assert not placed["SCOT"].callable
    assert placed["SCOT"].opens_at == datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
    # The day before, a next step does not fall on it either.
    eve = shelf.desk(now=datetime(2026, 11, 27, 10, 0, tzinfo=UTC))
    (step, *_) = record.log_call(eve, scot, Outcome(Code.NA)).follow_ups
    assert step.due == date(2026, 12, 1)


def test_holidays_are_kept_in_the_book_so_that_the_first_screen_knows_them(shelf: Shelf):
    desk = shelf.desk()
    owing(desk, "C1", [(5_000, OLD)])
    desk.ranking.rank_day()
    desk.close()
    again = shelf.desk(now=datetime(2026, 12, 25, 10, 0, tzinfo=UTC))
    (placing,) = again.ranking.first_page()
    assert not placing.callable


@settings(max_examples=tries(25))
@given(
    st.integers(0, 8_700).map(lambda hours: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hours)),
    st.sampled_from(["GB-SCT", "DE-BY", "IN-KA", "US", "SA"]),
)
def test_no_next_step_falls_on_a_holiday_or_outside_the_hours(at: datetime, place: str):
    zones = {
        "GB": "Europe/London",
        "DE": "Europe/Berlin",
        "IN": "Asia/Kolkata",
        "US": "America/New_York",
        "SA": "Asia/Riyadh",
    }
    country, _, region = place.partition("-")
    with TemporaryDirectory() as folder:
        desk = Shelf(Path(folder)).desk(now=at)
        account = owing(
            desk, "C1", [(5_000, date(2025, 12, 1))], country=country, region=region, zone=zones[country]
        )
        off = holidays_of(place, range(2026, 2028)) | holidays_of(country, range(2026, 2028))
        for code in (Code.NA, Code.LM, Code.TT, Code.BZ):
            for step in prepare(desk, account, Outcome(code)).steps:
                assert step.due not in (off if region == "" else holidays_of(place, range(2026, 2028)))
                if step.at is not None:
                    local = step.at.astimezone(ZoneInfo(zones[country]))
                    assert time(9) <= local.time() < time(17)
                    assert local.date() == step.due
        desk.close()


def test_the_users_own_edits_outrank_holidays_and_weekends():
    policy = load_policy(
        '[calendars.GB]\nclosed = ["2026-12-24"]\nworked = ["2026-12-28", "2026-12-19"]\n'
        '[calendars.GB-SCT]\nclosed = ["2026-12-28"]\n'
        '[calendars.mine]\nholidays = "IN"\nclosed = ["2026-11-27..2026-11-29"]\n'
    ).with_holidays({place: holidays_of(place, range(2026, 2027)) for place in ("GB", "GB-SCT", "IN")})
    britain, scotland, mine = (
        policy.calendar_of("GB"),
        policy.calendar_of("GB", "SCT"),
        policy.caller("UTC").calendar,
    )
    assert not britain.is_business_day(date(2026, 12, 24))
    assert britain.is_business_day(date(2026, 12, 28))  # a holiday that is worked
    assert britain.is_business_day(date(2026, 12, 19))  # a Saturday that is worked
    assert not scotland.is_business_day(date(2026, 12, 28))
    assert not scotland.is_business_day(date(2026, 12, 24))
    assert not mine.is_business_day(date(2026, 11, 27))
    assert not mine.is_business_day(date(2026, 1, 26))  # Republic Day, because it was asked for
    assert load_policy(None).caller("UTC", "GB").calendar.is_business_day(date(2026, 12, 25))
    without = load_policy("[calendars]\npublic_holidays = false\n").with_holidays(
        {"GB": holidays_of("GB", range(2026, 2027))}
    )
    assert without.calendar_of("GB").is_business_day(date(2026, 12, 25))


def test_hours_and_caps_of_a_place():
    policy = load_policy(
        '[hours.ES]\ncloses = "14:00"\n[hours.GB-SCT]\nopens = "09:30"\n[hours.consumer.US]\nopens = "10:00"\n'
        "[caps.GB]\nper_week = 2\n[caps.consumer.US]\nper_week = 4\n"
    )
    assert policy.hours_of(CustomerPlace("es", "", None, False)) == Hours(time(9), time(14))
    assert policy.hours_of(CustomerPlace("GB", "SCT", None, False)) == Hours(time(9, 30), time(17))
    assert policy.hours_of(CustomerPlace("GB", "", None, False)) == Hours(time(9), time(17))
    assert policy.hours_of(CustomerPlace("US", "", None, True)) == Hours(time(10), time(21))
    assert policy.caps_of(CustomerPlace("GB", "", None, False)).per_week == 2
    assert policy.caps_of(CustomerPlace("FR", "", None, False)).per_week == 3
    assert policy.caps_of(CustomerPlace("US", "", None, True)).per_week == 4


@for_each(
    ("text", "says", "hint"),
    [
        ("[caps.UK]\nper_day = 2\n", "caps.UK is not in a country that is known", "Did you mean GB"),
        ('[calendars.GB]\nclosed = ["24/12/2026"]\n', 'calendars.GB.closed has "24/12/2026"', "2026-12-24"),
        ('[calendars.GB]\nopen = ["2026-12-24"]\n', "calendars.GB.open is not known", "worked"),
        ('[calendars]\npublic_holidays = "yes"\n', 'calendars.public_holidays is "yes"', "true or false"),
        ("[plan]\nslot_minutes = 0\n", "plan.slot_minutes is 0", "from 1 to 240"),
    ],
)
def test_mistakes_in_places_are_named(text: str, says: str, hint: str):
    with pytest.raises(InputRefusedError) as refused:
        load_policy(text, "policy.toml")
    assert says in refused.value.message
    assert hint in refused.value.hint


def test_accounts_of_one_payer_are_called_once_and_share_their_attempts(shelf: Shelf):
    desk = shelf.desk()
    big = owing(desk, "BIG", [(90_000, OLD)])
    small = owing(desk, "SMALL", [(4_000, OLD)], payer_id=big)
    owing(desk, "ALONE", [(50_000, OLD)])
    placed = {each.standing.ledger_id: each for each in desk.ranking.rank_day()}
    assert [placed[name].callable for name in ("BIG", "SMALL", "ALONE")] == [True, False, True]
    assert any(
        "the same payer as Customer BIG (BIG)" in reason.text for reason in desk.explain(placed["SMALL"])
    )
    assert any(reason.code == "shared_payer" for reason in desk.explain(placed["BIG"]))
    record.log_call(desk, small, Outcome(Code.NA))
    after = {each.standing.ledger_id: each for each in desk.ranking.rank_day()}
    assert not after["BIG"].callable  # tried once today, through the other account
    record.undo(desk)
    assert [each.rank_key for each in desk.ranking.rank_day()] == sorted(
        each.rank_key for each in placed.values()
    )


def test_a_promise_on_the_one_leaves_the_other_to_be_called(shelf: Shelf):
    desk = shelf.desk()
    big = owing(desk, "BIG", [(90_000, OLD)])
    small = owing(desk, "SMALL", [(4_000, OLD)], payer_id=big)
    promise = PromiseGiven(Money(90_000, "USD"), TODAY + timedelta(days=7))
    record.log_call(desk, big, Outcome(Code.IN, promises=()))
    record.log_call(desk, big, Outcome(Code.PTP, promises=(promise,)))
    assert desk.promises(big)[0].state is PromiseState.OPEN
    later = shelf.desk(now=NOW + timedelta(days=7))  # after the quiet days
    placed = {each.standing.account: each for each in later.ranking.rank_day()}
    assert placed[small].callable
    assert not placed[big].callable


def test_what_falls_due_soon_is_a_reminder_by_email_once_and_is_spoken_of_in_a_call_that_is_made_anyway(
    shelf: Shelf,
):
    desk = shelf.desk()
    soon = TODAY + timedelta(days=4)
    accounts = {name: owing(desk, name, []) for name in ("LARGE", "SMALL", "LATE")}
    for name, minor in (("LARGE", 2_000_000), ("SMALL", 20_000), ("LATE", 2_000_000)):
        add_invoice(desk, accounts[name], f"{name}-1", minor, soon)
    add_invoice(desk, accounts["LATE"], "LATE-2", 100_000, OLD)

    def today() -> dict[str, Placing]:
        return {each.standing.ledger_id: each for each in desk.ranking.rank_day()}

    def said(placing: Placing) -> str:
        return "\n".join(reason.text for reason in desk.explain(placing))

    placed = today()
    assert (placed["LARGE"].group, placed["LARGE"].gate) == (Group.TASK, Gate.NOT_OVERDUE)
    assert "USD 20,000.00 falls due within 7 days: remind them by e-mail" in said(placed["LARGE"])
    assert placed["SMALL"].group is Group.GATED  # 200 x 30 days are not worth a reminder
    assert placed["LATE"].callable
    assert "USD 20,000.00 more falls due within 7 days: speak of it, too" in said(placed["LATE"])
    (exposure,) = placed["LATE"].standing.exposures
    alone = exposure.collectable * exposure.further_days
    assert exposure.value == pytest.approx(alone + 2_000_000 * exposure.soon_days)
    (entry,) = [each for each in agenda(desk, 1).entries if each.ledger_id == "LARGE"]
    assert (entry.step.kind, entry.step.id) == (FollowUpKind.EMAIL, None)
    parts = explain_account(desk, accounts["LATE"]).parts
    assert sum(part.money_days for part in parts) == pytest.approx(exposure.value / 100)
    record.log_call(desk, accounts["LARGE"], Outcome(Code.MAIL))
    assert today()["LARGE"].group is Group.GATED
    record.undo(desk)
    assert today()["LARGE"].group is Group.TASK


# The rule book in force


def test_a_mistake_leaves_the_last_good_rules_in_force_and_is_told(sample_book: Path):
    paths = Paths.find()
    paths.policy.parent.mkdir(parents=True, exist_ok=True)
    paths.policy.write_text("[caps]\nper_week = 9\n")
    assert rules_in_force(paths)[0].caps[""].per_week == 9
    paths.policy.write_text("[caps]\nper_week = 0\n")
    policy, warning = rules_in_force(paths)
    assert policy.caps[""].per_week == 9
    assert "line 2: caps.per_week is 0." in warning
    said = arcall("queue", "--json", book=sample_book)
    assert said.code == 0
    assert "the last good rules stay in force" in said.err
    assert arcall("rules", "check").code == 3
    paths.policy.unlink()
    assert rules_in_force(paths) == (load_policy(None), "")
    # Without a good one to keep to, the packaged ones stay.
    paths.policy.write_text("[caps]\nper_week = 0\n")
    for _ in range(2):
        said = arcall("queue", book=sample_book)
        assert said.code == 0
        assert "line 2: caps.per_week is 0." in said.err
        assert "the packaged rules stay in force" in said.err


def test_nobody_pays_for_one_who_is_paid_for(shelf: Shelf):
    desk = shelf.desk()
    one, two, three = (owing(desk, name, [(5_000, OLD)]) for name in ("D 1", "K1", "H1"))
    customer_facts.set_facts(desk, one, customer_facts.Facts(payer=desk.account(two).ledger_id))
    for account, payer in ((two, one), (two, three), (three, one)):
        with pytest.raises(
            UsageError, match=r"(pays for others|does not pay for itself).*--payer ''$"
        ) as refused:
            customer_facts.set_facts(desk, account, customer_facts.Facts(payer=desk.account(payer).ledger_id))
        assert "account 'D 1' --payer ''" in refused.value.hint, "whose payer is taken away"
    customer_facts.set_facts(desk, three, customer_facts.Facts(payer=desk.account(two).ledger_id))
    customer_facts.set_facts(desk, one, customer_facts.Facts(payer=""))
    customer_facts.set_facts(desk, one, customer_facts.Facts(payer=desk.account(two).ledger_id))


def test_every_preset_is_a_rule_book_labelled_as_caps_not_compliance():
    listed = arcall("rules", "presets", "--json").json
    assert tuple(listed) == PRESETS
    for name in PRESETS:
        load_policy(preset(name), f"{name}.toml")
        assert "not compliance" in " ".join(arcall("rules", "presets", name).out.split())
    assert arcall("rules", "presets", "nowhere").code == 2


def test_other_rules_are_tried_on_todays_order_before_they_are_in_force(sample_book: Path, tmp_path: Path):
    before = arcall("queue", "--json", book=sample_book).json
    new = tmp_path / "new.toml"
    new.write_text('[hours]\nopens = "11:00"\n')
    found = arcall("rules", "diff", "default", new, "--json", "--limit", 0, book=sample_book).json
    assert found["moved"] == len(found["accounts"]) > 0
    shut = [move for move in found["accounts"] if move["callable"] == {"old": True, "new": False}]
    assert any("outside their hours" in move["why"]["new"] for move in shut)
    assert shut
    told = arcall("rules", "diff", "default", new, "--limit", 3, book=sample_book).out.splitlines()
    assert told[0].split() == ["OLD", "NEW", "ACCOUNT", "NAME", "WHY", "THERE"]
    for line, move in zip(told[1:4], found["accounts"], strict=False):
        marks = [f"{move['rank'][each]}{'' if move['callable'][each] else '-'}" for each in ("old", "new")]
        assert line.split()[:3] == [*marks, move["account"]]
    assert told[4:] == [f"... and {found['moved'] - 3} more: --limit 0 shows all"]
    assert arcall("queue", "--json", book=sample_book).json == before
    assert (
        arcall("rules", "diff", "default", "default", book=sample_book).out
        == "Today's order stays as it is.\n"
    )
    assert arcall("rules", "diff", "default", tmp_path / "none.toml", book=sample_book).code == 2


def test_an_account_is_explained_to_the_last_invoice(sample_book: Path):
    first = next(each for each in arcall("queue", "--json", book=sample_book).json if each["callable"])
    found = arcall("rules", "explain", first["account"], "--json", book=sample_book).json
    assert found["rank"] == first["rank"]
    assert [reason["code"] for reason in found["reasons"]] == [reason["code"] for reason in first["reasons"]]
    by_currency: dict[str, float] = {}
    for part in found["invoices"]:
        by_currency[part["currency"]] = by_currency.get(part["currency"], 0) + part["share"]
    assert all(share == pytest.approx(1, abs=0.01) for share in by_currency.values())
    assert found["basis"]["book_paid"] > 0
    assert any("the next call is" in text for text in found["would_move_it"])
    told = arcall("rules", "explain", first["account"], book=sample_book).out
    assert f"({first['account']}): {found['rank']} of {found['of']}, can be called now" in told
    said = [reason["text"] for reason in found["reasons"] if reason["code"] != "would_change"]
    assert told.split("Why\n")[1].splitlines()[: len(said)] == [f"  {text}" for text in said]
    for part in found["invoices"]:
        (line,) = (line for line in told.splitlines() if line.split()[:1] == [part["number"]])
        assert f"{part['share']:.0%}" in line
        assert {f"{part['further_days'] + off:.0f}" for off in (-0.05, 0.05)} & {
            *line.split()
        }  # rounded twice
    assert f"{found['basis']['own_paid']} of their own paid invoices" in told
    assert told.split("What would move it\n")[1].splitlines() == [f"  {t}" for t in found["would_move_it"]]
    assert arcall("rules", "explain", "nobody", book=sample_book).code == 2


def test_the_plan_is_printed_for_people_and_programs(sample_book: Path):
    found = arcall("plan", "--json", "--limit", 0, book=sample_book).json
    times = [call["at"] for call in found["calls"]]
    assert times == sorted(times)
    assert found["waiting_in_all"] == len(found["waiting"])
    accounts = [call["account"] for call in found["calls"]]
    assert not set(accounts) & {each["account"] for each in found["waiting"]}
    said = arcall("plan", book=sample_book).out
    assert said.startswith(f"{len(accounts)} calls, Fri 20 Nov 10:00 to 18:00")
    late = arcall("plan", book=sample_book, now="2026-11-20T23:00+00:00")
    assert late.out.startswith("Your shift is over.")
    weekend = arcall("plan", book=sample_book, now="2026-11-21T10:00+00:00")
    assert weekend.out.startswith("Today is a day off.")


def test_the_plan_says_no_hour_of_a_customer_whose_zone_is_not_known(shelf: Shelf):
    desk = shelf.desk()
    owing(desk, "KNOWN", [(90_000, TODAY - timedelta(days=9))], zone="Europe/Berlin", country="DE")
    owing(desk, "NOZONE", [(80_000, TODAY - timedelta(days=9))], zone=None)
    desk.close()
    said = arcall("plan", book=desk.path)
    assert [line.split()[1:3] for line in said.out.splitlines()[2:4]] == [["11:00", "KNOWN"], ["?", "NOZONE"]]
    assert "the time zone of 1 is not known; confirm it: arcall zones" in said.out
    calls = arcall("plan", "--json", book=desk.path).json["calls"]
    assert [call["at_customer"] for call in calls] == ["2026-11-20T11:00+01:00", None]


def test_the_plan_says_who_is_at_work_only_outside_the_shift(shelf: Shelf):
    desk = shelf.desk()
    for number in range(3):
        owing(desk, f"TOKYO{number}", [(90_000, TODAY - timedelta(days=9))], zone="Asia/Tokyo", country="JP")
    owing(desk, "LATE", [(1_000, TODAY - timedelta(days=9))], zone="Australia/Perth", country="AU")
    desk.close()
    said = arcall("plan", book=desk.path).out
    assert said.count("never in your shift") == 3, "from eight to ten Perth is at work, too"
    assert "Mon 23 Nov 09:00 Perth" in said
    assert "3 customers are at work only outside your shift" in said
    waiting = arcall("plan", "--json", book=desk.path).json["waiting"]
    assert {each["account"]: each["in_shift"] for each in waiting} == {
        "LATE": True, "TOKYO0": False, "TOKYO1": False, "TOKYO2": False,
    }  # fmt: skip


def test_a_call_that_the_caller_set_says_where_nothing_is_owed(shelf: Shelf):
    desk = shelf.desk()
    account = owing(desk, "PAID-UP", [])
    placing = record.set_next_step(desk, account, FollowUpKind.CALL, NextStep(TODAY), "thank them")
    codes = [reason.code for reason in desk.explain(placing)]
    assert codes[:2] == ["follow_up_due", "nothing_owed"]


def test_the_law_behind_a_preset_is_dated_and_flagged_when_it_was_read_too_long_ago(sample_book: Path):
    dated = [name for name in PRESETS if load_policy(preset(name), name).law]
    assert dated == [name for name in PRESETS if name != "business"]
    later = "2028-01-03T10:00+00:00"
    assert "READ AGAIN" not in arcall("rules", "presets").out
    flagged = arcall("rules", "presets", "--json", now=later).json
    assert [name for name, title in flagged.items() if "READ AGAIN" in title] == dated
    paths = Paths.find()
    paths.policy.parent.mkdir(parents=True, exist_ok=True)
    paths.policy.write_text(preset("au"))
    assert "RG 96" not in arcall("queue", book=sample_book).err
    assert "RG 96" in arcall("queue", book=sample_book, now=later).err
    with pytest.raises(InputRefusedError, match="before it was read"):
        load_policy('[law]\nsource = "x"\nread_on = 2026-02-01\nread_until = 2026-01-01\n', "mine.toml")
