"""One self-contained HTML page without scripts, with a light and a dark color scheme."""

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
from newsarchive.extras import is_missing

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Characters that change text direction, and those that HTML forbids: they could falsify what a page shows.
_ACTING = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, kw_only=True)
class PageTable:
    """A table of a page; numbers are aligned right, ``None`` is an empty cell."""

    columns: Sequence[str]
    rows: Sequence[Sequence[object]]


@dataclass(frozen=True, kw_only=True)
class PageSection:
    """A section of a page: heading, *warnings*, *text* (paragraphs are separated by blank lines), figure, table."""

    heading: str
    text: str | None = None
    figure: Figure | None = None
    table: PageTable | None = None
    warnings: Sequence[str] = ()


def html_page(title: str, sections: Sequence[PageSection]) -> str:
    """Return a whole HTML page. All text is escaped, and its Content-Security-Policy forbids external resources.

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
        if not is_missing("jinja2", error):
            raise
        raise missing("jinja2", "a page") from error
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=_shown
    )
    environment.filters.update(svg=svg_of, is_number=_is_number, anchor=_anchor)
    return environment.from_string((files("newsarchive.charts") / "page.html").read_text("utf-8"))


def _shown(value: object) -> object:
    """Return *value* as displayed; markup stays markup."""
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
