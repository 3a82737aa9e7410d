"""Times of pages of kinds that users of extraction tools report: machine formats, zones, datelines, signatures."""

from __future__ import annotations

import pytest
from forge_texts import CHU, TEXT

from newsarchive import Article, extract
from newsarchive.parsers.dates.timestamp import parse_timestamp


def article(beside: str = "", *, head: str = "", first: str = "", last: str = "", lang: str = "en") -> Article:
    lines = CHU if lang == "vi" else TEXT
    text = f"<p>{first}{lines[0]}</p><p>{lines[1]}</p><p>{lines[2]}</p>{last}"
    page = f"<html lang={lang}><head>{head}</head><body><article><h1>The forge and the school</h1>{beside}{text}"
    return extract(page, "https://example.com/a/forge-208817.html")


def published(beside: str = "", *, head: str = "", first: str = "", last: str = "", lang: str = "en") -> str | None:
    found = article(beside, head=head, first=first, last=last, lang=lang).published_at
    return found.isoformat() if found else None


@pytest.mark.parametrize(
    ("text", "zone", "expected"),
    [
        ("Tue Feb 23 00:44:27 PST 2016", "UTC", "2016-02-23T00:44:27-08:00"),
        ("Tue Jan 28 15:28:56 CET 2020", "Europe/Berlin", "2020-01-28T15:28:56+01:00"),
        ("Mon May 20 08:00:00 +0700 2024", "Asia/Ho_Chi_Minh", "2024-05-20T08:00:00+07:00"),
        # Abbreviations with several meanings are those of the page's own country.
        ("Sun May 8 03:10:20 IST 2016", "Asia/Kolkata", "2016-05-08T03:10:20+05:30"),
        ("Sun May 08 03:10:20 CST 2016", "Asia/Shanghai", "2016-05-08T03:10:20+08:00"),
        ("May 20, 2024 8:00 am CST", "Asia/Shanghai", "2024-05-20T08:00:00+08:00"),
        ("Jan 20, 2024 8:00 a.m. CST", "UTC", "2024-01-20T08:00:00-06:00"),
        ("8:00 a.m. CST Jan 20, 2024", "UTC", "2024-01-20T08:00:00-06:00"),
        ("3:20 p.m. EST Nov 8, 2023", "UTC", "2023-11-08T15:20:00-05:00"),
        ("03-May-24", "UTC", "2024-05-03T00:00:00+00:00"),
    ],
)
def test_a_time_is_read_as_programs_print_it(text: str, zone: str, expected: str) -> None:
    found = parse_timestamp(text, tz=zone, language="en")
    assert found is not None
    assert found.value.isoformat() == expected


def test_a_part_number_is_no_date() -> None:
    assert parse_timestamp("Type 7-Mar-24-B", tz="UTC", language="en") is None


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        (
            "<time datetime='Sat Nov 18 2017 15:21:41 GMT+0000'>18 Nov 2017</time>",
            "2017-11-18T15:21:41+00:00",
        ),
        ("<time datetime='2022-02-112023-05-08'>May 8, 2023</time>", "2023-05-08T00:00:00+00:00"),
    ],
)
def test_the_attribute_of_a_time_element_may_have_any_form_but_a_broken_one(element: str, expected: str) -> None:
    assert published(f"<p>{element}</p>") == expected


@pytest.mark.parametrize(
    ("changed", "expected"),
    [("Fri, 07/14/2023 - 10:30", "2023-07-11T17:57:00"), ("Fri, 10/11/2023 - 10:30", "2023-11-07T17:57:00")],
)
def test_a_declared_date_that_must_have_the_month_first_shows_the_order_of_the_others(
    changed: str, expected: str
) -> None:
    head = (
        '<meta property="article:published_time" content="Tue, 07/11/2023 - 17:57">'
        f'<meta property="article:modified_time" content="{changed}">'
    )
    assert (published(head=head) or "").startswith(expected)


