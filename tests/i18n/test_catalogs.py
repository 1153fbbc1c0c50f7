"""Catalogs: parsing .po files, and the diagnostics that translators get."""

from __future__ import annotations

import re
from gettext import c2py
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import escape
from hypothesis import given
from hypothesis import strategies as st

from coalition.diagnostics.diagnostic import Diagnostic
from coalition.diagnostics.text import format_diagnostics
from coalition.i18n.catalogs import (
    MessageCatalog,
    diagnose_missing_catalog,
    get_catalog_display_path,
    get_catalog_path,
    parse_catalog,
    read_catalog,
    read_catalogs,
)
from coalition.i18n.coverage import Ratio
from coalition.i18n.extract import extract_messages
from coalition.i18n.locale import (
    get_language_codes,
    get_plural_samples,
    make_plural_header,
    matches_plural_rules,
)
from support.projects import PROJECT
from support.sample_texts import TEXTS

LOCALE = PROJECT / "theme" / "locale"
CODES = sorted(read_catalogs(LOCALE))

HEADER = """\
msgid ""
msgstr ""
"Language: {code}\\n"
"Plural-Forms: {plural}\\n"

"""
"""The first five lines of the catalogs in these tests: a test's own lines start at line 6."""

MEMBERS = """\
msgid "%(shown)s member"
msgid_plural "%(shown)s members"
"""


def make_catalog(code: str, *lines: str) -> MessageCatalog:
    """Parse a catalog with `lines` after its header."""
    header = HEADER.format(code=code, plural=make_plural_header(code))
    return parse_catalog((header + "\n".join(lines)).encode(), code)


def list_rules(catalog: MessageCatalog) -> list[tuple[int, str]]:
    """Return line and rule of each diagnostic."""
    return [(diagnostic.location.line, diagnostic.rule) for diagnostic in catalog.diagnostics]


def list_messages(catalog: MessageCatalog) -> list[tuple[int, str, str]]:
    """Return line, message and hint of each diagnostic."""
    return [
        (diagnostic.location.line, diagnostic.message, diagnostic.hint)
        for diagnostic in catalog.diagnostics
    ]


# Reading catalogs


def test_a_catalog_is_read_from_its_file(tmp_path: Path):
    file = get_catalog_path(tmp_path, "fr")
    file.parent.mkdir(parents=True)
    text = (
        HEADER.format(code="fr", plural=make_plural_header("fr")) + 'msgid "News"\nmsgstr "Infos"\n'
    )
    file.write_text(text, "utf-8")

    catalog = read_catalog(file, "fr")

    assert () == catalog.diagnostics
    assert "Infos" == catalog.translations.gettext("News")
    assert {"fr": "Infos"} == {
        code: catalog.translations.gettext("News")
        for code, catalog in read_catalogs(tmp_path).items()
    }


def test_texts_may_be_wrapped_and_hold_quotes_backslashes_tabs_and_line_breaks():
    catalog = make_catalog(
        "fr", 'msgid ""', '"one "', '"\\"two\\""', 'msgstr ""', '"a\\tb\\n"', '"\\\\n c"'
    )

    assert () == catalog.diagnostics
    assert "a\tb\n\\n c" == catalog.translations.gettext('one "two"')


def test_blanks_and_empty_lines_within_an_entry_do_not_matter():
    catalog = make_catalog("fr", '  msgid\t"a" ', "", '   msgstr   "b"')

    assert () == catalog.diagnostics
    assert "b" == catalog.translations.gettext("a")


def test_the_same_word_in_another_context_is_another_message():
    catalog = make_catalog(
        "fr", 'msgid "Main"', 'msgstr "un"', 'msgctxt "menu"', 'msgid "Main"', 'msgstr "deux"'
    )

    assert () == catalog.diagnostics
    assert ("un", "deux") == (
        catalog.translations.gettext("Main"),
        catalog.translations.pgettext("menu", "Main"),
    )


def test_a_catalog_with_windows_line_ends_and_a_byte_order_mark_is_read():
    text = HEADER.format(code="fr", plural=make_plural_header("fr")) + 'msgid "a"\nmsgstr "é"\n'

    catalog = parse_catalog(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode(), "fr")

    assert () == catalog.diagnostics
    assert "é" == catalog.translations.gettext("a")


def test_a_file_is_utf_8_whatever_its_head_says_of_encodings_and_dates():
    text = (
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=ISO-8859-1\\n"\n'
        '"PO-Revision-Date: yesterday\\n"\n'
        '"Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n\nmsgid "a"\nmsgstr "é"\n'
    )

    catalog = parse_catalog(text.encode(), "fr")

    assert () == catalog.diagnostics
    assert "é" == catalog.translations.gettext("a")


