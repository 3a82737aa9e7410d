"""Links to other articles: which links can lead to one, and which texts can be a headline."""

from __future__ import annotations

import re

from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.tree import Node
from newsarchive.parsers.lengths import WORDS_OF_HEADLINE
from newsarchive.parsers.lexicons.body import PEOPLE_FOLDERS
from newsarchive.parsers.text import has_length

_PERSON = rf"{PEOPLE_FOLDERS}|firma"
_LIST = r"tag|label|topic|chu-de|category|chuyen-muc|section|archive|search|page"
# Addresses of a part of the page, a message, a script, a person, a list: "/tac-gia/ann-reed", "/search/ferry".
_NO_ARTICLE = re.compile(rf"^\s*(?:#|$|mailto:|tel:|javascript:)|/(?:{_PERSON}|{_LIST})s?[/=]", re.IGNORECASE)
_REL_OF_NO_ARTICLE = re.compile(r"\b(?:author|tag|category)\b")
# "/news/ferry?share=facebook" is the page of "/news/ferry".
_is_share = re.compile(r"[?&](?:share|replytocom|print|amp)\b").search
_FEWEST_DATED_WORDS = 3  # words beside a date; sections and buttons have none
_FEWEST_LETTERS = 20  # characters; "A to Z of the day" is a menu item of five words


def may_lead_to_article(link: Node) -> bool:
    """Return whether the <a> *link* may lead to an article, of any host: not to a person, a list or a message."""
    if _NO_ARTICLE.search(link.get("href") or "") is not None:
        return False
    return _REL_OF_NO_ARTICLE.search(link.get("rel") or "") is None


def other_article(document: Document, link: Node) -> str | None:
    """Return the URL of the other page that *link* on the page *document* leads to, if it may be an article's."""
    if not may_lead_to_article(link):
        return None
    url = document.absolute(link.get("href") or "").partition("#")[0]
    return None if url == document.url or _is_share(url) else url


def is_headline(text: str, *, is_dated: bool = False) -> bool:
    """Return whether *text* has the length of a headline: at least five words and 20 letters.

    Names, sections and buttons are shorter: "Ann Reed", "Chính trị - Xã hội", "Read more". In a list whose links have
    dates (*is_dated*), three words are enough: "Ferry fares rise". Chinese, Japanese and Thai have no spaces between
    words; of Chinese or Japanese, seven characters are enough.
    """
    words = text.count(" ") + 1
    if is_dated and words >= _FEWEST_DATED_WORDS:
        return True
    return has_length(text, _FEWEST_LETTERS) and (words >= WORDS_OF_HEADLINE or (not text.isascii() and words == 1))
