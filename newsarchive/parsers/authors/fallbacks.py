"""Authors of pages without a named person: a CMS account, a desk, or the publisher itself."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from newsarchive.article import Credit
from newsarchive.parsers.authors.candidate import AuthorCandidate
from newsarchive.parsers.authors.displayed import pieces_at_headline
from newsarchive.parsers.authors.marked import author_elements, does_other_work, is_listed
from newsarchive.parsers.authors.name_fields import is_occupation, names_in, without_label
from newsarchive.parsers.authors.ownership import ownership_of
from newsarchive.parsers.bylines.cjk import is_cjk, is_cjk_person
from newsarchive.parsers.bylines.foreign_names import is_known_person, is_phrase
from newsarchive.parsers.bylines.labels import cut_at_labels
from newsarchive.parsers.bylines.lexicon import ACRONYMS, FOREIGN_NOT_NAMES, INTERFACE_WORDS
from newsarchive.parsers.bylines.parser import Byline, is_byline, parse_byline
from newsarchive.parsers.bylines.people import is_affiliation, opens_with_job_title
from newsarchive.parsers.bylines.person_names import is_person
from newsarchive.parsers.context import PageContext
from newsarchive.parsers.evidence import Candidate, Source
from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.microdata import own_item_nodes, value_of
from newsarchive.parsers.html.page_regions import is_aside, is_comment
from newsarchive.parsers.html.tree import (
    Node,
    class_and_id,
    compile_xpath,
    is_longer,
    spaced_text_of,
    text_of,
    texts_in,
)
from newsarchive.parsers.lengths import LONGEST_CREDIT_LINE, LONGEST_NAME, NEAR_HEADLINE
from newsarchive.parsers.lexicons.metadata import BY, NAMELESS_DESK, NOT_NAMES, OTHER_WORK, SIGNED
from newsarchive.parsers.text import clean

_METAS = ("author", "article:author", "dc.creator", "dcterms.creator", "dc:creator", "twitter:data1")
# WordPress, Blogger and other users of hCard: <span class="author vcard"><a class="fn n" rel="author">.
_CARD = re.compile(r"vcard|(?:post|entry)-auth?or|byline|(?:auth?or|creator)[-_\w]{0,20}name|(?:^|\s)auth?or(?:\s|$)")
_FULL_NAME = re.compile(r"(?:^|\s)fn(?:\s|$)")
# Accounts that do not identify a writer.
_ANONYMOUS = re.compile(
    r"\w*(?:admin|editor)\w*|root|web-?master|(?:super ?)?user\d*|gast|guest|author|autor|test\w*|quan ?tri\w*|default",
    re.I,
)
# "Submitted by on Thu, 03/07": the words before a date.
_BEFORE_DATES = tuple([word] for word in ("on", "at", "am", "um", "le", "el", "il", "em", "op", "pada", "dnia", "den"))
_MARKS = re.compile(r"\S/|/\S|[@\\<>{}\[\]()=#|:]|\.(?:com|org|net|co|php|html?|md|pdf|txt)\b|https?")
_SMALL = ("of", "the", "in", "to", "on", "at", "and", "for", "&", "und", "der", "die", "de", "la", "du", "des")
_WORDS_OF_ACCOUNT = 5  # words; "River Team of the City": more is a phrase
_MOST_CARDS = 12  # elements; a bound: more names are those of other articles
_MOST_PARTS = 60  # elements of a card, texts of a signature; a bound for boxes that hold much else


def signed_by(context: PageContext) -> AuthorCandidate | None:
    """Return the CMS account that the page declares as its author, as written, or ``None``."""
    for (source, origin), text in _account_texts(context):
        name = without_label(clean(text))
        if _is_account(name):
            credits = [Credit(name=name, role="author")]
            return Candidate(value=credits, source=source, name=origin, raw=text)
    return None


def _account_texts(context: PageContext) -> Iterator[tuple[tuple[Source, str], str]]:
    document, article = context.document, context.article
    if article.is_article:
        yield (Source.JSON_LD, "author"), article.text("author") or ""
    for node in islice(_cards(context), _MOST_CARDS):
        if (text := text_of(node)) and not does_other_work(node, text, context):
            yield (Source.CLASS, "hcard"), text
    own = ownership_of(context)
    items = own_item_nodes(document, "author", context.heading)[:_MOST_CARDS]
    for node in [node for node in items if own.is_own(node)][:1]:
        yield (Source.MICRODATA, "author"), value_of(node)
    for name in _METAS:
        if name in document.metas:
            yield (Source.META, name), document.meta(name) or ""
    yield from (((Source.HEADLINE, ""), text) for text in _behind_label(pieces_at_headline(context)[:NEAR_HEADLINE]))


def _behind_label(pieces: list[str]) -> Iterator[str]:
    """Yield the text after a label in the same element ("By River Team"), else the text of the next element."""
    for text, following in zip(pieces, [*pieces[1:], ""], strict=False):
        if len(text) < LONGEST_NAME and BY.match(f"{text} ") and not OTHER_WORK.match(text):
            remainder = without_label(f"{text} ")
            # "Von Anfang an" is the beginning of a sentence, "By The Numbers" a heading.
            if not is_phrase(remainder) and all(
                word[0].isupper() or word[0].isdigit() for word in remainder.split() if word not in _SMALL
            ):
                yield remainder or following


def _cards(context: PageContext) -> Iterator[Node]:
    """Yield the elements that hold only the author's name: links to an author, names on author cards."""
    document, own = context.document, ownership_of(context)
    links = [node for node in document.by_tag.get("a", ()) if "author" in (node.get("rel") or "")]
    cards = [node for node in author_elements(document) if _CARD.search((node.get("class") or "").casefold())]
    parts = (element for node in cards[:_MOST_CARDS] for element in islice(node.iter("*"), _MOST_PARTS))
    names = [element for element in parts if _FULL_NAME.search(element.get("class") or "")]
    for node in (*links[:_MOST_PARTS], *names, *cards[:_MOST_PARTS]):
        if not is_comment(node) and own.is_own(node) and not is_listed(node, context.heading):
            yield node


