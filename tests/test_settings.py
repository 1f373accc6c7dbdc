"""The user's settings and keymap: where they are, what they mean, and what is refused."""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

import arcall_tui
from arcall_tui.errors import InputRefusedError
from arcall_tui.outgoing import InterestTerms, Outgoing, ReminderDays, Sender
from arcall_tui.settings import Paths, Rate, Settings, load_settings, local_zone, read_policy_text
from arcall_tui.tomlfile import keys_of
from cases import for_each

PACKAGED = files("arcall_tui").joinpath("default_settings.toml").read_text("utf-8")
SOURCE = "".join(path.read_text("utf-8") for path in Path(arcall_tui.__file__).parent.rglob("*.py"))


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths.find({"ARCALL_CONFIG": str(tmp_path), "ARCALL_BOOK": str(tmp_path / "my.sqlite3")})


def test_the_environment_outranks_the_systems_places(paths: Paths, tmp_path: Path):
    assert (paths.config, paths.book) == (tmp_path, tmp_path / "my.sqlite3")
    usual = Paths.find({})
    assert usual.book == usual.data / "book.sqlite3"
    assert usual.book.is_absolute()
    assert (usual.settings.name, usual.keys.name, usual.policy.name) == (
        "settings.toml",
        "keys.toml",
        "policy.toml",
    )


def test_without_files_everything_has_a_default_and_the_zone_says_its_basis(paths: Paths):
    settings = load_settings(paths)
    assert settings.zone_info.key == settings.zone
    assert settings.zone_basis
    assert (settings.base_currency, settings.rates, settings.date_order, settings.keymap) == (
        "",
        {},
        "dmy",
        {},
    )
    assert read_policy_text(paths.policy) is None


def test_TZ_names_the_zone_where_it_is_set(monkeypatch: pytest.MonkeyPatch):  # noqa: N802
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    assert local_zone() == ("Asia/Kolkata", "TZ")


def test_settings_are_read(paths: Paths):
    paths.settings.write_text(
        '\ufeffzone = "Asia/Kolkata"\ncountry = "in"\nbase_currency = "USD"\ndate_order = "mdy"\ntheme = "light"\n'
        "[rates.EUR]\nrate = 1.08\ndate = 2026-11-20\n[rates.JPY]\nrate = 0.0066\ndate = '2026-11-19'\n",
        "utf-8",
    )
    paths.keys.write_text('no_answer = "x"\nfind = ["f", "ctrl+f"]\n')
    settings = load_settings(paths)
    assert (settings.zone, settings.zone_basis, settings.country) == ("Asia/Kolkata", "settings.toml", "IN")
    assert settings.rates == {"EUR": Rate(1.08, date(2026, 11, 20)), "JPY": Rate(0.0066, date(2026, 11, 19))}
    assert settings.rate_table() == {"EUR": 1.08, "JPY": 0.0066}
    assert (settings.date_order, settings.theme, settings.base_currency) == ("mdy", "light", "USD")
    assert settings.keymap == {"no_answer": "x", "find": "f,ctrl+f"}


_DECLARED = [
    (kind, key) for kind in (Settings, Outgoing, ReminderDays, InterestTerms) for key in keys_of(kind)
]


@for_each(("kind", "key"), _DECLARED)
def test_every_setting_has_its_line_and_something_goes_by_it(kind: type, key: str):
    assert re.search(rf"^# (\[(?:\w+\.)?{key}[\].]|{key} = )", PACKAGED, re.MULTILINE), (
        f"add a line for {key} to default_settings.toml"
    )
    name = keys_of(kind)[key].name
    assert re.search(rf"\.{name}\b", SOURCE), f"nothing reads {name}: take it out, or go by it"


@for_each("fact", [each.name for each in fields(Sender) if each.name != "currencies"])
def test_every_fact_of_a_sender_is_told_in_the_docs(fact: str):
    page = Path(__file__).parents[1] / "docs" / "letters.md"
    assert re.search(rf"\b{fact}\b", page.read_text("utf-8")), f"docs/letters.md tells {fact}"


def test_the_packaged_settings_are_all_off_and_right_when_they_are_on(paths: Paths):
    paths.settings.write_text(PACKAGED)
    assert load_settings(paths) == Settings(*local_zone(), texts=paths.texts, drafts=paths.drafts)
    on = re.sub(r"^# (?=\w+ = |\[)", "", PACKAGED, flags=re.MULTILINE)
    paths.settings.write_text(on)
    settings = load_settings(paths)
    assert (settings.zone, settings.rates["EUR"].rate, settings.goals["day"]["calls"]) == (
        "Asia/Kolkata",
        1.08,
        40.0,
    )
    unset = Settings()
    assert (settings.announce_minutes, settings.bell) == (unset.announce_minutes, unset.bell)
    assert (settings.date_order, settings.hide_after_minutes) == (unset.date_order, unset.hide_after_minutes)


