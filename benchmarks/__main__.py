"""`python -m benchmarks`: compare newsarchive with its peers on the same inputs; tables, JSON and Markdown."""

from __future__ import annotations

import argparse
import json
import logging
import os
import platform
import warnings
from datetime import date
from pathlib import Path

from benchmarks import own_set, pages, peers, strings
from benchmarks.adapter import extract, extract_without_publishers
from benchmarks.timing import forbid_network

_FOOTNOTE = """
`newsarchive_generic` is newsarchive without its publisher files. The expected values of `fundus` come from Fundus's
parsers, one for each publisher, and the publisher files in `newsarchive/publishers/foreign` state which of a page's
headlines those parsers extract. On that set, the row `newsarchive` therefore knows part of the expected titles; for a
publisher without a file, `newsarchive_generic` is the relevant row. The publishers of `vn` have files, too.
"""
RESULTS = Path(__file__).resolve().parent / "results"


def main() -> None:
    args = _arguments()
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    forbid_network()
    data = args.data or own_set.write(RESULTS / "own")
    tables = []
    for folder in sorted(path.parent for path in data.glob("*/pages.jsonl")):
        if args.set and folder.name not in args.set:
            continue
        result = pages.score_set(folder, _systems(args.peers, folder.name), args.passes, args.limit)
        tables.append(_keep(args.out, result, pages.markdown(result)))
    for name, score in (("timestamps", strings.score_times), ("bylines", strings.score_bylines)):
        if (data / f"{name}.jsonl").exists() and (not args.set or name in args.set):
            result = score(data / f"{name}.jsonl")
            tables.append(_keep(args.out, result, strings.markdown(result)))
    if args.markdown:
        args.markdown.write_text(_page(tables, data, args.data is None), "utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of sets; default: our own test pages")
    parser.add_argument("--set", nargs="+", metavar="NAME", help="only these sets")
    parser.add_argument("--peers", nargs="*", metavar="NAME", help=f"of {' '.join(peers.PEERS)}")
    parser.add_argument("--passes", type=int, default=2, help="timing passes; quality is from the first")
    parser.add_argument("--limit", type=int, default=0, help="first N pages of each set")
    parser.add_argument("--out", type=Path, default=RESULTS, help="folder for the JSON results")
    parser.add_argument("--markdown", type=Path, help="write the results page here")
    return parser.parse_args()


def _systems(chosen: list[str] | None, name: str) -> dict:
    systems = {"newsarchive": extract, "newsarchive_generic": extract_without_publishers}
    for peer, system in peers.PEERS.items():
        if (chosen is None or peer in chosen) and peers.installed(system) and peers.serves(peer, name):
            systems[peer] = system
    return {**systems, **{floor: system for floor, system in peers.FLOORS.items() if peers.installed(system)}}


def _keep(folder: Path, result: dict, table: str) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{result['set']}.json").write_text(json.dumps(result, indent=1, ensure_ascii=False), "utf-8")
    print(table, flush=True)
    return table


def _page(tables: list[str], data: Path, own: bool) -> str:
    whose = "our own test pages" if own else f"the sets in a folder of gold pages named `{data.name}`"
    machine = f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}"
    return (
        "# Extraction benchmark\n\n"
        f"Made by `python -m benchmarks --markdown docs/benchmarks.md` on {date.today()}, over {whose}\n"
        f"({machine}). All systems extract the same pages in one process and take turns page by page.\n"
        "Speed is the CPU time of the call. `benchmarks/README.md` explains each column. Compare only rows of\n"
        "the same table.\n\n" + "\n".join(tables) + _FOOTNOTE
    )


if __name__ == "__main__":
    main()
