"""Values in the many shapes that pages write them in: each row is one shape, in a page of our own words."""

from __future__ import annotations

import json

import pytest

from newsarchive import Article, extract
from newsarchive.parsers.dates.date_lines import is_date_line, is_stamp
from newsarchive.parsers.dates.timestamp import parse_timestamp

TITLE = "Bản Nậm Sáng mở lớp dạy khèn cho trẻ sau vụ gặt"
SITE = "Báo Rẻo Cao"
TEXT = (
    "Chiều thứ tư, mười bảy em nhỏ ngồi thành vòng trên sân nhà văn hóa, mỗi em ôm một cây khèn dài hơn cánh tay.",
    "Lớp học do bốn nghệ nhân cao tuổi đứng ra dạy, không thu tiền, mỗi tuần ba buổi và kéo dài đến hết tháng chạp.",
    "Già bản cho biết cả vùng chỉ còn sáu người làm được lưỡi khèn bằng đồng, người trẻ nhất đã gần sáu mươi tuổi.",
    "Ủy ban xã hỗ trợ tre, đồng lá và tiền điện, còn phụ huynh thay nhau nấu cơm trưa cho cả thầy lẫn trò.",
)
ENGLISH = (
    "The night ferry will sail from the harbor again next month, after a deal over the size of its crew was reached.",
    "Nine people will work each crossing instead of fourteen, and two cabins will be turned into rest rooms for them.",
    "Islanders have been relying on a morning freight boat since the spring, which cannot carry any kind of livestock.",
)
MORNING = "2022-09-14T16:05:00+07:00"


def page(meta: str = "", *, head: str = "", after: str = "", title: str | None = None, h1: str | None = None) -> str:
    """Return a page in Vietnamese, *meta* between headline and text, *after* behind the text."""
    shown = f"<h1>{TITLE}</h1>" if h1 is None else h1
    named = f"{TITLE} - {SITE}" if title is None else title
    menu = "".join(f"<li><a href='/m{place}'>{name}</a></li>" for place, name in enumerate(("Thời cuộc", "Văn nghệ")))
    text = "".join(f"<p>{paragraph}</p>" for paragraph in TEXT)
    return (
        f"<html lang=vi><head><meta charset=utf-8><title>{named}</title>{head}</head><body><nav><ul>{menu}</ul></nav>"
        f"<div class=detail>{shown}{meta}<div class=detail-content>{text}</div></div>{after}<footer>{SITE}</footer>"
    )


def read(html: str | bytes) -> Article:
    return extract(html, "https://reocao.example/van-nghe/nam-sang-mo-lop-20418.html")


def published(html: str) -> str | None:
    at = read(html).published_at
    return at.isoformat() if at else None


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="dc:created" content="2022-09-14T16:05:00+07:00">',
        '<meta name="DC.Issued" content="2022-09-14T16:05:00+07:00">',
        '<meta name="pub_date" content="2022-09-14 16:05:00+07:00">',
        '<meta name="publish_time" content="2022-09-14T16:05:00+07:00">',
        '<meta name="article_date" content="2022-09-14T16:05:00+07:00">',
        '<meta property="og:regDate" content="2022-09-14T16:05:00+07:00">',
        '<meta property="bt:pubDate" content="2022-09-14T16:05:00+07:00">',
        '<meta name="article:publish_date" content="2022-09-14T16:05:00+07:00">',
        '<meta name="vr:published_time" content="2022-09-14T16:05:00+07:00">',
        '<meta name="rnews:datePublished" content="2022-09-14T16:05:00+07:00">',
        '<meta name="releaseDate" content="2022-09-14T16:05:00+07:00">',
        """<meta name="parsely-page" content='{"title": "x", "pub_date": "2022-09-14T16:05:00+07:00"}'>""",
    ],
)
def test_a_meta_named_after_publication_gives_the_time(head: str) -> None:
    assert published(page(head=head)) == MORNING


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="video:release_date" content="2022-09-14T16:05:00+07:00">',
        '<meta property="book:release_date" content="2022-09-14">',
        '<meta name="profile:created_at" content="2010-09-14">',
        '<meta name="expiration-date" content="2032-09-14">',
        '<meta name="parsely-page" content="{broken">',
        '<meta name="parsely-page" content="[1, 2]">',
    ],
)
def test_a_meta_of_something_else_gives_none(head: str) -> None:
    assert published(page(head=head)) is None


@pytest.mark.parametrize(
    "meta",
    [
        '<input type="hidden" id="publishedDate" value="2022-09-14T16:05:00+07:00">',
        '<p><a href="#" title="Wednesday, 14 September 2022 16:05 GMT+7">3 ngày trước</a></p>',
    ],
)
def test_an_attribute_gives_the_time_that_the_element_shows_only_vaguely(meta: str) -> None:
    assert published(page(meta)) == MORNING


def test_a_tooltip_of_something_else_gives_none() -> None:
    assert published(page('<p><a href="#" title="Wednesday, 14 September 2022 16:05">Đăng ký</a></p>')) is None


@pytest.mark.parametrize(
    ("language", "text", "read_as"),
    [
        ("ja", "R4.9.14 16:05", "2022-09-14T16:05"),
        ("ja", "H31.4.30", "2019-04-30T00:00"),
        ("ja", "2022年9月14日(水)午後4時5分", "2022-09-14T16:05"),
        ("zh-TW", "111/09/14 16:05", "2022-09-14T16:05"),
        ("zh-TW", "2022/09/14 PM 4:05", "2022-09-14T16:05"),
        ("zh", "二〇二二年九月十四日 16:05", "2022-09-14T16:05"),
        ("zh", "二〇二三年十一月廿八日 下午四時半", "2023-11-28T16:30"),
        ("zh", "11月18日2023年 06:45", "2023-11-18T06:45"),
        ("ko", "2022년 9월 14일 오후 4시 5분", "2022-09-14T16:05"),
        ("hi", "१४ सितम्बर २०२२ १६:०५", "2022-09-14T16:05"),
        ("hi", "14 अक्तूबर 2022", "2022-10-14T00:00"),
        ("fa", "تاریخ انتشار: ۱۶:۰۵ - ۲۳ شهريور ۱۴۰۱", "2022-09-14T16:05"),
        ("pl", "14 wrz 2022 16:05", "2022-09-14T16:05"),
        ("pt", "14/set/2022 16h05", "2022-09-14T16:05"),
        ("lt", "2022 m. rugsėjo 14 d. 16:05", "2022-09-14T16:05"),
        ("lv", "2022. gada 14. septembris, 16:05", "2022-09-14T16:05"),
        ("sr", "14. septembar 2022. 16:05", "2022-09-14T16:05"),
        ("sw", "14 Septemba 2022", "2022-09-14T00:00"),
        ("cs", "14. 9. 2022 v 16.05", "2022-09-14T16:05"),
        ("sl", "14. september 2022 ob 16.05", "2022-09-14T16:05"),
        ("es", "14 de septiembre de 2022 a las 4:05 de la tarde", "2022-09-14T16:05"),
        ("pt", "14/09/2022 04:05 da noite", "2022-09-14T16:05"),
        ("bn", "১৪ সেপ্টেম্বর, ২০২২ ৪:০৫ অপরাহ্ণ", "2022-09-14T16:05"),
        ("pl", "środa, 14 września 2022 r. 16:05", "2022-09-14T16:05"),
        ("ja", "2022年9月14日 PM4:05", "2022-09-14T16:05"),
        ("en", "14 Sep 2022 0645 hrs", "2022-09-14T06:45"),
        ("en", "4.05pm, 14 September 2022", "2022-09-14T16:05"),
        ("en-US", "4:05 PM ET, Wed September 14, 2022", "2022-09-14T16:05"),
        ("en-US", "09-04-2022 04:05 PM", "2022-09-04T16:05"),
    ],
)
def test_a_displayed_time_of_another_language_is_parsed(language: str, text: str, read_as: str) -> None:
    found = parse_timestamp(text, tz="UTC", language=language)
    assert found is not None
    assert found.value.strftime("%Y-%m-%dT%H:%M") == read_as


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ja", "H2.5.1 リリース版は R22.33.44"),
        ("en", "Room R4.9.14"),
        ("zh", "十字路口第三十三號"),
        ("zh", "111/09/14"),
    ],
)
def test_a_number_that_only_looks_like_a_foreign_date_is_not_a_date(language: str, text: str) -> None:
    found = parse_timestamp(text, tz="UTC", language=language)
    assert found is None or found.value.year != 2022


def test_an_update_labels_only_its_own_time() -> None:
    meta = "<p><span>Updated: 20/09/2022 10:00</span> <span>Published: 14/09/2022 16:05</span></p>"
    assert published(page(meta)) == MORNING


