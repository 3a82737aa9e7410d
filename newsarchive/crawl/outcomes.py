"""Why a URL was not fetched or not stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from scrapy.spidermiddlewares.httperror import HttpError

from newsarchive.crawl.errors import (
    KnownAlready,
    LeadsToOthers,
    NotSent,
    NotToBeArchived,
    RefusedRequest,
    SiteFailing,
    TakenDown,
)

if TYPE_CHECKING:
    from twisted.python.failure import Failure


# Reason -> what a person is told; the reasons are the keys of the run's report.
REASONS = {
    "private": "it is at a private address; add --allow-private if it is your own",
    "robots": "robots.txt forbids it (or cannot be had: HTTP 5xx, no answer in time)",
    "site failing": "it fails again and again; run the same command later",
    "noarchive": "its publisher asks that no copy be kept; NEWSARCHIVE_NOARCHIVE says otherwise",
    "taken down": "it is on the takedown list of the archive",
    "no such host": "its name cannot be resolved; is the address right, is the network up?",
    "refused": "the connection was refused; is the server running?",
    "timeout": "it did not answer in time; try again later",
    "too large": "it is larger than DOWNLOAD_MAXSIZE",
    "unreachable": "the connection failed; try again later",
}


def reason_of(failure: Failure) -> str:
    """Return why a request failed, as one of REASONS or "HTTP 503"."""
    error = failure.value
    if isinstance(error, HttpError):
        return f"HTTP {error.response.status}"
    if isinstance(error, KnownAlready):
        return "known"
    if isinstance(error, LeadsToOthers):
        return "other site"
    if isinstance(error, NotSent):
        return "not sent"
    if isinstance(error, SiteFailing):
        return "site failing"
    if isinstance(error, NotToBeArchived):
        return "noarchive"
    if isinstance(error, TakenDown):
        return "taken down"
    if isinstance(error, RefusedRequest):
        return "private" if "private" in str(error) else "refused scheme"
    if isinstance(error, IgnoreRequest):
        return "robots" if "robots.txt" in str(error) else "ignored"
    for kind, reason in (
        (CannotResolveHostError, "no such host"),
        (DownloadConnectionRefusedError, "refused"),
        (DownloadTimeoutError, "timeout"),
        (DownloadCancelledError, "too large"),
    ):
        if isinstance(error, kind):
            return reason
    return "unreachable"
