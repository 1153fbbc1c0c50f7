"""The issue form for members: untrusted input becomes a value or is rejected, nothing else."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from coalition.cli import apply_form
from coalition.diagnostics.errors import DataError
from coalition.editing import issue_form, pull_request
from coalition.editing.errors import EditError
from coalition.editing.workspace import Workspace
from coalition.project.raw_entries import to_plain_data
from support.projects import PROJECT, copy_project

LANTERN = PROJECT / "tests" / "data" / "coalitions" / "lantern"
TEMPLATE = PROJECT / ".github" / "ISSUE_TEMPLATE" / "member.yml"
WORKFLOWS = sorted((PROJECT / ".github" / "workflows").glob("*.yml"))
WORKSPACE = Workspace.open(LANTERN)
CONSENT_GIVEN = "- [x] I am this person, or they agree that this is published."
MEMBER = issue_form.MEMBER_LABEL
NEW = {"Name": "Ada Test", "Stakeholder group": "Libraries"}


def body(answers: dict[str, str], task: str = issue_form.ADD_OPTION) -> str:
    """Return the issue body that GitHub makes of a filled-in form."""
    filled = {issue_form.TASK_LABEL: task, issue_form.CONSENT_LABEL: CONSENT_GIVEN} | answers
    return "\n\n".join(
        f"### {label}\n\n{filled.get(label, '_No response_')}" for label in issue_form.FORM_LABELS
    )


def submit(text: str) -> Workspace | str:
    """Return the workspace after applying a form, or the comment on the issue."""
    try:
        return issue_form.apply_issue_form(WORKSPACE, issue_form.parse_issue_form(text))
    except (EditError, DataError) as error:
        return pull_request.render_issue_comment(error)


def members(workspace: Workspace) -> list[Any]:
    entries = to_plain_data(workspace.files["members"].root_node)
    assert isinstance(entries, list)
    return entries


def load_yaml(path: Path) -> Any:  # noqa: ANN401 - any YAML value
    return yaml.load(path.read_text("utf-8"), yaml.BaseLoader)


# The form


def test_the_form_has_the_fields_that_the_parser_expects():
    form = load_yaml(TEMPLATE)
    labels = [f["attributes"]["label"] for f in form["body"] if "label" in f["attributes"]]

    assert list(issue_form.FORM_LABELS) == labels
    assert list(issue_form.TASK_OPTIONS) == form["body"][1]["attributes"]["options"]
    assert "true" == form["body"][-1]["attributes"]["options"][0]["required"]
    assert ["member-form"] == form["labels"]


@pytest.mark.parametrize("file", sorted(TEMPLATE.parent.iterdir()), ids=lambda file: file.name)
def test_the_form_names_no_coalition(file: Path):
    text = file.read_text("utf-8")

    assert not re.search(
        r"\b(DC-OER|OER|UNESCO|Lantern|coalition)\b", text.replace("coalition/", "")
    )


def added_member(after: Workspace) -> Any:  # noqa: ANN401 - a mapping of keys
    """Return the entry that the form added; the others are as before."""
    before, entries = members(WORKSPACE), members(after)
    (added,) = [entry for entry in entries if entry not in before]
    assert before == [entry for entry in entries if entry is not added]
    return added


def test_a_new_member_is_added():
    answers = NEW | {"Organisation": "LNS", "Country": "Norway", "Languages": "French, nb"}
    answers |= {"About the person": "One.\n\nTwo: *three*."}

    after = submit(body(answers).replace("\n", "\r\n"))

    assert {
        "name": "Ada Test", "organisation": "north-shore", "country": "NO", "group": "libraries",
        "languages": ["fr", "nb"], "bio": "One.\n\nTwo: *three*.",
    } == added_member(after)  # fmt: skip


def test_a_correction_changes_what_was_filled_in_and_keeps_the_address():
    answers = {
        MEMBER: "Siraj Namudhaji",
        "Name": "Siraj N.",
        "Role": "Chief editor",
    }

    after = submit(body(answers, issue_form.CORRECT_OPTION))

    number = next(n for n, m in enumerate(members(WORKSPACE)) if m.get("id") == "siraj")
    expected = members(WORKSPACE)
    expected[number]["name"]["en"] = "Siraj N."
    expected[number]["role"]["en"] = "Chief editor"
    assert expected == members(after)
    form = issue_form.parse_issue_form(body(answers, issue_form.CORRECT_OPTION))
    assert ["role"] == issue_form.find_outdated_translations(WORKSPACE, form)


def test_a_removal_deletes_the_entry_and_its_pull_request_names_nobody():
    answers = {MEMBER: "siraj namudhaji", "Source": "I am the person"}
    form = issue_form.parse_issue_form(body(answers, issue_form.REMOVE_OPTION))

    after = issue_form.apply_issue_form(WORKSPACE, form)

    assert [m for m in members(WORKSPACE) if m.get("id") != "siraj"] == members(after)
    assert ["members.yaml", "removed.yaml"] == [change.path.name for change in after.changes()]
    mentions = issue_form.find_remaining_mentions(WORKSPACE, after, form)
    text = pull_request.render_removal_body(mentions, 7, "https://github.example/run")
    text += pull_request.format_pull_request_title(form)
    assert "siraj" not in text.lower()
    assert "Closes #7" in text and "Anybody can fill in the form" in text
    assert [] == issue_form.find_outdated_translations(WORKSPACE, form)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I want to be a member", "this is not the form as it was filled in"),
        ("", "this is not the form as it was filled in"),
        ("Hello\n" + body(NEW), "this is not the form as it was filled in"),
        (body(NEW) + "\n\n### Name\n\nEve", "this is not the form as it was filled in"),
        (body(NEW | {"Name": "A\n\n### Consent\n\n- [x] y"}), "this is not the form as it was"),
        (body(NEW | {"Consent": "- [ ] I am"}), "the box under 'Consent' is not ticked"),
        (body(NEW | {"Consent": "- [x] a\n- [ ] b"}), "the box under 'Consent' is not ticked"),
        (body(NEW, "Delete everything"), "'What should be done?' has no answer of the form"),
        (body(NEW, issue_form.CORRECT_OPTION), "'Member to correct or remove' is empty"),
        (body(NEW | {MEMBER: "siraj"}), f"'{MEMBER}' is filled in, but"),
        (body({MEMBER: "Sirag"}, issue_form.CORRECT_OPTION), "did you mean 'siraj'?"),
        (body({}, issue_form.REMOVE_OPTION), "'Member to correct or remove' is empty"),
        (body({MEMBER: "*"}, issue_form.REMOVE_OPTION), "there is no member with"),
        (body({MEMBER: "siraj", "Role": "x"}, issue_form.REMOVE_OPTION),
         "'Role' is filled in, but the member is to be removed"),
        (body({"Name": "A"}), "a new member needs Stakeholder group"),
        (body(NEW | {"Name": "A\n- name: B"}), "'Name' has more than one line"),
        (body(NEW | {"Name": "A" * 301}), "'Name' is too long"),
        (body(NEW | {"About the person": "A" * 2001}), "'About the person' is too long"),
        (body(NEW | {"About the person": "A" * 99_999}), "this is longer than a form can be"),
        (body(NEW | {"Name": "A\u202eB"}), "RIGHT-TO-LEFT OVERRIDE (U+202E)"),
        (body(NEW | {"Name": "A\x07B"}), "a control character (U+0007)"),
        (body(NEW | {"Name": "علي"}), "put it on a separate line"),
        (body(NEW | {"Name": "ar: علي"}), "a maintainer has to add the member"),
        (body(NEW | {"Name": "Nobody O'Quote-Smith"}), "choose 'Correct an existing member'"),
        (body(NEW | {"Stakeholder group": "librarys"}), "did you mean 'libraries'?"),
        (body(NEW | {"Organisation": "radio qamer"}), "did you mean 'radio-qamar'?"),
        (body(NEW | {"Web page": "javascript:alert(1)"}), "is not a web address"),
    ],
)  # fmt: skip
def test_what_is_not_the_form_or_not_valid_is_explained(text: str, expected: str):
    comment = submit(text)

    assert isinstance(comment, str)
    assert expected in comment


@settings(max_examples=50)
@given(st.sampled_from(sorted(issue_form.KEYS_BY_LABEL)), st.text(max_size=60), st.booleans())
def test_an_answer_is_never_more_than_the_value_of_its_key(label: str, text: str, correct: bool):
    task = issue_form.CORRECT_OPTION if correct else issue_form.ADD_OPTION
    member = {MEMBER: "siraj"} if correct else {}

    after = submit(body((member or NEW) | {label: text}, task))

    if isinstance(after, Workspace):
        before, entries = members(WORKSPACE), members(after)
        assert len(before) + (not correct) == len(entries)
        assert correct or added_member(after)
        assert not correct or without_siraj(before) == without_siraj(entries)
        assert {"members"} >= {change.path.stem for change in after.changes()}


def without_siraj(entries: list[Any]) -> list[Any]:
    return [entry for entry in entries if entry.get("id") != "siraj"]


HOSTILE = [
    "${{ secrets.GITHUB_TOKEN }}", "$(touch pwned)", "`touch pwned`", "'; touch pwned; '",
    "@everyone #1 closes #2", "!\\[x](https://evil.example/x.png)", "<!-- hidden -->", "```` x",
    "- name: Eve", "a: b", "{a: b}", "&a *a", "!!python/object", "| >", "# no remark", "%TAG",
    "---",
    "[link](https://evil.example)", "\\", '"', "GH-1 https://github.com/a/b/issues/1",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_text(text: str):
    after = submit(body(NEW | {"Role": text, "About the person": f"x\n{text}\n```"}))

    assert isinstance(after, Workspace)
    assert (text, f"x\n{text}\n```") == tuple(added_member(after)[key] for key in ("role", "bio"))
    description = pull_request.render_pull_request_body(after.changes(), 7, "")
    fence = re.search(r"^(`{3,})text\n(.*?)\n\1$", description, re.M | re.S)
    assert fence
    assert text in fence[2]
    assert text not in description.replace(fence[0], "")


@pytest.mark.parametrize("text", ["![x](https://evil.example/x.png)", "<script>x()</script>"])
def test_what_a_text_may_not_contain_is_explained_in_the_comment(text: str):
    comment = submit(body(NEW | {"About the person": text}))

    assert isinstance(comment, str)
    assert "may not be used in this text" in comment


@pytest.mark.parametrize("text", ["", "```", "x\n````\n@everyone", "`" * 99])
def test_nothing_in_a_fence_closes_it(text: str):
    opening, *inside, closing = pull_request.format_code_fence(text).split("\n")

    assert (f"{closing}text", text) == (opening, "\n".join(inside))
    assert closing not in text


@pytest.mark.parametrize("text", HOSTILE)
def test_a_title_mentions_nobody_and_closes_nothing(text: str):
    title = pull_request.format_pull_request_title(
        issue_form.IssueForm("", {"name": f"{text}\nx" * 9})
    )

    assert not re.search(r"[@#`<>\[\]\n!\\]|://|GH-\d", title)
    assert len(title) <= len("Correct a member: ") + pull_request.MAX_TITLE_NAME_LENGTH + 1


def test_outputs_have_delimiters_that_nobody_can_guess(tmp_path: Path):
    root = make_project(tmp_path)
    environ = {"ISSUE_NUMBER": "7", "ISSUE_BODY": body(NEW | {"Name": "A Test result<<x"})}
    environ |= {"GITHUB_OUTPUT": str(tmp_path / "out")}

    apply_form.run_apply_form(root, tmp_path / "form", environ)

    out = (tmp_path / "out").read_text("utf-8")
    assert re.fullmatch(
        r"result<<(\w{32})\nchanged\n\1\ntitle<<(\w{32})\nAdd a member: A Test result‹‹x\n\2\n", out
    )


def make_project(folder: Path) -> Path:
    """Make a project with the data of an invented coalition and one catalog, without templates."""
    for name in ("data", "content"):
        shutil.copytree(LANTERN / name, folder / "p" / name)
    shutil.copytree(PROJECT / "theme/locale/ar", folder / "p/theme/locale/ar")
    (folder / "p/theme/templates").mkdir()
    return folder / "p"


@pytest.mark.parametrize("number", ["", "x", "1; touch pwned", "1\n2"])
def test_a_form_without_the_issues_number_is_refused(number: str, tmp_path: Path):
    with pytest.raises(EditError, match="ISSUE_NUMBER"):
        apply_form.run_apply_form(tmp_path, tmp_path / "form", {"ISSUE_NUMBER": number})


# The workflows


def steps(workflow: Path) -> list[dict[str, Any]]:
    return [step for job in load_yaml(workflow)["jobs"].values() for step in job["steps"]]


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_several_command_lines_end_with_the_first_that_fails(workflow: Path):
    commands = [step["run"] for step in steps(workflow) if "run" in step]

    assert [] == [
        command
        for command in commands
        if "\n" in command and not command.startswith("set -euo pipefail\n")
    ]


def test_the_job_that_reads_the_form_may_change_nothing():
    workflow = load_yaml(PROJECT / ".github/workflows/member-form.yml")
    allowed = {name: job["permissions"] for name, job in workflow["jobs"].items()}

    assert {} == load_yaml(PROJECT / ".github/workflows/member-form.yml")["permissions"]
    assert {
        "form": {"contents": "read"},
        "propose": {"contents": "write", "pull-requests": "write"},
        "comment": {"issues": "write"},
    } == allowed
    reading = [
        name for name, job in workflow["jobs"].items() if "issue.body" in yaml.safe_dump(job)
    ]
    assert ["form"] == reading


FAKE_GH = """#!/bin/sh
printf '%s\\n' "$*" >> "$GH_LOG"
case "$1 $2" in
  "pr list") cat "$GH_LIST" ;;
  "pr create") echo https://github.example/pull/3 ;;
