"""Which row may be the header of a ledger file, and what it says: over one row or two, of items, payments or customers."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, compress, zip_longest

from arcall_tui.ledger import columns, currency_words, datev, own_rows, words
from arcall_tui.ledger.arrange import RULE, Made, Plan
from arcall_tui.ledger.column_layout import ABOUT_CUSTOMERS, DATES, FACTS
from arcall_tui.ledger.headings import COMPANIES, DUE, DUE_ELSE, HALF_NAMES, STATES
from arcall_tui.ledger.made_columns import AGE_COLUMN, ages_of, made_of, titles_with
from arcall_tui.ledger.questions import Choices
from arcall_tui.ledger.reader import Chunk
from arcall_tui.ledger.shapes import (
    CONTACTS,
    MONEY_OUT,
    PAYMENTS,
    SHAPES,
    TABLE,
    Holds,
    Shape,
    buckets,
    is_payments,
)
from arcall_tui.ledger.tax_questions import is_net
from arcall_tui.ledger.words import CREDITS, DEBITS, FIGURE, FIRM, Status, fold, pattern, status_of, takes_off

_PARTS_OF_A_HEADER = re.compile(r"\D*")
ANY_NUMBER = frozenset(("no", "nr", "number"))
_COUNTED = re.compile(r"0{0,2}1\W*\n0{0,2}2\W*")
_DAY = re.compile(r"\s*(?:\d{1,4}[-/.]\d{1,2}|\d{1,2}[a-z]{0,2} [^\W\d]{3,9}\.?)[-/. ]\d{2,4}\s*")
_MONEY = re.compile(r"\D*\d[\d.,' ]*[.,]\d\d")
_OWN_NUMBER, _WAY_OF_PAYING = pattern("own_number"), pattern("way_of_paying")
# No bill is paid on the day that it bears.
_OF_BILLS = re.compile("invoice|inv[. ]|bill|rechnung|facture|factura|fattura|factuur|faktura", re.IGNORECASE)
_TELLING = ("description", "details", "narrative", "memo", "particulars", "transactiondetails")
_WAYS = {"gutschrift", "lastschrift"}
_ENTRIES = (CREDITS | DEBITS | _WAYS) - {"credit note", "cn"}
# A row of so many words may be the upper half of a header, one with so many less one the lower.
FEW_WORDS = 3
# What rows may lack by the user's word: numbers are made, and what has no day falls due on that of the balances.
NONE_AT_ALL = ("number", "due_date")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row that may be the header, over `height` rows; `fields` as `shape` reads them, `plan` as far as the header says it."""

    place: int
    height: int
    header: tuple[str, ...]
    shape: Shape
    fields: Mapping[str, int]
    plan: Plan

    @property
    def ages(self) -> bool:
        """Whether what is open is made of columns by age."""
        return any(one.title == AGE_COLUMN for one in self.plan.made)

    def lacks(self, said: Mapping[str, str]) -> list[str]:
        """Return which fields that its shape needs have no column; `said`: field -> column as the user has it."""
        given = {*self.fields, *(name for name in NONE_AT_ALL if said.get(name) == columns.NO_COLUMN)}
        given |= {"name"} if self.plan.own is not None or self.plan.who else set()
        given |= {"balance"} if self.ages else set()
        return self.shape.missing(given)


