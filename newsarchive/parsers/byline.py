"""A printed credit -> names and roles."""

from __future__ import annotations

from dataclasses import dataclass, field

from newsarchive.article import Credit, Role


@dataclass(frozen=True, kw_only=True)
class Byline:
    """A credit as printed (*raw*) and the people in it."""

    raw: str
    credits: list[Credit] = field(default_factory=list)

    def _named(self, role: Role) -> list[str]:
        return [credit.name for credit in self.credits if credit.role == role]

    @property
    def authors(self) -> list[str]:
        """Writers of the text."""
        return self._named("author")

    @property
    def photographers(self) -> list[str]:
        """Makers of the pictures."""
        return self._named("photographer")

    @property
    def translators(self) -> list[str]:
        """Translators."""
        return self._named("translator")

    @property
    def compilers(self) -> list[str]:
        """Compilers ("tổng hợp")."""
        return self._named("compiler")

    @property
    def sources(self) -> list[str]:
        """Outlets and agencies the text was taken from."""
        return self._named("source")


def parse_byline(text: str) -> Byline | None:
    """Read *text* as a byline; ``None`` when it is not one (a sentence, a caption, a label)."""
    raise NotImplementedError
