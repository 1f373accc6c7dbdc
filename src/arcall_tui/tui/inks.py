"""The colours: one table per theme, from which both the drawn lines and Textual's theme are made."""

from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cache

from arcall_tui.errors import UsageError


@dataclass(frozen=True, slots=True)
class Inks:
    """Hex colours, or names of the terminal's own. `paper` and `ink` are ground and text.

    `accent` shows where the caller is, `urgent` what cannot wait, `aged` and `urgent` how late it is; all stand beside a mark or a word.
    """

    dark: bool
    paper: str
    shade: str
    cursor: str
    ink: str
    dim: str
    rule: str
    accent: str
    urgent: str
    good: str
    aged: str


DARK = Inks(True, *"#15181c #1d2126 #29323b #d6d8d4 #868d93 #3a424a #8fbfd9 #f0906a #9cc48b #d8bf7a".split())
LIGHT = Inks(
    False, *"#faf8f2 #efece2 #dfe6e8 #22262a #6c7076 #c9c4b6 #1f5f80 #b03a12 #3b6f2a #7a5c00".split()
)
ANSI = Inks(True, *"default default default default bright_black bright_black cyan red green yellow".split())
THEMES = {"arcall-dark": DARK, "arcall-light": LIGHT, "ansi": ANSI}
DEFAULT_THEME = "arcall-dark"

# ink name -> (colour field, bold, italic). "dim" is a colour, not the terminal's dim attribute: that one
# is invisible in some terminals.
ROLES = {
    "": ("ink", False),
    "strong": ("ink", True),
    "dim": ("dim", False),
    "rule": ("rule", False),
    "accent": ("accent", False),
    "title": ("accent", True),
    "urgent": ("urgent", True),
    "good": ("good", False),
    "aged": ("aged", False),
    "old": ("urgent", False),
    "key": ("accent", True),
}


def variables(theme: str) -> dict[str, str]:
    """Return the colours as CSS variables: `$arcall-paper`, `$arcall-ink` and so on."""
    table = THEMES[theme]
    names = (field.name for field in fields(table) if field.name != "dark")
    return {f"arcall-{name}": css(getattr(table, name)) for name in names}


def css(colour: str) -> str:
    """Return a colour as style sheets name it."""
    return colour if colour.startswith("#") else f"ansi_{colour}"


def known(theme: str) -> str:
    """Return `theme`, or the one that is used where it is not one of ours."""
    return theme if theme in THEMES else DEFAULT_THEME


@cache
def exact(theme: str) -> bool:
    """Whether `theme` has colours of its own, and not the terminal's."""
    return THEMES[theme].paper.startswith("#")


class Depth(StrEnum):
    """How many colours a terminal shows."""

    TRUE = "24 bit"
    EIGHT_BIT = "256"
    STANDARD = "16"
    NONE = "none"


_TEXT, _GROUND = 38, 48  # the codes with which a colour begins (ECMA-48)


@cache
def sgr(theme: str, ink: str, ground: str, depth: Depth = Depth.TRUE) -> str:
    """Return the parameters with which `style` arrives at a terminal of that depth, the reset before them included."""
    table = THEMES[theme]
    role, bold, turned = drawn(theme, ink, ground)
    marks = ["0", *(["1"] if bold else []), *(["7"] if turned else [])]
    return ";".join(
        [*marks, _code(getattr(table, role), _TEXT, depth), _code(getattr(table, ground), _GROUND, depth)]
    )


def drawn(theme: str, ink: str, ground: str) -> tuple[str, bool, bool]:
    """Return in which colour, whether bold, and whether turned `ink` is drawn on `ground`.

    The terminal's own colours have no second ground: there the cursor's row is turned, in one colour.
    """
    role, bold = ROLES[ink]
    turned = ground == "cursor" and not exact(theme)
    return ("ink" if turned else role), bold, turned


def _code(colour: str, kind: int, depth: Depth) -> str:
    """Return the parameters of one colour; `kind`: for text, or for the ground."""
    if depth is Depth.NONE:
        return str(kind + 1)
    if depth is Depth.TRUE and colour.startswith("#"):
        return f"{kind};2;{int(colour[1:3], 16)};{int(colour[3:5], 16)};{int(colour[5:7], 16)}"
    from rich.color import Color, ColorSystem

    system = ColorSystem.EIGHT_BIT if depth is Depth.EIGHT_BIT else ColorSystem.STANDARD
    return ";".join(Color.parse(colour).downgrade(system).get_ansi_codes(foreground=kind == _TEXT))


def check_theme(name: str) -> None:
    """Raise UsageError for a theme that there is not."""
    if name not in THEMES:
        raise UsageError(f"there is no theme {name!r}.", f"There are: {', '.join(THEMES)}.")
