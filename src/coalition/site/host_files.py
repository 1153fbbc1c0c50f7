"""Configuration files for static hosts (headers, redirects), and the policy that pages state.

Pages load files of their own site only, so a Content-Security-Policy can refuse everything else.
Hosts that read `_headers` send it as a header; for all others, each page has it in a <meta>.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import quote, urlsplit

from coalition.site import views
from coalition.site.assets import ASSETS_FOLDER
from coalition.site.pages import Page

PAGE_CSP = (
    "default-src 'none'; connect-src 'self'; img-src 'self'; manifest-src 'self';"
    " script-src 'self'; style-src 'self'; base-uri 'none'; form-action 'none'"
)
"""The Content-Security-Policy in each page's <meta>: nothing inline, no other host."""

RESPONSE_HEADERS = {
    # Pages of other sites may read the data: it is public, and no answer depends on a cookie
    "Access-Control-Allow-Origin": "*",
    # Browsers ignore frame-ancestors in a <meta>
    "Content-Security-Policy": f"{PAGE_CSP}; frame-ancestors 'none'",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""The headers that a host should send with every response."""

CACHE_IMMUTABLE = "public, max-age=31536000, immutable"
"""The Cache-Control of files in `assets/`: their names change with their content."""

CACHE_REVALIDATE = "no-cache"
"""The Cache-Control of everything else: browsers may store it, but revalidate before each use."""

HOST_FILES = (".nojekyll", "_headers", "_redirects")
"""Configuration files for hosts, at the root of the site."""


def render_host_files(
    site_url: str, redirects: Iterable[tuple[str, str]]
) -> Iterator[tuple[str, str]]:
    """Yield name and content of each of HOST_FILES; `redirects` are pairs of old and new path.

    Netlify and Cloudflare read `_headers`; these two and GitLab read `_redirects`. Without
    `.nojekyll`, GitHub Pages leaves out names that begin with `_`, and much more.
    """
    yield ".nojekyll", ""
    yield "_headers", _render_headers()
    yield "_redirects", "".join(_render_redirects(site_url, redirects))


def get_redirect_target(page: Page) -> str | None:
    """Return the path that a redirect page leads to; None for any other page."""
    return page.view.address.path if isinstance(page.view, views.RedirectView) else None


def _render_headers() -> str:
    """Return `_headers`, without a Cache-Control rule for pages.

    Both hosts make browsers revalidate by default, and add up the values of overlapping rules.
    """
    headers = "".join(f"  {name}: {value}\n" for name, value in RESPONSE_HEADERS.items())
    return f"/*\n{headers}/{ASSETS_FOLDER}/*\n  Cache-Control: {CACHE_IMMUTABLE}\n"


def _render_redirects(site_url: str, redirects: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield a line per redirect. GitLab needs the path at which the site is published."""
    base_path = urlsplit(site_url).path.rstrip("/")
    for old_path, new_path in redirects:
        yield f"{base_path}/{quote(old_path)} {base_path}/{quote(new_path)} 301\n"
