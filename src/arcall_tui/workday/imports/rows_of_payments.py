"""Whether a file whose headings say too little is of payments: its rows name bills that the book has open."""

from collections.abc import Sequence
from contextlib import closing, suppress
from datetime import date
from pathlib import Path

from arcall_tui.domain.money import exponent
from arcall_tui.errors import InputRefusedError
from arcall_tui.ledger import missing_columns, profiles, recognising
from arcall_tui.ledger.profiles import Profile
from arcall_tui.ledger.questions import AskError, asking, option
from arcall_tui.ledger.reader import KeptFile
from arcall_tui.store.book.engine import OpenBook
from arcall_tui.store.book.opening import open_book
from arcall_tui.workday.imports.import_report import ImportOptions


def asked_of_rows(
    error: InputRefusedError, book: Path, file: KeptFile, options: ImportOptions, today: date
) -> InputRefusedError:
    """Return the question whether a refused file is of payments, where all its rows name bills of the book, days gone by and no more than is open; else the error."""
    if options.mapping or isinstance(error, AskError) or not options.paid_in:
        return error
    with suppress(InputRefusedError), closing(open_book(book)) as connection:
        most = _most_open(connection, options.paid_in)
        top = recognising.top_of(file.source(options.sheet, options.encoding)).rows
        header, *rows = [*filter(any, top)] or [[]]
        columns = [
            one for one in profiles.profiles(header, rows, options.decimal) if one.cells and all(one.cells)
        ]
        bills = [one for one in columns if most.keys() >= {*one.cells}]
        days = [one for one in columns if _gone_by(one, today)]
        came = [one for one in columns for bill in bills if one is not bill and _no_more(one, bill, most)]
        if len(bills) == len(days) == len(came) == 1:
            return _question(bills[0], days[0], came[0])
    return error


def _most_open(connection: OpenBook, currency: str) -> dict[str, int]:
    """Return by number what is open of the book's bills, in ten-thousandths."""
    unit = profiles.ONE // 10 ** exponent(currency)
    query = "SELECT number, max(balance) * ? FROM invoice WHERE currency = ? GROUP BY number"
    return dict(connection.execute(query, (unit, currency)))


def _gone_by(column: Profile, today: date) -> bool:
    days = missing_columns.days_of(column) if column.holds is profiles.Cells.DATES else []
    return bool(days) and max(days) <= str(today)


def _no_more(paid: Profile, bills: Profile, most: dict[str, int]) -> bool:
    rows = zip(paid.figures, bills.cells, strict=True) if paid.money else ()
    return bool(paid.money) and all((came or 0) <= most[number] for came, number in rows)


def _question(bills: Profile, days: Profile, came: Profile) -> AskError:
    columns: Sequence[tuple[str, Profile]] = (("number", bills), ("settled_on", days), ("amount", came))
    said = " ".join(option("map", name, one.title) for name, one in columns)
    text = f"{bills.title!r} numbers bills of the book, and {came.title!r} is nowhere more than is open of them: what is it?"
    return asking(text, (f"--payments {said}", "payments that came in"), free="--map FIELD=COLUMN")
