"""The command that writes a letter: an e-mail draft from a template."""

from __future__ import annotations

from typing import Annotated

import typer

from arcall_tui.cli.common import (
    AccountArgument,
    BookOption,
    JsonOption,
    NowOption,
    print_json,
    print_lines,
    session,
)


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(letter)


def letter(
    ctx: typer.Context,
    account: AccountArgument,
    template: Annotated[
        str,
        typer.Argument(
            metavar="LETTER", help="reminder, statement, copy, confirmation, escalation, or your own."
        ),
    ],
    to: Annotated[str, typer.Option("--to", metavar="ADDRESS", help="Else the contact's address.")] = "",
    show: Annotated[bool, typer.Option("--show", help="Only print it; nothing is written.")] = False,  # noqa: FBT002
    book: BookOption = "",
    now: NowOption = "",
    as_json: JsonOption = False,  # noqa: FBT002
) -> None:
    """Write an e-mail draft (.eml) from a template, and put it on record.

    Your own templates stand beside the settings: see arcall config texts.
    """
    from arcall_tui.cli.failures import narrate
    from arcall_tui.workday import letters
    from arcall_tui.workday.texts import Texts, harsh

    run = session(ctx, book, now)
    desk = run.existing_desk()
    card = desk.card(desk.resolve(account))
    texts = Texts(run.settings.texts)
    made = letters.write(texts, template, card, run.clock.zone, run.clock.now(), to)
    path = None
    if not show:
        from arcall_tui.workday.batches import letters_written

        assert run.settings.drafts is not None, "settings that were loaded know their places"
        path = letters.save(made, run.settings.drafts, card.account.ledger_id, run.clock.now())
        letters_written(desk, {card.account.id: (template, made.to)})
    if words := harsh(made.subject + "\n" + made.body, texts.tone()):
        narrate(f"arcall: this may read as a threat or an insult: {', '.join(words)}")
    if as_json:
        print_json(
            {"file": str(path) if path else None, "to": made.to, "subject": made.subject, "body": made.body}
        )
    elif path is None:
        print_lines([f"To: {made.to}", f"Subject: {made.subject}", "", *made.body.splitlines()])
    else:
        print_lines([str(path)])
