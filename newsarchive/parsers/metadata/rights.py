"""Usage rights that a page declares for its text: a license, and whether AI training is allowed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlsplit

from newsarchive.article import TrainingStatement
from newsarchive.page import Page
from newsarchive.parsers.context import PageContext
from newsarchive.parsers.evidence import Candidate, Resolution, Source, most_trusted
from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.page_regions import is_aside
from newsarchive.parsers.html.tree import Node, text_of
from newsarchive.parsers.lengths import SENTENCE
from newsarchive.parsers.text import clean, has_length

_LICENSE_METAS = ("license", "dc.rights.license", "dcterms.license", "dc.license")
# The license of a picture is next to the picture; the license of software or a template is in the header or footer.
_OF_PICTURE = frozenset({"figure", "figcaption", "picture"})
_LONGEST = 300  # characters; a URL or a sentence; longer texts are terms of use
_MOST = 20  # statements; a bound for hostile pages
_COMMONS = re.compile(r"https?://(?:www\.)?creativecommons\.org/(?:licenses|publicdomain)/\w", re.I)
_LICENSE_WORD = re.compile(
    r"licen[cs]|licenz|lizenz|licença|licencj|licenci"
    r"|лиценз|ліценз|giấy phép|lisan[sz]|lisensi|许可|許可|ライセンス|라이선스",
    re.I,
)
_PICTURE_WORD = re.compile(
    r"\b(?:photos?|pictures?|images?|illustrations?|fotos?|bild(?:er)?|fotograf\w+|imagen|imagem|immagine|afbeelding"
    r"|ảnh|hình|zdjęci\w|фото\w*|icons?|videos?|music|maps?)\b|写真|图片|사진",
    re.I,
)
# "This article is republished under …" may also stand above the text.
_OWN_TEXT = re.compile(
    r"\b(?:(?:this|the) (?:article|text|story|post|piece|work|page)|republish|bài (?:viết|báo)"
    r"|(?:diese[rms]?|der) (?:text|artikel|beitrag)|(?:cet|l.)\s?article|(?:este|el) (?:artículo|texto)"
    r"|(?:este|o) (?:artigo|texto))"
    rf"|(?:{_LICENSE_WORD.pattern})\w*\s?:",
    re.I,
)
# Robots directives of the page: "noai" (DeviantArt, 2022, since used widely). "noimageai" applies to pictures only.
_ROBOTS_METAS = ("robots", "googlebot", "newsarchive")
_NO_AI = re.compile(r"(?:^|[\s,;:])noai(?=$|[\s,;])", re.I)
# TDM Reservation Protocol, W3C Community Group Final Report of 2024, sections 5.1 (header) and 5.3 (meta).
_TDM = {"1": False, "0": True}
# IETF AIPREF ("Content-Usage: train-ai=n") and Cloudflare's Content Signals ("Content-Signal: ai-train=no").
_USAGE_HEADERS = ("Content-Usage", "Content-Signal")
_USAGE = re.compile(r"(?:^|[\s,;])(?:train-ai|ai-train|train-genai)\s*=\s*(?P<answer>yes|no|y|n)\b", re.I)


def read_license(context: PageContext) -> Resolution[str]:
    """Extract the license of the text: its URL if given, else its wording, or ``None`` if no license is stated."""
    document, article = context.document, context.article
    declared = [(_license(document, value), Source.JSON_LD, "license") for value in article.values("license")[:_MOST]]
    for node in document.links.get("license", ())[:1]:
        declared.append((_license(document, node.get("href")), Source.LINK, "license"))
    declared += [(document.metas[name][0], Source.META, name) for name in document.metas.among(_LICENSE_METAS)]
    declared += [(url, Source.CLASS, "rel=license") for url in _linked(context)]
    usable = [
        Candidate(value=text, source=source, name=name) for text, source, name in declared if 1 < len(text) <= _LONGEST
    ]
    return Resolution(most_trusted(usable), usable)


def _license(document: Document, value: object) -> str:
    if isinstance(value, dict):
        value = value.get("url") or value.get("@id") or value.get("name")
    text = clean(value) if isinstance(value, str) else ""
    return document.absolute(text) if text.startswith("/") else text


def _linked(context: PageContext) -> Iterator[str]:
    """Yield the URL of the first <a rel=license> that does not belong to a picture or a sidebar.

    Without rel, a link to a license of Creative Commons counts if its block says that it is one.
    """
    document = context.document
    marked = [node for node, rel in document.related_links if "license" in rel]
    if b"creativecommons.org/" in document.utf8:
        commons = (node for node in document.by_tag.get("a", ()) if _COMMONS.match(node.get("href") or ""))
        marked += [node for node in islice(commons, _MOST) if _is_named_license(node)]
    for node in marked[:_MOST]:
        around = list(islice(node.iterancestors(), 6))
        is_pictures = not _OF_PICTURE.isdisjoint(box.tag for box in around) or any(map(_is_picture_card, around[:2]))
        if not is_pictures and not is_aside(node, context.heading):
            yield document.absolute(node.get("href") or "")
            return


def _is_named_license(link: Node) -> bool:
    block = link.getparent()
    if block is None:
        return False
    text = text_of(block)
    following = block.getnext()
    if block.tag == "p" and following is not None and following.tag == "p" and has_length(text_of(following), SENTENCE):
        # A sentence of the story names the license of something else: "The group publishes its data under …".
        return _OWN_TEXT.search(text) is not None
    return len(text) <= _LONGEST and _LICENSE_WORD.search(text) is not None and _PICTURE_WORD.search(text) is None


def _is_picture_card(box: Node) -> bool:
    """Return whether *box* holds a picture and little text: the license is the picture's."""
    pictures = [image for image in islice(box.iter("img"), _MOST) if not _is_license_button(image)]
    return bool(pictures) and len(text_of(box)) <= _LONGEST


