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

from coalition.diagnostics import DataError, Diagnostic
from coalition.i18n import COUNTRIES, get_language_codes
from coalition.model import Coalition, CoalitionFile, Record, ReferenceKind, ValidationContext
from coalition.project import consistency
from coalition.project.raw_entries import (
    ACTION_AREAS,
    GOALS,
    GROUPS,
    MEMBERS,
    ORGANISATIONS,
    RAW_COLLECTIONS,
    RawCollection,
    RawEntry,
    find_node,
    get_child,
    read_raw_entries,
    to_plain_data,
)
from coalition.project.slugs import slugify
from coalition.project.suggestions import Suggestions
from coalition.project.validation_messages import explain_validation_errors
from coalition.sources import (
    Cache,
    IdentityKey,
    YamlDocument,
    YamlNode,
    YamlScalar,
    YamlSequence,
    read_yaml_cached,
)

DATA_FILES = ("coalition", "action_areas", "sdgs", "organisations", "members")

PLACEHOLDER_LANGUAGE = "en"
"""Stands for the coalition's first language where that cannot be read; nothing then hangs on it."""

PLACEHOLDER_ID = "no-id"
"""Stands for an id that is told to be missing elsewhere."""

RecordT = TypeVar("RecordT", bound=Record)

RawEntries = dict[RawCollection[Any], tuple[RawEntry, ...]]


@dataclass(frozen=True)
class LoadedData:
    """What `data/` says, found right: the records, and where each of them stands.

    `documents` are the five files by their names without folder and ending. `read_raw_entries` has the
    entries of each shelf, in the same order as the records of the coalition.
    """

    coalition: Coalition
    documents: Mapping[str, YamlDocument]
    raw_entries: RawEntries


def load_coalition(
    folder: Path, display_path: str = "data", images: Path | None = None, cache: Cache | None = None
) -> Coalition:
    """Read the five files in `folder`; problems name them below `display_path`.

    With `images`, the folder of the pictures, every picture that is named must be there. With a
    `cache`, what has not changed since its last round is the very same record. Raises DataError
    with all problems of all files, and nothing else, whatever stands in them.
    """
    return load_coalition_data(folder, display_path, images, cache).coalition


def load_coalition_data(
    folder: Path, display_path: str = "data", images: Path | None = None, cache: Cache | None = None
) -> LoadedData:
    """The same as `load_coalition`, and with it the entries as they stand in the files."""
    with _gc_paused():
        return _load_data(folder, display_path, images, cache or Cache())


def _load_data(folder: Path, shown: str, images: Path | None, memory: Cache) -> LoadedData:
    documents = {
        file: read_yaml_cached(folder / f"{file}.yaml", f"{shown}/{file}.yaml", memory)
        for file in DATA_FILES
    }
    reader = DataReader(documents, memory)
    found = reader.read_coalition()
    areas, goals = reader.read_records(ACTION_AREAS), reader.read_records(GOALS)
    organisations, members = reader.read_records(ORGANISATIONS), reader.read_records(MEMBERS)
    problems = [*reader.diagnostics, *_check_data(documents, reader.raw_entries, images, memory)]
    if problems or found is None:
        raise DataError(problems)
    coalition = Coalition.model_construct(
        **dict(found),
        action_areas=areas,
        goals=goals,
        organisations=organisations,
        members=members,
    )
    return LoadedData(coalition, documents, reader.raw_entries)


