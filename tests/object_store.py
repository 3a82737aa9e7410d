"""A server that speaks S3, with a bucket "news", and the environment that leads there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

import pytest

PREFIX = "s3://news/paper"


@contextmanager
def serving() -> Iterator[str]:
    """Serve on loopback; give the server's address."""
    s3fs = pytest.importorskip("s3fs")
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    found = {
        "AWS_ENDPOINT_URL": address,
        "AWS_ACCESS_KEY_ID": "any",
        "AWS_SECRET_ACCESS_KEY": "any",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    with mock.patch.dict(os.environ, found):
        s3fs.S3FileSystem.clear_instance_cache()
        s3fs.S3FileSystem().makedirs("news", exist_ok=True)
        yield address
        s3fs.S3FileSystem.clear_instance_cache()
    server.stop()
