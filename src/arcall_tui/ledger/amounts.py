"""Amounts in a file: decimal point or comma, decided over the whole column; signs in all their spellings."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from unicodedata import normalize

from arcall_tui.errors import InputRefusedError
from arcall_tui.ledger.currency_words import LAKHS, PATTERN
from arcall_tui.ledger.questions import asking, option
from arcall_tui.ledger.words import CREDITS, DEBITS, PLACEHOLDERS, fold, plain_digits, speaks_of_credit

POINT, COMMA, MIXED = "point", "comma", "point or comma"

# What may group digits besides the other mark: blanks (also narrow and non-breaking) and apostrophes.
_BLANKS = " \u00a0\u2007\u2008\u2009\u202f'`\u02bc\u2019\u2032"
_DASHES = "-\u2212\u2013\u2014"

_DRESSED = re.compile(
    rf"(?:{PATTERN}\s*(?=\())?(?P<open>[(<])?\s*(?P<minus>[-\u2212\u2013+])?\s*(?:{PATTERN})?\s*(?P<inner>[-\u2212\u2013+])?\s*"
    rf"(?P<core>[0-9][0-9.,: {_BLANKS}]*|[.,][0-9]+)\s*(?:(?P<before>[-\u2212])?\s*(?:{PATTERN}))?\s*"
    rf"(?P<trail>[-\u2212\u2013+]|(?:CR|Cr|cr|DR|Dr|dr)\.?|[DCSH])?\s*(?P<close>[)>])?(?:(?<=[)>])\s*{PATTERN})?",
    re.ASCII,
)
# A dash in the place of the cents stands for none: 1'250.-
_NO_CENTS = re.compile(rf"(?<=[0-9])[.,:][{_DASHES}]{{1,2}}(?=[^0-9{_DASHES}]*$)")
# A spreadsheet's own number, which the reader of spreadsheets marks so: no text, and clear whatever the style.
MACHINE = "E0"
# 1.2345E+3 is what one writes that shows a wide number in a narrow column.
_MACHINE = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:E(?:0|\+[0-9]{1,2})|[eE]-[0-9]{2})", re.ASCII)
# So many decimals are what is left of a sum in binary; a figure that is this near to a whole cent is that cent.
_NOISY = 7
_NEAR = Decimal("0.0000005")


def _core(decimal: str, group: str) -> re.Pattern[str]:
    separators = f"[{re.escape(group)}{_BLANKS}]"
    return re.compile(
        rf"(?P<whole>[0-9]+|[0-9]{{1,3}}(?P<mark>{separators})[0-9]{{3}}(?:(?P=mark)[0-9]{{3}})*"
        # Lakh and crore: 1,23,45,678.
        rf"|[0-9]{{1,2}}(?:{re.escape(group)}[0-9]{{2}})+{re.escape(group)}[0-9]{{3}}|)"
        rf"(?:(?:{re.escape(decimal)}|:(?=[0-9]{{2}}$))(?P<part>[0-9]*))?",  # Swedes write 89:50
        re.ASCII,
    )


_CORES = {POINT: _core(".", ","), COMMA: _core(",", ".")}
# The Arabic marks of decimals and groups.
_ARABIC = {POINT: str.maketrans("\u066b\u066c", ".,"), COMMA: str.maketrans("\u066b\u066c", ",.")}
_NOT_DIGITS = re.compile("[^0-9]")
# Japan's books write what is taken off so; an accent stands alone between digits.
_TRIANGLES = {**dict.fromkeys(map(ord, "▲△▼▽"), "-"), 0x301: None}
# Any of these before or behind an amount takes it off.
MINUS = "-\u2212\u2013▲△▼▽"

# More digits than any currency's amount needs; keeps every amount within SQLite's 64 bits.
_MOST_DIGITS = 15
_TWO_PLACES = re.compile(r"(?:-?[0-9]{1,13}+\.[0-9]{2}\n)*+", re.ASCII)
_PLAIN = re.compile(r"(?:-?[0-9]{1,13}(?:\.[0-9]{1,2})?\n)*", re.ASCII)
# Accountants write a dash, nil or paid for nothing owed; any other word for nothing says that nothing is known.
_ZEROS = frozenset("-|--|- -|-.--|\u2013|\u2014|nil|Nil|NIL|zero|Zero|paid|Paid|PAID".split("|"))
# Accounts in a spreadsheet write the currency's sign beside the dash, too.
_SIGNED_ZERO = re.compile(rf"^\s*{PATTERN}\s*(?=[{_DASHES}])|(?<=[{_DASHES}])\s*{PATTERN}\s*$")
_MINUS = ("-", "\u2212", "\u2013")
_DEBITS = ("DR", "D", "S", "+")
# Before a part of a sum that is taken off.
LESS = "~"
# Marks of footnotes, which Unicode counts among the digits.
_RAISED = re.compile("[\u00b2\u00b3\u00b9\u2070-\u209f\u2460-\u24ff\u2776-\u2793]")
# Stars before an amount, so that nobody writes a digit there; and 1,234/- or 1,234/=, no paise or cents.
_AROUND = re.compile(r"^\*+(?=[^*]*[0-9])|(?<=[0-9]) ?/[-=]$", re.ASCII)
TOO_FINE = "has more decimals than its currency has"


def read_amount(text: str, style: str, places: int, *, rounded: bool = False) -> int | str:
    """Return minor units of a currency with so many decimal `places`, or what is wrong, in words.

    Negative: a minus or triangle before or after, parentheses, or CR. Currency signs and codes are passed over. A lone
    dash is nothing, as accountants write it; `5.00 + ~7.00` is added up, ~ taking off, as the reader itself writes it. `rounded`:
    more decimals than the currency has are rounded, half away from zero.
    """
    if style == MIXED:
        read = read_amount(text, POINT, places, rounded=rounded)
        return read if isinstance(read, int) else read_amount(text, COMMA, places, rounded=rounded)
    if not text.isascii():
        if _RAISED.search(text):
            return "is not an amount: a digit is raised or in a circle"
        text = plain_digits(normalize("NFKC", text)).translate(_ARABIC[style]).translate(_TRIANGLES)
    if " + " in text:
        return _added_up(text.split(" + "), style, places, rounded=rounded)
    if _MACHINE.fullmatch(text):
        return _minor(Decimal(text), places)
    dressed = _as_dressed(text) or _as_dressed(_undressed(text))
    if not dressed:
        return 0 if _SIGNED_ZERO.sub("", text).strip() in _ZEROS else "is not an amount"
    return _read_dressed(dressed, style, places, rounded=rounded)


def _as_dressed(text: str) -> re.Match[str] | None:
    found = _DRESSED.fullmatch(_NO_CENTS.sub("", text))
    return found if found and bool(found["open"]) == bool(found["close"]) else None


def _undressed(text: str) -> str:
    """Return an amount without what cheques and India's books put around it, with a minus for a word that says credit."""
    bare = _AROUND.sub("", text.strip())
    first, last = bare.partition(" "), bare.rpartition(" ")
    for said, rest in ((first[0], first[2]), (last[2], last[0])):
        word = fold(said.strip(".:"))
        if not rest or len(word) == 1 or not word.isalpha():
            continue
        if word in CREDITS or speaks_of_credit(word):
            return f"-{rest.strip()}"
        if word in DEBITS:
            return rest.strip()
    return bare


