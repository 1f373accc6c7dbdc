"""The book's tables, all of them: `tables_*.py` have them by room.

Amounts are minor units with their currency; dates are dates; instants are UTC. A field's default is the column's
default in the book. No CHECK lists codes: a new one would need every book made anew.
"""

from __future__ import annotations

from sqlalchemy import DefaultClause, MetaData, text
from sqlmodel import SQLModel

from arcall_tui.store.book import (
    tables_accounts,
    tables_calls,
    tables_imports,
    tables_invoices,
    tables_record,
)

# A table is known once its module is loaded.
ROOMS = (tables_accounts, tables_calls, tables_imports, tables_invoices, tables_record)


def metadata() -> MetaData:
    """Return all tables, each column with its field's default, so that plain SQL may leave it out, too."""
    for model in SQLModel.__subclasses__():
        for name, field in model.model_fields.items():
            if isinstance(field.default, str | int):
                default = field.default if isinstance(field.default, str) else text(str(int(field.default)))
                SQLModel.metadata.tables[str(model.__tablename__)].columns[
                    name
                ].server_default = DefaultClause(default)
    return SQLModel.metadata
