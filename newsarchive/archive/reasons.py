"""Why nothing, or nothing new, is stored of a URL: one list, from which reports, coverage, docs and statistics derive.

The value of a member is the word that files and people see; it never changes without an entry in ``_FORMER``, so
archives and run reports of earlier versions are read with today's words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Literal

Group = Literal["waiting", "skipped", "read", "error"]


class Reason(StrEnum):
    """One reason; *group* says at which stage the URL ended, *meaning* what it means, *remedy* what to do about it.

    Stages: *waiting* (not requested yet), *skipped* (by a rule, not requested or not kept), *read* (fetched and
    extracted, nothing new stored), *error* (the fetch failed). HTTP errors are ``HTTP <status>``: see `http_reason`.
    """

    group: Group
    meaning: str
    remedy: str

    def __new__(cls, value: str, group: Group, meaning: str, remedy: str = "") -> Reason:
        """Make a member from its word and what is known of it."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.group, member.meaning, member.remedy = group, meaning, remedy
        return member

    NOT_FETCHED = (
        "not fetched yet", "waiting",
        "the crawl ended before its turn (Ctrl-C, `--limit`, `--max-pages`, `--max-time`, `--max-size`)",
        "the same command again fetches it",
    )  # fmt: skip
    ROBOTS = "robots", "skipped", "robots.txt forbids it, or could not be read (see the log)"
    TAKEN_DOWN = "taken down", "skipped", "it is on a takedown list"
    NOARCHIVE = (
        "noarchive", "skipped", "its publisher asks that no copy be kept",
        "the setting NEWSARCHIVE_NOARCHIVE decides which requests count",
    )  # fmt: skip
    OTHER_SITE = "other site", "skipped", "it belongs to another site, or redirects to one"
    EXCLUDED = "excluded", "skipped", "left out by `--include` or `--exclude`"
    OUTSIDE_DATES = (
        "outside dates", "skipped", "published outside `--since` and `--until`", "a wider run fetches it",
    )  # fmt: skip
    KNOWN = "known", "skipped", "the archive has it"
    NOT_ARTICLE_BEFORE = (
        "previously classified as not an article", "skipped", "an earlier run fetched it, and it was not an article",
    )  # fmt: skip
    REDIRECTED = "redirected to a page that is not an article", "skipped", "it redirects to such a page"
    UNCHANGED = "unchanged", "read", "the stored text is the same"
    LISTING = "listing page", "read", "the page is a list of articles; it is in the WARC"
    NOT_ARTICLE = "not an article", "read", "the page is not an article; it is in the WARC"
    NOT_FOUND_PAGE = (
        "not found page", "read",
        "the page says with status 200 that the article does not exist, or other URLs show it, too; it is in the WARC",
    )  # fmt: skip
    ERROR_PAGE = (
        "error page", "read",
        "the page is empty, says with status 200 that its server fails or refuses, or has nothing of the stored "
        "article; it is in the WARC",
        "the same command again fetches it",
    )  # fmt: skip
    TRUNCATED = (
        "truncated", "read",
        "only a part of the page was received, without an article or with less of its text than the archive has; it is "
        "in the WARC",
        "the same command again fetches it",
    )  # fmt: skip
    EXTRACTION_FAILED = (
        "extraction failed", "read", "the page crashed the process that extracted it; it is in the WARC",
        "please report it",
    )  # fmt: skip
    PRIVATE = "private", "error", "its address is private", "add --allow-private if it is your own"
    REFUSED_SCHEME = "refused scheme", "error", "it is neither http nor https"
    SITE_FAILING = "site failing", "error", "its host failed repeatedly", "run the same command later"
    NO_SUCH_HOST = (
        "no such host", "error", "its host name cannot be resolved",
        "check the address and the network; if your proxy alone resolves names, add --proxy-resolves",
    )  # fmt: skip
    REFUSED = "refused", "error", "the connection was refused", "check whether the server runs"
    TIMEOUT = "timeout", "error", "it did not respond in time", "try again later"
    TOO_LARGE = "too large", "error", "it is larger than DOWNLOAD_MAXSIZE"
    BAD_RESPONSE = "bad response", "error", "the response is not HTTP, or its body cannot be decoded"
    BAD_CAPTURE_LIST = (
        "unreadable capture list", "error", "the web archive's list of captures is damaged or not a list",
        "run the same command later",
    )  # fmt: skip
    BAD_CAPTURE = (
        "bad capture", "error", "the response of the web archive is damaged, or is not the page that its list names",
        "the log names the fault with --verbose",
    )  # fmt: skip
    NO_CAPTURE = (
        "no capture", "error", "the web archive lists captures of it, and none could be fetched",
        "run the same command later",
    )  # fmt: skip
    UNREACHABLE = "unreachable", "error", "the connection failed", "try again later"
    REDIRECT_LOOP = "redirect loop", "error", "it redirects in a circle, or too often"
    IGNORED = "ignored", "error", "a Scrapy middleware dropped the request"
    INTERNAL_ERROR = (
        "internal error", "error", "newsarchive failed at the page; the log has the traceback", "please report it",
    )  # fmt: skip


