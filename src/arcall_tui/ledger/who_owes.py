"""Which column has the customers' ids and which their names, judged by what goes with what."""

import re
from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations

from arcall_tui.ledger.column_work import ColumnWork, is_harmless, words_of
from arcall_tui.ledger.columns import KNOWN, SYNONYMS, squeeze
from arcall_tui.ledger.figure_sums import ENOUGH_ROWS, sums_of
from arcall_tui.ledger.headings import ANYTHING, CODES, COMPANIES, CUSTOMERS, PARTY_CODES
from arcall_tui.ledger.missing_columns import ID, NAME, NAMING, mostly, such_as, which_name
from arcall_tui.ledger.profiles import Cells, Profile
from arcall_tui.ledger.words import FIRM, RECEIVABLE, fold


def no_persons(work: ColumnWork) -> None:
    """Nom, Nome and the like are a person's only beside the other half of their name, or beside the name of a firm."""
    if "first_name" not in {*work.fields, *work.said}:
        work.fields.pop("last_name", None)
    elif (first := work.of("first_name")) and not ("last_name" in work.fields or "first_name" in work.said):
        called = squeeze(work.header[work.fields["first_name"]]) in _NAMES
        who = work.of("name") or work.of("account")
        if called and who and (mostly(ID.fullmatch, who) or mostly(ID.fullmatch, first)):
            del work.fields["first_name"]


_NAMES = frozenset(SYNONYMS["name"])
_WHO = _NAMES.union(SYNONYMS["account"])
_BILLED = tuple(
    "billto billed invoiceto invoiced payer zahler rechnung regul factur fattur fatur factuur".split()
)
_NAMED = r"(?:names?|naam|namn|navn|nom|nome|bezeichnung)"
# Whom a heading speaks of stands before what it says of them.
_PARTY = re.compile(rf"(?:customers?|kunden?|client|account|acct|no|nr|num|number|nummer|id|code|{_NAMED})+$")
_IS_NAME = re.compile(f".*{_NAMED}")
_NAME_OF = re.compile(r"^name(?:of|des|der)?(?=[a-z]{4})")  # Name Rechnungsempfänger


def one_party(work: ColumnWork) -> None:
    """Of two parties with an id and a name each, such as Sold-to and Bill-to, take both of one: of who gets the bill, if one does."""
    heads = [*map(squeeze, work.header)]
    parties = [_PARTY.sub("", _NAME_OF.sub("", head)) for head in heads]
    names = [spot for spot, head in enumerate(heads) if _IS_NAME.fullmatch(head) or _NAME_OF.match(head)]
    pairs = [
        (place, spot)
        for place, head in enumerate(heads)
        for spot in names
        if head and place not in (*names, work.fields.get("number")) and parties[place] == parties[spot]
        # A code of its own in each row while names are there again is a transaction's number.
        if not (work.columns[place].unique and work.columns[spot].different < work.columns[spot].filled)
    ]
    who, called = (work.fields.get(name, -1) for name in ("account", "name"))
    several = len({parties[spot] for _, spot in pairs}) > 1
    mixed = -1 not in (who, called) and parties[who] != parties[called]
    whose = [spot for spot, _ in work.free() if heads[spot] and heads[spot] == parties[who]]
    if mixed and whose and "account" not in work.said:
        if "name" not in work.said:
            told = f"{work.title(who)!r} is not of {work.title(called)!r}: who owes?"
            owes = parties[who].startswith(("debt", "debi", "deud"))
            raise work.asks(told, *such_as(work, "name", (called, *whose)[:: -1 if owes else 1]))
        work.drop("account", f"not of {work.title(called)!r}")
    sells = mixed and not words_of(work.header[called]).isdisjoint(COMPANIES)
    if (
        sells
        or {"account", "name"} & {*work.said}
        or {who, called}.isdisjoint(spot for pair in pairs for spot in pair)
    ):
        return
    if several or mixed:
        place, spot = min(
            pairs,
            key=lambda pair: (
                not any(word in heads[pair[0]] for word in _BILLED),
                {who, called}.isdisjoint(pair),
            ),
        )
        work.take("account", place, "the id of who gets the bill")
        work.take("name", spot, "the name of who gets the bill")


