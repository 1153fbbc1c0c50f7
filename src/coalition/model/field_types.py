"""Pydantic types for the fields of records: dates, URLs, ids, references.

Every value arrives as the string that the editor typed (see `sources.yaml_nodes`). A type converts
it or raises the error of `invalid`, whose type is the rule of the diagnostic and whose message and
hint are written for editors. The `ValueKind` of a type says what editors see of it elsewhere.

A new type needs nothing outside this module, apart from its name in `coalition.model`.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from difflib import get_close_matches
from typing import Annotated, LiteralString
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, GetCoreSchemaHandler, ValidationInfo
from pydantic_core import CoreSchema
from pydantic_core.core_schema import with_info_after_validator_function

from coalition.diagnostics import Message, quote_value
from coalition.model.value_kinds import KIND_NOUNS, ReferenceKind, TextKind, ValueKind, invalid


@dataclass(frozen=True)
class ValidationContext:
    """Pydantic's validation context: what fields may refer to.

    `default_language` is the coalition's first language, which texts without a language code are
    in. `known_ids` maps each kind of reference to its valid ids; kinds that are absent are not
    checked. If `requires_group`, each member has to belong to a stakeholder group.
    """

    default_language: str
    known_ids: Mapping[ReferenceKind, frozenset[str]] = field(default_factory=dict)
    requires_group: bool = True


def get_context(info: ValidationInfo) -> ValidationContext:
    """Return the context that a record is validated with."""
    assert isinstance(info.context, ValidationContext), (
        "records are validated with a ValidationContext"
    )
    return info.context


# Plain text


def ensure_string(value: object) -> object:
    """Return the value if it is a text. Raises the error that pydantic reports."""
    if isinstance(value, str):
        return value
    is_list = isinstance(value, list)
    node = Message("a list") if is_list else Message("an entry with keys")
    hint = Message("write it after the colon, on the same line")
    raise invalid("wrong-type", Message("this should be one text, not %(node)s", node=node), hint)


def _ensure_not_blank(text: str) -> str:
    if not text.strip():
        hint = Message("write it between the quotes, or leave the line out")
        raise invalid("empty-value", Message("there is no text between the quotes"), hint)
    return text.strip()


PLAIN_TEXT_SCHEMA = {"type": ["string", "number"], "pattern": r"\S"}
"""JSON Schema of any text that is not blank."""

PlainText = Annotated[
    str,
    BeforeValidator(ensure_string),
    AfterValidator(_ensure_not_blank),
    ValueKind(
        "line",
        "write one text after the colon",
        schema=PLAIN_TEXT_SCHEMA,
    ),
]
"""A text in no particular language: an acronym, the name of a licence, a note on a source."""


# Ids and references

ID_PATTERN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MAX_ID_LENGTH = 64
"""Characters of an id, which becomes a folder's name on every host."""

RESERVED_ID_PATTERN = re.compile("con|prn|aux|nul|com[0-9]|lpt[0-9]")
"""Ids that are reserved file names on Windows, where the site could not be built."""

_ID_SCHEMA_PATTERN = (
    rf"^\s*(?!(?:{RESERVED_ID_PATTERN.pattern})\s*$)(?=\S{{1,{MAX_ID_LENGTH}}}\s*$)"
    rf"{ID_PATTERN.pattern}\s*$"
)
_ID_HINT = Message("use small letters a to z, digits and single hyphens, as in 'open-education'")


