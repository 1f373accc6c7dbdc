"""A ledger into the book, and out again."""
