"""Small finished sites for deployments, in two versions, and a check for broken links in them."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path
from urllib.parse import urljoin

PAGES = 40


def write_site(folder: Path, version: int, pages: int = PAGES) -> Path:
    """Write version 1 or 2 of a site: the second has other styles, new pages, and lacks old ones.

    Every page links to every other one, and loads a style sheet that is named after its content.
    """
    style = f"body {{ order: {version} }}"
    script = f"assets/menu.{sha256(style.encode()).hexdigest()[:8]}.js"
    css = f"assets/site.{sha256(style.encode()).hexdigest()[:8]}.css"
    names = [f"p{page}" for page in range(pages * (version - 1) // 2, pages * (version + 1) // 2)]
    links = "".join(f'<a href="../{name}/">{name}</a>' for name in names)
    page = f'<link href="../{css}"><script src="../{script}"></script>{links}' + "words " * 500
    files = {f"{name}/index.html": page for name in names}
    files |= {
        css: style,
        script: "",
        "index.html": page.replace("../", ""),
        "404.html": page.replace("../", ""),
        "sitemap.xml": " ".join(names),
        "news/atom.xml": f"{version}",
        "data/members.json": f"[{version}]",
        "images/map.svg": "<svg/>",
    }
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return folder


def read_files(folder: Path) -> dict[str, bytes]:
    """Map the path of each file in a folder to its content."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def find_missing_files(site: dict[str, bytes]) -> list[str]:
    """List what is missing: assets of any page, and link targets of pages reachable from home."""
    missing, pending, seen = [], ["index.html"], set()
    for name, content in site.items():
        if name.endswith(".html"):
            assets, _ = _list_references(name, content)
            missing += [f"{name}: {asset}" for asset in assets if asset not in site]
    while pending:
        name = pending.pop()
        if name in seen:
            continue
        seen.add(name)
        if name in site:
            pending += _list_references(name, site[name])[1]
        else:
            missing.append(name)
    return missing


def _list_references(name: str, page: bytes) -> tuple[list[str], list[str]]:
    """Return the assets and the pages that a page refers to."""
    paths = [
        urljoin(f"/{name}", url).lstrip("/")
        for url in re.findall(r'(?:href|src)="([^"]+)"', page.decode())
    ]
    assets = [path for path in paths if not path.endswith("/")]
    return assets, [f"{path}index.html" for path in paths if path.endswith("/")]
