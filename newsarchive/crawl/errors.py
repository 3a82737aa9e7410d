"""The exceptions of the crawl: why a request is not sent, or a page is not stored."""

from __future__ import annotations

from scrapy.exceptions import DropItem, IgnoreRequest


class RefusedRequest(IgnoreRequest):
    """A request that is not sent, and why."""


class UnresolvedHost(RefusedRequest):
    """A request to a host whose name this machine cannot resolve; behind a proxy, its address cannot be checked."""


class AlreadyKnown(IgnoreRequest):
    """A request for an article that is archived, or is being fetched under its own URL."""


class OffsiteRedirect(IgnoreRequest):
    """A request for an article that was redirected to another site, whose page does not belong to the crawled site."""


class SiteFailing(IgnoreRequest):
    """A request to a host that receives no further requests in this run."""


class NotToBeArchived(IgnoreRequest):
    """A page that was fetched and is not kept, because its publisher forbids archiving."""


class TakenDown(IgnoreRequest):
    """A request for an article that was taken down; it is not sent."""


class NotSent(IgnoreRequest):
    """A request that was still waiting for its host when the crawl was stopped; the next run sends the request."""


class NotStored(DropItem):
    """A page that adds nothing new to the archive; *reason* is a Reason or the outcome of storing the page."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"{url}: {reason}")
        self.reason = reason


class BadPlan(ValueError):
    """An option that cannot be used; the message states option, cause and remedy."""


class BadOption(BadPlan):
    """An option whose value has the wrong form."""

    exit_code = 2  # of a command: wrong usage, as of an option that does not exist
