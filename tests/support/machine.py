"""Programs that the tests run and Python does not bring: web servers, rsync, faketime.

As a command, it installs what is missing, the browser too, and prints the browser's path.
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
    """Debian's packages, and what of them has to be there: programs, or paths of files."""

    packages: tuple[str, ...]
    things: tuple[str, ...]

    @property
    def missing(self) -> list[str]:
        """What is not there."""
        return [thing for thing in self.things if not _there(thing)]


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
}
"""What tests ask for by name."""

SERVICES = ("nginx", "apache2", "caddy", "lighttpd")
"""Programs, packages and services of one name that would serve this machine's port 80."""

PATH = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"))
"""Where programs are; Debian's servers are not on the path of all users."""

POLICY = Path("/usr/sbin/policy-rc.d")
POLICY_TEXT = "#!/bin/sh\n# Tests install servers and start none\nexit 101\n"


def need(name: str) -> None:
    """Skip the test that runs if something of NEEDS is not there; in CI, fail it instead."""
    import pytest

    if lacking := NEEDS[name].missing:
        packages = " ".join(NEEDS[name].packages)
        reason = f"no {' and no '.join(lacking)}: on Debian, 'apt-get install {packages}'"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)


def may_install() -> bool:
    """Whether this is a Debian, or one of its children, and we are root."""
    return bool(shutil.which("apt-get")) and hasattr(os, "geteuid") and os.geteuid() == 0


def install() -> None:
    """Install what is missing, the browser too, without starting any service."""
    lacking = [package for it in NEEDS.values() if it.missing for package in it.packages]
    packages = [*lacking, *([] if chromium.there() else chromium.APT_PACKAGES)]
    if not packages or not may_install():
        return
    print(f"installing for the tests: {' '.join(packages)}", file=sys.stderr)
    unwanted = [name for name in SERVICES if not _there(name)]
    with _no_service_starts():
        _apt("update")
        # One that a child of Debian lacks must not keep the others from coming
        if not _apt("install", "--yes", "--no-install-recommends", *packages):
            for package in packages:
                _apt("install", "--yes", "--no-install-recommends", package)
    if unwanted and shutil.which("systemctl"):
        _try("systemctl", "disable", *unwanted)


@contextmanager
def _no_service_starts() -> Iterator[None]:
    """Debian asks this file before an installation starts a service."""
    if POLICY.exists() and POLICY.read_text(encoding="utf-8", errors="replace") != POLICY_TEXT:
        yield  # somebody has said already what may start
        return
    POLICY.write_text(POLICY_TEXT, encoding="utf-8")
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        POLICY.unlink(missing_ok=True)


def _there(thing: str) -> bool:
    return Path(thing).exists() if thing.startswith("/") else bool(shutil.which(thing, path=PATH))


def _apt(*words: str) -> bool:
    return _try("apt-get", *words)


def _try(*command: str) -> bool:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    return done.returncode == 0


def main() -> int:
    """Get everything ready; end as the search for the browser ends."""
    install()
    return chromium.main()


if __name__ == "__main__":
    sys.exit(main())
