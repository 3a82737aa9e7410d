"""Readers' comments whose names stand in lines of their own, on pages without telling class names."""

from __future__ import annotations

import pytest

from newsarchive import extract

TEXT = [
    "Der erste Duft von Roggenbrot zog am Dienstag um halb fünf über den Anger von Lindhorst.",
    "Bäckermeisterin Wiebke Tönnies hat das alte Spritzenhaus mit achtzehn Helfern umgebaut.",
]
NAMES = ["bobrowy", "Marysia L.", "Old Joss"]
COMMENTS = [
    "Wir waren am Samstag schon um sechs dort und haben die letzten Brötchen bekommen, alle beide.",
    "Am Anger stehen jetzt jeden Morgen vier Autos quer, das wird im Winter bestimmt nicht besser.",
    "Die Sirene heult jeden ersten Samstag und erschreckt die Hühner, das braucht kein Mensch mehr.",
]
BUTTONS = "<div>Antworten</div>"


def body(below: str, inside: str = "") -> str:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in TEXT)
    page = f"<html><body><div><h1>Dorfbäckerei backt wieder</h1><div>{text}{inside}</div>{below}</div></body></html>"
    article = extract(page, "https://example.de/baecker-104233.html")
    return f"{article.lead or ''}\n{article.body}"


def entries(pattern: str) -> str:
    return "".join(pattern.format(name, comment) for name, comment in zip(NAMES, COMMENTS, strict=True))


@pytest.mark.parametrize(
    "heading",
    ["<div>Kommentare (3)</div>", "<h3>3 komentarze</h3>", "<h2>Commentaires (3)</h2>", "<p>Bạn đọc bình luận (3)</p>"],
)
@pytest.mark.parametrize(
    "pattern",
    [
        "<div><div>{}</div><div>{}</div></div>",
        "<div><h5>{}</h5>{}</div>",
        "<article><header>{}</header><p>{}</p></article>",
        "<div><div>{}</div><div>{}</div>" + BUTTONS + "</div>",
    ],
)
def test_comments_below_names_of_their_own_are_left_out(heading: str, pattern: str) -> None:
    read = body(f"<div>{heading}{entries(pattern)}</div>")
    assert all(paragraph in read for paragraph in TEXT)
    assert not any(comment in read for comment in COMMENTS)


@pytest.mark.parametrize("heading", ["<h2>Stimmen aus dem Dorf</h2>", "<h2>3 Kommentare</h2>", "<h2>Kommentare</h2>"])
def test_statements_below_names_within_the_element_of_the_text_stay(heading: str) -> None:
    read = body("", heading + entries("<h4>{}</h4><p>{}</p>"))
    assert all(comment in read for comment in COMMENTS)


def test_statements_below_names_stay_beside_the_text_without_a_heading_of_comments() -> None:
    read = body(f"<div><h2>Drei Nachbarn erzählen</h2>{entries('<h4>{}</h4><p>{}</p>')}</div>")
    assert all(comment in read for comment in COMMENTS)


def test_chapters_below_a_counter_of_comments_above_the_text_stay() -> None:
    chapters = entries("<h3>{}</h3><p>{}</p>")
    page = f"<div><h1>Dorfbäckerei backt wieder</h1><p>3 Kommentare</p><div>{chapters}</div></div>"
    article = extract(f"<html><body>{page}</body></html>", "https://example.de/baecker-104233.html")
    assert all(comment in f"{article.lead or ''}{article.body}" for comment in COMMENTS)


def test_chapters_below_a_lead_and_a_counter_of_comments_stay() -> None:
    chapters = entries("<h3>{}</h3><p>{}</p>")
    page = f"<div><h1>Dorfbäckerei backt wieder</h1><p>{TEXT[0]}</p><p>3 Kommentare</p><div>{chapters}</div></div>"
    article = extract(f"<html><body>{page}</body></html>", "https://example.de/baecker-104233.html")
    assert all(comment in f"{article.lead or ''}{article.body}" for comment in COMMENTS)


LONG = "".join(
    f"<p>{line}</p>"
    for line in (
        *TEXT,
        "Gebacken wird im Steinofen, den ein Ofensetzer aus dem Nachbardorf in vier Wochen neu gemauert hat.",
        "Verkauft wird vorerst nur am Dienstag und am Samstag, weil die Meisterin noch keinen Gesellen gefunden hat.",
    )
)


def body_of_box(below: str) -> str:
    html = f"<html><body><div><div><h1>Dorfbäckerei backt wieder</h1><div>{LONG}</div></div>{below}</div></body></html>"
    article = extract(html, "https://example.de/baecker-104233.html")
    return f"{article.lead or ''}\n{article.body}"


@pytest.mark.parametrize("word", ["Kommentare", "Comments", "Bình luận", "Commentaires"])
def test_comments_without_names_beside_the_box_of_the_article_are_left_out(word: str) -> None:
    entries_of_list = "".join(f"<li><p>{comment} {comment}</p></li>" for comment in COMMENTS)
    read = body_of_box(f"<section><h2>{word}</h2><ol>{entries_of_list}</ol></section>")
    assert all(paragraph in read for paragraph in TEXT)
    assert not any(comment in read for comment in COMMENTS)


@pytest.mark.parametrize("word", ["Kommentare", "Bình luận"])
def test_paragraphs_below_the_word_for_comments_stay_if_they_are_no_entries(word: str) -> None:
    paragraphs = "".join(f"<p>{comment} {comment}</p>" for comment in COMMENTS)
    read = body_of_box(f"<section><h2>{word}</h2>{paragraphs}</section>")
    assert all(comment in read for comment in COMMENTS)


def test_a_list_below_the_word_for_comments_in_the_box_of_the_text_stays() -> None:
    entries_of_list = "".join(f"<li>{comment}</li>" for comment in COMMENTS)
    read = body("", f"<section><h2>Kommentare</h2><ul>{entries_of_list}</ul></section>")
    assert all(comment in read for comment in COMMENTS)
