"""The catalogues: what they say, and what a translator is told where something in one is wrong."""

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
OURS = sorted(read_catalogs(LOCALE))

HEAD = """\
msgid ""
msgstr ""
"Language: {code}\\n"
"Plural-Forms: {plural}\\n"

"""
"""The first five lines of the catalogues here: what a test writes begins on line 6."""

MEMBERS = """\
msgid "%(shown)s member"
msgid_plural "%(shown)s members"
"""


def catalogue(code: str, *lines: str) -> MessageCatalog:
    """A catalogue that says `lines` below its head."""
    head = HEAD.format(code=code, plural=make_plural_header(code))
    return parse_catalog((head + "\n".join(lines)).encode(), code)


def told(found: MessageCatalog) -> list[tuple[int, str]]:
    """The line and the name of each problem."""
    return [(problem.location.line, problem.rule) for problem in found.diagnostics]


def said(found: MessageCatalog) -> list[tuple[int, str, str]]:
    """The line, message and hint of each problem."""
    return [(problem.location.line, problem.message, problem.hint) for problem in found.diagnostics]


# What a catalogue says


def test_a_catalogue_is_read_from_its_file(tmp_path: Path):
    file = get_catalog_path(tmp_path, "fr")
    file.parent.mkdir(parents=True)
    text = (
        HEAD.format(code="fr", plural=make_plural_header("fr")) + 'msgid "News"\nmsgstr "Infos"\n'
    )
    file.write_text(text, "utf-8")

    found = read_catalog(file, "fr")

    assert () == found.diagnostics
    assert "Infos" == found.translations.gettext("News")
    assert {"fr": "Infos"} == {
        code: one.translations.gettext("News") for code, one in read_catalogs(tmp_path).items()
    }


def test_texts_may_be_wrapped_and_hold_quotes_backslashes_tabs_and_line_breaks():
    found = catalogue(
        "fr", 'msgid ""', '"one "', '"\\"two\\""', 'msgstr ""', '"a\\tb\\n"', '"\\\\n c"'
    )

    assert () == found.diagnostics
    assert "a\tb\n\\n c" == found.translations.gettext('one "two"')


def test_blanks_and_empty_lines_within_an_entry_do_not_matter():
    found = catalogue("fr", '  msgid\t"a" ', "", '   msgstr   "b"')

    assert () == found.diagnostics
    assert "b" == found.translations.gettext("a")


def test_the_same_word_in_another_context_is_another_message():
    found = catalogue(
        "fr", 'msgid "Main"', 'msgstr "un"', 'msgctxt "menu"', 'msgid "Main"', 'msgstr "deux"'
    )

    assert () == found.diagnostics
    assert ("un", "deux") == (
        found.translations.gettext("Main"),
        found.translations.pgettext("menu", "Main"),
    )


def test_a_catalogue_with_windows_line_ends_and_a_byte_order_mark_is_read():
    text = HEAD.format(code="fr", plural=make_plural_header("fr")) + 'msgid "a"\nmsgstr "é"\n'

    found = parse_catalog(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode(), "fr")

    assert () == found.diagnostics
    assert "é" == found.translations.gettext("a")


def test_a_file_is_utf_8_whatever_its_head_says_of_encodings_and_dates():
    text = (
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=ISO-8859-1\\n"\n'
        '"PO-Revision-Date: yesterday\\n"\n'
        '"Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n\nmsgid "a"\nmsgstr "é"\n'
    )

    found = parse_catalog(text.encode(), "fr")

    assert () == found.diagnostics
    assert "é" == found.translations.gettext("a")


def test_the_head_may_have_many_remarks_above_it_and_broken_lines():
    found = parse_catalog(
        b"# one\n# two\n#\n# three\n#, fuzzy\n"
        b'msgid ""\nmsgstr "language: ru\\n"\n'
        b'"PLURAL-FORMS: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n"\n'
        b'"%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);\\n"\n',
        "ru",
    )

    assert () == found.diagnostics
    assert {"language": 7, "PLURAL-FORMS": 8} == {
        key: line for key, (line, _) in found.header.items()
    }