def test_the_head_may_have_many_remarks_above_it_and_broken_lines():
    catalog = parse_catalog(
        b"# one\n# two\n#\n# three\n#, fuzzy\n"
        b'msgid ""\nmsgstr "language: ru\\n"\n'
        b'"PLURAL-FORMS: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n"\n'
        b'"%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);\\n"\n',
        "ru",
    )

    assert () == catalog.diagnostics
    assert {"language": 7, "PLURAL-FORMS": 8} == {
        key: line for key, (line, _) in catalog.header.items()
    }


def test_remarks_of_programs_and_former_wordings_are_passed_over():
    catalog = make_catalog(
        "fr", "#. note", "#: a.html", "#, python-format", '#| msgid "b"', 'msgid "a"', 'msgstr "c"',
        '#~| msgid "x"', '#~ msgid "old"', '#~ msgstr "vieux"',
    )  # fmt: skip

    assert () == catalog.diagnostics
    assert ["a"] == [message.id for message in catalog.messages]


def test_obsolete_messages_are_no_translations():
    catalog = make_catalog(
        "fr", 'msgid "a"', 'msgstr "b"', "", '#~ msgid "old"', '#~ msgstr "%(x)s"'
    )

    assert () == catalog.diagnostics
    assert Ratio(1, 1) == catalog.coverage
    assert "old" == catalog.translations.gettext("old")


def test_obsolete_messages_may_be_among_the_others():
    obsolete = '#~ msgid ""\n#~ msgstr "Language: es\\n"\n#~ msgid "a"\n#~ msgstr "vieux"\n'
    text = HEADER.format(code="fr", plural=make_plural_header("fr")) + 'msgid "a"\nmsgstr "b"\n'
    catalog = parse_catalog((obsolete + text).encode(), "fr")

    assert () == catalog.diagnostics
    assert "b" == catalog.translations.gettext("a")


def test_plural_forms_may_be_in_any_order():
    catalog = make_catalog("fr", 'msgid "a"', 'msgid_plural "b"', 'msgstr[1] "d"', 'msgstr[0] "c"')

    assert () == catalog.diagnostics
    assert ("c", "d") == (
        catalog.translations.ngettext("a", "b", 1),
        catalog.translations.ngettext("a", "b", 2),
    )


@pytest.mark.parametrize("code", ["en", "fr", "es", "ar", "ru", "zh", "he", "lv", "cy", "mt"])
def test_each_number_takes_the_plural_form_that_cldr_gives_it(code: str):
    names = list(get_plural_samples(code))
    forms = (f'msgstr[{index}] "%(shown)s {index}"' for index, _ in enumerate(names))
    catalog = make_catalog(code, MEMBERS.strip(), *forms)

    assert () == catalog.diagnostics
    for index, numbers in enumerate(get_plural_samples(code).values()):
        for number in numbers:
            translation = catalog.translations.ngettext(
                "%(shown)s member", "%(shown)s members", number
            )
            assert f"%(shown)s {index}" == translation, number


IGNORED_RULES = {"wrong-script"}
"""Rules that generated texts may violate: they are in no real language."""


@given(st.dictionaries(TEXTS, TEXTS))
def test_the_words_are_those_of_the_file(translations: dict[str, str]):
    lines = [
        f"msgid {escape(msgid)}\nmsgstr {escape(msgstr)}" for msgid, msgstr in translations.items()
    ]
    catalog = make_catalog("fr", *lines)

    assert {diagnostic.rule for diagnostic in catalog.diagnostics} <= IGNORED_RULES
    assert translations == {msgid: catalog.translations.gettext(msgid) for msgid in translations}


@given(TEXTS, TEXTS, st.data())
def test_the_plural_forms_are_those_of_the_file(singular: str, plural: str, data: st.DataObject):
    code = data.draw(st.sampled_from(CODES))
    count = len(get_plural_samples(code))
    forms = data.draw(st.lists(TEXTS, min_size=count, max_size=count))
    numbered = (f"msgstr[{index}] {escape(form)}" for index, form in enumerate(forms))
    catalog = make_catalog(
        code, f"msgid {escape(singular)}", f"msgid_plural {escape(plural)}", *numbered
    )
    get_index = c2py(make_plural_header(code).partition("plural=")[2].strip(";"))

    assert {diagnostic.rule for diagnostic in catalog.diagnostics} <= IGNORED_RULES
    for number in range(201):
        assert forms[get_index(number)] == catalog.translations.ngettext(singular, plural, number)


# Incomplete and stale catalogs


