from __future__ import annotations

import json

import pytest

from newsarchive import extract
from newsarchive.parsers.authors.name_fields import names_in

URL = "https://example.com/a/the-ferry-runs-again.html"


def authors(printed: str = "", head: str = "") -> list[str]:
    body = "<p>The ferry across the river runs again, after two weeks of high water and a lot of waiting.</p>" * 3
    return extract(f"<html lang=en><head>{head}</head><h1>The ferry runs again</h1>{printed}{body}", URL).authors


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("<div>By <a>Ann Ferry</a></div>", ["Ann Ferry"]),
        ("<div>By:<span><a>Ann Ferry</a>,</span><span><a>Bo Reed</a></span></div>", ["Ann Ferry", "Bo Reed"]),
        ("<div>By <a>Ann Ferry</a><span>, </span><a>Bo Reed</a></div>", ["Ann Ferry", "Bo Reed"]),
        ("<div>By <a>Ann Ferry</a><i>River Desk</i></div>", ["Ann Ferry"]),
    ],
)
def test_names_in_an_element_each_are_one_byline(printed: str, names: list[str]) -> None:
    assert authors(printed) == names


@pytest.mark.parametrize(
    ("folder", "names"),
    [
        ("authors", ["Ann Ferry"]),
        ("journalists", ["Ann Ferry"]),
        ("columnist", ["Ann Ferry"]),
        ("team", []),  # a club, as often as the people of the newspaper
        ("users", []),
    ],
)
def test_a_link_into_a_folder_of_authors_marks_an_author(folder: str, names: list[str]) -> None:
    assert authors(f"<div class=info><a href=/{folder}/ann-ferry>Ann Ferry</a></div>") == names


@pytest.mark.parametrize("name", ["author", "article:author", "byl", "articleAuthor"])
def test_authors_are_declared_in_metas(name: str) -> None:
    assert authors(head=f"<meta name='{name}' content='By Ann Ferry'>") == ["Ann Ferry"]


def test_the_publishers_own_name_is_not_an_author() -> None:
    head = "<meta property='og:site_name' content='River News'><meta name='author' content='River News'>"
    assert authors("<div>By <a>Ann Ferry</a></div>", head) == ["Ann Ferry"]


@pytest.mark.parametrize("name", ["river.example", "River 24", "The Ferry & Sons Company"])
def test_an_organization_declared_as_author_keeps_its_own_name(name: str) -> None:
    assert authors(head=_linked({"@type": "Organization", "name": name})) == [name]


def test_a_channels_desk_keeps_its_number() -> None:
    assert authors(head=_linked({"@type": "Person", "name": "RV24 Redaktion"})) == ["RV24 Redaktion"]


def test_unnamed_agencies_are_not_authors() -> None:
    head = _linked({"@type": "Organization", "name": "river.example"})
    assert authors("<div class=byline>red, river.example/Agenturen</div>", head) == ["river.example"]


@pytest.mark.parametrize(("account", "names"), [("admin", ["Hanna Ferry"]), ("ilse-ford", ["Ilse Ford"])])
def test_the_account_that_runs_the_site_did_not_write_the_text(account: str, names: list[str]) -> None:
    head = _linked({"@id": f"https://example.com/author/{account}/", "name": "Ilse Ford"})
    printed = "<div class=author>Ilse Ford</div><p><strong>HANNA FERRY</strong></p>"
    assert authors(printed, head) == names


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("<span class='author vcard'><a class='url fn n' href=/author/reed42/ rel=author>reed42</a></span>", "reed42"),
        ("<span class='post-author vcard'>Eingestellt von <span class=fn>die Fähre</span></span>", "die Fähre"),
        ("<div class=post-author>By the River Team</div>", "the River Team"),
        ("<div itemprop=author><span itemprop=name>riverbank</span></div>", "riverbank"),
        ("<h4 class=theme-author-box__name>ann reed</h4>", "ann reed"),
        ("<div><div>By</div><div>The River Team</div></div>", "The River Team"),
        ("<ul><li>By 3 Rivers Global</ul>", "3 Rivers Global"),
    ],
)
def test_where_no_person_is_named_the_account_that_signs_is_the_author(printed: str, name: str) -> None:
    assert authors(printed) == [name]


def test_a_person_is_believed_before_an_account() -> None:
    account = "<a rel=author href=/author/reed42/>reed42</a>"
    assert authors(f"{account}<p>By <a>Ann Ferry</a></p>") == ["Ann Ferry"]


def test_the_publishers_own_name_is_the_author_if_no_other_is_named() -> None:
    head = "<meta property='og:site_name' content='River News'><meta name='author' content='River News'>"
    assert authors(head=head) == ["River News"]


