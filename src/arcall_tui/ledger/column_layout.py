"""Where a table's columns are, and what the user says about it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from arcall_tui.domain.account import ItemKind
from arcall_tui.domain.text import one_line
from arcall_tui.errors import InputRefusedError
from arcall_tui.ledger import date_formats, words
from arcall_tui.ledger.arrange import Plan
from arcall_tui.ledger.column_work import AMOUNTS
from arcall_tui.ledger.columns import FIELDS, SYNONYMS, currency_in, squeeze, title_of
from arcall_tui.ledger.datev import Datev
from arcall_tui.ledger.further_down import Watch
from arcall_tui.ledger.headings import POST
from arcall_tui.ledger.shapes import TABLE, Holds, Shape

# Told (bytes done, of how many); returns False to stop.
Progress = Callable[[int, int], bool]

DATES = ("invoice_date", "due_date", "settled_on")
PARTY = tuple(
    "account name country region zone language terms credit_limit postal consumer no_calls contact phone email".split()
)
FACTS = tuple(
    "number due_date amount balance paid settled_on kind debit credit credited written_off days_late".split()
)
ABOUT_CUSTOMERS = frozenset((*PARTY, "first_name", "last_name", *POST))
# Columns of which a value may say that a row is no receivable.
SIFTED = ("kind", "side")
# Columns of which a word says whether an item is open, and what no (0) and yes (1) say below a flag.
_FLAGS = {
    "paid_flag": (words.Status.OPEN, words.Status.PAID),
    "open_flag": (words.Status.PAID, words.Status.OPEN),
}
# Headings below which, among words for states, yes and no say it as well.
_FLAGGED = (
    ("paid_flag", frozenset((*SYNONYMS["paid_flag"], *SYNONYMS["paid"], *SYNONYMS["settled_on"]))),
    ("open_flag", frozenset((*SYNONYMS["open_flag"], *SYNONYMS["balance"]))),
)
STATES = ("status", *_FLAGS)
# What `--status` says of all words that are not known.
OTHERS = "*"


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a column was read: as `field`, or left out where that is empty; `why` is the evidence."""

    column: str
    field: str
    why: str


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a table's header stands and which field is in which column; `plan`: how it is made of a report.

    `owed`: words that leave no row out, as the user says. `key`: tells the header from others. `currency`: what
    the headings of the amounts say, empty where they say nothing. `verdicts`: how each column was read. `minus`:
    fields of what was paid whose figures carry a minus, and its share or the rate of tax where that is in parts of one; `paid_flag` where anything at all says paid. `day`: of the balances, as a column has it (ISO); `seen_from`: that from which days overdue count back to the due dates (ordinal).
    `watch`: what further down would change all that. `idle`: columns of which is said that they mean nothing, and that hold nothing but noes and noughts.
    """

    header: tuple[str, ...]
    columns: Mapping[str, int]
    first_line: int
    plan: Plan
    shape: Shape = TABLE
    datev: Datev | None = None
    key: str = ""
    currency: str = ""
    verdicts: tuple[Verdict, ...] = ()
    minus: frozenset[str] = frozenset()
    adds_up: bool = False
    day: str = ""
    seen_from: int = 0
    watch: Watch | None = None
    idle: frozenset[str] = frozenset()
    owed: frozenset[str] = frozenset()

    def with_columns(self, fields: Mapping[str, int]) -> "Layout":
        """Return the layout with these columns, and with all that hangs on them."""
        if self.datev:
            return replace(self, columns=fields)
        header, own, made = self.plan.header, self.plan.own, self.plan.made
        parts = {part: bool(one.codes) for one in made if one.money for part in one.places}
        names = (
            FACTS if own is not None or parts or self.plan.who else (*FACTS, "invoice_date", *ABOUT_CUSTOMERS)
        )
        facts = tuple(fields[name] for name in names if name in fields and fields[name] < len(header))
        figure = fields.get("balance", fields.get("amount"))
        money = (*(fields[name] for name in AMOUNTS if name in fields), *parts)
        plan = replace(
            self.plan,
            facts=(*facts, *parts),
            number=fields.get("number"),
            figure=figure,
            money=money,
            dates=tuple(fields[name] for name in DATES if name in fields),
        )
        return replace(
            self,
            columns=fields,
            plan=plan,
            currency=_currency(header, [place for place in money if not parts.get(place)]),
        )

    def title(self, name: str) -> str:
        """Return the header of a field's column, the field's own name where it has none."""
        return title_of(self.header, self.columns[name]) if name in self.columns else name

    def among(self, names: Iterable[str]) -> list[str]:
        """Return which of some fields have a column."""
        return [name for name in names if name in self.columns]

    def is_item(self, row: Sequence[str]) -> bool:
        """Return whether a row has a number or a date, so that it is no total, no part of a heading on another page, and no line that is drawn."""
        places = [self.columns[name] for name in self.among(("number", *DATES))]
        cells = [
            row[place].strip()
            for place in places
            if place < len(row) and row[place].strip() not in self.header[place]
        ]
        return any(any(map(str.isalnum, cell)) and not words.TOTAL.fullmatch(cell) for cell in cells)

    def state(self, name: str, word: str, statuses: Mapping[str, str]) -> words.Status | None:
        """Return what a cell of one of `STATES` says, as the user says or as its word is known; None for nothing, and for a word that is not."""
        bare = one_line(word)  # as it is read, and as a terminal shows it
        if words.is_nothing(bare):
            return words.Status.PAID if name == "open_flag" else None
        # What is said of a status's codes is not said of a flag beside it.
        flag = self._known(name, bare) if name in _FLAGS and "status" in self.columns else None
        known = flag or (words.Status(statuses[bare]) if bare in statuses else self._known(name, bare))
        return known or (words.Status(statuses[OTHERS]) if OTHERS in statuses else None)

    def _known(self, name: str, bare: str) -> words.Status | None:
        said = words.fold(bare.replace("_", " "))
        if self.shape.holds is Holds.PAYMENTS:
            # What says that a bill is open says of a payment neither that it came nor that it did not.
            state = None if (sure := said in words.CAME) else words.status_of(bare)
            off = said in words.NOT_CAME | words.NO or state in (words.Status.VOID, words.Status.GIVEN_UP)
            came = sure or said in words.METHODS | words.YES or state not in (None, words.Status.OPEN)
            return words.Status.VOID if off else words.Status.PAID if came else None
        heading = squeeze(self.title(name))
        told = (flag for flag, as_well in _FLAGGED if heading in as_well)
        flag = name if name in _FLAGS else next(told, "")
        if flag and (said in words.YES or said in words.NO):
            return _FLAGS[flag][said in words.YES]
        if flag == "paid_flag" and (noted := words.noted(said)):
            return noted
        figure = name == "paid_flag" and words.how_much(bare)[0] == bare
        if figure and (name not in self.minus or not bare.isdigit()):
            return words.Status.PART
        paid = name in self.minus or (name == "paid_flag" and date_formats.is_day(bare))
        return words.Status.PAID if paid else words.status_of(bare)

    def is_credit(self, name: str, word: str, statuses: Mapping[str, str]) -> bool:
        """Whether a word in the column of types (`kind`) or of markers (`dc`) says that its row is a credit; `statuses`: as the user says."""
        if name == "dc":
            return words.fold(word) in words.CREDITS
        if word.strip() in statuses:
            return statuses[word.strip()] == words.Status.CREDIT
        kind = self.shape.kinds.get(word.upper()) or words.kind_of(word)
        return kind not in (None, ItemKind.INVOICE)

    def mapping(self) -> dict[str, str]:
        """Return field -> column as read."""
        return {name: self.title(name) for name in FIELDS if name in self.columns}

    def evidence(self) -> dict[str, str]:
        """Return column -> why it was read as it was."""
        return {one.column: one.why for one in self.verdicts if one.field}

    def left_out(self) -> dict[str, str]:
        """Return column -> why for each that was not read."""
        return {one.column: one.why for one in self.verdicts if not one.field}


def _currency(header: Sequence[str], money: Sequence[int]) -> str:
    """Return the currency that the headings of the amounts give. Raises InputRefusedError where they differ."""
    said = {
        code: header[place] for place in money if place < len(header) and (code := currency_in(header[place]))
    }
    if len(said) > 1:
        pair = " and ".join(repr(one_line(title)) for title in said.values())
        raise InputRefusedError(
            f"The columns {pair} are in different currencies.",
            "Say which columns belong together, such as --map amount=COLUMN --map balance=COLUMN.",
        )
    return next(iter(said), "")
