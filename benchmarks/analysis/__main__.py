"""`python -m benchmarks.analysis`: loading and query benchmarks, compared with DuckDB, Polars, pandas and json.loads.

The archive of invented articles is measured with and without its Parquet copy. Each measurement runs in its own
process, and the contenders alternate in rounds, so that a change in the machine's speed affects all of them. Seconds
are measured from the first import to the result. Ratios are computed within a round; their medians are reported.
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from importlib.metadata import version
from pathlib import Path

import newsarchive
from benchmarks.analysis.measures import MEASURES
from benchmarks.search.archive import write_archive
from newsarchive.archive.caches import remake_caches
from newsarchive.archive.layout import Layout
from newsarchive.archive.manifest.writer import Manifest
from newsarchive.dataset.packing import pack

RESULTS = Path(__file__).resolve().parents[1] / "results"
ROOT = Path(__file__).resolve().parents[2]
LIBRARIES = ("duckdb", "polars", "pandas", "pyarrow", "msgspec")


def main():
    args = arguments()
    with tempfile.TemporaryDirectory() as temporary:
        is_packed = any(MEASURES[name].of == "tables" for name in args.measures)
        folders, archive = prepared(args.folder or Path(temporary), args.articles, is_packed)
        rows = []
        for number in range(args.rounds):
            rows += [row for name in args.measures for row in one_round(name, number, folders, args.contenders)]
            # After every round, so that an interrupted run has results.
            written(rows, archive, args)
    print(tables(summary(rows)))


def written(rows, archive, args):
    rounds = 1 + max(row["round"] for row in rows)
    result = {"machine": machine(), "archive": archive, "rounds": rounds, "rows": rows, "table": summary(rows)}
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", "utf-8")
    if args.markdown:
        args.markdown.write_text(page(result), "utf-8")


def arguments():
    parser = argparse.ArgumentParser(prog="python -m benchmarks.analysis", description=__doc__)
    parser.add_argument("--articles", type=int, default=50_000)
    parser.add_argument("--folder", type=Path, help="folder for the archive, which may exist already; default: /tmp")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--measures", nargs="+", default=list(MEASURES), choices=MEASURES, metavar="NAME")
    parser.add_argument("--contenders", nargs="+", metavar="TEXT", help="only those whose name contains one of these")
    parser.add_argument("--out", type=Path, default=RESULTS / "analysis.json")
    parser.add_argument("--markdown", type=Path, help="write the page with the tables to this file")
    return parser.parse_args()


def prepared(folder, articles, is_packed):
    """Return the archive with its Parquet copy ("tables"), the same without ("lines"), and its description.

    Both have the index that a crawl would have written. Unless *is_packed*, no copy is made.
    """
    whole, bare = folder / "archive", folder / "lines"
    if not (whole / "articles").exists():
        write_archive(whole, articles)
    layout = Layout(whole)
    if not layout.index.exists():
        remake_caches(layout, Manifest(layout))
    start = time.perf_counter()
    packed = pack(whole) if is_packed else None
    seconds = time.perf_counter() - start
    files = sorted((whole / "articles").rglob("*.jsonl.gz"))
    for file in files:
        other = bare / file.relative_to(whole)
        other.parent.mkdir(parents=True, exist_ok=True)
        if not other.exists():
            other.hardlink_to(file)
    shutil.copyfile(layout.index, Layout(bare).index)
    told = {
        "articles": len(newsarchive.load(whole)),
        "files": len(files),
        "lines_bytes": sum(file.stat().st_size for file in files),
        "tables_bytes": packed.bytes if packed else 0,
        "packed": packed.packed if packed else 0,
        "pack_seconds": round(seconds, 2),
    }
    return {"tables": whole, "lines": bare}, told


def one_round(name, number, folders, wanted=None):
    """Yield a row for each contender of the measure *name*."""
    measure = MEASURES[name]
    turn = [contender for contender in measure.contenders if not wanted or any(text in contender for text in wanted)]
    if number == 0:
        # Not measured: this loads the files into the page cache for all contenders.
        warm(folders[measure.of])
    # Each round begins with another contender.
    first = number % len(turn)
    rows = {name: one_run(measure.contenders[name], folders[measure.of]) for name in turn[first:] + turn[:first]}
    agree(name, {name: row for name, row in rows.items() if name not in measure.tenth})
    for contender, row in rows.items():
        row = {key: value for key, value in row.items() if key != "answer"}
        if contender in measure.tenth:
            row["seconds"], row["again"] = 10 * row["seconds"], row["again"] and 10 * row["again"]
        print(name, contender, json.dumps(row), file=sys.stderr, flush=True)
        yield {"measure": name, "round": number, "name": contender, **row}


def warm(folder):
    for path in folder.rglob("*.*"):
        if path.is_file():
            path.read_bytes()


def one_run(function, folder):
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.analysis.one", function, str(folder)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{function}: {done.stderr}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def agree(name, rows):
    """Stop if two contenders return different results, because their work is then not comparable."""
    answers = {json.dumps(row["answer"]) for row in rows.values()}
    if len(answers) > 1:
        raise SystemExit(f"{name}: the results differ: {', '.join(rows)}")


def summary(rows):
    """Return a row of medians for each measure and contender; `times` is relative to newsarchive."""
    table = []
    for measure, name in dict.fromkeys((row["measure"], row["name"]) for row in rows):
        mine = [row for row in rows if (row["measure"], row["name"]) == (measure, name)]
        ours = next(iter(MEASURES[measure].contenders))
        floors = {row["round"]: row for row in rows if (row["measure"], row["name"]) == (measure, ours)}
        table.append(
            {
                "measure": measure,
                "name": name,
                "seconds": _median(row["seconds"] for row in mine),
                "again": _median(row["again"] for row in mine),
                "times": _median(row["seconds"] / floors[row["round"]]["seconds"] for row in mine),
                "times_again": _median(
                    row["again"] / floors[row["round"]]["again"]
                    for row in mine
                    if row["again"] and floors[row["round"]]["again"]
                ),
                "memory": max(row["memory"] for row in mine),
                "lines_opened": mine[0]["lines_opened"],
                "tables_opened": mine[0]["tables_opened"],
            }
        )
    order = {(measure, name): n for measure in MEASURES for n, name in enumerate(MEASURES[measure].contenders)}
    return sorted(table, key=lambda row: (list(MEASURES).index(row["measure"]), order[row["measure"], row["name"]]))


def _median(values):
    values = [value for value in values if value is not None]
    return round(statistics.median(values), 3) if values else None


def machine():
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    told = {"cores": os.cpu_count(), "gigabytes": round(gigabytes), "python": platform.python_version()}
    return {**told, **{name: version(name) for name in LIBRARIES}}


def tables(table):
    return "\n\n".join(
        f"## {measure.title}\n\n" + _table([row for row in table if row["measure"] == name], measure)
        for name, measure in MEASURES.items()
        if any(row["measure"] == name for row in table)
    )


def _table(rows, measure):
    lines = [
        "| | seconds | relative | repeated, s | relative | MB | record files opened | files of the Parquet copy |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for row in rows:
        name = (
            f"{row['name']} (on a tenth of the data, time multiplied by ten)"
            if row["name"] in measure.tenth
            else row["name"]
        )
        figures = [_figure(row[key]) for key in ("seconds", "times", "again", "times_again")]
        figures += [row["memory"], row["lines_opened"], row["tables_opened"]]
        lines.append(f"| {name} | " + " | ".join(map(str, figures)) + " |")
    return "\n".join(lines)


def _figure(value):
    return "" if value is None else f"{value:.2f}"


def page(result):
    archive, computer = result["archive"], dict(result["machine"])
    about = f"{computer.pop('cores')} cores, {computer.pop('gigabytes')} GB, " + ", ".join(
        f"{name} {number}" for name, number in computer.items()
    )
    copied = f", {archive['tables_bytes'] / 1e6:,.0f} MB of Parquet copy" if archive["tables_bytes"] else ""
    packed = (
        f"`newsarchive pack` took {archive['pack_seconds']:.0f} s. " if archive["packed"] == archive["files"] else ""
    )
    few = (
        "**Fewer than three rounds: rough numbers only.** Other processes affect single numbers "
        "(compare `json.loads` in the two tables that have it).\n\n"
    )
    return (
        "# Loading and query benchmark\n\n"
        f"Written by `python -m benchmarks.analysis --articles {archive['articles']} --rounds {result['rounds']}`, "
        f"on {date.today()}, on {about}.\n\n"
        f"{archive['articles']:,} invented articles with 3 KB of text each, of 10 sites and 60 months, in "
        f"{archive['files']} "
        f"files: {archive['lines_bytes'] / 1e6:,.0f} MB of JSON Lines (gzip){copied}. "
        f"{packed}Each measurement runs in a process of its own, and the libraries take turns. "
        "*seconds* runs from the first import to the result; *repeated* is the same query a second time in that "
        "process (not measured if the first took over 2 s). *relative* is the time divided by that of the first line "
        "of the table, within a round. All numbers are medians. *MB* is the peak memory of a process. The results of "
        "all libraries are compared, and the opened files are counted by the kernel. The page cache is warm in all "
        "cases.\n\n"
        f"{few if result['rounds'] < 3 else ''}"
        f"{tables(result['table'])}\n"
    )


if __name__ == "__main__":
    main()
