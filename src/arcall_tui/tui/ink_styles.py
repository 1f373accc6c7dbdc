"""The inks as Rich's styles: apart from their table, because the first frame does without Rich's styles."""

from __future__ import annotations

from functools import cache

from rich.style import Style

from arcall_tui.tui.inks import ROLES, THEMES, exact


@cache
def style(theme: str, ink: str, ground: str = "paper") -> Style:
    """Return the style of `ink` on `ground` (paper, shade, cursor) in `theme`."""
    table = THEMES[theme]
    role, bold = ROLES[ink]
    # The terminal's own colours have no second ground: there the cursor row is shown by reversing it.
    turned = ground == "cursor" and not exact(theme)
    return Style(
        color=getattr(table, role), bgcolor=getattr(table, ground), bold=bold or None, reverse=turned or None
    )


@cache
def caret(theme: str) -> Style:
    """Return the style of the caret in a line being typed, and of what is selected there."""
    return Style(color=THEMES[theme].ink, bgcolor=THEMES[theme].paper, reverse=True)
