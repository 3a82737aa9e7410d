"""The demo newspaper: an invented Vietnamese newspaper with realistic pages, and a server for it.

Imports ``article`` and ``archive``; used by the command ``demo``, the tests and the benchmarks.
"""

from newsarchive.demo.newspaper import Newspaper, Reply, newspaper
from newsarchive.demo.server import HOST, Served, serve
from newsarchive.demo.story import NAME, ORIGIN, Story

__all__ = ["HOST", "NAME", "ORIGIN", "Newspaper", "Reply", "Served", "Story", "newspaper", "serve"]
