"""Which column is which: header names in their many spellings, or as the user maps them."""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise, product

from arcall_tui.domain.grouping import grouped
from arcall_tui.domain.money import CURRENCIES
from arcall_tui.errors import UsageError
from arcall_tui.ledger import headings
from arcall_tui.ledger.currency_words import BEHIND, MARKS
from arcall_tui.ledger.questions import asking, option

# How far down the header may stand, below titles and blank lines.
HEADER_WITHIN = 30

_OFTEN_TWICE = ("dc", "phone", "email", "contact", "country", "terms", "po", *headings.POST)

_PLAIN = "#:no %:percent ß:ss ä:a ö:o ü:u °:o º:o №:no ł:l ø:o æ:ae \u0131:i đ:d œ:oe"
_CAMEL = str.maketrans(dict(pair.split(":") for pair in _PLAIN.split()))


def _alternatives(marks: Iterable[str]) -> str:
    return "|".join(re.escape(mark) for mark in sorted(marks, key=len, reverse=True))


# Plain letters behind a heading are no currency (Customer RM), in brackets they are.
_PLAIN_MARKS = [mark for mark in MARKS if not (mark.isalpha() and mark.isascii())]
# A currency in a header, as in `Amount (CHF)`, `Open EUR`, `Balance in USD`, `GBP Total`, `totalUSD` or `total_usd`, is no part of its name.
_IN_CURRENCY = re.compile(
    rf"[(\[\uff08]\s*(?:(?:in|en|em|i|v|w)\s+)?(?:(?P<code>[A-Z]{{3}})|(?P<sign>{_alternatives(MARKS)}))\s*[)\]\uff09]"
    rf"|(?:\s+(?:in|en|em|i|v|w))?\s+(?:(?P<last>[A-Z]{{3}})|(?P<mark>{_alternatives(_PLAIN_MARKS)}))\s*$|^\s*(?P<first>[A-Z]{{3}})(?=\s+\S)|(?:(?<=[a-z])(?P<tail>[A-Z]{{3}})|(?<=[A-Za-z])_(?P<snake>[a-z]{{3}}|[A-Z]{{3}}))\s*$"
)
# Currencies whose codes are words of headings.
WORDS = frozenset({"ALL", "TOP"})
# What these say of a currency is an amount, not a date or a number.
_OF_MONEY = {word: f"{word}amount" for word in ("open", "due", "invoice", "bill", "billed")}
_FRONT = re.compile(r"(?<=\w\w)\s*[:/].*")
# Before a column's own name: the table it is of.
_TABLE_OF = re.compile(r"\w{3,}(?:\.(?=\w{2,}$)|_(?=[A-Z][a-z]+[A-Z]\w*$))")
_TABLES = {f"{word}{end}." for word in headings.CUSTOMERS | headings.BILLS for end in ("", "s")}
# How a spreadsheet heads what it added up.
_PIVOT = re.compile(rf"^(?:{headings.ADDED_UP})\s+", re.IGNORECASE)
_ASIDE = re.compile(r"[(\[\uff08][^)\]\uff09]*[)\]\uff09]")
_OF_CURRENCY = frozenset("currency wahrung".split())
_BESIDE_CURRENCY = (
    headings.OF_THE_BOOKS | headings.OF_THE_BILL | _OF_CURRENCY | frozenset("in en v w".split())
)
_TOKENS = re.compile(r"[\W_]+|(?<=[a-z])(?=[A-Z])")
_CODES = _alternatives(CURRENCIES - WORDS)
# What a heading says of the unit of its amounts: cents, or how many noughts are left out.
_UNITS = [(one["pattern"].replace("$codes", _CODES), one["noughts"]) for one in headings.UNITS]
_UNIT = re.compile(
    "|".join(f"(?P<unit{place}>{text})" for place, (text, _) in enumerate(_UNITS)), re.IGNORECASE
)
_EMPTY_ASIDE = re.compile(r"[(\[]\s*(?:in|en)?\s*[)\]]|(?<=\s)(?:s/h|dr?/cr?)\s*$", re.IGNORECASE)
_NOISE = re.compile(r"[\W_]")


