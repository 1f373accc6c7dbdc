"""The first pass over a table: how its dates and amounts are written, and which signs its credits carry."""

import re
import shlex
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain, compress, repeat

from arcall_tui.domain.money import CURRENCIES, exponent
from arcall_tui.domain.text import number_of, one_lines
from arcall_tui.errors import InputRefusedError
from arcall_tui.ledger import amounts, currency_words, date_columns, date_formats
from arcall_tui.ledger.arrange import Arranger
from arcall_tui.ledger.column_layout import DATES, OTHERS, STATES, Layout, Progress
from arcall_tui.ledger.column_work import AMOUNTS
from arcall_tui.ledger.columns import CENTS, currency_in, decimals_under
from arcall_tui.ledger.own_rows import COUNT
from arcall_tui.ledger.questions import Choices, asking, option
from arcall_tui.ledger.reader import Chunk, Source
from arcall_tui.ledger.shapes import Holds
from arcall_tui.ledger.table_rows import body, columns_of
from arcall_tui.ledger.words import ISSUED, MAY_BE_DRAFTS, TOTAL, Status, fold, is_nothing, status_of

# Rows after which a file that leaves no doubt is taken to go on as it began.
_ENOUGH = 10_000
_DAY = re.compile(r"[0-9]{1,2}([/.-])[0-9]{1,2}\1(?:20)?[0-9]{2}", re.ASCII)
# Rows that are read for who may have written them.
_SOME = 500
_CENTS = re.compile(r"\d[.,](?!00?\b)\d\d?\b(?![.,]\d)")
# A row of so few cells is no item.
_FEW_CELLS = 2


@dataclass(slots=True)
class Survey:
    """What the first pass over the file found out: formats, signs, currencies, how much there is.

    `months`: of the stated locale. `unsigned`: document types and markers of
    credits whose figures have no sign. `strange`: status words that are not known, and in how many rows with an amount.
    `unnumbered`: most items have no number, so that it is no mistake in a few. `currency`: of rows that name none,
    and `said_by` what of the file says so; both empty where nothing does. `own_word`: the one word for a currency, not
    known, that is the stated one. `dotted`: what is said of dates that another order would fit, too. `newest`: the day of the last bill.
    """

    formats: Mapping[str, date_formats.DateFormat | None]
    style: str
    unsigned: frozenset[str]
    whole: bool = True
    months: Mapping[str, str] = field(default_factory=dict)
    strange: Mapping[str, int] = field(default_factory=dict)
    unnumbered: bool = False
    currency: str = ""
    said_by: str = ""
    own_word: str = ""
    dotted: str = ""
    newest: str = ""


