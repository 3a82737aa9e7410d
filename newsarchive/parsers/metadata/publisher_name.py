"""The name of the publisher that a page declares."""

from __future__ import annotations

from newsarchive.parsers.evidence import FINDER, JSON_LD, META, MICRODATA, VISIBLE, Candidate, Reading, most_trusted
from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.schema_org import Story, text_in


def read_publisher(document: Document, story: Story, known: str | None) -> Reading:
    """Read the publisher's name as the paper writes it; *known* is the name in its publisher file."""
    candidates = [Candidate(known or "", "publisher file", FINDER)]
    candidates.append(Candidate(document.meta("og:site_name") or "", "meta og:site_name", JSON_LD))
    candidates.append(Candidate(text_in(story.values("publisher")), "json-ld publisher", MICRODATA))
    candidates.append(
        Candidate(document.meta("application-name", "dc.publisher", "publisher") or "", "meta publisher", META)
    )
    for kind in ("NewsMediaOrganization", "WebSite", "Organization"):
        node = next(story.nodes(kind), {})
        candidates.append(Candidate(text_in(node.get("name")), f"json-ld {kind}", VISIBLE))
    usable = [one for one in candidates if 1 < len(one.value) < 100 and not one.value.startswith("http")]
    return Reading(most_trusted(usable), usable)
