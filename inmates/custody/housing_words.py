"""A place in the facility, written in the same way everywhere."""


def housing_words(block: str | None, cell: str | None) -> str:
    """“A / 07”, or the block alone; empty if neither is known."""
    return " / ".join(filter(None, (block, cell)))
