"""Why a request or a page is refused: the exceptions of the crawl."""

from __future__ import annotations

from scrapy.exceptions import DropItem, IgnoreRequest


class RefusedRequest(IgnoreRequest):
    """A request that is not sent, and why."""


class UnresolvedHost(RefusedRequest):
    """A request behind a proxy whose host this machine cannot resolve, so that its address cannot be checked."""


class AlreadyKnown(IgnoreRequest):
    """A request that was redirected to an article which is in the archive, or is being fetched under its own name."""


class OffsiteRedirect(IgnoreRequest):
    """A request for an article that was redirected to another site: its page is not the site's."""


class SiteFailing(IgnoreRequest):
    """A request to a host that is not requested any more in this run."""


class NotToBeArchived(IgnoreRequest):
    """A page that was fetched and is not kept, as its publisher asks."""


class TakenDown(IgnoreRequest):
    """A request for an article that was taken down; it is not sent."""


class NotSent(IgnoreRequest):
    """A request that was waiting for its host's turn when the crawl was asked to end; the next run sends it."""


class NotStored(DropItem):
    """A page of which nothing new is stored; *reason* is a Reason or the outcome of storing it."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"{url}: {reason}")
        self.reason = reason


class BadPlan(ValueError):
    """An option that cannot be used; the message names option, cause and remedy."""
