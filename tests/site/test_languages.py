"""Languages: how each formats dates, numbers and lists, and a site in two languages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from gettext import NullTranslations
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from coalition.i18n import catalogs
from coalition.i18n.locale import Language, get_language_codes, get_language_tag, get_text_direction
from coalition.model.field_types import PartialDate
from coalition.site.files.atom import ATOM_NAMESPACE
from support.projects import ADDRESS, INVENTED, PROJECT
from support.sites import Built, Document, get_text


def make_language(code: str) -> Language:
    """Return a language without a catalog."""
    return Language(code, NullTranslations())


@cache
def load_language(code: str) -> Language:
    """Return a language with its catalog."""
    file = catalogs.get_catalog_path(PROJECT / "theme" / "locale", code)
    return Language(code, catalogs.read_catalog(file, code).translations)


@pytest.fixture(scope="module")
def arabic() -> Language:
    """Arabic with its catalog."""
    return load_language("ar")


@pytest.mark.parametrize(
    ("code", "tag", "direction", "name"),
    [
        ("en", "en", "ltr", "English"),
        ("fr", "fr", "ltr", "Français"),
        ("ar", "ar", "rtl", "العربية"),
        ("he", "he", "rtl", "עברית"),
        ("zh", "zh-Hans", "ltr", "中文"),
        ("zh_Hant", "zh-Hant", "ltr", "中文 (繁體)"),
        ("ru", "ru", "ltr", "Русский"),
    ],
)
def test_a_language_knows_its_tag_direction_and_own_name(
    code: str, tag: str, direction: str, name: str
):
    language = make_language(code)

    assert (tag, direction, name) == (language.tag, language.direction, language.name)


def test_a_code_that_nobody_knows_is_written_from_left_to_right():
    assert "ltr" == get_text_direction("xx")
    assert "xx" == get_language_tag("xx")
    assert "xx" not in get_language_codes()


@pytest.mark.parametrize(
    ("code", "moment", "expected"),
    [
        ("en", date(2019, 11, 25), "25 November 2019"),
        ("fr", date(2019, 11, 25), "25 novembre 2019"),
        ("es", date(2019, 11, 25), "25 de noviembre de 2019"),
        ("ru", date(2019, 11, 25), "25 ноября 2019 г."),
        ("zh", date(2019, 11, 25), "2019年11月25日"),
        ("ar", date(2019, 11, 25), "25 نوفمبر 2019"),
        ("en", PartialDate(2020, 3), "March 2020"),
        ("ru", PartialDate(2020, 3), "март 2020 г."),
        ("zh", PartialDate(2020, 3), "2020年3月"),
        ("en", PartialDate(2017), "2017"),
        ("fr", PartialDate(2020, 5, 1), "1er mai 2020"),
        ("fr", date(2020, 5, 11), "11 mai 2020"),
        ("en", PartialDate(2024, 11, 19), "19 November 2024"),
    ],
)
def test_dates_are_as_precise_as_they_are_known(
    code: str, moment: PartialDate | date, expected: str
):
    formatted = make_language(code).format_date(moment)

    assert expected == " ".join(formatted.split())  # Russian has a narrow no-break space


def test_numbers_have_latin_digits_everywhere():
    assert "1,234" == make_language("en").format_number(1234)
    assert all(sign.isascii() for sign in make_language("ar").format_number(1234) if sign.isdigit())
    assert all(sign.isascii() for sign in make_language("fa").format_number(1234) if sign.isdigit())


def test_lists_are_joined_as_sentences_do():
    assert "a, b and c" == make_language("en").join_list(["a", "b", "c"])
    assert "a, b et c" == make_language("fr").join_list(["a", "b", "c"])
    assert "a、b和c" == make_language("zh").join_list(["a", "b", "c"])


def test_countries_and_languages_have_their_everyday_names():
    assert ("Norway", "Norvège") == tuple(make_language(c).country_name("NO") for c in ("en", "fr"))
    assert "XQ" == make_language("en").country_name("XQ")
    assert "arabe" == make_language("fr").language_name("ar")


def test_a_language_without_a_catalog_has_the_messages_of_the_source():
    assert "Members" == make_language("fr").translations.gettext("Members")


def test_a_catalog_has_messages_and_all_plural_forms(arabic: Language):
    one, many = "%(shown)s member", "%(shown)s members"
    forms = {
        number: arabic.translations.ngettext(one, many, number) for number in (0, 1, 2, 3, 11, 100)
    }

    assert "الأعضاء" == arabic.translations.gettext("Members")
    assert 6 == len(set(forms.values()))
    assert "عضوان" == forms[2]


def test_each_plural_form_of_a_language_has_a_number_that_takes_it(arabic: Language):
    assert {"zero", "one", "two", "few", "many", "other"} == set(arabic.plural_examples)
    assert {"one", "other"} == set(make_language("en").plural_examples)
    assert {"other"} == set(make_language("zh").plural_examples)


def iter_arabic_pages(site: Built) -> Iterator[Document]:
    return (page for page in site.pages() if page.path.startswith("ar/"))


def test_arabic_pages_are_arabic_from_right_to_left(lantern: Built):
    markings = {
        (page.root.get("lang"), page.root.get("dir")) for page in iter_arabic_pages(lantern)
    }

    assert {("ar", "rtl")} == markings


def test_every_page_has_the_same_path_in_both_languages(lantern: Built):
    in_arabic = {page.path.removeprefix("ar/") for page in iter_arabic_pages(lantern)}
    in_english = {path for path in lantern.documents if not path.startswith("ar/")}

    assert in_english == in_arabic


def test_arabic_pages_have_the_messages_of_the_catalog(lantern: Built, arabic: Language):
    page, gettext = lantern.page("ar/members/"), arabic.translations.gettext
    menu = ("About", "Action plan", "SDGs", "Members", "Events", "News", "Join")

    assert [gettext(word) for word in menu] == page.texts("nav[@class='menu']//a")
    assert gettext("Members by stakeholder group") in page.texts("h2")
    assert gettext("Former members") in page.texts("h3")
    assert {"مصر", "النرويج", "كندا"} <= set(page.texts("option"))
    assert ["تحالف الفانوس لمكتبات الليل"] == page.texts("span[@class='brand-name']")


def test_counted_words_take_the_plural_of_the_language(lantern: Built):
    assert ["3 أعضاء"] == lantern.page("ar/members/country/no/").texts("p[@class='lead']")
    assert ["عضوان"] == lantern.page("ar/members/country/cn/").texts("p[@class='lead']")


def test_the_filter_gets_the_plural_forms_of_its_page(lantern: Built):
    for folder, forms in (
        ("", {"one", "other"}),
        ("ar/", {"zero", "one", "two", "few", "many", "other"}),
    ):
        output = lantern.page(f"{folder}members/").one("output")

        assert forms | {"zero"} == set(json.loads(output.get("data-messages") or ""))


Marking = tuple[str | None, str | None]
"""The language and the direction of an element, from its attributes or an ancestor's."""


