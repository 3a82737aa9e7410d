"""Times in the attributes of an element: <time datetime>, <abbr title>, data-time and similar."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from newsarchive.parsers.context import PageContext
from newsarchive.parsers.dates.machine import machine_time
from newsarchive.parsers.dates.timestamp import Timestamp, parse_timestamp
from newsarchive.parsers.html.tree import Node

_NAMED = ("datetime", "content")
# The time of a change, of an end, or of the order in a list: "data-update-time", "data-sort-time".
_OTHER_TIME = r"(?:[\w-]*-)?(?:end|expir\w*|updat\w*|modif\w*|edit\w*|chang\w*|sort\w*|last)(?:-|$)"
_DATA = re.compile(
    rf"data-(?!{_OTHER_TIME})(?:\w+-)*(?:date|time|timestamp|livestamp|datetime|published|pubdate|publish"
    r"|(?:publish|published|post|posted|create|created)(?:date|time|at|on)|(?:date|time)publish(?:ed)?"
    r"|utime|utc|unix|unixtime|epoch|created|posted|moment|fecha|datum|tarih|tanggal|ngay\w{0,10})(?:-\w+)*",
    re.I,
)
# If the name of an element indicates a date, any other attribute may hold the time, except numbers.
_ANY = re.compile(rf"(?:data-(?!{_OTHER_TIME}|(?:[\w-]*-)?(?:id|key)(?:-|$))[\w-]+|value|pubdate|date|ts)", re.I)
# Texts shown to people. A saved page has the title of an element in the attribute of the library that draws tooltips.
_TOOLTIPS = frozenset(
    {"title", "aria-label", "data-original-title", "data-bs-original-title", "data-tooltip", "data-tippy-content"}
)
_DATED_CLASS = re.compile(r"date|time|publish|posted|ngay", re.I)
# An attribute can hold anything. Only a machine-readable time, or a full one written for a tooltip, is accepted.
_FOR_MACHINES = re.compile(r"\s*(?:(?:19|20|25)\d\d-?[01]\d-?[0-3]\d(?!\d).{0,40}|1\d{9}(?:\d{3})?)\s*")
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
# No time can be computed from an age in years, but its tooltip has the exact time.
_YEARS_AGO = re.compile(r"\d{1,2} (?:năm trước|years? ago|anni fa|anos atrás)|(?:vor|il y a|hace|há) \d{1,2} \w+", re.I)
# "3d", "2w", as social networks write an age.
_SHORT_AGE = re.compile(r"\d{1,2}\s?(?:d|w|mo|y|yrs?)", re.I)
# "4h" may also be the running time of a recording. The tooltip of an age has the clock time.
_AGE_OR_LENGTH = re.compile(r"\d{1,2}\s?(?:s|m|min|h|hrs?)", re.I)
_CLOCK = re.compile(r"\d{1,2}[:.h]\d\d")
_LONGEST_VALUE = 80  # characters; a date with weekday, clock and named zone has about seventy
_LONGEST_AGE = 30  # characters; "3 ngày trước": a longer text is a sentence
# Any time is accepted here: it only proves that the displayed text is relative to that time.
_NOW = datetime(2020, 1, 1, tzinfo=UTC)


def attribute_time(node: Node, context: PageContext) -> Timestamp | None:
    """Return the time in the first attribute of *node* that states one, or ``None``; relative times do not count."""
    for name, value in node.items():
        if len(value) > _LONGEST_VALUE or not _may_state_time(node, str(name), str(value)):
            continue
        stamp = machine_time(str(value), context.time_zone, None, context.date_language)
        if stamp is not None:
            return stamp
    return None


def _may_state_time(node: Node, name: str, value: str) -> bool:
    if name in _TOOLTIPS:
        if _is_dated(node) and _EPOCH.fullmatch(value.strip()):
            return True
        return _YEAR.search(value) is not None and (_is_dated(node) or _shows_age(node, value))
    if name == "datetime" and node.tag == "time" and _YEAR.search(value) and not value[:4].isdecimal():
        return True  # in the form of JavaScript, "Sat Nov 18 2017 15:21:41 GMT+0000", or of the page's language
    if _FOR_MACHINES.fullmatch(value) is None:
        return False
    if name in _NAMED:
        return node.tag not in ("meta", "link")
    return _DATA.fullmatch(name) is not None or (_ANY.fullmatch(name) is not None and _is_dated(node))


def _shows_age(node: Node, tooltip: str) -> bool:
    """Return whether *node* displays a relative time ("3 ngày trước") whose *tooltip* gives the exact time."""
    text = (node.text or "").strip()
    if not 0 < len(text) < _LONGEST_AGE or parse_timestamp(text) is not None:
        return False
    return (
        parse_timestamp(text, now=_NOW) is not None
        or _YEARS_AGO.fullmatch(text) is not None
        or _SHORT_AGE.fullmatch(text) is not None
        or (_AGE_OR_LENGTH.fullmatch(text) is not None and _CLOCK.search(tooltip) is not None)
    )


def _is_dated(node: Node) -> bool:
    """Return whether the tag or class of *node* indicates a time: <time>, <abbr>, <post-date>, class "entry-date"."""
    tag = str(node.tag)
    if tag == "input":
        return _DATED_CLASS.search(f"{node.get('name') or ''} {node.get('id') or ''}") is not None
    return (
        tag in ("abbr", "time")
        or ("-" in tag and _DATED_CLASS.search(tag) is not None)
        or _DATED_CLASS.search(_class_of(node)) is not None
    )


def _class_of(node: Node) -> str:
    """Return the class of *node*, or of its parent if *node* is the empty element in which microformats state a value.

    <span class="published"><span class="value-title" title="2024-03-05T09:30:00+07:00"></span>Tuesday</span>
    """
    own, parent = node.get("class") or "", node.getparent()
    return parent.get("class") or "" if own == "value-title" and parent is not None else own
