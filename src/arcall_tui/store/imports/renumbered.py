"""Items that a ledger numbers otherwise than the book: zeros that a spreadsheet took, prefixes, a bill in several."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial

from arcall_tui.domain.grouping import grouped
from arcall_tui.store.imports import alike
from arcall_tui.store.imports.alike import Way, of_a_day, of_customer
from arcall_tui.store.imports.bill_parts import KEY, PartIntake, number_now
from arcall_tui.store.imports.billed_otherwise import (
    FEE,
    Bills,
    begins,
    billed_anew,
    is_plan,
    is_rest,
    same_sums,
    sum_of,
)
from arcall_tui.store.imports.set_off import CREDIT_NUMBER, MOVED


@dataclass(slots=True)
class NumberIntake(PartIntake):
    """Gives items the numbers that they have in the book, once all rows are in."""

    def adopt(self) -> None:
        """Match new numbers with those of the book that they are, written otherwise: noted in `spelt`.

        A spreadsheet takes leading zeros or puts `.0` behind; a program's next version writes other signs, puts letters
        in front, or numbers all anew, where dates and amounts are as they were. Parts of one bill get numbers of their
        own first.
        """
        self._number_parts()
        if not self.first:
            self.adopt_again()

    def adopt_again(self) -> None:
        """Match numbers that are new among an account's with those that it has in the book."""
        self.connection.execute(_BY_NUMBER)
        for query in (_LAST_PART, _SAME, _PAID_WITHOUT_ZEROS):
            adopted: set[int] = set()
            for rowid, invoice, *numbers in self.connection.execute(query).fetchall():
                if not self._seen[invoice] and rowid not in adopted:
                    adopted.add(rowid)
                    self._match(rowid, invoice, numbers if query is not _LAST_PART else numbers[:1] * 2)
        self._tell_apart()
        came = alike.of_file(self.connection)
        whose = json.dumps([*{one.account for one in came}])
        lost = alike.of_book(self.connection, self._open(whose, (0,))) if came else []
        for old, new, spelt in alike.pairs(lost, came, self.forms, self.spelt):
            self._match(new.key, old.key, (new.number, old.number))
            if not spelt:
                self._renumber(old.key, new.number)

    def _tell_apart(self) -> None:
        """Let rows without a number of their own be the items of their sums in the book, then such of which less is open, whatever their order."""
        run, rows, items = self.connection.execute, set[int](), set[int]()
        run("CREATE INDEX IF NOT EXISTS temp.by_invoice ON incoming (invoice_id)")
        for less in "=<":
            for rowid, invoice in run(_UNNUMBERED.format("amount" in self.head.silent_on, less)).fetchall():
                other = run("SELECT rowid, number FROM incoming WHERE invoice_id = ?", (invoice,)).fetchone()
                if rowid in rows or invoice in items or (self._seen[invoice] and not other):
                    continue
                rows.add(rowid)
                items.add(invoice)
                number, had = run(
                    "SELECT number, invoice_id FROM incoming WHERE rowid = ?", (rowid,)
                ).fetchone()
                if had == invoice:
                    continue
                if other:
                    run("UPDATE incoming SET number = number || '?' WHERE rowid = ?", (rowid,))
                    run(_NOW, (number, had, had, other[0]))
                elif had:
                    self._seen[had] = 0
                self._seen[invoice] = 1
                run(_NOW, (other[1] if other else number, invoice, invoice, rowid))
                self._new += bool(other or had)
                self._adopt(rowid, invoice)

    def _renumber(self, invoice: int, number: str) -> None:
        self._seen[invoice] = _OTHERWISE
        number_now(self.connection, invoice, number)

    def _open(self, accounts: str, seen: Sequence[int]) -> list[int]:
        """Return the keys of open items of accounts (JSON) that the file has under their numbers (1), or has not (0)."""
        rows = self.connection.execute(
            "SELECT id FROM invoice WHERE settled_on IS NULL AND account_id IN (SELECT value FROM json_each(?))",
            (accounts,),
        )
        return [key for (key,) in rows if self._seen[key] in seen]

    def forms(self, *, all_: bool = False, now: bool = False) -> set[str]:
        """Return how open items of the book are numbered that the file has under their numbers; or `all_`, where it has none under another; and (`now`) those that it has so."""
        whose = self.connection.execute(
            "SELECT json_group_array(id) FROM account WHERE creditor_id = ?", (self.creditor,)
        )
        seen = (1, 0 if all_ and not self._seen.count(_OTHERWISE) else 1, _OTHERWISE if now else 1)
        items = alike.of_book(self.connection, self._open(whose.fetchone()[0], seen))
        return {alike.form(one.number) for one in items}

    def sums(self) -> Counter[int]:
        """Return how many items of the creditor's have had an amount, whenever they were open: a fee, rent or price several."""
        return Counter(dict(self.connection.execute(_SUMS, (self.creditor,))))

    def _match(self, rowid: int, invoice: int, numbers: Sequence[str]) -> None:
        self._seen[invoice] = 1
        self._adopt(rowid, invoice)
        if numbers[0] != numbers[1]:
            self.spelt.append((numbers[0], numbers[1]))

    def came_otherwise(self, gone: Sequence[int]) -> list[int]:
        """Match items that are `gone` with new ones of the customer, day and sum; return what is gone still.

        One bill in parts, several in one, or one with another number: nobody paid. The first one goes on as the first
        of the new ones, so that what was promised of it stays; any others close unpaid.
        """
        self._credits_otherwise(gone)
        file, told = alike.of_file(self.connection) if gone else [], self.head.last
        late = sum((new.invoice_date or told) < told for new in file)
        # Where most is booked late, its days tell nothing.
        known = "" if late > alike.NO_CHANCE and late * 2 > len(file) else told
        kept, sums = cache(partial(self.forms, all_=True, now=True)), cache(self.sums)
        anew = partial(billed_anew, kept=kept, sums=sums, known=known)
        parts = partial(same_sums, told=told, goes_on=alike.spelling(self.spelt))
        # What is to the letter another customer's that is gone is that one.
        theirs = {old[3:-1] for old in alike.of_book(self.connection, gone)}
        for by, match in ((of_a_day, parts), (of_customer, anew)):
            left = [key for key in gone if not self._seen[key] and key not in self.forgiven]
            lost = grouped(alike.of_book(self.connection, left, f"WHERE {_OWED}"), by)
            free = alike.of_file(self.connection, f"AND settled_on IS NULL AND {_OWED}")
            # What is a part of one bill is no other one.
            used = {*theirs, *((whose, number) for whose, _, numbers in self.parted for number in numbers)}
            came = grouped((one for one in free if used.isdisjoint((one[3:-1], one[1:4:2]))), by)
            for where, bills in lost.items():
                for olds, news in match(bills, came.get(where, [])):
                    sure = match is parts or is_plan(olds, news)
                    if not sure and self.said_paid:
                        continue
                    who = alike.called(self.connection, [olds[0].key])
                    if is_rest(olds[0], *news):
                        # All but the rest came in, as far as anybody can tell.
                        self.forgiven[olds[0].key] = -sum_of(news)
                        self.split.append(
                            (f"The rest of {olds[0].number}", ", ".join(new.number for new in news))
                        )
                        theirs |= {new[3:-1] for new in news}
                    else:
                        self._go_on(olds, news)
                    beside = ", together with " * (len(olds) > 1) + ", ".join(old.number for old in olds[1:])
                    self.anew += [] if sure else [f"{who} as {self.split[-1][1]}{beside}"]
        return [key for key in gone if not self._seen[key]]

    def _credits_otherwise(self, gone: Sequence[int]) -> None:
        """Match money on account that is `gone`, or a credit note, with what is left of it under a number of its own, a note's as CN1-R for CN1.

        Where nothing says what a credit is, one of the day of the money is what is left of it.
        """
        silent, held = "kind" in self.head.silent_on, "kind = 'unapplied payment' AND"
        by, is_note = of_a_day if silent else of_customer, CREDIT_NUMBER.match
        fits = (
            lambda old, new: old.balance <= new.balance and begins(new.number, old.number),
            lambda old, new: old.balance <= new.balance and not (silent and is_note(new.number)),
        )
        ways = (("", "", Way(of_customer, fits[0])), (held, "" if silent else held, Way(by, fits[1])))
        for kind, new_kind, way in ways:
            left = [key for key in gone if not self._seen[key]]
            stood = alike.of_book(self.connection, left, f"WHERE {kind} balance < 0 {_UNUSED}")
            came = alike.of_file(self.connection, f"AND {new_kind} balance < 0")
            for old, new in alike.matched(stood, came, way):
                self._match(new.key, old.key, (new.number, old.number))
                self._renumber(old.key, new.number)

    def _go_on(self, olds: Bills, news: Bills) -> None:
        first = olds[0]
        self._adopt(news[0].key, first.key)
        self._renumber(first.key, news[0].number)
        # What is open less of one that is billed at as much came in.
        self.forgiven |= {old.key: MOVED for old in olds if [old.amount] != [new.amount for new in news]}
        numbers = [new.number for new in news]
        self.parted.append((first.account, [old.key for old in olds], numbers))
        self.split.append((", ".join(old.number for old in olds), ", ".join(numbers)))

    def take_apart(self) -> None:
        """Take a number that stands again with a date after the other was due, or paid, for another item's; one of about the same amount, or of a day before that was paid, is asked about. Of one of which all is open but what was paid more is owed now.

        What stood under it before is gone or paid then; the book keeps it under its number and date.
        """
        facts = self.creditor, "amount" not in self.head.silent_on
        for rowid, invoice, dated, now in self.connection.execute(_REUSED, facts).fetchall():
            if now and not self.said_paid:
                self.anew.append(f"{alike.called(self.connection, [invoice])} as that of {now}")
                continue
            self._seen[invoice] = 0
            self._new += 1
            self.connection.execute(
                "UPDATE invoice SET number = number || ' of ' || ? WHERE id = ?", (dated, invoice)
            )
            self.connection.execute("UPDATE incoming SET invoice_id = NULL WHERE rowid = ?", (rowid,))

    def _adopt(self, rowid: int, invoice: int) -> None:
        facts = ", ".join(self._compared)
        kept, stands = (
            self.connection.execute(f"SELECT {facts} FROM {table} WHERE rowid = ?", (key,)).fetchone()
            for table, key in (("incoming", rowid), ("invoice", invoice))
        )
        self._new -= 1
        if kept == stands:
            self._same += 1
            self.connection.execute("DELETE FROM incoming WHERE rowid = ?", (rowid,))
        else:
            self.connection.execute("UPDATE incoming SET invoice_id = ? WHERE rowid = ?", (invoice, rowid))


