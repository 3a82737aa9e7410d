"""One URL for one page: canonical URL, site key and article id. Pure functions that never raise."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from ipaddress import ip_address
from urllib.parse import SplitResult, quote, unquote_to_bytes, urlsplit

from newsarchive.article import url_digest
from newsarchive.publishers import publisher_of
from newsarchive.publishers.publisher import Publisher
from newsarchive.publishers.tracking import is_tracking, without_share

_MOBILE_LABELS = ("m.", "mobile.", "wap.", "amp.", "www.")
_PORTS = {"http": 80, "https": 443}
# Under these suffixes, a registered domain has one more label. Generic second levels apply under country codes only.
_SECOND_LEVELS = frozenset(
    {"com", "net", "org", "edu", "gov", "co", "ac", "or", "ne", "go", "gob", "info", "name", "biz"}
)
_HOSTING = frozenset({"blogspot.com", "wordpress.com", "substack.com", "github.io", "medium.com"})
_SLASHES = re.compile(r"(?<!:)/{2,}")
# Java servers write the session id into the path, ASP.NET in front of it: /(S(lit3py55t21z5v55vlm25s55))/tin/cau.aspx,
# /(X(1)S(lit3py55t21z5v55vlm25s55))/tin/cau.aspx; some servers behind a proxy, /S(lit3py55)/tin/cau.aspx.
_SESSION = re.compile(
    r";jsessionid=[^/]*|(?<=/)(?:\((?:X\(\d\))?(?:[ASF]\([\w-]{16,500}\)){1,3}\)|S\((?=\w*\d)\w{6,500}\))/", re.I
)
# Parameters that only say from where a page was opened: the menu item and the section of a Joomla article
# (?option=com_content&view=article&id=12:cau-moi&catid=3&Itemid=5), and the way back in Liferay (/-/…?redirect=…) and
# SharePoint (/Pages/tin.aspx?ItemID=12&Source=%2FPages).
# Without its id, a Joomla article is that of the menu item. Other sites have /-/ or a source, too: /-/go?redirect=…
_JOOMLA_ARTICLE = re.compile(
    r"(?=(?:.*&)?option=com_content(?:&|$))(?=(?:.*&)?view=article(?:&|$))(?=(?:.*&)?id=[1-9])"
)
_LIFERAY_NAME = re.compile(r"\w[^/]*[-+%\d][^/]*")
_SHAREPOINT_FOLDER = re.compile(r"/(?:pages|sitepages|lists|_layouts)/", re.I)
_SHAREPOINT_ITEM = re.compile(r"(?:^|&)itemid=\d", re.I)
_OF_JOOMLA = re.compile(r"(?:itemid|catid|layout)=.*|\w+=", re.I)
_OF_LIFERAY = re.compile(r"(?:redirect|inheritredirect|refererplid|p_p_auth|p_auth)=.*", re.I)
_OF_SHAREPOINT = re.compile(r"source=(?:/|%2f|https?(?::|%3a)).*", re.I)
_UNSAFE = re.compile(r"[^a-z0-9.-]+")
_PLAIN = re.compile(r"[A-Za-z0-9._~-]*")  # characters that are never encoded, in any part
_KEEP_IN_PATH = "!$&'()*+,;=:@~-._"
_KEEP_IN_QUERY = "!$'()*,;:@~-._/"


# Servers reject URLs longer than a few kilobytes (RFC 9110, 4.1, recommends to support at least 8,000 octets).
_LONGEST = 1 << 16


def canonical_url(url: str, publisher: Publisher | None = None) -> str:
    """Return the URL that identifies the page at *url*; fetch the URL as it was found, not this one.

    *publisher* is looked up among the built-in ones by default. Hosts of a known publisher become one (www., m., mobile
    hosts; a former domain only if the paths stayed), paths of AMP and print versions become the article's, and an
    article keeps only the query parameters that its publisher names. For an unknown site, only parts that never change
    the page are removed or normalized: fragment, default port, tracking parameters, session ids, order of parameters,
    doubled and trailing slashes, percent-encoding. Text that is not an http(s) URL, or is too long for one, is returned
    stripped.
    """
    return _canonical(url, publisher, keeps_navigation=False)


def former_url(url: str, publisher: Publisher | None = None) -> str | None:
    """Return the canonical URL that archives have for *url* from before navigation parameters were removed, if another.

    Such a parameter tells from where an article was opened: the menu item of Joomla, the way back in Liferay.
    """
    if "?" not in url:
        return None
    former = _canonical(url, publisher, keeps_navigation=True)
    return former if former != canonical_url(url, publisher) else None


def _canonical(url: str, publisher: Publisher | None, *, keeps_navigation: bool) -> str:
    if len(url) > _LONGEST:
        return url.strip()
    text = unicodedata.normalize("NFC", url.strip())
    if text.startswith("//"):
        text = f"https:{text}"
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return text
    if parts.scheme not in _PORTS or not parts.hostname:
        return text
    known = publisher or publisher_of(text)
    host, path = _ascii(parts.hostname), _path(parts.path)
    scheme, place = _place(parts.scheme, host, port, known)
    if known is not None:
        path = _rewritten(path, known)
    query = _query(parts, known, f"{scheme}://{place}{path}", keeps_navigation=keeps_navigation)
    return f"{scheme}://{place}{path or '/'}{'?' if query else ''}{query}"


def site_of(url: str, publisher: Publisher | None = None) -> str:
    """Return the key of the URL's publisher, else its registered domain as a safe folder name ([a-z0-9.-])."""
    known = publisher or publisher_of(url)
    if known is not None:
        return known.key
    try:
        parts = urlsplit(url.strip() if "//" in url else f"//{url.strip()}")
        host, port = _ascii(parts.hostname or ""), parts.port
    except ValueError:
        return "unknown"
    name = host if _is_address(host) else _registered(host)
    return _folder_name(f"{name}-{port}" if port and port not in _PORTS.values() else name)


