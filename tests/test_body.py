from __future__ import annotations

import re
import time

import pytest

from newsarchive import extract
from newsarchive.parsers.body.class_names import traits_of
from newsarchive.parsers.body.lists.site_links import name_of_site
from newsarchive.parsers.body.reader import ExtractedBody, read_body
from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.selectors import Selector

TITLE = "Bến đò Gò Mưa chạy lại sau mùa lũ"
LEAD = "Sáng nay, bến đò Gò Mưa chở chuyến khách đầu tiên sau hai tháng nằm bờ vì nước lớn."
TEXT = [
    "Chiếc đò gỗ dài mười hai mét được sơn lại màu xanh, hai bên mạn treo phao cứu sinh mới mua từ tiền góp của xóm.",
    "Ông lái đò kể rằng suốt mùa lũ ông vẫn ra bến mỗi sáng để tát nước và kiểm tra dây neo cho khỏi đứt.",
    "Từ tuần sau, đò chạy mười chuyến một ngày, học sinh qua sông không phải trả tiền trong suốt năm học này.",
    "Xã cho biết sẽ dựng thêm một mái che ở bờ bên kia để người chờ đò có chỗ tránh nắng và tránh mưa.",
]
FOOT = "<footer><p>Giấy phép số 1, mọi quyền được giữ, ghi rõ nguồn khi dùng lại tin của trang thử này.</p></footer>"


def paragraphs(texts: list[str] = TEXT) -> str:
    return "".join(f'<p style="text-align: justify;">{text}</p>' for text in texts)


def read(main: str, *, description: str = "", **selectors: str) -> ExtractedBody:
    head = f'<meta property="og:description" content="{description}">' if description else ""
    page = f"<html><head><meta charset=utf-8>{head}</head><body>{main}{FOOT}</body></html>"
    named = {key: (Selector(source),) for key, source in selectors.items()}
    return read_body(Document(page, "https://bao.example/tin/a-1.html"), named, title=TITLE)


def texts(body: ExtractedBody) -> list[str]:
    return [block.text for block in body.blocks]


def new_layout(body: str, tail: str = "") -> str:
    return (
        f'<main><div class="detail"><h1 class="detail__title">{TITLE}</h1>'
        f'<div class="detail__sapo"><strong>TTH.VN</strong> - {LEAD}</div>'
        f'<div class="detail__content">{body}</div>{tail}</div></main>'
    )


def old_layout(body: str) -> str:
    return (
        f'<div id="colcate1"><h1 class="margintopbot10">{TITLE}</h1><span class="pubdate">17/09/2018 - 13:13</span>'
        f'<div id="newscontents"><div class="content-fck">{body}</div></div></div>'
    )


@pytest.mark.parametrize(
    "shape",
    [
        pytest.param(paragraphs(), id="p"),
        pytest.param("".join(f"<div>{text}</div>" for text in TEXT), id="div for p"),
        pytest.param("<br><br>".join(TEXT), id="br br"),
        pytest.param(f"<table><tr><td>{paragraphs()}</td></tr></table>", id="p in a table"),
        pytest.param("".join(f"<div class=row><div><p>{text}</p></div></div>" for text in TEXT), id="nested div"),
        pytest.param("".join(f"<p><span>{text[:30]}</span><b>{text[30:]}</b></p>" for text in TEXT), id="inline"),
        pytest.param("".join(f'<section class="part"><p>{text}</p></section>' for text in TEXT), id="sections"),
    ],
)
def test_the_text_is_found_in_every_shape(shape: str) -> None:
    assert texts(read(f"<div class=box><h1>{TITLE}</h1><div class=noidung>{shape}</div></div>")) == TEXT


def test_lead_and_dateline_are_separate_from_the_text() -> None:
    body = read(new_layout(paragraphs()))
    assert (body.dateline, body.lead, texts(body)) == ("TTH.VN", LEAD, TEXT)


def test_the_first_paragraph_with_a_bold_beginning_is_a_lead_when_the_publisher_says_so() -> None:
    first = f'<p style="text-align: justify;"><strong>(CTO)</strong> - {LEAD}</p>'
    body = read(old_layout(first + paragraphs()), lead="css: .content-fck > p:first-child")
    assert (body.dateline, body.lead, texts(body)) == ("CTO", LEAD, TEXT)


def test_a_bold_first_paragraph_is_the_lead() -> None:
    body = read(old_layout(f"<p><strong>{LEAD}</strong></p>{paragraphs()}"))
    assert (body.lead, texts(body)) == (LEAD, TEXT)


def test_a_heading_between_title_and_text_is_the_lead() -> None:
    body = read(f"<article><h1>{TITLE}</h1><h2>{LEAD}</h2><div class=content>{paragraphs()}</div></article>")
    assert (body.lead, texts(body)) == (LEAD, TEXT)


@pytest.mark.parametrize("names", ["strap", "articleDek", "x_articleSubtitle__y"])
def test_the_lead_is_known_by_its_class(names: str) -> None:
    body = read(f"<h1>{TITLE}</h1><p class='{names}'>{LEAD}</p><div class=content>{paragraphs()}</div>")
    assert (body.lead, texts(body)) == (LEAD, TEXT)


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(f"<p class=summary>{LEAD}</p>", id="no title"),
        pytest.param(f"<h1>{TITLE}</h1><p class=subtitle>Chuyện xóm: {TITLE}</p>", id="title again"),
        pytest.param(
            f"<h1>{TITLE}</h1><p class=description>Ann Plumrose is a reporter who writes about rivers.</p>", id="author"
        ),
    ],
)
def test_no_lead_is_made_of_a_notice_of_the_title_or_of_the_author(head: str) -> None:
    long = [f"Ngày thứ {number}. {text}" for number in range(6) for text in TEXT]
    assert read(f"<header>{head}</header><div class=content>{paragraphs(long)}</div>").lead is None


def test_no_lead_is_made_of_a_description_that_repeats_the_first_paragraph() -> None:
    body = read(f"<h1>{TITLE}</h1><div class=content>{paragraphs()}</div>", description=TEXT[0][:70] + "...")
    assert (body.lead, texts(body)) == (None, TEXT)


def test_a_description_that_is_not_displayed_is_no_lead() -> None:
    assert read(f"<h1>{TITLE}</h1><div>{paragraphs()}</div>", description=LEAD).lead is None


def test_the_first_paragraph_after_the_publishers_mark_is_the_lead() -> None:
    body = read(f"<h1>{TITLE}</h1><div><p><strong>TTH.VN</strong> - {TEXT[0]}</p>{paragraphs(TEXT[1:])}</div>")
    assert (body.dateline, body.lead, texts(body)) == ("TTH.VN", TEXT[0], TEXT[1:])


@pytest.mark.parametrize(
    "shape",
    [
        pytest.param(paragraphs(), id="p"),
        pytest.param("".join(f"<div class=row><div><p>{text}</p></div></div>" for text in TEXT), id="nested div"),
        pytest.param("".join(f"<div>{text}</div>" for text in TEXT), id="div for p"),
    ],
)
def test_no_lead_is_made_of_a_first_paragraph_like_the_others_though_the_description_is_the_same(shape: str) -> None:
    body = read(f"<h1>{TITLE}</h1><div class=content>{shape}</div>", description=TEXT[0])
    assert (body.lead, texts(body)) == (None, TEXT)


LONG_TEXT = [f"Ngày thứ {number}. {text}" for number in range(4) for text in TEXT]


@pytest.mark.parametrize(
    "again",
    [
        pytest.param("", id="once"),
        pytest.param(f"<p>{LEAD}</p>", id="without dateline"),
        pytest.param(f"<p>TTH - {LEAD}</p>", id="with another dateline"),
        pytest.param(f"<p><strong>TTH.VN</strong> - {LEAD}</p>", id="with the same dateline"),
        pytest.param(f"<p><b>{LEAD[:-1]}...</b></p>", id="cut short"),
        pytest.param(f"<h2>{LEAD}</h2>", id="as a heading"),
        pytest.param(f"<p><img src='/a.jpg'></p><p>{LEAD}</p>", id="below a picture"),
    ],
)
@pytest.mark.parametrize("names", ["fontd fw600 justify froboto", "sapo", ""])
@pytest.mark.parametrize("sign", ["TTH.VN - ", "<strong>TTH.VN</strong> - ", ""])
@pytest.mark.parametrize("text", [TEXT, LONG_TEXT], ids=["short", "long"])
def test_a_lead_in_its_own_element_before_the_text_appears_once(
    again: str, names: str, sign: str, text: list[str]
) -> None:
    page = (
        f'<div id="colcate1"><h1>{TITLE}</h1><span class="pubdate">17/09/2018 - 13:13</span>'
        f'<div class="{names}">{sign}{LEAD}</div>'
        f'<div id="newscontents"><div class="content-fck">{again}{paragraphs(text)}</div></div></div>'
    )
    body = read(page)
    shown = [body.lead] if body.lead else []
    assert [*shown, *texts(body)] == [LEAD, *text]
    if sign:
        assert (body.dateline, body.lead) == ("TTH.VN", LEAD)


def test_a_paragraph_that_continues_the_lead_stays_in_the_text() -> None:
    first = f"{LEAD} {TEXT[0]}"
    body = read(
        f'<h1>{TITLE}</h1><div class="sapo">{LEAD}</div><div class=content><p>{first}</p>{paragraphs(LONG_TEXT)}</div>'
    )
    assert (body.lead, texts(body)) == (LEAD, [first, *LONG_TEXT])


# Around the headline and what follows it: nothing, or elements that hold nothing of the text.
_HEADS = pytest.mark.parametrize("head", ["{}", "<header><div><div>{}</div><p>Ann Plumrose</p></div></header>"])


@_HEADS
@pytest.mark.parametrize("tag", ["div", "section", "h3"])
def test_a_single_sentence_between_title_and_text_is_the_lead_whatever_its_class(tag: str, head: str) -> None:
    above = head.format(f"<h1>{TITLE}</h1><{tag}>{LEAD}</{tag}>")
    body = read(f"<div>{above}<div class=content>{paragraphs(LONG_TEXT)}</div></div>")
    assert (body.lead, texts(body)) == (LEAD, LONG_TEXT)


@_HEADS
@pytest.mark.parametrize(
    "other",
    [
        pytest.param(f"<div class=caption>{LEAD}</div>", id="a caption"),
        pytest.param(f"<div class=related>{LEAD}</div>", id="a box named after other stories"),
        pytest.param(f"<div><a href=/b>{LEAD}</a></div>", id="a link"),
        pytest.param("<div>Ann Plumrose is a reporter who writes about rivers and their boats.</div>", id="an author"),
        pytest.param(f"<div>{LEAD}</div><div>{TEXT[0]}</div>", id="two sentences"),
        pytest.param(
            "<div>This story was updated on March 6 with an answer of the council of Marlow.</div>", id="a change"
        ),
        pytest.param(
            "<div>Hinweis: Dieser Artikel wurde am 6. März um die Antwort der Gemeinde ergänzt.</div>", id="Änderung"
        ),
    ],
)
def test_other_content_between_title_and_text_is_not_the_lead(other: str, head: str) -> None:
    above = head.format(f"<h1>{TITLE}</h1>{other}")
    assert read(f"<div>{above}<div class=content>{paragraphs(LONG_TEXT)}</div></div>").lead is None


