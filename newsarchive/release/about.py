"""The description of a release by its maker: title, contact, license, what is left out. It is checked first."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from newsarchive.release.columns import WITHOUT

_MAIL = re.compile(r"[^\s@/]+@[^\s@/]+\.[^\s@/]+")
_WEB = re.compile(r"https?://\S+")


class BadRelease(ValueError):
    """Raised for an invalid value in the description of a release; the message names the option and the remedy."""


@dataclass(frozen=True, kw_only=True)
class License:
    """A license by its SPDX identifier; *hub* is its identifier on the Hugging Face hub."""

    spdx: str
    hub: str
    url: str


def _creative_commons(name: str) -> License:
    return License(spdx=name, hub=name.lower(), url=_cc_url(name))


def _cc_url(name: str) -> str:
    kind = name.removeprefix("CC-").removesuffix("-4.0").lower()
    return f"https://creativecommons.org/licenses/{kind}/4.0/"


#: Licenses for data, by SPDX identifier (https://spdx.org/licenses/).
LICENSES: Mapping[str, License] = MappingProxyType(
    {
        "CC0-1.0": License(spdx="CC0-1.0", hub="cc0-1.0", url="https://creativecommons.org/publicdomain/zero/1.0/"),
        **{
            name: _creative_commons(name)
            for name in (
                "CC-BY-4.0",
                "CC-BY-SA-4.0",
                "CC-BY-NC-4.0",
                "CC-BY-NC-SA-4.0",
                "CC-BY-ND-4.0",
                "CC-BY-NC-ND-4.0",
            )
        },
        "ODbL-1.0": License(spdx="ODbL-1.0", hub="odbl", url="https://opendatacommons.org/licenses/odbl/1-0/"),
        "ODC-By-1.0": License(spdx="ODC-By-1.0", hub="odc-by", url="https://opendatacommons.org/licenses/by/1-0/"),
        "PDDL-1.0": License(spdx="PDDL-1.0", hub="pddl", url="https://opendatacommons.org/licenses/pddl/1-0/"),
    }
)


@dataclass(frozen=True, kw_only=True)
class About:
    """The title of a release, its maker, its license and its selection of records.

    *contact* is the mail address or web page for takedown requests. *license* (a key of LICENSES) covers the
    compilation; ``None`` means that no license is given. *without* holds keys of WITHOUT. *since* and *until* are as
    the user typed them.
    *respects_ai_training* leaves out every record whose publisher reserves AI training.
    """

    title: str
    contact: str
    date: date
    version: str = "1.0.0"
    license: str | None = None
    creators: tuple[str, ...] = ()
    without: frozenset[str] = frozenset()
    sites: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    all_revisions: bool = False
    respects_ai_training: bool = False

    def __post_init__(self) -> None:
        for name in ("title", "contact", "version", "creators"):
            value = getattr(self, name)
            for text in value if isinstance(value, tuple) else (value,):
                if not text.strip() or not text.isprintable():
                    raise BadRelease(f"{name} {text!r}: not a single line of text; write a short title")
        if not (_MAIL.fullmatch(self.contact) or _WEB.fullmatch(self.contact)):
            raise BadRelease(
                f'contact "{self.contact}": not a mail address or a web page; give one at which people can reach you'
            )
        if self.license is not None and self.license not in LICENSES:
            raise BadRelease(f'license "{self.license}": choose from {", ".join(LICENSES)}, or omit the option')
        for option in sorted(self.without - WITHOUT.keys()):
            raise BadRelease(f'without "{option}": choose from {", ".join(WITHOUT)}')

    @property
    def name(self) -> str:
        """The title as an identifier: a-z, 0-9 and hyphens."""
        letters = unicodedata.normalize("NFKD", self.title.lower().replace("đ", "d"))
        plain = "".join(sign for sign in letters if not unicodedata.combining(sign))
        return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "news-articles"

    @property
    def makers(self) -> tuple[str, ...]:
        """The makers of the release: *creators*, or *contact* if there are none."""
        return self.creators or (self.contact,)

    @property
    def mail(self) -> str | None:
        """The contact, if it is a mail address."""
        return self.contact if _MAIL.fullmatch(self.contact) else None

    @property
    def has_texts(self) -> bool:
        """Whether the release contains the texts of the articles."""
        return "bodies" not in self.without
