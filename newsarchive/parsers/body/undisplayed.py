"""Text that a page contains but does not display: in JSON-LD, templates and the state of a JavaScript application."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from html import unescape
from itertools import islice
from typing import Any, NamedTuple

from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.page_identity import PageIdentity, page_identity
from newsarchive.parsers.html.page_regions import is_aside
from newsarchive.parsers.html.schema_org import describes_page
from newsarchive.parsers.html.tree import Node, class_and_id, markup_of
from newsarchive.parsers.lengths import LITTLE_TEXT, SHORTEST_HEADLINE
from newsarchive.parsers.text import folded, has_length, latin_length, plain

_PARAGRAPH_END = re.compile(r"</(?:p|h[1-6]|li|div|blockquote)\s*>|<br\s*/?>|[\r\n]+", re.I)
_LINK = re.compile(r"<a\s[^<>]{0,500}>.{0,300}?</a>", re.I | re.S)  # bounds for hostile pages
_LONGEST = 500_000  # characters; a bound: no article is longer
# characters; a text has at least two paragraphs of this length; a state contains many other strings
_SHORTEST_PARAGRAPH = 40
_MOST_VALUES = 20_000  # values in a state; a bound for hostile pages
_MOST_LINES = 1_000  # lines of a string; a bound for hostile pages
_DEEPEST = 30  # levels in a state; a bound for hostile pages
_FEWEST_SENTENCES = 3  # sentences under one key; fewer are descriptions
_SHORTEST_SENTENCE = 12  # characters; "Không có gì." is one
_MOST_ELEMENTS = 20_000  # elements; a bound for large pages
_SOME = 80  # characters; a quick test: shorter attributes are names, addresses and labels
_LONG_VALUE = 250  # characters; the text of an article; also the longest title in a state
_MOST_ATTRIBUTES = 10  # attributes with long texts; a bound for hostile pages
_PROSE = re.compile(r"[.!?…。！？।؟۔။។](?:[\"”’»)]|</\w{1,10}>|\s)*$")
_THAI_OR_LAO = re.compile("[\u0e01-\u0eff]{2}")  # they write no sign at the end of a sentence
_CODE = re.compile(r"[{}]|^https?:|=>|\bfunction\b")
_OTHER_TEXT = re.compile(r"(?<![a-z])(?:cards?|tool-?tip|pop-?(?:up|over)|modal|cookies?|consent)(?![a-z])", re.I)
_BODY_KEYS = re.compile(r"body|content|html|text|paragraph|articlebody", re.I)
# "content_elements", "blocks": the lists of a text's elements; "comments" and "faq" have elements of the same types.
_ELEMENT_KEYS = re.compile(r"body|content|text|paragraph|block|element", re.I)
# What pages display between headline and text; summaries and descriptions are written for others.
_LEAD_KEYS = re.compile(r"sapo|standfirst|chapo|lede", re.I)
# "footerText", "cookieText": what a site keeps for all its pages; "captionText", "altText": what belongs to a picture.
_OTHER_KEYS = re.compile(r"footer|copyright|disclaimer|cookie|consent|privacy|newsletter|caption|alt_?text", re.I)
_NOTE_KEYS = re.compile(r"(?<![a-z])(?:bio|about|author|writer|note|promo|paywall|subscri|terms|rules)", re.I)
# Every quoted string, the last possibly unclosed; each character is processed once.
_JSON_STRING = re.compile(r'"((?:[^"\\]++|\\.)*+)(?:"|\\?\Z)', re.S)
_SHORTEST_STRING = 40  # characters; shorter strings are keys, names and labels
# Editors' software stores a text as a tree: {"type": "paragraph", "content": [{"type": "text", "value": "…"}, …]}.
# The first letter alone halves the time: a state has thousands of quotation marks.
_TREE = re.compile(
    r'"(?=[tTnN_])(?:type|nodeType|_type|tagName|tag|name)"\s*:\s*"(?:core/)?(?:paragraph|p|block|text)"', re.I
)
_TYPE_KEYS = ("type", "nodeType", "_type", "tagName", "tag", "name")
_CHILD_KEYS = ("content", "children", "nodes")
_ITEM_KEYS = (*_CHILD_KEYS, "items", "content_elements")  # of lists; page builders and menus have blocks of items
# Arc's content_elements, blocks of WordPress and Editor.js: {"type": "header", "content": "What comes next"}.
_CONTENT_OF_ARC = "Fusion.globalContent"  # the page's own article; other assignments precede it
_FLAT_TYPE = re.compile(r"(?:core/)?(?:text|paragraph|p|head(?:ing|er)(?:[-_]?\d)?|h[1-6])", re.I)
_FLAT_KEYS, _FLAT_PARTS = ("content", "text", "value", "html"), ("data", "attributes", "attrs")
_BLOCK_TYPE = re.compile(r"paragraph|p|block|head(?:ing|er)(?:[-_]?\d)?|h[1-6]", re.I)
_OF_BLOCKS = re.compile(r"(?:(?:un)?ordered|bullet(?:ed)?)?[-_]?list(?:[-_]?item)?|[uo]l|li|(?:block)?[-_]?quote", re.I)
_SOME_TEXT = 2_500  # characters; a page that displays as many has no other text
_TITLE_KEYS = ("headline", "title", "headlines", "heading", "Title", "Headline")  # systems in .NET capitalize keys
_NEAR_TITLE = 2  # levels; a text is at most so many below the object that has its headline
_MOST_HEADLINES = 2_000  # strings; a bound for large states
#: The fewest Latin letters of a text that has the page's headline, on a page that displays none.
ENOUGH_OF_OWN = 120
_OTHER = -1  # another article's
_UNKNOWN = 0  # nothing states whose
_PART = 1  # of the object around the page's own article
_OWN = 2  # the page's own article's


class HiddenText(NamedTuple):
    """The *paragraphs* of a text that a page contains without displaying them.

    *is_own*: whether the text has the page's headline (true) or URL, or those of another article (false); ``None`` if
    it has neither.
    """

    paragraphs: list[str]
    is_own: bool | None = None


class _String(NamedTuple):
    """A *text* in a state: of the object with the page's headline, of a part of it, of another article, or unknown.

    *is_lead*: its key names the standfirst.
    """

    text: str
    owner: int
    is_lead: bool = False


def state_texts(document: Document) -> list[HiddenText]:
    """Return the text that the strings of each application state in *document* make up, as its paragraphs."""
    if not document.states:
        return []  # what identifies the page costs time
    page = page_identity(document)
    return [_state_text(state, page) for state in document.states]


def trees_of_text(document: Document, displayed: int) -> list[HiddenText]:
    """Return the texts that *document*'s application state holds as trees, for a page that *displayed* little text.

    A state often holds several texts: the article's, the next one's, those of the teasers.
    """
    states = [state for state in document.states if _TREE.search(state)] if displayed < _SOME_TEXT else []
    if not states:
        return []
    page = page_identity(document)
    return [tree for state in states for tree in _trees(state, page)]


def templates_of(document: Document) -> Iterator[str]:
    """Yield the markup of the template elements of *document* that hold more than a line."""
    for node in document.root.iter("template"):
        if len(node) and not node.get("shadowrootmode"):
            yield markup_of(node)[:_LONGEST]


def attribute_text(document: Document) -> HiddenText:
    """Return the longest text in an attribute of *document*, where scripts find what they display.

    The attribute holds markup with several paragraphs, or the state of a component as JSON. Attributes of links, cards,
    lists of other articles and windows that open over the page (a preview, a notice on cookies) have another text.
    """
    found = (
        (node, value[:_LONGEST])
        for node in islice(document.nodes, _MOST_ELEMENTS)
        if len(node.attrib)
        for value in node.attrib.values()
        if len(value) >= _SOME and value.count("</p>") > 1
    )
    texts = (
        _state_text(value, page_identity(document)) if value.lstrip()[:1] in "{[" else HiddenText(_paragraphs(value))
        for node, value in islice(found, _MOST_ATTRIBUTES)
        if not _is_of_other_text(node)
    )
    return max(texts, key=lambda text: sum(map(len, text.paragraphs)), default=HiddenText([]))


def _is_of_other_text(node: Node) -> bool:
    return (
        node.tag in ("a", "button")
        or _OTHER_TEXT.search(class_and_id(node)) is not None
        or is_aside(node, None, ends=True)
    )


def declared_text(document: Document) -> HiddenText:
    """Return the longest ``articleBody`` in *document*'s JSON-LD (schema.org), without markup."""
    nodes = [node for node in document.json_ld if isinstance(node.get("articleBody"), str)]
    judged = [(describes_page(document, node), node["articleBody"]) for node in nodes]
    is_own, body = max(judged, key=lambda text: (text[0] is not False, len(text[1])), default=(None, ""))
    return HiddenText(_paragraphs(body), is_own)


