"""Detect if a displayed name is this article's author or belongs to a card, quote, comment, review, picture or button.

The ancestors of a name decide, up to the smallest element that also holds the headline; that element holds the
article. Between the headline and the text the rules are less strict, since section links and share buttons are also
placed there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain, islice, takewhile
from urllib.parse import urlsplit

from newsarchive.parsers.context import PageContext
from newsarchive.parsers.dates.dated_lists import DatedList, dated_list
from newsarchive.parsers.html.article_links import is_headline, may_lead_to_article
from newsarchive.parsers.html.cards import Cards, cards_below, is_covered
from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.tree import Node, class_and_id, text_of
from newsarchive.parsers.lengths import LEAD_AND_PARAGRAPH, LONG_TEXT
from newsarchive.parsers.lexicons.metadata import NOT_NAMES
from newsarchive.parsers.lexicons.regions import COMMENTS, OTHER_ARTICLES
from newsarchive.parsers.text import DENSE, DENSE_FACTOR, clean, folded, has_length

# A quotation, a picture, a control or a part of the page outside the article.
_OTHER_TAGS = frozenset({"blockquote", "q", "figure", "figcaption", "aside", "nav", "footer"})
_CONTROLS = frozenset({"select", "option", "button", "label", "dialog"})
# Patterns for class and id in lower case: with re.I, `re` is several times slower.
_OTHER_NAME = re.compile(f"{COMMENTS}|{OTHER_ARTICLES}")
# An author box may be an aside or a footer.
_AUTHOR_NAME = re.compile(r"auth?or|auteur|byline|verfasser|tac-?gia")
_CAPTION_NAME = re.compile(r"caption|cutline|bildunterschrift|chu-?_?thich|(?<![a-z])legend(?![a-z])")
_PICTURE_NAME = re.compile(r"(?<![a-z])(?:photos?|images?|pictures?|imgs?|anh|hinh-?anh)(?![a-z])")
_WHOLE = frozenset({"html", "body", "main"})
_CONTAINERS = frozenset({"div", "li", "section", "article", "td", "tr", "ul", "ol", "dl", "p", "a"})
_HEADINGS = ("h1", "h2", "h3", "h4", "h5")
# schema.org types whose author is not the article's; a review that holds the headline is the article.
_OTHER_ITEM = re.compile(
    r"/(?:Quotation|Comment|UserComments|Review|CriticReview|UserReview|Rating|VideoObject|ImageObject|MediaObject"
    r"|AudioObject|Product|Book|Movie|Event|SocialMediaPosting)\b"
)
_QUOTE_NAME = re.compile(
    r"(?<![a-z])(?:pull-?quote|block-?quote|quote|citation|testimonial|zitat|trich-?dan)(?!d)"
    r"|(?<![a-z])(?:ratings?|stars)(?![a-z])|danh-?gia|donat(?:e|ion)|hoi-?dap|giai-?dap|tu-?van|(?<![a-z])(?:faq|q-?and-?a)(?![a-z])|poem|poetry|(?<![a-z])(?:verses?|lyrics|tho)(?![a-z])|(?<![a-z])(?:(?:swiper|slick|splide|keen-slider)-?_*slide|owl-item|carousel-?item)(?![a-z])|chuyen-?gia|nhan-?vat|phat-?ngon|expert-?(?:box|quote|opinion|view)|(?<![a-z])expert(?![a-z-])|(?<![a-z])(?:books?|teams?|cast|crew)(?![a-z-])"
    r"|(?<![a-z])(?:(?:user-?|customer-?)?reviews?|poll|survey|vote|khao-?sat|binh-?chon)(?![a-z])",
)
_STORY = re.compile(r"\.(?:html?|amp|php|aspx|vnp|chn|tpo|ldo|epi|vov)$|\d{4,}|(?:[^\W\d_]+-){3,}", re.I)
_SHORTEST_DENSE_TITLE = 4  # Chinese, Japanese or Korean characters; a name has up to three
_MOST_IN_CARD = 20  # elements; a card has its picture, title and name among the first
_SHORTEST_CAPTION = 25  # characters; a shorter alternative text may be a name or a file's
_LONGEST_CARD = 500  # characters; a card has a title, a teaser, a name and a date
_LONGEST_QUOTE = 240  # characters; a voice of a reader or a witness
_SENTENCE_ENDS = frozenset('.!?…”"»“。！？')
_MOST_NODES = 400  # elements below the headline; a bound for pages without long texts
_SHORTEST_SENTENCE = 40  # characters; a shorter text above a list is its heading or a link
_NEAR_ABOVE = 5  # elements; between the paragraphs and a list may be pictures
_FEWEST_ABOVE = 2  # paragraphs; a card has one, its teaser
_FEWEST_BELOW = 3  # paragraphs; below a signature may be a notice or two
_CLIMB_BELOW = 6  # levels; from the headline to the box that also holds the text
_CLIMB_ABOVE = 3  # levels; above the headline, the boxes further out are the site's header


class Ownership:
    """The texts at the headline of one page, and the elements that belong to something else on it."""

    def __init__(self, heading: Node | None, document: Document, dated: DatedList | None = None) -> None:
        self._host, self._path = _parts_of(document.url or "")
        self._shared = frozenset((heading, *heading.iterancestors())) if heading is not None else frozenset()
        self._known: dict[Node, bool] = {}
        self._long: dict[Node, bool] = {}
        self._others: dict[Node, bool] = {}
        self._stories: dict[Node, bool] = {}
        none = Cards(frozenset(), None)
        near, further, self._cards = _around(heading, document) if heading is not None else ([], [], none)
        self._near = frozenset(near + further)
        self._beside = frozenset(near)
        self._dated = frozenset(document.nodes[dated.start : dated.end + 1]) if dated is not None else frozenset()

    def is_near(self, node: Node) -> bool:
        """Return whether *node* is just above the headline or between it and the text."""
        return node in self._near

    def is_of_card(self, holder: Node) -> bool:
        """Return whether *holder* is in the card at which the part at the headline ends."""
        card = self._cards.end
        return card is not None and (holder is card or card in holder.iterancestors())

    def is_listed(self, holder: Node) -> bool:
        """Return whether *holder* is in a list of cards between the headline and the text, or in one with dates."""
        return holder in self._cards.listed or holder in self._dated

    def is_own_piece(self, holder: Node) -> bool:
        """Return whether a text at the headline, displayed by *holder*, can name this article's author."""
        if holder in self._shared or holder not in self._near:
            return True
        return self.is_own(holder) and not self._is_card(holder, set(), beside=holder in self._beside)

    def is_own(self, node: Node) -> bool:
        """Return whether a name in *node* can be this article's author."""
        if node not in self._known:
            self._known[node] = node not in self._dated and self._judge(node)
        return self._known[node]

    def _judge(self, node: Node) -> bool:
        beside, inside = node in self._beside, set(node.iter("*"))
        is_distant = node not in self._near
        may_be_card = True
        for element in chain((node,), node.iterancestors()):
            if element in self._shared or (not self._shared and element.tag in _WHOLE):
                return True
            if self._is_others(element) or (element.tag == "article" and self._is_next_article(element)):
                return False
            # The ancestors of an element that is too long for a card are also too long.
            may_be_card = may_be_card and not self._is_long(element)
            is_container = element is not node and element.tag in _CONTAINERS
            if may_be_card and is_container and _is_caption(element, node):
                return False
            is_box = may_be_card and is_container and is_distant
            if is_box and (_holds_picture(element, node) or _follows_sentence(element, node)):
                return False
            if may_be_card and is_container and self._is_card(element, inside, beside=beside):
                return False
            if is_box and self._is_below_title(element, inside):
                return False
            if is_distant and _is_between_paragraphs(element):
                return False
        return True

    def _is_others(self, element: Node) -> bool:
        """Return whether *element* is not the article's; kept, because the names of a page share ancestors."""
        if element not in self._others:
            self._others[element] = _is_other(element) or self._describes_other(element) or _is_marked_caption(element)
        return self._others[element]

    def _describes_other(self, element: Node) -> bool:
        """Return whether *element* is the RDFa description of another article: ``typeof`` and its URL in ``about``."""
        about = element.get("about")
        if not about or element.get("typeof") is None or "Person" in element.get("typeof", ""):
            return False
        path = _parts_of(about)[1]
        return path.strip("/") != "" and path != self._path

    def _is_long(self, element: Node) -> bool:
        """Return whether *element* holds more text than a card does; computed once."""
        if element not in self._long:
            self._long[element] = _is_longer(element.itertext(), _LONGEST_CARD)
        return self._long[element]

    def _is_card(self, element: Node, inside: set[Node], *, beside: bool) -> bool:
        """Return whether *element* is short and links to another article; *inside*: the elements of the name."""
        if self._is_long(element):
            return False
        if _AUTHOR_NAME.search(
            class_and_id(element).lower()
        ):  # an author box, whose heading links to the author's page
            return False
        if is_covered(element):
            return True
        for heading in element.iter(*_HEADINGS):
            if heading in inside or heading is element or not inside.isdisjoint(heading.iter("*")):
                continue  # the name is in the heading
            if (next(heading.iter("a"), None) is not None or _parent_is_link(heading)) and not self._is_inset(
                heading, element
            ):
                return True
        return not beside and any(
            link not in inside and self._is_story_link(link) and not self._is_inset(link, element)
            for link in element.iter("a")
        )

    def _is_inset(self, node: Node, element: Node) -> bool:
        """Return whether *node* is in a list of other articles below a text in *element*, which is then no card.

        A card begins with its title or its teaser, and the title may be marked so, too: "teaser-title".
        """
        boxes = takewhile(lambda box: box is not element, node.iterancestors())
        return any(self._is_others(box) and _is_below_text(box) for box in boxes)

    def _is_next_article(self, element: Node) -> bool:
        """Return whether the <article> *element*, without the page's headline, begins with one that leads elsewhere."""
        for part in islice(element.iter("*"), _MOST_IN_CARD):
            if part.tag in _HEADINGS:
                around = (*islice(part.iter("a"), 1), *islice(part.iterancestors("a"), 1))
                return any(self._is_story_link(link) for link in around)
        return False

    def _is_story_link(self, link: Node) -> bool:
        """Return whether *link* leads to another article; kept, because nested boxes share their links."""
        if link not in self._stories:
            self._stories[link] = self._leads_to_story(link)
        return self._stories[link]

    def _is_below_title(self, element: Node, inside: set[Node]) -> bool:
        """Return whether *element*, far from the headline, displays a linked title and the name below it.

        In a box about the author, the name comes first.
        """
        if _AUTHOR_NAME.search(class_and_id(element).lower()):
            return False
        for part in islice(element.iter("*"), _MOST_IN_CARD):
            if part in inside:
                return False
            if part.tag == "a" and self._may_be_title(part) and not self._is_inset(part, element):
                return True
        return False

    def _may_be_title(self, link: Node) -> bool:
        href, text = link.get("href") or "", text_of(link)
        if not href.strip("/") or "#" in href or not may_lead_to_article(link) or _parts_of(href)[1] == self._path:
            return False
        return (" " in text or len(DENSE.findall(text)) >= _SHORTEST_DENSE_TITLE) and not NOT_NAMES.search(text.lower())

    def _leads_to_story(self, link: Node) -> bool:
        href = link.get("href") or ""
        if "#" in href or not may_lead_to_article(link):
            return False
        host, path = _parts_of(href)
        if (host and host != self._host) or path == self._path:
            return False
        text = text_of(link)
        return bool(text) and (_STORY.search(path) is not None or is_headline(text))


