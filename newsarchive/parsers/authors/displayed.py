"""Authors that the page displays: in the texts at the headline, or marked as credits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from newsarchive.parsers.authors.candidate import (
    AuthorCandidate,
    candidate_of,
    labeled_credits,
    names_without_occupations,
)
from newsarchive.parsers.authors.marked import marked_authors, names_other_work
from newsarchive.parsers.authors.name_fields import is_job, is_name, is_occupation, is_town, names_in
from newsarchive.parsers.authors.ownership import ownership_of
from newsarchive.parsers.body.phrases import heading_verdict
from newsarchive.parsers.bylines.foreign import without_date_words
from newsarchive.parsers.bylines.foreign_names import is_foreign_person, is_known_person, is_phrase
from newsarchive.parsers.bylines.lexicon import JOINERS, PARTICLES, PLACES_THAT_ARE_NAMES
from newsarchive.parsers.bylines.parser import is_byline, parse_byline
from newsarchive.parsers.bylines.person_names import is_person, without_titles
from newsarchive.parsers.context import PageContext
from newsarchive.parsers.dates.date_lines import name_filed
from newsarchive.parsers.evidence import Candidate, Source
from newsarchive.parsers.html.headline_context import HeadlinePart
from newsarchive.parsers.html.tree import Node, class_and_id
from newsarchive.parsers.lengths import LEAD_AND_PARAGRAPH, LONG_TEXT, LONGEST_BARE_NAME, LONGEST_CREDIT_LINE
from newsarchive.parsers.lexicons.body import CAPTION_CLASS
from newsarchive.parsers.lexicons.metadata import AND, BY
from newsarchive.parsers.text import clean, has_length

# Between a date and the label: "05.02.2020 - Redaktion: Anna Reed".
_BEFORE_LABEL = " -–—|•·/"
_NEAR_PARTS = 16  # texts below the headline; names in separate elements, with commas, buttons and a lead between
_CLOSE_PARTS = 8  # texts below the headline; a bare name further away belongs to the text or a card
_INLINE = frozenset({"b", "strong", "em", "i", "span", "font", "u"})
_DIGIT, _TWO_NUMBERS = re.compile(r"\d"), re.compile(r"\d\D+\d")
_PARTS = re.compile(r"\s*[|•·]\s*|\s+[-–—/]\s+")
_FIELDS = re.compile(r"\s*[|｜•·]\s*|\s{2,}")
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_FIRST_WEB_PAGE = 1991  # year; an earlier one is a subject's: a portrait of 1930
_CJK_FIELD = re.compile(r"(?:作者|记者|記者|撰文)\s?[:：]\s?[\u3400-\u9fff·、，,]{2,20}(?=[\s|｜]|$)")
_STAMP = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|\d{1,2}[/.-]\d{1,2}[/.-]\d{2}|\d{1,2}[:h]\d\d")
_NEWSROOM = re.compile(
    r"correspond|writer|editor|reporter|columnist|journalist|staff|critic|contribut|produc|auth?or|blogger|redakt|reda[ck]"
    r"|korrespond|periodista|giornalista|freelance",
    re.I,
)
_SMALL_IN_CREDITS = JOINERS | PARTICLES
# "新华社北京3月5日电（记者王明）…", "【記者王明台北報導】…", "(서울=한강뉴스) 김민준 기자 = …".
_OPENING = re.compile(
    r"(?:[^。（(【\[〔]{2,20}[电電讯訊]\s?)?[（(【\[〔](?P<inside>[^（(【\[〔）)】\]〕]{3,40})[）)】\]〕]"
    r"(?:\s?(?P<behind>[\uac00-\ud7a3·,\s]{2,20}\s(?:기자|특파원))\s?=)?"
)
_REPORTER = re.compile("记者|記者|기자|특파원|特派[员員]|通[讯訊][员員]")
# "本报记者 林晓 河岸报道" in a line of its own.
_REPORTS = re.compile(
    r"\s*(?:本[报報台]|本网|本網|本刊|[\u3400-\u9fff]{2,6}[报報台网網社]\s)?(?P<reporter>(?:记者|記者)\s?[^\s/／]{2,4}(?:\s[^\s/／]{2,3})?)[\s/／][^。]{0,8}(?:报道|報道|報導)"
)
_YEARS_OF_LIFE = re.compile(r"(?:1[89]|20)\d\d\s?[-–—]\s?(?:19|20)\d\d")
_TOPIC = re.compile(r"/(?:tags?|topics?|themen?|thema|sujets?|temas?|keywords?|people|person)[/=]", re.I)
_OF_SUBJECT = re.compile(r"(?<![a-z])(?:tags?|topics?|keywords?)(?![a-z])|attribution")
_CLIMB_TO_LABEL = 3  # levels; the caption or the list of tags around a name
_DAY = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{1,2}\stháng\s\d{1,2},?\s(?:năm\s)?\d{4}", re.I)
# "Nguồn: TTXVN | 12/01/2024 10:05 | Kim Ngà": not the writer's part of the line.
_SOURCE = re.compile(r"(?:nguồn|theo)\b", re.I)
# "Đăng ngày 12/01/2024 bởi", before the element of the name.
_ENDS_IN_BY = re.compile(r"(?:đăng|viết|gửi)\b.*\d.*\sbởi:?", re.I)
# "Di Linh" is a place.
_FOREIGN_BY = re.compile(r"(?:di|da|von|par|por|door|av|af)\s", re.I)
# "and", alone between two elements or at the edge of an element.
_JOINER = re.compile(rf"(?:&|{AND})(?:\s|$)", re.I)
_ENDS_IN_JOINER = re.compile(rf"(?:^|\s)(?:&|{AND})$", re.I)
_LABELED = re.compile(r"[^:]{1,40}:\s")
_BARS = re.compile(r"\s[|•·]\s")
_FIELDS_BESIDE_NAME = 2  # texts; date and clock beside the name in one line
_WORDS_OF_STAMP = 6  # words; "Published on March 7, 2024." More words are a sentence with a date
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})


def displayed_authors(context: PageContext) -> Iterator[AuthorCandidate]:
    """Yield the credits displayed next to the headline or marked as credits."""
    parts = _parts_at_headline(context)
    pieces = [part.text for part in parts]
    yield from islice(_labeled_at_headline(context, pieces), 1)
    yield from marked_authors(context)
    if context.is_vietnamese:
        yield from _beside_a_date([part.text for part in parts[:_CLOSE_PARTS] if not _opens_sentence(part.element)])
    else:
        yield from _persons_beside_a_date(parts[:_CLOSE_PARTS], context)
        if (context.language or "")[:2] in ("zh", "ja", "ko"):
            yield from islice(_in_opening(parts, context), 1)


def pieces_at_headline(context: PageContext) -> list[str]:
    """Return the texts after the headline up to the second long text: the first may be a summary."""
    return [part.text for part in _parts_at_headline(context)]


def _parts_at_headline(context: PageContext) -> list[HeadlinePart]:
    own = ownership_of(context)
    pieces: list[HeadlinePart] = []
    long_texts = 0
    for piece in islice(context.headline.after, _NEAR_PARTS):
        long_texts += has_length(piece.text, LONG_TEXT + 1)
        if long_texts >= LEAD_AND_PARAGRAPH or own.is_of_card(piece.element) or _announces_others(piece):
            break
        if own.is_listed(piece.element):
            continue
        if own.is_own_piece(piece.element) and not _is_linked_heading(piece.element):
            pieces.append(piece)
    return pieces


def _announces_others(piece: HeadlinePart) -> bool:
    """Return whether *piece* is a heading of other articles, which may follow a short text: "More stories"."""
    return piece.element.tag in _HEADINGS and heading_verdict(piece.text) is not None


def _opens_sentence(element: Node) -> bool:
    """Return whether running text follows *element* in its line: "<b>(Sông Lạng) -</b> Sáng nay, …" is a dateline.

    In "<b>Nông Văn Thìn</b> - phóng viên của báo tại các tỉnh miền núi, …" the name's job follows.
    """
    if element.tag not in _INLINE:
        return False
    tail = clean((element.tail or "")[:LONG_TEXT])
    letter = next(filter(str.isalpha, tail), "")
    return len(tail) > LONGEST_BARE_NAME and not letter.islower()


def _is_linked_heading(element: Node) -> bool:
    """Return whether *element* is in a heading inside a link: it names another work, "The Tide <br> by Ann Reed"."""
    heading = next((box for box in (element, element.getparent()) if box is not None and box.tag in _HEADINGS), None)
    parent = heading.getparent() if heading is not None else None
    return parent is not None and parent.tag == "a"


def _labeled_at_headline(context: PageContext, pieces: list[str]) -> Iterator[AuthorCandidate]:
    """Yield the authors after a label ("By", "Von", "Tác giả:") next to the headline."""
    for step, piece in enumerate(pieces):
        text = piece.lstrip(_BEFORE_LABEL)
        if (
            len(text) >= LONGEST_CREDIT_LINE
            or (context.is_vietnamese and _FOREIGN_BY.match(text))
            or names_other_work(text, context)
        ):
            continue
        strung = _strung([text, *pieces[step + 1 :]])
        if not context.is_vietnamese and (labeled := labeled_credits(strung, context.language)):
            yield replace(labeled, source=Source.HEADLINE, distance=step + 1, adjustment=0.12)
        elif context.is_vietnamese and _LABELED.match(text) and is_byline(text):
            found = parse_byline(text)
            if found and found.authors:
                yield Candidate(
                    value=found.credits, source=Source.HEADLINE, raw=text, distance=step + 1, adjustment=0.12
                )
        elif context.is_vietnamese and _ENDS_IN_BY.fullmatch(text):
            names = [without_titles(name) for name in names_in("".join(pieces[step + 1 : step + 2]))]
            if names := [name for name in names if is_person(name, sure=True)]:
                yield candidate_of(names, Source.HEADLINE, raw=names[0], distance=step + 1, adjustment=0.12)
        elif not context.is_vietnamese and (field := _labeled_field(text, context)):
            yield replace(field, source=Source.HEADLINE, distance=step + 1, adjustment=0.12)
        elif not context.is_vietnamese and (signed := _beside_a_job(text) or _above_a_job(pieces[step : step + 2])):
            yield candidate_of([signed], Source.HEADLINE, raw=text, distance=step + 1)
        elif heading_verdict(text) is not None:
            continue  # "BÀI LIÊN QUAN" names nobody
        elif context.is_vietnamese and BY.fullmatch(f"{text} "):  # the names are in an element of their own
            found = parse_byline(" ".join((text, *pieces[step + 1 : step + 2])))
            if found and found.authors:
                yield Candidate(
                    value=found.credits, source=Source.HEADLINE, raw=found.raw, distance=step + 1, adjustment=0.12
                )
        elif BY.match(f"{text} "):
            remainder = BY.sub("", f"{text} ").strip()
            remainder = _strung([remainder, *pieces[step + 1 :]] if remainder else pieces[step + 1 :])
            remainder = _PARTS.split(remainder)[0]  # "By Ann Reed | Updated: 4 March 2024"
            if _LABELED.search(remainder):
                continue  # the label belongs to a line that is missing; a caption follows: "… Photo: Jan Moss/Archive"
            if (
                "(" in remainder
                and not context.is_vietnamese
                and (read := labeled_credits(f"{text} {remainder}", context.language))
            ):
                yield replace(read, source=Source.HEADLINE, distance=step + 1, adjustment=0.12)
                continue
            names = names_without_occupations(remainder)[:4]
            if not context.is_vietnamese and any(map(is_phrase, (remainder, *names))):
                continue  # "By The Numbers" is a heading
            yield candidate_of(names, Source.HEADLINE, raw=remainder, distance=step + 1, adjustment=0.12)


def _labeled_field(text: str, context: PageContext) -> AuthorCandidate | None:
    """Return the writers in one of the fields of a line: "发布时间:2026年11月20日 | 作者:陈晓 | 浏览:233"."""
    fields = [text[found.start() : found.end()] for found in _CJK_FIELD.finditer(text)] or _FIELDS.split(text)
    labeled = (labeled_credits(field, context.language) for field in fields if ":" in field or "：" in field)
    return next((found for found in labeled if found is not None), None) if len(text) > len(fields[0]) else None


def _beside_a_job(text: str) -> str | None:
    """Return the name in "Ann Reed | Senior Writer | July 2, 2025" or "Ann Reed, Food Correspondent".

    The name is first in its line, and a job title follows it after a bar or a comma.
    """
    has_bar = _BARS.search(text) is not None
    name, *others = (part.strip() for part in (_BARS.split(text) if has_bar else text.split(",", 1)))
    if not others or " " not in name or not is_name(name) or not is_foreign_person(name, sure=False):
        return None
    jobs = [other for other in others if len(other) <= LONGEST_BARE_NAME and is_occupation(other)]
    # After a comma also stands the job of a person in the news: "Tim Cook, CEO".
    return name if any(has_bar or _NEWSROOM.search(job) for job in jobs) else None


def _above_a_job(pieces: list[str]) -> str | None:
    """Return the first of two *pieces* if it is a name and the second a newsroom's job: "Ann Reed", "City reporter"."""
    if len(pieces) < 2 or max(map(len, pieces)) > LONGEST_BARE_NAME or _NEWSROOM.search(pieces[1]) is None:
        return None
    return _beside_a_job(" | ".join(pieces)) if pieces[1][-1] not in ".:!?" else None