def _paragraphs(markup: str) -> list[str]:
    text = unescape(markup[:_LONGEST])
    return [paragraph for part in _PARAGRAPH_END.split(text) if (paragraph := plain(part))]


def _state_text(script: str, page: PageIdentity) -> HiddenText:
    """Return the article's text in the *script* that sets an application's state; *page* knows the headlines."""
    strings = _strings(script, page)
    least = {True: _PART, None: _UNKNOWN, False: _OTHER}
    own: list[str] = []
    for is_own, owner in least.items():
        found = _paragraphs_of_strings([string for string in strings if string.owner >= owner])
        if sum(map(latin_length, found)) >= LITTLE_TEXT:
            return HiddenText(found, is_own)
        own = found if is_own else own
    return HiddenText(own, is_own=True) if sum(map(latin_length, own)) >= ENOUGH_OF_OWN else HiddenText([])


def _is_prose(text: str) -> bool:
    """Return whether *text*, a string in a state, is a sentence and not code or a URL."""
    return has_length(text, _SHORTEST_PARAGRAPH) and _PROSE.search(text) is not None and _CODE.search(text) is None


def _is_short_paragraph(text: str) -> bool:
    """Return whether *text* is a short sentence; only other sentences under the same key make it part of a text."""
    is_short = _SHORTEST_SENTENCE <= latin_length(text) < _SHORTEST_PARAGRAPH
    return is_short and _PROSE.search(text) is not None and _CODE.search(text) is None