def test_what_is_empty_or_only_guessed_is_not_translated_yet():
    catalog = make_catalog(
        "ru", 'msgid "a"', 'msgstr "б"', "#, fuzzy", 'msgid "c"', 'msgstr "д"',
        MEMBERS.strip(), 'msgstr[0] "%(shown)s"', 'msgstr[1] ""', 'msgstr[2] "%(shown)s"',
    )  # fmt: skip

    assert () == catalog.diagnostics
    assert Ratio(1, 3) == catalog.coverage
    assert "c" == catalog.translations.gettext("c")


def test_an_incomplete_catalog_is_reported_at_the_first_such_message():
    catalog = make_catalog(
        "fr", 'msgid "a"', 'msgstr "b"', 'msgid "c"', 'msgstr ""', 'msgid "d"', 'msgstr ""'
    )

    expected = """\
theme/locale/fr/LC_MESSAGES/messages.po:8:1: error: 2 of 3 messages are not translated yet, the \
first here [incomplete-catalogue]
  |
8 | msgid "c"
  | ^^^^^^^^^
  = help: translate what is missing, or take 'fr' out of 'languages' in data/coalition.yaml"""
    assert expected == format_diagnostics(catalog.check_completeness())


def test_the_hint_for_a_fuzzy_message_says_how_to_accept_it():
    catalog = make_catalog(
        "fr", 'msgid "a"', 'msgstr "b"', "", "#, fuzzy", 'msgid "c"', 'msgstr "d"'
    )

    expected = """\
theme/locale/fr/LC_MESSAGES/messages.po:10:1: error: this one of 2 messages is not translated yet \
[incomplete-catalogue]
   |
10 | msgid "c"
   | ^^^^^^^^^
   = help: if the translation is right, take the word 'fuzzy' out of the line above it"""
    assert expected == format_diagnostics(catalog.check_completeness())


def test_a_complete_catalog_is_not_incomplete():
    assert [] == list(make_catalog("fr", 'msgid "a"', 'msgstr "b"').check_completeness())


def test_what_cannot_be_read_is_not_called_incomplete_as_well():
    catalog = make_catalog("fr", 'msgid "a"', 'msgstr ""', 'msgid "b"', 'msgstr "c')

    assert [(9, "invalid-catalogue")] == list_rules(catalog)
    assert [] == list(catalog.check_completeness())


def make_template(*ids: str | tuple[str, str]) -> Catalog:
    catalog = Catalog()
    for id in ids:
        catalog.add(id)
    return catalog


def test_a_catalog_with_missing_or_obsolete_messages_is_stale():
    catalog = make_catalog("fr", 'msgid "a"', 'msgstr "b"', 'msgid "old"', 'msgstr "vieux"')

    expected = """\
theme/locale/fr/LC_MESSAGES/messages.po:1:1: error: 2 messages are missing, such as 'c' \
[stale-catalogue]
  = help: run 'python3 tasks.py i18n-update', then translate what is new

theme/locale/fr/LC_MESSAGES/messages.po:1:1: error: 1 message is no longer asked for, such as \
'old' [stale-catalogue]
  = help: run 'python3 tasks.py i18n-update'"""
    assert expected == format_diagnostics(catalog.check_freshness(make_template("a", "d", "c")))


def test_a_catalog_is_stale_where_a_plural_has_changed():
    catalog = make_catalog("zh", 'msgid "a"', 'msgid_plural "b"', 'msgstr[0] "c"')

    assert [] == list(catalog.check_freshness(make_template(("a", "b"))))
    assert 2 == len(list(catalog.check_freshness(make_template(("a", "bb")))))
    assert 2 == len(list(catalog.check_freshness(make_template("a"))))


def test_the_hint_for_a_missing_catalog_says_how_to_create_it():
    expected = """\
theme/locale/pt/LC_MESSAGES/messages.po:1:1: error: there is no catalogue for 'pt', so menus and \
buttons have no words in it [missing-catalogue]
  = help: run 'python3 tasks.py i18n-update', which begins the file, and translate it"""

    assert expected == format_diagnostics([diagnose_missing_catalog("pt")])


# Malformed files


