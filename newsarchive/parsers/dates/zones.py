"""Regions of a page where a displayed date can be the article's: at the headline, or at the end of the text.

A date in a card, a comment, a caption, a quotation, a table of the text or a sidebar belongs to something else; a date
in running text is part of the story.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain, islice

from newsarchive.parsers.cached_property import cached_property
from newsarchive.parsers.context import PageContext
from newsarchive.parsers.dates.date_lines import consists_of_fields, is_date_line
from newsarchive.parsers.dates.dated_lists import dated_list
from newsarchive.parsers.dates.tokens import fold
from newsarchive.parsers.html.article_links import is_headline, other_article
from newsarchive.parsers.html.cards import Cards, cards_below
from newsarchive.parsers.html.headline_context import texts_after
from newsarchive.parsers.html.page_regions import is_aside
from newsarchive.parsers.html.tree import Node, class_and_id, text_of
from newsarchive.parsers.lengths import LEAD_AND_PARAGRAPH, SENTENCE
from newsarchive.parsers.lexicons.dates import PUBLISHED_AROUND, UPDATED_AROUND
from newsarchive.parsers.lexicons.metadata import HOME_WORDS
from newsarchive.parsers.lexicons.regions import CLOCKS, TOP_BAR
from newsarchive.parsers.text import folded, has_length

Blocks = Sequence[tuple[Node, str]]

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_QUOTED = frozenset({"blockquote", "figure", "figcaption"})
_CLOCK = re.compile(CLOCKS)
_TOP_BAR = re.compile(TOP_BAR)
# A recording that is embedded in the article has its own date.
_RECORDING = re.compile(r"(?<![a-z])(?:video|audio|podcast)-?(?:player|date|meta|info|item)")
_RECORDING_INSIDE = re.compile(
    r"(?<![a-z])(?:inline|embed(?:ded)?|video|audio|podcast)-?(?:video|audio|player)"
    r"|(?<![a-z])event-?(?:date|time|start|day)"
    # Whole words: a recording, a poll, an advertisement, a book.
    r"|(?<![\w-])(?:video|audio|podcast|polls?|survey|khao-?sat|binh-?chon|ads?|qc|quang-?cao|book)(?![\w-])"
)
# An event of which the page tells below the text; right below the headline, the class may be that of a section.
_EVENT = re.compile(r"(?<![\w-])(?:events?|termine?|eventos?|su-?kien)(?![\w-])")
# Items and properties of schema.org whose times are not the article's.
_OTHER_ITEM = re.compile(
    r"/(?:\w*Event|Comment|Offer|JobPosting|Course|\w*Review|\w*Rating|Quotation|(?:Video|Audio|Image|Media)Object)\b"
)
_TIMES_OF_OTHERS = frozenset(
    {
        "startDate",
        "endDate",
        "doorTime",
        "previousStartDate",
        "validFrom",
        "validThrough",
        "expires",
        "availabilityStarts",
    }
    | {"availabilityEnds", "birthDate", "deathDate", "foundingDate", "releaseDate", "uploadDate"}
)
_LONGEST_AT_END = 80  # characters; a signature or a date with its label; a longer text is another paragraph
_MOST_AT_END = 10  # texts after the article; signature, source and date are among the first
_CLIMB_AT_END = 2  # levels; the line of the date and its box
_CLIMB_TO_PARAGRAPH = 13  # levels; the element itself and the spans, links and boxes up to its paragraph; a bound
_LONGEST_CARD = 240  # characters; a headline, a date and a teaser
_MOST_IN_HEADER = 6  # links; picture, headline and section of a card; the logo is the first of a header
_LONGEST_LINK = 60  # characters; a date with its label, which may link to the date archive; a longer link is a headline
_MOST_ELEMENTS = 120  # elements between the headline and the text; a bound for pages without paragraphs
_MOST_LINKS = 400  # links above the headline; a bound for large menus
# "/?p=959" is a single article.
_FRONT = re.compile(r"https?://[^/]*/?(?:(?:index|default)\.\w+|home)?(?:[?#](?!(?:p|id|page_id|post|article)=\d).*)?")
# What may follow the first "/" of a link to the front page: another host, a query, "index.html", "home", "./".
_AFTER_ROOT = frozenset("/?#idh. ")
_LABEL = re.compile(rf"(?<![a-z])(?:{PUBLISHED_AROUND}|{UPDATED_AROUND}|ngay|date|datum|fecha|data|time|luc|gio|thoi)")
_PUBLISHED = re.compile(r"(?<![a-z])(?:published|created?|posted)(?![a-z])")
_LONGEST_LABEL = 30  # characters; a label in a table: "Ngày phát hành"
# Links to the articles before and after this one, by their `rel`.
_NEIGHBORS = frozenset({"prev", "previous", "next"})
_OWN_LINK = re.compile(r"(?:^#|/\d{4}/\d{1,2}(?:/\d{1,2})?/?$)")


class DateZones:
    """The zones of one page; *blocks* are the elements of its text (without the lead) and the text of each."""

    def __init__(self, context: PageContext, blocks: Blocks) -> None:
        self._context = context
        self._heading = context.heading
        self._blocks = blocks
        self._keys: dict[int, str] = {}

    @cached_property
    def _long_texts(self) -> dict[Node, list[tuple[int, str]]]:
        """The numbered long texts by element: the paragraphs, and lines of dates."""
        texts: dict[Node, list[tuple[int, str]]] = {}
        positions = self._context.document.positions
        start = positions.get(self._heading, -1) if self._heading is not None else -1
        for number, (node, text) in enumerate(self._blocks):
            # Text that the body extractor took from above the headline is not a paragraph, and a sub-heading is not
            # evidence.
            if has_length(text, SENTENCE) and node.tag not in _HEADINGS and positions.get(node, start) >= start:
                texts.setdefault(node, []).append((number, text))
        return texts

    def _paragraphs(self) -> Iterator[tuple[Node, int]]:
        """Yield the elements of paragraphs in the order of the text, each with the number of its first paragraph."""
        for node, texts in self._long_texts.items():
            for number, text in texts:
                if not self._is_line_of(node, text):
                    yield node, number
                    break

    def _is_date_line(self, text: str) -> bool:
        return is_date_line(text, self._context.date_language)

    def _is_line_of(self, node: Node, text: str) -> bool:
        """Return whether *text*, which *node* displays, is a line of dates or of fields with a date."""
        return self._is_date_line(text) or consists_of_fields(node, text, self._context.date_language)

    @property
    def first(self) -> int | None:
        """The number of the first paragraph, which may begin with the article's date."""
        return next((number for _, number in self._paragraphs()), None)

    def paragraph_of(self, element: Node, text: str) -> int | None:
        """Return the number of the paragraph of the article that *text* in *element* belongs to."""
        texts, key = self._long_texts, None
        for box in islice(chain((element,), element.iterancestors()), _CLIMB_TO_PARAGRAPH):
            if box in self._above_paragraphs:
                break
            for number, paragraph in texts.get(box, ()):
                key = folded(text) if key is None else key
                if key in self._key(number, paragraph) and not self._is_line_of(box, paragraph):
                    return number
        return None

    @cached_property
    def _above_paragraphs(self) -> frozenset[Node]:
        """The elements around the headline, unless one of them is a paragraph itself."""
        return self._around_heading if self._around_heading.isdisjoint(self._long_texts) else frozenset()

    def _key(self, number: int, paragraph: str) -> str:
        if number not in self._keys:
            self._keys[number] = folded(paragraph)
        return self._keys[number]

    def is_foreign(self, element: Node, *, labeled: bool = False) -> bool:
        """Return whether *element* is in a part of the page whose dates are not the article's.

        A clock in the page's header is not *labeled* ("Posted: …").
        """
        if is_aside(element, self._heading, ends=True, strict=not self.is_at_headline(element)):
            return True
        if not labeled and self._is_in_header(element):
            return True
        if self._is_listed(element):
            return True
        is_below = not self.is_at_headline(element)
        for box in chain((element,), element.iterancestors()):
            if box in self._around_heading:
                return False
            if box.tag in _QUOTED or (box.tag == "a" and self._is_card(box)) or _is_clock(box):
                return True
            if _is_top_bar(class_and_id(box)) and (is_below or not self._is_below_headline(box)):
                return True
            if box.get("itemprop") in _TIMES_OF_OTHERS or _OTHER_ITEM.search(box.get("itemtype") or "") is not None:
                return True
            if _RECORDING_INSIDE.search((box.get("class") or "").lower()) or (
                box.tag == "table" and box.find(".//th") is not None
            ):
                return True
            if is_below and _EVENT.search((box.get("class") or "").lower()):
                return True
            if box.tag in ("td", "dd") and _is_labeled_otherwise(box):
                return True
        return False

    def _is_below_headline(self, bar: Node) -> bool:
        """Return whether *bar* follows the headline in its <article> or its own box, which is not the whole page."""
        if self._heading is None or self.is_above_headline(bar):
            return False
        around = next((box for box in bar.iterancestors() if box in self._around_heading), None)
        return around is not None and (
            around.tag == "article" or (around.tag != "body" and around is self._heading.getparent())
        )

    def _is_listed(self, element: Node) -> bool:
        """Return whether *element* is in a list of links with dates right below the headline."""
        found = dated_list(self._context)
        return found is not None and found.start <= self._context.document.positions.get(element, -1) <= found.end

    @cached_property
    def _around_heading(self) -> frozenset[Node]:
        return frozenset(self._heading.iterancestors()) if self._heading is not None else frozenset()

    @cached_property
    def _end_of_header(self) -> int:
        """The position of the last link to the front page above the headline; 0 without one.

        Logo, menu and breadcrumb begin with this link. What is displayed above them is the page's header, whose date is
        today's; the article's own date follows them, even where it is above the headline.
        """
        start = self._context.document.positions.get(self._heading, 0) if self._heading is not None else 0
        links = self._context.document.by_tag.get("a", [])[:_MOST_LINKS]
        above = [link for link in links if self._context.document.positions.get(link, 0) < start]
        last = next((link for link in reversed(above) if self._leads_home(link.get("href") or "")), None)
        return 0 if last is None else self._context.document.positions.get(last, 0)

    def _is_in_header(self, element: Node) -> bool:
        """Return whether *element* is above the last link to the front page, and not in the headline's <article>.

        In an article, such a link belongs to its own line: "March 4, 2024 by <a href=/>River Blog</a>".
        """
        positions = self._context.document.positions
        start = positions.get(self._heading, 0) if self._heading is not None else 0
        at = positions.get(element, start)
        if at >= start or at >= self._end_of_header:
            return False
        return not any(box.tag == "article" and box in self._around_heading for box in element.iterancestors())

    def _leads_home(self, href: str) -> bool:
        if href[:1] == "/" and href[1:2] not in _AFTER_ROOT:
            return href == "/"
        return len(href) > 1 and is_front_page(self._context.document.absolute(href)) and href[0] != "#"

    def is_in_headline(self, element: Node) -> bool:
        """Return whether *element* is a part of the headline."""
        return any(box is self._heading for box in islice(element.iterancestors(), 3))

    def is_above_headline(self, element: Node) -> bool:
        """Return whether *element* begins before the headline."""
        positions = self._context.document.positions
        return self._heading is not None and positions.get(element, 0) < positions.get(self._heading, 0)

    def is_beside_logo(self, element: Node) -> bool:
        """Return whether *element* is in the page's header: in a box with the logo, but without the headline.

        A breadcrumb also links to the front page, but by a word such as "Home", and continues with a section.
        """
        for box in element.iterancestors():
            if box in self._around_heading or box.tag == "body":
                return False
            for link in islice(box.iter("a"), _MOST_IN_HEADER):
                if self._leads_home(link.get("href") or "") and not _is_blank(link):
                    return text_of(link).casefold() not in HOME_WORDS and not self._is_in_article(box)
        return False

    def _is_in_article(self, box: Node) -> bool:
        return any(outer.tag == "article" and outer in self._around_heading for outer in box.iterancestors())

    def is_beside_headline_of_another(self, element: Node, *, above: bool) -> bool:
        """Return whether *element* is in a small box with a link to another headline: a news ticker, a card.

        Below the page's headline (not *above*), the link comes first, in a heading or as the neighbor of this article:
        other links in the line of the date lead to the series or the section that the article belongs to.
        """
        position = self._context.document.position_of(element)
        for box in islice(chain((element,), element.iterancestors()), _CLIMB_AT_END + 1):
            if box in self._around_heading or box.tag in ("body", "main") or len(text_of(box)) > _LONGEST_CARD:
                return False
            for link in islice(box.iter("a"), _MOST_IN_HEADER):
                if not (above or self._is_neighbor(link) or self._is_heading_before(link, position)):
                    continue
                if self._is_neighbor(link) or (
                    is_headline(text_of(link)) and other_article(self._context.document, link) is not None
                ):
                    return True
        return False

    def _is_neighbor(self, link: Node) -> bool:
        return not _NEIGHBORS.isdisjoint((link.get("rel") or "").split())

    def _is_heading_before(self, link: Node, position: int) -> bool:
        """Return whether *link*, in or around a heading, begins before the element at *position*."""
        if self._context.document.position_of(link) >= position:
            return False
        return self._has_heading(link) or any(box.tag in _HEADINGS for box in islice(link.iterancestors(), 2))

    def is_in_card(self, element: Node) -> bool:
        """Return whether *element*, behind the text, is in a small box with a link whose text is a headline."""
        if self.is_at_headline(element):
            return False
        for box in islice(element.iterancestors(), _CLIMB_AT_END):
            if box in self._around_heading or len(text_of(box)) > _LONGEST_CARD:
                return False
            if any(self._leads_to_article(link, text_of(link)) for link in islice(box.iter("a"), _MOST_IN_HEADER)):
                return True
        return False

    def _is_of_recording(self, element: Node) -> bool:
        return any(
            _RECORDING.search((box.get("class") or "").lower())
            for box in (element, *islice(element.iterancestors(), 2))
        )

    def _is_card(self, link: Node) -> bool:
        """Return whether *link* displays more than a date (a date may link to the date archive) of another page."""
        href = link.get("href") or "#"
        if not _NEIGHBORS.isdisjoint((link.get("rel") or "").split()):
            return True
        if len(text_of(link)) <= _LONGEST_LINK and link.find(".//img") is None and not self._has_heading(link):
            return False
        return _OWN_LINK.search(href) is None and self._context.document.absolute(href) != self._context.url

    def _has_heading(self, link: Node) -> bool:
        return any(inner.tag in _HEADINGS for inner in islice(link.iterdescendants(), 20))

    def is_at_headline(self, element: Node) -> bool:
        """Return whether *element* precedes the second paragraph of the text and the first card, and is in no list."""
        end, listed = self._head
        return element not in listed and (end is None or self._context.document.positions.get(element, end) < end)

    @cached_property
    def elements_at_headline(self) -> list[Node]:
        """The ancestors of the headline, and the elements from the headline to the second paragraph."""
        start = self._context.document.positions.get(self._heading, 0) if self._heading is not None else 0
        last, listed = self._head
        end = last or len(self._context.document.nodes)
        around = list(self._heading.iterancestors()) if self._heading is not None else []
        nodes = self._context.document.nodes[start : min(end, start + _MOST_ELEMENTS)]
        return [*around, *(node for node in nodes if node not in listed)]

    @cached_property
    def _head(self) -> tuple[int | None, frozenset[Node]]:
        """The position of the first card or of the second paragraph, and the elements of lists of cards before it.

        The first paragraph may be an unmarked lead. The date of a card is another article's.
        """
        paragraphs = [node for node, _ in islice(self._paragraphs(), LEAD_AND_PARAGRAPH)]
        end = self._context.document.positions.get(paragraphs[1]) if len(paragraphs) > 1 else None
        start = None if self._heading is None else self._context.document.positions.get(self._heading)
        if self._heading is None or start is None:
            return end, frozenset()
        cards: Cards = cards_below(
            self._context.document,
            self._heading,
            islice(self._context.document.nodes, start + 1, end),
            self._long_texts,
            texts=paragraphs,
            is_short=len(paragraphs) < LEAD_AND_PARAGRAPH,
        )
        return (end if cards.end is None else self._context.document.positions.get(cards.end)), cards.listed

    def ends(self) -> tuple[tuple[Node, str], tuple[Node, str], str] | None:
        """Return the first and the last block of the text, and the text before the last; ``None`` on a front page."""
        if not self._blocks or is_front_page(self._context.document.url):
            return None
        return self._blocks[0], self._blocks[-1], self._blocks[-2][1] if len(self._blocks) > 1 else ""

    def texts_at_end(self) -> Iterator[tuple[Node, str, str]]:
        """Yield the short texts right after the article's text, each with the preceding text.

        A heading, a long text, a link to another article or a part that is not the article's ends the sequence.
        """
        last = next((block for block in reversed(self._blocks) if not self._is_date_line(block[1])), None)
        if last is None or is_front_page(self._context.document.url):
            return  # on a front page, the date is one of the articles'
        node, before = last
        for element, text in islice(texts_after(node, _CLIMB_AT_END), _MOST_AT_END):
            tags = {element.tag, *(ancestor.tag for ancestor in islice(element.iterancestors(), 3))}
            is_long = len(text) > _LONGEST_AT_END and not self._is_date_line(text)
            if is_long or not tags.isdisjoint(_HEADINGS) or "table" in tags or "li" in tags:
                return
            if self.is_foreign(element) or self._is_of_recording(element) or self._leads_to_article(element, text):
                return
            if self.is_in_card(element):
                return  # the date of a card may precede its link
            yield element, text, before
            before = text

    def _leads_to_article(self, element: Node, text: str) -> bool:
        """Return whether *text* is in a link whose text is other than a name.

        True for "Ferry fares rise" and "27 Sep 2016", false for "Mara Penhallow".
        """
        linked = next(
            (ancestor for ancestor in (element, *islice(element.iterancestors(), 3)) if ancestor.tag == "a"), None
        )
        if linked is None:
            return False
        words = text_of(linked).split()
        if len(words) < 3:
            return False
        is_dated = (
            any(char.isdecimal() for word in words for char in word)
            and _OWN_LINK.search(linked.get("href") or "#") is None
        )
        return is_dated or any(word[0].islower() for word in words[1:])


