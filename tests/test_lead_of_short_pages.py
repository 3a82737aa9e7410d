"""The lead of a page with little text: a drawing, a video, a notice; and the newspaper's name before a lead."""

from __future__ import annotations

import pytest

from newsarchive import extract

_LEAD = "Sông Nước xuất bảy trăm tấn tôm trong quý đầu năm, nhiều hơn năm trước một phần mười."
_MORE = "Mỗi chuyến tàu chở hai mươi tấn, cập bến Đò trong bốn giờ."


def _lead_of(markup: str) -> tuple[str | None, str | None, str]:
    page = f"<html lang=vi><body><div><h1>Tôm Sông Nước ra biển lớn</h1>{markup}</div></body></html>"
    article = extract(page, url="https://www.baosongnuoc.example/kinh-te/tom-123.html")
    return article.dateline, article.lead, article.body


@pytest.mark.parametrize(
    "markup",
    [
        f'<h2 class="sapo">{_LEAD}</h2><div><p>{_MORE}</p></div>',
        f'<div class="sapo">{_LEAD}</div><div><p>{_MORE}</p></div>',
        f"<div><p><b>{_LEAD}</b></p><p>{_MORE}</p></div>",
    ],
)
def test_the_first_of_two_paragraphs_is_the_lead_if_the_page_marks_it(markup: str) -> None:
    assert _lead_of(markup) == (None, _LEAD, _MORE)


@pytest.mark.parametrize("markup", [f"<div><p>{_LEAD}</p><p>{_MORE}</p></div>", f"<div><p><b>{_LEAD}</b></p></div>"])
def test_a_paragraph_without_a_mark_and_the_only_paragraph_are_the_text(markup: str) -> None:
    _, lead, body = _lead_of(markup)
    assert lead is None
    assert body.startswith(_LEAD)


@pytest.mark.parametrize("name", ["Sông Nước", "Báo Sông Nước"])
def test_the_newspapers_name_in_an_element_of_its_own_is_the_dateline(name: str) -> None:
    markup = f'<h2 class="sapo"><span>{name}</span> {_LEAD}</h2><div><p>{_MORE}</p><p>{_MORE[::-1]}</p></div>'
    assert _lead_of(markup)[:2] == (name, _LEAD)


def test_other_words_in_an_element_of_their_own_are_the_leads() -> None:
    markup = f'<h2 class="sapo"><span>Bến Đò</span> {_LEAD}</h2><div><p>{_MORE}</p><p>{_MORE[::-1]}</p></div>'
    assert _lead_of(markup)[:2] == (None, f"Bến Đò {_LEAD}")


_SHORT = "Tôm Sông Nước tăng một phần mười so với năm trước."
_TEXT = [f"{_MORE} Chuyến thứ {number} rời bến lúc sáng sớm." for number in ("nhất", "nhì", "ba")]
_LINES = "<br><br>".join(_TEXT)
_PARAGRAPHS = "".join(f"<section><p>{text}</p></section>" for text in _TEXT)


def test_a_short_sentence_with_the_class_of_a_lead_is_the_lead() -> None:
    picture = "<figure><img src=/tom-800.jpg></figure>"
    assert _lead_of(f"<div><div class=sapo>{_SHORT}</div><p>{_TEXT[0]}</p>{picture}</div>")[1:] == (_SHORT, _TEXT[0])
    assert _lead_of(f"<div><div class=sapo>Tôm ra biển.</div><p>{_TEXT[0]}</p>{picture}</div>")[1] is None
    assert _lead_of(f"<div><div class=loi>{_SHORT}</div><p>{_TEXT[0]}</p>{picture}</div>")[1] is None
    captions = "".join(f"<p class=desc>{text}</p>{picture}" for text in (_SHORT, _TEXT[0]))
    assert _lead_of(f"<div>{captions}</div>")[1] is None


