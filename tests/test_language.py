"""Terms over time and in context, collocates, n-grams, keyness: counted by hand, measured as in known libraries."""

from __future__ import annotations

import csv
import io
import json
import sys
from datetime import datetime
from math import inf, log2
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner, Result
from search_pieces import store

from benchmarks.segmentation import agreement
from newsarchive import load
from newsarchive.article import Record
from newsarchive.cli import main
from newsarchive.language import measures
from newsarchive.language.tokens import BadTerm
from newsarchive.language.trends import trend
from newsarchive.language.words import CachedTokenizer, segmenter

TEXTS = [
    ("2017-01-05", "Thông tin đối ngoại", "Công tác thông tin đối ngoại năm nay có thêm thông tin mới."),
    ("2017-01-20", "Chợ phiên", "Chợ phiên họp. Người đi chợ đông."),
    ("2017-03-02", "Hoà nhạc", "Hòa nhạc bên sông, hoa nở."),
    ("2018-03-02", "Đối ngoại", "Thông tin, đối ngoại và chợ."),
    (None, "Không ngày", "Chợ."),
]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    articles = [
        {"title": title, "body": body, "site": f"bao{n % 2}", "published": day and f"{day}T08:00:00+07:00"}
        for n, (day, title, body) in enumerate(TEXTS)
    ]
    return store(tmp_path_factory.mktemp("language") / "data", articles)


def _run(*arguments: str) -> Result:
    done = CliRunner().invoke(main, list(arguments))
    assert done.exit_code == 0, done.output
    return done


@pytest.mark.parametrize(
    ("by", "periods"),
    [
        ("day", ["0001-01-01", "2017-09-30", "2017-10-01", "2017-10-02", "9999-12-31", "undated"]),
        ("month", ["0001-01", "2017-09", "2017-10", "9999-12", "undated"]),
    ],
)
def test_a_wrong_date_does_not_fill_a_trend_with_millions_of_empty_periods(by: Any, periods: list[str]) -> None:
    days = ("0001-01-01", "2017-09-30", "2017-10-02", "9999-12-31", None)
    records = [
        Record(
            id=f"a:{day}",
            site="a",
            text_sha256="",
            published_at=datetime.fromisoformat(f"{day}T08:00Z") if day else None,
        )
        for day in days
    ]
    assert [point.period for point in trend(records, ["chợ"], by=by)] == periods


def test_a_trend_counts_articles_and_occurrences_in_every_period(archive: Path) -> None:
    points = load(archive).trend("thông tin đối ngoại", "chợ", by="year")
    counted = [
        (point.term, point.period, point.articles, point.all_articles, point.occurrences, point.tokens)
        for point in points
    ]
    assert counted == [
        ("thông tin đối ngoại", "2017", 1, 3, 2, 34),
        ("thông tin đối ngoại", "2018", 1, 1, 1, 8),
        ("thông tin đối ngoại", "undated", 0, 1, 0, 3),
        ("chợ", "2017", 1, 3, 3, 34),
        ("chợ", "2018", 1, 1, 1, 8),
        ("chợ", "undated", 1, 1, 1, 3),
    ]
    first = points[0]
    assert first.per_million == pytest.approx(2 / 34 * 1e6)
    assert first.per_million_low < first.per_million < first.per_million_high
    assert first.share_low < 1 / 3 < first.share_high


def test_a_month_without_articles_is_in_the_trend(archive: Path) -> None:
    points = load(archive, until="2017").trend("chợ")
    assert [(point.period, point.articles, point.all_articles) for point in points] == [
        ("2017-01", 1, 2),
        ("2017-02", 0, 0),
        ("2017-03", 0, 1),
    ]


@pytest.mark.parametrize(("exact", "count"), [(True, 2), (False, 3)])
def test_diacritics_count_in_a_trend_unless_they_are_folded(archive: Path, exact: bool, count: int) -> None:
    points = load(archive).trend("hoà", by="year", exact=exact)
    assert sum(point.occurrences for point in points) == count


def test_a_term_without_words_is_refused(archive: Path) -> None:
    for ask in (load(archive).trend, load(archive).concordance, load(archive).collocates):
        with pytest.raises(BadTerm, match="no word to search"):
            ask("…")
    with pytest.raises(ValueError, match="choose from day, month, year"):
        load(archive).trend("chợ", by="week")  # type: ignore[arg-type]