@lru_cache(maxsize=4096)
def squeeze(header: str) -> str:
    """Return a header as synonyms are compared: `Invoice #`, `invoiceNo` and `INVOICE_NO.` all the same."""
    whole = _without_unit(header)
    bare = _IN_CURRENCY.sub(
        lambda said: "" if said["sign"] or said["mark"] or _code(said) else said[0], whole
    )
    squeezed = _plain(bare)
    return squeezed if bare == whole else _OF_MONEY.get(squeezed, squeezed)


def _plain(text: str) -> str:
    parted = unicodedata.normalize("NFKD", text.casefold().translate(_CAMEL))
    return unicodedata.normalize("NFC", _NOISE.sub("", parted))


def _without_unit(header: str) -> str:
    return _EMPTY_ASIDE.sub("", _UNIT.sub("", header))


# What is said for a decimal mark where all amounts are whole cents.
CENTS = "cents"


def decimals_under(header: str, exponent: int, mark: str | None = None) -> int:
    """Return how many decimals a column's figures have in the smallest unit of a currency with so many: none if in cents, five if in thousands."""
    said = _UNIT.search(header)
    if said is None:
        return 0 if mark == CENTS else exponent
    noughts = next(each for place, (_, each) in enumerate(_UNITS) if said[f"unit{place}"] is not None)
    return 0 if noughts < 0 else exponent + noughts


def _tokens(header: str) -> list[str]:
    return [squeeze(word) for word in _TOKENS.split(_without_unit(header)) if word]


def of_the_books(header: str) -> bool:
    """Whether a header speaks of the currency in which the books are kept."""
    return not headings.OF_THE_BOOKS.isdisjoint(_tokens(header))


def is_unapplied(header: str) -> bool:
    """Whether a header speaks of money that is set against no invoice yet; collection accounts do not."""
    squeezed, tokens = squeeze(header), _tokens(header)
    pairs = {squeezed, *tokens, *map("".join, pairwise(tokens))}
    return any(word in squeezed for word in headings.UNAPPLIED) or not headings.ON_ACCOUNT.isdisjoint(pairs)


def of_the_bill(header: str) -> bool:
    """Whether a header speaks of the bill's own currency."""
    return not of_the_books(header) and not (headings.OF_THE_BILL | _OF_CURRENCY).isdisjoint(_tokens(header))


@lru_cache(maxsize=4096)
def whatever_currency(header: str) -> str:
    """Return a header, squeezed, without what it says of whose currency its amounts are in."""
    beside = _BESIDE_CURRENCY | {currency_in(header).casefold()}
    return "".join(token for token in _tokens(_split_behind(header)[0]) if token not in beside)


def _split_behind(header: str) -> tuple[str, str]:
    """Part a heading of amounts and the letters behind it that stand for a currency: Baki RM; of others they may be a name's."""
    front, _, last = header.strip().rpartition(" ")
    money = last in BEHIND and any(squeeze(front) in ranks for ranks in _FIGURE_RANKS.values())
    return (front, last) if money else (header, "")


def currency_in(header: str) -> str:
    """Return the ISO 4217 code that a header gives for its column; empty where it gives none."""
    codes = MARKS.get(_split_behind(header)[1], ())
    parts = (header, _FRONT.sub("", header))  # behind a stroke another language may say the same
    said = (_code(one) for part in parts for one in _IN_CURRENCY.finditer(_without_unit(part)))
    return codes[0] if len(codes) == 1 else next(filter(None, said), "")


def _code(said: re.Match[str]) -> str:
    bare = said["last"] or said["first"] or (said["tail"] or said["snake"] or "").upper()
    code = said["code"] or (bare if bare not in WORDS else None)
    codes = MARKS.get(said["sign"] or said["mark"] or "", ())
    return code if code in CURRENCIES else codes[0] if len(codes) == 1 else ""


def _written(text: str) -> Iterator[str]:
    # The table's own words have neither currencies nor units, and are thousands.
    return filter(None, map(_plain, text.split(";")))


