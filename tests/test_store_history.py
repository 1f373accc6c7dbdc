"""How accounts paid, kept as packed rows: the same on every machine."""

from __future__ import annotations

import sqlite3

import pytest

from arcall_tui.store.standings import histories


@pytest.mark.parametrize("order", ["little", "big"])
def test_days_late_are_read_as_they_were_written(monkeypatch: pytest.MonkeyPatch, order: str):
    monkeypatch.setattr(histories.sys, "byteorder", order)
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE payer_history (account_id INTEGER, days_late BLOB)")
    packed = histories.pack(histories.of([300, -2, 5]))
    connection.execute("INSERT INTO payer_history VALUES (1, ?)", (packed,))
    assert {key: list(days) for key, days in histories.days_late(connection).items()} == {1: [-2, 5, 300]}