@pytest.mark.parametrize(
    "printed",
    [
        "<a rel=author href=/author/admin/>admin</a>",
        "<div class=comment><cite class=fn>reed42</cite></div>",
        "<span class='meta-prep meta-prep-author'>Veröffentlicht am</span>",
        "<span class=byline>https://river.example</span>",
        "<ul><li>Von hier aus</ul>",
        # a slug, as some systems fill the field
        f"<div itemprop=author><span itemprop=name>{'-'.join(['ferry'] * 12)}</span></div>",
    ],
)
def test_anonymous_accounts_commenters_and_labels_are_not_authors(printed: str) -> None:
    assert authors(printed) == []


@pytest.mark.parametrize("label", ["Veröffentlicht von", "Geschrieben von", "Text:", "Interview:", "Publié par"])
def test_labels_of_other_languages_precede_a_name(label: str) -> None:
    assert authors(f"<div class=author>{label} Ann Ferry</div>") == ["Ann Ferry"]


def _linked(author: dict[str, str]) -> str:
    story = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "author": author,
    }
    return f"<script type='application/ld+json'>{json.dumps(story)}</script>"


@pytest.mark.parametrize(
    "printed",
    [
        "<div class=author>Ann Ferry <i>Former River Consultant</i></div>",
        "<div class=author>Authors: Ann Ferry, River educators</div>",
        "<p class=autorenzeile>Von Ann Ferry</p>",
        "<div id=comment_entries><p><b class=author>Bo Reed</b></p></div><p>By <a>Ann Ferry</a></p>",
    ],
)
def test_occupations_and_commenters_are_not_authors(printed: str) -> None:
    assert authors(printed) == ["Ann Ferry"]


def test_a_byline_of_the_class_caption_without_a_picture_names_the_author() -> None:
    assert authors("<p class=caption>The river in May / <span class=author>Ann Ferry</span></p>") == ["Ann Ferry"]


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("<div class=author-caption><img src=ann.jpg><span>By Ann Ferry</span></div>", ["Ann Ferry"]),
        ("<img src=ann.jpg><div class=caption-author>By Ann Ferry</div>", ["Ann Ferry"]),
        ("<div class=caption><img src=boat.jpg><span class=author>Bo Reed</span></div>", []),
    ],
)
def test_a_caption_named_for_the_author_belongs_to_the_portrait(printed: str, names: list[str]) -> None:
    assert authors(printed) == names


def test_a_displayed_byline_overrides_metas() -> None:
    meta = "<meta name=author content='River Themes'>"
    assert authors("<ul><li>By <a>Ann Ferry</a></ul>", meta) == ["Ann Ferry"]
    assert authors("<ul><li>By <a>Ann Ferry</a></ul>", meta + _linked({"name": "Bo Reed"})) == ["Bo Reed"]


def test_an_occupation_continues_to_the_next_comma() -> None:
    assert authors("<p>By <a>Ann Ferry, Rivers and Digital Ferries Expert, Bo Reed</a></p>") == ["Ann Ferry", "Bo Reed"]


FAR = "<p>It crosses the river every hour, and nobody has to wait for long any more on either bank.</p>" * 30


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("<h3>Article by</h3><div>Ann Ferry</div>", ["Ann Ferry"]),
        ("<h3>Author</h3><p>Ann Ferry</p>", ["Ann Ferry"]),
        ("<div class=author-bio>This post was written by Ann Ferry, Head of Rivers</div>", ["Ann Ferry"]),
        ("<p>Gastbeitrag von Ann Ferry</p>", ["Ann Ferry"]),
        ("<p><i>author</i> <b>Ann Ferry</b></p>", []),
        ("<p>Text: alles ist gut</p>", []),
        ("<aside><h3>Article by</h3><div>Ann Ferry</div></aside>", []),
    ],
)
def test_away_from_the_headline_a_label_identifies_the_writer(printed: str, names: list[str]) -> None:
    assert authors(FAR + printed) == names


