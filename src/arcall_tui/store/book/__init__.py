"""The book as a file: opened, checked, migrated, copied."""
