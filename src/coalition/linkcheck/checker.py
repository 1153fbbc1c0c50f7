"""`dead-link` and `moved-link`: whether the addresses outside still answer. Only when asked to.

Each address is asked once, however often it is mentioned; several hosts side by side, one host one
request at a time. Answers are kept (`answers`). Never part of a build.
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
"""How many hosts are asked at the same time."""

OFFLINE_MESSAGE = "no host was found, so this machine seems to have no network"

ProgressCallback = Callable[[int, int], None]
"""Told how many addresses of how many are done."""


@dataclass(frozen=True)
class LinkCheckReport:
    """What came of all addresses: the answer to each, and a warning at each bad mention."""

    results: Mapping[str, LinkResult]
    warnings: tuple[Diagnostic, ...]

    @property
    def unclear_urls(self) -> dict[str, list[str]]:
        """The addresses that could not be looked at, by the reason."""
        reasons: defaultdict[str, list[str]] = defaultdict(list)
        for address, answer in sorted(self.results.items()):
            if answer.outcome == "unclear":
                reasons[answer.detail].append(address)
        return dict(reasons)

    def render_summary(self) -> str:
        """What the warnings do not say: what could not be looked at, and a line that counts."""
        lines = []
        for reason, addresses in self.unclear_urls.items():
            which = f"{escape_invisible(' and '.join(addresses))} could not be looked at"
            lines.append(f"note: {'no answers' if reason == OFFLINE_MESSAGE else which}: {reason}")
        outcomes = Counter(answer.outcome for answer in self.results.values())
        parts = [f"{outcomes[kind]} {kind}" for kind in ("good", "moved", "dead")]
        parts.append(f"{outcomes['unclear']} could not be looked at")
        return "\n".join([*lines, f"addresses outside: {', '.join(parts)}"])


def format_user_agent(coalition: Coalition) -> str:
    """How we name ourselves to servers: what asks, and where to read about those who let it."""
    home = coalition.url or (coalition.repository.url if coalition.repository else "")
    return f"link-check (+{home})" if home and home.isascii() else "link-check"


def check_external_links(
    project: Project, checker: LinkChecker, cache: LinkCache, on_progress: ProgressCallback
) -> LinkCheckReport:
    """Ask every address of a project that was read thoroughly, unless its answer is still known.

    What was answered is kept also where this is interrupted.
    """
    mentioned = list(find_external_links(project))
    pages = list(dict.fromkeys(mention.request_url for mention in mentioned))
    known = {page: answer for page in pages if (answer := cache.get(page))}
    fresh: dict[str, LinkResult] = {}
    try:
        on_progress(len(known), len(pages))
        for page, answer in _check_urls([page for page in pages if page not in known], checker):
            fresh[page] = answer
            on_progress(len(known) + len(fresh), len(pages))
    finally:
        fresh = _discard_if_offline(fresh)
        for page, answer in fresh.items():
            if answer.detail != OFFLINE_MESSAGE:
                cache.store(page, answer)
        cache.save(pages)
    found = known | fresh
    return LinkCheckReport(found, tuple(_warnings(mentioned, found)))


def _check_urls(pages: Sequence[str], asker: LinkChecker) -> Iterator[tuple[str, LinkResult]]:
    """Each page with its answer, in the order in which answers come."""
    hosts: defaultdict[str, list[str]] = defaultdict(list)
    for page in pages:
        hosts[get_host(page)].append(page)
    waiting: queue.SimpleQueue[list[str]] = queue.SimpleQueue()
    done: queue.SimpleQueue[tuple[str, LinkResult | Exception]] = queue.SimpleQueue()
    for group in hosts.values():
        waiting.put(group)
    for _ in range(min(MAX_CONCURRENT_HOSTS, len(hosts))):
        threading.Thread(target=_check_hosts, args=(waiting, done, asker), daemon=True).start()
    for _ in pages:
        page, answer = _next_result(done)
        if isinstance(answer, Exception):
            raise answer
        yield page, answer


def _check_hosts(
    waiting: queue.SimpleQueue[list[str]],
    done: queue.SimpleQueue[tuple[str, LinkResult | Exception]],
    asker: LinkChecker,
) -> None:
    """Ask one host after the other; what goes wrong in here is for the one who waits."""
    while True:
        try:
            pages = waiting.get_nowait()
        except queue.Empty:
            return
        for page in pages:
            try:
                done.put((page, asker.check(page)))
            except Exception as error:
                done.put((page, error))


def _next_result(
    done: queue.SimpleQueue[tuple[str, LinkResult | Exception]],
) -> tuple[str, LinkResult | Exception]:
    """The next answer. Looks up now and then: on Windows nothing else lets Ctrl-C through."""
    while True:
        try:
            return done.get(timeout=0.5)
        except queue.Empty:
            continue


def _discard_if_offline(fresh: Mapping[str, LinkResult]) -> dict[str, LinkResult]:
    """The same answers; but where no host at all was found, that says nothing of any address."""
    hosts = {get_host(page) for page in fresh}
    if len(hosts) > 1 and all(answer.detail == HOST_NOT_FOUND_MESSAGE for answer in fresh.values()):
        return dict.fromkeys(fresh, LinkResult("unclear", OFFLINE_MESSAGE))
    return dict(fresh)


def _warnings(
    mentioned: Sequence[ExternalLink], found: Mapping[str, LinkResult]
) -> Iterator[Diagnostic]:
    for mention in mentioned:
        answer = found[mention.request_url]
        if answer.outcome == "dead":
            message = f"{quote_value(mention.url)} leads nowhere: {answer.detail}"
            hint = "look for the page's new address, or take the link out"
            yield _warning(mention, "dead-link", message, hint)
        elif answer.outcome == "moved":
            message = f"{quote_value(mention.url)} has moved for good"
            hint = f"write '{_with_fragment(answer.target, mention.url)}'"
            yield _warning(mention, "moved-link", message, hint)


def _with_fragment(target: str, address: str) -> str:
    """The new address, with the part of the page that the old one meant."""
    part = urldefrag(address).fragment
    return target if not part or urlsplit(target).fragment else f"{target}#{part}"


def _warning(mention: ExternalLink, name: str, message: str, hint: str) -> Diagnostic:
    return Diagnostic(mention.location, name, message, hint, mention.line, "warning")
