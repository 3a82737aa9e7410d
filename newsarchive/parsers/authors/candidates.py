"""Author candidates: JSON-LD, microdata, meta elements, and bylines next to the headline."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from newsarchive.article import Credit
from newsarchive.parsers.authors.name_fields import is_agency, is_job, is_name, is_occupation, is_town, names_in
from newsarchive.parsers.authors.ownership import ownership_of
from newsarchive.parsers.body.phrases import heading_verdict
from newsarchive.parsers.bylines.cjk import is_cjk, is_cjk_person
from newsarchive.parsers.bylines.foreign import is_foreign_person, is_known_person, without_date_words
from newsarchive.parsers.bylines.lexicon import FOREIGN_LABELS, JOINERS, PARTICLES, PLACES
from newsarchive.parsers.bylines.parser import is_byline, parse_byline
from newsarchive.parsers.bylines.person_names import is_person, without_titles
from newsarchive.parsers.context import PageContext
from newsarchive.parsers.evidence import Candidate, Source
from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.headline_context import HeadlinePart
from newsarchive.parsers.html.json_ld import types_of
from newsarchive.parsers.html.microdata import item_nodes, own_item_nodes, properties_of, value_of
from newsarchive.parsers.html.page_regions import holds_no_credit
from newsarchive.parsers.html.schema_org import ArticleNode, as_list, text_in
from newsarchive.parsers.html.tree import Node, class_and_id, text_of
from newsarchive.parsers.lexicons.body import CAPTION_CLASS
from newsarchive.parsers.lexicons.metadata import AND, BY, OTHER_WORK
from newsarchive.parsers.text import clean, folded, has_length

#: The authors that one source names.
AuthorCandidate = Candidate[list[Credit]]

_METAS = (
    "author",
    "article:author",
    "og:article:author",
    "og:author",
    "article:author_name",
    "dc.creator",
    "dcterms.creator",
    "dc.creator.name",
    "sailthru.author",
    "parsely-author",
    "cxenseparse:author",
    "byl",
    "byline",
    "authors",
    "articleauthor",
    "dable:author",
    "content_author",
    "citation_author",
)
_AUTHOR_CLASS = re.compile(
    "auth?or|byline|auteur|creator|verfasser|tac-?gia|nguoi-?(?:viet|thuc-?hien)|phong-?vien|reporter-?name"
    # Each branch begins with letters and looks back after them, because `re` skips to letters.
    r"|writer(?<![a-z]writer)(?![a-z])|yazar(?<![a-z]yazar)(?![a-z])|penulis(?<![a-z]penulis)(?![a-z])"
    r"|by(?<!\Sby)(?!\S)|firma(?<!\Sfirma)(?!\S)|podpis(?<!\Spodpis)(?!\S)|signatur(?<!\Ssignatur)(?!\S)"
)
# "/@annreed" is a person on Medium, Mastodon and other platforms.
_PROFILE = re.compile(r"/(?:author|autor|auteur|tac-gia|profile|people|by)s?/|/@[\w.-]+/?$")
# Between a date and the label: "05.02.2020 - Redaktion: Anna Reed".
_BEFORE_LABEL = " -–—|•·/"
_PEOPLE = "/people/"
_ACCOUNT = re.compile(r"/author/(?:admin\w*|root|webmaster|editor)/?$")
_WHOLE = frozenset({"body", "html", "img", "form", "article", "main"})
_LONGEST, _MOST_NODES, _NEAR, _CLOSE = 160, 10, 16, 8
_LONG_TEXT, _MOST_LONG_TEXTS = 100, 2
_INLINE = frozenset({"b", "strong", "em", "i", "span", "font", "u"})
_DIGIT, _TWO_NUMBERS = re.compile(r"\d"), re.compile(r"\d\D+\d")
_PARTS = re.compile(r"\s*[|•·]\s*|\s+[-–—/]\s+")
_FIELDS = re.compile(r"\s*[|｜•·]\s*|\s{2,}")
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_FIRST_WEB_PAGE = 1991
_CJK_FIELD = re.compile(r"(?:作者|记者|記者|撰文)\s?[:：]\s?[\u3400-\u9fff·、，,]{2,20}(?=[\s|｜]|$)")
_STAMP = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|\d{1,2}[/.-]\d{1,2}[/.-]\d{2}|\d{1,2}[:h]\d\d")
_NEWSROOM = re.compile(
    r"correspond|writer|editor|reporter|columnist|journalist|staff|critic|contribut|produc|auth?or|blogger|redakt|reda[ck]"
    r"|korrespond|periodista|giornalista|freelance",
    re.I,
)
_ROLE_BEHIND = re.compile(r"\s*\(([^()]{3,20})\)")
_SMALL_IN_CREDITS = JOINERS | PARTICLES
# "新华社北京3月5日电（记者王明）…", "【記者王明台北報導】…", "(서울=한강뉴스) 김민준 기자 = …".
_OPENING = re.compile(
    r"(?:[^。（(【\[〔]{2,20}[电電讯訊]\s?)?[（(【\[〔](?P<inside>[^（(【\[〔）)】\]〕]{3,40})[）)】\]〕]"
    r"(?:\s?(?P<behind>[\uac00-\ud7a3·,\s]{2,20}\s(?:기자|특파원))\s?=)?"
)
_REPORTER = re.compile("记者|記者|기자|특파원|特派[员員]|通[讯訊][员員]")
# "本报记者 林晓 河岸报道" in a line of its own.
_REPORTS = re.compile(
    r"\s*(?:本[报報台]|本网|本網|本刊)?(?P<reporter>(?:记者|記者)\s?[^\s/／]{2,4}(?:\s[^\s/／]{2,3})?)[\s/／][^。]{0,8}(?:报道|報道|報導)"
)
_YEARS_OF_LIFE = re.compile(r"(?:1[89]|20)\d\d\s?[-–—]\s?(?:19|20)\d\d")
_TOPIC = re.compile(r"/(?:tags?|topics?|themen?|thema|sujets?|temas?|keywords?|people|person)[/=]", re.I)
_OF_SUBJECT = re.compile(r"(?<![a-z])(?:tags?|topics?|keywords?)(?![a-z])|attribution")
_CLIMB = 3
_DAY = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{1,2}\stháng\s\d{1,2},?\s(?:năm\s)?\d{4}", re.I)
# Parts that only the Vietnamese byline grammar can parse: a label, an outlet after a slash, two names and a dash.
_GRAMMAR = re.compile(r"[:/(]|\s[-–]\s|\b(?:thông tín viên|phóng viên|theo)\b", re.I)
# "Nguồn: TTXVN | 12/01/2024 10:05 | Kim Ngà": not the writer's part of the line.
_SOURCE = re.compile(r"(?:nguồn|theo)\b", re.I)
# "Đăng ngày 12/01/2024 bởi", before the element of the name.
_ENDS_IN_BY = re.compile(r"(?:đăng|viết|gửi)\b.*\d.*\sbởi:?", re.I)
# "Geschrieben am 20. November 2026 von".
_ENDS_IN_PREPOSITION = re.compile(r"^\S+ .{0,30}\b(?:19|20)\d\d\b.{0,20}\b(?:von|by|par|por|da|door|av|af|bởi):?$")
# "Di Linh" is a place.
_FOREIGN_BY = re.compile(r"(?:di|da|von|par|por|door|av|af)\s", re.I)
# "and", alone between two elements or at the edge of an element.
_JOINER = re.compile(rf"(?:&|{AND})(?:\s|$)", re.I)
_ENDS_IN_JOINER = re.compile(rf"(?:^|\s)(?:&|{AND})$", re.I)
_LABELED = re.compile(r"[^:]{1,40}:\s")
_DASH = re.compile(r"\s[-–]\s")
_DATE_BEHIND = re.compile(
    r"[\s,|•·–-]+(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s\d|\d{1,2}[/.: -]\d).*", re.I | re.S
)
_BARS = re.compile(r"\s[|•·]\s")
_LONGEST_NAME, _MOST_NAMES, _MOST_IN_BOX = 40, 50, 30
_REVIEW = re.compile(r"(?<![a-z])reviews?(?![a-z])", re.I)
_SENTENCE, _LISTED, _BOXES = 30, 2, 3
_WORDS_OF_STAMP, _WORDS_OF_GIVEN_NAME = 6, 3
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
# The heading of the box about the article's author, in the singular.
_AUTHOR_HEADING = re.compile(
    r"(?:(?:about|meet|über|zur?m?|sobre|à propos|chi è|info)\s)?"
    r"(?:(?:the|den|die|der|de l.|l.|el|la|il|lo|o|a|your)\s?)?"
    r"(?:author|writer|reporter|autor(?:in|a|e)?|auteur|autrice|tác giả(?: bài viết)?|người viết|verfasser(?:in)?)s?"
    r"\s*:?$"
    r"|.*\b(?:written|posted|story|words) by|by\b|von\b|par\b|por\b",
    re.I,
)
_RECORDINGS = frozenset({"VideoObject", "AudioObject", "ImageObject", "MediaObject"})


def declared_authors(context: PageContext) -> Iterator[AuthorCandidate]:
    """Yield the authors that the page declares in JSON-LD, microdata and meta elements; values are lists of Credit."""
    document, article = context.document, context.article
    for key in ("author", "creator"):
        values = list(islice(article.values(key), _MOST_NAMES))
        people, others = _people(article, values)
        believed = article.is_article and not any(map(_is_account, values))
        doubt = 0.0 if believed else -0.65 if not _RECORDINGS.isdisjoint(article.types) else -0.3
        if people or others:
            yield _candidate(people or others, Source.JSON_LD, key, adjustment=doubt)
    if names := _microdata(context):
        yield _candidate(names, Source.MICRODATA, "author")
    for name in document.metas.among(_METAS):
        contents = document.metas[name][:_MOST_NAMES]
        if name == "citation_author":
            contents = [_in_reading_order(content) for content in contents]
        names = [name_found for content in contents for name_found in names_in(content)]
        yield _candidate(names, Source.META, name)
    if author := document.parsely.get("author"):
        yield _candidate(names_in(author), Source.META, "parsely-page")
    label, data = document.meta("twitter:label1"), document.meta("twitter:data1")
    if label and data and BY.match(f"{label} "):
        yield _candidate(names_in(data), Source.META, "twitter:data1", adjustment=-0.05)


def _in_reading_order(content: str) -> str:
    """Return "Ann Reed" for "Reed, Ann", the form of citations (Google Scholar's inclusion guidelines allow both)."""
    family, comma, given = content.partition(",")
    is_one = comma and "," not in given and " and " not in content and 0 < len(given.split()) <= _WORDS_OF_GIVEN_NAME
    return f"{given.strip()} {family.strip()}" if is_one and len(family.split()) <= _WORDS_OF_GIVEN_NAME else content


def declared_names(document: Document, article: ArticleNode) -> list[str]:
    """Return the names of persons that *article*, the page's JSON-LD, and the <meta> "author" declare."""
    people, _ = _people(article, islice(article.values("author"), _MOST_NAMES))
    return list(dict.fromkeys([*people, *document.metas.get("author", ())[:_MOST_NAMES]]))


def displayed_authors(context: PageContext) -> Iterator[AuthorCandidate]:
    """Yield the credits displayed next to the headline or marked as credits."""
    parts = _parts_at_headline(context)
    pieces = [part.text for part in parts]
    yield from islice(_labeled_at_headline(context, pieces), 1)
    yield from _marked(context)
    if context.is_vietnamese:
        yield from _beside_a_date([part.text for part in parts[:_CLOSE] if not _opens_sentence(part.element)])
    else:
        yield from _persons_beside_a_date(parts[:_CLOSE], context)
        if (context.language or "")[:2] in ("zh", "ja", "ko"):
            yield from islice(_in_opening(parts, context), 1)


def pieces_at_headline(context: PageContext) -> list[str]:
    """Return the texts after the headline up to the second long text: the first may be a summary."""
    return [part.text for part in _parts_at_headline(context)]


def _parts_at_headline(context: PageContext) -> list[HeadlinePart]:
    own = ownership_of(context)
    pieces: list[HeadlinePart] = []
    long_texts = 0
    for piece in islice(context.headline.after, _NEAR):
        long_texts += has_length(piece.text, _LONG_TEXT + 1)
        if long_texts >= _MOST_LONG_TEXTS or own.is_of_card(piece.element) or _announces_others(piece):
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
    tail = clean((element.tail or "")[:_LONG_TEXT])
    letter = next(filter(str.isalpha, tail), "")
    return len(tail) > _LONGEST_NAME and not letter.islower()


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
            len(text) >= _LONGEST
            or (context.is_vietnamese and _FOREIGN_BY.match(text))
            or _names_other_work(text, context)
        ):
            continue
        strung = _strung([text, *pieces[step + 1 :]])
        if not context.is_vietnamese and (labeled := _read_labeled(strung, context.language)):
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
                yield _candidate(names, Source.HEADLINE, raw=names[0], distance=step + 1, adjustment=0.12)
        elif not context.is_vietnamese and (field := _labeled_field(text, context)):
            yield replace(field, source=Source.HEADLINE, distance=step + 1, adjustment=0.12)
        elif not context.is_vietnamese and (signed := _beside_a_job(text)):
            yield _candidate([signed], Source.HEADLINE, raw=text, distance=step + 1)
        elif BY.match(f"{text} "):
            remainder = BY.sub("", f"{text} ").strip()
            remainder = _strung([remainder, *pieces[step + 1 :]] if remainder else pieces[step + 1 :])
            remainder = _PARTS.split(remainder)[0]  # "By Ann Reed | Updated: 4 March 2024"
            if _LABELED.search(remainder):
                continue  # the label belongs to a line that is missing; a caption follows: "… Photo: Jan Moss/Archive"
            if (
                "(" in remainder
                and not context.is_vietnamese
                and (read := _read_labeled(f"{text} {remainder}", context.language))
            ):
                yield replace(read, source=Source.HEADLINE, distance=step + 1, adjustment=0.12)
                continue
            names = _without_occupations(remainder)[:4]
            yield _candidate(names, Source.HEADLINE, raw=remainder, distance=step + 1, adjustment=0.12)


