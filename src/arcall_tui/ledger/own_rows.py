"""Rows of their own that say whose the rows below are: labels, codes and names, a currency."""

import re
from collections import ChainMap
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import groupby, pairwise

from arcall_tui.ledger.columns import SYNONYMS, squeeze
from arcall_tui.ledger.currency_words import stated
from arcall_tui.ledger.headings import CODES
from arcall_tui.ledger.words import FIRM, INVOICES, TOTAL, TOTAL_BEHIND, fold, kind_of, pattern

_LABEL = re.compile(r"\s{2,}|\s*:\s+")
# Whose name the sender's own is, and what stands for no customer in particular.
_OWN_NAME = re.compile(r"company|organi[sz]ation|firma|business")
_EVERYBODY = re.compile(r"\W*all\b", re.IGNORECASE)
WHO = ("account", "name")  # what labels state of a customer
STATED = (*WHO, "contact", "phone")  # and beside either
_NOTE = re.compile(r"[^\d:]+:[^\d:]*|(?:->|=>|\u2192|\u00bb).+")  # an arrow leads to the rows of a group
_OURS = pattern("ours")
_TEL = re.compile(
    r"[,;]?\s*\(?\b(?:t[eé]l(?:efon|efoon|ephone)?|tlf)[.:]*\s*(\+?\(?\d[\d ()/.-]{5,}\d)\)?", re.IGNORECASE
)
_ACCT = re.compile(r"(?i)(.+?: .*?)\s{2,}(?:acct|account|a/c)(?: n[or]\b)?[.#\s]*((?=\S*\d)[^\s:]+)$")
# `Debitor 104: Ahorn GmbH`.
_ID_IN_LABEL = re.compile(r"([^\W\d]+)\W? (\S*\d\S*?)\s*:\s+(?=[^\W\d])")
# Right below a name it is no other: how that one is reached.
_REACHED = re.compile(r"(?=(?:\D*\d){7})(?=\S+[\s)]|\+)[+(]*\d[\d\s()/.-]+|\S+@\S+")
_BESIDE = {"attn", "att", "fax"}.union(*(SYNONYMS[name] for name in ("contact", "phone", "email", "terms")))
# `Kunde: 10001 Ahorn GmbH  Phone: 030 1`: labels with what they say, one behind the other.
_SAYS = re.compile(r"([^:]{1,30}?)\s*:\s+(\S.*)", re.DOTALL)
_NEXT_LABEL = re.compile(r"\s{2,}(?=[^:]{1,30}:\s)")
# `C0011 - Ash`, `[C0011] Ash`, `411C0011 Ash` and `Ash (C0011)`: what is marked as a code, and what may be one.
_PARTED = re.compile(
    r"(?=\W?\S*\d)(?P<open>[\[(])?(?P<code>[^\s\[\]():|]+?)(?P<mark>[\])]\s*[-\u2013:|]?|\s*[:|]|\s+[-\u2013]|)\s+(?P<name>[^\W\d].*)"
    r"|(?P<name2>[^\W\d].*?)\s*[\[(](?P<code2>(?=\S*\d)[^\s\[\]()]+)[\])]"
)
_SHORT = {False: 2, True: 4}
_NO_CODE = re.compile(
    r"\((?:\d{1,2}|net\W?\d+|\d+(?:d|days?|tage)|(?=(?:\D*\d){8})[+0]\d{1,4}[-/]\d+)\)$", re.IGNORECASE
)
# `12 Quay St`, `Hauptstr. 5a`, `80331 Berlin`.
_ADDRESS = re.compile(r"\d+\w?(?:[-/]\d+\w?)?,? [^\W\d].*|[^\d]{4,} \d+ ?[a-z]?(?:,.*)?")
_LINE = 500  # characters of a cell in which labels are looked for: what is longer is a text
_FEW = 2  # cells of a row that is no item
COUNT = re.compile(r"\s*\(\d+\)$")
_CODE_AND_NAME = re.compile(r"(?=\S*\d)(\S{4,}|\S+(?=\s[-\u2013:|]\s))\s+(?:[-\u2013:|]\s+)?([^\W\d].*)")
_CODE_BEHIND = re.compile(r"[^\W\d_]{1,8}-?\d{3,}")
_HEADINGS = frozenset(("no", "nr", "number")).union(CODES, *SYNONYMS.values())
_LABELS = {name: {word for word in SYNONYMS[name] if not _OWN_NAME.match(word)} for name in STATED}
_WHOSE = _LABELS["account"] | _LABELS["name"]


