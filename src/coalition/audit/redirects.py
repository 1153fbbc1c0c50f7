"""Lines for hosts: that what they redirect to is there (`_redirects`)."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from coalition.audit.built_site import Finished, file_of
from coalition.audit.findings import Fault, Finding
from coalition.audit.html import SiteFile
from coalition.diagnostics.diagnostic import quoted

REDIRECTS = "_redirects"


def redirects(site: Finished) -> Iterator[tuple[str, str, int]]:
    """What `_redirects` says: the path that is redirected, where it leads, and the line."""
    if REDIRECTS in site.files:
        yield from rules(site.read(REDIRECTS))


def rules(content: bytes) -> Iterator[tuple[str, str, int]]:
    """What such a file says, as `redirects` tells it; nothing of a file that is another thing."""
    for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), start=1):
        words = line.split()
        if len(words) > 1 and words[0].startswith("/"):
            yield words[0], words[1], number


def findings(site: Finished) -> Iterator[Finding]:
    """`broken-link` where a redirect leads nowhere."""
    base = f"{site.base}/"
    for _, target, line in redirects(site):
        path = unquote(target.partition("#")[0]).removeprefix(site.address)
        if path.startswith("/") and file_of(path.removeprefix(base)) not in site.files:
            message = f"the redirect to {quoted(target)} leads nowhere"
            fault = Fault("broken-link", message, "let it lead to a page of the site")
            yield SiteFile(REDIRECTS, site.read(REDIRECTS)).finding(fault, target, line)
