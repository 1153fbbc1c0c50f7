"""Find the browser for the tests, and download it if there is none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
MISSING = "no Chromium: install it, or name its program in the environment variable CHROMIUM"
# The second font is the smallest with Chinese; the first has nearly everything else
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
    """Return the path of the browser: from CHROMIUM, on PATH, or Playwright's own; None if none."""
    program = os.environ.get("CHROMIUM")
    if program:
        return shutil.which(program)
    for name in NAMES:
        path = shutil.which(name)
        if path:
            return path
    return str(MAC) if MAC.exists() else _find_playwright_browser()


def is_available() -> bool:
    """Return whether there is a browser, or CHROMIUM names one."""
    return bool(os.environ.get("CHROMIUM") or find())


def _find_playwright_browser() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def fetch() -> None:
    """Install Playwright's own browser, for machines where no package can be installed."""
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    subprocess.run(command, capture_output=True, check=False)


def main() -> int:
    """Print the path of a browser, downloaded if necessary; return 1 if that fails."""
    # Ubuntu's package of that name is a snap, which does not start in a container
    if not is_available():
        print("fetching a browser for the tests", file=sys.stderr)
        fetch()
    path = find()
    print(path or MISSING, file=sys.stdout if path else sys.stderr)
    return 0 if path else 1
