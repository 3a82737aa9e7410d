"""Bar charts, line charts and heat maps as matplotlib figures, without pyplot and its global state.

Colors are those of M. Okabe and K. Ito (Color Universal Design, 2008), which color-blind readers can distinguish. If
there are more lines than colors, lines also differ in their dashes. Heat maps use cividis (Nuñez and others, PLOS ONE
2018), whose lightness increases evenly. All text is in INK, which svg_of replaces by the text color of the page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from newsarchive.charts.missing import missing
from newsarchive.charts.svg import CONTROLS, INK, svg_of
from newsarchive.extras import is_missing

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Figure

PALETTE = ("#0072b2", "#e69f00", "#009e73", "#d55e00", "#cc79a7", "#56b4e9", "#8a7f00", "#7f7f7f")
_STROKES = ("-", "--", ":", "-.")
_COLORS = 48
_MOST_NAMES = 36
_FONT = {"font.family": "DejaVu Sans", "font.size": 10.0}
_LONGEST_LABEL = 44


def bars(
    values: Mapping[str, float], *, title: str, label: str = "", shown: str = "{:,.0f}", upright: bool = False
) -> Figure:
    """Draw a horizontal bar for each of *values*, the first at the top, labeled with its number in the format *shown*.

    *label* is the label of the value axis. With *upright*, bars are vertical, the first at the left, without numbers:
    for many bars in a natural order, such as the hours of a day.
    """
    names = [_written(name) for name in values]
    height = 3.6 if upright else 1.2 + 0.28 * max(len(names), 2)
    figure, axes = _canvas(title, height)
    if not names:
        return _nothing(figure, axes)
    numbers = [float(value) for value in values.values()]
    if upright:
        axes.bar(range(len(names)), numbers, color=PALETTE[0], width=0.85)
        every = 1 + (len(names) - 1) // 20
        axes.set_xticks(range(0, len(names), every), names[::every])
        _count_axis(axes, "y", label)
    else:
        bars = axes.barh(range(len(names)), numbers, color=PALETTE[0], height=0.72)
        axes.set_yticks(range(len(names)), names)
        axes.invert_yaxis()
        axes.margins(x=0.12)
        axes.bar_label(bars, [shown.format(number) for number in numbers], padding=3, color=INK, fontsize=9)
        _count_axis(axes, "x", label)
    return figure


def lines(
    places: Sequence[date | float],
    series: Mapping[str, Sequence[float]],
    *,
    title: str,
    label: str = "",
    place_label: str = "",
    bands: Mapping[str, tuple[Sequence[float], Sequence[float]]] | None = None,
) -> Figure:
    """Draw each of *series*, as long as *places*, over days or numbers in order; a gap is ``nan``.

    *label* is the label of the y axis, *place_label* of the x axis. *bands* are the lower and upper bounds of an
    interval around each series, drawn as an area.
    """
    figure, axes = _canvas(title, 3.8)
    if not places or not series:
        return _nothing(figure, axes)
    x: Any = places  # matplotlib accepts dates, but its type annotations do not
    for at, (name, numbers) in enumerate(series.items()):
        axes.plot(
            x,
            numbers,
            label=_written(name),
            color=PALETTE[at % len(PALETTE)],
            linestyle=_STROKES[at // len(PALETTE) % len(_STROKES)],
            linewidth=1.8,
            marker="o" if len(places) < 3 else None,
        )
        if bands and name in bands:
            axes.fill_between(x, *bands[name], color=PALETTE[at % len(PALETTE)], alpha=0.18, linewidth=0)
    axes.set_xlabel(_written(place_label), color=INK)
    if isinstance(places[0], date):
        _date_axis(axes, places)
    _count_axis(axes, "y", label)
    if len(series) > 1:
        axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), frameon=False, labelcolor=INK, fontsize=9)
    return figure


def heat(
    rows: Sequence[str],
    columns: Sequence[str],
    values: Sequence[Sequence[float]],
    *,
    title: str,
    label: str = "",
    shown: str | None = None,
    span: tuple[float | None, float | None] = (None, None),
) -> Figure:
    """Draw *values*, one list for each of *rows*, as a heat map; *label* is the label of the color bar.

    With *shown*, a format such as "{:.0%}", each cell shows its number. A missing number is ``nan`` and stays blank.
    *span* is the range of the color scale, by default from the minimum to the maximum of *values*.
    """
    mpl = _matplotlib()
    figure, axes = _canvas(title, 1.5 + 0.32 * max(len(rows), 3) + (0.6 if _long(columns) else 0))
    if not rows or not columns:
        return _nothing(figure, axes)
    # A color bar of fewer than 50 colors is drawn as shapes; a larger one as a bitmap, which SVG would have to embed.
    colors = mpl.colormaps["cividis"].resampled(_COLORS)
    mesh = axes.pcolormesh(values, cmap=colors, vmin=span[0], vmax=span[1], edgecolors="face", linewidth=0.5)
    axes.set_yticks([at + 0.5 for at in range(len(rows))], [_written(row) for row in rows])
    turned: dict[str, Any] = {"rotation": 55, "ha": "right", "rotation_mode": "anchor"} if _long(columns) else {}
    every = range(0, len(columns), 1 + (len(columns) - 1) // _MOST_NAMES)
    axes.set_xticks([at + 0.5 for at in every], [_written(columns[at]) for at in every], **turned)
    axes.invert_yaxis()
    axes.tick_params(length=0)
    if shown is None:
        bar = figure.colorbar(mesh, ax=axes, pad=0.02, ticks=_count_ticks(mesh.get_clim()[1]))
        bar.set_label(_written(label), color=INK)
        bar.outline.set_visible(False)
        bar.ax.tick_params(colors=INK, labelcolor=INK)
    else:
        _number_cells(axes, mesh, values, shown)
    return figure


def _matplotlib() -> Any:
    try:
        import matplotlib.figure
    except ImportError as error:
        if not is_missing("matplotlib", error):
            raise
        raise missing("matplotlib", "a chart") from error
    return matplotlib


def _canvas(title: str, height: float) -> tuple[Figure, Axes]:
    mpl = _matplotlib()
    with mpl.rc_context(_FONT):
        figure = mpl.figure.Figure(figsize=(8.6, height), layout="constrained")
        axes = figure.add_subplot()
    axes.set_title(_written(title, longest=200), loc="left", color=INK, fontsize=12, fontweight="bold", pad=10)
    axes.tick_params(colors=INK, labelcolor=INK, labelsize=9)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.patch.set_alpha(0)
    figure._repr_svg_ = partial(svg_of, figure)  # notebooks call this method to show the figure, with any backend
    figure.get_layout_engine().set(w_pad=0.1, h_pad=0.1)
    return figure, axes


def _nothing(figure: Figure, axes: Axes) -> Figure:
    axes.set_xticks([])
    axes.set_yticks([])
    axes.text(0.5, 0.5, "nothing to show", ha="center", va="center", color=INK, transform=axes.transAxes)
    return figure


def _count_axis(axes: Axes, side: Literal["x", "y"], label: str) -> None:
    from matplotlib.ticker import FuncFormatter

    axis = getattr(axes, f"{side}axis")
    axis.set_major_locator(_count_ticks(axis.get_data_interval()[1]))
    axis.set_major_formatter(FuncFormatter(lambda number, _: f"{number:,.10g}"))
    axis.set_label_text(_written(label), color=INK)
    axes.grid(axis=side, color=PALETTE[-1], alpha=0.25, linewidth=0.8)
    axes.set_axisbelow(True)
    if axis.get_data_interval()[0] >= 0:
        getattr(axes, f"set_{side}lim")(**{"left" if side == "x" else "bottom": 0})


def _count_ticks(highest: float) -> Any:
    """Return a tick locator: whole numbers, unless all values are shares."""
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(nbins=6, integer=highest >= 1)


def _date_axis(axes: Axes, days: Sequence[Any]) -> None:
    from matplotlib import dates

    if len(days) == 1:
        axes.set_xticks(days, [f"{days[0]}"])
        return
    made: Any = dates  # matplotlib has no type annotation here
    locator = made.AutoDateLocator(maxticks=9)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(made.ConciseDateFormatter(locator))


def _number_cells(axes: Axes, mesh: Any, values: Sequence[Sequence[float]], shown: str) -> None:
    middle = sum(mesh.get_clim()) / 2
    for down, row in enumerate(values):
        for right, number in enumerate(row):
            if number == number:
                # The lower half of cividis is dark. Neither color is INK, which changes with the page.
                color = "#000000" if number > middle else "#ffffff"
                text = shown.format(number)
                axes.text(right + 0.5, down + 0.5, text, ha="center", va="center", fontsize=7.5, color=color)


def _long(names: Sequence[str]) -> bool:
    return sum(len(name) + 2 for name in names) > 100


def _written(text: str, longest: int = _LONGEST_LABEL) -> str:
    """Escape *text* so that matplotlib draws it literally: no control characters, no math between dollar signs."""
    clean = CONTROLS.sub("�", " ".join(text.split()))
    cut = clean if len(clean) <= longest else clean[: longest - 1].rstrip() + "…"
    return cut.replace("$", r"\$")
