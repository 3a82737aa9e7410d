"""The credits read so far, while one printed line is read."""

from __future__ import annotations

from dataclasses import dataclass, field

from newsarchive.article import Credit, Role

AUTHOR: tuple[str, ...] = ("author",)
_ROLES: dict[str, Role] = {
    "author": "author",
    "photographer": "photographer",
    "translator": "translator",
    "compiler": "compiler",
    "editor": "editor",
    "contributor": "contributor",
    "source": "source",
}


@dataclass
class Reading:
    """The credits read so far; *marked* once a label, a role or a sure outlet was among them."""

    credits: list[Credit] = field(default_factory=list)
    marked: bool = False
    titled: bool = False
    moving: list[str] = field(default_factory=list)

    def add(self, name: str, works: tuple[str, ...]) -> None:
        """Note *name* for each of *works* once."""
        for work in works:
            if work in ("moving", "drawn"):
                self.moving.append(name)
            elif work != "unrecorded":
                self._note(Credit(name=name, role=_ROLES[work]))

    def _note(self, credit: Credit) -> None:
        folded = credit.name.casefold()
        if not any(known.role == credit.role and known.name.casefold() == folded for known in self.credits):
            self.credits.append(credit)

    def add_sources(self, names: list[str]) -> None:
        """Note the outlets *names*."""
        for name in names:
            self.add(name, ("source",))

    @property
    def has_people(self) -> bool:
        """Whether anyone but outlets has been read."""
        return bool(self.moving) or any(credit.role != "source" for credit in self.credits)

    @property
    def has_pictures(self) -> bool:
        """Whether a maker of pictures has been read."""
        return bool(self.moving) or any(credit.role == "photographer" for credit in self.credits)

    def settled(self) -> list[Credit]:
        """Return the credits; clips and drawings count as pictures only when no writer stands beside them."""
        works = (
            "contributor"
            if any(credit.role in ("author", "compiler", "translator") for credit in self.credits)
            else "photographer"
        )
        for name in self.moving:
            if works == "photographer" or not any(credit.name == name for credit in self.credits):
                self.add(name, (works,))
        return self.credits
