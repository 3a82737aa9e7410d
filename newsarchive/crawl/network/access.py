"""Access to sites that need a login or a proxy: cookies, extra headers, a browser profile and proxies for each site.

Secrets leave this module only toward the network. The middleware adds secrets to a request as the last step before it
is sent, and masks them as the first step after its response, so that no other component, log or record ever holds them.
"""

from __future__ import annotations

import os
import re
import stat
import time
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from http.cookiejar import LoadError, MozillaCookieJar
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from scrapy.exceptions import NotConfigured
from scrapy.http.cookies import WrappedRequest, WrappedResponse

from newsarchive.crawl.errors import BadOption
from newsarchive.redaction import HIDDEN, redacted, redacted_cookie

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings

    from newsarchive.crawl.site import Site

#: The key in NEWSARCHIVE_ACCESS of the options that apply to every site.
EVERY_SITE = "*"

_OWN_HANDLER = "newsarchive.crawl.network.tolerant_http.TolerantHttp"
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110, 5.6.2
_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")  # RFC 9110, 5.5
# Headers that cannot be set here, with the way to set each header instead.
_OTHERS_SET = {
    "cookie": "put cookies into a cookie file",
    "user-agent": "set contact; newsarchive always says who it is",
    "proxy-authorization": "write the password into proxy",
    **dict.fromkeys(("host", "content-length", "transfer-encoding", "connection"), "it is derived from each request"),
}
_WWW = re.compile(r"^www\.")


class BadAccess(BadOption):
    """Unusable cookies, headers, profile or proxy; the message names the option, the reason and the remedy."""


@dataclass(frozen=True, kw_only=True, repr=False)
class Access:
    """Access options of one site; ``None`` and empty values have no effect.

    *cookies* is a file in Netscape format, *headers* are sent with each request to the site's own hosts,
    *browser_profile* is a user data directory of Chromium, and *proxy* is the URL of an HTTP proxy.
    """

    cookies: Path | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    browser_profile: Path | None = None
    proxy: str | None = None

    def __repr__(self) -> str:
        """Return the names of the options that are set, without their values."""
        return f"Access({', '.join(field.name for field in fields(self) if getattr(self, field.name))})"

    def over(self, other: Access) -> Access:
        """Return *other*, overridden by the options that are set here."""
        return Access(
            cookies=self.cookies or other.cookies,
            headers={**other.headers, **self.headers},
            browser_profile=self.browser_profile or other.browser_profile,
            proxy=self.proxy or other.proxy,
        )

    def check(self, site: Site) -> None:
        """Raise BadAccess if *site* cannot be accessed with these options; send no request."""
        if self.cookies:
            read_cookies(self.cookies)
        needs_browser = bool(site.publisher and site.publisher.browser)
        for name, value in self.headers.items():
            _check_header(name, value)
        if self.headers and needs_browser:
            # Chromium repeats a page's extra headers after redirects, even to other hosts.
            raise BadAccess(
                f"headers: {site.key} is opened in a browser, which would send them to other hosts as well; "
                "log in once with a browser profile instead"
            )
        if self.browser_profile:
            if not needs_browser:
                raise BadAccess(
                    f"browser_profile: {site.key} is not opened in a browser; set `browser = true` in its publisher "
                    "file, or use a cookie file"
                )
            _check_private(self.browser_profile, "browser_profile", "a folder")
        if self.proxy:
            check_proxy(self.proxy)


def access_of(settings: BaseSettings, site: str | None) -> Access:
    """Return the access to *site* (its key) that NEWSARCHIVE_ACCESS and NEWSARCHIVE_PROXY describe."""
    described: Mapping[str, Any] = settings.get("NEWSARCHIVE_ACCESS") or {}
    usual = _access(described.get(EVERY_SITE)).over(Access(proxy=settings.get("NEWSARCHIVE_PROXY")))
    return _access(described.get(site or "")).over(usual)


def _access(described: Any) -> Access:
    if isinstance(described, Access):
        return described
    values = dict(described or {})
    for name in ("cookies", "browser_profile"):
        if values.get(name):
            values[name] = Path(values[name])
    try:
        return Access(**values)
    except TypeError as error:
        names = ", ".join(field.name for field in fields(Access))
        raise BadAccess(f"NEWSARCHIVE_ACCESS: unknown key among {', '.join(values)}; the keys are {names}") from error


def check_accesses(sites: Sequence[Site], settings: BaseSettings) -> None:
    """Raise BadAccess for the first of *sites* that cannot be accessed with the options in *settings*."""
    profiles: dict[Path, str] = {}
    for site in sites:
        access = access_of(settings, site.key)
        access.check(site)
        if not access.proxy:
            _check_environment(urlsplit(site.start).hostname or "")
        if access.browser_profile:
            other = profiles.setdefault(access.browser_profile.resolve(), site.key)
            if other != site.key:
                raise BadAccess(
                    f"browser_profile: {access.browser_profile} is used for {other} and {site.key}; one browser at a "
                    "time can open a profile, so give each site its own"
                )