def _labeled_field(text: str, context: PageContext) -> AuthorCandidate | None:
    """Return the writers in one of the fields of a line: "发布时间:2026年11月20日 | 作者:陈晓 | 浏览:233"."""
    fields = [text[found.start() : found.end()] for found in _CJK_FIELD.finditer(text)] or _FIELDS.split(text)
    labeled = (_read_labeled(field, context.language) for field in fields if ":" in field or "：" in field)
    return next((found for found in labeled if found is not None), None) if len(text) > len(fields[0]) else None


def _beside_a_job(text: str) -> str | None:
    """Return the name in "Ann Reed | Senior Writer | July 2, 2025" or "Ann Reed, Food Correspondent".

    The name is first in its line, and a job title follows it after a bar or a comma.
    """
    has_bar = _BARS.search(text) is not None
    name, *others = (part.strip() for part in (_BARS.split(text) if has_bar else text.split(",", 1)))
    if not others or " " not in name or not is_name(name) or not is_foreign_person(name, sure=False):
        return None
    jobs = [other for other in others if len(other) <= _LONGEST_NAME and is_occupation(other)]
    # After a comma also stands the job of a person in the news: "Tim Cook, CEO".
    return name if any(has_bar or _NEWSROOM.search(job) for job in jobs) else None


def _read_labeled(text: str, language: str | None) -> AuthorCandidate | None:
    """Return the credits of a labeled line that names writers in a language other than Vietnamese, else ``None``."""
    if not is_byline(text, language=language or "en"):
        return None
    found = parse_byline(text, language=language or "en")
    if found is None or not found.authors:
        return None
    return Candidate(value=found.credits, source=Source.CLASS, raw=text)


