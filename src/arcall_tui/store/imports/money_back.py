"""Money that went back, for which a ledger has a row: what was paid by it is open again."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from operator import itemgetter

from arcall_tui.domain.grouping import grouped
from arcall_tui.store.imports import alike
from arcall_tui.store.imports.billed_otherwise import FEE
from arcall_tui.store.imports.renumbered import NumberIntake

_Told = Callable[[str], re.Match[str] | None]


@dataclass(slots=True)
class MoneyBackIntake(NumberIntake):
    """Matches what a ledger has of money that went back with what was paid by it."""

    def take_back(self, said: Collection[tuple[str, str]], by_number: _Told, *, part: bool) -> None:
        """Match what stands there for money that went back, as its type (`said`: customer's id, number) or its number tells, with what was paid by it. What a `part` of a ledger lacks may be open. Beside money of just that sum it is that which went back, and paid no bill."""
        back = {(self.parties.account_of(who), number) for who, number in said}
        owed = "AND kind = 'invoice' AND settled_on IS NULL"
        held = {
            (one.account, one.currency, -one.balance)
            for one in alike.of_file(self.connection, "AND balance < 0")
        }
        for new in () if self.first else alike.of_file(self.connection, owed):
            of_type, told = (new.account, new.number) in back, by_number(new.number)
            # A retainer is RTN-7, too, and has terms. Where bills are numbered so, it is the next one.
            terms = told and told["terms"] and new.due_date > (new.invoice_date or "~") and not of_type
            if (told or of_type) and (new.account, new.currency, new.balance) not in held:
                self._goes_back(new, _NAMED_IN if terms else "1", by_number, part=part)

    def _goes_back(self, new: alike.BilledItem, which: str, by_number: _Told, *, part: bool) -> None:
        """Open again what was paid by money that went back: bills of that sum, or of that but for a fee, all that one cheque of a day paid; else a part of one that is open. One named is the first."""
        run, today = self.connection.execute, self.head.as_of.isoformat()
        paid = run(_PAID_BY.format(which), (*new, not part)).fetchall()
        free = [one for one in paid if not self._seen[one[0]] and (one[4] or not by_number(one[1]))]
        for bills in (*([one] for one in free), *grouped(free, itemgetter(3)).values()):
            if new.amount <= sum(one[2] for one in bills) * FEE <= new.amount * FEE:
                self._go_on(alike.of_book(self.connection, [one[0] for one in bills]), [new])
                self.connection.executemany(_TAKEN_BACK, [(today, self.import_id, one[0]) for one in bills])
                return
        run(_PART_TAKEN_BACK.format(which), (*new, today, self.import_id))


_NAMED_IN, _LATELY = "instr(?4, number)", "date(coalesce(?5, ?6), '-3 months')"
_NAMED_FIRST = f"iif({_NAMED_IN}, -length(number), 0)"
# Bills of a customer that were paid in the last months, or are gone, with at most what went back (a `BilledItem`), and whether it did before.
_PAID_BY = f"""SELECT id, number, paid, settled_on, EXISTS (SELECT 1 FROM payment WHERE invoice_id = bill.id AND reference = 'reversed')
    FROM (SELECT id, number, settled_on, iif(settled_on IS NULL, balance,
        (SELECT sum(amount) FROM payment WHERE invoice_id = invoice.id)) AS paid FROM invoice
        WHERE account_id = ?2 AND currency = ?7 AND kind = 'invoice') AS bill
    WHERE paid BETWEEN 1 AND ?8 AND coalesce(settled_on >= {_LATELY}, ?10) AND {{}}
    ORDER BY {_NAMED_FIRST}, paid DESC, settled_on DESC"""
# Of a bill that is open, and of which no more is open now, by one payment at most; and only as long as it is not taken back.
_PART_TAKEN_BACK = f"""INSERT INTO payment (account_id, invoice_id, amount, currency, paid_on, reference, import_id)
    SELECT came.account_id, invoice_id, -came.amount, ?7, ?10, 'reversed', ?11 FROM payment AS came JOIN invoice ON invoice.id = invoice_id
    WHERE came.account_id = ?2 AND invoice.currency = ?7 AND kind = 'invoice' AND settled_on IS NULL AND {{}}
    AND came.amount BETWEEN ?8 / {FEE} AND ?8 AND paid_on >= {_LATELY}
    AND came.amount <= (SELECT sum(amount) FROM payment WHERE invoice_id = invoice.id)
    AND NOT EXISTS (SELECT 1 FROM incoming WHERE invoice_id = invoice.id AND incoming.balance > invoice.balance)
    ORDER BY {_NAMED_FIRST}, came.amount DESC, came.id DESC LIMIT 1"""
# Of one that goes on under the number, the balance says it.
_TAKEN_BACK = """INSERT INTO payment (account_id, invoice_id, amount, currency, paid_on, reference, import_id)
    SELECT account_id, invoice_id, -sum(amount), currency, ?1, 'reversed', ?2 FROM payment
    WHERE invoice_id = ?3 AND invoice_id NOT IN (SELECT invoice_id FROM incoming WHERE invoice_id) GROUP BY 1, 2 HAVING sum(amount) > 0"""
