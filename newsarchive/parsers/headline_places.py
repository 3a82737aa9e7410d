"""Where a paper puts the headline it stands by, for papers whose pages hold several."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit


def headline_place(url: str | None) -> str | None:
    """Return the source ("json-ld headline", "meta og:title", "title"…) that the paper at *url* writes its headline in.

    ``None`` for a paper of which nothing is written down (words/headline_places.toml), and for what is no URL.
    """
    try:
        host = (urlsplit(url or "").hostname or "").rstrip(".")
    except ValueError:
        return None
    places = _places()
    while host:
        if host in places:
            return places[host]
        host = host.partition(".")[2]
    return None


@cache
def _places() -> dict[str, str]:
    text = (Path(__file__).parent / "lexicons" / "headline_places.toml").read_text("utf-8")
    return {host: source for source, hosts in tomllib.loads(text).items() for host in hosts.split()}