def _validate_id(value: str) -> str:
    if not ID_PATTERN.fullmatch(value):
        raise invalid(
            "invalid-id",
            Message("%(value)s cannot be an id", value=quote_value(value)),
            _ID_HINT,
            value=value,
        )
    if len(value) > MAX_ID_LENGTH:
        shorter = value[: MAX_ID_LENGTH + 1].rpartition("-")[0] or value[:MAX_ID_LENGTH]
        hint = Message(
            "use %(limit)s characters or fewer, here are %(count)s: '%(shorter)s'",
            limit=MAX_ID_LENGTH,
            count=len(value),
            shorter=shorter,
        )
        raise invalid("invalid-id", Message("this id is too long for a folder's name"), hint)
    if RESERVED_ID_PATTERN.fullmatch(value):
        hint = Message("add a word to it, as in '%(value)s-1'", value=value)
        raise invalid(
            "invalid-id",
            Message("Windows has no folder of the name '%(value)s'", value=value),
            hint,
        )
    return value


Id = Annotated[
    PlainText,
    AfterValidator(_validate_id),
    ValueKind(
        "[id](#ids)",
        _ID_HINT,
        example="open-education",
        schema={"type": ["string", "number"], "pattern": _ID_SCHEMA_PATTERN},
    ),
]


