"""The data card (README.md, in the format of the Hugging Face hub) and the notes on license, takedown, citation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import resources
from string import Template
from typing import Any

from newsarchive.counting import count_of
from newsarchive.release.about import LICENSES, About
from newsarchive.release.columns import ReleaseColumn
from newsarchive.release.data_files import PARQUET, Data
from newsarchive.release.dictionary import dictionary
from newsarchive.release.facts import Facts, SiteFacts
from newsarchive.release.wording import described, keywords, missing_fields, reference
from newsarchive.release.yaml_text import yaml_text

_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
_TYPES = {"text": "string", "integer": "int64", "boolean": "bool", "time": "timestamp[us, tz=UTC]", "date": "date32"}
_REHYDRATE = """
The texts are not in it. Fetch them again from the publishers, politely, and see which have changed or are not found:

```sh
newsarchive rehydrate path/to/this/folder -o archive --contact you@example.org
```
"""


def data_card(about: About, data: Data, columns: tuple[ReleaseColumn, ...], facts: Facts) -> str:
    """Return the data card, a README.md: YAML metadata for the hub and `datasets`, then Markdown for readers.

    *about* is what the publisher of the release states, *data* its files, *columns* the fields that it contains, and
    *facts* what was counted. The keys are those of https://huggingface.co/docs/hub/datasets-cards.
    """
    head = yaml_text({**_license(about), **_described(about, facts), **_contents(data, columns, facts)})
    body = _text(
        "card.md",
        **_common(about),
        described=described(about),
        counts=_counts(facts),
        missing=missing_fields(about),
        rehydrate="" if about.has_texts else _REHYDRATE,
        sites="\n".join(_site_row(key, site) for key, site in sorted(facts.sites.items())),
        languages=_listed(facts.languages) or "not declared by the pages",
        kinds=_listed(facts.kinds),
        selection=_selection(about, facts),
        fetched=_fetched(facts),
        extractors=", ".join(sorted(facts.extractors)),
        fields="\n".join(_field_rows(columns, facts)),
        personal=_personal(about),
        reference=reference(about),
    )
    return f"---\n{head}---\n\n{body}"


def license_note(about: About) -> str:
    """Return LICENSE.md: what the license covers, and what the publishers own."""
    texts = (
        "Their texts are in this folder."
        if about.has_texts
        else "This folder contains their headlines, not their texts."
    )
    return _text("license.md", **_common(about), license=_license_sentence(about), texts=texts)


def takedown_note(about: About, facts: Facts) -> str:
    """Return TAKEDOWN.md: how to request a takedown, and what follows."""
    return _text("takedown.md", **_common(about), withdrawn=str(len(facts.withdrawn)))


def citation(about: About) -> str:
    """Return CITATION.cff, in the Citation File Format 1.2.0 (https://citation-file-format.github.io/)."""
    fields: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": "If you use this data set, please cite it with its version.",
        "type": "dataset",
        "title": about.title,
        "version": about.version,
        "date-released": about.date.isoformat(),
        "authors": [{"name": maker} for maker in about.makers],
        "abstract": described(about),
        "keywords": list(keywords(about)),
        "contact": [{"name": about.makers[0], "email": about.mail} if about.mail else _web_contact(about)],
    }
    return yaml_text({**fields, "license": about.license} if about.license else fields)


def _web_contact(about: About) -> dict[str, str]:
    return {"name": about.makers[0], "website": about.contact}


def _license(about: About) -> dict[str, str]:
    if about.license:
        return {"license": LICENSES[about.license].hub}
    return {"license": "other", "license_name": "rights-of-the-publishers", "license_link": "LICENSE.md"}


def _described(about: About, facts: Facts) -> dict[str, Any]:
    tasks = ["text-classification", *(["summarization", "text-generation"] if about.has_texts else [])]
    languages = [code for code, _ in facts.languages.most_common() if 2 <= len(code) <= 3]
    return {
        "pretty_name": about.title,
        "language": sorted(languages),
        "task_categories": tasks,
        "tags": list(keywords(about)),
        "size_categories": [next((name for most, name in _SIZES if facts.records < most), _over_a_million(facts))],
        "source_datasets": ["original"],
        "annotations_creators": ["no-annotation"],
    }


