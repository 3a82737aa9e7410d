"""Load publisher and CMS family files (TOML); an error names file, key and remedy."""

from __future__ import annotations

import re
import stat
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

import msgspec

from newsarchive.publishers.publisher import SELECTOR_FIELDS, Publisher, Scope
from newsarchive.publishers.slow_patterns import slow_page, slow_text

_OneOrMore = str | list[str]
_KEY = re.compile(r"[a-z0-9][a-z0-9-]*")
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?::\d+)?(?:/[\w-]+)*")
_PLACE = re.compile(r"\{(.*?)\}")
_PLACES = ("section", "page", "d", "dd", "m", "mm", "yyyy", "start", "end")
_PLACES_OF_A_MONTH = ("m", "mm", "yyyy")
_SOURCE = re.compile(r"(?:\d{4}(?:-\d{2}){0,2} )?\S.*")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
# The longest built-in file has 6 kB. Checking a file beyond this limit takes seconds.
_LARGEST_FILE = 256 * 1024
_LONGEST_REPLACEMENT = 200


class BadPublisherFile(ValueError):
    """A publisher or family file that cannot be used; the message names file, key and remedy."""


class _Selectors(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    title: _OneOrMore = []
    lead: _OneOrMore = []
    body: _OneOrMore = []
    published: _OneOrMore = []
    modified: _OneOrMore = []
    byline: _OneOrMore = []
    section: _OneOrMore = []
    tags: _OneOrMore = []
    caption: _OneOrMore = []
    dateline: _OneOrMore = []
    remove: _OneOrMore = []


class _FamilyFile(_Selectors, kw_only=True, forbid_unknown_fields=True):
    name: str
    fingerprints: _OneOrMore = []
    article_url: _OneOrMore = []
    not_article_url: _OneOrMore = []
    pagination: _OneOrMore = []
    keep_query: _OneOrMore = []
    rewrite: dict[str, str] = {}


class _PublisherFile(_Selectors, kw_only=True, forbid_unknown_fields=True):
    name: Annotated[str, msgspec.Meta(min_length=1)]
    domains: Annotated[list[str], msgspec.Meta(min_length=1)]
    language: str = "vi"
    country: str = "VN"
    region: str | None = None
    scope: Scope = "national"
    timezone: str | None = None
    family: _OneOrMore = []
    article_url: _OneOrMore = []
    not_article_url: _OneOrMore = []
    feeds: _OneOrMore = []
    sitemaps: _OneOrMore = []
    monthly_sitemaps: _OneOrMore = []
    sections: _OneOrMore = []
    pagination: _OneOrMore = []
    archive: _OneOrMore = []
    mobile: _OneOrMore = []
    same_paths: bool = False
    keep_query: _OneOrMore = []
    rewrite: dict[str, str] = {}
    delay: Annotated[float, msgspec.Meta(ge=0, le=3600)] | None = None
    browser: bool = False
    verified: date | None = None
    sources: dict[str, str] = {}


@dataclass(frozen=True, kw_only=True)
class Family:
    """A CMS that several publishers use: *fingerprints* are selectors that match on its article pages."""

    key: str
    name: str
    fingerprints: tuple[str, ...] = ()
    article_patterns: tuple[str, ...] = ()
    not_article_patterns: tuple[str, ...] = ()
    pagination: tuple[str, ...] = ()
    keep_query: tuple[str, ...] = ()
    rewrite: Mapping[str, str]
    selector_sources: Mapping[str, tuple[str, ...]]


def read_families(folder: Path) -> dict[str, Family]:
    """Return the families of all family files of *folder* by key; an empty result if the folder does not exist."""
    return {path.stem: _family(path) for path in _files(folder)}


def read_publishers(folder: Path, families: Mapping[str, Family]) -> dict[str, Publisher]:
    """Return the publishers of all files of *folder* by key; raise BadPublisherFile for the first invalid file."""
    return {path.stem: publisher_from_toml(_text(path), path, families) for path in _files(folder)}


def publisher_from_toml(text: str, path: Path, families: Mapping[str, Family]) -> Publisher:
    """Return the Publisher that TOML *text* describes, with *families* by key; raise BadPublisherFile for a mistake.

    The name of *path* is the publisher's key, and *path* is named in messages.
    """
    if not _KEY.fullmatch(path.stem):
        raise BadPublisherFile(f"{path}: the file's name is the publisher's key; use only a-z, 0-9 and '-'")
    given = _struct(text, path, _PublisherFile)
    for family in _all(given.family):
        if family not in families:
            raise BadPublisherFile(f'{path}: family: no family "{family}"; {_nearest(family, families)}')
    return _publisher(given, path, [families[family] for family in _all(given.family)])


def check(definition: Publisher | Family, path: Path) -> None:
    """Check what is compiled on first use (hosts, URLs, regexes, selectors); raise BadPublisherFile for a mistake."""
    _check_patterns(definition, path)
    _check_selectors(definition.selector_sources, path)
    if isinstance(definition, Publisher):
        _check_addresses(definition, path)


def _check_selectors(sources: Mapping[str, tuple[str, ...]], path: Path) -> None:
    from newsarchive.parsers.html.selectors import Selector

    for name, found in sources.items():
        for source in found:
            try:
                Selector(source)
            except Exception as error:  # lxml and cssselect raise their own subclasses of SyntaxError and ValueError
                raise BadPublisherFile(
                    f'{path}: {name}: "{_short(source)}" does not compile ({_short(str(error))}); correct it'
                ) from error
            _check_matches(name, source, f'{path}: {name}: "{_short(source)}"')


def _check_matches(name: str, source: str, where: str) -> None:
    """Apply a selector to pages of 10 to 600 elements; raise BadPublisherFile if it fails, is slow or removes all."""
    from newsarchive.parsers.html.selectors import Selector

    selector = Selector(source)
    if source.partition(":")[0].strip() not in ("css", "xpath"):
        return
    try:
        is_slow = slow_page(lambda page: page.find(selector), _pages()) is not None
        found = _pages()[0].find(selector)
    except Exception as error:  # unknown prefixes, functions and variables are detected only if the path is applied
        raise BadPublisherFile(f"{where} cannot be applied ({_short(str(error))}); correct it") from error
    if is_slow:
        raise BadPublisherFile(f"{where} takes too long on a page of 600 elements; name a class or an id")
    if any(not isinstance(result, str) and not hasattr(result, "tag") for result in found):
        raise BadPublisherFile(f"{where} gives a number or a namespace; select elements, attributes or texts")
    if name == "remove" and any(isinstance(result, str) or result.tag in ("html", "body") for result in found):
        raise BadPublisherFile(f"{where} removes the whole page; select the elements that are not part of the article")


@cache
def _pages() -> tuple[Any, ...]:
    from newsarchive.parsers.html.document import Document

    def page(size: int) -> Document:
        nested, listed = (
            "<div>" * (size // 3) + "</div>" * (size // 3),
            "<p class=a id=b>a <a href=c>b</a></p>" * (size // 3),
        )
        html = f"<html><head><title>a</title></head><body><article>{nested}{listed}</article></body></html>"
        return Document(html.encode(), "https://baovidu.example/", menus=False)

    return tuple(page(size) for size in (10, 15, 22, 33, 50, 75, 110, 160, 240, 360, 600))


def _publisher(given: _PublisherFile, path: Path, families: Sequence[Family]) -> Publisher:
    sources = [_selector_sources(given), *(family.selector_sources for family in families)]
    every = {name: tuple(selector for found in sources for selector in found.get(name, ())) for name in SELECTOR_FIELDS}
    patterns = tuple(pattern for family in families for pattern in family.article_patterns)
    not_patterns = tuple(pattern for family in families for pattern in family.not_article_patterns)
    rewrites = {**given.rewrite}
    for family in families:
        rewrites = {**rewrites, **{k: v for k, v in family.rewrite.items() if k not in rewrites}}
    return Publisher(
        key=path.stem,
        name=given.name,
        domains=tuple(given.domains),
        language=given.language,
        country=given.country,
        region=given.region,
        scope=given.scope,
        timezone=given.timezone,
        families=tuple(family.key for family in families),
        article_patterns=_all(given.article_url) or patterns,
        not_article_patterns=_all(given.not_article_url) + not_patterns,
        feeds=_all(given.feeds),
        sitemaps=_all(given.sitemaps),
        monthly_sitemaps=_all(given.monthly_sitemaps),
        sections=_all(given.sections),
        pagination=_all(given.pagination) or next((family.pagination for family in families if family.pagination), ()),
        archive=_all(given.archive),
        mobile=_all(given.mobile),
        same_paths=given.same_paths,
        keep_query=_all(given.keep_query) + tuple(name for family in families for name in family.keep_query),
        rewrite=rewrites,
        delay=given.delay,
        browser=given.browser,
        selector_sources={name: tuple(dict.fromkeys(found)) for name, found in every.items() if found},
        verified=given.verified,
        sources=given.sources,
        file=path,
    )


def _family(path: Path) -> Family:
    given = _struct(_text(path), path, _FamilyFile)
    return Family(
        key=path.stem,
        name=given.name,
        fingerprints=_all(given.fingerprints),
        article_patterns=_all(given.article_url),
        not_article_patterns=_all(given.not_article_url),
        pagination=_all(given.pagination),
        keep_query=_all(given.keep_query),
        rewrite=given.rewrite,
        selector_sources=_selector_sources(given),
    )


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.toml"))


def _text(path: Path) -> str:
    if not stat.S_ISREG(path.stat().st_mode):
        raise BadPublisherFile(f"{path}: not a file; only TOML files belong in this folder")
    with path.open("rb") as file:
        content = file.read(_LARGEST_FILE + 1)
    if len(content) > _LARGEST_FILE:
        raise BadPublisherFile(f"{path}: larger than {_LARGEST_FILE // 1024} KiB; no publisher needs so much")
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise BadPublisherFile(f"{path}: not UTF-8 at byte {error.start}; save the file as UTF-8") from error


def _struct(text: str, path: Path, kind: type[Any]) -> Any:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadPublisherFile(f"{path}: not TOML: {error}; write regexes and selectors in 'single quotes'") from error
    except RecursionError as error:
        raise BadPublisherFile(
            f"{path}: too many nested lists or tables; see docs/add-a-publisher.md for its form"
        ) from error
    known = kind.__struct_fields__
    for name in data:
        if name not in known:
            raise BadPublisherFile(f"{path}: {name}: no such key; {_nearest(name, known)}")
    if control := next((text for text in _strings(data) if _CONTROL.search(text)), None):
        raise BadPublisherFile(f"{path}: {_short(repr(control))} contains a control character; remove it")
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as error:
        raise BadPublisherFile(f"{path}: {_plain(str(error))}") from error


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for item in [*value, *(value.values() if isinstance(value, dict) else ())]:
            yield from _strings(item)


def _short(text: str) -> str:
    return text if len(text) <= 200 else f"{text[:200]}…"


def _plain(message: str) -> str:
    what, _, where = message.partition(" - at `$.")
    missing = re.search(r"missing required field `(\w+)`", what)
    if missing:
        return f"{missing[1]}: missing; every publisher file has a name and its domains"
    return f"{where.rstrip('`')}: {what}; see docs/add-a-publisher.md for its form"


def _nearest(wrong: str, known: Any) -> str:
    near = get_close_matches(wrong, sorted(known), n=1, cutoff=0.5)
    return f'did you mean "{near[0]}"?' if near else f"known are {', '.join(sorted(known))}"


def _all(value: _OneOrMore) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _selector_sources(given: _Selectors) -> dict[str, tuple[str, ...]]:
    return {name: _all(getattr(given, name)) for name in SELECTOR_FIELDS if getattr(given, name)}


def _check_addresses(publisher: Publisher, path: Path) -> None:
    for name in ("domains", "mobile"):
        for domain in getattr(publisher, name):
            if not _DOMAIN.fullmatch(domain):
                remedy = 'write the bare host in lower case, like "baovidu.vn" or "bbc.com/vietnamese"'
                raise BadPublisherFile(f'{path}: {name}: "{domain}" is not a host name; {remedy}')
    for name in ("feeds", "sitemaps", "monthly_sitemaps", "sections", "archive"):
        for url in getattr(publisher, name):
            parts = urlsplit(url)
            if parts.scheme not in ("http", "https") or not parts.netloc:
                raise BadPublisherFile(f'{path}: {name}: "{url}" is not a URL; write the whole URL with https://')
    if publisher.timezone is not None and publisher.timezone not in available_timezones():
        remedy = 'write its name in the IANA database, like "Asia/Ho_Chi_Minh"'
        raise BadPublisherFile(f'{path}: timezone: "{publisher.timezone}" is not a time zone; {remedy}')
    for address, source in publisher.sources.items():
        if address not in publisher.addresses:
            raise BadPublisherFile(f'{path}: sources: "{address}" is not an address of this file; remove the line')
        if not _SOURCE.fullmatch(source):
            raise BadPublisherFile(f'{path}: sources: "{address}": write its date and the source: "2026-02-06 NAME"')


def _check_patterns(definition: Publisher | Family, path: Path) -> None:
    given = {
        "article_url": definition.article_patterns,
        "not_article_url": definition.not_article_patterns,
        "rewrite": definition.rewrite,
    }
    for name, patterns in given.items():
        for pattern in patterns:
            where = f'{path}: {name}: "{_short(pattern)}"'
            try:
                re.compile(pattern)
            except (re.error, RecursionError, OverflowError) as error:
                raise BadPublisherFile(f"{where} is not a regex ({error}); correct it") from error
            if text := slow_text(pattern):
                raise BadPublisherFile(
                    f"{where} takes too long on a URL such as {_short(ascii(text))}; "
                    "write no repetition inside another one, as in (a+)+"
                )
    for pattern, replacement in definition.rewrite.items():
        try:
            re.compile(pattern).sub(replacement, "")
        except (re.error, IndexError) as error:
            raise BadPublisherFile(
                f'{path}: rewrite: "{_short(replacement)}" is not valid ({error}); correct it'
            ) from error
        if len(replacement) > _LONGEST_REPLACEMENT:
            raise BadPublisherFile(f"{path}: rewrite: a replacement is longer than {_LONGEST_REPLACEMENT} characters")
    for name in ("pagination", "archive", "monthly_sitemaps"):
        places = _PLACES_OF_A_MONTH if name == "monthly_sitemaps" else _PLACES
        for pattern in getattr(definition, name, ()):
            _check_places(pattern, f"{path}: {name}", places)


def _check_places(pattern: str, where: str, places: tuple[str, ...]) -> None:
    if pattern.startswith(("css:", "xpath:")):
        return
    for place in _PLACE.findall(pattern):
        if place not in places:
            raise BadPublisherFile(f"{where}: no placeholder {{{place}}}; {_nearest(place, places)}")