def _is_labeled_otherwise(cell: Node) -> bool:
    """Return whether the cell before *cell* is a label, but not one of the publication: "Open day | 9 March 2024"."""
    if _PUBLISHED.search(class_and_id(cell).lower()):
        return False  # Joomla: <dt>Details</dt><dd class="published">09 March 2024</dd>
    before = cell.getprevious()
    label = text_of(before) if before is not None and before.tag in ("td", "dt") else ""
    if not 0 < len(label) <= _LONGEST_LABEL or not any(map(str.isalpha, label)) or any(map(str.isdecimal, label)):
        return False
    return _LABEL.search(fold(label)) is None


def _is_blank(link: Node) -> bool:
    """Return whether *link* displays neither text nor a picture: the little house that begins a breadcrumb."""
    return (
        not text_of(link) and next(link.iter("img", "svg"), None) is None and "logo" not in class_and_id(link).lower()
    )


def is_front_page(url: str | None) -> bool:
    """Return whether *url* is a site's front page, whose dates are those of single articles."""
    return _FRONT.fullmatch(url or "") is not None


def _is_clock(node: Node) -> bool:
    return _is_named_clock(class_and_id(node))


@lru_cache(maxsize=20_000)
def _is_top_bar(name: str) -> bool:
    return _TOP_BAR.search(name.lower()) is not None


@lru_cache(maxsize=20_000)  # the elements around every date of a page are the same
def _is_named_clock(name: str) -> bool:
    return _CLOCK.search(name.lower()) is not None
