"""A property that is computed once per object."""

from __future__ import annotations

from newsarchive.parsers.cached_property import cached_property


class Page:
    def __init__(self) -> None:
        self.computed = 0

    @cached_property
    def links(self) -> list[str]:
        """The links."""
        self.computed += 1
        return []


def test_it_is_computed_once_for_each_object() -> None:
    first, second = Page(), Page()
    assert first.links is first.links
    assert first.computed == 1
    assert first.links is not second.links


def test_the_class_gives_the_property_itself() -> None:
    assert Page.links.__doc__ == "The links."
