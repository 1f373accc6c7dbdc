"""Who sends, written into the user's own settings file once it is asked for; the rest of the file stays as it is."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from arcall_tui import private_files
from arcall_tui.domain.text import one_line
from arcall_tui.settings import Paths, Settings, read_policy_text, settings_of
from arcall_tui.tomlfile import read_toml
from arcall_tui.workday.letters.files import written_whole

_HEAD = re.compile(r"^\s*\[sender\]\s*(#.*)?$")
ASKED = ("name", "firm", "phone")


def with_sender(text: str, facts: Mapping[str, str]) -> str:
    """Return a settings file's text with these facts under [sender]; lines that say them already are replaced."""
    own = {key: f"{key} = {json.dumps(one_line(value), ensure_ascii=False)}" for key, value in facts.items()}
    lines = text.splitlines()
    start = next((at for at, line in enumerate(lines) if _HEAD.match(line)), None)
    if start is None:
        return "\n".join([*lines, *([""] if lines else []), "[sender]", *own.values()]) + "\n"
    end = next((at for at in range(start + 1, len(lines)) if lines[at].lstrip().startswith("[")), len(lines))
    kept = [line for line in lines[start + 1 : end] if line.partition("=")[0].strip() not in own]
    return "\n".join([*lines[: start + 1], *own.values(), *kept, *lines[end:]]) + "\n"


def keep_sender(paths: Paths, facts: Mapping[str, str]) -> Settings:
    """Write who sends into the settings file; return the settings as they are then.

    Raises InputRefusedError for a number that is none, before anything is written; BookError where the disk fails.
    """
    text = with_sender(read_policy_text(paths.settings) or "", facts)
    settings = settings_of(read_toml(text, str(paths.settings)), paths, {})
    private_files.make_folder(paths.settings.parent)
    written_whole(paths.settings, text.encode())
    return settings
