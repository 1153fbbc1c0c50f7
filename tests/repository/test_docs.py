"""The documents are true: commands, paths, keys, examples and messages are the real ones."""

from __future__ import annotations

import importlib.util
import re
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from invoke import Task

from coalition.cli.new import CREATABLE_KINDS
from coalition.diagnostics import DataError, format_diagnostics
from coalition.i18n import catalogs
from coalition.i18n.extract import extract_messages
from coalition.i18n.locale import make_plural_header
from coalition.model.time_zones import list_time_zones
from coalition.project import markdown_files
from coalition.project.loader import load_coalition
from coalition.schema.schemas import FILES_WITH_SCHEMAS
from support.documents import DOCUMENTS, FORMAT, examples, fenced, prose, put_in, text
from support.projects import ORCHARD, PROJECT

CONTRIBUTING = PROJECT / "CONTRIBUTING.md"
DEVELOPMENT = PROJECT / "docs" / "development.md"
TEMPLATES = PROJECT / "theme" / "templates"
ENDINGS = (".md", ".py", ".toml", ".lock")
GENERATED = (
    ".cache", "output", ".venv", "assets", "data/schema", "news/atom.xml", "members/index.html",
    "fr/", "news/feed.json", "events/", ".well-known/security.txt",
)  # fmt: skip
"""What commands generate: paths that need not exist yet."""

FOLDERS = (
    "theme",
    "src",
    "tools",
    "tests",
    "benchmarks",
    "docs",
    ".ci",
    ".github",
    ".vscode",
)
PATHS = {path.relative_to(PROJECT).as_posix() for path in PROJECT.iterdir()}
PATHS |= {
    path.relative_to(root).as_posix()
    for root, folders in ((PROJECT, FOLDERS), (ORCHARD, ("data", "content")))
    for folder in folders
    for path in (root / folder).rglob("*")
}
"""Every file and folder of the project, with the data and content of the orchard."""

COMMAND = re.compile(r"python3 tasks\.py ([a-z][a-z0-9-]*)((?: -{1,2}[\w-]+(?: \w+)?)*)")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")


TASKS = [
    "#add-a-member",
    "#correct-a-member",
    "#retire-a-member",
    "#remove-a-person",
    "#add-news",
    "#add-an-organisation",
    "#add-an-event",
    "#change-a-page",
    "#translate-a-page",
]
"""What most editors want to do: the first links of CONTRIBUTING."""

PROCEDURES = ["#propose-it-on-the-web", "#set-up-your-machine", "#send-it-from-your-machine"]
"""Steps that all tasks share and that are described once."""

WAYS = ("On the web", "On your machine")
MAX_STEPS = 6


def flat(message: str) -> str:
    """Return a message without what depends on the number of lines in a file."""
    return re.sub(r"^ +(?=[|=])", "", re.sub(r"[0-9]+", "0", message), flags=re.M).strip()


def anchor(heading: str) -> str:
    """Return the anchor that GitHub gives a heading."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def anchors(document: Path) -> set[str]:
    return {anchor(heading) for heading in re.findall(r"^#+ (.+)$", prose(document), re.M)}


def section(heading: str) -> str:
    """Return the text of the format's description between `heading` and the next one."""
    match = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#|\Z)", prose(FORMAT), re.M | re.S)
    assert match, f"docs/data-format.md has no heading '{heading}'"
    return match[1]


