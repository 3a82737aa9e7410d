"""Vietnamese pages in the shapes of many newspapers: what the markup around text, time and names means."""

from __future__ import annotations

import itertools
import json

import pytest

from newsarchive import Article, extract

URL = "https://baovidu.example/doi-song/ben-cu-mo-lai-120034.html"
TITLE = "Bến cũ Cây Gáo mở lại sau bảy năm"
LEAD = "Chuyến đò đầu tiên qua bến Cây Gáo sáng nay chở ba mươi người sang chợ bên kia sông."
TEXT = [
    "Bến ngừng từ bảy năm trước, khi bờ kè sạt một đoạn dài sau mùa lũ lớn.",
    "Người dân góp hơn một nghìn ngày công, đá và xi măng do huyện cấp từ đầu năm.",
    "Ông Lê Văn Mạch, người lái đò, nói ông đã sơn lại con đò từ tháng trước.",
    "Vé mỗi lượt ba nghìn đồng, học trò qua sông buổi sớm không phải trả tiền.",
    "Xã sẽ đặt thêm phao cứu sinh và biển báo ở cả hai đầu bến trong tuần tới.",
]
STAMP = "<span class=date>Thứ Hai, 11/09/2017 12:28</span>"


def _page(body: str, *, meta: str = STAMP, after: str = "", head: str = "", url: str = URL) -> Article:
    page = (
        f"<html lang=vi><head><title>{TITLE}</title>{head}</head><body><ul class=menu><li><a href=/>Báo Ví Dụ</a>"
        f"<li><a href=/xa-hoi>Xã hội</a></ul><div class=detail><h1>{TITLE}</h1>{meta}{body}</div>{after}</body></html>"
    )
    return extract(page, url)


def _text(*, last: str = "", tag: str = "p") -> str:
    *paragraphs, end = TEXT
    return "".join(f"<{tag}>{text}</{tag}>" for text in paragraphs) + f"<{tag}>{end}{last}</{tag}>"


def test_a_dated_article_of_short_paragraphs_is_an_article() -> None:
    assert max(map(len, TEXT)) < 120
    assert _page(f"<div>{_text()}</div>").kind == "article"
    assert _page("<div><p>Hỏi: Bến mở lúc mấy giờ?</p><p>Đáp: Năm giờ sáng, chú à.</p></div>").kind == "article"


def test_the_cards_of_a_list_are_not_an_article_though_one_of_them_is_dated() -> None:
    card = "<li><a href='/tin-{0}.html'>Tin số {0} về bến đò Cây Gáo</a><i>1{0}/09/2017</i><p>{1}</p></li>"
    cards = "".join(card.format(number, f"{text} {text}") for number, text in enumerate(TEXT))
    assert _page(f"<ul>{cards}</ul>", meta="", url="https://baovidu.example/doi-song").kind == "listing"


@pytest.mark.parametrize("line", ["<strong>Lam Giang</strong>", "<b><i>Lam Giang</i></b>"])
def test_a_signature_in_the_last_paragraph_is_not_text(line: str) -> None:
    article = _page(f"<div>{_text(last=f'<br>{line}')}</div>")
    assert article.authors == ["Lam Giang"]
    assert article.body.endswith(TEXT[-1])


def test_the_last_verse_of_a_paragraph_is_not_a_signature() -> None:
    verse = "<br><i>Đò ơi đợi nhé kẻo mưa ướt người.</i>"
    assert _page(f"<div>{_text(last=verse)}</div>").body.endswith("kẻo mưa ướt người.")


@pytest.mark.parametrize(
    ("end", "authors", "others"),
    [
        ("<p><em>Nguồn: Sở Công Thương</em></p>", [], [("Sở Công Thương", "source")]),
        ("<div class=article-credit><p>Theo TTXVN</p></div>", [], [("TTXVN", "source")]),
        ("<p align=right><b>Dữ liệu: Lam Giang</b></p>", [], [("Lam Giang", "contributor")]),
    ],
)
def test_a_source_below_the_text_is_a_credit(end: str, authors: list[str], others: list[tuple[str, str]]) -> None:
    picture = "<figure><img src=/anh/do-640.jpg><figcaption>Con đò rời bến.</figcaption></figure>"
    article = _page(f"<div>{picture}{_text()}{end}</div>")
    assert article.authors == authors
    assert [(credit.name, credit.role) for credit in article.credits] == others
    assert article.pictures[0].caption == "Con đò rời bến."


def test_a_byline_at_the_headline_and_a_source_below_the_text_are_one_credit() -> None:
    article = _page(f"<div>{_text()}<p>Theo TTXVN</p></div>", meta=f"<p class=author>Lam Giang</p>{STAMP}")
    assert [(credit.name, credit.role) for credit in article.credits] == [("Lam Giang", "author"), ("TTXVN", "source")]


