"""Sentences that occur in several files of a release."""

from __future__ import annotations

from newsarchive.release.about import About
from newsarchive.release.columns import left_out

_WITHOUT = {"bodies": "their texts", "images": "the URLs of their pictures", "personal": "names of writers and tags"}


def described(about: About) -> str:
    """Return a description of the release in one sentence."""
    omitted = [words for key, words in _WITHOUT.items() if key in about.without]
    without = f", without {' and '.join(omitted)}" if omitted else ""
    return f"News articles collected from the web pages of their publishers{without}; with metadata and checksums."


def keywords(about: About) -> tuple[str, ...]:
    """Return the keywords of the release."""
    return ("news", "newspapers", "web archive", "corpus" if about.has_texts else "metadata")


def reference(about: About) -> str:
    """Return the citation of the release."""
    return f"{'; '.join(about.makers)} ({about.date.year}): {about.title}, version {about.version}. Data set."


def missing_fields(about: About) -> str:
    """Return the fields that the release leaves out, as a phrase."""
    names = ", ".join(f"`{name}`" for name in left_out(about.without))
    return names or "only the location of the raw response in the archive"