def _is_account(name: str) -> bool:
    if not 1 < len(name) <= LONGEST_NAME or len(name.split()) > _WORDS_OF_ACCOUNT or not any(map(str.isalpha, name)):
        return False
    if is_cjk(name):
        return is_cjk_person(name)
    words, folded = name.split(), name.casefold().split()
    if sum(word in INTERFACE_WORDS for word in folded) * 2 >= len(words) or FOREIGN_NOT_NAMES.issuperset(folded):
        return False
    # "Human in the Loop" is an account, "Por primera vez" begins a sentence.
    if len(words) > 2 and any(word[0].islower() and word not in _SMALL for word in words):
        return False
    if (
        is_occupation(words[-1])
        or folded in _BEFORE_DATES
        or _ANONYMOUS.fullmatch(name)
        or NAMELESS_DESK.fullmatch(name)
    ):
        return False
    return not (_MARKS.search(name) or NOT_NAMES.search(name.replace("_", " ").lower()))


_ALIGNED_RIGHT = re.compile(r"text-align\s*:\s*(?:right|end)|(?:^|[\s_-])(?:text-)?right(?:$|[\s_-])", re.I)
_LAST_PARAGRAPHS = 30  # paragraphs of the page; below the text come its related articles and comments
_LONGEST_SIGNATURE = 100  # characters; names with job titles, a place and a date; a longer line is text


def signature_at_end(context: PageContext) -> AuthorCandidate | None:
    """Return the credit in a separate right-aligned line, as photo stories have it below the last picture."""
    own = ownership_of(context)
    paragraphs = [node for tag in ("p", "div") for node in context.document.by_tag.get(tag, ())[-_LAST_PARAGRAPHS:]]
    for node in reversed(paragraphs):
        if not _is_aligned_right(node) or node.find(".//p") is not None or node.find(".//img") is not None:
            continue
        text = text_of(node)
        if 1 < len(text) <= _LONGEST_SIGNATURE and is_byline(text) and own.is_own(node):
            found = parse_byline(text)
            if found and found.authors:
                return Candidate(value=found.credits, source=Source.BYLINE, raw=text, element=node)
    return None


