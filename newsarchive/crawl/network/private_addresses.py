"""Refuse requests to private addresses: check the host as written, and again after the DNS lookup on connecting."""

from __future__ import annotations

import asyncio
import time
import unicodedata
from collections.abc import Collection, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address
from socket import inet_aton
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies

from scrapy.resolver import CachingThreadedResolver
from twisted.internet.error import DNSLookupError

from newsarchive.crawl.errors import RefusedRequest, UnresolvedHost
from newsarchive.crawl.network.access import proxy_hosts
from newsarchive.crawl.network.address_table import is_global

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from twisted.internet.base import ReactorBase
    from twisted.internet.defer import Deferred

# Maximum seconds of the DNS lookup before a request is sent through a proxy, which resolves the name itself.
_LOOK_UP = 5.0
# A name is looked up again after so many seconds: it may have become the name of a private address (DNS rebinding).
_JUDGED_FOR = 10.0
# Characters that names of hosts lose (UTS #46, status "ignored").
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\u2064\ufeff\ufe00\ufe0f\u200c\u200d"))


def is_public(address: str) -> bool:
    """Return whether *address* is a literal public IP address; return false for text that is not an IP address."""
    try:
        ip: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return is_global(ip)


def refused_host(url: str) -> str | None:
    """Return the host of *url* if it can be refused without a DNS lookup, else ``None``.

    Obfuscated IP addresses (0x7f.1, 2130706433, full-width digits, %31%32%37.0.0.1, invisible characters) are parsed as
    a resolver, a browser or a proxy would parse them, because behind an operator's proxy they never reach the resolver
    of this crawler.
    """
    host = unicodedata.normalize("NFKC", unquote(urlsplit(url).hostname or "")).translate(_INVISIBLE).lower()
    host = host.partition("\0")[0].replace("\u3002", ".").rstrip(".")
    if host == "localhost" or host.endswith(".localhost"):
        return host
    address = _literal(host)
    return host if address and not is_public(address) else None


def _literal(host: str) -> str | None:
    """Return the IP address that *host* denotes, in its standard form, or ``None`` if *host* is a name."""
    for read in (ip_address, inet_aton):
        try:
            return str(ip_address(read(host.partition("%")[0])))
        except (ValueError, OSError):
            continue
    return None


class PublicResolver(CachingThreadedResolver):
    """A TWISTED_DNS_RESOLVER that refuses names with a private address, unless NEWSARCHIVE_ALLOW_PRIVATE.

    Scrapy connects to exactly the address that the resolver checked, so a name that changes between two lookups (DNS
    rebinding) cannot bypass the check. The operator's own HTTP proxies may have private addresses.
    """

    #: Host -> private address, for the error message.
    refused: dict[str, str] = {}  # noqa: RUF012  (one resolver per process)

    def __init__(
        self,
        reactor: ReactorBase,
        cache_size: int,
        timeout: float,
        allow_private: bool = False,
        proxies: Collection[str] = (),
    ) -> None:
        super().__init__(reactor, cache_size, timeout)
        self._allow_private = allow_private
        named = {urlsplit(proxy if "//" in proxy else f"//{proxy}").hostname for proxy in getproxies().values()}
        self._proxies = {*proxies, *named}

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> PublicResolver:
        """Build the resolver from a crawler's (or a process's) settings."""
        settings = crawler.settings
        size = settings.getint("DNSCACHE_SIZE") if settings.getbool("DNSCACHE_ENABLED") else 0
        allow_private = settings.getbool("NEWSARCHIVE_ALLOW_PRIVATE")
        return cls(reactor, size, settings.getfloat("DNS_TIMEOUT"), allow_private, proxy_hosts(settings))

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:
        """Resolve *name*; fail as for an unknown name if its address is private."""
        found: Deferred[Any] = super().getHostByName(name, timeout)
        if not self._allow_private and name not in self._proxies:
            found.addCallback(self._judged, name)
        return found

    def _judged(self, address: str, name: str) -> str:
        if is_public(address):
            return address
        self.refused[name] = address
        raise DNSLookupError(f"{name} is the private address {address}")


class RefusePrivate:
    """Downloader middleware: refuse requests to private addresses and schemes other than http and https."""

    def __init__(self, crawler: Crawler) -> None:
        self._allow_private = crawler.settings.getbool("NEWSARCHIVE_ALLOW_PRIVATE")
        self._proxy_resolves = crawler.settings.getbool("NEWSARCHIVE_PROXY_RESOLVES")
        self._has_proxy = bool(getproxies()) and crawler.settings.getbool("HTTPPROXY_ENABLED", True)
        self._judged: dict[str, float] = {}  # name -> time of its last lookup (monotonic)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RefusePrivate:
        """Build from a crawler's settings."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raise RefusedRequest for a literal private address or a scheme other than http(s).

        A proxy resolves names itself, so behind a proxy the middleware resolves and checks each name before requests
        to it; what the proxy resolves a moment later, it must check itself. The middleware refuses a name that this
        machine cannot resolve, unless NEWSARCHIVE_PROXY_RESOLVES.
        """
        parts = urlsplit(request.url)
        if parts.scheme not in ("http", "https"):
            raise RefusedRequest(f"{request.url}: only http and https are fetched")
        host = None if self._allow_private else refused_host(request.url)
        if host:
            raise refusal(host)
        if not self._allow_private and (self._has_proxy or "proxy" in request.meta):
            await self._judge_name(parts.hostname or "")

    async def _judge_name(self, host: str) -> None:
        if host in self._judged and time.monotonic() - self._judged[host] < _JUDGED_FOR:
            return
        try:
            found = await asyncio.wait_for(asyncio.get_running_loop().getaddrinfo(host, None), _LOOK_UP)
        except (OSError, UnicodeError, TimeoutError) as error:
            if not self._proxy_resolves:
                raise UnresolvedHost(
                    f"{host}: this machine cannot resolve the name, so it cannot check whether its address is private"
                ) from error
            found = []  # the operator trusts the proxy to resolve the name
        private = next((str(place[0]) for *_, place in found if not is_public(str(place[0]))), None)
        if private is not None:
            raise refusal(f"{host} ({private})")
        self._judged[host] = time.monotonic()


def refusal(host: str) -> RefusedRequest:
    """Return the error that names the reason why a request to *host* is refused, and the option that allows it."""
    return RefusedRequest(f"{host} is a private address; add --allow-private if it is your own")