@pytest.mark.parametrize(
    ("lines", "line", "message"),
    [
        (['msgid "a', 'msgstr "b"'], 6, "a quote is missing on this line"),
        (['msgid "a"', 'msgstr b"'], 7, "a quote is missing on this line"),
        (['msgid "a"', 'msgstr "b\\"'], 7, "a quote is missing on this line"),
        (['msgid "a"', 'msgstr "', '"b"'], 7, "a quote is missing on this line"),
        (['msgid "a"', 'msgstr "b "c" d"'], 7, "this line of the catalogue cannot be read"),
        (['msgid "a"', "msgstr 'b'"], 7, "this line of the catalogue cannot be read"),
        (['msgid "a"', 'msgstr "b"', "hello"], 8, "this line of the catalogue cannot be read"),
        (['msgid "a"', 'mgstr "b"'], 7, "this line of the catalogue cannot be read"),
        (['msgid "a"', 'msgstr "\\q"'], 7, "this line of the catalogue cannot be read"),
        (
            ['msgid "a"', 'msgstr ""', 'mgsid "b"', 'msgstr "c"'],
            8,
            "this line of the catalogue cannot be read",
        ),
        (['msgid "a"', 'msgstr "b"', '#~ "c"'], 8, "this text belongs to no message"),
        (['msgid "a"', "msgstr"], 7, "this line of the catalogue cannot be read"),
        (['msgid "a"', 'msgstr[10] "b"'], 7, "this line of the catalogue cannot be read"),
        (["# remark", '"b"'], 7, "this text belongs to no message"),
        (["# remark", 'msgstr "b"'], 7, "this line belongs to no message"),
        (['msgctxt "menu"'], 6, "this line belongs to no message"),
        (['msgid "a"', 'msgid_plural "b"'], 6, "this message has no msgstr line"),
        (['msgid "a"', "", 'msgid "b"', 'msgstr "c"'], 6, "this message has no msgstr line"),
        (
            ['msgid "a"', 'msgstr "b"', 'msgstr "c"'],
            8,
            "'msgstr' stands a second time in this message",
        ),
        (
            ['msgctxt "x"', 'msgid ""', 'msgstr "c"'],
            7,
            "only the head at the top has an empty msgid, and neither context nor plural",
        ),
        (
            ['msgid "a"', 'msgstr[0] "b"'],
            6,
            "numbered translations belong to a message with a line msgid_plural",
        ),
    ],
)  # fmt: skip
def test_a_malformed_line_is_reported_once_at_its_line(lines: list[str], line: int, message: str):
    catalog = make_catalog("fr", *lines)

    assert [(line, message)] == [(line, message) for line, message, _ in list_messages(catalog)]
    assert ["invalid-catalogue"] == [diagnostic.rule for diagnostic in catalog.diagnostics]
    assert catalog.diagnostics == catalog.parse_diagnostics


def test_a_missing_quote_is_shown_with_its_line():
    catalog = make_catalog("fr", 'msgid "Members"', 'msgstr "Membres')

    expected = """\
theme/locale/fr/LC_MESSAGES/messages.po:7:1: error: a quote is missing on this line \
[invalid-catalogue]
  |
7 | msgstr "Membres
  | ^^^^^^^^^^^^^^^
  = help: put the text in one pair of quotes, and a \\ before each " inside it"""
    assert expected == format_diagnostics(catalog.diagnostics)


def test_what_else_is_wrong_is_reported_in_the_same_run():
    catalog = make_catalog(
        "fr", 'msgid "a"', 'msgstr "b', "", 'msgid "c"', 'msgstr "<i>"', "", "oh", 'msgid "d"',
        'msgstr "%(e)s"',
    )  # fmt: skip

    expected = [(7, "invalid-catalogue"), (12, "invalid-catalogue"), (14, "placeholder-mismatch")]
    assert expected == list_rules(catalog)


@pytest.mark.parametrize(
    ("again", "line"),
    [
        (['msgid "a b"', 'msgstr "d"'], 9),
        (['msgid ""', '"a "', '"b"', 'msgstr "d"'], 9),
        (['msgid "a b"', 'msgid_plural "c"', 'msgstr[0] "d"', 'msgstr[1] "e"'], 9),
    ],
)
def test_a_duplicate_message_is_reported_however_it_is_wrapped(again: list[str], line: int):
    catalog = make_catalog("fr", 'msgid "a b"', 'msgstr "c"', "", *again)

    expected = [
        (line, "this message stands a second time, first on line 6", "delete one of the two")
    ]
    assert expected == list_messages(catalog)
    assert "c" == catalog.translations.gettext("a b")


def test_long_messages_that_only_begin_alike_are_not_the_same():
    catalog = make_catalog(
        "zh", 'msgid ""', '"one"', 'msgid_plural "a"', 'msgstr[0] "一"',
        'msgid ""', '"two"', 'msgid_plural "a"', 'msgstr[0] "二"',
    )  # fmt: skip

    assert () == catalog.diagnostics


def test_a_second_head_is_reported():
    assert [(6, "duplicate-key")] == list_rules(
        make_catalog("fr", 'msgid ""', 'msgstr "Language: fr\\n"')
    )


def test_a_merge_that_was_not_finished_is_reported_once():
    catalog = make_catalog(
        "fr", 'msgid "a"', "<<<<<<< HEAD", 'msgstr "b"', "=======", 'msgstr "c"', ">>>>>>> other"
    )

    expected = """\
theme/locale/fr/LC_MESSAGES/messages.po:7:1: error: a merge of two versions was not finished on \
lines 7 to 11 [merge-conflict]
  |
7 | <<<<<<< HEAD
  | ^^^^^^^^^^^^
  = help: keep the version that is right; delete the other and the lines of <, = and > signs"""
    assert expected == format_diagnostics(catalog.diagnostics)


