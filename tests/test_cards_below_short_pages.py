"""A page with little text or none keeps its date, its author and its kind apart from the cards below it."""

from __future__ import annotations

import pytest

import newsarchive

ADDRESS = "https://baosonglang.example/thoi-su/xa-khe-lung-mo-phien-cho-104233.html"
HEADLINE = "Xã Khe Lung mở phiên chợ mới"
SENTENCE = "Sáng đầu tuần, xã Khe Lung mở phiên chợ mới bên bờ suối, bà con các bản về từ khi trời còn mờ sương."
TITLES = [f"Làng gốm ven sông đón đoàn khách thứ {number} trong mùa hội" for number in range(2, 7)]
NAMES = ["Nguyễn Thu Trang", "Lê Văn Hạ", "Phạm Quốc Bảo", "Hoàng Lan", "Vũ Đình Sơn"]

SHORT = {
    "no text": "",
    "a picture": '<img src="/a.jpg" alt="">',
    "one paragraph": f"<p>{SENTENCE}</p>",
    "a video and a line": '<video src="/v.mp4"></video><p>Khe Lung ngày hội.</p>',
}
CARDS = {
    "picture, heading, time": '<div class="card"><a href="{href}"><img src="/i.jpg" alt=""></a><h4><a href="{href}">'
    '{title}</a></h4><time datetime="2026-10-0{number}T08:00:00+07:00">0{number}/10/2026</time></div>',
    "link, date": '<div class="it"><a href="{href}">{title}</a> <span>0{number}/10/2026 08:00</span></div>',
    "date before the link": '<div class="it"><span>0{number}/10/2026 08:00</span> <a href="{href}">{title}</a></div>',
    "date in brackets": '<li><a href="{href}">{title}</a> (0{number}/10/2026)</li>',
    "author": '<div class="it"><a href="{href}">{title}</a><span class="author">{name}</span></div>',
    "author's page": '<div class="it"><a href="{href}">{title}</a><a rel="author" href="/tac-gia/{number}">{name}</a>'
    "</div>",
    "labeled author": '<div class="it"><a href="{href}">{title}</a> <span>Tác giả: {name}</span></div>',
}


def _page(inside: str, behind: str, headline: str = HEADLINE) -> newsarchive.Article:
    html = (
        f'<html lang="vi"><head><title>{headline} - Báo Sông Làng</title></head><body><header><a href="/">Báo Sông Làng'
        f'</a></header><div class="row"><div class="main"><h1>{headline}</h1>{inside}</div>{behind}</div></body></html>'
    )
    return newsarchive.extract(html.encode(), url=ADDRESS)


def _cards(make: str, box: str = "div") -> str:
    cards = "".join(
        make.format(href=f"/tin-khac-{number}-10000{number}.html", title=title, name=name, number=number)
        for number, (title, name) in enumerate(zip(TITLES, NAMES, strict=True), 1)
    )
    return f"<{box}><p>Tin khác</p>{cards}</{box}>"


@pytest.mark.parametrize("make", CARDS)
@pytest.mark.parametrize("short", SHORT)
@pytest.mark.parametrize("box", ["div", "aside"])
def test_a_short_page_takes_neither_date_nor_author_from_a_card(short: str, make: str, box: str) -> None:
    article = _page(SHORT[short], _cards(CARDS[make], box))
    assert (article.published_at, article.authors) == (None, [])


@pytest.mark.parametrize("make", CARDS)
@pytest.mark.parametrize("short", SHORT)
def test_a_short_page_keeps_its_own_date_and_author_above_cards(short: str, make: str) -> None:
    own = '<div><span class="time">Thứ Hai, 02/11/2026 09:30</span> <span>Tác giả: Đặng Thị Mơ</span></div>'
    article = _page(own + SHORT[short], _cards(CARDS[make]))
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2026-11-02T09:30:00+07:00"
    assert article.authors == ["Đặng Thị Mơ"]


@pytest.mark.parametrize("inside", [f"<p>{SENTENCE}</p>", ""])
def test_a_date_behind_a_link_of_its_own_line_is_kept(inside: str) -> None:
    """A section, an author's page and the headline as a link to the page itself are no cards."""
    links = (
        '<a href="/chinh-tri/">Chính trị - Xã hội</a> <a href="/tac-gia/mo">Xem các bài viết khác của tác giả</a>'
        f' <a href="{ADDRESS}">{HEADLINE}</a>'
        ' <a href="https://social.example/share">Chia sẻ bài viết này cho bạn bè</a>'
    )
    article = _page(f'<div>{links}</div><div class="time">02/11/2026 09:30</div>{inside}', "")
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2026-11-02T09:30:00+07:00"


