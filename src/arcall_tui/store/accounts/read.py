"""Reading accounts from the book: plain SQL in, frozen domain values out."""

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple, get_args, get_type_hints

from arcall_tui.domain.account import GUIDE_FACTS, Account, Contact, Guide, Invoice
from arcall_tui.domain.activity import (
    LIVE_PROMISES,
    Activity,
    Dispute,
    FollowUp,
    FollowUpKind,
    Line,
    Promise,
    SetBy,
)
from arcall_tui.domain.calendar import Hours, parse_hours, utc_text
from arcall_tui.domain.grouping import by_key
from arcall_tui.domain.money import Money
from arcall_tui.domain.outcomes import Code
from arcall_tui.domain.text import fold

# Shapes of files that tell no balances (SQL).
NO_BALANCES = "('contacts', 'datev-contacts')"
# Whether all that is known of an account's items came from a colleague, none from a ledger of this book (SQL; {}: its number).
HANDED = """NOT EXISTS (SELECT 1 FROM invoice AS told WHERE told.account_id = {} AND told.first_import_id IS NOT NULL)"""
# The promises that still cover their bills (SQL).
LIVE_IN_SQL = str(tuple(map(str, LIVE_PROMISES)))
_LIVE = {"promise": LIVE_IN_SQL, "dispute": "('open')"}
# What is left of each line: money that came in on a promise is off the balance already.
_LEFT = {"promise": "line.amount - line.paid", "dispute": "line.amount"}
# Whom to ask for comes first (SQL).
ASKED_FIRST = "ORDER BY bad_number, phone = '', by_caller DESC, id"
# What `covers` found for an invoice, under that name: none covers more than what is open.
AT_MOST = "iif({0}.amount IS NULL, 0, max(0, min({0}.amount, balance)))"
_FEW = 100  # accounts that a query names one by one


def covers(what: str, where: str) -> str:
    """Return the query for what open promises or disputes cover of each invoice; `where`: AND ... to narrow it."""
    return f"""
        SELECT line.invoice_id, sum({_LEFT[what]}) AS amount FROM {what}_line AS line
        JOIN {what} ON {what}.id = line.{what}_id WHERE {what}.state IN {_LIVE[what]} {where}
        GROUP BY line.invoice_id
    """


def account(connection: sqlite3.Connection, account_id: int) -> Account | None:
    """Return the account, or None where there is none with that number."""
    rows = connection.execute(
        """SELECT account.id, creditor.name AS creditor, ledger_id, account.name, country, zone, language, terms,
                  consumer, payer_id AS payer, region, prefers, hold, hold_reason, snoozed_until, snooze_reason, postal
           FROM account JOIN creditor ON creditor.id = creditor_id WHERE account.id = ?""",
        (account_id,),
    )
    return next((Account(**told) for told in told_of(Account, rows)), None)


@cache
def _readers(kind: type) -> dict[str, Callable[[Any], Any]]:
    """Return how the columns that the book keeps otherwise become fields of a value: days, instants, codes, flags."""
    known: dict[Any, Callable[[Any], Any]] = {
        date: date.fromisoformat, datetime: datetime.fromisoformat, Hours: parse_hours, bool: bool,
    }  # fmt: skip
    found: dict[str, Callable[[Any], Any]] = {}
    for name, hint in get_type_hints(kind).items():
        what = next(iter(get_args(hint)), hint)
        if what in known or (isinstance(what, type) and issubclass(what, StrEnum)):
            found[name] = known.get(what, what)
    return found


def told_of(kind: type, rows: sqlite3.Cursor) -> Iterator[dict[str, Any]]:
    """Yield the fields of values of a kind from rows whose columns bear their names; an empty day, code ... is none."""
    names, readers = [name for name, *_ in rows.description], _readers(kind)
    read = [(name, readers[name]) for name in names if name in readers]
    for row in rows:
        told = dict(zip(names, row, strict=True))
        for name, reader in read:
            told[name] = None if told[name] in {None, ""} else reader(told[name])
        yield told


def contacts(connection: sqlite3.Connection, account_id: int) -> tuple[Contact, ...]:
    """Whom to ask for: usable numbers first."""
    rows = connection.execute(
        f"""SELECT id, name, role, phone, email, bad_number, language, times, address FROM contact
            WHERE account_id = ? {ASKED_FIRST}""",
        (account_id,),
    )
    return tuple(Contact(**told) for told in told_of(Contact, rows))


def newest_call(connection: sqlite3.Connection, account_id: int) -> int:
    """Return the number of what was put on record last on an account; 0 where nothing was."""
    row = connection.execute("SELECT max(id) FROM activity WHERE account_id = ?", (account_id,)).fetchone()
    return int(row[0] or 0)


def guide(connection: sqlite3.Connection, account_id: int) -> Guide:
    """Return what the caller wrote down about how the account works; all empty where nothing was."""
    row = connection.execute(
        f"SELECT {', '.join(GUIDE_FACTS)} FROM guide WHERE account_id = ?", (account_id,)
    ).fetchone()
    return Guide(*row) if row else Guide()


