"""Archives in object stores (s3:// and what else fsspec speaks): mirrored there, fetched back, crawled into."""

from newsarchive.storage.pull import Diverged, pull
from newsarchive.storage.push import push
from newsarchive.storage.store import NoLibrary, Store, StoreError

__all__ = ["Diverged", "NoLibrary", "Store", "StoreError", "pull", "push"]
