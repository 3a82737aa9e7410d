"""The pages of the web server: one function for each URL path."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar
from urllib.parse import unquote

from datasette import Response
from datasette.utils.asgi import Base400
from datasette.views.base import DatasetteError
from markupsafe import Markup

from newsarchive.article import Record
from newsarchive.browse import story
from newsarchive.browse.guard import POLICY
from newsarchive.browse.page_query import FACET_NAMES, FACETS, PageQuery, most_pages, page_query_of
from newsarchive.browse.results import Results, results
from newsarchive.browse.timeline import timeline
from newsarchive.browse.trends import MOST_TERMS, Comparison
from newsarchive.browse.trends import compare as comparison
from newsarchive.citation import cite
from newsarchive.parsers.html.encoding import decode
from newsarchive.search import BadQuery, records_of
from newsarchive.warc import BadWarc, read_page

_Value = TypeVar("_Value")
_OURS = {"content-security-policy": POLICY}
# Shown as text or saved. If a browser renders it nevertheless, the sandbox forbids scripts and requests.
_KEPT = {"content-security-policy": "sandbox; default-src 'none'"}
_log = logging.getLogger(__name__)


class Missing(LookupError):
    """Raised for an unknown article, revision or stored page; the response is 404."""


async def search(request: Any, datasette: Any) -> Response:
    """Show the matching articles and the facets."""
    query = page_query_of(request.args)
    found: Results | None = None
    problem: str | None = None
    try:
        found = await _ask(datasette, lambda index: results(index, query))
    except (BadQuery, ValueError) as error:
        problem = str(error)
    if found and not found.articles and query.page > 1:
        return Response.redirect(query.link(page=min(found.last_page, most_pages(query.q))))
    context: dict[str, Any] = {
        "page_query": query,
        "found": found,
        "problem": problem,
        "facets": FACETS,
        "facet_names": FACET_NAMES,
        "path_of": story.path_of,
    }
    context["timeline"] = timeline(found.facets["month"], query) if found and found.facets else ()
    return await _page(datasette, request, "archive_search.html", context, 400 if problem else 200)


async def article(request: Any, datasette: Any) -> Response:
    """Show one article, in its latest or the requested revision."""
    records = await _revisions(datasette, request)
    record = _chosen(records, request.args.get("revision")) or records[-1]
    context: dict[str, Any] = {
        "record": record,
        "records": records,
        "story": story,
        "page_query": page_query_of(request.args),
        "sections": record.sections or [record.section or ""],
    }
    return await _page(datasette, request, "archive_article.html", context)


async def compare(request: Any, datasette: Any) -> Response:
    """Show two revisions side by side, by default the last two."""
    records = await _revisions(datasette, request)
    new = _chosen(records, request.args.get("new")) or records[-1]
    old = _chosen(records, request.args.get("old")) or records[max(0, records.index(new) - 1)]
    differences = await asyncio.to_thread(story.differences, old, new)
    context = {"old": old, "new": new, "records": records, "differences": differences, "story": story}
    return await _page(datasette, request, "archive_compare.html", context)


async def trend(request: Any, datasette: Any) -> Response:
    """Compare up to five terms over time."""
    query = replace(page_query_of(request.args), q="")
    terms = [term[:200] for term in map(str.strip, request.args.getlist("term")) if term][:MOST_TERMS]
    found: Comparison | None = None
    problem: str | None = None
    try:
        found = await _ask(datasette, lambda index: comparison(index, query, terms)) if terms else None
    except (BadQuery, ValueError) as error:
        problem = str(error)
    context = {"page_query": query, "terms": terms, "found": found, "problem": problem, "facets": FACETS}
    return await _page(datasette, request, "archive_trend.html", context, 400 if problem else 200)


async def citation(request: Any, datasette: Any) -> Response:
    """Show the citations of an article, in its latest or the requested revision."""
    records = await _revisions(datasette, request)
    record = _chosen(records, request.args.get("revision")) or records[-1]
    citations = [("BibTeX", cite(record, "bibtex")), ("APA", cite(record, "apa")), ("CSL-JSON", cite(record, "csl"))]
    context = {"record": record, "citations": citations, "story": story}
    return await _page(datasette, request, "archive_cite.html", context)


async def stored_page(request: Any, datasette: Any) -> Response:
    """Return the page as fetched, from the WARC file: as plain text, or with the argument *save* as bytes to save.

    Raise Missing (HTTP 404) if the page was not stored or cannot be read.
    """
    records = await _revisions(datasette, request)
    record = _chosen(records, request.args.get("revision")) or records[-1]
    if record.warc is None:
        raise Missing(f"{record.id}: the page of this record was not stored")
    try:
        page = (await asyncio.to_thread(read_page, datasette.folder, record.warc)).page
    except BadWarc as error:
        raise Missing(str(error)) from error
    if request.args.get("save"):
        headers = {**_KEPT, "content-disposition": 'attachment; filename="page.html.txt"'}
        return Response(page.body, headers=headers, content_type="application/octet-stream")
    text = await asyncio.to_thread(decode, page.body, page.content_type)
    return Response(text.encode("utf-8", "replace"), headers=_KEPT, content_type="text/plain; charset=utf-8")


async def problem(request: Any, datasette: Any, exception: Exception) -> Response:
    """Return a short error page for *exception*, JSON if the path of *request* ends in .json.

    Datasette's own 404 page would contain internal variables.
    """
    status, message = _described(exception)
    if request.path.endswith(".json"):
        return Response.json({"ok": False, "error": message, "status": status, "title": None}, status=status)
    return await _page(datasette, request, "archive_problem.html", {"message": message}, status)


def _described(exception: Exception) -> tuple[int, str]:
    if isinstance(exception, Missing):
        return 404, str(exception)
    if isinstance(exception, Base400):
        return exception.status, str(exception.args[0]) if exception.args else "not found"
    if isinstance(exception, DatasetteError):
        message = str(exception.message)
        # The message of this error is a paragraph of markup, followed by a form with a script.
        return exception.status, Markup(
            message.partition("</p>")[0]
        ).striptags() if exception.message_is_html else message
    _log.error("%s", exception, exc_info=exception)
    return 500, f"{type(exception).__name__}: {exception}"


def style_sheet() -> Response:
    """Return the style sheet of these pages."""
    return Response(_sheet(), headers=_OURS, content_type="text/css; charset=utf-8")


@cache
def _sheet() -> str:
    return (files("newsarchive.browse") / "archive.css").read_text("utf-8")


async def _ask(datasette: Any, question: Callable[[Any], _Value]) -> _Value:
    value: _Value = await datasette.archive_database.execute_fn(question)
    return value


async def _revisions(datasette: Any, request: Any) -> list[Record]:
    id = unquote(request.url_vars["id"])
    records = await _ask(datasette, lambda index: records_of(index, id))
    if not records:
        raise Missing(f"{id}: no such article")
    return records


def _chosen(records: Sequence[Record], number: str | None) -> Record | None:
    if number is None:
        return None
    for record in records:
        if str(record.revision) == number:
            return record
    raise Missing(f"{records[0].id}: no revision {number}")


async def _page(datasette: Any, request: Any, template: str, context: dict[str, Any], status: int = 200) -> Response:
    advanced = datasette.urls.database(datasette.archive_database.name) if datasette.accepts_sql else None
    given = {"archive": datasette.folder.absolute().name, "page_query": PageQuery(), "advanced": advanced, **context}
    html = await datasette.render_template(template, given, request=request)
    return Response.html(html, status=status, headers=_OURS)