def test_a_notice_about_rights_below_the_text_is_no_caption() -> None:
    notice = "Việc đăng lại bài viết trên các trang khác mà không ghi rõ nguồn là vi phạm bản quyền của chúng tôi"
    picture = "<figure><img src=/anh/do-640.jpg><figcaption>Con đò rời bến.</figcaption></figure>"
    article = _page(f"<div>{picture}{_text()}<p class=copyright>{notice}</p></div>")
    assert article.pictures[0].caption == "Con đò rời bến."
    assert notice not in article.body


def test_hidden_properties_of_microdata_are_not_text() -> None:
    hidden = "".join(
        f"<span class='hidden hide d-none' itemprop={name}>{value}</span>"
        for name, value in (("datePublished", "2017-09-11T12:28:00+07:00"), ("mainEntityOfPage", URL))
    )
    assert _page(f"<div>{hidden}{_text()}</div>").body == "\n\n".join(TEXT)


def test_a_header_right_above_the_headline_has_the_articles_time() -> None:
    head = f"<section><header>{STAMP}</header><h1>{TITLE}</h1><div>{_text()}</div></section>"
    article = extract(f"<html lang=vi><title>{TITLE}</title><body><a href=/>Báo Ví Dụ</a>{head}</body></html>", URL)
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2017-09-11T12:28:00+07:00"


def test_the_pages_header_has_todays_date() -> None:
    header = f"<header><a href=/>Báo Ví Dụ</a>{STAMP}</header>"
    body = f"<div>{header}<h1>{TITLE}</h1><div>{_text()}</div></div>"
    page = f"<html lang=vi><title>{TITLE}</title><body>{body}</body></html>"
    assert extract(page, URL).published_at is None


def test_the_tooltip_of_an_age_in_years_is_the_time() -> None:
    article = _page(f"<div>{_text()}</div>", meta="<span class=t title='2017-09-11 12:28:00'>9 năm trước</span>")
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2017-09-11T12:28:00+07:00"


def test_the_lead_of_a_page_without_paragraphs_is_a_lead() -> None:
    pictures = "".join(
        f"<figure><img src=/anh/do-{n}.jpg><figcaption>{text}</figcaption></figure>" for n, text in enumerate(TEXT)
    )
    assert _page(f"<div class=sapo>{LEAD}</div>{pictures}").lead == LEAD


def test_the_only_paragraph_of_a_page_is_its_text() -> None:
    article = _page(f"<div class=sapo>{LEAD}</div>")

    assert (article.lead, article.body) == (None, LEAD)


def test_a_dash_before_the_lead_is_not_part_of_it() -> None:
    assert _page(f"<h2 class=sapo>- {LEAD}</h2><div>{_text()}</div>").lead == LEAD


def test_labeled_tags_in_a_widget_below_the_text_are_tags() -> None:
    links = "<li><a href=/t1>bến đò</a></li><li><a href=/t2>kè</a></li>"
    tags = f"<div class=c-widget-tags><h4>Từ khóa:</h4><ul>{links}</ul></div>"
    assert _page(f"<div>{_text()}</div>", after=tags).tags == ["bến đò", "kè"]
    cloud = f"<div class=sidebar>{tags}</div>"
    assert _page(f"<div>{_text()}</div>", after=cloud).tags == []


def test_a_picture_without_caption_in_an_item_image_is_the_articles() -> None:
    article = _page(f"<div class='pull-left item-image'><img src=/anh/do-640.jpg></div><div>{_text()}</div>")
    assert [picture.url for picture in article.pictures] == ["https://baovidu.example/anh/do-640.jpg"]


def test_each_author_of_a_publisher_selector_is_one() -> None:
    name = "<p class=article-detail-author__info><span class=name><a href=/tac-gia/{0}>{0}</a></span></p>"
    meta = f"<div>{name.format('Lam Giang')}{name.format('Minh Tú')}</div>"
    card = f"<div><div><div><div>{name.format('Hà Vy')}</div></div></div></div>"
    page = f"<div id=maincontent>{_text()}</div>"
    article = _page(page, meta=meta, after=card, url="https://vietnamnet.vn/ben-cu-mo-lai-2388901.html")
    assert article.authors == ["Lam Giang", "Minh Tú"]


@pytest.mark.parametrize("name", ["Toà soạn", "Tòa soạn"])
def test_the_organization_toa_soan_is_no_author_in_either_spelling(name: str) -> None:
    data = {"@type": "NewsArticle", "headline": TITLE, "author": {"@type": "Organization", "name": name}}
    head = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    assert _page(f"<div>{_text()}</div>", head=head).authors == []


SIGNED = "<p align=right><b>Lam Giang</b></p>"
REACTIONS = "<div><span>Bạn thấy bài này thế nào?</span><a>Vui</a><a>Tiếc</a></div>"


