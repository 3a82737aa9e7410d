"""Archives in object stores (s3:// and what else fsspec speaks): mirrored there, fetched back, crawled into."""

from newsarchive.storage.pull import pull
from newsarchive.storage.push import push
from newsarchive.storage.store import Diverged, NoLibrary, Store, StoreError

__all__ = ["Diverged", "NoLibrary", "Store", "StoreError", "pull", "push"]
