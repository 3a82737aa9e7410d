"""RedisFrontier: the state that several crawl processes share in Redis: the holder and the queue of each site.

A site belongs to one worker at a time, by a lease that the worker renews; so a site sees one crawler, with one delay.
For each site, Redis keeps the queue of URLs, the URLs in progress, the URLs discovered in this round, the stored URLs
(permanently), and the outcomes of URLs that were not articles, because any worker may request these again. Every change
is one Lua script that first checks that the worker still holds the lease: a worker that was absent for too long changes
nothing. A URL leaves the queue and the URLs in progress once its outcome is on the worker's disk; if the worker dies
earlier, the next holder of the lease fetches the URL.
"""

from __future__ import annotations

import hashlib
import logging
import re
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urldefrag, urlsplit

from newsarchive.crawl.errors import BadOption, BadPlan
from newsarchive.crawl.frontier.redis_scripts import CRAWL_TYPES, KEYS, SCRIPTS, SITE_TYPES
from newsarchive.extras import install_hint

if TYPE_CHECKING:
    import redis

log = logging.getLogger(__name__)

T = TypeVar("T")

#: Seconds without a heartbeat after which a worker counts as dead and other workers take its sites.
LEASE = 20.0
_MOST_QUARANTINED = 1000
_NO_END = -1  # what Redis returns for a key that does not expire
_PATIENCE = 300.0  # seconds that Redis may be unavailable
_PATIENCE_AT_FIRST = 10.0  # seconds: Redis may be starting, like this worker; or the address is wrong
_NEW, _AGAIN = b".", b"!"
_DIGEST = 10  # bytes: among a billion URLs, two digests collide once in a million crawls


class SiteLeaseLost(RuntimeError):
    """Another worker holds the site now: this worker was absent for longer than the lease."""


