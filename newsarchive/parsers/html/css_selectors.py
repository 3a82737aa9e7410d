"""Match simple CSS selectors with an index of the page's classes; an XPath would walk the tree each time."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from newsarchive.parsers.cached_property import cached_property
from newsarchive.parsers.html.tree import Node, compile_xpath

_COMPOUND = re.compile(r"(?P<tag>[a-zA-Z][\w-]*|\*)?(?P<rest>(?:[.#][\w-]+|\[[\w:-]+(?:=[\"']?[^\"'\]]*[\"']?)?\])*)$")
_SIMPLE = re.compile(r"([.#])([\w-]+)|\[([\w:-]+)(?:=[\"']?([^\"'\]]*)[\"']?)?\]")


class CompoundSelector(NamedTuple):
    """One compound selector ("p.lead#x[data-role=sapo]"), and whether it must be the parent of the next."""

    tag: str | None
    id: str | None
    classes: tuple[str, ...]
    attributes: tuple[tuple[str, str | None], ...]
    is_parent: bool = False


ComplexSelector = tuple[CompoundSelector, ...]


def parse_css_selector(text: str) -> ComplexSelector | None:
    """Parse *text*; ``None`` if it is more than compound selectors joined by spaces and ">"."""
    parts = text.replace(">", " > ").split()
    if not parts or parts[0] == ">" or parts[-1] == ">" or ("[" in text and re.search(r"\[[^\]]*\s", text)):
        return None
    compounds: list[CompoundSelector] = []
    for part in parts:
        if part == ">":
            compounds[-1] = compounds[-1]._replace(is_parent=True)
        elif (compound := _compound(part)) is not None:
            compounds.append(compound)
        else:
            return None
    return tuple(compounds)


def _compound(text: str) -> CompoundSelector | None:
    match = _COMPOUND.match(text)
    if match is None:
        return None
    found = list(_SIMPLE.finditer(match["rest"]))
    ids = [simple[2] for simple in found if simple[1] == "#"]
    tag = match["tag"].lower() if match["tag"] and match["tag"] != "*" else None
    classes = tuple(simple[2] for simple in found if simple[1] == ".")
    attributes = tuple((simple[3], simple[4]) for simple in found if simple[3])
    return (
        CompoundSelector(tag, ids[0], classes, attributes) if ids else CompoundSelector(tag, None, classes, attributes)
    )


# https://react.dev/reference/react-dom/components/common: of the attributes that are read, those with capitals.
_REACT_NAMES = {"itemprop": "itemProp", "itemtype": "itemType", "itemscope": "itemScope", "itemid": "itemID"}
_REACT_NAMES |= {"datetime": "dateTime"}


class Elements:
    """The elements of one page by class; *classes* are the values of @class of *nodes*, the page's elements.

    *utf8* is the page's markup, which is searched for names faster than as text; *position_of* tells the number of an
    element among *nodes*.
    """

    def __init__(
        self,
        nodes: Sequence[Node],
        classes: Sequence[str | None],
        by_tag: Mapping[str, Sequence[Node]],
        utf8: bytes,
        position_of: Callable[[Node], int],
    ) -> None:
        self._nodes, self._classes, self._by_tag, self._utf8 = nodes, classes, by_tag, utf8
        self._position_of = position_of
        self._by_attribute: dict[str, list[Node]] = {}

    @cached_property
    def _by_class_value(self) -> dict[str, list[Node]]:
        """The elements by the whole value of @class."""
        found: dict[str, list[Node]] = defaultdict(list)
        for value, node in zip(self._classes, self._nodes, strict=True):
            if value:
                found[value].append(node)
        return found

    @cached_property
    def _by_class(self) -> dict[str, list[list[Node]]]:
        found: dict[str, list[list[Node]]] = defaultdict(list)
        for value, nodes in self._by_class_value.items():
            for name in _names(value):
                found[name].append(nodes)
        return found

    def of_class(self, name: str) -> list[Node]:
        """Return the elements of class *name* in document order."""
        return self._in_order(self._by_class.get(name, ()))

    def class_like(self, pattern: re.Pattern[str]) -> list[Node]:
        """Return the elements whose @class (in lower case, on one line) matches *pattern*, in document order."""
        is_alike = _class_test(pattern)
        return self._in_order([nodes for value, nodes in self._by_class_value.items() if is_alike(value)])

    def _in_order(self, groups: Sequence[list[Node]]) -> list[Node]:
        if len(groups) < 2:
            return list(*groups)
        return sorted((node for group in groups for node in group), key=self._position_of)

    def select(self, selector: ComplexSelector) -> list[Node]:
        """Return the elements that *selector* matches, in document order."""
        for compound in selector:
            if self._is_missing(compound):
                return []
        last, above = selector[-1], selector[:-1]
        if above and not last.classes and (above[-1].classes or above[-1].id):
            return self._inside(self.select(above), last, above[-1].is_parent)
        nodes = [node for node in self._start(last) if _matches(node, last)]
        if not above or not nodes:
            return nodes
        parents = set(self.select(above))
        if above[-1].is_parent:
            return [node for node in nodes if node.getparent() in parents]
        return [node for node in nodes if _is_below(node, parents)] if parents else []

    def _is_missing(self, compound: CompoundSelector) -> bool:
        """Return whether the page's classes and text prove that no element matches *compound*."""
        for name in compound.classes:
            if name not in self._by_class:
                return True
        if compound.id is not None and compound.id.encode() not in self._utf8:
            return True
        return any(not self.having(name) for name, _ in compound.attributes)

    def having(self, name: str) -> list[Node]:
        """Return the elements that have the attribute *name*, in document order."""
        if name not in self._by_attribute:
            is_there = self._has_attribute(name)
            self._by_attribute[name] = [node for node in self._nodes if node.get(name) is not None] if is_there else []
        return self._by_attribute[name]

    def _has_attribute(self, name: str) -> bool:
        """Return whether an element may have the attribute *name*; the text of the page proves it fastest."""
        if ":" in name:
            return True
        utf8, in_react = self._utf8, _REACT_NAMES.get(name)
        if name.encode() in utf8:
            if f"{name}=".encode() in utf8:
                return True
        elif name.upper().encode() not in utf8 and (in_react is None or in_react.encode() not in utf8):
            return False
        # 'name = "…"', "NAME", "itemProp" as React writes it, and a name without a value: "itemscope".
        if not self._nodes:
            return False
        return bool(compile_xpath(f"boolean(//@{name})")(self._nodes[0].getroottree()))

    def _inside(self, parents: list[Node], compound: CompoundSelector, children: bool) -> list[Node]:
        found: dict[Node, None] = {}
        for parent in parents:
            for node in parent if children else parent.iterdescendants(compound.tag or "*"):
                if _matches(node, compound):
                    found[node] = None
        return list(found)

    def _start(self, compound: CompoundSelector) -> Iterable[Node]:
        if compound.classes:
            return self.of_class(compound.classes[-1])
        if compound.id is not None:
            return [self._by_id[compound.id]] if compound.id in self._by_id else []
        if compound.tag is not None:
            return self._by_tag.get(compound.tag, ())
        return self.having(compound.attributes[0][0]) if compound.attributes else self._nodes

    @cached_property
    def _by_id(self) -> dict[str, Node]:
        found: dict[str, Node] = {}
        for node in self._nodes:
            name = node.get("id")
            if name:
                found.setdefault(name, node)
        return found


@cache
def _class_test(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    """Return a test of values of @class against *pattern*; its results are kept: all pages of a site share classes.

    A site has hundreds of values. With the other caches of class names, 20,000 values take about 30 MB of a process.
    """
    return lru_cache(maxsize=20_000)(lambda value: pattern.search(value.lower().replace("\n", " ")) is not None)


@lru_cache(maxsize=20_000)
def _names(value: str) -> frozenset[str]:
    return frozenset(value.split())


def _matches(node: Node, compound: CompoundSelector) -> bool:
    if compound.tag is not None and node.tag != compound.tag:
        return False
    if compound.id is not None and node.get("id") != compound.id:
        return False
    if compound.classes:
        names = _names(node.get("class") or "")
        for name in compound.classes:
            if name not in names:
                return False
    return all(_has(node, name, value) for name, value in compound.attributes)


def _has(node: Node, name: str, value: str | None) -> bool:
    found = node.get(name)
    return found is not None and (value is None or found == value)


def _is_below(node: Node, ancestors: Collection[Node]) -> bool:
    """Return whether *node* is inside one of *ancestors*."""
    above = node.getparent()
    while above is not None and above not in ancestors:
        above = above.getparent()
    return above is not None