@dataclass(slots=True)
class _Pass:
    """What is known after some of the rows; figures and dates by field. `totals`: marks of rows that are no items."""

    layout: Layout
    choices: Choices
    dates: dict[str, date_columns.DateColumn]
    figures: dict[str, amounts.AmountColumn]
    stated: tuple[str, str] = ("", "")
    totals: set[str] = field(default_factory=set)
    own_word: str = ""
    signs: dict[str, bool] = field(default_factory=dict)
    marks: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    strange: Counter[str] = field(default_factory=Counter)
    issued: bool = False
    doubted: Counter[str] = field(default_factory=Counter)
    against: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    unmarked: int = 0
    blanks: int = 0
    rows: int = 0

    def look(self, chunk: Chunk) -> None:
        """Look at some rows."""
        width = len(self.layout.header)
        # What a stray delimiter has moved is told of when it is read; it asks nothing.
        moved = max(map(len, chunk.rows), default=0) > width
        fit = [row for row in chunk.rows if not any(map(str.strip, row[width:]))] if moved else []
        table = columns_of(replace(chunk, rows=fit or chunk.rows), width)
        columns = self.layout.columns
        self.rows += len(chunk.rows)
        places = self._currencies(table)
        if "number" in columns:
            self.blanks += table[columns["number"]].count("")
        for name, column in self.dates.items():
            column.feed(set(table[columns[name]]))
        for name, figure in self.figures.items():
            figure.places = max(figure.places, decimals_under(figure.name, places, self.choices.decimal))
            figure.feed(table[columns[name]])
        for name in self.layout.among(STATES):
            self._note_strange(name, table)
        for name in ("kind", "dc"):
            if name in columns:
                self._note_signs(name, table)

    def _currencies(self, table: list[tuple[str, ...]]) -> int:
        """Note the currencies of the rows, in their own column or in the cells of amounts; return the most decimals."""
        columns, found = self.layout.columns, set[str]()
        marked: list[tuple[str, ...]] = []
        items = self._items(table)
        beside = table[columns["currency"]] if "currency" in columns else ("",) * len(items)
        for name in self.figures:
            if marks := currency_words.marks_of(table[columns[name]], beside):
                self.totals.update(mark for mark, item in zip(marks, items, strict=True) if mark and not item)
                for mark, own in {*zip(marks, beside, strict=True)}:
                    theirs = {*currency_words.meant(own, self.choices.currency_words)}
                    if mark and theirs.isdisjoint(currency_words.meant(mark, {})):
                        self.against[mark] |= theirs
                marks = tuple(compress(marks, items))
                self.marks.update(filter(None, marks))
                marked.append(marks)
        if "currency" in columns:
            codes = tuple(map(str.strip, table[columns["currency"]]))
            found = set(codes)
            if "" in found:
                # Of headings and totals nobody need know it.
                numbers = table[columns["number"]] if "number" in columns else repeat("")
                figures = zip(codes, *(table[columns[name]] for name in self.figures), strict=True)
                some = [item and _has_digit(cells) for item, cells in zip(items, figures, strict=True)]
                rows = zip(codes, some, numbers, strict=False)
                heads = (
                    (TOTAL.fullmatch(no.strip()) or COUNT.search(no), code, item) for code, item, no in rows
                )
                codes = tuple([code for head, code, item in heads if code or (item and not head)])
            self.codes.update(codes)
        elif marked:
            marks_by_row = list(zip(*marked, strict=True))
            bare = sum(not any(row) for row in marks_by_row)
            self.unmarked += bare
            meant = self.choices.currency_words
            found = {
                code for mark in {*chain(*marks_by_row)} - {""} for code in currency_words.meant(mark, meant)
            }
            found |= {""} if bare else set()
        else:
            self.unmarked += sum(items)
        own = self.choices.currency or self.stated[0] or "USD"
        return max((exponent(code.upper() or own) for code in found), default=exponent(own))

    def _note_strange(self, name: str, table: list[tuple[str, ...]]) -> None:
        """Count the words that are not known of rows with an amount, and those that alone say whether it is open."""
        columns, said = self.layout.columns, one_lines(table[self.layout.columns[name]])
        unknown = {
            word
            for word in set(said)
            if not (is_nothing(word) or self.layout.state(name, word, self.choices.statuses))
        }
        self.issued |= not ISSUED.isdisjoint(map(fold, {*said} - unknown))
        drafts = {word for word in {*said} - {*self.choices.statuses} if fold(word) in MAY_BE_DRAFTS}
        unknown |= drafts
        figures = [table[columns[each]] for each in self.layout.among(AMOUNTS)]
        if not unknown or not figures:
            return
        rests = table[columns["balance"]] if "balance" in columns else ("",) * len(said)
        for word, rest, row in zip(said, rests, zip(*figures, strict=True), strict=True):
            if word in unknown and _has_digit(cell.replace("0", "") for cell in row):
                self.strange[word] += 1
                self.doubted[word] += word not in drafts and not _has_digit((rest,))

    def _note_signs(self, name: str, table: list[tuple[str, ...]]) -> None:
        """Note of each word for a credit, in the column of types or of markers, whether any of its figures has a sign."""
        columns, said = self.layout.columns, tuple(map(str.strip, table[self.layout.columns[name]]))
        credits_ = {word for word in {*said} if self.layout.is_credit(name, word, self.choices.statuses)}
        for figure in self.layout.among(("balance", "amount")) if credits_ else ():
            for word, value in zip(said, table[columns[figure]], strict=True):
                if word in credits_ and value.strip(" 0.,"):
                    text = value.strip().upper()
                    signed = any(mark in text for mark in amounts.MINUS) or text.startswith(("(", "<"))
                    signed = signed or text.endswith(("CR", "C", "H"))
                    self.signs[word] = self.signs.get(word, False) or signed

    def _items(self, table: list[tuple[str, ...]]) -> list[bool]:
        """Return which rows have a figure, and a number or a date, so that they are no totals, no headings and no notes."""
        columns = self.layout.columns
        if not self.figures:
            return [False] * len(table[0])
        numbers = table[columns["number"]] if "number" in columns else ()
        dates = [table[columns[name]] for name in DATES if name in columns]
        bare = all("" in table[columns[name]] for name in self.figures)
        if not (bare or ("" in numbers if numbers else dates)):
            return [True] * len(table[0])
        dated = zip(*dates, strict=True) if dates else repeat(())
        figures = zip(*(table[columns[name]] for name in self.figures), strict=True)
        return [
            (bool(number.strip()) or _has_digit(days)) and _has_digit(amounts_)
            for number, days, amounts_ in zip(
                numbers or repeat("", len(table[0])), dated, figures, strict=False
            )
        ]


