"""The book as it stood on a day: what reports rest on, one SQL scan each, plain rows out."""