def test_a_file_that_is_not_utf_8_is_reported_at_its_first_wrong_byte():
    text = HEADER.format(code="fr", plural=make_plural_header("fr")) + 'msgid "a"\nmsgstr "été"\n'

    catalog = parse_catalog(text.encode("latin-1"), "fr")

    expected = """\
theme/locale/fr/LC_MESSAGES/messages.po:7:9: error: this file is not saved as UTF-8: the byte 0xE9 \
here is no letter in it; it looks like Windows-1252, in which it is 'é' [not-utf8]
  |
7 | msgstr "\N{REPLACEMENT CHARACTER}t\N{REPLACEMENT CHARACTER}"
  |         ^
  = help: save it again as UTF-8: 'Save as' in most editors asks for the encoding"""
    assert expected == format_diagnostics(catalog.diagnostics)


def test_a_character_that_no_page_can_show_is_reported():
    assert [(7, "control-character")] == list_rules(
        make_catalog("fr", 'msgid "a"', 'msgstr "b\x00c"')
    )


# Translations that do not match their language or their original


def test_an_empty_file_lacks_its_head():
    expected = """\
theme/locale/fr/LC_MESSAGES/messages.po:1:1: error: the head does not count as 'fr' does, which \
has 2 plural forms [wrong-plural-forms]
  = help: write "Plural-Forms: nplurals=2; plural=(n > 1);\\n\""""

    assert expected == format_diagnostics(parse_catalog(b"", "fr").diagnostics)


@pytest.mark.parametrize(
    "plural",
    [
        "nplurals=1; plural=0;",
        "nplurals=2; plural=(n != 1);",
        "nplurals=3; plural=n;",
        "nplurals=2; plural=n%0;",
        "nplurals=2; plural=;",
        "nplurals=many; plural=(n > 1);",
        "plural=(n > 1);",
        "nplurals=" + "9" * 5000 + "; plural=n;",
        "nplurals=2; plural=" + "(" * 500 + "n" + ")" * 500,
        "",
    ],
)
def test_a_head_that_does_not_count_as_its_language_does_is_reported_at_its_line(plural: str):
    catalog = parse_catalog(HEADER.format(code="fr", plural=plural).encode(), "fr")

    assert [(4, "wrong-plural-forms")] == list_rules(catalog)


@pytest.mark.parametrize(
    ("code", "plural"),
    [
        ("fr", "nplurals=2; plural=n>1"),
        ("fr", " nplurals = 2 ; plural = n > 1 ; "),
        ("ar", "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : "
               "n%100>=11 ? 4 : 5;"),
    ],
)  # fmt: skip
def test_a_head_may_count_in_other_signs(code: str, plural: str):
    assert () == parse_catalog(HEADER.format(code=code, plural=plural).encode(), code).diagnostics


def test_every_language_can_be_counted_in():
    assert [] == [
        code
        for code in get_language_codes()
        if not matches_plural_rules(make_plural_header(code), code)
    ]


def test_a_catalog_in_the_folder_of_another_language_is_reported():
    catalog = parse_catalog(
        HEADER.format(code="es", plural=make_plural_header("fr")).encode(), "fr"
    )

    expected = """\
theme/locale/fr/LC_MESSAGES/messages.po:3:1: error: this catalogue says that it is in 'es', but it \
lies in the folder 'fr' [wrong-language]
  |
3 | "Language: es\\n"
  | ^^^^^^^^^^^^^^^^
  = help: write "Language: fr\\n", or move the file"""
    assert expected == format_diagnostics(catalog.diagnostics)


@pytest.mark.parametrize("language", ["pt_BR", "pt-BR", ""])
def test_the_head_may_say_its_language_as_other_tools_do_or_not_at_all(language: str):
    header = HEADER.format(code=language, plural=make_plural_header("pt_BR"))

    assert () == parse_catalog(header.encode(), "pt_BR").diagnostics


@pytest.mark.parametrize(
    ("code", "given", "message", "hint"),
    [
        ("fr", 1, "this message has 1 plural form, 'fr' needs 2", "write msgstr[0] to [1]"),
        ("fr", 3, "this message has 3 plural forms, 'fr' needs 2", "write msgstr[0] to [1]"),
        ("ar", 5, "this message has 5 plural forms, 'ar' needs 6", "write msgstr[0] to [5]"),
        ("zh", 2, "this message has 2 plural forms, 'zh' needs 1", "write msgstr[0] alone"),
    ],
)
def test_too_few_and_too_many_plural_forms_are_reported(
    code: str, given: int, message: str, hint: str
):
    forms = (f'msgstr[{index}] "%(shown)s"' for index in range(given))
    catalog = make_catalog(code, *MEMBERS.splitlines(), *forms)

    assert [(6, message, hint)] == list_messages(catalog)


