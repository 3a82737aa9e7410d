"""Evidence must be about this article: whose JSON-LD, whose microdata, whose date."""

from __future__ import annotations

import json

import pytest

from newsarchive import extract

URL = "https://bao-cau-ngang.example/xa-hoi/duong-be-tong-ve-ap-4-10233.html"
TITLE = "Đường bê tông về ấp 4 thông xe"
FIRST, SECOND, THIRD, FOURTH = (
    f"<p>{sentence}</p>"
    for sentence in (
        "Con đường bê tông dài gần ba cây số nối ấp 4 với tỉnh lộ đã thông xe, xe tải nhỏ vào được tận sân lúa.",
        "Người dân trong ấp hiến hơn hai nghìn mét vuông đất và góp công san nền suốt bốn tháng mùa khô vừa qua.",
        "Trước đây mỗi mùa mưa, học trò phải xắn quần lội bùn hơn một giờ mới tới được trường ở trung tâm xã.",
        "Xã cho biết đoạn còn lại ra tới bờ kênh sẽ làm tiếp vào năm sau khi có thêm kinh phí của huyện.",
    )
)


def page(head: str = "", beside: str = "", inside: str = "", after: str = "", lang: str = "vi") -> str:
    return (
        f"<html lang={lang}><head><meta charset=utf-8><title>{TITLE} - Báo Cầu Ngang</title>{head}</head><body>"
        f"<header><div>Báo Cầu Ngang</div></header><main><article><h1>{TITLE}</h1>{beside}"
        f"<div class=noi-dung>{FIRST}{SECOND}{inside}{THIRD}{FOURTH}</div></article></main>{after}</body></html>"
    )


def published(html: str) -> str | None:
    found = extract(html, URL).published_at
    return found.isoformat() if found else None


def linked(*nodes: dict[str, object]) -> str:
    return f"<script type='application/ld+json'>{json.dumps(list(nodes))}</script>"


OWN, OTHER = "2024-03-05T09:30:00+07:00", "2024-02-11T08:00:00+07:00"
_OTHER_NODE = {"@type": "NewsArticle", "headline": "Giá lúa nhích lên đầu vụ", "datePublished": OTHER}


@pytest.mark.parametrize(
    "node",
    [
        {"headline": TITLE},
        {"headline": "Đường bê tông về ấp 4…"},
        {"headline": "Tin trong ngày", "url": URL},
        {"headline": "Tin trong ngày", "mainEntityOfPage": {"@type": "WebPage", "@id": f"{URL}#bai"}},
        {},
    ],
)
def test_json_ld_counts_when_address_or_headline_is_the_pages_or_none_is_stated(node: dict[str, object]) -> None:
    own = {"@type": "NewsArticle", "datePublished": OWN, **node}
    assert published(page(linked(_OTHER_NODE, own))) == OWN


@pytest.mark.parametrize(
    "node",
    [
        _OTHER_NODE,
        {**_OTHER_NODE, "url": "https://bao-cau-ngang.example/kinh-te/gia-lua-10001.html"},
        {"@type": "NewsArticle", "url": "https://bao-cau-ngang.example/a-10001.html", "datePublished": OTHER},
        {"@type": "VideoObject", "name": "Bản tin", "uploadDate": OTHER},
        {"@type": "VideoObject", "uploadDate": OTHER},
    ],
)
def test_json_ld_of_another_article_or_a_video_says_nothing(node: dict[str, object]) -> None:
    assert published(page(linked(node))) is None
    assert published(page(linked(node), "<div>09:30 05/03/2024</div>")) == OWN


def test_microdata_of_the_item_that_holds_the_headline_counts_and_of_a_card_does_not() -> None:
    date = "<meta itemprop=datePublished content={}>"
    card = (
        "<div itemscope itemtype='https://schema.org/NewsArticle'><a itemprop=url href='/a-10001.html'>"
        f"<span itemprop=headline>Giá lúa nhích lên đầu vụ</span></a>{date.format(OTHER)}</div>"
    )
    assert published(page(after=card)) is None
    own = page(beside=date.format(OWN), after=card).replace("<article>", "<article itemscope itemtype='x/NewsArticle'>")
    assert published(own) == OWN


@pytest.mark.parametrize("beside", ["<span>09:30 05/03/2024</span>", "<p>Thứ Ba, 05/03/2024 09:30</p><p>Nam Hạ</p>"])
def test_a_date_at_the_headline_is_the_articles(beside: str) -> None:
    assert published(page(beside=beside)) == OWN


@pytest.mark.parametrize(
    "tail", ["<p>Nam Hạ | 09:30 05/03/2024</p>", "<p>Nam Hạ</p><p>09:30 05/03/2024</p>", "<div>05/03/2024 09:30</div>"]
)
def test_a_date_at_the_end_of_the_text_is_the_articles(tail: str) -> None:
    assert published(page().replace("</div></article>", f"{tail}</div></article>")) == OWN


@pytest.mark.parametrize(
    "inside",
    [
        "<h3>11/02/2024 08:12</h3>",
        "<p>(11/02/2024 08:12) Cầu khỉ cuối cùng của ấp được dỡ bỏ, ai cũng ra xem, đông như ngày hội.</p>",
        "<table><tr><td>11/02/2024 08:12</td><td>32</td></tr></table>",
        "<figure><img src=a.jpg><figcaption>Cầu khỉ cũ, chụp ngày 11/02/2024</figcaption></figure>",
        "<blockquote><p>Mừng quá!</p><a href='https://mang.example/1'>11/02/2024</a></blockquote>",
        "<div class=su-kien>Hội làng: <time datetime='2024-02-11T08:12:00+07:00'>11/02/2024</time></div>",
    ],
)
def test_a_date_inside_the_text_is_not_the_articles(inside: str) -> None:
    assert published(page(inside=inside)) is None


