"""Tokens of a visit in the path of a URL: /sid/5f3a9c1e77d2/tin/cau-moi.html, /tin/cau-moi.html;sid=5f3a9c1e77d2.

A token has a name, as a query parameter has: ";sid", or the path before it, "/sid/*" and "/sid-*". A segment that
nothing announces, "/*", may also be a section (/seagames33/) or the number of an object. It may be a token only before
a last segment that has a number of its own: /5f3a9c1e77d2/cau-moi-100001.html, but not /5f3a9c1e77d2/lich-thi-dau.html.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

_TOKEN = re.compile(r"\w{10,128}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I | re.A)
_HEXADECIMAL = re.compile(r"(?=\d*[a-f])(?=[a-f]*\d)[0-9a-f]{12,128}", re.I | re.A)
_RUN = re.compile(r"[a-z]+|\d+", re.I | re.A)
_FEWEST_RUNS = 4  # runs of letters and digits in a random token; "seagames33" has two
_LONGEST_RUN = 4  # letters; more are a word: "u23asean2027"
_NUMBER = re.compile(r"\d{5}", re.A)  # of an article; fewer digits may be a year
# A number may be that of anything. It is a token only under a name of sessions, and beside the number of an article: in
# /ket-qua.html?session=20170911 it is the day of a drawing, in /session/14021/nghi-quyet.html the session of a council.
_DIGITS = re.compile(r"\d{5,128}", re.A)
_PARAMETER = re.compile(r";([\w-]{1,40})=([^;/]{1,128})")
_ORIGIN = re.compile(r"https?://[^/?#]*", re.I)
# What only announces the token behind it, as a segment or at the beginning of one; "s" may be a series.
_ANNOUNCING = frozenset({"sid", "sess", "session", "sessionid", "session_id"})
_ANNOUNCED = re.compile(rf"((?:{'|'.join(sorted(_ANNOUNCING))})[-_=:.~])([\w-]+)", re.I | re.A)


def path_tokens(url: str) -> list[tuple[str, str]]:
    """Return name and value of the parts of the path of *url* that may be tokens of a visit, in order."""
    return [(name, value) for name, value, _, _ in _found(url)]


def is_announced(name: str) -> bool:
    """Return whether the site itself announces the token *name*, or it is a query parameter."""
    segments = name.split("/")
    return name[-2:] != "/*" or segments[-2].lower() in _ANNOUNCING


def is_numbered_visit(name: str, value: str, page: str) -> bool:
    """Return whether *value* has only digits, the parameter *name* is one of sessions, and *page* has a number, too.

    Names are "sid" or "session"; *page* is what of the last segment and the query remains without the parameter.
    """
    is_visit = name.lower() in _ANNOUNCING and _DIGITS.fullmatch(value) is not None
    return is_visit and _NUMBER.search(page) is not None


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
            if _is_token(found[2]) or is_numbered_visit(found[1], found[2], last.partition(";")[0]):
                yield f";{found[1]}", found[2], start + 1 + found.start(), start + 1 + found.end()
        announced = _ANNOUNCED.fullmatch(segment)
        announcing = before.rpartition("/")[2] if not announced else ""
        name, value = (f"{before}/{announced[1]}*", announced[2]) if announced else (f"{before}/*", segment)
        is_behind = announcing.lower() in _ANNOUNCING
        # The last segment names the page, and a second token is the number of an object.
        has_name, has_number = announced is not None or is_behind, _NUMBER.search(last)
        may_be_token = at < end and not has_token and (has_name or has_number)
        if may_be_token and (_is_token(value) or (has_name and has_number and _DIGITS.fullmatch(value))):
            has_token = True
            yield name, value, start - (len(announcing) + 1) * is_behind, at
        before = f"{before}/{segment}"


def _is_token(value: str) -> bool:
    """Return whether *value* looks random: no name, date, number or word of a slug."""
    if _HEXADECIMAL.fullmatch(value):
        return True
    runs = _RUN.findall(value)
    is_word = any(len(run) > _LONGEST_RUN for run in runs if run.isalpha())
    return _TOKEN.fullmatch(value) is not None and len(runs) >= _FEWEST_RUNS and not is_word