def vietnamese_authors(printed: str = "", head: str = "", tail: str = "") -> list[str]:
    body = "<p>Bến đò bên kia sông chạy lại từ sáng nay, sau hai tuần nước lớn và chờ đợi của bà con.</p>" * 3
    html = f"<html lang=vi><head>{head}</head><h1>Bến đò chạy lại sau lũ</h1>{printed}<div>{body}{tail}</div>"
    return extract(html, "https://bao-lang.example/a/ben-do-123.html").authors


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("<div class=author>Tin - ảnh: T. Lanh</div>", ["T. Lanh"]),
        ("<div class=author>Kiều Thu/VOV – Trung tâm Tin</div>", ["Kiều Thu"]),
        ("<p class=pAuthor>TƯ BỀN - LÊ HẠNH DUNG</p>", ["TƯ BỀN", "LÊ HẠNH DUNG"]),
        ("<span class=author>Xồng Bá Lử - Cao Tường Vi</span>", ["Xồng Bá Lử", "Cao Tường Vi"]),
        ("<div>Được đăng bởi <b>Lò Thị Xuân</b></div>", ["Lò Thị Xuân"]),
        ("<ul><li>Tác giả, <span>Bùi Thu Trà</span></ul>", ["Bùi Thu Trà"]),
    ],
)
def test_a_marked_byline_is_read_by_the_grammar_of_bylines(printed: str, names: list[str]) -> None:
    assert vietnamese_authors(printed) == names


def test_a_bare_name_beside_the_date_is_the_writers() -> None:
    assert vietnamese_authors("<span>10:02 - 12/06/2018</span><i></i><span>Thi Hà Vũ</span>") == ["Thi Hà Vũ"]


@pytest.mark.parametrize(
    ("item", "names"),
    [
        ("Người viết: Lò Thị Xuân lúc 12/06/2018 10:02", ["Lò Thị Xuân"]),
        ("Chuyên mục: Đời sống lúc 12/06/2018 10:02", []),
        ("Lò Thị Xuân, 12/06/2018 10:02, Đời sống", []),
    ],
)
def test_the_item_of_a_list_above_the_text_names_the_writer_behind_a_label(item: str, names: list[str]) -> None:
    body = "<p>Bến đò bên kia sông chạy lại từ sáng nay, sau hai tuần nước lớn và chờ đợi của bà con.</p>" * 2
    html = f"<html lang=vi><h1>Bến đò chạy lại sau lũ</h1><div><div><ul><li>{item}</ul></div><div>{body}</div></div>"
    assert extract(html, "https://bao-lang.example/a/ben-do-123.html").authors == names


def test_a_weekday_is_not_a_name() -> None:
    assert vietnamese_authors("<div class=author>Thứ sáu</div><span>12/06/2018</span>") == []


def test_a_displayed_name_replaces_a_publisher_declared_as_author() -> None:
    head = _linked({"@type": "Person", "name": "Thanh Niên"})
    assert vietnamese_authors("<a class=name href='/author/duy.htm'>Trầm Quốc Duy</a>", head) == ["Trầm Quốc Duy"]


def test_two_letters_declared_as_author_are_a_reporters_initials() -> None:
    assert vietnamese_authors(head=_linked({"@type": "Person", "name": "TP"})) == ["TP"]


def test_who_lent_a_picture_does_not_keep_the_writer_from_being_looked_for() -> None:
    printed = "<span class=article-author>Bí Đỏ, </span>"
    assert vietnamese_authors(printed, tail="<p><i>(Ảnh: NVCC)</i></p>") == ["Bí Đỏ"]


def test_a_form_around_the_whole_page_hides_no_byline() -> None:
    html = "<form id=aspnetForm><img src=a.jpg><span class=TacGia>Ngọc Khuê</span></form>"
    assert vietnamese_authors(html) == ["Ngọc Khuê"]


def test_a_date_behind_the_name_is_cut_from_it() -> None:
    assert authors("<div class=author>By Hoang Lien &nbsp; June 28, 2021 | 08:03 am</div>") == ["Hoang Lien"]


def test_a_place_named_di_is_not_an_italian_byline() -> None:
    assert vietnamese_authors("<table><tr><td>Di Linh</td><td>32.900</td></tr></table>") == []


def test_the_outlet_that_translated_is_not_an_author() -> None:
    assert authors("<div class=itemAuthor>Translated by NDO</div>") == []


_OTHER_NAMES = {
    "card": "<div><h4><a href='/x/quarry-77120.html'>Quarry road closed</a></h4><i class=author>{}</i></div>",
    "linked card": "<a href='/x/a-1.html'><h3>Another bridge</h3><p class=byline>By {}</p></a>",
    "list": "<ul><li><a href='/x/old-quarry-closed.html'>Old quarry</a> <span itemprop=author>{}</span></li></ul>",
    "author link": "<div><a href='/x/old-quarry.html'>Old quarry</a> By <a rel=author href=/author/o>{}</a></div>",
    "quote": "<blockquote><p>It sways.</p><cite class=author>{}</cite></blockquote>",
    "quoted figure": "<figure><blockquote>It sways.</blockquote><figcaption class=author>{}</figcaption></figure>",
    "quotation item": "<div itemscope itemtype='https://schema.org/Quotation'><i itemprop=author>{}</i></div>",
    "testimonial": "<div class=testimonial><p>Great!</p><div class=author-name>{}</div></div>",
    "comment": "<div class=comments><b class=author>{}</b><p>Nice.</p></div>",
    "review": "<div itemscope itemtype='https://schema.org/Review'><i itemprop=author>{}</i></div>",
    "marked caption": "<div><img src=a.jpg><p class=figcaption>The bridge / <span class=firma>{}</span></p></div>",
    "picture": "<figure><img src=a.jpg><figcaption>The bridge <i class=byline>{}</i></figcaption></figure>",
    "button": "<button class=author>{}</button>",
}


