"""What stands on a page more than once: the same text for another screen, or a widget's words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from newsarchive.parsers.body.blocks import Line


def without_repeats(lines: Sequence[Line]) -> list[Line]:
    """Print every sentence once, and nothing short but headings that stands there three times: that is a widget's.

    A page may carry its whole text once more for another size of screen; then all lines are kept once.
    """
    times = Counter(line.text for line in lines)
    sizes = [len(line.text) for line in lines if line.sentence]
    doubled = sum(len(text) * (times[text] - 1) for text in {line.text for line in lines if line.sentence})
    whole_twice = doubled > 0.25 * sum(sizes)
    seen: set[str] = set()
    kept = []
    for line in lines:
        again = line.text in seen
        seen.add(line.text)
        if line.sentence or whole_twice:
            if not again:
                kept.append(line)
        elif times[line.text] < 3 or line.cell or _says_what_follows(line):
            kept.append(line)
    return kept


def _says_what_follows(line: Line) -> bool:
    """Tell whether *line* is a heading or a label, as every chapter of a text may have them alike."""
    return line.kind != "paragraph" or line.text[-1] in "?？:：" or ": " in line.text
