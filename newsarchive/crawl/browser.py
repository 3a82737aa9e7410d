"""Pages that need a browser: scrapy-playwright with the system's Chromium, for publishers whose file says so."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
from collections.abc import Awaitable, Callable
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from newsarchive.crawl.addresses import is_public, refused_host
from newsarchive.crawl.plan import BadPlan

if TYPE_CHECKING:
    from playwright.async_api import Request as BrowserRequest
    from scrapy.settings import BaseSettings

_HANDLER = "scrapy_playwright.handler.ScrapyPlaywrightDownloadHandler"
_PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# What an article is read from; the rest would only cost the paper.
_NEEDED = frozenset({"document", "script", "xhr", "fetch", "stylesheet"})
_QUIET = ("--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run")
_MOST_PAGES = 4  # open tabs: a browser's memory grows with them

#: The request.meta of a page that is opened in the browser.
META = {"playwright": True, "playwright_page_goto_kwargs": {"wait_until": "networkidle"}}


def use_browser(settings: BaseSettings) -> None:
    """Let a crawler open pages in Chromium; raise BadPlan when scrapy-playwright is not installed.

    Pictures, fonts and media are not fetched, and nothing from a private address, as DNS resolves it when a page asks
    (unless NEWSARCHIVE_ALLOW_PRIVATE). Settings of the project's own win.
    """
    if find_spec("scrapy_playwright") is None:
        raise BadPlan('this paper\'s pages need a browser; pip install "newsarchive[browser]", and install Chromium')
    allowed = settings.getbool("NEWSARCHIVE_ALLOW_PRIVATE")
    chosen: dict[str, Any] = {
        "PLAYWRIGHT_BROWSER_TYPE": "chromium",
        "PLAYWRIGHT_LAUNCH_OPTIONS": launch_options(),
        "PLAYWRIGHT_ABORT_REQUEST": _aborts(allow_private=allowed),
        "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": _MOST_PAGES,
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": settings.getfloat("DOWNLOAD_TIMEOUT") * 1000,
        "DOWNLOAD_HANDLERS": {**settings.getdict("DOWNLOAD_HANDLERS"), "http": _HANDLER, "https": _HANDLER},
    }
    for name, value in chosen.items():
        settings.set(name, value, priority="spider")


def launch_options() -> dict[str, Any]:
    """Return how Playwright starts the system's Chromium; its own download is used where there is none."""
    program = next((path for name in _PROGRAMS if (path := shutil.which(name))), None)
    # Chromium refuses its sandbox to root.
    options: dict[str, Any] = {"args": list(_QUIET), "chromium_sandbox": os.geteuid() != 0}
    return options | ({"executable_path": program} if program else {})


def _aborts(*, allow_private: bool) -> Callable[[BrowserRequest], Awaitable[bool]]:
    async def aborts(request: BrowserRequest) -> bool:
        return request.resource_type not in _NEEDED or not (allow_private or await leads_outside(request.url))

    return aborts


async def leads_outside(url: str) -> bool:
    """Tell whether *url* is http(s) and every address of its host is one of the open Internet."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or refused_host(url):
        return False
    try:
        found = await asyncio.get_running_loop().getaddrinfo(parts.hostname, None, type=socket.SOCK_STREAM)
    except OSError:
        return False
    return all(is_public(str(address[0])) for *_, address in found)
