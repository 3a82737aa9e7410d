"""Links and videos inside an article, its license, and what is stated about the training of machines."""

from __future__ import annotations

import pytest

from newsarchive import extract
from newsarchive.article import Link, TrainingStatement, Video
from newsarchive.page import Page

URL = "https://bao-ben-tre.example/nong-thon/cong-ngan-man.html"
FIRST = "Cống ngăn mặn đầu tiên trên sông Hàm Luông vừa được vận hành thử, giữ nước ngọt cho 2.000 ha vườn cây."
SECOND = "Người trồng bưởi trong vùng cho biết đây là mùa khô đầu tiên họ không phải mua nước tưới từng xe bồn."


def page(body: str = "", head: str = "", text: str = FIRST) -> str:
    return (
        f'<html lang=vi><head><meta property="og:type" content="article">{head}</head><body>'
        '<nav><a href="/kinh-te">Kinh tế</a></nav><article><h1>Cống ngăn mặn mở cửa</h1>'
        f"<p>{text}</p>{body}<p>{SECOND}</p><p>{FIRST[::1]} Công trình sẽ được bàn giao trong tháng tới.</p></article>"
        '<aside class="related"><a href="/khac.html">Bài khác về nước ngọt</a></aside></body></html>'
    )


def test_links_are_those_of_the_text_absolute_and_in_order() -> None:
    text = FIRST.replace("sông Hàm Luông", '<a href="/song-ham-luong.html#ban-do">sông Hàm Luông</a>')
    text = text.replace("vườn cây", '<a href="https://vuon.example/cay">vườn cây</a>')
    assert extract(page(text=text), URL).links == [
        Link(url="https://bao-ben-tre.example/song-ham-luong.html#ban-do", text="sông Hàm Luông"),
        Link(url="https://vuon.example/cay", text="vườn cây"),
    ]


@pytest.mark.parametrize("href", ["#ghi-chu", "javascript:void(0)", "mailto:toa-soan@bao-ben-tre.example", ""])
def test_an_address_that_is_not_a_page_is_not_a_link(href: str) -> None:
    assert extract(page(text=FIRST.replace("sông", f'<a href="{href}">sông</a>')), URL).links == []


@pytest.mark.parametrize(
    ("markup", "video"),
    [
        (
            '<figure><video><source src="/v/cong.mp4"></video><figcaption>Cống vận hành thử.</figcaption></figure>',
            Video(url="https://bao-ben-tre.example/v/cong.mp4", caption="Cống vận hành thử."),
        ),
        (
            '<iframe src="https://player.example/embed/q7x" allowfullscreen></iframe>',
            Video(url="https://player.example/embed/q7x"),
        ),
    ],
)
def test_a_player_in_the_article_is_a_video(markup: str, video: Video) -> None:
    assert extract(page(markup), URL).videos == [video]


@pytest.mark.parametrize(
    "markup",
    [
        '<iframe src="https://ban-do.example/maps/embed?pb=1"></iframe>',
        '<iframe src="https://mang.example/embed/tweet/7"></iframe>',
        '<iframe src="https://bieu-do.example/chart/3"></iframe>',
        '<div class="related"><video src="/v/khac.mp4"></video></div>',
    ],
)
def test_a_map_a_post_and_another_articles_video_are_not_videos(markup: str) -> None:
    assert extract(page(markup), URL).videos == []


def test_the_videos_that_json_ld_gives_the_article_are_its_own() -> None:
    script = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Cống ngăn mặn mở cửa",'
        ' "video": {"@type": "VideoObject", "name": "Cống mở cửa", "contentUrl": "/v/cong.mp4"}}</script>'
    )
    assert extract(page(head=script), URL).videos == [
        Video(url="https://bao-ben-tre.example/v/cong.mp4", caption="Cống mở cửa")
    ]


