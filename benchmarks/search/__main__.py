"""`python -m benchmarks.search FOLDER`: time to build the search index, compared with plain FTS5, and time of queries.

The articles are invented (text.py). Plain FTS5 is one table of title, lead and body with SQLite's own tokenizer, filled
in one transaction from texts that are already in memory; the search index is built from the archive's files. Then
every query runs several times, with everything that `newsarchive search` does except starting Python.
"""

import argparse
import json
import platform
import sqlite3
import statistics
import time
from collections import Counter
from contextlib import closing
from datetime import datetime
from pathlib import Path

from benchmarks.search.archive import write_archive
from newsarchive import load
from newsarchive.search import Search, count_labels, find, open_index, search_index
from newsarchive.search.folding import fold

RESULTS = Path(__file__).resolve().parents[1] / "results"
_SAMPLED = 2000


def main():
    args = arguments()
    if not (args.folder / "articles").exists():
        write_archive(args.folder, args.articles)
    result = {"machine": f"{platform.processor() or platform.machine()}, Python {platform.python_version()}"}
    result["sqlite"] = sqlite3.sqlite_version
    result["index"] = built(args.folder)
    result["fts5"] = plain_fts5(args.folder) if not args.no_peer else None
    with closing(open_index(search_index(args.folder))) as index:
        result["articles"] = index.execute("SELECT count(*) FROM articles").fetchone()[0]
        questions = list(queries(index))
        result["search"] = [measured(index, name, search, args.rounds) for name, search in questions]
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(markdown(result))


def arguments():
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search", description=__doc__)
    parser.add_argument("folder", type=Path, help="the archive; created if it does not exist")
    parser.add_argument("--articles", type=int, default=200_000, help="number of articles to write")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--no-peer", action="store_true", help="leave out plain FTS5")
    parser.add_argument("--out", type=Path, default=RESULTS / "search.json")
    return parser.parse_args()


def built(folder):
    path = folder / "search.sqlite"
    before = path.exists()
    wall, cpu = time.perf_counter(), time.process_time()
    search_index(folder)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return {"anew": not before, "wall_s": wall, "cpu_s": cpu, "bytes": path.stat().st_size}


def plain_fts5(folder):
    """Fill one FTS5 table with the same texts; the time of reading the archive is not counted."""
    path = folder / "plain-fts5.sqlite"
    path.unlink(missing_ok=True)
    wall = cpu = 0.0
    with closing(sqlite3.connect(path, isolation_level=None)) as table:
        table.execute("CREATE VIRTUAL TABLE articles USING fts5 (title, lead, body)")
        table.execute("BEGIN")
        for rows in batches(folder):
            start, busy = time.perf_counter(), time.process_time()
            table.executemany("INSERT INTO articles VALUES (?, ?, ?)", rows)
            wall, cpu = wall + time.perf_counter() - start, cpu + time.process_time() - busy
        start, busy = time.perf_counter(), time.process_time()
        table.execute("COMMIT")
        wall, cpu = wall + time.perf_counter() - start, cpu + time.process_time() - busy
    size = path.stat().st_size
    path.unlink()
    return {"wall_s": wall, "cpu_s": cpu, "bytes": size}


def batches(folder):
    rows = []
    for article in load(folder):
        rows.append((article.title, article.lead, article.body))
        if len(rows) == 4000:
            yield rows
            rows = []
    yield rows