@for_each(
    ("text", "line", "says", "allowed"),
    [
        ('zone = "Asia/Calcuta"\n', 1, 'zone is "Asia/Calcuta"', "Did you mean Asia/Calcutta?"),
        ('# me\nzones = "UTC"\n', 2, "zones is not known", "Did you mean zone?"),
        ('country = "GBR"\n', 1, 'country is "GBR"', "GB (Britain (UK))"),
        ('country = "XX"\n', 1, 'country is "XX"', "MX (Mexico)"),
        ("[retention.XX]\nnotes = 3\n", 1, "retention.XX is no country", "MX (Mexico)"),
        ('base_currency = "usd"\n', 1, 'base_currency is "usd"', "ISO 4217"),
        ('date_order = "dym"\n', 1, 'date_order is "dym"', "dmy, mdy, ymd"),
        ("[rates.EUR]\nrate = 1\ndate = 2026-11-20\n", 1, "rates stand without a base", "base_currency"),
        ('base_currency = "USD"\n[rates.EURO]\nrate = 1\n', 2, "rates.EURO is not a currency", "[rates.EUR]"),
        (
            'base_currency = "USD"\n[rates.EUR]\nrate = 0\ndate = 2026-11-20\n',
            3,
            "rates.EUR.rate is 0",
            "above 0",
        ),
        ('base_currency = "USD"\n[rates.EUR]\nrate = 1.1\n', 2, "rates.EUR.date is missing", "2026-11-20"),
        ('base_currency = "USD"\n[rates.EUR]\ndate = 2026-11-20\n', 2, "rates.EUR.rate is missing", "1.08"),
        ('base_currency = "USD"\n[rates]\nEUR = 1.1\n', 3, "rates.EUR is 1.1, not a table", "[rates.EUR]"),
        ('documents = ["~/i/{invoce}.pdf"]\n', 1, "documents names {invoce}", "{invoice}"),
        ('documents = ["~/i/*.pdf"]\n', 1, 'documents has "~/i/*.pdf"', "{invoice}"),
        ('[sender]\niban = "DE89370400440532013001"\n', 2, "sender.iban is", "check digits"),
        ('[sender]\nemail = "x"\n', 2, "sender.email is", "name@example.org"),
        ("theme = 1\n", 1, "theme is 1", "quotes"),
        ("zone = UTC\n", 1, "this is not TOML", "quotes"),
    ],
)
def test_a_mistake_in_the_settings_is_named(paths: Paths, text: str, line: int, says: str, allowed: str):
    paths.settings.write_text(text)
    with pytest.raises(InputRefusedError) as refused:
        load_settings(paths)
    assert f"settings.toml, line {line}: " in refused.value.message
    assert says in refused.value.message
    assert allowed in refused.value.hint
    assert len(refused.value.hint) < 300, "six hundred zones are no hint"


@for_each(
    ("text", "line", "says"),
    [
        ('no_answer = "n"\nbusy = ["b", "n"]\n', 2, 'takes "n", which no_answer has already'),
        ('busy = ["b", "b"]\n', 1, 'takes "b", which busy has already'),
        ("busy = 1\n", 1, "busy is 1."),
        ('busy = " "\n', 1, "has an empty key"),
    ],
)
def test_a_mistake_in_the_keymap_is_named(paths: Paths, text: str, line: int, says: str):
    paths.keys.write_text(text)
    with pytest.raises(InputRefusedError) as refused:
        load_settings(paths)
    assert f"keys.toml, line {line}: " in refused.value.message
    assert says in refused.value.message


def test_a_file_that_cannot_be_read_is_named(paths: Paths):
    paths.settings.write_bytes(b"theme = '\xff'\n")
    with pytest.raises(InputRefusedError, match="not UTF-8"):
        load_settings(paths)
    paths.policy.mkdir()
    with pytest.raises(InputRefusedError, match=r"policy\.toml cannot be read"):
        read_policy_text(paths.policy)


@for_each(
    ("tz", "zone"),
    [
        ("UTC-5", "Etc/GMT-5"),
        ("EST5", "Etc/GMT+5"),
        ("UTC0", "UTC"),
        ("Nowhere/Bad", "UTC"),
        ("CET-1CEST,M3.5.0", "UTC"),
    ],
)
def test_a_TZ_of_small_systems_is_understood_or_the_guess_is_told(  # noqa: N802
    monkeypatch: pytest.MonkeyPatch, tz: str, zone: str
):
    monkeypatch.setenv("TZ", tz)
    found, basis = local_zone()
    assert (found, basis.startswith("assumed: TZ=")) == (zone, tz in {"Nowhere/Bad", "CET-1CEST,M3.5.0"})


@for_each(
    ("text", "told"),
    [
        ('zone = "UTC"\nzone = "UTC"', "line 2: this is not TOML: zone stands above already"),
        ("[rates]\n[rates]", "line 2: this is not TOML: rates stands above already"),
        ("[reminders]\nfirst = 30\nsecond = 20", "line 3: reminders.second is 20, first is 30"),
    ],
)
def test_what_stands_twice_or_out_of_order_is_named(paths: Paths, text: str, told: str):
    paths.settings.write_text(text)
    with pytest.raises(InputRefusedError, match=re.escape(told)):
        load_settings(paths)
