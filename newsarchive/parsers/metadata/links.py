"""The links and embedded videos inside an article."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from typing import Any

from newsarchive.article import Link, Video
from newsarchive.parsers.context import PageContext
from newsarchive.parsers.html.page_regions import is_aside
from newsarchive.parsers.html.schema_org import as_list, text_in
from newsarchive.parsers.html.tree import Node, text_of
from newsarchive.parsers.lexicons.body import CAPTION_CLASS, is_video_address
from newsarchive.parsers.text import folded

_MOST_LINKS = 500  # links; a bound for pages that are lists
_MOST_VIDEOS = 50  # videos; a bound for playlists
_MOST_LOOKED_AT = 200  # players; a bound for hostile pages
_LONGEST_URL = 2000  # characters; longer ones hold data, not an address
_PLAYERS = ("video", "iframe", "amp-video", "amp-iframe", "embed", "amp-youtube", "lite-youtube", "youtube-video")
# Elements that name a video of YouTube only by its identifier.
_IDS = ("data-videoid", "videoid", "video-id")
_STREAM, _SCHEME = re.compile(r"^\S+\.(?:mp4|m3u8)(?:\?\S*)?$"), re.compile(r"(?:https?:)?//|/")
_ID = re.compile(r"[\w-]{11}")
_HEADINGS = frozenset({"h2", "h3", "h4", "h5"})
_CLIMB_TO_HEADING = 3  # levels; the box of the video, its item and the list under the heading
_OTHERS = re.compile(
    r"(?:more|latest|related|other|popular|recommended"
    r"|top (?:videos?|stories|news)|watch (?:more|next|also)|weitere|mehr|ähnliche|neueste|autres|dernières|más|otros"
    r"|altri|ultimi|outros|mais|meer|andere|fler|więcej|další|další|другие|ещё|video (?:khác|liên quan|mới|nổi bật|hot)"
    r"|xem thêm|có thể bạn)\b",
    re.I,
)
_ADDRESSES = ("src", "data-src", "data-lazy-src", "data-video-src")


def read_links(context: PageContext, elements: Iterable[tuple[Node, str]]) -> list[Link]:
    """Return the links in the article's text in reading order, without duplicates of URL and text.

    *elements* are the elements of the text's blocks, each with the text of its block.
    """
    texts: dict[Node, list[str]] = {}
    for element, text in elements:
        texts.setdefault(element, []).append(text)
    found: dict[tuple[str, str], Link] = {}
    for element, parts in texts.items():
        if element.tag == "a":
            anchors = [element]
        elif len(element):
            anchors = list(islice(element.iter("a"), _MOST_LINKS))
        else:
            continue
        for anchor in anchors:
            text, url = text_of(anchor), _web_address(context, anchor.get("href"))
            if url and text and _is_in(text, parts):
                found.setdefault((url, text), Link(url=url, text=text))
        if len(found) >= _MOST_LINKS:
            break
    return list(found.values())[:_MOST_LINKS]


def _is_in(text: str, parts: list[str]) -> bool:
    """Return whether *text* is in one of *parts*, apart from case, spaces and punctuation."""
    if any(text in part for part in parts):
        return True
    key = folded(text)
    return any(key in folded(part) for part in parts)


def read_videos(context: PageContext, elements: Iterable[Node]) -> list[Video]:
    """Return the videos near the article's *elements*, and the videos that JSON-LD declares for the article."""
    found: dict[str, Video] = {}
    for video in chain(_embedded(context, list(elements)), _declared(context)):
        previous = found.get(video.url)
        if previous is None or previous.caption is None:
            found[video.url] = video
    return list(found.values())[:_MOST_VIDEOS]


def _streams(context: PageContext, container: Node) -> Iterator[Video]:
    """Yield the videos whose address is in data-vid, as the CMS of many Vietnamese papers writes it."""
    if b"data-vid=" not in context.document.utf8:
        return
    for node in context.document.elements.having("data-vid")[:_MOST_VIDEOS]:
        address = (node.get("data-vid") or "").strip()
        if _STREAM.search(address) and container in node.iterancestors() and not is_aside(node, context.heading):
            caption = next(
                (part for part in node.iter("*") if CAPTION_CLASS.search((part.get("class") or "").lower())), None
            )
            url = _web_address(context, address if _SCHEME.match(address) else f"https://{address}")
            if url is not None:
                yield Video(url=url, caption=(text_of(caption) or None) if caption is not None else None)


