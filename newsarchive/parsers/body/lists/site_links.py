"""Where the links of a block lead: within the page or site, to other sites, to social networks, or nowhere."""

from __future__ import annotations

from itertools import islice
from urllib.parse import urlsplit

from newsarchive.parsers.body.table import TextBlock
from newsarchive.parsers.html.article_links import is_headline
from newsarchive.parsers.html.tree import Node
from newsarchive.parsers.lexicons.body import NETWORKS, TAG_PATH

MOST_ELEMENTS = 30  # elements; no headline or list item has more; a malicious page may
_SECOND_LEVELS = frozenset(("com", "co", "net", "org", "gov", "edu", "ac", "or", "ne"))


def name_of_site(url: str | None) -> str:
    """Return the registered label of a site's domain: "example" for https://news.example.co.uk/; "" if it has none."""
    try:
        labels = (urlsplit(url or "").hostname or "").split(".")[:-1]
    except ValueError:
        return ""
    if len(labels) > 1 and labels[-1] in _SECOND_LEVELS:
        labels.pop()
    return labels[-1] if labels else ""


def leads_out(node: Node, site: str) -> bool:
    """Return whether all links in *node*, or the link around it, lead to sites other than *site* and do not share."""
    inside = islice(node.iterdescendants(), MOST_ELEMENTS)
    links = [element for element in inside if element.tag == "a"] or list(islice(node.iterancestors("a"), 1))
    return bool(site and links) and all(_is_foreign(link.get("href") or "", site) for link in links)


def leads_within_page(block: TextBlock) -> bool:
    """Return whether all links in *block*, up to 30, or the link around it, lead to parts of the page."""
    return bool(links := addresses_of(block)) and all(len(address) > 1 and address[0] == "#" for address in links)


def leads_nowhere(block: TextBlock) -> bool:
    """Return whether all links in *block*, up to 30, or the link around it, are left to a script, or empty."""
    links = addresses_of(block)
    return bool(links) and all(address in ("#", "") or address.startswith("javascript:") for address in links)


def leads_to_headline(block: TextBlock, site: str) -> bool:
    """Return whether *block*, a link, has the words of a headline and leads to another page of *site*."""
    is_elsewhere = leads_within_page(block) or leads_nowhere(block) or leads_out(block.node, site)
    return not is_elsewhere and is_headline(block.text)


def addresses_of(block: TextBlock) -> list[str]:
    """Return the addresses of the links in *block*, up to 30, or of the link around it."""
    node = block.node
    links = list(islice(node.iter("a"), MOST_ELEMENTS)) or list(islice(node.iterancestors("a"), 1))
    return [link.get("href") or "" for link in links]


def is_of_keyword(link: Node) -> bool:
    """Return whether the <a> *link* says, or its address does, that it leads to the pages of one keyword.

    https://microformats.org/wiki/rel-tag
    """
    return "tag" in (link.get("rel") or "").split() or TAG_PATH.search(link.get("href") or "") is not None


def leads_to_networks(block: TextBlock) -> bool:
    """Return whether all links in *block* that lead to other hosts lead to social networks: "Share: Facebook X"."""
    links = [link.get("href") or "" for link in islice(block.node.iter("a"), MOST_ELEMENTS)]
    hosts = [href.partition("//")[2].partition("/")[0].lower() for href in links if href.startswith("http")]
    return bool(hosts) and all(map(NETWORKS.search, hosts))


def _is_foreign(href: str, site: str) -> bool:
    if not href.startswith(("http://", "https://", "//")):
        return False
    host = href.partition("//")[2].partition("/")[0].lower()
    return site not in host and NETWORKS.search(host) is None
