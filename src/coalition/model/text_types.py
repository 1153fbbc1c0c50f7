"""Pydantic types for texts that a page shows, in one language or in several."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, ClassVar

from pydantic import (
    AfterValidator,
    ConfigDict,
    PrivateAttr,
    RootModel,
    ValidationInfo,
    model_validator,
)

from coalition.diagnostics import Message
from coalition.markup import convert_markdown_field
from coalition.model.field_types import PLAIN_TEXT_SCHEMA, LanguageCode, PlainText, get_context
from coalition.model.value_kinds import ValueKind, invalid
from coalition.writing_systems import is_in_foreign_script


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
        self.message = Message("this text is written without its language: put '| text' after it")
        super().__init__(self.message)


_HINT = "write one text, or one for each language, as in 'en: ...'"


def _make_kind(name: str, hint: str, plural: str = "") -> ValueKind:
    return ValueKind(name, hint, plural, schema=PLAIN_TEXT_SCHEMA, is_translatable=True)


class Text(RootModel[dict[LanguageCode, PlainText]]):
    """A text in one or more languages, always including the coalition's default language.

    Validated from a string, which is in the default language, or from a mapping of language codes
    to strings. Raises `missing-default-language` if the mapping lacks that language, and
    `wrong-script` if a text cannot be in its language.
    """

    model_config = ConfigDict(frozen=True)
    value_kind: ClassVar[ValueKind] = _make_kind("[text](#texts)", _HINT)
    has_default_language: ClassVar[bool] = True
    _default: str = PrivateAttr()

    @model_validator(mode="before")
    @classmethod
    def _wrap_string(cls, value: object, info: ValidationInfo) -> object:
        if isinstance(value, list):
            hint = Message("write one text, or one text for each language")
            raise invalid("wrong-type", Message("this should be a text, not a list"), hint)
        return {get_context(info).default_language: value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _check_languages(self, info: ValidationInfo) -> Text:
        self._default = self._choose_default(get_context(info).default_language)
        for language, text in self.root.items():
            if is_in_foreign_script(text, language):
                message = Message(
                    "the letters of this text are not those of '%(language)s'", language=language
                )
                hint = Message(
                    "put it on a separate line after its language's code, as in 'ar: ...'"
                )
                raise invalid("wrong-script", message, hint, key=language)
        return self

    def _choose_default(self, default: str) -> str:
        """Return the fallback language, given the coalition's default language."""
        if default in self.root:
            return default
        if self.has_default_language or not self.root:
            message = Message(
                "this text is not given in '%(default)s', the coalition's first language",
                default=default,
            )
            raise invalid(
                "missing-default-language",
                message,
                Message("add a line '%(default)s: ...'", default=default),
            )
        return next(iter(self.root))

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

    value_kind: ClassVar[ValueKind] = _make_kind(
        "[Markdown](#markdown)", f"{_HINT}; Markdown is allowed", "texts in [Markdown](#markdown)"
    )
    root: dict[LanguageCode, Annotated[PlainText, AfterValidator(_validate_markdown)]]


class Name(Text):
    """The name of a person or an organisation, which need not be in the default language.

    Names are not translated, so the fallback is the first language given.
    """

    value_kind: ClassVar[ValueKind] = _make_kind(
        "[name](#names)",
        "write one name, or 'fr: ...' if it is not in the site's first language",
    )
    has_default_language: ClassVar[bool] = False


class Title(Text):
    """The title of a work or an event, as it is printed: in no other languages than those.

    Titles are not translated, so the fallback is the first language given.
    """

    value_kind: ClassVar[ValueKind] = _make_kind(
        "[title](#titles)",
        "write the printed title, or 'fr: ...' if it is not in the site's first language",
    )
    has_default_language: ClassVar[bool] = False
