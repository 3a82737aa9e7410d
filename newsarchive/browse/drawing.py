"""The timeline beside the results, drawn to stand alone as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from newsarchive.charts import lines, svg_of

# As a picture the drawing does not take its colour from the page.
_SHEET = "<style>svg{color:#1f2328}@media(prefers-color-scheme:dark){svg{color:#e4e7ea}}</style>"


def timeline_svg(counted: Sequence[tuple[str, int]]) -> str:
    """Return the SVG of articles by month, of *counted* ("YYYY-MM" or "undated", number); what is undated is left out.

    Raise MissingLibrary without matplotlib.
    """
    known = {date.fromisoformat(f"{month}-01"): count for month, count in counted if month[:4].isdigit()}
    places = _months(min(known), max(known)) if known else []
    figure = lines(places, {"articles": [known.get(month, 0) for month in places]}, title="Articles per month")
    figure.set_size_inches(8.6, 2.4)
    head, mark, rest = svg_of(figure).partition(">")
    return head + mark + _SHEET + rest


def _months(first: date, last: date) -> list[date]:
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]
