"""The other facts about an article: title, section, tags, URLs, language, publisher, license, page type.

Imports ``article``, ``page``, ``parsers.html``, ``parsers.lexicons`` and the modules beside this package.
"""