def _strung(pieces: list[str]) -> str:
    """Return the first of *pieces* and the pieces joined to it by commas and "and": names in separate elements."""
    strung = pieces[0] if pieces else ""
    for piece in pieces[1:8]:
        joined = strung.endswith(",") or piece[0] in ",(" or _ENDS_IN_JOINER.search(strung) or _JOINER.match(piece)
        if not joined or len(piece) > _LONGEST_NAME:
            break
        strung = f"{strung}{'' if piece.startswith(',') else ' '}{piece}"
    return strung


def _candidate(
    names: Iterable[str],
    source: Source,
    name: str = "",
    *,
    raw: str | None = None,
    distance: int | None = None,
    adjustment: float = 0.0,
) -> AuthorCandidate:
    credits = [Credit(name=name, role="agency" if is_agency(name) else "author") for name in dict.fromkeys(names)]
    return Candidate(value=credits, source=source, name=name, raw=raw, distance=distance, adjustment=adjustment)


def _people(article: ArticleNode, values: Iterable[Any]) -> tuple[list[str], list[str]]:
    """Return the names of persons and the names of organizations in *values*."""
    people: list[str] = []
    others: list[str] = []
    for value in values:
        if isinstance(value, dict):
            names = [text_in(part) for part in as_list(value.get("name"))[:_MOST_NAMES]] or [text_in(value)]
            if "Organization" in " ".join(types_of(value)):
                others += (clean(name) for name in names if 1 < len(name) <= _LONGEST_NAME)
            else:
                people += (name for text in names for name in names_in(text))
        elif isinstance(value, str):
            people += names_in(value)
        elif isinstance(value, list):
            inner = _people(article, [article.follow(person) for person in value[:_MOST_NAMES]])
            people += inner[0]
            others += inner[1]
    return people, others