def _minor(value: Decimal, places: int) -> int | str:
    if abs(value).adjusted() >= _MOST_DIGITS - places:
        return "is larger than any amount can be"
    return int(value.scaleb(places).to_integral_value(ROUND_HALF_UP))


def _read_dressed(dressed: re.Match[str], style: str, places: int, *, rounded: bool) -> int | str:
    core = _CORES[style].fullmatch(dressed["core"].strip())
    if not core or not any(core.group("whole", "part")) or (not places and len(core["part"] or "") == _GROUP):
        return "is not an amount with a decimal " + style
    whole, part = _NOT_DIGITS.sub("", core["whole"]), (core["part"] or "").rstrip("0")
    if len(whole) > _MOST_DIGITS - places:
        return "is larger than any amount can be"
    if len(part) <= places:
        minor = int((whole or "0") + part.ljust(places, "0"))
    else:
        value = Decimal(f"{whole or 0}.{part}")
        minor = int(value.scaleb(places).to_integral_value(ROUND_HALF_UP))
        near = len(part) >= _NOISY and abs(Decimal(minor).scaleb(-places) - value) < _NEAR
        if not (rounded or near):
            return f"{TOO_FINE} ({places})"
    # Two marks of minus say the same: (-100.00), -100.00 CR.
    signed = dressed["open"] or any(dressed[name] in _MINUS for name in ("minus", "inner", "before"))
    credit = dressed["trail"] is not None and dressed["trail"].upper().rstrip(".") not in _DEBITS
    return -minor if signed or credit else minor


