"""The settings about what goes out: who sends it, the user's own people, documents, when which reminder is due."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from importlib import import_module

from arcall_tui.domain.account import check_email
from arcall_tui.domain.money import CURRENCIES
from arcall_tui.domain.text import many_lines, one_line
from arcall_tui.errors import UsageError
from arcall_tui.tomlfile import TomlTable, from_file, values_of


@dataclass(frozen=True, slots=True)
class Sender:
    """Whom a letter comes from, and where its reader pays to; empty: not said.

    `iban` is checked and without blanks. `address`, `postcode`, `town`, `country` (ISO 3166): the firm's own,
    which a Swiss payment code must have. `signature`: lines that end a letter, in place of name, firm and phone.
    `currencies`: the bank details of accounts for one currency each; none in it: the usual account takes that, too.
    """

    name: str = ""
    firm: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    postcode: str = ""
    town: str = ""
    country: str = ""
    bank: str = ""
    iban: str = ""
    bic: str = ""
    account_number: str = ""
    sort_code: str = ""
    routing_number: str = ""
    upi: str = ""
    signature: str = ""
    currencies: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def paid_in(self, currency: str) -> Sender:
        """Return the sender with the account that takes a currency (ISO 4217): its own, else the usual one."""
        own = self.currencies.get(currency)
        return replace(self, currencies={}, **{**_NO_BANK, **own}) if own else self

    @property
    def banked(self) -> bool:
        """Whether there is a usual account."""
        return any((self.iban, self.account_number, self.sort_code, self.routing_number, self.upi))

    @property
    def swiss(self) -> bool:
        """Whether it is paid to by a Swiss QR-bill."""
        return self.iban[:2] in {"CH", "LI"}

    @property
    def by_qr_reference(self) -> bool:
        """Whether the account is a QR-IBAN, which is paid to with a QR reference alone."""
        return self.swiss and "30000" <= self.iban[4:9] <= "31999"


@dataclass(frozen=True, slots=True)
class Colleague:
    """Someone of the user's own: only they get memos. `role`: supervisor, legal, finance, sales ..."""

    role: str
    name: str
    email: str


# Ann Lee <ann@firm.example>, or the address alone
_PERSON = re.compile(r"([^<>]*?)<?([^\s<>]+@[^\s<>]+)>?")
_PLACE = re.compile(r"\{(\w*)\}")
DOCUMENT_FIELDS = ("invoice", "po", "account")  # what a pattern of documents may name
_OWN = tuple(each.name for each in fields(Sender) if each.name != "currencies")


@dataclass(frozen=True, slots=True)
class ReminderDays:
    """From how many days past due which reminder is right, and how many days lie between two at least."""

    first: int = from_file(10, high=3650)
    second: int = from_file(20, high=3650)
    final: int = from_file(35, high=3650)
    gap: int = from_file(7, high=3650)


@dataclass(frozen=True, slots=True)
class Senders:
    """Who sends: `usual`, and by creditor those that differ. `said`: whether the settings say anything about it."""

    usual: Sender = field(default_factory=Sender)
    by_creditor: Mapping[str, Sender] = field(default_factory=dict)
    said: bool = False


def _senders(top: TomlTable, key: str, _default: Senders) -> Senders:
    table = top.table(key)
    sender, by_creditor = _sender(table, Sender(), "creditors"), table.table("creditors")
    senders = {each: _sender(by_creditor.table(each), sender) for each in by_creditor.values}
    return Senders(sender, senders, said=key in top.values)


def _sender(table: TomlTable, standard: Sender, *besides: str) -> Sender:
    """Read one sender; what a creditor's own table leaves out is as for the others, but no bank details beside its own."""
    table.only((*_OWN, "currencies", *besides))
    said, by_currency, own = _facts(table, _OWN), table.table("currencies"), {}
    for code in by_currency.values:
        if code not in CURRENCIES:
            by_currency.refuse(code, "is no currency.", "It takes an ISO code, such as USD.")
        by_currency.table(code).only(_NO_BANK)
        facts = _facts(by_currency.table(code), _NO_BANK)
        own[code] = {name: text for name, text in facts.items() if text}
    if _NO_BANK.keys() & said.keys() or any(own.values()):
        standard = replace(standard, **_NO_BANK, currencies={})
    return replace(standard, **said, currencies={**standard.currencies, **own})


def _facts(table: TomlTable, names: Iterable[str]) -> dict[str, str]:
    """Return what a table says of a sender under these names, each checked."""
    said = {name: one_line(table.text(name, "")) for name in names if name in table.values}
    if "signature" in said:
        said["signature"] = many_lines(table.text("signature", "")).strip("\n")
    for name, text in said.items():
        with _refused_at(table, name, text):
            said[name] = checked_fact(name, text)
    return said


@contextmanager
def _refused_at(table: TomlTable, key: str, text: str) -> Iterator[None]:
    """Tell what is wrong with a text with the file and line where it stands."""
    try:
        yield
    except UsageError as error:
        table.refuse(key, f'is "{text}".', error.hint)


