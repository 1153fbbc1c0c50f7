"""The questions for a new entry in a terminal: each answer is checked at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from coalition.cli.terminal import confirm, print_answer_errors, print_choices, prompt_line
from coalition.diagnostics import Diagnostic, escape_invisible
from coalition.editing import (
    MAX_CHOICES,
    MEMBER_KIND,
    ORGANISATION_KIND,
    PAGE_FOLDERS,
    RARE_KEYS,
    TODAY_ANSWER,
    Choice,
    Choices,
    EntryKind,
    EntryValues,
    Question,
    Workspace,
    add_namesake_ids,
    find_namesakes,
    format_today,
    is_id_written,
    iter_questions,
    kind_has_id,
    parse_answer,
    propose_id,
    select_questions,
    validate_entry,
    with_defaults,
)
from coalition.project import PlainData, slugify

SKIP_ANSWER = "-"
"""What is typed to leave out what has an answer of its own, or has been begun."""

NEW_ANSWER = "new"
"""What is typed to add something that is not in the list."""

IDENTITY_RULES = {"missing-id", "id-collision"}
"""Problems of a name that an id solves."""


class EntryPrompter:
    """A conversation about new entries; `desk` has what was added on the way."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    def prompt_entry(
        self,
        kind: EntryKind,
        preset: EntryValues,
        *,
        required_only: bool = False,
        default_name: str = "",
    ) -> EntryValues:
        """Ask for what is not `preset`; if `required_only`, only for what is needed.

        `default_name` is offered as the name. The desk does not have the entry yet.
        """
        entry = dict(preset)
        name_key = kind.collection.name_key if kind.collection else ""
        if name_key in entry and not self._resolve_identity(kind, entry):
            del entry[name_key]
        for question in self._iter_questions(kind, entry, required_only):
            if question.key in entry or _lacks_source(kind, question, entry):
                continue
            if question.key == "slug" and not slugify(str(entry["title"])):
                question = _require_slug(question)  # noqa: PLW2901 - the same, but required
            default = default_name if question.key == name_key else question.default
            self._prompt_field(
                kind, question, entry, format_today() if default == TODAY_ANSWER else default
            )
        return with_defaults(self.workspace, kind, entry)

    def _iter_questions(
        self, kind: EntryKind, entry: EntryValues, required_only: bool
    ) -> Iterator[Question]:
        """The questions to ask; those that are seldom asked only if somebody wants them."""
        every = [
            question
            for question in select_questions(kind)
            if question.is_required or not required_only
        ]
        more = [one.key for one in every if one.key in RARE_KEYS and one.key not in entry]
        wants_more = None if more[1:] else False  # one alone is not worth a question
        for question in every:
            if question.key in RARE_KEYS and wants_more is None:
                wants_more = confirm(f"\nSay more ({', '.join(more)})?", default=False)
            if question.key not in RARE_KEYS or wants_more:
                yield question

    def _prompt_field(
        self, kind: EntryKind, question: Question, entry: EntryValues, default: str
    ) -> None:
        """Ask until the answer is right; an optional one may be left out."""
        print(f"\n{_format_question(question, default)}")
        chooser = ChoicePrompt(self.workspace, question) if question.reference_kind else None
        while True:
            typed = prompt_line(f"{question.key}{f' [{default}]' if default else ''}: ") or default
            begun = chooser is not None and chooser.has_matches  # then Enter is no answer
            if not question.is_required and (typed == SKIP_ANSWER or not (typed or begun)):
                return
            if not typed:
                way_out = f"type '{SKIP_ANSWER}' to leave it out"
                print(f"  ! {'this is needed' if question.is_required else way_out}")
                continue
            if chooser and not question.is_list:
                typed = chooser.resolve_answer(typed)
                if chooser.wants_new:
                    typed = self._prompt_organisation(entry, chooser.new_name)
                    chooser.wants_new = False
            if typed and self._accept_answer(kind, question, entry, typed):
                return

    def _accept_answer(
        self, kind: EntryKind, question: Question, entry: EntryValues, answer: str
    ) -> bool:
        """Put an answer into the entry if it is right, else say what is wrong with it."""
        value = parse_answer(question, answer, self.workspace)
        if isinstance(value, dict):
            value = self._prompt_translations(question, value)
        trial: EntryValues = {**entry, question.key: value}
        wrong = validate_entry(self.workspace, kind, trial, [question.key])
        is_name = kind.collection is not None and question.key == kind.collection.name_key
        if is_name:
            wrong = [one for one in wrong if not is_solved_by_id(kind, one)]
        print_answer_errors(wrong)
        if wrong or (is_name and not self._resolve_identity(kind, trial)):
            return False
        entry.update(trial)
        return True

    def _prompt_translations(
        self, question: Question, value: dict[str, PlainData]
    ) -> dict[str, PlainData]:
        """The same text in other languages, as long as some are typed."""
        texts = dict(value)
        prompt = f"{question.key} in one more language (as in 'fr: ...'; Enter goes on): "
        while typed := prompt_line(prompt):
            more = parse_answer(question, typed, self.workspace)
            texts |= more if isinstance(more, dict) else {self.workspace.default_language: more}
        return texts

    def _prompt_organisation(self, member: EntryValues, default_name: str) -> str:
        """The id of an organisation that is asked for and put on the desk."""
        print("\nA new organisation. Ctrl-C leaves everything as it was.")
        given: EntryValues = {key: member[key] for key in ("source", "checked") if key in member}
        entry = self.prompt_entry(ORGANISATION_KIND, given, default_name=default_name)
        self.workspace = self.workspace.with_entry(ORGANISATION_KIND, entry)
        print(f"\nThe organisation '{entry['id']}' will be added too. Now on with what you began.")
        return str(entry["id"])

    def _resolve_identity(self, kind: EntryKind, entry: EntryValues) -> bool:
        """See to the id of an entry that has a name; False where another name is needed."""
        if not kind_has_id(kind) or "id" in entry:
            return True
        twins = find_namesakes(self.workspace, kind, entry)
        if twins and not self._confirm_namesake(kind, entry):
            return False
        made = "" if twins else propose_id(self.workspace, kind, entry)
        clashes = [] if twins else validate_entry(self.workspace, kind, entry, ["id", *entry])
        clashes = [problem for problem in clashes if problem.rule in IDENTITY_RULES]
        if is_id_written(kind) or not made or clashes:
            print_answer_errors(clashes)
            self._prompt_id(kind, entry, "" if clashes else made)
        else:
            print(f"  its page will be /{PAGE_FOLDERS[kind.name]}/{made}/")
        self.workspace = add_namesake_ids(self.workspace, kind, entry)
        return True

    def _confirm_namesake(self, kind: EntryKind, entry: EntryValues) -> bool:
        print_answer_errors(validate_entry(self.workspace, kind, entry, ["name"]))
        return confirm("  Is this another person of the same name?", default=False)

    def _prompt_id(self, kind: EntryKind, entry: EntryValues, default: str) -> None:
        """Ask for the id, which becomes part of an address."""
        question = next(one for one in iter_questions(kind) if one.key == "id")
        about = "The id becomes part of the address and never changes"
        print(f"\n{about}: small letters, digits and hyphens, as in '{question.example}'")
        while True:
            typed = prompt_line(f"id{f' [{default}]' if default else ''}: ") or default
            desk = add_namesake_ids(self.workspace, kind, entry)
            wrong = validate_entry(desk, kind, {**entry, "id": typed}, ["id"]) if typed else []
            print_answer_errors(wrong)
            if typed and not wrong:
                entry["id"] = typed
                return


