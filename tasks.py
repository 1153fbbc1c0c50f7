"""The project's commands: `python3 tasks.py` lists them, `... serve --help` tells more of one.

Needs nothing but Python: the first command sets up .venv, the others find it there.
"""

import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent

if sys.version_info < (3, 11):  # noqa: UP036 - this file is what tells an older Python so
    sys.exit(f"tasks.py needs Python 3.11 or later; this is {sys.version.split()[0]}")

sys.path.insert(0, str(PROJECT / "src"))

from tools import bootstrap

if __name__ == "__main__":
    try:
        bootstrap.enter_environment(PROJECT, sys.argv)
    except bootstrap.SetupError as error:
        sys.exit(f"tasks.py: {error}")

import os
import shlex
import subprocess
import time
from collections.abc import Callable, Iterable

from invoke import Collection, Context, Exit, task

from coalition.cli import program
from coalition.cli.program import report_errors
from coalition.diagnostics import sanitize_log

FORMATS = "How problems are told: 'text', 'github' (notes, summary), 'gitlab' or 'sarif'"


@task(
    auto_shortflags=False,  # -h is for help
    help={
        "port": "Where to listen; the next free one if it is taken",
        "host": "Who may look: 'localhost' is this machine, '0.0.0.0' the whole network",
        "open": "Open the site in the browser, as it does if nothing is said",
    },
)
def serve(_: Context, port: int = 8000, host: str = "localhost", open: bool = True) -> None:
    """Show the site while you edit: every saved file is on screen at once."""
    from coalition.devserver import serve_preview

    with report_errors():
        start_anew = serve_preview(PROJECT, host, port, open)
    if start_anew:
        bootstrap.replace_process([sys.executable, *sys.argv])


@task(auto_shortflags=False, help={"format": FORMATS})
def build(_: Context, format: str = "text") -> None:
    """Build the site into output/ for a look; the old one stays until the new one is complete."""
    from coalition.build import find_site_url

    address = find_site_url(PROJECT)
    _make(lambda: _site(address), format)
    if not address:
        print(
            "note: canonical addresses, hreflang, sitemap and feeds are left out until the site has"
            " an address: set SITE_URL, or 'url' in data/coalition.yaml",
            file=sys.stderr,
        )


@task(
    auto_shortflags=False,
    help={
        "compress": "Put packed copies (.br, .gz) beside the files, for hosts that send those",
        "offline": "Offer the offline edition on the page on data",
        "against": "The site that is published now, or its sitemap (address, folder or file):"
        " no page of it may get lost",
        "format": FORMATS,
    },
)
def publish(
    _: Context,
    compress: bool = False,
    offline: bool = False,
    against: str | None = None,
    format: str = "text",
) -> None:
    """Build the site into output/ for visitors, at the address in SITE_URL or in the data."""
    from coalition.build import find_site_url

    if against == "":  # a variable that is not set must not switch it off
        message = "'--against' needs the address of the site, a folder or a file"
        raise Exit(f"{message}; a workflow takes it from the variable SITE_URL", 2)
    address = find_site_url(PROJECT)
    wanted = {"packed": compress, "with_offline": offline, "against": against or ""}
    _make(lambda: _site(address, published=True, **wanted), format)


@task
def offline(_: Context) -> None:
    """Make one zip of the whole site, to be read from a disk where there is no line."""
    from coalition.build import build_offline_edition, find_site_url

    def make() -> str:
        file = build_offline_edition(PROJECT, PROJECT / "output.offline", find_site_url(PROJECT))
        shown = file.relative_to(PROJECT).as_posix()
        return f"{shown} is ready: {file.stat().st_size / 1e6:.1f} MB"

    _make(make)


@task(
    auto_shortflags=False,
    help={
        "to": "The way there: 'rsync', 'branch', 's3' or 'folder'",
        "target": "The place: user@host:/folder/, origin#gh-pages, s3://bucket/prefix or a folder;"
        " else the variable DEPLOY_TARGET has it",
        "dry-run": "List what would be added, changed and removed; change nothing",
        "first": "The place holds something else now, which may be removed",
    },
)
def deploy(
    context: Context, to: str, target: str = "", dry_run: bool = False, first: bool = False
) -> None:
    """Bring output/ to its host: assets before pages, and what is gone last."""
    from coalition.cli.deploy import run_deploy

    dry_run = dry_run or context.config.run.dry  # Invoke has a '--dry' of its own
    with report_errors():
        print(
            run_deploy(PROJECT, to, target, os.environ, dry_run=dry_run, allow_foreign_files=first)
        )


