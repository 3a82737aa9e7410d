"""Numbers in messages: a count agrees with its noun."""


def count_of(number: int, noun: str) -> str:
    """Return *number* with thousands separators and its *noun*, in the plural unless the number is 1."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
