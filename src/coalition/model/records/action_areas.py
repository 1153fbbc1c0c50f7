"""Records of the areas of action and of the Sustainable Development Goals."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from coalition.diagnostics import Message
from coalition.model.field_types import Colour, Flag, GoalId, Id, Number, Url
from coalition.model.records.base import Entry
from coalition.model.records.people import TermHolder
from coalition.model.text_types import LocalizedText, OfficialText, Text
from coalition.model.value_kinds import invalid

MIN_TEXT_CONTRAST = 4.5
"""Minimum contrast ratio of text, WCAG 2.2 success criterion 1.4.3."""


class ActionArea(Entry):
    """An area of action: an entry of `data/action_areas.yaml`."""

    id: Id = Field(description="Part of the area's address; never changes")
    number: Number | None = Field(
        None, ge=1, description="The number that it has in the plan; none is shown if left out"
    )
    title: OfficialText = Field(description="The area's title, official where there is one")
    short: Text | None = Field(None, description="A short title for menus and labels")
    summary: OfficialText | None = Field(
        None, description="The area in one line, official where there is one"
    )
    text: OfficialText | None = Field(
        None, description="Description of the area, official where there is one"
    )
    context: Flag = Field(
        False,
        description="true for an area outside the coalition's own plan, shown for context",
    )
    goals: tuple[GoalId, ...] = Field((), description="Numbers of the goals it contributes to")
    coordinators: tuple[TermHolder, ...] = Field((), description="Who coordinates the work in it")
    url: Url | None = Field(None, description="Where to read more")
    former_ids: tuple[Id, ...] = Field((), description="Former ids; their addresses redirect here")

    def localize_label(self, language: str) -> LocalizedText:
        """Return what menus and lists call it: the short title, or else the title.

        A title in the language comes before a short title in another one.
        """
        texts = [text for text in (self.short, self.title) if text]
        localized = [text.localize(language) for text in texts]
        return next((text for text in localized if text.language == language), localized[0])


class Goal(Entry):
    """A Sustainable Development Goal that the coalition refers to: an entry of `data/sdgs.yaml`.

    Number, title and colour are those of the United Nations.
    """

    number: Number = Field(
        ge=1, le=17, description="The goal's number, 1 to 17; it is the goal's id"
    )
    title: OfficialText = Field(description="Its official title")
    colour: Colour = Field(description="Its official colour")
    ink: Literal["white", "black"] = Field(
        description=f"Colour of text on it; the contrast has to be at least {MIN_TEXT_CONTRAST}"
    )
    url: Url | None = Field(None, description="Its official page")

    @property
    def id(self) -> str:
        """The goal's number as a string."""
        return str(self.number)

    @model_validator(mode="after")
    def _check_contrast(self) -> Self:
        contrast = compute_contrast(self.colour, "#FFFFFF" if self.ink == "white" else "#000000")
        if contrast < MIN_TEXT_CONTRAST:
            values = {"colour": self.colour, "contrast": format(contrast, ".1f")}
            message = Message(
                "black text on %(colour)s has a contrast of only %(contrast)s", **values
            )
            if self.ink == "white":
                message = Message(
                    "white text on %(colour)s has a contrast of only %(contrast)s", **values
                )
            other = "black" if self.ink == "white" else "white"
            hint = Message(
                "use 'ink: %(other)s': text needs a contrast of %(minimum)s to be read",
                other=other,
                minimum=MIN_TEXT_CONTRAST,
            )
            raise invalid("low-contrast", message, hint, key="ink")
        return self


def compute_contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two `#RRGGBB` colours, 1 to 21, as defined by WCAG 2.2."""
    lighter, darker = sorted(
        (_relative_luminance(first), _relative_luminance(second)), reverse=True
    )
    return (lighter + 0.05) / (darker + 0.05)


def _relative_luminance(colour: str) -> float:
    """Return the relative luminance of a colour, 0 to 1, as defined by WCAG 2.2."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
