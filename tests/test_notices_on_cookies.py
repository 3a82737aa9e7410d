"""A notice on cookies is never the text of a page, even if the page displays nothing else."""

from __future__ import annotations

import json

import pytest

import newsarchive

URL = "https://pennercourier.example/news/footbridge-104233.html"
PARAGRAPHS = [
    "The narrow footbridge across the mouth of the harbour opened again on Monday, seven winters after a storm.",
    "Carpenters from three villages rebuilt the span in oak, because no firm would work from a boat in spring tides.",
    "About four hundred people crossed in the first hour, among them a class of children from the island school.",
]
NOTICES = {
    "vi": "Chúng tôi dùng cookie để cải thiện trải nghiệm của bạn. Xem chính sách quyền riêng tư.",
    "en": "We use cookies to improve your experience. By continuing you accept our privacy policy.",
    "de": "Wir verwenden Cookies, um Ihnen das beste Erlebnis zu bieten. Mehr in der Datenschutzerklärung.",
    "fr": "Nous utilisons des cookies pour améliorer votre expérience. Voir notre politique de confidentialité.",
    "ja": "当サイトではあなたの利便性向上のためにクッキーを使用しています。個人情報の取り扱いをご覧ください。",
}
BOXES = {
    "dialog": '<div id="banner" role="dialog"><p>{}</p><button>OK</button><button>No</button></div>',
    "one button": '<div class="cc-window"><p>{}</p><button>OK</button></div>',
    "a link as a button": '<div><p>{}</p><a href="#">OK</a></div>',
}


def _page(inside: str, notice: str) -> str:
    return (
        f"<html><head><title>The footbridge opens again</title></head><body>{notice}<main><article>"
        f"<h1>The footbridge opens again</h1><div>{inside}</div></article></main></body></html>"
    )


@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize("language", NOTICES)
def test_a_page_without_text_has_no_text_beside_the_notice(language: str, box: str) -> None:
    assert newsarchive.extract(_page("", BOXES[box].format(NOTICES[language])), url=URL).body == ""


@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize("language", NOTICES)
def test_the_text_in_a_page_s_state_is_found_beside_the_notice(language: str, box: str) -> None:
    state = json.dumps({"data": [{"article": {"body": "".join(f"<p>{text}</p>" for text in PARAGRAPHS)}}]})
    script = f"<script>window.__NUXT__={state}</script>"
    article = newsarchive.extract(_page(script, BOXES[box].format(NOTICES[language])), url=URL)
    assert [block.text for block in article.blocks] == PARAGRAPHS


@pytest.mark.parametrize("box", ["dialog", "one button"])
@pytest.mark.parametrize("language", NOTICES)
def test_one_short_paragraph_is_the_text_beside_a_longer_notice(language: str, box: str) -> None:
    line = "The bridge at the harbour is closed until Friday, the council said."
    assert newsarchive.extract(_page(f"<p>{line}</p>", BOXES[box].format(NOTICES[language])), url=URL).body == line


@pytest.mark.parametrize("button", ["<button>Share</button>", '<a href="#">Share</a>', ""])
def test_a_short_report_on_cookies_is_a_text(button: str) -> None:
    """The counter-example: the same words below the headline, and a report that does not speak to the reader."""
    report = (
        "Browsers will ask for consent before cookies are set, the data commissioner said on Monday. "
        "Publishers must change their privacy policy by spring."
    )
    page = _page(f"<p>{report}</p>{button}", "")
    assert newsarchive.extract(page, url=URL).body == report
    assert newsarchive.extract(page.replace("The footbridge opens", "Your cookies: we ask"), url=URL).body == report
