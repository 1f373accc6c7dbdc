"""arcall: the terminal program in which an accounts-receivable caller spends the working day."""

__version__ = "0.1.0"