@pytest.mark.parametrize(
    "behind",
    [
        REACTIONS,
        "<div class=sao><p>Tặng sao cho người viết</p><p>Bạn đang có 0 sao</p></div>",
        "<p><b>&gt;&gt;&gt; Mời quý độc giả xem video: <a href=/v1>Phiên chợ bên sông</a></b></p>",
        "<div class=qua-lai><a href=/p>« Bài trước: Mưa đầu mùa</a> <a href=/n>Bài sau: Lên nguồn »</a></div>",
        "<p align=right><i>Kỹ sư nông nghiệp</i></p>",
    ],
)
def test_short_lines_behind_the_signature_are_not_text(behind: str) -> None:
    article = _page(f"<div>{_text()}{SIGNED}{behind}</div>")
    assert article.body == "\n\n".join(TEXT)
    assert article.authors == ["Lam Giang"]


@pytest.mark.parametrize(
    "behind",
    [
        "<p>Chuyến đò cuối ngày rời bến lúc sáu giờ tối.</p>",
        "<p>Đò ơi đợi nhé kẻo mưa</p><p>Bên kia sông vẫn mẹ chờ cơm</p>",
        "<div><p>Bến Trên 2 - 1 Bến Dưới</p><p>Chợ Đò 0 - 0 Chợ Gạo</p></div>",
    ],
)
def test_sentences_verses_and_results_behind_a_signature_are_text(behind: str) -> None:
    article = _page(f"<div>{_text()}{SIGNED}{behind}</div>")
    assert article.body.endswith(behind.rpartition("<p>")[2].partition("</p>")[0])


def test_a_signature_with_the_markup_of_a_heading_is_a_credit() -> None:
    article = _page(f"<div>{_text()}<h4 style='text-align: right'>Lam Giang</h4></div>")
    assert article.body == "\n\n".join(TEXT)
    assert article.authors == ["Lam Giang"]


def test_names_in_capitals_between_lead_and_text_are_a_byline() -> None:
    lead = f"<div><b>{LEAD}</b></div><p><strong>LAM GIANG</strong></p>"
    article = _page(f"<div>{lead}{_text()}</div>")
    assert article.authors == ["Lam Giang"]
    assert "LAM GIANG" not in article.body
    of_place = _page(f"<div>{lead.replace('LAM GIANG', 'CẦN THƠ')}{_text()}</div>")
    assert of_place.authors == []
    assert "CẦN THƠ" in of_place.body


def test_names_in_capitals_that_head_chapters_are_text() -> None:
    chapters = "".join(
        f"<p><strong>{name}</strong></p><p>{text}</p>"
        for name, text in zip(("LAM GIANG", "LÊ VĂN MẠCH"), TEXT, strict=False)
    )
    article = _page(f"<div><div><b>{LEAD}</b></div>{chapters}{_text()}</div>")
    assert "LAM GIANG" in article.body


@pytest.mark.parametrize(
    "headline",
    [f"<h1>{TITLE} <span>Mới</span></h1>", f"<font size=4><b>{TITLE}</b><br>Thứ hai, 11/09/2017, 12:28</font>"],
)
def test_the_headline_with_a_badge_or_its_date_is_not_text(headline: str) -> None:
    page = (
        f"<html lang=vi><title>{TITLE}</title><body><div class=bai>{headline}<div>{_text()}</div></div></body></html>"
    )
    article = extract(page, URL)
    assert article.title == TITLE
    assert article.body == "\n\n".join(TEXT)


@pytest.mark.parametrize(
    "line",
    [
        "<p>Sự kiện: <a href=/su-kien/do-1>Mùa đò 2017</a></p>",
        "<ul><li>Nữ miền Bắc<li>Nam miền Nam</ul>",
        "<table width=200 align=left><tr><td><b>Tin liên quan</b></td></tr>"
        "<tr><td><a href=/a1.html>Hai làng góp tiền mua phao cứu sinh</a></td></tr></table>",
    ],
)
def test_boxes_around_the_text_are_not_text(line: str) -> None:
    assert _page(f"<div>{line}{_text()}</div>").body == "\n\n".join(TEXT)


def test_a_pen_name_with_words_of_a_voice_is_a_credit() -> None:
    assert _page(f"<div>{_text()}<p align=right><b>Nam Trung</b></p></div>").authors == ["Nam Trung"]


@pytest.mark.parametrize("day", ["Thứ Tư", "Chủ Nhật"])
def test_a_weekday_beside_the_date_is_no_author(day: str) -> None:
    article = _page(f"<div>{_text()}</div>", meta=f"<p><b>{day}</b>, <i>18/10/2023</i></p>")
    assert article.authors == []


def test_names_on_lines_of_their_own_are_several_authors() -> None:
    end = "<div class=tacgia><span>Lam Giang</span><br><span>Vũ Minh Tú</span></div>"
    assert _page(f"<div>{_text()}{end}</div>").authors == ["Lam Giang", "Vũ Minh Tú"]


