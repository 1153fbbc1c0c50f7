"""Rule `not-confirmed`: content that has not been compared with its source for too long, or ever.

`review_every_months` in `coalition.yaml` sets the interval. A coalition that uses no `checked` date
at all gets no warnings; one that does is warned where a date is missing.
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from coalition.diagnostics import Diagnostic, Location, Message, plural_message, quote_value
from coalition.model import Entry, Member, Text, parse_iso_date
from coalition.project import (
    RAW_COLLECTIONS,
    LoadedData,
    MarkdownFile,
    Project,
    get_child,
)
from coalition.sources import YamlDocument, YamlMapping, YamlNode, YamlSequence, parse_front_matter

_RULE_NAME = "not-confirmed"


@dataclass(frozen=True)
class ReviewItem:
    """An entry or text that can be reviewed; `label` names it in messages.

    `checked` is the date of the last review. `location` is that of the date, or without a date that
    of the item's name; `line` is the source line there.
    """

    label: str
    checked: datetime.date | None
    has_source: bool
    location: Location
    line: str


@dataclass(frozen=True)
class ReviewInterval:
    """The time between two reviews in months, and the current date."""

    today: datetime.date
    months: int

    def is_expired(self, checked: datetime.date) -> bool:
        """Return whether the interval that began on `checked` is over."""
        month = checked.month - 1 + self.months
        year, month = checked.year + month // 12, month % 12 + 1
        if year > datetime.MAXYEAR:
            return False
        last = min(checked.day, calendar.monthrange(year, month)[1])
        return datetime.date(year, month, last) < self.today

    def explain(self, item: ReviewItem, key: str = "checked") -> tuple[str, str] | None:
        """Return message and hint for a date too long ago; None if it is fine."""
        checked = item.checked
        if checked is None or not self.is_expired(checked):
            return None
        message = plural_message(
            "%(label)s was last checked on %(checked)s, more than a month ago",
            "%(label)s was last checked on %(checked)s, more than %(count)s months ago",
            self.months,
            label=item.label,
            checked=checked,
        )
        hint = Message(
            "compare it with its source, correct what has changed, and write the day on which you"
            " did, as in '%(key)s: %(today)s'",
            key=key,
            today=self.today,
        )
        return message, hint


def check_staleness(project: Project, today: datetime.date) -> Iterator[Diagnostic]:
    """Yield warnings about data and Markdown files that are due for review."""
    interval = ReviewInterval(today, project.coalition.review_every_months)
    if project.data:
        yield from _check_data(project.data, interval, project.day)
    yield from _check_markdown_files(project.markdown_files.values(), interval)


def _check_data(
    data: LoadedData, interval: ReviewInterval, day: datetime.date | None
) -> Iterator[Diagnostic]:
    groups = [*_iter_collection_items(data, day), *_iter_coalition_items(data)]
    in_use = any(item.checked for group in groups for item in group)
    for group in groups:
        is_usual = 2 * sum(item.checked is not None for item in group) > len(group)
        for item in group:
            explanation = interval.explain(item)
            if item.checked is None and (is_usual or (in_use and item.has_source)):
                explanation = _explain_missing_date(item, interval.today)
            if explanation:
                yield _warning(item, *explanation)


def _explain_missing_date(item: ReviewItem, today: datetime.date) -> tuple[str, str]:
    if item.has_source:
        message = Message(
            "%(label)s does not say when it was last compared with its source", label=item.label
        )
        hint = Message(
            "compare them, and add a line 'checked: %(today)s' with the day of that", today=today
        )
        return message, hint
    message = Message(
        "%(label)s says neither where it comes from nor when that was checked", label=item.label
    )
    hint = Message(
        "if you know, add lines 'source: ...' and 'checked: %(today)s' as others here have",
        today=today,
    )
    return message, hint


def _iter_collection_items(
    data: LoadedData, day: datetime.date | None
) -> Iterator[list[ReviewItem]]:
    """Yield the items of each collection, without members who are former ones on `day`."""
    for collection in RAW_COLLECTIONS:
        if collection.key:  # in `coalition.yaml`
            continue
        records = getattr(data.coalition, collection.field)
        yield [
            _make_review_item(
                quote_value(entry.name_node.text if entry.name_node else entry.id),
                record,
                entry.node,
                entry.document,
                entry.name_node or entry.node,
            )
            for entry, record in zip(data.raw_entries[collection], records, strict=True)
            if not (isinstance(record, Member) and record.is_former(day))
        ]


def _iter_coalition_items(data: LoadedData) -> Iterator[list[ReviewItem]]:
    """Yield the items of `coalition.yaml`: each list, then all single entries as one list."""
    document = data.documents["coalition"]
    root = document.root
    assert isinstance(root, YamlMapping)
    single_items = [_make_review_item(Message("this file"), data.coalition, root, document, root)]
    for key, node in root.entries:
        value = getattr(data.coalition, key.text)
        if isinstance(value, Entry) and isinstance(node, YamlMapping) and node.entries:
            single_items.append(
                _make_review_item(quote_value(key.text), value, node, document, key)
            )
        elif isinstance(node, YamlSequence) and any(isinstance(item, Entry) for item in value):
            yield [
                _make_review_item(_label(record), record, item, document, item)
                for record, item in zip(value, node.items, strict=True)
            ]
    yield single_items


def _label(record: Entry) -> str:
    """Return the quoted name or title of an entry, or else its date or its role."""
    keys = ("name", "title", "date", "role")
    name = next(value for key in keys if (value := getattr(record, key, None)))
    return quote_value(name.default_text if isinstance(name, Text) else str(name))


def _make_review_item(
    label: str, record: Entry, node: YamlNode, document: YamlDocument, name_node: YamlNode
) -> ReviewItem:
    location = (get_child(node, "checked") or name_node).location
    line = document.lines[location.line - 1]
    return ReviewItem(label, record.checked, record.source is not None, location, line)


def _check_markdown_files(
    files: Iterable[MarkdownFile], interval: ReviewInterval
) -> Iterator[Diagnostic]:
    """Yield warnings about Markdown files; one warning covers an original and its translations."""
    published = [file for file in files if file.published]
    originals = [file for file in published if file.original is None]
    dated_folders = _dated_folders(originals)
    for file in originals:
        explanation = _explain_text(file, interval, is_usual=file.id.folder in dated_folders)
        translations = [translation for translation in published if translation.original is file]
        due = [
            translation
            for translation in translations
            if _explain_text(translation, interval, is_usual=explanation is not None)
        ]
        if explanation:
            message, hint = explanation
            if len(due) == 1:
                hint = Message("%(hint)s, here and in its translation", hint=hint)
            elif due:
                hint = Message("%(hint)s, here and in its translations", hint=hint)
            yield _warning(_text_review_item(file), message, hint)
            continue
        is_dated = _text_review_item(file).checked is not None
        for translation in translations:
            if own_explanation := _explain_text(translation, interval, is_usual=is_dated):
                yield _warning(_text_review_item(translation), *own_explanation)


def _dated_folders(originals: Sequence[MarkdownFile]) -> set[str]:
    """Return the folders where most texts are dated. Never news, which reports past events."""
    are_dated = [
        _text_review_item(file).checked is not None
        for file in originals
        if file.id.folder == "pages"
    ]
    return {"pages"} if 2 * sum(are_dated) > len(are_dated) else set()


def _explain_text(
    file: MarkdownFile, interval: ReviewInterval, *, is_usual: bool
) -> tuple[str, str] | None:
    item = _text_review_item(file)
    if item.checked is None and is_usual:
        hint = Message(
            "read it once more, and add a line 'Checked: %(today)s' to its front matter",
            today=interval.today,
        )
        message = Message("%(label)s does not say when it was last checked", label=item.label)
        return message, hint
    explanation = interval.explain(item, "Checked")
    if explanation and file.id.folder == "news":
        reason, review = explanation
        hint = Message(
            "%(hint)s; or delete the line: news describe the facts of their date", hint=review
        )
        return reason, hint
    return explanation


def _text_review_item(file: MarkdownFile) -> ReviewItem:
    label = Message("this article") if file.id.folder == "news" else Message("this page")
    if file.original:
        label = Message("this translation")
    for entry in parse_front_matter(file.lines):
        if entry.key.lower() == "checked":
            checked = parse_iso_date(entry.value)
            location = Location(file.display_path, entry.line, entry.column, len(entry.value))
            return ReviewItem(label, checked, False, location, entry.source_line)
    first_line = file.lines[0] if file.lines else ""
    return ReviewItem(
        label, None, False, Location(file.display_path, 1, 1, len(first_line) or 1), first_line
    )


def _warning(item: ReviewItem, message: str, hint: str) -> Diagnostic:
    return Diagnostic(item.location, _RULE_NAME, message, hint, item.line, "warning")