def test_a_link_in_running_text_is_no_card() -> None:
    text = f'<p>{SENTENCE[:40]} <a href="/tin-1-100001.html">như báo đã đưa tin từ tháng trước</a> và hôm nay.</p>'
    article = _page(text + '<div class="time">02/11/2026 09:30</div>', "")
    assert article.published_at is not None


@pytest.mark.parametrize("title", ["Không tìm thấy trang", "Lỗi 404", "Bài viết không tồn tại"])
@pytest.mark.parametrize("make", CARDS)
def test_a_page_that_was_not_found_is_no_article_because_of_the_cards_below(title: str, make: str) -> None:
    notice = "<p>Trang bạn tìm không còn tồn tại hoặc đã được chuyển sang địa chỉ khác.</p>"
    assert _page(notice, _cards(CARDS[make], "aside"), headline=title).kind != "article"


@pytest.mark.parametrize("make", CARDS)
def test_a_box_of_cards_above_the_second_paragraph_gives_neither_date_nor_author(make: str) -> None:
    article = _page(f"<p>{SENTENCE}</p>{_cards(CARDS[make])}<p>{SENTENCE[::-1]}</p><p>{SENTENCE.upper()}</p>", "")
    assert (article.published_at, article.authors) == (None, [])


def test_links_that_share_the_page_are_no_cards() -> None:
    links = " ".join(f'<a href="{ADDRESS}?share={site}">Click to share this page on {site}</a>' for site in "xyz")
    article = _page(f'<div>{links}</div><div class="time">02/11/2026 09:30</div><p>{SENTENCE}</p>', "")
    assert article.published_at is not None


NEXT = (
    '<article><h2><a href="/khac-99999.html">Xã bên cạnh cũng mở hội đua thuyền</a></h2>'
    '<div class="meta"><span class="author">Phạm Quốc Bảo</span></div>'
    + "".join(
        f"<p>Hội đua thuyền năm nay có {count} đội, bà con hai bên bờ sông về xem rất đông từ sáng sớm.</p>"
        for count in range(3, 9)
    )
    + "</article>"
)


@pytest.mark.parametrize("own", ["", "<p>Lam Thu Giang</p>"])
def test_the_author_of_the_next_article_is_not_the_page_s(own: str) -> None:
    text = f"<p>{SENTENCE}</p>" * 3
    assert _page(f"<article>{text}</article>{own}", NEXT).authors in ([], ["Lam Thu Giang"])


def test_an_author_in_an_article_element_below_the_headline_is_kept() -> None:
    """The counter-example: the headline above the <article>, whose first heading is a part of the text."""
    text = f"<h2>Chợ họp hai phiên</h2><p>{SENTENCE}</p><p>{SENTENCE[::-1]}</p>"
    text = f'<article>{text}<div class="author">Lam Thu Giang</div></article>'
    assert _page(text, "").authors == ["Lam Thu Giang"]


OWN = "<div><span>Nguyễn Minh An</span> - <span>02/11/2026 09:30</span></div>"


@pytest.mark.parametrize("make", CARDS)
@pytest.mark.parametrize("lead", ["", f"<p>{SENTENCE}</p>"])
def test_date_and_author_between_a_list_of_cards_and_the_text_are_the_page_s(lead: str, make: str) -> None:
    article = _page(f"{lead}{_cards(CARDS[make])}{OWN}<p>{SENTENCE[::-1]}</p><p>{SENTENCE.upper()}</p>", "")
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2026-11-02T09:30:00+07:00"
    assert article.authors == ([] if lead else ["Nguyễn Minh An"])
    assert article.kind == "article"


@pytest.mark.parametrize("lists", ["<p>{0}</p><p>{1}</p>{own}", "<div>» {0}<br>» {1}{own}</div>"])
def test_a_date_behind_links_without_any_text_between_them_is_the_page_s(lists: str) -> None:
    links = [f'<a href="/tin-khac-{number}-10000{number}.html">{title}</a>' for number, title in enumerate(TITLES[:2])]
    article = _page(f"{lists.format(*links, own=OWN)}<p>{SENTENCE[::-1]}</p><p>{SENTENCE.upper()}</p>", "")
    assert article.published_at is not None
    assert article.kind == "article"


def test_a_date_behind_headline_and_teaser_that_are_links_to_one_article_is_that_article_s() -> None:
    make = '<a href="{href}">{title}</a><br><a href="{href}">{title} và bà con</a><p>0{number}/10/2026 08:00</p>'
    cards = "".join(
        make.format(href=f"/tin-khac-{number}-10000{number}.html", title=title, number=number)
        for number, title in enumerate(TITLES[:2], 1)
    )
    assert _page(f"{cards}<p>{SENTENCE[::-1]}</p><p>{SENTENCE.upper()}</p>", "").published_at is None