@pytest.mark.parametrize("other", _OTHER_NAMES.values(), ids=_OTHER_NAMES)
@pytest.mark.parametrize("own", ["<p class=author>Ann Ferry</p>", "<p><i itemprop=author>Ann Ferry</i></p>", ""])
def test_a_name_that_belongs_to_something_else_is_not_an_author(own: str, other: str) -> None:
    first = "<p>The ferry across the river runs again, after two weeks of high water and a lot of waiting for it.</p>"
    second = (
        "<p>About four hundred people crossed in the first hour, among them a class of children from the far bank.</p>"
    )
    last = (
        "<p>The ferryman says that he kept his old oar in the shed for seven years, waiting for exactly this day.</p>"
    )
    text = f"{first}{second}{other.format('Owen Tarr')}{last}"
    page = f"<html lang=en><h1>The ferry runs again</h1>{own}<div>{text}</div>"
    assert extract(page, URL).authors == (["Ann Ferry"] if own else [])


def test_the_author_of_a_card_whose_links_stand_below_its_teaser_is_not_the_articles() -> None:
    text = "".join(f"<p>The ferry across the river runs again, for the {time}. time in years.</p>" for time in "123")
    teaser = "<p>The old quarry has been closed for good, says the miller, and nobody is sad about it.</p>"
    more = "<ul class=related><li><a href=/x/old-quarry-closed.html>The old quarry is closed</a></li></ul>"
    card = f"<div class=card>{teaser}{more}<p class=author>Ann Ferry</p></div>"
    page = f"<article><h1>The ferry runs again</h1>{text}</article>{card}"
    assert extract(f"<html lang=en>{page}</html>", URL).authors == []


@pytest.mark.parametrize(
    ("below", "names"),
    [
        ("<div class=related><a href=/x/old-quarry-closed.html>The old quarry</a></div>{}", ["Ann Ferry"]),
        ("<div class=more><a href=/x/old-quarry-closed.html>The old quarry</a></div>{}", []),
        ("<div><b class=teaser-title><a href=/x/old-quarry-closed.html>The old quarry</a></b>{}</div>", []),
    ],
)
def test_a_list_below_a_sentence_makes_no_card_of_a_short_text(below: str, names: list[str]) -> None:
    first = "<p>The ferry across the river runs again, after two weeks of high water and a lot of waiting for it.</p>"
    last = (
        "<p>The ferryman says that he kept his old oar in the shed for seven years, waiting for exactly this day.</p>"
    )
    page = f"<h1>The ferry runs again</h1><div>{first}{last}{below.format('<p class=author>Ann Ferry</p>')}</div>"
    assert extract(f"<html lang=en>{page}</html>", URL).authors == names


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By <a href=/author/a>Ann Ferry</a> and <a href=/author/b>Bo Reed</a>", ["Ann Ferry", "Bo Reed"]),
        ("By <a>Ann Ferry</a>, <a>Bo Reed</a>, and <a>Ida Roos</a>", ["Ann Ferry", "Bo Reed", "Ida Roos"]),
        ("<i>By</i> <i><a>Ann Ferry</a></i> <i>and</i> <i><a>Bo Reed</a></i>", ["Ann Ferry", "Bo Reed"]),
        ("By Ann Ferry, Bo Reed, and Ida Roos", ["Ann Ferry", "Bo Reed", "Ida Roos"]),
        ("By Ann Ferry, Maritime Correspondent, and Bo Reed in Quarry Bay", ["Ann Ferry", "Bo Reed"]),
        ("Words by Ann Ferry; pictures by Bo Reed", ["Ann Ferry"]),
        ("Monday March 4, 2024 10:05 am PDT by Ann Ferry", ["Ann Ferry"]),
        ("Ann Ferry Political Editor", ["Ann Ferry"]),
        ("By Ann Ferry for the River Courier", ["Ann Ferry"]),
        ("Posted by Ann Ferry on March 5, 2024", ["Ann Ferry"]),
    ],
)
def test_labels_jobs_places_and_times_leave_the_name(line: str, names: list[str]) -> None:
    assert authors(f"<p class=byline>{line}</p>") == names


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("ann.ferry@river.example (Ann Ferry)", ["Ann Ferry"]),
        ("Ann Ferry, Chief Technology Officer", ["Ann Ferry"]),
        ("Ann Ferry The Associated Press", ["Ann Ferry"]),
        ("Ann Ferry, Bo Reed, and Ida Roos", ["Ann Ferry", "Bo Reed", "Ida Roos"]),
        ("Ann Ferry at River Desk", ["Ann Ferry"]),
        ("Text Size", []),
        ("Save Story", []),
        ("Schrift vergrößern", []),
        ("Add Bookmark", []),
        ("Copy Link", []),
        ("The Conversation", ["The Conversation"]),
        ("CC BY", []),
        ("Weitere Informationen", []),
        ("Show Caption", []),
        ("Ann ReedAFP", ["Ann Reed"]),
        ("Ann ReedCAN", ["Ann ReedCAN"]),
        ("Ann McREED", ["Ann McREED"]),
        ("ReedAFP", ["ReedAFP"]),
    ],
)
def test_an_author_field_gives_names_only(field: str, names: list[str]) -> None:
    assert authors(head=f"<meta name=author content='{field}'>") == names


