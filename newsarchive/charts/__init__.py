"""Draw plain values as matplotlib figures, convert figures to SVG, and render one self-contained HTML page.

This is the only package that imports matplotlib and jinja2. From newsarchive, it imports only `extras`.
"""

from newsarchive.charts.figures import bars, heat, lines
from newsarchive.charts.missing import MissingLibrary
from newsarchive.charts.page import PageSection, PageTable, html_page
from newsarchive.charts.svg import svg_of

__all__ = ["MissingLibrary", "PageSection", "PageTable", "bars", "heat", "html_page", "lines", "svg_of"]
