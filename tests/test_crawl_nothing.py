"""A crawl that finds no article anywhere says so, and why that may be."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_crawl_manners import Answer, Paper, crawl, page, serving, small_paper

CHECK = page("<script>document.cookie='D1N=1';location.reload()</script>")


@pytest.mark.parametrize("answer", [CHECK, (302, {"Location": "/"}, b""), page("")], ids=["check", "loop", "empty"])
def test_a_site_that_names_no_article_is_no_crawl_that_is_done(answer: Answer, tmp_path: Path) -> None:
    with serving(Paper({"/": answer})) as paper:
        done = crawl(paper, tmp_path)
    assert done.code == 7
    assert f"{paper.url}/: no article URL was discovered" in done.err


def test_a_site_that_has_moved_to_another_domain_is_told_with_the_new_address(tmp_path: Path) -> None:
    with serving(small_paper(2)) as new, serving(Paper({})) as old:
        moved = new.url.replace("127.0.0.1", "localhost")
        old.answer = lambda path: (301, {"Location": moved + path}, b"")
        done = crawl(old, tmp_path)
    assert done.code == 7
    assert f"it redirects to {moved}/, crawl that" in done.err


def test_a_paper_of_which_all_is_known_names_articles(tmp_path: Path) -> None:
    with serving(small_paper(2)) as paper:
        assert [crawl(paper, tmp_path).code for _ in range(2)] == [0, 0]
