"""Textual's view of our colours, for the widgets of its own that we use (the editor, scroll bars)."""

from __future__ import annotations

from textual.theme import BUILTIN_THEMES, Theme

from arcall_tui.tui import inks


def themes() -> list[Theme]:
    """Return dark, light, and the terminal's own colours."""
    return [_theme(name) for name in inks.THEMES]


def _theme(name: str) -> Theme:
    table = inks.THEMES[name]
    ansi = table.paper == "default"

    def colour(value: str) -> str:
        return value if value.startswith("#") else f"ansi_{value}"

    return Theme(
        name=name,
        primary=colour(table.accent),
        secondary=colour(table.dim),
        accent=colour(table.accent),
        warning=colour(table.urgent),
        error=colour(table.urgent),
        success=colour(table.good),
        foreground=colour(table.ink),
        background=colour(table.paper),
        surface=colour(table.paper),
        panel=colour(table.shade),
        dark=table.dark,
        ansi=ansi,
        variables={**(BUILTIN_THEMES["ansi-dark"].variables if ansi else {}), **inks.variables(name)},
    )
