"""The sample book: invented customers and their year, the same for the same seed and day."""
