"""html_page(title, sections): one self-contained page, readable by day and night, with no script in it."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from newsarchive.charts.missing import missing
from newsarchive.charts.svg import svg_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Signs that turn the direction of text round, and those HTML forbids; they could make a page read otherwise.
_ACTING = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows under their heads; numbers stand at the right, ``None`` is an empty cell."""

    columns: Sequence[str]
    rows: Sequence[Sequence[object]]


@dataclass(frozen=True, kw_only=True)
class Section:
    """One part of a page: under its heading first *warnings*, then *text* (blank lines part it), figure and table."""

    heading: str
    text: str | None = None
    figure: Figure | None = None
    table: Table | None = None
    warnings: Sequence[str] = ()


def html_page(title: str, sections: Sequence[Section]) -> str:
    """Return a whole HTML page; all text is escaped, and its Content-Security-Policy lets nothing in from outside.

    Raise MissingLibrary without jinja2.
    """
    sheet = (files("newsarchive.charts") / "page.css").read_text("utf-8")
    digest = base64.b64encode(sha256(sheet.encode()).digest()).decode()
    page: str = _template().render(
        title=title,
        sections=sections,
        sheet=sheet,
        policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
    )
    return page


@cache
def _template() -> Any:
    try:
        from jinja2 import Environment, StrictUndefined
    except ImportError as error:
        raise missing("jinja2", "a page") from error
    surroundings = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=_shown
    )
    surroundings.filters.update(svg=svg_of, is_number=_is_number, anchor=_anchor)
    return surroundings.from_string((files("newsarchive.charts") / "page.html").read_text("utf-8"))


def _shown(value: object) -> object:
    """Return *value* as it is printed; what is already markup stays markup."""
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.6g}"
    return value if hasattr(value, "__html__") else _ACTING.sub("�", str(value))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _anchor(heading: str) -> str:
    return re.sub(r"\W+", "-", heading.lower()).strip("-")
