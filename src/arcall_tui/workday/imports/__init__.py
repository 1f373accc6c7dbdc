"""Taking ledgers in, from file to story."""
