from __future__ import annotations

import json

import pytest

from newsarchive.parsers.body.reader import ExtractedBody, read_body
from newsarchive.parsers.html.document import Document

TEXT = [
    "The night train to Harrow Sound left with one passenger, a cellist who had missed the day train by a minute.",
    "She played in the dining car until the border, for the cook, the guard and, the guard says, the moon as well.",
    "Since then the line has sold every seat of the dining car, and the cellist has a season ticket for life.",
]
LEAD = "A missed train has made a musician the best-loved passenger of a line that was to be closed."


def read(article_body: object, shown: str = f"<p>{LEAD}</p>") -> ExtractedBody:
    data = json.dumps({"@context": "https://schema.org", "@type": "NewsArticle", "articleBody": article_body})
    head = f'<script type="application/ld+json">{data}</script>'
    page = f"<html><head>{head}</head><body><h1>Train</h1>{shown}</body></html>"
    return read_body(Document(page, "https://news.example/train"), {}, title="Train")


@pytest.mark.parametrize(
    "article_body",
    ["\n\n".join(TEXT), "".join(f"<p>{text}</p>" for text in TEXT), "<br>".join(TEXT).replace("<", "&lt;")],
    ids=["lines", "markup", "escaped markup"],
)
def test_the_declared_text_is_extracted_where_the_page_displays_almost_none(article_body: str) -> None:
    body = read(article_body, shown="<p>Turn on JavaScript.</p>")
    assert [block.text for block in body.blocks] == TEXT
    assert body.source == "undisplayed"


def test_displayed_text_takes_precedence_over_declared_text() -> None:
    shown = "".join(f"<p>{text}</p>" for text in TEXT)
    body = read("\n".join(f"{text} And so on, declared only." for text in TEXT), shown=shown)
    assert [block.text for block in body.blocks] == TEXT


@pytest.mark.parametrize("article_body", [None, 7, ["a", "b"], "Too short.", ""])
def test_an_invalid_article_body_is_ignored(article_body: object) -> None:
    assert read(article_body).source != "undisplayed"


def state_of(*texts: list[str]) -> str:
    trees = [
        [{"type": "paragraph", "content": [{"type": "text", "value": paragraph}]} for paragraph in text]
        for text in texts
    ]
    return f'<script id="__NEXT_DATA__" type="application/json">{json.dumps({"stories": trees})}</script>'


def displaying(paragraphs: list[str], state: str) -> list[str]:
    shown = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    page = f"<html><body><h1>Train</h1><article>{shown}</article>{state}</body></html>"
    body = read_body(Document(page, "https://news.example/train"), {}, title="Train")
    return [block.text for block in body.blocks]


WHOLE = [f"On day {number} the cellist played for the guard, who wrote it down in his book." for number in range(16)]
NEXT = [f"In harbor {number} a whale was seen from the pier by two anglers before noon." for number in range(100)]


@pytest.mark.parametrize("state", [state_of(NEXT), state_of(WHOLE, NEXT), state_of(NEXT, WHOLE)])
def test_a_longer_text_of_another_article_in_the_state_does_not_replace_a_displayed_one(state: str) -> None:
    assert displaying(WHOLE, state) == WHOLE


@pytest.mark.parametrize("state", [state_of(WHOLE, NEXT), state_of(NEXT, WHOLE)])
@pytest.mark.parametrize("displayed", [3, 8])
def test_a_truncated_text_is_completed_from_the_text_in_the_state_that_holds_its_end(
    displayed: int, state: str
) -> None:
    assert displaying(WHOLE[:displayed], state) == WHOLE


TITLE = "The cellist who missed the day train"
SHORT = ["The night train to Harrow Sound left with one passenger, a cellist with a season ticket.", "She played on."]
OTHER = {"title": "A whale at the pier of the harbor", "body": "".join(f"<p>{paragraph}</p>" for paragraph in NEXT)}


def read_short(*, head: str = "", state: object = None, shown: list[str] = SHORT) -> list[str]:
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in shown)
    script = f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(state)}</script>'
    page = f"<html><head>{head}</head><body><h1>{TITLE}</h1><article>{paragraphs}</article>{script}</body></html>"
    body = read_body(Document(page, "https://news.example/cellist"), {}, title=TITLE)
    return [block.text for block in body.blocks]


