"""Whole sites: every page that the data calls for, and its content."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from coalition.model.records import (
    Coalition,
    Event,
    Member,
    Organisation,
    WorkingGroup,
)
from coalition.model.records import (
    Document as DocumentEntry,
)
from coalition.site.table_names import TABLE_NAMES
from support.projects import INVENTED, PROJECT
from support.sites import Built, Document, get_text

FINGERPRINT = re.compile(r"\.[0-9a-f]{8}(?=\.\w+$)")


def list_slugs(root: Path, folder: str) -> dict[str, set[str]]:
    """Map the slugs of the Markdown files in a folder of `content/` to their languages."""
    languages: dict[str, set[str]] = {}
    for file in (root / "content" / folder).glob("*.md"):
        slug, language, _ = file.name.split(".")
        languages.setdefault(slug, set()).add(language)
    return languages


def iter_page_paths(site: Built) -> Iterator[str]:
    """Yield the paths that the design gives to the entries in the data and to Markdown files."""
    data, news = site.coalition, list_slugs(site.project, "news")
    pages = set(list_slugs(site.project, "pages")) - {"home"}
    yield from ("", "members/", "contact/", "data/")
    if len(data.languages) > 1:
        yield "translations/"
    if any(conditions.published for conditions in data.conditions):
        yield "conditions/"
    if list_figures(site):
        yield "figures/"
    yield from (f"{slug}/" for slug in pages)
    yield from (f"members/{member.id}/" for member in data.members)
    yield from (f"members/group/{group.id}/" for group in data.groups)
    countries = {entry.country for entry in (*data.members, *data.organisations)} - {None}
    if countries:
        yield "members/countries/"
    yield from (f"members/country/{str(code).lower()}/" for code in countries)
    yield from (f"organisations/{organisation.id}/" for organisation in data.organisations)
    yield from iter_former_paths(data)
    if data.organisations:
        yield "organisations/"
    if data.action_areas:
        yield from ("action-plan/", *(f"action-plan/{area.id}/" for area in data.action_areas))
    if data.goals:
        yield from ("sdgs/", *(f"sdgs/{goal.number}/" for goal in data.goals))
    for folder, entries in list_entries_by_folder(data).items():
        if entries:
            yield from (f"{folder}/", *(f"{folder}/{entry.id}/" for entry in entries))
    yield "search/"
    if news:
        yield from ("news/", *(f"news/{slug}/" for slug in news))


def list_entries_by_folder(
    data: Coalition,
) -> dict[str, tuple[WorkingGroup, ...] | tuple[Event, ...] | tuple[DocumentEntry, ...]]:
    """Return the entries that have a list and pages, by the folder of these."""
    return {
        "working-groups": data.working_groups,
        "events": data.events,
        "documents": data.documents,
    }


def iter_former_paths(data: Coalition) -> Iterator[str]:
    """Yield the former paths of members, organisations and other pages."""
    yield from (redirect.source.lstrip("/") for redirect in data.redirects)
    yield from (f"members/{former}/" for entry in data.members for former in entry.former_ids)
    yield from (f"action-plan/{former}/" for a in data.action_areas for former in a.former_ids)
    for organisation in data.organisations:
        yield from (f"organisations/{former}/" for former in organisation.former_ids)
    for folder, entries in list_entries_by_folder(data).items():
        yield from (f"{folder}/{former}/" for entry in entries for former in entry.former_ids)


def iter_other_files(site: Built) -> Iterator[str]:
    """Yield the paths of the files that are not pages, without fingerprints."""
    yield from ("sitemap.xml", "robots.txt", "build.json", ".nojekyll", "_headers", "_redirects")
    yield from (f"images/{file.name}" for file in (site.project / "content/images").glob("*"))
    published = (site.project / "content/files").glob("*.*")
    yield from (f"files/{file.name}" for file in published if not file.name.startswith("."))
    static = site.project / "theme" / "static"
    yield "assets/site.css"
    yield from (f"assets/{f.name}" for f in static.rglob("*.*") if f.suffix != ".css")
    yield from (f"assets/{f.name}" for f in static.glob("css/on-request/*.css"))
    yield from ("humans.txt", "favicon.ico", "apple-touch-icon.png", "icon-192.png", "icon-512.png")
    for folder in site.languages.values():
        yield f"{folder}404.html"
        yield f"{folder}manifest.webmanifest"
        yield from (f"{folder}search/{name}.js" for name in ("titles", "words"))
        for document in site.coalition.documents:
            yield from (f"{folder}documents/{document.id}.{suffix}" for suffix in ("bib", "ris"))
        yield from (f"{folder}{path}" for path in iter_calendars_and_feeds(site))
        yield from iter_tables(site, folder)
        yield from (f"{folder}figures/{name}.csv" for name in list_figures(site))
    yield from iter_shared_data(site)


def iter_tables(site: Built, folder: str) -> Iterator[str]:
    """Yield the paths of the data for download in one language."""
    yield from (f"{folder}data/{name}.csv" for name in list_data_names(site))
    yield from (f"{folder}data/coalition.xlsx", f"{folder}data/datapackage.json")


def iter_shared_data(site: Built) -> Iterator[str]:
    """Yield the paths of the data for download that are the same in every language."""
    suffixes = ("json", "schema.json", "jsonld", "ttl")
    yield from (f"data/coalition.{suffix}" for suffix in suffixes)
    yield from (f"data/{name}.json" for name in list_data_names(site))
    for folder, entries in {
        "members": site.coalition.members,
        "organisations": site.coalition.organisations,
        "action-plan": site.coalition.action_areas,
        "sdgs": site.coalition.goals,
        **list_entries_by_folder(site.coalition),
    }.items():
        yield from (f"{folder}/{entry.id}/data.json" for entry in entries)


def list_figures(site: Built) -> list[str]:
    """Return the names of the figures of which these invented coalitions have enough."""
    figures = ["members-by-group", "members-by-region", "members-by-un-group"]
    return figures if len(site.coalition.members) > 5 else []


def list_data_names(site: Built) -> list[str]:
    """Return the names of the tables that are not empty."""
    return [name.replace("_", "-") for name in TABLE_NAMES if getattr(site.coalition, name)]


def iter_calendars_and_feeds(site: Built) -> Iterator[str]:
    """Yield the paths of the files of one language to subscribe to, as the design has them."""
    data, folders = site.coalition, []
    for event in data.events:
        yield from ("events.ics", f"events/{event.id}.ics")
    if list_slugs(site.project, "news"):
        folders.append("news")
    folders += [name for name in ("events", "documents") if getattr(data, name)]
    areas = (entry.action_areas for entry in (*data.events, *data.documents))
    folders += [f"action-plan/{id}" for ids in areas for id in ids]
    yield from (f"{folder}/{name}" for folder in folders for name in ("atom.xml", "feed.json"))
    if folders:
        yield "feeds.opml"


def test_every_page_of_the_design_is_written_in_every_language_and_nothing_else(site: Built):
    pages = {
        f"{folder}{path}index.html"
        for folder in site.languages.values()
        for path in iter_page_paths(site)
    }

    assert pages | set(iter_other_files(site)) == {
        FINGERPRINT.sub("", path) for path in site.files() if not path.startswith("cards/")
    }


def test_menus_lead_to_the_usual_pages_in_order_and_then_to_those_that_editors_added(site: Built):
    usual = ["about", "action-plan", "sdgs", "members", "working-groups", "events", "documents"]
    usual += ["news", "join"]
    usual += ["contact", "data", "figures", "conditions", "accessibility", "privacy"]
    usual += ["translations"]
    added = sorted(set(list_slugs(site.project, "pages")) - {*usual, "home"})
    pages = [f"{slug}/index.html" for slug in [*usual, *added]]
    expected = [page for page in pages if page in site.documents]

    assert expected == [
        resolve_home_link(site, a) for a in site.page("").all("nav//a") if not a.get("hreflang")
    ]


def resolve_home_link(site: Built, link: object) -> str:
    return site.target(site.page(""), link.get("href"))[0]  # type: ignore[attr-defined]


def list_current_members(coalition: Coalition) -> list[Member]:
    return [member for member in coalition.members if not member.is_former(None)]


def test_the_home_page_counts_what_is_in_the_data(site: Built):
    members = list_current_members(site.coalition)
    counts = [
        len(members),
        len({m.organisation for m in members} - {None}),
        len({m.country for m in members} - {None}),
    ]

    for folder in site.languages.values():
        figures = site.page(folder).texts("ul[@class='hero-figures']//b")
        assert [str(count) for count in counts if count] == figures


def test_every_member_is_once_in_the_directory_under_the_right_group(site: Built):
    expected = {
        group.name.default_text: sorted(
            m.id for m in list_current_members(site.coalition) if m.group == group.id
        )
        for group in site.coalition.groups
    }
    expected["former"] = sorted(m.id for m in site.coalition.members if m.is_former(None))
    sections = site.page("members/").all("section[@data-member-group]")
    listed_ids = {
        "former"
        if get_text(part.find("h3")) == "Former members"
        else get_text(part.find("h3")): sorted(
            a.get("href", "").rstrip("/").rpartition("/")[2]
            for a in part.findall(".//p[@class='row-name']/a")
        )
        for part in sections
    }

    assert {name: ids for name, ids in expected.items() if ids} == listed_ids


def test_the_directory_gives_the_filter_the_group_and_country_of_each_row(lantern: Built):
    rows = lantern.page("members/").all("li[@data-member]")
    counts = Counter((r.get("data-group"), r.get("data-country")) for r in rows)
    members = lantern.coalition.members

    assert Counter((m.group, m.country or "") for m in members) == counts


def test_members_are_sorted_by_last_name_or_sort_key(lantern: Built):
    section = lantern.page("members/").all("section[@data-member-group]")[0]

    assert ["Ingrid Prøve", "Sam Sample", "样例文"] == list_names(section)


def list_names(section: object) -> list[str]:
    return [get_text(e) for e in section.findall(".//p[@class='row-name']")]  # type: ignore[attr-defined]


def test_former_members_are_listed_apart_and_labelled(lantern: Built):
    directory = lantern.page("members/")
    *_, last = directory.all("section[@data-member-group]")

    assert "Former members" == get_text(last.find("h3"))
    assert ["Étienne Échantillon", "Sam Sample"] == list_names(last)
    assert ["Former member"] == lantern.page("members/etienne-echantillon/").texts(
        "p[@class='kicker']"
    )
    assert "former member" in (
        lantern.page("members/etienne-echantillon/").meta("description") or ""
    )
    assert "2023" in get_text(lantern.page("members/etienne-echantillon/").one("dl"))


def test_former_members_are_listed_apart_on_the_pages_of_groups_and_countries_too(lantern: Built):
    for address in ("members/group/town-councils/", "members/country/ca/"):
        section = lantern.page(address).one("section[@aria-labelledby='former']")

        assert "Étienne Échantillon" in list_names(section), address


def get_main_text(page: Document) -> str:
    return get_text(page.one("main"))


def test_every_member_page_names_what_the_data_say_of_the_member(site: Built):
    data = site.coalition
    organisations = {o.id: o for o in data.organisations}
    groups = {g.id: g for g in data.groups}
    areas = {a.id: a for a in data.action_areas}
    for member in data.members:
        page = get_main_text(site.page(f"members/{member.id}/"))
        expected = [member.name.default_text, groups[member.group].name.default_text]
        expected += [member.role.default_text] if member.role else []
        expected += (
            [organisations[member.organisation].name.default_text] if member.organisation else []
        )
        expected += [areas[id].localize_label("en").text for id in member.action_areas]
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
        page = get_main_text(site.page(f"organisations/{organisation.id}/"))
        people = [
            m.name.default_text for m in site.coalition.members if m.organisation == organisation.id
        ]
        expected = [
            organisation.name.default_text,
            *people,
            *list_related_names(site, organisation),
        ]

        assert [] == [text for text in expected if text not in page], organisation.id


def list_related_names(site: Built, organisation: Organisation) -> list[str]:
    """Return the names of an organisation's city, parent and parts, which its page should have."""
    related = [
        other.name.default_text
        for other in site.coalition.organisations
        if other.part_of == organisation.id or organisation.part_of == other.id
    ]
    return [*related, *([organisation.city.default_text] if organisation.city else [])]