def _is_account(value: Any) -> bool:
    """Return whether *value* is the content system's administrator account (WordPress's /author/admin/)."""
    addresses = (value.get("url"), value.get("@id")) if isinstance(value, dict) else ()
    return any(isinstance(address, str) and _ACCOUNT.search(address) for address in addresses)


def _microdata(context: PageContext) -> list[str]:
    nodes = own_item_nodes(context.document, "author", context.heading)[:_MOST_NAMES]
    nodes = [node for node in nodes if ownership_of(context).is_own(node)]
    # Related articles are separate items: only the authors in the item of the first author belong to this article.
    scope = _scope(nodes[0]) if nodes else None
    return [name for node in nodes if _scope(node) is scope for name in names_in(_item_name(node))]


def _scope(node: Node) -> Node | None:
    return next((ancestor for ancestor in node.iterancestors() if ancestor.get("itemscope") is not None), None)


def _item_name(node: Node) -> str:
    inner = next((element for element in node.iter("*") if "name" in properties_of(element)), None)
    return value_of(inner if inner is not None else node)


def _beside_a_date(pieces: list[str]) -> Iterator[AuthorCandidate]:
    """Yield an unlabeled name next to the date below the headline, as most newspapers display their reporters."""
    for step, text in enumerate(pieces):
        around = pieces[max(0, step - 1) : step] + pieces[step + 1 : step + 3]
        name, around = _without_date(text, around)
        if len(name) <= _LONGEST_NAME and any(map(_DAY.search, around)) and is_byline(name):
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
    is_listed = 1 < len(parts) <= _LISTED + 1
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
        if len(piece.text) > 2 * _LONGEST_NAME or _names_subject(piece.element) or _is_part_of_text(piece.element):
            continue
        around = [*pieces[max(0, step - 1) : step], *pieces[step + 1 : step + 2]]
        text = _without_stamp_and_site(piece.text, context)
        if not ((text != piece.text and _is_stamp(piece)) or any(map(_is_stamp, around))):
            continue
        found = parse_byline(text, language=context.language or "en")
        if found is None or not found.authors or any(" " not in name for name in found.authors):
            continue
        if all(is_known_person(name, context.language) for name in found.authors):
            yield Candidate(value=found.credits, source=Source.HEADLINE, name="and the date", raw=text, adjustment=-0.3)
            return


