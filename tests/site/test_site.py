"""A whole site: every page that the data asks for, what stands on it, and how it is built."""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from pelican.contents import Article, Content, Page
from pelican.settings import read_settings

from coalition.model.records import Coalition, Member, Organisation
from coalition.pelican_plugin import generator
from support.projects import ADDRESS, PROJECT
from support.sites import COALITIONS, INVENTED, Built, Document, project_of, words

FINGERPRINT = re.compile(r"\.[0-9a-f]{8}(?=\.\w+$)")


def slugs(project: Path, room: str) -> dict[str, set[str]]:
    """Slug of each Markdown file in a room of `content/`, with the languages it is written in."""
    found: dict[str, set[str]] = {}
    for file in (project / "content" / room).glob("*.md"):
        slug, language, _ = file.name.split(".")
        found.setdefault(slug, set()).add(language)
    return found


def addresses(site: Built) -> Iterator[str]:
    """The addresses that the design gives to what is in the data and the prose."""
    data, news = site.coalition, slugs(site.project, "news")
    written = set(slugs(site.project, "pages")) - {"home"}
    yield from ("", "members/", "contact/", "data/")
    if len(data.languages) > 1:
        yield "translations/"
    yield from (f"{slug}/" for slug in written)
    yield from (f"members/{member.id}/" for member in data.members)
    yield from (f"members/group/{group.id}/" for group in data.groups)
    placed = {entry.country for entry in (*data.members, *data.organisations)} - {None}
    yield from (f"members/country/{str(code).lower()}/" for code in placed)
    yield from (f"organisations/{organisation.id}/" for organisation in data.organisations)
    yield from moved(data)
    if data.action_areas:
        yield from ("action-plan/", *(f"action-plan/{area.id}/" for area in data.action_areas))
    if data.goals:
        yield from ("sdgs/", *(f"sdgs/{goal.number}/" for goal in data.goals))
    if news:
        yield from ("news/", *(f"news/{slug}/" for slug in news))


def moved(data: Coalition) -> Iterator[str]:
    """The addresses that members, organisations and anything else had before."""
    yield from (redirect.source.lstrip("/") for redirect in data.redirects)
    yield from (f"members/{former}/" for entry in data.members for former in entry.former_ids)
    for organisation in data.organisations:
        yield from (f"organisations/{former}/" for former in organisation.former_ids)


def other_files(site: Built) -> Iterator[str]:
    """What is written beside the pages."""
    yield from ("sitemap.xml", "build.json", ".nojekyll", "_headers", "_redirects")
    yield from (f"images/{file.name}" for file in (site.project / "content/images").glob("*"))
    static = site.project / "theme" / "static"
    yield "assets/site.css"
    yield from (f"assets/{f.name}" for f in static.rglob("*.*") if f.suffix != ".css")
    for folder in site.languages.values():
        yield f"{folder}404.html"
        if slugs(site.project, "news"):
            yield f"{folder}news/atom.xml"


def test_every_page_of_the_design_is_written_in_every_language_and_nothing_else(site: Built):
    pages = {
        f"{folder}{path}index.html"
        for folder in site.languages.values()
        for path in addresses(site)
    }

    assert pages | set(other_files(site)) == {FINGERPRINT.sub("", path) for path in site.files()}


def test_the_real_site_has_the_pages_that_its_menus_promise(real: Built):
    promised = ["about", "action-plan", "sdgs", "members", "news", "join"]
    promised += ["contact", "data", "accessibility", "privacy", "translations"]

    assert [f"{slug}/index.html" for slug in promised] == [
        site_file(real, a) for a in real.page("").all("nav//a") if not a.get("hreflang")
    ]


def site_file(site: Built, link: object) -> str:
    return site.target(site.page(""), link.get("href"))[0]  # type: ignore[attr-defined]


def current(coalition: Coalition) -> list[Member]:
    return [member for member in coalition.members if not member.former]


def test_the_home_page_counts_what_is_in_the_data(site: Built):
    members = current(site.coalition)
    counts = [
        len(members),
        len({m.organisation for m in members} - {None}),
        len({m.country for m in members} - {None}),
    ]

    for folder in site.languages.values():
        figures = site.page(folder).texts("ul[@class='figures']//b")
        assert [str(count) for count in counts if count] == figures


