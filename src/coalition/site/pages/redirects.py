"""The pages at former addresses that the coalition lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from coalition.site import views
from coalition.site.pages.page import Page
from coalition.site.site import Site


def build_configured_redirects(site: Site, pages_by_path: Mapping[str, Page]) -> Iterator[Page]:
    """Yield a page for each redirect in the coalition's file whose target exists."""
    for redirect in site.coalition.redirects:
        source, target = site.get_address_at(redirect.source), site.get_address_at(redirect.target)
        if target.path in pages_by_path and source.path not in pages_by_path:
            title = pages_by_path[target.path].title
            view = views.RedirectView(target)
            yield Page(
                source, "redirect.html", title, title.text, view,
                files=("data/coalition.yaml",), indexable=False,
            )  # fmt: skip
