"""Options for sites that need a login: cookies, headers and a browser profile, from the command line or the project."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from newsarchive.cli.project_options import ProjectOptions
    from newsarchive.crawl.network.access import Access
    from newsarchive.project import SiteAccess

_Command = TypeVar("_Command", bound=Callable[..., Any])
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")

_OPTIONS = (
    click.option(
        "--cookies",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="Cookies in Netscape format; each goes to its own host only, and to no site but the crawled ones.",
    ),
    click.option(
        "--header",
        "headers",
        metavar="'NAME: VALUE'",
        multiple=True,
        help="Header for the crawled site alone; ${NAME} is an environment variable. Repeatable.",
    ),
    click.option(
        "--browser-profile",
        metavar="FOLDER",
        type=click.Path(path_type=Path),
        help="Chromium profile in which you logged in, for a site that is opened in a browser.",
    ),
)


def access_options(command: _Command) -> _Command:
    """Give *command* the options that `take_access` reads."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def take_access(
    options: dict[str, Any], targets: Sequence[str], publishers: Path | None, project: ProjectOptions | None = None
) -> dict[str, Access]:
    """Remove the options of `access_options` from *options*; return the access to each site, by key ("*": every site).

    What *project* says of a site holds where no option says otherwise. Raises UsageError for headers without exactly
    one of *targets*, and for an environment variable that is not set.
    """
    from newsarchive.crawl.network.access import EVERY_SITE, Access

    headers = dict(_header(header) for header in options.pop("headers"))
    if headers and len(targets) > 1:
        raise click.UsageError(
            "--header is for one site; name one, or give each site its headers in newsarchive.toml (sites.access)"
        )
    given = Access(cookies=options.pop("cookies"), headers=headers, browser_profile=options.pop("browser_profile"))
    found = {EVERY_SITE: given}
    for target, access in _described(project).items():
        if target in targets and project:
            found[_site_key(target, publishers)] = given.over(access_from_project(target, access, project.file.folder))
    return found


def expanded(place: str, text: str | None) -> str | None:
    """Return *text* with the value of each ${NAME} in it; raise UsageError naming *place* if one is not set."""

    def value(found: re.Match[str]) -> str:
        known = os.environ.get(found[1])
        if known is None:
            raise click.UsageError(f"{place}: the environment variable {found[1]} is not set; export it first")
        return known

    return _VARIABLE.sub(value, text) if text else text


def _header(text: str) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    if not colon:
        # The text is not shown: it may be the secret.
        raise click.UsageError("--header: a colon is missing; write 'NAME: VALUE'")
    return name.strip(), expanded("--header", value.strip()) or ""


def _described(project: ProjectOptions | None) -> Mapping[str, SiteAccess]:
    return {site.name: site.access for site in project.file.project.sites if site.access} if project else {}


def access_from_project(target: str, access: SiteAccess, folder: Path) -> Access:
    """Return the *access* to the site *target* that a project in *folder* describes; raise UsageError for a variable.

    Paths are relative to *folder*, and ${NAME} is replaced by the environment variable.
    """
    from newsarchive.crawl.network.access import Access

    place = f"newsarchive.toml: sites.{target}.access"
    return Access(
        cookies=folder / access.cookies if access.cookies else None,
        headers={name: expanded(f"{place}.headers.{name}", text) or "" for name, text in access.headers.items()},
        browser_profile=folder / access.browser_profile if access.browser_profile else None,
        proxy=expanded(f"{place}.proxy", access.proxy),
    )


def _site_key(target: str, publishers: Path | None) -> str:
    from newsarchive.crawl.site import site_at
    from newsarchive.publishers import all_publishers, publisher_named

    known = all_publishers(publishers)
    return site_at(target, known).key if "//" in target else publisher_named(target, known).key