def _strung(pieces: list[str]) -> str:
    """Return the first of *pieces* and the pieces joined to it by commas and "and": names in separate elements."""
    strung = pieces[0] if pieces else ""
    for piece in pieces[1:8]:
        joined = strung[-1:] in (",", ":") or piece[0] in ",(" or _ENDS_IN_JOINER.search(strung) or _JOINER.match(piece)
        if not joined or len(piece) > LONGEST_BARE_NAME:
            break
        strung = f"{strung}{'' if piece.startswith(',') else ' '}{piece}"
    return strung


def _beside_a_date(pieces: list[str]) -> Iterator[AuthorCandidate]:
    """Yield an unlabeled name next to the date below the headline, as most newspapers display their reporters.

    Alone beside a date, the name of a province is more often the place of the report than a pen name: "Sơn La -
    12/11/2026".
    """
    for step, text in enumerate(pieces):
        around = pieces[max(0, step - 1) : step] + pieces[step + 1 : step + 3]
        name, around = _without_date(text, around)
        if name.casefold() in PLACES_THAT_ARE_NAMES:
            continue
        if len(name) <= LONGEST_BARE_NAME and any(map(_DAY.search, around)) and is_byline(name):
            found = parse_byline(name)
            if found and found.authors:
                yield Candidate(
                    value=found.credits, source=Source.HEADLINE, name="and the date", raw=name, adjustment=-0.3
                )
                return


