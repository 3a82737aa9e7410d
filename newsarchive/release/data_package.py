"""Frictionless: a release as a Data Package (https://specs.frictionlessdata.io/data-package/, version 1)."""

from __future__ import annotations

from typing import Any

from newsarchive.release.about import LICENSES, About
from newsarchive.release.columns import ReleaseColumn
from newsarchive.release.data_files import Data, DataFile
from newsarchive.release.facts import Facts
from newsarchive.release.wording import described, keywords

_TYPES = {
    "text": "string",
    "integer": "integer",
    "boolean": "boolean",
    "time": "datetime",
    "date": "date",
    "object": "object",
}


def data_package(about: About, data: Data, columns: tuple[ReleaseColumn, ...], facts: Facts) -> dict[str, Any]:
    """Return the Data Package of a release (https://specs.frictionlessdata.io/data-package/) as JSON values.

    *about* is what the publisher of the release states, *data* its files, *facts* what was counted. The JSON Lines
    have a Table Schema of *columns*, the Parquet file has none.
    """
    return {
        "profile": "data-package",
        "name": about.name,
        "title": about.title,
        "description": described(about),
        "version": about.version,
        "created": f"{about.date.isoformat()}T00:00:00Z",
        "keywords": list(keywords(about)),
        "licenses": [_license(about)],
        "contributors": [{"title": maker, "role": "author"} for maker in about.makers],
        "sources": [{"title": site.publisher or key} for key, site in sorted(facts.sites.items())],
        "resources": [
            {
                **_resource(data.json_lines, "articles", "jsonl", "application/jsonl"),
                "profile": "tabular-data-resource",
                "encoding": "utf-8",
                "schema": {
                    "fields": [_field(column) for column in columns],
                    "primaryKey": ["id", "revision"],
                    "missingValues": [],
                },
            },
            {
                **_resource(data.parquet, "articles-parquet", "parquet", "application/vnd.apache.parquet"),
                # Parquet has its own types; frictionless would infer types for lists, and fail.
                "type": "file",
            },
        ],
    }


def _license(about: About) -> dict[str, str]:
    if about.license is None:
        return {"name": "other-closed", "title": "Rights of the publishers; see the note", "path": "LICENSE.md"}
    return {"name": about.license, "path": LICENSES[about.license].url}


def _resource(file: DataFile, name: str, form: str, media: str) -> dict[str, Any]:
    return {
        "name": name,
        "path": file.path,
        "format": form,
        "mediatype": media,
        "bytes": file.size,
        "hash": f"sha256:{file.sha256}",
    }


def _field(column: ReleaseColumn) -> dict[str, Any]:
    kind = "array" if column.many else _TYPES[column.kind]
    fields: dict[str, Any] = {"name": column.name, "type": kind, "description": column.meaning}
    if kind == "datetime":
        fields["format"] = "any"  # the default format requires UTC; these times keep the publisher's offset
    if column.required:
        fields["constraints"] = {"required": True}
    return fields
