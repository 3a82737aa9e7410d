"""Times that the page displays: at the headline, in marked elements, at the end of the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from newsarchive.parsers.context import PageContext
from newsarchive.parsers.dates.attributes import attribute_time
from newsarchive.parsers.dates.date_lines import is_stamp
from newsarchive.parsers.dates.labeled import PLACE, PRICE
from newsarchive.parsers.dates.machine import machine_time
from newsarchive.parsers.dates.resolution import MINUTE, DateCandidate
from newsarchive.parsers.dates.scripts import needs_rewriting
from newsarchive.parsers.dates.timestamp import Timestamp, parse_change, parse_timestamp
from newsarchive.parsers.dates.tokens import fold
from newsarchive.parsers.dates.zones import DateZones, is_front_page
from newsarchive.parsers.evidence import Candidate, Source
from newsarchive.parsers.html.document import Document, first_texts
from newsarchive.parsers.html.headline_context import HeadlinePart
from newsarchive.parsers.html.tree import Node, text_of
from newsarchive.parsers.lexicons.dates import (
    EVENTS_OF_LINES,
    OTHER_DATES,
    PUBLISHED_AROUND,
    SUBJECTS_OF_DAYS,
    UPDATED_AROUND,
)
from newsarchive.parsers.text import clean

# Both are for texts in lower case: with re.I, `re` is several times slower.
_UPDATED = re.compile(
    r"cập nhật|sửa (?:lúc|đổi)|updated|modified|aktualisier|geändert|mis à jour|modifié|modifica|actualiza(?:d|ci)"
    r"|aggiorna|atualiza|bijgewerkt|uppdatera|opdatere|oppdater|zaktualizowan|güncelle|diperbarui|последн|更新",
)
# "Atualizado há 2 dias", "Updated 2 days ago"; not "cập nhật lần 2", which numbers a change.
_CHANGED_AGO = re.compile(rf"(?:{_UPDATED.pattern})[^|•·\d]*\d+\s?[^\W\d]")
_NOT_OURS = re.compile(
    r"lượt truy cập|truy cập hôm nay|visitors?\b|visits? today|besucher|visiteurs|visitas"
    r"|copyright|©|\d[:h]\d\d\s[-–]\s\d{1,2}[:h]\d\d|ago(?<!\wago)\b.*\bago\b|âm lịch|\d\s?°"
    r"|hôm nay là|today is|heute ist|nous sommes le|oggi è|hoy es|hoje é|vandaag is"
    r"|^\W*(?:print(?:ed|ing date)|date printed|accessed|retrieved|ngày in|in ngày|gedruckt|imprimé le|impreso"
    r"|stampato)\b",
)
# "Hôm nay, 28/11/2026 09:20": right below a headline the article's date, elsewhere a clock. A colon is a clock's.
_TODAY = re.compile(
    r"^\W*(?:hôm nay|today|heute|aujourd.hui|oggi|hoy|hoje|vandaag|сегодня|bugün|hari ini)\b(?P<colon>\s?:)?"
    r".*\d\D+(?:19|20)\d\d(?!\d)",
)
_OTHER = re.compile(rf"(?:{OTHER_DATES})\b")
_EVENT_OF_LINE = re.compile(rf"\W*(?:{EVENTS_OF_LINES})(?=[\W\d])")
# Below the text, the day of the printed issue on sale: "Báo in số ra ngày 30/11/2026", "Édition du 30/11/2026".
_OF_ISSUE = re.compile(r"\W*(?:(?:bao|ban) in|an pham|so bao|(?:print )?edition|edicion|edizione|edicao)\b")
# Boxes below an article name their subject and its day: "Giá vàng ngày 30/11/2026". Any other words before a date may
# be a label, a name or a place.
_OF_SUBJECT = re.compile(rf"\W*(?:{SUBJECTS_OF_DAYS})(?![^\W\d_])")
_DIGITS = re.compile(r"\d|[〇零一二三四五六七八九]年")
_OF_FIGURE = re.compile(r"\d\s?%?\s?\($")
_DATE = re.compile(r"\d\D{1,3}\d")
# Words right before the date of a span, an event or a photograph.
_SPAN_WORD = re.compile(
    r"(?<![a-z])(?:den|tu|as of|correct (?:at|on)|until|till|thru|through|from|since|bis|ab|jusqu'au|hasta|desde"
    r"|ate|fino al|(?:anh|hinh) chup|(?:clip|video|phim) quay|taken|recorded|filmed|closes|ends|opens?|starts|begins)"
    r"(?:\s(?:ngay|on))?$"
)
# "Ảnh: Lò Hạ, 02/10/2026": the day of the photograph. Where the line also credits the text, the day is the article's.
_OF_PICTURE = re.compile(
    r"(?<!\w)(?:photos?|photographs?|pictures?|images?|fotos?|fotografía|bild(?:er)?|ảnh|hình|фото|kuvat?|zdjęci[ae])"
    r"\s?(?::|by\b|©)[^|·•\d]*$"
)
_OF_TEXT = re.compile(r"(?<!\w)(?:texte?|words|story|bài|tin|nội dung|testo|teksti?|текст)\b")
_OF_PUBLICATION = re.compile(rf"(?<![a-z])(?:{PUBLISHED_AROUND}|ngay|date|datum|fecha|data|time|luc|stand)(?![a-z])")
_OF_CHANGE = re.compile(rf"(?<![a-z])(?:{UPDATED_AROUND})(?![a-z])")
# A time never ends in a bare number of one or two digits ("lần thứ 2").
_MAY_BE_TIME = re.compile(r"[〇零一二三四五六七八九]年|\d{3}|\d\W{1,3}\d|\d\W{0,3}[^\W\d]")
_DATED = re.compile("date|time|publish|posted|datum|ngay")
_PUBLICATION_CLASS = re.compile(
    r"(?<![a-z])(?:pub-?date|date-?published|publish(?:ed)?-?(?:date|time|on)?)(?![a-z])", re.I
)
_CHANGED = frozenset({"dateModified", "dateUpdated"})
# Words of a sentence or of an event, not of the line of a date.
_SMALL_WORD = re.compile(r"(?<!\w)(?=[^\W\d_A-Z])[^\W\d_]{3,}(?!\w)")
_FIELDS = re.compile(r"[|·•]")
_WORDS_OF_PLACE = 2  # words behind the date; "sân vận động": one word may be the date's own ("sáng")
_WORDS_OF_SHORT_SENTENCE = 2  # words, if the text ends with a full stop: "Ann joined the Echo on March 5, 2019."
_WORDS_OF_SENTENCE = 3  # words; "joined the paper on": a label has one or two
_SENTENCE_ENDS = frozenset(".!?…")
_OF_UPDATE = -0.2  # trust; the time of a change at the headline is taken if the page has no other time
_WITH_OTHER_WORDS = 0.03  # trust; of two dates at the headline, "Hà Nội 24°C - 30/11/2026" is the less likely
# trust; "Today, November 30, 2026" is the article's day if the page has no other: beside "November 12, 2026", it is a
# clock
_PERHAPS_CLOCK = 0.25
_DATES_IN_HEADLINES = frozenset({"small", "time"})
_MOST_IN_HEADING = 10  # elements; a headline has few, and its date is among the first
_LONGEST_DATE = 50  # characters; a date with weekday, clock, zone and a label; a longer text has other words
_LONGEST_LINE = 120  # characters; a date with author, section and place; a longer text is a paragraph
_CLOSE_TEXTS = 3  # texts below the headline; author and section may precede the date
_MOST_TIMES = 20  # elements; a bound: the later ones date comments and other articles
_MOST_MARKED = 40  # elements; a bound: the later ones date comments and other articles
# After the headline of another article: "(08/07/2010 09:11)".
_OF_ANOTHER = re.compile(r"\(\s*\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?[\s,:\d-]*\)")


def selected_times(context: PageContext, field: str) -> Iterator[DateCandidate]:
    """Yield the times in the texts that the publisher's selectors of *field*, "published" or "modified", match."""
    for name, text in first_texts(context.document, context.selectors.get(field, ())):
        stamp = machine_time(text, context.time_zone, context.fetched_at, context.date_language) or _read(text, context)
        if stamp is not None:
            less = 0.0 if stamp.precision in MINUTE else 0.25
            yield Candidate(value=stamp, source=Source.PUBLISHER_SELECTOR, name=name, raw=text, adjustment=-less)


