"""Decode a page and remove the markup that is not visible."""

from __future__ import annotations

import codecs
import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from newsarchive.parsers.html.encoding import decode, has_escapes, repair_double_encoding

# Control characters except tab and line ends: XML forbids them, lxml rejects some, and no text needs them.
_CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13, 27}) + b"\x7f"
# UTF-8 lead bytes of U+0300-U+036F: text with combining marks is composed as a whole, so that word lists match.
_COMBINING = (b"\xcc", b"\xcd")
_BETWEEN = b"<!--/-->"  # does not occur in a page whose comments were removed
# A URL identifies its page by its bytes: a server with slugs in NFD does not know the same slug in NFC.
_ADDRESS = re.compile(
    # Each branch begins with a letter and looks back after it, because `re` skips to letters.
    r"""((?:[hH](?<!\w[hH])[rR][eE][fF]|[sS](?<!\w[sS])[rR][cC])\s{0,9}=\s{0,9}(?:"[^"<>]{0,4000}"|'[^'<>]{0,4000}'))"""
)
_LONGEST_PAGE = 3_000_000  # bytes; far more than any article needs: bounds the time that a malicious page can take


class Bulk(NamedTuple):
    """Removed parts that may be needed later: *json_ld*, application *states*, texts of *noscript* elements."""

    json_ld: list[bytes]
    states: list[bytes]
    noscripts: list[bytes]


class Markup(NamedTuple):
    """A cleaned page: *text*, the same in *utf8* for the parser, its JSON-LD *scripts*, and the removed *menus*.

    *states* are the scripts that set the state of a JavaScript application, *noscripts* the noscript elements that
    contain more than a picture.
    """

    text: str
    scripts: list[str]
    utf8: bytes
    menus: list[bytes]
    states: list[bytes]
    noscripts: list[bytes]


def read_markup(source: bytes, content_type: str | None = None, *, menus: bool = True) -> Markup:
    """Decode and clean the page *source*; without *menus*, menus that hold only links are removed too."""
    if b"\0" in source or has_escapes(source):  # bytes of UTF-16 or ISO-2022-JP cannot be searched for tags
        whole = _composed(decode(source[:_LONGEST_PAGE], content_type))
        cut, bulk = without_bulk(whole.encode("utf-8", "replace"))
        cut = _without_icons(cut)
        texts = [script.decode("utf-8", "replace") for script in bulk.json_ld]
        return Markup(cut.decode("utf-8", "replace"), texts, cut, [], bulk.states, bulk.noscripts)
    cut, bulk = without_bulk(source)
    scripts = bulk.json_ld
    cut = _without_icons(cut[:_LONGEST_PAGE])
    cut_out: list[bytes] = []
    if not menus:
        cut, cut_out = without_menus(cut)
    try:
        text, utf8 = _from_utf8(cut.translate(None, _CONTROLS))
        texts = [_from_utf8(script.translate(None, _CONTROLS))[0] for script in scripts]
        return Markup(text, texts, utf8, cut_out, bulk.states, bulk.noscripts)
    except UnicodeDecodeError:
        # Decoded together: one of them alone may be too short to detect the encoding.
        together = decode(_BETWEEN.join((cut, *scripts)), content_type)
        text, *script_texts = _composed(together).split(_BETWEEN.decode())
        return Markup(text, script_texts, text.encode("utf-8", "replace"), cut_out, bulk.states, bulk.noscripts)


# The names of icons ("access_time"), which the font of Google's Material Design displays as pictures.
_ICON_FONTS = (b"material-icons", b"material-symbols")
_ICON = re.compile(
    rb"(<(i|span|em)\s[^<>]{0,200}\bmaterial-(?:icons|symbols)[^<>]{0,200}>)\s*[a-z0-9_]{2,40}\s*(?=</\2>)"
)


def _without_icons(source: bytes) -> bytes:
    if b"material-" in source and any(font in source for font in _ICON_FONTS):  # most pages: one search instead of two
        return _ICON.sub(rb"\1", source)
    return source


