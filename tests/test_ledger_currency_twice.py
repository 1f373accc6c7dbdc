"""Amounts that stand in the bills' own currency and in that of the books: the bills' own count, or one question is asked."""

from __future__ import annotations

import tempfile
from decimal import Decimal
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from arcall_tui.errors import InputRefusedError
from cases import for_each
from ledger_files import take_in

# How programs name both; one of the two may say nothing.
HEADINGS = [
    ("Balance FC", "Balance"), ("Open TC", "Open"), ("Offen FW", "Offen"), ("Solde devise", "Solde"), ("Outstanding Foreign", "Outstanding"),
    ("Amount Remaining (Foreign Currency)", "Amount Remaining"), ("Rest curr.", "Rest amount"), ("Balance Document", "Balance Base"),
    ("Open Amount", "Open Amount (LCY)"), ("Balance", "Home Balance"), ("Doc Amt", "Local Amt"), ("Balance Trx", "Balance in EUR"),
    ("Balance (Source)", "Balance"), ("Openstaand (vv)", "Openstaand"), ("Foreign open balance", "Open balance"), ("Amount Currency", "Amount"),
    ("Amount DC", "Amount LC"), ("Balance", "Balance (EUR)"), ("FC Balance", "LC Balance (EUR)"),
    ("DocInvoiceBal", "InvoiceBal"), ("DocInvoiceAmt", "InvoiceAmt"), ("Outstanding", "Local Equiv (EUR)"),
]  # fmt: skip
SILENT = [("Balance", "Balance 2"), ("Left", "Rest"), ("Trx Balance", "Invoice Balance")]
RATES = {"EUR": Decimal(1), "USD": Decimal("0.92"), "GBP": Decimal("1.17")}
cents = st.integers(100, 900_000)
bills = st.lists(st.tuples(st.sampled_from(sorted(RATES)), cents, st.booleans()), min_size=2, max_size=8)


@given(st.sampled_from(HEADINGS + SILENT), bills, st.sampled_from((1, -1)))
@example(HEADINGS[0], [("EUR", 5000, False), ("USD", 8800, True)], 1)
@example(HEADINGS[0], [("EUR", 100, True)] * 3 + [("EUR", 2701, True)], 1)
@example(("DocInvoiceBal", "InvoiceBal"), [("EUR", 5000, False), ("USD", 8800, False)], -1)
@example(("DocInvoiceBal", "InvoiceBal"), [("EUR", 5000, False), ("USD", 8800, False)], 1)
@example(SILENT[0], [("EUR", 5000, False), ("USD", 8800, False)], -1)
def test_the_bills_own_currency_counts_wherever_its_column_stands(
    headings: tuple[str, str], made: list[tuple[str, int, bool]], order: int
):
    in_own, in_books = headings
    rows, owed = [], dict[str, int]()
    for place, (currency, amount, credit) in enumerate([("EUR", 1000, False), ("USD", 2000, False), *made]):
        own = -amount if credit else amount
        both = [f"{own / 100:.2f}", f"{own * RATES[currency] / 100:.2f}"]
        rows.append(f"C{place % 3},N{place},2026-02-15,{currency},{','.join(both[::order])}")
        owed[currency] = owed.get(currency, 0) + own
    heads = [in_own, in_books][::order]
    text = "\n".join([f"Customer,Invoice,Due Date,Currency,{','.join(heads)}", *rows, ""])
    with tempfile.TemporaryDirectory() as folder:
        try:
            totals = take_in(Path(folder), text, currency="").totals
        except InputRefusedError:
            # Where most amounts carry a minus, who owes them is asked.
            assert headings in SILENT or 2 * sum(credit for _, _, credit in made) > len(rows)
        else:
            assert {code: total for code, total in totals.items() if total} == {
                code: total for code, total in owed.items() if total
            }


def test_what_was_paid_counts_in_the_bills_own_currency_also_where_little_was(tmp_path: Path):
    text = """Customer,Invoice,Due Date,Currency,FC Amount,LC Amount (EUR),FC Paid,LC Paid (EUR)
Ash,1,2026-02-15,USD,110.00,100.00,0.00,0.00
Birch,2,2026-02-15,GBP,80.00,100.00,40.00,50.00
Cedar,3,2026-02-15,EUR,70.00,70.00,0.00,0.00
"""
    assert take_in(tmp_path, text, currency="").totals == {"EUR": 7000, "GBP": 4000, "USD": 11000}


@for_each(("heading", "taken"), [("Total (EUR)", ""), ("Total", "Total"), ("Gross (EUR)", "")])
def test_what_was_billed_in_the_books_currency_says_nothing_of_what_is_open_in_the_rows_own(
    tmp_path: Path, heading: str, taken: str
):
    text = f"""Customer,Invoice,Due Date,Curr,Open Amount,{heading}
Ash,1,2026-02-15,USD,110.00,100.00
Birch,2,2026-02-15,EUR,70.00,90.00
"""
    report = take_in(tmp_path, text, currency="")
    assert report.totals == {"EUR": 7000, "USD": 11000}
    assert (heading in report.left_out) is not bool(taken)