def _has_digit(cells: Iterable[str]) -> bool:
    return any(any(map(str.isdigit, cell)) for cell in cells)


def survey(
    source: Source,
    layout: Layout,
    choices: Choices,
    today: date,
    progress: Progress | None = None,
    *,
    titles: Sequence[Sequence[str]] = (),
    hurry: bool = False,
) -> Survey:
    """Decide how the file's dates and amounts are written; `titles` stand above the heading. Raises AskError, InputRefusedError.

    `hurry`: stop as soon as only one way is left; a later cell that cannot be read so means that the whole
    file has to be looked at after all (`whole` is false then).
    """
    months, foreign = date_formats.month_names(choices.locale) if choices.locale else {}, set[str]()
    columns = {
        name: date_columns.DateColumn(
            layout.title(name), months, foreign=foreign, until=f"{today}" * (name == "settled_on")
        )
        for name in layout.among(DATES)
    }
    figures = {
        name: amounts.AmountColumn(layout.title(name), 0, rounded=choices.rounded)
        for name in layout.among(AMOUNTS)
    }
    stated = _stated(source, titles)
    if layout.shape.holds is Holds.PAYMENTS and choices.paid_in and not stated[0]:
        stated = choices.paid_in, "all that is open in the book says"
    found = _Pass(layout, choices, columns, figures, stated)
    # What no field needs may say all the same which number is the day, and so may a day above the heading.
    free = {place: each.column for place, each in enumerate(layout.verdicts) if not each.field}
    beside = {place: date_columns.DateColumn(column) for place, column in {-1: "", **free}.items()}
    beside[-1].feed(filter(_DAY.fullmatch, " ".join(chain(*titles)).split()))
    whole = _look_through(source, found, beside, progress, hurry=hurry)
    currency, said_by = _ask_currency(found, source)
    _ask_states(found)
    formats = date_columns.decide(columns.values(), choices.date_order, today, [*beside.values()])
    if date_columns.due_too_early(columns, formats):
        formats = date_columns.decide(columns.values(), choices.date_order, today)
    style = amounts.decide(figures.values(), None if choices.decimal == CENTS else choices.decimal)
    if not choices.decimal:
        amounts.ask_cents(figures.values())
    by_field = {name: formats[column.name] for name, column in columns.items()}
    signed = bool(layout.shape.kinds) and any(found.signs.values())  # SAP's list shows each minus.
    return Survey(
        by_field, style, frozenset(kind for kind, minus in found.signs.items() if not (minus or signed)), whole,
        months or (date_formats.month_names(date_formats.languages_of(foreign)[0]) if foreign else {}),
        {word: rows for word, rows in found.strange.items() if found.issued or fold(word) not in MAY_BE_DRAFTS},
        found.blanks * 2 > found.rows, currency, said_by, found.own_word, next((one.dotted for one in columns.values() if one.dotted), ""), max(date_columns.days(columns, formats, "invoice_date"), default=""),
    )  # fmt: skip


