"""The small forms: pure values until they are drawn or recorded."""
