"""What the book holds of one customer: written down for them, erased for good, or taken away when it is older than it may be."""

import contextlib
import email
import email.policy
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from arcall_tui.domain.calendar import NO_DUE_DATE, place, spelt
from arcall_tui.domain.money import Money, added
from arcall_tui.domain.outcomes import Code
from arcall_tui.domain.text import number_of
from arcall_tui.errors import UsageError
from arcall_tui.packaged import table_of
from arcall_tui.store.accounts import full_text
from arcall_tui.store.actions.action_rows import Rows
from arcall_tui.store.book.engine import OpenBook
from arcall_tui.store.erasing import customer, retention
from arcall_tui.store.erasing.customer import changed_in_copy, erase_in_copy
from arcall_tui.store.erasing.erased import Erased
from arcall_tui.store.erasing.retention import Cuts
from arcall_tui.workday.book.backups import every_copy, folder_of
from arcall_tui.workday.calls.record import book_of, settle_place
from arcall_tui.workday.desk.desk import Desk

_MINOR = frozenset({"amount", "balance", "paid", "old_balance", "new_balance", "old_amount", "credit_limit"})
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00")
_BESIDE = {"letters": "Letters", "backups": "In these backups, too", "mentioned_in": "Named in notes of"}
_DIRECTIONS = {"out": "from here", "in": "from the customer", "none": ""}


def all_about(desk: Desk, account: int) -> dict[str, Any]:
    """Return all about a customer as data: rows by table, as the book has them, and the letters on this computer.

    Amounts are minor units with their currency, instants UTC. `mentioned_in`: accounts whose notes have the name.
    Raises UsageError where the account is a part of another.
    """
    found = look(desk, account)
    return {
        "account": found.ledger_id,
        "name": found.name,
        "tables": customer.about(desk.book, account),
        "letters": [str(path) for path in (*found.letters, *found.doubtful)],
        "backups": [str(path) for path in found.backups],
        "mentioned_in": list(found.mentioned_in),
    }


def lines_of(held: Mapping[str, Any], zone: ZoneInfo, today: date) -> Iterator[str]:
    """Yield it in words, one fact a line; times are on the clocks of `zone`."""
    words = _Words(held["tables"], zone)
    yield f"{held['name']} ({held['account']}): all that arcall holds."
    yield f"Written {spelt(today)}; times are those of {place(zone.key)}."
    for table in sorted(held["tables"], key=lambda name: [*_words_of_tables(), name].index(name)):
        yield from ("", _title(table), "")
        for row in held["tables"][table]:
            yield "  " + words.row(table, row).replace("\n", "\n    ")
    for what, title in _BESIDE.items():
        if held[what]:
            yield from ("", title, "", *(f"  {each}" for each in held[what]))


@cache
def _words_of_tables() -> dict[str, dict[str, Any]]:
    """Return the words for each table: its title, and what each of its columns says."""
    return table_of("texts/about_customer")


def _title(table: str) -> str:
    return str(_words_of_tables().get(table, {"title": table})["title"])