def is_called(name: str, whose: str) -> bool:
    """Whether a total's words name a customer of a row of their own: as it stands there, by the code or by the name, behind a label or not (Total customer 1044)."""
    label, _, rest = whose.partition(" ")
    said = {whose.casefold(), rest.strip().casefold() if squeeze(label) in _WHOSE else ""} - {""}
    return not said.isdisjoint(map(str.casefold, (name, *filter(None, parted(name)[:2]))))


@lru_cache(maxsize=1_024)
def _parted_labels(cell: str) -> str:
    """Return a cell with what may be a second label in it set apart, as between columns of a print."""
    return _TEL.sub(r"  Tel: \1", _ACCT.sub(r"\1  Acct: \2", cell)).strip()


def labelled(row: Sequence[str], *, whole: bool = True) -> dict[str, str]:
    """Return the id and name of the customer that a row states with labels, such as `A/C: | A1D001 | Name: | Alder`; or else (not `whole`) how to reach one."""
    cells = [_parted_labels(one[:_LINE]) for one in row if one.strip()]
    if (whose := cells and _ID_IN_LABEL.match(cells[0])) and squeeze(whose[1]) in _WHOSE:
        cells[0] = f"{whose[1]}: {whose[2]}  Name: {cells[0][whose.end() :]}"
    if any(map(_SAYS.fullmatch, cells)):
        cells = [part for cell in cells for said in _NEXT_LABEL.split(cell) for part in _parts(said)]
    elif len(cells) == 1:
        cells = _LABEL.split(cells[0], maxsplit=1)
    marked = any(cell.endswith(":") for cell in cells)
    stated: dict[str, str] = {}
    if len(cells) > _FEW and squeeze(cells[0]) in _WHOSE and is_coded(cells[1:3]) and cells[2][-1] != ":":
        stated |= {"account": cells[1], "name": cells[2]}
    elif not marked and (len(cells) != 2 or len(row) == len(cells)):
        return {}
    for label, value in pairwise(cells):
        squeezed = squeeze(label)
        # `Customer:` goes before either: an id is one word with a figure.
        named = [name for name in STATED if squeezed in _LABELS[name]]
        coded = any(map(str.isdigit, value)) and " " not in value
        name = "".join(named[:1] if coded else named[-1:])
        nobody = value.endswith(":") or _EVERYBODY.match(value) or squeeze(value) in _HEADINGS
        if name and (label.endswith(":") or not marked) and not nobody:
            first = stated.get(name, "")
            if name == "name" and not coded and any(map(str.isdigit, first)) and " " not in first:
                stated.setdefault("account", stated.pop(name))  # `Kunde: K1 | Name: Alder`
            stated.setdefault(name, value)
    who = [stated[name] for name in WHO if name in stated]
    if len(who) == 1 and (both := _CODE_AND_NAME.fullmatch(who[0])):
        stated |= {"account": both[1], "name": both[2]}
    return stated if who or not whole else {}


def stated_above(rows: Sequence[Sequence[str]]) -> dict[str, str]:
    """Return the customer that labels above a heading state, and how to reach them, as rows below their name say, too: what stands above it is the sender's."""
    ours, told, theirs = False, list[dict[str, str]](), list[str]()
    for row in rows:
        said = labelled(row)
        ours = is_ours(row, said, before=ours)
        told.insert(0, {name: said[name] for name in WHO if name in said} if ours else said)
        theirs += row if any(told) and not ours else ()
    return dict(ChainMap(*told, labelled(theirs)))


def is_ours(row: Sequence[str], said: Mapping[str, str], *, before: bool) -> bool:
    """Whether a row says how to reach the sender's own people, as those below it do until one names a customer."""
    return bool(_OURS.match(" ".join(row))) or (before and not said.keys() & {*WHO})


def currency_of(row: Sequence[str]) -> str:
    """Return the currency that a row states for those below it, such as `Currency: EUR` or `EUR` alone; empty where it states none."""
    cells = [cell.strip() for cell in row if cell.strip()]
    few = len(cells) <= 2 and not any(map(str.isdigit, "".join(cells)))
    return stated([cells]) if few or labelled(row) else ""