@pytest.mark.parametrize(
    ("forms", "message"),
    [
        (['msgstr "b"'], "this message has 0 plural forms, 'fr' needs 2"),
        (
            ['msgstr[0] "b"', 'msgstr[2] "c"'],
            "the plural forms of this message are not numbered one after the other",
        ),
    ],
)
def test_plural_forms_are_numbered_from_0_on(forms: list[str], message: str):
    catalog = make_catalog("fr", 'msgid "a"', 'msgid_plural "b"', *forms)

    assert [(6, message, "write msgstr[0] to [1]")] == list_messages(catalog)


@pytest.mark.parametrize(
    ("original", "translation", "message", "hint"),
    [
        (
            "%(name)s, member", "membre",
            "the placeholder %(name)s of the original is missing here",
            "the site puts something in its place: write it where that belongs",
        ),
        (
            "%(name)s, member", "%(name)s, %(nom)s",
            "the original has no placeholder %(nom)s",
            "correct it or leave it out: the original has %(name)s",
        ),
        (
            "News", "%(nom)s", "the original has no placeholder %(nom)s",
            "correct it or leave it out: the original has none",
        ),
        (
            "%(name)s", "%(name)s à 100 %",
            "a single % stands here that begins no placeholder",
            "write %% for the sign, or %(name)s for a placeholder",
        ),
        (
            "News", "100 %",
            "a single % stands here that begins no placeholder",
            "write %% for the sign, or %(name)s for a placeholder",
        ),
        (
            "%(name)s", "%%(name)s",
            "the placeholder %(name)s of the original is missing here",
            "the site puts something in its place: write it where that belongs",
        ),
    ],
)  # fmt: skip
def test_a_translation_has_the_placeholders_of_its_original(
    original: str, translation: str, message: str, hint: str
):
    catalog = make_catalog("fr", f'msgid "{original}"', 'msgstr ""', f'"{translation}"')

    assert [(7, message, hint)] == list_messages(catalog)


def test_a_misspelt_placeholder_is_missing_and_unknown():
    catalog = make_catalog("fr", 'msgid "%(name)s"', 'msgstr "%(nom)s"')

    expected = """\
theme/locale/fr/LC_MESSAGES/messages.po:7:1: error: the original has no placeholder %(nom)s \
[placeholder-mismatch]
  |
7 | msgstr "%(nom)s"
  | ^^^^^^^^^^^^^^^^
  = help: correct it or leave it out: the original has %(name)s

theme/locale/fr/LC_MESSAGES/messages.po:7:1: error: the placeholder %(name)s of the original is \
missing here [placeholder-mismatch]
  |
7 | msgstr "%(nom)s"
  | ^^^^^^^^^^^^^^^^
  = help: the site puts something in its place: write it where that belongs"""
    assert expected == format_diagnostics(catalog.diagnostics)


def test_a_sign_that_is_written_twice_is_no_placeholder():
    assert () == make_catalog("fr", 'msgid "%(n)s %%"', 'msgstr "%(n)s %%"').diagnostics


def test_a_single_sign_is_right_where_the_original_has_one_too():
    assert () == make_catalog("fr", 'msgid "100 % done"', 'msgstr "fait à 100 %"').diagnostics


@pytest.mark.parametrize(
    ("original", "translation", "expected"),
    [
        ("<b>a</b>", "<b>é</b>", []),
        ("<b>a</b> <i>c</i>", "<i>é</i> <b>è</b>", []),
        ("<b>a</b>", "é", ["the original has <b> </b> around its words"]),
        ("<b>a</b>", "<b>é", ["the original has <b> </b> around its words"]),
        ("<b>a</b>", "</b>é<b>", ["the original has <b> </b> around its words"]),
        (
            "<b>a</b> <i>c</i>",
            "<b>é <i>è</b></i>",
            ["the original has <b> </b> <i> </i> around its words"],
        ),
        ("a<br>c", "é<br>è", []),
        ("<b>a</b>", "<strong>é</strong>", ["the original has <b> </b> around its words"]),
        ("a", "<b>é</b>", ["the original has no tags around its words"]),
        ("a", "<script src='x'>", ["the original has no tags around its words"]),
        ("a", "é < è", ["the original has no tags around its words"]),
    ],
)
def test_a_translation_has_the_tags_of_its_original(
    original: str, translation: str, expected: list[str]
):
    catalog = make_catalog("fr", f'msgid "{original}"', f'msgstr "{translation}"')

    assert expected == [message for _, message, _ in list_messages(catalog)]
    assert {7} >= {diagnostic.location.line for diagnostic in catalog.diagnostics}