def _without_date(text: str, around: list[str]) -> tuple[str, list[str]]:
    """Return the name in *text* without the date beside it, and the texts around it: "12/01/2024 | 10:05 | Kim Ngà".

    Only a line of which one part has no digits is separated.
    """
    parts = [part for part in _PARTS.split(text) if part and not _SOURCE.match(part)]
    names = [part for part in parts if not _DIGIT.search(part)]
    is_listed = 1 < len(parts) <= _FIELDS_BESIDE_NAME + 1
    if is_listed and len(names) == 1 and " " in names[0]:
        return names[0].strip(" ,-–|•"), [*around, text]
    if is_listed and len(names) > 1 and _is_dated_between(parts):  # "Kim Ngà | 12/01/2024 10:05 | Kinh tế"
        return names[0].strip(" ,-–|•"), [*around, text]
    return text.strip(" ,-–|•"), around


def _is_dated_between(parts: list[str]) -> bool:
    """Return whether *parts* are a full name, a date and a section."""
    return len(parts) == 3 and " " in parts[0] and _DAY.search(parts[1]) is not None and is_person(parts[0])


def _persons_beside_a_date(pieces: list[HeadlinePart], context: PageContext) -> Iterator[AuthorCandidate]:
    """Yield the unlabeled full names right before or after the date below the headline.

    Accepted is a line that holds only names of persons ("Anna Reed and John Doe") that are known as such, because
    sections and places are capitalized too ("Port Hadley", "Нижний Новгород"). A caption and a link to a topic name
    persons that the article is about.
    """
    pieces = _joined(pieces)
    pieces = [piece for piece in pieces if any(map(str.isalnum, piece.text))]  # not the bar between name and date
    pieces = [piece for step, piece in enumerate(pieces) if not step or not _is_job_or_town(piece.text)]
    for step, piece in enumerate(pieces):
        filed_by = name_filed(piece.text)
        if len(piece.text) > 2 * LONGEST_BARE_NAME and not filed_by:
            continue
        if _names_subject(piece.element) or _is_part_of_text(piece.element):
            continue
        around = [*pieces[max(0, step - 1) : step], *pieces[step + 1 : step + 2]]
        text = filed_by or _without_stamp_and_site(piece.text, context)
        if not filed_by and not ((text != piece.text and _is_stamp(piece)) or any(map(_is_stamp, around))):
            continue
        label, colon, name = text.partition(":")
        # "Editor-in-chief: Ann Reed": a label, but none of a writer; of "Staff writer: Ann Reed", the last word is one.
        lines = (text, f"{label.rpartition(' ')[2]}:{name}") if colon else ()
        if lines and not any(is_byline(line, language=context.language or "en") for line in lines):
            continue
        found = parse_byline(text, language=context.language or "en")
        if found is None or not found.authors or any(" " not in name for name in found.authors):
            continue
        if all(is_known_person(name, context.language) for name in found.authors):
            yield Candidate(value=found.credits, source=Source.HEADLINE, name="and the date", raw=text, adjustment=-0.3)
            return


