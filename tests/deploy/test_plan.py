"""What a delivery would do and in which order: a visitor meets a whole site after each step."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coalition.deploy import phases, progress
from coalition.deploy import plan as what
from coalition.deploy.errors import DeployError
from coalition.deploy.plan import DeployPlan, DeployStep, RemoteFile

Site = dict[str, frozenset[str]]
"""Path -> what a page names; nothing for other files."""

PAGES = ["index.html", "404.html", *(f"{name}/index.html" for name in "abcdef")]
ASSETS = [f"assets/{name}.{number:08x}.css" for name in ("site", "print") for number in range(3)]
OTHERS = ["data/members.json", "images/map.svg", "news/atom.xml", "sitemap.xml"]


@st.composite
def sites(draw: st.DrawFn) -> Site:
    """A site whose pages name nothing that it has not."""
    pages = {"index.html", *draw(st.sets(st.sampled_from(PAGES)))}
    others = draw(st.sets(st.sampled_from(ASSETS + OTHERS)))
    named = st.frozensets(st.sampled_from(sorted(pages | others)))
    return {page: draw(named) for page in sorted(pages)} | dict.fromkeys(others, frozenset())


def held(site: Site) -> dict[str, RemoteFile]:
    return {path: RemoteFile(len(named)) for path, named in site.items()}


def between(old: Site, new: Site) -> DeployPlan:
    differing = {path for path in old.keys() & new.keys() if old[path] != new[path]}
    return what.plan_deployment(
        {path: len(named) for path, named in new.items()}, held(old), differing
    )


def assert_whole(site: Site) -> None:
    """Each page has its assets, and no way from the home page ends nowhere."""
    for page, named in site.items():
        assert {n for n in named if not n.endswith(".html")} <= site.keys(), page
    waiting, seen = ["index.html"], set()
    while waiting:
        page = waiting.pop()
        assert page in site
        waiting += [n for n in site[page] - seen if n.endswith(".html")]
        seen.add(page)


@settings(max_examples=60)
@given(sites(), sites())
def test_a_site_is_whole_after_each_step_and_is_the_new_one_at_the_end(old: Site, new: Site):
    changes, now = between(old, new), dict(old)

    for step in changes.steps:
        if step.kind == "removed":
            del now[step.path]
        else:
            now[step.path] = new[step.path]
        assert_whole(now)

    assert new == {
        path: named for path, named in now.items() if path not in changes.retained_assets
    }


@settings(max_examples=60)
@given(sites(), sites())
def test_within_a_phase_any_order_leaves_a_whole_site(old: Site, new: Site):
    now = dict(old)

    for phase in phases.DeployPhase:
        steps = [
            s for s in between(old, new).steps if phases.determine_phase(s.kind, s.path) == phase
        ]
        for step in reversed(steps):
            if step.kind == "removed":
                del now[step.path]
            else:
                now[step.path] = new[step.path]
            assert_whole(now)


def test_packed_copies_of_a_page_come_and_go_with_the_pages():
    assert phases.DeployPhase.CHANGED_PAGES == phases.determine_phase("changed", "a/index.html.br")
    assert phases.DeployPhase.DELETED_PAGES == phases.determine_phase("removed", "a/index.html.gz")
    assert phases.DeployPhase.FILES == phases.determine_phase(
        "added", "assets/site.00000000.css.br"
    )


@pytest.mark.parametrize("kind", ["added", "changed"])
def test_nobody_is_sent_to_a_page_before_it_is_there(kind: str):
    assert (
        phases.DeployPhase.CHANGED_PAGES
        < phases.determine_phase(kind, "_redirects")
        < phases.DeployPhase.DELETED_PAGES
    )


@pytest.mark.parametrize("path", ["sitemap.xml", "fr/news/atom.xml", "build.json", "atom.xml.gz"])
def test_what_tells_of_pages_comes_after_them_unless_it_is_new(path: str):
    assert phases.DeployPhase.SITE_INDEXES == phases.determine_phase("changed", path)
    assert phases.DeployPhase.FILES == phases.determine_phase("added", path)


def test_the_newest_former_versions_of_an_asset_stay():
    there = {f"assets/site.{n:08x}.css": RemoteFile(1, modified=n) for n in range(7)}
    there |= {"assets/menu.0000000a.js": RemoteFile(1), "assets/plain.js": RemoteFile(1)}

    changes = what.plan_deployment({"assets/site.00000006.css": 1}, there, set())

    assert ["assets/plain.js", "assets/site.00000000.css"] == [s.path for s in changes.steps]
    assert 6 == len(changes.retained_assets)


def test_what_the_host_keeps_for_itself_stays_and_what_a_broken_delivery_left_does_not():
    left = [".index.html.a1B2c3", "assets/.site.00000000.css.a1B2c3"]
    there = [".htaccess", ".well-known/security.txt", "CNAME", ".other.a1B2c3", *left]

    changes = what.plan_deployment({"index.html": 1}, dict.fromkeys(there, RemoteFile(1)), set())

    assert (left, ()) == (
        [step.path for step in changes.steps_of_kind("removed")],
        changes.retained_assets,
    )


@pytest.mark.parametrize(
    ("there", "is_foreign"),
    [
        ([], False),
        ([".well-known/x"], False),
        (["wp-login.php"], True),
        (["index.html"], True),  # it would be another one
        (["old.html", "sitemap.xml"], True),  # others have a sitemap too
        (["old.html", "assets/site.00000000.css"], True),
        (["old.html", "sitemap.xml", "assets/site.00000000.css"], False),
        (["assets/site.00000000.css", "same.txt"], False),  # a first delivery that was cut off
    ],
)
def test_only_a_site_of_ours_may_lose_something(there: list[str], is_foreign: bool):
    site, differing = {"index.html": 1, "same.txt": 1}, {"index.html"} & set(there)

    changes = what.plan_deployment(site, dict.fromkeys(there, RemoteFile(1)), differing)

    assert is_foreign == changes.is_overwriting_foreign
    if is_foreign:
        with pytest.raises(DeployError, match="there holds something that is no site"):
            what.ensure_own_target(changes, "there")


@pytest.mark.parametrize(
    ("size", "expected"),
    [(0, "0 B"), (999, "999 B"), (1234, "1.2 kB"), (999_949, "999.9 kB"), (999_960, "1.0 MB"),
     (3_800_000, "3.8 MB"), (1_234_000_000_000, "1,234.0 GB")],
)  # fmt: skip
def test_sizes_are_told_as_people_read_them(size: int, expected: str):
    assert expected == progress.format_size(size)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


STEPS = (DeployStep("added", "a.css", 1500), DeployStep("changed", "p\x1b/index.html", 10))


def run(stream: io.StringIO) -> str:
    changes = DeployPlan(STEPS, unchanged_count=0, retained_assets=(), is_overwriting_foreign=False)
    shown = progress.DeployProgress(changes, stream)
    for _, steps in shown.iter_phases():
        for step in steps:
            shown.advance(step)
    shown.clear_line()
    return stream.getvalue()


def test_progress_is_one_line_on_a_terminal(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(progress, "UPDATE_INTERVAL_SECONDS", 0)
    monkeypatch.setenv("COLUMNS", "60")

    said = run(Terminal())

    expected = ["", "1 of 2 changes, 1.5 kB of 1.5 kB: a.css"]
    expected += ["2 of 2 changes, 1.5 kB of 1.5 kB: p<U+001B>/index.html", ""]
    assert expected == said.split("\r\x1b[K")


def test_progress_is_a_line_for_each_phase_elsewhere():
    expected = "what pages load and offer: 1 file, 1.5 kB\nchanged pages: 1 file, 10 B\n"

    assert expected == run(io.StringIO())


def test_a_password_in_an_address_is_not_repeated():
    error = DeployError("https://secret@host/x is gone", "try ssh://me:secret@host")

    assert "https://host/x is gone\n = help: try ssh://host" == str(error)