_NO_BANK = dict.fromkeys("bank iban bic account_number sort_code routing_number upi".split(), "")
# How each is checked: a module of python-stdnum, or a pattern; and how it is written.
_CHECKS: dict[str, tuple[str | re.Pattern[str], str]] = {
    "iban": ("stdnum.iban", "It takes an IBAN with its check digits, such as DE89 3704 0044 0532 0130 00."),
    "bic": ("stdnum.bic", "It takes a BIC of 8 or 11 characters, such as COBADEFFXXX."),
    "routing_number": ("stdnum.us.rtn", "It takes a routing number of nine digits, such as 021000021."),
    "sort_code": (re.compile(r"\d{2}-?\d{2}-?\d{2}", re.ASCII), "It takes six digits, such as 20-00-00."),
    "upi": (re.compile(r"[\w.-]{2,}@[A-Za-z][\w-]*", re.ASCII), "It takes a UPI id, such as firm@bank."),
    "country": (re.compile(r"[A-Z]{2}"), "It takes an ISO code of two capital letters, such as GB."),
}
_NO_LISTS = {"iban": {"check_country": False}}


def fact_label(name: str) -> str:
    """Return what a fact of the sender is called: IBAN, Sort code."""
    return name.upper() if name in {"iban", "bic", "upi"} else name.replace("_", " ").capitalize()


def checked_fact(name: str, text: str) -> str:
    """Return a fact of the sender as it is kept. Raises UsageError for an IBAN, an address ... that is none."""
    if name == "email" and text:
        check_email(text)
    check, allowed = _CHECKS.get(name, (None, ""))
    if check is None or not text:
        return text
    if isinstance(check, str):
        try:
            # Loaded only where such a number is set: start-up counts. Its lists of a country's banks lack the new ones.
            return str(import_module(check).validate(text, **_NO_LISTS.get(name, {})))
        except ValueError:
            pass
    elif check.fullmatch(text):
        return text
    raise UsageError(f"{fact_label(name)} is {text}.", allowed)


def _people(top: TomlTable, key: str, _default: object) -> dict[str, Colleague]:
    table = top.table(key)
    people = {}
    for role in table.values:
        found = _PERSON.fullmatch(one_line(table.text(role, "")))
        name, address = (found[1].strip(' "'), found[2]) if found else ("", "")
        if not address:
            table.refuse(role, "names nobody.", f'Write it like {role} = "Ann Lee <ann@firm.example>"')
        with _refused_at(table, role, address):
            check_email(address)
        people[role] = Colleague(role, name, address)
    return people


def _documents(top: TomlTable, key: str, _default: object) -> dict[str, tuple[str, ...]]:
    """Read the patterns: a list alone is of invoices, a table has a list for each kind."""
    if isinstance(top.values.get(key, {}), dict):
        table = top.table(key)
        return {kind: _patterns(table, kind) for kind in table.values}
    return {"invoice": _patterns(top, key)}


def _patterns(table: TomlTable, key: str) -> tuple[str, ...]:
    patterns = tuple(table.words(key, ()))
    for pattern in patterns:
        unknown = [name for name in _PLACE.findall(pattern) if name not in DOCUMENT_FIELDS]
        if unknown:
            table.refuse(key, f"names {{{unknown[0]}}}.", f"It can name {{{'}, {'.join(DOCUMENT_FIELDS)}}}.")
        if "{invoice}" not in pattern and "{po}" not in pattern:
            way = "It has to say where the invoice's number goes: {invoice}"
            table.refuse(key, f'has "{pattern}" in it.', way)
    return patterns


def _cadence(top: TomlTable, key: str, default: ReminderDays) -> ReminderDays:
    table = top.table(key)
    cadence = ReminderDays(**values_of(table, default))
    for name, before, days in (("second", "first", cadence.second), ("final", "second", cadence.final)):
        if days < (least := getattr(cadence, before)):
            table.refuse(name, f"is {days}, {before} is {least}.", "They follow one another in days.")
    return cadence


def _rates_by_account(table: TomlTable, key: str, _default: object) -> dict[str, float]:
    accounts = table.table(key)
    return {name: accounts.number(name, 0.0, 0, 100) for name in accounts.values}


@dataclass(frozen=True, slots=True)
class InterestTerms:
    """By what late interest is reckoned. `law`: a country's (ISO 3166); empty: the sender's, else the customer's.

    `contract`: the rate agreed with all customers, percent a year, 0 for none; `accounts`: by the ledger's id.
    `compounding`: of an agreed rate, simple, monthly or yearly. `small_seller`: a registered micro or small enterprise.
    """

    law: str = from_file("", read=lambda table, key, default: table.text(key, default).upper())
    contract: float = from_file(0.0, high=100)
    accounts: Mapping[str, float] = from_file(made=dict, read=_rates_by_account)
    compounding: str = from_file("simple", allowed=("simple", "monthly", "yearly"))
    small_seller: bool = from_file(default=False)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What the settings say about what goes out.

    `people`: the user's own, by role. `documents`: patterns of files that go with a letter, by kind (invoice,
    delivery ...). `handover`: how a call is written for another program. `after_log`: the user's own command for
    each call. `pdf_font`: a TrueType font for PDFs.
    """

    senders: Senders = from_file(made=Senders, key="sender", read=_senders)
    people: Mapping[str, Colleague] = from_file(made=dict, read=_people)
    documents: Mapping[str, tuple[str, ...]] = from_file(made=dict, read=_documents)
    cadence: ReminderDays = from_file(made=ReminderDays, key="reminders", read=_cadence)
    interest: InterestTerms = from_file(
        made=InterestTerms, read=lambda top, key, default: InterestTerms(**values_of(top.table(key), default))
    )
    handover: str = from_file("")
    after_log: tuple[str, ...] = from_file((), read=lambda top, key, default: tuple(top.words(key, default)))
    pdf_font: str = from_file("")

    def sender_of(self, creditor: str) -> Sender:
        """Return who sends for a creditor."""
        return self.senders.by_creditor.get(creditor, self.senders.usual)