_DECK = "the ferry of Gò Mưa sails again after two months at the pier, with fresh paint and a new rope"


@pytest.mark.parametrize("tag", ["p", "div"])
@pytest.mark.parametrize(
    ("text", "is_lead"),
    [
        pytest.param("Will the ferry of Gò Mưa sail again?", True, id="a short sentence"),
        pytest.param(_DECK, True, id="a long phrase"),
        pytest.param("professor of rivers at the university of Marlow", False, id="a short phrase"),
        pytest.param("A new ferry.", False, id="few words"),
        pytest.param(
            "Ann Plumrose, Chief Editor, Rivers And Boats, The Marlow Courier, Marlow On Wend", False, id="names"
        ),
        pytest.param("By Ann Plumrose and Bert Quince", False, id="a credit"),
        pytest.param("This story was changed to add a name.", False, id="a note"),
        pytest.param(
            "Boats | six minutes to read in the evening, or less than that on the way home", False, id="fields"
        ),
        pytest.param(f"<a href=/b>{_DECK}</a>", False, id="a link"),
        pytest.param(
            "access_timethứ bảy, 26/02/2011 19:13visibility1.024chat_bubble0 bình luận của bạn", False, id="icons"
        ),
    ],
)
def test_a_sentence_or_a_long_phrase_right_below_the_headline_is_the_lead(tag: str, text: str, is_lead: bool) -> None:
    head = f"<header><h1>{TITLE}</h1><{tag}>{text}</{tag}><figure><img src=/a.jpg></figure></header>"
    body = read(f"<article>{head}<div><div>{paragraphs(LONG_TEXT)}</div></div></article>")
    assert (body.lead, texts(body)) == (text if is_lead else None, LONG_TEXT)


_ABOUT_ARTICLE = [
    "Listen to this article in our app every morning at six.",
    "This article was first published in the spring issue of the Wend Courier.",
    "Reading time 4 minutes, or six if you read it aloud to a child on your knees.",
    "The opinions expressed here are those of the author alone, and not of this paper.",
    "Diesen Artikel können Sie jeden Morgen in unserer App auch anhören und teilen.",
    "Dieser Text ist Teil einer Reihe; dieser Beitrag erschien zuerst im Heft vom Mai.",
    "Thời gian đọc bài viết này khoảng bốn phút nếu bạn đọc thong thả.",
    "Bài viết này được đăng lần đầu trên báo giấy số ra ngày thứ tư tuần trước.",
    "Đăng ký nhận bản tin của chúng tôi để không bỏ lỡ tin tức nào mới.",
]


@pytest.mark.parametrize("notice", _ABOUT_ARTICLE)
@pytest.mark.parametrize("tag", ["p", "div"])
def test_a_line_about_the_article_right_below_the_headline_is_no_lead(tag: str, notice: str) -> None:
    head = f"<header><h1>{TITLE}</h1><{tag}>{notice}</{tag}><figure><img src=/a.jpg></figure></header>"
    body = read(f"<article>{head}<div><div>{paragraphs(LONG_TEXT)}</div></div></article>")
    assert body.lead is None
    assert texts(body)[-len(LONG_TEXT) :] == LONG_TEXT


def test_a_sentence_about_the_article_at_the_place_of_a_lead_is_text() -> None:
    line = "Bài viết này thuật lại ba đêm mà người lái đò Gò Mưa chở cả xóm chạy lũ."
    head = f"<header><h1>{TITLE}</h1><p>{line}</p></header>"
    body = read(f"<article>{head}<div><div>{paragraphs(LONG_TEXT)}</div></div></article>")
    assert (body.lead, texts(body)) == (None, [line, *LONG_TEXT])


def test_a_phrase_that_is_not_right_below_the_headline_is_no_lead() -> None:
    head = f"<header><h1>{TITLE}</h1><p>Ann Plumrose</p><p>{_DECK}</p></header>"
    assert read(f"<article>{head}<div><div>{paragraphs(LONG_TEXT)}</div></div></article>").lead is None


def test_a_sentence_about_another_story_is_a_lead() -> None:
    told = "This story was told by every ferryman of the river for two hundred years."
    above = f"<h1>{TITLE}</h1><div>{told}</div>"
    assert read(f"<div>{above}<div class=content>{paragraphs(LONG_TEXT)}</div></div>").lead == told


def test_a_bold_line_of_its_own_is_a_sub_heading() -> None:
    body = read(f"<h1>{TITLE}</h1><div>{paragraphs(TEXT[:1])}<p><b>Bến mới</b></p>{paragraphs(TEXT[1:])}</div>")
    assert ("heading", "Bến mới") in [(block.kind, block.text) for block in body.blocks]


def test_the_dateline_of_a_page_without_lead_is_cut_from_the_first_paragraph() -> None:
    body = read(f"<h1>{TITLE}</h1><div><p>HÀ NỘI (TTXVN) - {TEXT[0]}</p>{paragraphs(TEXT[1:])}</div>")
    assert (body.dateline, texts(body)) == ("HÀ NỘI (TTXVN)", TEXT)


@pytest.mark.parametrize(
    "credit",
    [
        '<p style="text-align: right;"><strong>Tin, ảnh: Lục Thanh Kha</strong></p>',
        '<p align="right"><b>Lục Thanh Kha</b></p>',
        "<p>Theo Lục Thanh Kha</p>",
    ],
)
def test_a_credit_line_at_the_end_is_not_text(credit: str) -> None:
    body = read(new_layout(paragraphs() + credit))
    assert texts(body) == TEXT
    assert len(body.bylines) == 1
    assert "Lục Thanh Kha" in body.bylines[0]


def test_a_last_sentence_that_begins_like_a_credit_is_text() -> None:
    last = "Theo sổ ghi của bến, năm nay đò nghỉ lâu nhất từ trước tới nay."
    assert texts(read(new_layout(paragraphs([*TEXT, last])))) == [*TEXT, last]


@pytest.mark.parametrize(
    "picture",
    [
        pytest.param("<figure><img src='/b.jpg'><figcaption>{}</figcaption></figure>", id="figure"),
        pytest.param(
            "<table class=image><tr><td><img src='/b.jpg'></tr><tr><td class=caption><em>{}</em></td></tr></table>",
            id="td.caption",
        ),
        pytest.param(
            "<table class=picture><tr><td><img src='/b.jpg'></td></tr><tr><td class=pCaption>{}</td></tr></table>",
            id="pCaption",
        ),
        pytest.param("<p><img src='/b.jpg'></p><p style='text-align: center;'><em>{}</em></p>", id="centred em"),
        pytest.param("<p><img src='/b.jpg'></p><p align=center>{}</p>", id="centred"),
        pytest.param("<p align=center><img src='/b.jpg'><br><em>{}</em></p>", id="same paragraph"),
        pytest.param(
            "<a href='/b-big.jpg'><figure><img src='/b.jpg'><figcaption>{}</figcaption></figure></a>",
            id="linked figure",
        ),
        pytest.param("<div class='photo-caption'><img data-src='/b.jpg' src='data:x'><p>{}</p></div>", id="lazy"),
        pytest.param("<div><img src='/b.jpg'><div class='absatzbild__info'><p>{}</p></div></div>", id="German"),
        pytest.param("<div><img src='/b.jpg'><p class='photogallery-description'>{}</p></div>", id="gallery"),
        pytest.param("<div><img src='/b.jpg'><p class='lightbox__description'>{}</p></div>", id="lightbox"),
    ],
)
def test_a_caption_belongs_to_its_picture(picture: str) -> None:
    caption = "Chuyến đò đầu tiên rời bến Gò Mưa sáng nay."
    body = paragraphs(TEXT[:2]) + picture.format(caption) + paragraphs(TEXT[2:])
    article_body = read(old_layout(body))
    assert texts(article_body) == TEXT
    assert [(picture.url, picture.caption) for picture in article_body.pictures] == [
        ("https://bao.example/b.jpg", caption)
    ]


def test_the_credit_is_split_from_the_caption() -> None:
    figure = "<figure><img src='/b.jpg'><figcaption>Đò rời bến. Ảnh: Lục Thanh Kha</figcaption></figure>"
    (picture,) = read(new_layout(figure + paragraphs())).pictures
    assert (picture.caption, picture.credit) == ("Đò rời bến.", "Lục Thanh Kha")


@pytest.mark.parametrize(
    "credit", ["(Lục Thanh Kha / iStock.com)", "[Lục Thanh Kha/picture alliance]", "| Photo by Lục Thanh Kha"]
)
def test_a_line_that_ends_in_a_pictures_credit_is_a_caption(credit: str) -> None:
    body = f"{paragraphs(TEXT[:2])}<p><img src='/b.jpg'></p><p>{TEXT[0][:60]} {credit}</p>{paragraphs(TEXT[2:])}"
    assert texts(read(new_layout(body))) == TEXT


def test_icons_and_placeholders_are_not_pictures() -> None:
    icons = "<img src='/i/icon-share.png'><img src='/x.gif' width=1 height=1><img src='data:image/gif;base64,R0'>"
    assert read(new_layout(icons + paragraphs())).pictures == []


def test_centred_text_behind_a_picture_is_text_where_much_of_it_is_centred() -> None:
    aligns = ("center", "left", "center", "left")
    body = "".join(f"<p align={align}>{text}</p>" for align, text in zip(aligns, TEXT, strict=True))
    assert texts(read(old_layout(f"<p><img src='/b.jpg'></p>{body}"))) == TEXT


def test_the_captions_of_a_photo_story_are_its_text() -> None:
    body = "".join(
        f"<figure><img src='/{n}.jpg'><figcaption>{text}</figcaption></figure>" for n, text in enumerate(TEXT)
    )
    article_body = read(new_layout("<p>Một buổi sáng ở bến.</p>" + body), body="css: .detail__content")
    assert set(TEXT) <= set(texts(article_body))
    assert len(article_body.pictures) == len(TEXT)


RELATED = (
    "<div class=item><h3><a href=/1>Chợ nổi Cái Rắn họp lại vào phiên rằm</a></h3>"
    "<p><a href=/1>Phiên rằm đông gấp đôi ngày thường, ghe thuyền đậu kín hai bờ kênh từ nửa đêm.</a></p></div>"
)