def _paragraphs_of_strings(strings: list[_String]) -> list[str]:
    lead = next((string.text for string in strings if string.is_lead), "")
    return _with_lead(lead, _paragraphs_without_lead([string for string in strings if not string.is_lead]))


def _paragraphs_without_lead(strings: list[_String]) -> list[str]:
    marked_up = [string for string in strings if "</p>" in string.text and "<script" not in string.text]
    whole = [string for string in marked_up if string.text.count("</p>") > 1]
    longest = max(whole, key=lambda string: (string.owner == _OWN, len(string.text)), default=None)
    if longest is not None:
        return _paragraphs(longest.text)
    texts = [string.text for string in marked_up]  # a string for each paragraph
    if not texts:
        texts = [text for text, _, _ in strings if _is_prose(text) or _is_short_paragraph(text)]
    return [paragraph for text in dict.fromkeys(texts) for paragraph in _paragraphs(text)]


def _trees(script: str, page: PageIdentity) -> list[HiddenText]:
    """Return each text that *script*, as JSON, holds as a tree of typed elements."""
    start = script.find("{", max(script.find(_CONTENT_OF_ARC), 0))
    try:
        value, _ = json.JSONDecoder().raw_decode(script[start : start + 4 * _LONGEST])
    except (ValueError, RecursionError):
        return []
    trees: list[HiddenText] = []
    stack: list[tuple[Any, str, int, bool | None, int, str]] = [(value, "", 0, None, 0, "")]
    for _ in range(_MOST_VALUES):
        if not stack:
            break
        node, key, depth, is_own, titled, lead = stack.pop()
        if depth >= _DEEPEST or not isinstance(node, (dict, list)):
            continue
        is_far = depth - titled > _NEAR_TITLE + 1
        # Comments and notices are lists of short texts, too.
        may_be_flat = is_own is True and not is_far and _ELEMENT_KEYS.search(key) is not None
        if isinstance(node, list) and (sum(map(_is_block, node)) > 1 or (may_be_flat and _is_flat_text(node))):
            paragraphs = _with_lead(lead if is_own else "", _paragraphs_of(node))
            trees.append(HiddenText(paragraphs, None if is_far and not is_own else is_own))
            continue
        if isinstance(node, dict) and (judged := _is_titled_own(node, page)) is not None:
            is_own, titled, lead = judged, depth, _lead_in(node)
        children = node.items() if isinstance(node, dict) else ((key, child) for child in node)
        stack += [(child, name, depth + 1, is_own, titled, lead) for name, child in children]
    return trees


