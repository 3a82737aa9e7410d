from __future__ import annotations

import gzip
from collections.abc import Callable, Sequence
from io import BytesIO
from itertools import islice

import pytest
from foreign_warcs import Capture, packed, records_of, response, story

from newsarchive.warc import BadWarc, read_records

zstd = pytest.importorskip("backports.zstd" if __import__("sys").version_info < (3, 14) else "compression.zstd")

CAPTURES = [Capture(url=f"https://chonoi.example/{n}.html", body=story(f"Chuyện {n}")) for n in range(3)]
RECORDS = records_of(CAPTURES)
PLAIN = b"".join(RECORDS)


def bgzip(data: bytes, size: int = 700) -> bytes:
    return b"".join(gzip.compress(data[at : at + size], mtime=0) for at in range(0, len(data), size))


def with_dictionary(records: list[bytes]) -> bytes:
    content = zstd.train_dict(records * 50, 1 << 12).dict_content
    known = zstd.ZstdDict(content)
    frames = b"".join(zstd.compress(record, zstd_dict=known) for record in records)
    return b"\x5d\x2a\x4d\x18" + len(content).to_bytes(4, "little") + content + frames


@pytest.mark.parametrize(
    "data",
    [
        PLAIN,
        packed(RECORDS),
        gzip.compress(PLAIN, mtime=0),
        bgzip(PLAIN),
        b"".join(zstd.compress(record) for record in RECORDS),
        zstd.compress(PLAIN),
        with_dictionary(RECORDS),
        packed(RECORDS) + b"\0" * 512,
    ],
    ids=["plain", "gzip", "one gzip member", "gzip blocks", "zstd", "one frame", "zstd dictionary", "padded"],
)
def test_every_packing_gives_the_same_records(data: bytes) -> None:
    found = list(read_records(BytesIO(data), "x.warc"))
    assert [member.data for member in found] == [
        record.removesuffix(b"\r\n\r\n") for record in map(with_one_end, RECORDS)
    ]
    assert [record.fields["warc-type"] for record in found] == [kind_of(record) for record in RECORDS]


@pytest.mark.parametrize(
    "before", [b"\xef\xbb\xbf", b"\r\n\0", b"Warning: no entropy\n"], ids=["mark", "blanks", "text"]
)
@pytest.mark.parametrize("data", [PLAIN, packed(RECORDS)], ids=["plain", "gzip"])
def test_what_precedes_the_first_record_is_no_damage(data: bytes, before: bytes) -> None:
    found, whole = (list(read_records(BytesIO(start + data), "x.warc")) for start in (before, b""))
    assert [record.data for record in found] == [record.data for record in whole]
    assert [record.offset for record in found[:1]] == [len(before)]


@pytest.mark.parametrize("data", [PLAIN, packed(RECORDS)], ids=["plain", "gzip"])
@pytest.mark.parametrize("rest", [b"river</p></html>\r\n\r\n", b"\xb3\xcf\x0e\x00\x12"], ids=["page", "gzip"])
def test_the_rest_of_a_record_before_the_first_one_is_reported(data: bytes, rest: bytes) -> None:
    lost: list[str] = []
    assert len(list(read_records(BytesIO(rest + data), "x.warc", lost.append))) == len(RECORDS)
    assert len(lost) == 1


@pytest.mark.parametrize("data", [b"\0" * 10 + PLAIN[10:], b"\0" * 10 + packed(RECORDS)[10:]], ids=["plain", "gzip"])
def test_a_damaged_first_record_is_reported(data: bytes) -> None:
    lost: list[str] = []
    assert len(list(read_records(BytesIO(data), "x.warc", lost.append))) == len(RECORDS) - 1
    assert len(lost) == 1


def with_one_end(record: bytes) -> bytes:
    return record if record.endswith(b"\r\n\r\n") else record + b"\r\n\r\n"


def kind_of(record: bytes) -> str:
    return record.split(b"WARC-Type: ")[1].split(b"\r\n")[0].decode()