@pytest.mark.parametrize(
    "state",
    [
        {"hot": [OTHER]},
        {"article": {"title": TITLE, "id": 7}, "hot": [OTHER]},
        {"hot": [{"body": OTHER["body"]}]},
        {"hot": [{"title": OTHER["title"], "blocks": [{"html": f"<p>{paragraph}</p>"} for paragraph in NEXT]}]},
    ],
    ids=["with its headline", "beside this article's", "without a headline", "a string for each paragraph"],
)
def test_another_article_in_the_state_does_not_replace_a_short_displayed_one(state: object) -> None:
    assert read_short(state=state) == SHORT


def test_another_article_declared_in_json_ld_does_not_replace_a_short_displayed_one() -> None:
    body = " ".join(NEXT)
    data = json.dumps({"@type": "NewsArticle", "headline": OTHER["title"], "articleBody": body})
    assert read_short(head=f'<script type="application/ld+json">{data}</script>') == SHORT


@pytest.mark.parametrize(
    "node", [{"headline": "Musicians who travel by night"}, {"mainEntityOfPage": "https://news.example/other"}]
)
def test_a_declared_text_that_contains_all_of_the_displayed_one_is_the_pages_own(node: dict[str, str]) -> None:
    whole = [*SHORT, *(f"{number}. {text}" for number in range(6) for text in NEXT)]
    data = json.dumps({"@type": "NewsArticle", "articleBody": "\n\n".join(whole), **node})
    assert read_short(head=f'<script type="application/ld+json">{data}</script>') == whole


@pytest.mark.parametrize("shown", [[], SHORT[:1]])
def test_the_text_beside_the_headline_in_the_state_takes_precedence_over_a_longer_one(shown: list[str]) -> None:
    own = {"title": TITLE, "body": "".join(f"<p>{paragraph}</p>" for paragraph in WHOLE)}
    assert read_short(state={"hot": [OTHER], "article": own}, shown=shown) == WHOLE


def test_the_words_of_links_in_a_text_stored_as_a_tree_stay() -> None:
    def part(*texts: str) -> dict[str, object]:
        leaves = [{"type": "text", "data": text} for text in texts]
        return {"type": "p", "children": [leaves[0], {"type": "a", "children": leaves[1:]}]}

    tree = [part(f"On day {number} the cellist played for ", "the guard of the night train") for number in range(16)]
    state = {"other": {"title": OTHER["title"], "body": tree[:1] * 99}, "article": {"title": TITLE, "body": tree}}
    assert read_short(state=state, shown=[])[3] == "On day 3 the cellist played for the guard of the night train"


def test_a_page_without_any_headline_displays_the_text_of_its_state() -> None:
    own = {"title": TITLE, "body": "".join(f"<p>{paragraph}</p>" for paragraph in WHOLE)}
    script = f'<script id="__NEXT_DATA__" type="application/json">{json.dumps({"article": own})}</script>'
    page = f"<html><head><title>Harbor News</title></head><body><div>Loading</div>{script}</body></html>"
    body = read_body(Document(page, "https://news.example/cellist"), {}, title=None)
    assert [block.text for block in body.blocks] == WHOLE


@pytest.mark.parametrize(("key", "is_text"), [("footerText", False), ("cookieText", False), ("storyText", True)])
def test_what_the_state_holds_for_all_pages_of_the_site_is_no_text(key: str, is_text: bool) -> None:
    script = (
        f'<script id="__NEXT_DATA__" type="application/json">{json.dumps({"general": {key: " ".join(NEXT)}})}</script>'
    )
    page = f"<html><head><title>Harbor News</title></head><body><div>Loading</div>{script}</body></html>"
    body = read_body(Document(page, "https://news.example/cellist"), {}, title=None)
    assert bool(body.blocks) is is_text


def test_one_displayed_paragraph_is_completed_from_the_text_beside_the_headline() -> None:
    own = {"title": TITLE, "body": "".join(f"<p>{paragraph}</p>" for paragraph in TEXT)}
    assert read_short(state={"stories": [OTHER, own]}, shown=TEXT[:1]) == TEXT


