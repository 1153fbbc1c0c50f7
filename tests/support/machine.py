"""Programs that the tests need and pip cannot install: web servers, rsync, faketime, LibreOffice.

As a command, it installs missing ones and the browser, and prints the browser's path.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from support import chromium


@dataclass(frozen=True)
class Need:
    """Debian packages, and what they have to provide: names of programs, or paths of files."""

    packages: tuple[str, ...]
    things: tuple[str, ...]

    @property
    def missing(self) -> list[str]:
        """The programs and files that do not exist."""
        return [thing for thing in self.things if not _exists(thing)]


NEEDS = {
    "nginx": Need(
        ("nginx", "libnginx-mod-http-brotli-static"),
        ("nginx", "/usr/lib/nginx/modules/ngx_http_brotli_static_module.so"),
    ),
    "apache": Need(("apache2",), ("apache2", "/etc/apache2/mods-available/rewrite.load")),
    "caddy": Need(("caddy",), ("caddy",)),
    "lighttpd": Need(
        ("lighttpd", "lighttpd-modules-lua"),
        ("lighttpd", "/usr/lib/lighttpd/mod_magnet.so"),
    ),
    "rsync": Need(("rsync",), ("rsync",)),
    "faketime": Need(("faketime",), ("faketime",)),
    "libreoffice": Need(("libreoffice-calc-nogui",), ("soffice",)),
    "libreoffice-writer": Need(
        ("libreoffice-writer-nogui",), ("soffice", "/usr/lib/libreoffice/program/libswlo.so")
    ),
}
"""What tests need, by the name that they use."""

SERVICES = ("nginx", "apache2", "caddy", "lighttpd")
"""Names of the servers' programs, packages and services, which would listen on port 80."""

PATH = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"))
"""Where to look for programs: Debian's servers are not on every user's PATH."""

POLICY = Path("/usr/sbin/policy-rc.d")
POLICY_TEXT = "#!/bin/sh\n# Tests install servers and start none\nexit 101\n"


def need(name: str) -> None:
    """Skip the current test if something of NEEDS is missing; in CI, fail it instead."""
    import pytest

    if missing := NEEDS[name].missing:
        packages = " ".join(NEEDS[name].packages)
        reason = f"no {' and no '.join(missing)}: on Debian, 'apt-get install {packages}'"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)


def may_install() -> bool:
    """Return whether this is a Debian or derived system, and the process runs as root."""
    return bool(shutil.which("apt-get")) and hasattr(os, "geteuid") and os.geteuid() == 0


def install() -> None:
    """Install what is missing, including the browser, without starting any service."""
    missing = [package for need in NEEDS.values() if need.missing for package in need.packages]
    packages = [*missing, *([] if chromium.is_available() else chromium.APT_PACKAGES)]
    if not packages or not may_install():
        return
    print(f"installing for the tests: {' '.join(packages)}", file=sys.stderr)
    unwanted = [name for name in SERVICES if not _exists(name)]
    with _prevent_service_starts():
        _apt("update")
        # One by one, if a derived system lacks one of them
        if not _apt("install", "--yes", "--no-install-recommends", *packages):
            for package in packages:
                _apt("install", "--yes", "--no-install-recommends", package)
    if unwanted and shutil.which("systemctl"):
        _try("systemctl", "disable", *unwanted)


@contextmanager
def _prevent_service_starts() -> Iterator[None]:
    """Keep Debian's packages from starting their services, by means of policy-rc.d."""
    if POLICY.exists() and POLICY.read_text(encoding="utf-8", errors="replace") != POLICY_TEXT:
        yield  # the machine has its own policy
        return
    POLICY.write_text(POLICY_TEXT, encoding="utf-8")
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        POLICY.unlink(missing_ok=True)


def _exists(thing: str) -> bool:
    return Path(thing).exists() if thing.startswith("/") else bool(shutil.which(thing, path=PATH))


def _apt(*arguments: str) -> bool:
    return _try("apt-get", *arguments)


def _try(*command: str) -> bool:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    result = subprocess.run(command, env=environment, capture_output=True, check=False)
    return result.returncode == 0


def main() -> int:
    """Install everything; return the exit code of the search for the browser."""
    install()
    return chromium.main()


if __name__ == "__main__":
    sys.exit(main())
