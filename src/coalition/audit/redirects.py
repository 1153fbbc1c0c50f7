"""Lines for hosts: that what they redirect to is there (`_redirects`)."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from coalition.audit.built_site import BuiltSite, get_output_file
from coalition.audit.html import SiteFile
from coalition.audit.issues import AuditDiagnostic, AuditIssue
from coalition.diagnostics import quote_value

REDIRECTS_FILE = "_redirects"


def read_redirects(site: BuiltSite) -> Iterator[tuple[str, str, int]]:
    """What `_redirects` says: the path that is redirected, where it leads, and the line."""
    if REDIRECTS_FILE in site.files:
        yield from parse_redirects(site.read_bytes(REDIRECTS_FILE))


def parse_redirects(content: bytes) -> Iterator[tuple[str, str, int]]:
    """What such a file says, as `read_redirects` tells it; nothing of a file that is another thing."""
    for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), start=1):
        words = line.split()
        if len(words) > 1 and words[0].startswith("/"):
            yield words[0], words[1], number


def check_redirects_file(site: BuiltSite) -> Iterator[AuditDiagnostic]:
    """`broken-link` where a redirect leads nowhere."""
    base = f"{site.base_path}/"
    for _, target, line in read_redirects(site):
        path = unquote(target.partition("#")[0]).removeprefix(site.site_url)
        if path.startswith("/") and get_output_file(path.removeprefix(base)) not in site.files:
            message = f"the redirect to {quote_value(target)} leads nowhere"
            fault = AuditIssue("broken-link", message, "let it lead to a page of the site")
            yield SiteFile(REDIRECTS_FILE, site.read_bytes(REDIRECTS_FILE)).make_diagnostic(
                fault, target, line
            )
