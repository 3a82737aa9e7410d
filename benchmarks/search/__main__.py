"""`python -m benchmarks.search`: how long full-text search takes over many articles, beside pandas' str.contains.

The articles are made up (text.py). The base is built once; then every question is asked again and again, in turn, each
time with everything that `newsarchive search` does but start Python: query, ranking, snippets of ten articles.
"""

import argparse
import json
import platform
import statistics
import time
from collections import Counter
from contextlib import closing
from datetime import datetime
from pathlib import Path

from benchmarks.search.archive import write_archive
from newsarchive import load
from newsarchive.search import Search, find, open_base, search_base
from newsarchive.search.folding import exact

RESULTS = Path(__file__).resolve().parents[1] / "results"
PANDAS_ROUNDS = 3


def main():
    args = arguments()
    if not (args.folder / "articles").exists():
        write_archive(args.folder, args.articles)
    result = {"machine": f"{platform.processor() or platform.machine()}, Python {platform.python_version()}"}
    result["build"] = built(args.folder)
    with closing(open_base(search_base(args.folder))) as base:
        questions = list(asked(base))
        result["articles"] = base.execute("SELECT count(*) FROM articles").fetchone()[0]
        result["search"] = [measured(base, name, search, args.rounds) for name, search in questions]
    if not args.no_pandas:
        result["pandas"] = pandas_seconds(args.folder, dict(questions))
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(markdown(result))


def arguments():
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search", description=__doc__)
    parser.add_argument("folder", type=Path, help="the archive; written when it is not there")
    parser.add_argument("--articles", type=int, default=200_000, help="how many to write")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--no-pandas", action="store_true", help="leave out pandas, which needs the texts in memory")
    parser.add_argument("--out", type=Path, default=RESULTS / "search.json")
    return parser.parse_args()


def built(folder):
    path = folder / "search.sqlite"
    before = path.exists()
    wall, cpu = time.perf_counter(), time.process_time()
    search_base(folder)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return {"anew": not before, "wall_s": wall, "cpu_s": cpu, "bytes": path.stat().st_size}


def asked(base):
    """Yield questions of all kinds; their words are taken from what the archive has."""
    shares = dict(base.execute("SELECT word, share FROM common WHERE exact = 1"))
    by_share = sorted(shares, key=shares.get)
    most = by_share[-1]
    third = min(shares, key=lambda word: abs(shares[word] - 0.3))
    rare = rare_word(base)
    words = printed_words(base)
    common, mixed, three = (phrase(words, shares, *lows) for lows in ((0.6, 0.6), (0.2, 0.6), (0.6, 0.6, 0.6)))
    month = {"since": datetime(2019, 3, 1), "until": datetime(2019, 3, 31, 23, 59, 59)}
    yield "rare word", Search(query=rare)
    yield "common word", Search(query=most)
    yield "common word, newest first", Search(query=most, order="date")
    yield "word of a third", Search(query=third)
    yield "phrase of two common words", Search(query=f'"{common}"')
    yield "phrase of two mixed words", Search(query=f'"{mixed}"')
    yield "phrase of three common words", Search(query=f'"{three}"')
    yield "the same without quotes", Search(query=three)
    yield "phrase, exact", Search(query=f'"{common}"', exact=True)
    yield "four words that stand apart", Search(query=f"{rare} {third} {mixed}")
    yield "beginning of a word", Search(query="tr*")
    yield "one OR the other", Search(query=f"{rare} OR {third}")
    yield "common NOT common", Search(query=f"{third} NOT {most}")
    yield "common word in one site", Search(query=third, sites=["bao3"])
    yield "common word in one month", Search(query=third, **month)
    yield "phrase in one site and month", Search(query=f'"{mixed}"', sites=["bao3"], **month)
    yield "phrase by one author", Search(query=f'"{mixed}"', authors=["Tác Giả 5"])
    yield "nothing found", Search(query=f'"{most} {rare} {most}"')


def rare_word(base):
    """The first word of few articles; where the made-up language has none (a million articles), the rarest of many."""
    rarest, fewest = None, 0
    query = "SELECT word FROM words WHERE exact = 1 AND word NOT IN (SELECT word FROM common) LIMIT 400"
    for (word,) in base.execute(query):
        found = find(base, Search(query=word, exact=True)).total
        if found > 10 and (rarest is None or found < fewest):
            rarest, fewest = word, found
        if rarest and fewest < 300:
            break
    if rarest is None:
        raise SystemExit("no rare word: too few articles")
    return rarest


def printed_words(base):
    """The words of two hundred articles from the middle of the time, small."""
    middle = base.execute("SELECT key FROM articles ORDER BY key LIMIT 1 OFFSET (SELECT count(*) / 2 FROM articles)")
    bodies = base.execute("SELECT body FROM articles WHERE key >= ? LIMIT 200", middle.fetchone())
    return [word.strip(".,").lower() for (body,) in bodies for word in body.split()]


def phrase(words, shares, *shares_wanted):
    """Words side by side, each in about the share of articles that is wanted; of those, the rarest together."""
    length, candidates = len(shares_wanted), Counter()
    for at in range(len(words) - length):
        piece = words[at : at + length]
        near = [low <= shares.get(exact(word), 0) < low + 0.3 for word, low in zip(piece, shares_wanted, strict=True)]
        if len(set(piece)) == length and all(near):
            candidates[" ".join(piece)] += 1
    return min(sorted(candidates), key=candidates.get)


def measured(base, name, search, rounds):
    seconds, cpu = [], []
    for _ in range(rounds):
        start, busy = time.perf_counter(), time.process_time()
        found = find(base, search)
        seconds.append(time.perf_counter() - start)
        cpu.append(time.process_time() - busy)
    return {
        "question": name,
        "query": search.query,
        "found": found.total,
        "more": found.more,
        "first_ms": 1e3 * seconds[0],
        "median_ms": 1e3 * statistics.median(seconds),
        "max_ms": 1e3 * max(seconds),
        "cpu_ms": 1e3 * statistics.median(cpu),
    }


def pandas_seconds(folder, questions):
    start = time.perf_counter()
    frame = load(folder, columns=["body"]).to_pandas()
    read = time.perf_counter() - start
    rows = []
    for name in ("rare word", "common word", "phrase of two common words"):
        text, seconds = questions[name].query.strip('"'), []
        for _ in range(PANDAS_ROUNDS):
            start = time.perf_counter()
            count = int(frame["body"].str.contains(text, regex=False).sum())
            seconds.append(time.perf_counter() - start)
        rows.append({"question": name, "found": count, "median_ms": 1e3 * statistics.median(seconds)})
    return {"read_s": read, "rows": rows}


def markdown(result):
    build = result["build"]
    peer = {row["question"]: row["median_ms"] for row in result.get("pandas", {}).get("rows", ())}
    lines = [
        f"{result['articles']:,} articles; base {build['bytes'] / 1e9:.2f} GB"
        + (f", built in {build['wall_s']:.0f} s ({build['cpu_s']:.0f} s CPU)" if build["anew"] else ""),
        "",
        "| Question | Found | First ms | Median ms | Max ms | CPU ms | pandas ms |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for row in result["search"]:
        total = f"{'>' if row['more'] else ''}{row['found']:,}"
        times = " | ".join(f"{row[name]:.1f}" for name in ("first_ms", "median_ms", "max_ms", "cpu_ms"))
        other = f"{peer[row['question']]:.0f}" if row["question"] in peer else ""
        lines.append(f"| {row['question']} | {total} | {times} | {other} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
