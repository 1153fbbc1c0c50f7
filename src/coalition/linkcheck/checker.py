"""Rules `dead-link` and `moved-link`: check external links over the network. Never part of a build.

Each URL is requested once, however often it occurs. Results are cached (`cache.py`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urldefrag, urlsplit

from coalition.diagnostics import Diagnostic, escape_invisible, quote_value
from coalition.linkcheck.cache import LINK_CACHE_FILE, LinkCache
from coalition.linkcheck.external_links import ExternalLink, find_external_links
from coalition.linkcheck.lychee import (
    HOST_LOOKUP_FAILED_MESSAGE,
    HOST_NOT_FOUND_MESSAGE,
    LinkResult,
    check_urls,
    get_host,
)
from coalition.model import Coalition
from coalition.project import Project

HOSTS_PER_BATCH = 25
"""How many hosts lychee gets at a time. It reports at its end only, so the results of the batches
before are what an interruption leaves."""

OFFLINE_MESSAGE = "no host was found, so this machine seems to have no network"

ProgressCallback = Callable[[int, int], None]
"""Called with the number of finished URLs and the total."""


@dataclass(frozen=True)
class LinkCheckReport:
    """Result for each URL, and a warning at each occurrence of a dead or moved one."""

    results: Mapping[str, LinkResult]
    warnings: tuple[Diagnostic, ...]
    save_error: str = ""
    """Why the results could not be saved."""

    def render_summary(self) -> str:
        """Render what the warnings leave out: URLs that could not be checked, and counts."""
        unclear_urls: defaultdict[str, list[str]] = defaultdict(list)  # by reason
        for url, result in sorted(self.results.items()):
            if result.outcome == "unclear":
                unclear_urls[result.detail].append(url)
        lines = []
        for reason, urls in unclear_urls.items():
            failure = f"{' and '.join(urls)} could not be checked"
            line = f"note: {'no answers' if reason == OFFLINE_MESSAGE else failure}: {reason}"
            lines.append(escape_invisible(line))
        if self.save_error:
            lines.append(f"note: {LINK_CACHE_FILE} could not be saved: {self.save_error}")
        outcomes = Counter(result.outcome for result in self.results.values())
        parts = [f"{outcomes[outcome]} {outcome}" for outcome in ("good", "moved", "dead")]
        parts.append(f"{outcomes['unclear']} could not be checked")
        return "\n".join([*lines, f"external links: {', '.join(parts)}"])


def format_user_agent(coalition: Coalition) -> str:
    """Return the User-Agent header: the tool's name, and a URL about those who run it."""
    home = coalition.url or (coalition.repository.url if coalition.repository else "")
    is_header_value = home.isascii() and home.isprintable()
    return f"link-check (+{home})" if home and is_header_value else "link-check"


def check_external_links(
    project: Project, user_agent: str, cache: LinkCache, on_progress: ProgressCallback
) -> LinkCheckReport:
    """Check every external URL of a project whose result is not cached.

    The project must be loaded with `thorough=True`. Results are saved even if this is interrupted;
    if that fails, the report says so. Raises LycheeError.
    """
    links = list(find_external_links(project))
    urls = list(dict.fromkeys(link.request_url for link in links))
    cached = {url: result for url in urls if (result := cache.get(url))}
    fresh: dict[str, LinkResult] = {}
    save_error = ""
    try:
        on_progress(len(cached), len(urls))
        for batch in _split_into_batches([url for url in urls if url not in cached]):
            fresh |= check_urls(batch, user_agent)
            on_progress(len(cached) + len(fresh), len(urls))
    finally:
        fresh = _discard_if_offline(fresh)
        for url, result in fresh.items():
            if result.detail != OFFLINE_MESSAGE:
                cache.store(url, result)
        try:
            cache.save(urls)
        except OSError as error:
            save_error = error.strerror or str(error)
    results = cached | fresh
    return LinkCheckReport(results, tuple(_warnings(links, results)), save_error)


def _split_into_batches(urls: Sequence[str]) -> Iterator[list[str]]:
    """Yield batches of URLs; all URLs of a host are in one batch, as lychee paces its requests."""
    urls_by_host: defaultdict[str, list[str]] = defaultdict(list)
    for url in urls:
        urls_by_host[get_host(url)].append(url)
    groups = list(urls_by_host.values())
    for start in range(0, len(groups), HOSTS_PER_BATCH):
        yield [url for group in groups[start : start + HOSTS_PER_BATCH] for url in group]


def _discard_if_offline(fresh: Mapping[str, LinkResult]) -> dict[str, LinkResult]:
    """Mark all results as unclear if not a single host was found: then the network is missing."""
    hosts = {get_host(url) for url in fresh}
    messages = {HOST_NOT_FOUND_MESSAGE, HOST_LOOKUP_FAILED_MESSAGE}
    if len(hosts) > 1 and all(result.detail in messages for result in fresh.values()):
        return dict.fromkeys(fresh, LinkResult("unclear", OFFLINE_MESSAGE))
    return dict(fresh)


def _warnings(
    links: Sequence[ExternalLink], results: Mapping[str, LinkResult]
) -> Iterator[Diagnostic]:
    for link in links:
        result = results[link.request_url]
        if result.outcome == "dead":
            rule, message = "dead-link", f"{quote_value(link.url)} does not work: {result.detail}"
            hint = "look for the page's new address, or take the link out"
        elif result.outcome == "moved":
            rule, message = "moved-link", f"{quote_value(link.url)} has moved permanently"
            hint = f"write '{_with_fragment(result.target, link.url)}'"
        else:
            continue
        yield Diagnostic(link.location, rule, message, hint, link.line, "warning")


def _with_fragment(target: str, url: str) -> str:
    """Return the target with the fragment of the old URL, unless it has its own."""
    fragment = urldefrag(url).fragment
    return target if not fragment or urlsplit(target).fragment else f"{target}#{fragment}"