def _is_job_or_town(text: str) -> bool:
    """Return whether *text* is short and a job title or a town, as between the writer's name and the date."""
    return len(text) <= _LONGEST_NAME and _DIGIT.search(text) is None and (is_town(text) or is_job(text))


def _in_opening(pieces: list[HeadlinePart], context: PageContext) -> Iterator[AuthorCandidate]:
    """Yield the reporter in the brackets with which East Asian reports begin: "（中央社記者王明高雄24日電）"."""
    for piece in pieces:
        opening = _OPENING.match(piece.text)
        credit = (opening["behind"] or opening["inside"]) if opening else ""
        if _REPORTER.search(credit) and (found := parse_byline(credit, language=context.language)) and found.authors:
            yield Candidate(
                value=found.credits, source=Source.HEADLINE, name="at the beginning of the text", raw=credit
            )
        elif not opening and len(piece.text) <= _LONGEST_NAME and (line := _REPORTS.fullmatch(piece.text)) is not None:
            found = parse_byline(f"{line['reporter']}", language=context.language)
            if found and found.authors:
                yield Candidate(
                    value=found.credits, source=Source.HEADLINE, name="at the beginning of the text", raw=piece.text
                )


def _joined(pieces: list[HeadlinePart]) -> list[HeadlinePart]:
    """Join the pieces around a comma or an "and" of its own: "Ann Reed", "and", "John Doe" in three elements."""
    joined: list[HeadlinePart] = []
    is_open = False
    for piece in pieces:
        is_joiner = piece.text == "," or _JOINER.fullmatch(piece.text) is not None
        if joined and (is_joiner or is_open) and len(joined[-1].text) + len(piece.text) <= 2 * _LONGEST_NAME:
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
        len(piece.text) <= 2 * _LONGEST_NAME
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
    for box in (element, *islice(element.iterancestors(), _CLIMB)):
        label = class_and_id(box).lower()
        if box.tag in ("figure", "figcaption") or CAPTION_CLASS.search(label) or _OF_SUBJECT.search(label):
            return True
        if box.tag == "a" and _TOPIC.search(box.get("href") or ""):
            return True
    return False


