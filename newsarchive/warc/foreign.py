"""Normalize records of other tools so that every reader accepts them: dates, URLs, headers and missing HTTP headers.

What is repaired, and which tools write it: reduced-precision dates (WARC 1.1, 5.4) and dates without zone or with an
impossible day (ClueWeb09); ``HTTP://`` and URLs in angle brackets (wget 1.19); folded header lines; ``warc/1.0`` in
lower case; pages in ``resource`` records (warcit) and in responses without an HTTP head. The first segment of a page
(WARC 1.1, 7) is a truncated page; the following ones, often in other files, are not joined.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from newsarchive.redaction import without_userinfo
from newsarchive.warc.record import date_field, one_line
from newsarchive.warc.streaming import RawRecord

_HEAD_END = re.compile(rb"\r?\n\r?\n")
_STANDARD_HEAD = re.compile(rb"WARC/(?:1\.[01]|0\.1[78])\r\n(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[^\r\n]*\r\n)+\r\n")
_DATE = re.compile(
    r"(\d{4})(?:-?(\d\d)(?:-?(\d\d)(?:[T ]?(\d\d):?(\d\d)?(?::?(\d\d)(?:\.(\d{1,9}))?)?)?)?)?"
    r"\s*(Z|UTC|[+-]\d\d:?\d\d)?",
    re.I,
)
_FIRST_YEAR = 1990  # of the web: 1389774600 is a number of seconds
_HTTP = re.compile(rb"HTTP/\d", re.I)
# Responses before the final one (RFC 9110, 15.2), which some tools store with it.
_INTERIM = re.compile(rb"(?:HTTP/\d(?:\.\d)? 1\d\d\b[^\r\n]*\r?\n(?:[^\r\n]+\r?\n)*\r?\n)+(?=HTTP/\d)", re.I)
_SCHEME = re.compile(r"https?://", re.I)
_HTTP_LENGTH = re.compile(rb"\r?\nContent-Length[ \t]*:[ \t]*(\d{1,15})[ \t]*\r?\n", re.I)
_ENCODED = re.compile(rb"\r?\n(?:Content|Transfer)-Encoding[ \t]*:[ \t]*(?!identity\b)\w", re.I)
_PAGE_END = re.compile(rb"</html\s*>", re.I)
_TAIL = 1024  # comments and scripts of a cache may follow the end of a page
_HTTP_DATE = re.compile(rb"\r?\nDate:[ \t]*([^\r\n]{1,60})", re.I)
#: WARC-Types whose records may hold a page.
PAGE_TYPES = ("response", "resource")


def warc_date(text: str | None) -> datetime | None:
    """Return a WARC-Date in UTC, ``None`` if there is none.

    A date with less than a second's precision means the beginning of its year, month, day, hour or minute. An
    impossible part (day 65 in ClueWeb09) is dropped with all parts after it. RFC 2822 dates are accepted as well.
    """
    found = _DATE.fullmatch((text or "").strip().strip("<>"))
    if found is None:
        try:
            at = parsedate_to_datetime(text or "")
        except ValueError:
            return None
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    *digits, fraction, zone = found.groups()
    parts = [int(digit) for digit in digits if digit is not None]
    while parts and parts[0] >= _FIRST_YEAR:
        padded = [*parts, *(1, 1, 1, 0, 0, 0)[len(parts) :]]
        try:
            at = datetime(*padded, tzinfo=UTC)  # type: ignore[arg-type, misc]
        except ValueError:
            parts.pop()
            continue
        if len(parts) == 6 and fraction:
            at = at.replace(microsecond=int(f"{fraction[:6]:0<6}"))
        return datetime.fromisoformat(at.isoformat().replace("+00:00", _zone(zone))).astimezone(UTC)
    return None


def _zone(text: str | None) -> str:
    return f"{text[:3]}:{text[-2:]}" if text and text[0] in "+-" else "+00:00"


def page_url(fields: Mapping[str, str]) -> str:
    """Return the URL of a record, with its scheme in lower case and blanks encoded, without user and password.

    Drafts of the standard (WARC 0.9 to 0.16) had it in WARC-Subject-URI.
    """
    url = fields.get("warc-target-uri", fields.get("warc-subject-uri", "")).strip().strip('<>"').replace(" ", "%20")
    scheme = _SCHEME.match(url)
    return without_userinfo(scheme[0].lower() + url[scheme.end() :]) if scheme else url


def record_type(record: RawRecord) -> str:
    """Return the WARC-Type of a record in lower case; "response" if it has none, and its block is an HTTP response."""
    stated = record.fields.get("warc-type", "").strip().lower()
    if stated or record.data is None:
        return stated
    end = _HEAD_END.search(record.data)
    return "response" if end and _HTTP.match(record.data, end.end()) else ""


def standardized(record: RawRecord, otherwise: datetime | None = None) -> RawRecord:
    """Return *record* as a response that every WARC reader accepts; the same object if it already is one.

    *otherwise* is the time, taken from the file, for a record without a valid date; an HTTP ``Date`` is preferred.
    A changed record has no *packed* bytes: it is serialized again.
    """
    if record.data is None or record_type(record) not in (*PAGE_TYPES, "revisit"):
        return record
    end = _HEAD_END.search(record.data)
    if end is None:
        return record
    head, block = record.data[: end.end()], record.data[end.end() :]
    fields = {**record.fields, **_completed_fields(record, block, otherwise)}
    if fields["warc-type"] != "revisit":
        block = _with_http_head(fields, block)
    is_standard = fields == record.fields and len(head) + len(block) == len(record.data)
    if is_standard and _STANDARD_HEAD.fullmatch(head):
        return record
    return _written(record, fields, block)


def _completed_fields(record: RawRecord, block: bytes, otherwise: datetime | None) -> dict[str, str]:
    fields = record.fields
    kind, url, declared = record_type(record), page_url(fields), fields.get("warc-date", "")
    at = warc_date(declared) or _http_date(block) or otherwise
    repaired = {"warc-type": "response" if kind == "resource" else kind}
    if url != fields.get("warc-target-uri"):
        repaired["warc-target-uri"] = url
    if at is not None and not _is_standard(declared):
        repaired["warc-date"] = date_field(at)
    is_segment = bool(fields.get("warc-segment-number"))  # the rest is in continuation records
    if "warc-truncated" not in fields and (is_segment or _lacks_end(block)):
        repaired["warc-truncated"] = "length" if is_segment else "unspecified"
    return repaired


def _is_standard(date: str) -> bool:
    """Return whether every reader accepts *date*: a complete time with a zone."""
    try:
        return datetime.fromisoformat(date).tzinfo is not None and len(date) > 16
    except ValueError:
        return False


def _http_date(block: bytes) -> datetime | None:
    found = _HTTP_DATE.search(block, 0, 4096) if _HTTP.match(block) else None
    return warc_date(found[1].decode("latin-1").strip()) if found else None


def _lacks_end(block: bytes) -> bool:
    """Return whether a page is shorter than its server declared, and has no end: many tools do not note it.

    A tool that stores decoded pages keeps the length of the encoded one, which tells nothing.
    """
    end = _HEAD_END.search(block) if _HTTP.match(block) else None
    if end is None or _ENCODED.search(block, 0, end.end()):
        return False
    length = _HTTP_LENGTH.search(block, 0, end.end())
    is_short = length is not None and len(block) - end.end() < int(length[1])
    return is_short and not _PAGE_END.search(block, max(end.end(), len(block) - _TAIL))


def _with_http_head(fields: dict[str, str], block: bytes) -> bytes:
    """Return a page's *block* with an HTTP head, which resource records and some responses lack."""
    if _HTTP.match(block):
        interim = _INTERIM.match(block)
        if interim is None:
            return block
        fields.pop("warc-block-digest", None)  # of the original block
        return block[interim.end() :]
    kind = fields.get("content-type", "")
    if kind.startswith("application/http") or not kind:
        kind = "text/html"
    fields["content-type"] = "application/http; msgtype=response"
    fields.pop("warc-block-digest", None)  # of the original block
    return f"HTTP/1.1 200 OK\r\nContent-Type: {one_line(kind)}\r\n\r\n".encode("latin-1", "replace") + block


def _written(record: RawRecord, fields: Mapping[str, str], block: bytes) -> RawRecord:
    named = {name: value for name, value in fields.items() if name != "content-length"}
    lines = "".join(f"{_spelled(name)}: {one_line(value)}\r\n" for name, value in named.items())
    head = f"WARC/1.0\r\n{lines}Content-Length: {len(block)}\r\n\r\n".encode("utf-8", "backslashreplace")
    return dataclasses.replace(
        record, fields={**named, "content-length": str(len(block))}, data=head + block, packed=None
    )


def _spelled(name: str) -> str:
    """Return a field name in the standard's spelling, from its lower-case form."""
    words = name.split("-")
    return "-".join(word.upper() if word in ("warc", "id", "ip", "uri") else word.capitalize() for word in words)
