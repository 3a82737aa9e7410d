"""`newsarchive extract WARC... --to ARCHIVE`: import articles from WARC files, on all cores or on a cluster."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from newsarchive.cli.terminal import print_json, progress_bar
from newsarchive.counting import count_of
from newsarchive.escapes import on_one_line

if TYPE_CHECKING:
    from newsarchive.from_warc.job import ImportReport, Readers

_Command = TypeVar("_Command", bound=Callable[..., Any])

# Counts of records that are not reasons why a page is missing, and reasons that are not the user's choice.
_STAGES = frozenset({"records", "responses", "revisits", "pages read", "articles", "revisits wanted"})
_LOST = ("damaged", "no date", "too long", "unreadable")
_OWN = ("hosts", "language", "copy", "cluster")


def warc_options(command: _Command) -> _Command:
    """Give *command* the option *to*, and the options that belong to it as one dictionary *warc*."""

    @wraps(command)
    def gathered(**given: Any) -> Any:
        return command(warc={name: given.pop(name) for name in _OWN}, **given)

    options = (
        click.option(
            "--to",
            type=click.Path(file_okay=False, path_type=Path),
            metavar="ARCHIVE",
            help="Import the articles of WARC files into this archive.",
        ),
        click.option(
            "--host",
            "hosts",
            metavar="HOST",
            multiple=True,
            help="With --to: only pages of this host and its subdomains; repeatable.",
        ),
        click.option("--language", metavar="CODE", help="With --to: only articles in this language, such as vi."),
        click.option(
            "--copy/--no-copy",
            default=True,
            help="With --to: copy the pages into the archive, or refer to the WARC file they are in [default: copy].",
        ),
        click.option(
            "--cluster",
            metavar="ADDRESS",
            help="With --to: run on the workers of this Dask scheduler: tcp://HOST:8786.",
        ),
    )
    decorated: Any = gathered
    for option in reversed(options):
        decorated = option(decorated)
    return decorated  # type: ignore[no-any-return]


def import_warcs(
    inputs: Sequence[str],
    folder: Path,
    *,
    workers: int | None,
    sites: Collection[str],
    publishers: Path | None,
    as_json: bool,
    hosts: Collection[str],
    language: str | None,
    copy: bool,
    cluster: str | None,
) -> None:
    """Store the articles of the WARC files named by *inputs* in the archive *folder*; exit with 1 if a file fails.

    Only pages of *sites*, of *hosts* and in *language* are stored, if given. With *copy*, the archive gets copies of
    the responses. *workers* is the number of processes, *cluster* the address of a Dask scheduler to use instead.
    Raise UsageError for options that exclude each other.
    """
    from newsarchive.from_warc.job import store_warcs
    from newsarchive.from_warc.sources import sources_of
    from newsarchive.from_warc.wanted import Wanted
    from newsarchive.publishers import all_publishers, publisher_named

    if cluster and workers:
        raise click.UsageError(
            "--workers applies to this machine only; with --cluster, start more Dask workers instead"
        )
    known = all_publishers(publishers)
    keys = [publisher_named(key.strip(), known).key for option in sites for key in option.split(",") if key.strip()]
    wanted = Wanted(sites=tuple(sorted(set(keys))), hosts=tuple(sorted(hosts)), language=language)
    sources = sources_of(inputs)
    finished = 0
    with progress_bar("importing", len(sources)) as advance_by:

        def advance(report: ImportReport) -> None:
            nonlocal finished
            before, finished = finished, report.done + report.read + len(report.failed)
            advance_by(finished - before)

        report = store_warcs(
            sources,
            folder,
            lambda spool: _readers(spool, workers, cluster),
            wanted=wanted,
            copy=copy,
            publishers=publishers.absolute() if publishers else None,
            on_file=advance,
        )
    _print(report, as_json)
    if report.failed or any(report.records[name] for name in _LOST):
        raise click.exceptions.Exit(1)


def _readers(spool: Path, workers: int | None, cluster: str | None) -> Readers:
    from newsarchive.cli.extract_again import cores

    if cluster:
        from newsarchive.from_warc.cluster import DaskCluster

        return DaskCluster(cluster, spool)
    from newsarchive.from_warc.processes import Processes

    return Processes(workers or cores(), spool)


def _print(report: ImportReport, as_json: bool) -> None:
    if as_json:
        import msgspec

        print_json(msgspec.to_builtins(report))
    stored = ", ".join(f"{count:,} {name}" for name, count in report.stored.items() if count) or "nothing stored"
    done = f", {report.done:,} imported before" if report.done else ""
    failed = f", {len(report.failed):,} failed" if report.failed else ""
    click.echo(
        f"{count_of(report.warcs, 'WARC file')}: {report.read:,} read{done}{failed}; "
        f"{report.records['pages read']:,} of {count_of(report.records['responses'], 'response')} parsed; {stored}",
        err=True,
    )
    for failure in report.failed:
        click.echo(f"failed: {on_one_line(failure.reason)}", err=True)
    if report.failed:
        click.echo("Run the same command again to retry them.", err=True)
    missing = {name: count for name, count in sorted(report.records.items()) if name not in _STAGES and count}
    if missing:
        click.echo("pages not stored: " + ", ".join(f"{count:,} {name}" for name, count in missing.items()), err=True)