def _lead_in(node: dict[str, Any]) -> str:
    """Return the standfirst in *node*, an object in JSON with a headline, or an empty string."""
    values = (value for key, value in node.items() if _LEAD_KEYS.fullmatch(key) is not None)
    return next((value for value in values if isinstance(value, str) and _is_prose(value)), "")


def _with_lead(lead: str, paragraphs: list[str]) -> list[str]:
    """Return *paragraphs* below *lead*, unless they contain it."""
    if not lead or folded(lead) in folded("".join(paragraphs)):
        return paragraphs
    return [*_paragraphs(lead), *paragraphs]


def _is_block(node: Any) -> bool:
    """Return whether *node*, a value in JSON, is a paragraph or a heading of a text stored as a tree."""
    if not isinstance(node, dict) or not any(isinstance(node.get(key), list) for key in _CHILD_KEYS):
        return False
    return _BLOCK_TYPE.fullmatch(_type_of(node)) is not None


def _is_flat_text(nodes: list[Any]) -> bool:
    """Return whether several of *nodes*, values in JSON, are elements that hold a sentence each: the text in order."""
    texts = [text for node in nodes[:_MOST_LINES] if (text := _flat_text_of(node)) is not None]
    return sum(_is_prose(text) or _is_thai_paragraph(text) for text in texts) >= _FEWEST_SENTENCES


def _is_thai_paragraph(text: str) -> bool:
    """Return whether *text* is as long as a paragraph, and in Thai or Lao."""
    return len(text) >= _SHORTEST_PARAGRAPH and _THAI_OR_LAO.search(text) is not None and _CODE.search(text) is None


def _flat_text_of(node: Any) -> str | None:
    """Return the text of *node*, a value in JSON, if it is a paragraph or heading with its text in one string."""
    if not isinstance(node, dict) or _FLAT_TYPE.fullmatch(_type_of(node)) is None:
        return None
    return next(
        (text for part in _parts_of(node) for key in _FLAT_KEYS if isinstance(text := part.get(key), str)), None
    )


def _type_of(node: dict[str, Any]) -> str:
    return next((kind for key in _TYPE_KEYS if isinstance(kind := node.get(key), str)), "")


def _paragraphs_of(nodes: list[Any], depth: int = 0) -> list[str]:
    """Return the texts of the blocks among *nodes* and, for lists and quotations, of the blocks in them."""
    found: list[str] = []
    for node in nodes[:_MOST_VALUES]:
        if _is_block(node):
            found.append(plain("".join(_leaves(node))))
        elif (text := _flat_text_of(node)) is not None:
            found += _paragraphs(text) if plain(_LINK.sub("", text)) else []  # a link alone leads to another article
        elif isinstance(node, dict) and depth < _DEEPEST and _OF_BLOCKS.fullmatch(_type_of(node)):
            for item in _lists_in(node):
                found += [item] if isinstance(item, str) else _paragraphs_of([item], depth + 1)
    return [text for text in found if text]


def _leaves(node: Any, depth: int = 0) -> Iterator[str]:
    """Yield the pieces of text in *node*, a block of a text stored as a tree."""
    children = _children_of(node)
    text = next((node[key] for key in ("text", "value", "data") if isinstance(node.get(key), str)), None)
    if isinstance(text, str) and not children:
        yield text
    if depth < _DEEPEST:
        for child in children:
            yield from _leaves(child, depth + 1)


