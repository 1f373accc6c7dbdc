"""Where the caller can be on screen, one a module: what the keys do there."""