_VIETNAMESE = (
    "<p>Chuyến đò đầu tiên rời bến lúc sáng sớm, chở theo ba mươi hai người dân và mấy bó rau sang chợ bên kia.</p>"
)


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("<p class=author>Tổng hợp</p>", []),
        ("<p class=author>Internet</p>", []),
        ("<p class=author>PV Lam Giang</p>", ["Lam Giang"]),
        ("<p class=author>Nhà báo Lam Giang</p>", ["Lam Giang"]),
        ("<p class=author>L.Giang</p>", ["L.Giang"]),
        ("<p class=author>Thực hiện: LAM GIANG - BÁ KHA</p>", ["Lam Giang", "Bá Kha"]),
        ("<p class=author>Ảnh: Bá Kha/TTXVN</p>", []),
        ("<p class=author>Nguồn: AFP, Reuters</p>", []),
        ("<p class=author>Chia sẻ</p>", []),
        ("<p class=author>Hà Nội, ngày 12/3/2024</p>", []),
        ("<p><a href=/tac-gia/a.html>Lam Giang</a> và <a href=/tac-gia/b.html>Bá Kha</a></p>", ["Lam Giang", "Bá Kha"]),
    ],
)
def test_a_vietnamese_credit_at_the_headline_is_read_by_its_grammar(printed: str, names: list[str]) -> None:
    page = f"<html lang=vi><h1>Bến đò mở lại</h1>{printed}<div>{_VIETNAMESE * 3}</div>"
    assert extract(page, "https://example.vn/ben-do.html").authors == names


def test_an_anonymous_meta_value_is_not_an_author() -> None:
    page = f"<html lang=vi><meta name=author content='Tổng hợp'><h1>Bến đò mở lại</h1><div>{_VIETNAMESE * 3}</div>"
    assert extract(page, "https://example.vn/ben-do.html").authors == []


def test_a_photo_story_is_signed_in_a_line_set_to_the_right() -> None:
    pictures = (
        "<figure><img src=/a.jpg width=800><figcaption>Bến đò lúc sáng sớm, trước chuyến đầu.</figcaption></figure>" * 4
    )
    signature = "<div class=photo><p style='text-align:right;'><b>Lam Giang - Bá Kha</b></p></div>"
    page = f"<html lang=vi><h1>Bến đò mở lại</h1><article>{pictures}{signature}</article>"
    assert extract(page, "https://example.vn/ben-do.html").authors == ["Lam Giang", "Bá Kha"]


@pytest.mark.parametrize(
    "line",
    [
        "By Monday the water had gone",
        "Story continues below",
        "Latest News",
        "No Author",
        "Text of the speech",
        "相关新闻",
        "続きを読む",
        "记者从会上获悉",
    ],
)
def test_a_sentence_a_heading_and_a_button_in_a_byline_element_are_not_authors(line: str) -> None:
    assert authors(f"<p class=byline>{line}</p>") == []