@pytest.mark.parametrize(
    "tail",
    [
        pytest.param(
            "<div class=rating><p>Hãy trở thành người đầu tiên đánh giá cho bài viết này!</p></div>", id="rating"
        ),
        pytest.param("<p>Hãy trở thành người đầu tiên đánh giá cho bài viết này!</p>", id="rating by its words"),
        pytest.param(f"<section class=related><h2>BẠN CÓ THỂ QUAN TÂM</h2>{RELATED * 3}</section>", id="related"),
        pytest.param(f"<h2>Bạn có thể quan tâm</h2>{RELATED * 3}", id="related by its words"),
        pytest.param(f"<h4>Lesen Sie auch</h4>{RELATED}", id="related in German"),
        pytest.param(
            "<div class=comments><p>" + "Bài viết hay quá, cảm ơn tòa soạn nhiều lắm. " * 4 + "</p></div>", id="comment"
        ),
        pytest.param("<p><a href=/2>Xem thêm: Bến Ổi đóng đò mới cho mùa nước</a></p>", id="read more"),
        pytest.param("<div class=tags><a href=/t>bến đò</a> <a href=/u>mùa lũ</a></div>", id="tags"),
        pytest.param("<p>Từ khóa: <a href=/t>bến đò</a> <a href=/u>mùa lũ</a></p>", id="tags by their word"),
        pytest.param(f"<p>Tags {'<a href=/t>đò ngang sông nước</a> ' * 5}</p>", id="tags without a colon"),
        pytest.param("<p>Watch now!</p>", id="video"),
        pytest.param("<div>Swipe to scroll horizontally</div>", id="scroll"),
        pytest.param("<p>Posted on:</p>", id="label of a time"),
        pytest.param("<h3>Table of Contents</h3>", id="contents"),
        pytest.param("<p>Inhaltsverzeichnis</p>", id="contents in German"),
        pytest.param(
            "<div class=TableOfContents><p>Một. Bến đò, hai. Con đò, ba. Người lái đò.</p></div>", id="list of contents"
        ),
        pytest.param("<p>Reviewed by</p>", id="reviewer"),
        pytest.param("<p>© Trang thử Gò Mưa</p>", id="copyright"),
        pytest.param("<p>© dpa-infocom, dpa:180917-99-1/1 (dpa)</p>", id="copyright of an agency"),
        pytest.param("<p><a href='#top'>Return to top</a></p>", id="top"),
        pytest.param(
            "<p style='display: none'>Một câu được giấu đi mà người đọc trang này không bao giờ thấy.</p>", id="hidden"
        ),
        pytest.param("<p>17/09/2018 - 13:13</p>", id="time"),
        pytest.param("<p>Last updated on September 17th, 2018 at 1:13 p.m.</p>", id="time in words"),
        pytest.param("<p>Aktualisiert: Montag, 17. September 2018, 13:13 Uhr</p>", id="time in German"),
        pytest.param("<p>včera 13:13</p>", id="time in Czech"),
        pytest.param("<p>2 giờ trước, 13:13 hôm nay</p>", id="time in Vietnamese"),
        pytest.param("<p>segunda-feira, 17 de setembro de 2018 às 13:13</p>", id="time in Portuguese"),
        pytest.param(f"<p>You may also like...</p>{RELATED}", id="related with an ellipsis"),
        pytest.param(f"<h3>Zum Weiterlesen:</h3>{RELATED}", id="related in other German words"),
        pytest.param("<p>Síguenos en las redes de siempre para saber del río y de sus barcas.</p>", id="follow us"),
        pytest.param(f"<h2>{TITLE}</h2>", id="title again"),
        pytest.param("<form><p>Nhập thư điện tử của bạn để nhận bản tin mỗi sáng của chúng tôi.</p></form>", id="form"),
    ],
)
@pytest.mark.parametrize("inside", [True, False])
def test_text_displayed_around_the_article_is_left_out(tail: str, inside: bool) -> None:
    page = new_layout(paragraphs() + tail) if inside else new_layout(paragraphs(), tail)
    assert texts(read(page)) == TEXT


def test_text_continues_after_a_box_of_related_stories() -> None:
    box = f"<div class=box><h3>Tin liên quan</h3>{RELATED}</div>"
    assert texts(read(new_layout(paragraphs(TEXT[:2]) + box + paragraphs(TEXT[2:])))) == TEXT


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        (
            "Mỗi chuyến đò chở <button class=glossary>áo phao</button> cho học trò sang sông.",
            "Mỗi chuyến đò chở áo phao cho học trò sang sông.",
        ),
        (
            "Mỗi chuyến đò chở <button>áo phao</button>, dây và mái chèo sang sông.",
            "Mỗi chuyến đò chở áo phao, dây và mái chèo sang sông.",
        ),
        (
            "Mỗi chuyến đò chở <button><span>12 tấn</span><!-- thóc --></button> lúa sang sông.",
            "Mỗi chuyến đò chở 12 tấn lúa sang sông.",
        ),
        ("Đò rời bến lúc năm giờ sáng. <button>Chép</button> Người đông.", "Đò rời bến lúc năm giờ sáng. Người đông."),
        ("Đò rời bến lúc năm giờ sáng <button>Chép</button>", "Đò rời bến lúc năm giờ sáng"),
        (
            "Mỗi chuyến đò chở áo phao<button>1</button> cho học trò sang sông.",
            "Mỗi chuyến đò chở áo phao cho học trò sang sông.",
        ),
        (
            "Mỗi chuyến đò chở áo phao<button>i<span>Loại có còi</span></button>, dây và mái chèo sang sông.",
            "Mỗi chuyến đò chở áo phao, dây và mái chèo sang sông.",
        ),
        (
            "Mỗi chuyến đò chở áo phao <button>Chia sẻ</button> cho học trò sang sông.",
            "Mỗi chuyến đò chở áo phao cho học trò sang sông.",
        ),
    ],
)
def test_a_button_between_the_words_of_a_sentence_is_one_of_them(paragraph: str, expected: str) -> None:
    body = read(f"<div class=content>{paragraphs(TEXT[:2])}<p>{paragraph}</p>{paragraphs(TEXT[2:])}</div>")
    assert expected in texts(body)


def test_a_button_beside_a_headings_words_is_not_text() -> None:
    heading = "<h2>Chuyến đầu tiên <button>Chép liên kết</button></h2>"
    found = texts(read(new_layout(f"<p>{TEXT[0]}</p>{heading}{paragraphs(TEXT[1:])}")))
    assert found == [TEXT[0], "Chuyến đầu tiên", *TEXT[1:]]


def test_headings_quotes_and_lists_keep_their_kind() -> None:
    body = (
        f"<p>{TEXT[0]}</p><h2>Chuyến đầu tiên</h2><p>{TEXT[1]}</p><blockquote><p>{TEXT[2]}</p></blockquote>"
        f"<ul><li>Mười chuyến một ngày</li></ul><p>{TEXT[3]}</p>"
    )
    kinds = [block.kind for block in read(new_layout(body)).blocks]
    assert kinds == ["paragraph", "heading", "paragraph", "quote", "list_item", "paragraph"]


@pytest.mark.parametrize("names", ["widget social", "comment-less", "has-sidebar", "md:hidden", "body related"])
def test_a_doubtful_class_does_not_hide_the_text(names: str) -> None:
    assert texts(read(f"<h1>{TITLE}</h1><div class='{names}'>{paragraphs()}</div>")) == TEXT


@pytest.mark.parametrize(
    "names",
    [
        "author-box",
        "saboxplugin-wrap",
        "elementor-author-box",
        "elementor-posts-container",
        "testimonial__text",
        "CallToActionBox_title__x1",
        "audio-player",
        "wp-block-button",
        "video-title",
        "commerce-disclosure",
    ],
)
def test_boxes_about_the_author_reviews_and_calls_to_action_are_left_out(names: str) -> None:
    box = f"<div class='{names}'><p>Bà đưa đò cả đời, và ai qua sông cũng nhớ mặt.</p></div>"
    assert texts(read(new_layout(paragraphs(TEXT[:2]) + box + paragraphs(TEXT[2:])))) == TEXT


@pytest.mark.parametrize(
    ("names", "is_text"),
    [
        *((names, True) for names in ("story__adKxQ", "sc-lsaEAd", "sc-hKx kNavBq", "svelte-ad30ds", "PAdD4")),
        *((names, False) for names in ("topAd", "topAdR", "myAdBox", "hdNavBx", "page__topAdR", "kNavBq", "sc-topNav")),
    ],
)
def test_a_generated_class_with_the_letters_of_an_advertisement_hides_no_text(names: str, is_text: bool) -> None:
    note = f"<div class='{names}'><p>Lịch đò dán ở <a href='/cho'>chợ</a>, ai cũng xem được.</p></div>"
    body = texts(read(new_layout(paragraphs(TEXT[:2]) + note + paragraphs(TEXT[2:]))))
    assert (body != TEXT) is is_text


def test_a_doubtful_class_hides_what_is_not_much_of_the_text() -> None:
    box = "<div class=widget><p>Bản tin buổi sáng của chúng tôi tới hộp thư của bạn lúc sáu giờ.</p></div>"
    assert texts(read(new_layout(paragraphs(TEXT[:2]) + box + paragraphs(TEXT[2:])))) == TEXT


def test_a_card_that_is_one_link_is_left_out_and_an_anchor_around_the_text_is_not() -> None:
    card = f"<a href='/2'><div><h3>Bến Ổi đóng đò mới</h3><p>{TEXT[1]} Chuyện ở bến bên kia.</p></div></a>"
    body = f"<a name=dau><div>{paragraphs(TEXT[:2])}</div></a>{card}{paragraphs(TEXT[2:])}"
    assert texts(read(new_layout(body))) == TEXT


def test_the_page_is_read_up_to_the_next_article_loaded_below() -> None:
    other = "".join(f"<p>{text} Chuyện này xảy ra ở nơi khác.</p>" for text in TEXT * 3)
    page = f"<article><h1>{TITLE}</h1>{paragraphs()}</article><article><h1>Tin khác</h1>{other}</article>"
    assert texts(read(page)) == TEXT


def test_the_text_continues_in_a_sibling_element() -> None:
    parts = f"<div class=alpha>{paragraphs(TEXT[:3])}</div><section class=beta>{paragraphs(TEXT[3:])}</section>"
    assert texts(read(f"<h1>{TITLE}</h1><div>{parts}</div>")) == TEXT


def test_a_short_beginning_in_an_element_of_the_same_make_is_text() -> None:
    long = [f"Ngày thứ {number}. {text}" for number in range(3) for text in TEXT]
    parts = f'<div class="rich one">{paragraphs(TEXT[:1])}</div><div class="rich">{paragraphs(long)}</div>'
    assert texts(read(f"<h1>{TITLE}</h1><div>{parts}</div>")) == [TEXT[0], *long]


def test_what_the_author_repeats_in_the_same_element_is_text() -> None:
    refrain = "Đò ơi, về đâu hỡi con đò"
    poem = ["Ai về bến cũ chiều mưa", refrain, "Khói lam vương mái tranh thầm", refrain, "Hàng cau đứng ngóng", refrain]
    assert texts(read(new_layout(paragraphs([*TEXT, *poem])))) == [*TEXT, *poem]
    assert texts(read(new_layout(paragraphs([*TEXT, TEXT[1]])))) == [*TEXT, TEXT[1]]
    boxes = "".join(f"<p>{text}</p><div class='c{number}'>{refrain}</div>" for number, text in enumerate(TEXT))
    assert texts(read(new_layout(boxes))) == TEXT


def test_text_repeated_for_another_screen_size_is_extracted_once() -> None:
    body = f"{paragraphs()}<ul><li>Mười chuyến một ngày</li></ul>"
    page = f"<h1>{TITLE}</h1><div><div class=wide>{body}</div><div class=wide>{body}</div></div>"
    assert texts(read(page)) == [*TEXT, "Mười chuyến một ngày"]


def test_short_lines_that_repeat_are_a_widget() -> None:
    body = "".join(f"<div><p>{text}</p><div>Nội dung bài</div></div>" for text in TEXT)
    assert texts(read(new_layout(body))) == TEXT


@pytest.mark.parametrize("label", ["<h3>Điều cần biết</h3>", "<p>Giá vé:</p>", "<p>Số khách: mười người</p>"])
def test_headings_and_labels_that_every_chapter_has_alike_are_text(label: str) -> None:
    body = "".join(label + paragraphs([text]) for text in TEXT)
    words = label.partition(">")[2].partition("<")[0]
    assert texts(read(new_layout(body))) == [line for text in TEXT for line in (words, text)]


