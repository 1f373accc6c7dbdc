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

    @property
    def swiss(self) -> bool:
        """Whether it is paid to by a Swiss QR-bill."""
        return self.iban[:2] in {"CH", "LI"}

    @property
    def by_qr_reference(self) -> bool:
        """Whether the account is a QR-IBAN, which is paid to with a QR reference alone."""
        return self.swiss and "30000" <= self.iban[4:9] <= "31999"

    def __bool__(self) -> bool:
        return self != _NOBODY


_NOBODY = Sender()


@dataclass(frozen=True, slots=True)
class Colleague:
    """Someone of the user's own: only they get memos. `role`: supervisor, legal, finance, sales ..."""

    role: str
    name: str
    email: str
