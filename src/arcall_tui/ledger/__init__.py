"""Files in: bytes to rows to typed invoices, or a list of what is wrong. Knows nothing of the store."""
