"""Build the sites of the tests' coalitions, parse their pages as browsers do, and serve them.

A site is built once, when a test in any process first needs it, and must not be changed.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit
from xml.etree.ElementTree import Element

import html5lib
import pytest

from coalition import locking
from coalition.build import publish
from coalition.model.records import Coalition
from coalition.project.loader import load_coalition
from coalition.site.host_files import RESPONSE_HEADERS
from support import large_sites
from support.projects import ADDRESS, INVENTED, copy_project

COALITIONS = ("orchard", "lantern", "minimal")
URL_ATTRIBUTES = frozenset({"action", "data", "href", "poster", "src"})
Href = tuple[Element, str]
"""An element, and the URL in one of its attributes."""


def get_text(element: Element | None) -> str:
    """Return an element's text with white space collapsed, as in a browser; empty for None."""
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


@dataclass(frozen=True)
class Document:
    """One page, parsed as HTML; `path` is its file, relative to the site's root."""

    path: str
    source: str

    @cached_property
    def parser(self) -> html5lib.HTMLParser:
        builder = html5lib.getTreeBuilder("etree")
        return html5lib.HTMLParser(tree=builder, namespaceHTMLElements=False)

    @cached_property
    def root(self) -> Element:
        """The <html> element; names of SVG elements have no namespace."""
        root: Element = self.parser.parse(self.source)
        for element in root.iter():
            element.tag = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else "#"
        return root

    @property
    def errors(self) -> list[str]:
        """The errors that a strict parser reports."""
        assert self.root is not None
        return [f"{self.path}:{position[0]}: {name}" for position, name, _ in self.parser.errors]

    def all(self, path: str) -> list[Element]:
        """Return the elements at an ElementTree path below the root, such as `body//a[@href]`."""
        return self.root.findall(f".//{path}")

    def one(self, path: str) -> Element:
        """Return the only element at a path."""
        (element,) = self.all(path)
        return element

    def texts(self, path: str) -> list[str]:
        """Return the text of each element at a path."""
        return [get_text(element) for element in self.all(path)]

    def links(self) -> list[Href]:
        """Return everything that the page links to, leads on to or loads, with its element."""
        links = [
            (element, value)
            for element in self.root.iter()
            for name, value in element.items()
            if name.rpartition("}")[2].rpartition(":")[2] in URL_ATTRIBUTES
        ]
        for element in self.all("*[@srcset]"):
            links += [(element, url.split()[0]) for url in element.get("srcset", "").split(", ")]
        for element in self.all("meta[@http-equiv='refresh']"):
            links.append((element, element.get("content", "").partition("url=")[2]))
        return links

    def meta(self, name: str) -> str | None:
        """Return the content of the <meta> with this name or property."""
        tags = self.all(f"meta[@name='{name}']") + self.all(f"meta[@property='{name}']")
        return tags[0].get("content") if tags else None

    @property
    def indexable(self) -> bool:
        """Whether search engines may index the page."""
        return self.meta("robots") is None

    @property
    def url(self) -> str:
        """The URL at which the page is published."""
        return ADDRESS + self.path.removesuffix("index.html")


@dataclass(frozen=True)
class Built:
    """A built site and the project that it was built from."""

    name: str
    project: Path
    documents: dict[str, Document] = field(repr=False)

    @property
    def root(self) -> Path:
        """The folder of the site."""
        return self.project / "output"

    @cached_property
    def coalition(self) -> Coalition:
        """The data of the site."""
        return load_coalition(self.project / "data")

    @property
    def languages(self) -> dict[str, str]:
        """Language code -> folder with a trailing slash; "" for the default language."""
        first, *others = self.coalition.languages
        return {first: "", **{code: f"{code}/" for code in others}}

    def folder(self, page: Document) -> str:
        """Return the folder of a page's language."""
        return max((f for f in self.languages.values() if page.path.startswith(f)), key=len)

    def page(self, address: str) -> Document:
        """Return the page at a path such as `members/`, relative to the site's root."""
        return self.documents[f"{address}index.html"]

    def pages(self) -> Iterator[Document]:
        """Yield all pages."""
        yield from self.documents.values()

    def files(self) -> set[str]:
        """Return the paths of all files, relative to the site's root."""
        return {
            path.relative_to(self.root).as_posix()
            for path in self.root.rglob("*")
            if path.is_file()
        }

    def target(self, document: Document, url: str) -> tuple[str, str]:
        """Return the file and the fragment that a link on a page leads to, existing or not."""
        address, fragment = urldefrag(urljoin(document.url, url))
        path = address.removeprefix(ADDRESS)
        return path + "index.html" if path.endswith("/") or not path else path, fragment


