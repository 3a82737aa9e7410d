"""`newsarchive init`: write the project file of an archive."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Iterable
from pathlib import Path

import click

from newsarchive.archive.appending import replace_file
from newsarchive.archive.findings import DISCOVERY_SOURCES
from newsarchive.cli.archive_options import publishers_option
from newsarchive.cli.project_defaults import check_values
from newsarchive.project import FILE_NAME, BadProject, Day, project_in
from newsarchive.redaction import has_password, redacted

_TEMPLATE = """\
# What this archive collects. `newsarchive crawl`, `watch`, `status`, `coverage`, `verify` and the other commands
# use this file when they run in this folder or are given it; their options override it.
# `newsarchive plan` shows what a crawl by this file will find and take, and what to change here.

# Publisher keys (`newsarchive sites` lists them) or URLs of news sites.
sites = [{sites}]

# Your mail address or web page: publishers see it in the User-Agent and can reach you.
{contact}

# Days of publication, both included; a month (2017-09) or a year (2017) is included whole.
{since}
{until}

# Where articles are discovered; without this line, wherever the site offers.
# discover = {sources}
# include = "/kinh-te/"         # only articles whose URL matches this regular expression
# exclude = "/video/"           # no articles whose URL matches
# refresh = "7d"                # fetch stored articles again that are younger than this

# language = "en"               # of sites without a publisher file; usually vi
# proxy = "http://proxy.example.org:3128"
# delay = 5.0                   # seconds between two requests to a host; without it, the pace adapts to the site
# hours = "22-6"                # send requests only at these hours
# max_time = "8h"               # one crawl ends after this time; the next continues
# max_size = "20GB"             # one crawl ends when it has stored this much
# concurrent_sites = 8
# publishers = "publishers"     # folder with publisher files of your own, beside this file

# What differs for one site:
# [[sites]]
# name = "huengaynay"
# section = "kinh-te"
# since = "2019"
# [sites.access]                # for a login that your license permits; ${{NAME}} is an environment variable
# cookies = "../secrets/huengaynay.txt"
# headers = {{ X-Api-Key = "${{PRESS_KEY}}" }}

[schedule]                      # for `newsarchive watch`
every = "15m"
# discover = ["feeds"]

# Where alarms are sent (check with `newsarchive alarms --test`):
# [alarms]
# email = ["you@example.org"]
# email_from = "newsarchive@example.org"
# smtp = "smtp://127.0.0.1:25"
# webhook = "https://example.org/hook"
# command = "logger -t newsarchive"
"""


@click.command(epilog="Exit codes: 0 written, 1 wrong input or the file exists, 2 no such option.")
@click.argument("folder", metavar="[FOLDER]", type=click.Path(path_type=Path, file_okay=False), default=Path("data"))
@click.argument("sites", metavar="[SITE]...", nargs=-1)
@click.option("--contact", metavar="ADDRESS", help="Your mail address or web page, sent in the User-Agent.")
@click.option("--since", metavar="DAY", help="First day of publication: 2017-09-01, 2017-09 or 2017.")
@click.option("--until", metavar="DAY", help="Last day of publication, inclusive.")
@publishers_option
@click.option("--force", is_flag=True, help="Replace an existing project file.")
def command(
    folder: Path,
    sites: tuple[str, ...],
    contact: str | None,
    since: str | None,
    until: str | None,
    publishers: Path | None,
    force: bool,
) -> None:
    """Write newsarchive.toml, the description of a collection, into FOLDER.

    SITE is a publisher key (see `newsarchive sites`) or the URL of a news site. Commands that run in FOLDER, or are
    given it, then need no options: `newsarchive crawl --to FOLDER`.
    """
    path = folder / FILE_NAME
    if path.exists() and not force:
        raise click.ClickException(f"{path}: exists already; edit it, or replace it with --force")
    if with_password := next((address for address in (*sites, contact or "") if has_password(address)), None):
        raise click.ClickException(f"{redacted(with_password)}: must not contain a user name or password; remove them")
    public = _check_sites(sites, publishers)
    if public and not contact:
        contact = _ask_for_contact(public)
    content = _text(sites, contact, since, until).encode()
    try:
        check_values(project_in(content, path))
    except BadProject as error:
        raise click.UsageError(str(error).replace(f"{path}: ", "--", 1)) from error
    replace_file(path, content)
    private = " --allow-private" if len(public) < len(sites) else ""
    click.echo(f"{path}: written. Next: newsarchive plan --to {shlex.quote(str(folder))}{private}", err=True)


def _check_sites(sites: Iterable[str], publishers: Path | None) -> list[str]:
    """Return the sites that are not on this machine or its network; raise for a site that is not known."""
    from newsarchive.crawl.network.private_addresses import refused_host
    from newsarchive.crawl.site import site_at
    from newsarchive.publishers import all_publishers, publisher_named

    known, public = all_publishers(publishers), []
    for site in sites:
        if "//" not in site:
            publisher_named(site, known)
            public.append(site)
        elif not refused_host(site_at(site, known).start):
            public.append(site)
    return public


def _ask_for_contact(public: list[str]) -> str:
    if not sys.stdin.isatty():
        raise click.UsageError(f"{public[0]} is a public site: give --contact, so that its publisher can reach you")
    contact: str = click.prompt("Your mail address or web page, for the publishers", err=True)
    return contact


def _text(sites: Iterable[str], contact: str | None, since: str | None, until: str | None) -> str:
    return _TEMPLATE.format(
        sites=", ".join(map(_quoted, sites)),
        contact=_line("contact", contact, "you@example.org"),
        sources=json.dumps(DISCOVERY_SOURCES),
        since=_line("since", since, "2017-01-01"),
        until=_line("until", until, "2017-12-31"),
    )


def _line(key: str, value: Day | None, example: str) -> str:
    return f"{key} = {_quoted(value)}" if value else f"# {key} = {_quoted(example)}"


def _quoted(text: str) -> str:
    # A JSON string is a TOML basic string (TOML 1.0, "String"), DEL excepted.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
