"""`python -m benchmarks.analysis.one FUNCTION FOLDER`: one measurement, printed as a line of JSON."""

import json
import sys
import time
from pathlib import Path

from benchmarks.analysis import contenders
from benchmarks.analysis.opened import Opened


def main():
    name, folder = sys.argv[1:]
    asked = getattr(contenders, name)
    with Opened(Path(folder)) as opened:
        first, answer = timed(asked, folder)
        files = opened.files()
    memory = most_memory()
    # The cost of a second query, for quick ones: imports are done.
    again = timed(asked, folder)[0] if first < 2 else None
    print(json.dumps({"seconds": first, "again": again, "memory": memory, "answer": answer, **told(files)}))


def timed(asked, folder):
    start = time.perf_counter()
    answer = asked(folder)
    return time.perf_counter() - start, answer


def most_memory():
    """Return peak memory in megabytes. getrusage is not used: it includes the memory of the parent process."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


def told(files):
    tables = sum(file.suffix == ".parquet" for file in files)
    return {"lines_opened": len(files) - tables, "tables_opened": tables}


if __name__ == "__main__":
    main()
