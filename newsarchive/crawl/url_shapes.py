"""Classify a URL by its form alone: article, section, web address."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import SplitResult, unquote, urljoin, urlsplit, urlunsplit

from newsarchive.redaction import without_userinfo

_NOT_ARTICLES = re.compile(
    r"/(?:tags?|tu-khoa|chu-de|topics?|authors?|tac-gia|search|tim-kiem|category|danh-muc|trang|pages?(?!/[^/]+\.aspx|/portal/)|p|login|dang-nhap"
    r"|lien-he|gioi-thieu|quang-cao|rss|amp|print|savefile|feed|trackback|video-list)(?:/|$|\.)|[?&](?:page|trang)=",
    re.I,
)
# A page of results; behind the number of an article, it is a session or the words to highlight.
_SEARCHES = re.compile(r"(?:^|&)[qs]=", re.I)


_PERIOD = re.compile(r"/(?:19|20)\d{2}(?:/\d{1,2}){0,2}/?$")
_DATED = re.compile(r"/(?:19|20)\d{2}/\d{1,2}/[^/]+")


_NUMBERED = re.compile(r"[-_.]?(?:a|id|post|art|d|c)?\d{4,18}(?:[.-]|$)", re.I)


# Four words or more, in any script; some sites separate them by blanks or underscores.
_WORDY = re.compile(r"[^/]*[^\W_](?:[-_+ ][^\W_]+){3}[^/]*$")
# /news.aspx?id=100001, /?p=1234, /xem?idtin=1234, /view?id=1234:cau-moi (Joomla): a number that identifies one page.
# So does a hexadecimal one of a document database (/doc?id=5f3a9c1e77d2a40011b2c9d0) under the name of an article's id.
# Numbers of lists, people and days do not identify an article.
_NO_ARTICLE_ID = (
    "cat|cate|category|chuyenmuc|section|tag|topic|menu|zone|user|author|page|parent|group|type|lang|channel|folder|tab"
    "|s|sess|session|phpsess|jsession|u|visitor|client|ad|campaign|ref"
)
# A number of any length where the URL itself calls the page an article: /node/12 (Drupal), ?view=article&id=12:cau-moi
# (Joomla), ?ctl=Details&ItemID=77, /chi-tiet.jsp?articleId=BL10017.
_NODE = re.compile(r"(?:^(?:/[a-z]{2}(?:-[a-z]{2})?)?/?|&)(?:q=)?/?node/\d{1,18}$", re.I)
_SHOWS_ARTICLE = re.compile(
    r"\b(?:view=article|ctl=details?)(?:&|$)|(?:detail|chi-?tiet|article)[a-z]{0,9}\.\w{3,5}$", re.I
)
# The name and the number as segments: /tabid/92/articleType/ArticleView/articleId/12/Default.aspx (DotNetNuke).
_PATH_ID = re.compile(r"/(?:article|news|item|story|post)_?id/\d{1,18}(?:[/.]|$)", re.I)
# /modules.php?name=News&file=article&sid=12 (PHP-Nuke), ?tx_ttnews[tt_news]=12 (TYPO3), and a document of Lotus Domino:
# /tin.nsf/0/5C7A0B1D2E3F4A5B47257F9A0012AB01?OpenDocument.
_OWN_ID = re.compile(
    r"(?:^|&)file=article&(?:[^&]*&){0,5}?sid=\d{1,18}(?:&|$)"
    r"|(?:^|&)tx_t?t?news(?:_pi1)?(?:\[|%5B)(?:tt_)?news(?:\]|%5D)=\d{1,18}(?:&|$)",
    re.I,
)
_DOMINO = re.compile(r"\.nsf/[\w/-]{1,100}/[0-9a-f]{32}\?opendocument", re.I)
# The path of a page as a parameter, on servers that do not rewrite URLs: ?nv=news&op=Xa-hoi/Cau-moi-mo-lai-12
# (NukeViet), ?q=xa-hoi/cau-moi-mo-lai-sau-lu (Drupal). A search for words with a slash has blanks, and mostly a path
# of its own: /tim?q=viet-nam/han-quoc-2024. Others name a command so, and the article by an id:
# ?r=news/view&id=1234 (Yii), ?route=blog/article&article_id=12 (OpenCart).
# Some encode its slashes or begin with one, and CodeIgniter gives the path no name: /index.php?/xa-hoi/cau-moi-12.
_ROUTE = re.compile(r"(?:(?:^|[&;])(op|q|r|route)=/?|^/)([^&;/+]{1,80}(?:/[^&;/+]{1,300}){1,8})(?:[&;]|$)", re.I)
_ENCODED_SLASH = re.compile("%2f", re.I)
_ANY_ID = re.compile(r"(?:^|&)(?:id|[a-z]{1,12}_?id)=(?=[a-z]{0,4}\d)[\w-]{1,40}(?::[\w-]*)?(?:&|$)", re.I)
_ARTICLE_ID = re.compile(r"(?:^|&)(?:article|news|story|post|tin|bai|item)_?id=\d{1,18}(?:&|$)", re.I)
_LISTS_ID = re.compile(rf"(?:{_NO_ARTICLE_ID}|c|m|module)_?id=", re.I)
_ARTICLE_NAME = "news|tin|bai|article|art|post|story|item|doc"
_QUERY_ID = re.compile(
    rf"(?:^|[&;])(?!(?:{_NO_ARTICLE_ID})_?id)(?:[a-z_]*id|(?:id|ma)_?(?:{_ARTICLE_NAME})|p|n|a|{_ARTICLE_NAME})=\d{{4,18}}"
    r"(?:[-:][\w-]*)?(?:[&;]|$)"
    rf"|(?:^|[&;])(?:(?:(?:{_ARTICLE_NAME})_?)?(?:uu|gu)?id|{_ARTICLE_NAME})=(?=[a-f-]*\d)[0-9a-f]{{8}}[0-9a-f-]{{0,32}}(?:&|$)",
    re.I,
)
# Any number in the query or at the end of the path, which may be an article's if a list has several of them.
_NO_ITEM = (
    rf"{_NO_ARTICLE_ID}|year|month|day|date|nam|thang|ngay|start|offset|limit|size|width|height|v|ver|version"
    r"|paged|pg|replytocom|sort|order|tab|view"
)
_QUERY_NUMBER = re.compile(rf"(?<=[?&;])(?!(?:{_NO_ITEM})_?(?:id)?=)([a-z_]{{1,30}}=)\d{{1,18}}(?=[&;#]|$)", re.I)
_PATH_NUMBER = re.compile(r"(?<=[/_.-])()\d{1,18}(?=(?:\.[a-z]{3,5})?/?$)", re.I)
# /show.php?title=cau-khe-sung-mo-lai: four words or more.
_QUERY_SLUG = re.compile(
    rf"(?:^|&)(?:title|slug|alias|name|{_ARTICLE_NAME})=[^\W_]+(?:[-_+][^\W_]+){{3,}}[\w.-]*(?:&|$)", re.I
)


# The usual URLs of AMP and print versions: /amp/tin/cau.html, /tin/cau/amp/, /tin/cau.amp.html, /tin/cau.html?amp=1.
# WordPress and its AMP plugins, Arc (outputType), Drupal (/print/), Joomla (print=1&tmpl=component); view=print.
# Versions for a device: view=mobile, mobile=1; Blogger's m=1. WordPress repeats the article above each page of comments
# (/cau-moi/comment-page-2/, ?cpage=2), and above the form to answer one (?replytocom=12), Blogger for each comment
# (?showComment=1525223700). Other systems have pages of comments below the article: /2018/05/cau-moi/comments?page=2.
_VERSION_WORDS = ("amp", "print", "component", "mobile", "desktop", "wap", "m=", "comment", "cpage", "replytocom")
#: Folders of versions at the root of a site.
VERSION_FOLDERS = ("amp", "print")
_VERSION_SEGMENT = re.compile(r"/(?:amp|print)(?:(?=/.)|/?$)|/comment-page-\d{1,5}/?$", re.I)
_COMMENTS_SEGMENT = re.compile(r"/comments(?:/(?:page/)?\d{1,5})?/?$", re.I)
_PRINT_SEGMENT = re.compile(r"/print(?=[/.])", re.I)
_VERSION_SUFFIX = re.compile(r"\.amp(?=(?:\.\w{1,5})?$)", re.I)
_VERSION_QUERY = re.compile(
    r"amp|print|mobile|tmpl=component|(?:cpage|commentpage|showcomment|replytocom)=\d{1,18}|(?:amp|print|mobile|desktop)=(?:[01]|true|false|yes|no|on|off)?"
    r"|(?:outputtype|view|mode|layout|format|display|version|style|device|theme)=(?:amp|print|mobile|desktop|wap)",
    re.I,
)
_BLOGGER_QUERY = re.compile("m=[01]", re.I)  # alone: in /?m=1&id=5 it may be a module

# Words that ask a server to change something. As a segment of the path, the first kind always acts, the second on the
# object whose number stands beside it: /dang-xuat, /delete/12, /logout/f3a9; /vote?id=3, /like/12, /comment/12/edit. A
# section may be /vote or /rate, and an article /vote/2024/ket-qua-kiem-phieu-100001.html.
_ENDS = frozenset({
    "logout", "log-out", "logoff", "log-off", "signout", "sign-out", "signoff", "sign-off", "dang-xuat", "dangxuat",
    "unsubscribe", "huy-dang-ky", "report-abuse", "report-spam", "bao-cao-vi-pham", "xoa-bai", "xoa-tin", "delete",
    "destroy", "remove", "trash", "xoa", "purge", "cart", "shopping-cart", "add-to-cart", "add-to-basket",
    "add-to-wishlist", "gio-hang", "wishlist", "checkout"
})  # fmt: skip
_CHANGES = frozenset({
    "vote", "upvote", "downvote", "unvote", "like", "unlike", "dislike", "follow", "unfollow", "flag", "unflag",
    "subscribe", "edit", "rate", "binh-chon", "thich"
})  # fmt: skip
# In a query, such a word is a parameter, or in the value of one that names a command: ?logout, ?delete=12,
# ?do=vote&id=3, ?task=article.delete. A token against forged actions comes with an action: of WordPress, Rails, Django,
# ASP.NET, Moodle and Discuz.
_COMMANDS = frozenset({"action", "act", "do", "task", "op", "cmd", "func", "route"})
_ACTING_NAMES = (_ENDS | _CHANGES).union({
    "_wpnonce", "authenticity_token", "csrf_token", "csrftoken", "csrfmiddlewaretoken", "__requestverificationtoken",
    "sesskey", "formhash"
})  # fmt: skip
_OBJECT = re.compile(r"\w*\d\w*")
# A section may have such a name, too: /checkout/what-shoppers-buy-this-spring.html; its second page is /vote?page=2.
_HEADLINE_WORDS = 4
_PAGE = re.compile(r"(?:page|p|trang|pg|paged|offset|start|utm_\w+)=[^&;]*")
_COMMAND_WORDS = re.compile(r"[/.:_]")
_PARAMETERS = re.compile("[&;]")


# A section on servers that do not rewrite URLs: /?cat=3 (WordPress), ?nv=news&op=Xa-hoi (NukeViet),
# ?option=com_content&view=category&id=3&layout=blog&Itemid=7 (Joomla). Other parameters sort, filter or turn pages.
_SECTION_QUERY = re.compile(
    r"(?:cat|cate|category|chuyen_?muc|section|zone)_?(?:id)?=[\w:.%-]{1,60}|id_?(?:cat|chuyenmuc)=\w{1,60}"
    r"|nv=news|view=(?:category|section)",
    re.I,
)
# Its pages are /Xa-hoi/tabid/92/Default.aspx, sections among them (DotNetNuke).
_TAB = re.compile(r"/tabid/\d{1,6}/(?:language/[a-z]{2}-[a-z]{2}/)?default\.aspx$", re.I)
_SECTION_PART = re.compile(
    rf"{_SECTION_QUERY.pattern}|op=[a-z][\w-]{{1,60}}|lang(?:uage)?=[a-z]{{2}}(?:-[a-z]{{2}})?|option=com_content|layout=blog|itemid=\d{{1,9}}",
    re.I,
)
# The number of the section itself, as Joomla has it; elsewhere it is that of an article in the section: ?cat=3&id=12.
_SECTION_VIEW = re.compile(r"view=(?:category|section)", re.I)
_SECTION_ID = re.compile(r"id=\d{1,9}(?::[\w-]{1,80})?", re.I)
# The URL of another page as a parameter. A path may be that of the page itself, on servers that do not rewrite URLs:
# /index.php?url=/bai-viet/12; after /share? it is not.
_SHARES_PAGE = re.compile(
    r"\?(?:[^?]*&)?(?:u|url|link|href|permalink)=https?(?::|%3a)|/sharer?(?:\.\w{2,5})?/?\?(?:[^?]*&)?(?:u|url|link)=(?:/|%2f)",
    re.I,
)
_LONGEST = 8000  # octets, that servers should at least accept (RFC 9110, 4.1); in links, other characters are encoded
# The dot of the DNS root behind a host: the same host, but few servers and certificates know it under this name.
_ROOT_DOT = re.compile(r"\.+(?=:\d*$|$)")
_SCHEME = re.compile(r"(https?):([/\\]*)", re.I)
_BLANKS = " \t\r\n\f\v"  # in a header read as Latin-1, other blanks are parts of letters: "à" ends in U+00A0
_QUERY_OR_FRAGMENT = re.compile(r"[?#]")


def looks_like_article(url: str) -> bool:
    """Guess whether *url* is an article URL: it has an id, a date or a long slug, and no word of a listing URL."""
    return _looks_like_article(urlsplit(url))


def acts(url: str) -> bool:
    """Guess whether a request for *url* changes something on the server: ends a visit, deletes, votes.

    Servers should not act on GET (RFC 9110, 9.2.1), but many do; a crawler does not follow such links.
    """
    parts = urlsplit(url)
    path = parts.path.lower().replace("_", "-")  # /users/sign_out
    segments = [segment.partition(".")[0] for segment in path.split("/") if segment]
    # /2025/04/18/logout/ is about a film.
    if not _ENDS.isdisjoint(segments) and not (_DATED.search(parts.path) or _is_headline(segments[-1])):
        return True
    parameters = _PARAMETERS.split(parts.query.lower()) if parts.query else []
    has_object = not all(map(_PAGE.fullmatch, parameters))
    if not _CHANGES.isdisjoint(segments) and _names_object(segments, has_query=has_object):
        return True
    return any(map(_is_acting, parameters))


def harmless_url(url: str) -> str | None:
    """Return *url* if it does not act; else the URL of the article that it would act on, or ``None``.

    An article may only be linked by its buttons: /tin/cau-moi-100001.html?like=1. Without that parameter, it is the
    article's URL if the path alone is one: /cart.php?action=add&id=100001 is none.
    """
    if not acts(url):
        return url
    address, _, query = url.partition("?")
    kept = "&".join(part for part in _PARAMETERS.split(query) if part and not _is_acting(part.lower()))
    bare = f"{address}?{kept}" if kept else address
    return bare if looks_like_article(address) and not acts(bare) else None


def _is_headline(segment: str) -> bool:
    return sum(word.isalpha() for word in segment.split("-")) >= _HEADLINE_WORDS


def _names_object(segments: list[str], *, has_query: bool) -> bool:
    """Return whether the number of an object stands beside a word of _CHANGES: /like/12, /12/like, /like?id=12."""
    at = next(at for at, segment in enumerate(segments) if segment in _CHANGES)
    after = segments[at + 1 :]
    if after:
        return all(map(_OBJECT.fullmatch, after))
    return has_query or (at > 0 and _OBJECT.fullmatch(segments[at - 1]) is not None)


def _is_acting(parameter: str) -> bool:
    name, _, value = parameter.partition("=")
    return name in _ACTING_NAMES or (
        name in _COMMANDS and not _ACTING_NAMES.isdisjoint(_COMMAND_WORDS.split(unquote(value)))
    )


def may_be_entry(url: str) -> bool:
    """Return whether *url*, which a page calls the permanent link of an entry, may be one, and not a listing's.

    Some pages call the archive of the entry's month or day so (/2017/09/), or a form that sends the entry's URL to
    others (/share?url=…).
    """
    parts = urlsplit(url)
    if parts.query and _SHARES_PAGE.search(f"{parts.path}?{parts.query}"):
        return False
    page = f"{parts.path}?{parts.query}" if parts.query else parts.path
    is_listing = _NOT_ARTICLES.search(page) or (is_section_url(url) if parts.query else _PERIOD.search(parts.path))
    return page.strip("/") != "" and not is_listing


def number_template(url: str) -> str | None:
    """Return *url* with "#" for the numbers that may identify it; ``None`` if it has none, or a word of a listing.

    A site may link to nothing but the print versions of its articles: /print.php?id=12, /print/12.
    """
    parts = urlsplit(url)
    if _NOT_ARTICLES.search(_PRINT_SEGMENT.sub("/", url[len(f"{parts.scheme}://{parts.netloc}") :])):
        return None
    pattern = _QUERY_NUMBER if parts.query else _PATH_NUMBER
    template, count = pattern.subn(r"\1#", url)
    return template if count else None


def is_print_version(url: str) -> bool:
    """Return whether *url* has a segment that announces a print version: /print/12, /print.php?id=12."""
    return _PRINT_SEGMENT.search(urlsplit(url).path) is not None


def full_version(url: str) -> str | None:
    """Return the URL of the page whose AMP, print or mobile version or page of comments *url* seems to be, if any.

    It is a guess: only a list that names both URLs shows that the site has both.
    """
    lower = url.lower()
    if not any(word in lower for word in _VERSION_WORDS):
        return None
    address, mark, query = url.partition("?")
    scheme, slashes, rest = address.partition("://")
    host, slash, path = rest.partition("/")
    path, are_comments = _COMMENTS_SEGMENT.subn("", slash + path)
    path = _VERSION_SUFFIX.sub("", _VERSION_SEGMENT.sub("", path, count=1))
    parts = [part for part in query.split("&") if not (are_comments and _PAGE.fullmatch(part))]
    kept = "&".join(part for part in parts if not _VERSION_QUERY.fullmatch(part))
    kept = "" if _BLOGGER_QUERY.fullmatch(kept) else kept
    full = f"{scheme}{slashes}{host}{path}{mark if kept else ''}{kept}"
    if are_comments and not looks_like_article(full):
        return None  # a section "Comments", or an article in it: /en/comments/12345
    return full if (path.strip("/") or kept) and full != url.removesuffix("?") else None


def is_section_url(url: str) -> bool:
    """Return whether *url* may be a section's listing: a short path of words without numbers, or a section's query."""
    parts = urlsplit(url)
    path = parts.path.strip("/")
    if _NOT_ARTICLES.search(parts.path):
        return False
    if parts.query:
        names = _PARAMETERS.split(parts.query)
        if any(map(_SECTION_VIEW.fullmatch, names)):
            names = [name for name in names if not _SECTION_ID.fullmatch(name)]
        return any(map(_SECTION_QUERY.fullmatch, names)) and all(map(_SECTION_PART.fullmatch, names))
    if not path:
        return False
    if _TAB.search(parts.path):
        return True
    return path.count("/") <= 1 and len(path) <= 60 and not re.search(r"\d{3,}", path)


def _looks_like_article(parts: SplitResult) -> bool:
    path = unicodedata.normalize("NFC", unquote(parts.path)).rstrip("/")
    if _NODE.search(parts.path) or _NODE.search(parts.query):
        return True
    if _NOT_ARTICLES.search(f"{parts.path}?{parts.query}" if parts.query else parts.path):
        return False
    last = path.rpartition("/")[2]
    if _NUMBERED.search(last) or _PATH_ID.search(path):
        return True
    route = (
        _ROUTE.search(_ENCODED_SLASH.sub("/", parts.query)) if parts.query and not _NOT_ARTICLES.search(path) else None
    )
    is_search = route is not None and route[1] in ("q", "Q", None) and not parts.path.endswith(("/", "/index.php"))
    if route is not None and not is_search and _is_article_route(f"/{unquote(route[2])}"):
        return True
    if parts.query and _SEARCHES.search(parts.query):
        return False
    if parts.query and _has_article_id(parts):
        return True
    if parts.query and (_QUERY_ID.search(parts.query) or _QUERY_SLUG.search(_without_marks(unquote(parts.query)))):
        return True
    return bool(path and (_DATED.search(path) or _WORDY.match(_without_marks(last))))


def _is_article_route(path: str) -> bool:
    """Return whether the *path* in a parameter is an article's, by the same marks as the path of a URL."""
    if " " in path or _NOT_ARTICLES.search(path):
        return False
    last = _without_marks(path.rstrip("/").rpartition("/")[2])
    return bool(_NUMBERED.search(last) or _WORDY.match(last) or _NODE.search(path))


