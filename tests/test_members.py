"""Gzip members: whole ones are read, torn and damaged ones are told apart."""

from __future__ import annotations

import gzip
import subprocess
import zlib
from pathlib import Path

import pytest

from newsarchive import members
from newsarchive.members import Break, Member, MemberPieces, deflated, inflated, pack, read_members, read_unpacked

# What the extras install, and what is used without them.
pytestmark = pytest.mark.usefixtures("library")

BATCHES = [b'{"a": 1}\n{"a": 2}\n', b'{"a": 3}\n', b'{"a": 4}\n' * 30_000]
PACKED = [pack(batch) for batch in BATCHES]
WHOLE = b"".join(PACKED)
BOUNDARIES = [0, len(PACKED[0]), len(PACKED[0] + PACKED[1]), len(WHOLE)]


@pytest.fixture(params=["isal", "zlib"])
def library(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "zlib":
        monkeypatch.setattr(members, "igzip_lib", None)
        monkeypatch.setattr(members, "_decompressor", members._ZlibDecompressor)
        monkeypatch.setattr(members, "_Damage", zlib.error)
    else:
        assert members._decompressor is members._isal_decompressor
        monkeypatch.setattr(gzip, "compress", None)
        monkeypatch.setattr(zlib, "compressobj", None)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "x.jsonl.gz"
    path.write_bytes(WHOLE)
    return path


def test_members_are_read_with_their_places(path: Path) -> None:
    found = list(read_members(path))
    assert [member.data for member in found if isinstance(member, Member)] == BATCHES
    assert [member.offset for member in found] == BOUNDARIES[:-1]
    assert [path.read_bytes()[member.offset : member.offset + member.length] for member in found] == PACKED


def test_reading_can_begin_at_a_later_member(path: Path) -> None:
    assert [member.offset for member in read_members(path, BOUNDARIES[1])] == BOUNDARIES[1:-1]


def test_a_file_cut_at_any_byte_gives_its_whole_members_and_one_incomplete_batch(path: Path) -> None:
    for size in range(len(WHOLE)):
        path.write_bytes(WHOLE[:size])
        found = list(read_members(path))
        begun = max(boundary for boundary in BOUNDARIES if boundary <= size)
        assert [member.offset for member in found if isinstance(member, Member)] == BOUNDARIES[
            : BOUNDARIES.index(begun)
        ]
        breaks = [member for member in found if isinstance(member, Break)]
        assert breaks == ([] if size == begun else [Break(offset=begun, length=size - begun, torn=True)])


@pytest.mark.parametrize("at", [0, 3, 12, len(PACKED[0]) - 6])
def test_members_behind_a_damaged_one_are_still_read(path: Path, at: int) -> None:
    path.write_bytes(WHOLE[:at] + bytes([WHOLE[at] ^ 0xFF]) + WHOLE[at + 1 :])
    first, *rest = read_members(path)
    assert first == Break(offset=0, length=BOUNDARIES[1], torn=False)
    assert [member.offset for member in rest] == BOUNDARIES[1:-1]


@pytest.mark.parametrize("most", [0, 5000, 6000])
def test_one_whole_member_is_unpacked(most: int) -> None:
    data = bytes(range(250)) * 20
    assert inflated(pack(data), most) == data


@pytest.mark.parametrize(
    "data",
    [b"", b"khong phai", pack(b"a" * 5000)[:-1], pack(b"a") + b"b", pack(b"a") * 2, pack(b"a" * 5001), pack(b"")[:5]],
)
def test_what_is_not_one_whole_member_of_the_size_allowed_is_left_to_others(data: bytes) -> None:
    assert inflated(data, 5000) is None


def test_a_member_with_a_wrong_checksum_is_left_to_others() -> None:
    spoilt = bytearray(pack(b"Tin" * 100))
    spoilt[-6] ^= 1
    assert inflated(bytes(spoilt), 0) is None


def test_an_empty_file_has_no_member(path: Path) -> None:
    path.write_bytes(b"")
    assert list(read_members(path)) == []


def test_the_same_batch_gives_the_same_bytes() -> None:
    assert pack(BATCHES[0]) == pack(BATCHES[0])


@pytest.mark.parametrize("data", [b"", b"tin", "Giá gạo tăng. ".encode() * 9000])
def test_a_page_is_one_deflate_stream_to_other_readers(data: bytes) -> None:
    assert zlib.decompress(deflated(data), wbits=-zlib.MAX_WBITS) == data
    assert gzip.decompress(pack(data)) == data


def test_other_readers_of_gzip_read_every_member(path: Path) -> None:
    assert gzip.decompress(WHOLE) == b"".join(BATCHES)
    assert subprocess.run(["gzip", "-dc", path], capture_output=True, check=True).stdout == b"".join(BATCHES)


def test_a_long_damaged_end_is_skipped_quickly(path: Path) -> None:
    noise = zlib.compress(bytes(range(256)) * 4000) * 40 + b"\x1f\x8b\x08" * 300
    path.write_bytes(PACKED[0] + noise)
    assert [type(member) for member in read_members(path)] == [Member, Break]


@pytest.mark.parametrize("size", [(1 << 19) - 1, 1 << 19, 3 << 19, (3 << 19) + 1])
def test_a_batch_of_any_size_is_unpacked_in_pieces(tmp_path: Path, size: int) -> None:
    path, batch = tmp_path / "x.jsonl.gz", (b"tin " * size)[:size]
    path.write_bytes(pack(batch) * 2)
    first, second = read_unpacked(path)
    assert isinstance(first, MemberPieces)
    assert isinstance(second, MemberPieces)
    assert b"".join(first.pieces) == b"".join(second.pieces) == batch
    assert max(map(len, first.pieces)) <= 1 << 19
    assert second.offset == first.length