_BY_NUMBER = f"""CREATE INDEX IF NOT EXISTS temp.by_number ON incoming (account_id, {KEY("incoming").replace("incoming.", "")})
    WHERE invoice_id IS NULL"""
# Those of the book are looked through once, not for each new one, and the index is used whatever their number.
_PAIRS = f"""
    SELECT incoming.rowid, invoice.id, incoming.number, invoice.number FROM invoice
    CROSS JOIN incoming INDEXED BY by_number ON incoming.account_id = +invoice.account_id AND {KEY("incoming")} = {{}}
    WHERE incoming.invoice_id IS NULL AND {{}} AND {{}}
    AND invoice.account_id IN (SELECT account_id FROM incoming WHERE invoice_id IS NULL) ORDER BY 1, 2
""".format
# The last part of a bill that is left has the bill's own number in the ledger.
_PARTS_OWN = f"rtrim(rtrim(rtrim({KEY('invoice')}, '/'), '0123456789'), '/') || '/'"
_LAST_PART = _PAIRS(_PARTS_OWN, "invoice.number LIKE '%/%'", "invoice.due_date = incoming.due_date")
_SAME = """SELECT incoming.rowid, invoice.id, number, number FROM incoming JOIN invoice USING (account_id, number)
    WHERE incoming.invoice_id IS NULL ORDER BY 1, 2"""