def test_a_date_behind_cards_without_a_box_of_their_own_may_be_that_of_the_last_card() -> None:
    """The counter-example: no element tells the last card from the line below it."""
    cards = "".join(
        f'<h4><a href="/tin-khac-{number}-10000{number}.html">{title}</a></h4><p>0{number}/10/2026 08:00</p>'
        for number, title in enumerate(TITLES[:2], 1)
    )
    assert _page(f"{cards}<p>{SENTENCE[::-1]}</p><p>{SENTENCE.upper()}</p>", "").published_at is None


LISTED = {
    "element behind the link": '<div><a href="{href}">{title}</a> <span class="date">{date}</span></div>',
    "text behind the link": '<div><a href="{href}">{title}</a> {date}</div>',
    "text before the link": '<div>{date} <a href="{href}">{title}</a></div>',
    "text behind the heading": '<article><h3><a href="{href}">{title}</a></h3>{date}</article>',
    "links to another site": '<li><a href="https://khac.example{href}">{title}</a> ({date})</li>',
}


def _listed(make: str, title: str) -> str:
    return "".join(
        make.format(
            href=f"/tin-{number}-1000{number}.html", title=title.format(number), date=f"0{number}/10/2026 08:00"
        )
        for number in range(1, 6)
    )


@pytest.mark.parametrize("title", ["Ferry fares rise {}", "Lũ rút dần {}", TITLES[0] + " {}"])
@pytest.mark.parametrize("make", LISTED)
def test_a_list_of_links_with_dates_gives_the_page_no_date(make: str, title: str) -> None:
    article = _page(f"<div>{_listed(LISTED[make], title)}</div>", "")
    assert (article.kind, article.published_at) == ("listing", None)


@pytest.mark.parametrize("make", LISTED)
def test_a_list_below_a_short_text_gives_the_page_no_date(make: str) -> None:
    article = _page(f"<p>{SENTENCE}</p><div>{_listed(LISTED[make], 'Lũ rút dần {}')}</div>", "")
    assert article.published_at is None
    assert article.kind != "listing"


@pytest.mark.parametrize("make", LISTED)
@pytest.mark.parametrize("own", ["<p>02/11/2026 09:30</p>", '<span class="date">02/11/2026 09:30</span>'])
@pytest.mark.parametrize("text", ["", f"<p>{SENTENCE}</p>"])
def test_the_page_s_own_date_above_a_list_is_kept(text: str, own: str, make: str) -> None:
    """The counter-example: a date before the list, also in the markup of the list's dates."""
    list_ = f"<div>{_listed(LISTED[make], 'Lũ rút dần {}')}</div>"
    for inside in (own + text + list_, text + own + list_):
        published = _page(inside, "").published_at
        assert published is not None
        assert published.isoformat() == "2026-11-02T09:30:00+07:00"


CREDITED = {
    "label": '<h4><a href="{href}">{title}</a></h4>Tác giả: {name}',
    "name": '<article><h3><a href="{href}">{title}</a></h3><p>{name}</p></article>',
    "behind a date": '<div><h3><a href="{href}">{title}</a></h3><p>0{number}/10/2026</p><p>Tác giả: {name}</p></div>',
}
TEXT = "".join(f"<p>{first} {SENTENCE}</p>" for first in ("Trời lạnh.", "Gió to lắm.", "Mưa nhỏ dần.", "Nắng lên cao."))


@pytest.mark.parametrize("make", CREDITED)
@pytest.mark.parametrize("declared", [[], ["Đặng Thị Mơ"]])
def test_credit_lines_below_headlines_of_other_articles_are_not_the_page_s(declared: list[str], make: str) -> None:
    person = "".join(f'<meta name="author" content="{name}">' for name in declared)
    article = _page(person + TEXT + _cards(CREDITED[make]).replace("<p>Tin khác</p>", ""), "")
    assert article.authors == declared


def test_a_credit_line_below_a_single_pointer_is_the_page_s() -> None:
    pointer = f'<h4><a href="/tin-khac-1-100001.html">{TITLES[0]}</a></h4><p>Tác giả: Đặng Thị Mơ</p>'
    assert _page(TEXT + pointer, "").authors == ["Đặng Thị Mơ"]


@pytest.mark.parametrize("text", ["", f"<p>{SENTENCE}</p>"])
@pytest.mark.parametrize(
    "make",
    [
        '<div><a href="{href}">Lũ rút {number}</a> <span class="author">{name}</span> <i>0{number}/10/2026</i></div>',
        '<div><a rel="author">{name}</a> <i>0{number}/10/2026</i> <a href="{href}">Lũ rút {number}</a></div>',
        '<li><a href="{href}">Lũ rút {number}</a> <i>Tác giả: {name}</i> <i>0{number}/10/2026</i></li>',
    ],
)
def test_a_list_of_links_with_dates_and_authors_gives_the_page_no_author(make: str, text: str) -> None:
    assert _page(text + _cards(make).replace("<p>Tin khác</p>", ""), "").authors == []
    own = '<p class="author">Đặng Thị Mơ</p>'
    assert _page(own + text + _cards(make).replace("<p>Tin khác</p>", ""), "").authors == ["Đặng Thị Mơ"]


