"""A branch of a git repository that holds the site alone, as hosts of repositories show it.

`ghp-import` makes one commit of a delivery, beside all that is checked out here. It goes to the
remote straight away and no local branch is left: what was refused does not seem to be delivered.
How git gets in, and who the author is, git knows itself.
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

from coalition.deploy import plan as what
from coalition.deploy.errors import DeployError
from coalition.deploy.plan import DeployPlan, RemoteFile
from coalition.deploy.progress import DeployProgress
from coalition.output import BUILD_INFO_FILE
from coalition.site import ASSETS_FOLDER as ASSETS

TEMPORARY_BRANCH = "coalition-delivery"
"""The local branch that a commit is made on; gone when the command ends."""

NO_JEKYLL = ".nojekyll"
"""Where this file is missing, GitHub does not show names that begin with `_`."""

AUTHOR_HINT = (
    "git config --global user.name '...' and git config --global user.email '...' say who you are"
)


class GitBranchDeployer:
    """`remote#branch`; the remote by its name here, by its address or by its folder."""

    def __init__(self, site: Path, root: Path, target: str) -> None:
        remote, _, branch = target.partition("#")
        self.target_label = f"{remote or 'origin'}#{branch or 'gh-pages'}"
        self._remote, _, self._branch = self.target_label.partition("#")
        self._site, self._git = site, _Git(root)
        self._tip_commit = ""
        self._remote_files: dict[str, RemoteFile] = {}

    def plan(self) -> DeployPlan:
        """What is different in the last commit of the branch, which is fetched for that."""
        self._git.ensure_usable(self._remote, self._branch)
        self._tip_commit = self._fetch_tip()
        site = what.list_site_files(self._site)
        blobs = dict(self._list_tree()) if self._tip_commit else {}
        self._remote_files = {path: held for path, (_, held) in blobs.items()}
        both = [path for path in site if path in blobs and site[path] == blobs[path][1].size]
        hashes = self._git.hash_files(self._site, both)
        same = {path for path, found in zip(both, hashes, strict=True) if found == blobs[path][0]}
        return what.plan_deployment(site, self._remote_files, (site.keys() & blobs.keys()) - same)

    def apply(self, plan: DeployPlan, progress: DeployProgress) -> None:
        """One commit, and its way to the remote."""
        progress.show_status("making the commit")
        commit = self._create_commit(plan)
        progress.show_status(f"pushing it to {self.target_label}")
        self._push(commit)
        for step in plan.steps:
            progress.advance(step)

    def _fetch_tip(self) -> str:
        """The last commit of the branch at the remote, now known here; empty if there is none."""
        ref = f"refs/heads/{self._branch}"
        found = self._git.get_output("ls-remote", "--", self._remote, ref).split()
        if not found:
            return ""
        self._git.get_output("fetch", "--quiet", "--no-tags", "--", self._remote, ref)
        return found[0]

    def _list_tree(self) -> Iterator[tuple[str, tuple[str, RemoteFile]]]:
        """Path -> hash and size of all files in the last commit; time for old assets alone."""
        listed = self._git.get_output("ls-tree", "-r", "-l", "-z", "--full-tree", self._tip_commit)
        for line in listed.split("\0")[:-1]:
            about, _, path = line.partition("\t")
            _, kind, blob, size = about.split()
            if kind == "blob":
                yield path, (blob, RemoteFile(int(size), self._get_commit_time(path)))

    def _get_commit_time(self, path: str) -> float:
        if not path.startswith(f"{ASSETS}/") or (self._site / path).exists():
            return 0.0
        return float(
            self._git.get_output("log", "-1", "--format=%ct", self._tip_commit, "--", path) or 0
        )

    def _create_commit(self, plan: DeployPlan) -> str:
        """The hash of a new commit that holds the site and what stays beside it."""
        gone = {step.path for step in plan.steps_of_kind("removed")}
        with tempfile.TemporaryDirectory() as folder, self._git.temporary_branch(self._tip_commit):
            shutil.copytree(self._site, folder, dirs_exist_ok=True)
            for path in self._remote_files.keys() - gone - what.list_site_files(self._site).keys():
                self._git.restore(self._tip_commit, path, Path(folder))
            Path(folder, NO_JEKYLL).touch()
            self._git.commit_folder(folder, _format_commit_message(self._site))
            return self._git.get_output("rev-parse", f"refs/heads/{TEMPORARY_BRANCH}").strip()

    def _push(self, commit: str) -> None:
        to = f"{commit}:refs/heads/{self._branch}"
        done = self._git.run("push", "--porcelain", "--", self._remote, to)
        if done.returncode:
            raise _explain_rejected_push(done.stdout, done.stderr, self.target_label)


class _Git:
    """The system's git in the folder of the project."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def run(self, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command of git's, in English."""
        try:
            return subprocess.run(
                ["git", *words],
                cwd=self._root,
                env=os.environ | {"LC_ALL": "C.UTF-8"},
                input=stdin,
                capture_output=True,
                encoding="utf-8",
                errors="surrogateescape",
                check=False,
            )
        except FileNotFoundError:
            raise DeployError("there is no git on this machine", "install it") from None

    def get_output(self, *words: str, stdin: str = "") -> str:
        """What a command answers. Raises DeployError where it fails."""
        done = self.run(*words, stdin=stdin)
        if done.returncode:
            raise DeployError(
                f"git {words[0]} failed: {_find_git_reason(done.stderr)}",
                "look at the address, and whether 'git fetch' and 'git push' work here",
            )
        return done.stdout

    def ensure_usable(self, remote: str, branch: str) -> None:
        """Raise DeployError where no commit can be made for this branch of a remote."""
        if self.run("rev-parse", "--git-dir").returncode:
            raise DeployError("the project is no git repository", "use another way, or 'git init'")
        if self.run("check-ref-format", f"refs/heads/{branch}").returncode:
            raise DeployError(f"'{branch}' is no name of a branch", "write remote#branch")
        is_ours = remote in self.run("remote").stdout.split()
        if is_ours and branch == self.run("branch", "--show-current").stdout.strip():
            raise DeployError(
                f"'{branch}' is the branch that you work on",
                "choose one for the site alone; one of another repository needs its address",
            )
        for name in ("name", "email"):
            is_set = os.environ.get(f"GIT_COMMITTER_{name.upper()}")
            if not is_set and not self.run("config", f"user.{name}").stdout.strip():
                raise DeployError("git does not know who makes the commit", AUTHOR_HINT)

    def hash_files(self, folder: Path, paths: list[str]) -> list[str]:
        """The hashes by which git would know these files of a folder."""
        given = "".join(f"{folder.resolve() / path}\n" for path in paths)
        return self.get_output("hash-object", "--no-filters", "--stdin-paths", stdin=given).split()

    def restore(self, commit: str, path: str, folder: Path) -> None:
        """Write a file of a commit into a folder."""
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("wb") as stream:
            command = ["git", "cat-file", "blob", f"{commit}:{path}"]
            if subprocess.run(command, cwd=self._root, stdout=stream, check=False).returncode:
                raise DeployError(f"git cannot read {path} of the branch", "look at it there")

    def commit_folder(self, folder: str, message: str) -> None:
        """Make a commit of a folder on the workplace. Raises DeployError."""
        words = ["--branch", TEMPORARY_BRANCH, "--message", message, folder]
        done = subprocess.run(
            [sys.executable, "-m", "ghp_import", *words],
            cwd=self._root,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        if done.returncode:
            raise DeployError(
                f"the commit was not made: {_find_git_reason(done.stderr)}",
                "mend that, and try again",
            )

    @contextmanager
    def temporary_branch(self, tip: str) -> Iterator[None]:
        """A local branch that stands at the commit `tip`, or at none; gone afterwards."""
        ref = f"refs/heads/{TEMPORARY_BRANCH}"
        self.run("update-ref", "-d", ref)  # left by one that was killed
        if tip:
            self.get_output("update-ref", ref, tip)
        try:
            yield
        finally:
            self.run("update-ref", "-d", ref)


def _format_commit_message(site: Path) -> str:
    """What the commit says: which commit of the sources the site was made from."""
    try:
        told = json.loads((site / BUILD_INFO_FILE).read_text("utf-8"))
        source, changed = str(told["commit"]), "changed" in told
    except (OSError, ValueError, KeyError, TypeError):
        return "Deliver the site"
    more = "\n\nFiles had been edited since that commit.\n" if changed else ""
    return f"Deliver the site made from {source}{more}"


def _find_git_reason(stderr: str) -> str:
    """The line of git's that says most."""
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    telling = [line for line in lines if re.match("(fatal|error|ssh|remote): ", line)]
    return (telling or lines or ["no reason given"])[0]


def _explain_rejected_push(stdout: str, stderr: str, target_label: str) -> DeployError:
    """Why a push did not succeed, and what to do."""
    said = re.search(r"^!\t\S+\t\[(.+)\] ?(.*)$", stdout, re.MULTILINE)
    if said is None:
        hint = "look at the address, and whether 'git push' works here"
        return DeployError(f"git push failed: {_find_git_reason(stderr)}", hint)
    remarks = " ".join(re.findall(r"^remote: *(\S.*?) *$", stderr, re.MULTILINE))
    message = f"{target_label} refuses the commit: {said[1]} {said[2]}"
    if said[1] == "rejected":
        return DeployError(message, "somebody was quicker; run the command again")
    more = f" It says: {remarks}" if remarks else ""
    return DeployError(
        message, f"the rules of the repository for this branch, or a hook, do not allow it.{more}"
    )
