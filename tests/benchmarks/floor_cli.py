"""The floor of `arcall --help`: a Typer program with as many commands that does nothing."""

from __future__ import annotations

import sys

import typer

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)


def _add(number: int) -> None:
    @app.command(f"command-{number}")
    def command(name: str = "", count: int = 1) -> None:
        """Do nothing with a name and a count."""


if __name__ == "__main__":
    for number in range(int(sys.argv.pop())):
        _add(number)
    app()
