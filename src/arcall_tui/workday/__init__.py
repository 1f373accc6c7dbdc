"""The use cases: the one door that the shell and the screen both go through."""
