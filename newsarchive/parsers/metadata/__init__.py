"""The other metadata of an article: title, section, tags, URLs, language, publisher, license, page type.

Imports ``article``, ``page``, ``parsers.html``, ``parsers.lexicons`` and its sibling modules.
"""
