"""Where things live, and the user's settings and keymap, checked as they are read."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from arcall_tui.country_zones import countries, nearest
from arcall_tui.domain.calendar import zone_named
from arcall_tui.domain.money import CURRENCIES
from arcall_tui.errors import InputRefusedError, refused
from arcall_tui.outgoing import Outgoing
from arcall_tui.private_files import in_home, read_text
from arcall_tui.tomlfile import Reader, TomlTable, from_file, keys_of, read_toml, values_of

# TZ as small systems write it: any name, and whole hours west of Greenwich.
_FIXED = re.compile(r"[A-Za-z]{3,}([+-]?)(\d|1[0-4])")
DATE_ORDERS = ("dmy", "mdy", "ymd")
GOAL_PERIODS = ("day", "week", "month")
RETAINED = ("notes", "contacts", "settled")
GOALS = ("calls", "contacts", "promises", "amount")


@dataclass(frozen=True, slots=True)
class Paths:
    """Where the user's files are.

    `config`: the folder of settings, keymap and rule book. `data`: the folder of all else. `book`: the book.
    """

    config: Path
    data: Path
    book: Path

    @classmethod
    def find(cls, environ: Mapping[str, str] | None = None) -> Paths:
        """Return this system's places for a user's files; ARCALL_CONFIG and ARCALL_BOOK outrank them."""
        import platformdirs

        environ = os.environ if environ is None else environ
        config = environ.get("ARCALL_CONFIG") or platformdirs.user_config_dir("arcall", appauthor=False)
        data = Path(platformdirs.user_data_dir("arcall", appauthor=False))
        book = environ.get("ARCALL_BOOK")
        return cls(in_home(config), data, in_home(book) if book else data / "book.sqlite3")

    @property
    def settings(self) -> Path:
        """The settings file; it need not exist."""
        return self.config / "settings.toml"

    @property
    def keys(self) -> Path:
        """The keymap; it need not exist."""
        return self.config / "keys.toml"

    @property
    def policy(self) -> Path:
        """The rule book; it need not exist."""
        return self.config / "policy.toml"

    @property
    def texts(self) -> Path:
        """The folder of the user's own letters, checklists and snippets; it need not exist."""
        return self.config / "texts"

    @property
    def drafts(self) -> Path:
        """The folder in which e-mail drafts are left."""
        return self.data / "drafts"

    @property
    def last_good_policy(self) -> Path:
        """A copy of the last rule book that was right; what is in force while the present one is not."""
        return self.data / "policy.last-good.toml"


class Rate(NamedTuple):
    """What one unit of a currency is worth in base currency, and the day it was so."""

    rate: float
    date: date


def _zone(top: TomlTable, key: str, default: str) -> str:
    name = top.text(key, "")
    if name and zone_named(name) is None:
        top.text(key, "", sorted(available_timezones()))
    return name or default


def _country(top: TomlTable, key: str, default: str) -> str:
    country = top.text(key, default)
    if country and country.upper() not in countries():
        top.refuse(key, f'is "{country}".', nearest(country))
    return country.upper()


def _currency(top: TomlTable, key: str, default: str) -> str:
    value = top.text(key, default)
    if value and value not in CURRENCIES:
        top.refuse(key, f'is "{value}".', "It takes an ISO 4217 code, such as USD or EUR.")
    return value


def _rates(top: TomlTable, key: str, _default: object) -> dict[str, Rate]:
    table = top.table(key)
    rates = {}
    for currency in table.values:
        if currency not in CURRENCIES:
            table.refuse(currency, "is not a currency.", "It takes an ISO 4217 code: [rates.EUR]")
        entry = table.table(currency)
        entry.only(("rate", "date"))
        if "rate" not in entry.values:
            entry.refuse("rate", "is missing.", f"Write it as base currency per {currency}: rate = 1.08")
        rate = entry.number("rate", 1.0)
        if rate <= 0:
            entry.refuse("rate", f"is {rate:g}.", "It takes a number above 0.")
        rates[currency] = Rate(rate, entry.day("date"))
    return rates


def _goals(top: TomlTable, key: str, _default: object) -> dict[str, dict[str, float]]:
    table = top.table(key)
    table.only(GOAL_PERIODS)
    goals = {}
    for period in table.values:
        entry = table.table(period)
        entry.only(GOALS)
        goals[period] = {name: entry.number(name, 0.0) for name in GOALS if name in entry.values}
    return goals


