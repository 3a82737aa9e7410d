from __future__ import annotations

import pytest

from newsarchive import extract
from newsarchive.parsers.body.reader import read_body
from newsarchive.parsers.html.document import Document

TITLE = "How the village bakery of Little Hobsworth got its oven back"
TEXT = [
    f"On the {day} {time} the masons carried out broken bricks one by one, and Edda Plumrose numbered each in chalk."
    for day in ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
    for time in ("morning", "noon", "evening")
]
ANSWER = "It takes two days to reach the heat that rye needs, and nobody in the bakery has ever managed it any faster."
SECTION = [
    "The rebuilt oven burns beech from the parish wood, a cartload a week, stacked under the eaves since June.",
    "A thermometer was offered by the county museum and refused; the baker throws in some flour and counts to ten.",
    "Bread goes on sale at six, and by a quarter past there is as a rule nothing left but the crumbs and the queue.",
    "Next year the bakery wants to teach two apprentices, the first that it takes on since the great flood.",
]


def paragraphs(texts: list[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def read(main: str) -> list[str]:
    page = f"<html><body><main><h1>{TITLE}</h1>{main}</main></body></html>"
    return [block.text for block in read_body(Document(page, "https://news.example/oven"), {}, title=TITLE).blocks]


def read_trailing(tail: str) -> list[str]:
    """Return what is read of *tail*, set behind an article's text."""
    texts = read(f"<div class=text>{paragraphs(TEXT)}{tail}</div>")
    assert texts[: len(TEXT)] == TEXT
    return texts[len(TEXT) :]


QUESTIONS = ["How long does the oven take to heat?", "Who may bake in it?"]


@pytest.mark.parametrize("name", ["faq", "accordion", "box"])
def test_questions_with_their_answers_are_text(name: str) -> None:
    answers_text = "".join(
        f"<div class=row><h3>{question}</h3><div class=a>{ANSWER[:-1]} {question}.</div></div>"
        for question in QUESTIONS
    )
    read_texts = read_trailing(f"<section class={name}>{answers_text}</section>")
    assert read_texts == [part for question in QUESTIONS for part in (question, f"{ANSWER[:-1]} {question}.")]


def test_a_table_is_text() -> None:
    rows = [(f"Loaf number {number}", f"{number} crowns and a half.") for number in range(1, 12)]
    table = "".join(f"<tr><td>{loaf}</td><td>{price}</td></tr>" for loaf, price in rows)
    read_rows = read_trailing(f"<div class=prices><table>{table}</table></div>")
    assert read_rows == ["\n".join("\t".join(row) for row in rows)]


def test_a_section_with_the_markup_of_earlier_sections_is_text() -> None:
    first = f"<section class='part one'><div class=text>{paragraphs(TEXT)}</div></section>"
    last = f"<section class='part two'><div class=notes>{paragraphs(SECTION)}</div></section>"
    assert read(first + last) == TEXT + SECTION


@pytest.mark.parametrize(("names", "is_text"), [("part two", True), ("more two", False)])
def test_a_section_with_some_links_is_text_if_it_has_the_markup_of_an_earlier_one(names: str, is_text: bool) -> None:
    first = f"<section class='part one'><div class=text>{paragraphs(TEXT)}</div></section>"
    linked = [f"<a href=/oven>{text[:17]}</a>{text[17:]}" for text in SECTION]
    last = f"<section class='{names}'><div class=notes>{paragraphs(linked)}</div></section>"
    assert read(first + last) == TEXT + (SECTION if is_text else [])


def test_short_lines_without_links_after_the_text_stay() -> None:
    """They may be a sign-off, a result or a note; nothing says that they belong to another article."""
    assert read_trailing("<div class=box><table><tr><td>Monday</td><td>Tuesday</td></tr></table></div>")
    assert read_trailing("<div class=box><p>Edda Plumrose is a baker.</p><p>She lives above her shop.</p></div>")


@pytest.mark.parametrize(
    "box",
    [
        pytest.param(
            f"<div class=faq><h3>More stories</h3>{paragraphs(SECTION[:1])}</div>", id="announced as other stories"
        ),
        pytest.param(
            f"<div class=accordion>{''.join(f'<p><a href=/a>{text}</a></p>' for text in SECTION)}</div>",
            id="linked",
        ),
    ],
)
def test_boxes_about_other_articles_behind_the_text_are_excluded(box: str) -> None:
    assert read_trailing(box) == []


@pytest.mark.parametrize(
    ("sentence", "declared", "is_kept"),
    [
        ("Carla Quince baked for ten years and now lives beside the canal of Great Hobsworth.", "Carla Quince", False),
        ("The baker's daughter Carla Quince has two cats and a new book about rye.", "Carla Quince", False),
        ("Carla Quince baked for ten years and now lives beside the canal of Great Hobsworth.", "Dora Pear", True),
        ("I, Carla Quince, shall come back in May and eat the first loaf of the year.", "Carla Quince", True),
        ("\u201cCarla Quince will bake again,\u201d the mason wrote on the wall of the oven.", "Carla Quince", True),
        (
            "Carla Quince has a new book about rye: <a href=https://press.example/rye>Rye and I</a>.",
            "Carla Quince",
            True,
        ),
        ("Of all the bakers in the valley, only one had kept its recipe, and she was Carla Jr.", "Carla Jr.", True),
        ("Edda Plumrose lives above her shop and has baked rye bread since she was eleven.", "Edda Plumrose", True),
    ],
)
def test_the_last_sentence_may_introduce_the_declared_author(sentence: str, declared: str, is_kept: bool) -> None:
    """Edda Plumrose is the subject of the text; a sentence in the first person is the author's own."""
    page = (
        f'<html><head><meta name="author" content="{declared}"></head><body><main><h1>{TITLE}</h1>'
        f"<div class=text>{paragraphs([*TEXT, sentence])}</div></main></body></html>"
    )
    article = extract(page, url="https://news.example/oven")
    assert len(article.blocks) == len(TEXT) + is_kept


@pytest.mark.parametrize(
    ("items", "are_text"),
    [
        (
            ["The oven of the mill was sold in 1911 to a potter.", "The parish books name him only once, for a debt."],
            True,
        ),
        (
            [
                "The potter's oven, <i>Annals of Great Hobsworth</i>, volume two, 1911. <a href=#r1>\u21a9</a>",
                "Debts of the year 1912, the parish book, page 4. <a href=#r2>\u21a9</a>",
            ],
            True,
        ),
        (["Opening hours of the bakery in the village", "Bread and cakes by post, also to the islands"], False),
        (
            ["The oven was sold. <a href=/n/1>How the village lost it</a>", "He left. <a href=/n/2>Who he was</a>"],
            False,
        ),
    ],
)
def test_a_list_of_sentences_or_of_notes_behind_the_text_is_of_the_text(items: list[str], are_text: bool) -> None:
    markup = "".join(f"<li>{item}</li>" for item in items)
    found = read_trailing(f"<div class=box><h3>Of the oven</h3><ol>{markup}</ol></div>")
    assert (len(found) > len(items)) == are_text


_LAST = "School groups can watch the stones turn from a gallery above the gears, and flour is sold at the post office."


@pytest.mark.parametrize(
    "call",
    [
        "Follow us on Facebook",
        "<br>Follow us on Facebook",
        "Follow us on Facebook and at the town hall on Instagram.",
        "Photo: Edda Plumrose",
        "Bess Arden and Tom Hale contributed to this report.",
        "Copyright 2024 Hobsworth Post. All rights reserved.",
    ],
)
def test_a_call_or_credit_behind_a_long_sentence_does_not_take_it_along(call: str) -> None:
    assert read_trailing(f"<p>{_LAST} {call}</p>")[0].startswith(_LAST)


@pytest.mark.parametrize(
    "line",
    [
        "Follow us on Facebook",
        "Edda Plumrose has written about mills and bakeries for thirty years. Follow her on Facebook.",
        "Bess Arden and Tom Hale contributed to this report.",
        "Copyright 2024 Hobsworth Post. All rights reserved.",
    ],
)
def test_a_call_alone_or_behind_words_on_the_writer_is_left_out(line: str) -> None:
    assert read_trailing(f"<p>{line}</p>") == []


def test_a_sentence_with_a_credit_is_a_caption_if_the_page_has_pictures() -> None:
    text = read(
        f"<div class=text>{paragraphs(TEXT)}<p><img src=/mill.jpg></p><p>{_LAST} Photo: Edda Plumrose</p></div>"
    )
    assert text == TEXT


VERY_SHORT = [
    "Sáng nay bè cá của hợp tác xã Khe Bướm được kéo vào vịnh để tránh lũ về.",
    "Ông Lý Văn Khoai nói cả xóm thức trắng hai đêm để kéo bè và neo lại.",
    "Đến trưa hôm sau chưa có hộ nào báo mất cá hay mất lồng trong vịnh.",
]
HEADLINES = [
    "Đò ngang Vàm Xáng tạm dừng vì sương mù dày",
    "Hai xã đổi đất làm sân bóng chung cho trẻ",
    "Giải đua ghe mini có thêm bốn đội nữ",
]
TEASERS = [
    "Bến đò chỉ mở lại khi tầm nhìn xa trên hai trăm mét, thường vào khoảng chín giờ.",
    "Sân nằm giữa hai xã, mỗi bên góp một thửa ruộng bỏ hoang và công san lấp.",
    "Các chị tự đóng ghe bằng thùng phuy, tập trên con rạch sau chợ từ tháng trước.",
]


def read_vietnamese(tail: str, signature: str = "") -> list[str]:
    """Return what is read of *tail*, set behind the element of a short Vietnamese text with its *signature*."""
    texts = read(f"<div class=text>{paragraphs(VERY_SHORT)}{signature}</div>{tail}")
    assert texts[: len(VERY_SHORT)] == VERY_SHORT
    return texts[len(VERY_SHORT) :]


def cards(heading: str = "", tag: str = "h3", time: str = "<span>2 giờ trước</span>") -> str:
    items = "".join(
        f"<div class=card><{tag}><a href=/tin-{number}.html>{headline}</a></{tag}>{time}<p>{teaser}</p></div>"
        for number, (headline, teaser) in enumerate(zip(HEADLINES, TEASERS, strict=True))
    )
    return f"<div class=grid>{heading}{items}</div>"


@pytest.mark.parametrize("time", ["", "<span>2 giờ trước</span>"])
@pytest.mark.parametrize("tag", ["h3", "div"])
@pytest.mark.parametrize("heading", ["", "<p>Đọc tiếp</p>"])
def test_teasers_below_linked_headlines_are_no_text_however_short_it_is(heading: str, tag: str, time: str) -> None:
    longer = "<p>Nhà máy gửi tin nhắn báo xả tràn từ 22 giờ, sớm hơn quy định hai tiếng đồng hồ, cho cả xóm.</p>"
    signature = f"{longer}<p class=author>Nông Thị Sen</p>"
    assert read_vietnamese(cards(heading, tag, time), signature)[1:] == []


@pytest.mark.parametrize("picture", ["", "<a href=/tin-{number}.html><img src=/{number}.jpg></a>"])
def test_teasers_are_no_text_if_the_link_is_around_the_headline_of_their_card(picture: str) -> None:
    cards = "".join(
        f"<div class=c1>{picture.format(number=number)}<a href=/tin-{number}.html><h4>{headline}</h4></a>"
        f"<p class=clamp>{teaser}</p></div>"
        for number, (headline, teaser) in enumerate(zip(HEADLINES[:2], TEASERS[:2], strict=True))
    )
    letters = (
        "<div class=letters><h3>Thư sáng thứ hai</h3><p>Mỗi tuần một lá thư ngắn về cây, nước và người. Hơn mười nghìn "
        "người đã nhận.</p><input placeholder=Email><button>Nhận thư</button></div>"
    )
    text = paragraphs([*VERY_SHORT, "Nước hồ lên thêm một mét chỉ trong một buổi, cuốn theo nhiều gỗ mục và rác."])
    page = f"<div><div class=prose>{text}</div>{letters}<div><div class=grid>{cards}</div></div></div>"
    texts = read(page)
    assert set(TEASERS).isdisjoint(texts)
    assert set(VERY_SHORT) <= set(texts)


def test_descriptions_below_linked_names_are_text() -> None:
    dishes = ["Bún nước lèo", "Bánh cống", "Cốm dẹp"]
    items = "".join(
        f"<div class=dish><h3><a href=/mon-{number}.html>{dish}</a></h3><p>{text}</p></div>"
        for number, (dish, text) in enumerate(zip(dishes, TEASERS, strict=True))
    )
    assert [text for text in read_vietnamese(f"<div>{items}</div>") if text not in dishes] == TEASERS


BOOK = "Chúng tôi giới thiệu tới bạn đọc cuốn sách Những mùa nước nổi của một thầy giáo về hưu."


@pytest.mark.parametrize(
    "end",
    [
        "<p class=author>Nông Thị Sen</p>",
        "<p style='text-align: right'><b>Nông Thị Sen</b></p>",
        "<div class=comments><p>Cảm ơn bài viết</p></div>",
    ],
)
def test_a_box_with_one_sentence_behind_a_signature_or_comments_is_text_unless_it_links(end: str) -> None:
    box = f"<div class=book><p><b>Sách hay</b></p><p>{BOOK}</p>{{}}</div>"
    assert read_vietnamese(box.format(""), end)[-2:] == ["Sách hay", BOOK]
    assert BOOK not in read_vietnamese(box.format("<p><a href=/dat-mua>Đặt mua</a></p>"), end)


@pytest.mark.parametrize(
    "end", ["<p class=author>Nông Thị Sen</p>", "<div class=comments><p>Cảm ơn bài viết</p></div>"]
)
@pytest.mark.parametrize("heading", ["", "<h3>Trên vịnh</h3>"])
def test_the_rest_of_a_text_in_another_element_behind_a_signature_or_comments_is_kept(heading: str, end: str) -> None:
    assert read_vietnamese(f"<div class=more>{heading}{paragraphs(TEASERS)}</div>", end)[-3:] == TEASERS
    assert read_vietnamese(f"<div class=more>{heading}<p>{TEASERS[0]}</p></div>", end)[-1:] == TEASERS[:1]


def test_what_an_editor_adds_below_the_signature_is_text() -> None:
    box = f"<div class=info><p><b>Lịch xả tràn</b></p><p>{TEASERS[0]}</p></div>"
    lines = "<div class=gio><p>Đợt một: 22 giờ ngày 7-8</p><p>Đợt hai: 4 giờ ngày 8-8</p></div>"
    below = read_vietnamese("", f"<p class=author>Nông Thị Sen</p>{box}{lines}")
    assert below == ["Lịch xả tràn", TEASERS[0], "Đợt một: 22 giờ ngày 7-8", "Đợt hai: 4 giờ ngày 8-8"]


def test_prose_behind_a_signature_is_text() -> None:
    letter = [BOOK, *TEASERS]
    box = f"<div class=letter><p><b>Ý kiến</b></p>{paragraphs(letter)}</div>"
    assert read_vietnamese(box, "<p class=author>Nông Thị Sen</p>") == ["Ý kiến", *letter]


def test_a_further_text_with_its_own_signature_is_text() -> None:
    voice = f"<div class=text><p><b>Ý kiến</b></p><p>{BOOK}</p><p class=author>Hà Thị Ỏn</p></div>"
    assert read_vietnamese(voice, "<p class=author>Nông Thị Sen</p>") == ["Ý kiến", BOOK]


def test_short_lines_behind_a_signature_in_a_box_are_none_of_the_text() -> None:
    box = "<div class=qr><p>Quét mã để đặt mua báo in</p><p>Số tài khoản: 0123 4567</p></div>"
    assert read_vietnamese(box, "<p class=author>Nông Thị Sen</p>") == []


def test_a_box_of_many_lines_behind_a_signature_is_text() -> None:
    hours = [
        "07:15 Nước dâng qua mố cầu",
        "08:00 Cầu gãy nhịp giữa",
        "09:30 Xuồng của đội cứu hộ tới",
        "11:45 Em bé cuối cùng được đưa sang bờ",
    ]
    box = f"<div class=box><h3>Diễn biến</h3>{paragraphs(hours)}</div>"
    text = f"<div class=text>{paragraphs([*VERY_SHORT, BOOK, *TEASERS])}</div>"
    assert read(f"{text}<p class=author>Nông Thị Sen</p>{box}")[-5:] == ["Diễn biến", *hours]


@pytest.mark.parametrize(
    ("below", "texts"),
    [
        ("<p>Video: Cảnh quay từ trên cao</p><div><video src=/v.mp4></video></div>", []),
        ("<div><iframe src=https://video.example/1></iframe></div><p>Clip: Bè cá vào vịnh</p>", []),
        ("<p>Video: Cảnh quay từ trên cao</p>", ["Video: Cảnh quay từ trên cao"]),
        (f"<p>Video: {VERY_SHORT[0]}</p><div><video src=/v.mp4></video></div>", [f"Video: {VERY_SHORT[0]}"]),
        ("<p>Ấp Hai kéo bè vào vịnh</p><div><video src=/v.mp4></video></div>", ["Ấp Hai kéo bè vào vịnh"]),
        ("<p>Video: Bè cá</p><iframe src=https://www.tube.example/embed/1></iframe>", []),
        ("<p>Video: Bè cá</p><iframe src=https://www.google.example/maps/embed?pb=1></iframe>", ["Video: Bè cá"]),
        ("<p>Video: Bè cá</p><div><iframe src=https://x.example/forms/d/2></iframe></div>", ["Video: Bè cá"]),
        ("<p>Video: Bè cá</p><div><iframe src=https://x.example/chart/2></iframe></div>", ["Video: Bè cá"]),
    ],
)
def test_the_label_of_a_video_beside_it_is_its_title(below: str, texts: list[str]) -> None:
    assert read_vietnamese("", below) == texts


@pytest.mark.parametrize("line", ["<h3>{}</h3>", "<ul><li>{}</li></ul>", "<table><tr><td>{}</td></tr></table>"])
def test_the_label_of_a_video_is_text_as_a_heading_an_item_or_a_cell(line: str) -> None:
    title = "Video: Bè cá vào vịnh"
    below = f"{line.format(title)}<div><video src=/v.mp4></video></div>{paragraphs(TEASERS)}"
    assert read_vietnamese("", below)[0] == title