def _is_job_or_town(text: str) -> bool:
    """Return whether *text* is short and a job title or a town, as between the writer's name and the date."""
    return len(text) <= LONGEST_BARE_NAME and _DIGIT.search(text) is None and (is_town(text) or is_job(text))


def _in_opening(pieces: list[HeadlinePart], context: PageContext) -> Iterator[AuthorCandidate]:
    """Yield the reporter in the brackets with which East Asian reports begin: "（中央社記者王明高雄24日電）"."""
    for piece in _with_linked_reporters(pieces):
        opening = _OPENING.match(piece.text)
        credit = (opening["behind"] or opening["inside"]) if opening else ""
        if _REPORTER.search(credit) and (found := parse_byline(credit, language=context.language)) and found.authors:
            yield Candidate(
                value=found.credits, source=Source.HEADLINE, name="at the beginning of the text", raw=credit
            )
        elif (
            not opening
            and len(piece.text) <= LONGEST_BARE_NAME
            and (line := _REPORTS.fullmatch(piece.text)) is not None
        ):
            found = parse_byline(f"{line['reporter']}", language=context.language)
            if found and found.authors:
                yield Candidate(
                    value=found.credits, source=Source.HEADLINE, name="at the beginning of the text", raw=piece.text
                )


def _with_linked_reporters(pieces: list[HeadlinePart]) -> list[HeadlinePart]:
    """Return *pieces* with the name behind "記者" in the same piece: "河岸報 記者<a>葉書瑋</a>／基隆即時報導"."""
    joined: list[HeadlinePart] = []
    for step, piece in enumerate(pieces):
        behind = "".join(other.text for other in pieces[step + 1 : step + 3])
        is_open = _REPORTER.search(piece.text[-3:]) is not None and len(behind) <= LONGEST_BARE_NAME
        joined.append(piece._replace(text=f"{piece.text} {behind}") if is_open else piece)
    return joined


