"""The words that the site asks its catalogues for, and how catalogues are brought up to date."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from hypothesis import given
from hypothesis import strategies as st

from coalition.cli.translating import update_catalog
from coalition.diagnostics.errors import DataError
from coalition.diagnostics.text import format_diagnostics
from coalition.i18n.catalogs import MessageCatalog, parse_catalog, read_catalog
from coalition.i18n.extract import extract_messages
from coalition.i18n.locale import get_plural_samples, make_plural_header
from support.projects import PROJECT
from support.sample_texts import TEXTS

LOCALE = PROJECT / "theme" / "locale"


# What the site asks for


def templates(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (folder / f"{name}.html").write_text(text, "utf-8")
    return folder


def asked(folder: Path, **texts: str) -> dict[object, list[str]]:
    """What templates ask for, with the files: what the code asks for left out."""
    found = extract_messages(templates(folder, **texts))
    places = {
        message.id: [file for file, _ in message.locations] for message in found if message.id
    }
    return {id: files for id, files in places.items() if files[0].startswith("theme/")}


def test_words_of_templates_are_found_with_their_files(tmp_path: Path):
    found = asked(
        tmp_path,
        b='<p title="{{ _("Older") }}">{% trans %}Newer{% endtrans %}</p>',
        a='{{ _("Older") }}{{ ngettext("%(shown)s page", "%(shown)s pages", 2, shown=2) }}',
    )

    expected = {
        "Older": ["theme/templates/a.html", "theme/templates/b.html"],
        ("%(shown)s page", "%(shown)s pages"): ["theme/templates/a.html"],
        "Newer": ["theme/templates/b.html"],
    }
    assert expected == found


def test_words_of_templates_in_folders_are_found(tmp_path: Path):
    (tmp_path / "parts").mkdir()

    assert {"Menu": ["theme/templates/parts/menu.html"]} == asked(
        tmp_path, **{"parts/menu": "{{ _('Menu') }}"}
    )


def test_a_context_makes_another_message(tmp_path: Path):
    templates(tmp_path, a='{{ pgettext("menu", "Main") }}{{ _("Main") }}')
    found = extract_messages(tmp_path)

    assert {None, "menu"} == {message.context for message in found if message.id == "Main"}


def test_words_of_the_code_are_found_with_their_files(tmp_path: Path):
    found = extract_messages(tmp_path)

    places = found["Page not found"].locations
    assert ["src/coalition/site/pages.py"] == [file for file, _ in places]
    assert ("%(shown)s member found", "%(shown)s members found") == found[
        "%(shown)s member found"
    ].id


def test_every_word_that_the_templates_of_this_site_mark_is_found():
    """A simple search for the marks in the files finds no other."""
    folder = PROJECT / "theme" / "templates"
    text = "".join(file.read_text("utf-8") for file in folder.rglob("*.html"))
    marked = set(re.findall(r"""\b_\(\s*"([^"]+)\"""", text)) | set(
        re.findall(r"""\bngettext\(\s*"([^"]+)\"""", text)
    )
    found = extract_messages(folder)

    assert len(marked) > 50
    assert set() == {words for words in marked if words not in found}


def test_a_template_with_a_slip_is_reported_at_its_line(tmp_path: Path):
    templates(tmp_path, page="<p>\n  {% if page %}\n  {{ _('a' }}\n")
    with pytest.raises(DataError) as raised:
        extract_messages(tmp_path)

    expected = """\
theme/templates/page.html:3:1: error: this template cannot be read: unexpected '}', expected ')' \
[template-error]
  |
