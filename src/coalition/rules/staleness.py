"""`not-confirmed`: what nobody has compared with its source for a while, or perhaps never.

How long a while is stands in the data (`confirm_every`, in months). A coalition that writes no
`checked` at all is left in peace; one that does is told where it was forgotten.
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from coalition.diagnostics.diagnostic import Place, Problem, quoted
from coalition.model.field_types import Text, parse_day
from coalition.model.records import Entry, Member
from coalition.project.loader import Data
from coalition.project.project import Project
from coalition.project.raw_entries import ACTION_AREAS, GOALS, MEMBERS, ORGANISATIONS, child
from coalition.project.translated_files import TextFile
from coalition.sources import front_matter
from coalition.sources.yaml_parser import Document, Mapping, Node
from coalition.sources.yaml_parser import Sequence as List

NAME = "not-confirmed"


@dataclass(frozen=True)
class Statement:
    """Something that can be confirmed; `label` is what a message calls it.

    `checked` is the day on which that was last done, `sourced` whether a source is named. `place`
    is the day's, or where there is none the one of what names the statement; `line` is its text.
    """

    label: str
    checked: datetime.date | None
    sourced: bool
    place: Place
    line: str


@dataclass(frozen=True)
class Rule:
    """When a statement is due: `months` after it was checked, as seen on the day `today`."""

    today: datetime.date
    months: int

    def is_over(self, checked: datetime.date) -> bool:
        """Whether the time that began on the day `checked` is over."""
        month = checked.month - 1 + self.months
        year, month = checked.year + month // 12, month % 12 + 1
        if year > datetime.MAXYEAR:
            return False
        last = min(checked.day, calendar.monthrange(year, month)[1])
        return datetime.date(year, month, last) < self.today

    def words(self, statement: Statement, key: str = "checked") -> tuple[str, str] | None:
        """What to say of a day, and what to do about it; None where the day is good."""
        checked = statement.checked
        if checked is None:
            return None
        # It may be tomorrow already elsewhere. A difference, unlike a sum, cannot overflow
        if checked - self.today > datetime.timedelta(days=1):
            message = f"{statement.label} was checked on {checked}, a day that has not come yet"
            return message, f"write the day on which it was done, as in '{key}: {self.today}'"
        if not self.is_over(checked):
            return None
        months = "a month" if self.months == 1 else f"{self.months} months"
        message = f"{statement.label} was last checked on {checked}, more than {months} ago"
        hint = (
            "compare it with its source, correct what has changed, and write the day on which you"
        )
        return message, f"{hint} did, as in '{key}: {self.today}'"


def warnings(project: Project, today: datetime.date) -> Iterator[Problem]:
    """What is due in the data and in the Markdown files."""
    rule = Rule(today, project.coalition.confirm_every)
    if project.data:
        yield from _of_data(project.data, rule)
    yield from _of_texts(project.texts.values(), rule)


def _of_data(data: Data, rule: Rule) -> Iterator[Problem]:
    lists = [*_shelves(data), *_coalition_lists(data)]
    in_use = any(statement.checked for listed in lists for statement in listed)
    for listed in lists:
        usual = 2 * sum(statement.checked is not None for statement in listed) > len(listed)
        for statement in listed:
            words = rule.words(statement)
            if statement.checked is None and (usual or (in_use and statement.sourced)):
                words = _unsaid(statement, rule.today)
            if words:
                yield _problem(statement, *words)


def _unsaid(statement: Statement, today: datetime.date) -> tuple[str, str]:
    if statement.sourced:
        message = f"{statement.label} does not say when it was last compared with its source"
        return message, f"compare them, and add a line 'checked: {today}' with the day of that"
    message = f"{statement.label} says neither where it comes from nor when that was checked"
    return (
        message,
        f"if you know, add lines 'source: ...' and 'checked: {today}' as others here have",
    )


def _shelves(data: Data) -> Iterator[list[Statement]]:
    """The statements of each shelf, without members who have left."""
    coalition = data.coalition
    for shelf, records in (
        (MEMBERS, coalition.members),
        (ORGANISATIONS, coalition.organisations),
        (ACTION_AREAS, coalition.action_areas),
        (GOALS, coalition.goals),
    ):
        yield [
            _statement(_label(record), record, draft.node, draft.document, draft.name or draft.node)
            for draft, record in zip(data.drafts[shelf], records, strict=True)
            if not (isinstance(record, Member) and record.former)
        ]


def _coalition_lists(data: Data) -> Iterator[list[Statement]]:
    """The statements of `coalition.yaml`: those that stand alone as one list, then each list."""
    document = data.documents["coalition"]
    root = document.root
    assert isinstance(root, Mapping)
    alone = [_statement("this file", data.coalition, root, document, root)]
    for key, node in root.entries:
        value = getattr(data.coalition, key.text)
        if isinstance(value, Entry) and isinstance(node, Mapping) and node.entries:
            alone.append(_statement(quoted(key.text), value, node, document, key))
        elif isinstance(node, List) and any(isinstance(item, Entry) for item in value):
            yield [
                _statement(_label(record), record, item, document, item)
                for record, item in zip(value, node.items, strict=True)
            ]
    yield alone


def _label(record: Entry) -> str:
    """An entry by its name or title, or by its date."""
    name = next(v for key in ("name", "title", "date") if (v := getattr(record, key, None)))
    return quoted(name.default if isinstance(name, Text) else str(name))


def _statement(label: str, record: Entry, node: Node, document: Document, named: Node) -> Statement:
    place = (child(node, "checked") or named).place
    line = document.lines[place.line - 1]
    return Statement(label, record.checked, record.source is not None, place, line)


def _of_texts(files: Iterable[TextFile], rule: Rule) -> Iterator[Problem]:
    """What is due in Markdown files; what a translation shares with its original is told there."""
    published = [file for file in files if file.published]
    originals = [file for file in published if file.original is None]
    usual = _folders_that_say_the_day(originals)
    for file in originals:
        words = _words(file, rule, usual=file.id.folder in usual)
        translations = [other for other in published if other.original is file]
        waiting = [other for other in translations if _words(other, rule, usual=words is not None)]
        if words:
            yield _problem(_text(file), words[0], words[1] + _also(len(waiting)))
            continue
        said = _text(file).checked is not None
        for other in translations:
            if words_of_its_own := _words(other, rule, usual=said):
                yield _problem(_text(other), *words_of_its_own)


def _folders_that_say_the_day(originals: Sequence[TextFile]) -> set[str]:
    """The folders of texts that usually say it. News need not: they tell what was so once."""
    pages = [_text(file).checked is not None for file in originals if file.id.folder == "pages"]
    return {"pages"} if 2 * sum(pages) > len(pages) else set()


def _words(file: TextFile, rule: Rule, *, usual: bool) -> tuple[str, str] | None:
    text = _text(file)
    if text.checked is None and usual:
        hint = f"read it once more, and add a line 'Checked: {rule.today}' to its head"
        return f"{text.label} does not say when it was last checked", hint
    words = rule.words(text, "Checked")
    if words and file.id.folder == "news":
        return words[0], f"{words[1]}; or delete the line: news tell what was so on their day"
    return words


def _text(file: TextFile) -> Statement:
    label = "this article" if file.id.folder == "news" else "this page"
    if file.original:
        label = "this translation"
    for entry in front_matter.entries(file.lines):
        if entry.key.lower() == "checked":
            day = parse_day(entry.value)
            place = Place(file.name, entry.line, entry.column, len(entry.value))
            return Statement(label, day, False, place, entry.text)
    first = file.lines[0] if file.lines else ""
    return Statement(label, None, False, Place(file.name, 1, 1, len(first) or 1), first)


def _also(translations: int) -> str:
    if not translations:
        return ""
    return f", here and in {'its translation' if translations == 1 else 'its translations'}"


def _problem(statement: Statement, message: str, hint: str) -> Problem:
    return Problem(statement.place, NAME, message, hint, statement.line, "warning")
