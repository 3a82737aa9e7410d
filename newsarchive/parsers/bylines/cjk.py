"""Parse credit lines in Chinese, Japanese and Korean: ``记者 林晓江``, ``文・川辺花子``, ``김민수 기자``."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import cast

from newsarchive.article import Credit, Role

_LEXICON = tomllib.loads((Path(__file__).parents[1] / "lexicons" / "byline_cjk.toml").read_text("utf-8"))
LABELS: dict[str, Role] = {
    label: cast(Role, role) for role, text in _LEXICON["labels"].items() for label in text.split("\n") if label
}
_OUTLETS = frozenset(_LEXICON["outlets"]["names"].split())
_OUTLET_ENDINGS = tuple(_LEXICON["outlets"]["endings"].split())
_NOT_NAMES = re.compile("|".join(_LEXICON["not_names"]["parts"].split()))
_NOBODY = frozenset(_LEXICON["not_names"]["nobody"].split())
_OTHER_WORDS = frozenset(_LEXICON["not_names"]["words"].split())
_CHINESE_SURNAMES = frozenset(_LEXICON["surnames"]["chinese"].split())
_KOREAN_SURNAMES = frozenset(_LEXICON["surnames"]["korean"].split())

_HAN = "\u3400-\u9fff\u3005\u30f6"
_KANA = "\u3041-\u30ff"
_HANGUL = "\uac00-\ud7a3"
_CJK = re.compile(f"[{_HAN}{_KANA}{_HANGUL}]")
_ALL_HAN, _ALL_HANGUL = re.compile(f"[{_HAN}]+"), re.compile(f"[{_HANGUL}]+")
_labels = "|".join(sorted(map(re.escape, LABELS), key=len, reverse=True))
# A label before names: followed by a colon, punctuation or a space, or directly by the name ("记者林晓江").
_LABEL = re.compile(
    rf"(?:(?<=[\s|｜，,；;、。（(【\[〔/／·ㆍ社报報网網])|^)(?P<label>{_labels})(?P<sign>\s?[：:／/=＝・|｜]\s?|\s|(?=[{_HAN}]))"
)
# "【作者】林晓江": the label alone in brackets.
_BRACKETED_LABEL = re.compile(rf"[【\[（(〔](?P<label>{_labels})[】\]）)〕]\s?[：:]?\s?(?=[{_HAN}])")
# The job titles that a name follows without a space; "文", "图" and "编辑" are also the beginnings of other words.
_TITLES = ("记者", "記者", "通讯员", "通訊員", "特派员", "特派員")
# "观察者网专栏作者 王文", "南都见习记者 林子沛": behind a label, an outlet and a job title may precede the name.
_OUTLET_AND_TITLE = re.compile(rf"^[{_HAN}]{{2,10}}?(?:记者|記者|作者|通讯员|通訊員)\s?(?=[{_HAN}]{{2}})")
# A label after names: "김민수 기자", "川辺花子記者", "川辺花子 記者".
_LABEL_BEHIND = re.compile(
    rf"(?P<names>[{_HAN}{_KANA}{_HANGUL}·・,、\s]{{2,40}}?)\s?(?P<label>(?:선임|수석|전문|인턴|객원|시민)?\s?기자|특파원|논설위원|칼럼니스트|記者|特派員|记者)"
    rf"(?=$|[\s\])】）|@,.·a-z0-9])"
)
# "半月谈记者 史卫燕": in Chinese, an outlet stands before the word for its reporter.
_OUTLET_BEFORE = re.compile(rf"(?P<outlet>[{_HAN}]{{2,8}})(?=记者\s+[{_HAN}]{{2,4}}(?:\s|$))")
_CUT = re.compile(r"[、，,；;/／|｜&＆·・]|\s(?:和|与|與|と|및)\s")
_BRACKETS = str.maketrans(dict.fromkeys("【】[]（）()〔〕「」『』<>〈〉", " "))
_BRACKETED = re.compile(r"[【\[（(〔]([^【】\[\]（）()〔〕]{2,60})[】\]）)〕]")
# A Chinese or Korean name has two to four characters; a Japanese one up to seven, or two parts with a space between.
_NAME = re.compile(
    rf"[{_HAN}]{{2,4}}|[{_HANGUL}]{{2,4}}|(?=.*[{_HAN}{_KANA}])[{_HAN}{_KANA}]{{2,7}}|[{_HAN}{_KANA}]{{1,4}}\s[{_HAN}{_KANA}]{{1,5}}"
)
_JAPANESE = re.compile(rf"[{_HAN}{_KANA}]{{3,7}}|[{_HAN}{_KANA}]{{1,4}}\s[{_HAN}{_KANA}]{{1,5}}")
# Japanese words of other kinds: in katakana only, polite or with a verb ("お問い合わせ", "印刷する"), and prefectures.
_NOT_JAPANESE_NAMES = re.compile(
    rf"[\u30a1-\u30ff]+|[おご][{_HAN}].*|(?:もっと|すべて).*|.*を.*|.*(?:する|ます|見る|読む|戻る|県)"
)
_SHORT_NAME = re.compile(rf"[{_HAN}]{{2,3}}(?![{_HAN}])")
_REPORTS = re.compile(r"(?:\s?[综綜]合)?(?:报道|報導|報道|电|電|讯)$|\s[发發]自.{2,12}$")
_TAKES_PICTURES = re.compile(r"\s?[摄攝]影?$")
# Where a Taiwanese report was written: "記者王大明／台北報導", "記者黃麗芸台北5日電"; three characters are the name.
_PLACE_BEHIND = re.compile(rf"[／/]\s?(?:綜合|[{_HAN}]{{2,6}}?)(?:報導|报道|電|电)(?=[）)〕\]】\s]|$)")
_DATED = re.compile(
    rf"(?:(?<=记者)|(?<=記者))(?P<name>[{_HAN}]{{2,3}})(?P<place>[{_HAN}]{{2,4}})\d{{1,2}}日[专專]?[电電讯](?=[）)〕\]】\s]|$)"
)
_PLACE_BEFORE = re.compile(rf"^[{_HANGUL}]{{2,4}}=")
# A job title right behind a name: "글·사진 윤가람 기자". The first word of Korean systems is a field's name.
_JOB_BEHIND = re.compile(r"(?<=\S)\s?(?:기자|특파원|논설위원|記者|特派員|记者)$")
_FIELD_NAME = re.compile(r"^기자명\s+")
_OFFICES = ("部", "局", "院", "厅", "廳", "处", "處", "会", "會")
_LONGEST_LINE = 120  # characters; a list of ten names with their labels; a longer line is text
_LONGEST_OUTLET = 20  # characters; an agency with its city; more is a clause
_LONGEST_HAN = 5  # characters; of a Japanese name with a family name of three
_SOMEBODY = ("某", "某某")
_FULL_NAME = 4  # characters; a Japanese surname and given name have two each


def is_cjk(text: str) -> bool:
    """Return whether *text* is written mainly in Chinese, Japanese or Korean letters."""
    found = 0 if text.isascii() else len(_CJK.findall(text))
    return 0 < sum(map(str.isalpha, text)) < 2 * found


def is_cjk_person(name: str, language: str | None = None) -> bool:
    """Return whether *name*, which no label introduces, is a person's; *language* (BCP 47) is the page's.

    The first character of a Chinese or Korean name is one of a few hundred surnames, unlike that of a button ("关注",
    "打印本页"). Japanese surnames are too many for a list: on Japanese pages the form decides.
    """
    if name in _NOBODY or name in _OTHER_WORDS or _NOT_NAMES.search(name):
        return False
    if is_cjk_outlet(name) or name.endswith(_OFFICES) or _NOT_JAPANESE_NAMES.fullmatch(name):
        return False
    if _ALL_HANGUL.fullmatch(name):
        return 2 <= len(name) <= 4 and not _KOREAN_SURNAMES.isdisjoint((name[0], name[:2]))
    if _JAPANESE.fullmatch(name) and ((language or "").startswith("ja") or " " in name or not _ALL_HAN.fullmatch(name)):
        return True
    return _is_chinese_name(name)


def may_be_cjk_name(name: str) -> bool:
    """Return whether *name*, which the page declares or labels as a name, has the form of one; pen names have it."""
    return _NAME.fullmatch(name) is not None and name not in _NOBODY and _NOT_NAMES.search(name) is None


def is_full_cjk_name(name: str, language: str | None = None) -> bool:
    """Return whether *name*, which a label introduces where text may stand, has nothing of a phrase.

    Chinese and Korean names begin with a surname; on Japanese pages (*language*, BCP 47), a name has three to five
    Chinese characters and no particle. "글 쓰는 노인", "水沢さんは記者" and "文：今夜无风" are lines of a text.
    """
    if name in _NOBODY or name in _OTHER_WORDS or _NOT_NAMES.search(name) or name.endswith(_SOMEBODY):
        return False
    if _ALL_HANGUL.fullmatch(name):
        return len(name) > 2 and is_cjk_person(name)
    closed = name.replace(" ", "").replace("\u3000", "")
    if (language or "").startswith("ja"):
        return _ALL_HAN.fullmatch(closed) is not None and 3 <= len(closed) <= _LONGEST_HAN
    return _is_chinese_name(closed)


def _is_chinese_name(name: str) -> bool:
    """Return whether *name* is a surname and a given name of one or two characters."""
    if not _ALL_HAN.fullmatch(name):
        return False
    if name[:2] in _CHINESE_SURNAMES or (len(name) == 4 and {name[0], name[1]} <= _CHINESE_SURNAMES):
        return 3 <= len(name) <= 4
    return name[0] in _CHINESE_SURNAMES and 2 <= len(name) <= 3


def parse_cjk(displayed: str, *, hinted: bool, language: str | None = None) -> list[Credit] | None:
    """Parse a credit line in Chinese, Japanese or Korean; *hinted*: the line is in a byline position.

    *language* (BCP 47) is the page's. Return ``None`` if it is not a credit line, and an empty list if it is a credit
    line without recorded names.
    """
    line = _without_place(_FIELD_NAME.sub("", " ".join(displayed.split())))
    line = _BRACKETED_LABEL.sub(r"\g<label>：", line)
    if len(line) > _LONGEST_LINE or line.endswith(("。", "？", "！", "?", "!")):
        return None
    found = _Names(language)
    before = _OUTLET_BEFORE.match(line)
    if before and before[0] not in LABELS and f"{before[0]}记者" not in LABELS:
        found.add(before["outlet"], "source")
        line = line[before.end() :]
    behind = _labels_behind(line, language)
    labels = [label for label in _LABEL.finditer(line) if label["sign"] or label["label"].endswith(_TITLES)]
    if labels and not (behind and labels[0]["label"] == behind[0]["label"]):
        outlet = line[: labels[0].start()].strip(" |（(【[")
        if outlet in _OUTLETS:
            found.add(outlet, "source")
        for label, end in zip(labels, [*(label.start() for label in labels[1:]), len(line)], strict=True):
            names = line[label.end() : end].rstrip("（(【[〔")
            if not label["sign"] and not _SHORT_NAME.match(_REPORTS.sub("", _TAKES_PICTURES.sub("", names.strip()))):
                return None  # "记者从会上获悉"
            if "记" in label["label"]:  # Chinese names are one word: a space separates two
                names = "、".join(names.split())
            if not found.read(names, LABELS[label["label"]], labeled=bool(label["sign"].strip())):
                return None
        return found.credits
    for match in behind:
        found.read(match["names"], "author", labeled=False)
    if not found.credits and hinted and not line.endswith((":", "：")):
        bracket = _BRACKETED.fullmatch(line)
        found.read_bare(bracket[1] if bracket else line)
    return found.credits or None


def _without_place(line: str) -> str:
    """Return *line* without the place and date from which a Taiwanese report was sent."""
    dated = _DATED.search(line)
    if dated:
        size = 3 if len(dated["name"] + dated["place"]) > 4 else 2
        line = line[: dated.start() + size] + line[dated.end() :]
    return _PLACE_BEHIND.sub("", line)


def _labels_behind(line: str, language: str | None) -> list[re.Match[str]]:
    """Return the matches of names and the label after them in *line*."""
    text = _PLACE_BEFORE.sub("", line.translate(_BRACKETS).strip())
    return [
        match
        for match in _LABEL_BEHIND.finditer(text)
        if any(is_cjk_person(name.strip(), language) for piece in _CUT.split(match["names"]) for name in _words(piece))
    ]


def _words(piece: str) -> list[str]:
    """Return *piece* and, if it has several words, each of them."""
    words = piece.split()
    return [piece.strip(), *words] if len(words) > 1 else words


class _Names:
    """The names found in a credit line of a page in *language*, with their roles and without duplicates."""

    def __init__(self, language: str | None) -> None:
        self._language = language
        self._found: dict[tuple[str, Role], None] = {}

    @property
    def credits(self) -> list[Credit]:
        return [Credit(name=name, role=role) for name, role in self._found]

    def add(self, name: str, role: Role) -> None:
        self._found[name, role] = None

    def read(self, text: str, role: Role, *, labeled: bool) -> bool:
        """Add the names in *text* behind or before a label; return ``False`` if the text continues as a sentence.

        *labeled*: a sign such as a colon introduces the names, so that pen names count too.
        """
        text = _OUTLET_AND_TITLE.sub("", _REPORTS.sub("", " ".join(text.translate(_BRACKETS).split())))
        if _TAKES_PICTURES.search(text):
            text, role = _TAKES_PICTURES.sub("", text), "photographer"
        for piece in _CUT.split(text):
            piece = _JOB_BEHIND.sub("", piece.strip(" :：=＝"))
            if not piece or not _CJK.search(piece) or piece in _NOBODY:
                continue
            if role == "source" or is_cjk_outlet(piece):
                if len(piece) > _LONGEST_OUTLET:
                    return False
                self.add(piece.split(" ")[0], "source")
            elif not self._add_people(piece, role, labeled=labeled):
                return False
        return True

    def _add_people(self, piece: str, role: Role, *, labeled: bool) -> bool:
        words = _closed_up(piece).split()
        if len(words) > 1 and _NAME.fullmatch(piece) and not _are_names(piece) and self._is_name(piece, labeled):
            words = [piece]
        names = [word for word in words if self._is_name(word, labeled)]
        if not names or (labeled and len(names) < len(words)):
            return False
        # Behind a Korean name stands the reporter's beat: "고규홍 나무 칼럼니스트".
        for name in names[:1] if _ALL_HANGUL.fullmatch(names[0]) and not labeled else names:
            self.add(name, role)
        return True

    def _is_name(self, word: str, labeled: bool) -> bool:
        if labeled:
            return may_be_cjk_name(word)
        return is_cjk_person(word, self._language)

    def read_bare(self, text: str) -> None:
        """Add the names in *text* if it consists of persons, or of persons and outlets."""
        found: list[tuple[str, Role]] = []
        for piece in _CUT.split(_REPORTS.sub("", " ".join(text.translate(_BRACKETS).split()))):
            piece = _closed_up(_JOB_BEHIND.sub("", piece.strip(" :：=＝")))
            is_one = is_cjk_person(piece, self._language) and not _are_full_names(piece)
            for word in [piece] if is_one else piece.split():
                if not is_cjk_outlet(word) and not is_cjk_person(word, self._language):
                    return
                found.append((word, "source" if is_cjk_outlet(word) else "author"))
        if any(role == "author" for _, role in found):
            self._found.update(dict.fromkeys(found))


def _closed_up(piece: str) -> str:
    """Return *piece* without the space that spreads a name of two characters to the width of three: "张 艳"."""
    return piece.replace(" ", "") if all(len(word) == 1 for word in piece.split()) else piece


def is_cjk_outlet(name: str) -> bool:
    """Return whether *name* is known as an outlet's, or ends as such names do ("…报", "…新聞", "…뉴스")."""
    name = name.strip()
    return name in _OUTLETS or (len(name) > 2 and name.endswith(_OUTLET_ENDINGS))


def _are_full_names(piece: str) -> bool:
    """Return whether each word of *piece* is as long as a Japanese full name: "田中美咲 佐藤健一", not "田中 美咲"."""
    words = piece.split()
    return len(words) > 1 and all(len(word) >= _FULL_NAME and _ALL_HAN.fullmatch(word) for word in words)


def _are_names(piece: str) -> bool:
    """Return whether the two parts of *piece* are two Chinese names, not a Japanese family and given name."""
    parts = piece.split(" ")
    return len(parts) == 2 and all(map(_is_chinese_name, parts)) and any(len(part) > 2 for part in parts)
