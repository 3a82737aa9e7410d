"""`newsarchive extract`: extract articles from saved pages, as JSON Lines or with the evidence of each field."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from newsarchive.cli.extract_again import extract_again, reextraction_options
from newsarchive.cli.extract_warcs import import_warcs, warc_options

# Options that have no effect on single pages.
_OF_JOBS = {
    "yes": "--again",
    **dict.fromkeys(("workers", "sites"), "--again or --to"),  # --json is true of single pages anyway
    **dict.fromkeys(("hosts", "language", "copy", "cluster"), "--to"),
}


@click.command()
@click.argument("pages", nargs=-1, required=True, metavar="PAGE...")
@click.option("--url", help="URL the page was fetched from; selects the publisher's rules.")
@click.option(
    "--explain",
    is_flag=True,
    help="Print the candidates for each field, where they were found and which was chosen, then every text block of "
    "the page with its label and the rule that set it.",
)
@click.option(
    "--html",
    "html_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="With --explain: write the page's text with colored labels to this HTML file instead.",
)
@reextraction_options
@warc_options
def command(
    pages: tuple[str, ...],
    url: str | None,
    explain: bool,
    html_file: Path | None,
    again: bool,
    to: Path | None,
    warc: Any,
    **options: Any,
) -> None:
    """Extract articles from saved pages (HTML or WARC files, "-" for standard input) and print one JSON line for each.

    With --again, PAGE is an archive: the latest stored page of each article is extracted again by the current parsers.
    The differences are shown first; new revisions are written only where a field differs, and only if you confirm.

    With --to, PAGE is a WARC or WACZ file from any crawler (Common Crawl, wget, Browsertrix, Heritrix), a glob, a
    folder, @LIST or s3://…, and the articles in it are stored in an archive. The same command again continues where it
    stopped.
    """
    if to is None and not again:
        _refuse_options_of_jobs()
    if url and not url.startswith(("http://", "https://")):
        raise click.BadParameter(f'"{url}" is not a web address; write https://…', param_hint="--url")
    if to is not None:
        if again or url or explain:
            raise click.UsageError("--to cannot be combined with --again, --url or --explain")
        options.pop("yes")
        import_warcs(pages, to, **options, **warc)
        return
    if again:
        if len(pages) != 1 or url or explain:
            raise click.UsageError("--again takes one archive and cannot be combined with --url or --explain")
        extract_again(Path(pages[0]), **options)
        return
    if html_file is not None and (not explain or len(pages) != 1):
        raise click.UsageError("--html needs --explain and exactly one page")
    if html_file is not None and options["as_json"]:
        raise click.UsageError("--html cannot be combined with --json")
    from newsarchive.cli.extract_pages import print_pages

    as_json = explain and options["as_json"]
    if not print_pages(pages, url, options["publishers"], explain=explain, as_json=as_json, html_file=html_file):
        raise click.exceptions.Exit(1)


def _refuse_options_of_jobs() -> None:
    """Raise UsageError for an option on the command line that has no effect on single pages."""
    context = click.get_current_context()
    for parameter in context.command.params:
        needed = _OF_JOBS.get(parameter.name or "")
        if needed and context.get_parameter_source(parameter.name or "") is click.core.ParameterSource.COMMANDLINE:
            raise click.UsageError(f"{parameter.opts[0]} has no effect without {needed}")
