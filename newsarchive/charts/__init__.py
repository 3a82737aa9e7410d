"""Draw plain values as matplotlib figures or directly as SVG, and render one self-contained HTML page.

This is the only package that imports matplotlib and jinja2. From newsarchive, it imports only `extras`.
"""

from newsarchive.charts.drawn import Drawing, columns, grid, rows
from newsarchive.charts.figures import bars, heat, lines
from newsarchive.charts.missing import MissingLibrary
from newsarchive.charts.page import PageSection, PageTable, html_page
from newsarchive.charts.svg import svg_of

__all__ = [
    "Drawing",
    "MissingLibrary",
    "PageSection",
    "PageTable",
    "bars",
    "columns",
    "grid",
    "heat",
    "html_page",
    "lines",
    "rows",
    "svg_of",
]