def test_the_headline_is_found_in_a_state_that_is_not_json() -> None:
    body = json.dumps("".join(f"<p>{paragraph}</p>" for paragraph in TEXT))
    script = f"<script>window.__NUXT__=(function(a){{return {{title:{json.dumps(TITLE)},body:{body}}}}}(1));</script>"
    page = f"<html><body><h1>{TITLE}</h1><article><p>{TEXT[0]}</p></article>{script}</body></html>"
    blocks = read_body(Document(page, "https://news.example/cellist"), {}, title=TITLE).blocks
    assert [block.text for block in blocks] == TEXT


CHINESE = [
    "临江市议会三日通过预算，明年春天恢复停航十年的渡轮，预计每天有两百人搭乘。",
    "码头修缮需要八百万元，一半由省里承担，其余由市里筹措。",
    "市长说，这是保住岛上生活的第一步，首班船早上六点开。",
]
PAGES = {
    "nested name": lambda title, texts: {"post": {"title": title, "content": {"rendered": "".join(map(_p, texts))}}},
    "a string for each": lambda title, texts: {"title": title, "parts": [{"text": text} for text in texts]},
}


def _p(text: str) -> str:
    return f"<p>{text}</p>"


@pytest.mark.parametrize("texts", [TEXT, CHINESE], ids=["English", "Chinese"])
@pytest.mark.parametrize("shape", PAGES)
@pytest.mark.parametrize("parse", [False, True], ids=["JSON", "JSON.parse"])
def test_the_text_of_a_state_is_found_under_its_parts_names(shape: str, texts: list[str], parse: bool) -> None:
    state = json.dumps(PAGES[shape](TITLE, texts), ensure_ascii=False)
    script = f"<script>window.__STATE__ = {f'JSON.parse({json.dumps(state)})' if parse else state}</script>"
    page = f"<html><head><title>{TITLE}</title></head><body><div id=app></div>{script}</body></html>"
    body = read_body(Document(page, "https://news.example/cellist"), {}, title=TITLE)
    assert [block.text for block in body.blocks] == texts


@pytest.mark.parametrize(
    "script",
    [
        f"<script>window.initialProps = {json.dumps({'article': {'title': TITLE, 'paragraphs': TEXT}})};</script>",
        f"<script>window.articlePage={json.dumps({'title': TITLE, 'text': TEXT})}</script>",
        '<script type="application/json">'
        + json.dumps({"post": {"title": TITLE, "markdown": "\n\n".join(TEXT)}})
        + "</script>",
        '<script id="serverApp-state" type="application/json">'
        + json.dumps({"body": {"title": TITLE, "content": "".join(map(_p, TEXT))}})
        .replace("<", "&l;")
        .replace('"', "&q;")
        + "</script>",
    ],
    ids=["initialProps", "articlePage", "Markdown", "Angular"],
)
def test_the_text_of_a_state_is_found_in_the_forms_of_other_frameworks(script: str) -> None:
    page = f"<html><head><title>{TITLE}</title></head><body><div id=app></div>{script}</body></html>"
    body = read_body(Document(page, "https://news.example/cellist"), {}, title=TITLE)
    assert [block.text for block in body.blocks] == TEXT


def test_two_lines_in_one_string_of_a_state_are_a_description() -> None:
    state = json.dumps({"post": {"title": TITLE, "description": "\n".join(TEXT[:2])}})
    page = (
        f'<html><head><title>{TITLE}</title></head><body><script type="application/json">{state}</script></body></html>'
    )
    assert not read_body(Document(page, "https://news.example/cellist"), {}, title=TITLE).blocks


def _of_story(
    story: dict[str, object], script: str = '<script id="__NEXT_DATA__" type="application/json">'
) -> list[str]:
    page = f"<html><body><h1>The cellist on the night train</h1>{script}{json.dumps(story)}</script></body></html>"
    body = read_body(Document(page, "https://news.example/train"), {}, title="The cellist on the night train")
    return [block.text for block in body.blocks]


_ARC = "<script>window.Fusion=window.Fusion||{};Fusion.globalContent="