def _joined(pieces: list[HeadlinePart]) -> list[HeadlinePart]:
    """Join the pieces around a comma or an "and" of its own: "Ann Reed", "and", "John Doe" in three elements."""
    joined: list[HeadlinePart] = []
    is_open = False
    for piece in pieces:
        is_joiner = piece.text == "," or _JOINER.fullmatch(piece.text) is not None
        if joined and (is_joiner or is_open) and len(joined[-1].text) + len(piece.text) <= 2 * LONGEST_BARE_NAME:
            glue = "" if piece.text == "," else " "
            joined[-1] = joined[-1]._replace(text=f"{joined[-1].text}{glue}{piece.text}")
        else:
            joined.append(piece)
        is_open = is_joiner
    return joined


def _is_part_of_text(element: Node) -> bool:
    """Return whether *element* is a heading or a cell of a table with a head: "Ann Reed" above facts about her life."""
    if element.tag in _HEADINGS:
        return True
    table = next(element.iterancestors("table"), None)
    return table is not None and table.find(".//h1") is None and next(table.iter("th"), None) is not None


def _is_stamp(piece: HeadlinePart) -> bool:
    """Return whether *piece* is a date, or a <time>, which may display only "2 years ago"; not a sentence."""
    if piece.element.tag == "time":
        return True
    if piece.text[-1] == "." and len(piece.text.split()) > _WORDS_OF_STAMP:
        return False
    return (
        len(piece.text) <= 2 * LONGEST_BARE_NAME
        and _STAMP.search(piece.text) is not None
        and _YEARS_OF_LIFE.search(piece.text) is None
    )


