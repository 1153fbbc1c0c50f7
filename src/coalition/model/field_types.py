"""Pydantic types for the fields of records: dates, URLs, ids, texts in several languages.

Every value arrives as the string that the editor typed (see `sources.yaml_nodes`). A type converts
it or raises the error of `invalid`, whose type is the rule of the diagnostic and whose message and
hint are written for editors.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Annotated, Literal, LiteralString
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    PrivateAttr,
    RootModel,
    ValidationInfo,
    model_validator,
)
from pydantic_core import PydanticCustomError

from coalition.diagnostics import quote_value
from coalition.markup import convert_markdown_field
from coalition.writing_systems import is_in_foreign_script

_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

ID_PATTERN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MAX_ID_LENGTH = 64
"""Characters of an id, which becomes a folder's name on every host."""

SITE_PATH_PATTERN = re.compile(r"/(?:[a-z0-9-][a-z0-9_-]{0,99}/)*")
"""Paths of pages from the site's root: folders, with a slash at both ends.

Longer names are not possible for folders; names that begin with `_` are files for hosts.
"""

_URL_PATH = re.compile(r"(?:[A-Za-z0-9/._~!$&'()*+,;=:-]|%[0-9A-Fa-f]{2})*")

RESERVED_ID_PATTERN = re.compile("con|prn|aux|nul|com[0-9]|lpt[0-9]")
"""Ids that are reserved file names on Windows, where the site could not be built."""

IMAGE_NAME_PATTERN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*\.(?:jpe?g|png|webp|avif|svg)")
"""File names of images: no folder, no blank, a lower-case extension that browsers support."""

ReferenceKind = Literal["group", "organisation", "action area", "goal", "country", "language"]


