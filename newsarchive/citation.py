"""How to cite an archived article: BibTeX, CSL-JSON and APA, with its id, revision and time of capture.

BibTeX: https://ctan.org/pkg/biblatex (entry type @article with note, or @online); CSL-JSON:
https://docs.citationstyles.org/en/stable/specification.html; APA: Publication Manual, 7th edition, 10.1, example 16.
Names are cited in full, as displayed: Vietnamese names begin with the family name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Literal, get_args

import msgspec

from newsarchive.article import Record

Style = Literal["bibtex", "csl", "apa"]
STYLES: Sequence[Style] = get_args(Style)
_TEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    # BibTeX counts braces even after a backslash.
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    **{sign: rf"\{sign}" for sign in "&%$#_"},
}
_UNSAFE_KEY = re.compile(r"[^A-Za-z0-9]+")
_MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)


def cite(record: Record, style: Style = "bibtex") -> str:
    """Return the citation of *record*; raise ValueError for an unknown *style*."""
    if style == "bibtex":
        return bibtex(record)
    if style == "csl":
        return msgspec.json.format(msgspec.json.encode([csl(record)]), indent=2).decode()
    if style == "apa":
        return apa(record)
    raise ValueError(f"style={style!r}: choose from {', '.join(STYLES)}")


def bibtex(record: Record) -> str:
    """Return *record* as a biblatex entry of type @article; braces keep each name whole."""
    fields = {
        "author": " and ".join(f"{{{tex(name)}}}" for name in record.authors),
        "title": f"{{{tex(record.title or 'Untitled')}}}",
        "journaltitle": tex(record.publisher or record.site),
        "date": _date(record) or "",
        "url": _url(record),
        "urldate": record.fetched_at.date().isoformat() if record.fetched_at else "",
        "langid": "vietnamese" if record.language == "vi" else "",
        "note": tex(_provenance(record)),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join((f"@article{{{_key(record)},", *lines, "}"))


def csl(record: Record) -> dict[str, Any]:
    """Return *record* as a CSL item of type article-newspaper, with literal names."""
    item: dict[str, Any] = {
        "id": record.id,
        "type": "article-newspaper",
        "title": record.title,
        "author": [{"literal": name} for name in record.authors],
        "container-title": record.publisher or record.site,
        "section": record.section,
        "issued": _parts(_date(record)),
        "accessed": _parts(record.fetched_at.date().isoformat() if record.fetched_at else None),
        "URL": _url(record),
        "language": record.language,
        "archive": "newsarchive",
        "archive_location": f"{record.id}, revision {record.revision}",
        "note": _provenance(record),
    }
    return {name: value for name, value in item.items() if value}


def apa(record: Record) -> str:
    """Return *record* as a reference in APA style; without an author it begins with the title."""
    title, outlet = _sentence(record.title or "Untitled"), _sentence(record.publisher or record.site)
    when = f"({_apa_date(_date(record))})."
    start = f"{_sentence(_listed(record.authors))} {when} {title}" if record.authors else f"{title} {when}"
    return f"{start} {outlet} {_url(record)} [{_provenance(record)}]"


def _sentence(text: str) -> str:
    """Return *text* on one line, with a full stop unless it ends with a mark that closes a sentence."""
    text = " ".join(text.split())
    return text if text.endswith(("?", "!", "…", ".")) else f"{text}."


def _provenance(record: Record) -> str:
    captured = f", captured {record.fetched_at.isoformat(timespec='seconds')}" if record.fetched_at else ""
    return f"Archived copy {record.id}, revision {record.revision}{captured}"


def _date(record: Record) -> str | None:
    """Return the day of publication, or the month if no day was displayed."""
    if record.published_date is None:
        return None
    day = record.published_date.isoformat()
    return day[:7] if record.published_precision == "month" else day


def _parts(day: str | None) -> dict[str, Any] | None:
    return {"date-parts": [[int(part) for part in day.split("-")]]} if day else None


def _apa_date(day: str | None) -> str:
    if day is None:
        return "n.d."
    year, month, *days = day.split("-")
    return f"{year}, {_MONTHS[int(month) - 1]}" + (f" {int(days[0])}" if days else "")


def _listed(names: Sequence[str]) -> str:
    if len(names) == 1:
        return names[0]
    return f"{', '.join(names[:-1])}, & {names[-1]}"


def _key(record: Record) -> str:
    year = str(record.published_date.year) if record.published_date else "undated"
    return _UNSAFE_KEY.sub("-", f"{record.site}-{year}-{record.id.rpartition(':')[2]}").strip("-")


def _url(record: Record) -> str:
    return (record.canonical_url or record.url or "").replace("{", "%7B").replace("}", "%7D")


def tex(text: str) -> str:
    """Return *text* on one line, with the characters escaped that mean something to TeX and BibTeX."""
    return "".join(_TEX.get(sign, sign) for sign in " ".join(text.split()))
