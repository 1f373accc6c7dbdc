"""Rows of a letter as lines whose columns stand under one another."""

from collections.abc import Collection, Sequence

from rich.cells import cell_len


def table(rows: Sequence[Sequence[str]], right: set[int]) -> str:
    """Lay rows out in columns, two blanks in; the columns in `right` end under one another."""
    return "\n".join(f"  {line}" for line in padded(rows, right))


def padded(rows: Sequence[Sequence[str]], right: Collection[int]) -> list[str]:
    """Return rows as lines whose columns line up, by the cells they take; those in `right` at their ends."""
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            " " * (width - cell_len(text)) + text if place in right else text + " " * (width - cell_len(text))
            for place, (text, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
