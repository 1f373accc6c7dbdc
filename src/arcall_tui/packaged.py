"""What comes with arcall in files of their own: words and figures, each beside the code that knows what they mean."""

from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).parent


def text_of(path: str) -> str:
    """Return what a file of the package says, such as `reports/page.html.j2`."""
    return PACKAGE.joinpath(path).read_text(encoding="utf-8")


def table_of(path: str) -> dict[str, Any]:
    """Return what a TOML file of the package says, such as `ledger/headings`."""
    import tomllib  # noqa: PLC0415 - the first screen and `--help` read texts alone

    return tomllib.loads(text_of(f"{path}.toml"))
