"""Tokens of a visit in the path of a URL: /sid/5f3a9c1e77d2/tin/cau-moi.html, /tin/cau-moi.html;sid=5f3a9c1e77d2.

A token has a name, as a query parameter has: ";sid", or the path before its segment, "/sid/*". A segment that nothing
announces is no token, whatever it looks like: it may be a section (/seagames33/) or the number of an object.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

_TOKEN = re.compile(r"\w{10,128}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I | re.A)
_RUN = re.compile(r"[a-z]+|\d+", re.I | re.A)
_FEWEST_RUNS = 4  # runs of letters and digits in a random token; "seagames33" has two
_LONGEST_RUN = 4  # letters; more are a word: "u23asean2027"
_PARAMETER = re.compile(r";([\w-]{1,40})=([^;/]{1,128})")
_ORIGIN = re.compile(r"https?://[^/?#]*", re.I)
# A segment that only announces the token behind it; "s" may be a series.
_ANNOUNCING = frozenset({"sid", "sess", "session", "sessionid", "session_id"})


def path_tokens(url: str) -> list[tuple[str, str]]:
    """Return name and value of the parts of the path of *url* that may be tokens of a visit, in order."""
    return [(name, value) for name, value, _, _ in _found(url)]


def is_in_path(name: str) -> bool:
    """Return whether *name* is that of a token in the path, and not of a query parameter."""
    return name.startswith((";", "/"))


def start_before(url: str, names: Collection[str]) -> str:
    """Return what of *url* precedes the first of its tokens *names*; the whole URL if it has none."""
    return next((url[:start] for name, _, start, _ in _found(url) if name in names), url)


def without_path_tokens(url: str, names: Collection[str]) -> str:
    """Return *url* without its tokens *names*; all other parts are unchanged."""
    for name, _, start, end in reversed([*_found(url)]):
        if name in names:
            url = url[:start] + url[end:]
    return url


def _found(url: str) -> Iterator[tuple[str, str, int, int]]:
    """Yield name and value of each token, with the bounds of what to remove."""
    origin = _ORIGIN.match(url)
    if origin is None:
        return
    end = min((at for at in (url.find("?"), url.find("#")) if at >= 0), default=len(url))
    at, before = origin.end(), ""
    *segments, last = url[at:end].split("/")[1:] or [""]
    has_token = False
    for segment in (*segments, last):
        start = at
        at += 1 + len(segment)
        for found in _PARAMETER.finditer(segment):
            if _is_token(found[2]):
                yield f";{found[1]}", found[2], start + 1 + found.start(), start + 1 + found.end()
        announcing = before.rpartition("/")[2]
        # The last segment names the page, and a second token is the number of an object.
        if not has_token and at < end and announcing.lower() in _ANNOUNCING and _is_token(segment):
            has_token = True
            yield f"{before}/*", segment, start - len(announcing) - 1, at
        before = f"{before}/{segment}"


def _is_token(value: str) -> bool:
    """Return whether *value* looks random: no name, date, number or word of a slug."""
    runs = _RUN.findall(value)
    is_word = any(len(run) > _LONGEST_RUN for run in runs if run.isalpha())
    return _TOKEN.fullmatch(value) is not None and len(runs) >= _FEWEST_RUNS and not is_word
