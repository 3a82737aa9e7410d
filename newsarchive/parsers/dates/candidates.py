"""When the page was published and changed: every place that says so, read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

from newsarchive.parsers.dates.labelled import printed_dates
from newsarchive.parsers.dates.machine import machine_time
from newsarchive.parsers.dates.reconcile import (
    MINUTE,
    Place,
    in_local_time,
    in_readers_zone,
    is_ambiguous,
    is_midnight,
    is_utc,
    is_vague,
    modified_after,
    reconciled,
)
from newsarchive.parsers.dates.timestamp import Timestamp, parse_timestamp
from newsarchive.parsers.dates.tokens import fold
from newsarchive.parsers.evidence import (
    FINDER,
    JSON_LD,
    META,
    MICRODATA,
    VISIBLE,
    Candidate,
    Reading,
    most_trusted,
)
from newsarchive.parsers.html.document import Document, Finder, Node, first_texts, text_of
from newsarchive.parsers.html.headline_context import Surroundings
from newsarchive.parsers.html.microdata import item_texts
from newsarchive.parsers.html.page_regions import is_aside
from newsarchive.parsers.html.schema_org import Story
from newsarchive.parsers.lexicons.dates import OTHER_DATES

_PUBLISHED_METAS = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "article:published",
    "datepublished",
    "date_published",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "published_time",
    "published-date",
    "publication_date",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime",
    "dcterms.created",
    "dcterms.date",
    "dcterms.issued",
    "dc.date.issued",
    "dc.date.created",
    "dc.date",
    "date.created",
    "article_date_original",
    "article.published",
    "originalpublicationdate",
    "citation_publication_date",
    "citation_date",
    "datecreated",
    "og:pubdate",
    "date",
)
_MODIFIED_METAS = (
    "article:modified_time",
    "og:article:modified_time",
    "og:updated_time",
    "article:updated",
    "article:updated_time",
    "datemodified",
    "lastmod",
    "last-modified",
    "dcterms.modified",
    "dc.date.modified",
    "article.updated",
)
_UPDATED = re.compile(
    r"cập nhật|sửa lúc|updated|modified|aktualisiert|geändert|mis à jour|modifié|actualizad|aggiornat|atualizad"
    r"|bijgewerkt|uppdatera|opdatere|oppdater|zaktualizowan|güncelle|diperbarui|последн|更新",
    re.I,
)
_NOT_OURS = re.compile(r"copyright|©|\bago\b.*\bago\b|hôm nay là|today is|heute ist", re.I)
_OTHER = re.compile(rf"(?:{OTHER_DATES})\b")
_DIGITS = re.compile(r"\d")
# No time is written with a number of one or two digits at the end of the words alone ("lần thứ 2").
_MAY_BE_TIME = re.compile(r"\d{3}|\d\W{1,3}\d|\d\W{0,3}[^\W\d]")
_DATED = re.compile("date|time|publish|posted|datum|ngay")
_URL_DAY = re.compile(r"[/_-](20[0-3]\d|19[89]\d)[/_-]?(0[1-9]|1[0-2])[/_-]?(0[1-9]|[12]\d|3[01])(?=[/_-]|\d{6,9}\.)")
_URL_FOLDERS = re.compile(r"/(20[0-3]\d|199\d)/(0?[1-9]|1[0-2])/(0?[1-9]|[12]\d|3[01])/")
_DAYS = timedelta(days=3)
_LINE, _CLOSE = 50, 3
# Behind the headline of another story: "(08/07/2010 09:11)".
_OF_ANOTHER = re.compile(r"\(\s*\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?[\s,:\d-]*\)")
_ASIDE = 0.15


class Times(NamedTuple):
    """The readings of both times."""

    published: Reading
    modified: Reading


def read_times(
    document: Document,
    story: Story,
    finders: Mapping[str, Sequence[Finder]],
    around: Surroundings,
    place: Place,
) -> Times:
    """Read both times of the page."""
    told = list(_told(document, story, place))
    printed = list(_by_finder(document, finders.get("published", ()), place))
    if place.vietnamese or _leaves_room(told):
        # Elsewhere a clock for machines that knows its zone is believed anyway.
        printed += _printed(document, around, place)
    if not place.vietnamese and any(is_ambiguous(one) for one in told):
        printed += printed_dates(document, around.heading, place)
    chosen = reconciled(told, printed, place)
    if chosen is not None and is_utc(chosen.value) and not place.vietnamese:
        chosen = in_readers_zone(in_local_time(chosen, list(_marked_up(document, place))), told + printed, place)
    if chosen is None:
        printed += _printed_anywhere(document, around.heading, place)
        chosen = most_trusted(printed)
    if chosen is None or chosen.trust <= VISIBLE - 0.1 - _ASIDE:
        printed += printed_dates(document, around.heading, place)
        printed += _from_url(document, place)
        chosen = most_trusted(printed)
    candidates = told + printed
    chosen = _first_by_address(chosen, document, place)
    modified = list(_told_modified(document, story, place))
    modified += _by_finder(document, finders.get("modified", ()), place)
    return Times(Reading(chosen, candidates), Reading(modified_after(modified, chosen, told), modified))


def _leaves_room(told: list[Candidate]) -> bool:
    in_utc = any(is_utc(one.value) for one in told)
    # Beside a clock in UTC one without a zone is the same, written by another plugin.
    open_ones = (is_midnight(one.value) or is_utc(one.value) or (in_utc and not one.value.zoned) for one in told)
    return all(open_ones) or all(map(is_vague, told))


def _told(document: Document, story: Story, place: Place) -> Iterator[Candidate]:
    for key in ("datePublished", "dateCreated", "uploadDate"):
        if key in story.node:
            # A page's video may be older than the page.
            trust = JSON_LD if key != "uploadDate" else META - 0.05
            yield from _machine(story.text(key), f"json-ld {key}", trust, place)
    for text in item_texts(document, "datePublished")[:2]:
        yield from _machine(text, "microdata datePublished", MICRODATA, place)
    for step, name in enumerate(_PUBLISHED_METAS):
        if name not in document.metas:
            continue
        trust = META if step < 6 else META - 0.05
        for text in document.metas[name][:1]:
            yield from _machine(text, f"meta {name}", trust, place)


def _told_modified(document: Document, story: Story, place: Place) -> Iterator[Candidate]:
    yield from _machine(story.text("dateModified"), "json-ld dateModified", JSON_LD, place)
    for text in item_texts(document, "dateModified")[:1]:
        yield from _machine(text, "microdata dateModified", MICRODATA, place)
    for name in _MODIFIED_METAS:
        yield from _machine(document.meta(name), f"meta {name}", META, place)


def _machine(text: str | None, source: str, trust: float, place: Place) -> Iterator[Candidate]:
    stamp = machine_time(text, place.zone, place.fetched_at) if text else None
    if stamp is not None:
        # A day without a time says less than any clock.
        yield Candidate(stamp, source, trust if stamp.precision in MINUTE else trust - 0.15, text)


def _by_finder(document: Document, finders: Sequence[Finder], place: Place) -> Iterator[Candidate]:
    for source, text in first_texts(document, finders):
        stamp = machine_time(text, place.zone, place.fetched_at) or _read(text, place)
        if stamp is not None:
            yield Candidate(stamp, source, FINDER if stamp.precision in MINUTE else META, text)


def _read(text: str, place: Place) -> Timestamp | None:
    return parse_timestamp(text, now=place.fetched_at, tz=place.zone)


def _printed(document: Document, around: Surroundings, place: Place) -> Iterator[Candidate]:
    for pieces in (around.after, around.before):
        texts = [piece.text for piece in (pieces if pieces is around.after else pieces[::-1])]
        for step, text in enumerate(texts):
            if len(text) > 120 or not _MAY_BE_TIME.search(text):
                continue
            label = texts[step - 1] if step and len(texts[step - 1]) < 30 else ""
            if _NOT_OURS.search(text) or (step > _CLOSE and _OF_ANOTHER.fullmatch(text)):
                continue
            # "ngày 1/11" in a sentence is no time of the page: yearless and relative ones stand almost alone.
            stamp = _read(text, place if len(text) <= _LINE else place._replace(fetched_at=None))
            if stamp is None or _OTHER.match(fold(text)) or _OTHER.match(fold(label)):
                continue
            if stamp.precision not in MINUTE:
                # "Thứ Hai," "11/09/2017" "12:28": one stamp in several elements.
                near = [one for one in texts[max(0, step - 1) : step + 3] if len(one) < 40]
                if any(one is not text and _DIGITS.search(one) for one in near):
                    stamp = _finer(stamp, _read(" ".join(near), place))
            distance = step if pieces is around.after else len(texts) - step
            # Many a Vietnamese paper prints "Cập nhật" beside the headline and no other time.
            doubt = 0.07 if place.vietnamese and distance <= _CLOSE else 0.2
            is_update = stamp.label == "updated" or _UPDATED.search(f"{label} {text}")
            trust = VISIBLE - 0.005 * min(distance, 40) - (doubt if is_update else 0)
            yield Candidate(stamp, "beside the headline", trust, stamp.raw)


def _finer(stamp: Timestamp, other: Timestamp | None) -> Timestamp:
    same_day = other is not None and other.value.date() == stamp.value.date()
    return other if other is not None and same_day and other.precision in MINUTE else stamp


def _marked_up(document: Document, place: Place) -> Iterator[Candidate]:
    """Yield the moments that <time> elements tell machines, with a zone of their own."""
    for node in document.by_tag.get("time", ())[:5]:
        text = node.get("datetime")
        stamp = machine_time(text, place.zone, None) if text else None
        if stamp is not None and stamp.zoned and not is_utc(stamp):
            yield Candidate(stamp, "time", VISIBLE, text)


def _printed_anywhere(document: Document, heading: Node | None, place: Place) -> Iterator[Candidate]:
    for node in document.by_tag.get("time", ())[:8]:
        text = node.get("datetime") or text_of(node)
        stamp = machine_time(text, place.zone, place.fetched_at) or _read(text_of(node), place)
        if stamp is not None:
            yield Candidate(stamp, "time", VISIBLE - 0.1 - (_ASIDE if is_aside(node, heading) else 0), text)
    for node in document.elements.class_like(_DATED)[:24]:
        text = text_of(node)
        if len(text) > 200:
            continue
        stamp = _read(text, place) if _DIGITS.search(text) and not _NOT_OURS.search(text) else None
        if stamp is not None:
            trust = VISIBLE - 0.2 - (0.1 if _UPDATED.search(text) else 0) - (_ASIDE if is_aside(node, heading) else 0)
            yield Candidate(stamp, f"class {node.get('class') or node.get('id')}", trust, text)


def _first_by_address(chosen: Candidate | None, document: Document, place: Place) -> Candidate | None:
    """Choose the day in the folders of the address where it is clearly before *chosen*: addresses stay, dates move."""
    match = _URL_FOLDERS.search(document.url or "") if chosen else None
    stamp = machine_time("-".join(match.groups()), place.zone, None) if match else None
    if chosen is None or stamp is None or chosen.value.value - stamp.value < _DAYS:
        return chosen
    return Candidate(stamp, "url", VISIBLE, match[0] if match else None)


def _from_url(document: Document, place: Place) -> Iterator[Candidate]:
    match = _URL_DAY.search(document.url or "")
    stamp = machine_time("-".join(match.groups()), place.zone, None) if match else None
    if stamp is not None:
        yield Candidate(stamp, "url", VISIBLE - 0.15, match[0] if match else None)