3 |   {{ _('a' }}
  | ^^^^^^^^^^^^^
  = help: correct this line or the one above; if you changed nothing here, tell a programmer"""
    assert expected == format_diagnostics(raised.value.diagnostics)


def test_a_slip_at_the_end_of_a_template_is_reported_inside_it(tmp_path: Path):
    templates(tmp_path, page="{% if page %}")
    with pytest.raises(DataError) as raised:
        extract_messages(tmp_path)

    (problem,) = raised.value.diagnostics
    assert (1, "{% if page %}") == (problem.location.line, problem.excerpt)


def test_all_templates_that_cannot_be_read_are_reported_at_once(tmp_path: Path):
    templates(tmp_path, a="{% nothing %}", b="{{ _('fine') }}", c="{% endif %}")
    (tmp_path / "d.html").write_bytes("<p>é</p>".encode("latin-1"))
    with pytest.raises(DataError) as raised:
        extract_messages(tmp_path)

    assert ["a.html: template-error", "c.html: template-error", "d.html: not-utf8"] == [
        f"{Path(problem.location.file).name}: {problem.rule}"
        for problem in raised.value.diagnostics
    ]


# Catalogues brought up to date


def template(*ids: str | tuple[str, str]) -> Catalog:
    catalog = Catalog()
    for id in ids:
        catalog.add(id, locations=[("theme/templates/a.html", 0)])
    return catalog


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "fr" / "LC_MESSAGES" / "messages.po"


def write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


HEAD = """\
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


def test_a_catalogue_is_begun_with_everything_still_to_do(file: Path):
    assert update_catalog(template("News", ("%(shown)s page", "%(shown)s pages")), file, "fr")

    expected = f"""\
{HEAD}#: theme/templates/a.html
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
def test_a_catalogue_of_any_language_is_begun_rightly(code: str, tmp_path: Path):
    update_catalog(template(("%(shown)s page", "%(shown)s pages")), tmp_path / "messages.po", code)
    found = read_catalog(tmp_path / "messages.po", code)

    assert () == found.diagnostics
    assert len(get_plural_samples(code)) == len(found.messages[0].string)
    assert code == found.header["Language"][1]


def test_a_second_time_changes_nothing(file: Path):
    words = template("News", ("one %(shown)s", "many %(shown)s"), "long words " * 30)
    first, second = update_catalog(words, file, "fr"), file.stat().st_mtime_ns

    assert first
    assert not update_catalog(words, file, "fr")
    assert second == file.stat().st_mtime_ns


def test_translations_stay(file: Path):
    write(file, HEAD + NEWS)

    assert update_catalog(template("About", "News"), file, "fr")
    assert "Actualités" == read_catalog(file, "fr").translations.gettext("News")
    assert ["About", "News"] == [message.id for message in read_catalog(file, "fr").messages]


def test_what_translators_wrote_stays(file: Path):
    head = HEAD.replace("French.\n", "French.\n#\n# Copyright YEAR Ana, for the PROJECT\n").replace(
        '"Plural', '"Last-Translator: Ana \\"la\\" Lampe <ana@example.org>\\n"\n"Plural'
    )
    write(file, head + "# A title, not a sentence.\n" + NEWS)
    update_catalog(template("News", "About"), file, "fr")
    text = file.read_text("utf-8")

    assert text.startswith(
        "# The site's words: French.\n#\n# Copyright YEAR Ana, for the PROJECT\nmsgid"
    )
    assert '"Last-Translator: Ana \\"la\\" Lampe <ana@example.org>\\n"\n' in text
    assert "# A title, not a sentence.\n#: theme/templates/a.html\nmsgid" in text
    assert not update_catalog(template("News", "About"), file, "fr")


def test_what_programs_wrote_into_the_head_goes_and_no_date_comes(file: Path):
    passing = (
        '"Project-Id-Version: PROJECT VERSION\\n"\n"POT-Creation-Date: 2026-01-01 10:00+0000\\n"\n'
        '"PO-Revision-Date: YEAR-MO-DA HO:MI+ZONE\\n"\n"Generated-By: Babel 2.18.0\\n"\n'
        '"Last-Translator: FULL NAME <EMAIL@ADDRESS>\\n"\n"Language-Team: fr <LL@li.org>\\n"\n'
    )
    head = HEAD.replace('"Plural', f'{passing}"Plural').replace("msgid", "#, fuzzy\nmsgid", 1)
    write(file, head + NEWS)

    assert update_catalog(template("News"), file, "fr")
    assert HEAD + NEWS == file.read_text("utf-8")


def test_a_wrong_head_is_put_right(file: Path):
    wrong = HEAD.replace("nplurals=2; plural=(n > 1)", "nplurals=2; plural=n != 1")
    write(file, wrong.replace("Language: fr", "Language: es") + NEWS)

    assert 2 == len(read_catalog(file, "fr").diagnostics)
    assert update_catalog(template("News"), file, "fr")
    assert () == read_catalog(file, "fr").diagnostics


OLD = '# Said of books.\n#~ msgid "Lend"\n#~ msgstr "Prêter"\n\n'


def test_what_is_no_longer_asked_for_moves_to_the_end(file: Path):
    write(file, HEAD + OLD.replace("#~ ", "") + NEWS)
    update_catalog(template("News"), file, "fr")

    assert HEAD + NEWS + OLD == file.read_text("utf-8")
    assert not update_catalog(template("News"), file, "fr")


def test_it_comes_back_when_it_is_asked_for_again(file: Path):
    write(file, HEAD + NEWS + OLD)
    update_catalog(template("News", "Lend"), file, "fr")

    lend = '# Said of books.\n#: theme/templates/a.html\nmsgid "Lend"\nmsgstr "Prêter"\n\n'
    assert HEAD + NEWS + lend == file.read_text("utf-8")


def test_plurals_come_back_too(file: Path):
    page = ("%(shown)s page", "%(shown)s pages")
    update_catalog(template(page), file, "fr")
    begun = file.read_text("utf-8").replace('[0] ""', '[0] "%(shown)s page"')
    write(file, begun.replace('[1] ""', '[1] "%(shown)s pages"'))
    before = file.read_text("utf-8")
    update_catalog(template("News"), file, "fr")
    update_catalog(template(page), file, "fr")

    assert before == file.read_text("utf-8")


def test_a_message_with_a_context_goes_and_comes_back(file: Path):
    menu = '#: theme/templates/a.html\nmsgctxt "menu"\nmsgid "News"\nmsgstr "Infos"\n\n'
    words = template("News")
    words.add("News", locations=[("theme/templates/a.html", 0)], context="menu")
    write(file, HEAD + NEWS + menu)

    assert not update_catalog(words, file, "fr")
    assert update_catalog(template("News"), file, "fr")
    assert '#~ msgctxt "menu"\n' in file.read_text("utf-8")
    assert update_catalog(words, file, "fr")
    assert HEAD + NEWS + menu == file.read_text("utf-8")


def test_what_was_never_translated_or_only_guessed_is_not_kept(file: Path):
    write(file, HEAD + NEWS + '#, fuzzy\nmsgid "a"\nmsgstr "b"\n\nmsgid "c"\nmsgstr ""\n')
    update_catalog(template("News"), file, "fr")

    assert HEAD + NEWS == file.read_text("utf-8")


def test_a_guess_stays_a_guess(file: Path):
    guess = NEWS.replace("msgid", "#, fuzzy\nmsgid", 1)
    write(file, HEAD + guess)

    assert not update_catalog(template("News"), file, "fr")
    assert HEAD + guess == file.read_text("utf-8")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (("one", "many"), ("one", "several")),
        (("one", "many"), "one"),
        ("one", ("one", "many")),
    ],
)
def test_a_translation_is_only_a_guess_once_its_plural_has_changed(
    before: str | tuple[str, str], after: str | tuple[str, str], file: Path
):
    update_catalog(template(before), file, "fr")
    write(file, re.sub(r'(msgstr\S*) ""\n(?!")', r'\1 "mot"\n', file.read_text("utf-8")))
    update_catalog(template(after), file, "fr")
    found = read_catalog(file, "fr")

    assert () == found.diagnostics
    assert [(after, True)] == [(message.id, message.fuzzy) for message in found.messages]
    assert 'msgstr "mot"' in file.read_text("utf-8") or 'msgstr[0] "mot"' in file.read_text("utf-8")


@pytest.mark.parametrize(
    "wrong",
    ['msgid "a\nmsgstr "b"', 'msgid "News"\nmsgstr "Infos"', "<<<<<<< HEAD", 'msgstr "b"',
     'msgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\nmsgstr[1] "d"\nmsgstr[2] "e"'],
)  # fmt: skip
def test_a_catalogue_that_cannot_be_read_is_left_as_it_is(wrong: str, file: Path):
    text = f"{HEAD}{NEWS}{wrong}\n"
    write(file, text)

    with pytest.raises(DataError) as raised:
        update_catalog(template("News"), file, "fr")

    assert raised.value.diagnostics == read_catalog(file, "fr").parse_diagnostics
    assert text == file.read_text("utf-8")


def test_a_file_that_is_not_utf_8_is_left_as_it_is(file: Path):
    write(file, HEAD)
    file.write_bytes(HEAD.encode() + NEWS.encode("latin-1"))

    with pytest.raises(DataError):
        update_catalog(template("News"), file, "fr")

    assert HEAD.encode() + NEWS.encode("latin-1") == file.read_bytes()


def spoken(found: MessageCatalog) -> dict[object, object]:
    return {
        (message.id, message.context): (message.string, message.fuzzy) for message in found.messages
    }


@pytest.mark.parametrize("code", sorted(path.name for path in LOCALE.glob("[a-z]*")))
def test_the_catalogues_of_this_site_lose_nothing(code: str, tmp_path: Path):
    file, ours = tmp_path / "messages.po", LOCALE / code / "LC_MESSAGES" / "messages.po"
    file.write_bytes(ours.read_bytes())
    update_catalog(extract_messages(PROJECT / "theme" / "templates"), file, code)

    assert spoken(read_catalog(ours, code)) == spoken(read_catalog(file, code))


@given(st.dictionaries(TEXTS, TEXTS, min_size=1), st.sampled_from(["fr", "ar", "zh"]))
def test_whatever_is_translated_is_still_so_afterwards(words: dict[str, str], code: str):
    """Through being dropped and asked for again."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        file = Path(folder) / "messages.po"
        update_catalog(template(*words), file, code)
        found = parse_catalog(file.read_bytes(), code)
        for message in found.messages:
            message.string = words[str(message.id)]
        write(file, said_anew(found))
        for all_words in ((), tuple(words)):
            update_catalog(template(*all_words), file, code)
            assert not update_catalog(template(*all_words), file, code)
        after = read_catalog(file, code)

    assert {problem.rule for problem in after.diagnostics} <= {"wrong-script"}
    assert words == {one: after.translations.gettext(one) for one in words}


def said_anew(found: MessageCatalog) -> str:
    """A catalogue as a translator's tool saves it: in its own way, here without breaking lines."""
    from io import BytesIO

    from babel.messages.pofile import write_po

    body = BytesIO()
    write_po(body, found.babel_catalog, width=0, omit_header=True)
    head = f'"Plural-Forms: {make_plural_header(found.code)}\\n"'
    return f'msgid ""\nmsgstr {head}\n\n{body.getvalue().decode()}'
