"""Deploy to a git branch that holds only the site, such as `gh-pages`.

`ghp-import` makes one commit per deployment without touching the work tree. It is pushed at once
and no local branch remains, so that a rejected deployment does not look like a finished one.
Credentials and the author come from git's own configuration.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from coalition.deploy.errors import DeployError
from coalition.deploy.plan import DeployPlan, RemoteFile, list_site_files, plan_deployment
from coalition.deploy.progress import DeployProgress
from coalition.output import BUILD_INFO_FILE
from coalition.site import ASSETS_FOLDER

TEMPORARY_BRANCH = "coalition-delivery"
"""The local branch that the commit is made on; deleted before the command ends."""

NO_JEKYLL = ".nojekyll"
"""Without this file, GitHub Pages does not serve names that begin with `_`."""

AUTHOR_HINT = (
    "git config --global user.name '...' and git config --global user.email '...' say who you are"
)


class GitBranchDeployer:
    """Deploys to `remote#branch`; the remote is a configured name, a URL or a folder."""

    def __init__(self, site: Path, root: Path, target: str) -> None:
        remote, _, branch = target.partition("#")
        self.target_label = f"{remote or 'origin'}#{branch or 'gh-pages'}"
        self._remote, _, self._branch = self.target_label.partition("#")
        self._site, self._git = site, _Git(root)
        self._tip_commit = ""
        self._remote_files: dict[str, RemoteFile] = {}

    def plan(self) -> DeployPlan:
        """Compare the site with the last commit of the branch, which is fetched first."""
        self._git.ensure_usable(self._remote, self._branch)
        self._tip_commit = self._fetch_tip()
        site_files = list_site_files(self._site)
        blobs = dict(self._list_tree()) if self._tip_commit else {}
        self._remote_files = {path: remote_file for path, (_, remote_file) in blobs.items()}
        same_size = [
            path
            for path, size in site_files.items()
            if path in blobs and size == blobs[path][1].size
        ]
        hashes = self._git.hash_files(self._site, same_size)
        unchanged = {
            path for path, hash in zip(same_size, hashes, strict=True) if hash == blobs[path][0]
        }
        differing = (site_files.keys() & blobs.keys()) - unchanged
        return plan_deployment(site_files, self._remote_files, differing)

    def apply(self, plan: DeployPlan, progress: DeployProgress) -> None:
        """Make one commit and push it to the remote."""
        progress.show_status("making the commit")
        commit = self._create_commit(plan)
        progress.show_status(f"pushing it to {self.target_label}")
        self._push(commit)
        for step in plan.steps:
            progress.advance(step)

    def _fetch_tip(self) -> str:
        """Fetch the branch and return the hash of its last commit; empty if there is no branch."""
        ref = f"refs/heads/{self._branch}"
        fields = self._git.get_output("ls-remote", "--", self._remote, ref).split()
        if not fields:
            return ""
        self._git.get_output("fetch", "--quiet", "--no-tags", "--", self._remote, ref)
        return fields[0]

    def _list_tree(self) -> Iterator[tuple[str, tuple[str, RemoteFile]]]:
        """Yield path, and hash and size, of each file in the last commit.

        The time is filled in for former assets alone: each needs a run of `git log`.
        """
        listing = self._git.get_output("ls-tree", "-r", "-l", "-z", "--full-tree", self._tip_commit)
        for line in listing.split("\0")[:-1]:
            attributes, _, path = line.partition("\t")
            _, kind, hash, size = attributes.split()
            if kind == "blob":
                yield path, (hash, RemoteFile(int(size), self._get_commit_time(path)))

    def _get_commit_time(self, path: str) -> float:
        if not path.startswith(f"{ASSETS_FOLDER}/") or (self._site / path).exists():
            return 0.0
        return float(
            self._git.get_output("log", "-1", "--format=%ct", self._tip_commit, "--", path) or 0
        )

    def _create_commit(self, plan: DeployPlan) -> str:
        """Commit the site and the files that stay on the branch; return the commit's hash."""
        removed = {step.path for step in plan.steps_of_kind("removed")}
        with tempfile.TemporaryDirectory() as folder, self._git.temporary_branch(self._tip_commit):
            shutil.copytree(self._site, folder, dirs_exist_ok=True)
            for path in self._remote_files.keys() - removed - list_site_files(self._site).keys():
                self._git.restore(self._tip_commit, path, Path(folder))
            Path(folder, NO_JEKYLL).touch()
            self._git.commit_folder(folder, _format_commit_message(self._site))
            return self._git.get_output("rev-parse", f"refs/heads/{TEMPORARY_BRANCH}").strip()

    def _push(self, commit: str) -> None:
        refspec = f"{commit}:refs/heads/{self._branch}"
        result = self._git.run("push", "--porcelain", "--", self._remote, refspec)
        if result.returncode:
            raise _explain_rejected_push(result.stdout, result.stderr, self.target_label)