def find_markings(page: Document, text: str) -> list[Marking]:
    """Return language and direction of the elements whose whole text is `text`, inner ones last."""
    return [
        marking
        for element, marking in iter_with_marking(page.root, (None, None))
        if get_text(element) == text
    ]


def iter_with_marking(element: Element, inherited: Marking) -> Iterator[tuple[Element, Marking]]:
    marking = (element.get("lang") or inherited[0], element.get("dir") or inherited[1])
    yield element, marking
    for child in element:
        yield from iter_with_marking(child, marking)


@pytest.mark.parametrize(
    ("address", "text", "expected"),
    [
        ("ar/action-plan/quiet-light/", "Lamps that spare energy & the stars.", ("en", "ltr")),
        ("ar/members/group/volunteers/", "Volunteers", ("en", "ltr")),
        ("ar/members/siraj/", "سراج النموذجي", ("ar", "rtl")),
        ("members/layla-mithal/", "ليلى مثال", ("ar", "rtl")),
        ("members/yang-liwen/", "样例文", ("zh-Hans", "ltr")),
        ("privacy/", "لا نعرف من يقرأ هنا، ولا نريد أن نعرف.", ("ar", "rtl")),
        ("ar/join/", "Take part", ("en", "ltr")),
    ],
)
def test_a_text_in_another_language_says_which_and_how_it_is_written(
    lantern: Built, address: str, text: str, expected: Marking
):
    innermost = find_markings(lantern.page(address), text)[-1]

    assert expected == innermost