def _from_utf8(cut: bytes) -> tuple[str, bytes]:
    """Return *cut*, which must be UTF-8 (raises UnicodeDecodeError), as text in NFC but for URLs, and that in UTF-8.

    A letter that is cut off at the end is left out: the page is truncated, or longer than we read.
    """
    utf8 = cut.removeprefix(codecs.BOM_UTF8)
    plain, length = codecs.utf_8_decode(utf8, "strict", False)
    if length < len(utf8):
        if plain.isascii():  # the last byte may be the only letter of a page in another encoding
            utf8.decode()
        utf8 = utf8[:length]
    text = repair_double_encoding(plain, utf8)
    if any(lead in utf8 for lead in _COMBINING):
        text = _composed(text)
    return text, utf8 if text is plain else text.encode("utf-8", "replace")


def _composed(text: str) -> str:
    """Return *text* in NFC but for the URLs in its markup."""
    if unicodedata.is_normalized("NFC", text):
        return text
    parts = _ADDRESS.split(text)
    return "".join(part if at % 2 else unicodedata.normalize("NFC", part) for at, part in enumerate(parts))


# Every browser encoding that news sites use writes "<" and these letters as ASCII does, so bytes can be searched.
_START = re.compile(rb"<(?=[sSnN!])(?:(script|style|svg|noscript)[\s/>]|!--)", re.I)


# The first end tag counts, however it is written ("</noScript>"); "</" first makes the search as fast as `find`.
_ENDS = {name: re.compile(rb"</(?i:%b)[\s/>]" % name) for name in (b"script", b"style", b"svg", b"noscript")}
_BODY = re.compile(rb"<(?i:body)[\s>]")


# A menu with one of these is more than a list of links: a breadcrumb, a headline, tags, a date.
# Each pattern begins with one character, to which `re` skips.
_MORE_THAN_LINKS = (
    re.compile(rb"<(?:h1|p|time)"),
    re.compile(rb"r(?:umb|ead(?<=bread)|op(?<=itemprop)|(?<=author))"),
    re.compile(rb'a(?:te(?<=date)|g"(?<=tag"))'),
)
# Drupal and other systems put "Submitted by … on …" into the footer of the article's element. A footer that ends an
# <article> may hold its credit.
_NEXT_TAG = 40  # bytes after an element that hold the next tag: white space and "</article>"
_ARTICLE_FOOTER = re.compile(rb"<footer[^<>]{0,200}\b(?:node__|submitted|byline|entry-meta|post-meta)", re.I)


_MOST_MENUS = 500  # elements; a bound for hostile pages
_SLASH = ord("/")


_LONGEST_SHARED = 1 << 17  # bytes; larger menus are not kept in memory for the next pages of the site


_MENUS = {name: re.compile(rb"<(?:%b|/%b)" % (name, name)) for name in (b"nav", b"footer")}


_JSON_LD = re.compile(rb"ld\s*(?:\+|&#43;|&#x2b;|&plus;)\s*json", re.I)  # Hugo's templates write "+" as an entity


# How JavaScript frameworks embed a page's content for their scripts: Next, Nuxt, Arc's Fusion and others.
_NAME = rb"\w{0,30}(?:[cC]ontent|[aA]rticle|[sS]tory|[pP]ost|[nN]ews|[bB]ody|[dD]etail)\w{0,30}\s*="
# Each branch begins with letters and looks back after them: `re` skips to these letters, more than twice as fast.
_STATE = re.compile(
    rb"__NEXT_DATA__|__NUXT|Fusion\.|window(?:\.|\[.)__\w|__(?<!\w__)[A-Z_]{4,30}__\s*=|__next_f|type=.?application/json|"
    + rb"window\.(?:%b|(?:initial|preloaded)\w{0,20}\s*=)|" % _NAME
    + b"|".join(rb"%b(?<!\w%b)\s+%b" % (word, word, _NAME) for word in (b"var", b"let", b"const"))
)
_STATE_HEAD = 400  # bytes of a script; its element and its assignment are at its beginning
_SHORTEST_STATE = 120  # bytes; a state that holds an article is longer than its keys
_MOST_STATES = 20  # scripts; a bound for hostile pages
_LONGEST_PICTURE = 3_000  # bytes; the elements of one picture in its sizes
_IMAGE = re.compile(rb"(?:<|&lt;)img")

