"""Automation: the pre-commit hook, GitHub's workflows and GitLab's pipeline."""

from __future__ import annotations

import configparser
import hashlib
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from support.git import git
from support.projects import PROJECT, copy_project
from tools import bootstrap, checks

WORKFLOWS = sorted((PROJECT / ".github/workflows").glob("*.yml"))
UNIX_ONLY = pytest.mark.skipif(os.name == "nt", reason="the commands are those of a Unix shell")


def read(file: Path) -> Any:  # noqa: ANN401 - any YAML
    return yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader)


def steps(file: Path) -> Iterator[dict[str, Any]]:
    return (step for job in read(file)["jobs"].values() for step in job["steps"])


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the whole project that uses this virtual environment, so that none is made."""
    root = copy_project(tmp_path / "a project")
    for name in ("tasks.py", "requirements.lock"):
        shutil.copy(PROJECT / name, root)
    (root / "src").symlink_to(PROJECT / "src")
    (root / "tools").symlink_to(PROJECT / "tools")
    venv = root / ".venv"
    venv.mkdir()
    for path in Path(sys.prefix).iterdir():
        if path.name != bootstrap.STAMP_FILE:
            (venv / path.name).symlink_to(path)
    stamp = bootstrap.format_stamp(root, bootstrap._list_sections(root))
    (venv / bootstrap.STAMP_FILE).write_text(stamp, encoding="utf-8")
    return root


def run(root: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command where `python3` is the Python that runs these tests."""
    bin_folder = root.with_name("bin")
    bin_folder.mkdir(exist_ok=True)
    if not (bin_folder / "python3").exists():
        (bin_folder / "python3").symlink_to(getattr(sys, "_base_executable", sys.executable))
    path = f"{bin_folder}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        command, cwd=root, env=os.environ | {"PATH": path}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip


def break_text(root: Path) -> None:
    (root / "content/pages/two.en.md").write_text("Titel: Two\n\nWords.\n", encoding="utf-8")


# The whole judgement


@pytest.mark.integration
@UNIX_ONLY
@pytest.mark.parametrize(
    ("failing", "commands", "failed"),
    [
        ("", ["test", "check", "publish https://site.example/"], []),
        ("test", ["test", "check", "publish https://site.example/"], ["the program"]),
        ("check", ["test", "check"], ["data/ and content/"]),
        ("publish", ["test", "check", "publish https://site.example/"], ["data/ and content/"]),
    ],
)
def test_ci_judges_the_program_and_the_data_even_if_one_fails(
    failing: str, commands: list[str], failed: list[str], tmp_path: Path
):
    root = tmp_path / "project"
    shutil.copytree(PROJECT / ".ci", root / ".ci")
    python = tmp_path / "bin/python3"
    python.parent.mkdir()
    python.write_text(f'#!/bin/sh\necho "$2 $SITE_URL" >> log\n[ "$2" != "{failing}" ]\n')
    python.chmod(0o755)
    variables = {name: value for name, value in os.environ.items() if name != "SITE_URL"}
    path = f"{python.parent}{os.pathsep}{os.environ['PATH']}"

    completed = subprocess.run(
        [root / ".ci/run"], env=variables | {"PATH": path}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip

    assert commands == [line.strip() for line in (root / "log").read_text().splitlines()]
    assert (1 if failed else 0, "") == (completed.returncode, completed.stderr)
    last = [f"failed: {name}" for name in failed] or [
        "The program passes its tests, and data/ and content/ can be published."
    ]
    assert last == completed.stdout.splitlines()[-1:]


# Before a commit


def hooks() -> dict[str, dict[str, str]]:
    """Return the hooks of pre-commit by id; all are local, so none has versions of its own."""
    (repository,) = read(PROJECT / ".pre-commit-config.yaml")["repos"]
    assert "local" == repository["repo"]
    return {hook["id"]: hook for hook in repository["hooks"]}


def test_the_hook_runs_once_for_every_commit_whatever_it_touches():
    expected = {"language": "system", "pass_filenames": "false", "always_run": "true"}

    assert expected.items() <= hooks()["check"].items()
    assert not {"files", "types", "types_or", "stages"} & hooks()["check"].keys()


def test_each_linter_has_a_hook_that_runs_the_version_of_the_lock_file():
    linters = {name: hook for name, hook in hooks().items() if name != "check"}

    assert set(checks.LINTERS) == set(linters)
    for name, hook in linters.items():
        assert ("system", f"python3 tasks.py lint --only {name}") == (
            hook["language"],
            hook["entry"],
        )
        assert "false" == hook["pass_filenames"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("data/members.yaml", set()),
        ("content/pages/about.en.md", set()),
        ("src/coalition/site/urls.py", {"ruff", "mypy", "layers"}),
        ("tools/lockfile.py", {"ruff", "mypy"}),
        ("tests/conftest.py", {"ruff"}),
        ("theme/templates/partials/head.html", {"djlint"}),
        ("theme/static/css/tokens.css", {"oxfmt"}),
        ("theme/static/js/directory.js", {"oxfmt"}),
        ("src/coalition/devserver/client.js", {"oxfmt"}),
        ("pyproject.toml", {"ruff", "mypy", "layers", "djlint"}),
    ],
)
def test_a_linter_runs_for_commits_that_touch_its_files(path: str, expected: set[str]):
    assert expected == {
        name for name, hook in hooks().items() if "files" in hook and re.search(hook["files"], path)
    }