def not_who_sells(work: ColumnWork) -> None:
    """A company that several customers of another column share is who sells to them. Raises AskError."""
    place, ids = work.fields["name"], work.of("account")
    if words_of(work.header[place]).isdisjoint(COMPANIES):
        return
    for spot, one in work.free():
        if squeeze(work.header[spot]) not in _NAMES or not mostly(NAME.fullmatch, one):
            continue
        who = one if ids is None or ids is work.columns[place] else ids
        if _shared(who, one) >= _shared(who, work.columns[place]):
            continue
        if words_of(work.header[spot]).isdisjoint(CUSTOMERS):
            raise which_name(work, [spot, place], likely=True)
        work.drop("name", "not the customer's: one for several")
        work.take("name", spot, "its own for each customer")
        return


_PAYS = "insurer|insurance(?:company|carrier)|sponsor|payor|thirdpartypayer|bill(?:ed)?to(?:name)?|invoiceto"
_PUPIL = re.compile("student|pupil|child|alumn|eleve|schuler")


def who_pays(work: ColumnWork) -> None:
    """Whoever insures or sponsors the one who is named, or gets the bill, may be the one who owes, and pupils' parents or persons' firms most likely do. Raises AskError."""
    place = work.fields["name"]
    pupils = bool(_PUPIL.search(squeeze(work.header[place])))
    # Codes beside the names of the same party are its ids.
    codes = mostly(ID.fullmatch, work.columns[place])
    paying = re.compile(f"{_PAYS}|(?:parent|guardian|carer|payer|or)+(?:s?name)?" if pupils else _PAYS)
    pays = [
        spot
        for spot, one in work.free()
        if one.cells != work.columns[place].cells
        if paying.fullmatch(squeeze(work.header[spot])) or _is_firm_of(work, spot)
        if one.different > 1 and mostly(NAME.fullmatch, one)
        if not codes or _shared(work.columns[place], one)
    ]
    if pays:
        billed = squeeze(work.header[pays[0]]).startswith(_BILLED)
        first = pupils or billed or _is_firm_of(work, pays[0])
        raise which_name(work, [*pays, place] if first else [place, *pays], likely=True)


def _is_firm_of(work: ColumnWork, spot: int) -> bool:
    """Whether a column of companies has firms, one for each of the persons who are named."""
    named, one = work.columns[work.fields["name"]], work.columns[spot]
    firms, persons = ([bool(FIRM.search(cell)) for cell in {*each.cells}] for each in (one, named))
    each = len(firms) == len(persons) > 2 and not _shared(one, named) and not any(persons)
    return squeeze(work.header[spot]) in COMPANIES and each and sum(firms) * 2 > len(firms)


def _shared(ids: Profile, names: Profile) -> int:
    """Return how often a name stands for one more customer."""
    return len({*zip(ids.cells, names.cells, strict=True)}) - names.different


# An account of a chart: 501.0012 has more decimals than any currency.
_ACCOUNT = re.compile(r"\d{2,}\.\d{4,}")


def codes_beside(work: ColumnWork) -> None:
    """Beside the names, codes under a heading that says no more than that are the customers' ids, where each has one name."""
    names = work.of("name") or work.of("account")
    if names is None or {"account", "name"} <= set(work.fields) or mostly(ID.fullmatch, names):
        return
    for spot, one in work.free():
        pairs = {*zip(one.cells, names.cells, strict=True)}
        heading = squeeze(work.header[spot])
        # A code of its own for each row may number the rows: only with names that are there again it is the customers'.
        again = len(pairs) == names.different < one.filled
        party = _PARTY.sub("", heading)  # Patron ID beside Patron
        own = heading in _WHO or (len(party) > len("no") and squeeze(names.title).startswith(party))
        code = heading in PARTY_CODES or (again and (heading in CODES or (own and mostly(ID.fullmatch, one))))
        figures = one.holds is Cells.AMOUNTS and not all(map(_ACCOUNT.fullmatch, one.cells))
        if code and not figures and all(one.cells) and one.different == len(pairs):
            place = work.fields.get("name", work.fields.get("account", -1))
            work.take("name", place, "the customers' names")
            work.take("account", spot, f"each has one name in {work.title(place)!r}")
            return


