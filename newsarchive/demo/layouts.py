"""Render a story as HTML, in the past and current page designs of the demo newspaper: old, new, magazine, and AMP.

A story's *traps* change its page: ``json-ld`` adds a NewsArticle node; ``midnight`` sets meta and JSON-LD to midnight
UTC of that day while the page displays the time; ``desk`` declares the CMS account as author; ``amp`` gives it
an AMP rendering; ``first-page``, ``moved``, ``latin-1`` and ``windows-1258`` are for newspaper.py and the tests.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from html import escape
from importlib import resources
from string import Template

from newsarchive.article import Block, Picture
from newsarchive.demo.story import NAME, ORIGIN, DemoSection, Story, slug_of

_WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")
_TAGS = {"paragraph": "p", "heading": "h3", "quote": "blockquote", "list_item": "li"}


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What a page displays around its story."""

    sections: Sequence[DemoSection]
    related: Sequence[Story]
    popular: Sequence[Story]


def article_html(story: Story, around: Surroundings) -> str:
    """Return the page of *story* in its own layout."""
    old = story.layout == "old"
    return _template(story.layout).substitute(
        _words(story),
        charset="" if "latin-1" in story.traps else _charset(story),
        page_title=escape(story.title + ("" if story.layout == "new" else f" | {NAME}")),
        metas=_metas(story),
        menu=menu_html(around.sections, as_list=old),
        section=escape(story.section.name),
        section_slug=story.section.slug,
        tags=_tags(story),
        related="\n".join(_related(story, old=old) for story in around.related),
        popular="".join(_related(story, old=True) for story in around.popular),
    )


def amp_html(story: Story) -> str:
    """Return the AMP rendering of *story*, which names the story's own page as canonical."""
    return _template("amp").substitute(_words(story), page_title=escape(story.title), canonical=ORIGIN + story.path)


def amp_path(story: Story) -> str:
    """Return the path of the AMP rendering of *story*."""
    return f"/amp{story.path}"


def menu_html(sections: Sequence[DemoSection], *, as_list: bool = False) -> str:
    """Return the links to the sections."""
    links = (f'<a href="/{section.slug}">{escape(section.name)}</a>' for section in sections)
    return "".join(f"<li>{link}</li>" if as_list else link for link in links)


def printed(time: datetime, layout: str = "new") -> str:
    """Return *time* as the page of *layout* displays it."""
    if layout == "magazine":
        return f"{time:%H:%M} ngày {time:%d/%m/%Y}"
    return f"{_WEEKDAYS[time.weekday()]}, {time:%d/%m/%Y %H:%M}"


@cache
def _template(name: str) -> Template:
    return Template((resources.files("newsarchive.demo") / "templates" / f"{name}.html").read_text("utf-8"))


def listing_html(title: str, sections: Sequence[DemoSection], teasers: str, pager: str) -> str:
    """Return a page of *teasers*."""
    return _template("listing").substitute(
        page_title=escape(f"{title} | {NAME}"),
        title=escape(title),
        menu=menu_html(sections),
        teasers=teasers,
        pager=pager,
    )


def contact_html(sections: Sequence[DemoSection]) -> str:
    """Return the contact page: its URL looks like an article's, but it is not an article."""
    return _template("contact").substitute(menu=menu_html(sections))


def _words(story: Story) -> dict[str, str]:
    return {
        "title": escape(story.title),
        "lead": _lead(story),
        "iso_time": story.time.isoformat(),
        "printed_time": printed(story.time, story.layout),
        "body": _body(story),
        "byline": _byline(story),
    }


def _charset(story: Story) -> str:
    name = "windows-1258" if "windows-1258" in story.traps else "utf-8"
    return f'<meta http-equiv="Content-Type" content="text/html; charset={name}" />'


def _lead(story: Story) -> str:
    if story.dateline is None:
        return escape(story.lead)
    return f"<strong>{escape(story.dateline)}</strong> - {escape(story.lead)}"


def _body(story: Story) -> str:
    out: list[str] = []
    for part in story.parts:
        item = isinstance(part, Block) and part.kind == "list_item"
        if item and out[-1:] != ["</ul>"]:
            out += ["<ul>", "</ul>"]
        html = _block(part, story.layout) if isinstance(part, Block) else _picture(part, story.layout)
        out.insert(len(out) - 1 if item else len(out), html)
    return "\n".join(out)


