"""Extract the times of publication and of the last change: choose among the declared and the displayed times."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import chain
from typing import NamedTuple

from newsarchive.parsers.context import PageContext
from newsarchive.parsers.dates.attributes import attribute_time
from newsarchive.parsers.dates.datelines import datelines
from newsarchive.parsers.dates.declared import declared_changes, declared_times, time_in_state, zoned_times
from newsarchive.parsers.dates.displayed import (
    selected_times,
    times_at_headline,
    times_elsewhere,
    times_in_attributes,
    times_in_headline,
)
from newsarchive.parsers.dates.labeled import labeled_dates
from newsarchive.parsers.dates.machine import machine_time
from newsarchive.parsers.dates.resolution import (
    MINUTE,
    DateCandidate,
    in_local_time,
    in_readers_zone,
    is_ambiguous,
    is_midnight,
    is_utc,
    is_vague,
    modified_after,
    resolve,
)
from newsarchive.parsers.dates.timestamp import Timestamp
from newsarchive.parsers.dates.zones import Blocks, DateZones
from newsarchive.parsers.evidence import Candidate, Resolution, Source, most_trusted

_PUBLISHED_CLASS = re.compile(r"pu(?<![\w-]pu)blished(?![\w-])")
_URL_DAY = re.compile(r"[/_-](20[0-3]\d|19[89]\d)[/_-]?(0[1-9]|1[0-2])[/_-]?(0[1-9]|[12]\d|3[01])(?=[/_-]|\d{6,9}\.)")
_URL_FOLDERS = re.compile(r"/(20[0-3]\d|199\d)/(0?[1-9]|1[0-2])/(0?[1-9]|[12]\d|3[01])/")
_DAYS, _MINUTE = timedelta(days=3), timedelta(minutes=1)
# The calendar day may be ahead of UTC, and a server's clock may be wrong.
_AHEAD = timedelta(days=2)
_AT_HEADLINE = frozenset((Source.HEADLINE, Source.TIME))
_BESIDE = 10  # texts between the headline and an update; one further away is that of the page or of a card


class Times(NamedTuple):
    """The time of publication and that of the last change, each with the candidates that were considered."""

    published: Resolution[Timestamp]
    modified: Resolution[Timestamp]


def read_times(context: PageContext, blocks: Blocks = ()) -> Times:
    """Extract the times of publication and of the last change.

    *blocks* are the elements of the page's text, each with its text; without them, no date at the end of the text is
    found. Relative times are resolved against the time of the fetch in *context*.
    """
    zones = DateZones(context, blocks)
    declared = list(declared_times(context))
    displayed = list(selected_times(context, "published"))
    if context.is_vietnamese or _leaves_room(declared):
        # Elsewhere, a machine-readable time with a zone is trusted without this check.
        around = _before_fetch(chain(times_at_headline(context, zones), times_in_headline(context)), context)
        displayed += _of_article(_without_clocks(list(around), zones), context, zones)
    if not context.is_vietnamese and any(is_ambiguous(candidate) for candidate in declared):
        displayed += [candidate for candidate in labeled_dates(context, zones) if not candidate.is_update]
    if not declared:
        displayed += _before_fetch(times_in_attributes(context, zones), context)
    chosen = resolve(declared, displayed, context)
    if chosen is not None and is_utc(chosen.value) and not context.is_vietnamese:
        chosen = in_readers_zone(
            in_local_time(chosen, list(zoned_times(context)), context), declared + displayed, context
        )
    if chosen is None:
        displayed += _before_fetch(times_elsewhere(context, zones), context)
        chosen = most_trusted(displayed)
    if chosen is None or _is_weak(chosen, context):
        displayed += _before_fetch(labeled_dates(context, zones), context)
        displayed += _from_url(context)
        chosen = most_trusted(
            candidate for candidate in displayed if not candidate.is_update or candidate.source in _AT_HEADLINE
        )
    chosen = chosen or time_in_state(context)
    if chosen is None:
        displayed += _before_fetch(datelines(context, zones), context)
        chosen = most_trusted(candidate for candidate in displayed if not candidate.is_update)
    chosen = _first_by_address(_with_clock(chosen, displayed, context), context)
    modified = list(declared_changes(context))
    modified += selected_times(context, "modified")
    modified += [candidate for candidate in displayed if candidate.is_update and not _is_same_time(candidate, chosen)]
    candidates = declared + displayed
    return Times(Resolution(chosen, candidates), Resolution(modified_after(modified, chosen, declared), modified))


def _before_fetch(candidates: Iterable[DateCandidate], context: PageContext) -> Iterator[DateCandidate]:
    """Yield *candidates* without days after the page was fetched: those are of events and deadlines."""
    latest = None if context.fetched_at is None else context.fetched_at + _AHEAD
    for candidate in candidates:
        if latest is None or candidate.value.precision == "month" or candidate.value.value <= latest:
            yield candidate


def _without_clocks(candidates: list[DateCandidate], zones: DateZones) -> list[DateCandidate]:
    """Return *candidates* without times above the headline that are after a change stated below it.

    No article is published after its last change: "Thứ hai, 30/11/2026, 08:15" above the headline and "Cập nhật: 05:46,
    14/11/2026" below it are the page's clock and the article's time.
    """
    changes = [candidate.value for candidate in candidates if candidate.is_update and not _is_above(candidate, zones)]
    if not changes:
        return candidates
    first = min(changes, key=lambda change: change.value)
    return [
        candidate
        for candidate in candidates
        if candidate.is_update or not _is_after(candidate.value, first) or not _is_above(candidate, zones)
    ]


def _of_article(candidates: list[DateCandidate], context: PageContext, zones: DateZones) -> list[DateCandidate]:
    """Return *candidates* without times above the <article> that holds the headline, if a time below it is inside."""
    article = None if context.heading is None else next(context.heading.iterancestors("article"), None)
    if article is None:
        return candidates
    inside = [each for each in candidates if each.element is not None and article in each.element.iterancestors()]
    if all(candidate.is_update or _is_above(candidate, zones) for candidate in inside):
        return candidates
    return [candidate for candidate in candidates if candidate in inside or not _is_above(candidate, zones)]


def _is_above(candidate: DateCandidate, zones: DateZones) -> bool:
    return candidate.element is not None and zones.is_above_headline(candidate.element)


def _is_after(stamp: Timestamp, other: Timestamp) -> bool:
    """Return whether *stamp* is after *other*; a day without a clock time is after earlier days only."""
    if stamp.precision in MINUTE and other.precision in MINUTE:
        return stamp.value > other.value
    return stamp.value.date() > other.value.date()


def _with_clock(
    chosen: DateCandidate | None, displayed: list[DateCandidate], context: PageContext
) -> DateCandidate | None:
    """Return *chosen*, a day, with a clock time of that day: displayed if the day is the URL's, or marked.

    The mark is the class "published" of the microformat hAtom: Blogger displays the day above the headline and the
    clock time below the text.
    """
    if chosen is None or chosen.value.precision in MINUTE:
        return chosen
    same_day = [
        other
        for other in displayed
        if other.value.precision in MINUTE
        and not other.is_update
        and other.value.value.date() == chosen.value.value.date()
    ]
    if chosen.source is Source.URL and same_day:
        return most_trusted(same_day)
    marked = [node for node in context.document.elements.class_like(_PUBLISHED_CLASS) if node.tag in ("abbr", "time")]
    stamp = attribute_time(marked[0], context) if len(marked) == 1 else None
    if stamp is None or stamp.precision not in MINUTE or stamp.value.date() != chosen.value.value.date():
        return chosen
    return replace(chosen, value=stamp, raw=stamp.raw)


def _is_same_time(update: DateCandidate, chosen: DateCandidate | None) -> bool:
    """Return whether *update* is *chosen*, the publication time, or another text or attribute with that time."""
    return chosen is not None and abs(update.value.value - chosen.value.value) < _MINUTE


def _is_weak(chosen: DateCandidate, context: PageContext) -> bool:
    """Return whether a label or the URL may be more reliable because the time is that of an update.

    Many Vietnamese newspapers display "Cập nhật" next to the headline and no other time.
    """
    is_near = chosen.source is Source.HEADLINE and (chosen.distance or 0) < _BESIDE
    return chosen.is_update and not (context.is_vietnamese and is_near)


def _leaves_room(declared: list[DateCandidate]) -> bool:
    in_utc = any(is_utc(candidate.value) for candidate in declared)
    # A time without a zone that equals a time in UTC is also UTC: another plugin wrote it.
    open_ones = (
        is_midnight(candidate.value) or is_utc(candidate.value) or (in_utc and not candidate.value.zoned)
        for candidate in declared
    )
    return all(open_ones) or all(map(is_vague, declared))


def _first_by_address(chosen: DateCandidate | None, context: PageContext) -> DateCandidate | None:
    """Choose the day in the URL's path if it is clearly before *chosen*: URLs are stable, displayed dates change."""
    match = _URL_FOLDERS.search(context.document.url or "") if chosen else None
    stamp = machine_time("-".join(match.groups()), context.time_zone, None, context.date_language) if match else None
    if match is None or chosen is None or stamp is None:
        return chosen
    value = chosen.value.value
    if is_ambiguous(chosen) and (value.day, value.month) == (stamp.value.month, stamp.value.day) != (
        stamp.value.day,
        stamp.value.month,
    ):  # "9/8/2015" on the page of /2015/09/08/ is the eighth of September
        return replace(
            chosen, value=replace(chosen.value, value=value.replace(month=stamp.value.month, day=stamp.value.day))
        )
    if value - stamp.value < _DAYS:
        return chosen
    return Candidate(value=stamp, source=Source.URL, raw=match[0], adjustment=0.3)


def _from_url(context: PageContext) -> Iterator[DateCandidate]:
    match = _URL_DAY.search(context.document.url or "")
    stamp = machine_time("-".join(match.groups()), context.time_zone, None, context.date_language) if match else None
    if match is not None and stamp is not None:
        yield Candidate(value=stamp, source=Source.URL, raw=match[0], adjustment=0.15)
