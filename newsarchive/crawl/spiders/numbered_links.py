"""The last resort of a crawl that discovers no article URL: links that differ only in a number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from newsarchive.crawl.url_shapes import is_print_version, number_template

_FEWEST = 3  # in a menu, fewer differ only in a number
_MOST = 1000


class NumberedLinks:
    """Links of a site whose article URLs have nothing but a short number, such as ``/xem?id=101``.

    By its form alone, such a URL may as well be a section's. Where a list has several that differ only in their number,
    and no URL of an article, they are worth a request: what is not an article is not requested again.
    """

    def __init__(self) -> None:
        self._families: dict[str, dict[str, dict[str, Any]]] = {}
        self._count = 0

    def add(self, url: str, **found: Any) -> None:
        """Note a link that is no article URL, with what was *found* beside it."""
        template = number_template(url) if self._count < _MOST else None
        if template:
            family = self._families.setdefault(template, {})
            self._count += url not in family
            family.setdefault(url, found)

    def take(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield the links that differ only in a number from several others, and forget all smaller groups.

        Print versions may be those of the same articles: if there are other links, they are left for the next call.
        """
        families, self._families, self._count = self._families, {}, 0
        large = {template: family for template, family in families.items() if len(family) >= _FEWEST}
        others = [family for template, family in large.items() if not is_print_version(template)]
        if others:
            self._families = {template: family for template, family in large.items() if is_print_version(template)}
        for family in others or large.values():
            yield from family.items()
