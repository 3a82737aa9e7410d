from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from newsarchive import extract

NOTICES = tomllib.loads((files("newsarchive.parsers.lexicons") / "wall_words.toml").read_text("utf-8"))["notice"]


def ld(value: str) -> str:
    return f'<script type="application/ld+json">{{"@type": "NewsArticle", "isAccessibleForFree": {value}}}</script>'


@pytest.mark.parametrize(
    ("head", "paywalled"),
    [
        (ld("true"), False),
        (ld("false"), True),
        (ld('"False"'), True),
        (ld('true, "hasPart": {"@type": "WebPageElement", "isAccessibleForFree": "False"}'), False),
        ("<meta property='article:content_tier' content='locked'>", True),
        ("<meta property='article:content_tier' content='metered'>", False),
        ("<meta property='article:content_tier' content='sometimes'>", None),
        ("<meta itemprop='isAccessibleForFree' content='false'>", True),
        ("", None),
    ],
)
def test_the_mark_of_paid_content_is_read_and_its_absence_is_unknown(head: str, paywalled: bool | None) -> None:
    html = f"<html><head>{head}</head><h1>Bến đò mở lại</h1><p>Chữ.</p>"
    assert extract(html, "https://example.vn/do.html").paywalled is paywalled


@pytest.mark.parametrize(("free", "paywalled"), [("False", True), ("True", None)])
def test_a_part_that_is_declared_for_subscribers_only_makes_the_article_paid(free: str, paywalled: bool | None) -> None:
    part = f'{{"@type": "WebPageElement", "isAccessibleForFree": "{free}", "cssSelector": ".text"}}'
    head = f'<script type="application/ld+json">{{"@type": "NewsArticle", "hasPart": [{part}]}}</script>'
    html = f"<html><head>{head}</head><h1>Bến đò mở lại</h1><p>Chữ.</p>"
    assert extract(html, "https://example.vn/do.html").paywalled is paywalled


BEGINNING = "".join(
    f"<p>{text}</p>"
    for text in (
        "Sáng thứ hai, chuyến đò đầu tiên rời bến chở theo ba mươi hai người dân sang chợ bên kia sông.",
        "Bến đò đóng cửa từ bảy năm trước, sau khi con lũ cuốn trôi một đoạn kè dài sáu chục mét.",
    )
)

# Lines of a few characters count as text only among others in these scripts.
DENSE = "<p>昨日清晨，渡口重新开船，第一班船坐了三十二名村民。</p><p>七年前的洪水冲垮了东岸近六十米的护坡。</p>"


def ending(last: str, beginning: str = BEGINNING) -> str:
    return (
        f"<html><body><h1>Bến đò mở lại</h1><div class='text'>{beginning}{last}</div><footer>Báo</footer></body></html>"
    )


@pytest.mark.parametrize(
    ("language", "notice"), [(record["language"], text) for record in NOTICES for text in record["examples"]]
)
def test_a_notice_in_a_box_at_the_end_of_a_beginning_says_that_the_rest_is_paid(language: str, notice: str) -> None:
    box = f"<div class='hộp'><p>{notice}</p></div>"
    beginning = DENSE if language in ("zh", "ja", "ko") else BEGINNING
    article = extract(ending(box, beginning), "https://example.vn/do-104233.html")
    assert article.paywalled is True
    assert notice not in article.body


@pytest.mark.parametrize("sentence", [text for record in NOTICES for text in record["counter_examples"]])
def test_a_last_sentence_about_members_and_readers_is_text(sentence: str) -> None:
    for last in (f"<p>{sentence}</p>", f"<div><p>{sentence}</p></div>"):
        article = extract(ending(last), "https://example.vn/do-104233.html")
        assert article.paywalled is None
        assert sentence in article.body


def test_among_the_paragraphs_a_notice_must_speak_to_its_reader() -> None:
    told = "Chỉ thành viên mới đọc được toàn bộ nội dung."
    assert told in extract(ending(f"<p>{told}</p>"), "https://example.vn/do-104233.html").body
    asked = "Mời bạn đọc đăng nhập để xem tiếp nội dung."
    article = extract(ending(f"<p>{asked}</p>"), "https://example.vn/do-104233.html")
    assert asked not in article.body
    assert article.paywalled is True


