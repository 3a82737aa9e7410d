"""A page's bytes -> its markup as text, freed of what no reader sees, whatever it is encoded in."""

from __future__ import annotations

import codecs
import unicodedata
from typing import NamedTuple

from newsarchive.parsers.bulk import without_bulk, without_menus
from newsarchive.parsers.html.encoding import decode, mended

# No text has them, no XML may, and lxml refuses some: every control sign but tab and the ends of lines.
_CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13, 27}) + b"\x7f"
# UTF-8 lead bytes of U+0300-U+036F: text with combining marks is composed as a whole, so that word lists match.
_COMBINING = (b"\xcc", b"\xcd")
_BETWEEN = b"<!--/-->"  # stands in no page whose comments were cut out
# Far beyond any article, it bounds the time that a page made to keep us busy takes.
_LONGEST_PAGE = 3_000_000


class Markup(NamedTuple):
    """A page without its bulk: *text* and the same in *utf8* for the parser, its JSON-LD *scripts*, *menus* cut out."""

    text: str
    scripts: list[str]
    utf8: bytes
    menus: list[bytes]


def read_markup(source: bytes, content_type: str | None = None, *, menus: bool = True) -> Markup:
    """Read the markup of the page *source*; without *menus* those with nothing but links in them are cut out, too."""
    if b"\0" in source:  # UTF-16 perhaps, whose bytes cannot be searched for tags
        whole = unicodedata.normalize("NFC", decode(source[:_LONGEST_PAGE], content_type))
        cut, scripts = without_bulk(whole.encode("utf-8", "replace"))
        return Markup(cut.decode("utf-8", "replace"), [one.decode("utf-8", "replace") for one in scripts], cut, [])
    cut, scripts = without_bulk(source)
    cut = cut[:_LONGEST_PAGE]
    cut_out: list[bytes] = []
    if not menus:
        cut, cut_out = without_menus(cut)
    try:
        text, utf8 = _from_utf8(cut.translate(None, _CONTROLS))
        return Markup(text, [_from_utf8(one.translate(None, _CONTROLS))[0] for one in scripts], utf8, cut_out)
    except UnicodeDecodeError:
        # Decoded together, for one of them alone may hold too little to tell the encoding.
        together = decode(_BETWEEN.join((cut, *scripts)), content_type)
        text, *read = unicodedata.normalize("NFC", together).split(_BETWEEN.decode())
        return Markup(text, read, text.encode("utf-8", "replace"), cut_out)


def _from_utf8(cut: bytes) -> tuple[str, bytes]:
    """Return *cut*, which must be UTF-8 (raises UnicodeDecodeError), as text in NFC, and that in UTF-8."""
    plain = cut.decode("utf-8-sig")
    text = mended(plain, cut)
    if any(lead in cut for lead in _COMBINING):
        text = unicodedata.normalize("NFC", text)
    return text, cut.removeprefix(codecs.BOM_UTF8) if text is plain else text.encode("utf-8", "replace")
