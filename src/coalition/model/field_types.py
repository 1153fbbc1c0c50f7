"""The kinds of value a field can hold: dates, addresses, ids, texts in several languages.

Every value arrives as the text that the editor typed (see `source`). Each kind here turns it into
a value or raises the error that `refusal` makes: its type is the problem's kebab-case name, its
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

from coalition.diagnostics.diagnostic import quoted
from coalition.markup.markdown import convert_field
from coalition.writing_systems import is_foreign

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

ID_PATTERN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
ID_LENGTH = 64
"""Longest id, in characters: it becomes a folder's name on every host."""

SITE_PATH = re.compile(r"/(?:[a-z0-9-][a-z0-9_-]{0,99}/)*")
"""Addresses of pages as seen from the site's top: folders, with a slash at both ends.

A name that is longer no system takes for a folder, and those with `_` first are files for hosts.
"""

_PATH = re.compile(r"(?:[A-Za-z0-9/._~!$&'()*+,;=:-]|%[0-9A-Fa-f]{2})*")

RESERVED_ID = re.compile("con|prn|aux|nul|com[0-9]|lpt[0-9]")
"""Ids that Windows cannot have as names of folders, so that nobody there could build the site."""

IMAGE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*\.(?:jpe?g|png|webp|avif|svg)")
"""Names of pictures: no folder, no blank, an ending in small letters that browsers know."""

Kind = Literal["group", "organisation", "action area", "goal", "country", "language"]


