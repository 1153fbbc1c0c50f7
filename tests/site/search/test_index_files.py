"""The index of the search: what is in it, what is not, and that it is safe as a script."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.site import map_generated_files
from coalition.site.search.index_files import _render_script
from support.site_objects import load_sites
from support.sites import Built, get_text

SITES = load_sites("orchard")
LANGUAGES = sorted(SITES)

SCRIPT = re.compile(r"\(window\.coalition=window\.coalition\|\|\{\}\)\.(\w+)=(.*);\n", re.DOTALL)


def read_script(content: bytes) -> Any:  # noqa: ANN401 - what JSON can hold
    """Return the value that a script assigns."""
    match = SCRIPT.fullmatch(content.decode())
    assert match
    return json.loads(match[2])


def read_index(language: str) -> tuple[Any, Any]:
    folder = "" if language == "en" else f"{language}/"
    files = map_generated_files(SITES[language])
    titles, words = (files[f"{folder}search/{name}.js"] for name in ("titles", "words"))
    return read_script(titles.content), read_script(words.content)


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_files_are_about_the_same_entries(language: str) -> None:
    titles, words = read_index(language)
    assert titles["version"] == words["version"]
    assert len(titles["entries"]) == len(words["texts"])
    assert {entry[0] for entry in titles["entries"]} <= set(range(len(titles["kinds"])))


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_in_other_languages_are_in_the_index(language: str) -> None:
    titles, _ = read_index(language)
    by_path = {one[1]: [one[2], *(one[4:5] or [[]])[0]] for one in titles["entries"]}
    assert {"Handbook of Grafting", "Manuel du greffage"} <= {
        *by_path["documents/grafting-handbook/"]
    }
    assert "OC-SEED" in by_path[""]
    assert {"México", "墨西哥", "المكسيك"} <= {*by_path["members/country/mx/"]}


def test_the_same_data_give_the_same_bytes() -> None:
    first, second = (map_generated_files(load_sites("orchard")["ar"]) for _ in range(2))
    for name in ("ar/search/titles.js", "ar/search/words.js"):
        assert first[name].content == second[name].content


@given(
    st.text(), st.sampled_from(["</script>", "\u2028", "\u2029", "<!--", "__proto__", '"', "\\"])
)
def test_any_text_is_only_a_string(text: str, hostile: str) -> None:
    value = [text + hostile + text]
    content = _render_script("searchTitles", value)
    assert value == read_script(content)
    assert not re.search("[<\u2028\u2029]", content.decode())


def words_of(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


def test_only_words_of_the_page_are_in_the_index(site: Built) -> None:
    """Names in other languages apart, which are on the pages of these languages."""
    for folder in site.languages.values():
        titles, words = (
            read_script((site.root / f"{folder}search/{file}.js").read_bytes())
            for file in ("titles", "words")
        )
        for entry, texts in zip(titles["entries"], words["texts"], strict=True):
            page = site.page(folder + entry[1])
            source = words_of(get_text(page.one("body"))) | words_of(page.meta("description") or "")
            unknown = set().union(*map(words_of, [entry[2], *texts])) - source
            assert unknown == set(), page.path


def test_drafts_and_redirects_are_not_in_the_index(orchard: Built) -> None:
    titles = read_script((orchard.root / "search/titles.js").read_bytes())
    paths = [entry[1] for entry in titles["entries"]]
    assert len(paths) == len(set(paths))
    assert "action-plan/paths/" in paths
    assert "action-plan/ways/" not in paths
    assert "404.html" not in paths
