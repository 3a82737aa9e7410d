"""Defaults for the options of a command, from the project file of the archive that it works on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from newsarchive.cli.project_options import ProjectOptions, keep_project
from newsarchive.project import BadProject, ProjectFile, as_options, find_project
from newsarchive.redaction import has_password, redacted

_FETCHING = ("contact", "delay", "hours", "proxy", "proxy_resolves")
_LIMITS = ("max_time", "max_size")
_SELECTION = ("since", "until", "include", "exclude", "discover", "depth", "refresh", "language")
#: Command -> the keys of the project that are its options; every command of an archive takes its folder.
_COMMANDS: dict[str, tuple[str, ...]] = {
    "crawl": (*_SELECTION, *_FETCHING, *_LIMITS, "concurrent_sites", "publishers", "sites"),
    "watch": (
        *("include", "exclude", "refresh", "language", *_FETCHING, *_LIMITS),
        *("concurrent_sites", "publishers", "sites", "schedule"),
    ),
    "plan": (*_SELECTION, *_FETCHING, "concurrent_sites", "publishers", "sites"),
    "backfill": ("since", "until", "include", "exclude", "contact", "proxy", "proxy_resolves", "publishers", "sites"),
    "rehydrate": (*_FETCHING, "concurrent_sites", "publishers"),
    "coverage": ("publishers",),
    "methods": ("publishers",),
    **dict.fromkeys(
        (
            *("alarms", "browse", "cite", "collocates", "concordance", "diff", "duplicates", "export", "keyness"),
            *("mcp", "ngrams", "pack", "release", "report", "sample", "search", "show", "stats", "status", "trend"),
            "verify",
        ),
        (),
    ),
}


def apply_project(ctx: click.Context, name: str, command: click.Command, args: Sequence[str]) -> None:
    """Make the project of the archive that *command* is given the defaults of its options; options override them.

    Raises BadProject for a project file that cannot be used.
    """
    if name not in _COMMANDS:
        return
    given = _given(name, command, args)
    folder = given.get("folder")
    if folder is not None and "://" in str(folder):
        return
    found = find_project(Path(folder) if folder is not None else None)
    if found is None:
        return
    defaults = _defaults(found, name)
    if folder is None:
        defaults["folder"] = str(found.folder)
    if name in ("crawl", "watch", "backfill") and "targets" not in given and "urls" not in given:
        publishers = given.get("publishers") or defaults.get("publishers")
        needs_contact = name != "backfill" and not (given.get("contact") or defaults.get("contact"))
        _check_sites(found, Path(publishers) if publishers else None, needs_contact=needs_contact)
    if name in ("crawl", "watch", "plan", "backfill"):
        check_values(found)
        if not {"cookies", "headers", "browser_profile", "proxy"} & given.keys():
            _check_access(found, Path(defaults["publishers"]) if "publishers" in defaults else None)
    ctx.default_map = {name: defaults}
    own = found.project.site_options() if name in ("crawl", "watch", "plan") else {}
    chosen = {site: {key: value for key, value in ours.items() if given.get(key) is None} for site, ours in own.items()}
    keep_project(ctx, ProjectOptions(file=found, own={site: ours for site, ours in chosen.items() if ours}))


def _check_sites(found: ProjectFile, publishers: Path | None, *, needs_contact: bool) -> None:
    """Raise BadProject for a publisher that is not known, and for a public site without a contact."""
    from newsarchive.crawl.errors import BadPlan
    from newsarchive.crawl.network.private_addresses import refused_host
    from newsarchive.crawl.site import site_at
    from newsarchive.publishers import UnknownPublisher, all_publishers, publisher_named

    if publishers and not publishers.is_dir():
        raise BadProject(f"{found.path}: publishers: no folder {publishers}; its path is relative to this file")
    known = all_publishers(publishers)
    for site in found.project.sites:
        if has_password(site.name):
            raise BadProject(
                f"{found.path}: sites: {redacted(site.name)}: must not contain a user name or password; remove them"
            )
        try:
            start = site_at(site.name, known).start if "//" in site.name else publisher_named(site.name, known).home
        except (UnknownPublisher, BadPlan) as error:
            raise BadProject(f"{found.path}: sites: {error}") from error
        if needs_contact and ("//" not in site.name or not refused_host(start)):
            raise BadProject(
                f"{found.path}: contact: missing, and {site.name} is a public site; set it to your mail address or web "
                "page, so that the publisher can reach you"
            )


def check_values(found: ProjectFile) -> None:
    """Raise BadProject for a value that has the right form and no meaning: the day 2017-02-30, the period 0s."""
    from newsarchive.crawl.errors import BadPlan
    from newsarchive.crawl.plan import plan_from, seconds_of

    project = found.project
    values = {key: value for key in (*_SELECTION, *_LIMITS) if (value := getattr(project, key)) is not None}
    places = [("", as_options(values))]
    places += [(f"sites.{site}.", as_options(values) | own) for site, own in project.site_options().items()]
    for place, options in places:
        try:
            plan_from(options)
            if not place and project.schedule:
                place = "schedule."
                seconds_of("every", project.schedule.every)
        except BadPlan as error:
            # The message names the option, "--max-time"; the key has the same name.
            message = re.sub(r"--([a-z]+(?:-[a-z]+)*)", lambda option: option[1].replace("-", "_"), str(error))
            raise BadProject(f"{found.path}: {place}{message}") from error


def _check_access(found: ProjectFile, publishers: Path | None) -> None:
    """Raise BadProject for cookies, headers, a profile or a proxy that cannot be used for its site."""
    described = [site for site in found.project.sites if site.access]
    if not described:
        return
    from newsarchive.cli.access_options import access_from_project
    from newsarchive.crawl.errors import BadPlan
    from newsarchive.crawl.site import site_at
    from newsarchive.publishers import all_publishers, publisher_named

    known = all_publishers(publishers)
    for site in described:
        assert site.access is not None
        url = site.name if "//" in site.name else publisher_named(site.name, known).home
        try:
            access_from_project(site.name, site.access, found.folder).check(site_at(url, known))
        except BadPlan as error:
            raise BadProject(f"{found.path}: sites.{site.name}.access.{error}") from error


def _given(name: str, command: click.Command, args: Sequence[str]) -> dict[str, Any]:
    """Return the parameters given on the command line; nothing when they cannot be parsed, which Click then reports."""
    try:
        probe = command.make_context(name, list(args), resilient_parsing=True)
    except (click.ClickException, click.exceptions.Exit):
        return {}
    return {
        key: value
        for key, value in probe.params.items()
        if probe.get_parameter_source(key) == ParameterSource.COMMANDLINE
    }


def _defaults(found: ProjectFile, name: str) -> dict[str, Any]:
    project = found.project
    values = {
        key: value
        for key in _COMMANDS[name]
        if key not in ("sites", "schedule", "publishers") and (value := getattr(project, key)) is not None
    }
    if "concurrent_sites" in values:
        values["at_once"] = values.pop("concurrent_sites")
    defaults = as_options(values)
    if "sites" in _COMMANDS[name] and project.sites:
        defaults["targets"] = [site.name for site in project.sites]
    if "publishers" in _COMMANDS[name] and project.publishers:
        defaults["publishers"] = str(found.folder / project.publishers)
    if name == "watch" and project.schedule:
        defaults["every"] = project.schedule.every
        if project.schedule.discover:
            defaults["by"] = ",".join(project.schedule.discover)
    return defaults