def article_id(site: str, canonical: str) -> str:
    """Return the stable identity of the article at *canonical*: site, colon, digest of *canonical*."""
    return f"{site}:{url_digest(canonical)}"


def _place(scheme: str, host: str, port: int | None, publisher: Publisher | None) -> tuple[str, str]:
    shown = f"[{host}]" if ":" in host else host
    if port is not None and port != _PORTS[scheme]:
        return scheme, f"{shown}:{port}"
    if host == "localhost" or _is_address(host):
        return scheme, shown
    return "https", _folded(host, publisher) if publisher else shown


def _folded(host: str, publisher: Publisher) -> str:
    hosts = [domain.partition("/")[0] for domain in publisher.domains]
    bare = next((host.removeprefix(label) for label in _MOBILE_LABELS if host.startswith(label)), host)
    named = next((host for host in hosts if bare == host.removeprefix("www.")), None)
    if host in publisher.mobile or (named is not None and publisher.same_paths):
        return hosts[0]
    return named or host


def _path(path: str) -> str:
    out: list[str] = []
    for segment in _SLASHES.sub("/", _SESSION.sub("", path)).split("/")[1:]:
        if segment == "..":
            del out[-1:]
        elif segment != ".":
            out.append(_same_letters(segment, _KEEP_IN_PATH))
    return "".join(f"/{segment}" for segment in out).rstrip("/")


def _same_letters(text: str, keep: str) -> str:
    """Normalize the percent-encoding of *text*: NFC, UTF-8, upper-case hex, no character encoded needlessly."""
    if _PLAIN.fullmatch(text):
        return text
    raw = unquote_to_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        return quote(unicodedata.normalize("NFC", raw.decode()), safe=keep)
    except UnicodeDecodeError:
        return quote(raw, safe=keep)


def _rewritten(path: str, publisher: Publisher) -> str:
    for pattern, replacement in publisher.rewrites:
        path = pattern.sub(replacement, path)
    return path


def _query(parts: SplitResult, publisher: Publisher | None, address: str, *, keeps_navigation: bool) -> str:
    if not parts.query:
        return ""
    query = without_share(f"?{parts.query}").removeprefix("?")
    kept = (part for part in query.split("&") if part and not is_tracking(part.partition("=")[0]))
    if publisher is not None and publisher.is_article_url(address):
        kept = (part for part in kept if part.partition("=")[0] in publisher.keep_query)
    if not keeps_navigation and (navigation := _navigation(parts)) is not None:
        kept = (part for part in kept if not navigation.fullmatch(part))
    return "&".join(sorted("=".join(_query_text(side) for side in part.split("=", 1)) for part in kept))


def _navigation(parts: SplitResult) -> re.Pattern[str] | None:
    """Return what matches the parameters that tell nothing of an article in this content system."""
    path = parts.path.rstrip("/")
    if "/-/" in path and _LIFERAY_NAME.fullmatch(path.rpartition("/")[2]):
        return _OF_LIFERAY
    if path.lower().endswith(".aspx") and _SHAREPOINT_FOLDER.search(path) and _SHAREPOINT_ITEM.search(parts.query):
        return _OF_SHAREPOINT
    return _OF_JOOMLA if _JOOMLA_ARTICLE.match(parts.query) else None


def _query_text(text: str) -> str:
    return _same_letters(text.replace("+", " "), _KEEP_IN_QUERY).replace("%20", "+")


def _ascii(host: str) -> str:
    host = unicodedata.normalize("NFC", host.lower().rstrip("."))
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def _is_address(host: str) -> bool:
    if not host[-1:].isdigit() and ":" not in host:
        return False  # the name of a host: no domain ends in a digit
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _registered(host: str) -> str:
    labels = host.split(".")
    count = 2
    if ".".join(labels[-2:]) in _HOSTING or (len(labels[-1]) == 2 and len(labels) > 2 and labels[-2] in _SECOND_LEVELS):
        count = 3
    return ".".join(labels[-count:])


def _folder_name(name: str) -> str:
    safe = re.sub(r"\.{2,}", ".", _UNSAFE.sub("-", name.lower())).strip(".-")
    if len(safe) > 100:
        return f"{safe[:80].strip('.-')}-{hashlib.sha256(safe.encode()).hexdigest()[:8]}"
    return safe or "unknown"
