"""The command about an accounting system's own country codes."""

from __future__ import annotations

from typing import Annotated, TypedDict

from arcall_tui.cli.json_views import view
from arcall_tui.cli.run import Run
from arcall_tui.cli.text_table import lined_up
from arcall_tui.cli.verbs import print_json, print_lines, verb
from arcall_tui.workday.imports.countries import parse_codes, set_codes, strange

_FEW = 5


class CodeView(TypedDict):
    """A country code that is no country's."""

    code: str
    accounts: list[str]


class CountriesView(TypedDict):
    """On how many accounts countries were set, and what is left."""

    set: int
    unknown: list[CodeView]


@verb(CountriesView)
def countries(
    run: Run,
    codes: Annotated[list[str] | None, "[CODE=ISO]...", "What a code means: 391=AT."] = None,
) -> None:
    """List country codes that are no country's; `countries 391=AT` says what they mean, once for all.

    It is set on every account that has the code, as one step (`arcall undo`), and known when ledgers are taken in.
    """
    meant = parse_codes(codes or [])
    desk = run.existing_desk()
    done = len(set_codes(desk, meant)) if meant else 0
    left = strange(desk)
    if run.as_json:
        unknown = [view(CodeView, each) for each in left]
        print_json(CountriesView(set=done, unknown=unknown))
        return
    if meant:
        print_lines([f"Set on {done} accounts."])
    rows = [(each.code, f"{len(each.accounts)} accounts", ", ".join(each.accounts[:_FEW])) for each in left]
    print_lines(lined_up(rows) or ["Every country is known."])
