"""The catalogs of the messages that editors read are current and have the same placeholders."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from coalition.i18n.catalog_update import update_catalog
from coalition.i18n.catalogs import read_catalog
from coalition.i18n.diagnostic_catalogs import (
    CATALOG_FOLDER,
    CATALOG_NAME,
    extract_diagnostics,
    load_diagnostic_translations,
    update_diagnostic_catalogs,
)

FILES = sorted(CATALOG_FOLDER.glob(f"*/{CATALOG_NAME}"))
PLACEHOLDER = re.compile(r"%\(\w+\)s")
ADVICE = "run 'python3 tasks.py i18n-update', and translate what is new"


def list_texts(text: object) -> list[str]:
    return [*text] if isinstance(text, list | tuple) else [str(text)]


def test_french_comes_first():
    assert "fr" in [file.parent.name for file in FILES]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.name)
def test_a_catalog_has_the_messages_of_the_code(file: Path, tmp_path: Path):
    copy = tmp_path / CATALOG_NAME
    shutil.copy(file, copy)

    assert not update_catalog(extract_diagnostics(), copy, file.parent.name), ADVICE


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.name)
def test_a_translation_has_the_placeholders_of_its_original(file: Path):
    for message in read_catalog(file, file.parent.name).messages:
        originals, translations = list_texts(message.id), list_texts(message.string)
        allowed = {*PLACEHOLDER.findall(originals[-1])}
        needed = set.intersection(*({*PLACEHOLDER.findall(text)} for text in originals))
        for translation in filter(None, translations):
            used = {*PLACEHOLDER.findall(translation)}
            assert needed <= used <= allowed, f"{originals}: {translation}"


def test_a_catalog_has_the_plural_of_its_language():
    translations = load_diagnostic_translations("fr")
    pattern = "%(label)s was last checked on %(checked)s, more than {} ago"
    texts = [
        translations.ngettext(pattern.format("a month"), pattern.format("%(count)s months"), number)
        for number in (1, 2)
    ]

    assert "d’un mois" in texts[0]
    assert "%(count)s mois" in texts[1]


def test_a_language_without_a_catalog_shows_the_originals():
    assert "a text" == load_diagnostic_translations("xx").gettext("a text")


def test_the_catalogs_are_updated_only_in_the_repository_of_the_program(tmp_path: Path):
    assert [] == list(update_diagnostic_catalogs(tmp_path))