@dataclass(frozen=True, eq=False, kw_only=True)
class ReferenceType(ValueKind):
    """The id of something of `reference_kind`; as an annotation it validates that, too."""

    reference_kind: ReferenceKind
    rule: LiteralString = "unknown-reference"

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Validate the id after the validators that come before this annotation."""
        return with_info_after_validator_function(self._validate, handler(source))

    def _validate(self, value: str, info: ValidationInfo) -> str:
        kind = self.reference_kind
        ids = get_context(info).known_ids.get(kind)
        if ids is None or value in ids:
            return value
        raise invalid(
            self.rule,
            Message("unknown %(kind)s %(value)s", kind=KIND_NOUNS[kind], value=quote_value(value)),
            kind=kind,
            value=value,
        )


def _refer_to(kind: ReferenceKind, name: str, source: str, plural: str = "") -> ReferenceType:
    hint = f"write the {name}; {source} lists them"
    return ReferenceType(name, hint, plural, reference_kind=kind)


GroupId = Annotated[
    PlainText, _refer_to("group", "id of a group", "'groups' in data/coalition.yaml")
]
OrganisationId = Annotated[
    PlainText, _refer_to("organisation", "id of an organisation", "data/organisations.yaml")
]
ActionAreaId = Annotated[
    PlainText,
    _refer_to(
        "action area",
        "id of an area of action",
        "data/action_areas.yaml",
        plural="ids of areas of action",
    ),
]
MemberId = Annotated[PlainText, _refer_to("member", "id of a member", "data/members.yaml")]
WorkingGroupId = Annotated[
    PlainText, _refer_to("working group", "id of a working group", "data/working_groups.yaml")
]
EventId = Annotated[PlainText, _refer_to("event", "id of an event", "data/events.yaml")]
GoalId = Annotated[
    PlainText,
    _refer_to("goal", "number of a goal", "data/sdgs.yaml", plural="numbers of goals"),
]
CountryCode = Annotated[
    PlainText,
    ReferenceType(
        "[country](#countries)",
        "write the code of two capital letters, ISO 3166-1, as in 'NO'",
        example="NO or Norway",
        reference_kind="country",
        rule="unknown-country",
    ),
]
"""ISO 3166-1 alpha-2, upper case, or a code for users that the coalition names a country with."""

USER_ASSIGNED_COUNTRY_CODE = re.compile("AA|Q[M-Z]|X[A-Z]|ZZ")
"""The codes that ISO 3166-1 leaves to its users, such as XK."""

LanguageCode = Annotated[
    PlainText,
    ReferenceType(
        "[language](#languages)",
        "write the language's code, as in 'fr' or 'pt_BR'",
        example="fr or French",
        reference_kind="language",
        rule="unknown-language",
    ),
]
"""A language code of Unicode CLDR, such as `en`, `ar`, `pt_BR`."""


# Addresses

_SCHEME_PATTERN = "[Hh][Tt][Tt][Pp][Ss]?://"
_NOT_IN_URL = r"\s<>\x22\x27\\^`{}|"
_URL_PATTERN = f"{_SCHEME_PATTERN}[^{_NOT_IN_URL}@/?#]+(?:[/?#][^{_NOT_IN_URL}]*)?"
_URL_PATH = re.compile(r"(?:[A-Za-z0-9/._~!$&'()*+,;=:-]|%[0-9A-Fa-f]{2})*")
_URL_HINT = Message("write the whole address, as in 'https://example.org/page'")


def _has_valid_host(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and parts.port != 0 and "%" not in parts.netloc
    except ValueError:
        return False


def _suggest_url(value: str) -> str:
    if re.fullmatch(r"[\w-]+(\.[\w-]+)+(/[\w/.-]*)?", value):
        return Message("did you mean 'https://%(value)s'?", value=value)
    if re.match("https?://", value) and re.search(r"\s", value):
        return Message("an address has no blanks: write '%20' for each")
    if re.match("https?://[^/]*@", value):
        return Message("remove the part before the '@'")
    return _URL_HINT


def _is_url(value: str) -> bool:
    return bool(re.fullmatch(_URL_PATTERN, value)) and _has_valid_host(value)


def is_site_url(value: str) -> bool:
    """Return whether this can be the URL of the site: http or https, no query, no fragment.

    It has to be the URL of a folder, not of an index page, and percent-encoded (`%C3%A9`), as in
    sitemaps.
    """
    if not _is_url(value):
        return False
    path = urlsplit(value).path
    forbidden = {".", "..", "index.html"} & {*path.split("/")} or set("?#") & set(value)
    return bool(_URL_PATH.fullmatch(path)) and not forbidden


Url = Annotated[
    PlainText,
    TextKind(
        "[web address](#addresses)",
        _URL_HINT,
        description=Message("a web address"),
        example="https://example.org/page",
        rule="invalid-address",
        pattern=_URL_PATTERN,
        is_valid=_has_valid_host,
        suggest=_suggest_url,
    ),
]
"""An absolute http or https URL, as typed."""

PageSlug = Annotated[
    PlainText,
    TextKind(
        "page",
        Message("write the part of its address after the slash, as in 'about', or 'home'"),
        description=Message("the name of a page"),
        example="about",
        rule="invalid-path",
        pattern="[a-z0-9]+(?:[-_][a-z0-9]+)*(?:/[a-z0-9]+(?:-[a-z0-9]+)*)*",
    ),
]
"""The name of a page of this site, such as `about` or `members/countries`."""

EditUrl = Annotated[
    PlainText,
    TextKind(
        "[web address](#addresses) with `{path}`",
        Message("put {path} where the file's path goes, as in 'https://host/edit/main/{path}'"),
        description=Message("a web address with {path}"),
        rule="invalid-address",
        pattern=rf"{_SCHEME_PATTERN}(?:(?!\{{path\}})\S)*\{{path\}}\S*",
        is_valid=lambda value: _is_url(value.replace("{path}", "path")),
    ),
]
"""A URL with `{path}` as the placeholder for the path of the file to edit."""

SitePath = Annotated[
    PlainText,
    TextKind(
        "[address on this site](#addresses)",
        Message(
            "write the path of the page, in small letters a to z, digits, '-' and '_', with a"
            " slash at both ends, as in '/news/old-title/'"
        ),
        description=Message("an address on this site"),
        rule="invalid-path",
        # longer names are not possible for folders; names that begin with `_` are files for hosts
        pattern=r"/(?:[a-z0-9-][a-z0-9_-]{0,99}/)*",
    ),
]
"""The path of a page on this site, without the language's folder, such as `/news/title/`."""


# Persons and pictures


def _normalize_email(value: str) -> str:
    """Convert to `name [at] host`: an e-mail address is never published with an `@`."""
    return " [at] ".join(part.strip() for part in re.split(r"\[at\]|@", value))