def _without_stamp_and_site(text: str, context: PageContext) -> str:
    """Return the name in *text* without the date, the site, the section and the time of reading; empty without a name.

    "News | 7 March 2024 | Anna Reed", "Anna Reed on March 7, 2024", "28.10.2026, 19:45, Anna Reed".
    """
    if (year := _YEAR.search(text)) is not None and int(year[0]) < _FIRST_WEB_PAGE:
        return ""  # "Portrait, 4/5/1930, Ann Reed" is the caption of a picture
    parts = [part for part in _PARTS.split(text) if part]
    if len(parts) > 1:
        title = next((clean(node.text) for node in context.document.by_tag.get("title", ())), "")
        names = [part for part in parts if not _DIGIT.search(part) and not (len(part) > 2 and title.endswith(part))]
        if len(names) > 1:
            names = [part for part in names if is_known_person(part, context.language)]
        if len(names) == 1:
            return names[0]
    if _DIGIT.search(text) is None:
        return text
    if _TWO_NUMBERS.search(text) is None:
        return ""  # "Painting, 1920, Ann Reed": a year is not a date
    before, behind = _DIGIT.split(text, maxsplit=1)[0], _DIGIT.split(text)[-1]
    for part in (BY.sub("", f"{behind.lstrip(_BEFORE_LABEL)} "), without_date_words(before)):
        words = [word.strip("()[],.;") for word in part.split()]
        if len(words) > 1 and all(word[:1].isupper() or word in _SMALL_IN_CREDITS for word in words if word.isalpha()):
            return part.strip(" ,-–|•/")
    return ""


def _names_subject(element: Node) -> bool:
    """Return whether *element* is in a picture's caption, in a list of tags, or in a link to a topic."""
    for box in (element, *islice(element.iterancestors(), _CLIMB_TO_LABEL)):
        label = class_and_id(box).lower()
        if box.tag in ("figure", "figcaption") or CAPTION_CLASS.search(label) or _OF_SUBJECT.search(label):
            return True
        if box.tag == "a" and _TOPIC.search(box.get("href") or ""):
            return True
    return False
