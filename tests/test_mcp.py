"""newsarchive mcp: a real client of the protocol's own library searches, shows and counts."""

from __future__ import annotations

import asyncio
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from search_pieces import store

pytestmark = pytest.mark.skipif(find_spec("mcp") is None, reason="the extra mcp")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    articles = [
        {"title": f"Chợ phiên {n}", "body": "Chợ họp.", "published": f"201{n}-03-01T08:00:00+07:00"} for n in range(5)
    ]
    return store(tmp_path_factory.mktemp("mcp") / "data", articles)


def _ask(archive: Path, *calls: tuple[str, dict[str, Any]]) -> tuple[list[Any], list[Any]]:
    """Start the command as a client does; return its tools and the results of *calls*."""

    import mcp

    async def talk() -> tuple[list[Any], list[Any]]:
        command = mcp.StdioServerParameters(command=sys.executable, args=["-m", "newsarchive", "mcp", str(archive)])
        async with mcp.Client(command) as client:
            tools = (await client.list_tools()).tools
            return tools, [await client.call_tool(name, arguments) for name, arguments in calls]

    return asyncio.run(talk())


def test_a_client_searches_shows_and_counts(archive: Path) -> None:
    tools, (search, trend, coverage, bad, *refused) = _ask(
        archive,
        ("search", {"query": "cho phien", "limit": 2}),
        ("trend", {"terms": ["chợ"], "by": "year"}),
        ("coverage", {"by": "year"}),
        ("show", {"id": "baovidu:none"}),
        ("search", {"query": "!!"}),
        ("search", {"query": "chợ", "site": "baovidu"}),
        ("search", {"query": "chợ", "sites": ["baovidy"]}),
        ("search", {"query": "chợ", "since": "2019", "until": "2018"}),
        ("trend", {"terms": []}),
        ("trend", {"terms": ["a" * 1_000_000]}),
        ("search", {"a" * 1_000_000: "chợ"}),
    )
    assert {tool.name for tool in tools} == {"search", "show", "trend", "coverage"}
    assert all(tool.annotations.read_only_hint for tool in tools)
    found = search.structured_content
    assert (found["total"], found["together"], found["shown"]) == (5, 5, 2)
    assert all(hit["id"].startswith("baovidu:") for hit in found["hits"])
    assert [point["occurrences"] for point in trend.structured_content["points"]] == [2] * 5
    assert coverage.structured_content["articles"] == 5
    messages = (
        "no such article",
        "no word to search",
        'no argument "site"; search takes query',
        "did you mean baovidu?",
    )
    more = ("is after until", "0 terms; give 1 to 5", "terms: 1,000,004 characters; at most 4,000", "no argument")
    for result, message in zip([bad, *refused], [*messages, *more], strict=True):
        assert result.is_error
        assert len(result.content[0].text) < 1_000
        assert message in result.content[0].text
    _, (shown,) = _ask(archive, ("show", {"id": found["hits"][0]["id"]}))
    article = shown.structured_content
    assert article["text"] == "Chợ họp."
    assert "revision 1, captured" in article["citation"]


def test_a_client_is_told_that_an_answer_is_incomplete(tmp_path: Path) -> None:
    folder = store(tmp_path / "data", [{"title": "Chợ", "published": f"201{n}-03-01T08:00:00+07:00"} for n in range(3)])
    damaged = sorted(folder.glob("articles/*/*.gz"))[1]
    damaged.write_bytes(damaged.read_bytes()[:-20])
    _, (search,) = _ask(folder, ("search", {"query": "chợ"}))
    assert search.structured_content["total"] == 2
    assert "the result is incomplete" in search.structured_content["warnings"][0]