esac
"""

PYTHON = f"""#!/bin/sh
shift
exec "{sys.executable}" -c "import tasks; tasks.main()" "$@"
"""
"""Runs `tasks.py` without setting up .venv, which the tests' environment does not need."""


class Runner:
    """Runs the shell steps of the workflow as GitHub does, with a fake `gh` that logs its calls."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.origin, self.work = folder / "origin.git", folder / "work"
        (folder / "bin").mkdir()
        (folder / "bin/gh").write_text(FAKE_GH)
        (folder / "bin/gh").chmod(0o755)
        (folder / "bin/python3").write_text(PYTHON)
        (folder / "bin/python3").chmod(0o755)
        (folder / "list").touch()
        copy_project(folder / "seed", LANTERN / "data", LANTERN / "content")
        shutil.copy(PROJECT / "tasks.py", folder / "seed")
        shutil.copytree(PROJECT / "tools", folder / "seed/tools")
        (folder / "seed/.gitignore").write_text("output/\noutput.*\n__pycache__/\n")
        self.git("init", "-q", "-b", "main", cwd=folder / "seed")
        self.git("add", "-A", cwd=folder / "seed")
        self.git("commit", "-q", "-m", "begin", cwd=folder / "seed")
        self.git("clone", "-q", "--bare", str(folder / "seed"), str(self.origin), cwd=folder)
        self.check_out()

    def check_out(self) -> None:
        shutil.rmtree(self.work, ignore_errors=True)
        self.git("clone", "-q", str(self.origin), str(self.work), cwd=self.folder)

    def git(self, *words: str, cwd: Path) -> str:
        identity = ("-c", "user.name=A", "-c", "user.email=a@example.org")
        return subprocess.run(
            ["git", *identity, *words], cwd=cwd, check=True, capture_output=True, text=True
        ).stdout

    def run(self, job: str, name: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run one step, with its `run` unchanged."""
        workflow = load_yaml(PROJECT / ".github/workflows/member-form.yml")
        step = next(s for s in workflow["jobs"][job]["steps"] if s.get("name") == name)
        environment = {
            "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}", "HOME": str(self.folder),
            "PYTHONPATH": str(PROJECT / "src"), "RUNNER_TEMP": str(self.folder / "temp"),
            "GITHUB_OUTPUT": str(self.folder / "out"), "GH_LOG": str(self.folder / "gh.log"),
            "GH_LIST": str(self.folder / "list"), "GITHUB_REPOSITORY": "a/b",
            "BRANCH": "member-form/issue-7", "BASE": "main", "ISSUE_NUMBER": "7",
        }  # fmt: skip
        (self.folder / "temp").mkdir(exist_ok=True)
        return subprocess.run(
            ["bash", "-e", "-c", step["run"]],
            cwd=self.work, env=environment | variables, capture_output=True, text=True, check=False,
        )  # fmt: skip


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    return Runner(tmp_path)