def test_remarks_of_programs_and_former_wordings_are_passed_over():
    found = catalogue(
        "fr", "#. note", "#: a.html", "#, python-format", '#| msgid "b"', 'msgid "a"', 'msgstr "c"',
        '#~| msgid "x"', '#~ msgid "old"', '#~ msgstr "vieux"',
    )  # fmt: skip

    assert () == found.diagnostics
    assert ["a"] == [message.id for message in found.messages]


def test_what_is_no_longer_asked_for_is_no_translation():
    found = catalogue("fr", 'msgid "a"', 'msgstr "b"', "", '#~ msgid "old"', '#~ msgstr "%(x)s"')

    assert () == found.diagnostics
    assert Ratio(1, 1) == found.coverage
    assert "old" == found.translations.gettext("old")


def test_what_is_no_longer_asked_for_may_stand_among_the_others():
    old = '#~ msgid ""\n#~ msgstr "Language: es\\n"\n#~ msgid "a"\n#~ msgstr "vieux"\n'
    text = HEAD.format(code="fr", plural=make_plural_header("fr")) + 'msgid "a"\nmsgstr "b"\n'
    found = parse_catalog((old + text).encode(), "fr")

    assert () == found.diagnostics
    assert "b" == found.translations.gettext("a")


def test_plural_forms_may_stand_in_any_order():
    found = catalogue("fr", 'msgid "a"', 'msgid_plural "b"', 'msgstr[1] "d"', 'msgstr[0] "c"')

    assert () == found.diagnostics
    assert ("c", "d") == (
        found.translations.ngettext("a", "b", 1),
        found.translations.ngettext("a", "b", 2),
    )


@pytest.mark.parametrize("code", ["en", "fr", "es", "ar", "ru", "zh", "he", "lv", "cy", "mt"])
def test_each_number_takes_the_plural_form_that_cldr_gives_it(code: str):
    names = list(get_plural_samples(code))
    forms = (f'msgstr[{place}] "%(shown)s {place}"' for place, _ in enumerate(names))
    found = catalogue(code, MEMBERS.strip(), *forms)

    assert () == found.diagnostics
    for place, numbers in enumerate(get_plural_samples(code).values()):
        for number in numbers:
            word = found.translations.ngettext("%(shown)s member", "%(shown)s members", number)
            assert f"%(shown)s {place}" == word, number


LOOKS = {"wrong-script"}
"""What may be said of invented words: nobody could read them."""


@given(st.dictionaries(TEXTS, TEXTS))
def test_the_words_are_those_of_the_file(words: dict[str, str]):
    lines = [f"msgid {escape(one)}\nmsgstr {escape(other)}" for one, other in words.items()]
    found = catalogue("fr", *lines)

    assert {problem.rule for problem in found.diagnostics} <= LOOKS
    assert words == {one: found.translations.gettext(one) for one in words}


@given(TEXTS, TEXTS, st.data())
def test_the_plural_forms_are_those_of_the_file(one: str, many: str, data: st.DataObject):
    code = data.draw(st.sampled_from(OURS))
    count = len(get_plural_samples(code))
    forms = data.draw(st.lists(TEXTS, min_size=count, max_size=count))
    numbered = (f"msgstr[{place}] {escape(form)}" for place, form in enumerate(forms))
    found = catalogue(code, f"msgid {escape(one)}", f"msgid_plural {escape(many)}", *numbered)
    place_of = c2py(make_plural_header(code).partition("plural=")[2].strip(";"))

    assert {problem.rule for problem in found.diagnostics} <= LOOKS
    for number in range(201):
        assert forms[place_of(number)] == found.translations.ngettext(one, many, number)


# What is not translated yet