# Names of earlier versions, and the outcomes that are stored with visits and articles.
_FORMER = {
    "error of ours": Reason.INTERNAL_ERROR,
    "known not to be an article": Reason.NOT_ARTICLE_BEFORE,
    "redirected to no article": Reason.REDIRECTED,
    "unreadable": Reason.EXTRACTION_FAILED,
    "a listing": Reason.LISTING,
    "listing": Reason.LISTING,
    "no article": Reason.NOT_ARTICLE,
    "other": Reason.NOT_ARTICLE,
}

_NAMED: dict[str, Reason] = {**{reason.value: reason for reason in Reason}, **_FORMER}

#: Pages that were fetched as articles and are not.
NOT_ARTICLES = frozenset(
    {Reason.LISTING, Reason.NOT_ARTICLE, Reason.EXTRACTION_FAILED, Reason.NOT_FOUND_PAGE, Reason.ERROR_PAGE}
)
#: What a server answers for an article that does not exist any more.
NOT_FOUND = ("HTTP 404", "HTTP 410")
#: Requests that end before anything is sent.
NEVER_SENT = frozenset({Reason.ROBOTS, Reason.TAKEN_DOWN, Reason.PRIVATE, Reason.REFUSED_SCHEME, Reason.IGNORED})


def http_reason(status: int) -> str:
    """Return the reason for an HTTP error *status*."""
    return f"HTTP {status}"


def current_reason(text: str) -> str:
    """Return the reason that *text* names in any version; ``HTTP 503`` and unknown texts are returned unchanged."""
    return _NAMED.get(text, text)


def with_current_reasons(counts: Mapping[str, int]) -> dict[str, int]:
    """Return *counts* (by reasons of any version) by today's reasons; the counts of equal reasons are added."""
    found: dict[str, int] = {}
    for text, count in counts.items():
        name = str(current_reason(text))
        found[name] = found.get(name, 0) + count
    return found


def is_retried(reason: str) -> bool:
    """Return whether another request may succeed after *reason*: not if not found, refused, too large or a capture."""
    return group_of(reason) == "error" and reason not in (*NOT_FOUND, *NEVER_SENT, Reason.TOO_LARGE, Reason.NO_CAPTURE)


def group_of(reason: str) -> str:
    """Return the group of a reason; HTTP statuses and unknown reasons are errors."""
    named = current_reason(reason)
    return named.group if isinstance(named, Reason) else "error"


def explanation(reason: str) -> str:
    """Return *reason* as a clause for a message: what it means, and what to do."""
    named = current_reason(reason)
    if not isinstance(named, Reason):
        return f"the server returned {reason}"
    return "; ".join(sentence for sentence in (named.meaning, named.remedy) if sentence)


def reasons_table(reasons: Iterable[Reason] = Reason) -> str:
    """Return the Markdown table of all reasons, as the documentation shows it."""
    rows = [("`HTTP 404`, `HTTP 410`", "not found"), ("`HTTP 503` and other statuses", "the server refused or failed")]
    rows += [(f"`{reason}`", "; ".join(part for part in (reason.meaning, reason.remedy) if part)) for reason in reasons]
    return "\n".join(["| Reason | Meaning |", "|---|---|", *(f"| {name} | {meaning} |" for name, meaning in rows)])
