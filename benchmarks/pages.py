"""Score extractors against gold pages: every system gets the same pages, alternating page by page in one process.

A set is a folder with `pages.jsonl`, one object per page: `id`, `url`, `html_path` (gzipped HTML in the same folder)
and any of the gold fields `title`, `published` (ISO 8601), `authors` (list), `body` (text), `snippets` ({with,
without}).

Measures (each over the pages that have the gold field; a crash or timeout counts as empty output):
  body F1     4-gram shingles per page, precision and recall averaged over pages, F1 of the two averages
              (the measure of article-extraction-benchmark)
  snippet F1  required and forbidden pieces of text found (the measure of trafilatura's evaluation)
  title       exact after NFKC, case, quote, dash and space folding
  day, minute same calendar day, same minute, in the gold's zone; a prediction without a zone is taken to be in it
  authors F1  of name sets, case and space folded, over pages that have an author
no author   share of the pages without author for which the system returned none
Speed is the CPU time of the call, so other processes on the machine do not count; ratios are relative to newsarchive.
"""

from __future__ import annotations

import gc
import gzip
import json
import sys
from importlib.metadata import PackageNotFoundError, version

from benchmarks.measures import clean_date, score_page, summarise
from benchmarks.timing import summary, timed

FIELDS = ("title", "published", "authors", "body")

COLUMNS = (
    ("body F1", "body_f1", ".3f"),
    ("P", "body_p", ".3f"),
    ("R", "body_r", ".3f"),
    ("snippet F1", "snip_f1", ".3f"),
    ("title", "title_exact", ".3f"),
    ("day", "day", ".3f"),
    ("minute", "minute", ".3f"),
    ("authors F1", "authors_f1", ".3f"),
    ("no author", "no_author", ".3f"),
    ("crashes", "crashes", "d"),
    ("pages/s", "per_s", ".1f"),
    ("speed ratio", "ratio", ".2f"),
)


def score_set(folder, systems, passes=2, limit=0):
    """Run all *systems* on the set in *folder*; return figures by system, and the outcome of each page."""
    rows = [json.loads(line) for line in (folder / "pages.jsonl").read_text("utf-8").splitlines()]
    rows = rows[: limit or None]
    pages = [gzip.decompress((folder / row["html_path"]).read_bytes()) for row in rows]
    systems = _systems_that_serve(rows, systems)
    for system in systems.values():  # lazy imports and setup happen before the measurement
        for row, html in zip(rows[:3], pages, strict=False):
            timed(system, html, row["url"])
    gc.collect()
    gc.freeze()
    runs = _take_turns(rows, pages, systems, passes)
    figures = {name: _figures(rows, system, runs[name]) for name, system in systems.items()}
    mine = figures.get("newsarchive", {}).get("per_s")
    for figure in figures.values():
        figure["ratio"] = figure["per_s"] / mine if mine else None
    return {
        "set": folder.name,
        "pages": len(rows),
        "mb": sum(map(len, pages)) / 1e6,
        "systems": figures,
        "outcomes": {name: _outcomes(rows, system, runs[name]) for name, system in systems.items()},
    }


def _systems_that_serve(rows, systems):
    gold = {field for field in FIELDS if any(field in row for row in rows)}
    if any("snippets" in row for row in rows):
        gold.add("body")
    return {name: system for name, system in systems.items() if not fields_of(system) or gold & set(fields_of(system))}


def _take_turns(rows, pages, systems, passes):
    names = list(systems)
    runs = {name: {"outputs": [], "cpu": [], "errors": {}} for name in names}
    for turn in range(passes):
        for index, (row, html) in enumerate(zip(rows, pages, strict=True)):
            shift = (index + turn) % len(names)
            for name in names[shift:] + names[:shift]:
                got, cpu, _, error = timed(systems[name], html, row["url"])
                runs[name]["cpu"].append(cpu)
                if turn == 0:
                    runs[name]["outputs"].append(_normal(got))
                    if error:
                        runs[name]["errors"][row["id"]] = error
            if (index + 1) % 100 == 0:
                print(f"  pass {turn + 1}: {index + 1}/{len(rows)}", file=sys.stderr, flush=True)
    return runs


def _normal(got):
    got = got or {}
    return {
        "title": got.get("title") or "",
        "published": clean_date(got.get("published")),
        "authors": [str(name) for name in got.get("authors") or []],
        "body": got.get("body") or "",
    }


def _figures(rows, system, run):
    fields = fields_of(system)
    scored = [score_page(row, got) for row, got in zip(rows, run["outputs"], strict=True)]
    return {
        "version": _version_of(system),
        "crashes": len(run["errors"]),
        **summarise(scored, fields),
        **summary(run["cpu"]),
        "errors": run["errors"],
    }


def _outcomes(rows, system, run):
    if not fields_of(system):
        return []
    return [
        {"id": row["id"], "scores": score_page(row, got), **got, "published": str(got["published"] or "")}
        for row, got in zip(rows, run["outputs"], strict=True)
    ]


def fields_of(system):
    """Return the fields that *system* supports; others show a dash. Empty: a parser that is only timed."""
    return getattr(system, "fields", FIELDS)


def _version_of(system):
    try:
        return version(system.package)
    except (AttributeError, PackageNotFoundError):
        return ""


def markdown(result):
    """The table of one set."""
    systems = result["systems"]
    columns = [column for column in COLUMNS if any(system.get(column[1]) is not None for system in systems.values())]
    lines = [
        f"### {result['set']}: {result['pages']} pages, {result['mb']:.1f} MB of HTML",
        "",
        "| system | version | " + " | ".join(column[0] for column in columns) + " |",
        "|---|---|" + "---:|" * len(columns),
    ]
    for name, system in systems.items():
        cells = [format(system[key], spec) if system.get(key) is not None else "–" for _, key, spec in columns]
        lines.append(f"| {name} | {system['version']} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"
