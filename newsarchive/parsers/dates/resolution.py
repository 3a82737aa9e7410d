"""Choose between the declared (metadata) and the displayed time of a page; if they differ, prefer the displayed one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from newsarchive.parsers.context import PageContext
from newsarchive.parsers.dates.timestamp import Timestamp
from newsarchive.parsers.dates.timezones import VIETNAM
from newsarchive.parsers.evidence import Candidate, Source, most_trusted
from newsarchive.parsers.lengths import NEAR_HEADLINE

#: Precisions that include a clock time.
MINUTE = ("minute", "second")
DateCandidate = Candidate[Timestamp]

# texts between the headline and the date: overline, section, author and buttons; a date further away that says another
# day than the declared one is that of a card or an event
_CLOSE_TO_HEADLINE = 9
_NEXT_TO_HEADLINE = 2  # texts between the headline and the date: the section or the author
# trust for each other source that declares the same day; three of them outweigh one more trusted source
_AGREEMENT = 0.05
_VAGUE = frozenset({"date", "dc.date", "dcterms.date"})
_FIGURES = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{4}")
_SHORT_FIGURES = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d\d)(?!\d)")
_FARTHEST = timedelta(hours=14)
# The UTC offsets in use (IANA time zone database) between -10 and +11 hours.
_OFFSETS = frozenset(
    [timedelta(hours=hours) for hours in range(-10, 12)]
    + [timedelta(hours=hours, minutes=30) for hours in (-4, -3, 3, 4, 5, 6, 9, 10)]
    + [timedelta(hours=5, minutes=45)]
)


def resolve(
    declared: list[DateCandidate], displayed: list[DateCandidate], context: PageContext
) -> DateCandidate | None:
    """Choose among declared and displayed times; return ``None`` if there are none."""
    selected = [
        candidate
        for candidate in displayed
        if candidate.source is Source.PUBLISHER_SELECTOR and candidate.value.precision in MINUTE
    ]
    if selected:
        return selected[0]
    best = max(declared, key=lambda candidate: _weight(candidate, declared), default=None)
    if best is None:
        return _with_clock(most_trusted(displayed), displayed, context)
    beside = [candidate for candidate in displayed if candidate.distance is not None and not candidate.is_update]
    if best.name == "uploadDate" and beside:
        return most_trusted(beside)  # the time of a recording on the page
    if is_ambiguous(best) and not context.is_vietnamese:
        best = _month_first(best, displayed)
    if is_vague(best) or best.value.precision not in MINUTE:
        # A day without a clock time, or the date of the document, is weaker evidence than what the page displays.
        best = _other_day(best, displayed) or best
    clocks = [candidate for candidate in displayed if candidate.value.precision in MINUTE]
    best = _confirmed(best, declared, clocks) or best
    return in_local_time(_put_right(best, clocks, context), clocks + declared, context)


def _confirmed(best: DateCandidate, declared: list[DateCandidate], clocks: list[DateCandidate]) -> DateCandidate | None:
    """Return the declared time whose moment is displayed with a zone, if *best* is hours away from it.

    Some templates convert a local time to UTC twice: the page displays "10:34 AM PDT", one meta element says 17:34, and
    JSON-LD 13:34Z. What two parts of the page say alike is right. Minutes away, *best* is another time: an update. A
    displayed +00:00 does not contradict a zone: programs that know none write it.
    """
    zoned = [
        shown
        for shown in clocks
        if shown.value.zoned
        and not shown.is_update
        and not (is_utc(shown.value) and best.value.zoned)
        and _are_hours_apart(shown.value.value, best.value.value)
    ]
    return next(
        (stated for shown in zoned for stated in declared if _same_minute(shown.value.value, stated.value.value)), None
    )


def _are_hours_apart(first: datetime, other: datetime) -> bool:
    apart = abs(first.replace(second=0, microsecond=0) - other.replace(second=0, microsecond=0))
    return bool(apart) and apart <= _FARTHEST and not apart % timedelta(hours=1)


def _with_clock(
    best: DateCandidate | None, displayed: list[DateCandidate], context: PageContext
) -> DateCandidate | None:
    """Return the clock time of the same day close to the headline in place of *best*, a day, on a Vietnamese page.

    Many Vietnamese newspapers print the day above the headline, and "Cập nhật lúc 22h46' - Ngày 23/11/2017" below it;
    they label every publication as an update.
    """
    if best is None or best.value.precision in MINUTE or not context.is_vietnamese:
        return best
    day = best.value.value.date()
    near = (
        candidate
        for candidate in displayed
        if candidate.value.precision in MINUTE
        and candidate.value.value.date() == day
        and candidate.distance is not None
        and candidate.distance < _CLOSE_TO_HEADLINE
    )
    return next(near, best)


def _weight(candidate: DateCandidate, declared: list[DateCandidate]) -> float:
    day = candidate.value.value.date()
    agreeing: int = sum(other.value.value.date() == day for other in declared) - 1
    return candidate.trust + _AGREEMENT * min(agreeing, 3)


def is_vague(declared: DateCandidate) -> bool:
    """Return whether *declared* is the date of the document: often the date of its last change, or today."""
    return declared.source is Source.META and declared.name in _VAGUE


def _other_day(best: DateCandidate, displayed: list[DateCandidate]) -> DateCandidate | None:
    """Return an earlier day displayed close to the headline, or any day right next to it if *best* is vague."""
    day = best.value.value.date()
    for candidate in displayed:
        if _is_swapped(candidate, day):
            continue
        is_earlier = candidate.value.value.date() < day and _stands_within(candidate, _CLOSE_TO_HEADLINE)
        is_later = (
            candidate.value.value.date() > day and _stands_within(candidate, _NEXT_TO_HEADLINE) and is_vague(best)
        )
        if is_earlier or is_later:
            return candidate
    return None


def _stands_within(candidate: DateCandidate, distance: int) -> bool:
    """Return whether a publisher file selected *candidate*, or it is within *distance* texts of the headline."""
    if candidate.source is Source.PUBLISHER_SELECTOR:
        return True
    return candidate.distance is not None and candidate.distance < distance and not candidate.is_update


def is_ambiguous(declared: DateCandidate) -> bool:
    """Return whether *declared* is a numeric date whose value changes in month-first order: "03-09-2026"."""
    return _FIGURES.match(declared.raw or "") is not None and declared.value.value.day <= 12


def _is_swapped(displayed: DateCandidate, day: date) -> bool:
    """Return whether *displayed* is *day* in month-first order: "06.05.13" beside metadata that say June 5."""
    value: datetime = displayed.value.value
    return _SHORT_FIGURES.match(displayed.raw or "") is not None and (value.year, value.day, value.month) == (
        day.year,
        day.month,
        day.day,
    )


def _month_first(best: DateCandidate, displayed: list[DateCandidate]) -> DateCandidate:
    """Parse *best* month first if the page displays that day and not the other."""
    value: datetime = best.value.value
    swapped = value.replace(month=value.day, day=value.month)
    days = {candidate.value.value.date() for candidate in displayed}
    if swapped.date() in days and value.date() not in days:
        return replace(best, value=replace(best.value, value=swapped))
    return best


def _put_right(best: DateCandidate, displayed: list[DateCandidate], context: PageContext) -> DateCandidate:
    """Correct a declared time with the displayed clock time where the two are compatible."""
    for shown in displayed:
        if _same_minute(shown.value.value, best.value.value):
            return replace(best, raw=shown.raw, value=_in_zone_of(shown.value, best.value))
    for shown in displayed:
        if context.is_vietnamese and _clock(shown) == _clock(best):
            return shown
    if is_midnight(best.value):
        for shown in sorted(displayed, key=lambda candidate: -candidate.trust):
            if abs(shown.value.value - best.value.value) < timedelta(hours=36):
                return shown
    if context.is_vietnamese:
        for shown in displayed:
            close = abs(shown.value.value - best.value.value) < timedelta(hours=26)
            if close and _stands_within(shown, NEAR_HEADLINE):
                return shown
        return _in_vietnam(best)
    return best


def _in_zone_of(shown: Timestamp, stamp: Timestamp) -> Timestamp:
    """Return *stamp*, the same moment as *shown*, in the zone that *shown* states if *stamp* states none."""
    if stamp.zoned or not shown.zoned:
        return stamp
    return replace(stamp, value=stamp.value.astimezone(shown.value.tzinfo), zoned=True)


def in_local_time(best: DateCandidate, others: list[DateCandidate], context: PageContext) -> DateCandidate:
    """Convert *best*, a time in UTC, to the page's own offset if one of *others* displays the moment in local time.

    *context* gives the time zone of the page's country, if known. Any other time is returned unchanged.
    """
    stamp: Timestamp = best.value
    if not is_utc(stamp) or stamp.precision not in MINUTE:
        return best
    for other in others:
        if other.value.zoned and not is_utc(other.value) and _clock(other) == _clock(best) and not other.is_update:
            # "13:46-04:00" and "13:46+00:00": nobody writes an offset by mistake, and +00:00 is what programs write
            # that know no zone.
            return replace(best, value=replace(stamp, value=stamp.value.replace(tzinfo=other.value.value.tzinfo)))
        ahead = other.value.value.replace(tzinfo=None) - stamp.value.replace(tzinfo=None)
        if other.value.precision == "minute" or stamp.precision == "minute":
            ahead = _whole_minutes(other.value.value) - _whole_minutes(stamp.value)
        same_moment = other.value.zoned and _same_minute(other.value.value, stamp.value)
        by_hours = not other.value.zoned and not other.is_update and _may_be_offset(ahead, stamp, context)
        if other.value.precision in MINUTE and ahead and abs(ahead) <= _FARTHEST and (same_moment or by_hours):
            return replace(best, value=replace(stamp, value=stamp.value.astimezone(timezone(ahead))))
    return best


def _may_be_offset(ahead: timedelta, stamp: Timestamp, context: PageContext) -> bool:
    """Return whether local time can be *ahead* of UTC: by the country's offset if known, else by that of any country.

    A difference of twelve hours is a missing "pm", not an offset.
    """
    if context.time_zone != "UTC":
        return stamp.value.astimezone(ZoneInfo(context.time_zone)).utcoffset() == ahead
    return ahead in _OFFSETS


def in_readers_zone(best: DateCandidate, others: list[DateCandidate], context: PageContext) -> DateCandidate:
    """Convert *best*, a time in UTC, to the local time of the page's country in *context*; the moment stays the same.

    It is returned unchanged if one of *others* displays the same clock time, or if the country is not known.
    """
    stamp: Timestamp = best.value
    if context.time_zone == "UTC" or not is_utc(stamp) or is_midnight(stamp):
        return best
    if any(not other.value.zoned and _clock(other) == _clock(best) for other in others):
        return best  # the page displays the same clock time, so it was not UTC
    ahead = stamp.value.astimezone(ZoneInfo(context.time_zone)).utcoffset() or timedelta(0)
    return replace(best, value=replace(stamp, value=stamp.value.astimezone(timezone(ahead))))


def _whole_minutes(value: datetime) -> datetime:
    return value.replace(second=0, microsecond=0, tzinfo=None)


def is_utc(stamp: Timestamp) -> bool:
    """Return whether *stamp* was written in UTC, as machines write it."""
    return stamp.zoned and stamp.value.utcoffset() == timedelta(0)


def _clock(candidate: DateCandidate) -> str:
    return str(candidate.value.value.strftime("%Y-%m-%d %H:%M"))


def _same_minute(first: datetime, other: datetime) -> bool:
    return abs(first.replace(second=0, microsecond=0) - other.replace(second=0, microsecond=0)) < timedelta(minutes=1)


def is_midnight(stamp: Timestamp) -> bool:
    """Return whether the clock time of *stamp* is midnight, which usually means that only the day is known."""
    return stamp.precision not in MINUTE or (stamp.value.hour, stamp.value.minute) == (0, 0)


def _in_vietnam(best: DateCandidate) -> DateCandidate:
    # Sites that write +08:00 mean Vietnam's clock (VnExpress, Zing, CafeBiz 2018-2022); Vietnam does not use +08:00.
    stamp: Timestamp = best.value
    if stamp.value.utcoffset() == timedelta(hours=8):
        return replace(best, value=_with_zone(stamp))
    return best


def _with_zone(stamp: Timestamp) -> Timestamp:
    return replace(stamp, value=stamp.value.replace(tzinfo=VIETNAM))


def modified_after(
    candidates: Iterable[DateCandidate], published: DateCandidate | None, declared: list[DateCandidate]
) -> DateCandidate | None:
    """Choose the modification time among *candidates*; return ``None`` if none is after *published*.

    *declared* are the times of publication in metadata. If *published* corrected the offset of the best of these, the
    modification time is corrected in the same way.
    """
    best = most_trusted(candidates)
    if best is None or published is None:
        return best
    declared_published = most_trusted(declared)
    if (
        declared_published is not None
        and _clock(declared_published) == _clock(published)
        and declared_published.value.value != published.value.value
    ):
        # The offset of the publication time was wrong, and the same template wrote the modification time.
        best = replace(best, value=_with_zone(best.value))
    return best if best.value.value >= published.value.value else None