@pytest.mark.parametrize(
    "sentence",
    [
        "Hãy đăng ký khóa học lái đò trước ngày 20/3 để được xem trọn bài giảng.",
        "If you would like to see the full report, sign in on the harbor's website with your account.",
        "Registrieren Sie sich im Archiv, dann können Sie den ganzen Artikel von 1890 lesen.",
        "Les personnes inscrites pourront découvrir cet article de 1890 aux archives.",
        "Anggota perpustakaan bisa melanjutkan membaca di rumah setelah login.",
    ],
)
def test_a_last_paragraph_like_the_others_that_tells_where_to_register_is_text(sentence: str) -> None:
    elsewhere = f"<p>{sentence} <a href='https://archive.test/register'>archive.test</a></p>"
    for last in (f"<p>{sentence}</p>", elsewhere):
        in_boxes = ending(last).replace("<p>", "<div class='part'><p>").replace("</p>", "</p></div>")
        for page in (ending(last), in_boxes):
            article = extract(page, "https://example.vn/do-104233.html")
            assert article.paywalled is None
            assert sentence in article.body


def test_among_the_paragraphs_a_notice_links_to_the_page_that_gives_access() -> None:
    asked = "If you would like to see the full report, <a href='/login'>sign in with your account</a>."
    assert extract(ending(f"<p>{asked}</p>"), "https://example.vn/do-104233.html").paywalled is True


@pytest.mark.parametrize("badge", ["Réservé aux abonnés", "Nur für Abonnenten", "Premium article", "Nội dung trả phí"])
def test_the_badges_of_other_articles_below_a_short_one_say_nothing_about_it(badge: str) -> None:
    cards = "".join(
        f"<div><a href='/tin/{number}.html'><h4>Chuyến phà {number} trở về bến cũ</h4></a><span>{badge}</span></div>"
        for number in range(3)
    )
    for below in (f"</div><section><h3>Bài khác</h3>{cards}</section>", f"<section>{cards}</section></div>"):
        assert extract(ending(below), "https://example.vn/do-104233.html").paywalled is None


@pytest.mark.parametrize("badge", ["Dieser Artikel ist nur für Abonnenten", "Matéria exclusiva para assinantes"])
def test_the_badges_in_a_list_of_other_articles_say_nothing_about_this_one(badge: str) -> None:
    items = "".join(
        f"<li><a href='/tin/{number}.html'>Chuyến phà số {number} trở về bến</a> {badge}</li>" for number in (1, 2)
    )
    assert extract(ending(f"<ul>{items}</ul>"), "https://example.vn/do-104233.html").paywalled is None


@pytest.mark.parametrize("tag", ["div", "h4"])
def test_a_notice_among_the_paragraphs_in_an_element_unlike_theirs_counts_and_one_in_a_quotation_does_not(
    tag: str,
) -> None:
    notice = "Only subscribers can read the full article."
    article = extract(ending(f"<{tag}>{notice}</{tag}>"), "https://example.vn/do-104233.html")
    assert (article.paywalled, notice in article.body) == (True, False)
    article = extract(ending(f"<blockquote>{notice}</blockquote>"), "https://example.vn/do-104233.html")
    assert (article.paywalled, notice in article.body) == (None, True)


def test_the_price_below_a_notice_in_its_box_is_no_text() -> None:
    box = "<div class='hộp'><p>Only subscribers can read the full article.</p><p>9 € / 4</p></div>"
    article = extract(ending(box), "https://example.vn/do-104233.html")
    assert (article.paywalled, "9 €" in article.body) == (True, False)


def test_the_badge_of_a_card_right_behind_the_text_is_about_the_article_that_the_card_links_to() -> None:
    title = "<div class='txt'><h4><a href='/tin/1.html'>Chuyến phà số một trở về bến</a></h4></div>"
    card = f"<div class='card'>{title}<div class='meta'><p>Only subscribers can read this article.</p></div></div>"
    assert extract(ending(f"<aside>{card}</aside>"), "https://example.vn/do-104233.html").paywalled is None


@pytest.mark.parametrize("notice", ["Sie möchten weiterlesen? Mit unserem Abo.", "Este contenido es solo para socios."])
def test_a_notice_in_an_aside_right_behind_the_text_counts_whatever_follows_it(notice: str) -> None:
    buttons = "".join(f"<li><a href='https://facebook.com/sharer?{number}'>Chia sẻ</a></li>" for number in range(6))
    teasers = "".join(f"<li><a href='/tin/{number}.html'>Chuyến phà {number} trở về</a></li>" for number in range(6))
    below = f"<ul class='share'>{buttons}</ul><div class='related'><h3>Tin liên quan</h3><ul>{teasers}</ul></div>"
    article = extract(ending(f"<aside>{notice}</aside>{below}"), "https://example.vn/do-104233.html")
    assert article.paywalled is True
    behind = extract(ending(f"{below}<aside>{notice}</aside>{below}"), "https://example.vn/do-104233.html")
    assert behind.paywalled is None