def _added_up(parts: list[str], style: str, places: int, *, rounded: bool) -> int | str:
    total = 0
    for part in filter(None, map(str.strip, parts)):
        reading = read_amount(part.removeprefix(LESS), style, places, rounded=rounded)
        if isinstance(reading, str):
            return reading
        total += -reading if part.startswith(LESS) else reading
    return total


@dataclass(slots=True)
class AmountColumn:
    """What is known of one column after some of its values: how many each style fails to read, and twice how many are full tens (once: nothing)."""

    name: str
    places: int
    fails: dict[str, int] = field(default_factory=lambda: {POINT: 0, COMMA: 0})
    rounded: bool = False
    fine: dict[str, str] = field(default_factory=dict)
    differ: str = ""
    count: int = 0
    bad: str = ""
    lakhs: bool = False
    marked: int = 0
    tens: int = 0

    def feed(self, values: tuple[str, ...]) -> None:
        """Look at more values of the column; empty ones say nothing."""
        joined = "\n".join(values) + "\n"
        if self.places == 2 and _PLAIN.fullmatch(joined):
            # One or two decimals after a point cannot be a group of digits.
            self.fails[COMMA] += joined.count(".")
            self.marked += joined.count(".")
            self.tens += 2 * joined.count("0\n") - values.count("0")
            self.count += len(values)
            return
        for value in map(str.strip, values):
            if value and fold(value) not in PLACEHOLDERS:
                self._look(value)

    def _look(self, value: str) -> None:
        self.count += 1
        self.marked += not value.isdecimal()
        self.tens += 2 * value.endswith("0") - (value == "0")
        self.lakhs = self.lakhs or bool(LAKHS.search(value))
        readings = {
            style: read_amount(value, style, self.places, rounded=self.rounded) for style in self.fails
        }
        for style, reading in readings.items():
            self.fails[style] += isinstance(reading, str)
            if isinstance(reading, str) and reading.startswith(TOO_FINE):
                self.fine.setdefault(style, value)
        if all(isinstance(reading, str) for reading in readings.values()) and not self.fine:
            self.bad = self.bad or value
        elif (
            not self.differ and readings[POINT] != readings[COMMA] and str not in map(type, readings.values())
        ):
            self.differ = value


def certain(columns: Iterable[AmountColumn]) -> bool:
    """Whether one style reads all values so far and the other does not."""
    fails = [sum(column.fails[style] for column in columns) for style in (POINT, COMMA)]
    return min(fails) == 0 < max(fails)


