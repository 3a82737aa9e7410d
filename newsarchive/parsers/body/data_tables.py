"""Data tables: recognize them, and convert their rows to text."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import zip_longest

from newsarchive.parsers.body.labeling.boilerplate import SEPARATOR
from newsarchive.parsers.body.table import Box, TextBlock
from newsarchive.parsers.html.tree import Node

#: A cell with more letters holds text that the table only arranges.
MOST_IN_CELL = 300
_DEEPEST = 12  # levels; from a block to its cell, a row or a table; a bound for malicious pages
_CELLS = ("td", "th")
_LONGEST_NUMBER = 5  # digits; HTML allows to cover 65,534 rows
_MOST_SPANNED = 100  # columns or rows; a bound for malicious tables


def table_of(block: TextBlock, above: Collection[Box] = ()) -> Box | None:
    """Return the data table that has *block* as a cell; ``None`` in a table used for layout.

    A row of one cell belongs to a table of which other rows stand *above* it; otherwise it is a title or a frame.
    """
    cell, row = _cell_and_row(block)
    table = _around(row, ("table",))
    if cell is None or row is None or table is None or cell.size > MOST_IN_CELL or table.pictures:
        return None
    return table if len(row.node) > 1 or table in above else None


def _cell_and_row(block: TextBlock) -> tuple[Box | None, Box | None]:
    cell = _around(block.box, _CELLS)
    return cell, _around(cell, ("tr",))


def _around(box: Box | None, tags: tuple[str, ...]) -> Box | None:
    for _ in range(_DEEPEST):
        if box is None or box.tag in tags:
            return box
        box = box.parent
    return None


def signs_in(cells: Sequence[TextBlock], blocks: Iterable[TextBlock]) -> list[TextBlock]:
    """Return those of *blocks*, the data table's, that say by a sign that a cell beside one of *cells* has no value.

    A line without letters and digits separates parts of a page; alone in its cell it is a value: "-", "***".
    """
    places = [_cell_and_row(block) for block in cells]
    filled, rows = {cell for cell, _ in places}, {row for _, row in places}
    signs = [(sign, *_cell_and_row(sign)) for sign in blocks if sign.rule == SEPARATOR.rule]
    return [sign for sign, cell, row in signs if cell not in filled and row in rows]


def rows_of(cells: list[TextBlock]) -> str:
    """Return the rows of a table as lines, cells separated by tabs; blocks of one cell are joined by a space.

    Each text stands in its column: a cell without text and the columns that a wide cell covers are empty, and so are
    those that a high cell covers in the rows below it. Columns without any text are left out.
    """
    texts: dict[Node, list[str]] = {}
    rows: dict[Node, None] = {}
    for block in cells:
        cell, row = _cell_and_row(block)
        if cell is not None and row is not None:
            texts.setdefault(cell.node, []).append(block.text)
            rows[row.node] = None
    widest = max(map(len, rows))
    grid: list[list[str]] = []
    covered: dict[int, int] = {}  # column -> the number of rows below that a high cell covers
    for element in rows:
        line: list[str] = []
        below: dict[int, int] = {}
        for node in element.iterchildren(*_CELLS):
            while covered.get(len(line)):
                line.append("")
            width = min(_span(node, "colspan"), widest)
            height = _span(node, "rowspan")
            below.update((len(line) + column, height) for column in range(width) if height > 1)
            line += [" ".join(texts.get(node, ())), *[""] * (width - 1)]
        grid.append(line)
        covered = {column: left - 1 for column, left in (covered | below).items() if left > 1}
    columns = [column for column in zip_longest(*grid, fillvalue="") if any(column)]
    return "\n".join("\t".join(line) for line in zip(*columns, strict=True))


def _span(cell: Node, name: str) -> int:
    """Return how many columns or rows *cell* covers by its attribute *name*."""
    value = cell.get(name) or ""
    return max(1, min(int(value), _MOST_SPANNED)) if value.isdecimal() and len(value) < _LONGEST_NUMBER else 1