class _Git:
    """Runs the system's git in the project's folder."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def run(self, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Run a git command with messages in English."""
        try:
            return subprocess.run(
                ["git", *arguments],
                cwd=self._root,
                env=os.environ | {"LC_ALL": "C.UTF-8"},
                input=stdin,
                capture_output=True,
                encoding="utf-8",
                errors="surrogateescape",
                check=False,
            )
        except FileNotFoundError:
            raise DeployError("git is not installed on this computer", "install it") from None

    def get_output(self, *arguments: str, stdin: str = "") -> str:
        """Return the output of a git command. Raises DeployError if it fails."""
        result = self.run(*arguments, stdin=stdin)
        if result.returncode:
            raise DeployError(
                f"git {arguments[0]} failed: {_find_git_reason(result.stderr)}",
                "check the address, and whether 'git fetch' and 'git push' work here",
            )
        return result.stdout

    def ensure_usable(self, remote: str, branch: str) -> None:
        """Raise DeployError if no commit can be made for this branch of the remote."""
        if self.run("rev-parse", "--git-dir").returncode:
            raise DeployError(
                "the project is not a git repository",
                "use another kind of target, or run 'git init'",
            )
        if self.run("check-ref-format", f"refs/heads/{branch}").returncode:
            raise DeployError(f"'{branch}' is not a valid branch name", "write remote#branch")
        is_configured = remote in self.run("remote").stdout.split()
        if is_configured and branch == self.run("branch", "--show-current").stdout.strip():
            raise DeployError(
                f"'{branch}' is the branch that is checked out",
                "choose a branch for the site only; for a branch of another repository,"
                " give its address",
            )
        for name in ("name", "email"):
            is_set = os.environ.get(f"GIT_COMMITTER_{name.upper()}")
            if not is_set and not self.run("config", f"user.{name}").stdout.strip():
                raise DeployError("git does not know who makes the commit", AUTHOR_HINT)

    def hash_files(self, folder: Path, paths: list[str]) -> list[str]:
        """Return the blob hash of each of these files in a folder."""
        stdin = "".join(f"{folder.resolve() / path}\n" for path in paths)
        return self.get_output("hash-object", "--no-filters", "--stdin-paths", stdin=stdin).split()

    def restore(self, commit: str, path: str, folder: Path) -> None:
        """Write a file from a commit into a folder."""
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("wb") as stream:
            command = ["git", "cat-file", "blob", f"{commit}:{path}"]
            if subprocess.run(command, cwd=self._root, stdout=stream, check=False).returncode:
                raise DeployError(f"git cannot read {path} of the branch", "check this file there")

    def commit_folder(self, folder: str, message: str) -> None:
        """Commit a folder on the temporary branch. Raises DeployError if that fails."""
        options = ["--branch", TEMPORARY_BRANCH, "--message", message, folder]
        result = subprocess.run(
            [sys.executable, "-m", "ghp_import", *options],
            cwd=self._root,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        if result.returncode:
            raise DeployError(
                f"the commit was not made: {_find_git_reason(result.stderr)}",
                "correct that, and try again",
            )

    @contextmanager
    def temporary_branch(self, tip: str) -> Iterator[None]:
        """Create the temporary branch at the commit `tip`, if any, and delete it afterwards."""
        ref = f"refs/heads/{TEMPORARY_BRANCH}"
        self.run("update-ref", "-d", ref)  # left by a command that was killed
        if tip:
            self.get_output("update-ref", ref, tip)
        try:
            yield
        finally:
            self.run("update-ref", "-d", ref)


def _format_commit_message(site: Path) -> str:
    """Return a commit message that names the commit of the sources that the site was built from."""
    try:
        build_info = json.loads((site / BUILD_INFO_FILE).read_text("utf-8"))
        commit, is_changed = str(build_info["commit"]), "changed" in build_info
    except (OSError, ValueError, KeyError, TypeError):
        return "Deliver the site"
    note = "\n\nFiles had been edited since that commit.\n" if is_changed else ""
    return f"Deliver the site made from {commit}{note}"


def _find_git_reason(stderr: str) -> str:
    """Return the most informative line of git's error output."""
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    error_lines = [line for line in lines if re.match("(fatal|error|ssh|remote): ", line)]
    return (error_lines or lines or ["no reason given"])[0]


def _explain_rejected_push(stdout: str, stderr: str, target_label: str) -> DeployError:
    """Return an error that says why a push failed, from git's porcelain output, and what to do."""
    status = re.search(r"^!\t\S+\t\[(.+)\] ?(.*)$", stdout, re.MULTILINE)
    if status is None:
        hint = "check the address, and whether 'git push' works here"
        return DeployError(f"git push failed: {_find_git_reason(stderr)}", hint)
    remote_messages = " ".join(re.findall(r"^remote: *(\S.*?) *$", stderr, re.MULTILINE))
    message = f"{target_label} refuses the commit: {status[1]} {status[2]}"
    if status[1] == "rejected":
        return DeployError(
            message, "somebody else has pushed in the meantime; run the command again"
        )
    quote = f" It says: {remote_messages}" if remote_messages else ""
    return DeployError(
        message, f"the rules of the repository for this branch, or a hook, do not allow it.{quote}"
    )