def test_a_sentence_in_a_heading_above_the_text_is_the_lead_unless_chapters_have_such_headings() -> None:
    below = "".join(f"<p>{text}</p>" for text in _TEXT)
    heading = f"<h2 class=dc><font size=3>{_LEAD}</font></h2>"
    assert _lead_of(f"<div>{heading}{below}</div>")[1] == _LEAD
    assert _lead_of(f"<div>{heading}{below}<h2>Giá tôm đầu vụ</h2>{below}</div>")[1] == _LEAD
    assert _lead_of(f"<div>{heading}{below}<h2>Nước ngọt về muộn hơn mọi năm.</h2>{below}</div>")[1] is None
    assert _lead_of(f"<div><h2>{_LEAD[:-1]}</h2>{below}</div>")[1] is None


def test_a_short_sentence_in_bold_is_the_lead_if_no_other_paragraph_is_one() -> None:
    below = "".join(f"<p>{text}</p>" for text in _TEXT)
    heading = "<p><b>Giá tôm đầu vụ</b></p>"
    assert _lead_of(f"<div><p><b>{_SHORT}</b></p>{below}</div>")[1] == _SHORT
    assert _lead_of(f"<div><p><b>{_SHORT}</b></p>{heading}{below}</div>")[1] == _SHORT
    assert _lead_of(f"<div><p><b>{_SHORT}</b></p>{below}<p><b>Nước ngọt về muộn hơn mọi năm.</b></p></div>")[1] is None
    assert _lead_of(f"<div><p><b>{_SHORT[:-1]}</b></p>{below}</div>")[1] is None
    assert _lead_of(f"<div><p><b>{_SHORT[:-1]}?</b></p>{below}</div>")[1] is None
    assert _lead_of(f"<div><p><b>1. {_SHORT}</b></p>{below}</div>")[1] is None
    note = "Tên các nhân vật trong bài đã được thay đổi."
    assert _lead_of(f"<div><p><b>{note}</b></p>{below}</div>")[1] is None


@pytest.mark.parametrize(
    "markup",
    [
        f"<div class=a1>{_LEAD}</div><div class=a2>{_LINES}</div>",
        f"<div class=a1>{_LEAD}</div><ul><li><a href=/1.htm>Bến Đò đón chuyến tôm đầu mùa</a></ul><div>{_LINES}</div>",
    ],
)
def test_a_sentence_beside_the_headline_above_the_element_of_the_text_is_the_lead(markup: str) -> None:
    assert _lead_of(markup)[1:] == (_LEAD, "\n\n".join(_TEXT))


def test_a_sentence_in_the_header_of_the_headline_is_the_lead_and_what_stands_below_it_is_not_text() -> None:
    header = f"<header><h1>Tôm Sông Nước ra biển lớn</h1><p class=d>{_LEAD}</p><address>Lam Giang (thực hiện)</address>"
    page = f"<article>{header}<time>15h57, 10/10/2019</time></header>{_PARAGRAPHS}</article>"
    article = extract(f"<html lang=vi><body>{page}</body></html>", url="https://baosongnuoc.example/tom-123.html")
    assert (article.lead, article.body) == (_LEAD, "\n\n".join(_TEXT))
    assert article.authors == ["Lam Giang"]
    assert article.published_raw == "15h57, 10/10/2019"


@pytest.mark.parametrize(
    "markup",
    [
        f"<div class=a1>{_LEAD}</div><div class=a1>{_TEXT[0]}</div><div class=a1>{_TEXT[1]}</div>",
        f"<p>{_LEAD} {_MORE}</p><div>{_LINES}</div>",
        f"<div>{_LEAD}</div><div>{_TEXT[0]}</div><p>{_TEXT[1]}</p><p>{_TEXT[2]}</p>",
        f"<div class=a1>{_LEAD}</div><div class=a2>{_TEXT[0]}</div>",
        f"<p>{_LEAD}</p><div class=ad></div><div><p>{_TEXT[0]}</p><p>{_TEXT[1]}</p></div>",
        f"<figure><img src=/tom-800.jpg></figure><div>{_LEAD}</div><div>{_LINES}</div>",
        f"<img src=/tom-800.jpg><p>{_LEAD}</p><div><p>{_TEXT[0]}</p><p>{_TEXT[1]}</p></div>",
    ],
)
def test_the_first_of_several_paragraphs_beside_the_headline_is_text(markup: str) -> None:
    assert _lead_of(markup)[1] is None