def test_what_is_empty_or_only_guessed_is_not_translated_yet():
    found = catalogue(
        "ru", 'msgid "a"', 'msgstr "б"', "#, fuzzy", 'msgid "c"', 'msgstr "д"',
        MEMBERS.strip(), 'msgstr[0] "%(shown)s"', 'msgstr[1] ""', 'msgstr[2] "%(shown)s"',
    )  # fmt: skip

    assert () == found.diagnostics
    assert Ratio(1, 3) == found.coverage
    assert "c" == found.translations.gettext("c")


def test_an_incomplete_catalogue_is_reported_at_the_first_such_message():
    found = catalogue(
        "fr", 'msgid "a"', 'msgstr "b"', 'msgid "c"', 'msgstr ""', 'msgid "d"', 'msgstr ""'
    )

    expected = """\
theme/locale/fr/LC_MESSAGES/messages.po:8:1: error: 2 of 3 messages are not translated yet, the \
first here [incomplete-catalogue]
  |
8 | msgid "c"
  | ^^^^^^^^^
  = help: translate what is missing, or take 'fr' out of 'languages' in data/coalition.yaml"""
    assert expected == format_diagnostics(found.check_completeness())


def test_a_guess_is_told_how_to_become_a_translation():
    found = catalogue("fr", 'msgid "a"', 'msgstr "b"', "", "#, fuzzy", 'msgid "c"', 'msgstr "d"')

    expected = """\
theme/locale/fr/LC_MESSAGES/messages.po:10:1: error: this one of 2 messages is not translated yet \
[incomplete-catalogue]
   |
10 | msgid "c"
   | ^^^^^^^^^
   = help: if the translation is right, take the word 'fuzzy' out of the line above it"""
    assert expected == format_diagnostics(found.check_completeness())


def test_a_complete_catalogue_is_not_incomplete():
    assert [] == list(catalogue("fr", 'msgid "a"', 'msgstr "b"').check_completeness())


def test_what_cannot_be_read_is_not_called_incomplete_as_well():
    found = catalogue("fr", 'msgid "a"', 'msgstr ""', 'msgid "b"', 'msgstr "c')

    assert [(9, "invalid-catalogue")] == told(found)
    assert [] == list(found.check_completeness())


def asked(*ids: str | tuple[str, str]) -> Catalog:
    catalog = Catalog()
    for id in ids:
        catalog.add(id)
    return catalog


def test_a_catalogue_is_stale_where_messages_are_missing_and_where_nobody_asks_for_them():
    found = catalogue("fr", 'msgid "a"', 'msgstr "b"', 'msgid "old"', 'msgstr "vieux"')

    expected = """\
theme/locale/fr/LC_MESSAGES/messages.po:1:1: error: 2 messages are missing, such as 'c' \
[stale-catalogue]
  = help: run 'python3 tasks.py i18n-update', then translate what is new

theme/locale/fr/LC_MESSAGES/messages.po:1:1: error: 1 message is no longer asked for, such as \
'old' [stale-catalogue]
  = help: run 'python3 tasks.py i18n-update'"""
    assert expected == format_diagnostics(found.check_freshness(asked("a", "d", "c")))


def test_a_catalogue_is_stale_where_a_plural_has_changed():
    found = catalogue("zh", 'msgid "a"', 'msgid_plural "b"', 'msgstr[0] "c"')

    assert [] == list(found.check_freshness(asked(("a", "b"))))
    assert 2 == len(list(found.check_freshness(asked(("a", "bb")))))
    assert 2 == len(list(found.check_freshness(asked("a"))))


def test_a_language_without_a_catalogue_is_told_how_to_begin_one():
    expected = """\
theme/locale/pt/LC_MESSAGES/messages.po:1:1: error: there is no catalogue for 'pt', so menus and \
buttons have no words in it [missing-catalogue]
  = help: run 'python3 tasks.py i18n-update', which begins the file, and translate it"""

    assert expected == format_diagnostics([diagnose_missing_catalog("pt")])


# What cannot be read


