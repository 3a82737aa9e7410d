"""Credits marked by a class, a `rel` or a link to a person's page, anywhere on the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from newsarchive.article import Credit
from newsarchive.parsers.authors.candidate import (
    AuthorCandidate,
    candidate_of,
    labeled_credits,
    names_without_occupations,
)
from newsarchive.parsers.authors.name_fields import is_agency, is_name, is_occupation, names_in
from newsarchive.parsers.authors.ownership import ownership_of
from newsarchive.parsers.bylines.cjk import is_cjk, is_cjk_person
from newsarchive.parsers.bylines.foreign_names import is_known_person
from newsarchive.parsers.bylines.lexicon import FOREIGN_LABELS, PLACES
from newsarchive.parsers.bylines.parser import is_byline, parse_byline
from newsarchive.parsers.bylines.people import is_affiliation
from newsarchive.parsers.bylines.person_names import is_person, without_titles
from newsarchive.parsers.context import PageContext
from newsarchive.parsers.evidence import Candidate, Source
from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.microdata import item_nodes
from newsarchive.parsers.html.page_regions import holds_no_credit
from newsarchive.parsers.html.tree import Node, compile_xpath, is_longer, text_of
from newsarchive.parsers.lengths import LONGEST_BARE_NAME, LONGEST_CREDIT_LINE, SENTENCE
from newsarchive.parsers.lexicons.body import AUTHOR_FOLDERS
from newsarchive.parsers.lexicons.metadata import BY, CONTACT, OTHER_WORK
from newsarchive.parsers.text import clean, folded, has_length

_AUTHOR_CLASS = re.compile(
    "auth?or|byline|auteur|creator|verfasser|tac-?gia|nguoi-?(?:viet|thuc-?hien)|phong-?vien|reporter-?name"
    # Each branch begins with letters and looks back after them, because `re` skips to letters.
    r"|writer(?<![a-z]writer)(?![a-z])|yazar(?<![a-z]yazar)(?![a-z])|penulis(?<![a-z]penulis)(?![a-z])"
    r"|by(?<!\Sby)(?!\S)|firma(?<!\Sfirma)(?!\S)|podpis(?<!\Spodpis)(?!\S)|signatur(?<!\Ssignatur)(?!\S)"
)
# A link into the folders of a staff or a team may name anybody. "/@annreed" is a person on Medium, Mastodon and other
# platforms. For addresses in lower case: with re.I, `re` is slower.
_PROFILE = re.compile(rf"/(?:{AUTHOR_FOLDERS}|profile|people)s?/|/@[\w.-]+/?$")
_PEOPLE = "/people/"
_WHOLE = frozenset({"body", "html", "img", "form", "article", "main"})
_MOST_NODES = 10  # elements; a bound: the further names marked so are in cards and comments
_ROLE_BEHIND = re.compile(r"\s*\(([^()]{3,20})\)")
# Parts that only the Vietnamese byline grammar can parse: a label, an outlet after a slash, two names and a dash.
_GRAMMAR = re.compile(r"[:/(]|\s[-–]\s|\b(?:thông tín viên|phóng viên|theo)\b", re.I)
# "Geschrieben am 20. November 2026 von".
_ENDS_IN_PREPOSITION = re.compile(r"^\S+ .{0,30}\b(?:19|20)\d\d\b.{0,20}\b(?:von|by|par|por|da|door|av|af|bởi):?$")
_DASH = re.compile(r"\s[-–]\s")
_DATE_BEHIND = re.compile(
    r"[\s,|•·–-]+(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s\d|\d{1,2}[/.: -]\d).*", re.I | re.S
)
_BARS = re.compile(r"\s[|•·]\s")
# "byline-title" beside "byline-name": what the person is, or where.
_TITLE_CLASS = re.compile(r"[-_](?:job-?)?(?:title|role|position)(?![a-z])", re.I)
_NAME_CLASS = re.compile(r"[-_]name(?![a-z])", re.I)
_MOST_NAMES = 50  # elements; a bound for pages with many comments
_MOST_PIECES = 60  # texts between tags; a credit line has a few, with white space between its elements
_MOST_IN_BOX = 30  # elements; an author box with portrait, name, job and links
_REVIEW = re.compile(r"(?<![a-z])reviews?(?![a-z])", re.I)
_LONGEST_BEFORE_NAME = 30  # characters before a linked name; more than a label and a place: a sentence about the person
_LONGEST_BOX = 300  # characters; a box with a heading and a few names or short comments
_PARAGRAPHS_ABOVE = 3  # sentences; above the text are a lead and a caption
# The box about the one author: "author-box", "tac-gia-info"; its heading may be a job: "Columnist".
_AUTHOR_BOX = re.compile(
    r"(?<![a-z])(?:author|writer|auteur|autore?|tac-?gia)[-_]*(?:box|bio|card|info|profile)(?![a-z])", re.I
)
_LISTED_NAMES = 2  # links; two names with an item each are a list of columnists
_CLIMB_TO_HEADING = 3  # levels; the box of the name, and the heading above it
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

_TAGS_OF_LABELS = ("h2", "h3", "h4", "h5", "h6", "strong", "b", "dt", "p")
_MOST_LABELS = 200  # elements with each tag; a bound for long pages
_LONGEST_CONTACT = 40  # characters; "Contact for journalists"; longer texts are not searched
_MOST_CONTACTS = 4  # labels; a press release has one or two contacts
_NEXT_TEXT = compile_xpath("string(following::text()[normalize-space()][not(ancestor::script)][1])")


def marked_authors(context: PageContext) -> Iterator[AuthorCandidate]:
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
    near = [node for node in nodes if own.is_near(node) and not _is_listed_away(node, context)]
    candidates = list(_read_marked(near, context))
    distant = [node for node in nodes if not own.is_near(node) and not is_listed(node, context.heading)]
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
        if (
            holds_no_credit(label)
            or _is_in_other_part(node, around)
            or len(text := text_of(node)) > LONGEST_CREDIT_LINE
        ):
            continue
        if _has_other_role(node) or _is_title_beside_name(node):
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
        parts = (part for part in islice(node.iterdescendants(), _MOST_IN_BOX) if part in marked)
        if inner := [part for part in parts if not _is_title_beside_name(part)]:
            # The elements of the names are marked too; what else has the form of a name in the box may be a town.
            inside = {name for part in inner for name in names_in(text_of(part))}
            if not all(name in inside or _is_surely_person(name, context) for name in names):
                continue
        if context.is_vietnamese:  # "Chia sẻ", "Kinh doanh" and "Hà Nội" are not names
            bare = [without_titles(name) for name in names]
            # Below "BS. Kim Thoa", "Khoa Nhi" is a department, although Khoa is a name, too.
            names = [name for name in bare if bare == names or not is_affiliation(name)]
            names = [name for name in names if is_person(name, sure=True) and name.casefold() not in PLACES]
        else:  # "发布于", "关注", "保存" have the form of a name
            names = [name for name in names if not is_cjk(name) or is_cjk_person(name, context.language)]
        if names and (len(found.setdefault(label, [])) < 4):
            found[label] += names
            raw.setdefault(label, text)
    for step, (label, names) in enumerate(found.items()):
        yield candidate_of(names, Source.CLASS, label[:60], raw=raw[label], adjustment=0.2 - 0.01 * step)


def _has_other_role(node: Node) -> bool:
    """Return whether brackets behind *node* name another work than writing: "<a>Ana Lobo</a> (fotografia)"."""
    role = _ROLE_BEHIND.match(node.tail or "")
    return role is not None and FOREIGN_LABELS.get(role[1].casefold(), "author") != "author"


def _is_title_beside_name(node: Node) -> bool:
    """Return whether the class of *node* names a title, and that of an element beside it a name.

    Alone, "author-title" is the name at the head of the author's box.
    """
    if _TITLE_CLASS.search(node.get("class") or "") is None:
        return False
    beside = (node.getprevious(), node.getnext())
    return any(other is not None and _NAME_CLASS.search(other.get("class") or "") for other in beside)


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
    if names_other_work(text, context):
        return True
    for box in islice(node.iterancestors(), 2):
        beginning = clean("".join(islice(box.itertext(), _MOST_PIECES)))  # the box may hold the whole article
        before, found, _ = beginning[:LONGEST_CREDIT_LINE].partition(text)
        if found and before.strip():
            last = next(reversed([*OTHER_WORK.finditer(before)]), None)
            return last is not None and not before[last.end() :].strip(" :") and names_other_work(last[0], context)
    return False


def names_other_work(text: str, context: PageContext) -> bool:
    """Return whether *text* begins with a label of another work than writing, as `does_other_work` explains."""
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
        labeled = labeled_credits(text, context.language)
        return replace(labeled, name=label[:60], adjustment=0.2) if labeled else None
    if (_GRAMMAR.search(text) or _BARS.search(text)) and (byline := parse_byline(text)) and byline.authors:
        return Candidate(value=byline.credits, source=Source.CLASS, name=label[:60], raw=text, adjustment=0.2)
    people = _DASH.split(text)
    if len(people) > 1 and all(" " in person and is_name(person) for person in people):
        return candidate_of(people, Source.CLASS, label[:60], raw=text, adjustment=0.2)
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
    others = [node for node in nodes if not own.is_own(node) or _is_listed_away(node, context)]
    if not others:
        return set()
    return {folded(text_of(node)) for node in others} - {folded(text_of(node)) for node in nodes if node not in others}


def contacts(document: Document) -> list[str]:
    """Return the texts right behind the headings "Media contact", "Pressekontakt" and similar, folded.

    They name whom to ask, not who wrote the text: "<h3>Media contact</h3><p>Ann Reed, press@river.example</p>".
    """
    labels = (node for tag in _TAGS_OF_LABELS for node in document.by_tag.get(tag, ())[:_MOST_LABELS])
    found = (
        node for node in labels if node.text and len(node.text) < _LONGEST_CONTACT and CONTACT.fullmatch(node.text)
    )
    return [name for node in islice(found, _MOST_CONTACTS) if (name := folded(_NEXT_TEXT(node)[:LONGEST_CREDIT_LINE]))]


def author_elements(document: Document) -> list[Node]:
    """Return the elements whose class indicates authors; computed once."""
    return document.remembered("author elements", lambda page: page.elements.class_like(_AUTHOR_CLASS))


def _marked_nodes(document: Document) -> list[Node]:
    """Return the elements that a class, a rel or a link to a person's page marks as names; searched for once."""
    return document.remembered("marked names", lambda page: list(islice(_marks(page), 4 * _MOST_NODES)))