@pytest.mark.integration
@UNIX_ONLY
def test_the_hook_lets_what_is_right_pass_and_stops_what_is_not(project: Path):
    command = shlex.split(hooks()["check"]["entry"])

    good = run(project, *command)
    break_text(project)
    bad = run(project, *command)

    assert (0, "") == (good.returncode, re.sub(r"(?s).*: warning: .*", "", good.stderr))
    assert (1, "1 problem in 1 file\n") == (bad.returncode, bad.stdout)
    assert bad.stderr.startswith("content/pages/two.en.md:1:1: error: unknown key 'Titel'")


# On GitHub


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_every_action_is_pinned_to_a_commit_and_says_its_version(file: Path):
    actions = re.findall(r"uses: (.+)", file.read_text(encoding="utf-8"))

    assert actions
    for action in actions:
        assert re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action), action


def test_an_action_has_the_same_pin_everywhere():
    actions = {
        line for file in WORKFLOWS for line in re.findall(r"uses: (.+)", file.read_text("utf-8"))
    }

    assert len(actions) == len({line.partition("@")[0] for line in actions})


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_no_expression_is_put_into_a_shell(file: Path):
    assert [] == [step["run"] for step in steps(file) if "${{" in step.get("run", "")]


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_no_step_keeps_the_token_of_a_checkout(file: Path):
    checkouts = [
        step for step in steps(file) if step.get("uses", "").startswith("actions/checkout@")
    ]

    assert checkouts
    assert {"false"} == {step["with"]["persist-credentials"] for step in checkouts}


def test_pull_requests_from_forks_are_checked_with_read_permission_only():
    check = read(PROJECT / ".github/workflows/check.yml")

    assert ["pull_request"] == list(check["on"])
    assert {"contents": "read"} == check["permissions"]
    assert all("permissions" not in job for job in check["jobs"].values())
    assert "secrets." not in (PROJECT / ".github/workflows/check.yml").read_text("utf-8")


def test_check_preview_and_tests_do_not_wait_for_each_other():
    jobs = read(PROJECT / ".github/workflows/check.yml")["jobs"]

    assert {"check", "preview", "test", "unit"} == set(jobs)
    assert all("needs" not in job and "if" not in job for job in jobs.values())


def test_the_unit_tests_run_on_every_supported_python_and_system():
    jobs = read(PROJECT / ".github/workflows/check.yml")["jobs"]
    (whole,) = (
        step["with"]["python-version"]
        for step in jobs["test"]["steps"]
        if "python-version" in step.get("with", {})
    )
    matrix = jobs["unit"]["strategy"]["matrix"]
    pythons = [whole, *matrix["python"]]
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]

    assert f">={whole}" == project["requires-python"]
    assert [f"3.{minor}" for minor in range(11, 11 + len(pythons))] == pythons
    assert {"windows-latest", "macos-latest"} == {entry["os"] for entry in matrix["include"]}
    assert "false" == jobs["unit"]["strategy"]["fail-fast"]
    assert "python3 tasks.py test --stage unit" == jobs["unit"]["steps"][-1]["run"]
    assert "python3 tasks.py test" == jobs["test"]["steps"][-1]["run"]