def _read(text: str, context: PageContext, *, alone: bool = True) -> Timestamp | None:
    return parse_timestamp(
        text, now=context.fetched_at if alone else None, tz=context.time_zone, language=context.date_language
    )


def times_at_headline(context: PageContext, zones: DateZones) -> Iterator[DateCandidate]:
    """Yield the times just above the headline, and those between it and the second paragraph of the text."""
    around = context.headline
    for pieces in (_before_second_paragraph(around.after, zones), around.before[::-1]):
        texts = [piece.text for piece in pieces]
        for step, piece in enumerate(pieces):
            if len(piece.text) > _LONGEST_LINE:
                continue
            exact = attribute_time(_timed(piece.element), context)
            if exact is None and not _MAY_BE_TIME.search(piece.text):
                continue
            # A text with its own date is not a label: "Updated: 20/09/2022" before "Published: 14/09/2022".
            label = texts[step - 1] if step and len(texts[step - 1]) < 30 and not _DATE.search(texts[step - 1]) else ""
            distance = step if piece.distance > 0 else -piece.distance
            lowered = piece.text.lower()
            if _NOT_OURS.search(lowered) or (step > _CLOSE_TEXTS and _OF_ANOTHER.fullmatch(piece.text)):
                continue
            states_today = _TODAY.search(lowered) is not None
            if states_today and _is_clock(lowered, may_be_own=0 < piece.distance <= _CLOSE_TEXTS):
                continue
            stamp = _displayed(piece.text, texts, step, context)
            if exact is not None and (stamp is None or stamp.precision not in MINUTE):
                stamp = exact
            line = fold(piece.text)
            if stamp is None or _OTHER.match(line) or _EVENT_OF_LINE.match(line) or _OTHER.match(fold(label)):
                continue
            if any(PLACE.match(fold(text)) for text in texts[step + 1 : step + 3] if ":" in text):
                continue  # "Thời gian: 10/12/2026", "Địa điểm: Nhà văn hóa"
            may_be_prose = (len(piece.text) > _LONGEST_DATE and step > _CLOSE_TEXTS) or piece.text[-1] in _SENTENCE_ENDS
            if _is_of_something(piece.text, stamp, is_near=not may_be_prose):
                continue  # an event, a caption, a teaser or a lead: "The fair from May 1 to 8, 2022 offers …"
            if zones.paragraph_of(piece.element, piece.text) is not None or zones.is_foreign(piece.element):
                continue
            if piece.distance < 0 and stamp.label != "published" and zones.is_beside_logo(piece.element):
                continue  # today's date, or the time of a stock price
            if zones.is_beside_headline_of_another(piece.element, above=piece.distance < 0):
                continue
            if stamp.precision == "month" and _is_linked(piece.element):
                continue  # "<a>November 2026</a> (12)" leads to an archive
            # "Hà Nội 24°C - 30/11/2026": a line with other words is more often another thing's than a line of the date.
            other = 0.0 if exact or stamp.label or is_stamp(piece.text) else _WITH_OTHER_WORDS
            if states_today:
                if (
                    context.fetched_at
                    and stamp.value.date() == context.fetched_at.astimezone(stamp.value.tzinfo).date()
                ):
                    continue  # a clock, or the article's day: nothing on the page tells which
                other = _PERHAPS_CLOCK
            # Many Vietnamese newspapers display "Cập nhật" next to the headline and no other time.
            doubt = 0.07 if context.is_vietnamese and distance <= _CLOSE_TEXTS else 0.2
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
                adjustment=-0.005 * min(distance, 40) - (doubt if is_update else 0.0) - other,
            )