def _composed(name: str) -> Iterator[str]:
    """Give the headings that are made of several words, but for those that mean something else."""
    for groups in headings.COMPOSED.get(name, ()):
        for parts in product(*map(str.split, groups)):
            if (heading := "".join(parts).replace("-", "")) not in _TAKEN:
                yield heading


def _ranked(words: Iterable[str]) -> dict[str, int]:
    return {word: rank for rank, word in enumerate(dict.fromkeys(words))}


# Headings of what changes no figure; what stands there need not be asked about.
HARMLESS = headings.HARMLESS_WORDS.union(
    _written(headings.HARMLESS_WRITTEN),
    *(headings.HEADINGS[name] for name in headings.POST),
    *(_written(headings.WRITTEN.get(name, "")) for name in headings.POST),
)
_TAKEN = HARMLESS.union(*headings.HEADINGS.values())
# Every spelling of each field's heading, squeezed, with its rank: the first is preferred.
SYNONYMS: dict[str, dict[str, int]] = {
    name: _ranked((*_composed(name), *spellings, *_written(headings.WRITTEN.get(name, ""))))
    for name, spellings in headings.HEADINGS.items()
}
FIELDS = tuple(SYNONYMS)
KNOWN = HARMLESS.union(*SYNONYMS.values())
_FRONT_RANKS = {name: SYNONYMS[name] for name in ("account", "name", "due_date")}
_BEHIND_RANKS = {name: SYNONYMS[name] for name in ("account", "name", "number", "invoice_date", "due_date")}
# Behind a stroke they say nothing of what is numbered: S/No counts rows.
_BARE_NUMBER = frozenset("no nr num number".split())
_FIGURE_RANKS = {name: SYNONYMS[name] for name in ("amount", "balance", "paid")}
# What is said for a field that no column holds.
NO_COLUMN = "-"


def parse_mapping(pairs: Sequence[str]) -> dict[str, str]:
    """Read `FIELD=COLUMN` options; `-` for a field that no column holds. Raises UsageError for an unknown field."""
    mapping: dict[str, str] = {}
    for pair in pairs:
        name, mark, column = pair.partition("=")
        name = name.strip().lower().replace("-", "_")
        if not mark or name not in SYNONYMS or not column.strip():
            raise UsageError(
                f"--map {pair!r} is not FIELD=COLUMN with a field that arcall knows.",
                f"Fields are: {', '.join(FIELDS)}.",
            )
        if name in mapping:
            raise UsageError(f"--map names the field {name} twice.")
        mapping[name] = column.strip()
    return mapping


def match(
    header: Sequence[str],
    wanted: Mapping[str, str],
    preferred: Mapping[str, Sequence[str]] | None = None,
    silent: Collection[str] = (),
    ignored: Collection[str] = (),
    *,
    strict: bool = True,
) -> dict[str, int]:
    """Return field -> position for one header row; columns in `wanted` by their own name.

    `preferred`: spellings that win over the usual ones. `silent`: fields that are not looked for. `ignored`: columns
    that mean nothing. `strict`: raise AskError where two columns carry the same name and one of them would be
    used; else the first.
    """
    nothing = {place for column in ignored for place in places_of(header, column)}
    said = {name: places_of(header, column) for name, column in wanted.items()}
    found = {name: _only(name, places, header) for name, places in said.items() if places}
    places = [place for place in range(len(header)) if place not in nothing]
    fronts = [(_TABLE_OF.match(cell.strip()) or ("",))[0] for cell in header or ("",)]
    many = Counter(fronts)
    tables = [front if many[front] > 1 or front.lower() in _TABLES else "" for front in fronts]
    squeezed, bare, colon, front, stroke, behind, plain = (
        grouped(places, words.__getitem__)
        for words in zip(*map(_readings, header or ("",), tables), strict=True)
    )
    ranks = {name: _ranked(words) for name, words in (preferred or {}).items()}
    done: list[dict[str, list[int]]] = []
    for names, spelled in (
        (ranks, squeezed), (SYNONYMS, squeezed), (SYNONYMS, bare), (SYNONYMS, colon), (_FRONT_RANKS, front), (_BEHIND_RANKS, stroke), (SYNONYMS, behind), (_FIGURE_RANKS, plain),
    ):  # fmt: skip
        if spelled in done or (names is not ranks and KNOWN.isdisjoint(spelled)):
            continue  # nothing is left to find in them
        done += [spelled] if names is SYNONYMS else []
        for name, spellings in names.items():
            if spellings.keys().isdisjoint(spelled) or name in found or name in wanted:
                continue
            if names is ranks or name not in silent:
                _match_one(name, spellings, spelled, header, found, strict=strict)
    return found


