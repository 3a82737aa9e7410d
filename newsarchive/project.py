"""The project file ``newsarchive.toml``: what an archive collects, so that its commands need no options.

The file is in the archive's folder. Every key is optional, and an option on the command line overrides it. The classes
here are the format: the JSON Schema for editors is derived from them.
"""

from __future__ import annotations

import hashlib
import re
import shlex
import tomllib
from collections.abc import Iterator
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

from newsarchive.archive.findings import DISCOVERY_SOURCES
from newsarchive.archive.reading.json_files import BadFile, read_small

#: Name of the file in the folder of an archive.
FILE_NAME = "newsarchive.toml"

Day = Annotated[str, Meta(pattern=r"^\d{4}(-\d\d(-\d\d)?)?$", description="A day, month or year: 2017-09-30")]
Period = Annotated[str, Meta(pattern=r"^\d+[hdw]$", description="A period: 12h, 7d or 2w")]
Interval = Annotated[str, Meta(pattern=r"^\d+[smhd]$", description="A time between two rounds: 90s, 15m or 6h")]
Duration = Annotated[str, Meta(pattern=r"^\d+[smhd]$", description="How long one command may crawl: 90m, 2h or 7d")]
Size = Annotated[
    str, Meta(pattern=r"^\d+(\.\d+)? ?[kKmMgGtT][bB]?$", description="How much one command may store: 500MB or 20GB")
]
Hours = Annotated[
    str,
    Meta(
        pattern=r"^((\d|[01]\d|2[0-3])(:[0-5]\d)?|24(:00)?)-((\d|[01]\d|2[0-3])(:[0-5]\d)?|24(:00)?)$",
        description="Hours: 22-6 or 22:30-6:15",
    ),
]
#: A mail address or a web page, without a password: the User-Agent must contain a working contact.
CONTACT = r"^(mailto:)?[^@\s():]+@[^@\s()]+\.[^@\s()]+$|^https?://(?=[^\s()]*\.)[^\s()@/?#]+([/?#][^\s()]*)?$"
Contact = Annotated[str, Meta(pattern=CONTACT, description="A mail address or web page: you@example.org")]
Proxy = Annotated[str, Meta(pattern=r"^http://", description="HTTP proxy: http://proxy.example.org:3128")]
Language = Annotated[
    str, Meta(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}$", description="A BCP 47 tag: vi, en or en-GB")
]
LONGEST_DELAY = 86_400  # seconds, a day; with a longer delay, a crawl never sends a second request
MOST_SITES_AT_ONCE = 1_000  # sites; more would keep a machine from doing anything else
if TYPE_CHECKING:
    Source = str
else:
    Source = Literal[DISCOVERY_SOURCES]
Sources = list[Source]


class BadProject(ValueError):
    """A project file that cannot be used; the message names file, key and remedy."""


