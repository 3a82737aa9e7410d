"""Score parsers of displayed times and of bylines against gold strings: same strings, alternating, in one process.

`timestamps.jsonl` has `raw`, `expected` (ISO 8601 at its own precision, or null for a decoy), `precision` and
`reference_now`; `bylines.jsonl` has `raw`, `expected` (lists by role) and `kind` ("byline" or not).
"""

from __future__ import annotations

import contextlib
import json
import time
from datetime import datetime, timedelta, timezone

from benchmarks.measures import names_f1
from benchmarks.timing import summary, timed

VIETNAM = timezone(timedelta(hours=7))
SHAPES = {"month": "%Y-%m", "day": "%Y-%m-%d"}


def newsarchive_time(raw, now):
    from newsarchive import parse_timestamp

    found = parse_timestamp(raw, now=now)
    return (found.value, found.precision) if found else None


def dateparser_vi(raw, now):
    import dateparser

    base = (now or datetime(2026, 1, 1)).replace(tzinfo=None)
    found = dateparser.parse(raw, languages=["vi"], settings={"DATE_ORDER": "DMY", "RELATIVE_BASE": base})
    return (found, None) if found else None


def dateutil_dayfirst(raw, now):
    from dateutil import parser

    try:
        return parser.parse(raw, dayfirst=True, fuzzy=True, default=datetime(1, 1, 1)), None
    except (ValueError, OverflowError):
        return None


def htmldate_day(raw, now):
    from htmldate import find_date

    found = find_date(f"<html><body><p>{raw}</p></body></html>", original_date=True)
    return (datetime.fromisoformat(found), None) if found else None


TIMES = {
    "newsarchive": newsarchive_time,
    "dateparser": dateparser_vi,
    "dateutil": dateutil_dayfirst,
    "htmldate": htmldate_day,
}


def right_time(row, got):
    """Return whether *got*, a pair (datetime, precision or None) or None, equals the gold value at its precision."""
    if row["expected"] is None or got is None:
        return row["expected"] is None and got is None
    value, precision = got
    if precision is not None and precision != row["precision"]:
        return False
    if row["precision"] in SHAPES:
        return value.strftime(SHAPES[row["precision"]]) == row["expected"]
    gold = datetime.fromisoformat(row["expected"])
    return (value if value.tzinfo else value.replace(tzinfo=VIETNAM)).replace(microsecond=0) == gold


CHUNK = 25


def score_times(path, passes=3):
    """Return the share of exact results and the CPU time per string, by system; systems alternate in chunks."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    cases = [(row["raw"], _moment(row.get("reference_now"))) for row in rows]
    systems = _installed(TIMES)
    outputs = {name: [timed(system, *case)[0] for case in cases] for name, system in systems.items()}
    seconds = {name: [] for name in systems}
    for _ in range(passes):
        for start in range(0, len(cases), CHUNK):
            chunk = cases[start : start + CHUNK]
            for name, system in systems.items():
                seconds[name].append(_seconds_a_case(system, chunk))
    figures = {}
    for name, got in outputs.items():
        right = [right_time(row, value) for row, value in zip(rows, got, strict=True)]
        decoys = [ok for row, ok in zip(rows, right, strict=True) if row["expected"] is None]
        figures[name] = {
            "exact": sum(right) / len(right),
            "decoys refused": sum(decoys) / max(1, len(decoys)),
            **summary(seconds[name]),
        }
    for figure in figures.values():
        figure["time ratio"] = figure["ms_median"] / figures["newsarchive"]["ms_median"]
    misses = [row["raw"] for row, value in zip(rows, outputs["newsarchive"], strict=True) if not right_time(row, value)]
    return {"set": path.stem, "rows": len(rows), "systems": figures, "misses": misses}


def _moment(text):
    return datetime.fromisoformat(text) if text else None


def _seconds_a_case(system, cases):
    start = time.process_time()
    for case in cases:
        with contextlib.suppress(Exception):  # a crash was counted when the outputs were collected
            system(*case)
    return (time.process_time() - start) / len(cases)


def _installed(systems):
    usable = {}
    for name, system in systems.items():
        _, _, _, error = timed(system, "Thứ Hai, 11/09/2017 12:28", None)
        if error is None or not error.startswith("ModuleNotFoundError"):
            usable[name] = system
    return usable


ROLES = ("authors", "photographers", "translators", "compilers", "sources")


def score_bylines(path):
    """Return author F1 over real bylines, F1 of each role, and the share of decoys with an author."""
    from newsarchive import parse_byline

    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    outputs = []
    for row in rows:
        got, _, _, error = timed(parse_byline, row["raw"])
        if error:
            raise RuntimeError(f"{row['raw']!r}: {error}")
        outputs.append({role: getattr(got, role, []) for role in ROLES})
    real = [(row, got) for row, got in zip(rows, outputs, strict=True) if row["kind"] != "not-a-byline"]
    decoys = [got for row, got in zip(rows, outputs, strict=True) if row["kind"] == "not-a-byline"]
    with_author = [(row, got) for row, got in real if row["expected"]["authors"]]
    figures = {
        "authors F1": sum(names_f1(row["expected"]["authors"], got["authors"]) for row, got in with_author)
        / max(1, len(with_author)),
        "decoys with an author": sum(bool(got["authors"]) for got in decoys),
        **{f"{role} F1": _micro_f1(real, role) for role in ROLES[1:]},
    }
    return {"set": path.stem, "rows": len(rows), "systems": {"newsarchive": figures}}


def _micro_f1(rows, role):
    hit = gold = given = 0
    for row, got in rows:
        wanted = {name.casefold() for name in row["expected"][role]}
        found = {name.casefold() for name in got[role]}
        hit, gold, given = hit + len(wanted & found), gold + len(wanted), given + len(found)
    return 2 * hit / (gold + given) if gold + given else 1.0


def markdown(result):
    """Return the table of one set of strings."""
    systems = result["systems"]
    keys = [key for key in next(iter(systems.values())) if key not in ("ms_mean", "ms_max", "per_s")]
    lines = [
        f"### {result['set']}: {result['rows']} strings",
        "",
        "| system | " + " | ".join(keys) + " |",
        "|---|" + "---:|" * len(keys),
    ]
    for name, system in systems.items():
        lines.append(f"| {name} | " + " | ".join(_cell(key, system[key]) for key in keys) + " |")
    return "\n".join(lines) + "\n"


def _cell(key, value):
    if key == "decoys with an author":
        return str(value)
    return f"{value:.4f}" if key.startswith("ms_") else f"{value:.3f}"
