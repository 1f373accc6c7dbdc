"""What comes with arcall in files of their own: words and figures, each beside the code that knows what they mean."""

import tomllib
from importlib import resources
from typing import Any


def text_of(path: str) -> str:
    """Return what a file of the package says, such as `reports/page.html.j2`."""
    return resources.files("arcall_tui").joinpath(*path.split("/")).read_text(encoding="utf-8")


def table_of(path: str) -> dict[str, Any]:
    """Return what a TOML file of the package says, such as `ledger/headings`."""
    return tomllib.loads(text_of(f"{path}.toml"))