def ownership_of(context: PageContext) -> Ownership:
    """Return the ownership of names on the page, computed once."""
    return context.document.remembered(
        "ownership of names", lambda page: Ownership(context.heading, page, dated_list(context))
    )


def names_before_links(context: PageContext, names: Iterable[str]) -> frozenset[str]:
    """Return those of *names* that are displayed below the headline, before any box with a link to something else.

    On a page that is a list, such names are the page's own; the others are those of the articles in the list.
    """
    keys = {folded(name): name for name in names}
    boxes = _boxes_below(context.heading)
    own = takewhile(lambda box: all(folded(text_of(link)) in keys for link in box.iter("a")), boxes)
    texts = [folded(text_of(box)) for box in own]
    return frozenset(name for key, name in keys.items() if any(key in text for text in texts))


def _boxes_below(heading: Node | None) -> Iterator[Node]:
    node = heading
    for _ in range(_CLIMB_BELOW):
        if node is None or node.tag == "body":
            return
        yield from node.itersiblings()
        node = node.getparent()


def _around(heading: Node, document: Document) -> tuple[list[Node], list[Node], Cards]:
    """Return the elements just above *heading* and after it up to a long text, and those up to the next long texts.

    They end at the first card of another article and leave out lists of cards; these are returned too.
    """
    near: list[Node] = []
    further: list[Node] = []
    node: Node | None = heading
    for _ in range(_CLIMB_ABOVE):
        if node is None or node.tag == "body":
            break
        for sibling in islice(node.itersiblings(preceding=True), 6):
            near += islice(sibling.iter("*"), 30)
        node = node.getparent()
    long_texts = 0
    below: list[Node] = []
    texts: list[Node] = []
    for element in islice(_behind(heading), _MOST_NODES):
        count = sum(
            has_length(text, LONG_TEXT + 1)
            for text in (element.text, element.tail)
            if text and len(text) * DENSE_FACTOR > LONG_TEXT
        )
        long_texts += count
        texts += [element] if count else []
        if long_texts >= LEAD_AND_PARAGRAPH:
            break
        below.append(element)
        (further if long_texts else near).append(element)
    cards = cards_below(document, heading, below, (), texts=texts, is_short=long_texts < LEAD_AND_PARAGRAPH)
    if cards.end is not None or cards.listed:
        near, further = (
            [node for node in takewhile(lambda node: node is not cards.end, nodes) if node not in cards.listed]
            for nodes in (near, further)
        )
    return near, further, cards