def chapters() -> dict[str, str]:
    """Return the text below each heading for editors, by heading."""
    for_editors = text(CONTRIBUTING).partition("\n## For editors\n")[2]
    before = for_editors.partition("\n## For programmers\n")[0]
    parts = re.split(r"^### (.+)\n", before, flags=re.M)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def steps_of(heading: str) -> list[str]:
    """Return the numbers of the steps below a heading, in their order."""
    return re.findall(r"^([0-9]+)\. ", chapters()[heading], re.M)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the data of the orchard, which has the ids of the examples."""
    return shutil.copytree(ORCHARD / "data", tmp_path / "data")


@pytest.fixture(scope="module")
def commands() -> dict[str, Task]:
    """The commands of tasks.py by name."""
    spec = importlib.util.spec_from_file_location("tasks", PROJECT / "tasks.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return dict(module.namespace.tasks)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_in_the_documents_exists_with_its_options(
    document: Path, commands: dict[str, Task]
):
    for name, arguments in COMMAND.findall(text(document)):
        assert name in commands, f"there is no '{name}'"
        options = {flag for arg in commands[name].get_arguments() for flag in flags(arg.names)}
        used = {argument for argument in arguments.split() if argument.startswith("-")}
        assert set() == used - options - {"--help"}


def flags(names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        yield f"--{name}" if len(name) > 1 else f"-{name}"


def test_every_command_is_described_for_programmers(commands: dict[str, Task]):
    table = re.findall(r"^\| `(.+?)` \|", text(DEVELOPMENT), re.M)
    described = {name for name, _ in COMMAND.findall("\n".join(table))}

    assert set(commands) == described


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_between_documents_leads_to_a_file_and_a_heading(document: Path):
    for link in LINK.findall(CODE.sub("", prose(document))):
        if link.startswith(("http://", "https://", "{")):
            continue
        path, _, fragment = link.partition("#")
        target = document.parent / path if path else document
        assert target.is_file(), f"{link} leads nowhere"
        assert not fragment or fragment in anchors(target), f"there is no heading for {link}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_path_in_the_documents_exists(document: Path):
    for code in CODE.findall(prose(document)):
        if not re.fullmatch(r"[\w.-]+(/[\w.-]+)*/?", code) or code.startswith(GENERATED):
            continue
        if code in list_time_zones():
            continue
        if "/" in code or code.endswith(ENDINGS):
            assert any(f"/{path}".endswith(f"/{code.rstrip('/')}") for path in PATHS), code


def test_the_readme_is_read_in_a_minute():
    assert len(text(PROJECT / "README.md").splitlines()) < 90


def test_decisions_are_numbered_listed_and_have_the_same_headings():
    folder = PROJECT / "docs" / "decisions"
    pages = sorted(folder.glob("[0-9]*.md"))
    titles = [text(page).partition("\n")[0].removeprefix("# ") for page in pages]
    listed = re.findall(r"^(\d+\. )\[(.+)\]\((.+)\)$", text(folder / "README.md"), re.M)

    assert [f"{number:04d}" for number in range(1, len(pages) + 1)] == [p.name[:4] for p in pages]
    assert [(title, page.name) for title, page in zip(titles, pages, strict=True)] == [
        (number + title, link) for number, title, link in listed
    ]
    for page in pages:
        assert ["## Context", "## Decision", "## Consequences"] == re.findall(
            r"^## .+$", text(page), re.M
        ), page.name


def test_ci_runs_the_readmes_test_command_and_judges_the_data():
    commands = re.findall(r"python3 tasks\.py \w+", text(PROJECT / ".ci" / "run"))
    indented = re.findall(r"^    (.+)$", text(PROJECT / "README.md"), re.M)

    assert [f"python3 tasks.py {name}" for name in ("test", "check", "publish")] == commands
    assert commands[0] in indented


def test_the_format_names_every_file():
    table = prose(FORMAT).partition("\n- [")[0]

    expected = {f"data/{file}.yaml" for file in FILES_WITH_SCHEMAS}
    assert expected == set(re.findall(r"data/\w+\.yaml", table))


@pytest.mark.parametrize("example", examples("yaml"))
def test_every_example_of_data_loads(example: str, data: Path):
    put_in(data, example)

    load_coalition(data)


@pytest.mark.parametrize("example", examples("markdown"))
def test_every_example_of_markdown_has_valid_front_matter_and_links(example: str, tmp_path: Path):
    content = shutil.copytree(ORCHARD / "content", tmp_path / "content")
    folder = "news" if "\nDate: " in example else "pages"
    (content / folder / "example.en.md").write_text(example, encoding="utf-8")

    assert [] == markdown_files.check_markdown_files(
        content, load_coalition(ORCHARD / "data").languages
    )


@pytest.mark.parametrize("example", examples("po"))
def test_every_example_of_a_catalog_is_complete_and_valid(example: str):
    header = f'msgid ""\nmsgstr "Plural-Forms: {make_plural_header("fr")}\\n"\n\n'

    catalog = catalogs.parse_catalog(f"{header}{example}".encode(), "fr")

    assert ((), []) == (catalog.diagnostics, catalog.untranslated)
    assert {message.id for message in catalog.messages} <= {
        message.id for message in extract_messages(TEMPLATES) if message.id
    }


def test_the_keys_of_front_matter_are_the_real_ones():
    table = section("Markdown files")
    rows = re.findall(r"^\| `(\w+)` \| (\S+) \| (\S+) \|", table, re.M)
    pages = tuple(key for key, of_page, _ in rows if of_page != "-")
    news = tuple(key for key, _, of_news in rows if of_news != "-")

    assert {
        folder: set(keys) for folder, keys in markdown_files.ALLOWED_FRONT_MATTER_KEYS.items()
    } == {
        "pages": set(pages),
        "news": set(news),
    }


def test_contributing_opens_with_what_people_want_to_do():
    opening, _, rest = text(CONTRIBUTING).partition("\n## ")
    links = re.findall(r"^- \[.+?\]\((#.+?)\)", rest.partition("\n## ")[0], re.M)

    assert "I want to ...\n" == rest[: rest.index("\n") + 1]
    assert 1 == len(re.findall(r"\.(?:\s|$)", opening)), "more than a sentence comes before it"
    assert TASKS == links[: len(TASKS)]
    assert [*links, *PROCEDURES] == [
        f"#{anchor(heading)}" for heading in chapters() if steps_of(heading)
    ]


@pytest.mark.parametrize("task", [heading for heading in chapters() if steps_of(heading)])
def test_every_task_is_described_in_six_steps_at_most(task: str):
    parts = re.split(rf"^\*\*({'|'.join(WAYS)})\*\*\n", chapters()[task], flags=re.M)
    if f"#{anchor(task)}" not in PROCEDURES:
        assert list(WAYS) == parts[1::2], "both ways are needed, the web first"
    for part in parts[2::2] or parts:
        numbers = [int(number) for number in re.findall(r"^([0-9]+)\. ", part, re.M)]
        assert list(range(1, len(numbers) + 1)) == numbers
        assert 0 < len(numbers) <= MAX_STEPS


@pytest.mark.parametrize(
    "task", [heading for heading in chapters() if "**On the web**" in chapters()[heading]]
)
def test_on_the_web_no_step_needs_a_program(task: str):
    web = chapters()[task].partition("**On the web**")[2].partition("**On your machine**")[0]

    assert [] == re.findall(r"tasks\.py|`git |`pipx ", web)


def test_contributing_makes_with_new_what_new_can_make():
    kinds = set(re.findall(r"tasks\.py\snew\s(\w+)`", text(CONTRIBUTING)))

    expected = {"document", "event", "member", "organisation", "news", "page", "translation"}
    assert expected == kinds
    assert kinds <= set(CREATABLE_KINDS)


def test_the_error_message_in_contributing_is_the_one_that_editors_get(data: Path):
    example = next(block for block in fenced(CONTRIBUTING, "yaml") if "creative-commons" in block)
    typo = example.replace("creative-commons", "creative-comons")
    file = data / "members.yaml"
    file.write_text(text(file) + "\n" + typo, encoding="utf-8")

    with pytest.raises(DataError) as caught:
        load_coalition(data)

    report = f"{format_diagnostics(caught.value.diagnostics)}\n\n{caught.value}"
    assert flat(report) == flat(fenced(CONTRIBUTING, "text")[0])


def test_the_licence_is_the_one_that_the_project_names():
    project = tomllib.loads(text(PROJECT / "pyproject.toml"))["project"]

    assert f"{project['license']} License" == text(PROJECT / "LICENSE").splitlines()[0]


def test_the_changelog_begins_with_this_version():
    version = tomllib.loads(text(PROJECT / "pyproject.toml"))["project"]["version"]
    versions = re.findall(r"^## \[([0-9.]+)\]", text(PROJECT / "CHANGELOG.md"), re.M)

    assert version == versions[0]
