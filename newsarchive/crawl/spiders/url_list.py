"""Read a list of URLs from a file or from standard input."""

from __future__ import annotations

import sys
from pathlib import Path

from newsarchive.crawl.errors import BadPlan
from newsarchive.crawl.url_shapes import is_web_address
from newsarchive.redaction import has_password


def read_urls(source: str) -> tuple[str, ...]:
    """Return the URLs in the file *source* ("-" for standard input), one per line; # begins a comment line.

    What follows a tab in a line is ignored. Raise BadPlan, with file and line, for a file that is not UTF-8 or has no
    URL, and for a line that is not a web address or contains a password; OSError if the file cannot be read.
    """
    raw = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    try:
        lines = raw.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise BadPlan(f"{source}: not UTF-8 ({error.reason} at byte {error.start}); save the list as UTF-8") from error
    found = []
    for number, line in enumerate(lines, 1):
        address = line.partition("\t")[0].strip()  # a dry run writes day and source after the URL
        if address and not address.startswith("#"):
            if not is_web_address(address):
                raise BadPlan(f'{source}:{number}: "{address[:80]}" is not a web address; write one https://… per line')
            if has_password(address):
                raise BadPlan(f"{source}:{number}: a URL must not contain a user name or password; remove them")
            found.append(address)
    if not found:
        raise BadPlan(f"{source}: the file has no URL; write one https://… per line")
    return tuple(found)