# Initials with dots, as reporters of Vietnamese papers sign: "L.T.M.".
_INITIALS = re.compile(r"(?:[A-ZĐÀ-Ỹ]\.){2,4}[A-ZĐÀ-Ỹ]?[^\W\d_]*\.?")
# "VTS - LAC": initials without stops are a credit only if there are several.
_SEVERAL_INITIALS = re.compile(r"[A-ZĐ]{2,4}(?:\s?[-–,]\s?[A-ZĐ]{2,4}){1,3}")
_SET_APART = frozenset({"b", "strong", "em", "i"})
_TAGS_OF_LISTS = frozenset(
    {"ul", "ol", "li", "th", "figure", "blockquote", "img", "aside", "h1", "h2", "h3", "h4", "h5", "form"}
)
_LINE_TAGS = _SET_APART | {"br", "span", "font", "u"}
_PICTURE_BOXES = frozenset({"figure", "div", "p", "img", "picture", "table", "center"})
_OF_CARDS = ("a", "h1", "h2", "h3", "h4", "h5", "h6", "li", "time", "form")
_LONGEST_CAPTION = 400  # characters; a box with more is text beside a picture
_BLOCKS_AFTER = 6  # elements; between text and signature may be a picture, a box and empty lines
_CLIMB_AFTER = 3  # levels; the signature is behind the paragraph, its box or the box of the text
_LONGEST_AFTER = 120  # characters; a signature with its label, or a line of sources; a longer one continues the text
_LINES_OF_SIGNATURE = 2  # lines; the name, and its place and date or its job title
_DIGIT = re.compile(r"\d")
# characters; "Ông là kỹ sư." is a note below a name; the text about a person has whole sentences
_SHORTEST_SENTENCE = 40


def signature_after(context: PageContext, last: Node | None) -> AuthorCandidate | None:
    """Return the Vietnamese credit in one of the lines right after *last*, the last element of the text.

    Many templates put the credit outside the element of the text. A heading, a list, a long text or a part that belongs
    to something else ends the search. Labeled credits of others than the authors are kept: "Người dịch: …".
    """
    own = ownership_of(context)
    others: list[Credit] = []
    raw: list[str] = []
    heading = (last,) if last is not None and (_is_last_heading(last) or _is_short_on_the_right(last)) else ()
    signed: AuthorCandidate | None = None
    for node in (*heading, *islice(_following(last), _BLOCKS_AFTER)):
        if len(text_of(node)) > _LONGEST_AFTER:
            break
        text = spaced_text_of(node)
        if not text:
            continue
        if not own.is_own(node) or any(
            element.tag in _TAGS_OF_LISTS for element in node.iter("*") if not _is_last_heading(node)
        ):
            break
        found = parse_byline(text) if is_byline(text) else None
        is_cited = found is not None and bool(found.sources) and _SOURCE_LINE.match(text) is not None
        if found is not None and found.authors and (is_cited or _is_signed(node, text, found.authors)):
            if signed is not None or _is_told_of(node):
                break
            signed = Candidate(value=others + found.credits, source=Source.BYLINE, raw=text, element=node)
            others = []
        elif found is not None and not found.authors and (_LABELED_CREDIT.match(text) or _names_agency(text, found)):
            others += found.credits
            raw.append(text)
        elif found is None and signed is None and (line := _signed_line(node)) is not None:
            signed = replace(line, value=others + line.value)
            others = []
        elif signed is not None:
            break
    if signed is not None:  # the photographer may have a line below the writer's
        return replace(signed, value=list(dict.fromkeys(signed.value + others)))
    return Candidate(value=others, source=Source.BYLINE, raw="; ".join(raw)) if others else None


_SOURCE = re.compile(r"[(\s]*(?:theo|nguồn)", re.I)
_SOURCE_LINE = re.compile(rf"{_SOURCE.pattern}[\s:]", re.I)
_NAMES_SOURCE = re.compile(r"(?<![a-z])source(?![a-z])", re.I)


