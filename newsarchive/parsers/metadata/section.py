"""The section of an article, and its breadcrumb."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from urllib.parse import urlsplit

from newsarchive.parsers.context import PageContext
from newsarchive.parsers.evidence import Candidate, Resolution, Source, most_trusted
from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.headline_context import HeadlinePart
from newsarchive.parsers.html.microdata import item_texts
from newsarchive.parsers.html.page_regions import is_aside
from newsarchive.parsers.html.tree import Node, text_of, texts_in
from newsarchive.parsers.lexicons.body import PROFILE_PATH
from newsarchive.parsers.lexicons.metadata import HOME_WORDS
from newsarchive.parsers.metadata.breadcrumb import (
    LEVELS,
    LONGEST_SECTION,
    LONGEST_TRAIL,
    MOST_BOXES,
    SECTION_LABEL,
    SUFFIX,
    any_word,
    can_name_section,
    host_and_path,
    leads_to_page,
    names_of_page,
)
from newsarchive.parsers.text import clean, is_unfilled

_METAS = (
    "article:section",
    "og:article:section",
    "section",
    "category",
    "cxenseparse:category",
    "parsely-section",
    "content_category",
)
# "Posted on <b>5 March 2024</b> in <a>Harbor</a>".
_IN = re.compile(r"in|under|trong(?: mục)?", re.I)
_POSTED = re.compile(r"\s*(?:posted|published|filed|written|submitted|đăng)\b", re.I)
_NAMED = re.compile(
    any_word("cate?", "category", "chuyen-?muc", "channel", before="[a-z]|[_ ]?(?:list|menu)")
    + r"|ca(?<![\w-]ca)tname|me(?<![\w-]me)nucat"
)
_JOINING = re.compile(r"\s(?:&|và|and|und|et|y|e)\s", re.I)
_MOST_LINKS = 400  # links; a bound for large menus
_OVERLINE = re.compile(
    r"over-?line|kicker|eye-?brow|rubri(?:c|k|que)|dachzeile|(?<![a-z])(?:topic|label|flag|tag-?line|section|channel)(?![a-z])"
    r"|(?:article|post|primary)-tag(?![a-z])"
)
_NO_SECTION = frozenset(
    {"", "-", "author", "tag", "tags", "user", "users", "login", "search", "subscribe", "newsletter"}
)
_OF_PERSONS = frozenset(("@", "~"))  # first signs of the folder of a person: "/@ann-reed/", "/~reed/"
_OF_EDITIONS = re.compile(r"^(?:(?:www|m|mobile|amp)\.)+")
_NEIGHBORS = frozenset({"prev", "previous", "next"})
# Labels above a headline that mark an article on any list: the newest, the most read, a video.
_MARKS = re.compile(
    r"(?:tin |bài )?(?:mới(?: nhất| cập nhật)?|nổi bật|nóng|đọc nhiều|độc quyền|xem nhiều|tiêu điểm)|trực tiếp|live|new"
    r"|breaking(?: news)?|(?:latest|top|featured|trending)(?: (?:news|story|stories|articles?|posts?))?|exclusive"
    r"|eilmeldung|neueste(?: nachrichten)?|à la une|dernière minute|última hora|ultim['’]ora",
    re.I,
)
_LONGEST_OVERLINE = 40  # characters; a longer text above the headline is an overline or another headline
# texts above the headline; the section and its subsection, as other articles' cards are further away
_NEXT_TO_HEADLINE = 2
_MOST_SECTIONS = 3  # links; a box with more is a menu


def read_section(context: PageContext, sections: list[str], address: str | None) -> Resolution[str]:
    """Extract the main section; *sections* is the breadcrumb, *address* the page's canonical URL."""
    document, article = context.document, context.article
    candidates: list[Candidate[str]] = []
    for selector in context.selectors.get("section", ()):
        for match in document.find(selector)[:MOST_BOXES]:
            text = clean(match) if isinstance(match, str) else text_of(match)
            if text.casefold() in HOME_WORDS or is_unfilled(text):
                continue
            candidates.append(Candidate(value=text, source=Source.PUBLISHER_SELECTOR, name=selector.source))
            break
    declared = [(Source.JSON_LD, "articleSection", _one_of(article.text("articleSection") or "", sections))]
    declared += [
        (Source.MICRODATA, "articleSection", _one_of(text, sections))
        for text in item_texts(document, "articleSection", context.heading)
    ]
    metas = document.metas
    declared += [(Source.META, name, _one_of(metas[name][0], sections)) for name in metas.among(_METAS)]
    declared.append((Source.META, "parsely-page", document.parsely.get("section", "")))
    candidates += [Candidate(value=text, source=source, name=name) for source, name, text in declared if text]
    if sections:
        candidates.append(Candidate(value=sections[-1], source=Source.BREADCRUMB))
    names = names_of_page(context)
    usable = [
        candidate
        for candidate in candidates
        if 1 < len(candidate.value) <= LONGEST_SECTION
        and not candidate.value.startswith("http")
        and (candidate.source is Source.PUBLISHER_SELECTOR or can_name_section(candidate.value, names))
    ]
    if not usable and address is not None:
        usable = list(_of_folder(context, address, names))
    if not usable and (named := _named(document, context.title)):
        usable = [Candidate(value=named, source=Source.CLASS, name="section")]
    if not usable and (labeled := _labeled(document)):
        usable = [Candidate(value=labeled, source=Source.LABEL)]
    if not usable and (overline := _above_headline(document, context.headline.before)):
        usable = [Candidate(value=overline, source=Source.HEADLINE)]
    if not usable and (written := _class_above_headline(context.headline.before)):
        usable = [Candidate(value=written, source=Source.CLASS, name="section")]
    if not usable and (stated := context.state.section) and 1 < len(stated) <= LONGEST_SECTION:
        usable = [Candidate(value=stated, source=Source.STATE, name="section")]
    return Resolution(most_trusted(usable), usable)