def _embedded(context: PageContext, elements: list[Node]) -> Iterator[Video]:
    players = list(chain.from_iterable(context.document.by_tag.get(tag, ()) for tag in _PLAYERS))
    if not players and b"data-vid=" not in context.document.utf8:
        return
    container = _common_ancestor([*elements, *([context.heading] if context.heading is not None else [])])
    if container is None:
        return
    yield from _streams(context, container)
    for node in players[:_MOST_LOOKED_AT]:
        url = _player_address(context, node)
        if (
            url
            and container in node.iterancestors()
            and not (is_aside(node, context.heading, ends=True) or _is_listed(node, context.heading))
        ):
            yield Video(url=url, caption=_caption(node))


def _player_address(context: PageContext, node: Node) -> str | None:
    video = next((value for name in _IDS if (value := node.get(name)) and _ID.fullmatch(value)), None)
    if video is not None and "youtube" in str(node.tag):
        return f"https://www.youtube.com/embed/{video}"
    sources = (address for place in (node, *islice(node.iter("source"), 5)) for address in map(place.get, _ADDRESSES))
    url = next((found for source in sources if source and (found := _web_address(context, source))), None)
    if url is None or node.tag in ("video", "amp-video"):
        return url
    return url if is_video_address(url) else None


def _caption(node: Node) -> str | None:
    figure = next((ancestor for ancestor in islice(node.iterancestors(), 4) if ancestor.tag == "figure"), None)
    caption = next(figure.iter("figcaption"), None) if figure is not None else None
    if caption is None:
        caption = next((below for box in (node, node.getparent()) if (below := _captions(box)) is not None), None)
    return text_of(caption) or None if caption is not None else None


def _is_listed(node: Node, heading: Node | None) -> bool:
    """Return whether *node* is in a box whose heading announces other stories: "More videos"."""
    shared = frozenset(heading.iterancestors()) if heading is not None else frozenset()
    for box in islice(node.iterancestors(), _CLIMB_TO_HEADING):
        if box in shared:
            return False
        first = next((part for part in islice(box, 2) if part.tag in _HEADINGS and part is not heading), None)
        if first is not None:
            return _OTHERS.match(text_of(first)) is not None
    return False


def _captions(node: Node | None) -> Node | None:
    """Return the element right after *node* if its class names captions."""
    below = node.getnext() if node is not None else None
    return below if below is not None and CAPTION_CLASS.search((below.get("class") or "").lower()) else None


def _declared(context: PageContext) -> Iterator[Video]:
    for value in islice(context.article.values("video"), _MOST_VIDEOS):
        if isinstance(value, dict) and (url := _declared_address(context, value)):
            yield Video(url=url, caption=text_in(value.get("caption")) or text_in(value.get("name")) or None)


def _declared_address(context: PageContext, video: Mapping[str, Any]) -> str | None:
    values = (address for key in ("contentUrl", "embedUrl", "url") for address in as_list(video.get(key)))
    return next((url for value in values if isinstance(value, str) and (url := _web_address(context, value))), None)


def _web_address(context: PageContext, link: str | None) -> str | None:
    """Return *link* as an absolute http(s) URL; ``None`` for a fragment, a script or a mail address."""
    if not link or link.lstrip()[:1] == "#" or len(link) > _LONGEST_URL:
        return None
    url = context.document.absolute(link)
    return url if url.startswith(("https://", "http://")) else None


def _common_ancestor(elements: list[Node]) -> Node | None:
    if not elements:
        return None
    shared = [elements[0], *elements[0].iterancestors()]
    for element in elements[1:]:
        if shared and element.getparent() is shared[0]:
            continue
        around = {element, *element.iterancestors()}
        shared = [ancestor for ancestor in shared if ancestor in around]
    return shared[0] if shared else None