def _lists_in(node: dict[str, Any]) -> list[Any]:
    return next((part[key] for part in _parts_of(node) for key in _ITEM_KEYS if isinstance(part.get(key), list)), [])


def _parts_of(node: dict[str, Any]) -> list[dict[str, Any]]:
    """Return *node* and the objects in it that hold its values: {"type": "list", "data": {"items": […]}}."""
    return [node, *(part for key in _FLAT_PARTS if isinstance(part := node.get(key), dict))]


def _children_of(node: Any) -> list[Any]:
    children: list[Any] = next((node[key] for key in _CHILD_KEYS if isinstance(node.get(key), list)), [])
    return [child for child in children if isinstance(child, dict)]


def _strings(script: str, page: PageIdentity) -> list[_String]:
    content = max(script.find(_CONTENT_OF_ARC), 0)
    starts = [position for sign in ("{", "[", '"') if (position := script.find(sign, content)) >= 0]
    start = min(starts, default=0)
    text = script[start : start + 4 * _LONGEST]
    try:
        value, end = json.JSONDecoder().raw_decode(text)
        if isinstance(value, str) and "</p>" not in value and (position := text.find("{", end)) >= 0:
            text = text[position:]  # the state follows other assignments
            value, _ = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        # JavaScript rather than JSON: its quoted strings are extracted one by one.
        found = [inner for string in _quoted(text) for inner in _opened(string, page)]
        return _with_headline(found, page, _short_strings(text))
    if isinstance(value, str) and value[:1] in "{[":
        with suppress(ValueError, RecursionError):
            value = json.loads(value)  # JSON.parse("…")
    if isinstance(value, str) and "</p>" in value:
        return [_String(value, _UNKNOWN)]
    found = list(_values_of(value, page))
    if all(string.is_lead for string in found):
        found += _prose_of_one_key(value, page)
    if found:
        return found
    found = [inner for text in _nested_json(value) for inner in _opened(text, page)]
    return _with_headline(found, page, (string.text for string in found))


def _with_headline(strings: list[_String], page: PageIdentity, titles: Iterable[str]) -> list[_String]:
    """Return *strings*, as the page's own if its headline is among *titles*: the objects around them are not known."""
    if any(string.owner != _UNKNOWN for string in strings):
        return strings
    has_headline = any(SHORTEST_HEADLINE <= len(text) <= _LONG_VALUE and page.is_headline(text) for text in titles)
    return [string._replace(owner=_OWN if has_headline else _UNKNOWN) for string in strings]


def _short_strings(script: str) -> Iterator[str]:
    """Yield the first quoted strings in *script* that may be headlines, unescaped."""
    for match in islice(_JSON_STRING.finditer(script), _MOST_HEADLINES):
        if SHORTEST_HEADLINE <= len(match[1]) <= _LONG_VALUE:
            yield _unescaped(match[1])


