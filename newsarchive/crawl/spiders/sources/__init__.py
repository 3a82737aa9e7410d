"""The discovery sources of a crawl: each module here that defines a DiscoverySource, by its registered name.

Imports ``crawl.plan``, ``crawl.site``, ``crawl.url_shapes`` and ``crawl.spiders.links``. The registry is
``archive.findings.DISCOVERY_SOURCES``, since an archive stores the sources of a URL and needs no Scrapy to read them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from inspect import getmembers, isclass
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from newsarchive.archive.findings import DISCOVERY_SOURCES
from newsarchive.crawl.spiders.sources.interface import DiscoverySource, LinkCandidate, Seed, SourceResponse

if TYPE_CHECKING:
    from newsarchive.crawl.plan import Plan

__all__ = ["SOURCES", "DiscoverySource", "LinkCandidate", "Seed", "SourceResponse", "defined_sources", "sources_of"]


def defined_sources(names: Sequence[str]) -> Mapping[str, DiscoverySource]:
    """Return the sources that the modules of this folder define, by name and in the order of *names*.

    Raises:
        ImportError: A source has no name in *names*, or a name has no source.
    """
    modules = [import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)]
    classes = [
        kind
        for module in modules
        for _, kind in getmembers(module, isclass)
        if issubclass(kind, DiscoverySource) and kind is not DiscoverySource and kind.__module__ == module.__name__
    ]
    sources = {kind.name: kind() for kind in classes}
    if unregistered := sorted(sources.keys() - set(names)):
        raise ImportError(
            f'{sources[unregistered[0]].__module__}: discovery source "{unregistered[0]}" is not registered; '
            "add its name to the end of the list in archive/findings.py"
        )
    if undefined := [name for name in names if name not in sources]:
        raise ImportError(f'no module in {__name__} defines the registered discovery source "{undefined[0]}"; add one')
    return {name: sources[name] for name in names}


#: Every discovery source by its name.
SOURCES: Mapping[str, DiscoverySource] = defined_sources(DISCOVERY_SOURCES)


def sources_of(plan: Plan) -> list[DiscoverySource]:
    """Return the sources that *plan* uses."""
    return [source for source in SOURCES.values() if plan.looks_by(source.name)]