# A script that only writes one date at its place: showDate("2023-11-08T19:40:00"), document.write("8 Nov 2023").
_LONGEST_CALL = 300  # bytes; an element with one call and one date
_CALL = re.compile(
    rb"<script[^>]*>\s*(?:document\.write(?:ln)?\(\s*)?(?:"
    rb"(?:[\w$]+\.)?(?P<function>[\w$]+)\(\s*"
    rb"(?:[\"'](?P<text>[^\"'()<>&]{6,60})[\"']|(?P<unix>1\d{9}(?:\d{3})?))\s*(?:,[^()]{0,60})?\)\s*\)?"
    rb"|[\"'](?P<written>[^\"'()<>&]{6,60})[\"']\s*\))\s*;?\s*</script\s*>",
    re.I,
)
# document.write(new Date(2023, 10, 8, 19, 40).toLocaleString()): JavaScript counts months from 0, and the browser's
# zone is meant. The argument may also be a text or a Unix time.
_DATE_OBJECT = re.compile(
    rb"<script[^>]*>\s*document\.write(?:ln)?\(\s*\(?new\s+Date\(\s*(?:"
    rb"(?P<year>(?:19|20)\d\d)\s*,\s*(?P<month>\d{1,2})\s*,\s*(?P<day>\d{1,2})"
    rb"(?:\s*,\s*(?P<hour>\d{1,2})\s*,\s*(?P<minute>\d{1,2})(?:\s*,\s*\d{1,5}){0,2})?"
    rb"|[\"'](?P<text>[^\"'()<>&]{6,60})[\"']|(?P<unix>1\d{9}(?:\d{3})?))\s*\)\)?"
    rb"(?:\.to\w{0,20}\([^()]{0,60}\))?\s*\)\s*;?\s*</script\s*>",
    re.I,
)
# var pubDate = "2023-11-08T19:40:00"; showDate(pubDate);
_VARIABLE = re.compile(
    rb"<script[^>]*>\s*(?:var|let|const)\s+(?P<name>[\w$]{1,40})\s*=\s*[\"'](?P<text>[^\"'()<>&]{6,60})[\"']\s*;?\s*"
    rb"(?:document\.write(?:ln)?\(\s*)?(?:[\w$]+\.)?(?P<function>[\w$]+)\(\s*(?P=name)\s*(?:,[^()]{0,60})?\)\s*\)?"
    rb"\s*;?\s*</script\s*>",
    re.I,
)
# Only these words in the function's name: a countdown, a match, a birthday or an update has another time.
_WRITES_TIME = re.compile(
    rb"(?=.*(?:date|time|ngay|gio))(?:show|write|print|display|render|format|convert|parse|get|to|locale?|create|human|relative"
    rb"|friendly|full|long|short|str|string|text|html|unix|stamp|ago|date|time|pub|publish|post|news|article|story|vn|vi"
    rb"|my|hien|thi|xuat|in|dinh|dang|doi|chuyen|ngay|gio|thang|[_$\d])+",
    re.I,
)
_YEAR = re.compile(rb"(?<!\d)(?:19|20)\d\d(?!\d)|1\d{9}")


def without_bulk(body: bytes) -> tuple[bytes, Bulk]:
    """Return *body* without scripts, styles, svg, noscript and comments; and the parts of those that are needed later.

    A noscript element that shows a picture is kept. Linear in the length of *body*. Elements that are never closed are
    kept.
    """
    parts: list[bytes] = []
    bulk = Bulk([], [], [])
    body_start: int | None = None  # searched for when needed: on most pages it is not
    unclosed: set[bytes] = set()
    part_start = at = 0
    while match := _START.search(body, at):
        if not match[1] and b"" not in unclosed and (end := body.find(b"-->", match.end() - 2)) >= 0:
            # By far the most frequent case: pages rendered by scripts have a comment beside every text.
            parts.append(body[part_start : match.start()])
            part_start = at = end + 3
            continue
        name = (match[1] or b"").lower()
        end = -1 if name in unclosed else _end(body, name, match.end())
        if end < 0:
            unclosed.add(name)
            at = match.end()
            continue
        time = b""
        if name == b"script":
            script = body[match.start() : end]
            # Most short scripts only name a file.
            if len(script) < _LONGEST_CALL and b"></script" not in script and (time := _time_written_by(script)):
                if body_start is None:
                    body_start = _start_of_body(body)
                time = time if 0 <= body_start < match.start() else b""
            _keep_script(script, bulk)
        elif name == b"noscript":
            element = body[match.start() : end]
            if len(element) < _LONGEST_PICTURE and _IMAGE.search(element):
                if body_start is None:
                    body_start = _start_of_body(body)
                if 0 <= body_start < match.start():
                    at = match.end()
                    continue
            if len(element) >= _SHORTEST_STATE and len(bulk.noscripts) < _MOST_STATES:
                bulk.noscripts.append(element)
        parts.append(body[part_start : match.start()] + time)
        part_start = at = end
    parts.append(body[part_start:])
    return b" ".join(parts), bulk


