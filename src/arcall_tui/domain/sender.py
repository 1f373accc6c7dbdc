"""Who sends what goes out, and the user's own people that internal memos go to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sender:
    """Whom a letter comes from, and where its reader pays to; empty: not said.

    `iban` is checked and without blanks. `address`, `postcode`, `town`, `country` (ISO 3166): the firm's own,
    which a Swiss payment code must have. `signature`: lines that end a letter, in place of name, firm and phone.
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

    def __bool__(self) -> bool:
        return self != _NOBODY


_NOBODY = Sender()


@dataclass(frozen=True, slots=True)
class Colleague:
    """Someone of the user's own: only they get memos. `role`: supervisor, legal, finance, sales ..."""

    role: str
    name: str
    email: str