WORKSPACE_PROGRAM = re.compile(
    r"""
    \bpython | \bpipx?\b | \bmake\b | \btasks\.py | workspace  # the name of a program or the folder
    | \b(?:ba|da|z)?sh\s | \b(?:source|exec|eval)\s            # a shell and its script
    | (?:^|[\s;&|("'`])\.{1,2}(?:/|\s)                          # ./x, ../x and `. x`
    """,
    re.VERBOSE | re.MULTILINE | re.IGNORECASE,
)


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("python3 tasks.py check", True),
        ("bash tools/x.sh", True),
        ("cat x | sh -s", True),
        ("true; ./x", True),
        ('"$(../x)"', True),
        ("set -e\n. x", True),
        ('"$GITHUB_WORKSPACE/x"', True),
        ('git push origin "HEAD:refs/heads/$BRANCH"', False),
        ("gh pr list --jq '.[0].url // empty'", False),
        ("git commit -- requirements.lock", False),
    ],
)
def test_a_program_of_the_workspace_is_recognised(command: str, expected: bool):
    assert expected == bool(WORKSPACE_PROGRAM.search(command))


def jobs_that_may_write() -> dict[str, dict[str, Any]]:
    return {
        f"{file.name} {name}": job
        for file in WORKFLOWS
        for name, job in read(file)["jobs"].items()
        if "write" in job.get("permissions", {}).values()
    }


def test_only_these_jobs_may_write():
    expected = {
        "issue-forms.yml comment", "issue-forms.yml propose", "upgrade.yml propose",
        "publish.yml attest", "publish.yml deploy",
    }  # fmt: skip

    assert expected == set(jobs_that_may_write())


@pytest.mark.parametrize("name", jobs_that_may_write())
def test_a_job_that_may_write_runs_no_file_of_the_repository(name: str):
    job = jobs_that_may_write()[name]

    assert "defaults" not in job
    for step in job["steps"]:
        assert step.get("uses", "actions/").startswith("actions/"), step
        assert not {"shell", "working-directory"} & step.keys(), step
        assert not WORKSPACE_PROGRAM.search(step.get("run", "")), step


@pytest.mark.parametrize("name", jobs_that_may_write())
def test_a_job_that_may_write_unpacks_no_artifact_in_the_workspace(name: str):
    """A `.git/config` in the artifact could name a program that the next git command runs."""
    for step in jobs_that_may_write()[name]["steps"]:
        if "download-artifact@" in step.get("uses", ""):
            path = step["with"].get("path", "")
            assert re.fullmatch(r"\$\{\{ runner\.temp \}\}(/\w+)+", path), step


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_only_steps_that_push_or_call_gh_have_the_token(file: Path):
    workflow = read(file)
    needing = [step for step in steps(file) if re.search(r"\bgh |git push", step.get("run", ""))]

    assert "github.token" not in str([workflow.get("env"), workflow.get("defaults")])
    for job in workflow["jobs"].values():
        assert "github.token" not in str({key: job[key] for key in job if key != "steps"})
    assert needing == [step for step in steps(file) if "github.token" in str(step)]


def test_a_fork_cannot_offer_its_branch_for_that_of_a_workflow():
    lists = [
        step["run"] for file in WORKFLOWS for step in steps(file)
        if "gh pr list" in step.get("run", "")
    ]  # fmt: skip

    assert 2 == len(lists)
    assert all("select(.isCrossRepository | not)" in command for command in lists)


