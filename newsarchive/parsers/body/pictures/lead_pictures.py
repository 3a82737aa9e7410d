"""The lead pictures of an article: displayed between its headline and its text, or just above the headline."""

from __future__ import annotations

import re
from itertools import islice

from newsarchive.article import Picture
from newsarchive.parsers.body.class_names import is_hidden, traits_of
from newsarchive.parsers.body.pictures.elements import IMAGES
from newsarchive.parsers.body.pictures.images import captioned, picture_url
from newsarchive.parsers.bylines.parser import picture_credit
from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.page_regions import is_aside
from newsarchive.parsers.html.tree import Node, class_and_id, text_of
from newsarchive.parsers.lengths import LONGEST_CAPTION
from newsarchive.parsers.text import clean

# What stands around a lead picture: <figure>, "hero", "featured-image", "td-post-featured-image", "VCSortable…".
_FRAME = re.compile(
    r"(?<![a-z])(?:hero|lead|cover|featured?|main|top|article|post|entry|item|news|story|detail|avatar-?detail)-?_?(?:image|img|media|"
    r"photo|picture|thumb(?:nail)?|figure|visual)|(?<![a-z])(?:hero|thumb(?:nail)?|cover)(?![a-z])",
    re.I,
)
# In a frame with one picture, these words name its caption too.
_CAPTION = re.compile(
    r"(?<![a-z])(?:desc(?:ription)?|note|cap|cap-?text|image-?text|picture-?text|img-?text)(?![a-z])", re.I
)
_OTHER = re.compile(
    r"auth?or|byline|(?<!detail__)(?<!detail-)(?<!article__)(?<!article-)(?<!news-)avatar(?!-?detail)|logo|banner|advert|(?<![a-z])ads?(?![a-z])|social|share|icon|sponsor|related|lien-?quan"
    r"|newsletter",
    re.I,
)
# A <picture> offers several files for the <img> in it.
_SHOWN = tuple(sorted(IMAGES - {"picture"}))
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_MOST_PICTURES = 4  # pictures; a slide show above the text has more, which are of the gallery
_CLIMB_TO_FRAME = 4  # levels; an image, its <picture>, link and <figure>
_MOST_PARTS = 40  # elements; a frame holds a picture in its sizes, buttons and the caption
_MOST_BETWEEN = 600  # elements; with more between headline and text, the two are in different parts of the page
_CLIMB_ABOVE = 2  # levels; beside the headline or the element around it


def lead_pictures(document: Document, heading: Node | None, region: Node) -> list[Picture]:
    """Return the pictures between *heading* and *region*, the element of the text, and a <figure> above *heading*.

    A picture counts if it is in a <figure> or in an element whose class names a picture, if it has a caption, or if
    browsers are to load it first; logos, portraits of the authors, advertisements and the pictures of links to other
    pages do not.
    """
    if heading is None or region in heading.iterancestors():
        return []
    found: list[Picture] = []
    outer = frozenset((*heading.iterancestors(), *region.iterancestors()))
    for node in (*_figures_above(heading), *_images_between(document, heading, region)):
        frame = _frame_of(node, outer)
        caption = _caption_in(frame, node)
        if not (caption or _is_framed(frame, node) or _is_first_loaded(frame, node)) or _belongs_to_other(
            node, heading
        ):
            continue
        url = picture_url(document, node)
        if url and all(picture.url != url for picture in found):
            found.append(captioned(url, caption))
    return found[:_MOST_PICTURES]


def _figures_above(heading: Node) -> list[Node]:
    """Return the images in <figure> elements beside *heading* or beside the element around it, above the headline."""
    found: list[Node] = []
    node: Node | None = heading
    for _ in range(_CLIMB_ABOVE):
        if node is None or node.tag in ("body", "main"):
            break
        for sibling in islice(node.itersiblings("figure", preceding=True), 1):
            found += islice(sibling.iter(*_SHOWN), 1)
        node = node.getparent()
    return found


def _images_between(document: Document, heading: Node, region: Node) -> list[Node]:
    """Return the images after *heading* and before *region* in document order."""
    start, end = document.position_of(heading), document.position_of(region)
    if not start < end <= start + _MOST_BETWEEN:
        return []  # the text precedes the headline, or is far from it
    return [node for node in document.nodes[start:end] if node.tag in _SHOWN][:_MOST_PICTURES]


def _frame_of(node: Node, outer: frozenset[Node]) -> Node:
    """Return the largest element around the image *node* that holds no other image and hardly more than a caption.

    *outer*: the elements around the headline or the text.
    """
    frame = node
    for element in islice(node.iterancestors(), _CLIMB_TO_FRAME):
        if element in outer or len(list(islice(element.iter(*_SHOWN), 2))) > 1:
            break
        if len(text_of(element)) > LONGEST_CAPTION:
            break
        frame = element
    return frame


def _caption_in(frame: Node, image: Node) -> str | None:
    around = set(image.iterancestors())
    for element in islice(frame.iter("*"), _MOST_PARTS):
        name = class_and_id(element)
        is_caption = element.tag == "figcaption" or traits_of(element).caption or _CAPTION.search(name) is not None
        if is_caption and element.tag not in IMAGES and element not in around:
            return text_of(element) or None
    text = text_of(frame)
    is_plain = frame.tag not in ("figure", "a") and next(frame.iter(*_HEADINGS), None) is None
    if text and is_plain and (_is_framed(frame, image) or picture_credit(text)[1] is not None):
        return text
    return _caption_below(frame)


def _caption_below(frame: Node) -> str | None:
    """Return the text right after *frame* if its class names captions, or if it is small print with a credit."""
    below = frame.getnext()
    text = text_of(below) if below is not None and not clean(frame.tail) else ""
    if below is None or not 0 < len(text) <= LONGEST_CAPTION:
        return None
    is_caption = traits_of(below).caption or below.tag == "figcaption"
    is_credited = below.tag in ("small", "em", "i", "p", "div") and picture_credit(text)[1] is not None
    return text if is_caption or is_credited else None


def _is_framed(frame: Node, image: Node) -> bool:
    return any(
        element.tag == "figure" or _FRAME.search(class_and_id(element))
        for element in (image, *islice(image.iterancestors(), _CLIMB_TO_FRAME))
        if element is frame or element is image or frame in element.iterancestors()
    )


def _is_first_loaded(frame: Node, image: Node) -> bool:
    """Return whether the site asks browsers to load *image*, whose *frame* has no text, before the others.

    The largest picture of the first view is loaded so: a banner or the picture beside another headline may be that too.
    """
    is_first = image.get("fetchpriority") == "high" and _OTHER.search(image.get("src") or "") is None
    return is_first and not text_of(frame)


def _belongs_to_other(image: Node, heading: Node) -> bool:
    around = [image, *islice(image.iterancestors(), _CLIMB_TO_FRAME)]
    if any(_OTHER.search(class_and_id(element)) for element in around):
        return True
    link = next((element for element in around if element.tag == "a"), None)
    if link is not None and not re.search(r"\.(?:jpe?g|png|webp|gif|avif)", link.get("href") or "", re.I):
        return True
    return any(is_hidden(element) for element in around) or is_aside(image, heading)
