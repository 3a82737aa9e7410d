"""`newsarchive demo`: serve the demo newspaper, crawl it and show the result."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
import textwrap
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsarchive.article import Article
from newsarchive.cli.archive_options import folder_option
from newsarchive.counting import count_of
from newsarchive.swallowed_interrupts import interrupt_is_handled

if TYPE_CHECKING:
    from newsarchive.demo import Newspaper, Served

_SITE = "baolamgiang.example"
#: Fields that are compared with the text as written; the pages do not show the other fields, or only in part.
CHECKED = (
    "title",
    "published_at",
    "dateline",
    "lead",
    "blocks",
    "byline",
    "authors",
    "credits",
    "section",
    "tags",
    "pictures",
)
_MOST_SHOWN = 5
_WHOLE_PAST = "2000w"  # the demo newspaper is dated 2017 and 2018: long enough to fetch all of it again


@click.command()
@folder_option
@click.option("--articles", type=click.IntRange(0), default=0, metavar="N", help="Extend the newspaper to N articles.")
@click.option(
    "--edition",
    type=click.IntRange(1, 2),
    metavar="N",
    default=1,
    show_default=True,
    help="2: the newspaper a day later, with one changed and one new article.",
)
@click.option("--serve", "only_serve", is_flag=True, help="Only serve the newspaper, until Ctrl-C.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, metavar="N", help="Port to serve on; 0 takes a free one."
)
def command(folder: Path, articles: int, edition: int, only_serve: bool, port: int) -> None:
    """Crawl a small newspaper that runs on this machine, and show the result.

    All steps are those of a real crawl: discovery, robots.txt, WARC, extraction, storage. A second run fetches no
    article again. No request leaves this machine.
    """
    from newsarchive.demo import newspaper, serve

    demo = newspaper(articles, edition)
    with _port_errors(port), serve(demo, port) as site:
        if only_serve:
            _serve(site)
        else:
            _crawl_and_show(site, folder)


@contextmanager
def _port_errors(port: int) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if not port or error.errno is None or "in use" not in str(error.strerror):
            raise
        raise click.ClickException(
            f"port {port} is in use; choose another with --port, or --port 0 for a free one"
        ) from error


def _serve(site: Served) -> None:
    try:
        click.echo(f"{_about(site.newspaper)} at {site.url}/")
        click.echo("Crawl it from another terminal:")
        click.echo(f"  newsarchive crawl {site.url}/ --allow-private --delay 0 --to data")
        click.echo("Press Ctrl-C to stop.")
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        interrupt_is_handled()
        click.echo(f"\n{count_of(len(site.requests), 'request')} answered.")


def _crawl_and_show(site: Served, folder: Path) -> None:
    click.echo(f"{_about(site.newspaper)}, served at {site.url} while this runs.")
    click.echo(f"Crawling it into {folder}{os.sep} …\n")
    report = _crawl(site, folder)
    found = _read(folder)
    for lines in (_counts(site, report), _checks(site, found), _files(folder), _example(found), _next(folder)):
        click.echo("\n".join(lines) + "\n")


def _about(newspaper: Newspaper) -> str:
    from newsarchive.demo import NAME

    articles, sections = count_of(len(newspaper.stories), "article"), count_of(len(newspaper.sections), "section")
    return f"{NAME}, an invented newspaper: {articles} in {sections}"


def _crawl(site: Served, folder: Path) -> dict[str, Any]:
    from newsarchive.crawl.run import CrawlFailed, Options, crawl
    from newsarchive.demo import HOST

    plan = {"refresh": _WHOLE_PAST} if site.newspaper.edition > 1 else {}
    with _proxy(site.url):
        try:
            options = Options(folder=folder, delay=0.0, progress=True, proxy_resolves=True)
            return crawl(f"http://{HOST}/", plan, options)
        except CrawlFailed as error:
            click.echo(f"Error: {error}", err=True)
            raise click.exceptions.Exit(int(error.code)) from error


@contextmanager
def _proxy(url: str) -> Iterator[None]:
    """Send every request of this process through *url*, so the newspaper has one URL on whatever port it runs."""
    before = {name: os.environ.get(name) for name in ("http_proxy", "no_proxy")}
    os.environ.update(http_proxy=url, no_proxy="")
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


def _read(folder: Path) -> dict[str, Article]:
    """Return the latest revision of each demo article in *folder*, by canonical URL."""
    import newsarchive

    return {
        str(article.canonical_url): article
        for article in newsarchive.load(folder)
        if article.canonical_url and _SITE in article.canonical_url
    }


def _counts(site: Served, report: dict[str, Any]) -> list[str]:
    n = report["counts"]
    fetched = sum(status == 200 and path in site.newspaper.article_paths for path, status in site.responses)
    rows = [
        ("pages fetched", n["pages"], f"{fetched} of them articles"),
        ("articles stored", n["new"] + n["revisions"], f"{n['new']:,} new, {count_of(n['revisions'], 'revision')}"),
        ("skipped", n["skipped"], _reasons(report["skipped"])),
        ("not stored", n["not_articles"] + n["unchanged"], _reasons(_not_stored(report["extracted"], n))),
        ("not found (404)", n["not_found"], "the broken link in Kinh tế is intentional"),
        ("errors", n["errors"], _reasons(report["errors"])),
    ]
    lines = [f"{name:>18} {count:>6}  {why if count else ''}".rstrip() for name, count, why in rows]
    if n["known"] and not fetched:
        lines.append("Nothing new: every article is already in the archive, none was fetched again.")
    return lines


def _not_stored(read: dict[str, int], counts: dict[str, int]) -> dict[str, int]:
    kinds = {kind: count for kind, count in read.items() if kind not in ("new", "revised", "revision", "unchanged")}
    visits = {"not modified (304)": counts["not_modified"], "unchanged": counts["unchanged"] - counts["not_modified"]}
    return kinds | {why: count for why, count in visits.items() if count}


def _reasons(group: dict[str, int]) -> str:
    return ", ".join(f"{count} {reason}" for reason, count in sorted(group.items()))


def _checks(site: Served, found: dict[str, Article]) -> list[str]:
    from newsarchive.demo.newspaper import HIDDEN_PATH

    expected = site.newspaper.expected
    wrong = {str(article.title): differing(found.get(str(article.canonical_url)), article) for article in expected}
    wrong = {title: fields for title, fields in wrong.items() if fields}
    later = [title for title in _of_second_edition(found) if wrong.pop(title, None)] if wrong else []
    hidden = "was fetched, which is a bug" if HIDDEN_PATH in site.requests else "was not fetched"
    same = f"{len(expected) - len(wrong)} of {len(expected)} articles are equal in {len(CHECKED)} fields"
    return [
        f"Compared with the texts as written: {same}.",
        *(f"  {title}: as in edition 2, which an earlier run fetched" for title in later),
        *(f"  {title}: differs in {', '.join(fields)}" for title, fields in list(wrong.items())[:_MOST_SHOWN]),
        f"The page that robots.txt disallows {hidden}.",
    ]


def _of_second_edition(found: dict[str, Article]) -> list[str]:
    from newsarchive.demo import newspaper

    articles = newspaper(edition=2).expected
    return [str(article.title) for article in articles if not differing(found.get(str(article.canonical_url)), article)]


def differing(found: Article | None, expected: Article) -> list[str]:
    """Return the CHECKED fields in which *found* is not as *expected*."""
    return [name for name in CHECKED if found is None or getattr(found, name) != getattr(expected, name)]


def _files(folder: Path) -> list[str]:
    lines, width = ["Files:"], len(str(folder)) + 10
    for name, what in (
        ("articles", "records, one JSON line per article"),
        ("pages", "raw responses (WARC)"),
        ("runs", "run reports"),
    ):
        files = [path for path in (folder / name).rglob("*") if path.is_file()]
        size = sum(file.stat().st_size for file in files)
        count = count_of(len(files), "file")
        lines.append(f"  {str(folder / name) + os.sep:<{width}} {count:>8}, {size / 1000:>6,.0f} kB: {what}")
    return lines


def _example(found: dict[str, Article]) -> list[str]:
    if not found:
        return []
    article = min(found.values(), key=lambda article: (str(article.published_at), str(article.title)))
    rows = [(name, value) for name, value in _facts(article) if value]
    lead = " - ".join(text for text in (article.dateline, article.lead) if text)
    return [
        "One article, as extracted:",
        f"  {article.title}",
        *(f"  {name:>9}  {value}" for name, value in rows),
        *(f"\n{_wrapped(text)}" for text in (lead, *article.body.split("\n\n")) if text),
    ]


def _facts(article: Article) -> list[tuple[str, str | None]]:
    return [
        ("published", f"{article.published_at}, precision: {article.published_precision}"),
        ("section", article.section),
        ("byline", article.byline),
        ("credits", ", ".join(f"{credit.name} ({credit.role})" for credit in article.credits)),
        ("tags", ", ".join(article.tags)),
        ("pictures", "; ".join(picture.caption or picture.url for picture in article.pictures)),
        ("URL", article.canonical_url),
    ]


def _wrapped(text: str) -> str:
    return textwrap.fill(text, 96, initial_indent="    ", subsequent_indent="    ")


def next_commands(folder: Path) -> list[tuple[str, str]]:
    """Return pairs of command and explanation to try after the demo; each works on a plain installation."""
    archive, bin_folder = _quoted(str(folder)), _bin_folder()
    load = f"import newsarchive; [print(a.published_at, a.title) for a in newsarchive.load({str(folder)!r})]"
    return [
        (f"{bin_folder}newsarchive demo --to {archive}", "run it again: no article is fetched twice"),
        (f"{bin_folder}newsarchive demo --to {archive} --edition 2", "a day later: one article changed, one new"),
        (f"{bin_folder}newsarchive verify {archive}", "check the integrity of the archive"),
        (f"{bin_folder}newsarchive stats {archive}", "count articles and see how often each field is filled"),
        (f"zcat {archive}/articles/site={_SITE}/*.jsonl.gz", "every record, one JSON line each"),
        (f"{bin_folder}python -c {_quoted(load)}", "load the archive in Python"),
    ]


def _bin_folder() -> str:
    """Return the folder of this environment's commands with a slash, or nothing where the shell finds them itself."""
    ours = Path(sys.executable).parent
    if (found := shutil.which("newsarchive")) and Path(found).parent == ours:
        return ""
    return f"{_quoted(os.path.relpath(ours))}{os.sep}"


def _quoted(text: str) -> str:
    """Quote *text* for a shell, in the double quotes that people type, where nothing inside needs more than that."""
    if shlex.quote(text) == text:
        return text
    return shlex.quote(text) if set(text) & set('"$`\\!') else f'"{text}"'


def _next(folder: Path) -> Sequence[str]:
    return ["Try next:", *(f"  {line}\n      {why}" for line, why in next_commands(folder))]