def _has_article_id(parts: SplitResult) -> bool:
    """Return whether a query has an id, which may be short, that of an article or of a page that shows one."""
    if _ARTICLE_ID.search(parts.query) or _OWN_ID.search(parts.query):
        return True
    if _DOMINO.search(f"{parts.path}?{parts.query}"):
        return True
    shows = _SHOWS_ARTICLE.search(parts.query) or _SHOWS_ARTICLE.search(parts.path)
    return bool(shows and any(not _LISTS_ID.match(found[0].strip("&")) for found in _ANY_ID.finditer(parts.query)))


def _without_marks(text: str) -> str:
    """Return *text* without combining marks: in a regular expression, many vowel signs are not letters."""
    return (
        text
        if text.isascii()
        else "".join(character for character in text if not unicodedata.category(character).startswith("M"))
    )


def is_web_address(text: str) -> bool:
    """Return whether *text* is an http or https URL."""
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0 and " " not in text
    except ValueError:  # "[" without "]", or a port that is not a number
        return False


def web_address(base: str, place: str) -> str | None:
    """Resolve *place* against *base*.

    Return ``None`` for a URL that is invalid, has another scheme than http(s), or is longer than servers accept.
    """
    if _SCHEME.fullmatch(place.strip(_BLANKS)):  # "http://" alone
        return None
    try:
        address = urljoin(base, browser_spelling(base, place))
        address = without_root_dot(address)
        parts = urlsplit(address)
        is_web = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        return address if place and is_web and len(address) <= _LONGEST else None
    except ValueError:  # [ without ], or a port that is not a number
        return None