def _marked(context: PageContext) -> Iterator[AuthorCandidate]:
    """Yield marked credits; neighbors of one kind form one candidate ("A" and "B" in separate elements).

    Credits at the headline rank above credits further away.
    """
    marked = _marked_nodes(context.document)
    if not marked:
        return
    own = ownership_of(context)
    nodes = [node for node in marked if own.is_own(node)]
    if any(_is_person_in_title(node, context.title) for node in nodes):  # links to the people that the text is about
        nodes = [node for node in nodes if _PEOPLE not in (node.get("href") or "")]
    near = [node for node in nodes if own.is_near(node) and not _is_under_heading_above(node, context)]
    candidates = list(_read_marked(near, context))
    distant = [
        node for node in nodes if not own.is_near(node) and not _is_in_list(node) and not _is_under_other_heading(node)
    ]
    yield from candidates or _read_marked(distant, context)


def _is_surely_person(name: str, context: PageContext) -> bool:
    if context.is_vietnamese:
        return is_person(name, sure=True) and name.casefold() not in PLACES
    return is_known_person(name, context.language)


def _is_person_in_title(node: Node, title: str | None) -> bool:
    """Return whether *node* is a link to a page about a person whom the headline names."""
    if node.tag != "a" or node.get("rel") == "author" or _PEOPLE not in (node.get("href") or ""):
        return False
    name = text_of(node)
    return bool(name) and name in (title or "")


def _read_marked(nodes: list[Node], context: PageContext) -> Iterator[AuthorCandidate]:
    found: dict[str, list[str]] = {}
    raw: dict[str, str] = {}
    around = frozenset(context.heading.iterancestors()) if context.heading is not None else frozenset()
    marked = frozenset(nodes)
    for node in nodes[:_MOST_NODES]:
        label = f"{node.get('class') or node.get('rel') or ''} {node.get('id') or ''}".strip()
        if holds_no_credit(label) or _is_in_other_part(node, around) or len(text := text_of(node)) > _LONGEST:
            continue
        if _has_other_role(node):
            continue
        if text and does_other_work(node, text, context):
            # "Biên dịch: Nguyễn Minh An" is a credit, of a translator.
            if context.is_vietnamese and (credits := _credits_of_others(text, None)):
                yield Candidate(value=credits, source=Source.CLASS, name=label[:60], raw=text, adjustment=0.2)
            continue
        if labeled := _by_grammar(_in_pieces(node) if not context.is_vietnamese else text, label, context):
            yield labeled
            continue
        others = _credits_of_others(text, None if context.is_vietnamese else context.language or "en")
        if others is not None:
            yield Candidate(value=others, source=Source.CLASS, name=label[:60], raw=text, adjustment=0.2)
            continue
        # A single word is as often a label as a name.
        names = _read_alone(text, node, context) or [
            name for name in _names_of_pieces(node) if " " in name or not name.isascii() or is_agency(name)
        ]
        if inner := [part for part in islice(node.iterdescendants(), _MOST_IN_BOX) if part in marked]:
            # The elements of the names are marked too; what else has the form of a name in the box may be a town.
            inside = {name for part in inner for name in names_in(text_of(part))}
            if not all(name in inside or _is_surely_person(name, context) for name in names):
                continue
        if context.is_vietnamese:  # "Chia sẻ", "Kinh doanh" and "Hà Nội" are not names
            names = [without_titles(name) for name in names]
            names = [name for name in names if is_person(name, sure=True) and name.casefold() not in PLACES]
        else:  # "发布于", "关注", "保存" have the form of a name
            names = [name for name in names if not is_cjk(name) or is_cjk_person(name, context.language)]
        if names and (len(found.setdefault(label, [])) < 4):
            found[label] += names
            raw.setdefault(label, text)
    for step, (label, names) in enumerate(found.items()):
        yield _candidate(names, Source.CLASS, label[:60], raw=raw[label], adjustment=0.2 - 0.01 * step)


