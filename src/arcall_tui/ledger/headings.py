"""The headings of ledgers, as `headings.toml` has them: how each field is called in the languages of the trade."""

import re
from typing import Any

from arcall_tui.packaged import table_of

_FILE = table_of("ledger/headings")
_GROUPS, _WORDS = _FILE["groups"], _FILE["words"]


def _words(name: str) -> frozenset[str]:
    return frozenset(_WORDS[name].split())


# Spellings are squeezed; earlier ones are preferred. Further ones stand as people write them, parted by semicolons.
HEADINGS: dict[str, tuple[str, ...]] = {name: tuple(words.split()) for name, words in _FILE["fields"].items()}
WRITTEN: dict[str, str] = _FILE["written"]
UNITS: list[dict[str, Any]] = _FILE["units"]
INSTEAD: dict[str, str] = _FILE["instead"]
FIELD_NAMES: dict[str, str] = _FILE["names"]
# Of a customer's address.
POST = ("street", "house", "street2", "postcode", "town")
# Headings that are made of several words, one of each group; - stands for no word.
COMPOSED: dict[str, list[list[str]]] = {
    name: [[re.sub(r"\$(\w+)", lambda said: _GROUPS[said[1]], part) for part in parts] for parts in rows]
    for name, rows in _FILE["composed"].items()
}
HARMLESS_WORDS, HARMLESS_WRITTEN = _words("harmless"), _WORDS["harmless_written"]
# What words of a heading say of its amounts: still to be paid, there to pay, paid, held back or let off, on top of the net; and parts of words for paying.
OPEN_WORDS = (frozenset(_GROUPS["open"].split()) | _words("open")) - _words("not_open")
OF_THE_BOOKS, OF_THE_BILL = _words("of_the_books"), _words("of_the_bill")
TO_PAY: str = _WORDS["to_pay"]
ADDED_UP: str = _WORDS["added_up"].replace(";", "|")
PAYABLE_WORDS, HELD_BACK, ON_TOP = _words("payable"), _words("held_back"), _words("on_top")
# Headings of what is open, or only of what is overdue.
OWES, PART_DUE, BILLS = _words("owes"), _words("part_due"), frozenset(_GROUPS["bill"].split())
# Whose a column is: the customers', or a company's, which may be who sells.
CUSTOMERS, COMPANIES = frozenset(_GROUPS["customer"].split()), _words("companies")
# Columns with the day of the balances; words that make of what is open something else; words for measures.
OF_THE_LIST, NOT_ALL, MEASURED = _words("of_the_list"), _words("not_all"), _words("measured")
UNAPPLIED, ON_ACCOUNT = _words("unapplied"), _words("on_account")
# Words of headings about days: due, put off, from which terms count; words for days, and for those that are past.
DUE, DUE_ELSE = frozenset(_GROUPS["due"].split()) - {"netdue"}, _words("due_else")
NOT_DUE = _words("not_due")
REVISED, PUT_OFF, SET_DAYS, BASE = map(_words, ("revised", "put_off", "set_days", "base"))
DAYS, PASSED, DELAYS, ELAPSED = map(_words, ("days", "passed", "delays", "elapsed"))
AREA_CODES, HALF_NAMES, BIRTH = _words("area_codes"), _words("half_names"), _words("birth")
STATES = [frozenset(country.split()) for country in _WORDS["states"].split(";")]
ANYTHING, NUMBERED, NO_BILLS = _words("anything"), _words("numbered"), _words("no_bills")
CHARGES, SELLING, OWN_PEOPLE = _words("charges"), _words("selling"), _words("own_people")
DAY_FIRST = tuple(_WORDS["day_first"].split())
RATES, TAX_RATES = _words("rates"), _words("tax_rates")
CODES, PARTY_CODES = _words("codes"), _words("party_codes")
PAYING, AGREED = tuple(_WORDS["paying"].split()), tuple(_WORDS["agreed"].split())
RECEIVED, IN_MONEY = _words("received"), _words("in_money")
PAID_WORDS = (frozenset(_GROUPS["paid"].split()) | _words("paid")) - {"receipt"}