def test_every_group_page_names_its_members_and_the_other_groups(site: Built):
    for group in site.coalition.groups:
        page = get_main_text(site.page(f"members/group/{group.id}/"))
        people = [m.name.default_text for m in site.coalition.members if m.group == group.id]
        others = [other.name.default_text for other in site.coalition.groups]

        assert [] == [text for text in [*people, *others] if text not in page], group.id


def test_every_country_page_names_its_members_and_the_organisations_seated_there(site: Built):
    data = site.coalition
    for code in {entry.country for entry in (*data.members, *data.organisations)} - {None}:
        page = get_main_text(site.page(f"members/country/{str(code).lower()}/"))
        names = [
            entry.name.default_text
            for entry in (*data.members, *data.organisations)
            if entry.country == code
        ]

        assert [] == [text for text in names if text not in page], code


def test_areas_name_their_goals_and_members_and_goals_name_their_areas(lantern: Built):
    area = get_main_text(lantern.page("action-plan/open-doors/"))
    goal = get_main_text(lantern.page("sdgs/11/"))

    assert "Quality Education" in area
    assert "Sustainable Cities and Communities" in area
    assert "Ingrid Prøve" in area
    assert "Open doors" in goal


def test_a_former_address_leads_on_to_the_new_one_without_a_script(lantern: Built):
    targets = {"members/ingrid-sample/": "../ingrid-prove/"}
    targets["organisations/northern-library/"] = "../north-shore/"
    targets |= {"news/lamps/": "../lamps-for-all/", "hours/": "../opening-hours/"}

    assert set(targets) == set(iter_former_paths(lantern.coalition))
    for address, target in targets.items():
        page = lantern.page(address)
        assert f"0; url={target}" == page.one("meta[@http-equiv='refresh']").get("content")
        assert target in [link.get("href") for link in page.all("main//a")]


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
    assert [] == [page.path for page in minimal.pages() if "Edit this page" in get_main_text(page)]


