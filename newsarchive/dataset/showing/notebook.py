"""The notebook representation of a dataset: a small HTML table with escaped text."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from itertools import islice

from newsarchive.article import Record

_SHOWN = 5


def dataset_html(records: Iterable[Record], heading: str) -> str:
    """Return *heading* and the first few of *records* as an HTML table."""
    rows = "".join(
        f"<tr><td>{escape(str(record.published_date or 'undated'))}</td><td>{escape(record.site)}</td>"
        f'<td lang="{escape(record.language or "")}">{escape(record.title or "(no title)")}</td>'
        f"<td>{escape(', '.join(record.authors))}</td><td><code>{escape(record.id)}</code></td></tr>"
        for record in islice(records, _SHOWN)
    )
    head = "<tr><th>day</th><th>site</th><th>title</th><th>authors</th><th>id</th></tr>"
    note = f"<p>The first {_SHOWN}; <code>len()</code> counts all.</p>"
    return f"<p><code>{escape(heading)}</code></p><table><thead>{head}</thead><tbody>{rows}</tbody></table>{note}"