def test_english_prose_on_arabic_pages_says_that_it_is_english(lantern: Built):
    typed = [f.read_text("utf-8") for f in (INVENTED / "lantern" / "content").rglob("*.en.md")]
    sentences = {
        line.strip()
        for text in typed
        for line in text.partition("\n\n")[2].splitlines()
        if re.fullmatch(r"[A-Z][\w ,]{20,}\.", line.strip())
    }
    markings = [
        marking
        for page in iter_arabic_pages(lantern)
        for element, marking in iter_with_marking(page.one("main"), ("ar", "rtl"))
        for sentence in sentences
        if sentence in (element.text or "")
    ]

    assert len(markings) > 2
    assert {("en", "ltr")} == set(markings)


def test_the_switcher_leads_to_the_same_page_in_the_languages_own_names(lantern: Built):
    for page in lantern.pages():
        path = page.path.removeprefix("ar/")
        entries = page.all("nav[@class='languages']//a")

        assert ["English", "العربية"] == [(a.text or "").strip() for a in entries], page.path
        targets = [lantern.target(page, a.get("href") or "")[0] for a in entries]
        if path == "404.html":
            assert ["index.html", "ar/index.html"] == targets
        else:
            assert [path, f"ar/{path}"] == targets
        assert ["en", "ar"] == [a.get("lang") for a in entries]
        current = "ar" if page.path.startswith("ar/") else "en"
        assert [current] == [a.get("lang") for a in entries if a.get("aria-current")]


def test_a_site_in_one_language_has_no_switcher(minimal: Built):
    assert 1 == len(minimal.coalition.languages)
    assert [] == [page.path for page in minimal.pages() if page.all("nav[@class='languages']")]


def read_alternates(page: Document) -> dict[str, str]:
    return {
        link.get("hreflang") or "": link.get("href") or ""
        for link in page.all("link[@rel='alternate'][@hreflang]")
    }


def test_translated_pages_name_each_other_and_a_default(lantern: Built):
    page = lantern.page("about/")

    expected = {
        "en": f"{ADDRESS}about/",
        "ar": f"{ADDRESS}ar/about/",
        "x-default": f"{ADDRESS}about/",
    }
    assert expected == read_alternates(page)


def test_translations_name_each_other_their_own_languages_and_a_default(site: Built):
    pages_by_url = {page.url: page for page in site.pages()}
    tags = [get_language_tag(code) for code in site.coalition.languages]
    for page in site.pages():
        alternates = read_alternates(page)
        others = {tag: url for tag, url in alternates.items() if tag != "x-default"}
        if alternates:
            assert page.url == alternates[page.root.get("lang") or ""]
            assert others[min(others, key=tags.index)] == alternates.get("x-default"), page.path
        for tag, url in others.items():
            assert tag == pages_by_url[url].root.get("lang")
            assert read_alternates(pages_by_url[url]) == alternates


def read_canonical_urls(page: Document) -> list[str | None]:
    return [link.get("href") for link in page.all("link[@rel='canonical']")]


def test_each_page_for_search_engines_names_itself_or_its_original_as_canonical(site: Built):
    pages_by_url = {page.url: page for page in site.pages()}
    for page in site.pages():
        urls = read_canonical_urls(page)
        assert int(page.indexable) == len(urls), page.path
        for original in (pages_by_url[url or ""] for url in urls):
            paths = {text.path.removeprefix(site.folder(text)) for text in (page, original)}
            assert urls == read_canonical_urls(original), page.path
            assert 1 == len(paths), paths
            assert original is page or read_notice(page), page.path


