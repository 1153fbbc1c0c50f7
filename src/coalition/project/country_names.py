"""The coalition's own names of countries, read from `countries` before it is validated.

They also admit codes that ISO 3166-1 leaves to its users, such as XK.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from babel import Locale

from coalition.diagnostics import Diagnostic, Message, quote_value
from coalition.i18n import COUNTRIES, USER_ASSIGNED_POINTS
from coalition.model import USER_ASSIGNED_COUNTRY_CODE
from coalition.project.code_names import simplify_name
from coalition.project.raw_entries import get_child, is_null
from coalition.project.slugs import normalize_name
from coalition.sources import YamlDocument, YamlMapping, YamlNode, YamlScalar, YamlSequence


@dataclass(frozen=True)
class CountryNames:
    """The names that the coalition gives to countries: by code, then by language.

    `default_language` is the coalition's. `line` is the line of `countries` in
    `data/coalition.yaml`; 0 without it.
    """

    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    default_language: str = ""
    line: int = 0

    @cached_property
    def codes(self) -> frozenset[str]:
        """The codes of ISO 3166-1, and those for users that the coalition has a name for."""
        admitted = (code for code in self.names if USER_ASSIGNED_COUNTRY_CODE.fullmatch(code))
        return frozenset(COUNTRIES) | frozenset(admitted)

    def get_name(self, code: str, language: str) -> str:
        """Return the name of a country: the coalition's own in `language`, else the one of CLDR.

        A country that CLDR does not know has the coalition's name in its default language. The
        code, if there is no name at all.
        """
        own = self.names.get(code, {})
        if language in own:
            return own[language]
        if own and code not in COUNTRIES and code not in USER_ASSIGNED_POINTS:
            return own.get(self.default_language, code)
        return str(Locale.parse(language).territories.get(code, code))

    def index_names(self, languages: tuple[str, ...]) -> dict[str, str]:
        """Map the coalition's own names and admitted codes, as people may write them, to codes.

        CLDR's names in `languages` are included for the admitted codes that it knows.
        """
        index: dict[str, str] = {}
        for code, names in self.names.items():
            if code in self.codes:
                _add_names(index, code, [code, *names.values()])
        for code in self.codes & USER_ASSIGNED_POINTS.keys():
            _add_names(index, code, list_cldr_names(code, languages))
        return index


def list_cldr_names(code: str, languages: tuple[str, ...]) -> list[str]:
    """Return CLDR's names of a country in `languages`."""
    names = (Locale.parse(language).territories.get(code) for language in languages)
    return [str(name) for name in names if name]


def find_user_assigned_code(value: str, languages: tuple[str, ...]) -> str:
    """Return the code for users of ISO 3166-1 that a text is, or that CLDR has this name for.

    Empty if there is none.
    """
    code = value.strip().upper()
    if USER_ASSIGNED_COUNTRY_CODE.fullmatch(code):
        return code
    word = simplify_name(value)
    for code in USER_ASSIGNED_POINTS:
        if word in {simplify_name(name) for name in list_cldr_names(code, languages)}:
            return code
    return ""


def read_country_names(root: YamlNode | None, default_language: str) -> CountryNames:
    """Read `countries` of `data/coalition.yaml`, as far as it can be read."""
    node = get_child(root, "countries")
    names: dict[str, Mapping[str, str]] = {}
    for code_node, entry in _iter_codes(node):
        names.setdefault(
            code_node.text.strip(), dict(_iter_texts(get_child(entry, "name"), default_language))
        )
    return CountryNames(names, default_language, _find_line(root) if node else 0)


def check_duplicate_countries(document: YamlDocument) -> Iterator[Diagnostic]:
    """Report countries that `countries` names twice (`duplicate-country`)."""
    first_nodes: dict[str, YamlScalar] = {}
    for node, _ in _iter_codes(get_child(document.root, "countries")):
        other = first_nodes.setdefault(node.text.strip(), node)
        if other is not node:
            message = Message(
                "%(code)s already has a name on line %(line)s",
                code=quote_value(node.text.strip()),
                line=other.location.line,
            )
            hint = Message("delete one of the two; an entry can have a name for each language")
            yield document.diagnostic_at(node.location, "duplicate-country", message, hint)


def _iter_codes(node: YamlNode | None) -> Iterator[tuple[YamlScalar, YamlNode]]:
    """Yield the code of each entry of `countries` together with the entry."""
    for entry in node.items if isinstance(node, YamlSequence) else ():
        code = get_child(entry, "code")
        if isinstance(code, YamlScalar) and not is_null(code):
            yield code, entry


def _iter_texts(node: YamlNode | None, default_language: str) -> Iterator[tuple[str, str]]:
    """Yield the texts of a name, each with its language."""
    if isinstance(node, YamlScalar) and not is_null(node):
        yield default_language, " ".join(node.text.split())
    for key, value in node.entries if isinstance(node, YamlMapping) else ():
        if isinstance(value, YamlScalar) and not is_null(value):
            yield key.text, " ".join(value.text.split())


def _find_line(root: YamlNode | None) -> int:
    keys = (key for key, _ in root.entries) if isinstance(root, YamlMapping) else ()
    return next((key.location.line for key in keys if key.text == "countries"), 0)


def _add_names(index: dict[str, str], code: str, names: list[str]) -> None:
    for name in names:
        index.setdefault(normalize_name(name), code)
        index.setdefault(simplify_name(name), code)