def _marks(document: Document) -> Iterator[Node]:
    yield from (node for node in author_elements(document) if node.tag not in _WHOLE)
    by_rel = {node for node, keywords in document.related_links if keywords == ["author"]}
    for node, address in document.anchors:
        if node in by_rel or (_PROFILE.search(address.lower()) and not _is_in_sentence(node)):
            yield node


def _is_in_sentence(link: Node) -> bool:
    """Return whether *link* is inside a sentence about a person: "… the film with <a>Ann Reed</a> …"."""
    parent = link.getparent()
    name = text_of(link)
    if not name or parent is None or parent.tag not in ("p", "li", "td", "em", "i", "b", "strong", "span"):
        return False
    before = clean(parent.text or "") if link.getprevious() is None else text_of(parent).partition(name)[0]
    return (
        len(before) > _LONGEST_BEFORE_NAME
        and BY.match(before) is None
        and _ENDS_IN_PREPOSITION.search(before.rstrip()) is None
    )


def is_listed(node: Node, headline: Node | None) -> bool:
    """Return whether *node* is in a list of links, or in a box under a heading other than the *headline*."""
    return _is_in_list(node) or _is_under_other_heading(node, headline)


def _is_in_list(link: Node) -> bool:
    """Return whether *link* is alone in an item of a list of such links, as in a menu of the columnists."""
    item = link.getparent()
    if link.tag != "a" or item is None or item.tag != "li" or text_of(item) != text_of(link):
        return False
    items = item.getparent()
    return (
        items is not None
        and sum(item.find("a") is not None for item in islice(items, _LISTED_NAMES + 1)) >= _LISTED_NAMES
    )


