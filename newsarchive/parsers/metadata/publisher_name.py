"""The name of the publisher that a page declares."""

from __future__ import annotations

from newsarchive.parsers.evidence import Candidate, Resolution, Source, most_trusted
from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.schema_org import ArticleNode, text_in


def read_publisher(document: Document, article: ArticleNode, publisher: str | None) -> Resolution[str]:
    """Extract the publisher's name as the publisher writes it; *publisher* is the name in the publisher file."""
    declared = [
        (publisher, Source.PUBLISHER_FILE, "", 0.0),
        (document.meta("og:site_name"), Source.META, "og:site_name", 0.2),
        (text_in(article.values("publisher")), Source.JSON_LD, "publisher", -0.1),
        (document.meta("application-name", "dc.publisher", "publisher"), Source.META, "publisher", 0.0),
    ]
    for kind in ("NewsMediaOrganization", "WebSite", "Organization"):
        declared += [(text_in(node.get("name")), Source.JSON_LD, kind, -0.3) for node in article.nodes(kind)[:1]]
    usable = [
        Candidate(value=text, source=source, name=name, adjustment=adjustment)
        for text, source, name, adjustment in declared
        if text and 1 < len(text) < 100 and not text.startswith("http")
    ]
    return Resolution(most_trusted(usable), usable)
