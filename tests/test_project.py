"""The project file describes a collection: it is checked strictly, and commands take their defaults from it."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import jsonschema
import preloaded
import pytest
from click.testing import CliRunner
from crawling import records

from newsarchive.archive.findings import DISCOVERY_SOURCES
from newsarchive.cli import main
from newsarchive.cli.access_options import take_access
from newsarchive.cli.project_options import ProjectOptions
from newsarchive.crawl.network.access import Access
from newsarchive.demo import newspaper, serve
from newsarchive.project import (
    FILE_NAME,
    BadProject,
    ProjectFile,
    SiteSelection,
    find_project,
    json_schema,
    read_project,
)

LOOPBACK = 'sites = ["http://127.0.0.1/"]'


def project_of(folder: Path, text: str) -> ProjectFile:
    (folder / FILE_NAME).write_text(text, "utf-8")
    found = find_project(folder)
    assert found is not None
    return found


def run(*args: str, **kwargs: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, args, **kwargs)
    return done.exit_code, done.output


def run_apart(*args: str, cwd: Path) -> None:
    """Run the command in a process of its own: Twisted's reactor starts once per process."""
    command = [sys.executable, "-m", "newsarchive", *args]
    done = preloaded.run(command, cwd=cwd)
    assert done.returncode == 0, done.stderr


