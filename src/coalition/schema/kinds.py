"""Kinds of value: their names in documentation, a hint for editors, and their JSON Schema.

The schemas target the YAML language server: draft 07 with its extension `errorMessage`. They accept
all that the loader accepts, and reject most of what it rejects for its form.

YAML 1.2 reads `4` and `2020` as numbers and `true` as a boolean, while the loader reads every
scalar as text. So a schema for text accepts these types too, but never offers them as completions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args, get_origin

from coalition.model import (
    ID_PATTERN,
    IMAGE_NAME_PATTERN,
    MAX_ID_LENGTH,
    RESERVED_ID_PATTERN,
    SITE_PATH_PATTERN,
    ActionAreaId,
    Colour,
    CountryCode,
    EditUrl,
    Email,
    Flag,
    GoalId,
    GroupId,
    Id,
    ImageName,
    IsoDate,
    IsoPartialDate,
    LanguageCode,
    MarkdownText,
    Name,
    Number,
    OfficialText,
    Orcid,
    OrganisationId,
    PlainText,
    ProperName,
    ReferenceKind,
    SitePath,
    Text,
    Url,
)

JsonSchema = dict[str, Any]
"""A JSON Schema as plain Python data."""

IMAGE_PATTERN = IMAGE_NAME_PATTERN.pattern
_SCHEME_PATTERN = "[Hh][Tt][Tt][Pp][Ss]?://"
_NOT_IN_URL = r"\s<>\x22\x27\\^`{}|"
URL_PATTERN = f"{_SCHEME_PATTERN}[^{_NOT_IN_URL}@/?#]+(?:[/?#][^{_NOT_IN_URL}]*)?"
EDIT_URL_PATTERN = rf"{_SCHEME_PATTERN}\S*\{{path\}}\S*"
EMAIL_PATTERN = (
    r"[A-Za-z0-9_.!#$%&'*+/=?^{|}~-]{1,64}\s*(?:\[at\]|@)\s*(?:[A-Za-z0-9_-]+[.])+[A-Za-z]{2,63}"
)
DATE_PATTERN = (
    "[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    "|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|[12][0-9]))"
)
PARTIAL_DATE_PATTERN = f"(?!0000)(?:[0-9]{{4}}|[0-9]{{4}}-(?:0[1-9]|1[0-2])|{DATE_PATTERN})"


def exclude_from_completion(schema: JsonSchema) -> JsonSchema:
    """Wrap a schema so that text editors accept its values but do not offer them as completions."""
    return {"if": schema, "else": False}


def build_scalar_schema(pattern: str, hint: str) -> JsonSchema:
    """Build a schema for a text of which a part matches `pattern`, read as text or as a number.

    Booleans are accepted through a single `anyOf` alternative with `if`: text editors then see no
    type to complete, and offer neither true nor false.
    """
    scalar = {
        "type": ["string", "number"],
        "pattern": pattern,
        "errorMessage": capitalize_first(hint),
    }
    return {"anyOf": [{"if": {"type": "boolean"}, "else": scalar}]}


def capitalize_first(text: str) -> str:
    """Return `text` with its first letter in upper case."""
    return text[:1].upper() + text[1:]


def build_text_schema(pattern: str) -> JsonSchema:
    """Build a schema for a text that matches `pattern` entirely, apart from surrounding spaces."""
    return {"type": "string", "pattern": rf"^\s*(?:{pattern})\s*$"}


@dataclass(frozen=True)
class ValueKind:
    """One kind of value.

    `singular` and `plural` name it in tables, in Markdown. `hint` is an imperative that says what
    to write. If `reference_kind` is set, the schema is built from the ids in the data instead.
    """

    singular: str
    plural: str
    hint: str
    schema: JsonSchema = field(default_factory=dict)
    reference_kind: ReferenceKind | None = None
    is_translatable: bool = False

    @property
    def name(self) -> str:
        """The singular without its Markdown link."""
        return self.singular.partition("](")[0].lstrip("[")


ID_HINT = "use small letters a to z, digits and single hyphens, as in 'open-education'"
LINE_HINT = "write one text behind the colon"
TEXT_HINT = "write one text, or one for each language, as in 'en: ...'"

VALUE_KINDS: Mapping[object, ValueKind] = {
    PlainText: ValueKind("line", "lines", LINE_HINT, build_scalar_schema(r"\S", LINE_HINT)),
    Text: ValueKind("[text](#texts)", "[texts](#texts)", TEXT_HINT, is_translatable=True),
    MarkdownText: ValueKind(
        "[Markdown](#markdown)", "texts in [Markdown](#markdown)",
        f"{TEXT_HINT}; Markdown is allowed", is_translatable=True,
    ),
    Name: ValueKind(
        "[name](#names)", "[names](#names)",
        "write one name, or 'fr: ...' if it is not in the site's first language",
        is_translatable=True,
    ),
    Id: ValueKind(
        "[id](#ids)", "[ids](#ids)",
        ID_HINT,
        build_scalar_schema(
            rf"^\s*(?!(?:{RESERVED_ID_PATTERN.pattern})\s*$)(?=\S{{1,{MAX_ID_LENGTH}}}\s*$)"
            rf"{ID_PATTERN.pattern}\s*$",
            ID_HINT,
        ),
    ),
    Url: ValueKind(
        "[address](#addresses)", "[addresses](#addresses)",
        "write the whole address, as in 'https://example.org/page'", build_text_schema(URL_PATTERN),
    ),
    SitePath: ValueKind(
        "[address on the site](#addresses)", "[addresses on the site](#addresses)",
        "write what stands behind the site's address, as in '/news/old-title/'",
        build_text_schema(SITE_PATH_PATTERN.pattern),
    ),
    EditUrl: ValueKind(
        "[address](#addresses) with `{path}`", "[addresses](#addresses) with `{path}`",
        "put {path} where the file's path goes, as in 'https://host/edit/main/{path}'",
        build_text_schema(EDIT_URL_PATTERN),
    ),
    Email: ValueKind(
        "[e-mail](#e-mail-addresses)", "[e-mail addresses](#e-mail-addresses)",
        "write it as 'name [at] example.org'", build_text_schema(EMAIL_PATTERN),
    ),
    Orcid: ValueKind(
        "[ORCID iD](#orcid-ids)", "[ORCID iDs](#orcid-ids)",
        "copy it from the person's ORCID page, as in '0000-0002-1825-0097'",
        build_text_schema(r"(?:https://orcid[.]org/)?(?:[0-9]{4}-){3}[0-9]{3}[0-9X]"),
    ),
    Colour: ValueKind(
        "[colour](#colours)", "[colours](#colours)", "write it in quotes as '#C5192D'",
        build_text_schema("#[0-9A-Fa-f]{6}"),
    ),
    ImageName: ValueKind(
        "[picture](#pictures)", "[pictures](#pictures)",
        "give the name of a file in content/images/, as in 'family-name.jpg'",
        build_text_schema(IMAGE_PATTERN),
    ),
    IsoDate: ValueKind(
        "[day](#dates)", "[days](#dates)", "write year, month and day, as in '2026-03-09'",
        {"type": "string", "pattern": f"^(?!0000)(?:{DATE_PATTERN})$"},
    ),
    IsoPartialDate: ValueKind(
        "[date](#dates)", "[dates](#dates)",
        "write a year, a month or a day, as in '2026', '2026-03' or '2026-03-09'",
        {"type": ["string", "integer"], "pattern": f"^{PARTIAL_DATE_PATTERN}$",
         "minimum": 1, "maximum": 9999},
    ),
    Flag: ValueKind(
        "true or false", "true or false", "write true, or leave the line out for false",
        {"anyOf": [
            {"type": "boolean"},
            exclude_from_completion({"type": "string", "pattern": "^(?:true|false)$"}),
        ]},
    ),
    Number: ValueKind(
        "number", "numbers", "write it in digits, as in '4'",
        {"type": ["string", "integer"], "pattern": "^[0-9]{1,9}$", "minimum": 0},
    ),
    GroupId: ValueKind(
        "id of a group", "ids of groups",
        "write the id of a group; 'groups' in data/coalition.yaml has them all",
        reference_kind="group",
    ),
    OrganisationId: ValueKind(
        "id of an organisation", "ids of organisations",
        "write the id of an organisation; data/organisations.yaml has them all",
        reference_kind="organisation",
    ),
    ActionAreaId: ValueKind(
        "id of an area of action", "ids of areas of action",
        "write the id of an area of action; data/action_areas.yaml has them all",
        reference_kind="action area",
    ),
    GoalId: ValueKind(
        "number of a goal", "numbers of goals",
        "write the number of a goal; data/sdgs.yaml has them all", reference_kind="goal",
    ),
    CountryCode: ValueKind(
        "[country](#countries)", "[countries](#countries)",
        "write the code of two capital letters, ISO 3166-1, as in 'NO'", reference_kind="country",
    ),
    LanguageCode: ValueKind(
        "[language](#languages)", "[languages](#languages)",
        "write the language's code, as in 'fr' or 'pt_BR'", reference_kind="language",
    ),
}  # fmt: skip
"""The kind of each type in `model/field_types.py`, in the order of docs/data-format.md."""

EQUIVALENT_TYPES: Mapping[object, object] = {
    OfficialText: Text,
    ProperName: Text,
}
"""Types that differ only in who may translate them, which does not matter to editors of data."""

LINE_KIND = VALUE_KINDS[PlainText]


def get_value_kind(type_hint: object) -> ValueKind:
    """Return the kind of a type in the model that is not a record."""
    if get_origin(type_hint) is Literal:
        return _make_choice_kind(get_args(type_hint))
    kind = VALUE_KINDS.get(EQUIVALENT_TYPES.get(type_hint, type_hint))
    assert kind, f"VALUE_KINDS in schema/kinds.py lacks {type_hint}"
    return kind


def _make_choice_kind(choices: tuple[str, ...]) -> ValueKind:
    label = " or ".join(f"`{choice}`" for choice in choices)
    quoted = " or ".join(f"'{choice}'" for choice in choices)
    schema = {"type": "string", "enum": list(choices)}
    return ValueKind(label, label, f"write {quoted}", schema)