def candidate_of(top: Chunk, place: int, height: int, choices: Choices) -> Candidate | None:
    """Return what the rows at a place say as a header; None where they cannot be one."""
    rows = top.rows[place : place + height]
    if len(rows) < height or len(rows[0]) < 2:
        return None
    header = _joined(rows)
    if header is None or own_rows.labelled(rows[0]):
        return None
    squeezed = frozenset(map(columns.squeeze, header))
    known = () if choices.payments else SHAPES  # what is said of a file goes before what it looks like
    shape = next((shape for shape in known if shape.shows(squeezed)), TABLE)
    if shape.datev:
        postings, contacts = (datev.POSTINGS, datev.POSTING_FIELDS), (datev.CONTACTS, datev.CONTACT_FIELDS)
        recast, of_it = postings if shape.holds is Holds.ITEMS else contacts
        return Candidate(place, height, header, shape, of_it, Plan(len(recast), recast))
    below = top.rows[place + height :]
    made = made_of(header, choices.mapping, below) if shape is TABLE else ()
    titles = titles_with(header, made)
    fields: Mapping[str, int] = columns.match(
        titles, choices.mapping, shape.columns, shape.silent, choices.ignored, strict=shape is TABLE
    )
    header = (*header, *titles[len(header) :])
    if shape is TABLE:
        fields = _instead(header, below, fields, choices.mapping)
    if shape is TABLE:
        shape, fields = _plain((top.rows[:place], below), header, fields, choices)
    fields, own, fills, stated = _customers((top.rows[:place], below), shape, header, fields)
    # A total that stands on the customers' own rows alone is not what an item owes.
    dates = [fields[name] for name in DATES if name in fields]
    items = [row for row in below if own is not None and own_rows.is_dated(row, dates)]
    owed = [fields[name] for name in ("amount", "balance") if name in fields]
    told = bool(owed) and (not items or any("".join(row[spot : spot + 1]) for row in items for spot in owed))
    ages = () if told or "number" not in fields else ages_of(header, below)
    if ages:
        rest = {name: spot for name, spot in fields.items() if spot not in (*ages, *owed)}
        fields = rest | {"balance": len(header)}
        header, made = (*header, AGE_COLUMN), (*made, Made(AGE_COLUMN, ages))
    # Rows that state the currency of those below them.
    blocks = shape.holds is Holds.ITEMS and "currency" not in fields and any(map(own_rows.currency_of, below))
    currency = currency_words.stated(top.rows[:place]) if blocks else None
    width = len(header) - len(made)
    plan = Plan(width, header[:width], own=own, made=made, fills=fills, who=stated, currency=currency)
    billed = fields.get("debit", fields.get("amount"))
    if billed is not None and "balance" in fields and any(map(words.FORWARD.match, chain(*below))):
        others = (fields[name] for name in ("credit", "paid") if name in fields)
        plan = replace(plan, forward=(billed, fields["balance"], *others))
    return Candidate(place, height, header, shape, fields, plan)


def _customers(
    around: tuple[Sequence[Sequence[str]], Sequence[Sequence[str]]],
    shape: Shape,
    header: Sequence[str],
    fields: Mapping[str, int],
) -> tuple[Mapping[str, int], int | None, bool, tuple[str, ...]]:
    """Return the fields, where customers stand on rows of their own, whether items may name theirs, too, and whom labels state above."""
    titles, below = around
    if fields.get("name", -1) >= 0 and "number" not in fields and _are_numbers(below, fields["name"]):
        fields = _numbered_by_name(below, header, fields)
    stated: tuple[str, ...] = ()
    own, dates = None, [fields[name] for name in DATES if name in fields]
    who = [fields[name] for name in ("name", "account") if name in fields]
    if "kind" not in fields and len({*who}) == 1 and own_rows.shares_types(below, who[0], dates):
        fields = {name: spot for name, spot in fields.items() if spot not in who} | {"kind": who.pop()}
    if shape.holds is Holds.ITEMS:
        facts = [spot for name, spot in fields.items() if (name in FACTS or spot in dates) and spot]
        # Where customers stand on rows of their own under no heading, an account of several of them is the books' own.
        unnamed = not header[0].strip() and bool(dates) and "name" not in fields
        if unnamed and who and own_rows.shares_numbers(below, 0, dates, who[0]):
            fields, who = {name: spot for name, spot in fields.items() if name != "account"}, []
        shared = [*who, *([0] if unnamed and not who else [])][:1]
        if shared and "number" not in fields and own_rows.shares_numbers(below, shared[0], dates):
            own, who = shared[0], []
            fields = {name: spot for name, spot in fields.items() if name not in ("name", "account")} | {
                "number": own
            }
        elif who:
            keys = [*dates, *(fields[name] for name in ("number",) if name in fields)]
            persons = ("first_name", "last_name", "contact", "email")
            own = own_rows.filled_down(below, who, keys, [fields[name] for name in persons if name in fields])
        elif said := own_rows.stated_above(titles):
            stated = tuple(said.get(name, "") for name in own_rows.STATED)
        else:
            heading = [*map(columns.squeeze, header)]
            own = own_rows.own_column(
                [row for row in below if [*map(columns.squeeze, row)] != heading], facts
            )
            first = own_rows.labelled(next(filter(any, below), ()))
            if (own is not None or first) and any(len(own_rows.labelled(row)) > 1 for row in below):
                own, stated = None, ("",) * len(own_rows.STATED)
        told = chain(*(own_rows.labelled(row, whole=False) for row in below))
        beside = any(stated[2:]) or not {*told} <= {*own_rows.WHO}
        stated = stated if beside else stated[:2]
    return fields, own, bool(who), stated