def is_beside(text: str) -> bool:
    """Whether a row's only text is how to reach whom another names: a number to call, an address of mails, or what a label says."""
    return bool(_REACHED.fullmatch(text)) or (":" in text and squeeze(text.partition(":")[0]) in _BESIDE)


def is_note(row: Sequence[str]) -> bool:
    """Whether a row holds nothing but a label with what it says, such as `Salesman: Joe`, or the title of a group."""
    said = [cell for cell in row if cell.strip()]
    return len(said) == 1 and bool(_NOTE.fullmatch(said[0])) and not currency_of(said)


def _parts(said: str) -> tuple[str, ...]:
    """Return a label, with its mark, and what it says; other words as they stand."""
    found = _SAYS.fullmatch(said)
    return (f"{found[1]}:", found[2]) if found else (said,)


def parted(name: str) -> tuple[str, str, bool]:
    """Return a customer's code and name as one cell has both, and whether a mark stands between; no code where there is none."""
    found = _PARTED.fullmatch(name.replace("--", " - "))
    if found is None:
        return "", name, False
    return (
        found["code"] or found["code2"],
        found["name"] or found["name2"],
        not found["code"] or bool(found["mark"]),
    )


def are_coded(
    above: str, rows: Sequence[Sequence[str]], own: int, dates: Sequence[int], *, fills: bool
) -> bool:
    """Whether who is named `above`, and all rows that name customers of those below, do it with a code, of one shape, before or behind the name; `fills`: items may name them, too."""
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    texts = dict.fromkeys([above] if above else ()) | dict.fromkeys(
        name_in(row[own:], " - ")
        for row, below in pairwise(filled)
        if own < len(row)
        and row[own].strip()
        and not (TOTAL.match(row[own].strip()) or TOTAL_BEHIND.fullmatch(row[own].strip(" :")))
        and (fills or not is_dated(row, dates))
        and sum(bool(cell.strip()) for cell in below) > 1
    )
    return _are_codes(list(texts))


def _are_codes(texts: Sequence[str]) -> bool:
    found = [parted(text) for text in texts]
    codes, marked = {code for code, *_ in found}, all(mark for *_, mark in found)
    if len({_shape(code, exact=not marked) for code in codes}) != 1 or len(codes) < len(found) or "" in codes:
        return False
    code = found[0][0]
    # Terms, telephone numbers and how many rows are below are none; one alone may be a name that begins with a figure, and so may 3M, A1 and 1405 Oak Street.
    alone = len(codes) == 1 and len(code) <= _SHORT[False] and texts[0].startswith(code)
    if alone or all(map(_NO_CODE.search, texts)):
        return False
    return marked or (len(code) > _SHORT[code.isdecimal()] and (len(codes) > 1 or not code.isdecimal()))


def codes_before(rows: Sequence[Sequence[str]], place: int) -> bool:
    """Whether all rows name customers in a column with a code before the name, marked as one, and each code with one name."""
    cells = [row[place].strip() if place < len(row) else "" for row in rows if sum(map(bool, row)) > _FEW]
    texts = {" ".join(cell.split()) for cell in cells if not TOTAL.match(cell)}
    found = {(code, name.casefold(), mark) for code, name, mark in map(parted, texts)}
    fronted = all(
        mark and text.lstrip("[(").startswith(code) for text in texts for code, _, mark in [parted(text)]
    )
    return (
        bool(texts)
        and fronted
        and len({code for code, *_ in found}) == len(found)
        and _are_codes(sorted(texts))
    )


def are_counted(rows: Sequence[Sequence[str]], own: int, dates: Sequence[int]) -> bool:
    """Whether totals name customers without what stands in brackets behind their names, on rows of their own, or that is how many rows are below each."""
    # A number in brackets is no day where names stand in the column of days.
    beside = [spot for spot in dates if spot != own]
    heads = [
        place
        for place, row in enumerate(rows)
        if "".join(row[own : own + 1]).strip() and not is_dated(row, beside)
    ]
    cells = [rows[place][own].strip() for place in heads]
    below = [f"({two - one - 1})" for one, two in pairwise([*heads, len(rows)])]
    if all(cell.endswith(f" {many}") for cell, many in zip(cells, below, strict=True)):
        return len({*below}) > 1 and len({COUNT.sub("", cell) for cell in cells}) == len(cells)
    totals = {said["whose"].strip() for cell in cells if (said := TOTAL.match(cell))}
    counted = {cell for cell in cells if COUNT.search(cell) and not TOTAL.match(cell)}
    return totals.isdisjoint(counted) and any(COUNT.sub("", cell) in totals for cell in counted)