def _is_clock(lowered: str, *, may_be_own: bool = False) -> bool:
    """Return whether *lowered* states what day it is today; with *may_be_own*, it stands right below the headline."""
    today = _TODAY.search(lowered)
    return today is not None and (not may_be_own or today["colon"] is not None or not is_stamp(lowered))


def _is_linked(element: Node) -> bool:
    return any(box.tag == "a" for box in (element, *islice(element.iterancestors(), 2)))


def times_in_headline(context: PageContext) -> Iterator[DateCandidate]:
    """Yield the date that an element in the headline displays by itself: <h1>The ferry <small>(5/3/2024)</small>."""
    heading = context.heading
    for node in islice(heading.iter("*"), 1, _MOST_IN_HEADING) if heading is not None else ():
        text = _FIELDS.split(text_of(node))[0].strip("()[] ")  # "02.02.2022 • Sport"
        name = (node.get("class") or "").casefold()
        is_apart = (node.tag in _DATES_IN_HEADLINES or _DATED.search(name) is not None) and "event" not in name
        stamp = _read(text, context) if is_apart and len(text) <= _LONGEST_DATE and _DIGITS.search(text) else None
        if stamp is not None and is_stamp(text):
            is_update = _is_update(stamp, "", text)
            yield Candidate(
                value=stamp,
                source=Source.HEADLINE,
                raw=stamp.raw,
                element=node,
                distance=0,
                is_update=is_update,
                adjustment=_OF_UPDATE if is_update else 0.0,
            )