def test_every_member_stands_once_in_the_directory_under_the_right_group(site: Built):
    expected = {
        group.name.default_text: sorted(
            m.id for m in current(site.coalition) if m.group == group.id
        )
        for group in site.coalition.groups
    }
    expected["former"] = sorted(m.id for m in site.coalition.members if m.former)
    sections = site.page("members/").all("section[@data-member-group]")
    found = {
        "former" if words(part.find("h3")) == "Former members" else words(part.find("h3")): sorted(
            a.get("href", "").rstrip("/").rpartition("/")[2]
            for a in part.findall(".//p[@class='row-name']/a")
        )
        for part in sections
    }

    assert {name: ids for name, ids in expected.items() if ids} == found


def test_the_directory_tells_the_filter_the_group_and_country_of_each_row(lantern: Built):
    rows = lantern.page("members/").all("li[@data-member]")
    found = Counter((r.get("data-group"), r.get("data-country")) for r in rows)
    members = lantern.coalition.members

    assert Counter((m.group, m.country or "") for m in members) == found


def test_members_stand_by_their_last_names_or_their_sort_key(lantern: Built):
    section = lantern.page("members/").all("section[@data-member-group]")[0]

    assert ["Ingrid Prøve", "Sam Sample", "样例文"] == names(section)


def names(section: object) -> list[str]:
    return [words(e) for e in section.findall(".//p[@class='row-name']")]  # type: ignore[attr-defined]


def test_former_members_stand_apart_and_are_called_so(lantern: Built):
    directory = lantern.page("members/")
    *_, last = directory.all("section[@data-member-group]")

    assert "Former members" == words(last.find("h3"))
    assert ["Étienne Échantillon", "Sam Sample"] == names(last)
    assert ["Former member"] == lantern.page("members/etienne-echantillon/").texts(
        "p[@class='kicker']"
    )
    assert "former member" in (
        lantern.page("members/etienne-echantillon/").meta("description") or ""
    )
    assert "2023" in words(lantern.page("members/etienne-echantillon/").one("dl"))


def test_former_members_stand_apart_on_the_pages_behind_the_filters_too(lantern: Built):
    for address in ("members/group/town-councils/", "members/country/ca/"):
        section = lantern.page(address).one("section[@aria-labelledby='former']")

        assert "Étienne Échantillon" in names(section), address


def shown(page: Document) -> str:
    return words(page.one("main"))


def test_every_member_page_names_what_the_data_say_of_the_member(site: Built):
    data = site.coalition
    organisations = {o.id: o for o in data.organisations}
    groups = {g.id: g for g in data.groups}
    areas = {a.id: a for a in data.action_areas}
    for member in data.members:
        page = shown(site.page(f"members/{member.id}/"))
        expected = [member.name.default_text, groups[member.group].name.default_text]
        expected += [member.role.default_text] if member.role else []
        expected += (
            [organisations[member.organisation].name.default_text] if member.organisation else []
        )
        expected += [areas[id].title.default_text for id in member.action_areas]
        expected += [member.orcid] if member.orcid else []

        assert [] == [text for text in expected if text not in page], member.id


def test_a_member_is_linked_with_organisation_group_country_and_areas(lantern: Built):
    page = lantern.page("members/ingrid-prove/")
    linked = {lantern.target(page, url)[0] for e, url in page.links() if e.tag == "a"}

    assert {
        "organisations/north-shore/index.html",
        "members/group/libraries/index.html",
        "members/country/no/index.html",
        "action-plan/open-doors/index.html",
        "action-plan/quiet-light/index.html",
        "https://orcid.org/0000-0002-1825-0097",
        "https://north-shore.example.org/people/prove",
    } <= linked


def test_every_organisation_page_names_its_people_and_its_place(site: Built):
    for organisation in site.coalition.organisations:
        page = shown(site.page(f"organisations/{organisation.id}/"))
        people = [
            m.name.default_text for m in site.coalition.members if m.organisation == organisation.id
        ]
        expected = [organisation.name.default_text, *people, *places(site, organisation)]

        assert [] == [text for text in expected if text not in page], organisation.id


def places(site: Built, organisation: Organisation) -> list[str]:
    """The names that its page should give of its city and of the bodies above and below it."""
    near = [
        other.name.default_text
        for other in site.coalition.organisations
        if other.part_of == organisation.id or organisation.part_of == other.id
    ]
    return [*near, *([organisation.city.default_text] if organisation.city else [])]


