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
