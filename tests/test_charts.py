"""Charts and pages: labels are text and nothing else, equal input gives equal output, nothing comes from outside."""

from __future__ import annotations

import subprocess
import sys
import warnings
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsarchive.charts import PageSection, PageTable, bars, heat, html_page, lines, svg_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=y> & $x^2$ \x00\x1b[31m \u202e"
SVG = "{http://www.w3.org/2000/svg}"


def _texts(svg: str) -> list[str]:
    return [("".join(element.itertext())).strip() for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_vietnamese_labels_stay_text_in_the_svg() -> None:
    texts = _texts(svg_of(bars({"Thời sự": 3, "Đời sống xã hội": 1_250}, title="Chuyên mục", label="bài")))
    assert {"Thời sự", "Đời sống xã hội", "Chuyên mục", "bài", "3", "1,250"} <= set(texts)


def test_a_bar_for_each_value() -> None:
    figure = bars({"a": 1, "b": 5}, title="t")
    assert [bar.get_width() for bar in figure.axes[0].patches] == [1, 5]
    standing = bars({"a": 1, "b": 5}, title="t", upright=True)
    assert [bar.get_height() for bar in standing.axes[0].patches] == [1, 5]


def test_lines_are_labeled_and_have_their_values() -> None:
    days = [date(2024, month, 1) for month in range(1, 13)]
    figure = lines(days, {"sao-mai": range(12), "song-lam": [5] * 12}, title="t")
    drawn = figure.axes[0].get_lines()
    assert [list(line.get_ydata()) for line in drawn] == [list(range(12)), [5] * 12]
    assert {"sao-mai", "song-lam"} <= set(_texts(svg_of(figure)))


def test_twenty_lines_are_all_different() -> None:
    figure = lines([1, 2, 3], {str(at): [at, at, at] for at in range(20)}, title="t")
    assert len({(line.get_color(), line.get_linestyle()) for line in figure.axes[0].get_lines()}) == 20


def test_heat_maps_show_numbers_and_leave_missing_values_blank() -> None:
    figure = heat(["a", "b"], ["x", "y"], [[0.0, 1.0], [float("nan"), 0.5]], title="t", shown="{:.0%}")
    assert {"0%", "100%", "50%"} <= set(_texts(svg_of(figure)))
    assert "nan" not in svg_of(figure)


@pytest.mark.parametrize(
    "figure",
    [lambda: bars({}, title="t"), lambda: lines([], {}, title="t"), lambda: heat([], [], [], title="t")],
    ids=["bars", "lines", "heat"],
)
def test_empty_data_give_a_figure_that_says_so(figure: Callable[[], Figure]) -> None:
    assert "nothing to show" in _texts(svg_of(figure()))


def test_one_value_alone_is_plotted() -> None:
    for figure in (
        bars({"a": 0}, title="t"),
        lines([date(2024, 1, 1)], {"a": [1]}, title="t"),
        heat(["a"], ["b"], [[0]], title="t"),
    ):
        ElementTree.fromstring(svg_of(figure))


@pytest.mark.parametrize(
    "figure",
    [
        lambda: bars({HOSTILE: 1}, title=HOSTILE, label=HOSTILE),
        lambda: lines([1, 2], {HOSTILE: [1, 2], "b": [2, 1]}, title=HOSTILE, label=HOSTILE, place_label=HOSTILE),
        lambda: heat([HOSTILE], [HOSTILE], [[1]], title=HOSTILE, label=HOSTILE),
    ],
    ids=["bars", "lines", "heat"],
)
def test_hostile_labels_stay_text_in_the_svg(figure: Callable[[], Figure]) -> None:
    svg = svg_of(figure())
    names = {element.tag.removeprefix(SVG) for element in ElementTree.fromstring(svg).iter()}
    assert names <= {"svg", "g", "path", "rect", "text", "defs", "use", "clipPath", "tspan"}
    assert any(text.startswith("<script>alert(1)</script>") and "$" in text for text in _texts(svg))
    assert not {"\x00", "\x1b", "\u202e"} & set(svg)


def test_characters_that_the_font_lacks_give_no_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert "新聞 🗞" in _texts(svg_of(bars({"新聞 🗞": 1}, title="t")))


def test_equal_figures_give_equal_svg_and_different_ones_different_identifiers() -> None:
    first, again, other = (svg_of(lines([1, 2], {"a": [1, top]}, title="t")) for top in (2, 2, 3))
    assert first == again
    ids = [
        {element.get("id") for element in ElementTree.fromstring(svg).iter() if element.get("id")}
        for svg in (first, other)
    ]
    assert ids[0]
    assert not ids[0] & ids[1]


def test_the_svg_contains_no_style_sheet_and_inherits_the_color_of_its_page() -> None:
    svg = svg_of(heat(["a"], ["b"], [[1]], title="t", label="l"))
    assert "style" not in svg
    assert "currentColor" in svg
    assert 'font-family="' in svg


def test_a_notebook_shows_the_picture() -> None:
    figure = bars({"a": 1}, title="t")
    assert figure._repr_svg_() == svg_of(figure)  # type: ignore[attr-defined]


def test_a_page_escapes_every_text() -> None:
    section = PageSection(
        heading=HOSTILE,
        text=HOSTILE,
        figure=bars({HOSTILE: 1}, title=HOSTILE),
        table=PageTable(columns=[HOSTILE], rows=[[HOSTILE], [None]]),
        warnings=[HOSTILE],
    )
    page = html_page(HOSTILE, [section] * 4)
    assert "<script" not in page
    assert "<img" not in page
    assert not {"\x00", "\x1b", "\u202e"} & set(page)
    assert page.count("&lt;script&gt;") >= 4 * 5


def test_a_page_loads_nothing_from_elsewhere() -> None:
    page = html_page("t", [PageSection(heading="h", figure=bars({"a": 1}, title="t"))])
    assert "default-src 'none'" in page.replace("&#39;", "'")
    foreign = page.replace("http://www.w3.org/2000/svg", "").replace("http://www.w3.org/1999/xlink", "")
    assert "http:" not in foreign
    assert "https:" not in foreign


def test_a_page_shows_numbers_paragraphs_and_empty_cells() -> None:
    page = html_page(
        "t", [PageSection(heading="h", text="một\n\nhai", table=PageTable(columns=["n"], rows=[[12345], [None]]))]
    )
    assert "<p>một</p>\n<p>hai</p>" in page
    assert 'class="number">12,345</td>' in page
    assert '<td data-label="n"></td>' in page


@pytest.mark.parametrize(
    ("library", "call"),
    [("matplotlib", "charts.bars({}, title='t')"), ("jinja2", "charts.html_page('t', [])")],
)
def test_a_missing_library_is_named_with_its_remedy(library: str, call: str) -> None:
    check = f"import sys; sys.modules['{library}'] = None\nfrom newsarchive import charts\n{call}"
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=False)
    assert f'needs {library}; run `pip install ".[report]"`' in done.stderr


@settings(max_examples=8)
@given(st.text(st.characters(), min_size=1, max_size=12))
def test_any_text_is_a_label(text: str) -> None:
    svg = svg_of(bars({text: 1}, title=text, label=text))
    ElementTree.fromstring(svg)
    ElementTree.fromstring(f"<p>{svg}</p>".encode())


@pytest.mark.parametrize("label", ["$", "$$", "\\$x$", "a_b^c", "50 $ – 60 $", "\\frac{1}{2}", "{}", "%s"])
def test_a_label_is_plotted_literally(label: str) -> None:
    assert label in _texts(svg_of(bars({label: 1}, title="t")))
