"""Accounts for a colleague who stands in: out of this book as a file, and back with what was done meanwhile."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from arcall_tui import private_files
from arcall_tui.domain.account import HoldKind, ItemKind
from arcall_tui.domain.activity import LIVE_PROMISES, DisputeState, FollowUpKind, PromiseState
from arcall_tui.domain.outcomes import Code
from arcall_tui.domain.text import many_lines, number_of
from arcall_tui.errors import InputRefusedError, UsageError, refused
from arcall_tui.store.actions import handed
from arcall_tui.store.erasing.erased import Erased
from arcall_tui.store.past import records
from arcall_tui.workday.calls.record import book_of, settle_place
from arcall_tui.workday.desk.desk import Desk

_MARK = b"age-encryption.org/"
SHORTEST = 10  # characters of a passphrase
_TRIES = 3


def seal(content: bytes, passphrase: str) -> bytes:
    """Encrypt with a passphrase. Raises UsageError where it is short, or what that takes is not installed."""
    if len(passphrase) < SHORTEST:
        raise UsageError(f"A passphrase has {SHORTEST} characters at least.", "Several words are good ones.")
    sealed: bytes = _age().passphrase.encrypt(content, passphrase)
    return sealed


def unseal(content: bytes, passphrase: str, name: str) -> bytes:
    """Decrypt; `name` is what to call the file. Raises InputRefusedError where it is damaged or the passphrase wrong."""
    age, plain = _age(), b""
    for left in reversed(range(_TRIES)):
        try:
            plain = age.passphrase.decrypt(content, passphrase)
            break
        except age.DecryptError as error:
            # What a computer takes on is measured each time: one that is busy for a moment refuses its own files.
            what, busy = "the passphrase is wrong, or the file is damaged", "xcessive work" in str(error)
            if busy:
                what = "it would take this computer too long now"
            if not (busy and left):
                told = f"{name} does not open: {what}."
                raise InputRefusedError(told, "Nothing was changed; try again.") from None
    return plain


def _age() -> Any:  # noqa: ANN401 - an extra, without types
    try:
        import pyrage  # noqa: PLC0415 - an extra
    except ImportError:
        raise UsageError(
            "The hand-over is encrypted, or to be, and what that takes is not installed.",
            "pip install 'arcall-tui[encrypted]'",
        ) from None
    return pyrage


_FORMAT, _WRITES_ONE = "arcall handover 1", "arcall handover out FILE writes one."
_LARGEST = 200_000_000  # bytes
# What bundles of before these columns mean by it.
_SINCE = {"any_invoice": 0}
_TOO_LARGE = 1 << 63  # what no book holds
_WORDS: Mapping[tuple[str, str], Callable[[str], object]] = {
    ("account", "hold"): HoldKind,
    ("invoice", "kind"): ItemKind,
    ("activity", "code"): Code,
    ("promise", "state"): PromiseState,
    ("dispute", "state"): DisputeState,
    ("follow_up", "kind"): FollowUpKind,
}


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What came of a bundle: its accounts by the ledger's id, how much was new or changed, by kind, and how many were erased here."""

    accounts: tuple[str, ...]
    counts: Mapping[str, int]
    erased: int


def falls_due(desk: Desk, until: date) -> list[int]:
    """Return the accounts on which a next step or a promise falls due by that day."""
    steps = records.steps(desk.book, until)
    promises = records.promises(desk.book, desk.clock.today())
    live = [p.account for p in promises if p.due <= until and p.state in LIVE_PROMISES]
    return list(dict.fromkeys([*(step.account for step in steps), *live]))


def hand_out(desk: Desk, accounts: Sequence[int], path: Path, passphrase: str = "") -> None:
    """Write all that the book knows of some accounts into a file for a colleague's arcall.

    `passphrase`: it is encrypted with that. Raises UsageError where the file cannot be written; then nothing is noted as handed over.
    """
    with book_of(desk).quiet() as rows:
        bundle = {
            "format": _FORMAT,
            "made": desk.clock.now().isoformat(timespec="seconds"),
            "by": desk.settings.name,
            "accounts": handed.hand_out(rows, handed.book_name(desk.book), accounts),
        }
        text = json.dumps(bundle, ensure_ascii=False, indent=1).encode()
        private_files.written_whole(path, seal(text, passphrase) if passphrase else text, over=False)