def queries(index):
    """Yield twenty kinds of query, with words that occur in the archive."""
    texts = sampled_texts(index)
    shares = {word: count / len(texts) for word, count in Counter(w for text in texts for w in set(text)).items()}
    most = max(shares, key=shares.get)
    third = min(shares, key=lambda word: abs(shares[word] - 0.3))
    rare = min(shares, key=lambda word: abs(shares[word] - 0.001))
    words = [word for text in texts[:200] for word in text]
    common, mixed, three = (phrase(words, shares, *lows) for lows in ((0.6, 0.6), (0.2, 0.6), (0.6, 0.6, 0.6)))
    month = {"since": datetime(2019, 3, 1), "until": datetime(2019, 3, 31, 23, 59, 59)}
    yield "rare word", Search(query=rare)
    yield "common word", Search(query=most)
    yield "common word, newest first", Search(query=most, order="date")
    yield "word in a third of the articles", Search(query=third)
    yield "phrase of two common words", Search(query=f'"{common}"')
    yield "phrase of two mixed words", Search(query=f'"{mixed}"')
    yield "phrase of three common words", Search(query=f'"{three}"')
    yield "three common words without quotes", Search(query=three)
    yield "rare word, exact", Search(query=rare, exact=True)
    yield "common word, exact", Search(query=most, exact=True)
    yield "phrase of two mixed words, exact", Search(query=f'"{mixed}"', exact=True)
    yield "four words that are apart", Search(query=f"{rare} {third} {mixed}")
    yield "prefix of a word", Search(query=f"{third[:-1]}*")
    yield "one OR the other", Search(query=f"{rare} OR {third}")
    yield "common NOT common", Search(query=f"{third} NOT {most}")
    yield "common word in one site", Search(query=third, sites=["bao3"])
    yield "common word in one month", Search(query=third, **month)
    yield "phrase in one site and month", Search(query=f'"{mixed}"', sites=["bao3"], **month)
    yield "phrase by one author", Search(query=f'"{mixed}"', authors=["Tác Giả 5"])
    yield "phrase with a rare word", Search(query=f'"{most} {rare} {most}"')


def sampled_texts(index):
    """Return the lower-case words of articles sampled evenly over time."""
    total = index.execute("SELECT count(*) FROM articles").fetchone()[0]
    step = max(1, total // _SAMPLED)
    keys = [key for at, (key,) in enumerate(index.execute("SELECT key FROM articles ORDER BY key")) if at % step == 0]
    body = "SELECT body FROM articles WHERE key = ?"
    return [[word.strip(".,").lower() for word in index.execute(body, (key,)).fetchone()[0].split()] for key in keys]


def phrase(words, shares, *shares_wanted):
    """Return adjacent words, each in about the given share of articles; of these, the rarest combination."""
    length, candidates = len(shares_wanted), Counter()
    for at in range(len(words) - length):
        piece = words[at : at + length]
        near = [low <= shares.get(word, 0) < low + 0.3 for word, low in zip(piece, shares_wanted, strict=True)]
        if len({fold(word) for word in piece}) == length and all(near):
            candidates[" ".join(piece)] += 1
    return min(sorted(candidates), key=candidates.get)


def measured(index, name, search, rounds):
    seconds = []
    for _ in range(rounds):
        start = time.perf_counter()
        found = find(index, search)
        seconds.append(time.perf_counter() - start)
        if sum(seconds) > 60:
            break
    start = time.perf_counter()
    counts = count_labels(index, search, found=found)
    facets = time.perf_counter() - start
    assert counts.total == found.total
    ordered = sorted(seconds)
    return {
        "question": name,
        "query": search.query,
        "found": found.total,
        "together": found.together,
        "rounds": len(seconds),
        "first_ms": 1e3 * seconds[0],
        "p50_ms": 1e3 * statistics.median(seconds),
        "p95_ms": 1e3 * ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))],
        "facets_ms": 1e3 * facets,
    }


def markdown(result):
    ours, plain = result["index"], result["fts5"]
    lines = [f"{result['articles']:,} articles; {result['machine']}; SQLite {result['sqlite']}", ""]
    if ours["anew"]:
        lines += ["| | CPU s | s | GB |", "|---|---:|---:|---:|"]
        lines += [f"| search index | {ours['cpu_s']:.0f} | {ours['wall_s']:.0f} | {ours['bytes'] / 1e9:.2f} |"]
    if plain and ours["anew"]:
        lines += [f"| plain FTS5 | {plain['cpu_s']:.0f} | {plain['wall_s']:.0f} | {plain['bytes'] / 1e9:.2f} |"]
        cpu, size = ours["cpu_s"] / plain["cpu_s"], ours["bytes"] / plain["bytes"]
        lines += [f"| times plain FTS5 | {cpu:.2f} | | {size:.2f} |", ""]
    lines += [
        "| Query | Found | Side by side | First ms | p50 ms | p95 ms | Facets and timeline ms |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for row in result["search"]:
        times = " | ".join(f"{row[name]:.0f}" for name in ("first_ms", "p50_ms", "p95_ms", "facets_ms"))
        lines.append(f"| {row['question']} | {row['found']:,} | {row['together']:,} | {times} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