@dataclass(frozen=True)
class ValidationContext:
    """Pydantic's validation context: what fields may refer to.

    `default_language` is the coalition's first language, which texts without a language code are
    in. `known_ids` maps each kind of reference to its valid ids; kinds that are absent are not
    checked.
    """

    default_language: str
    known_ids: Mapping[ReferenceKind, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class LocalizedText:
    """A text with its actual language, which is not the requested one if it is a fallback."""

    text: str
    language: str

    def __html__(self) -> str:
        """Refuse to be printed by a template without a filter that marks the language."""
        raise MissingLangError


class MissingLangError(TypeError):
    """A template printed a text without marking its language."""

    def __init__(self) -> None:
        super().__init__("this text is written without its language: put '| text' behind it")


def invalid(
    rule: LiteralString, message: str, hint: str = "", **context: str
) -> PydanticCustomError:
    """Make a pydantic error for `rule`; its context has `message`, `hint` and `context`.

    The message comes formatted and is passed as a value: pydantic would replace any `{...}` in it.
    In `context`, `key` names the key that is wrong if a whole entry was validated, and `needles`
    are strings to search for in the value, one per line, if only a part of it is wrong.
    """
    return PydanticCustomError(rule, "{message}", {**context, "hint": hint, "message": message})


def _get_context(info: ValidationInfo) -> ValidationContext:
    assert isinstance(info.context, ValidationContext), (
        "records are validated with a ValidationContext"
    )
    return info.context


def _ensure_string(value: object) -> object:
    if isinstance(value, str):
        return value
    kind = "a list" if isinstance(value, list) else "an entry with keys"
    hint = "write it behind the colon, on the same line"
    raise invalid("wrong-type", f"this should be one text, not {kind}", hint)


def _ensure_not_blank(text: str) -> str:
    if not text.strip():
        hint = "write it between the quotes, or leave the line out"
        raise invalid("empty-value", "there is no text between the quotes", hint)
    return text.strip()


def _make_reference_validator(kind: ReferenceKind) -> Callable[[str, ValidationInfo], str]:
    """Make a validator that accepts the known ids of `kind`."""

    def check(value: str, info: ValidationInfo) -> str:
        ids = _get_context(info).known_ids.get(kind)
        if ids is None or value in ids:
            return value
        rule: LiteralString = "unknown-reference"
        if kind == "country":
            rule = "unknown-country"
        elif kind == "language":
            rule = "unknown-language"
        raise invalid(rule, f"unknown {kind} {quote_value(value)}", kind=kind, value=value)

    return check


def _validate_id(value: str) -> str:
    if not ID_PATTERN.fullmatch(value):
        hint = "use small letters a to z, digits and single hyphens, as in 'open-education'"
        raise invalid("invalid-id", f"{quote_value(value)} cannot be an id", hint, value=value)
    if len(value) > MAX_ID_LENGTH:
        hint = f"use {MAX_ID_LENGTH} characters or fewer, here are {len(value)}"
        raise invalid("invalid-id", "this id is too long for a folder's name", hint)
    if RESERVED_ID_PATTERN.fullmatch(value):
        hint = f"add a word to it, as in '{value}-1'"
        raise invalid("invalid-id", f"Windows has no folder of the name '{value}'", hint)
    return value


def _validate_url(value: str) -> str:
    try:
        parts = urlsplit(value)
        is_valid = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
        is_valid = is_valid and "%" not in parts.netloc
    except ValueError:
        is_valid = False
    if not is_valid or re.search(r"[\s<>\"'\\^`{}|]", value) or "@" in parts.netloc:
        hint = _suggest_url(value)
        raise invalid("invalid-address", f"{quote_value(value)} is not a web address", hint)
    return value


def _suggest_url(value: str) -> str:
    if re.fullmatch(r"[\w-]+(\.[\w-]+)+(/[\w/.-]*)?", value):
        return f"did you mean 'https://{value}'?"
    if re.match("https?://", value) and re.search(r"\s", value):
        return "an address has no blanks: write '%20' for each"
    if re.match("https?://[^/]*@", value):
        return "leave out what stands before the '@'"
    return "write the whole address, as in 'https://example.org/page'"


def _validate_site_path(value: str) -> str:
    if not SITE_PATH_PATTERN.fullmatch(value):
        hint = (
            "write what stands behind the site's address, in small letters a to z, digits, '-' and"
            " '_', with a slash at both ends, as in '/news/old-title/'"
        )
        raise invalid("invalid-path", f"{quote_value(value)} is no address on this site", hint)
    return value


def is_site_url(value: str) -> bool:
    """Return whether this can be the URL of the site: http or https, no query, no fragment.

    It has to be the URL of a folder, not of an index page, and percent-encoded (`%C3%A9`), as in
    sitemaps.
    """
    try:
        path = urlsplit(_validate_url(value)).path
    except PydanticCustomError:
        return False
    forbidden = {".", "..", "index.html"} & {*path.split("/")} or set("?#") & set(value)
    return bool(_URL_PATH.fullmatch(path)) and not forbidden


def _normalize_email(value: str) -> str:
    """Convert to `name [at] host`: an e-mail address is never published with an `@`."""
    # Not one pattern with \s* before the sign, which would take quadratic time for many blanks
    plain = "@".join(part.strip() for part in re.split(r"\[at\]|@", value))
    if not re.fullmatch(
        r"[\w.!#$%&'*+/=?^{|}~-]{1,64}@(?:[\w-]+\.)+[a-z]{2,63}", plain, re.A | re.I
    ):
        hint = "write it as 'name [at] example.org'"
        raise invalid("invalid-email", f"{quote_value(value)} is not an e-mail address", hint)
    return plain.replace("@", " [at] ")


def _normalize_orcid(value: str) -> str:
    """Validate the four groups and the check digit, ISO 7064 MOD 11-2; remove the URL's prefix.

    See "Structure of the ORCID identifier" in ORCID's documentation.
    """
    bare = value.removeprefix("https://orcid.org/")
    if re.fullmatch(r"(?:[0-9]{4}-){3}[0-9]{3}[0-9X]", bare):
        total = 0
        for digit in bare[:-1].replace("-", ""):
            total = (total + int(digit)) * 2
        if "0123456789X"[(12 - total % 11) % 11] == bare[-1]:
            return bare
    hint = "copy it from the person's ORCID page, as in '0000-0002-1825-0097'"
    raise invalid("invalid-orcid", f"{quote_value(value)} is not an ORCID iD", hint)


def _normalize_colour(value: str) -> str:
    if not re.fullmatch(r"#[0-9A-Fa-f]{6}", value):
        hint = "write # and six digits or letters A to F, in quotes, as in '#C5192D'"
        raise invalid("invalid-colour", f"{quote_value(value)} is not a colour", hint)
    return value.upper()


def parse_iso_date(text: str) -> date | None:
    """Parse a date in the form `YYYY-MM-DD`, in ASCII digits; None if it is not valid.

    The one parser for dates in `data/` and in front matter. `date.fromisoformat` also accepts
    `20260309` and `2026-W11-1`, and `strptime` accepts `2026-3-9` and digits of other scripts.
    """
    if not _ISO_DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _validate_date(value: object) -> object:
    text = str(_ensure_string(value))
    if day := parse_iso_date(text):
        return day
    raise invalid("invalid-date", *explain_invalid_date(text))


def explain_invalid_date(text: str) -> tuple[str, str]:
    """Return message and hint for a text that `parse_iso_date` rejects."""
    if _ISO_DATE.fullmatch(text):
        hint = "correct it: the year comes first, then the month, then the day"
        return f"there is no day {text} in the calendar", hint
    hint = "write year, month and day, as in '2026-03-09'"
    return f"{quote_value(text)} is not a date", hint


def _parse_flag(value: object) -> bool:
    if value in ("true", "false"):
        return value == "true"
    hint = "write 'true', or leave the line out for 'false'"
    raise invalid("wrong-type", "this can only be true or false", hint)


def _parse_number(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,9}", value):
        return int(value)
    hint = "write it in digits, as in '4'"
    raise invalid(
        "wrong-type", f"{quote_value(str(_ensure_string(value)))} is not a whole number", hint
    )


def _validate_image_name(value: str) -> str:
    if not IMAGE_NAME_PATTERN.fullmatch(value):
        hint = (
            "give the name of a file in content/images/: letters, digits, '-' and '_', "
            "and at its end .jpg, .png, .webp, .avif or .svg in small letters"
        )
        raise invalid("invalid-image", f"{quote_value(value)} is not an image's name", hint)
    return value


def _validate_edit_url(value: str) -> str:
    if "{path}" not in value:
        hint = "put {path} where the file's path goes, as in 'https://host/edit/main/{path}'"
        raise invalid("invalid-address", "this address has no {path} in it", hint)
    _validate_url(value.replace("{path}", "path"))
    return value


@dataclass(frozen=True, order=True)
class PartialDate:
    """A year, a month or a day; `month` and `day` are 0 if not known."""

    year: int
    month: int = 0
    day: int = 0

    def __str__(self) -> str:
        parts = [f"{self.year:04}", f"{self.month:02}", f"{self.day:02}"]
        return "-".join(parts[: 1 + bool(self.month) + bool(self.day)])

    @property
    def first_day(self) -> date:
        """The earliest day in it."""
        return date(self.year, self.month or 1, self.day or 1)


def _parse_partial_date(value: object) -> PartialDate:
    text = _ensure_string(value)
    if isinstance(text, str) and (
        match := re.fullmatch(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", text)
    ):
        year, month, day = (int(part or 0) for part in match.groups())
        try:
            date(year, month if match[2] else 1, day if match[3] else 1)
        except ValueError:
            hint = "correct it: the year comes first, then the month, then the day"
            raise invalid("invalid-date", f"there is no {text} in the calendar", hint) from None
        return PartialDate(year, month, day)
    hint = "write a year, a month or a day, as in '2026', '2026-03' or '2026-03-09'"
    raise invalid("invalid-date", f"{quote_value(str(text))} is not a date", hint)


PlainText = Annotated[str, BeforeValidator(_ensure_string), AfterValidator(_ensure_not_blank)]
"""A text in no particular language: an acronym, the name of a licence, a note on a source."""

Id = Annotated[PlainText, AfterValidator(_validate_id)]
Url = Annotated[PlainText, AfterValidator(_validate_url)]
"""An absolute http or https URL, as typed."""

EditUrl = Annotated[PlainText, AfterValidator(_validate_edit_url)]
"""A URL with `{path}` as the placeholder for the path of the file to edit."""

SitePath = Annotated[PlainText, AfterValidator(_validate_site_path)]
"""The path of a page on this site, without the language's folder, such as `/news/title/`."""

Email = Annotated[PlainText, AfterValidator(_normalize_email)]
"""An e-mail address, normalized to `name [at] host`."""

Orcid = Annotated[PlainText, AfterValidator(_normalize_orcid)]
Colour = Annotated[PlainText, AfterValidator(_normalize_colour)]
"""`#RRGGBB`, normalized to upper case."""

ImageName = Annotated[PlainText, AfterValidator(_validate_image_name)]
"""The name of a file in `content/images/`."""

IsoDate = Annotated[date, BeforeValidator(_validate_date)]
IsoPartialDate = Annotated[PartialDate, BeforeValidator(_parse_partial_date)]
Flag = Annotated[bool, BeforeValidator(_parse_flag)]
Number = Annotated[int, BeforeValidator(_parse_number)]

GroupId = Annotated[PlainText, AfterValidator(_make_reference_validator("group"))]
OrganisationId = Annotated[PlainText, AfterValidator(_make_reference_validator("organisation"))]
ActionAreaId = Annotated[PlainText, AfterValidator(_make_reference_validator("action area"))]
GoalId = Annotated[PlainText, AfterValidator(_make_reference_validator("goal"))]
CountryCode = Annotated[PlainText, AfterValidator(_make_reference_validator("country"))]
"""ISO 3166-1 alpha-2, upper case."""

LanguageCode = Annotated[PlainText, AfterValidator(_make_reference_validator("language"))]
"""A language code of Unicode CLDR, such as `en`, `ar`, `pt_BR`."""


class Text(RootModel[dict[LanguageCode, PlainText]]):
    """A text in one or more languages, always including the coalition's default language.

    Validated from a string, which is in the default language, or from a mapping of language codes
    to strings. Raises `missing-default-language` if the mapping lacks that language, and
    `wrong-script` if a text cannot be in its language.
    """

    model_config = ConfigDict(frozen=True)
    _default: str = PrivateAttr()

    @model_validator(mode="before")
    @classmethod
    def _wrap_string(cls, value: object, info: ValidationInfo) -> object:
        if isinstance(value, list):
            hint = "write one text, or one text for each language"
            raise invalid("wrong-type", "this should be a text, not a list", hint)
        return {_get_context(info).default_language: value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _check_languages(self, info: ValidationInfo) -> Text:
        self._default = self._choose_default(_get_context(info).default_language)
        for language, text in self.root.items():
            if is_in_foreign_script(text, language):
                message = f"the letters of this text are not those of '{language}'"
                hint = "put it on a line of its own behind its language's code, as in 'ar: ...'"
                raise invalid("wrong-script", message, hint, key=language)
        return self

    def _choose_default(self, default: str) -> str:
        """Return the fallback language, given the coalition's default language."""
        if default not in self.root:
            message = f"this text is not given in '{default}', the coalition's first language"
            raise invalid("missing-default-language", message, f"add a line '{default}: ...'")
        return default

    @cached_property
    def fallback(self) -> LocalizedText:
        """The text in the fallback language."""
        return LocalizedText(self.root[self._default], self._default)

    @property
    def default_text(self) -> str:
        """The string of the fallback."""
        return self.fallback.text

    def localize(self, language: str) -> LocalizedText:
        """Return the text in `language`, or else the fallback."""
        text = self.root.get(language)
        return self.fallback if text is None else LocalizedText(text, language)

    def __html__(self) -> str:
        """Refuse to be printed by a template without a filter that marks the language."""
        raise MissingLangError

    def all(self) -> Iterator[LocalizedText]:
        """Return the text in each of its languages, in the order of the file."""
        return (LocalizedText(text, language) for language, text in self.root.items())


OfficialText = Annotated[Text, "official"]
"""A text with official wording: only official translations of it are given."""

ProperName = Annotated[Text, "name"]
"""A name or an acronym that all languages share, though some may spell it differently."""


def _validate_markdown(text: str) -> str:
    """Check a Markdown text against the HTML policy for fields; raise the first violation."""
    for violation in convert_markdown_field(text).violations:
        needles = "\n".join(needle.split("\n")[0] for needle in violation.needles)
        raise invalid(violation.rule, violation.message, violation.hint, needles=needles)
    return text


class MarkdownText(Text):
    """A Markdown text with the HTML that `html_policy.FIELD_POLICY` allows."""

    root: dict[LanguageCode, Annotated[PlainText, AfterValidator(_validate_markdown)]]


class Name(Text):
    """The name of a person or an organisation, which need not be in the default language.

    Names are not translated, so the fallback is the first language given.
    """

    def _choose_default(self, default: str) -> str:
        if default in self.root or not self.root:
            return super()._choose_default(default)
        return next(iter(self.root))