def test_a_record_with_a_member_to_itself_is_given_packed_with_its_place() -> None:
    data = packed(RECORDS)
    for record in read_records(BytesIO(data), "x.warc.gz"):
        assert record.packed is not None
        assert data[record.offset :].startswith(record.packed)
        assert gzip.decompress(record.packed).startswith(record.data or b"?")


@pytest.mark.parametrize("data", [gzip.compress(PLAIN), bgzip(PLAIN), PLAIN], ids=["one member", "blocks", "plain"])
def test_a_record_that_shares_its_member_has_none(data: bytes) -> None:
    assert all(record.packed is None for record in read_records(BytesIO(data), "x.warc.gz"))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (packed(RECORDS)[:-60], "ends within the record"),
        (PLAIN[:-300], "ends within the record"),
        (b"", "is empty"),
        (b"<rubbish>", "no WARC record at byte 0"),
        (gzip.compress(b"<rubbish>", mtime=0), "no WARC record at byte 0"),
        (packed(RECORDS) + b"<html>" * 9, "damaged"),
        (PLAIN + b"WARC/1.0\r\nContent-Length: many\r\n\r\n", "no WARC record"),
        (b"WARC/1.0\r\nContent-Length: 999999999999999\r\n\r\nx", "claims 999,999,999,999,999 bytes"),
        (b"WARC/1.0\r\nX: " + b"a" * (2 << 20), "no WARC record"),
        (zstd.compress(PLAIN)[:-20], "ends within"),
        (zstd.compress(PLAIN) + b"rubbish, not a frame", "damaged"),
    ],
)
def test_a_broken_file_says_where_and_how(data: bytes, message: str) -> None:
    with pytest.raises(BadWarc, match=message):
        list(read_records(BytesIO(data), "x.warc"))


@pytest.mark.parametrize("missing", [4, 8, 9])
def test_a_record_whose_checksum_is_missing_at_the_end_of_the_file_is_read(missing: int) -> None:
    losses: list[str] = []
    found = [*read_records(BytesIO(packed(RECORDS)[:-missing]), "x.warc.gz", losses.append)]
    assert [record.data for record in found] == [record.data for record in read_records(BytesIO(PLAIN), "x.warc")]
    assert found[-1].packed is None, "the member is not copied as it is"
    assert len(losses) == 1
    assert "ends within the record" in losses[0]


@pytest.mark.parametrize("pack", [b"".join, packed, lambda records: gzip.compress(b"".join(records), mtime=0)])
def test_records_whose_line_ends_were_shortened_after_they_were_counted_are_read(
    pack: Callable[[Sequence[bytes]], bytes],
) -> None:
    # ClueWeb09: the lengths count carriage returns that are not there.
    page = b"<html><body>" + b"<p>Cho noi\r\n" * 40 + b"</body></html>"
    kept = [response(Capture(url=f"https://chonoi.example/{number}.html", body=page)) for number in range(4)]
    data = pack([each.replace(b"WARC/1.0", b"WARC/0.18").replace(b"\r\n", b"\n") for each in kept])
    losses: list[str] = []
    found = [*read_records(BytesIO(data), "x.warc", losses.append)]
    assert [record.fields["warc-target-uri"][-6] for record in found] == ["0", "1", "2", "3"]
    assert all((record.data or b"").count(b"WARC/") == 1 for record in found)
    assert losses == []


def test_what_comes_before_the_damage_is_read() -> None:
    iterator = read_records(BytesIO(packed(RECORDS)[:-60]), "x.warc.gz")
    assert len(list(islice(iterator, len(RECORDS) - 1))) == len(RECORDS) - 1
    with pytest.raises(BadWarc):
        next(iterator)


def test_a_record_too_long_for_an_article_is_passed_over_without_being_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsarchive.warc.record_stream.MAX_RECORD", 1000)
    long = response(Capture(url="https://chonoi.example/phim.mp4", body=b"\0" * 300_000))
    short = response(Capture(url="https://chonoi.example/a.html", body=b"a"))
    for data in (packed([long, short]), long + short):
        assert [record.data is None for record in read_records(BytesIO(data), "x.warc")] == [True, False]