# What was paid is not looked through for all that is alike; one written after it was due has a number that is used again.
_PAID_WITHOUT_ZEROS = _PAIRS(
    KEY("invoice"),
    "invoice.settled_on IS NOT NULL AND +invoice.number >= '0' AND +invoice.number < ':' AND invoice.number NOT GLOB '*[^0-9./]*'",
    "incoming.number NOT GLOB '*[^0-9./]*' AND coalesce(incoming.invoice_date <= invoice.due_date, 1)",
)
# The second of a day is invoice 2026-03-01 (2); what has no day falls due on that of its first list.
_FIRST = "substr({0}, 1, instr({0} || ' (', ' (') - 1)".format
_UNNUMBERED = f"""SELECT incoming.rowid, old.id FROM incoming JOIN invoice AS old USING (account_id)
    WHERE incoming.number GLOB incoming.kind || ' *' AND old.settled_on IS NULL AND incoming.settled_on IS NULL
    AND {_FIRST("incoming.number")} = {_FIRST("old.number")} AND old.number BETWEEN {_FIRST("incoming.number")} AND {_FIRST("incoming.number")} || ' (~' AND (incoming.amount = old.amount OR {{}}
        AND (incoming.balance = old.balance OR incoming.invoice_id IN (SELECT id FROM invoice WHERE settled_on IS NOT NULL)))
    AND incoming.balance {{}} old.balance AND (incoming.invoice_date, incoming.currency) IS (old.invoice_date, old.currency)
    ORDER BY incoming.invoice_id IS NOT old.id, 1, 2"""