def decide(columns: Iterable[AmountColumn], wanted: str | None) -> str:
    """Return the style in which every amount of the file is written: POINT or COMMA, MIXED where each can be read in one way only.

    `wanted` decides where not one of them alone fits all. Raises InputRefusedError where they differ and nobody said,
    and where a column holds no amounts at all.
    """
    columns = list(columns)
    for column in columns:
        if column.count and column.bad and min(column.fails.values()) >= column.count:
            raise InputRefusedError(
                f"Column {column.name!r} holds no amounts that can be read, such as {column.bad!r}.",
                f"Leave it out with {option('ignore', column.name)}, or name the right column with --map.",
            )
    fails = {style: sum(column.fails[style] for column in columns) for style in (POINT, COMMA)}
    best = min(fails, key=lambda style: (fails[style], style != wanted))
    if fails[best] and not (wanted or any(column.differ or column.bad or column.fine for column in columns)):
        return MIXED
    if wanted and fails[best]:
        best = wanted
    if fails[POINT] == fails[COMMA] and not wanted:
        _refuse_doubt(next((column for column in columns if column.differ), None))
    if finest := next((column for column in columns if best in column.fine), None):
        raise asking(
            f"Amounts in column {finest.name!r} have more decimals than their currency has, such as {finest.fine[best]!r}.",
            ("--round", "round them"),
        )
    return best


# A program's own name of a column, which no person reads.
_BY_PROGRAM = re.compile("[a-z]+(?:_[a-z]+|[A-Z][a-z]+)+")
_FEW, _CENTS = 3, 2


def ask_cents(columns: Iterable[AmountColumn]) -> None:
    """Ask whether whole amounts, seldom of full tens, that a program put out are in cents. Raises AskError."""
    columns = [column for column in columns if column.count]
    if columns and all(
        column.places == _CENTS
        and not column.marked
        and column.count >= _FEW
        and column.tens < column.count
        and _BY_PROGRAM.fullmatch(column.name)
        for column in columns
    ):
        # Who calls it amount_usd counts in dollars.
        units = re.fullmatch(PATTERN, columns[0].name.rpartition("_")[2].upper()) is not None
        choices = [("--decimal cents", "yes, a hundredth each"), (f"--decimal {POINT}", "no")]
        told = f"All amounts in column {columns[0].name!r} are whole numbers: are they in cents?"
        raise asking(told, *choices[:: -1 if units else 1])


def _refuse_doubt(doubtful: AmountColumn | None) -> None:
    if doubtful:
        # Three digits behind a mark are thousands more often than thousandths.
        styles = sorted((POINT, COMMA), key=lambda style: _as_decimals(doubtful, style))
        raise asking(
            f"The amounts in column {doubtful.name!r} can be read with a decimal point or a decimal comma, such as {doubtful.differ!r}.",
            *(
                (f"--decimal {style}", f"{doubtful.differ} is {_spelled(doubtful, style)}")
                for style in styles
            ),
        )


def _as_decimals(column: AmountColumn, style: str) -> bool:
    """Whether a style takes three digits behind a mark for decimals, though the currency has other ones."""
    mark = {POINT: ".", COMMA: ","}[style]
    return (
        column.places != _GROUP
        and len(column.differ.rpartition(mark)[2].strip()) >= _GROUP
        and mark in column.differ
    )


_GROUP = 3


def _spelled(column: AmountColumn, style: str) -> str:
    minor = read_amount(column.differ, style, column.places, rounded=True)
    return f"{Decimal(minor).scaleb(-column.places):,}" if isinstance(minor, int) else "no amount"


def read_column(
    values: tuple[str, ...], style: str, places: int, *, rounded: bool = False
) -> list[int | None]:
    """Return minor units, None for empty cells. Raises ValueError(value, problem)."""
    if style == POINT and places == 2:
        joined = "\n".join(values) + "\n"
        if _TWO_PLACES.fullmatch(joined):
            return list(map(int, joined.replace(".", "").split()))
    return [_read_one(value, style, places, rounded=rounded) if value else None for value in values]


def _read_one(value: str, style: str, places: int, *, rounded: bool) -> int | None:
    if style == POINT and value.isascii():
        whole, _, part = value.partition(".")
        if whole.isdigit() and len(whole) < 13 and len(part) <= places and (part.isdigit() or not part):
            return int(whole + part.ljust(places, "0"))
    if fold(value) in PLACEHOLDERS and value not in _ZEROS:
        return None
    minor = read_amount(value, style, places, rounded=rounded)
    if isinstance(minor, str):
        raise ValueError(value, minor)  # noqa: TRY004 - the text is at fault, not a type
    return minor