def test_a_name_before_date_and_section_is_the_author() -> None:
    article = _page(f"<div>{_text()}</div>", meta="<p>Đào Thị Lan | 18/10/2023 07:45 | Kinh tế</p>")
    assert article.authors == ["Đào Thị Lan"]


def test_a_translator_with_the_source_in_brackets_is_credited() -> None:
    article = _page(f"<div>{_text()}<p><b><i>Lam Giang lược dịch (theo The Guardian)</i></b></p></div>")
    assert [(credit.name, credit.role) for credit in article.credits] == [
        ("Lam Giang", "translator"),
        ("The Guardian", "source"),
    ]
    assert article.body == "\n\n".join(TEXT)


PICTURE = "<img src=/anh/do-640.jpg>"


def test_the_thumbnail_of_a_linked_headline_is_not_the_articles_picture() -> None:
    card = (
        "<div class=khung><div><a href=/tin-2.html><img src=/anh/nho.jpg></a></div>"
        "<a href=/tin-2.html>Hai làng góp tiền mua phao cứu sinh</a> <span>12-10-2017</span></div>"
    )
    article = _page(f"<div><p>{PICTURE}</p>{_text()}{card}<p>Phà lớn chưa chạy lại.</p></div>")
    assert [picture.url.rpartition("/")[2] for picture in article.pictures] == ["do-640.jpg"]


def test_a_picture_that_links_to_its_large_file_or_the_page_is_the_articles() -> None:
    for address in ("/anh/do-1200.jpg", URL, "#anh"):
        picture = f"<figure><a href='{address}'>{PICTURE}</a><figcaption>Con đò rời bến.</figcaption></figure>"
        assert len(_page(f"<div>{picture}{_text()}</div>").pictures) == 1, address


def test_a_button_of_a_figure_is_not_its_caption() -> None:
    figure = f"<figure><div><span>Phóng to</span></div>{PICTURE}<figcaption>Con đò rời bến.</figcaption></figure>"
    assert _page(f"<div>{figure}{_text()}</div>").pictures[0].caption == "Con đò rời bến."


def test_a_lead_picture_is_called_avatar_too() -> None:
    avatar = f"<figure class=detail__avatar>{PICTURE}<figcaption>Con đò rời bến.</figcaption></figure>"
    lead = f"<h2 class=detail__summary>{LEAD}</h2>"
    article = _page(f"{lead}{avatar}<div class=detail__content>{_text()}</div>")
    assert [picture.caption for picture in article.pictures] == ["Con đò rời bến."]
    face = f"<figure class=author-avatar>{PICTURE}</figure>"
    assert _page(f"{lead}{face}<div class=detail__content>{_text()}</div>").pictures == []


def test_a_short_description_below_the_headline_is_the_lead_unless_it_is_a_byline() -> None:
    line = "<p class=des-info><span>Lam Giang</span> | <span>Thứ Hai | 11/09/2017 12:28</span></p>"
    article = _page(f"<div class=des-small>{LEAD}</div><div>{_text()}</div>", meta=line)
    assert article.lead == LEAD
    assert article.authors == ["Lam Giang"]


def test_a_link_to_the_page_itself_is_not_its_section() -> None:
    playing = f"<div class=swiper><a class=box-category-title href=/x>Đang phát {TITLE}</a></div>"
    page = _page(f"<div>{_text()}</div>", url="https://baovidu.example/ben-cu-mo-lai-120034.html")
    assert page.section is None
    body = f"<html lang=vi><title>{TITLE}</title>{playing}<h1>{TITLE}</h1>{STAMP}<div>{_text()}</div></html>"
    assert extract(body, "https://baovidu.example/ben-cu-mo-lai-120034.html").section is None


def test_an_invitation_to_the_programmes_of_a_station_is_not_text() -> None:
    line = "<p>* Mời quý độc giả theo dõi các chương trình đã phát của Đài Ví Dụ trên <a href=/tv>TV Online</a>!</p>"
    assert _page(f"<div>{_text()}{line}</div>").body == "\n\n".join(TEXT)


def test_the_source_below_the_signature_is_a_credit() -> None:
    end = "<p class=author>Lam Giang</p><p class=source>Theo <span>Nhịp sống bến bãi</span></p>"
    article = _page(f"<div class=khung><div class=detail-content>{_text()}</div>{end}</div>")
    assert [(credit.name, credit.role) for credit in article.credits] == [
        ("Lam Giang", "author"),
        ("Nhịp sống bến bãi", "source"),
    ]


def test_a_source_with_two_labels_has_one_name() -> None:
    article = _page(f"<div>{_text()}<p align=right><b>Nguồn Theo Reuters</b></p></div>")
    assert [(credit.name, credit.role) for credit in article.credits] == [("Reuters", "source")]


