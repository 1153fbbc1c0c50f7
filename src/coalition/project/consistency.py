"""What no entry can know by itself: doubles, ids in each other's way, loops, missing pictures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from coalition.diagnostics import Diagnostic, Location, join_words, quote_value
from coalition.model import IMAGE_NAME_PATTERN
from coalition.project.raw_entries import MEMBERS, RawEntry, get_child, is_null, iter_sequences
from coalition.project.slugs import normalize_name
from coalition.project.suggestions import ClosestMatchFinder
from coalition.sources import Cache, IdentityKey, YamlDocument, YamlNode, YamlScalar, YamlSequence

RESERVED_MEMBER_IDS = {"group", "country", "region"}
"""Folders below `members/` that hold the lists by group, country and region."""


@dataclass(frozen=True)
class IdClaim:
    """An id that an entry takes: it is `written`, `made` from the name, or a `former` one."""

    id: str
    origin: Literal["written", "made", "former"]
    entry: RawEntry
    location: Location


def check_raw_entries(entries: tuple[RawEntry, ...]) -> Iterator[Diagnostic]:
    """Every problem between the entries of one shelf."""
    yield from check_missing_ids(entries)
    yield from check_id_collisions(entries)
    yield from check_duplicate_names(entries)
    yield from check_circular_references(entries)


def check_missing_ids(entries: Iterable[RawEntry]) -> Iterator[Diagnostic]:
    """`missing-id` for names that give no id."""
    for draft in entries:
        if (
            draft.collection.has_generated_ids
            and draft.name_node
            and not draft.id
            and not draft.has_id_key
        ):
            message = "no id can be made from this name"
            hint = "add a line 'id: ...', in small letters a to z, digits and hyphens"
            yield draft.document.diagnostic_at(
                draft.name_node.location, "missing-id", message, hint
            )


def check_id_collisions(entries: Iterable[RawEntry]) -> Iterator[Diagnostic]:
    """`duplicate-id` and `id-collision`: two pages would have one address."""
    first: dict[str, IdClaim] = {}
    for draft in entries:
        for claim in _iter_claims(draft):
            if draft.collection is MEMBERS and claim.id in RESERVED_MEMBER_IDS:
                yield _reserved_id_diagnostic(claim)
            other = first.setdefault(claim.id.casefold(), claim)
            if other is not claim and (problem := _conflict_diagnostic(other, claim)):
                yield problem


def check_duplicate_names(entries: Iterable[RawEntry]) -> Iterator[Diagnostic]:
    """`duplicate-name`; members may share a name where each has an id of its own."""
    first: dict[str, RawEntry] = {}
    for draft in entries:
        if draft.name_node is None:
            continue
        other = first.setdefault(draft.normalized_name, draft)
        if other is not draft and not _may_share_name(other, draft):
            yield _duplicate_name_diagnostic(other, draft)


def check_circular_references(entries: Iterable[RawEntry]) -> Iterator[Diagnostic]:
    """`circular-reference`: an organisation that is, in the end, part of itself."""
    known = {draft.id: draft for draft in entries if draft.id}
    seen: set[str] = set()
    for start in known.values():
        way: list[RawEntry] = []
        here: RawEntry | None = start
        while here is not None and here.id not in seen:
            seen.add(here.id)
            way.append(here)
            here = known.get(_parent_id(here))
        if here in way:
            yield _circular_reference_diagnostic(way[way.index(here) :])


def check_duplicate_values(
    document: YamlDocument, cache: Cache | None = None
) -> Iterator[Diagnostic]:
    """`duplicate-value`: the same text twice in one list."""
    cache, root = cache or Cache(), document.root
    # Entry by entry, for most have not changed; a list of texts at the left is a slip of its own
    parts = root.items if isinstance(root, YamlSequence) else [root] if root else []
    for part in parts:
        for item in cache.call(_find_duplicates, IdentityKey(part)):
            message = f"{quote_value(item.text)} is in this list twice"
            yield document.diagnostic_at(
                item.location, "duplicate-value", message, "delete one of the two"
            )


def _find_duplicates(node: IdentityKey[YamlNode]) -> tuple[YamlScalar, ...]:
    """The texts that stand a second time in one of the lists of a node."""
    found: list[YamlScalar] = []
    for sequence in iter_sequences(node.value):
        seen: set[str] = set()
        for item in sequence.items:
            if isinstance(item, YamlScalar) and not is_null(item):
                found += [item] if item.text in seen else []
                seen.add(item.text)
    return tuple(found)


def check_missing_images(documents: Iterable[YamlDocument], images: Path) -> Iterator[Diagnostic]:
    """`missing-image`: a picture that is no file of just this name in the folder `images`."""
    there = _list_file_names(images)
    words, nearest = {normalize_name(name): name for name in sorted(there)}, ClosestMatchFinder()
    for document in documents:
        for picture in _iter_image_names(document.root):
            if not IMAGE_NAME_PATTERN.fullmatch(picture.text) or picture.text in there:
                continue
            near = nearest(picture.text, words)
            hint = f"did you mean '{near}'?" if near else "put it there, or leave the line out"
            message = f"there is no '{picture.text}' in {images.parent.name}/{images.name}/"
            yield document.diagnostic_at(picture.location, "missing-image", message, hint)


def _list_file_names(folder: Path) -> set[str]:
    """The names of the files in a folder; none where it cannot be read."""
    try:
        return {file.name for file in folder.iterdir() if file.is_file()}
    except OSError:
        return set()


def _iter_image_names(root: YamlNode | None) -> Iterator[YamlScalar]:
    """The names of pictures in a file: the coalition's mark, or the members' photos."""
    entries = root.items if isinstance(root, YamlSequence) else (root,)
    for entry in entries:
        picture = get_child(entry, "photo" if isinstance(root, YamlSequence) else "mark")
        if isinstance(picture, YamlScalar):
            yield picture


def _iter_claims(draft: RawEntry) -> Iterator[IdClaim]:
    if draft.id_node:
        yield IdClaim(draft.id, "written", draft, draft.id_node.location)
    elif draft.id and draft.name_node:
        yield IdClaim(draft.id, "made", draft, draft.name_node.location)
    for former in draft.former_id_nodes:
        yield IdClaim(former.text.strip(), "former", draft, former.location)


def _reserved_id_diagnostic(claim: IdClaim) -> Diagnostic:
    message = f"the address /members/{claim.id}/ is kept for lists of members"
    return claim.entry.document.diagnostic_at(
        claim.location, "id-collision", message, _different_id_hint(claim)
    )


def _different_id_hint(claim: IdClaim) -> str:
    return "add a line 'id: ...' with another id" if claim.origin == "made" else "take another id"


def _conflict_diagnostic(first: IdClaim, second: IdClaim) -> Diagnostic | None:
    """The problem with the second of two claims to one id; None where it is told elsewhere."""
    if "former" in {first.origin, second.origin}:
        words = _explain_former_id_conflict(first, second)
    elif first.origin == second.origin == "written":
        words = _explain_explicit_id_conflict(first, second)
    else:
        words = _explain_generated_id_conflict(first, second)
    return second.entry.document.diagnostic_at(second.location, *words) if words else None


def _explain_former_id_conflict(first: IdClaim, second: IdClaim) -> tuple[str, str, str] | None:
    kind, id = second.entry.collection.kind, second.id
    if first.entry is not second.entry:
        was = "was once" if first.origin == "former" else "is"
        message = f"{quote_value(id)} {was} the id of the {kind} on line {first.location.line}"
        hint = f"{_different_id_hint(second)}: one address cannot lead to two pages"
        return "id-collision", message, hint
    if first.origin == "former":
        return None  # the same value twice in one list
    return (
        "id-collision",
        f"'{id}' is the id that this {kind} has now",
        "leave it out of 'former_ids'",
    )


def _explain_explicit_id_conflict(first: IdClaim, second: IdClaim) -> tuple[str, str, str]:
    line = first.location.line
    if first.id == second.id:
        key = second.entry.collection.id_key
        message = f"the {key} {quote_value(second.id)} stands on line {line} already"
        return "duplicate-id", message, f"give one of the two another {key}, or delete it"
    message = f"{quote_value(second.id)} and {quote_value(first.id)} on line {line} differ only in capital letters"
    return "id-collision", message, "give one of the two another id"


def _explain_generated_id_conflict(first: IdClaim, second: IdClaim) -> tuple[str, str, str] | None:
    line, kind, id = first.location.line, second.entry.collection.kind, second.id
    names = {draft.normalized_name for draft in (first.entry, second.entry) if draft.name_node}
    if len(names) == 1 and first.entry.name_node and second.entry.name_node:
        return None  # the same name twice
    if second.origin == "made":
        message = f"this name gives the id '{id}', which the {kind} on line {line} has already"
    else:
        message = f"'{id}' is the id that the {kind} on line {line} gets from its name"
    return "id-collision", message, _different_id_hint(second)


def _may_share_name(first: RawEntry, second: RawEntry) -> bool:
    """Whether two entries may share a name, or `duplicate-id` tells what is wrong with them."""
    if not first.id_node or not second.id_node:
        return False
    return second.collection is MEMBERS or first.id == second.id


def _duplicate_name_diagnostic(first: RawEntry, second: RawEntry) -> Diagnostic:
    assert first.name_node and second.name_node
    message = f"the name {quote_value(second.name_node.text)} stands on line {first.name_node.location.line} already"
    if first.name_node.text != second.name_node.text:
        message = f"this name reads like {quote_value(first.name_node.text)} on line {first.name_node.location.line}"
    hint = "give one of the two another name, or delete it"
    if second.collection is MEMBERS:
        hint = "delete one of the two; if they are two people, give each a line 'id: ...'"
    return second.document.diagnostic_at(second.name_node.location, "duplicate-name", message, hint)


def _parent_id(draft: RawEntry) -> str:
    """The id of what the organisation says it is part of."""
    whole = get_child(draft.node, "part_of")
    return whole.text.strip() if isinstance(whole, YamlScalar) else ""


def _circular_reference_diagnostic(drafts: list[RawEntry]) -> Diagnostic:
    whole = get_child(drafts[0].node, "part_of")
    assert whole is not None
    ids = [draft.id for draft in (*drafts[1:], drafts[0])]
    whole_of = join_words(ids, "', that of '")
    message = f"'{drafts[0].id}' is part of '{whole_of}' again"
    if len(drafts) == 1:
        message = f"'{drafts[0].id}' cannot be part of itself"
    hint = "leave out 'part_of' where the organisation is not part of another one"
    return drafts[0].document.diagnostic_at(whole.location, "circular-reference", message, hint)