def are_heads(rows: Sequence[Sequence[str]], own: int, dates: Sequence[int]) -> bool:
    """Whether no row that names a customer has a date: each stands above the customer's items."""
    named = [row for row in rows if own < len(row) and row[own].strip() and not TOTAL.match(row[own].strip())]
    return bool(named) and not any(is_dated(row, dates) for row in named)


def addressed(rows: Sequence[Sequence[str]], own: int) -> bool:
    """Whether below each row that names a customer stands one with an address: no firm's name, nor one of which a total speaks."""
    cells = ["".join(row[own : own + 1]).strip() for row in rows]
    alone = (cell * (sum(map(bool, map(str.strip, row))) == 1) for cell, row in zip(cells, rows, strict=True))
    runs = [[*run] for named, run in groupby(alone, bool) if named]
    below = [cell for run in runs for cell in run[1:]]
    totals = {said["whose"].strip() for said in map(TOTAL.match, cells) if said}
    streets = all(_ADDRESS.fullmatch(cell) and not FIRM.search(cell) for cell in below)
    return len(runs) > 1 and all(run[1:] for run in runs) and streets and totals.isdisjoint(below)


# Names that stand below one another and share a word, as a client and a matter do.
AKIN = re.compile(r"\b([^\W\d_]{3,})\b.*\n.*\b\1\b", re.IGNORECASE)


def within(rows: Sequence[Sequence[str]], own: int) -> bool:
    """Whether right below a customer's row stands one with a word of it, as a matter does, and totals name that customer alone."""
    cells = ["".join(row[own : own + 1]).strip() for row in rows]
    totals = {said["whose"].strip() for said in map(TOTAL.match, cells) if said}
    pairs = ((one, two) for one, two in pairwise(cells) if one in totals and two not in totals)
    return any(AKIN.search("\n".join(pair)) for pair in pairs)


def is_dated(row: Sequence[str], dates: Sequence[int]) -> bool:
    """Whether a row has a figure in one of some columns."""
    return any(spot < len(row) and any(map(str.isdigit, row[spot])) for spot in dates)


def _shape(code: str, *, exact: bool) -> str:
    letters = re.sub(r"[^\W\d_]", "A", re.sub(r"\d", "9", code))
    return letters if exact else re.sub(r"(.)\1+", r"\1", letters)


def shares_numbers(rows: Sequence[Sequence[str]], place: int, dates: Sequence[int], books: int = -1) -> bool:
    """Whether a column names customers on rows without a date, and numbers items on the dated rows below each; `books`: and that column has less to tell of items than there are customers, and nothing of these."""
    filled = [
        row for row in rows if place < len(row) and row[place].strip() and not TOTAL.match(row[place].strip())
    ]
    dated = [is_dated(row, dates) for row in filled]
    numbers = [row[place] for row, has in zip(filled, dated, strict=True) if has]
    told = {("".join(row[books : books + 1]), has) for row, has in zip(filled, dated, strict=True)}
    return (
        bool(numbers)
        and (
            books < 0 or (len(told) <= dated.count(False) and {cell for cell, has in told if not has} == {""})
        )
        and not dated[0]
        and dated[-1]
        and len(set(numbers)) == len(numbers)
        and all(any(map(str.isdigit, number)) for number in numbers)
        and all(one or two for one, two in pairwise(dated))
    )


def shares_types(rows: Sequence[Sequence[str]], place: int, dates: Sequence[int]) -> bool:
    """Whether a column has types of documents on dated rows, and what is none on those without a date."""
    told = {True: set[str](), False: set[str]()}
    for row in rows:
        told[is_dated(row, dates)].update(fold(cell) for cell in row[place : place + 1] if cell.strip())
    types = all(word in INVOICES or kind_of(word) for word in told[True])
    return types and not told[True].isdisjoint(INVOICES) and bool(told[False] - told[True])