def test_sites_are_names_or_tables_and_days_may_be_toml_dates(tmp_path: Path) -> None:
    project = project_of(
        tmp_path, 'sites = ["huengaynay"]\nsince = 2017-09-01\nuntil = "2017-09"\n[schedule]\nevery = "1h"\n'
    ).project
    assert project.sites == [SiteSelection(name="huengaynay")]
    assert (project.since, project.until) == ("2017-09-01", "2017-09")
    assert project.schedule is not None
    assert project.schedule.every == "1h"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('sits = ["huengaynay"]', 'unknown key "sits"; did you mean "sites"?'),
        ('[[sites]]\nname = "a"\nsecton = "x"', 'unknown key "secton" in sites[0]; did you mean "section"?'),
        ('[schedule]\nevry = "15m"', 'unknown key "evry" in schedule; did you mean "every"?'),
        ('delay = "slow"', "delay: expected a number, found text in quotes; write 1.5"),
        ("delay = -1", "delay: must be at least 0"),
        ('since = "next week"', 'since: not in a known form; write "2017-09-01", "2017-09" or "2017"'),
        ('discover = ["rss"]', 'discover[0]: unknown discovery source "rss"; choose from sitemaps, feeds'),
        ('sites = ["a", "a"]', 'sites: "a" is listed twice'),
        ('proxy = "socks5://a.vn:1"', 'proxy: not in a known form; write "http://proxy.example.org:3128"'),
        ('language = "Vietnamese"', 'language: not in a known form; write "vi", "en" or "en-GB"'),
        (
            '[[sites]]\nname = "a"\n[sites.access]\ncookie = "c.txt"',
            'unknown key "cookie" in sites[0].access; did you mean "cookies"?',
        ),
        (
            '[[sites]]\nname = "a"\n[sites.access]\nheaders = "X: y"',
            "sites[0].access.headers: expected a table, found text in quotes; write { X-Key",
        ),
        ('contact = "me"', 'contact: not in a known form; write a mail address or web page: "you@example.org"'),
        ("sites = 3", 'sites: expected a list, found a whole number; write ["huengaynay", '),
        ('discover = "feeds"', 'discover: expected a list, found text in quotes; write ["sitemaps", "feeds"]'),
        ("refresh = 7", 'refresh: expected text in quotes, found a whole number; write "12h", "7d" or "2w"'),
        ('hours = "25-99"', 'hours: not in a known form; write "22-6"'),
        ('[alarms]\nemail = ["me"]', 'alarms.email[0]: not in a known form; write "you@example.org"'),
        ('language = "vi-toolongasubtag"', 'language: not in a known form; write "vi", "en" or "en-GB"'),
        ('hours = "24:30-3"', 'hours: not in a known form; write "22-6"'),
        ("delay = inf", "delay: must be at most 86400"),
        ("concurrent_sites = 1_000_000", "concurrent_sites: must be at most 1000"),
        ('proxy = "http://a.vn:99999"', "proxy: a URL without a host, or with an invalid one; write "),
        ('[[sites]]\nsection = "Kinh tế"', "sites[0]: name is missing; write a publisher of `newsarchive sites`, or"),
        ('sites = [""]', "sites[0].name: empty; write a publisher of `newsarchive sites`, or a URL"),
        ("discover = [7]", 'discover[0]: expected text in quotes, found a whole number; write "sitemaps"'),
        ('schedule = "15m"', "schedule: expected a table, found text in quotes; write { every"),
        ("publishers = 7", "publishers: expected text in quotes, found a whole number; write the path of a folder"),
        ('[alarms]\nwebhook = "https://"', "alarms.webhook: a URL without a host, or with an invalid one; write "),
        ('[alarms]\ncommand = ""', "alarms.command: empty; write a program and its arguments"),
        ('[alarms]\ncommand = "a \'b"', "alarms.command: no closing quotation; put a quotation mark at both ends"),
        (
            '[[sites]]\nname = "a"\naccess.headers.X-Key = 7',
            "sites[0].access.headers[...]: expected text in quotes, found a whole number; write ",
        ),
        ('include = "("', "include: not a regular expression"),
        ("sites = [", "not a TOML file"),
    ],
)
def test_a_mistake_names_file_key_and_remedy(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(BadProject) as error:
        project_of(tmp_path, text)
    assert str(tmp_path / FILE_NAME) in str(error.value)
    assert message in str(error.value)


@pytest.mark.parametrize("source", DISCOVERY_SOURCES)
def test_every_discovery_source_of_the_crawl_can_be_chosen(source: str, tmp_path: Path) -> None:
    assert list(project_of(tmp_path, f'discover = ["{source}"]').project.discover or ()) == [source]


def test_the_schema_for_editors_accepts_what_is_read_and_refuses_what_is_not() -> None:
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    check = jsonschema.Draft202012Validator(schema)
    assert check.is_valid({"sites": ["huengaynay", {"name": "nld", "since": "2017"}], "schedule": {"every": "15m"}})
    assert not check.is_valid({"sits": []})
    assert not check.is_valid({"sites": [{"section": "x"}]})


def test_init_writes_a_file_that_is_read_back_and_replaces_none(tmp_path: Path) -> None:
    code, output = run("init", str(tmp_path), "huengaynay", "--contact", "me@example.org", "--since", "2017")
    assert code == 0, output
    found = read_project(tmp_path / FILE_NAME).project
    assert [site.name for site in found.sites] == ["huengaynay"]
    assert (found.contact, found.since) == ("me@example.org", "2017")
    code, output = run("init", str(tmp_path), "nld", "--contact", "me@example.org")
    assert code == 1
    assert "exists already" in output


def test_every_commented_line_of_the_template_can_be_switched_on(tmp_path: Path) -> None:
    run("init", str(tmp_path), "huengaynay", "--contact", "me@example.org")
    text = (tmp_path / FILE_NAME).read_text("utf-8")
    lines = text.splitlines()
    keys = [line[2:] for line in lines if line.startswith("# ") and (" = " in line or line.startswith("# ["))]
    assert len(keys) >= 10
    switched = "\n".join(line[2:] if line.startswith("# ") and line[2:] in keys else line for line in lines)
    # the site that differs is an entry of its own: the list of names gives way to it
    switched = switched.replace('sites = ["huengaynay"]', "").replace("schedule]  ", "schedule]")
    head, _, tables = switched.partition("[[sites]]")
    (tmp_path / FILE_NAME).write_text(f"{head}\n[[sites]]{tables}", "utf-8")
    assert read_project(tmp_path / FILE_NAME).project.concurrent_sites == 8


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("huengaynay",), "give --contact"),
        (("no-such-paper", "--contact", "a@b.vn"), "no-such-paper"),
        (("huengaynay", "--contact", "a@b.vn", "--since", "soon"), "--since: not in a known form"),
    ],
)
def test_init_refuses_what_would_not_work(args: tuple[str, ...], message: str, tmp_path: Path) -> None:
    code, output = run("init", str(tmp_path / "news"), *args)
    assert code != 0
    assert message in output
    assert not any(tmp_path.iterdir()), "no folder is left"


def test_a_crawl_takes_sites_and_period_from_the_project_and_records_it(tmp_path: Path) -> None:
    with serve(newspaper()) as site:
        found = project_of(
            tmp_path, f'delay = 0.0\nuntil = "2017-09"\n[[sites]]\nname = "{site.url}/"\nsince = "2017-09-12"\n'
        )
        run_apart("crawl", "--to", str(tmp_path), "--allow-private", "-q", cwd=tmp_path.parent)
        days = {str(record.published_at)[:10] for record in records(tmp_path)}
        assert min(days) >= "2017-09-12"
        assert max(days) <= "2017-09-30"
        report = json.loads(next((tmp_path / "runs").glob("*.json")).read_text("utf-8"))
        assert report["project"] == {"file": str(tmp_path / FILE_NAME), "sha256": found.sha256}
        run_apart("crawl", "--since", "2017-09-11", "--allow-private", "-q", cwd=tmp_path)
    assert min(str(record.published_at)[:10] for record in records(tmp_path)) < "2017-09-12", "the option overrides"


