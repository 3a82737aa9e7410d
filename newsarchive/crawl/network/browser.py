"""Pages that need a browser: scrapy-playwright with the system's Chromium, if the publisher file asks for it."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import socket
from collections.abc import Awaitable, Callable
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.exceptions import CloseSpider

from newsarchive.crawl.errors import BadPlan
from newsarchive.crawl.network.access import Access, access_of, browser_cookies
from newsarchive.crawl.network.browser_folder import use_browser_folder
from newsarchive.crawl.network.browser_pages import guard_of
from newsarchive.crawl.network.browser_proxy import BrowserGate
from newsarchive.crawl.network.private_addresses import is_public, refused_host
from newsarchive.extras import install_hint

if TYPE_CHECKING:
    from playwright.async_api import Request as BrowserRequest
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

    from newsarchive.crawl.site import Site

log = logging.getLogger(__name__)

_HANDLER = "scrapy_playwright.handler.ScrapyPlaywrightDownloadHandler"
_PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# The resource types needed to extract an article; other types would only burden the site.
_NEEDED = frozenset({"document", "script", "xhr", "fetch", "stylesheet"})
_QUIET = ("--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run")
# Nothing bypasses the proxy: Chromium does no DNS lookups and uses no UDP. (WebRTC's option lost "force-" in 2025.)
_PROXIED = (
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--disable-quic",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
)
_MOST_PAGES = 4  # open tabs; the browser's memory grows with their number

#: Finish reason of a crawl whose browser proxy does not start.
NO_BROWSER = "no_browser"

# Pages are read; a script of a page could write a file of any size.
_NO_DOWNLOADS = {"accept_downloads": False}
#: The request.meta of a page that is opened in the browser.
META = {
    "playwright": True,
    "playwright_page_goto_kwargs": {"wait_until": "networkidle"},
    "playwright_context_kwargs": _NO_DOWNLOADS,
}


def require_browser() -> None:
    """Raise BadPlan if scrapy-playwright is not installed."""
    if find_spec("scrapy_playwright") is None:
        raise BadPlan(f"the pages of this site need a browser; {install_hint('browser')} and install Chromium")


def use_browser(crawler: Crawler, site: Site) -> None:
    """Let *crawler* open pages of *site* in Chromium; raise BadPlan if scrapy-playwright or a free port is missing.

    The browser does not fetch images, fonts or media. All connections of Chromium go through a BrowserGate, which
    refuses private addresses (unless NEWSARCHIVE_ALLOW_PRIVATE) and closes connections that exceed DOWNLOAD_MAXSIZE or
    are idle for longer than DOWNLOAD_TIMEOUT. NEWSARCHIVE_ACCESS sets the cookies, the profile and the proxy.
    """
    require_browser()
    use_browser_folder()
    access = access_of(crawler.settings, site.key)
    gate = _gate(crawler.settings, access.proxy)
    _follow(crawler, gate)
    _guard(crawler)
    for name, value in _chosen(crawler.settings, gate.url, access, site).items():
        crawler.settings.set(name, value, priority="spider")


def _gate(settings: BaseSettings, proxy: str | None) -> BrowserGate:
    try:
        return BrowserGate(
            most_bytes=settings.getint("DOWNLOAD_MAXSIZE"),
            patience=settings.getfloat("DOWNLOAD_TIMEOUT"),
            allow_private=settings.getbool("NEWSARCHIVE_ALLOW_PRIVATE"),
            proxy=proxy,
            proxy_resolves=settings.getbool("NEWSARCHIVE_PROXY_RESOLVES"),
        )
    except OSError as error:
        raise BadPlan(f"browser: no port of 127.0.0.1 for its proxy ({error}); free one and start again") from error


def _follow(crawler: Crawler, gate: BrowserGate) -> None:
    # The port is reserved earlier because the browser's settings need it; the event loop exists once the crawl runs.
    async def opens() -> None:
        try:
            await gate.open()
        except (OSError, RuntimeError) as error:
            log.error("cannot start the browser's proxy on %s: %s", gate.url, error)
            raise CloseSpider(NO_BROWSER) from error

    crawler.signals.connect(opens, signals.spider_opened, weak=False)
    crawler.signals.connect(gate.close, signals.engine_stopped, weak=False)


def _guard(crawler: Crawler) -> None:
    """Let each page that *crawler* opens in the browser have the limits of any response."""
    guard = guard_of(
        most=crawler.settings.getint("DOWNLOAD_MAXSIZE"), patience=crawler.settings.getfloat("DOWNLOAD_TIMEOUT")
    )

    def reached(request: Request) -> None:
        if request.meta.get("playwright"):
            request.meta["playwright_page_init_callback"] = guard

    crawler.signals.connect(reached, signals.request_reached_downloader, weak=False)


def _chosen(settings: BaseSettings, gate: str, access: Access, site: Site) -> dict[str, Any]:
    may_reach_any = any(settings.getbool(f"NEWSARCHIVE_{name}") for name in ("ALLOW_PRIVATE", "PROXY_RESOLVES"))
    return {
        "PLAYWRIGHT_BROWSER_TYPE": "chromium",
        "PLAYWRIGHT_LAUNCH_OPTIONS": launch_options(gate),
        "PLAYWRIGHT_CONTEXTS": {"default": context} if (context := _context(gate, access, site)) else {},
        "PLAYWRIGHT_ABORT_REQUEST": _aborts(allow_private=may_reach_any),
        "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": _MOST_PAGES,
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": settings.getfloat("DOWNLOAD_TIMEOUT") * 1000,
        "DOWNLOAD_HANDLERS": {**settings.getdict("DOWNLOAD_HANDLERS"), "http": _HANDLER, "https": _HANDLER},
    }


def _context(gate: str, access: Access, site: Site) -> dict[str, Any]:
    """Return the options of the browser's only context, if it has the cookies of the site or is from a profile."""
    context: dict[str, Any] = {}
    if cookies := browser_cookies(access, site):
        context = {**_NO_DOWNLOADS, "storage_state": {"cookies": cookies, "origins": []}}
    if access.browser_profile:
        # Playwright opens a profile in a separate browser, which does not inherit the launch options.
        context = {**_NO_DOWNLOADS, "user_data_dir": str(access.browser_profile), **launch_options(gate)}
    return context


