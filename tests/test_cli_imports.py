"""What is loaded when: start-up is time that a caller waits."""

from __future__ import annotations

import os
import subprocess
import sys

from cases import for_each


def _loaded(code: str) -> set[str]:
    """Run `code` in a Python of its own and return the top-level modules it loaded."""
    tail = "\nimport sys; print('MODULES', *sorted({name.partition('.')[0] for name in sys.modules}))"
    bare = {name: text for name, text in os.environ.items() if not name.startswith("COVERAGE")}
    done = subprocess.run(
        [sys.executable, "-c", code + tail], check=True, capture_output=True, text=True, env=bare
    )
    return set(done.stdout.rsplit("MODULES", 1)[1].split())


def test_help_loads_neither_screen_nor_database():
    code = "from arcall_tui.cli.shell import app\ntry:\n    app(['--help'])\nexcept SystemExit:\n    pass"
    assert _loaded(code).isdisjoint(
        {"textual", "sqlmodel", "sqlalchemy", "sqlite3", "rich", "pydantic", "zoneinfo"}
    )


def test_the_package_alone_loads_nothing():
    assert _loaded("import arcall_tui").isdisjoint({"textual", "sqlmodel", "rich", "typer", "sqlite3"})


def test_what_the_first_screen_needs_waits_for_no_orm_and_no_typer():
    code = "import arcall_tui.cli.run, arcall_tui.cli.run, arcall_tui.tui.program"
    assert _loaded(code).isdisjoint({"sqlmodel", "sqlalchemy", "typer", "pydantic"})


def test_the_first_frame_does_not_wait_for_textual():
    code = "import arcall_tui.cli.run, arcall_tui.cli.run, arcall_tui.tui.app, arcall_tui.tui.first_frame"
    assert _loaded(code).isdisjoint({"textual", "sqlmodel", "typer"})


@for_each("room", ["domain", "rules", "ledger"])
def test_the_inner_rooms_know_neither_database_nor_screen(room: str):
    code = (
        f"import importlib, pkgutil, arcall_tui.{room} as room\n"
        "for module in pkgutil.walk_packages(room.__path__, room.__name__ + '.'):\n"
        "    importlib.import_module(module.name)"
    )
    assert _loaded(code).isdisjoint(
        {"sqlmodel", "sqlalchemy", "sqlite3", "textual", "rich", "typer", "pydantic"}
    )
