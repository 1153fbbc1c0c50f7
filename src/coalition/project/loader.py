"""The files in `data/` -> one Coalition, or every problem of every file at once."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from coalition.diagnostics.diagnostic import DataError, Problem
from coalition.i18n.countries import COUNTRIES
from coalition.i18n.locale import language_codes
from coalition.model.field_types import Kind, Known
from coalition.model.records import Coalition, CoalitionFile, Record
from coalition.project import consistency
from coalition.project.raw_entries import (
    ACTION_AREAS,
    GOALS,
    GROUPS,
    MEMBERS,
    ORGANISATIONS,
    SHELVES,
    Draft,
    Shelf,
    child,
    drafts,
    find,
    plain,
)
from coalition.project.slugs import made_id
from coalition.project.suggestions import Suggestions
from coalition.project.validation_messages import problems_of
from coalition.sources.cache import Memory, Same
from coalition.sources.yaml_incremental import read
from coalition.sources.yaml_parser import Document, Node, Scalar, Sequence

FILES = ("coalition", "action_areas", "sdgs", "organisations", "members")

LAST_RESORT = "en"
"""Stands for the coalition's first language where that cannot be read; nothing then hangs on it."""

NO_ID = "no-id"
"""Stands for an id that is told to be missing elsewhere."""

R = TypeVar("R", bound=Record)

Drafts = dict[Shelf[Any], tuple[Draft, ...]]


@dataclass(frozen=True)
class Data:
    """What `data/` says, found right: the records, and where each of them stands.

    `documents` are the five files by their names without folder and ending. `drafts` has the
    entries of each shelf, in the same order as the records of the coalition.
    """

    coalition: Coalition
    documents: Mapping[str, Document]
    drafts: Drafts


def load(
    folder: Path, shown: str = "data", images: Path | None = None, memory: Memory | None = None
) -> Coalition:
    """Read the five files in `folder`; problems name them below `shown`.

    With `images`, the folder of the pictures, every picture that is named must be there. With a
    `memory`, what has not changed since its last round is the very same record. Raises DataError
    with all problems of all files, and nothing else, whatever stands in them.
    """
    return load_with_places(folder, shown, images, memory).coalition


def load_with_places(
    folder: Path, shown: str = "data", images: Path | None = None, memory: Memory | None = None
) -> Data:
    """The same as `load`, and with it the entries as they stand in the files."""
    with _collector_paused():
        return _load(folder, shown, images, memory or Memory())


def _load(folder: Path, shown: str, images: Path | None, memory: Memory) -> Data:
    documents = {
        file: read(folder / f"{file}.yaml", f"{shown}/{file}.yaml", memory) for file in FILES
    }
    reader = Reader(documents, memory)
    found = reader.coalition()
    areas, goals = reader.records(ACTION_AREAS), reader.records(GOALS)
    organisations, members = reader.records(ORGANISATIONS), reader.records(MEMBERS)
    problems = [*reader.problems, *_inconsistencies(documents, reader.drafts, images, memory)]
    if problems or found is None:
        raise DataError(problems)
    coalition = Coalition.model_construct(
        **dict(found),
        action_areas=areas,
        goals=goals,
        organisations=organisations,
        members=members,
    )
    return Data(coalition, documents, reader.drafts)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Python's search for unused cycles would go over all nodes again and again and find none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _inconsistencies(
    documents: Mapping[str, Document], drafts: Drafts, images: Path | None, memory: Memory
) -> Iterator[Problem]:
    """What is wrong in the files themselves, and between their entries."""
    for document in documents.values():
        yield from document.problems
        yield from consistency.repeated_values(document, memory)
    for entries in drafts.values():
        yield from consistency.inconsistencies(entries)
    if images is not None:
        yield from consistency.missing_images(documents.values(), images)