def test_publisher_selectors_take_precedence() -> None:
    card = "<div class=hop><p><a href=/khac>Chợ nổi họp lại sau mùa nước cạn</a></p></div>"
    page = f"<h1>{TITLE}</h1><div id=a>{paragraphs()}{card}</div><div id=b>{paragraphs(TEXT * 2)}</div>"
    body = read(page, body="css: #a", remove="css: .hop", lead="css: #a p:nth-of-type(1)")
    assert body.source == "css: #a"
    assert (body.lead, texts(body)) == (TEXT[0], TEXT[1:])


def test_a_selector_that_matches_too_little_falls_back_to_the_generic_extractor() -> None:
    body = read(f"<h1>{TITLE}</h1><div id=a><p>Ngắn.</p></div><div id=b>{paragraphs()}</div>", body="css: #a")
    assert (body.source, texts(body)) == ("scored", TEXT)


def test_an_empty_page_has_no_text() -> None:
    assert read_body(Document(b"", None), {}, title=None) == ExtractedBody()


@pytest.mark.parametrize(
    "page",
    [
        pytest.param("<p></p>" * 50_000, id="empty paragraphs"),
        pytest.param("<b>chữ " * 50_000, id="nested inline"),
        pytest.param("<div>" * 50_000 + paragraphs(), id="nested div"),
        pytest.param("<p>" + "12:" * 25 + "</p>" + ("<p>" + "- " * 90 + "</p>") * 2_000, id="digits and dashes"),
        pytest.param("Một dòng chữ dài hơn hai mươi ký tự.<br><br>" * 20_000, id="breaks"),
    ],
)
@pytest.mark.timeout(100)
def test_a_hostile_page_is_read_like_any_other(page: str) -> None:
    assert isinstance(read(f"<h1>{TITLE}</h1>{page}"), ExtractedBody)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("<td><td>2023<td>2024</tr><tr><td>Vé<td>-<td>4", [["", "2023", "2024"], ["Vé", "-", "4"]]),
        ("<td>Vé<td>***<td>–</tr><tr><td>Khách<td>5<td>", [["Vé", "***", "–"], ["Khách", "5", ""]]),
        (
            "<td colspan=2>Chuyến<td>Khách</tr><tr><td>6 giờ<td>Sáng<td>30",
            [["Chuyến", "", "Khách"], ["6 giờ", "Sáng", "30"]],
        ),
        (
            "<td rowspan=2>Sáng<td>6 giờ</tr><tr><td>7 giờ</tr><tr><td>Chiều<td>5 giờ",
            [["Sáng", "6 giờ"], ["", "7 giờ"], ["Chiều", "5 giờ"]],
        ),
        ("<td>Vé<td><td>4</tr><tr><td>Khách<td><td>5", [["Vé", "4"], ["Khách", "5"]]),
        ("<td colspan=65000>Chuyến<td>Vé</tr><tr><td>6 giờ<td>4", [["Chuyến", "Vé"], ["6 giờ", "4"]]),
        ("<td>Chuyến<td>Vé</tr><tr><td colspan=2>Bến Đông", [["Chuyến", "Vé"], ["Bến Đông", ""]]),
    ],
    ids=[
        "a sign",
        "other signs",
        "a wide cell",
        "a high cell",
        "a column that only sets apart",
        "a false width",
        "a row of one cell",
    ],
)
def test_a_cell_stays_in_its_column(rows: str, expected: list[list[str]]) -> None:
    body = read(new_layout(f"{paragraphs()}<table><tr>{rows}</tr></table><p>-</p>"))
    assert [block.rows for block in body.blocks if block.kind == "table"] == [expected]
    assert "-" not in texts(body)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("<td>1<td><a href=/doi/1>Đội Bến Đông</a><td>8<td>24", ["1", "Đội Bến Đông", "8", "24"]),
        ("<th>Bến<th>Giờ</tr><tr><td><a href=/ben/1>Bến Đông</a><td>7:10", ["Bến Đông", "7:10"]),
        ("<td>1<td><a href=/tin/1.html>Bến Đông</a>", ["1"]),
        (
            "<th>Bài<th>Ngày</tr><tr><td><a href=/tin/1.html>Bến Đông mở lại sau bảy năm</a><td>01/09/2022",
            ["01/09/2022"],
        ),
    ],
    ids=["a club", "a place below a column's name", "a ranked article", "an article below a column's name"],
)
def test_a_linked_name_in_a_data_table_is_text_and_a_linked_headline_is_not(rows: str, expected: list[str]) -> None:
    body = read(new_layout(f"{paragraphs()}<table><tr>{rows}</tr></table>"))
    last = [block.rows[-1] for block in body.blocks if block.kind == "table"]
    assert [cell for row in last for cell in row if cell] == expected


def test_the_table_that_a_figure_shows_is_text_and_its_caption_is_not() -> None:
    cells = "".join(f"<tr><td>Chuyến {number}</td><td>{number + 5} giờ sáng</td></tr>" for number in range(1, 4))
    figure = (
        f"<figure class='wp-block-table'><table>{cells}</table><figcaption>Giờ đò chạy mùa này</figcaption></figure>"
    )
    blocks = read(new_layout(paragraphs(TEXT[:2]) + figure + paragraphs(TEXT[2:]))).blocks
    assert [block.text for block in blocks if block.kind != "table"] == TEXT
    assert blocks[2].rows == [[f"Chuyến {number}", f"{number + 5} giờ sáng"] for number in range(1, 4)]


def test_a_figure_that_is_never_closed_does_not_make_the_text_a_caption() -> None:
    body = f"<p>{TEXT[0]}</p><figure class=photo><img src=/do.jpg>{paragraphs(TEXT[1:])}"
    assert texts(read(new_layout(body))) == TEXT


def test_a_heading_that_links_to_itself_is_text_and_one_that_links_elsewhere_is_not() -> None:
    body = (
        f"<p>{TEXT[0]}</p><h2 id=dau><a href='#dau'>Chuyến đầu tiên</a></h2><p>{TEXT[1]}</p>"
        f"<h2><a href='/khac'>Bến Ổi đóng đò mới</a></h2>{paragraphs(TEXT[2:])}"
    )
    assert texts(read(new_layout(body))) == [TEXT[0], "Chuyến đầu tiên", *TEXT[1:]]


@pytest.mark.parametrize(
    "head", [f"<h1><span>Chuyện xóm: </span>{TITLE}</h1>", f"<div>Miền sông</div><p>Gò Mưa</p><h2>{TITLE}</h2>"]
)
def test_labels_before_the_title_and_a_kicker_in_it_are_not_text(head: str) -> None:
    assert texts(read(f"<article>{head}{paragraphs()}</article>")) == TEXT


def test_labels_before_a_title_as_long_as_a_sentence_are_not_text() -> None:
    title = f"{TITLE}: ai còn nhớ chuyến đò cuối cùng trước ngày nước lên?"
    page = f"<article><p>Miền sông</p><h1>{title}</h1>{paragraphs()}</article>"
    assert texts(read_body(Document(page, None), {}, title=title)) == TEXT


def test_a_sub_heading_that_says_more_than_the_title_is_text() -> None:
    lines = [TEXT[0], f"{TITLE}: ngày đầu", *TEXT[1:]]
    body = f"{paragraphs(TEXT[:1])}<h2>{TITLE}: ngày đầu</h2>{paragraphs(TEXT[1:])}"
    assert texts(read(f"<article><h1>{TITLE}</h1>{body}</article>")) == lines


def test_the_text_may_begin_in_an_element_between_title_and_the_rest() -> None:
    long = [f"Ngày thứ {number}. {text}" for number in range(6) for text in TEXT]
    first = [TEXT[0], "Cả xóm ra bến từ tờ mờ sáng để xem."]
    head = f"<div><header><h1>{TITLE}</h1></header><div class=mo>{paragraphs(first)}</div></div>"
    assert texts(read(f"<div>{head}<div>{paragraphs(long)}</div></div>")) == [*first, *long]


@pytest.mark.parametrize(
    "notice",
    [
        pytest.param("<div><p>Bài có liên kết tiếp thị của trang thử này.</p></div>", id="short"),
        pytest.param(f"<div><p><a href=/1>{TEXT[0]}</a></p></div>", id="linked"),
        pytest.param(f"<figure><figcaption><p>{TEXT[0]}</p></figcaption></figure>", id="caption"),
        pytest.param(f"<ul><li><p>{TEXT[0]}</p></li></ul>", id="list"),
    ],
)
def test_other_content_between_title_and_text_is_left_out(notice: str) -> None:
    long = [f"Ngày thứ {number}. {text}" for number in range(6) for text in TEXT]
    page = f"<div><div><h1>{TITLE}</h1></div>{notice}</div><div>{paragraphs(long)}</div>"
    assert texts(read(f"<div>{page}</div>")) == long


@pytest.mark.parametrize(
    "heading",
    [
        "<h2 id=related>Chuyến đò đầu tiên</h2>",
        "<h2 id=time-of-the-first-ferry>Chuyến đò đầu tiên</h2>",
        "<section id=more-about-the-first-ferry><h2>Chuyến đò đầu tiên</h2></section>",
        "<h2 class='toc'>Chuyến đò đầu tiên</h2>",
        "<h5 class='part time'>Chuyến đò đầu tiên</h5>",
    ],
)
def test_a_headings_class_and_an_id_made_of_its_words_do_not_hide_it(heading: str) -> None:
    found = texts(read(new_layout(f"<p>{TEXT[0]}</p>{heading}{paragraphs(TEXT[1:])}")))
    assert found == [TEXT[0], "Chuyến đò đầu tiên", *TEXT[1:]]


@pytest.mark.parametrize(
    "question",
    [
        "<h3 class=accordion-header><button type=button>Mấy giờ có đò?</button></h3>",
        "<div><button aria-expanded=false><div><h3>Mấy giờ có đò?</h3></div></button></div>",
    ],
)
def test_the_button_that_folds_out_an_answer_is_its_heading_and_others_are_not_text(question: str) -> None:
    body = f"{paragraphs(TEXT[:2])}{question}<div>{paragraphs(TEXT[2:])}</div><div><button>Gửi câu hỏi</button></div>"
    assert texts(read(new_layout(body))) == [*TEXT[:2], "Mấy giờ có đò?", *TEXT[2:]]


@pytest.mark.parametrize(
    "names",
    [
        "teaser-text",
        "accordion__content hidden",
        "so-panel widget widget_sow-editor",
        "articleWidgetHTML_x",
        "toc-para",
    ],
)
def test_the_opening_what_is_folded_away_and_what_page_builders_set_are_text(names: str) -> None:
    box = f"<div class='{names}'><p>{TEXT[0]}</p></div>"
    long = [f"Ngày thứ {number}. {text}" for number in range(3) for text in TEXT]
    assert texts(read(new_layout(box + paragraphs(long)))) == [TEXT[0], *long]


