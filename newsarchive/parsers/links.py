"""Where the links of a line lead: to other pages of this site, as lists of stories do, or out into the world."""

from __future__ import annotations

from itertools import islice
from urllib.parse import urlsplit

from newsarchive.parsers.html.document import Node
from newsarchive.parsers.lexicons.body import NETWORKS

# No headline nor item of a list has so many elements; a page made to keep us busy may.
_MOST = 30
_SECOND_LEVELS = frozenset(("com", "co", "net", "org", "gov", "edu", "ac", "or", "ne"))


def name_of_site(url: str | None) -> str:
    """Return the label that a site's owner chose: "example" of https://news.example.co.uk/; "" when there is none."""
    try:
        labels = (urlsplit(url or "").hostname or "").split(".")[:-1]
    except ValueError:
        return ""
    if len(labels) > 1 and labels[-1] in _SECOND_LEVELS:
        labels.pop()
    return labels[-1] if labels else ""


def leads_out(node: Node, site: str) -> bool:
    """Tell whether all links in *node*, or the link around it, lead to other sites than *site*, and none to share."""
    inside = islice(node.iterdescendants(), _MOST)
    links = [one for one in inside if one.tag == "a"] or list(islice(node.iterancestors("a"), 1))
    return bool(site and links) and all(_is_foreign(link.get("href") or "", site) for link in links)


def _is_foreign(href: str, site: str) -> bool:
    if not href.startswith(("http://", "https://", "//")):
        return False
    host = href.partition("//")[2].partition("/")[0].lower()
    return site not in host and NETWORKS.search(host) is None
