"""Running arcall's shell commands in tests, on a sample book whose day is fixed."""

from __future__ import annotations

import gc
import json
import os
import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from typer import testing
from typer.testing import CliRunner

SAMPLE_DAY = date(2026, 11, 20)  # a Friday
NOW = "2026-11-20T10:00+00:00"
ESCAPES = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


# The commands are built once a run, as each program builds them once.
testing._get_command = cache(testing._get_command)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Said:
    """What a command left: its exit code, data and narration."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401
        assert self.out, f"no data, exit {self.code}: {self.err}"
        return json.loads(self.out)


def arcall(*arguments: object, book: Path | None = None, now: str = NOW, stdin: str | bytes = "") -> Said:
    """Run one command; `book` and `now` go through the environment, as a user's would."""
    from arcall_tui.cli.shell import app  # noqa: PLC0415 - tests of other rooms need not load the shell

    env = {"ARCALL_NOW": now or None, "ARCALL_BOOK": str(book) if book else None}
    for name in ("ARCALL_PASSPHRASE", "ARCALL_NEW_PASSPHRASE"):
        env[name] = os.environ.get(name)  # a command takes them out of its own
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], stdin, env)
    gc.enable()  # a report leaves it off, since its program ends with it
    assert "Traceback" not in result.output
    return Said(result.exit_code, result.stdout, result.stderr)


def in_queue(book: Path, want: str = "") -> list[dict[str, Any]]:
    """The queue as JSON; with `want`, the accounts that have such a reason."""
    entries: list[dict[str, Any]] = arcall("queue", "--json", book=book).json
    return [e for e in entries if not want or any(reason["code"] == want for reason in e["reasons"])]