def _check_environment(host: str) -> None:
    """Raise BadAccess if the environment names a proxy for *host* that would not be used."""
    proxies = getproxies()
    if proxy_bypass(host):
        return
    for scheme in ("http", "https"):
        if url := proxies.get(scheme):
            check_proxy(url if "//" in url else f"http://{url}", f"{scheme}_proxy")
    if "all" in proxies and not {"http", "https"} & {*proxies}:
        raise BadAccess(
            "all_proxy: not read, so no request would pass the proxy; set http_proxy and https_proxy to the URL of an "
            "HTTP proxy, or unset it"
        )


def check_proxy(url: str, name: str = "proxy") -> None:
    """Raise BadAccess if *url*, given as *name*, is not the URL of an HTTP proxy."""
    if url.lower().startswith("socks"):
        raise BadAccess(
            f"{name}: {redacted(url)}: SOCKS proxies are not supported; run an HTTP proxy that forwards to it "
            "(Privoxy: forward-socks5) and write its URL, such as http://127.0.0.1:8118"
        )
    try:
        parts = urlsplit(url)
        is_usable = parts.scheme == "http" and bool(parts.hostname) and (parts.port or 80) > 0
    except ValueError:
        is_usable = False
    if not is_usable:
        raise BadAccess(f"{name}: {redacted(url)}: not the URL of an HTTP proxy; write http://proxy.example.org:3128")


def proxy_hosts(settings: BaseSettings) -> set[str]:
    """Return the hosts of all proxies that *settings* name."""
    described: Mapping[str, Any] = settings.get("NEWSARCHIVE_ACCESS") or {}
    urls = [settings.get("NEWSARCHIVE_PROXY"), *(_access(options).proxy for options in described.values())]
    return {host for url in urls if url and (host := urlsplit(url).hostname)}


def proxy_of(access: Access, host: str) -> str | None:
    """Return the proxy that *access* sets for requests to *host*, or ``None`` if `no_proxy` names the host."""
    return access.proxy if access.proxy and not proxy_bypass(host) else None


