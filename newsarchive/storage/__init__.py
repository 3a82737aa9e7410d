"""Archives in object stores (s3:// and others that fsspec supports): push, pull, and crawl directly into one.

It imports the archive and, to crawl into a store, the crawler; it is one of the folders that may import fsspec.
"""

from newsarchive.storage.pull import pull
from newsarchive.storage.push import push
from newsarchive.storage.store import Diverged, NoLibrary, Store, StoreError

__all__ = ["Diverged", "NoLibrary", "Store", "StoreError", "pull", "push"]