@pytest.mark.parametrize(
    ("line", "sources"),
    [
        ("(TTXVN/Vietnam+)", ["TTXVN", "Vietnam+"]),
        ("(TTXVN)", ["TTXVN"]),
        ("(Báo Sông Lang)", []),
        ("TTXVN", []),
        ("(Bến Đò)", []),
        ("(TTXVN) và (VOV)", []),
    ],
)
def test_an_agency_alone_in_brackets_below_the_text_is_its_source(line: str, sources: list[str]) -> None:
    last = "<p>Trong tháng tới, xã sẽ đặt thêm áo phao cho trẻ nhỏ và làm mái che ở cả hai bờ để bà con chờ đò.</p>"
    page = f"<html lang=vi><h1>Bến đò mở lại</h1><article>{_VIETNAMESE}{last}</article><div><span>{line}</span></div>"
    article = extract(page, "https://example.vn/ben-do.html")
    assert [credit.name for credit in article.credits if credit.role == "source"] == sources
    assert article.authors == []


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Lam Giang/Vietnam+", ["Lam Giang"]),
        ("Lam Giang | Tuổi Trẻ Online", ["Lam Giang"]),
        ("Viết bởi Lam Giang", ["Lam Giang"]),
        ("Tản văn của Lam Giang", ["Lam Giang"]),
        ("Bài LAM GIANG, ảnh BÁ KHA", ["Lam Giang"]),
        ("ThS Lam Thu Giang - Viện Nghiên cứu Lúa", ["Lam Thu Giang"]),
        ("Lam Giang - lamgiang@baosonglang.example", ["Lam Giang"]),
        ("Lam Giang, phóng viên thường trú tại Huế", ["Lam Giang"]),
        ("L.G.", ["L.G."]),
    ],
)
def test_a_credit_after_the_text_is_read_and_leaves_the_text(line: str, names: list[str]) -> None:
    last = "<p>Trong tháng tới, xã sẽ đặt thêm áo phao cho trẻ nhỏ và làm mái che ở cả hai bờ để bà con chờ đò.</p>"
    page = f"<html lang=vi><h1>Bến đò mở lại</h1><article>{_VIETNAMESE}{last}<p><b>{line}</b></p></article>"
    article = extract(page, "https://example.vn/ben-do.html")
    assert article.authors == names
    assert line not in article.body


@pytest.mark.parametrize(
    "job",
    ["Responsable de Sanidad", "Corresponsal en Porto Vello", "Jefa de Sociedad", "Redattore capo", "Hoofdredacteur"],
)
def test_a_job_title_beside_a_name_is_not_an_author(job: str) -> None:
    found = authors(f"<div class=author><span>Marta Olivares</span><span>{job}</span></div>")
    assert found == ["Marta Olivares"]


@pytest.mark.parametrize("text", ["Full Bio", "Loading", "Error Loading"])
def test_a_button_behind_by_is_not_a_name(text: str) -> None:
    assert authors(f"<div>By</div><div>{text}</div>") == []


def test_a_family_name_may_be_a_word_of_buttons() -> None:
    assert authors("<div>By Ozias Bio and Jan Moss</div>") == ["Ozias Bio", "Jan Moss"]


def test_a_caption_behind_by_without_a_name_gives_no_author() -> None:
    assert authors("<div>By</div><div>Hundreds came to the pier. Photo: Jan Moss/Archive</div>") == []


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("By <b>Ann Ferry, River Bend</b>", ["Ann Ferry"]),
        ("By <b>Ann Ferry, Bo Harbor</b>", ["Ann Ferry", "Bo Harbor"]),
    ],
)
def test_the_name_in_the_sites_host_is_not_a_second_author(printed: str, names: list[str]) -> None:
    body = "<p>The ferry across the river runs again, after two weeks of high water and a lot of waiting.</p>" * 3
    page = f"<html lang=en><h1>The ferry runs again</h1><div>{printed}</div>{body}"
    assert extract(page, "https://www.river-bend.example/a/ferry.html").authors == names


def test_a_person_signs_on_a_site_that_has_the_persons_name() -> None:
    body = "<p>The ferry across the river runs again, after two weeks of high water and a lot of waiting.</p>" * 3
    page = f"<html lang=en><h1>The ferry runs again</h1><div>By Anna Ferry</div>{body}"
    assert extract(page, "https://annaferry.example/ferry.html").authors == ["Anna Ferry"]


@pytest.mark.parametrize(
    ("name", "host", "names"),
    [
        ("Nguyễn Lam Giang", "nguyenlamgiang.example", ["Nguyễn Lam Giang"]),
        ("Rẻo Cao", "reo-cao.example", []),
    ],
)
def test_a_vietnamese_full_name_signs_on_a_site_of_that_name(name: str, host: str, names: list[str]) -> None:
    body = "<p>Sau hai tuần nước lớn, chuyến đò ngang đầu tiên đã chở bà con hai bên bờ qua sông đi chợ sớm.</p>" * 3
    page = f"<html lang=vi><h1>Bến đò mở lại sau mùa nước lớn</h1><p class=author>{name}</p>{body}"
    assert extract(page, f"https://{host}/ben-do.html").authors == names


