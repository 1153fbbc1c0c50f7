"""Parse `_redirects`, which some hosts read, and check that its targets exist."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from coalition.audit.built_site import BuiltSite, get_served_file
from coalition.audit.html import SiteFile
from coalition.audit.issues import AuditDiagnostic, AuditIssue
from coalition.diagnostics import quote_value

REDIRECTS_FILE = "_redirects"


def read_redirects(site: BuiltSite) -> Iterator[tuple[str, str, int]]:
    """Yield the rules of `_redirects`: the path, its target, and the line."""
    if REDIRECTS_FILE in site.files:
        yield from parse_redirects(site.read_bytes(REDIRECTS_FILE))


def parse_redirects(content: bytes) -> Iterator[tuple[str, str, int]]:
    """Yield the rules in the content of `_redirects`, as `read_redirects` does.

    Lines of other formats are skipped: a server may send a page instead of the file.
    """
    for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), start=1):
        fields = line.split()
        if len(fields) > 1 and fields[0].startswith("/"):
            yield fields[0], fields[1], number


def check_redirects_file(site: BuiltSite) -> Iterator[AuditDiagnostic]:
    """Yield `broken-link` for redirects that lead nowhere."""
    base = f"{site.base_path}/"
    for _, target, line in read_redirects(site):
        path = unquote(target.partition("#")[0]).removeprefix(site.site_url)
        if path.startswith("/") and get_served_file(path.removeprefix(base)) not in site.files:
            message = f"the redirect to {quote_value(target)} leads nowhere"
            issue = AuditIssue("broken-link", message, "let it lead to a page of the site")
            yield SiteFile(REDIRECTS_FILE, site.read_bytes(REDIRECTS_FILE)).make_diagnostic(
                issue, target, line
            )
