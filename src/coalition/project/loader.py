"""Load the YAML files in `data/` into one Coalition, or report all errors of all files at once."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from coalition.diagnostics import DataError, Diagnostic, Location, Message, plural_message
from coalition.i18n import get_language_codes
from coalition.model import (
    KIND_NOUNS,
    KIND_PLURALS,
    Coalition,
    CoalitionFile,
    Record,
    ReferenceKind,
    ValidationContext,
    list_keys,
)
from coalition.project import consistency, contact_details
from coalition.project.country_names import check_duplicate_countries, read_country_names
from coalition.project.data_files import DATA_FILES, read_data_file
from coalition.project.raw_entries import (
    ACTION_AREAS,
    CONDITIONS,
    DOCUMENTS,
    EVENTS,
    GOALS,
    GROUPS,
    MEMBERS,
    ORGANISATIONS,
    RAW_COLLECTIONS,
    WORKING_GROUPS,
    RawCollection,
    RawEntry,
    RecordT,
    find_node,
    get_child,
    read_raw_entries,
    to_plain_data,
)
from coalition.project.removed_addresses import (
    check_removed_addresses,
    make_removal_check,
    read_removed_document,
)
from coalition.project.slugs import slugify
from coalition.project.suggestions import COLLECTION_PATHS, Suggestions
from coalition.project.validation_messages import explain_validation_errors
from coalition.sources import (
    Cache,
    IdentityKey,
    YamlDocument,
    YamlNode,
    YamlScalar,
    YamlSequence,
)

PLACEHOLDER_LANGUAGE = "en"
"""Used if the coalition's default language cannot be read: validation needs one, any will do."""

PLACEHOLDER_ID = "no-id"
"""Used for an id that cannot be made from the name; `consistency` reports it as missing."""

RawEntries = dict[RawCollection[Any], tuple[RawEntry, ...]]


@dataclass(frozen=True)
class LoadedData:
    """The validated records of `data/`, with their positions in the files.

    `documents` are the files by their names without folder and suffix. `raw_entries` has the
    entries of each collection, in the same order as the records of the coalition.
    """

    coalition: Coalition
    documents: Mapping[str, YamlDocument]
    raw_entries: RawEntries


def load_coalition(
    folder: Path, display_path: str = "data", images: Path | None = None, cache: Cache | None = None
) -> Coalition:
    """Read the files in `folder`; diagnostics name them below `display_path`.

    If `images` (the folder of images) is given, all images that entries name must exist there. With
    a `cache`, entries that have not changed since the last load give the identical record object.
    Raises DataError with all diagnostics of all files, and no other exception, for any input.
    """
    return load_coalition_data(folder, display_path, images, cache).coalition


def load_coalition_data(
    folder: Path,
    display_path: str = "data",
    images: Path | None = None,
    cache: Cache | None = None,
    *,
    downloads: Path | None = None,
) -> LoadedData:
    """Read the data as `load_coalition` does, and keep the raw entries and YAML documents.

    If `downloads` (the folder of files) is given, all files that documents name must exist there.
    """
    with _gc_paused():
        return _load_data(folder, display_path, images, downloads, cache or Cache())


def _load_data(
    folder: Path, display_path: str, images: Path | None, downloads: Path | None, cache: Cache
) -> LoadedData:
    files = {file: read_data_file(folder, file, display_path, cache) for file in DATA_FILES}
    removed = read_removed_document(folder, display_path, cache)
    reader = DataReader(files, cache, make_removal_check(removed, cache))
    coalition = reader.read_all()
    reader.report_references_to_none()
    diagnostics = [*reader.diagnostics, *_check_data(files, reader.raw_entries, images, cache)]
    if downloads is not None:
        diagnostics += consistency.check_missing_files(files["documents"], downloads)
    # The hint of `wrong-script` names the missing id as well
    foreign = {one.location for one in diagnostics if one.rule == "wrong-script"}
    diagnostics = [
        one for one in diagnostics if one.rule != "missing-id" or one.location not in foreign
    ]
    if removed:
        diagnostics += check_removed_addresses(removed, cache)
    if diagnostics or coalition is None:
        raise DataError(diagnostics)
    return LoadedData(coalition, files, reader.raw_entries)


