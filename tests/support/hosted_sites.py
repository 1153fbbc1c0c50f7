"""A built site as it is deployed, servers that serve it, and requests to them."""

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
from support.web_servers import Host, SiteLocation, run_server

PATH = urlsplit(ADDRESS).path

Start = Callable[[str, str], Host]
"""Starts the server of that name, with the site at the `top` of the host or `below` a path."""

OLD_PATH = "members/a-name-so-long-that-a-table-with-narrow-rows-has-no-room-for-it-at-all/"
NEW_PATH = "members/ingrid-prove/"
EXTRA_FILES = {
    "licence.txt": "free\n" * 100,
    "site.webmanifest": "{}",
    "images/a.png": "p",
    "images/a.jpg": "j",
    "images/a.webp": "w",
    "images/a.avif": "a",
    "images/a.gif": "g",
    **{
        f"files/a.{suffix}": f"the {suffix}"
        for suffix in (
            "csv",
            "docx",
            "epub",
            "ics",
            "odp",
            "ods",
            "odt",
            "pdf",
            "pptx",
            "txt",
            "xlsx",
        )
    },
    "assets/letters.0123abcd.woff2": "f",
    ".git/config": "secret",
    "ar/.env": "secret",
    ".well-known/security.txt": "Contact: mailto:security@example.org",
    f"{OLD_PATH}index.html": "<!doctype html><title>moved</title>",
}
"""Files of types that the site does not have, or not always, and hidden files."""

ENCODINGS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "br": (".br", brotli.decompress),
    "gzip": (".gz", gzip.decompress),
}
"""Content-Encoding -> file extension of the compressed copy, and the function that unpacks it."""


class Response(NamedTuple):
    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def kind(self) -> str:
        return self.headers.get_content_type()


def send_request(
    connection: HTTPConnection, path: str, method: str = "GET", **headers: str
) -> Response:
    """Send a request for a path; the names of headers have `_` for `-`."""
    named_headers = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, headers=named_headers)
    response: HTTPResponse = connection.getresponse()
    return Response(response.status, response.headers, response.read())


@pytest.fixture(scope="session")
def www() -> Iterator[Path]:
    """An empty folder that every user of the machine may read, for the user of the server."""
    with tempfile.TemporaryDirectory(prefix="hosts-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture(scope="session")
def deployed_site(www: Path, sites: Sites) -> Path:
    """A built site as it is deployed, with compressed copies."""

    def compress(folder: Path) -> None:
        precompress.precompress_files(shutil.copytree(sites["lantern"].root, folder))

    site = shutil.copytree(sites.create_once("packed", compress), www / "below" / PATH.strip("/"))
    for name, content in EXTRA_FILES.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(content, encoding="utf-8")
    with (site / "_redirects").open("a", encoding="utf-8") as redirects:
        redirects.write("".join(f"{path}{OLD_PATH} {path}{NEW_PATH} 301\n" for path in (PATH, "/")))
    return site


@pytest.fixture(scope="session")
def hosts(deployed_site: Path) -> Iterator[Start]:
    """A function that starts a server when it is first called with its name."""
    locations = {
        "top": SiteLocation(deployed_site, "/"),
        "below": SiteLocation(deployed_site.parent, PATH),
    }
    running: dict[tuple[str, str], Host] = {}
    with ExitStack() as stack:

        def start(name: str, position: str) -> Host:
            if name != "python":
                machine.need(name)
            if (name, position) not in running:
                running[name, position] = stack.enter_context(run_server(name, locations[position]))
            return running[name, position]

        yield start


def list_files(host: Host) -> list[str]:
    """List the files of the site that visitors may see, as paths relative to its root."""
    site = host.location.site
    paths = sorted(path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file())
    return [path for path in paths if "/." not in f"/{path}"]


def read_redirects(host: Host) -> dict[str, str]:
    """Map old to new paths, from the lines in `_redirects` that concern the site's URL path."""
    lines = (host.location.site / "_redirects").read_text(encoding="utf-8").splitlines()
    rules = dict(line.split()[:2] for line in lines)
    path = host.location.path
    below = {old: new for old, new in rules.items() if old.startswith(path)}
    return {
        old: new
        for old, new in below.items()
        if (host.location.site / new.removeprefix(path)).exists()
    }


def url_path(host: Host, file: str) -> str:
    """Return the URL path of a file, given by its path or by a pattern that matches only it."""
    (match,) = host.location.site.glob(file)
    name = match.relative_to(host.location.site).as_posix()
    return host.location.path + re.sub(r"(^|/)index\.html$", r"\1", name)