def _numbered_by_name(
    below: Sequence[Sequence[str]], header: Sequence[str], fields: Mapping[str, int]
) -> Mapping[str, int]:
    """Return the fields where what stands under the word for a name are numbers: another may name the customer."""
    names, heads = columns.SYNONYMS["name"], [*map(columns.squeeze, header)]
    named = [spot for spot, said in enumerate(heads) if said in names and spot != fields["name"]]
    filled = [spot for spot in named if any(any(row[spot : spot + 1]) for row in below)]
    others = {name: spot for name, spot in fields.items() if name != "name"} | {"number": fields["name"]}
    return others | ({"name": min(filled, key=lambda spot: names[heads[spot]])} if filled else {})


def _are_numbers(rows: Sequence[Sequence[str]], place: int) -> bool:
    """Whether what stands under a word for a name are numbers of orders, #1001."""
    cells = [row[place].strip() for row in rows if place < len(row) and row[place].strip()]
    return len({*cells}) == len(cells) > 0 and all(cell[0] == "#" and cell[1:].isdecimal() for cell in cells)


def _instead(
    header: Sequence[str], below: Sequence[Sequence[str]], fields: Mapping[str, int], said: Mapping[str, str]
) -> Mapping[str, int]:
    """Take the contact for the customer where nobody else is named, and what was billed before tax for the amount where no other is."""
    found = dict(fields)
    # Beside a person's own names it is the customer's.
    person = bool({"first_name", "last_name"} & set(found))
    own = [columns.squeeze(header[found[name]]) for name in ("account", "contact") if name in found]
    person |= any(first.startswith(own[-1]) for first in own[:1])  # Kontakt-Nr. beside Kontakt
    if "contact" in found and "name" not in found and person:
        found["contact"] = _where_filled(header, below, {"contact": found["contact"]}, said)["contact"]
        if not _leaves_out(header, below, found):
            found["name"] = found.pop("contact")
    if found.keys().isdisjoint(("last_name", "name", "account")):
        found.pop("first_name", None)  # the customer's own name, perhaps: that is asked
    # A state beside an address is a part of it, and so is one of two letters.
    place = found.get("status", -1) if "status" not in said else -1
    if place >= 0 and columns.squeeze(header[place]) == "state":
        cells = {"".join(row[place : place + 1]).strip() for row in below} - {""}
        known = any({*map(str.lower, cells)} <= country for country in STATES)
        codes = known and all(cell.isupper() and status_of(cell) is None for cell in cells)
        if (codes and len(cells) > 1) or {"country", "town", "postcode", "region"} & set(found):
            found["region"] = found.pop("status")
    # A charge is billed then, where something falls due or is open; in lists of payments it comes in.
    if {"due_date", "balance"} & found.keys() and columns.squeeze(
        header[found.get("settled_on", 0)]
    ) == "chargedate":
        charged = found.pop("settled_on", 0)
        found.setdefault("invoice_date", charged)
    taxed = {"tax", "tax_rate"} & found.keys() and not {"amount", "balance", "debit"} & found.keys()
    if taxed and (net := [spot for spot, cell in enumerate(header) if is_net(cell)]):
        found["amount"] = net[0]
    return found


