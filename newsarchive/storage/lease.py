"""One crawl at a time per prefix: numbered leases, each created only if it does not exist yet."""

from __future__ import annotations

import os
import secrets
import socket
import time

import msgspec

from newsarchive.storage.store import Store, StoreError

_FOLDER = "lease/"
_LONGEST = 86400.0  # seconds; leases last minutes


class LeaseHeld(StoreError):
    """Raised if another crawl holds the lease of this prefix."""

    code = 5


class LeaseLost(StoreError):
    """Raised if another crawl has taken over the prefix because this one did not renew its lease in time."""

    code = 5


class _Lease(msgspec.Struct, frozen=True, kw_only=True):
    owner: str
    token: str
    expires: float


class Lease:
    """The right to write below a store's prefix for *seconds* after the last *renew*; acquired by the constructor.

    An expired lease is followed by one with the next number, which the store lets only one process create
    (If-None-Match: *, RFC 9110). A store that ignores the condition may let two processes create it in the same
    instant. Raise LeaseHeld.
    """

    def __init__(self, store: Store, seconds: float) -> None:
        self._store = store
        self._seconds = seconds
        self._owner = f"process {os.getpid()} on {socket.gethostname()}"
        self._token = secrets.token_hex(8)
        last = max(self._numbers(), default=0)
        self._check_over(last)
        self._name = _name(last + 1)
        self._number = last + 1
        if not store.create(self._name, self._content(seconds)):
            raise LeaseHeld(f"{store.url}: another crawl has just acquired the lease; try again in a minute")
        self._check_ours()
        if last:
            store.delete(_name(last))

    def renew(self) -> None:
        """Extend the lease by its full duration; raise LeaseLost if another crawl has taken over meanwhile."""
        self._check_ours()
        self._store.write(self._name, self._content(self._seconds))

    def release(self) -> None:
        """Release the lease."""
        self._store.write(self._name, self._content(0))

    def _numbers(self) -> list[int]:
        names = (name.removeprefix(_FOLDER) for name in self._store.names(_FOLDER))
        return [int(number) for name in names if (number := name.removesuffix(".json")).isdigit()]

    def _check_over(self, number: int) -> None:
        held = _read(self._store, _name(number)) if number else None
        left = held.expires - time.time() if held else 0
        if held and left > max(_LONGEST, 2 * self._seconds):
            raise LeaseHeld(
                f"{self._store.url}: {held.owner} holds it for {left / 86400:.0f} days, so a clock is wrong; "
                f"set the clocks, and delete {_name(number)} there if nobody is crawling"
            )
        if held and left > 0:
            raise LeaseHeld(
                f"{self._store.url}: {held.owner} is crawling into it; wait until it ends (if it died: {left:.0f} s)"
            )

    def _check_ours(self) -> None:
        held = _read(self._store, self._name)
        if held is None or held.token != self._token or max(self._numbers()) != self._number:
            raise LeaseLost(
                f"{self._store.url}: another crawl has taken over; files not yet uploaded stay in the spool"
            )

    def _content(self, seconds: float) -> bytes:
        return msgspec.json.encode(_Lease(owner=self._owner, token=self._token, expires=time.time() + seconds))


def holder_of(store: Store) -> str | None:
    """Return who crawls into *store* now ("process 12 on host"), as far as its lease says."""
    numbers = sorted(store.names(_FOLDER))
    held = _read(store, numbers[-1]) if numbers else None
    return held.owner if held and held.expires > time.time() else None


def _name(number: int) -> str:
    return f"{_FOLDER}{number:08d}.json"


def _read(store: Store, name: str) -> _Lease | None:
    content = store.read(name)
    try:
        return msgspec.json.decode(content, type=_Lease) if content else None
    except msgspec.DecodeError as error:
        raise StoreError(
            f"{store.url}/{name}: not a valid lease ({error}); remove it if no crawl is running"
        ) from error