def _over_a_million(facts: Facts) -> str:
    return "1M<n<10M" if facts.records < 10_000_000 else "10M<n<100M"


def _contents(data: Data, columns: tuple[ReleaseColumn, ...], facts: Facts) -> dict[str, Any]:
    split = {"name": "train", "num_bytes": data.memory, "num_examples": facts.records}
    return {
        "configs": [{"config_name": "default", "data_files": [{"split": "train", "path": PARQUET}]}],
        "dataset_info": {
            "features": [_feature(column) for column in columns],
            "splits": [split],
            "download_size": data.parquet.size,
            "dataset_size": data.memory,
        },
    }


def _feature(column: ReleaseColumn) -> dict[str, Any]:
    parts = [_feature(part) for part in column.parts]
    if column.many:
        return {"name": column.name, "list": parts or _TYPES[column.kind]}
    if parts:
        return {"name": column.name, "struct": parts}
    return {"name": column.name, "dtype": "int32" if column.small else _TYPES[column.kind]}


def _text(name: str, **values: str) -> str:
    template = (resources.files("newsarchive.release") / "texts" / name).read_text("utf-8")
    return Template(template).substitute(values)


def _common(about: About) -> dict[str, str]:
    return {
        "title": about.title,
        "version": about.version,
        "date": about.date.isoformat(),
        "makers": ", ".join(about.makers),
        "contact": about.contact,
    }


def _counts(facts: Facts) -> str:
    sites = f"{len(facts.sites)} site{'s' * (len(facts.sites) != 1)}"
    span = f", published from {facts.span[0]} to {facts.span[1]}" if facts.span else ""
    return f"{facts.records:,} records of {sites}{span}."


def _site_row(key: str, site: SiteFacts) -> str:
    return f"| {key} | {_cell(site.publisher or '')} | {site.articles:,} | {site.first or ''} | {site.last or ''} |"


def _type_name(column: ReleaseColumn) -> str:
    entry = dictionary().get(column.name)
    return entry.type if entry else {"date": "date"}.get(column.kind, "string")


def _field_rows(columns: tuple[ReleaseColumn, ...], facts: Facts) -> Iterator[str]:
    for column in columns:
        yield f"| `{column.name}` | {_type_name(column)} | {facts.share(column.name):.0%} | {column.meaning} |"
        yield from (f"| `{column.name}.{part.name}` | | | {part.meaning} |" for part in column.parts)


def _selection(about: About, facts: Facts) -> str:
    bounds = [f"published since {about.since}"] * bool(about.since) + [f"until {about.until}"] * bool(about.until)
    span = f" It contains articles {' and '.join(bounds)}." if bounds else ""
    every = (
        "Each revision of an article is a record."
        if about.all_revisions
        else "It contains the latest revision of each article."
    )
    reserved = f" Left out: {count_of(facts.reserved, 'record')} whose publisher reserves AI training."
    return every + span + (reserved if about.respects_ai_training else "")


def _fetched(facts: Facts) -> str:
    if facts.fetched is None:
        return "at unknown times"
    first, last = (time.date().isoformat() for time in facts.fetched)
    return f"on {first}" if first == last else f"between {first} and {last}"


def _personal(about: About) -> str:
    others = "headlines and texts" if about.has_texts else "headlines and URLs"
    if "personal" in about.without:
        return f"Bylines, credits, tags and captions were left out; {others} still name people."
    return f"Bylines, credits, tags, {others} name writers, photographers and the people in the news."


def _license_sentence(about: About) -> str:
    if about.license is None:
        return "They have no license; ask before you publish them again."
    return f"They are licensed under [{about.license}]({LICENSES[about.license].url})."


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(
        f"{name} ({count:,})" for name, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    )


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
