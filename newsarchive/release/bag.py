"""BagIt (RFC 8493): the folder of a release is a bag. Its records are the payload; other files are tag files."""

from __future__ import annotations

from pathlib import Path

from newsarchive.release.about import About
from newsarchive.release.data_files import sha256_of
from newsarchive.release.facts import Facts
from newsarchive.release.wording import described

_MANIFEST, _TAGS = "manifest-sha256.txt", "tagmanifest-sha256.txt"


def make_bag(folder: Path, about: About, facts: Facts) -> None:
    """Add the files of BagIt (RFC 8493) to *folder*, whose payload (data/) and other files must be complete."""
    (folder / "bagit.txt").write_text("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n", "utf-8")
    payload = _files(folder / "data")
    (folder / "bag-info.txt").write_text(_bag_info(about, facts, payload), "utf-8")
    (folder / _MANIFEST).write_text(_manifest(folder, payload), "utf-8")
    tags = [path for path in _files(folder) if path not in payload]
    (folder / _TAGS).write_text(_manifest(folder, tags), "utf-8")


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _manifest(folder: Path, files: list[Path]) -> str:
    return "".join(f"{sha256_of(path)}  {path.relative_to(folder).as_posix()}\n" for path in files)


def _bag_info(about: About, facts: Facts, payload: list[Path]) -> str:
    size = sum(path.stat().st_size for path in payload)
    fields = {
        "Source-Organization": ", ".join(about.makers),
        "Contact-Email" if about.mail else "Contact-Name": about.contact,
        "External-Description": f"{about.title}. {described(about)}",
        "External-Identifier": f"{about.name}-{about.version}",
        "Bagging-Date": about.date.isoformat(),
        "Payload-Oxum": f"{size}.{len(payload)}",
        "Internal-Sender-Description": f"{facts.records} records of {', '.join(sorted(facts.sites))}",
    }
    return "".join(f"{name}: {text}\n" for name, text in fields.items())