def _behind(heading: Node) -> Iterator[Node]:
    for box in _boxes_below(heading):
        yield from box.iter("*")


def _is_other(element: Node) -> bool:
    """Return whether *element* is marked as a quote, a picture, a control, a comment or a list of other articles."""
    name = class_and_id(element).lower()
    if element.tag in _CONTROLS:
        return True
    if element.tag in _OTHER_TAGS and not (element.tag in ("aside", "footer") and _AUTHOR_NAME.search(name)):
        # The footer of an article ("Posted by …") is not the footer of the page.
        return element.tag != "footer" or next(element.iterancestors("article"), None) is None
    kind = element.get("itemtype")
    return (kind is not None and _OTHER_ITEM.search(kind) is not None) or _is_other_name(name)


@lru_cache(maxsize=20_000)  # the elements around every name of a page are the same
def _is_other_name(name: str) -> bool:
    return _QUOTE_NAME.search(name) is not None or _OTHER_NAME.search(name) is not None


def _is_marked_caption(element: Node) -> bool:
    """Return whether the class of *element* marks it as a caption, and a picture stands in it or right before it.

    Some sites give the line below a headline such a class, too. "Credits" are also those of the text, and an
    "author-caption" stands below the author's portrait.
    """
    name = class_and_id(element).lower()
    if not _CAPTION_NAME.search(name) or _AUTHOR_NAME.search(name):
        return False
    before = element.getprevious()
    return any(
        part is not None and next(part.iter("img", "picture", "video"), None) is not None for part in (element, before)
    )


