"""A publisher file may come from anyone: what is wrong or dangerous in it is named when it is loaded."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from newsarchive.publishers import BadPublisherFile, all_publishers
from newsarchive.publishers.slow_patterns import slow_text

HEAD = 'name = "Báo Ví Dụ"\ndomains = ["baovidu.example"]\n'


def load(folder: Path, text: str) -> None:
    (folder / "baovidu.toml").write_text(HEAD + text, "utf-8")
    all_publishers(folder)


@pytest.mark.parametrize(
    "pattern",
    [
        r"(a+)+$",
        r"^https://baovidu\.example/(?:[a-z]+)*\.html$",
        r"(a|aa)+$",
        r"(\w+\d+)+$",
        r"([^/]+)+$",
        r"(.*)*x",
        r"(?:\d+-?)+z",
        r"a*a*a*a*b",
        r"(a{0,1000}){0,1000}b",
        r"(?=(a+)+$)b",
        r"(.*a){30}",
        r"((((.*)*)*)*)*x",
    ],
)
def test_an_exponential_regex_is_refused_at_once(tmp_path: Path, pattern: str) -> None:
    begun = time.process_time()
    with pytest.raises(BadPublisherFile, match=r"baovidu\.toml: article_url: .* takes too long on a URL"):
        load(tmp_path, f"article_url = '{pattern}'")
    assert time.process_time() - begun < 10


@pytest.mark.parametrize(
    "pattern", [r"(?:[\w-]+/)*[\w-]+\.html", r"-\d{5,}\.htm", r"/[a-z-]+/\d{4}/\d\d/[^/]+$", r"a{3}"]
)
def test_a_regex_of_linear_time_is_accepted(pattern: str) -> None:
    assert slow_text(pattern) is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("article_url = '" + "(" * 5000 + "a" + ")" * 5000 + "'", "not a regex"),
        ("[rewrite]\n'(a+)+$' = 'b'", "takes too long"),
        ("[rewrite]\n'(.)' = '\\9'", "invalid group reference"),
        ("[rewrite]\n'a' = '" + "b" * 300 + "'", "longer than 200 characters"),
        ("title = 'xpath: //*['", "does not compile"),
        ("title = 'xpath: //foo:bar'", "cannot be applied"),
        ("title = \"xpath: document('/etc/passwd')\"", "cannot be applied"),
        ("title = 'xpath: //*[re:test(string(.), \"^(.+)+Z$\")]'", "cannot be applied"),
        ("title = 'xpath: count(//p)'", "gives a number"),
        ("title = 'xpath: //namespace::*'", "gives a number or a namespace"),
        ("title = 'xpath: //*[count(//*[count(//*)>1])>1]'", "takes too long on a page"),
        ("title = 'css: " + "p:not(.a), " * 5000 + "p'", "cannot be applied"),
        ("remove = 'css: *'", "removes the whole page"),
        ("remove = 'css: body'", "removes the whole page"),
        ("remove = 'xpath: //text()'", "removes the whole page"),
        ("# " + "a" * 10_000_000, "larger than 256 KiB"),
        ("sections = " + "[" * 50_000 + "]" * 50_000, "too many nested"),
        ("delay = inf", "delay"),
        ('region = "\\u001b]0;a\\u0007"', "control character"),
        ("feeds = 'file:///etc/passwd'", "not a URL"),
        ("pagination = '{section.__class__}'", "no placeholder"),
        ("pagination = '{page:999999999}'", "no placeholder"),
        ("family = '../x'", "no family"),
        ("timezone = '../../etc/passwd'", "not a time zone"),
    ],
    ids=range(24),
)
def test_a_hostile_file_is_refused_with_its_name(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(BadPublisherFile, match=r"baovidu\.toml: ") as raised:
        load(tmp_path, text)
    assert message in str(raised.value)
    assert len(str(raised.value)) < 1000


def test_a_named_pipe_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "baovidu.toml")
    with pytest.raises(BadPublisherFile, match="not a file"):
        all_publishers(tmp_path)


def test_a_file_that_an_editor_saved_with_a_byte_order_mark_and_crlf_is_read(tmp_path: Path) -> None:
    (tmp_path / "baovidu.toml").write_bytes(b"\xef\xbb\xbf" + HEAD.replace("\n", "\r\n").encode())
    assert all_publishers(tmp_path)["baovidu"].name == "Báo Ví Dụ"