def _retention(top: TomlTable, key: str, _default: object) -> dict[str, dict[str, int]]:
    """Read `[retention]` and `[retention.DE]`: months by kind, by country; the empty one is all others."""
    table = top.table(key)
    by_country = [name for name, value in table.values.items() if isinstance(value, dict)]
    table.only((*RETAINED, *by_country))
    rules = {"": _months(table)}
    for country in by_country:
        if country not in countries():
            capitals = country.upper() in countries()
            way = f"Write [retention.{country.upper()}]." if capitals else nearest(country)
            table.refuse(country, "is no country.", way)
        entry = table.table(country)
        entry.only(RETAINED)
        rules[country] = rules[""] | _months(entry)
    return rules if any(map(any, (each.values() for each in rules.values()))) else {}


def _months(table: TomlTable) -> dict[str, int]:
    return {kind: table.whole(kind, 0, high=1_200) for kind in RETAINED if kind in table.values}


def _command(names: str) -> Reader:
    def read(top: TomlTable, key: str, default: str) -> str:
        command = top.text(key, default)
        if command and f"{{{names}}}" not in command:
            top.refuse(key, f'is "{command}".', f"It has to say where the {names} goes: {{{names}}}")
        return command

    return read


def _own_commands(top: TomlTable, key: str, _default: object) -> dict[str, tuple[str, ...]]:
    """Read `[keys.commands]`: a key, and the words of the command that it runs, as a list."""
    table = top.table(key)
    table.only(("commands",))
    commands = table.table("commands")
    found = {name: tuple(commands.words(name, ())) for name in commands.values}
    for name, words in found.items():
        if not words or not words[0].strip():
            commands.refuse(
                name, "names no command.", f'Write its words as a list: {name} = ["notify-send", "hi"]'
            )
    return found


@dataclass(frozen=True, slots=True)
class Settings:
    """The user's settings. `zone`: IANA, `zone_basis`: where it comes from, in words.

    `base_currency`: empty means the book's most used one. `country`: the caller's (ISO code, empty: not
    said). `theme`: empty means the screen's own choice. `keymap`: action -> its keys, with commas between.
    `locale`: how reports write amounts and dates, such as en_GB; empty: the country's or the system's.
    `goals`: by day, week and month what to reach; `amount` is promised money in major units of base currency.
    `dial`, `mail`: the user's own commands that a number and a letter are handed to; empty: copied, written.
    `open_with`: what opens a portal, a file, an e-mail; empty: what this system opens such with.
    `announce_minutes`: how long before an appointment it is announced; `bell`: whether the terminal rings.
    `hide_after_minutes`: idle for so long, details are hidden; 0: never. `lock_after_minutes`:
    the same for the screen of an encrypted book, which is locked then. `backup_to`: the folder for the book's
    copies; empty: beside the book. `retention`: by country (empty: all others) and kind, after how many months
    something is too old to be kept. `texts`: the folder of the user's own letters, checklists and snippets;
    `keys`: the user's own commands by their keys, each as its words. `drafts`: where letters are left. `outgoing`: what letters need to know.
    """

    zone: str = from_file("UTC", read=_zone)
    zone_basis: str = ""
    base_currency: str = from_file("", read=_currency)
    rates: Mapping[str, Rate] = from_file(made=dict, read=_rates)
    keys: Mapping[str, tuple[str, ...]] = from_file(made=dict, read=_own_commands)
    date_order: str = from_file("dmy", allowed=DATE_ORDERS)
    theme: str = from_file("")
    country: str = from_file("", read=_country)
    keymap: Mapping[str, str] = field(default_factory=dict)
    locale: str = from_file("")
    name: str = from_file("")
    firm: str = from_file("")
    goals: Mapping[str, Mapping[str, float]] = from_file(made=dict, read=_goals)
    dial: str = from_file("", read=_command("number"))
    dial_prefix: str = from_file("")
    mail: str = from_file("", read=_command("file"))
    open_with: str = from_file("", read=_command("target"))
    announce_minutes: int = from_file(5, high=240)
    bell: bool = from_file(default=False)
    hide_after_minutes: int = from_file(0, high=24 * 60)
    lock_after_minutes: int = from_file(15, high=24 * 60)
    backup_to: str = from_file("")
    retention: Mapping[str, Mapping[str, int]] = from_file(made=dict, read=_retention)
    texts: Path | None = None
    drafts: Path | None = None
    outgoing: Outgoing = field(default_factory=Outgoing)

    @property
    def zone_info(self) -> ZoneInfo:
        """The caller's zone."""
        return ZoneInfo(self.zone)

    def rate_table(self) -> dict[str, float]:
        """Return base currency per unit, by currency."""
        return {currency: rate.rate for currency, rate in self.rates.items()}


