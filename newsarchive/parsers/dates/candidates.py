"""Candidates for the publication and modification times of a page, and the selection among them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from itertools import chain, islice
from typing import NamedTuple

from newsarchive.parsers.context import PageContext
from newsarchive.parsers.dates.attributes import attribute_time
from newsarchive.parsers.dates.date_lines import is_stamp
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
from newsarchive.parsers.dates.scripts import needs_rewriting
from newsarchive.parsers.dates.timestamp import Timestamp, parse_change, parse_timestamp
from newsarchive.parsers.dates.tokens import fold
from newsarchive.parsers.dates.zones import Blocks, DateZones, is_front_page
from newsarchive.parsers.evidence import (
    Candidate,
    Resolution,
    Source,
    most_trusted,
)
from newsarchive.parsers.html.document import Document, first_texts
from newsarchive.parsers.html.headline_context import HeadlinePart
from newsarchive.parsers.html.microdata import own_item_nodes, value_of
from newsarchive.parsers.html.tree import Node, text_of
from newsarchive.parsers.lexicons.dates import OTHER_DATES, PUBLISHED_AROUND, UPDATED_AROUND
from newsarchive.parsers.text import clean

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
    "cse_date",
    "datecreated",
    "og:pubdate",
    "date",
    "time",
)
# Any other name for a publication time, after any prefix: "og:regDate", "bt:pubDate", "DC.Issued", "publish_time".
_PUBLISHED_NAME = re.compile(
    r"(?:^|.*[:.])(?:[a-z]+[-_])??(?:"
    r"(?:first|original(?:ly)?|display|online|news|article|story|content|post|entry)?[-_]?"
    r"(?:publish(?:ed|ing)?|publication|pub|released?|posted|issued?|created?|creation|reg|display)"
    r"[-_]?(?:date|time|datetime|timestamp|at|on)"
    r"|(?:article|story|news|post|entry|live)[-_]?date|date[-_]?(?:pub|submitted)"
    r"|(?:date|time)[-_]?(?:published|posted|created|issued|released)"
    r"|(?:first[-_]?)?published|posted|issued|created|ngay[-_]?(?:dang|xuat[-_]?ban))"
    r"|(?:dc|dcterms)[:.]available|[a-z]{2,9}[:.]date"
)
_MODIFIED_NAME = re.compile(
    r"(?:^|.*[:.])(?:[a-z]+[-_])??(?:(?:last[-_]?)?(?:modified|modification|updated?|changed|revised)[-_]?"
    r"(?:date|time|datetime|timestamp|at|on)|(?:date|time)[-_]?(?:modified|updated|changed)|last[-_]?(?:modified|updated?)"
    r"|modified)"
)
_OF_SOMETHING = re.compile(
    r"video|audio|music|book|movie|event|product|profile|user|site|copyright|build|expir|unpublish|image|comment"
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
# Both are for texts in lower case: with re.I, `re` is several times slower.
_UPDATED = re.compile(
    r"cập nhật|sửa (?:lúc|đổi)|updated|modified|aktualisiert|geändert|mis à jour|modifié|actualizad|aggiornat|atualizad"
    r"|bijgewerkt|uppdatera|opdatere|oppdater|zaktualizowan|güncelle|diperbarui|последн|更新",
)
_NOT_OURS = re.compile(
    r"lượt truy cập|truy cập hôm nay|visitors?\b|visits? today|besucher|visiteurs|visitas"
    r"|copyright|©|ago(?<!\wago)\b.*\bago\b|hôm nay là|today is|heute ist"
    # A page that is stored anywhere does not write "today" beside a full date: "Hôm nay: 30/11/2026" is a clock.
    r"|^\W*(?:hôm nay|today|heute|aujourd.hui|oggi|hoy|hoje|vandaag|сегодня|bugün|hari ini)\b.*\d\D+(?:19|20)\d\d(?!\d)"
    r"|^\W*(?:print(?:ed|ing date)|date printed|accessed|retrieved|ngày in|in ngày|gedruckt|imprimé le|impreso"
    r"|stampato)\b",
)
_OTHER = re.compile(rf"(?:{OTHER_DATES})\b")
_DIGITS = re.compile(r"\d|[〇零一二三四五六七八九]年")
_DATE = re.compile(r"\d\D{1,3}\d")
# Words right before the date of a span, an event or a photograph.
_SPAN_WORD = re.compile(
    r"(?<![a-z])(?:den|tu|until|till|thru|through|from|since|bis|ab|jusqu'au|hasta|desde|ate|fino al"
    r"|(?:anh|hinh) chup|taken|recorded|filmed|closes|ends|opens|starts|begins)(?:\s(?:ngay|on))?$"
)
_OF_PUBLICATION = re.compile(rf"(?<![a-z])(?:{PUBLISHED_AROUND}|ngay|date|datum|fecha|data|time|luc|stand)(?![a-z])")
_OF_CHANGE = re.compile(rf"(?<![a-z])(?:{UPDATED_AROUND})(?![a-z])")
# A time never ends in a bare number of one or two digits ("lần thứ 2").
_MAY_BE_TIME = re.compile(r"[〇零一二三四五六七八九]年|\d{3}|\d\W{1,3}\d|\d\W{0,3}[^\W\d]")
_DATED = re.compile("date|time|publish|posted|datum|ngay")
_PUBLICATION_CLASS = re.compile(
    r"(?<![a-z])(?:pub-?date|date-?published|publish(?:ed)?-?(?:date|time|on)?)(?![a-z])", re.I
)
_PUBLISHED_CLASS = re.compile(r"pu(?<![\w-]pu)blished(?![\w-])")
_URL_DAY = re.compile(r"[/_-](20[0-3]\d|19[89]\d)[/_-]?(0[1-9]|1[0-2])[/_-]?(0[1-9]|[12]\d|3[01])(?=[/_-]|\d{6,9}\.)")
_URL_FOLDERS = re.compile(r"/(20[0-3]\d|199\d)/(0?[1-9]|1[0-2])/(0?[1-9]|[12]\d|3[01])/")
_DAYS, _MINUTE = timedelta(days=3), timedelta(minutes=1)
# The calendar day may be ahead of UTC, and a server's clock may be wrong.
_AHEAD = timedelta(days=2)
_MOST_METAS, _LONGEST_NAME = 1000, 60
_CHANGED = frozenset({"dateModified", "dateUpdated"})
# Words of a sentence or of an event, not of the line of a date.
_SMALL_WORD = re.compile(r"(?<!\w)(?=[^\W\d_A-Z])[^\W\d_]{3,}(?!\w)")
_SENTENCE, _SENTENCE_ENDS = 3, frozenset(".!?…")
# The time of a change at the headline is taken if the page has no other time.
_AT_HEADLINE, _OF_UPDATE = frozenset((Source.HEADLINE, Source.TIME)), -0.2
_DATES_IN_HEADLINES, _MOST_IN_HEADING = frozenset({"small", "time"}), 10
_LINE, _LONGEST, _CLOSE, _BESIDE, _MOST_TIMES, _MOST_MARKED = 50, 120, 3, 10, 20, 40
# After the headline of another article: "(08/07/2010 09:11)".
_OF_ANOTHER = re.compile(r"\(\s*\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?[\s,:\d-]*\)")


class Times(NamedTuple):
    """The time of publication and that of the last change, each with the candidates that were considered."""

    published: Resolution[Timestamp]
    modified: Resolution[Timestamp]


class _TimeMetas(NamedTuple):
    """The names of the <meta> elements of a page that denote times, best first, with the adjustments of their trust."""

    published: list[tuple[str, float]]
    modified: list[tuple[str, float]]


def read_times(context: PageContext, blocks: Blocks = ()) -> Times:
    """Extract the times of publication and of the last change.

    *blocks* are the elements of the page's text, each with its text; without them, no date at the end of the text is
    found. Relative times are resolved against the time of the fetch in *context*.
    """
    zones = DateZones(context, blocks)
    declared = list(_declared(context))
    displayed = list(_by_selector(context, "published"))
    if context.is_vietnamese or _leaves_room(declared):
        # Elsewhere, a machine-readable time with a zone is trusted without this check.
        displayed += _before_fetch(chain(_at_headline(context, zones), _in_headline(context)), context)
    if not context.is_vietnamese and any(is_ambiguous(candidate) for candidate in declared):
        displayed += [candidate for candidate in labeled_dates(context, zones) if not candidate.is_update]
    if not declared:
        displayed += _before_fetch(_in_attributes(context, zones), context)
    chosen = resolve(declared, displayed, context)
    if chosen is not None and is_utc(chosen.value) and not context.is_vietnamese:
        chosen = in_readers_zone(
            in_local_time(chosen, list(_marked_up(context)), context), declared + displayed, context
        )
    if chosen is None:
        displayed += _before_fetch(_elsewhere(context, zones), context)
        chosen = most_trusted(displayed)
    if chosen is None or _is_weak(chosen, context):
        displayed += _before_fetch(labeled_dates(context, zones), context)
        displayed += _from_url(context)
        chosen = most_trusted(
            candidate for candidate in displayed if not candidate.is_update or candidate.source in _AT_HEADLINE
        )
    chosen = chosen or next(_in_state(context), None)
    chosen = _first_by_address(_with_clock(chosen, displayed, context), context)
    modified = list(_declared_modified(context))
    modified += _by_selector(context, "modified")
    modified += [candidate for candidate in displayed if candidate.is_update and not _is_same_time(candidate, chosen)]
    candidates = declared + displayed
    return Times(Resolution(chosen, candidates), Resolution(modified_after(modified, chosen, declared), modified))


def _before_fetch(candidates: Iterable[DateCandidate], context: PageContext) -> Iterator[DateCandidate]:
    """Yield *candidates* without days after the page was fetched: those are of events and deadlines."""
    latest = None if context.fetched_at is None else context.fetched_at + _AHEAD
    for candidate in candidates:
        if latest is None or candidate.value.precision == "month" or candidate.value.value <= latest:
            yield candidate


def _in_state(context: PageContext) -> Iterator[DateCandidate]:
    """Yield the publication time in the state of the page's application, for pages that neither declare nor show it."""
    text = context.state.published
    stamp = machine_time(text, context.time_zone, context.fetched_at, context.date_language) if text else None
    if stamp is not None:
        candidate = Candidate(value=stamp, source=Source.STATE, name="published", raw=text)
        yield candidate if context.is_vietnamese else in_readers_zone(candidate, [], context)


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