@pytest.mark.parametrize(
    "after",
    [
        "<div class=binh-luan><b>Bạn đọc</b> <span class=time>10:09 06/03/2024</span></div>",
        "<div class=lich><h3>Lịch</h3><p>11/02/2024 08:12: hội làng</p></div>",
        "<div class=card><a href='/z.html'><span>Giá lúa tăng</span></a><time>11/02/2024 08:12</time></div>",
        "<div class=next><a href='/n.html'>Bài sau: phà mới</a><time>11/02/2024 08:12</time></div>",
        "<table class=vang><caption>11/02/2024 08:12</caption><tr><td>SJC</td></tr></table>",
        "<p>Cập nhật: 11/02/2024. © 1998-2024</p>",
        "<footer>11/02/2024 08:12</footer>",
    ],
)
def test_a_date_of_something_else_behind_the_article_is_not_the_articles(after: str) -> None:
    assert published(page(after=after)) is None


def test_a_clock_in_the_header_is_no_publication_time() -> None:
    clock = page().replace("<div>Báo Cầu Ngang</div>", "<div>Báo Cầu Ngang</div><span>Thứ Hai, 11/03/2024 10:00</span>")
    assert published(clock) is None


def test_an_update_far_from_the_headline_is_the_last_change_not_the_publication() -> None:
    article = extract(page(after="<p>Cập nhật lần cuối: 11/03/2024 10:00</p>"), URL)
    assert article.published_at is None
    assert article.modified_at is not None
    assert article.modified_at.isoformat() == "2024-03-11T10:00:00+07:00"


@pytest.mark.parametrize(
    "marked",
    [
        "<time datetime='{}'>3 giờ trước</time>",
        "<time content='{}'>3 ngày</time>",
        "<relative-time datetime='{}'>x</relative-time>",
        "<abbr class=published title='{}'>9:30</abbr>",
        "<span class=date datetime='{}'>hôm qua</span>",
        "<div class=ngay data-date='{}'></div>",
        "<div data-publish-date='{}'></div>",
        "<span class=time data-time='1709605800000'>3h</span>",
        "<span data-livestamp='1709605800'></span>",
        "<div data-publishdate='{}'></div>",
        "<formatted-time date='{}'></formatted-time>",
        "<post-timeago ts='{}'></post-timeago>",
        "<span data-original-title='05/03/2024 09:30'>2 ngày trước</span>",
        "<span class=date data-tooltip='05/03/2024 09:30'>2d</span>",
        "<span class=published><span class=value-title title='{}'></span>hôm qua</span>",
    ],
)
def test_a_time_in_an_attribute_at_the_headline_is_read(marked: str) -> None:
    found = extract(page(beside=marked.format(OWN)), URL).published_at
    assert found is not None
    assert found.timestamp() == 1709605800


@pytest.mark.parametrize(
    "marked",
    [
        "<span data-updatedate='{}'></span>",
        "<span data-lifetime='1709605800'></span>",
        "<span class=rating><span class=value-title title='{}'></span>5</span>",
        "<span data-original-title='Lễ hội ngày 05/03/2024'>Bến đò</span>",
        "<ferry-map ts='{}'></ferry-map>",
    ],
)
def test_an_attribute_that_does_not_name_a_publication_time_is_not_read(marked: str) -> None:
    assert extract(page(beside=marked.format(OWN)), URL).published_at is None


FIFTH = "<p>Bên kia kênh, hai ấp khác cũng đang chờ một cây cầu để nối đường về chợ huyện trước mùa gặt.</p>"


@pytest.mark.parametrize(
    "named",
    [
        "<div class=qa><b class=author>Bà Ngô Thị Lài:</b> Từ nay đi chợ chỉ mất mười phút.</div>",
        "<p class=tho>Đường về ấp bốn xanh lúa<br><span class=author>Ngô Thị Lài</span></p>",
        "<table><tr><td>2020</td><td class=author>Ngô Thị Lài</td></tr></table>",
    ],
)
def test_a_name_where_the_text_goes_on_is_no_authors(named: str) -> None:
    assert extract(page(inside=named + FIFTH), URL).authors == []


def test_a_name_above_a_notice_below_the_text_is_the_authors() -> None:
    notice = "<p>Mọi thông tin phản ánh xin gửi về tòa soạn theo địa chỉ ở cuối trang để được trả lời.</p>"
    html = page().replace(FOURTH, f"{FOURTH}<p class=author>Ngô Thị Lài</p>{notice}{notice}")
    assert extract(html, URL).authors == ["Ngô Thị Lài"]


@pytest.mark.parametrize(
    ("inside", "after"),
    [
        ("<p>Đăng ký trước 11/02/2024 08:12 để giữ chỗ.</p>", ""),
        ("<p>Đăng kiểm xe trước 11/02/2024 08:12.</p>", ""),
        ("", "<div>Prices correct as of February 11, 2024 8:12 am</div>"),
    ],
)
def test_the_date_of_a_short_sentence_is_not_the_articles(inside: str, after: str) -> None:
    html = page(inside=inside, lang="en" if after else "vi").replace(FOURTH, FOURTH + FIFTH)
    assert published(html.replace("<article>", "<section>").replace("</article>", f"{after}</section>")) is None


def test_a_label_in_a_short_sentence_below_the_text_states_the_publication() -> None:
    html = page().replace("</article>", "<div>Bài đăng ngày 05/03/2024 09:30.</div></article>")
    assert published(html) == OWN
