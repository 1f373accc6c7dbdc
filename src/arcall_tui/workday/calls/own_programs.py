"""Programs of the user's own, and what they are handed: numbers, letters, what was recorded, accounts for a colleague."""

import csv
import io
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from threading import Timer
from typing import IO, Any

from arcall_tui.domain.account import Number
from arcall_tui.domain.json_views import View
from arcall_tui.domain.money import Money
from arcall_tui.domain.outcomes import Code
from arcall_tui.domain.text import many_lines, one_line
from arcall_tui.errors import UsageError, refused
from arcall_tui.reports.plain import safe
from arcall_tui.store.accounts import kept, latest
from arcall_tui.store.book.engine import writing
from arcall_tui.workday.desk.desk import Card, Desk


def hand_over(command: str, values: dict[str, str], setting: str) -> None:
    """Run the user's command with `{name}` replaced by each of `values`, without a shell, and do not wait for it.

    Raises UsageError where it cannot be started; `setting` is what the user calls it.
    """
    words = []
    for word in shlex.split(command):
        for name, value in values.items():
            word = word.replace("{" + name + "}", value)  # noqa: PLW2901 - one after another
        words.append(word)
    try:
        run_command(words)
    except (OSError, IndexError) as error:
        reason = getattr(error, "strerror", None) or "it is empty"
        raise UsageError(
            f"The {setting} command cannot be run: {reason}.", f"Mend {setting} in settings.toml."
        ) from None


def run_command(
    command: Sequence[str], text: str = "", errors: int | IO[bytes] = subprocess.DEVNULL
) -> subprocess.Popen[bytes]:
    """Run a command of the user's, without a shell, with a text on its stdin; do not wait for it. Raises OSError."""
    # From a file and not through a pipe: a command that reads nothing must not hold up the caller.
    with tempfile.TemporaryFile() as given:
        given.write(text.encode())
        given.seek(0)
        return subprocess.Popen(  # noqa: S603 - the user's own command, from the user's own settings, without a shell
            list(command), stdin=given, stdout=subprocess.DEVNULL, stderr=errors, start_new_session=True
        )


def in_full(digits: str, theirs: str, ours: str) -> str:
    """Return a number with its country's code where it is of another country than `ours` (ISO codes) and stands without."""
    if not theirs or theirs == ours or not digits.isdigit() or digits.startswith("00"):
        return digits
    numbers = import_module("phonenumbers")  # large, and seldom needed
    try:
        number = numbers.parse(digits, theirs)
    except numbers.NumberParseException:
        return digits
    return f"+{number.country_code}{number.national_number}" if numbers.is_valid_number(number) else digits


def open_outside(target: str, command: str) -> None:
    """Open an address or a file with the user's own command, or else with what this system opens such with.

    Raises UsageError where that cannot be started.
    """
    usual = {"darwin": "open {target}", "win32": "explorer {target}"}.get(sys.platform, "xdg-open {target}")
    hand_over(command or usual, {"target": target}, "open_with")


def dial_values(number: Number, name: str) -> dict[str, str]:
    """Return what a dial command may name; no name is taken for an option of the command."""
    return {
        "number": number.digits,
        "extension": number.extension,
        "menu": "".join(number.menu),
        "name": name.lstrip("-"),
    }


def edited(text: str) -> str:
    """Return the text as the user's editor leaves it: $VISUAL, else $EDITOR. The file is private, and gone after.

    Raises UsageError where no editor is set, or it fails.
    """
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    if not command.strip():
        raise UsageError("No editor is set.", "Set EDITOR in your shell: export EDITOR=nano")
    with tempfile.TemporaryDirectory(prefix="arcall-") as folder:
        note = Path(folder) / "note.txt"
        note.touch(mode=0o600)
        note.write_text(text, encoding="utf-8")
        with refused(UsageError, f"{command} cannot be run", "Mend EDITOR in your shell."):
            done = subprocess.run([*shlex.split(command), str(note)], check=False)  # noqa: S603 - the user's own editor
        if done.returncode:
            raise UsageError(f"{command} ended with an error; the note is as it was.")
        return many_lines(note.read_text(encoding="utf-8", errors="replace")).rstrip("\n")


_KEY = "handed over"
_KEPT = 2000  # of the newest calls it is remembered that they were handed over; all before them count as such
_LINE = "{day} {time} {account} {outcome}: {detail} {note}"
_FIELD = re.compile(r"\{(\w+)\}")
SECONDS = 10.0  # that a command may take
_MEND = "The call is on record; mend after_log in settings.toml."


@dataclass(frozen=True, slots=True)
class CallNote:
    """A call as another program gets it. `at`: ISO 8601 on the caller's clock; `seconds`: empty where not timed.

    `invoices`: what it promises or disputes; `amount` (major units), `currency`, `due`: of its promise, of a plan's parts
    with blanks between.
    """

    id: int
    at: str
    day: str
    time: str
    creditor: str
    account: str
    name: str
    code: str
    outcome: str
    contact: str
    detail: str
    note: str
    root_cause: str
    seconds: str
    invoices: str
    amount: str
    currency: str
    due: str


FIELDS = tuple(each.name for each in fields(CallNote))


def call_notes(desk: Desk, since: date | None = None, ids: Sequence[int] = ()) -> list[CallNote]:
    """Return the calls with those `ids`, else those of the workdays from `since` on, else those not handed over yet."""
    handed = _handed(desk)
    # Of more than are kept the oldest are forgotten: all before the first that is known were handed over.
    first = min(handed) if len(handed) >= _KEPT else 0
    rows = latest.calls(desk.book, ids=ids, since=since, from_id=first)
    notes = [_note(desk, row) for row in rows]
    if ids or since is not None:
        return notes
    return [note for note in notes if handed.get(note.id) != note.at]