def _declared(context: PageContext) -> Iterator[DateCandidate]:
    document, article = context.document, context.article
    for key in ("datePublished", "dateCreated", "uploadDate"):
        if key in article.node:
            # A page's video may be older than the page.
            adjustment = 0.0 if key != "uploadDate" else -0.25
            yield from _machine(article.text(key), Source.JSON_LD, key, context, adjustment)
    for text in _of_items(context, "datePublished")[:2]:
        yield from _machine(text, Source.MICRODATA, "datePublished", context)
    for name, adjustment in document.remembered("time metas", _time_metas).published:
        yield from _machine(document.meta(name), Source.META, name, context, adjustment)
    yield from _machine(document.parsely.get("pub_date"), Source.META, "parsely-page", context, -0.1)


def _time_metas(document: Document) -> _TimeMetas:
    """Return the names of the <meta> elements of *document* that denote times; overlong names are not tested."""
    return _time_metas_among(tuple(name for name in islice(document.metas, _MOST_METAS) if len(name) < _LONGEST_NAME))


@lru_cache(maxsize=256)  # the pages of a site have the same metas
def _time_metas_among(names: tuple[str, ...]) -> _TimeMetas:
    present = frozenset(names)
    published = [(name, 0.0 if step < 6 else -0.05) for step, name in enumerate(_PUBLISHED_METAS) if name in present]
    modified = [(name, 0.0) for name in _MODIFIED_METAS if name in present]
    for name in names:
        if name not in _PUBLISHED_METAS and _is_time(name, _PUBLISHED_NAME):
            published.append((name, -0.1))
        if name not in _MODIFIED_METAS and _is_time(name, _MODIFIED_NAME):
            modified.append((name, -0.1))
    return _TimeMetas(published, modified)