class _Selection(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Which articles to collect; days are days of publication, both included."""

    since: Day | None = None
    until: Day | None = None
    include: str | None = None
    exclude: str | None = None
    discover: Sources | None = None
    depth: Annotated[int, Meta(ge=1)] | None = None
    refresh: Period | None = None
    language: Language | None = None


class SiteAccess(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """How one site is accessed: with what a library or press license gives you. ${NAME} is an environment variable."""

    cookies: Annotated[str, Meta(description="Cookie file in Netscape format, relative to this file")] | None = None
    headers: dict[str, str] = {}
    browser_profile: Annotated[str, Meta(description="Folder of a Chromium profile, relative to this file")] | None = (
        None
    )
    proxy: Proxy | None = None


class SiteSelection(_Selection, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One site to collect, with what differs from the rest of the project."""

    name: Annotated[str, Meta(min_length=1, description="A publisher key (newsarchive sites) or the URL of a site")]
    section: str | None = None
    access: SiteAccess | None = None


class Schedule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """How `newsarchive watch` keeps the archive up to date."""

    every: Interval = "15m"
    discover: Sources | None = None


class Alarms(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Where alarms are sent: by e-mail, to a webhook, to a command, or to several of them."""

    email: list[Annotated[str, Meta(pattern=r"^[^@\s]+@[^@\s]+$")]] = []
    email_from: Annotated[str, Meta(pattern=r"^[^@\s]+@[^@\s]+$")] | None = None
    smtp: Annotated[str, Meta(pattern=r"^smtps?://", description="smtp://user@host:587 or smtps://host:465")] = (
        "smtp://127.0.0.1:25"
    )
    webhook: Annotated[str, Meta(pattern=r"^https?://", description="Slack, Mattermost or Teams")] | None = None
    command: Annotated[str, Meta(description="Program and arguments; the alarm is its standard input")] | None = None


class Project(_Selection, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What one archive collects and how; see the guide "Describe a collection in a file"."""

    sites: list[SiteSelection] = []
    contact: Contact | None = None
    delay: (
        Annotated[float, Meta(ge=0, le=LONGEST_DELAY, description="Seconds between two requests to a host")] | None
    ) = None
    hours: Hours | None = None
    max_time: Duration | None = None
    max_size: Size | None = None
    concurrent_sites: Annotated[int, Meta(ge=1, le=MOST_SITES_AT_ONCE)] | None = None
    proxy: Proxy | None = None
    proxy_resolves: bool = False
    publishers: Annotated[str, Meta(description="Folder with publisher files, relative to this file")] | None = None
    schedule: Schedule | None = None
    alarms: Alarms | None = None

    def site_options(self) -> dict[str, dict[str, Any]]:
        """Return, by site name, the settings of the project for that site only, as options of `newsarchive crawl`."""
        found = {}
        for site in self.sites:
            values = {name: value for name in (*_SELECTION, "section") if (value := getattr(site, name)) is not None}
            if values:
                found[site.name] = as_options(values)
        return found


_SELECTION = _Selection.__struct_fields__


class ProjectFile(msgspec.Struct, frozen=True, kw_only=True):
    """A project and the file it was read from: *sha256* is the digest of its bytes, as lowercase hexadecimal."""

    path: Path
    sha256: str
    project: Project

    @property
    def folder(self) -> Path:
        """The folder of the archive."""
        return self.path.parent


def as_options(values: dict[str, Any]) -> dict[str, Any]:
    """Return *values* of a project with the names and the spelling of the options of `newsarchive crawl`."""
    options = dict(values)
    if sources := options.pop("discover", None):
        options["by"] = ",".join(sources)
    return options


def find_project(folder: Path | None = None) -> ProjectFile | None:
    """Read the project of the archive in *folder*; without a folder, of ``.`` or else ``./data``.

    Return ``None`` if there is no project file. Raise BadProject if the file cannot be used.
    """
    for place in [folder] if folder is not None else [Path(), Path("data")]:
        path = place / FILE_NAME
        if path.is_file():
            return read_project(path)
    return None


def read_project(path: Path) -> ProjectFile:
    """Read the project file at *path*; raise BadProject, whose message names the file, the key and the remedy."""
    try:
        content = read_small(path)
    except BadFile as error:
        raise BadProject(f"{path}: not a TOML file: {error}") from error
    return project_in(content, path)


def project_in(content: bytes, path: Path) -> ProjectFile:
    """Read the project file that has *content* and is, or will be, at *path*; raise BadProject as `read_project`."""
    try:
        values = tomllib.loads(content.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadProject(f"{path}: not a TOML file: {error}") from error
    try:
        project = msgspec.convert(_plain(values), Project)
    except msgspec.ValidationError as error:
        raise BadProject(f"{path}: {_explained(str(error))}") from error
    _check(path, project)
    return ProjectFile(path=path, sha256=hashlib.sha256(content).hexdigest(), project=project)


def _plain(value: Any) -> Any:
    """Write TOML dates as text, and a site given by its name alone as a table."""
    if isinstance(value, dict):
        plain = {key: _plain(inner) for key, inner in value.items()}
        if isinstance(plain.get("sites"), list):
            plain["sites"] = [{"name": site} if isinstance(site, str) else site for site in plain["sites"]]
        return plain
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value.isoformat()[:10] if isinstance(value, date) else value


def _explained(message: str) -> str:
    """Rewrite msgspec's message: key first, then what is wrong and what to do."""
    what, _, at = message.partition(" - at `$")
    key = at.rstrip("`").lstrip(".") or "the file"
    if unknown := re.search(r"unknown field `([^`]+)`", what):
        tables = {"": Project, "schedule": Schedule, "alarms": Alarms, "sites[0].access": SiteAccess}
        table = re.sub(r"\[\d+\]", "[0]", at.rstrip("`").lstrip("."))
        names = tables.get(table, SiteSelection).__struct_fields__
        close = get_close_matches(unknown[1], names, 1)
        remedy = f'did you mean "{close[0]}"?' if close else f"the keys are {', '.join(names)}"
        return f'unknown key "{unknown[1]}"{f" in {key}" if at else ""}; {remedy}'
    # The last part of "sites[0].access.headers[...]" is "headers[...]".
    example = _EXAMPLES.get(re.sub(r"\[\d+\]$", "[]", re.split(r"(?<!\.)\.(?!\.)", key)[-1]))
    if "matching regex" in what:
        return f"{key}: not in a known form; write {example or 'it as in the guide'}"
    if types := re.fullmatch(r"Expected `([^`]+)`, got `([^`]+)`", what):
        wanted = " or ".join(_TYPES.get(name, name) for name in types[1].split(" | ") if name != "null")
        return (
            f"{key}: expected {wanted}, found {_TYPES.get(types[2], types[2])}{f'; write {example}' if example else ''}"
        )
    if bound := re.fullmatch(r"Expected `(?:int|float)` (>=|<=) (\d+)(?:\.0)?", what):
        return f"{key}: must be at {'least' if bound[1] == '>=' else 'most'} {bound[2]}"
    if missing := re.fullmatch(r"Object missing required field `([^`]+)`", what):
        return f"{key}: {missing[1]} is missing; write {_EXAMPLES[missing[1]]}"
    if "length >= 1" in what:
        return f"{key}: empty; write {example or 'a text'}"
    if unknown := re.search(r"enum value '([^']*)'", what):
        return f'{key}: unknown discovery source "{unknown[1]}"; choose from {", ".join(DISCOVERY_SOURCES)}'
    return f"{key}: {what[0].lower()}{what[1:]}"


_TYPES = {
    "array": "a list",
    "object": "a table",
    "str": "text in quotes",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
}
_EXAMPLES = {
    "name": 'a publisher of `newsarchive sites`, or a URL: "https://paper.example/"',
    "section": 'a section of the site: "Kinh tế"',
    "publishers": 'the path of a folder: "publishers"',
    "cookies": 'the path of a file: "cookies.txt"',
    "browser_profile": 'the path of a folder: "profile"',
    "command": 'a program and its arguments: "notify-send newsarchive"',
    "schedule": '{ every = "15m" }',
    "alarms": '{ webhook = "https://…" }',
    "access": '{ cookies = "cookies.txt" }',
    "headers[...]": '"${PAPER_KEY}"',
    "sites[]": '"huengaynay", or a table with a name',
    "discover[]": '"sitemaps"',
    "sites": '["huengaynay", "https://paper.example/"]',
    "discover": '["sitemaps", "feeds"]',
    "email": '["you@example.org"]',
    "email[]": '"you@example.org"',
    "headers": '{ X-Key = "${PAPER_KEY}" }',
    "delay": "1.5",
    "depth": "3",
    "concurrent_sites": "8",
    "include": "a regular expression: '/kinh-te/'",
    "exclude": "a regular expression: '/video/'",
    "proxy_resolves": "true",
    "since": '"2017-09-01", "2017-09" or "2017"',
    "until": '"2017-09-30", "2017-09" or "2017"',
    "refresh": '"12h", "7d" or "2w"',
    "every": '"90s", "15m" or "6h"',
    "hours": '"22-6"',
    "max_time": '"90m", "2h" or "7d"',
    "max_size": '"500MB" or "20GB"',
    "email_from": '"newsarchive@example.org"',
    "contact": 'a mail address or web page: "you@example.org" or "https://example.org/crawl"',
    "proxy": '"http://proxy.example.org:3128" (SOCKS and HTTPS proxies are not supported)',
    "language": '"vi", "en" or "en-GB"',
    "smtp": '"smtp://user@mail.example.org:587"',
    "webhook": '"https://…"',
}


def _check(path: Path, project: Project) -> None:
    names = [site.name for site in project.sites]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise BadProject(f'{path}: sites: "{twice}" is listed twice; put its options into one entry')
    for key, problem in _unusable(project):
        raise BadProject(f"{path}: {key}: {problem}")
    for place, selection in [("", project), *((f"sites.{site.name}.", site) for site in project.sites)]:
        for key in ("include", "exclude"):
            try:
                re.compile(getattr(selection, key) or "")
            except re.error as error:
                raise BadProject(
                    f"{path}: {place}{key}: not a regular expression: {error}; escape the character"
                ) from error


def _unusable(project: Project) -> Iterator[tuple[str, str]]:
    """Yield key and problem of each value that has the right form but cannot be used; URLs may hold passwords."""
    urls = [("proxy", project.proxy)]
    urls += [(f"sites.{site.name}.access.proxy", site.access.proxy) for site in project.sites if site.access]
    if alarms := project.alarms:
        if alarms.email and not alarms.email_from:
            yield "alarms.email", "the sender is missing; set alarms.email_from"
        if alarms.command is not None:
            try:
                if not shlex.split(alarms.command):
                    yield "alarms.command", f"empty; write {_EXAMPLES['command']}"
            except ValueError as error:
                problem = str(error)[0].lower() + str(error)[1:]
                yield "alarms.command", f"{problem}; put a quotation mark at both ends, or \\ before it"
        urls += [("alarms.webhook", alarms.webhook), ("alarms.smtp", alarms.smtp)]
    for key, url in urls:
        if url and "${" not in url and not _has_host(url):
            yield key, f"a URL without a host, or with an invalid one; write {_EXAMPLES[key.rpartition('.')[2]]}"


def _has_host(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of the project file, for editors that check TOML (Taplo, Even Better TOML)."""
    schema = msgspec.json.schema(Project)
    sites = schema["$defs"]["Project"]["properties"]["sites"]
    sites["items"] = {"anyOf": [{"type": "string", "minLength": 1}, sites["items"]]}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": FILE_NAME, **schema}