@pytest.mark.parametrize("script", [_ARC, '<script id="__NEXT_DATA__" type="application/json">'])
def test_headings_lists_and_short_lines_among_the_paragraphs_of_a_state_stay_in_their_places(script: str) -> None:
    elements = [
        {"type": "text", "content": TEXT[0]},
        {"type": "header", "content": "What is played"},
        {"type": "list", "items": [{"type": "text", "content": "Suites"}, {"type": "text", "content": "Waltzes"}]},
        {"type": "text", "content": TEXT[1]},
        {"type": "image", "caption": "The cellist in the dining car."},
        {"type": "text", "content": TEXT[2]},
        {"type": "text", "content": "Seats: 12 pounds"},
    ]
    story = {"headlines": {"basic": "The cellist on the night train"}, "content_elements": elements}
    assert _of_story(story, script) == [
        TEXT[0],
        "What is played",
        "Suites",
        "Waltzes",
        *TEXT[1:],
        "Seats: 12 pounds",
    ]


def test_paragraphs_in_thai_end_without_a_full_stop_and_labels_are_shorter() -> None:
    thai = [
        "เช้าวันเสาร์ ตลาดน้ำเก่าบ้านบางหลวงเปิดขายอีกครั้งหลังปิดมานานแปดปี มีเรือพายกว่าสามสิบลำ",
        "ชาวบ้านช่วยกันซ่อมสะพานไม้และหลังคาท่าเรือ โดยใช้ไม้จากบ้านเก่าที่รื้อออกเมื่อปลายปีที่แล้ว",
        "ยายบุญเรือนเล่าว่าเคยขายขนมครกที่นี่ตั้งแต่เป็นสาว และยังเก็บเตาใบเดิมเอาไว้จนถึงวันนี้",
    ]
    labels = [{"type": "text", "content": label} for label in ("ข่าวเศรษฐกิจ", "ข่าวการเมือง", "ติดต่อโฆษณา")]
    story = {
        "headlines": {"basic": "The cellist on the night train"},
        "content_elements": [{"type": "text", "content": text} for text in thai],
        "menu": {"content_elements": labels},
    }
    assert _of_story(story) == thai


def test_labels_of_a_state_are_no_text_without_sentences_beside_them() -> None:
    labels = [{"type": "text", "content": label} for label in ("Home", "Subscribe today", "All about the railway")]
    assert _of_story({"menu": labels, "body": "".join(f"<p>{text}</p>" for text in TEXT)}) == TEXT


@pytest.mark.parametrize(
    ("key", "expected"), [("Sapo", [LEAD, *TEXT]), ("standfirst", [LEAD, *TEXT]), ("seoDescription", TEXT)]
)
def test_the_standfirst_beside_the_text_of_a_state_precedes_it(key: str, expected: list[str]) -> None:
    text = "".join(f"<p>{text}</p>" for text in TEXT)
    detail = {"Title": "The cellist on the night train", key: LEAD, "Body": text}
    other = {"Title": "A ferry that left on time", "Sapo": "Nobody had expected that the ferry would leave on time."}
    assert _of_story({"detail": detail, "more": [other]}) == expected


def test_a_standfirst_that_the_text_of_a_state_repeats_appears_once() -> None:
    text = "".join(f"<p>{text}</p>" for text in (LEAD, *TEXT))
    assert _of_story({"title": "The cellist on the night train", "sapo": LEAD, "body": text}) == [LEAD, *TEXT]


@pytest.mark.parametrize(
    ("own", "other"),
    [
        ({"comments": [{"type": "text", "content": LEAD}] * 8}, {}),
        ({}, {"blocks": [{"type": "paragraph", "text": LEAD}] * 8}),
        ({}, {"headline": "A ferry that left on time", "blocks": [{"type": "paragraph", "text": LEAD}] * 8}),
    ],
)
def test_comments_and_notices_of_a_state_do_not_replace_its_text(
    own: dict[str, object], other: dict[str, object]
) -> None:
    text = "".join(f"<p>{text}</p>" for text in TEXT)
    story = {"headline": "The cellist on the night train", "body": text} | own
    assert _of_story({"story": story, "other": other}) == TEXT


def test_the_standfirst_of_another_article_in_the_same_state_is_no_lead() -> None:
    text = "".join(f"<p>{text}</p>" for text in TEXT)
    more = [{"name": "A ferry that left on time", "sapo": "Nobody had expected that the ferry would leave on time."}]
    assert _of_story({"title": "The cellist on the night train", "more": more, "body": text}) == TEXT


