"""`newsarchive search`: ranked full-text search, with or without diacritics."""

from __future__ import annotations

import shutil
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsarchive.cli.archive_options import archive_argument, dataset_of, json_option, selection_options
from newsarchive.cli.index_options import index_option, index_progress
from newsarchive.cli.terminal import print_json
from newsarchive.escapes import on_one_line, plain

if TYPE_CHECKING:
    from newsarchive.search import Hit, SearchHit
    from newsarchive.search.snippets import Snippet

_MARGIN = 2
_WIDEST = 100


@click.command(
    epilog='QUERY may contain "a phrase", a OR b, a NOT b (or -b), parentheses, a prefix*, and title:, lead:, body: or '
    "text: (these three) before a word or phrase. Anything else is searched as words. An empty QUERY finds every "
    "article, newest first."
)
@click.argument("query")
@archive_argument
@click.option("--exact", is_flag=True, help="Match diacritics: hòa (or hoà) does not match hoa.")
@selection_options
@click.option("--section", "sections", metavar="NAME", multiple=True, help="Only this section; repeatable.")
@click.option(
    "--author",
    "authors",
    metavar="NAME",
    multiple=True,
    help="Only articles that credit this person or agency; repeatable.",
)
@click.option(
    "--limit", type=click.IntRange(1), metavar="N", default=10, show_default=True, help="Show the best N results."
)
@click.option(
    "--order",
    type=click.Choice(["rank", "date"]),
    default="rank",
    show_default=True,
    help="Order of the results; date is newest first.",
)
@index_option
@json_option
def command(query: str, folder: Path, index: Path | None, as_json: bool, **filters: Any) -> None:
    """Search the articles of ARCHIVE (a folder, by default data) for QUERY and print the best matches first.

    "da nang" also finds Đà Nẵng. The first search builds an index of the archive, later ones add only what is new.
    """
    from newsarchive.search import Search, ask_index, find

    search = Search(query=query, **filters)
    with index_progress() as report:
        found = ask_index(folder, lambda opened: find(opened, search), index, report=report)
    if not found.hits:
        dataset_of(folder, sites=[site.lower() for site in search.sites])  # raises an error if there is no such site
    for hit in found.hits:
        if as_json:
            print_json(_json(hit))
        else:
            _print(hit)
    click.echo(count_line(found), err=True)


def _json(hit: Hit) -> dict[str, Any]:
    names = ("id", "site", "publisher", "section", "published_at", "authors", "url", "score", "apart")
    texts = {"title": hit.title, "snippet": hit.snippet}
    return {
        **{name: getattr(hit, name) for name in names},
        **{name: text.text for name, text in texts.items()},
        **{f"{name}_marks": text.marks for name, text in texts.items()},
    }


def _print(hit: Hit) -> None:
    """Print the hit in a few lines; matches are bold on a terminal and between « and » elsewhere."""
    columns = min(shutil.get_terminal_size().columns, _WIDEST)
    facts = [(hit.published_at or "undated")[:16].replace("T", " "), hit.publisher or hit.site, hit.section]
    click.echo(_marked(hit.title) or "(no title)")
    click.echo("  " + " · ".join(on_one_line(fact) for fact in (*facts, ", ".join(hit.authors)) if fact))
    for line in textwrap.wrap(_marked(hit.snippet), columns - _MARGIN):
        click.echo(f"  {line}")
    click.echo(f"  {on_one_line(hit.id)}  {on_one_line(hit.url)}".rstrip() + "\n")


def _marked(snippet: Snippet) -> str:
    before, after = ("\x1b[1m", "\x1b[0m") if sys.stdout.isatty() else ("«", "»")
    text, out, at = snippet.text, "", 0
    for start, end in snippet.marks:
        out += f"{plain(text[at:start])}{before}{plain(text[start:end])}{after}"
        at = end
    return (out + plain(text[at:])).replace("\n", " ")


def count_line(found: SearchHit) -> str:
    """Return both counts of *found*, and how many hits are shown, in one line."""
    if not found.total:
        return "nothing found"
    side = f" ({found.together:,} with the words side by side)" if found.together != found.total else ""
    return f"{found.total:,} found{side}, {len(found.hits):,} shown"