def test_upgraded_packages_are_tested_before_they_are_proposed():
    """GitHub starts no workflow for a pull request that a workflow opens."""
    upgrade = read(PROJECT / ".github/workflows/upgrade.yml")["jobs"]

    site, program = (step["run"] for step in upgrade["test"]["steps"][-2:])
    assert "python3 tasks.py check\npython3 tasks.py build\n" in site
    assert "python3 tasks.py test" == program
    assert ["upgrade", "test"] == upgrade["propose"]["needs"]
    assert "if" not in upgrade["propose"]  # `always()` would open it after failed tests
    for name in ("upgrade", "test"):
        assert {"contents": "read"} == upgrade[name]["permissions"]


def test_the_lock_file_is_uploaded_before_the_new_packages_are_installed():
    """They could change the file, for example to add a package that no test has seen."""
    upgrade = read(PROJECT / ".github/workflows/upgrade.yml")["jobs"]
    uploads = [
        (name, step)
        for name, job in upgrade.items()
        for step in job["steps"]
        if "upload-artifact@" in step.get("uses", "")
    ]
    locked, uploaded = upgrade["upgrade"]["steps"][-2:]

    assert [("upgrade", uploaded)] == uploads
    assert "python3 tasks.py lock --upgrade" in locked["run"]
    assert "tasks.py test" not in str(upgrade["upgrade"])