def test_a_subtitle_above_the_lead_does_not_hide_it() -> None:
    lines = f"<p class=subtitle>Kỳ 1: Những ngày đầu</p><div class=sapo><p>{LEAD}</p></div>"
    article = _page(f"{lines}<div class=content>{_text()}</div>")
    assert article.lead == LEAD
    assert article.body.endswith("\n\n".join(TEXT))


def test_a_line_below_the_signature_says_that_the_series_goes_on() -> None:
    end = "<p align=right><b>LAM GIANG</b></p><p align=right><em>(Còn tiếp)</em></p>"
    article = _page(f"<div>{_text()}{end}</div>")
    assert article.body == "\n\n".join(TEXT)
    assert article.authors == ["Lam Giang"]


@pytest.mark.parametrize("classes", ["text-lg font-semibold my-4", "fw-bold"])
def test_a_first_paragraph_in_large_type_is_the_lead(classes: str) -> None:
    text = "".join(f"<p>{first} {second}</p>" for first, second in itertools.pairwise(TEXT))
    article = _page(f"<p class='{classes}'>{LEAD} {TEXT[0]}</p><div class=prose>{text}</div>")
    assert article.lead == f"{LEAD} {TEXT[0]}"
    assert _page(f"<div>{text.replace('<p>', f'<p class={classes.split()[-1]}>')}</div>").lead is None


def test_the_author_and_the_comments_of_a_page_builder_are_not_text() -> None:
    info = (
        "<div class=elementor-widget-post-info><ul><li><span class=elementor-post-info__item>Lam Giang</span>"
        "<li><span class=elementor-post-info__item>11/09/2017</span><li>Không có phản hồi</ul></div>"
    )
    lead = f"<div class=elementor-widget-theme-post-excerpt><div class=khung>{LEAD}</div></div>"
    article = _page(f"{info}{lead}<div class=elementor-widget-theme-post-content>{_text()}</div>", meta="")
    assert article.body == "\n\n".join(TEXT)
    assert article.lead == LEAD


def test_the_pages_of_a_text_are_not_text() -> None:
    pages = "<div class=paging><span>Trang</span> <a>1</a> <a href='?p=2'>2</a> <a href='?p=2'>Trang sau</a></div>"
    assert _page(f"<div><div>{_text()}</div>{pages}</div>").body == "\n\n".join(TEXT)


def test_the_summary_of_a_teaser_may_have_two_paragraphs() -> None:
    card = "<article class=story><h2><a href=/tin-{0}.html>Tin số {0} về bến đò Cây Gáo</a></h2>{1}</article>"
    two = f"<div class=summary><p>{TEXT[1]}</p><p>{TEXT[2]}</p></div>"
    cards = card.format(1, two) + card.format(2, f"<div class=summary>{TEXT[3]}</div>") + card.format(3, two)
    page = (
        f"<div class=col>{_text()}</div><div class=col><h3>Tin cùng chuyên mục</h3><div class=list>{cards}</div></div>"
    )
    assert _page(page).body == "\n\n".join(TEXT)


@pytest.mark.parametrize(
    ("end", "credits"),
    [
        ("Lê Th. An", [("Lê Th. An", "author")]),
        ("Nguyễn Th.", [("Nguyễn Th.", "author")]),
        ("Lam Giang (th)", [("Lam Giang", "compiler")]),
        ("Lam Giang (Th)", [("Lam Giang", "compiler")]),
    ],
)
def test_an_abbreviated_name_is_not_a_kind_of_work(end: str, credits: list[tuple[str, str]]) -> None:
    article = _page(f"<div>{_text()}<p align=right><b>{end}</b></p></div>")
    assert [(credit.name, credit.role) for credit in article.credits] == credits


def test_the_state_of_a_script_tells_the_title_from_the_sites_name() -> None:
    stated = {"title": TITLE, "sapo": LEAD, "content": _text(), "publishedAt": "2017-09-11T12:28:00+07:00"}
    state = json.dumps({"props": {"pageProps": {"article": stated | {"author": {"name": "Vũ Lam Giang"}}}}})
    article = extract(
        f"<html lang=vi><title>{TITLE} | BVD</title><body><div id=__next>Đang tải...</div>"
        f"<script id=__NEXT_DATA__ type=application/json>{state}</script></html>",
        URL,
    )
    assert article.title == TITLE
    assert str(article.published_at) == "2017-09-11 12:28:00+07:00"
    assert article.authors == ["Vũ Lam Giang"]


