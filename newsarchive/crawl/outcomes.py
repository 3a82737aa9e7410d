"""Map a failed request to the Reason why its URL was not fetched or not stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from scrapy.http import HtmlResponse
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.web._newclient import ParseError

from newsarchive.archive.reasons import Reason, http_reason
from newsarchive.crawl.errors import (
    AlreadyKnown,
    NotSent,
    NotToBeArchived,
    OffsiteRedirect,
    RefusedRequest,
    SiteFailing,
    TakenDown,
    UnresolvedHost,
)

if TYPE_CHECKING:
    from twisted.python.failure import Failure


#: Return value of `reason_of` for a request that was dropped at the end of the crawl; it is not an outcome.
NOT_SENT = "not sent"

_OURS: dict[type[Exception], str] = {
    AlreadyKnown: Reason.KNOWN,
    OffsiteRedirect: Reason.OTHER_SITE,
    NotSent: NOT_SENT,
    SiteFailing: Reason.SITE_FAILING,
    NotToBeArchived: Reason.NOARCHIVE,
    TakenDown: Reason.TAKEN_DOWN,
    CannotResolveHostError: Reason.NO_SUCH_HOST,
    DownloadConnectionRefusedError: Reason.REFUSED,
    DownloadTimeoutError: Reason.TIMEOUT,
    DownloadCancelledError: Reason.TOO_LARGE,
}


# The server refuses the request: its page is for the reader, and its links are not for a crawler.
_REFUSALS = (401, 403, 407, 429, 451)


def displayed_page(failure: Failure) -> HtmlResponse | None:
    """Return the page that a browser displays for a response with another status than 2xx; ``None`` if it has none.

    The status is an error, or a redirect without a usable Location (RFC 9110, 15.4; such a response is not followed).
    """
    error = failure.value
    response = error.response if isinstance(error, HttpError) else None
    if not isinstance(response, HtmlResponse) or response.status in (304, *_REFUSALS):
        return None
    return response if response.body else None


def reason_of(failure: Failure) -> str:
    """Return why a request failed: a Reason, ``HTTP <status>``, or NOT_SENT."""
    error = failure.value
    if isinstance(error, HttpError):
        return http_reason(error.response.status)
    if isinstance(error, UnresolvedHost):
        return Reason.NO_SUCH_HOST
    if isinstance(error, RefusedRequest):
        return Reason.PRIVATE if "private" in str(error) else Reason.REFUSED_SCHEME
    for kind, reason in _OURS.items():
        if isinstance(error, kind):
            return reason
    if isinstance(error, IgnoreRequest):
        if "max redirections" in str(error):
            return Reason.REDIRECT_LOOP
        return Reason.ROBOTS if "robots.txt" in str(error) else Reason.IGNORED
    cause = getattr(getattr(error, "__cause__", None), "reasons", ())
    return (
        Reason.BAD_RESPONSE if any(failure.check(ParseError, ValueError) for failure in cause) else Reason.UNREACHABLE
    )