def ids_within(work: ColumnWork) -> None:
    """An id that stands for several names may be a customer's only within a branch, as another column has it. Raises AskError."""
    place, ids = work.fields.get("account", work.fields.get("name", -1)), work.who
    if not mostly(ID.fullmatch, ids):
        return
    names = next(
        (
            one
            for spot, one in sorted(
                enumerate(work.columns), key=lambda pair: pair[0] != work.fields.get("name")
            )
            if spot != place
            and (spot == work.fields.get("name") or squeeze(work.header[spot]) in _NAMES)
            and mostly(NAME.fullmatch, one)
        ),
        ids,
    )
    called = defaultdict[str, set[str]](set)
    for who, name in zip(ids.cells, names.cells, strict=True):
        called[who].add(name)
    shared = next((who for who, several in called.items() if who and len(several) > 1), "")
    sums = {place for one in sums_of(work) for place in (one.whole, *one.all_parts)} if shared else set()
    for spot, within in work.free():
        branch, own = work.title(spot), work.title(place)
        named = {} if "name" in work.said else {"name": names.title}
        if shared and spot not in sums and within is not names and _parts_ids(within, ids, names):
            told = f"{shared} is {' and '.join(sorted(called[shared]))}, each with another {branch!r}"
        elif twice := _bill_of_two(work, spot, ids):
            told = f"{twice} is there under two of {branch!r} with a bill of one number"
        else:
            continue
        raise work.asks(
            f"{told}: are they one customer?",
            ({"account": f"{branch} + {own}", **named}, f"no: {branch} and {own} together tell them apart"),
            ({"account": own}, f"yes{', under several names' * bool(shared)}"),
        )


def _bill_of_two(work: ColumnWork, spot: int, ids: Profile) -> str:
    """Return a customer with bills of one number at two companies, empty where there is none."""
    number, seen = work.of("number"), dict[tuple[str, str], str]()
    if number is None or words_of(work.header[spot]).isdisjoint(COMPANIES):
        return ""
    bills = zip(ids.cells, number.cells, work.columns[spot].cells, strict=True)
    return next((who for who, bill, own in bills if bill and seen.setdefault((who, bill), own) != own), "")


def _parts_ids(within: Profile, ids: Profile, names: Profile) -> bool:
    """Whether a column of few values has, together with the ids, one name each, and each name in one place."""
    if within.holds not in (Cells.TEXT, Cells.NUMBERS) or not 1 < within.different < within.filled:
        return False
    both = {*zip(within.cells, ids.cells, strict=True)}
    return (
        all(within.cells)
        and len(both) == len({*zip(within.cells, ids.cells, names.cells, strict=True)})
        and len({*zip(within.cells, names.cells, strict=True)}) == names.different
    )


def codes_for_names(work: ColumnWork) -> None:
    """Names that are codes are ids, where a column of words has one for each."""
    codes, words, place = work["name"], work.of("account"), work.fields["name"]
    if not mostly(ID.fullmatch, codes):
        return
    if words is None:
        _name_ids(work, place)
    elif (
        words is not codes
        and mostly(NAME.fullmatch, words)
        and words.different == codes.different == len({*zip(codes.cells, words.cells, strict=True)})
    ):
        names = [work.fields["account"]]
        work.take("account", place, "codes, not names")
        work.take("name", names[0], "words, not codes")


def who_is_named(work: ColumnWork) -> None:
    """Who, beside codes without a name, is the name where it is another for each."""
    ids, who = work["account"], work["contact"]
    pairs = {*zip(ids.cells, who.cells, strict=True)}
    if squeeze(who.title) == "who" and mostly(ID.fullmatch, ids) and len(pairs) == who.different > 1:
        work.take("name", work.fields.pop("contact"), "another for each customer's id")


def names_of_ids(work: ColumnWork) -> None:
    """Ids without names may have them in a column of words. Raises AskError."""
    if work["account"].different > 1:
        _name_ids(work, work.fields["account"])


def _name_ids(work: ColumnWork, place: int) -> None:
    """Take the column of words that has a name for each code; where more than one may, or none surely does, it is asked. Raises AskError."""
    ids = work.columns[place]
    names, sure = _names_for(work, ids, harmless=True)
    if len(names) == 1 and sure:
        work.take("account", place, "codes, not names")
        work.take("name", names[0], "one for each customer's id")
    elif names:
        raise which_name(work, names, likely=ids.different < ids.filled)


def _names_for(work: ColumnWork, ids: Profile, *, harmless: bool = False) -> tuple[list[int], bool]:
    """Return the columns of words that have one for each code, and whether one is sure: by its heading, or by enough rows.

    `harmless`: where no other has, also one whose heading says something else, such as Description; it is not sure.
    """
    if not mostly(ID.fullmatch, ids):
        return [], False
    # One for each customer says nothing where no customer stands there twice.
    again = ENOUGH_ROWS <= ids.different < ids.filled
    fits = [
        place
        for place, one in work.free()
        if one.holds is Cells.TEXT
        and ((harmless and again) or place in work.doubted or not is_harmless(work.header[place]))
        and one.different == ids.different == len({*zip(ids.cells, one.cells, strict=True)})
        and mostly((_NO_ID if _is_called(work, place) else NAME).fullmatch, one)
    ]
    named = [place for place in fits if _is_called(work, place)]
    told = [place for place in fits if not is_harmless(work.header[place])]
    return named or told or fits, bool(named) or (again and bool(told))