@pytest.mark.parametrize(
    ("lang", "first", "expected"),
    [
        ("en", "PENNER FERRY, N.Y., May 7, 2024 /Wire Service/ -- ", "2024-05-07"),
        ("en", "Penner Ferry, May 7, 2024 (Quay Wire) - ", "2024-05-07"),
        ("vi", "Long An, ngày 7/5/2024 (TTXVN) – ", "2024-05-07"),
        # Without an agency, the article may tell of the day.
        ("vi", "Long An, ngày 7/5/2024 – ", None),
        ("vi", "Hà Nội, ngày 10/10/2004 – Hàng vạn người đổ về Hồ Gươm. ", None),
        ("de", "Berlin, 11. September 2001 – Der Schmied hörte die Nachricht. Fünfzehn Jahre später: ", None),
        ("en", "New York, September 11, 2001 — The smith heard the news on the radio. ", None),
        ("en", "Penner Ferry, May 7, 2024 (a Tuesday) - ", None),
        ("en", "Next Fair: Penner Ferry, May 7, 2027 -- ", None),
        ("en", "On Monday, May 6, 2019, the council met. ", None),
        ("en", "Orla Finch (May 6, 1999 – June 2, 2019) taught here. ", None),
    ],
)
def test_the_day_of_an_agency_s_dateline_is_that_of_a_page_without_another(
    lang: str, first: str, expected: str | None
) -> None:
    assert (published(first=first, lang=lang) or None) == (expected and published(f"<p>{expected}</p>", lang=lang))


@pytest.mark.parametrize(
    ("lang", "last", "expected"),
    [
        ("en", "<p><em>Orla Finch, May 3, 2024</em></p>", "2024-05-03"),
        ("vi", "<p>Nguyễn Thị Hạ, 03/05/2024</p>", "2024-05-03"),
        # A place: of an event, of a photo, of a letter.
        ("vi", "<p>Hội An, ngày 12/2/2019</p>", None),
        ("vi", "<p>Thư của cụ kết thúc bằng nơi viết và ngày viết:</p><p>Bến Đá, ngày 5 tháng 3 năm 1998</p>", None),
        ("de", "<p>Nächster Markt: Bendal, 12. Dezember 2027</p>", None),
        ("en", "<p>Next Fair: Bendale Green, May 5, 2027</p>", None),
        ("en", "<p>Quill Hall, Sunday, 6 May 2018</p>", None),
        ("de", "<p>Geboren: Bendal, 3. Mai 1999</p>", None),
        ("en", "<p>Born Bendale, 3 May 1997</p>", None),
        ("en", "<p>Teacher: Orla Finch, May 3, 2024</p>", None),
        # An event, a list of events, a quotation, a sentence.
        ("vi", "<p>Nhà văn hóa xã, 12/6/2024</p>", None),
        ("en", "<p>Marlow Ferry, May 3, 2024</p><p>Penner Quay, May 5, 2024</p>", None),
        ("en", "<blockquote><p>Keep the fire small.</p><p>Orla Finch, May 3, 1999</p></blockquote>", None),
        ("en", "<p>“Keep the fire small.”</p><p>Orla Finch, May 3, 1999</p>", None),
        ("en", "<p>— Orla Finch, May 3, 1999</p>", None),
        ("vi", "<p>Ông Trần Văn Mạch ghé lớp hôm 03/05/2024.</p>", None),
    ],
)
def test_the_day_behind_a_name_in_the_last_line_is_that_of_a_page_without_another(
    lang: str, last: str, expected: str | None
) -> None:
    assert (published(last=last, lang=lang) or None) == (expected and published(f"<p>{expected}</p>", lang=lang))


