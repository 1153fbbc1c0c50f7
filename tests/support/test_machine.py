"""Programs for the tests are installed if possible; otherwise a message names the packages."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from support import machine


@pytest.mark.integration
def test_what_is_missing_is_installed_in_one_go_and_started_neither_now_nor_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    policy, log, programs = tmp_path / "policy", tmp_path / "log", tmp_path / "bin"
    programs.mkdir()
    for name in ("apt-get", "systemctl"):
        (programs / name).write_text(
            f'#!/bin/sh\necho {name} "$@" "$(tail -n 1 {policy})" >> {log}\n'
        )
        (programs / name).chmod(0o755)
    missing = machine.Need(("nginx", "a-module"), ("nginx",))
    monkeypatch.setattr(
        machine, "NEEDS", {"nginx": missing, "sh": machine.Need(("dash",), ("/bin/sh",))}
    )
    monkeypatch.setattr(machine, "PATH", str(programs))
    monkeypatch.setattr(machine, "POLICY", policy)
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("CHROMIUM", "/a/browser")

    machine.install()

    assert [
        "apt-get update exit 101",
        "apt-get install --yes --no-install-recommends nginx a-module exit 101",
        "systemctl disable nginx apache2 caddy lighttpd ",
    ] == log.read_text().splitlines()
    assert not policy.exists()


@pytest.mark.parametrize("root", [True, False])
def test_nothing_is_installed_that_is_there_or_may_not_be(
    root: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    needs = {} if root else {"nothing": machine.Need(("a-package",), ("no-such-program",))}
    (tmp_path / "apt-get").write_text(f"#!/bin/sh\ntouch {tmp_path}/called\n")
    (tmp_path / "apt-get").chmod(0o755)
    monkeypatch.setattr(machine, "NEEDS", needs)
    monkeypatch.setattr(os, "geteuid", lambda: 0 if root else 1000, raising=False)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("CHROMIUM", "/a/browser")

    machine.install()

    assert not (tmp_path / "called").exists()


def test_a_server_that_is_missing_skips_its_tests_and_fails_them_in_ci(
    monkeypatch: pytest.MonkeyPatch,
):
    missing = machine.Need(("a-package",), ("no-such-program", "/no/such/file"))
    monkeypatch.setitem(machine.NEEDS, "nothing", missing)
    reason = "no no-such-program and no /no/such/file: on Debian, 'apt-get install a-package'"

    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match=re.escape(reason)):
        machine.need("nothing")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match=re.escape(reason)):
        machine.need("nothing")