def test_the_home_page_shows_the_newest_articles_first(lantern: Built):
    news = lantern.page("").texts("section[@aria-labelledby='news']//li/a")

    assert ["ساعة الراديو", "A night of reading", "Lamps for all"] == news


WORDS_OF_DC_OER = re.compile(
    r"\bOER\b|UNESCO|\bIGF\b|Internet Governance|Dynamic Coalition|Open Educational", re.IGNORECASE
)
"""Words of the first coalition that uses the program; its data may change, so no test reads it."""


def find_words_of_dc_oer(files: Iterable[Path]) -> dict[str, list[str]]:
    """Return the words in each file that has any."""
    found = {file.name: WORDS_OF_DC_OER.findall(file.read_text("utf-8")) for file in files}
    return {name: words for name, words in found.items() if words}


def test_no_word_of_dc_oer_appears_on_the_site_of_another_coalition(site: Built):
    files = [site.root / path for path in site.files()]

    assert {} == find_words_of_dc_oer(
        file for file in files if file.suffix in {".html", ".xml", ".css", ".js", ".svg"}
    )


def test_no_file_of_the_program_or_the_theme_names_dc_oer():
    folders = (PROJECT / "src", PROJECT / "theme" / "templates", PROJECT / "theme" / "static")
    files = [*(file for folder in folders for file in folder.rglob("*.*")), *PROJECT.glob("*.py")]
    texts = [file for file in files if file.suffix in {".py", ".html", ".css", ".js", ".svg"}]

    assert len(texts) > 50
    assert {} == find_words_of_dc_oer(texts)


