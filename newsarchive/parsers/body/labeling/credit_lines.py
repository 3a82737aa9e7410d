"""Recognize credit lines among the blocks: who wrote the article, above it, below it or below a linked card."""

from __future__ import annotations

import re
from collections.abc import Iterable

from newsarchive.parsers.body.labels import Verdict
from newsarchive.parsers.body.table import TextBlock
from newsarchive.parsers.bylines.cjk import is_cjk, is_full_cjk_name
from newsarchive.parsers.bylines.parser import is_byline, is_only_names, parse_byline
from newsarchive.parsers.html.page_regions import names_comment
from newsarchive.parsers.html.tree import class_and_id, text_of
from newsarchive.parsers.lengths import LONGEST_CREDIT_LINE, LONGEST_NAME

_LONGEST_OF_OFFICE = 120  # characters; a name and an office below it
# Offices whose names stand below a writer's name.
_OFFICE = re.compile(
    r"(?:(?:đoàn|văn phòng) luật sư|công ty luật|hội luật gia|(?:trường )?đại học|học viện|(?:bệnh )?viện|sở|khoa)\s",
    re.I,
)
_LABEL_END = re.compile("[:：】]")
# "…，知道从前的人怎么过河。（记者 缪春燕）", "… 보여 줄 계획이다. 맹소라 기자": reports in Chinese, Japanese and
# Korean end in a credit, in brackets or behind the last sentence.
_SIGNED_PROSE = re.compile(
    r"(?P<prose>.*(?:[。！？，][^。！？，]*|[가-힣][.!?]\s?))(?P<credit>[（(【\[〔][^（）()【】\[\]〔〕]{2,40}[）)】\]〕])"
    r"|(?P<sentences>.*(?:[。！？][”」』]?|[가-힣][.!?]))\s?/?(?P<behind>[^。！？]{2,40})",
    re.S,
)
# "김민수 기자 = 배는 하루 열 번 오간다.": the endings of Korean sentences
_KOREAN_SENTENCE = re.compile(r"[다요까죠][.!?][\"”’']?$")
_SHORTEST_PROSE = 15  # characters; a sentence in Chinese; an outlet or a label before a name is shorter
_END_OF_PROSE = 200  # characters; a credit and the sentence before it
_LABEL_SIGNS = frozenset("＝=")  # between a role and a name
_CLOSING_BRACKETS = frozenset("）)】]〕")  # the credits before the last one are in the brackets too
_EMAIL = re.compile(r"\s?\S+@\S+$")
CREDIT = Verdict("byline", "block.credit", "a credit line: who wrote the article")
_CREDIT_OF_CARD = Verdict(
    "related list",
    "block.card-credit",
    "a credit line below a linked headline, as below others: who wrote that article",
)


def is_credit(block: TextBlock, language: str | None = None) -> bool:
    """Return whether *block* is a credit line; *language* is the page's (BCP 47)."""
    if block.kind != "paragraph" or block.cell:
        return False
    if names_comment(class_and_id(block.node)):
        return False  # "Lý Văn Tám 25/11/2026 10:00" above what a reader says
    text = _line_of(block)
    if block.box.tag == "dd" and (term := block.node.getprevious()) is not None:
        text = f"{text_of(term)}: {text}"  # a term says what a name is: the place of the ferry, or the author
    return _names_author(text, language)


def _names_author(text: str, language: str | None) -> bool:
    if len(text) <= LONGEST_CREDIT_LINE and is_cjk(text):
        if _signed_prose(text, language) is not None or _KOREAN_SENTENCE.search(text) is not None:
            return False
        found = parse_byline(text, language=language or "zh") if is_byline(text, language=language or "zh") else None
        names = found.authors if found is not None else []
        return bool(names) and all(is_full_cjk_name(name, language) for name in names)
    return is_byline(text) and not is_only_names(text, language=language)


def credit_behind(block: TextBlock, language: str | None) -> str | None:
    """Return the credit at the end of *block*, a paragraph in Chinese, Japanese or Korean; ``None`` without one."""
    if block.kind != "paragraph" or block.cell or not is_cjk(block.text):
        return None
    credit = _signed_prose(block.text, language)
    return credit if credit is not None and _names_author(credit, language) else None


def _signed_prose(text: str, language: str | None) -> str | None:
    """Return what may be the credit at the end of *text* if a sentence is before it, else ``None``.

    Further credits are no sentence: "本报记者 王小明，通讯员 张三丰（发自北京）", "文＝川辺花子。構成＝佐藤一郎".
    """
    found = _SIGNED_PROSE.fullmatch(text[-_END_OF_PROSE:])
    prose = (found["prose"] or found["sentences"]) if found is not None else ""
    if found is None or len(prose) < _SHORTEST_PROSE or is_byline(prose, language=language or "zh"):
        return None
    if not _LABEL_SIGNS.isdisjoint(prose) or (found["behind"] or "").rstrip()[-1:] in _CLOSING_BRACKETS:
        return None
    return _EMAIL.sub("", found["credit"] or found["behind"])


def _may_sign(block: TextBlock) -> bool:
    return block.kind in ("paragraph", "heading") and not block.cell


def is_signed(block: TextBlock, language: str | None) -> bool:
    """Return whether *block* is a credit line aligned to the right, which may have the markup of a heading."""
    return block.align == "right" and _may_sign(block) and _names_author(_line_of(block), language)


def is_name_line(block: TextBlock, language: str | None) -> bool:
    """Return whether *block* is a credit line, which may be set in bold like a heading."""
    return len(block.text) <= LONGEST_NAME and _may_sign(block) and _names_author(_line_of(block), language)


def is_item_of_signature(block: TextBlock, language: str | None) -> bool:
    """Return whether *block* is a credit line in bold, the only item of its list, as in the editors of the 2000s."""
    if block.kind != "list_item" or not block.is_bold or len(block.text) > LONGEST_NAME:
        return False
    around = next(block.node.iterancestors("ul", "ol"), None)
    if around is None or len(around) != 1:
        return False
    return _names_author(block.text, language)


def _line_of(block: TextBlock) -> str:
    """Return the text of *block*; an office below the name is set off: "Lam Giang – Đoàn Luật sư tỉnh Sông Lạng"."""
    if block.lines != 2 or len(block.text) > _LONGEST_OF_OFFICE or is_byline(block.text):
        return block.text
    name, office = block.in_lines()
    return f"{name} – {office}" if _OFFICE.match(office) else block.text


def credit_of(block: TextBlock) -> str:
    """Return the text of a credit line; names on lines of their own are separated: "Lam Giang<br>Minh Tú"."""
    if block.lines == 1:
        return block.text
    if (line := _line_of(block)) != block.text:
        return line
    lines = [line for line in block.in_lines() if line]
    if len(lines) > 1 and all(" " in line and not _LABEL_END.search(line) and is_byline(line) for line in lines):
        return ", ".join(lines)
    return block.text


def label_credits_of_cards(region: Iterable[TextBlock], language: str | None) -> None:
    """Label the credit lines below linked headings: in a list of other articles, each names its own author.

    A single one may sign the article itself, below a pointer to another one.
    """
    credits: list[TextBlock] = []
    is_below = False
    for block in region:
        if block.kind == "heading":
            is_below = block.label == "related list" and block.linked > 0
        elif not block.label and block.picture is None:
            if is_below and is_credit(block, language):
                credits.append(block)
            is_below = False
    if len(credits) > 1:
        for block in credits:
            block.mark(_CREDIT_OF_CARD)
