"""Short forms of lists of records: how one answer says who, what or where.

`cherry-orchard-sample: speaker, Peach Stone (hedgerow)` is a list of two participants. An option of
the command line, an answer at a terminal and a field of an issue form are written in the same way.
What a short form cannot say, such as a name in two languages, is written into the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from coalition.diagnostics import quote_value
from coalition.editing.choices import Choices
from coalition.editing.errors import EditError
from coalition.editing.workspace import Workspace
from coalition.model import (
    ID_PATTERN,
    Affiliation,
    DocumentVersion,
    Link,
    Office,
    Participant,
    Party,
    ProfileLink,
    Record,
    ReferenceKind,
    Term,
    TermHolder,
    list_keys,
)
from coalition.project import slugify

Item = dict[str, Any]
"""The keys of one record with their values."""

_WORD_SEPARATOR = re.compile(r"[,،，、;؛；]")
_ADDRESS_SEPARATOR = re.compile(r"[,،，、;؛；](?=\s|$)")
_SEMICOLON = re.compile(r"[;؛；](?=\s|$)")
_LABEL = re.compile(r"(.*?\S)\s*[:：]\s*((?:https?://|www\.)\S+|[^\s:：/][^\s:：]*)", re.S)
_DETAIL = re.compile(r"(.*?\S)\s*[:：]\s*(.*)", re.S)
_ORGANISATION = re.compile(r"(.*?\S)\s*[(（]([^()（）]+)[)）]")


@dataclass(frozen=True)
class ShortForm:
    """How the records of a list are written in one answer: `example`, and functions for an item.

    With `has_addresses`, an item has a web address, in which commas are no separators.
    """

    example: str
    parse_item: Callable[[Workspace, str], Item]
    format_item: Callable[[Item], str]
    has_addresses: bool = False

    def parse(self, workspace: Workspace, answer: str) -> list[Item]:
        """Return the records of an answer. Raises EditError.

        Commas or semicolons separate the items; only semicolons do if there is one.
        """
        separator = _ADDRESS_SEPARATOR if self.has_addresses else _WORD_SEPARATOR
        if _SEMICOLON.search(answer):
            separator = _SEMICOLON
        parts = (part.strip() for part in separator.split(answer))
        return [self.parse_item(workspace, part) for part in parts if part]

    def format(self, items: list[Item]) -> str:
        """Return the answer that `parse` makes these records from; empty if none does."""
        texts = [self.format_item(item) for item in items]
        return "; ".join(texts) if all(texts) else ""


def find_short_form(record: type[Record]) -> ShortForm | None:
    """Return the short form of a list of these records; None if they have none."""
    return SHORT_FORMS.get(record)


# People and organisations


def resolve_party(workspace: Workspace, text: str) -> Item:
    """Return who is meant: a member, else an organisation, else somebody by name.

    Raises EditError for what looks like an id, but is none.
    """
    for name in (text, slugify(text)):
        if id := _match_person(workspace, name):
            return {"member": id}
        if id := Choices("organisation", workspace).match(name):
            return {"organisation": id}
    if match := _ORGANISATION.fullmatch(text):
        if id := Choices("organisation", workspace).match(match[2].strip()):
            return {**_name_or_error(workspace, match[1]), "organisation": id}
        message = f"there is no organisation {quote_value(match[2].strip())}"
        raise EditError(message, _suggest(workspace, "organisation", match[2].strip()))
    return _name_or_error(workspace, text)


def _match_person(workspace: Workspace, text: str) -> str:
    """Return the id of the member who is a person; an organisation is named by its own id."""
    choices = Choices("member", workspace)
    id = choices.match(text)
    return "" if id in choices.organisation_ids else id


def _name_or_error(workspace: Workspace, text: str) -> Item:
    is_id = ID_PATTERN.fullmatch(text) and ("-" in text or text.isdigit())
    if is_id:
        message = f"there is no member and no organisation with the id '{text}'"
        hint = _suggest(workspace, "member", text) or _suggest(workspace, "organisation", text)
        raise EditError(message, hint or "write the name of somebody who is neither")
    return {"name": text}


def _suggest(workspace: Workspace, kind: ReferenceKind, text: str) -> str:
    similar = [f"'{choice.id}'" for choice in Choices(kind, workspace).search(text)[:3]]
    return f"did you mean {' or '.join(similar)}?" if similar else ""


def _split_detail(text: str) -> tuple[str, str]:
    match = _DETAIL.fullmatch(text)
    return (match[1], match[2].strip()) if match else (text, "")


def _parse_party(workspace: Workspace, text: str) -> Item:
    return resolve_party(workspace, text)


def _parse_role_holder(workspace: Workspace, text: str) -> Item:
    who, role = _split_detail(text)
    party = resolve_party(workspace, who)
    return {**party, "role": slugify(role) or role} if role else party


def _parse_term_holder(workspace: Workspace, text: str) -> Item:
    who, term = _split_detail(text)
    return {**resolve_party(workspace, who), **_parse_term(workspace, term)}


def _parse_affiliation(workspace: Workspace, text: str) -> Item:
    name, role = _split_detail(text)
    organisation = Choices("organisation", workspace).match(name) or name
    return {"organisation": organisation, **({"role": role} if role else {})}


def _parse_term(_workspace: Workspace, text: str) -> Item:
    """Parse `2019-03/2021`, `2019-03` and `/2021`."""
    since, _, until = (part.strip() for part in text.partition("/"))
    return {key: value for key, value in (("since", since), ("until", until)) if value}


def _format_party(item: Item) -> str:
    if not all(isinstance(value, str) for value in item.values()):
        return ""
    who = item.get("member") or item.get("name", "")
    organisation = item.get("organisation", "")
    return f"{who} ({organisation})" if who and organisation else who or organisation


def _format_role_holder(item: Item) -> str:
    if item.keys() - {"member", "name", "organisation", "role"}:
        return ""
    who, role = _format_party(item), item.get("role", "")
    return f"{who}: {role}" if who and role else who


def _format_term_holder(item: Item) -> str:
    who, term = _format_party(item), _format_term(item)
    return f"{who}: {term}" if who and term else who


def _format_affiliation(item: Item) -> str:
    if item.keys() - {"organisation", "role"} or not isinstance(item.get("role", ""), str):
        return ""
    return ": ".join(filter(None, (item.get("organisation", ""), item.get("role", ""))))


def _format_term(item: Item) -> str:
    since, until = item.get("since", ""), item.get("until", "")
    return f"{since}/{until}" if until else since


# Addresses


def _parse_version(workspace: Workspace, text: str) -> Item:
    language, location = _split_label(text, "en: https://example.org/report.pdf")
    code = Choices("language", workspace).match(language) or language
    return {"language": code, ("url" if "/" in location else "file"): location}


def _parse_link(_workspace: Workspace, text: str) -> Item:
    title, url = _split_label(text, "Programme: https://example.org/programme")
    return {"title": title, "url": url}


def _parse_profile(_workspace: Workspace, text: str) -> Item:
    label, url = _split_label(text, "mastodon: https://social.example/@name")
    kinds = next(
        key.kind.choices for key in list_keys(ProfileLink) if key.kind and key.kind.choices
    )
    kind = slugify(label)
    return {"kind": kind, "url": url} if kind in kinds else {"title": label, "url": url}


def _split_label(text: str, example: str) -> tuple[str, str]:
    match = _LABEL.fullmatch(text)
    if not match:
        raise EditError(
            f"{quote_value(text)} has no address with words before it", f"as in '{example}'"
        )
    return match[1], match[2]


def _format_address(item: Item) -> str:
    label = item.get("language") or item.get("kind") or item.get("title", "")
    if not isinstance(label, str) or "format" in item:
        return ""
    return f"{label}: {item.get('url') or item.get('file', '')}"


SHORT_FORMS: Mapping[type[Record], ShortForm] = {
    Party: ShortForm("given-name-family-name, example-college", _parse_party, _format_party),
    Participant: ShortForm(
        "given-name-family-name: speaker, Another Name (example-college): moderator",
        _parse_role_holder,
        _format_role_holder,
    ),
    Office: ShortForm("given-name-family-name: chair", _parse_role_holder, _format_role_holder),
    TermHolder: ShortForm(
        "given-name-family-name: 2024-05, another-name: 2021/2024-04",
        _parse_term_holder,
        _format_term_holder,
    ),
    Affiliation: ShortForm(
        "example-college: Librarian; another-college", _parse_affiliation, _format_affiliation
    ),
    Term: ShortForm("2015/2019, 2022-03", _parse_term, _format_term),
    DocumentVersion: ShortForm(
        "en: https://example.org/report.pdf, fr: report.fr.pdf",
        _parse_version,
        _format_address,
        has_addresses=True,
    ),
    Link: ShortForm(
        "Programme: https://example.org/programme", _parse_link, _format_address, has_addresses=True
    ),
    ProfileLink: ShortForm(
        "mastodon: https://social.example/@name", _parse_profile, _format_address,
        has_addresses=True,
    ),
}  # fmt: skip
"""The short form of each record that is written in one line."""