def _leaves_out(header: Sequence[str], rows: Sequence[Sequence[str]], fields: Mapping[str, int]) -> bool:
    """Whether the contact is there in some rows, and all have something in another column of which nothing is known."""
    place, empty = (
        fields["contact"],
        [{spot for spot, cell in enumerate(row) if not cell.strip()} for row in rows],
    )
    free = {spot for spot, cell in enumerate(header) if columns.squeeze(cell) not in columns.KNOWN}
    return any(place in each for each in empty) and bool(free - {*fields.values()} - set().union(*empty))


def _joined(rows: Sequence[Sequence[str]]) -> tuple[str, ...] | None:
    """Return one header for rows that hold its words above one another; None where they hold data."""
    if len(rows) == 1:
        return tuple(rows[0])
    above, below = rows
    if own_rows.currency_of(below):
        return None
    words = [cell for cell in below if cell.strip() and not RULE.fullmatch(cell)]
    if min(len(words) + 1, sum(bool(cell.strip()) for cell in above)) < FEW_WORDS or not all(
        _PARTS_OF_A_HEADER.fullmatch(cell) for cell in words
    ):
        return None
    return tuple(_headings_of(list(zip_longest(above, below, fillvalue=""))))


def _headings_of(pairs: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Give each column's heading of two rows; one that stands above several columns counts for all of them.

    Where both together name nothing that is known, and the lower alone does, it is that one.
    """
    group, worded = "", all(_PARTS_OF_A_HEADER.fullmatch(above) for above, _ in pairs)
    for above, below in pairs:
        if above.strip():
            group = above.strip() if below.strip() else ""
        # What is written over both rows is said once.
        both = above.strip() if above == below else f"{above} {below}".strip()
        spread = f"{group} {below}".strip() if below.strip() else both
        said = next(
            (
                text
                for text in (spread, both, below.strip() if worded else "")
                if text and columns.squeeze(text) in columns.KNOWN
            ),
            both,
        )
        code = columns.currency_in(group)
        yield f"{said} ({code})" if code and below.strip() and not columns.currency_in(said) else said


def _plain(
    around: tuple[Sequence[Sequence[str]], Sequence[Sequence[str]]],
    header: tuple[str, ...],
    fields: Mapping[str, int],
    choices: Choices,
) -> tuple[Shape, Mapping[str, int]]:
    """Tell a plain table of items from one of payments and from a list of customers; `around`: rows above and below."""
    titles, below = around
    if choices.payments or is_payments(titles, header, below, fields):
        paid = _payments(below, header, fields, choices)
        if choices.payments or not PAYMENTS.missing(paid) or ("settled_on" in paid and TABLE.missing(fields)):
            return PAYMENTS, paid
    # In lists of people `Título`, without a figure, is what one is called by.
    number = [place for name, place in fields.items() if name == "number"]
    people = fields
    if {*FACTS, *DATES} & set(fields) == {"number"} and columns.squeeze(header[number[0]]) in ANY_NUMBER:
        # Rows that are counted have no ids, and where there is money it is no list of people.
        told = [row[number[0]] for row in below if number[0] < len(row)]
        people = fields if _COUNTED.fullmatch("\n".join(told[:2])) else {"account": number[0], **fields}
        number *= any(_MONEY.fullmatch(cell) for row in below for cell in row)
    if (
        not (
            {"due_date", "invoice_date"} & set(fields)
            or ("days_late" in fields and {"amount", "balance", "debit"} & set(fields))
            or (number and (not below or any(own_rows.is_dated(row, number) for row in below)))
        )
        and not (CONTACTS.missing(people) or "balance" in choices.mapping)
        and not (_says_paid(below) or buckets(header))
        and not ({"amount", "balance"} & set(fields) and _are_bills(header, below, fields))
    ):
        about = {name: place for name, place in people.items() if name in ABOUT_CUSTOMERS}
        filled = _where_filled(header, below, about, choices.mapping)
        return CONTACTS, _persons(header, below, filled, choices.mapping)
    return TABLE, fields


def _payments(
    below: Sequence[Sequence[str]], header: tuple[str, ...], fields: Mapping[str, int], choices: Choices
) -> dict[str, int]:
    """Return the fields of a table that are a payment's, where those of an item are `fields`."""
    paid = _came_in(header, choices)
    spot = paid.get("amount", 0)
    told = [row[spot].strip() for row in below if spot < len(row)] if "amount" in paid else []
    cells = list(filter(None, told))
    if cells and not any(map(FIGURE.fullmatch, cells)) and "amount" not in choices.mapping:
        # Received may be the day.
        others = [cell if place != spot else "" for place, cell in enumerate(header)]
        paid = {"settled_on": spot, **_came_in(others, choices)}
    if not {"account", "name"} & set(paid) and "name" in fields:
        paid["name"] = fields["name"]
    spot = paid.get("settled_on", 0)
    if spot and below and not any(own_rows.is_dated(row, [spot]) for row in below):
        paid.setdefault("currency", paid.pop("settled_on"))  # Valuta is a currency, too
        paid |= {name: place for name, place in fields.items() if name == "settled_on"}
    for name, other in (("settled_on", "invoice_date"), ("amount", "paid")):
        bills = name == "settled_on" and other in fields and _OF_BILLS.search(header[fields[other]])
        paid |= {name: fields[other]} if name not in paid and other in fields and not bills else {}
    _tell_types(header, below, paid)
    # A reference may be the bill's number, a receipt's own is not.
    if "number" not in paid and "po" in paid and not _OWN_NUMBER.match(header[paid["po"]]):
        paid["number"] = paid["po"]
    # Where nobody is named, words tell of bills.
    named = [place for place, cell in enumerate(header) if columns.squeeze(cell) in _TELLING]
    return {"number": named[0], **paid} if named and paid.keys().isdisjoint(PAYMENTS.needs[0]) else paid


def _tell_types(header: Sequence[str], rows: Sequence[Sequence[str]], paid: dict[str, int]) -> None:
    """Find what says of payments that they are none; credit and debit are a bank's words for what came in and went out."""
    cells = [*zip_longest(*rows, fillvalue="")]
    told = [{*map(fold, column)} - {""} for column in cells]
    if paid.get("credited", len(told)) < len(told) and words.mostly_flags(told[paid["credited"]]):
        del paid["credited"]
    types = told[paid["kind"]] if paid.get("kind", len(told)) < len(told) else set()
    out = types == {"in"} or (len(types) <= len(("in", "out")) and bool(types & words.WENT_OUT - DEBITS))
    if out or (types and types <= _ENTRIES):
        paid.setdefault("dc" if out or types & DEBITS > types & _WAYS else "status", paid.pop("kind"))
    elif types and types <= CREDITS | words.BANK_CODES and "amount" in paid:
        # What went out has a column of its own, or a minus.
        out_of = [
            spot for spot, cell in enumerate(header[: len(cells)]) if columns.squeeze(cell) in MONEY_OUT
        ]
        spot, figure = (out_of[0], "[1-9]") if out_of else (paid["amount"], r"-|\(")
        gone = (bool(re.search(figure, cell)) for cell in [*cells, ()][min(spot, len(cells))])
        if _by_bank(zip(map(fold, cells[paid["kind"]]), gone, strict=False)):
            del paid["kind"]
    # Contra, a write-off or what went back may stand among the ways to pay; a mere Credit there is a card.
    ways = [each for each, cell in enumerate(header) if _WAY_OF_PAYING.fullmatch(columns.squeeze(cell))]
    ways = [each for each in ways if each < len(told) and told[each].isdisjoint(_ENTRIES - {"lastschrift"})]
    for each in ways:
        if any(takes_off(way) or words.GOES_BACK.search(way) for way in told[each]):
            paid.setdefault("kind", each)


def _by_bank(told: Iterable[tuple[str, bool]]) -> bool:
    """Whether types are those of a bank, whose credits are money: none of these went out, and all of another type did."""
    went = defaultdict[str, set[bool]](set)
    for kind, gone in told:
        went[kind].add(gone)
    ours = [went.pop(one) for one in {*went} & CREDITS]
    return bool(ours) and all(each == {False} for each in ours) and {True} in went.values()


def _came_in(header: Sequence[str], choices: Choices) -> dict[str, int]:
    said = choices.mapping, PAYMENTS.columns, PAYMENTS.silent, choices.ignored
    return columns.match(header, *said, strict=False)


def _persons(
    header: Sequence[str], below: Sequence[Sequence[str]], fields: dict[str, int], said: Mapping[str, str]
) -> Mapping[str, int]:
    """Take a full name beside the customer's for the person's, and a name that is no firm's beside a firm's: a list of whom to ask for renames nobody."""
    titles, names = [*map(columns.squeeze, header)], columns.SYNONYMS["name"]
    firms = [spot for spot, cell in enumerate(titles) if cell in names and cell != "fullname"]
    person = titles.index("fullname") if "fullname" in titles else -1
    if person < 0 and fields.keys().isdisjoint({"contact", "first_name"}):
        cells = {spot: {"".join(row[spot : spot + 1]).strip() for row in below} - {""} for spot in firms}
        named = {spot: sum(map(bool, map(FIRM.search, cells[spot]))) for spot in firms}
        person = next((spot for spot in firms if titles[spot] in HALF_NAMES and not named[spot]), -1)
        firms = [
            spot for spot in firms
            if spot != person and len(cells[spot]) * 3 > len(below) > 1
            if named[spot] * 2 > len(cells[spot]) or titles[spot] in COMPANIES
        ]  # fmt: skip
    if not firms or person < 0 or {"name", "contact", "account"} & said.keys():
        return fields
    name = fields["name"] if fields.get("name") in firms else firms[0]
    whose = {field: spot for field, spot in fields.items() if (field, spot) != ("account", name)}
    return {"contact": person, **whose, "name": name}


def _are_bills(header: Sequence[str], rows: Sequence[Sequence[str]], fields: Mapping[str, int]) -> bool:
    """Whether some column has nothing but days, beside what was paid or what somebody owes in two amounts, or on which something is due: they are those of bills."""
    columns_ = ([cell for cell in column if cell.strip()] for column in zip_longest(*rows, fillvalue=""))
    who = fields.get("name", 0)
    owed = {(row[who], *row[fields.get("balance", who) :][:1]) for row in rows if any(row[who : who + 1])}
    again = len({name for name, *_ in owed}) < len(owed)
    days = [*compress(header, (cells and all(map(_DAY.fullmatch, cells)) for cells in columns_))]
    said = [{*one.casefold().split()} for one in days]
    return bool(days) and ("paid" in fields or again or any(DUE & one and not DUE_ELSE & one for one in said))


def _says_paid(rows: Sequence[Sequence[str]]) -> bool:
    """Whether some column says what is paid and what is not: no list of customers does."""
    states = ({*map(status_of, filter(str.strip, column))} for column in zip_longest(*rows, fillvalue=""))
    return any(None not in said and Status.PAID in said for said in states)


def _where_filled(
    header: Sequence[str], below: Sequence[Sequence[str]], fields: Mapping[str, int], said: Mapping[str, str]
) -> dict[str, int]:
    """Return the fields, each in the column of its name that most rows fill: address books have several of a kind."""

    def filled(place: int) -> int:
        return sum(place < len(row) and bool(row[place].strip()) for row in below)

    found = dict(fields)
    width = max(map(len, below), default=0)
    own = {name for name, place in fields.items() if place < width and name not in said}
    for name in {"phone", "email", "account", "contact"} & own:
        same = (place for place, cell in enumerate(header) if columns.squeeze(cell) in columns.SYNONYMS[name])
        found[name] = max((fields[name], *same), key=filled)
    if "account" in found and "account" not in said and not filled(found["account"]):
        empty = found.pop("account")
        if "name" not in found:
            found["name"] = found.pop("contact", empty)
    return found