FORM, PUSH, REQUEST, COMMENT = (
    ("form", "Change the data as the form asks"),
    ("propose", "Push the change to its branch"),
    ("propose", "Open or update the pull request"),
    ("comment", "Comment on the issue"),
)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("bash") is None, reason="GitHub runs the steps with bash")
def test_the_workflow_turns_a_hostile_form_into_a_branch_and_a_pull_request(runner: Runner):
    hostile = body(NEW | {"Name": "Ada `touch pwned` $(touch pwned)", "Role": "'; touch pwned #"})

    applied = runner.run(*FORM, ISSUE_BODY=hostile)
    assert 0 == applied.returncode, applied.stderr
    runner.check_out()
    pushed, opened = runner.run(*PUSH), runner.run(*REQUEST)

    assert (0, 0) == (pushed.returncode, opened.returncode), pushed.stderr + opened.stderr
    commit = runner.git("show", "--format=%s|%ce", "member-form/issue-7", cwd=runner.origin)
    assert commit.startswith(
        "Add a member: Ada 'touch pwned' $(touch pwned)|41898282+github-actions"
    )
    assert '+  role: "\'; touch pwned #"' in commit
    assert [] == list(runner.folder.rglob("pwned"))
    log = (runner.folder / "gh.log").read_text()
    assert "pr create --head member-form/issue-7 --base main --title Add a member: Ada" in log
    assert "address=https://github.example/pull/3" in (runner.folder / "out").read_text()

    (runner.folder / "list").write_text(
        "https://github.example/pull/3\n"
    )  # the form was edited: run it again
    runner.check_out()
    again, updated = runner.run(*PUSH), runner.run(*REQUEST)

    assert (0, 0) == (again.returncode, updated.returncode), again.stderr + updated.stderr
    assert "pr edit https://github.example/pull/3 --title" in (runner.folder / "gh.log").read_text()

    runner.git("switch", "-q", "member-form/issue-7", cwd=runner.work)
    runner.git("commit", "-q", "--allow-empty", "-m", "by hand", cwd=runner.work)
    runner.git("push", "-q", "origin", "HEAD", cwd=runner.work)
    runner.check_out()

    assert 1 == runner.run(*PUSH).returncode
    assert "by hand" in runner.git("log", "-1", "member-form/issue-7", cwd=runner.origin)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("bash") is None, reason="GitHub runs the steps with bash")
