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
import re
import shutil
import socket
import subprocess
import sysconfig
import tempfile
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from encodings import idna
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

GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")

IDNA_DEVIATIONS = "ß\u03c2\u200c\u200d"
"""Characters that IDNA 2003, and so Python, replaces; UTS 46, and so lychee, keeps them."""

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
    """Return the host of a URL in ASCII; empty unless it is http or https without credentials."""
    try:
        parts = urlsplit(url)
        has_port = parts.port != 0  # raises ValueError if it is no number below 65536
        host = ".".join(map(_encode_label, idna.dots.split(parts.hostname or "")))
    except ValueError:
        return ""
    is_web_url = parts.scheme in {"http", "https"} and has_port and "@" not in parts.netloc
    return host if is_web_url else ""


def _encode_label(label: str) -> str:
    """Return a label of a host name in ASCII, as lychee would ask for it. Raises ValueError."""
    if label.isascii():
        return label
    parts = re.split(f"([{IDNA_DEVIATIONS}])", label)
    label = "".join(part if part in IDNA_DEVIATIONS else idna.nameprep(part) for part in parts)
    return label if label.isascii() else f"xn--{label.encode('punycode').decode()}"


def _with_ascii_host(url: str, host: str) -> str:
    """Return a URL with its host in ASCII, so that lychee requests the host that was looked up."""
    parts = urlsplit(url)
    port = "" if parts.port is None else f":{parts.port}"
    if parts.netloc.isascii():
        return url
    return url.replace(parts.netloc, f"{host}{port}", 1)  # `geturl` would drop an empty query


def check_urls(urls: Sequence[str], user_agent: str) -> dict[str, LinkResult]:
    """Request each URL and return its result. Raises LycheeError."""
    hosts = {url: get_host(url) for url in urls}
    failures = _check_hosts(set(hosts.values()))
    unknown = LinkResult("unclear", "its response is not valid")
    results = {url: failures[host] or unknown for url, host in hosts.items()}
    if requested := [url for url, host in hosts.items() if not failures[host]]:
        report = _run_lychee([_with_ascii_host(url, hosts[url]) for url in requested], user_agent)
        try:
            results |= {requested[line - 1]: result for line, result in _read_report(report)}
        except (AttributeError, LookupError, TypeError):
            raise LycheeError("the report of lychee has an unknown structure") from None
    return results


def _check_hosts(hosts: Collection[str]) -> dict[str, LinkResult | None]:
    """Check all hosts at a time."""
    failures: dict[str, LinkResult | None] = {}

    def check(host: str) -> None:
        failures[host] = _check_host(host)

    # Nothing can interrupt a lookup; Ctrl-C does not wait for one in a daemon thread
    threads = [threading.Thread(target=check, args=(host,), daemon=True) for host in hosts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


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
        return LinkResult("unclear", "it is not a valid web address")
    if all(_is_public(ipaddress.ip_address(address)) for address in addresses):
        return None
    return LinkResult("unclear", "its host is in a private network")


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Return whether an address is a public one of a single host, as is the IPv4 one in it."""
    if isinstance(address, ipaddress.IPv4Address):
        return address.is_global and not address.is_multicast
    embedded = address.ipv4_mapped or address.sixtofour
    if address in NAT64:
        embedded = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if embedded:
        return _is_public(embedded)
    return address.is_global and address in GLOBAL_UNICAST


def _run_lychee(urls: Sequence[str], user_agent: str) -> Any:  # noqa: ANN401
    """Return lychee's report as parsed JSON, with the number of each URL as its line."""
    scripts = sysconfig.get_path("scripts")
    program = shutil.which("lychee", path=scripts)
    if not program:
        raise LycheeError(f"there is no program 'lychee' in {scripts}")
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
        detail = "its redirect does not work"
    else:
        detail = status.get("details") or status["text"].removeprefix("Rejected status code: ")
        detail = detail.partition(". ")[0]  # without advice about lychee's own options
    outcome: Literal["dead", "unclear"] = "dead" if code in GONE_STATUSES else "unclear"
    return LinkResult(outcome, escape_invisible(detail)[:MAX_DETAIL_LENGTH])


def _is_permanent(redirect: Mapping[str, Any]) -> bool:
    return redirect["code"] in PERMANENT_REDIRECT_STATUSES