def _labeled(document: Document) -> str | None:
    """Return the text of the first link behind a label such as "Category:", outside menus and sidebars."""
    for link in document.by_tag.get("a", ())[:_MOST_LINKS]:
        before, parent = link.getprevious(), link.getparent()
        if parent is None:
            continue
        label = clean(parent.text) if before is None else clean(before.tail) or text_of(before)
        label = label.lstrip(" |·•–—-/")  # "Author: <a>…</a> | Category: <a>…</a>"
        is_label = len(label) <= _LONGEST_OVERLINE and (
            SECTION_LABEL.fullmatch(label) or (_IN.fullmatch(label) and _POSTED.match(parent.text or ""))
        )
        if is_label and not is_aside(link, None, ends=True):
            text = text_of(link)
            if 1 < len(text) <= LONGEST_SECTION and text.casefold() not in HOME_WORDS:
                return text
    return None


def _above_headline(document: Document, above: Sequence[HeadlinePart]) -> str | None:
    """Return the text of the link to a section right above the headline.

    The link's class says so ("overline", "kicker"), or it leads to a folder of the site and is not an item of a menu.
    """
    # "<a>Society</a> 14:05 31.10.2026" above the headline: the date is between the section and the headline.
    names = [part for part in above if not any(map(str.isdecimal, part.text))]
    for part in names[:_NEXT_TO_HEADLINE]:
        link = next((box for box in (part.element, *islice(part.element.iterancestors(), 2)) if box.tag == "a"), None)
        if link is None or not 1 < len(part.text) <= _LONGEST_OVERLINE or not leads_to_page(link):
            continue
        if not can_name_section(part.text, frozenset()) or _is_of_other(link):
            continue
        around = (link, *islice(link.iterancestors(), 2))
        if is_aside(link, None, ends=True) or any(map(_is_of_menu, around)):
            continue
        is_marked = any(_OVERLINE.search((box.get("class") or "").casefold()) for box in around)
        parent = link.getparent()
        if is_marked or (parent is not None and len(parent.findall("a")) == 1 and _is_folder(link, document)):
            return part.text
    return None


def _is_of_other(link: Node) -> bool:
    """Return whether *link* leads to a person's page or to the article before or after this one."""
    is_neighbor = not _NEIGHBORS.isdisjoint((link.get("rel") or "").split())
    address = link.get("href") or ""
    folder = host_and_path(address)[1].strip("/")[:1]
    return is_neighbor or folder in _OF_PERSONS or PROFILE_PATH.search(address) is not None


def _class_above_headline(above: Sequence[HeadlinePart]) -> str | None:
    """Return the text without a link right above the headline whose class names a section: <div class=category>."""
    for part in above[:_NEXT_TO_HEADLINE]:
        if not 1 < len(part.text) <= _LONGEST_OVERLINE or any(map(str.isdecimal, part.text)):
            continue
        boxes = (part.element, *islice(part.element.iterancestors(), 1))
        box = next((box for box in boxes if _NAMED.search((box.get("class") or "").casefold())), None)
        if box is None or text_of(box) != part.text or any(map(_is_of_menu, boxes)):
            continue
        is_name = can_name_section(part.text, frozenset()) and _MARKS.fullmatch(part.text) is None
        if is_name and not is_aside(box, None, ends=True):
            return part.text
    return None