# Names may have figures in them, as Gym 24 has.
_NO_ID = re.compile(r".*\s.*|\D+")


def _is_called(work: ColumnWork, place: int) -> bool:
    """Whether a heading says that customers' names stand below it."""
    heading = squeeze(work.header[place])
    return heading in _NAMES or any(word in heading for word in NAMING) or bool(_IS_NAME.fullmatch(heading))


# With these and with a letter or three begin the names of many.
_MANY = re.compile(
    r".{1,3}|green|blue|black|white|brown|silver|gold(?:en)?|north(?:ern)?|south(?:ern)?|east(?:ern)?|west(?:ern)?|royal|grand|central|park|hotel|h[oô]tel|cafe|bar|restaurant|saint|santa|firm|city|town|county|famil.*|club|dental|praxis|gemeinde|mairie|estate"
)


def no_clerks(work: ColumnWork) -> None:
    """A few persons whom many customers share are the user's own clerks, unless the heading says whose, or each is rung at a number of their own."""
    persons, few = work["contact"], work["contact"].different
    whose = {both for both in zip(persons.cells, work.who.cells, strict=False) if all(both)}
    theirs = bool(words_of(work.header[work.fields["contact"]]) & CUSTOMERS)
    # Branches of one firm, Alfa North and Alfa South, have one contact.
    pairs = zip(persons.cells, map(fold, (work.of("name") or work.who).cells), strict=False)
    fronts = {(said, name.split()[0]) for said, name in pairs if said and name}
    theirs |= len(fronts) == few and not any(_MANY.fullmatch(one) or FIRM.search(one) for _, one in fronts)
    for reached in filter(None, map(work.of, ("phone", "email"))):
        # An agent's number goes with them; where each customer has their own, mails may name who reads them.
        theirs |= 1 < few == reached.different == len({*zip(persons.cells, reached.cells, strict=False)})
        named = [
            fold(name.split()[0]) in fold(at)
            for name, at in zip(persons.cells, reached.cells, strict=False)
            if name and at
        ]
        theirs |= sum(named) * 2 > len(named)
    if len(whose) >= ENOUGH_ROWS and few * few <= len(whose) + 1 and not theirs:
        work.drop("contact", "one for several customers: the user's own clerk")


def one_for_all(work: ColumnWork) -> None:
    """A name that all rows share, or an account of the books, is not the customer's where another column of names has more. Raises AskError."""
    account, name = work.of("account"), work["name"]
    if len(name.cells) < ENOUGH_ROWS:
        return
    books = _of_books(work, work.fields["name"])
    few = name.different if books else 1
    others = [spot for spot, one in work.free() if squeeze(work.header[spot]) in _WHO and one.different > few]
    payer = squeeze(work.header[work.fields["name"]]).startswith(_BILLED)
    own = account not in (None, name)
    if not others or payer or name.different > few or (own and (account or name).different > few):
        return
    _not_of_all(work, work.fields["name"], others[0])
    if own and "account" not in work.said:
        work.drop("account", "not the customer's: of the books")
    work.drop("name", "not the customer's: " + ("of the books" if books else "the same in all rows"))
    work.take("name", others[0], "the customers' names")


# Client Services and Sales Force are firms.
_IN_NAMES = frozenset("client customer cliente sale sales income issued outgoing".split())


def _of_books(work: ColumnWork, place: int) -> bool:
    """Whether names are those of accounts of the books, such as Trade receivables behind their numbers: Clients United and Client Services Ltd may well owe."""
    own = work.fields.get("account", place) != place
    return all(
        said in RECEIVABLE or (own and not words_of(said).isdisjoint(RECEIVABLE - _IN_NAMES))
        for said in {fold(cell).lstrip("0123456789 -") for cell in work.columns[place].cells}
    )