def sources_after(context: PageContext, last: Node | None) -> list[Credit]:
    """Return the source in one of the lines right after *last*, the last element of the text, or of its signature.

    The line begins with "Theo" or "Nguồn", and its class or the class of an element in it says the same.
    """
    for node in islice(_following(last), _BLOCKS_AFTER):
        text = text_of(node)
        if len(text) > _LONGEST_AFTER:
            break
        if not _SOURCE.match(text):
            continue
        text = spaced_text_of(node)
        if _SOURCE_LINE.match(text) and any(
            _NAMES_SOURCE.search(class_and_id(part)) for part in islice(node.iter("*"), 3)
        ):
            found = parse_byline(text) if is_byline(text) and ownership_of(context).is_own(node) else None
            return [credit for credit in found.credits if credit.role == "source"] if found is not None else []
    return []


# The site's name below the text is no credit: "Theo Báo Rẻo Cao" and "Nguồn: Báo Rẻo Cao" are.
_LABELED_CREDIT = re.compile(r"[^:]{2,30}:|[(]?(?:lược )?theo\s|.{2,60}\((?:lược |biên )?dịch\)$", re.I)


def _names_agency(text: str, found: Byline) -> bool:
    """Return whether *text*, parsed as *found*, is in brackets and names only sources, one of them an agency."""
    is_bracketed = text[0] == "(" and text.find(")") == len(text) - 1
    are_sources = all(credit.role == "source" for credit in found.credits)
    return is_bracketed and are_sources and any(credit.name in ACRONYMS for credit in found.credits)


# "Ông", "bà" … at the beginning of a paragraph refer to the person named before it.
_PRONOUN = re.compile(r"(?:ông|bà|anh|chị|cô|chú|bác|họ|người)\s(?:ấy\s)?(?-i:[^\W\dA-ZĐ])", re.I)


def _is_told_of(node: Node) -> bool:
    """Return whether the paragraph after *node* tells of the person whom *node* names."""
    following = node.getnext()
    text = text_of(following) if following is not None and following.tag == "p" else ""
    return len(text) > _SHORTEST_SENTENCE and _PRONOUN.match(text) is not None


def _is_short_on_the_right(node: Node) -> bool:
    """Return whether *node* is a short text of two lines on the right: "Làng Vang, tháng 11/2023 / H.B.L"."""
    return _is_aligned_right(node) and node.find(".//br") is not None and len(text_of(node)) <= _LONGEST_AFTER


def _is_last_heading(node: Node) -> bool:
    """Return whether *node* is a small heading that no text follows: the heading of a signature, not of a list."""
    following = node.getnext()
    is_followed = following is not None and following.tag != "hr" and bool(text_of(following))
    return node.tag in ("h4", "h5", "h6") and not len(node) and not is_followed and not clean(node.tail)


def _signed_line(node: Node) -> AuthorCandidate | None:
    """Return the name that has a line of *node* to itself, beside a place and date or a job title in another line.

    "Làng Vang, tháng 11/2023 / **H.B.L**", "**Mai Quế** / Công chức văn hóa phường".
    """
    pieces = [(element, line) for element, text in islice(texts_in(node), _MOST_PARTS) if (line := clean(text))]
    if len(pieces) != _LINES_OF_SIGNATURE or any(
        element.tag not in _LINE_TAGS for element in islice(node.iter("*"), 1, 9)
    ):
        return None  # a card: a link, or blocks of their own
    for (element, name), (_, beside) in (pieces, pieces[::-1]):
        if not (_DIGIT.search(beside) or _is_line_of_job(beside)):
            continue
        found = parse_byline(name) if is_byline(name) else None
        apart = element.tag in ("b", "strong")
        if found is not None and found.authors and _is_signed(element, name, found.authors, apart=apart):
            return Candidate(value=found.credits, source=Source.BYLINE, raw=name, element=element)
    return None


def _is_line_of_job(text: str) -> bool:
    """Return whether *text* continues in lower case, as job titles do: "Công chức văn hóa phường"."""
    words = text.split()
    if opens_with_job_title(text) or is_affiliation(text):
        return True
    return len(words) > 1 and sum(word[0].islower() for word in words) * 2 >= len(words) and text[-1] not in ".!?…"