@pytest.mark.parametrize(
    ("lines", "place", "message"),
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
def test_a_line_that_cannot_be_read_is_reported_once_and_where_it_stands(
    lines: list[str], place: int, message: str
):
    found = catalogue("fr", *lines)

    assert [(place, message)] == [(line, message) for line, message, _ in said(found)]
    assert ["invalid-catalogue"] == [problem.rule for problem in found.diagnostics]
    assert found.diagnostics == found.parse_diagnostics


def test_a_missing_quote_is_shown_with_its_line():
    found = catalogue("fr", 'msgid "Members"', 'msgstr "Membres')

    expected = """\
theme/locale/fr/LC_MESSAGES/messages.po:7:1: error: a quote is missing on this line \
[invalid-catalogue]
  |
7 | msgstr "Membres
  | ^^^^^^^^^^^^^^^
  = help: put the text in one pair of quotes, and a \\ before each " inside it"""
    assert expected == format_diagnostics(found.diagnostics)


def test_what_else_is_wrong_is_reported_in_the_same_run():
    found = catalogue(
        "fr", 'msgid "a"', 'msgstr "b', "", 'msgid "c"', 'msgstr "<i>"', "", "oh", 'msgid "d"',
        'msgstr "%(e)s"',
    )  # fmt: skip

    expected = [(7, "invalid-catalogue"), (12, "invalid-catalogue"), (14, "placeholder-mismatch")]
    assert expected == told(found)


@pytest.mark.parametrize(
    ("again", "line"),
    [
        (['msgid "a b"', 'msgstr "d"'], 9),
        (['msgid ""', '"a "', '"b"', 'msgstr "d"'], 9),
        (['msgid "a b"', 'msgid_plural "c"', 'msgstr[0] "d"', 'msgstr[1] "e"'], 9),
    ],
)
def test_a_message_that_stands_twice_is_reported_however_it_is_wrapped(again: list[str], line: int):
    found = catalogue("fr", 'msgid "a b"', 'msgstr "c"', "", *again)

    expected = [
        (line, "this message stands a second time, first on line 6", "delete one of the two")
    ]
    assert expected == said(found)
    assert "c" == found.translations.gettext("a b")


def test_long_messages_that_only_begin_alike_are_not_the_same():
    found = catalogue(
        "zh", 'msgid ""', '"one"', 'msgid_plural "a"', 'msgstr[0] "一"',
        'msgid ""', '"two"', 'msgid_plural "a"', 'msgstr[0] "二"',
    )  # fmt: skip

    assert () == found.diagnostics


def test_a_second_head_is_reported():
    assert [(6, "duplicate-key")] == told(catalogue("fr", 'msgid ""', 'msgstr "Language: fr\\n"'))


def test_a_merge_that_was_not_finished_is_reported_once():
    found = catalogue(
        "fr", 'msgid "a"', "<<<<<<< HEAD", 'msgstr "b"', "=======", 'msgstr "c"', ">>>>>>> other"
    )

    expected = """\
theme/locale/fr/LC_MESSAGES/messages.po:7:1: error: a merge of two versions was not finished on \
lines 7 to 11 [merge-conflict]
  |
7 | <<<<<<< HEAD
  | ^^^^^^^^^^^^
  = help: keep the version that is right; delete the other and the lines of <, = and > signs"""
    assert expected == format_diagnostics(found.diagnostics)


def test_a_file_that_is_not_utf_8_is_reported_at_its_first_wrong_byte():
    text = HEAD.format(code="fr", plural=make_plural_header("fr")) + 'msgid "a"\nmsgstr "été"\n'

    found = parse_catalog(text.encode("latin-1"), "fr")

    expected = """\
theme/locale/fr/LC_MESSAGES/messages.po:7:9: error: this file is not saved as UTF-8: the byte 0xE9 \
here is no letter in it; it looks like Windows-1252, in which it is 'é' [not-utf8]
  |
7 | msgstr "\N{REPLACEMENT CHARACTER}t\N{REPLACEMENT CHARACTER}"
  |         ^
  = help: save it again as UTF-8: 'Save as' in most editors asks for the encoding"""
    assert expected == format_diagnostics(found.diagnostics)


def test_a_character_that_no_page_can_show_is_reported():
    assert [(7, "control-character")] == told(catalogue("fr", 'msgid "a"', 'msgstr "b\x00c"'))


# What does not fit


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
    found = parse_catalog(HEAD.format(code="fr", plural=plural).encode(), "fr")

    assert [(4, "wrong-plural-forms")] == told(found)


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
    assert () == parse_catalog(HEAD.format(code=code, plural=plural).encode(), code).diagnostics


def test_every_language_can_be_counted_in():
    assert [] == [
        code
        for code in get_language_codes()
        if not matches_plural_rules(make_plural_header(code), code)
    ]


def test_a_catalogue_in_the_folder_of_another_language_is_reported():
    found = parse_catalog(HEAD.format(code="es", plural=make_plural_header("fr")).encode(), "fr")

    expected = """\
theme/locale/fr/LC_MESSAGES/messages.po:3:1: error: this catalogue says that it is in 'es', but it \
lies in the folder 'fr' [wrong-language]
  |
3 | "Language: es\\n"
  | ^^^^^^^^^^^^^^^^
  = help: write "Language: fr\\n", or move the file"""
    assert expected == format_diagnostics(found.diagnostics)


@pytest.mark.parametrize("language", ["pt_BR", "pt-BR", ""])
def test_the_head_may_say_its_language_as_other_tools_do_or_not_at_all(language: str):
    head = HEAD.format(code=language, plural=make_plural_header("pt_BR"))

    assert () == parse_catalog(head.encode(), "pt_BR").diagnostics


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
    forms = (f'msgstr[{place}] "%(shown)s"' for place in range(given))
    found = catalogue(code, *MEMBERS.splitlines(), *forms)

    assert [(6, message, hint)] == said(found)


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
    found = catalogue("fr", 'msgid "a"', 'msgid_plural "b"', *forms)

    assert [(6, message, "write msgstr[0] to [1]")] == said(found)


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
    found = catalogue("fr", f'msgid "{original}"', 'msgstr ""', f'"{translation}"')

    assert [(7, message, hint)] == said(found)


def test_a_misspelt_placeholder_is_missing_and_unknown():
    found = catalogue("fr", 'msgid "%(name)s"', 'msgstr "%(nom)s"')

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
    assert expected == format_diagnostics(found.diagnostics)


def test_a_sign_that_is_written_twice_is_no_placeholder():
    assert () == catalogue("fr", 'msgid "%(n)s %%"', 'msgstr "%(n)s %%"').diagnostics


def test_a_single_sign_is_right_where_the_original_has_one_too():
    assert () == catalogue("fr", 'msgid "100 % done"', 'msgstr "fait à 100 %"').diagnostics


@pytest.mark.parametrize(
    ("original", "translation", "expected"),
    [
        ("<b>a</b>", "<b>é</b>", []),
        ("<b>a</b> <i>c</i>", "<i>é</i> <b>è</b>", []),
        ("<b>a</b>", "é", ["the original has <b> </b> around its words"]),
        ("<b>a</b>", "<b>é", ["the original has <b> </b> around its words"]),
        ("<b>a</b>", "<strong>é</strong>", ["the original has <b> </b> around its words"]),
        ("a", "<b>é</b>", ["the original has no tags around its words"]),
        ("a", "<script src='x'>", ["the original has no tags around its words"]),
        ("a", "é < è", ["the original has no tags around its words"]),
    ],
)
def test_a_translation_has_the_tags_of_its_original(
    original: str, translation: str, expected: list[str]
):
    found = catalogue("fr", f'msgid "{original}"', f'msgstr "{translation}"')

    assert expected == [message for _, message, _ in said(found)]
    assert {7} >= {problem.location.line for problem in found.diagnostics}


def test_where_the_original_has_no_tags_the_signs_are_to_go():
    found = catalogue("fr", 'msgid "a"', 'msgstr "é < è"')

    assert ["take out the signs < and >"] == [hint for _, _, hint in said(found)]


def test_a_plural_form_for_one_number_alone_may_leave_the_number_out():
    forms = ["لا أعضاء", "عضو واحد", "عضوان", "%(shown)s", "%(shown)s", "%(shown)s"]
    numbered = [f'msgstr[{place}] "{form}"' for place, form in enumerate(forms)]

    assert () == catalogue("ar", *MEMBERS.splitlines(), *numbered).diagnostics


@pytest.mark.parametrize(
    ("code", "needing"),
    [("ar", {3, 4, 5}), ("ru", {0, 1, 2}), ("fr", {0, 1}), ("es", {1}), ("en", {1}), ("zh", {0})],
)
def test_a_plural_form_for_several_numbers_must_say_the_number(code: str, needing: set[int]):
    count = len(get_plural_samples(code))
    forms = [f'msgstr[{place}] "–"' for place in range(count)]
    found = catalogue(code, *MEMBERS.splitlines(), *forms)

    assert [(8 + place, "placeholder-mismatch") for place in sorted(needing)] == told(found)


def test_a_plural_form_for_one_number_needs_its_other_placeholders():
    lines = ['msgid "%(country)s: %(shown)s"', 'msgid_plural "%(country)s: %(shown)s"']
    found = catalogue("es", *lines, 'msgstr[0] "uno"', 'msgstr[1] "%(country)s: %(shown)s"')

    expected = "the placeholder %(country)s of the original is missing here"
    assert [(8, expected)] == [(line, message) for line, message, _ in said(found)]


def test_the_tags_around_a_number_may_go_with_it():
    lines = ['msgid "<b>%(shown)s</b> member"', 'msgid_plural "<b>%(shown)s</b> members"']
    others = ['msgstr[1] "<b>%(shown)s</b> miembros"']

    assert () == catalogue("es", *lines, 'msgstr[0] "un miembro"', *others).diagnostics
    assert [(8, "tag-mismatch")] == told(catalogue("es", *lines, 'msgstr[0] "<b>un"', *others))
    assert [(9, "placeholder-mismatch"), (9, "tag-mismatch")] == told(
        catalogue("es", *lines, 'msgstr[0] "un"', 'msgstr[1] "miembros"')
    )


def test_a_guess_need_not_fit():
    assert () == catalogue("fr", "#, fuzzy, c", 'msgid "%(a)s"', 'msgstr "<b>%(b)s"').diagnostics


# Whatever is in the file


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


def proved(data: bytes, code: str) -> MessageCatalog:
    """A catalogue whose problems lie inside it, and which speaks if it has none."""
    found = parse_catalog(data, code)
    lines = re.split(r"\r\n|\r|\n", data.decode("utf-8", "replace").removeprefix("\ufeff"))
    for problem in [*found.diagnostics, *found.check_completeness()]:
        assert problem.message
        assert 1 <= problem.location.line <= len(lines)
        assert 1 <= problem.location.column <= len(problem.excerpt) + 1
    if not found.diagnostics:
        assert "nobody asks" == found.translations.gettext("nobody asks")
    return found


@given(st.lists(st.one_of(LINES, st.text())).map("\n".join), st.sampled_from(["fr", "ar", "zh"]))
def test_any_lines_give_words_or_problems_inside_the_file(text: str, code: str):
    proved(text.encode("utf-8", "surrogatepass"), code)


@given(st.binary())
def test_any_bytes_give_words_or_problems_inside_the_file(data: bytes):
    proved(data, "fr")


@given(st.data())
def test_any_change_of_a_good_catalogue_gives_words_or_problems_inside_it(data: st.DataObject):
    code = data.draw(st.sampled_from(OURS))
    lines = get_catalog_path(LOCALE, code).read_text("utf-8").splitlines()
    first = data.draw(st.integers(0, len(lines)))
    last = data.draw(st.integers(first, min(first + 5, len(lines))))
    lines[first:last] = data.draw(st.lists(st.one_of(LINES, st.sampled_from(lines)), max_size=4))

    proved("\n".join(lines).encode(), code)


# The catalogues of this site


@pytest.fixture(scope="module")
def site_catalogues() -> dict[str, MessageCatalog]:
    return read_catalogs(LOCALE)


@pytest.fixture(scope="module")
def site_messages() -> Catalog:
    return extract_messages(PROJECT / "theme" / "templates")


def translations(found: MessageCatalog) -> list[tuple[int, str]]:
    """Each text that a catalogue says, with the line of its message."""
    texts = [
        (message.lineno or 1, text)
        for message in found.messages
        for text in ([message.string] if isinstance(message.string, str) else message.string)
    ]
    assert texts
    return texts


def test_the_site_has_a_catalogue_for_each_of_its_further_languages(
    site_catalogues: dict[str, MessageCatalog],
):
    assert {"ar", "es", "fr", "ru", "zh"} <= set(site_catalogues)


@pytest.mark.parametrize("code", OURS)
def test_the_catalogues_are_right_complete_and_up_to_date(
    code: str, site_catalogues: dict[str, MessageCatalog], site_messages: Catalog
):
    """Where this fails after a change of words: `python3 tasks.py i18n-update`, then translate."""
    found = site_catalogues[code]

    problems: list[Diagnostic] = [
        *found.diagnostics,
        *found.check_freshness(site_messages),
        *found.check_completeness(),
    ]
    assert "" == format_diagnostics(problems)


def misprints(found: MessageCatalog, pattern: str) -> list[str]:
    """Where the texts of a catalogue have what `pattern` says, outside placeholders and tags."""
    bare = ((line, re.sub(r"%\(\w+\)s|</?\w+>", "x", text)) for line, text in translations(found))
    return [
        f"{get_catalog_display_path(found.code)}:{line}: {text}"
        for line, text in bare
        if re.search(pattern, text)
    ]


@pytest.mark.parametrize("code", OURS)
def test_no_catalogue_has_straight_quotes_stray_blanks_or_three_dots(
    code: str, site_catalogues: dict[str, MessageCatalog]
):
    assert [] == misprints(site_catalogues[code], r"""["'`]|\.\.\.|^\s|\s$|[ ]{2}|--""")


def test_french_has_a_narrow_space_before_its_double_signs(
    site_catalogues: dict[str, MessageCatalog],
):
    assert [] == misprints(site_catalogues["fr"], "(?<!\u202f)[;:!?»]|«(?!\u202f)|“|”")


def test_arabic_has_its_own_comma_semicolon_and_question_mark(
    site_catalogues: dict[str, MessageCatalog],
):
    assert [] == misprints(site_catalogues["ar"], "[,;?]|“|”")


def test_arabic_has_latin_digits(site_catalogues: dict[str, MessageCatalog]):
    assert [] == misprints(site_catalogues["ar"], "[٠-٩۰-۹]")


def test_chinese_has_full_width_signs_beside_its_characters(
    site_catalogues: dict[str, MessageCatalog],
):
    character = "[\u3400-\u9fff]"

    assert [] == misprints(site_catalogues["zh"], f"{character}[,.:;!?()]|[,.:;!?()]{character}")
    assert [] == misprints(
        site_catalogues["zh"], " [，。：；！？（）]|[，。：；！？（）] |[「」『』]"
    )


def test_russian_and_spanish_have_their_own_quotes(site_catalogues: dict[str, MessageCatalog]):
    for code in ("ru", "es"):
        assert [] == misprints(site_catalogues[code], "“|”|„"), code


def test_spanish_opens_its_questions(site_catalogues: dict[str, MessageCatalog]):
    for line, text in translations(site_catalogues["es"]):
        assert (text.count("?"), text.count("!")) == (text.count("¿"), text.count("¡")), line