Email = Annotated[
    PlainText,
    TextKind(
        "[e-mail address](#e-mail-addresses)",
        Message("write it as 'name [at] example.org'"),
        description=Message("an e-mail address"),
        example="name [at] example.org",
        rule="invalid-email",
        pattern=r"[A-Za-z0-9_.!#$%&'*+/=?^{|}~-]{1,64}\s*(?:\[at\]|@)\s*"
        "(?:[A-Za-z0-9_-]+[.])+[A-Za-z]{2,63}",
    ),
    AfterValidator(_normalize_email),
]
"""An e-mail address, normalized to `name [at] host`."""

_ORCID_PREFIX = "https://orcid.org/"


def remove_orcid_prefix(value: str) -> str:
    """Return an ORCID iD without the address that it may be written with."""
    return value.removeprefix(_ORCID_PREFIX)


def _has_valid_check_digit(value: str) -> bool:
    """Return whether the last digit is correct by ISO 7064 MOD 11-2.

    See "Structure of the ORCID identifier" in ORCID's documentation.
    """
    digits = remove_orcid_prefix(value).replace("-", "")
    total = 0
    for digit in digits[:-1]:
        total = (total + int(digit)) * 2
    return "0123456789X"[(12 - total % 11) % 11] == digits[-1]


Orcid = Annotated[
    PlainText,
    TextKind(
        "[ORCID iD](#orcid-ids)",
        Message("copy it from the person's ORCID page, as in '0000-0002-1825-0097'"),
        description=Message("an ORCID iD"),
        example="0000-0002-1825-0097",
        rule="invalid-orcid",
        pattern="(?:https://orcid[.]org/)?(?:[0-9]{4}-){3}[0-9]{3}[0-9X]",
        is_valid=_has_valid_check_digit,
    ),
    AfterValidator(remove_orcid_prefix),
]

Colour = Annotated[
    PlainText,
    TextKind(
        "[colour](#colours)",
        Message("write # and six digits or letters A to F, in quotes, as in '#C5192D'"),
        description=Message("a colour"),
        example="#C5192D",
        rule="invalid-colour",
        pattern="#[0-9A-Fa-f]{6}",
    ),
    AfterValidator(str.upper),
]
"""`#RRGGBB`, normalized to upper case."""

IMAGE_NAME_PATTERN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*\.(?:jpe?g|png|webp|avif|gif|svg)")
"""File names of images: no folder, no blank, a lower-case extension that browsers support."""


def _suggest_image_name(value: str) -> str:
    """Return the hint for a text that is not an image name; the check of files says the same."""
    if IMAGE_NAME_PATTERN.fullmatch(value.lower()):
        return Message(
            "rename the file to '%(name)s', and write that name here", name=value.lower()
        )
    return _IMAGE_NAME_HINT


_IMAGE_NAME_HINT = Message(
    "give the name of a file in content/images/: letters, digits, '-' and '_', ending in"
    " .jpg, .jpeg, .png, .webp, .avif, .gif or .svg in small letters"
)

ImageName = Annotated[
    PlainText,
    TextKind(
        "[image name](#pictures)",
        _IMAGE_NAME_HINT,
        description=Message("an image name"),
        example="given-name-family-name.jpg",
        rule="invalid-image",
        pattern=IMAGE_NAME_PATTERN.pattern,
        suggest=_suggest_image_name,
    ),
]
"""The name of a file in `content/images/`."""

_PATH_PART = r"[^\s\"'#%&*:;<>?\\`{|}/.][^\s\"'#%&*:;<>?\\`{|}/]*"
"""A name with the characters that `media_files` allows; it does not begin with a dot."""

FILE_NAME_PATTERN = re.compile(rf"(?:{_PATH_PART}/)*{_PATH_PART}[.][a-z0-9]{{2,5}}")
"""The name of a file in `content/files/`, after the names of the folders that it is in."""