class _Words:
    """Says rows in words: `tables` are all that there are, for what a row says of another."""

    def __init__(self, tables: customer.Tables, zone: ZoneInfo) -> None:
        self.zone = zone
        self.known = {(table, row.get("id")): row for table, rows in tables.items() for row in rows}

    def row(self, table: str, row: Mapping[str, Any]) -> str:
        """Say a row; a table that has no words here is said by its columns' names."""
        known = _words_of_tables().get(table)
        told = known["words"] if known else {name: f"{name}: {{}}" for name in row}
        there = (name for name in told if row.get(name) not in (None, ""))
        said = [self._column(told[name], name, row) for name in there]
        return "; ".join(filter(None, said)) or "no words"

    def _column(self, words: str, name: str, row: Mapping[str, Any]) -> str:
        if "{}" not in words:
            return words if row[name] else ""
        said = self._value(name, row[name], row)
        return words.replace("{}", said) if said else ""

    def _value(self, name: str, value: Any, row: Mapping[str, Any]) -> str:  # noqa: ANN401 - whatever a cell holds
        if name in ("changes", "row", "texts"):
            return self._kept(name, json.loads(value), row)
        if name.endswith("_id") and isinstance(value, int):
            return self._other(name.removesuffix("_id"), value)
        if name in _MINOR and isinstance(value, int):
            return self._amount(value, row)
        return self._named(name, self._when(str(value)))

    def _when(self, text: str) -> str:
        """Say a day or a moment as people do; what is neither stays."""
        if _INSTANT.fullmatch(text):
            at = datetime.fromisoformat(text).astimezone(self.zone)
            return f"{spelt(at.date())}, {at:%H:%M}"
        if _DAY.fullmatch(text):
            day = date.fromisoformat(text)
            return "on no day" if day == NO_DUE_DATE else spelt(day)
        return text

    def _named(self, name: str, text: str) -> str:
        if name == "code" and text in set(Code):
            return Code(text).means.label
        if name == "place":
            return _title(text)
        if name == "level":
            return "" if text == "0" else text
        return _DIRECTIONS.get(text, text) if name == "direction" else text

    def _amount(self, minor: int, row: Mapping[str, Any]) -> str:
        of = [row, *(self.known.get((each, row.get(f"{each}_id")), {}) for each in ("invoice", "promise"))]
        currencies = (each.get("currency") or each.get("credit_currency") for each in of)
        currency = next(filter(None, currencies), "")
        return str(Money(minor, currency)) if currency else str(minor)

    def _other(self, table: str, key: int) -> str:
        """Say which row of another table is meant."""
        row = self.known.get((table, key))
        if row is None:
            return ""
        first = next(name for name in ("number", "name", "at", "made_on", "opened_on") if name in row)
        kind = {"activity": "the call of ", "promise": "promise of ", "dispute": "dispute of "}.get(table, "")
        return kind + self._value(first, row[first], row)

    def _kept(self, name: str, kept: Any, row: Mapping[str, Any]) -> str:  # noqa: ANN401 - JSON
        """Say what is kept to put something back, or of a form: rows as they were, fields as they were typed."""
        if name == "row":
            return self.row(row["place"], kept)
        if name == "texts":
            return ", ".join(f"{field}: {typed}" for field, typed in kept.items() if typed)
        side = 2 if row.get("undone_at") else 1  # what would come back
        rows = [(each[0], each[side]) for each in kept if each[side]]
        return " | ".join(f"{_title(table)}: {self.row(table, state)}" for table, state in rows)


STILL_IN = "Still in the backup {}: delete it once there is a newer one."
_MOST_MENTIONS = 200
_STAMP = "0000-00-00-000000-"


@dataclass(frozen=True, slots=True)
class Erasure:
    """What erasing a customer takes away, and what it cannot reach.

    `letters`: drafts on this computer; `doubtful` have the account's id in their name, but not the customer's in
    their text. `backups`: copies of the book that arcall made; once it is done, those that hold the customer still. `mentioned_in`: ids of other
    accounts whose notes have the name.
    """

    ledger_id: str
    name: str
    held: customer.Held
    owed: tuple[Money, ...]
    letters: tuple[Path, ...]
    doubtful: tuple[Path, ...]
    backups: tuple[Path, ...]
    mentioned_in: tuple[str, ...]

    def goes(self) -> str:
        """Name what would go: `The name, 2 contacts, 5 notes`."""
        counts = {**self.held._asdict(), "letters": len(self.letters)}
        told = (number_of(count, what.removesuffix("s")) for what, count in counts.items() if count)
        return ", ".join(["The name", *told])

    def question(self) -> str:
        """Ask in words, with all that should be known before."""
        owes = f" They still owe {' and '.join(map(str, self.owed))}." if self.owed else ""
        return (
            f"Erase {self.name} ({self.ledger_id})? {self.goes()} and what could be undone on the account go;"
            f" amounts and dates stay, without a name.{owes} This cannot be undone."
        )

    def left(self) -> list[str]:
        """Say what holds the customer still, and is for the caller to deal with."""
        told = [STILL_IN.format(path) for path in self.backups]
        told += [f"This letter may be theirs: {path}" for path in self.doubtful]
        if self.mentioned_in:
            told.append(f"Notes of other accounts have the name: {', '.join(self.mentioned_in)}.")
        return told


def look(desk: Desk, account: int) -> Erasure:
    """Return what erasing the customer would take away. Raises UsageError where it is a part of another."""
    facts = desk.account(account)
    into = customer.merged_into(desk.book, account)
    if into is not None:
        whole = desk.account(into).ledger_id
        raise UsageError(
            f"{facts.ledger_id} is merged into {whole}: they are one customer.",
            f"Erase {whole}, or take them apart first: arcall split {facts.ledger_id}",
        )
    names = customer.called(desk.book, account)
    letters, doubtful = _letters(desk, account, names)
    telling = (name for name in names if re.search(r"[^\W\d]{2}", name))
    hits = (hit for name in telling for hit in full_text.find(desk.book, name, _MOST_MENTIONS))
    return Erasure(
        facts.ledger_id,
        facts.name,
        customer.held(desk.book, account),
        added(item.balance for item in desk.invoices(account)),
        letters,
        doubtful,
        every_copy(desk.path, folder_of(desk.path, desk.settings.backup_to)),
        tuple(sorted({hit.account_id for hit in hits if hit.account != account})),
    )