def test_every_listed_page_of_data_is_named_in_both_languages(lantern: Built):
    for address in ("", "action-plan/", "members/siraj/", "sdgs/4/", "organisations/yewan/"):
        assert {"en", "ar", "x-default"} == set(read_alternates(lantern.page(address))), address


UNTRANSLATED = ("join/", "news/lamps-for-all/")


def read_notice(page: Document) -> list[str]:
    """Return the sentences of the notice on a page; none if there is no notice."""
    return page.texts("div[@class='notice stack']/p")


@pytest.mark.parametrize("address", UNTRANSLATED)
def test_what_is_only_in_english_is_on_arabic_pages_with_a_notice(
    lantern: Built, arabic: Language, address: str
):
    page = lantern.page(f"ar/{address}")
    message = "This page has not been translated yet, so its text is shown in another language."

    assert arabic.translations.gettext(message) == read_notice(page)[0]
    assert [("en", "ltr")] == [
        (part.get("lang"), part.get("dir")) for part in page.all("*[@class='prose']/div")
    ]


@pytest.mark.parametrize("address", UNTRANSLATED)
def test_what_is_only_in_english_leads_search_engines_to_the_english_page(
    lantern: Built, address: str
):
    sitemap = (lantern.root / "sitemap.xml").read_text("utf-8")
    page = lantern.page(f"ar/{address}")

    assert f"{ADDRESS}{address}" == page.one("link[@rel='canonical']").get("href")
    assert f"<loc>{ADDRESS}{address}</loc>" in sitemap
    assert f"<loc>{ADDRESS}ar/{address}</loc>" not in sitemap
    assert {} == read_alternates(page) == read_alternates(lantern.page(address))


def test_what_is_only_in_arabic_is_on_english_pages_in_the_same_way(lantern: Built):
    page = lantern.page("news/radio-hour/")

    assert read_notice(page)[0].startswith("This page has not been translated yet")
    assert f"{ADDRESS}ar/news/radio-hour/" == page.one("link[@rel='canonical']").get("href")
    assert [("ar", "rtl")] == [(d.get("lang"), d.get("dir")) for d in page.all("article/div")]


def test_an_official_wording_that_is_not_known_in_a_language_makes_no_translation(
    lantern: Built, arabic: Language
):
    page = lantern.page("ar/action-plan/quiet-light/")
    message = (
        "The official wording is shown in another language, because no official version was found"
        " in this one."
    )

    assert arabic.translations.gettext(message) == read_notice(page)[0]
    assert f"{ADDRESS}action-plan/quiet-light/" == page.one("link[@rel='canonical']").get("href")
    assert {} == read_alternates(page)


def test_a_list_below_words_that_are_not_translated_has_its_own_name_and_a_notice(
    lantern: Built, arabic: Language
):
    page = lantern.page("ar/members/")

    assert [arabic.translations.gettext("Members")] == page.texts("h1")
    assert read_notice(page)
    assert {} == read_alternates(page)
    assert [("en", "ltr")] == [
        (part.get("lang"), part.get("dir")) for part in page.all("div[@class='lead']/div")
    ]


def test_the_title_of_a_page_says_its_language_where_that_is_another_one(lantern: Built):
    titles = {
        address: lantern.page(address).one("head/title").get("lang")
        for address in ("ar/news/lamps-for-all/", "ar/about/", "news/radio-hour/", "about/")
    }

    assert ["en", None, "ar", None] == list(titles.values())


def test_a_translation_that_is_outdated_and_unreviewed_says_both(lantern: Built, arabic: Language):
    page, gettext = lantern.page("ar/opening-hours/"), arabic.translations.gettext
    links = page.all("div[@class='notice stack']//a")

    sentences = (
        "The original has changed since this translation was made,"
        " so the translation may be out of date.",
        "No native speaker has reviewed this translation yet."
        " If something reads oddly, you can help to improve it.",
    )
    assert [gettext(sentence) for sentence in sentences] == read_notice(page)[:2]
    assert ["opening-hours/index.html", "ar/translations/index.html"] == [
        lantern.target(page, link.get("href") or "")[0] for link in links
    ]
    assert ["English", gettext("How you can help")] == [get_text(link) for link in links]