class ChoicePrompt:
    """The choice for one question; it remembers what was listed, and so what numbers mean."""

    def __init__(self, workspace: Workspace, question: Question) -> None:
        assert question.reference_kind
        self.choices = Choices(question.reference_kind, workspace)
        self.question = question
        self.can_add = question.reference_kind == "organisation"
        self.wants_new = False
        self.has_matches = False
        self.new_name = ""
        everything = self.choices.all()
        self.listed_choices: list[Choice] = everything if len(everything) <= MAX_CHOICES else []
        print_choices(self.listed_choices, numbered=not question.is_list)

    def resolve_answer(self, answer: str) -> str:
        """The id that is meant; empty where it is still open and like ones were listed.

        What is like nothing comes back as it is, for the check to name. `wants_new` tells whether
        something is to be added instead, and `new_name` what it may be called.
        """
        if (
            answer.isascii()
            and answer.isdigit()
            and 0 < int(answer[:3]) <= len(self.listed_choices)
        ):
            return self.listed_choices[int(answer[:3]) - 1].id
        if exact := self.choices.match(answer):
            print(f"  = {escape_invisible(str(Choice(exact, self.choices.names_by_id[exact])))}")
            return exact
        if self.can_add and answer.casefold() == NEW_ANSWER:
            self.wants_new, self.new_name = True, ""
            return ""
        alike = self.choices.search(answer)
        if alike:
            self._print_matches(alike)
            return ""
        return self._offer_new(answer)

    def _print_matches(self, matches: list[Choice]) -> None:
        self.has_matches = True
        more = len(matches) - MAX_CHOICES
        self.listed_choices = matches[:MAX_CHOICES]
        print("  there is no such id or name; do you mean one of these? Type its number:")
        print_choices(self.listed_choices, numbered=True)
        if more > 0:
            print(f"      and {more} more: type more letters")
        if self.can_add:
            print(f"      or '{NEW_ANSWER}' to add another organisation")
        if not self.question.is_required:
            print(f"      or '{SKIP_ANSWER}' to leave it out")

    def _offer_new(self, answer: str) -> str:
        if not self.can_add:
            return answer
        print(f"  ! there is no organisation like '{escape_invisible(answer)}'")
        self.new_name = answer
        self.wants_new = confirm("    Add it now?", default=False)
        return ""


def _format_question(question: Question, default: str) -> str:
    """What a question is about, in one line."""
    parts = [question.description]
    if question.choices:
        parts.append(" or ".join(question.choices))
    if question.reference_kind == "organisation":
        parts.append(f"type a part of its name; '{NEW_ANSWER}' adds one")
    elif question.is_list:
        parts.append("several with commas between them")
    if question.example:
        parts.append(f"as in {question.example}")
    enter = f"'{SKIP_ANSWER}' leaves it out" if default else "Enter leaves it out"
    return "; ".join(parts) + ("" if question.is_required else f" ({enter})")


def _require_slug(question: Question) -> Question:
    """The question for the address of a text whose title gives none."""
    return replace(question, is_required=True, description="Its address: this title gives none")


def _lacks_source(kind: EntryKind, question: Question, entry: EntryValues) -> bool:
    """Whether this asks when the entry was compared with a source that it does not name."""
    return question.key == "checked" and "source" in kind.key_order and "source" not in entry


def is_solved_by_id(kind: EntryKind, diagnostic: Diagnostic) -> bool:
    """Whether a problem of a name goes when the entry says an id: people may share a name."""
    return diagnostic.rule in IDENTITY_RULES or (
        kind is MEMBER_KIND and diagnostic.rule == "duplicate-name"
    )
