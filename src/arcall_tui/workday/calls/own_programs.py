"""The user's own programs: a number for their dial command, a letter for their mail, a note in their editor."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import IO

from arcall_tui.domain.account import Number
from arcall_tui.domain.text import many_lines
from arcall_tui.errors import UsageError


def hand_over(command: str, values: dict[str, str], setting: str) -> None:
    """Run the user's command with `{name}` replaced by each of `values`, without a shell, and do not wait for it.

    Raises UsageError where it cannot be started; `setting` is what the user calls it.
    """
    words = []
    for word in shlex.split(command):
        for name, value in values.items():
            word = word.replace("{" + name + "}", value)  # noqa: PLW2901 - one after another
        words.append(word)
    try:
        run_command(words)
    except (OSError, IndexError) as error:
        reason = getattr(error, "strerror", None) or "it is empty"
        raise UsageError(
            f"The {setting} command cannot be run: {reason}.", f"Mend {setting} in settings.toml."
        ) from None


def run_command(
    command: Sequence[str], text: str = "", errors: int | IO[bytes] = subprocess.DEVNULL
) -> subprocess.Popen[bytes]:
    """Run a command of the user's, without a shell, with a text on its stdin; do not wait for it. Raises OSError."""
    # From a file and not through a pipe: a command that reads nothing must not hold up the caller.
    with tempfile.TemporaryFile() as given:
        given.write(text.encode())
        given.seek(0)
        return subprocess.Popen(  # noqa: S603 - the user's own command, from the user's own settings, without a shell
            list(command), stdin=given, stdout=subprocess.DEVNULL, stderr=errors, start_new_session=True
        )


def in_full(digits: str, theirs: str, ours: str) -> str:
    """Return a number with its country's code where it is of another country than `ours` (ISO codes) and stands without."""
    if not theirs or theirs == ours or not digits.isdigit() or digits.startswith("00"):
        return digits
    numbers = import_module("phonenumbers")  # large, and seldom needed
    try:
        number = numbers.parse(digits, theirs)
    except numbers.NumberParseException:
        return digits
    return f"+{number.country_code}{number.national_number}" if numbers.is_valid_number(number) else digits


def open_outside(target: str, command: str) -> None:
    """Open an address or a file with the user's own command, or else with what this system opens such with.

    Raises UsageError where that cannot be started.
    """
    usual = {"darwin": "open {target}", "win32": "explorer {target}"}.get(sys.platform, "xdg-open {target}")
    hand_over(command or usual, {"target": target}, "open_with")


def dial_values(number: Number, name: str) -> dict[str, str]:
    """Return what a dial command may name; no name is taken for an option of the command."""
    return {
        "number": number.digits,
        "extension": number.extension,
        "menu": "".join(number.menu),
        "name": name.lstrip("-"),
    }


def edited(text: str) -> str:
    """Return the text as the user's editor leaves it: $VISUAL, else $EDITOR. The file is private, and gone after.

    Raises UsageError where no editor is set, or it fails.
    """
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    if not command.strip():
        raise UsageError("No editor is set.", "Set EDITOR in your shell: export EDITOR=nano")
    with tempfile.TemporaryDirectory(prefix="arcall-") as folder:
        note = Path(folder) / "note.txt"
        note.touch(mode=0o600)
        note.write_text(text, encoding="utf-8")
        try:
            done = subprocess.run([*shlex.split(command), str(note)], check=False)  # noqa: S603 - the user's own editor
        except OSError as error:
            raise UsageError(
                f"{command} cannot be run: {error.strerror}.", "Mend EDITOR in your shell."
            ) from None
        if done.returncode:
            raise UsageError(f"{command} ended with an error; the note is as it was.")
        return many_lines(note.read_text(encoding="utf-8", errors="replace")).rstrip("\n")
