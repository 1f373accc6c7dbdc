"""Phone numbers as they are dialled: what is rung, what is dialled after it, and the way through a menu."""

from __future__ import annotations

import re
from dataclasses import dataclass

_EXTENSION = re.compile(r"(?:\bext(?:ension)?\.?|\bx|#)\s*(\d{1,8})", re.IGNORECASE | re.ASCII)
_MENU = re.compile(
    r"(?:\bmenu|\bpress|\bthen|\boption|>)\s*:?\s*([\d*#][\d*#\s,>-]*)", re.IGNORECASE | re.ASCII
)
_TRUNK = re.compile(r"\(0\)")


@dataclass(frozen=True, slots=True)
class Number:
    """A number ready to be dialled: `digits` (with `+` and the prefix), then `extension`, then keys in `menu`."""

    digits: str
    extension: str = ""
    menu: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str, prefix: str = "") -> Number | None:
        """Read `+44 (0)20 7946 0018 ext 12, menu 2-1`; None where there is nothing to dial.

        `prefix` comes before every number, such as 9 for an outside line.
        """
        menu = _MENU.search(text)
        rest = text[: menu.start()] + text[menu.end() :] if menu else text
        extension = _EXTENSION.search(rest)
        rest = rest[: extension.start()] if extension else rest
        digits = re.sub(r"[^\d*#]", "", _TRUNK.sub("", rest), flags=re.ASCII)
        if not digits:
            return None
        plus = "+" if rest.lstrip(" (").startswith("+") else ""
        return cls(
            prefix + plus + digits,
            extension[1] if extension else "",
            tuple(re.findall(r"[\d*#]+", menu[1], re.ASCII)) if menu else (),
        )

    def after(self) -> str:
        """Say what is dialled once someone, or a machine, has answered."""
        parts = [f"ext {self.extension}"] if self.extension else []
        parts += [f"menu {' '.join(self.menu)}"] if self.menu else []
        return ", ".join(parts)
