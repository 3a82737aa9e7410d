"""Plain values -> figures, SVG and one self-contained page: the one door for matplotlib and jinja2."""

from newsarchive.charts.figures import bars, heat, lines
from newsarchive.charts.missing import MissingLibrary
from newsarchive.charts.page import Section, Table, html_page
from newsarchive.charts.svg import svg_of

__all__ = ["MissingLibrary", "Section", "Table", "bars", "heat", "html_page", "lines", "svg_of"]
