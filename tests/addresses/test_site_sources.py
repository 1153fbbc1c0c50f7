"""The addresses that are listed from the sources are those of the built site."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from coalition.addresses.site_sources import list_paths, read_site_sources
from coalition.audit.built_site import BuiltSite, SiteFolder
from coalition.audit.published_urls import list_addresses
from coalition.build import publish
from support.projects import ADDRESS, copy_project
from support.sites import INVENTED, Built

pytestmark = pytest.mark.integration


def list_pages_of(root: Path, output: Path) -> set[str]:
    """Return the addresses of the pages of a built site, and of its redirects."""
    site = BuiltSite(SiteFolder(output), root, "output", ADDRESS.rstrip("/"))
    addresses = list_addresses(site)
    return {path for path in addresses if path.endswith("/") or not path}


def test_the_sources_give_the_addresses_of_the_built_site(site: Built):
    expected = list_pages_of(site.project, site.root)

    assert expected == list_paths(read_site_sources(site.project))


def test_pages_with_prose_alone_and_drafts_are_known(tmp_path: Path):
    root = tmp_path / "minimal"
    minimal = INVENTED / "minimal"
    copy_project(root, minimal / "data", minimal / "content")
    pages = root / "content/pages"
    for slug in ("action-plan", "news", "sdgs", "translations", "data"):
        (pages / f"{slug}.fr.md").write_text(f"Title: {slug}\n\nMots.\n", "utf-8")
    (pages / "brouillon.fr.md").write_text("Title: Draft\nStatus: draft\n\nMots.\n", "utf-8")
    publish.build_site(root, root / "output", ADDRESS)

    paths = list_paths(read_site_sources(root))

    assert list_pages_of(root, root / "output") == paths
    assert {"action-plan/", "news/", "sdgs/", "translations/"} <= paths
    assert "brouillon/" not in paths


def test_a_project_without_data_has_a_defect_and_no_addresses(tmp_path: Path):
    sources = read_site_sources(tmp_path)

    assert sources.defect
    assert frozenset() == list_paths(sources)


def test_data_that_is_no_list_is_a_defect(tmp_path: Path):
    shutil.copytree(INVENTED / "minimal", tmp_path, dirs_exist_ok=True)
    assert read_site_sources(tmp_path).defect is None

    (tmp_path / "data/members.yaml").write_text("name: Maël\n", "utf-8")

    defect = read_site_sources(tmp_path).defect
    assert defect
    assert "data/members.yaml:1:1" == str(defect.location)