class Reader:
    """Turns nodes into records; what cannot become one is told in `problems`."""

    def __init__(self, documents: Mapping[str, Document], memory: Memory | None = None) -> None:
        self.documents, self.memory = documents, memory or Memory()
        self.problems: list[Problem] = []
        languages = _languages(documents["coalition"].root)
        self.language = languages[0] if languages else ""
        self.drafts: Drafts = {}
        for shelf in SHELVES:
            found = drafts(shelf, documents[shelf.file], self.language, self.memory)
            if found is not None:
                self.drafts[shelf] = found
        ids = frozenset(_ids(self.drafts).items())
        self.known = self.memory.of(_known, self.language or LAST_RESORT, ids)
        names: dict[str, tuple[Draft, ...]] = {
            shelf.kind: found for shelf, found in self.drafts.items()
        }
        self._reported = {
            file: {(problem.place.line, problem.place.column) for problem in document.problems}
            for file, document in documents.items()
        }
        self.suggestions = Suggestions(names, filter(None, languages))

    def coalition(self) -> CoalitionFile | None:
        """What `coalition.yaml` says; None where it cannot be read."""
        document = self.documents["coalition"]
        if document.root is None:
            return None
        try:
            return self.memory.of(_coalition_file, Same(document.root), Same(self.known))
        except ValidationError as invalid:
            self._refuse(invalid, CoalitionFile, document, document.root)
        return None

    def records(self, shelf: Shelf[R]) -> tuple[R, ...]:
        """The records of a shelf in the order of the file, without those that cannot be read."""
        if shelf not in self.drafts:
            self._no_list(shelf)
        found = (self._entry(shelf, draft) for draft in self.drafts.get(shelf, ()))
        return tuple(record for record in found if record is not None)

    def _entry(self, shelf: Shelf[R], draft: Draft) -> R | None:
        try:
            return self.memory.of(_record, shelf, Same(draft.node), draft.id, Same(self.known))
        except ValidationError as invalid:
            self._refuse(invalid, shelf.record, draft.document, draft.node)
        return None

    def _no_list(self, shelf: Shelf[Any]) -> None:
        """Tell that a file is no list, where it could be read at all."""
        document = self.documents[shelf.file]
        if document.root is None:
            return
        message = f"this file should be a list of {shelf.kind}s"
        hint = f"begin each {shelf.kind} with '- ', or write [] if there is none"
        self.problems.append(document.problem(document.root.place, "wrong-kind", message, hint))

    def _refuse(
        self, invalid: ValidationError, kind: type[Record], document: Document, node: Node
    ) -> None:
        errors = invalid.errors(include_url=False, include_input=False)
        new = [error for error in errors if not self._is_told(error, document, node)]
        self.problems += problems_of(new, document, node, kind, self.suggestions)

    def _is_told(self, error: ErrorDetails, document: Document, node: Node) -> bool:
        """Whether the error follows from a problem that is told already."""
        if error["type"] == "missing-default-language" and not self.language:
            return True
        key, value = find(node, error["loc"])
        reported = self._reported[Path(document.file).stem]
        places = {value.place, key.place if key else value.place}
        return any((place.line, place.column) in reported for place in places)


def _known(language: str, ids: frozenset[tuple[Kind, frozenset[str]]]) -> Known:
    return Known(language, dict(ids))


def _coalition_file(root: Same[Node], known: Same[Known]) -> CoalitionFile:
    """What `coalition.yaml` says. Raises ValidationError."""
    return CoalitionFile.model_validate(plain(root.thing), context=known.thing)


def _record(shelf: Shelf[R], node: Same[Node], id: str, known: Same[Known]) -> R:
    """The record of an entry. Raises ValidationError."""
    given = plain(node.thing)
    if isinstance(given, dict) and shelf.makes_ids and child(node.thing, shelf.id_key) is None:
        given["id"] = id or NO_ID
    return shelf.record.model_validate(given, context=known.thing)


def _languages(root: Node | None) -> list[str]:
    """The codes of the coalition's languages; empty texts stand for those that there are not."""
    found = child(root, "languages")
    items = found.items if isinstance(found, Sequence) else [found]
    codes = [item.text.strip() if isinstance(item, Scalar) else "" for item in items]
    return [code if code in language_codes() else "" for code in codes]


def _ids(drafts: Drafts) -> dict[Kind, frozenset[str]]:
    """The ids that references may name, for each kind of which all entries have one.

    An id that is badly written may be named as it is and as it should be: it is told once.
    """
    ids: dict[Kind, frozenset[str]] = {
        "country": frozenset(COUNTRIES),
        "language": language_codes(),
    }
    for shelf, entries in drafts.items():
        is_told = shelf is GROUPS and not entries
        if shelf.kind != "member" and all(draft.id for draft in entries) and not is_told:
            written = {draft.id for draft in entries}
            ids[shelf.kind] = frozenset(written | {made_id(id) for id in written})
    return ids