@lru_cache(maxsize=4_000)  # the metas of other sites have the same few names
def _is_time(name: str, pattern: re.Pattern[str]) -> bool:
    return pattern.fullmatch(name) is not None and not _OF_SOMETHING.search(name)


def _declared_modified(context: PageContext) -> Iterator[DateCandidate]:
    yield from _machine(context.article.text("dateModified"), Source.JSON_LD, "dateModified", context)
    for text in _of_items(context, "dateModified")[:1]:
        yield from _machine(text, Source.MICRODATA, "dateModified", context)
    for name, adjustment in context.document.remembered("time metas", _time_metas).modified:
        yield from _machine(context.document.meta(name), Source.META, name, context, adjustment)


def _of_items(context: PageContext, name: str) -> list[str]:
    nodes = own_item_nodes(context.document, name, context.heading)
    return [text for node in nodes if (text := value_of(node))]


def _machine(
    text: str | None, source: Source, name: str, context: PageContext, adjustment: float = 0.0
) -> Iterator[DateCandidate]:
    stamp = machine_time(text, context.time_zone, context.fetched_at, context.date_language) if text else None
    if stamp is not None:
        # A day without a time is less precise than any clock time.
        less = 0.0 if stamp.precision in MINUTE else 0.15
        yield Candidate(value=stamp, source=source, name=name, raw=text, adjustment=adjustment - less)