def _block(block: Block, layout: str) -> str:
    text = escape(block.text, quote=False)
    if block.kind == "heading" and layout == "old":
        return f'<p style="text-align: justify;"><strong>{text}</strong></p>'
    if block.kind == "quote":
        return f"<blockquote><p>{text}</p></blockquote>"
    style = ' style="text-align: justify;"' if block.kind == "paragraph" and layout != "magazine" else ""
    tag = _TAGS[block.kind]
    return f"<{tag}{style}>{text}</{tag}>"


def _picture(picture: Picture, layout: str) -> str:
    image = f'<img src="{ORIGIN}{picture.url}" alt="" width="800" height="533" />'
    credit = f"Ảnh: {picture.credit}" if picture.credit else None
    caption = escape(" ".join(part for part in (picture.caption, credit) if part), quote=False)
    if layout == "magazine":
        return f"<figure>{image}<figcaption>{caption}</figcaption></figure>"
    if layout == "old":
        return f'<p style="text-align: center;">{image}</p>\n<p style="text-align: center;"><em>{caption}</em></p>'
    return (
        f'<table class="image" align="center"><tbody><tr><td>{image}</td></tr>\n'
        f'<tr><td class="caption"><em>{caption}</em></td></tr></tbody></table>'
    )


def _byline(story: Story) -> str:
    if story.byline is None:
        return ""
    text = escape(story.byline, quote=False)
    if story.layout == "magazine":
        return f'<span class="story__author">{text}</span>'
    return f'<p style="text-align: right;"><strong>{text}</strong></p>'


def _tags(story: Story) -> str:
    if not story.tags:
        return ""
    links = " ".join(f'<a class="tag_item" href="{tag_path(tag)}" rel="tag">{escape(tag)}</a>' for tag in story.tags)
    name = "block_tag" if story.layout == "old" else "detail__tags"
    return f'<div class="{name}"><span>Từ khóa:</span> {links}</div>'


def tag_path(tag: str) -> str:
    """Return the path of the listing of the stories with *tag*."""
    return f"/tu-khoa/{slug_of(tag)}"


def _related(story: Story, *, old: bool) -> str:
    title = escape(story.title)
    if old:
        return f'<li><a href="{story.path}">{title}</a> ({story.time:%d/%m})</li>'
    links = (title, escape(story.lead), title)
    return "\n".join(f'<div class="item"><h3><a href="{story.path}">{text}</a></h3></div>' for text in links)


def _metas(story: Story) -> str:
    """Return the metadata in the head of the page."""
    url = ORIGIN + story.path
    lines = [
        f'<meta name="description" content="{escape(story.lead)}">',
        f'<meta property="og:title" content="{escape(story.title)}"><meta property="og:type" content="article">',
        f'<meta property="og:site_name" content="{NAME}"><meta property="og:url" content="{url}">',
        f'<link rel="canonical" href="{url}">',
    ]
    lines += [f'<meta property="og:image" content="{ORIGIN}{picture.url}">' for picture in story.pictures[:1]]
    if "amp" in story.traps:
        lines.append(f'<link rel="amphtml" href="{ORIGIN}{amp_path(story)}">')
    if story.layout != "old" and "first-page" not in story.traps:
        lines += _dated_metas(story)
    if "json-ld" in story.traps:
        lines.append(f'<script type="application/ld+json">{_json_ld(story)}</script>')
    return "\n".join(lines)


def _dated_metas(story: Story) -> list[str]:
    lines = [f'<meta property="article:published_time" content="{_claimed_time(story)}">']
    if story.modified:
        lines.append(f'<meta property="article:modified_time" content="{story.modified.isoformat()}">')
    lines.append(f'<meta property="article:section" content="{escape(story.section.name)}">')
    return lines + [f'<meta property="article:tag" content="{escape(tag)}">' for tag in story.tags]


def _claimed_time(story: Story) -> str:
    return f"{story.time:%Y-%m-%d}T00:00:00Z" if "midnight" in story.traps else story.time.isoformat()


def _json_ld(story: Story) -> str:
    node: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": {"@type": "WebPage", "@id": ORIGIN + story.path},
        "headline": story.title,
        "description": story.lead,
        "datePublished": _claimed_time(story),
        "articleSection": story.section.name,
        "publisher": {"@type": "Organization", "name": NAME},
    }
    if story.modified:
        node["dateModified"] = story.modified.isoformat()
    if "desk" in story.traps:
        node["author"] = {"@type": "Person", "name": NAME}
    if story.pictures:
        node["image"] = [ORIGIN + picture.url for picture in story.pictures]
    return json.dumps(node, ensure_ascii=False).replace("</", "<\\/")
