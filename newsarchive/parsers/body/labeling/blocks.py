"""Label the blocks of the article's region: text, caption, credit, navigation and so on."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Sequence

from newsarchive.parsers.body.labeling.above_text import (
    LEAD,
    TITLE,
    label_above_text,
    label_date_above,
    label_lead_again,
    label_title,
)
from newsarchive.parsers.body.labeling.below_text import introduced_author, label_below_text
from newsarchive.parsers.body.labeling.boilerplate import LINKED, boilerplate_verdict, label_picture_credits
from newsarchive.parsers.body.labeling.captions import is_photo_story, label_captions
from newsarchive.parsers.body.labeling.credit_lines import label_credits_of_cards
from newsarchive.parsers.body.labeling.findings import Findings, unlabeled
from newsarchive.parsers.body.labeling.linked_lines import is_named_above, lines_of_text
from newsarchive.parsers.body.labeling.reader_comments import label_comments
from newsarchive.parsers.body.labeling.repeats import label_repeats
from newsarchive.parsers.body.labels import Verdict
from newsarchive.parsers.body.lists.linked_lists import (
    CONTENTS,
    find_linked_lists,
    is_in_list_of_text,
    linked_chapters,
    list_of,
    unfolds_text,
)
from newsarchive.parsers.body.lists.list_headings import label_list_headings
from newsarchive.parsers.body.lists.related_lists import label_lists
from newsarchive.parsers.body.lists.site_links import leads_within_page
from newsarchive.parsers.body.table import TextBlock
from newsarchive.parsers.body.wall_notices import is_badge, label_wall, links_to_other_article, offers_something_else

_STORY = Verdict("text", "block.photo-story", "in a photo story the captions are the text")
_HEADLINE = Verdict(
    "related list",
    "block.headline",
    "a line among the paragraphs that is nothing but a link: points to another article",
)


def label_blocks(
    blocks: Sequence[TextBlock],
    title: str,
    lead: Sequence[str],
    site: str,
    language: str | None = None,
    writers: Collection[str] = (),
) -> Findings:
    """Label the unlabeled blocks among *blocks*, the article's region, and return the result.

    *title* and *lead* are already displayed above the text; *site* is the name of the page's site, from `name_of_site`,
    and *language* the page's (BCP 47); *writers* are the authors that the page declares in metadata.
    """
    found = Findings()
    above = {text: verdict for verdict, texts in ((TITLE, [title]), (LEAD, lead)) for text in texts if text}
    open_blocks = label_title([block for block in blocks if not block.label], title)
    label_lead_again(open_blocks, lead)
    open_blocks = [block for block in open_blocks if not block.label]
    captions = label_captions(open_blocks, found)
    text = unlabeled(open_blocks)
    _forget_unfolding_links(text)
    chapters = linked_chapters(text, site)
    _label_boilerplate(text, above, site, chapters)
    label_picture_credits(blocks)
    label_date_above(text)
    if is_photo_story(unlabeled(text), captions):
        _return_captions(captions, above, site)
    text = unlabeled(open_blocks)
    label_comments(text)
    label_repeats(unlabeled(text))
    label_lists(unlabeled(text), blocks, site)
    label_list_headings(blocks)
    label_credits_of_cards(blocks, language)
    text = unlabeled(text)
    label_wall(blocks, site)
    text = unlabeled(text)
    introduced = {block: name for block in text if (name := introduced_author(block, writers, site))}
    end = label_below_text(text, blocks, found, language, introduced)
    label_above_text(text[:end], found, language, chapters)
    found.text = unlabeled(text)
    found.walled = _is_walled(blocks)
    return found


def _forget_unfolding_links(text: Iterable[TextBlock]) -> None:
    """Count no link in a line whose link unfolds a part of the text, as the question above its answer."""
    for block in text:
        if 2 * block.linked > block.size and unfolds_text(block):
            block.linked = block.links = 0


def _label_boilerplate(
    text: list[TextBlock], above: dict[str, Verdict], site: str, chapters: Collection[TextBlock]
) -> None:
    """Label the lines of *text* that are boilerplate by themselves or as a list of links.

    A line that is nothing but a link stays if it heads one of the *chapters*, stands in a list of the text, names what
    is no article, or is named by the line above it; between paragraphs, it points to another article.
    """
    paragraphs = {block.home for block in text if block.sentence}
    linked_lists = find_linked_lists(text, site)
    own_lines = lines_of_text(text)
    after = dict(itertools.pairwise(text))
    before = {following: block for block, following in after.items()}
    for block in text:
        parent = list_of(block)
        verdict = linked_lists[parent] if parent in linked_lists else boilerplate_verdict(block, above, site)
        if verdict is LINKED and (block in chapters or is_in_list_of_text(block, site)):
            continue
        if verdict is LINKED and leads_within_page(block):
            verdict = None if block.kind == "heading" else CONTENTS
        if verdict is LINKED and block.home in paragraphs:
            is_own = block in own_lines or is_named_above(block, before.get(block), after.get(block))
            verdict = None if is_own else _HEADLINE
        if verdict is not None:
            block.mark(verdict)


def _return_captions(captions: Iterable[TextBlock], above: dict[str, Verdict], site: str) -> None:
    """Make the *captions* of a photo story text again, unless they are boilerplate."""
    for block in captions:
        verdict = boilerplate_verdict(block, above, site)
        block.mark(verdict or _STORY)
        if verdict is None:
            block.label = ""


def _is_walled(blocks: Sequence[TextBlock]) -> bool:
    """Return whether no sentence of the text follows a paywall notice."""
    homes = {block.home for block in blocks if block.sentence and not block.label}
    walls = [
        index
        for index, block in enumerate(blocks)
        if block.rule.startswith("wall.")
        and not offers_something_else(block.text)
        and (block.home in homes or not links_to_other_article(block.home))
        and not is_badge(block)
    ]
    return bool(walls) and not any(block.sentence and not block.label for block in blocks[walls[-1] :])
