"""Payments into the book: taken off what is open, once; what is over stays as unapplied."""

import json
import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from arcall_tui.domain.account import ItemKind
from arcall_tui.domain.ledger_rows import PaymentRow, RowError
from arcall_tui.domain.money import Money
from arcall_tui.store.imports.set_off import SetOff
from arcall_tui.store.imports.told_before import elsewhere, lacking
from arcall_tui.store.imports.who_paid import ITEM, TELLING, Item, WhoPaid
from arcall_tui.store.standings import histories

_CHANGED = """INSERT OR IGNORE INTO balance_change (invoice_id, import_id, as_of, old_balance, new_balance, old_amount,
    old_currency, old_invoice_date, old_due_date, old_settled_on) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_PAID = """INSERT INTO payment (account_id, invoice_id, amount, currency, paid_on, reference, import_id)
    VALUES (?, ?, ?, ?, ?, ?, ?)"""
_ON_ACCOUNT = """INSERT OR IGNORE INTO invoice (account_id, number, kind, invoice_date, due_date, due_from_terms, amount,
    balance, currency, po, disputed, first_import_id, last_import_id) VALUES (?, ?, ?, ?, ?, 0, ?, ?, ?, '', 0, ?, ?)"""
_PAID_UNDER = f"""{ITEM} AND currency = ?2 AND id IN (SELECT invoice_id FROM payment
    WHERE account_id = ?1 AND reference = ?3 AND reference > '' AND ?4 IN (amount,
        (SELECT sum(amount) FROM payment WHERE account_id = ?1 AND reference = ?3)))"""
_JUST = "SELECT sum(iif(amount < 0, -1, 1)) > 0 FROM payment WHERE invoice_id = ? AND abs(amount) = ?"
_NOTE = "INSERT OR IGNORE INTO receipt VALUES (?, ?, ?)"
_TOLD = "SELECT sum(iif(said = ?2, 1, -1)) FROM receipt WHERE creditor_id = ?1 AND said IN (?2, ?3)"
_WENT_BACK = """SELECT min(0, coalesce(min(CAST(substr(said, length(?2) + 1) AS INTEGER)), 0)) FROM receipt
    WHERE creditor_id = ?1 AND import_id <> ?4 AND substr(said, 1, length(?2)) = ?2 AND substr(said, -length(?3)) = ?3"""
# Money of that day, just so much, that a list with other columns told of already: on the bill, or on the account.
_TOLD_OTHERWISE = """WITH other AS (SELECT id FROM ledger_import WHERE shape = 'payments' AND id <> ?1
    AND mapping <> (SELECT mapping FROM ledger_import WHERE id = ?1))
    SELECT (SELECT count(*) FROM payment WHERE import_id IN other AND invoice_id = ?2 AND paid_on = ?4 AND amount + iif(amount < ?5,
        (SELECT coalesce(-sum(own.amount), 0) FROM invoice AS own WHERE first_import_id = import_id AND kind = 'unapplied payment'
            AND account_id = ?3 AND invoice_date = ?4), 0) = ?5)
    + (SELECT count(*) FROM invoice WHERE first_import_id IN other AND kind = 'unapplied payment' AND account_id = ?3
        AND (invoice_date, amount, currency) = (?4, -?5, ?6))"""
_HELD = f"{ITEM} AND (invoice_date, currency, kind) = (?, ?, 'unapplied payment') AND 'payment ' || ? IN (number, substr(number, 1, length(number) - 4))"
_ITS_OWN = f"{ITEM} AND coalesce(invoice_date <= ?, 1) AND (currency, kind, number) = (?, 'unapplied payment', ?) AND number GLOB '*[0-9]*'"
_OTHERS = "SELECT said, import_id FROM receipt WHERE creditor_id = ? AND import_id <> ? AND substr(said, 1, instr(said, char(10))) IN (SELECT value FROM json_each(?)) AND said LIKE replace('%,%,%,%,%', ',', char(10))"
_LISTED = "SELECT said, iif(import_id = ?2, 0, import_id), file_name FROM receipt JOIN ledger_import ON id = import_id WHERE receipt.creditor_id = ?1"
_SAID_SO = "SELECT 1 FROM receipt WHERE creditor_id = ?1 AND substr(said, 1, length(?2)) = ?2 AND instr(?3, substr(said, length(?2) + 1))"
_FIGURES = re.compile(r"[1-9]\d*")
_LETTERED = re.compile(rf"(?=.*\d)(?=.*[^\W\d]).{{{TELLING},}}$")


def _but_one(said: str) -> list[Item]:
    """Return what was told of a payment without its reference and, where that numbers it, without its sum, and its day."""
    parts = said.split("\n")
    spots = (2, 4, 5) if re.search(r"\d", "".join(parts[5:6])) else (5,)
    return [(str(spot), "\n-" in said, *parts[:spot], *parts[spot + 1 :]) for spot in spots]


def in_turn(rows: Sequence[PaymentRow]) -> list[PaymentRow]:
    """Return payments by day, what went back right behind the money that it was and before what came again, else last: lists have the newest first, too."""
    came = defaultdict[Item, list[int]](list)
    turns = [(row.paid_on, 1 + (row.amount < row.back)) for row in rows]
    for spot, row in enumerate(rows):
        came[row.paid_on, row.account, row.number, row.currency, row.amount].append(spot)
    for spot, row in enumerate(rows):
        if row.amount < 0:
            mates = came[row.paid_on, row.account, row.number, row.currency, -row.amount]
            for mate in sorted(mates, key=lambda one: rows[one].reference != row.reference)[:1]:
                mates.remove(mate)
                turns[mate], turns[spot] = (
                    (row.paid_on, first := 2 * (spot - len(rows))),
                    (row.paid_on, first + 1),
                )
    return [rows[spot] for spot in sorted(range(len(rows)), key=turns.__getitem__)]


@dataclass(slots=True)
class Receipts:
    """Applies a creditor's payments, within a transaction that the caller opened.

    `known`: the day at whose close the ledger's balances stood: payments up to it are in them already. `today`:
    later ones are not there yet. `strangers`: payments of customers that the book does not have. `others`: invoices paid by another customer than theirs; `worded`: those named among other words; `worded_back`: those of which money went back, as words say; `twice`: what another list told of already; `stood`: under which numbers it was on account in the ledger; `lacking`: what of an earlier list this one, which has the most of it again, has no more; `elsewhere`: what one told of another customer under its number; `unposted`: what was paid on the day `known`, or shortly before, of those that are open in full. `returned`: of what stood on account or as a credit note, sent back or set off; like `unapplied` minor units by currency.
    """

    connection: sqlite3.Connection
    creditor: int
    import_id: int
    known: date
    today: date
    who: WhoPaid = field(init=False)
    history: int = 0
    not_yet: int = 0
    repeats: int = 0
    applied: int = 0
    unapplied: Counter[str] = field(default_factory=Counter)
    returned: Counter[str] = field(default_factory=Counter)
    off: SetOff = field(default_factory=SetOff)
    strangers: list[RowError] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    worded: list[str] = field(default_factory=list)
    worded_back: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    stood: list[str] = field(default_factory=list)
    lacking: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    touched: set[int] = field(default_factory=set)
    closed: int = 0
    turned: bool = False
    unposted: Counter[Item] = field(default_factory=Counter)
    _alike: Counter[str] = field(default_factory=Counter)
    _divided: dict[Item, int] = field(default_factory=dict)
    _before: dict[str, int] = field(default_factory=dict)
    _by_reference: bool = False
    _corrected: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.who = WhoPaid(self.connection, self.creditor)

    def signed(self, rows: list[PaymentRow], *, every: bool) -> list[PaymentRow]:
        """Return payments, of which more hardly went back than came in, the other way round where more, or if not `every` one had a minus twice as many, were told so, or can be so only by the bills that they name."""
        wrong = right = 0
        # What the balances have already names bills that are paid because of it.
        for row in filter(self._counts, rows):
            account = self.who.account(row) or 0
            keys = [self.who.said(account, row._replace(amount=one)) for one in (row.amount, -row.amount)]
            (told,) = self.connection.execute(_TOLD, (self.creditor, *keys)).fetchone()
            named = self.who.invoices([account], row) if account and told is None else ()
            size, vote = abs(row.amount), 0
            for _, _, amount, balance, *_ in named:
                # Of a bill that is paid, or of a credit, it went back.
                vote += (amount - balance >= size > balance or balance <= -size) - (balance >= size)
            vote = -(told or 0) or (vote if row.amount > 0 else -vote)
            wrong, right = wrong + max(0, vote), right + max(0, -vote)
        self.turned = wrong > (right if every else max(1, 2 * right))
        return [row._replace(amount=-row.amount) for row in rows] if self.turned else rows

    def divide(self, rows: Sequence[PaymentRow]) -> None:
        """Note under which numbers of payments another list, or all of them, told as much of a customer and day, for whatever bills."""
        refers = [self._refers(row) for row in rows if self._counts(row) and self._names_none(row)]
        self._by_reference = 2 * sum(refers) > len(refers)
        here, lists = Counter[Item](), defaultdict[Item, Counter[int]](Counter)
        each_said = defaultdict[int, list[str]](list)
        for row in rows:
            here[self.who.account(row), *row[4:7]] += row.amount if re.search(r"\d", row.reference) else 0
        whose = json.dumps([f"{account}\n" for account, *_ in here])
        for said, by in self.connection.execute(_OTHERS, (self.creditor, self.import_id, whose)):
            account, _, amount, *facts = said.split("\n")
            lists[int(account), *facts[:3]][by] += int(amount)
            each_said[by].append(re.sub(r"^((?:.*\n){5,6}.*)\n#\d+$", r"\1", said))
        self._correct(rows, each_said.values())
        before = {payment: {*each.values(), each.total()} for payment, each in lists.items()}
        self._divided = {
            one: minor for one, minor in here.items() if minor > 0 and minor in before.get(one, ())
        }

    def _refers(self, row: PaymentRow) -> bool:
        """Whether a payment's reference in figures is the number of a bill of who paid."""
        whose, said = [self.who.payer(row) or 0], row.reference
        return len(said.lstrip("0")) >= TELLING and bool(self.who.by_number(whose, said, row.currency))

    def _names_none(self, row: PaymentRow) -> bool:
        """Whether a payment has a reference in figures, and no other number that is a bill's."""
        whose, said = [self.who.payer(row) or 0], row.number
        return row.reference.isdecimal() and not (said and self.who.by_number(whose, said, row.currency))

    def _correct(self, rows: Sequence[PaymentRow], lists: Collection[list[str]]) -> None:
        """Note which payments a list that is sent again tells of with another sum, day or reference: nothing else that it told is lacking here; of one that comes alone only the sum may be another, under a number that is not its bill's."""
        here = {self.who.said(account, row) for row in rows if (account := self.who.account(row))}
        near, since = defaultdict[Item, list[str]](list), min((row.paid_on for row in rows), default="")
        own = {one for row in rows for one in _FIGURES.findall(row.reference) if one not in row.number}
        for key, one in [(key, said) for said in here for key in _but_one(said)]:
            near[key] += [one] * bool(rows[1:] or (key[0] == "2" and own and not self._by_reference))
        for each in lists:
            lacking = [one for one in each if one not in here and one.split("\n")[4] >= since]
            pairs = [([said for key in _but_one(one) for said in near[key]], one) for one in lacking]
            if 0 < len(lacking) <= max(2 - len(rows), sum(one in here for one in each)) and all(
                len(new) == 1 for new, _ in pairs
            ):
                self._before |= {new: int(one.split("\n")[2]) for (new,), one in pairs}
                self._corrected.update(lacking)

    def went_back(self, row: PaymentRow) -> bool:
        """Take back what an earlier list told of as money, and this one says went back, or did not come; return whether it was so. One of a list that tells of its money, too, was tried once more."""
        account = self.who.account(row)
        said = self.who.said(account, row) if account and self._counts(row) else ""
        (told,) = self.connection.execute(_TOLD, (self.creditor, said, "")).fetchone()
        noted = (self.creditor, f"{said} back".replace("\n", "\t"), self.import_id)
        told = told and not self._alike[said]
        if fresh := account and told and self.connection.execute(_NOTE, noted).rowcount:
            self._take(account, row._replace(amount=-row.amount, credit=0), said)
        return bool(fresh)

    def add(self, row: PaymentRow) -> None:
        """Apply one payment; a row of an unknown customer goes to `strangers`."""
        if row.paid_on <= self.known.isoformat():
            self.history += 1
            recent = row.paid_on >= (self.known - timedelta(7)).isoformat()  # a ledger lags
            named = self.who.invoices([self.who.account(row) or 0] * recent, row)
            still = [one for one in named if one[2] == one[3] > 0]
            for one in still:
                self.unposted[one] += one[3] * (row.amount + row.credit) // sum(each[3] for each in still)
            return
        if not self._counts(row):
            self.not_yet += 1
            return
        account = self.who.account(row)
        if account is None:
            stranger = ("account", row.account, "is not a customer in the book")
            nobodys = ("number", row.number, "is not the invoice of one customer in the book")
            nameless = ("account", str(Money(row.amount, row.currency)), "names no customer, and no invoice")
            why = stranger if row.account else nobodys if row.number else nameless
            self.strangers.append(RowError(row.line, *why))
            return
        said = self.who.said(account, row)
        if account in self.who.erased.nameless:
            row = row._replace(reference="")
        # Two of a day that are alike are two; told again another day they are the same two.
        self._alike[said] += 1
        again = f"\n#{self._alike[said]}" if self._alike[said] > 1 else ""
        noted = (self.creditor, said + again, self.import_id)
        if not self.connection.execute(_NOTE, noted).rowcount:
            self.repeats += 1
        elif before := self._before.pop(said, 0):
            sums = f"{Money(before, row.currency)}, now {Money(row.amount, row.currency)}"
            self.twice.append(f"{row.number or row.reference or row.account} ({sums})")
            self._take(account, row._replace(amount=row.amount - before, credit=0), said)
        else:
            self._take(account, row, said)

    def _take(self, account: int, row: PaymentRow, said: str) -> None:
        """Take off what no list has told before."""
        if row.credit < 0:
            start, _, end = said.partition(f"\n{row.amount}\n")
            facts = self.creditor, f"{start}\n", f"\n{end}", self.import_id
            (before,) = self.connection.execute(_WENT_BACK, facts).fetchone()
            row = row._replace(amount=row.amount - before, credit=0)
        # A payment's own number has no letters, or not those of the bills, where most do not number bills of who paid.
        refers = self._by_reference and self._names_none(row)
        if refers or (not row.number and _LETTERED.match(row.reference)):
            row = row._replace(number=row.reference)
        payer, accounts = self.who.payer(row), self.who.meant(account, row)
        invoices = self.who.invoices(accounts, row)
        payment = accounts[0], *row[4:7]
        told = self._divided.get(payment)
        otherwise = told is None and self._told_otherwise(accounts[0], invoices, row)
        minor = row.amount or row.credit
        settled = invoices and all(one[2] - one[3] >= minor > max(0, one[3]) for one in invoices)
        if row.back and not row.amount:  # voids a payment of just so much that is there
            settled = any(self.connection.execute(_JUST, (one[1], minor)).fetchone()[0] for one in invoices)
        if row.back and settled and not otherwise:
            row = row._replace(amount=-minor, credit=row.credit * bool(row.amount))
            self.worded_back.append(row.number)
        # What stood there for no bill, by a list or under that number in the ledger, is for these now, less their credits.
        stood, minor = (accounts[0], row.paid_on, row.currency, row.reference), told or max(0, row.amount)
        held = _HELD if told else _ITS_OWN
        money = self.connection.execute(held, stood).fetchall() if invoices and not otherwise else []
        if money and sum(one[3] for one in money) <= -minor:
            back = row._replace(amount=-minor, credit=0)
            for one in money:
                back = self._apply(back, one)
            self.stood += [] if told or row.amount <= 0 else [row.reference]
            self._divided |= {payment: 0} if told else {}
        elif told or otherwise:
            self._divided |= {payment: told - row.amount} if told else {}
            self.twice.append(row.number or row.account)
            return
        self.others += [number for account, *_, number in invoices if row.account and account != payer]
        named = self.who.by_number(accounts, row.number, row.currency)
        self.worded += [] if named else [one[-1] for one in invoices]
        self.touched.update(accounts)
        self.applied += 1
        for invoice in self._sent_from(accounts, row, invoices) if row.amount < 0 else invoices:
            row = self._apply(row, invoice)
        if row.amount:
            self._leave_unapplied(accounts[0], row, row.amount)

    def _told_otherwise(self, account: int, invoices: list[Item], row: PaymentRow) -> bool:
        """Whether a list with other columns told of just so much of that day, on the one bill or on the account (of two that are alike it may have told one)."""
        bill = invoices[0][1] if len(invoices) == 1 else None
        money = self.import_id, bill, account, row.paid_on, row.amount, row.currency
        self._alike[repr(money)] += 1
        (told,) = self.connection.execute(_TOLD_OTHERWISE, money).fetchone()
        return bool(told >= self._alike[repr(money)])

    def _counts(self, row: PaymentRow) -> bool:
        return self.known.isoformat() < row.paid_on <= self.today.isoformat()

    def _sent_from(self, accounts: Sequence[int], row: PaymentRow, bills: list[Item]) -> list[Item]:
        """Return from what money is sent back: just so much on account, of that very payment where a bill was paid by it; then the bills, or those so paid where none is named, then what else stands there."""
        open_ = f"{ITEM} AND currency = ? AND kind = ? AND balance < 0 ORDER BY due_date DESC, id DESC"
        kind = ItemKind.UNAPPLIED.value
        over = [one for own in accounts for one in self.connection.execute(open_, (own, row.currency, kind))]
        named = sum(one[2] - one[3] for one in bills) >= -row.amount
        if not bills:
            facts = row.currency, row.reference, -row.amount
            bills = [one for own in accounts for one in self.connection.execute(_PAID_UNDER, (own, *facts))]
            bills *= len(bills) == 1 or sum(one[3] - one[2] for one in bills) == row.amount
        paid = "SELECT 1 FROM payment WHERE invoice_id = ? AND reference = ? AND reference > ''"
        by_it = any(self.connection.execute(paid, (one[1], row.reference)).fetchone() for one in bills)
        same = f"payment {row.reference} " if by_it else ""
        fits = [one for one in over if one[3] == row.amount and f"{one[-1]} ".startswith(same)]
        just = [one for one in fits if not named or not self._named_none(one)][:1]
        return [*just, *bills, *(one for one in over if one not in just)]

    def _named_none(self, money: Item) -> bool:
        """Whether money on account came for no bill, so that nothing of one is sent back from it."""
        account, _, amount, _, currency, _, dated, *_, number = money
        said = f"{account}\n\n{-amount}\n{currency}\n{dated}\n"
        return self.connection.execute(_SAID_SO, (self.creditor, said, number)).fetchone() is not None

    def _apply(self, row: PaymentRow, found: Item) -> PaymentRow:
        """Take money, and what comes off without any, off an invoice; return what is over."""
        account, invoice, amount, balance, currency, due, dated, settled, kind, _ = found
        # Money that is taken back opens the invoice again, up to what was billed.
        room = max(0, balance) if row.amount > 0 else min(0, balance, balance - amount)
        used = min(row.amount, room, key=abs)
        credit = max(0, min(row.credit, balance - used))
        if not used and not credit:
            return row
        facts = (balance, balance, amount, currency, dated, due, settled)
        self.connection.execute(_CHANGED, (invoice, self.import_id, self.today.isoformat(), *facts))
        self.off.given_up += bool(credit)
        self.off.given_up_sums += Counter({currency: credit})
        left = balance - used - credit
        ends = None if left else row.paid_on
        now = "UPDATE invoice SET balance = ?, settled_on = ?, last_import_id = ? WHERE id = ?"
        self.connection.execute(now, (left, ends, self.import_id, invoice))
        self.returned[currency] -= used if amount < 0 else 0
        if used and kind != ItemKind.UNAPPLIED:
            money = (account, invoice, used, currency, row.paid_on, row.reference, self.import_id)
            self.connection.execute(_PAID, money)
        self._note_late(account, kind, due, settled, ends)
        self.closed += bool(ends and not settled)
        return row._replace(amount=row.amount - used, credit=row.credit - credit)

    def _note_late(self, account: int, kind: str, due: str, old: str | None, new: str | None) -> None:
        if kind != ItemKind.INVOICE or old == new:
            return
        late = ({account: histories.of((histories.lateness(due, end),))} if end else {} for end in (new, old))
        histories.change(self.connection, *late)

    def _leave_unapplied(self, account: int, row: PaymentRow, rest: int) -> None:
        """Money without an invoice to take it: a credit on the account; taken back: nothing to show for it."""
        self.unapplied[row.currency] += rest
        if rest < 0:
            return
        base = f"payment {row.reference or row.paid_on}"
        money = (ItemKind.UNAPPLIED.value, row.paid_on, row.paid_on, -rest, -rest, row.currency)
        facts = (*money, self.import_id, self.import_id)
        for number in (base, *(f"{base} ({again})" for again in range(2, 1000))):
            if self.connection.execute(_ON_ACCOUNT, (account, number, *facts)).rowcount:
                return

    def finish(self) -> None:
        """Note what the payments left of each invoice, and that what was sent back again stands nowhere."""
        again = "SELECT currency, sum(amount - balance) FROM invoice WHERE first_import_id = ? GROUP BY 1"
        for currency, minor in self.connection.execute(again, (self.import_id,)):
            self.unapplied[currency] += minor
        left = "UPDATE balance_change SET new_balance = (SELECT balance FROM invoice WHERE id = invoice_id) WHERE import_id = ?"
        self.connection.execute(left, (self.import_id,))
        told = self.connection.execute(_LISTED, (self.creditor, self.import_id)).fetchall()
        for before, now in elsewhere(told, self._alike):
            money = Money(int(now[2]), now[3])
            self.elsewhere.append(f"{now[5]} ({money}, {before[1] or 'no bill'}, now {now[1] or 'no bill'})")
        for said, name in lacking(told, self._alike, self.known.isoformat()):
            account, number, amount, currency, day, reference, *_ = said.split("\n")
            if said not in self._corrected and (int(account), currency, day, reference) not in self._divided:
                money, numbered = Money(int(amount), currency), ", ".join(filter(None, (reference, number)))
                self.lacking.append(f"{money} of {date.fromisoformat(day):%d %b %Y} ({numbered}; {name})")