def test_the_workflow_removes_a_member_with_the_photo(runner: Runner):
    images = runner.work / "content" / "images"
    shutil.copy(images / "lamp.svg", images / "siraj.svg")
    data = runner.work / "data" / "members.yaml"
    data.write_text(data.read_text("utf-8").replace("siraj\n", "siraj\n  photo: siraj.svg\n", 1))
    runner.git("add", "-A", cwd=runner.work)
    runner.git("commit", "-q", "-m", "photo", cwd=runner.work)
    runner.git("push", "-q", "origin", "main", cwd=runner.work)

    answers = {MEMBER: "siraj"}
    applied = runner.run(*FORM, ISSUE_BODY=body(answers, issue_form.REMOVE_OPTION))
    assert 0 == applied.returncode, applied.stderr
    runner.check_out()
    pushed = runner.run(*PUSH)

    assert 0 == pushed.returncode, pushed.stderr
    commit = runner.git(
        "show", "--format=%s", "--name-status", "member-form/issue-7", cwd=runner.origin
    )
    assert [
        "Remove a member", "", "D\tcontent/images/siraj.svg", "M\tdata/members.yaml",
        "A\tdata/removed.yaml",
    ] == commit.splitlines()  # fmt: skip


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("bash") is None, reason="GitHub runs the steps with bash")
def test_the_workflow_says_in_the_issue_what_is_wrong(runner: Runner):
    wrong = runner.run(*FORM, ISSUE_BODY=body(NEW | {"Country": "@everyone"}))

    commented = runner.run(
        *COMMENT, RESULT="problems", ADDRESS="", RUN="https://github.example/run"
    )

    assert (1, 0) == (wrong.returncode, commented.returncode), commented.stderr
    assert "result<<" in (runner.folder / "out").read_text()
    assert "" == runner.git("status", "--porcelain", cwd=runner.work)
    comment = (runner.folder / "temp/comment.md").read_text("utf-8")
    assert "```text\n- unknown country '@everyone'" in comment
    assert (
        "issue comment 7 --repo a/b --edit-last --create-if-none --body-file"
        in (runner.folder / "gh.log").read_text()
    )