@pytest.mark.parametrize(
    "h1",
    [
        f'<h1><a class="cat" href="/van-nghe">Văn nghệ</a> {TITLE}</h1>',
        f"<h1>{TITLE}<small>(12 bình luận)</small></h1>",
        f'<h1>{TITLE}<span class="vip">Dành cho hội viên</span></h1>',
        f"<h1>{TITLE}<button>Nghe đọc bài</button></h1>",
        f'<h1>{TITLE} <a href="#cmt" class="count">7</a></h1>',
    ],
)
def test_badges_in_a_heading_are_not_part_of_the_headline(h1: str) -> None:
    assert read(page(h1=h1)).title == TITLE


@pytest.mark.parametrize(
    "badge",
    ['<b class="badge">MỚI</b>', '<span class="label">Phóng sự ảnh</span> ', '<span class="kicker">Nậm Sáng</span> '],
)
def test_a_badge_is_left_out_though_nothing_confirms_it(badge: str) -> None:
    assert read(page(h1=f"<h1>{badge}{TITLE}</h1>", title=SITE)).title == TITLE


@pytest.mark.parametrize(
    "title",
    [
        f"{TITLE} – Văn nghệ – {SITE}",
        f"Văn nghệ | {TITLE}",
        f"{TITLE} (Trang 2) - {SITE}",
        f"{TITLE} - Page 3",
    ],
)
def test_sections_of_the_menu_and_page_numbers_are_not_part_of_a_title(title: str) -> None:
    head = f'<meta property="og:site_name" content="{SITE}">'
    assert read(page(h1="", title=title, head=head)).title == TITLE


def test_part_of_a_headline_stays_though_it_has_a_dash() -> None:
    declared = "Bản Nậm Sáng mở lớp dạy khèn - Già bản vui"
    assert (
        read(page(h1="", title=f"{declared} | {SITE}", head=f'<meta property="og:site_name" content="{SITE}">')).title
        == declared
    )


def test_capitals_of_a_template_do_not_replace_the_displayed_case() -> None:
    assert read(page(title=TITLE.upper())).title == TITLE


def test_the_title_for_sharing_wins_where_the_page_displays_it_below_another_h1() -> None:
    for_search, for_readers = "Khèn Mông là gì, học khèn ở đâu", "Mười bảy em nhỏ giữ tiếng khèn cho bản Nậm Sáng"
    head = (
        f'<meta property="og:title" content="{for_readers}">'
        f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "{for_search}"}}</script>'
    )
    html = page(f"<h2><span>Văn nghệ</span> <span>{for_readers}</span></h2>", head=head, h1=f"<h1>{for_search}</h1>")
    assert read(html).title == for_readers


def json_ld(**values: object) -> str:
    node = {"@type": "NewsArticle", "headline": TITLE, **values}
    return f'<script type="application/ld+json">{json.dumps(node, ensure_ascii=False)}</script>'


@pytest.mark.parametrize(
    ("person", "name"),
    [
        ({"givenName": "Mai", "familyName": "Lò Thị"}, "Lò Thị Mai"),
        ({"givenName": "Una", "familyName": "Skaill"}, "Una Skaill"),
    ],
)
def test_the_parts_of_a_name_are_joined_in_the_order_of_its_language(person: dict[str, str], name: str) -> None:
    assert read(page(head=json_ld(author={"@type": "Person", **person}))).authors == [name]


def test_the_displayed_author_and_time_override_those_of_a_recording() -> None:
    video = {"@type": "VideoObject", "name": TITLE, "uploadDate": "2022-08-01", "author": {"name": "Sùng A Dơ"}}
    head = f'<script type="application/ld+json">{json.dumps(video, ensure_ascii=False)}</script>'
    got = read(page("<p><b>Lò Thị Mai</b> <i>14/09/2022 16:05</i></p>", head=head))
    assert (got.authors, got.published_at and got.published_at.isoformat()) == (["Lò Thị Mai"], MORNING)


def english(meta: str, after: str = "", inside: str = "") -> Article:
    sentence = (
        "sailors learned to read the fog from the gallery of the old lighthouse, and wrote down every sound of it"
    )
    text = "".join(f"<p>{count} {sentence}.</p>" for count in ("Eleven", "Twelve", "Thirteen", "Fourteen"))
    return extract(
        f"<html lang=en><title>Sailors learn to read fog</title><main><h1>Sailors learn to read fog</h1>{meta}"
        f"<div class=story>{text}{inside}</div>{after}</main>",
        "https://skerry.example/sea/sailors-learn-20418.html",
    )


def test_a_person_linked_inside_a_sentence_is_not_an_author() -> None:
    sentence = '<p>The course was thought up over soup by <a href="/people/rab-moar">Rab Moar</a> in spring.</p>'
    assert english("", inside=sentence).authors == []


def test_a_menu_of_columnists_is_not_an_author() -> None:
    names = ("Rab Moar", "Una Skaill", "Tam Firth")
    items = "".join(f'<li><a href="/author/{n}">{name}</a></li>' for n, name in enumerate(names))
    assert english("", after=f"<div><ul>{items}</ul></div>").authors == []


def test_the_photographer_below_a_caption_is_not_an_author() -> None:
    caption = "The lamp of the old lighthouse is lit again"
    picture = (
        f'<div><img src="/l.jpg" alt="{caption}"><div><span>{caption}.</span> <span>By Rab Moar</span></div></div>'
    )
    assert english(f"{picture}<div>By <a href='/writer/1/'>Una Skaill</a></div>").authors == ["Una Skaill"]


def test_degrees_behind_a_name_are_not_authors() -> None:
    assert english('<p class="byline">By Una Skaill MS, LD</p>').authors == ["Una Skaill"]


@pytest.mark.parametrize(
    "after",
    [
        "<p align=right><b>Lò Thị Mai</b></p>",
        "<span>Bài, ảnh: Lò Thị Mai</span>",
        "<div>Lò Thị Mai | 16:05 14/09/2022</div>",
        "<p><b>Lò Thị Mai</b></p><div><ul><li><a href='/9.html'>Ruộng bậc thang vào vụ</a></li></ul></div>",
        "<p>(Lò Thị Mai)</p>",
        "<p>Phóng viên Lò Thị Mai (thường trú tại Tây Bắc)</p>",
    ],
)
def test_a_credit_outside_the_element_of_the_text_is_found(after: str) -> None:
    html = page().replace("</div></div>", f"</div>{after}</div>", 1)
    assert read(html).authors == ["Lò Thị Mai"]


@pytest.mark.parametrize(
    "after",
    [
        "<h4>Lò Thị Mai</h4><p>Chủ nhiệm lớp khèn từ năm 2015, hiện sống ở bản.</p>",
        "<p><a href='/chu-de/khen'>Khèn Mông</a></p>",
        "<ul><li>Lò Thị Mai</li></ul>",
        "<p>Tây Bắc</p>",
        "<div class=comment><b>Lò Thị Mai</b></div>",
        "<blockquote><b>Lò Thị Mai</b></blockquote>",
    ],
)
def test_a_line_outside_the_text_gives_no_author(after: str) -> None:
    html = page().replace("</div></div>", f"</div>{after}</div>", 1)
    assert read(html).authors == []


@pytest.mark.parametrize(
    "script",
    [
        json_ld(author="Lò Thị Mai", datePublished=MORNING).replace('", "', '" "'),
        json_ld(author="Lò Thị Mai", datePublished=MORNING)
        .replace('"', '\\"')
        .replace('\\"application/ld+json\\"', '"application/ld+json"'),
        json_ld(author="Lò Thị Mai", datePublished=MORNING).replace(", ", ",, "),
        json_ld(datePublished=MORNING, author="Lò Thị Mai").replace('Mai"', 'Mai\\"'),
    ],
)
def test_json_ld_with_a_wrong_comma_or_backslash_is_read(script: str) -> None:
    got = read(page(head=script))
    assert (got.authors, got.published_at and got.published_at.isoformat()) == (["Lò Thị Mai"], MORNING)


def test_tags_follow_a_label() -> None:
    after = '<p>Từ khóa: <a href="/tags/khen/">khèn</a>, <a href="/tags/nam-sang/">Nậm Sáng</a></p>'
    assert read(page(after=after)).tags == ["khèn", "Nậm Sáng"]


@pytest.mark.parametrize(
    "title", [f"Văn nghệ: {TITLE}", f"{TITLE}-{SITE}", f"Tin tức - {TITLE}", f"Văn nghệ » {TITLE}"]
)
def test_a_section_or_site_at_the_edge_of_a_title_is_removed(title: str) -> None:
    head = f'<meta property="og:site_name" content="{SITE}">'
    assert read(page(h1="", title=title, head=head)).title == TITLE


def test_a_person_shown_as_an_expert_is_not_an_author() -> None:
    box = '<div class="box-chuyen-gia"><img src="/e.jpg"><p class="author">Giàng A Lử</p><p>Nghệ nhân khèn</p></div>'
    assert read(page(box)).authors == []