def _start_of_body(page: bytes) -> int:
    start = _BODY.search(page)
    return start.start() if start else -1


def _end(body: bytes, name: bytes, start: int) -> int:
    """Return the end of the element that opened before *start*, or -1 for a comment that is never closed."""
    if not name:
        return -1
    end = _ENDS[name].search(body, start - 1)
    return body.find(b">", end.end() - 1) + 1 or -1 if end else -1


def _time_written_by(script: bytes) -> bytes:
    """Return an empty <time> element for the date that *script* writes to the page, or nothing."""
    if (date := _DATE_OBJECT.fullmatch(script)) is not None:
        return b'<time datetime="' + (date["text"] or date["unix"] or _numbers_of(date)) + b'"></time>'
    match = _CALL.fullmatch(script) or _VARIABLE.fullmatch(script)
    if match is None or (match["function"] and not _WRITES_TIME.fullmatch(match["function"])):
        return b""
    groups = match.groupdict()
    text = groups["text"] or groups.get("unix") or groups["written"]
    return b'<time datetime="' + text + b'"></time>' if _YEAR.search(text) else b""


def _numbers_of(date: re.Match[bytes]) -> bytes:
    """Return the numbers of JavaScript's ``new Date(year, month, day, hour, minute)`` as an ISO 8601 text."""
    year, month, day = (int(number) for number in date.group("year", "month", "day"))
    clock = f" {int(date['hour']):02}:{int(date['minute']):02}" if date["hour"] else ""
    return f"{year}-{month + 1:02}-{day:02}{clock}".encode()


def _keep_script(script: bytes, bulk: Bulk) -> None:
    """Add the text of the element *script* to *bulk* if it is JSON-LD or the state of an application."""
    start = script.find(b">")
    if max(script.find(b"+", 0, start), script.find(b"&", 0, start)) >= 0 and _JSON_LD.search(script, 0, start):
        bulk.json_ld.append(script[start + 1 :].rpartition(b"</")[0])
    elif len(script) >= _SHORTEST_STATE and len(bulk.states) < _MOST_STATES and _sets_state(script[:_STATE_HEAD]):
        bulk.states.append(script[start + 1 :].rpartition(b"</")[0])


@lru_cache(maxsize=2_000)  # the pages of a site share most scripts
def _sets_state(head: bytes) -> bool:
    """Return whether a script that begins with *head* sets the state of an application."""
    return _STATE.search(head) is not None


def without_menus(body: bytes) -> tuple[bytes, list[bytes]]:
    """Return cleaned *body* without the <nav> and <footer> elements that hold only links, and those elements.

    Linear in the length of *body*; nothing is removed after an element that is never closed.
    """
    menus: list[bytes] = []
    for name, tags in _MENUS.items():
        parts: list[bytes] = []
        part_start, opening = 0, b"<" + name
        start = body.find(opening)
        while start >= 0 and len(menus) < _MOST_MENUS and (end := _closed(body, tags, start)) > 0:
            menu = body[start:end]
            is_menu = _links_only(menu) if len(menu) <= _LONGEST_SHARED else _is_links_only(menu)
            if is_menu and not body[end : end + _NEXT_TAG].lstrip().startswith(b"</article"):
                parts.append(body[part_start:start])
                menus.append(menu)
                part_start = end
            start = body.find(opening, end)
        if parts:
            body = b" ".join((*parts, body[part_start:]))
    return body, menus


def _is_links_only(menu: bytes) -> bool:
    for pattern in _MORE_THAN_LINKS:
        if pattern.search(menu):
            return False
    return _ARTICLE_FOOTER.match(menu) is None


_links_only = lru_cache(maxsize=32)(_is_links_only)  # the pages of a site share their menus


def _closed(body: bytes, tags: re.Pattern[bytes], start: int) -> int:
    """Return the end of the element that opens at *start*, or -1; *tags* matches its tags and those nested in it."""
    depth = 0
    for tag in tags.finditer(body, start):
        depth += -1 if body[tag.start() + 1] == _SLASH else 1
        if depth == 0:
            return body.find(b">", tag.end()) + 1 or -1
    return -1
