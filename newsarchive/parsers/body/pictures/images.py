"""The pictures of an article: URL, caption and credit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlsplit

from newsarchive.article import Picture
from newsarchive.parsers.body.pictures.elements import IMAGES, LAZY, background_of, is_icon
from newsarchive.parsers.bylines.parser import picture_credit
from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.tree import Node, text_of

# Attributes from which scripts load a picture later, best first. Any other attribute that holds the URL of a picture
# file comes after them.
_LAZY = (*LAZY, "data-lazy", "data-url", "data-image")
_SHOWN = ("src", "srcset")
_TEXTS = frozenset(("alt", "title", "class", "id"))
_PICTURE_FILE = re.compile(r"^(?:https?:)?//?\S+\.(?:jpe?g|png|webp|avif|gif)(?:[?!@:]\S*)?(?:\s|$)", re.I)
_NAMES_PICTURE = re.compile(r"src|ima?ge?|photo|pic|full|large|echo|original|url")
_ADDRESS = re.compile(r"(?:https?:)?//\S+\.\S+/\S+$|/\S+/\S+$")
_MOST_ATTRIBUTES = 40  # attributes of one element; a bound for malicious pages
_MOST_WRAPPERS = 6  # levels; lxml nests the <source> elements of a <picture>
_NO_PICTURE = re.compile(  # for an address in lower case: with re.I, `re` is slower
    r"^(?:#|data:|about:|blob:|javascript:)|(?<![^/_.-])(?:icons?|logos?|avatars?|pixel|spacer|blank|placeholder|loading|loader|lazy|transparent|no-?image|sprite|1x1|emoji|gravatar|button|btn)(?![^/_.-])"
)
_NO_PAGE = re.compile(r"^(?:javascript|mailto|data):|\.(?:jpe?g|png|webp|avif|gif)(?:[?!@:]|$)", re.I)
_CLIMB_TO_LINK = 4  # levels; an image, its <picture> and frames in a link
_CLIMB_TO_TEASER = 5  # levels; from the link of a picture to the card with its headline
_LONGEST_TEASER = 600  # characters; kicker, headline, text and date of a card
_MOST_LINKS = 8  # links; a card has picture, kicker, headline and author
_HEADLINE = 20  # characters; a shorter link is a section or a button
_WHOLE = frozenset(("html", "body", "main"))
_GIF = re.compile(r"\.gif$", re.I)
_ESCAPED_IMAGE = re.compile(r"<img\b[^<>]{0,500}?\bsrc=[\"']?(?P<url>[^\"'\s<>]{4,2000})")
_DESCRIBED = re.compile(r"\s\d+(?:\.\d+)?[wx](?:,|$)")
_CHOICES = re.compile(r",\s+|,(?=(?:https?:)?//|/)")
_AGENCY = re.compile(r"\s*\((?P<name>[^()]*(?:AP|AFP|Reuters|Getty|dpa|EPA|TTXVN|VNA|Xinhua)[^()]*)\)\s*\.?$")


def picture_url(document: Document, node: Node) -> str | None:
    """Return the absolute URL of the picture that *node* shows, or ``None`` for an icon or a placeholder."""
    link = node.getparent()
    full = (link.get("href") or "").strip() if link is not None and link.tag == "a" else ""
    if _PICTURE_FILE.match(full) and is_icon(node):
        return document.absolute(full)  # a thumbnail that links to the picture
    if is_icon(node):
        return None
    for value in _addresses(node):
        if value and not _NO_PICTURE.search(value.partition("?")[0].lower()):
            return document.absolute(value)
    return None


def is_of_teaser(document: Document, image: Node) -> bool:
    """Return whether *image* and a headline beside it link to the same other page of the site."""
    link = next((node for node in islice(image.iterancestors(), _CLIMB_TO_LINK) if node.tag == "a"), None)
    address = (link.get("href") or "").strip() if link is not None else ""
    if link is None or len(address) < 2 or address[0] == "#" or _NO_PAGE.search(address):
        return False
    target = document.absolute(address).partition("#")[0]
    own = (document.url or "").partition("#")[0]
    if urlsplit(target).path.strip("/") in ("", urlsplit(own).path.strip("/")):
        return False
    for around in (link, *islice(link.iterancestors(), _CLIMB_TO_TEASER)):
        if around.tag in _WHOLE or len(text_of(around)) > _LONGEST_TEASER:
            break
        for other in islice(around.iter("a"), _MOST_LINKS):
            if (other.get("href") or "").strip() == address and len(text_of(other)) >= _HEADLINE:
                return True
    return False


def _addresses(node: Node) -> Iterator[str]:
    """Yield the possible URLs of the picture of *node*, best first."""
    if node.tag not in IMAGES and (background := background_of(node)):
        yield _address("srcset", background)  # lazysizes' @data-bgset has several
    # Read at once: a name may hold control characters, for which lxml's get() raises ValueError.
    attributes = {str(name): str(value).strip() for name, value in node.items()}
    shown = () if _GIF.search(attributes.get("src", "")) else _SHOWN  # a lazy picture's placeholder is often a tiny GIF
    for name in (*_LAZY, *shown):
        if value := attributes.get(name):
            yield _address(name, value)
    for name, value in islice(attributes.items(), _MOST_ATTRIBUTES):
        if name in _LAZY or name in _SHOWN or name in _TEXTS:
            continue
        of_data = name.startswith("data-") and _NAMES_PICTURE.search(name) is not None
        if _PICTURE_FILE.match(value) or (of_data and _ADDRESS.match(value)):
            yield _address(name, value)
    yield from (_address(name, attributes[name]) for name in _SHOWN if not shown and attributes.get(name))
    # lxml does not know that <source> is a void element: what follows it may be parsed as its content.
    picture = next(
        (ancestor for ancestor in islice(node.iterancestors(), _MOST_WRAPPERS) if ancestor.tag == "picture"), None
    )
    for source in picture.iter("source") if picture is not None else ():
        yield from (_address(name, value) for name in ("data-srcset", "srcset") if (value := source.get(name)))
    for beside in (node.getnext(), node.getprevious()):
        if beside is not None and beside.tag == "noscript":
            if beside.text and (match := _ESCAPED_IMAGE.search(beside.text)):
                yield match["url"]
            yield from (
                _address(name, value) for image in beside.iter("img") for name in _SHOWN if (value := image.get(name))
            )
    link = node.getparent()
    href = (link.get("href") or "").strip() if link is not None and link.tag == "a" else ""
    if _PICTURE_FILE.match(href):
        yield _address("href", href)


def _address(name: str, value: str) -> str:
    """Return the URL in *value*, that of the attribute *name*; the largest of several."""
    value = value.strip()
    return _largest(value) if name.endswith("srcset") or _DESCRIBED.search(value) else value


def _largest(srcset: str) -> str:
    choices = [choice.split() for choice in _CHOICES.split(srcset) if choice.strip()]
    sized = [(_width(parts[1]) if len(parts) > 1 else 1.0, parts[0].rstrip(",")) for parts in choices]
    return max(sized, default=(0.0, ""))[1]


def _width(descriptor: str) -> float:
    number = descriptor.rstrip("wxh,")
    return float(number) if number.replace(".", "", 1).isdigit() else 1.0


def captioned(url: str, caption: str | None) -> Picture:
    """Return a Picture; split off a credit at the end of *caption*."""
    if not caption:
        return Picture(url=url)
    text, credit = picture_credit(caption)
    if credit is None and (match := _AGENCY.search(caption)):
        text, credit = caption[: match.start()], match["name"].strip()
    return Picture(url=url, caption=text or None, credit=credit)
