"""Limit the number of articles that a run fetches, and queue the waiting requests."""

from __future__ import annotations

from collections import deque
from typing import Generic, Protocol

from newsarchive.crawl.frontier.frontier import T


class WaitingQueue(Protocol[T]):
    """A queue of waiting items, first in, first out."""

    def add(self, thing: T) -> None:
        """Append *thing* to the queue."""

    def take(self) -> T | None:
        """Remove and return the next item, ``None`` if the queue is empty."""

    def size(self) -> int:
        """Return the number of waiting items."""
        ...


class MemoryQueue(Generic[T]):
    """A WaitingQueue in memory."""

    def __init__(self) -> None:
        self._things: deque[T] = deque()

    def add(self, thing: T) -> None:
        """Append *thing* to the queue."""
        self._things.append(thing)

    def take(self) -> T | None:
        """Remove and return the next item, ``None`` if the queue is empty."""
        return self._things.popleft() if self._things else None

    def size(self) -> int:
        """Return the number of waiting items."""
        return len(self._things)


class Budget(Generic[T]):
    """Admit *limit* items in total and *at_once* at a time; the other items wait, and replace failed items.

    A waiting item is small; a request is ten times as large, so a list of 50,000 URLs is not stored as requests.
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
        """The number of waiting items."""
        return self._waiting.size()

    @property
    def in_progress(self) -> int:
        """The number of admitted items that have not ended."""
        return self._open

    @property
    def is_full(self) -> bool:
        """Whether the limit is reached and enough spare items wait, so that discovering more is useless."""
        return self._limit is not None and self._admitted >= self._limit and self._waiting.size() >= self._limit

    def is_spent(self, done: bool) -> bool:
        """Count an item if it is *done*; return whether it was the last item of the limit."""
        self._done += done
        return done and self._done == self._limit

    def admit(self, thing: T) -> T | None:
        """Queue *thing*, and return the next item if one can be admitted."""
        self._waiting.add(thing)
        return self.next()

    def end(self) -> T | None:
        """Mark an admitted item as no longer in progress; return the next item."""
        self._open -= 1
        return self.next()

    def take_back(self) -> T | None:
        """Record that an admitted item stored no article; return a replacement, if one can be admitted."""
        self._admitted -= 1
        return self.next()

    def next(self) -> T | None:
        """Return the next item, if one waits and the limits permit it."""
        if self._open == self._at_once or self._admitted == self._limit:
            return None
        thing = self._waiting.take()
        if thing is not None:
            self._admitted += 1
            self._open += 1
        return thing