_CJK_SIGNATURE = re.compile(r"[（(【\[〔].{2,30}[）)】\]〕]")
_DASH_BEFORE = re.compile(r"[-–—―~]\s?(?=\S)")
_IN_BRACKETS = re.compile(r"\([^()]+\)")
_LINES_OF_FOREIGN_SIGNATURE = 2  # lines; the name, and its source or job title
# A greeting has the form of a name.
_GREETINGS = frozenset(
    {"Merry", "Happy", "Good", "Frohe", "Fröhliche", "Schöne", "Guten", "Gute", "Joyeux", "Bonne", "Bon", "Feliz"}
    | {"Buon", "Buona", "Felice", "Boas", "Vrolijk"}
)
_LETTERS = re.compile(r"[^\W\d_]+")
_QUOTATION_ENDS = ('"', "”", "“", "»", "«", "’")


def foreign_signature(context: PageContext, last: Node | None) -> AuthorCandidate | None:
    """Return the credit in the last line of the text or right after it, in languages other than Vietnamese.

    A signature is a labeled credit ("Text: Jana Müller"), a name in brackets on Chinese, Japanese and Korean pages
    ("（小田切紀子）"), or a person's full name after a dash or set apart by its style or its place on the right.
    """
    own = ownership_of(context)
    language = context.language or "en"
    lines = [node for node in islice(_following(last), _BLOCKS_AFTER) if text_of(node)][:_LINES_OF_FOREIGN_SIGNATURE]
    for node in (last, *lines) if last is not None else ():
        text = spaced_text_of(node)
        if not 1 < len(text) <= _LONGEST_SIGNATURE or not own.is_own(node) or is_aside(node, context.heading):
            continue
        if does_other_work(node, text_of(node), context) or any(
            element.tag in _TAGS_OF_LISTS for element in node.iter("*")
        ):
            continue
        found = parse_byline(text, language=language) or _labeled_line(node, language)
        if found is None or not found.authors:
            continue
        text = found.raw
        is_labeled = is_byline(text, language=language) and not is_cjk(text)
        if is_labeled or (
            _is_foreign_signature(node, text, found.authors)
            and not _are_words_of_page(found.authors, context.document)
            and not _is_source_of_quotation(node)
        ):
            return Candidate(value=found.credits, source=Source.BYLINE, raw=text, element=node)
    return None


def _labeled_line(node: Node, language: str) -> Byline | None:
    """Return the labeled credit in one of the first lines of *node*: "Text: Ann Reed<br>© River News"."""
    if node.find(".//br") is None:
        return None
    for _, piece in islice(texts_in(node), _LINES_OF_FOREIGN_SIGNATURE):
        line = clean(piece)
        if ":" in line and is_byline(line, language=language):
            return parse_byline(line, language=language)
    return None


def _are_words_of_page(names: list[str], document: Document) -> bool:
    """Return whether the page also mentions one of *names* or a part of it, or uses a word of one as a common word.

    The last line may be the subject of the text ("Donald Trump" after "President Trump"), a greeting ("Good Night") or
    a heading ("Events").
    """
    text = text_of(document.root)
    words = {word for name in names for word in _LETTERS.findall(name) if word[0].isupper()}
    if not words.isdisjoint(_GREETINGS):
        return True
    named, used = sum(text.count(name) for name in names), Counter(_LETTERS.findall(text))
    return named > len(names) or any(word.lower() in used or used[word] > named for word in words if len(word) > 2)


def _is_aligned_right(node: Node) -> bool:
    presentation = f"{node.get('style') or ''} {node.get('class') or ''} {node.get('align') or ''}"
    return _ALIGNED_RIGHT.search(presentation) is not None


def _is_source_of_quotation(node: Node) -> bool:
    """Return whether the text before *node* ends as a quotation does: "“…” / — Mark Twain" names whom it quotes."""
    previous = node.getprevious()
    return previous is not None and (previous.tag == "blockquote" or text_of(previous)[-1:] in _QUOTATION_ENDS)


def _is_foreign_signature(node: Node, text: str, authors: list[str]) -> bool:
    if is_cjk(text):
        return _CJK_SIGNATURE.fullmatch(text) is not None
    if node.find(".//a") is not None:
        return False
    # "Port Hadley" and "Event Details" have the form of a name: only a known given name makes one a signature.
    if not all(map(is_known_person, authors)):
        return False
    if _DASH_BEFORE.match(text) or _IN_BRACKETS.fullmatch(text) or _is_aligned_right(node):
        return True
    inner = next((element for element in node.iter("*") if (element.text or "").strip()), node)
    return inner.tag in _SET_APART and text_of(inner) == text


