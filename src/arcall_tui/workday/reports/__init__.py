"""Reports and forecasts, made from the book."""
