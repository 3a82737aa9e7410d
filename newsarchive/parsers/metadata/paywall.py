"""Whether the page says that its text is for payers only."""

from __future__ import annotations

from newsarchive.parsers.evidence import JSON_LD, META, MICRODATA, Candidate, Reading, most_trusted
from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.microdata import item_texts
from newsarchive.parsers.html.schema_org import Story

_FREE = {"true": False, "1": False, "yes": False, "false": True, "0": True, "no": True}
_TIERS = {"free": False, "metered": False, "locked": True, "premium": True, "paid": True, "subscriber": True}
_TIER_METAS = ("article:content_tier", "og:article:content_tier", "content_tier", "cxenseparse:content_tier")


def read_paywall(document: Document, story: Story) -> Reading:
    """Read the mark of paid content (schema.org isAccessibleForFree, article:content_tier); no mark is ``None``."""
    candidates = []
    for value in story.values("isAccessibleForFree"):
        candidates.append(Candidate(_FREE.get(str(value).strip().casefold()), "json-ld isAccessibleForFree", JSON_LD))
    for text in item_texts(document, "isAccessibleForFree")[:1]:
        candidates.append(Candidate(_FREE.get(text.casefold()), "microdata isAccessibleForFree", MICRODATA))
    for name in _TIER_METAS:
        tier = document.meta(name)
        if tier:
            candidates.append(Candidate(_TIERS.get(tier.casefold()), f"meta {name}", META))
    usable = [one for one in candidates if one.value is not None]
    return Reading(most_trusted(usable), usable)