def own_column(rows: Sequence[Sequence[str]], facts: Sequence[int]) -> int | None:
    """Return in which column rows of their own name the customers, from the rows below a header; None: nowhere."""
    for row, below in pairwise(rows):
        filled = [place for place, cell in enumerate(row) if cell.strip()]
        if (
            len(filled) not in (1, 2)
            or filled[0] > 1
            or TOTAL.match(row[filled[0]].strip())
            or currency_of(row)
        ):
            continue
        under = {place for place, cell in enumerate(below) if cell.strip()}
        fits = filled[-1] not in facts or is_who([row[place] for place in filled])
        if fits and len(under & set(facts)) > 1:
            return filled[0]
    return None


def named_above(titles: Sequence[Sequence[str]], rows: Sequence[Sequence[str]], *, coded: bool) -> str:
    """Return the customer whose name, or code and name (`coded`), stands right above a header, where items follow it at once; empty where none does."""
    above = [cell.strip() for cell in (titles[-1] if titles else ()) if cell.strip()]
    first = next((row for row in rows if any(cell.strip() for cell in row)), ())
    items = sum(any(map(str.isdigit, cell)) for cell in first) > 1
    alone = len(above) == 1 and not any(map(str.isdigit, above[0]))
    alone = alone or is_coded(above) or (coded and bool(parted(" ".join(above))[0]))
    return name_in(above) if items and alone else ""


def is_coded(cells: Sequence[str]) -> bool:
    """Whether two cells are a customer's code and name."""
    return len(cells) == 2 and bool(_CODE_AND_NAME.fullmatch(" ".join(cells))) and " " not in cells[0].strip()


def is_who(cells: Sequence[str]) -> bool:
    """Whether two cells are a customer's code and name, or say with a label or behind the name how to reach one: none is an item."""
    beside = len(cells) == _FEW and is_beside(cells[1]) and any(map(str.isalpha, cells[1]))
    beside |= len(cells) == _FEW and bool(_CODE_BEHIND.fullmatch(cells[1]) or labelled(cells))
    return is_coded(cells) or beside


def phone_in(row: Sequence[str]) -> str:
    """Return the telephone number that a customer's own row says behind its label, or that stands there alone; empty where none does."""
    alone, told = "".join(row).strip(), _TEL.search(" ".join(row))
    bare = alone if "@" not in alone and _REACHED.fullmatch(alone) else ""
    return told[1] if told else labelled(row, whole=False).get("phone", bare)


def name_in(row: Sequence[str], mark: str = " ") -> str:
    """Return the customer that a row of their own names: as labels say, or its first cell, with the name behind a code, and `mark` between."""
    if stated := labelled(row):
        return mark.join(stated[name] for name in WHO if name in stated)
    cells = [_TEL.sub("", " ".join(cell.split())) for cell in row if cell.strip()]
    if len(cells) == _FEW and _CODE_BEHIND.fullmatch(cells[1]):
        return f"{cells[0]} ({cells[1]})"
    return mark.join(cells) if is_coded(cells) else cells[0]


def filled_down(
    rows: Sequence[Sequence[str]], who: Sequence[int], keys: Sequence[int], persons: Sequence[int] = ()
) -> int | None:
    """Return the column of customers (`who`) that rows with a number or date (`keys`) leave empty, as it stands above; None: none does.

    `persons`: columns that say whose a row is where no customer stands. Whoever repeats a name leaves no other empty, and of few rows one that lacks code and name may be nobody's.
    """

    def at(row: Sequence[str], place: int) -> str:
        return row[place].strip() if place < len(row) else ""

    items = [row for row in rows if sum(map(bool, row)) > 1 and is_dated(row, keys)]
    share = 3 if len({*who}) > 1 else 5
    for place in who:
        bare = [row for row in items if not at(row, place)]
        others = any(at(row, other) for other in (*persons, *who) if other != place for row in bare)
        repeats = any(at(one, place) == at(two, place) != "" for one, two in pairwise(items))
        named = any(at(row, place) for row in rows)
        if not others and not repeats and named and len(bare) * share >= len(items) > 0:
            return place
    return None