@pytest.mark.parametrize(
    "html",
    [
        # The parser keeps the sign only on a page with an invalid byte.
        page().replace("</p><p>", '</p><img sr\x1e="https://reocao.example/734.jpg"><p>', 1).encode() + b"\xff",
        page(title="Lớp khèn\x1b Nậm Sáng", h1="<h2>Lớp khèn\x1b Nậm Sáng</h2>"),
        page(head='<meta property="og:title" content="&#xFFFE; Lớp khèn">', h1="<b>\ufffe Lớp khèn</b>"),
    ],
)
def test_control_characters_in_names_and_titles_lose_no_page(
    html: str | bytes, caplog: pytest.LogCaptureFixture
) -> None:
    assert TEXT[0] in read(html).body
    assert not caplog.records


@pytest.mark.parametrize(
    "other",
    [
        '<div class="news-card"><a href="/c">Chợ trâu họp sớm</a><p class="author">Vũ Quý Mùi</p></div>',
        '<ul class="team"><li><b class="author-name">Vũ Quý Mùi</b> thợ nặn</li></ul>',
        '<div class="slides"><figure><img src=s.jpg><figcaption class=author>Vũ Quý Mùi</figcaption></figure></div>',
        '<div vocab="http://schema.org/" typeof="NewsArticle"><a property="url" href="/c">'
        '<span property="headline">Chợ trâu họp sớm</span></a><span property="author">Vũ Quý Mùi</span></div>',
    ],
)
def test_a_name_in_a_card_a_team_or_a_slide_is_not_an_author(other: str) -> None:
    assert read(page(after=other)).authors == []


def chinese(meta: str) -> Article:
    sentence = "星期三下午，青岭村的老木匠在祠堂里重新开起了学堂，孩子们第一次拿起了刨子和墨斗"
    text = "".join(f"<p>{sentence}，共{count}人。</p>" for count in "四五六七")
    title = "老木匠重开学堂"
    html = f"<html lang=zh><title>{title}</title><h1>{title}</h1>{meta}<div>{text}</div>"
    return extract(html, "https://qingling.example/news/20418.html")


def test_an_editor_is_not_an_author() -> None:
    assert chinese("<div class=byline>编辑：马小溪</div>").authors == []


def test_a_date_wholly_in_characters_is_found() -> None:
    at = chinese("<i>二〇二二年九月十四日</i>").published_at
    assert at is not None
    assert at.date().isoformat() == "2022-09-14"


@pytest.mark.parametrize("stamp", ["<span class=location>Sơn La</span>", "<b class='place-stamp'>Sơn La</b> - "])
def test_a_place_marked_before_the_first_sentence_is_the_dateline(stamp: str) -> None:
    got = read(page().replace("<p>", f"<p>{stamp}", 1))
    assert got.dateline == "Sơn La"
    assert f"{got.lead or ''}{got.body}".startswith(TEXT[0])


def test_a_place_marked_inside_the_first_sentence_stays_in_it() -> None:
    got = read(page().replace("<p>", "<p><span class=location>Sơn La</span> có mười hai bản dạy khèn. ", 1))
    assert got.dateline is None
    assert "Sơn La có mười hai bản" in f"{got.lead or ''}{got.body}"


@pytest.mark.parametrize("meta", ["<p>By Dan Pantelo</p>", "<div class=author>Dan Pantelo</div>"])
def test_a_given_name_that_is_and_elsewhere_stays(meta: str) -> None:
    assert english(meta).authors == ["Dan Pantelo"]


def test_and_in_indonesian_joins_two_names() -> None:
    assert english("<p class=byline>By Una Skaill dan Rab Moar</p>").authors == ["Una Skaill", "Rab Moar"]


def test_a_name_beside_a_job_and_a_day_is_the_author() -> None:
    assert english("<p>Una Skaill | Senior Writer | July 2, 2025</p>").authors == ["Una Skaill"]


def test_a_headline_beside_a_bar_is_not_an_author() -> None:
    assert english("<p>Fog Season | Weather | July 2, 2025</p>").authors == []


@pytest.mark.parametrize(
    ("address", "day"), [("/?p=959", "2022-09-14"), ("/index.php?id=12", "2022-09-14"), ("/", None), ("/?utm=x", None)]
)
def test_a_date_behind_the_text_counts_unless_the_page_is_a_front_page(address: str, day: str | None) -> None:
    html = page().replace("</div></div>", "</div><p>14/09/2022</p></div>", 1)
    at = extract(html, f"https://reocao.example{address}").published_at
    assert (at.date().isoformat() if at else None) == day


ADDED, CHANGED = "14/09/2022 16:05", "20/09/2022 08:00"


@pytest.mark.parametrize(
    "line",
    [
        f"{ADDED} (cập nhật {CHANGED})",
        f"{ADDED} - Cập nhật: {CHANGED}",
        f"Cập nhật lần cuối: {CHANGED}. Xuất bản: {ADDED}",
        f"Bài đăng ngày {ADDED}, sửa đổi lần cuối ngày {CHANGED}",
    ],
)
@pytest.mark.parametrize("place", ["below the headline", "after the text"])
def test_a_line_with_publication_and_update_gives_the_publication(line: str, place: str) -> None:
    html = page(f"<p>{line}</p>") if place == "below the headline" else _with_end(f"<p>{line}</p>")
    assert published(html) == MORNING


def _with_end(end: str) -> str:
    """Return a page with *end* behind the text, within the element of the article."""
    return page().replace("</div></div>", f"</div>{end}</div>")


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("de", "Stand: 20.09.2022, 08:00 Uhr · Veröffentlicht: 14.09.2022, 16:05 Uhr"),
        ("de", "Erstveröffentlichung: 14.09.2022, 16:05 Uhr, letzte Änderung: 20.09.2022, 08:00 Uhr"),
        ("en", "Updated Sept 20, 2022, 8:00 a.m. Originally published Sept 14, 2022, 4:05 p.m."),
        ("es", "Actualizado el 20/09/2022 a las 08:00 h. Publicado el 14/09/2022 a las 16:05 h."),
        ("ro", "Actualizat: 20.09.2022 08:00 Publicat: 14.09.2022 16:05"),
        ("hu", "Frissítve: 2022. szeptember 20. 08:00 Közzétéve: 2022. szeptember 14. 16:05"),
        ("cs", "Aktualizováno 20. 9. 2022 08:00 Publikováno 14. 9. 2022 16:05"),
        ("tr", "Güncelleme: 20.09.2022 08:00 Yayınlanma: 14.09.2022 16:05"),
        ("id", "Diperbarui 20 September 2022 08:00 Diterbitkan 14 September 2022 16:05"),
        ("hr", "Ažurirano: 20.09.2022. 08:00 Objavljeno: 14.09.2022. 16:05"),
        ("ru", "Обновлено 20.09.2022 08:00, опубликовано 14.09.2022 16:05"),
        ("uk", "Оновлено 20.09.2022 08:00 Опубліковано 14.09.2022 16:05"),
        ("bg", "Обновена: 20.09.2022 08:00 Публикувана: 14.09.2022 16:05"),
        ("el", "Ενημέρωση: 20/09/2022 08:00 Δημοσίευση: 14/09/2022 16:05"),
        ("he", "עודכן 20/09/2022 08:00 פורסם 14/09/2022 16:05"),
        ("ar", "آخر تحديث: 20/09/2022 08:00 نشر: 14/09/2022 16:05"),
        ("fa", "به‌روزرسانی: ۲۹ شهریور ۱۴۰۱ - ۰۸:۰۰ تاریخ انتشار: ۲۳ شهریور ۱۴۰۱ - ۱۶:۰۵"),
        ("hi", "अपडेट: 20 सितंबर 2022 08:00 प्रकाशित: 14 सितंबर 2022 16:05"),
        ("th", "ปรับปรุง 20 ก.ย. 2565 08:00 น. เผยแพร่ 14 ก.ย. 2565 16:05 น."),
        ("zh", "更新时间:2022-09-20 08:00 发布时间:2022-09-14 16:05"),
        ("zh", "最后更新：2022年9月20日 08:00 首次发表：2022年9月14日 16:05"),
        ("ja", "2022年9月20日8:00更新 2022年9月14日16:05公開"),
        ("ja", "2022年9月14日16:05公開 2022年9月20日8:00更新"),
        ("ko", "수정 2022.09.20 08:00 입력 2022.09.14 16:05"),
    ],
)
def test_labels_of_both_times_are_read_in_any_order_and_language(language: str, line: str) -> None:
    found = parse_timestamp(line, language=language)
    assert found is not None
    assert f"{found.value:%Y-%m-%dT%H:%M}" == "2022-09-14T16:05"


@pytest.mark.parametrize(
    ("text", "is_line"),
    [
        ("Actualizado el 20/09/2022 a las 08:00 h. Publicado el 14/09/2022 a las 16:05 h.", True),
        ("This article was published on September 14, 2022 and updated on September 20, 2022.", True),
        ("2022年9月14日16:05公開 2022年9月20日8:00更新", True),
        ("The bill, published on 14 September 2022, was updated on 20 September 2022 by the clerk", False),
        ("Trận chung kết ngày 14/09/2022 và trận tranh hạng ba ngày 20/09/2022 đều bán hết vé", False),
        ("2022年9月14日に公開された映画は2022年9月20日に更新された", False),
        ("September 14, 2022", False),
    ],
)
def test_a_line_of_dates_and_labels_is_not_a_paragraph(text: str, is_line: bool) -> None:
    assert is_date_line(text) is is_line


