"""Care of the book: its rules, its copies, and erasing."""