@contextmanager
def _gc_paused() -> Iterator[None]:
    """Python's search for unused cycles would go over all nodes again and again and find none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _check_data(
    documents: Mapping[str, YamlDocument], drafts: RawEntries, images: Path | None, memory: Cache
) -> Iterator[Diagnostic]:
    """What is wrong in the files themselves, and between their entries."""
    for document in documents.values():
        yield from document.diagnostics
        yield from consistency.check_duplicate_values(document, memory)
    for entries in drafts.values():
        yield from consistency.check_raw_entries(entries)
    if images is not None:
        yield from consistency.check_missing_images(documents.values(), images)


class DataReader:
    """Turns nodes into records; what cannot become one is told in `problems`."""

    def __init__(self, documents: Mapping[str, YamlDocument], cache: Cache | None = None) -> None:
        self.documents, self.cache = documents, cache or Cache()
        self.diagnostics: list[Diagnostic] = []
        languages = _read_languages(documents["coalition"].root)
        self.default_language = languages[0] if languages else ""
        self.raw_entries: RawEntries = {}
        for shelf in RAW_COLLECTIONS:
            found = read_raw_entries(
                shelf, documents[shelf.file], self.default_language, self.cache
            )
            if found is not None:
                self.raw_entries[shelf] = found
        ids = frozenset(_collect_ids(self.raw_entries).items())
        self.context = self.cache.call(
            _make_context, self.default_language or PLACEHOLDER_LANGUAGE, ids
        )
        names: dict[str, tuple[RawEntry, ...]] = {
            shelf.kind: found for shelf, found in self.raw_entries.items()
        }
        self._reported = {
            file: {
                (problem.location.line, problem.location.column) for problem in document.diagnostics
            }
            for file, document in documents.items()
        }
        self.suggestions = Suggestions(names, filter(None, languages))

    def read_coalition(self) -> CoalitionFile | None:
        """What `coalition.yaml` says; None where it cannot be read."""
        document = self.documents["coalition"]
        if document.root is None:
            return None
        try:
            return self.cache.call(
                _validate_coalition_file, IdentityKey(document.root), IdentityKey(self.context)
            )
        except ValidationError as invalid:
            self._report_errors(invalid, CoalitionFile, document, document.root)
        return None

    def read_records(self, collection: RawCollection[RecordT]) -> tuple[RecordT, ...]:
        """The records of a shelf in the order of the file, without those that cannot be read."""
        if collection not in self.raw_entries:
            self._report_not_a_list(collection)
        found = (
            self._read_record(collection, draft) for draft in self.raw_entries.get(collection, ())
        )
        return tuple(record for record in found if record is not None)

    def _read_record(self, shelf: RawCollection[RecordT], draft: RawEntry) -> RecordT | None:
        try:
            return self.cache.call(
                _validate_record,
                shelf,
                IdentityKey(draft.node),
                draft.id,
                IdentityKey(self.context),
            )
        except ValidationError as invalid:
            self._report_errors(invalid, shelf.record, draft.document, draft.node)
        return None

    def _report_not_a_list(self, shelf: RawCollection[Any]) -> None:
        """Tell that a file is no list, where it could be read at all."""
        document = self.documents[shelf.file]
        if document.root is None:
            return
        message = f"this file should be a list of {shelf.kind}s"
        hint = f"begin each {shelf.kind} with '- ', or write [] if there is none"
        self.diagnostics.append(
            document.diagnostic_at(document.root.location, "wrong-type", message, hint)
        )

    def _report_errors(
        self, invalid: ValidationError, kind: type[Record], document: YamlDocument, node: YamlNode
    ) -> None:
        errors = invalid.errors(include_url=False, include_input=False)
        new = [error for error in errors if not self._is_already_reported(error, document, node)]
        self.diagnostics += explain_validation_errors(new, document, node, kind, self.suggestions)

    def _is_already_reported(
        self, error: ErrorDetails, document: YamlDocument, node: YamlNode
    ) -> bool:
        """Whether the error follows from a problem that is told already."""
        if error["type"] == "missing-default-language" and not self.default_language:
            return True
        key, value = find_node(node, error["loc"])
        reported = self._reported[Path(document.file).stem]
        places = {value.location, key.location if key else value.location}
        return any((place.line, place.column) in reported for place in places)


def _make_context(
    language: str, ids: frozenset[tuple[ReferenceKind, frozenset[str]]]
) -> ValidationContext:
    return ValidationContext(language, dict(ids))


def _validate_coalition_file(
    root: IdentityKey[YamlNode], known: IdentityKey[ValidationContext]
) -> CoalitionFile:
    """What `coalition.yaml` says. Raises ValidationError."""
    return CoalitionFile.model_validate(to_plain_data(root.value), context=known.value)


def _validate_record(
    shelf: RawCollection[RecordT],
    node: IdentityKey[YamlNode],
    id: str,
    known: IdentityKey[ValidationContext],
) -> RecordT:
    """The record of an entry. Raises ValidationError."""
    given = to_plain_data(node.value)
    if (
        isinstance(given, dict)
        and shelf.has_generated_ids
        and get_child(node.value, shelf.id_key) is None
    ):
        given["id"] = id or PLACEHOLDER_ID
    return shelf.record.model_validate(given, context=known.value)


def _read_languages(root: YamlNode | None) -> list[str]:
    """The codes of the coalition's languages; empty texts stand for those that there are not."""
    found = get_child(root, "languages")
    items = found.items if isinstance(found, YamlSequence) else [found]
    codes = [item.text.strip() if isinstance(item, YamlScalar) else "" for item in items]
    return [code if code in get_language_codes() else "" for code in codes]


def _collect_ids(drafts: RawEntries) -> dict[ReferenceKind, frozenset[str]]:
    """The ids that references may name, for each kind of which all entries have one.

    An id that is badly written may be named as it is and as it should be: it is told once.
    """
    ids: dict[ReferenceKind, frozenset[str]] = {
        "country": frozenset(COUNTRIES),
        "language": get_language_codes(),
    }
    for shelf, entries in drafts.items():
        is_told = shelf is GROUPS and not entries
        if shelf.kind != "member" and all(draft.id for draft in entries) and not is_told:
            written = {draft.id for draft in entries}
            ids[shelf.kind] = frozenset(written | {slugify(id) for id in written})
    return ids
