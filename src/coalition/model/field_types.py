"""The kinds of value a field can hold: dates, addresses, ids, texts in several languages.

Every value arrives as the text that the editor typed (see `source`). Each kind here turns it into
a value or raises the error that `invalid` makes: its type is the problem's kebab-case name, its
message and hint are in an editor's words.
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
"""Longest id, in characters: it becomes a folder's name on every host."""

SITE_PATH_PATTERN = re.compile(r"/(?:[a-z0-9-][a-z0-9_-]{0,99}/)*")
"""Addresses of pages as seen from the site's top: folders, with a slash at both ends.

A name that is longer no system takes for a folder, and those with `_` first are files for hosts.
"""

_URL_PATH = re.compile(r"(?:[A-Za-z0-9/._~!$&'()*+,;=:-]|%[0-9A-Fa-f]{2})*")

RESERVED_ID_PATTERN = re.compile("con|prn|aux|nul|com[0-9]|lpt[0-9]")
"""Ids that Windows cannot have as names of folders, so that nobody there could build the site."""

IMAGE_NAME_PATTERN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*\.(?:jpe?g|png|webp|avif|svg)")
"""Names of pictures: no folder, no blank, an ending in small letters that browsers know."""

ReferenceKind = Literal["group", "organisation", "action area", "goal", "country", "language"]


