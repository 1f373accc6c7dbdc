"""What the business is: pure values. Stdlib only, no I/O, no clock of its own."""