@task(
    auto_shortflags=False,  # -l is for the list of commands
    help={
        "format": FORMATS,
        "links": "Ask the addresses outside too; answers are kept for some days",
    },
)
def check(_: Context, format: str = "text", links: bool = False) -> None:
    """Check data/, content/ and the catalogues and say all that is wrong; builds nothing."""
    from coalition.cli.check import run_check

    with report_errors():
        code = run_check(PROJECT, format, links, os.environ)
    if code:
        raise Exit(code=code)


@task(
    positional=["kind"],
    iterable=["set"],
    auto_shortflags=False,  # -n and -t would be anybody's guess
    help={
        "kind": "member, organisation, area, goal, group, milestone, news, page or translation",
        "name": "The name of a member, an organisation or a group",
        "title": "The title of an area, a goal, a page or news",
        "text": "What happened, or what an area means",
        "date": "When it was",
        "group": "A member's group: id or heading",
        "organisation": "A member's organisation: id, name or acronym",
        "country": "A country: code or name",
        "role": "What a member does at their organisation",
        "url": "A web address",
        "language": "The language of a translation: code or name",
        "of": "The text that a translation is of: its address or its file",
        "source": "Where the entry comes from",
        "checked": "The day on which it was compared with its source; today if there is a source",
        "set": "Any other key, as in '--set city=Oslo' or '--set name.fr=...'; can be repeated",
        "yes": "Ask for nothing that can be left out, and write without asking",
    },
)
def new(  # noqa: PLR0913, PLR0917 - Invoke makes an option of each
    _: Context,
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
    set: Iterable[str] | None = None,
    yes: bool = False,
) -> None:
    """Add a member, an organisation, news, a page ...: asks, checks as it goes, and writes."""
    options = dict(locals())
    from coalition.cli.new import run_new
    from coalition.editing import KEYS_WITH_OPTIONS, parse_set_options

    own = {key: options[key] for key in KEYS_WITH_OPTIONS if options[key]}
    _edit(lambda: run_new(PROJECT, kind, own | parse_set_options(set or ()), assume_yes=yes))


@task(
    positional=["member"],
    auto_shortflags=False,
    help={
        "member": "The member's id or name",
        "until": "When they left, as in 2026-11; this month if it is not said",
        "checked": "Also say that the entry was compared with its source today",
        "yes": "Write without asking",
    },
)
def retire(
    _: Context, member: str, until: str = "", checked: bool = False, yes: bool = False
) -> None:
    """Make a member a former one: the entry, the page and its address stay."""
    from coalition.cli.retire import run_retire

    _edit(lambda: run_retire(PROJECT, member, until, mark_checked=checked, assume_yes=yes))


@task(
    positional=["entry"],
    auto_shortflags=False,
    help={
        "entry": "The id or the name of a member or an organisation",
        "name": "The new name; 'fr: ...' for the one in French",
        "id": "The new id; the old address leads to the new one",
        "yes": "Write without asking",
    },
)
def rename(_: Context, entry: str, name: str = "", id: str = "", yes: bool = False) -> None:
    """Give a member or an organisation another name or id; old addresses still work."""
    from coalition.cli.rename import run_rename

    _edit(lambda: run_rename(PROJECT, entry, name, id, assume_yes=yes))


@task(help={"to": "The folder for the texts of the pull request or the comment"})
def apply_form(_: Context, to: str = "output.form") -> None:
    """Change the data as the issue form in ISSUE_BODY asks; a workflow calls this."""
    from coalition.cli.apply_form import run_apply_form

    _edit(lambda: run_apply_form(PROJECT, Path(to)))


@task(help={"begin": "Begin the catalogue of one more language, such as 'pt' or 'pt_BR'"})
def i18n_update(_: Context, begin: str = "") -> None:
    """Bring the catalogues in theme/locale/ up to date with the words of the site."""
    from coalition.cli.i18n_update import run_i18n_update

    with report_errors():
        for line in run_i18n_update(PROJECT, begin):
            print(sanitize_log(line))


@task(help={"current": "A translation that says what its original says now: note that in its head"})
def i18n_status(_: Context, current: str = "") -> None:
    """Tell how far each language is, and what is left to do in it."""
    from coalition.cli.i18n_status import format_translation_status, mark_translation_current

    with report_errors():
        if current:
            print(sanitize_log(mark_translation_current(PROJECT, Path(current))))
        else:
            print(sanitize_log(format_translation_status(PROJECT)))


@task
def docs(_: Context) -> None:
    """Write the pages of docs/ that are made from the program, if they are not up to date."""
    from tools import generated_docs

    with report_errors():
        for line in generated_docs.write_docs(PROJECT):
            print(line)


@task
def schema(_: Context) -> None:
    """Write data/schema/, from which other programs complete and check data/ while you type."""
    from coalition.schema import find_blocked_schemas, write_schemas

    try:
        changed = write_schemas(PROJECT)
    except OSError as error:
        raise Exit(f"cannot write {error.filename}: {error.strerror}", 1) from None
    left = find_blocked_schemas(PROJECT)
    for name, files in left.items():
        print(f"{name}: left as it is until {' and '.join(files)} can be read", file=sys.stderr)
    for name in changed:
        print(f"{name}: written")
    if left:
        raise Exit("'python3 tasks.py check' tells what is wrong in data/", 1)
    if not changed:
        print("data/schema/ is up to date")