def test_the_dateline_counts_in_a_table_that_lays_out_the_page_but_not_in_a_cell_of_data() -> None:
    text = "".join(
        f"<p>{line}</p>" for line in ("PENNER FERRY, May 7, 2024 (Quay Wire) - " + TEXT[0], *TEXT[1:], *TEXT)
    )
    page = f"<body><table><tr><td><h1>The forge and the school</h1>{text}</td></tr></table>"
    found = extract(page, "https://example.com/a/forge-208817.html").published_at
    assert found is not None
    assert found.isoformat() == "2024-05-07T00:00:00+00:00"
    cell = "<table><tr><td>Marlow Ferry, May 3, 2024</td></tr></table>"
    assert published(last=cell) is None


@pytest.mark.parametrize("stamp", ["4 May 20 - 22h30", "Friday 4 May 19 - 21:30", "3 May '68", "3 May '68 10:30"])
def test_the_hours_of_an_event_and_a_year_of_history_are_no_years_of_two_digits(stamp: str) -> None:
    assert published(f"<div class=meta>{stamp}</div>") is None


@pytest.mark.parametrize(("stamp", "day"), [("3 May '11", "2011-05-03"), ("3 May '99", "1999-05-03")])
def test_a_year_behind_an_apostrophe_is_one_of_the_web(stamp: str, day: str) -> None:
    assert published(f"<div class=meta>{stamp}</div>") == f"{day}T00:00:00+00:00"


def test_a_day_behind_a_name_gives_way_to_any_other_day_of_the_page() -> None:
    assert published("<p>4 May 2024</p>", last="<p>Orla Finch, May 3, 2024</p>") == "2024-05-04T00:00:00+00:00"


@pytest.mark.parametrize(("label", "is_own"), [("Khai mạc", False), ("Đăng", True)])
def test_the_label_before_a_time_element_says_whose_time_it_is(label: str, is_own: bool) -> None:
    event = f'<p>{label} <time datetime="2024-06-12T08:00">8 giờ ngày 12-6</time> tại nhà văn hóa xã</p>'
    assert published(event, lang="vi") == ("2024-06-12T08:00:00+07:00" if is_own else None)


def test_the_post_that_a_blog_describes_is_the_page_s_article() -> None:
    script = (
        '{"@type": "Blog", "name": "The Forge Blog", "blogPost": {"@type": "BlogPosting",'
        ' "headline": "The forge and the school", "datePublished": "2026-05-28T02:02:15Z"}}'
    )
    assert published(head=f"<script type=application/ld+json>{script}</script>") == "2026-05-28T02:02:15+00:00"


def test_a_page_titled_with_the_site_s_name_keeps_its_description() -> None:
    script = '{"@type": "NewsArticle", "name": "Penner Courier", "headline": "The forge and the school"}'
    page = (
        "<title>Penner Courier</title><meta property=og:site_name content='Penner Courier'>"
        f"<script type=application/ld+json>{script}</script><p>{TEXT[0]}</p><p>{TEXT[1]}</p>"
    )
    assert extract(page, "https://example.com/a/forge-208817.html").title == "The forge and the school"


@pytest.mark.parametrize("is_inside", [True, False])
def test_a_time_inside_the_article_element_outranks_one_above_it(is_inside: bool) -> None:
    ticker = "<div><h1>Live</h1><time datetime='2024-06-30'>30.06.2024</time></div>"
    own = "<p><span>Orla Finch</span> <span>|</span> <span>May 3, 2024, 7:15 a.m.</span></p>" if is_inside else ""
    text = "".join(f"<p>{line}</p>" for line in TEXT)
    page = f"<main>{ticker}<article><h1>The forge and the school</h1>{own}{text}</article></main>"
    found = extract(f"<title>The forge and the school</title>{page}", "https://example.com/a/forge-208817.html")
    assert found.published_at is not None
    assert found.published_at.isoformat()[:10] == ("2024-05-03" if is_inside else "2024-06-30")


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("1985-03-04T05:00:00.000Z", "1985-03-04T05:00:00+00:00"),
        ("1947-11-20", "1947-11-20T00:00:00+00:00"),
        ("1970-01-19T23:34:00Z", None),
        ("1900-01-01", None),
        ("0001-01-01T00:00:00Z", None),
    ],
)
def test_an_archived_issue_keeps_its_year_and_an_unset_date_is_none(declared: str, expected: str | None) -> None:
    assert published(head=f'<meta property="article:published_time" content="{declared}">') == expected