def _look_through(
    source: Source,
    found: _Pass,
    beside: Mapping[int, date_columns.DateColumn],
    progress: Progress | None,
    *,
    hurry: bool,
) -> bool:
    """Look at the rows, and in columns `beside` them by place; tell whether all were looked at. Raises InputRefusedError."""
    worded, arranger = {"kind", "dc", *STATES} & set(found.layout.columns), Arranger(found.layout.plan)
    whole = True
    for chunk in body(source, found.layout, arranger):
        if hurry and found.rows >= _ENOUGH and not worded:
            # One way is left to read every column, and nothing yet that it does not read.
            dates = all(map(date_columns.DateColumn.certain, found.dates.values()))
            if dates and amounts.certain(found.figures.values()):
                whole = False
                break
        found.look(chunk)
        for place, column in beside.items() if found.rows <= _ENOUGH else ():
            cells = (row[place] for row in chunk.rows if len(row) > place >= 0)
            column.feed(filter(_DAY.fullmatch, cells))
        if progress and not progress(source.position() // 2, source.size):
            raise InputRefusedError("The import was stopped.", "Nothing was written.")
    stated = tuple(total.figure for total in arranger.totals)
    found.totals.update(filter(None, currency_words.marks_of(stated, ("",) * len(stated))))
    found.totals.update(filter(None, (currency_in(total.label) for total in arranger.totals)))
    return whole


def _stated(source: Source, titles: Sequence[Sequence[str]]) -> tuple[str, str]:
    """Return the currency that stands above the heading or in the formats of a spreadsheet's amounts, and which of them says so."""
    if above := currency_words.stated(titles):
        return above, "a line above the heading says"
    shown = currency_words.meant(source.currency, {}) if source.currency else ()
    return (shown[0], "the spreadsheet shows") if len(shown) == 1 else ("", "")


def _likely(found: _Pass, notes: Sequence[Sequence[str]] = (), cells: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the currencies that a file is most likely in: as its headings and notes speak of, as it groups digits, that of all in the book, the user's own, that of who writes so (`cells`), then the usual ones."""
    indian = any(figure.lakhs for figure in found.figures.values())
    shown = [currency_words.meant(mark, {}) for mark in sorted(found.totals)]
    signs = _signs(found, (*chain(*notes), *cells))
    codes = dict.fromkeys(
        [*(code for code in signs if code in {*chain(*shown)}), *chain(*shown), *currency_words.spoken_of(chain(found.layout.header, *notes)), *(["INR"] if indian else []), *signs, "EUR", "USD", "GBP"]
    )  # fmt: skip
    return tuple(codes)[:6]


def _signs(found: _Pass, texts: Iterable[str]) -> list[str]:
    """Return the currency of all in the book, the user's own, and those of who writes so: as letters, words, places and dates say."""
    own, country = found.choices.home
    dates = [one.fitting()[0].example for one in found.dates.values() if one.count and one.certain()]
    looks = "\n".join((*found.layout.header, *texts, *dates))
    written = looks.casefold()
    english = ["USD", "GBP"] * ("invoice" in written)
    if any(day.startswith("31/") for day in dates):  # many write so: whatever else tells of them goes before
        dollars = "$" in looks and ("due" in written or bool(english))
        english = [*["AUD"] * dollars, *english[::-1]]
    told = [*currency_words.likely_in(looks), *currency_words.of_country(country), *english]
    return [*filter(None, [found.choices.paid_in, own]), *told]


def _ask_currency(found: _Pass, source: Source) -> tuple[str, str]:
    """Ask which currency a word stands for, and which one rows have that name none, unless the file gives it away. Raises AskError.

    What the file gives away is returned, with what says so.
    """
    layout, choices = found.layout, found.choices
    if layout.shape.holds is Holds.CONTACTS or layout.datev:
        return "", ""
    found.codes.pop(layout.title("currency"), None)  # the heading again, on another page
    said = {choices.currency or found.stated[0], layout.currency, *choices.currency_words.values()}
    known = (said | {code.upper() for code in found.codes}) & CURRENCIES
    for word, count in (
        found.marks + Counter({code: many for code, many in found.codes.items() if not is_nothing(code)})
    ).items():
        # A sign in rows whose own currency it is none of may be that of the program.
        own = sorted(found.against.get(word, ()))
        codes = currency_words.meant(word, choices.currency_words, () if own else known)
        if not codes and choices.currency and len(found.codes) == 1:
            found.own_word = word
            continue
        if len(codes) != 1:
            # Two words of one column are hardly for one currency.
            words = {*found.codes} - {word, *(found.codes if own else ())}
            others = {code for each in words for code in currency_words.meant(each, {})}
            signs = _signs(found, chain(*next(source.chunks()).rows[:_SOME])) if codes else _likely(found)
            ranked = sorted(codes or signs, key=(*signs, *codes).index)
            likely = own + sorted(ranked, key=others.__contains__)
            raise asking(
                f"{number_of(count, 'amount is', 'amounts are')} in {word!r}: which currency is it?",
                *((option("currency-word", word, code), code) for code in likely),
                free=f"--currency-word {shlex.quote(word)}=",
            )
    blank = sum(many for code, many in found.codes.items() if is_nothing(code))
    blank = blank or (found.unmarked if found.marks else 0)
    named = choices.currency or layout.currency or (not blank and (found.codes or found.marks))
    if named or not found.rows:
        several = any(len(currency_words.meant(word, choices.currency_words)) > 1 for word in found.marks)
        return found.stated if several and not (choices.currency or layout.currency) else ("", "")
    if evident := _evident(found):
        return evident
    # Titles, and notes below the rows.
    notes = [row for chunk in source.chunks() for row in chunk.rows if 0 < sum(map(bool, row)) <= _FEW_CELLS]
    if noted := currency_words.stated(filter(currency_words.of_all_amounts, notes)):
        return noted, "a line beside the rows says"
    bare = f"{number_of(blank, 'row has', 'rows have')} no currency: which is it?"
    text = bare if blank else "The file does not say in which currency its amounts are."
    rows = next(source.chunks()).rows[:_SOME]
    # A currency without cents has no 5.50.
    money = [
        row[layout.columns[name]] for name in found.figures for row in rows if layout.columns[name] < len(row)
    ]
    cents = any(map(_CENTS.search, money))
    found.totals |= {source.currency} - {""}  # several dollars, as the spreadsheet shows
    offered = sorted(_likely(found, notes, chain(*rows)), key=lambda code: cents and not exponent(code))
    raise asking(text, *((option("currency", code), code) for code in offered), free="--currency ")


def _ask_states(found: _Pass) -> None:
    """Ask what the word of a status or of a flag says that is not known, of the most rows first. Raises AskError."""
    doubted = (+found.doubted).most_common()
    if not doubted:
        return
    (word, count), holds = doubted[0], found.layout.shape.holds
    answers = _CAME if holds is Holds.PAYMENTS else _OWED
    if holds is Holds.PAYMENTS and status_of(word) is Status.OPEN and found.doubted.total() < found.rows:
        answers = dict(reversed(answers.items()))
    choices = [(option("status", word, each), says) for each, says in answers.items()]
    if len(doubted) > 1:
        first, says = next(iter(answers.items()))
        choices.append(
            (option("status", OTHERS, first), f"{says}, as all {len(doubted)} words that are not known")
        )
    title = " or ".join(repr(found.layout.title(name)) for name in found.layout.among(STATES))
    raise asking(f"{title} says {word[:40]!r} in {number_of(count, 'row')}: what does that mean?", *choices)


_OWED = {
    Status.OPEN: "still open",
    Status.PAID: "paid: nothing of it is owed any more",
    Status.VOID: "void: no invoice, or not any more",
}
_CAME = {Status.PAID: "the money came in", Status.VOID: "it did not come, or went back"}


def _evident(found: _Pass) -> tuple[str, str] | None:
    """Return the currency that the file's own totals are in, or that is stated of all of it; None where nothing says it."""
    totals = {
        codes for mark in found.totals if (codes := currency_words.meant(mark, found.choices.currency_words))
    }
    if len(totals) == 1 and len(sure := totals.pop()) == 1 and not found.marks:
        return sure[0], "its totals say"
    return found.stated if found.stated[0] else None
