"""What no entry can know by itself: doubles, ids in each other's way, loops, missing pictures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from coalition.diagnostics.diagnostic import Place, Problem, listed, quoted
from coalition.model.field_types import IMAGE_NAME
from coalition.project.raw_entries import MEMBERS, Draft, child, is_nothing, sequences
from coalition.project.slugs import folded
from coalition.project.suggestions import Nearest
from coalition.sources.cache import Memory, Same
from coalition.sources.yaml_parser import Document, Node, Scalar, Sequence

MEMBER_FOLDERS = {"group", "country", "region"}
"""Folders below `members/` that hold the lists by group, country and region."""


@dataclass(frozen=True)
class Claim:
    """An id that an entry takes: it is `written`, `made` from the name, or a `former` one."""

    id: str
    how: Literal["written", "made", "former"]
    draft: Draft
    place: Place


def inconsistencies(drafts: tuple[Draft, ...]) -> Iterator[Problem]:
    """Every problem between the entries of one shelf."""
    yield from missing_ids(drafts)
    yield from taken_ids(drafts)
    yield from same_names(drafts)
    yield from loops(drafts)


def missing_ids(drafts: Iterable[Draft]) -> Iterator[Problem]:
    """`missing-id` for names that give no id."""
    for draft in drafts:
        if draft.shelf.makes_ids and draft.name and not draft.id and not draft.says_its_id:
            message = "no id can be made from this name"
            hint = "add a line 'id: ...', in small letters a to z, digits and hyphens"
            yield draft.document.problem(draft.name.place, "missing-id", message, hint)


def taken_ids(drafts: Iterable[Draft]) -> Iterator[Problem]:
    """`duplicate-id` and `id-collision`: two pages would have one address."""
    first: dict[str, Claim] = {}
    for draft in drafts:
        for claim in _claims(draft):
            if draft.shelf is MEMBERS and claim.id in MEMBER_FOLDERS:
                yield _reserved(claim)
            other = first.setdefault(claim.id.casefold(), claim)
            if other is not claim and (problem := _conflict(other, claim)):
                yield problem


def same_names(drafts: Iterable[Draft]) -> Iterator[Problem]:
    """`duplicate-name`; members may share a name where each has an id of its own."""
    first: dict[str, Draft] = {}
    for draft in drafts:
        if draft.name is None:
            continue
        other = first.setdefault(draft.reads, draft)
        if other is not draft and not _told_apart(other, draft):
            yield _same_name(other, draft)


def loops(drafts: Iterable[Draft]) -> Iterator[Problem]:
    """`circular-reference`: an organisation that is, in the end, part of itself."""
    known = {draft.id: draft for draft in drafts if draft.id}
    seen: set[str] = set()
    for start in known.values():
        way: list[Draft] = []
        here: Draft | None = start
        while here is not None and here.id not in seen:
            seen.add(here.id)
            way.append(here)
            here = known.get(_whole(here))
        if here in way:
            yield _loop(way[way.index(here) :])


def repeated_values(document: Document, memory: Memory | None = None) -> Iterator[Problem]:
    """`duplicate-value`: the same text twice in one list."""
    memory, root = memory or Memory(), document.root
    # Entry by entry, for most have not changed; a list of texts at the left is a slip of its own
    parts = root.items if isinstance(root, Sequence) else [root] if root else []
    for part in parts:
        for item in memory.of(_repeated, Same(part)):
            message = f"{quoted(item.text)} is in this list twice"
            yield document.problem(item.place, "duplicate-value", message, "delete one of the two")


def _repeated(node: Same[Node]) -> tuple[Scalar, ...]:
    """The texts that stand a second time in one of the lists of a node."""
    found: list[Scalar] = []
    for sequence in sequences(node.thing):
        seen: set[str] = set()
        for item in sequence.items:
            if isinstance(item, Scalar) and not is_nothing(item):
                found += [item] if item.text in seen else []
                seen.add(item.text)
    return tuple(found)


def missing_images(documents: Iterable[Document], images: Path) -> Iterator[Problem]:
    """`missing-image`: a picture that is no file of just this name in the folder `images`."""
    there = _files(images)
    words, nearest = {folded(name): name for name in sorted(there)}, Nearest()
    for document in documents:
        for picture in _pictures(document.root):
            if not IMAGE_NAME.fullmatch(picture.text) or picture.text in there:
                continue
            near = nearest(picture.text, words)
            hint = f"did you mean '{near}'?" if near else "put it there, or leave the line out"
            message = f"there is no '{picture.text}' in {images.parent.name}/{images.name}/"
            yield document.problem(picture.place, "missing-image", message, hint)


def _files(folder: Path) -> set[str]:
    """The names of the files in a folder; none where it cannot be read."""
    try:
        return {file.name for file in folder.iterdir() if file.is_file()}
    except OSError:
        return set()


def _pictures(root: Node | None) -> Iterator[Scalar]:
    """The names of pictures in a file: the coalition's mark, or the members' photos."""
    entries = root.items if isinstance(root, Sequence) else (root,)
    for entry in entries:
        picture = child(entry, "photo" if isinstance(root, Sequence) else "mark")
        if isinstance(picture, Scalar):
            yield picture


def _claims(draft: Draft) -> Iterator[Claim]:
    if draft.written:
        yield Claim(draft.id, "written", draft, draft.written.place)
    elif draft.id and draft.name:
        yield Claim(draft.id, "made", draft, draft.name.place)
    for former in draft.former_ids:
        yield Claim(former.text.strip(), "former", draft, former.place)


def _reserved(claim: Claim) -> Problem:
    message = f"the address /members/{claim.id}/ is kept for lists of members"
    return claim.draft.document.problem(claim.place, "id-collision", message, _another_id(claim))


def _another_id(claim: Claim) -> str:
    return "add a line 'id: ...' with another id" if claim.how == "made" else "take another id"


def _conflict(first: Claim, second: Claim) -> Problem | None:
    """The problem with the second of two claims to one id; None where it is told elsewhere."""
    if "former" in {first.how, second.how}:
        words = _conflict_with_former(first, second)
    elif first.how == second.how == "written":
        words = _conflict_of_written(first, second)
    else:
        words = _conflict_with_made(first, second)
    return second.draft.document.problem(second.place, *words) if words else None


def _conflict_with_former(first: Claim, second: Claim) -> tuple[str, str, str] | None:
    kind, id = second.draft.shelf.kind, second.id
    if first.draft is not second.draft:
        was = "was once" if first.how == "former" else "is"
        message = f"{quoted(id)} {was} the id of the {kind} on line {first.place.line}"
        hint = f"{_another_id(second)}: one address cannot lead to two pages"
        return "id-collision", message, hint
    if first.how == "former":
        return None  # the same value twice in one list
    return (
        "id-collision",
        f"'{id}' is the id that this {kind} has now",
        "leave it out of 'former_ids'",
    )


def _conflict_of_written(first: Claim, second: Claim) -> tuple[str, str, str]:
    line = first.place.line
    if first.id == second.id:
        key = second.draft.shelf.id_key
        message = f"the {key} {quoted(second.id)} stands on line {line} already"
        return "duplicate-id", message, f"give one of the two another {key}, or delete it"
    message = (
        f"{quoted(second.id)} and {quoted(first.id)} on line {line} differ only in capital letters"
    )
    return "id-collision", message, "give one of the two another id"


def _conflict_with_made(first: Claim, second: Claim) -> tuple[str, str, str] | None:
    line, kind, id = first.place.line, second.draft.shelf.kind, second.id
    names = {draft.reads for draft in (first.draft, second.draft) if draft.name}
    if len(names) == 1 and first.draft.name and second.draft.name:
        return None  # the same name twice
    if second.how == "made":
        message = f"this name gives the id '{id}', which the {kind} on line {line} has already"
    else:
        message = f"'{id}' is the id that the {kind} on line {line} gets from its name"
    return "id-collision", message, _another_id(second)


def _told_apart(first: Draft, second: Draft) -> bool:
    """Whether two entries may share a name, or `duplicate-id` tells what is wrong with them."""
    if not first.written or not second.written:
        return False
    return second.shelf is MEMBERS or first.id == second.id


def _same_name(first: Draft, second: Draft) -> Problem:
    assert first.name and second.name
    message = f"the name {quoted(second.name.text)} stands on line {first.name.place.line} already"
    if first.name.text != second.name.text:
        message = f"this name reads like {quoted(first.name.text)} on line {first.name.place.line}"
    hint = "give one of the two another name, or delete it"
    if second.shelf is MEMBERS:
        hint = "delete one of the two; if they are two people, give each a line 'id: ...'"
    return second.document.problem(second.name.place, "duplicate-name", message, hint)


def _whole(draft: Draft) -> str:
    """The id of what the organisation says it is part of."""
    whole = child(draft.node, "part_of")
    return whole.text.strip() if isinstance(whole, Scalar) else ""


def _loop(drafts: list[Draft]) -> Problem:
    whole = child(drafts[0].node, "part_of")
    assert whole is not None
    ids = [draft.id for draft in (*drafts[1:], drafts[0])]
    whole_of = listed(ids, "', that of '")
    message = f"'{drafts[0].id}' is part of '{whole_of}' again"
    if len(drafts) == 1:
        message = f"'{drafts[0].id}' cannot be part of itself"
    hint = "leave out 'part_of' where the organisation is not part of another one"
    return drafts[0].document.problem(whole.place, "circular-reference", message, hint)
