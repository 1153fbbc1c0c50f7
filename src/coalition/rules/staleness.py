"""`not-confirmed`: what nobody has compared with its source for a while, or perhaps never.

How long a while is stands in the data (`review_every_months`). A coalition that writes no
`checked` at all is left in peace; one that does is told where it was forgotten.
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from coalition.diagnostics import Diagnostic, Location, quote_value
from coalition.model import Entry, Member, Text, parse_iso_date
from coalition.project import (
    ACTION_AREAS,
    GOALS,
    MEMBERS,
    ORGANISATIONS,
    LoadedData,
    MarkdownFile,
    Project,
    get_child,
)
from coalition.sources import YamlDocument, YamlMapping, YamlNode, parse_front_matter
from coalition.sources import YamlSequence as List

_RULE_NAME = "not-confirmed"


@dataclass(frozen=True)
class ReviewItem:
    """Something that can be confirmed; `label` is what a message calls it.

    `checked` is the day on which that was last done, `sourced` whether a source is named. `place`
    is the day's, or where there is none the one of what names the statement; `line` is its text.
    """

    label: str
    checked: datetime.date | None
    has_source: bool
    location: Location
    line: str


@dataclass(frozen=True)
class ReviewInterval:
    """When a statement is due: `months` after it was checked, as seen on the day `today`."""

    today: datetime.date
    months: int

    def is_expired(self, checked: datetime.date) -> bool:
        """Whether the time that began on the day `checked` is over."""
        month = checked.month - 1 + self.months
        year, month = checked.year + month // 12, month % 12 + 1
        if year > datetime.MAXYEAR:
            return False
        last = min(checked.day, calendar.monthrange(year, month)[1])
        return datetime.date(year, month, last) < self.today

    def explain(self, item: ReviewItem, key: str = "checked") -> tuple[str, str] | None:
        """What to say of a day, and what to do about it; None where the day is good."""
        checked = item.checked
        if checked is None:
            return None
        # It may be tomorrow already elsewhere. A difference, unlike a sum, cannot overflow
        if checked - self.today > datetime.timedelta(days=1):
            message = f"{item.label} was checked on {checked}, a day that has not come yet"
            return message, f"write the day on which it was done, as in '{key}: {self.today}'"
        if not self.is_expired(checked):
            return None
        months = "a month" if self.months == 1 else f"{self.months} months"
        message = f"{item.label} was last checked on {checked}, more than {months} ago"
        hint = (
            "compare it with its source, correct what has changed, and write the day on which you"
        )
        return message, f"{hint} did, as in '{key}: {self.today}'"


def check_staleness(project: Project, today: datetime.date) -> Iterator[Diagnostic]:
    """What is due in the data and in the Markdown files."""
    rule = ReviewInterval(today, project.coalition.review_every_months)
    if project.data:
        yield from _check_data(project.data, rule)
    yield from _check_markdown_files(project.markdown_files.values(), rule)


def _check_data(data: LoadedData, rule: ReviewInterval) -> Iterator[Diagnostic]:
    lists = [*_iter_collection_items(data), *_iter_coalition_items(data)]
    in_use = any(statement.checked for listed in lists for statement in listed)
    for listed in lists:
        usual = 2 * sum(statement.checked is not None for statement in listed) > len(listed)
        for statement in listed:
            words = rule.explain(statement)
            if statement.checked is None and (usual or (in_use and statement.has_source)):
                words = _explain_missing_date(statement, rule.today)
            if words:
                yield _warning(statement, *words)


def _explain_missing_date(statement: ReviewItem, today: datetime.date) -> tuple[str, str]:
    if statement.has_source:
        message = f"{statement.label} does not say when it was last compared with its source"
        return message, f"compare them, and add a line 'checked: {today}' with the day of that"
    message = f"{statement.label} says neither where it comes from nor when that was checked"
    return (
        message,
        f"if you know, add lines 'source: ...' and 'checked: {today}' as others here have",
    )


def _iter_collection_items(data: LoadedData) -> Iterator[list[ReviewItem]]:
    """The statements of each shelf, without members who have left."""
    coalition = data.coalition
    for shelf, records in (
        (MEMBERS, coalition.members),
        (ORGANISATIONS, coalition.organisations),
        (ACTION_AREAS, coalition.action_areas),
        (GOALS, coalition.goals),
    ):
        yield [
            _make_review_item(
                _label(record), record, draft.node, draft.document, draft.name_node or draft.node
            )
            for draft, record in zip(data.raw_entries[shelf], records, strict=True)
            if not (isinstance(record, Member) and record.former)
        ]


def _iter_coalition_items(data: LoadedData) -> Iterator[list[ReviewItem]]:
    """The statements of `coalition.yaml`: those that stand alone as one list, then each list."""
    document = data.documents["coalition"]
    root = document.root
    assert isinstance(root, YamlMapping)
    alone = [_make_review_item("this file", data.coalition, root, document, root)]
    for key, node in root.entries:
        value = getattr(data.coalition, key.text)
        if isinstance(value, Entry) and isinstance(node, YamlMapping) and node.entries:
            alone.append(_make_review_item(quote_value(key.text), value, node, document, key))
        elif isinstance(node, List) and any(isinstance(item, Entry) for item in value):
            yield [
                _make_review_item(_label(record), record, item, document, item)
                for record, item in zip(value, node.items, strict=True)
            ]
    yield alone


def _label(record: Entry) -> str:
    """An entry by its name or title, or by its date."""
    name = next(v for key in ("name", "title", "date") if (v := getattr(record, key, None)))
    return quote_value(name.default_text if isinstance(name, Text) else str(name))


def _make_review_item(
    label: str, record: Entry, node: YamlNode, document: YamlDocument, named: YamlNode
) -> ReviewItem:
    place = (get_child(node, "checked") or named).location
    line = document.lines[place.line - 1]
    return ReviewItem(label, record.checked, record.source is not None, place, line)


def _check_markdown_files(
    files: Iterable[MarkdownFile], rule: ReviewInterval
) -> Iterator[Diagnostic]:
    """What is due in Markdown files; what a translation shares with its original is told there."""
    published = [file for file in files if file.published]
    originals = [file for file in published if file.original is None]
    usual = _dated_folders(originals)
    for file in originals:
        words = _explain_text(file, rule, usual=file.id.folder in usual)
        translations = [other for other in published if other.original is file]
        waiting = [
            other for other in translations if _explain_text(other, rule, usual=words is not None)
        ]
        if words:
            yield _warning(
                _text_review_item(file), words[0], words[1] + _translations_hint(len(waiting))
            )
            continue
        said = _text_review_item(file).checked is not None
        for other in translations:
            if words_of_its_own := _explain_text(other, rule, usual=said):
                yield _warning(_text_review_item(other), *words_of_its_own)


def _dated_folders(originals: Sequence[MarkdownFile]) -> set[str]:
    """The folders of texts that usually say it. News need not: they tell what was so once."""
    pages = [
        _text_review_item(file).checked is not None
        for file in originals
        if file.id.folder == "pages"
    ]
    return {"pages"} if 2 * sum(pages) > len(pages) else set()


def _explain_text(
    file: MarkdownFile, rule: ReviewInterval, *, usual: bool
) -> tuple[str, str] | None:
    text = _text_review_item(file)
    if text.checked is None and usual:
        hint = f"read it once more, and add a line 'Checked: {rule.today}' to its head"
        return f"{text.label} does not say when it was last checked", hint
    words = rule.explain(text, "Checked")
    if words and file.id.folder == "news":
        return words[0], f"{words[1]}; or delete the line: news tell what was so on their day"
    return words


def _text_review_item(file: MarkdownFile) -> ReviewItem:
    label = "this article" if file.id.folder == "news" else "this page"
    if file.original:
        label = "this translation"
    for entry in parse_front_matter(file.lines):
        if entry.key.lower() == "checked":
            day = parse_iso_date(entry.value)
            place = Location(file.display_path, entry.line, entry.column, len(entry.value))
            return ReviewItem(label, day, False, place, entry.source_line)
    first = file.lines[0] if file.lines else ""
    return ReviewItem(label, None, False, Location(file.display_path, 1, 1, len(first) or 1), first)


def _translations_hint(translations: int) -> str:
    if not translations:
        return ""
    return f", here and in {'its translation' if translations == 1 else 'its translations'}"


def _warning(statement: ReviewItem, message: str, hint: str) -> Diagnostic:
    return Diagnostic(statement.location, _RULE_NAME, message, hint, statement.line, "warning")
