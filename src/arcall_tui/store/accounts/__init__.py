"""Reading accounts, and what the book keeps of them."""
