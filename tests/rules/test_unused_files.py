"""A picture is used by the mark, a photo or a text, a document by a text; others are warnings."""

from __future__ import annotations

import pytest

from coalition.model.records import Coalition, DocumentVersion
from coalition.model.records import Document as DocumentEntry
from coalition.project.loader import load_coalition
from coalition.project.translated_files import ContentId, MarkdownFile
from coalition.rules.unused_files import check_unused_files
from support.projects import PROJECT

COALITION = load_coalition(PROJECT / "tests/data/coalitions/minimal/data")
ADA = COALITION.members[0].model_copy(update={"photo": "ada.jpg"})
WITH_PICTURES = COALITION.model_copy(update={"mark": "mark.svg", "members": (ADA,)})


def text(*lines: str) -> MarkdownFile:
    return MarkdownFile(ContentId("pages", "a"), "fr", "content/pages/a.fr.md", lines)


def unused(pictures: set[str], *lines: str, coalition: Coalition = WITH_PICTURES) -> list[str]:
    paths = [f"images/{name}" for name in pictures]
    found = check_unused_files(paths, coalition, [text(*lines)])
    return [item.location.file.removeprefix("content/images/") for item in found]


def test_the_mark_and_photos_are_used():
    assert ["other.jpg"] == unused({"ada.jpg", "mark.svg", "other.jpg"})
    assert ["ada.jpg", "mark.svg"] == unused({"ada.jpg", "mark.svg"}, coalition=COALITION)


@pytest.mark.parametrize("status", ["draft", "published"])
def test_the_picture_above_a_news_item_is_used_and_pages_have_none(status: str):
    lines = ("Title: A", f"Status: {status}", "Image: lamp.svg", "Image_alt: A lamp", "", "Text.")
    news = MarkdownFile(ContentId("news", "a"), "fr", "content/news/a.fr.md", lines)

    assert [] == [*check_unused_files(["images/lamp.svg"], COALITION, [news])]
    assert ["lamp.svg"] == unused({"lamp.svg"}, *lines)


def test_the_logos_of_organisations_and_bodies_are_used():
    alliance = load_coalition(PROJECT / "tests/data/coalitions/alliance/data")

    assert ["other.svg"] == unused({"wide.svg", "tall.svg", "other.svg"}, coalition=alliance)
    assert ["tall.svg", "wide.svg"] == unused({"wide.svg", "tall.svg"}, coalition=COALITION)


@pytest.mark.parametrize(
    "line",
    [
        "![A lamp]({static}/images/lamp.svg)",
        "![A lamp]({static}../images/lamp.svg 'Title')",
        "![A lamp][lamp]\n\n[lamp]: {static}/images/lamp.svg",
        '<img src="{static}/images/lamp.svg" alt="A lamp">',
        "<img src={static}/images/lamp.svg alt=A>",
        "[the drawing](<{static}/images/lamp.svg>)",
        "![A lamp]({static}/images/l%61mp.svg)",
        "![A lamp]({static}/images/lamp.svg){ width=240 }",
        "It is at /images/lamp.svg.",
    ],
)
def test_however_a_text_names_a_picture_it_is_used(line: str):
    assert [] == unused({"lamp.svg"}, "Title: A", "", *line.split("\n"))


@pytest.mark.parametrize(
    "line",
    [
        "![A lamp]({static}/images/big-lamp.svg)",
        "![A lamp]({static}/images/lamp.svg.png)",
        "![A lamp]({static}/images/old/lamp.svg)",
        "lamp.svg",
    ],
)
def test_another_picture_is_not_this_one(line: str):
    assert ["lamp.svg"] == unused({"lamp.svg"}, "Title: A", "", line)


def test_a_draft_and_a_subfolder_count():
    lines = ("Title: A", "Status: draft", "", "![A lamp]({static}/images/old/lamp.svg)")

    assert ["lamp.svg"] == unused({"lamp.svg", "old/lamp.svg"}, *lines)


def test_a_name_may_contain_brackets():
    line = "![A lamp]({static}/images/lamp(1)[a].svg)"

    assert ["lamp(1).svg"] == unused({"lamp(1)[a].svg", "lamp(1).svg"}, "Title: A", "", line)


def test_a_document_that_only_a_draft_names_is_published_and_cannot_be_found():
    draft = text("Title: A", "Status: draft", "", "[Minutes]({static}/files/minutes.pdf)")
    published = text("Title: A", "", "[Minutes]({static}/files/minutes.pdf)")

    (found,) = check_unused_files(["files/minutes.pdf"], WITH_PICTURES, [draft])

    assert ("content/files/minutes.pdf", "unused-file") == (found.location.file, found.rule)
    assert [] == list(check_unused_files(["files/minutes.pdf"], WITH_PICTURES, [draft, published]))


def test_a_document_that_is_a_version_of_an_entry_is_used():
    version = DocumentVersion.model_construct(language="en", file="2023/minutes.pdf")
    entry = DocumentEntry.model_construct(versions=(version,))
    coalition = WITH_PICTURES.model_copy(update={"documents": (entry,)})
    paths = ["files/2023/minutes.pdf", "files/minutes.pdf"]

    found = check_unused_files(paths, coalition, [])

    assert ["content/files/minutes.pdf"] == [item.location.file for item in found]


def test_a_document_and_a_picture_of_one_name_are_two():
    paths = ["files/lamp.svg", "images/lamp.svg"]

    found = check_unused_files(paths, WITH_PICTURES, [text("Title: A", "", "See files/lamp.svg")])

    assert ["unused-picture"] == [item.rule for item in found]


def test_a_long_line_takes_no_longer_than_its_length():
    line = "images/" + "(" * 200_000

    assert ["lamp.svg"] == unused({"lamp.svg"}, "Title: A", "", line)