def test_access_of_the_project_is_by_site_relative_to_the_file_and_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPER_KEY", "khoa")
    file = project_of(
        tmp_path,
        'contact = "a@b.vn"\nlanguage = "en"\nproxy = "http://a.vn:1"\n[[sites]]\nname = "nld"\n[[sites]]\nname = "https://bao.example/"\n'
        'language = "th"\n[sites.access]\ncookies = "c.txt"\nproxy = "http://b.vn:1"\n'
        'headers = { X-Key = "Bearer ${PAPER_KEY}" }\n',
    )
    project = ProjectOptions(file=file, own=file.project.site_options())
    given = {"cookies": None, "headers": (), "browser_profile": None}
    found = take_access(dict(given), ["nld", "https://bao.example/"], None, project)
    described = Access(cookies=tmp_path / "c.txt", headers={"X-Key": "Bearer khoa"}, proxy="http://b.vn:1")
    assert found == {"*": Access(), "bao.example": described}
    assert take_access(given | {"cookies": Path("mine.txt")}, ["nld"], None, project) == {
        "*": Access(cookies=Path("mine.txt"))
    }
    assert project.own["https://bao.example/"]["language"] == "th"
    monkeypatch.delenv("PAPER_KEY")
    code, output = run("crawl", "--to", str(tmp_path))
    assert code == 2
    assert "sites.https://bao.example/.access.headers.X-Key: the environment variable PAPER_KEY is not set" in output


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('sites = ["nld"]', "contact: missing, and nld is a public site; set it to your mail address or web page"),
        ('sites = ["nldd"]', 'sites: no publisher "nldd"; did you mean nld'),
        ('sites = ["nld"]\npublishers = "mine"', "publishers: no folder "),
        ('sites = ["ftp://bao.example/"]', 'sites: "ftp://bao.example/" is neither a publisher nor a web address'),
        ('sites = ["https://a:b@bao.example/"]', "sites: https://a:***@bao.example/: must not contain a user name or"),
        (f'{LOOPBACK}\nsince = "2017-02-30"', 'since: "2017-02-30" is not a day; write it as 2017-09-30'),
        (f'{LOOPBACK}\nuntil = "2017-00"', 'until: "2017-00" is not a day; write it as 2017-09-30'),
        (f'{LOOPBACK}\nsince = "2018"\nuntil = "2017"', "since 2018-01-01 is after until 2017-12-31; swap them"),
        (f'{LOOPBACK}\nmax_time = "0h"', 'max_time: "0h" is not a period; write 90m, 2h or 7d'),
        (f'{LOOPBACK}\nmax_size = "0 GB"', 'max_size: "0 GB" is not a size; write 500MB or 20GB'),
        (f'{LOOPBACK}\nschedule.every = "0s"', 'schedule.every: "0s" is not a period; write 90s, 15m or 6h'),
        (
            '[[sites]]\nname = "http://127.0.0.1/"\nrefresh = "9999999999d"',
            'sites.http://127.0.0.1/.refresh: "9999999999d" is not a period; write 12h, 7d or 2w',
        ),
        (
            '[[sites]]\nname = "http://127.0.0.1/"\naccess.cookies = "none.txt"',
            "sites.http://127.0.0.1/.access.cookies: ",
        ),
    ],
)
def test_what_a_crawl_cannot_use_is_named_with_file_and_key(text: str, message: str, tmp_path: Path) -> None:
    project_of(tmp_path, text)
    code, output = run("crawl", "--to", str(tmp_path))
    assert (code, f"Error: {tmp_path / FILE_NAME}: {message}" in output) == (1, True), output


def test_an_archive_that_is_named_has_its_own_project_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here, other = tmp_path / "here", tmp_path / "other"
    here.mkdir()
    other.mkdir()
    project_of(here, 'sites = ["huengaynay"]')
    monkeypatch.chdir(here)
    code, output = run("crawl", "--to", str(other), "-q")
    assert code == 1
    assert "name a publisher" in output


def test_every_command_works_in_the_folder_of_its_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(Path(__file__).parent.parent / "data" / "sample", tmp_path / "here")
    project_of(tmp_path / "here", 'sites = ["huengaynay"]')
    monkeypatch.chdir(tmp_path / "here")
    for command in ("status", "stats", "coverage", "verify", "methods", "duplicates", "diff --help"):
        code, output = run(*command.split())
        assert code == 0, (command, output)
    for command in ("search bến", "trend bến", "sample 1", "concordance bến", "export --to x.csv"):
        code, output = run(*command.split())
        assert code == 0, (command, output)
    code, output = run("show", "no-such-id")
    assert code == 1
    assert "no such article in ." in output


def test_a_broken_project_file_stops_a_command_and_no_help(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text("sits = []", "utf-8")
    code, output = run("crawl", "--to", str(tmp_path))
    assert code == 1
    assert 'unknown key "sits"' in output
    assert run("crawl", "--to", str(tmp_path), "--help")[0] == 0
