"""What is not text and yet filters inside the full-text index: site, section and author, one word each."""

from __future__ import annotations

import hashlib
from typing import Literal

from newsarchive.article import Record
from newsarchive.search.folding import fold

Fact = Literal["site", "section", "author"]


def fact(kind: Fact, value: str) -> str:
    """Return the word that stands for *value* in the column facts; marks, capitals and outer spaces do not count."""
    plain = " ".join(fold(value).split())
    return kind + hashlib.blake2b(plain.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def facts_of(record: Record) -> str:
    """Return the words for *record*: its site, every section of its breadcrumb, everyone who is credited."""
    words = [fact("site", record.site)]
    words += [fact("section", name) for name in (record.section, *record.sections) if name]
    words += [fact("author", name) for name in (*record.authors, *(one.name for one in record.credits))]
    return " ".join(dict.fromkeys(words))
