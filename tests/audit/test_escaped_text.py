"""A text of an editor is never taken for a leak, however a page or a feed escapes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from coalition.audit.source_map import SourceMap
from coalition.build import publish
from support.projects import PROJECT, copy_project

LANTERN = PROJECT / "tests" / "data" / "coalitions" / "lantern"

OUTPUT_BY_SOURCE = {
    "- source: A list, %(x)s and %(y)son": ["%(x)s", "%(y)s"],
    "- url: https://a.example/%25(x)s": ["%(x)s", "https://a.example/%(x)s"],
    "- role: 'It is {{ ''x'' }}'": ["{{ 'x' }}"],
    '- role: "\\x7b{ \\"x\\" }\\u007d"': ['{{ "x" }}', r"{{ \"x\" }}", r"{{ \u0022x\u0022 }}"],
    "- role: >-\n    {{ one\n    two }}": ["{{ one two }}"],
    "- bio: a {{ *x* }} and %(**y**)s, &#123;% z %}": ["{{ x }}", "%(y)s", "{% z %}"],
    "- name: <built-in method": ["<built-in method", "&lt;built-in method"],
    "- name: an object at 0x12abcdef": ["object at 0x12abcd"],
}


@pytest.mark.parametrize("source", OUTPUT_BY_SOURCE)
def test_an_editors_text_is_found_in_each_way_to_escape_it(source: str, tmp_path: Path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data/members.yaml").write_text(f"{source}\n", encoding="utf-8")

    assert [] == [
        text for text in OUTPUT_BY_SOURCE[source] if not SourceMap(tmp_path).has_text(text, ())
    ]


def test_text_that_no_editor_wrote_is_not_found(tmp_path: Path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data/members.yaml").write_text("- name: x (y)s\n", encoding="utf-8")

    assert not SourceMap(tmp_path).has_text("%(x)s", ())
    assert not SourceMap(tmp_path).has_text("{{ x }}", ())
    assert not SourceMap(tmp_path).has_text("*", ())


LEAK_LIKE_TEXT = "%(x)s, %(y)son, {{ 'a' }}, {% \"b\" %}, {# c & <d> #}, object at 0x12abcdef"


@pytest.mark.slow(30)
def test_a_site_whose_texts_are_full_of_template_syntax_can_be_published(tmp_path: Path):
    root = copy_project(tmp_path / "project", LANTERN / "data", LANTERN / "content")
    quoted = LEAK_LIKE_TEXT.replace("'", "''")
    members = root / "data/members.yaml"
    entry = f"""
- name: 'Name {quoted}'
  id: signs
  group: libraries
  country: NO
  role: 'Role {quoted}'
  bio: 'Bio {quoted.replace("<", "&lt;")}, {{{{ *x* }}}}, %(**y**)s, `%(z)s` and [%(x)s](https://a.example/%(x)s)'
  url: https://a.example/%(x)s
  source: 'Source {quoted}'
"""
    members.write_text(members.read_text("utf-8") + entry, encoding="utf-8")
    organisations = root / "data/organisations.yaml"
    entry = f"\n- name: 'Organisation {quoted}'\n  id: signs\n  source: A list, %(x)s\n"
    organisations.write_text(organisations.read_text("utf-8") + entry, encoding="utf-8")
    (root / "content/news/signs.en.md").write_text(
        f"Title: News {LEAK_LIKE_TEXT}\nDate: 2026-01-05\nSummary: Summary {LEAK_LIKE_TEXT}\n\n"
        f"Text {LEAK_LIKE_TEXT.replace('<', '&lt;')}\n\n## Heading %(x)s {{{{ a }}}}\n\n"
        "- %(*x*)s\n- {% raw %}\n",
        encoding="utf-8",
    )

    publish.build_site(
        root, root / "output", "https://lantern.example", publish.BuildOptions(published=True)
    )

    assert (root / "output/news/signs/index.html").is_file()
