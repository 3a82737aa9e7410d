"""Label captions: the lines of a page that belong to its images."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import islice

from newsarchive.parsers.body.class_names import traits_of
from newsarchive.parsers.body.data_tables import table_of
from newsarchive.parsers.body.labeling.credit_lines import CREDIT, credit_of, is_credit
from newsarchive.parsers.body.labeling.findings import Findings
from newsarchive.parsers.body.labels import Verdict
from newsarchive.parsers.body.lists.last_parts import path_up
from newsarchive.parsers.body.pictures.elements import is_icon
from newsarchive.parsers.body.table import TextBlock
from newsarchive.parsers.bylines.parser import is_byline
from newsarchive.parsers.html.tree import Node
from newsarchive.parsers.lengths import LITTLE_TEXT, LONGEST_CAPTION, LONGEST_SLIDE_NUMBER, SENTENCE, WORDS_OF_SENTENCE
from newsarchive.parsers.lexicons.body import CREDIT_BELOW_PICTURE, PICTURE_CREDIT, SLIDE_NUMBER, WRITERS
from newsarchive.parsers.text import FULL_STOPS, has_length

_FEWEST_CAPTIONS = 3  # captions; a page with as many and little other text is a photo story
_STORY_SHARE = 0.5  # of a photo story, other text is less than this share of the captions
_MOST_CAPTIONS = 3  # blocks below a picture; text, credit and a second language
_FEWEST_SLIDES = 3  # pictures; "1/2" is also a half of something
_FRAMES = 3  # levels; a <picture> or a link, its division and the slide
_LONGEST_CREDIT = 80  # characters at the end of a caption
_LONGEST_BUTTON = 20  # characters; "Phóng to", "Chia sẻ"
_DEEPEST_BUTTON = 4  # levels; the button, its row and the wrappers of the figure
# Brackets, and the Chinese words for "taken by" and "picture by".
_CREDIT_ENDS = frozenset(")]）摄攝图圖影")
_BEFORE_CREDIT = " ([（【|"
_PHOTO_AGENCIES = ("images", "shutterstock")
_PICTURE_LABEL = re.compile(r"(?:ảnh|photos?|fotos?|image|bild|фото|crédit photo|写真|图片|照片|사진)\s*[:：]", re.I)
_BEGINS_WITH_PICTURE = re.compile(r"(?:ảnh(?! hưởng)|photos?|photograph|pictures?|fotos?|bild|фото)\b", re.I)
_SOURCE = re.compile(r"\W*(?:theo|nguồn)(?: tin)?\b", re.I)
_LONGEST_NAMES_OF_OWNERS = 80  # characters; a longer text of this class is a sentence about rights
_CAPTION = Verdict("caption", "block.caption", "the words below a picture, by markup, style or credit")
_NUMBER = Verdict("widget", "block.slide-number", "which of the pictures this is, in the element of the picture: 1 / 9")


def label_captions(blocks: list[TextBlock], found: Findings) -> list[TextBlock]:
    """Label captions, assign each to its picture, and return the pictures that have one."""
    after_picture = 0
    marks = _caption_marks([block for block in blocks if block.picture is None])
    waiting: list[TextBlock] = []  # captions displayed above their picture
    captions: list[TextBlock] = []
    has_pictures = any(block.picture is not None for block in blocks)
    is_below_text = False
    credit: Node | None = None  # the definition list whose last term is the label of a picture's credit
    paragraphs = {block.home for block in blocks if block.sentence and not block.caption}
    slide = (0, 0)  # the last number of a gallery and the gallery's size
    for block in blocks:
        if block.box.tag == "dt":
            credit = block.node.getparent() if _PICTURE_LABEL.fullmatch(block.text) else None
        if credit is not None and block.box.tag in ("dt", "dd"):
            block.mark(_CAPTION)
        elif block.picture is not None:
            found.pictures.append((block, waiting))
            captions += waiting
            waiting = []
            # The icon of a quotation mark stands in the quotation; pixels that count readers stand anywhere.
            after_picture = after_picture if is_icon(block.picture) else _MOST_CAPTIONS
        elif found.pictures and (following := _slide_in(block, found.pictures[-1][0].node, slide, paragraphs)):
            slide = following
            block.mark(_NUMBER)
        elif block.caption and not after_picture and _is_signature(block):
            found.bylines.append(credit_of(block))
            block.mark(CREDIT)
        elif block.caption and not after_picture and (notice := _notice_of(block)) is not None:
            block.mark(notice)
        elif (
            block.caption
            or (
                _is_credited(block, below_picture=after_picture > 0)
                # a paragraph behind others that credits a picture which the page does not show
                and (has_pictures or not is_below_text or not _is_credited_prose(block))
            )
            or (
                after_picture
                and marks & _marks_of(block)
                and not (block.cell and table_of(block))
                and not (found.pictures and _is_behind_frame(block, *found.pictures[-1]))
            )
        ):
            if block.caption and not after_picture:
                waiting.append(block)
            elif found.pictures:
                found.pictures[-1][1].append(block)
                captions.append(block)
            after_picture = max(0, after_picture - 1)
            block.mark(_CAPTION)
        else:
            after_picture = 0
            is_below_text = is_below_text or block.sentence
            waiting = _given_to_last(waiting, found, captions)
    _given_to_last(waiting, found, captions)
    return captions


def _slide_in(
    block: TextBlock, picture: Node, last: tuple[int, int], paragraphs: Collection[Node | None]
) -> tuple[int, int] | None:
    """Return the numbers of *block*, "1 / 9", if they count the pictures of a gallery, in an element around *picture*.

    They begin at 1 or follow *last*: "4/5" beside the picture of a book is what a critic gives it, and "1/2" is a half.
    The elements of the *paragraphs* hold what the text counts.
    """
    if block.size > LONGEST_SLIDE_NUMBER or block.home is None or block.home in paragraphs:
        return None
    number = SLIDE_NUMBER.fullmatch(block.text)
    if number is None or not any(block.home is around for around in islice(picture.iterancestors(), _FRAMES)):
        return None
    slide, slides = int(number[1]), int(number[2])
    is_next = slide == 1 or (slide, slides) == (last[0] + 1, last[1])
    return (slide, slides) if is_next and slide <= slides >= _FEWEST_SLIDES else None


def _is_behind_frame(block: TextBlock, picture: TextBlock, captions: Sequence[TextBlock]) -> bool:
    """Return whether *block* is a sentence outside of the element that shows *picture* together with its *captions*.

    Whatever its style, it is text: a quotation or a stage direction in italics right below the picture. A sentence on
    the picture itself goes on with the caption: "Photo taken on the morning of the opening."
    """
    frame = picture.box.node
    if _BEGINS_WITH_PICTURE.match(block.text) is not None:
        return False
    if not captions or block.text[-1] not in FULL_STOPS or block.text.count(" ") + 1 < WORDS_OF_SENTENCE:
        return False
    return any(frame in path_up(caption.node) for caption in captions) and frame not in path_up(block.node)


def _given_to_last(waiting: list[TextBlock], found: Findings, captions: list[TextBlock]) -> list[TextBlock]:
    """Assign captions that no picture follows to the picture before them; return an empty list."""
    if found.pictures:
        found.pictures[-1][1].extend(waiting)
        captions += waiting
    return []


def _is_signature(block: TextBlock) -> bool:
    """Return whether *block*, in an element with a credit class and not below a picture, names authors or source."""
    return (WRITERS.match(block.text) or _SOURCE.match(block.text)) is not None and is_credit(block)


def _notice_of(block: TextBlock) -> Verdict | None:
    """Return the verdict on a sentence about rights: the class "copyright" names credits of pictures and notices."""
    verdict = traits_of(block.node).verdict if len(block.text) > _LONGEST_NAMES_OF_OWNERS else None
    return verdict if verdict is not None and verdict.label == "legal" else None


def _is_credited(block: TextBlock, *, below_picture: bool) -> bool:
    """Return whether *block* ends in a credit, as captions do, and is not a byline.

    *below_picture*: only a picture and its other captions precede the block; then the credit may be any source.
    """
    text = block.text
    if len(text) >= LITTLE_TEXT or block.align == "right" or not has_length(text, 16):
        return False
    tail = text[-_LONGEST_CREDIT:].lower()
    if (
        tail[-1] not in _CREDIT_ENDS
        and ":" not in tail
        and "|" not in tail
        and not tail.rstrip(".").endswith(_PHOTO_AGENCIES)
    ):
        return False
    names_source = PICTURE_CREDIT.search(tail) or (below_picture and CREDIT_BELOW_PICTURE.search(tail))
    return bool(names_source) and not is_byline(text)


def _is_credited_prose(block: TextBlock) -> bool:
    """Return whether a whole sentence precedes the credit in *block*: "The mill runs again. Photo: Ann Reed"."""
    tail = block.text[-_LONGEST_CREDIT:]
    credit = PICTURE_CREDIT.search(tail.lower())
    before = block.text[: len(block.text) - len(tail) + credit.start()] if credit is not None else ""
    return has_length(before, SENTENCE) and before.rstrip(_BEFORE_CREDIT)[-1:] in FULL_STOPS


def _caption_marks(blocks: list[TextBlock]) -> set[str]:
    """Return the styles that mark captions on this page: styles that little of its text shares."""
    texts = [block for block in blocks if block.sentence and not block.caption]
    marks: Counter[str] = Counter()
    for block in texts:
        for mark in _marks_of(block):
            marks[mark] += len(block.text)
    enough = 0.3 * sum(len(block.text) for block in texts)
    return {mark for mark in ("center", "slanted", "small") if marks[mark] <= enough}


def _marks_of(block: TextBlock) -> set[str]:
    """Return how the style of *block* differs from running text: centered, italic, small; empty for headings.

    A bold line is a heading, the name of an item or an emphasized sentence, also below a picture.
    """
    if block.kind == "heading" or len(block.text) > LONGEST_CAPTION or block.is_bold:
        return set()
    marks = {"center"} if block.align == "center" else set()
    if block.small >= 0.8 * block.size:
        marks.add("small")
    return marks | {"slanted"} if block.slanted >= 0.8 * block.size else marks


def is_photo_story(text: list[TextBlock], captions: list[TextBlock]) -> bool:
    """Return whether the page is a photo story, whose *captions* are its text."""
    size = sum(len(block.text) for block in captions)
    written = sum(len(block.text) for block in text if block.sentence)
    few = len(text) < _STORY_SHARE * len(captions)
    return len(captions) >= _FEWEST_CAPTIONS and few and written < _STORY_SHARE * size


def is_button_of_figure(block: TextBlock, captions: Sequence[TextBlock]) -> bool:
    """Return whether *block*, one of a picture's *captions*, is a button of its <figure>: "Phóng to", "Chia sẻ".

    It stands before the <figcaption> in an element that no class marks as caption.
    """
    if len(block.text) > _LONGEST_BUTTON or len(captions) < 2 or block is captions[-1] or _in_figcaption(block.node):
        return False
    has_own_class = traits_of(block.node).caption or PICTURE_CREDIT.search(block.text.lower()) is not None
    return (
        not has_own_class
        and _in_figcaption(captions[-1].node)
        and any(element.tag == "figure" for element in islice(block.node.iterancestors(), _DEEPEST_BUTTON))
    )


def _in_figcaption(node: Node) -> bool:
    return any(element.tag == "figcaption" for element in (node, *islice(node.iterancestors(), 3)))
