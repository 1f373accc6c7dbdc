"""Calls: from what is said to what is put on record."""
