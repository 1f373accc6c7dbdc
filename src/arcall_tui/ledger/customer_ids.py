"""Who owes, as a ledger's rows say it: by the ledger's id, or by the name where there is none."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from itertools import compress, repeat

from arcall_tui.domain.calendar import zone_named
from arcall_tui.domain.ledger_rows import Party
from arcall_tui.domain.text import TOWN, listed, number_of
from arcall_tui.ledger.arrange import EACH
from arcall_tui.ledger.column_layout import PARTY
from arcall_tui.ledger.headings import POST
from arcall_tui.ledger.words import CONSUMERS, FIRM, FIRMS, NO, YES, fold


@dataclass(slots=True)
class Customers:
    """Tells each customer's facts once. `by_name`: no column has an id, so names are what tells them apart.

    `spoiled`: what cannot be a phone number, an e-mail address, a language or a credit limit, by field.
    """

    by_name: bool
    spoiled: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    _said: set[int] = field(default_factory=set)
    _again: list[tuple[str, ...]] = field(default_factory=list)
    _spelled: dict[str, str] = field(default_factory=dict)
    _ids: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _names: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _first: dict[str, list[str]] = field(default_factory=dict)
    _namesakes: set[str] = field(default_factory=set)

    def meet(
        self, cells: Mapping[str, tuple[str, ...]], keep: Sequence[object] | None
    ) -> tuple[tuple[str, ...], tuple[Party, ...]]:
        """Return each row's customer, and what the rows say about customers that none before said.

        `keep`: which rows count; the others say nothing.
        """
        if parts := [cells[name] for name in ("first_name", "last_name") if name in cells]:
            cells = {**cells, "contact": tuple(_persons(cells, parts))}
        if "street" in cells:
            cells = {**cells, "postal": tuple(_postal(cells))}
        names = [name for name in PARTY if name in cells]
        accounts, columns = self.ids(cells), [cells[name] for name in names]
        if keep is not None:
            accounts, *columns = (tuple(compress(column, keep)) for column in (accounts, *columns))
        # Nearly always a row only repeats an earlier one; 64 bits of each are quicker to look up than all of it.
        if columns == self._again or self._said.issuperset(map(hash, zip(*columns, strict=True))):
            return accounts, ()
        rows = zip(zip(*columns, strict=True), accounts, strict=True)
        fresh = {said: account for said, account in rows if hash(said) not in self._said}
        self._said.update(map(hash, fresh))
        return accounts, tuple(
            self._party(account, dict(zip(names, said, strict=True))) for said, account in fresh.items()
        )

    def told(self, cells: Mapping[str, tuple[str, ...]]) -> bool:
        """Whether cells as they stand only repeat what earlier rows have said of their customers."""
        made = {"first_name", "last_name", "street"} & cells.keys()
        columns = [] if made else [cells[name] for name in PARTY if name in cells]
        self._again = columns if self._said.issuperset(map(hash, zip(*columns, strict=True))) else []
        return bool(self._again)

    def ids(self, cells: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
        """Return each row's customer: the ledger's id, or the name as it was first spelled."""
        accounts = cells.get("account") or cells.get("name", ())
        if "account" in cells and "name" in cells and not all(accounts):
            accounts = tuple(one or other for one, other in zip(accounts, cells["name"], strict=True))
        if self.by_name:
            accounts = tuple([self._spelled.setdefault(name.casefold(), name) for name in accounts])
        return accounts

    def _party(self, account: str, facts: dict[str, str]) -> Party:
        facts.pop("account", "")
        if zone := facts.get("zone"):
            facts["zone"] = zone if zone_named(zone) else ""
        contact = _DIALLED.sub(", ", facts.get("contact", ""))
        if not facts.get("phone") and (said := _BESIDE_NAME.fullmatch(contact)):
            facts |= said.groupdict()
        for what, read in _READ.items():
            if cell := facts.get(what):
                each = {part: read(part) for part in cell.split(EACH)}
                facts[what] = EACH.join(filter(None, each.values()))
                if what in _SPOILED:
                    self.spoiled[what] += [part for part, whole in each.items() if not whole]
        if (name := facts.get("name")) and not self.by_name:
            self._ids[name.casefold()].add(account)
            self._names[account].add(name)
        named = self.by_name or ("name" not in facts and " " in account)
        if named and facts.get("postal") and not FIRM.search(account):
            own = [facts.get(each, "") for each in ("postal", "email", "phone")]
            both = zip(own, self._first.setdefault(account, own), strict=True)
            differ = [one != two for one, two in both if one and two]
            self._namesakes |= {account} if len(differ) > 1 and all(differ) else set()
        if named:
            self._ids[_NUMBER_BESIDE.sub("", account).casefold()].add(account)
        return Party(account, **facts)

    def warnings(self) -> list[str]:
        """Point out what is odd about ids and names."""
        told = [
            f"{number_of(len(said), f'{what} is none', f'{plural} are none')}, such as {said[0][:40]!r}: left out."
            for name, (what, plural) in _SPOILED.items()
            if (said := self.spoiled[name])
        ]
        if self.by_name:
            told.append("There is no customer id in the file: customers are told apart by their names.")
        if self._namesakes:
            told.append(
                f"Of one name, taken as one each, though addresses differ from row to row, and telephones or e-mails: {listed(sorted(self._namesakes))}. If they are several, have two columns tell them apart, as with --map 'account=NAME + TELEPHONE'."
            )
        alike = [ids for name, ids in self._ids.items() if self._names or name in {*map(str.casefold, ids)}]
        shared = sorted(" and ".join(sorted(ids)) for ids in alike if len(ids) > 1)
        if shared:
            told.append(
                f"One name under several ids, kept apart: {listed(shared)}. `arcall merge` joins two."
            )
        several = sorted(account for account, names in self._names.items() if len(names) > 1)
        if several:
            told.append(
                f"{number_of(len(several), 'customer goes', 'customers go')} by several names in the file, kept as one each: {listed(several)}."
            )
        return told


def _persons(cells: Mapping[str, tuple[str, ...]], parts: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Yield whom to ask for in each row: who is named, or else, also where that is the customer once more, by the parts of the name."""
    nobody = ("",) * len(parts[0])
    for said, who, *both in zip(cells.get("contact", nobody), cells.get("name", nobody), *parts, strict=True):
        yield (said if said != who else "") or " ".join(filter(None, both)) or said


