"""`python -m benchmarks.crawl.workers`: compare one worker with two workers of one frontier, on the same sites.

Each worker extracts its pages itself (NEWSARCHIVE_READERS = 0), so that one worker is one process. The sites have no
delay, and nginx is not the bottleneck. It needs redis-server and nginx.
"""

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

from benchmarks.crawl.site import free_port, publisher_file, served, write_site

_WORKER = """
import sys
from pathlib import Path
from newsarchive.crawl.run import Options
from newsarchive.crawl.frontier.redis import RedisFrontier
from newsarchive.crawl.workers import crawl_distributed
options = Options(
    folder=Path(sys.argv[1]), delay=0, allow_private=True, publishers=Path(sys.argv[2]),
    settings={"NEWSARCHIVE_READERS": 0, "CONCURRENT_REQUESTS_PER_DOMAIN": 8},
)
crawl_distributed(sys.argv[4:], {"by": "sitemaps"}, options, RedisFrontier(sys.argv[3]))
"""


def main():
    parser = argparse.ArgumentParser(prog="python -m benchmarks.crawl.workers", description=__doc__)
    parser.add_argument("--papers", type=int, default=4)
    parser.add_argument("--pages", type=int, default=500, help="articles of each site")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parents[1] / "results" / "workers.json")
    args = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        home = Path(folder)
        urls = list(_papers(home, args, stack))
        for number in range(args.rounds):
            for workers in (1, 2) if number % 2 else (2, 1):
                rows.append({"round": number, **_run(home, urls, workers)})
                print(json.dumps(rows[-1]), file=sys.stderr, flush=True)
    ratios = [_speed(rows, number, 2) / _speed(rows, number, 1) for number in range(args.rounds)]
    result = {"rounds": rows, "two_over_one": round(statistics.median(ratios), 2)}
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    print(f"2 workers over 1: {result['two_over_one']} (rounds: {', '.join(f'{ratio:.2f}' for ratio in ratios)})")


def _papers(home, args, stack):
    for number in range(args.papers):
        folder, port, host = home / f"paper{number}", free_port(), f"127.0.0.{number + 2}"
        folder.mkdir()
        write_site(folder, args.pages, f"http://{host}:{port}")
        (home / "publishers").mkdir(exist_ok=True)
        publisher_file(folder, port, host).joinpath("lamgiang.toml").rename(home / "publishers" / f"paper{number}.toml")
        yield stack.enter_context(served(folder, port, host=host))


def _run(home, urls, workers):
    port = free_port()
    words = ["--port", str(port), "--save", "", "--dir", str(home)]
    redis = subprocess.Popen(["redis-server", *words], stdout=subprocess.DEVNULL)
    time.sleep(0.5)
    folders = [home / f"worker{number}" for number in range(workers)]
    began = time.monotonic()
    running = [
        subprocess.Popen(
            [sys.executable, "-c", _WORKER, str(folder), str(home / "publishers"), f"redis://127.0.0.1:{port}/0"]
            + [f"{url}/" for url in urls],
            cwd=Path(__file__).resolve().parents[2],
        )
        for folder in folders
    ]
    for process in running:
        if process.wait():
            raise SystemExit("a worker failed")
    seconds = time.monotonic() - began
    redis.terminate()
    redis.wait()
    import newsarchive

    found = Counter(record.id for folder in folders if folder.exists() for record in newsarchive.load(folder))
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    twice = sum(count - 1 for count in found.values())
    return {"workers": workers, "articles": len(found), "twice": twice, "seconds": round(seconds, 2)}


def _speed(rows, number, workers):
    row = next(row for row in rows if (row["round"], row["workers"]) == (number, workers))
    return row["articles"] / row["seconds"]


if __name__ == "__main__":
    main()
