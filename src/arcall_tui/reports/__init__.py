"""Numbers out: figures, their formulas, and their tables as text, CSV, XLSX, HTML and JSON."""
