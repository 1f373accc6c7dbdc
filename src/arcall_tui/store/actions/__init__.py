"""What the caller does, written: one action, one transaction, one undo step."""
