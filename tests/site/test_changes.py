"""What changed in the data: found by comparing, shown on the page, and silent about the removed."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.addresses import read_published_data
from coalition.build import BuildOptions, build_site
from coalition.site import (
    DATA_FILE,
    HISTORY_FILE,
    PublishedData,
    build_history,
    describe_entries,
    map_generated_files,
)
from coalition.site.change_sets import ChangedEntry, ChangeSet
from coalition.site.changes import parse_published_data
from support.git import git
from support.projects import ADDRESS, copy_project
from support.site_objects import SITE_URL, load_sites
from support.sites import Built, get_text, read_built_site

SITE = load_sites("orchard")["en"]
OLDER = ChangeSet("2024-01-01", "2023-01-01", (ChangedEntry("members", "somebody-removed"),))


def describe() -> dict[str, Any]:
    """Return the data as they are published, to be changed."""
    return json.loads(json.dumps(describe_entries(SITE)))


def compare(before: dict[str, Any], history: tuple[ChangeSet, ...] = ()) -> tuple[ChangeSet, ...]:
    return build_history(SITE, PublishedData(before, history))


def test_the_same_data_have_no_changes():
    assert () == compare(describe())
    assert (ChangeSet("2024-01-01", "2023-01-01"),) == compare(describe(), (OLDER,))


def test_another_address_of_the_site_is_no_change():
    other = load_sites("orchard", "https://elsewhere.example")["en"]

    assert () == build_history(SITE, PublishedData(json.loads(json.dumps(describe_entries(other)))))


def test_added_and_changed_entries_are_named_and_removed_ones_are_counted():
    before = describe()
    del before["members"][0]
    before["events"][0]["title"]["en"] = "Another title"
    del before["events"][0]["summary"]
    before["organisations"].append({"id": "somebody-removed", "name": {"en": "Somebody"}})
    before["documents"][0]["checked"] = "2000-01-01"
    before["checked"] = "2024-04-01"

    (changes,) = compare(before)

    assert ("2024-05-02", "2024-04-01") == (changes.day, changes.since)
    assert ["papaye-jardin-exemple"] == [one.id for one in changes.added]
    assert [("pruning-day-2024", ("title", "summary"))] == [
        (one.id, one.keys) for one in changes.changed
    ]
    assert {"organisations": 1} == changes.removed
    assert 1 == changes.rechecked
    assert "somebody" not in str(changes)


def test_an_entry_with_a_new_id_is_the_same_entry():
    before = describe()
    event = next(one for one in before["events"] if one["id"] == "blossom-congress-2022")
    event["id"] = "congress-of-blossoms"

    (changes,) = compare(before)

    assert (ChangedEntry("events", "blossom-congress-2022", ("id",)),) == changes.changed
    assert not changes.added and not changes.removed


def test_a_removed_entry_disappears_from_older_changes_too():
    before = describe()
    before["members"][0]["links"] = []

    changes = compare(before, (OLDER,))

    assert 2 == len(changes)
    assert "somebody-removed" not in str(changes)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
)


@given(
    st.binary(max_size=50)
    | st.dictionaries(
        st.sampled_from(["version", "members", "events", "checked"]), st.just("1.0") | JSON
    ).map(lambda data: json.dumps(data).encode()),
    st.none() | st.binary(max_size=50) | JSON.map(lambda data: json.dumps(data).encode()),
)
def test_what_a_server_sends_is_never_trusted(entries: bytes, history: bytes | None):
    published = parse_published_data(entries, history)

    if published:
        for changes in build_history(SITE, published):
            assert isinstance(changes, ChangeSet)


def test_deeply_nested_json_is_refused():
    assert parse_published_data(b'{"version":"1.0","members":' + b"[" * 100_000, None) is None


# Built sites


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project in a repository whose first commit has the tag 'v1'."""
    root = copy_project(tmp_path / "p")
    git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "add", "data", "content")
    git(root, "commit", "--quiet", "-m", "Begin")
    git(root, "tag", "v1")
    return root


def publish(root: Path, against: str = "") -> Built:
    build_site(root, root / "output", ADDRESS, BuildOptions(published=True, against=against))
    return read_built_site("orchard", root)


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.slow(30)
def test_the_page_about_the_data_says_what_has_changed(root: Path, tmp_path: Path):
    replace(root / "data/events.yaml", "en: Pruning day", "en: Day of pruning")

    site = publish(root, "v1")

    page = site.page("data/")
    section = page.one("section[@aria-labelledby='changes']")
    assert "Events Changed Day of pruning Title" in get_text(section)
    assert "Événements" in get_text(
        site.page("fr/data/").one("section[@aria-labelledby='changes']")
    )
    (changes,) = json.loads((site.root / HISTORY_FILE).read_bytes())
    assert [{"kind": "events", "id": "pruning-day-2024", "keys": ["title"]}] == changes["changed"]

    # Published again, with nothing new: the same bytes, also of the history
    before = {path: (site.root / path).read_bytes() for path in site.files()}
    again = publish(root, str(site.root))
    assert before.keys() == {*again.files()}
    assert [] == [path for path in before if (again.root / path).read_bytes() != before[path]]

    # And then with another change: the older one is kept
    replace(root / "data/events.yaml", "en: Day of pruning", "en: Pruning day again")
    latest = publish(root, str(site.root))
    assert 2 == len(json.loads((latest.root / HISTORY_FILE).read_bytes()))


@pytest.mark.integration
def test_a_site_without_data_to_compare_says_nothing_of_changes(root: Path, tmp_path: Path):
    older = tmp_path / "older"
    older.mkdir()
    (older / "sitemap.xml").write_text("<urlset/>")
    assert read_published_data(root, str(older)) is None
    (older / "data").mkdir()
    (older / DATA_FILE).write_text("<!doctype html>")
    assert read_published_data(root, str(older)) is None
    (older / DATA_FILE).write_text('{"version": "0.1", "members": []}')
    assert read_published_data(root, str(older)) is None
    replace(root / "data/events.yaml", "kind: workshop", "kind: nothing")
    git(root, "commit", "--quiet", "--all", "-m", "An error")
    assert read_published_data(root, "main") is None
    assert read_published_data(root, "v1") is not None


def test_feeds_tell_what_has_changed_without_the_removed():
    before = describe()
    del before["members"][0]
    before["events"][0]["title"]["en"] = "Another title"
    before["documents"].append({"id": "removed-paper"})
    site = dataclasses.replace(SITE, changes=compare(before), generated_files={})

    feed = feedparser.parse(map_generated_files(site)["data/atom.xml"].content)
    (entry,) = feed.entries

    assert not feed.bozo
    assert "What has changed since 2 May 2024" == entry.title
    assert f"{SITE_URL}/data/#changes-2024-05-02-1" == entry.id
    html = entry.content[0].value
    assert f'<a href="{SITE_URL}/events/pruning-day-2024/">Pruning day</a>: Title' in html
    assert f'<a href="{SITE_URL}/members/papaye-jardin-exemple/">' in html
    assert "removed-paper" not in html
    assert "Removed: 1" in html
    assert "data/feed.json" in map_generated_files(site)
    assert b"data/atom.xml" in map_generated_files(site)["feeds.opml"].content


def test_entries_that_were_only_checked_again_make_no_feed():
    before = describe()
    before["documents"][0]["checked"] = "2000-01-01"

    site = dataclasses.replace(SITE, changes=compare(before), generated_files={})

    assert 1 == site.changes[0].rechecked
    assert "data/atom.xml" not in map_generated_files(site)
