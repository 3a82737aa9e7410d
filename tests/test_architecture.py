"""The architecture of the package: imports run one way, each library has one door, folders hold one subject."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "newsarchive"

# A module imports only from packages of a lower layer, or of its own package.
LAYERS: tuple[tuple[str, ...], ...] = (
    ("extras", "counting", "escapes"),
    (
        "page",
        "article",
        "members",
        "charts",
        "time_limit",
        "connection_limit",
        "swallowed_interrupts",
        "orphans",
        "python_processes",
        "redaction",
        "loopback",
        "json_lines",
    ),
    ("columns", "differences", "warc", "citation"),
    ("archive",),
    ("parsers", "search", "project"),
    ("language",),
    ("dataset",),
    ("publishers", "release"),  # a publisher's selectors are compiled by the parsers
    ("extraction",),
    ("monitoring",),
    ("crawl", "reextract", "browse", "mcp_server"),
    ("from_warc", "storage"),
    ("cli", "demo"),
)
# The same inside the two large packages, by module or folder.
PARSER_LAYERS: tuple[tuple[str, ...], ...] = (
    ("text", "lengths", "lexicons", "cached_property"),
    ("html", "bylines"),
    ("evidence", "context"),
    ("dates",),
    ("body",),
    ("authors", "metadata"),
)
CRAWL_LAYERS: tuple[tuple[str, ...], ...] = (
    ("errors", "error_messages", "clock", "url_shapes"),
    ("outcomes", "site", "plan", "counters"),
    ("network",),
    ("politeness",),
    ("storing",),
    ("frontier",),
    ("shutdown", "limits"),
    ("telemetry", "settings"),
    ("spiders", "addon"),
    ("site_plan", "process"),
    ("run",),
    ("rehydrate", "retry", "watch", "workers"),
)

# Library -> the only places that may import it.
DOORS: dict[str, tuple[str, ...]] = {
    "scrapy": ("crawl",),
    "twisted": ("crawl",),
    "itemadapter": ("crawl",),
    "itemloaders": ("crawl",),
    "feedparser": ("crawl/spiders",),
    "lxml": ("parsers/html",),
    "bs4": ("parsers/html/encoding",),
    "dateutil": ("parsers/dates",),
    "babel": ("parsers/dates/scripts", "parsers/bylines/countries"),
    "jdatetime": ("parsers/dates/scripts",),
    "warcio": ("warc",),
    "brotli": ("warc",),
    "click": ("cli",),
    "rich": ("cli", "crawl/telemetry/progress"),
    "polars": ("dataset",),
    "pandas": ("dataset",),
    "pyarrow": ("dataset", "release/tables", "archive/reading/zstandard"),
    "duckdb": ("dataset",),
    "datasets": ("dataset",),
    "fsspec": ("dataset", "from_warc", "storage"),
    "distributed": ("from_warc",),
    "matplotlib": ("charts",),
    "jinja2": ("charts",),
    "datasette": ("browse",),
    "mcp": ("mcp_server",),
    "underthesea": ("language",),
    "pyvi": ("language",),
    "prometheus_client": ("crawl/telemetry",),
    "redis": ("crawl/frontier/redis",),
    "isal": ("members",),
}

# A folder holds one subject; these two hold one small file per command and per publisher.
MOST_MODULES, LONG_FOLDERS = 21, ("cli", "publishers")

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
    "language",
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
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


@cache
def _imports(path: Path, *, types_too: bool = True) -> set[str]:
    """Return what the file *path* imports; *types_too*: also what it takes only to annotate with."""
    tree = _tree(path)
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


def _package(module: str) -> str | None:
    parts = module.split(".")
    return parts[1] if parts[0] == "newsarchive" and len(parts) > 1 and parts[1] in HEIGHT else None


HEIGHT = {package: height for height, packages in enumerate(LAYERS) for package in packages}


def test_imports_run_down() -> None:
    wrong = []
    for path in FILES:
        own = _name(path).split("/")[0]
        assert own in HEIGHT, f"{path} is in no layer; add its package to LAYERS"
        for package in {package for module in _imports(path) if (package := _package(module))}:
            if package != own and HEIGHT[package] >= HEIGHT[own] and own not in ("cli", "demo"):
                wrong.append(f"{_name(path)} imports {package}")
    assert not wrong


@pytest.mark.parametrize(("folder", "layers"), [("parsers", PARSER_LAYERS), ("crawl", CRAWL_LAYERS)])
def test_imports_run_down_inside(folder: str, layers: tuple[tuple[str, ...], ...]) -> None:
    height = {part: number for number, parts in enumerate(layers) for part in parts}
    wrong = []
    for path in FILES:
        top, _, below = _name(path).partition("/")
        own = below.split("/")[0]
        if top != folder or own == "__init__":
            continue
        assert own in height, f"{_name(path)} is in no layer of {folder}"
        parts = {module.split(".")[2] for module in _imports(path) if module.startswith(f"newsarchive.{folder}.")}
        wrong += [f"{_name(path)} imports {part}" for part in parts if part != own and height[part] >= height[own]]
    assert not wrong


def test_no_modules_import_each_other_in_a_cycle() -> None:
    known = {"newsarchive." + _name(path).removesuffix("/__init__").replace("/", "."): path for path in FILES}
    below = {name: _modules_in(_imports(path, types_too=False), known.keys()) for name, path in known.items()}
    while free := [name for name, needed in below.items() if not needed & below.keys()]:
        for name in free:
            del below[name]
    assert not below, f"these import each other, or import such: {sorted(below)}"


def _modules_in(imports: set[str], known: Collection[str]) -> set[str]:
    """Return the modules of ours in *imports*; "from package import module" asks for the module alone."""
    ours = {module for module in imports if module in known}
    return {module for module in ours if not any(other.startswith(f"{module}.") for other in ours)}


def test_each_library_has_one_door() -> None:
    wrong = []
    for path in FILES:
        name = _name(path)
        for module in _imports(path):
            doors = DOORS.get(module.split(".")[0])
            if doors and not any(name == door or name.startswith(f"{door}/") for door in doors):
                wrong.append(f"{name} imports {module}, whose door is {', '.join(doors)}")
    assert not wrong


def test_crawl_holds_only_what_belongs_to_scrapy() -> None:
    """Each module of crawl/ reaches Scrapy by its imports, or is used by nothing outside crawl/ and its commands."""
    known = {"newsarchive." + _name(path).removesuffix("/__init__").replace("/", "."): path for path in FILES}
    imports = {name: _imports(path) for name, path in known.items()}
    reaching = {
        name
        for name, needed in imports.items()
        if any(module.split(".")[0] in ("scrapy", "twisted") for module in needed)
    }
    reaching.add("newsarchive.crawl.settings")  # Scrapy's settings module: it names Scrapy's classes as strings
    while more := {name for name, needed in imports.items() if name not in reaching and needed & reaching}:
        reaching |= more
    inner = {name for name in imports if name.startswith("newsarchive.crawl.") and known[name].name != "__init__.py"}
    outside = [
        needed for name, needed in imports.items() if not name.startswith(("newsarchive.crawl", "newsarchive.cli"))
    ]
    assert not [name for name in sorted(inner - reaching) if any(name in needed for needed in outside)]


def test_nothing_below_the_crawl_reads_clock_network_or_environment() -> None:
    wrong = []
    for path in FILES:
        if _name(path).split("/")[0] not in CLOCK_FREE:
            continue
        tree = _tree(path)
        dotted = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        wrong += [f"{_name(path)}: {name}" for name in dotted if name.endswith(FORBIDDEN_CALLS)]
        wrong += [f"{_name(path)}: {module}" for module in _imports(path) if module.startswith(FORBIDDEN_IMPORTS)]
    assert not wrong


# Scrapy's private parts, and the one module that touches them.
SCRAPY_INTERNALS = {
    "slots",
    "latercall",
    "_latercall",
    "_slot",
    "_get_slot",
    "get_slot_key",
    "per_slot_settings",
    "lastseen",
    "_stop_reactor",
    "_schedule_coro",
}
SCRAPY_DOOR = "crawl/politeness/slots"


def test_scrapys_private_attributes_are_touched_in_one_module() -> None:
    wrong = []
    for path in FILES:
        if _name(path).startswith("crawl/") and _name(path) != SCRAPY_DOOR:
            tree = _tree(path)
            used = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
            used |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names
                     if (node.module or "").startswith("scrapy")}  # fmt: skip
            wrong += [f"{_name(path)}: {attribute}" for attribute in sorted(used & SCRAPY_INTERNALS)]
    assert not wrong


def test_every_module_says_what_it_is_for() -> None:
    assert not [_name(path) for path in FILES if not ast.get_docstring(_tree(path))]


def test_no_two_public_classes_share_a_name() -> None:
    places: dict[str, list[str]] = {}
    for path in FILES:
        for node in _tree(path).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places.setdefault(node.name, []).append(_name(path))
    assert not {name: found for name, found in places.items() if len(found) > 1}


def _is_number(node: ast.expr | None) -> bool:
    """Return whether *node* is written as a number, perhaps computed from numbers: 0.8, -1, 1 << 20."""
    if isinstance(node, ast.UnaryOp):
        return _is_number(node.operand)
    if isinstance(node, ast.BinOp):
        return _is_number(node.left) and _is_number(node.right)
    return isinstance(node, ast.Constant) and type(node.value) in (int, float)


def _assignments(path: Path) -> Iterator[tuple[ast.Assign | ast.AnnAssign, ast.expr]]:
    """Yield the assignments at module level of the file *path*, each with its targets one by one."""
    for node in _tree(path).body:
        if isinstance(node, (ast.Assign, ast.AnnAssign)):
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                yield node, target


def test_each_number_at_module_level_has_a_line_of_its_own() -> None:
    """A row of names and a row of numbers hide which belongs to which, and leave no room for units and reasons."""
    assert not [
        f"{_name(path)}: {ast.unparse(target)}"
        for path in FILES
        for node, target in _assignments(path)
        if isinstance(node.value, ast.Tuple) and isinstance(target, ast.Tuple) and any(map(_is_number, node.value.elts))
    ]


def test_each_threshold_of_the_parsers_states_its_unit_or_reason() -> None:
    """A comment is on its line or on the line above."""
    bare = []
    for path in FILES:
        lines = path.read_text("utf-8").splitlines() if _name(path).startswith("parsers/") else []
        for node, target in _assignments(path) if lines else ():
            above = lines[node.lineno - 2] if node.lineno > 1 else ""
            is_explained = "#" in lines[(node.end_lineno or node.lineno) - 1] or above.startswith("#")
            if _is_number(node.value) and not is_explained:
                bare.append(f"{_name(path)}: {ast.unparse(target)}")
    assert not bare


def test_no_constant_is_bound_twice() -> None:
    """The second value would count in all functions, also in those written for the first."""
    twice = []
    for path in FILES:
        names = Counter(
            part.id for _, target in _assignments(path) for part in ast.walk(target) if isinstance(part, ast.Name)
        )
        twice += [f"{_name(path)}: {name}" for name, count in names.items() if count > 1]
    assert not twice


def test_each_private_number_is_used() -> None:
    assert not [
        f"{_name(path)}: {target.id}"
        for path in FILES
        for node, target in _assignments(path)
        if isinstance(target, ast.Name)
        and target.id.startswith("_")
        and _is_number(node.value)
        and len(re.findall(rf"\b{target.id}\b", path.read_text("utf-8"))) < 2
    ]


def test_no_folder_holds_more_than_one_subject() -> None:
    counts = Counter(path.parent for path in FILES if path.name != "__init__.py")
    assert not {
        folder.name: count
        for folder, count in counts.items()
        if count > MOST_MODULES and folder.name not in LONG_FOLDERS
    }


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


def test_a_crawl_loads_no_library_before_it_needs_it() -> None:
    heavy = "{'warcio', 'fsspec', 'feedparser', 'bs4', 'matplotlib', 'pandas', 'pyarrow', 'redis', 'aiohttp'}"
    check = f"import newsarchive.crawl.run, sys; found = {heavy} & set(sys.modules); assert not found, found"
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_no_command_loads_what_its_help_does_not_need() -> None:
    heavy = "{'scrapy', 'twisted', 'lxml', 'warcio', 'asyncio', 'pyarrow', 'newsarchive.extraction'}"
    check = (
        "import sys; from newsarchive.cli import COMMANDS, main\n"
        "for name in COMMANDS: main.get_command(None, name)\n"
        f"found = {heavy} & set(sys.modules); assert not found, found"
    )
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_import_newsarchive_is_bare() -> None:
    check = (
        "import sys; before = set(sys.modules); import newsarchive; "
        "print(sorted(m.split('.')[0] for m in set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert not {"lxml", "bs4", "msgspec", "dateutil", "warcio"} & set(ast.literal_eval(done.stdout))


# Text is enough for the imports of the tests; parsing all of them takes seconds.
_IMPORT = re.compile(r"^ *(?:from|import) ([\w.]+)", re.M)
_LOADED_AT_ONCE = re.compile(r"""^(?:from |import |\w+ = pytest\.importorskip\(["'])([\w.]+)""", re.M)


@cache
def _tests() -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in sorted(Path(__file__).parent.glob("*.py"))}


def test_tests_share_modules_and_not_each_others_files() -> None:
    """What several tests need is a module beside them, imported by one name: under two, it would be loaded twice."""
    imported = [(name, module.split(".")[0]) for name, text in _tests().items() for module in _IMPORT.findall(text)]
    assert not [
        f"{name} imports {module}" for name, module in imported if module == "tests" or module.startswith("test_")
    ]


# Each process of the tests collects every file, so it would load what only one of them needs.
_HEAVY = ("datasette", "distributed", "duckdb", "httpx", "matplotlib", "mcp", "pandas", "playwright", "polars", "s3fs")
_HEAVY_OF_OURS = ("newsarchive.browse.site", "newsarchive.crawl.network.tolerant_http")


def test_no_test_file_loads_a_slow_library_when_it_is_collected() -> None:
    loaded = [(name, module) for name, text in _tests().items() for module in _LOADED_AT_ONCE.findall(text)]
    assert not [
        f"{name} loads {module}; import it in the function that needs it"
        for name, module in loaded
        if module in _HEAVY_OF_OURS or module.split(".")[0] in _HEAVY
    ]