def without_root_dot(url: str) -> str:
    """Return *url* without the dot of the DNS root behind its host: http://baolang.example.:8000/."""
    parts = urlsplit(url)
    host = _ROOT_DOT.sub("", parts.netloc)
    return url if host == parts.netloc else urlunsplit(parts._replace(netloc=host))


def listed_address(base: str, place: str) -> str | None:
    """Resolve *place* in a list at *base*, as `web_address` does; some lists write URLs without their scheme.

    "baolang.example/tin/cau" in a list of this host is such a URL, and no path.
    """
    address = web_address(base, place)
    if address is None:
        return None
    parts = urlsplit(address)
    before, host, path = parts.path.partition(f"/{parts.netloc}/")
    is_resolved = host and "." in host and before == urlsplit(base).path.rpartition("/")[0]
    return urlunsplit(parts._replace(path=f"/{path}")) if is_resolved else address


def leads_on(url: str, location: str) -> bool:
    """Return whether the *location* of a redirect of *url* is a web address; browsers ignore an empty one."""
    return bool(location.strip()) and web_address(url, location) is not None


def browser_spelling(base: str, place: str) -> str:
    r"""Return the reference *place* of a page at *base* as browsers read it (WHATWG URL standard, 4.4).

    Backslashes are slashes ("\tin\cau"), "http:/tin/cau" is a path of a page that has this scheme, and any number of
    slashes may follow the scheme of another URL ("http:///baolang.example/"). User and password are not sent: they
    would be those of another reader.
    """
    place = place.strip(_BLANKS)
    if (scheme := _SCHEME.match(place)) is not None:
        rest = place[scheme.end() :]
        is_relative = len(scheme[2]) < 2 and base[: len(scheme[1]) + 1].lower() == f"{scheme[1].lower()}:"
        place = scheme[2] + rest if is_relative else f"{scheme[1]}://{rest}"
    if "\\" in place:
        path = _QUERY_OR_FRAGMENT.split(place, maxsplit=1)[0]
        place = path.replace("\\", "/") + place[len(path) :]
    return without_userinfo(place)
