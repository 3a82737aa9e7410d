"""`python -m benchmarks.crawl`: compare a whole crawl with a spider that only downloads, and with the peers.

nginx serves one invented site. The contenders run in their own processes and alternate in rounds, so that a change in
the machine's speed affects all of them. Ratios are computed within a round; their medians are reported.
"""

import argparse
import compileall
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.crawl.site import free_port, publisher_file, served, write_site

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "benchmarks" / "results"
CONTENDERS = (
    "download",
    "download-usual",
    "newsarchive",
    "newsarchive-1",
    "trafilatura",
    "newspaper4k",
    "beautifulsoup",
    "fundus",
    "news-please",
)
FLOOR = "download"
INTRODUCTION = """\
One invented newspaper, each article a page of WEIGHT KB, compressed with gzip and served by nginx on the same
machine. The crawlers take turns, each in a process of its own. Ratios are computed within a round; the
table shows their medians.

- *download* is a Scrapy spider with lean settings that fetches the articles and does nothing else. *download-usual* is
  the same with Scrapy's default settings (no delay, no log).
- *newsarchive* is a complete crawl: sitemaps, robots.txt, WARC with request, response and metadata, extraction of
  every field, records, index, report with plots. It extracts pages in a separate process; *newsarchive-1* in the same
  process.
- *trafilatura*, *newspaper4k* and *beautifulsoup* are the first spider with one call of that library for each page;
  they store nothing.
- *fundus* and *news-please* are those programs, with what they store.

*found* is the number of articles obtained. Times include the start of Python and the end of the run.
"""


def main():
    args = arguments()
    # As in an installed package: otherwise each start compiles the sources, if PYTHONDONTWRITEBYTECODE is set.
    compileall.compile_dir(ROOT / "newsarchive", quiet=1)
    with tempfile.TemporaryDirectory(dir=args.folder) as folder:
        rounds = [row for size in args.pages for row in measured(Path(folder) / str(size), size, args)]
    result = {"machine": machine(), "weight": args.weight, "rounds": rounds, "table": summary(rounds)}
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(markdown(result))
    if args.markdown:
        args.markdown.write_text(page(result, args), "utf-8")


def page(result, args):
    machine = result["machine"]
    command = f"python -m benchmarks.crawl --pages {' '.join(map(str, args.pages))} --rounds {args.rounds}"
    where = f"on {machine['cores']} cores, Python {machine['python']}"
    intro = INTRODUCTION.replace("WEIGHT", str(args.weight // 1000))
    return f"# Crawl benchmark\n\nWritten by `{command}`, {where}.\n\n{intro}\n{markdown(result)}\n"


def arguments():
    parser = argparse.ArgumentParser(prog="python -m benchmarks.crawl", description=__doc__)
    parser.add_argument("--pages", type=int, nargs="+", default=[1000, 5000], help="articles of the site")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--weight", type=int, default=60_000, help="bytes of an article's page")
    parser.add_argument("--contenders", nargs="+", default=list(CONTENDERS), choices=CONTENDERS, metavar="NAME")
    parser.add_argument("--peers-python", default=sys.executable, help="a virtual environment with the peers")
    parser.add_argument("--folder", type=Path, help="folder for the site and the archives; default: /tmp")
    parser.add_argument("--out", type=Path, default=RESULTS / "crawl.json")
    parser.add_argument("--markdown", type=Path, help="write the page with the table to this file")
    return parser.parse_args()


def measured(folder, size, args):
    """Yield one row per contender and round, for a site of *size* articles."""
    folder.mkdir(parents=True)
    port = free_port()
    write_site(folder, size, f"http://127.0.0.1:{port}", args.weight)
    publisher_file(folder, port)
    with served(folder, port) as url:
        for number in range(args.rounds):
            # Each round begins with another contender, so that none always has warm caches.
            turn = args.contenders[number % len(args.contenders) :] + args.contenders[: number % len(args.contenders)]
            for name in turn:
                row = one_run(name, url, folder, args.peers_python)
                print(json.dumps(row), file=sys.stderr, flush=True)
                yield {"size": size, "round": number, **row}


def one_run(name, url, folder, peers_python):
    shutil.rmtree(folder / f"data-{name}", ignore_errors=True)
    python = sys.executable if name.startswith("newsarchive") else peers_python
    done = subprocess.run(
        [python, "-m", "benchmarks.crawl.contenders", name, url, str(folder)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    if done.returncode:
        return {"name": name, "failed": done.stderr.strip().splitlines()[-1:] or ["no word"]}
    return json.loads(done.stdout.strip().splitlines()[-1])


def summary(rounds):
    """Return a row for each contender and size: medians over the rounds; speed is relative to *download*."""
    rows = []
    for size, name in sorted({(row["size"], row["name"]) for row in rounds}, key=_order):
        mine = [row for row in rounds if (row["size"], row["name"]) == (size, name)]
        if any("failed" in row for row in mine):
            rows.append({"size": size, "name": name, "failed": mine[0].get("failed")})
            continue
        floors = {row["round"]: row for row in rounds if (row["size"], row["name"]) == (size, FLOOR)}
        shares = [_speed(row) / _speed(floors[row["round"]]) for row in mine if row["round"] in floors]
        rows.append(
            {
                "size": size,
                "name": name,
                "pages": min(row["pages"] for row in mine),
                "pages_per_second": round(statistics.median(map(_speed, mine)), 1),
                "share_of_download": round(statistics.median(shares), 3) if shares else None,
                "cpu_ms_per_page": round(
                    1000 * statistics.median(row["cpu"] / max(1, row["pages"]) for row in mine), 2
                ),
                "memory": max(row["memory"] for row in mine),
            }
        )
    return rows


def _order(key):
    return key[0], CONTENDERS.index(key[1])


def _speed(row):
    return row["pages"] / row["seconds"]


def machine():
    return {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.machine()}


def markdown(result):
    lines = [
        "| pages | crawl | found | pages/s | of download only | CPU ms a page | MB, main process |",
        "|---:|---|---:|---:|---:|---:|---:|",
    ]
    for row in result["table"]:
        if "failed" in row:
            lines.append(f"| {row['size']} | {row['name']} | failed: {row['failed'][0]} |")
            continue
        share = "" if row["share_of_download"] is None else f"{row['share_of_download']:.0%}"
        lines.append(
            f"| {row['size']} | {row['name']} | {row['pages']} | {row['pages_per_second']} | {share} "
            f"| {row['cpu_ms_per_page']} | {row['memory']} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