def test_no_file_of_a_site_knows_where_it_was_built(site: Built):
    build_path = str(site.project).encode()

    assert [] == [path for path in site.files() if build_path in (site.root / path).read_bytes()]


MAX_PAGE_SIZE = 14_000
"""Limit in bytes for a page and its CSS, compressed: TCP's first round trip carries that much."""

MAX_DIRECTORY_SIZE = 30_000
"""Limit in bytes for the directory, its CSS and its map, compressed."""


def compressed_size(site: Built, *paths: str) -> int:
    """Return the total size of files in bytes, compressed with gzip -9."""
    return sum(len(gzip.compress((site.root / path).read_bytes(), 9)) for path in paths)


def list_style_sheets(site: Built, page: Document) -> list[str]:
    links = page.all("link[@rel='stylesheet']")
    return [site.target(page, link.get("href") or "")[0] for link in links]


def test_every_page_comes_with_its_styles_in_14_kb(site: Built):
    weights = {
        page.path: compressed_size(site, page.path, *list_style_sheets(site, page))
        for page in site.pages()
    }
    directories = {
        f"{folder}{page}/index.html"
        for folder in site.languages.values()
        for page in ("members", "search")
    }

    too_heavy = {
        path: size
        for path, size in weights.items()
        if size > MAX_PAGE_SIZE and path not in directories
    }
    assert {} == too_heavy


def test_the_directory_and_the_list_of_all_pages_come_with_their_styles_in_30_kb(site: Built):
    for folder in site.languages.values():
        for name in ("members/", "search/"):
            page = site.page(folder + name)
            maps = [site.target(page, image.get("href") or "")[0] for image in page.all("image")]
            files = (page.path, *list_style_sheets(site, page), *maps)

            assert compressed_size(site, *files) <= MAX_DIRECTORY_SIZE


def test_invented_coalitions_have_no_word_of_dc_oer_in_their_files():
    files = [file for file in INVENTED.rglob("*") if file.suffix in {".yaml", ".md", ".po"}]

    assert len(files) > 10
    assert {} == find_words_of_dc_oer(files)


def test_a_text_can_link_to_the_home_page(lantern: Built):
    page = lantern.page("join/")

    (home,) = [link for link in page.all("main//a") if link.text == "go home"]
    assert "../" == home.get("href")
