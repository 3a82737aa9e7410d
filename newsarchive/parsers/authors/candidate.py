"""The candidate for a page's authors, made of names or of a labeled line."""

from __future__ import annotations

from collections.abc import Iterable

from newsarchive.article import Credit
from newsarchive.parsers.authors.name_fields import is_agency, is_occupation, names_in
from newsarchive.parsers.bylines.parser import is_byline, parse_byline
from newsarchive.parsers.evidence import Candidate, Source

#: The authors that one source names.
AuthorCandidate = Candidate[list[Credit]]


def labeled_credits(text: str, language: str | None) -> AuthorCandidate | None:
    """Return the credits of a labeled line that names writers in a language other than Vietnamese, else ``None``."""
    if not is_byline(text, language=language or "en"):
        return None
    found = parse_byline(text, language=language or "en")
    if found is None or not found.authors:
        return None
    return Candidate(value=found.credits, source=Source.CLASS, raw=text)


def candidate_of(
    names: Iterable[str],
    source: Source,
    name: str = "",
    *,
    raw: str | None = None,
    distance: int | None = None,
    adjustment: float = 0.0,
) -> AuthorCandidate:
    """Return the candidate for the authors *names*; news agencies among them have the role of one."""
    credits = [Credit(name=name, role="agency" if is_agency(name) else "author") for name in dict.fromkeys(names)]
    return Candidate(value=credits, source=source, name=name, raw=raw, distance=distance, adjustment=adjustment)


def names_without_occupations(text: str) -> list[str]:
    """Return the names in *text*; of "A, Privacy and Security Expert", only "A"."""
    parts = (part for part in text.split(",") if not is_occupation(part))
    return [name for name in names_in(",".join(parts)) if not is_occupation(name)]
