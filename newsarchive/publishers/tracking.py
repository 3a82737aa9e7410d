"""Tracking parameters: query parameters that identify a visitor, a browser or a campaign, not a page."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from newsarchive.publishers.path_tokens import is_in_path, without_path_tokens

_FACEBOOK = {"fbclid", "fb_action_ids", "fb_action_types", "fb_source", "fb_ref", "__tn__", "mibextid", "sfnsn"}
_GOOGLE = {"gclid", "gclsrc", "gbraid", "wbraid", "dclid", "_ga", "_gl", "ocid"}
_ZALO = {"zarsrc", "gidzl", "zalo_share_uid", "zanpid"}
_OTHER_NETWORKS = {
    "msclkid",
    "yclid",
    "twclid",
    "ttclid",
    "igshid",
    "igsh",
    "li_fat_id",
    "_openstat",
    "yptr",
    "spm",
    "scm",
}
_MAILINGS = {"mc_cid", "mc_eid", "_hsenc", "_hsmi", "mkt_tok", "vero_id", "oly_anon_id", "oly_enc_id", "wickedid"}
_PAPERS = {"ref_src", "ref_url", "s_cid", "cmpid", "ncid", "icid", "trk", "share_source", "from_source"}
# Session ids of PHP, Java, ASP and ColdFusion. "sid" and "s" are excluded: they often identify a story or a section.
_SESSIONS = {"phpsessid", "jsessionid", "sessionid", "session_id", "cfid", "cftoken"}
# What a server asks of the browser, by a redirect or in noscript: cookies (ASP.NET), scripts (mod_pagespeed).
_BROWSERS = {"aspxautodetectcookiesupport", "pagespeed", "modpagespeed"}

TRACKING: frozenset[str] = frozenset(
    _FACEBOOK | _GOOGLE | _ZALO | _OTHER_NETWORKS | _MAILINGS | _PAPERS | _SESSIONS | _BROWSERS
)
TRACKING_PREFIXES: tuple[str, ...] = (
    "utm_",
    "pk_",
    "mtm_",
    "piwik_",
    "hsa_",
    "at_medium",
    "at_campaign",
    "__cft__",
    "aspsessionid",
    "__cf_chl_",  # Cloudflare: that a challenge was passed
)
# The buttons below the articles of WordPress (Jetpack) lead to the article itself: ?share=facebook, ?share=x&nb=1. The
# server sends the reader on, so a crawl gets either nothing or the article under one more URL for each network.
_SHARE = re.compile(
    r"(?<=[?&])share=(?:facebook|twitter|x|google-plus-1|linkedin|pinterest|reddit|tumblr|telegram|pocket|skype|mastodon"
    r"|jetpack-whatsapp|whatsapp|threads|bluesky|nextdoor|email|press-this|stumbleupon|digg|custom-\d{1,12})(?:&nb=1)?(?:&|$)",
    re.I,
)


def is_tracking(name: str) -> bool:
    """Return whether the query parameter *name* (in any case) only identifies the visitor or the referrer."""
    lower = name.lower()
    return lower in TRACKING or lower.startswith(TRACKING_PREFIXES)


def untracked(url: str) -> str:
    """Return *url* without parameters that only identify the visitor or the referrer; all other parts are unchanged."""
    return _filtered(without_share(url), lambda name: not is_tracking(name))


def without_share(url: str) -> str:
    """Return *url* without the parameters of a button that shares it: the page is the same for every network."""
    bare, count = _SHARE.subn("", url) if "share=" in url.lower() else (url, 0)
    return bare.rstrip("?&") if count else url


def without_parameters(url: str, names: Collection[str]) -> str:
    """Return *url* without the query parameters, and the tokens in its path, *names*; all else is unchanged."""
    if not names:
        return url
    in_path = [name for name in names if is_in_path(name)]
    return _filtered(without_path_tokens(url, in_path) if in_path else url, lambda name: name not in names)


def _filtered(url: str, is_kept: Callable[[str], bool]) -> str:
    address, mark, query = url.partition("?")
    kept = [part for part in query.split("&") if is_kept(part.partition("=")[0])]
    return f"{address}{mark if kept and query else ''}{'&'.join(kept)}"
