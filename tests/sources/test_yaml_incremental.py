"""Incremental parsing of a list gives the same document as parsing the file, whatever is cached."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.sources import yaml_incremental, yaml_parser
from coalition.sources.cache import Cache
from support.projects import ORCHARD

LISTS = ("members", "organisations", "action_areas", "sdgs")
EDITS = (
    "", "\n", "- ", "-x", "  ", "\t", "name:x", '"', "'", "[", "]", "{", "}", "#", ": ", "*a",
    "&a ", "!x ", "|\n", ">\n", "---\n", "...\n", "%", "\u200b", "\x07", "é", "<<<<<<< a\n", "\r",
)  # fmt: skip


def parse_both_ways(
    text: str, folder: Path, cache: Cache
) -> tuple[yaml_parser.YamlDocument, yaml_parser.YamlDocument]:
    """Write a file, and return its document parsed as a whole and incrementally."""
    file = folder / "list.yaml"
    file.write_text(text, encoding="utf-8", errors="surrogatepass", newline="")
    return yaml_parser.read_yaml(file, "data/list.yaml"), yaml_incremental.read_yaml_cached(
        file, "data/list.yaml", cache
    )


@pytest.mark.parametrize("name", LISTS)
def test_the_lists_of_a_coalition_are_parsed_the_same(name: str, tmp_path: Path):
    text = (ORCHARD / "data" / f"{name}.yaml").read_text("utf-8")

    whole, incremental = parse_both_ways(text, tmp_path, Cache())

    assert whole == incremental


def test_an_unchanged_entry_is_the_same_object_when_another_has_changed(tmp_path: Path):
    cache = Cache()
    _, before = parse_both_ways("- a: 1\n- b: 2\n", tmp_path, cache)
    cache.evict_unused()
    _, after = parse_both_ways("- a: 1\n- b: 3\n", tmp_path, cache)

    assert (True, False) == tuple(
        old is new for old, new in zip(before.root.items, after.root.items, strict=True)
    )


def test_an_entry_that_moves_is_not_parsed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    cache = Cache()
    parse_both_ways("- a: 1\n- b: 2\n", tmp_path, cache)
    cache.evict_unused()
    parsed = []
    original = yaml_incremental.parse_yaml_part
    monkeypatch.setattr(
        yaml_incremental,
        "parse_yaml_part",
        lambda text: parsed.append(text.lines) or original(text),
    )
    _, after = parse_both_ways("- a: 1\n- new: 0\n- b: 2\n", tmp_path, cache)

    assert [("- new: 0",)] == parsed
    assert 3 == after.root.items[2].location.line


def test_an_entry_stays_cached_while_other_files_are_saved_many_times(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    cache = Cache()
    parse_both_ways("- a: 1\n- b: 2\n", tmp_path, cache)
    for _ in range(5):
        cache.evict_unused()
        yaml_incremental.read_yaml_cached(tmp_path / "list.yaml", "data/list.yaml", cache)
    parsed = []
    original = yaml_incremental.parse_yaml_part
    monkeypatch.setattr(
        yaml_incremental,
        "parse_yaml_part",
        lambda text: parsed.append(text.lines) or original(text),
    )
    parse_both_ways("- a: 1\n- b: 3\n", tmp_path, cache)

    assert [("- b: 3", "")] == parsed


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lists")


@given(data=st.data())
def test_any_edits_of_a_list_are_parsed_the_same_both_ways(data: st.DataObject, folder: Path):
    cache = Cache()
    text = (ORCHARD / "data" / f"{data.draw(st.sampled_from(LISTS))}.yaml").read_text("utf-8")
    text = text[: data.draw(st.integers(200, 2500))]
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = start + data.draw(st.integers(0, 12))
        text = text[:start] + data.draw(st.sampled_from(EDITS)) + text[end:]
        whole, incremental = parse_both_ways(text, folder, cache)
        cache.evict_unused()

        assert whole == incremental


@given(text=st.text(alphabet="-ab: \n#'\"[]{}|>,&*!%", max_size=60))
def test_any_text_is_parsed_the_same_both_ways(text: str, folder: Path):
    whole, incremental = parse_both_ways(f"- a: 1\n{text}\n- b: {text}", folder, Cache())

    assert whole == incremental