@pytest.mark.parametrize(
    "note",
    [
        "Đính chính: bản tin trước đây ghi sai số tôm và tên của người nuôi ở xã Bến Đò.",
        "This story was updated on Tuesday to correct the number of ponds and the name of the farmer.",
    ],
)
def test_a_note_on_the_article_beside_the_headline_is_no_lead(note: str) -> None:
    assert _lead_of(f"<div class=a1>{note}</div><div class=a2>{_LINES}</div>")[1] is None


def test_a_paragraph_above_a_box_of_paragraphs_is_the_lead_if_the_page_describes_itself_so() -> None:
    text = f"<p>{_LEAD}</p><div><p>{_TEXT[0]}</p><p>{_TEXT[1]}</p></div>"
    page = f"<head><meta name=description content='{_LEAD}'></head><h1>Tôm Sông Nước ra biển lớn</h1>{text}"
    article = extract(f"<html lang=vi>{page}</html>", url="https://baosongnuoc.example/tom-123.html")
    assert (article.lead, article.body) == (_LEAD, "\n\n".join(_TEXT[:2]))


@pytest.mark.parametrize("names", [["Trần Văn Đậu", "Lý Thị Hoa"], ["Bến Đò", "Gò Cao"]])
def test_the_names_of_those_who_speak_below_the_lead_are_text(names: list[str]) -> None:
    entries = "".join(f"<p>{name}</p><p>{text}</p>" for name, text in zip(names, _TEXT, strict=False))
    page = f"<header><h1>Tôm Sông Nước ra biển lớn</h1><p>{_LEAD}</p></header>{entries}"
    article = extract(f"<html lang=vi><article>{page}</article></html>", url="https://baosongnuoc.example/tom-123.html")
    assert (article.lead, article.authors) == (_LEAD, [])
    assert article.body == "\n\n".join([names[0], _TEXT[0], names[1], _TEXT[1]])


@pytest.mark.parametrize(
    ("lines", "authors"),
    [
        (("Trần Văn Đậu", "Lý Thị Hoa"), []),
        (("Trần Văn Đậu (Long An)", "Lý Thị Hoa (An Giang)"), []),
        (("Nhà thơ Trần Văn Đậu", "Nhà thơ Lý Thị Hoa"), []),
        (("Trần Văn Đậu", "Nhà thơ Lý Thị Hoa"), ["Trần Văn Đậu"]),
        (("Bài: Trần Văn Đậu", "Lý Thị Hoa"), ["Trần Văn Đậu"]),
        (("Trần Văn Đậu", "<b>Lý Thị Hoa</b>"), ["Trần Văn Đậu"]),
        (("By Ann Reed", "Lý Thị Hoa"), ["Ann Reed"]),
        (("Trần Văn Đậu", "Nước lên rồi"), ["Trần Văn Đậu"]),
    ],
)
def test_the_first_of_several_names_in_the_same_form_is_no_author(lines: tuple[str, str], authors: list[str]) -> None:
    poems = ["Sông dài nước chảy về đâu, để con đò nhỏ qua cầu?", "Bến xưa còn đó câu thơ, tóc người đã bạc phơ."]
    entries = "".join(f"<p>{line}</p><p>{poem}</p>" for line, poem in zip(lines, poems, strict=True))
    page = f"<h1>Tôm Sông Nước ra biển lớn</h1><div>Hai bài thơ của bà con trong ấp.</div><div>{entries}</div>"
    article = extract(f"<html lang=vi><article>{page}</article></html>", url="https://baosongnuoc.example/tom-123.html")
    assert article.authors == authors
    assert (lines[0] in (article.body or "")) is (not authors)
    assert all(poem in (article.body or "") for poem in poems)