def _is_caption(element: Node, node: Node) -> bool:
    """Return whether *element* holds a picture, and before the name in *node* the picture's own alternative text."""
    pictures = [clean(picture.get("alt")) for picture in islice(element.iter("img"), 3)]
    if not any(len(text) > _SHORTEST_CAPTION for text in pictures):
        return False
    name = text_of(node)
    before = clean(" ".join(element.itertext())).partition(name)[0] if name else ""
    return any(len(text) > _SHORTEST_CAPTION and text in before for text in pictures)


def _holds_picture(element: Node, node: Node) -> bool:
    """Return whether the class of *element* marks a picture, and it holds one and no text but the name in *node*.

    The portrait of an author is in a box of the author's: "author-photo".
    """
    if not _PICTURE_NAME.search(class_and_id(element).lower()) or next(element.iter("img", "picture"), None) is None:
        return False
    around = (element, *islice(element.iterancestors(), 2))
    is_authors = any(_AUTHOR_NAME.search(class_and_id(box).lower()) for box in around)
    return not is_authors and text_of(element) == text_of(node)


def _follows_sentence(element: Node, node: Node) -> bool:
    """Return whether an element with a whole sentence precedes the name in *node* in *element*, a short box.

    Whoever is named said it. In a box about the author, the name comes first or is a link; below a lead, it is near the
    headline.
    """
    if (
        node.tag == "a"
        or _AUTHOR_NAME.search(class_and_id(element).lower())
        or _is_longer(element.itertext(), _LONGEST_QUOTE)
    ):
        return False
    for box in chain((node,), takewhile(lambda box: box is not element, node.iterancestors())):
        if (before := box.getprevious()) is not None:
            return not clean(before.tail).strip(" —–-") and text_of(before)[-1:] in _SENTENCE_ENDS
    return False


def _is_below_text(box: Node) -> bool:
    return _sentences_among(box.itersiblings(preceding=True)) >= _FEWEST_ABOVE


def _is_between_paragraphs(element: Node) -> bool:
    """Return whether *element*, far from the headline, interrupts a text that goes on: a verse, an answer, a table.

    Whoever is named there is quoted; credits stand above or below a text, or beside the author's picture.
    """
    return (
        next(element.iter("img"), None) is None
        and _sentences_among(element.itersiblings("p", preceding=True)) >= _FEWEST_ABOVE
        and _sentences_among(element.itersiblings("p")) >= _FEWEST_BELOW
    )


def _sentences_among(siblings: Iterator[Node]) -> int:
    texts = (text_of(element) for element in islice(siblings, _NEAR_ABOVE))
    return sum(len(text) >= _SHORTEST_SENTENCE and text[-1] in _SENTENCE_ENDS for text in texts)


def _is_longer(texts: Iterable[str], longest: int) -> bool:
    size = 0
    for text in texts:
        size += len(text.strip())
        if size > longest:
            return True
    return False


def _parent_is_link(node: Node) -> bool:
    parent = node.getparent()
    return parent is not None and parent.tag == "a"


def _parts_of(href: str) -> tuple[str, str]:
    """Return the host and the path of *href*; two empty strings if it is not a URL."""
    try:
        parts = urlsplit(href)
    except ValueError:
        return "", ""
    return parts.netloc.casefold().removeprefix("www."), parts.path