def _note(desk: Desk, call: dict[str, Any]) -> CallNote:
    local = datetime.fromisoformat(call["at"]).astimezone(desk.clock.zone)
    when = {"at": local.isoformat(timespec="seconds"), "day": f"{local:%Y-%m-%d}", "time": f"{local:%H:%M}"}
    parts = [line.split() for line in call.pop("promised").splitlines()]
    amounts = " ".join(Money(int(minor), currency).plain() for minor, currency, _ in parts)
    currencies, days = (" ".join(part[place] for part in parts) for place in (1, 2))
    promised = {"amount": amounts, "currency": currencies, "due": days}
    return CallNote(**call | when | promised, outcome=Code(call["code"]).means.label)


def handed_over(desk: Desk, notes: Iterable[CallNote]) -> None:
    """Remember that these were handed over; to be called once they are. An undone call's number may come again."""
    with writing(desk.book):
        known = {**_handed(desk), **{note.id: note.at for note in notes}}
        newest = dict(sorted(known.items())[-_KEPT:])
        kept.put(desk.book, _KEY, json.dumps(newest))


def _handed(desk: Desk) -> dict[int, str]:
    found: Mapping[str, str] = json.loads(kept.get(desk.book, _KEY) or "{}")
    return {int(key): at for key, at in found.items()}


def check_line(template: str) -> None:
    """Look through a line of the user's own. Raises UsageError for a field that is not known."""
    unknown = next((name for name in _FIELD.findall(template) if name not in FIELDS), None)
    if unknown:
        raise UsageError(
            f"handover in settings.toml names {{{unknown}}}, which a call does not have.",
            f"There are: {', '.join(FIELDS)}.",
        )


def as_line(note: CallNote, template: str = "") -> str:
    """Return the call as a line of the user's own. Raises UsageError for a field that is not known."""
    check_line(template)
    known = {name: one_line(str(value)) for name, value in asdict(note).items()}
    return one_line(_FIELD.sub(lambda found: known[found[1]], template or _LINE))


def as_csv(notes: Iterable[CallNote]) -> str:
    """Return the calls as CSV that no spreadsheet takes for formulas."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(FIELDS)
    writer.writerows([safe(one_line(str(value))) for value in asdict(note).values()] for note in notes)
    return out.getvalue()


def tell(desk: Desk, calls: Sequence[int]) -> str:
    """Run the user's command for each call, with the call as JSON on its stdin; do not wait for it.

    Returns what went wrong, also with commands of earlier calls that have ended since; empty where nothing did or no
    command is set. The calls are on record anyway.
    """
    command = desk.settings.outgoing.after_log
    if not command:
        return ""
    trouble = failures()
    try:
        notes = [{**asdict(note), "note": many_lines(note.note)} for note in call_notes(desk, ids=calls)]
        _started.extend(_Started(command, json.dumps(note)) for note in notes)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return f"after_log could not be run: {reason}. {_MEND}"
    return trouble


def failures(*, wait: bool = False) -> str:
    """Say what went wrong with commands that have ended, in words; `wait` for those that have not, or are stopped."""
    end = time.monotonic() + (SECONDS + 1 if wait else 0)
    ended = [each for each in _started if each.ended(max(0.0, end - time.monotonic()))]
    _started[:] = [each for each in _started if each not in ended]
    reasons = dict.fromkeys(filter(None, (each.reason() for each in ended)))
    return f"after_log {', '.join(reasons)}. {_MEND}" if reasons else ""


class _Started:
    """A command that was started; it is stopped when it takes too long."""

    def __init__(self, command: Sequence[str], text: str) -> None:
        self.errors = tempfile.TemporaryFile()  # noqa: SIM115 - read once the command has ended
        self.process = run_command(command, text, self.errors)
        self.late = False
        watch = Timer(SECONDS, self._stop)
        watch.daemon = True
        watch.start()

    def _stop(self) -> None:
        if self.process.poll() is None:
            self.late = True
            self.process.kill()

    def ended(self, wait: float) -> bool:
        """Whether it has ended, within so many seconds."""
        try:
            self.process.wait(wait)
        except subprocess.TimeoutExpired:
            return False
        return True

    def reason(self) -> str:
        """Say why it failed; empty where it did not."""
        self.errors.seek(0)
        first = one_line(self.errors.read(500).decode(errors="replace").strip().rpartition("\n")[2])
        self.errors.close()
        if self.late:
            return f"took longer than {SECONDS:.0f} s and was stopped"
        code = self.process.returncode
        return f"ended with {code}{f' ({first})' if first else ''}" if code else ""


_started: list[_Started] = []


# What a command of the user's gets of an account.
_WHO = View("Who", "name role phone email")
_ITEM = View("Item", "number po due currency=balance.currency balance")
_STEP = View("Step", "kind due reason")
_ACCOUNT = View(
    "Account",
    "account=account.ledger_id creditor=account.creditor name=account.name country=account.country zone?=account.zone"
    " hold?=account.hold contacts open_items=invoices next_steps=follow_ups last_note",
    contacts=[_WHO],
    open_items=[_ITEM],
    next_steps=[_STEP],
)


def run_on_account(command: Sequence[str], card: Card) -> None:
    """Run a command of the user's with the account as JSON on its stdin; do not wait for it.

    Amounts are in major units, written with a point; days as ISO dates. Raises UsageError where it cannot be run.
    """
    last = next((many_lines(each.note) for each in card.history if each.note), "")
    known = _ACCOUNT(card, last_note=last)
    trouble = f"{command[0]} cannot be run"
    with refused(UsageError, trouble, "Mend [keys.commands] in settings.toml.", ValueError):
        run_command(command, json.dumps(known))
