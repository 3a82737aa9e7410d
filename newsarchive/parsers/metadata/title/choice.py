"""Choose the headline among the declared titles and the displayed headings."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice

from newsarchive.parsers.evidence import Source
from newsarchive.parsers.html.tree import Node, text_of
from newsarchive.parsers.lengths import WORDS_OF_HEADLINE
from newsarchive.parsers.metadata.title.comparison import (
    SIGNS,
    TitleCandidate,
    is_of_address,
    likeness,
    may_be_headline,
    separators_in,
    words_of,
)
from newsarchive.parsers.text import folded

_DECLARED = (Source.PUBLISHER_SELECTOR, Source.JSON_LD, Source.MICRODATA, Source.META)
_SUBTITLE_CLASS = re.compile(r"sub-?(?:title|head|line)|unterzeile|sapo|standfirst|sous-?titre|\bdec?k\b")


def choose(
    declared: list[TitleCandidate],
    displayed: list[TitleCandidate],
    everything: list[TitleCandidate],
    *,
    news: bool,
    address: str,
) -> TitleCandidate | None:
    """Choose the headline; *declared* are the declared titles, best first, without site and section.

    *news*: the page declares a news article; *address* is its URL.
    """
    if not declared:
        return displayed[0] if len(displayed) == 1 else None
    if declared[0].source is Source.PUBLISHER_SELECTOR:
        return declared[0]
    if (bare := _without_kicker(declared, displayed) or _without_badge(declared, displayed)) is not None:
        return bare
    if _is_json_ld_headline(declared[0]) and _is_subhead(declared[0], everything, displayed, declared):
        return _in_usual_spelling(declared[0], declared)
    if (shared := _displayed_below(declared, displayed, everything)) is not None:
        return shared
    keys = [folded(candidate.value) for candidate in declared]
    for candidate in (*displayed, *(heading for heading in everything if heading.name == "h2")):
        if (key := folded(candidate.value)) and key in keys:
            # The words are the same: the declared title has the spaces that a heading of several lines lacks.
            return _in_usual_spelling(candidate, declared)
    if not displayed:
        # Without a heading to compare, prefer the title for sharing: it is written for readers, the others for search
        # engines.
        return next((candidate for candidate in declared if _is_for_sharing(candidate)), declared[0])
    near = max(displayed, key=lambda candidate: likeness(candidate, declared))
    if (
        len(displayed) == 1
        and may_be_headline(near.value)
        and not likeness(near, declared)
        and not is_of_address(declared[0].value, near.value, address)
    ):
        return near  # a slogan that the site declares for every page
    if (news and keys.count(keys[0]) > 1) or likeness(near, declared) < (0.25 if len(displayed) == 1 else 0.5):
        return declared[0]
    return near


def _without_kicker(declared: list[TitleCandidate], displayed: list[TitleCandidate]) -> TitleCandidate | None:
    """Return the declared title if a displayed heading consists of a kicker ("Opinion | …") and that title."""
    for candidate in declared:
        key = folded(candidate.value)
        for heading in displayed:
            whole = folded(heading.value)
            if candidate.source in _DECLARED and whole != key and whole.endswith(key) and 2 * len(key) > len(whole):
                if any(_is_json_ld_headline(other) and folded(other.value) == whole for other in declared):
                    continue  # the kicker belongs to the headline
                return candidate
    return None


def _without_badge(declared: list[TitleCandidate], displayed: list[TitleCandidate]) -> TitleCandidate | None:
    """Return the declared title if a heading displays it next to an element with a badge, a date or a subtitle.

    A subtitle follows a whole headline and may be longer: Bootstrap writes "<h1>Headline <small>subtitle</small></h1>".
    In another element, the longer part is the end of a headline that the declared title cuts off.
    """
    for heading in displayed:
        whole = folded(heading.value)
        for candidate in (part for title in declared for part in _beginnings(title)):
            key = folded(candidate.value)
            if not key or key == whole or heading.element is None:
                continue
            is_headline = whole.startswith(key) and len(words_of(candidate.value)) >= WORDS_OF_HEADLINE
            is_longer = 2 * len(key) <= len(whole)
            if is_longer and not is_headline:
                continue
            remainder = whole.removeprefix(key) if whole.startswith(key) else whole.removesuffix(key)
            if remainder != whole and any(
                folded(text_of(part)) == remainder and (not is_longer or _is_subtitle(part))
                for part in islice(heading.element.iter("*"), 1, 20)
            ):
                return candidate
    return None


def _is_subtitle(part: Node) -> bool:
    return part.tag == "small" or _SUBTITLE_CLASS.search((part.get("class") or "").lower()) is not None


def _beginnings(candidate: TitleCandidate) -> list[TitleCandidate]:
    """Return *candidate*, and the text before each of its separators: the remainder may be an unknown site's name."""
    text: str = candidate.value
    separators = () if SIGNS.isdisjoint(text) else separators_in(text)[-3:]
    return [candidate, *(replace(candidate, value=text[: sign.start()]) for sign in separators[::-1] if sign.start())]


def _is_subhead(
    best: TitleCandidate,
    everything: list[TitleCandidate],
    displayed: list[TitleCandidate],
    declared: list[TitleCandidate],
) -> bool:
    """Return whether the page displays *best* as an h2 that is its headline."""
    same = {
        candidate.value
        for candidate in everything
        if candidate.name == "h2" and folded(candidate.value) == folded(best.value)
    }
    if not same or best.value in same:
        return bool(same)
    # "Kicker" and "Headline" in separate elements, declared as "Kicker: Headline": the h1 may be the headline itself.
    shared = {folded(candidate.value) for candidate in declared if _is_for_sharing(candidate)}
    return not any(folded(candidate.value) in shared for candidate in displayed)


def _displayed_below(
    declared: list[TitleCandidate], displayed: list[TitleCandidate], everything: list[TitleCandidate]
) -> TitleCandidate | None:
    """Return the title for sharing if the page displays it as an h2 and a search-engine title as its h1."""
    shared = next((candidate for candidate in declared if _is_for_sharing(candidate)), None)
    if shared is None or len(words_of(shared.value)) < WORDS_OF_HEADLINE:
        return None
    key = folded(shared.value)
    if any(key in folded(candidate.value) or folded(candidate.value) in key for candidate in displayed):
        return None
    below = [folded(candidate.value) for candidate in everything if candidate.name == "h2"][:2]
    return shared if any(title.endswith(key) and 2 * len(key) > len(title) for title in below) else None


def _in_usual_spelling(candidate: TitleCandidate, declared: list[TitleCandidate]) -> TitleCandidate:
    """Return *candidate* with the spaces, punctuation and case of most of *declared*; in a tie, of the shared title.

    Titles in all capitals are a style of the page's template and ignored, unless *candidate* is in all capitals.
    """
    same = [other for other in declared if folded(other.value) == folded(candidate.value)]
    if not candidate.value.isupper():
        same = [other for other in same if not other.value.isupper()] or [candidate]
    values = [other.value for other in same]
    best = max(same, key=lambda other: (values.count(other.value), _is_for_sharing(other)))
    return candidate if best.value == candidate.value else replace(candidate, value=best.value)


def _is_for_sharing(candidate: TitleCandidate) -> bool:
    return candidate.name == "og:title" and candidate.source is Source.META


def _is_json_ld_headline(candidate: TitleCandidate) -> bool:
    return candidate.name == "headline" and candidate.source is Source.JSON_LD
