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

_HAN = "\u3400-\u9fff\u3005\u30f6"
_KANA = "\u3041-\u30ff"
_HANGUL = "\uac00-\ud7a3"
_CJK = re.compile(f"[{_HAN}{_KANA}{_HANGUL}]")
_labels = "|".join(sorted(map(re.escape, LABELS), key=len, reverse=True))
# A label before names: followed by a colon, punctuation or a space, or directly by the name ("记者林晓江").
_LABEL = re.compile(
    rf"(?:(?<=[\s|｜，,；;（(【\[/／])|^|(?<=社))(?P<label>{_labels})(?P<sign>\s?[：:／/=＝・]\s?|\s|(?=[{_HAN}]))"
)
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
_SHORT_NAME = re.compile(rf"[{_HAN}]{{2,3}}(?![{_HAN}])")
_REPORTS = re.compile(r"(?:报道|報導|報道|摄|攝|电|電|讯)$")
_PLACE_BEFORE = re.compile(rf"^[{_HANGUL}]{{2,4}}=")
# A job title right behind a name: "글·사진 윤가람 기자". The first word of Korean systems is a field's name.
_JOB_BEHIND = re.compile(r"(?<=\S)\s?(?:기자|특파원|논설위원|記者|特派員|记者)$")
_FIELD_NAME = re.compile(r"^기자명\s+")
_LONGEST = 120


def is_cjk(text: str) -> bool:
    """Return whether *text* is written mainly in Chinese, Japanese or Korean letters."""
    letters = [char for char in text if char.isalpha()]
    return bool(letters) and sum(_CJK.match(char) is not None for char in letters) * 2 > len(letters)


def parse_cjk(displayed: str, *, hinted: bool) -> list[Credit] | None:
    """Parse a credit line in Chinese, Japanese or Korean; *hinted*: the line is in a byline position.

    Return ``None`` if it is not a credit line, and an empty list if it is a credit line without recorded names.
    """
    line = _FIELD_NAME.sub("", " ".join(displayed.split()))
    if len(line) > _LONGEST or line.endswith(("。", "？", "！", "?", "!")):
        return None
    found: dict[tuple[str, Role], None] = {}
    before = _OUTLET_BEFORE.match(line)
    if before and before[0] not in LABELS and f"{before[0]}记者" not in LABELS:
        found[before["outlet"], "source"] = None
        line = line[before.end() :]
    behind = list(_LABEL_BEHIND.finditer(_PLACE_BEFORE.sub("", line.translate(_BRACKETS).strip())))
    labels = list(_LABEL.finditer(line))
    if labels and not (behind and labels[0]["label"] == behind[0]["label"] and not _is_outlet(behind[0]["names"])):
        outlet = line[: labels[0].start()].strip(" |（(【[")
        if outlet in _OUTLETS:
            found[outlet, "source"] = None
        for label, end in zip(labels, [*(label.start() for label in labels[1:]), len(line)], strict=True):
            names = line[label.end() : end]
            if not label["sign"] and not _SHORT_NAME.match(_REPORTS.sub("", names.strip())):  # "记者从会上获悉"
                return None
            if "记" in label["label"]:  # Chinese names are one word: a space separates two
                names = "、".join(names.split())
            if not _parse_names(names, LABELS[label["label"]], found):
                return None
        return [Credit(name=name, role=role) for name, role in found]
    for match in behind:
        _parse_names(match["names"], "author", found)
    if not found and hinted:
        bracket = _BRACKETED.fullmatch(line)
        _parse_names(bracket[1] if bracket else line, "author", found, labeled=False)
    return [Credit(name=name, role=role) for name, role in found] or None


def _parse_names(text: str, role: Role, found: dict[tuple[str, Role], None], *, labeled: bool = True) -> bool:
    """Parse the names in *text*; return ``False`` if the text continues as a sentence."""
    text = _REPORTS.sub("", " ".join(text.translate(_BRACKETS).split()))
    for piece in _CUT.split(text):
        piece = piece.strip(" :：=＝")
        piece = _JOB_BEHIND.sub("", piece) if labeled else piece
        if not piece or not _CJK.search(piece):
            continue
        if role == "source" or piece in _OUTLETS or (labeled and piece.endswith(_OUTLET_ENDINGS)):
            if len(piece) > 20:
                return False
            found[piece.split(" ")[0], "source"] = None
        elif _NOT_NAMES.search(piece):
            return False
        elif _NAME.fullmatch(piece) and not _are_names(piece):
            found[piece, role] = None
        else:
            names = [word for word in piece.split(" ") if _CJK.search(word)]
            if not names or not all(_NAME.fullmatch(name) for name in names):
                return False
            found.update({(name, role): None for name in names})
    return True


def _is_outlet(name: str) -> bool:
    return name.strip() in _OUTLETS or name.strip().endswith(_OUTLET_ENDINGS)


def _are_names(piece: str) -> bool:
    """Return whether the two parts of *piece* are two Chinese names, not a Japanese family and given name."""
    parts = piece.split(" ")
    return len(parts) == 2 and all(len(part) == 3 and not re.search(f"[{_KANA}]", part) for part in parts)
