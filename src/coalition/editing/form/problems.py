"""What is wrong with a form, in words for people who see its fields and no files.

The diagnostics of the data name keys, lines and files. A table says for each rule what it means in
a form; a rule without an entry gets a general sentence, and never its own words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from coalition.diagnostics import Diagnostic, quote_value
from coalition.editing.errors import EditError
from coalition.editing.form.fields import CORRECT_OPTION, FORM_LABELS, LABELS_BY_KEY


@dataclass(frozen=True)
class FormProblem:
    """What is wrong with an answer, and what to write; `label` is empty for the whole form."""

    label: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        """Return one line: `Country: 'Norwey' is ... Did you mean ...?`."""
        sentences = [one[:1].upper() + one[1:] for one in (self.message, self.hint) if one]
        ended = [one if one[-1] in ".?!…" else f"{one}." for one in sentences]
        return f"{self.label}: {' '.join(ended)}" if self.label else " ".join(ended)


class FormError(EditError):
    """A form with problems; no file has been written. `log` is for maintainers only.

    The problems are in the order of the form's `labels`.
    """

    def __init__(
        self, problems: Iterable[FormProblem], log: str = "", labels: Sequence[str] = FORM_LABELS
    ) -> None:
        order = {label: position for position, label in enumerate(labels)}
        self.problems = tuple(
            sorted(dict.fromkeys(problems), key=lambda problem: order.get(problem.label, -1))
        )
        super().__init__(" | ".join(map(str, self.problems)), log)


class AnswerError(Exception):
    """An answer that gives no value; the caller adds the label of its field."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


@dataclass(frozen=True)
class Wording:
    """Words for a rule, with `{answer}`, and with the rule's own `{message}` and `{hint}`.

    With a `label`, the problem is about this field, whatever the diagnostic is about.
    """

    message: str
    hint: str = ""
    label: str = ""


_SIMPLE_TEXT = "write plain text; only links and *emphasis* are possible"
_MARKUP = Wording("{message}", _SIMPLE_TEXT)
_WITHOUT_LINK = Wording("a link in this text cannot be opened", "write the whole address")
_OTHER_ADDRESS = Wording(
    "this address belongs to another page", "write another one", LABELS_BY_KEY["id"]
)
_OWN_WORDS = Wording("{message}", "{hint}")

WORDINGS: Mapping[str, Wording] = {
    "invalid-address": Wording(
        "this is not a web address", "write the whole address, as in https://example.org/page"
    ),
    "invalid-orcid": _OWN_WORDS,
    "invalid-date": _OWN_WORDS,
    "dates-reversed": Wording(
        "this is later than the date on which the member left",
        "correct it, or say in a comment which of the two dates is wrong",
        LABELS_BY_KEY["since"],
    ),
    "duplicate-orcid": Wording(
        "another member has this ORCID iD",
        f"copy the person's own; if that member is this person, choose '{CORRECT_OPTION}' and name"
        " that member",
    ),
    "duplicate-name": Wording(
        "a member of this name is on the site already",
        f"choose '{CORRECT_OPTION}'; if this is another person of the same name, give them"
        " their own 'Page address'",
    ),
    "id-collision": _OTHER_ADDRESS,
    "duplicate-id": _OTHER_ADDRESS,
    "invalid-id": Wording(
        "this cannot be the address of a page",
        "write the name in small letters a to z, with hyphens, as in given-name-family-name",
        LABELS_BY_KEY["id"],
    ),
    "duplicate-value": Wording("something is there twice", "write it once"),
    "forbidden-html": _MARKUP,
    "unclosed-element": _MARKUP,
    "heading-level": Wording("this text cannot have headings", _SIMPLE_TEXT),
    "foreign-resource": Wording("this text cannot have pictures", _SIMPLE_TEXT),
    "missing-alt": Wording("this text cannot have pictures", _SIMPLE_TEXT),
    "missing-name": Wording("a link in this text has no words", "write it as [words](address)"),
    "broken-link": _WITHOUT_LINK,
    "look-alike-character": Wording("{message}", "type it again on your keyboard"),
}
"""What each rule that an answer can violate means in a form."""

_OTHER_RULE = Wording(
    "this cannot be published as it is", "write it more simply, or say in a comment what you need"
)


DOCUMENT_WORDINGS: Mapping[str, Wording] = {
    **WORDINGS,
    "not-in-choice": Wording("one of these words is none that this site knows", "{hint}"),
    "invalid-identifier": _OWN_WORDS,
    "unknown-language": Wording("{message}", "write its name in English, or its code"),
    "unknown-reference": Wording("{message}", "copy the name from the site"),
    "duplicate-name": Wording(
        "an entry of this title is on the site already", "say in a comment what is wrong with it"
    ),
    "invalid-id": Wording(
        "this cannot be the address of a page",
        "write some words of the title in small letters a to z, with hyphens",
        "Page address",
    ),
}
"""What each rule means in the form that proposes a document."""

EVENT_WORDINGS: Mapping[str, Wording] = {
    **DOCUMENT_WORDINGS,
    "missing-key": Wording(
        "a time needs the time zone of the place", "write it as in 'Africa/Nairobi'", "Time zone"
    ),
    "unknown-time-zone": _OWN_WORDS,
    "invalid-date": Wording(
        "{message}",
        "write a day, or a day and the local time, as in 2027-03-09 or 2027-03-09 14:30",
    ),
    "dates-reversed": Wording(
        "the end is before the start, or only one of them has a time", "correct them", "End"
    ),
}
"""What each rule means in the form that proposes an event."""


def explain_diagnostic(
    diagnostic: Diagnostic,
    label: str,
    answer: str,
    wordings: Mapping[str, Wording] = WORDINGS,
) -> FormProblem:
    """Return the problem of a diagnostic about the answer in the field of this label."""
    wording = wordings.get(diagnostic.rule, _OTHER_RULE)
    values = {
        "answer": quote_value(answer), "message": diagnostic.message, "hint": diagnostic.hint,
    }  # fmt: skip
    message, hint = (text.format_map(values) for text in (wording.message, wording.hint))
    return FormProblem(wording.label or label, message, hint)