def _is_update(stamp: Timestamp, label: str, text: str) -> bool:
    """Return whether *text*, which follows *label*, states *stamp* as the time of a change.

    A publication time stays one if the line also states a change: "08/11/2023 19:40 (cập nhật 10/11/2023)",
    "08/11/2023 19:40 Updated 2 days ago".
    """
    if stamp.label is not None:
        return stamp.label == "updated"
    before, _, behind = text.partition(stamp.raw)
    states_change = _DATE.search(behind) or _CHANGED_AGO.search(behind.lower())
    return _UPDATED.search(f"{label} {before if states_change else text}".lower()) is not None


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
    text = text_of(element)
    if len(text) > _LONGEST_DATE:
        return False  # the article, not its date
    return _UPDATED.search(f"{_label_of(element)} {text}".lower()) is not None


def _label_of(element: Node) -> str:
    """Return the short text right before *element*; a text with its own date is the label of that date."""
    parent, before = element.getparent(), element.getprevious()
    label = "" if parent is None else clean(parent.text) if before is None else clean(before.tail) or text_of(before)
    return label if len(label) < 30 and not _DATE.search(label) else ""


def _is_labeled_other(element: Node) -> bool:
    """Return whether the label before *element* assigns its time to something else: "Khai mạc <time>8 giờ</time>"."""
    return _OTHER.match(fold(_label_of(element))) is not None


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
    stamp = _read(text, context, alone=len(text) <= _LONGEST_DATE)
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


def times_in_attributes(context: PageContext, zones: DateZones) -> Iterator[DateCandidate]:
    """Yield the times in attributes of elements at the headline, whatever the elements display."""
    for node in zones.elements_at_headline:
        stamp = attribute_time(node, context)
        is_own = stamp is not None and not zones.is_foreign(node) and not _is_labeled_other(node)
        if stamp is not None and is_own and zones.paragraph_of(node, text_of(node)) is None:
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