@pytest.mark.parametrize(
    ("text", "is_only_stamp"),
    [
        ("Thứ Hai, 12/5/2024 10:30 (GMT+7)", True),
        ("18 лис. 2023 о 06:45", True),
        ("13 gusht 2020, 09:08", True),
        ("Published: November 2, 2023 6.55pm SAST", True),
        ("2. okt. 2022", True),
        ("5 min read", True),
        ("Năm 2024", False),
        ("14h30", False),
        ("May 2020 was dry", False),
        ("Hai 2020", False),
        ("Sáng nay, 8:30", True),
        ("Sáng: 7:30 - 11:30", False),
        ("Monday: 7:30 - 11:30", False),
        ("Chiều 4-3-2024", False),
        ("Tuấn, 8:30", False),
    ],
)
def test_a_line_of_dates_has_only_months_units_zones_and_labels_of_times(text: str, is_only_stamp: bool) -> None:
    assert is_stamp(text) is is_only_stamp


@pytest.mark.parametrize(
    "after",
    [
        "<time class=pubdate datetime='2022-09-14T16:05:00+07:00'>14 Sep</time>",
        f"<time class=pubdate>{ADDED}</time>",
    ],
)
def test_a_time_element_after_the_text_is_read(after: str) -> None:
    assert published(_with_end(after)) == MORNING


@pytest.mark.parametrize(
    ("script", "value"),
    [
        ('showDate("2022-09-14T16:05:00+07:00")', MORNING),
        ("hienNgay('14/09/2022 16:05');", MORNING),
        ('document.write(formatDate("2022/09/14 16:05"))', MORNING),
        ('document.write("Thứ Tư, 14/09/2022 16:05")', MORNING),
        ('countDownDate("2022-09-14T16:05:00+07:00")', None),
        ('showEventTime("2022-09-14T16:05:00+07:00")', None),
        ('showUpdateTime("2022-09-14T16:05:00+07:00")', None),
        ('deadlineTime("2022-09-14T16:05:00+07:00")', None),
        ('birthDate("2002-09-14")', None),
        ("showDate(new Date())", None),
    ],
)
def test_a_date_that_a_script_writes_beside_the_headline_is_read(script: str, value: str | None) -> None:
    assert published(page(f"<span><script>{script}</script></span>")) == value
    assert published(page(head=f"<script>{script}</script>")) is None


@pytest.mark.parametrize("name", ["time", "live_date", "date_pub", "DCTERMS.dateSubmitted"])
def test_rarer_metas_of_the_publication_time_are_read(name: str) -> None:
    assert published(page(head=f'<meta name="{name}" content="2022-09-14T16:05:00+07:00">')) == MORNING


def test_json_ld_in_a_meta_and_escaped_times_are_read() -> None:
    node = {
        "@type": "NewsArticle",
        "headline": TITLE,
        "datePublished": "2022-09-14T16&amp;#x3A;05&#58;00&#43;07&#58;00",
    }
    escaped = json.dumps(node, ensure_ascii=False)
    assert published(page(head=f'<script type="application/ld+json">{escaped}</script>')) == MORNING
    quoted = escaped.replace("&amp;#x3A;", ":").replace("&#58;", ":").replace("&#43;", "+").replace('"', "&quot;")
    assert published(page(head=f'<meta name="script:ld+json" content="{quoted}">')) == MORNING


@pytest.mark.parametrize(
    "other",
    [
        "<div class=clock>Thứ năm, 01/09/2022 | 08:15 GMT+7</div>",
        "<time id=now>01-09-2022 08:15:20</time>",
        "<div class=tin-lq><a href='/cau-19.html'>Cầu treo thay ván</a> <time>01/09/2022 08:15</time></div>",
        "<div class=inline-video><span>01/09/2022 08:15</span> <span>02:31</span></div>",
        "<table><tr><th>Buổi</th><th>Ngày</th></tr><tr><td>1</td><td>01/09/2022</td></tr></table>",
    ],
)
def test_a_clock_a_card_a_recording_and_a_table_at_the_headline_have_dates_of_their_own(other: str) -> None:
    assert published(page(other)) is None
    assert published(page(f"{other}<p>{ADDED}</p>")) == MORNING


@pytest.mark.parametrize("epoch", ["1663143300", "1663143300000"])
def test_an_epoch_in_the_tooltip_of_a_dated_element_is_its_time(epoch: str) -> None:
    assert published(page(f"<span class=date title={epoch}>2 giờ trước</span>")) == "2022-09-14T08:15:00+00:00"


@pytest.mark.parametrize(
    ("declared", "shown", "expected"),
    [
        ("2022-09-14T08:15:00+07:00", "14/9/2022", "2022-09-14T08:15:00+07:00"),
        ("2022-09-14T08:15:00+07:00", "2 giờ trước", "2022-09-14T08:15:00+07:00"),
        ("2022-09-14", "14/9/2022 08:15", "2022-09-14T08:15:00+07:00"),
    ],
    ids=["the day", "the age", "the time"],
)
def test_the_exact_time_of_an_element_below_the_text_counts_whatever_it_displays(
    declared: str, shown: str, expected: str
) -> None:
    time = f"<p><time datetime='{declared}'>{shown}</time></p>"
    assert published(page().replace("</div></div>", f"{time}</div></div>")) == expected


def test_the_days_on_which_a_study_was_received_and_accepted_are_not_its_publication() -> None:
    days = "<li>Received: <time>1 July 2022</time></li><li>Accepted: <time>2 August 2022</time></li>"
    assert published(page(f"<ul>{days}</ul>")) is None
    own = "<li>Published: <time>14 September 2022</time></li>"
    assert (published(page(f"<ul>{days}{own}</ul>")) or "")[:10] == "2022-09-14"


@pytest.mark.parametrize(
    ("language", "text", "hour"),
    [
        ("ms", "14 September 2022, 7:40 malam", 19),
        ("hi", "14 सितंबर 2022 रात 9:40", 21),
        ("hi", "14 सितंबर 2022 रात 1:40", 1),
        ("bn", "১৪ সেপ্টেম্বর ২০২২, রাত ৯:৪০", 21),
        ("ca", "14 de setembre de 2022 a les 19:40", 19),
        ("sv", "Publicerad 2022-09-14 kl. 19.40", 19),
    ],
)
def test_nights_and_clock_times_with_dots_are_read(language: str, text: str, hour: int) -> None:
    found = parse_timestamp(text, language=language)
    assert found is not None
    assert (found.value.hour, found.value.minute) == (hour, 40)


SITED = '<meta property="og:site_name" content="Báo Rẻo Cao">'


@pytest.mark.parametrize(
    "title",
    [
        f"{TITLE} – Báo Rẻo Cao",
        f"{TITLE} ⋆ Báo Rẻo Cao",
        f"Báo Rẻo Cao | {TITLE}",
        f"{TITLE} ⋆",
        f"★ {TITLE} ★",
    ],
)
def test_a_site_or_an_ornament_in_the_displayed_headline_is_left_out(title: str) -> None:
    assert read(page(head=SITED, h1=f"<h1>{title}</h1>", title=title)).title == TITLE


@pytest.mark.parametrize(
    "title",
    [
        "Khách sạn ven suối được xếp hạng ★★★★",
        "Lớp khèn mở lại – già bản mừng nhất",
        "Bạn đọc viết: Báo Rẻo Cao và tôi",
        "«Mất khèn là mất mình»",
    ],
)
def test_ratings_dashes_names_and_quotation_marks_of_a_headline_stay(title: str) -> None:
    assert read(page(head=SITED, h1=f"<h1>{title}</h1>", title=f"{title} - {SITE}")).title == title


def test_sections_behind_the_headline_in_the_h1_are_left_out_if_an_h2_repeats_it_alone() -> None:
    html = page(f"<h2>{TITLE}</h2>", h1=f"<h1>{TITLE} | Sổ tay | Trường nội trú</h1>", title=f"{TITLE} | Sổ tay")
    assert read(html).title == TITLE


def test_a_site_in_brackets_or_a_host_before_the_headline_is_left_out() -> None:
    assert read(page(head=SITED, h1="", title=f"{TITLE} [Báo Rẻo Cao]")).title == TITLE
    assert read(page(h1="", title=f"reocao.example {TITLE}")).title == TITLE


PUBDATE = "<div class=refs><div><time class=entry__pubdate datetime=2022-09-14>14.09.2022</time></div></div>"


