"""Paths inside an archive, and names that may not become one."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from newsarchive.archive.layout import Layout, UnsafeName, month_of_file, safe_run, safe_site


@pytest.mark.parametrize(
    ("published", "name"),
    [
        ("2017-09-30T23:30:00+07:00", "2017-09.jsonl.gz"),
        ("2017-10-01T00:05:00+07:00", "2017-10.jsonl.gz"),
        ("0987-01-01T00:00:00+00:00", "0987-01.jsonl.gz"),
        (None, "undated.jsonl.gz"),
    ],
)
def test_a_record_is_stored_by_its_month_of_publication(published: str | None, name: str) -> None:
    at = datetime.fromisoformat(published) if published else None
    assert Layout(Path("data")).articles_of("baovidu", at) == Path("data/articles/site=baovidu") / name


@pytest.mark.parametrize("site", ["24h", "baovidu", "huengaynay.vn", "127.0.0.1-8000", "xn--bo-via.example"])
def test_a_publishers_key_or_a_domain_names_a_folder(site: str) -> None:
    assert safe_site(site) == site


@pytest.mark.parametrize(
    "site",
    ["", ".", "..", "a/b", "../a", "a..b", "A", "a b", "-a", "a-", "a\n", "a\0", "báo", "a=b", "a" * 101, "a\\b"],
)
def test_any_other_name_is_refused_as_a_folder(site: str) -> None:
    with pytest.raises(UnsafeName):
        safe_site(site)


@pytest.mark.parametrize("run", ["", "..", "a/b", "a.b", "a\n"])
def test_a_run_is_refused_when_it_does_not_name_a_file(run: str) -> None:
    with pytest.raises(UnsafeName):
        safe_run(run)


@pytest.mark.parametrize("name", ["/etc/passwd", "../x", "pages/../../x", "pages//x", "", "pages/./x", "a\\b", "a\0"])
def test_a_path_in_a_record_never_points_outside_the_archive(name: str) -> None:
    with pytest.raises(UnsafeName):
        Layout(Path("data")).inside(name)


@pytest.mark.parametrize(
    ("name", "month"), [("2017-09.jsonl.gz", "2017-09"), ("undated.jsonl.gz", "undated"), ("part-0.jsonl.gz", None)]
)
def test_the_name_of_a_file_gives_its_month(name: str, month: str | None) -> None:
    assert month_of_file(Path(name)) == month