def published_below(parts: int, date: str, *, above: str = "", head: str = "", url: str = "") -> str | None:
    between = "".join(f"<div>Mục {'abcdefghijklmnop'[number]}</div>" for number in range(parts))
    text = "".join(f"<p>{line}</p>" for line in CHU)
    page = f"<html lang=vi><head>{head}</head><body><article>{above}<h1>Trống đình làng Vạn</h1>{between}"
    page += f"<div>{date}</div>{text}"
    found = extract(page, url or "https://example.com/a/forge-208817.html").published_at
    return found.strftime("%d %H:%M") if found else None


@pytest.mark.parametrize(("parts", "day"), [(8, "03"), (9, "10")])
def test_another_day_than_the_declared_one_counts_only_close_to_the_headline(parts: int, day: str) -> None:
    head = '<meta property="article:published_time" content="2024-05-10">'
    assert published_below(parts, "03/05/2024", head=head) == f"{day} 00:00"


@pytest.mark.parametrize(("parts", "clock"), [(8, "22:46"), (9, "00:00")])
def test_an_update_gives_the_day_above_the_headline_its_clock_only_close_to_it(parts: int, clock: str) -> None:
    above = "<div>Thứ Sáu, 10/05/2024</div>"
    assert published_below(parts, "Cập nhật lúc 22h46' - Ngày 10/05/2024", above=above) == f"10 {clock}"


@pytest.mark.parametrize(("parts", "time"), [(9, "10 08:30"), (10, "09 00:00")])
def test_a_vietnamese_update_outranks_the_day_in_the_url_only_beside_the_headline(parts: int, time: str) -> None:
    url = "https://example.com/2024/05/09/trong-dinh-2088.html"
    assert published_below(parts, "Cập nhật: 10/05/2024 08:30", url=url) == time


@pytest.mark.parametrize(
    ("line", "lang"),
    [
        ("Giá vàng ngày 30/11/2026", "vi"),
        ("Lịch cúp điện 30/11/2026", "vi"),
        ("Lottery results 30 November 2026", "en"),
        ("Next issue 30 November 2026", "en"),
        ("Курс валют 30.11.2026", "ru"),
        ("明日の天気 2026年11月30日", "ja"),
        ("접수 마감 2026.11.30", "ko"),
        ("Vernissage le 30 novembre 2026", "fr"),
        ("Giờ mở cửa: 7h30 - 16h00, 30/11/2026", "vi"),
    ],
)
def test_a_line_behind_the_text_that_names_what_its_day_is_of_does_not_date_the_article(line: str, lang: str) -> None:
    assert published(last=f"</article><p>{line}</p>", lang=lang) is None


@pytest.mark.parametrize(
    ("line", "lang"),
    [
        ("30/11/2026", "vi"),
        ("Đăng ngày 30/11/2026", "vi"),
        ("Lam Giang, 30/11/2026", "vi"),
        ("Làng Vang, ngày 30/11/2026", "vi"),
        ("Monday 30 November 2026", "en"),
        ("Posted 30 November 2026", "en"),
        ("First printed in the Ferry Times, 30 November 2026", "en"),
        ("Greta Halm 30 November 2026", "en"),
        ("Ferry Times 30 November 2026", "en"),
        ("Kultur | 30. November 2026", "de"),
        ("Dodano 30.11.2026", "pl"),
        ("Bài viết ngày 30/11/2026", "vi"),
        ("Hà nội ngày 30 tháng 11 năm 2026", "vi"),
        ("Gửi bởi admin ngày 30/11/2026", "vi"),
        ("Tải lên 30/11/2026", "vi"),
        ("Went live 30 November 2026", "en"),
        ("2026-11-30T09:30:00-05:00", "en"),
        ("30/11/2026 09:30-03:00", "es"),
        ("Online gestellt am 30.11.2026", "de"),
        ("Articolo inserito il 30/11/2026", "it"),
        ("Vloženo dne 30. 11. 2026", "cs"),
        ("Yayın tarihi 30 Kasım 2026", "tr"),
        ("Αναρτήθηκε στις 30/11/2026", "el"),
        ("Добавлено в архив 30.11.2026", "ru"),
        ("Tỷ giá 30/11/2026 09:30", "vi"),
        ("掲載日 2026年11月30日", "ja"),
        ("（小田切紀子 2026年11月30日）", "ja"),
        ("川辺新聞 2026年11月30日", "ja"),
        ("作者：沈若溪 2026-11-30", "zh"),
        ("初稿 2026年11月30日", "zh"),
        ("홍길동 기자 2026.11.30", "ko"),
        ("발행일 2026.11.30", "ko"),
    ],
)
def test_a_line_behind_the_text_with_a_label_a_name_or_a_place_dates_the_article(line: str, lang: str) -> None:
    assert (published(last=f"</article><p>{line}</p>", lang=lang) or "")[:10] == "2026-11-30"


