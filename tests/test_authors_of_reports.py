"""Authors, sections and languages of pages of kinds that users of extraction tools report."""

from __future__ import annotations

import pytest
from forge_texts import CHU, TEXT

from newsarchive import extract
from newsarchive.parsers.bylines.parser import parse_byline

KUZNICA = (
    "Во вторник днём семнадцать детей собрались вокруг старой наковальни, чтобы узнать, как кузнец читает цвет стали.",
    "Занятия начались в июне, они бесплатные и проходят трижды в неделю с молотами, которые одолжили мастерские.",
)


def page(head: str = "", last: str = "", lang: str = "en", text: tuple[str, ...] = TEXT) -> str:
    title, site = "The forge and the school", "Marlow Ferry Times"
    body = "".join(f"<p>{line}</p>" for line in text)
    return (
        f"<html lang={lang}><head><title>{title} - {site}</title><meta property=og:site_name content='{site}'>{head}"
        f"</head><body><article><h1>{title}</h1><div>{body}{last}</div></article>"
    )


URL = "https://marlow-ferry.example/a/forge-208817.html"


@pytest.mark.parametrize(
    ("head", "authors"),
    [
        ('<meta name="DC.creator" content="Halm, Greta">', ["Greta Halm"]),
        ('<meta name="DC.creator" content="Greta Halm, Jan Otten">', ["Greta Halm", "Jan Otten"]),
        ('<meta name="DC.creator" content="Greta Mary Halm, Jan Otten">', ["Greta Mary Halm", "Jan Otten"]),
        ('<meta name="DC.creator" content="Nguyễn Văn An, Trần Bình">', ["Nguyễn Văn An", "Trần Bình"]),
        ('<meta name="DC.creator" content="Trần, Bình">', ["Trần", "Bình"]),
        ('<meta name="DC.creator" content="Greta Halm, Jordan">', ["Greta Halm"]),
        ('<meta name="DC.creator" content="Greta Halm, CNN">', ["Greta Halm"]),
        ('<meta name="DC.creator" content="Halm, CNN">', ["Halm", "CNN"]),
        ('<meta name="DC.creator" content="Halm, Jordan">', ["Halm", "Jordan"]),
        ('<meta name="DC.creator" content="Halm, Quay Press">', ["Halm", "Quay Press"]),
        ('<meta name="DC.creator" content="mft_editor2">', []),
        ('<meta name="author" content="By Mara Penhallow, CNN">', ["Mara Penhallow"]),
        ('<meta name="author" content="Mara Penhallow, Marlow Ferry Times">', ["Mara Penhallow"]),
        ('<meta name="author" content="Marlow Ferry Times">', ["Marlow Ferry Times"]),
        ('<meta name="author" content="Anna Reed|Tom Reed">', ["Anna Reed", "Tom Reed"]),
        ('<meta name="author" content="Anna Reed | Quay Press">', ["Anna Reed"]),
        ("<meta name=\"author\" content=\"['Mara Penhallow', 'Tom Esk']\">", ["Mara Penhallow", "Tom Esk"]),
    ],
)
def test_an_author_field_names_persons_in_many_forms(head: str, authors: list[str]) -> None:
    assert extract(page(head), URL).authors == authors


@pytest.mark.parametrize("field", ["dc.creator", "dcterms.creator"])
@pytest.mark.parametrize(
    ("content", "authors"),
    [
        ("Nguyễn Văn An, Trần Bình", ["Nguyễn Văn An", "Trần Bình"]),
        ("Nguyễn Thị Lan, Phạm Văn Đức", ["Nguyễn Thị Lan", "Phạm Văn Đức"]),
        ("Trần Bình, Báo Sông Lạng", ["Trần Bình"]),
        ("Minh Anh, VOV", ["Minh Anh"]),
        ("Trâm, Hải Yến", ["Trâm", "Hải Yến"]),
    ],
)
def test_names_on_a_vietnamese_page_are_in_reading_order(field: str, content: str, authors: list[str]) -> None:
    head = f'<meta name="{field}" content="{content}">'
    assert extract(page(head, lang="vi", text=CHU), URL).authors == authors


@pytest.mark.parametrize(
    "text",
    [
        "Written by Mara Penhallow Reviewed by Tom Esk",
        "By Mara Penhallow Medically reviewed by Tom Esk",
        "By Mara Penhallow | Fact checked by Tom Esk",
    ],
)
def test_who_checked_a_text_is_not_its_author(text: str) -> None:
    found = parse_byline(text, language="en")
    assert found is not None
    assert found.authors == ["Mara Penhallow"]