def _postal(cells: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Yield each row's address in lines; nothing where no street is named."""
    columns = [cells.get(name) or tuple(repeat("", len(cells["street"]))) for name in POST]
    for street, house, more, code, town in zip(*columns, strict=True):
        lines = (f"{street} {house}".strip(), more, f"{code}{TOWN}{town}" if code or town else "")
        yield "\n".join(filter(None, lines)) if street and "@" not in street else ""


_SPOILED = {
    "phone": ("phone number", "phone numbers"),
    "email": ("e-mail address", "e-mail addresses"),
    "language": ("language", "languages"),
    "credit_limit": ("credit limit", "credit limits"),
}


# What the number of a tax office or of a flat makes another of one name: `Ash Ltd (VAT GB 123456789)`, `Flat 301 Lee`.
_TAX = "vat|tva|btw|ust|id|nip|cif|nif|rtn|rfc|gst|abn|ein|tax|tin|ruc|rut|cuit|cnpj|cvr"
_NUMBER_BESIDE = re.compile(
    rf"(?i)[\s,;(-]+(?:\W*\b(?:{_TAX}|no|nr)\b)+\W*[a-z]{{0,3}}[\s-]?\d[\w./-]{{4,}}\)?$|^(?:(?:flat|apt|unit|room)\W*)?\d+\w?\W+(?=[^\W\d])"
)
_DIALLED = re.compile(r"(?i)\W*\b(?:t[eé]l\w*|phone|ph|mob|mobile|cell)\b[.:\s]*(?=[+(\d])")
# `Sam, +44 1632 960144`: whom to ask for and at which telephone, which begins with +, 0 or a bracket, or stands in groups, and is no day; a P.O. Box, a tax number and a fax are nobody's.
_NOBODY = rf"(?!(?:\W*(?:p\.?\s?o|box|postfach|apartado|{_TAX}|ref|reference|no|nr|fax|order|invoice|account|acct|a/?c|iban)\b)+\W*\d)"
_BESIDE_NAME = re.compile(
    rf"(?i){_NOBODY}(?P<contact>(?:[^\d+@]*[^\W\d_]\)?)?)(?:^(?!000)|(?<!fax)[\s,;:/\u2013-]+)(?:\((?=[^()]*\)$))?(?!\d{{1,4}}[-/.]\d{{1,2}}[-/.]\d{{2,4}}$)(?P<phone>(?=[+0(]|\d{{3}}[-. ]\d{{3}}[-. ])\+?(?:[\s()/.-]*\d){{7,15}})\)?"
)


def _phone(said: str) -> str:
    """Return a phone number whole that a spreadsheet took for an amount; empty where digits of it are lost, there are none, or it is a day."""
    if not (amount := _AMOUNT.fullmatch(said)):
        return said if any(map(str.isdigit, said)) and not _DAY.fullmatch(said) else ""
    digits = f"{Decimal(said.replace(',', '.')):f}".partition(".")[0]
    mantissa = amount["whole"] + (amount["part"] or "")
    return digits if not amount["exponent"] or len(mantissa.rstrip("0")) >= len(digits) - 1 else ""


_DAY = re.compile(r"(?:19|20)\d\d([-/.])[01]?\d\1[0-3]?\d|[0-3]?\d([-/.])[0-3]?\d\2(?:19|20)\d\d")
# 4.42079460958E+11 has all digits of the number but for a nought at its end, 4.42E+11 has not; 442079460000.0 has, too.
_AMOUNT = re.compile(r"(?P<whole>\d+)(?=[.,]0?$|[.,]\d+E|E)(?:[.,](?P<part>\d*))?(?P<exponent>E\+?\d{1,2})?")


def _language(said: str) -> str:
    """Return the code of a language that is named (French, Deutsch); empty for what names none."""
    return said if _CODE.fullmatch(said) else _languages().get(fold(said), "")


@cache
def _languages() -> dict[str, str]:
    """Return the codes of languages by their names, folded, in the languages that ledgers are written in."""
    from babel import Locale  # noqa: PLC0415 - only where a language is written out

    codes = ("en", "de", "fr", "es", "it", "nl", "pt", "pl", "sv", "da", "nb", "fi", "cs", "ja")
    # Of two languages of one name the first counts.
    return {
        fold(Locale(spoken).languages[code]): code
        for code in reversed(codes)
        for spoken in ("en", code, "de", "fr", "es", "it")
    }


_CODE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z]{2,4})?")
_READ: dict[str, Callable[[str], str]] = {
    "consumer": lambda said: (
        "1" if fold(said) in CONSUMERS | YES else "0" if fold(said) in FIRMS | NO else ""
    ),
    "no_calls": lambda said: "1" if fold(said) in YES else "0",
    "phone": _phone,
    "email": lambda said: said if "@" in said else "",
    "language": _language,
}
