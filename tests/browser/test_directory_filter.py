"""The script of the directory filters the rows of the page, in a real browser."""

from __future__ import annotations

import functools
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from support.projects import PROJECT

SCRIPTS = PROJECT / "theme" / "static" / "js"
SCRIPT = SCRIPTS / "directory.js"
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'"

MEMBERS = [
    ("José Ñandú", "Universidad de Brasília", "academia", "BR", ""),
    ("Łukasz Sørensen", "Straße Æther", "academia", "NO", ""),
    ("Алёна Чайковская", "Открытая школа", "civil", "RU", ""),
    ("أحمد الآغا", "مَدْرَسَة الـهُدى ٢٠٢٤", "civil", "TN", ""),
    ("王小明", "北京开放大学", "academia", "CN", "Wang Xiaoming"),
    ("Zoë O’Neil", "Open Côte d’Azur", "civil", "FR", ""),
    ("Aroha Ngata", "Te Kura", "industry", "", ""),
]
"""Invented rows: name, organisation, group, country and further search terms."""

REGIONS = {"africa": "TN", "americas": "BR", "europe": "FR NO RU"}
"""The countries of each region; not all regions of the rows, so that one is in none."""

ENGLISH = {"zero": "No member", "one": "{n} member", "other": "{n} members"}
ARABIC = {
    "zero": "٠",
    "one": "one",
    "two": "two",
    "few": "few {n}",
    "many": "many {n}",
    "other": "other",
}


class Handler(SimpleHTTPRequestHandler):
    """Serves a folder with a strict Content-Security-Policy, without logging."""

    def end_headers(self) -> None:
        """Send the policy with every response."""
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Log nothing."""


def render_options(values: list[str]) -> str:
    return "".join(f'<option value="{value}">{value or "all"}</option>' for value in values)


def render_row(name: str, organisation: str, group: str, country: str, terms: str) -> str:
    return (
        f'<li data-member data-group="{group}" data-country="{country}" data-search="{terms}">'
        f"<p>{name}</p><p>{organisation}</p></li>"
    )


def render_section(group: str, rows: list[str]) -> str:
    return f'<section data-member-group id="{group}"><ul>{"".join(rows)}</ul></section>'


def render_directory(
    language: str, messages: dict[str, str], members: list[tuple[str, ...]]
) -> str:
    """Return the HTML of a page as the script expects it."""
    groups = sorted({member[2] for member in members})
    countries = sorted({member[3] for member in members} - {""})
    regions = "".join(
        f'<option value="{region}" data-countries="{codes}">{region}</option>'
        for region, codes in REGIONS.items()
    )
    sections = [
        render_section(group, [render_row(*member) for member in members if member[2] == group])
        for group in groups
    ]
    return f"""<!doctype html><html lang="{language}"><meta charset="utf-8"><title>Members</title>
<script src="normalize.js" defer></script>
<script src="directory.js" defer></script>
<form data-filter hidden><input type="search" name="q" autocomplete="off">
<select name="group">{render_options(["", *groups])}</select>
<select name="region"><option value="">all</option>{regions}</select>
<select name="country">{render_options(["", *countries])}</select>
<button type="reset">Clear</button>
<output data-filter-count aria-live="polite" data-messages='{json.dumps(messages)}'></output></form>
<a href="other.html">elsewhere</a> <a href="#civil">civil</a>{"".join(sections)}</html>"""


DOCUMENTS = [
    ("Handbook", "guidelines", "grafting seeds", "en fr", "2023"),
    ("Declaration", "declaration", "", "en ar", "2022"),
    ("Minutes", "minutes", "", "", ""),
]
"""Invented rows: title, type, areas, languages and year."""


def render_document_row(title: str, type: str, areas: str, languages: str, year: str) -> str:
    return (
        f'<li data-document data-type="{type}" data-area="{areas}" data-language="{languages}"'
        f' data-year="{year}"><p>{title}</p></li>'
    )


def render_documents() -> str:
    """Return the HTML of a list of documents as the script expects it."""
    sections = [
        f'<section data-document-group id="year-{row[4]}">{render_document_row(*row)}</section>'
        for row in DOCUMENTS
    ]
    selects = "".join(
        f'<select name="{name}">{render_options(values)}</select>'
        for name, values in {
            "type": ["", "declaration", "guidelines", "minutes"],
            "area": ["", "grafting", "seeds"],
            "language": ["", "ar", "en", "fr"],
            "year": ["", "2023", "2022"],
        }.items()
    )
    return f"""<!doctype html><html lang="en"><meta charset="utf-8"><title>Documents</title>
