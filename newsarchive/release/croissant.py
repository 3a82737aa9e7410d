"""Croissant: a release as schema.org JSON-LD with record sets (http://mlcommons.org/croissant/1.0)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from newsarchive.release.about import LICENSES, About
from newsarchive.release.columns import ReleaseColumn
from newsarchive.release.data_files import JSON_LINES, PARQUET, Data, DataFile
from newsarchive.release.wording import described, keywords, reference

_CONTEXT: Mapping[str, Any] = MappingProxyType(
    {
        "@language": "en",
        "@vocab": "https://schema.org/",
        "citeAs": "cr:citeAs",
        "column": "cr:column",
        "conformsTo": "dct:conformsTo",
        "cr": "http://mlcommons.org/croissant/",
        "rai": "http://mlcommons.org/croissant/RAI/",
        "data": {"@id": "cr:data", "@type": "@json"},
        "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
        "dct": "http://purl.org/dc/terms/",
        "equivalentProperty": "cr:equivalentProperty",
        "examples": {"@id": "cr:examples", "@type": "@json"},
        "extract": "cr:extract",
        "field": "cr:field",
        "fileProperty": "cr:fileProperty",
        "fileObject": "cr:fileObject",
        "fileSet": "cr:fileSet",
        "format": "cr:format",
        "includes": "cr:includes",
        "isLiveDataset": "cr:isLiveDataset",
        "jsonPath": "cr:jsonPath",
        "key": "cr:key",
        "md5": "cr:md5",
        "parentField": "cr:parentField",
        "path": "cr:path",
        "recordSet": "cr:recordSet",
        "references": "cr:references",
        "regex": "cr:regex",
        "repeated": "cr:repeated",
        "replace": "cr:replace",
        "samplingRate": "cr:samplingRate",
        "sc": "https://schema.org/",
        "separator": "cr:separator",
        "source": "cr:source",
        "subField": "cr:subField",
        "transform": "cr:transform",
    }
)
_TYPES = {"text": "sc:Text", "integer": "sc:Integer", "boolean": "sc:Boolean", "time": "sc:DateTime", "date": "sc:Date"}
_RECORDS = "articles"


def croissant(about: About, data: Data, columns: tuple[ReleaseColumn, ...]) -> dict[str, Any]:
    """Return the Croissant 1.0 description of a release as JSON-LD (https://docs.mlcommons.org/croissant/).

    *about* is what the publisher of the release states, *data* its files. The record set has a field for each of
    *columns* and refers to the Parquet file.
    """
    return {
        "@context": dict(_CONTEXT),
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": about.name,
        "alternateName": about.title,
        "description": described(about),
        "version": about.version,
        "datePublished": about.date.isoformat(),
        "license": LICENSES[about.license].url if about.license else "LICENSE.md",
        "creator": [{"@type": "sc:Organization", "name": maker} for maker in about.makers],
        "keywords": list(keywords(about)),
        "citeAs": reference(about),
        "rai:personalSensitiveInformation": "People named in the news; see README.md and TAKEDOWN.md.",
        "distribution": [
            _file(data.parquet, "application/x-parquet"),
            _file(data.json_lines, "application/jsonlines"),
        ],
        "recordSet": [
            {
                "@type": "cr:RecordSet",
                "@id": _RECORDS,
                "name": _RECORDS,
                "description": "One record for each article, or for each revision of it.",
                "key": [{"@id": f"{_RECORDS}/id"}, {"@id": f"{_RECORDS}/revision"}],
                "field": [_field(column) for column in columns],
            }
        ],
    }


def _file(file: DataFile, media: str) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": file.path,
        "name": file.path.rpartition("/")[2],
        "description": {
            PARQUET: "All records, zstd.",
            JSON_LINES: "The same records, with times as displayed by the publisher.",
        }[file.path],
        "contentUrl": file.path,
        "contentSize": f"{file.size} B",
        "encodingFormat": media,
        "sha256": file.sha256,
    }


def _field(column: ReleaseColumn) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{_RECORDS}/{column.name}",
        "name": column.name,
        "description": column.meaning,
    }
    if column.many:
        fields["repeated"] = True
    if column.parts:
        return {**fields, "subField": [_part(column, part) for part in column.parts]}
    return {**fields, "dataType": _TYPES[column.kind], "source": _source(column.name)}


def _part(column: ReleaseColumn, part: ReleaseColumn) -> dict[str, Any]:
    return {
        "@type": "cr:Field",
        "@id": f"{_RECORDS}/{column.name}/{part.name}",
        "name": part.name,
        "description": part.meaning,
        "dataType": _TYPES[part.kind],
        "source": {**_source(column.name), "transform": {"jsonPath": part.name}},
    }


def _source(column: str) -> dict[str, Any]:
    return {"fileObject": {"@id": PARQUET}, "extract": {"column": column}}
