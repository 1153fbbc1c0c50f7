"""Every built page is valid HTML, complete, accessible in structure, and safe."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from coalition.i18n.locale import get_language_tag
from support.office_documents import read_parts
from support.projects import ADDRESS
from support.sites import Built, Document, get_text

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
IDREF_ATTRIBUTES = {
    "for", "headers", "list", "aria-activedescendant", "aria-controls", "aria-describedby",
    "aria-details", "aria-errormessage", "aria-labelledby", "aria-owns",
}  # fmt: skip
"""Attributes whose values are ids on the same page."""

EMBEDDING = {"applet", "audio", "base", "embed", "frame", "iframe", "object", "video"}
"""Elements for which the policy of the pages allows no source."""

WORDLESS = {"script",
    "img", "input", "br", "hr", "meta", "link", "col", "circle", "image", "output", "progress",
    "source", "rect",
}  # fmt: skip
"""Elements that have no text, or that get it from a script."""


def check_pages(site: Built, check: Callable[[Document], Iterable[object]]) -> list[str]:
    """Run `check` on each page; return its findings, each with the name of site and page."""
    return [
        f"{site.name}: {page.path}: {finding}" for page in site.pages() for finding in check(page)
    ]


def test_a_strict_parser_finds_no_error_on_any_page(site: Built):
    assert [] == check_pages(site, lambda page: page.errors)


def test_ids_are_unique_on_their_page(site: Built):
    def duplicates(page: Document) -> list[str]:
        ids = Counter(element.get("id") for element in page.all("*[@id]"))
        return [f"id {id} {count} times" for id, count in ids.items() if count > 1]

    assert [] == check_pages(site, duplicates)


def test_what_aria_refers_to_is_on_the_page(site: Built):
    def missing(page: Document) -> set[str]:
        ids = {element.get("id") for element in page.all("*[@id]")}
        references = (
            value
            for element in page.root.iter()
            for name, value in element.items()
            if name in IDREF_ATTRIBUTES
        )
        return {id for value in references for id in value.split()} - ids

    assert [] == check_pages(site, missing)


def test_every_page_has_one_h1_and_it_comes_first(site: Built):
    def wrong(page: Document) -> list[str]:
        headings = [e.tag for e in page.root.iter() if e.tag in HEADINGS]
        return [] if headings[:1] == ["h1"] and headings.count("h1") == 1 else [" ".join(headings)]

    assert [] == check_pages(site, wrong)


def test_headings_never_skip_a_level(site: Built):
    def skipped(page: Document) -> list[str]:
        levels = [int(e.tag[1]) for e in page.root.iter() if e.tag in HEADINGS]
        return [f"h{first} before h{next}" for first, next in pairwise(levels) if next > first + 1]

    assert [] == check_pages(site, skipped)


FILLED_BY_SCRIPTS = {"data-event-relative", "data-event-local", "data-search-page"}


def test_headings_lists_and_facts_are_never_empty(site: Built):
    listing = {"ul", "ol", "dl", "section", "nav", "figure", "table", "select"}

    def empty(page: Document) -> list[str]:
        body = page.one("body")
        elements = [
            e
            for e in body.iter()
            if not get_text(e) and not list(e) and e.tag not in WORDLESS
            if not FILLED_BY_SCRIPTS & {*e.keys()} and e.tag != "path"
        ]
        elements += [e for e in body.iter() if e.tag in listing and not list(e)]
        elements += [e for e in body.iter() if e.tag in HEADINGS and not get_text(e)]
        return [f"empty <{e.tag} class={e.get('class')}>" for e in elements]

    assert [] == check_pages(site, empty)


def test_every_page_says_its_language_and_direction(site: Built):
    for code, folder in site.languages.items():
        expected = (get_language_tag(code), "rtl" if code == "ar" else "ltr")
        others = [other for other in site.languages.values() if other and other != folder]
        for page in site.pages():
            if page.path.startswith(folder) and not page.path.startswith(tuple(others)):
                assert expected == (page.root.get("lang"), page.root.get("dir")), page.path


def test_every_page_has_a_title_and_a_description(site: Built):
    def missing(page: Document) -> list[str]:
        missing_by_name = {
            "title": page.texts("head/title") == [""],
            "description": not page.meta("description"),
        }
        return [name for name, is_missing in missing_by_name.items() if is_missing]

    assert [] == check_pages(site, missing)


def test_descriptions_are_as_short_as_search_engines_show_them(site: Built):
    long = (page.path for page in site.pages() if len(page.meta("description") or "") > 160)

    assert [] == list(long)


def test_no_two_pages_of_one_language_have_the_same_title(site: Built):
    titles = Counter(
        (site.folder(page), get_text(page.one("head/title")))
        for page in site.pages()
        if page.indexable
    )

    assert [] == [title for title, count in titles.items() if count > 1]


def test_the_skip_link_comes_first_and_leads_to_the_one_main(site: Built):
    def wrong(page: Document) -> list[str]:
        first = page.all("body//a")[0]
        target = page.one("main")
        leads = first.get("href") == f"#{target.get('id')}" and target.get("tabindex") == "-1"
        return [] if leads else [f"{first.get('href')} does not lead to <main>"]

    assert [] == check_pages(site, wrong)


def test_breadcrumbs_lead_home_and_end_in_the_page_itself(site: Built):
    areas = [area for area in site.coalition.action_areas if area.short]

    def list_titles(page: Document) -> list[str]:
        """Return the title of a page, and its short title if it is about an area with one."""
        folder = site.folder(page)
        code = next(code for code, other in site.languages.items() if other == folder)
        return [get_text(page.one("h1"))] + [
            area.localize_label(code).text
            for area in areas
            if page.path == f"{folder}action-plan/{area.id}/index.html"
        ]

    def wrong(page: Document) -> list[str]:
        for trail in page.all("nav[@class='breadcrumbs']"):
            steps = trail.findall(".//li")
            marked = [step for step in trail.iter() if step.get("aria-current")]
            home, _ = site.target(page, steps[0].find("a").get("href"))
            title, *end = get_text(steps[-1]), steps[-1].get("aria-current"), marked == [steps[-1]]
            if (title not in list_titles(page) or end != ["page", True]) and not page.all(
                "h1//*[@class='goal-number']"
            ):
                return [f"trail ends in {title}, {end}"]
            if home != f"{site.folder(page)}index.html":
                return [f"trail begins at {home}"]
        return []

    assert [] == check_pages(site, wrong)


def test_every_listed_page_but_home_has_breadcrumbs(site: Built):
    bare = {p.path for p in site.pages() if p.indexable and not p.all("nav[@class='breadcrumbs']")}

    assert {f"{folder}index.html" for folder in site.languages.values()} == bare


def test_the_menu_marks_the_page_or_the_part_it_belongs_to(site: Built):
    def wrong(page: Document) -> list[str]:
        marked = page.all("nav[@class='menu']//a[@aria-current]")
        if len(marked) > 1:
            return ["more than one entry of the menu is marked"]
        for entry in marked:
            file, _ = site.target(page, entry.get("href"))
            expected = "page" if file == page.path else "true"
            if entry.get("aria-current") != expected or not page.path.startswith(
                file.removesuffix("index.html")
            ):
                return [f"{entry.get('aria-current')} on {file}"]
        return []

    assert [] == check_pages(site, wrong)


def test_no_link_is_broken(site: Built):
    files = site.files()

    def dead(page: Document) -> list[str]:
        broken = []
        for _, url in page.links():
            file, fragment = site.target(page, url)
            if urlsplit(file).scheme:
                continue  # another site
            target = site.documents.get(file)
            if file not in files or (
                fragment and target and not target.all(f"*[@id='{fragment}']")
            ):
                broken.append(url)
        return broken

    assert [] == check_pages(site, dead)


def test_links_within_the_site_are_relative(site: Built):
    exempt = {("link", "canonical"), ("link", "alternate")}

    def absolute(page: Document) -> list[str]:
        links = [(e, url) for e, url in page.links() if (e.tag, e.get("rel")) not in exempt]
        if page.path.endswith(
            "404.html"
        ):  # it is shown at any depth, so its links start at the root
            return [u for _, u in links if not u.startswith(("#", "http", urlsplit(ADDRESS).path))]
        return [url for _, url in links if url.startswith(("/", ADDRESS))]

    assert [] == check_pages(site, absolute)


def test_nothing_is_loaded_from_another_host(site: Built):
    loading = {
        "link",
        "img",
        "script",
        "image",
        "use",
        "source",
        "iframe",
        "video",
        "audio",
        "object",
    }
    metadata = {"canonical", "alternate"}  # for search engines, not loaded

    def foreign(page: Document) -> list[str]:
        urls = [url for e, url in page.links() if e.tag in loading and e.get("rel") not in metadata]
        urls += [e.get("srcset") or "" for e in page.all("*[@srcset]")]
        return [url for url in urls if urlsplit(url).netloc]

    assert [] == check_pages(site, foreign)


def read_code(file: Path) -> str:
    """Return the text of a file, without the method of MiniSearch that is called `fetch`.

    It reads from a tree in memory. The index of the search is data, which may mention anything.
    """
    text = file.read_text(encoding="utf-8")
    if file.parent.name == "search":
        return ""
    return text.replace("fetch(", "") if file.name.startswith("minisearch.") else text


def test_style_sheets_pictures_and_scripts_load_only_files_of_the_site(site: Built):
    files = site.files()
    for path in files:
        if path.endswith((".css", ".js", ".svg")):
            text = read_code(site.root / path)
            loaded = re.findall(
                r"(?:url\(|@import|href=|src=|fetch\(|import\()\s*[\"']?([^\"'#)\s]+)", text
            )

            targets = [site.target(Document(path, ""), url)[0] for url in loaded]
            assert [] == [target for target in targets if target not in files], path


def test_no_page_has_what_its_policy_forbids(site: Built):
    def inline(page: Document) -> list[str]:
        scripts = [e for e in page.all("script") if e.get("type") != "application/ld+json"]
        inline_code = [f"<script>{get_text(e)}" for e in scripts if get_text(e) or not e.get("src")]
        inline_code += ["<style>" for _ in page.all("style")]
        for element in page.root.iter():
            names = [name for name in element.attrib if name == "style" or name.startswith("on")]
            inline_code += [f"{name}= on <{element.tag}>" for name in names]
            if element.tag in EMBEDDING or element.get("action") is not None:
                inline_code.append(f"<{element.tag}>")
        schemes = {urlsplit(url).scheme for _, url in page.links()}
        return inline_code + sorted(schemes - {"", "http", "https", "mailto", "tel", "webcal"})

    assert [] == check_pages(site, inline)


def test_scripts_wait_until_the_page_is_read(site: Built):
    def blocking(page: Document) -> list[str]:
        return [e.get("src") or "" for e in page.all("script[@src]") if e.get("defer") is None]

    assert [] == check_pages(site, blocking)


def test_no_script_stores_anything_about_visitors(site: Built):
    scripts = [site.root / path for path in site.files() if path.endswith(".js")]
    remembering = re.compile(
        r"cookie|localStorage|sessionStorage|indexedDB|sendBeacon|fetch\(|XMLHttp"
    )

    assert [] == [file.name for file in scripts if remembering.search(read_code(file))]


def test_the_email_address_is_never_in_a_form_that_harvesters_recognise(site: Built):
    name, _, host = site.coalition.contact.email.partition(" [at] ")
    plain = re.compile(
        rf"mailto:|{re.escape(name)}\s*(@|&#0*64;|&#x0*40;|&commat;|%40)", re.IGNORECASE
    )
    occurrences = 0
    for path in sorted(site.files()):
        content = (site.root / path).read_bytes()
        text = read_parts(content) if path.endswith(".xlsx") else content.decode("utf-8", "replace")
        occurrences += f"{name} [at] {host}" in text

        assert [] == [match.group() for match in plain.finditer(text)], path
    assert occurrences > 0


def iter_strings(page: Document) -> Iterator[str]:
    """Yield each text and each attribute value of a page."""
    yield from page.root.itertext()
    yield from (value for element in page.root.iter() for value in element.attrib.values())


def test_no_template_syntax_and_no_python_object_is_visible(site: Built):
    """Signs of templates that an editor typed are text, and shown."""
    leaked = re.compile(
        r"\{[{%#].*?[}%#]\}|\{[{%#]|%\(\w+\)[sd]|Undefined|<(?:built-in|bound) method|object at 0x"
    )
    sources = [*site.project.glob("data/*.yaml"), *site.project.glob("content/**/*.md")]
    typed = "".join(file.read_text("utf-8") for file in sources)

    def leaks(page: Document) -> list[str]:
        matches = [match for text in iter_strings(page) for match in leaked.findall(text)]
        return [match for match in matches if match not in typed]

    assert [] == check_pages(site, leaks)


def test_what_is_left_out_in_the_data_shows_nowhere(lantern: Built, minimal: Built):
    nothing = re.compile(r"\bNone\b|Undefined|%\(\w+\)[sd]|<bound method|object at 0x")

    for site in (lantern, minimal):
        assert [] == check_pages(
            site, lambda page: [t for t in iter_strings(page) if nothing.search(t)]
        )


def test_links_buttons_and_drawings_have_names(site: Built):
    def unnamed(page: Document) -> list[str]:
        elements = [
            e for tag in ("a[@href]", "button", "summary") for e in page.all(f"body//{tag}")
        ]
        elements += page.all("svg[@role='img']")
        return [
            f"<{e.tag} href={e.get('href')}>"
            for e in elements
            if not get_text(e) and not e.findall(".//img[@alt]") and not is_hidden(page, e)
        ]

    assert [] == check_pages(site, unnamed)


def is_hidden(page: Document, element: Element) -> bool:
    """Return whether an element is hidden from screen readers."""
    return any(element in part.iter() for part in page.all("*[@aria-hidden='true']"))


def test_every_picture_has_a_text_or_says_that_it_needs_none(site: Built):
    assert [] == check_pages(
        site, lambda page: [e.get("src") for e in page.all("img") if e.get("alt") is None]
    )


def test_only_404_pages_and_redirects_are_not_indexable(site: Built):
    hidden_pages = [page.path for page in site.pages() if not page.indexable]
    moved = [p.path for p in site.pages() if p.all("meta[@http-equiv='refresh']")]
    not_found = [f"{folder}404.html" for folder in site.languages.values()]

    assert sorted([*not_found, *moved]) == sorted(hidden_pages)


def test_shared_links_say_what_the_page_is(site: Built):
    def wrong(page: Document) -> list[str]:
        properties = {
            name: page.meta(f"og:{name}") for name in ("title", "description", "site_name", "type")
        }
        return [name for name, value in properties.items() if not value]

    assert [] == check_pages(site, wrong)


def test_texts_in_another_language_say_so(site: Built):
    """Arabic letters appear only where the page, or an element around them, has lang="ar"."""
    arabic = re.compile("[\u0620-\u064a]{2,}")

    def unmarked(page: Document) -> list[str]:
        return [
            text
            for text, lang in iter_texts(page.one("body"), page.root.get("lang"))
            if arabic.search(text) and lang != "ar"
        ]

    assert [] == check_pages(site, unmarked)


def iter_texts(element: Element, language: str | None) -> Iterable[tuple[str, str | None]]:
    """Yield each piece of text with the language of its element."""
    language = element.get("lang") or language
    if element.text:
        yield element.text, language
    for child in element:
        yield from iter_texts(child, language)
        if child.tail:
            yield child.tail, language


NASTY = '"Quoted" & <b>bold</b> {{ role }}'


def test_special_characters_in_data_are_text_everywhere(lantern: Built):
    page = lantern.page("members/nobody-o-quote-smith/")

    assert [NASTY] == page.texts("p[@class='lead']")
    assert NASTY in get_text(lantern.page("members/").one("main"))
    assert 'Café & "Books" <Night>' == get_text(
        lantern.page("organisations/cafe-books-night/").one("h1")
    )


def test_escaped_html_in_markdown_fields_is_text_and_allowed_html_is_html(lantern: Built):
    member = lantern.page("members/nobody-o-quote-smith/").one("div[@class='prose']")
    organisation = lantern.page("organisations/north-shore/").one("div[@class='prose']")

    assert '<script>alert("bio")</script><img src=x onerror=alert(1)>' in get_text(member)
    assert (
        '{{ member.name }} {% include "secret.txt" %} {# nothing #} </script> ]]> <!-- -->'
        in get_text(member)
    )
    assert '<script>alert("organisation")</script> {{ coalition.name }} {% raw %}' in get_text(
        organisation
    )
    assert {"p", "a", "em", "blockquote", "div"} == {e.tag for e in member.iter()}
    assert ["every"] == [get_text(e) for e in organisation.iter("strong")]


def test_a_link_in_a_markdown_field_keeps_its_url(lantern: Built):
    member = lantern.page("members/nobody-o-quote-smith/").one("div[@class='prose']")

    assert ["https://example.org/?a=1&b=2"] == [a.get("href") for a in member.iter("a")]


def test_template_syntax_in_markdown_files_is_text(lantern: Built):
    hours = get_text(lantern.page("opening-hours/").one("main"))
    article = lantern.page("news/first-light/")

    assert "{{ lamp.test() }} and {% if dark %}light{% endif %}" in hours
    assert '{{ 7*7 }}, {% include "secret.txt" %}, {# nothing #}' in get_text(article.one("main"))
    assert "49" not in get_text(article.one("main"))


def test_special_characters_in_front_matter_are_text(lantern: Built):
    article = lantern.page("news/first-light/")
    title = 'First </title><script>light</script> {{ 7*7 }} & "more"'

    assert title == get_text(article.one("h1"))
    assert [f"{title} – {lantern.coalition.acronym}"] == article.texts("head/title")
    assert title == article.meta("og:title")
    assert 'Said: "5 < 6 & 7 > 6" </script> {% raw %} {{ 7*7 }}' == article.meta("description")


def test_machine_readable_data_end_where_they_should(site: Built):
    def unsafe(page: Document) -> list[str]:
        return [
            get_text(e)
            for e in page.all("script[@type='application/ld+json']")
            if "<" in get_text(e)
        ]

    assert [] == check_pages(site, unsafe)
    for page in site.pages():
        for script in page.all("script[@type='application/ld+json']"):
            assert "https://schema.org" == json.loads(get_text(script))["@context"]