def _has_other_role(node: Node) -> bool:
    """Return whether brackets behind *node* name another work than writing: "<a>Ana Lobo</a> (fotografia)"."""
    role = _ROLE_BEHIND.match(node.tail or "")
    return role is not None and FOREIGN_LABELS.get(role[1].casefold(), "author") != "author"


def _is_in_other_part(node: Node, around: frozenset[Node]) -> bool:
    """Return whether *node* is in a menu, a footer, an aside or a form without text, which does not hold the headline.

    *around* are the elements around the headline: an <aside> that nobody closed may hold the whole page.
    """
    for box in node.iterancestors():
        if box in around:
            return False
        if box.tag in ("nav", "footer", "aside") or (box.tag == "form" and next(box.iter("p", "img"), None) is None):
            return True
    return False


def does_other_work(node: Node, text: str, context: PageContext) -> bool:
    """Return whether a label in *text* or right before its *node* names another work than writing: "Reviewed by".

    The author of a review of a book, a film or a product is the one who reviewed it.
    """
    if _names_other_work(text, context):
        return True
    for box in islice(node.iterancestors(), 2):
        before, found, _ = text_of(box)[:_LONGEST].partition(text)
        if found and before.strip():
            last = next(reversed([*OTHER_WORK.finditer(before)]), None)
            return last is not None and not before[last.end() :].strip(" :") and _names_other_work(last[0], context)
    return False


def _names_other_work(text: str, context: PageContext) -> bool:
    label = OTHER_WORK.match(text)
    if label is None:
        return False
    is_review = _REVIEW.search(f"{context.url} {context.title}") is not None or "Review" in context.article.page_types
    return not (is_review and label[0].casefold().startswith("reviewed by"))


def _credits_of_others(text: str, language: str | None) -> list[Credit] | None:
    """Return the credits other than authors in a labeled line: compilers, translators, photographers, sources."""
    found = parse_byline(text, language=language) if is_byline(text, language=language) else None
    return found.credits if found is not None and not found.authors else None


def _in_pieces(node: Node) -> str:
    """Return the texts in *node* with a bar between elements: a name never spans two elements."""
    return " | ".join(cleaned for piece in node.itertext() if (cleaned := clean(piece)))


def _by_grammar(text: str, label: str, context: PageContext) -> AuthorCandidate | None:
    """Return the credits that only the byline grammar finds in *text* of the marked credit *label*."""
    if not context.is_vietnamese:
        labeled = _read_labeled(text, context.language)
        return replace(labeled, name=label[:60], adjustment=0.2) if labeled else None
    if (_GRAMMAR.search(text) or _BARS.search(text)) and (byline := parse_byline(text)) and byline.authors:
        return Candidate(value=byline.credits, source=Source.CLASS, name=label[:60], raw=text, adjustment=0.2)
    people = _DASH.split(text)
    if len(people) > 1 and all(" " in person and is_name(person) for person in people):
        return _candidate(people, Source.CLASS, label[:60], raw=text, adjustment=0.2)
    return None


def _read_alone(text: str, node: Node, context: PageContext) -> list[str]:
    """Return the unlabeled authors in *text* if it is one piece, without a separate element for each name."""
    if len([piece for piece in node.itertext() if not piece.isspace()]) > 1:
        return []
    if context.is_vietnamese:
        found = parse_byline(text) if is_byline(text) else None
    else:
        found = parse_byline(text, language=context.language or "en")
    return found.authors if found else []