def test_every_group_page_names_its_members_and_the_other_groups(site: Built):
    for group in site.coalition.groups:
        page = shown(site.page(f"members/group/{group.id}/"))
        people = [m.name.default_text for m in site.coalition.members if m.group == group.id]
        others = [other.name.default_text for other in site.coalition.groups]

        assert [] == [text for text in [*people, *others] if text not in page], group.id


def test_every_country_page_names_its_members_and_the_organisations_seated_there(site: Built):
    data = site.coalition
    for code in {entry.country for entry in (*data.members, *data.organisations)} - {None}:
        page = shown(site.page(f"members/country/{str(code).lower()}/"))
        there = [
            e.name.default_text for e in (*data.members, *data.organisations) if e.country == code
        ]

        assert [] == [text for text in there if text not in page], code


def test_areas_name_their_goals_and_members_and_goals_name_their_areas(lantern: Built):
    area = shown(lantern.page("action-plan/open-doors/"))
    goal = shown(lantern.page("sdgs/11/"))

    assert "Quality Education" in area
    assert "Sustainable Cities and Communities" in area
    assert "Ingrid Prøve" in area
    assert "Open doors" in goal


def test_a_former_address_leads_on_to_the_new_one_without_a_script(lantern: Built):
    now = {"members/ingrid-sample/": "../ingrid-prove/"}
    now["organisations/northern-library/"] = "../north-shore/"
    now |= {"news/lamps/": "../lamps-for-all/", "hours/": "../opening-hours/"}

    assert set(now) == set(moved(lantern.coalition))
    for address, there in now.items():
        page = lantern.page(address)
        assert f"0; url={there}" == page.one("meta[@http-equiv='refresh']").get("content")
        assert there in [link.get("href") for link in page.all("main//a")]


def test_the_plan_keeps_areas_of_the_instrument_alone_apart(lantern: Built):
    plan = lantern.page("action-plan/")

    assert ["Open doors", "Voices on air", "Quiet light"] == plan.texts(
        "li[@class='plan-area']//h2"
    )
    assert ["Fair pay at night"] == plan.texts("section//h3")
    assert [] == [t for t in lantern.page("").texts("h3") if t == "Fair pay at night"]


def test_pages_say_when_they_were_checked_and_lead_to_their_files(lantern: Built):
    page = lantern.page("members/ingrid-prove/")
    edit = "https://git.example.org/lantern/site/edit/main/data/members.yaml"

    assert ["2024-05-02"] == [
        t.get("datetime") for t in page.all("div[@class='wrapper provenance']//time")
    ]
    assert [edit] == [a.get("href") for a in page.all("div[@class='wrapper provenance']//a")]


def test_a_site_without_a_repository_offers_no_way_to_edit(minimal: Built):
    assert [] == [page.path for page in minimal.pages() if "Edit this page" in shown(page)]


def test_the_home_page_shows_the_newest_articles_first(lantern: Built):
    news = lantern.page("").texts("section[@aria-labelledby='news']//li/a")

    assert ["ساعة الراديو", "A night of reading", "Lamps for all"] == news


@pytest.mark.parametrize("name", [name for name in COALITIONS if name != "real"])
def test_no_word_of_the_real_coalition_appears_on_the_site_of_another(
    name: str, sites: dict[str, Built]
):
    site = sites[name]
    theirs = re.compile(r"\bOER\b|UNESCO|DC-OER|Dynamic Coalition|Open Educational", re.IGNORECASE)
    for path in site.files():
        if path.endswith((".html", ".xml", ".css", ".js", ".svg")):
            text = (site.root / path).read_text(encoding="utf-8")

            assert [] == theirs.findall(text), path


def real_names() -> Iterator[str]:
    """The words by which one would know the real coalition."""
    from coalition.project.loader import load_coalition

    data = load_coalition(PROJECT / "data")
    yield data.acronym
    yield from data.acronym.split("-")[1:]
    yield from (text.text for text in data.name.all())
    for body in data.bodies:
        yield from (text.text for text in body.name.all())
        yield from (text.text for text in body.acronym.all()) if body.acronym else ()
    yield from (text.text for text in data.definition.term.all()) if data.definition else ()
    for entry in (*data.members, *data.organisations):
        yield entry.name.default_text
    yield from (organisation.acronym for organisation in data.organisations if organisation.acronym)