@pytest.mark.parametrize("text", ["", f"<p>{SENTENCE}</p>"])
@pytest.mark.parametrize(
    "make",
    [
        '<div><a href="{href}">Lũ rút {number}</a> <span class="author">{name}</span></div>',
        '<li><a href="{href}">Lũ rút {number}</a> <span>Tác giả: {name}</span></li>',
        '<div><p>{name}</p> <a href="{href}">Lũ rút {number}</a></div>',
    ],
)
def test_the_names_on_cards_without_dates_are_not_those_of_the_list(make: str, text: str) -> None:
    assert _page(text + _cards(make).replace("<p>Tin khác</p>", ""), "").authors == []
    own = '<p class="author">Đặng Thị Mơ</p>'
    assert _page(own + text + _cards(make).replace("<p>Tin khác</p>", ""), "").authors == ["Đặng Thị Mơ"]


def test_a_short_page_without_a_list_keeps_its_author() -> None:
    assert _page(f"<p>{SENTENCE}</p><p><b>Đặng Thị Mơ</b></p>", "").authors == ["Đặng Thị Mơ"]


COVERED = (
    '<div class="it"><div class="pic"><img src="/i{number}.jpg" alt=""></div><div><div><span>{title}</span></div>'
    '<div class="teaser">Bà con kể lại chuyện làng gốm thứ {number} trong mùa hội năm nay...</div>'
    '<div class="author-name"><a href="/thanh-vien/{number}">{name}</a></div></div><a href="{href}"></a></div>'
)
TEXT = "".join(f"<p>{SENTENCE} Đây là đoạn thứ {number} của bài.</p>" for number in range(1, 5))


def test_a_card_that_an_empty_link_covers_gives_neither_text_nor_author_nor_picture() -> None:
    html = f"<html lang=vi><body><div><h1>{HEADLINE}</h1><div>{TEXT}</div>{_cards(COVERED)}</div></body></html>"
    article = newsarchive.extract(html, ADDRESS)
    assert [block.text for block in article.blocks] == [
        f"{SENTENCE} Đây là đoạn thứ {number} của bài." for number in range(1, 5)
    ]
    assert (article.authors, article.pictures) == ([], [])


_PICTURE = '<div class="it"><img src="/i{number}.jpg" alt="">'


@pytest.mark.parametrize(
    "box",
    [
        '<div class="entry"><a href="/truc-tiep/muc-{number}"></a><p>{text}</p></div>',
        _PICTURE + '<a href="/i{number}-lon.jpg"></a><p>{text}</p></div>',
        _PICTURE + '<a href="#anh-{number}"></a><p>{text}</p></div>',
        _PICTURE.replace("it", "it{number}") + '<a href="/a{number}"></a><p>{text}</p></div>',
        _PICTURE
        + '<h3>Điểm đến thứ {number} của mùa hội</h3><p>{text}</p><a href="/diem-den/{number}-ben-song"></a></div>',
    ],
)
def test_the_texts_of_the_article_stay_beside_empty_links(box: str) -> None:
    texts = [f"{SENTENCE} Mục thứ {number} của buổi sáng." for number in range(1, 4)]
    boxes = "".join(box.format(number=number, text=text) for number, text in enumerate(texts, 1))
    html = f"<html lang=vi><body><div><h1>{HEADLINE}</h1><div>{TEXT}</div>{boxes}</div></body></html>"
    article = newsarchive.extract(html, ADDRESS)
    assert [text for text in texts if text not in article.body] == []
    assert len(article.pictures) == (3 if "img" in box else 0)


_INN = (
    '<div class="it"><img src="/i{number}.jpg"><h3>Quán thứ {number} ven sông</h3><p>{text}</p>'
    '<a href="/dia-diem/quan-thu-{number}-ven-song-12{number}.html"></a></div>'
)


@pytest.mark.parametrize("behind", [TEXT, ""])
def test_covered_cards_in_the_element_of_the_text_are_its_own_inns_and_dishes(behind: str) -> None:
    texts = [f"Món thứ {number}, bán từ năm giờ sáng." for number in range(1, 4)]
    boxes = "".join(_INN.format(number=number, text=text) for number, text in enumerate(texts, 1))
    html = f"<html lang=vi><body><div><h1>{HEADLINE}</h1><div>{TEXT}{boxes}{behind}</div></div></body></html>"
    article = newsarchive.extract(html, ADDRESS)
    assert [text for text in texts if text not in article.body] == []
    assert len(article.pictures) == 3