@pytest.mark.parametrize(
    "box",
    [
        f'<div class="newsletter"><form><div class="sub-heading">{_SHORT}</div><input type=email></form></div>',
        f'<a href="/khac/tep-45.html"><img src=/tep-800.jpg><div class="sapo">{_SHORT}</div></a>',
        f'<div id="lead_graphic"><img src=/tom-800.jpg><p class="photo_credit">{_SHORT}</p></div>',
    ],
)
def test_the_words_of_a_form_a_card_or_a_picture_are_no_lead(box: str) -> None:
    text = "".join(f"<p>{text}</p>" for text in _TEXT)
    assert _lead_of(f"{box}<div>{text}</div>")[1] is None


def test_a_lead_with_the_class_of_a_caption_or_in_an_aside_or_that_the_description_repeats_is_a_lead() -> None:
    text = "".join(f"<p>{text}</p>" for text in _TEXT)
    assert _lead_of(f'<div class="sapo caption">{_SHORT}</div><div>{text}</div>')[1] == _SHORT
    assert _lead_of(f'<aside><div class="sapo">{_SHORT}</div></aside><div>{text}</div>')[1] == _SHORT
    described = (
        f'<meta name="description" content="{_SHORT}"><div class="newsletter"><h2 class="sapo">{_SHORT}</h2></div>'
    )
    assert _lead_of(f"{described}<div>{text}</div>")[1] == _SHORT


def test_the_lead_of_an_article_about_an_author_is_its_lead() -> None:
    lead = "Martin Oddly is a writer and professor who gave the first two beams for the bridge of Reed Hollow."
    texts = (
        "The old ferry had carried the children to school for seven years, and in spring it stayed at the other bank.",
        "Every household gave a day of work, he said, and those without hands gave rice for the others instead.",
    )
    below = "".join(f"<p>{text}</p>" for text in texts)
    head = f'<title>The first two beams</title><meta name="description" content="{lead}">'
    body = f"<div><h1>The first two beams</h1><h2>{lead}</h2><div>{below}</div></div>"
    page = f"<html lang=en><head>{head}</head><body>{body}</body></html>"
    assert extract(page, url="https://www.reed.example/beams-123.html").lead == lead


def test_a_box_with_the_headline_is_the_head_of_the_article_whatever_its_class_says() -> None:
    below = "".join(f"<p>{text}</p>" for text in _TEXT)
    head = f'<h1>Tôm Sông Nước ra biển lớn</h1><h2 class="sapo">{_LEAD}</h2>'
    page = f'<html lang=vi><body><div class="author-box">{head}</div><div class="content">{below}</div></body></html>'
    assert extract(page, url="https://www.baosongnuoc.example/kinh-te/tom-123.html").lead == _LEAD


def test_a_lead_that_the_text_repeats_is_displayed_once() -> None:
    below = "".join(f"<p>{text}</p>" for text in _TEXT)
    _, lead, body = _lead_of(f"<div><p><b>{_LEAD}</b></p><p>{_LEAD}</p>{below}</div>")
    assert (lead, _LEAD in body) == (_LEAD, False)


@pytest.mark.parametrize(
    "lead",
    [
        "A podcast made by four pupils of Reed Hollow has won the national prize for radio.",
        "The novel, first published in 1921, is translated by a teacher from the village.",
        "Brokers who earn a commission must now say so to the buyers of houses.",
        "Bản tin của thôn phát lại hai buổi mỗi ngày trên chiếc loa mới lắp ở đình.",
    ],
)
def test_a_lead_about_a_podcast_a_book_or_a_commission_is_a_lead(lead: str) -> None:
    below = "".join(f"<p>{text}</p>" for text in _TEXT)
    page = (
        f"<html lang=vi><body><article><h1>Reed Hollow</h1><div>{lead}</div><div>{below}</div></article></body></html>"
    )
    assert extract(page, url="https://www.reed.example/beams-123.html").lead == lead
