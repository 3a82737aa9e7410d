"""The pictures of an article: address, caption and credit."""

from __future__ import annotations

import re

from newsarchive.article import Picture
from newsarchive.parsers.bylines.parser import picture_credit
from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.tree import Node

_LAZY = (
    "data-original",
    "data-src",
    "data-lazy-src",
    "data-srcset",
    "data-lazy",
    "data-url",
    "data-image",
    "src",
    "srcset",
)
_NO_PICTURE = re.compile(
    r"^data:|(?:^|[/_.-])(?:icons?|logos?|avatars?|pixel|spacer|blank|placeholder|loading|sprite|1x1|emoji|gravatar|button|btn)(?:[/_.-]|$)",
    re.I,
)
_SMALL = 60
_AGENCY = re.compile(r"\s*\((?P<name>[^()]*(?:AP|AFP|Reuters|Getty|dpa|EPA|TTXVN|VNA|Xinhua)[^()]*)\)\s*\.?$")


def picture_url(document: Document, node: Node) -> str | None:
    """Return the absolute address of the picture that *node* shows, or ``None`` for an icon or a placeholder."""
    for side in ("width", "height"):
        value = node.get(side)
        if value and value.isdigit() and int(value) < _SMALL:
            return None
    for name in _LAZY:
        value = (node.get(name) or "").strip()
        if value and not _NO_PICTURE.search(value.partition("?")[0]):
            if name.endswith("srcset"):
                value = _largest(value)
            if value:
                return document.absolute(value)
    return None


def _largest(srcset: str) -> str:
    choices = [one.split() for one in re.split(r",\s+", srcset) if one.strip()]
    sized = [
        (float(parts[1][:-1]) if len(parts) > 1 and parts[1][:-1].replace(".", "", 1).isdigit() else 1.0, parts[0])
        for parts in choices
    ]
    return max(sized, default=(0.0, ""))[1]


def captioned(url: str, caption: str | None) -> Picture:
    """Make a Picture, its credit split from *caption* where that ends in one."""
    if not caption:
        return Picture(url=url)
    text, credit = picture_credit(caption)
    if credit is None and (match := _AGENCY.search(caption)):
        text, credit = caption[: match.start()], match["name"].strip()
    return Picture(url=url, caption=text or None, credit=credit)