def load_settings(paths: Paths, *, keys: bool = True) -> Settings:
    """Read the settings, and the keymap where `keys` are wanted; a file that is not there leaves defaults.

    Raises InputRefusedError naming file, line, key and what is allowed.
    """
    own_keys = read_file(paths.keys) if keys else None
    keymap = {} if own_keys is None else keymap_of(own_keys)
    top = read_file(paths.settings)
    return _unset(paths, keymap) if top is None else settings_of(top, paths, keymap)


def settings_of(top: TomlTable, paths: Paths, keymap: Mapping[str, str]) -> Settings:
    """Return the settings that a file's top table holds. Raises InputRefusedError as `load_settings` does."""
    unset, outgoing = _unset(paths, keymap), Outgoing()
    settings = replace(unset, **values_of(top, unset, also=keys_of(outgoing)))
    outgoing = replace(outgoing, **values_of(top, outgoing, also=keys_of(unset)))
    settings = replace(settings, outgoing=outgoing)
    if settings.rates and not settings.base_currency:
        top.refuse(
            "rates", "stand without a base currency.", 'Say which one they lead to: base_currency = "USD"'
        )
    return replace(settings, zone_basis="settings.toml") if top.values.get("zone") else settings


def _unset(paths: Paths, keymap: Mapping[str, str]) -> Settings:
    zone, basis = local_zone()
    return Settings(zone, basis, keymap=keymap, texts=paths.texts, drafts=paths.drafts)


def local_zone() -> tuple[str, str]:
    """Return this machine's zone (IANA) and in words where it comes from; UTC where that cannot be told."""
    named = os.environ.get("TZ", "").lstrip(":")
    if named and zone_named(named):
        return named, "TZ"
    if named:
        if posix := _FIXED.fullmatch(named):  # POSIX: UTC-5 is five hours ahead, as Etc/GMT-5 is
            return f"Etc/GMT{posix[1] or '+'}{int(posix[2])}" if int(posix[2]) else "UTC", "TZ"
        return "UTC", f"assumed: TZ={named} is not a zone that I know"
    if link := _linked_zone():
        return link, "this computer's zone"
    try:
        import tzlocal

        name = tzlocal.get_localzone_name()
    except Exception:  # noqa: BLE001 - a machine set up oddly must not keep a caller from working
        name = None
    if name and zone_named(name):
        return str(name), "this computer's zone"
    return "UTC", "assumed: this computer does not say its zone"


def _linked_zone() -> str | None:
    """Return the zone that /etc/localtime links to (Linux, macOS), without loading anything for it."""
    try:
        target = os.readlink("/etc/localtime")  # noqa: PTH115 - may point anywhere; only its name counts
    except (OSError, ValueError):
        return None
    name = target.rpartition("zoneinfo/")[2] if "zoneinfo/" in target else ""
    return name if zone_named(name) else None


def read_policy_text(path: Path) -> str | None:
    """Return the text of the user's rule book; None where there is none. Raises InputRefusedError."""
    unread = f"{path} cannot be read"
    with refused(InputRefusedError, unread, "Mend it, or move it away.", UnicodeDecodeError):
        with suppress(FileNotFoundError):
            return read_text(path)
        return None


def read_file(path: Path) -> TomlTable | None:
    """Return the top table of a TOML file of the user's; None where there is none. Raises InputRefusedError."""
    text = read_policy_text(path)
    return None if text is None else read_toml(text, str(path))


def keymap_of(top: TomlTable) -> dict[str, str]:
    """Read `action = "key"` or a list of keys; a key that two actions share is refused.

    Which actions there are is the screen's business: it checks them when it takes the keymap.
    """
    taken: dict[str, str] = {}
    keymap = {}
    for action in top.values:
        keys = tuple(top.words(action, ()))
        for key in keys:
            if not key.strip():
                top.refuse(action, "has an empty key.", 'Write a key such as "n", "f2" or "ctrl+k".')
            if key in taken:
                problem = f'takes "{key}", which {taken[key]} has already.'
                top.refuse(action, problem, "Give each action its own key.")
            taken[key] = action
        keymap[action] = ",".join(keys)
    return keymap