def test_a_translation_that_was_read_and_an_original_have_no_notice(lantern: Built):
    for address in (
        "ar/about/",
        "ar/news/night-of-reading/",
        "ar/members/siraj/",
        "about/",
        "join/",
        "opening-hours/",
    ):
        assert [] == read_notice(lantern.page(address)), address


def test_the_switcher_says_in_words_where_a_page_is_not_translated(
    lantern: Built, arabic: Language
):
    for address, untranslated in (("join/", ["العربية (not translated yet)"]), ("about/", [])):
        entries = lantern.page(address).all("nav[@class='languages']//a")
        assert untranslated == [get_text(a) for a in entries if a.get("class") == "untranslated"]
    (entry,) = (a for a in lantern.page("ar/join/").all("nav[@class='languages']//a") if len(a))
    (label,) = entry.findall("span")
    assert ("ar", "rtl") == (label.get("lang"), label.get("dir"))
    assert f"({arabic.translations.gettext('not translated yet')})" == get_text(label)


def test_the_page_on_translations_counts_what_is_there(lantern: Built):
    page = lantern.page("translations/")
    english, arabic = (
        [get_text(cell) for cell in row] for row in page.one("table").findall("tbody/tr")
    )

    assert "English original" == english[0]
    assert ["3 of 5", "1 of 3", "1", "3 of 4"] == arabic[4:]
    assert ["Opening hours"] == [
        get_text(link) for link in page.all("details//a") if "opening" in (link.get("href") or "")
    ][:1]


def test_links_in_markdown_stay_in_the_language_of_the_page_they_name(lantern: Built):
    page = lantern.page("ar/news/night-of-reading/")
    (link,) = page.all("article//a")

    assert "ar/opening-hours/index.html" == lantern.target(page, link.get("href") or "")[0]


def test_each_language_has_all_news_in_its_feed_translated_where_it_can_be(lantern: Built):
    entries, ids = {}, {}
    for folder in ("", "ar/"):
        feed = ElementTree.fromstring((lantern.root / f"{folder}news/atom.xml").read_text("utf-8"))
        feed_entries = feed.findall(f"{{{ATOM_NAMESPACE}}}entry")
        titles = [entry.findtext(f"{{{ATOM_NAMESPACE}}}title") for entry in feed_entries]
        languages = [
            entry.get("{http://www.w3.org/XML/1998/namespace}lang") for entry in feed_entries
        ]
        entries[folder] = dict(zip(titles, languages, strict=True))
        ids[folder] = [entry.findtext(f"{{{ATOM_NAMESPACE}}}id") for entry in feed_entries]

    assert ids[""] == ids["ar/"], "a reader of two feeds meets no article twice"
    assert 4 == len(entries[""]) == len(entries["ar/"])
    assert (None, "ar") == (entries[""]["A night of reading"], entries[""]["ساعة الراديو"])
    assert (None, "en") == (entries["ar/"]["ليلة القراءة"], entries["ar/"]["Lamps for all"])


def test_a_coalition_that_does_not_speak_english_is_not_said_to(minimal: Built):
    for page in minimal.pages():
        assert "fr" == page.root.get("lang"), page.path
        assert "fr_FR" == page.meta("og:locale"), page.path
        assert [] == page.all("*[@lang='en']"), page.path
    assert not (minimal.root / "en").exists()


def test_links_in_a_text_that_is_not_translated_stay_in_the_readers_language(lantern: Built):
    def list_targets(address: str) -> list[str]:
        page = lantern.page(address)
        links = page.all("*[@class='prose']//a")
        return [lantern.target(page, link.get("href") or "")[0] for link in links]

    assert ["members/index.html", "index.html"] == list_targets("join/")
    assert ["ar/members/index.html", "ar/index.html"] == list_targets("ar/join/")
