"""The text of a page as HTML with colored labels, for `newsarchive extract --explain --html`."""

from __future__ import annotations

from collections import Counter
from html import escape

from newsarchive.extraction import Explained
from newsarchive.parsers.body.labels import BODY_LABELS, LABELS, LabeledBlock

# The body in greens, what belongs to the article in blues and purples, what does not in warm colors and grays.
_COLORS = {
    "text": "#d9f2d9",
    "heading": "#b9e6b9",
    "quote": "#cdeecd",
    "list item": "#d9f2d9",
    "table": "#cdeecd",
    "lead": "#cfe6ff",
    "dateline": "#cfe6ff",
    "title": "#b3d4ff",
    "byline": "#e3d5ff",
    "credit": "#eee3ff",
    "time": "#e3d5ff",
    "tags": "#f0e6ff",
    "caption": "#d6f1f5",
    "related list": "#ffe3cc",
    "comment": "#ffd9d9",
    "advertisement": "#ffc9c9",
    "widget": "#fff0c9",
    "legal": "#ececec",
    "navigation": "#e4e4e4",
}
_STYLE = """
body { font: 16px/1.5 sans-serif; max-width: 60em; margin: 2em auto; padding: 0 1em; color: #111; background: #fff }
.block { display: grid; grid-template-columns: 15em 1fr; gap: .8em; margin: 2px 0; padding: .3em .6em }
.rule { font-size: .75em; color: #444; overflow-wrap: anywhere }
.rule b { display: block; font-size: 1.1em; color: #111 }
.legend span { display: inline-block; margin: 2px; padding: 0 .5em; border-radius: 4px } .aside .words { color: #555 }
"""


def explanation_page(name: str, explained: Explained) -> str:
    """Return an HTML page that displays each block of the page *name* with its label, rule and reason."""
    counts = Counter(block.label for block in explained.blocks)
    legend = "".join(
        f'<span style="background:{_COLORS[label]}">{label} {counts[label]}</span>' for label in LABELS if counts[label]
    )
    blocks = "\n".join(map(_block, explained.blocks))
    title = escape(explained.article.title or name)
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Labels: {title}</title>'
        f"<style>{_STYLE}</style></head>\n<body><h1>{title}</h1><p>{escape(name)}</p>"
        f'<p class="legend">{legend}</p>\n{blocks}\n</body></html>\n'
    )


def _block(block: LabeledBlock) -> str:
    kind = "block" if block.label in BODY_LABELS else "block aside"
    return (
        f'<div class="{kind}" style="background:{_COLORS[block.label]}" title="{escape(block.place)}">'
        f'<div class="rule"><b>{escape(block.label)}</b>{escape(block.rule)}: {escape(block.reason)}</div>'
        f'<div class="words">{escape(block.text)}</div></div>'
    )
