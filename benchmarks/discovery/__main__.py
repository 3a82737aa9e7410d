"""`python -m benchmarks.discovery`: requests per stored article of a period, for each discovery source and for all.

The demo newspaper with the requested number of articles is served on 127.0.0.1; each crawl begins with an empty
archive. All responses of the server are counted: robots.txt, lists and articles.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from newsarchive.demo import newspaper, serve

SOURCES = ("all", "sitemaps", "feeds", "listings", "links")


def main() -> None:
    """Print one line for each period and source."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=2000, help="articles of the newspaper [default: 2000]")
    parser.add_argument("--periods", nargs="*", help="months or years [default: the fullest month and its year]")
    parser.add_argument("--sources", nargs="*", default=SOURCES, choices=SOURCES, help="[default: all of them]")
    options = parser.parse_args()
    paper = newspaper(options.articles)
    months = Counter(f"{story.time:%Y-%m}" for story in paper.stories)
    fullest = max(months, key=lambda month: months[month])
    for period in options.periods or [fullest, fullest[:4]]:
        wanted = sum(count for month, count in months.items() if month.startswith(period))
        print(f"{period}: {wanted:,} of {len(paper.stories):,} articles")
        for source in options.sources:
            with serve(paper) as site, tempfile.TemporaryDirectory() as folder:
                stored = _stored(f"{site.url}/", Path(folder), period, source)
                requests = len(site.responses)
            ratio = f"{requests / stored:.2f}" if stored else "-"
            print(
                f"  {source:10} {requests:6,} requests  {stored:6,} stored  {ratio:>6} requests per article", flush=True
            )


def _stored(url: str, folder: Path, period: str, source: str) -> int:
    chosen = [] if source == "all" else ["--discover", source]
    command = [
        sys.executable,
        "-m",
        "newsarchive",
        "crawl",
        url,
        "--to",
        str(folder),
        "--allow-private",
        "--delay",
        "0",
    ]
    subprocess.run(
        [*command, "--since", period, "--until", period, *chosen, "-q"], check=False, stderr=subprocess.DEVNULL
    )
    reports = list((folder / "runs").glob("*.json"))
    return int(json.loads(reports[0].read_text("utf-8"))["counts"]["stored"]) if reports else 0


if __name__ == "__main__":
    main()