def tags(connection: sqlite3.Connection, accounts: Sequence[int] | None = None) -> dict[int, frozenset[str]]:
    """Return the caller's own words for accounts (all where None), folded, by account, of those that have any."""
    rows = connection.execute(
        f"SELECT account_id, tags FROM guide WHERE tags <> '' AND {chosen(accounts, 'account_id')}",
        keys(accounts),
    )
    return {account: frozenset(fold(words).split()) for account, words in rows}


def invoices(connection: sqlite3.Connection, account_id: int) -> tuple[Invoice, ...]:
    """Return the account's open items, oldest due first."""
    disputed, promised = (
        covers(what, f"AND {what}.account_id = :account") for what in ("dispute", "promise")
    )
    rows = connection.execute(
        f"""SELECT id, number, kind, invoice_date, due_date AS due, invoice.amount, balance, currency,
                   {AT_MOST.format("disputed")} AS disputed, {AT_MOST.format("promised")} AS promised, po,
                   invoice.disputed AS disputed_in_ledger
            FROM invoice LEFT JOIN ({disputed}) AS disputed ON disputed.invoice_id = invoice.id
                 LEFT JOIN ({promised}) AS promised ON promised.invoice_id = invoice.id
            WHERE account_id = :account AND settled_on IS NULL ORDER BY due_date, number""",
        {"account": account_id},
    )
    found = []
    for told in told_of(Invoice, rows):
        currency = told.pop("currency")
        amounts = {
            name: Money(told[name], currency) for name in ("amount", "balance", "disputed", "promised")
        }
        found.append(Invoice(**told | amounts))
    return tuple(found)


def activities(connection: sqlite3.Connection, account_id: int) -> tuple[Activity, ...]:
    """Return what happened on the account, newest first."""
    rows = connection.execute(
        """SELECT activity.id, code, at, note, coalesce(contact.name, '') AS contact, root_cause, seconds, detail
           FROM activity LEFT JOIN contact ON contact.id = contact_id
           WHERE activity.account_id = ? ORDER BY at DESC, activity.id DESC LIMIT 200""",
        (account_id,),
    )
    return tuple(Activity(**told) for told in told_of(Activity, rows))


def _lines(connection: sqlite3.Connection, what: str, account_id: int) -> dict[int, list[Line]]:
    rows = connection.execute(
        f"""SELECT {what}_id, invoice_id, line.amount, currency, line.amount - ({_LEFT[what]}) FROM {what}_line AS line
            JOIN invoice ON invoice.id = invoice_id WHERE account_id = ?""",
        (account_id,),
    )
    return by_key(
        (key, Line(invoice, Money(amount, currency), paid)) for key, invoice, amount, currency, paid in rows
    )


def promises(connection: sqlite3.Connection, account_id: int) -> tuple[Promise, ...]:
    """Return the account's promises to pay, newest first."""
    lines = _lines(connection, "promise", account_id)
    rows = connection.execute(
        """SELECT id, made_on, due_on AS due, amount, currency, state, level, method, said_by, any_invoice,
                  (SELECT coalesce(sum(paid), 0) FROM promise_line WHERE promise_id = promise.id) AS paid
           FROM promise WHERE account_id = ? ORDER BY made_on DESC, due_on DESC, id DESC""",
        (account_id,),
    )
    found = []
    for told in told_of(Promise, rows):
        amount = Money(told["amount"], told.pop("currency"))
        found.append(Promise(**told | {"amount": amount, "lines": tuple(lines.get(told["id"], ()))}))
    return tuple(found)


def disputes(connection: sqlite3.Connection, account_id: int) -> tuple[Dispute, ...]:
    """Return the account's disputes, newest first."""
    lines = _lines(connection, "dispute", account_id)
    rows = connection.execute(
        """SELECT id, opened_on, reason, owner, next_on, state FROM dispute
           WHERE account_id = ? ORDER BY opened_on DESC, id DESC""",
        (account_id,),
    )
    return tuple(Dispute(**told, lines=tuple(lines.get(told["id"], ()))) for told in told_of(Dispute, rows))


# The columns of which `follow_up` makes a next step.
STEP = """kind, due_on, reason, set_by, at, zone, id,
          (SELECT code FROM activity WHERE activity.id = follow_up.activity_id)"""


def follow_ups(connection: sqlite3.Connection, account_id: int) -> tuple[FollowUp, ...]:
    """Return the account's next steps that are still to be done, earliest first."""
    rows = connection.execute(
        f"""SELECT {STEP} FROM follow_up
            WHERE account_id = ? AND done_at IS NULL ORDER BY due_on, at IS NULL, at, id""",
        (account_id,),
    )
    return tuple(follow_up(row) for row in rows)


def follow_up(row: Sequence[Any]) -> FollowUp:
    """Make one from its row, which may be without the code of the call that it followed."""
    kind, due, reason, set_by, at, zone, key, code, *_ = (*row, None)
    when, after = instant(at), Code(code) if code else None
    return FollowUp(
        FollowUpKind(kind), date.fromisoformat(due), reason, SetBy(set_by), when, zone, key, after
    )


