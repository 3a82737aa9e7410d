"""Convert a figure to SVG that suits a page of any color, contains no style sheet and is reproducible."""

from __future__ import annotations

import re
import warnings
from hashlib import sha256
from html import escape
from io import StringIO
from typing import TYPE_CHECKING, Any

from newsarchive.escapes import DIRECTIONS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: The color of text and axes in figures. Nothing else is drawn in it.
INK = "#1f2328"
_PROLOGUE = re.compile(r"\A.*?(?=<svg )", re.DOTALL)
#: Characters that no text of a figure may contain: those that act on a reader, and those that XML forbids.
CONTROLS = re.compile(f"[\x00-\x1f\x7f-\x9f{DIRECTIONS}\ud800-\udfff\ufffe\uffff]")
_METADATA = re.compile(r"\s*<metadata>.*?</metadata>", re.DOTALL)
_SHEET = re.compile(r"\s*<defs>\s*<style[^>]*>[^<]*</style>\s*</defs>")
_STYLE = re.compile(r' style="([^"]*)"')
_GROUP_ID = re.compile(r' id="[A-Za-z0-9.]+_\d+"')
_ID = re.compile(r'(id="|href="#|url\(#)')
_FONT = re.compile(r"(?:(?P<weight>\d{3}|bold) )?(?P<size>[\d.]+)px (?P<family>.+)")
_SETTINGS: dict[Any, Any] = {"svg.fonttype": "none", "svg.hashsalt": "newsarchive", "font.family": "DejaVu Sans"}


def svg_of(figure: Figure, label: str | None = None) -> str:
    """Return *figure* as an <svg> element: text stays text, no date, no style sheet or attribute (for a strict CSP).

    *label* is its name for screen readers. INK becomes currentColor. Equal figures give equal SVG; different figures
    have different identifiers.
    """
    svg = _METADATA.sub("", _PROLOGUE.sub("", _drawn(figure)))
    svg = _STYLE.sub(lambda style: _attributes(style[1]), _SHEET.sub("", svg))
    svg = _GROUP_ID.sub("", svg).replace(INK, "currentColor")
    name = f' aria-label="{escape(CONTROLS.sub("�", label))}"' if label else ""
    svg = svg.replace("<svg ", f'<svg role="img"{name} stroke-linejoin="round" stroke-linecap="butt" ', 1)
    digest = sha256(svg.encode()).hexdigest()[:8]
    return _ID.sub(lambda found: f"{found[1]}c{digest}-", svg).strip()


def _drawn(figure: Figure) -> str:
    import matplotlib as mpl

    out = StringIO()
    with mpl.rc_context(_SETTINGS), warnings.catch_warnings():
        # The reader's browser chooses a font for characters that DejaVu lacks (Chinese, emoji).
        warnings.filterwarnings("ignore", message=r"Glyph .* missing from")
        figure.savefig(out, format="svg", facecolor="none", metadata={"Date": None, "Creator": None})
    return out.getvalue()


def _attributes(style: str) -> str:
    """Turn the declarations of *style* into presentation attributes (SVG 1.1, 6.2)."""
    out = ""
    for declaration in style.split(";"):
        name, _, value = (part.strip() for part in declaration.partition(":"))
        font = _FONT.fullmatch(value) if name == "font" else None
        if font:
            weight = f' font-weight="{font["weight"]}"' if font["weight"] else ""
            out += f'{weight} font-size="{font["size"]}" font-family="{font["family"]}"'
        elif name:
            out += f' {name}="{value}"'
    return out
