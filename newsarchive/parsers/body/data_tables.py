"""Data tables: recognize them, and convert their rows to text."""

from __future__ import annotations

from newsarchive.parsers.body.table import Box, TextBlock

#: A cell with more letters holds text that the table only arranges.
MOST_IN_CELL = 300
_DEEPEST = 12  # levels; from a block to its cell, a row or a table; a bound for malicious pages
_CELLS = ("td", "th")


def table_of(block: TextBlock) -> Box | None:
    """Return the data table that has *block* as a cell; ``None`` in a table used for layout."""
    cell = _around(block.box, _CELLS)
    row = _around(cell, ("tr",))
    table = _around(row, ("table",))
    if cell is None or row is None or table is None or cell.size > MOST_IN_CELL or table.pictures:
        return None
    return table if len(_CELLS) and len(row.node) > 1 else None


def _around(box: Box | None, tags: tuple[str, ...]) -> Box | None:
    for _ in range(_DEEPEST):
        if box is None or box.tag in tags:
            return box
        box = box.parent
    return None


def rows_of(cells: list[TextBlock]) -> str:
    """Return the rows of a table as lines, cells separated by tabs; blocks of one cell are joined by a space."""
    rows: dict[Box | None, dict[Box | None, list[str]]] = {}
    for block in cells:
        cell = _around(block.box, _CELLS)
        rows.setdefault(_around(cell, ("tr",)), {}).setdefault(cell, []).append(block.text)
    return "\n".join("\t".join(" ".join(texts) for texts in row.values()) for row in rows.values())