class Proposal:
    """Runs the job that proposes upgraded packages, with a fake `gh` that logs its calls."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.origin, self.work = folder, folder / "origin.git", folder / "work"
        for name in ("bin", "seed", "temp"):
            (folder / name).mkdir()
        (folder / "list").touch()
        gh = folder / "bin/gh"
        gh.write_text(
            f'#!/bin/sh\ncd {shlex.quote(str(folder))}\necho "$*" >> gh.log\n'
            'if [ "$1 $2" = "pr list" ]; then cat list; fi\n'
        )
        gh.chmod(0o755)
        (folder / "seed/requirements.lock").write_text("a==1\n")
        git(folder / "seed", "init", "--quiet", "--initial-branch=main")
        git(folder / "seed", "add", "--all")
        git(folder / "seed", "commit", "--quiet", "--message=begin")
        git(folder, "clone", "--quiet", "--bare", "seed", str(self.origin))
        self.check_out()

    def check_out(self) -> None:
        shutil.rmtree(self.work, ignore_errors=True)
        git(self.folder, "clone", "--quiet", str(self.origin), str(self.work))

    def upload(self, lock: str) -> str:
        """Put a lock file where the artifact is unpacked; return its digest."""
        (self.folder / "temp/lock").mkdir(exist_ok=True)
        (self.folder / "temp/lock/requirements.lock").write_text(lock)
        return hashlib.sha256(lock.encode()).hexdigest()

    def run(self, digest: str) -> str:
        """Run the steps with their `run` unchanged; return the output of the one that failed."""
        job = read(PROJECT / ".github/workflows/upgrade.yml")["jobs"]["propose"]
        self.check_out()
        environment = {
            "PATH": f"{self.folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(self.folder), "RUNNER_TEMP": str(self.folder / "temp"),
            "DIGEST": digest, "BASE": "main", "RUN": "https://github.example/run",
        }  # fmt: skip
        for step in job["steps"]:
            if "run" in step:
                completed = subprocess.run(
                    ["bash", "-e", "-c", step["run"]], env=environment | job["env"],
                    cwd=self.work, capture_output=True, text=True, check=False,
                )  # fmt: skip
                if completed.returncode:
                    return completed.stdout + completed.stderr
        return ""

    @property
    def log(self) -> str:
        file = self.folder / "gh.log"
        return file.read_text() if file.exists() else ""

    def show(self, *arguments: str) -> str:
        return git(self.origin, "show", *arguments)


@pytest.fixture
def proposal(tmp_path: Path) -> Proposal:
    return Proposal(tmp_path)


@pytest.mark.integration
@UNIX_ONLY
def test_upgraded_packages_are_proposed_and_proposed_again(proposal: Proposal):
    branch = "upgrade/requirements-lock"

    assert "" == proposal.run(proposal.upload("a==2\n"))
    assert "a==2" == proposal.show(f"{branch}:requirements.lock")
    assert f"pr create --head {branch} --base main" in proposal.log

    (proposal.folder / "list").write_text("https://github.example/pull/3\n")
    assert "" == proposal.run(proposal.upload("a==3\n"))
    assert "a==3" == proposal.show(f"{branch}:requirements.lock")
    assert "pr edit https://github.example/pull/3 --body The newest" in proposal.log
    assert 1 == proposal.log.count("pr create")


@pytest.mark.integration
@UNIX_ONLY
def test_a_branch_with_a_commit_of_a_maintainer_is_not_overwritten(proposal: Proposal):
    branch = "upgrade/requirements-lock"
    assert "" == proposal.run(proposal.upload("a==2\n"))
    git(proposal.work, "commit", "--quiet", "--allow-empty", "--message=by hand")
    git(proposal.work, "push", "--quiet", "origin", "HEAD")

    assert "Somebody else has committed to" in proposal.run(proposal.upload("a==3\n"))
    assert "by hand" == proposal.show("--no-patch", "--format=%s", branch)


@pytest.mark.integration
@UNIX_ONLY
@pytest.mark.parametrize("kind", ["link", "folder", "large", "other", "absent"])
def test_only_the_lock_file_that_was_uploaded_first_is_proposed(proposal: Proposal, kind: str):
    digest = proposal.upload("a==2\n")
    file = proposal.folder / "temp/lock/requirements.lock"
    if kind == "link":
        file.rename(file.with_name("target"))
        file.symlink_to("target")
    elif kind == "large":
        digest = proposal.upload("#" * 2_000_001)
    elif kind == "other":
        file.write_text("a==2\nb==1\n")
    else:
        file.unlink()
        if kind == "folder":
            file.mkdir()

    message = "was replaced" if kind == "other" else "no regular file requirements.lock"
    assert message in proposal.run(digest)
    assert "" == proposal.log
    assert "" == git(proposal.work, "status", "--porcelain")


def test_dependabot_updates_the_actions_alone():
    """It cannot update requirements.lock, which has a format of its own."""
    updates = read(PROJECT / ".github/dependabot.yml")["updates"]

    assert ["github-actions"] == [update["package-ecosystem"] for update in updates]


# Text editors


def test_text_editors_indent_and_wrap_as_the_formatters_do():
    config = configparser.ConfigParser()
    text = (PROJECT / ".editorconfig").read_text("utf-8")
    config.read_string(text.replace("root = true", ""))
    tool = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["tool"]

    assert tool["ruff"]["line-length"] == config.getint("*.py", "max_line_length")
    assert 4 == config.getint("*.py", "indent_size")  # Ruff's default
    templates = "theme/templates/**.html"
    assert tool["djlint"]["max_line_length"] == config.getint(templates, "max_line_length")
    assert tool["djlint"]["indent"] == config.getint("*", "indent_size")
    assert (2, 100) == (  # oxfmt's defaults
        config.getint("*", "indent_size"),
        config.getint("*.{css,js}", "max_line_length"),
    )


def test_the_preview_is_the_folder_that_a_build_makes_and_has_no_address():
    (step,) = (
        step
        for step in steps(PROJECT / ".github/workflows/check.yml")
        if step.get("uses", "").startswith("actions/upload-artifact@")
    )

    assert ("output", "error") == (step["with"]["path"], step["with"]["if-no-files-found"])
    assert "SITE_URL" not in (PROJECT / ".github/workflows/check.yml").read_text("utf-8")


@pytest.mark.integration
@UNIX_ONLY
def test_the_summary_says_how_to_look_at_the_preview(tmp_path: Path):
    (step,) = (
        step
        for step in steps(PROJECT / ".github/workflows/check.yml")
        if "PREVIEW" in step.get("env", {})
    )
    summary = tmp_path / "summary.md"
    variables = {"GITHUB_STEP_SUMMARY": str(summary), "PREVIEW": "https://github.com/a/b/1"}

    subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", step["run"]],
        env=os.environ | variables,
        cwd=tmp_path,
        check=True,
    )

    text = summary.read_text(encoding="utf-8")
    assert "1. Download [the preview](https://github.com/a/b/1)" in text
    assert "run `python3 -m http.server`" in text
    assert "<http://localhost:8000/>" in text


# Addresses that a change would lose


def rename_a_page(root: Path) -> str:
    """Commit a page, rename it on a branch and merge that; return the hash of the first commit."""
    page = root / "content/pages/two.en.md"
    page.write_text("Title: Two\n\nWords of their own.\n", encoding="utf-8")
    git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "add", "content", "data")
    git(root, "commit", "--quiet", "-m", "Begin")
    git(root, "switch", "--quiet", "--create", "change")
    git(root, "mv", "content/pages/two.en.md", "content/pages/three.en.md")
    git(root, "commit", "--quiet", "-m", "Rename")
    git(root, "switch", "--quiet", "main")
    git(root, "merge", "--quiet", "--no-ff", "-m", "Merge", "change")
    return git(root, "rev-parse", "HEAD^")


@pytest.mark.integration
@UNIX_ONLY
def test_github_compares_a_pull_request_with_the_base_branch(project: Path):
    checkout, _, check = read(PROJECT / ".github/workflows/check.yml")["jobs"]["check"]["steps"]
    rename_a_page(project)

    completed = run(project, "bash", "-c", check["run"])

    assert "2" == checkout["with"]["fetch-depth"]  # HEAD^ is the base branch
    assert 1 == completed.returncode
    assert "file=content/pages/three.en.md,line=1,col=1," in completed.stderr
    assert "title=lost-url::'/two/' is an address of 'HEAD^'" in completed.stderr


@pytest.mark.integration
@UNIX_ONLY
def test_gitlab_compares_a_merge_request_with_its_first_commit(project: Path):
    check = pipeline()["check"]
    base = rename_a_page(project)
    script = f"export CI_MERGE_REQUEST_DIFF_BASE_SHA={base}; {check['script'][0]}"

    completed = run(project, "bash", "-c", script)

    assert "0" == check["variables"]["GIT_DEPTH"]
    assert 1 == completed.returncode
    (issue,) = json.loads((project / "gl-code-quality-report.json").read_text("utf-8"))
    assert "content/pages/three.en.md" == issue["location"]["path"]
    assert f"'/two/' is an address of '{base}'" in issue["description"]


# On GitLab


def pipeline() -> dict[str, Any]:
    return read(PROJECT / ".gitlab-ci.yml")


def test_gitlab_keeps_the_report_also_of_a_failed_check_and_the_site_for_a_look():
    check, preview = pipeline()["check"]["artifacts"], pipeline()["preview"]["artifacts"]

    assert "always" == check["when"]
    assert (["output/"], "preview") == (preview["paths"], preview["expose_as"])
    jobs = [pipeline()[name] for name in ("check", "preview", "test")]
    assert {"test"} == {job["stage"] for job in jobs}  # one stage: none waits for another
    assert all("needs" not in job for job in jobs)


@pytest.mark.integration
@UNIX_ONLY
def test_gitlab_gets_its_report_from_the_very_command_of_the_pipeline(project: Path):
    check = pipeline()["check"]
    (command,) = check["script"]
    break_text(project)

    completed = run(project, "bash", "-e", "-o", "pipefail", "-c", command)

    (issue,) = json.loads((project / check["artifacts"]["reports"]["codequality"]).read_text())
    assert ("unknown-key", "content/pages/two.en.md") == (
        issue["check_name"],
        issue["location"]["path"],
    )
    assert (1, "") == (completed.returncode, completed.stdout)
    assert "error: unknown key 'Titel'" in completed.stderr  # the log contains it as well


def test_gitlab_and_github_run_the_same_commands():
    def commands(lines: str) -> set[str]:
        return set(re.findall(r"python3 tasks\.py (\w+)", lines))

    github = [PROJECT / f".github/workflows/{name}.yml" for name in ("check", "publish")]
    texts = "".join(file.read_text("utf-8") for file in github)
    gitlab = (PROJECT / ".gitlab-ci.yml").read_text("utf-8")

    assert {"check", "build", "test", "publish"} == commands(texts) == commands(gitlab)


# Publishing


def published() -> dict[str, Any]:
    return read(PROJECT / ".github/workflows/publish.yml")["jobs"]


def test_jobs_with_an_identity_token_run_no_file_of_the_repository():
    trusted = {
        name: job for name, job in published().items() if "id-token" in job.get("permissions", {})
    }

    assert {"attest", "deploy"} == set(trusted)
    for job in trusted.values():
        actions = [step.get("uses", "") for step in job["steps"]]
        assert all(name.startswith("actions/") and "checkout" not in name for name in actions)
        assert all("run" not in step for step in job["steps"])


def test_what_is_published_is_what_is_attested():
    build, attest = (published()[name] for name in ("build", "attest"))
    (uploaded,) = (
        step["with"] for step in build["steps"] if "upload-artifact@" in step.get("uses", "")
    )
    downloaded, attested = (step["with"] for step in attest["steps"])

    assert "build" == attest["needs"] == published()["deploy"]["needs"]
    assert uploaded["name"] == downloaded["name"]
    folder, file = downloaded["path"], Path(uploaded["path"]).name
    assert f"{folder}/{file}" == attested["subject-path"]


@pytest.mark.integration
@UNIX_ONLY
def test_the_attested_file_depends_on_the_content_of_the_site_alone(tmp_path: Path):
    (step,) = (
        candidate
        for candidate in published()["build"]["steps"]
        if "tar " in candidate.get("run", "")
    )
    archives = []
    for number, order in enumerate(("ab", "ba")):
        site = tmp_path / str(number) / "output"
        site.mkdir(parents=True)
        for name in order:
            (site / name).write_text(name)
            os.utime(site / name, (number, number))
            (site / name).chmod(0o664 if number else 0o600)
        subprocess.run(
            ["bash", "-c", step["run"]],
            cwd=site.parent, env=os.environ | {"RUNNER_TEMP": str(site.parent)}, check=True,
        )  # fmt: skip
        archives.append((site.parent / "site.tar").read_bytes())

    assert archives[0] == archives[1]


def test_a_deployment_is_never_cancelled_and_never_concurrent_with_another():
    for name in ("publish", "rsync"):
        group = read(PROJECT / f".github/workflows/{name}.yml")["concurrency"]
        assert ("false", name) == (group["cancel-in-progress"], group["group"])
    pages = pipeline()["pages"]
    assert ("false", "pages") == (pages["interruptible"], pages["resource_group"])


def test_gitlab_publishes_the_default_branch_alone():
    pages = pipeline()["pages"]

    assert [{"if": "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH"}] == pages["rules"]
    assert "mv output public" == pages["script"][-1]
    assert ["public"] == pages["artifacts"]["paths"]


@pytest.mark.integration
@UNIX_ONLY
def test_the_server_is_known_and_the_key_is_gone_afterwards(tmp_path: Path):
    jobs = read(PROJECT / ".github/workflows/rsync.yml")["jobs"]
    (step,) = (step for step in jobs["build"]["steps"] if "KEY" in step.get("env", {}))
    (tmp_path / "python3").write_text(
        '#!/bin/sh\nexec >> said\necho "$@"\necho "$RSYNC_RSH"\ncat "$RUNNER_TEMP"/ssh/*\n'
        'ls -l "$RUNNER_TEMP/ssh" | cut -c1-10\n'
    )
    (tmp_path / "python3").chmod(0o755)
    variables = {
        "RUNNER_TEMP": str(tmp_path), "KEY": "a key", "KNOWN_HOSTS": "host ssh-ed25519 AAAA",
        "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}",
    }  # fmt: skip

    subprocess.run(
        ["bash", "-c", step["run"]], cwd=tmp_path, env=os.environ | variables, check=True
    )

    command, shell, *files = (tmp_path / "said").read_text("utf-8").splitlines()
    assert "tasks.py deploy --to rsync" == command
    assert "StrictHostKeyChecking=yes" in shell
    assert f"UserKnownHostsFile={tmp_path}/ssh/known_hosts" in shell
    assert ["a key", "host ssh-ed25519 AAAA"] == files[:2]
    assert {"-rw-------"} == set(files[3:])
    assert not (tmp_path / "ssh").exists()
    assert "vars.RSYNC_TARGET != ''" == jobs["build"]["if"]