def test_no_file_of_the_programme_or_the_theme_names_the_real_coalition():
    known = re.compile(
        "|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in sorted(real_names()))
    )
    rooms = (PROJECT / "src", PROJECT / "theme" / "templates", PROJECT / "theme" / "static")
    files = [*(f for room in rooms for f in room.rglob("*.*")), *PROJECT.glob("*.py")]
    texts = {
        f: f.read_text("utf-8")
        for f in files
        if f.suffix in {".py", ".html", ".css", ".js", ".svg"}
    }

    assert len(texts) > 50
    assert {} == {f.name: known.findall(text) for f, text in texts.items() if known.search(text)}


def pelican(project: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run plain Pelican in a project, as somebody would who does not know our commands."""
    command = [sys.executable, "-m", "pelican", "content", *arguments]
    kept = {name: value for name, value in os.environ.items() if name != "SITE_URL"}
    return subprocess.run(
        command, cwd=project, env=kept | environment, capture_output=True, text=True, check=False
    )


def digest(folder: Path) -> dict[str, str]:
    """Path and content of each file, in short."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def differing(one: Path, other: Path) -> list[str]:
    """Files that are not the same byte for byte in both folders."""
    left, right = digest(one), digest(other)
    return sorted(path for path in left.keys() | right.keys() if left.get(path) != right.get(path))


def test_pelican_alone_builds_a_site_where_no_address_is_known(tmp_path: Path):
    project = project_of("minimal", tmp_path / "project")

    done = pelican(project, "-s", "pelicanconf.py", "--fatal", "warnings", "--log-handler", "plain")

    assert (0, "") == (done.returncode, done.stderr)
    assert (project / "output/index.html").is_file()
    assert not (project / "output/sitemap.xml").exists()


def test_a_site_without_an_address_has_nothing_that_needs_one(tmp_path: Path):
    project = project_of("real", tmp_path / "project")

    assert 0 == pelican(project, "-s", "pelicanconf.py").returncode

    assert [] == [*project.glob("output/**/*.xml")]
    pages = {path: path.read_text("utf-8") for path in project.glob("output/**/*.html")}
    needing = re.compile(r'rel="(canonical|alternate)"|og:url|atom\+xml|\(Atom\)|"url":')
    assert len(pages) > 50
    # an organisation's own address may stand in the data for machines
    found = {
        p: needing.findall(re.sub(r'"url": ?"https?://[^"]*"', "", t)) for p, t in pages.items()
    }
    assert {} == {path.name: some for path, some in found.items() if some}


def test_a_published_site_without_an_address_is_refused_in_plain_words(tmp_path: Path):
    project = project_of("real", tmp_path / "project")

    done = pelican(project, "-s", "publishconf.py")

    assert 1 == done.returncode
    assert done.stderr.startswith(
        "data/coalition.yaml:1:1: error: the address of the published site is not known"
    )
    assert "set SITE_URL in the environment" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (project / "output").exists()


def test_a_published_site_takes_its_address_from_the_data(tmp_path: Path):
    project = project_of("lantern", tmp_path / "project")

    done = pelican(project, "-s", "publishconf.py")

    assert 0 == done.returncode
    home = (project / "output/index.html").read_text("utf-8")
    assert '<link rel="canonical" href="https://lantern.example.org/">' in home


def test_bad_data_end_plain_pelican_with_a_report_and_leave_the_old_site(tmp_path: Path):
    project = project_of("minimal", tmp_path / "project")
    assert 0 == pelican(project, "-s", "pelicanconf.py").returncode
    before = digest(project / "output")
    (project / "data/members.yaml").write_text("- name: Maël Le Phare\n  grop: gardiens\n", "utf-8")

    done = pelican(project, "-s", "pelicanconf.py")

    assert 1 == done.returncode
    assert done.stderr.startswith("data/members.yaml:")
    assert "[unknown-key]" in done.stderr
    assert "did you mean 'group'" in done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    assert re.fullmatch(r"\d+ problems? in 1 file\n", done.stdout)
    assert before == digest(project / "output")


def test_a_head_that_cannot_be_read_is_a_problem_with_its_place(tmp_path: Path):
    project = project_of("minimal", tmp_path / "project")
    file = project / "content/pages/about.fr.md"
    file.write_text("Title: La coalition\nChecked: 2024-02-31\n\nLes phares.\n", "utf-8")

    done = pelican(project, "-s", "pelicanconf.py")

    assert 1 == done.returncode
    assert done.stderr.startswith("content/pages/about.fr.md:2:10: error: ")
    assert "[invalid-date]" in done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    assert not (project / "output" / "index.html").exists()


def test_a_coalition_without_any_prose_has_a_site(tmp_path: Path):
    project = project_of("minimal", tmp_path / "project")
    shutil.rmtree(project / "content" / "pages")

    done = pelican(project, "-s", "pelicanconf.py", "--fatal", "warnings", "--log-handler", "plain")

    assert (0, "") == (done.returncode, done.stderr)
    assert (project / "output/members/mael-le-phare/index.html").is_file()


def test_plain_pelican_writes_the_same_pages(lantern: Built, tmp_path: Path):
    project = project_of("lantern", tmp_path / "elsewhere")

    done = pelican(project, "-s", "publishconf.py", SITE_URL=ADDRESS.rstrip("/"))

    assert 0 == done.returncode, done.stderr
    assert ["build.json"] == differing(lantern.root, project / "output")


def test_no_file_of_a_site_knows_where_it_was_built(site: Built):
    where = str(site.project).encode()

    assert [] == [path for path in site.files() if where in (site.root / path).read_bytes()]


FIRST_VISIT = 14_000
"""Bytes of HTML and styles, compressed, that a slow line brings with its first round trip."""

DIRECTORY = 30_000
"""Bytes of the directory and its map, compressed."""


def weight(site: Built, *paths: str) -> int:
    """Bytes of files as gzip -9 sends them."""
    return sum(len(gzip.compress((site.root / path).read_bytes(), 9)) for path in paths)


def styles(site: Built, page: Document) -> str:
    return site.target(page, page.one("link[@rel='stylesheet']").get("href") or "")[0]


def test_every_page_comes_with_its_styles_in_14_kb(site: Built):
    weights = {page.path: weight(site, page.path, styles(site, page)) for page in site.pages()}
    directories = {f"{folder}members/index.html" for folder in site.languages.values()}

    heavy = {p: w for p, w in weights.items() if w > FIRST_VISIT and p not in directories}
    assert {} == heavy


def test_the_directory_comes_with_its_styles_and_its_map_in_30_kb(site: Built):
    page = site.page("members/")
    maps = [site.target(page, image.get("href") or "")[0] for image in page.all("image")]

    assert weight(site, page.path, styles(site, page), *maps) <= DIRECTORY


def test_invented_coalitions_have_no_word_of_the_real_one_in_their_files():
    files = [f for f in INVENTED.rglob("*") if f.suffix in {".yaml", ".md", ".po"}]
    known = re.compile(
        "|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in sorted(real_names()))
    )

    assert len(files) > 10
    assert {} == {
        f.name: known.findall(f.read_text("utf-8"))
        for f in files
        if known.search(f.read_text("utf-8"))
    }


def test_a_text_can_link_to_the_home_page(lantern: Built):
    page = lantern.page("join/")

    (home,) = [link for link in page.all("main//a") if link.text == "go home"]
    assert "../" == home.get("href")


@pytest.mark.parametrize(
    ("kind", "slug", "language", "offline", "expected"),
    [
        (Page, "about", "en", False, "about/"),
        (Page, "home", "en", False, ""),
        (Page, "home", "pt_BR", False, "pt-BR/"),
        (Page, "about", "pt_BR", True, "pt-BR/about/index.html"),
        (Article, "first-light", "ar", False, "ar/news/first-light/"),
    ],
)
def test_links_between_texts_lead_to_where_the_pages_are(
    kind: type[Content], slug: str, language: str, offline: bool, expected: str
):
    generator.register()
    settings = read_settings(str(PROJECT / "pelicanconf.py"))
    settings.update(DEFAULT_LANG="en", OFFLINE=offline)

    text = kind("", {"slug": slug, "lang": language, "title": "A text"}, settings)

    assert expected == text.url