def acted_since(connection: sqlite3.Connection, account_id: int, at: datetime) -> bool:
    """Whether an activity of the account is newer than `at`."""
    text = utc_text(at)
    query = "SELECT 1 FROM activity WHERE account_id = ? AND at > ? LIMIT 1"
    return connection.execute(query, (account_id, text)).fetchone() is not None


def draft(connection: sqlite3.Connection, account_id: int) -> tuple[str, datetime | None]:
    """Return the note being written and when it was last kept (UTC); empty and None where there is none."""
    row = connection.execute("SELECT note, at FROM draft WHERE account_id = ?", (account_id,)).fetchone()
    return ("", None) if row is None else (row[0], instant(row[1]))


def as_of(connection: sqlite3.Connection, account_id: int) -> date | None:
    """Return the day whose balances are known: of the creditor's newest ledger, or of payments since that are the account's."""
    (known,) = connection.execute(
        f"""SELECT max(as_of) FROM ledger_import WHERE undone_at IS NULL AND shape NOT IN {NO_BALANCES}
            AND creditor_id = (SELECT creditor_id FROM account WHERE id = ?1) AND (shape <> 'payments'
            OR EXISTS (SELECT 1 FROM invoice WHERE account_id = ?1 AND last_import_id = ledger_import.id))""",
        (account_id,),
    ).fetchone()
    return day(known)


class ZoneEvidence(NamedTuple):
    """What the book knows of the time zone that a customer is in; `phones` are the usable numbers."""

    account: int
    ledger_id: str
    name: str
    country: str
    zone: str | None
    phones: tuple[str, ...]


def zoneless(connection: sqlite3.Connection) -> int:
    """Return how many accounts with open items have no time zone."""
    (count,) = connection.execute(
        """SELECT count(*) FROM account WHERE zone IS NULL
           AND EXISTS (SELECT 1 FROM invoice WHERE account_id = account.id AND settled_on IS NULL)"""
    ).fetchone()
    return int(count)


def places(connection: sqlite3.Connection) -> list[ZoneEvidence]:
    """Return the places of all accounts with open items, by their ledger's id."""
    usable = "SELECT account_id, phone FROM contact WHERE phone <> '' AND NOT bad_number ORDER BY by_caller DESC, id"
    phones = by_key(connection.execute(usable))
    rows = connection.execute(
        """SELECT id, ledger_id, name, country, zone FROM account
           WHERE EXISTS (SELECT 1 FROM invoice WHERE account_id = account.id AND settled_on IS NULL)
           ORDER BY ledger_id, id"""
    )
    return [
        ZoneEvidence(key, ledger_id, name, country, zone, tuple(phones.get(key, ())))
        for key, ledger_id, name, country, zone in rows
    ]


def countries(connection: sqlite3.Connection) -> list[tuple[int, str, str]]:
    """Return (account, ledger's id, country) of all accounts, by the ledger's id."""
    return connection.execute("SELECT id, ledger_id, country FROM account ORDER BY ledger_id, id").fetchall()


def liked_times(connection: sqlite3.Connection, chosen: str, keys: Sequence[int]) -> dict[int, str]:
    """Return when whom to ask for likes to be rung, in the caller's words, by account.

    `chosen`: SQL on `one.account_id`; `keys`: its parameters.
    """
    first = f"SELECT id FROM contact WHERE account_id = one.account_id {ASKED_FIRST} LIMIT 1"
    query = f"SELECT account_id, times FROM contact AS one WHERE times <> '' AND {chosen} AND id = ({first})"
    return dict(connection.execute(query, keys))


def regions(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """Return every (country, region) in which there is a customer."""
    rows = connection.execute("SELECT DISTINCT country, region FROM account WHERE length(country) = 2")
    return [(country, region) for country, region in rows]


def chosen(accounts: Sequence[int] | None, column: str) -> str:
    """Narrow a query to some accounts, or to none in particular; `keys` are its parameters.

    Numbered, so that a query can say it twice; and never the numbers themselves: a statement whose words stay
    the same is not prepared again. Many go in as one: SQLite takes only so many, and longer over each.
    """
    if accounts is None:
        return "1"
    if len(accounts) > _FEW:
        return f"{column} IN (SELECT value FROM json_each(?1))"
    return f"{column} IN ({', '.join(f'?{place}' for place in range(1, len(accounts) + 1))})"


def keys(accounts: Sequence[int] | None) -> tuple[Any, ...]:
    """Return the parameters of what `chosen` said."""
    return (json.dumps([*accounts]),) if accounts and len(accounts) > _FEW else tuple(accounts or ())


def day(text: object) -> date | None:
    """Read a date column that may be empty."""
    return date.fromisoformat(str(text)) if text else None


def instant(text: str | None) -> datetime | None:
    """Read an instant column that may be empty."""
    return datetime.fromisoformat(text) if text else None
