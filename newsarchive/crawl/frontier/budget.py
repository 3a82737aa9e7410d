"""How many articles a run may still fetch, and which requests wait for their turn."""

from __future__ import annotations

from collections import deque
from typing import Generic, Protocol

from newsarchive.crawl.frontier.frontier import T


class WaitingQueue(Protocol[T]):
    """What waits for its turn, first come, first served."""

    def add(self, thing: T) -> None:
        """Let *thing* wait behind the others."""

    def take(self) -> T | None:
        """Return the thing whose turn it is, ``None`` when nothing waits."""

    def size(self) -> int:
        """Return how many wait."""
        ...


class MemoryQueue(Generic[T]):
    """A WaitingQueue in memory."""

    def __init__(self) -> None:
        self._things: deque[T] = deque()

    def add(self, thing: T) -> None:
        """Let *thing* wait behind the others."""
        self._things.append(thing)

    def take(self) -> T | None:
        """Return the thing whose turn it is."""
        return self._things.popleft() if self._things else None

    def size(self) -> int:
        """Return how many wait."""
        return len(self._things)


class Budget(Generic[T]):
    """Let through *limit* things in all and *at_once* at a time; the others wait, and take the place of failed ones.

    What waits is small; a request is ten times as large, so that a list of 50,000 addresses is not one of requests.
    """

    def __init__(self, limit: int | None, at_once: int | None = None, waiting: WaitingQueue[T] | None = None) -> None:
        self._limit = limit
        self._at_once = at_once
        self._admitted = 0
        self._open = 0
        self._done = 0
        self._waiting: WaitingQueue[T] = MemoryQueue() if waiting is None else waiting

    @property
    def waiting(self) -> int:
        """How many things wait for their turn."""
        return self._waiting.size()

    @property
    def is_full(self) -> bool:
        """Whether there are also enough spare things, so that looking for more is idle."""
        return self._limit is not None and self._admitted >= self._limit and self._waiting.size() >= self._limit

    def is_spent(self, done: bool) -> bool:
        """Count a thing that was *done*; tell whether it was the last."""
        self._done += done
        return done and self._done == self._limit

    def admit(self, thing: T) -> T | None:
        """Let *thing* wait, and return the one whose turn it is, if any's."""
        self._waiting.add(thing)
        return self.next()

    def end(self) -> T | None:
        """Say that an admitted thing is no longer under way; return the next."""
        self._open -= 1
        return self.next()

    def take_back(self) -> T | None:
        """Say that an admitted thing stored no article; return one in its place, if there is any."""
        self._admitted -= 1
        return self.next()

    def next(self) -> T | None:
        """Return the thing whose turn it is, if there is room for one."""
        if self._open == self._at_once or self._admitted == self._limit:
            return None
        thing = self._waiting.take()
        if thing is not None:
            self._admitted += 1
            self._open += 1
        return thing
