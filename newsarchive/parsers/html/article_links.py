"""Links to other articles: which links can lead to one, and which texts can be a headline."""

from __future__ import annotations

import re

from newsarchive.parsers.html.tree import Node
from newsarchive.parsers.text import has_length

_PERSON = (
    r"auth?or(?:en|i)?|auteur|autorin(?:nen)?|tac-gia|profile?|people|person|by|byline|user|staff|team|writer|journalist"
    r"|reporter|columnist|contributor|redakteur|firma|bai-viet-cua|nha-bao"
)
_LIST = r"tag|label|topic|chu-de|category|chuyen-muc|section|archive|search|page"
# Addresses of a part of the page, a message, a script, a person, a list: "/tac-gia/ann-reed", "/search/ferry".
_NO_ARTICLE = re.compile(rf"^\s*(?:#|$|mailto:|tel:|javascript:)|/(?:{_PERSON}|{_LIST})s?[/=]", re.IGNORECASE)
_REL_OF_NO_ARTICLE = re.compile(r"\b(?:author|tag|category)\b")
_FEWEST_WORDS, _FEWEST_LETTERS = 5, 20


def may_lead_to_article(link: Node) -> bool:
    """Return whether the <a> *link* may lead to an article, of any host: not to a person, a list or a message."""
    if _NO_ARTICLE.search(link.get("href") or "") is not None:
        return False
    return _REL_OF_NO_ARTICLE.search(link.get("rel") or "") is None


def is_headline(text: str) -> bool:
    """Return whether *text* has the length of a headline: at least five words and 20 letters.

    Names, sections and buttons are shorter: "Ann Reed", "Chính trị - Xã hội", "Read more". Chinese, Japanese and Thai
    have no spaces between words; of Chinese or Japanese, seven characters are enough.
    """
    if not has_length(text, _FEWEST_LETTERS):
        return False
    return text.count(" ") + 1 >= _FEWEST_WORDS or (not text.isascii() and " " not in text)
