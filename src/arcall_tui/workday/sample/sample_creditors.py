"""For whom the sample's caller rings: three invented firms of different trades, told by what their customers are."""

from __future__ import annotations

from typing import NamedTuple


class SampleCreditor(NamedTuple):
    """A creditor: words in the names of who buys there, who answers for disputes, and what they are about, in a caller's words.

    The last two are as long for each, so that chance draws the same place whoever it is.
    """

    name: str
    buyers: tuple[str, ...]
    owners: tuple[str, ...]
    disputes: tuple[tuple[str, str], ...]


CREDITORS = (
    SampleCreditor(
        "Quayfoods",  # a food wholesaler
        ("Foods", "Trading", "Suppl", "Marine", "Dairy", "Catering", "Aceites", "Agro", "Stores", "Interiors"),
        ("Sales", "Warehouse", "Finance"),
        (
            ("price", "The price is not the one on the order, says {name}. Sent our price list."),
            ("quantity", "Two pallets short, says {name}. Delivery note to be checked with the depot."),
            ("goods not received", "{name}: the Tuesday delivery never came. Driver to be asked."),
            ("quality", "Cold chain broken, half of it thrown away; {name} sent photos to sales."),
        ),
    ),
    SampleCreditor(
        "Torvbolt",  # a maker of machine parts
        ("Works", "Metals", "Plastics", "Tools", "Motors", "Components", "Castings", "Maschinen", "Werkzeuge", "Stahl",
         "Fasteners", "Bearings", "Pumps", "Drayage", "Cooling", "Refrigeration", "Polymers", "Steel", "Freight"),
        ("Sales", "Dispatch", "Quality"),
        (
            ("price", "The old contract's price, says {name}. Sent the new one."),
            ("quantity", "One crate of four came, says {name}. Dispatch to find the rest."),
            ("goods not received", "{name} has no delivery note of it. Asked dispatch for proof of delivery."),
            ("quality", "Bore out of tolerance; {name} sent the inspection sheet."),
        ),
    ),
    SampleCreditor(
        "Quillsoft",  # a software firm
        (),
        ("Sales", "Support", "Finance"),
        (
            ("price", "Billed at list price, the discount of the contract is missing, says {name}."),
            ("quantity", "Forty seats billed, thirty in use, says {name}. Sales to count."),
            ("due date", "{name}: the contract says 60 days, the invoice 30. Sales to look it up."),
            ("quality", "The module does not run there yet; {name} has a ticket open with support."),
        ),
    ),
)  # fmt: skip


def creditor_of(customer: str) -> int:
    """Return the place in CREDITORS of the one that a customer of that name buys from: the last where no word tells."""
    return next(
        (place for place, each in enumerate(CREDITORS) if any(word in customer for word in each.buyers)),
        len(CREDITORS) - 1,
    )
