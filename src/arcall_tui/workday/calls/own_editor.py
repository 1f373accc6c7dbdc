"""A long note in the user's own editor."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from arcall_tui.domain.text import many_lines
from arcall_tui.errors import UsageError


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
