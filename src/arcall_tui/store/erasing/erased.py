"""Customers who were erased: known again in a later ledger by keyed hashes of what it calls them, never by text."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
import sqlite3
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from arcall_tui.store.accounts import kept as settings_kept

_KEY = "erased customers"

# What says something in words, by table: it is blanked where a customer is forgotten, and where words have become old.
WORDS: dict[str, dict[str, str]] = {
    "activity": {"note": "", "detail": ""},
    "invoice": {"po": ""},
    "payment": {"reference": ""},
    "promise": {"method": "", "said_by": ""},
    "dispute": {"owner": ""},
    "follow_up": {"reason": ""},
    "feedback": {"said_by": "", "text": "", "result": ""},
}
# What tells one account's customer from others, but for its names.
NOBODY = {
    "other_names": "", "zone": None, "region": "", "language": "", "terms": "", "prefers": "", "payer_id": None,
    "snoozed_until": None, "snooze_reason": "", "credit_limit": None, "credit_currency": None, "credit_limit_by_caller": 0,
    "postal": "",
}  # fmt: skip


@dataclass(slots=True)
class Erased:
    """`accounts` were erased; `welcome` are those of them that a ledger may name again. `marks`: hash -> account.

    One that was named again stays here, so that taking that import back leaves it as it was.
    """

    secret: str = field(default_factory=lambda: secrets.token_hex(16))
    marks: dict[str, int] = field(default_factory=dict)
    accounts: set[int] = field(default_factory=set)
    welcome: set[int] = field(default_factory=set)

    @classmethod
    def read(cls, connection: sqlite3.Connection) -> Erased:
        """Read what the book remembers of them."""
        text = settings_kept.get(connection, _KEY)
        if not text:
            return cls()
        kept: dict[str, Any] = json.loads(text)
        return cls(kept["secret"], kept["marks"], set(kept["accounts"]), set(kept["welcome"]))

    def write(self, connection: sqlite3.Connection) -> None:
        """Remember it, within the transaction under way."""
        settings_kept.put(connection, _KEY, json.dumps(asdict(self), default=sorted))

    def add(self, account: int, creditor: int, names: Iterable[str]) -> None:
        """Remember `account` as erased, and how to know it again: by its ledger's id and its names."""
        self.accounts.add(account)
        self.welcome.discard(account)
        self.marks |= {self._mark(creditor, name): account for name in names if name}

    @property
    def nameless(self) -> set[int]:
        """The accounts of which no ledger may say anything in words."""
        return self.accounts - self.welcome

    def account(self, creditor: int, called: str) -> int | None:
        """Return the account that was called so, None where none was."""
        return self.marks.get(self._mark(creditor, called)) if self.marks else None

    def hashed(self, text: str) -> str:
        """Return what tells `text` from others without holding it."""
        return hmac.new(self.secret.encode(), text.encode(), hashlib.sha256).hexdigest()

    def _mark(self, creditor: int, called: str) -> str:
        return self.hashed(f"{creditor}\n{called.casefold()}")


def without(said: dict[str, Any], named: Iterable[str]) -> dict[str, Any]:
    """Return an import's words without customers; a figure that looks like an id is no loss in a warning."""
    longest_first = sorted(named, key=len, reverse=True)
    words = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in longest_first))
    clean = dict(said)
    for field_name in ("warnings", "broken_by"):
        if field_name in said:
            clean[field_name] = [text for text in said[field_name] if not words.search(text)]
    if "story" in said:
        told, mark, who = said["story"].partition(" broken: see ")
        clean["story"] = told + mark + words.sub("erased", who)
    return clean