def _following(last: Node | None) -> Iterator[Node]:
    """Yield the elements after *last*, and before them its own last paragraphs if it holds its text without one."""
    node = last
    if last is not None and last.tag in ("div", "td", "section", "article"):
        yield from _paragraphs_at_end(last)
    for _ in range(_CLIMB_AFTER):
        if node is None or node.tag in ("body", "main"):
            return
        siblings = islice(node.itersiblings("*"), _MOST_PARTS)
        yield from islice((sibling for sibling in siblings if not _is_picture(sibling)), _BLOCKS_AFTER)
        node = node.getparent()


def _is_picture(node: Node) -> bool:
    """Return whether *node* is a picture with its caption, which may stand between the text and its signature.

    A card with a picture has links or a heading.
    """
    if node.tag not in _PICTURE_BOXES or next(node.iter("img"), None) is None:
        return False
    return next(node.iter(*_OF_CARDS), None) is None and not is_longer(node, _LONGEST_CAPTION)


def _paragraphs_at_end(box: Node) -> list[Node]:
    """Return the paragraphs at the end of *box* that follow text in the box itself: "… text <p>Text: Ann Reed</p>"."""
    paragraphs: list[Node] = []
    for child in reversed(box[-_BLOCKS_AFTER:]):
        if child.tag not in ("p", "div") or clean(child.tail):
            break
        paragraphs.append(child)
    first = paragraphs[-1].getprevious() if paragraphs else None
    return paragraphs[::-1] if first is not None and clean(first.tail) else []


def _is_signed(node: Node, text: str, authors: list[str], *, apart: bool = False) -> bool:
    """Return whether the line is certainly a credit: labeled, initials, full names, or a separate name."""
    if (
        ":" in text
        or cut_at_labels(text)[0][0] is not None
        or _INITIALS.fullmatch(text)
        or _SEVERAL_INITIALS.fullmatch(text)
    ):
        return True
    if node.tag == "a" or node.find(".//a") is not None:
        return False
    if all(len(name.split()) > 2 for name in authors):
        return all(is_person(name, sure=True) for name in authors)
    apart = apart or any(element.tag in _SET_APART for element in node.iter("*"))
    return apart and all(is_person(name, sure=True) for name in authors)


_MOST_LABELED = 20  # elements; a bound for hostile pages


# The tags of elements that can hold such a label; most elements of a page have other tags.
_TAGS = ("h2", "h3", "h4", "h5", "h6", "p", "strong", "b", "em", "i", "small", "dt")


_NEXT_TEXT = compile_xpath("string(following::text()[normalize-space()][1])")


def labeled_authors(context: PageContext) -> AuthorCandidate | None:
    """Return the persons after an author label, in its element or the next, or ``None`` if no person is found."""
    own = ownership_of(context)
    for node, text, label in islice(_labeled(context.document), _MOST_LABELED):
        if is_comment(node) or is_aside(node, context.heading, ends=True) or not own.is_own(node):
            continue
        remainder = text[label.end() :].strip() or (text_of(node[0]) if len(node) else _NEXT_TEXT(node))
        if names := _persons(remainder):
            credits = [Credit(name=name, role="author") for name in names]
            return Candidate(value=credits, source=Source.LABEL, raw=clean(remainder), element=node)
    return None


def _labeled(document: Document) -> Iterator[tuple[Node, str, re.Match[str]]]:
    for node in (*author_elements(document), *(element for tag in _TAGS for element in document.by_tag.get(tag, ()))):
        text = node.text
        label = SIGNED.match(text) if text and len(text) < LONGEST_CREDIT_LINE else None
        if text and label:
            yield node, text, label


def _persons(text: str) -> list[str]:
    """Return the names of two or more capitalized words at the beginning of *text*."""
    names = [
        name for part in text[:LONGEST_CREDIT_LINE].split(",")[:3] for name in names_in(part) if not is_occupation(part)
    ]
    return [name for name in names[:4] if " " in name and all(word[0].isupper() for word in name.split())]
