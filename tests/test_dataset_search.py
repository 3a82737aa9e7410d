"""Datasets are searched, sliced and sampled into datasets; every way of asking gives the same number."""

from __future__ import annotations

import json
import re
from contextlib import closing
from pathlib import Path

import pytest
from browsing import Pages
from click.testing import CliRunner
from search_pieces import store

from newsarchive import load
from newsarchive.cli import main
from newsarchive.dataset import Dataset
from newsarchive.dataset.packing import pack
from newsarchive.search import BadQuery, open_index, search_index
from newsarchive.search.matching import match_expression
from newsarchive.search.query import parse_query

BODIES = [
    "Bến đò đông khách ngày chợ phiên.",
    "Bến tàu sửa xong, rồi đò về.",
    "Hoà bình ở làng, hội làng mở lại.",
    "Hòa nhạc bên sông; bình minh đến sớm.",
    "Lũ lụt rút, đường huyện thông xe.",
    "Bão số ba đổi hướng, lũ chưa về.",
    "Chợ phiên họp mỗi tuần hai lần.",
    "Thông tin đối ngoại năm 2017.",
]
QUERIES = [
    *("bến", "đò", "ben do", "bến đò", '"bến đò"', "chợ phiên", '"chợ phiên"', "hoa binh", "hòa bình", '"hoà bình"'),
    *("lũ OR bão", "lũ NOT bão", "lũ -bão", "lu*", "b*", '"bão số" OR "lũ lụt"', "(bến OR chợ) đông", "title:tin"),
    *("title:chợ", "body:làng", "lead:lụt", "2017", "thông tin đối ngoại", '"thông tin đối ngoại"', "tin OR xyz"),
    *("xyz", "làng làng", "ĐÒ", "rồi đò về bến", '"làng mở"'),
    *("", " \n"),  # every article
]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    articles = [
        {
            "title": f"Tin {n}" if n % 3 else "Chợ xuân",
            "lead": "Lụt nặng." if n % 5 == 0 else None,
            "body": BODIES[n % len(BODIES)],
            "site": f"bao{n % 2}",
            "authors": ["Lê Thử"] if n % 4 else [],
            "section": ("Đời sống", "Kinh tế")[n % 2],
            "published": f"2017-{1 + n % 12:02d}-0{1 + n % 9}T08:00:00+07:00",
        }
        for n in range(48)
    ]
    return store(tmp_path_factory.mktemp("asked") / "data", articles)


@pytest.fixture(scope="module")
def pages(archive: Path) -> Pages:
    load(archive).search("")  # makes the index
    return Pages(archive)


def test_there_are_at_least_thirty_queries() -> None:
    assert len(QUERIES) == len(set(QUERIES)) >= 30


@pytest.mark.parametrize("exact", [False, True])
@pytest.mark.parametrize("query", QUERIES)
def test_command_python_browser_and_sql_return_the_same_number(
    archive: Path, pages: Pages, query: str, exact: bool
) -> None:
    found = load(archive).search(query, exact=exact)
    total = len(found)
    assert sum(1 for _ in found) == total
    assert found.sql("SELECT count(*) FROM articles").fetchall() == [(total,)]
    assert found.to_arrow().num_rows == len(found.to_polars()) == total
    for limit in ("1", "7"):
        options = ["--limit", limit, *(["--exact"] if exact else [])]
        done = CliRunner().invoke(main, ["search", query, str(archive), *options])
        shown = re.match(r"([\d,]+) found|nothing found", done.stderr.splitlines()[-1])
        assert shown
        assert int(shown[1] or 0) == total
    text = pages.get("/", params={"q": query, **({"exact": "1"} if exact else {})}).text
    counted = re.search(r'role="status">\s*([\d,]+) article', text)
    assert counted
    assert int(counted[1]) == total
    with closing(open_index(search_index(archive))) as index:
        if not query.strip():
            assert total == 48
        elif not exact:
            expression = match_expression(parse_query(query), together=False)
            sql = "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH ?"
            assert index.execute(sql, (expression,)).fetchone() == (total,)
        sql = "SELECT count(*) FROM articles WHERE key IN (SELECT value FROM json_each(search_keys(?, ?)))"
        assert index.execute(sql, (query, exact)).fetchone() == (total,)


@pytest.mark.parametrize("packed", [False, True])
def test_a_search_stays_in_the_sites_and_the_time_of_the_dataset(archive: Path, packed: bool) -> None:
    if packed:
        pack(archive)
    part = load(archive, sites="bao1", since="2017-02", until="2017-06")
    found = part.search("tin", authors="lê thử")
    expected = [
        record.id for record in part if "tin" in f"{record.title} {record.body}".lower() and "Lê Thử" in record.authors
    ]
    assert [record.id for record in found] == expected
    assert sorted(found.to_arrow()["id"].to_pylist()) == sorted(expected)
    assert found.to_polars(lazy=True).select("id").collect()["id"].len() == len(expected)


