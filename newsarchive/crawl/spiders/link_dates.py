"""The dates that a listing displays beside its links: the date in a teaser is its article's day of publication."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from newsarchive.crawl.clock import local_day, now
from newsarchive.parsers.dates.timestamp import parse_timestamp

if TYPE_CHECKING:
    from newsarchive.parsers.html.document import Document

# A teaser seldom nests its link deeper; an element with links to several articles is not a teaser.
_MOST_LEVELS = 5
_LONGEST = 80  # characters of an element that shows a date
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
# "11 Tháng Chín, 2017" and "Tháng Chín 11, 2017": WordPress in Vietnamese.
_MONTH_IN_WORDS = r"tháng (?:một|giêng|hai|ba|tư|năm|sáu|bảy|tám|chín|mười(?: một| hai)?|\d{1,2})"
_NUMERIC_DATE = r"\d{1,2}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{4}|\d{4}-\d\d-\d\d|\d{1,2} tháng \d{1,2}[, ]"
_DATE = re.compile(
    rf"{_NUMERIC_DATE}|\d{{1,2}} {_MONTH_IN_WORDS},? \d{{4}}|\b{_MONTH_IN_WORDS} \d{{1,2}}, \d{{4}}"
    rf"|\b{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}|\d{{1,2}} {_MONTH},? \d{{4}}",
    re.I,
)
_SLASHES = re.compile(r"(?<!\d)(\d{1,2})[/-](\d{1,2})[/-]\d{4}")
_HALF_DAY = re.compile(r"\b[ap]\.?m\b", re.I)
_MONTHS = 12
# Attributes with the date of an element that displays "2 hours ago" or nothing: datetime, title, data-date, data-utime,
# data-published-at. Other words tell another day: data-start-date, data-match-time, data-last-update.
_DATE_WORDS = (
    "date|time|stamp|u|unix|iso|utc|local|live|pub|publish|published|publication|post|posted|created|article|news|at|on"
)
_DATE_ATTRIBUTE = re.compile(
    rf"datetime|title|data-(?=[\w-]*(?:date|time|stamp|publi|posted|created))(?:(?:{_DATE_WORDS})[_-]?)+"
)
# In seconds or milliseconds, from 2001 on.
_UNIX_TIME = re.compile(r"1\d{9}(?:\d{3})?", re.A)
# Longer ago, it is an article's day only roughly.
_SHORT_TIME = r"\d{1,2} (?:giây|phút|giờ|tiếng)"
_AGO = re.compile(rf"cách đây {_SHORT_TIME}|{_SHORT_TIME} trước|\d{{1,2}} (?:min(?:ute)?s?|hours?|h) ago", re.I)


# The days in a listing count as exact after this many articles were published on the displayed day and none on another
# one. Some listings display the day of the last update, or days in UTC.
_ENOUGH = 50
_MOST_EXPECTED = 1000


_HEADINGS = ("h2", "h3", "h4", "h5", "h6", "dt")
_Headings = dict[Any, tuple[Any, Any]]
_LETTERS = re.compile(r"[^A-Za-zÀ-ỹ]+")
_PICTURES = ("img", "picture", "figure", "source", "video")
_MOST_LETTERS = 20  # beside a date: "Tin ngày", "Thứ Bảy"
# Between a date and an author or a source; without it, a date beside words is part of a sentence.
_SEPARATORS = tuple("|•·-–—,:;()[]/\n\u00a0")
_LABEL = re.compile(r"(?:\b(?:ngày|lúc|vào|on|at|\w+day)|\bthứ \w+|\d{1,2}[:h]\d\d|\s)+$", re.I)
_TOMORROW = timedelta(days=1)  # in another time zone
# The day of the last change, in microformats (which WordPress themes have) and microdata.
_CHANGED = frozenset({"updated", "dt-updated", "modified", "date-modified"})
# "updated" is the only day that the first version of microformats requires: themes also call the one of publication so.
_PUBLISHED = frozenset({"published", "dt-published", "entry-date", "post-date", "mh-meta-date"})


class DisplayedDays:
    """Whether the days that listings display have been their articles' days of publication so far in this run."""

    def __init__(self) -> None:
        self._expected: dict[str, date] = {}
        self._agreed = 0
        self._has_differed = False

    @property
    def are_exact(self) -> bool:
        """Whether enough articles were published on the displayed day, and none on another."""
        return self._agreed >= _ENOUGH and not self._has_differed

    def expect(self, canonical: str, day: date) -> None:
        """Record the *day* that a listing displays beside an article."""
        if len(self._expected) < _MOST_EXPECTED:
            self._expected[canonical] = day

    def compare(self, canonical: str, published: date | None) -> None:
        """Compare the displayed day of an article with its day of publication."""
        expected = self._expected.pop(canonical, None)
        if expected and published:
            self._agreed += expected == published
            self._has_differed = self._has_differed or expected != published

    def note_outside(self, canonical: str, holds: Callable[[date], bool]) -> None:
        """Record that an article is outside the period, of which *holds* tells whether a day is in it."""
        expected = self._expected.pop(canonical, None)
        self._has_differed = self._has_differed or (expected is not None and holds(expected))


def may_begin_with_month(text: str, language: str) -> bool:
    """Return whether the day in a numeric date may be its month, as in "9/2/2017 8:15:00 AM".

    In an English text, or beside the half of the day: the server's software wrote that form, not the text's *language*.
    """
    numbers = _SLASHES.search(text)
    if numbers is None or (language[:2] != "en" and not _HALF_DAY.search(text)):
        return False
    return numbers[1] != numbers[2] and int(numbers[1]) <= _MONTHS and int(numbers[2]) <= _MONTHS