def launch_options(gate: str | None = None) -> dict[str, Any]:
    """Return Playwright's launch options for the system's Chromium, or for Playwright's own if the system has none.

    All connections of the browser, even to this machine, go through the HTTP proxy at the URL *gate*.
    """
    program = next((path for name in _PROGRAMS if (path := shutil.which(name))), None)
    # Chromium does not run its sandbox as root.
    options: dict[str, Any] = {
        "args": list(_QUIET),
        "chromium_sandbox": os.geteuid() != 0,
        # Playwright turns the popup blocker off: the windows that a page opens would stay until the end of the crawl.
        "ignore_default_args": ["--disable-popup-blocking"],
    }
    if gate:
        options["args"] += _PROXIED
        options["proxy"] = {"server": gate, "bypass": "<-loopback>"}
    return options | ({"executable_path": program} if program else {})


def _aborts(*, allow_private: bool) -> Callable[[BrowserRequest], Awaitable[bool]]:
    async def aborts(request: BrowserRequest) -> bool:
        return request.resource_type not in _NEEDED or not (allow_private or await leads_outside(request.url))

    return aborts


async def leads_outside(url: str) -> bool:
    """Return whether *url* is http(s) and every address of its host is public."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or refused_host(url):
        return False
    try:
        found = await asyncio.get_running_loop().getaddrinfo(parts.hostname, None, type=socket.SOCK_STREAM)
    except OSError:
        return False
    return all(is_public(str(address[0])) for *_, address in found)
