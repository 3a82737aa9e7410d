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


def test_teasers_below_the_credit_of_a_short_text_are_not_text() -> None:
    link = "<a href=/tin-{0}.html>"
    card = f"<div class=item>{link}<img src=/{{0}}.jpg></a><h3>{link}Chuyện làng số {{0}} kể lại</a></h3><p>{{1}}</p></div>"
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