@dataclass(frozen=True)
class ValidationContext:
    """What a field may refer to, handed to pydantic as its validation context.

    `default_language` is the coalition's first language: a text without a language code is in it.
    `ids` maps each kind of thing to the ids there are; a kind that is absent is not checked.
    """

    default_language: str
    known_ids: Mapping[ReferenceKind, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class LocalizedText:
    """A text and the language that it really is in, which may not be the one asked for."""

    text: str
    language: str

    def __html__(self) -> str:
        """Asked for where a template writes it as it stands: it would not say its language."""
        raise MissingLangError


class MissingLangError(TypeError):
    """A text was about to be written on a page without saying which language it is in."""

    def __init__(self) -> None:
        super().__init__("this text is written without its language: put '| text' behind it")


def invalid(
    rule: LiteralString, message: str, hint: str = "", **context: str
) -> PydanticCustomError:
    """An error of the problem `rule`; its context has `message`, `hint` and the `context`.

    The message is whole when it comes here: pydantic would look for `{...}` in what it quotes. The
    word `key` says which key of an entry is meant, where the whole entry was looked at; `needles`
    are texts to search for in the value, one a line, where only a part of it is meant.
    """
    return PydanticCustomError(rule, "{message}", {**context, "hint": hint, "message": message})


def _get_context(info: ValidationInfo) -> ValidationContext:
    assert isinstance(info.context, ValidationContext), "records are read with a Known as context"
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
    """Check that a value names one of the things of `kind` that there are."""

    def check(value: str, info: ValidationInfo) -> str:
        ids = _get_context(info).known_ids.get(kind)
        if ids is None or value in ids:
            return value
        name: LiteralString = "unknown-reference"
        if kind == "country":
            name = "unknown-country"
        elif kind == "language":
            name = "unknown-language"
        raise invalid(name, f"unknown {kind} {quote_value(value)}", kind=kind, value=value)

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
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
        usable = usable and "%" not in parts.netloc
    except ValueError:
        usable = False
    if not usable or re.search(r"[\s<>\"'\\^`{}|]", value) or "@" in parts.netloc:
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
    """Whether a site can be published at this address: http or https, no query and no anchor.

    It is that of a folder, not of the page in it. Its path is as sitemaps want it: other letters
    than those of ASCII are written `%C3%A9`.
    """
    try:
        path = urlsplit(_validate_url(value)).path
    except PydanticCustomError:
        return False
    steps = path.split("/")
    unwanted = {".", "..", "index.html"} & {*steps} or set("?#") & set(value)
    return bool(_URL_PATH.fullmatch(path)) and not unwanted


def _normalize_email(value: str) -> str:
    """Kept as `name [at] host`, whichever way it is written: it is never printed with the sign."""
    # Not one pattern with \s* before the sign: it would take quadratic time for a row of blanks
    plain = "@".join(part.strip() for part in re.split(r"\[at\]|@", value))
    if not re.fullmatch(
        r"[\w.!#$%&'*+/=?^{|}~-]{1,64}@(?:[\w-]+\.)+[a-z]{2,63}", plain, re.A | re.I
    ):
        hint = "write it as 'name [at] example.org'"
        raise invalid("invalid-email", f"{quote_value(value)} is not an e-mail address", hint)
    return plain.replace("@", " [at] ")


def _normalize_orcid(value: str) -> str:
    """Four groups of four with a check digit, ISO 7064 MOD 11-2, as ORCID's structure page says."""
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
    """Return the day written as `YYYY-MM-DD`, in ASCII digits; None if there is no such day.

    The one parser for days, in `data/` and in front matter. `date.fromisoformat` also accepts
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
    """The message and the hint for a text that `parse_iso_date` refuses."""
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
    """A year, a month or a day, as exact as it is known; `month` and `day` are 0 where not."""

    year: int
    month: int = 0
    day: int = 0

    def __str__(self) -> str:
        parts = [f"{self.year:04}", f"{self.month:02}", f"{self.day:02}"]
        return "-".join(parts[: 1 + bool(self.month) + bool(self.day)])

    @property
    def first_day(self) -> date:
        """The earliest day that it can mean."""
        return date(self.year, self.month or 1, self.day or 1)


def _parse_partial_date(value: object) -> PartialDate:
    text = _ensure_string(value)
    if isinstance(text, str) and (
        found := re.fullmatch(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", text)
    ):
        year, month, day = (int(part or 0) for part in found.groups())
        try:
            date(year, month if found[2] else 1, day if found[3] else 1)
        except ValueError:
            hint = "correct it: the year comes first, then the month, then the day"
            raise invalid("invalid-date", f"there is no {text} in the calendar", hint) from None
        return PartialDate(year, month, day)
    hint = "write a year, a month or a day, as in '2026', '2026-03' or '2026-03-09'"
    raise invalid("invalid-date", f"{quote_value(str(text))} is not a date", hint)


PlainText = Annotated[str, BeforeValidator(_ensure_string), AfterValidator(_ensure_not_blank)]
"""One text in no particular language: an acronym, a name of a licence, a note on a source."""

Id = Annotated[PlainText, AfterValidator(_validate_id)]
Url = Annotated[PlainText, AfterValidator(_validate_url)]
"""An absolute http or https address, as it was typed."""

EditUrl = Annotated[PlainText, AfterValidator(_validate_edit_url)]
"""An address with `{path}` where the path of the file to edit goes."""

SitePath = Annotated[PlainText, AfterValidator(_validate_site_path)]
"""The address of a page on this site, without the folder of a language, as `/news/title/`."""

Email = Annotated[PlainText, AfterValidator(_normalize_email)]
"""An e-mail address kept as `name [at] host`."""

Orcid = Annotated[PlainText, AfterValidator(_normalize_orcid)]
Colour = Annotated[PlainText, AfterValidator(_normalize_colour)]
"""`#RRGGBB`, capitals."""

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
"""ISO 3166-1 alpha-2, capitals."""

LanguageCode = Annotated[PlainText, AfterValidator(_make_reference_validator("language"))]
"""A language of Unicode CLDR, such as `en`, `ar`, `pt_BR`."""


class Text(RootModel[dict[LanguageCode, PlainText]]):
    """A text in one language or more; the coalition's default language is always there.

    Read from one string (then it is in the default language) or from a mapping of language codes
    to strings. Raises `missing-default-language` where the mapping lacks it.
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
        """The language to fall back to, given the coalition's default one."""
        if default not in self.root:
            message = f"this text is not given in '{default}', the coalition's first language"
            raise invalid("missing-default-language", message, f"add a line '{default}: ...'")
        return default

    @cached_property
    def fallback(self) -> LocalizedText:
        """The text in the language to fall back to: the coalition's default one."""
        return LocalizedText(self.root[self._default], self._default)

    @property
    def default_text(self) -> str:
        """The words of the fallback."""
        return self.fallback.text

    def localize(self, language: str) -> LocalizedText:
        """The text in `language`, or in the default language where there is none."""
        text = self.root.get(language)
        return self.fallback if text is None else LocalizedText(text, language)

    def __html__(self) -> str:
        """Asked for where a template writes it as it stands: it would not say its language."""
        raise MissingLangError

    def all(self) -> Iterator[LocalizedText]:
        """The text in each language that it is given in, in the order of the file."""
        return (LocalizedText(text, language) for language, text in self.root.items())


OfficialText = Annotated[Text, "official"]
"""A text whose wording somebody has laid down: who has no official translation has none."""

ProperName = Annotated[Text, "name"]
"""A name or an acronym that texts of all languages share, but that may be spelled in several."""


def _validate_markdown(text: str) -> str:
    """Check that a Markdown text holds nothing but the HTML that `html_policy` allows."""
    for found in convert_markdown_field(text).violations:
        needles = "\n".join(needle.split("\n")[0] for needle in found.needles)
        raise invalid(found.rule, found.message, found.hint, needles=needles)
    return text


class MarkdownText(Text):
    """A text in Markdown, with the HTML that `html_policy.FIELD` allows."""

    root: dict[LanguageCode, Annotated[PlainText, AfterValidator(_validate_markdown)]]


class Name(Text):
    """The name of a person or an organisation: it keeps its own language if it has no other.

    Falls back to the first language given. Names are not translated, so none is asked for.
    """

    def _choose_default(self, default: str) -> str:
        if default in self.root or not self.root:
            return super()._choose_default(default)
        return next(iter(self.root))
