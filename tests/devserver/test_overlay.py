"""The overlay as HTML: what it shows, and that nothing in a file can act in it."""

from __future__ import annotations

from gettext import NullTranslations

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.devserver.editor_links import EditorLinks
from coalition.devserver.excerpts import ExcerptLine
from coalition.devserver.explanations import Explanations
from coalition.devserver.overlay import (
    DEFAULT_OVERLAY_LANGUAGE,
    MAX_LISTED,
    OverlayLinks,
    render_overlay,
)
from coalition.diagnostics import Diagnostic, Location, Message
from coalition.i18n import Language
from support.projects import PROJECT
from support.sites import get_text

LINKS = OverlayLinks(EditorLinks(PROJECT), Explanations(PROJECT))
ERROR = Diagnostic(Location("README.md", 3, 2), "broken-link", "no such page", "remove it", "abc")
WARNING = Diagnostic(Location("README.md"), "no-members", "empty", severity="warning")
EXCERPT = (ExcerptLine(2, "x"), ExcerptLine(3, "a", "b", "c", is_location=True))


def render(*diagnostics: Diagnostic, **options: bool) -> str:
    return render_overlay(diagnostics, {ERROR: EXCERPT}, None, LINKS, **options)


def parse(html: str):
    return html5lib.parse(html, namespaceHTMLElements=False)


def test_an_error_has_its_place_its_rule_its_lines_and_its_hint():
    root = parse(render(ERROR))
    item = root.find(".//li")

    links = {get_text(link): link.get("href") for link in item.iter("a")}
    assert {
        "README.md:3:2": f"vscode://file{(PROJECT / 'README.md').as_posix()}:3:2",
        "broken-link": "/_preview/explanations/broken-link/",
    } == links
    assert "no such page" == get_text(item.find("./p[@class='message']"))
    assert "What to do:remove it" == get_text(item.find("./p[@class='hint']"))
    assert ["2x", "3abc"] == [get_text(line) for line in item.find("pre")]
    assert "b" == get_text(item.find(".//mark"))


def test_errors_come_before_warnings_and_both_are_counted():
    root = parse(render(WARNING, ERROR))

    assert ["is-error", "is-warning"] == [item.get("class") for item in root.iter("li")]
    assert "1 problem" == get_text(root.find(".//h2"))
    assert "1 warning" == get_text(root.find(".//h3"))


def test_warnings_alone_are_no_alert():
    root = parse(render_overlay([WARNING], {}, DEFAULT_OVERLAY_LANGUAGE, LINKS))

    assert "dialog" == root.find(".//section").get("role")
    assert "Warnings do not prevent publication." in get_text(root)


def test_a_message_is_in_the_language_of_the_page_if_it_is_translated():
    message = Message("this entry is empty")
    translated = Diagnostic(Location("data/members.yaml"), "empty-value", message, "no message")

    texts = {}
    for code in ("fr", "ar"):
        html = render_overlay([translated], {}, Language(code, NullTranslations()), LINKS)
        texts[code] = html
        assert '<span lang="en" dir="ltr">no message</span>' in html

    assert "cette entrée est vide" in texts["fr"]
    assert '<span lang="en" dir="ltr">this entry is empty</span>' in texts["ar"]


def test_many_errors_are_cut_and_counted():
    many = [Diagnostic(Location("a.md", line), "rule", "wrong") for line in range(MAX_LISTED + 7)]
    root = parse(render(*many))

    assert f"{MAX_LISTED + 7} problems" == get_text(root.find(".//h2"))
    assert "… and 7 more" == get_text(list(root.iter("li"))[-1])


def test_a_rule_without_an_explanation_and_a_file_that_is_gone_are_no_links():
    root = parse(render(Diagnostic(Location("gone.md"), "unknown-rule", "wrong")))

    assert [] == list(root.iter("a"))
    assert ["gone.md:1:1", "unknown-rule"] == [get_text(code) for code in root.iter("code")]


def test_the_same_error_in_another_line_is_not_new():
    moved = Diagnostic(Location("README.md", 9), ERROR.rule, ERROR.message)
    keys = [parse(render(error)).find(".//*[@data-errors]").get("data-errors")
            for error in (ERROR, moved, Diagnostic(Location("b.md"), "rule", "other"))]  # fmt: skip

    assert keys[0] == keys[1] != keys[2]


HOSTILE = st.text(st.sampled_from("<>\"'&/= scriptonx`{}%\u202e\n\t")) | st.sampled_from(
    ["<script>alert(1)</script>", "</style><img src=x onerror=y>", "{{ 7 * 7 }}", "javascript:x"]
)
SHAPE = [element.tag for element in parse(render(ERROR)).iter()]


@pytest.mark.parametrize("place", ["file", "message", "hint", "lines"])
@given(text=HOSTILE)
def test_nothing_in_a_file_can_act_in_the_overlay(place: str, text: str):
    file, lines = (text if place == "file" else "gone.md"), EXCERPT
    error = Diagnostic(
        Location(file or "x", 3, 2),
        "broken-link",
        text if place == "message" else "message",
        text or "x" if place == "hint" else "hint",
        "abc",
    )
    if place == "lines":
        lines = (ExcerptLine(2, text), ExcerptLine(3, text, text, text, is_location=True))

    root = parse(render_overlay([error], {error: lines}, None, LINKS))

    elements = list(root.iter())
    expected = SHAPE.copy()
    expected.remove("a")  # the file is not there, so its place is no link
    assert expected == [element.tag for element in elements]
    assert not any(name.startswith("on") for element in elements for name in element.attrib)


def test_a_page_that_does_not_exist_yet_cannot_be_shown():
    html = render(ERROR)

    assert "There is no page to show yet." in html
    assert "data-hide" not in html and "data-toggle" not in html


def test_an_error_of_a_page_that_is_current_does_not_say_that_it_is_old():
    stale, current = (
        render_overlay([ERROR], {}, DEFAULT_OVERLAY_LANGUAGE, LINKS, is_stale=is_stale)
        for is_stale in (True, False)
    )

    assert "The page below is the last one without errors." in stale
    assert "The page below shows what you saved" in current
