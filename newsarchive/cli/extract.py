"""`newsarchive extract`: saved pages -> one JSON line each, or the evidence behind each field."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any

import click

from newsarchive.article import to_json
from newsarchive.cli.extract_again import again_options, read_again
from newsarchive.cli.extract_warcs import read_warcs, warc_options
from newsarchive.extraction import Explained, extract
from newsarchive.page import Page
from newsarchive.parsers.evidence import Candidate
from newsarchive.publishers import Publisher, all_publishers
from newsarchive.warc import read_pages

# First bytes of files that people take for pages; a server may send them as text/html too.
_NOT_HTML: dict[bytes, str] = {
    b"%PDF": "a PDF file",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"RIFF": "a picture or sound file",
    b"PK\x03\x04": "a ZIP file",
    b"\x1f\x8b": "a gzip file; unpack it first, as in `zcat FILE | newsarchive extract -`",
    b"\x7fELF": "a program",
    b"WARC/1.": "a WARC file",
}
# A zero byte is no sign: every second byte of a UTF-16 page is one.
_CONTROLS = bytes(set(range(1, 32)) - {9, 10, 12, 13, 27})
_HEAD = 1024
_WIDTH = 110
_MARKUP = re.compile("html|xml", re.IGNORECASE)


@click.command()
@click.argument("pages", nargs=-1, required=True, metavar="PAGE...")
@click.option("--url", help="Address the page was fetched from; its publisher's rules are then used.")
@click.option("--explain", is_flag=True, help="Print for each field what was found where, and what was chosen.")
@again_options
@warc_options
def command(
    pages: tuple[str, ...], url: str | None, explain: bool, again: bool, to: Path | None, warc: Any, **how: Any
) -> None:
    """Read saved pages (HTML files, WARC files, "-" for standard input) and print one JSON line for each.

    With --again PAGE is an archive: the latest raw page of each of its articles is read anew by today's parsers. What
    would change is shown first; new revisions are written only where a field is read otherwise, and only when you
    agree.

    With --to PAGE is a WARC file of anybody's (Common Crawl, wget, browsertrix, Heritrix; also WACZ), a glob, a folder,
    @LIST or s3://…: the articles in it are stored in an archive. The same command again does what is missing.
    """
    if to is not None:
        if again or url or explain:
            raise click.UsageError("--to goes with none of --again, --url and --explain")
        how.pop("yes")
        read_warcs(pages, to, **how, **warc)
        return
    if again:
        if len(pages) != 1 or url or explain:
            raise click.UsageError("--again takes one archive, and neither --url nor --explain")
        read_again(Path(pages[0]), **how)
        return
    folder: Path | None = how["publishers"]
    known = all_publishers(folder) if folder else None
    failed = sum(not _print_page(name, url, known, explain=explain) for name in pages)
    if failed:
        raise click.exceptions.Exit(1)


def _print_page(name: str, url: str | None, publishers: Mapping[str, Publisher] | None, *, explain: bool) -> bool:
    """Print what the file *name* says; ``False``, with the reason on standard error, when it is no page."""
    try:
        for page in _pages(name, url):
            explained = extract(page, publishers=publishers, explain=True)
            click.echo(_explanation(page.url or name, explained) if explain else to_json(explained.article).decode())
    except (OSError, ValueError) as error:
        click.echo(f"newsarchive: {_reason(name, error)}", err=True)
        return False
    return True


def _pages(name: str, url: str | None) -> Iterator[Page]:
    if not name.endswith((".warc", ".warc.gz")):
        yield Page(url=url, body=_page_bytes(name))
        return
    for page in read_pages(name):
        if page.status == HTTPStatus.OK and _MARKUP.search(page.content_type or "html"):
            yield page


def _page_bytes(name: str) -> bytes:
    body = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    if not body.strip():
        raise ValueError("empty; is the download complete?")
    found = next((what for start, what in _NOT_HTML.items() if body.startswith(start)), None)
    if found is not None:
        raise ValueError(f"{found}, not an HTML page")
    head = body[:_HEAD]
    if len(head) - len(head.translate(None, _CONTROLS)) > 0.05 * len(head):
        raise ValueError("binary data, not an HTML page")
    return body


def _reason(name: str, error: OSError | ValueError) -> str:
    shown = "standard input" if name == "-" else name
    return f"{shown}: {error.strerror if isinstance(error, OSError) and error.strerror else error}"


def _explanation(name: str, explained: Explained) -> str:
    lines = [f"{name}:"]
    for field, candidates in explained.evidence.items():
        value = getattr(explained.article, field)
        lines.append(f"\n{field}: {_shown(value) if value not in (None, []) else '(the page does not say)'}")
        lines += [f"    {'>' if step == 0 and value else ' '} {_line(one)}" for step, one in enumerate(candidates)]
    return "\n".join(lines)


def _line(one: Candidate[Any]) -> str:
    printed = f'  from "{one.raw}"' if one.raw and one.raw != _shown(one.value) else ""
    return _cut(f"{one.trust:4.2f}  {one.origin}: {_shown(one.value)}{printed}")


def _shown(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(_shown(one) for one in value)
    if hasattr(value, "precision"):
        return f"{value.value.isoformat()} ({value.precision})"  # type: ignore[attr-defined]
    if hasattr(value, "role"):
        return f"{value.name} ({value.role})"  # type: ignore[attr-defined]
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _cut(text: str) -> str:
    return text if len(text) <= _WIDTH else f"{text[: _WIDTH - 1]}…"