FileName = Annotated[
    PlainText,
    TextKind(
        "file name",
        Message(
            "give the name of a file in content/files/ without blanks, as in 'report-2026.pdf'"
        ),
        description=Message("a file name"),
        example="report-2026.pdf",
        rule="invalid-file-name",
        pattern=FILE_NAME_PATTERN.pattern,
    ),
]
"""The name of a file in `content/files/`."""

FOCUS_POINTS: Mapping[str, tuple[int, int]] = {
    "top": (50, 0),
    "centre": (50, 50),
    "bottom": (50, 100),
    "left": (0, 33),
    "right": (100, 33),
}
"""Words for the part of a photo that its square shows, as percentages from the left and the top."""

DEFAULT_FOCUS_POINT = (50, 33)
"""Where the eyes are in most portraits: in the middle, a third of the height from the top."""

_PERCENTAGES = re.compile(r"(100|[0-9]{1,2})% +(100|[0-9]{1,2})%")

_PHOTO_FOCUS_HINT = Message(
    "write %(words)s, or where the face is: how far from the left and from the top, as in"
    " '40%% 25%%'",
    words=", ".join(FOCUS_POINTS),
)

_FOCUS_SYNONYMS = {"center": "centre", "middle": "centre", "upper": "top", "lower": "bottom"}


def _suggest_photo_focus(value: str) -> str:
    """Return the hint for a text that is not a photo focus."""
    word = value.lower()
    numbers = re.fullmatch(r"([0-9]+)\s*%?[\s,;/x]+([0-9]+)\s*%?", word)
    if numbers and _PERCENTAGES.fullmatch(match := f"{numbers[1]}% {numbers[2]}%"):
        return Message("did you mean '%(match)s'?", match=match)
    words = {word: word for word in FOCUS_POINTS} | _FOCUS_SYNONYMS
    for match in get_close_matches(word, words, n=1, cutoff=0.75):
        return Message("did you mean '%(match)s'?", match=words[match])
    return _PHOTO_FOCUS_HINT


PhotoFocus = Annotated[
    PlainText,
    TextKind(
        "[photo focus](#photo-focus)",
        _PHOTO_FOCUS_HINT,
        description=Message("a photo focus"),
        plural="[photo focuses](#photo-focus)",
        example="40% 25%",
        rule="invalid-photo-focus",
        pattern=f"{'|'.join(FOCUS_POINTS)}|{_PERCENTAGES.pattern}",
        suggest=_suggest_photo_focus,
    ),
]
"""The part of a photo that must be seen in a square of it."""


def parse_photo_focus(value: str | None) -> tuple[int, int]:
    """Return the point that a valid PhotoFocus means, in percent from the left and from the top."""
    if match := _PERCENTAGES.fullmatch(value or ""):
        return int(match[1]), int(match[2])
    return FOCUS_POINTS[value] if value else DEFAULT_FOCUS_POINT


ADDRESS_HASH_PATTERN = re.compile("[0-9a-f]{32}-[0-9a-f]{32}")
"""A salt and the hash of an address with it, both as hexadecimal digits."""

AddressHash = Annotated[
    PlainText,
    TextKind(
        "hash",
        Message("leave it as 'python3 tasks.py remove' wrote it, or delete the whole entry"),
        description=Message("a hash"),
        rule="invalid-hash",
        pattern=ADDRESS_HASH_PATTERN.pattern,
    ),
]
"""A salted hash of an address, made by `project.hash_address`."""


# Dates

_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DATE_SCHEMA_PATTERN = (
    "[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    "|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|[12][0-9]))"
)
_DATE_HINT = Message("write year, month and day, as in '2026-03-09'")
_PARTIAL_DATE_HINT = Message(
    "write a year, a month or a day, as in '2026', '2026-03' or '2026-03-09'"
)
_DATE_ORDER_HINT = Message("correct it: the year comes first, then the month, then the day")


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