def take_in(desk: Desk, path: Path, ask: Callable[[], str] = str) -> TakenIn:
    """Take in what a colleague handed over, or gave back: one action, one undo; twice is as good as once.

    `ask` gives the passphrase of one that is encrypted. Raises InputRefusedError where the file is no bundle or the
    passphrase is wrong, and nothing is written.
    """
    accounts = _read(path, ask, handed.columns(desk.book))
    known = Erased.read(desk.book)
    own = dict(desk.book.execute("SELECT name, id FROM creditor"))
    numbers = [known.account(own.get(each["creditor"], 0), each["ledger_id"]) for each in accounts]
    wanted = [each for each, key in zip(accounts, numbers, strict=True) if key not in known.nameless]
    many = number_of(len(wanted), "account")
    with book_of(desk).action(f"hand-over of {many}", None, desk.clock.now()) as rows:
        keys, counts = handed.take_in(rows, handed.book_name(desk.book), wanted)
        for key in keys:
            settle_place(rows, desk, key)
    ids = tuple(desk.account(key).ledger_id for key in keys)
    return TakenIn(ids, counts, len(accounts) - len(wanted))


def _read(path: Path, ask: Callable[[], str], columns: handed.Columns) -> list[dict[str, Any]]:
    with refused(UsageError, f"{path} cannot be read", "Name the file that was handed over."):
        content = private_files.read_bytes(path, _LARGEST)
    try:
        sealed = content.startswith(_MARK)
        found = json.loads(unseal(content, ask(), path.name) if sealed else content)
    except ValueError:
        raise InputRefusedError(f"{path} is no hand-over of arcall.", _WRITES_ONE) from None
    if not isinstance(found, dict) or found.get("format") != _FORMAT:
        raise InputRefusedError(f"{path} is no hand-over that this arcall can read.", _WRITES_ONE)
    try:
        return [_account(columns, each) for each in found["accounts"]]
    except (KeyError, TypeError, ValueError, AttributeError):
        raise InputRefusedError(
            f"{path} is damaged or was changed: something in it is not as arcall writes it.",
            "Ask for it once more.",
        ) from None


_ROWS = handed.COLUMNS.keys() - {"account", "guide", "invoice"}


def _account(columns: handed.Columns, told: Mapping[str, Any]) -> dict[str, Any]:
    """Return an account as it may go into the book: every value of the kind that belongs there, text cleaned."""
    guide = told["guide"]
    return {
        "creditor": _text(told["creditor"]),
        "ledger_id": _text(told["ledger_id"]),
        "account": _values(columns, "account", told["account"]),
        "guide": _values(columns, "guide", guide) if guide else None,
        "base": {place: _digests(told["base"][place]) for place in ("account", "guide")},
        "invoice": [_values(columns, "invoice", each) for each in told["invoice"]],
        **{table: [_row(columns, table, each) for each in told[table]] for table in _ROWS},
    }


def _row(columns: handed.Columns, table: str, told: Mapping[str, Any]) -> dict[str, Any]:
    row = _values(columns, table, told) | {"uid": _text(told["uid"])}
    row |= {name: _digests(told[name]) for name in ("base", "refs")}
    if "lines" in told:
        read: dict[str, Callable[[Any], Any]] = {"invoice": _text, "amount": _whole, "paid": _whole}
        row["lines"] = [{name: read[name](value) for name, value in each.items()} for each in told["lines"]]
    if "earlier" in told:
        notes = ((each["at"], each["note"]) for each in told["earlier"])
        row["earlier"] = [{"at": _instant(at), "note": _text(note)} for at, note in notes]
    return row


def _digests(told: Mapping[str, Any]) -> dict[str, str]:
    return {_text(name): _text(value) for name, value in told.items()}


def _values(columns: handed.Columns, table: str, told: Mapping[str, Any]) -> dict[str, Any]:
    told = {**_SINCE, **told}
    for (of, name), meaning in _WORDS.items():
        if of == table and told[name] is not None:
            meaning(told[name])
    return {name: _value(columns[table, name], name, told[name]) for name in handed.COLUMNS[table]}


def _value(column: tuple[str, bool], name: str, value: object) -> object:
    kind, needed = column
    if value is None and not needed:
        return None
    if kind in {"INTEGER", "BOOLEAN"}:
        return _whole(value)
    text = _text(value)
    if kind == "DATE":
        return date.fromisoformat(text).isoformat()
    return _instant(text) if name in {"at", "done_at"} else text


def _whole(value: object) -> int:
    if not isinstance(value, int) or abs(value) >= _TOO_LARGE:
        raise TypeError(value)
    return int(value)


def _instant(text: str) -> str:
    if datetime.fromisoformat(text).tzinfo is None:
        raise ValueError(text)
    return text


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return many_lines(value)