@task(
    help={
        "fast": "Leave out what drives a browser, starts servers or takes seconds",
        "k": "Only tests whose names match, such as 'preview and not reload'",
        "args": "More words for pytest, such as '--pdb -x'",
    }
)
def test(_: Context, fast: bool = False, k: str = "", args: str = "") -> None:
    """Run the tests: the fast ones, and if all pass the others, for which a browser is fetched."""
    command = [sys.executable, "-m", "pytest", "--numprocesses", "2", "--dist", "worksteal"]
    command += [*(["-k", k] if k else []), *shlex.split(args)]
    # The tests start Python some hundred times, which should not compile src/ anew each time
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    others = "slow or browser"
    if fast or not (k or args):
        _run(*command, "-m", f"not ({others})", env=kept)
    if not fast:
        _run(*command, *([] if k or args else ["-m", others]), env=kept | _machine())


@task
def lint(_: Context) -> None:
    """Check the Python files (style, layout, types) and the templates (style, layout)."""
    commands = (
        ("ruff", "check"),
        ("ruff", "format", "--check"),
        ("mypy",),
        ("djlint", "--lint", "theme/templates"),
        ("djlint", "--check", "theme/templates"),
    )
    failed = [" ".join(words) for words in commands if _call(sys.executable, "-m", *words)]
    if failed:
        raise Exit(f"failed: {', '.join(failed)}", 1)


@task
def clean(_: Context) -> None:
    """Remove what the other commands made, except .venv."""
    from coalition.cli.clean import run_clean

    with report_errors():
        for line in run_clean(PROJECT):
            print(line)


@task(help={"upgrade": "Take the newest versions that pyproject.toml allows"})
def lock(_: Context, upgrade: bool = False) -> None:
    """Write requirements.lock from pyproject.toml, for every system and Python; needs uv."""
    from tools import lockfile

    try:
        lockfile.write_lock_file(PROJECT, upgrade=upgrade)
    except lockfile.LockFileError as error:
        raise Exit(str(error) or None, 1) from None


def _edit(work: Callable[[], str]) -> None:
    """Change files, and say in one line what was done or why not."""
    from coalition.cli.terminal import Cancelled

    with report_errors("; nothing has been changed"):
        try:
            print(sanitize_log(work()))
        except KeyboardInterrupt:
            raise Cancelled from None
        except BrokenPipeError:  # whoever read this has gone; nothing more can be said
            sys.stdout = sys.stderr
            raise Exit(code=1) from None


def _make(work: Callable[[], str], format: str = "text") -> None:
    """Make something, and say in one line what is there now or why all is as it was."""
    from coalition.cli.reports import ensure_known_format, print_report
    from coalition.diagnostics import BuildError

    started = time.monotonic()
    with report_errors():
        ensure_known_format(format)
        try:
            made = work()
        except BuildError as error:
            if error.diagnostics:
                print_report(format, error.diagnostics, error.summary, os.environ)
                raise Exit(code=1) from None
            if error.details:
                print(error.details, file=sys.stderr)
            program.exit_with_summary(error.summary)
        except KeyboardInterrupt:
            raise Exit("stopped; what was there is as it was", 130) from None
    print(f"{made} in {time.monotonic() - started:.1f} s")


def _site(address: str, **wanted: bool | str) -> str:
    """Make output/ with what is `wanted` (publishing.Wanted), and say what is in it."""
    from coalition.build import BuildOptions, build_site

    output = PROJECT / "output"
    build_site(PROJECT, output, address, BuildOptions(**wanted))
    return f"output/ is ready: {sum(1 for _ in output.rglob('*.html'))} pages"


def _machine() -> dict[str, str]:
    """Get ready what the tests run; the variable that says which browser, if there is one."""
    command = [sys.executable, "-m", "support.machine"]
    found = subprocess.run(
        command, cwd=PROJECT / "tests", stdout=subprocess.PIPE, text=True, check=False
    )
    return {"CHROMIUM": found.stdout.strip()} if found.returncode == 0 else {}


def _call(*command: str, env: dict[str, str] | None = None) -> int:
    return subprocess.run(command, cwd=PROJECT, env=env, check=False).returncode


def _run(*command: str, env: dict[str, str] | None = None) -> None:
    code = _call(*command, env=env)
    if code:
        raise Exit(code=code)


def main() -> None:
    """Run what the command line says."""
    program.run_command_line(Collection.from_module(sys.modules[__name__]), sys.argv)


if __name__ == "__main__":
    main()