def test_a_concordance_has_every_occurrence_with_its_context(archive: Path) -> None:
    lines = load(archive).concordance("thông tin", width=2)
    assert [(line.left, line.node, line.right) for line in lines] == [
        ("", "Thông tin", "đối ngoại"),
        ("Công tác", "thông tin", "đối ngoại"),
        ("có thêm", "thông tin", "mới."[:3]),
        ("", "Thông tin", ", đối ngoại"),
    ]
    assert [line.published_date for line in lines] == ["2017-01-05"] * 3 + ["2018-03-02"]


@pytest.mark.parametrize("form", ["--json", "--csv"])
@pytest.mark.parametrize(("limit", "count"), [([], 4), (["--limit", "3"], 3)])
def test_rows_are_limited_only_if_the_user_limits_them(archive: Path, form: str, limit: list[str], count: int) -> None:
    done = CliRunner().invoke(main, ["concordance", "thông tin", str(archive), form, *limit])
    assert len(done.stdout.splitlines()) - (form == "--csv") == count
    assert done.stderr.endswith(f"{count} shown\n")
    done = CliRunner().invoke(main, ["ngrams", str(archive), "--least", "1", "--top", "2", form])
    assert len(done.stdout.splitlines()) - (form == "--csv") == 2


@pytest.mark.parametrize(
    ("sort", "expected"),
    [("right", ["đối ngoại", "mới", "đối"]), ("left", ["", "có thêm", "Công tác"])],
)
def test_a_concordance_is_sorted_by_its_context(archive: Path, sort: str, expected: list[str]) -> None:
    lines = load(archive).concordance("thông tin", width=2, sort=sort)  # type: ignore[arg-type]
    words = [(line.left if sort == "left" else line.right).lower() for line in lines]
    key = (lambda text: text.split()[::-1]) if sort == "left" else (lambda text: text.strip(", ").split())
    assert words == sorted(words, key=key)


def test_a_search_index_changes_nothing_in_a_concordance(archive: Path) -> None:
    before = list(load(archive).concordance("đối ngoại"))
    load(archive).search("chợ")
    assert (archive / "search.sqlite").exists()
    assert list(load(archive).concordance("đối ngoại")) == before
    assert len(before) == 4


def test_collocates_are_counted_within_the_span(archive: Path) -> None:
    found = {collocate.type: collocate for collocate in load(archive).collocates("thông tin", span=2, least=1)}
    assert (found["đối"].together, found["đối"].frequency) == (3, 4)
    assert "chợ" not in found
    assert found["đối"].log_dice == pytest.approx(14 + log2(2 * 3 / (4 + 4)))


def test_ngrams_do_not_cross_texts(archive: Path) -> None:
    found = {ngram.text: (ngram.occurrences, ngram.articles) for ngram in load(archive).ngrams(2, least=1)}
    assert found["thông tin"] == (4, 2)
    assert found["hòa nhạc"] == (2, 1)
    assert "ngoại công" not in found


def test_keyness_distinguishes_one_part_from_another(archive: Path) -> None:
    found = {
        record.type: record for record in load(archive, until="2017").keyness(load(archive, since="2018"), least=1)
    }
    assert (found["phiên"].occurrences, found["phiên"].other_occurrences) == (2, 0)
    assert found["phiên"].log_ratio == pytest.approx(log2((2 / 34) / (0.5 / 8)))
    with pytest.raises(ValueError, match="no text"):
        load(archive).keyness([])


# The first table of T. Dunning, "Accurate methods for the statistics of surprise and coincidence" (1993): "the swiss".
DUNNING = (110, 110 + 2442, 110 + 111, 110 + 2442 + 111 + 29114)


def test_log_likelihood_is_that_of_dunnings_paper() -> None:
    assert measures.log_likelihood(*DUNNING) == pytest.approx(270.72, abs=0.005)