def test_a_bar_below_the_headline_holds_the_articles_date_and_the_one_above_it_todays() -> None:
    bar = "<div class=top-bar><span>30 November 2026, 9:30 am</span></div>"
    assert (published(beside=bar) or "")[:16] == "2026-11-30T09:30"
    heading, text = "<h1>The forge and the school</h1>", "".join(f"<p>{t}</p>" for t in TEXT)
    for page in (
        f"{bar}<article>{heading}{text}",
        f"{bar}<div>{text}",
        f"{heading}{bar}<div>{text}",
        f"<div class=hero>{heading}</div>{bar}<div>{text}",
    ):
        page = f"<html lang=en><title>The forge and the school</title><body>{page}"
        assert extract(page, "https://example.com/a/forge-208817.html").published_at is None


@pytest.mark.parametrize(
    ("links", "is_date"),
    [
        ("<a href=/giao-thong>Giao thông</a>", True),
        ("<a href=https://example.com/xa-hoi>Xã hội</a> <a href=giao-thong.html>Giao thông</a>", True),
        ("<a href=/>Báo Phù Lưu</a>", False),
        ("<a href=https://example.com/>Báo Phù Lưu</a>", False),
        ("<a href=/index.php>Báo Phù Lưu</a>", False),
        ("<a href=/dang-nhap>Đăng nhập</a>", False),
        ("<a href=/bao><img src=/logo.png></a>", False),
        ("<a href=/a>Xã hội</a> <a href=/b>Văn hóa</a> <a href=/c>Thể thao</a>", False),
        ("<a href=http://[/>Báo</a>", False),
    ],
)
def test_a_header_right_above_the_headline_with_the_section_holds_the_articles_date(
    links: str, *, is_date: bool
) -> None:
    header = f"<header><span>{links}</span><span class=time>Thứ Hai, 30/11/2026 09:30</span></header>"
    text = "".join(f"<p>{line}</p>" for line in TEXT)
    page = f"<html lang=vi><body><section>{header}<h1>Xe buýt chạy thử dọc kênh Lò Gạch</h1>{text}</section>"
    assert (extract(page, "https://example.com/xe-buyt-208817.html").published_at is not None) is is_date


@pytest.mark.parametrize(
    ("line", "is_date"),
    [
        ("Premiere: 30.11.2026", False),
        ("7:30 - 16:00, 30.11.2026", False),
        ("30.11.2026 - 16:00", True),
        ("<span>Wetter</span> <span>30.11.2026</span>", True),
        ("<span>Premiere</span> <span>30.11.2026</span>", True),
        ("Wetter | 30.11.2026", True),
    ],
)
def test_an_event_below_the_headline_does_not_date_the_article_and_a_section_does(line: str, *, is_date: bool) -> None:
    assert (published(beside=f"<div>{line}</div>", lang="de") is not None) is is_date