@dataclass(frozen=True)
class Known:
    """What a field may refer to, handed to pydantic as its validation context.

    `default_language` is the coalition's first language: a text without a language code is in it.
    `ids` maps each kind of thing to the ids there are; a kind that is absent is not checked.
    """

    default_language: str
    ids: Mapping[Kind, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Resolved:
    """A text and the language that it really is in, which may not be the one asked for."""

    text: str
    language: str

    def __html__(self) -> str:
        """Asked for where a template writes it as it stands: it would not say its language."""
        raise UnmarkedTextError


class UnmarkedTextError(TypeError):
    """A text was about to be written on a page without saying which language it is in."""

    def __init__(self) -> None:
        super().__init__("this text is written without its language: put '| text' behind it")


def refusal(name: LiteralString, message: str, hint: str = "", **words: str) -> PydanticCustomError:
    """An error of the problem `name`; its context has `message`, `hint` and the `words`.

    The message is whole when it comes here: pydantic would look for `{...}` in what it quotes. The
    word `key` says which key of an entry is meant, where the whole entry was looked at; `needles`
    are texts to search for in the value, one a line, where only a part of it is meant.
    """
    return PydanticCustomError(name, "{message}", {**words, "hint": hint, "message": message})


def _known(info: ValidationInfo) -> Known:
    assert isinstance(info.context, Known), "records are read with a Known as context"
    return info.context


def _one_text(value: object) -> object:
    if isinstance(value, str):
        return value
    kind = "a list" if isinstance(value, list) else "an entry with keys"
    hint = "write it behind the colon, on the same line"
    raise refusal("wrong-kind", f"this should be one text, not {kind}", hint)


def _not_blank(text: str) -> str:
    if not text.strip():
        hint = "write it between the quotes, or leave the line out"
        raise refusal("empty-value", "there is no text between the quotes", hint)
    return text.strip()


def _refer(kind: Kind) -> Callable[[str, ValidationInfo], str]:
    """Check that a value names one of the things of `kind` that there are."""

    def check(value: str, info: ValidationInfo) -> str:
        ids = _known(info).ids.get(kind)
        if ids is None or value in ids:
            return value
        name: LiteralString = "unknown-reference"
        if kind == "country":
            name = "unknown-country"
        elif kind == "language":
            name = "unknown-language"
        raise refusal(name, f"unknown {kind} {quoted(value)}", kind=kind, value=value)

    return check


def _id(value: str) -> str:
    if not ID_PATTERN.fullmatch(value):
        hint = "use small letters a to z, digits and single hyphens, as in 'open-education'"
        raise refusal("invalid-id", f"{quoted(value)} cannot be an id", hint, value=value)
    if len(value) > ID_LENGTH:
        hint = f"use {ID_LENGTH} characters or fewer, here are {len(value)}"
        raise refusal("invalid-id", "this id is too long for a folder's name", hint)
    if RESERVED_ID.fullmatch(value):
        hint = f"add a word to it, as in '{value}-1'"
        raise refusal("invalid-id", f"Windows has no folder of the name '{value}'", hint)
    return value


def _web_address(value: str) -> str:
    try:
        parts = urlsplit(value)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
        usable = usable and "%" not in parts.netloc
    except ValueError:
        usable = False
    if not usable or re.search(r"[\s<>\"'\\^`{}|]", value) or "@" in parts.netloc:
        hint = _address_hint(value)
        raise refusal("invalid-address", f"{quoted(value)} is not a web address", hint)
    return value


def _address_hint(value: str) -> str:
    if re.fullmatch(r"[\w-]+(\.[\w-]+)+(/[\w/.-]*)?", value):
        return f"did you mean 'https://{value}'?"
    if re.match("https?://", value) and re.search(r"\s", value):
        return "an address has no blanks: write '%20' for each"
    if re.match("https?://[^/]*@", value):
        return "leave out what stands before the '@'"
    return "write the whole address, as in 'https://example.org/page'"


def _site_path(value: str) -> str:
    if not SITE_PATH.fullmatch(value):
        hint = (
            "write what stands behind the site's address, in small letters a to z, digits, '-' and"
            " '_', with a slash at both ends, as in '/news/old-title/'"
        )
        raise refusal("invalid-path", f"{quoted(value)} is no address on this site", hint)
    return value


def is_site_address(value: str) -> bool:
    """Whether a site can be published at this address: http or https, no query and no anchor.

    It is that of a folder, not of the page in it. Its path is as sitemaps want it: other letters
    than those of ASCII are written `%C3%A9`.
    """
    try:
        path = urlsplit(_web_address(value)).path
    except PydanticCustomError:
        return False
    steps = path.split("/")
    unwanted = {".", "..", "index.html"} & {*steps} or set("?#") & set(value)
    return bool(_PATH.fullmatch(path)) and not unwanted


def _email(value: str) -> str:
    """Kept as `name [at] host`, whichever way it is written: it is never printed with the sign."""
    # Not one pattern with \s* before the sign: it would take quadratic time for a row of blanks
    plain = "@".join(part.strip() for part in re.split(r"\[at\]|@", value))
    if not re.fullmatch(
        r"[\w.!#$%&'*+/=?^{|}~-]{1,64}@(?:[\w-]+\.)+[a-z]{2,63}", plain, re.A | re.I
    ):
        hint = "write it as 'name [at] example.org'"
        raise refusal("invalid-email", f"{quoted(value)} is not an e-mail address", hint)
    return plain.replace("@", " [at] ")


def _orcid(value: str) -> str:
    """Four groups of four with a check digit, ISO 7064 MOD 11-2, as ORCID's structure page says."""
    bare = value.removeprefix("https://orcid.org/")
    if re.fullmatch(r"(?:[0-9]{4}-){3}[0-9]{3}[0-9X]", bare):
        total = 0
        for digit in bare[:-1].replace("-", ""):
            total = (total + int(digit)) * 2
        if "0123456789X"[(12 - total % 11) % 11] == bare[-1]:
            return bare
    hint = "copy it from the person's ORCID page, as in '0000-0002-1825-0097'"
    raise refusal("invalid-orcid", f"{quoted(value)} is not an ORCID iD", hint)


def _colour(value: str) -> str:
    if not re.fullmatch(r"#[0-9A-Fa-f]{6}", value):
        hint = "write # and six digits or letters A to F, in quotes, as in '#C5192D'"
        raise refusal("invalid-colour", f"{quoted(value)} is not a colour", hint)
    return value.upper()


def parse_day(text: str) -> date | None:
    """Return the day written as `YYYY-MM-DD`, in ASCII digits; None if there is no such day.

    The one parser for days, in `data/` and in front matter. `date.fromisoformat` also accepts
    `20260309` and `2026-W11-1`, and `strptime` accepts `2026-3-9` and digits of other scripts.
    """
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _date(value: object) -> object:
    text = str(_one_text(value))
    if day := parse_day(text):
        return day
    raise refusal("invalid-date", *invalid_day(text))


def invalid_day(text: str) -> tuple[str, str]:
    """The message and the hint for a text that `parse_day` refuses."""
    if _DAY.fullmatch(text):
        hint = "correct it: the year comes first, then the month, then the day"
        return f"there is no day {text} in the calendar", hint
    hint = "write year, month and day, as in '2026-03-09'"
    return f"{quoted(text)} is not a date", hint


def _flag(value: object) -> bool:
    if value in ("true", "false"):
        return value == "true"
    hint = "write 'true', or leave the line out for 'false'"
    raise refusal("wrong-kind", "this can only be true or false", hint)


def _number(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,9}", value):
        return int(value)
    hint = "write it in digits, as in '4'"
    raise refusal("wrong-kind", f"{quoted(str(_one_text(value)))} is not a whole number", hint)


def _image(value: str) -> str:
    if not IMAGE_NAME.fullmatch(value):
        hint = (
            "give the name of a file in content/images/: letters, digits, '-' and '_', "
            "and at its end .jpg, .png, .webp, .avif or .svg in small letters"
        )
        raise refusal("invalid-image", f"{quoted(value)} is not an image's name", hint)
    return value


def _edit_address(value: str) -> str:
    if "{path}" not in value:
        hint = "put {path} where the file's path goes, as in 'https://host/edit/main/{path}'"
        raise refusal("invalid-address", "this address has no {path} in it", hint)
    _web_address(value.replace("{path}", "path"))
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


def _partial_date(value: object) -> PartialDate:
    text = _one_text(value)
    if isinstance(text, str) and (
        found := re.fullmatch(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", text)
    ):
        year, month, day = (int(part or 0) for part in found.groups())
        try:
            date(year, month if found[2] else 1, day if found[3] else 1)
        except ValueError:
            hint = "correct it: the year comes first, then the month, then the day"
            raise refusal("invalid-date", f"there is no {text} in the calendar", hint) from None
        return PartialDate(year, month, day)
    hint = "write a year, a month or a day, as in '2026', '2026-03' or '2026-03-09'"
    raise refusal("invalid-date", f"{quoted(str(text))} is not a date", hint)


Line = Annotated[str, BeforeValidator(_one_text), AfterValidator(_not_blank)]
"""One text in no particular language: an acronym, a name of a licence, a note on a source."""

Id = Annotated[Line, AfterValidator(_id)]
Url = Annotated[Line, AfterValidator(_web_address)]
"""An absolute http or https address, as it was typed."""

EditUrl = Annotated[Line, AfterValidator(_edit_address)]
"""An address with `{path}` where the path of the file to edit goes."""

SitePath = Annotated[Line, AfterValidator(_site_path)]
"""The address of a page on this site, without the folder of a language, as `/news/title/`."""

Email = Annotated[Line, AfterValidator(_email)]
"""An e-mail address kept as `name [at] host`."""

Orcid = Annotated[Line, AfterValidator(_orcid)]
Colour = Annotated[Line, AfterValidator(_colour)]
"""`#RRGGBB`, capitals."""

Image = Annotated[Line, AfterValidator(_image)]
"""The name of a file in `content/images/`."""

Day = Annotated[date, BeforeValidator(_date)]
Moment = Annotated[PartialDate, BeforeValidator(_partial_date)]
Flag = Annotated[bool, BeforeValidator(_flag)]
Number = Annotated[int, BeforeValidator(_number)]

GroupId = Annotated[Line, AfterValidator(_refer("group"))]
OrganisationId = Annotated[Line, AfterValidator(_refer("organisation"))]
ActionAreaId = Annotated[Line, AfterValidator(_refer("action area"))]
GoalId = Annotated[Line, AfterValidator(_refer("goal"))]
CountryCode = Annotated[Line, AfterValidator(_refer("country"))]
"""ISO 3166-1 alpha-2, capitals."""

LanguageCode = Annotated[Line, AfterValidator(_refer("language"))]
"""A language of Unicode CLDR, such as `en`, `ar`, `pt_BR`."""


class Text(RootModel[dict[LanguageCode, Line]]):
    """A text in one language or more; the coalition's default language is always there.

    Read from one string (then it is in the default language) or from a mapping of language codes
    to strings. Raises `missing-default-language` where the mapping lacks it.
    """

    model_config = ConfigDict(frozen=True)
    _default: str = PrivateAttr()

    @model_validator(mode="before")
    @classmethod
    def _from_one_string(cls, value: object, info: ValidationInfo) -> object:
        if isinstance(value, list):
            hint = "write one text, or one text for each language"
            raise refusal("wrong-kind", "this should be a text, not a list", hint)
        return {_known(info).default_language: value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _has_default(self, info: ValidationInfo) -> Text:
        self._default = self._chosen_default(_known(info).default_language)
        for language, text in self.root.items():
            if is_foreign(text, language):
                message = f"the letters of this text are not those of '{language}'"
                hint = "put it on a line of its own behind its language's code, as in 'ar: ...'"
                raise refusal("wrong-script", message, hint, key=language)
        return self

    def _chosen_default(self, default: str) -> str:
        """The language to fall back to, given the coalition's default one."""
        if default not in self.root:
            message = f"this text is not given in '{default}', the coalition's first language"
            raise refusal("missing-default-language", message, f"add a line '{default}: ...'")
        return default

    @cached_property
    def fallback(self) -> Resolved:
        """The text in the language to fall back to: the coalition's default one."""
        return Resolved(self.root[self._default], self._default)

    @property
    def default(self) -> str:
        """The words of the fallback."""
        return self.fallback.text

    def in_language(self, language: str) -> Resolved:
        """The text in `language`, or in the default language where there is none."""
        text = self.root.get(language)
        return self.fallback if text is None else Resolved(text, language)

    def __html__(self) -> str:
        """Asked for where a template writes it as it stands: it would not say its language."""
        raise UnmarkedTextError

    def all(self) -> Iterator[Resolved]:
        """The text in each language that it is given in, in the order of the file."""
        return (Resolved(text, language) for language, text in self.root.items())


OfficialText = Annotated[Text, "official"]
"""A text whose wording somebody has laid down: who has no official translation has none."""

ProperName = Annotated[Text, "name"]
"""A name or an acronym that texts of all languages share, but that may be spelled in several."""


def _markdown(text: str) -> str:
    """Check that a Markdown text holds nothing but the HTML that `html_policy` allows."""
    for found in convert_field(text).violations:
        needles = "\n".join(needle.split("\n")[0] for needle in found.needles)
        raise refusal(found.name, found.message, found.hint, needles=needles)
    return text


class MarkdownText(Text):
    """A text in Markdown, with the HTML that `html_policy.FIELD` allows."""

    root: dict[LanguageCode, Annotated[Line, AfterValidator(_markdown)]]


class Name(Text):
    """The name of a person or an organisation: it keeps its own language if it has no other.

    Falls back to the first language given. Names are not translated, so none is asked for.
    """

    def _chosen_default(self, default: str) -> str:
        if default in self.root or not self.root:
            return super()._chosen_default(default)
        return next(iter(self.root))