@pytest.mark.parametrize(
    "line",
    [
        "Ann Plumrose is a reporter who writes about rivers and their ferries for the paper.",
        "About the author: Ann B. Plumrose, of the county desk, has been a freelance writer since 2004.",
        "Anna Pflaumenrose ist Redakteurin im Ressort Verkehr und fährt jeden Tag mit der Fähre.",
        "Bert Plumrose and Carl Quince contributed to this report.",
        "Follow Ann Plumrose on the usual networks for all about the ferry of the village.",
        "Every Friday our newsletter brings the river to your breakfast table, free of charge.",
        "Hat Ihnen dieser Beitrag gefallen? Dann helfen Sie uns mit einem kleinen Betrag im Monat weiter.",
        "If you purchase a product or register for an account through a link on this page, the paper may get a"
        " share of what you"
        " spend; what is written about the product does not depend on it, and never did in all the years of the paper."
        " Prices and offers change; ask the shop before you buy, and keep the receipt in case the ferry sinks.",
        "Some of the links above are affiliate links, for which a shop may pay us some money.",
        "E-mail Ann Plumrose at ann@news.example or follow her on the usual networks any day.",
        "Atenção: comentários que não falem da balsa não serão publicados pela redação do jornal.",
        "All comments are moderated and may take a day or two to cross the river to this page.",
        "Reprinted with permission of the ferry's own newspaper, which comes out twice a year.",
        "Ann Plumrose may be reached at ann@news.example, or at the ferry on any dry morning.",
        "For more about ferries, rivers and the people who live beside them, visit ferry.example.",
        "To learn more about the flood, stream our film about the night on which the water came.",
        "Für mehr Meldungen von der Fähre besuchen Sie unsere Seite, auf der alles verzeichnet ist.",
        "Von der Fährfrau am 17.09.2018. Abgelegt unter Fluss und Ufer, und dort zu finden.",
        "Tags: Ferries, Rivers & Floods, Small Villages and Their Boats, Ann Plumrose",
        "Übersetzung: Anna Pflaumenrose, Redaktion: Bert Quitte, Tonfassung: Karl Birne",
        "Mehr über die Fähre und ihren Fluss lesen Sie hier.",
        "(apl)",
    ],
)
def test_notes_about_the_page_or_its_authors_at_the_end_are_not_text(line: str) -> None:
    assert texts(read(new_layout(f"{paragraphs()}<p>{line}</p>"))) == TEXT
    assert line in texts(read(new_layout(f"<p>{line}</p>{paragraphs()}")))


def test_only_a_few_centred_lines_behind_a_picture_are_captions() -> None:
    centred = [f"Chuyến thứ {number} rời bến lúc {number + 5} giờ" for number in range(1, 8)]
    rows = "".join(f"<tr><td align=center>{line}</td></tr>" for line in centred)
    body = f"{paragraphs(TEXT[:2])}<p><img src='/do.jpg'></p><table>{rows}</table>{paragraphs(TEXT[2:])}"
    assert texts(read(new_layout(body))) == [*TEXT[:2], *centred[3:], *TEXT[2:]]


def test_text_continues_after_a_label_where_every_part_has_its_own_nameless_element() -> None:
    long = [f"Ngày thứ {number}. {TEXT[number % 4]}" for number in range(12)]
    parts = [f"<section class=part><div><p>{text}</p></div></section>" for text in long]
    parts.insert(2, "<p>More on the ferry:</p><ul><li><a href=/1>One ferry</a></li><li><a href=/2>Two</a></li></ul>")
    assert texts(read(new_layout("".join(parts)))) == long


def test_a_division_named_after_pictures_holds_one_and_its_caption() -> None:
    frame = f"<div class='image left'><img src='/do.jpg'><p>{TEXT[1][:70]}.</p></div>"
    body = read(new_layout(f"<p>{TEXT[0]}</p>{frame}{paragraphs(TEXT[2:])}"))
    assert texts(body) == [TEXT[0], *TEXT[2:]]
    assert [picture.caption for picture in body.pictures] == [f"{TEXT[1][:70]}."]


@pytest.mark.parametrize(("name", "is_caption"), [("lf-note", True), ("lv-cap", True), ("lf-line", False)])
def test_the_class_of_a_line_below_a_picture_says_that_it_is_a_caption(name: str, is_caption: bool) -> None:
    line = "Người lái đò chờ khách bên bến cũ"
    frame = f"<div class=lf><img src='/do.jpg'><div class={name}>{line}</div></div>"
    body = read(new_layout(f"<p>{TEXT[0]}</p>{frame}{paragraphs(TEXT[1:])}"))
    assert texts(body) == [TEXT[0], *([] if is_caption else [line]), *TEXT[1:]]


def test_a_sentence_below_the_picture_of_a_step_is_text_though_its_class_says_note() -> None:
    step = "Chẻ tre thành nan dài hai mét, phơi một nắng."
    frame = f"<li><img src='/tre.jpg'><p class=step-note>{step}</p></li>"
    assert step in texts(read(new_layout(f"<p>{TEXT[0]}</p><ol>{frame}</ol>{paragraphs(TEXT[1:])}")))


def test_a_note_beside_a_heading_below_a_picture_is_text() -> None:
    frame = f"<div class=lf><img src='/do.jpg'><h3>Bến cũ</h3><div class=lf-note>{TEXT[1]}</div></div>"
    body = read(new_layout(f"<p>{TEXT[0]}</p>{frame}{paragraphs(TEXT[2:])}"))
    assert texts(body) == [TEXT[0], "Bến cũ", *TEXT[1:]]


def test_a_chapter_of_a_gallery_with_a_heading_of_its_own_is_text() -> None:
    chapter = "<div class='gallery item'><h3>{}</h3><img src='/{}.jpg'><p>{}</p></div>"
    body = "".join(chapter.format(f"Chặng {number}", number, text) for number, text in enumerate(TEXT))
    chapters = [line for number, text in enumerate(TEXT) for line in (f"Chặng {number}", text)]
    assert texts(read(new_layout(body))) == chapters


def test_a_list_of_links_in_the_middle_of_the_text_is_left_out_and_one_of_sentences_is_not() -> None:
    links = "".join(
        f"<li>Sông nước: <a href='/{n}'>Chợ nổi Cái Rắn họp phiên thứ {n} trong năm</a></li>" for n in range(3)
    )
    notes = [f"Chuyến thứ {n} chở học sinh, <a href='/lich'>lịch</a> dán ở bến." for n in range(3)]
    items = "".join(f"<li>{note}</li>" for note in notes)
    body = f"{paragraphs(TEXT[:2])}<ul>{links}</ul><ul>{items}</ul>{paragraphs(TEXT[2:])}"
    shown = [f"Chuyến thứ {n} chở học sinh, lịch dán ở bến." for n in range(3)]
    assert texts(read(new_layout(body))) == [*TEXT[:2], *shown, *TEXT[2:]]


def test_headings_and_lists_that_link_to_other_sites_are_text_and_those_of_this_site_and_to_share_are_not() -> None:
    def part(host: str, text: str) -> str:
        items = "".join(f"<li><a href='https://{host}/{name}'>Thuyền {name}</a></li>" for name in ("Một", "Hai"))
        return f"<h3><a href='https://{host}/'>Bến của {host}</a></h3><ul>{items}</ul><p>{text}</p>"

    long = [f"Ngày thứ {number}. {text}" for number in range(3) for text in TEXT]
    hosts = ("do.example", "www.facebook.com", "anh.bao.example")
    body = "".join(map(part, hosts, TEXT)) + paragraphs(long)
    shown = ["Bến của do.example", "Thuyền Một", "Thuyền Hai", *TEXT[:3], *long]
    assert texts(read(new_layout(body))) == shown


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://news.bao.example/a", "bao"),
        ("https://www.bao.com.example/a", "bao"),
        ("http://[", ""),
        ("/a", ""),
        (None, ""),
    ],
)
def test_a_site_is_known_by_its_owners_label(url: str | None, name: str) -> None:
    assert name_of_site(url) == name


def test_an_inline_element_leaves_a_sentence_only_if_it_is_shown_on_demand() -> None:
    words = TEXT[0].split()
    sentence = f"{' '.join(words[:4])} <a class=related href=/1>{words[4]}</a> {' '.join(words[5:])}"
    body = (
        f"<p>{sentence} <span class=sr-only>Mở cửa sổ mới</span></p>"
        f"<pre><code>run() <span class='hl-comment'># chạy đò</span></code></pre>{paragraphs(TEXT[1:])}"
    )
    assert texts(read(new_layout(body))) == [TEXT[0], "run() # chạy đò", *TEXT[1:]]


@pytest.mark.parametrize("box", ["rollover-people-block", "rollover-card", "tooltip"])
def test_what_a_name_shows_when_pointed_at_is_left_out_and_the_name_is_not(box: str) -> None:
    shown = f"<span class={box}><span><a href=/n/1>Ông lái đò</a><a href=/t/2>Đò Gò Mưa lên báo tỉnh</a></span></span>"
    name = f"<span class=rollover-people><a href=/n/1>Ông Bảy</a>{shown}</span>"
    body = f"<p>Lái đò là {name}, sáu mươi tuổi.</p>"
    assert texts(read(new_layout(body + paragraphs()))) == ["Lái đò là Ông Bảy, sáu mươi tuổi.", *TEXT]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("<span class=tooltip>cống Bảy{}</span>", "<span class=tooltiptext>nơi chặn nước mặn</span>"),
        ("<span class=tooltip-trigger>cống Bảy</span>{}", ""),
        ("<span class=tooltip title='nơi chặn nước mặn'>cống Bảy</span>{}", ""),
        ("<a class=popover-link href=/c/7>cống Bảy{}</a>", "<span class=popover-body>nơi chặn nước mặn</span>"),
        ("cống Bảy{}", "<span class=tooltip>nơi chặn nước mặn</span>"),
    ],
)
def test_a_word_that_is_explained_on_hover_is_text_and_its_explanation_is_not(name: str, shown: str) -> None:
    body = f"<p>Họ mở {name.format(shown)} lúc năm giờ sáng.</p>"
    assert texts(read(new_layout(body + paragraphs()))) == ["Họ mở cống Bảy lúc năm giờ sáng.", *TEXT]


@pytest.mark.parametrize("line", ["Reuters Published Monday, March 5, 2018 8:22AM EST", "AFP – 05.03.2018, 8:22pm"])
def test_an_agencys_name_beside_a_time_is_not_text(line: str) -> None:
    assert texts(read(new_layout(f"<p>{line}</p>{paragraphs()}"))) == TEXT


def test_a_post_embedded_from_elsewhere_is_text() -> None:
    post = f"<div class='social-media-embed'><blockquote><p>{TEXT[1]}</p></blockquote></div>"
    long = [f"Ngày thứ {number}. {text}" for number in range(3) for text in TEXT]
    assert texts(read(new_layout(f"<p>{TEXT[0]}</p>{post}{paragraphs(long)}"))) == [TEXT[0], TEXT[1], *long]


def test_a_lead_set_as_a_heading_at_the_texts_head_is_the_lead() -> None:
    assert read(f"<div class=detail><h1>{TITLE}</h1><h2 class=lead>{LEAD}</h2>{paragraphs()}</div>").lead == LEAD


