"""A message is its English text, and can be translated with its values."""

from __future__ import annotations

import json
import pickle
from gettext import NullTranslations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.diagnostics.messages import Message, plural_message, translate_message
from coalition.model.value_kinds import invalid


class French(NullTranslations):
    """A catalog with three messages."""

    TEXTS = {  # noqa: RUF012 - not changed
        "'%(value)s' is not %(kind)s": "« %(value)s » n’est pas %(kind)s",
        "a country": "un pays",
        "100 % of it": "100 % de cela",
    }

    def gettext(self, message: str) -> str:
        return self.TEXTS.get(message, message)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return {1: "%(count)s problème", 2: "%(count)s problèmes"}[min(n, 2)]


def make_message() -> Message:
    return Message("'%(value)s' is not %(kind)s", value="50 %(x)s", kind=Message("a country"))


def test_a_message_is_used_like_its_text():
    message, text = make_message(), "'50 %(x)s' is not a country"

    assert text == message
    assert hash(text) == hash(message)
    assert f"{text}!" == f"{message}!"
    assert json.dumps(text) == json.dumps(message)
    assert [text] == sorted([message])


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (make_message(), "« 50 %(x)s » n’est pas un pays"),
        (Message("100 % of it"), "100 % de cela"),
        (Message("not in the catalog: %(x)s", x=1), "not in the catalog: 1"),
        (plural_message("%(count)s problem", "%(count)s problems", 1), "1 problème"),
        (plural_message("%(count)s problem", "%(count)s problems", 3), "3 problèmes"),
        ("a country", "a country"),  # no message
    ],
)
def test_patterns_are_translated_and_values_are_not(message: str, expected: str):
    assert expected == translate_message(message, French())
    assert expected == translate_message(pickle.loads(pickle.dumps(message)), French())


def test_pydantic_carries_a_message_to_its_diagnostic():
    error = invalid("rule", make_message(), Message("a country"))

    assert isinstance(error.context["message"], Message)
    assert isinstance(error.context["hint"], Message)


@given(st.text(), st.text())
def test_values_are_never_taken_for_patterns(value: str, other: str):
    message = Message("%(a)s and %(b)s", a=value, b=other)

    assert f"{value} and {other}" == message == translate_message(message, NullTranslations())
