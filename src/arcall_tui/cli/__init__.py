"""The shell commands, one module a verb group."""