def test_the_only_time_element_of_a_page_with_a_class_for_publication_is_read_wherever_it_is() -> None:
    far = f"<div><p>Bài này có ích cho bạn không?</p></div>{PUBDATE}"
    assert published(page(after=far)) == "2022-09-14T00:00:00+07:00"
    assert published(page(after=far + PUBDATE)) is None
    assert published(page(after=f"<aside>{PUBDATE}</aside>")) is None


def authors(meta: str, language: str = "en") -> list[str]:
    html = page(meta) if language == "vi" else page(meta).replace("lang=vi", f"lang={language}")
    for count, text in enumerate(TEXT if language == "en" else ()):
        html = html.replace(
            text, f"{count} sailors learned to read fog from the keepers of the old lighthouse that day."
        )
    return list(read(html.replace(TITLE, "Keepers teach sailors") if language == "en" else html).authors)


@pytest.mark.parametrize(
    ("meta", "names"),
    [
        ("<p>Expert reviewed by Isla Venn</p>", []),
        ("<p>Edited by Isla Venn</p>", []),
        ("<div class=author>Reviewed by <a href=/author/venn>Isla Venn</a></div>", []),
        ("<div class=byline>Medically reviewed by <span class=author>Isla Venn</span></div>", []),
        ("<p class=author>Fact checked by Isla Venn</p>", []),
        (
            "<div class=author>Written by <a href=/author/skaill>Una Skaill</a></div>"
            "<div class=author>Reviewed by <a href=/author/venn>Isla Venn</a></div>",
            ["Una Skaill"],
        ),
        ("<p class=byline>By Una Skaill. Reviewed by Isla Venn.</p>", ["Una Skaill"]),
        ("<p class=author>Contributed by Una Skaill</p>", ["Una Skaill"]),
        ("<p class=byline>Sponsored content</p>", []),
    ],
)
def test_who_reviewed_or_checked_a_text_is_not_its_author(meta: str, names: list[str]) -> None:
    assert authors(meta) == names


def test_who_reviewed_a_book_is_the_author_of_the_review() -> None:
    html = page("<p class=author>Reviewed by Isla Venn</p>").replace("lang=vi", "lang=en")
    assert list(extract(html, "https://skerry.example/books/review-of-fog-20418.html").authors) == ["Isla Venn"]


@pytest.mark.parametrize(
    ("meta", "names"),
    [
        ("<p class=author>Vàng Thị Súa | Lầu A Chía</p>", ["Vàng Thị Súa", "Lầu A Chía"]),
        ("<p class=author>Vàng Thị Súa | Báo Rẻo Cao</p>", ["Vàng Thị Súa"]),
        ("<p class=author>Thẩm định: <a href=/tac-gia/sua>Vàng Thị Súa</a></p>", []),
    ],
)
def test_vietnamese_names_between_bars_and_expert_readers(meta: str, names: list[str]) -> None:
    assert authors(meta, "vi") == names


@pytest.mark.parametrize(("label", "role"), [("Biên dịch", "translator"), ("Trình bày", "contributor")])
def test_a_labeled_credit_for_another_work_has_its_role(label: str, role: str) -> None:
    got = read(page(f"<p class=author>{label}: Vàng Thị Súa</p>"))
    assert (list(got.authors), [(credit.name, credit.role) for credit in got.credits]) == ([], [("Vàng Thị Súa", role)])


def test_several_initials_after_the_text_are_a_credit() -> None:
    assert list(read(_with_end("<p>VTS - LAC</p>")).authors) == ["VTS", "LAC"]
    assert list(read(_with_end("<p>VTS</p>")).authors) == []


@pytest.mark.parametrize(
    ("header", "found"),
    [
        # What is above the link to the front page is the page's header: its date is today's.
        ('<div class=td_data_time>Thứ Năm, 26/11/2026</div><a href="/">Báo Rẻo Cao</a>', None),
        ('<p>26/11/2026</p><ul><li><a href="/">Trang chủ</a></li><li><a href="/van-nghe">Văn nghệ</a></li></ul>', None),
        # What is below it is the article's.
        ('<a href="/">Báo Rẻo Cao</a><p>14/09/2022 16:05</p>', MORNING),
        ('<p>14/09/2022 16:05</p><a href="/van-nghe">Văn nghệ</a>', MORNING),
        # What is labeled, or in the article's own element with the link, is the article's.
        ('<p>Ngày đăng: 14/09/2022 16:05</p><a href="/">Báo Rẻo Cao</a>', MORNING),
        ('<article><p>14/09/2022 16:05, <a href="/">Báo Rẻo Cao</a></p>', MORNING),
        ('<article><time datetime="2022-09-14T16:05+07:00">14/9</time> <a href="/">Báo Rẻo Cao</a>', MORNING),
    ],
)
def test_a_date_above_the_link_to_the_front_page_is_the_clock_of_the_header(header: str, found: str | None) -> None:
    assert published(page(h1=f"{header}<h1>{TITLE}</h1>")) == found


@pytest.mark.parametrize(
    "times",
    [
        '<time class="entry-date updated" datetime="2022-09-16T08:00:00+07:00">16/9</time>'
        '<time class="entry-date published" datetime="2022-09-14T16:05:00+07:00">14/9</time>',
        '<time itemprop="dateModified" datetime="2022-09-16T08:00:00+07:00">16/9</time>'
        '<time datetime="2022-09-14T16:05:00+07:00">14/9</time>',
        # A theme that uses only the class "updated" means the publication.
        '<time class="entry-date updated" datetime="2022-09-14T16:05:00+07:00">14/9</time>',
        # The day links to the archive of the month inside <time>.
        '<time datetime="2022-09-14T16:05:00+07:00"><a href="/2022/09/">14 tháng 9, 2022</a></time>',
    ],
)
def test_the_classes_of_times_tell_the_publication_from_the_last_change(times: str) -> None:
    assert published(page(times)) == MORNING


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Mon 3/4/2024", "2024-03-04"),
        ("Posted 4:30 p.m., Mon 3/4/24", "2024-03-04"),
        ("Wed 3/4/2024", "2024-04-03"),
        ("Tue 3/4/2024", "2024-04-03"),  # wrong either way
        ("Thứ 5, 3/4/2024", "2024-04-03"),
        ("Thu 5-3/4/2024", "2024-04-03"),
        ("Sun 0/5/2024, Mon 3/4/2024", "2024-03-04"),  # no month 0
        ("Mon 0/5/2024 and Sun 3/4/2024", "2024-04-03"),  # the weekday of another date
    ],
)
def test_an_english_weekday_decides_the_order_of_day_and_month(text: str, day: str) -> None:
    stamp = parse_timestamp(text, language="en")
    assert stamp is not None
    assert stamp.value.date().isoformat() == day


@pytest.mark.parametrize(
    ("script", "value"),
    [
        ("document.write(new Date(2022, 8, 14, 16, 5).toLocaleString());", MORNING),
        ('document.write(new Date("2022-09-14T16:05:00+07:00").toLocaleDateString("vi"))', MORNING),
        ('var pubDate = "2022-09-14T16:05:00+07:00"; renderDate(pubDate);', MORNING),
        ("document.write(new Date().toLocaleString())", None),
        ('var doorsOpen = "2022-09-14T16:05:00+07:00"; startCountdown(doorsOpen);', None),
    ],
)
def test_a_date_object_that_a_script_writes_beside_the_headline_is_read(script: str, value: str | None) -> None:
    assert published(page(f"<span><script>{script}</script></span>")) == value


def test_the_review_inside_an_article_has_a_date_and_an_author_of_its_own() -> None:
    review = (
        '<div itemscope itemtype="https://schema.org/Review"><meta itemprop="datePublished" content="2022-09-20">'
        '<span itemprop="author">Mùa Thị Dợ</span><p itemprop="reviewBody">Khèn vang lắm.</p></div>'
    )
    found = read(page(after=review))
    assert (found.published_at, found.authors) == (None, [])


def test_rdfa_of_another_article_is_not_the_articles_own() -> None:
    def item(about: str, person: str, day: str) -> str:
        return (
            f'<div about="{about}" typeof="schema:Article"><span rel="schema:author"><span typeof="schema:Person"'
            f' property="schema:name">{person}</span></span><span property="schema:datePublished" content="{day}">'
            "</span></div>"
        )

    other = item("/cau-treo-1.html", "Lầu A Chía", "2022-10-02")
    own = item("/van-nghe/nam-sang-mo-lop-20418.html", "Vàng Thị Súa", "2022-09-14")
    assert read(page(after=other)).authors == []
    assert published(page(after=other)) is None
    found = read(page(own, after=other))
    assert found.authors == ["Vàng Thị Súa"]
    assert found.published_at is not None
    assert found.published_at.date().isoformat() == "2022-09-14"


