"""`newsarchive duplicates`: texts that are nearly the same, and which paper had them first."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsarchive.cli.archive_options import dataset_of, json_option, path_argument, reading
from newsarchive.cli.terminal import on_one_line, print_json

if TYPE_CHECKING:
    from newsarchive.dataset.duplicates import Cluster


@click.command()
@path_argument
@click.option(
    "--distance",
    type=click.IntRange(0, 8),
    metavar="BITS",
    default=6,
    show_default=True,
    help="How far two fingerprints may differ: 0 the same text, 3 some words changed, 6 another headline, 8 at most.",
)
@click.option("--across-sites", is_flag=True, help="Only texts that more than one paper brought.")
@click.option(
    "--min-words", type=click.IntRange(1), metavar="N", default=40, show_default=True, help="Leave out shorter texts."
)
@reading
@json_option
def command(folder: Path, distance: int, across_sites: bool, min_words: int, as_json: bool, **chosen: Any) -> None:
    """Find the articles of ARCHIVE (a folder, by default data) whose texts are nearly the same.

    The first published stands first; behind each stands in how many of 64 bits its fingerprint differs from that.
    """
    from newsarchive.dataset.duplicates import clusters

    found = clusters(dataset_of(folder, **chosen), distance=distance, across_sites=across_sites, min_words=min_words)
    for cluster in found:
        if as_json:
            print_json(
                {"first": cluster.first.id, "sites": cluster.sites, "articles": [*map(asdict, cluster.articles)]}
            )
        else:
            _print(cluster)
    articles = sum(len(one.articles) for one in found)
    click.echo(f"{len(found):,} texts in {articles:,} articles" if found else "no two texts are so near", err=True)


def _print(cluster: Cluster) -> None:
    click.echo(f"{on_one_line(cluster.first.title) or '(no title)'}: {len(cluster.articles)} articles")
    for one in cluster.articles:
        at = f"{one.published_at:%Y-%m-%d %H:%M}" if one.published_at else "undated"
        title = "" if one.title == cluster.first.title else f"  {on_one_line(one.title)}"
        click.echo(f"  {at:<16}  {on_one_line(one.site)}  {on_one_line(one.id)}  {one.distance}{title}")
    click.echo()