def _by_selector(context: PageContext, field: str) -> Iterator[DateCandidate]:
    for name, text in first_texts(context.document, context.selectors.get(field, ())):
        stamp = machine_time(text, context.time_zone, context.fetched_at, context.date_language) or _read(text, context)
        if stamp is not None:
            less = 0.0 if stamp.precision in MINUTE else 0.25
            yield Candidate(value=stamp, source=Source.PUBLISHER_SELECTOR, name=name, raw=text, adjustment=-less)


def _read(text: str, context: PageContext, *, alone: bool = True) -> Timestamp | None:
    return parse_timestamp(
        text, now=context.fetched_at if alone else None, tz=context.time_zone, language=context.date_language
    )


def _at_headline(context: PageContext, zones: DateZones) -> Iterator[DateCandidate]:
    around = context.headline
    for pieces in (_before_second_paragraph(around.after, zones), around.before[::-1]):
        texts = [piece.text for piece in pieces]
        for step, piece in enumerate(pieces):
            if len(piece.text) > _LONGEST:
                continue
            exact = attribute_time(_timed(piece.element), context)
            if exact is None and not _MAY_BE_TIME.search(piece.text):
                continue
            # A text with its own date is not a label: "Updated: 20/09/2022" before "Published: 14/09/2022".
            label = texts[step - 1] if step and len(texts[step - 1]) < 30 and not _DATE.search(texts[step - 1]) else ""
            distance = step if piece.distance > 0 else -piece.distance
            if _NOT_OURS.search(piece.text.lower()) or (step > _CLOSE and _OF_ANOTHER.fullmatch(piece.text)):
                continue
            stamp = _displayed(piece.text, texts, step, context)
            if exact is not None and (stamp is None or stamp.precision not in MINUTE):
                stamp = exact
            if stamp is None or _OTHER.match(fold(piece.text)) or _OTHER.match(fold(label)):
                continue
            may_be_prose = (len(piece.text) > _LINE and step > _CLOSE) or piece.text[-1] in _SENTENCE_ENDS
            if _is_of_something(piece.text, stamp, is_near=not may_be_prose):
                continue  # an event, a caption, a teaser or a lead: "The fair from May 1 to 8, 2022 offers …"
            if zones.paragraph_of(piece.element, piece.text) is not None or zones.is_foreign(piece.element):
                continue
            if piece.distance < 0 and stamp.label != "published" and zones.is_beside_logo(piece.element):
                continue  # today's date, or the time of a stock price
            if piece.distance < 0 and zones.is_beside_headline_of_another(piece.element):
                continue
            # Many Vietnamese newspapers display "Cập nhật" next to the headline and no other time.
            doubt = 0.07 if context.is_vietnamese and distance <= _CLOSE else 0.2
            if exact is None and (changed := _change_beside(stamp, piece.text, context)) is not None:
                yield Candidate(
                    value=changed,
                    source=Source.HEADLINE,
                    raw=changed.raw,
                    element=piece.element,
                    distance=distance,
                    is_update=True,
                    adjustment=-0.3,
                )
            is_update = _is_update(stamp, label, piece.text) or _is_marked_update(piece.element, context.document)
            yield Candidate(
                value=stamp,
                source=Source.HEADLINE,
                raw=stamp.raw,
                element=piece.element,
                distance=distance,
                is_update=is_update,
                adjustment=-0.005 * min(distance, 40) - (doubt if is_update else 0.0),
            )