class RedisFrontier:
    """The frontier at *url* (redis://HOST:PORT/DB#NAME; NAME distinguishes several crawls in one database).

    Commands wait up to five minutes if Redis is unavailable. *lease* is the number of seconds without a heartbeat after
    which other workers take a worker's sites. Raise BadPlan if redis-py is missing, BadOption if *url* is invalid, and
    ConnectionError if Redis cannot be reached in the first ten seconds.
    """

    def __init__(self, url: str, lease: float = LEASE) -> None:
        if find_spec("redis") is None:
            raise BadPlan(f"--frontier needs the redis library; {install_hint('redis')}")
        import redis

        address, name = urldefrag(url)
        if urlsplit(address).scheme not in ("redis", "rediss", "unix"):
            raise BadOption(f'--frontier: "{url}" is not a Redis URL; write redis://HOST:PORT/DB')
        self._away = (redis.exceptions.ConnectionError, redis.exceptions.TimeoutError)
        self._refused = redis.exceptions.ResponseError
        self._redis: redis.Redis = redis.Redis.from_url(address, socket_timeout=30, socket_connect_timeout=10)
        self.seconds = lease
        self._prefix = f"newsarchive:{name or 'crawl'}"
        self._scripts = {name: self._redis.register_script(text) for name, text in SCRIPTS.items()}
        self.token = uuid.uuid4().hex
        #: The number of keys of a wrong type that were set aside, by site; "" for keys of the whole crawl.
        self.set_aside: Counter[str] = Counter()
        try:
            self._server = self._call(self._server_now, _PATIENCE_AT_FIRST)
        except ConnectionError as error:
            raise ConnectionError(f"--frontier {address}: {error}; is Redis running there?") from error

    @property
    def milliseconds(self) -> int:
        """Return the duration of a lease in milliseconds, as Redis expects it."""
        return int(self.seconds * 1000)

    # The crawl as a whole

    def begin(self, plan: str, sites: Sequence[str]) -> None:
        """Join the crawl with this *plan* of these *sites*, or begin a new round if no worker is active.

        Raise BadPlan if other workers crawl with another plan.
        """
        alone = not self.workers()
        self.beat()
        if alone and self.unfinished(sites) == []:
            self._call(lambda: self._redis.delete(self._key("finished"), *(self._key("seen", site) for site in sites)))
        if alone:
            self._call(lambda: self._redis.set(self._key("plan"), plan))
        running: Any = self._call(lambda: self._redis.get(self._key("plan")))
        if running is not None and running != plan.encode():
            raise BadPlan(
                f"--frontier: other workers use this name with other options ({running.decode(errors='replace')}); "
                "use the same options, or another name after #"
            )

    def beat(self) -> int:
        """Send a heartbeat of this worker; return the number of live workers."""
        now = self._now()

        def say() -> int:
            self._redis.zadd(self._key("workers"), {self.token: now + self.seconds})
            self._redis.zremrangebyscore(self._key("workers"), "-inf", now)
            return int(self._redis.zcard(self._key("workers")))

        return self._call(say)

    def workers(self) -> int:
        """Return the number of live workers."""
        now = self._now()
        return self._call(lambda: int(self._redis.zcount(self._key("workers"), now, "+inf")))

    def leave(self) -> None:
        """Remove this worker from the live workers."""
        self._call(lambda: self._redis.zrem(self._key("workers"), self.token))

    def unfinished(self, sites: Sequence[str]) -> list[str]:
        """Return those of *sites* that are unfinished in this round."""
        done = self._call(lambda: self._redis.smembers(self._key("finished")))
        return [site for site in sites if site.encode() not in done]

    def restarted(self) -> bool:
        """Return whether Redis has restarted since the last call: it may have lost its last second of writes."""
        now = self._call(self._server_now)
        was, self._server = self._server, now
        return now != was

    # One site

    def lease(self, site: str) -> RedisSite | None:
        """Return *site* if no worker holds it; queue again what its last holder was fetching."""
        key = self._key("lease", site)
        taken = self._call(lambda: self._redis.set(key, self.token, nx=True, px=self.milliseconds))
        if not taken:
            if not self._is_free_again(key, site):
                return None
            taken = self._call(lambda: self._redis.set(key, self.token, nx=True, px=self.milliseconds))
        if not taken:
            return None
        mine = RedisSite(self, site)
        mine.recover(())
        return mine

    def is_free(self, site: str) -> bool:
        """Return whether no worker holds *site*."""
        return not self._call(lambda: self._redis.exists(self._key("lease", site)))

    def _is_free_again(self, key: str, site: str) -> bool:
        """Set the lease *key* aside if no worker can have made it: such a lease would never expire."""
        found: Any = self._call(lambda: self._redis.type(key))
        if found == b"string" and self._call(lambda: self._redis.pttl(key)) != _NO_END:
            return False
        return found == b"none" or self._set_key_aside(key.encode(), site)

    def run(self, script: str, site: str, *arguments: Any) -> Any:
        """Run one of the scripts on the keys of *site*; raise SiteLeaseLost if the lease is lost."""
        keys = [self._key(name, site) for name in KEYS]
        try:
            return self._call(lambda: self._scripts[script](keys=keys, args=[self.token, *arguments]))
        except self._refused as error:
            if "LEASE" not in str(error):
                raise
            raise SiteLeaseLost(f"{site}: another worker has it now") from error

    def add_done(self, site: str, urls: Iterable[str]) -> None:
        """Record, without a lease, that *urls* of *site* are in a worker's archive."""
        names = [digest_of(url) for url in urls]
        for start in range(0, len(names), 10_000):
            batch = names[start : start + 10_000]
            self._call(lambda batch=batch: self._redis.sadd(self._key("done", site), *batch))  # type: ignore[misc]
            self._call(lambda batch=batch: self._redis.hdel(self._key("doubtful", site), *batch))  # type: ignore[misc]

    def finish(self, site: str) -> None:
        """Mark *site* as finished in this round."""
        self._call(lambda: self._redis.sadd(self._key("finished"), site))

    def doubts(self, site: str, urls: Sequence[str]) -> list[bytes | None]:
        """Return what is known about each of *urls* of *site* that was not an article, ``None`` for the others."""
        names = [digest_of(url) for url in urls]
        found: Any = self._call(lambda: self._redis.hmget(self._key("doubtful", site), names)) if names else []
        return list(found)

    def queued(self, site: str) -> int:
        """Return the number of waiting URLs of *site*."""
        return self._call(lambda: int(self._redis.llen(self._key("queue", site))))

    def _key(self, *parts: str) -> str:
        return ":".join((self._prefix, *parts))

    def _now(self) -> float:
        seconds, micros = self._call(lambda: self._redis.time())
        return float(seconds) + float(micros) / 1e6

    def _server_now(self) -> str:
        return str(self._redis.info("server")["run_id"])

    def _call(self, ask: Callable[[], T], patience: float = _PATIENCE) -> T:
        """Call Redis, and retry until it responds; the crawl is blocked meanwhile."""
        pause, until = 0.2, time.monotonic() + patience
        while True:
            try:
                return ask()
            except self._away as error:  # includes BusyLoadingError: Redis is loading its file
                if time.monotonic() > until:
                    raise ConnectionError(f"Redis has not been reachable for {patience:.0f} s: {error}") from error
                log.warning("Redis is not reachable (%s); the crawl waits", error)
                time.sleep(pause)
                pause = min(pause * 2, 5.0)
            except self._refused as error:
                if "WRONGTYPE" not in str(error) or not self._set_wrong_keys_aside():
                    raise

    def _set_wrong_keys_aside(self) -> int:
        """Rename each key of this crawl that has a wrong type; return the number of such keys."""
        pattern = re.sub(r"([\\*?\[\]])", r"\\\1", self._prefix) + ":*"
        count = 0
        for key in self._redis.scan_iter(match=pattern, count=1000):
            kind, _, site = key.removeprefix(f"{self._prefix}:".encode()).decode(errors="replace").partition(":")
            wanted = (SITE_TYPES if site else CRAWL_TYPES).get(kind)
            if wanted and self._redis.type(key) not in (b"none", wanted.encode()):
                count += self._set_key_aside(key, site)
                if kind in ("queue", "flight"):  # discovered URLs are offered again: no queue has them now
                    self._redis.delete(self._key("seen", site))
        return count

    def _set_key_aside(self, key: bytes, site: str) -> bool:
        aside = self._key("wrong-type", uuid.uuid4().hex[:8], key.decode(errors="replace"))
        try:
            self._redis.rename(key, aside)
        except self._refused:  # another worker was faster
            return True
        self.set_aside[site] += 1
        log.warning(
            "Redis: the key %s has a type that no worker writes (does another program use it?); renamed to %s",
            key.decode(errors="replace"),
            aside,
        )
        return True