@pytest.mark.parametrize(
    "line",
    [
        "<p>* Mời bạn đọc xem thêm video tại <a href=https://youtube.com/x>kênh YouTube Báo Ví Dụ</a></p>",
        "<div>Kéo xuống để đọc tiếp</div>",
        "<div><p>Nghe podcast: Giờ kể chuyện</p></div>",
        "<div><p>Quan tâm Zalo OA Báo Ví Dụ để nhận tin nhanh</p></div>",
        "<div><span>Đọc bài viết</span><span>5:32</span></div>",
        "<div><span>Tốc độ 1x</span></div>",
        "<div><p>Tin tài trợ</p></div>",
    ],
)
def test_invitations_in_the_text_are_not_text(line: str) -> None:
    first, *others = TEXT
    page = f"<div><p>{first}</p>{line}{''.join(f'<p>{text}</p>' for text in others)}</div>"
    assert _page(page).body == "\n\n".join(TEXT)


@pytest.mark.parametrize(
    ("notes", "kept"),
    [
        ("<p>(*) Tên nhân vật đã được thay đổi.</p>", "(*) Tên nhân vật đã được thay đổi."),
        ("<p>Mời độc giả gửi bài cộng tác về email: bandoc@baovidu.example</p>", TEXT[-1]),
        ("<p>Đường dây nóng: 0912 345 678</p><p>Email: toasoan@baovidu.example</p>", TEXT[-1]),
        ("<p>Bài viết hữu ích? <button>Có</button> <button>Không</button></p>", TEXT[-1]),
    ],
)
def test_a_signature_above_notes_is_a_credit(notes: str, kept: str) -> None:
    article = _page(f"<div>{_text()}{SIGNED}{notes}</div>")
    assert article.authors == ["Lam Giang"]
    assert "Lam Giang" not in article.body
    assert article.body.endswith(kept)


@pytest.mark.parametrize(
    ("above", "below", "expected"),
    [
        ("Thứ Năm, ngày 23 tháng 11 năm 2017", "Cập nhật lúc 22h46' - Ngày 23/11/2017", "2017-11-23T22:46"),
        ("Thứ Năm, ngày 23 tháng 11 năm 2017", "Cập nhật lúc 22h46' - Ngày 24/11/2017", "2017-11-23T00:00"),
    ],
)
def test_the_clock_time_of_the_same_day_below_the_headline_completes_the_day_above_it(
    above: str, below: str, expected: str
) -> None:
    text = "".join(f"<p>{part}</p>" for part in TEXT)
    page = f"<html lang=vi><body><div>{above}</div><h1>{TITLE}</h1><div>{below}</div><div>{text}</div></body></html>"
    published = extract(page, URL).published_at
    assert published is not None
    assert published.isoformat()[:16] == expected


@pytest.mark.parametrize("end", [TEXT[2:], TEXT[2:3], ["Vé ba nghìn đồng."]])
def test_the_text_goes_on_behind_a_box_with_one_link(end: list[str]) -> None:
    box = "<div><p>Xem thêm</p><a href=/tin-2.html>Nghệ nhân tám mươi tuổi giữ nghề giấy bản</a></div>"
    tag = "<div><a href=/the/ben>bến đò</a></div>"
    paragraphs = ["".join(f"<p>{text}</p>" for text in texts) for texts in (TEXT[:2], end)]
    assert _page(box.join(paragraphs) + tag).body.split("\n\n") == [*TEXT[:2], *end]


def test_a_box_with_the_heading_of_a_list_and_a_link_to_more_does_not_end_the_list() -> None:
    box = "<div class=t><h3>Tin liên quan</h3><a href=/tin>Xem tất cả</a></div>"
    card = "<div class=c><a href=/tin-{0}.html>Nghệ nhân thứ {0} giữ nghề giấy bản</a><p>{1}</p></div>"
    teaser = "Cả bản nay chỉ còn một lò nấu vỏ cây, khói bay lên từ bốn giờ sáng mỗi ngày."
    assert _page(f"<div>{_text()}</div>{box}{card.format(1, teaser)}{card.format(2, teaser)}").body.endswith(TEXT[-1])


@pytest.mark.parametrize(
    "stamp",
    [
        "Thứ năm, ngày 20-8-2020 lúc 01g55",
        "Thứ Năm, ngày 20 tháng 08 năm 2020, 01:55",
        "1:55 sáng, 20/08/2020",
        "20/08/2020 1:55:00 SA | Lượt xem: 4.210",
        "01h55, 20/08/2020",
        "Thứ Năm, 20 tháng 8, 2020, 01:55 | 1 phản hồi | Chuyên mục: Thời sự",
    ],
)
def test_a_whole_date_with_a_clock_above_the_text_is_no_text(stamp: str) -> None:
    article = _page(f"<div>{stamp}</div><div><b>{LEAD}</b></div><div>{_text(tag='div')}</div>", meta="")
    assert article.body.split("\n\n") == TEXT
    assert article.lead == LEAD
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2020-08-20T01:55:00+07:00"


@pytest.mark.parametrize("line", ["Ngày 20 tháng 8 năm 2020", "Chiều 4-3-2024", "Năm 2024", "Sáng 5/3/2024, 14h"])
def test_the_date_of_an_entry_of_a_chronicle_is_text(line: str) -> None:
    assert line in _page(f"<div><p>{TEXT[0]}</p><p>{line}</p>{_text()}</div>").body


