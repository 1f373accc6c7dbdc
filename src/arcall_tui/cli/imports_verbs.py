"""Commands about what was taken in: the list of imports, taking the newest back, joining accounts."""

from __future__ import annotations

from typing import Annotated

from arcall_tui.cli.erase_verbs import AccountOnlyView
from arcall_tui.cli.run import Run
from arcall_tui.cli.verbs import AccountArgument, answer, print_json, print_lines, verb
from arcall_tui.domain.json_views import Json, View
from arcall_tui.errors import UsageError
from arcall_tui.workday.imports import taken as workday
from arcall_tui.workday.imports.taken import Taken

# A file that was taken in; counts by what became of them.
TakenView = View(
    "TakenView", "id:int creditor file shape as_of at undone_at? invoices:counts accounts:counts story"
)

# An import that was taken back, and the accounts that stay as it left them.
TakenBackView = View("TakenBackView", "undone kept:texts", undone=TakenView)

# Two accounts that are one now.
MergedView = View("MergedView", "account merged")


@verb(([TakenView], TakenBackView))
def imports(run: Run, what: Annotated[str, "[undo]", "`undo` takes the newest import back."] = "") -> None:
    """List what was taken in; `imports undo` takes the newest back."""
    if what not in ("", "undo"):
        raise UsageError(
            f"{what!r} is not something that imports can do.", "Say: arcall imports, or arcall imports undo"
        )
    desk = run.existing_desk()
    if what == "undo":
        undone = workday.take_back(desk)
        if run.as_json:
            print_json(TakenBackView(undone=_json(undone.taken), kept=list(undone.kept)))
            return
        lines = [f"Taken back: {_line(undone.taken)}"]
        if undone.kept:
            lines.append(
                f"Kept as they are, for you have recorded something since: {', '.join(undone.kept[:20])}."
            )
        print_lines(lines)
        return
    taken = workday.imports(desk)
    answer(
        run,
        lambda: [_json(one) for one in taken],
        lambda: [_line(one) for one in taken] or ["Nothing has been taken in yet."],
    )


def _json(taken: Taken) -> Json:
    told = taken.summary
    counts = {"invoices": told.get("invoices", {}), "accounts": told.get("accounts", {})}
    return TakenView(taken, file=taken.file_name, **counts, story=told.get("story", ""))


def _line(taken: Taken) -> str:
    counts = taken.summary.get("invoices", {})
    figures = ", ".join(
        f"{count:,} {name}" for name, count in counts.items() if count and name != "unchanged"
    )
    whose = f" ({taken.creditor})" if taken.creditor else ""
    story = taken.summary.get("story") or figures or "nothing new"
    undone = "  taken back" if taken.undone_at else ""
    return f"{taken.id:>4}  {taken.as_of}  {taken.file_name}{whose}: {story}{undone}"


@verb(MergedView)
def merge(
    run: Run, into: AccountArgument, other: Annotated[str, "OTHER", "The account that goes into it."]
) -> None:
    """Make one account of two that are the same customer."""
    desk = run.existing_desk()
    one, two = desk.resolve(into, apart=True), desk.resolve(other, apart=True)
    workday.merge(desk, one, two)
    words = f"{other} is part of {into} now; `arcall split {other}` takes them apart, `arcall undo` takes it back."
    answer(run, lambda: MergedView(account=into, merged=other), lambda: [words])


@verb(AccountOnlyView)
def split(run: Run, account: AccountArgument) -> None:
    """Take two merged accounts apart again."""
    desk = run.existing_desk()
    workday.split(desk, desk.resolve(account, apart=True))
    words = f"{account} stands on its own again, with its items and notes."
    answer(run, lambda: AccountOnlyView(account=account), lambda: [words])