@pytest.mark.parametrize("table", [DUNNING, (3, 40, 5, 1000), (1, 1, 1, 10), (0, 5, 7, 100), (20, 500, 20, 9000)])
def test_association_measures_agree_with_nltk_and_scipy(table: tuple[int, int, int, int]) -> None:
    # Here, because importing takes a second, in each of the processes that collect the tests.
    from nltk.metrics import BigramAssocMeasures
    from scipy.stats import chi2_contingency

    both, first, second, total = table
    margins = (both, (first, second), total)
    assert measures.log_likelihood(*table) == pytest.approx(BigramAssocMeasures.likelihood_ratio(*margins), abs=1e-6)
    cells = [[both, first - both], [second - both, total - first - second + both]]
    expected = chi2_contingency(cells, correction=False, lambda_="log-likelihood").statistic
    assert measures.log_likelihood(*table) == pytest.approx(expected, abs=1e-6)
    information = BigramAssocMeasures.pmi(*margins) if both else -inf
    assert measures.mutual_information(*table) == pytest.approx(information)
    dice = 14 + log2(BigramAssocMeasures.dice(*margins)) if both else -inf
    assert measures.log_dice(both, first, second) == pytest.approx(dice)


@pytest.mark.parametrize(
    ("count", "size", "other", "other_size"), [(10, 1000, 2, 3000), (0, 50, 5, 60), (7, 10, 7, 10)]
)
def test_keyness_agrees_with_the_likelihood_ratio_of_two_poisson_counts(
    count: int, size: int, other: int, other_size: int
) -> None:
    share = (count + other) / (size + other_size)
    expected = 2 * sum(o * measures.log(o / (n * share)) for o, n in ((count, size), (other, other_size)) if o)
    assert measures.keyness_log_likelihood(count, size, other, other_size) == pytest.approx(expected)
    ratio = measures.log_ratio(count, size, other, other_size)
    assert ratio == pytest.approx(-measures.log_ratio(other, other_size, count, size))


@pytest.mark.parametrize("count", [0, 1, 2, 5, 20, 100, 101, 3000])
def test_the_interval_of_a_count_is_garwoods(count: int) -> None:
    from scipy.stats import chi2

    low, high = measures.poisson_interval(count)
    assert low == pytest.approx(chi2.ppf(0.025, 2 * count) / 2 if count else 0, rel=1e-3)
    assert high == pytest.approx(chi2.ppf(0.975, 2 * count + 2) / 2, rel=1e-3)


def test_the_interval_of_a_share_is_wilsons() -> None:
    from scipy.stats import binomtest

    for count, total in ((15, 148), (0, 9), (9, 9), (1, 1000)):
        expected = binomtest(count, total).proportion_ci(method="wilson")
        assert measures.wilson_interval(count, total) == pytest.approx((expected.low, expected.high), abs=1e-9)
    assert measures.wilson_interval(0, 0) == (0.0, 1.0)


def test_words_are_segmented_and_cached_in_the_archive(archive: Path) -> None:
    pytest.importorskip("underthesea")
    args = ["ngrams", str(archive), "--length", "1", "--words", "underthesea", "--json", "--least", "1"]
    counted = {row["text"]: row["occurrences"] for row in map(json.loads, _run(*args).stdout.splitlines())}
    assert counted["đối ngoại"] >= 4
    assert "đối" not in counted
    assert (archive / "annotations" / "words-underthesea.sqlite").exists()
    trend = _run("trend", "đối ngoại", "--in", str(archive), "--by", "year", "--words", "underthesea", "--json")
    assert sum(json.loads(line)["occurrences"] for line in trend.stdout.splitlines()) == 4


def test_a_text_is_segmented_once(tmp_path: Path) -> None:
    calls: list[str] = []

    def split(text: str) -> list[str]:
        calls.append(text)
        return ["chợ  phiên", "họp"]

    for _ in range(2):
        cached = CachedTokenizer(split, tmp_path / "words.sqlite")
        assert list(cached("Chợ phiên họp")) == ["chợ phiên", "họp"]
        cached.close()
    assert calls == ["Chợ phiên họp"]
    with pytest.raises(ValueError, match="choose from underthesea, pyvi"):
        segmenter("x")  # type: ignore[arg-type]


