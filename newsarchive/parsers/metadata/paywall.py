"""Detect whether the page declares that its text is for subscribers only."""

from __future__ import annotations

from newsarchive.parsers.evidence import Candidate, Resolution, Source, most_trusted
from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.json_ld import types_of
from newsarchive.parsers.html.microdata import item_texts
from newsarchive.parsers.html.schema_org import ArticleNode

_FREE = {"true": False, "1": False, "yes": False, "false": True, "0": True, "no": True}
_TIERS = {"free": False, "metered": False, "locked": True, "premium": True, "paid": True, "subscriber": True}
_TIER_METAS = ("article:content_tier", "og:article:content_tier", "content_tier", "cxenseparse:content_tier")


def read_paywall(document: Document, article: ArticleNode, *, walled: bool = False) -> Resolution[bool]:
    """Extract the paywall declaration (schema.org isAccessibleForFree, article:content_tier), or ``None``.

    *walled*: the page displays a paywall notice where the text ends.
    """
    declared: list[tuple[bool | None, Source, str]] = []
    # Google's scheme for paywalls states it of the article, or of the part that is for subscribers only.
    for value in article.values("isAccessibleForFree") or _of_parts(article):
        declared.append(
            (_FREE.get(str(value).strip().casefold().rpartition("/")[2]), Source.JSON_LD, "isAccessibleForFree")
        )
    for text in item_texts(document, "isAccessibleForFree")[:1]:
        declared.append((_FREE.get(text.casefold()), Source.MICRODATA, "isAccessibleForFree"))
    for name in document.metas.among(_TIER_METAS):
        declared.append((_TIERS.get(document.metas[name][0].casefold()), Source.META, name))
    if walled:
        declared.append((True, Source.TEXT, "paywall notice"))
    usable = [Candidate(value=paid, source=source, name=name) for paid, source, name in declared if paid is not None]
    return Resolution(most_trusted(usable), usable)


def _of_parts(article: ArticleNode) -> list[object]:
    parts = (part for part in article.values("hasPart") if isinstance(part, dict))
    values = [
        part["isAccessibleForFree"]
        for part in parts
        if "WebPageElement" in types_of(part) and "isAccessibleForFree" in part
    ]
    return [value for value in values if _FREE.get(str(value).strip().casefold().rpartition("/")[2]) is True]
