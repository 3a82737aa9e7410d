"""Limits of a page that is open in the browser: the length of its document, the time it may take, no second window."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.async_api import Page
    from scrapy import Request

# Evaluated in a world of its own, where the page's scripts have replaced nothing.
_CONTENT = """(() => {
  const root = document.documentElement ? document.documentElement.outerHTML : "";
  if (root.length > MOST) return root.length;
  return (document.doctype ? new XMLSerializer().serializeToString(document.doctype) : "") + root;
})()"""


class PageTooLong(Exception):
    """Raised if the document of a page, as its scripts have made it, exceeds the size limit."""


def guard_of(*, most: int, patience: float) -> Callable[[Page, Request], Awaitable[None]]:
    """Return a function that sets the limits of a new page, for scrapy-playwright's page_init_callback.

    The document of the page may have at most *most* characters (0: no limit), and it must be there within *patience*
    seconds, whatever its scripts do. Windows that the page opens are closed. A download is canceled.
    """

    async def guard(page: Page, request: Request) -> None:
        page.on("popup", _close)

        async def content() -> str:
            return await asyncio.wait_for(_content(page, most), patience)

        page.content = content  # type: ignore[method-assign, assignment]

    return guard


async def _content(page: Page, most: int) -> str:
    """Return the document of *page* as HTML; raise PageTooLong before it is sent to this process."""
    # Never detached: that would wait for a page that hangs, and the session ends with the page.
    session = await page.context.new_cdp_session(page)
    tree = await session.send("Page.getFrameTree")
    world = await session.send("Page.createIsolatedWorld", {"frameId": tree["frameTree"]["frame"]["id"]})
    evaluation = {
        "expression": _CONTENT.replace("MOST", str(most or 1 << 29)),
        "contextId": world["executionContextId"],
        "returnByValue": True,
    }
    found = await session.send("Runtime.evaluate", evaluation)
    value = found["result"].get("value")
    if isinstance(value, str):
        return value
    size = f"{value:,} characters" if isinstance(value, int) else "no content"
    raise PageTooLong(f"{page.url[:200]}: its scripts made a document of {size}; the limit is {most:,}")


async def _close(page: Page) -> None:
    with contextlib.suppress(Exception):  # it closes itself
        page.on("popup", _close)
        await page.close()
