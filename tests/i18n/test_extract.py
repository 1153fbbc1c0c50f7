"""Extraction of messages from templates and code, and updating catalogs (`i18n-update`)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from hypothesis import given
from hypothesis import strategies as st

from coalition.diagnostics.errors import DataError
from coalition.diagnostics.text import format_diagnostics
from coalition.i18n.catalog_update import update_catalog
from coalition.i18n.catalogs import MessageCatalog, parse_catalog, read_catalog
from coalition.i18n.extract import extract_messages
from coalition.i18n.locale import get_plural_samples, make_plural_header
from support.projects import PROJECT
from support.sample_texts import TEXTS

LOCALE = PROJECT / "theme" / "locale"


# Extracting messages


def write_templates(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (folder / f"{name}.html").write_text(text, "utf-8")
    return folder


def extract_files_by_message(folder: Path, **texts: str) -> dict[object, list[str]]:
    """Return the messages of templates with their files, without the messages of the code."""
    catalog = extract_messages(write_templates(folder, **texts))
    files_by_id = {
        message.id: [file for file, _ in message.locations] for message in catalog if message.id
    }
    return {id: files for id, files in files_by_id.items() if files[0].startswith("theme/")}


def test_words_of_templates_are_found_with_their_files(tmp_path: Path):
    files_by_message = extract_files_by_message(
        tmp_path,
        b='<p title="{{ _("Older") }}">{% trans %}Newer{% endtrans %}</p>',
        a='{{ _("Older") }}{{ ngettext("%(shown)s page", "%(shown)s pages", 2, shown=2) }}',
    )

    expected = {
        "Older": ["theme/templates/a.html", "theme/templates/b.html"],
        ("%(shown)s page", "%(shown)s pages"): ["theme/templates/a.html"],
        "Newer": ["theme/templates/b.html"],
    }
    assert expected == files_by_message


def test_words_of_templates_in_folders_are_found(tmp_path: Path):
    (tmp_path / "parts").mkdir()

    assert {"Menu": ["theme/templates/parts/menu.html"]} == extract_files_by_message(
        tmp_path, **{"parts/menu": "{{ _('Menu') }}"}
    )


def test_a_context_makes_another_message(tmp_path: Path):
    write_templates(tmp_path, a='{{ pgettext("menu", "Main") }}{{ _("Main") }}')
    catalog = extract_messages(tmp_path)

    assert {None, "menu"} == {message.context for message in catalog if message.id == "Main"}


def test_words_of_the_code_are_found_with_their_files(tmp_path: Path):
    catalog = extract_messages(tmp_path)

    locations = catalog["Page not found"].locations
    assert ["src/coalition/site/pages/content_pages.py"] == [file for file, _ in locations]
    assert ("%(shown)s member found", "%(shown)s members found") == catalog[
        "%(shown)s member found"
    ].id


def test_every_word_that_the_templates_of_this_site_mark_is_found():
    """A plain text search for calls of `_` and `ngettext` finds no other message."""
    folder = PROJECT / "theme" / "templates"
    text = "".join(file.read_text("utf-8") for file in folder.rglob("*.html"))
    calls = re.findall(r"""\b(?:_|ngettext)\(\s*(["'])(.+?)\1""", text)
    expected = {message for _, message in calls}
    catalog = extract_messages(folder)

    assert len(expected) > 50
    assert set() == {message for message in expected if message not in catalog}


def test_a_syntax_error_in_a_template_is_reported_at_its_line(tmp_path: Path):
    write_templates(tmp_path, page="<p>\n  {% if page %}\n  {{ _('a' }}\n")
    with pytest.raises(DataError) as raised:
        extract_messages(tmp_path)

    expected = """\
theme/templates/page.html:3:1: error: this template cannot be read: unexpected '}', expected ')' \
[template-error]
  |
3 |   {{ _('a' }}
  | ^^^^^^^^^^^^^
  = help: correct this line or the one above; if you did not change this file, \
report this to the developers"""
    assert expected == format_diagnostics(raised.value.diagnostics)


def test_an_error_at_the_end_of_a_template_is_reported_inside_it(tmp_path: Path):
    write_templates(tmp_path, page="{% if page %}")
    with pytest.raises(DataError) as raised:
        extract_messages(tmp_path)

    (diagnostic,) = raised.value.diagnostics
    assert (1, "{% if page %}") == (diagnostic.location.line, diagnostic.excerpt)


def test_all_templates_that_cannot_be_read_are_reported_at_once(tmp_path: Path):
    write_templates(tmp_path, a="{% nothing %}", b="{{ _('fine') }}", c="{% endif %}")
    (tmp_path / "d.html").write_bytes("<p>é</p>".encode("latin-1"))
    with pytest.raises(DataError) as raised:
        extract_messages(tmp_path)

    assert ["a.html: template-error", "c.html: template-error", "d.html: not-utf8"] == [
        f"{Path(diagnostic.location.file).name}: {diagnostic.rule}"
        for diagnostic in raised.value.diagnostics
    ]


# Updating catalogs


def make_template(*ids: str | tuple[str, str]) -> Catalog:
    catalog = Catalog()
    for id in ids:
        catalog.add(id, locations=[("theme/templates/a.html", 0)])
    return catalog


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "fr" / "LC_MESSAGES" / "messages.po"


def write_catalog(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


HEADER = """\
# The site's words: French.
msgid ""
msgstr ""
"Language: fr\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"

"""

NEWS = '#: theme/templates/a.html\nmsgid "News"\nmsgstr "Actualités"\n\n'


def test_a_new_catalog_has_all_messages_untranslated(file: Path):
    assert update_catalog(make_template("News", ("%(shown)s page", "%(shown)s pages")), file, "fr")

    expected = f"""\
{HEADER}#: theme/templates/a.html
msgid "News"
msgstr ""

#: theme/templates/a.html
#, python-format
msgid "%(shown)s page"
msgid_plural "%(shown)s pages"
msgstr[0] ""
msgstr[1] ""

"""
    assert expected == file.read_text("utf-8")
    assert () == read_catalog(file, "fr").diagnostics


@pytest.mark.parametrize("code", ["ar", "ru", "zh", "pt_BR", "zh_Hant", "cy"])
def test_a_new_catalog_of_any_language_is_valid(code: str, tmp_path: Path):
    update_catalog(
        make_template(("%(shown)s page", "%(shown)s pages")), tmp_path / "messages.po", code
    )
    catalog = read_catalog(tmp_path / "messages.po", code)

    assert () == catalog.diagnostics
    assert len(get_plural_samples(code)) == len(catalog.messages[0].string)
    assert code == catalog.header["Language"][1]


def test_a_second_time_changes_nothing(file: Path):
    template = make_template("News", ("one %(shown)s", "many %(shown)s"), "long words " * 30)
    is_changed, mtime = update_catalog(template, file, "fr"), file.stat().st_mtime_ns

    assert is_changed
    assert not update_catalog(template, file, "fr")
    assert mtime == file.stat().st_mtime_ns


def test_translations_stay(file: Path):
    write_catalog(file, HEADER + NEWS)

    assert update_catalog(make_template("About", "News"), file, "fr")
    assert "Actualités" == read_catalog(file, "fr").translations.gettext("News")
    assert ["About", "News"] == [message.id for message in read_catalog(file, "fr").messages]


def test_what_translators_wrote_stays(file: Path):
    header = HEADER.replace(
        "French.\n", "French.\n#\n# Copyright YEAR Ana, for the PROJECT\n"
    ).replace('"Plural', '"Last-Translator: Ana \\"la\\" Lampe <ana@example.org>\\n"\n"Plural')
    write_catalog(file, header + "# A title, not a sentence.\n" + NEWS)
    update_catalog(make_template("News", "About"), file, "fr")
    text = file.read_text("utf-8")

    assert text.startswith(
        "# The site's words: French.\n#\n# Copyright YEAR Ana, for the PROJECT\nmsgid"
    )
    assert '"Last-Translator: Ana \\"la\\" Lampe <ana@example.org>\\n"\n' in text
    assert "# A title, not a sentence.\n#: theme/templates/a.html\nmsgid" in text
    assert not update_catalog(make_template("News", "About"), file, "fr")


def test_generated_header_fields_are_removed_and_no_date_is_added(file: Path):
    generated_fields = (
        '"Project-Id-Version: PROJECT VERSION\\n"\n"POT-Creation-Date: 2026-01-01 10:00+0000\\n"\n'
        '"PO-Revision-Date: YEAR-MO-DA HO:MI+ZONE\\n"\n"Generated-By: Babel 2.18.0\\n"\n'
        '"Last-Translator: FULL NAME <EMAIL@ADDRESS>\\n"\n"Language-Team: fr <LL@li.org>\\n"\n'
    )
    header = HEADER.replace('"Plural', f'{generated_fields}"Plural').replace(
        "msgid", "#, fuzzy\nmsgid", 1
    )
    write_catalog(file, header + NEWS)

    assert update_catalog(make_template("News"), file, "fr")
    assert HEADER + NEWS == file.read_text("utf-8")


def test_a_wrong_header_is_corrected(file: Path):
    wrong = HEADER.replace("nplurals=2; plural=(n > 1)", "nplurals=2; plural=n != 1")
    write_catalog(file, wrong.replace("Language: fr", "Language: es") + NEWS)

    assert 2 == len(read_catalog(file, "fr").diagnostics)
    assert update_catalog(make_template("News"), file, "fr")
    assert () == read_catalog(file, "fr").diagnostics


OBSOLETE = '# Said of books.\n#~ msgid "Lend"\n#~ msgstr "Prêter"\n\n'


def test_obsolete_messages_move_to_the_end(file: Path):
    write_catalog(file, HEADER + OBSOLETE.replace("#~ ", "") + NEWS)
    update_catalog(make_template("News"), file, "fr")

    assert HEADER + NEWS + OBSOLETE == file.read_text("utf-8")
    assert not update_catalog(make_template("News"), file, "fr")


def test_an_obsolete_message_comes_back_when_it_is_used_again(file: Path):
    write_catalog(file, HEADER + NEWS + OBSOLETE)
    update_catalog(make_template("News", "Lend"), file, "fr")

    lend = '# Said of books.\n#: theme/templates/a.html\nmsgid "Lend"\nmsgstr "Prêter"\n\n'
    assert HEADER + NEWS + lend == file.read_text("utf-8")


def test_plurals_come_back_too(file: Path):
    page = ("%(shown)s page", "%(shown)s pages")
    update_catalog(make_template(page), file, "fr")
    translated = file.read_text("utf-8").replace('[0] ""', '[0] "%(shown)s page"')
    write_catalog(file, translated.replace('[1] ""', '[1] "%(shown)s pages"'))
    before = file.read_text("utf-8")
    update_catalog(make_template("News"), file, "fr")
    update_catalog(make_template(page), file, "fr")

    assert before == file.read_text("utf-8")


def test_a_message_with_a_context_goes_and_comes_back(file: Path):
    menu = '#: theme/templates/a.html\nmsgctxt "menu"\nmsgid "News"\nmsgstr "Infos"\n\n'
    template = make_template("News")
    template.add("News", locations=[("theme/templates/a.html", 0)], context="menu")
    write_catalog(file, HEADER + NEWS + menu)

    assert not update_catalog(template, file, "fr")
    assert update_catalog(make_template("News"), file, "fr")
    assert '#~ msgctxt "menu"\n' in file.read_text("utf-8")
    assert update_catalog(template, file, "fr")
    assert HEADER + NEWS + menu == file.read_text("utf-8")


def test_untranslated_and_fuzzy_messages_are_dropped_when_obsolete(file: Path):
    write_catalog(file, HEADER + NEWS + '#, fuzzy\nmsgid "a"\nmsgstr "b"\n\nmsgid "c"\nmsgstr ""\n')
    update_catalog(make_template("News"), file, "fr")

    assert HEADER + NEWS == file.read_text("utf-8")


def test_a_fuzzy_message_stays_fuzzy(file: Path):
    fuzzy_news = NEWS.replace("msgid", "#, fuzzy\nmsgid", 1)
    write_catalog(file, HEADER + fuzzy_news)

    assert not update_catalog(make_template("News"), file, "fr")
    assert HEADER + fuzzy_news == file.read_text("utf-8")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (("one", "many"), ("one", "several")),
        (("one", "many"), "one"),
        ("one", ("one", "many")),
    ],
)
def test_a_translation_becomes_fuzzy_when_its_plural_has_changed(
    before: str | tuple[str, str], after: str | tuple[str, str], file: Path
):
    update_catalog(make_template(before), file, "fr")
    write_catalog(file, re.sub(r'(msgstr\S*) ""\n(?!")', r'\1 "mot"\n', file.read_text("utf-8")))
    update_catalog(make_template(after), file, "fr")
    catalog = read_catalog(file, "fr")

    assert () == catalog.diagnostics
    assert [(after, True)] == [(message.id, message.fuzzy) for message in catalog.messages]
    assert 'msgstr "mot"' in file.read_text("utf-8") or 'msgstr[0] "mot"' in file.read_text("utf-8")


@pytest.mark.parametrize(
    "wrong",
    ['msgid "a\nmsgstr "b"', 'msgid "News"\nmsgstr "Infos"', "<<<<<<< HEAD", 'msgstr "b"',
     'msgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\nmsgstr[1] "d"\nmsgstr[2] "e"'],
)  # fmt: skip
def test_a_catalog_that_cannot_be_read_is_left_as_it_is(wrong: str, file: Path):
    text = f"{HEADER}{NEWS}{wrong}\n"
    write_catalog(file, text)

    with pytest.raises(DataError) as raised:
        update_catalog(make_template("News"), file, "fr")

    assert raised.value.diagnostics == read_catalog(file, "fr").parse_diagnostics
    assert text == file.read_text("utf-8")


def test_a_file_that_is_not_utf_8_is_left_as_it_is(file: Path):
    write_catalog(file, HEADER)
    file.write_bytes(HEADER.encode() + NEWS.encode("latin-1"))

    with pytest.raises(DataError):
        update_catalog(make_template("News"), file, "fr")

    assert HEADER.encode() + NEWS.encode("latin-1") == file.read_bytes()


def list_translations(catalog: MessageCatalog) -> dict[object, object]:
    return {
        (message.id, message.context): (message.string, message.fuzzy)
        for message in catalog.messages
    }


@pytest.mark.parametrize("code", sorted(path.name for path in LOCALE.glob("[a-z]*")))
def test_the_catalogs_of_this_site_lose_nothing(code: str, tmp_path: Path):
    file, site_catalog = tmp_path / "messages.po", LOCALE / code / "LC_MESSAGES" / "messages.po"
    file.write_bytes(site_catalog.read_bytes())
    update_catalog(extract_messages(PROJECT / "theme" / "templates"), file, code)

    assert list_translations(read_catalog(site_catalog, code)) == list_translations(
        read_catalog(file, code)
    )


@given(st.dictionaries(TEXTS, TEXTS, min_size=1), st.sampled_from(["fr", "ar", "zh"]))
def test_whatever_is_translated_is_still_so_afterwards(translations: dict[str, str], code: str):
    """Also after messages were removed from the templates and added again."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        file = Path(folder) / "messages.po"
        update_catalog(make_template(*translations), file, code)
        catalog = parse_catalog(file.read_bytes(), code)
        for message in catalog.messages:
            message.string = translations[str(message.id)]
        write_catalog(file, rewrite_with_babel(catalog))
        for ids in ((), tuple(translations)):
            update_catalog(make_template(*ids), file, code)
            assert not update_catalog(make_template(*ids), file, code)
        after = read_catalog(file, code)

    assert {diagnostic.rule for diagnostic in after.diagnostics} <= {"wrong-script"}
    assert translations == {msgid: after.translations.gettext(msgid) for msgid in translations}


def rewrite_with_babel(catalog: MessageCatalog) -> str:
    """Return a catalog as another tool would save it: here Babel, without wrapping lines."""
    from io import BytesIO

    from babel.messages.pofile import write_po

    body = BytesIO()
    write_po(body, catalog.babel_catalog, width=0, omit_header=True)
    header = f'"Plural-Forms: {make_plural_header(catalog.code)}\\n"'
    return f'msgid ""\nmsgstr {header}\n\n{body.getvalue().decode()}'