def _in_headline(context: PageContext) -> Iterator[DateCandidate]:
    """Yield the date that an element in the headline displays by itself: <h1>The ferry <small>(5/3/2024)</small>."""
    heading = context.heading
    for node in islice(heading.iter("*"), 1, _MOST_IN_HEADING) if heading is not None else ():
        text = text_of(node).strip("()[]")
        is_apart = node.tag in _DATES_IN_HEADLINES or _DATED.search((node.get("class") or "").casefold()) is not None
        stamp = _read(text, context) if is_apart and len(text) <= _LINE and _DATE.search(text) else None
        if stamp is not None and is_stamp(text):
            yield Candidate(value=stamp, source=Source.HEADLINE, raw=stamp.raw, element=node, distance=0)


def _is_update(stamp: Timestamp, label: str, text: str) -> bool:
    """Return whether *text*, which follows *label*, states *stamp* as the time of a change.

    A publication time stays one if the line also states a change: "08/11/2023 19:40 (cập nhật 10/11/2023)".
    """
    if stamp.label is not None:
        return stamp.label == "updated"
    before, _, behind = text.partition(stamp.raw)
    return _UPDATED.search(f"{label} {before if _DATE.search(behind) else text}".lower()) is not None


def _change_beside(stamp: Timestamp, text: str, context: PageContext) -> Timestamp | None:
    """Return the time of the last change that *text* states besides *stamp*: "Published March 4 | Updated March 6"."""
    before, _, behind = text.partition(stamp.raw)
    for part in (behind, before):
        if _DIGITS.search(part) and (other := _read(part, context)) is not None and other.label == "updated":
            return other
    if text.isascii() or stamp.raw != text.strip() or (context.date_language == "vi" and not needs_rewriting(text)):
        return None
    # In other scripts, the raw text of a time is the whole line.
    changed = parse_change(text, tz=context.time_zone, language=context.date_language)
    return changed if changed is not None and changed.value != stamp.value else None


def _timed(element: Node) -> Node:
    """Return the <time> that displays only the link *element*, else *element*: <time datetime=…><a>2 mars 2024</a>."""
    parent = element.getparent()
    return parent if parent is not None and parent.tag == "time" and len(parent) == 1 else element


