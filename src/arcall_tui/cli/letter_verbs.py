"""The command that writes letters: e-mail drafts from a template, one an account."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from arcall_tui.cli.failures import narrate
from arcall_tui.cli.run import Run
from arcall_tui.cli.verbs import (
    print_json,
    print_lines,
    verb,
)
from arcall_tui.errors import UsageError
from arcall_tui.workday.calls.batches import letters_written
from arcall_tui.workday.letters import letters
from arcall_tui.workday.letters.letters import Letter
from arcall_tui.workday.letters.texts import Texts, harsh


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(letter)


@verb
def letter(
    run: Run,
    accounts: Annotated[
        list[str],
        typer.Argument(metavar="ACCOUNT...", help="The ledger's ids; CREDITOR/ID where ids repeat."),
    ],
    template: Annotated[
        str,
        typer.Argument(
            metavar="LETTER", help="reminder, statement, copy, confirmation, escalation, or your own."
        ),
    ],
    to: Annotated[str, typer.Option("--to", metavar="ADDRESS", help="Else the contact's address.")] = "",
    show: Annotated[bool, typer.Option("--show", help="Only print it; nothing is written.")] = False,
) -> None:
    """Write e-mail drafts (.eml) from a template, and put them on record.

    One for each account, all of them or none; arcall undo takes them off the record together. Your own
    templates stand beside the settings: see arcall config texts.
    """
    desk = run.existing_desk()
    cards = [desk.card(key) for key in dict.fromkeys(desk.resolve(each) for each in accounts)]
    if to and len(cards) > 1:
        raise UsageError("--to is for one account.", "Several go to their own contacts.")
    texts, at = Texts(run.settings.texts), run.clock.now()
    made = {card.account.id: letters.write(texts, template, card, run.clock.zone, at, to) for card in cards}
    ids = {card.account.id: card.account.ledger_id for card in cards}
    paths: dict[int, Path] = {}
    if not show:
        assert run.settings.drafts is not None, "settings that were loaded know their places"
        paths = letters.save_all(
            {key: (ids[key], each) for key, each in made.items()}, run.settings.drafts, at
        )
        letters_written(desk, {key: (template, each.to) for key, each in made.items()})
    for key, each in made.items():
        _advise(ids[key], each, texts)
    if run.as_json:
        entries = [_entry(ids[key], each, paths.get(key)) for key, each in made.items()]
        print_json(entries[0] if len(entries) == 1 else entries)
    else:
        print_lines([line for key, each in made.items() for line in _lines(each, paths.get(key))])


def _advise(ledger_id: str, made: Letter, texts: Texts) -> None:
    if not made.to:
        narrate(f"arcall: {ledger_id} has no e-mail address: fill it in in your mail program.")
    if words := harsh(made.subject + "\n" + made.body, texts.tone()):
        narrate(f"arcall: this may read as a threat or an insult: {', '.join(words)}")


def _entry(ledger_id: str, made: Letter, path: Path | None) -> dict[str, object]:
    file = str(path) if path else None
    return {"account": ledger_id, "file": file, "to": made.to, "subject": made.subject, "body": made.body}


def _lines(made: Letter, path: Path | None) -> list[str]:
    if path is not None:
        return [str(path)]
    return [f"To: {made.to}", f"Subject: {made.subject}", "", *made.body.splitlines(), ""]
