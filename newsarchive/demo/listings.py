"""The demo newspaper's lists of stories: front page, sections with their further pages, keywords, a topic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from newsarchive.demo.layouts import listing_html, printed, tag_path
from newsarchive.demo.story import DemoSection, Story

PAGE_SIZE = 6
_FRONT = 12
_KEYWORD = 20


@dataclass(frozen=True, kw_only=True)
class Listing:
    """A listing of stories at *address*, *size* stories per page; *links* follow its first teasers."""

    address: str
    title: str
    stories: Sequence[Story]
    sections: Sequence[DemoSection]
    links: Sequence[tuple[str, str]] = ()
    size: int = PAGE_SIZE

    @property
    def page_count(self) -> int:
        """Number of pages of the listing."""
        return max(1, -(-len(self.stories) // self.size))

    def path(self, number: int) -> str:
        """Return the path of page *number* (from 1)."""
        return self.address if number == 1 else f"{self.address}/p/{number}"

    def html(self, number: int) -> str:
        """Return page *number* (from 1)."""
        shown = self.stories[(number - 1) * self.size : number * self.size]
        teasers = [_teaser(story) for story in shown]
        if number == 1:
            teasers += [f'<p class="link"><a href="{path}">{escape(text)}</a></p>' for path, text in self.links]
        title = self.title if number == 1 else f"{self.title} - Trang {number}"
        return listing_html(title, self.sections, "\n".join(teasers), self._pager(number))

    def _pager(self, number: int) -> str:
        if self.page_count == 1:
            return ""
        near = [page for page in range(number - 2, number + 3) if 1 <= page <= self.page_count and page != number]
        links = [f'<a href="{self.path(page)}">{page}</a>' for page in near]
        if number < self.page_count:
            links.append(f'<a class="next" rel="next" href="{self.path(number + 1)}">Trang sau</a>')
        return f'<div class="pagination">{" ".join(links)}</div>'


def of_newspaper(
    stories: Sequence[Story], sections: Sequence[DemoSection], extra: Mapping[str, Sequence[tuple[str, str]]]
) -> Iterator[Listing]:
    """Return every listing of the newspaper; *extra* maps a listing's path to further links."""
    front = stories[:_FRONT]
    yield Listing(
        address="/", title="Báo Lam Giang", stories=front, sections=sections, links=extra.get("/", ()), size=_FRONT
    )
    for section in sections:
        address = f"/{section.slug}"
        inside = [story for story in stories if story.section == section]
        yield Listing(
            address=address, title=section.name, stories=inside, sections=sections, links=extra.get(address, ())
        )
    for tag, tagged in _by_tag(stories).items():
        yield Listing(address=tag_path(tag), title=f"Từ khóa: {tag}", stories=tagged, sections=sections, size=_KEYWORD)


def _by_tag(stories: Sequence[Story]) -> dict[str, list[Story]]:
    tags: dict[str, list[Story]] = {}
    for story in stories:
        for tag in story.tags:
            found = tags.setdefault(tag, [])
            if len(found) < _KEYWORD:
                found.append(story)
    return tags


def topic_html(stories: Sequence[Story], sections: Sequence[DemoSection]) -> str:
    """Return the index of the topic: its URL looks like an article's, but it is not an article."""
    shown = [story for story in stories if "sông Nhài" in story.tags]
    return listing_html("Chuyên đề: Mùa nước nổi", sections, "\n".join(map(_teaser, shown)), "")


def _teaser(story: Story) -> str:
    title = escape(story.title)
    picture = "".join(f'<a href="{story.path}"><img src="{picture.url}" alt=""></a>' for picture in story.pictures[:1])
    return (
        f'<div class="list__item">{picture}<h3><a href="{story.path}" title="{title}">{title}</a></h3>'
        f'<span class="time">{printed(story.time)}</span><p>{escape(story.lead)}</p></div>'
    )