@pytest.mark.parametrize(
    ("last", "authors"),
    [
        ("<p><strong>Luật sư Trần Văn Ấn</strong></p><p>Đoàn Luật sư tỉnh Long An</p>", ["Trần Văn Ấn"]),
        ("<p class=author>BS. Ngô Kim Thoa<br>Khoa Nhi, Bệnh viện huyện Bến Lức</p>", ["Ngô Kim Thoa"]),
        ("<p>Người đoạt giải năm nay là</p><p>ThS. Ngô Kim Thoa</p><p>Trường Đại học Bến Đá</p>", []),
        ("<p>Người đoạt giải năm nay là:</p><p>ThS. Ngô Kim Thoa</p><p>Trường Đại học Bến Đá</p>", []),
        # The winner whom the sentence above names, a name without bold, a name that is only a heading of what follows,
        # an office alone.
        ("<p>Người nhận giải là</p><p><b>ThS. Trần Văn Ấn</b></p><p>Đại học Long An</p>", []),
        ("<p>Hai người nhận giải:</p><p><b>ThS. Trần Văn Ấn</b></p><p>Đại học Long An</p>", []),
        ("<p>ThS. Trần Văn Ấn</p><p>Đại học Long An</p>", []),
        ("<p><strong>Trần Văn Ấn</strong></p><p>Đoàn Luật sư tỉnh Long An</p>", []),
        ("<p>Đoàn Luật sư tỉnh Long An</p>", []),
        # A line that announces a list, and the label of a credit in a line of its own.
        ("<p>Được tuyên dương:</p><p>BS. Ngô Kim Thoa / Khoa Nhi</p><p>ĐD. Mai Quế / Khoa Ngoại</p>", []),
        ("<p>Thực hiện:</p><p>BS. Ngô Kim Thoa / Khoa Nhi</p>", ["Ngô Kim Thoa"]),
        ("<p>Mời bạn đọc xem clip:</p><p>BS. Ngô Kim Thoa / Khoa Nhi</p>", ["Ngô Kim Thoa"]),
    ],
)
def test_the_office_below_a_titled_name_belongs_to_the_signature(last: str, authors: list[str]) -> None:
    found = extract(page(last=last, lang="vi", text=CHU), URL)
    assert found.authors == authors
    assert authors or "Kim Thoa" not in last or "Ngô Kim Thoa" in found.body


def test_a_department_behind_a_doctor_is_no_person() -> None:
    found = parse_byline("BS. Ngô Kim Thoa, Khoa Nhi, Bệnh viện huyện Bến Lức")
    assert found is not None
    assert found.authors == ["Ngô Kim Thoa"]


def test_two_names_without_a_title_remain_two() -> None:
    found = parse_byline("Mỹ Lệ, Khoa Nam")
    assert found is not None
    assert found.authors == ["Mỹ Lệ", "Khoa Nam"]


@pytest.mark.parametrize(("name", "section"), [("Marlow Ferry Times", None), ("Culture", "Culture")])
def test_a_declared_section_is_not_the_name_of_the_site(name: str, section: str | None) -> None:
    assert extract(page(f'<meta property="article:section" content="{name}">'), URL).section == section


@pytest.mark.parametrize(("lang", "expected"), [("en", "ru"), ("uz", "uz"), ("ru", "ru")])
def test_the_letters_of_the_text_correct_a_declared_language_with_latin_letters(lang: str, expected: str) -> None:
    assert extract(page(lang=lang, text=KUZNICA), URL).language == expected


def test_a_section_above_the_headline_is_no_author_though_it_is_a_surname() -> None:
    page = (
        "<html lang=vi><body><div class=ps><span class=k>Vàng</span><h1>Vàng nhẫn nhích thêm ba mươi nghìn</h1>"
        "<div class=m><span>H.P</span> - <span>06/02/2023 | 19:49</span></div>"
        "<p>Chênh lệch mua bán giữ ở mức chín mươi nghìn đồng mỗi chỉ trong cả tuần qua.</p>"
        "<p>Giá thế giới giao ngay đứng ở mức hơn hai nghìn ba trăm đô la một ounce.</p></div></body></html>"
    )
    article = extract(page, url="https://baogoi.example/vang-1.html")
    assert article.authors == ["H.P"]
    assert "Vàng\n" not in article.body


_OWN = "<span itemprop=author>Greta Halm</span>"
_REVIEW = "<section><article><span itemprop=author>Jan Otten</span><p>A fine story.</p></article></section>"


@pytest.mark.parametrize(("last", "authors"), [(_REVIEW, []), (_OWN + _REVIEW, ["Greta Halm"]), (_OWN, ["Greta Halm"])])
def test_who_wrote_an_article_inside_the_article_is_a_reader(last: str, authors: list[str]) -> None:
    assert extract(page(last=last), URL).authors == authors


def test_an_article_below_the_headline_names_its_author() -> None:
    text = "".join(f"<p>{line}</p>" for line in TEXT)
    html = f"<html lang=en><body><h1>The forge and the school</h1><article>{_OWN}{text}</article></body></html>"
    assert extract(html, URL).authors == ["Greta Halm"]


