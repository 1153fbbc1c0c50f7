"""Find the ids of organisations, countries and other things by what people call them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from coalition.diagnostics import quote_value
from coalition.editing.choices import MAX_CHOICES, Choices
from coalition.editing.importing.items import split_cell
from coalition.editing.importing.problems import CellError
from coalition.editing.workspace import Workspace
from coalition.model import KIND_NOUNS, ReferenceKind
from coalition.project import CodeKind, find_similar_codes, normalize_name, slugify, split_names

MAX_SUGGESTIONS = 40
"""How many unknown names are compared with all known ones: a comparison takes milliseconds."""

_ACRONYM = re.compile(r"(.+?) \([^()]+\)")

_REMEDIES: Mapping[str, str] = {
    "action area": "write the title of an area of action as the site has it",
    "country": "write the name of one country, or its code as in 'NO'",
    "event": "import the events first",
    "goal": "write the numbers of the goals, as in '4; 10'",
    "group": "write the name of a stakeholder group as the site has it",
    "language": "write the names of languages, or their codes as in 'fr'",
    "organisation": "import the organisations first: 'python3 tasks.py import organisations FILE'",
    "working group": "write the title of a working group as the site has it",
}
"""What to write instead of an unknown name, by the kind of what it should be."""


class NameFinder:
    """Finds what is in a workspace by its names in any language of the site."""

    def __init__(self, workspace: Workspace) -> None:
        """Take the workspace with everything that names can mean."""
        self._workspace = workspace
        self._choices: dict[str, Choices] = {}
        self._codes: dict[tuple[str, str], str] = {}
        self._suggested: dict[tuple[str, str], str] = {}

    def _get_choices(self, kind: ReferenceKind) -> Choices:
        if kind not in self._choices:
            self._choices[kind] = Choices(kind, self._workspace)
        return self._choices[kind]

    def _match(self, kind: ReferenceKind, name: str) -> str:
        if kind == "country" or kind == "language":  # noqa: PLR1714 - mypy narrows the type so
            return self._match_code(kind, name)
        choices = self._get_choices(kind)
        if id := choices.match(name):
            return id
        if (label := _ACRONYM.fullmatch(name)) and (id := choices.match(label[1])):
            return id
        slug = slugify(name)
        if slug in choices.names_by_id:
            return slug
        return self._match_plural(choices, name) if kind == "group" else ""

    def _match_code(self, kind: CodeKind, name: str) -> str:
        if (kind, name) not in self._codes:
            self._codes[kind, name] = self._workspace.reader.suggestions.match_code(kind, name)
        return self._codes[kind, name]

    def _match_plural(self, choices: Choices, name: str) -> str:
        """Return the id of a group that is named in the singular, or the other way round."""
        word = normalize_name(name)
        return choices.match(word.removesuffix("s")) or choices.match(f"{word}s")

    def find_id(self, kind: ReferenceKind, name: str) -> str:
        """Return the id or code that a name means. Raises CellError."""
        if id := self._match(kind, name):
            return id
        raise self._explain_unknown(kind, name)

    def find_ids(self, kind: ReferenceKind, text: str) -> list[str]:
        """Return the ids or codes of a list, whose names may contain commas. Raises CellError."""
        ids: list[str] = []
        for part in split_cell(text):
            words = [word.strip() for word in re.split("[,،，、]", part) if word.strip()]
            while words:
                # no name of a country or a language has a comma
                lengths = range(1 if kind in ("country", "language") else len(words), 0, -1)
                joined = {n: ", ".join(words[:n]) for n in lengths}
                length = next((n for n in lengths if self._match(kind, joined[n])), 1)
                ids += self._find_several(kind, joined[length])
                words = words[length:]
        return list(dict.fromkeys(ids))

    def _find_several(self, kind: ReferenceKind, name: str) -> list[str]:
        """Return the ids of a name, or of languages as in `English and French`."""
        names = [name] if self._match(kind, name) or kind != "language" else split_names(name)
        return [self.find_id(kind, one) for one in names]

    def _explain_unknown(self, kind: ReferenceKind, name: str) -> CellError:
        noun = KIND_NOUNS[kind]
        message = f"there is no {noun} {quote_value(name)}"
        if kind not in ("country", "language"):
            message += " on this site"
        return CellError(message, self._suggest(kind, name) or _REMEDIES.get(kind, ""))

    def _suggest(self, kind: ReferenceKind, name: str) -> str:
        key = kind, name
        if key not in self._suggested and len(self._suggested) < MAX_SUGGESTIONS:
            self._suggested[key] = self._compare(kind, name)
        return self._suggested.get(key, "")

    def _compare(self, kind: ReferenceKind, name: str) -> str:
        suggestions, choices = self._workspace.reader.suggestions, self._get_choices(kind)
        if kind == "country" or kind == "language":  # noqa: PLR1714 - mypy narrows the type so
            codes = suggestions.find_codes(kind, name)
            names = [choices.names_by_id.get(code, code) for code in codes]
        else:
            index = dict(choices.search_terms)
            ids = find_similar_codes(normalize_name(name), index)
            names = [choices.names_by_id[id] for id in ids]
        if not names:
            return self._list_choices(kind)
        hint = f"did you mean {' or '.join(map(quote_value, names[:3]))}?"
        return f"{hint} If not, {_REMEDIES[kind]}" if kind == "organisation" else hint

    def _list_choices(self, kind: ReferenceKind) -> str:
        """Return the hint with all possible names, if they are few."""
        names = [choice.name for choice in self._get_choices(kind).all()]
        if kind in ("country", "language", "organisation") or not 0 < len(names) <= MAX_CHOICES:
            return ""
        return f"write one of: {'; '.join(names)}"
