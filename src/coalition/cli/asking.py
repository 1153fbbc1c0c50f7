"""The questions for a new entry in a terminal: each answer is checked at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from coalition.cli.choosing import LEAVE_OUT, NEW, Chooser
from coalition.cli.terminal import agrees, ask, complain
from coalition.diagnostics.diagnostic import Problem
from coalition.editing import new_ids, values
from coalition.editing.entry_kinds import MEMBER, ORGANISATION, EntryKind
from coalition.editing.options import completed
from coalition.editing.questions import (
    LESS_USUAL,
    TODAY,
    Question,
    every_question,
    questions,
    today,
)
from coalition.editing.workspace import Desk
from coalition.editing.yaml.file import Entry
from coalition.project.raw_entries import Plain
from coalition.project.slugs import made_id

OF_IDENTITY = {"missing-id", "id-collision"}
"""Problems of a name that an id solves."""


class Asking:
    """A conversation about new entries; `desk` has what was added on the way."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def entry(
        self, kind: EntryKind, given: Entry, *, briefly: bool = False, named: str = ""
    ) -> Entry:
        """Ask for what is not `given`; if `briefly`, only for what is needed.

        `named` is offered as the name. The desk does not have the entry yet.
        """
        entry = dict(given)
        name_key = kind.shelf.name_key if kind.shelf else ""
        if name_key in entry and not self._has_identity(kind, entry):
            del entry[name_key]
        for question in self._wanted(kind, entry, briefly):
            if question.key in entry or _lacks_source(kind, question, entry):
                continue
            if question.key == "slug" and not made_id(str(entry["title"])):
                question = _needed_address(question)  # noqa: PLW2901 - the same, but required
            default = named if question.key == name_key else question.default
            self._ask_for(kind, question, entry, today() if default == TODAY else default)
        return completed(self.desk, kind, entry)

    def _wanted(self, kind: EntryKind, entry: Entry, briefly: bool) -> Iterator[Question]:
        """The questions to ask; those that are seldom asked only if somebody wants them."""
        every = [question for question in questions(kind) if question.required or not briefly]
        more = [one.key for one in every if one.key in LESS_USUAL and one.key not in entry]
        wants_more = None if more[1:] else False  # one alone is not worth a question
        for question in every:
            if question.key in LESS_USUAL and wants_more is None:
                wants_more = agrees(f"\nSay more ({', '.join(more)})?", otherwise=False)
            if question.key not in LESS_USUAL or wants_more:
                yield question

    def _ask_for(self, kind: EntryKind, question: Question, entry: Entry, default: str) -> None:
        """Ask until the answer is right; an optional one may be left out."""
        print(f"\n{_told(question, default)}")
        chooser = Chooser(self.desk, question) if question.kind else None
        while True:
            typed = ask(f"{question.key}{f' [{default}]' if default else ''}: ") or default
            begun = chooser is not None and chooser.is_begun  # then Enter is no answer
            if not question.required and (typed == LEAVE_OUT or not (typed or begun)):
                return
            if not typed:
                way_out = f"type '{LEAVE_OUT}' to leave it out"
                print(f"  ! {'this is needed' if question.required else way_out}")
                continue
            if chooser and not question.listed:
                typed = chooser.chosen(typed)
                if chooser.wants_new:
                    typed = self._new_organisation(entry, chooser.new_name)
                    chooser.wants_new = False
            if typed and self._took(kind, question, entry, typed):
                return

    def _took(self, kind: EntryKind, question: Question, entry: Entry, typed: str) -> bool:
        """Put an answer into the entry if it is right, else say what is wrong with it."""
        value = values.value_of(question, typed, self.desk)
        if isinstance(value, dict):
            value = self._in_more_languages(question, value)
        trial: Entry = {**entry, question.key: value}
        wrong = values.problems(self.desk, kind, trial, [question.key])
        is_name = kind.shelf is not None and question.key == kind.shelf.name_key
        if is_name:
            wrong = [one for one in wrong if not solved_by_id(kind, one)]
        complain(wrong)
        if wrong or (is_name and not self._has_identity(kind, trial)):
            return False
        entry.update(trial)
        return True

    def _in_more_languages(self, question: Question, value: dict[str, Plain]) -> dict[str, Plain]:
        """The same text in other languages, as long as some are typed."""
        texts = dict(value)
        prompt = f"{question.key} in one more language (as in 'fr: ...'; Enter goes on): "
        while typed := ask(prompt):
            more = values.value_of(question, typed, self.desk)
            texts |= more if isinstance(more, dict) else {self.desk.language: more}
        return texts

    def _new_organisation(self, member: Entry, named: str) -> str:
        """The id of an organisation that is asked for and put on the desk."""
        print("\nA new organisation. Ctrl-C leaves everything as it was.")
        given: Entry = {key: member[key] for key in ("source", "checked") if key in member}
        entry = self.entry(ORGANISATION, given, named=named)
        self.desk = self.desk.with_entry(ORGANISATION, entry)
        print(f"\nThe organisation '{entry['id']}' will be added too. Now on with what you began.")
        return str(entry["id"])

    def _has_identity(self, kind: EntryKind, entry: Entry) -> bool:
        """See to the id of an entry that has a name; False where another name is needed."""
        if not new_ids.has_id(kind) or "id" in entry:
            return True
        twins = new_ids.namesakes(self.desk, kind, entry)
        if twins and not self._is_another_person(kind, entry):
            return False
        made = "" if twins else new_ids.proposed_id(self.desk, kind, entry)
        clashes = [] if twins else values.problems(self.desk, kind, entry, ["id", *entry])
        clashes = [problem for problem in clashes if problem.name in OF_IDENTITY]
        if new_ids.is_written(kind) or not made or clashes:
            complain(clashes)
            self._ask_for_id(kind, entry, "" if clashes else made)
        else:
            print(f"  its page will be /{new_ids.FOLDERS[kind.name]}/{made}/")
        self.desk = new_ids.told_apart(self.desk, kind, entry)
        return True

    def _is_another_person(self, kind: EntryKind, entry: Entry) -> bool:
        complain(values.problems(self.desk, kind, entry, ["name"]))
        return agrees("  Is this another person of the same name?", otherwise=False)

    def _ask_for_id(self, kind: EntryKind, entry: Entry, default: str) -> None:
        """Ask for the id, which becomes part of an address."""
        question = next(one for one in every_question(kind) if one.key == "id")
        about = "The id becomes part of the address and never changes"
        print(f"\n{about}: small letters, digits and hyphens, as in '{question.example}'")
        while True:
            typed = ask(f"id{f' [{default}]' if default else ''}: ") or default
            desk = new_ids.told_apart(self.desk, kind, entry)
            wrong = values.problems(desk, kind, {**entry, "id": typed}, ["id"]) if typed else []
            complain(wrong)
            if typed and not wrong:
                entry["id"] = typed
                return


def _told(question: Question, default: str) -> str:
    """What a question is about, in one line."""
    parts = [question.about]
    if question.choices:
        parts.append(" or ".join(question.choices))
    if question.kind == "organisation":
        parts.append(f"type a part of its name; '{NEW}' adds one")
    elif question.listed:
        parts.append("several with commas between them")
    if question.example:
        parts.append(f"as in {question.example}")
    enter = f"'{LEAVE_OUT}' leaves it out" if default else "Enter leaves it out"
    return "; ".join(parts) + ("" if question.required else f" ({enter})")


def _needed_address(question: Question) -> Question:
    """The question for the address of a text whose title gives none."""
    return replace(question, required=True, about="Its address: this title gives none")


def _lacks_source(kind: EntryKind, question: Question, entry: Entry) -> bool:
    """Whether this asks when the entry was compared with a source that it does not name."""
    return question.key == "checked" and "source" in kind.order and "source" not in entry


def solved_by_id(kind: EntryKind, problem: Problem) -> bool:
    """Whether a problem of a name goes when the entry says an id: people may share a name."""
    return problem.name in OF_IDENTITY or (kind is MEMBER and problem.name == "duplicate-name")