def test_where_the_original_has_no_tags_the_signs_are_to_go():
    catalog = make_catalog("fr", 'msgid "a"', 'msgstr "é < è"')

    assert ["take out the signs < and >"] == [hint for _, _, hint in list_messages(catalog)]


def test_a_plural_form_for_one_number_alone_may_leave_the_number_out():
    forms = ["لا أعضاء", "عضو واحد", "عضوان", "%(shown)s", "%(shown)s", "%(shown)s"]
    numbered = [f'msgstr[{index}] "{form}"' for index, form in enumerate(forms)]

    assert () == make_catalog("ar", *MEMBERS.splitlines(), *numbered).diagnostics


@pytest.mark.parametrize(
    ("code", "incomplete_forms"),
    [("ar", {3, 4, 5}), ("ru", {0, 1, 2}), ("fr", {0, 1}), ("es", {1}), ("en", {1}), ("zh", {0})],
)
def test_a_plural_form_for_several_numbers_must_say_the_number(
    code: str, incomplete_forms: set[int]
):
    count = len(get_plural_samples(code))
    forms = [f'msgstr[{index}] "–"' for index in range(count)]
    catalog = make_catalog(code, *MEMBERS.splitlines(), *forms)

    assert [
        (8 + index, "placeholder-mismatch") for index in sorted(incomplete_forms)
    ] == list_rules(catalog)


def test_a_plural_form_for_one_number_needs_its_other_placeholders():
    lines = ['msgid "%(country)s: %(shown)s"', 'msgid_plural "%(country)s: %(shown)s"']
    catalog = make_catalog("es", *lines, 'msgstr[0] "uno"', 'msgstr[1] "%(country)s: %(shown)s"')

    expected = "the placeholder %(country)s of the original is missing here"
    assert [(8, expected)] == [(line, message) for line, message, _ in list_messages(catalog)]


def test_the_tags_around_a_number_may_go_with_it():
    lines = ['msgid "<b>%(shown)s</b> member"', 'msgid_plural "<b>%(shown)s</b> members"']
    others = ['msgstr[1] "<b>%(shown)s</b> miembros"']

    assert () == make_catalog("es", *lines, 'msgstr[0] "un miembro"', *others).diagnostics
    assert [(8, "tag-mismatch")] == list_rules(
        make_catalog("es", *lines, 'msgstr[0] "<b>un"', *others)
    )
    assert [(9, "placeholder-mismatch"), (9, "tag-mismatch")] == list_rules(
        make_catalog("es", *lines, 'msgstr[0] "un"', 'msgstr[1] "miembros"')
    )


def test_a_guess_need_not_fit():
    assert () == make_catalog("fr", "#, fuzzy, c", 'msgid "%(a)s"', 'msgstr "<b>%(b)s"').diagnostics


# Arbitrary input


LINES = st.sampled_from(
    [
        'msgid ""', 'msgid "a"', 'msgid "b"', 'msgstr ""', 'msgstr "c"', 'msgstr[0] "c"',
        'msgstr[1] "d"', 'msgstr[7] "d"', 'msgid_plural "e"', 'msgctxt "f"', 'msgctxt ""', '"g"',
        "", "#", "#, fuzzy", "# h", "#~", '#~ msgid "a"', '#~ msgstr "c"', '#~ "i"', '#| msgid "j"',
        '"Language: fr\\n"', '"Plural-Forms: nplurals=2; plural=(n > 1);\\n"', "msgid", '"', "\\",
        '"Plural-Forms: nplurals=99; plural=n;\\n"', '"Content-Type: text/plain; charset=x\\n"',
        "<<<<<<< a", "=======", ">>>>>>> b", 'msgstr "%(x)s %"', 'msgstr "<b>"', "\x00", "\u2028",
        '"PO-Revision-Date: 1\\n"', "msgstr[" + "9" * 5000 + '] "k"', '"\\"', '"\x85"',
    ]
)  # fmt: skip


def parse_and_check(data: bytes, code: str) -> MessageCatalog:
    """Parse `data`; check that diagnostics are inside the file, or that the catalog works."""
    catalog = parse_catalog(data, code)
    lines = re.split(r"\r\n|\r|\n", data.decode("utf-8", "replace").removeprefix("\ufeff"))
    for diagnostic in [*catalog.diagnostics, *catalog.check_completeness()]:
        assert diagnostic.message
        assert 1 <= diagnostic.location.line <= len(lines)
        assert 1 <= diagnostic.location.column <= len(diagnostic.excerpt) + 1
    if not catalog.diagnostics:
        assert "nobody asks" == catalog.translations.gettext("nobody asks")
    return catalog


