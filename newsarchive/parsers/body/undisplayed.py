"""Text that a page contains but does not display: in JSON-LD, templates and the state of a JavaScript application."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from html import unescape
from itertools import islice
from typing import Any

from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.page_regions import is_aside
from newsarchive.parsers.html.tree import Node, class_and_id, markup_of
from newsarchive.parsers.text import plain

_PARAGRAPH_END = re.compile(r"</(?:p|h[1-6]|li|div|blockquote)\s*>|<br\s*/?>|[\r\n]+", re.I)
_LONGEST, _LITTLE = 500_000, 800
# A text has at least two paragraphs of this length; a state contains many other strings.
_PARAGRAPH, _MOST_VALUES, _DEEPEST = 40, 20_000, 30
_FEWEST_SENTENCES = 3
_MOST_ELEMENTS, _LONG_VALUE, _MOST_ATTRIBUTES = 20_000, 250, 10
_PROSE = re.compile(r"[.!?…。！？।؟](?:[\"”’»)]|</\w{1,10}>|\s)*$")
_CODE = re.compile(r"[{}]|^https?:|=>|\bfunction\b")
_OTHER_TEXT = re.compile(r"(?<![a-z])(?:cards?|tool-?tip|pop-?(?:up|over)|modal|cookies?|consent)(?![a-z])", re.I)
_BODY_KEYS = re.compile(r"body|content|html|text|paragraph|articlebody", re.I)
# Every quoted string, the last possibly unclosed; each character is processed once.
_JSON_STRING = re.compile(r'"((?:[^"\\]++|\\.)*+)(?:"|\\?\Z)', re.S)
_SHORTEST_STRING = 40
# Editors' software stores a text as a tree: {"type": "paragraph", "content": [{"type": "text", "value": "…"}, …]}.
_TREE = re.compile(r'"(?:type|nodeType|_type|tagName|tag)"\s*:\s*"(?:paragraph|p|block)"', re.I)
_TYPE_KEYS, _CHILD_KEYS = ("type", "nodeType", "_type", "tagName", "tag"), ("content", "children", "nodes")
_BLOCK_TYPE = re.compile(r"paragraph|p|block|head(?:ing|er)(?:[-_]?\d)?|h[1-6]", re.I)
_OF_BLOCKS = re.compile(r"(?:(?:un)?ordered|bullet(?:ed)?)?[-_]?list(?:[-_]?item)?|[uo]l|li|(?:block)?[-_]?quote", re.I)
_SOME_TEXT = 2_500


def state_texts(document: Document) -> list[list[str]]:
    """Return the text that the strings of each application state in *document* make up, as its paragraphs."""
    return [_state_paragraphs(state) for state in document.states]


def trees_of_text(document: Document, displayed: int) -> list[list[str]]:
    """Return the texts that *document*'s application state holds as trees, for a page that *displayed* little text.

    A state often holds several texts: the article's, the next one's, those of the teasers.
    """
    if displayed >= _SOME_TEXT:
        return []
    return [tree for state in document.states if _TREE.search(state) for tree in _trees(state)]


def templates_of(document: Document) -> Iterator[str]:
    """Yield the markup of the template elements of *document* that hold more than a line."""
    for node in document.root.iter("template"):
        if len(node) and not node.get("shadowrootmode"):
            yield markup_of(node)[:_LONGEST]


def attribute_paragraphs(document: Document) -> list[str]:
    """Return the paragraphs of the longest text in an attribute of *document*, where scripts find what they display.

    The attribute holds markup with several paragraphs, or the state of a component as JSON. Attributes of links, cards,
    lists of other articles and windows that open over the page (a preview, a notice on cookies) have another text.
    """
    found = (
        (node, value[:_LONGEST])
        for node in islice(document.nodes, _MOST_ELEMENTS)
        if len(node.attrib)
        for value in node.attrib.values()
        if len(value) >= _LONG_VALUE and value.count("</p>") > 1
    )
    texts = (
        _state_paragraphs(value) if value.lstrip()[:1] in "{[" else _paragraphs(value)
        for node, value in islice(found, _MOST_ATTRIBUTES)
        if not _is_of_other_text(node)
    )
    return max(texts, key=lambda paragraphs: sum(map(len, paragraphs)), default=[])


def _is_of_other_text(node: Node) -> bool:
    return (
        node.tag in ("a", "button")
        or _OTHER_TEXT.search(class_and_id(node)) is not None
        or is_aside(node, None, ends=True)
    )


def declared_paragraphs(document: Document) -> list[str]:
    """Return the paragraphs of the longest ``articleBody`` in *document*'s JSON-LD (schema.org), without markup."""
    bodies = [body for node in document.json_ld if isinstance(body := node.get("articleBody"), str)]
    return _paragraphs(max(bodies, key=len, default=""))


def _paragraphs(markup: str) -> list[str]:
    text = unescape(markup[:_LONGEST])
    return [paragraph for part in _PARAGRAPH_END.split(text) if (paragraph := plain(part))]


def _state_paragraphs(script: str) -> list[str]:
    """Return the paragraphs of the article in the *script* that sets an application's state."""
    strings = _strings(script)
    marked_up = [text for text in strings if "</p>" in text and "<script" not in text]
    longest = max(marked_up, key=len, default="")
    if longest.count("</p>") > 1 or len(marked_up) == 1:
        return _paragraphs(longest)
    if marked_up:  # a string for each paragraph
        return [paragraph for text in dict.fromkeys(marked_up) for paragraph in _paragraphs(text)]
    prose = [text for text in strings if len(text) >= _PARAGRAPH and _PROSE.search(text) and not _CODE.search(text)]
    return [paragraph for text in dict.fromkeys(prose) for paragraph in _paragraphs(text)]


