"""Authors that the page declares: in JSON-LD, microdata and <meta> elements."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from newsarchive.parsers.authors.candidate import AuthorCandidate, candidate_of
from newsarchive.parsers.authors.name_fields import is_agency, is_place_or_newspaper, names_in
from newsarchive.parsers.authors.ownership import ownership_of
from newsarchive.parsers.bylines.lexicon import FAMILY_NAMES, FAMILY_NAMES_PLAIN, SURNAMES
from newsarchive.parsers.bylines.outlets import is_outlet
from newsarchive.parsers.context import PageContext
from newsarchive.parsers.evidence import Source
from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.json_ld import types_of
from newsarchive.parsers.html.microdata import own_item_nodes, properties_of, value_of
from newsarchive.parsers.html.schema_org import ArticleNode, as_list, text_in
from newsarchive.parsers.html.tree import Node
from newsarchive.parsers.lengths import LONGEST_BARE_NAME
from newsarchive.parsers.lexicons.metadata import BY
from newsarchive.parsers.text import clean

_METAS = (
    "author",
    "article:author",
    "og:article:author",
    "og:author",
    "article:author_name",
    "dc.creator",
    "dcterms.creator",
    "dc.creator.name",
    "sailthru.author",
    "parsely-author",
    "cxenseparse:author",
    "byl",
    "byline",
    "authors",
    "articleauthor",
    "dable:author",
    "content_author",
    "citation_author",
)
# Fields of library catalogs, which put the family name first; on news pages, they also hold lists of names.
_OF_CATALOGS = frozenset({"dc.creator", "dcterms.creator", "dc.creator.name"})
_ACCOUNT = re.compile(r"/author/(?:admin\w*|root|webmaster|editor)/?$")
_MOST_NAMES = 50  # names; scientific articles have dozens of authors; a bound for hostile pages
_WORDS_OF_GIVEN_NAME = 3  # words; "Reed, Ann Mary Lou": more is a list of names
_WORDS_IN_CATALOGS = 2  # words; "Reed, Ann Mary": three may be another person
_RECORDINGS = frozenset({"VideoObject", "AudioObject", "ImageObject", "MediaObject"})


def declared_authors(context: PageContext) -> Iterator[AuthorCandidate]:
    """Yield the authors that the page declares in JSON-LD, microdata and meta elements; values are lists of Credit."""
    document, article = context.document, context.article
    for key in ("author", "creator"):
        values = list(islice(article.values(key), _MOST_NAMES))
        people, others = _people(article, values)
        believed = article.is_article and not any(map(_is_account, values))
        doubt = 0.0 if believed else -0.65 if not _RECORDINGS.isdisjoint(article.types) else -0.3
        if people or others:
            yield candidate_of(people or others, Source.JSON_LD, key, adjustment=doubt)
    if names := _microdata(context):
        yield candidate_of(names, Source.MICRODATA, "author")
    for name in document.metas.among(_METAS):
        contents = document.metas[name][:_MOST_NAMES]
        if name == "citation_author":
            contents = [_in_reading_order(content) for content in contents]
        elif name in _OF_CATALOGS and not context.is_vietnamese:
            contents = [
                _in_reading_order(content) if _is_in_catalog_order(content) else content for content in contents
            ]
        names = [name_found for content in contents for name_found in names_in(content)]
        yield candidate_of(names, Source.META, name)
    if author := document.parsely.get("author"):
        yield candidate_of(names_in(author), Source.META, "parsely-page")
    label, data = document.meta("twitter:label1"), document.meta("twitter:data1")
    if label and data and BY.match(f"{label} "):
        yield candidate_of(names_in(data), Source.META, "twitter:data1", adjustment=-0.05)


def _in_reading_order(content: str) -> str:
    """Return "Ann Reed" for "Reed, Ann", the form of citations (Google Scholar's inclusion guidelines allow both)."""
    family, comma, given = content.partition(",")
    is_one = comma and "," not in given and " and " not in content and 0 < len(given.split()) <= _WORDS_OF_GIVEN_NAME
    # "Ann Reed, Tom Esk" are two persons, "Reuters, dpa" two agencies.
    is_two = len(family.split()) == len(given.split()) == 2 or is_agency(family) or is_agency(given.strip())
    is_one = is_one and not is_two and len(family.split()) <= _WORDS_OF_GIVEN_NAME
    return f"{given.strip()} {family.strip()}" if is_one else content


def _is_in_catalog_order(content: str) -> bool:
    """Return whether *content* is one word, a comma and a given name: "Reed, Ann".

    Two words before the comma are a whole name, which a second person, an employer or a place may follow ("Ann Reed,
    Tom Esk", "Ann Reed, Jordan"). Vietnamese names begin with the family name.
    """
    family, _, given = (part.strip() for part in content.partition(","))
    if " " in family or not given or len(given.split()) > _WORDS_IN_CATALOGS:
        return False
    if family.casefold() in SURNAMES | FAMILY_NAMES | FAMILY_NAMES_PLAIN:
        return False
    return not (is_outlet(given) or is_place_or_newspaper(given) or is_place_or_newspaper(given.split()[-1]))


def declared_names(document: Document, article: ArticleNode) -> list[str]:
    """Return the names of persons that *article*, the page's JSON-LD, and the <meta> "author" declare."""
    people, _ = _people(article, islice(article.values("author"), _MOST_NAMES))
    return list(dict.fromkeys([*people, *document.metas.get("author", ())[:_MOST_NAMES]]))


def _people(article: ArticleNode, values: Iterable[Any]) -> tuple[list[str], list[str]]:
    """Return the names of persons and the names of organizations in *values*."""
    people: list[str] = []
    others: list[str] = []
    for value in values:
        if isinstance(value, dict):
            names = [text_in(part) for part in as_list(value.get("name"))[:_MOST_NAMES]] or [text_in(value)]
            if "Organization" in " ".join(types_of(value)):
                others += (clean(name) for name in names if 1 < len(name) <= LONGEST_BARE_NAME)
            else:
                people += (name for text in names for name in names_in(text))
        elif isinstance(value, str):
            people += names_in(value)
        elif isinstance(value, list):
            inner = _people(article, [article.follow(person) for person in value[:_MOST_NAMES]])
            people += inner[0]
            others += inner[1]
    return people, others


def _is_account(value: Any) -> bool:
    """Return whether *value* is the content system's administrator account (WordPress's /author/admin/)."""
    addresses = (value.get("url"), value.get("@id")) if isinstance(value, dict) else ()
    return any(isinstance(address, str) and _ACCOUNT.search(address) for address in addresses)


def _microdata(context: PageContext) -> list[str]:
    nodes = own_item_nodes(context.document, "author", context.heading)[:_MOST_NAMES]
    nodes = [node for node in nodes if ownership_of(context).is_own(node)]
    # Related articles are separate items: only the authors in the item of the first author belong to this article.
    scope = _scope(nodes[0]) if nodes else None
    return [name for node in nodes if _scope(node) is scope for name in names_in(_item_name(node))]


def _scope(node: Node) -> Node | None:
    return next((ancestor for ancestor in node.iterancestors() if ancestor.get("itemscope") is not None), None)


def _item_name(node: Node) -> str:
    inner = next((element for element in node.iter("*") if "name" in properties_of(element)), None)
    return value_of(inner if inner is not None else node)
