"""Keys of other keyboard layouts: what is pressed counts by its place, so that the list works without switching."""

from __future__ import annotations

_PLACES = "qwertyuiopasdfghjklzxcvbnm"
# What stands at these places, small and with shift; a blank where there is no letter.
_LAYOUTS = (
    ("йцукенгшщзфывапролдячсмить", "ЙЦУКЕНГШЩЗФЫВАПРОЛДЯЧСМИТЬ"),  # Russian
    ("йцукенгшщзфівапролдячсмить", "ЙЦУКЕНГШЩЗФІВАПРОЛДЯЧСМИТЬ"),  # Ukrainian
    (" ςερτυθιοπασδφγηξκλζχψωβνμ", "  ΕΡΤΥΘΙΟΠΑΣΔΦΓΗΞΚΛΖΧΨΩΒΝΜ"),  # Greek
    ("ौैाीूबहगदजोे्िुपरकत ंमनवलस", "औऐआईऊभङघधझओएअइउफऱखथ ँण  ळश"),  # Hindi (InScript)
    ("ๆไำพะัีรนยฟหกดเ้่าสผปแอิืท", "  ฎฑธํ๊ณฯญฤฆฏโฌ็๋ษศ  ฉฮฺ์ "),  # Thai (Kedmanee)
    ("  קראטוןםפשדגכעיחלךזסבהנמצ", ""),  # Hebrew
    ("ضصثقفغعهخحشسيبلاتنمئءؤر ىة", ""),  # Arabic
)
_KEYS = {
    sign: place
    for small, large in _LAYOUTS
    for signs, places in ((small, _PLACES), (large, _PLACES.upper()))
    for sign, place in zip(signs, places, strict=False)
    if sign != " "
}


def by_place(character: str | None) -> str | None:
    """Return the Latin letter at whose place a letter of another script was typed; None where that is not known."""
    return None if character is None else _KEYS.get(character)