@pytest.mark.parametrize(
    "widget",
    [
        "Gửi bài viết này cho bạn bè | In bài viết | Lưu bài viết",
        "E-mail | Bản để in | Cỡ chữ | Chia sẻ:",
        "A-AA+ Xem với cỡ chữ Đọc bài viết Tương phản",
        "Nghe bài này Tải xuống âm thanh",
        "Trang: 1 2 3 Trang sau »",
        "Bạn đang đọc bài viết này tại chuyên mục Pháp luật. Hotline 0868 123 123.",
        "Mọi bài vở cộng tác xin gọi về tòa soạn theo số 0868 123 123.",
        "Nhấn “Quan tâm” trang này để nhận tin mới nhất",
        "Tổng biên tập: Lương Văn Phú - Phó tổng biên tập: Tạ Thị Mơ",
        "Cơ quan chủ quản: Hội Nhà báo tỉnh, giấy phép số 214",
    ],
)
def test_notes_about_the_page_are_not_text(widget: str) -> None:
    body = read(f"<div class=detail><h1>{TITLE}</h1><p>{TEXT[0]}</p><p>{widget}</p>{paragraphs(TEXT[1:])}</div>")
    assert texts(body) == TEXT


@pytest.mark.parametrize("heading", ["Ý KIẾN BẠN ĐỌC (1)", "Các bài viết khác", "Tin, bài khác", "Đừng bỏ lỡ"])
def test_content_below_the_heading_of_another_list_is_not_text(heading: str) -> None:
    tail = f"<h3>{heading}</h3><p>Nước rút rồi, mừng quá!</p>"
    assert texts(read(f"<div class=detail><h1>{TITLE}</h1>{paragraphs()}{tail}</div>")) == TEXT


def test_a_box_that_the_editor_types_as_related_is_not_text() -> None:
    box = '<div class="VCSortableInPreviewMode" type="RelatedNewsBox"><p>Xã bên kia vừa sửa xong bến cũ.</p></div>'
    body = read(f"<div class=detail><h1>{TITLE}</h1><p>{TEXT[0]}</p>{box}{paragraphs(TEXT[1:])}</div>")
    assert texts(body) == TEXT


def test_a_signature_with_the_photographer_below_it_is_not_a_caption() -> None:
    picture = "<table class=picture><tr><td><img src=/a.jpg><tr><td class=caption>Bến đò buổi sáng.</table>"
    sign = "<p style='text-align:right'><b>Mi Lan</b><br>Ảnh: <b>Hữu Nghị Trần</b></p>"
    body = read(f"<div class=detail><h1>{TITLE}</h1>{picture}{paragraphs()}{sign}</div>")
    assert [picture.caption for picture in body.pictures] == ["Bến đò buổi sáng."]
    assert body.bylines == ["Mi Lan Ảnh: Hữu Nghị Trần"]


def test_the_writers_in_a_box_of_credits_are_a_byline() -> None:
    box = "<div class=ema-credit><p>Bài: Hoàng Xuân Mộc</p><p>Ảnh: Lê Đình Khê</p></div>"
    picture = "<figure><img src=/a.jpg><figcaption>Bến đò buổi sáng.</figcaption></figure>"
    body = read(f"<div class=detail><h1>{TITLE}</h1>{picture}{paragraphs()}{box}</div>")
    assert "Bài: Hoàng Xuân Mộc" in body.bylines


def test_a_class_that_means_caption_in_vietnamese_marks_one() -> None:
    picture = "<p><img src=/a.jpg></p><p class=img_chu_thich_0407>Bến đò buổi sáng.</p>"
    body = read(f"<div class=detail><h1>{TITLE}</h1>{picture}{paragraphs()}</div>")
    assert [picture.caption for picture in body.pictures] == ["Bến đò buổi sáng."]


@pytest.mark.parametrize("line", ["Đỗ Lạp | 09/05/2017 15:15 Khám phá", "Mộc Trà-08:12 18/06/2019"])
def test_a_line_of_name_and_time_above_the_lead_is_neither(line: str) -> None:
    body = read(f"<div class=x><h1>{TITLE}</h1><p>{line}</p><p class=news-sapo>{LEAD}</p>{paragraphs()}</div>")
    assert (body.lead, texts(body)) == (LEAD, TEXT)


@pytest.mark.parametrize("name", ["tomtat", "tom-tat", "trichdan"])
def test_a_class_that_means_lead_in_vietnamese_marks_one(name: str) -> None:
    assert read(f"<h1>{TITLE}</h1><div class={name}>{LEAD}</div><div class=noidung>{paragraphs()}</div>").lead == LEAD


def test_a_list_behind_the_text_ends_it_though_its_teasers_are_long() -> None:
    box = f"<div class=box><h3>Bài viết mới nhất</h3><div><a href=/b>Chợ phiên họp lại</a><p>{LEAD}</p></div></div>"
    main = f"<div class=entry>{paragraphs()}<p><b>Q. Trung - H. Tân</b></p></div>"
    body = read(f"<h1>{TITLE}</h1>{main}{box}")
    assert (texts(body), body.bylines) == (TEXT, ["Q. Trung - H. Tân"])


@pytest.mark.parametrize("names", ["subscriber-only", "premium-content", "story paywall-text"])
def test_paragraphs_that_are_hidden_until_a_subscriber_signs_in_are_the_text(names: str) -> None:
    hidden = "".join(f'<div class="{names}" style="display:none"><p>{text}</p></div>' for text in LONG_TEXT[1:])
    page = f'<div class="subscriber-premium"><div class="subscriber-preview"><p>{LONG_TEXT[0]}</p></div>{hidden}</div>'
    assert texts(read(f"<h1>{TITLE}</h1>{page}")) == LONG_TEXT


def test_other_hidden_content_is_not_text() -> None:
    hidden = f'<div class="popup-note" style="display:none"><p>{LEAD}</p></div>'
    assert LEAD not in texts(read(f"<h1>{TITLE}</h1><div class=content>{paragraphs(LONG_TEXT)}{hidden}</div>"))


def test_a_variant_for_some_screens_only_keeps_its_text() -> None:
    variants = "".join(f'<div class="variant hidden-a1{letter}"><p>{LEAD}</p></div>' for letter in "bc")
    body = read(f"<h1>{TITLE}</h1><div class=content><div>{variants}</div>{paragraphs(LONG_TEXT)}</div>")
    assert texts(body).count(LEAD) == 1


def test_a_last_paragraph_of_the_texts_own_make_stays_though_a_third_of_it_is_linked() -> None:
    parts = "".join(f"<section class=part><p>{text}</p></section>" for text in LONG_TEXT)
    linked = "<a href=/lich-do>lịch đò chạy trong tháng này của bến</a>"
    last = f"Người dân xem {linked} và {TEXT[0][:70]}."
    page = f"<article><h1>{TITLE}</h1><div>{parts}<section class=part><p>{last}</p></section></div></article>"
    assert texts(read(page)) == [*LONG_TEXT, re.sub("<.*?>", "", last)]


@pytest.mark.parametrize("part", ["<div><div>%s</div></div>", "<section><div><div>%s</div></div></section>"])
def test_a_last_paragraph_in_frames_without_a_class_stays_and_a_list_of_links_in_such_frames_does_not(
    part: str,
) -> None:
    parts = "".join(part % paragraphs(LONG_TEXT[at : at + 4]) for at in range(0, len(LONG_TEXT), 4))
    last = f"Người dân xem <a href=/lich-do>lịch đò chạy trong tháng này của bến</a> và {TEXT[0][:70]}."
    links = "".join(f"<p><a href=/{number}>Bến đò khác mở lại sau mùa lũ, chuyện {number}</a></p>" for number in "123")
    page = f"<article><h1>{TITLE}</h1><div>{parts}{part % f'<p>{last}</p>'}{part % links}</div></article>"
    assert texts(read(page)) == [*LONG_TEXT, re.sub("<.*?>", "", last)]


def test_boxes_hidden_above_the_text_do_not_keep_its_lead_from_being_found() -> None:
    items = "".join(f"<li>Chuyện thứ {number} của chuyên mục này, chưa ai đọc hết</li>" for number in range(20))
    page = (
        f"<h1>{TITLE}</h1><h2 class=strap>{LEAD}</h2><ul style='display:none'>{items}</ul>"
        f"<div class=content>{paragraphs(LONG_TEXT)}</div>"
    )
    assert (read(page).lead, texts(read(page))) == (LEAD, LONG_TEXT)


def test_an_agencys_sign_off_stays() -> None:
    last = "(Reporting by Ann Plumrose; Editing by Bert Quince)"
    assert texts(read(f"<h1>{TITLE}</h1><div>{paragraphs(TEXT)}<p>{last}</p></div>"))[-1] == last


AFTER = (
    "<p>The river rose again before noon, and the ferrymen tied their boats to the chapel door until the evening.</p>"
)


@pytest.mark.parametrize(
    "tail",
    [
        "<div class=box-end><div>Giải A: lớp 9C</div><div>Giải B: lớp 8A</div></div>",
        "<div class=answers><p><b>Will it float?</b></p><p><b>Ask the river</b></p></div>",
    ],
)
def test_unlinked_lines_in_a_named_box_right_behind_the_text_are_the_texts(tail: str) -> None:
    inner = texts(read(new_layout(f"{paragraphs()}{tail}")))
    assert len(inner) == len(TEXT) + 2


@pytest.mark.parametrize(
    "tail",
    [
        "<div class=promo-x><h3>The pocket river</h3><p>All ferries at a glance</p><p>Free for a month</p></div>",
        "<div class=related-x><ul><li><a href=/1>Another ferry</a></li></ul></div>"
        "<div class=box><p>All ferries at a glance</p><p>Free for a month</p></div>",
    ],
)
def test_a_headed_box_and_lines_behind_another_box_are_not(tail: str) -> None:
    assert texts(read(new_layout(f"{paragraphs()}{tail}"))) == TEXT


def test_a_chapters_heading_ends_a_list_of_other_articles() -> None:
    pointer = (
        "<div class=dont-miss>Don't miss:</div><h2>The second ferry</h2><ul><li>Oak planks</li><li>Two masts</li></ul>"
    )
    found = texts(read(new_layout(f"{paragraphs()}{pointer}{AFTER}")))
    assert found[len(TEXT) : len(TEXT) + 3] == ["The second ferry", "Oak planks", "Two masts"]


@pytest.mark.parametrize(
    ("line", "is_kept"), [("Read the recipe on the last page.", True), ("Loading the prices", False)]
)
def test_a_sentence_that_each_chapter_repeats_stays(line: str, is_kept: bool) -> None:
    markup = "".join(f"<div><p>{text}</p><p>{line}</p></div>" for text in TEXT)
    assert (line in texts(read(new_layout(markup)))) == (is_kept or len(TEXT) < 3)


@pytest.mark.parametrize(
    ("before", "is_kept"), [("For a first day out, try one of these three ferries:", True), ("A day out.", False)]
)
def test_a_list_of_links_after_a_colon_stays_in_the_text(before: str, is_kept: bool) -> None:
    items = "".join(f"<li><a href=/f{number}>The ferry number {number}</a></li>" for number in range(3))
    found = texts(read(new_layout(f"{paragraphs()}<p>{before}</p><ul>{items}</ul>{AFTER}")))
    assert ("The ferry number 1" in found) == is_kept


