"""Reading a list entry by entry gives what reading the whole gives, whatever was remembered."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.sources import yaml_incremental, yaml_parser
from coalition.sources.cache import Cache
from support.projects import PROJECT

LISTS = ("members", "organisations", "action_areas", "sdgs")
SLIPS = (
    "", "\n", "- ", "-x", "  ", "\t", "name:x", '"', "'", "[", "]", "{", "}", "#", ": ", "*a",
    "&a ", "!x ", "|\n", ">\n", "---\n", "...\n", "%", "\u200b", "\x07", "é", "<<<<<<< a\n", "\r",
)  # fmt: skip


def both_ways(
    text: str, folder: Path, memory: Cache
) -> tuple[yaml_parser.YamlDocument, yaml_parser.YamlDocument]:
    """The whole file parsed at once, and entry by entry."""
    file = folder / "list.yaml"
    file.write_text(text, encoding="utf-8", errors="surrogatepass", newline="")
    return yaml_parser.read_yaml(file, "data/list.yaml"), yaml_incremental.read_yaml_cached(
        file, "data/list.yaml", memory
    )


@pytest.mark.parametrize("name", LISTS)
def test_the_real_lists_are_read_the_same(name: str, tmp_path: Path):
    text = (PROJECT / "data" / f"{name}.yaml").read_text("utf-8")

    whole, by_entries = both_ways(text, tmp_path, Cache())

    assert whole == by_entries


def test_an_entry_that_has_not_changed_is_the_very_same_when_another_has(tmp_path: Path):
    memory = Cache()
    _, before = both_ways("- a: 1\n- b: 2\n", tmp_path, memory)
    memory.evict_unused()
    _, after = both_ways("- a: 1\n- b: 3\n", tmp_path, memory)

    assert (True, False) == tuple(
        one is other for one, other in zip(before.root.items, after.root.items, strict=True)
    )


def test_an_entry_that_moves_is_not_parsed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    memory = Cache()
    both_ways("- a: 1\n- b: 2\n", tmp_path, memory)
    memory.evict_unused()
    parsed = []
    real = yaml_incremental.parse_yaml_part
    monkeypatch.setattr(
        yaml_incremental, "parse_yaml_part", lambda text: parsed.append(text.lines) or real(text)
    )
    _, after = both_ways("- a: 1\n- new: 0\n- b: 2\n", tmp_path, memory)

    assert [("- new: 0",)] == parsed
    assert 3 == after.root.items[2].location.line


def test_an_entry_is_still_known_after_other_files_were_saved_many_times(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    memory = Cache()
    both_ways("- a: 1\n- b: 2\n", tmp_path, memory)
    for _ in range(5):
        memory.evict_unused()
        yaml_incremental.read_yaml_cached(tmp_path / "list.yaml", "data/list.yaml", memory)
    parsed = []
    real = yaml_incremental.parse_yaml_part
    monkeypatch.setattr(
        yaml_incremental, "parse_yaml_part", lambda text: parsed.append(text.lines) or real(text)
    )
    both_ways("- a: 1\n- b: 3\n", tmp_path, memory)

    assert [("- b: 3", "")] == parsed


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lists")


@given(data=st.data())
def test_whatever_is_done_to_a_list_both_ways_read_the_same(data: st.DataObject, folder: Path):
    memory = Cache()
    text = (PROJECT / "data" / f"{data.draw(st.sampled_from(LISTS))}.yaml").read_text("utf-8")
    text = text[: data.draw(st.integers(200, 2500))]
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(text)))
        end = place + data.draw(st.integers(0, 12))
        text = text[:place] + data.draw(st.sampled_from(SLIPS)) + text[end:]
        whole, by_entries = both_ways(text, folder, memory)
        memory.evict_unused()

        assert whole == by_entries


@given(text=st.text(alphabet="-ab: \n#'\"[]{}|>,&*!%", max_size=60))
def test_any_text_is_read_the_same_both_ways(text: str, folder: Path):
    whole, by_entries = both_ways(f"- a: 1\n{text}\n- b: {text}", folder, Cache())

    assert whole == by_entries