@pytest.mark.parametrize(
    ("html", "authors"),
    [
        (page("<p>14 tháng 9, 2022 - 8:40 SA</p><p>Mai Súa</p>"), ["Mai Súa"]),
        (page("<div class=byline><strong>TS. Vàng Thị Súa</strong><em>Viện Âm nhạc</em></div>"), ["Vàng Thị Súa"]),
        (page(after="<p>Phóng sự điều tra của Mai Súa - Chía Lầu</p>"), ["Mai Súa", "Chía Lầu"]),
        (page(head="""<meta name=parsely-page content='{"title":"x","author":"Vàng Thị Súa"}'>"""), ["Vàng Thị Súa"]),
        (page(head="<meta name=content_author content='Vàng Thị Súa'>"), ["Vàng Thị Súa"]),
    ],
)
def test_more_shapes_of_vietnamese_authors_are_read(html: str, authors: list[str]) -> None:
    assert read(html).authors == authors


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Night ferry sails again » ☆☆☆☆☆ - Hadley Courier", "Night ferry sails again"),
        ("老木匠重开免费学堂！-青岭网", "老木匠重开免费学堂！"),
        ("老木匠重开免费学堂！_青岭日报", "老木匠重开免费学堂！"),
        ("青岭-白河公路通车", "青岭-白河公路通车"),
    ],
)
def test_an_empty_rating_and_a_chinese_site_are_not_part_of_the_title(title: str, expected: str) -> None:
    head = '<meta property="og:site_name" content="Hadley Courier">'
    assert extract(f"<title>{title}</title>{head}<p>{TEXT[0]}</p>", "https://hadley.example/1.html").title == expected


def test_the_title_of_a_part_of_the_page_is_not_the_headline() -> None:
    html = page("<div class=part-title>Diễn biến chính</div>", h1="", title="Lớp khèn - Nậm Sáng - Báo Rẻo Cao")
    assert (read(html).title or "").startswith("Lớp khèn")


def test_a_name_that_the_next_paragraph_tells_of_is_not_the_author() -> None:
    name = "<p><em>Trần Hải Triều</em></p>"
    assert read(page(after=f"{name}<p>Bài đăng lại từ số Tết năm ngoái của báo in.</p>")).authors == ["Trần Hải Triều"]
    assert read(page(after=f"{name}<p>Ông là người viết nhiều bài hát về biển quê nhà.</p>")).authors == []


def test_an_item_beside_the_article_has_neither_its_author_nor_its_date() -> None:
    card = (
        '<aside><div vocab="http://schema.org/" typeof="NewsArticle"><h2 property="headline">Cầu đóng thứ hai</h2>'
        '<span property="author">Lầu A Chía</span><time property="datePublished" datetime="2022-10-02">2/10</time>'
        "</div></aside>"
    )
    assert (read(page(after=card)).authors, published(page(after=card))) == ([], None)


@pytest.mark.parametrize(
    "desk", ["Redacción", "Redaktion", "Tim Redaksi", "La rédaction", "Redazione online", "Editorial board"]
)
def test_a_desk_without_a_name_of_its_own_is_not_an_author(desk: str) -> None:
    assert _foreign(f"<span class=author>{desk}</span>").authors == []


@pytest.mark.parametrize(
    ("meta", "authors"),
    [
        ("<div>Anna Reed and John Doe</div><div>14 September 2022</div>", ["Anna Reed", "John Doe"]),
        ("<div>Port Hadley</div><div>14 September 2022</div>", []),
        ("<p>14. März 2022, 8:40 Uhr | Lesezeit: 3 Min. | Anna Reed</p>", ["Anna Reed"]),
        ("<p>Anna Reed - Hadley Courier</p><p>14 September 2022</p>", ["Anna Reed"]),
        ("<p>Anna Reed e John Doe</p><time datetime='2022-09-14'>há 2 anos</time>", ["Anna Reed", "John Doe"]),
        ("<p>Port Hadley - Hadley Courier</p><p>14 September 2022</p>", []),
        # A card of a book, links to the people that the headline names, a part of the broadcaster, a footnote mark.
        ("<ul><li><a href='/b/1'><h2><i>The Tide</i><br>by Anna Reed</h2></a></li></ul>", []),
        ("<p><a href='/people/night-ferry/'>Night ferry</a> <a href='/people/anna-reed/'>Anna Reed</a></p>", []),
        ("<p>Von <span>Anna Reed²</span></p>", ["Anna Reed"]),
        ("<div>Prof. Silas Reed</div> | <div>14 September 2022, 08:40</div>", ["Prof. Silas Reed"]),
        ("<p>Submitted by <span>Piers Landry</span> on Wed, 09/14/2022 - 08:40</p>", ["Piers Landry"]),
        ("<p>Gespeichert von <span>Piers Landry</span> am Mi, 14.09.2022 - 08:40</p>", ["Piers Landry"]),
        ("<p>Soumis par <span>Piers Landry</span> le mer, 14/09/2022 - 08:40</p>", ["Piers Landry"]),
        ("<div>Victoria Falls</div><div>14 September 2022</div>", []),
        ("<div><a href='/topic/anna-reed'>Anna Reed</a></div><div>14 September 2022</div>", []),
        ("<div>14 September 2022</div><p class=wp-caption-text>Anna Reed</p>", []),
        ("<p><span class=image-attribution>Anna Reed</span></p><div>14 September 2022</div>", []),
        ("<div>Anna Reed, Food Correspondent</div>", ["Anna Reed"]),
        ("<div>Von <a href='/a/1'>Anna Reed</a>, <a href='/a/2'>John Doe</a> (Fotos)</div>", ["Anna Reed"]),
        ("<div>Penulis <b>Anna Reed</b> | Editor <b>John Doe</b></div>", ["Anna Reed"]),
        ("<div>كتبت: سلمى الخوري</div>", ["سلمى الخوري"]),
    ],
)
def test_a_name_below_the_headline_needs_a_label_a_job_or_a_known_given_name(meta: str, authors: list[str]) -> None:
    assert _foreign(meta).authors == authors


@pytest.mark.parametrize(
    ("language", "after", "authors"),
    [
        ("en", "<p>— Piers Landry</p>", ["Piers Landry"]),
        ("it", "<p><em>Ottavia Brusaferro</em></p>", ["Ottavia Brusaferro"]),
        ("ru", "<div>Автор: Глеб Сухарев</div>", ["Глеб Сухарев"]),
        ("ja", "<p>（小田切紀子）</p>", ["小田切紀子"]),
        ("zh", "<p>（记者 陶小满 通讯员 李大田）</p>", ["陶小满", "李大田"]),
        ("ja", "<p>（敬称略）</p>", []),
        ("en", "<p>— Port of Hadley, 1912</p>", []),
        ("en", "<p>Piers Landry</p>", []),
        ("en", "<p><em>Photo: Piers Landry</em></p>", []),
        # Whom the text quotes, greets or mentions did not write it.
        ("en", "<p>“A ferry is a street that sleeps.”</p><p>— Piers Landry</p>", []),
        ("en", "<blockquote>A ferry is a street that sleeps.</blockquote><p>— Piers Landry</p>", []),
        ("en", "<p>The captain is Piers Landry of Hadley.</p><p><b>Piers Landry</b></p>", []),
        ("en", "<p>It was a night without lamps.</p><p><b>Night Lamps</b></p>", []),
        ("de", "<p><b>Frohe Weihnachten</b></p>", []),
        # Bold lines are often headings: only a known given name makes one a signature.
        ("en", "<p><b>Final Score</b></p>", []),
        ("en", "<p align=right><em>Port Hadley</em></p>", []),
        ("en", "<p>The rope held, said captain Moss.</p><p><em>Donald Moss</em></p>", []),
        ("en", "<p>Moss's rope held.</p><p style='text-align:right'>Donald Moss</p>", []),
        ("en", "<p align=right><strong>Donald Moss</strong></p>", ["Donald Moss"]),
        ("id", "<p>Penulis: Ratna Wulandari<br>Editor: Budi Hartono</p>", ["Ratna Wulandari"]),
        ("de", "<p><b>Anna Müller</b></p>", ["Anna Müller"]),
    ],
)
def test_a_signature_after_the_text_is_read_in_other_languages(language: str, after: str, authors: list[str]) -> None:
    assert _foreign(after=after, language=language).authors == authors


@pytest.mark.parametrize("line", ["Merry Christmas", "Port Hadley", "Final Score"])
def test_a_last_line_in_the_form_of_a_name_stays_in_the_text_of_a_page_that_is_not_vietnamese(line: str) -> None:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in ENGLISH)
    html = f"<html lang=en><title>Night ferry</title><h1>Night ferry</h1><article>{text}<p>{line}</p></article>"
    found = extract(html, "https://hadley.example/harbor/night-ferry-73125.html")
    assert ((found.body or "").splitlines()[-1], found.authors) == (line, [])


def _foreign(meta: str = "", after: str = "", language: str = "en") -> Article:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in ENGLISH)
    return extract(
        f"<html lang={language}><meta charset=utf-8><title>Night ferry sails again - Hadley Courier</title><body><div>"
        f"<h1>Night ferry sails again</h1>{meta}<div class=copy>{text}</div>{after}</div></body></html>",
        "https://hadley.example/harbor/night-ferry-73125.html",
    )