@pytest.mark.parametrize("name", ["RVN Uplands", "RVN THÜRINGEN"])
def test_a_channel_of_the_site_is_not_an_author(name: str) -> None:
    body = "<p>The ferry across the river runs again, after two weeks of high water and a lot of waiting.</p>" * 3
    page = f"<html lang=en><h1>The ferry runs again</h1><div>By <b>Ann Ferry, {name}</b></div>{body}"
    assert extract(page, "https://www.rvn.example/ferry.html").authors == ["Ann Ferry"]


@pytest.mark.parametrize("source", ["<meta name=author content='River Bend'>", "<meta name=byl content='RIVER BEND'>"])
def test_the_sites_name_in_a_meta_gives_way_to_the_displayed_person(source: str) -> None:
    body = "<p>The ferry across the river runs again, after two weeks of high water and a lot of waiting.</p>" * 3
    page = f"<html lang=en>{source}<h1>The ferry runs again</h1><div class=author>Ann Ferry</div>{body}"
    assert extract(page, "https://www.river-bend.example/a/ferry.html").authors == ["Ann Ferry"]


@pytest.mark.parametrize(("url", "names"), [("https://example.com/", []), (URL, ["Ann Ferry"])])
def test_the_byline_of_a_story_on_a_front_page_names_no_author_of_the_page(url: str, names: list[str]) -> None:
    text = "<p>The ferry across the river runs again, after two weeks of high water and a lot of waiting.</p>" * 3
    page = (
        f"<html lang=en><h1>Example</h1><ul>{'<li><a href=/b>The market is held again on Sunday</a>' * 4}</ul>"
        f"<div><h2>Ferry</h2><div class=byline>By Ann Ferry</div>{text}</div>"
    )
    assert extract(page, url).authors == names


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("Ann Ferry, Germany", ["Ann Ferry"]),
        ("ufer.test GmbH, Munich, Germany", []),
        ("Ann Ferry, London, UK", ["Ann Ferry"]),
        ("Ann Ferry, Jordan Reed", ["Ann Ferry", "Jordan Reed"]),
    ],
)
def test_a_country_behind_a_name_is_no_author(field: str, names: list[str]) -> None:
    assert authors(head=f"<meta name=author content='{field}'>") == names


def test_an_agency_behind_a_name_is_a_credit_and_its_employer_is_none() -> None:
    head = "<meta name=author content='Ann Ferry, AFP'>"
    page = f"<html lang=en><head>{head}</head><h1>The ferry runs again</h1><p>It runs again.</p>"
    assert [(credit.name, credit.role) for credit in extract(page, URL).credits] == [
        ("Ann Ferry", "author"),
        ("AFP", "agency"),
    ]
    assert authors(head="<meta name=author content='Ann Ferry, CNN'>") == ["Ann Ferry"]


@pytest.mark.parametrize(
    ("box", "names"),
    [
        ("<h4>Top writers</h4><a rel=author href=/p/1>Ann Ferry</a><a rel=author href=/p/2>Jan Moss</a>", []),
        ("<h4>Readers say</h4><div><span class=author>Ann Ferry</span><p>Well done!</p></div>", []),
        ("<h4>About the author</h4><div><span class=author>Ann Ferry</span></div>", ["Ann Ferry"]),
        ("<h4>The crew</h4><div><span class=author>By Ann Ferry</span></div>", ["Ann Ferry"]),
        ("<div class=voice><p>What a joy.</p><p class=author>Ann Ferry</p></div>", []),
        ("<div class=voice><p class=author>Ann Ferry</p><p>She reports from Penner.</p></div>", ["Ann Ferry"]),
        ("<div class=expert><p class=author>Ann Ferry</p><p>A shipwright.</p></div>", []),
        ("<div class=end>Posted in Harbor. <span class=author>Ann Ferry</span></div>", ["Ann Ferry"]),
        ("<div><p>She reports from Penner.</p><a rel=author href=/author/af>Ann Ferry</a></div>", ["Ann Ferry"]),
        ("<div class=expert-author><p class=author>Ann Ferry</p></div>", ["Ann Ferry"]),
    ],
)
def test_the_names_under_a_heading_or_a_quotation_below_the_text_are_not_its_authors(
    box: str, names: list[str]
) -> None:
    text = f"<p>{'The ferry across the river runs again, after two weeks of high water. ' * 2}</p>" * 3
    page = f"<html lang=en><h2>Harbor</h2><h1>The ferry runs again</h1>{text}<div>{box}</div>"
    assert extract(page, URL).authors == names


