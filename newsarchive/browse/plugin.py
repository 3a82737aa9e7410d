"""Datasette plugin hooks for these pages: URL paths, menu, errors. Other Datasette instances are not affected."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from datasette import hookimpl

from newsarchive.browse import pages
from newsarchive.browse.datasette_pages import accessible, without_scripts
from newsarchive.browse.isolation import isolated


def _is_ours(datasette: Any) -> bool:
    return hasattr(datasette, "archive_database")


@hookimpl  # type: ignore[untyped-decorator]
def register_routes(datasette: Any) -> list[tuple[str, Callable[..., Any]]]:
    """Register the paths of the front page, articles, comparisons, stored pages and the style sheet."""
    if not _is_ours(datasette):
        return []
    return [
        (r"^/$", pages.search),
        (r"^/article/(?P<id>.+)$", pages.article),
        (r"^/compare/(?P<id>.+)$", pages.compare),
        (r"^/page/(?P<id>.+)$", pages.stored_page),
        (r"^/cite/(?P<id>.+)$", pages.citation),
        (r"^/trend$", pages.trend),
        (r"^/archive\.css$", pages.style_sheet),
    ]


@hookimpl  # type: ignore[untyped-decorator]
def prepare_jinja2_environment(env: Any, datasette: Any) -> None:
    """Isolate every value shown, and add the filters of templates/base.html, the frame of Datasette's own pages."""
    if _is_ours(datasette):
        env.finalize = isolated
        env.filters |= {"accessible": accessible, "without_scripts": without_scripts}


@hookimpl  # type: ignore[untyped-decorator]
def menu_links(datasette: Any) -> list[dict[str, str]]:
    """Add a menu link from Datasette's own pages to the front page."""
    return [{"href": "/", "label": "News archive"}] if _is_ours(datasette) else []


@hookimpl(hookwrapper=True)  # type: ignore[untyped-decorator]
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Iterator[None]:
    """Handle errors with an error page of this module."""
    outcome: Any = yield
    if _is_ours(datasette):
        outcome.force_result([pages.problem(request, datasette, exception)])