def _is_listed_away(link: Node, context: PageContext) -> bool:
    """Return whether *link* is listed, as `is_listed`, above the headline or below a text of short paragraphs."""
    if context.heading is None or not is_listed(link, context.heading):
        return False
    document = context.document
    start, at = document.positions.get(context.heading, 0), document.positions.get(link, 0)
    paragraphs = (node for node in document.by_tag.get("p", ()) if start < document.positions.get(node, 0) < at)
    texts = (node for node in paragraphs if has_length(text_of(node), SENTENCE))
    return at < start or len(list(islice(texts, _PARAGRAPHS_ABOVE))) == _PARAGRAPHS_ABOVE


def _is_under_other_heading(link: Node, headline: Node | None) -> bool:
    """Return whether *link* is in a box whose heading is not that of an author box: "Cây bút nổi bật", "Columnists".

    A name without a link, and without "By", is in a short box: below a heading of the text, it may sign the text.
    """
    if link.tag != "a" and BY.match(f"{text_of(link)} "):
        return False
    around = (headline, *headline.iterancestors()) if headline is not None else ()
    for box in islice(link.iterancestors(), _CLIMB_TO_HEADING):
        if box in around or (link.tag != "a" and is_longer(box, _LONGEST_BOX)):
            return False
        heading = next(
            (part for part in islice(box, _LISTED_NAMES + 1) if part.tag in _HEADINGS or _is_label(part)), None
        )
        if heading is not None and heading is not link and link not in heading.iter("a"):
            text = text_of(heading)
            is_short = 0 < len(text) <= LONGEST_BARE_NAME  # a headline may be only a picture
            is_authors = _AUTHOR_HEADING.match(text) or _AUTHOR_BOX.search(box.get("class") or "")
            return is_short and not is_authors and text != text_of(link)
    return False


def _is_label(part: Node) -> bool:
    """Return whether *part* is set in bold at the beginning of its box, like a heading: "<b>Columnists</b>"."""
    parent = part.getparent()
    is_first = part.tag in ("b", "strong") and part.getprevious() is None and parent is not None and parent.tag != "a"
    return is_first and not clean(parent.text) and text_of(part)[-1:] not in (":", "") if parent is not None else False


def _names_of_pieces(node: Node) -> list[str]:
    """Return the names in *node*; each text between tags is parsed separately; text after a job title is skipped."""
    names: list[str] = []
    for piece in node.itertext():
        if is_occupation(piece):
            return names or names_without_occupations(piece)
        names += names_in(piece)
    text = text_of(node)
    whole = names_in(text) or names_in(_DATE_BEHIND.sub("", text))
    # First name and surname in separate elements.
    in_halves = len(whole) == 1 and len(names) > 1 and all(" " not in name for name in names)
    return whole if in_halves else names or whole