@pytest.mark.parametrize(
    ("others", "is_kept"),
    [("https://boats.example/{}", True), ("/tin/{}.html", False), ("https://bao.example/{}", False)],
)
def test_an_item_that_links_to_the_site_stays_in_a_list_of_links_to_others(others: str, is_kept: bool) -> None:
    items = [*(others.format(number) for number in range(3)), "/our-own-ferry.html"]
    markup = "".join(f"<li><h3><a href={address}>The boat yard {address[-6:-5]}</a></h3></li>" for address in items)
    found = texts(read(new_layout(f"{paragraphs()}<p>Where to buy a boat</p><ul>{markup}</ul>{AFTER}")))
    assert ("The boat yard y" in found) == is_kept


@pytest.mark.parametrize(
    ("heading", "is_kept"), [("Flat ferries:", True), ("Flat ferries", False), ("Xem thêm:", False)]
)
def test_a_linked_heading_that_ends_in_a_colon_announces_the_prose_below_it(heading: str, is_kept: bool) -> None:
    body = (
        f"{paragraphs(TEXT[:2])}<h4><a href=/flat>{heading}</a></h4>{AFTER}<h4>Deep ferries</h4>{AFTER[:-5]}again.</p>"
    )
    assert (heading in texts(read(new_layout(body)))) == is_kept


@pytest.mark.parametrize(("site", "is_kept"), [("https://yard{}.example/boat", True), ("/boat-{}", False)])
def test_works_of_which_most_are_on_other_sites_are_headings_of_the_text(site: str, is_kept: bool) -> None:
    work = "<div class=item><h2 class=work><a href={}>Boat number {}</a></h2><p class=by>Photo: A yard</p>{}</div>"
    works = "".join(work.format(site.format(number), number, AFTER.replace("noon", f"{number}")) for number in range(4))
    own = work.replace("<p class=by>Photo: A yard</p>", "").format("/own", 9, AFTER.replace("noon", "nine"))
    found = texts(read(new_layout(f"{paragraphs(TEXT * 3)}{works}{own}")))
    assert ("Boat number 9" in found) == is_kept


@pytest.mark.parametrize(
    ("line", "is_kept"), [("Artikel anhören", False), ("Share this story", False), ("Cầu Gỗ", True)]
)
def test_a_phrase_of_pages_is_no_text_though_it_links_to_another_site(line: str, is_kept: bool) -> None:
    found = texts(read(new_layout(f"{paragraphs()}<p><a href=https://apps.example/x>{line}</a></p>{AFTER}")))
    assert (line in found) == is_kept


@pytest.mark.parametrize(
    ("addresses", "beside", "is_kept"),
    [
        (("#a", "#b", "#c"), "", False),
        (("#a", "#b", "https://c.example/c"), "", True),
        (("#a", "#b", "#c"), "seen by", True),
    ],
)
def test_a_line_of_links_to_parts_of_the_page_is_its_contents(addresses: tuple, beside: str, is_kept: bool) -> None:
    names = ["The ferry of the valley and who built it", "Where it lands in summer", "What a crossing costs by night"]
    links = f" {beside} ".join(f"<a href={address}>{name}</a>" for address, name in zip(addresses, names, strict=True))
    found = texts(read(new_layout(f"{paragraphs()}<p>{links}.</p>{AFTER}")))
    assert any(names[0] in text for text in found) == is_kept


@pytest.mark.parametrize(
    ("line", "is_text"),
    [
        ("Gạo qua bến tăng mười hai phần trăm trong năm (nguồn: Chi cục Hải quan).", True),
        ("Exports rose by a fifth in a year (source: the customs office).", True),
        ("He sent one last view of the reeds (image below).", True),
        ("In the end he sold all his pictures of the river to Getty Images.", True),
        ("Bến đò lúc rạng sáng (Ảnh: Lan Anh)", False),
        ("The ferry at dawn, seen from the mill. John Reed/Getty Images", False),
    ],
)
def test_a_sentence_that_cites_its_source_is_no_caption_away_from_pictures(line: str, is_text: bool) -> None:
    body = f"{paragraphs(TEXT[:2])}<p>{line}</p>{paragraphs(TEXT[2:])}"
    assert (line in texts(read(new_layout(body)))) == is_text


def test_a_line_below_a_picture_that_names_its_source_is_the_caption() -> None:
    line = "Gạo qua bến trong năm (nguồn: Chi cục Hải quan)"
    body = f"{paragraphs(TEXT[:2])}<p><img src=/a.jpg width=600 height=400></p><p>{line}</p>{paragraphs(TEXT[2:])}"
    assert line not in texts(read(new_layout(body)))


@pytest.mark.parametrize(("first", "is_kept"), [("Plumrose came to the valley as a child.", True), ("No news.", False)])
def test_a_sentence_about_a_person_of_the_text_ends_it_and_one_about_its_author_does_not(
    first: str, is_kept: bool
) -> None:
    last = "Ann Plumrose is a professor of rivers, and she still crosses by the ferry."
    found = texts(read(new_layout(f"<p>{first}</p>{paragraphs()}<p>{last}</p>")))
    assert (last in found) == is_kept


def test_a_lead_that_says_who_somebody_is_is_the_lead_of_an_article_about_her() -> None:
    lead = "Ann Plumrose is a historian who has looked for the sunken ferry for thirty years."
    page = (
        f'<meta name="description" content="{lead}"><h1>{TITLE}</h1><p class="standfirst">{lead}</p>'
        f'<div class="article-body">{paragraphs()}</div>'
    )
    assert extract(page, "https://bao.example/a-1.html").lead == lead


@pytest.mark.parametrize(
    ("line", "is_kept"),
    [("At 10:30 on Monday.", True), ("At 10:30 on Monday", False), ("Monday, March 5, 8:22 p.m.", False)],
)
def test_an_answer_that_is_a_time_and_a_sentence_is_text(line: str, is_kept: bool) -> None:
    body = f"{paragraphs(TEXT[:2])}<p>When did the ferry leave?</p><p>{line}</p>{paragraphs(TEXT[2:])}"
    assert (line in texts(read(new_layout(body)))) == is_kept


def test_adjacent_leads_of_the_same_class_are_one_lead() -> None:
    first = "Nước lên sớm nửa tháng, ghe lớn không vào được rạch nên dưa lên giá."
    second = "Xã dựng thêm hai cầu phao để người mua khỏi phải lội bùn xuống bến."
    subs = f"<div class=subs><h2 class=subtitle>{first}</h2><h2 class=subtitle>{second}</h2></div>"
    page = f"<article><h1>Chợ nổi chiều ba mươi Tết</h1>{subs}<div class=article-body>{paragraphs()}</div></article>"
    assert extract(page, "https://bao.example/a-1.html").lead == f"{first} {second}"


def test_text_behind_the_pages_footer_is_not_in_the_body() -> None:
    prose = "".join(
        f"<p>The ferry crossed the river {count} times that day, and the school children waved at it.</p>"
        for count in range(4)
    )
    help_text = (
        "<p>To make this page your home page, open the menu, choose settings, and click on the button called home.</p>"
        * 2
    )
    footer = "<div id=footer>Imprint and contact</div>"
    page = f"<div id=wrap><h1>Ferry runs again</h1><div id=lead>{prose}</div>{footer}</div>"
    body = extract(f"<html lang=en><body>{page}<div id=help>{help_text}</div>").body
    assert body.count("school children") == 4
    assert "home page" not in body


def test_the_words_of_a_dialog_are_not_the_lead() -> None:
    dialog = "<div class=subtitle-follow-modal><p class=lead>The inside track on river politics, every week.</p></div>"
    prose = "".join(
        f"<p>The ferry crossed the river {count} times that day, and the school children waved at it.</p>"
        for count in range(4)
    )
    article = extract(f"<html lang=en><body><h1>Ferry runs again</h1>{dialog}<div class=content>{prose}</div>")
    assert article.lead is None
    assert "inside track" not in article.body


def test_an_aside_between_paragraphs_is_kept_beside_slots_for_advertisements() -> None:
    prose = [
        f"<p>The ferry crossed the river {count} times that day, and the school children waved.</p>"
        for count in range(4)
    ]
    fact = "The rope of the ferry is two hundred meters long and was woven by hand in the village of Upper Mill."
    slot = "<ins class=adsbygoogle></ins>"
    text = "".join((*prose[:2], slot, f"<aside><p>{fact}</p></aside>", slot, *prose[2:]))
    assert fact in extract(f"<html lang=en><body><h1>Ferry runs again</h1><div>{text}</div>").body


def test_thousands_of_rows_of_buttons_take_linear_time() -> None:
    text = (
        "<p>The council of the village voted on Tuesday night to reopen the mill, which closed nine years ago.</p>" * 3
    )
    row = "<div><span>a</span><button>b</button><button>c</button></div>"
    begun = time.process_time()
    extract(f"<html><body><main><h1>The mill opens again</h1><div>{text}{row * 20_000}</div></main></body></html>")
    assert time.process_time() - begun < 10


_ICON = '<img src="/trich-dan.gif" alt="Trích dẫn" width="45" height="40" align="left">'
_PHOTO = '<img src="/do-sang-song.jpg" alt="Đò" width="600" height="400">'


@pytest.mark.parametrize(("picture", "is_caption"), [(_ICON, False), (_PHOTO, True)])
def test_a_quotation_in_italics_behind_an_icon_is_text_and_a_line_in_italics_below_a_photo_a_caption(
    picture: str, is_caption: bool
) -> None:
    quoted = "Nước lên nhanh lắm, tôi chỉ kịp buộc lại dây neo rồi chạy lên bờ gọi mọi người."
    body = read(new_layout(f"{paragraphs(TEXT[:2])}<p><i>{picture} {quoted}</i></p>{paragraphs(TEXT[2:])}"))
    assert texts(body) == ([*TEXT] if is_caption else [*TEXT[:2], quoted, *TEXT[2:]])


@pytest.mark.parametrize(
    ("names", "is_caption"),
    [("item_image no_caption", False), ("no-caption", False), ("piano-caption", True), ("photo_caption", True)],
)
def test_a_class_that_denies_a_caption_marks_no_caption(names: str, is_caption: bool) -> None:
    item = f"<div class='{names}'><h2>{TEXT[1]}</h2><div>{_PHOTO}</div></div>"
    kept = texts(read(new_layout(f"<p>{TEXT[0]}</p>{item}{paragraphs(TEXT[2:])}")))
    assert kept == (TEXT if not is_caption else [TEXT[0], *TEXT[2:]])


@pytest.mark.parametrize(
    "line",
    [
        "The figures on the drifting ferries stand in the spring issue (doi: 10.1/slow.1).",
        "Plumrose A, Quince B, How ferries drift, Journal of Slow Rivers 7(2): 101–112, doi:10.1/slow.1",
        "Quelle: Pflaumenrose A et al.: Wie Fähren treiben. Flusskunde 2018. 1. https://dx.doi.org/10.1/fluss.2018.1",
    ],
)
def test_the_study_that_a_text_reports_on_belongs_to_the_text(line: str) -> None:
    assert texts(read(new_layout(f"{paragraphs()}<p>{line}</p>"))) == [*TEXT, line]


@pytest.mark.parametrize(
    "line",
    [
        "<cite class='byline'>By <b>Ann Reed and Tom Hill - Harbor Ferry Writers</b> | HP - 1 hr 4 mins ago</cite>",
        "<span class='author-art'>di <span class='writer'>Anna Rossi</span></span>",
        "<span class=byline>By <span class=author>ANN REED</span></span><br><span class=byline-title>Harbor</span>",
    ],
)
def test_a_line_above_the_text_in_inline_elements_that_name_the_author_is_no_text(line: str) -> None:
    assert texts(read(f"<main><h1>{TITLE}</h1><div>{line}{paragraphs()}</div></main>")) == TEXT