def times_elsewhere(context: PageContext, zones: DateZones) -> Iterator[DateCandidate]:
    """Yield the times of marked elements at the headline and of the short lines at the end of the text."""
    document = context.document
    for node in document.by_tag.get("time", ())[:_MOST_TIMES]:
        text = node.get("datetime") or text_of(node)
        stamp = machine_time(text, context.time_zone, context.fetched_at, context.date_language)
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
        lowered = text.lower()
        is_ours = _DIGITS.search(text) is not None and not _NOT_OURS.search(lowered) and not _is_clock(lowered)
        stamp = _read(text, context) if is_ours else None
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
        if _NOT_OURS.search(text.lower()) or _is_clock(text.lower()):
            continue
        stamp = _read(text, context) if _DIGITS.search(text) else None
        exact = attribute_time(node, context) if node.tag == "time" else None
        if exact is not None and (stamp is None or exact.precision in MINUTE or stamp.precision not in MINUTE):
            stamp = exact  # the element may display only the day, or its age
        label = before if len(before) < 30 else ""
        if stamp is not None and stamp.precision == "month" and _is_linked(node):
            continue
        if stamp is None or _OTHER.match(fold(text)) or _OTHER.match(fold(label)) or _is_of_something(text, stamp):
            continue
        if (
            _OF_ISSUE.match(fold(text))
            or _EVENT_OF_LINE.match(fold(text))
            or (stamp.precision == "day" and _OF_SUBJECT.match(fold(text)))
        ):
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
    if _SPAN_WORD.search(before) or _is_of_picture(text[:at].lower()):
        return True
    if behind[:1] == ":" and behind[1:].strip():
        return True  # "Tỷ giá ngày 30/11/2026: USD 25.400"
    if PRICE.search(fold(behind)) is not None:
        return True  # "12.12.2026 | Eintritt: 5 Euro"
    if is_near:
        return _is_of_event(text[:at], behind)
    if _OF_FIGURE.search(before) is not None:
        return True  # "Ibex 35: 10.012 (30/11/2026)": a figure and its day
    words = _SMALL_WORD.findall(f"{text[:at]} {behind}")
    plain = sum(not word[0].isupper() for word in words)
    if plain >= _WORDS_OF_SENTENCE or (plain >= _WORDS_OF_SHORT_SENTENCE and text[-1:] in _SENTENCE_ENDS):
        return True  # "Agnes joined the paper on March 5, 2019."
    return before.endswith(":") and _OF_PUBLICATION.search(before) is None


def _is_of_picture(before: str) -> bool:
    """Return whether *before*, the words in lower case before a date, credit a photograph, but no text."""
    return _OF_PICTURE.search(before) is not None and _OF_TEXT.search(before) is None


def _is_of_event(before: str, behind: str) -> bool:
    """Return whether the words *before* and *behind* a date, in its line at the headline, are those of an event.

    "Hội xuân huyện: 05/01/2027, sân vận động": a label that is not one of publication, and more words behind the date.
    Other fields of the line do not count: "20.11.2026 | autor: Jan Lis | kategoria: Miasto".
    """
    label, behind = fold(_FIELDS.split(before)[-1]).strip(), _FIELDS.split(behind)[0]
    words = [word for word in _SMALL_WORD.findall(behind) if word.islower()]
    if not label.endswith(":") or " " not in label or len(words) < _WORDS_OF_PLACE or not label.isascii():
        return False
    return not (_OF_PUBLICATION.search(label) or _OF_CHANGE.search(label))


def _is_own(node: Node, text: str, zones: DateZones) -> bool:
    if zones.is_above_headline(node) and zones.is_beside_logo(node):
        return False  # the page's clock
    if zones.is_in_headline(node):
        return False  # a headline's own date is set apart in it, which `times_in_headline` tests
    if zones.is_beside_headline_of_another(node, above=False) or _is_labeled_other(node):
        return False
    return zones.is_at_headline(node) and not zones.is_foreign(node) and zones.paragraph_of(node, text) is None
