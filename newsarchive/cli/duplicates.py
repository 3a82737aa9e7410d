"""`newsarchive duplicates`: find near-duplicate texts, and which site published them first."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsarchive.cli.archive_options import archive_argument, dataset_of, dataset_options, json_option
from newsarchive.cli.terminal import print_json
from newsarchive.counting import count_of
from newsarchive.escapes import on_one_line

if TYPE_CHECKING:
    from newsarchive.dataset.duplicates import DuplicateCluster


@click.command()
@archive_argument
@click.option(
    "--distance",
    type=click.IntRange(0, 8),
    metavar="BITS",
    default=6,
    show_default=True,
    help="Maximum distance of two fingerprints: 0 same text, 3 a few words changed, 6 another headline, 8 the maximum.",
)
@click.option("--across-sites", is_flag=True, help="Only texts published by more than one site.")
@click.option(
    "--min-words",
    type=click.IntRange(1),
    metavar="N",
    default=40,
    show_default=True,
    help="Skip texts with fewer words.",
)
@dataset_options
@json_option
def command(folder: Path, distance: int, across_sites: bool, min_words: int, as_json: bool, **selection: Any) -> None:
    """Find near-duplicate texts in ARCHIVE (a folder, by default data).

    Each group is sorted by time of publication. The number after an article is the distance of its fingerprint from
    that of the first article, in bits of 64.
    """
    from newsarchive.dataset.duplicates import clusters

    found = clusters(dataset_of(folder, **selection), distance=distance, across_sites=across_sites, min_words=min_words)
    for cluster in found:
        if as_json:
            print_json(
                {"first": cluster.first.id, "sites": cluster.sites, "articles": [*map(asdict, cluster.articles)]}
            )
        else:
            _print(cluster)
    articles = sum(len(cluster.articles) for cluster in found)
    click.echo(
        f"{count_of(len(found), 'text')} in {count_of(articles, 'article')}" if found else "no near-duplicates found",
        err=True,
    )


def _print(cluster: DuplicateCluster) -> None:
    click.echo(f"{on_one_line(cluster.first.title) or '(no title)'}: {len(cluster.articles)} articles")
    for article in cluster.articles:
        at = f"{article.published_at:%Y-%m-%d %H:%M}" if article.published_at else "undated"
        title = "" if article.title == cluster.first.title else f"  {on_one_line(article.title)}"
        click.echo(f"  {at:<16}  {on_one_line(article.site)}  {on_one_line(article.id)}  {article.distance}{title}")
    click.echo()