@pytest.mark.parametrize(
    "line",
    [
        "<span class=author>Ann Reed</span> hat die Fähre gesehen",
        "<span class=byline>Ann Reed saw the ferry leave the pier on the morning after the flood.</span>",
        "<span class=place>Am Kai der alten Fähre</span>",
    ],
)
def test_a_line_above_the_text_of_which_the_author_is_a_part_or_that_is_a_sentence_is_text(line: str) -> None:
    assert len(texts(read(f"<main><h1>{TITLE}</h1><div><p>{line}</p>{paragraphs()}</div></main>"))) == len(TEXT) + 1


def test_the_titles_in_a_list_of_videos_above_the_text_are_no_text() -> None:
    titles = ["Phà lớn hạ thủy ở cửa sông", "Chợ nổi họp phiên đầu năm", "Nước lên ở ba xã ven sông"]
    items = "".join(
        f"<div role=button><div class=item__headline>{title}</div><div><div>{title}</div></div></div>"
        for title in titles
    )
    playlist = f"<div class=video-playlist><div><span>Video mới</span> <span>3 video</span></div>{items}</div>"
    page = f"<main><h1>{TITLE}</h1><section>{{}}<div>{paragraphs()}</div></section></main>"
    assert texts(read(page.format(playlist))) == TEXT
    songs = f"<div class=playlist>{''.join(f'<p>{title} của dàn hợp xướng.</p>' for title in titles)}</div>"
    assert len(texts(read(page.format(songs)))) == len(TEXT) + 3


@pytest.mark.parametrize(
    ("line", "dateline"),
    [
        ("<p>Washington HP (AP) —</p>", "Washington HP (AP)"),
        ("<p>Hà Nội –</p>", "Hà Nội"),
        ("<div><cite><span class=source__location>Port Penner</span> —</cite></div>", "Port Penner"),
        ("<p>Prologue —</p>", None),
        ("<p>Video —</p>", None),
        ("<h2>Washington —</h2>", None),
    ],
)
def test_a_line_above_the_text_with_a_known_place_or_outlet_or_a_class_of_places_is_the_dateline(
    line: str, dateline: str | None
) -> None:
    body = read(f"<main><h1>{TITLE}</h1><div>{line}{paragraphs()}</div></main>")
    assert (body.dateline, len(texts(body))) == (dateline, len(TEXT) + (dateline is None))


def test_the_places_of_several_parts_stay_text() -> None:
    parts = [f"<p>{place} –</p>{paragraphs(TEXT[at : at + 1])}" for at, place in enumerate(("Hà Nội", "Huế"))]
    body = read(f"<main><h1>{TITLE}</h1><div>{''.join(parts)}{paragraphs(TEXT[2:])}</div></main>")
    assert (body.dateline, texts(body)) == (None, ["Hà Nội –", TEXT[0], "Huế –", *TEXT[1:]])


def test_the_words_of_a_panel_whose_parts_are_named_as_it_is_are_no_text_and_a_word_with_a_tooltip_is() -> None:
    panel = (
        "<div class='bar-flyout'><div class='bar-flyout__pane'><p>Gửi ảnh bến đò cho chúng tôi ở đây nhé.</p>"
        "<div class='bar-flyout__note'>Gửi ảnh là đồng ý với <a class='bar-flyout__link' href=/dk>điều khoản</a>"
        " của trang này.</div></div></div>"
    )
    assert texts(read(f"<main><h1>{TITLE}</h1><div>{panel}{paragraphs()}</div></main>")) == TEXT
    word = "<span class=tooltip>đò<span class=tooltiptext>thuyền chở khách</span></span>"
    first = TEXT[0].replace("đò", word, 1)
    assert texts(read(new_layout(paragraphs([first, *TEXT[1:]])))) == TEXT


_NOTICES = "".join(
    f"<div class=slide>Gia đình bà cụ thứ {number} ở xóm Gò Mưa kính báo: bà đã mất đêm qua, thọ chín mươi tuổi, lễ"
    " làm tại nhà riêng cuối đường bờ sông, rồi đưa ra nghĩa trang xã vào sáng thứ bảy tuần này.</div>"
    for number in range(1, 10)
)


@pytest.mark.parametrize("names", ["post-7", "post-7 status-publish hentry tin_tags-ben-do topic-popular-song"])
def test_the_only_article_element_is_the_text_if_it_is_a_wordpress_post_however_long_the_notices_below_it_are(
    names: str,
) -> None:
    page = (
        f"<main><div class=cover><h1>{TITLE}</h1></div><div class=columns>"
        f'<div class=left><article class="{names}"><div class=inner>{paragraphs()}</div></article></div>'
        f"<div class=row><div class=slides>{_NOTICES}</div></div></div></main>"
    )
    assert texts(read(page)) == TEXT


@pytest.mark.parametrize("names", ["facts", "summary", "card", "post-card", "intro post"])
def test_the_only_article_element_may_be_a_box_above_the_text(names: str) -> None:
    box = ["Đò gỗ đóng năm 1998 ở xưởng cuối làng.", "Đò chở được mười hai người một chuyến.", "Vé đò hai nghìn đồng."]
    box = [f"{line[:-1]}, theo sổ ghi của ban quản lý bến đò và lời kể của mấy người lái đò cũ." for line in box]
    rest = [
        f"Chuyến thứ {number} chở mười người qua sông, có ba em học sinh đi học từ sáng sớm." for number in range(9)
    ]
    page = (
        f"<div><h1>{TITLE}</h1></div><div><section><article class='{names}'>{paragraphs(box)}</article></section></div>"
        f"<section><div class=chu>{paragraphs([*TEXT, *rest])}</div></section>"
    )
    body = read(page)
    assert {*TEXT, *rest} <= {body.lead, *texts(body)}


def test_a_longer_text_beside_the_only_article_element_goes_on_with_it() -> None:
    rest = [
        f"Chuyến đò thứ {number} chở mười người qua sông, trong đó có ba em học sinh đi học sớm." for number in range(9)
    ]
    page = (
        f"<main><div class=cover><h1>{TITLE}</h1></div><div class=columns>"
        f"<article>{paragraphs()}</article><div class=rest>{paragraphs(rest)}</div></div></main>"
    )
    assert set(rest) <= set(texts(read(page)))


@pytest.mark.parametrize(
    ("names", "rule"),
    [
        ("post-7 post type-post status-publish hentry topic-popular-song news_tags-newsletter", None),
        ("related-post post-7 type-post status-publish hentry topic-song", "class.related"),
        ("hentry related-post", "class.related"),  # the microformat hAtom in another system
    ],
)
def test_the_terms_of_a_post_in_its_class_do_not_say_what_its_element_is(names: str, rule: str | None) -> None:
    node = Document(f'<body><div class="{names}"></div></body>', "https://bao.example/").nodes[-1]
    verdict = traits_of(node).verdict
    assert (verdict.rule if verdict else None) == rule


_SUBTITLE = "Xóm bên sông góp tiền sơn lại chiếc đò gỗ và mua áo phao cho học sinh"
_CARDS = "".join(
    f"<li><h4><a href=/tin/khac-{number}.html>Tin trong huyện, bài số {number}</a></h4></li>" for number in range(20)
)


@pytest.mark.parametrize("tag", ["h2", "h3"])
def test_the_subtitle_right_below_the_headline_is_kept_above_a_lead(tag: str) -> None:
    text = [*TEXT, *(f"Chuyến thứ {number} chở mười người qua sông để kịp phiên chợ sớm." for number in range(9))]
    page = f"<main><div class=top>{{}}</div><div class=chu>{paragraphs(text)}</div></main>"
    below = f"<h1>{TITLE}</h1><{tag}>{_SUBTITLE}</{tag}><div class=gio>17/09/2018 13:13</div>"
    body = read(page.format(f"{below}<div class=sapo>{LEAD}</div>"))
    assert (body.lead, texts(body)) == (LEAD, [_SUBTITLE, *text])


@pytest.mark.parametrize(
    "below",
    [
        "<h3>Báo của những bến sông</h3>",
        f"<h3><a href=/tin/ben-do-khac-2.html>{_SUBTITLE}</a></h3>",
        "<h3>Đăng ngày 17/09/2018 13:13, cập nhật lần cuối ngày 18/09/2018 lúc 14:15 (GMT+7)</h3>",
        f"<h3>{TITLE}: chuyến đầu tiên sau hai tháng nằm bờ</h3>",
        f"<h3>{_SUBTITLE}</h3><ul><li>Một</li></ul><h3>Những việc khác mà xóm còn phải làm trước mùa lũ tới</h3>",
        f"<div>17/09/2018</div><h3>{_SUBTITLE}</h3>",
    ],
)
def test_another_heading_below_the_headline_is_no_subtitle(below: str) -> None:
    page = f"<main><div class=top><h1>{TITLE}</h1>{below}</div><div class=chu>{paragraphs()}</div></main>"
    body = read(page)
    assert (body.lead, texts(body)) == (None, TEXT)


@pytest.mark.parametrize("before", ["", f"<p>{TEXT[0]}</p>"])
def test_a_lead_and_a_paragraph_above_a_long_list_of_cards_are_found(before: str) -> None:
    page = (
        f"<main><div class=top><h1>{TITLE}</h1><div class=bajada><h2>{LEAD}</h2></div>{before}</div>"
        f"<ul>{_CARDS}</ul><div class=chu>{paragraphs(TEXT[1:])}</div></main>"
    )
    body = read(page)
    assert body.lead == LEAD
    assert texts(body) == (TEXT if before else TEXT[1:])


@pytest.mark.parametrize("line", ["<p>{}</p>", "{}<p></p>"])
@pytest.mark.parametrize("heading", ["<h2><a href=/b-2.html>Mùa lũ ở làng bên sông</a></h2>", ""])
def test_a_digest_goes_on_behind_the_comments_on_a_part_in_an_element_or_not(line: str, heading: str) -> None:
    part = "Mùa lũ năm nay về sớm, và làng bên sông phải dời ba mươi nhà lên đồi trong một đêm."
    page = (
        f"<table><tr><td><div class=article-text><h1>{TITLE}</h1>{paragraphs(TEXT[:2])}"
        f"<p><a href=/a-1.html#comments>Comments (3)</a></p>{heading}{line.format(part)}{paragraphs(TEXT[2:])}"
        "</div></td></tr></table>"
    )
    assert texts(read(page)) == [*TEXT[:2], part, *TEXT[2:]]


def test_places_and_persons_that_word_marked_stay_in_their_sentence() -> None:
    marked = (
        "Thư ký xã <st1:place><st1:City>Gò Mưa</st1:City></st1:place> báo tin cho ông "
        "<st1:PersonName>Tư Bền</st1:PersonName> từ hôm qua.<o:p></o:p>"
    )
    sentence = "Thư ký xã Gò Mưa báo tin cho ông Tư Bền từ hôm qua."
    assert texts(read(f"<h1>{TITLE}</h1><div>{paragraphs([*TEXT[:2], marked, *TEXT[2:]])}</div>")) == [
        *TEXT[:2],
        sentence,
        *TEXT[2:],
    ]
