"""The only room that knows SQLModel and SQLite."""