def _nested_json(value: Any) -> Iterator[str]:
    """Yield *value*, or the items of the list *value*, that are JSON in a string."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str) and '":' in item:
            yield item


def _opened(text: str, page: PageIdentity) -> list[_String]:
    """Return the strings in *text* if *text* is itself JSON or rows of JSON, as some frameworks nest them."""
    if text[:1] in "{[":
        try:
            return list(_values_of(json.loads(text), page))
        except (ValueError, RecursionError):
            return [_String(text, _UNKNOWN)]
    if "</p>" in text or '":' not in text:
        return [_String(text, _UNKNOWN)]
    return [_String(string, _UNKNOWN) for string in _quoted(text)]


def _quoted(text: str) -> list[str]:
    """Return the longer quoted strings in *text*, unescaped."""
    return [_unescaped(match[1]) for match in _JSON_STRING.finditer(text) if len(match[1]) >= _SHORTEST_STRING]


def _unescaped(text: str) -> str:
    try:
        return str(json.loads(f'"{text}"', strict=False))
    except ValueError:
        return text


def _prose_of_one_key(value: Any, page: PageIdentity) -> list[_String]:
    """Return the sentences in *value* under the key that has most of them, in document order.

    Sentences in the object that has the page's headline take precedence.
    """
    found: defaultdict[tuple[bool, str], list[_String]] = defaultdict(list)
    short: defaultdict[tuple[bool, str], list[tuple[int, _String]]] = defaultdict(list)
    for key, text, owner, _ in _texts_of(value, page):
        group = (owner >= _PART, key)
        # Markdown and plain text have all paragraphs in one string.
        for line in text[:_LONGEST].split("\n", _MOST_LINES) if owner >= _UNKNOWN else ():
            string = _String(line, owner)
            if _is_prose(line):
                found[group].append(string)
            elif found[group] and _is_short_paragraph(line):
                short[group].append((len(found[group]) + len(short[group]), string))  # a short paragraph after others
    enough = {key: texts for key, texts in found.items() if len(texts) >= _FEWEST_SENTENCES}
    most = max(enough, key=lambda key: (key[0], sum(len(string.text) for string in enough[key])), default=None)
    if most is None:
        return []
    for place, string in short[most]:
        enough[most].insert(place, string)
    return enough[most]


def _values_of(value: Any, page: PageIdentity) -> Iterator[_String]:
    """Yield the strings under keys that hold texts, in document order.

    If the object with the page's headline has no such key, its only markup is the text, whatever language names the
    field; beside a text, other markup is about the author, or a teaser. What the page displays must be in it.
    """
    marked_up: list[_String] = []
    has_own_text = False
    for key, text, owner, level in _texts_of(value, page):
        is_own = level == 1 and owner == _OWN
        is_other = _OTHER_KEYS.search(key) is not None
        if (_BODY_KEYS.search(key) is not None and not is_other) or (not key and text is not value and "</p>" in text):
            has_own_text = has_own_text or (owner == _OWN and "</p>" in text)
            yield _String(text, owner)
        elif is_own and _LEAD_KEYS.fullmatch(key) is not None and _is_prose(text):
            yield _String(text, owner, is_lead=True)
        elif is_own and not is_other and text.count("</p>") > 1 and _NOTE_KEYS.search(key) is None:
            marked_up.append(_String(text, _UNKNOWN))
    if not has_own_text and len(marked_up) == 1:
        yield from marked_up


def _texts_of(value: Any, page: PageIdentity) -> Iterator[tuple[str, str, int, int]]:
    """Yield the strings in *value*, each with its key, its owner and its level below a headline, in document order."""
    stack: list[tuple[Any, str, int, int, int]] = [(value, "", 0, _UNKNOWN, 0)]
    for _ in range(_MOST_VALUES):
        if not stack:
            return
        node, key, depth, owner, titled = stack.pop()
        if isinstance(node, str):
            # what lies far below another headline may still be the article's: the headline was a section's
            level = depth - titled
            yield key, node, owner if owner > _OTHER or level <= _NEAR_TITLE + 1 else _UNKNOWN, level
        elif depth < _DEEPEST and isinstance(node, dict):
            is_own = _is_titled_own(node, page)
            if is_own is not None:
                owner, titled = (_OWN if is_own else _PART if owner >= _PART else _OTHER), depth
            # what a system keeps in parts, {"content": {"rendered": …}}, has the name of the whole
            names = [(f"{key} {name}" if _BODY_KEYS.fullmatch(key) else str(name)) for name in node]
            parts = zip(node.values(), names, strict=True)
            stack += [(child, name, depth + 1, owner, titled) for child, name in reversed(list(parts))]
        elif depth < _DEEPEST and isinstance(node, list):
            stack += [(child, key, depth + 1, owner, titled) for child in reversed(node)]


def _is_titled_own(node: dict[str, Any], page: PageIdentity) -> bool | None:
    """Return whether *node*, an object in a state, has the page's headline; ``None`` if it has no headline."""
    for key in _TITLE_KEYS:
        title = node.get(key)
        if isinstance(title, dict):
            title = next((text for text in title.values() if isinstance(text, str)), None)
        if isinstance(title, str) and latin_length(title := plain(title[:_LONG_VALUE])) >= SHORTEST_HEADLINE:
            return page.is_headline(title)
    return None
