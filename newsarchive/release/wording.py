"""Sentences about a release that stand in more than one of its files."""

from __future__ import annotations

from newsarchive.release.about import About
from newsarchive.release.columns import left_out

_WITHOUT = {"bodies": "their texts", "images": "their pictures' addresses", "personal": "names of writers and tags"}


def described(about: About) -> str:
    """Return in one sentence what the release is."""
    gone = [words for key, words in _WITHOUT.items() if key in about.without]
    rest = f", without {' and '.join(gone)}" if gone else ""
    return f"News articles collected from the web pages of their publishers{rest}; with metadata and checksums."


def keywords(about: About) -> tuple[str, ...]:
    """Return words under which the release is looked for."""
    return ("news", "newspapers", "web archive", "corpus" if about.has_texts else "metadata")


def reference(about: About) -> str:
    """Return how the release is cited."""
    return f"{'; '.join(about.makers)} ({about.date.year}): {about.title}, version {about.version}. Data set."


def missing_fields(about: About) -> str:
    """Return the fields that the release leaves out, in words."""
    names = ", ".join(f"`{one}`" for one in left_out(about.without))
    return names or "nothing but the place of the raw response in the archive"