def erase(desk: Desk, account: int) -> Erasure:
    """Erase the customer from the book, its file and the letters; return what was taken away. No undo.

    An account that owes stays under a neutral name and on hold. Raises UsageError where it is a part of another
    account; BookError where the disk fails, saying how much was done.
    """
    done = look(desk, account)
    with book_of(desk).quiet() as rows:
        customer.erase(desk.book, account, desk.clock.now())
        settle_place(rows, desk, account)
    for path in done.letters:
        with contextlib.suppress(FileNotFoundError):
            path.unlink()
    customer.wipe(desk.book)
    now = desk.clock.now()
    still = (path for path in done.backups if not erase_in_copy(path, account, done.ledger_id, now))
    return replace(done, backups=tuple(still))


def readmit(desk: Desk, account: int) -> None:
    """Let later ledgers name a customer who was erased. Raises UsageError where none was."""
    with book_of(desk).quiet():
        erased = Erased.read(desk.book)
        if account not in erased.accounts:
            raise UsageError(
                f"{desk.account(account).ledger_id} was not erased.", "`arcall erase ACCOUNT` erases."
            )
        erased.welcome.add(account)
        erased.write(desk.book)


def _letters(desk: Desk, account: int, names: tuple[str, ...]) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Return the letters that are the customer's, and those that only may be."""
    folder = desk.settings.drafts
    if folder is None or not folder.is_dir():
        return (), ()
    words = [word.casefold() for word in (*names[1:], *customer.addresses(desk.book, account))]
    sure: list[Path] = []
    doubtful: list[Path] = []
    for path in sorted(_named(folder, names)):
        text = _text(path).casefold()
        (sure if any(word in text for word in words) else doubtful).append(path)
    return tuple(sure), tuple(doubtful)


def _named(folder: Path, ids: Iterable[str]) -> Iterator[Path]:
    """Yield the drafts whose names have one of the ids where `letters.save` puts it."""
    starts = tuple(f"{re.sub('[^A-Za-z0-9._-]+', '-', name)}-"[:100] for name in ids)
    for path in folder.glob("*.eml"):
        if path.name[len(_STAMP) :].startswith(starts):
            yield path


def _text(path: Path) -> str:
    """Return a draft's head and body as they read; unreadable ones have none."""
    try:
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        body = message.get_body(("plain",))
        return f"{message['To']}\n{message['Subject']}\n{body.get_content() if body else ''}"
    except (OSError, LookupError, ValueError):
        return ""


@dataclass(frozen=True, slots=True)
class Retention:
    """What goes: so many notes and contacts, and who settled accounts are (ledger's ids).

    `backups`: copies of the book that arcall made; once it is done, those that could not be changed.
    """

    notes: int
    contacts: int
    accounts: tuple[str, ...]
    backups: tuple[Path, ...]

    def told(self) -> str:
        """Say how much."""
        notes, contacts = number_of(self.notes, "note"), number_of(self.contacts, "contact")
        return f"{notes}, {contacts}, {number_of(len(self.accounts), 'settled account')}"


def look_at_old(desk: Desk) -> Retention:
    """Return what would go today. Raises UsageError where the settings have no rule."""
    return _told(_old(desk), every_copy(desk.path, folder_of(desk.path, desk.settings.backup_to)))


def carry_out(desk: Desk) -> Retention:
    """Take away what is too old, from the book and arcall's own copies: one action. Raises UsageError, BookError."""
    going = _old(desk)
    copies = every_copy(desk.path, folder_of(desk.path, desk.settings.backup_to))
    now = desk.clock.now()
    with book_of(desk).action(retention.LABEL, None, now) as rows:
        retention.carry_out(rows, desk.book, going, now)

    def clear(copy: OpenBook) -> None:
        retention.carry_out(Rows(copy), copy, going, now)

    return _told(going, tuple(path for path in copies if not changed_in_copy(path, clear)))


def _told(going: retention.Old, copies: tuple[Path, ...]) -> Retention:
    return Retention(len(going.notes), len(going.contacts), tuple(going.accounts.values()), copies)


def _cut(today: date, months: int) -> str:
    """Return the first day from which no such term is over yet (ISO): a term from the 31st ends with a shorter month."""
    term = relativedelta(months=months)
    day = today - term
    while day + term < today:
        day += timedelta(days=1)
    return day.isoformat()


def _old(desk: Desk) -> retention.Old:
    rules, today = desk.settings.retention, desk.clock.today()
    if not rules:
        raise UsageError(
            "The settings do not say what is too old.",
            "Write [retention] into settings.toml: arcall config path; docs/security.md has an example.",
        )
    days = {
        country: Cuts(**{kind: _cut(today, months) for kind, months in of_country.items() if months})
        for country, of_country in rules.items()
    }
    return retention.old(desk.book, lambda country: days.get(country, days.get("", Cuts())))
