"""Publisher selectors: lists of selectors, best first, compiled once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from newsarchive.parsers.html.css_selectors import parse_css_selector
from newsarchive.parsers.html.tree import compile_xpath

# Searched outside predicates with "or" or "not": the names in such predicates are optional.
_NAMED = re.compile(r"""(?:\[contains\(@class,\s*|\[@id\s*=\s*)["']([\w-]+)["']\)?\]""")


@dataclass(frozen=True)
class Selector:
    """A publisher's selector: ``css: SELECTOR [@ATTRIBUTE]``, ``xpath: PATH``, ``meta: NAME``, ``json-ld: KEY``.

    ``json-ld: KEY`` gives the texts under KEY in JSON-LD nodes of articles.
    """

    source: str

    def __post_init__(self) -> None:
        compile_selector(self.source)  # an invalid selector fails when it is loaded, not when a page is parsed


@cache
def compile_selector(source: str) -> tuple[str, Any]:
    """Return the kind of the selector *source* (css, xpath, meta…) and its compiled form; raise ValueError."""
    kind, _, argument = source.partition(":")
    kind, argument = kind.strip(), argument.strip()
    if kind == "css":
        selector, _, attribute = argument.partition(" @")
        quick = parse_css_selector(selector)
        if quick is not None:
            return kind, (quick, attribute.strip())
        from cssselect import HTMLTranslator

        path = HTMLTranslator().css_to_xpath(selector.strip())
        return kind, compile_xpath(path + (f"/@{attribute.strip()}" if attribute else ""))
    if kind == "xpath":
        return kind, compile_xpath(argument)
    if kind == "meta" and argument:
        return kind, argument.casefold()
    if kind == "json-ld" and argument:
        return kind, argument
    raise ValueError(
        f'"{source}" is not a selector; write "css: SELECTOR", "css: SELECTOR @ATTRIBUTE", "xpath: PATH", '
        '"meta: NAME" or "json-ld: KEY"'
    )


@cache
def names_in(path: str) -> tuple[str, ...]:
    """Return the classes and ids that an element must have for the XPath *path* to match."""
    return () if "|" in path or " or contains" in path else tuple(_NAMED.findall(path))


def compile_selectors(sources: Iterable[str]) -> tuple[Selector, ...]:
    """Compile a publisher's list of selectors, best first; raise ValueError naming the invalid one."""
    return tuple(Selector(source) for source in sources)
