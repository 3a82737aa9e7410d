"""`python -m benchmarks.reextraction`: extract WARC files with one process, two processes, two cluster workers.

The modes alternate in rounds, so that a change in the machine's speed affects all of them. Ratios are computed within a
round; their medians are reported. The time includes reading and storing, but not starting processes, which is reported
separately. CPU time is that of all processes involved, including the scheduler.
"""

import argparse
import hashlib
import json
import os
import platform
import resource
import shutil
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.crawl.site import _padded
from newsarchive.demo import newspaper
from newsarchive.demo.story import ORIGIN
from newsarchive.from_warc.cluster import DaskCluster
from newsarchive.from_warc.job import store_warcs
from newsarchive.from_warc.processes import Processes
from newsarchive.from_warc.reading import ImportTask
from newsarchive.from_warc.sources import sources_of
from newsarchive.from_warc.wanted import Wanted
from newsarchive.page import Page
from newsarchive.warc import Exchange, warc_bytes
from tests.dask_cluster import running_cluster

RESULTS = Path(__file__).resolve().parents[1] / "results"
WAYS = ("1 process", "2 processes", "2 cluster workers")
_FETCHED = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
_TICK = os.sysconf("SC_CLK_TCK")


def main():
    args = arguments()
    with tempfile.TemporaryDirectory(dir=args.folder) as folder:
        home = Path(folder)
        write_warcs(home / "warcs", args.pages, args.warcs, args.weight)
        write_warcs(home / "warm", 4, 2, args.weight)
        with running_cluster(home / "dask", workers=2) as cluster:
            rounds = [row for number in range(args.rounds) for row in one_round(home, number, cluster)]
    identical = len({row["digest"] for row in rounds}) == 1
    result = {"machine": machine(), "pages": args.pages, "warcs": args.warcs, "weight": args.weight}
    result |= {"identical": identical, "table": summary(rounds), "rounds": rounds}
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    print(markdown(result))
    return 0 if identical else 1


def arguments():
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reextraction", description=__doc__)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--warcs", type=int, default=20, help="number of WARC files")
    parser.add_argument("--weight", type=int, default=60_000, help="bytes of an article's page")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="folder for files and archives; default: /tmp")
    parser.add_argument("--out", type=Path, default=RESULTS / "reextraction.json")
    return parser.parse_args()


def write_warcs(folder, pages, warcs, weight):
    folder.mkdir()
    paper = newspaper(articles=pages)
    paths = sorted(paper.article_paths)[:pages]
    for number in range(warcs):
        with (folder / f"{number:03}.warc.gz").open("wb") as out:
            for path in paths[number::warcs]:
                body = _padded(paper.pages[path].body, weight, path)
                headers = (("Content-Type", "text/html; charset=utf-8"),)
                page = Page(
                    url=f"{ORIGIN}{path}", body=body, content_type=headers[0][1], headers=headers, fetched_at=_FETCHED
                )
                out.write(bytes(warc_bytes(Exchange(page=page))))


def one_round(home, number, cluster):
    for way in WAYS[number % 3 :] + WAYS[: number % 3]:
        row = {"round": number, "way": way, **one_run(home, way, cluster)}
        print(json.dumps(row), file=sys.stderr, flush=True)
        yield row


def one_run(home, way, cluster):
    out = home / "out"
    shutil.rmtree(out, ignore_errors=True)
    others = [worker.pid for worker in cluster.workers] + [cluster.scheduler.pid] if "cluster" in way else []
    clock = {}

    def readers(spool):
        begun = time.monotonic()
        reading = DaskCluster(cluster.address, spool) if "cluster" in way else Processes(int(way[0]), spool)
        for piece in reading.read([ImportTask(name=str(path), wanted=Wanted(), copy=True) for path in warm]):
            piece.unlink()
        clock.update(start=time.monotonic() - begun, wall=time.monotonic(), cpu=cpu_of(others or children(reading)))
        clock["own"] = own_cpu()
        clock["stop"] = reading.stop

        def stop():
            clock["ended"] = cpu_of(others or children(reading))
            clock["seconds"] = time.monotonic() - clock["wall"]
            clock["own"] = own_cpu() - clock["own"]
            clock["stop"]()

        reading.stop = stop
        return reading

    warm = sorted((home / "warm").iterdir())
    report = store_warcs(sources_of([str(home / "warcs")]), out, readers, wanted=Wanted())
    pages = report.records["pages read"]
    return {
        "pages": pages,
        "articles": report.stored["new"],
        "seconds": round(clock["seconds"], 2),
        "pages_per_second": round(pages / clock["seconds"], 1),
        "cpu_ms_per_page": round((clock["ended"] - clock["cpu"] + clock["own"]) / pages * 1000, 2),
        "start_seconds": round(clock["start"], 2),
        "digest": digest(out),
    }


def children(reading):
    return list(reading._pool._processes)


def cpu_of(pids):
    """Return the CPU seconds that the processes have used."""
    total = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        total += (int(fields[11]) + int(fields[12])) / _TICK
    return total


def own_cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def digest(folder):
    """Return the digest of articles, pages and their indexes, without caches and files that contain times."""
    whole = hashlib.sha256()
    for path in sorted([*folder.glob("articles/*/*"), *folder.glob("pages/*/*")]):
        whole.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return whole.hexdigest()


def summary(rounds):
    by_round = {}
    for row in rounds:
        by_round.setdefault(row["round"], {})[row["way"]] = row
    return [
        {
            "way": way,
            "pages_per_second": median(by_round, lambda round_: round_[way]["pages_per_second"]),
            "cpu_ms_per_page": median(by_round, lambda round_: round_[way]["cpu_ms_per_page"]),
            "start_seconds": median(by_round, lambda round_: round_[way]["start_seconds"]),
            "to_1_process": median(by_round, lambda round_: ratio(round_, way, WAYS[0], "pages_per_second")),
            "to_2_processes": median(by_round, lambda round_: ratio(round_, way, WAYS[1], "pages_per_second")),
            "cpu_to_2_processes": median(by_round, lambda round_: ratio(round_, way, WAYS[1], "cpu_ms_per_page")),
        }
        for way in WAYS
    ]


def median(by_round, value):
    return round(statistics.median(map(value, by_round.values())), 2)


def ratio(rows, way, other, name):
    return rows[way][name] / rows[other][name]


def machine():
    return {"cores": len(os.sched_getaffinity(0)), "python": platform.python_version(), "load": os.getloadavg()}


def markdown(result):
    names = ("pages/s", "CPU ms/page", "start, s", "speed to 1 process", "speed to 2 processes", "CPU to 2 processes")
    lines = [
        f"{result['pages']:,} pages of {result['weight']:,} bytes in {result['warcs']} WARC files; "
        f"{result['machine']['cores']} cores; results {'byte-identical' if result['identical'] else 'DIFFER'}",
        "",
        f"| way | {' | '.join(names)} |",
        f"|---|{'---:|' * len(names)}",
    ]
    for row in result["table"]:
        lines.append("| " + " | ".join(str(value) for value in row.values()) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
