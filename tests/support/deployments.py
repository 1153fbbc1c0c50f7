"""Small finished sites for deliveries, in two editions, and a visitor who looks for gaps."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path
from urllib.parse import urljoin

PAGES = 40


def edition(folder: Path, number: int, pages: int = PAGES) -> Path:
    """Write edition 1 or 2 of a site: the second has other styles, new pages, and some fewer.

    Every page links to every other one, and loads a style sheet that is named after its content.
    """
    style = f"body {{ order: {number} }}"
    script = f"assets/menu.{sha256(style.encode()).hexdigest()[:8]}.js"
    css = f"assets/site.{sha256(style.encode()).hexdigest()[:8]}.css"
    names = [f"p{page}" for page in range(pages * (number - 1) // 2, pages * (number + 1) // 2)]
    links = "".join(f'<a href="../{name}/">{name}</a>' for name in names)
    page = f'<link href="../{css}"><script src="../{script}"></script>{links}' + "words " * 500
    files = {f"{name}/index.html": page for name in names}
    files |= {
        css: style,
        script: "",
        "index.html": page.replace("../", ""),
        "404.html": page.replace("../", ""),
        "sitemap.xml": " ".join(names),
        "news/atom.xml": f"{number}",
        "data/members.json": f"[{number}]",
        "images/map.svg": "<svg/>",
    }
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return folder


def files(folder: Path) -> dict[str, bytes]:
    """Path from the top -> content of each file."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def broken(site: dict[str, bytes]) -> list[str]:
    """What a visitor misses: assets of any page, and what reachable pages link to."""
    missing, waiting, seen = [], ["index.html"], set()
    for name, content in site.items():
        if name.endswith(".html"):
            assets, _ = _named(name, content)
            missing += [f"{name}: {asset}" for asset in assets if asset not in site]
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        if name in site:
            waiting += _named(name, site[name])[1]
        else:
            missing.append(name)
    return missing


def _named(name: str, page: bytes) -> tuple[list[str], list[str]]:
    """The assets and the pages that a page names."""
    found = [
        urljoin(f"/{name}", url).lstrip("/")
        for url in re.findall(r'(?:href|src)="([^"]+)"', page.decode())
    ]
    assets = [path for path in found if not path.endswith("/")]
    return assets, [f"{path}index.html" for path in found if path.endswith("/")]
