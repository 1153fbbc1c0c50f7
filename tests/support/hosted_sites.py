"""A finished site as it is brought to a host, the servers that show it, and what they are asked."""

from __future__ import annotations

import gzip
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from http.client import HTTPConnection, HTTPMessage, HTTPResponse
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import brotli
import pytest

from coalition.output import precompress
from support import machine
from support.projects import ADDRESS
from support.sites import Sites
from support.web_servers import Host, Place, served

PATH = urlsplit(ADDRESS).path

Start = Callable[[str, str], Host]
"""The name of a server and `top` or `below` in, the running server out."""

FORMER = "members/a-name-so-long-that-a-table-with-narrow-rows-has-no-room-for-it-at-all/"
NOW = "members/ingrid-prove/"
LAID_IN = {
    "data/members.csv": "name\n",
    "data/members.json": "{}",
    "data/members.jsonld": "{}",
    "news/events.ics": "BEGIN:VCALENDAR",
    "licence.txt": "free\n" * 100,
    "site.webmanifest": "{}",
    "images/a.png": "p",
    "images/a.jpg": "j",
    "images/a.webp": "w",
    "images/a.avif": "a",
    "assets/letters.0123abcd.woff2": "f",
    ".git/config": "secret",
    "ar/.env": "secret",
    ".well-known/security.txt": "who to tell",
    f"{FORMER}index.html": "<!doctype html><title>moved</title>",
}
"""Files of kinds that the site has not, has not always, or should not have."""

UNPACKED: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "br": (".br", brotli.decompress),
    "gzip": (".gz", gzip.decompress),
}
"""How a packed file is sent -> its ending, and what unpacks it."""


class Reply(NamedTuple):
    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def kind(self) -> str:
        return self.headers.get_content_type()


def ask(connection: HTTPConnection, path: str, method: str = "GET", **headers: str) -> Reply:
    """Ask for a path; a header's name is written with `_` for `-`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, headers=named)
    reply: HTTPResponse = connection.getresponse()
    return Reply(reply.status, reply.headers, reply.read())


@pytest.fixture(scope="session")
def www() -> Iterator[Path]:
    """An empty folder that every user of the machine may read, as that of a server."""
    with tempfile.TemporaryDirectory(prefix="hosts-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture(scope="session")
def brought(www: Path, sites: Sites) -> Path:
    """A finished site as it is brought to a host, with packed files."""

    def make(folder: Path) -> None:
        precompress.precompress_files(shutil.copytree(sites["lantern"].root, folder))

    site = shutil.copytree(sites.once("packed", make), www / "below" / PATH.strip("/"))
    for name, content in LAID_IN.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(content, encoding="utf-8")
    with (site / "_redirects").open("a", encoding="utf-8") as redirects:
        redirects.write("".join(f"{path}{FORMER} {path}{NOW} 301\n" for path in (PATH, "/")))
    return site


@pytest.fixture(scope="session")
def hosts(brought: Path) -> Iterator[Start]:
    """A function that starts a server, the first time that it is asked for."""
    places = {"top": Place(brought, "/"), "below": Place(brought.parent, PATH)}
    running: dict[tuple[str, str], Host] = {}
    with ExitStack() as stack:

        def start(name: str, place: str) -> Host:
            if name != "python":
                machine.need(name)
            if (name, place) not in running:
                running[name, place] = stack.enter_context(served(name, places[place]))
            return running[name, place]

        yield start


def files(host: Host) -> list[str]:
    """All files of the site that visitors may see, as paths from its top."""
    site = host.place.site
    paths = sorted(path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file())
    return [path for path in paths if "/." not in f"/{path}"]


def former(host: Host) -> dict[str, str]:
    """Former addresses and those that took their place, as `_redirects` has them for this path."""
    lines = (host.place.site / "_redirects").read_text(encoding="utf-8").splitlines()
    rules = dict(line.split()[:2] for line in lines)
    path = host.place.path
    below = {old: new for old, new in rules.items() if old.startswith(path)}
    return {o: n for o, n in below.items() if (host.place.site / n.removeprefix(path)).exists()}


def path_of(host: Host, file: str) -> str:
    """Where a file is asked for; a pattern means the one file that it fits."""
    (found,) = host.place.site.glob(file)
    name = found.relative_to(host.place.site).as_posix()
    return host.place.path + re.sub(r"(^|/)index\.html$", r"\1", name)
