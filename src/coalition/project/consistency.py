"""Checks across entries: duplicate names and values, id collisions, cycles, missing files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from coalition.diagnostics import MAX_LISTED_WORDS, Diagnostic, Location, Message, quote_value
from coalition.model import (
    FILE_NAME_PATTERN,
    IMAGE_NAME_PATTERN,
    KIND_NOUNS,
    MAX_ID_LENGTH,
    RESERVED_ID_PATTERN,
    remove_orcid_prefix,
)
from coalition.project.image_names import ImageFinder, propose_picture_name
from coalition.project.raw_entries import (
    ACTION_AREAS,
    DOCUMENTS,
    EVENTS,
    GROUPS,
    MEMBERS,
    RawEntry,
    get_child,
    is_null,
    iter_sequences,
)
from coalition.project.slugs import normalize_name, shorten_slug, transliterate
from coalition.project.suggestions import find_closest_match
from coalition.sources import Cache, IdentityKey, YamlDocument, YamlNode, YamlScalar, YamlSequence

MAX_DIGITS = 9
"""Maximum number of digits that are read of a number; longer ones are invalid."""

RESERVED_MEMBER_IDS = {"group", "country", "countries", "region"}
"""Pages and folders below `members/` with the lists by group, country and region."""

ENTRY_IMAGE_KEYS = ("photo", "logo")
"""The keys of an entry that name a file in `content/images/`."""


@dataclass(frozen=True)
class IdClaim:
    """An id that an entry takes: `written` in the file, `made` from the name, or a `former` id."""

    id: str
    origin: Literal["written", "made", "former"]
    entry: RawEntry
    location: Location


def check_raw_entries(entries: tuple[RawEntry, ...]) -> Iterator[Diagnostic]:
    """Run all checks between the entries of one collection."""
    yield from check_missing_ids(entries)
    yield from check_duplicate_orcids(entries)
    if entries and entries[0].collection is ACTION_AREAS:
        yield from check_duplicate_numbers(entries)
    yield from check_id_collisions(entries)
    yield from check_duplicate_names(entries)
    if entries and entries[0].collection is GROUPS:
        yield from check_other_names(entries)
    yield from check_circular_references(entries)


def check_missing_ids(entries: Iterable[RawEntry]) -> Iterator[Diagnostic]:
    """Report names that no id can be made from (`missing-id`)."""
    for entry in entries:
        if (
            entry.collection.has_generated_ids
            and entry.name_node
            and not entry.id
            and not entry.has_id_key
        ):
            message, hint = explain_missing_id(entry.name_node.text)
            yield entry.document.diagnostic_at(
                entry.name_node.location, "missing-id", message, hint
            )


def explain_missing_id(name: str) -> tuple[str, str]:
    """Return message and hint for a name that no id can be made from."""
    slug = transliterate(name)
    if len(slug) > MAX_ID_LENGTH:
        message = Message(
            "the id made from this name would have %(count)s letters, and may have %(limit)s",
            count=len(slug),
            limit=MAX_ID_LENGTH,
        )
        return message, Message("add a line 'id: %(id)s'", id=shorten_slug(slug))
    if RESERVED_ID_PATTERN.fullmatch(slug):
        message = Message(
            "the id made from this name would be '%(slug)s', a name that Windows reserves",
            slug=slug,
        )
        return message, Message("add a line 'id: %(id)s'", id=f"{slug}-1")
    message = Message("no id can be made from this name")
    hint = Message("add a line 'id: ...', in small letters a to z, digits and hyphens")
    return message, hint


def check_duplicate_orcids(entries: Iterable[RawEntry]) -> Iterator[Diagnostic]:
    """Report an ORCID iD that two entries have (`duplicate-orcid`): it names one person."""
    first_nodes: dict[str, YamlScalar] = {}
    for entry in entries:
        node = get_child(entry.node, "orcid")
        if not isinstance(node, YamlScalar) or is_null(node):
            continue
        other = first_nodes.setdefault(remove_orcid_prefix(node.text.strip()), node)
        if other is not node:
            message = Message(
                "the member on line %(line)s has the same ORCID iD", line=other.location.line
            )
            hint = Message("each person has their own: correct one of the two, or leave it out")
            yield entry.document.diagnostic_at(node.location, "duplicate-orcid", message, hint)


def check_duplicate_numbers(entries: Iterable[RawEntry]) -> Iterator[Diagnostic]:
    """Report a number that two areas of action have (`duplicate-number`)."""
    first_nodes: dict[int, YamlScalar] = {}
    for entry in entries:
        node = get_child(entry.node, "number")
        if not isinstance(node, YamlScalar) or not node.text.strip().isdecimal():
            continue
        number = int(node.text.strip()[:MAX_DIGITS])
        other = first_nodes.setdefault(number, node)
        if other is not node:
            message = Message(
                "the area of action on line %(line)s has the number %(number)s, too",
                line=other.location.line,
                number=number,
            )
            hint = Message("correct one of the two, or leave it out")
            yield entry.document.diagnostic_at(node.location, "duplicate-number", message, hint)


def check_id_collisions(entries: Iterable[RawEntry]) -> Iterator[Diagnostic]:
    """Report ids that would give two pages one URL (`duplicate-id`, `id-collision`)."""
    first_claims: dict[str, IdClaim] = {}
    for entry in entries:
        for claim in _iter_claims(entry):
            is_member_page = entry.collection is MEMBERS and not entry.is_organisation_member
            if is_member_page and claim.id in RESERVED_MEMBER_IDS:
                yield _reserved_id_diagnostic(claim)
            other = first_claims.setdefault(claim.id.casefold(), claim)
            if other is not claim and (diagnostic := _conflict_diagnostic(other, claim)):
                yield diagnostic


def check_duplicate_names(entries: Iterable[RawEntry]) -> Iterator[Diagnostic]:
    """Report duplicate names (`duplicate-name`).

    Members may share one if both have a written id, and documents may have the same title; so may
    events that take place on different days.
    """
    first_entries: dict[tuple[str, str], RawEntry] = {}
    for entry in entries:
        if entry.name_node is None:
            continue
        if entry.is_organisation_member:
            continue  # it is called by an id, which `check_id_collisions` compares
        other = first_entries.setdefault((entry.normalized_name, _get_event_day(entry)), entry)
        if other is not entry and not _may_share_name(other, entry):
            yield _duplicate_name_diagnostic(other, entry)


def check_other_names(entries: Iterable[RawEntry]) -> Iterator[Diagnostic]:
    """Report other names of a group that mean another group, too (`duplicate-name`)."""
    nodes = [(node, entry) for entry in entries for node in entry.other_name_nodes]
    if not nodes:
        return
    owners: dict[str, RawEntry] = {}
    for entry in entries:
        for name in entry.iter_main_names():
            owners.setdefault(normalize_name(name), entry)
    for node, entry in nodes:
        other = owners.setdefault(normalize_name(node.text), entry)
        if other is not entry:
            message = Message(
                "%(name)s means the %(kind)s '%(id)s', too",
                name=quote_value(node.text),
                kind=KIND_NOUNS[entry.collection.kind],
                id=other.id,
            )
            hint = Message("leave it out of one of the two: a name can mean only one")
            yield entry.document.diagnostic_at(node.location, "duplicate-name", message, hint)


def check_circular_references(entries: Iterable[RawEntry]) -> Iterator[Diagnostic]:
    """Report organisations that are, directly or not, part of themselves (`circular-reference`)."""
    entries_by_id = {entry.id: entry for entry in entries if entry.id}
    seen: set[str] = set()
    for start in entries_by_id.values():
        path: list[RawEntry] = []
        current: RawEntry | None = start
        while current is not None and current.id not in seen:
            seen.add(current.id)
            path.append(current)
            current = entries_by_id.get(_parent_id(current))
        if current in path:
            yield _circular_reference_diagnostic(path[path.index(current) :])


def check_duplicate_values(
    document: YamlDocument, cache: Cache | None = None
) -> Iterator[Diagnostic]:
    """Report texts that are twice in one list (`duplicate-value`)."""
    cache, root = cache or Cache(), document.root
    # Cached per entry, since most have not changed. A top-level list of texts instead of entries
    # is reported as such by the loader.
    parts = root.items if isinstance(root, YamlSequence) else [root] if root else []
    for part in parts:
        for item, count in cache.call(_find_duplicates, IdentityKey(part)):
            text = quote_value(item.text)
            message = Message("%(text)s is in this list twice", text=text)
            hint = Message("delete one of the two")
            if count > 2:
                message = Message(
                    "%(text)s is in this list %(count)s times", text=text, count=count
                )
                hint = Message("keep one and delete the others")
            yield document.diagnostic_at(item.location, "duplicate-value", message, hint)


def _find_duplicates(node: IdentityKey[YamlNode]) -> tuple[tuple[YamlScalar, int], ...]:
    """Return each scalar that is in a list more than once, at any depth, with their number.

    It is the second one in the list.
    """
    duplicates: list[tuple[YamlScalar, int]] = []
    for sequence in iter_sequences(node.value):
        items: dict[str, list[YamlScalar]] = {}
        for item in sequence.items:
            if isinstance(item, YamlScalar) and not is_null(item):
                items.setdefault(item.text, []).append(item)
        duplicates += [(same[1], len(same)) for same in items.values() if len(same) > 1]
    return tuple(duplicates)


def check_missing_images(
    documents: Iterable[YamlDocument],
    images: Path,
    used_names: Iterable[str] = (),
    *,
    with_misnamed: bool = False,
) -> Iterator[Diagnostic]:
    """Report images that have no file of exactly this name in the folder `images`.

    Listed names are compared, because some file systems ignore case. `used_names` are images of
    entries that are not in `documents`. An image whose file only has to be renamed is reported
    `with_misnamed`: `media_files` reports the file itself. Rule: `missing-image`.
    """
    file_names = list_file_names(images)
    named = [(document, image) for document in documents for image in _iter_image_names(document)]
    # Never suggest the portrait of somebody else: only files that no entry has
    finder = ImageFinder(file_names - {image.text for _, image in named} - {*used_names})
    for document, image in named:
        if not IMAGE_NAME_PATTERN.fullmatch(image.text) or image.text in file_names:
            continue
        if explanation := explain_missing_image(
            image.text, images, finder, with_misnamed=with_misnamed
        ):
            yield document.diagnostic_at(image.location, "missing-image", *explanation)


def check_missing_files(document: YamlDocument, downloads: Path) -> Iterator[Diagnostic]:
    """Report files of documents that do not exist, by exactly this name, below `downloads`.

    Listed names are compared, because some file systems ignore case. Rule: `missing-document`.
    """
    nodes = [*_iter_version_files(document)]
    names = {
        file.relative_to(downloads).as_posix()
        for file in (downloads.rglob("*") if nodes else ())
        if file.is_file()
    }
    # A file that another document has is not what is meant
    unused = {normalize_name(name): name for name in sorted(names - {node.text for node in nodes})}
    for node in nodes:
        if node.text in names:
            continue
        message = Message(
            "there is no '%(name)s' in %(folder)s/",
            name=node.text,
            folder=f"{downloads.parent.name}/{downloads.name}",
        )
        hint = Message("put it there, or give its address as 'url'")
        similar = unused.get(normalize_name(node.text))  # in other capitals
        if match := similar or find_closest_match(node.text, unused):
            hint = Message("did you mean '%(match)s'?", match=match)
        yield document.diagnostic_at(node.location, "missing-document", message, hint)


def _iter_version_files(document: YamlDocument) -> Iterator[YamlScalar]:
    """Yield the names of files in the versions of documents, if they can be names."""
    root = document.root
    for entry in root.items if isinstance(root, YamlSequence) else ():
        versions = get_child(entry, "versions")
        for version in versions.items if isinstance(versions, YamlSequence) else ():
            file = get_child(version, "file")
            if isinstance(file, YamlScalar) and FILE_NAME_PATTERN.fullmatch(file.text):
                yield file


def explain_missing_image(
    name: str, images: Path, finder: ImageFinder, *, with_misnamed: bool = False
) -> tuple[str, str] | None:
    """Return message and hint for an image that is not in the folder `images`.

    None if its file only has to be renamed, unless `with_misnamed`. `finder` has the names of the
    files that may be meant.
    """
    match = finder.find(name)
    right_name = match and propose_picture_name(images / match)
    hint = Message("put it there, or leave the line out")
    if match and right_name == name:
        if not with_misnamed:
            return None
        hint = Message("rename '%(match)s' to '%(name)s'", match=match, name=right_name)
    elif match:
        hint = Message("did you mean '%(match)s'?", match=right_name)
    message = Message(
        "there is no '%(name)s' in %(folder)s/",
        name=name,
        folder=f"{images.parent.name}/{images.name}",
    )
    return message, hint


def list_file_names(folder: Path) -> set[str]:
    """Return the names of the files in a folder; empty if it cannot be read."""
    try:
        return {file.name for file in folder.iterdir() if file.is_file()}
    except OSError:
        return set()


def _iter_image_names(document: YamlDocument) -> Iterator[YamlScalar]:
    """Yield the image names in a file.

    They are the photos of members, the logos of organisations, or the coalition's mark and the
    logos of its bodies.
    """
    root = document.root
    if isinstance(root, YamlSequence):
        images = [get_child(entry, key) for entry in root.items for key in ENTRY_IMAGE_KEYS]
    else:
        bodies = get_child(root, "bodies")
        items = bodies.items if isinstance(bodies, YamlSequence) else ()
        images = [get_child(root, "mark"), *(get_child(item, "logo") for item in items)]
    yield from (image for image in images if isinstance(image, YamlScalar))


def list_image_names(documents: Iterable[YamlDocument]) -> set[str]:
    """Return the names of all images in these files."""
    return {image.text for document in documents for image in _iter_image_names(document)}


def _iter_claims(entry: RawEntry) -> Iterator[IdClaim]:
    if entry.id_node:
        yield IdClaim(entry.id, "written", entry, entry.id_node.location)
    elif entry.id and entry.name_node:
        yield IdClaim(entry.id, "made", entry, entry.name_node.location)
    for node in entry.former_id_nodes:
        yield IdClaim(node.text.strip(), "former", entry, node.location)


def _reserved_id_diagnostic(claim: IdClaim) -> Diagnostic:
    message = Message("the address /members/%(id)s/ is kept for lists of members", id=claim.id)
    return claim.entry.document.diagnostic_at(
        claim.location, "id-collision", message, _different_id_hint(claim)
    )


def _different_id_hint(claim: IdClaim) -> str:
    if claim.origin == "made":
        return Message("add a line 'id: ...' with another id")
    return Message("take another id")


def _conflict_diagnostic(first: IdClaim, second: IdClaim) -> Diagnostic | None:
    """Return the diagnostic for the second of two claims to an id; None if reported elsewhere."""
    if first.entry.is_organisation_member and second.entry.is_organisation_member:
        explanation = _explain_repeated_organisation(first, second)
    elif first.entry.is_organisation_member or second.entry.is_organisation_member:
        explanation = _explain_organisation_id_conflict(first, second)
    elif "former" in {first.origin, second.origin}:
        explanation = _explain_former_id_conflict(first, second)
    elif first.origin == second.origin == "written":
        explanation = _explain_explicit_id_conflict(first, second)
    else:
        explanation = _explain_generated_id_conflict(first, second)
    if explanation is None:
        return None
    return second.entry.document.diagnostic_at(second.location, *explanation)


def _explain_repeated_organisation(first: IdClaim, second: IdClaim) -> tuple[str, str, str] | None:
    if first.entry is second.entry or "former" in {first.origin, second.origin}:
        return None  # the record refuses these keys
    message = Message(
        "the organisation %(id)s is already a member, on line %(line)s",
        id=quote_value(second.id),
        line=first.location.line,
    )
    hint = Message("delete one of the two; if it was a member several times, write 'terms'")
    return "duplicate-id", message, hint


def _explain_organisation_id_conflict(
    first: IdClaim, second: IdClaim
) -> tuple[str, str, str] | None:
    """Explain that a person has the id of an organisation that is a member.

    Entries name members by id. Their pages have different addresses, so former ids do no harm.
    """
    if "former" in {first.origin, second.origin}:
        return None
    line, hint = first.location.line, _different_id_hint(second)
    if second.entry.is_organisation_member:
        message = Message(
            "the organisation %(id)s has the same id as the person on line %(line)s",
            id=quote_value(second.id),
            line=line,
        )
        hint = Message("give the person another id: an organisation keeps its own as a member")
    else:
        message = Message(
            "%(id)s is the organisation that is a member, on line %(line)s",
            id=quote_value(second.id),
            line=line,
        )
    return "id-collision", message, hint


def _explain_former_id_conflict(first: IdClaim, second: IdClaim) -> tuple[str, str, str] | None:
    kind, id = KIND_NOUNS[second.entry.collection.kind], second.id
    if first.entry is not second.entry:
        values = {"id": quote_value(id), "kind": kind, "line": first.location.line}
        message = Message("%(id)s is the id of the %(kind)s on line %(line)s", **values)
        if first.origin == "former":
            message = Message("%(id)s was once the id of the %(kind)s on line %(line)s", **values)
        hint = Message(
            "%(hint)s: two pages cannot have the same address", hint=_different_id_hint(second)
        )
        return "id-collision", message, hint
    if first.origin == "former":
        return None  # reported as `duplicate-value`
    return (
        "id-collision",
        Message("'%(id)s' is the id that this %(kind)s has now", id=id, kind=kind),
        Message("leave it out of 'former_ids'"),
    )


def _explain_explicit_id_conflict(first: IdClaim, second: IdClaim) -> tuple[str, str, str]:
    line = first.location.line
    if first.id == second.id:
        key = second.entry.collection.id_key
        message = Message(
            "the %(key)s %(id)s is already on line %(line)s",
            key=key,
            id=quote_value(second.id),
            line=line,
        )
        hint = Message("give one of the two another %(key)s, or delete it", key=key)
        return "duplicate-id", message, hint
    message = Message(
        "%(id)s and %(first_id)s on line %(line)s differ only in capital letters",
        id=quote_value(second.id),
        first_id=quote_value(first.id),
        line=line,
    )
    return "id-collision", message, Message("give one of the two another id")


def _explain_generated_id_conflict(first: IdClaim, second: IdClaim) -> tuple[str, str, str] | None:
    line, kind, id = first.location.line, KIND_NOUNS[second.entry.collection.kind], second.id
    names = {entry.normalized_name for entry in (first.entry, second.entry) if entry.name_node}
    if len(names) == 1 and first.entry.name_node and second.entry.name_node:
        return None  # reported as `duplicate-name`
    if second.origin == "made":
        message = Message(
            "this name gives the id '%(id)s', which the %(kind)s on line %(line)s has already",
            id=id,
            kind=kind,
            line=line,
        )
    else:
        message = Message(
            "'%(id)s' is the id that the %(kind)s on line %(line)s gets from its name",
            id=id,
            kind=kind,
            line=line,
        )
    return "id-collision", message, _different_id_hint(second)


def _may_share_name(first: RawEntry, second: RawEntry) -> bool:
    """Return whether two entries may share a name, or are reported as `duplicate-id`."""
    if not first.id_node or not second.id_node:
        return False
    return second.collection in {MEMBERS, DOCUMENTS} or first.id == second.id


def _duplicate_name_diagnostic(first: RawEntry, second: RawEntry) -> Diagnostic:
    assert first.name_node and second.name_node
    line = first.name_node.location.line
    message = Message(
        "the name %(text)s is already on line %(line)s",
        text=quote_value(second.name_node.text),
        line=line,
    )
    if first.name_node.text != second.name_node.text:
        message = Message(
            "this name is almost the same as %(text)s on line %(line)s",
            text=quote_value(first.name_node.text),
            line=line,
        )
    hint = Message("give one of the two another name, or delete it")
    if second.collection is MEMBERS:
        hint = Message("delete one of the two; if they are two people, give each a line 'id: ...'")
    return second.document.diagnostic_at(second.name_node.location, "duplicate-name", message, hint)


def _get_event_day(entry: RawEntry) -> str:
    """Return the day of an event: some take place every year under the same title."""
    start = get_child(entry.node, "start") if entry.collection is EVENTS else None
    return start.text.strip()[:10] if isinstance(start, YamlScalar) else ""


def _parent_id(entry: RawEntry) -> str:
    """Return the id in an organisation's `part_of`; empty if there is none."""
    parent = get_child(entry.node, "part_of")
    return parent.text.strip() if isinstance(parent, YamlScalar) else ""


def _circular_reference_diagnostic(entries: list[RawEntry]) -> Diagnostic:
    parent = get_child(entries[0].node, "part_of")
    assert parent is not None
    ids = [entry.id for entry in (*entries[1:], entries[0])]
    chain: str = ids[0]
    for id in ids[1:MAX_LISTED_WORDS]:
        chain = Message("%(chain)s', that of '%(id)s", chain=chain, id=id)
    if len(ids) > MAX_LISTED_WORDS:
        chain = Message("%(chain)s', that of '%(id)s", chain=chain, id="…")
    message = Message("'%(id)s' is part of '%(chain)s' again", id=entries[0].id, chain=chain)
    if len(entries) == 1:
        message = Message("'%(id)s' cannot be part of itself", id=entries[0].id)
    hint = Message("leave out 'part_of' where the organisation is not part of another one")
    return entries[0].document.diagnostic_at(parent.location, "circular-reference", message, hint)