def _parse_date(value: object) -> object:
    text = str(ensure_string(value))
    if day := parse_iso_date(text):
        return day
    raise invalid("invalid-date", *explain_invalid_date(text))


def explain_invalid_date(text: str) -> tuple[str, str]:
    """Return message and hint for a text that `parse_iso_date` rejects."""
    if _ISO_DATE.fullmatch(text):
        return Message("there is no day %(text)s in the calendar", text=text), _DATE_ORDER_HINT
    return Message("%(text)s is not a date", text=quote_value(text)), _DATE_HINT


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

    @property
    def last_day(self) -> date:
        """The latest day in it."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])


def to_partial_date(day: date) -> PartialDate:
    """Return a day as a date whose precision is known."""
    return PartialDate(day.year, day.month, day.day)


def has_come(day: date | PartialDate, today: date) -> bool:
    """Return whether a day, or the first day of a month or a year, is not in the future.

    Tomorrow counts as well, since it has come in other time zones.
    """
    first_day = day.first_day if isinstance(day, PartialDate) else day
    return first_day - today <= timedelta(days=1)  # a difference cannot overflow, a sum can


def parse_partial_date(value: object) -> PartialDate:
    """Parse a year, a month or a day. Raises the error that pydantic reports."""
    text = str(ensure_string(value))
    match = re.fullmatch(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", text)
    if not match:
        raise invalid(
            "invalid-date",
            Message("%(text)s is not a date", text=quote_value(text)),
            _PARTIAL_DATE_HINT,
        )
    year, month, day = (int(part or 0) for part in match.groups())
    try:
        date(year, month if match[2] else 1, day if match[3] else 1)
    except ValueError:
        message = Message("there is no %(text)s in the calendar", text=text)
        raise invalid("invalid-date", message, _DATE_ORDER_HINT) from None
    return PartialDate(year, month, day)


IsoDate = Annotated[
    date,
    BeforeValidator(_parse_date),
    ValueKind(
        "[day](#dates)",
        _DATE_HINT,
        example="2026-03-09",
        schema={"type": "string", "pattern": f"^(?!0000)(?:{_DATE_SCHEMA_PATTERN})$"},
    ),
]
IsoPartialDate = Annotated[
    PartialDate,
    BeforeValidator(parse_partial_date),
    ValueKind(
        "[date](#dates)",
        _PARTIAL_DATE_HINT,
        example="2026, 2026-03 or 2026-03-09",
        schema={
            "type": ["string", "integer"],
            "pattern": f"^(?!0000)(?:[0-9]{{4}}(?:-(?:0[1-9]|1[0-2]))?|{_DATE_SCHEMA_PATTERN})$",
            "minimum": 1,
            "maximum": 9999,
        },
    ),
]


# Other scalars


def _parse_flag(value: object) -> bool:
    if value in ("true", "false"):
        return value == "true"
    hint = Message("write 'true', or leave the line out for 'false'")
    raise invalid("wrong-type", Message("this can only be true or false"), hint)


def _parse_number(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,9}", value):
        return int(value)
    message = Message(
        "%(value)s is not a whole number",
        value=quote_value(str(ensure_string(value))),
    )
    raise invalid("wrong-type", message, _NUMBER_HINT)


_NUMBER_HINT = Message("write it in digits, as in '4'")

Flag = Annotated[
    bool,
    BeforeValidator(_parse_flag),
    ValueKind(
        "true or false",
        "write true, or leave the line out for false",
        example="true",
        schema={
            "anyOf": [
                {"type": "boolean"},
                # accepted, but not offered as a completion
                {"if": {"type": "string", "pattern": "^(?:true|false)$"}, "else": False},
            ]
        },
    ),
]
Number = Annotated[
    int,
    BeforeValidator(_parse_number),
    ValueKind(
        "number",
        _NUMBER_HINT,
        example="4",
        schema={"type": ["string", "integer"], "pattern": "^[0-9]{1,9}$", "minimum": 0},
    ),
]