@pytest.mark.parametrize("mark", ["{}", "<b>{}</b>"])
@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Thứ Năm, ngày 20 tháng 8 năm 2020", "Thứ Sáu, ngày 21 tháng 8 năm 2020"),
        ("Ngày 20 tháng 8 năm 2020, 8 giờ sáng", "Ngày 21 tháng 8 năm 2020, 9 giờ tối"),
        ("14h30 ngày 20/8/2020", "16h15 ngày 21/8/2020"),
    ],
)
@pytest.mark.parametrize("opening", ["", f"<p>{TEXT[0]}</p>"])
def test_the_dates_above_the_entries_of_a_diary_are_text(opening: str, first: str, second: str, mark: str) -> None:
    entries = (f"<p>{mark.format(first)}</p><p>{TEXT[1]}</p>", f"<p>{mark.format(second)}</p><p>{TEXT[2]}</p>")
    body = _page(f"<div>{opening}{''.join(entries)}</div>").body
    assert first in body
    assert second in body


def test_the_time_that_a_notice_ends_with_is_text_and_not_the_day_of_the_page() -> None:
    line = "7 giờ 30 sáng, Chủ nhật, ngày 14 tháng 3 năm 2027"
    end = f"<p>Lễ giỗ tổ năm sau sẽ bắt đầu lúc:</p><p>{line}</p>"
    article = _page(f"<div>{_text()}{end}</div>", meta="")
    assert line in article.body
    assert article.published_at is None
    assert line in _page(f"<div><p>Lễ giỗ tổ</p>{end}</div>", meta="").body


def test_the_name_of_an_icon_is_no_text() -> None:
    icon = "<i class='material-icons {1}'>{0}</i>"
    line = f"<div><span>{icon.format('access_time', 'md-18')}Thứ Hai, 11/09/2017 12:28</span></div>"
    end = f"<div class=sign>{icon.format('edit', 'sm')}Lam Giang</div>"
    article = _page(f"<div>{_text()}</div>{end}", meta=line)
    assert (article.authors, article.body.split("\n\n")) == (["Lam Giang"], TEXT)
    assert article.published_at is not None
    kept = "<p><i class='material-icons'>Đò ơi, đợi nhé kẻo mưa ướt người qua sông chiều nay.</i></p>"
    assert "kẻo mưa ướt" in _page(f"<div>{_text()}{kept}</div>").body


def test_a_first_paragraph_in_italics_that_describes_the_page_is_the_lead() -> None:
    description = f"<meta name=description content='{LEAD}'>"
    article = _page(f"<div><p><em>{LEAD}</em></p>{_text()}</div>", head=description)
    assert (article.lead, article.body.split("\n\n")) == (LEAD, TEXT)
    note = "This letter from the ferrymen will appear in the October issue of the magazine, with answers."
    english = f"<title>The ferry</title><meta name=description content='{note}'><h1>The ferry is back</h1>"
    text = "".join(
        f"<p>{number} men carried stones to the landing on that day, as the old ferryman told us.</p>"
        for number in range(9)
    )
    assert extract(f"<html lang=en>{english}<div><p><em>{note}</em></p>{text}</div>", URL).lead is None


def test_the_field_of_a_summary_is_a_lead_in_all_its_wrappers() -> None:
    field = "<div class='field field-name-{}'><div class=field-items><div class='field-item even'>{}</div></div></div>"
    body = field.format("field-tom-tat", LEAD) + field.format("body", _text())
    assert _page(f"<div class=node>{body}</div>").lead == LEAD


def test_the_heading_of_other_articles_names_no_author() -> None:
    link = "<ul><li><a href=/tin-2.html>Nghệ nhân giữ nghề giấy bản</a></ul>"
    box = f"<div class=lq><div class=lb>BÀI LIÊN QUAN</div>{link}</div>"
    article = _page(f"<div><p>* Xã Bình Lợi: {TEXT[0]}</p>{box}{_text()}</div>")
    assert article.authors == []


@pytest.mark.parametrize(
    "line",
    ["Quay lại trang trước", "In trang này Gửi cho bạn bè", "Bạn thấy bài viết này hữu ích? Hãy chia sẻ cho bạn bè!"],
)
def test_a_signature_above_the_links_of_the_page_is_a_credit(line: str) -> None:
    article = _page(f"<div>{_text()}<p><b>Bài, ảnh: Lam Giang</b></p><p>{line}</p></div>")
    assert (article.authors, article.body.split("\n\n")) == (["Lam Giang"], TEXT)


