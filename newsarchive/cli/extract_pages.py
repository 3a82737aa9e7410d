"""Single pages of `newsarchive extract`: their articles as JSON Lines, or the evidence of each field."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Any

import click

from newsarchive.archive.appending import replace_file, require_folder
from newsarchive.cli.explanation_page import explanation_page
from newsarchive.cli.terminal import json_text, shortened
from newsarchive.escapes import plain
from newsarchive.extraction import Explained, extract
from newsarchive.page import Page
from newsarchive.parsers.evidence import Candidate
from newsarchive.publishers import Publisher, all_publishers
from newsarchive.time_limit import PAGE_SECONDS, TimeLimitExceeded, time_limit
from newsarchive.warc import read_pages

# First bytes of files that are often mistaken for pages; a server may send them as text/html too.
_NOT_HTML: dict[bytes, str] = {
    b"%PDF": "a PDF file",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"RIFF": "an image or audio file",
    b"PK\x03\x04": "a ZIP file",
    b"\x1f\x8b": "a gzip file; decompress it first: `zcat FILE | newsarchive extract -`",
    b"\x7fELF": "an executable",
    b"WARC/1.": "a WARC file",
}
# Zero bytes do not count: every second byte of a UTF-16 page is one.
_CONTROLS = bytes(set(range(1, 32)) - {9, 10, 12, 13, 27})
_HEAD = 1024
_WIDTH = 110
_MARKUP = re.compile("html|xml", re.IGNORECASE)


def print_pages(
    names: Sequence[str],
    url: str | None,
    folder: Path | None,
    *,
    explain: bool,
    as_json: bool,
    html_file: Path | None,
) -> bool:
    """Print the articles in the files *names*, "-" for standard input; return whether all of them could be read.

    *url* is the address of the pages, *folder* has additional publisher files. With *explain* the explanations are
    printed instead, as JSON Lines with *as_json*, or that of the only page is written to *html_file*.
    """
    if html_file is not None:
        require_folder(html_file)
    publishers = all_publishers(folder) if folder else None
    failed = sum(
        not _print_page(name, url, publishers, explain=explain, as_json=as_json, html_file=html_file) for name in names
    )
    return not failed


def _print_page(
    name: str,
    url: str | None,
    publishers: Mapping[str, Publisher] | None,
    *,
    explain: bool,
    as_json: bool,
    html_file: Path | None,
) -> bool:
    """Print the articles in the file *name*; return False, with the reason on standard error, if it cannot be read.

    With *explain* each explanation is printed instead, or written to *html_file*.
    """
    try:
        for page in _pages(name, url):
            if not explain:
                with time_limit():
                    article = extract(page, publishers=publishers)
                _print(json_text(article))
                continue
            with time_limit():
                explained = extract(page, publishers=publishers, explain=True)
            if as_json:
                _print(json_text(_explanation_json(page.url or name, explained)))
            elif html_file is None:
                _print(plain(_explanation(page.url or name, explained)))
            else:
                replace_file(html_file, explanation_page(page.url or name, explained).encode("utf-8", "replace"))
    except _OutputFailed as failed:
        raise failed.error from None
    except (OSError, ValueError) as error:
        click.echo(f"newsarchive: {_reason(name, error)}", err=True)
        return False
    except TimeLimitExceeded:
        click.echo(f"newsarchive: {name}: takes longer than {PAGE_SECONDS:.0f} s; please report this page", err=True)
        return False
    return True


class _OutputFailed(Exception):
    """The output cannot be written, which is not a fault of the page."""

    def __init__(self, error: OSError) -> None:
        super().__init__(str(error))
        self.error = error


def _print(text: str) -> None:
    try:
        click.echo(text)
    except OSError as error:
        raise _OutputFailed(error) from error


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
        raise ValueError("the file is empty")
    found = next((what for start, what in _NOT_HTML.items() if body.startswith(start)), None)
    if found is not None:
        raise ValueError(f"{found}, not an HTML page")
    head = body[:_HEAD]
    if len(head) - len(head.translate(None, _CONTROLS)) > 0.05 * len(head):
        raise ValueError("binary data, not an HTML page")
    return body


def _reason(name: str, error: OSError | ValueError) -> str:
    shown = "standard input" if name == "-" else name
    if isinstance(error, IsADirectoryError):
        return f"{shown}: a folder; give a saved page, an archive with --again, or WARC files with --to ARCHIVE"
    if isinstance(error, FileNotFoundError) and name.startswith(("http://", "https://")):
        return f"{shown}: a URL, not a file; `newsarchive crawl --urls FILE` fetches the URLs in a file"
    return f"{shown}: {error.strerror if isinstance(error, OSError) and error.strerror else error}"


def _explanation(name: str, explained: Explained) -> str:
    """Return the candidates of each field and the labeled blocks as lines; a rule's reason with its first block."""
    lines = [f"{name}:"]
    for field, candidates in explained.evidence.items():
        value = getattr(explained.article, field)
        lines.append(f"\n{field}: {_shown(value) if value not in (None, []) else '(not on the page)'}")
        lines += [
            f"    {'>' if step == 0 and value else ' '} {_line(candidate)}" for step, candidate in enumerate(candidates)
        ]
    lines.append("\nblocks (label, rule, text):")
    explained_rules: set[str] = set()
    for block in explained.blocks:
        if block.rule not in explained_rules:
            explained_rules.add(block.rule)
            lines.append(f"  {block.rule}: {block.reason}")
        lines.append(shortened(f"    {block.label:<13} {block.rule:<22} {block.text}", _WIDTH))
    return "\n".join(lines)


def _explanation_json(name: str, explained: Explained) -> dict[str, object]:
    """Return the same as JSON values: each field's value and candidates, the chosen one first, and the blocks."""
    fields = {}
    for field, candidates in explained.evidence.items():
        value = getattr(explained.article, field)
        has_value = value not in (None, [])
        fields[field] = {
            "value": value,
            "candidates": [
                {
                    "value": getattr(candidate.value, "value", candidate.value),  # of a Timestamp its time
                    "origin": candidate.origin,
                    "trust": round(candidate.trust, 2),
                    "text": candidate.raw,
                    "chosen": has_value and step == 0,
                }
                for step, candidate in enumerate(candidates)
            ],
        }
    return {"page": name, "fields": fields, "blocks": [block._asdict() for block in explained.blocks]}


def _line(candidate: Candidate[Any]) -> str:
    printed = f'  text: "{candidate.raw}"' if candidate.raw and candidate.raw != _shown(candidate.value) else ""
    return shortened(f"{candidate.trust:4.2f}  {candidate.origin}: {_shown(candidate.value)}{printed}", _WIDTH)


def _shown(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(_shown(item) for item in value)
    if hasattr(value, "precision"):
        return f"{value.value.isoformat()} ({value.precision})"  # type: ignore[attr-defined]
    if hasattr(value, "role"):
        return f"{value.name} ({value.role})"  # type: ignore[attr-defined]
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
