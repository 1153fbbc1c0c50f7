"""`data/removed.yaml`: which addresses may disappear, without saying whose they are."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coalition.diagnostics import DataError
from coalition.project import removed_addresses
from coalition.project.loader import load_coalition
from coalition.project.removed_addresses import (
    MAX_CHECKED_REFERENCES,
    MAX_SALTS,
    hash_address,
    load_removed_addresses,
    make_removal_check,
    read_removed_document,
)
from coalition.sources import parse_yaml
from support.projects import PROJECT

LANTERN = PROJECT / "tests" / "data" / "coalitions" / "lantern" / "data"
SALT, OTHER_SALT = "ab" * 16, "0" * 32


def write_removed(folder: Path, *hashes: str) -> Path:
    lines = [f"- {{hash: {hash}, date: 2026-11-22}}\n" for hash in hashes]
    (folder / "removed.yaml").write_text("".join(lines) or "[]\n", encoding="utf-8")
    return folder


def load_errors(folder: Path, text: str) -> list[tuple[int, str]]:
    (folder / "removed.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as raised:
        load_removed_addresses(folder)
    return [(one.location.line, one.rule) for one in raised.value.diagnostics]


def test_a_hash_is_that_of_scrypt_with_the_documented_parameters():
    """As `openssl kdf` computes it: hashes in the repositories of coalitions stay valid."""
    expected = f"{SALT}-ae929077b6d9a460d982c4f0060da9f6"

    assert expected == hash_address("/members/ada-test/", SALT)
    assert expected == hash_address("members/ada-test", SALT)


def test_an_address_is_found_by_its_hash_with_any_salt_of_the_file(tmp_path: Path):
    hashes = hash_address("members/ada/", SALT), hash_address("organisations/ada/", OTHER_SALT)
    removed = load_removed_addresses(write_removed(tmp_path, *hashes))

    assert "members/ada/" in removed and "organisations/ada/" in removed
    assert "members/eve/" not in removed and "ada/" not in removed


def test_without_the_file_or_its_entries_no_address_may_disappear(tmp_path: Path):
    assert "members/ada/" not in load_removed_addresses(tmp_path)
    assert "members/ada/" not in load_removed_addresses(write_removed(tmp_path))


def test_ten_thousand_entries_cost_one_hash_for_each_missing_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    hashes = [f"{SALT}-{number:032x}" for number in range(10_000)]
    removed = load_removed_addresses(write_removed(tmp_path, *hashes))
    calls: list[str] = []

    def count(path: str, salt: str) -> str:
        calls.append(path)
        return hashes[-1] if path == "members/ada/" else f"{salt}-{'f' * 32}"

    monkeypatch.setattr(removed_addresses, "hash_address", count)

    assert "members/ada/" in removed and "members/eve/" not in removed
    assert ["members/ada/", "members/eve/"] == calls


def test_more_salts_than_branches_bring_are_an_error(tmp_path: Path):
    lines = [
        f"- {{hash: {number:032x}-{'a' * 32}, date: 2026-01-01}}\n"
        for number in range(MAX_SALTS + 2)
    ]

    assert [(MAX_SALTS + 1, "out-of-range")] == load_errors(tmp_path, "".join(lines))
    assert load_removed_addresses(write_removed(tmp_path, f"{SALT}-{'a' * 32}"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [(1, "empty-file")]),
        ("hash: a\n", [(1, "wrong-type")]),
        ("- members/ada/\n", [(1, "wrong-type")]),
        (f"- {{hash: {SALT}, date: 2026-11-22}}\n", [(1, "invalid-hash")]),
        (f"- {{hash: {SALT.upper()}-{SALT}, date: 2026-11-22}}\n", [(1, "invalid-hash")]),
        (f"- {{hash: {SALT}-{SALT}, date: 2026-13-01}}\n", [(1, "invalid-date")]),
        (f"# one\n- hash: {SALT}-{SALT}\n", [(2, "missing-key")]),
        (f"- {{hash: [{SALT}], date: 2026-11-22}}\n", [(1, "wrong-type")]),
        ("<<<<<<< ours\n- a\n=======\n- b\n>>>>>>> theirs\n", [(1, "merge-conflict")]),
    ],
)
def test_each_error_is_reported_at_its_line(
    text: str, expected: list[tuple[int, str]], tmp_path: Path
):
    assert expected == load_errors(tmp_path, text)


def test_the_check_of_the_data_includes_the_file(tmp_path: Path):
    data = shutil.copytree(LANTERN, tmp_path / "data")
    write_removed(data, "siraj")

    with pytest.raises(DataError) as raised:
        load_coalition(data)

    (diagnostic,) = raised.value.diagnostics
    assert ("data/removed.yaml", "invalid-hash") == (diagnostic.location.file, diagnostic.rule)


@settings(deadline=None, max_examples=150)
@given(st.text(max_size=300))
def test_no_content_of_the_file_raises_anything_but_a_report(text: str):
    document = parse_yaml(text.encode("utf-8", "replace"), "data/removed.yaml")
    diagnostics = list(removed_addresses.check_removed_addresses(document))

    assert all("data/removed.yaml" == one.location.file for one in diagnostics)


def test_a_reference_is_compared_with_the_hashes_of_a_valid_file_only(tmp_path: Path):
    write_removed(tmp_path, hash_address("members/ada-test/", SALT))
    is_removed = make_removal_check(read_removed_document(tmp_path))

    assert is_removed("member", "ada-test")
    assert not is_removed("member", "eve-test")
    assert not is_removed("organisation", "ada-test")
    assert not is_removed("country", "ada-test")
    broken = make_removal_check(read_removed_document(write_removed(tmp_path, "no hash")))
    assert not broken("member", "ada-test")
    assert not make_removal_check(None)("member", "ada-test")


def test_many_unknown_references_cost_a_bounded_number_of_hashes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    write_removed(tmp_path, hash_address("members/ada-test/", SALT))
    hashed: list[str] = []
    monkeypatch.setattr(
        removed_addresses, "hash_address", lambda path, salt: hashed.append(path) or ""
    )
    is_removed = make_removal_check(read_removed_document(tmp_path))

    for number in range(2 * MAX_CHECKED_REFERENCES):
        is_removed("member", f"nobody-{number}")
        is_removed("member", "nobody-0")
    assert MAX_CHECKED_REFERENCES == len(hashed)
