"""Recognize the elements that display a picture: images, backgrounds, and images for readers without scripts."""

from __future__ import annotations

import re
from itertools import islice

from newsarchive.parsers.html.tree import Node

IMAGES = frozenset(("img", "picture", "amp-img", "mip-img"))
_MOST_IN_FIGURE = 30  # elements; a picture in its sizes, a caption and buttons
_BACKGROUNDS = ("data-bg", "data-background", "data-background-image", "data-bg-src", "data-bgset")
_SMALL = 60  # pixels of width or height; smaller ones are icons
#: The attributes in which most scripts look for the picture to load.
LAZY = ("data-original", "data-src", "data-lazy-src", "data-srcset")
_LAZY = (*LAZY, "data-img-url", "data-image")
_EMPTY = frozenset(("span", "div", "a"))
_PICTURE_FILE = re.compile(r"^\S+\.(?:jpe?g|png|webp|avif)(?:[?!@:]\S*)?(?:\s|$)", re.I)
_BACKGROUND_URL = re.compile(r"url\((?P<url>[^()]{4,2000})\)")


def only_picture(noscript: Node) -> Node | None:
    """Return the picture in *noscript* unless a picture loaded by scripts is beside it."""
    for beside in (noscript.getprevious(), noscript.getnext()):
        if beside is not None and (beside.tag in IMAGES or next(beside.iter("img"), None) is not None):
            return None
    return next(noscript.iter("img"), None)


def background_in(figure: Node) -> Node | None:
    """Return the element that shows the picture of *figure*, which has no image, or that a script turns into one.

    This is *figure* itself or an element in it with a background or the address of a lazy picture.
    """
    if next(figure.iterdescendants(*IMAGES, "input", "noscript"), None) is not None:
        return None
    if background_of(figure) or _loads_picture(figure):
        return figure
    for element in islice(figure.iterdescendants(), _MOST_IN_FIGURE):
        if background_of(element) or (element.tag in _EMPTY and _loads_picture(element)):
            return element
    return None


def _loads_picture(element: Node) -> bool:
    """Return whether *element* without text of its own names the file of a picture for a script."""
    return any(_PICTURE_FILE.search(element.get(name) or "") is not None for name in _LAZY)


def is_icon(node: Node) -> bool:
    """Return whether the markup declares *node* to be as small as an icon."""
    for side in ("width", "height"):
        value = node.get(side)
        if value and value.isdigit() and int(value) < _SMALL:
            return True
    return False


def background_of(node: Node) -> str:
    """Return the URL of the picture that *node* shows as its background, "" if it has no such picture."""
    for name in _BACKGROUNDS:
        value = node.get(name)
        if value:
            match = _BACKGROUND_URL.search(value)
            return match["url"].strip("'\" ") if match else value.strip()
    style = node.get("style")
    match = _BACKGROUND_URL.search(style) if style and "url(" in style else None
    return match["url"].strip("'\" ") if match else ""