@pytest.mark.parametrize("office", ["Đoàn Luật sư tỉnh Sông Lạng", "Đại học Sông Lạng"])
def test_the_office_below_the_name_of_a_writer_belongs_to_the_signature(office: str) -> None:
    article = _page(f"<div>{_text()}<p align=right><b>Luật sư Lương Văn Giang<br>{office}</b></p></div>")
    assert (article.authors, article.body.split("\n\n")) == (["Lương Văn Giang"], TEXT)


def test_a_name_in_bold_as_the_only_item_of_the_last_list_is_a_signature() -> None:
    article = _page(f"<div>{_text()}<ul><li><strong>Lam Giang</strong></li></ul></div>")
    assert (article.authors, article.body.split("\n\n")) == (["Lam Giang"], TEXT)


@pytest.mark.parametrize(
    "items", ["<li><b>Lam Giang</b><li><b>Bá Kha</b>", "<li>Lam Giang", "<li><b>Đò máy: ba chiếc</b>"]
)
def test_the_items_of_the_last_list_are_text(items: str) -> None:
    article = _page(f"<div>{_text()}<p>Đội lái đò gồm:</p><ul>{items}</ul></div>")
    assert article.authors == []
    assert article.body.count("\n") > 2 * len(TEXT)


def test_all_names_in_an_element_behind_a_label_are_authors() -> None:
    article = _page(f"<p class=h5><strong>Tác giả: </strong>BS. Lam Giang – Bá Kha</p><div>{_text()}</div>")
    assert article.authors == ["Lam Giang", "Bá Kha"]


@pytest.mark.parametrize("line", ["Thứ Tư, 24/08/2011, 13:43", "Gửi ý kiến của bạn"])
def test_a_line_in_bold_that_is_a_date_or_heads_a_form_is_no_title(line: str) -> None:
    page = f"<html lang=vi><title>Báo Ví Dụ</title><div><p><font><b>{line}</b></font></p>{_text()}</div></html>"
    assert extract(page, URL).title != line


def test_the_section_above_a_headline_without_the_markup_of_a_heading_is_no_text() -> None:
    head = f"<span>Đời sống &gt; Bến cũ</span><div><span>{TITLE}</span></div><div>{STAMP}</div>"
    page = f"<html lang=vi><title>{TITLE}</title><form><div>{head}{_text(tag='div')}</div></form></html>"
    assert extract(page, URL).body.split("\n\n") == TEXT


def test_the_results_above_the_only_sentence_are_text() -> None:
    rows = "<table><tr><td>Giải nhất</td><td>50772</td></tr><tr><td>Giải nhì</td><td>11864</td></tr></table>"
    last = "<div><p>Vé trúng thưởng được lĩnh trong vòng ba mươi ngày kể từ ngày mở thưởng tại công ty.</p></div>"
    assert _page(f"<div class=body>{rows}{last}</div>").body.startswith("Giải nhất\t50772\nGiải nhì\t11864")
    banner = f"<center><img src=/banner.gif width=780 height=90><div>{rows}{last}</div></center>"
    assert _page(banner).body.startswith("Giải nhất\t50772\nGiải nhì\t11864")
    links = rows.replace("50772", "<a href=/tin-2.html>Nghệ nhân giữ nghề giấy bản</a>")
    assert "Giải nhì" not in _page(f"<div class=body>{links}{last}</div>").body


def test_a_first_sentence_in_italics_is_the_lead_of_a_page_without_description() -> None:
    assert _page(f"<div><p><em>{LEAD}</em></p>{_text()}</div>").lead == LEAD
    verse = "<p><em>Đò ơi đợi nhé kẻo mưa ướt người</em></p>"
    assert _page(f"<div>{verse}{_text()}</div>").lead is None


def test_teasers_below_the_credit_of_a_short_text_are_not_text() -> None:
    link = "<a href=/tin-{0}.html>"
    headline = f"<h3>{link}Chuyện làng số {{0}} kể lại</a></h3>"
    card = f"<div class=item>{link}<img src=/{{0}}.jpg></a>{headline}<p>{{1}}</p></div>"
    teasers = [
        "Hàng nghìn chiếc đèn được thả xuống sông trong tối khai hội, thu hút đông đảo du khách thập phương.",
        "Nước dâng cao khiến nhiều phương tiện chết máy giữa đường vào giờ tan tầm chiều qua.",
        "Các xã vừa được hội đồng thẩm định cấp tỉnh bỏ phiếu công nhận với tỷ lệ nhất trí tuyệt đối.",
    ]
    cards = "".join(card.format(number, teaser) for number, teaser in enumerate(teasers))
    line = "<div class='row author'><div class=col><a href=/tac-gia/x>Lam Giang</a>/VOV.VN</div></div>"
    text = "".join(f"<p>{paragraph}</p>" for paragraph in TEXT[:3])
    article = _page(f"<div class='row content'><div class=col><div class=text>{text}</div></div></div>{line}{cards}")
    assert article.body.split("\n\n") == TEXT[:3]