def test_a_search_may_require_words_side_by_side(archive: Path) -> None:
    articles = load(archive)
    assert len(articles.search("bến đò", together=True)) == len(articles.search('"bến đò"')) == 6
    assert len(articles.search("bến đò")) == 12


def test_searches_filters_and_slices_chain(archive: Path) -> None:
    articles = load(archive)
    late = articles.search("chợ").filter(lambda record: bool(record.published_at and record.published_at.month > 6))
    assert all(record.published_at and record.published_at.month > 6 for record in late)
    assert len(late) == len(late.to_pandas()) == late.sql("SELECT count(*) FROM articles").fetchall()[0][0]
    first = [record.id for record in articles.search("chợ")][:4]
    assert [record.id for record in articles.search("chợ")[:4]] == first
    within = articles.head(10).search("chợ")
    assert {record.id for record in within} == {record.id for record in articles.head(10)} & {
        record.id for record in articles.search("chợ")
    }


def test_a_dataset_without_index_is_refused(archive: Path, tmp_path: Path) -> None:
    with pytest.raises(BadQuery):
        load(archive).search("NOT")
    with pytest.raises(ValueError, match='load with revisions="latest"'):
        load(archive, revisions="all").search("chợ")
    file = next(archive.glob("articles/*/*.gz"))
    with pytest.raises(ValueError, match="not the folder of an archive"):
        load(file).search("chợ")


@pytest.mark.parametrize(
    "window",
    [slice(3), slice(2, 9), slice(2, 20, 3), slice(-5, None), slice(None, -40), slice(None, None, -1), slice(0)],
)
def test_a_slice_is_a_dataset_of_what_a_list_would_give(archive: Path, window: slice) -> None:
    articles = load(archive)
    expected = [article.id for article in list(articles)[window]]
    assert isinstance(articles[window], Dataset)
    assert [article.id for article in articles[window]] == expected
    assert len(articles[window]) == len(expected)
    assert articles[window].to_arrow()["id"].to_pylist() == expected


def test_an_article_is_returned_by_position_or_id(archive: Path) -> None:
    articles = load(archive)
    whole = list(articles)
    assert (articles[0].id, articles[-1].id) == (whole[0].id, whole[-1].id)
    for indexed in (False, True):
        if indexed:
            search_index(archive)
        else:
            (archive / "search.sqlite").unlink(missing_ok=True)
        assert articles[whole[7].id] == whole[7]
        with pytest.raises(KeyError, match="no such article"):
            articles["bao0:none"]
    with pytest.raises(IndexError, match="there are 48 articles"):
        articles[48]


def test_a_value_that_is_not_an_article_is_refused_with_a_hint(archive: Path) -> None:
    articles = load(archive)
    first = articles[0]
    assert first.id in articles
    assert first in articles
    assert "bao0:none" not in articles
    assert first.id not in articles[1:]
    with pytest.raises(KeyError, match="an id has the form site:"):
        articles["title"]
    with pytest.raises(TypeError, match="a column is in to_pandas"):
        articles[[0, 1]]  # type: ignore[call-overload]
    for count in (-1, 0.5):
        with pytest.raises(ValueError, match="give the number of articles"):
            articles.sample(count)  # type: ignore[arg-type]


def test_a_dataset_says_how_it_was_narrowed(archive: Path) -> None:
    articles = load(archive)
    assert repr(articles).endswith("data: 12 files of bao0, bao1>")
    assert ": 12 articles chosen from 12 files of bao0, bao1>" in repr(articles.search("bến đò"))
    assert repr(articles[2:9].filter(bool)).endswith("bao1, [2:9], filtered>")


def test_a_span_that_ends_before_it_begins_is_refused(archive: Path) -> None:
    with pytest.raises(ValueError, match="since 2019-01-01 is after until 2018-12-31; swap them"):
        load(archive, since="2019", until="2018")
    for arguments in (["--since", "2019", "--until", "2018"], ["--until", "2018", "--since", "2019"]):
        done = CliRunner().invoke(main, ["stats", str(archive), *arguments])
        assert (done.exit_code, "since 2019-01-01 is after until 2018-12-31" in done.stderr) == (2, True)
    with pytest.raises(ValueError, match="no archive to load"):
        load([])


def test_days_of_a_pandas_frame_are_dates_of_pandas(archive: Path) -> None:
    frame = load(archive).to_pandas()
    months = frame["published_date"].dt.strftime("%Y-%m")
    assert list(months) == [str(record.published_date)[:7] for record in load(archive)]
    assert (frame["published_date"] >= "2017-06").sum() == sum(month >= "2017-06" for month in months)


