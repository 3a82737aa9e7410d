"""Datasette's own pages (tables and SQL) without scripts, with labels for screen readers, and without CSV."""

from __future__ import annotations

import re

# The names of the form fields that have no label of their own.
_LABELS = {
    "_filter_column": "Column",
    "_filter_op": "Comparison",
    "_filter_value": "Value",
    "_sort": "Sort by",
    "sql": "SQL query",
}
_FIELD = re.compile(r'<(?:select|textarea|input type="text")(?= )(?=[^>]* name="([a-z_]+?)(?:_\d+)?")')
_HEADING = re.compile(r"<(h2|h3)(?=[ >])")
# The policy lets no script run; the browser would complain of each.
_SCRIPT = re.compile(r"<script\b.*?</script>", re.S)
# A spreadsheet runs a cell that begins with = as a formula, so these links lead nowhere; see guard.py.
_CSV = re.compile(
    r',\s*<a href="[^"]*">CSV</a>(?: \(<a href="#export">advanced</a>\))?'
    r'|<form action="[^"]*" method="get">\s*<p>\s*CSV options:.*?</form>',
    re.S,
)
# The database "temp" of the connection holds nothing for a visitor.
_ATTACHED = re.compile(r'<div class="message-info">\s*<p>The following databases are attached.*?</div>', re.S)


def without_scripts(page: str) -> str:
    """Return the HTML *page* without its script elements."""
    return _SCRIPT.sub("", page)


def accessible(page: str) -> str:
    """Return the content of one of Datasette's pages with labels and headings in order, without scripts and CSV.

    All data of the archive in *page* are escaped, so that only Datasette's own elements are changed.
    """
    parts = _HEADING.split(_ATTACHED.sub("", _CSV.sub("", without_scripts(page))))
    level, text = "2", parts[0]
    for heading, following in zip(parts[1::2], parts[2::2], strict=True):
        # The first heading below the title is an h3 without an h2.
        level = "3" if heading == "h2" else level
        text += f"<{heading}{following}" if heading == "h2" or level == "3" else f'<h3 aria-level="2"{following}'
    return _FIELD.sub(_labeled, text)


def _labeled(field: re.Match[str]) -> str:
    label = _LABELS.get(field[1])
    return f'{field[0]} aria-label="{label}"' if label else field[0]