<script src="normalize.js" defer></script>
<script src="directory.js" defer></script>
<form data-filter hidden><input type="search" name="q" autocomplete="off">{selects}
<button type="reset">Clear</button>
<output data-filter-count aria-live="polite" data-messages='{json.dumps(ENGLISH)}'></output></form>
{"".join(sections)}</html>"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a server with `en.html`, `ar.html`, `documents.html` and other pages.

    `old.html` runs the script as in a browser without Intl.PluralRules.
    """
    folder = tmp_path_factory.mktemp("directory")
    many = [(f"Member {n}", f"Body {n % 7}", f"g{n % 5}", "BR", "é" * 50) for n in range(1000)]
    (folder / "normalize.js").write_bytes((SCRIPTS / "normalize.js").read_bytes())
    (folder / "directory.js").write_bytes(SCRIPT.read_bytes())
    (folder / "old.js").write_bytes(b"delete Intl.PluralRules;\n" + SCRIPT.read_bytes())
    (folder / "en.html").write_text(render_directory("en", ENGLISH, MEMBERS), "utf-8")
    old = render_directory("en", ENGLISH, MEMBERS).replace("directory.js", "old.js")
    (folder / "old.html").write_text(old, "utf-8")
    (folder / "ar.html").write_text(render_directory("ar", ARABIC, MEMBERS), "utf-8")
    (folder / "many.html").write_text(render_directory("en", ENGLISH, many), "utf-8")
    (folder / "documents.html").write_text(render_documents(), "utf-8")
    (folder / "other.html").write_text("<!doctype html><title>Other</title>", "utf-8")
    server = ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Handler, directory=str(folder))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@dataclass
class Shared:
    """A page that tests use one after the other, with the errors that the browser reported."""

    page: Page
    errors: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def shared(browser: Browser) -> Shared:
    """One page for all tests of this module: opening a window takes longer than a test."""
    shared = Shared(browser.new_page())
    shared.page.on("pageerror", lambda error: shared.errors.append(str(error)))

    def record(message: ConsoleMessage) -> None:
        if message.type == "error" and "favicon" not in message.location["url"]:
            shared.errors.append(message.text)

    shared.page.on("console", record)
    return shared


@pytest.fixture
def page(shared: Shared) -> Iterator[Page]:
    """An empty page; the test fails if a script fails on it or violates the policy."""
    shared.page.goto("about:blank")
    shared.errors.clear()
    yield shared.page
    assert [] == shared.errors


@pytest.fixture(scope="module")
def opened(browser: Browser, address: str) -> Page:
    """The English page, opened once for all searches."""
    page = browser.new_page()
    page.goto(f"{address}/en.html")
    return page


TIME_SEARCHES = """() => {
  const field = document.querySelector('[name=q]');
  const rows = [...document.querySelectorAll('[data-member]')];
  const measure = (action) => {
    const start = performance.now();
    for (let n = 0; n < 10; n += 1) action(n);
    return performance.now() - start;
  };
  const search = (n) => {
    field.value = 'body ' + n;
    field.dispatchEvent(new Event('input', {bubbles: true}));
  };
  const normalize = () => {
    for (const row of rows) {
      const text = row.textContent + row.dataset.search;
      text.normalize('NFKD').toLowerCase().replace(/\\p{M}/gu, '');
    }
  };
  const least = (action) => Math.min(...[1, 2, 3, 4, 5].map(() => measure(action)));
  return least(search) / least(normalize);
}"""
"""The time of a search, as a multiple of the time to normalize the text of all rows once."""

START_COMPOSITION = """() => {
  const field = document.querySelector('[name=q]');
  field.value = 'xi ao';
  field.dispatchEvent(new InputEvent('input', {bubbles: true, isComposing: true}));
}"""

END_COMPOSITION = """() => {
  const field = document.querySelector('[name=q]');
  field.value = '小';
  field.dispatchEvent(new CompositionEvent('compositionend', {bubbles: true}));
}"""

RECORD_ANNOUNCEMENTS = """() => {
  const output = document.querySelector('output');
  window.announcements = [];
  new MutationObserver(() => window.announcements.push(output.textContent))
    .observe(output, {childList: true});
}"""


def visible_names(page: Page) -> set[str]:
    """Return the first word of each visible row."""
    return {
        text.split()[0]
        for text in page.locator("[data-member]:visible p:first-child").all_inner_texts()
    }


def search(page: Page, query: str) -> set[str]:
    page.fill("[name=q]", query)
    return visible_names(page)


ALL = {member[0].split()[0] for member in MEMBERS}


def test_without_a_filter_every_row_shows_and_the_form_appears(page: Page, address: str):
    page.goto(f"{address}/en.html")

    expect(page.locator("form")).to_be_visible()
    assert ALL == visible_names(page)


def test_without_the_script_the_form_stays_hidden_and_every_row_shows(
    browser: Browser, address: str
):
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{address}/en.html")

    assert not page.locator("form").is_visible()
    assert len(MEMBERS) == page.locator("[data-member]:visible").count()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("jose nandu", {"José"}),
        ("NANDU  josé", {"José"}),
        ("brasilia jos", {"José"}),
        ("jose sorensen", set()),
        ("lukasz sorensen", {"Łukasz"}),
        ("strasse aether", {"Łukasz"}),
        ("STRASSE", {"Łukasz"}),
        ("алена", {"Алёна"}),
        ("чаиковская", {"Алёна"}),
        ("احمد الاغا", {"أحمد"}),
        ("مدرسه الهدي", {"أحمد"}),
        ("2024", {"أحمد"}),
        ("۲۰۲۴", {"أحمد"}),
        ("小明", {"王小明"}),
        ("开放大学", {"王小明"}),
        ("xiaoming", {"王小明"}),
        ("o'neil", {"Zoë"}),
        ("zoe\u0308", {"Zoë"}),
        ("ｏｐｅｎ　ｃｏｔｅ", {"Zoë"}),
        ("   ", ALL),
        ("[.*", set()),
    ],
)
def test_words_are_found_as_people_type_them(opened: Page, query: str, expected: set[str]):
    assert expected == search(opened, query)


def test_words_half_written_with_an_input_method_are_not_searched_yet(page: Page, address: str):
    page.goto(f"{address}/en.html")
    page.evaluate(START_COMPOSITION)
    before = visible_names(page)
    page.evaluate(END_COMPOSITION)

    assert [ALL, {"王小明"}] == [before, visible_names(page)]


def test_a_group_can_be_chosen(page: Page, address: str):
    page.goto(f"{address}/en.html")
    page.select_option("[name=group]", "civil")

    assert {"Алёна", "أحمد", "Zoë"} == visible_names(page)


def test_a_country_can_be_chosen(page: Page, address: str):
    page.goto(f"{address}/en.html")
    page.select_option("[name=country]", "CN")

    assert {"王小明"} == visible_names(page)


@pytest.mark.parametrize(
    ("region", "expected"),
    [("europe", {"Łukasz", "Алёна", "Zoë"}), ("africa", {"أحمد"}), ("", ALL)],
)
def test_a_region_can_be_chosen(page: Page, address: str, region: str, expected: set[str]):
    page.goto(f"{address}/en.html?region=americas")
    page.select_option("[name=region]", region)

    assert expected == visible_names(page)
    page.wait_for_url(f"{address}/en.html" + (f"?region={region}" if region else ""))


def test_region_and_country_must_agree(page: Page, address: str):
    page.goto(f"{address}/en.html?region=europe&country=NO")

    assert {"Łukasz"} == visible_names(page)
    page.select_option("[name=country]", "BR")
    assert set() == visible_names(page)


def test_text_group_and_country_must_all_agree(page: Page, address: str):
    page.goto(f"{address}/en.html")
    page.select_option("[name=group]", "academia")
    page.select_option("[name=country]", "BR")

    assert {"José"} == search(page, "universidad")
    assert set() == search(page, "sorensen")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("type=minutes", ["Minutes"]),
        ("area=seeds", ["Handbook"]),
        ("language=en", ["Handbook", "Declaration"]),
        ("language=en&year=2022", ["Declaration"]),
        ("language=fr&type=minutes", []),
        ("q=hand&year=2023", ["Handbook"]),
        ("year=1999", ["Handbook", "Declaration", "Minutes"]),
    ],
)
def test_documents_are_filtered_by_each_of_the_values_that_they_have(
    page: Page, address: str, query: str, expected: list[str]
):
    page.goto(f"{address}/documents.html?{query}")

    assert expected == page.locator("[data-document]:visible p").all_inner_texts()
    assert len(expected) == page.locator("section:visible").count()


def test_the_chosen_values_are_in_the_address_so_that_a_view_can_be_linked(
    page: Page, address: str
):
    page.goto(f"{address}/documents.html")
    page.select_option("[name=language]", "en")
    page.select_option("[name=year]", "2022")

    expect(page).to_have_url(f"{address}/documents.html?language=en&year=2022")
    expect(page.locator("output")).to_have_text("1 member")


def test_a_section_without_a_row_to_show_is_hidden(page: Page, address: str):
    page.goto(f"{address}/en.html")
    search(page, "aroha")

    hidden = page.locator("section[hidden]").evaluate_all("all => all.map(each => each.id)")

    assert ["academia", "civil"] == hidden


@pytest.mark.parametrize(
    ("query", "expected"), [("", "7 members"), ("jose", "1 member"), ("nobody", "No member")]
)
def test_the_live_region_announces_how_many(page: Page, address: str, query: str, expected: str):
    page.goto(f"{address}/en.html")
    search(page, query)

    expect(page.locator("output")).to_have_text(expected)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=nobody", "٠"),
        ("country=TN", "one"),
        ("q=s&group=academia", "two"),
        ("group=civil", "few 3"),
        ("", "few 7"),
    ],
)
def test_the_number_is_in_the_plural_form_of_the_language(
    page: Page, address: str, query: str, expected: str
):
    page.goto(f"{address}/ar.html?{query}")

    expect(page.locator("output")).to_have_text(expected)


def test_a_browser_without_plural_rules_gets_the_general_form(page: Page, address: str):
    page.goto(f"{address}/old.html?country=BR")

    expect(page.locator("output")).to_have_text("1 members")


def test_the_live_region_speaks_once_for_a_word_typed_quickly(page: Page, address: str):
    page.goto(f"{address}/en.html")
    page.evaluate(RECORD_ANNOUNCEMENTS)
    page.type("[name=q]", "jose", delay=20)
    expect(page.locator("output")).to_have_text("1 member")

    assert ["1 member"] == page.evaluate("window.announcements")


def test_the_address_carries_what_is_chosen_and_nothing_empty(page: Page, address: str):
    page.goto(f"{address}/en.html?country=FR#civil")
    page.select_option("[name=country]", "")
    page.select_option("[name=group]", "civil")
    search(page, " zoë ")

    page.wait_for_url(f"{address}/en.html?q=zo%C3%AB&group=civil#civil")


def test_an_address_brings_its_filter(page: Page, address: str):
    page.goto(f"{address}/en.html?q=jose&group=academia&country=BR")

    assert {"José"} == visible_names(page)
    assert ["jose", "academia", "BR"] == [
        page.input_value(f"[name={name}]") for name in ("q", "group", "country")
    ]


def test_unknown_values_in_the_address_are_ignored(page: Page, address: str):
    page.goto(f"{address}/en.html?group=<script>&region=002&country=XX&other=1&q=%E0%A4%A")
    page.fill("[name=q]", "")

    assert ALL == visible_names(page)
    assert ["all", "all", "all"] == page.locator("select option:checked").all_inner_texts()


def test_clear_shows_everything_and_leads_back_to_the_search_field(page: Page, address: str):
    page.goto(f"{address}/en.html?q=jose&group=academia&country=BR#civil")
    page.click("button[type=reset]")

    page.wait_for_url(f"{address}/en.html#civil")
    assert ALL == visible_names(page)
    expect(page.locator("[name=q]")).to_be_focused()
    expect(page.locator("output")).to_have_text("7 members")


def test_enter_does_not_load_the_page_again(page: Page, address: str):
    page.goto(f"{address}/en.html")
    page.evaluate("window.here = true")
    search(page, "jose")
    page.press("[name=q]", "Enter")

    page.wait_for_url(f"{address}/en.html?q=jose")
    assert page.evaluate("window.here")


def test_escape_clears_the_search_and_leaves_the_group(page: Page, address: str):
    page.goto(f"{address}/en.html?q=zoe&group=civil")
    # Sent as an event, because Chromium empties a search field on its own and others do not
    page.dispatch_event("[name=q]", "keydown", {"key": "Escape"})

    assert {"Алёна", "أحمد", "Zoë"} == visible_names(page)
    page.wait_for_url(f"{address}/en.html?group=civil")


def test_back_from_another_page_finds_the_filter_as_it_was(page: Page, address: str):
    page.goto(f"{address}/en.html")
    page.select_option("[name=group]", "civil")
    search(page, "zoe")
    page.get_by_role("link", name="elsewhere").click()
    page.wait_for_url("**/other.html")
    page.go_back()

    assert {"Zoë"} == visible_names(page)
    assert "zoe" == page.input_value("[name=q]")


def test_a_page_that_comes_back_with_old_fields_follows_its_address(page: Page, address: str):
    page.goto(f"{address}/en.html?q=zoe")
    page.evaluate("document.querySelector('[name=q]').value = 'old'")
    page.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")

    assert "zoe" == page.input_value("[name=q]")


def test_back_within_the_page_applies_the_address_again(page: Page, address: str):
    page.goto(f"{address}/en.html?q=zoe")
    page.get_by_role("link", name="civil").click()
    page.select_option("[name=group]", "academia")
    search(page, "")
    page.go_back()

    expect(page.locator("[name=q]")).to_have_value("zoe")
    assert {"Zoë"} == visible_names(page)


def test_a_search_of_a_thousand_rows_normalizes_their_text_only_once(page: Page, address: str):
    page.goto(f"{address}/many.html")

    assert page.evaluate(TIME_SEARCHES) < 1
