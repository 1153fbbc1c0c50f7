"""What a site asks of its host, in files that some hosts read; what its pages say where none does.

The pages load their own files and nothing else, so a browser may be told to refuse all the rest. A
host that sends headers says so in them; on one that sends none, each page says it of itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import quote, urlsplit

from coalition.site import views
from coalition.site.assets import ASSETS_FOLDER
from coalition.site.pages import Page

PAGE_CSP = (
    "default-src 'none'; img-src 'self'; script-src 'self'; style-src 'self';"
    " base-uri 'none'; form-action 'none'"
)
"""The Content-Security-Policy that each page states of itself. Nothing inline, no other host."""

RESPONSE_HEADERS = {
    # Who may frame a page only a header can say
    "Content-Security-Policy": f"{PAGE_CSP}; frame-ancestors 'none'",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""What a host should send with every answer."""

CACHE_IMMUTABLE = "public, max-age=31536000, immutable"
"""The Cache-Control of files in `assets/`: their names change with what is in them."""

CACHE_REVALIDATE = "no-cache"
"""The Cache-Control of everything else: a browser may keep it and asks whether it has changed."""


HOST_FILES = (".nojekyll", "_headers", "_redirects")
"""The files that hosts read, at the top of the site."""


def render_host_files(
    site_url: str, redirects: Iterable[tuple[str, str]]
) -> Iterator[tuple[str, str]]:
    """What each of HOST_FILES says; `redirects` are paths that pages had before, each with its page's now.

    Netlify and Cloudflare read `_render_headers`; these two and GitLab `_render_redirects`. GitHub leaves out
    names that begin with `_`, and much more, where there is no `.nojekyll`.
    """
    yield ".nojekyll", ""
    yield "_headers", _render_headers()
    yield "_redirects", "".join(_render_redirects(site_url, redirects))


def get_redirect_target(page: Page) -> str | None:
    """The path that a former address leads to; None where a page is none."""
    return page.view.address.path if isinstance(page.view, views.RedirectView) else None


def _render_headers() -> str:
    """Without a rule both hosts let browsers ask again; a second rule would add to the first."""
    everywhere = "".join(f"  {name}: {value}\n" for name, value in RESPONSE_HEADERS.items())
    return f"/*\n{everywhere}/{ASSETS_FOLDER}/*\n  Cache-Control: {CACHE_IMMUTABLE}\n"


def _render_redirects(site_url: str, redirects: Iterable[tuple[str, str]]) -> Iterator[str]:
    """A line for each former address. GitLab wants the path below which the site lies."""
    top = urlsplit(site_url).path.rstrip("/")
    for former, now in redirects:
        yield f"{top}/{quote(former)} {top}/{quote(now)} 301\n"
