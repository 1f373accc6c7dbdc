"""Data becomes styled text here and nowhere else: lines of (text, ink) pieces, harmless and measured in cells."""