_NOW = """UPDATE incoming SET number = ?, invoice_id = ?, due_date = coalesce((SELECT due_date FROM invoice WHERE id = ? AND incoming.due_from_terms AND incoming.invoice_date IS NULL), due_date) WHERE rowid = ?"""
_OTHERWISE = 2  # seen in the file, under another number
# No bill of the customer, or of another of the payer, is open less by just as much, nor came with as much off, so that it was used up.
_UNUSED = """AND -balance NOT IN (SELECT old.balance - coalesce(incoming.balance, 0) FROM invoice AS old
    LEFT JOIN incoming ON invoice_id = old.id AND incoming.account_id = old.account_id WHERE old.account_id IN (SELECT kin.id FROM account AS own
        JOIN account AS kin ON kin.id = coalesce(own.payer_id, own.id) OR kin.payer_id = coalesce(own.payer_id, own.id)
        WHERE own.id = invoice.account_id UNION SELECT invoice.account_id)
    AND (invoice_id OR old.id IN (SELECT value FROM json_each(?1)))
    UNION SELECT new.amount - new.balance FROM incoming AS new
    WHERE new.account_id = invoice.account_id AND new.invoice_id IS NULL AND new.balance >= 0)"""
_OWED = "kind = 'invoice' AND balance > 0 ORDER BY due_date, 1"
_SUMS = "SELECT amount, count(*) FROM invoice JOIN account ON account.id = account_id WHERE creditor_id = ? GROUP BY 1"
_AFTER = "incoming.invoice_date > iif(invoice.settled_on > invoice.invoice_date, date(invoice.settled_on, '-1 day'), invoice.due_date)"
# A number that was made is the next bill's where the one of that day was paid and billed at another sum (?2: it is told).
_MADE = "(?2 AND incoming.number GLOB 'invoice *' AND invoice.settled_on IS NOT NULL AND incoming.amount <> invoice.amount)"
# Numbers may begin anew each year.
_NEXT_YEAR = "incoming.invoice_date > date(invoice.invoice_date, '+10 months')"
_REUSED = f"""
    SELECT incoming.rowid, invoice.id, iif({_MADE}, invoice.settled_on, invoice.invoice_date),
        iif({_MADE} OR ({_AFTER} AND incoming.amount NOT BETWEEN iif({_NEXT_YEAR}, invoice.amount, invoice.amount / {FEE}) AND invoice.amount * {FEE}), '', incoming.invoice_date)
    FROM incoming JOIN account ON account.id = incoming.account_id AND creditor_id = ?1 JOIN invoice ON invoice.id = incoming.invoice_id
    WHERE invoice.kind = 'invoice' AND incoming.kind = 'invoice' AND ({_MADE} OR (invoice.invoice_date IS NOT NULL
    AND ({_AFTER} OR (invoice.settled_on IS NOT NULL AND incoming.invoice_date > invoice.invoice_date
        AND (incoming.balance = incoming.amount OR incoming.amount <> invoice.amount)))
    AND incoming.due_date > invoice.due_date AND (invoice.settled_on IS NULL OR incoming.balance NOT IN (0, incoming.amount - invoice.amount))))
"""
