"""The demo newspaper: a small honest imitation of a Vietnamese newspaper, and its server."""

from newsarchive.demo.newspaper import Newspaper, Reply, newspaper
from newsarchive.demo.server import HOST, Served, serve
from newsarchive.demo.story import NAME, ORIGIN, Story

__all__ = ["HOST", "NAME", "ORIGIN", "Newspaper", "Reply", "Served", "Story", "newspaper", "serve"]
