"""Where every account stands, kept from day to day."""
