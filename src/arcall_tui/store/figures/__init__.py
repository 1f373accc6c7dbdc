"""What reports rest on, read in bulk: one SQL scan each, plain rows out."""