def _is_of_menu(box: Node) -> bool:
    """Return whether *box* belongs to a menu; a <header> with the headline is the article's own."""
    return box.tag in ("li", "nav") or (box.tag == "header" and box.find(".//h1") is None)


def _is_folder(link: Node, document: Document) -> bool:
    """Return whether *link* leads to a folder of the page's own host, such as "/van-nghe/".

    Addresses with digits, "/van-nghe-d6/", are those of articles too, unless the site's menu has the same item.
    """
    host, path = host_and_path(document.absolute(link.get("href") or "-"))
    levels = path.strip("/").split("/")
    if host != host_and_path(document.url or "")[0] or len(levels) > LEVELS or levels[0] in _NO_SECTION:
        return False
    return not any(char.isdecimal() for char in path) or _is_in_menu(link, document)


def _is_in_menu(link: Node, document: Document) -> bool:
    """Return whether a menu of the site has an item with the URL and the text of *link*."""
    address, text = link.get("href") or "-", text_of(link)
    return any(item.get("href") == address and text_of(item) == text for item in document.menu_links_with(address))


def _named(document: Document, title: str | None) -> str | None:
    """Return the last link of the first element before the headline whose name indicates a section, outside menus.

    A link to the page itself, in a list of what is played now, is none, and "Tin nóng" heads a list of other articles.
    """
    for node in islice(document.elements.class_like(_NAMED), MOST_BOXES):
        links = [node] if node.tag == "a" else list(islice(node.iter("a"), LONGEST_TRAIL))
        text = text_of(links[-1]) if links and len(links) <= _MOST_SECTIONS else ""
        if (title and title in text) or _MARKS.fullmatch(text):
            continue
        if (
            1 < len(text) <= LONGEST_SECTION
            and can_name_section(text, frozenset())
            and len(text_of(node)) <= 2 * LONGEST_SECTION
        ):
            return None if is_aside(node, None) or _is_at_an_end(node) else text
    return None


def _is_at_an_end(node: Node) -> bool:
    """Return whether *node* is in the page's footer or in a header with a menu, outside the article."""
    if next(node.iterancestors("article"), None) is not None:
        return False
    return any(
        box.tag == "footer" or len(list(islice(box.iter("a"), LONGEST_TRAIL))) == LONGEST_TRAIL
        for box in node.iterancestors("footer", "header")
    )


def _one_of(text: str, sections: list[str]) -> str:
    """Return one of several sections joined with commas: the deepest in the breadcrumb, else the first.

    "Sông nước, chợ và bến" is the name of a single section.
    """
    if "," not in text:
        return text
    names = [name.strip() for name in text.split(",")]
    if not all(names) or text in sections or _JOINING.search(names[-1]):
        return text
    return max((name for name in names if name in sections), key=sections.index, default=names[0])


def _of_folder(context: PageContext, address: str, others: frozenset[str]) -> Iterator[Candidate[str]]:
    """Yield the text of the page's link to the folder of its URL; *others* are names that are not sections."""
    document = context.document
    folder, *below = urlsplit(address).path.strip("/").split("/")
    ending = f"/{folder}"
    if folder.casefold() == (context.language or "").partition("-")[0] and below:
        folder, *below = below  # "/vi/van-hoa/…": the folder of the language is not a section
        ending = f"{ending}/{folder}"
    if not folder or folder.isdecimal() or folder[0] in _OF_PERSONS or not below:
        return  # a folder named after a year or a person is not a section
    host = _bare_host(address)
    for link in islice(chain(document.menu_links_with(ending), document.by_tag.get("a", ())), _MOST_LINKS):
        if ending not in (address := link.get("href") or ""):
            continue
        path = SUFFIX.sub("", address.partition("?")[0].partition("#")[0])
        if path.endswith(ending) and urlsplit(path).path == ending and _is_of_site(_bare_host(path), host):
            text = text_of(link)
            first = clean(next((piece for _, piece in texts_in(link) if not piece.isspace()), ""))
            if text[len(first) : len(first) + 1].isalnum():
                text = first  # below the name, the item of the menu describes the section
            # "More towns" leads to the others of its kind.
            if (
                1 < len(text) <= LONGEST_SECTION
                and can_name_section(text, others)
                and not text.casefold().startswith("more ")
            ):
                yield Candidate(value=text, source=Source.LINK, name="to the folder of the address")
                return


def _bare_host(address: str) -> str:
    return _OF_EDITIONS.sub("", host_and_path(address)[0].casefold())


def _is_of_site(host: str, own: str) -> bool:
    """Return whether *host*, "" in a relative URL, is *own*, a part of it or around it; others have such folders."""
    return host in ("", own) or host.endswith(f".{own}") or own.endswith(f".{host}")