@pytest.mark.parametrize(
    ("box", "names"),
    [
        ("<div class=photo><img src=a.jpg><span class=author>Ann Ferry</span></div>", []),
        ("<div class='author-photo'><img src=a.jpg><span class=author>Ann Ferry</span></div>", ["Ann Ferry"]),
        ("<div class=photo><img src=a.jpg><p class=author>Ann Ferry</p><p>Reporter in Penner</p></div>", ["Ann Ferry"]),
    ],
)
def test_a_name_alone_beside_a_picture_is_the_photographers(box: str, names: list[str]) -> None:
    text = f"<p>{'The ferry across the river runs again, after two weeks of high water. ' * 2}</p>" * 3
    assert extract(f"<html lang=en><h1>The ferry runs again</h1>{text}{box}{text}", URL).authors == names


@pytest.mark.parametrize(
    ("head", "lang"),
    [
        ('<script type="application/ld+json">{"@type": "NewsArticle", "author": {"name": "Array"}}</script>', "en"),
        ("<h1>Feribot</h1><p class=byline>Haber Merkezi</p>", "tr"),
        ("<h1>Feribot</h1><p class=byline>وكالات</p>", "ar"),
    ],
)
def test_a_fault_of_the_template_and_a_desk_without_a_name_are_no_authors(head: str, lang: str) -> None:
    text = "<p>The ferry across the river runs again, after two weeks of high water and a lot of waiting.</p>" * 3
    assert extract(f"<html lang={lang}>{head}{text}", URL).authors == []


@pytest.mark.parametrize(
    ("line", "lang", "name"),
    [("Written and photographed by Ann Ferry", "en", "Ann Ferry"), ("گزارش: نیلوفر کاوه", "fa", "نیلوفر کاوه")],
)
def test_a_label_of_several_works_or_with_a_colon_names_the_author(line: str, lang: str, name: str) -> None:
    text = f"<p>{'The ferry across the river runs again, after two weeks of high water. ' * 2}</p>" * 3
    page = f"<html lang={lang}><h1>The ferry runs again</h1><p class=byline>{line}</p>{text}"
    assert extract(page, URL).authors == [name]


def test_a_section_in_a_heading_beside_the_byline_announces_no_other_names() -> None:
    text = f"<p>{'The ferry across the river runs again. ' * 2}</p>" * 6
    byline = "<div class=meta><h2>Harbor</h2><span class=author>Ann Ferry</span></div>"
    assert extract(f"<html lang=en><h1>The ferry runs again</h1>{byline}{text}", URL).authors == ["Ann Ferry"]
    voices = "<div class=box><h2>Voices</h2><span class=author>Jan Moss</span></div>"
    assert extract(f"<html lang=en><h1>The ferry runs again</h1>{text}{voices}", URL).authors == []


@pytest.mark.parametrize("name", ["User Admin", "Site Administrator", "Super User", "admin"])
def test_the_account_of_who_runs_the_content_system_is_not_an_author_wherever_it_is_declared(name: str) -> None:
    printed = f"<p>By <a rel=author href=/author/x/>{name}</a></p>"
    assert authors(printed, _linked({"@type": "Person", "name": name})) == []


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("Mac & i", []),
        ("Ann Reed & Tom Esk", ["Ann Reed", "Tom Esk"]),
        ("Ann R & Tom E", ["Ann R", "Tom E"]),
        ("Ute Userling", ["Ute Userling"]),
    ],
)
def test_a_name_that_joins_a_letter_is_that_of_a_magazine_or_a_column(field: str, names: list[str]) -> None:
    assert authors(head=f"<meta name=author content='{field}'>") == names


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("Xuen Plumrose Reuters", ["Xuen Plumrose"]),
        ("Marlow Ferry Times", ["Marlow Ferry Times"]),
        ("Thomson Reuters", ["Thomson Reuters"]),
        ("Ann R. Bloomberg", ["Ann R. Bloomberg"]),
        ("Edda H. AFP", ["Edda H."]),
    ],
)
def test_an_agency_behind_a_name_is_no_part_of_it(field: str, names: list[str]) -> None:
    assert authors(head=f"<meta name=author content='{field}'>") == names


def test_the_names_of_a_field_belong_to_who_asked() -> None:
    names_in("Ann Reed, Tom Esk").clear()
    assert names_in("Ann Reed, Tom Esk") == ["Ann Reed", "Tom Esk"]