def read_cookies(path: Path) -> MozillaCookieJar:
    """Read a cookie file in Netscape format, as browser extensions and curl write it; include session cookies.

    Raise BadAccess for a file that cannot be read, that other accounts of this machine can read, that is not in
    Netscape format, or whose cookies have all expired.
    """
    _check_private(path, "cookies", "a file")
    jar = MozillaCookieJar(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # http.cookiejar prints a traceback as a warning and also raises LoadError
            jar.load(ignore_discard=True, ignore_expires=True)
    except LoadError as error:
        # The message of http.cookiejar quotes the line, including the cookie.
        raise BadAccess(
            f"cookies: {path}: not a cookie file in Netscape format (its first line is "
            '"# Netscape HTTP Cookie File", each other has seven fields separated by tabs); export it again'
        ) from error
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise BadAccess(f"cookies: {path}: cannot be read as text; export it again") from error
    for cookie in jar:
        if cookie.expires == 0:  # 0 marks session cookies of curl and browser extensions; http.cookiejar reads 1970
            cookie.expires, cookie.discard = None, True
    now = int(time.time())
    if not any(not cookie.is_expired(now) for cookie in jar):
        why = "every cookie in it has expired" if len(jar) else "it holds no cookie"
        raise BadAccess(f"cookies: {path}: {why}; log in with your browser and export it again")
    return jar


def _check_private(path: Path, key: str, kind: str) -> None:
    try:
        mode = path.stat().st_mode
        is_kind = stat.S_ISDIR(mode) if kind == "a folder" else stat.S_ISREG(mode)
    except OSError as error:
        raise BadAccess(f"{key}: {path}: {error.strerror}; correct the path") from error
    if not is_kind:
        raise BadAccess(f"{key}: {path}: not {kind}; correct the path")
    if not os.access(path, os.R_OK):
        raise BadAccess(f"{key}: {path}: no permission to read it; change its owner with chown")
    # Windows uses access control lists instead, and os.stat invents these bits there.
    if os.name == "posix" and mode & 0o077:
        right = "700" if kind == "a folder" else "600"
        raise BadAccess(f"{key}: {path}: other accounts of this machine can read it; run chmod {right} {path}")


def _check_header(name: str, value: str) -> None:
    if not _TOKEN.fullmatch(name):
        raise BadAccess(f'headers: "{name}" is not the name of a header; write it as X-Subscriber')
    if instead := _OTHERS_SET.get(name.lower()):
        raise BadAccess(f"headers: {name} cannot be set here: {instead}")
    if not _VALUE.fullmatch(value):
        raise BadAccess(f"headers: the value of {name} has a line break or a character outside Latin-1; correct it")


class UseProxy:
    """Downloader middleware: send requests through the proxy of their site, or the proxy for all sites.

    This middleware runs before the check of private addresses, which is stricter with host names behind a proxy.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._access = access_of(crawler.settings, _key(crawler))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build from a crawler's settings and the site of its spider; raise NotConfigured without a proxy."""
        middleware = cls(crawler)
        if not middleware._access.proxy:
            raise NotConfigured
        return middleware

    def process_request(self, request: Request) -> None:
        """Set the proxy of *request*; Scrapy's HttpProxyMiddleware moves the password out of the proxy URL."""
        proxy = proxy_of(self._access, urlsplit(request.url).hostname or "")
        if proxy:
            request.meta["proxy"] = proxy


class SendAccess:
    """Downloader middleware, closest to the downloader: send a site's cookies and headers to the site's own hosts only.

    A cookie is sent to the hosts that its file specifies (RFC 6265, 5.4), if they belong to the crawled site. A header
    is sent to the site's hosts, but never over plain HTTP if the site's URL is HTTPS, and never after a redirect to
    another host. The middleware replaces both with *** as soon as the response arrives, and keeps a cookie that the
    site renews in memory for this run.
    """

    def __init__(self, crawler: Crawler) -> None:
        access = access_of(crawler.settings, _key(crawler))
        self._site: Site | None = getattr(crawler.spider, "site", None)
        self._headers = dict(access.headers)
        self._jar = read_cookies(access.cookies) if access.cookies else None
        self._has_profile = access.browser_profile is not None
        self._names = [*self._headers, *(("Cookie",) if self._jar is not None else ())]

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build from a crawler's settings and the site of its spider; raise NotConfigured if there is nothing to send.

        With another download handler than our own, such as that of a browser, there may be something to remove.
        """
        middleware, handlers = cls(crawler), crawler.settings.getdict("DOWNLOAD_HANDLERS")
        has_browser = any(handlers.get(scheme) != _OWN_HANDLER for scheme in ("http", "https"))
        if not (middleware._names or middleware._has_profile or has_browser):
            raise NotConfigured
        return middleware

    def process_request(self, request: Request) -> None:
        """Add the secrets for the host of *request*; remove secrets that a redirect or a retry carried over."""
        for name in self._names:
            request.headers.pop(name, None)
        if request.meta.get("playwright"):
            # Chromium already has the cookies and the proxy; a header passed to Chromium would reach the site.
            request.headers.pop("Proxy-Authorization", None)
            return
        if self._site is None or not self._site.holds(request.url):
            return
        if self._headers and self._may_have_headers(self._site, request):
            request.headers.update(self._headers)
        if self._jar is not None:
            self._jar.add_cookie_header(WrappedRequest(request))  # type: ignore[arg-type]

    def process_response(self, request: Request, response: Response) -> Response:
        """Keep renewed cookies; mask the secrets that were sent and the renewed cookies in the response."""
        if self._jar is not None and "Cookie" in request.headers:
            self._jar.extract_cookies(WrappedResponse(response), WrappedRequest(request))  # type: ignore[arg-type]
        has_browser_session = bool(request.meta.get("playwright")) and (self._jar is not None or self._has_profile)
        has_access = has_browser_session or any(name in request.headers for name in self._names)
        self._hide(request)
        if has_access and "Set-Cookie" in response.headers:
            cookies = response.headers.getlist("Set-Cookie")
            response.headers.setlist("Set-Cookie", [redacted_cookie(cookie.decode("latin-1")) for cookie in cookies])
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Mask the secrets that were sent."""
        self._hide(request)

    def _hide(self, request: Request) -> None:
        for name in self._names:
            if name in request.headers:
                request.headers[name] = HIDDEN

    @staticmethod
    def _may_have_headers(site: Site, request: Request) -> bool:
        here = urlsplit(request.url)
        if here.scheme != "https" and urlsplit(site.start).scheme == "https":
            return False
        earlier = [urlsplit(url).netloc for url in request.meta.get("redirect_urls", ())]
        return all(_WWW.sub("", host) == _WWW.sub("", here.netloc) for host in earlier)


def browser_cookies(access: Access, site: Site) -> list[dict[str, Any]]:
    """Return the cookies of the hosts of *site* in Playwright's format; Chromium sends each cookie to its own host."""
    jar = read_cookies(access.cookies) if access.cookies else ()
    return [
        {
            "name": cookie.name,
            "value": cookie.value or "",
            "domain": cookie.domain,
            "path": cookie.path,
            "secure": cookie.secure,
            "expires": cookie.expires if cookie.expires else -1,
            "httpOnly": cookie.has_nonstandard_attr("HTTPOnly"),
        }
        for cookie in jar
        if site.holds(f"https://{cookie.domain.lstrip('.')}/")
    ]


def _key(crawler: Crawler) -> str | None:
    return getattr(getattr(crawler.spider, "site", None), "key", None)
