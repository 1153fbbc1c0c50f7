"""Rules `dead-link` and `moved-link`: check external links over the network. Never part of a build.

Each URL is requested once, however often it occurs. Several hosts are checked in parallel, with one
request at a time for each host. Results are cached (`cache.py`).
"""

from __future__ import annotations

import queue
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urldefrag, urlsplit

from coalition.diagnostics import Diagnostic, escape_invisible, quote_value
from coalition.linkcheck.cache import LinkCache
from coalition.linkcheck.external_links import ExternalLink, find_external_links
from coalition.linkcheck.http_client import (
    HOST_NOT_FOUND_MESSAGE,
    LinkChecker,
    LinkResult,
    get_host,
)
from coalition.model import Coalition
from coalition.project import Project

MAX_CONCURRENT_HOSTS = 4
"""How many hosts are checked in parallel."""

OFFLINE_MESSAGE = "no host was found, so this machine seems to have no network"

ProgressCallback = Callable[[int, int], None]
"""Called with the number of finished URLs and the total."""


@dataclass(frozen=True)
class LinkCheckReport:
    """Result for each URL, and a warning at each occurrence of a dead or moved one."""

    results: Mapping[str, LinkResult]
    warnings: tuple[Diagnostic, ...]

    @property
    def unclear_urls(self) -> dict[str, list[str]]:
        """URLs that could not be checked, grouped by reason."""
        reasons: defaultdict[str, list[str]] = defaultdict(list)
        for url, result in sorted(self.results.items()):
            if result.outcome == "unclear":
                reasons[result.detail].append(url)
        return dict(reasons)

    def render_summary(self) -> str:
        """Render what the warnings leave out: URLs that could not be checked, and counts."""
        lines = []
        for reason, urls in self.unclear_urls.items():
            failure = f"{escape_invisible(' and '.join(urls))} could not be looked at"
            lines.append(
                f"note: {'no answers' if reason == OFFLINE_MESSAGE else failure}: {reason}"
            )
        outcomes = Counter(result.outcome for result in self.results.values())
        parts = [f"{outcomes[outcome]} {outcome}" for outcome in ("good", "moved", "dead")]
        parts.append(f"{outcomes['unclear']} could not be looked at")
        return "\n".join([*lines, f"addresses outside: {', '.join(parts)}"])


def format_user_agent(coalition: Coalition) -> str:
    """Return the User-Agent header: the tool's name, and a URL about those who run it."""
    home = coalition.url or (coalition.repository.url if coalition.repository else "")
    return f"link-check (+{home})" if home and home.isascii() else "link-check"


def check_external_links(
    project: Project, checker: LinkChecker, cache: LinkCache, on_progress: ProgressCallback
) -> LinkCheckReport:
    """Check every external URL of a project whose result is not cached.

    The project must be loaded with `thorough=True`. Results are saved even if this is interrupted.
    """
    links = list(find_external_links(project))
    urls = list(dict.fromkeys(link.request_url for link in links))
    cached = {url: result for url in urls if (result := cache.get(url))}
    fresh: dict[str, LinkResult] = {}
    try:
        on_progress(len(cached), len(urls))
        for url, result in _check_urls([url for url in urls if url not in cached], checker):
            fresh[url] = result
            on_progress(len(cached) + len(fresh), len(urls))
    finally:
        fresh = _discard_if_offline(fresh)
        for url, result in fresh.items():
            if result.detail != OFFLINE_MESSAGE:
                cache.store(url, result)
        cache.save(urls)
    results = cached | fresh
    return LinkCheckReport(results, tuple(_warnings(links, results)))


def _check_urls(urls: Sequence[str], checker: LinkChecker) -> Iterator[tuple[str, LinkResult]]:
    """Yield each URL with its result, in order of completion."""
    urls_by_host: defaultdict[str, list[str]] = defaultdict(list)
    for url in urls:
        urls_by_host[get_host(url)].append(url)
    pending: queue.SimpleQueue[list[str]] = queue.SimpleQueue()
    done: queue.SimpleQueue[tuple[str, LinkResult | Exception]] = queue.SimpleQueue()
    for group in urls_by_host.values():
        pending.put(group)
    for _ in range(min(MAX_CONCURRENT_HOSTS, len(urls_by_host))):
        threading.Thread(target=_check_hosts, args=(pending, done, checker), daemon=True).start()
    for _ in urls:
        url, result = _next_result(done)
        if isinstance(result, Exception):
            raise result
        yield url, result


def _check_hosts(
    pending: queue.SimpleQueue[list[str]],
    done: queue.SimpleQueue[tuple[str, LinkResult | Exception]],
    checker: LinkChecker,
) -> None:
    """Check one host after the other; exceptions are passed to the thread that waits."""
    while True:
        try:
            urls = pending.get_nowait()
        except queue.Empty:
            return
        for url in urls:
            try:
                done.put((url, checker.check(url)))
            except Exception as error:
                done.put((url, error))


def _next_result(
    done: queue.SimpleQueue[tuple[str, LinkResult | Exception]],
) -> tuple[str, LinkResult | Exception]:
    """Return the next result. Waits in short steps: on Windows, Ctrl-C cannot interrupt a wait."""
    while True:
        try:
            return done.get(timeout=0.5)
        except queue.Empty:
            continue


def _discard_if_offline(fresh: Mapping[str, LinkResult]) -> dict[str, LinkResult]:
    """Mark all results as unclear if not a single host was found: then the network is missing."""
    hosts = {get_host(url) for url in fresh}
    if len(hosts) > 1 and all(result.detail == HOST_NOT_FOUND_MESSAGE for result in fresh.values()):
        return dict.fromkeys(fresh, LinkResult("unclear", OFFLINE_MESSAGE))
    return dict(fresh)


def _warnings(
    links: Sequence[ExternalLink], results: Mapping[str, LinkResult]
) -> Iterator[Diagnostic]:
    for link in links:
        result = results[link.request_url]
        if result.outcome == "dead":
            message = f"{quote_value(link.url)} leads nowhere: {result.detail}"
            hint = "look for the page's new address, or take the link out"
            yield _warning(link, "dead-link", message, hint)
        elif result.outcome == "moved":
            message = f"{quote_value(link.url)} has moved for good"
            hint = f"write '{_with_fragment(result.target, link.url)}'"
            yield _warning(link, "moved-link", message, hint)


def _with_fragment(target: str, url: str) -> str:
    """Return the target with the fragment of the old URL, unless it has its own."""
    fragment = urldefrag(url).fragment
    return target if not fragment or urlsplit(target).fragment else f"{target}#{fragment}"


def _warning(link: ExternalLink, rule: str, message: str, hint: str) -> Diagnostic:
    return Diagnostic(link.location, rule, message, hint, link.line, "warning")