def _trees(script: str) -> list[list[str]]:
    """Return the paragraphs of each text that *script*, as JSON, holds as a tree of typed elements."""
    start = script.find("{")
    try:
        value, _ = json.JSONDecoder().raw_decode(script[start : start + 4 * _LONGEST]) if start >= 0 else (None, 0)
    except (ValueError, RecursionError):
        return []
    trees: list[list[str]] = []
    stack: list[tuple[Any, int]] = [(value, 0)]
    for _ in range(_MOST_VALUES):
        if not stack:
            break
        node, depth = stack.pop()
        if depth >= _DEEPEST or not isinstance(node, (dict, list)):
            continue
        if isinstance(node, list) and sum(map(_is_block, node)) > 1:
            trees.append(_paragraphs_of(node))
        else:
            stack += [(child, depth + 1) for child in (node.values() if isinstance(node, dict) else node)]
    return trees


def _is_block(node: Any) -> bool:
    """Return whether *node*, a value in JSON, is a paragraph or a heading of a text stored as a tree."""
    if not isinstance(node, dict) or not any(isinstance(node.get(key), list) for key in _CHILD_KEYS):
        return False
    return _BLOCK_TYPE.fullmatch(_type_of(node)) is not None


def _type_of(node: dict[str, Any]) -> str:
    return next((kind for key in _TYPE_KEYS if isinstance(kind := node.get(key), str)), "")


def _paragraphs_of(nodes: list[Any], depth: int = 0) -> list[str]:
    """Return the texts of the blocks among *nodes* and, for lists and quotations, of the blocks in them."""
    found: list[str] = []
    for node in nodes[:_MOST_VALUES]:
        if _is_block(node):
            found.append(plain("".join(_leaves(node))))
        elif isinstance(node, dict) and depth < _DEEPEST and _OF_BLOCKS.fullmatch(_type_of(node)):
            found += _paragraphs_of(_children_of(node), depth + 1)
    return [text for text in found if text]


def _leaves(node: Any, depth: int = 0) -> Iterator[str]:
    """Yield the pieces of text in *node*, a block of a text stored as a tree."""
    children = _children_of(node)
    text = node.get("text", node.get("value"))
    if isinstance(text, str) and not children:
        yield text
    if depth < _DEEPEST:
        for child in children:
            yield from _leaves(child, depth + 1)


def _children_of(node: Any) -> list[Any]:
    children: list[Any] = next((node[key] for key in _CHILD_KEYS if isinstance(node.get(key), list)), [])
    return [child for child in children if isinstance(child, dict)]


def _strings(script: str) -> list[str]:
    content = max(script.find("Fusion.globalContent"), 0)
    starts = [position for sign in ("{", "[", '"') if (position := script.find(sign, content)) >= 0]
    start = min(starts, default=-1)
    if start < 0:
        return []
    text = script[start : start + 4 * _LONGEST]
    try:
        value, end = json.JSONDecoder().raw_decode(text)
        if isinstance(value, str) and "</p>" not in value and (position := text.find("{", end)) >= 0:
            text = text[position:]  # the state follows other assignments
            value, _ = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        # JavaScript rather than JSON: its quoted strings are extracted one by one.
        return [inner for string in _quoted(text) for inner in _opened(string)]
    if isinstance(value, str) and "</p>" in value:
        return [value]
    found = list(_values_of(value)) or _prose_of_one_key(value)
    return found or [inner for text in _nested_json(value) for inner in _opened(text)]


def _nested_json(value: Any) -> Iterator[str]:
    """Yield *value*, or the items of the list *value*, that are JSON in a string."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str) and ('":' in item or '["' in item):
            yield item


def _opened(text: str) -> list[str]:
    """Return the strings in *text* if *text* is itself JSON or rows of JSON, as some frameworks nest them."""
    if text[:1] in "{[":
        try:
            return list(_values_of(json.loads(text)))
        except (ValueError, RecursionError):
            return [text]
    if "</p>" in text or '":' not in text:
        return [text]
    return _quoted(text)


def _quoted(text: str) -> list[str]:
    """Return the longer quoted strings in *text*, unescaped."""
    return [_unescaped(match[1]) for match in _JSON_STRING.finditer(text) if len(match[1]) >= _SHORTEST_STRING]


def _unescaped(text: str) -> str:
    try:
        return str(json.loads(f'"{text}"', strict=False))
    except ValueError:
        return text


def _prose_of_one_key(value: Any) -> list[str]:
    """Return the sentences in *value* under the key that has most of them, in document order."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for key, text in _texts_of(value):
        if len(text) >= _PARAGRAPH and _PROSE.search(text) and not _CODE.search(text):
            found[key].append(text)
    most = max(found.values(), key=lambda texts: sum(map(len, texts)), default=[])
    return most if len(most) >= _FEWEST_SENTENCES else []


def _values_of(value: Any) -> Iterator[str]:
    """Yield the strings under keys that hold texts, in document order."""
    for key, text in _texts_of(value):
        if _BODY_KEYS.search(key) or (not key and text is not value and "</p>" in text):
            yield text


def _texts_of(value: Any) -> Iterator[tuple[str, str]]:
    """Yield the strings in *value*, each with the name of its key, in document order."""
    stack: list[tuple[Any, str, int]] = [(value, "", 0)]
    for _ in range(_MOST_VALUES):
        if not stack:
            return
        node, key, depth = stack.pop()
        if isinstance(node, str):
            yield key, node
        elif depth < _DEEPEST and isinstance(node, dict):
            stack += [(child, str(name), depth + 1) for name, child in reversed(node.items())]
        elif depth < _DEEPEST and isinstance(node, list):
            stack += [(child, key, depth + 1) for child in reversed(node)]