@pytest.mark.parametrize(("name", "expected"), [("GRETA HALM", "Greta Halm"), ("G. K. Halm", "G. K. Halm")])
def test_a_name_in_capitals_is_spelled_as_elsewhere_on_the_page(name: str, expected: str) -> None:
    by = f"<div class=authors>By <a href=/a>{name}</a></div>"
    line = f"<div class=byline><span>Published 3:20 PM, March 5, 2024</span>{by}</div>"
    html = page().replace("</h1>", f"</h1>{line}")
    assert extract(html, URL).authors == [expected]


PHRASES = ["By The Numbers", "By Land And Sea", "By Popular Demand", "By Design", "Text: Romans 8:28"]


@pytest.mark.parametrize("phrase", PHRASES)
@pytest.mark.parametrize("tag", ["p", "h2"])
def test_a_set_phrase_below_the_headline_names_nobody(phrase: str, tag: str) -> None:
    html = page().replace("</h1>", f"</h1><{tag}>{phrase}</{tag}><p>22 November 2026</p>")
    assert extract(html, URL).authors == []


@pytest.mark.parametrize("phrase", [*PHRASES, "Photos: Candles On The Quay"])
def test_a_set_phrase_behind_the_text_belongs_to_it(phrase: str) -> None:
    article = extract(page(last=f"<p>{phrase}</p>"), URL)
    assert (article.authors, article.body.endswith(phrase)) == ([], True)


@pytest.mark.parametrize(
    ("line", "lang", "authors"),
    [
        ("By Ann Reed On March 5, 2024", "en", ["Ann Reed"]),
        ("By Wren Lamm At 5:30 PM On March 5, 2024", "en", ["Wren Lamm"]),
        ("By Wren Lamm For Lowmoor", "en", ["Wren Lamm"]),
        ("By Wren Lamm With Tove Lee", "en", ["Wren Lamm", "Tove Lee"]),
        ("By Wren 12:30", "en", ["Wren"]),
        ("By AFP 12:30", "en", []),
        ("By George, They Did It", "en", []),
        ("By Lowmoor Standards", "en", []),
        ("Von Winter (dpa)", "de", ["Winter"]),
        ("Von Hamburg Nach Rom", "de", []),
        ("Por Guerra (EFE)", "es", ["Guerra"]),
    ],
)
@pytest.mark.parametrize("place", ["above", "below"])
def test_common_words_are_names_behind_a_label_and_headings_are_none(
    line: str, lang: str, authors: list[str], place: str
) -> None:
    html = page(lang=lang, last=f"<p>{line}</p>" * (place == "below"))
    if place == "above":
        html = html.replace("</h1>", f"</h1><p>{line}</p>")
    assert extract(html, URL).authors == authors


@pytest.mark.parametrize("name", ["Ann Rivers", "Wren Rivers", "Kwabena Spring", "Rain Field"])
def test_a_family_name_that_is_a_common_word_remains_one(name: str) -> None:
    assert extract(page().replace("</h1>", f"</h1><p>By {name}</p>"), URL).authors == [name]


_PICTURE = "<figure><img src=/b.jpg><figcaption>Thuyền về bến lúc tinh mơ.</figcaption></figure>"
_CARD = "<div><a href=/tin/12.html><img src=/c.jpg></a><a href=/tin/12.html>Chuyến phà số một</a></div>"


@pytest.mark.parametrize(
    ("below", "authors"),
    [
        (f"{2 * _PICTURE}<div>Thực hiện: <b>Lương Quý</b></div>", ["Lương Quý"]),
        (f"{9 * _PICTURE}<div>Thực hiện: <b>Lương Quý</b></div>", ["Lương Quý"]),
        ("<div><img src=/b.jpg><p>Chợ cá họp trên bãi.</p></div></div><p>Bài: Lương Quý</p>", ["Lương Quý"]),
        (f"{_PICTURE}</div><p>Theo Mai Ca (Báo Bến Đò)</p>", ["Mai Ca"]),
        (f"{_CARD}<div>Thực hiện: <b>Lương Quý</b></div>", []),
        (f"{_PICTURE}<h3>Thực hiện: Lương Quý</h3><p>{CHU[0]}</p>", []),
    ],
)
def test_a_vietnamese_credit_stands_below_the_pictures_behind_the_text(below: str, authors: list[str]) -> None:
    text = "".join(f"<p>{line}</p>" for line in CHU)
    html = f"<html lang=vi><body><article><h1>Trống đình làng Vạn</h1><div class=txt>{text}</div>{below}</article>"
    assert extract(html, "https://example.vn/trong-dinh-208817.html").authors == authors


def test_a_georgian_label_names_the_author() -> None:
    text = (
        "ძველ ხიდზე მოძრაობა გაზაფხულამდე აკრძალულია, რადგან ბურჯებში ღრმა ბზარები იპოვეს.",
        "ვაჭრები ნაპირზე შიშობენ, რომ ზამთარში მყიდველი აღარ მოვა, გზა კი ექვსი კილომეტრით გრძელია.",
    )
    html = page(lang="ka", text=text).replace("</h1>", "</h1><p>ავტორი: ნინო ბერაძე</p>")
    assert extract(html, URL).authors == ["ნინო ბერაძე"]
