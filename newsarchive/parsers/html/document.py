"""A page decoded and parsed once, with access to its metas, links, JSON-LD and elements by tag and class."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar
from urllib.parse import urljoin

import msgspec

from newsarchive.parsers.cached_property import cached_property
from newsarchive.parsers.html.cleanup import read_markup
from newsarchive.parsers.html.css_selectors import Elements
from newsarchive.parsers.html.json_ld import is_article_type, nodes_of, types_of
from newsarchive.parsers.html.selectors import Selector, compile_selector, names_in
from newsarchive.parsers.html.tree import LONGEST_CLASS, Node, parse, text_of, texts_in
from newsarchive.parsers.text import clean, is_unfilled, plain

_Read = TypeVar("_Read")

_MOST_ELEMENTS = 60_000  # elements; far more than any article needs: bounds the time that a malicious page can take
_MOST_SCRIPTS = 200  # scripts; a page of many widgets has a hundred: a bound for malicious pages
# Scheme and host of a URL, and the most frequent links: a path from the root, without dot segments.
_ORIGIN = re.compile(r"https?://[\w.:@-]+(?=[/?#]|$)", re.A)
_ROOTED = re.compile(r"/(?:[\w%~+-]+(?:[./][\w%~+-]+)*+/?)?", re.A)
_ANGULAR_ESCAPES = (("&q;", '"'), ("&s;", "'"), ("&l;", "<"), ("&g;", ">"), ("&a;", "&"))
_BODY = re.compile(r"<(?i:body)[\s>]")
_NAME_ATTRIBUTES = ("property", "name", "itemprop", "http-equiv")


class Metas(Mapping[str, list[str]]):
    """Contents of <meta> by name; each is cleaned on access and omitted if the cleaned text is empty."""

    def __init__(self, raw: dict[str, list[str]]) -> None:
        self._raw = raw
        self._cleaned: dict[str, list[str]] = {}

    def __contains__(self, name: object) -> bool:
        return name in self._raw

    def among(self, names: Iterable[str]) -> list[str]:
        """Return those of *names*, in their order, that have a content."""
        raw = self._raw
        return [name for name in names if name in raw and self[name]]

    def get(self, name: str, default: Any = None) -> Any:
        """Return the contents under *name*, else *default*."""
        if name not in self._raw:
            return default
        return self._cleaned.get(name) or self[name] or default

    def __getitem__(self, name: str) -> list[str]:
        if name not in self._cleaned:
            self._cleaned[name] = [text for content in self._raw[name] if (text := plain(content))]
        return self._cleaned[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._raw)

    def __len__(self) -> int:
        return len(self._raw)


class Document:
    """One page, decoded and parsed; metas and JSON-LD are parsed at most once.

    *html*, which is *utf8* as text, and *root* lack the page's scripts, styles, drawings (svg), noscript parts and
    comments; without *menus* they also lack <nav> and <footer> elements that hold only links, which `menu_links`
    returns. Text with combining marks is NFC; `clean` and `text_of` normalize the rest.
    """

    def __init__(
        self, body: bytes | str, url: str | None = None, content_type: str | None = None, *, menus: bool = True
    ) -> None:
        self.url = url
        source = body.encode("utf-8", "replace") if isinstance(body, str) else body
        markup = read_markup(source, content_type, menus=menus)
        self.html, self.utf8, self._scripts, self._menus = markup.text, markup.utf8, markup.scripts, markup.menus
        self._states, self._noscripts = markup.states, markup.noscripts
        self.root = parse(markup.utf8)
        self._memory: dict[str, Any] = {}

    @cached_property
    def by_tag(self) -> dict[str, list[Node]]:
        """The page's elements by tag, in document order; kept, so that lxml creates each Python object only once."""
        found: dict[str, list[Node]] = defaultdict(list)
        for tag, node in zip(self.tags, self.nodes, strict=True):
            found[tag].append(node)
        return found

    @cached_property
    def nodes(self) -> list[Node]:
        """The elements of the page in document order, up to the limit for a page."""
        return list(islice(self.root.iter("*"), _MOST_ELEMENTS))

    def position_of(self, node: Node) -> int:
        """Return the number of *node* among `nodes`, or their number if it is beyond the limit for a page."""
        return self.positions.get(node, len(self.nodes))

    @cached_property
    def positions(self) -> dict[Node, int]:
        """The number of each of `nodes`."""
        return {node: number for number, node in enumerate(self.nodes)}

    @cached_property
    def tags(self) -> list[str]:
        """The tag of each of `nodes`; read once, like `classes`."""
        return [node.tag for node in self.nodes]  # type: ignore[misc]  # comments and PIs are not in the tree

    @cached_property
    def classes(self) -> list[str | None]:
        """The value of @class of each of `nodes`; read once, since each access costs as much as parsing a tag."""
        values = [node.get("class") for node in self.nodes]
        if max(map(len, filter(None, values)), default=0) > LONGEST_CLASS:
            return [value and value[:LONGEST_CLASS] for value in values]
        return values

    @cached_property
    def metas(self) -> Metas:
        """Contents of the <meta> by lower-case name, property, itemprop or http-equiv, without those of items."""
        found: dict[str, list[str]] = {}
        for node in self.by_tag.get("meta", ()):
            attributes = dict(node.items())
            content = attributes.get("content")
            if content and not is_unfilled(content):
                for attribute in _NAME_ATTRIBUTES:
                    name = attributes.get(attribute)
                    if (
                        name
                        and not (attribute == "itemprop" and _is_of_item(node, "itemscope"))
                        and not (attribute == "property" and ":" not in name and _is_of_item(node, "typeof"))
                    ):
                        found.setdefault(str(name).strip().casefold(), []).append(str(content))
        return Metas(found)

    def meta(self, *names: str) -> str | None:
        """Return the first content of the first of *names* (lower case) that the page has."""
        for name in names:
            if contents := self.metas.get(name):
                return str(contents[0])
        return None

    @cached_property
    def parsely(self) -> dict[str, str]:
        """The texts in the JSON of <meta name="parsely-page">: "title", "pub_date", "author", "section"."""
        text = self.meta("parsely-page") or ""
        try:
            page = msgspec.json.decode(text) if text.startswith("{") else {}
        except (msgspec.DecodeError, RecursionError):
            page = {}  # an invalid meta gives no value
        return {key: value for key, value in page.items() if isinstance(value, str)} if isinstance(page, dict) else {}

    @cached_property
    def json_ld(self) -> list[dict[str, Any]]:
        """Every JSON-LD node of the page as a plain dict, @graph and lists flattened; invalid scripts are skipped."""
        # Remix writes a script's element as <meta name="script:ld+json" content="…">.
        return nodes_of(*self._scripts[:_MOST_SCRIPTS], *self.metas.get("script:ld+json", ())[:_MOST_SCRIPTS])

    @cached_property
    def article_nodes(self) -> list[dict[str, Any]]:
        """The JSON-LD nodes of article types; once the page's own are known, only these, best first."""
        return [node for node in self.json_ld if any(map(is_article_type, types_of(node)))]

    @cached_property
    def states(self) -> list[str]:
        """The scripts that set the state of a JavaScript application, as text."""
        return [_without_angular_escapes(script.decode("utf-8", "replace")) for script in self._states]

    @cached_property
    def noscripts(self) -> list[str]:
        """The markup of the noscript elements that hold more than a picture."""
        return [element.decode("utf-8", "replace") for element in self._noscripts]

    @cached_property
    def body_html(self) -> str:
        """The page's markup from its <body> on; the whole markup if the page has no such tag."""
        start = _BODY.search(self.html)
        return self.html[start.start() :] if start else self.html

    @cached_property
    def links(self) -> dict[str, list[Node]]:
        """All <link> of the page by lower-case rel."""
        found: dict[str, list[Node]] = {}
        for node in self.by_tag.get("link", ()):
            for rel in (node.get("rel") or "").casefold().split():
                found.setdefault(rel, []).append(node)
        return found

    @cached_property
    def anchors(self) -> list[tuple[Node, str]]:
        """The <a> of the page, each with its @href ("": none); read once, because several fields look for a link."""
        return [(node, node.get("href") or "") for node in self.by_tag.get("a", ())]

    @cached_property
    def related_links(self) -> list[tuple[Node, list[str]]]:
        """The <a> of the page that have a rel, each with the keywords of its rel."""
        return [(node, rel.split()) for node in self.by_tag.get("a", ()) if (rel := node.get("rel"))]

    @cached_property
    def menu_links(self) -> list[Node]:
        """The <a> of the removed menus."""
        return list(parse(b" ".join(self._menus)).iter("a")) if self._menus else []

    @property
    def menu_texts(self) -> list[str]:
        """The texts of the removed menus: one for each link, and the texts between links."""
        if not self._menus:
            return []
        root = parse(b" ".join(self._menus))
        link_of = {part: link for link in root.iter("a") for part in link.iter("*")}
        texts: list[str] = []
        shown: Node | None = None
        for node, text in texts_in(root):
            link = link_of.get(node)
            if link is None or link is not shown:
                texts.append(clean(text) if link is None else text_of(link))
            shown = link
        return [text for text in texts if text]

    def menu_links_with(self, text: str) -> Iterator[Node]:
        """Yield the <a> of the removed menus whose markup contains *text*."""
        markup = text.encode("utf-8", "replace")
        # Menus hold hundreds of links, and this is called for nearly every page.
        links = [link for menu in self._menus if markup in menu for link in menu.split(b"<a") if markup in link]
        if links:
            yield from parse(b"<a" + b"</a><a".join(links)).iter("a")

    @cached_property
    def elements(self) -> Elements:
        """The page's elements by class."""
        # The bound method makes a reference cycle, so the garbage collector frees the pages, many at a time. Without
        # it, each page is freed at once: that takes less memory, but an extraction worker up to a tenth more time.
        return Elements(self.nodes, self.classes, self.by_tag, self.utf8, self.position_of)

    def find(self, selector: Selector) -> list[Any]:
        """Return the matches of *selector* in document order: elements, or strings of attributes, metas and JSON-LD."""
        kind, compiled = compile_selector(selector.source)
        if kind == "meta":
            return list(self.metas.get(compiled, ()))
        if kind == "json-ld":
            values = (node.get(compiled) for node in self.article_nodes)
            return [text for value in values if isinstance(value, str) and (text := plain(value))]
        if isinstance(compiled, tuple):
            css, attribute = compiled
            nodes = self.elements.select(css)
            return [value for node in nodes if (value := node.get(attribute))] if attribute else nodes
        if any(name not in self.html for name in names_in(selector.source)):
            return []
        found = compiled(self.root)
        return found if isinstance(found, list) else [found]

    def remembered(self, name: str, compute: Callable[[Document], _Read]) -> _Read:
        """Return the result of *compute* for this page, computed once and kept under *name*."""
        if name not in self._memory:
            self._memory[name] = compute(self)
        result: _Read = self._memory[name]
        return result

    def absolute(self, link: str) -> str:
        """Resolve *link* against the page's own URL; an invalid link is returned unchanged."""
        if link.startswith(("https://", "http://")) and not link.endswith(" "):
            return link
        if _ROOTED.fullmatch(link) and (origin := _ORIGIN.match(self.url or "")):
            return origin[0] + link  # as urljoin, in a tenth of its time
        try:
            return urljoin(self.url or "", link.strip())
        except ValueError:
            return link.strip()


def _is_of_item(node: Node, mark: str) -> bool:
    """Return whether the <meta> *node* belongs to an item on the page, an element with the attribute *mark*."""
    scope = next((ancestor for ancestor in node.iterancestors() if ancestor.get(mark) is not None), None)
    return scope is not None and scope.tag not in ("html", "head", "body")


def first_texts(document: Document, chosen: Sequence[Selector]) -> Iterator[tuple[str, str]]:
    """Yield ``(selector source, text)`` for the first match, if not blank, of each selector in *chosen*."""
    for selector in chosen:
        for match in document.find(selector):
            text = clean(match) if isinstance(match, str) else text_of(match)
            if text:
                yield selector.source, text
                break


def _without_angular_escapes(state: str) -> str:
    """Return *state* as JSON: Angular's transfer state has signs of its own for quotation marks and tags."""
    if "&q;" in state:
        for escape, sign in _ANGULAR_ESCAPES:
            state = state.replace(escape, sign)
    return state