def names_of_others(context: PageContext) -> set[str]:
    """Return the marked names that belong to a card, a quote, a comment and similar parts, folded for comparison."""
    nodes = _marked_nodes(context.document) + item_nodes(context.document, "author")[:_MOST_NAMES]
    if not nodes:
        return set()
    own = ownership_of(context)
    others = [node for node in nodes if not own.is_own(node)]
    if not others:
        return set()
    return {folded(text_of(node)) for node in others} - {folded(text_of(node)) for node in nodes if own.is_own(node)}


def author_elements(document: Document) -> list[Node]:
    """Return the elements whose class indicates authors; computed once."""
    return document.remembered("author elements", lambda page: page.elements.class_like(_AUTHOR_CLASS))


def _marked_nodes(document: Document) -> list[Node]:
    """Return the elements that a class, a rel or a link to a person's page marks as names; searched for once."""
    return document.remembered("marked names", lambda page: list(islice(_marks(page), 4 * _MOST_NODES)))


def _marks(document: Document) -> Iterator[Node]:
    yield from (node for node in author_elements(document) if node.tag not in _WHOLE)
    for node in document.by_tag.get("a", ()):
        if node.get("rel") == "author" or (_PROFILE.search(node.get("href") or "") and not _is_in_sentence(node)):
            yield node


def _is_in_sentence(link: Node) -> bool:
    """Return whether *link* is inside a sentence about a person: "… the film with <a>Ann Reed</a> …"."""
    parent = link.getparent()
    name = text_of(link)
    if not name or parent is None or parent.tag not in ("p", "li", "td", "em", "i", "b", "strong", "span"):
        return False
    before = clean(parent.text or "") if link.getprevious() is None else text_of(parent).partition(name)[0]
    return len(before) > _SENTENCE and BY.match(before) is None and _ENDS_IN_PREPOSITION.search(before.rstrip()) is None


def _is_in_list(link: Node) -> bool:
    """Return whether *link* is alone in an item of a list of such links, as in a menu of the columnists."""
    item = link.getparent()
    if link.tag != "a" or item is None or item.tag != "li" or text_of(item) != text_of(link):
        return False
    items = item.getparent()
    return items is not None and sum(item.find("a") is not None for item in islice(items, _LISTED + 1)) >= _LISTED


def _is_under_heading_above(link: Node, context: PageContext) -> bool:
    """Return whether *link* is above the headline, in a box with another heading: a list of columnists."""
    positions = context.document.positions
    is_above = context.heading is not None and positions.get(link, 0) < positions.get(context.heading, 0)
    return is_above and _is_under_other_heading(link)


def _is_under_other_heading(link: Node) -> bool:
    """Return whether *link* is in a box whose heading is not that of an author box: "Cây bút nổi bật", "Columnists"."""
    if link.tag != "a":
        return False
    for box in islice(link.iterancestors(), _BOXES):
        heading = next((part for part in islice(box, _LISTED + 1) if part.tag in _HEADINGS or _is_label(part)), None)
        if heading is not None and heading is not link and link not in heading.iter("a"):
            text = text_of(heading)
            return len(text) <= _LONGEST_NAME and _AUTHOR_HEADING.match(text) is None and text != text_of(link)
    return False


def _is_label(part: Node) -> bool:
    """Return whether *part* is set in bold at the beginning of its box, like a heading: "<b>Columnists</b>"."""
    parent = part.getparent()
    is_first = part.tag in ("b", "strong") and part.getprevious() is None and parent is not None and parent.tag != "a"
    return is_first and not clean(parent.text) and text_of(part)[-1:] not in (":", "") if parent is not None else False


def _without_occupations(text: str) -> list[str]:
    """Return the names in *text*; of "A, Privacy and Security Expert", only "A"."""
    parts = (part for part in text.split(",") if not is_occupation(part))
    return [name for name in names_in(",".join(parts)) if not is_occupation(name)]


def _names_of_pieces(node: Node) -> list[str]:
    """Return the names in *node*; each text between tags is parsed separately; text after a job title is skipped."""
    names: list[str] = []
    for piece in node.itertext():
        if is_occupation(piece):
            return names or _without_occupations(piece)
        names += names_in(piece)
    text = text_of(node)
    whole = names_in(text) or names_in(_DATE_BEHIND.sub("", text))
    # First name and surname in separate elements.
    in_halves = len(whole) == 1 and len(names) > 1 and all(" " not in name for name in names)
    return whole if in_halves else names or whole
