"""Erasing a customer, and knowing them again."""