@given(st.lists(st.one_of(LINES, st.text())).map("\n".join), st.sampled_from(["fr", "ar", "zh"]))
def test_any_lines_give_words_or_problems_inside_the_file(text: str, code: str):
    parse_and_check(text.encode("utf-8", "surrogatepass"), code)


@given(st.binary())
def test_any_bytes_give_words_or_problems_inside_the_file(data: bytes):
    parse_and_check(data, "fr")


@given(st.data())
def test_any_change_of_a_good_catalog_gives_words_or_problems_inside_it(data: st.DataObject):
    code = data.draw(st.sampled_from(CODES))
    lines = get_catalog_path(LOCALE, code).read_text("utf-8").splitlines()
    first = data.draw(st.integers(0, len(lines)))
    last = data.draw(st.integers(first, min(first + 5, len(lines))))
    lines[first:last] = data.draw(st.lists(st.one_of(LINES, st.sampled_from(lines)), max_size=4))

    parse_and_check("\n".join(lines).encode(), code)


# The catalogs of this site


@pytest.fixture(scope="module")
def site_catalogs() -> dict[str, MessageCatalog]:
    return read_catalogs(LOCALE)


@pytest.fixture(scope="module")
def site_messages() -> Catalog:
    return extract_messages(PROJECT / "theme" / "templates")


def translations(catalog: MessageCatalog) -> list[tuple[int, str]]:
    """Return all translations of a catalog with the lines of their messages."""
    texts = [
        (message.lineno or 1, text)
        for message in catalog.messages
        for text in ([message.string] if isinstance(message.string, str) else message.string)
    ]
    assert texts
    return texts


def test_the_site_has_a_catalog_for_each_of_its_further_languages(
    site_catalogs: dict[str, MessageCatalog],
):
    assert {"ar", "es", "fr", "ru", "zh"} <= set(site_catalogs)


@pytest.mark.parametrize("code", CODES)
def test_the_catalogs_are_right_complete_and_up_to_date(
    code: str, site_catalogs: dict[str, MessageCatalog], site_messages: Catalog
):
    """If this fails after a message changed: run `python3 tasks.py i18n-update` and translate."""
    catalog = site_catalogs[code]

    diagnostics: list[Diagnostic] = [
        *catalog.diagnostics,
        *catalog.check_freshness(site_messages),
        *catalog.check_completeness(),
    ]
    assert "" == format_diagnostics(diagnostics)


def find_misprints(catalog: MessageCatalog, pattern: str) -> list[str]:
    """Return the translations that `pattern` matches outside placeholders and tags."""
    plain_texts = (
        (line, re.sub(r"%\(\w+\)s|</?\w+>", "x", text)) for line, text in translations(catalog)
    )
    return [
        f"{get_catalog_display_path(catalog.code)}:{line}: {text}"
        for line, text in plain_texts
        if re.search(pattern, text)
    ]


@pytest.mark.parametrize("code", CODES)
def test_no_catalog_has_straight_quotes_stray_blanks_or_three_dots(
    code: str, site_catalogs: dict[str, MessageCatalog]
):
    assert [] == find_misprints(site_catalogs[code], r"""["'`]|\.\.\.|^\s|\s$|[ ]{2}|--""")


def test_french_has_a_narrow_space_before_its_double_signs(
    site_catalogs: dict[str, MessageCatalog],
):
    assert [] == find_misprints(site_catalogs["fr"], "(?<!\u202f)[;:!?»]|«(?!\u202f)|“|”")


def test_arabic_has_its_own_comma_semicolon_and_question_mark(
    site_catalogs: dict[str, MessageCatalog],
):
    assert [] == find_misprints(site_catalogs["ar"], "[,;?]|“|”")


def test_arabic_has_latin_digits(site_catalogs: dict[str, MessageCatalog]):
    assert [] == find_misprints(site_catalogs["ar"], "[٠-٩۰-۹]")


def test_chinese_has_full_width_punctuation_next_to_its_characters(
    site_catalogs: dict[str, MessageCatalog],
):
    character = "[\u3400-\u9fff]"

    assert [] == find_misprints(site_catalogs["zh"], f"{character}[,.:;!?()]|[,.:;!?()]{character}")
    assert [] == find_misprints(
        site_catalogs["zh"], " [，。：；！？（）]|[，。：；！？（）] |[「」『』]"
    )


def test_russian_and_spanish_have_their_own_quotes(site_catalogs: dict[str, MessageCatalog]):
    for code in ("ru", "es"):
        assert [] == find_misprints(site_catalogs[code], "“|”|„"), code


def test_spanish_opens_its_questions(site_catalogs: dict[str, MessageCatalog]):
    for line, text in translations(site_catalogs["es"]):
        assert (text.count("?"), text.count("!")) == (text.count("¿"), text.count("¡")), line