def link_days(
    document: Document,
    resolve: Callable[[str | None], str | None],
    is_article: Callable[[str], bool],
    language: str,
    *,
    of_changes: bool = False,
) -> Mapping[str, date]:
    """Return the day of publication that *document* displays in the teaser of each article that it links to.

    With *of_changes*, return the day of its last change instead.

    *resolve* makes a link absolute, *is_article* recognizes an article URL. Ambiguous days are omitted: two days in one
    teaser, teasers of one article that disagree, or a day that may be the month. A date without a year is ignored.
    """
    found: dict[str, set[date]] = {}
    headings: _Headings = {}
    for node in document.root.iter("a", *_HEADINGS):
        if node.tag != "a":
            parent = node.getparent()
            headings[parent] = (headings.get(parent, (None, None))[1], node)
            continue
        url = resolve(node.get("href"))
        if url and is_article(url):
            teaser = _teaser(node, url, resolve, is_article)
            days = {*_days(teaser, language, of_changes)} if teaser is not None else set()
            if teaser is not None and not days and not of_changes:
                days = {*_heading_days(teaser, headings, language)}
            if days:
                found.setdefault(url, set()).update(days)
    return {url: days.pop() for url, days in found.items() if len(days) == 1}


def _teaser(
    node: object, url: str, resolve: Callable[[str | None], str | None], is_article: Callable[[str], bool]
) -> object | None:
    """Return the largest element around a link that contains no link to another article."""
    best, current = None, node
    for _ in range(_MOST_LEVELS):
        current = current.getparent()  # type: ignore[attr-defined]
        if current is None or current.tag in ("body", "html"):
            break
        links = (resolve(link.get("href")) for link in current.iter("a"))
        if any(link and link != url and is_article(link) for link in links):
            break
        best = current
    return best


def _heading_days(teaser: Any, headings: _Headings, language: str) -> Iterator[date]:
    """Yield the day in the nearest heading before a teaser, if the heading is a date: the day of the list below it.

    *headings* are the last two in each element so far; the second may be the teaser itself.
    A term of a description list is the heading of its descriptions; a link in a term has its date in the description.
    """
    node = teaser
    for _ in range(_MOST_LEVELS):
        if node is None or node.tag in ("body", "html"):
            return
        after = node.getnext() if node.tag == "dt" else None
        if after is not None and after.tag == "dd" and after.find(".//a") is None:
            yield from _days(after, language)
            return
        before, last = headings.get(node.getparent(), (None, None))
        heading = before if last is node else last
        if heading is not None:
            if _is_date("".join(heading.itertext())):
                yield from _days(heading, language)
            return
        node = node.getparent()


def _stated(node: Any) -> str:
    """Return the date in an attribute of an element; the title of a picture tells what it shows."""
    if not node.attrib or node.tag in _PICTURES:
        return ""
    values = [value for name, value in node.attrib.items() if _DATE_ATTRIBUTE.fullmatch(name)]
    values += [node.get("content") or ""] if node.get("itemprop") == "datePublished" else []
    stated = next((value for value in values if _is_date(value)), "")
    seconds = "" if stated else next((value[:10] for value in values if _UNIX_TIME.fullmatch(value)), "")
    return datetime.fromtimestamp(int(seconds), UTC).isoformat() if seconds else stated


def _is_date(text: str) -> bool:
    """Return whether *text* is a date with hardly a word beside it."""
    found = _DATE.search(text) if len(text) <= _LONGEST else None
    return found is not None and len(_LETTERS.sub("", text[: found.start()] + text[found.end() :])) <= _MOST_LETTERS


def _is_dateline(text: str) -> bool:
    """Return whether *text* is a date, alone or beside an author or a source, and not a sentence that has a date."""
    found = _DATE.search(text) if len(text) <= _LONGEST else None
    if found is None or _is_date(text):
        return found is not None
    before, after = text[: found.start()], text[found.end() :]
    if not _LETTERS.sub("", before):
        return True
    return not _LETTERS.sub("", after) and _LABEL.sub("", before)[-1:] in _SEPARATORS


def _tells_change(node: Any) -> bool:
    """Return whether an element shows when an article was changed; some themes mark the day of publication as both."""
    if node.get("itemprop") == "dateModified":
        return True
    classes = (node.get("class") or "").lower().split()
    return not _CHANGED.isdisjoint(classes) and _PUBLISHED.isdisjoint(classes)


def _days(teaser: object, language: str, of_changes: bool = False) -> Iterator[date]:
    for node in teaser.iter():  # type: ignore[attr-defined]
        if not isinstance(node.tag, str) or node.tag in ("a", "script", "style") or _tells_change(node) != of_changes:
            continue
        declared = (node.get("datetime") or "") if node.tag == "time" else ""
        shown = (node.text or "").strip()
        is_relative = _AGO.fullmatch(shown) is not None
        text = declared or (shown if _is_dateline(shown) else _stated(node)) or (shown if is_relative else "")
        if text and len(text) <= _LONGEST and not may_begin_with_month(text, language):
            found = parse_timestamp(text, now=now() if text == shown and is_relative else None, language=language)
            moment = found.value if found else None
            day = local_day(moment, language) if isinstance(moment, datetime) else None
            if day and day <= now().date() + _TOMORROW:
                yield day