def project_of(name: str, folder: Path) -> Path:
    """Create the project of an invented coalition in `folder`."""
    if name == large_sites.CROWD:
        return _make_crowd(folder)
    source = INVENTED / name
    project = copy_project(folder, source / "data", source / "content")
    if (source / "locale").is_dir():
        shutil.copytree(source / "locale", project / "theme" / "locale", dirs_exist_ok=True)
    return project


def _make_crowd(folder: Path) -> Path:
    """Create the project whose lists are divided into pages."""
    source = folder.with_name(f"{folder.name}-source")
    large_sites.write_project(source)
    return copy_project(folder, source / "data", source / "content")


def build(name: str, folder: Path, address: str = ADDRESS) -> Built:
    """Build a coalition's site below `folder`."""
    project = project_of(name, folder / name)
    publish.build_site(project, project / "output", address)
    return read_built_site(name, project)


def read_built_site(name: str, project: Path) -> Built:
    """Read the site that was built in `project`."""
    root = project / "output"
    documents = {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(root.rglob("*.html"))
    }
    return Built(name, project, {path: Document(path, text) for path, text in documents.items()})


class Handler(SimpleHTTPRequestHandler):
    """Serves a folder at the path of ADDRESS, with the strict policy and the site's 404 page."""

    protocol_version = "HTTP/1.1"

    def translate_path(self, path: str) -> str:
        """Remove the path of ADDRESS."""
        prefix = urlsplit(ADDRESS).path
        return super().translate_path("/" + path.removeprefix(prefix))

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer with the site's 404 page."""
        page = (Path(self.directory) / "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def end_headers(self) -> None:
        """Send the policy with every response."""
        self.send_header("Content-Security-Policy", RESPONSE_HEADERS["Content-Security-Policy"])
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Log nothing."""


class SiteServer(ThreadingHTTPServer):
    """Serves a site on a free port of this machine until it is closed."""

    daemon_threads = True

    def __init__(self, root: Path) -> None:
        super().__init__(("127.0.0.1", 0), lambda *args: Handler(*args, directory=str(root)))
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self) -> str:
        """The URL of the home page."""
        return f"http://127.0.0.1:{self.server_address[1]}{urlsplit(ADDRESS).path}"


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Sites:
    """The coalitions' sites, each built when it is first needed, for all processes of a run."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "sites"
    folder.mkdir(exist_ok=True)
    return Sites(folder)


class Sites(dict[str, Built]):
    """Name of a coalition -> its built site, in a folder shared by all processes of a run."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder

    def __missing__(self, name: str) -> Built:
        folder = self.create_once(name, lambda folder: build(name, folder))
        self[name] = read_built_site(name, folder / name)
        return self[name]

    def create_once(self, name: str, create: Callable[[Path], object]) -> Path:
        """Return the folder of that name, which the first process that needs it fills."""
        folder, marker = self.folder / name, self.folder / f"{name}.made"
        with locking.hold_lock(self.folder / f"{name}.lock", f"another process makes '{name}'"):
            if not marker.exists():
                shutil.rmtree(folder, ignore_errors=True)  # left by a failure
                create(folder)
                marker.touch()
        return folder


@pytest.fixture(scope="session")
def orchard(sites: Sites) -> Built:
    """The site of a coalition in six languages, with the pages of a real one."""
    return sites["orchard"]


@pytest.fixture(scope="session")
def lantern(sites: Sites) -> Built:
    """The site of a coalition in two languages that uses every feature."""
    return sites["lantern"]


@pytest.fixture(scope="session")
def minimal(sites: Sites) -> Built:
    """The site of a French coalition with only the required data."""
    return sites["minimal"]


@pytest.fixture(scope="session", params=COALITIONS)
def site(request: pytest.FixtureRequest, sites: Sites) -> Built:
    """Each coalition's site in turn."""
    return sites[request.param]