@contextmanager
def _gc_paused() -> Iterator[None]:
    """Pause the garbage collector: it would traverse all YAML nodes repeatedly and free none."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _check_data(
    documents: Mapping[str, YamlDocument],
    raw_entries: RawEntries,
    images: Path | None,
    cache: Cache,
) -> Iterator[Diagnostic]:
    """Yield the YAML errors of the files and the inconsistencies between their entries."""
    for document in documents.values():
        yield from document.diagnostics
        yield from consistency.check_duplicate_values(document, cache)
        yield from contact_details.check_data_contact_details(document, cache)
    yield from check_duplicate_countries(documents["coalition"])
    for entries in raw_entries.values():
        yield from consistency.check_raw_entries(entries)
    if images is not None:
        yield from consistency.check_missing_images(documents.values(), images)


class DataReader:
    """Validates YAML nodes into records; collects validation errors in `diagnostics`."""

    def __init__(
        self,
        documents: Mapping[str, YamlDocument],
        cache: Cache | None = None,
        is_removed: Callable[[str, str], bool] = lambda kind, id: False,
    ) -> None:
        self.documents, self.cache = documents, cache or Cache()
        self.diagnostics: list[Diagnostic] = []
        languages = _read_languages(documents["coalition"].root)
        self.default_language = languages[0] if languages else ""
        self.raw_entries: RawEntries = {}
        for collection in RAW_COLLECTIONS:
            entries = read_raw_entries(
                collection, documents[collection.file], self.default_language, self.cache
            )
            if entries is not None:
                self.raw_entries[collection] = entries
        root = documents["coalition"].root
        country_names = read_country_names(root, self.default_language)
        ids = frozenset(_collect_ids(self.raw_entries, country_names.codes).items())
        self.context = self.cache.call(
            _make_context,
            self.default_language or PLACEHOLDER_LANGUAGE,
            ids,
            _requires_group(root),
        )
        # Records that name no members stay valid, and cached, when a member gets another id
        self._context_without_members = self.cache.call(
            _make_context,
            self.default_language or PLACEHOLDER_LANGUAGE,
            frozenset(pair for pair in ids if pair[0] != "member"),
            self.context.requires_group,
        )
        entries_by_kind: dict[str, tuple[RawEntry, ...]] = {
            collection.kind: entries for collection, entries in self.raw_entries.items()
        }
        self._reported = {
            file: {
                (diagnostic.location.line, diagnostic.location.column)
                for diagnostic in document.diagnostics
            }
            for file, document in documents.items()
        }
        self._references_to_none: dict[
            ReferenceKind, list[tuple[YamlDocument, Location, ErrorDetails]]
        ] = {}
        self.suggestions = Suggestions(
            entries_by_kind,
            filter(None, languages),
            is_removed,
            requires_group=self.context.requires_group,
            country_names=country_names,
        )

    def read_coalition(self) -> CoalitionFile | None:
        """Return the validated `coalition.yaml`; None if it is invalid."""
        document = self.documents["coalition"]
        if document.root is None:
            return None
        try:
            return self.cache.call(
                _validate_coalition_file, IdentityKey(document.root), IdentityKey(self.context)
            )
        except ValidationError as error:
            self._report_errors(error, CoalitionFile, document, document.root)
        return None

    def read_all(self) -> Coalition | None:
        """Return the coalition with all its valid records; None if `coalition.yaml` is invalid."""
        coalition_file = self.read_coalition()
        areas, goals = self.read_records(ACTION_AREAS), self.read_records(GOALS)
        organisations, members = self.read_records(ORGANISATIONS), self.read_records(MEMBERS)
        working_groups, events = self.read_records(WORKING_GROUPS), self.read_records(EVENTS)
        documents, conditions = self.read_records(DOCUMENTS), self.read_records(CONDITIONS)
        if coalition_file is None:
            return None
        return Coalition.model_construct(
            **dict(coalition_file),
            action_areas=areas,
            goals=goals,
            organisations=organisations,
            members=members,
            working_groups=working_groups,
            events=events,
            documents=documents,
            conditions=conditions,
        )

    def read_records(self, collection: RawCollection[RecordT]) -> tuple[RecordT, ...]:
        """Return the valid records of a collection, in the order of the file."""
        if collection not in self.raw_entries:
            self._report_not_a_list(collection)
        records = (
            self._read_record(collection, entry) for entry in self.raw_entries.get(collection, ())
        )
        return tuple(record for record in records if record is not None)

    def _read_record(self, collection: RawCollection[RecordT], entry: RawEntry) -> RecordT | None:
        try:
            return self.cache.call(
                _validate_record,
                collection,
                IdentityKey(entry.node),
                entry.id,
                IdentityKey(
                    self.context
                    if _refers_to_members(collection.record)
                    else self._context_without_members
                ),
            )
        except ValidationError as error:
            self._report_errors(error, collection.record, entry.document, entry.node)
        return None

    def _report_not_a_list(self, collection: RawCollection[Any]) -> None:
        """Report a file that is not a list, unless it could not be parsed at all."""
        document = self.documents[collection.file]
        if document.root is None:
            return
        message = Message(
            "this file should be a list of %(kinds)s", kinds=KIND_PLURALS[collection.kind]
        )
        hint = Message(
            "begin each %(kind)s with '- ', or write [] if there is none",
            kind=KIND_NOUNS[collection.kind],
        )
        self.diagnostics.append(
            document.diagnostic_at(document.root.location, "wrong-type", message, hint)
        )

    def _report_errors(
        self,
        validation_error: ValidationError,
        record: type[Record],
        document: YamlDocument,
        node: YamlNode,
    ) -> None:
        errors = validation_error.errors(include_url=False, include_input=False)
        new = [error for error in errors if not self._is_already_reported(error, document, node)]
        for error in new:
            if kind := self._get_empty_kind(error):
                location = find_node(node, error["loc"])[1].location
                self._references_to_none.setdefault(kind, []).append((document, location, error))
        new = [error for error in new if not self._get_empty_kind(error)]
        self.diagnostics += explain_validation_errors(new, document, node, record, self.suggestions)

    def _get_empty_kind(self, error: ErrorDetails) -> ReferenceKind | None:
        """Return what an error's unknown reference is to, if there is nothing of that kind."""
        kind: ReferenceKind | None = error.get("ctx", {}).get("kind")
        is_listed = any(collection.kind == kind for collection in self.raw_entries)
        return kind if kind and is_listed and not self.context.known_ids.get(kind) else None

    def report_references_to_none(self) -> None:
        """Report once, for each kind of entry that the data has none of, that others name some."""
        for kind, references in self._references_to_none.items():
            document, location, error = references[0]
            rule, context = error["type"], error["ctx"]
            message, hint = context["message"], self.suggestions.suggest(kind, context["value"])
            if len(references) > 1:
                message = plural_message(
                    "%(message)s, and %(count)s more reference to none",
                    "%(message)s, and %(count)s more references to none",
                    len(references) - 1,
                    message=message,
                )
                hint = Message(
                    "%(hint)s; or restore the file with 'git restore %(file)s'",
                    hint=hint,
                    file=COLLECTION_PATHS[kind],
                )
            self.diagnostics.append(document.diagnostic_at(location, rule, message, hint))

    def _is_already_reported(
        self, error: ErrorDetails, document: YamlDocument, node: YamlNode
    ) -> bool:
        """Return whether an error results from one that has been reported already."""
        if error["type"] == "missing-default-language" and not self.default_language:
            return True
        key, value = find_node(node, error["loc"])
        reported = self._reported[Path(document.file).stem]
        locations = {value.location, key.location if key else value.location}
        return any((location.line, location.column) in reported for location in locations)


