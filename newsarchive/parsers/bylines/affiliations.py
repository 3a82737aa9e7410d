"""What stands beside a writer's name and names nobody: where the writer sits, the post held, the house served."""

from __future__ import annotations

import re

from newsarchive.parsers.bylines.lexicon import PLACES, POSTS, TITLES
from newsarchive.parsers.bylines.outlets import is_institution, is_outlet, is_source, outlets_in

_PRESS_POSTS = (
    "pv ",
    "p/v ",
    "p.v ",
    "ctv ",
    "btv ",
    "phóng viên ",
    "biên tập viên ",
    "thông tín viên ",
    "đặc phái viên ",
    "cộng tác viên ",
)
STATIONED = re.compile(r"\s+(?:thường\s+trú|tại|ở)\s")
# Readers who write; a teacher or a director named with the post is spoken of.
_READERS = ("học sinh ", "sinh viên ", "du học sinh ", "nghiên cứu sinh ")
_SENT_TO = ("gửi ", "viết cho ", "viết riêng cho ", "viết từ ")
_OPEN_ASIDES = (
    *_PRESS_POSTS,
    *_SENT_TO,
    *_READERS,
    "bạn đọc ở ",
    "độc giả ở ",
    "từ ",
    "tại ",
    "ở ",
    "đến từ ",
    "quận ",
    "phường ",
    "tp ",
    "tp.",
    "q.",
    "theo lời ",
    "lời kể ",
)


def is_aside(text: str) -> bool:
    """Whether *text* is where a writer sits or belongs to: ``từ Paris``, ``Viện Hán Nôm``, ``PV tại Nga``."""
    folded = text.casefold()
    if folded.startswith(_OPEN_ASIDES):
        return len(folded.split()) <= 8 and not is_outlet(text)
    return folded in PLACES or (is_institution(text) and is_source(text) and not is_outlet(text))


def titled_post(text: str) -> bool:
    """Whether *text* opens like a post or a former post: ``nguyên Vụ trưởng …``."""
    return POSTS.words_opening(text) > 0


def is_title_alone(text: str) -> bool:
    """Whether *text* is a title and no more: ``nhà báo``, ``Chuyên gia tài chính``."""
    return TITLES.words_opening(text) == len(text.split())


def is_post_alone(text: str) -> bool:
    """Whether *text* is but a journalist's post: ``Phóng viên`` below a name is the name's, not another's."""
    return f"{text.casefold()} " in _PRESS_POSTS and len(text) > 5


def papers_served(post: str) -> list[str]:
    """Return the outlets in the *post* of a journalist: ``phóng viên TTXVN tại Pháp`` -> ``TTXVN``."""
    return outlets_in(post) if post.casefold().startswith(_PRESS_POSTS + _SENT_TO) else []