@lru_cache(maxsize=4096)
def _readings(cell: str, of_table: str) -> tuple[str, ...]:
    """Return what a heading may be called, squeezed: all of it, and its parts.

    What stands in brackets, such as (UTC), may be no part of the name; so may what stands behind a colon or a stroke,
    and whose currency it is. Exports of databases name the table before the column: invoices.total, InvcHead_DueDate (`of_table`: others have it
    before them, too, or it is one of bills or customers: Previous_BalanceDue alone is another balance, Forf.dato a day in short).
    """
    stroke = cell.rpartition("/")[2] if "/" in cell else ""
    parts = (
        cell, _ASIDE.sub(" ", _PIVOT.sub("", cell)), cell.rpartition(": ")[2] if ": " in cell else "", _FRONT.sub("", cell),
        "" if squeeze(stroke) in _BARE_NUMBER else stroke, cell.strip()[len(of_table) :] if of_table else "",
        whatever_currency(_FRONT.sub("", cell) if currency_in(cell) else cell),
    )  # fmt: skip
    return tuple(map(squeeze, parts))


@lru_cache(maxsize=4096)
def _spaced(cell: str) -> str:
    return " ".join(cell.split())


def title_of(header: Sequence[str], place: int) -> str:
    """Return what a column is called: its heading, its number where it has none, both where another has the same."""
    title = _spaced(header[place]) if place < len(header) else ""
    number = f"column {place + 1}"
    if title and list(map(_spaced, header)).count(title) > 1:
        return f"{title} ({number})"
    return title or number


def places_of(header: Sequence[str], column: str) -> list[int]:
    """Return where the columns of that name stand: as it is written, else however it is spaced and cased."""
    exact = [
        place for place in range(len(header)) if column in (header[place].strip(), title_of(header, place))
    ]
    wanted = squeeze(column)
    return exact or [place for place, cell in enumerate(header) if wanted and squeeze(cell) == wanted]


def _match_one(
    name: str,
    spellings: Mapping[str, int],
    named: Mapping[str, list[int]],
    header: Sequence[str],
    found: dict[str, int],
    *,
    strict: bool,
) -> None:
    for spelling in sorted((word for word in named if word in spellings), key=spellings.__getitem__):
        places = named[spelling]
        if not set(places) & set(found.values()):
            # Contact data may well stand there twice, the customer's and a person's, and markers, each behind its amount.
            own = [place for place in places if not of_the_books(header[place])] or places
            if not SYNONYMS["currency"].keys().isdisjoint(map(squeeze, header)):
                # Beside a currency of each row, what names one in its heading is converted.
                same = whatever_currency(header[places[0]])
                plain = [place for place, cell in enumerate(header) if whatever_currency(cell) == same != ""]
                bare = ([place for place in each if not currency_in(header[place])] for each in (own, plain))
                own = next(filter(None, bare), own)
            found[name] = _only(name, own, header) if strict and name not in _OFTEN_TWICE else own[-1]
            return


def _only(name: str, places: list[int], header: Sequence[str]) -> int:
    places = [place for place in places if squeeze(header[place])[:4] != "orig"] or places
    if len(places) > 1:
        columns = " and ".join(str(place + 1) for place in places)
        titles = dict.fromkeys(repr(header[place].strip()) for place in places)
        choices = [(option("map", name, title_of(header, place)), f"column {place + 1}") for place in places]
        both = f"{'both called ' if len(titles) == 1 else ''}{' and '.join(titles)}"
        raise asking(f"Columns {columns} are {both}: which is the {field_name(name)}?", *choices)
    return places[0]


def field_name(name: str) -> str:
    """Return a field's name in words."""
    return headings.FIELD_NAMES.get(name, name.replace("_", " "))
