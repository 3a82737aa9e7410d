"""The name of the publisher that a page declares."""

from __future__ import annotations

from newsarchive.parsers.evidence import Candidate, Resolution, Source, most_trusted
from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.schema_org import ArticleNode, text_in


def read_publisher(document: Document, article: ArticleNode, publisher: str | None) -> Resolution[str]:
    """Extract the publisher's name as the publisher writes it; *publisher* is the name in the publisher file."""
    candidates = [Candidate(value=publisher or "", source=Source.PUBLISHER_FILE)]
    site_name = document.meta("og:site_name") or ""
    candidates.append(Candidate(value=site_name, source=Source.META, name="og:site_name", adjustment=0.2))
    declared = text_in(article.values("publisher"))
    candidates.append(Candidate(value=declared, source=Source.JSON_LD, name="publisher", adjustment=-0.1))
    named = document.meta("application-name", "dc.publisher", "publisher") or ""
    candidates.append(Candidate(value=named, source=Source.META, name="publisher"))
    for kind in ("NewsMediaOrganization", "WebSite", "Organization"):
        node = next(article.nodes(kind), {})
        candidates.append(Candidate(value=text_in(node.get("name")), source=Source.JSON_LD, name=kind, adjustment=-0.3))
    usable = [
        candidate
        for candidate in candidates
        if 1 < len(candidate.value) < 100 and not candidate.value.startswith("http")
    ]
    return Resolution(most_trusted(usable), usable)
