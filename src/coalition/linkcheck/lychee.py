"""Check URLs with lychee, a link checker in a program of its own, and interpret its report.

lychee gets its input and its options from here alone: it runs in an empty folder, so it finds no
`lychee.toml`, `.lycheeignore` or cache, and its environment has no GITHUB_TOKEN.

Anybody can write a link into a pull request, so lychee gets no URL of a host in a private network.
It still follows redirects to one, and it looks up each name again, so a name server can give it
another address (DNS rebinding). Only the user sees the result, and a browser would do the same.
"""

from __future__ import annotations

import ipaddress
import json
import shutil
import socket
import subprocess
import sysconfig
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from html import escape
from itertools import takewhile
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit
from urllib.request import getproxies

from coalition.diagnostics import CommandError, escape_invisible
from coalition.processes import make_child_command, make_child_environment

HOST_NOT_FOUND_MESSAGE = "there is no host of this name"
HOST_LOOKUP_FAILED_MESSAGE = "its host was not found"

PERMANENT_REDIRECT_STATUSES = {301, 308}
GONE_STATUSES = {404, 410}
UNKNOWN_HOST_ERRORS = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}

MAX_DETAIL_LENGTH = 120
"""Longest reason from lychee, in characters."""

INPUT_FILE = "links.html"
OPTIONS = (
    "--format=json",
    "--verbose",  # so that the report has the links that work
    "--no-progress",
    "--exclude-all-private",
    "--timeout=10",  # seconds
    "--host-request-interval=1s",
    "--host-concurrency=1",
    "--max-retries=0",
)


class LycheeError(CommandError):
    """lychee is missing or has failed."""


@dataclass(frozen=True)
class LinkResult:
    """Result of checking one URL; `target` is the new URL if it has moved permanently.

    `detail` is a short reason if the outcome is dead or unclear.
    """

    outcome: Literal["good", "moved", "dead", "unclear"]
    detail: str = ""
    target: str = ""


def get_host(url: str) -> str:
    """Return the host of a URL; empty unless it is http or https, and without credentials."""
    try:
        parts = urlsplit(url)
        has_port = parts.port != 0  # raises ValueError if it is no number below 65536
    except ValueError:
        return ""
    is_public = parts.scheme in {"http", "https"} and has_port and "@" not in parts.netloc
    return (parts.hostname or "") if is_public else ""


def check_urls(urls: Sequence[str], user_agent: str) -> dict[str, LinkResult]:
    """Request each URL and return its result. Raises LycheeError."""
    hosts = {url: get_host(url) for url in urls}
    names = set(hosts.values())
    with ThreadPoolExecutor() as pool:
        failures = dict(zip(names, pool.map(_check_host, names), strict=True))
    unknown = LinkResult("unclear", "its answer cannot be understood")
    results = {url: failures[host] or unknown for url, host in hosts.items()}
    if requested := [url for url, host in hosts.items() if not failures[host]]:
        for line, result in _read_report(_run_lychee(requested, user_agent)):
            results[requested[line - 1]] = result
    return results


def _check_host(host: str) -> LinkResult | None:
    """Return the result for all URLs of a host that is not requested; None if it is public."""
    try:
        addresses = [entry[4][0] for entry in socket.getaddrinfo(host, None)] if host else []
    except UnicodeError:  # a name that IDNA does not allow
        addresses = []
    except socket.gaierror as error:
        if getproxies().keys() - {"no"}:
            return None  # the proxy looks names up, and this machine may be unable to
        if error.errno in UNKNOWN_HOST_ERRORS:
            return LinkResult("dead", HOST_NOT_FOUND_MESSAGE)
        return LinkResult("unclear", HOST_LOOKUP_FAILED_MESSAGE)
    if not addresses:
        return LinkResult("unclear", "this is not a web address that anybody may open")
    if all(ipaddress.ip_address(address).is_global for address in addresses):
        return None
    return LinkResult("unclear", "it leads into a private network")


def _run_lychee(urls: Sequence[str], user_agent: str) -> Any:  # noqa: ANN401
    """Return lychee's report as parsed JSON, with the number of each URL as its line."""
    program = shutil.which("lychee", path=sysconfig.get_path("scripts"))
    if not program:
        raise LycheeError("lychee is not installed: run pip install 'coalition[links]'")
    options = [*OPTIONS, f"--user-agent={user_agent}"]
    environment = make_child_environment()
    environment.pop("GITHUB_TOKEN", None)  # lychee would send it to GitHub
    with tempfile.TemporaryDirectory(prefix="link-check-") as folder:
        # HTML says where a URL ends; in plain text, lychee would have to guess
        html = "".join(f'<a href="{escape(url)}">x</a>\n' for url in urls)
        Path(folder, INPUT_FILE).write_text(html, encoding="utf-8")
        process = subprocess.run(
            make_child_command([program, *options, "--", INPUT_FILE]),
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    try:
        return json.loads(process.stdout)
    except ValueError:
        details = process.stderr.decode("utf-8", "replace").strip()
        message = f"lychee failed (exit code {process.returncode}): {details}"
        raise LycheeError(message) from None


def _read_report(report: Mapping[str, Any]) -> Iterator[tuple[int, LinkResult]]:
    """Yield the line of each URL in the input with its result."""
    for name in ("success_map", "error_map", "timeout_map", "excluded_map"):
        for entries in report[name].values():
            for entry in entries:
                yield entry["span"]["line"], _classify(name, entry)


def _classify(map_name: str, entry: Mapping[str, Any]) -> LinkResult:
    status = entry["status"]
    code = status.get("code", 0)
    if map_name == "success_map":
        redirects = entry.get("redirects", {}).get("redirects", [])
        permanent = list(takewhile(_is_permanent, redirects))
        target = permanent[-1]["url"] if permanent else ""
        return LinkResult("moved", target=target) if get_host(target) else LinkResult("good")
    if map_name == "timeout_map":
        detail = "no answer in time"
    elif map_name == "excluded_map":
        detail = "its host is in a private network, or its name is reserved for examples"
    elif 300 <= code < 400:
        detail = "its redirect leads to no page"
    else:
        detail = status.get("details") or status["text"].removeprefix("Rejected status code: ")
        detail = detail.partition(". ")[0]  # without advice about lychee's own options
    outcome: Literal["dead", "unclear"] = "dead" if code in GONE_STATUSES else "unclear"
    return LinkResult(outcome, escape_invisible(detail)[:MAX_DETAIL_LENGTH])


def _is_permanent(redirect: Mapping[str, Any]) -> bool:
    return redirect["code"] in PERMANENT_REDIRECT_STATUSES
