"""A page's bytes -> its markup as text, freed of what no reader sees, whatever it is encoded in."""

from __future__ import annotations

import codecs
import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

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


# Every browser encoding that news sites use writes "<" and these letters as ASCII does, so bytes can be searched.
_START = re.compile(rb"<(?=[sSnN!])(?:(script|style|svg|noscript)[\s/>]|!--)", re.I)


_ENDS = {name: (b"</" + name, b"</" + name.upper()) for name in (b"script", b"style", b"svg", b"noscript")}


# A menu with one of these is more than a list of links: a trail to the article, its headline, its tags, its date.
_MORE_THAN_LINKS = (b"rumb", b"<h1", b"<p", b"<time", b"itemprop", b"date", b'tag"', b"author")


_MOST_MENUS = 500


_LONGEST_SHARED = 1 << 17  # bytes


_MENUS = {b"<nav": b"</nav", b"<footer": b"</footer"}


_JSON_LD = re.compile(rb"ld\s*\+\s*json", re.I)


def without_bulk(body: bytes) -> tuple[bytes, list[bytes]]:
    """Return *body* without scripts, styles, svg, noscript and comments; and the texts of its JSON-LD scripts.

    Linear in the length of *body*. What is never closed is left where it is.
    """
    kept: list[bytes] = []
    json_ld: list[bytes] = []
    unclosed: set[bytes] = set()
    start_of_kept = at = 0
    while match := _START.search(body, at):
        if not match[1] and b"" not in unclosed and (end := body.find(b"-->", match.end() - 2)) >= 0:
            # By far the most: pages drawn by scripts have one beside every text.
            kept.append(body[start_of_kept : match.start()])
            start_of_kept = at = end + 3
            continue
        name = (match[1] or b"").lower()
        end = -1 if name in unclosed else _end(body, name, match.end())
        if end < 0:
            unclosed.add(name)
            at = match.end()
            continue
        if name == b"script":
            _keep_json_ld(body[match.end() - 1 : end], json_ld)
        kept.append(body[start_of_kept : match.start()])
        start_of_kept = at = end
    kept.append(body[start_of_kept:])
    return b" ".join(kept), json_ld


def _end(body: bytes, name: bytes, start: int) -> int:
    """Return where the element that opened before *start* ends, or -1, as for a comment that is never closed."""
    if not name:
        return -1
    lower, upper = _ENDS[name]
    end = body.find(lower, start - 1)
    if end < 0:
        end = body.find(upper, start - 1)
    return body.find(b">", end) + 1 or -1 if end >= 0 else -1


def _keep_json_ld(script: bytes, found: list[bytes]) -> None:
    """Add the text of *script* (from behind its name to behind its end tag) to *found* when it is JSON-LD."""
    head, _, text = script.partition(b">")
    if _JSON_LD.search(head):
        found.append(text.rpartition(b"</")[0])


def without_menus(body: bytes) -> tuple[bytes, list[bytes]]:
    """Return *body*, freed of its bulk, without the <nav> and <footer> elements that hold links only; and those.

    Linear in the length of *body*; nothing is cut behind an element that is never closed.
    """
    menus: list[bytes] = []
    for opening, closing in _MENUS.items():
        kept: list[bytes] = []
        start_of_kept = 0
        start = body.find(opening)
        while start >= 0 and len(menus) < _MOST_MENUS and (end := _closed(body, opening, closing, start)) > 0:
            menu = body[start:end]
            if _links_only(menu) if len(menu) <= _LONGEST_SHARED else _is_links_only(menu):
                kept.append(body[start_of_kept:start])
                menus.append(menu)
                start_of_kept = end
            start = body.find(opening, end)
        if kept:
            body = b" ".join((*kept, body[start_of_kept:]))
    return body, menus


def _is_links_only(menu: bytes) -> bool:
    return not any(sign in menu for sign in _MORE_THAN_LINKS)


_links_only = lru_cache(maxsize=32)(_is_links_only)  # the pages of a site share their menus


def _closed(body: bytes, opening: bytes, closing: bytes, start: int) -> int:
    """Return where the element that opens at *start* ends, those of its kind in it counted, or -1."""
    depth, at, end = 1, start + 1, start
    while depth:
        end = body.find(closing, end + 1)
        if end < 0:
            return -1
        depth += body.count(opening, at, end) - 1
        at = end
    return body.find(b">", end) + 1 or -1