def test_items_with_and_without_a_type_stay_in_their_order() -> None:
    items = [{"type": "list_item", "items": ["Suites"]}, "Waltzes", {"type": "text", "content": "Marches"}]
    elements = [{"type": "text", "content": text} for text in TEXT]
    story = {"title": "The cellist on the night train", "content": [*elements, {"type": "list", "items": items}]}
    assert _of_story(story) == [*TEXT, "Suites", "Waltzes", "Marches"]


def test_blocks_of_an_editor_with_their_values_in_an_object_of_their_own_are_a_text() -> None:
    blocks = [{"type": "paragraph", "data": {"text": text}} for text in TEXT]
    items = [{"type": "list", "data": {"style": "unordered", "items": ["Suites", "Waltzes"]}}]
    story = {"title": "The cellist on the night train", "standfirst": LEAD, "blocks": [*blocks[:2], *items, blocks[2]]}
    assert _of_story(story) == [LEAD, *TEXT[:2], "Suites", "Waltzes", TEXT[2]]


@pytest.mark.parametrize("key", ["field_testo", "NoiDung", "value"])
def test_markup_beside_the_headline_in_a_state_is_the_text_whatever_its_key(key: str) -> None:
    markup = "".join(f"<p>{text}</p>" for text in TEXT)
    other = {"title": "A ferry that left on time", key: f"<p>{LEAD}</p>" * 5}
    assert _of_story({"node": {"title": "The cellist on the night train", key: markup}, "next": other}) == TEXT


@pytest.mark.parametrize("own", [{"about_the_writer": f"<p>{LEAD}</p>" * 9}, {"author": {"bio": f"<p>{LEAD}</p>" * 9}}])
def test_markup_about_the_writer_in_a_state_is_no_text_beside_the_articles(own: dict[str, object]) -> None:
    markup = "".join(f"<p>{text}</p>" for text in TEXT)
    assert _of_story({"title": "The cellist on the night train", "body": markup} | own) == TEXT


def test_a_notice_beside_the_headline_in_a_state_is_no_text() -> None:
    markup = "".join(f"<p>{text}</p>" for text in TEXT)
    story = {"title": "The cellist on the night train", "body": markup, "disclaimer": f"<p>{LEAD}</p>" * 20}
    assert _of_story(story) == TEXT


def test_a_link_alone_among_the_elements_of_a_state_is_no_paragraph() -> None:
    elements = [{"type": "text", "content": text} for text in TEXT]
    elements.insert(1, {"type": "text", "content": '<b><a href="/ferry">Read: a ferry that left on time</a></b>'})
    linked = {"type": "text", "content": 'Her <a href="/bow">bow</a> is new.'}
    story = {"title": "The cellist on the night train", "content_elements": [*elements, linked]}
    assert _of_story(story) == [*TEXT, "Her bow is new."]


@pytest.mark.parametrize(
    "story", [{"paywall_note": f"<p>{LEAD}</p>" * 9}, {"one": f"<p>{LEAD}</p>" * 9, "two": f"<p>{TEXT[1]}</p>" * 9}]
)
def test_other_markup_in_the_object_of_the_headline_does_not_replace_the_displayed_paragraph(
    story: dict[str, object],
) -> None:
    state = json.dumps({"title": "The cellist on the night train"} | story)
    page = (
        f"<html><body><article><h1>The cellist on the night train</h1><p>{TEXT[0]}</p></article>"
        f'<script id="__NEXT_DATA__" type="application/json">{state}</script></body></html>'
    )
    body = read_body(Document(page, "https://news.example/train"), {}, title="The cellist on the night train")
    assert [block.text for block in body.blocks] == [TEXT[0]]
    assert _of_story({"title": "The cellist on the night train"} | story) == []


def test_the_blocks_of_a_page_builder_and_of_a_menu_are_no_paragraphs() -> None:
    paragraphs = [{"type": "paragraph", "content": [{"type": "text", "text": text}]} for text in TEXT]
    links = [{"type": "link", "text": label} for label in ("Home", "Trains")]
    blocks = [{"type": "block", "items": paragraphs}, {"type": "block", "items": links}]
    assert _of_story({"title": "The cellist on the night train", "layout": blocks}) == TEXT
