"""The walls of the house: imports run one way, and each library comes in by one door."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Collection
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "newsarchive"

# A file imports only from rooms of a lower floor, or of its own room.
FLOORS: tuple[tuple[str, ...], ...] = (
    ("page", "article", "members", "charts"),
    ("differences", "warc"),
    ("archive",),
    ("parsers", "search"),
    ("dataset",),
    ("publishers", "release"),  # publishers: their finders are the parsers'
    ("extraction",),
    ("crawl", "reextract", "browse"),
    ("from_warc", "storage"),
    ("cli", "demo"),
)
FLOOR = {room: height for height, rooms in enumerate(FLOORS) for room in rooms}

# Library -> the only places that may import it.
DOORS: dict[str, tuple[str, ...]] = {
    "scrapy": ("crawl",),
    "twisted": ("crawl",),
    "itemadapter": ("crawl",),
    "itemloaders": ("crawl",),
    "feedparser": ("crawl",),
    "lxml": ("parsers/tree",),
    "bs4": ("parsers/encoding",),
    "dateutil": ("parsers/timestamp", "parsers/relative_time"),
    "warcio": ("warc",),
    "brotli": ("warc",),
    "click": ("cli",),
    "rich": ("cli", "crawl/progress"),
    "polars": ("dataset",),
    "pandas": ("dataset",),
    "pyarrow": ("dataset", "release/tables", "archive/zstandard"),
    "duckdb": ("dataset",),
    "datasets": ("dataset",),
    "fsspec": ("dataset", "from_warc", "storage"),
    "distributed": ("from_warc",),
    "matplotlib": ("charts",),
    "jinja2": ("charts",),
    "datasette": ("browse",),
    "prometheus_client": ("crawl",),
    "redis": ("crawl/shared",),
    "isal": ("members",),
}

# Below the crawl nothing reads the clock, the network or the environment:
# the same bytes give the same article in ten years.
CLOCK_FREE = (
    "page",
    "article",
    "members",
    "archive",
    "warc",
    "parsers",
    "publishers",
    "dataset",
    "extraction",
    "charts",
    "differences",
    "search",
    "release",
)
FORBIDDEN_CALLS = (
    "time.time",
    "datetime.now",
    "datetime.today",
    "datetime.utcnow",
    "date.today",
    "os.environ",
    "os.getenv",
)
FORBIDDEN_IMPORTS = ("socket", "urllib.request", "http.client", "requests")


def _name(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").as_posix()


FILES = sorted(path for path in PACKAGE.rglob("*.py") if _name(path) not in ("__init__", "__main__"))


@cache
def _imports(path: Path, *, types_too: bool = True) -> set[str]:
    """Return what the file *path* imports; *types_too*: also what it takes only to annotate with."""
    tree = ast.parse(path.read_text("utf-8"))
    guarded = [
        node for node in ast.walk(tree) if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    ]
    unseen = set() if types_too else {inner for node in guarded for inner in ast.walk(node)}
    found: set[str] = set()
    for node in ast.walk(tree):
        if node in unseen:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def _room(module: str) -> str | None:
    parts = module.split(".")
    return parts[1] if parts[0] == "newsarchive" and len(parts) > 1 and parts[1] in FLOOR else None


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_imports_run_down(path: Path) -> None:
    own = _name(path).split("/")[0]
    assert own in FLOOR, f"{path} stands on no floor; add its room to FLOORS"
    rooms = {room for module in _imports(path) if (room := _room(module))}
    assert not {room for room in rooms if room != own and FLOOR[room] >= FLOOR[own] and own not in ("cli", "demo")}


def test_no_files_import_each_other_in_a_circle() -> None:
    known = {"newsarchive." + _name(path).removesuffix("/__init__").replace("/", "."): path for path in FILES}
    below = {name: _files_in(_imports(path, types_too=False), known.keys()) for name, path in known.items()}
    while free := [name for name, needed in below.items() if not needed & below.keys()]:
        for name in free:
            del below[name]
    assert not below, f"these import each other, or stand on such: {sorted(below)}"


def _files_in(imports: set[str], known: Collection[str]) -> set[str]:
    """Return the files of ours in *imports*; "from folder import file" asks for the file alone."""
    ours = {one for one in imports if one in known}
    return {one for one in ours if not any(other.startswith(f"{one}.") for other in ours)}


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_each_library_comes_in_by_its_door(path: Path) -> None:
    name = _name(path)
    for module in _imports(path):
        for door in DOORS.get(module.split(".")[0]) or ("",):
            if name == door or name.startswith(f"{door}/") or not door:
                break
        else:
            pytest.fail(f"{name} imports {module}, whose door is {DOORS[module.split('.')[0]]}")


@pytest.mark.parametrize("path", [p for p in FILES if _name(p).split("/")[0] in CLOCK_FREE], ids=_name)
def test_nothing_below_the_crawl_reads_clock_network_or_environment(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    dotted = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not [one for one in dotted if one.endswith(FORBIDDEN_CALLS)]
    assert not [one for one in _imports(path) if one.startswith(FORBIDDEN_IMPORTS)]


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_a_file_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text("utf-8")))


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_a_file_is_short_enough_to_be_read_at_once(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 300, f"{_name(path)}: split it along a seam"


@pytest.mark.parametrize(
    "statement",
    [
        "import newsarchive",
        "from newsarchive import extract, parse_byline, parse_timestamp",
        "from newsarchive import load",
    ],
)
def test_the_public_face_brings_in_neither_scrapy_nor_a_data_frame_library(statement: str) -> None:
    heavy = "{'scrapy', 'twisted', 'polars', 'pandas', 'pyarrow', 'duckdb', 'rich', 'matplotlib', 'fsspec'}"
    check = f"{statement}; import sys; found = {heavy} & set(sys.modules); assert not found, found"
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_import_newsarchive_is_bare() -> None:
    check = (
        "import sys; before = set(sys.modules); import newsarchive; "
        "print(sorted(m.split('.')[0] for m in set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert not {"lxml", "bs4", "msgspec", "dateutil", "warcio"} & set(ast.literal_eval(done.stdout))
