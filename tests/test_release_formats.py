"""Each file of a release is read by the reference library of its format, without a network."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import socket
from datetime import date, datetime
from pathlib import Path
from typing import Any, NoReturn

import pytest

import newsarchive
from newsarchive.article import Record
from newsarchive.release.about import LICENSES, About
from newsarchive.release.columns import columns_without
from newsarchive.release.make import release

ROOT = Path(__file__).resolve().parent.parent
ABOUT = About(
    title="Báo Ví Dụ: 24 bài “mẫu”",
    contact="xin-go-bai@example.org",
    date=date(2026, 11, 23),
    license="CC-BY-4.0",
    creators=("Nhóm Ví Dụ",),
)
SAMPLE: dict[str, Record] = {record.id: record for record in newsarchive.load(ROOT / "data" / "sample")}
CUTS: dict[str, frozenset[str]] = {
    "whole": frozenset(),
    "bare": frozenset({"bodies", "images", "personal"}),
}


@pytest.fixture(scope="module", params=CUTS)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, frozenset[str]]:
    without = CUTS[request.param]
    folder = tmp_path_factory.mktemp("releases") / request.param
    release(ROOT / "data" / "sample", folder, About(**{**vars(ABOUT), "without": without}))
    return folder, without


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> NoReturn:
        raise AssertionError("a release is read without a network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture(scope="module")
def release_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("release") / "whole"
    release(ROOT / "data" / "sample", folder, ABOUT)
    return folder


def test_the_folder_is_a_valid_bag(made: tuple[Path, frozenset[str]]) -> None:
    import bagit

    folder, _ = made
    bag = bagit.Bag(str(folder))
    bag.validate(processes=1)
    assert bag.info["Contact-Email"] == ABOUT.contact
    assert {"README.md", "croissant.json", "datapackage.json", "LICENSE.md"} <= set(bag.tagfile_entries())
    assert set(bag.payload_entries()) == {"data/articles.jsonl.gz", "data/articles.parquet"}


@pytest.mark.parametrize("name", ["data/articles.parquet", "README.md", "TAKEDOWN.md"])
def test_a_changed_byte_makes_the_bag_invalid(tmp_path: Path, name: str) -> None:
    import bagit

    folder = tmp_path / "bag"
    release(ROOT / "data" / "sample", folder, ABOUT)
    whole = bytearray((folder / name).read_bytes())
    whole[len(whole) // 2] ^= 1
    (folder / name).write_bytes(whole)
    with pytest.raises(bagit.BagValidationError):
        bagit.Bag(str(folder)).validate(processes=1)


def test_frictionless_reads_every_row_by_the_data_package(made: tuple[Path, frozenset[str]]) -> None:
    import frictionless

    folder, without = made
    package = frictionless.Package(str(folder / "datapackage.json"))
    assert [field.name for field in package.get_resource("articles").schema.fields] == [
        column.name for column in columns_without(without)
    ]
    resource = inline(folder)
    report = frictionless.validate(resource)
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "note"])
    rows = {row["id"]: row for row in resource.read_rows()}
    assert set(rows) == set(SAMPLE)
    assert {row["published_at"] for row in rows.values()} == {record.published_at for record in SAMPLE.values()}


def inline(folder: Path, changed: dict[str, Any] | None = None) -> Any:
    """Return the records as frictionless reads them without its extra for JSON Lines, the first one *changed*."""
    import frictionless

    lines = gzip.decompress((folder / "data" / "articles.jsonl.gz").read_bytes()).splitlines()
    rows = [json.loads(line) for line in lines]
    rows[0].update(changed or {})
    schema = json.loads((folder / "datapackage.json").read_text("utf-8"))["resources"][0]["schema"]
    return frictionless.Resource(data=rows, schema=frictionless.Schema.from_descriptor(schema))


@pytest.mark.parametrize(
    "changed", [{"revision": "first"}, {"published_at": "yesterday"}, {"aliases": "none"}, {"id": None}, {"http": []}]
)
def test_frictionless_finds_a_row_of_another_type(release_folder: Path, changed: dict[str, Any]) -> None:
    import frictionless

    report = frictionless.validate(inline(release_folder, changed))
    assert {row[0] for row in report.flatten(["fieldName"])} == set(changed)


def test_sizes_and_checksums_of_the_data_package_are_those_of_the_files(release_folder: Path) -> None:
    import frictionless

    for resource in json.loads((release_folder / "datapackage.json").read_text("utf-8"))["resources"]:
        found = (release_folder / resource["path"]).read_bytes()
        assert (resource["bytes"], resource["hash"]) == (len(found), f"sha256:{hashlib.sha256(found).hexdigest()}")
        bare = {name: resource[name] for name in ("name", "path", "bytes", "hash")}
        assert frictionless.validate({**bare, "type": "file"}, basepath=str(release_folder)).valid


def test_mlcroissant_reads_every_record(made: tuple[Path, frozenset[str]], caplog: pytest.LogCaptureFixture) -> None:
    import mlcroissant

    folder, _ = made
    described = mlcroissant.Dataset(str(folder / "croissant.json"))
    assert not described.metadata.issues.errors
    assert not described.metadata.issues.warnings
    assert "not standard" not in caplog.text
    records = list(described.records("articles"))
    assert {_text(record["articles/id"]) for record in records} == set(SAMPLE)
    for found in records:
        record = SAMPLE[_text(found["articles/id"])]
        assert _text(found["articles/title"]) == record.title
        assert found["articles/revision"] == record.revision
        assert [_text(section) for section in found["articles/sections"] or []] == record.sections
        at = found["articles/published_at"]
        assert (at.to_pydatetime() if at is not None else None) == record.published_at


def _text(value: Any) -> Any:
    return value.decode("utf-8") if isinstance(value, bytes) else value


def test_mlcroissant_reads_the_parts_of_objects(release_folder: Path) -> None:
    import mlcroissant

    for found in mlcroissant.Dataset(str(release_folder / "croissant.json")).records("articles"):
        record = SAMPLE[_text(found["articles/id"])]
        credits = found["articles/credits"]
        names = [_text(credit["articles/credits/name"]) for credit in credits] if record.credits else []
        assert names == [credit.name for credit in record.credits]
        assert found["articles/http"]["articles/http/status"] == record.http.status


def test_datasets_loads_the_folder_as_its_card_says(
    made: tuple[Path, frozenset[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import datasets

    folder, without = made
    for name in ("HF_HUB_OFFLINE", "HF_DATASETS_OFFLINE"):
        monkeypatch.setenv(name, "1")
    loaded = datasets.load_dataset(str(folder), cache_dir=str(tmp_path))
    assert list(loaded) == ["train"]
    assert {row["id"]: row["title"] for row in loaded["train"]} == {key: record.title for key, record in SAMPLE.items()}
    assert loaded["train"].column_names == [column.name for column in columns_without(without)]
    from newsarchive.release.tables import arrow_schema

    schema = arrow_schema(columns_without(without))
    assert loaded["train"].features == datasets.Features.from_arrow_schema(schema)


def test_the_hub_reads_the_card(made: tuple[Path, frozenset[str]]) -> None:
    import datasets
    import huggingface_hub

    folder, without = made
    card = huggingface_hub.DatasetCard.load(folder / "README.md")
    assert card.data.language == ["vi"]
    assert card.data.license == "cc-by-4.0"
    assert card.data.pretty_name == ABOUT.title
    assert ("summarization" in card.data.task_categories) == (not without)
    metadata = datasets.info.DatasetInfosDict.from_directory(str(folder))["default"]
    assert metadata.features is not None
    assert list(metadata.features) == [column.name for column in columns_without(without)]
    assert metadata.splits is not None
    assert metadata.splits["train"].num_examples == 24


# The keys and forms that matter here, of https://github.com/citation-file-format/citation-file-format (schema 1.2.0).
_CFF_REQUIRED = {"authors", "cff-version", "message", "title"}
_CFF_KEYS = _CFF_REQUIRED | {
    "abstract", "commit", "contact", "date-released", "doi", "identifiers", "keywords", "license", "license-url",
    "preferred-citation", "references", "repository", "repository-artifact", "repository-code", "type", "url",
    "version",
}  # fmt: skip
_CFF_ENTITY = {
    "address", "alias", "city", "country", "date-end", "date-start", "email", "fax", "location", "name", "orcid",
    "post-code", "region", "tel", "website",
}  # fmt: skip


@pytest.mark.parametrize("contact", [ABOUT.contact, "https://example.org/takedown"])
@pytest.mark.parametrize("license", [None, *LICENSES])
def test_the_citation_file_is_valid(contact: str, license: str | None) -> None:
    import yaml

    from newsarchive.release.card import citation

    metadata = yaml.safe_load(citation(About(**{**vars(ABOUT), "contact": contact, "license": license})))
    assert set(metadata) >= _CFF_REQUIRED
    assert set(metadata) <= _CFF_KEYS
    assert metadata["cff-version"] == "1.2.0"
    assert metadata["type"] == "dataset"
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", metadata["date-released"])
    assert all(
        isinstance(text, str)
        for text in (metadata["title"], metadata["version"], metadata["message"], *metadata["keywords"])
    )
    for person in (*metadata["authors"], *metadata["contact"]):
        assert person["name"]
        assert set(person) <= _CFF_ENTITY
    assert metadata.get("license") == license


def test_dates_are_the_same_instants_in_both_files(made: tuple[Path, frozenset[str]]) -> None:
    import pyarrow.parquet

    folder, _ = made
    lines = {record.id: record for record in newsarchive.load(folder)}
    table = pyarrow.parquet.read_table(folder / "data" / "articles.parquet").to_pylist()
    assert [row["id"] for row in table] == list(lines)
    for row in table:
        at: datetime | None = row["published_at"]
        assert at == lines[row["id"]].published_at
