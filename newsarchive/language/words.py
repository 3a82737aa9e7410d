"""Vietnamese word segmentation, by libraries that ship their models, and a cache of its results."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Literal, get_args

from newsarchive.archive.appending import make_folder
from newsarchive.extras import install_hint
from newsarchive.language.tokens import Tokenizer

Segmenter = Literal["underthesea", "pyvi"]
SEGMENTERS: Sequence[Segmenter] = get_args(Segmenter)
_BATCH = 200


def segmenter(name: Segmenter = "underthesea") -> Tokenizer:
    """Return the word segmenter *name*; raise ValueError if it is unknown, ImportError if it is not installed.

    underthesea: a conditional random field trained on VLSP 2013 (https://github.com/undertheseanlp/underthesea); pyvi:
    https://github.com/trungtv/pyvi. Both packages contain their models; nothing is downloaded.
    """
    if name == "underthesea":
        try:
            from underthesea import word_tokenize
        except ImportError as error:
            raise ImportError(f"word segmentation needs underthesea; {install_hint('words')}") from error
        tokenize: Callable[[str], list[str]] = word_tokenize
        return tokenize
    if name == "pyvi":
        try:
            from pyvi import ViTokenizer
        except ImportError as error:
            raise ImportError('word segmentation with pyvi needs the package: pip install "pyvi"') from error
        return lambda text: ViTokenizer.tokenize(text).split()
    raise ValueError(f"segmenter={name!r}: choose from {', '.join(SEGMENTERS)}")


class CachedTokenizer:
    """A tokenizer with a cache: the SQLite file *path*, by the hash of the text.

    A text is segmented only once; an interrupted run loses only its last texts.
    """

    def __init__(self, tokenizer: Tokenizer, path: Path) -> None:
        make_folder(path.parent)
        self._tokenizer = tokenizer
        self._store = sqlite3.connect(path)
        table = "words (hash BLOB PRIMARY KEY, tokens TEXT NOT NULL) WITHOUT ROWID"
        self._store.execute(f"CREATE TABLE IF NOT EXISTS {table}")
        self._new = 0

    def __call__(self, text: str) -> Sequence[str]:
        """Return the tokens of *text*."""
        key = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        row = self._store.execute("SELECT tokens FROM words WHERE hash = ?", (key,)).fetchone()
        if row is not None:
            return str(row[0]).split("\n")
        tokens = [" ".join(token.split()) for token in self._tokenizer(text)]
        self._store.execute("INSERT INTO words VALUES (?, ?)", (key, "\n".join(tokens)))
        self._new += 1
        if self._new % _BATCH == 0:
            self._store.commit()
        return tokens

    def close(self) -> None:
        """Commit new results and close the file."""
        self._store.commit()
        self._store.close()