def test_several_archives_are_read_as_one(archive: Path, tmp_path: Path) -> None:
    other = store(tmp_path / "other", [{"title": "Chợ khác", "site": "bao9"}])
    both = load([archive, other, archive])
    assert len(list(both)) == 49
    assert len(both.search("chợ khác")) == 1
    assert both.sites == ["bao0", "bao1", "bao9"]
    assert len(both.to_polars()) == 49


def test_a_tilde_is_the_home_folder(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(archive.parent))
    assert len(load("~/data")) == 48
    assert len(load("~/data/articles/site=bao1/*.gz")) == 24
    assert len(load("~/data").search("bến đò")) == 12


def test_a_sample_is_a_dataset(archive: Path) -> None:
    sample = load(archive).sample(5)
    assert len(sample) == len(list(sample)) == len(sample.to_pandas()) == 5
    assert len(load(archive).filter(lambda record: record.site == "bao1").sample(5)) == 5


def test_a_notebook_shows_datasets_and_records_as_escaped_html(tmp_path: Path) -> None:
    folder = store(tmp_path, [{"title": "<script>alert(1)</script>", "lead": "a & b", "language": "vi"}])
    articles = load(folder)
    for shown in (articles._repr_html_(), articles[0]._repr_html_(), articles.plot._repr_html_()):
        assert "<script>" not in shown
    assert "&lt;script&gt;" in articles._repr_html_()
    assert 'lang="vi"' in articles[0]._repr_html_()


def test_a_frame_has_the_useful_columns_first_and_all_on_request(archive: Path) -> None:
    frame = load(archive).to_pandas()
    assert list(frame.columns)[:5] == ["id", "site", "published_date", "published_at", "title"]
    assert len(frame.columns) == 15
    assert list(load(archive).to_polars().columns) == list(frame.columns)
    assert len(load(archive, columns="all").to_pandas().columns) > 30


@pytest.mark.parametrize("times", ["local", "text"])
def test_times_can_be_the_publishers(archive: Path, times: str) -> None:
    frame = load(archive).to_pandas(times=times)  # type: ignore[arg-type]
    shown = [time.isoformat() for time in frame["published_at"]] if times == "local" else list(frame["published_at"])
    known = {record.id: record.published_at.isoformat() for record in load(archive) if record.published_at}
    expected = {id: text[: 19 if times == "local" else None] for id, text in known.items()}
    assert dict(zip(frame["id"], shown, strict=True)) == expected
    assert list(frame.columns) == list(load(archive).to_pandas().columns)


def test_json_of_the_command_names_the_same_articles(archive: Path) -> None:
    lines = CliRunner().invoke(main, ["search", "chợ", str(archive), "--json", "--limit", "99"]).stdout.splitlines()
    assert {json.loads(line)["id"] for line in lines} == {record.id for record in load(archive).search("chợ")}


NAMES = ["Lê Văn Lúa", "Lê Văn Lụa", "lê  văn lúa", "Trần Hoà", "Trần Hòa", "Tran Hoa", "Đỗ Mẫu"]


@pytest.fixture(scope="module")
def namesakes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    articles = [
        {"title": f"Tin {number}", "body": "Chợ đông.", "authors": [name], "section": name}
        for number, name in enumerate(NAMES)
    ]
    return store(tmp_path_factory.mktemp("namesakes") / "data", articles)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Lê Văn Lúa", ["Lê Văn Lúa", "lê  văn lúa"]),  # case and spaces make no other person
        ("LÊ VĂN LỤA", ["Lê Văn Lụa"]),  # another tone does
        ("Trần Hòa", ["Trần Hoà", "Trần Hòa"]),  # another placement of the same tone does not
        ("Tran Hoa", ["Tran Hoa"]),  # a name that is there as given
        ("le van lua", ["Lê Văn Lúa", "Lê Văn Lụa", "lê  văn lúa"]),  # typed without diacritics
        ("do mau", ["Đỗ Mẫu"]),
        ("Lê Văn Lùa", []),  # typed with diacritics that nobody has
    ],
)
def test_an_author_is_a_name_with_its_diacritics(namesakes: Path, name: str, found: list[str]) -> None:
    articles = load(namesakes)
    for option in ("authors", "sections"):
        chosen = articles.search("chợ", **{option: name})
        assert sorted(record.authors[0] for record in chosen) == sorted(found)


def test_the_browser_counts_an_author_as_it_finds_him(namesakes: Path) -> None:
    pages = Pages(namesakes)
    text = pages.get("/").text
    facets = re.findall(r'href="(/\?author=[^"]+)">([^<]+)</a> <span class="count">(\d+)</span>', text)
    assert sum(int(count) for _, _, count in facets) == len(NAMES)
    assert len(facets) == 5
    for link, name, count in facets:
        shown = re.search(r'role="status">\s*([\d,]+) article', pages.get(link).text)
        assert shown, name
        assert shown[1] == count, name
