"""Where the sample's customers are: countries, zones, currencies, and names that are nobody's."""

from __future__ import annotations

from typing import NamedTuple


class SamplePlace(NamedTuple):
    """A country as the sample needs it.

    `scale`: what an amount of 1 is there, roughly. `phones`: numbers set aside for fiction where the
    country has such (the rest end in 5550 01xx), `#` stands for a digit.
    """

    country: str
    zones: tuple[str, ...]
    currency: str
    language: str
    scale: float
    share: int
    phones: tuple[str, ...]
    suffixes: tuple[str, ...]
    roots: tuple[str, ...]
    first_names: tuple[str, ...]
    last_names: tuple[str, ...]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(","))


PLACES = (
    SamplePlace(
        "GB", ("Europe/London",), "GBP", "en-GB", 1.0, 34,
        ("+44 20 7946 0###", "+44 161 496 0###", "+44 117 496 0###"),
        ("Ltd", "Ltd", "plc", "LLP", "& Sons Ltd"),
        _parts("Harrowgate Tools, Penfold Marine, Wexcombe Foods, Aldermoor Print, Saltley Castings, Brackenhill Dairy"),
        _words("Maria James Priya Oliver Hannah Tom Aisha George Emma Callum"),
        _words("Anders Whitlock Patel Hargreave Osei Doyle Merton Fairclough Singh Nuttall"),
    ),
    SamplePlace(
        "IE", ("Europe/Dublin",), "EUR", "en-IE", 1.1, 6, ("+353 20 91# ####",), ("Ltd", "DAC"),
        _parts("Corrib Packaging, Ballymoss Timber, Slaney Refrigeration"),
        _words("Aoife Cormac Niamh Sean"), _words("Byrne Kilcoyne Moran Tierney"),
    ),
    SamplePlace(
        "DE", ("Europe/Berlin",), "EUR", "de-DE", 1.1, 20,
        ("+49 30 23125 ###", "+49 69 90009 ###", "+49 89 99998 ###"), ("GmbH", "AG", "GmbH & Co. KG"),
        _parts("Hartwell Maschinen, Kesselbrück Stahl, Müßmann Werkzeuge, Lindhorst Papier, Grauwald Optik"),
        _words("Jürgen Sabine Katrin Matthias Anke Björn"), _words("Vogt Böhme Straßer Lindner Kühn Reiter"),
    ),
    SamplePlace(
        "FR", ("Europe/Paris",), "EUR", "fr-FR", 1.1, 10, ("+33 1 99 00 ## ##",), ("SARL", "SA", "SAS"),
        _parts("Ateliers Beauvoir, Câbles du Rhône, Verrerie Montclar, Transports Lagarde"),
        _words("Élodie Luc Chloé Benoît Anaïs"), _words("Garnier Lefèvre Marchand Rousselot"),
    ),
    SamplePlace(
        "NL", ("Europe/Amsterdam",), "EUR", "nl-NL", 1.1, 7, ("+31 20 5550 01##",), ("B.V.", "N.V."),
        _parts("Duinoord Bloemen, Van Esdonk Logistiek, Zaanvliet Verf"),
        _words("Sanne Pieter Femke Joost"), _words("Bakker Hoekstra Verbruggen Smit"),
    ),
    SamplePlace(
        "ES", ("Europe/Madrid",), "EUR", "es-ES", 1.1, 7, ("+34 91 555 01 ##",), ("S.L.", "S.A."),
        _parts("Aceites Valdearena, Cerámicas Alcoriza, Montajes Iruña"),
        _words("Lucía Álvaro Begoña Íñigo"), _words("Núñez Ibáñez Ferrán Castaño"),
    ),
    SamplePlace(
        "US", ("America/New_York", "America/Chicago", "America/Los_Angeles"), "USD", "en-US", 1.3, 26,
        ("+1 212 555 01##", "+1 312 555 01##", "+1 415 555 01##"), ("Inc.", "LLC", "Corp.", "Co."),
        _parts("Bluff Creek Supply, Tamarack Fasteners, Orrin & Vale, Sagebrush Electric, Pinnacle Drayage"),
        _words("Dana Marcus Ellen Terrence Grace Luis"), _words("Whitfield Okafor Reyes Sandoval Brandt Kim"),
    ),
    SamplePlace(
        "CA", ("America/Toronto", "America/Vancouver"), "CAD", "en-CA", 1.8, 7, ("+1 416 555 01##",), ("Inc.", "Ltd."),
        _parts("Maplecrest Millwork, Laurentide Hydraulics, Kootenay Bearings"),
        _words("Mélanie Doug Sandra Wei"), _words("Tremblay McAllister Chan Gagnon"),
    ),
    SamplePlace(
        "IN", ("Asia/Kolkata",), "INR", "en-IN", 85.0, 12, ("+91 22 5550 01##", "+91 80 5550 01##"), ("Pvt Ltd", "Ltd"),
        _parts("Sarvottam Textiles, Deccan Pumps, Neelkanth Polymers, Vindhya Agro"),
        _words("Rohan Meera Suresh Kavita Imran"), _words("Deshpande Iyer Chatterjee Reddy Qureshi"),
    ),
    SamplePlace(
        "AE", ("Asia/Dubai",), "AED", "en-AE", 4.7, 5, ("+971 4 555 01##",), ("LLC", "FZE"),
        _parts("Marsa Trading, Qamar Interiors, Barq Cooling"),
        _words("Fatima Omar Layla Rashid"), _words("Haddad Mansoori Nasser Aziz"),
    ),
    SamplePlace(
        "SG", ("Asia/Singapore",), "SGD", "en-SG", 1.7, 4, ("+65 6555 01##",), ("Pte Ltd",),
        _parts("Kallang Components, Tanjong Shipping Stores"),
        _words("Hui Arjun Siti Marcus"), _words("Tan Lim Nair Rahman"),
    ),
    SamplePlace(
        "JP", ("Asia/Tokyo",), "JPY", "ja-JP", 190.0, 5, ("+81 3 5550 01##",), ("K.K.", "株式会社"),
        _parts("Hoshizawa Kiki, 青波商事, Kitamori Denshi"),
        _words("Haruka Kenji Yuki Takeshi"), _words("Morisaki Ogata Shimura Endo"),
    ),
    SamplePlace(
        "AU", ("Australia/Sydney", "Australia/Perth"), "AUD", "en-AU", 1.9, 5, ("+61 2 5550 ####",), ("Pty Ltd",),
        _parts("Wattle Ridge Freight, Coolabah Steel, Yarran Irrigation"),
        _words("Kylie Brett Mei Angus"), _words("Hollis Nguyen Pascoe Drummond"),
    ),
    SamplePlace(
        "KW", ("Asia/Kuwait",), "KWD", "en", 0.39, 2, ("+965 2555 01##",), ("W.L.L.",),
        _parts("Shuwaikh Spare Parts, Dasman Catering"), _words("Yousef Noura"), _words("Khaled Sabti"),
    ),
)  # fmt: skip

TRADES = _words(
    """Works Supplies Systems Trading Foods Textiles Metals Plastics Instruments Logistics Controls Paper Glass Tools
    Motors Packaging Chemicals Furniture Lighting Components"""
)
FANCIES = _words(
    """Alder Beacon Calder Dunmore Elmtree Fenwick Garnet Hollow Ivory Juniper Kestrel Larkfield Meridian Norwood
    Orchard Pemberton Quarry Redwing Sterling Thornbury Umber Vantage Westmere Yarrow Zephyr"""
)
ROLES = ("AP", "accounts payable", "finance manager", "purchasing", "owner", "bookkeeper")