def who_is_who(work: ColumnWork) -> None:
    """Ids and names that do not go with one another are not both the customer's. Raises AskError."""
    account, name = work["account"], work["name"]
    if len(account.cells) < 2 or account is name:
        return
    ids, names = account.different, len({cell.casefold() for cell in name.cells if cell})
    pairs = {both for both in zip(account.cells, name.cells, strict=True) if all(both)}
    coded = mostly(ID.fullmatch, account)
    if names > ids and "name" not in work.said and (others := _names_for(work, account)[0]):
        if "account" not in work.said and (_of_books(work, others[0]) or ids == 1):
            _not_of_all(work, others[0], work.fields["name"])
            work.drop("account", "not the customer's: of the books")
            return
        work.drop("name", "not the customer's: several for one")
        work.take("name", others[0], "one for each customer's id")
        return
    anything = "name" not in work.said and squeeze(name.title) in ANYTHING
    if anything and coded and len(pairs) * 2 >= ids * 3 > 3:
        # Articles have names, too, and most customers more than one of them.
        raise which_name(work, [work.fields["name"]], likely=False)
    if "account" not in work.said and ids and names > 1 and (ids == 1 or ids * 2 < names):
        same = "the same in all rows" if ids == 1 else f"{ids} different ones for {names} names"
        if ids == 1 and "name" not in work.said and not coded:
            _not_of_all(work, work.fields["account"], work.fields["name"])
        work.drop("account", f"not the customer's: {same}")
    elif "name" in work.said:
        return
    elif not coded and len(pairs) * 2 >= 3 * (
        ids if squeeze(work.header[work.fields["account"]]) in CUSTOMERS else max(ids, name.different)
    ):
        work.drop(
            "name",
            f"not the customer's: several for one customer{', and one for several' * (len(pairs) > names)}",
        )
    elif names < len({one for one, _ in pairs}) and (  # a customer without one is another matter
        not coded or (names == 1 and len(name.cells) >= ENOUGH_ROWS) or (anything and names * 2 <= ids)
    ):
        told = "the same in all rows, while the ids differ" if coded else "one for several"
        work.drop("name", f"not the customer's: {told}")


def _not_of_all(work: ColumnWork, same: int, other: int) -> None:
    """One name in all rows may be who sells, or the one customer whose people another column has; words for customers name nobody. Raises AskError."""
    said = next(filter(None, work.columns[same].cells), "")
    # A company's code beside names is of who sells.
    if ID.fullmatch(said) and not words_of(work.header[same]).isdisjoint(COMPANIES):
        return
    if squeeze(said) not in KNOWN and not _of_books(work, same):
        raise work.asks(
            f"All rows have {said!r} in {work.title(same)!r}: who owes?",
            *such_as(work, "name", (other, same)),
        )


def two_of_a_name(work: ColumnWork) -> None:
    """Persons of one name, of whom each has another id, telephone or address, two of these at least, are most likely two. Raises AskError."""
    ids = [spot for spot, one in work.free() if one.unique and squeeze(work.header[spot]) in CODES]
    spots = [*ids, *(work.fields[name] for name in ("street", "email", "phone") if name in work.fields)]
    seen = defaultdict[str, list[tuple[str, ...]]](list)
    for name, *told in zip(work["name"].cells, *(work.columns[spot].cells for spot in spots), strict=True):
        seen[name].append(tuple(told))
    for name, rows in seen.items() if spots else ():
        pairs = (zip(*pair, strict=True) for pair in combinations(rows, 2))
        differ = [[one != two for one, two in pair if one and two] for pair in pairs]
        if name and not FIRM.search(name) and any(len(each) > 1 and all(each) for each in differ):
            whole, by = work.called("name"), work.title(spots[0])
            field = next((each for each, spot in work.fields.items() if spot == spots[0]), "account")
            own: dict[str, int | str] = {"account": f"{whole} + {by}", "name": whole, field: by}
            several, one = (own, f"yes: {by!r} tells them apart"), ({"name": whole}, "no: one customer")
            mails = zip(
                work["name"].cells, work["email"].cells if "email" in work.fields else (), strict=False
            )
            raise work.asks(
                f"{name!r} stands in {len(rows)} rows in which all else differs: are they several customers?",
                *((one, several) if _own_domain(name, mails) else (several, one)),
            )


def _own_domain(name: str, mails: Iterable[tuple[str, str]]) -> bool:
    """Whether all mail addresses of a name are of one domain, of which no other name has any: a firm's, most likely."""
    whose = defaultdict[str, set[str]](set)
    for who, mail in mails:
        whose[mail.rpartition("@")[2].casefold()].add(who)
    own = [who for domain, who in whose.items() if name in who and domain]
    return own == [{name}]
