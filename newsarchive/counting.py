"""Numbers in messages: a count agrees with its noun, durations and sizes have the unit that fits."""


def count_of(number: int, noun: str) -> str:
    """Return *number* with thousands separators and its *noun*, in the plural unless the number is 1."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def duration_of(seconds: float) -> str:
    """Return a duration in the two largest units that it needs: "45 s", "12 min", "3 h 20 min", "2 d 5 h"."""
    minutes = round(seconds / 60)
    if seconds < 90:
        return f"{seconds:.0f} s"
    if minutes < 90:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours < 48 else f"{hours // 24} d {hours % 24} h"


def size_of(number: float) -> str:
    """Return a number of bytes in the decimal unit that fits: "900 B", "25 kB", "1.2 MB", "20 GB"."""
    for unit in ("B", "kB", "MB", "GB"):
        if number < 1000:
            return f"{number:.1f} {unit}" if number < 10 and unit != "B" else f"{number:.0f} {unit}"
        number /= 1000
    return f"{number:,.1f} TB"