@pytest.mark.parametrize(
    ("line", "lang"),
    [
        ("автор: Росица Велева | 5 март 2024 г., 15:20 ч.", "bg"),
        ("Autor: Jan Lis • Dodano: 05.03.2024 15:20 • Czytano: 312 razy", "pl"),
        ("Autor: Jan Lis | Dodano: 05.03.2024 15:20 | Czytano: 312 razy", "pl"),
        ("Autor: Hana Rybová · 5. března 2024 15:20 · Přečteno: 512x", "cs"),
    ],
)
def test_a_line_of_fields_below_the_headline_dates_the_article(line: str, lang: str) -> None:
    found = published(beside=f"<p>{line}</p>", lang=lang)
    assert (found or "")[:16] == "2024-03-05T15:20"


@pytest.mark.parametrize(
    ("line", "lang"),
    [
        ("05.03.2024 | Lesezeit: 3 Min.", "de"),
        ("5 mars 2024 • Commentaires : 3", "fr"),
        ("5 марта 2024 | Прочитано: 512", "ru"),
    ],
)
def test_a_count_of_readers_or_minutes_beside_the_date_is_no_text(line: str, lang: str) -> None:
    found = article(f"<p>{line}</p>", lang=lang)
    assert (str(found.published_at)[:10], line in found.body) == ("2024-03-05", False)


@pytest.mark.parametrize(
    ("line", "lang"),
    [
        ("12.12.2026 | Eintritt: 5 Euro", "de"),
        ("12.12.2026 • Eintritt: 5 Euro", "de"),
        ("5 mars 2026 | Entrée : 5 euros", "fr"),
        ("05/12/2026 | Giá vé: 50.000 đồng", "vi"),
        ("12.12.2026 | Вход: 500 руб", "ru"),
    ],
)
@pytest.mark.parametrize("place", ["beside", "last"])
def test_the_day_and_the_price_of_an_event_are_text_and_date_nothing(line: str, lang: str, place: str) -> None:
    found = article(**{place: f"<p>{line}</p>"}, lang=lang)
    assert (found.published_at, line in found.body) == (None, True)


@pytest.mark.parametrize(
    "line", ["12.05.2024 • Kurs: 12", "March 5, 2024 | Room: 12", "5/3/2024 | Lowmoor: 3 | Hale: 2"]
)
def test_a_number_with_another_label_beside_a_date_is_text(line: str) -> None:
    found = article(last=f"<p>{line}</p>")
    assert (found.published_at, line in found.body) == (None, True)


def test_a_sentence_with_a_date_in_letters_of_another_script_is_no_date_line() -> None:
    line = "В селото дойде учител на 5 март 2024 г., който говореше."
    assert published(beside=f"<p>{line}</p>", lang="bg") is None


@pytest.mark.parametrize(
    ("line", "is_date"),
    [
        ("Next market: Tuesday, March 5, 2024, 9:00 AM", False),
        ("Upcoming meeting: March 5, 2024", False),
        ("Nächstes Treffen: 05.03.2024", False),
        ("Next, Tuesday, March 5, 2024", True),
        ("Published: March 5, 2024", True),
    ],
)
def test_the_next_of_something_below_the_headline_is_an_event(line: str, *, is_date: bool) -> None:
    assert (published(beside=f"<p>{line}</p>") is not None) is is_date


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("Nora joined the Echo on February 11, 2014.", None),
        ("Published on February 11, 2014.", "2014-02-11T00:00:00+00:00"),
    ],
)
def test_a_note_of_one_short_sentence_about_the_author_states_no_time(note: str, expected: str | None) -> None:
    text = "".join(f"<p>{line}</p>" for line in TEXT)
    below = f"<div class=about-author><p>{note}</p></div>"
    html = f"<html lang=en><body><section><h1>The forge</h1><div>{text}</div>{below}</section></body>"
    found = extract(html, "https://example.com/a/forge-208817.html").published_at
    assert (found.isoformat() if found else None) == expected
