"""The caller's desk: who is next, and everything about one account."""
