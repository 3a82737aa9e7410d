"""The demo newspaper at any size, with pages as large as those of real sites, served by nginx."""

import gzip
import json
import shutil
import socket
import subprocess
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from random import Random

from newsarchive.demo import newspaper
from newsarchive.demo.story import ORIGIN

_WORDS = ("tin", "bài", "ảnh", "xã", "chợ", "sông", "núi", "đường", "mùa", "hội", "làng", "phố", "trường", "lớp", "giá")

_CONF = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log; master_process off;
events {{ worker_connections 512; }}
http {{
    log_format asked '$request_uri $status'; access_log {log};
    sendfile on; keepalive_requests 1000000; gzip_static on; default_type text/html;
    types {{ text/html html; application/xml xml; image/png png; text/plain txt; application/gzip gz; }}
    charset utf-8; charset_types text/plain;
    client_body_temp_path {folder}/tmp; proxy_temp_path {folder}/tmp; fastcgi_temp_path {folder}/tmp;
    uwsgi_temp_path {folder}/tmp; scgi_temp_path {folder}/tmp;
    server {{ listen {host}:{port} backlog=512; root {folder}/site; index index.html; etag on; }}
}}
"""


def write_site(folder: Path, articles: int, url: str, weight: int = 60_000) -> None:
    """Write every page of a site with *articles* below *folder*/site, each article about *weight* bytes."""
    paper = newspaper(articles=articles)
    for path, reply in paper.pages.items():
        if reply.status != 200 or "?" in path:
            continue
        body = reply.body.replace(ORIGIN.encode(), url.encode())
        if path in paper.article_paths:
            body = _padded(body, weight, path)
        target = folder / "site" / (path.lstrip("/") + ("index.html" if path.endswith("/") else ""))
        if target.is_dir() or not target.suffix:
            target = target / "index.html"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(gzip.compress(body, mtime=0) if reply.packed else body)
        if target.suffix == ".html":
            target.with_name(target.name + ".gz").write_bytes(gzip.compress(body, 6, mtime=0))


def _padded(body: bytes, weight: int, seed: str) -> bytes:
    """Add boilerplate of a real page: settings in a script, menus, lists of other articles."""
    chance = Random(seed)
    settings = json.dumps({f"k{n}": " ".join(chance.choices(_WORDS, k=6)) for n in range(250)}, ensure_ascii=False)
    head = f"<script>window.SETTINGS = {settings};</script></head>".encode()
    body = body.replace(b"</head>", head, 1)
    rows = []
    size = len(body)
    while size < weight:
        text = " ".join(chance.choices(_WORDS, k=9))
        rows.append(
            f'<li class="menu__item"><a class="menu__link" href="/muc/{chance.randrange(10**4)}/" title="{text}">'
            f'<span class="icon icon-{chance.randrange(9)}"></span>{text}</a></li>'
        )
        size += len(rows[-1].encode())
    menu = f'<nav class="site-menu"><ul>{"".join(rows)}</ul></nav></body>'.encode()
    return body.replace(b"</body>", menu, 1)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def served(folder: Path, port: int, *, log: bool = False, host: str = "127.0.0.1"):
    """Serve *folder*/site with nginx on *host* and yield the URL without the final slash.

    With *log*, `access.log` has a line for each request: path and status.
    """
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    (folder / "tmp").mkdir(exist_ok=True)
    conf = folder / "nginx.conf"
    kept = f"{folder.resolve()}/access.log asked" if log else "off"
    conf.write_text(_CONF.format(folder=folder.resolve(), port=port, host=host, log=kept))
    process = subprocess.Popen([program, "-c", str(conf.resolve()), "-e", str(folder.resolve() / "error.log")])
    try:
        yield _awaited(f"http://{host}:{port}")
    finally:
        process.terminate()
        process.wait(10)


def _awaited(url: str) -> str:
    for _ in range(100):
        try:
            urllib.request.urlopen(f"{url}/robots.txt", timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return url
    raise RuntimeError(f"{url}: nginx does not respond")


def publisher_file(folder: Path, port: int, host: str = "127.0.0.1") -> Path:
    """Write a publisher file for the site and return its folder."""
    (folder / "publishers").mkdir(exist_ok=True)
    text = f"""name = "Báo Lam Giang"
domains = ["{host}:{port}"]
scope = "demo"
article_url = '-a?\\d{{4,}}\\.html$'
sitemaps = ["http://{host}:{port}/sitemap.xml"]
"""
    (folder / "publishers" / "lamgiang.toml").write_text(text, "utf-8")
    return folder / "publishers"