def test_results_of_nothing_have_their_columns_and_a_term_named_twice_counts_once(archive: Path) -> None:
    articles = load(archive)
    nothing = articles.collocates("khôngcó")
    assert nothing.to_polars().columns == list(nothing.to_pandas().columns) == nothing.columns
    assert list(articles.trend("chợ", "chợ", by="year")) == list(articles.trend("chợ", by="year"))


def test_a_concordance_has_as_many_words_on_each_side_as_requested(archive: Path) -> None:
    articles = load(archive)
    for width in (0, 1, 2):
        lines = articles.concordance("chợ", width=width)
        assert lines
        for side in (side for line in lines for side in (line.left, line.right)):
            assert len([word for word in side.split() if word.strip(".,;")]) <= width
    with pytest.raises(ValueError, match="give the number of words"):
        articles.concordance("chợ", width=-1)


def test_words_of_pyvi_are_joined_by_underscores_and_found_as_terms(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = ModuleType("pyvi")
    fake.ViTokenizer = SimpleNamespace(tokenize=lambda text: text.replace("Chợ phiên", "Chợ_phiên"))  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pyvi", fake)
    assert list(segmenter("pyvi")("Chợ phiên họp")) == ["Chợ_phiên", "họp"]
    articles = load(archive)
    counted = [
        sum(point.occurrences for point in articles.trend("chợ phiên", tokenizer=tokenizer))
        for tokenizer in (None, segmenter("pyvi"))
    ]
    assert counted[0] == counted[1] > 0


def test_annotations_are_computed_once_and_come_back_as_a_column(archive: Path) -> None:
    calls: list[str] = []

    def length(record: object) -> int:
        calls.append(record.id)  # type: ignore[attr-defined]
        if len(calls) == 3:
            raise RuntimeError("interrupted")
        return len(record.body)  # type: ignore[attr-defined]

    articles = load(archive)
    with pytest.raises(RuntimeError) as interrupted:
        articles.annotate(length, name="length")
    assert articles[2].id in interrupted.value.__notes__[0]
    first = articles.annotate(length, name="length")
    again = articles.annotate(length, name="length")
    assert list(first) == list(again) == [len(article.body) for article in articles]
    assert len(calls) == 3 + 3, "what was computed before the interruption is stored"
    assert repr(first).startswith("<Annotations length: 5 values in ")
    frame = again.to_pandas()
    assert list(frame.columns) == ["id", "revision", "length"]
    assert len(frame.merge(articles.to_pandas(), on="id")) == 5
    with pytest.raises(ValueError, match="letters, digits"):
        articles.annotate(length, name="../x")


def test_commands_print_tables_csv_and_json(archive: Path, tmp_path: Path) -> None:
    where = ["--in", str(archive)]
    assert "per million" in _run("trend", "chợ", *where).stdout
    rows = list(csv.DictReader(io.StringIO(_run("trend", "chợ", *where, "--csv").stdout)))
    assert {row["term"] for row in rows} == {"chợ"}
    _run("trend", "chợ", "đối ngoại", *where, "--plot", str(tmp_path / "trend.svg"))
    assert "<svg" in (tmp_path / "trend.svg").read_text("utf-8")
    shown = _run("concordance", "thông tin", str(archive))
    assert "«thông tin»" in shown.stdout
    assert shown.stderr.endswith("4 occurrences in 2 articles, 4 shown\n")
    assert "log dice" in _run("collocates", "thông tin", str(archive), "--least", "1").stdout
    assert "thông tin" in _run("ngrams", str(archive)).stdout
    args = ["keyness", str(archive), "--until", "2017", "--against-since", "2018", "--least", "1"]
    assert "log ratio" in _run(*args).stdout
    refused = CliRunner().invoke(main, ["keyness", str(archive)])
    assert (refused.exit_code, "name the other part" in refused.stderr) == (2, True)


def test_segmentations_are_compared_by_the_positions_of_their_words() -> None:
    gold = [["thông tin", "đối ngoại", "."]]
    assert agreement(gold, [["thông_tin", "đối_ngoại", "."]]) == (1, 1)
    assert agreement(gold, [["thông", "tin", "đối ngoại ."]]) == (0, 0)
    assert agreement(gold, [["thông", "tin", "đối ngoại", "."]]) == (2 / 4, 2 / 3)
