"""Find the browser that the tests drive, and fetch it if need be."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
MISSING = "no Chromium: install it, or name its program in the environment variable CHROMIUM"
# The second font has Chinese and is the smallest that has; the first has nearly everything else
APT_PACKAGES = ("chromium", "fonts-noto-core", "fonts-droid-fallback")
ARGUMENTS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find() -> str | None:
    """Path of the browser: the one that CHROMIUM names, the machine's, or Playwright's own."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    for name in NAMES:
        path = shutil.which(name)
        if path:
            return path
    return str(MAC) if MAC.exists() else _of_playwright()


def there() -> bool:
    """Whether a browser need not be installed: there is one, or somebody has named one."""
    return bool(os.environ.get("CHROMIUM") or find())


def _of_playwright() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def fetch() -> None:
    """Install Playwright's own browser, for machines without a package that we may install."""
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    subprocess.run(command, capture_output=True, check=False)


def main() -> int:
    """Print the path of a browser, fetched if there was none; 1 and one line if that fails."""
    # Ubuntu's package of that name is a snap, which does not start in a container
    if not there():
        print("fetching a browser for the tests", file=sys.stderr)
        fetch()
    path = find()
    print(path or MISSING, file=sys.stdout if path else sys.stderr)
    return 0 if path else 1
