"""The set of a fresh clone: the project's test pages, at least one per publisher, in the markup of its CMS."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

PAGES = Path(__file__).resolve().parent.parent / "tests" / "pages"


def write(folder: Path) -> Path:
    """Write the set `own` into *folder* and return *folder*."""
    target = folder / "own"
    target.mkdir(parents=True, exist_ok=True)
    rows = []
    for answer in sorted(PAGES.glob("*/*.json")):
        gold = json.loads(answer.read_text("utf-8"))
        name = f"{answer.parent.name}-{answer.stem}.html.gz"
        (target / name).write_bytes(gzip.compress(answer.with_suffix(".html").read_bytes()))
        rows.append(json.dumps(_row(name, gold), ensure_ascii=False))
    (target / "pages.jsonl").write_text("\n".join(rows) + "\n", "utf-8")
    return folder


def _row(name: str, gold: dict) -> dict:
    body = [text for text in [gold.get("lead") or gold.get("lead_as_paragraph"), *gold.get("body", [])] if text]
    row = {"id": name, "url": gold["url"], "html_path": name, "title": gold["title"], "body": "\n\n".join(body)}
    if gold.get("published_at"):
        row["published"] = gold["published_at"]
    return {**row, "authors": gold.get("authors", [])}