def _is_marked_update(element: Node, document: Document) -> bool:
    """Return whether the class or property of *element* or of the <time> around it is that of the last change.

    The microformat hAtom has the classes "published" and "updated". A page that uses only the second means the
    publication, as many themes do.
    """
    node = _timed(element)
    if node.get("itemprop") in _CHANGED:
        return True
    classes = (node.get("class") or "").split()
    if "updated" not in classes or "published" in classes:
        return False
    times = islice((*document.by_tag.get("time", ()), *document.by_tag.get("abbr", ())), _MOST_TIMES)
    return any("published" in (time.get("class") or "").split() for time in times)


def _states_update(element: Node, document: Document) -> bool:
    """Return whether *element* or the label right before it states the last change: "Updated: <time>"."""
    if _is_marked_update(element, document):
        return True
    parent, before = element.getparent(), element.getprevious()
    label = "" if parent is None else clean(parent.text) if before is None else clean(before.tail) or text_of(before)
    text = text_of(element)
    if len(text) > _LINE:
        return False  # the article, not its date
    # A label with its own date is that of the time before.
    label = label if len(label) < 30 and not _DATE.search(label) else ""
    return _UPDATED.search(f"{label} {text}".lower()) is not None


def _before_second_paragraph(pieces: Iterable[HeadlinePart], zones: DateZones) -> list[HeadlinePart]:
    """Return *pieces* up to the second paragraph of the text or the first card: the first may be an unmarked lead."""
    before: list[HeadlinePart] = []
    paragraphs: set[int] = set()
    for piece in pieces:
        number = zones.paragraph_of(piece.element, piece.text)
        if number is not None:
            paragraphs.add(number)
            if len(paragraphs) > 1:
                break
        elif not zones.is_at_headline(piece.element):
            continue
        before.append(piece)
    return before


def _displayed(text: str, texts: list[str], step: int, context: PageContext) -> Timestamp | None:
    # "ngày 1/11" in a sentence is not a time of the page: yearless and relative times count only if the line holds
    # little else.
    stamp = _read(text, context, alone=len(text) <= _LINE)
    if stamp is not None and stamp.precision not in MINUTE:
        # "Thứ Hai," "11/09/2017" "12:28": one timestamp split over several elements.
        before, behind = [text for text in texts[:step] if _is_word(text)], texts[step : step + 4]
        near = [neighbor for neighbor in (*before[-1:], *filter(_is_word, behind)) if len(neighbor) < 40][:4]
        if any(neighbor is not text and _DIGITS.search(neighbor) for neighbor in near):
            stamp = _finer(stamp, _read(" ".join(near), context))
    return stamp


def _is_word(text: str) -> bool:
    """Return whether *text* is more than the sign between two parts of a time: "09:30" "|" "05/03/2024"."""
    return any(map(str.isalnum, text))


def _finer(stamp: Timestamp, other: Timestamp | None) -> Timestamp:
    same_day = other is not None and other.value.date() == stamp.value.date()
    return other if other is not None and same_day and other.precision in MINUTE else stamp


def _marked_up(context: PageContext) -> Iterator[DateCandidate]:
    """Yield the times with a zone that <time> elements declare."""
    for node in context.document.by_tag.get("time", ())[:5]:
        text = node.get("datetime")
        stamp = machine_time(text, context.time_zone, None, context.date_language) if text else None
        if stamp is not None and stamp.zoned and not is_utc(stamp):
            yield Candidate(value=stamp, source=Source.TIME, raw=text, element=node)


def _in_attributes(context: PageContext, zones: DateZones) -> Iterator[DateCandidate]:
    """Yield the times in attributes of elements at the headline, whatever the elements display."""
    for node in zones.elements_at_headline:
        stamp = attribute_time(node, context)
        if stamp is not None and not zones.is_foreign(node) and zones.paragraph_of(node, text_of(node)) is None:
            is_update = _states_update(node, context.document)
            yield Candidate(
                value=stamp,
                source=Source.TIME,
                name=str(node.tag),
                raw=stamp.raw,
                element=node,
                is_update=is_update,
                adjustment=_OF_UPDATE if is_update else 0.0,
            )


