"""Columns and checks that several tables have."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, String
from sqlmodel import Field

CURRENCY = "length(currency) = 3"


def instant(*, nullable: bool = False) -> Any:  # noqa: ANN401 - what Field() returns
    """Return a column of UTC instants, kept as `2026-11-20T14:05:00+00:00`."""
    return Field(default=None, sa_column=Column(String, nullable=nullable))
