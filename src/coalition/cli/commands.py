"""The commands for a site, as Invoke tasks.

A project's `tasks.py` and the console script `coalition` share them. Each command imports what it
needs when it runs: Pelican and boto3 take longer to import than most commands take to run.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from invoke.collection import Collection
from invoke.context import Context
from invoke.exceptions import Exit
from invoke.tasks import task

from coalition.cli.program import exit_with_summary, report_errors, run_command_line
from coalition.diagnostics import sanitize_log
from coalition.processes import replace_process

if TYPE_CHECKING:
    from coalition.build import BuildOptions
    from coalition.cli.extras import InstallCallback

AGAINST_HELP = (
    "The published site: its URL, folder or sitemap, or a branch, tag or commit of git; fail if an"
    " address of it would lead nowhere"
)
FORMAT_HELP = "Report format: text, github (annotations and job summary), gitlab or sarif"


@task(
    auto_shortflags=False,  # -h is for help
    help={
        "port": "Port to listen on; the next free one if it is taken",
        "host": "Address to listen on: localhost for this machine only, 0.0.0.0 for the network",
        "open": "Open the site in a browser (the default)",
        "editor": "Text editor that links to files open: vscode (the default), vscodium, cursor,"
        " jetbrains, sublime ..., none, or a URL with {file}, {line} and {column}; the environment"
        " variable PREVIEW_EDITOR sets it for good",
    },
)
def serve(
    context: Context,
    port: int = 8000,
    host: str = "localhost",
    open: bool = True,
    editor: str | None = None,
) -> None:
    """Preview the site while you edit: the browser shows every saved change at once."""
    root = _get_root(context)
    from coalition.devserver import DEFAULT_EDITOR, EDITOR_VARIABLE, serve_preview

    editor = editor or os.environ.get(EDITOR_VARIABLE) or DEFAULT_EDITOR
    with report_errors():
        must_restart = serve_preview(root, host, port, open, editor)
    if must_restart:  # the source code has changed
        replace_process([sys.executable, *sys.argv])


@task(auto_shortflags=False, help={"format": FORMAT_HELP})
def build(context: Context, format: str = "text") -> None:
    """Build the site into output/ for viewing; replaces the old one only when complete."""
    root = _get_root(context)
    from coalition.build import BuildOptions, find_site_url

    address = find_site_url(root)
    _run_build(lambda: _build_output(root, address, BuildOptions()), format)
    if not address:
        print(
            "note: canonical addresses, hreflang, sitemap and feeds are left out until the site has"
            " an address: set SITE_URL, or 'url' in data/coalition.yaml",
            file=sys.stderr,
        )


@task(
    auto_shortflags=False,
    help={
        "compress": "Add compressed copies (.br, .gz) of the files, for hosts that serve those",
        "offline": "Include the offline edition, with a link on the page about the data",
        "against": AGAINST_HELP,
        "format": FORMAT_HELP,
    },
)
def publish(
    context: Context,
    compress: bool = False,
    offline: bool = False,
    against: str | None = None,
    format: str = "text",
) -> None:
    """Build the site into output/ for visitors; its URL comes from SITE_URL or from the data."""
    root = _get_root(context)
    from coalition.build import BuildOptions, find_site_url

    _ensure_against(against)
    address = find_site_url(root)
    options = BuildOptions(
        published=True, compressed=compress, with_offline_edition=offline, against=against or ""
    )
    _run_build(lambda: _build_output(root, address, options), format)


@task
def offline(context: Context) -> None:
    """Build the offline edition: one zip of the whole site, to be opened without a network."""
    root = _get_root(context)
    from coalition.build import build_offline_edition, find_site_url

    def build_archive() -> str:
        file = build_offline_edition(root, root / "output.offline", find_site_url(root))
        name = file.relative_to(root).as_posix()
        return f"{name} is ready: {file.stat().st_size / 1e6:.1f} MB"

    _run_build(build_archive)


@task(
    auto_shortflags=False,
    help={
        "to": "Kind of target: rsync, branch, s3 or folder",
        "target": "user@host:/folder/, origin#gh-pages, s3://bucket/prefix or a folder; the default"
        " is the variable DEPLOY_TARGET",
        "dry-run": "List what would be added, changed and removed, but change nothing",
        "first": "Allow the removal of other files that are at the target now",
    },
)
def deploy(
    context: Context, to: str, target: str = "", dry_run: bool = False, first: bool = False
) -> None:
    """Deploy output/ to its host: assets before pages, removals last."""
    root = _get_root(context)
    from coalition.cli.deploy import run_deploy

    dry_run = dry_run or context.config.run.dry  # Invoke's own option '--dry'
    with report_errors():
        summary = run_deploy(
            root,
            to,
            target,
            os.environ,
            dry_run=dry_run,
            allow_foreign_files=first,
            install_extra=context.config.project.install_extra,
        )
        print(summary)


@task(
    auto_shortflags=False,  # -l is for the list of commands
    help={
        "format": FORMAT_HELP,
        "links": "Also check external links; results are cached for some days",
        "against": AGAINST_HELP,
    },
)
def check(
    context: Context, format: str = "text", links: bool = False, against: str | None = None
) -> None:
    """Check data/, content/ and the catalogs and report all errors, without a build."""
    root = _get_root(context)
    from coalition.cli.check import run_check

    _ensure_against(against)
    install_extra = context.config.project.install_extra
    with report_errors():
        code = run_check(root, format, links, os.environ, install_extra, against=against or "")
    if code:
        raise Exit(code=code)


@task(
    positional=["kind"],
    iterable=["set"],
    auto_shortflags=False,  # -n and -t would be ambiguous
    help={
        "kind": "member, organisation, event, document, working-group, area, goal, group,"
        " milestone, news, page or translation",
        "name": "Name of a member, an organisation or a stakeholder group",
        "title": "Title of an event, a document, a working group, an area, a goal, a page or news",
        "text": "What happened, for a milestone; what it means, for an area",
        "date": "Date of a milestone, of a document or of news",
        "group": "Stakeholder groups of a member: ids or names, with commas between them",
        "organisation": "Organisation of a member: id, name or acronym",
        "country": "Country: code or name",
        "role": "Role of a member at their organisation",
        "url": "Web address",
        "language": "Language of a translation: code or name",
        "of": "Text to translate: its address or its file",
        "source": "Source of the entry",
        "checked": "Date of the comparison with the source; today if there is a source",
        "itself": "The member is the organisation itself, and not a person from it",
        "set": "Any other key, as in '--set city=Oslo', '--set name.fr=...', '--set"
        " place.city=Oslo' or '--set \"people=given-name-family-name: speaker, Another Name\"';"
        " repeatable",
        "yes": "Ask nothing: fail if a value is missing, and write without confirmation",
    },
)
def new(  # noqa: PLR0913, PLR0917 - each parameter is an option
    context: Context,
    kind: str,
    name: str = "",
    title: str = "",
    text: str = "",
    date: str = "",
    group: str = "",
    organisation: str = "",
    country: str = "",
    role: str = "",
    url: str = "",
    language: str = "",
    of: str = "",
    source: str = "",
    checked: str = "",
    itself: bool = False,
    set: Iterable[str] | None = None,
    yes: bool = False,
) -> None:
    """Add a member, an event, news, a page ...: asks for the values and checks them."""
    options = dict(locals())  # before any other local variable
    root = _get_root(context)
    from coalition.cli.new import run_new
    from coalition.editing import KEYS_WITH_OPTIONS, parse_set_options

    values = {key: options[key] for key in KEYS_WITH_OPTIONS if options[key]}
    _run_edit(
        lambda: run_new(
            root,
            kind,
            values | parse_set_options(set or ()),
            is_organisation=itself,
            assume_yes=yes,
        )
    )


@task(
    name="import",
    positional=["table", "file"],
    iterable=["map"],
    auto_shortflags=False,
    help={
        "table": "members, organisations, events or documents",
        "file": "A CSV file or an Excel workbook (.xlsx) with the names of the columns in its first"
        " row",
        "map": "The key of a column with a name of its own, as in '--map \"Full name=name\"';"
        " repeatable",
        "language": "Language of the table's texts, if the names of its columns do not tell",
        "source": "Source of the new and changed entries, which have been compared with it today",
        "itself": "Rows without a name are organisations that are members themselves",
        "skip-wrong": "Import the other rows if some are wrong",
        "dry-run": "Only show what would change",
        "yes": "Write without confirmation",
    },
)
def import_table(  # noqa: PLR0913, PLR0917 - each parameter is an option
    context: Context,
    table: str,
    file: str,
    map: Iterable[str] | None = None,
    language: str = "",
    source: str = "",
    itself: bool = False,
    skip_wrong: bool = False,
    dry_run: bool = False,
    yes: bool = False,
) -> None:
    """Add and change entries as a table says, after showing what is new, changed and wrong."""
    root = _get_root(context)
    from coalition.cli.import_table import parse_mapping, run_import
    from coalition.editing import ImportOptions

    def import_file() -> str:
        options = ImportOptions(parse_mapping(map or ()), language, source, itself)
        return run_import(
            root,
            table,
            Path(file),
            options,
            skip_wrong=skip_wrong,
            dry_run=dry_run or context.config.run.dry,
            assume_yes=yes,
        )

    _run_edit(import_file)


@task(
    positional=["entry"],
    auto_shortflags=False,
    help={
        "entry": "The id or name of a member or a working group",
        "until": "When they left, or it ended, as in 2026-11; the default is this month",
        "checked": "Also set the date of the comparison with the source to today",
        "yes": "Write without confirmation",
    },
)
def retire(
    context: Context, entry: str, until: str = "", checked: bool = False, yes: bool = False
) -> None:
    """Make a member a former one, or end a working group; the page and its address stay."""
    root = _get_root(context)
    from coalition.cli.retire import run_retire

    _run_edit(lambda: run_retire(root, entry, until, mark_checked=checked, assume_yes=yes))


@task(
    positional=["entry"],
    auto_shortflags=False,
    help={
        "entry": "The id, name or title of a member, an organisation, an event, a document ...",
        "name": "The new name or title; 'fr: ...' sets the French one",
        "title": "The same as --name",
        "id": "The new id; the old address redirects to the new one",
        "kind": "member, organisation, area, working-group, event or document, if there are several"
        " with this name",
        "forget": "Keep no trace of the former name: its address disappears instead of redirecting",
        "yes": "Write without confirmation",
    },
)
def rename(  # noqa: PLR0913, PLR0917 - each parameter is an option
    context: Context,
    entry: str,
    name: str = "",
    title: str = "",
    id: str = "",
    kind: str = "",
    forget: bool = False,
    yes: bool = False,
) -> None:
    """Change the name, title or id of an entry; old addresses still work."""
    root = _get_root(context)
    from coalition.cli.rename import run_rename

    if name and title:
        raise Exit("'--name' and '--title' are the same: give one of them", 2)
    name = name or title
    _run_edit(lambda: run_rename(root, entry, name, id, kind=kind, forget=forget, assume_yes=yes))


@task(
    positional=["kind", "entry"],
    auto_shortflags=False,
    help={
        "kind": "member, organisation, event, document, working-group, area, goal or group",
        "entry": "The id, name or title",
        "deleted": "The entry has been deleted by hand: only record that its address may disappear",
        "yes": "Write without confirmation",
    },
)
def remove(
    context: Context, kind: str, entry: str, deleted: bool = False, yes: bool = False
) -> None:
    """Remove an entry: its picture, what leads to it, and every address of its page."""
    root = _get_root(context)
    from coalition.cli.remove import run_remove

    _run_edit(lambda: run_remove(root, kind, entry, only_record=deleted, assume_yes=yes))


@task(auto_shortflags=False, help={"yes": "Write without confirmation"})
def undo(context: Context, yes: bool = False) -> None:
    """Revert the last change by `new`, `import`, `retire`, `rename`, `remove` or `report`."""
    root = _get_root(context)
    from coalition.cli.undo import run_undo

    _run_edit(lambda: run_undo(root, assume_yes=yes))


@task(
    positional=["year"],
    auto_shortflags=False,
    help={
        "year": "The year of the report, as in 2026",
        "language": "Code of one of the site's languages; the first one by default",
        "docx": "Name of the Word document; report-<year>.<language>.docx by default",
        "yes": "Write without confirmation",
    },
)
def report(
    context: Context, year: str, language: str = "", docx: str = "", yes: bool = False
) -> None:
    """Draft the yearly report as a page, and make a Word document of the page."""
    root = _get_root(context)
    from coalition.cli.report import run_report

    if not (year.isascii() and year.isdecimal() and len(year) == len("2026") and int(year)):
        raise Exit(f"'{year}' is not a year; write it as in 2026", 2)
    _run_edit(lambda: run_report(root, int(year), language, docx, assume_yes=yes))


@task(
    auto_shortflags=False,
    help={"language": "Code of the language of the conditions; the site's first one by default"},
)
def conditions(context: Context, language: str = "") -> None:
    """List the conditions in data/conditions.yaml: met or not, and what to enter where."""
    root = _get_root(context)
    from coalition.cli.conditions import run_conditions

    with report_errors():
        print(sanitize_log(run_conditions(root, language)))


@task(
    positional=["entry"],
    auto_shortflags=False,
    help={
        "entry": "The id or title of an event; 'members' for all members",
        "to": "Also write an Excel workbook with this name, as in people.xlsx",
        "format": "text, or tsv: with tabs, to paste into a spreadsheet",
        "language": "Code of one of the site's languages; the first one by default",
    },
)
def sheet(
    context: Context, entry: str, to: str = "", format: str = "text", language: str = ""
) -> None:
    """List the people of an event with stakeholder and regional groups, as forms ask for them."""
    root = _get_root(context)
    from coalition.cli.sheet import run_sheet

    with report_errors():
        run_sheet(root, entry, to, format, language)


@task(help={"to": "Folder for the texts of the pull request or the comment"})
def apply_form(context: Context, to: str = "output.form") -> None:
    """Edit the data as the issue form in ISSUE_BODY asks; for the workflow issue-forms."""
    root = _get_root(context)
    from coalition.cli.apply_form import run_apply_form

    _run_edit(lambda: run_apply_form(root, Path(to)))


@task(help={"begin": "Create the catalog of a new language, such as 'pt' or 'pt_BR'"})
def i18n_update(context: Context, begin: str = "") -> None:
    """Update the catalogs in theme/locale/ from the messages in the templates."""
    root = _get_root(context)
    from coalition.cli.i18n_update import run_i18n_update

    with report_errors():
        for line in run_i18n_update(root, begin):
            print(sanitize_log(line))


@task(help={"current": "File of a translation to mark as current in its front matter"})
def i18n_status(context: Context, current: str = "") -> None:
    """Show how complete each language is, and what is left to translate or review."""
    root = _get_root(context)
    from coalition.cli.i18n_status import format_translation_status, mark_translation_current

    with report_errors():
        if current:
            print(sanitize_log(mark_translation_current(root, Path(current))))
        else:
            print(sanitize_log(format_translation_status(root)))


@task
def schema(context: Context) -> None:
    """Generate data/schema/, the JSON Schemas for completion and checks in code editors."""
    root = _get_root(context)
    from coalition.schema import find_blocked_schemas, write_schemas

    try:
        changed = write_schemas(root)
    except OSError as error:
        raise Exit(f"cannot write {error.filename}: {error.strerror}", 1) from None
    blocked = find_blocked_schemas(root)
    for name, files in blocked.items():
        print(f"{name}: left as it is until {' and '.join(files)} can be read", file=sys.stderr)
    for name in changed:
        print(f"{name}: written")
    if blocked:
        raise Exit("'python3 tasks.py check' reports the errors in data/", 1)
    if not changed:
        print("data/schema/ is up to date")


@task
def clean(context: Context) -> None:
    """Remove the files that the other commands made, except .venv."""
    root = _get_root(context)
    from coalition.cli.clean import run_clean

    with report_errors():
        for line in run_clean(root):
            print(line)


def _ensure_against(against: str | None) -> None:
    """Exit if the option is empty: an unset variable in a workflow must not disable it."""
    if against == "":
        message = "'--against' needs the address of the site, a folder, a file or a commit"
        raise Exit(f"{message}; in a workflow, the variable that it names may be unset", 2)


def _run_edit(edit: Callable[[], str]) -> None:
    """Run a command that edits files, and print its message or its error."""
    from coalition.cli.terminal import Cancelled

    with report_errors("; nothing has been changed"):
        try:
            print(sanitize_log(edit()))
        except KeyboardInterrupt:
            raise Cancelled from None
        except BrokenPipeError:  # the reader of stdout has gone, so nothing more can be printed
            sys.stdout = sys.stderr
            raise Exit(code=1) from None


def _run_build(build: Callable[[], str], format: str = "text") -> None:
    """Run a build, and print its message and duration, or its report of diagnostics."""
    from coalition.cli.reports import ensure_known_format, print_report
    from coalition.diagnostics import BuildError

    started = time.monotonic()
    with report_errors():
        ensure_known_format(format)
        try:
            message = build()
        except BuildError as error:
            if error.diagnostics:
                print_report(format, error.diagnostics, error.summary, os.environ)
                raise Exit(code=1) from None
            if error.details:
                print(error.details, file=sys.stderr)
            exit_with_summary(error.summary)
        except KeyboardInterrupt:
            raise Exit("stopped; nothing has been changed", 130) from None
    print(f"{message} in {time.monotonic() - started:.1f} s")


def _build_output(root: Path, address: str, options: BuildOptions) -> str:
    """Build output/ and return a line with the number of its pages; print its warnings."""
    from coalition.build import build_site, find_future_dates
    from coalition.diagnostics import format_diagnostics
    from coalition.rules import get_current_date

    output, today = root / "output", get_current_date(os.environ)
    build_site(root, output, address, options)
    if warnings := find_future_dates(root, today):
        print(format_diagnostics(warnings), file=sys.stderr)
    return f"output/ is ready: {sum(1 for _ in output.rglob('*.html'))} pages"


def _get_root(context: Context) -> Path:
    """Return the project's folder, which `make_collection` has put into the configuration."""
    return Path(context.config.project.root)


def make_collection(root: Path, install_extra: InstallCallback | None = None) -> Collection:
    """Return the commands for the site whose project is in `root`.

    `install_extra` installs the packages of an extra that a command needs, given its name, and
    raises MissingExtraError if that fails; without it, the command ends with an error that says how
    to install them.
    """
    commands = (
        serve, build, publish, offline, deploy, check, new, import_table, retire, rename, remove,
        undo, report, conditions, sheet, apply_form, i18n_update, i18n_status, schema, clean,
    )  # fmt: skip
    collection = Collection(*commands)
    collection.configure({"project": {"root": str(root), "install_extra": install_extra}})
    return collection


def find_project_root(folder: Path) -> Path | None:
    """Return the nearest folder, from `folder` upwards, that has Pelican's settings."""
    folders = (folder, *folder.parents)
    return next((root for root in folders if (root / "pelicanconf.py").is_file()), None)


def main() -> None:
    """Run the console script `coalition` in a project's folder, or below it."""
    root = find_project_root(Path.cwd())
    if root is None:
        sys.exit("coalition: neither this folder nor one above it has a pelicanconf.py")
    run_command_line(make_collection(root), sys.argv, binary="coalition")