def _elsewhere(context: PageContext, zones: DateZones) -> Iterator[DateCandidate]:
    """Yield the times of marked elements at the headline and of the short lines at the end of the text."""
    document = context.document
    for node in document.by_tag.get("time", ())[:_MOST_TIMES]:
        text = node.get("datetime") or text_of(node)
        stamp = machine_time(text, context.time_zone, context.fetched_at, context.date_language) or _read(
            text_of(node), context
        )
        if stamp is None:
            continue
        if _is_own(node, text_of(node), zones):
            is_update = _states_update(node, document)
            yield Candidate(
                value=stamp,
                source=Source.TIME,
                raw=text,
                element=node,
                is_update=is_update,
                adjustment=_OF_UPDATE if is_update else 0.0,
            )
        elif _is_only_publication_time(node, document) and not zones.is_foreign(node):
            yield Candidate(value=stamp, source=Source.TIME, raw=text, element=node, adjustment=-0.1)
    for node in document.elements.class_like(_DATED)[:_MOST_MARKED]:
        text = text_of(node)
        if len(text) > 200:
            continue
        stamp = _read(text, context) if _DIGITS.search(text) and not _NOT_OURS.search(text.lower()) else None
        if stamp is not None and _is_own(node, text, zones):
            is_update = _is_update(stamp, "", text)
            yield Candidate(
                value=stamp,
                source=Source.CLASS,
                name=node.get("class") or node.get("id") or "",
                raw=text,
                element=node,
                is_update=is_update,
                adjustment=-0.1 if is_update else 0.0,
            )
    for node, text, before in zones.texts_at_end():
        if _NOT_OURS.search(text.lower()):
            continue
        exact = attribute_time(node, context) if node.tag == "time" else None
        stamp = exact or (_read(text, context) if _DIGITS.search(text) else None)
        label = before if len(before) < 30 else ""
        if stamp is None or _OTHER.match(fold(text)) or _OTHER.match(fold(label)) or _is_of_something(text, stamp):
            continue
        if not _is_update(stamp, label, text):
            yield Candidate(value=stamp, source=Source.ALONE, name="after the text", raw=stamp.raw, element=node)


def _is_only_publication_time(node: Node, document: Document) -> bool:
    """Return whether the class of *node* names a publication time, and no other <time> of the page has such a class.

    Cards of other articles repeat the class.
    """
    times = [
        time
        for time in islice(document.by_tag.get("time", ()), _MOST_TIMES + 1)
        if _PUBLICATION_CLASS.search(time.get("class") or "")
    ]
    return times == [node] and not is_front_page(document.url)


def _is_of_something(text: str, stamp: Timestamp, *, is_near: bool = False) -> bool:
    """Return whether the words before the date in *text* assign it to something else: "Viewing:", "until".

    With *is_near*, *text* is a short line at the headline, where labels of any language and script precede the date.
    """
    if stamp.label is not None:
        return False
    at = max(0, text.find(stamp.raw))
    before, behind = fold(text[:at]).rstrip(), text[at + len(stamp.raw) :]
    if _SPAN_WORD.search(before):
        return True
    words = _SMALL_WORD.findall(f"{text[:at]} {behind}")
    if sum(word.islower() for word in words) >= _SENTENCE if is_near else len(words) >= _SENTENCE:
        return True  # "Agnes joined the paper on March 5, 2019."
    if is_near and (not before.isascii() or not any(map(str.isalpha, behind)) or _OF_CHANGE.search(before)):
        return False  # "For immediate release: 5 March 2024"
    return before.endswith(":") and _OF_PUBLICATION.search(before) is None


def _is_own(node: Node, text: str, zones: DateZones) -> bool:
    return zones.is_at_headline(node) and not zones.is_foreign(node) and zones.paragraph_of(node, text) is None


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
