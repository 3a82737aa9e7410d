"""Bars, columns and grids written as SVG without matplotlib: every run draws some, and its import takes half a second.

All text is in the color of the page. The colors are those of `figures`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from newsarchive.charts.svg import CONTROLS

_WIDTH = 860  # of a drawing; all lengths are in its units
_ROW = 22
_FONT = 'font-family="system-ui, DejaVu Sans, sans-serif" font-size="12"'
_LONGEST_NAME = 36
_NAMES = 260  # width of the names at the left
_NUMBERS = 80  # width of the numbers at the right
_HEIGHT = 220  # of a chart of columns
_FOOT = 28  # height of the names below it
_MOST_NAMES = 10  # below columns
_NAME = 72  # width of a date
_MOST_TICKS = 5
_HEAD = 90  # height of turned names above a grid
_BAR = "#0072b2"
_LINE = "#7f7f7f"
# Five colors of cividis, from 0 to 1.
_SCALE = ((0, 32, 77), (65, 77, 107), (124, 123, 120), (188, 175, 111), (255, 234, 70))


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """The *shapes* of a drawing, elements of SVG, and its *height*; without shapes it says that there is nothing."""

    shapes: Sequence[str]
    height: float = _ROW

    def svg(self, label: str | None = None) -> str:
        """Return the <svg> element; *label* is its name for screen readers."""
        name = f' aria-label="{_text(label)}"' if label else ""
        inside = "".join(self.shapes) or _written(_WIDTH / 2, 15, "nothing to show", anchor="middle")
        return (
            f'<svg role="img"{name} xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {self.height:g}" {_FONT} '
            f'fill="currentColor">{inside}</svg>'
        )


def rows(values: Mapping[str, float]) -> Drawing:
    """Draw a horizontal bar with its number for each of *values*, the first at the top."""
    most = max(values.values(), default=0) or 1
    shapes: list[str] = []
    for at, (name, number) in enumerate(values.items()):
        length = number / most * (_WIDTH - _NAMES - _NUMBERS)
        shapes += (
            _written(_NAMES - 8, at * _ROW + 15, _shortened(name), anchor="end"),
            _box(_NAMES, at * _ROW + 3, length, _ROW - 6),
            _written(_NAMES + length + 6, at * _ROW + 15, f"{number:,.0f}"),
        )
    return Drawing(shapes=shapes, height=_ROW * max(1, len(values)))


def columns(values: Mapping[str, int]) -> Drawing:
    """Draw an upright bar for each of *values*, the first at the left, over a scale from 0; not all names are shown."""
    if not values:
        return Drawing(shapes=())
    ticks = _ticks(max(values.values()))
    unit, step = _HEIGHT / ticks[-1], (_WIDTH - _NUMBERS) / len(values)
    shapes: list[str] = []
    for tick in ticks:
        y = 10 + _HEIGHT - tick * unit
        shapes.append(f'<path d="M{_NUMBERS} {y:g}H{_WIDTH}" stroke="{_LINE}" stroke-opacity="0.3"/>')
        shapes.append(_written(_NUMBERS - 8, y + 4, f"{tick:,}", anchor="end"))
    every = math.ceil(len(values) / _MOST_NAMES)
    for at, (name, number) in enumerate(values.items()):
        x = _NUMBERS + at * step
        shapes.append(_box(x, 10 + _HEIGHT - number * unit, step * 0.85, number * unit, f"{name}: {number:,}"))
        if at % every == 0 and x + _NAME <= _WIDTH:
            shapes.append(_written(x, 10 + _HEIGHT + 18, _shortened(name)))
    return Drawing(shapes=shapes, height=10 + _HEIGHT + _FOOT)


def grid(names: Sequence[str], titles: Sequence[str], shares: Sequence[Sequence[float | None]]) -> Drawing:
    """Draw *shares* (0 to 1), one list for each of *names*, as cells below *titles*; ``None`` is blank.

    The higher a share, the paler is its cell.
    """
    if not names or not titles:
        return Drawing(shapes=())
    width = (_WIDTH - _NAMES - 40) / len(titles)
    shapes = [
        _written(0, 0, _shortened(title), move=f"translate({_NAMES + (at + 0.4) * width:g} {_HEAD - 6}) rotate(-50)")
        for at, title in enumerate(titles)
    ]
    for down, (name, row) in enumerate(zip(names, shares, strict=True)):
        y = _HEAD + down * _ROW
        shapes.append(_written(_NAMES - 8, y + 15, _shortened(name), anchor="end"))
        for right, share in enumerate(row):
            if share is not None:
                x = _NAMES + right * width
                ink = "#000000" if share > 0.5 else "#ffffff"  # the lower half of the colors is dark
                shapes.append(_box(x, y, width, _ROW, f"{titles[right]}: {share:.1%}", color=_color(share)))
                shapes.append(_written(x + width / 2, y + 15, f"{share:.0%}", anchor="middle", color=ink))
    return Drawing(shapes=shapes, height=_HEAD + len(names) * _ROW)


def _ticks(highest: float) -> list[int]:
    """Return round whole numbers from 0 to *highest* or just above it."""
    least = max(highest / _MOST_TICKS, 1)
    power = 10 ** math.floor(math.log10(least))
    step = next((power * factor for factor in (1, 2, 5) if power * factor >= least), power * 10)
    return [step * number for number in range(max(1, math.ceil(highest / step)) + 1)]


def _color(share: float) -> str:
    place = min(max(share, 0), 1) * (len(_SCALE) - 1)
    low = min(int(place), len(_SCALE) - 2)
    mixed = (round(a + (b - a) * (place - low)) for a, b in zip(_SCALE[low], _SCALE[low + 1], strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)


def _box(x: float, y: float, width: float, height: float, title: str = "", color: str = _BAR) -> str:
    """Return a rectangle; browsers display its *title* below the pointer."""
    shape = f'<rect x="{x:.5g}" y="{y:.5g}" width="{width:.5g}" height="{height:.5g}" fill="{color}"'
    return f"{shape}><title>{_text(title)}</title></rect>" if title else f"{shape}/>"


def _written(x: float, y: float, text: str, *, anchor: str = "start", color: str = "", move: str = "") -> str:
    marks = f' fill="{color}"' if color else ""
    marks += f' transform="{move}"' if move else ""
    return f'<text x="{x:.5g}" y="{y:.5g}" text-anchor="{anchor}"{marks}>{_text(text)}</text>'


def _shortened(name: str) -> str:
    clean = " ".join(name.split())
    return clean if len(clean) <= _LONGEST_NAME else clean[: _LONGEST_NAME - 1].rstrip() + "…"


def _text(text: str) -> str:
    return escape(CONTROLS.sub("�", text))