def _is_license_button(image: Node) -> bool:
    link = image.getparent()
    return link is not None and link.tag == "a" and _COMMONS.match(link.get("href") or "") is not None


def read_ai_training(page: Page, document: Document) -> list[TrainingStatement]:
    """Return what *page*, its headers and its host's robots.txt declare about text and data mining, without repeats.

    That is: the robots directive noai, the TDM Reservation Protocol (W3C Community Group, 2024), the headers of IETF
    AIPREF and of Cloudflare's Content Signals, and rules in robots.txt for crawlers that collect training data.
    """
    found = [*_in_metas(document), *_in_headers(page)]
    found += [
        TrainingStatement(source="robots.txt", statement=f"{agent}: disallowed", allowed=False)
        for agent in page.refused_ai_crawlers
    ]
    return list(dict.fromkeys(found))[:_MOST]


def _in_metas(document: Document) -> Iterator[TrainingStatement]:
    for name in _ROBOTS_METAS:
        for text in document.metas.get(name, ())[:_MOST] if name in document.metas else ():
            if _NO_AI.search(text):
                yield TrainingStatement(source="page", statement=_shown(name, text), allowed=False)
    declared = document.meta("tdm-reservation")
    if declared in _TDM:
        policy = document.meta("tdm-policy")
        yield _reservation("page", declared, policy)


def _in_headers(page: Page) -> Iterator[TrainingStatement]:
    for key, value in page.headers:
        if key.casefold() == "x-robots-tag" and _NO_AI.search(value):
            yield TrainingStatement(
                source="header", statement=f"X-Robots-Tag: {clean(value)[:_LONGEST]}", allowed=False
            )
        for name in _USAGE_HEADERS:
            match = _USAGE.search(value) if key.casefold() == name.casefold() else None
            if match:
                allowed = match["answer"][0] in "yY"
                yield TrainingStatement(source="header", statement=_shown(name, value), allowed=allowed)
    declared = (page.header("TDM-Reservation") or "").strip()
    if declared in _TDM:
        yield _reservation("header", declared, page.header("TDM-Policy"))


def _shown(name: str, value: str) -> str:
    return f"{name}: {clean(value)[:_LONGEST]}"


def _reservation(source: str, declared: str, policy: str | None) -> TrainingStatement:
    address = f"; tdm-policy: {policy[:_LONGEST]}" if policy and urlsplit(policy).scheme in ("http", "https") else ""
    statement = f"tdm-reservation: {declared}{address}"
    return TrainingStatement(
        source="header" if source == "header" else "page", statement=statement, allowed=_TDM[declared]
    )
