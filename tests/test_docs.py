"""The README and the pages of docs say what is so."""

from __future__ import annotations

import re
from pathlib import Path

from arcall_tui.cli.shell import COMMANDS
from arcall_tui.domain.outcomes import Code
from arcall_tui.ledger.columns import parse_mapping
from arcall_tui.settings import Paths
from arcall_tui.tui.actions import ACTIONS, Where, shown
from cases import for_each
from shell import arcall

ROOT = Path(__file__).parents[1]
PAGES = {
    path.name: path.read_text("utf-8") for path in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
}
ALL = "\n".join(PAGES.values())


def test_every_command_named_exists():
    named = set(re.findall(r"`arcall ([a-z]+)", ALL)) | set(
        re.findall(r"^    arcall ([a-z]+)", ALL, re.MULTILINE)
    )
    assert named <= COMMANDS.keys()
    assert len(named) > 6


def test_every_option_named_exists():
    helps = "".join(arcall(name, "--help").out for name in COMMANDS) + arcall("--help").out
    for words in (("rules", "backtest"), ("handover", "out"), ("handover", "calls")):
        helps += arcall(*words, "--help").out
    options = set(re.findall(r"--[a-z][a-z-]+", ALL)) - {"--constraint"}
    assert [option for option in sorted(options) if option not in helps] == []


def test_every_outcome_key_is_in_the_table_and_every_code_is_named():
    first_keys = {
        shown(key)
        for action in ACTIONS
        for key in action.keys[:1]
        if Where.LIST in action.where and action.id != "clear"
    }
    rows = [line.split("|") for line in PAGES["keys.md"].splitlines() if line.count("|") > 3]
    said = "".join(row[1] + row[3] for row in rows)
    assert [key for key in sorted(first_keys - {"pgdn"}) if f"`{key}`" not in said] == [], (
        "a row in docs/keys.md"
    )
    unnamed = [code for code in Code if f"{code} " not in " ".join(PAGES["shell.md"].split())]
    assert unnamed == [], "its code and what it means after `Codes:` in docs/shell.md"


def test_the_settings_and_keys_shown_are_right():
    block = PAGES["settings.md"].partition("holds what is yours:")[2].partition("`arcall config show`")[0]
    folder = Paths.find().config
    folder.mkdir(parents=True)
    (folder / "settings.toml").write_text("\n".join(line.removeprefix("    ") for line in block.splitlines()))
    (folder / "keys.toml").write_text('no_answer = "f19"\n')
    said = arcall("config", "show", "--json")
    assert said.code == 0, said.err
    assert said.json["zone"] == "Asia/Kolkata"
    assert parse_mapping(["due_date=Pay before"]) == {"due_date": "Pay before"}


@for_each(
    "name",
    [
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "data/README.md",
        *("docs/" * (name != "README.md") + name for name in PAGES),
    ],
)
def test_links_lead_somewhere(name: str):
    text = (ROOT / name).read_text("utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link]
    assert [link for link in links if not (ROOT / name).parent.joinpath(link).exists()] == []


def test_the_map_of_rooms_names_what_is_there():
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    named = re.findall(r"`((?:domain|rules|ledger|store|reports|workday|tui|cli)/[\w/]*(?:\.\w+)?)`", text)
    assert len(named) > 20
    assert [path for path in named if not (ROOT / "src" / "arcall_tui" / path).exists()] == []


def test_what_the_security_page_says_is_so():
    from arcall_tui.settings import Settings  # noqa: PLC0415
    from arcall_tui.store.book import cipher  # noqa: PLC0415
    from arcall_tui.tui.actions import ACTIONS  # noqa: PLC0415

    page = (ROOT / "docs" / "security.md").read_text("utf-8")
    assert set(re.findall(r"`arcall ([a-z]+)", page)) <= COMMANDS.keys()
    assert f"{cipher._ROUNDS:,} rounds" in page
    assert f"{Settings().lock_after_minutes} minutes without a key" in page
    assert next(each for each in ACTIONS if each.id == "lock").keys == ("ctrl+l",)


def test_nothing_in_the_source_opens_a_connection():
    network = re.compile(
        r"^\s*(?:import|from) (socket|ssl|http|urllib\.request|ftplib|smtplib|requests|httpx|aiohttp)\b",
        re.MULTILINE,
    )
    found = {path.name: network.findall(path.read_text("utf-8")) for path in (ROOT / "src").rglob("*.py")}
    assert {name: hits for name, hits in found.items() if hits} == {}