@pytest.mark.parametrize(
    ("head", "body", "license"),
    [
        ('<link rel="license" href="https://creativecommons.org/licenses/by/4.0/">', "", "by/4.0/"),
        ("", '<p><a rel="license" href="//creativecommons.org/licenses/by-sa/3.0/">CC</a></p>', "by-sa/3.0/"),
        ('<meta name="dcterms.license" content="https://creativecommons.org/publicdomain/zero/1.0/">', "", "zero/1.0/"),
        (
            "",
            "<p>This article is republished under a Creative Commons license"
            " (<a href='https://creativecommons.org/licenses/by/4.0/'>CC BY</a>).</p>"
            "<p>The ferry across the river runs again, after two weeks of high water and a lot of waiting.</p>",
            "by/4.0/",
        ),
    ],
)
def test_a_license_of_the_text_is_read_where_it_is_stated(head: str, body: str, license: str) -> None:
    found = extract(page(body, head), URL).license
    assert found is not None
    assert found.startswith("https://creativecommons.org/")
    assert found.endswith(license)


@pytest.mark.parametrize(
    "body",
    [
        "",
        '<figure><img src="a.jpg"><figcaption>Ảnh: <a rel="license" href="https://l.example/by">CC</a></figcaption></figure>',
        "<p>Nhóm công bố dữ liệu theo giấy phép <a href='https://creativecommons.org/licenses/by/4.0/'>CC BY</a>.</p>"
        "<p>Bộ dữ liệu ghi lại mực nước của con sông trong hai mươi năm, mỗi ngày ba lần, ở bốn bến đò.</p>",
    ],
)
def test_the_license_of_a_picture_or_of_data_in_the_story_is_not_the_texts(body: str) -> None:
    assert extract(page(body), URL).license is None


@pytest.mark.parametrize(
    ("head", "headers", "statements"),
    [
        ("", (), []),
        ('<meta name="robots" content="index, follow">', (("X-Robots-Tag", "noarchive"),), []),
        ('<meta name="robots" content="noimageai">', (), []),
        (
            '<meta name="robots" content="index, noai, noimageai">',
            (),
            [TrainingStatement(source="page", statement="robots: index, noai, noimageai", allowed=False)],
        ),
        (
            '<meta name="tdm-reservation" content="1"><meta name="tdm-policy" content="https://bao.example/tdm.json">',
            (),
            [
                TrainingStatement(
                    source="page",
                    statement="tdm-reservation: 1; tdm-policy: https://bao.example/tdm.json",
                    allowed=False,
                )
            ],
        ),
        (
            "",
            (("tdm-reservation", "0"),),
            [TrainingStatement(source="header", statement="tdm-reservation: 0", allowed=True)],
        ),
        (
            "",
            (("X-Robots-Tag", "noai"),),
            [TrainingStatement(source="header", statement="X-Robots-Tag: noai", allowed=False)],
        ),
        (
            "",
            (("Content-Signal", "search=yes, ai-train=no"),),
            [TrainingStatement(source="header", statement="Content-Signal: search=yes, ai-train=no", allowed=False)],
        ),
        (
            "",
            (("Content-Usage", "train-ai=y"),),
            [TrainingStatement(source="header", statement="Content-Usage: train-ai=y", allowed=True)],
        ),
    ],
)
def test_what_page_and_headers_state_about_training_is_recorded(
    head: str, headers: tuple[tuple[str, str], ...], statements: list[TrainingStatement]
) -> None:
    read = extract(Page(url=URL, body=page(head=head).encode(), headers=headers))
    assert read.ai_training == statements


def test_crawlers_that_robots_txt_refuses_are_recorded() -> None:
    read = extract(Page(url=URL, body=page().encode(), refused_ai_crawlers=("CCBot", "GPTBot")))
    assert [reservation.statement for reservation in read.ai_training] == ["CCBot: disallowed", "GPTBot: disallowed"]


def test_words_are_counted_between_blanks_and_no_text_has_no_count() -> None:
    assert extract(page(), URL).word_count == len(f"{FIRST} {SECOND} {FIRST}".split()) + len(
        ["Công", "trình", "sẽ", "được", "bàn", "giao", "trong", "tháng", "tới."]
    )
    assert extract("<title>Trống</title>", URL).word_count is None
