"""Any order of storing, flushing, reopening and losing the index gives what a plain list would."""

from __future__ import annotations

import tempfile
from pathlib import Path

from archive_pieces import add
from hypothesis import given, settings
from hypothesis import strategies as some

from newsarchive import load
from newsarchive.archive.verify import verify
from newsarchive.archive.writer import ArchiveWriter

STORE = some.tuples(some.just("store"), some.integers(1, 4), some.sampled_from("abc"))
ELSE = some.tuples(some.sampled_from(["flush", "reopen", "lose the index"]), some.just(0), some.just(""))
MONTHS = {"a": "2017-09-01T00:00:00+07:00", "b": "2017-10-01T00:00:00+07:00", "c": None}


@settings(max_examples=40)
@given(steps=some.lists(STORE | ELSE, max_size=25), batch=some.integers(1, 6))
def test_an_archive_holds_each_text_that_differs_from_the_one_before(
    steps: list[tuple[str, int, str]], batch: int
) -> None:
    texts: dict[int, list[str]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        archive = ArchiveWriter(folder, run="run0", batch=batch)
        for turn, (step, number, text) in enumerate(steps):
            if step == "store":
                texts_of_article = texts.setdefault(number, [])
                expected = "new" if not texts_of_article else "unchanged" if texts_of_article[-1] == text else "revised"
                assert add(archive, number, text=text, published=MONTHS[text]) == expected
                if expected != "unchanged":
                    texts_of_article.append(text)
            elif step == "flush":
                archive.flush()
            else:
                archive.close()
                if step == "lose the index":
                    (folder / "index.sqlite").unlink()
                archive = ArchiveWriter(folder, run=f"run{turn + 1}", batch=batch)
                assert archive.repairs == []
        archive.close()
        if not texts:
            return
        stored = sorted((record.title, record.revision, record.body[0]) for record in load(folder, revisions="all"))
        assert stored == sorted(
            (f"Tin {number}", revision, text)
            for number, texts_of_article in texts.items()
            for revision, text in enumerate(texts_of_article, start=1)
        )
        assert sorted((record.title, record.body[0]) for record in load(folder)) == sorted(
            (f"Tin {number}", texts_of_article[-1]) for number, texts_of_article in texts.items()
        )
        assert verify(folder).state == "whole"
