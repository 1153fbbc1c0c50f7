"""The plan of a deployment and its order: the site is whole after each step."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coalition.deploy import progress
from coalition.deploy.errors import DeployError
from coalition.deploy.phases import DeployPhase, determine_phase
from coalition.deploy.plan import (
    DeployPlan,
    DeployStep,
    RemoteFile,
    ensure_own_target,
    plan_deployment,
)

Site = dict[str, frozenset[str]]
"""The path of each file -> the files that a page refers to; none for other files."""

PAGES = ["index.html", "404.html", *(f"{name}/index.html" for name in "abcdef")]
ASSETS = [f"assets/{name}.{number:08x}.css" for name in ("site", "print") for number in range(3)]
OTHERS = ["data/members.json", "images/map.svg", "news/atom.xml", "sitemap.xml"]


@st.composite
def sites(draw: st.DrawFn) -> Site:
    """Generate a site whose pages refer only to files that it has."""
    pages = {"index.html", *draw(st.sets(st.sampled_from(PAGES)))}
    others = draw(st.sets(st.sampled_from(ASSETS + OTHERS)))
    references = st.frozensets(st.sampled_from(sorted(pages | others)))
    return {page: draw(references) for page in sorted(pages)} | dict.fromkeys(others, frozenset())


def plan_between(old: Site, new: Site) -> DeployPlan:
    differing = {path for path in old.keys() & new.keys() if old[path] != new[path]}
    site_files = {path: len(references) for path, references in new.items()}
    remote_files = {path: RemoteFile(len(references)) for path, references in old.items()}
    return plan_deployment(site_files, remote_files, differing)


def assert_whole(site: Site) -> None:
    """Fail if a page lacks an asset, or a page reachable from the home page has a broken link."""
    for page, references in site.items():
        assert {path for path in references if not path.endswith(".html")} <= site.keys(), page
    pending, seen = ["index.html"], set()
    while pending:
        page = pending.pop()
        assert page in site
        pending += [path for path in site[page] - seen if path.endswith(".html")]
        seen.add(page)


@settings(max_examples=60)
@given(sites(), sites())
def test_a_site_is_whole_after_each_step_and_is_the_new_one_at_the_end(old: Site, new: Site):
    plan, now = plan_between(old, new), dict(old)

    for step in plan.steps:
        if step.kind == "removed":
            del now[step.path]
        else:
            now[step.path] = new[step.path]
        assert_whole(now)

    assert new == {
        path: references for path, references in now.items() if path not in plan.retained_assets
    }


@settings(max_examples=60)
@given(sites(), sites())
def test_within_a_phase_any_order_leaves_a_whole_site(old: Site, new: Site):
    now = dict(old)

    for phase in DeployPhase:
        steps = [
            step
            for step in plan_between(old, new).steps
            if determine_phase(step.kind, step.path) == phase
        ]
        for step in reversed(steps):
            if step.kind == "removed":
                del now[step.path]
            else:
                now[step.path] = new[step.path]
            assert_whole(now)


def test_compressed_copies_of_a_page_are_in_the_phase_of_the_pages():
    assert DeployPhase.CHANGED_PAGES == determine_phase("changed", "a/index.html.br")
    assert DeployPhase.DELETED_PAGES == determine_phase("removed", "a/index.html.gz")
    assert DeployPhase.FILES == determine_phase("added", "assets/site.00000000.css.br")


@pytest.mark.parametrize("kind", ["added", "changed"])
def test_nobody_is_sent_to_a_page_before_it_is_there(kind: str):
    assert (
        DeployPhase.CHANGED_PAGES < determine_phase(kind, "_redirects") < DeployPhase.DELETED_PAGES
    )


@pytest.mark.parametrize(
    "path",
    [
        *(
            "sitemap.xml",
            "sitemap-2.xml.br",
            "fr/news/atom.xml",
            "build.json",
            "atom.xml.gz",
            "events/feed.json",
        ),
        *("fr/feeds.opml", "events.ics", "fr/events.ics.br"),
        *("data/members.csv", "fr/data/coalition.xlsx", "data/coalition.schema.json.br"),
    ],
)
def test_lists_of_pages_come_after_the_pages_unless_they_are_new(path: str):
    assert DeployPhase.SITE_INDEXES == determine_phase("changed", path)
    assert DeployPhase.FILES == determine_phase("added", path)


def test_the_newest_former_versions_of_an_asset_stay():
    remote_files = {f"assets/site.{n:08x}.css": RemoteFile(1, modified=n) for n in range(7)}
    remote_files |= {"assets/menu.0000000a.js": RemoteFile(1), "assets/plain.js": RemoteFile(1)}

    plan = plan_deployment({"assets/site.00000006.css": 1}, remote_files, set())

    assert ["assets/plain.js", "assets/site.00000000.css"] == [step.path for step in plan.steps]
    assert 6 == len(plan.retained_assets)


def test_files_of_the_host_stay_and_temporary_files_of_an_interrupted_deployment_do_not():
    temporary = [".index.html.a1B2c3", "assets/.site.00000000.css.a1B2c3"]
    remote_paths = [".htaccess", ".well-known/security.txt", "CNAME", ".other.a1B2c3", *temporary]

    plan = plan_deployment({"index.html": 1}, dict.fromkeys(remote_paths, RemoteFile(1)), set())

    assert (temporary, ()) == (
        [step.path for step in plan.steps_of_kind("removed")],
        plan.retained_assets,
    )


@pytest.mark.parametrize(
    ("remote_paths", "is_foreign"),
    [
        ([], False),
        ([".well-known/x"], False),
        (["wp-login.php"], True),
        (["index.html"], True),  # it would be another one
        (["old.html", "sitemap.xml"], True),  # others have a sitemap too
        (["old.html", "assets/site.00000000.css"], True),
        (["old.html", "sitemap.xml", "assets/site.00000000.css"], False),
        (["assets/site.00000000.css", "same.txt"], False),  # a first deployment, interrupted
    ],
)
def test_only_a_site_of_this_project_may_lose_files(remote_paths: list[str], is_foreign: bool):
    site_files, differing = {"index.html": 1, "same.txt": 1}, {"index.html"} & set(remote_paths)
    remote_files = dict.fromkeys(remote_paths, RemoteFile(1))

    plan = plan_deployment(site_files, remote_files, differing)

    assert is_foreign == plan.is_overwriting_foreign
    if is_foreign:
        with pytest.raises(DeployError, match="there contains files that are not a site"):
            ensure_own_target(plan, "there")


@pytest.mark.parametrize(
    ("size", "expected"),
    [(0, "0 B"), (999, "999 B"), (1234, "1.2 kB"), (999_949, "999.9 kB"), (999_960, "1.0 MB"),
     (3_800_000, "3.8 MB"), (1_234_000_000_000, "1,234.0 GB")],
)  # fmt: skip
def test_sizes_are_formatted_in_readable_units(size: int, expected: str):
    assert expected == progress.format_size(size)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


STEPS = (DeployStep("added", "a.css", 1500), DeployStep("changed", "p\x1b/index.html", 10))


def run_progress(stream: io.StringIO) -> str:
    plan = DeployPlan(STEPS, unchanged_count=0, retained_assets=(), is_overwriting_foreign=False)
    reporter = progress.DeployProgress(plan, stream)
    for _, steps in reporter.iter_phases():
        for step in steps:
            reporter.advance(step)
    reporter.clear_line()
    return stream.getvalue()


def test_progress_is_one_line_on_a_terminal(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(progress, "UPDATE_INTERVAL_SECONDS", 0)
    monkeypatch.setenv("COLUMNS", "60")

    output = run_progress(Terminal())

    expected = ["", "1 of 2 changes, 1.5 kB of 1.5 kB: a.css"]
    expected += ["2 of 2 changes, 1.5 kB of 1.5 kB: p<U+001B>/index.html", ""]
    assert expected == output.split("\r\x1b[K")


def test_progress_is_a_line_for_each_phase_elsewhere():
    expected = "what pages load and offer: 1 file, 1.5 kB\nchanged pages: 1 file, 10 B\n"

    assert expected == run_progress(io.StringIO())


def test_a_password_in_an_address_is_not_repeated():
    error = DeployError("https://secret@host/x is gone", "try ssh://me:secret@host")

    assert "https://host/x is gone\n = help: try ssh://host" == str(error)
