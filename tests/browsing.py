"""An archive worth browsing, and ways to ask its pages, for the tests of the web page."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

from search_pieces import store

from newsarchive.article import Block, Picture
from newsarchive.search import search_index

if TYPE_CHECKING:
    import httpx

HOSTILE = "<script>window.hit=1</script>\"'><img src=x onerror=window.hit=1>\u202e"
FLOOD = "baovidu:lu-100.html"


def build(folder: Path) -> Path:
    """Write thirty articles of two sites, one of them in two revisions and one that is hostile in every field."""
    flood: dict[str, Any] = {
        "url": "https://baovidu.example/lu-100.html",
        "title": "Lũ về Đà Nẵng trong đêm",
        "lead": "Nước lên nhanh ở các phường ven sông.",
        "byline": "Lê Thử",
        "authors": ["Lê Thử"],
        "section": "Thời sự",
        "publisher": "Báo Ví Dụ",
        "pictures": [Picture(url="https://baovidu.example/anh.jpg", caption="Cầu sau lũ", credit="Trần Mẫu")],
        "tags": ["lũ lụt"],
        "published": "2017-10-02T06:30:00+07:00",
        "published_precision": "minute",
    }
    first = "Năm nhà bị cuốn trôi.\n\nTrường học đóng cửa."
    second = "Bảy nhà bị cuốn trôi.\n\nTrường học đóng cửa.\n\nBản tin trước ghi nhầm số nhà."
    blocks = [Block(text="Bảy nhà bị cuốn trôi."), Block(kind="heading", text="Trường học đóng cửa.")]
    blocks += [Block(kind="list_item", text=text) for text in ("Một", "Hai")]
    hostile: dict[str, Any] = {
        "url": "https://songlam.example/xau.html",
        "site": "songlam",
        **dict.fromkeys(("title", "lead", "byline", "section", "publisher", "dateline"), HOSTILE),
        "authors": [HOSTILE],
        "tags": [HOSTILE],
        "body": f"{HOSTILE} thân bài",
        "pictures": [Picture(url="javascript:window.hit=1", caption=HOSTILE, credit=HOSTILE)],
        "aliases": ["javascript:window.hit=1"],
        "canonical_url": "javascript:window.hit=1",
    }
    others = [
        {
            "url": f"https://songlam.example/tin-{number}.html",
            "site": "songlam",
            "title": f"Chợ phiên họp lần {number}",
            "body": "Chợ họp bên sông.",
            "section": ("Đời sống", "Kinh tế")[number % 2],
            "authors": ["Trần Mẫu"],
            "published": f"2017-{9 + number % 3:02}-0{1 + number % 9}T08:00:00+07:00",
        }
        for number in range(28)
    ]
    store(folder, [{**flood, "body": first}, hostile, *others])
    return store(folder, [{**flood, "body": second, "blocks": blocks, "title": "Lũ lớn về Đà Nẵng"}], "20261123T0140Z")


class Pages:
    """Ask the pages of the archive *folder* without a network."""

    def __init__(self, folder: Path, **options: Any) -> None:
        from newsarchive.browse.guard import guarded
        from newsarchive.browse.site import Browser

        self.app = guarded(Browser(folder, search_index(folder), **options).app())

    def get(
        self, path: str, *, method: str = "GET", params: dict[str, str] | None = None, **headers: str
    ) -> httpx.Response:
        """Return the answer to *path*; a Host header may be given."""

        import httpx

        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.app)  # type: ignore[arg-type]
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
                return await client.request(method, path, headers=headers, params=params)

        return asyncio.run(ask())