@pytest.mark.parametrize(
    ("after", "credits"),
    [
        ("<p>Người dịch: <b>Đỗ Thùy Miên</b></p><p>Theo <b>The Kiln Review</b></p>", ["translator", "source"]),
        ("<p><em>Nậm Sáng, tháng 9/2022</em><br><strong>V.T.S</strong></p>", ["author"]),
        ("<p align=right><strong>Vàng Thị Súa</strong><br><em>Công chức văn hóa xã</em></p>", ["author"]),
        ("<p>Vàng Thị Súa (thực hiện) - Ảnh: Lầu A Chía</p>", ["author", "photographer"]),
        ("<p><strong>Nậm Sáng, tháng 9/2022</strong><br><em>Trước mùa gặt</em></p>", []),
    ],
)
def test_the_lines_after_the_text_give_every_credit(after: str, credits: list[str]) -> None:
    assert [credit.role for credit in read(page(after=after)).credits] == credits


@pytest.mark.parametrize(
    ("title", "top"),
    [
        (SITE, f'<a href="/">{SITE}</a><div class="article-title">{TITLE}</div>'),
        ("Reo cao", f'<table><tr><td class="Title">{TITLE}</td></tr></table>'),  # the host without diacritics
        (f"Văn nghệ - Cổng thông tin {SITE}", f"<h3>{TITLE}</h3>"),
        (SITE, f'<a href="/">{SITE}</a><table><tr><td><font size=4><b>{TITLE}</b></font></td></tr></table>'),
        (SITE, f'<h1><a href="/">{SITE}</a></h1><h2>{TITLE}</h2>'),
        (f"{SITE} - Chuyện vùng cao", f"<h1>{TITLE}</h1><h1>Có thể bạn quan tâm</h1>"),
    ],
)
def test_a_title_that_is_only_the_sites_name_gives_way_to_the_displayed_headline(title: str, top: str) -> None:
    assert read(page(title=title, h1=top)).title == TITLE


def test_a_title_without_a_heading_that_repeats_it_stays_if_it_says_more_than_the_site() -> None:
    html = page(title=f"Lớp khèn của già bản - {SITE}", h1="<h3>Mười bảy em nhỏ tập thổi trên sân nhà văn hóa</h3>")
    assert read(html).title == "Lớp khèn của già bản"


def test_a_later_h1_below_the_text_is_not_the_headline() -> None:
    after = "<h1>Chợ phiên Nậm Sáng dời sang thứ bảy vì mưa lũ</h1><p>Bà con đi sớm.</p>"
    html = page(title=f"Trẻ bản Nậm Sáng tập thổi khèn mỗi tuần ba buổi - {SITE}", after=after)
    assert read(html).title == TITLE


@pytest.mark.parametrize(
    ("top", "section"),
    [
        ('<p class="path"><a href="/">Trang chủ</a> / <a href="/van-nghe/">Văn nghệ</a></p>', "Văn nghệ"),
        ('<div id="breadcrumbs"><a href="/">Trang nhất</a> <a href="/van-nghe/">Văn nghệ</a></div>', "Văn nghệ"),
        (
            '<nav class="bread"><ol><li><a href="/">Nhà</a></li><li><a href="/a/">Văn nghệ</a></li></ol></nav>',
            "Văn nghệ",
        ),
        ('<a class="overline" href="/van-nghe/">Văn nghệ</a>', "Văn nghệ"),
        ('<div><a href="/van-nghe/">Văn nghệ</a></div>', "Văn nghệ"),
        ("<p>Chuyên mục: <a href='/x?c=5'>Văn nghệ</a></p>", "Văn nghệ"),
        ('<div class="path"><a href="/cau-treo-19.html">Cầu treo thay ván</a></div>', None),
        ("<ul><li><a href='/a/'>Liên hệ</a></li><li><a href='/b/'>Quảng cáo</a></li></ul>", None),
        ("<div><a href='/author/sua'>Vàng Thị Súa</a></div>", None),
    ],
)
def test_the_section_is_in_a_breadcrumb_behind_a_label_or_above_the_headline(top: str, section: str | None) -> None:
    html = extract(page(h1=f"{top}<h1>{TITLE}</h1>"), "https://reocao.example/20418.html")
    assert html.section == section


def test_a_category_of_a_block_theme_is_not_a_tag() -> None:
    links = (
        '<a rel="tag" href="/category/van-nghe/">Văn nghệ</a><a rel="tag" href="/tag/khen/">khèn</a>'
        '<a rel="tag" href="/tag/nam-sang/">Nậm Sáng</a>'
    )
    assert read(page(after=f"<div>{links}</div>")).tags == ["khèn", "Nậm Sáng"]


@pytest.mark.parametrize(
    ("picture", "caption", "credit"),
    [
        ("<figure><img src=/a/khen.jpg><figcaption>Lớp khèn. Ảnh: L.C</figcaption></figure>", "Lớp khèn.", "L.C"),
        (
            "<div class=hero><img src=/a/khen.jpg><span class=desc>Lớp khèn trên sân</span></div>",
            "Lớp khèn trên sân",
            None,
        ),
        ("<div class=featured-image><img src=/a/khen.jpg></div>", None, None),
        ("<div class=media><img fetchpriority=high src=/a/khen.jpg></div>", None, None),
        ("<img fetchpriority=high src=/a/khen.jpg>", None, None),
        (
            "<div><img data-src=/a/khen.jpg><p class=Photo_Caption>Lớp khèn trên sân</p></div>",
            "Lớp khèn trên sân",
            None,
        ),
        (
            "<figure><img src=/a/khen.jpg><figcaption>The class. Photo by Ann Reed</figcaption></figure>",
            "The class.",
            "Ann Reed",
        ),
    ],
)
def test_a_picture_between_headline_and_text_is_the_articles(
    picture: str, caption: str | None, credit: str | None
) -> None:
    (found,) = read(page(f"<div class=lead>{picture}</div>")).pictures
    assert (found.url, found.caption, found.credit) == ("https://reocao.example/a/khen.jpg", caption, credit)


@pytest.mark.parametrize(
    "picture",
    [
        "<div class=author><img src=/a/chia.jpg><figcaption>Lầu A Chía</figcaption></div>",
        "<a href=/cau-treo-19.html><img src=/a/cau.jpg><span class=desc>Cầu treo</span></a>",
        "<div class=banner-ad><figure><img src=/a/ad.jpg></figure></div>",
        "<div><img src=/a/share.png></div>",
        "<div class=media><img src=/a/khen.jpg></div>",
        "<a href=/cau-treo-19.html><img fetchpriority=high src=/a/cau.jpg></a>",
        "<div class=logo><img fetchpriority=high src=/a/khen.png></div>",
        "<div><img fetchpriority=high src=/banner/khen-970x90.png></div>",
        "<section><h2><a href=/cau-treo-19.html>Cầu treo</a></h2><img fetchpriority=high src=/a/cau.jpg></section>",
        "<div class=hero><img src=/static/logo.png></div>",
    ],
)
def test_portraits_links_advertisements_and_buttons_above_the_text_are_not_its_pictures(picture: str) -> None:
    assert read(page(picture)).pictures == []


@pytest.mark.parametrize(
    ("html", "authors"),
    [
        (page(after="<div><h4>Tác giả tiêu biểu</h4><a href=/tac-gia/chia>Lầu A Chía</a></div>"), []),
        (page(after="<div><h4>Tác giả</h4><a href=/tac-gia/chia>Lầu A Chía</a></div>"), ["Lầu A Chía"]),
        (page(after="<h4>Lầu A Chía</h4>"), ["Lầu A Chía"]),
        (page(after="<h4>Lầu A Chía</h4><p>Nghệ nhân khèn của bản, năm nay sáu mươi tuổi.</p>"), []),
        (page("<div class=poem><p>Tiếng khèn rơi trên nương</p><p class=tac-gia>Lầu A Chía</p></div>"), []),
        (page(after=f"<small>{SITE}</small>"), []),
    ],
)
def test_whose_name_stands_under_a_heading_or_a_poem(html: str, authors: list[str]) -> None:
    assert read(html).authors == authors


def test_a_reviewer_is_not_an_author_even_where_nobody_else_is_named() -> None:
    assert _foreign("<p>Reviewed by Isla Venn</p>").authors == []


@pytest.mark.parametrize(
    ("line", "modified"),
    [
        ("Xuất bản: 14-09-2022, 16:05 — Sửa: 16-09-2022, 08:00", "2022-09-16T08:00:00+07:00"),
        ("14/09/2022 16:05 (cập nhật 16/09/2022 08:00)", "2022-09-16T08:00:00+07:00"),
        ("14/09/2022 16:05, khai giảng 16/09/2022 08:00", None),
    ],
)
def test_the_last_change_in_the_line_of_the_publication_is_read(line: str, modified: str | None) -> None:
    found = read(page(f"<p>{line}</p>"))
    assert found.published_at is not None
    assert found.published_at.isoformat() == MORNING
    assert (found.modified_at.isoformat() if found.modified_at else None) == modified


