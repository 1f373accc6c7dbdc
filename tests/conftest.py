"""What every test may lean on: a private home, and small real books."""

from __future__ import annotations

from pathlib import Path

import pytest

from books import Shelf


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test sees or touches the books and settings of whoever runs it."""
    home = tmp_path / "home"
    home.mkdir()
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "LOCALAPPDATA", "APPDATA"):
        monkeypatch.setenv(name, str(home))
    for name in ("ARCALL_BOOK", "ARCALL_NOW", "ARCALL_CONFIG", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TZ", "UTC")
    return home


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """Make small real books."""
    return Shelf(tmp_path / "shelf")