class RedisSite:
    """One site that this worker holds; every method except *release* raises SiteLeaseLost if the lease is lost."""

    def __init__(self, frontier: RedisFrontier, site: str) -> None:
        self._frontier = frontier
        self.site = site
        self._taken = b""

    def offer(self, items: Sequence[tuple[str, bytes]], *, again: bool = False) -> int:
        """Queue *items* (canonical URL and task) that this round has not yet discovered; return the number queued.

        Items of stored URLs are queued only with *again*.
        """
        mark = _AGAIN if again else _NEW
        packed = [digest_of(url) + mark + item for url, item in items]
        return int(self._frontier.run("offer", self.site, _DIGEST, *packed))

    def take(self) -> bytes | None:
        """Return the next task, ``None`` if the queue is empty; the task counts as in progress."""
        item: bytes | None = self._frontier.run("take", self.site, _DIGEST)
        if item is None:
            return None
        self._taken = item
        return item[_DIGEST + 1 :]

    def settle(self, urls: Iterable[str], *, stored: bool) -> None:
        """Mark *urls* as no longer in progress: their outcome is on disk (*stored*), or they have none."""
        names = [digest_of(url) for url in urls]
        if names:
            self._frontier.run("settle", self.site, int(stored), *names)

    def doubt(self, known: Mapping[str, bytes]) -> None:
        """Record URLs that were not articles, with what is known about each: a URL may be requested again."""
        if known:
            pairs = [part for url, doubt in known.items() for part in (digest_of(url), doubt)]
            self._frontier.run("doubt", self.site, *pairs)

    def doubts(self, urls: Sequence[str]) -> list[bytes | None]:
        """Return what is known about each of *urls* that was not an article, ``None`` for the others."""
        return self._frontier.doubts(self.site, urls)

    def meet(self, url: str, item: bytes) -> bool:
        """Return whether *url* was discovered in this round or is stored; if not, mark it as in progress, as *item*."""
        return bool(self._frontier.run("meet", self.site, _DIGEST, digest_of(url) + _NEW + item))

    def recover(self, urls: Iterable[str]) -> int:
        """Queue again all URLs in progress except *urls*, which this worker is processing; return the number."""
        return int(self._frontier.run("recover", self.site, *map(digest_of, urls)))

    def quarantine(self) -> None:
        """Move the entry taken last, which is malformed, to a list for inspection.

        The entry no longer counts as in progress. The list keeps the last thousand entries.
        """
        self._frontier.run("quarantine", self.site, self._taken[:_DIGEST], _MOST_QUARANTINED, self._taken)

    @property
    def keys_set_aside(self) -> int:
        """Return the number of keys of this site, or of the whole crawl, that had a wrong type."""
        return self._frontier.set_aside[self.site] + self._frontier.set_aside[""]

    def holds(self, canonical: str) -> bool:
        """Return whether the entry taken last is stored under *canonical*, as every valid entry is."""
        return self._taken[:_DIGEST] == digest_of(canonical)

    def renew(self) -> None:
        """Extend the lease by its full duration; raise SiteLeaseLost."""
        if not self._frontier.run("renew", self.site, self._frontier.milliseconds):
            raise SiteLeaseLost(f"{self.site}: another worker has it now")

    def release(self) -> None:
        """Release the lease, so that other workers can take the site."""
        self._frontier.run("release", self.site)

    def size(self) -> int:
        """Return the number of waiting URLs."""
        return self._frontier.queued(self.site)


def digest_of(url: str) -> bytes:
    """Return the name of *url* in Redis."""
    return hashlib.blake2b(url.encode("utf-8", "surrogatepass"), digest_size=_DIGEST).digest()