def test_the_clock_time_of_a_day_above_the_headline_may_be_marked_below_the_text() -> None:
    day = "<h2 class=date-header><span>Thứ Tư, 14 tháng 9, 2022</span></h2>"
    clock = '<a href="#"><abbr class=published title="2022-09-14T16:05:00+07:00">16:05</abbr></a>'
    assert (
        published(page(h1=f"{day}<h3 class=post-title>{TITLE}</h3>", title=TITLE, after=f"<p>{clock}</p>")) == MORNING
    )
    other = clock.replace("2022-09-14", "2022-09-20")
    assert published(page(h1=f"{day}<h3 class=post-title>{TITLE}</h3>", title=TITLE, after=f"<p>{other}</p>")) == (
        "2022-09-14T00:00:00+07:00"
    )


@pytest.mark.parametrize(
    ("text", "day"),
    [("11.8.2023 7:40 PM", "2023-11-08"), ("11.8.2023 19:40", "2023-08-11"), ("11.8.2023", "2023-08-11")],
)
def test_dots_separate_month_and_day_only_on_american_pages_with_pm(text: str, day: str) -> None:
    stamp = parse_timestamp(text, language="en-US")
    assert stamp is not None
    assert stamp.value.date().isoformat() == day


@pytest.mark.parametrize("stamp", ["<span class=loc>Sơn La</span> - ", "<b class=ort>Sơn La.</b> "])
def test_short_class_names_mark_a_place_too(stamp: str) -> None:
    html = page().replace("<p>Chiều thứ tư", f"<p>{stamp}Chiều thứ tư", 1)
    assert (read(html).dateline, read(html).body[:13]) == ("Sơn La", "Chiều thứ tư,")


@pytest.mark.parametrize(
    ("meta", "authors"),
    [
        ("<p>12/01/2024 | 10:05 | Trần Kim Ngà</p>", ["Trần Kim Ngà"]),
        ("<p>Trần Kim Ngà - 12/01/2024 10:05</p>", ["Trần Kim Ngà"]),
        ("<p>12/01/2024 | 10:05 | Văn nghệ</p>", []),
    ],
)
def test_a_name_in_the_line_of_the_date_is_the_author(meta: str, authors: list[str]) -> None:
    assert read(page(meta)).authors == authors


@pytest.mark.parametrize(
    ("meta", "credits"),
    [
        (
            "<div class=byline>By <b>Anna Reed</b> Contributions from <b>John Doe</b></div>",
            [("Anna Reed", "author")],
        ),
        (
            "<p>Par <b>Léa Morel</b> et <b>Luc Adam</b>, à Montreval</p>",
            [("Léa Morel", "author"), ("Luc Adam", "author")],
        ),
        ("<meta name=author content='Paramita (Guha) Ghosh'>", [("Paramita (Guha) Ghosh", "author")]),
        ("<p class=author>Anna Reed (Hadley Courier)</p>", [("Anna Reed", "author")]),
        ("<p>Last updated March 3, 2024 by Anna Reed. — Accessibility</p>", [("Anna Reed", "author")]),
    ],
)
def test_contributors_places_and_links_beside_a_name_are_not_authors(meta: str, credits: list[tuple[str, str]]) -> None:
    assert [(credit.name, credit.role) for credit in _foreign(meta).credits] == credits


def test_the_label_of_a_picture_does_not_hide_the_same_label_of_the_byline() -> None:
    picture = (
        "<figure><img src=/a.jpg><figcaption>The slip. <span>By</span> <a href=/w/1>John Doe</a></figcaption></figure>"
    )
    byline = "<div><span>By <a href=/writer/2/Anna_Reed>Anna Reed</a>, Contributing Opinion Writer</span></div>"
    assert _foreign(f"{picture}{byline}").authors == ["Anna Reed"]


@pytest.mark.parametrize(
    ("byline", "authors"),
    [("<p>by <a href=/authors/anna-reed>Anna Reed</a></p>", ["Anna Reed"]), ("<p>March 3, 2024</p>", ["KatieS"])],
)
def test_an_account_gives_way_to_a_person_at_the_headline(byline: str, authors: list[str]) -> None:
    script = (
        '{"@type": "Article", "headline": "Night ferry sails again", "author": {"@type": "Person", "name": "KatieS"}}'
    )
    assert _foreign(f'{byline}<script type="application/ld+json">{script}</script>').authors == authors


@pytest.mark.parametrize(
    ("row", "day"),
    [
        ("<tr><td>Khai giảng</td><td>12/01/2024</td></tr>", None),
        ("<tr><td>Ngày đăng:</td><td>12/01/2024</td></tr>", "2024-01-12"),
        ("<tr><td>12/01/2024</td><td>In bài</td></tr>", "2024-01-12"),
    ],
)
def test_a_date_in_a_row_belongs_to_the_label_of_the_row(row: str, day: str | None) -> None:
    at = read(page(f"<table>{row}</table>")).published_at
    assert (at.date().isoformat() if at else None) == day


def test_an_arabic_month_and_half_of_the_day_are_read_together() -> None:
    stamp = parse_timestamp("12 يناير 2024 - 3:20 مساءً", tz="UTC", language="ar")
    assert stamp is not None
    assert stamp.value.isoformat() == "2024-01-12T15:20:00+00:00"


@pytest.mark.parametrize(
    "footer",
    ["<footer class=note><span>Vàng Thị Súa / Báo Rẻo Cao</span></footer>", "<footer><b>Vàng Thị Súa</b></footer>"],
)
def test_the_footer_that_ends_an_article_element_may_hold_its_credit(footer: str) -> None:
    html = page(after=f"{footer}</article>").replace("<div class=detail>", "<article><div class=detail>")
    assert read(html).authors == ["Vàng Thị Súa"]


@pytest.mark.parametrize(
    ("picture", "caption"),
    [
        ("<img src=/a/khen.jpg><p class=wp-caption-text>Lớp khèn trên sân</p>", "Lớp khèn trên sân"),
        (
            "<picture><source srcset=/a/k.webp><img src=/a/khen.jpg></picture><small>Lớp khèn. Ảnh: L.C</small>",
            "Lớp khèn.",
        ),
        ("<div class=thumb-main><img src=/a/khen.jpg><em>Lớp khèn trên sân</em></div>", "Lớp khèn trên sân"),
    ],
)
def test_a_caption_beside_a_lead_picture_needs_a_class_a_credit_or_a_frame(picture: str, caption: str) -> None:
    (found,) = read(page(f"<div>{picture}</div>")).pictures
    assert found.caption == caption


def test_tags_behind_a_label_may_lead_to_any_address() -> None:
    after = '<p>Từ khóa : <a href="/mot/khen">khèn</a>, <a href="/mot/ban">bản</a></p>'
    assert read(page(after=after)).tags == ["khèn", "bản"]


@pytest.mark.parametrize(
    ("meta", "after"),
    [
        ("<span class=autore>Ascolta l’articolo</span>", ""),
        ("", "<div class=donate><p>Contact <a href=/people/reed class=author>Anna Reed</a></p></div>"),
        ("", "<p>Contact <a href=/people/reed class=author>Anna Reed</a></p>"),
        ("", "<div class=rating><span class=author>Anna Reed</span> ★★★★☆</div>"),
    ],
)
def test_buttons_contacts_and_raters_are_not_authors(meta: str, after: str) -> None:
    assert _foreign(meta, after).authors == []


@pytest.mark.parametrize("name", ["Jean d'Ormesson", "van Dyck"])
def test_names_with_small_letters_stay_names(name: str) -> None:
    assert _foreign(f'<meta name=author content="{name}">').authors == [name]


@pytest.mark.parametrize(
    "after",
    [
        "<div class=cmt-list><div><b>Ba Khía</b> - 13/01/2024 07:00: Mừng quá!</div></div>",
        "<p>Lượt truy cập hôm nay 29/11/2026: 1.204</p>",
    ],
)
def test_comments_and_counters_of_visits_have_dates_of_their_own(after: str) -> None:
    assert published(page(after=after)) is None


def test_the_tags_of_a_label_in_an_element_of_its_own_are_read() -> None:
    after = '<div><span>Thẻ:</span><a href="/the/khen">khèn</a><a href="/the/ban">bản</a></div>'
    assert read(page(after=after)).tags == ["khèn", "bản"]


@pytest.mark.parametrize(
    ("notice", "walled"),
    [
        ("<div><p>To continue reading, subscribe or log in.</p></div>", True),
        ("<div style='display:none'><p>To continue reading, subscribe or log in.</p></div>", None),
        ("<div><p>The ferry's first captain subscribed to three newspapers.</p></div>", None),
    ],
)
def test_a_paywall_notice_below_the_element_of_the_text_counts(notice: str, walled: bool | None) -> None:
    assert _foreign(after=notice).paywalled is walled
