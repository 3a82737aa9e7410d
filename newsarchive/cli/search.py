"""`newsarchive search`: full text, ranked, with or without diacritics."""

from __future__ import annotations

import shutil
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsarchive.cli.archive_options import dataset_of, json_option, path_argument, selecting
from newsarchive.cli.index_options import index_option, index_progress
from newsarchive.cli.terminal import on_one_line, plain, print_json

if TYPE_CHECKING:
    from newsarchive.search import Found, Hit
    from newsarchive.search.snippets import Snippet

_MARGIN = 2
_WIDEST = 100


@click.command(
    epilog='In QUERY: "a phrase", a OR b, a NOT b (or -b), ( ), the beginning of a word*; title: lead: body: before a '
    "word or phrase. Anything else counts as words."
)
@click.argument("query")
@path_argument
@click.option("--exact", is_flag=True, help="Insist on diacritics: hòa (or hoà), and not hoa.")
@selecting
@click.option("--section", "sections", metavar="NAME", multiple=True, help="Only this section; may be given again.")
@click.option(
    "--author", "authors", metavar="NAME", multiple=True, help="Only what this person or agency is credited for."
)
@click.option("--limit", type=click.IntRange(1), metavar="N", default=10, show_default=True, help="Show the best N.")
@click.option(
    "--order", type=click.Choice(["rank", "date"]), default="rank", show_default=True, help="date: the newest first."
)
@index_option
@json_option
def command(query: str, folder: Path, index: Path | None, old_index: Path | None, as_json: bool, **asked: Any) -> None:
    """Find the articles of ARCHIVE (a folder, by default data) that have the words of QUERY, best first.

    "da nang" finds Đà Nẵng too. The first search reads the whole archive into an index, later ones only what is new.
    """
    from newsarchive.search import Search, ask_index, find
    from newsarchive.search.query import parse_query

    search = Search(query=query, **asked)
    parse_query(query)  # an empty one is refused here; find would take it for every article
    with index_progress() as report:
        found = ask_index(folder, lambda opened: find(opened, search), index or old_index, report=report)
    if not found.hits:
        dataset_of(folder, sites=[one.lower() for one in search.sites])  # names the sites when there is no such one
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
        **{name: one.text for name, one in texts.items()},
        **{f"{name}_marks": one.marks for name, one in texts.items()},
    }


def _print(hit: Hit) -> None:
    """Print the hit in a few lines; its words are in bold, or between « and » where the output is not a terminal."""
    columns = min(shutil.get_terminal_size().columns, _WIDEST)
    facts = [(hit.published_at or "undated")[:16].replace("T", " "), hit.publisher or hit.site, hit.section]
    click.echo(_marked(hit.title) or "(no title)")
    click.echo("  " + " · ".join(on_one_line(one) for one in (*facts, ", ".join(hit.authors)) if one))
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


def count_line(found: Found) -> str:
    """Return both counts of *found*, and how many hits are shown, in one line."""
    if not found.total:
        return "nothing found"
    side = f" ({found.together:,} with the words side by side)" if found.together != found.total else ""
    return f"{found.total:,} found{side}, {len(found.hits):,} shown"