@cache
def _refers_to_members(record: type[Record]) -> bool:
    """Return whether a record, or one in it, has a key that names a member."""
    keys = list_keys(record)
    return any(
        _refers_to_members(key.record)
        if key.record
        else key.kind is not None and key.kind.reference_kind == "member"
        for key in keys
    )


def _make_context(
    language: str,
    ids: frozenset[tuple[ReferenceKind, frozenset[str]]],
    requires_group: bool,
) -> ValidationContext:
    return ValidationContext(language, dict(ids), requires_group)


def _requires_group(root: YamlNode | None) -> bool:
    """Return whether each member has to belong to a stakeholder group."""
    groups, flag = get_child(root, "groups"), get_child(root, "members_without_group")
    has_groups = isinstance(groups, YamlSequence) and bool(groups.items)
    return has_groups and not (isinstance(flag, YamlScalar) and flag.text == "true")


def _validate_coalition_file(
    root: IdentityKey[YamlNode], context: IdentityKey[ValidationContext]
) -> CoalitionFile:
    """Validate the root node of `coalition.yaml`. Raises ValidationError."""
    return CoalitionFile.model_validate(to_plain_data(root.value), context=context.value)


def _validate_record(
    collection: RawCollection[RecordT],
    node: IdentityKey[YamlNode],
    id: str,
    context: IdentityKey[ValidationContext],
) -> RecordT:
    """Validate an entry; `id` is used if it has none written. Raises ValidationError."""
    data = to_plain_data(node.value)
    if (
        isinstance(data, dict)
        and collection.has_generated_ids
        and get_child(node.value, collection.id_key) is None
    ):
        data["id"] = id or PLACEHOLDER_ID
    return collection.record.model_validate(data, context=context.value)


def _read_languages(root: YamlNode | None) -> list[str]:
    """Return the codes of the coalition's languages, with an empty string for each unknown code."""
    node = get_child(root, "languages")
    items = node.items if isinstance(node, YamlSequence) else [node]
    codes = [item.text.strip() if isinstance(item, YamlScalar) else "" for item in items]
    return [code if code in get_language_codes() else "" for code in codes]


def _collect_ids(
    raw_entries: RawEntries, country_codes: frozenset[str]
) -> dict[ReferenceKind, frozenset[str]]:
    """Return the ids that references may name, by kind.

    A kind is left out if some of its entries have no id, so that references to them are not
    reported as unknown. A malformed id may be referenced as written and in its valid form: only the
    id itself is reported.
    """
    ids: dict[ReferenceKind, frozenset[str]] = {
        "language": get_language_codes(),
        "country": country_codes,
    }
    for collection, entries in raw_entries.items():
        is_reported = collection is GROUPS and not entries
        if collection.kind == "document" or collection.kind == "condition set":  # noqa: PLR1714
            continue
        if all(entry.id for entry in entries) and not is_reported:
            written_ids = {entry.id for entry in entries}
            ids[collection.kind] = frozenset(written_ids | {slugify(id) for id in written_ids})
    return ids