def test_a_count_of_the_articles_left_walls_nothing_off() -> None:
    left = "<div><p>You have 2 free articles left this month.</p></div>"
    assert extract(ending(left), "https://example.vn/do-104233.html").paywalled is None


@pytest.mark.parametrize(
    "offer",
    [
        "Đăng ký nhận bản tin để xem thêm bài mới mỗi sáng.",
        "Đăng nhập để bình luận bài viết này.",
        "Daftar newsletter kami untuk membaca berita terbaru.",
        "سجل الدخول للتعليق على هذا المقال",
        "Log in to comment on this article.",
        "Members can save this article for later. Log in.",
        "Melden Sie sich an, um diesen Artikel zu kommentieren.",
    ],
)
def test_an_offer_of_newsletters_or_comments_below_a_short_text_is_no_paywall(offer: str) -> None:
    for box in (f"<div class='x1'><p>{offer}</p></div>", f"<aside>{offer}</aside>"):
        assert extract(ending(box), "https://example.vn/do-104233.html").paywalled is None


def test_below_a_long_text_an_offer_to_read_on_is_no_paywall() -> None:
    offer = "<div><p>Trở thành hội viên để đọc trọn bài.</p></div>"
    whole = "".join(
        f"<p>Chuyến đò thứ {number} cập bến lúc trời còn mờ sương, khách đứng kín hai mạn.</p>" for number in range(60)
    )
    assert extract(ending(offer, whole), "https://example.vn/do-104233.html").paywalled is None


def test_a_notice_below_the_element_of_the_text_says_that_the_rest_is_paid() -> None:
    notice = "Bạn cần đăng nhập tài khoản trả phí để đọc tiếp bài viết này."
    below = f"</div><div class='x1'><h3>★</h3><p>{notice}</p><a href='/mua'>Mua</a>"
    article = extract(ending(below), "https://example.vn/do-104233.html")
    assert article.paywalled is True
    assert "trả phí" not in article.body


@pytest.mark.parametrize("card", ["<aside>{}</aside>", "<div class=teaser>{}</div>", "</div><aside>{}</aside><div>"])
def test_a_badge_above_the_headline_of_a_card_without_a_link_is_about_its_article(card: str) -> None:
    badge = card.format("<span>Nur für Abonnenten</span><h4>Die Fähre am Abend</h4><p>Jan Otten</p>")
    assert extract(ending(badge), "https://example.vn/do-104233.html").paywalled is None
    wall = card.format("<span>Nur für Abonnenten</span><h4>Die Fähre am Abend</h4><button>Abo wählen</button>")
    assert extract(ending(wall), "https://example.vn/do-104233.html").paywalled is True
    priced = card.format("<p>Nur für Abonnenten</p><p>4 Wochen für 1 Euro</p>")
    assert extract(ending(priced), "https://example.vn/do-104233.html").paywalled is True


@pytest.mark.parametrize(
    "wall",
    [
        "<span>Subscribe to continue reading</span><h4>The ferry at night</h4>",
        "<h4>Die Fähre am Abend</h4><p>Nur für Abonnenten</p><p>CHF 9.90 im Monat</p>",
        "<h4>Die Fähre am Abend</h4><p>Nur für Abonnenten</p><p>9,99 zł im Monat</p>",
        "<h4>Weiter geht es mit dem Abo</h4><p>Nur für Abonnenten</p><a href=/angebote>Zu den Angeboten</a>",
    ],
)
def test_a_box_with_a_call_a_price_or_a_link_to_offers_is_no_card(wall: str) -> None:
    assert extract(ending(f"<aside>{wall}</aside>"), "https://example.vn/do-104233.html").paywalled is True


@pytest.mark.parametrize(("call", "paywalled"), [("以下内容仅限会员阅读。", True), ("新书今日上市，欢迎选购。", None)])
def test_a_notice_above_a_button_alone_is_a_paywall_and_an_offer_is_not(call: str, paywalled: bool | None) -> None:
    text = "星期六上午，柳湾小学的旧钟时隔十六年重新敲响，全村的人都站在院子里静静地听。"
    page = f"<h1>柳湾小学旧钟重响</h1><div class=c><p>{text}</p><div><h3>{call}</h3><a href=/login>登录</a></div></div>"
    article = extract(f"<html lang=zh><body>{page}", "https://example.cn/a-104233.html")
    assert (article.paywalled, article.body) == (paywalled, text)
