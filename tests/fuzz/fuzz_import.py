"""Mutates small ledger files for a set time or number: no traceback, no partial write, no hang.

    python tests/fuzz/fuzz_import.py --files 100000 --seed 1
    python tests/fuzz/fuzz_import.py --seconds 600 --imports 1

Each file is read to its last row, its questions answered at random; one in ten (`--imports`) is taken into a book besides.
A file that breaks a rule is kept in --keep, with its seed; the exit code is then 1.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import resource
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
import traceback
from collections import Counter
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path
from subprocess import CompletedProcess
from typing import IO, NamedTuple
from unittest.mock import patch
from zoneinfo import ZoneInfo

import xlsxwriter
import xlwt

from arcall_tui.domain.ledger_rows import PaymentRow
from arcall_tui.errors import ArcallError
from arcall_tui.ledger import other_files, sheets
from arcall_tui.ledger.further_down import LookAgainError
from arcall_tui.ledger.opened import open_ledger
from arcall_tui.ledger.questions import AskError, Question
from arcall_tui.ledger.reader import KeptFile
from arcall_tui.ledger.shapes import Holds
from arcall_tui.rules.policy_file import load_policy
from arcall_tui.settings import Settings
from arcall_tui.store.book.opening import open_book
from arcall_tui.workday.book import backups
from arcall_tui.workday.desk.clock import Clock
from arcall_tui.workday.imports.asking import all_open
from arcall_tui.workday.imports.importing import ImportOptions, import_ledger
from arcall_tui.workday.imports.said import changed

_CLOCK = Clock(ZoneInfo("UTC"), datetime(2026, 3, 2, 21, tzinfo=UTC))
_SETTINGS = Settings("UTC", "set by the fuzzer")
SLOWEST = 20.0  # CPU seconds: a busy machine is no hang

SEEDS = (
    (
        b"Customer ID,Customer Name,Invoice Number,Invoice Date,Due Date,Amount,Open Balance\n"
        b'C1,One,001,2026-01-16,2026-02-15,10.50,10.50\nC2,"Two, Ltd",002,2026-01-16,2026-02-15,20.00,5.00\n'
        b"C3,Three,003,2026-01-16,2026-02-15,-3.00,-3.00\nTotal,,,,,27.50,12.50\n"
    ),
    (
        b"Kundennummer;Rechnungsnummer;Rechnungsdatum;F\xc3\xa4lligkeit;Offener Betrag;W\xc3\xa4hrung\n"
        b"C1;7;31.01.2026;28.02.2026;1.234,50;EUR\nC2;8;01.02.2026;28.02.2026;0,50;EUR\n"
    ),
    (
        b'Foundry,,,,,,,\nA/R Aging Detail,,,,,,,\n"As of Feb 28, 2026",,,,,,,\n\n'
        b",Date,Transaction type,Num,Customer full name,Due date,Amount,Open balance\nCURRENT,,,,,,,\n"
        b",02/13/2026,Invoice,A-3,Sports,03/15/2026,500.00,500.00\n,01/13/2026,Credit Memo,A-4,Sports,01/13/2026,-5,-5\n"
        b'Total for CURRENT,,,,,,,495.00\nTOTAL,,,,,,,495.00\n" Thursday, July 30, 2026",,,,,,,\n'
    ),
    (
        b",Type,Date,Num,Terms,Due Date,Open Balance\n3000,,,,,,\n,Invoice,2026-01-10,INV-B,,2026-02-10,200.00\n"
        b",Payment,2026-01-15,,,,-50.00\nTotal 3000,,,,,,150.00\n4000,,,,,,\n,Invoice,2026-01-10,INV-C,Net 30,,20.00\n"
    ),
    (
        b"ContactName,InvoiceNumber,InvoiceDate,DueDate,Total,InvoiceAmountPaid,InvoiceAmountDue,LineAmount,Currency,Type\n"
        b"Ann,I-1,13/01/2026,12/02/2026,158.94,0,158.94,100,ZAR,Sales invoice\n"
        b"Ann,,13/01/2026,13/01/2026,8.94,0,8.94,8.94,ZAR,Sales overpayment\n"
    ),
    (
        b"Date,Ref. No.,Opening,Pending,Due on,Overdue\n,,Amount,Amount,,by days\nSharma,,,,,\n"
        b'1-Dec-25,S/1,"1,20,000.00 Dr","1,10,000.00 Dr",31-Dec-25,61\n,,"1,20,000.00 Dr","1,10,000.00 Dr",,\n'
    ),
    (
        b'"EXTF";700;21;"Buchungsstapel";9;2026;;"XY";"";"";1001;456;20260101;4;20260101;20260228;"";"";1;;0;"EUR";\n'
        b"Umsatz (ohne Soll/Haben-Kz);Soll/Haben-Kennzeichen;Konto;Gegenkonto (ohne BU-Schl\xfcssel);Belegdatum;Belegfeld 1\n"
        b'5950,00;"S";10000;8400;2202;"RE-1"\n1190,00;"S";1200;10000;102;"RE-1"\n'
    ),
    b"Payments\nClient,Invoice Number,Amount,Date\nOne,001,$13.50 ,3/1/2026\nOne,9,($4.00),3/2/2026\n",
    b"Name,Phone,Email,Time Zone\nOne,+1 537 759 0369,a@example.org,Europe/London\n",
    (
        b"customerID,invoiceNumber,InvoiceDate,DueDate,InvoiceAmount,SettledDate\nA,0001,1/13/2026,2/12/2026,5.5,\n"
        b"A,0002,1/14/2026,2/13/2026,5.5,2/20/2026\n"
    ),
    (
        b"Customer ID,Customer Name,Invoice Number,Invoice Date,Due Date,Amount (EUR),Open EUR,Currency,Country,Credit Limit\n"
        b"C1,One,1,2026-01-16,2026-02-15,10.50,10.50,EUR,391,1000\nC2,Two,2,2026-01-16,2026-02-15,20.00,5.00,,AT,\n"
    ),
    (
        b"Client,Bill No,Due Date,Total,Receipts,Paid?,Status,Dr/Cr,VAT,Zqx\nOne,1,2026-02-15,120.00,-20.00,no,Part paid,Dr,20.00,x\n"
        b"Two,2,9999-12-31,EUR 60.00,0,yes,Paid,Cr,10.00,\nThree,3,1900-01-01,60.00 kr,,no,void,Dr,10.00,7\n"
    ),
    (
        "得意先名,請求書番号,請求日,支払期限,請求金額,入金額,残高\n山田商店,B-1,2026年1月15日,2026年2月15日,¥1200,0,1200\n"
        "Zoe\u0301,B-2,2026年1月16日,2026年2月16日,٥٠٠,٢٠٠,٣٠٠\n合計,,,,1700,200,1500\n"
    ).encode(),
    (
        b"A/C:,C1,Name:,One,Tel:,01632 960001\nNo:,Type,Date,Due Date,Ref,Balance,Current,Older\n1,SI,16/01/2026,15/02/2026,7,10.50,0,10.50\n"
        b"A/C:,C2,Name:,Two,Tel:,\nNo:,Type,Date,Due Date,Ref,Balance,Current,Older\n2,SC,16/01/2026,15/02/2026,8,-3.00,0,-3.00\n"
    ),
    (
        b"Partner,Invoice Date,Due Date,At Date,1-30,31-60,61-90,Older,Total\nOne,,,0,10.50,0,0,0,10.50\nINV/1,2026-01-16,2026-02-15,0,10.50,0,0,0,10.50\n"
        b"Two,,,0,0,5,0,0,5\nINV/2,2026-01-16,2026-02-15,0,0,5,0,0,5\nTotal,,,0,10.50,5,0,0,15.50\n"
    ),
    (
        b"Customer,Invoice,Date,Date,Charges,Payments,Voided,Late Fee\nOne,1,2026-01-16,2026-02-15,$ 10.50,,No,0\nOne,2,2026-01-20,2026-01-20,, $ (4.00),No,0\n"
        b"Two,00300,2026-01-16,2026-02-15,-20.00,,Yes,1.5\nTwo,00300,2026-01-16,2026-03-15,-20.00,,No,$ -\n"
    ),
    b"Type,Client,Invoice,Date,Amount,Status\nCheck,One,1,2026-02-20,10.50,Succeeded\nCheck,One,1,2026-02-21,-10.50,Failed\nCheck,Two,2,2026-02-21,1,Zq\n",
    b'[{"customer":"One","number":"1","due_date":"2026-02-15","amount":"10.00"}]\n',
)
# Files of tags, and spreadsheets, which a process of its own opens: they take longer, so they come less often.
TAGGED = (
    (
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        b'<Worksheet ss:Name="A"><Table><Row><Cell><Data ss:Type="String">Customer</Data></Cell><Cell><Data ss:Type="String">Number</Data></Cell>'
        b'<Cell><Data ss:Type="String">Due Date</Data></Cell><Cell><Data ss:Type="String">Open</Data></Cell></Row><Row><Cell><Data ss:Type="String">One</Data></Cell>'
        b'<Cell><Data ss:Type="Number">7</Data></Cell><Cell><Data ss:Type="DateTime">2026-02-15T00:00:00</Data></Cell>'
        b'<Cell ss:Index="4"><Data ss:Type="Number">99.999</Data></Cell></Row></Table></Worksheet></Workbook>'
    ),
    (
        b"<ENVELOPE><BILLFIXED><BILLDATE>1-Jan-2026</BILLDATE><BILLREF>S/1</BILLREF><BILLPARTY>One</BILLPARTY></BILLFIXED>"
        b"<BILLCL>-100.00</BILLCL><BILLDUE>31-Jan-2026</BILLDUE><BILLOVERDUE>30</BILLOVERDUE></ENVELOPE>"
    ),
    (
        b"<html><head><meta charset=utf-8></head><body><table><tr><th>Customer<th>Number<th>Due Date<th>Open</tr>"
        b"<tr><td>One</td><td>1</td><td>2026-02-15</td><td colspan=2>1,234.50</td></tr></table></body></html>"
    ),
    (
        b"!TRNS\tTRNSID\tTRNSTYPE\tDATE\tACCNT\tNAME\tAMOUNT\tDOCNUM\tDUEDATE\n!SPL\tSPLID\tTRNSTYPE\tDATE\tACCNT\tNAME\tAMOUNT\n!ENDTRNS\n"
        b"TRNS\t1\tINVOICE\t2/1/2026\tAccounts Receivable\tOne\t100.00\t7\t2/28/2026\nSPL\t2\tINVOICE\t2/1/2026\tSales\tOne\t-100.00\nENDTRNS\n"
    ),
    b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ann Lee\r\nORG:One;Accounts\r\nTEL;TYPE=WORK:+44 20 7946 0018\r\nEMAIL:a@example.org\r\nEND:VCARD\r\n",
)
_SELDOM = 0.08


def _spreadsheets() -> tuple[bytes, ...]:
    """Return a small ledger as .xls and as .xlsx."""
    rows = (
        ("Customer", "Number", "Due Date", "Open"),
        ("One", 7, date(2026, 2, 15), 99.999),
        ("Two", "008", date(2026, 2, 16), -3),
    )
    old, new = io.BytesIO(), io.BytesIO()
    book, modern = xlwt.Workbook(), xlsxwriter.Workbook(new)
    sheet, page = book.add_sheet("A"), modern.add_worksheet("A")
    day = xlwt.easyxf(num_format_str="DD/MM/YYYY")
    modern_day = modern.add_format({"num_format": "dd/mm/yyyy"})
    for place, row in enumerate(rows):
        for column, value in enumerate(row):
            dated = isinstance(value, date)
            sheet.write(place, column, value, *([day] if dated else []))
            page.write(place, column, value, *([modern_day] if dated else []))
    book.save(old)
    modern.close()
    return old.getvalue(), new.getvalue()


TAGGED += _spreadsheets()
_PIECES = (
    b'"', b'""', b",", b";", b"\t", b"|", b"\n", b"\r", b"\r\n", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\xfe\xff",
    b"-", b"(", b")", b"CR", b"1,234.56", b"1.234,56", b"1e308", b"NaN", b"Infinity", b"9" * 40, b"\xe2\x82\xac",
    b"\xd9\xa1\xd9\xa2", b"00:00.0", b"31/02/2026", b"2026-02-30", b"0000-00-00", b"99999", b"Total", b"\x1b]52;c;x\x07",
    b"\xe2\x80\xae", b"A" * 5000, b"=1+1", b"[/b]", b" ", b"\xc2\xa0", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b" + ",
    b"sep=;\n", b"JPY", b"KWD", b"XXX", b"\xed\xa0\x80", b"'", b"--", b"- 1", b"*" * 9, b"<td>", b"</Row>", b"&amp;", b'ss:Index="9"', b"\xcc\x81",
)  # fmt: skip


class Broken(NamedTuple):
    """A file that broke a rule."""

    content: bytes
    why: str


def mutated(dice: random.Random) -> bytes:  # noqa: C901 - one branch a kind of damage
    """Return a small file that looks more or less like a ledger."""
    content = bytearray(dice.choice(TAGGED if dice.random() < _SELDOM else SEEDS))
    for _ in range(dice.choice((0, 1, 1, 2, 3, 5, 8, 20))):
        place = dice.randrange(len(content) + 1)
        match dice.randrange(9):
            case 0:
                content[place : place + dice.randrange(1, 30)] = b""
            case 1:
                content[place:place] = dice.choice(_PIECES)
            case 2 if content:
                content[place % len(content)] = dice.randrange(256)
            case 3:
                lines = bytes(content).split(b"\n")
                dice.shuffle(lines)
                content = bytearray(b"\n".join(lines))
            case 4:
                lines = bytes(content).split(b"\n")
                lines.insert(dice.randrange(len(lines) + 1), dice.choice(lines))
                content = bytearray(b"\n".join(lines))
            case 5:
                cells = bytes(content).split(b",")
                cells[dice.randrange(len(cells))] = dice.choice(_PIECES)
                content = bytearray(b",".join(cells))
            case 6:
                other = dice.choice(SEEDS)
                content[place:] = other[dice.randrange(len(other)) :]
            case 7:
                content[place:place] = bytes(content[place : place + 200]) * dice.randrange(1, 6)
            case _:
                content = content[:place]
    if dice.random() < 0.05:
        return (
            bytes(content)
            .decode("latin-1")
            .encode(dice.choice(("utf-16", "utf-16-le", "utf-8-sig", "cp500")))
        )
    return bytes(content)


_MEMORY = 3 << 30


def _sheets_here(
    command: list[str], *, stdout: IO[bytes], timeout: float, **_: object
) -> CompletedProcess[bytes]:
    """Read a file of tags in this process, a packed one within its limits in a copy of it: a new one takes longer to begin than all else."""
    path = Path(command[3])
    if path.read_bytes()[:4] not in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        return CompletedProcess(command, 0, stderr=json.dumps(sheets._run(*command[3:], stdout)).encode())
    with tempfile.TemporaryFile() as told:
        child = os.fork()
        if not child:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            sheets._limit(path)
            signal.alarm(int(timeout))
            told.write(json.dumps(sheets._run(*command[3:], stdout)).encode())
            told.flush()
            os._exit(0)
        _, ended = os.waitpid(child, 0)
        told.seek(0)
        return CompletedProcess(command, ended, stderr=told.read())


def _check_says(error: ArcallError) -> None:
    if not error.message or "Traceback" in error.message:
        raise AssertionError(f"says nothing: {error!r}")


def _check_types(batch: object) -> None:
    """See that amounts are whole minor units that the book can hold."""
    amounts = (
        [batch.amount, batch.credit] if isinstance(batch, PaymentRow) else [*batch.amount, *batch.balance]
    )  # type: ignore[attr-defined]
    odd = [one for one in amounts if one is not None and (type(one) is not int or abs(one) >= 1 << 63)]
    if odd:
        raise AssertionError(f"no amount in minor units: {odd[:3]}")


def _first_alone(_file: Path, _options: ImportOptions, first: Question, *_: object) -> tuple[Question, ...]:
    return (first,)


class Target:
    """A book that files are taken into, one after another."""

    def __init__(self, folder: Path) -> None:
        self.book, self.file, self.kept = (
            folder / "book.sqlite3",
            folder / "ledger.csv",
            folder / "kept.sqlite3",
        )
        self.outcomes: Counter[str] = Counter()
        self._policy = load_policy(None)
        open_book(self.book).close()
        shutil.copy(self.book, self.kept)

    def try_one(self, content: bytes, dice: random.Random, imports: float) -> Broken | None:
        """Read a file, and take a share of them into the book, and see that the rules hold."""
        self.file.write_bytes(content)
        options = ImportOptions(
            currency=dice.choice(("USD", "USD", "JPY", None)),
            date_order=dice.choice((None, "dmy", "mdy")),
            terms=dice.choice(("", "Net 30")),
            payments=dice.random() < 0.05,
            confirm_closures=dice.random() < 0.7,
            older_anyway=True,
            dry_run=dice.random() < 0.1,
        )
        began = time.process_time()
        try:
            options = self._read(options, dice)
            wrong = self._take_in(options, dice) if dice.random() < imports else ""
        except Exception:  # noqa: BLE001 - the very thing that is looked for
            return Broken(content, f"{options}\n{traceback.format_exc()}")
        took = time.process_time() - began
        return Broken(content, wrong or f"took {took:.1f} s") if wrong or took > SLOWEST else None

    def _read(self, options: ImportOptions, dice: random.Random) -> ImportOptions:
        """Read the file to its end, answering what it asks; return the options with the answers."""
        for hurry in (True, False, False, False, False):
            try:
                with KeptFile(self.file) as kept:
                    ledger = open_ledger(kept, options, _CLOCK.today(), hurry=hurry)
                    self.outcomes[f"read: {ledger.shape.name}"] += 1
                    ways = {Holds.PAYMENTS: other_files.payments, Holds.CONTACTS: other_files.contacts}
                    way = ways.get(ledger.shape.holds)
                    for batch in way(ledger.reader) if way else ledger.reader.batches():
                        _check_types(batch)
                    ledger.closing_warnings()
                    ledger.layout.evidence()
                    return options
            except AskError as asked:
                if not asked.question.choices:
                    break
                options = changed(options, dice.choice(asked.question.choices).option)
            except LookAgainError:
                continue
            except ArcallError as error:
                _check_says(error)
                break
        self.outcomes["unread"] += 1
        return options

    def _take_in(self, options: ImportOptions, dice: random.Random) -> str:
        """Take the file into the book, which is put back now and then; return what is wrong afterwards."""
        before = self._state()
        # What each answer would make of the totals is another reading each: of one refused file in ten.
        effects = all_open if dice.random() < 0.1 else _first_alone
        try:
            with patch("arcall_tui.workday.imports.importing.all_open", effects):
                report = import_ledger(self.book, self.file, options, _CLOCK, _SETTINGS, self._policy)
        except ArcallError as error:
            _check_says(error)
            self.outcomes["refused"] += 1
            return "" if self._state() == before else f"refused, but the book changed: {error}"
        self.outcomes[report.shape] += 1
        wrong = self._wrong()
        if dice.random() < 0.3:
            shutil.copy(self.kept, self.book)
        return wrong

    def _state(self) -> tuple[object, ...]:
        connection = sqlite3.connect(f"file:{self.book}?mode=ro", uri=True)
        try:
            tables = (
                "account contact invoice payment balance_change follow_up ledger_import payer_history receipt"
            )
            return (
                tuple(
                    connection.execute(f"SELECT count(*), total(rowid) FROM {table}").fetchone()
                    for table in tables.split()
                )
                + connection.execute("SELECT total(balance), total(amount) FROM invoice").fetchone()
            )  # type: ignore[no-any-return]
        finally:
            connection.close()

    def _wrong(self) -> str:
        connection = open_book(self.book)
        try:
            if connection.execute("PRAGMA foreign_key_check").fetchone():
                return "rows refer to rows that are not there"
            lacking = """SELECT count(*) FROM account WHERE id IN (SELECT account_id FROM invoice WHERE settled_on IS NULL)
                         AND id NOT IN (SELECT account_id FROM follow_up WHERE done_at IS NULL)"""
            if connection.execute(lacking).fetchone()[0]:
                return "an account that owes has no next step"
            return ""
        finally:
            connection.close()


def run(
    files: int, seconds: float, seed: int, keep: Path | None = None, imports: float = 0.1
) -> tuple[list[Broken], Counter[str], int]:
    """Try so many files, or as many as the time allows; return what broke, the outcomes and how many were tried."""
    broken: list[Broken] = []
    tried, until = 0, time.monotonic() + seconds
    with ExitStack() as around:
        place = around.enter_context(tempfile.TemporaryDirectory(prefix="arcall-fuzz-"))
        around.enter_context(patch.object(sheets.subprocess, "run", _sheets_here))
        around.enter_context(patch.object(backups, "make"))  # a copy of the book each: not what is looked at
        target = Target(Path(place))
        while tried < files and time.monotonic() < until and len(broken) < 20:
            dice = random.Random(f"{seed}/{tried}")
            if found := target.try_one(mutated(dice), dice, imports):
                broken.append(found)
                if keep:
                    keep.mkdir(parents=True, exist_ok=True)
                    (keep / f"{seed}-{tried}.csv").write_bytes(found.content)
                    (keep / f"{seed}-{tried}.txt").write_text(found.why)
                shutil.copy(target.kept, target.book)
            tried += 1
        return broken, target.outcomes, tried


def main() -> int:
    """Run from the shell."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--files", type=int, default=10**9)
    options.add_argument("--seconds", type=float, default=10**9)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument(
        "--imports", type=float, default=0.1, help="which part of the files is taken in, too"
    )
    options.add_argument("--keep", type=Path, default=None)
    said = options.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    broken, outcomes, tried = run(said.files, said.seconds, said.seed, said.keep, said.imports)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(
        f"{tried} files, {len(broken)} broke a rule, peak {peak} MB; outcomes: {dict(outcomes)}\n"
    )
    for found in broken[:3]:
        sys.stdout.write(f"{found.content[:300]!r}\n{found.why[-1500:]}\n")
    return bool(broken)


if __name__ == "__main__":
    sys.exit(main())
